//! `slipway check`: invalid records and findings, like a compiler.

use super::commands::{load, print};
use super::{FOUND, Failure, Input};
use crate::analysis::findings::Severity;
use crate::analysis::{Analysis, words};
use crate::export::json;
use crate::model::{Origin, Weight};
use clap::ValueEnum;
use std::fmt::Write as _;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    /// `file:line: severity[RULE] subject: message`
    Text,
    /// One JSON object
    Json,
    /// Annotations of GitHub Actions
    Github,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Deny {
    Error,
    Warning,
    Info,
}

impl Deny {
    fn lowest(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }
}

/// One line of the report.
struct Entry {
    line: Option<usize>,
    column: Option<usize>,
    severity: Severity,
    rule: &'static str,
    subject: String,
    message: String,
}

fn entries(a: &Analysis, origin: &Origin) -> Vec<Entry> {
    let severity = |w: Weight| if w == Weight::Error { Severity::Error } else { Severity::Warning };
    let read = origin.problems.iter().map(|p| Entry {
        line: Some(p.line),
        column: Some(p.column),
        severity: severity(p.weight),
        rule: p.code,
        subject: p.subject.clone(),
        message: p.message.clone(),
    });
    let checked = a.invalid.iter().map(|i| Entry {
        line: origin.line(i.at.key),
        column: None,
        severity: severity(i.weight),
        rule: i.code,
        subject: i.subject.clone(),
        message: i.message.clone(),
    });
    let found = a.findings.open.iter().map(|f| Entry {
        line: origin.line(f.at.key),
        column: None,
        severity: f.rule.severity,
        rule: f.rule.id,
        subject: f.subject.clone(),
        message: f.message.clone(),
    });
    read.chain(checked).chain(found).collect()
}

/// Runs the command.
pub(super) fn check(input: &Input, format: Format, deny: Deny) -> Result<u8, Failure> {
    let (origin, plan) = load(input)?;
    let analysis = Analysis::of(&plan);
    let entries = entries(&analysis, &origin);
    let count = |s: Severity| entries.iter().filter(|e| e.severity == s).count();
    let invalid = origin.problems.len() + analysis.invalid.len();
    let path = input.plan.display().to_string();
    let text = match format {
        Format::Text => {
            let mut out: String = entries.iter().map(|e| line(&path, e)).collect();
            let allowed = analysis.findings.allowed.len();
            let say = |severity, word| words::count(count(severity), word);
            let _ = writeln!(
                out,
                "{}, {}, {} ({}, {allowed} suppressed)",
                say(Severity::Error, "error"),
                say(Severity::Warning, "warning"),
                say(Severity::Info, "info"),
                words::count(invalid, "invalid record or field").replace("record or fields", "records or fields")
            );
            out
        }
        Format::Json => {
            let object = serde_json::json!({
                "schema_version": json::SCHEMA_VERSION,
                "invalid": json::invalid(&analysis, &origin),
                "findings": analysis.findings.open.iter().map(|f| json::finding(f, &origin)).collect::<Vec<_>>(),
                "counts": {"error": count(Severity::Error), "warning": count(Severity::Warning), "info": count(Severity::Info),
                           "invalid": invalid, "suppressed": analysis.findings.allowed.len()},
            });
            format!("{object:#}\n")
        }
        Format::Github => entries.iter().map(|e| annotation(&path, e)).collect(),
    };
    print(&text)?;
    let denied = entries.iter().any(|e| e.severity >= deny.lowest()) || invalid > 0;
    Ok(if denied { FOUND } else { 0 })
}

fn line(path: &str, e: &Entry) -> String {
    let mut place = path.to_owned();
    for n in [e.line, e.column].into_iter().flatten() {
        let _ = write!(place, ":{n}");
    }
    let subject = if e.subject.is_empty() { String::new() } else { format!("{}: ", e.subject) };
    format!("{place}: {}[{}] {subject}{}\n", e.severity.name(), e.rule, e.message)
}

fn annotation(path: &str, e: &Entry) -> String {
    let kind = match e.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    // Percent signs and line ends would end the command early.
    let clean = |s: &str| s.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let place = e.line.map_or(String::new(), |l| format!(",line={l}"));
    format!("::{kind} file={}{place},title={}::{}\n", clean(path), e.rule, clean(&format!("{}: {}", e.subject, e.message)))
}
