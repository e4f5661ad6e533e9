//! `slipway export`: a report as Markdown, HTML or JSON, or the schedule for Microsoft Project.

use super::diff::side;
use super::files::{analysed, extension, is_stream, no_format, parse_date, write};
use super::{Failure, Input};
use crate::export as formats;
use crate::report::Kind;
use clap::builder::PossibleValue;
use clap::{ValueEnum, ValueHint};
use std::path::PathBuf;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    Markdown,
    Html,
    /// The blocks of the report
    Json,
    /// The schedule as Microsoft Project XML
    Mspdi,
    /// The service graph as a Mermaid flowchart
    Mermaid,
    /// The service graph for Graphviz
    Dot,
    /// The tracker of dependencies as a table
    Csv,
}

/// A report as a value of the command line.
#[derive(Clone, Copy, Debug)]
pub(super) struct KindArg(Kind);

impl ValueEnum for KindArg {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [KindArg; Kind::ALL.len()] = {
            let mut all = [KindArg(Kind::Status); Kind::ALL.len()];
            let mut i = 0;
            while i < all.len() {
                all[i] = KindArg(Kind::ALL[i]);
                i += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()).help(self.0.label()))
    }
}

/// What is to be written, and where it goes.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    #[command(flatten)]
    input: Input,
    /// File to write, or - for standard output; the extension gives the format
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: PathBuf,
    /// Format, when the extension does not tell
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Which report
    #[arg(long, value_enum, default_value = "status")]
    report: KindArg,
    /// Say on top what changed since this plan
    #[arg(long, value_name = "OLD", value_hint = ValueHint::FilePath)]
    since: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn export(args: &ExportArgs) -> Result<u8, Failure> {
    let format = match (args.format, extension(&args.output).as_str()) {
        (Some(f), _) => f,
        (None, "md" | "markdown") => Format::Markdown,
        (None, "html" | "htm") => Format::Html,
        (None, "json") => Format::Json,
        (None, "xml") => Format::Mspdi,
        (None, "mmd" | "mermaid") => Format::Mermaid,
        (None, "dot" | "gv") => Format::Dot,
        (None, "csv") => Format::Csv,
        (None, _) => {
            return Err(no_format(
                &args.output,
                "report",
                ".md, .html or .json, .xml for Microsoft Project, .mmd or .dot for the service graph, .csv for the tracker",
            ));
        }
    };
    if let Some(date) = &args.input.status_date {
        parse_date(date)?;
    }
    if args.since.as_deref().is_some_and(is_stream) && is_stream(&args.input.plan) {
        return Err(Failure::usage("only one of the two plans can come from standard input"));
    }
    if matches!(format, Format::Mspdi) {
        return project(args);
    }
    if matches!(format, Format::Mermaid | Format::Dot) {
        return graph(args, matches!(format, Format::Dot));
    }
    if matches!(format, Format::Csv) {
        let (_, analysis) = analysed(&args.input)?;
        return write(&args.output, formats::csv::tracker(&analysis).as_bytes());
    }
    // The old plan keeps its own day: how far it has moved on is part of what changed.
    let since = args.since.as_deref().map(|path| side(path, None)).transpose()?;
    let (_, analysis) = analysed(&args.input)?;
    let kind = args.report.0;
    let report = since.map_or_else(|| kind.report(&analysis), |old| kind.report_since(&analysis, &old));
    let text = match format {
        Format::Markdown => formats::markdown::markdown(&report),
        Format::Html => formats::html::html(&report),
        Format::Json | Format::Mspdi | Format::Mermaid | Format::Dot | Format::Csv => formats::report_json::text(&report),
    };
    write(&args.output, text.as_bytes())
}

/// The schedule for Microsoft Project; what the file could not hold goes to stderr.
fn project(args: &ExportArgs) -> Result<u8, Failure> {
    if args.since.is_some() {
        return Err(Failure::usage("--since belongs to a report; Microsoft Project XML holds the plan as it is"));
    }
    let (_, analysis) = analysed(&args.input)?;
    let written = formats::mspdi::mspdi(&analysis);
    for note in &written.notes {
        eprintln!("slipway: {note}");
    }
    write(&args.output, written.text.as_bytes())
}

/// The service graph as text.
fn graph(args: &ExportArgs, dot: bool) -> Result<u8, Failure> {
    if args.since.is_some() {
        return Err(Failure::usage("--since belongs to a report; a graph holds the services as they are"));
    }
    let (_, analysis) = analysed(&args.input)?;
    let text = if dot { formats::graph::dot::dot(&analysis.plan) } else { formats::graph::mermaid::mermaid(&analysis.plan) };
    write(&args.output, text.as_bytes())
}
