//! What differs between two values of one record, field by field in people's words. Lists of parts
//! (steps, items, actions) are compared part by part, each matched by what names it.

use crate::model::syntax::Val;
use crate::model::{RecordDecl, Shape, spaced};

/// A field that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// As written in the file; of a part, the field of the record it is in.
    pub field: &'static str,
    /// As people say it, with the part it is in.
    pub label: String,
    /// Its value before; none when there was none.
    pub old: Option<String>,
    /// Its value now; none when there is none.
    pub new: Option<String>,
}

impl FieldChange {
    /// `5 d → 8 d`, `set to Ann`, `Ann removed`.
    pub fn sentence(&self) -> String {
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => format!("{old} → {new}"),
            (None, Some(new)) => format!("set to {new}"),
            (Some(old), None) => format!("{old} removed"),
            (None, None) => "changed".to_owned(),
        }
    }
}

/// Fields by which a part of a record is known, in this order.
const NAMES: [&str; 9] = ["id", "key", "text", "title", "role", "metric", "what", "name", "kind"];

/// Everything that differs between two values of a declared record.
pub(super) fn compared(decl: &'static RecordDecl, old: &Val, new: &Val) -> Vec<FieldChange> {
    let mut out = Vec::new();
    fields(decl, old, new, &Place { field: None, before: String::new() }, &mut out);
    out
}

/// Where in a record a difference lies.
struct Place {
    /// Field of the record itself.
    field: Option<&'static str>,
    /// Words in front of the label.
    before: String,
}

fn fields(decl: &'static RecordDecl, old: &Val, new: &Val, place: &Place, out: &mut Vec<FieldChange>) {
    for f in decl.fields {
        let (was, is) = (field(old, f.name), field(new, f.name));
        if was == is {
            continue;
        }
        let label = format!("{}{}", place.before, label_of(f.name));
        let at = place.field.unwrap_or(f.name);
        let shape = (f.shape)();
        match (parts_of(&shape), was, is) {
            (Some(inner), Some(Val::List(old)), Some(Val::List(new))) => parts(inner, at, &label, old, new, out),
            (Some(inner), None, Some(Val::List(new))) => parts(inner, at, &label, &[], new, out),
            (Some(inner), Some(Val::List(old)), None) => parts(inner, at, &label, old, &[], out),
            _ => match (record_of(&shape), was, is) {
                (Some(inner), Some(was @ Val::Struct(_)), Some(is @ Val::Struct(_))) => {
                    fields(inner, was, is, &Place { field: Some(at), before: format!("{label}, ") }, out);
                }
                _ => {
                    let default = || (f.default_value)().as_ref().and_then(|v| spoken(v, f.unit));
                    let say = |v: Option<&Val>| v.map_or_else(default, |v| spoken(v, f.unit));
                    out.push(FieldChange { field: at, label, old: say(was), new: say(is) });
                }
            },
        }
    }
}

/// Compares lists of parts: each is matched by what names it, else by its place.
fn parts(decl: &'static RecordDecl, at: &'static str, label: &str, old: &[Val], new: &[Val], out: &mut Vec<FieldChange>) {
    let mut left: Vec<Option<&Val>> = old.iter().map(Some).collect();
    let mut pending = Vec::new();
    for value in new {
        match left.iter().position(|o| *o == Some(value)) {
            Some(i) => left[i] = None,
            None => pending.push(value),
        }
    }
    for value in pending {
        let name = name_of(value);
        let twin = left.iter().position(|o| o.is_some_and(|o| name.is_some() && name_of(o) == name));
        match twin.and_then(|i| left[i].take()) {
            Some(was) => {
                let before = format!("{label} \"{}\", ", name.unwrap_or_default());
                fields(decl, was, value, &Place { field: Some(at), before }, out);
            }
            None => out.push(FieldChange { field: at, label: label.to_owned(), old: None, new: Some(quoted(value)) }),
        }
    }
    for value in left.into_iter().flatten() {
        out.push(FieldChange { field: at, label: label.to_owned(), old: Some(quoted(value)), new: None });
    }
}

fn field<'v>(value: &'v Val, name: &str) -> Option<&'v Val> {
    match value {
        Val::Struct(fields) => fields.iter().find(|(n, _)| *n == name).map(|(_, v)| v),
        _ => None,
    }
}

fn name_of(value: &Val) -> Option<String> {
    NAMES.iter().find_map(|n| field(value, n)).and_then(|v| spoken(v, ""))
}

fn quoted(value: &Val) -> String {
    name_of(value).map_or_else(|| spoken(value, "").unwrap_or_default(), |n| format!("\"{n}\""))
}

fn parts_of(shape: &Shape) -> Option<&'static RecordDecl> {
    match shape {
        Shape::List(inner) => record_of(inner),
        _ => None,
    }
}

fn record_of(shape: &Shape) -> Option<&'static RecordDecl> {
    match shape {
        Shape::Record(decl) => Some(decl),
        Shape::Optional(inner) => record_of(inner),
        _ => None,
    }
}

/// What people call a field.
fn label_of(name: &'static str) -> String {
    match name {
        "after" => "waits for".to_owned(),
        "pct" => "done".to_owned(),
        "plan_b" => "Plan B".to_owned(),
        "t0" => "T-0".to_owned(),
        "at" => "time".to_owned(),
        "utc_offset_min" => "offset from UTC".to_owned(),
        _ => {
            let bare = ["_pct", "_pd", "_min", "_count"].into_iter().find_map(|tail| name.strip_suffix(tail)).unwrap_or(name);
            bare.replace('_', " ")
        }
    }
}

/// A value as people say it; nothing for what is empty.
fn spoken(value: &Val, unit: &str) -> Option<String> {
    let with_unit = |text: &str| if unit.is_empty() { text.to_owned() } else { format!("{text} {unit}") };
    match value {
        Val::Str(s) if s.is_empty() => None,
        Val::Str(s) => Some(s.clone()),
        Val::Word(w) if w == "true" => Some("yes".to_owned()),
        Val::Word(w) if w == "false" => Some("no".to_owned()),
        Val::Word(w) if w.starts_with(|c: char| c.is_ascii_alphabetic()) => Some(spaced(w)),
        Val::Word(w) => Some(with_unit(w)),
        Val::List(items) if items.is_empty() => None,
        Val::List(items) => Some(items.iter().filter_map(|v| spoken(v, unit)).collect::<Vec<_>>().join(", ")),
        Val::Struct(fields) if fields.is_empty() => None,
        Val::Struct(fields) => {
            let parts: Vec<String> = fields.iter().filter_map(|(n, v)| spoken(v, "").map(|v| format!("{} {v}", label_of(n)))).collect();
            Some(format!("({})", parts.join(", ")))
        }
        Val::Tagged(name, inner) => Some(format!("{} {}", spaced(name), spoken(inner, unit).unwrap_or_default()).trim().to_owned()),
        Val::Map(pairs) if pairs.is_empty() => None,
        Val::Map(pairs) => Some(pairs.iter().map(|(k, v)| format!("{k} {}", v.flat())).collect::<Vec<_>>().join(", ")),
    }
}
