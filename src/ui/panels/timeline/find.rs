//! Finding rows by words: next and previous, without leaving the timeline.

use super::{Cursor, Timeline};
use crate::analysis::hand::{self, Column, What};
use crate::analysis::words;
use crate::scene::Role;
use crate::ui::context::Cx;
use crate::ui::theme;
use egui::{Key, Modifiers, TextEdit, Ui};

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Find {
    words: String,
    new: bool,
}

impl Timeline {
    pub(super) fn begin_find(&mut self) {
        let words = self.find.take().map(|f| f.words).unwrap_or_default();
        self.find = Some(Find { words, new: true });
    }

    fn hits(&self, cx: &Cx<'_>) -> Vec<usize> {
        let Some(find) = self.find.as_ref().filter(|f| !f.words.trim().is_empty()) else { return Vec::new() };
        let wanted: Vec<String> = find.words.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let net = &cx.analysis.schedule.net;
        let reads = |t: usize| {
            let record = &net.records[t];
            let text = format!("{} {} {}", record.title, record.id, record.note.as_deref().unwrap_or("")).to_lowercase();
            wanted.iter().all(|w| text.contains(w))
        };
        let lines = self.view.rows.outline.lines.iter().filter_map(|l| l.what.task());
        lines.filter(|t| reads(*t)).collect()
    }

    /// The next row that has the words, or the one before.
    pub(super) fn step_find(&mut self, cx: &mut Cx<'_>, on: bool) {
        let hits = self.hits(cx);
        if hits.is_empty() {
            cx.inbox.notice = Some(if self.find.is_some() { "No task has these words".into() } else { "Ctrl+F looks for a task".into() });
            return;
        }
        let here = self.cursor.and_then(|c| cx.analysis.schedule.net.position(c.at.key)).and_then(|t| hits.iter().position(|h| *h == t));
        let next = match (here, on) {
            (None, true) => 0,
            (None, false) => hits.len() - 1,
            (Some(i), true) => (i + 1) % hits.len(),
            (Some(i), false) => (i + hits.len() - 1) % hits.len(),
        };
        let at = hand::task_ref(cx.analysis.schedule.net.keys[hits[next]]);
        // What is found is shown, whatever it was folded into.
        let line = self.view.rows.outline.line_of.get(hits[next]).copied();
        if let Some(line) = line {
            let keys: Vec<_> = self.kept.folded.iter().copied().collect();
            for key in keys {
                let holder = self.view.rows.outline.lines.iter().position(|l| match l.what {
                    What::Task(t) => cx.analysis.schedule.net.keys.get(t) == Some(&key),
                    What::Section(s) => self.view.rows.outline.sections.get(s) == Some(&key),
                });
                if holder.is_some_and(|h| h < line && line < self.view.rows.outline.lines[h].end) {
                    self.kept.folded.remove(&key);
                }
            }
        }
        self.cursor = Some(Cursor { at, column: Column::Title });
        cx.select(at);
        cx.inbox.notice = Some(format!("{} of {}", next + 1, words::count(hits.len(), "task")));
    }

    /// The line to type in, while something is looked for.
    pub(super) fn find_bar(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(mut find) = self.find.take() else { return };
        let typing = self.editing.is_some() || self.gesture.is_some() || self.link.is_some();
        let mut open = typing || !ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        let mut step = None;
        ui.horizontal(|ui| {
            let name = ui.label(theme::small("Find").color(theme::role(ui, Role::Muted)));
            let field = ui.add(TextEdit::singleline(&mut find.words).hint_text("Words of a title, id or note").desired_width(240.0)).labelled_by(name.id);
            if std::mem::take(&mut find.new) {
                field.request_focus();
                ui.ctx().request_repaint();
            }
            if field.lost_focus() {
                let (enter, back) = ui.input(|i| (i.key_pressed(Key::Enter), i.modifiers.shift));
                if enter {
                    step = Some(!back);
                    // Enter goes on from hit to hit.
                    find.new = true;
                }
            }
            for (label, on) in [("Previous", false), ("Next", true)] {
                if ui.button(label).clicked() {
                    step = Some(on);
                }
            }
            if ui.button("Close").clicked() {
                open = false;
            }
            self.find = Some(find.clone());
            let count = self.hits(cx).len();
            if !find.words.trim().is_empty() {
                ui.label(theme::small(words::count(count, "task")).color(theme::role(ui, Role::Muted)));
            }
        });
        if let Some(on) = step {
            self.step_find(cx, on);
        }
        if !open {
            self.find = None;
            self.grab_focus = true;
        }
    }
}
