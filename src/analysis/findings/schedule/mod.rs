//! Findings about the schedule. Rules on the plan as a document read the plan as written; rules on
//! progress read the forecast. The simulation of dates is another question.

mod calendar;
mod network;
mod path;
mod progress;

use super::cx::Cx;
use super::rule::{Rule, Threshold, limit};
use crate::model::RecordKind;

/// The rules of this family.
pub(super) const RULES: &[&[Rule]] = &[network::RULES, calendar::RULES, path::RULES, progress::RULES];

/// What the schedule is computed from.
pub(super) const SCHEDULE: &[RecordKind] = &[RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release];

/// The schedule and the declared path.
pub(super) const PATH: &[RecordKind] = &[RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release, RecordKind::DeclaredPath];

/// The schedule and the baseline.
pub(super) const BASELINE: &[RecordKind] = &[RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release, RecordKind::Baseline];

/// Longest task of the next thirty days.
pub(super) const LONG: Threshold =
    limit("SCH-009", 10.0, "working days", "longest task that is under way or begins in the next 30 days; 44 in the DCMA profile");

/// Most float of a task.
pub(super) const SLACK: Threshold =
    limit("SCH-007.float", 10.0, "working days", "total float above which a task counts, or a quarter of what remains if that is more; 44 in the DCMA profile");

/// The length above which a task of the next thirty days is too long.
pub(super) fn long_days(cx: &Cx<'_>) -> f64 {
    strict_or(cx, &LONG)
}

/// The total float above which a task counts as loose.
pub(super) fn slack_days(cx: &Cx<'_>) -> f64 {
    let left = cx.calendar().days_between(cx.a.schedule.status, cx.a.schedule.finish);
    if cx.strict() { strict_or(cx, &SLACK) } else { cx.limit(&SLACK).max(left / 4.0) }
}

fn strict_or(cx: &Cx<'_>, t: &Threshold) -> f64 {
    let value = cx.limit(t);
    // A limit somebody set holds in every profile.
    if cx.strict() && value == t.default { 44.0 } else { value }
}
