//! The timeline without a mouse: what every verb does with the selected rows, bars and cells.

use super::{Cursor, Timeline, view};
use crate::analysis::hand::{self, Column, Grip, Held, What};
use crate::edit::Edit;
use crate::model::records::{TaskKind, TaskStatus};
use crate::model::{RecordKind, RecordRef};
use crate::ui::action::Action;
use crate::ui::context::Cx;
use crate::ui::selection::Selection;
use egui::{Event, Key, Modifiers, Ui};
use std::collections::BTreeSet;

impl Timeline {
    /// Does what was asked for since the last frame: verbs, arrows, letters, what was pasted.
    pub(super) fn run_commands(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.view.refresh(cx, &self.kept, &self.compare, self.toward, &view::selected_tasks(cx));
        self.open_fresh(cx);
        self.typed_keys(ui, cx);
        for action in std::mem::take(&mut self.commands) {
            self.command_now(ui, cx, action);
        }
    }

    /// Keys that move about in the table, and letters that begin a cell.
    fn typed_keys(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let focused = Self::has_focus(ui.ctx());
        if !focused || self.editing.is_some() || self.gesture.is_some() || egui::Popup::is_any_open(ui.ctx()) {
            return;
        }
        let page = crate::analysis::calendar::whole(f64::from(ui.input(|i| i.content_rect().height()) / super::ROW_F * 0.6)).max(1);
        let moves = [
            (Key::ArrowUp, -1, 0),
            (Key::ArrowDown, 1, 0),
            (Key::ArrowLeft, 0, -1),
            (Key::ArrowRight, 0, 1),
            (Key::PageUp, -page, 0),
            (Key::PageDown, page, 0),
        ];
        for (key, rows, cells) in moves {
            let (plain, extends) = ui.input_mut(|i| {
                // Asked first: a key without modifiers is met by one with Shift too.
                let extends = i.consume_key(Modifiers::SHIFT, key);
                (i.consume_key(Modifiers::NONE, key), extends)
            });
            if plain || extends {
                self.walk(cx, rows, cells, extends);
            }
        }
        let (mut letter, mut pasted, mut copied) = (None, None, false);
        ui.input_mut(|i| {
            i.events.retain(|e| match e {
                Event::Text(t) if letter.is_none() && !t.trim().is_empty() && !matches!(t.as_str(), "." | "+" | "-" | "=" | "0") => {
                    letter = Some(t.clone());
                    false
                }
                Event::Paste(text) => {
                    pasted = Some(text.clone());
                    false
                }
                Event::Copy => {
                    copied = true;
                    false
                }
                _ => true,
            });
        });
        // Single letters that are verbs were taken by them; what is left begins a cell.
        if let Some(letter) = letter.filter(|_| self.commands.is_empty()) {
            self.begin_typing(cx, &letter);
        }
        if copied {
            self.copy(ui, cx);
        }
        if let Some(text) = pasted {
            self.paste(cx, &text);
        }
    }

