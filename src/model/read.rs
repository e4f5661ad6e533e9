//! Reading a whole plan from text, and writing a changed plan back into that text.

use super::list::Key;
use super::plan::{AnyRecord, Plan, RecordKind, RecordRef};
use super::record::{MAX_PROBLEMS, Problem, ReadCx, Weight, nearest, presentable, shorten};
use super::syntax::{Change, FieldNode, Item, Kind, LineIndex, Names, Node, Parsed, ROWS, Source, Val, parse};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The text a plan was read from, and what of it the plan holds. Writing starts from here.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The text, byte for byte.
    pub text: Arc<str>,
    /// The plan as it was read.
    pub plan: Arc<Plan>,
    /// Everything that could not be used.
    pub problems: Vec<Problem>,
    /// The file is from a newer program and must not be written.
    pub newer: Option<u32>,
    parsed: Arc<Parsed>,
    unread: Arc<HashSet<usize>>,
    lines: Arc<LineIndex>,
    places: Arc<HashMap<Key, usize>>,
}

/// Reads a plan. What cannot be read is named in `problems` and stays in the text. Fails only
/// when the text is no plan at all; the problem then says why.
pub fn read_plan(text: &str) -> Result<Origin, Box<Problem>> {
    let lines = LineIndex::new(text);
    let fatal = |at: usize, message: String| {
        let (line, column) = lines.position(text, at);
        Box::new(Problem { code: "V001", weight: Weight::Error, at, line, column, subject: String::new(), message: presentable(&message), mend: None })
    };
    if let Some(at) = conflict_marker(text) {
        return Err(fatal(
            at,
            "the file holds an unfinished git merge (<<<<<<<); finish the merge in an editor first, keeping one side of each conflict".into(),
        ));
    }
    let parsed = parse(text);
    let Some(root) = parsed.root.as_ref().map(bare) else {
        let (at, message) = parsed.faults.first().map_or((0, ""), |f| (f.at, f.message.as_str()));
        let cause = if has_lone_returns(text) { "; its lines end in CR alone, so a comment covers all that follows" } else { "" };
        return Err(fatal(at, format!("{message}{cause}")));
    };
    let Some(fields) = fields_of(root) else {
        return Err(fatal(root.span.start, no_plan(root, text)));
    };
    let mut reader = Reader {
        cx: ReadCx { text, problems: Vec::new(), unread: HashSet::new(), subject: String::new() },
        plan: Plan::default(),
        newer: None,
        places: HashMap::new(),
    };
    reader.fields(fields);
    for fault in &parsed.faults {
        reader.cx.subject = subject_at(fields, &reader.plan, text, fault.at);
        reader.cx.problem("V001", Weight::Error, fault.at, fault.message.clone());
        if let Some((place, with)) = fault.mend {
            reader.cx.offer(place, with);
        }
    }
    let Reader { cx, plan, newer, places } = reader;
    Ok(Origin {
        text: text.into(),
        plan: Arc::new(plan),
        problems: finished(cx.problems, text, &lines),
        newer,
        unread: Arc::new(cx.unread),
        places: Arc::new(places),
        parsed: Arc::new(parsed),
        lines: Arc::new(lines),
    })
}

/// Why a value is no plan, with what it looks like.
fn no_plan(root: &Node, text: &str) -> String {
    let begin = text.get(root.span.start..).unwrap_or("");
    let word: String = begin.chars().take_while(|c| c.is_alphanumeric() || *c == '_').take(40).collect();
    let hint = match begin.chars().next() {
        _ if word == "schema_version" || RecordKind::of_field(&word).is_some() => format!("; a ( is missing before {word}"),
        Some('{') => "; this begins with {, as JSON does".to_owned(),
        Some('<') => "; this begins with <, as XML does".to_owned(),
        Some('[') => "; this begins with [".to_owned(),
        _ if !word.is_empty() => format!("; this begins with \"{word}\""),
        Some(c) => format!("; this begins with {c}"),
        None => String::new(),
    };
    format!("a plan is a record in parentheses, such as (release: (version: \"1.0\"), tasks: […]){hint}")
}

fn has_lone_returns(text: &str) -> bool {
    text.contains('\r') && !text.contains('\n')
}

