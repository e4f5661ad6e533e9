//! `slipway versions`: the earlier versions of a plan file, and the text of one.

use crate::cli::Failure;
use crate::cli::files::{bytes_of, is_stream, print, write};
use crate::cli::layout::columns;
use crate::storage::versions::{self, Source, Version, Versions};
use clap::{ValueEnum, ValueHint};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum Format {
    Text,
    Json,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct VersionsArgs {
    /// Plan file
    #[arg(value_hint = ValueHint::FilePath)]
    plan: PathBuf,
    /// Print the text of this version instead of the list
    #[arg(long, value_name = "ID", conflicts_with = "format")]
    show: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Runs the command.
pub(in crate::cli) fn versions(args: &VersionsArgs) -> Result<u8, Failure> {
    if is_stream(&args.plan) {
        return Err(Failure::usage("standard input has no earlier versions; name a file"));
    }
    if !args.plan.exists() {
        // Says what may have been meant.
        bytes_of(&args.plan)?;
    }
    let home = versions::home();
    let found = Versions::of(&args.plan, home.as_deref());
    if let Some(id) = &args.show {
        let version = found.find(id).ok_or_else(|| unknown(id, &args.plan, &found))?;
        let bytes = versions::bytes(&args.plan, home.as_deref(), version).map_err(Failure::new)?;
        return write(Path::new("-"), &bytes);
    }
    match args.format {
        Format::Text => {
            if let Some(note) = found.note() {
                eprintln!("slipway: {}: {}{note}", args.plan.display(), if found.list.is_empty() { "no earlier version. " } else { "" });
            }
            print(&columns(&found.list.iter().map(|v| vec![v.id(), v.when(), v.from()]).collect::<Vec<_>>()))
        }
        Format::Json => print(&format!("{:#}\n", object(&args.plan, &found))),
    }
}

fn unknown(id: &str, plan: &Path, found: &Versions) -> Failure {
    let hint = match found.note().filter(|_| found.list.is_empty()) {
        Some(note) => format!(". {note}"),
        None => format!("; slipway versions {} lists them", plan.display()),
    };
    Failure::usage(format!("there is no version \"{id}\" of {}{hint}", plan.display()))
}

fn object(plan: &Path, found: &Versions) -> Value {
    let version = |v: &Version| {
        let (source, commit, subject) = match &v.source {
            Source::Kept => ("saved", None, None),
            Source::Git { commit, subject } => ("git", Some(commit), Some(subject)),
        };
        json!({"id": v.id(), "at": v.when_utc(), "source": source, "commit": commit, "subject": subject})
    };
    json!({
        "schema_version": crate::export::json::SCHEMA_VERSION,
        "plan": plan.display().to_string(),
        "versions": found.list.iter().map(version).collect::<Vec<_>>(),
        "note": found.note(),
    })
}
