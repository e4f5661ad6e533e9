//! Findings about the register as a whole: scale, exposure, links, and whether it is worth anything.

use super::super::Severity::{Error, Info, Warning};
use super::super::cx::{Cx, MOST, at, float, names, share};
use super::super::rule::Provenance::{Brief, Heuristic, Known, Published};
use super::super::rule::{Breach, Rule, Threshold, limit, rule};
use super::{REGISTER, about, active, name};
use crate::analysis::risk::{Band, Bounds, Broken};
use crate::analysis::words;
use crate::edit::{Edit, Fix};
use crate::model::records::Response;
use crate::model::value::Level;
use crate::model::{AnyRecord, RecordKind};
use std::collections::BTreeMap;

const RATIO: Threshold = limit("RSK-014", 5.0, "times", "difference of exposure within one cell of the matrix");
const ONE_KIND: Threshold = limit("RSK-020", 70.0, "%", "share of risks that may be of one category");
const ONE_LEVEL: Threshold = limit("RSK-022", 75.0, "%", "share of risks that may have the same level");
const ENOUGH: Threshold = limit("RSK-022.risks", 8.0, "risks", "fewest risks of which a share says anything");
const ENOUGH_KINDS: Threshold = limit("RSK-020.risks", 5.0, "risks", "fewest risks of which a share says anything");

const MONEY: &[RecordKind] = &[
    RecordKind::Risk,
    RecordKind::RiskScale,
    RecordKind::DeclaredPath,
    RecordKind::Finance,
    RecordKind::Task,
    RecordKind::Calendar,
    RecordKind::Team,
    RecordKind::Release,
];

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    rule("RSK-011", Error, exposure)
        .says("The risks together cost more than the buffer or the contingency holds", "More buffer, or fewer risks")
        .formula("Sum of probability × mean of the days of active risks against the buffer left; sum of probability × cost against the contingency")
        .from(Known, "Expected monetary value")
        .reads(MONEY),
    rule("RSK-013", Warning, not_linked)
        .says("A risk of high impact is linked to no task and no dependency: the forecast ignores it", "Link it to what it would hit")
        .from(Heuristic, "Risk drivers (Hulett): a risk acts on tasks")
        .reads(REGISTER),
    rule("RSK-014", Info, unlike_in_one_cell)
        .says("Risks in one cell of the matrix differ so much that the matrix hides it", "Rank by exposure, or use a finer scale")
        .formula("Three risks or more in a cell, the greatest exposure in days at least this many times the smallest")
        .limits(&[RATIO])
        .from(Published, "Thomas, Bratvold and Bickel, The Risk of Using Risk Matrices")
        .reads(REGISTER),
    rule("RSK-015", Warning, bands)
        .says(
            "The colours of the matrix can rank a smaller risk above a greater one",
            "Use the bands that pass: 3 and 9 on a scale of three, 5 and 12 on a scale of five",
        )
        .formula("Lowest row and column green; second row and column not red; no step from green to red; every red cell above every green one")
        .from(Known, "Cox (2008), What's Wrong with Risk Matrices?")
        .reads(REGISTER),
    rule("RSK-020", Info, one_sided)
        .says("Nearly all risks are of one category, or nobody looked for opportunities", "Hold a pre-mortem with another team")
        .limits(&[ONE_KIND, ENOUGH_KINDS])
        .from(Heuristic, "Practice")
        .reads(REGISTER),
    rule("RSK-021", Warning, declared_lower)
        .says("The declared risk of the release is lower than that of the register", "Declare what the register says")
        .formula("Highest band among the risks that can still happen")
        .from(Brief, "The brief: risk level Medium beside a risk that scores 9")
        .reads(&[RecordKind::Risk, RecordKind::RiskScale, RecordKind::Release]),
    rule("RSK-023", Warning, numbers_disagree)
        .says("The levels of a risk are not those its numbers ask for", "Set the level to what the numbers say, or correct the numbers")
        .formula("Probability in percent and mean of the days against the bounds of the scale (p_bounds_pct, days_bounds), where the file gives them")
        .from(Heuristic, "A scale means something only when its levels are defined")
        .reads(&[RecordKind::Risk, RecordKind::RiskScale, RecordKind::DeclaredPath, RecordKind::Finance]),
    rule("RSK-022", Info, centred)
        .says("Most risks have the same level: the scale tells nothing apart", "Put numbers on the top five")
        .limits(&[ONE_LEVEL, ENOUGH])
        .from(Published, "Centering bias; Thomas, Bratvold and Bickel")
        .reads(REGISTER),
];

