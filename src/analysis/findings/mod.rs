//! Findings: what is wrong with a plan as a plan, like a compiler's diagnostics. Each rule is a
//! pure function with a stable id, numbers in its message and a remedy.

mod dependency;
mod risk;
mod runbook;
mod schedule;
mod status;

use super::Analysis;
use crate::model::{RecordKind, RecordRef};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Hygiene.
    Info,
    /// Likely trouble, or an analysis that cannot be relied on.
    Warning,
    /// The plan as written cannot hold, or is unsafe.
    Error,
}

impl Severity {
    /// As in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Stable id.
    pub id: &'static str,
    /// How bad a breach is.
    pub severity: Severity,
    /// A breach stops a go.
    pub gate: bool,
    /// What it says, with its threshold.
    pub summary: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// What to do about a breach.
    pub remedy: &'static str,
    /// Finds the breaches.
    pub check: fn(&Analysis, &mut Vec<Breach>),
}

/// One breach, as a rule reports it.
#[derive(Clone, Debug, PartialEq)]
pub struct Breach {
    /// The record it is about.
    pub at: RecordRef,
    /// Its id.
    pub subject: String,
    /// What is wrong, with numbers.
    pub message: String,
}

/// A breach with its rule.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The record it is about.
    pub at: RecordRef,
    /// Its id.
    pub subject: String,
    /// What is wrong, with numbers.
    pub message: String,
}

/// All findings of a plan.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Worst first.
    pub open: Vec<Finding>,
    /// Accepted for a while, with who accepted them.
    pub allowed: Vec<(Finding, String)>,
}

impl Findings {
    /// How many of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.open.iter().filter(|f| f.rule.severity == severity).count()
    }

    /// Findings about a record.
    pub fn about(&self, at: RecordRef) -> impl Iterator<Item = &Finding> {
        self.open.iter().filter(move |f| f.at == at)
    }
}

/// Every rule, family by family.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [schedule::RULES, risk::RULES, dependency::RULES, runbook::RULES, status::RULES].into_iter().flatten()
}

/// Runs every rule.
pub fn of(analysis: &Analysis) -> Findings {
    let mut out = Findings::default();
    let mut breaches = Vec::new();
    let status_date = analysis.plan.status_date();
    let allowed: Vec<_> = analysis.plan.allow.records().filter(|a| a.until.is_none_or(|u| u >= status_date)).collect();
    for rule in rules() {
        (rule.check)(analysis, &mut breaches);
        for Breach { at, subject, message } in breaches.drain(..) {
            let finding = Finding { rule, at, subject, message };
            let allowance = allowed.iter().find(|a| a.rule == rule.id && a.subject.as_ref().is_none_or(|s| *s == finding.subject));
            match allowance {
                Some(a) => out.allowed.push((finding, format!("{} ({})", a.reason, a.by))),
                None => out.open.push(finding),
            }
        }
    }
    // Stable: within one weight the rules keep their order, and the breaches that of the file.
    out.open.sort_by_key(|f| (!f.rule.gate, std::cmp::Reverse(f.rule.severity)));
    out
}

/// A breach about a task by its position in the network.
fn about_task(a: &Analysis, task: usize, message: String) -> Breach {
    let net = &a.schedule.net;
    Breach { at: RecordRef { kind: RecordKind::Task, key: net.keys[task] }, subject: net.records[task].id.clone(), message }
}

/// The threshold of a rule, as the plan's settings have it.
fn threshold(a: &Analysis, rule: &str, default: f64) -> f64 {
    let settings = a.plan.settings.get();
    settings.and_then(|s| s.thresholds.0.iter().find(|(k, _)| k == rule)).map_or(default, |(_, v)| *v)
}
