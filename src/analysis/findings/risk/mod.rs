//! Findings about the risk register. What a risk does to the forecast is for the simulation.

mod action;
mod register;

use super::cx::{Cx, at};
use super::rule::{Breach, Rule};
use crate::analysis::risk::RiskResult;
use crate::model::RecordKind;
use crate::model::records::{PlanB, Risk};

/// The rules of this family.
pub(super) const RULES: &[&[Rule]] = &[action::RULES, register::RULES];

/// The register and its scale.
const REGISTER: &[RecordKind] = &[RecordKind::Risk, RecordKind::RiskScale, RecordKind::Metric];

/// Each risk with what follows from it.
fn risks<'a>(cx: &Cx<'a>) -> impl Iterator<Item = (&'a Risk, &'a RiskResult)> {
    cx.plan.risks.records().zip(&cx.a.risks.items)
}

/// Those that can still happen.
fn active<'a>(cx: &Cx<'a>) -> impl Iterator<Item = (&'a Risk, &'a RiskResult)> {
    risks(cx).filter(|(_, r)| r.active)
}

/// A breach about a risk; of two alike the higher score comes first.
fn about(r: &RiskResult, message: String) -> Breach {
    Breach::new(at(RecordKind::Risk, r.key), r.id.clone(), message).exposure(f64::from(r.score) + r.exposure_days.unwrap_or(0.0))
}

/// Id and title, as messages begin.
fn name(risk: &Risk) -> String {
    format!("{} \"{}\"", risk.id, risk.title)
}

/// A Plan B that can be acted on.
pub(super) fn complete(plan_b: Option<&PlanB>) -> bool {
    plan_b.is_some_and(|p| !p.what.is_empty() && p.owner.is_some() && p.lead.is_some())
}
