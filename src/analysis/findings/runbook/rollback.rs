//! Findings about the way back: whether it fits, who decides, what makes it happen.

use super::super::Severity::{Error, Warning};
use super::super::cx::{Cx, at, float};
use super::super::rule::Provenance::{Brief, Heuristic, Published, Standard};
use super::super::rule::{Breach, Rule, Threshold, limit, rule};
use super::{NIGHT, minutes, timed};
use crate::analysis::runbook::changes_state;
use crate::analysis::words;
use crate::edit::{Edit, Fix};
use crate::model::records::{RollbackKind, ServiceKind, Step, StepKind, StepPhase};
use crate::model::value::{Dur, Offset};
use crate::model::{AnyRecord, RecordKind};

const REHEARSAL: Threshold = limit("RUN-011", 30.0, "days", "oldest rehearsal of the rollback");
const SLO: Threshold = limit("RUN-014", 99.9, "%", "availability promised over 30 days, when no app states its own");

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    rule("RUN-002", Error, too_late_to_roll_back)
        .gate()
        .says(
            "A step that changes production comes so late that a rollback begun there ends behind the window",
            "Lengthen the window, make the rollback faster, or move the step forward",
        )
        .formula("Time of the step + all stages of the rollback > end of the window")
        .from(Published, "CRE: reliable releases and rollbacks")
        .reads(NIGHT),
    rule("RUN-003", Warning, no_decision)
        .says("Nobody decides between T-0 and the last safe abort", "Insert a decision step at or before the last safe abort")
        .formula("Last safe abort: end of the window − all stages of the rollback")
        .from(Brief, "The brief's runbook and rollback strategy, put together")
        .reads(NIGHT),
    rule("RUN-006", Warning, no_way_back)
        .says("A step that changes production has no rollback", "Write down how it is undone")
        .from(Published, "CRE: reliable releases and rollbacks")
        .reads(NIGHT),
    rule("RUN-009", Error, no_backup)
        .gate()
        .says("Something that cannot be undone happens without a backup before it, or restoring was never rehearsed", "Back up first, and rehearse the restore")
        .formula("An irreversible step without an earlier backup step is an error; a backup without a measured restore a warning")
        .from(Published, "Google SRE book: data integrity")
        .reads(NIGHT),
    rule("RUN-011", Warning, not_rehearsed)
        .says("The rollback was not rehearsed lately, or took longer than its budget", "Rehearse it, and measure each stage")
        .limits(&[REHEARSAL])
        .from(Heuristic, "CRE: reliable releases and rollbacks")
        .reads(NIGHT),
    rule("RUN-012", Warning, no_trigger)
        .says("No number makes us roll back", "Set metric, limit and for how long, before the night")
        .from(Published, "SRE workbook: canarying releases")
        .reads(NIGHT),
    rule("RUN-013", Warning, short_bake)
        .says("The next deployment comes before a failure of this one would be noticed and decided", "Wait longer between the two")
        .formula("Time to the next step that deploys ≥ detection + decision of the rollback")
        .from(Published, "SRE workbook: canarying releases")
        .reads(NIGHT),
    rule("RUN-014", Warning, error_budget)
        .says("One rollback burns the error budget of a month", "Expose fewer users at once, or roll back faster")
        .formula("Rollback time × exposure of the first phase ÷ (1 − availability) × 30 days. Without phases everybody is exposed")
        .limits(&[SLO])
        .from(Standard, "SRE workbook: error budgets")
        .reads(&[RecordKind::Runbook, RecordKind::Rollback, RecordKind::Release, RecordKind::Service, RecordKind::Phase]),
    rule("RUN-015", Error, irreversible)
        .says(
            "A step cannot be undone, and nobody says why that is acceptable",
            "Split the migration into expand and contract, or write down the acceptance in its rollback or note",
        )
        .from(Published, "Expand and contract migrations")
        .reads(NIGHT),
];

