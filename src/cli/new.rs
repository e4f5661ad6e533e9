//! `slipway new`: a plan from a template. The only command that may ask the clock, for the day on
//! which the plan is begun.

use super::Failure;
use super::files::{is_stream, parse_date, print, write};
use crate::model::templates::{Begin, Template};
use crate::model::value::Date;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use std::path::PathBuf;

/// A template as a value of the command line.
#[derive(Clone, Copy, Debug)]
pub(super) struct TemplateArg(Template);

impl ValueEnum for TemplateArg {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [TemplateArg; 4] =
            [TemplateArg(Template::Minimal), TemplateArg(Template::Release), TemplateArg(Template::Hotfix), TemplateArg(Template::Migration)];
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()).help(self.0.summary()))
    }
}

/// What is to be begun, and where it goes.
#[derive(Debug, clap::Args)]
pub(super) struct NewArgs {
    /// File to write; without it the plan goes to standard output
    #[arg(short, long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// What to begin with
    #[arg(long, value_enum, default_value = "minimal")]
    template: TemplateArg,
    /// Name of the project
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// The promised day; the template suggests one
    #[arg(long, value_name = "YYYY-MM-DD")]
    target: Option<String>,
    /// The day the plan begins; today when not given
    #[arg(long, value_name = "YYYY-MM-DD")]
    status_date: Option<String>,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub(super) fn new(args: &NewArgs) -> Result<u8, Failure> {
    let given = args.status_date.as_deref().map(parse_date).transpose()?;
    let status_date = given.unwrap_or_else(|| Date(chrono::Local::now().date_naive()));
    let target = args.target.as_deref().map(parse_date).transpose()?;
    if let Some(target) = target.filter(|t| *t < status_date) {
        return Err(Failure::usage(format!("the target {target} lies before the status date {status_date}")));
    }
    let text = args.template.0.text_with(&Begin { status_date, project: args.project.clone(), target });
    let Some(path) = args.output.as_deref().filter(|p| !is_stream(p)) else { return print(&text) };
    if !args.force && path.symlink_metadata().is_ok() {
        return Err(Failure::new(format!("{} is there already; choose another name, or --force to replace it", path.display())));
    }
    write(path, text.as_bytes())
}

/// Writes a plan of any size for tests and benchmarks: the same seed gives the same bytes.
pub(super) fn generate(tasks: usize, seed: u64, output: &std::path::Path) -> Result<u8, Failure> {
    if !(1..=1_000_000).contains(&tasks) {
        return Err(Failure::usage("the number of tasks lies between 1 and 1,000,000"));
    }
    crate::storage::atomic::write(output, crate::model::generate::plan_text(tasks, seed).as_bytes(), None, &|_| true).map_err(Failure::new)?;
    Ok(0)
}
