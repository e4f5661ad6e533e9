//! Deleting records together with what refers to them, as one step that undo takes back whole.

use super::App;
use crate::edit::Edit;
use crate::model::syntax::Val;
use crate::model::{AnyRecord, FieldDecl, Plan, RecordDecl, RecordKind, RecordRef, Refers, Shape};
use crate::scene::Sign;
use crate::ui::action::Action;
use crate::ui::notices::Message;
use crate::ui::records::name;
use crate::ui::selection::Selection;
use std::collections::BTreeMap;

impl App {
    /// Deletes records and every word about them; says what went along.
    pub(super) fn delete(&mut self, selection: &Selection) {
        let records = selection.records();
        let plan = self.document.plan();
        let first = records.first().and_then(|at| plan.record(*at));
        let Some(first) = first else { return };
        let (edits, touched) = removal(plan, records);
        let what = if records.len() == 1 { format!("{} \"{}\"", first.kind().label(), name(&first)) } else { format!("{} records", records.len()) };
        let edit = match edits.len() {
            1 => edits.into_iter().next(),
            _ => Some(Edit::Many(format!("delete {what}"), edits)),
        };
        let next = neighbour(plan, records);
        let Some(edit) = edit else { return };
        let selected = selection.clone();
        if self.document.apply(edit, false).is_some() {
            self.deleted = self.document.undo_label().map(|label| (label.to_owned(), selected));
        }
        self.selection = next.map(Selection::one).unwrap_or_default().kept(self.document.plan());
        self.follow();
        let along = match touched {
            0 => String::new(),
            n => format!(" and what {} said about it", crate::analysis::words::count(n, "other record")),
        };
        let moved = self.notices.last().to_owned();
        let moved = if moved == super::NOTHING_MOVED { String::new() } else { format!(". {moved}") };
        self.notices.offer(Message {
            sign: Sign::Done,
            text: format!("Deleted {what}{along}{moved}"),
            offers: vec![("Undo".into(), Action::Undo)],
            stays: false,
        });
    }
}

/// The record that is selected once these are gone: the next one in the list.
fn neighbour(plan: &Plan, records: &[RecordRef]) -> Option<RecordRef> {
    let kind = records.first()?.kind;
    let order = kind.keys(plan);
    let last = order.iter().rposition(|k| records.iter().any(|r| r.key == *k))?;
    let left = |k: &&crate::model::Key| !records.iter().any(|r| r.key == **k);
    let key = order.get(last + 1).or_else(|| order[..last].iter().rev().find(left))?;
    Some(RecordRef { kind, key: *key }).filter(|r| !records.contains(r))
}

/// The edits that take records out of a plan with what refers to them, and how many records
/// that touches.
fn removal(plan: &Plan, records: &[RecordRef]) -> (Vec<Edit>, usize) {
    let mut gone: Vec<RecordRef> = records.to_vec();
    let mut changed: BTreeMap<RecordRef, AnyRecord> = BTreeMap::new();
    for at in records {
        let Some(record) = plan.record(*at) else { continue };
        for (user, _) in plan.used_by(*at) {
            // What happened stays as it was.
            if gone.contains(&user) || user.kind == RecordKind::Snapshot {
                continue;
            }
            // A link between services without one of its ends means nothing.
            if user.kind == RecordKind::ServiceLink {
                gone.push(user);
                changed.remove(&user);
                continue;
            }
            let now = changed.get(&user).cloned().or_else(|| plan.record(user));
            if let Some(now) = now {
                changed.insert(user, without(&now, at.kind, record.id()));
            }
        }
    }
    let touched = changed.len() + gone.len() - records.len();
    let sets = changed.into_iter().map(|(at, record)| Edit::Set(at, record));
    (sets.chain(gone.into_iter().map(Edit::Remove)).collect(), touched)
}

/// A record that does not name another one any more, where it may do without.
fn without(record: &AnyRecord, kind: RecordKind, id: &str) -> AnyRecord {
    let Val::Struct(fields) = record.to_val() else { return record.clone() };
    let mut result = record.clone();
    for decl in record.kind().decl().fields {
        let Some((_, value)) = fields.iter().find(|(n, _)| *n == decl.name) else { continue };
        let stripped = strip(decl, value, kind, id);
        if stripped.as_ref() != Some(value)
            && let Ok(changed) = result.with_field(decl.name, stripped.as_ref().map(Val::flat).as_deref())
        {
            result = changed;
        }
    }
    result
}

fn names_it(refers: Option<Refers>, text: &str, kind: RecordKind, id: &str) -> bool {
    // Free text is somebody's word; it stays even if the record it happens to name is gone.
    let is_link = |t: &str| t == id || t.strip_prefix(id).is_some_and(|rest| rest.starts_with([' ', '+']));
    refers.is_some_and(|r| !r.loose && r.kinds.contains(&kind)) && is_link(text.trim())
}

/// A value without the id; none when nothing is left of it.
fn strip(decl: &FieldDecl, value: &Val, kind: RecordKind, id: &str) -> Option<Val> {
    match value {
        Val::Str(text) => (!names_it(decl.refers, text, kind, id)).then(|| value.clone()),
        Val::List(items) => {
            let left: Vec<Val> = items.iter().filter_map(|item| strip(decl, item, kind, id)).collect();
            (!left.is_empty() || items.is_empty()).then_some(Val::List(left))
        }
        Val::Struct(fields) => {
            let Some(inner) = record_of((decl.shape)()) else { return Some(value.clone()) };
            let of = |name: &str| inner.fields.iter().find(|f| f.name == name);
            let left = fields.iter().filter_map(|(n, v)| Some((*n, of(n).map_or_else(|| Some(v.clone()), |f| strip(f, v, kind, id))?)));
            Some(Val::Struct(left.collect()))
        }
        other => Some(other.clone()),
    }
}

fn record_of(shape: Shape) -> Option<&'static RecordDecl> {
    match shape {
        Shape::Record(decl) => Some(decl),
        Shape::List(inner) | Shape::Optional(inner) => record_of(*inner),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Document;
    use crate::model::read_plan;

    fn find(document: &Document, kind: RecordKind, id: &str) -> RecordRef {
        let all = kind.records(document.plan());
        let key = all.into_iter().find(|(_, r)| r.as_ref().is_some_and(|r| r.id() == id)).map(|(k, _)| k).expect("a record");
        RecordRef { kind, key }
    }

    #[test]
    fn what_is_deleted_leaves_no_word_behind_and_comes_back_whole() {
        let text = include_str!("../../assets/plans/customer-portal.ron");
        for (kind, id) in [(RecordKind::Task, "prod"), (RecordKind::Service, "payment"), (RecordKind::Metric, "perf"), (RecordKind::Section, "testing")] {
            let mut document = Document::new(read_plan(text).expect("a plan"), None);
            let at = find(&document, kind, id);
            let users = document.plan().used_by(at).len();
            let (edits, _) = removal(document.plan(), &[at]);
            assert!(users == 0 || edits.len() > 1, "{id}");
            document.apply(Edit::Many("delete".into(), edits), false);
            let again = read_plan(&document.text()).expect("a plan");
            let dangling: Vec<_> = crate::analysis::Analysis::of(&again.plan).invalid.iter().filter(|i| i.code == "V006").cloned().collect();
            assert!(dangling.is_empty(), "{id}: {dangling:?}");
            document.undo();
            assert_eq!(document.text(), text);
        }
    }
}
