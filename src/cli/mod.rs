//! The command line: the same program without a window. Results on stdout, messages on stderr.
//!
//! Here stand the declarations, from which help, completions and the manual page come too. What a
//! command does is in its own file; nothing is computed here.

mod about;
mod check;
mod commands;
mod diff;
mod export;
mod files;
mod forecast;
mod import;
mod layout;
mod level;
mod new;
mod render;
mod rules;

use crate::ui::panels::Panel;
use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;
use std::process::ExitCode;

/// Plan a software release, see the slip coming, and ship.
#[derive(Debug, Parser)]
#[command(name = "slipway", version, about, args_conflicts_with_subcommands = true, after_help = about::EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Plan to open in the window; without one, the plan last open or the sample
    #[arg(value_hint = ValueHint::FilePath)]
    plan: Option<PathBuf>,
    /// View to start with
    #[arg(long, value_name = "VIEW")]
    view: Option<String>,
    /// Colours to start with
    #[arg(long, value_enum)]
    theme: Option<ThemeArg>,
    /// Start in the presentation: large type, nothing to edit
    #[arg(long)]
    present: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ThemeArg {
    Light,
    Dark,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List every invalid record and every finding, like a compiler
    Check {
        #[command(flatten)]
        input: Input,
        /// How to print
        #[arg(long, value_enum, default_value = "text")]
        format: check::Format,
        /// Lowest severity that makes the exit status 3
        #[arg(long, value_enum, default_value = "error")]
        deny: check::Deny,
    },
    /// Print everything computed, as one JSON object
    Analyze {
        #[command(flatten)]
        input: Input,
        /// Tell on stderr what each stage took, in microseconds
        #[arg(long)]
        timings: bool,
        /// Compute this scenario of the plan instead, beside the plan as it is
        #[arg(long, value_name = "ID")]
        scenario: Option<String>,
    },
    /// Print the schedule risk analysis: when the release will probably be delivered, as JSON
    Forecast(forecast::ForecastArgs),
    /// Write a report (Markdown, HTML or JSON)
    Export(export::ExportArgs),
    /// Draw a picture (SVG, PNG, PDF, or JSON with the laid-out scene)
    Render {
        #[command(flatten)]
        input: Input,
        /// File to write, or - for standard output; the extension gives the format
        #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        output: PathBuf,
        /// Format, when the extension does not tell
        #[arg(long, value_enum)]
        format: Option<render::Format>,
        /// What to draw
        #[arg(long, value_enum, default_value = "timeline")]
        view: render::View,
        /// Colours
        #[arg(long, value_enum, default_value = "light")]
        theme: ThemeArg,
        /// Size in pixels, such as 1280x720
        #[arg(long, value_name = "WxH")]
        size: Option<String>,
        /// Dots per pixel of a PNG: 2 for screens of high density and for print
        #[arg(long, value_name = "N", default_value_t = 1.0)]
        scale: f64,
        #[command(flatten)]
        paper: render::PaperArgs,
    },
    /// Tell which tasks would have to start later for nobody to have too much, and write that plan
    Level(level::LevelArgs),
    /// Keep in the plan's history how things stand on its status date: forecast, path, buffer, status, scores
    Record(commands::RecordArgs),
    /// Tell what changed in meaning between two plans
    Diff(diff::DiffArgs),
    /// List the earlier versions of a plan file: commits of git, and the copies that saving keeps
    Versions(diff::versions::VersionsArgs),
    /// Make a plan of another tool's file
    Import(import::ImportArgs),
    /// Begin a plan from a template
    New(new::NewArgs),
    /// Rewrite a plan in canonical layout, comments kept
    Fmt {
        /// Plan file, or - for standard input
        #[arg(value_hint = ValueHint::FilePath)]
        plan: PathBuf,
        /// Only tell whether the file would change (exit status 3)
        #[arg(long)]
        check: bool,
    },
    /// List the rules that plans are checked by
    Rules {
        /// How to print
        #[arg(long, value_enum, default_value = "text")]
        format: rules::Format,
    },
    /// Explain one rule: what it means, its threshold, its source, its remedy
    Explain {
        /// Rule, such as SCH-021
        rule: String,
    },
    /// Print the file format: every record and field with its unit and default
    Schema,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
    /// Write a plan of any size for tests and benchmarks
    #[command(hide = true)]
    Generate {
        /// Number of tasks, 1 to 1,000,000
        tasks: usize,
        /// File to write
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        /// Seed
        #[arg(long, default_value_t = 42)]
        seed: u64,
    },
}

