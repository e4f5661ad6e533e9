//! The document: a plan being worked on, with its history and what of it is saved. It neither opens
//! nor writes files.

use super::Edit;
use crate::model::{Mend, Origin, Plan, Problem, RecordKind, RecordRef, read_plan};
use std::path::PathBuf;
use std::sync::Arc;

/// Counts the plans a document went through; equal revisions mean the same plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Revision(pub u64);

/// A plan, and the text it is written back into.
#[derive(Clone, Debug)]
struct State {
    plan: Arc<Plan>,
    origin: Arc<Origin>,
}

impl State {
    fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.origin, &other.origin) && self.plan.same(&other.plan)
    }
}

/// One step of the history: what it is called, and what there was before it (or after it, once it
/// is taken back).
#[derive(Clone, Debug)]
struct Step {
    label: String,
    state: State,
}

/// A plan being worked on.
#[derive(Clone, Debug)]
pub struct Document {
    now: State,
    revision: Revision,
    highest: u64,
    undo: Vec<Step>,
    redo: Vec<Step>,
    /// The record an unfinished gesture (a drag, a word being typed) is changing.
    gesture: Option<RecordRef>,
    saved: State,
    /// Where it is kept; none for an untitled plan.
    pub path: Option<PathBuf>,
}

/// Most steps that can be undone.
const HISTORY: usize = 10_000;

impl Document {
    /// A document for a plan that was read from text.
    pub fn new(origin: Origin, path: Option<PathBuf>) -> Self {
        let now = State { plan: Arc::clone(&origin.plan), origin: Arc::new(origin) };
        Self { saved: now.clone(), now, revision: Revision(1), highest: 1, undo: Vec::new(), redo: Vec::new(), gesture: None, path }
    }

    /// The plan as it is now.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.now.plan
    }

    /// Moves with every change, undo and redo.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// The text the plan was read from.
    pub fn origin(&self) -> &Origin {
        &self.now.origin
    }

    /// The file's text as it would be saved now.
    pub fn text(&self) -> String {
        self.now.origin.write(&self.now.plan)
    }

    /// Something is not saved yet.
    pub fn is_dirty(&self) -> bool {
        !self.now.same(&self.saved)
    }

    /// Remembers that `plan` is what the file at `path` holds now.
    pub fn mark_saved(&mut self, plan: Arc<Plan>, path: PathBuf) {
        self.saved = State { plan, origin: Arc::clone(&self.now.origin) };
        self.path = Some(path);
    }

    /// Applies an edit, whole or not at all. Edits of one record during one gesture are one
    /// step of the history. Returns the record it was about.
    pub fn apply(&mut self, edit: Edit, in_gesture: bool) -> Option<RecordRef> {
        let label = edit.label(&self.now.plan);
        let (plan, at) = edit.made(&self.now.plan)?;
        if plan.same(&self.now.plan) {
            return None;
        }
        let continues = in_gesture && self.gesture == Some(at) && !self.undo.is_empty();
        if continues {
            if let Some(step) = self.undo.last_mut() {
                step.label = format!("change {}", label.split_once(" of ").map_or(label.as_str(), |(_, r)| r).trim_start_matches("change "));
            }
        } else {
            self.push(label);
        }
        self.gesture = in_gesture.then_some(at);
        self.redo.clear();
        let origin = Arc::clone(&self.now.origin);
        self.become_state(State { plan: Arc::new(plan), origin });
        Some(at)
    }

    /// Makes the change to the text that a problem offers, in the text as it is now, and reads it
    /// again: one step of the history like any edit. Does nothing when the place cannot be found
    /// again for certain, or when the change would cost a record.
    pub fn mend(&mut self, problem: &Problem) -> bool {
        let Some((mut text, mend)) = self.find_again(problem) else { return false };
        text.replace_range(mend.from..mend.to, &mend.with);
        let Ok(origin) = read_plan(&text) else { return false };
        let records = |plan: &Plan| RecordKind::ALL.iter().map(|k| k.records(plan).iter().filter(|(_, r)| r.is_some()).count()).collect::<Vec<_>>();
        let is_loss = records(&self.now.plan).iter().zip(records(&origin.plan)).any(|(was, now)| *was > now);
        if is_loss || origin.newer != self.now.origin.newer {
            return false;
        }
        self.gesture = None;
        self.push(format!("mend {}{}", problem.subject, if problem.subject.is_empty() { problem.code } else { "" }));
        self.redo.clear();
        let origin = Arc::new(origin.adopting(&self.now.plan));
        self.become_state(State { plan: Arc::clone(&origin.plan), origin });
        true
    }

    /// The text as it is now, and the change of a problem where it belongs in that text.
    fn find_again(&self, problem: &Problem) -> Option<(String, Mend)> {
        let origin = &self.now.origin;
        let mend = problem.mend.clone().filter(|_| origin.problems.contains(problem))?;
        let text = self.text();
        if text == *origin.text {
            return text.get(mend.from..mend.to).is_some().then_some((text, mend));
        }
        let old = origin.text.get(mend.from..mend.to)?;
        let fresh = read_plan(&text).ok()?.adopting(&self.now.plan);
        let record = origin.record_at(problem.at);
        let is_same = |p: &&Problem| {
            let same_change = p.mend.as_ref().is_some_and(|m| m.with == mend.with && fresh.text.get(m.from..m.to) == Some(old));
            same_change && (p.code, &p.message) == (problem.code, &problem.message) && fresh.record_at(p.at) == record
        };
        let mut found = fresh.problems.iter().filter(is_same);
        match (found.next(), found.next()) {
            (Some(only), None) => only.mend.clone().map(|mend| (text, mend)),
            _ => None,
        }
    }

    fn push(&mut self, label: String) {
        self.undo.push(Step { label, state: self.now.clone() });
        if self.undo.len() > HISTORY {
            self.undo.remove(0);
        }
    }

    /// An unfinished gesture is given up: the plan is as it was before. False when there is none.
    pub fn cancel_gesture(&mut self) -> bool {
        if self.gesture.is_none() || self.undo().is_none() {
            return false;
        }
        // What was given up is not offered again.
        self.redo.pop();
        true
    }

    /// An edit of this record made now would belong to the gesture under way.
    pub fn goes_on(&self, at: RecordRef) -> bool {
        self.gesture == Some(at) && !self.undo.is_empty()
    }

    /// A gesture is over: the next edit is a step of its own.
    pub fn end_gesture(&mut self) {
        self.gesture = None;
    }

    fn become_state(&mut self, state: State) {
        self.now = state;
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
        self.redo.push(Step { label: step.label.clone(), state: self.now.clone() });
        self.become_state(step.state);
        Some(step.label)
    }

    /// Does the last step taken back again; its label.
    pub fn redo(&mut self) -> Option<String> {
        self.gesture = None;
        let step = self.redo.pop()?;
        self.undo.push(Step { label: step.label.clone(), state: self.now.clone() });
        self.become_state(step.state);
        Some(step.label)
    }
}
