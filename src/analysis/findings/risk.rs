//! Findings about the risk register.

use super::{Breach, Rule, Severity};
use crate::analysis::risk::Band;
use crate::analysis::{Analysis, words};
use crate::model::records::{PlanB, RiskStatus};
use crate::model::{Key, RecordKind, RecordRef};

/// The rules of this family.
pub const RULES: &[Rule] = &[
    Rule {
        id: "RSK-001",
        severity: Severity::Error,
        gate: false,
        summary: "A trigger of a risk that scores above the escalation threshold (6) has fired.",
        source: "The brief: escalation needed when score > 6",
        remedy: "Escalate it, and do the next mitigation step",
        check: fired_and_high,
    },
    Rule {
        id: "RSK-002",
        severity: Severity::Warning,
        gate: false,
        summary: "A trigger of a risk has fired.",
        source: "The brief: monitor risks",
        remedy: "Review probability and impact, start the next action",
        check: fired,
    },
    Rule {
        id: "RSK-003",
        severity: Severity::Warning,
        gate: false,
        summary: "A red risk has no Plan B with what, owner and lead time.",
        source: "The brief: always have a Plan B",
        remedy: "Write down what is done instead, by whom, and how long switching takes",
        check: no_plan_b,
    },
    Rule {
        id: "RSK-006",
        severity: Severity::Warning,
        gate: false,
        summary: "An active risk has no trigger: it can never raise an alert.",
        source: "Slipway, from the brief",
        remedy: "Add a sign that can be observed",
        check: no_trigger,
    },
];

fn about(key: Key, id: &str, message: String) -> Breach {
    Breach { at: RecordRef { kind: RecordKind::Risk, key }, subject: id.to_owned(), message }
}

fn fired_and_high(a: &Analysis, out: &mut Vec<Breach>) {
    alerts(a, true, out);
}

fn fired(a: &Analysis, out: &mut Vec<Breach>) {
    alerts(a, false, out);
}

fn alerts(a: &Analysis, escalate: bool, out: &mut Vec<Breach>) {
    for r in a.risks.items.iter().filter(|r| r.alert && r.escalate == escalate) {
        let next = r.next_action.as_deref().map_or(String::new(), |n| format!(". Next step: {n}"));
        let must = if escalate { format!(", above {}: escalate", words::number(a.risks.escalate_above)) } else { String::new() };
        out.push(about(r.key, &r.id, format!("{} scores {}{must}; seen: {}{next}", r.id, r.score, words::listing(&r.fired, 3))));
    }
}

/// A Plan B that can be acted on.
pub(super) fn complete(plan_b: Option<&PlanB>) -> bool {
    plan_b.is_some_and(|p| !p.what.is_empty() && p.owner.is_some() && p.lead.is_some())
}

fn no_plan_b(a: &Analysis, out: &mut Vec<Breach>) {
    for (risk, r) in a.plan.risks.records().zip(&a.risks.items) {
        if r.active && r.band == Band::Red && !complete(risk.plan_b.as_ref()) {
            let what = if risk.plan_b.is_some() { "a Plan B without what, owner or lead time" } else { "no Plan B" };
            out.push(about(r.key, &r.id, format!("{} \"{}\" scores {} (red) and has {what}", r.id, risk.title, r.score)));
        }
    }
}

fn no_trigger(a: &Analysis, out: &mut Vec<Breach>) {
    for (risk, r) in a.plan.risks.records().zip(&a.risks.items) {
        if matches!(risk.status, RiskStatus::Active | RiskStatus::Mitigating) && risk.triggers.is_empty() {
            let status = risk.status.spoken().to_lowercase();
            out.push(about(r.key, &r.id, format!("{} \"{}\" is {status} but has no trigger indicator, so it can never raise an alert", r.id, risk.title)));
        }
    }
}
