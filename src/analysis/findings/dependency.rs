//! Findings about dependencies and services.

use super::{Breach, Rule, Severity, threshold};
use crate::analysis::{Analysis, words};
use crate::model::records::{DependencyStatus, ServiceKind};
use crate::model::{RecordKind, RecordRef};

/// The rules of this family.
pub const RULES: &[Rule] = &[
    Rule {
        id: "DEP-001",
        severity: Severity::Error,
        gate: true,
        summary: "A dependency is blocked and needed within 5 working days (threshold), on the critical path, or required by all.",
        source: "Slipway, from the brief",
        remedy: "Escalate with a date, and prepare Plan B",
        check: blocked,
    },
    Rule {
        id: "DEP-004",
        severity: Severity::Warning,
        gate: false,
        summary: "An external service has no fallback.",
        source: "Google SRE book, appendix E: external dependencies",
        remedy: "Name an adapter, a mock or the old version that takes over",
        check: no_fallback,
    },
];

fn blocked(a: &Analysis, out: &mut Vec<Breach>) {
    let within = threshold(a, "DEP-001", 5.0);
    let cal = a.calendars.standard();
    for (dep, result) in a.plan.dependencies.records().zip(&a.dependencies.items) {
        if dep.status != DependencyStatus::Blocked {
            continue;
        }
        let mut why = Vec::new();
        // "All teams", "All services": who needs it is a set, not a name.
        let all = dep.required_by.iter().find(|r| r.split_whitespace().next().is_some_and(|w| w.eq_ignore_ascii_case("all")));
        if let Some(all) = all {
            why.push(format!("required by {}", all.to_lowercase()));
        }
        if let Some(needed) = dep.needed_by.as_ref().and_then(crate::model::value::LooseDate::date) {
            let left = cal.days_between(a.schedule.status, needed.minute() + 1440);
            if left <= within {
                why.push(format!("needed in {}", words::days(left.max(0.0))));
            }
        }
        if dep.task.as_deref().and_then(|id| a.schedule.by_id(id)).is_some_and(|t| t.critical) {
            why.push("on the critical path".to_owned());
        }
        if !why.is_empty() {
            let message = format!("{} is blocked and {} (owner {}, risk {})", dep.title, why.join(", "), dep.owner, dep.risk.spoken().to_lowercase());
            out.push(Breach { at: RecordRef { kind: RecordKind::Dependency, key: result.key }, subject: dep.id.clone(), message });
        }
    }
}

fn no_fallback(a: &Analysis, out: &mut Vec<Breach>) {
    for (service, result) in a.plan.services.records().zip(&a.dependencies.services) {
        let has_plan_b = a.plan.dependencies.records().any(|d| d.service.as_deref() == Some(&service.id) && super::risk::complete(d.plan_b.as_ref()));
        if service.kind != ServiceKind::External || service.fallback.as_ref().is_some_and(|f| !f.is_empty()) || has_plan_b {
            continue;
        }
        let hit = result.blast.len();
        let message = format!("{} has no fallback; {} of {} services fail with it ({:.0} %)", service.title, hit, a.dependencies.internal, result.blast_pct);
        out.push(Breach { at: RecordRef { kind: RecordKind::Service, key: result.key }, subject: service.id.clone(), message });
    }
}