/// Puts problems in the order of the text, with their places.
fn finished(mut problems: Vec<Problem>, text: &str, lines: &LineIndex) -> Vec<Problem> {
    problems.sort_by_key(|p| p.at);
    if let Some(more) = problems.len().checked_sub(MAX_PROBLEMS).filter(|n| *n > 0) {
        problems.truncate(MAX_PROBLEMS);
        let at = problems.last().map_or(0, |p| p.at);
        let message = format!("{more} more problems follow; they are listed once these are mended");
        problems.push(Problem { code: "V001", weight: Weight::Error, at, line: 0, column: 0, subject: String::new(), message, mend: None });
    }
    let positions = lines.positions(text, problems.iter().map(|p| p.at));
    for (p, (line, column)) in problems.iter_mut().zip(positions) {
        (p.line, p.column) = (line, column);
        p.message = presentable(&p.message);
        p.subject = presentable(&p.subject);
    }
    problems
}

struct Reader<'a> {
    cx: ReadCx<'a>,
    plan: Plan,
    newer: Option<u32>,
    places: HashMap<Key, usize>,
}

impl Reader<'_> {
    fn fields(&mut self, fields: &[FieldNode]) {
        let mut seen: HashSet<&str> = HashSet::new();
        for field in fields {
            let name = field.name.of(self.cx.text);
            self.cx.subject = String::new();
            if !seen.insert(name) {
                self.warn("V003", field.name.start, format!("\"{}\" is given twice; the first one is used", shorten(name)));
            } else if name == "schema_version" {
                self.schema_version(&field.value);
            } else if let Some(kind) = RecordKind::of_field(name) {
                kind.read(&mut self.plan, &field.value, &mut self.cx);
                self.note_places(kind, &field.value);
            } else {
                let near = nearest(name, RecordKind::ALL.iter().map(|k| k.field()).chain(["schema_version"]));
                let hint = near.map_or_else(|| "; it is kept as it stands".to_owned(), |n| format!(". Did you mean \"{n}\"?"));
                self.warn("V003", field.name.start, format!("unknown field \"{}\"{hint}", shorten(name)));
                if let Some(near) = near.filter(|near| !fields.iter().any(|f| f.name.of(self.cx.text) == *near)) {
                    self.cx.offer(field.name, near);
                }
            }
        }
    }

    fn warn(&mut self, code: &'static str, at: usize, message: String) {
        self.cx.problem(code, Weight::Warning, at, message);
    }

    fn schema_version(&mut self, value: &Node) {
        let known = super::SCHEMA_VERSION;
        let written = value.span.of(self.cx.text);
        let Ok(version) = written.parse::<u32>() else {
            self.warn("V002", value.span.start, format!("schema_version is {}, not a whole number; the file is read as version {known}", shorten(written)));
            return;
        };
        if version > known {
            self.newer = Some(version);
            self.warn(
                "V002",
                value.span.start,
                format!("this file was written by a newer version (schema {version}, this program knows {known}); it is opened read-only"),
            );
        }
        self.plan.schema_version = version;
    }

    fn note_places(&mut self, kind: RecordKind, value: &Node) {
        let keys = kind.keys(&self.plan);
        match &value.kind {
            Kind::List(items) => self.places.extend(keys.into_iter().zip(items).map(|(k, n)| (k, n.span.start))),
            _ => self.places.extend(keys.first().map(|k| (*k, value.span.start))),
        }
    }
}

/// The struct itself, without the name that may stand in front of it.
fn bare(node: &Node) -> &Node {
    match &node.kind {
        Kind::Tagged(_, inner) => inner,
        _ => node,
    }
}

fn fields_of(root: &Node) -> Option<&[FieldNode]> {
    match &root.kind {
        Kind::Struct(fields) => Some(fields),
        Kind::Tuple(items) if items.is_empty() => Some(&[]),
        _ => None,
    }
}

fn conflict_marker(text: &str) -> Option<usize> {
    if text.starts_with("<<<<<<< ") { Some(0) } else { text.find("\n<<<<<<< ").map(|i| i + 1) }
}

/// The record in which a place of the text lies, as messages name it.
fn subject_at(fields: &[FieldNode], plan: &Plan, text: &str, at: usize) -> String {
    let Some(field) = fields.get(fields.partition_point(|f| f.name.start <= at).wrapping_sub(1)) else { return String::new() };
    let Some(kind) = RecordKind::of_field(field.name.of(text)) else { return String::new() };
    let Kind::List(items) = &field.value.kind else {
        return if at <= field.value.span.end { kind.field().to_owned() } else { String::new() };
    };
    let place = items.partition_point(|n| n.span.start <= at);
    match place.checked_sub(1).and_then(|i| items.get(i)).filter(|n| at <= n.span.end) {
        Some(_) => match kind.records(plan).get(place - 1).and_then(|(_, r)| r.as_ref()).map(AnyRecord::id).filter(|id| !id.is_empty()) {
            Some(id) => format!("{} \"{id}\"", kind.field()),
            None => format!("{}[{place}]", kind.field()),
        },
        None if at <= field.value.span.end => kind.field().to_owned(),
        None => String::new(),
    }
}