    fn walk(&mut self, cx: &mut Cx<'_>, rows: i64, cells: i64, extends: bool) {
        let Some(cursor) = self.cursor else { return };
        let all = &self.view.rows;
        let of = |r: &crate::scene::gantt::Row| match r.what {
            What::Task(t) => cx.analysis.schedule.net.keys.get(t).map(|k| hand::task_ref(*k)),
            What::Section(s) => all.outline.sections.get(s).map(|k| RecordRef { kind: RecordKind::Section, key: *k }),
        };
        let here = self.view.row_of(cx, cursor.at).unwrap_or(0);
        if cells != 0 {
            let places = self.view.look.places(f64::from(self.kept.table_width));
            let at = places.iter().position(|p| p.column == cursor.column).unwrap_or(0);
            let folds = all.rows.get(here).is_some_and(|r| r.holds);
            if folds && cursor.column == Column::Title {
                let is_open = !self.kept.folded.contains(&cursor.at.key);
                if (cells < 0) == is_open {
                    self.fold(cursor.at);
                    return;
                }
            }
            let next = usize::try_from(i64::try_from(at).unwrap_or(0) + cells).unwrap_or(0).min(places.len().saturating_sub(1));
            self.cursor = places.get(next).map(|p| Cursor { at: cursor.at, column: p.column });
            return;
        }
        let last = i64::try_from(all.rows.len()).unwrap_or(0) - 1;
        let mut next = (i64::try_from(here).unwrap_or(0) + rows).clamp(0, last.max(0));
        let row = |n: i64| usize::try_from(n).ok().and_then(|n| all.rows.get(n)).and_then(of);
        // A selection holds one kind of record: headings on the way are passed over.
        while extends && row(next).is_some_and(|at| at.kind != cursor.at.kind) && (0..=last).contains(&(next + rows.signum())) {
            next += rows.signum();
        }
        let Some(at) = row(next) else { return };
        self.cursor = Some(Cursor { at, column: cursor.column });
        self.shown = None;
        let order: Vec<RecordRef> = all.rows.iter().filter_map(of).filter(|r| r.kind == at.kind).collect();
        cx.inbox.select = Some(if extends { cx.selected.extended(at, &order) } else { Selection::one(at) });
    }

    fn tasks(cx: &Cx<'_>) -> Vec<usize> {
        let net = &cx.analysis.schedule.net;
        cx.selected.records().iter().filter(|r| r.kind == RecordKind::Task).filter_map(|r| net.position(r.key)).collect()
    }

    fn command_now(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, action: Action) {
        match action {
            Action::RowBelow => self.row_below(cx),
            Action::SectionBelow => self.section_below(cx),
            Action::LevelDown => self.outline(cx, hand::demoted),
            Action::LevelUp => self.outline(cx, hand::promoted),
            Action::MoveUp => self.row_step(cx, true),
            Action::MoveDown => self.row_step(cx, false),
            Action::Earlier => self.shift(cx, Grip::Whole, -1),
            Action::Later => self.shift(cx, Grip::Whole, 1),
            Action::Shorter => self.shift(cx, Grip::End, -1),
            Action::Longer => self.shift(cx, Grip::End, 1),
            Action::LinkChain => {
                let tasks = Self::tasks(cx);
                match hand::chained(cx.analysis, &tasks) {
                    Ok(edit) => cx.inbox.edits.push(edit),
                    Err(why) => cx.inbox.notice = Some(why),
                }
            }
            Action::Unlink => Self::unlink(cx),
            Action::EditCell => {
                if let Some(cursor) = self.cursor.or_else(|| cx.selection.map(|at| Cursor { at, column: Column::Title })) {
                    self.edit_cell(cx, cursor.at, cursor.column);
                }
            }
            Action::ToggleDone => Self::toggle_done(cx),
            Action::TogglePin => Self::toggle_pin(cx),
            Action::ToggleMilestone => Self::toggle_milestone(cx),
            Action::FillDown => self.fill_down(cx),
            Action::FindTask => self.begin_find(),
            Action::FindNext => self.step_find(cx, true),
            Action::FindPrevious => self.step_find(cx, false),
            Action::GoDriver => self.walk_to_driver(cx),
            Action::TimeIn | Action::TimeOut => {
                let factor = if action == Action::TimeIn { 1.5 } else { 1.0 / 1.5 };
                let axis = self.axis.map(|a| a.zoomed(a.width / 2.0, factor));
                self.look_at(ui, axis);
            }
            Action::TimeFit => self.look_at(ui, None),
            Action::TimeStart | Action::TimeEnd | Action::TimeStatus => self.jump(ui, cx, action),
            _ => {}
        }
    }

    fn jump(&mut self, ui: &Ui, cx: &Cx<'_>, action: Action) {
        let Some(axis) = self.axis else { return };
        let s = &cx.analysis.schedule;
        let (instant, share) = match action {
            Action::TimeStart => (s.start, 0.05),
            Action::TimeEnd => (s.finish, 0.9),
            _ => (s.status, 0.3),
        };
        self.look_at(ui, Some(axis.panned(axis.width * share - axis.x(instant))));
    }

