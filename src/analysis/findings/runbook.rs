//! Findings about release night and the rollback.

use super::{Breach, Rule, Severity};
use crate::analysis::Analysis;
use crate::analysis::runbook::changes_state;
use crate::model::records::StepKind;
use crate::model::value::Offset;
use crate::model::{RecordKind, RecordRef};

/// The rules of this family.
pub const RULES: &[Rule] = &[
    Rule {
        id: "RUN-002",
        severity: Severity::Error,
        gate: true,
        summary: "A step that changes production comes so late that a rollback begun there ends behind the window.",
        source: "CRE: reliable releases and rollbacks",
        remedy: "Lengthen the window, make the rollback faster, or move the step forward",
        check: too_late_to_roll_back,
    },
    Rule {
        id: "RUN-003",
        severity: Severity::Warning,
        gate: false,
        summary: "No decision step between T-0 and the last safe abort.",
        source: "Slipway, from the brief",
        remedy: "Insert a decision step at or before the last safe abort",
        check: no_decision,
    },
];

fn about(a: &Analysis, subject: &str, message: String) -> Breach {
    Breach { at: RecordRef { kind: RecordKind::Runbook, key: a.plan.runbook.key() }, subject: subject.to_owned(), message }
}

fn too_late_to_roll_back(a: &Analysis, out: &mut Vec<Breach>) {
    let (Some(runbook), Some(window), true) = (a.plan.runbook.get(), a.runbook.window, a.runbook.rollback > 0.0) else { return };
    for step in runbook.steps.iter().filter(|s| changes_state(s)) {
        let Some(at) = step.at else { continue };
        let minutes = at.minutes();
        let over = minutes + a.runbook.rollback - window;
        if minutes >= 0.0 && minutes <= window && over > 0.0 {
            let message = format!(
                "{} at {at} cannot be rolled back inside the window: {} min + {} min rollback = T+{} min, {} min behind {}",
                step.action,
                minutes,
                a.runbook.rollback,
                minutes + a.runbook.rollback,
                over,
                Offset::of_minutes(window)
            );
            out.push(about(a, &step.id, message));
        }
    }
}

fn no_decision(a: &Analysis, out: &mut Vec<Breach>) {
    let (Some(runbook), Some(last)) = (a.plan.runbook.get(), a.runbook.last_safe_abort) else { return };
    let decided = runbook.steps.iter().any(|s| s.kind == Some(StepKind::Decision) && s.at.is_some_and(|o| (0.0..=last).contains(&o.minutes())));
    if decided {
        return;
    }
    let abort = Offset::of_minutes(last);
    let message = if last < 0.0 {
        format!("The rollback takes {} min, longer than the whole window: there is no safe abort inside it", a.runbook.rollback)
    } else {
        format!("No decision step between T-0 and the last safe abort {abort}: after it a rollback ends behind the window")
    };
    out.push(about(a, "runbook", message));
}
