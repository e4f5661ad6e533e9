//! Metrics against their targets: the adverse deviation and its colour.

use crate::model::records::{Direction, Metric, Rag};
use crate::model::value::{Comparator, Target};
use crate::model::{Key, Plan};

/// What follows from one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricResult {
    /// Its key.
    pub key: Key,
    /// Its id.
    pub id: String,
    /// Green on target, amber within the band, red beyond, grey when it cannot be told.
    pub rag: Rag,
    /// How far on the wrong side of the target, in percent of it.
    pub adverse_pct: Option<f64>,
}

/// Whether more is better, by the comparator, else the direction, else assumed.
pub fn higher_is_better(metric: &Metric, target: &Target) -> bool {
    match target.comparator {
        Comparator::More | Comparator::AtLeast => true,
        Comparator::Less | Comparator::AtMost => false,
        Comparator::Unstated => metric.direction != Some(Direction::LowerBetter),
    }
}

/// The target is met.
pub fn meets(target: &Target, higher: bool, actual: f64) -> bool {
    match target.comparator {
        Comparator::Less => actual < target.value,
        Comparator::AtMost => actual <= target.value,
        Comparator::More => actual > target.value,
        Comparator::AtLeast => actual >= target.value,
        Comparator::Unstated if higher => actual >= target.value,
        Comparator::Unstated => actual <= target.value,
    }
}

/// Computes every metric, in the order of the file.
pub fn of(plan: &Plan) -> Vec<MetricResult> {
    let band = plan.settings.get().map_or(25.0, |s| s.amber_band_pct);
    plan.metrics.iter().map(|(key, m)| one(key, m, band)).collect()
}

fn one(key: Key, metric: &Metric, band: f64) -> MetricResult {
    let mut out = MetricResult { key, id: metric.id.clone(), rag: Rag::Grey, adverse_pct: None };
    let (Some(target), Some(actual)) = (&metric.target, metric.actual) else { return out };
    let higher = higher_is_better(metric, target);
    if meets(target, higher, actual) {
        out.rag = Rag::Green;
        out.adverse_pct = Some(0.0);
        return out;
    }
    let off = if higher { target.value - actual } else { actual - target.value };
    let pct = if target.value == 0.0 { f64::INFINITY } else { off / target.value.abs() * 100.0 };
    out.rag = if pct <= band { Rag::Amber } else { Rag::Red };
    out.adverse_pct = pct.is_finite().then_some(pct);
    out
}
