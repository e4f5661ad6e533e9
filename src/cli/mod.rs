//! The command line: the same program without a window. Results on stdout, messages on stderr.

mod check;
mod commands;
mod generate;

use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

/// Plan a software release, see the slip coming, and ship.
#[derive(Debug, Parser)]
#[command(name = "slipway", version, about, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Plan to open in the window; without one, the plan last open or the sample
    plan: Option<PathBuf>,
    /// View to start with
    #[arg(long, value_name = "VIEW")]
    view: Option<String>,
    /// Colours to start with
    #[arg(long, value_enum)]
    theme: Option<ThemeArg>,
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
    },
    /// Write the status report (Markdown or HTML)
    Export {
        #[command(flatten)]
        input: Input,
        /// File to write; the extension gives the format
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        /// Format, when the extension does not tell
        #[arg(long, value_enum)]
        format: Option<commands::ReportFormat>,
        /// Which report
        #[arg(long, value_enum, default_value = "status")]
        report: commands::ReportKind,
    },
    /// Draw a picture (SVG, or JSON with the laid-out scene)
    Render {
        #[command(flatten)]
        input: Input,
        /// File to write; the extension gives the format
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        /// What to draw
        #[arg(long, value_enum, default_value = "timeline")]
        view: commands::Picture,
        /// Colours
        #[arg(long, value_enum, default_value = "light")]
        theme: ThemeArg,
        /// Size in pixels
        #[arg(long, value_name = "WxH")]
        size: Option<String>,
    },
    /// Rewrite a plan in canonical layout, comments kept
    Fmt {
        /// Plan file, or - for standard input
        plan: PathBuf,
        /// Only tell whether the file would change (exit status 3)
        #[arg(long)]
        check: bool,
    },
    /// Print the file format: every record and field with its unit and default
    Schema,
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
    let Some(command) = cli.command else {
        let view = match cli.view.as_deref().map(crate::ui::panels::Panel::by_name) {
            Some(None) => {
                eprintln!("slipway: there is no view \"{}\"; views: {}", cli.view.unwrap_or_default(), crate::ui::panels::Panel::names().join(", "));
                return Outcome::Exit(ExitCode::from(USAGE));
            }
            Some(view) => view,
            None => None,
        };
        let dark = cli.theme.map(|t| matches!(t, ThemeArg::Dark));
        return Outcome::Window(crate::app::Start { plan: cli.plan, view, dark });
    };
    let result = match command {
        Command::Check { input, format, deny } => check::check(&input, format, deny),
        Command::Analyze { input, timings } => commands::analyze(&input, timings),
        Command::Export { input, output, format, report } => commands::export(&input, &output, format, report),
        Command::Render { input, output, view, theme, size } => commands::render(&input, &output, view, theme.into(), size.as_deref()),
        Command::Fmt { plan, check } => commands::fmt(&plan, check),
        Command::Schema => commands::print(&crate::model::schema_text()),
        Command::Generate { tasks, output, seed } => generate::generate(tasks, seed, &output),
    };
    Outcome::Exit(match result {
        Ok(code) => ExitCode::from(code),
        Err(Failure { code, message }) => {
            eprintln!("slipway: {message}");
            ExitCode::from(code)
        }
    })
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
