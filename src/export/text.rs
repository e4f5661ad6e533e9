//! A report as plain text for a terminal: headings, lists and columns that line up, no markup and no
//! escapes.

use crate::report::{Block, Report, Run, Table};

/// Widest cell of a column but the last; longer texts push the rest of their row to the right.
const CELL: usize = 40;

/// Writes a report.
pub fn text(report: &Report) -> String {
    let mut out = format!("{}\n{}\n", line(&report.title), "=".repeat(line(&report.title).chars().count()));
    blocks(&report.blocks, &mut out);
    // A heading stands right above what it is about.
    out.replace("\n\n- ", "\n- ").replace("\n\n1. ", "\n1. ")
}

fn blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        out.push('\n');
        match block {
            Block::Heading(level, text) => {
                let text = line(text);
                let under = if *level <= 2 { format!("{}\n", "-".repeat(text.chars().count())) } else { String::new() };
                out.push_str(&format!("{text}\n{under}"));
            }
            Block::Text(runs) | Block::Callout(_, runs) => out.push_str(&format!("{}\n", inline(runs))),
            Block::List(items) => out.extend(items.iter().map(|i| format!("- {}\n", inline(i)))),
            Block::Steps(items) => out.extend(items.iter().enumerate().map(|(n, i)| format!("{}. {}\n", n + 1, inline(i)))),
            Block::Table(t) => out.push_str(&table(t)),
            Block::Columns(left, right) => {
                // The blocks in it bring their own empty lines.
                out.pop();
                self::blocks(left, out);
                self::blocks(right, out);
            }
            Block::Figure(figure) => out.push_str(&format!("{} {}\n", line(&figure.caption), line(&figure.alternative))),
        }
    }
}

fn table(t: &Table) -> String {
    let head: Vec<String> = t.head.iter().map(|(h, _)| line(h)).collect();
    let headed = head.iter().any(|h| !h.is_empty());
    let body = t.rows.iter().map(|r| r.iter().map(|c| inline(c)).collect::<Vec<_>>());
    let rows: Vec<Vec<String>> = headed.then_some(head).into_iter().chain(body).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|c| c.chars().count()).filter(|w| *w <= CELL).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let right = |i: usize| t.head.get(i).is_some_and(|(_, right)| *right);
    let mut out = String::new();
    for row in &rows {
        let cells: Vec<String> =
            row.iter().zip(&widths).enumerate().map(|(i, (c, w))| if right(i) { format!("{c:>w$}") } else { format!("{c:<w$}") }).collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    out
}

fn inline(runs: &[Run]) -> String {
    let joined: String = runs
        .iter()
        .map(|run| match run {
            Run::Plain(t) | Run::Strong(t) | Run::Status(_, t) => line(t),
        })
        .collect();
    joined.trim().to_owned()
}

/// One line without anything that would move the cursor.
fn line(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).filter(|c| !c.is_control()).collect()
}
