//! What changed, as blocks of a report: the answer first, then dates, then the rest.

use super::{Change, Diff, Moved, Raised, What, spoken_days};
use crate::analysis::words;
use crate::model::RecordKind;
use crate::model::records::Rag;
use crate::report::pictures::rag_sign;
use crate::report::{Block, Report, Run, Table, plain, strong};
use crate::scene::Sign;

/// Dates that are listed one by one; beyond them they are counted.
const MOST: usize = 60;

/// A document of its own.
pub fn report(diff: &Diff) -> Report {
    let name = if diff.project.is_empty() { "Release plan" } else { &diff.project };
    Report { title: format!("{name}: what changed"), blocks: blocks(diff) }
}

/// The same to stand in another report.
pub fn blocks(diff: &Diff) -> Vec<Block> {
    if diff.is_empty() {
        return vec![Block::Callout(Sign::Good, vec![plain("Nothing changed in meaning")])];
    }
    let mut out = vec![Block::Callout(worst(diff), vec![strong(answer(diff))])];
    moved(diff, &mut out);
    if !diff.rescored.is_empty() {
        out.push(Block::Heading(3, "Risks scored anew".to_owned()));
        out.push(Block::List(
            diff.rescored
                .iter()
                .map(|r| {
                    let ((was, was_band), (is, is_band)) = r.score;
                    vec![strong(r.id.clone()), plain(format!(" {}: {was} {} → {is} {}", r.title, was_band.to_lowercase(), is_band.to_lowercase()))]
                })
                .collect(),
        ));
    }
    found("New findings", &diff.raised, &mut out);
    found("Findings resolved", &diff.resolved, &mut out);
    records(diff, &mut out);
    out
}

fn worst(diff: &Diff) -> Sign {
    if diff.computed.0 == diff.computed.1 && diff.forecast_days <= 0.05 && diff.raised.is_empty() { Sign::Good } else { rag_sign(diff.computed.1) }
}

/// The sentence that answers "what changed?".
fn answer(diff: &Diff) -> String {
    let near = diff.status_date.1;
    let mut parts = Vec::new();
    match diff.forecast {
        (Some(was), Some(is)) if was != is => {
            parts.push(format!("Forecast {} → {} ({})", words::day(was, near), words::day(is, near), spoken_days(diff.forecast_days)));
        }
        (_, Some(is)) => parts.push(format!("Forecast unchanged, {}", words::day(is, near))),
        _ => {}
    }
    if let (Some(was), Some(is)) = diff.target
        && was != is
    {
        parts.push(format!("target {} → {}", words::day(was, near), words::day(is, near)));
    }
    let mut rag = |what: &str, (was, is): (Rag, Rag)| {
        if was != is {
            parts.push(format!("{what} {} → {}", was.spoken().to_lowercase(), is.spoken().to_lowercase()));
        }
    };
    rag("computed status", diff.computed);
    rag("declared status", diff.declared);
    if diff.status_date.0 != diff.status_date.1 {
        parts.push(format!("status date {} → {}", words::day(diff.status_date.0, near), words::day(diff.status_date.1, near)));
    }
    for (count, what) in [(diff.raised.len(), "new finding"), (diff.resolved.len(), "resolved finding")] {
        if count > 0 {
            parts.push(words::count(count, what));
        }
    }
    let text = parts.join("; ");
    let mut letters = text.chars();
    letters.next().map_or_else(|| words::count(diff.changes.len(), "changed record"), |first| first.to_uppercase().chain(letters).collect())
}

fn moved(diff: &Diff, out: &mut Vec<Block>) {
    if diff.moved.is_empty() {
        return;
    }
    let near = diff.status_date.1;
    out.push(Block::Heading(3, "Dates that moved".to_owned()));
    let day = |m: &Moved, now: bool| {
        let (start, finish) = if now { (m.start.1, m.finish.1) } else { (m.start.0, m.finish.0) };
        if start == finish { words::day(finish, near) } else { format!("{} to {}", words::day(start, near), words::day(finish, near)) }
    };
    let rows = diff.moved.iter().take(MOST).map(|m| {
        let by = if m.finish.0 == m.finish.1 { "ends the same day".to_owned() } else { spoken_days(m.days) };
        vec![vec![plain(m.title.clone())], vec![plain(day(m, false))], vec![plain(day(m, true))], vec![plain(by)], vec![plain(m.cause.clone())]]
    });
    let head = [("Task", false), ("Before", false), ("Now", false), ("Ends", false), ("Why", false)];
    out.push(Block::Table(Table { head: head.iter().map(|(n, r)| ((*n).to_owned(), *r)).collect(), rows: rows.collect() }));
    if diff.moved.len() > MOST {
        out.push(Block::Text(vec![plain(format!("{} more tasks moved.", diff.moved.len() - MOST))]));
    }
}

fn found(heading: &str, list: &[Raised], out: &mut Vec<Block>) {
    if list.is_empty() {
        return;
    }
    out.push(Block::Heading(3, heading.to_owned()));
    let line = |f: &Raised| vec![strong(f.rule), plain(format!(" ({}) {}: {}", f.severity.name(), f.subject, f.message))];
    out.push(Block::List(list.iter().take(MOST).map(line).collect()));
    if list.len() > MOST {
        out.push(Block::Text(vec![plain(format!("{} more.", list.len() - MOST))]));
    }
}

/// Every record that differs, under the name of its type.
fn records(diff: &Diff, out: &mut Vec<Block>) {
    for kind in RecordKind::ALL {
        let of_kind: Vec<&Change> = diff.changes.iter().filter(|c| c.kind == *kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        out.push(Block::Heading(3, heading(*kind)));
        let lines: Vec<Vec<Run>> = of_kind.iter().flat_map(|c| lines(c)).collect();
        let more = lines.len().saturating_sub(4 * MOST);
        out.push(Block::List(lines.into_iter().take(4 * MOST).collect()));
        if more > 0 {
            out.push(Block::Text(vec![plain(format!("{more} more."))]));
        }
    }
}

fn heading(kind: RecordKind) -> String {
    let label = kind.label();
    let label = if kind.is_list() { words::count(2, label).trim_start_matches("2 ").to_owned() } else { label.to_owned() };
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn lines(c: &Change) -> Vec<Vec<Run>> {
    let name = if c.kind.is_list() { c.title.clone() } else { String::new() };
    let head = |word: &str| vec![strong(if name.is_empty() { heading(c.kind) } else { name.clone() }), plain(format!(" {word}"))];
    match &c.what {
        What::Added => vec![head("added")],
        What::Removed => vec![head("removed")],
        What::Renamed(from) => vec![head(&format!("has the id \"{}\" now, it was \"{from}\"", c.id))],
        What::Changed(fields) => fields
            .iter()
            .map(|f| {
                let text = format!("{} {}", f.label, f.sentence());
                if name.is_empty() { vec![plain(text)] } else { vec![strong(name.clone()), plain(format!(": {text}"))] }
            })
            .collect(),
    }
}
