//! Risks, decisions, money, allowances: V010, V019 to V023, V032, V033, V040.

use super::people::reversed;
use super::{Cx, Invalid, Touched, at, change, name, number};
use crate::analysis::findings;
use crate::edit::{Edit, Fix};
use crate::model::records::{AlertStep, Issue, Risk, RiskScale, RiskStatus};
use crate::model::value::{Level, Money};
use crate::model::{Key, RecordKind, RecordRef, nearest};

pub(super) fn check(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    let scale = cx.plan.risk_scale.get();
    if let Some(scale) = scale {
        bounds(at(RecordKind::RiskScale, cx.plan.risk_scale.key()), scale, out);
    }
    let levels = if scale.is_some_and(|s| s.levels == 5) { 5 } else { 3 };
    for (key, risk) in cx.plan.risks.iter() {
        let at = at(RecordKind::Risk, key);
        level(at, risk, levels, out);
        probability(cx, at, risk, out);
        score(at, risk, levels, out);
        days(cx, at, risk, out);
        alerts(cx, at, risk, out);
    }
}

/// V020: the scale has 3 or 5 levels, and its bounds go up.
fn bounds(at: RecordRef, scale: &RiskScale, out: &mut Vec<Invalid>) {
    let mut push = |field, message, fix| out.push(Invalid::new("V020", at, "risk_scale", message).field(field).fix(fix));
    if !matches!(scale.levels, 3 | 5) {
        let nearest = if scale.levels > 3 { 5 } else { 3 };
        let fix = change(format!("Set to {nearest} levels"), at, scale, |s| s.levels = nearest);
        push("levels", format!("the risk scale has {} levels; a scale has 3 or 5", scale.levels), fix);
    }
    let rises = |bounds: &[f64]| bounds.windows(2).all(|w| w.first() < w.last());
    let sorted = |mut bounds: Vec<f64>| {
        bounds.sort_by(f64::total_cmp);
        bounds
    };
    let days: Vec<f64> = scale.days_bounds.iter().map(|d| d.in_days(480.0)).collect();
    for (field, values) in [("p_bounds_pct", &scale.p_bounds_pct), ("days_bounds", &days), ("cost_bounds", &scale.cost_bounds)] {
        if rises(values) {
            continue;
        }
        let fix = if rises(&sorted(values.clone())) {
            change("Put them in order", at, scale, |s| match field {
                "p_bounds_pct" => s.p_bounds_pct = sorted(values.clone()),
                "cost_bounds" => s.cost_bounds = sorted(values.clone()),
                _ => s.days_bounds.sort_by(|a, b| a.in_days(480.0).total_cmp(&b.in_days(480.0))),
            })
        } else {
            None
        };
        push(field, format!("the risk scale: {field} must go up from one level to the next"), fix);
    }
    let inner = if scale.levels == 5 { 4 } else { 2 };
    for (field, given) in [("p_bounds_pct", scale.p_bounds_pct.len()), ("days_bounds", scale.days_bounds.len()), ("cost_bounds", scale.cost_bounds.len())] {
        if given != 0 && given != inner && given != inner + 1 {
            let message = format!("the risk scale: {field} has {given} bounds; a scale of {} levels needs {inner}, and its own are used until then", inner + 1);
            push(field, message, None);
        }
    }
    let (green, red) = if scale.levels == 5 { (5.0, 12.0) } else { (3.0, 9.0) };
    let (green, red) = (scale.green_max.unwrap_or(green), scale.red_min.unwrap_or(red));
    if green >= red {
        let message = format!("the risk scale: red starts at {}, but green goes up to {}", number(red), number(green));
        push(if scale.red_min.is_some() { "red_min" } else { "green_max" }, message, None);
    }
}

/// V020: a level that the scale does not have.
fn level(at: RecordRef, risk: &Risk, levels: u32, out: &mut Vec<Invalid>) {
    for (field, level) in [("probability", risk.probability), ("impact", risk.impact)] {
        if levels == 5 || !matches!(level, Level::VeryLow | Level::VeryHigh) {
            continue;
        }
        let nearest = Level::at(level.index(levels), levels);
        let fix = change(format!("Set to {nearest}"), at, risk, |r| if field == "impact" { r.impact = nearest } else { r.probability = nearest });
        let message = format!("{}: {field} {level} is not on a scale of 3 levels; it counts as {nearest}", risk.id);
        out.push(Invalid::new("V020", at, &risk.id, message).field(field).fix(fix));
    }
}

