//! Findings about the night as a whole: order, window, decisions, freezes, messages.

use super::super::Severity::{Error, Info, Warning};
use super::super::cx::Cx;
use super::super::rule::Provenance::{Brief, Heuristic, Published};
use super::super::rule::{Breach, Rule, Threshold, limit, rule};
use super::{NIGHT, minutes, timed};
use crate::analysis::calendar::whole;
use crate::analysis::runbook::changes_state;
use crate::analysis::words;
use crate::model::RecordKind;
use crate::model::records::{ChecklistPhase, StepKind, StepPhase};
use crate::model::value::{Date, Dur, Offset, When};

const GAP: Threshold = limit("RUN-001", 60.0, "min", "longest time without a step inside the window");
const DRIFT: Threshold = limit("RUN-021", 10.0, "min", "drift of a step that is worth a warning");

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    rule("RUN-001", Warning, order)
        .says("Steps are out of order, or nothing happens for long inside the window", "Put them in order, and close the gap")
        .limits(&[GAP])
        .from(Heuristic, "Practice")
        .reads(NIGHT),
    rule("RUN-004", Error, decided_too_early)
        .says("The go/no-go is taken before the last check, and never confirmed", "Confirm the decision after the last check")
        .formula("Last decision step at or before T-0 earlier than the last check at or before T-0")
        .from(Brief, "The brief: go/no-go at T-24h, health checks at T-2h")
        .reads(NIGHT),
    rule("RUN-005", Warning, two_times)
        .says("Checklist and runbook give the same event different times", "Align the two")
        .formula("Items whose id is that of a step: their due time, else the release day for items of a release-day checklist")
        .from(Brief, "The brief: go/no-go on release day and at T-24h")
        .reads(&[RecordKind::Runbook, RecordKind::Rollback, RecordKind::Release, RecordKind::Checklist]),
    rule("RUN-016", Info, freeze_without_end)
        .says("A freeze step has no freeze that covers the window and ends", "Add the freeze with its end")
        .formula("Freezes of the plan that begin by the step and end at or behind the end of the window")
        .from(Brief, "The brief: freeze production changes at T-12h")
        .reads(&[RecordKind::Runbook, RecordKind::Rollback, RecordKind::Release, RecordKind::Freeze]),
    rule("RUN-017", Warning, order_of_pipeline)
        .says(
            "Runbook and pipeline do the same steps in another order, or everything is validated only after full exposure",
            "Test the canary before the full deployment, in both",
        )
        .formula("Steps and stages with the same id; validation between the first and the last step that deploys")
        .from(Brief, "The brief: smoke tests before the full deployment in the pipeline, after it in the runbook")
        .reads(&[RecordKind::Runbook, RecordKind::Rollback, RecordKind::Release, RecordKind::Stage]),
    rule("RUN-018", Info, midnight)
        .says("The window runs across midnight", "Print the local date and time of each step")
        .from(Published, "Practice of incident response")
        .reads(NIGHT),
    rule("RUN-020", Warning, too_much_work)
        .says("The steps of the window take longer than the window", "Extend the window, or do some of it beforehand")
        .formula("Sum of the durations of the steps of the deployment > end of the window")
        .from(Heuristic, "Practice")
        .reads(NIGHT),
    rule("RUN-021", Warning, drift)
        .says("The night runs late", "Decide now: catch up, or turn back")
        .formula("Actual − planned time of the last step that has happened; an error when the next change would then come behind the last safe abort")
        .limits(&[DRIFT])
        .from(Heuristic, "Practice")
        .reads(NIGHT),
    rule("RUN-022", Info, nobody_told)
        .says("Nobody outside is told before or after the window", "Add steps that tell them, for the rollback too")
        .from(Heuristic, "Practice of maintenance notices")
        .reads(NIGHT),
];