fn exposure(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let days: f64 = active(cx).filter_map(|(_, r)| r.exposure_days).sum();
    let left = cx.a.buffer_left();
    if cx.a.path.steps > 0 && cx.a.path.buffer_days > 0.0 && days > left {
        let count = words::count(active(cx).filter(|(_, r)| r.exposure_days.is_some()).count(), "risk");
        out.push(cx.release(format!("{count} cost {} on average, and {} of buffer are left", words::days(days), words::days(left))).exposure(days - left));
    }
    let finance = cx.plan.finance.get();
    if let Some((f, contingency)) = finance.and_then(|f| Some((f, f.contingency?))) {
        let value = |p: Option<f64>, c: Option<&crate::model::value::Money>| p.unwrap_or(0.0) / 100.0 * c.map_or(0.0, |c| c.amount);
        let emv: f64 = active(cx).map(|(risk, _)| value(risk.probability_pct, risk.cost.as_ref())).sum();
        if emv > contingency {
            let currency = &f.currency;
            out.push(cx.release(format!("The risks cost {emv:.0} {currency} on average, and the contingency is {contingency:.0} {currency}")));
        }
    }
}

fn not_linked(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (risk, r) in active(cx).filter(|(risk, _)| risk.impact >= Level::High && risk.tasks.is_empty() && risk.dependencies.is_empty()).take(MOST) {
        let impact = risk.impact.spoken().to_lowercase();
        out.push(about(
            r,
            format!("{} (score {}, {impact} impact) is linked to no task and no dependency, so it cannot move the forecast", name(risk), r.score),
        ));
    }
}

fn unlike_in_one_cell(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let mut cells: BTreeMap<(u32, u32), Vec<(f64, String)>> = BTreeMap::new();
    for (_, r) in active(cx) {
        if let Some(days) = r.exposure_days {
            cells.entry((r.probability, r.impact)).or_default().push((days, r.id.clone()));
        }
    }
    for ((p, i), mut here) in cells.into_iter().filter(|(_, h)| h.len() >= 3) {
        here.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        if let (Some((least, low)), Some((most, high))) = (here.first(), here.last())
            && *most >= cx.limit(&RATIO) * least
        {
            let (least, most) = (words::days(*least), words::days(*most));
            let message = format!("{} share the cell {p} × {i}, but {high} costs {most} on average and {low} {least}", words::count(here.len(), "risk"));
            out.push(cx.whole_plan(message));
        }
    }
}

fn bands(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    if cx.plan.risk_scale.get().is_none() {
        return;
    }
    let colouring = cx.a.risks.colouring();
    if let Some(Broken { why, .. }) = colouring.broken().into_iter().next() {
        let (green, red) = (words::number(colouring.green_max), words::number(colouring.red_min));
        let message = format!("Green up to {green} and red from {red} on {n} × {n}: {why}", n = colouring.levels);
        let at = at(RecordKind::RiskScale, cx.plan.risk_scale.key());
        let fix = colouring.nearest().into_iter().next().zip(cx.plan.risk_scale.get()).map(|(near, scale)| {
            let mut mended = scale.clone();
            (mended.green_max, mended.red_min) = (Some(near.green_max), Some(near.red_min));
            let label = format!("Use green up to {} and red from {}", words::number(near.green_max), words::number(near.red_min));
            Fix::new(label, Edit::Set(at, AnyRecord::from(mended)))
        });
        out.push(Breach::new(at, "risk_scale", message).fix(fix));
    }
}