/// V021: what is certain or impossible is no risk.
fn probability(cx: &Cx<'_>, at: RecordRef, risk: &Risk, out: &mut Vec<Invalid>) {
    let Some(pct) = risk.probability_pct.filter(|p| *p <= 0.0 || *p >= 100.0) else { return };
    let is_settled = matches!(risk.status, RiskStatus::Occurred | RiskStatus::Closed);
    let (message, fix) = if !(0.0..=100.0).contains(&pct) {
        let nearest = pct.clamp(0.0, 100.0);
        let fix = change(format!("Set to {} %", number(nearest)), at, risk, |r| r.probability_pct = Some(nearest));
        (format!("{}: probability_pct is {} %; it lies between 0 and 100", risk.id, number(pct)), fix)
    } else if is_settled {
        return;
    } else if pct == 0.0 {
        let fix = change("Close the risk", at, risk, |r| r.status = RiskStatus::Closed);
        (format!("{}: a probability of 0 % is not a risk. Close it?", risk.id), fix)
    } else {
        let id = cx.plan.free_id(RecordKind::Issue, &risk.id);
        let issue = Issue { id, title: risk.title.clone(), raised: cx.today, owner: risk.owner.clone(), from_risk: Some(risk.id.clone()), ..Issue::default() };
        let mut occurred = risk.clone();
        occurred.status = RiskStatus::Occurred;
        let edits = vec![Edit::Set(at, occurred.into()), Edit::Add(issue.into(), None)];
        (format!("{}: a probability of 100 % is not a risk. Make it an issue?", risk.id), Some(Fix { label: "Make it an issue".into(), edits }))
    };
    out.push(Invalid::new("V021", at, &risk.id, message).field("probability_pct").fix(fix));
}

/// V022: a typed score is the computed one.
fn score(at: RecordRef, risk: &Risk, levels: u32, out: &mut Vec<Invalid>) {
    let computed = f64::from(risk.probability.index(levels) * risk.impact.index(levels));
    let Some(typed) = risk.score.filter(|s| *s != computed) else { return };
    let (typed, computed) = (number(typed), number(computed));
    let message = format!("{}: the file says score {typed}, {} × {} is {computed}; {computed} is used", risk.id, risk.probability, risk.impact);
    let fix = change("Drop the typed score", at, risk, |r| r.score = None);
    out.push(Invalid::new("V022", at, &risk.id, message).field("score").fix(fix));
}

/// V010, V019 and V023: the days of a risk.
fn days(cx: &Cx<'_>, at: RecordRef, risk: &Risk, out: &mut Vec<Invalid>) {
    if let Some((from, to)) = risk.window.as_ref().and_then(|w| reversed(w.from, w.to)) {
        let fix = change("Swap the two days", at, risk, |r| {
            if let Some(w) = &mut r.window {
                (w.from, w.to) = (Some(to), Some(from));
            }
        });
        out.push(Invalid::new("V019", at, &risk.id, format!("{}: its window ends on {to}, before it starts on {from}", risk.id)).field("window").fix(fix));
    }
    if let Some(f) = risk.factor.as_ref().filter(|f| !(f.min <= f.likely && f.likely <= f.max && f.max > 0.0)) {
        let mut points = [f.min, f.likely, f.max];
        points.sort_by(f64::total_cmp);
        let [min, likely, max] = points;
        let fix = if max > 0.0 {
            change("Put the factors in order", at, risk, |r| {
                if let Some(f) = &mut r.factor {
                    (f.min, f.likely, f.max) = (min, likely, max);
                }
            })
        } else {
            None
        };
        let message = format!("{}: factor {}..{}..{} is not in order, or not above zero", risk.id, f.min, f.likely, f.max);
        out.push(Invalid::new("V010", at, &risk.id, message).field("factor").fix(fix));
    }
    for trigger in &risk.triggers {
        if let (Some(fired), Some(today)) = (trigger.fired_on, cx.today)
            && fired > today
        {
            let message = format!("{}: trigger \"{}\" fired on {fired}, after the status date {today}", risk.id, trigger.text);
            out.push(Invalid::new("V023", at, &risk.id, message).field("triggers"));
        }
    }
}

/// V053: a threshold needs a metric, an answer to an alert its day and, put aside, an end and a reason.
fn alerts(cx: &Cx<'_>, at: RecordRef, risk: &Risk, out: &mut Vec<Invalid>) {
    let mut push = |field, message: String, fix| out.push(Invalid::new("V053", at, &risk.id, format!("{}: {message}", risk.id)).field(field).fix(fix));
    for trigger in risk.triggers.iter().filter(|t| t.metric.is_none()) {
        if let Some(threshold) = &trigger.threshold {
            push("triggers", format!("the sign \"{}\" has a threshold ({threshold}) but no metric to read; it is only ticked by hand", trigger.text), None);
        }
    }
    for answer in &risk.alerts {
        let did = match answer.step {
            AlertStep::Acknowledged => "acknowledged",
            AlertStep::Snoozed => "put aside",
            AlertStep::Escalated => "escalated",
        };
        match answer.on {
            None => push("alerts", format!("the alert is {did} without a day; it counts for nothing"), None),
            Some(on) if cx.today.is_some_and(|t| on > t) => {
                push("alerts", format!("the alert is {did} on {on}, after the status date; it does not count yet"), None);
            }
            Some(_) => {}
        }
        if answer.step == AlertStep::Snoozed {
            match (answer.until, answer.on) {
                (None, _) => push("alerts", "the alert is put aside without a day on which it comes back; it stays loud".into(), None),
                (Some(until), Some(on)) if until <= on => push("alerts", format!("the alert is put aside on {on} until {until}; it comes back at once"), None),
                _ if answer.reason.as_deref().is_none_or(|r| r.trim().is_empty()) => push("alerts", "the alert is put aside without a reason".into(), None),
                _ => {}
            }
        }
    }
}

