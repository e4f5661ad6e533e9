//! Writing a changed value into the text it was read from: what did not change keeps its bytes,
//! its comments, its blank lines and its place.

use super::value::WIDTH;
use super::{FieldNode, Kind, Node, Span, Val, write_value};
use std::collections::HashSet;

/// The text a tree was read from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The whole text.
    pub text: &'a str,
    /// The line end the text uses.
    pub newline: &'a str,
    /// Starts of the values that could not be read: they stay as they stand.
    pub unread: &'a HashSet<usize>,
}

/// What becomes of one field of a struct.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Stays as it is in the text.
    Keep,
    /// Gets this text.
    Set(String),
    /// Goes: the field has its default now.
    Remove,
}

/// One element of a list in its new order.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// The element that stood at this place, unchanged.
    Keep(usize),
    /// The element that stood at this place, with new text.
    Rewritten(usize, String),
    /// An element the text did not have.
    New(Val),
}

/// Where an element of a list stands, with what belongs to it.
struct Chunk {
    /// From behind the previous element to behind this one's comma and comment.
    span: Span,
    /// Start of the comment lines that stand directly above the element.
    attached: usize,
    value: Span,
    has_comma: bool,
}

impl<'a> Source<'a> {
    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |i| i + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        let end = self.text[at..].find('\n').map_or(self.text.len(), |i| at + i);
        if self.text[..end].ends_with('\r') && end > at { end - 1 } else { end }
    }

    /// Indentation of the line a place is on.
    fn indent(&self, at: usize) -> usize {
        let line = &self.text[self.line_start(at)..];
        line.len() - line.trim_start_matches([' ', '\t']).len()
    }

    fn column(&self, at: usize) -> usize {
        self.text[self.line_start(at)..at].chars().count()
    }

    fn opens_line(&self, at: usize) -> bool {
        self.text[self.line_start(at)..at].trim().is_empty()
    }

    /// The text of `node` after its value went from `old` to `new`.
    pub fn rewrite(&self, node: &Node, old: &Val, new: &Val) -> String {
        if old == new {
            return node.span.of(self.text).to_owned();
        }
        match (&node.kind, old, new) {
            (Kind::Struct(nodes), Val::Struct(was), Val::Struct(now)) => {
                let order: Vec<&str> = merged_order(was, now);
                let changes = order.iter().map(|name| (*name, self.field_change(nodes, was, now, name))).collect::<Vec<_>>();
                self.splice_fields(node, nodes, &changes)
            }
            (Kind::List(nodes), Val::List(was), Val::List(now)) => self.rewrite_values(node, nodes, was, now),
            (Kind::Tagged(name, inner), Val::Struct(_), Val::Struct(_)) => {
                format!("{}{}", &self.text[name.start..inner.span.start], self.rewrite(inner, old, new))
            }
            _ => self.fresh(new, node.span.start),
        }
    }

    fn fresh(&self, value: &Val, at: usize) -> String {
        write_value(value, self.indent(at), self.column(at), self.newline)
    }

    fn field_change(&self, nodes: &[FieldNode], was: &[(&'static str, Val)], now: &[(&'static str, Val)], name: &str) -> Change {
        let old = was.iter().find(|(n, _)| *n == name).map(|(_, v)| v);
        let new = now.iter().find(|(n, _)| *n == name).map(|(_, v)| v);
        let node = nodes.iter().find(|f| f.name.of(self.text) == name).map(|f| &f.value);
        match (node, old, new) {
            (_, o, n) if o == n => Change::Keep,
            (_, _, None) => Change::Remove,
            (Some(node), Some(o), Some(n)) => Change::Set(self.rewrite(node, o, n)),
            (Some(node), None, Some(n)) => Change::Set(self.fresh(n, node.span.start)),
            (None, _, Some(n)) => Change::Set(n.flat()),
        }
    }

    /// A struct with some of its fields set, removed or added. `changes` come in the order of
    /// declaration: an added field goes behind the nearest declared one before it.
    pub fn splice_fields(&self, node: &Node, fields: &[FieldNode], changes: &[(&str, Change)]) -> String {
        let mut edits: Vec<(Span, String)> = Vec::new();
        let place = |name: &str| fields.iter().position(|f| f.name.of(self.text) == name);
        let mut anchor: Option<usize> = None;
        let mut last_added: Option<(usize, usize)> = None;
        for (name, change) in changes {
            let here = place(name);
            match (change, here) {
                (Change::Keep, _) | (Change::Remove, None) => {}
                (Change::Set(text), Some(i)) => edits.push((fields[i].value.span, text.clone())),
                (Change::Remove, Some(i)) => edits.push((self.removal(fields, i, node.span.end - 1), String::new())),
                (Change::Set(text), None) => {
                    let behind = anchor.or(fields.len().checked_sub(1));
                    self.add_field(&mut edits, node, fields, behind, name, text, &mut last_added);
                }
            }
            if here.is_some() {
                anchor = here;
            }
        }
        edits.sort_by_key(|(span, _)| span.start);
        let mut out = String::with_capacity(node.span.end - node.span.start + 64);
        let mut at = node.span.start;
        for (span, text) in edits {
            if span.start < at {
                continue;
            }
            out.push_str(&self.text[at..span.start]);
            out.push_str(&text);
            at = span.end;
        }
        out.push_str(&self.text[at..node.span.end]);
        out
    }

    #[expect(clippy::too_many_arguments, reason = "one step of splice_fields, split off for its length")]
    fn add_field(
        &self,
        edits: &mut Vec<(Span, String)>,
        node: &Node,
        fields: &[FieldNode],
        behind: Option<usize>,
        name: &str,
        text: &str,
        last_added: &mut Option<(usize, usize)>,
    ) {
        let Some(i) = behind else {
            edits.push((Span { start: node.span.start + 1, end: node.span.start + 1 }, format!("{name}: {text}")));
            return;
        };
        let anchor = &fields[i];
        let end = anchor.value.span.end;
        let follower = fields.get(i + 1).map(|f| f.name.start);
        let own_line = self.opens_line(anchor.name.start) && follower.is_none_or(|f| self.opens_line(f));
        let limit = follower.unwrap_or(node.span.end - 1);
        let comma = self.text[end..limit].find(',').filter(|c| self.text[end..end + c].trim().is_empty()).map(|c| end + c);
        // Several new fields behind one anchor keep their order: all go to one place.
        if let Some((of, slot)) = *last_added
            && of == i
            && let Some((_, t)) = edits.get_mut(slot)
        {
            if own_line {
                t.push_str(&format!("{}{}{name}: {text},", self.newline, " ".repeat(self.indent(anchor.name.start))));
            } else {
                t.push_str(&format!(", {name}: {text}"));
            }
            return;
        }
        if own_line && self.line_end(end) < node.span.end {
            if comma.is_none() {
                edits.push((Span { start: end, end }, ",".into()));
            }
            let at = self.line_end(comma.unwrap_or(end));
            edits.push((Span { start: at, end: at }, format!("{}{}{name}: {text},", self.newline, " ".repeat(self.indent(anchor.name.start)))));
        } else {
            edits.push((Span { start: end, end }, format!(", {name}: {text}")));
        }
        *last_added = Some((i, edits.len() - 1));
    }

    /// The bytes to cut for a field to be gone, its neighbours and their comments left whole.
    fn removal(&self, fields: &[FieldNode], i: usize, close: usize) -> Span {
        let start = fields[i].name.start;
        let end = fields[i].value.span.end;
        let limit = fields.get(i + 1).map_or(close, |f| f.name.start);
        let comma = self.text[end..limit].find(',').filter(|c| self.text[end..end + c].trim().is_empty());
        if let Some(c) = comma {
            let behind = end + c + 1;
            let rest = &self.text[behind..self.line_end(behind)];
            if self.opens_line(start) && rest.trim().is_empty() {
                let next = (self.line_end(behind) + self.newline.len()).min(self.text.len());
                return Span { start: self.line_start(start), end: next };
            }
            let blanks = rest.len() - rest.trim_start().len();
            return Span { start, end: behind + blanks };
        }
        match i.checked_sub(1).map(|p| fields[p].value.span.end) {
            Some(before) if self.text[before..start].bytes().all(|b| b.is_ascii_whitespace() || b == b',') => Span { start: before, end },
            _ => Span { start, end },
        }
    }

    /// A list of plain values: pairs old and new elements, then rebuilds.
    fn rewrite_values(&self, node: &Node, nodes: &[Node], was: &[Val], now: &[Val]) -> String {
        let readable: Vec<usize> =
            (0..nodes.len()).filter(|i| !matches!(nodes[*i].kind, Kind::Broken) && !self.unread.contains(&nodes[*i].span.start)).collect();
        if readable.len() != was.len() {
            return self.fresh(&Val::List(now.to_vec()), node.span.start);
        }
        let pairs = pair_up(was, now);
        let mut items: Vec<Item> = Vec::new();
        let mut unread: Vec<usize> = (0..nodes.len()).filter(|i| !readable.contains(i)).collect();
        for (new, old) in now.iter().zip(pairs) {
            if let Some(old) = old {
                let at = readable[old];
                // What could not be read stays in front of the element it stood in front of.
                while unread.first().is_some_and(|u| *u < at) {
                    items.push(Item::Keep(unread.remove(0)));
                }
                items.push(if was[old] == *new { Item::Keep(at) } else { Item::Rewritten(at, self.rewrite(&nodes[at], &was[old], new)) });
            } else {
                items.push(Item::New(new.clone()));
            }
        }
        items.extend(unread.into_iter().map(Item::Keep));
        self.rebuild_list(node, nodes, &items)
    }

    /// The text of a list with its elements in a new order, some changed, some new, some gone.
    pub fn rebuild_list(&self, node: &Node, nodes: &[Node], items: &[Item]) -> String {
        let whole = node.span.of(self.text);
        if !whole.contains('\n') {
            return self.rebuild_flat(node, nodes, items);
        }
        let chunks = self.chunks(node, nodes);
        let in_place: Vec<usize> = items.iter().filter_map(|i| match i { Item::Keep(n) | Item::Rewritten(n, _) => Some(*n), Item::New(_) => None }).collect();
        let sorted = in_place.is_sorted();
        let indent = nodes.first().map_or(self.indent(node.span.start) + 4, |n| self.indent(n.span.start));
        let mut out = String::with_capacity(whole.len() + 128);
        out.push('[');
        let mut next = 0;
        let last = items.len().saturating_sub(1);
        for (k, item) in items.iter().enumerate() {
            match item {
                Item::Keep(n) | Item::Rewritten(n, _) => {
                    if sorted {
                        // Comments that stood apart above an element that is gone stay where they were.
                        for gone in next..*n {
                            out.push_str(self.left_behind(&chunks[gone]));
                        }
                        next = n + 1;
                    }
                    let c = &chunks[*n];
                    out.push_str(&self.text[c.span.start..c.value.start]);
                    match item {
                        Item::Rewritten(_, text) => out.push_str(text),
                        _ => out.push_str(c.value.of(self.text)),
                    }
                    if !c.has_comma && k != last {
                        out.push(',');
                    }
                    out.push_str(&self.text[c.value.end..c.span.end]);
                }
                Item::New(value) => {
                    out.push_str(self.newline);
                    out.push_str(&" ".repeat(indent));
                    out.push_str(&write_value(value, indent, indent, self.newline));
                    out.push(',');
                }
            }
        }
        if sorted {
            for gone in &chunks[next.min(chunks.len())..] {
                out.push_str(self.left_behind(gone));
            }
        }
        let tail = chunks.last().map_or(node.span.start + 1, |c| c.span.end);
        let closing = &self.text[tail..node.span.end];
        if !closing.contains('\n') && !items.is_empty() && matches!(items[last], Item::New(_)) {
            out.push_str(self.newline);
            out.push_str(&" ".repeat(self.indent(node.span.start)));
        }
        out.push_str(closing);
        out
    }

    fn left_behind(&self, gone: &Chunk) -> &'a str {
        let text = &self.text[gone.span.start..gone.attached];
        if text.contains("//") || text.contains("/*") { text.trim_end_matches([' ', '\t', '\n', '\r']) } else { "" }
    }

    fn rebuild_flat(&self, node: &Node, nodes: &[Node], items: &[Item]) -> String {
        let parts: Vec<String> = items
            .iter()
            .map(|item| match item {
                Item::Keep(n) => nodes[*n].span.of(self.text).to_owned(),
                Item::Rewritten(_, text) => text.clone(),
                Item::New(v) => v.flat(),
            })
            .collect();
        let flat = format!("[{}]", parts.join(", "));
        if self.column(node.span.start) + flat.chars().count() <= WIDTH || !items.iter().any(|i| matches!(i, Item::New(Val::Struct(_)))) {
            return flat;
        }
        let indent = self.indent(node.span.start);
        let pad = " ".repeat(indent + 4);
        let lines: String = parts.iter().map(|p| format!("{}{pad}{p},", self.newline)).collect();
        format!("[{lines}{}{}]", self.newline, " ".repeat(indent))
    }

    fn chunks(&self, node: &Node, nodes: &[Node]) -> Vec<Chunk> {
        let mut start = node.span.start + 1;
        let mut out = Vec::with_capacity(nodes.len());
        for (i, n) in nodes.iter().enumerate() {
            let limit = nodes.get(i + 1).map_or(node.span.end.saturating_sub(1), |m| m.span.start);
            let between = self.text.get(n.span.end..limit).unwrap_or("");
            let comma = between.find(',').filter(|c| between[..*c].trim().is_empty());
            let mut end = n.span.end + comma.map_or(0, |c| c + 1);
            // A comment behind the element on its own line belongs to it.
            let line_end = self.line_end(end).min(limit);
            let rest = self.text.get(end..line_end).unwrap_or("");
            if rest.trim_start().starts_with("//") || (rest.trim_start().starts_with("/*") && rest.trim_end().ends_with("*/")) {
                end = line_end;
            }
            out.push(Chunk {
                span: Span { start, end },
                attached: self.attached(start, n.span.start),
                value: n.span,
                has_comma: comma.is_some(),
            });
            start = end;
        }
        out
    }

    /// Start of the comment lines directly above `value`, not before `from`.
    fn attached(&self, from: usize, value: usize) -> usize {
        let mut at = self.line_start(value).max(from);
        while at > from {
            let above = self.line_start(at - 1).max(from);
            if !self.text[above..at].trim().starts_with("//") {
                break;
            }
            at = above;
        }
        at
    }
}