fn order(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(runbook) = cx.plan.runbook.get() else { return };
    let written: Vec<(f64, &str, &str)> = runbook.steps.iter().filter_map(|s| Some((s.at?.minutes(), s.id.as_str(), s.action.as_str()))).collect();
    for pair in written.windows(2) {
        if let [(before, _, first), (at, id, action)] = pair
            && at < before
        {
            let (at, before) = (Offset::of_minutes(*at), Offset::of_minutes(*before));
            out.push(cx.runbook(id, format!("{action} ({at}) stands behind {first} ({before})")));
        }
    }
    let Some(window) = cx.a.runbook.window else { return };
    let inside: Vec<_> = timed(cx).into_iter().filter(|(at, _)| (0.0..=window).contains(at)).collect();
    for pair in inside.windows(2) {
        if let [(from, first), (to, next)] = pair {
            let idle = to - from - first.duration.map_or(0.0, Dur::clock_minutes);
            if idle > cx.limit(&GAP) {
                let message = format!("Nothing happens for {} between {} and {}", minutes(idle), first.action, next.action);
                out.push(cx.runbook(&next.id, message));
            }
        }
    }
}

fn decided_too_early(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let steps = timed(cx);
    let last = |kind: StepKind| steps.iter().rfind(|(at, s)| *at <= 0.0 && s.kind == Some(kind));
    if let (Some((check, checked)), Some((decision, decided))) = (last(StepKind::Check), last(StepKind::Decision))
        && decision < check
    {
        let gap = minutes(check - decision);
        let (when, then) = (Offset::of_minutes(*decision), Offset::of_minutes(*check));
        let message = format!("{} at {when} is {gap} before {} at {then}, and nothing confirms it", decided.action, checked.action);
        out.push(cx.runbook(&decided.id, message));
    }
}

fn two_times(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(t0) = cx.plan.runbook.get().and_then(|r| r.t0).map(|t| t.minute) else { return };
    let steps = timed(cx);
    for list in cx.plan.checklists.records() {
        for item in &list.items {
            let Some(id) = item.id.as_deref() else { continue };
            let Some((at, step)) = steps.iter().find(|(_, s)| s.id == id) else { continue };
            let instant = t0 + whole(*at);
            let (day, t0_day) = (Date::of_minute(instant), Date::of_minute(t0));
            let expected = match item.due {
                Some(When::At(o)) if whole(o.minutes()) != whole(*at) => o.to_string(),
                Some(When::On(d)) if d != day => cx.day(d),
                None if list.phase == ChecklistPhase::ReleaseDay && day != t0_day => format!("release day, {}", cx.day(t0_day)),
                _ => continue,
            };
            let message = format!("\"{}\" is on the checklist for {expected}, and in the runbook at {} ({})", item.text, Offset::of_minutes(*at), cx.day(day));
            out.push(cx.runbook(&step.id, message));
        }
    }
}

fn freeze_without_end(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(t0) = cx.plan.runbook.get().and_then(|r| r.t0).map(|t| t.minute) else { return };
    let end = t0 + whole(cx.a.runbook.window.unwrap_or(0.0));
    for (at, step) in timed(cx).into_iter().filter(|(_, s)| s.kind == Some(StepKind::Freeze)) {
        let begin = t0 + whole(at);
        let covered = cx.plan.freezes.records().any(|f| f.from.is_some_and(|d| d.minute <= begin) && f.to.is_some_and(|d| d.minute >= end));
        if !covered {
            let message = format!(
                "{} at {} never ends: no freeze of the plan covers it up to {}",
                step.action,
                Offset::of_minutes(at),
                words::day(Date::of_minute(end), cx.now)
            );
            out.push(cx.runbook(&step.id, message));
        }
    }
}