/// V033: one currency, as there are no rates.
pub(super) fn money(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    let plan = cx.plan;
    let mut amounts: Vec<Amount<'_>> = Vec::new();
    type Amount<'a> = (RecordRef, &'a str, &'static str, &'a Money);
    fn note<'a>(kind: RecordKind, key: Key, id: &'a str, field: &'static str, money: Option<&'a Money>) -> Option<Amount<'a>> {
        money.map(|m| (at(kind, key), id, field, m))
    }
    amounts.extend(plan.tasks.iter().filter_map(|(k, t)| note(RecordKind::Task, k, &t.id, "budget", t.budget.as_ref())));
    amounts.extend(plan.risks.iter().filter_map(|(k, r)| note(RecordKind::Risk, k, &r.id, "cost", r.cost.as_ref())));
    amounts.extend(plan.changes.iter().filter_map(|(k, c)| note(RecordKind::ChangeRequest, k, &c.id, "impact_cost", c.impact_cost.as_ref())));
    for (k, d) in plan.decisions.iter() {
        amounts.extend(note(RecordKind::Decision, k, &d.id, "cost", d.cost.as_ref()));
        amounts.extend(d.options.iter().filter_map(|o| note(RecordKind::Decision, k, &d.id, "options", o.cost.as_ref())));
    }
    let own = plan.finance.get().map(|f| f.currency.as_str()).filter(|c| !c.is_empty());
    let Some(first) = own.or_else(|| amounts.first().map(|(.., m)| m.currency.as_str())) else { return };
    let mut known = vec![first];
    for (at, id, field, money) in &amounts {
        if known.contains(&money.currency.as_str()) {
            continue;
        }
        known.push(&money.currency);
        let message = format!("{} currencies ({}) and no rate between them; amounts in {} are left out", known.len(), known.join(", "), money.currency);
        out.push(Invalid::new("V033", *at, id, message).field(field));
    }
}

/// No budget of a task is other than it was.
pub(super) fn same_money(touched: &Touched<'_>) -> bool {
    touched.0.iter().all(|(_, old, new)| old.budget == new.budget)
}

/// V032 and V040: keys of options, and rules.
pub(super) fn decisions(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    for (key, decision) in cx.plan.decisions.iter() {
        let at = at(RecordKind::Decision, key);
        let keys: Vec<&str> = decision.options.iter().map(|o| o.key.as_str()).collect();
        let decided = decision.decided.as_ref().map(|d| d.key.as_str());
        let named = [
            ("recommended", "recommends", decision.recommended.as_deref()),
            ("default_if_silent", "falls back to", decision.default_if_silent.as_deref()),
            ("decided", "was decided as", decided),
        ];
        for (field, verb, option) in named {
            let Some(option) = option.filter(|o| !keys.contains(o)) else { continue };
            let has = if keys.is_empty() { "no options".to_owned() } else { keys.join(", ") };
            let meant =
                keys.iter().copied().find(|k| k.eq_ignore_ascii_case(option.trim())).or_else(|| nearest(option, keys.iter().copied()).filter(|k| k.len() > 1));
            let fix = meant.and_then(|meant| {
                change(format!("Change to {meant}"), at, decision, |d| match field {
                    "recommended" => d.recommended = Some(meant.to_owned()),
                    "default_if_silent" => d.default_if_silent = Some(meant.to_owned()),
                    _ => {
                        if let Some(decided) = &mut d.decided {
                            meant.clone_into(&mut decided.key);
                        }
                    }
                })
            });
            let message = format!("decision \"{}\" {verb} \"{option}\", but has {has}", name(&decision.title, &decision.id));
            out.push(Invalid::new("V032", at, &decision.id, message).field(field).fix(fix));
        }
    }
    for (key, allow) in cx.plan.allow.iter() {
        if findings::rules().any(|r| r.id == allow.rule) {
            continue;
        }
        let at = at(RecordKind::Allow, key);
        // Ids of rules are all near to each other: only the spelling is mended.
        let plain = allow.rule.trim().to_uppercase().replace([' ', '_'], "-");
        let near = findings::rules().map(|r| r.id).find(|id| *id == plain);
        let hint = near.map_or(String::new(), |n| format!(". Did you mean \"{n}\"?"));
        let fix = near.and_then(|near| change(format!("Change to {near}"), at, allow, |a| near.clone_into(&mut a.rule)));
        out.push(Invalid::new("V040", at, &allow.rule, format!("\"{}\" is not a rule{hint}", allow.rule)).field("rule").fix(fix));
    }
}
