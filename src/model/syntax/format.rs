//! The canonical layout of a text: one indentation, one record a line where it fits, else one
//! field a line. Words, numbers, order and every comment stay as they are.

use super::value::WIDTH;
use super::{Kind, Node, Parsed};

/// Lays out a text that parsed without faults; `None` when there is nothing to lay out.
pub fn format_text(text: &str, parsed: &Parsed) -> Option<String> {
    let root = parsed.root.as_ref()?;
    let mut f = Formatter { text, out: String::with_capacity(text.len() + text.len() / 8), at: 0 };
    f.at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    f.leading(root.span.start, 0);
    f.node(root, 0, true);
    f.at = root.span.end;
    f.trailing(text.len(), 0);
    let mut out = f.out.trim_end().to_owned();
    out.push('\n');
    Some(out)
}

struct Formatter<'a> {
    text: &'a str,
    out: String,
    /// Everything before this byte has been written.
    at: usize,
}

/// A comment between two values.
struct Comment<'a> {
    text: &'a str,
    /// Stood on the line of the value before it.
    same_line: bool,
    /// An empty line stood above it.
    blank_above: bool,
}

impl Formatter<'_> {
    /// The comments between here and `to`, and whether an empty line stands right before `to`.
    fn trivia(&self, to: usize) -> (Vec<Comment<'_>>, bool) {
        let mut comments = Vec::new();
        let mut newlines = 0;
        let mut any_newline = false;
        let gap = self.text.get(self.at..to).unwrap_or("");
        let mut rest = gap;
        while let Some(c) = rest.chars().next() {
            if c == '\n' {
                newlines += 1;
                any_newline = true;
                rest = &rest[1..];
            } else if rest.starts_with("//") || rest.starts_with("#!") {
                let end = rest.find('\n').unwrap_or(rest.len());
                comments.push(Comment { text: rest[..end].trim_end(), same_line: !any_newline, blank_above: newlines > 1 });
                newlines = 0;
                rest = &rest[end..];
            } else if rest.starts_with("/*") {
                let end = block_end(rest);
                comments.push(Comment { text: &rest[..end], same_line: !any_newline, blank_above: newlines > 1 });
                newlines = 0;
                rest = &rest[end..];
            } else {
                rest = &rest[c.len_utf8()..];
            }
        }
        (comments, newlines > 1)
    }

    /// Writes comments that stand on lines of their own before a value.
    fn leading(&mut self, to: usize, indent: usize) {
        let (comments, blank) = self.trivia(to);
        let comments: Vec<(String, bool)> = comments.iter().map(|c| (c.text.to_owned(), c.blank_above)).collect();
        for (text, blank_above) in comments {
            if blank_above && !self.out.is_empty() && !self.out.ends_with("\n\n") {
                self.out.push('\n');
            }
            self.out.push_str(&" ".repeat(indent));
            self.out.push_str(&text);
            self.out.push('\n');
        }
        if blank && !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
        self.out.push_str(&" ".repeat(indent));
        self.at = to;
    }

    /// Writes the comments after a value up to `to`: first those on its line, then the others.
    fn trailing(&mut self, to: usize, indent: usize) {
        let (comments, _) = self.trivia(to);
        let comments: Vec<(String, bool, bool)> = comments.iter().map(|c| (c.text.to_owned(), c.same_line, c.blank_above)).collect();
        for (text, same_line, blank_above) in comments {
            if same_line {
                self.out.push(' ');
                self.out.push_str(&text);
            } else {
                self.out.push('\n');
                if blank_above {
                    self.out.push('\n');
                }
                self.out.push_str(&" ".repeat(indent));
                self.out.push_str(&text);
            }
        }
        self.at = to;
    }

    /// The value on one line, if it has no comments and fits.
    fn flat(&self, node: &Node) -> Option<String> {
        let source = node.span.of(self.text);
        if has_comment(node, self.text) {
            return None;
        }
        let all = |nodes: &[Node]| nodes.iter().map(|n| self.flat(n)).collect::<Option<Vec<_>>>().map(|v| v.join(", "));
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
            _ => source.to_owned(),
        })
    }

    fn node(&mut self, node: &Node, indent: usize, outermost: bool) {
        let column = self.out[self.out.rfind('\n').map_or(0, |i| i + 1)..].chars().count();
        if !outermost
            && let Some(flat) = self.flat(node)
            && (column + flat.chars().count() < WIDTH || matches!(node.kind, Kind::Str(_) | Kind::Word | Kind::Broken))
        {
            self.out.push_str(&flat);
            self.at = node.span.end;
            return;
        }
        self.at = node.span.start;
        match &node.kind {
            Kind::Struct(fields) => {
                let parts: Vec<(usize, usize, Option<&str>, &Node)> =
                    fields.iter().map(|f| (f.name.start, f.value.span.end, Some(f.name.of(self.text)), &f.value)).collect();
                self.broken_lines(node, '(', ')', &parts, indent);
            }
            Kind::Tuple(items) | Kind::List(items) => {
                let (open, close) = if matches!(node.kind, Kind::List(_)) { ('[', ']') } else { ('(', ')') };
                let parts: Vec<(usize, usize, Option<&str>, &Node)> = items.iter().map(|n| (n.span.start, n.span.end, None, n)).collect();
                self.broken_lines(node, open, close, &parts, indent);
            }
            Kind::Tagged(name, inner) => {
                self.out.push_str(name.of(self.text));
                self.node(inner, indent, false);
            }
            _ => self.out.push_str(node.span.of(self.text)),
        }
        self.at = node.span.end;
    }

    fn broken_lines(&mut self, node: &Node, open: char, close: char, parts: &[(usize, usize, Option<&str>, &Node)], indent: usize) {
        self.out.push(open);
        self.at = node.span.start + 1;
        let inner = indent + 4;
        for (i, (start, end, name, value)) in parts.iter().enumerate() {
            let limit = parts.get(i + 1).map_or(node.span.end - 1, |p| p.0);
            if i == 0 {
                self.first_line_comments(*start);
            }
            self.out.push('\n');
            self.leading(*start, inner);
            if let Some(name) = name {
                self.out.push_str(name);
                self.out.push_str(": ");
                self.at = value.span.start;
            }
            self.node(value, inner, false);
            self.out.push(',');
            self.at = *end;
            // Comments on the value's own line stay there; the rest belongs to the next value.
            let line = self.text[*end..limit].find('\n').map_or(limit, |n| end + n);
            if i + 1 == parts.len() { self.trailing(limit, inner) } else { self.trailing(line, inner) }
        }
        if parts.is_empty() {
            self.trailing(node.span.end - 1, inner);
        }
        self.out.push('\n');
        self.out.push_str(&" ".repeat(indent));
        self.out.push(close);
    }

    /// A comment right behind the opening bracket stays on its line.
    fn first_line_comments(&mut self, to: usize) {
        let line = self.text[self.at..to].find('\n').map_or(to, |n| self.at + n);
        if line < to {
            self.trailing(line, 0);
        }
    }
}

