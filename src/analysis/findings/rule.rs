//! What a rule is: its id, its words and its limits, declared as a constant next to the function
//! that finds its breaches. Nothing is computed here.

use super::Severity;
use super::cx::Cx;
use crate::edit::Fix;
use crate::model::value::Date;
use crate::model::{RecordKind, RecordRef};

/// How well founded a rule is; nobody shall mistake a rule of the house for a standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// The delivery manager's brief says it.
    Brief,
    /// A published standard or official guide.
    Standard,
    /// A published paper, book or page of practice.
    Published,
    /// Well known in the field.
    Known,
    /// A rule of thumb of professionals.
    Heuristic,
}

impl Provenance {
    /// Its short tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Brief => "BRIEF",
            Self::Standard => "STD",
            Self::Published => "PUB",
            Self::Known => "K",
            Self::Heuristic => "HEUR",
        }
    }

    /// As people say it.
    pub fn spoken(self) -> &'static str {
        match self {
            Self::Brief => "stated in the brief",
            Self::Standard => "published standard",
            Self::Published => "published practice",
            Self::Known => "well known in the field",
            Self::Heuristic => "rule of thumb",
        }
    }
}

/// A limit of a rule that the plan's settings may move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// Its name in `settings.thresholds`.
    pub key: &'static str,
    /// Its value when the settings do not name it.
    pub default: f64,
    /// What it counts.
    pub unit: &'static str,
    /// What it limits.
    pub doc: &'static str,
}

/// A limit, for the tables of rules.
pub(super) const fn limit(key: &'static str, default: f64, unit: &'static str, doc: &'static str) -> Threshold {
    Threshold { key, default, unit, doc }
}

/// Finds the breaches of a rule.
pub(super) type Check = fn(&Cx<'_>, &mut Vec<Breach>);

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Stable id.
    pub id: &'static str,
    /// How bad a breach is, unless the breach says otherwise.
    pub severity: Severity,
    /// A breach that is an error stops a go.
    pub gate: bool,
    /// What it says, in a sentence.
    pub summary: &'static str,
    /// How it is computed, when the summary does not say it all.
    pub formula: &'static str,
    /// Its limits.
    pub thresholds: &'static [Threshold],
    /// How well founded it is.
    pub provenance: Provenance,
    /// Where it comes from.
    pub source: &'static str,
    /// What to do about a breach.
    pub remedy: &'static str,
    /// Record types it reads besides plan data and settings; it runs again when one changed.
    pub(super) reads: &'static [RecordKind],
    /// It reads the forecast: it runs again when that is another.
    pub(super) drawn: bool,
    /// Finds the breaches.
    pub(super) check: Check,
}

/// Begins the declaration of a rule.
pub(super) const fn rule(id: &'static str, severity: Severity, check: Check) -> Rule {
    Rule {
        id,
        severity,
        gate: false,
        summary: "",
        formula: "",
        thresholds: &[],
        provenance: Provenance::Heuristic,
        source: "Slipway",
        remedy: "",
        reads: &[],
        drawn: false,
        check,
    }
}

impl Rule {
    /// A breach stops a go.
    pub(super) const fn gate(mut self) -> Self {
        self.gate = true;
        self
    }

    /// What it says, and what to do about a breach.
    pub(super) const fn says(mut self, summary: &'static str, remedy: &'static str) -> Self {
        self.summary = summary;
        self.remedy = remedy;
        self
    }

    /// How it is computed.
    pub(super) const fn formula(mut self, formula: &'static str) -> Self {
        self.formula = formula;
        self
    }

    /// Where it comes from.
    pub(super) const fn from(mut self, provenance: Provenance, source: &'static str) -> Self {
        self.provenance = provenance;
        self.source = source;
        self
    }

    /// Its limits.
    pub(super) const fn limits(mut self, thresholds: &'static [Threshold]) -> Self {
        self.thresholds = thresholds;
        self
    }

    /// What it reads.
    pub(super) const fn reads(mut self, reads: &'static [RecordKind]) -> Self {
        self.reads = reads;
        self
    }

    /// It reads the forecast.
    pub(super) const fn drawn(mut self) -> Self {
        self.drawn = true;
        self
    }

    /// The family: the letters before the number.
    pub fn family(&self) -> &'static str {
        self.id.split('-').next().unwrap_or(self.id)
    }
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
    /// How bad, when that differs from the rule.
    pub severity: Option<Severity>,
    /// It lies on the critical path.
    pub critical: bool,
    /// The day it bites.
    pub due: Option<Date>,
    /// Days or points at stake: of two alike the greater comes first.
    pub exposure: f64,
    /// A change that mends it, where that is mechanical.
    pub fix: Option<Fix>,
}

impl Breach {
    /// A breach about a record.
    pub(super) fn new(at: RecordRef, subject: impl Into<String>, message: String) -> Self {
        Self { at, subject: subject.into(), message, severity: None, critical: false, due: None, exposure: 0.0, fix: None }
    }

    /// It is as bad as this.
    pub(super) fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// It is about this record.
    pub(super) fn moved(mut self, at: RecordRef) -> Self {
        self.at = at;
        self
    }

    /// It bites on this day.
    pub(super) fn due(mut self, day: Option<Date>) -> Self {
        self.due = day;
        self
    }

    /// So much is at stake.
    pub(super) fn exposure(mut self, size: f64) -> Self {
        self.exposure = size;
        self
    }

    /// This change mends it.
    pub(super) fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }
}