    /// A new row below the one the keyboard is in.
    fn row_below(&mut self, cx: &mut Cx<'_>) {
        let at = self.cursor.map(|c| c.at).or(cx.selection);
        let row = at.and_then(|at| self.view.row_of(cx, at));
        let line = row.and_then(|r| self.view.rows.rows.get(r)).map(|r| r.line);
        let line = line.or(self.view.rows.outline.lines.len().checked_sub(1));
        if let Some(at) = at {
            self.kept.folded.remove(&at.key);
        }
        let (edit, _) = hand::fresh_below(cx.analysis, &self.view.rows.outline, line, |_| {});
        self.add_row(cx, edit);
    }

    /// A new section behind the one the keyboard is in.
    fn section_below(&mut self, cx: &mut Cx<'_>) {
        let outline = &self.view.rows.outline;
        let at = self.cursor.map(|c| c.at).or(cx.selection);
        let row = at.and_then(|at| self.view.row_of(cx, at)).and_then(|r| self.view.rows.rows.get(r));
        let behind = row.and_then(|r| outline.lines.get(r.line)).and_then(|l| l.section).and_then(|s| outline.sections.get(s)).copied();
        let (edit, coming) = hand::fresh_section(cx.analysis, behind);
        cx.inbox.edits.push(edit);
        cx.inbox.select_coming = Some(coming);
        self.fresh = Some(coming);
    }

    fn outline(&self, cx: &mut Cx<'_>, change: fn(&crate::analysis::Analysis, &hand::Outline, &BTreeSet<usize>) -> Result<Edit, String>) {
        let lines = super::selected_lines(cx, &self.view.rows);
        match change(cx.analysis, &self.view.rows.outline, &lines) {
            Ok(edit) => cx.inbox.edits.push(edit),
            Err(why) => cx.inbox.notice = Some(why),
        }
    }

    /// The selected rows go one place up or down, across sections too.
    fn row_step(&self, cx: &mut Cx<'_>, up: bool) {
        let outline = &self.view.rows.outline;
        let lines = super::selected_lines(cx, &self.view.rows);
        let (Some(first), Some(last)) = (lines.first().copied(), lines.last().copied()) else { return };
        let before = if up {
            first.checked_sub(1)
        } else {
            let next = outline.lines.get(last).map_or(last + 1, |l| l.end);
            // Past a heading a row comes to stand right below it; past a row, behind all it holds.
            outline.lines.get(next).map(|l| match l.what {
                What::Section(_) if !matches!(outline.lines[first].what, What::Section(_)) => next + 1,
                _ => l.end,
            })
        };
        let Some(mut before) = before else { return };
        if up && matches!(outline.lines[first].what, What::Section(_)) {
            // A section goes before the one above.
            before = outline.lines[..first].iter().rposition(|l| matches!(l.what, What::Section(_))).unwrap_or(before);
        }
        match hand::placed(cx.analysis, outline, &lines, before) {
            Ok(edit) => cx.inbox.edits.extend(edit),
            Err(why) => cx.inbox.notice = Some(why),
        }
    }