/// Only bounds that the file gives count: nobody is held to a default.
fn numbers_disagree(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(scale) = cx.plan.risk_scale.get() else { return };
    let (bounds, levels) = (&cx.a.risks.bounds, cx.a.risks.levels);
    for ((key, risk), r) in cx.plan.risks.iter().zip(&cx.a.risks.items).filter(|(_, r)| r.active) {
        if out.len() >= MOST {
            return;
        }
        let (pct, days, _) = bounds.asked(risk);
        let (pct, days) = (pct.filter(|_| !scale.p_bounds_pct.is_empty()), days.filter(|_| !scale.days_bounds.is_empty()));
        let mut mended = risk.clone();
        let mut said = Vec::new();
        if let Some((level, value)) = pct.filter(|l| *l != r.probability).zip(risk.probability_pct) {
            let means = Bounds::words(&bounds.pct, r.probability, " %").unwrap_or_default();
            said.push(format!("a probability of {} % is called {} ({means})", words::number(value), risk.probability.spoken().to_lowercase()));
            mended.probability = Level::at(level, levels);
        }
        if let Some((level, range)) = days.filter(|l| *l != r.impact).zip(risk.days) {
            let means = Bounds::words(&bounds.days, r.impact, " d").unwrap_or_default();
            let mean = words::days(crate::analysis::risk::mean_days(range));
            said.push(format!("an impact of {mean} is called {} ({means})", risk.impact.spoken().to_lowercase()));
            mended.impact = Level::at(level, levels);
        }
        if said.is_empty() {
            continue;
        }
        let label = format!("Set {} to {} × {}", risk.id, mended.probability.spoken(), mended.impact.spoken());
        let fix = Fix::new(label, Edit::Set(at(RecordKind::Risk, key), AnyRecord::from(mended)));
        out.push(about(r, format!("{}: {}", name(risk), said.join("; "))).fix(Some(fix)));
    }
}

fn one_sided(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let all = active(cx).count();
    if float(all) < cx.limit(&ENOUGH_KINDS) {
        return;
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (risk, _) in active(cx) {
        *kinds.entry(risk.category.trim()).or_default() += 1;
    }
    if let Some((kind, n)) = kinds.into_iter().find(|(_, n)| share(*n, all) > cx.limit(&ONE_KIND)) {
        out.push(cx.whole_plan(format!("{n} of {all} risks are of the category \"{kind}\"")));
    }
    if !active(cx).any(|(risk, _)| matches!(risk.response, Response::Exploit | Response::Enhance | Response::Share)) {
        out.push(cx.whole_plan(format!("None of {all} risks is an opportunity")));
    }
}

fn declared_lower(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (Some(release), Some(worst)) = (cx.plan.release.get(), cx.a.risks.worst()) else { return };
    let Some(declared) = release.declared_risk else { return };
    let computed = match worst {
        Band::Green => Level::Low,
        Band::Yellow => Level::Medium,
        Band::Red => Level::High,
    };
    if declared >= computed {
        return;
    }
    let red: Vec<String> = active(cx).filter(|(_, r)| r.band == worst).map(|(_, r)| format!("{} = {}", r.id, r.score)).collect();
    let (said, is) = (declared.spoken(), computed.spoken());
    let message = format!("Declared risk {said}, computed {is} ({})", names(red, 3));
    let mut mended = release.clone();
    mended.declared_risk = Some(computed);
    let fix = Fix::new(format!("Declare the risk {is}"), Edit::Set(at(RecordKind::Release, cx.plan.release.key()), AnyRecord::from(mended)));
    out.push(cx.release(message).fix(Some(fix)));
}

fn centred(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let all = active(cx).count();
    if float(all) < cx.limit(&ENOUGH) {
        return;
    }
    for (what, level) in [("probability", 0), ("impact", 1)] {
        let mut counts: BTreeMap<Level, usize> = BTreeMap::new();
        for (risk, _) in active(cx) {
            *counts.entry(if level == 0 { risk.probability } else { risk.impact }).or_default() += 1;
        }
        if let Some((level, n)) = counts.into_iter().find(|(_, n)| share(*n, all) >= cx.limit(&ONE_LEVEL)) {
            out.push(cx.whole_plan(format!("{n} of {all} risks have {} {what}", level.spoken().to_lowercase())));
        }
    }
}
