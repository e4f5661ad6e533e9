//! The commands that compute, write and draw.

use super::{FOUND, Failure, Input};
use crate::analysis::Analysis;
use crate::model::syntax::format_text;
use crate::model::value::Date;
use crate::model::{Origin, Plan};
use crate::scene::palette::Theme;
use crate::{export, report, scene, storage};
use clap::ValueEnum;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::Instant;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ReportFormat {
    Markdown,
    Html,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ReportKind {
    Status,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Picture {
    Timeline,
    HeatMap,
    Dependencies,
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(|e| Failure::new(format!("standard input cannot be read: {e}")))?;
        return Ok(bytes);
    }
    Ok(storage::atomic::read(path).map_err(Failure::new)?.0)
}

fn read(path: &Path) -> Result<Origin, Failure> {
    storage::parse(&bytes_of(path)?, path).map_err(Failure::new)
}

/// Opens a plan, with its status date overridden if asked for.
pub(super) fn load(input: &Input) -> Result<(Origin, Plan), Failure> {
    let origin = read(&input.plan)?;
    let plan = match &input.status_date {
        Some(text) => origin.plan.with_status_date(Date::parse(text).map_err(Failure::usage)?),
        None => origin.plan.as_ref().clone(),
    };
    Ok((origin, plan))
}

/// Tells on stderr what a result leaves out.
fn name_invalid(a: &Analysis, origin: &Origin) {
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
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::new(format!("standard output cannot be written: {e}"))),
        _ => Ok(0),
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<u8, Failure> {
    storage::atomic::write(path, bytes, None, &|_| true).map_err(Failure::new)?;
    Ok(0)
}

pub(super) fn analyze(input: &Input, timings: bool) -> Result<u8, Failure> {
    let begin = Instant::now();
    let (origin, plan) = load(input)?;
    let mut stages = vec![("read", begin.elapsed())];
    let start = Instant::now();
    let mut last = start;
    let analysis = Analysis::run(None, &plan, &mut |name| {
        let now = Instant::now();
        stages.push((name, now - last));
        last = now;
    });
    stages.push(("analysis", start.elapsed()));
    name_invalid(&analysis, &origin);
    if timings {
        for (name, took) in stages {
            eprintln!("timing {name} {}", took.as_micros());
        }
    }
    print(&format!("{:#}\n", export::json::analysis(&analysis, &origin)))
}

pub(super) fn export(input: &Input, output: &Path, format: Option<ReportFormat>, kind: ReportKind) -> Result<u8, Failure> {
    let extension = output.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
    let format = match (format, extension.as_str()) {
        (Some(f), _) => f,
        (None, "md" | "markdown") => ReportFormat::Markdown,
        (None, "html" | "htm") => ReportFormat::Html,
        (None, other) => return Err(Failure::usage(format!("no report format for \".{other}\"; use .md or .html, or --format"))),
    };
    let (origin, plan) = load(input)?;
    let analysis = Analysis::of(&plan);
    name_invalid(&analysis, &origin);
    let ReportKind::Status = kind;
    let report = report::status::report(&analysis);
    let text = match format {
        ReportFormat::Markdown => export::markdown::markdown(&report),
        ReportFormat::Html => export::html::html(&report),
    };
    write(output, text.as_bytes())
}

pub(super) fn render(input: &Input, output: &Path, view: Picture, theme: Theme, size: Option<&str>) -> Result<u8, Failure> {
    let size = size.map(parse_size).transpose()?;
    let extension = output.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
    if !matches!(extension.as_str(), "svg" | "json") {
        return Err(Failure::usage(format!("no picture format for \".{extension}\"; use .svg or .json")));
    }
    let (origin, plan) = load(input)?;
    let analysis = Analysis::of(&plan);
    name_invalid(&analysis, &origin);
    let scene = picture(&analysis, view, size);
    let text = if extension == "svg" { export::svg::svg(&scene, theme) } else { export::scene_json::text(&scene) };
    write(output, text.as_bytes())
}

fn picture(analysis: &Analysis, view: Picture, size: Option<(f64, f64)>) -> scene::Scene {
    match view {
        Picture::Timeline => report::pictures::timeline(analysis, size),
        Picture::HeatMap => report::pictures::heat_map(analysis, size),
        Picture::Dependencies => report::pictures::dependencies(analysis),
    }
}

fn parse_size(text: &str) -> Result<(f64, f64), Failure> {
    let wrong = || Failure::usage(format!("size \"{text}\" not understood; write it as 1280x720, from 100 to 8192 pixels"));
    let (w, h) = text.split_once(['x', 'X']).ok_or_else(wrong)?;
    let (w, h): (f64, f64) = (w.parse().map_err(|_| wrong())?, h.parse().map_err(|_| wrong())?);
    let fits = |v: f64| (100.0..=8192.0).contains(&v);
    if fits(w) && fits(h) { Ok((w, h)) } else { Err(wrong()) }
}

pub(super) fn fmt(path: &Path, check: bool) -> Result<u8, Failure> {
    let origin = read(path)?;
    if !origin.is_sound() {
        let first = origin.problems.iter().find(|p| p.code == "V001");
        let place = first.map_or(String::new(), |p| format!("{}:{}: {}", p.line, p.column, p.message));
        return Err(Failure::new(format!("{}:{place}; a file that does not parse is not rewritten", path.display())));
    }
    let Some(laid_out) = format_text(&origin.text, origin.parsed()) else { return Ok(0) };
    let text = if origin.text.contains("\r\n") { laid_out.replace("\r\n", "\n").replace('\n', "\r\n") } else { laid_out };
    let text = if origin.text.starts_with('\u{feff}') && !text.starts_with('\u{feff}') { format!("\u{feff}{text}") } else { text };
    let differs = text != *origin.text;
    if check {
        if differs {
            eprintln!("slipway: {} is not in canonical layout", path.display());
        }
        return Ok(if differs { FOUND } else { 0 });
    }
    if path.as_os_str() == "-" {
        return print(&text);
    }
    if differs { write(path, text.as_bytes()) } else { Ok(0) }
}