fn block_end(text: &str) -> usize {
    let mut level = 0usize;
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i..].starts_with(b"/*") {
            level += 1;
            i += 2;
        } else if bytes[i..].starts_with(b"*/") {
            level -= 1;
            i += 2;
            if level == 0 {
                return i;
            }
        } else {
            i += 1;
        }
    }
    text.len()
}

/// Whether a comment stands between the parts of a value.
fn has_comment(node: &Node, text: &str) -> bool {
    let mut at = node.span.start;
    let mut gap = |to: usize, next: usize| {
        let found = text.get(at..to).is_some_and(|t| t.contains("//") || t.contains("/*"));
        at = next;
        found
    };
    match &node.kind {
        Kind::Struct(fields) => {
            fields.iter().any(|f| gap(f.name.start, f.name.end) || gap(f.value.span.start, f.value.span.end)) || gap(node.span.end, node.span.end)
        }
        Kind::Tuple(items) | Kind::List(items) => items.iter().any(|n| gap(n.span.start, n.span.end)) || gap(node.span.end, node.span.end),
        Kind::Map(pairs) => {
            pairs.iter().any(|(k, v)| gap(k.span.start, k.span.end) || gap(v.span.start, v.span.end)) || gap(node.span.end, node.span.end)
        }
        Kind::Tagged(name, inner) => text.get(name.end..inner.span.start).is_some_and(|t| t.contains('/')),
        _ => false,
    }
}
