//! `slipway check`: invalid records and findings, like a compiler.

use super::files::{load, print};
use super::{FOUND, Failure, Input};
use crate::analysis::findings::Severity;
use crate::analysis::{Analysis, words};
use crate::export::json;
use crate::model::{Origin, Weight};
use clap::ValueEnum;
use std::fmt::Write as _;
use std::path::Path;

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
        line: origin.place(i.at, i.field).map(|(line, _)| line),
        column: origin.place(i.at, i.field).map(|(_, column)| column),
        severity: severity(i.weight),
        rule: i.code,
        subject: i.subject.clone(),
        message: i.message.clone(),
    });
    let found = a.findings.open.iter().map(|f| Entry {
        line: origin.line(f.at.key),
        column: None,
        severity: f.severity,
        rule: f.rule.id,
        subject: f.subject.clone(),
        message: f.message.clone(),
    });
    read.chain(checked).chain(found).collect()
}

/// Runs the command.
pub(super) fn check(input: &Input, format: Format, deny: Deny) -> Result<u8, Failure> {
    let (origin, plan) = load(input)?;
    let analysis = super::forecast::with_forecast(Analysis::of(&plan));
    let entries = entries(&analysis, &origin);
    let count = |s: Severity| entries.iter().filter(|e| e.severity == s).count();
    let invalid = origin.problems.len() + analysis.invalid.len();
    let path = input.plan.display().to_string();
    let counts = || {
        let say = |severity, word| words::count(count(severity), word);
        format!(
            "{}, {}, {} ({}, {} suppressed)\n",
            say(Severity::Error, "error"),
            say(Severity::Warning, "warning"),
            say(Severity::Info, "info"),
            words::count(invalid, "invalid record or field").replace("record or fields", "records or fields"),
            analysis.findings.allowed.len()
        )
    };
    let text = match format {
        Format::Text => entries.iter().map(|e| line(&path, e)).collect::<String>() + &counts(),
        Format::Json => {
            let object = serde_json::json!({
                "schema_version": json::SCHEMA_VERSION,
                "invalid": json::invalid(&analysis, &origin),
                "findings": analysis.findings.open.iter().map(|f| json::finding(f, &origin)).collect::<Vec<_>>(),
                "suppressed": analysis.findings.allowed.iter().map(|(f, why)| {
                    serde_json::json!({"rule": f.rule.id, "subject": f.subject, "message": f.message, "reason": why.reason, "by": why.by,
                                       "until": why.until.map(|d| d.to_string())})
                }).collect::<Vec<_>>(),
                "counts": {"error": count(Severity::Error), "warning": count(Severity::Warning), "info": count(Severity::Info),
                           "invalid": invalid, "suppressed": analysis.findings.allowed.len()},
            });
            format!("{object:#}\n")
        }
        // The log of a run shows the counts below the annotations.
        Format::Github => entries.iter().map(|e| annotation(&input.plan, e)).collect::<String>() + &counts(),
    };
    print(&text)?;
    // A record that is kept with a warning is not an invalid one.
    let denied = entries.iter().any(|e| e.severity >= deny.lowest());
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

/// A workflow command of GitHub Actions: one line, whatever the message holds.
fn annotation(plan: &Path, e: &Entry) -> String {
    let kind = match e.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties: Vec<String> = Vec::new();
    // Standard input has no place that an annotation could stand at.
    if !super::files::is_stream(plan) {
        // GitHub joins paths by slashes on every system.
        properties.push(format!("file={}", property(&plan.display().to_string().replace('\\', "/"))));
        properties.extend(e.line.map(|l| format!("line={l}")));
        properties.extend(e.column.map(|c| format!("col={c}")));
    }
    properties.push(format!("title={}", property(format!("{} {}", e.rule, e.subject).trim())));
    format!("::{kind} {}::{}\n", properties.join(","), data(&e.message))
}

/// The message of a workflow command; a percent sign or a line end would end it early.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command; a colon or a comma would end it too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_survive_every_sign() {
        let entry = Entry {
            line: Some(7),
            column: Some(3),
            severity: Severity::Info,
            rule: "V001",
            subject: "tasks \"a,b\"".to_owned(),
            message: "100 %: no\r\n::error::yes".to_owned(),
        };
        let line = annotation(Path::new("a,b/c:d 5%.ron"), &entry);
        assert_eq!(line, "::notice file=a%2Cb/c%3Ad 5%25.ron,line=7,col=3,title=V001 tasks \"a%2Cb\"::100 %25: no%0D%0A::error::yes\n");
        assert_eq!(annotation(Path::new("-"), &entry).matches("file=").count(), 0);
    }
}
