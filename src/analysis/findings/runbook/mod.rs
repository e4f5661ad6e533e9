//! Findings about release night and the rollback.

mod night;
mod rollback;
mod steps;

use super::cx::Cx;
use super::rule::Rule;
use crate::model::RecordKind;
use crate::model::records::Step;

/// The rules of this family.
pub(super) const RULES: &[&[Rule]] = &[rollback::RULES, night::RULES, steps::RULES];

/// The night and the way back.
const NIGHT: &[RecordKind] = &[RecordKind::Runbook, RecordKind::Rollback, RecordKind::Release];

/// Steps with a time, earliest first; of the same time in the order of the runbook.
fn timed<'a>(cx: &Cx<'a>) -> Vec<(f64, &'a Step)> {
    let steps = cx.plan.runbook.get().map(|r| r.steps.as_slice()).unwrap_or_default();
    let mut out: Vec<(f64, &Step)> = steps.iter().filter_map(|s| Some((s.at?.minutes(), s))).collect();
    out.sort_by(|a, b| a.0.total_cmp(&b.0));
    out
}

/// Minutes as people say them: `45 min`, `2 h`.
fn minutes(value: f64) -> String {
    crate::model::value::Dur::minutes(value).spoken()
}
