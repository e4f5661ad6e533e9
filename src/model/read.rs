//! Reading a whole plan from text, and writing a changed plan back into that text.

use super::plan::{AnyRecord, Key, Plan, RecordKind};
use super::record::{Problem, ReadCx, Weight, nearest};
use super::syntax::{Change, Item, Kind, LineIndex, Node, Parsed, Source, Val, parse, write_value};
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

/// Reads a plan. Never fails: what cannot be read is named in `problems` and stays in the text.
/// `None` only when the text is no plan at all; the problem then says why.
pub fn read_plan(text: &str) -> Result<Origin, Box<Problem>> {
    let lines = LineIndex::new(text);
    if let Some(problem) = conflict_marker(text) {
        return Err(Box::new(located(problem, text, &lines)));
    }
    let parsed = parse(text);
    let mut cx = ReadCx { text, problems: Vec::new(), unread: HashSet::new(), subject: String::new() };
    for fault in &parsed.faults {
        cx.problem("V001", Weight::Error, fault.at, fault.message.clone());
    }
    let mut plan = Plan::default();
    let fields: &[_] = match parsed.root.as_ref().map(|r| bare(r)) {
        Some(Node { kind: Kind::Struct(fields), .. }) => fields,
        Some(Node { kind: Kind::Tuple(items), .. }) if items.is_empty() => &[],
        Some(other) => {
            let message = format!("a plan is a record in parentheses, such as (release: (version: \"1.0\"), tasks: […]); this is {}", other.kind.describe());
            let first = cx.problems.first().cloned();
            let own = Problem { code: "V001", weight: Weight::Error, at: other.span.start, line: 0, column: 0, subject: String::new(), message };
            return Err(Box::new(located(first.unwrap_or(own), text, &lines)));
        }
        None => {
            let message = "the file is empty; a plan starts with ( and ends with )".to_owned();
            let own = Problem { code: "V001", weight: Weight::Error, at: 0, line: 1, column: 1, subject: String::new(), message };
            return Err(Box::new(own));
        }
    };
    let mut newer = None;
    let mut seen: Vec<&str> = Vec::new();
    for field in fields {
        let name = field.name.of(text);
        cx.subject = String::new();
        if seen.contains(&name) {
            cx.problem("V003", Weight::Warning, field.name.start, format!("\"{name}\" is given twice; the first one is used"));
            continue;
        }
        seen.push(name);
        if name == "schema_version" {
            let version = field.value.span.of(text).parse().unwrap_or(1);
            if version > super::SCHEMA_VERSION {
                newer = Some(version);
                let known = super::SCHEMA_VERSION;
                cx.problem("V002", Weight::Warning, field.value.span.start, format!("this file was written by a newer version (schema {version}, this program knows {known}); it is opened read-only"));
            }
            plan.schema_version = version;
        } else if let Some(kind) = RecordKind::of_field(name) {
            kind.read(&mut plan, &field.value, &mut cx);
        } else {
            let near = nearest(name, RecordKind::ALL.iter().map(|k| k.field()));
            let hint = near.map_or_else(|| "; it is kept as it stands".to_owned(), |n| format!(". Did you mean \"{n}\"?"));
            cx.problem("V003", Weight::Warning, field.name.start, format!("unknown field \"{name}\"{hint}"));
        }
    }
    let mut problems = cx.problems;
    let unread = cx.unread;
    for p in &mut problems {
        (p.line, p.column) = lines.position(text, p.at);
    }
    problems.sort_by_key(|p| p.at);
    let mut places = HashMap::new();
    for field in fields {
        if let Some(kind) = RecordKind::of_field(field.name.of(text)) {
            match &field.value.kind {
                Kind::List(items) => places.extend(kind.keys(&plan).into_iter().zip(items).map(|(k, n)| (k, n.span.start))),
                _ => places.extend(kind.keys(&plan).first().map(|k| (*k, field.value.span.start))),
            }
        }
    }
    Ok(Origin {
        text: text.into(),
        plan: Arc::new(plan),
        problems,
        newer,
        parsed: Arc::new(parsed),
        unread: Arc::new(unread),
        lines: Arc::new(lines),
        places: Arc::new(places),
    })
}

/// The struct itself, without the name that may stand in front of it.
fn bare(node: &Node) -> &Node {
    match &node.kind {
        Kind::Tagged(_, inner) => inner,
        _ => node,
    }
}

fn located(mut problem: Problem, text: &str, lines: &LineIndex) -> Problem {
    (problem.line, problem.column) = lines.position(text, problem.at);
    problem
}

