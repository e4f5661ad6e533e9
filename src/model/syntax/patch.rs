//! Writing a changed value into the text it was read from: what did not change keeps its bytes,
//! its comments, its blank lines and its place. How elements are put together again stands in
//! `sequence`.

use super::scan::{Gap, pieces};
use super::sequence::{Item, Sequence};
use super::value::WIDTH;
use super::{FieldNode, Kind, LineIndex, Node, Span, Val, format, quote, write_value};
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

/// The text a tree was read from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The whole text.
    pub text: &'a str,
    /// Where its lines begin.
    pub lines: &'a LineIndex,
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
    /// The value in the text gets this text.
    Rewrite(String),
    /// Comes in as a new field. A field of the same name that could not be read stays, behind it.
    Add(Val),
    /// Goes: the field has its default now.
    Remove,
}

/// The fields of a record type, as far as writing needs them.
pub trait Names: std::fmt::Debug {
    /// Name of the field that stands at a place when values are given without names.
    fn at(&self, place: usize) -> Option<&'static str>;
    /// What a field is when it is not given; `None` when it is then nothing.
    fn default(&self, place: usize) -> Option<Val>;
    /// The fields of the records that a field holds.
    fn inside(&self, name: &str) -> Option<&'static dyn Names>;
}

type Fields = [(&'static str, Val)];

/// A value in the text that is being rewritten.
#[derive(Clone, Copy)]
struct Place<'n> {
    node: &'n Node,
    names: Option<&'static dyn Names>,
    /// It is part of something that stands on one line.
    in_line: bool,
}

impl<'a> Source<'a> {
    /// The blanks a line begins with.
    pub(super) fn indentation(&self, at: usize) -> &'a str {
        &self.text[self.lines.start(at)..self.lines.text_start(at)]
    }

    fn column(&self, at: usize) -> usize {
        self.text[self.lines.start(at)..at].chars().count()
    }

    /// The text of `node` after its value went from `old` to `new`.
    pub fn rewrite(&self, node: &Node, names: Option<&'static dyn Names>, old: &Val, new: &Val) -> String {
        self.rewritten(Place { node, names, in_line: false }, old, new)
    }

    /// The same for a record that stays on one line if it stands on one, however long.
    pub fn rewrite_row(&self, node: &Node, names: Option<&'static dyn Names>, old: &Val, new: &Val) -> String {
        let in_line = !node.span.of(self.text).contains('\n');
        self.rewritten(Place { node, names, in_line }, old, new)
    }

    fn rewritten(&self, place: Place<'_>, old: &Val, new: &Val) -> String {
        let node = place.node;
        let whole = node.span.of(self.text);
        if self.is_unread(node) {
            return self.fresh(new, node.span.start, place.in_line);
        }
        if old == new {
            return whole.to_owned();
        }
        let one_line = !whole.contains('\n');
        let inner = Place { in_line: place.in_line || one_line, ..place };
        let text = match (&node.kind, old, new) {
            (Kind::Struct(nodes), Val::Struct(was), Val::Struct(now)) => Some(self.fields(inner, nodes, was, now)),
            (Kind::Tuple(nodes), Val::Struct(was), Val::Struct(now)) => self.by_position(inner, nodes, was, now),
            (Kind::List(nodes), Val::List(was), Val::List(now)) => self.values(inner, nodes, was, now),
            (Kind::Map(pairs), Val::Map(was), Val::Map(now)) => self.pairs(inner, pairs, was, now),
            (Kind::Tagged(name, tagged), ..) => self.tagged(inner, *name, tagged, old, new),
            _ => None,
        };
        let text = text.unwrap_or_else(|| self.fresh(new, node.span.start, place.in_line));
        self.fitting(place, one_line, text)
    }

    /// A record or list that fitted on one line and does no longer is broken up.
    fn fitting(&self, place: Place<'_>, one_line: bool, text: String) -> String {
        let (start, was) = (place.node.span.start, place.node.span.of(self.text));
        let fits = |text: &str| self.column(start) + text.chars().count() < WIDTH;
        if place.in_line || !one_line || text.contains('\n') || fits(&text) || !fits(was) {
            return text;
        }
        format::layout(&text, self.lines.indent(start), self.column(start), self.newline).unwrap_or(text)
    }

    fn fresh(&self, value: &Val, at: usize, in_line: bool) -> String {
        if in_line { value.flat() } else { write_value(value, self.lines.indent(at), self.column(at), self.newline) }
    }

    /// `Name(…)`: `Some(…)` around a value, the name of a record, or a word with a value.
    fn tagged(&self, place: Place<'_>, name: Span, tagged: &Node, old: &Val, new: &Val) -> Option<String> {
        let around =
            |from: usize, node: &Node, text: &str| format!("{}{text}{}", &self.text[from..node.span.start], &self.text[node.span.end..place.node.span.end]);
        let only = match &tagged.kind {
            Kind::Tuple(items) => items.first().filter(|_| items.len() == 1),
            _ => None,
        };
        match (old, new, only) {
            (Val::Tagged(_, was), Val::Tagged(word, now), Some(only)) => {
                let text = self.rewritten(Place { node: only, ..place }, was, now);
                Some(format!("{word}{}", around(name.end, only, &text)))
            }
            (_, _, Some(only)) if name.of(self.text) == "Some" => {
                let text = self.rewritten(Place { node: only, ..place }, old, new);
                Some(around(name.start, only, &text))
            }
            (Val::Struct(_), Val::Struct(_), _) => {
                let text = self.rewritten(Place { node: tagged, ..place }, old, new);
                Some(around(name.start, tagged, &text))
            }
            _ => None,
        }
    }

    fn fields(&self, place: Place<'_>, nodes: &[FieldNode], was: &Fields, now: &Fields) -> String {
        let mut order: Vec<&str> = (0..).map_while(|i| place.names?.at(i)).collect();
        let known: HashSet<&str> = order.iter().copied().collect();
        order.extend(now.iter().map(|(n, _)| *n).filter(|n| !known.contains(n)));
        let changes: Vec<(&str, Change)> = order.into_iter().map(|name| (name, self.field(place, nodes, was, now, name))).collect();
        self.splice(place.node, nodes, &changes)
    }

    fn field(&self, place: Place<'_>, nodes: &[FieldNode], was: &Fields, now: &Fields, name: &str) -> Change {
        let (old, new) = (value_of(was, name), value_of(now, name));
        let node = nodes.iter().find(|f| f.name.of(self.text) == name).map(|f| &f.value);
        let default = place.names.and_then(|n| (0..).map_while(|i| n.at(i)).position(|n| n == name).and_then(|i| n.default(i)));
        match (node, new) {
            _ if old == new => Change::Keep,
            (Some(node), new) => {
                // A default that says something is written where a value stood: the line stays.
                let Some(new) = new.or(default.as_ref().filter(|d| !d.is_blank())) else { return Change::Remove };
                Change::Rewrite(match old.or(default.as_ref()) {
                    Some(old) => self.rewritten(Self::inside(place, node, name), old, new),
                    // It said `None`, or something that could not be read.
                    None => self.fresh(new, node.span.start, place.in_line),
                })
            }
            (None, Some(new)) => Change::Add(new.clone()),
            (None, None) => Change::Keep,
        }
    }

    fn inside<'n>(place: Place<'_>, node: &'n Node, name: &str) -> Place<'n> {
        Place { node, names: place.names.and_then(|n| n.inside(name)), in_line: place.in_line }
    }

    /// A struct with some of its fields changed, removed or added. `changes` come in the order of
    /// declaration: a new field goes behind the nearest declared one before it.
    pub fn splice(&self, node: &Node, fields: &[FieldNode], changes: &[(&str, Change)]) -> String {
        let place = |name: &str| fields.iter().position(|f| f.name.of(self.text) == name);
        let places: Vec<Option<usize>> = changes.iter().map(|(name, _)| place(name)).collect();
        let mut slots: Vec<Option<Item>> = (0..fields.len()).map(|i| Some(Item::Keep(i))).collect();
        let mut added: Vec<Vec<Item>> = vec![Vec::new(); fields.len() + 1];
        for (k, (name, change)) in changes.iter().enumerate() {
            match (change, places[k]) {
                (Change::Keep, _) | (Change::Remove | Change::Rewrite(_), None) => {}
                (Change::Rewrite(text), Some(i)) => {
                    let head = &self.text[fields[i].name.start..fields[i].value.span.start];
                    slots[i] = Some(Item::Rewritten(i, format!("{head}{text}")));
                }
                // A field given twice would come back with the value of the second.
                (Change::Remove, Some(_)) => {
                    for i in (0..fields.len()).filter(|i| fields[*i].name.of(self.text) == *name && !self.is_unread(&fields[*i].value)) {
                        slots[i] = None;
                    }
                }
                (Change::Add(value), here) => {
                    let before = places[..k].iter().rev().find_map(|p| p.map(|i| i + 1));
                    let behind = || places[k + 1..].iter().find_map(|p| *p);
                    let at = here.or(before).or_else(behind).unwrap_or(fields.len());
                    let at = (0..=at).rev().find(|i| self.is_clear(node, fields, *i)).unwrap_or(0);
                    added[at].push(Item::New(format!("{name}: "), value.clone()));
                }
            }
        }
        slots.push(None);
        let items: Vec<Item> = added.into_iter().zip(slots).flat_map(|(new, slot)| new.into_iter().chain(slot)).collect();
        let parts: Vec<Span> = fields.iter().map(|f| Span { start: f.name.start, end: f.value.span.end }).collect();
        Sequence::new(self, node, &parts, true).text(&items)
    }

    /// A new field may stand in front of this one: what is before it is sound and ends in a comma or
    /// nothing. Behind text that is out of place it would not be found again.
    fn is_clear(&self, node: &Node, fields: &[FieldNode], at: usize) -> bool {
        let Some(before) = at.checked_sub(1).and_then(|i| fields.get(i)) else { return true };
        let to = fields.get(at).map_or(node.span.end - usize::from(node.closed), |f| f.name.start);
        let between = pieces(self.text, before.value.span.end, to).filter(|p| p.gap == Gap::Other);
        before.value.closed
            && !matches!(before.value.kind, Kind::Broken)
            && between.map(|p| p.span.of(self.text)).collect::<String>().trim_matches(',').is_empty()
    }

    fn is_unread(&self, node: &Node) -> bool {
        matches!(node.kind, Kind::Broken) || self.unread.contains(&node.span.start)
    }

    /// A record whose values stand without names stays one.
    fn by_position(&self, place: Place<'_>, nodes: &[Node], was: &Fields, now: &Fields) -> Option<String> {
        let names = place.names?;
        if nodes.is_empty() {
            return Some(self.fields(place, &[], was, now));
        }
        let default = |i: usize| names.default(i).unwrap_or_else(|| Val::Word("None".to_owned()));
        let value_at = |fields: &Fields, i: usize| names.at(i).and_then(|name| value_of(fields, name).cloned()).unwrap_or_else(|| default(i));
        let mut items: Vec<Item> = Vec::with_capacity(nodes.len() + 1);
        for (i, node) in nodes.iter().enumerate() {
            let (old, new) = (value_at(was, i), value_at(now, i));
            items.push(if old == new {
                Item::Keep(i)
            } else {
                Item::Rewritten(i, self.rewritten(Self::inside(place, node, names.at(i).unwrap_or("")), &old, &new))
            });
        }
        let count = now.iter().filter_map(|(name, _)| (0..).map_while(|i| names.at(i)).position(|n| n == *name)).max().map_or(0, |i| i + 1);
        items.extend((nodes.len()..count).map(|i| Item::New(String::new(), value_at(now, i))));
        Some(self.rebuild_list(place.node, nodes, &items))
    }

    /// A list of values: pairs old and new elements, then rebuilds.
    fn values(&self, place: Place<'_>, nodes: &[Node], was: &[Val], now: &[Val]) -> Option<String> {
        let (readable, unread): (Vec<usize>, VecDeque<usize>) = partition(nodes.len(), |i| !self.is_unread(&nodes[i]));
        if readable.len() != was.len() {
            return None;
        }
        let element = |old: usize, at: usize, new: &Val| match &was[old] {
            same if same == new => Item::Keep(at),
            old => Item::Rewritten(at, self.rewritten(Place { node: &nodes[at], ..place }, old, new)),
        };
        let added = |new: &Val| Item::New(String::new(), new.clone());
        let items = in_new_order(&readable, unread, now, &pair_up(was, now), element, added);
        Some(self.rebuild_list(place.node, nodes, &items))
    }

    fn pairs(&self, place: Place<'_>, pairs: &[(Node, Node)], was: &[(String, Val)], now: &[(String, Val)]) -> Option<String> {
        let (readable, unread) = partition(pairs.len(), |i| !self.is_unread(&pairs[i].0) && !self.is_unread(&pairs[i].1));
        if readable.len() != was.len() {
            return None;
        }
        let keyed =
            |pairs: &[(String, Val)]| pairs.iter().map(|(k, v)| Val::Struct(vec![("key", Val::Str(k.clone())), ("value", v.clone())])).collect::<Vec<_>>();
        let element = |old: usize, at: usize, (key, value): &(String, Val)| {
            let ((old_key, old_value), (key_node, node)) = (&was[old], &pairs[at]);
            if old_key == key && old_value == value {
                return Item::Keep(at);
            }
            let head = if old_key == key { key_node.span.of(self.text).to_owned() } else { quote(key) };
            let between = &self.text[key_node.span.end..node.span.start];
            Item::Rewritten(at, format!("{head}{between}{}", self.rewritten(Place { node, names: None, ..place }, old_value, value)))
        };
        let added = |(key, value): &(String, Val)| Item::New(format!("{}: ", quote(key)), value.clone());
        let items = in_new_order(&readable, unread, now, &pair_up(&keyed(was), &keyed(now)), element, added);
        let parts: Vec<Span> = pairs.iter().map(|(k, v)| Span { start: k.span.start, end: v.span.end }).collect();
        Some(Sequence::new(self, place.node, &parts, false).text(&items))
    }

    /// The text of a list with its elements in a new order, some changed, some new, some gone.
    pub fn rebuild_list(&self, node: &Node, nodes: &[Node], items: &[Item]) -> String {
        let parts: Vec<Span> = nodes.iter().map(|n| n.span).collect();
        Sequence::new(self, node, &parts, false).text(items)
    }
}

