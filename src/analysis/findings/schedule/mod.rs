//! Findings about the schedule. Rules on the plan as a document read the plan as written; rules on
//! progress read the forecast. The simulation of dates is another question.

mod calendar;
mod network;
mod path;
mod progress;

use super::rule::Rule;
use crate::model::RecordKind;

/// The rules of this family.
pub(super) const RULES: &[&[Rule]] = &[network::RULES, calendar::RULES, path::RULES, progress::RULES];

/// What the schedule is computed from.
pub(super) const SCHEDULE: &[RecordKind] = &[RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release];

/// The schedule and the declared path.
pub(super) const PATH: &[RecordKind] = &[RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release, RecordKind::DeclaredPath];

/// The schedule and the baseline.
pub(super) const BASELINE: &[RecordKind] = &[RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release, RecordKind::Baseline];
