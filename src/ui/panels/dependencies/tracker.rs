//! The tracker: who owes what to whom by when, declared beside what the graph makes of it, how the
//! promise moved, how long it has been in trouble and whom to tell. Cells are typed over in place.

use crate::analysis::dependencies::{self, Column, TrackedResult};
use crate::analysis::words;
use crate::edit::Revision;
use crate::model::records::{Dependency, DependencyStatus};
use crate::model::value::{Level, LooseDate};
use crate::model::{Key as RecordKey, RecordKind, RecordRef};
use crate::report::pictures::status_sign;
use crate::scene::{Align, Role, Scene, Weight, at, text};
use crate::ui::context::{Ask, Cx};
use crate::ui::paint::{self, Place};
use crate::ui::widgets::cell::{self, Draft, Ending, Outcome};
use crate::ui::{menus, records, theme};
use egui::{EventFilter, Id, Key, Modifiers, Rect, Role as Access, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use std::sync::Arc;

const ROW: f32 = 26.0;

/// What the user does to the tracker.
#[derive(Debug, Default)]
pub(super) struct Tracker {
    sort: Option<(Column, bool)>,
    cursor: Option<(RecordKey, Column)>,
    editing: Option<(RecordKey, Column, Draft)>,
    grab_focus: bool,
    /// How wide what the columns hold is, for a state of the plan.
    natural: Option<(Revision, Vec<f64>)>,
}

/// Rows measured for the widths of columns.
const MEASURED: usize = 200;
/// From how many rows on those out of sight are left out.
const MANY: usize = 200;

type Row = (Arc<Dependency>, TrackedResult);

fn focus_id() -> Id {
    Id::unique("tracker table")
}

fn field_id() -> Id {
    Id::unique("tracker cell")
}

impl Tracker {
    /// A cell is being typed over.
    pub(super) fn is_typing(&self) -> bool {
        self.editing.is_some()
    }

    /// Shows it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if cx.plan.dependencies.is_empty() {
            records::list(ui, cx, RecordKind::Dependency, "Tracked dependencies", "Who owes what to whom, by when.");
            return;
        }
        let rows = self.sorted(cx);
        self.keys(ui, cx, &rows);
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            ui.label(theme::strong("Tracked dependencies"));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if ui.button("Add dependency").clicked() {
                    cx.ask(Ask::New(RecordKind::Dependency));
                }
                if ui.button("Copy chase list").on_hover_text("What every owner owes and has to answer, as text for a mail or a chat").clicked() {
                    cx.ask(Ask::Copy(dependencies::chase_list(cx.analysis)));
                }
            });
        });
        story(ui, cx, &rows);
        let mut places: Vec<(Column, f32, f32)> = Vec::new();
        let mut x = 0.0;
        for (column, w) in Column::ALL.iter().zip(self.widths(cx, &rows, f64::from(ui.available_width()))) {
            #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
            let w = w as f32;
            places.push((*column, x, w));
            x += w;
        }
        egui::ScrollArea::horizontal().id_salt("tracker columns").auto_shrink([false, true]).show(ui, |ui| {
            ui.set_width(x);
            ui.spacing_mut().item_spacing.y = 0.0;
            self.headings(ui, &places);
            for (d, result) in &rows {
                let next = Rect::from_min_size(ui.cursor().min, vec2(x, ROW));
                let held = self.cursor.is_some_and(|(key, _)| key == result.key);
                if rows.len() > MANY && !held && !ui.is_rect_visible(next) {
                    ui.allocate_exact_size(next.size(), Sense::hover());
                    continue;
                }
                self.row(ui, cx, &places, d, result);
            }
            ui.add_space(8.0);
        });
    }

    /// Widths by what the columns hold, measured once for each state of the plan; words give way
    /// where the room is short.
    fn widths(&mut self, cx: &Cx<'_>, rows: &[Row], room: f64) -> Vec<f64> {
        if self.natural.as_ref().is_none_or(|(revision, _)| *revision != cx.revision) {
            let of = |column: &Column| {
                let head = text::width(column.label(), 11.5, Weight::Semibold) + 22.0;
                let sign = if *column == Column::Status { 18.0 } else { 0.0 };
                let cells = rows.iter().take(MEASURED).map(|(d, r)| text::width(&column.cell(cx.analysis, d, r), 12.5, Weight::Regular) + 14.0 + sign);
                cells.fold(head, f64::max).min(column.widest())
            };
            self.natural = Some((cx.revision, Column::ALL.iter().map(of).collect()));
        }
        let mut widths = self.natural.as_ref().map(|(_, w)| w.clone()).unwrap_or_default();
        let spare = room - widths.iter().sum::<f64>();
        let words: Vec<usize> = (0..widths.len()).filter(|i| Column::ALL[*i].widest() > 200.0).collect();
        if spare < 0.0 {
            // Each gives in the same measure of what it can.
            let least = |i: usize| if Column::ALL[i] == Column::Title { 160.0 } else { 110.0 };
            let over: f64 = words.iter().map(|i| (widths[*i] - least(*i)).max(0.0)).sum();
            let share = (-spare / over.max(1.0)).min(1.0);
            for i in &words {
                widths[*i] -= (widths[*i] - least(*i)).max(0.0) * share;
            }
        }
        if spare > 0.0 && !words.is_empty() {
            let count = f64::from(u32::try_from(words.len()).unwrap_or(1));
            for i in &words {
                widths[*i] += spare / count;
            }
        }
        widths
    }

    fn sorted(&self, cx: &Cx<'_>) -> Vec<Row> {
        let items = &cx.analysis.dependencies.items;
        let mut rows: Vec<Row> = cx.plan.dependencies.arcs().zip(items).map(|((_, d), r)| (Arc::clone(d), r.clone())).collect();
        if let Some((column, down)) = self.sort {
            rows.sort_by(|(x, rx), (y, ry)| column.order(cx.analysis, (x, rx), (y, ry)));
            if down {
                rows.reverse();
            }
        }
        rows
    }

    fn headings(&mut self, ui: &mut Ui, places: &[(Column, f32, f32)]) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
        let mut scene = Scene::new(0.0, 0.0, "");
        for (column, x, w) in places {
            let place = Rect::from_min_size(pos2(rect.left() + x, rect.top()), vec2(*w, rect.height()));
            let response = ui.interact(place, ui.scope_id().with(("tracker heading", column)), Sense::click());
            response.widget_info(|| WidgetInfo::labeled(Access::ColumnHeader, true, format!("Sort by {}", column.label())));
            if response.clicked() {
                self.sort = match self.sort {
                    Some((c, false)) if c == *column => Some((c, true)),
                    Some((c, true)) if c == *column => None,
                    _ => Some((*column, false)),
                };
            }
            response.on_hover_text(column.tooltip());
            let arrow = self.sort.filter(|(c, _)| c == column).map_or("", |(_, down)| if down { " ↓" } else { " ↑" });
            let label = text::elide_end(&format!("{}{arrow}", column.label()), 11.5, Weight::Semibold, f64::from(*w) - 8.0);
            scene.text(at(f64::from(place.left()) + 6.0, f64::from(place.center().y)), label, 11.5, Weight::Semibold, Align::Left, Role::Muted);
        }
        paint::scene(ui.painter(), ui, &scene, Place::at(egui::Pos2::ZERO));
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme::role(ui, Role::Line)));
    }

    fn row(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, places: &[(Column, f32, f32)], d: &Dependency, r: &TrackedResult) {
        let at_record = RecordRef { kind: RecordKind::Dependency, key: r.key };
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click_and_drag());
        let selected = cx.is_selected(at_record);
        let status = Column::Status.cell(cx.analysis, d, r).to_lowercase();
        let said = format!("{} from {}, for {}, {status}", d.title, d.owner, words::listing(&d.required_by, 3));
        response.widget_info(|| WidgetInfo::selected(Access::Button, true, selected, &said));
        if response.hovered() || selected || response.has_focus() {
            ui.painter().rect_filled(rect, 0.0, theme::role(ui, Role::Raised));
        }
        if selected {
            ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(3.0, rect.height())), 0.0, theme::role(ui, Role::Accent));
        }
        let under = response.interact_pointer_pos().and_then(|p| places.iter().find(|(_, x, w)| (*x..x + w).contains(&(p.x - rect.left())))).map(|p| p.0);
        response.dnd_set_drag_payload(at_record);
        if response.clicked() {
            let order: Vec<RecordRef> = self.sorted(cx).iter().map(|(_, r)| RecordRef { kind: RecordKind::Dependency, key: r.key }).collect();
            cx.pick(ui, at_record, |_| order);
        }
        menus::attach(&response, cx, at_record);
        if response.double_clicked() {
            self.edit(cx, r.key, under.unwrap_or(Column::Title));
        } else if response.clicked() {
            self.cursor = Some((r.key, under.unwrap_or(Column::Title)));
            self.grab_focus = true;
        }
        let cut = Self::cells(ui, cx, (rect, places), d, r);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme::role(ui, Role::Line)));
        if let Some((_, column)) = self.cursor.filter(|(key, _)| *key == r.key) {
            self.focus(ui, place(places, rect, column), column, d);
        }
        if self.editing.as_ref().is_some_and(|(key, ..)| *key == r.key) {
            self.field(ui, cx, places, rect, d);
        } else if !cut.is_empty() {
            response.on_hover_text(cut.join("\n"));
        }
    }

    /// The cell under the keyboard.
    fn focus(&mut self, ui: &Ui, rect: Rect, column: Column, d: &Dependency) {
        let table = ui.interact(rect, focus_id(), Sense::focusable_noninteractive());
        table.widget_info(|| WidgetInfo::labeled(Access::Table, true, format!("Tracker, {} of {}", column.label(), d.title)));
        if std::mem::take(&mut self.grab_focus) {
            ui.memory_mut(|m| m.request_focus(focus_id()));
        }
        if ui.memory(|m| m.has_focus(focus_id())) {
            let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };
            ui.memory_mut(|m| m.set_focus_lock_filter(focus_id(), filter));
            ui.painter().rect_stroke(rect.shrink(1.0), 3.0, Stroke::new(2.0, theme::role(ui, Role::Accent)), StrokeKind::Inside);
        }
    }

    /// Draws the cells; what does not fit comes back for the pointer.
    fn cells(ui: &Ui, cx: &Cx<'_>, (row, places): (Rect, &[(Column, f32, f32)]), d: &Dependency, r: &TrackedResult) -> Vec<String> {
        let mut scene = Scene::new(0.0, 0.0, "");
        let y = f64::from(row.center().y);
        let mut cut = Vec::new();
        let ground = if d.status == DependencyStatus::Done { Role::Muted } else { Role::Text };
        for (column, x, w) in places {
            let words = column.cell(cx.analysis, d, r);
            let (mut left, right) = (f64::from(row.left() + x) + 6.0, f64::from(row.left() + x + w) - 6.0);
            if *column == Column::Status {
                scene.sign(at(left + 6.0, y), 13.0, status_sign(r.effective));
                left += 18.0;
            }
            let quiet = d.status != DependencyStatus::Done && d.updated.is_none_or(|u| (cx.plan.status_date().0 - u.0).num_days() > 7);
            let role = match column {
                Column::Slack if r.slack_days.is_some_and(|s| s < 0.0) => Role::Bad,
                Column::Age if r.escalate_to.is_some() => Role::Bad,
                Column::Asked if quiet => Role::Warn,
                _ => ground,
            };
            let shown = text::elide_end(&words, 12.5, Weight::Regular, (right - left).max(8.0));
            if shown != words {
                cut.push(format!("{}: {words}", column.label()));
            }
            scene.text(at(left, y), shown, 12.5, Weight::Regular, Align::Left, role);
        }
        paint::scene(ui.painter(), ui, &scene, Place::at(egui::Pos2::ZERO));
        cut
    }

    fn edit(&mut self, cx: &mut Cx<'_>, key: RecordKey, column: Column) {
        let result = cx.analysis.dependencies.items.iter().find(|i| i.key == key);
        let (Some(d), Some(result)) = (cx.plan.dependencies.get(key), result) else { return };
        if !column.is_typed() {
            cx.inbox.notice = Some(match column {
                Column::Slack => "Slack is computed; change needed or promised".to_owned(),
                _ => "That is computed; change the status, or the day it was raised in the inspector".to_owned(),
            });
            return;
        }
        self.cursor = Some((key, column));
        self.editing = Some((key, column, Draft::over(column.written(cx.analysis, d, result))));
    }

    fn field(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, places: &[(Column, f32, f32)], row: Rect, d: &Dependency) {
        let Some((key, column, mut draft)) = self.editing.take() else { return };
        let rect = place(places, row, column);
        let right = ui.clip_rect().right().min(row.right());
        let outcome = draft.show(ui, (rect, right), field_id(), &format!("{} of {}", column.label(), d.title));
        if outcome != Outcome::GivenUp
            && let Some(word) = cell::offered(ui, Id::unique("tracker values"), rect, values(cx, column), &draft.text)
        {
            draft.text = word;
            self.finish(ui, cx, (key, column, draft), Ending::Enter);
            return;
        }
        match outcome {
            Outcome::GivenUp => self.grab_focus = true,
            Outcome::Open => self.editing = Some((key, column, draft)),
            Outcome::Done(ending) => self.finish(ui, cx, (key, column, draft), ending),
        }
    }

    fn finish(&mut self, ui: &Ui, cx: &mut Cx<'_>, (key, column, mut draft): (RecordKey, Column, Draft), ending: Ending) {
        match dependencies::typed(cx.analysis, key, column, &draft.text) {
            Ok(edit) => {
                cx.inbox.edits.extend(edit);
                if ending != Ending::Away {
                    self.grab_focus = true;
                    ui.memory_mut(|m| m.surrender_focus(field_id()));
                }
                if let Ending::Tab(on) = ending {
                    let typed: Vec<Column> = Column::ALL.iter().copied().filter(|c| c.is_typed()).collect();
                    let here = typed.iter().position(|c| *c == column).unwrap_or(0);
                    let next = if on { (here + 1).min(typed.len() - 1) } else { here.saturating_sub(1) };
                    self.edit(cx, key, typed.get(next).copied().unwrap_or(column));
                }
            }
            Err(why) => {
                draft.refuse(why, ending);
                self.editing = Some((key, column, draft));
            }
        }
        ui.ctx().request_repaint();
    }

    /// Keys while the table has the keyboard.
    fn keys(&mut self, ui: &Ui, cx: &mut Cx<'_>, rows: &[Row]) {
        if self.editing.is_some() || !ui.memory(|m| m.has_focus(focus_id())) || egui::Popup::is_any_open(ui.ctx()) {
            return;
        }
        let Some((key, column)) = self.cursor else { return };
        let here = rows.iter().position(|(_, r)| r.key == key).unwrap_or(0);
        let pressed = |k: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, k));
        let down = i32::from(pressed(Key::ArrowDown)) - i32::from(pressed(Key::ArrowUp));
        let next = if down > 0 { here + 1 } else { here.saturating_sub(usize::from(down < 0)) };
        if down != 0
            && let Some((_, r)) = rows.get(next)
        {
            self.cursor = Some((r.key, column));
            cx.select(RecordRef { kind: RecordKind::Dependency, key: r.key });
        }
        let place = Column::ALL.iter().position(|c| *c == column).unwrap_or(0);
        let sideways = i32::from(pressed(Key::ArrowRight)) - i32::from(pressed(Key::ArrowLeft));
        let next = if sideways > 0 { place + 1 } else { place.saturating_sub(usize::from(sideways < 0)) };
        if sideways != 0
            && let Some(column) = Column::ALL.get(next)
        {
            self.cursor = Some((key, *column));
        }
        if pressed(Key::Enter) {
            self.edit(cx, key, column);
            return;
        }
        if let Some(letter) = cell::letter(ui).filter(|_| column.is_typed()) {
            self.edit(cx, key, column);
            if let Some((_, _, draft)) = &mut self.editing {
                draft.begin(letter);
            }
        }
    }
}

