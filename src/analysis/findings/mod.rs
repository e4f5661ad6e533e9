//! Findings: what is wrong with a plan as a plan, like a compiler's diagnostics. Each rule is a
//! pure function with a stable id, numbers in its message and a remedy. What cannot be trusted in
//! the file itself is another question (`validate`).

mod communication;
mod cx;
mod data;
mod dependency;
mod forecast;
mod readiness;
mod resources;
mod risk;
mod rollout;
mod roster;
mod rule;
mod runbook;
mod schedule;
mod status;

pub use rule::{Breach, Provenance, Rule, Threshold};

use super::Analysis;
use crate::model::records::{Profile, Settings};
use crate::model::value::Date;
use crate::model::{Plan, RecordKind, RecordRef};
use std::sync::Arc;

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

/// A breach with its rule. What the breach says is read through it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is.
    pub severity: Severity,
    /// It stops a go.
    pub gate: bool,
    /// The breaches of the rule, shared with those of the next analysis, and which of them.
    run: Arc<[Breach]>,
    place: usize,
}

impl std::ops::Deref for Finding {
    type Target = Breach;

    fn deref(&self) -> &Breach {
        &self.run[self.place]
    }
}

/// A finding somebody accepted for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct Allowance {
    /// Why.
    pub reason: String,
    /// Who accepts it.
    pub by: String,
    /// Until when.
    pub until: Option<Date>,
}

/// A setting that differs from its default.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedThreshold {
    /// Its name in the settings.
    pub key: String,
    /// Its default.
    pub default: f64,
    /// Its value in this plan.
    pub value: f64,
    /// What it counts.
    pub unit: &'static str,
}

/// All findings of a plan.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// What stops a go first, then by severity, the critical path, the day it bites and what is
    /// at stake.
    pub open: Vec<Finding>,
    /// Accepted for a while, with why, by whom and until when.
    pub allowed: Vec<(Finding, Allowance)>,
    /// Settings that differ from their defaults: every report counts them.
    pub changed_thresholds: Vec<ChangedThreshold>,
    /// Breaches of each rule, in the order of `rules()`: what did not change need not run again.
    runs: Vec<Arc<[Breach]>>,
}

impl Findings {
    /// How many of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.open.iter().filter(|f| f.severity == severity).count()
    }

    /// Findings about a record.
    pub fn about(&self, at: RecordRef) -> impl Iterator<Item = &Finding> {
        self.open.iter().filter(move |f| f.at == at)
    }
}

const FAMILIES: [&[&[Rule]]; 11] = [
    schedule::RULES,
    risk::RULES,
    dependency::RULES,
    &[readiness::RULES],
    runbook::RULES,
    &[rollout::RULES],
    &[communication::RULES],
    &[status::RULES],
    &[resources::RULES],
    &[data::RULES],
    &[forecast::RULES],
];

/// Every rule, family by family.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.into_iter().flatten().copied().flatten()
}

/// The rule with an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    rules().find(|r| r.id.eq_ignore_ascii_case(id))
}

/// Runs every rule, but not those whose records are the same as in `previous`.
pub fn of(analysis: &Analysis, previous: Option<&Analysis>) -> Findings {
    let cx = cx::Cx::new(analysis);
    let changed: Option<Vec<RecordKind>> = previous.map(|p| RecordKind::ALL.iter().copied().filter(|k| !k.same(&p.plan, &analysis.plan)).collect());
    // What every rule reads.
    let all_again = changed.as_ref().is_none_or(|c| c.iter().any(|k| matches!(k, RecordKind::Meta | RecordKind::Settings)));
    let drawn_again = previous.is_none_or(|p| match (&p.forecast, &analysis.forecast) {
        (Some(a), Some(b)) => !Arc::ptr_eq(a, b),
        (a, b) => a.is_some() != b.is_some(),
    });
    let mut runs = Vec::with_capacity(200);
    let mut breaches = Vec::new();
    for (i, rule) in rules().enumerate() {
        let again =
            all_again || (rule.drawn && drawn_again) || rule.reads.is_empty() || changed.as_ref().is_none_or(|c| rule.reads.iter().any(|k| c.contains(k)));
        let known = previous.filter(|_| !again).and_then(|p| p.findings.runs.get(i));
        runs.push(match known {
            Some(run) => Arc::clone(run),
            None => {
                (rule.check)(&cx, &mut breaches);
                breaches.drain(..).collect()
            }
        });
    }
    weigh(analysis, runs)
}