impl Origin {
    /// An origin for a plan that has no text yet.
    pub fn empty() -> Self {
        let text = "(\n    schema_version: 1,\n)\n";
        match read_plan(text) {
            Ok(origin) => origin,
            // The text above is a constant that reads; this arm keeps the function total.
            Err(problem) => Self {
                text: text.into(),
                plan: Arc::new(Plan::default()),
                problems: vec![*problem],
                newer: None,
                parsed: Arc::new(parse(text)),
                unread: Arc::default(),
                lines: Arc::default(),
                places: Arc::default(),
            },
        }
    }

    /// Line of a record in the text, from 1.
    pub fn line(&self, key: Key) -> Option<usize> {
        self.places.get(&key).map(|at| self.lines.line(*at))
    }

    /// Line and column of a field of a record, from 1; those of the record when the field is not in
    /// the text.
    pub fn place(&self, at: RecordRef, field: Option<&str>) -> Option<(usize, usize)> {
        let node = self.node(at)?;
        let fields = match &node.kind {
            Kind::Tagged(_, inner) => fields_of(inner),
            _ => fields_of(node),
        };
        let found = field.and_then(|name| fields?.iter().find(|f| f.name.of(&self.text) == name));
        Some(self.lines.position(&self.text, found.map_or(node.span.start, |f| f.name.start)))
    }

    /// The value a record was read from.
    fn node(&self, at: RecordRef) -> Option<&Node> {
        let start = *self.places.get(&at.key)?;
        let fields = fields_of(bare(self.parsed.root.as_ref()?))?;
        let value = &fields.iter().find(|f| f.name.of(&self.text) == at.kind.field())?.value;
        match &value.kind {
            Kind::List(items) if at.kind.is_list() => items.get(items.partition_point(|n| n.span.start < start)).filter(|n| n.span.start == start),
            _ => Some(value),
        }
    }

    /// The record in whose text a byte lies.
    pub fn record_at(&self, byte: usize) -> Option<RecordRef> {
        let fields = fields_of(bare(self.parsed.root.as_ref()?))?;
        let field = fields.get(fields.partition_point(|f| f.name.start <= byte).checked_sub(1)?)?;
        let kind = RecordKind::of_field(field.name.of(&self.text))?;
        let keys = kind.keys(&self.plan);
        let (node, key) = match &field.value.kind {
            Kind::List(items) if kind.is_list() => {
                let place = items.partition_point(|n| n.span.start <= byte).checked_sub(1)?;
                (items.get(place)?, *keys.get(place)?)
            }
            _ => (&field.value, *keys.first()?),
        };
        (node.span.start..=node.span.end).contains(&byte).then_some(RecordRef { kind, key })
    }

    /// This origin, read from the text of `plan` after a small change: what it holds keeps the keys
    /// it has there.
    pub fn adopting(mut self, plan: &Plan) -> Self {
        let (adopted, moved) = self.plan.adopting(plan);
        self.places = Arc::new(self.places.iter().filter_map(|(key, at)| Some((*moved.get(key)?, *at))).collect());
        self.plan = Arc::new(adopted);
        self
    }

    /// The text broke no rule of RON.
    pub fn is_sound(&self) -> bool {
        self.parsed.faults.is_empty()
    }

    /// The tree of the text.
    pub fn parsed(&self) -> &Parsed {
        &self.parsed
    }

    /// The text of `plan`: what did not change keeps its bytes, its comments and its place.
    pub fn write(&self, plan: &Plan) -> String {
        let Some(root) = self.parsed.root.as_ref().map(bare) else { return self.text.to_string() };
        let Some(fields) = fields_of(root) else { return self.text.to_string() };
        let newline = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let source = Source { text: &self.text, lines: &self.lines, newline, unread: &self.unread };
        let mut changes = vec![("schema_version", Change::Keep)];
        changes.extend(in_reading_order().map(|kind| (kind.field(), self.change(kind, plan, fields, &source))));
        if changes.iter().all(|(_, c)| *c == Change::Keep) {
            return self.text.to_string();
        }
        let inside = source.splice(root, fields, &changes);
        format!("{}{inside}{}", &self.text[..root.span.start], &self.text[root.span.end..])
    }

