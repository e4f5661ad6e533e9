//! Bracketed sequences with elements changed, added, removed and moved: fields of a record,
//! records of a list. What did not change keeps its bytes, its comments, its blank lines and
//! its place.
//!
//! An element owns the comments directly above it and behind it on its line: they go where it
//! goes. Comments above a blank line belong to the place and stay.

use super::scan::{Gap, Piece, pieces};
use super::{Node, Source, Span, Val, write_value};
use std::collections::HashSet;
use std::ops::Range;

/// One element of a sequence in its new order.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// The element that stood at this place, unchanged.
    Keep(usize),
    /// The element that stood at this place, with new text.
    Rewritten(usize, String),
    /// An element the text did not have, with what stands in front of it (`title: `).
    New(String, Val),
}

impl Item {
    fn place(&self) -> Option<usize> {
        match self {
            Self::Keep(n) | Self::Rewritten(n, _) => Some(*n),
            Self::New(..) => None,
        }
    }
}

/// An element in the text, with what belongs to it.
struct Chunk {
    /// First byte behind the element before.
    start: usize,
    /// From here on, what stands above the element belongs to it.
    owned: usize,
    /// The element itself.
    part: Span,
    /// Behind its comma and the comments on its line.
    end: usize,
    comma: Option<usize>,
    /// It begins on a line of its own.
    own_line: bool,
    /// An empty line stands above it.
    blank_above: bool,
}

/// A sequence that is being written again.
pub(super) struct Sequence<'s> {
    source: &'s Source<'s>,
    node: &'s Node,
    chunks: Vec<Chunk>,
    /// First byte behind what belongs to the opening bracket.
    first: usize,
    /// The comments of a removed element stay.
    keeps_comments: bool,
}

impl<'s> Sequence<'s> {
    /// Takes the elements of `node` apart.
    pub fn new(source: &'s Source<'s>, node: &'s Node, parts: &[Span], keeps_comments: bool) -> Self {
        let close = node.span.end - usize::from(node.closed);
        let first = bracket_end(source.text, node.span.start + usize::from(node.opened), parts.first().map(|p| p.start), close);
        let mut chunks: Vec<Chunk> = Vec::with_capacity(parts.len());
        for (i, part) in parts.iter().enumerate() {
            let start = chunks.last().map_or(first, |c| c.end);
            chunks.push(Chunk::new(source.text, start, *part, parts.get(i + 1).map_or(close, |p| p.start)));
        }
        Self { source, node, chunks, first, keeps_comments }
    }

    /// The text of the sequence with these elements.
    pub fn text(&self, items: &[Item]) -> String {
        let mut w = Writer { source: self.source, out: String::new(), in_comment: false, indentation: self.indentation() };
        w.trivia(Span { start: self.node.span.start, end: self.first });
        let stays = longest_rising(items);
        let kept: HashSet<usize> = items.iter().filter_map(Item::place).collect();
        // Elements before `next` have been passed; `begun`: so has what stands above this one.
        let (mut next, mut begun) = (0, None);
        for (k, item) in items.iter().enumerate() {
            let Some((n, chunk)) = item.place().and_then(|n| self.chunks.get(n).map(|c| (n, c))) else {
                self.added(&mut w, items, k);
                continue;
            };
            if stays[k] {
                let before = w.out.len();
                self.pass(&mut w, next..n, &kept);
                let is_top = k == 0 && w.out.len() == before;
                let is_next = k > 0 && n > 0 && items[k - 1].place() == Some(n - 1);
                if is_next || (n == 0 && k == 0) {
                    w.trivia(Span { start: chunk.start, end: chunk.part.start });
                } else {
                    self.lead(&mut w, next..n, chunk, is_top, begun == Some(n));
                }
                next = n + 1;
            } else {
                let follower = items.iter().zip(&stays).skip(k + 1).find(|(_, stays)| **stays).and_then(|(i, _)| i.place());
                if let Some(follower) = follower.filter(|f| *f < n && begun != Some(*f)) {
                    // It comes from below: what stands apart above the follower stands above it now.
                    self.pass(&mut w, next..follower, &kept);
                    w.trivia(Span { start: self.chunks[follower].start, end: self.chunks[follower].owned });
                    (next, begun) = (follower, Some(follower));
                }
                self.moved_lead(&mut w, chunk, k == 0);
            }
            self.element(&mut w, items, k, n);
        }
        self.pass(&mut w, next..self.chunks.len(), &kept);
        let tail = self.chunks.last().map_or(self.first, |c| c.end);
        w.trivia(Span { start: tail, end: self.node.span.end - usize::from(self.node.closed) });
        if self.node.closed {
            w.text(&self.source.text[self.node.span.end - 1..self.node.span.end]);
        }
        w.out
    }

    /// The blanks that a line of the sequence begins with.
    fn indentation(&self) -> String {
        match self.chunks.iter().find(|c| c.own_line) {
            Some(chunk) => self.source.indentation(chunk.part.start).to_owned(),
            None => format!("{}    ", self.source.indentation(self.node.span.start)),
        }
    }

