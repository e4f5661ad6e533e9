//! How reading goes on after a slip: what may stand behind a value, which closing bracket is one
//! too many, and where the next record begins.

use super::parse::{End, Parser};
use super::{Kind, Node, Span, scan};

/// Most closing brackets in a row that are taken for a slip.
const FEW: usize = 6;

impl Parser<'_> {
    /// After the value of a field: a comma, or the closing bracket. A forgotten comma is reported
    /// and read over; other text makes the value unreadable. `false` when nobody knows what is text
    /// and what is not.
    pub(super) fn behind_field(&mut self, value: &mut Node) -> bool {
        if self.is_upset_by(value) {
            return false;
        }
        self.skip_trivia();
        match self.peek() {
            Some(b',') => self.pos += 1,
            None | Some(b')' | b']' | b'}') => {}
            _ if self.is_runaway(value) => return false,
            _ if self.starts_with_field() => self.missing_comma(value),
            // The next record: this one was never closed.
            Some(b'(') if self.lines.opens_line(self.pos) => {}
            _ => return self.junk_behind(value),
        }
        true
    }

    /// A value with something behind it that is neither a comma nor a bracket nor a field. When
    /// text in quotes is part of that, a quotation mark is missing before it.
    fn junk_behind(&mut self, value: &mut Node) -> bool {
        let end = value.span.end;
        if value.closed && !matches!(value.kind, Kind::Broken) {
            let (before, found) = (self.ending(value), self.found(self.pos));
            let hint = match value.kind {
                Kind::Word if value.span.of(self.text).parse::<f64>().is_ok() => "; a number stands alone, with a unit it is text in quotes",
                Kind::Word => "; text stands in quotes",
                _ => "",
            };
            self.fault(self.pos, format!("expected ',' after {before}, found {found}{hint}"));
        }
        if value.closed {
            self.skip_to_separator();
        }
        let is_upset = self.is_upset(end, self.pos);
        if matches!(value.kind, Kind::Word | Kind::Str(_) | Kind::Broken) {
            value.kind = Kind::Broken;
            value.span.end = self.trimmed(end);
        }
        if self.peek() == Some(b',') {
            self.pos += 1;
        }
        // A plain value takes the junk with it; behind a record or list it would stay in the way.
        !is_upset && (self.depth == 1 || !value.closed || matches!(value.kind, Kind::Broken))
    }

    /// Quotation marks stand where no text should be: one is missing before them, and from there on
    /// text and not-text have changed places. One alone at the end of a line upsets nothing else.
    fn is_upset(&self, from: usize, to: usize) -> bool {
        let rest = self.text.get(to..self.end_of_line(to)).unwrap_or("").trim_start().trim_start_matches(',');
        match self.text.get(from..to).map_or(0, |junk| junk.matches('"').count()) {
            0 => false,
            1 => !rest.trim().is_empty(),
            _ => true,
        }
    }

    /// A value was not there at all.
    fn is_upset_by(&self, value: &Node) -> bool {
        let Span { start, end } = value.span;
        matches!(value.kind, Kind::Broken) && !matches!(self.bytes.get(start), Some(b'(' | b'[' | b'{' | b'"')) && self.is_upset(start, end)
    }

    /// After an element of a list: a comma, or the closing bracket.
    pub(super) fn behind_item(&mut self, value: &mut Node) -> bool {
        if self.is_upset_by(value) {
            return false;
        }
        self.skip_trivia();
        match self.peek() {
            Some(b',') => self.pos += 1,
            None | Some(b')' | b']' | b'}') => {}
            Some(b':') if matches!(value.kind, Kind::Str(_)) => {
                let name: String = value.span.of(self.text).chars().take(40).collect();
                self.fault(value.span.start, format!("the name of a field stands without quotes: {}: …", name.trim_matches('"')));
                return false;
            }
            _ if self.is_runaway(value) => return false,
            // Words one after the other were meant as one text.
            _ if matches!(value.kind, Kind::Word) && !self.lines.opens_line(self.pos) => return self.junk_behind(value),
            _ if matches!(value.kind, Kind::Broken) => {
                if !self.lines.opens_line(self.pos) {
                    self.skip_to_separator();
                }
                if self.peek() == Some(b',') {
                    self.pos += 1;
                }
            }
            _ => self.missing_comma(value),
        }
        true
    }

    /// A value that could not be read to its end has had its message.
    fn missing_comma(&mut self, value: &Node) {
        if value.closed && !matches!(value.kind, Kind::Broken) {
            let before = self.ending(value);
            let end = value.span.end;
            self.slip(Span { start: end, end }, ",", format!("expected ',' after {before}"));
        }
    }

    /// A value as messages quote it: its last characters, on one line.
    fn ending(&self, value: &Node) -> String {
        let text = value.span.of(self.text);
        let line = text.rsplit('\n').next().unwrap_or(text).trim();
        match line.char_indices().rev().nth(29) {
            Some((from, _)) if from > 0 => format!("…{}", &line[from..]),
            _ => line.to_owned(),
        }
    }

    /// Text in quotes with more text right behind it, or over several lines with something other
    /// than a comma behind it: one quotation mark is missing, and from there on text and not-text
    /// have changed places.
    fn is_runaway(&mut self, value: &Node) -> bool {
        if !matches!(value.kind, Kind::Str(_)) {
            return false;
        }
        let span = value.span;
        let over_lines = self.lines.line(span.start) != self.lines.line(span.end);
        let adjacent = self.pos == span.end;
        if !adjacent && !over_lines {
            return false;
        }
        let start: String = self.text[span.start..].chars().take(24).take_while(|c| !c.is_control()).collect();
        self.fault(span.start, format!("a \" is missing to close the text that starts with {start}"));
        true
    }

    /// An element with a quotation mark missing ends with its line, if it began one.
    pub(super) fn gives_up_item(&mut self, item: &mut Node) -> bool {
        let start = item.span.start;
        if !self.lines.opens_line(start) {
            return false;
        }
        self.recover(start);
        *item = Node::new(start, self.pos, Kind::Broken);
        self.skip_trivia();
        if self.peek() == Some(b',') {
            self.pos += 1;
        }
        true
    }

    /// The text ends inside a value. What a list of the plan itself holds stays readable.
    pub(super) fn ends_open(&mut self, start: usize, last: usize, missing: &str) -> End {
        let line = self.lines.line(start);
        let open = char::from(self.bytes[start]);
        self.fault(self.pos, format!("the file ends before the {open} of line {line} is closed; a {missing} is missing"));
        self.pos = last;
        if self.depth <= 2 { End::Unclosed } else { End::Lost }
    }

    /// In a text with faults: the place opens a line that is not indented further than the line
    /// on which the value it would belong to was opened.
    pub(super) fn stands_outside(&self, at: usize, start: usize) -> bool {
        self.by_layout
            && self.depth > 1
            && self.lines.opens_line(at)
            && self.lines.line(at) != self.lines.line(start)
            && self.lines.indent(at) <= self.lines.indent(start)
    }

    /// The ) that would end the plan is followed by more of the plan.
    pub(super) fn is_extra_at_root(&mut self, at: usize) -> bool {
        self.depth == 1 && self.goes_on_behind(at, true)
    }

    /// A ] or } between fields is one too many when it follows its value on the same line.
    pub(super) fn is_extra_in_fields(&mut self, at: usize, last: usize) -> bool {
        self.depth == 1 || (self.lines.line(at) == self.lines.line(last) && self.goes_on_behind(at, true))
    }

    /// A ) or } in a list is one too many when the list goes on behind it. On the line that opened
    /// the list, or further left than its elements, it rather belongs to what is around the list.
    pub(super) fn is_extra_in_list(&mut self, at: usize, start: usize, last: usize) -> bool {
        let own_line = self.lines.opens_line(at);
        let fits = if own_line {
            self.lines.indent(at) > self.lines.indent(start)
        } else {
            self.lines.line(at) == self.lines.line(last) && self.lines.line(at) != self.lines.line(start)
        };
        fits && self.goes_on_behind(at, false)
    }

    /// The ] that would end a list of the plan has more records behind it, which can stand nowhere else.
    pub(super) fn is_early_end(&mut self, at: usize) -> bool {
        self.by_layout && self.depth == 2 && self.goes_on_behind(at, false)
    }

    pub(super) fn skip_commas(&mut self) {
        self.slip(Span { start: self.pos, end: self.pos + 1 }, "", "one comma too many");
        while self.peek() == Some(b',') {
            self.pos += 1;
            self.skip_trivia();
        }
    }

    pub(super) fn skip_extra(&mut self) {
        let found = self.found(self.pos);
        self.fault(self.pos, format!("the closing bracket {found} is one too many"));
        self.pos += 1;
        while self.depth == 1 && matches!(self.peek(), Some(b']' | b'}')) {
            self.pos += 1;
        }
        self.skip_trivia();
        if self.peek() == Some(b',') {
            self.pos += 1;
        }
    }

    /// Behind a bracket, and a few more like it, fields or else elements follow.
    fn goes_on_behind(&mut self, at: usize, with_fields: bool) -> bool {
        let keep = self.pos;
        self.pos = at + 1;
        self.skip_trivia();
        for _ in 0..FEW {
            let is_another = matches!(self.peek(), Some(b',')) || self.peek() == self.bytes.get(at).copied();
            if is_another {
                self.pos += 1;
                self.skip_trivia();
            }
        }
        let goes_on = match self.peek() {
            Some(b']' | b'(') => !with_fields && self.bytes.get(at) != self.bytes.get(self.pos),
            Some(b')') => with_fields && self.depth > 1,
            _ => with_fields && self.starts_with_field(),
        };
        self.pos = keep;
        goes_on
    }

    /// A field on a line of its own inside a list: the ( of its record is missing.
    pub(super) fn is_headless(&mut self, at: usize, start: usize) -> bool {
        self.by_layout && self.lines.opens_line(at) && self.lines.indent(at) > self.lines.indent(start) && self.starts_with_field()
    }

    /// Reads over a record whose ( is missing: its lines, and the ) that ends them.
    pub(super) fn headless(&mut self, start: usize) -> Node {
        let found = self.found(start);
        self.fault(start, format!("a ( is missing before {found}"));
        let indent = self.lines.indent(start);
        let mut end = self.end_of_line(start);
        let mut line = self.lines.next(start);
        while let Some(begin) = line {
            let at = self.lines.text_start(begin);
            match self.bytes.get(at) {
                Some(b'(') if at - begin <= indent => break,
                Some(b')') if at - begin < indent => {
                    end = at + 1;
                    break;
                }
                _ if at - begin < indent => break,
                _ => end = self.end_of_line(begin),
            }
            line = self.lines.next(begin);
        }
        self.pos = self.trimmed_from(start, end);
        let node = Node::new(start, self.pos, Kind::Broken);
        self.skip_trivia();
        if self.peek() == Some(b',') {
            self.pos += 1;
        }
        node
    }

    /// A record is the value of a field, and another one follows, further right than the field.
    pub(super) fn is_unopened_list(&mut self, value: &Node, name: usize) -> bool {
        if !self.by_layout || !matches!(value.kind, Kind::Struct(_) | Kind::Tuple(_) | Kind::Broken) || !value.span.of(self.text).starts_with('(') {
            return false;
        }
        self.skip_trivia();
        self.peek() == Some(b'(') && self.lines.opens_line(self.pos) && self.lines.indent(self.pos) > self.lines.indent(name)
    }

    /// Reads a list whose [ is missing on from its first element.
    pub(super) fn unopened_list(&mut self, first: Node) -> Node {
        let start = first.span.start;
        self.fault(start, "a [ is missing before this list");
        let (kind, end) = self.items(start, b']', vec![first]);
        let closed = end == End::Closed;
        if closed {
            let node = Node { opened: false, closed, ..Node::new(start, self.pos, kind) };
            self.skip_trivia();
            if self.peek() == Some(b',') {
                self.pos += 1;
            }
            return node;
        }
        Node { opened: false, closed, ..Node::new(start, self.pos, kind) }
    }

    /// A field of the plan that stands elsewhere than the others, behind a value that could not
    /// be read: it belongs to that value.
    pub(super) fn is_astray(&self, at: usize, first: Option<usize>) -> bool {
        self.by_layout && self.depth == 1 && self.lines.opens_line(at) && first.is_some_and(|f| self.lines.indent(at) > self.lines.indent(f))
    }

    /// Moves to the next comma or closing bracket of this level, or to the end of the line.
    pub(super) fn skip_to_separator(&mut self) {
        while let Some(b) = self.peek() {
            match b {
                b',' | b')' | b']' | b'}' | b'\n' => return,
                b'(' | b'[' | b'{' => self.skip_balanced(),
                // A quotation mark without its partner on the line is no beginning.
                b'"' => {
                    let (quote, line) = (self.pos, self.end_of_line(self.pos));
                    if !self.skip_opaque() || self.pos > line {
                        self.pos = quote + 1;
                    }
                }
                _ if self.skip_opaque() => {}
                _ => self.pos += 1,
            }
        }
    }

    /// Moves past a bracketed value without looking into it, at any depth.
    pub(super) fn skip_balanced(&mut self) {
        let mut level = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'(' | b'[' | b'{' => level += 1,
                b')' | b']' | b'}' => {
                    level = level.saturating_sub(1);
                    if level == 0 {
                        self.pos += 1;
                        return;
                    }
                }
                _ if self.skip_opaque() => continue,
                _ => {}
            }
            self.pos += 1;
        }
    }

    /// Moves past a bracketed value that ends on its line, each bracket closed by its own kind.
    fn skip_balanced_line(&mut self) -> bool {
        let limit = self.end_of_line(self.pos);
        let mut open: Vec<u8> = Vec::new();
        while let Some(byte) = self.peek().filter(|_| self.pos < limit) {
            match byte {
                b'(' => open.push(b')'),
                b'[' => open.push(b']'),
                b'{' => open.push(b'}'),
                b')' | b']' | b'}' => {
                    if open.pop() != Some(byte) {
                        return false;
                    }
                    if open.is_empty() {
                        self.pos += 1;
                        return true;
                    }
                }
                _ if self.skip_opaque() => continue,
                _ => {}
            }
            self.pos += 1;
        }
        false
    }

    /// Goes on with the next field of the plan itself: a line in the column of its first field.
    pub(super) fn resume_at_field(&mut self, first: Option<usize>) -> bool {
        let column = first.filter(|f| self.lines.opens_line(*f)).map(|f| self.lines.indent(f));
        let mut line = self.lines.next(self.pos);
        while let Some(start) = line {
            self.pos = self.lines.text_start(start);
            if column.is_none_or(|c| c == self.pos - start) && self.starts_with_field() {
                return true;
            }
            line = self.lines.next(start);
        }
        self.pos = self.bytes.len();
        false
    }

    /// After a value that could not be read to its end: goes to where the next one starts.
    /// A value whose brackets balance on its first line ends there; any other ends before the
    /// next line that is not indented further than the line it began on.
    pub(super) fn recover(&mut self, start: usize) {
        let reached = self.pos;
        self.pos = start;
        let is_bracket = matches!(self.bytes.get(start), Some(b'(' | b'[' | b'{'));
        if !is_bracket || !self.skip_balanced_line() {
            self.pos = self.next_by_layout(start);
        }
        self.spend(reached.saturating_sub(self.pos), start);
        let end = self.pos;
        // What was noticed behind this place will be met again, in its own place.
        self.faults.retain(|f| f.at < end);
        if self.faults.iter().all(|f| f.at < start) {
            let (open, line) = (char::from(self.bytes[start]), self.lines.line(start));
            self.fault(start, format!("the {open} of line {line} is never closed"));
        }
    }

    fn next_by_layout(&self, start: usize) -> usize {
        let indent = self.lines.indent(start);
        let mut line = self.lines.next(start);
        while let Some(begin) = line {
            let at = self.lines.text_start(begin);
            let rest = &self.bytes[at..];
            let is_blank = rest.first().is_none_or(|b| matches!(b, b'\r' | b'\n')) || rest.starts_with(b"//");
            if !is_blank && at - begin <= indent {
                let own_close = at - begin == indent && matches!(rest.first(), Some(b')' | b']' | b'}'));
                // Blanks and comments before the next value are left to it.
                return if own_close { at + 1 } else { self.trimmed_from(start, begin) };
            }
            line = self.lines.next(begin);
        }
        self.trimmed_from(start, self.bytes.len())
    }

    /// End of the last line before `to` that is neither blank nor a comment.
    fn trimmed_from(&self, start: usize, to: usize) -> usize {
        let mut end = to;
        while end > start {
            let line = self.lines.start(end - 1).max(start);
            let text = self.text.get(line..end).unwrap_or("").trim();
            if line == start || !(text.is_empty() || text.starts_with("//")) {
                break;
            }
            end = line;
        }
        start + self.text.get(start..end).map_or(1, |t| t.trim_end().len()).max(1)
    }

    /// Where a value ends, with its comma if it has one.
    pub(super) fn edge(&self, value_end: usize) -> usize {
        let mut behind = scan::pieces(self.text, value_end, self.pos).filter(|p| p.gap == scan::Gap::Other);
        behind.next().filter(|p| p.span.of(self.text) == ",").map_or(value_end, |p| p.span.end)
    }

    /// The reader's place without the blanks before it, not before `from`.
    fn trimmed(&self, from: usize) -> usize {
        self.text.get(from..self.pos).map_or(self.pos, |t| from + t.trim_end().len())
    }

    /// Reading again what was read before is limited: a file that is wrong everywhere must not
    /// take the square of its length.
    pub(super) fn spend(&mut self, bytes: usize, start: usize) {
        self.patience = self.patience.saturating_sub(bytes);
        if self.patience == 0 {
            self.fault(start, "too much is wrong from here on; the rest is left as it stands");
            self.pos = self.bytes.len();
        }
    }
}
