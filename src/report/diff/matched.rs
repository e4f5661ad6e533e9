//! Which record of the new plan is which of the old one: by id, and where an id is new and all else
//! is equal, by that. Says nothing about dates.

use super::fields::compared;
use super::{Change, What, title_of};
use crate::model::syntax::Val;
use crate::model::{AnyRecord, Key, Plan, RecordKind, RecordRef};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A record that has another id now.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Renamed {
    kind: RecordKind,
    from: String,
    to: String,
}

/// The first field of these types names something else than the record itself: two of them with the
/// same name are not the same record.
fn is_named(kind: RecordKind) -> bool {
    kind.is_list() && !matches!(kind, RecordKind::ServiceLink | RecordKind::Deployment | RecordKind::Allow | RecordKind::Snapshot)
}

/// The field that holds the id.
fn id_field(kind: RecordKind) -> &'static str {
    kind.decl().fields.first().map_or("id", |f| f.name)
}

/// The old plan with the ids of the new one, in the references too.
pub(super) fn with_renames(old: &Plan, new: &Plan) -> (Plan, Vec<Renamed>) {
    let mut plan = old.clone();
    let mut renames = Vec::new();
    for kind in RecordKind::ALL.iter().copied().filter(|k| is_named(*k) && !k.same(old, new)) {
        let (before, now) = (readable(kind, &plan), readable(kind, new));
        let ids = |list: &[(Key, AnyRecord)]| list.iter().map(|(_, r)| r.id().to_owned()).collect::<HashSet<_>>();
        let (had, has) = (ids(&before), ids(&now));
        let mut nameless: HashMap<Vec<(&'static str, Val)>, Vec<&AnyRecord>> = HashMap::new();
        for (_, record) in now.iter().rev().filter(|(_, r)| !had.contains(r.id())) {
            nameless.entry(without_id(kind, record)).or_default().push(record);
        }
        for (key, record) in before.iter().filter(|(_, r)| !has.contains(r.id())) {
            let rest = without_id(kind, record);
            // A record with a name and nothing else is like any other.
            let Some(twin) = nameless.get_mut(&rest).filter(|_| !rest.is_empty()).and_then(Vec::pop) else { continue };
            if let Ok(renamed) = plan.with_id(RecordRef { kind, key: *key }, twin.id()) {
                plan = renamed;
                renames.push(Renamed { kind, from: record.id().to_owned(), to: twin.id().to_owned() });
            }
        }
    }
    (plan, renames)
}

fn without_id(kind: RecordKind, record: &AnyRecord) -> Vec<(&'static str, Val)> {
    let id = id_field(kind);
    match record.to_val() {
        Val::Struct(fields) => fields.into_iter().filter(|(name, _)| *name != id).collect(),
        _ => Vec::new(),
    }
}

fn readable(kind: RecordKind, plan: &Plan) -> Vec<(Key, AnyRecord)> {
    kind.records(plan).into_iter().filter_map(|(key, record)| record.map(|r| (key, r))).collect()
}

/// What became of every record; the old plan has the ids of the new one already.
pub(super) fn changes(old: &Plan, new: &Plan, renames: &[Renamed]) -> Vec<Change> {
    let mut out = Vec::new();
    for kind in RecordKind::ALL.iter().copied().filter(|k| !k.same(old, new)) {
        for r in renames.iter().filter(|r| r.kind == kind) {
            let title = readable(kind, new).into_iter().find(|(_, x)| x.id() == r.to).map_or(String::new(), |(_, x)| title_of(&x));
            out.push(Change { kind, id: r.to.clone(), title, what: What::Renamed(r.from.clone()) });
        }
        compare(kind, old, new, &mut out);
    }
    out
}

fn compare(kind: RecordKind, old: &Plan, new: &Plan, out: &mut Vec<Change>) {
    let before: Vec<AnyRecord> = readable(kind, old).into_iter().map(|(_, r)| r).collect();
    let now: Vec<AnyRecord> = readable(kind, new).into_iter().map(|(_, r)| r).collect();
    let mut left: BTreeMap<String, Vec<&AnyRecord>> = BTreeMap::new();
    for record in before.iter().rev() {
        left.entry(name_in(kind, record)).or_default().push(record);
    }
    // Equal ones first, so that of two with one id the changed one is found to be changed.
    let mut unequal = Vec::new();
    for record in &now {
        let same = left.get_mut(&name_in(kind, record));
        let place = same.as_ref().and_then(|l| l.iter().position(|r| r.same(record) || *r == record));
        match (same, place) {
            (Some(list), Some(place)) => {
                list.remove(place);
            }
            _ => unequal.push(record),
        }
    }
    for record in unequal {
        let what = match left.get_mut(&name_in(kind, record)).and_then(Vec::pop) {
            Some(was) => What::Changed(compared(kind.decl(), &was.to_val(), &record.to_val())),
            None => What::Added,
        };
        if what != What::Changed(Vec::new()) {
            out.push(Change { kind, id: record.id().to_owned(), title: title_of(record), what });
        }
    }
    let gone: HashSet<*const AnyRecord> = left.values().flatten().map(|r| std::ptr::from_ref(*r)).collect();
    for record in before.iter().filter(|r| gone.contains(&std::ptr::from_ref(*r))) {
        out.push(Change { kind, id: record.id().to_owned(), title: title_of(record), what: What::Removed });
    }
}

/// What two records must share to be taken for one: the id, or all they hold where they have none.
fn name_in(kind: RecordKind, record: &AnyRecord) -> String {
    match kind.is_list() {
        true if is_named(kind) => record.id().to_owned(),
        true if let AnyRecord::Snapshot(s) = record => s.on.map_or_else(String::new, |on| on.to_string()),
        true => record.to_val().flat(),
        false => String::new(),
    }
}
