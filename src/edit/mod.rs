//! Changes to a plan, and the document that keeps them: every accepted edit makes a new plan with
//! a new revision; undo and redo keep plans, not inverse commands.

use crate::model::{AnyRecord, Key, Origin, Plan, RecordRef};
use std::path::PathBuf;
use std::sync::Arc;

/// Counts the plans a document went through; equal revisions mean the same plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Revision(pub u64);

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
        }
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

/// One step of the history.
#[derive(Clone, Debug)]
struct Step {
    label: String,
    plan: Arc<Plan>,
}

/// A plan being worked on.
#[derive(Clone, Debug)]
pub struct Document {
    plan: Arc<Plan>,
    revision: Revision,
    highest: u64,
    undo: Vec<Step>,
    redo: Vec<Step>,
    /// The record an unfinished gesture (a drag, a word being typed) is changing.
    gesture: Option<RecordRef>,
    saved: Arc<Plan>,
    /// Where it is kept; none for an untitled plan.
    pub path: Option<PathBuf>,
    origin: Arc<Origin>,
}

/// Most steps that can be undone.
const HISTORY: usize = 10_000;

impl Document {
    /// A document for a plan that was read from text.
    pub fn new(origin: Origin, path: Option<PathBuf>) -> Self {
        let plan = Arc::clone(&origin.plan);
        Self {
            saved: Arc::clone(&plan),
            plan,
            revision: Revision(1),
            highest: 1,
            undo: Vec::new(),
            redo: Vec::new(),
            gesture: None,
            path,
            origin: Arc::new(origin),
        }
    }

    /// The plan as it is now.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// Moves with every change, undo and redo.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// The text the plan was read from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The file's text as it would be saved now.
    pub fn text(&self) -> String {
        self.origin.write(&self.plan)
    }

    /// Something is not saved yet.
    pub fn is_dirty(&self) -> bool {
        !self.plan.same(&self.saved)
    }

    /// Remembers that `plan` is what the file at `path` holds now.
    pub fn mark_saved(&mut self, plan: Arc<Plan>, path: PathBuf) {
        self.saved = plan;
        self.path = Some(path);
    }

    /// Applies an edit, whole or not at all. Edits of one record during one gesture are one
    /// step of the history. Returns the record it was about.
    pub fn apply(&mut self, edit: Edit, in_gesture: bool) -> Option<RecordRef> {
        let label = edit.label(&self.plan);
        let (plan, at) = match edit {
            Edit::Set(at, record) => {
                let was = self.plan.record(at)?;
                let record = without_typed_values(record);
                if was == record {
                    return None;
                }
                (self.plan.with_record(at.key, record)?, at)
            }
            Edit::Add(record, behind) => self.plan.with_added(record, behind),
            Edit::Remove(at) => (self.plan.without(at)?, at),
            Edit::Move(at, place) => (self.plan.with_moved(at, place)?, at),
        };
        let continues = in_gesture && self.gesture == Some(at) && !self.undo.is_empty();
        if continues {
            if let Some(step) = self.undo.last_mut() {
                step.label = format!("change {}", label.split_once(" of ").map_or(label.as_str(), |(_, r)| r).trim_start_matches("change "));
            }
        } else {
            self.undo.push(Step { label, plan: Arc::clone(&self.plan) });
            if self.undo.len() > HISTORY {
                self.undo.remove(0);
            }
        }
        self.gesture = in_gesture.then_some(at);
        self.redo.clear();
        self.become_plan(Arc::new(plan));
        Some(at)
    }

    /// A gesture is over: the next edit is a step of its own.
    pub fn end_gesture(&mut self) {
        self.gesture = None;
    }

    fn become_plan(&mut self, plan: Arc<Plan>) {
        self.plan = plan;
        self.highest += 1;
        self.revision = Revision(self.highest);
    }

    /// What undo would take back.
    pub fn undo_label(&self) -> Option<&str> {
        self.undo.last().map(|s| s.label.as_str())
    }

    /// What redo would do again.
    pub fn redo_label(&self) -> Option<&str> {
        self.redo.last().map(|s| s.label.as_str())
    }

    /// Takes the last step back; its label.
    pub fn undo(&mut self) -> Option<String> {
        self.gesture = None;
        let step = self.undo.pop()?;
        self.redo.push(Step { label: step.label.clone(), plan: Arc::clone(&self.plan) });
        self.become_plan(step.plan);
        Some(step.label)
    }

    /// Does the last step taken back again; its label.
    pub fn redo(&mut self) -> Option<String> {
        self.gesture = None;
        let step = self.redo.pop()?;
        self.undo.push(Step { label: step.label.clone(), plan: Arc::clone(&self.plan) });
        self.become_plan(step.plan);
        Some(step.label)
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