fn value_of<'v>(fields: &'v Fields, name: &str) -> Option<&'v Val> {
    fields.iter().find(|(n, _)| *n == name).map(|(_, v)| v)
}

fn partition(count: usize, is_readable: impl Fn(usize) -> bool) -> (Vec<usize>, VecDeque<usize>) {
    let readable = (0..count).filter(|i| is_readable(*i)).collect();
    (readable, (0..count).filter(|i| !is_readable(*i)).collect())
}

/// The elements of a list in their new order. What could not be read stays in front of the
/// element it stood in front of.
fn in_new_order<T>(
    readable: &[usize],
    mut unread: VecDeque<usize>,
    now: &[T],
    pairs: &[Option<usize>],
    element: impl Fn(usize, usize, &T) -> Item,
    added: impl Fn(&T) -> Item,
) -> Vec<Item> {
    let mut items = Vec::with_capacity(now.len() + unread.len());
    for (new, old) in now.iter().zip(pairs) {
        let Some((old, at)) = old.and_then(|old| readable.get(old).map(|at| (old, *at))) else {
            items.push(added(new));
            continue;
        };
        while let Some(first) = unread.pop_front_if(|u| *u < at) {
            items.push(Item::Keep(first));
        }
        items.push(element(old, at, new));
    }
    items.extend(unread.into_iter().map(Item::Keep));
    items
}

