//! The canonical layout of a text: one indentation, one record a line where it fits, else one
//! field a line. Words, numbers, order and every comment stay as they are.

use super::scan::{Gap, Piece, pieces};
use super::value::{ROWS, WIDTH};
use super::{Kind, Node, Parsed, Span, parse};
use std::collections::HashSet;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Lays out a text; `None` when it did not parse without faults. The line ends stay of the kind
/// the text has.
pub fn format_text(text: &str, parsed: &Parsed) -> Option<String> {
    let root = parsed.root.as_ref().filter(|_| parsed.faults.is_empty())?;
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut f = Formatter { text, newline, out: String::with_capacity(text.len() + text.len() / 8), at: 0, rows: rows(root, text) };
    if text.starts_with(BYTE_ORDER_MARK) {
        f.at = BYTE_ORDER_MARK.len();
    }
    f.leading(root.span.start, 0);
    f.node(root, 0, true);
    f.at = root.span.end;
    f.trailing(text.len(), 0);
    let mark = &text[..if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 }];
    Some(format!("{mark}{}{newline}", f.out.trim_end()))
}

/// The canonical layout of one value that starts at `column` of a line with this indentation.
pub(super) fn layout(text: &str, indent: usize, column: usize, newline: &str) -> Option<String> {
    let parsed = parse(text);
    let root = parsed.root.as_ref().filter(|r| parsed.faults.is_empty() && r.span.of(text) == text)?;
    let mut f = Formatter { text, newline, out: " ".repeat(column), at: 0, rows: HashSet::new() };
    f.node(root, indent, false);
    f.out.get(column..).map(str::to_owned)
}

struct Formatter<'a> {
    text: &'a str,
    newline: &'a str,
    out: String,
    /// Everything before this byte has been written.
    at: usize,
    /// Where values begin that stay on one line.
    rows: HashSet<usize>,
}

/// Where the records of lists begin that stand on a line each.
fn rows(root: &Node, text: &str) -> HashSet<usize> {
    let root = if let Kind::Tagged(_, inner) = &root.kind { inner } else { root };
    let Kind::Struct(fields) = &root.kind else { return HashSet::new() };
    let lists = fields.iter().filter(|f| ROWS.contains(&f.name.of(text)));
    let items = lists.filter_map(|f| if let Kind::List(items) = &f.value.kind { Some(items) } else { None });
    items.flatten().map(|n| n.span.start).collect()
}

/// A comment between two values.
struct Comment<'a> {
    text: &'a str,
    /// Goes on to the end of its line.
    to_line_end: bool,
    /// Stood on the line of the value before it.
    same_line: bool,
    /// An empty line stood above it.
    blank_above: bool,
}

/// What is laid out a line each: a name, unless it is an element, and a value.
struct Part<'n> {
    name: Option<Span>,
    value: &'n Node,
}

impl Part<'_> {
    fn start(&self) -> usize {
        self.name.map_or(self.value.span.start, |n| n.start)
    }
}

impl<'a> Formatter<'a> {
    /// The comments between here and `to`, and whether an empty line stands right before `to`.
    fn trivia(&self, to: usize) -> (Vec<Comment<'a>>, bool) {
        let mut comments = Vec::new();
        let (mut newlines, mut same_line) = (0, true);
        for Piece { gap, span } in pieces(self.text, self.at, to) {
            if gap == Gap::NewLine {
                newlines += 1;
                same_line = false;
            } else if gap.is_kept() {
                let text = span.of(self.text);
                comments.push(Comment { text, to_line_end: gap == Gap::LineComment, same_line, blank_above: newlines > 1 });
                newlines = 0;
            }
        }
        (comments, newlines > 1)
    }

    fn blank_line(&mut self) {
        let double = format!("{0}{0}", self.newline);
        if !self.out.is_empty() && !self.out.ends_with(&double) {
            self.out.push_str(self.newline);
        }
    }

    fn indentation(&mut self, indent: usize) {
        self.out.push_str(&" ".repeat(indent));
    }

    /// Writes comments that stand on lines of their own before a value.
    fn leading(&mut self, to: usize, indent: usize) {
        let (comments, blank) = self.trivia(to);
        for comment in comments {
            if comment.blank_above {
                self.blank_line();
            }
            self.indentation(indent);
            self.out.push_str(comment.text);
            self.out.push_str(self.newline);
        }
        if blank {
            self.blank_line();
        }
        self.indentation(indent);
        self.at = to;
    }

    /// Writes the comments after a value up to `to`: first those on its line, then the others.
    fn trailing(&mut self, to: usize, indent: usize) {
        let (comments, _) = self.trivia(to);
        for comment in comments {
            if comment.same_line {
                self.out.push(' ');
            } else {
                self.out.push_str(self.newline);
                if comment.blank_above {
                    self.out.push_str(self.newline);
                }
                self.indentation(indent);
            }
            self.out.push_str(comment.text);
        }
        self.at = to;
    }

    /// Writes the comments between a name and its value; the indentation of the line the value is on.
    fn between(&mut self, to: usize, indent: usize) -> usize {
        let (comments, _) = self.trivia(to);
        let mut inner = indent;
        for comment in comments {
            self.out.push_str(comment.text);
            if comment.to_line_end {
                inner = indent + 4;
                self.out.push_str(self.newline);
                self.indentation(inner);
            } else {
                self.out.push(' ');
            }
        }
        self.at = to;
        inner
    }