    /// Bars go by one unit of the zoom.
    fn shift(&self, cx: &mut Cx<'_>, grip: Grip, n: i64) {
        let tasks: BTreeSet<usize> = Self::tasks(cx).into_iter().collect();
        let lead = cx.selection.filter(|s| s.kind == RecordKind::Task).and_then(|s| cx.analysis.schedule.net.position(s.key));
        let held = match lead {
            Some(lead) => Held::take(cx.analysis, lead, &tasks, grip),
            None => {
                let lines = super::selected_lines(cx, &self.view.rows);
                let all: Vec<usize> = lines.iter().flat_map(|l| self.view.rows.outline.tasks_in(*l)).collect();
                if all.is_empty() { Err("Select a bar first".into()) } else { Held::take_all(cx.analysis, &all) }
            }
        };
        let step = self.axis.map_or(hand::Step::Days(1), |a| a.step());
        match held {
            Ok(held) => {
                // A unit may end on days without work: the next one that moves the bar at all.
                let asked = (1..=4).map(|k| held.moved(cx.analysis, |at| step.shift(at, n * k), true)).find(|a| a.edit.is_some());
                let Some(asked) = asked else {
                    cx.inbox.notice = Some(held.moved(cx.analysis, |at| step.shift(at, n), true).words);
                    return;
                };
                cx.inbox.said = Some(if asked.pins { format!("{}. P takes the pin away", asked.words) } else { asked.words });
                cx.inbox.edits.extend(asked.edit);
            }
            Err(why) => cx.inbox.notice = Some(why),
        }
    }

    fn unlink(cx: &mut Cx<'_>) {
        let tasks: BTreeSet<usize> = Self::tasks(cx).into_iter().collect();
        let net = &cx.analysis.schedule.net;
        let mut edits = Vec::new();
        for task in &tasks {
            let mut record = net.records[*task].as_ref().clone();
            let among = |id: &str| tasks.len() == 1 || net.find(id).is_some_and(|p| tasks.contains(&p));
            record.after.retain(|l| !among(&l.pred));
            if record != *net.records[*task] {
                edits.push(Edit::Set(hand::task_ref(net.keys[*task]), record.into()));
            }
        }
        if edits.is_empty() {
            cx.inbox.notice = Some("There is no link to take away: select one task for what it waits for, or several for the links between them".into());
        } else {
            cx.inbox.edits.push(Edit::Many("unlink".into(), edits));
        }
    }

    fn toggle_done(cx: &mut Cx<'_>) {
        let net = &cx.analysis.schedule.net;
        let tasks: Vec<usize> = Self::tasks(cx).into_iter().filter(|t| !net.tasks[*t].summary).collect();
        let all_done = !tasks.is_empty() && tasks.iter().all(|t| net.records[*t].status == TaskStatus::Done);
        let edits: Vec<Edit> = tasks
            .iter()
            .map(|t| {
                let mut record = net.records[*t].as_ref().clone();
                let begun = record.actual_start.is_some() && record.kind != TaskKind::Milestone;
                record.status = if !all_done {
                    TaskStatus::Done
                } else if begun {
                    TaskStatus::Active
                } else {
                    TaskStatus::NotStarted
                };
                (t, record)
            })
            .filter(|(t, record)| *record != *net.records[**t])
            .map(|(t, record)| Edit::Set(hand::task_ref(net.keys[*t]), record.into()))
            .collect();
        if edits.is_empty() {
            cx.inbox.notice = Some("Select a task to mark it done".into());
        } else {
            cx.inbox.edits.push(Edit::Many(if all_done { "mark not done".into() } else { "mark done".into() }, edits));
        }
    }

    fn toggle_milestone(cx: &mut Cx<'_>) {
        let net = &cx.analysis.schedule.net;
        let tasks = Self::tasks(cx);
        let back = tasks.iter().any(|t| net.tasks[*t].milestone);
        let wanted = if back { TaskKind::Milestone } else { TaskKind::Task };
        let edits: Vec<Edit> = tasks
            .iter()
            .filter(|t| net.records[**t].kind == wanted)
            .map(|t| {
                let mut record = net.records[*t].as_ref().clone();
                record.kind = if back { TaskKind::Task } else { TaskKind::Milestone };
                Edit::Set(hand::task_ref(net.keys[*t]), record.into())
            })
            .collect();
        if edits.is_empty() {
            cx.inbox.notice = Some("Select a task to make it a milestone; a summary holds others".into());
        } else {
            cx.inbox.edits.push(Edit::Many(if back { "make tasks".into() } else { "make milestones".into() }, edits));
        }
    }