fn conflict_marker(text: &str) -> Option<Problem> {
    let at = if text.starts_with("<<<<<<< ") { Some(0) } else { text.find("\n<<<<<<< ").map(|i| i + 1) }?;
    let message = "the file holds an unfinished git merge (<<<<<<<); finish the merge in an editor first, keeping one side of each conflict".to_owned();
    Some(Problem { code: "V001", weight: Weight::Error, at, line: 0, column: 0, subject: String::new(), message })
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
        let Some(root) = self.parsed.root.as_ref() else { return self.text.to_string() };
        let root = bare(root);
        let newline = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let source = Source { text: &self.text, newline, unread: &self.unread };
        let Kind::Struct(fields) = &root.kind else {
            // An empty plan `()` has no fields to keep.
            return self.write_fresh(root, plan, newline);
        };
        let changes: Vec<(&str, Change)> = RecordKind::ALL.iter().map(|kind| (kind.field(), self.kind_change(*kind, plan, &source))).collect();
        if changes.iter().all(|(_, c)| *c == Change::Keep) {
            return self.text.to_string();
        }
        let changes = in_reading_order(changes);
        let inside = source.splice_fields(root, fields, &changes);
        format!("{}{inside}{}", &self.text[..root.span.start], &self.text[root.span.end..])
    }

    fn write_fresh(&self, root: &Node, plan: &Plan, newline: &str) -> String {
        let mut body = String::new();
        for (name, change) in in_reading_order(RecordKind::ALL.iter().map(|k| (k.field(), fresh(*k, plan, newline))).collect()) {
            if let Change::Set(text) = change {
                body.push_str(&format!("    {name}: {text},{newline}"));
            }
        }
        format!("{}({newline}{body}){}", &self.text[..root.span.start], &self.text[root.span.end..])
    }

    fn kind_change(&self, kind: RecordKind, plan: &Plan, source: &Source<'_>) -> Change {
        if kind.same(&self.plan, plan) {
            return Change::Keep;
        }
        let root = self.parsed.root.as_ref().map(bare);
        let node = match root.map(|r| &r.kind) {
            Some(Kind::Struct(fields)) => fields.iter().find(|f| f.name.of(&self.text) == kind.field()).map(|f| &f.value),
            _ => None,
        };
        let Some(node) = node else { return fresh(kind, plan, source.newline) };
        if !kind.is_list() {
            let old = kind.values(&self.plan).into_iter().next().and_then(|(_, v)| v).unwrap_or(Val::Struct(Vec::new()));
            return match kind.values(plan).into_iter().next().and_then(|(_, v)| v) {
                Some(new) if new == old => Change::Keep,
                Some(new) => Change::Set(source.rewrite(node, &old, &new)),
                None => Change::Remove,
            };
        }
        let Kind::List(nodes) = &node.kind else { return Change::Keep };
        let items = self.list_items(kind, plan, nodes, source);
        let unchanged = items.len() == nodes.len() && items.iter().enumerate().all(|(i, item)| *item == Item::Keep(i));
        if unchanged { Change::Keep } else { Change::Set(source.rebuild_list(node, nodes, &items)) }
    }

    fn list_items(&self, kind: RecordKind, plan: &Plan, nodes: &[Node], source: &Source<'_>) -> Vec<Item> {
        let before = kind.records(&self.plan);
        let place: HashMap<Key, usize> = before.iter().enumerate().map(|(i, (k, _))| (*k, i)).collect();
        let mut items = Vec::new();
        for (key, now) in kind.records(plan) {
            match (place.get(&key), now) {
                (Some(i), None) => items.push(Item::Keep(*i)),
                (Some(i), Some(now)) => {
                    let was = before.get(*i).and_then(|(_, r)| r.as_ref());
                    let Some(node) = nodes.get(*i) else {
                        items.push(Item::New(now.to_val()));
                        continue;
                    };
                    if was.is_some_and(|w| w.same(&now)) {
                        items.push(Item::Keep(*i));
                        continue;
                    }
                    let (old, new) = (was.map_or(Val::Struct(Vec::new()), AnyRecord::to_val), now.to_val());
                    items.push(if old == new { Item::Keep(*i) } else { Item::Rewritten(*i, source.rewrite(node, &old, &new)) });
                }
                (None, Some(now)) => items.push(Item::New(now.to_val())),
                (None, None) => {}
            }
        }
        items
    }
}

/// A field the text does not have yet.
fn fresh(kind: RecordKind, plan: &Plan, newline: &str) -> Change {
    let values: Vec<Val> = kind.values(plan).into_iter().filter_map(|(_, v)| v).collect();
    if values.is_empty() {
        return Change::Keep;
    }
    if !kind.is_list() {
        return Change::Set(values.first().map_or(String::new(), |v| write_value(v, 4, 6 + kind.field().len(), newline)));
    }
    let flat = Val::List(values.clone()).flat();
    if 6 + kind.field().len() + flat.chars().count() < 110 {
        return Change::Set(flat);
    }
    let lines: String = values.iter().map(|v| format!("{newline}        {},", write_value(v, 8, 8, newline))).collect();
    Change::Set(format!("[{lines}{newline}    ]"))
}

/// The order in which a person reads a plan: what it is about first.
fn in_reading_order(mut changes: Vec<(&'static str, Change)>) -> Vec<(&'static str, Change)> {
    const FIRST: [&str; 3] = ["meta", "release", "settings"];
    changes.sort_by_key(|(name, _)| FIRST.iter().position(|f| f == name).unwrap_or(FIRST.len()));
    changes
}