/// The names of both, in the order of declaration.
fn merged_order<'v>(was: &'v [(&'static str, Val)], now: &'v [(&'static str, Val)]) -> Vec<&'static str> {
    let mut order: Vec<&'static str> = now.iter().map(|(n, _)| *n).collect();
    order.extend(was.iter().map(|(n, _)| *n).filter(|n| !now.iter().any(|(m, _)| m == n)));
    order
}

/// For each new value the old one it came from: the same value, else the same id, else the
/// one in the same gap between such pairs.
fn pair_up(was: &[Val], now: &[Val]) -> Vec<Option<usize>> {
    let mut used = vec![false; was.len()];
    let mut pairs: Vec<Option<usize>> = vec![None; now.len()];
    let mut claim = |pairs: &mut Vec<Option<usize>>, j: usize, found: Option<usize>| {
        if let Some(i) = found {
            used[i] = true;
            pairs[j] = Some(i);
        }
        used.clone()
    };
    let mut taken = vec![false; was.len()];
    let mut cursor = 0;
    for (j, new) in now.iter().enumerate() {
        let ahead = (cursor..was.len()).chain(0..cursor).find(|i| !taken[*i] && was[*i] == *new);
        if let Some(i) = ahead {
            cursor = i + 1;
        }
        taken = claim(&mut pairs, j, ahead);
    }
    for (j, new) in now.iter().enumerate() {
        if pairs[j].is_none()
            && let Some(id) = identity(new)
        {
            let found = (0..was.len()).find(|i| !taken[*i] && identity(&was[*i]) == Some(id));
            taken = claim(&mut pairs, j, found);
        }
    }
    for j in 0..now.len() {
        if pairs[j].is_none() {
            let before = pairs[..j].iter().rev().flatten().next().copied();
            let after = pairs[j + 1..].iter().flatten().next().copied().unwrap_or(was.len());
            let found = (before.map_or(0, |b| b + 1)..after).find(|i| !taken[*i] && identity(&was[*i]).is_none_or(|id| !now.iter().any(|n| identity(n) == Some(id))));
            taken = claim(&mut pairs, j, found);
        }
    }
    pairs
}

fn identity(value: &Val) -> Option<&str> {
    let Val::Struct(fields) = value else { return None };
    fields.iter().find(|(n, _)| matches!(*n, "id" | "key")).and_then(|(_, v)| match v {
        Val::Str(s) => Some(s.as_str()),
        _ => None,
    })
}
