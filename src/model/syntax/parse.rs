//! The reader of RON text: hand-written, tolerant, bounded in depth.
//!
//! A slip inside one record must not take its neighbours with it. Where brackets no longer
//! tell where a record ends, indentation does: the next line that opens a record in the same
//! column starts the next one.

use super::{Fault, FieldNode, Kind, Node, Parsed, Span};

/// Deepest nesting that is read. Plans need about eight; the limit keeps hostile files harmless.
pub const MAX_DEPTH: usize = 64;

/// Most faults that are reported for one text: after that the text is not a plan anyway.
const MAX_FAULTS: usize = 200;

/// Reads a whole text.
pub fn parse(text: &str) -> Parsed {
    let mut p = Parser { text, bytes: text.as_bytes(), pos: 0, depth: 0, faults: Vec::new() };
    if text.starts_with('\u{feff}') {
        p.pos = '\u{feff}'.len_utf8();
    }
    p.skip_trivia();
    while p.bytes[p.pos..].starts_with(b"#!") {
        p.pos = p.end_of_line(p.pos);
        p.skip_trivia();
    }
    let root = if p.pos < p.bytes.len() {
        Some(p.value())
    } else {
        p.fault(p.pos, "the file is empty; a plan starts with ( and ends with )");
        None
    };
    p.skip_trivia();
    if root.is_some() && p.pos < p.bytes.len() {
        p.fault(p.pos, "text after the end of the plan; is there a closing ) too many?");
    }
    p.faults.sort_by_key(|f| f.at);
    Parsed { root, faults: p.faults }
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    pos: usize,
    depth: usize,
    faults: Vec<Fault>,
}

