//! What every command needs of files and streams: a plan from a path or standard input, a result
//! to a path or standard output, and messages that help where a path is wrong. No analysis.

use super::{Failure, Input};
use crate::analysis::Analysis;
use crate::model::value::Date;
use crate::model::{Origin, Plan, nearest};
use crate::storage;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The name that stands for standard input and output.
pub(super) fn is_stream(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The bytes of a file, or of standard input.
pub(super) fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    if is_stream(path) {
        let mut bytes = Vec::new();
        let limit = storage::atomic::MAX_BYTES;
        std::io::stdin().lock().take(limit + 1).read_to_end(&mut bytes).map_err(|e| Failure::new(format!("standard input cannot be read: {e}")))?;
        if bytes.len() as u64 > limit {
            return Err(Failure::new("standard input is larger than 512 MiB"));
        }
        return Ok(bytes);
    }
    match storage::atomic::read(path) {
        Ok((bytes, _)) => Ok(bytes),
        Err(error) => Err(Failure::new(format!("{error}{}", hint(path, &error)))),
    }
}

/// What somebody who mistyped a path may have meant.
fn hint(path: &Path, error: &storage::atomic::ReadError) -> String {
    use storage::atomic::ReadError;
    match error {
        ReadError::Folder(folder) => match plans_in(folder).first() {
            Some(plan) => format!("; did you mean {}?", folder.join(plan).display()),
            None => "; no plan (.ron) is in it".to_owned(),
        },
        ReadError::Io(cause, _) if cause.kind() == ErrorKind::NotFound => similar(path).map_or(String::new(), |p| format!("; did you mean {}?", p.display())),
        _ => String::new(),
    }
}

/// A file in the same folder whose name is a slip of the keyboard away, or lacks its extension.
fn similar(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let name = path.file_name()?.to_str()?;
    let names = plans_in(folder.unwrap_or(Path::new(".")));
    let whole = names.iter().find(|n| n.strip_suffix(".ron") == Some(name) || n.eq_ignore_ascii_case(name)).map(String::as_str);
    let found = whole.or_else(|| nearest(name, names.iter().map(String::as_str)))?;
    Some(folder.map_or_else(|| PathBuf::from(found), |f| f.join(found)))
}

/// Names of the plan files in a folder, sorted, so that the hint is the same on every machine.
fn plans_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case("ron")))
        .collect();
    names.sort();
    names
}

/// Reads a plan with its text.
pub(super) fn read(path: &Path) -> Result<Origin, Failure> {
    storage::parse(&bytes_of(path)?, path).map_err(Failure::new)
}

/// Opens a plan, with its status date overridden if asked for.
pub(super) fn load(input: &Input) -> Result<(Origin, Plan), Failure> {
    let date = input.status_date.as_deref().map(parse_date).transpose()?;
    let origin = read(&input.plan)?;
    let plan = match date {
        Some(date) => origin.plan.with_status_date(date),
        None => origin.plan.as_ref().clone(),
    };
    Ok((origin, plan))
}

/// A day given as an option.
pub(super) fn parse_date(text: &str) -> Result<Date, Failure> {
    Date::parse(text).map_err(Failure::usage)
}

/// Opens and analyses a plan; what a result leaves out is named on stderr.
pub(super) fn analysed(input: &Input) -> Result<(Origin, Analysis), Failure> {
    let (origin, plan) = load(input)?;
    let analysis = super::forecast::with_forecast(Analysis::of(&plan));
    name_invalid(&analysis, &origin);
    Ok((origin, analysis))
}

/// The same without a forecast.
pub(super) fn plainly_analysed(input: &Input) -> Result<(Origin, Analysis), Failure> {
    let (origin, plan) = load(input)?;
    let analysis = Analysis::of(&plan);
    name_invalid(&analysis, &origin);
    Ok((origin, analysis))
}

/// Tells on stderr what a result leaves out.
pub(super) fn name_invalid(a: &Analysis, origin: &Origin) {
    for p in &origin.problems {
        eprintln!("slipway: left out or used as it stands: line {}: {}[{}] {}", p.line, p.subject, p.code, p.message);
    }
    for i in a.invalid.iter() {
        let line = origin.line(i.at.key).map_or(String::new(), |l| format!("line {l}: "));
        eprintln!("slipway: left out or used as it stands: {line}{}[{}] {}", i.subject, i.code, i.message);
    }
}

/// Prints a result; a reader that closed the pipe is no failure.
pub(super) fn print(text: &str) -> Result<u8, Failure> {
    print_bytes(text.as_bytes())
}

fn print_bytes(bytes: &[u8]) -> Result<u8, Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => Err(Failure::new(format!("standard output cannot be written: {e}"))),
        _ => Ok(0),
    }
}

/// Writes a result to a file, or to standard output when the path says so.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<u8, Failure> {
    if is_stream(path) {
        return print_bytes(bytes);
    }
    storage::atomic::write(path, bytes, None, &|_| true).map_err(Failure::new)?;
    Ok(0)
}

/// The extension of a path in lower case, empty without one.
pub(super) fn extension(path: &Path) -> String {
    path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase()
}

/// Why no format could be told from a path, and what would do.
pub(super) fn no_format(path: &Path, what: &str, allowed: &str) -> Failure {
    let extension = extension(path);
    let found = if is_stream(path) {
        "standard output has no extension".to_owned()
    } else if extension.is_empty() {
        format!("{} has no extension", path.display())
    } else {
        format!("no {what} format for \".{extension}\"")
    };
    Failure::usage(format!("{found}; use {allowed}, or --format"))
}
