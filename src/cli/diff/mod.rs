//! `slipway diff`: what changed in meaning between two plans; `slipway versions` finds the older one.

pub(super) mod versions;

use super::Failure;
use super::files::{is_stream, parse_date, print, read};
use crate::analysis::Analysis;
use crate::export::{diff_json, markdown, text};
use crate::model::value::Date;
use crate::report::diff::{Diff, of, report};
use clap::{ValueEnum, ValueHint};
use std::path::{Path, PathBuf};

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    Text,
    Markdown,
    Json,
}

/// What is compared, and how it is told.
#[derive(Debug, clap::Args)]
pub(super) struct DiffArgs {
    /// The plan as it was, or - for standard input
    #[arg(value_hint = ValueHint::FilePath)]
    old: PathBuf,
    /// The plan as it is, or - for standard input
    #[arg(value_hint = ValueHint::FilePath)]
    new: PathBuf,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Compute both as of this day instead of their own status dates
    #[arg(long, value_name = "YYYY-MM-DD")]
    status_date: Option<String>,
}

/// Runs the command.
pub(super) fn diff(args: &DiffArgs) -> Result<u8, Failure> {
    if is_stream(&args.old) && is_stream(&args.new) {
        return Err(Failure::usage("only one of the two plans can come from standard input"));
    }
    let date = args.status_date.as_deref().map(parse_date).transpose()?;
    let found = of(&side(&args.old, date)?, &side(&args.new, date)?);
    print(&match args.format {
        Format::Text => plain(&found),
        Format::Markdown => markdown::markdown(&report(&found)),
        Format::Json => format!("{:#}\n", diff_json::diff(&found)),
    })
}

/// One of the two plans; what is left out of it is named on stderr with its file.
pub(super) fn side(path: &Path, date: Option<Date>) -> Result<Analysis, Failure> {
    let origin = read(path)?;
    let plan = date.map_or_else(|| origin.plan.as_ref().clone(), |d| origin.plan.with_status_date(d));
    let analysis = Analysis::of(&plan);
    let left_out = origin.problems.len() + analysis.invalid.len();
    if left_out > 0 {
        let what = crate::analysis::words::count(left_out, "problem");
        eprintln!("slipway: {}: {what}; slipway check lists what is left out or used as it stands", path.display());
    }
    Ok(analysis)
}

/// A terminal needs no title above a single sentence.
fn plain(found: &Diff) -> String {
    if found.is_empty() { "Nothing changed in meaning\n".to_owned() } else { text::text(&report(found)) }
}