    /// Takes pins away; where there is none, pins the start where it is.
    fn toggle_pin(cx: &mut Cx<'_>) {
        let net = &cx.analysis.schedule.net;
        let tasks = Self::tasks(cx);
        let pinned = tasks.iter().any(|t| net.records[*t].pinned);
        let mut edits = Vec::new();
        for task in tasks.iter().filter(|t| !net.tasks[**t].summary && net.tasks[**t].open) {
            let mut record = net.records[*task].as_ref().clone();
            if pinned && record.pinned {
                record.pinned = false;
                // A start that only the pin held means nothing where links decide.
                record.start = record.start.filter(|_| record.after.is_empty());
            } else if !pinned {
                record.pinned = true;
                let d = &cx.analysis.schedule.dates[*task];
                record.start = record.start.filter(|s| s.minute() == d.start).or_else(|| Some(crate::model::value::Moment::of_minute(d.start)));
            }
            if record != *net.records[*task] {
                edits.push(Edit::Set(hand::task_ref(net.keys[*task]), record.into()));
            }
        }
        if edits.is_empty() {
            cx.inbox.notice = Some("Select a task that has not happened yet to pin its start".into());
        } else {
            cx.inbox.edits.push(Edit::Many(if pinned { "take the pin away".into() } else { "pin the start".into() }, edits));
        }
    }

    /// Walks to what drives the selected task.
    fn walk_to_driver(&mut self, cx: &mut Cx<'_>) {
        let chain = &self.view.chain;
        let Some(task) = cx.selection.filter(|s| s.kind == RecordKind::Task).and_then(|s| cx.analysis.schedule.net.position(s.key)) else {
            cx.inbox.notice = Some("Select a task to walk to what drives it".into());
            return;
        };
        let before = chain.iter().position(|t| *t == task).and_then(|i| i.checked_sub(1)).and_then(|i| chain.get(i));
        match before {
            Some(driver) => {
                let at = hand::task_ref(cx.analysis.schedule.net.keys[*driver]);
                cx.inbox.notice = Some(format!("{}: {}", hand::name(&cx.analysis.schedule.net.records[task]), cx.analysis.schedule.why(task)));
                cx.select(at);
            }
            None => cx.inbox.notice = Some(format!("Nothing drives it further: {}", cx.analysis.schedule.why(task))),
        }
    }

    fn copy(&self, ui: &Ui, cx: &mut Cx<'_>) {
        let mut tasks = Self::tasks(cx);
        tasks.sort_by_key(|t| self.view.rows.row(*t));
        if tasks.is_empty() {
            return;
        }
        let columns: Vec<Column> = self.kept.columns.iter().map(|(c, _)| *c).collect();
        let text = hand::copied(cx.analysis, &tasks, &columns, &|t| cx.analysis.schedule.dates.get(t).map(|d| d.slip_days));
        ui.ctx().copy_text(text);
        cx.inbox.notice = Some(format!("Copied {} with headings, for a spreadsheet", crate::analysis::words::count(tasks.len(), "row")));
    }

    fn paste(&mut self, cx: &mut Cx<'_>, text: &str) {
        let row = self.cursor.and_then(|c| self.view.row_of(cx, c.at)).and_then(|r| self.view.rows.rows.get(r));
        let line = row.map(|r| r.line).or(self.view.rows.outline.lines.len().checked_sub(1));
        match hand::pasted(cx.analysis, &self.view.rows.outline, line, text) {
            Ok(pasted) => {
                let added = crate::analysis::words::count(pasted.tasks, "task");
                cx.inbox.said = Some(if pasted.left_out.is_empty() {
                    format!("Added {added}")
                } else {
                    format!("Added {added}; not used: {}", crate::analysis::words::listing(&pasted.left_out, 3))
                });
                cx.inbox.select_coming = Some(hand::task_ref(cx.plan.coming_key(0)));
                cx.inbox.edits.push(pasted.edit);
            }
            Err(why) => cx.inbox.notice = Some(why),
        }
    }
}
