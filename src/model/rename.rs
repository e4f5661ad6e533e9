//! Who refers to a record, and what becomes of them when its id changes.

use super::list::Key;
use super::plan::{Plan, RecordKind, RecordRef};
use super::record::{FieldDecl, Reference, Renaming, is_id};
use super::syntax::quote;
use std::collections::HashSet;

impl Plan {
    /// Every id that any record holds.
    pub fn each_reference<'a>(&'a self, f: &mut dyn FnMut(RecordRef, Reference<'a>)) {
        for kind in RecordKind::ALL {
            self.each_reference_of(*kind, f);
        }
    }

    /// The records that refer to a record, each with the field in which they do, in the order of the
    /// file. Nobody refers to a record whose id an earlier one of its type has.
    pub fn used_by(&self, at: RecordRef) -> Vec<(RecordRef, &'static FieldDecl)> {
        let Some(record) = self.record(at).filter(|r| !r.id().is_empty() && at.kind.id_field().is_some()) else { return Vec::new() };
        if self.first_with(at.kind, record.id()) != Some(at.key) {
            return Vec::new();
        }
        let shared = self.others_with(at.kind, record.id());
        let wanted = Renaming { kind: at.kind, from: record.id(), to: record.id(), shared_by: &shared };
        let mut out: Vec<(RecordRef, &'static FieldDecl)> = Vec::new();
        self.each_reference(&mut |from, r| {
            let is_known = out.iter().rev().take_while(|(known, _)| *known == from).any(|(_, field)| field.name == r.field.name);
            if wanted.concerns(r.refers, r.id) && !is_known {
                out.push((from, r.field));
            }
        });
        out
    }

    /// The record of a type that an id means: the first that has it.
    pub fn first_with(&self, kind: RecordKind, id: &str) -> Option<Key> {
        self.ids(kind).into_iter().find(|(_, known, _)| *known == id).map(|(key, ..)| key)
    }

    /// Other types that have a record with this id.
    fn others_with(&self, kind: RecordKind, id: &str) -> Vec<RecordKind> {
        let with_id = RecordKind::ALL.iter().copied().filter(|k| *k != kind && k.id_field().is_some());
        with_id.filter(|k| self.first_with(*k, id).is_some()).collect()
    }

    /// The plan with a new id for a record, and with every reference to it rewritten. The error says
    /// why the id cannot be given.
    pub fn with_id(&self, at: RecordRef, id: &str) -> Result<Self, String> {
        let label = at.kind.label();
        let record = self.record(at).ok_or_else(|| format!("the {label} is gone"))?;
        let field = at.kind.id_field().ok_or_else(|| format!("a {label} has no id"))?;
        if id.is_empty() {
            return Err(format!("a {label} needs an {field}; other records refer to it by that"));
        }
        if !is_id(id) {
            return Err(format!("\"{id}\" cannot be an {field}; it may hold only letters, digits, dot, underscore and hyphen"));
        }
        if self.ids(at.kind).into_iter().any(|(key, known, _)| known == id && key != at.key) {
            return Err(format!("another {label} has {field} \"{id}\" already"));
        }
        let old = record.id();
        // References to an id that stands twice mean the first record that has it.
        let plan = if old.is_empty() || self.first_with(at.kind, old) != Some(at.key) {
            self.clone()
        } else {
            let shared_by = self.others_with(at.kind, old);
            self.with_references_renamed(&Renaming { kind: at.kind, from: old, to: id, shared_by: &shared_by })
        };
        // A record may refer to itself: take it from the plan in which that is done.
        let record = plan.record(at).ok_or_else(|| format!("the {label} is gone"))?;
        let record = record.with_field(field, Some(&quote(id)))?;
        plan.with_record(at.key, record).ok_or_else(|| format!("the {label} is gone"))
    }

    /// An id like this one that no record of the type has yet: `test1`, `test1-2`, `test1-3`.
    pub fn free_id(&self, kind: RecordKind, wish: &str) -> String {
        let taken = self.ids(kind).into_iter().map(|(_, id, _)| id).collect();
        kind.free_id(wish, &taken)
    }
}

impl RecordKind {
    /// An id like this one that is not taken yet.
    pub fn free_id(self, wish: &str, taken: &HashSet<&str>) -> String {
        let cleaned: String = wish.chars().map(|c| if is_id(c.encode_utf8(&mut [0; 4])) { c } else { '-' }).take(LONGEST).collect();
        let cleaned = cleaned.trim_matches('-');
        let base = if cleaned.is_empty() { self.field().trim_end_matches('s') } else { cleaned };
        if !taken.contains(base) {
            return base.to_owned();
        }
        // Among one more name than there are records, one is free.
        (2..=taken.len() + 2).map(|n| format!("{base}-{n}")).find(|id| !taken.contains(id.as_str())).unwrap_or_else(|| base.to_owned())
    }
}

/// Longest id that is made up: people have to type it.
const LONGEST: usize = 60;
