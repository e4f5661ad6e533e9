//! The reader of RON text: hand-written, tolerant, bounded in depth and in work.
//!
//! A slip inside one record must not take its neighbours with it. What is sound is read by its
//! brackets alone; only a text with faults is read again with an eye on its layout, where a line
//! that stands further left than it could ends what was never closed. How it goes on after a
//! slip stands in `recover`.

use super::{Fault, FieldNode, Kind, LineIndex, Node, Parsed, Span, scan};

/// Deepest nesting that is read. Plans need about eight; the limit keeps hostile files harmless.
pub const MAX_DEPTH: usize = 64;

/// Most faults that are reported for one text: after that nobody reads on.
const MAX_FAULTS: usize = 200;

/// Reads a whole text.
pub fn parse(text: &str) -> Parsed {
    let lines = LineIndex::new(text);
    let by_brackets = Parser::new(text, &lines, false).whole();
    if by_brackets.faults.is_empty() {
        return by_brackets;
    }
    let by_layout = Parser::new(text, &lines, true).whole();
    if by_layout.faults.len() <= by_brackets.faults.len() { by_layout } else { by_brackets }
}

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) lines: &'a LineIndex,
    pub(super) pos: usize,
    pub(super) depth: usize,
    pub(super) faults: Vec<Fault>,
    /// Indentation may end what was never closed.
    pub(super) by_layout: bool,
    /// Bytes that may still be read a second time.
    pub(super) patience: usize,
    /// Start of the first comment that is never closed.
    pub(super) unclosed_comment: Option<usize>,
    /// Numbers of hashes for which no raw text is closed any more.
    pub(super) unclosed_raw: Vec<usize>,
}

