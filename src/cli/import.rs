//! `slipway import`: a plan from another tool's file. What could not be carried over, and each date
//! that comes out differently, goes to stderr, one line each.

use super::Failure;
use super::files::{bytes_of, extension, is_stream, write};
use crate::import::{self, Imported, Kind};
use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde_json::json;
use std::path::PathBuf;

/// A kind of file as a value of the command line.
#[derive(Clone, Copy, Debug)]
pub(super) struct KindArg(Kind);

impl ValueEnum for KindArg {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [KindArg; Kind::ALL.len()] = [KindArg(Kind::Mspdi), KindArg(Kind::Mermaid), KindArg(Kind::Graph)];
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()).help(self.0.label()))
    }
}

/// What is imported, and where the plan goes.
#[derive(Debug, clap::Args)]
pub(super) struct ImportArgs {
    /// File of another tool, or - for standard input
    #[arg(value_hint = clap::ValueHint::FilePath)]
    file: PathBuf,
    /// Plan to write, or - for standard output
    #[arg(short, long, value_name = "PLAN", value_hint = clap::ValueHint::FilePath)]
    output: PathBuf,
    /// Kind of the file, when content and extension do not tell
    #[arg(long, value_enum, value_name = "KIND")]
    from: Option<KindArg>,
    /// Write what was left out and what differs to this file too, as JSON
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    report: Option<PathBuf>,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub(super) fn import(args: &ImportArgs) -> Result<u8, Failure> {
    if is_stream(&args.output) && args.report.as_deref().is_some_and(is_stream) {
        return Err(Failure::usage("plan and report cannot both go to standard output"));
    }
    for path in std::iter::once(&args.output).chain(&args.report) {
        if !args.force && !is_stream(path) && path.symlink_metadata().is_ok() {
            return Err(Failure::new(format!("{} is there already; choose another name, or --force to replace it", path.display())));
        }
    }
    let bytes = bytes_of(&args.file)?;
    let imported = import::import(&bytes, &extension(&args.file), args.from.map(|k| k.0))
        .map_err(|why| Failure::new(format!("{} cannot be imported: {why}", args.file.display())))?;
    for line in imported.lines() {
        eprintln!("slipway: {line}");
    }
    if let Some(path) = &args.report {
        write(path, format!("{:#}\n", report(&imported)).as_bytes())?;
    }
    write(&args.output, imported.origin.text.as_bytes())
}

/// Everything the import has to say, for programs; the latest dates too.
fn report(imported: &Imported) -> serde_json::Value {
    json!({
        "schema_version": 1,
        "tasks": imported.tasks,
        "notes": imported.notes.iter().map(|n| json!({"what": n.what, "subjects": n.subjects})).collect::<Vec<_>>(),
        "differences": imported.differences.iter().map(|d| json!({
            "task": d.id, "number": d.number, "title": d.title, "field": d.field.name(),
            "here": d.told(d.ours), "in_file": d.told(d.theirs), "reason": d.reason,
        })).collect::<Vec<_>>(),
    })
}
