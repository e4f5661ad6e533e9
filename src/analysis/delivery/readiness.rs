//! How ready: ticks of checklists and readiness groups, and what mandatory work is open.

use crate::analysis::metrics::MetricResult;
use crate::model::records::{Item, ItemState, Rag};
use crate::model::{Key, Plan, RecordKind};

/// One checklist or readiness group.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupResult {
    /// Checklist or readiness group.
    pub kind: RecordKind,
    /// Its key.
    pub key: Key,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Items done or waived.
    pub done: usize,
    /// Items that apply.
    pub of: usize,
    /// Weighted share done, in percent.
    pub score_pct: f64,
    /// Mandatory items that are not done.
    pub mandatory_open: Vec<String>,
}

/// Every group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readiness {
    /// Checklists first, then readiness groups, in the order of the file.
    pub groups: Vec<GroupResult>,
}

impl Readiness {
    /// Items done and items that apply, over all groups.
    pub fn total(&self) -> (usize, usize) {
        self.groups.iter().fold((0, 0), |(d, o), g| (d + g.done, o + g.of))
    }
}

/// An item is done when it is ticked or waived, or when all its parts are; one whose metric
/// fails is not, whatever is ticked.
pub fn is_done(item: &Item, metrics: &[MetricResult]) -> bool {
    if item.metric.as_deref().is_some_and(|id| metrics.iter().any(|m| m.id == id && matches!(m.rag, Rag::Amber | Rag::Red))) {
        return false;
    }
    match item.state {
        ItemState::Done | ItemState::Waived => true,
        _ => !item.sub.is_empty() && item.sub.iter().all(|s| s.state == ItemState::NA || is_done(s, metrics)),
    }
}

/// Computes every group.
pub fn of(plan: &Plan, metrics: &[MetricResult]) -> Readiness {
    let lists = plan.checklists.iter().map(|(k, c)| group(RecordKind::Checklist, k, &c.id, &c.title, &c.items, metrics));
    let groups = plan.readiness.iter().map(|(k, g)| group(RecordKind::ReadinessGroup, k, &g.id, &g.title, &g.items, metrics));
    Readiness { groups: lists.chain(groups).collect() }
}

fn group(kind: RecordKind, key: Key, id: &str, title: &str, items: &[Item], metrics: &[MetricResult]) -> GroupResult {
    let applicable: Vec<&Item> = items.iter().filter(|i| i.state != ItemState::NA).collect();
    let done: Vec<&&Item> = applicable.iter().filter(|i| is_done(i, metrics)).collect();
    let weight: f64 = applicable.iter().map(|i| i.weight.max(0.0)).sum();
    let score = if weight > 0.0 { done.iter().map(|i| i.weight.max(0.0)).sum::<f64>() / weight * 100.0 } else { 100.0 };
    GroupResult {
        kind,
        key,
        id: id.to_owned(),
        title: title.to_owned(),
        done: done.len(),
        of: applicable.len(),
        score_pct: score,
        mandatory_open: applicable.iter().filter(|i| i.mandatory && !is_done(i, metrics)).map(|i| i.text.clone()).collect(),
    }
}