/// An id without signs and case: `smoke-tests` is `smoke_tests`.
fn plain(id: &str) -> String {
    id.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn order_of_pipeline(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let stages: Vec<String> = cx.plan.pipeline.records().map(|s| plain(&s.id)).collect();
    let steps = timed(cx);
    let both: Vec<(usize, f64, &str, &str)> =
        steps.iter().filter_map(|(at, s)| Some((stages.iter().position(|x| *x == plain(&s.id))?, *at, s.id.as_str(), s.action.as_str()))).collect();
    for pair in both.windows(2) {
        if let [(first, before, _, a), (second, at, id, b)] = pair
            && second < first
        {
            let (before, at) = (Offset::of_minutes(*before), Offset::of_minutes(*at));
            let message =
                format!("{a} ({before}) comes before {b} ({at}) in the runbook, and as stage {} after stage {} in the pipeline", first + 1, second + 1);
            out.push(cx.runbook(id, message));
        }
    }
    let changes: Vec<f64> = steps.iter().filter(|(at, s)| *at >= 0.0 && changes_state(s)).map(|(at, _)| *at).collect();
    let checks: Vec<f64> = steps.iter().filter(|(at, s)| *at >= 0.0 && s.kind == Some(StepKind::Validate)).map(|(at, _)| *at).collect();
    if let (Some(last), Some(first)) = (changes.last(), checks.first())
        && changes.len() > 1
        && first > last
    {
        let message = format!("All {} of the night come after the last change at {}", words::count(checks.len(), "validation"), Offset::of_minutes(*last));
        out.push(cx.runbook("runbook", message));
    }
}

fn midnight(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(t0) = cx.plan.runbook.get().and_then(|r| r.t0).map(|t| t.minute) else { return };
    let end = t0 + whole(cx.a.runbook.window.unwrap_or(0.0));
    if t0.div_euclid(1440) != (end - 1).max(t0).div_euclid(1440) {
        let (from, to) = (cx.day(Date::of_minute(t0)), cx.day(Date::of_minute(end)));
        out.push(cx.runbook("runbook", format!("The window begins {from} and ends {to}: it runs across midnight")));
    }
}

fn too_much_work(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(window) = cx.a.runbook.window else { return };
    let steps = timed(cx);
    let known: Vec<f64> = steps.iter().filter(|(_, s)| s.phase == StepPhase::Deploy).filter_map(|(_, s)| s.duration).map(Dur::clock_minutes).collect();
    let sum: f64 = known.iter().sum();
    if sum > window {
        let count = words::count(known.len(), "step");
        out.push(cx.runbook("runbook", format!("The {count} of the deployment take {}, and the window is {}", minutes(sum), minutes(window))));
    }
}

fn drift(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(t0) = cx.plan.runbook.get().and_then(|r| r.t0).map(|t| t.minute) else { return };
    let steps = timed(cx);
    let Some((place, (at, step))) = steps.iter().enumerate().rfind(|(_, (_, s))| s.actual.is_some()) else { return };
    let Some(actual) = step.actual else { return };
    #[expect(clippy::cast_precision_loss, reason = "minutes of a night")]
    let late = (actual.minute - t0) as f64 - at;
    let next = steps.iter().skip(place + 1).find(|(_, s)| changes_state(s));
    let unsafe_next = next.zip(cx.a.runbook.last_safe_abort).filter(|((at, _), last)| late > 0.0 && *at + late > *last && *at <= *last);
    if late > cx.limit(&DRIFT) || unsafe_next.is_some() {
        let tail = unsafe_next.map_or(String::new(), |((at, s), last)| {
            format!("; {} would come at {}, behind the last safe abort {}", s.action, Offset::of_minutes(*at + late), Offset::of_minutes(last))
        });
        let severity = if unsafe_next.is_some() { Error } else { Warning };
        out.push(cx.runbook(&step.id, format!("{} was {} late{tail}", step.action, minutes(late))).severity(severity).exposure(late));
    }
}

fn nobody_told(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let steps = timed(cx);
    let Some(window) = cx.a.runbook.window.filter(|_| !steps.is_empty()) else { return };
    let told = |s: &crate::model::records::Step| s.comms || s.kind == Some(StepKind::Communicate);
    let mut missing = Vec::new();
    if !steps.iter().any(|(at, s)| *at <= 0.0 && told(s)) {
        missing.push("before T-0".to_owned());
    }
    if !steps.iter().any(|(at, s)| *at >= window && told(s)) {
        missing.push(format!("after {}", Offset::of_minutes(window)));
    }
    if !missing.is_empty() {
        let count = words::count(steps.len(), "step");
        out.push(cx.runbook("runbook", format!("None of the {count} tells anybody outside {}", words::listing(&missing, 2))));
    }
}