#[derive(Debug, clap::Args)]
struct Input {
    /// Plan file, or - for standard input
    #[arg(value_hint = ValueHint::FilePath)]
    plan: PathBuf,
    /// Compute as of this day instead of the plan's status date
    #[arg(long, value_name = "YYYY-MM-DD")]
    status_date: Option<String>,
}

/// Exit status 1: the work could not be done.
const FAILED: u8 = 1;
/// Exit status 2: wrong usage.
const USAGE: u8 = 2;
/// Exit status 3: something denied was found.
const FOUND: u8 = 3;

/// What `main` has to do after the arguments were read.
#[derive(Debug)]
pub enum Outcome {
    /// Open the window.
    Window(crate::app::Start),
    /// Done.
    Exit(ExitCode),
}

/// Reads the arguments and does what they ask for, but for opening the window.
pub fn run() -> Outcome {
    let cli = Cli::parse();
    match cli.command {
        Some(command) => Outcome::Exit(ended(command.run())),
        None => match start(cli) {
            Ok(start) => Outcome::Window(start),
            Err(failure) => Outcome::Exit(ended(Err(failure))),
        },
    }
}

/// What the window starts with.
fn start(cli: Cli) -> Result<crate::app::Start, Failure> {
    let view = match &cli.view {
        Some(name) => match Panel::by_name(name) {
            Some(panel) => Some(panel),
            None => return Err(Failure::usage(format!("there is no view \"{name}\"; views: {}", Panel::names().join(", ")))),
        },
        None => None,
    };
    let dark = cli.theme.map(|t| matches!(t, ThemeArg::Dark));
    Ok(crate::app::Start { plan: cli.plan, view, dark, present: cli.present })
}

/// Says what went wrong and turns the answer of a command into an exit status.
fn ended(result: Result<u8, Failure>) -> ExitCode {
    match result {
        Ok(code) => ExitCode::from(code),
        Err(Failure { code, message }) => {
            eprintln!("slipway: {message}");
            ExitCode::from(code)
        }
    }
}

impl Command {
    fn run(self) -> Result<u8, Failure> {
        match self {
            Self::Check { input, format, deny } => check::check(&input, format, deny),
            Self::Analyze { input, timings, scenario } => commands::analyze(&input, timings, scenario.as_deref()),
            Self::Forecast(args) => forecast::forecast(&args),
            Self::Export(args) => export::export(&args),
            Self::Render { input, output, format, view, theme, size, scale, paper } => {
                render::render(&input, &render::Wanted { output, format, view, theme: theme.into(), size, scale, paper })
            }
            Self::Level(args) => level::level(&args),
            Self::Record(args) => commands::record(&args),
            Self::Diff(args) => diff::diff(&args),
            Self::Versions(args) => diff::versions::versions(&args),
            Self::Import(args) => import::import(&args),
            Self::New(args) => new::new(&args),
            Self::Fmt { plan, check } => commands::fmt(&plan, check),
            Self::Rules { format } => rules::list(format),
            Self::Explain { rule } => rules::explain(&rule),
            Self::Schema => files::print(&crate::model::schema_text()),
            Self::Completions { shell } => about::completions(shell),
            Self::Man => about::manual(),
            Self::Generate { tasks, output, seed } => new::generate(tasks, seed, &output),
        }
    }
}

/// Why a command ended without doing its work.
#[derive(Debug)]
struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    fn new(message: impl std::fmt::Display) -> Self {
        Self { code: FAILED, message: message.to_string() }
    }

    fn usage(message: impl std::fmt::Display) -> Self {
        Self { code: USAGE, message: message.to_string() }
    }
}

impl From<ThemeArg> for crate::scene::palette::Theme {
    fn from(theme: ThemeArg) -> Self {
        match theme {
            ThemeArg::Light => Self::Light,
            ThemeArg::Dark => Self::Dark,
        }
    }
}
