//! The commands that need no file of their own: `analyze` and `fmt`.

use super::files::{load, name_invalid, print, read, write};
use super::{FOUND, Failure, Input};
use crate::analysis::Analysis;
use crate::export;
use crate::model::syntax::format_text;
use std::path::Path;
use std::time::Instant;

/// Prints everything computed.
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

/// Rewrites a plan in canonical layout, or tells whether it would.
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
    if super::files::is_stream(path) {
        return print(&text);
    }
    if differs { write(path, text.as_bytes()) } else { Ok(0) }
}