/// Sorts the breaches and sets those aside that somebody accepted.
fn weigh(analysis: &Analysis, runs: Vec<Arc<[Breach]>>) -> Findings {
    let now = analysis.plan.status_date();
    let allowances: Vec<_> = analysis.plan.allow.records().filter(|a| a.until.is_none_or(|u| u >= now)).collect();
    let mut found: Vec<(Weight, Finding)> = Vec::with_capacity(runs.iter().map(|run| run.len()).sum());
    for (rule, run) in rules().zip(&runs) {
        for (place, b) in run.iter().enumerate() {
            let severity = b.severity.unwrap_or(rule.severity);
            let gate = rule.gate && severity == Severity::Error;
            found.push((weight(gate, severity, b), Finding { rule, severity, gate, run: Arc::clone(run), place }));
        }
    }
    // Stable: within one weight the rules keep their order, and the breaches that of the file.
    found.sort_by_key(|(weight, _)| *weight);
    let mut open = Vec::with_capacity(found.len());
    let mut allowed = Vec::new();
    for (_, finding) in found {
        match allowances.iter().find(|a| a.rule == finding.rule.id && a.subject.as_ref().is_none_or(|s| *s == finding.subject)) {
            Some(a) => allowed.push((finding, Allowance { reason: a.reason.clone(), by: a.by.clone(), until: a.until })),
            None => open.push(finding),
        }
    }
    Findings { open, allowed, changed_thresholds: changed_thresholds(&analysis.plan), runs }
}

/// What decides the order of findings, as two numbers: what stops a go first, then by severity, the
/// critical path and the day it bites; then what is at stake, most first.
type Weight = (u64, u64);

fn weight(gate: bool, severity: Severity, b: &Breach) -> Weight {
    let severity = match severity {
        Severity::Error => 0_u64,
        Severity::Warning => 1,
        Severity::Info => 2,
    };
    // Days since 1970, moved above zero; without a day, behind every day.
    let due = b.due.map_or(u64::from(u32::MAX), |d| u64::try_from(d.minute() / 1440 + (1 << 30)).unwrap_or(0));
    let order = u64::from(!gate) << 40 | severity << 36 | u64::from(!b.critical) << 34 | due;
    // The order of `f64::total_cmp`: negative numbers count backwards.
    let bits = b.exposure.to_bits();
    let ascending = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    (order, !ascending)
}

/// Settings that differ from their defaults, in the order of the rules.
pub fn changed_thresholds(plan: &Plan) -> Vec<ChangedThreshold> {
    let Some(now) = plan.settings.get() else { return Vec::new() };
    let was = Settings::default();
    let named = [
        ("amber_band_pct", was.amber_band_pct, now.amber_band_pct, "%"),
        ("near_critical", was.near_critical.in_days(480.0), now.near_critical.in_days(480.0), "d"),
        ("escalate_above", was.escalate_above, now.escalate_above, "score"),
        ("focus_factor", was.focus_factor, now.focus_factor, ""),
        ("util_warn_pct", was.util_warn_pct, now.util_warn_pct, "%"),
        ("confidence_commit_pct", was.confidence_commit_pct, now.confidence_commit_pct, "%"),
    ];
    let of_rules = rules().flat_map(|r| r.thresholds).filter_map(|t| Some((t.key, t.default, now.thresholds.0.iter().find(|(k, _)| k == t.key)?.1, t.unit)));
    named
        .into_iter()
        .chain(of_rules)
        .filter(|(_, default, value, _)| default != value)
        .map(|(key, default, value, unit)| ChangedThreshold { key: key.to_owned(), default, value, unit })
        .chain((now.profile != Profile::Release).then(|| ChangedThreshold { key: "profile".into(), default: 0.0, value: 1.0, unit: "DCMA strict" }))
        .collect()
}
