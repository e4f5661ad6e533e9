//! `slipway rules` and `slipway explain`: what plans are checked by, in people's words. Checks
//! nothing itself: the rules are declared beside their checks.

use super::Failure;
use super::files::print;
use super::layout::{columns, labelled, wrapped};
use crate::analysis::findings::{Rule, rules};
use crate::analysis::validate::{Code, codes};
use crate::analysis::{Analysis, words};
use crate::model::{Weight, nearest, read_plan};
use clap::ValueEnum;
use serde_json::{Value, json};

/// The bundled sample raises many rules on purpose: an example that is always true.
const SAMPLE: &str = include_str!("../../assets/plans/customer-portal.ron");

/// Column in which the texts of an explanation begin.
const COLUMN: usize = 14;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
    Markdown,
}

/// Every rule, by id.
fn sorted() -> Vec<&'static Rule> {
    let mut all: Vec<&'static Rule> = rules().collect();
    all.sort_by_key(|r| r.id);
    all
}

/// Runs `rules`.
pub(super) fn list(format: Format) -> Result<u8, Failure> {
    let all = sorted();
    print(&match format {
        Format::Text => {
            let mut rows = vec![vec!["Rule".to_owned(), "Severity".to_owned(), "Stops a go".to_owned(), "What it finds".to_owned()]];
            rows.extend(all.iter().map(|r| vec![r.id.to_owned(), r.severity.name().to_owned(), stops(r).to_owned(), first_sentence(r.summary).to_owned()]));
            format!("{}\n{}. slipway explain RULE tells more about one.\n", columns(&rows), words::count(all.len(), "rule"))
        }
        Format::Json => {
            let rules: Vec<Value> = all.iter().map(|r| object(r)).collect();
            format!("{:#}\n", json!({"schema_version": crate::export::json::SCHEMA_VERSION, "rules": rules}))
        }
        Format::Markdown => {
            let mut out = String::from("| Rule | Severity | Stops a go | What it finds | Remedy |\n| --- | --- | --- | --- | --- |\n");
            for r in &all {
                out.push_str(&format!("| {} | {} | {} | {} | {} |\n", r.id, r.severity.name(), stops(r), cell(r.summary), cell(r.remedy)));
            }
            out
        }
    })
}

fn stops(rule: &Rule) -> &'static str {
    if rule.gate { "yes" } else { "" }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn first_sentence(text: &str) -> &str {
    text.split_once(". ").map_or(text, |(first, _)| first).trim_end_matches('.')
}

fn object(r: &Rule) -> Value {
    json!({"id": r.id, "severity": r.severity.name(), "gate": r.gate, "summary": r.summary, "formula": r.formula,
           "thresholds": r.thresholds.iter().map(|t| json!({"key": t.key, "default": t.default, "unit": t.unit, "doc": t.doc})).collect::<Vec<_>>(),
           "provenance": r.provenance.tag(), "source": r.source, "remedy": r.remedy})
}

/// Runs `explain`.
pub(super) fn explain(id: &str) -> Result<u8, Failure> {
    let wanted = id.trim();
    match rules().find(|r| r.id.eq_ignore_ascii_case(wanted)) {
        Some(rule) => print(&explanation(rule)),
        None => {
            if let Some(found) = codes().iter().find(|c| c.id.eq_ignore_ascii_case(wanted)) {
                return print(&validity(found));
            }
            let ids = rules().map(|r| r.id).chain(codes().iter().map(|c| c.id));
            let near = nearest(&wanted.to_uppercase(), ids);
            let hint = near.map_or_else(|| "; slipway rules lists them".to_owned(), |n| format!(". Did you mean {n}?"));
            Err(Failure::usage(format!("there is no rule \"{wanted}\"{hint}")))
        }
    }
}

fn explanation(rule: &Rule) -> String {
    let gate = if rule.gate { ", stops a go in every gate" } else { "" };
    let mut out = format!("{}  {}{gate}\n\n", rule.id, rule.severity.name());
    out.push_str(&wrapped(rule.summary, 0, super::layout::WIDTH));
    out.push('\n');
    if !rule.formula.is_empty() {
        out.push_str(&labelled("Computed", rule.formula, COLUMN));
    }
    for t in rule.thresholds {
        out.push_str(&labelled("Limit", &format!("{}: {}", number(t.default, t.unit), t.doc), COLUMN));
        out.push_str(&format!("{:COLUMN$}settings: (thresholds: {{\"{}\": {}}})\n", "", t.key, t.default));
    }
    out.push_str(&labelled("Remedy", rule.remedy, COLUMN));
    out.push_str(&labelled("Source", &format!("{} ({}, {})", rule.source, rule.provenance.tag(), rule.provenance.spoken()), COLUMN));
    if let Some(message) = example(rule) {
        out.push_str(&labelled("Example", &format!("{message} (in the bundled sample)"), COLUMN));
    }
    out.push_str(&labelled("To accept it", "for a while, write into the plan's list allow:", COLUMN));
    out.push_str(&format!("{:COLUMN$}(rule: \"{}\", subject: \"…\", reason: \"…\", by: \"…\", until: \"2024-03-31\")\n", "", rule.id));
    out
}

/// A code of what cannot be trusted in a file.
fn validity(code: &Code) -> String {
    let (severity, what) = match code.weight {
        Weight::Error => ("error", "The record or field it is about is set aside until it is mended; the text stays as it is."),
        Weight::Warning => ("warning", "The record is used as it stands."),
    };
    let mut out = format!("{}  {severity}, the file itself\n\n", code.id);
    out.push_str(&wrapped(&format!("{}.", code.summary.trim_end_matches('.')), 0, super::layout::WIDTH));
    out.push('\n');
    out.push_str(&labelled("What follows", what, COLUMN));
    if code.example.is_empty() {
        out.push_str(&labelled("Example", "does not arise in this program", COLUMN));
    } else {
        out.push_str(&labelled("Example", code.example, COLUMN));
    }
    out
}

/// A limit with its unit.
fn number(value: f64, unit: &str) -> String {
    format!("{value} {unit}").trim().to_owned()
}

/// What the rule says about the sample, if it finds something there.
fn example(rule: &Rule) -> Option<String> {
    let origin = read_plan(SAMPLE).ok()?;
    let analysis = Analysis::of(&origin.plan);
    analysis.findings.open.iter().find(|f| f.rule.id == rule.id).map(|f| format!("{}: {}", f.subject, f.message))
}
