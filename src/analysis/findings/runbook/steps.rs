//! Findings about single steps: who, how long, what must be seen.

use super::super::Severity::Warning;
use super::super::cx::Cx;
use super::super::rule::Provenance::{Brief, Heuristic, Published};
use super::super::rule::{Breach, Rule, rule};
use super::{NIGHT, minutes, timed};
use crate::analysis::runbook::changes_state;
use crate::model::records::{Step, StepKind};
use crate::model::value::{Dur, Offset};

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    rule("RUN-007", Warning, nobody)
        .says("A step has no owner, or one that changes production no deputy", "Name who does it, and who does it if they cannot")
        .from(Brief, "The brief's deployment plan names nobody")
        .reads(NIGHT),
    rule("RUN-008", Warning, nothing_expected)
        .says("A validation has no expected result or no criterion to abort", "Write the numbers that must be seen, and those that stop the night")
        .from(Published, "SRE workbook: canarying releases")
        .reads(NIGHT),
    rule("RUN-010", Warning, longer_than_slot)
        .says("A step takes longer than the time to the next one", "Give it more time")
        .formula("Duration of the step > time to the next step inside the window")
        .from(Heuristic, "Practice")
        .reads(NIGHT),
    rule("RUN-019", Warning, two_at_once)
        .says("One person is in two steps at the same time", "Split the work between two people")
        .formula("Owner of two steps whose times, with their durations, overlap")
        .from(Heuristic, "Practice")
        .reads(NIGHT),
];

fn nobody(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (at, step) in timed(cx) {
        let blank = |t: &Option<String>| t.as_deref().is_none_or(|t| t.trim().is_empty());
        let what = match (blank(&step.owner), changes_state(step) && blank(&step.deputy)) {
            (true, true) => "neither an owner nor a deputy",
            (true, false) => "no owner",
            (false, true) => "no deputy, although it changes production",
            (false, false) => continue,
        };
        out.push(cx.runbook(&step.id, format!("{} at {} has {what}", step.action, Offset::of_minutes(at))));
    }
}

fn nothing_expected(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (at, step) in timed(cx).into_iter().filter(|(_, s)| s.kind == Some(StepKind::Validate)) {
        let blank = |t: &Option<String>| t.as_deref().is_none_or(|t| t.trim().is_empty() || super::super::cx::is_placeholder(t));
        let what = match (blank(&step.expect), blank(&step.abort_if)) {
            (true, true) => "neither an expected result nor a criterion to abort",
            (true, false) => "no expected result",
            (false, true) => "no criterion to abort",
            (false, false) => continue,
        };
        out.push(cx.runbook(&step.id, format!("{} at {} has {what}", step.action, Offset::of_minutes(at))));
    }
}

fn longer_than_slot(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let window = cx.a.runbook.window.unwrap_or(0.0);
    for pair in timed(cx).windows(2) {
        if let [(from, step), (to, next)] = pair
            && *from >= 0.0
            && *from < window
            && let Some(takes) = step.duration.map(Dur::clock_minutes)
            && takes > to - from
        {
            let message = format!("{} takes {}, but {} begins {} later", step.action, minutes(takes), next.action, minutes(to - from));
            out.push(cx.runbook(&step.id, message));
        }
    }
}

fn two_at_once(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let steps = timed(cx);
    let end = |at: f64, s: &Step| at + s.duration.map_or(0.0, Dur::clock_minutes);
    for (i, (at, step)) in steps.iter().enumerate() {
        let Some(owner) = step.owner.as_deref().filter(|o| !o.trim().is_empty()) else { continue };
        for (then, next) in steps.iter().skip(i + 1).take_while(|(then, _)| *then < end(*at, step)) {
            if next.owner.as_deref() == Some(owner) {
                // A step without a duration takes at least until the other ends.
                let until = next.duration.map_or(f64::MAX, |d| then + d.clock_minutes());
                let over = minutes(end(*at, step).min(until) - then);
                let message = format!("{owner} is in {} and in {} at {} ({over} overlap)", step.action, next.action, Offset::of_minutes(*then));
                out.push(cx.runbook(&next.id, message));
            }
        }
    }
}