/// For each new value the old one it came from: the same value, else the same id, else the
/// one in the same gap between such pairs.
fn pair_up(was: &[Val], now: &[Val]) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; now.len()];
    let mut free: BTreeSet<usize> = (0..was.len()).collect();
    claim(&mut pairs, &mut free, was, now, Some);
    claim(&mut pairs, &mut free, was, now, identity);
    let ids: HashSet<&Val> = now.iter().filter_map(identity).collect();
    free.retain(|i| was.get(*i).and_then(identity).is_none_or(|id| !ids.contains(id)));
    let mut after = vec![was.len(); now.len()];
    for j in (1..now.len()).rev() {
        after[j - 1] = pairs[j].unwrap_or(after[j]);
    }
    let mut from = 0;
    for (pair, to) in pairs.iter_mut().zip(after) {
        if pair.is_none() && from < to {
            *pair = free.range(from..to).next().copied();
            pair.map(|i| free.remove(&i));
        }
        from = pair.map_or(from, |i| i + 1);
    }
    pairs
}

/// Pairs values that are known by the same key, in their order.
fn claim<'v>(pairs: &mut [Option<usize>], free: &mut BTreeSet<usize>, was: &'v [Val], now: &'v [Val], key: impl Fn(&'v Val) -> Option<&'v Val>) {
    let mut known: HashMap<&Val, VecDeque<usize>> = HashMap::new();
    for i in free.iter().copied() {
        if let Some(k) = was.get(i).and_then(&key) {
            known.entry(k).or_default().push_back(i);
        }
    }
    for (pair, new) in pairs.iter_mut().zip(now).filter(|(p, _)| p.is_none()) {
        *pair = key(new).and_then(|k| known.get_mut(k)).and_then(VecDeque::pop_front);
        pair.map(|i| free.remove(&i));
    }
}

fn identity(value: &Val) -> Option<&Val> {
    let Val::Struct(fields) = value else { return None };
    fields.iter().find(|(n, _)| matches!(*n, "id" | "key")).map(|(_, v)| v)
}