fn too_late_to_roll_back(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (Some(window), back) = (cx.a.runbook.window, cx.a.runbook.rollback) else { return };
    if back <= 0.0 {
        return;
    }
    for (at, step) in timed(cx).into_iter().filter(|(_, s)| changes_state(s)) {
        let over = at + back - window;
        if at >= 0.0 && at <= window && over > 0.0 {
            let message = format!(
                "{} at {} cannot be rolled back inside the window: {at} min + {back} min rollback = T+{} min, {over} min behind {}",
                step.action,
                Offset::of_minutes(at),
                at + back,
                Offset::of_minutes(window)
            );
            out.push(cx.runbook(&step.id, message).exposure(over));
        }
    }
}

fn no_decision(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (Some(runbook), Some(last)) = (cx.plan.runbook.get(), cx.a.runbook.last_safe_abort) else { return };
    if timed(cx).iter().any(|(at, s)| s.kind == Some(StepKind::Decision) && (0.0..=last).contains(at)) {
        return;
    }
    let back = cx.a.runbook.rollback;
    if last < 0.0 {
        let message = format!("The rollback takes {back} min, {} min longer than the whole window: there is no safe abort inside it", -last);
        out.push(cx.runbook("runbook", message));
        return;
    }
    let abort = Offset::of_minutes(last);
    let message = format!("No decision step between T-0 and the last safe abort {abort}: after it a rollback of {back} min ends behind the window");
    let mut mended = runbook.clone();
    let behind = mended.steps.iter().position(|s| s.at.is_some_and(|o| o.minutes() > last)).unwrap_or(mended.steps.len());
    let step = Step {
        id: free_id(runbook.steps.iter().map(|s| s.id.as_str())),
        at: Some(abort),
        phase: StepPhase::Deploy,
        kind: Some(StepKind::Decision),
        action: "Go on or roll back: last safe abort".into(),
        ..Step::default()
    };
    mended.steps.insert(behind, step);
    let fix = Fix::new(format!("Insert a decision step at {abort}"), Edit::Set(at(RecordKind::Runbook, cx.plan.runbook.key()), AnyRecord::from(mended)));
    out.push(cx.runbook("runbook", message).fix(Some(fix)));
}

/// An id for the new step that no other has.
fn free_id<'a>(taken: impl Iterator<Item = &'a str>) -> String {
    let taken: Vec<&str> = taken.collect();
    let names = std::iter::once("last-safe-abort".to_owned()).chain((2..).map(|n| format!("last-safe-abort-{n}")));
    names.into_iter().find(|n| !taken.contains(&n.as_str())).unwrap_or_default()
}

fn no_way_back(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (at, step) in timed(cx).into_iter().filter(|(_, s)| changes_state(s) && !s.irreversible && blank(s.rollback.as_deref())) {
        out.push(cx.runbook(&step.id, format!("{} at {} changes production and has no rollback", step.action, Offset::of_minutes(at))));
    }
}

fn blank(text: Option<&str>) -> bool {
    text.is_none_or(|t| t.trim().is_empty() || super::super::cx::is_placeholder(t))
}

fn no_backup(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let steps = timed(cx);
    let backup = steps.iter().find(|(_, s)| s.kind == Some(StepKind::Backup));
    for (at, step) in steps.iter().filter(|(_, s)| s.irreversible) {
        if backup.is_none_or(|(saved, _)| saved >= at) {
            out.push(cx.runbook(&step.id, format!("{} at {} cannot be undone, and no backup comes before it", step.action, Offset::of_minutes(*at))));
        }
    }
    let restore = cx.plan.rollback.get().and_then(|r| r.db_restore);
    if let (Some((at, step)), None) = (backup, restore) {
        let message = format!("{} at {}: how long restoring takes was never measured", step.action, Offset::of_minutes(*at));
        out.push(cx.runbook(&step.id, message).severity(Warning));
    }
}

/// A breach about the rollback.
fn about(cx: &Cx<'_>, message: String) -> Breach {
    cx.runbook("rollback", message).moved(at(RecordKind::Rollback, cx.plan.rollback.key()))
}