    /// The value on one line, if it has no comments in it.
    fn flat(&self, node: &Node) -> Option<String> {
        let all = |nodes: &[Node]| nodes.iter().map(|n| self.flat(n)).collect::<Option<Vec<_>>>().map(|v| v.join(", "));
        if self.has_comment(node) {
            return None;
        }
        Some(match &node.kind {
            Kind::Struct(fields) => {
                let parts = fields.iter().map(|f| self.flat(&f.value).map(|v| format!("{}: {v}", f.name.of(self.text)))).collect::<Option<Vec<_>>>()?;
                format!("({})", parts.join(", "))
            }
            Kind::Tuple(items) => format!("({})", all(items)?),
            Kind::List(items) => format!("[{}]", all(items)?),
            Kind::Map(pairs) => {
                let parts = pairs.iter().map(|(k, v)| Some(format!("{}: {}", self.flat(k)?, self.flat(v)?))).collect::<Option<Vec<_>>>()?;
                format!("{{{}}}", parts.join(", "))
            }
            Kind::Tagged(name, inner) => format!("{}{}", name.of(self.text), self.flat(inner)?),
            _ => node.span.of(self.text).to_owned(),
        })
    }

    fn column(&self) -> usize {
        self.out[self.out.rfind('\n').map_or(0, |i| i + 1)..].chars().count()
    }

    fn node(&mut self, node: &Node, indent: usize, is_outermost: bool) {
        let is_plain = matches!(node.kind, Kind::Str(_) | Kind::Word | Kind::Broken);
        if is_plain {
            self.out.push_str(node.span.of(self.text));
        } else if let Some(flat) =
            self.flat(node).filter(|f| self.rows.contains(&node.span.start) || (!is_outermost && self.column() + f.chars().count() < WIDTH))
        {
            self.out.push_str(&flat);
        } else if let Kind::Tagged(name, inner) = &node.kind {
            self.out.push_str(name.of(self.text));
            self.at = name.end;
            let indent = self.between(inner.span.start, indent);
            self.node(inner, indent, is_outermost);
        } else {
            self.broken_up(node, &parts(node), indent);
        }
        self.at = node.span.end;
    }

    fn broken_up(&mut self, node: &Node, parts: &[Part<'_>], indent: usize) {
        let close = node.span.end - 1;
        let inner = indent + 4;
        self.out.push_str(&self.text[node.span.start..=node.span.start]);
        self.at = node.span.start + 1;
        if let Some(line) = self.line_end(parts.first().map_or(close, Part::start)) {
            // A comment right behind the opening bracket stays on its line.
            self.trailing(line, inner);
        }
        for (i, part) in parts.iter().enumerate() {
            self.out.push_str(self.newline);
            self.leading(part.start(), inner);
            let mut indent = inner;
            if let Some(name) = part.name {
                self.out.push_str(name.of(self.text));
                self.out.push_str(": ");
                self.at = name.end;
                indent = self.between(part.value.span.start, inner);
            }
            self.node(part.value, indent, false);
            self.out.push(',');
            match parts.get(i + 1) {
                None => self.trailing(close, inner),
                Some(next) => {
                    // Comments on the value's own line stay there; the rest belongs to the next value.
                    let end = self.line_end(next.start()).or_else(|| self.comma(next.start())).unwrap_or(next.start());
                    self.trailing(end, inner);
                }
            }
        }
        if parts.is_empty() {
            self.trailing(close, inner);
        }
        self.out.push_str(self.newline);
        self.indentation(indent);
        self.out.push_str(&self.text[close..=close]);
    }

    /// The first line end between here and `to` that is not inside a comment.
    fn line_end(&self, to: usize) -> Option<usize> {
        let from = self.comma(to).unwrap_or(self.at);
        pieces(self.text, from, to).find(|p| p.gap == Gap::NewLine).map(|p| p.span.start)
    }

    fn comma(&self, to: usize) -> Option<usize> {
        pieces(self.text, self.at, to).find(|p| p.gap == Gap::Other).map(|p| p.span.end)
    }

    /// Whether a comment stands between the parts of a value.
    fn has_comment(&self, node: &Node) -> bool {
        let mut at = node.span.start + 1;
        let mut gap = |to: usize, next: usize| {
            let found = self.text.get(at..to).is_some_and(|t| t.contains('/'));
            at = next;
            found
        };
        match &node.kind {
            Kind::Struct(_) | Kind::Tuple(_) | Kind::List(_) | Kind::Map(_) => {
                let inside = parts(node).iter().any(|p| p.name.is_some_and(|n| gap(n.start, n.end)) || gap(p.value.span.start, p.value.span.end));
                inside || gap(node.span.end, node.span.end)
            }
            Kind::Tagged(name, inner) => self.text.get(name.end..inner.span.start).is_some_and(|t| t.contains('/')),
            _ => false,
        }
    }
}

fn parts(node: &Node) -> Vec<Part<'_>> {
    match &node.kind {
        Kind::Struct(fields) => fields.iter().map(|f| Part { name: Some(f.name), value: &f.value }).collect(),
        Kind::Tuple(items) | Kind::List(items) => items.iter().map(|value| Part { name: None, value }).collect(),
        Kind::Map(pairs) => pairs.iter().map(|(key, value)| Part { name: Some(key.span), value }).collect(),
        _ => Vec::new(),
    }
}
