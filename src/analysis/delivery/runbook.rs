//! Release night on paper: instants of the steps, the rollback, and the last moment to turn back
//! inside the window.

use crate::model::Plan;
use crate::model::records::{Step, StepKind};
use crate::model::value::Offset;

/// What follows from one step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepResult {
    /// Its id.
    pub id: String,
    /// Minutes after T-0.
    pub minutes: f64,
    /// Local instant, in minutes since 1970-01-01, when T-0 is known.
    pub instant: Option<i64>,
    /// Minutes by which a rollback begun here ends behind the window.
    pub overrun: f64,
}

/// The night.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunbookResult {
    /// Length of the maintenance window in minutes.
    pub window: Option<f64>,
    /// All stages of the rollback in minutes.
    pub rollback: f64,
    /// Minutes after T-0 behind which a rollback no longer ends inside the window.
    pub last_safe_abort: Option<f64>,
    /// Each step, in the order of the file.
    pub steps: Vec<StepResult>,
}

/// The step changes production, by its own word or by what it is.
pub fn changes_state(step: &Step) -> bool {
    step.changes_state || step.kind == Some(StepKind::Deploy)
}

/// Computes the night.
pub fn of(plan: &Plan) -> RunbookResult {
    let rollback: f64 = plan.rollback.get().map_or(0.0, |r| r.stages.iter().map(|s| s.budget.clock_minutes()).sum());
    let Some(runbook) = plan.runbook.get() else { return RunbookResult { rollback, ..RunbookResult::default() } };
    let window = runbook.window_end.map(Offset::minutes);
    let steps = runbook
        .steps
        .iter()
        .filter_map(|s| s.at.map(|at| (s, at.minutes())))
        .map(|(s, minutes)| StepResult {
            id: s.id.clone(),
            minutes,
            instant: runbook.t0.map(|t| t.minute + crate::analysis::calendar::whole(minutes)),
            // A failure noticed before the window opens leaves the rollback the whole window.
            overrun: window.map_or(0.0, |w| if minutes < 0.0 { 0.0 } else { (minutes + rollback - w).max(0.0) }),
        })
        .collect();
    RunbookResult { window, rollback, last_safe_abort: window.filter(|_| rollback > 0.0).map(|w| w - rollback), steps }
}