fn not_rehearsed(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(rollback) = cx.plan.rollback.get() else { return };
    let budget = minutes(cx.a.runbook.rollback);
    let most = cx.limit(&REHEARSAL);
    match rollback.rehearsed {
        None => out.push(about(cx, format!("The rollback of {budget} was never rehearsed"))),
        Some(day) => {
            let age = (cx.now.0 - day.0).num_days();
            if float(usize::try_from(age).unwrap_or(0)) > most {
                let limit = words::number(most);
                out.push(about(cx, format!("The rollback of {budget} was last rehearsed {}, {age} days ago; at most {limit} expected", cx.day(day))));
            }
        }
    }
    for stage in &rollback.stages {
        if let Some(took) = stage.measured.filter(|m| m.clock_minutes() > stage.budget.clock_minutes()) {
            out.push(about(cx, format!("{} took {} in rehearsal, and its budget is {}", stage.kind.spoken(), took.spoken(), stage.budget.spoken())));
        }
    }
}

fn no_trigger(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(rollback) = cx.plan.rollback.get() else { return };
    let numeric = rollback.triggers.iter().filter(|t| !t.metric.is_empty() && t.target.is_some() && t.r#for.is_some()).count();
    if numeric == 0 {
        let what = match rollback.triggers.len() {
            0 => "No trigger says when to roll back".to_owned(),
            n => format!("None of the {} has metric, limit and for how long", words::count(n, "rollback trigger")),
        };
        out.push(about(cx, format!("{what}: detection and decision have {} and no number to go by", minutes(reaction(cx)))));
    }
}

/// Detection and decision of the rollback, in minutes.
fn reaction(cx: &Cx<'_>) -> f64 {
    let stages = cx.plan.rollback.get().map(|r| r.stages.as_slice()).unwrap_or_default();
    stages.iter().filter(|s| matches!(s.kind, RollbackKind::Detection | RollbackKind::Decision)).map(|s| s.budget.clock_minutes()).sum()
}

fn short_bake(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let needed = reaction(cx);
    let deploys: Vec<(f64, &Step)> = timed(cx).into_iter().filter(|(_, s)| s.kind == Some(StepKind::Deploy)).collect();
    for pair in deploys.windows(2) {
        if let [(from, first), (to, next)] = pair
            && needed > 0.0
        {
            let bake = to - from - first.duration.map_or(0.0, Dur::clock_minutes);
            if bake < needed {
                let message =
                    format!("{} follows {} by {}, but detection and decision take {}", next.action, first.action, minutes(bake.max(0.0)), minutes(needed));
                out.push(cx.runbook(&next.id, message));
            }
        }
    }
}

fn error_budget(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let back = cx.a.runbook.rollback;
    let apps = cx.plan.services.records().filter(|s| s.kind == ServiceKind::App);
    let slo = apps.filter_map(|s| s.availability_pct).reduce(f64::max).unwrap_or_else(|| cx.limit(&SLO));
    let budget = (100.0 - slo) / 100.0 * 30.0 * 1440.0;
    let exposure = cx.plan.rollout.records().find_map(|p| p.exposure_pct).map_or(1.0, |e| e / 100.0);
    let with_window = cx.plan.runbook.get().is_some_and(|r| r.window_end.is_some());
    // A maintenance window closes the service to everybody, whatever the first phase exposes.
    let exposed = if with_window { 1.0 } else { exposure };
    if back <= 0.0 || budget <= 0.0 {
        return;
    }
    let burnt = back * exposed / budget * 100.0;
    if burnt > 100.0 {
        let message = format!("One rollback of {} burns {burnt:.0} % of the error budget: {budget:.1} min in 30 days at {slo} %", minutes(back));
        out.push(about(cx, message).exposure(burnt));
    }
}

fn irreversible(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (at, step) in timed(cx).into_iter().filter(|(_, s)| s.irreversible && blank(s.rollback.as_deref()) && blank(s.note.as_deref())) {
        out.push(
            cx.runbook(&step.id, format!("{} at {} cannot be undone, and no acceptance is written down", step.action, Offset::of_minutes(at))).severity(Error),
        );
    }
}