    /// What becomes of the field that holds the records of one type.
    fn change(&self, kind: RecordKind, plan: &Plan, fields: &[FieldNode], source: &Source<'_>) -> Change {
        if kind.same(&self.plan, plan) {
            return Change::Keep;
        }
        let node = fields.iter().find(|f| f.name.of(&self.text) == kind.field()).map(|f| &f.value);
        // What could not be read stays; the first of two fields of a name is the one that counts.
        let Some(node) = node.filter(|n| !matches!(n.kind, Kind::Broken) && !self.unread.contains(&n.span.start)) else {
            return added(kind, plan);
        };
        if let Kind::List(nodes) = &node.kind
            && kind.is_list()
        {
            let items = self.list_items(kind, plan, nodes, source);
            let unchanged = items.len() == nodes.len() && items.iter().enumerate().all(|(i, item)| *item == Item::Keep(i));
            return if unchanged { Change::Keep } else { Change::Rewrite(source.rebuild_list(node, nodes, &items)) };
        }
        let only = |plan: &Plan| kind.values(plan).into_iter().find_map(|(_, v)| v);
        match (only(&self.plan), only(plan)) {
            (old, new) if old == new => Change::Keep,
            (_, None) => Change::Remove,
            (old, Some(new)) => Change::Rewrite(source.rewrite(node, Some(kind.decl()), &old.unwrap_or(Val::Struct(Vec::new())), &new)),
        }
    }

    fn list_items(&self, kind: RecordKind, plan: &Plan, nodes: &[Node], source: &Source<'_>) -> Vec<Item> {
        let before = kind.records(&self.plan);
        let place: HashMap<Key, usize> = before.iter().enumerate().map(|(i, (k, _))| (*k, i)).collect();
        let names: Option<&'static dyn Names> = Some(kind.decl());
        let is_row = ROWS.contains(&kind.field());
        let rewrite =
            |node: &Node, old: &Val, new: &Val| if is_row { source.rewrite_row(node, names, old, new) } else { source.rewrite(node, names, old, new) };
        let item = |(key, now): (Key, Option<AnyRecord>)| {
            let was = place.get(&key).and_then(|i| Some((*i, nodes.get(*i)?, before.get(*i)?.1.as_ref())));
            match (was, now) {
                (Some((i, ..)), None) => Some(Item::Keep(i)),
                (Some((i, _, Some(was))), Some(now)) if was.same(&now) => Some(Item::Keep(i)),
                (Some((i, node, was)), Some(now)) => {
                    let (old, new) = (was.map_or(Val::Struct(Vec::new()), AnyRecord::to_val), now.to_val());
                    let unchanged = was.is_some() && old == new;
                    Some(if unchanged { Item::Keep(i) } else { Item::Rewritten(i, rewrite(node, &old, &new)) })
                }
                (None, Some(now)) => Some(Item::New(String::new(), as_row(kind, now.to_val()))),
                (None, None) => None,
            }
        };
        kind.records(plan).into_iter().filter_map(item).collect()
    }
}

/// A field the text does not have yet, or not in a form that can be read.
fn added(kind: RecordKind, plan: &Plan) -> Change {
    let mut values: Vec<Val> = kind.values(plan).into_iter().filter_map(|(_, v)| Some(as_row(kind, v?))).collect();
    match values.pop() {
        None => Change::Keep,
        Some(only) if !kind.is_list() => Change::Add(only),
        Some(last) => {
            values.push(last);
            Change::Add(Val::List(values))
        }
    }
}

/// A new record of a list whose records stand on a line each is written as it is on one line.
fn as_row(kind: RecordKind, value: Val) -> Val {
    if ROWS.contains(&kind.field()) { Val::Word(value.flat()) } else { value }
}

/// The order in which a person reads a plan: what it is about first.
fn in_reading_order() -> impl Iterator<Item = RecordKind> {
    const FIRST: [RecordKind; 3] = [RecordKind::Meta, RecordKind::Release, RecordKind::Settings];
    FIRST.into_iter().chain(RecordKind::ALL.iter().copied().filter(|k| !FIRST.contains(k)))
}
