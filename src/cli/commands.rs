//! The commands that need no file of their own: `analyze`, `record` and `fmt`.

use super::files::{load, name_invalid, print, read, write};
use super::{FOUND, Failure, Input};
use crate::analysis::scenario::{self, Variant};
use crate::analysis::{Analysis, history, words};
use crate::edit::Document;
use crate::export;
use crate::model::syntax::format_text;
use crate::model::{RecordKind, RecordRef, nearest};
use clap::ValueHint;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Prints everything computed.
pub(super) fn analyze(input: &Input, timings: bool, scenario: Option<&str>) -> Result<u8, Failure> {
    let begin = Instant::now();
    let (origin, plan) = load(input)?;
    let mut stages = vec![("read", begin.elapsed())];
    let start = Instant::now();
    let mut last = start;
    let analysis = Analysis::run(None, &plan, &mut |name| {
        let now = Instant::now();
        stages.push((name, now - last));
        last = now;
    });
    stages.push(("analysis", start.elapsed()));
    let begin = Instant::now();
    let analysis = super::forecast::with_forecast(analysis);
    stages.push(("forecast", begin.elapsed()));
    name_invalid(&analysis, &origin);
    if timings {
        for (name, took) in stages {
            eprintln!("timing {name} {}", took.as_micros());
        }
    }
    let object = match scenario {
        None => export::json::analysis(&analysis, &origin),
        Some(id) => {
            let (variant, computed) = variant_of(&analysis, id)?;
            for problem in &variant.applied.problems {
                eprintln!("slipway: left out: {}", problem.message);
            }
            export::json::of_scenario(&analysis, &variant, &computed, &origin)
        }
    };
    print(&format!("{object:#}\n"))
}

/// What is recorded, and where the plan goes.
#[derive(Debug, clap::Args)]
pub(super) struct RecordArgs {
    /// Plan file, or - for standard input
    #[arg(value_hint = ValueHint::FilePath)]
    plan: PathBuf,
    /// Write the plan with its history to this file, which may be the plan itself, or - for standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: PathBuf,
    /// A word about the day; without one, the note of an entry that is there stays
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// Records the status date in the history; what is recorded of it already is replaced.
pub(super) fn record(args: &RecordArgs) -> Result<u8, Failure> {
    let origin = read(&args.plan)?;
    if let Some(version) = origin.newer {
        let known = crate::model::SCHEMA_VERSION;
        return Err(Failure::new(format!(
            "{} was written by a newer version (schema {version}, this program knows {known}); it is not changed",
            args.plan.display()
        )));
    }
    let analysis = super::forecast::with_forecast(Analysis::of(&origin.plan));
    name_invalid(&analysis, &origin);
    let Some(mut snapshot) = history::snapshot(&analysis, true) else {
        return Err(Failure::new("the plan has no status date to record; set status_date in meta"));
    };
    snapshot.note = args.note.clone().filter(|n| !n.trim().is_empty());
    let day = snapshot.on.map_or_else(String::new, |on| words::day(on, on));
    let said = format!("Recorded {day}: {}\n", history::said(&snapshot));
    let edit = history::recorded(&origin.plan, snapshot);
    let mut document = Document::new(origin, None);
    document.apply(edit, false);
    write(&args.output, document.text().as_bytes())?;
    if super::files::is_stream(&args.output) { Ok(0) } else { print(&said) }
}

/// The scenario with an id, computed.
fn variant_of(analysis: &Analysis, id: &str) -> Result<(Variant, Analysis), Failure> {
    let scenarios = &analysis.plan.scenarios;
    let found = scenarios.iter().find(|(_, s)| s.id == id).map(|(key, _)| RecordRef { kind: RecordKind::Scenario, key });
    found.and_then(|at| scenario::variant(analysis, at)).ok_or_else(|| {
        let known: Vec<String> = scenarios.records().map(|s| s.id.clone()).collect();
        let hint = match nearest(id, known.iter().map(String::as_str)) {
            Some(near) => format!("; did you mean \"{near}\"?"),
            None if known.is_empty() => "; this plan has no scenarios".to_owned(),
            None => format!("; scenarios: {}", words::listing(&known, 8)),
        };
        Failure::usage(format!("there is no scenario \"{id}\"{hint}"))
    })
}

/// Rewrites a plan in canonical layout, or tells whether it would.
pub(super) fn fmt(path: &Path, check: bool) -> Result<u8, Failure> {
    let origin = read(path)?;
    if !origin.is_sound() {
        let first = origin.problems.iter().find(|p| p.code == "V001");
        let place = first.map_or(String::new(), |p| format!("{}:{}: {}", p.line, p.column, p.message));
        return Err(Failure::new(format!("{}:{place}; a file that does not parse is not rewritten", path.display())));
    }
    let Some(laid_out) = format_text(&origin.text, origin.parsed()) else { return Ok(0) };
    let text = if origin.text.contains("\r\n") { laid_out.replace("\r\n", "\n").replace('\n', "\r\n") } else { laid_out };
    let text = if origin.text.starts_with('\u{feff}') && !text.starts_with('\u{feff}') { format!("\u{feff}{text}") } else { text };
    let differs = text != *origin.text;
    if check {
        if differs {
            eprintln!("slipway: {} is not in canonical layout", path.display());
        }
        return Ok(if differs { FOUND } else { 0 });
    }
    if super::files::is_stream(path) {
        return print(&text);
    }
    if differs { write(path, text.as_bytes()) } else { Ok(0) }
}