    /// Leaves behind what stays of elements that are gone or moved away.
    fn pass(&self, w: &mut Writer<'_>, gone: Range<usize>, kept: &HashSet<usize>) {
        for n in gone {
            let Some(chunk) = self.chunks.get(n) else { continue };
            let whole = self.keeps_comments && !kept.contains(&n);
            let above = if whole { chunk.part.start } else { chunk.owned };
            if let Some(last) = self.pieces(chunk.start, above).filter(|p| p.gap != Gap::NewLine).last() {
                w.trivia(Span { start: chunk.start, end: last.span.end });
            }
            if !whole {
                continue;
            }
            for (i, comment) in self.pieces(chunk.part.end, chunk.end).filter(|p| p.gap.is_kept()).enumerate() {
                if i == 0 && chunk.own_line {
                    w.new_line(self.source.indentation(chunk.part.start));
                } else {
                    w.text(" ");
                }
                w.trivia(comment.span);
            }
        }
    }

    /// What stands in front of an element that keeps its place, when `gone` stood between it and
    /// the one before.
    fn lead(&self, w: &mut Writer<'_>, gone: Range<usize>, chunk: &Chunk, is_first: bool, is_begun: bool) {
        let gone = self.chunks.get(gone).unwrap_or_default();
        if !chunk.blank_above && !is_first && gone.iter().any(|g| g.blank_above) {
            w.text(self.source.newline);
        }
        let own = Span { start: if is_begun { chunk.owned } else { chunk.start }, end: chunk.part.start };
        let line_before = gone.first().filter(|g| g.own_line && !chunk.own_line);
        if let Some(before) = line_before {
            w.new_line(self.source.indentation(before.part.start));
            w.trivia(Span { start: own.start + blanks(own.of(self.source.text)), end: own.end });
        } else if chunk.own_line || own.of(self.source.text).contains(|c: char| !c.is_whitespace()) {
            w.trivia(own);
        } else {
            w.text(self.gap_in_line(own.of(self.source.text), is_first));
        }
    }

    fn moved_lead(&self, w: &mut Writer<'_>, chunk: &Chunk, is_first: bool) {
        let own = Span { start: chunk.owned, end: chunk.part.start };
        if chunk.own_line || own.of(self.source.text).contains(|c: char| !c.is_whitespace()) {
            w.trivia(own);
        } else {
            w.text(self.gap_in_line("", is_first));
        }
    }

    /// The blanks between two elements on a line, or between the bracket and the first.
    fn gap_in_line<'t>(&'t self, own: &'t str, is_first: bool) -> &'t str {
        match (is_first, own.is_empty()) {
            (true, _) => {
                let first = self.chunks.first().map_or("", |c| &self.source.text[c.start..c.part.start]);
                if first.trim().is_empty() && !first.contains('\n') { first } else { "" }
            }
            (false, true) => " ",
            (false, false) => own,
        }
    }

    /// An element the text had, with its comma and the comments behind it.
    fn element(&self, w: &mut Writer<'_>, items: &[Item], k: usize, n: usize) {
        let chunk = &self.chunks[n];
        match &items[k] {
            Item::Rewritten(_, text) => w.text(text),
            _ => w.text(chunk.part.of(self.source.text)),
        }
        let is_last = k + 1 == items.len();
        match chunk.comma {
            Some(comma) if is_last && self.drops_last_comma(n) => {
                w.trivia(Span { start: chunk.part.end, end: comma });
                w.trivia(Span { start: comma + 1, end: chunk.end });
            }
            Some(_) => w.trivia(Span { start: chunk.part.end, end: chunk.end }),
            None => {
                let has_follower = items.get(k + 1).is_some_and(|next| n + 1 == self.chunks.len() || next.place() != Some(n + 1));
                if has_follower {
                    w.text(",");
                }
                w.trivia(Span { start: chunk.part.end, end: chunk.end });
            }
        }
    }

    /// The sequence had no comma behind its last element, and stands on one line.
    fn drops_last_comma(&self, n: usize) -> bool {
        let had_none = self.chunks.last().is_some_and(|c| c.comma.is_none());
        self.node.closed && had_none && n + 1 != self.chunks.len() && !self.closes_on_own_line()
    }

    fn closes_on_own_line(&self) -> bool {
        let tail = self.chunks.last().map_or(self.first, |c| c.end);
        !self.node.closed || self.source.text[tail..self.node.span.end].contains('\n')
    }

    /// An element the text did not have: on a line of its own where its neighbours are.
    fn added(&self, w: &mut Writer<'_>, items: &[Item], k: usize) {
        let Some(Item::New(name, value)) = items.get(k) else { return };
        let chunk = |item: &Item| item.place().and_then(|n| self.chunks.get(n));
        let before = items[..k].iter().rev().find_map(chunk);
        let behind = items[k + 1..].iter().find_map(chunk);
        let alone = self.closes_on_own_line();
        let own_line = w.in_comment || before.map_or(alone, |c| c.own_line) && behind.map_or(alone, |c| c.own_line);
        let is_last = k + 1 == items.len();
        if own_line {
            let neighbour = before.or(behind).filter(|c| c.own_line);
            let indent = neighbour.map_or_else(|| w.indentation.clone(), |c| self.source.indentation(c.part.start).to_owned());
            w.new_line(&indent);
            let column = indent.chars().count();
            w.text(name);
            w.text(&write_value(value, column, column + name.chars().count(), self.source.newline));
            w.text(",");
        } else {
            w.text(self.gap_in_line("", k == 0));
            w.text(name);
            w.text(&value.flat());
            if !is_last || !self.node.closed {
                w.text(",");
            }
        }
    }

