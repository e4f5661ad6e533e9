//! Changes to a plan, and the document that keeps them: every accepted edit makes a new plan with
//! a new revision; undo and redo keep plans, not inverse commands.

mod document;

pub use document::{Document, Revision};

use crate::model::{AnyRecord, Key, Plan, RecordRef};

/// A change to the plan.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// A record gets a new value.
    Set(RecordRef, AnyRecord),
    /// A record is added behind another, or at the end of its list.
    Add(AnyRecord, Option<Key>),
    /// A record is removed.
    Remove(RecordRef),
    /// A record moves to a place in its list.
    Move(RecordRef, usize),
    /// A record gets a new id, and every reference to it is rewritten.
    Rename(RecordRef, String),
    /// Several edits as one, with its label: all of them or none.
    Many(String, Vec<Self>),
}

/// A change that mends what is wrong, ready to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does, as a button says it.
    pub label: String,
    /// The edits, made as one.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix of one edit.
    pub fn new(label: impl Into<String>, edit: Edit) -> Self {
        Self { label: label.into(), edits: vec![edit] }
    }

    /// The fix as one edit.
    pub fn edit(&self) -> Edit {
        Edit::Many(self.label.clone(), self.edits.clone())
    }
}

impl Edit {
    /// What the Undo menu calls it.
    pub fn label(&self, plan: &Plan) -> String {
        let name = |at: &RecordRef| plan.record(*at).map_or_else(|| at.kind.label().to_owned(), |r| format!("{} \"{}\"", at.kind.label(), short(r.title())));
        match self {
            Self::Set(at, record) => match what_changed(plan, *at, record) {
                Some(field) => format!("change {field} of {}", name(at)),
                None => format!("change {}", name(at)),
            },
            Self::Add(record, _) => format!("add {} \"{}\"", record.kind().label(), short(record.title())),
            Self::Remove(at) => format!("delete {}", name(at)),
            Self::Move(at, _) => format!("move {}", name(at)),
            Self::Rename(at, id) => format!("rename {} to \"{}\"", name(at), short(id)),
            Self::Many(label, _) => label.clone(),
        }
    }

    /// The plan after this edit, and the record it was about; `None` when it cannot be made. An edit
    /// that changes nothing gives the same plan.
    pub fn made(self, plan: &Plan) -> Option<(Plan, RecordRef)> {
        Some(match self {
            Self::Set(at, record) => {
                let record = without_typed_values(record);
                let plan = if plan.record(at)? == record { plan.clone() } else { plan.with_record(at.key, record)? };
                (plan, at)
            }
            Self::Add(record, behind) => plan.with_added(record, behind),
            Self::Remove(at) => (plan.without(at)?, at),
            Self::Move(at, place) => (plan.with_moved(at, place)?, at),
            Self::Rename(at, id) if plan.record(at)?.id() == id => (plan.clone(), at),
            Self::Rename(at, id) => (plan.with_id(at, &id).ok()?, at),
            Self::Many(_, edits) => {
                let mut first = None;
                let mut plan = plan.clone();
                let mut edits = edits.into_iter().peekable();
                while let Some(edit) = edits.next() {
                    // Tasks that change together change in one copy of their list: a thousand bars are
                    // dragged as one.
                    let (next, at) = match edit {
                        Self::Set(at, AnyRecord::Task(task)) if matches!(edits.peek(), Some(Self::Set(_, AnyRecord::Task(_)))) => {
                            let mut together = vec![(at.key, task)];
                            while let Some(Self::Set(at, AnyRecord::Task(task))) = edits.next_if(|e| matches!(e, Self::Set(_, AnyRecord::Task(_)))) {
                                together.push((at.key, task));
                            }
                            (plan.with_tasks(together)?, at)
                        }
                        edit => edit.made(&plan)?,
                    };
                    plan = next;
                    first = first.or(Some(at));
                }
                (plan, first?)
            }
        })
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_owned() } else { format!("{}…", text.chars().take(39).collect::<String>()) }
}

/// The field that differs, if it is only one.
fn what_changed(plan: &Plan, at: RecordRef, record: &AnyRecord) -> Option<String> {
    use crate::model::syntax::Val;
    let (Val::Struct(was), Val::Struct(now)) = (plan.record(at)?.to_val(), record.to_val()) else { return None };
    let find = |fields: &[(&'static str, Val)], name: &str| fields.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone());
    let mut names: Vec<&str> = was.iter().chain(&now).map(|(n, _)| *n).collect();
    names.dedup();
    let mut changed: Vec<&str> = names.into_iter().filter(|n| find(&was, n) != find(&now, n)).collect();
    changed.sort_unstable();
    changed.dedup();
    match changed.as_slice() {
        [only] => Some(only.replace('_', " ")),
        _ => None,
    }
}

/// A record without values that somebody typed although they are computed.
fn without_typed_values(record: AnyRecord) -> AnyRecord {
    match record {
        AnyRecord::Risk(risk) if risk.score.is_some() => {
            let mut risk = risk.as_ref().clone();
            risk.score = None;
            risk.into()
        }
        other => other,
    }
}