/// How a bracketed value ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With its bracket.
    Closed,
    /// Without it, but what was read is sound and ends where the reader stands.
    Unclosed,
    /// Nobody knows where.
    Lost,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, lines: &'a LineIndex, by_layout: bool) -> Self {
        let patience = text.len().saturating_mul(16).saturating_add(65_536);
        Self {
            text,
            bytes: text.as_bytes(),
            lines,
            pos: 0,
            depth: 0,
            faults: Vec::new(),
            by_layout,
            patience,
            unclosed_comment: None,
            unclosed_raw: Vec::new(),
        }
    }

    fn whole(mut self) -> Parsed {
        if self.text.starts_with('\u{feff}') {
            self.pos = '\u{feff}'.len_utf8();
        }
        self.skip_trivia();
        while self.bytes[self.pos..].starts_with(b"#!") {
            self.pos = scan::attribute_end(self.bytes, self.pos);
            self.skip_trivia();
        }
        let root = (self.pos < self.bytes.len()).then(|| self.value());
        self.skip_trivia();
        if root.is_none() {
            self.fault(0, "there is no plan in this file; a plan starts with ( and ends with )");
        } else if self.pos < self.bytes.len() {
            let found = self.found(self.pos);
            self.fault(self.pos, format!("found {found} behind the end of the plan; is there a closing ) too many?"));
        }
        if let Some(at) = self.unclosed_comment {
            // What else seems wrong on its line follows from it.
            let line = self.lines.line(at);
            self.faults.retain(|f| self.lines.line(f.at) != line);
            self.faults.push(Fault { at, message: "this comment is never closed; add */".into(), mend: None });
        }
        self.faults.sort_by_key(|f| f.at);
        self.faults.dedup_by_key(|f| f.at);
        Parsed { root, faults: self.faults }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.pos).copied()
    }

    pub(super) fn fault(&mut self, at: usize, message: impl Into<String>) {
        if self.faults.len() < MAX_FAULTS && self.faults.last().is_none_or(|f| f.at != at) {
            self.faults.push(Fault { at, message: message.into(), mend: None });
        }
    }

    /// Notes a fault at `place` that is mended by writing `with` there.
    pub(super) fn slip(&mut self, place: Span, with: &'static str, message: impl Into<String>) {
        let before = self.faults.len();
        self.fault(place.start, message);
        if let Some(new) = self.faults.get_mut(before) {
            new.mend = Some((place, with));
        }
    }

    pub(super) fn end_of_line(&self, from: usize) -> usize {
        self.lines.next(from).map_or(self.bytes.len(), |next| next - 1)
    }

    pub(super) fn skip_trivia(&mut self) {
        self.pos = self.behind_trivia(self.pos);
    }

    /// The first place from `from` on that is neither blank nor comment.
    pub(super) fn behind_trivia(&mut self, from: usize) -> usize {
        scan::skip(self.bytes, from, &mut self.unclosed_comment)
    }

    /// Reads one value; always moves on, unless at the end, a comma or a closing bracket.
    pub(super) fn value(&mut self) -> Node {
        self.skip_trivia();
        let start = self.pos;
        let kind = match self.peek() {
            None => {
                self.fault(start, "the file ends where a value is expected");
                Kind::Broken
            }
            Some(b'(' | b'[' | b'{') => return self.bracketed(),
            Some(b'"') => self.string(),
            Some(b'r') if self.is_raw_string(start) => self.raw_string(),
            Some(b'b') if self.bytes.get(start + 1) == Some(&b'"') || self.is_raw_string(start + 1) => self.byte_string(),
            Some(b'\'') => self.character(),
            Some(b) if b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.') => {
                self.pos += 1;
                self.skip_word();
                Kind::Word
            }
            Some(b) if b.is_ascii_alphabetic() || b == b'_' || b >= 0x80 => return self.named(),
            Some(_) => {
                let found = self.found(start);
                self.fault(start, format!("expected a value, found {found}"));
                self.skip_to_separator();
                Kind::Broken
            }
        };
        Node::new(start, self.pos, kind)
    }

    fn skip_word(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'+' | b'-' | b'#') || b >= 0x80) {
            self.pos += 1;
        }
    }

    /// What stands at a place, quoted for a message.
    pub(super) fn found(&self, at: usize) -> String {
        match self.text.get(at..).and_then(|t| t.chars().next()) {
            None => "the end of the file".into(),
            Some(c) if c.is_alphanumeric() || c == '_' => {
                let word: String = self.text[at..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').take(30).collect();
                format!("\"{word}\"")
            }
            Some('"') => "text in quotes".into(),
            Some(c) if c.is_control() || c == '\u{feff}' => format!("the invisible character U+{:04X}", c as u32),
            Some(c) => format!("'{c}'"),
        }
    }

    /// A bare word, or a word in front of parentheses.
    fn named(&mut self) -> Node {
        let start = self.pos;
        self.skip_word();
        let name = Span { start, end: self.pos };
        self.skip_trivia();
        if self.peek() != Some(b'(') {
            self.pos = name.end;
            return Node::new(name.start, name.end, Kind::Word);
        }
        let inner = self.bracketed();
        let (end, closed) = (inner.span.end, inner.closed);
        let kind = if matches!(inner.kind, Kind::Broken) { Kind::Broken } else { Kind::Tagged(name, Box::new(inner)) };
        Node { closed, ..Node::new(start, end, kind) }
    }

    fn bracketed(&mut self) -> Node {
        let start = self.pos;
        if self.depth >= MAX_DEPTH {
            self.fault(start, format!("nested more than {MAX_DEPTH} levels deep"));
            self.skip_balanced();
            return Node::new(start, self.pos, Kind::Broken);
        }
        self.depth += 1;
        let open = self.bytes[start];
        self.pos += 1;
        let (mut kind, end) = match open {
            b'[' => self.items(start, b']', Vec::new()),
            b'{' => self.pairs(start),
            _ if self.starts_with_field() || self.is_outermost_with_text() || self.lacks_colon() => self.fields(start),
            _ => self.items(start, b')', Vec::new()),
        };
        self.depth -= 1;
        // The outermost value keeps what was read: the rest of the plan still works. So does a
        // list, whose elements do not need its end.
        let keeps = self.depth == 0 || (open == b'[' && end == End::Unclosed);
        if end != End::Closed && !keeps {
            self.recover(start);
            kind = Kind::Broken;
        }
        Node { closed: end == End::Closed || !keeps, ..Node::new(start, self.pos, kind) }
    }

    /// A name and then text in quotes, or an equals sign: a field whose colon is missing.
    fn lacks_colon(&mut self) -> bool {
        let keep = self.pos;
        self.skip_trivia();
        let named = self.skip_name();
        let at = self.behind_trivia(self.pos);
        let lacks = self.by_layout
            && named
            && match self.bytes.get(at) {
                Some(b'"') => at > self.pos,
                Some(b'=') => true,
                _ => false,
            };
        self.pos = keep;
        lacks
    }

    /// The plan itself has fields, whatever its first one looks like.
    fn is_outermost_with_text(&mut self) -> bool {
        let at = self.behind_trivia(self.pos);
        self.by_layout && self.depth == 1 && self.bytes.get(at).is_some_and(|b| *b != b')')
    }

    /// `name:` stands here.
    pub(super) fn starts_with_field(&mut self) -> bool {
        let keep = self.pos;
        self.skip_trivia();
        let named = self.skip_name();
        let at = self.behind_trivia(self.pos);
        self.pos = keep;
        named && self.bytes.get(at) == Some(&b':')
    }

    fn skip_name(&mut self) -> bool {
        let start = self.pos;
        if self.bytes[self.pos..].starts_with(b"r#") {
            self.pos += 2;
        }
        while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80) {
            self.pos += 1;
        }
        self.pos > start
    }

    fn fields(&mut self, start: usize) -> (Kind, End) {
        let mut fields: Vec<FieldNode> = Vec::new();
        let mut last = self.pos;
        let end = loop {
            self.skip_trivia();
            let at = self.pos;
            match self.peek() {
                None => break self.ends_open(start, last, ")"),
                Some(b')') if !self.is_extra_at_root(at) => {
                    self.pos += 1;
                    break End::Closed;
                }
                Some(b')' | b']' | b'}') => {
                    if self.is_extra_in_fields(at, last) {
                        self.skip_extra();
                        continue;
                    }
                    let found = self.found(at);
                    self.fault(at, format!("found {found} where the ( of line {} is still open; a ) is missing", self.lines.line(start)));
                    break End::Lost;
                }
                Some(b',') => {
                    self.skip_commas();
                    continue;
                }
                _ => {}
            }
            if self.stands_outside(at, start) {
                self.fault(last, format!("a ) is missing here; the ( of line {} is never closed", self.lines.line(start)));
                break End::Lost;
            }
            let astray = fields.last().is_some_and(|f| matches!(f.value.kind, Kind::Broken)) && self.is_astray(at, fields.first().map(|f| f.name.start));
            let name = if astray { None } else { self.field_name() };
            let Some(name) = name else {
                if self.depth == 1 && self.resume_at_field(fields.first().map(|f| f.name.start)) {
                    continue;
                }
                break End::Lost;
            };
            let mut value = self.value();
            let goes_on = self.behind_field(&mut value);
            if self.is_unopened_list(&value, at) {
                value = self.unopened_list(value);
            }
            let end = value.span.end;
            fields.push(FieldNode { name, value });
            last = self.edge(end);
            if !goes_on {
                // What was read behind the value may be anything: the plan goes on below it.
                self.spend(self.pos.saturating_sub(end), end);
                self.pos = self.pos.min(end);
                if self.depth == 1 && self.resume_at_field(fields.first().map(|f| f.name.start)) {
                    continue;
                }
                break End::Lost;
            }
        };
        (Kind::Struct(fields), end)
    }

    /// The name of a field and its colon.
    fn field_name(&mut self) -> Option<Span> {
        let start = self.pos;
        self.skip_name();
        let name = Span { start, end: self.pos };
        self.skip_trivia();
        let shown: String = name.of(self.text).chars().take(40).collect();
        match self.peek() {
            Some(b':') if !shown.is_empty() => {}
            Some(b'=') if !shown.is_empty() => {
                let sign = Span { start: self.pos, end: self.pos + 1 };
                self.slip(sign, ":", format!("between a field and its value stands a colon: {shown}: …"));
            }
            _ if shown.is_empty() => {
                let found = self.found(start);
                let hint = if self.bytes.get(start) == Some(&b'"') { "; names of fields stand without quotes" } else { "" };
                self.fault(start, format!("expected a field such as title: \"…\" or a closing ), found {found}{hint}"));
                return None;
            }
            Some(b'(' | b'[' | b'"' | b'0'..=b'9') if self.lines.line(self.pos) == self.lines.line(name.end) => {
                self.slip(Span { start: name.end, end: name.end }, ":", format!("a colon is missing behind {shown}"));
                return Some(name);
            }
            _ => {
                let found = self.found(self.pos);
                self.fault(self.pos, format!("expected a colon and a value after {shown}, found {found}"));
                return None;
            }
        }
        self.pos += 1;
        Some(name)
    }

    /// Elements up to the closing bracket, behind those that have been read.
    pub(super) fn items(&mut self, start: usize, close: u8, mut items: Vec<Node>) -> (Kind, End) {
        let is_list = close == b']';
        let mut last = self.pos;
        let end = loop {
            self.skip_trivia();
            let at = self.pos;
            match self.peek() {
                None => break self.ends_open(start, last, if is_list { "]" } else { ")" }),
                Some(b) if b == close && !(is_list && self.is_early_end(at)) => {
                    self.pos += 1;
                    break End::Closed;
                }
                Some(b',') => {
                    self.skip_commas();
                    continue;
                }
                Some(b']') if is_list => {
                    self.skip_extra();
                    continue;
                }
                Some(b')' | b'}') if is_list && self.is_extra_in_list(at, start, last) => {
                    self.skip_extra();
                    continue;
                }
                Some(b @ (b')' | b']' | b'}')) => {
                    let (found, missing) = (char::from(b), char::from(close));
                    self.fault(last, format!("a {missing} is missing before the {found} that follows"));
                    self.pos = last;
                    break if is_list { End::Unclosed } else { End::Lost };
                }
                _ if is_list && self.is_headless(at, start) => {
                    items.push(self.headless(at));
                    last = self.pos;
                    continue;
                }
                // The name of a field, or something further left: the list was never closed.
                _ if self.starts_with_field() || self.stands_outside(at, start) => {
                    let found = self.found(at);
                    let fault = match (is_list, items.is_empty()) {
                        (true, _) => format!("the [ of line {} is never closed; a ] is missing before {found}", self.lines.line(start)),
                        (false, false) => "a record has names for all its values or for none".to_owned(),
                        (false, true) => format!("the ( of line {} is never closed", self.lines.line(start)),
                    };
                    self.fault(last, fault);
                    self.pos = last;
                    break if is_list { End::Unclosed } else { End::Lost };
                }
                _ => {}
            }
            let mut item = self.value();
            let goes_on = self.behind_item(&mut item) || (is_list && self.gives_up_item(&mut item));
            last = self.edge(item.span.end);
            items.push(item);
            if !goes_on {
                break End::Lost;
            }
        };
        (if is_list { Kind::List(items) } else { Kind::Tuple(items) }, end)
    }

    fn pairs(&mut self, start: usize) -> (Kind, End) {
        let mut pairs = Vec::new();
        let end = loop {
            self.skip_trivia();
            let at = self.pos;
            match self.peek() {
                Some(b'}') => {
                    self.pos += 1;
                    break End::Closed;
                }
                Some(b',') => {
                    self.skip_commas();
                    continue;
                }
                None | Some(b')' | b']') => {
                    self.fault(at, format!("the {{ of line {} is never closed; a }} is missing", self.lines.line(start)));
                    break End::Lost;
                }
                _ => {}
            }
            let key = self.value();
            self.skip_trivia();
            if self.peek() != Some(b':') {
                let found = self.found(self.pos);
                self.fault(self.pos, format!("expected ':' between a key and its value, found {found}"));
                break End::Lost;
            }
            self.pos += 1;
            let mut value = self.value();
            let goes_on = self.behind_item(&mut value);
            pairs.push((key, value));
            if !goes_on {
                break End::Lost;
            }
        };
        (Kind::Map(pairs), end)
    }
}
