//! Findings about honest status.

use super::{Breach, Rule, Severity};
use crate::analysis::{Analysis, words};
use crate::model::records::Rag;
use crate::model::{RecordKind, RecordRef};

/// The rules of this family.
pub const RULES: &[Rule] = &[
    Rule {
        id: "RAG-001",
        severity: Severity::Error,
        gate: false,
        summary: "The declared status is better than the evidence.",
        source: "UK IPA delivery confidence; watermelon reporting",
        remedy: "Declare what the evidence says, or record an allowance with reason and expiry",
        check: declared_too_green,
    },
    Rule {
        id: "RAG-009",
        severity: Severity::Warning,
        gate: false,
        summary: "A metric misses its target.",
        source: "The brief: key metrics",
        remedy: "Say what recovers it, and how much a day",
        check: metric_misses,
    },
];

fn declared_too_green(a: &Analysis, out: &mut Vec<Breach>) {
    let status = &a.status;
    if status.declared == Rag::Grey || status.computed <= status.declared {
        return;
    }
    let reds: Vec<String> = status.evidence.iter().filter(|s| s.rag == status.computed).map(|s| s.name.clone()).collect();
    let message = format!(
        "Declared {}, computed {}: {} ({})",
        status.declared.spoken().to_lowercase(),
        status.computed.spoken().to_lowercase(),
        words::count(reds.len(), &format!("{} signal", status.computed.spoken().to_lowercase())),
        words::listing(&reds, 4)
    );
    out.push(Breach { at: RecordRef { kind: RecordKind::Release, key: a.plan.release.key() }, subject: "release".into(), message });
}

fn metric_misses(a: &Analysis, out: &mut Vec<Breach>) {
    for (record, m) in a.plan.metrics.records().zip(a.metrics.iter()) {
        let (Some(target), Some(actual), Some(off)) = (&record.target, record.actual, m.adverse_pct.filter(|p| *p > 0.0)) else { continue };
        let message = format!("{}: {} against {target}, {off:.1} % off target ({})", record.title, words::number(actual), m.rag.spoken().to_lowercase());
        out.push(Breach { at: RecordRef { kind: RecordKind::Metric, key: m.key }, subject: record.id.clone(), message });
    }
}
