//! A report as Markdown (CommonMark with tables).

use crate::report::{Block, Report, Run, Table};
use crate::scene::Sign;
use std::fmt::Write as _;

/// Writes a report.
pub fn markdown(report: &Report) -> String {
    let mut out = format!("# {}\n", escape(&report.title));
    blocks(&report.blocks, &mut out);
    out
}

fn blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        out.push('\n');
        match block {
            Block::Heading(level, text) => {
                let _ = writeln!(out, "{} {}", "#".repeat(usize::from((*level).clamp(2, 6))), escape(text));
            }
            Block::Text(runs) => {
                let _ = writeln!(out, "{}", inline(runs));
            }
            Block::Callout(_, runs) => {
                let _ = writeln!(out, "> {}", inline(runs));
            }
            Block::List(items) => {
                for item in items {
                    let _ = writeln!(out, "- {}", inline(item));
                }
            }
            Block::Steps(items) => {
                for (n, item) in items.iter().enumerate() {
                    let _ = writeln!(out, "{}. {}", n + 1, inline(item));
                }
            }
            Block::Table(t) => table(t, out),
            Block::Figure(figure) => {
                let _ = writeln!(out, "*{}* {}", escape(&figure.caption), escape(&figure.alternative));
            }
            Block::Columns(left, right) => {
                // The blocks in it bring their own empty lines.
                out.pop();
                self::blocks(left, out);
                self::blocks(right, out);
            }
        }
    }
}

fn table(t: &Table, out: &mut String) {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.push_str(&row(t.head.iter().map(|(h, _)| escape(h)).collect()));
    out.push_str(&row(t.head.iter().map(|(_, right)| if *right { "---:".into() } else { "---".to_owned() }).collect()));
    for r in &t.rows {
        out.push_str(&row(r.iter().map(|c| inline(c)).collect()));
    }
}

fn inline(runs: &[Run]) -> String {
    runs.iter()
        .map(|run| match run {
            Run::Plain(t) => escape(t),
            Run::Strong(t) => {
                let trimmed = t.trim();
                let (lead, tail) = (&t[..t.len() - t.trim_start().len()], &t[t.trim_end().len()..]);
                if trimmed.is_empty() { t.clone() } else { format!("{lead}**{}**{tail}", escape(trimmed)) }
            }
            Run::Status(sign, word) => format!("{} {}", mark(*sign), escape(word)),
        })
        .collect()
}

/// A mark that reads without colour.
fn mark(sign: Sign) -> &'static str {
    match sign {
        Sign::Good => "✓",
        Sign::Warn => "▲",
        Sign::Bad => "■",
        Sign::Unknown => "○",
        Sign::Done => "●",
    }
}

/// Text that cannot become markup: one line, special characters escaped.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() => {}
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
