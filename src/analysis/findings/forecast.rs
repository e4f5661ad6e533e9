//! Findings about the forecast: the chance of the target, and which risk costs it. They stand as long as
//! the forecast that they read; without one, or with nothing uncertain in it, there is nothing to find.

use super::Severity::{Error, Info, Warning};
use super::cx::{Cx, at};
use super::rule::Provenance::{Heuristic, Standard};
use super::rule::{Breach, Rule, Threshold, limit, rule};
use crate::analysis::forecast::{Forecast, Lever, day, share};
use crate::analysis::words;
use crate::model::RecordKind;
use crate::model::records::Rag;

const EVEN: Threshold = limit("SCH-020", 50.0, "%", "chance of the target below which the plan cannot stand");

/// What is drawn from.
const DRAWN: &[RecordKind] = &[RecordKind::Task, RecordKind::Risk, RecordKind::RiskScale, RecordKind::Release, RecordKind::Scenario, RecordKind::Calendar];

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    rule("SCH-019", Warning, unsure)
        .says("The target will be met less often than the plan's settings ask for", "Commit to the P80 date, or work on the risk that costs most")
        .formula("Share of the drawn finishes by the target: at least the limit of SCH-020, below confidence_commit_pct")
        .from(Heuristic, "P50 and P80 practice; GAO-16-89G, best practice 8")
        .drawn()
        .reads(DRAWN),
    rule("SCH-020", Error, unlikely)
        .says("The target is more likely missed than met", "Decide now: scope, date or risk")
        .formula("Share of the drawn finishes by the target, below the limit")
        .limits(&[EVEN])
        .from(Standard, "GAO-16-89G, best practice 8: schedule risk analysis")
        .gate()
        .drawn()
        .reads(DRAWN),
    rule("RSK-012", Warning, decisive)
        .says("One risk alone decides whether the target is likely enough", "Spend there first")
        .formula("Chance of the target without the risk ≥ confidence_commit_pct, with it below; the same draws without the risk")
        .from(Standard, "AACE 57R-09; leave one out with common random numbers")
        .drawn()
        .reads(DRAWN),
    rule("RAG-010", Info, too_green)
        .says("Everything declared is green while the target is not likely enough", "Say why, or change the colour")
        .formula("Declared status green, chance of the target below confidence_commit_pct")
        .from(Heuristic, "Watermelon status")
        .drawn()
        .reads(DRAWN),
];

/// The forecast with the chance of the target, what the settings ask for, and the target.
fn chance<'a>(cx: &Cx<'a>) -> Option<(&'a Forecast, f64, f64)> {
    let forecast = cx.a.forecast.as_deref().filter(|f| f.is_known())?;
    let asked = cx.plan.settings.get().map_or(80.0, |s| s.confidence_commit_pct);
    Some((forecast, forecast.on_time?.pct, asked))
}

fn about(cx: &Cx<'_>, message: String) -> Breach {
    let mut breach = Breach::new(at(RecordKind::Release, cx.plan.release.key()), "release", message).due(cx.target());
    breach.critical = true;
    breach
}

/// What costs most, in words.
fn worst(forecast: &Forecast) -> String {
    let found = forecast.gains.iter().find(|g| g.lever == Lever::Without && g.p80_days >= 0.5);
    found.map_or(String::new(), |g| format!("; without {} P80 is {} earlier", g.id, words::days(g.p80_days)))
}

fn said(cx: &Cx<'_>, forecast: &Forecast, pct: f64) -> String {
    let target = cx.target().map_or_else(|| "the target".into(), |t| words::day(t, cx.now));
    format!("{} likely by {target}; P80 is {}{}", share(pct), words::day(day(forecast.finish.p80), cx.now), worst(forecast))
}

fn unsure(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some((forecast, pct, asked)) = chance(cx) else { return };
    if pct >= cx.limit(&EVEN) && pct < asked {
        out.push(about(cx, format!("{}; the settings ask for {}", said(cx, forecast, pct), share(asked))).exposure(asked - pct));
    }
}

fn unlikely(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some((forecast, pct, asked)) = chance(cx) else { return };
    if pct < cx.limit(&EVEN) && pct < asked {
        out.push(about(cx, said(cx, forecast, pct)).exposure(asked - pct));
    }
}

fn decisive(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some((forecast, pct, asked)) = chance(cx).filter(|(_, pct, asked)| pct < asked) else { return };
    for gain in forecast.gains.iter().filter(|g| g.lever == Lever::Without) {
        let (Some(without), Some(risk)) = (gain.on_time.filter(|w| *w >= asked), cx.plan.risks.get(gain.key)) else { continue };
        let message =
            format!("{} costs {} at P80: without it the target is {} likely, with it {}", risk.id, words::days(gain.p80_days), share(without), share(pct));
        out.push(Breach::new(at(RecordKind::Risk, gain.key), risk.id.clone(), message).due(cx.target()).exposure(gain.p80_days));
    }
}

fn too_green(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some((_, pct, asked)) = chance(cx) else { return };
    let declared = cx.plan.release.get().and_then(|r| r.declared_status.as_ref()).is_some_and(|s| s.rag == Rag::Green);
    if declared && pct < asked {
        out.push(about(cx, format!("declared green, but the target is {} likely and the settings ask for {}", share(pct), share(asked))));
    }
}