fn place(places: &[(Column, f32, f32)], row: Rect, column: Column) -> Rect {
    let (x, w) = places.iter().find(|(c, ..)| *c == column).map_or((0.0, row.width()), |(_, x, w)| (*x, *w));
    Rect::from_min_size(pos2(row.left() + x, row.top()), vec2(w, row.height()))
}

/// What a column can be, for those with few values.
fn values(cx: &Cx<'_>, column: Column) -> Vec<String> {
    let ids = |kind: RecordKind| cx.plan.ids(kind).iter().map(|(_, id, _)| (*id).to_owned()).collect();
    match column {
        Column::Status => DependencyStatus::ALL.iter().map(|s| s.spoken().to_owned()).collect(),
        Column::Risk => Level::of_scale(cx.analysis.risks.levels).iter().rev().map(|l| l.spoken().to_owned()).collect(),
        Column::Owner => {
            let mut names: Vec<String> = cx.plan.teams.records().map(|t| t.name.clone()).collect();
            names.extend(cx.plan.people.records().map(|p| p.name.clone()));
            names.extend(cx.plan.vendors.records().map(|v| v.name.clone()));
            names.extend(cx.plan.dependencies.records().map(|d| d.owner.clone()));
            names.retain(|n| !n.is_empty());
            names.sort();
            names.dedup();
            names
        }
        Column::Service => ids(RecordKind::Service),
        Column::Task => ids(RecordKind::Task),
        Column::RiskRef => ids(RecordKind::Risk),
        _ => Vec::new(),
    }
}