    fn pieces(&self, from: usize, to: usize) -> impl Iterator<Item = Piece> + '_ {
        pieces(self.source.text, from, to)
    }
}

impl Chunk {
    fn new(text: &str, start: usize, part: Span, limit: usize) -> Self {
        let (owned, own_line, blank_above) = above(text, start, part.start);
        let (comma, end) = behind(text, part.end, limit);
        Self { start, owned, part, end, comma, own_line, blank_above }
    }
}

/// What stands above an element: where its own comments begin, whether it opens a line, and
/// whether an empty line stands somewhere above it.
fn above(text: &str, start: usize, part: usize) -> (usize, bool, bool) {
    let (mut owned, mut lines, mut own_line, mut blank) = (start, 0, false, false);
    for piece in pieces(text, start, part) {
        if piece.gap == Gap::NewLine {
            lines += 1;
            own_line = true;
            if lines > 1 {
                owned = piece.span.start;
                blank = true;
            }
        } else {
            lines = 0;
            own_line = own_line && piece.gap != Gap::Other;
        }
    }
    (owned, own_line, blank)
}

/// The comma behind an element, and where what belongs to it ends: comments up to the end of the
/// line are about the element, unless the next element follows on the same line.
fn behind(text: &str, from: usize, limit: usize) -> (Option<usize>, usize) {
    let comma = pieces(text, from, limit).find(|p| p.gap == Gap::Other).filter(|p| p.span.of(text) == ",");
    let base = comma.map_or(from, |c| c.span.end);
    let mut end = base;
    for piece in pieces(text, base, limit) {
        match piece.gap {
            Gap::NewLine => return (comma.map(|c| c.span.start), end),
            Gap::Other => {
                end = base;
                break;
            }
            _ => end = piece.span.end,
        }
    }
    let at_close = text.as_bytes().get(limit).is_none_or(|b| matches!(b, b')' | b']' | b'}'));
    (comma.map(|c| c.span.start), if at_close { end } else { base })
}

/// Where what belongs to the opening bracket ends: comments on its line, and comments at the top
/// that an empty line parts from the first element.
fn bracket_end(text: &str, open: usize, first: Option<usize>, close: usize) -> usize {
    let mut end = open;
    let mut last_line = None;
    for piece in pieces(text, open, first.unwrap_or(close)) {
        match piece.gap {
            Gap::NewLine => {
                last_line = Some(piece.span.start);
                if first.is_some() {
                    break;
                }
            }
            _ => end = piece.span.end,
        }
    }
    let Some(first) = first else { return last_line.map_or(end, |l| l.max(end)) };
    let end = if last_line.is_some() { end } else { open };
    let (owned, _, blank) = above(text, end, first);
    if blank { owned } else { end }
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// Which elements keep their place: the most that stand in the order in which they stood.
fn longest_rising(items: &[Item]) -> Vec<bool> {
    // ends[l]: the element that ends the best run of length l + 1.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; items.len()];
    for (k, place) in items.iter().enumerate().filter_map(|(k, i)| i.place().map(|n| (k, n))) {
        let at = ends.partition_point(|(n, _)| *n < place);
        before[k] = at.checked_sub(1).map(|b| ends[b].1);
        if at == ends.len() { ends.push((place, k)) } else { ends[at] = (place, k) }
    }
    let mut stays = vec![false; items.len()];
    let mut at = ends.last().map(|(_, k)| *k);
    while let Some(k) = at {
        stays[k] = true;
        at = before[k];
    }
    stays
}

/// Puts the text together; a comment to the end of the line is never continued.
struct Writer<'s> {
    source: &'s Source<'s>,
    out: String,
    in_comment: bool,
    indentation: String,
}

impl Writer<'_> {
    fn text(&mut self, text: &str) {
        let visible = text.trim_start_matches([' ', '\t', '\r']);
        if text.is_empty() || (self.in_comment && visible.is_empty()) {
            return;
        }
        if self.in_comment && !visible.starts_with('\n') {
            self.out.push_str(self.source.newline);
            self.out.push_str(&self.indentation);
            self.out.push_str(visible);
        } else {
            self.out.push_str(text);
        }
        self.in_comment = false;
    }

    fn new_line(&mut self, indentation: &str) {
        self.text(self.source.newline);
        self.out.push_str(indentation);
    }

    /// Comments and blanks of the text.
    fn trivia(&mut self, span: Span) {
        self.text(span.of(self.source.text));
        if let Some(last) = pieces(self.source.text, span.start, span.end).last() {
            self.in_comment = last.gap == Gap::LineComment;
        }
    }
}
