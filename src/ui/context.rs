//! What a panel sees and how it asks for changes.

use super::action::Action;
use super::panels::Panel;
use super::selection::Selection;
use crate::analysis::Analysis;
use crate::analysis::findings::Severity;
use crate::edit::{Edit, Revision};
use crate::model::{AnyRecord, Origin, Plan, Problem, RecordKind, RecordRef, Weight};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Everything a panel reads, and the inbox it asks through.
#[derive(Debug)]
pub struct Cx<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What follows from it.
    pub analysis: &'a Analysis,
    /// The text it came from.
    pub origin: &'a Origin,
    /// What in the text as it is now cannot be used.
    pub problems: &'a [Problem],
    /// Moves when the plan does.
    pub revision: Revision,
    /// The record that leads the selection.
    pub selection: Option<RecordRef>,
    /// Everything that is selected.
    pub selected: &'a Selection,
    /// Which records have something wrong with them.
    pub marks: &'a Marks,
    /// Plans opened lately, the last one first.
    pub recent: &'a [PathBuf],
    /// The plan's file.
    pub path: Option<&'a Path>,
    /// The day it really is: pictures of time mark it, nothing is computed from it.
    pub today: crate::model::value::Date,
    /// A newer forecast is on its way; the one shown may be that of an earlier plan.
    pub forecasting: bool,
    /// What the panels ask for.
    pub inbox: &'a mut Inbox,
}

/// Something a panel asks for that carries what it is about.
#[derive(Clone, Debug)]
pub enum Ask {
    /// A new record of a type, behind the selected one when that is of the type too.
    New(RecordKind),
    /// Delete these records.
    Delete(Vec<RecordRef>),
    /// Copy these records.
    Duplicate(Vec<RecordRef>),
    /// Ask for another id.
    Rename(RecordRef),
    /// Give a record another id.
    GiveId(RecordRef, String),
    /// Accept a finding for a while.
    Allow(String, Option<String>),
    /// Mend a slip in the text.
    Mend(Box<Problem>),
    /// Open a plan.
    Open(PathBuf),
    /// Explain a rule.
    Explain(String),
    /// The alerts; with one of them open to be answered.
    Alerts(Option<RecordRef>),
    /// Copy text to the clipboard.
    Copy(String),
    /// Compare the timeline with the file as it was saved.
    CompareSaved,
    /// Compare the timeline with another plan file.
    ComparePlan,
}

/// What panels ask for; the app takes it before the next frame.
#[derive(Debug, Default)]
pub struct Inbox {
    /// Changes to the plan.
    pub edits: Vec<Edit>,
    /// A new selection.
    pub select: Option<Selection>,
    /// A view to go to.
    pub show: Option<Panel>,
    /// Verbs.
    pub actions: Vec<Action>,
    /// Verbs with payload.
    pub asks: Vec<Ask>,
    /// A sentence for the status line.
    pub notice: Option<String>,
    /// A sentence that stands before what an edit moved.
    pub said: Option<String>,
    /// A record that an edit is about to add, to be selected when it is there.
    pub select_coming: Option<RecordRef>,
}

impl Inbox {
    /// Nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
            && self.select.is_none()
            && self.show.is_none()
            && self.actions.is_empty()
            && self.asks.is_empty()
            && self.notice.is_none()
            && self.said.is_none()
    }
}

/// How bad what is wrong with each record is: lists and pictures mark it.
#[derive(Clone, Debug, Default)]
pub struct Marks(BTreeMap<RecordRef, (Severity, usize)>);

impl Marks {
    /// The marks of an analysis.
    pub fn of(analysis: &Analysis) -> Self {
        let mut marks = BTreeMap::new();
        let mut note = |at: RecordRef, severity: Severity| {
            let mark = marks.entry(at).or_insert((severity, 0));
            *mark = (mark.0.max(severity), mark.1 + 1);
        };
        for i in analysis.invalid.iter() {
            note(i.at, if i.weight == Weight::Error { Severity::Error } else { Severity::Warning });
        }
        for f in &analysis.findings.open {
            note(f.at, f.severity);
        }
        Self(marks)
    }

    /// The worst thing about a record, and how many there are.
    pub fn about(&self, at: RecordRef) -> Option<(Severity, usize)> {
        self.0.get(&at).copied()
    }
}

impl Cx<'_> {
    /// Asks for a record to get a new value.
    pub fn set(&mut self, at: RecordRef, record: impl Into<AnyRecord>) {
        self.inbox.edits.push(Edit::Set(at, record.into()));
    }

    /// Asks for a record to be selected.
    pub fn select(&mut self, at: RecordRef) {
        self.inbox.select = Some(Selection::one(at));
    }

    /// Asks for nothing to be selected.
    pub fn deselect(&mut self) {
        self.inbox.select = Some(Selection::default());
    }

    /// The record is among the selected ones.
    pub fn is_selected(&self, at: RecordRef) -> bool {
        self.selected.contains(at)
    }

    /// A click on a record: with Ctrl it joins the selection or leaves it, with Shift everything
    /// up to it joins, in the order it is shown in.
    pub fn pick(&mut self, ui: &egui::Ui, at: RecordRef, order: impl FnOnce(&Plan) -> Vec<RecordRef>) {
        let keys = ui.input(|i| i.modifiers);
        let selection = if keys.command {
            self.selected.toggled(at)
        } else if keys.shift {
            self.selected.extended(at, &order(self.plan))
        } else {
            Selection::one(at)
        };
        self.inbox.select = Some(selection);
    }

    /// Asks for a record to be selected in the view where it is at home.
    pub fn go_to(&mut self, at: RecordRef) {
        self.select(at);
        self.inbox.show = Some(Panel::home_of(at.kind));
    }

    /// Asks for something that carries what it is about.
    pub fn ask(&mut self, ask: Ask) {
        self.inbox.asks.push(ask);
    }
}

/// Every record of a type in the order of the file.
pub fn in_file_order(plan: &Plan, kind: RecordKind) -> Vec<RecordRef> {
    kind.keys(plan).into_iter().map(|key| RecordRef { kind, key }).collect()
}

/// Several edits as one step of the history; one edit stays what it is.
pub fn together(label: String, mut edits: Vec<Edit>) -> Option<Edit> {
    match edits.len() {
        0 => None,
        1 => edits.pop(),
        _ => Some(Edit::Many(label, edits)),
    }
}
