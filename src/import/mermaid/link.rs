//! Edges: `-->`, `-- text -->`, `-.->`, `==>`, `~~~` in all lengths, with arrows, circles and crosses.

use super::cursor::{Cursor, Slip};
use super::flow::{Line, Stroke, Tip};
use super::label::{quoted, tidy};

/// Longest span; Mermaid stops there too.
const LONGEST: u32 = 10;

/// Reads an edge if one is next; blanks and line ends before and after belong to it.
pub fn link(cursor: &mut Cursor<'_>) -> Result<Option<Line>, Slip> {
    let start = cursor.at;
    cursor.take(char::is_whitespace);
    let id = edge_id(cursor);
    let Some(mut line) = arrow(cursor, true)? else {
        cursor.at = start;
        return Ok(None);
    };
    line.id = id;
    let after = cursor.at;
    cursor.take(char::is_whitespace);
    if cursor.eat("|") {
        line.label = piped(cursor)?;
        cursor.take(char::is_whitespace);
    } else if cursor.rest().is_empty() {
        cursor.at = after;
    }
    Ok(Some(line))
}

/// A name before an edge: `e1@-->`.
fn edge_id(cursor: &mut Cursor<'_>) -> Option<String> {
    let start = cursor.at;
    let name = cursor.take(|c| !c.is_whitespace() && !matches!(c, '"' | '@' | '[' | '(' | '{' | '|' | ';'));
    if !name.is_empty() && cursor.eat("@") && !matches!(cursor.peek(), Some('{' | '"') | None) {
        return Some(name.to_owned());
    }
    cursor.at = start;
    None
}

fn tip(c: char) -> Tip {
    match c {
        'x' => Tip::Cross,
        'o' => Tip::Circle,
        '<' | '>' => Tip::Arrow,
        _ => Tip::None,
    }
}

/// The drawn part of an edge, with a text inside it when `open`.
fn arrow(cursor: &mut Cursor<'_>, open: bool) -> Result<Option<Line>, Slip> {
    let start = cursor.at;
    let tail = match cursor.peek() {
        Some(c @ ('x' | 'o' | '<')) => {
            cursor.bump();
            tip(c)
        }
        _ => Tip::None,
    };
    let found = match (cursor.peek(), cursor.second()) {
        (Some('~'), _) => tildes(cursor),
        (Some('-'), Some('-')) => run(cursor, '-', Stroke::Normal, tail, open)?,
        (Some('='), Some('=')) => run(cursor, '=', Stroke::Thick, tail, open)?,
        (Some('-'), Some('.')) | (Some('.'), _) => dots(cursor, tail, open)?,
        _ => None,
    };
    if found.is_none() {
        cursor.at = start;
    }
    Ok(found)
}

fn tildes(cursor: &mut Cursor<'_>) -> Option<Line> {
    let count = cursor.take(|c| c == '~').len();
    (count >= 3).then(|| Line { stroke: Stroke::Invisible, length: span(count - 2), ..Line::default() })
}

fn span(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(LONGEST).clamp(1, LONGEST)
}

/// `--`, `---`, `-->` and longer, or with `=`.
fn run(cursor: &mut Cursor<'_>, pen: char, stroke: Stroke, tail: Tip, open: bool) -> Result<Option<Line>, Slip> {
    let count = cursor.take(|c| c == pen).len();
    let head = match cursor.peek() {
        Some(c @ ('x' | 'o' | '>')) => {
            cursor.bump();
            tip(c)
        }
        _ => Tip::None,
    };
    let length = if head == Tip::None { count.saturating_sub(2) } else { count - 1 };
    if length >= 1 {
        return Ok(Some(Line { stroke, tail: both(tail, head), head, length: span(length), ..Line::default() }));
    }
    if !open {
        return Ok(None);
    }
    text_inside(cursor, stroke, tail)
}

/// `-.-`, `-.->`, `-..->`.
fn dots(cursor: &mut Cursor<'_>, tail: Tip, open: bool) -> Result<Option<Line>, Slip> {
    let start = cursor.at;
    cursor.eat("-");
    let count = cursor.take(|c| c == '.').len();
    if cursor.eat("-") {
        let head = match cursor.peek() {
            Some(c @ ('x' | 'o' | '>')) => {
                cursor.bump();
                tip(c)
            }
            _ => Tip::None,
        };
        return Ok(Some(Line { stroke: Stroke::Dotted, tail: both(tail, head), head, length: span(count), ..Line::default() }));
    }
    cursor.at = start;
    if open && cursor.eat("-.") {
        return text_inside(cursor, Stroke::Dotted, tail);
    }
    Ok(None)
}

/// A tip at the start counts only with the same at the end.
fn both(tail: Tip, head: Tip) -> Tip {
    if tail == head { tail } else { Tip::None }
}

/// `-- text -->`: everything to the end of the edge is its label.
fn text_inside(cursor: &mut Cursor<'_>, stroke: Stroke, tail: Tip) -> Result<Option<Line>, Slip> {
    let began = cursor.clone();
    let mut label = String::new();
    cursor.take(char::is_whitespace);
    if cursor.peek() == Some('"') {
        label = quoted(cursor)?;
        cursor.take(char::is_whitespace);
    }
    loop {
        let here = cursor.at;
        let edge_here = label.chars().last().is_none_or(char::is_whitespace) || !matches!(cursor.peek(), Some('x' | 'o' | '<'));
        if edge_here
            && let Some(end) = arrow(cursor, false)?
            && end.stroke == stroke
        {
            let tail = if tail == Tip::None { Tip::None } else { both(tail, end.head) };
            return Ok(Some(Line { tail, label: tidy(&label), ..end }));
        }
        cursor.at = here;
        match cursor.bump() {
            Some(c) => label.push(c),
            None => return Err(began.slip("the text on this edge has no end; write it as A -- text --> B or A -->|text| B")),
        }
    }
}

/// The text between two bars.
fn piped(cursor: &mut Cursor<'_>) -> Result<String, Slip> {
    let began = cursor.clone();
    cursor.take(char::is_whitespace);
    if cursor.peek() == Some('"') {
        let text = quoted(cursor)?;
        cursor.take(char::is_whitespace);
        if cursor.eat("|") {
            return Ok(text);
        }
        return Err(began.slip("the text on this edge has no closing bar; write it as A -->|text| B"));
    }
    let text = cursor.take(|c| c != '|');
    if cursor.eat("|") { Ok(tidy(text)) } else { Err(began.slip("the text on this edge has no closing bar; write it as A -->|text| B")) }
}