/// Why a bracketed value could not be read to its end.
struct Lost;

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.pos).copied()
    }

    fn fault(&mut self, at: usize, message: impl Into<String>) {
        if self.faults.len() < MAX_FAULTS && self.faults.last().is_none_or(|f| f.at != at) {
            self.faults.push(Fault { at, message: message.into() });
        }
    }

    fn end_of_line(&self, from: usize) -> usize {
        self.bytes[from..].iter().position(|b| *b == b'\n').map_or(self.bytes.len(), |i| from + i)
    }

    fn skip_trivia(&mut self) {
        while let Some(b) = self.peek() {
            match b {
                b' ' | b'\t' | b'\r' | b'\n' => self.pos += 1,
                b'/' if self.bytes.get(self.pos + 1) == Some(&b'/') => self.pos = self.end_of_line(self.pos),
                b'/' if self.bytes.get(self.pos + 1) == Some(&b'*') => self.block_comment(),
                _ => break,
            }
        }
    }

    fn block_comment(&mut self) {
        let start = self.pos;
        let mut level = 0usize;
        while self.pos < self.bytes.len() {
            if self.bytes[self.pos..].starts_with(b"/*") {
                level += 1;
                self.pos += 2;
            } else if self.bytes[self.pos..].starts_with(b"*/") {
                level -= 1;
                self.pos += 2;
                if level == 0 {
                    return;
                }
            } else {
                self.pos += 1;
            }
        }
        self.fault(start, "this comment is never closed; add */");
    }

    /// Reads one value; always moves on, unless at the end or at a closing bracket.
    fn value(&mut self) -> Node {
        self.skip_trivia();
        let start = self.pos;
        let kind = match self.peek() {
            None => {
                self.fault(start, "the file ends where a value is expected");
                Kind::Broken
            }
            Some(b'(' | b'[' | b'{') => return self.bracketed(),
            Some(b'"') => self.string(),
            Some(b'r') if self.is_raw_string() => self.raw_string(),
            Some(b'\'') => self.character(),
            Some(b) if b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.') => {
                self.pos += 1;
                self.skip_word();
                Kind::Word
            }
            Some(b) if b.is_ascii_alphabetic() || b == b'_' || b >= 0x80 => return self.named(),
            Some(_) => {
                self.fault(start, format!("expected a value, found {}", self.found(start)));
                self.skip_to_separator();
                Kind::Broken
            }
        };
        Node { span: Span { start, end: self.pos }, kind }
    }

    fn skip_word(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'+' | b'-' | b'#') || b >= 0x80) {
            self.pos += 1;
        }
    }

    /// What stands at a place, quoted for a message.
    fn found(&self, at: usize) -> String {
        match self.text.get(at..).and_then(|t| t.chars().next()) {
            None => "the end of the file".into(),
            Some(c) if c.is_alphanumeric() || c == '_' => {
                let word: String = self.text[at..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').take(30).collect();
                format!("\"{word}\"")
            }
            Some(c) if c.is_control() => format!("the control character U+{:04X}", c as u32),
            Some(c) => format!("'{c}'"),
        }
    }

    /// A bare word, or a word in front of parentheses. `Some(x)` is `x`.
    fn named(&mut self) -> Node {
        let start = self.pos;
        self.skip_word();
        let name = Span { start, end: self.pos };
        let after_name = self.pos;
        self.skip_trivia();
        if self.peek() != Some(b'(') {
            self.pos = after_name;
            return Node { span: name, kind: Kind::Word };
        }
        let inner = self.bracketed();
        if let ("Some", Kind::Tuple(items)) = (name.of(self.text), &inner.kind)
            && let [only] = items.as_slice()
        {
            return only.clone();
        }
        let span = Span { start, end: inner.span.end };
        if matches!(inner.kind, Kind::Broken) {
            return Node { span, kind: Kind::Broken };
        }
        Node { span, kind: Kind::Tagged(name, Box::new(inner)) }
    }

    fn string(&mut self) -> Kind {
        let start = self.pos;
        self.pos += 1;
        let mut out = String::new();
        let mut run = self.pos;
        loop {
            match self.peek() {
                None => {
                    self.fault(start, "the text that starts here is never closed; add a \"");
                    self.pos = self.end_of_line(start);
                    return Kind::Broken;
                }
                Some(b'"') => {
                    out.push_str(&self.text[run..self.pos]);
                    self.pos += 1;
                    return Kind::Str(out);
                }
                Some(b'\\') => {
                    out.push_str(&self.text[run..self.pos]);
                    self.escape(&mut out);
                    run = self.pos;
                }
                Some(_) => self.pos += 1,
            }
        }
    }

    fn escape(&mut self, out: &mut String) {
        let start = self.pos;
        self.pos += 1;
        let Some(c) = self.text.get(self.pos..).and_then(|t| t.chars().next()) else { return };
        self.pos += c.len_utf8();
        match c {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            '0' => out.push('\0'),
            '\\' | '"' | '\'' => out.push(c),
            '\n' => while self.peek().is_some_and(|b| b.is_ascii_whitespace()) { self.pos += 1 },
            'x' => {
                let code = self.text.get(self.pos..self.pos + 2).and_then(|h| u8::from_str_radix(h, 16).ok());
                if let Some(code) = code.filter(u8::is_ascii) {
                    self.pos += 2;
                    out.push(char::from(code));
                } else {
                    self.fault(start, "\\x needs two hexadecimal digits up to 7F");
                }
            }
            'u' => {
                let close = self.bytes[self.pos..].iter().take(9).position(|b| *b == b'}');
                let code = close.and_then(|c| self.text.get(self.pos + 1..self.pos + c)).and_then(|h| u32::from_str_radix(h, 16).ok());
                match (close, code.and_then(char::from_u32)) {
                    (Some(close), Some(ch)) => {
                        self.pos += close + 1;
                        out.push(ch);
                    }
                    _ => self.fault(start, "\\u needs a character code in braces, such as \\u{20AC}"),
                }
            }
            other => {
                self.fault(start, format!("\\{other} is no escape; write \\\\ for a backslash"));
                out.push('\\');
                out.push(other);
            }
        }
    }

    fn is_raw_string(&self) -> bool {
        let rest = &self.bytes[self.pos + 1..];
        let hashes = rest.iter().take_while(|b| **b == b'#').count();
        rest.get(hashes) == Some(&b'"')
    }

    fn raw_string(&mut self) -> Kind {
        let start = self.pos;
        let hashes = self.bytes[start + 1..].iter().take_while(|b| **b == b'#').count();
        let open = start + 1 + hashes + 1;
        let close = format!("\"{}", "#".repeat(hashes));
        if let Some(at) = self.text.get(open..).and_then(|t| t.find(&close)) {
            self.pos = open + at + close.len();
            return Kind::Str(self.text[open..open + at].to_owned());
        }
        self.fault(start, format!("the raw text that starts here is never closed; add {close}"));
        self.pos = self.end_of_line(start);
        Kind::Broken
    }

    fn character(&mut self) -> Kind {
        let start = self.pos;
        self.pos += 1;
        let mut out = String::new();
        if self.peek() == Some(b'\\') {
            self.escape(&mut out);
        } else if let Some(c) = self.text[self.pos..].chars().next() {
            self.pos += c.len_utf8();
            out.push(c);
        }
        if self.peek() == Some(b'\'') {
            self.pos += 1;
            return Kind::Str(out);
        }
        self.fault(start, "text stands in double quotes: \"like this\"");
        self.pos = start + 1;
        self.skip_to_separator();
        Kind::Broken
    }

    fn bracketed(&mut self) -> Node {
        let start = self.pos;
        if self.depth >= MAX_DEPTH {
            self.fault(start, format!("nested more than {MAX_DEPTH} levels deep"));
            self.skip_balanced();
            return Node { span: Span { start, end: self.pos }, kind: Kind::Broken };
        }
        self.depth += 1;
        let open = self.bytes[start];
        self.pos += 1;
        let read = match open {
            b'[' => self.items(b']').map(Kind::List),
            b'{' => self.pairs(),
            _ if self.starts_with_field() => self.fields(),
            _ => self.items(b')').map(Kind::Tuple),
        };
        self.depth -= 1;
        match read {
            Ok(kind) => Node { span: Span { start, end: self.pos }, kind },
            Err((_, partial)) if self.depth == 0 => {
                // The outermost value keeps what was read: the rest of the plan still works.
                Node { span: Span { start, end: self.pos }, kind: partial }
            }
            Err((_, partial)) if open == b'[' && self.pos < self.bytes.len() => {
                Node { span: Span { start, end: self.pos }, kind: partial }
            }
            Err((_, partial)) => {
                let keep = open == b'[' && self.depth == 1;
                self.recover(start);
                Node { span: Span { start, end: self.pos }, kind: if keep { partial } else { Kind::Broken } }
            }
        }
    }

    fn starts_with_field(&mut self) -> bool {
        let keep = self.pos;
        self.skip_trivia();
        let start = self.pos;
        self.skip_name();
        let named = self.pos > start;
        self.skip_trivia();
        let is_field = named && self.peek() == Some(b':');
        self.pos = keep;
        is_field
    }

    fn skip_name(&mut self) {
        if self.bytes[self.pos..].starts_with(b"r#") {
            self.pos += 2;
        }
        while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80) {
            self.pos += 1;
        }
    }

    fn fields(&mut self) -> Result<Kind, (Lost, Kind)> {
        let mut fields = Vec::new();
        loop {
            self.skip_trivia();
            let at = self.pos;
            match self.peek() {
                None => {
                    self.fault(at, "the file ends before this is closed; a ) is missing");
                    return Err((Lost, Kind::Struct(fields)));
                }
                Some(b')') => {
                    self.pos += 1;
                    return Ok(Kind::Struct(fields));
                }
                Some(b',') => {
                    self.fault(at, "one comma too many");
                    self.pos += 1;
                    continue;
                }
                _ => {}
            }
            self.skip_name();
            let name = Span { start: at, end: self.pos };
            self.skip_trivia();
            if name.end == name.start || self.peek() != Some(b':') {
                let what = if name.end == name.start { self.found(at) } else { format!("\"{}\" without a value", name.of(self.text)) };
                self.fault(at, format!("expected a field such as title: \"…\" or a closing ), found {what}"));
                return Err((Lost, Kind::Struct(fields)));
            }
            self.pos += 1;
            let value = self.value();
            let end = value.span.end;
            let broken = matches!(value.kind, Kind::Broken);
            fields.push(FieldNode { name, value });
            self.separator(b')', end, broken);
        }
    }

    fn items(&mut self, close: u8) -> Result<Vec<Node>, (Lost, Kind)> {
        let mut items = Vec::new();
        loop {
            self.skip_trivia();
            let at = self.pos;
            let partial = |items: Vec<Node>| if close == b']' { Kind::List(items) } else { Kind::Tuple(items) };
            match self.peek() {
                None => {
                    self.fault(at, format!("the file ends before this is closed; a {} is missing", char::from(close)));
                    return Err((Lost, partial(items)));
                }
                Some(b) if b == close => {
                    self.pos += 1;
                    return Ok(items);
                }
                Some(b',') => {
                    self.fault(at, "one comma too many");
                    self.pos += 1;
                    continue;
                }
                // A closing bracket too many: the list goes on behind it.
                Some(b')' | b'}') if close == b']' && self.list_goes_on_behind() => {
                    self.fault(at, "one closing bracket too many");
                    self.pos += 1;
                    continue;
                }
                Some(b @ (b')' | b']' | b'}')) => {
                    self.fault(at, format!("found '{}' where '{}' is expected", char::from(b), char::from(close)));
                    return Err((Lost, partial(items)));
                }
                // A field name inside a list: the list was never closed.
                _ if close == b']' && self.starts_with_field() => {
                    self.fault(at, format!("the list above is not closed; a ] is missing before {}", self.found(at)));
                    return Err((Lost, partial(items)));
                }
                _ => {}
            }
            let item = self.value();
            let end = item.span.end;
            let broken = matches!(item.kind, Kind::Broken);
            items.push(item);
            self.separator(close, end, broken);
        }
    }

    fn list_goes_on_behind(&mut self) -> bool {
        let keep = self.pos;
        self.pos += 1;
        self.skip_trivia();
        let goes_on = matches!(self.peek(), Some(b',' | b']' | b'('));
        self.pos = keep;
        goes_on
    }

    fn pairs(&mut self) -> Result<Kind, (Lost, Kind)> {
        let mut pairs = Vec::new();
        loop {
            self.skip_trivia();
            let at = self.pos;
            match self.peek() {
                Some(b'}') => {
                    self.pos += 1;
                    return Ok(Kind::Map(pairs));
                }
                None | Some(b')' | b']') => {
                    self.fault(at, "this map is not closed; a } is missing");
                    return Err((Lost, Kind::Map(pairs)));
                }
                _ => {}
            }
            let key = self.value();
            self.skip_trivia();
            if self.peek() != Some(b':') {
                self.fault(self.pos, "expected ':' between a key and its value");
                return Err((Lost, Kind::Map(pairs)));
            }
            self.pos += 1;
            let value = self.value();
            let end = value.span.end;
            pairs.push((key, value));
            self.separator(b'}', end, false);
        }
    }

    /// After a value: a comma, or the closing bracket. A forgotten comma is reported and read over.
    fn separator(&mut self, close: u8, value_end: usize, broken: bool) {
        self.skip_trivia();
        match self.peek() {
            Some(b',') => self.pos += 1,
            Some(b) if b == close => {}
            None => {}
            _ if broken => {
                self.skip_to_separator();
                if self.peek() == Some(b',') {
                    self.pos += 1;
                }
            }
            _ => {
                let line_start = self.text[..value_end].rfind('\n').map_or(0, |i| i + 1);
                let before = self.text.get(line_start..value_end).unwrap_or("").trim();
                let before: String = before.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect();
                self.fault(value_end, format!("expected ',' after {before}"));
            }
        }
    }

    /// Moves to the next comma or closing bracket of this level.
    fn skip_to_separator(&mut self) {
        while let Some(b) = self.peek() {
            match b {
                b',' | b')' | b']' | b'}' => return,
                b'\n' => return,
                b'(' | b'[' | b'{' => self.skip_balanced(),
                b'"' => self.skip_string(),
                b'/' if matches!(self.bytes.get(self.pos + 1), Some(b'/' | b'*')) => self.skip_trivia(),
                _ => self.pos += 1,
            }
        }
    }

    fn skip_string(&mut self) {
        self.pos += 1;
        while let Some(b) = self.peek() {
            self.pos += match b {
                b'"' => {
                    self.pos += 1;
                    return;
                }
                b'\\' => 2,
                _ => 1,
            };
        }
        self.pos = self.bytes.len();
    }

    /// Moves past a bracketed value without looking into it, at any depth.
    fn skip_balanced(&mut self) {
        let mut level = 0usize;
        while let Some(b) = self.peek() {
            match b {
                b'(' | b'[' | b'{' => level += 1,
                b')' | b']' | b'}' => {
                    level = level.saturating_sub(1);
                    if level == 0 {
                        self.pos += 1;
                        return;
                    }
                }
                b'"' => {
                    self.skip_string();
                    continue;
                }
                b'/' if matches!(self.bytes.get(self.pos + 1), Some(b'/' | b'*')) => {
                    self.skip_trivia();
                    continue;
                }
                _ => {}
            }
            self.pos += 1;
        }
    }

    /// After a value that could not be read to its end: goes to where the next one starts.
    /// A value that opened its line ends before the next line that stands in the same column
    /// or further left; any other ends where its brackets balance.
    fn recover(&mut self, start: usize) {
        let line = self.text[..start].rfind('\n').map_or(0, |i| i + 1);
        let lead = self.text.get(line..start).unwrap_or("");
        let opens_line = lead.bytes().all(|b| b == b' ' || b == b'\t');
        let indent = if opens_line { start - line } else { lead.len() - lead.trim_start().len() };
        let mut at = self.end_of_line(start);
        while at < self.bytes.len() {
            let next = at + 1;
            let end = self.end_of_line(next.min(self.bytes.len()));
            let text = self.text.get(next..end).unwrap_or("");
            let trimmed = text.trim_start_matches([' ', '\t']);
            let column = text.len() - trimmed.len();
            let own_close = column == indent && trimmed.starts_with([')', ']', '}']);
            if own_close {
                self.pos = next + column + 1;
                return;
            }
            if !trimmed.trim().is_empty() && !trimmed.starts_with("//") && column <= indent {
                // Leave trailing trivia to the next value.
                self.pos = self.text[..next].trim_end().len().max(start + 1);
                return;
            }
            at = end;
        }
        if opens_line {
            self.pos = self.bytes.len();
        } else {
            self.pos = start;
            self.skip_balanced();
        }
    }
}