/// What became of the promise of the selected dependency, and what can be done about it now.
fn story(ui: &mut Ui, cx: &mut Cx<'_>, rows: &[Row]) {
    let Some((d, r)) = cx.selection.and_then(|s| rows.iter().find(|(_, r)| s.kind == RecordKind::Dependency && s.key == r.key)) else { return };
    let near = cx.plan.status_date();
    let spoken =
        |d: &Option<LooseDate>| d.as_ref().map_or_else(|| "no day".to_owned(), |l| l.date().map_or_else(|| l.to_string(), |day| words::day(day, near)));
    let mut parts = vec![format!("Promised {}, needed {}", spoken(&d.promised), Column::Needed.cell(cx.analysis, d, r))];
    if d.needed_by.is_none() && r.needed.is_none() {
        parts = vec![format!("Promised {}, needed when?", spoken(&d.promised))];
    }
    let now = (&d.needed_by, &d.promised);
    let before: Vec<String> = d
        .history
        .iter()
        .filter(|h| (&h.needed_by, &h.promised) != now)
        .map(|h| {
            let said = h.on.map_or_else(|| "said earlier".to_owned(), |on| format!("said {}", words::day(on, near)));
            let needed = if h.needed_by == d.needed_by { String::new() } else { format!(", needed {}", spoken(&h.needed_by)) };
            format!("{}{needed} ({said})", spoken(&h.promised))
        })
        .collect();
    if !before.is_empty() {
        parts.push(format!("before: {}", before.join(", ")));
    }
    parts.extend(d.escalated.iter().filter_map(|e| Some(format!("{} told {}", e.level.name(), words::day(e.on?, near)))));
    let (key, next) = (r.key, r.escalate_to);
    ui.horizontal(|ui| {
        if d.status != DependencyStatus::Done {
            let label = next.map_or_else(|| "Escalate".to_owned(), |to| format!("Escalate to {}", to.spoken()));
            if dependencies::in_trouble(d.status) && ui.button(label).on_hover_text("Notes that it went up a level today").clicked() {
                cx.inbox.edits.extend(dependencies::escalated(cx.analysis, key));
            }
            if ui.button("Heard today").on_hover_text("Notes that the owner was asked and nothing has changed").clicked() {
                cx.inbox.edits.extend(dependencies::heard(cx.analysis, key));
            }
        }
        ui.add(egui::Label::new(theme::small(parts.join("; ")).color(theme::role(ui, Role::Muted))).truncate());
    });
}
