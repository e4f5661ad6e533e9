//! The history of status dates: recording the present one, and the one that is left when the status date
//! moves on.

use super::App;
use crate::analysis::{history, words};
use crate::edit::Edit;
use crate::model::records::Snapshot;
use crate::model::value::Date;
use crate::model::{AnyRecord, RecordKind, RecordRef};
use crate::scene::Sign;
use crate::ui::notices::Message;
use crate::ui::selection::Selection;

/// What is still to be recorded.
#[derive(Debug, Default)]
pub(super) struct Recording {
    /// The present day, once its forecast is there.
    waits: bool,
    /// The day that is left while another is typed; none when it is recorded already.
    left: Option<Option<Snapshot>>,
}

impl App {
    /// Puts the present status date into the history, in place of what is recorded of it; selects it, so
    /// that a note can be typed.
    pub(super) fn record_status_date(&mut self) {
        if self.is_on_stage() {
            self.notices.say("Nothing is changed in a meeting: end it first");
            return;
        }
        let Some(now) = history::snapshot(&self.analysis, self.is_forecast_current()) else {
            let text = "This plan has no status date: set it first, at the right of the bar on top".to_owned();
            self.notices.offer(Message { sign: Sign::Warn, text, offers: Vec::new(), stays: false });
            return;
        };
        let day = now.on.map_or_else(String::new, |on| words::day(on, on));
        self.recording.waits = self.forecasting.is_running();
        if self.recording.waits {
            self.notices.say(format!("{day} is recorded as soon as its forecast is computed"));
            return;
        }
        let plan = self.document.plan();
        let replaces = now.on.is_some_and(|on| history::has(plan, on));
        let edit = Edit::Many(format!("record {day}"), vec![history::recorded(plan, now.clone())]);
        if self.document.apply(edit, false).is_some() {
            self.follow();
        }
        let key = self.document.plan().history.iter().rfind(|(_, s)| s.on == now.on).map(|(key, _)| key);
        self.selection = key.map(|key| Selection::one(RecordRef { kind: RecordKind::Snapshot, key })).unwrap_or_default();
        let again = if replaces { ", in place of what was there" } else { "" };
        self.notices.say(format!("Recorded {day} in the history{again}: {}", history::said(&now)));
    }

    /// The forecast is there: what waited for it is recorded.
    pub(super) fn record_what_waits(&mut self) {
        if std::mem::take(&mut self.recording.waits) {
            self.record_status_date();
        }
    }

    /// An edit that moves the status date on records the day it leaves first, if nothing is recorded of
    /// it. Also the day that it records.
    pub(super) fn with_history(&mut self, edit: Edit) -> (Edit, Option<Date>) {
        let Edit::Set(at, AnyRecord::Meta(meta)) = &edit else { return (edit, None) };
        let plan = self.document.plan();
        let was = plan.meta.get().and_then(|m| m.status_date);
        if meta.status_date == was {
            return (edit, None);
        }
        // What waits for a forecast was asked for the day that is left now.
        self.recording.waits = false;
        // While a day is typed it goes through others: what counts is the one that it began with.
        let left = match self.recording.left.take().filter(|_| self.document.goes_on(*at)) {
            Some(left) => left,
            None => history::snapshot(&self.analysis, self.is_forecast_current()).filter(|s| s.on.is_some_and(|on| !history::has(plan, on))),
        };
        self.recording.left = Some(left.clone());
        let Some(left) = left else { return (edit, None) };
        let there = plan.history.iter().find(|(_, s)| **s == left).map(|(key, _)| RecordRef { kind: RecordKind::Snapshot, key });
        let label = edit.label(plan);
        match (meta.status_date > left.on, there) {
            (true, None) => {
                let add = history::recorded(plan, left.clone());
                (Edit::Many(label, vec![edit, add]), left.on)
            }
            (false, Some(there)) => (Edit::Many(label, vec![edit, Edit::Remove(there)]), None),
            (is_on, _) => (edit, left.on.filter(|_| is_on)),
        }
    }
}
