//! What the program tells about itself: completions and the manual page, both from the
//! declarations that read the command line, so that they cannot differ from it.

use super::files::print;
use super::{Cli, Failure};
use clap::{Command, CommandFactory as _};
use clap_mangen::roff::{Roff, bold, line_break, roman};
use std::io;

/// Behind the help of the program.
pub(super) const EXAMPLES: &str = "\
Examples:
  slipway new -o release.ron --template release   Begin a plan
  slipway release.ron                             Open it in the window
  slipway check release.ron --deny warning        Judge it, for CI
  slipway export release.ron -o status.html       Write the status report
  slipway record release.ron -o release.ron       Keep in it how things stand, before the week goes on
  slipway diff old.ron release.ron                See what changed in meaning
  slipway versions release.ron                    List its earlier versions

Exit status: 0 fine, 1 the work could not be done, 2 wrong usage, 3 check found something.";

/// What each exit status means, for the manual page.
const STATUS: [(&str, &str); 4] = [
    ("0", "Everything went well. Commands other than check give 0 on a plan with invalid records too, and name on standard error what they left out."),
    ("1", "The work could not be done: a file is missing, is no plan at all, or cannot be written."),
    ("2", "The command was used wrongly."),
    ("3", "check found invalid records, or findings at or above --deny; fmt --check found that the file would change."),
];

/// Runs `completions`.
pub(super) fn completions(shell: clap_complete::Shell) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "slipway", &mut script);
    print(&text(&script))
}

/// Runs `man`.
pub(super) fn manual() -> Result<u8, Failure> {
    let page = page().map_err(|e| Failure::new(format!("the manual page cannot be written: {e}")))?;
    print(&page)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// One page with every command.
fn page() -> io::Result<String> {
    let mut program = Cli::command();
    program.build();
    // The examples have a section of their own.
    let plain = program.clone().after_help(None::<&str>);
    let man = clap_mangen::Man::new(plain).manual("Slipway").source(concat!("slipway ", env!("CARGO_PKG_VERSION")));
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    description(&mut out)?;
    man.render_options_section(&mut out)?;
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    roff.to_writer(&mut out)?;
    for command in program.get_subcommands().filter(|c| !c.is_hide_set() && c.get_name() != "help") {
        subcommand(command, &mut out)?;
    }
    closing(&mut out)?;
    Ok(text(&out))
}

fn description(out: &mut Vec<u8>) -> io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SH", ["DESCRIPTION"]);
    roff.text([roman(
        "Slipway plans a software release in one text file: tasks and their dates, risks, dependencies, checklists, the runbook of \
         release night and the rollout. Without a command it opens its window. With one it does its work without a window, for scripts and CI: \
         results go to standard output, messages to standard error. A plan named - is read from standard input.",
    )]);
    roff.control("PP", []);
    roff.text([roman(
        "The same plan and options give the same bytes on every machine and at every time: nothing is computed from the clock, but from the \
         status date that the plan holds or --status-date gives.",
    )]);
    roff.to_writer(out)
}

/// Name, usage, purpose and options of one command.
fn subcommand(command: &Command, out: &mut Vec<u8>) -> io::Result<()> {
    let mut command = command.clone();
    let usage = command.render_usage().to_string();
    let mut roff = Roff::new();
    roff.control("SS", [command.get_name()]);
    roff.text([bold(usage.strip_prefix("Usage: ").unwrap_or(&usage).trim())]);
    roff.control("PP", []);
    roff.text([roman(command.get_about().map(ToString::to_string).unwrap_or_default())]);
    for arg in command.get_arguments().filter(|a| !a.is_hide_set() && a.get_id() != "help") {
        roff.control("TP", []);
        roff.text([bold(spelling(arg))]);
        let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let values: Vec<String> = arg.get_possible_values().iter().map(|v| v.get_name().to_owned()).collect();
        if !values.is_empty() && arg.get_action().takes_values() {
            help.push_str(&format!(": {}", values.join(", ")));
        }
        let defaults: Vec<String> = arg.get_default_values().iter().map(|v| v.to_string_lossy().into_owned()).collect();
        if !defaults.is_empty() && arg.get_action().takes_values() {
            help.push_str(&format!(" (default {})", defaults.join(", ")));
        }
        roff.text([roman(help)]);
    }
    roff.to_writer(out)
}

/// How an option or a value is written on the command line.
fn spelling(arg: &clap::Arg) -> String {
    let value = if arg.get_action().takes_values() {
        let names: Vec<String> = arg.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect();
        if names.is_empty() { arg.get_id().as_str().to_uppercase() } else { names.join(" ") }
    } else {
        String::new()
    };
    let names: Vec<String> = arg.get_short().map(|s| format!("-{s}")).into_iter().chain(arg.get_long().map(|l| format!("--{l}"))).collect();
    format!("{} {value}", names.join(", ")).trim().to_owned()
}

fn closing(out: &mut Vec<u8>) -> io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in STATUS {
        roff.control("TP", []);
        roff.text([bold(code)]);
        roff.text([roman(meaning)]);
    }
    roff.control("SH", ["EXAMPLES"]);
    for line in EXAMPLES.lines().skip(1).take_while(|l| !l.is_empty()) {
        roff.text([roman(line.trim()), line_break()]);
    }
    roff.to_writer(out)
}
