//! What a panel sees and how it asks for changes.

use super::action::Action;
use super::panels::Panel;
use crate::analysis::Analysis;
use crate::edit::{Edit, Revision};
use crate::model::{AnyRecord, Origin, Plan, RecordRef};

/// Everything a panel reads, and the inbox it asks through.
#[derive(Debug)]
pub struct Cx<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What follows from it.
    pub analysis: &'a Analysis,
    /// The text it came from.
    pub origin: &'a Origin,
    /// Moves when the plan does.
    pub revision: Revision,
    /// The record all panels have selected.
    pub selection: Option<RecordRef>,
    /// What the panels ask for.
    pub inbox: &'a mut Inbox,
}

/// What panels ask for; the app takes it before the next frame.
#[derive(Debug, Default)]
pub struct Inbox {
    /// Changes to the plan.
    pub edits: Vec<Edit>,
    /// A new selection.
    pub select: Option<Option<RecordRef>>,
    /// A view to go to.
    pub show: Option<Panel>,
    /// Verbs.
    pub actions: Vec<Action>,
    /// A sentence for the status line.
    pub notice: Option<String>,
}

impl Inbox {
    /// Nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty() && self.select.is_none() && self.show.is_none() && self.actions.is_empty() && self.notice.is_none()
    }
}

impl Cx<'_> {
    /// Asks for a record to get a new value.
    pub fn set(&mut self, at: RecordRef, record: impl Into<AnyRecord>) {
        self.inbox.edits.push(Edit::Set(at, record.into()));
    }

    /// Asks for a record to be selected.
    pub fn select(&mut self, at: RecordRef) {
        self.inbox.select = Some(Some(at));
    }

    /// Asks for a record to be selected in the view where it is at home.
    pub fn go_to(&mut self, at: RecordRef) {
        self.select(at);
        self.inbox.show = Panel::home_of(at.kind);
    }
}
