//! `slipway export`: a report as Markdown, HTML or JSON.

use super::files::{analysed, extension, no_format, write};
use super::{Failure, Input};
use crate::{export as formats, report};
use clap::ValueEnum;
use std::path::Path;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    Markdown,
    Html,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Kind {
    /// The weekly status report
    Status,
}

/// Runs the command.
pub(super) fn export(input: &Input, output: &Path, format: Option<Format>, kind: Kind) -> Result<u8, Failure> {
    let format = match (format, extension(output).as_str()) {
        (Some(f), _) => f,
        (None, "md" | "markdown") => Format::Markdown,
        (None, "html" | "htm") => Format::Html,
        (None, _) => return Err(no_format(output, "report", ".md or .html")),
    };
    let (_, analysis) = analysed(input)?;
    let Kind::Status = kind;
    let report = report::status::report(&analysis);
    let text = match format {
        Format::Markdown => formats::markdown::markdown(&report),
        Format::Html => formats::html::html(&report),
    };
    write(output, text.as_bytes())
}
