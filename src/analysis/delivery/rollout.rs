//! The phased rollout: when each phase starts and how big a step it is.

use crate::model::Plan;
use crate::model::value::When;

/// What follows from one phase.
#[derive(Clone, Debug, PartialEq)]
pub struct PhaseResult {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Share of users, when known.
    pub exposure_pct: Option<f64>,
    /// Start, in minutes since 1970-01-01.
    pub start: Option<i64>,
    /// Exposure over that of the phase before.
    pub step_ratio: Option<f64>,
}

/// The phases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rollout {
    /// In the order of the file.
    pub phases: Vec<PhaseResult>,
}

/// Computes the phases.
pub fn of(plan: &Plan) -> Rollout {
    let t0 = plan.runbook.get().and_then(|r| r.t0).map(|t| t.minute);
    let mut before: Option<f64> = None;
    let phases = plan
        .rollout
        .records()
        .map(|p| {
            let start = match p.start {
                Some(When::On(d)) => Some(d.minute()),
                Some(When::At(o)) => t0.map(|t| t + crate::analysis::calendar::whole(o.minutes())),
                None => None,
            };
            let step_ratio = before.zip(p.exposure_pct).filter(|(b, _)| *b > 0.0).map(|(b, e)| e / b);
            before = p.exposure_pct.or(before);
            PhaseResult { id: p.id.clone(), title: p.title.clone(), exposure_pct: p.exposure_pct, start, step_ratio }
        })
        .collect();
    Rollout { phases }
}
