//! The table of the register under pointer and keys: rows are picked, cells typed over, headings
//! sort and are dragged to their width.

use super::register::{at, column_menu};
use super::sign;
use crate::analysis::hand::ColumnKind;
use crate::analysis::register::{self, Column, Row};
use crate::analysis::risk::RiskResult;
use crate::analysis::words;
use crate::model::records::{Response, Risk, RiskStatus};
use crate::model::value::Level;
use crate::model::{Key as RecordKey, RecordRef};
use crate::scene::{Align, Role, Scene, Weight, at as point, text};
use crate::ui::context::Cx;
use crate::ui::paint::{self, Place};
use crate::ui::widgets::cell::{self, Draft, Ending, Outcome};
use crate::ui::{menus, theme};
use egui::{CursorIcon, EventFilter, Id, Key, Modifiers, Rect, Role as Access, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use std::sync::Arc;

/// Height of a row.
pub const ROW: f32 = 26.0;
/// Least width of the column with the titles.
const LEAST: f64 = 220.0;

/// What the user does to the table.
#[derive(Debug, Default)]
pub struct Table {
    cursor: Option<(RecordKey, Column)>,
    editing: Option<(RecordKey, Column, Draft)>,
    grab_focus: bool,
    /// The row that the keyboard came to, to be brought into view.
    reveal: Option<RecordKey>,
}

fn focus_id() -> Id {
    Id::unique("register table")
}

fn field_id() -> Id {
    Id::unique("register cell")
}

/// What a frame of the table knows.
struct Frame<'a> {
    rows: &'a [Row],
    places: Vec<(Column, f32, f32)>,
    width: f32,
}

impl Table {
    /// A cell is being typed over.
    pub fn is_typing(&self) -> bool {
        self.editing.is_some()
    }

    /// Shows headings and rows.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, columns: &mut Vec<(Column, f64)>, sort: &mut Option<(Column, bool)>, rows: &[Row]) {
        self.keys(ui, cx, columns, rows);
        let room = f64::from(ui.available_width());
        let others: f64 = columns.iter().filter(|(c, _)| *c != Column::Title).map(|(_, w)| w).sum();
        let title = (room - others).max(LEAST);
        #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
        let (width, height) = ((title + others) as f32, ui.available_height());
        let mut x = 0.0;
        #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
        let mut place = |(column, w): &(Column, f64)| {
            let w = if *column == Column::Title { title as f32 } else { *w as f32 };
            x += w;
            (*column, x - w, w)
        };
        let frame = Frame { rows, places: columns.iter().map(&mut place).collect(), width };
        ScrollArea::horizontal().id_salt("register columns").auto_shrink([false, false]).show(ui, |ui| {
            ui.set_width(width);
            Self::headings(ui, columns, sort, &frame);
            let reveal = self.reveal.take().and_then(|key| rows.iter().position(|r| at(r).is_some_and(|r| r.key == key)));
            let mut area = ScrollArea::vertical().id_salt("register rows").auto_shrink([false, false]).max_height(height - 28.0);
            if let Some(row) = reveal {
                let memory = ui.scope_id().with("register offset");
                let offset = ui.data(|d| d.get_temp::<f32>(memory)).unwrap_or(0.0);
                #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
                let top = row as f32 * ROW;
                let wanted = offset.clamp((top + ROW - (height - 34.0)).max(0.0), top.max(0.0));
                area = area.vertical_scroll_offset(wanted);
            }
            let spacing = std::mem::replace(&mut ui.spacing_mut().item_spacing.y, 0.0);
            let shown = area.show_rows(ui, ROW, rows.len(), |ui, range| {
                for row in rows.get(range).unwrap_or_default() {
                    self.row(ui, cx, &frame, row);
                }
            });
            ui.spacing_mut().item_spacing.y = spacing;
            let memory = ui.scope_id().with("register offset");
            ui.data_mut(|d| d.insert_temp(memory, shown.state.clamped_offset().y));
        });
    }

    fn headings(ui: &mut Ui, columns: &mut Vec<(Column, f64)>, sort: &mut Option<(Column, bool)>, frame: &Frame<'_>) {
        let (head, _) = ui.allocate_exact_size(vec2(frame.width, 24.0), Sense::hover());
        let mut scene = Scene::new(0.0, 0.0, "");
        for (column, x, w) in &frame.places {
            let rect = Rect::from_min_size(pos2(head.left() + x, head.top()), vec2(*w, head.height()));
            let response = ui.interact(rect, ui.scope_id().with(("heading", column)), Sense::click());
            response.widget_info(|| WidgetInfo::labeled(Access::ColumnHeader, true, format!("Sort by {}", column.label())));
            if response.clicked() {
                *sort = match *sort {
                    Some((c, false)) if c == *column => Some((c, true)),
                    Some((c, true)) if c == *column => None,
                    _ => Some((*column, false)),
                };
            }
            response.context_menu(|ui| column_menu(ui, columns));
            response.on_hover_text(format!("{}. Click to sort; once more for the other way, a third time for the highest score first", column.tooltip()));
            let arrow = sort.filter(|(c, _)| c == column).map_or("", |(_, down)| if down { " ↓" } else { " ↑" });
            let label = format!("{}{arrow}", column.label());
            let label = text::elide_end(&label, 11.5, Weight::Semibold, f64::from(*w) - 10.0);
            let figures = column.kind() == ColumnKind::Figures;
            let (anchor, align) = if figures { (f64::from(rect.right()) - 8.0, Align::Right) } else { (f64::from(rect.left()) + 6.0, Align::Left) };
            scene.text(point(anchor, f64::from(rect.center().y)), label, 11.5, Weight::Semibold, align, Role::Muted);
            if *column == Column::Title {
                continue;
            }
            let grip =
                ui.interact(Rect::from_center_size(pos2(rect.right(), rect.center().y), vec2(8.0, 24.0)), ui.scope_id().with(("edge", column)), Sense::drag());
            grip.widget_info(|| WidgetInfo::labeled(Access::Splitter, true, format!("Width of {}", column.label())));
            if grip.hovered() || grip.dragged() {
                ui.set_cursor_icon(CursorIcon::ResizeColumn);
                ui.painter().vline(rect.right(), rect.y_range(), Stroke::new(1.0, theme::role(ui, Role::Accent)));
            }
            if grip.dragged()
                && let Some((_, width)) = columns.iter_mut().find(|(c, _)| c == column)
            {
                *width = (*width + f64::from(grip.drag_delta().x)).clamp(40.0, 600.0);
            }
        }
        paint::scene(ui.painter(), ui, &scene, Place::at(pos2(0.0, 0.0)));
        ui.painter().hline(head.x_range(), head.bottom() - 0.5, Stroke::new(1.0, theme::role(ui, Role::Line)));
    }

    fn row(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>, row: &Row) {
        let (rect, _) = ui.allocate_exact_size(vec2(frame.width, ROW), Sense::hover());
        match row {
            Row::Heading { label, count, worst, days } => heading(ui, rect, label, *count, *worst, *days),
            Row::Risk(i, key) => {
                let risks = Arc::clone(&cx.analysis.risks);
                let (Some(result), Some(risk)) = (risks.items.get(*i), cx.plan.risks.get(*key).map(Arc::clone)) else { return };
                self.risk(ui, cx, frame, rect, &risk, result);
            }
        }
    }

    fn risk(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>, rect: Rect, risk: &Risk, result: &RiskResult) {
        let at = register::risk_ref(result.key);
        let selected = cx.is_selected(at);
        let response = ui.interact(rect, ui.scope_id().with(("risk", result.key)), Sense::click_and_drag());
        let state =
            if result.active { format!("score {}, {}", result.score, result.band.spoken().to_lowercase()) } else { risk.status.spoken().to_lowercase() };
        let alert = if result.alert { ", alert" } else { "" };
        response.widget_info(|| WidgetInfo::selected(Access::Row, true, selected, format!("Risk {} {}, {state}{alert}", risk.id, risk.title)));
        if response.hovered() || selected {
            ui.painter().rect_filled(rect, 0.0, theme::role(ui, Role::Raised));
        }
        if selected {
            ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(3.0, rect.height())), 0.0, theme::role(ui, Role::Accent));
        }
        let column = response.interact_pointer_pos().and_then(|p| frame.column_at(rect, p.x));
        response.dnd_set_drag_payload(at);
        if response.clicked() {
            cx.pick(ui, at, |_| in_shown_order(frame.rows));
        }
        menus::attach(&response, cx, at);
        if response.double_clicked() {
            self.edit(cx, result.key, column.unwrap_or(Column::Title));
        } else if response.clicked() {
            self.cursor = Some((result.key, column.unwrap_or(Column::Title)));
            self.grab_focus = true;
        }
        self.cells(ui, cx, frame, rect, risk, result);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme::role(ui, Role::Line)));
        if let Some((_, column)) = self.cursor.filter(|(key, _)| *key == result.key) {
            let cell = frame.cell(rect, column);
            let table = ui.interact(cell, focus_id(), Sense::focusable_noninteractive());
            table.widget_info(|| WidgetInfo::labeled(Access::Table, true, format!("Register, {} of {}", column.label(), risk.title)));
            if std::mem::take(&mut self.grab_focus) {
                ui.memory_mut(|m| m.request_focus(focus_id()));
            }
            if ui.memory(|m| m.has_focus(focus_id())) {
                let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };
                ui.memory_mut(|m| m.set_focus_lock_filter(focus_id(), filter));
                ui.painter().rect_stroke(cell.shrink(1.0), 3.0, Stroke::new(2.0, theme::role(ui, Role::Accent)), StrokeKind::Inside);
            }
        }
        if self.editing.as_ref().is_some_and(|(key, ..)| *key == result.key) {
            self.field(ui, cx, frame, rect, risk);
        }
    }

    fn cells(&self, ui: &mut Ui, cx: &Cx<'_>, frame: &Frame<'_>, row: Rect, risk: &Risk, result: &RiskResult) {
        let mut scene = Scene::new(0.0, 0.0, "");
        for (column, _, _) in &frame.places {
            let cell = frame.cell(row, *column);
            if !ui.is_rect_visible(cell) {
                continue;
            }
            let words = column.cell(cx.analysis, risk, result);
            let response = ui.interact(cell, ui.scope_id().with(("cell", result.key, column)), Sense::hover());
            let spoken = format!("{} of {}: {words}", column.label(), risk.title);
            response.widget_info(|| WidgetInfo::labeled(Access::Cell, true, &spoken));
            let y = f64::from(cell.center().y);
            let (mut left, mut right) = (f64::from(cell.left()) + 6.0, f64::from(cell.right()) - 8.0);
            let ink = if result.active { Role::Text } else { Role::Muted };
            match column {
                Column::Title => {
                    scene.sign(point(left + 10.0, y), 14.0, sign(result.band));
                    let id = text::elide_end(&risk.id, 11.5, Weight::Regular, 70.0);
                    scene.text(point(left + 24.0, y), id.clone(), 11.5, Weight::Regular, Align::Left, Role::Muted);
                    left += 24.0 + text::width(&id, 11.5, Weight::Regular) + 8.0;
                    if result.is_loud() {
                        scene.text(point(right, y), "Alert", 11.5, Weight::Semibold, Align::Right, Role::Bad);
                        right -= 38.0;
                    }
                }
                Column::Score => {
                    let mark = match result.band {
                        crate::analysis::risk::Band::Green => Role::HeatLow,
                        crate::analysis::risk::Band::Yellow => Role::HeatMid,
                        crate::analysis::risk::Band::Red => Role::HeatHigh,
                    };
                    scene.fill(crate::scene::Rect::new(right - 22.0, y - 9.0, 26.0, 18.0), 4.0, mark);
                    scene.text(point(right - 9.0, y), words, 12.0, Weight::Semibold, Align::Center, Role::OnHeat);
                    continue;
                }
                _ => {}
            }
            let shown = text::elide_end(&words, 12.5, Weight::Regular, (right - left).max(10.0));
            let cut = shown != words;
            let (anchor, align) = if column.kind() == ColumnKind::Figures { (right, Align::Right) } else { (left, Align::Left) };
            let ink = if *column == Column::Alert && result.is_loud() { Role::Bad } else { ink };
            scene.text(point(anchor, y), shown, 12.5, Weight::Regular, align, ink);
            if cut && self.editing.is_none() {
                response.on_hover_text(words);
            }
        }
        paint::scene(ui.painter(), ui, &scene, Place::at(pos2(0.0, 0.0)));
    }

    fn edit(&mut self, cx: &mut Cx<'_>, key: RecordKey, column: Column) {
        let (Some(risk), Some(result)) = (cx.plan.risks.get(key), cx.analysis.risks.by_key(key)) else { return };
        if !column.is_typed() {
            cx.inbox.notice = Some(format!("{} is computed; change percent, days, cost or the signs", column.label()));
            return;
        }
        self.cursor = Some((key, column));
        self.editing = Some((key, column, Draft::over(column.written(cx.analysis, risk, result))));
    }

    fn field(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>, row: Rect, risk: &Risk) {
        let Some((key, column, mut draft)) = self.editing.take() else { return };
        let place = frame.cell(row, column);
        let right = ui.clip_rect().right().min(row.right());
        let outcome = draft.show(ui, (place, right), field_id(), &format!("{} of {}", column.label(), risk.title));
        if outcome != Outcome::GivenUp
            && let Some(word) = cell::offered(ui, Id::unique("register values"), place, values(cx, column), &draft.text)
        {
            draft.text = word;
            self.finish(ui, cx, frame, (key, column, draft), Ending::Enter);
            return;
        }
        match outcome {
            Outcome::GivenUp => self.grab_focus = true,
            Outcome::Open => self.editing = Some((key, column, draft)),
            Outcome::Done(ending) => self.finish(ui, cx, frame, (key, column, draft), ending),
        }
    }

    fn finish(&mut self, ui: &Ui, cx: &mut Cx<'_>, frame: &Frame<'_>, (key, column, mut draft): (RecordKey, Column, Draft), ending: Ending) {
        match register::typed(cx.analysis, key, column, &draft.text) {
            Ok(edit) => {
                cx.inbox.edits.extend(edit);
                if ending != Ending::Away {
                    self.grab_focus = true;
                    ui.memory_mut(|m| m.surrender_focus(field_id()));
                }
                if let Ending::Tab(on) = ending {
                    let typed: Vec<Column> = frame.places.iter().map(|(c, ..)| *c).filter(|c| c.is_typed()).collect();
                    let here = typed.iter().position(|c| *c == column).unwrap_or(0);
                    let next = if on { (here + 1).min(typed.len().saturating_sub(1)) } else { here.saturating_sub(1) };
                    if let Some(column) = typed.get(next) {
                        self.edit(cx, key, *column);
                    }
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
    fn keys(&mut self, ui: &Ui, cx: &mut Cx<'_>, columns: &[(Column, f64)], rows: &[Row]) {
        if self.editing.is_some() || !ui.memory(|m| m.has_focus(focus_id())) || egui::Popup::is_any_open(ui.ctx()) {
            return;
        }
        let Some((key, column)) = self.cursor else { return };
        let risks: Vec<RecordRef> = rows.iter().filter_map(at).collect();
        let here = risks.iter().position(|r| r.key == key).unwrap_or(0);
        let place = columns.iter().position(|(c, _)| *c == column).unwrap_or(0);
        let pressed = |k: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, k));
        let to = if pressed(Key::ArrowDown) {
            Some((here + 1).min(risks.len().saturating_sub(1)))
        } else if pressed(Key::ArrowUp) {
            Some(here.saturating_sub(1))
        } else if pressed(Key::Home) {
            Some(0)
        } else if pressed(Key::End) {
            Some(risks.len().saturating_sub(1))
        } else {
            None
        };
        if let Some(next) = to.and_then(|n| risks.get(n)) {
            self.cursor = Some((next.key, column));
            self.reveal = Some(next.key);
            cx.select(*next);
        }
        let sideways = i32::from(pressed(Key::ArrowRight)) - i32::from(pressed(Key::ArrowLeft));
        let next = if sideways > 0 { (place + 1).min(columns.len().saturating_sub(1)) } else { place.saturating_sub(usize::from(sideways < 0)) };
        if sideways != 0
            && let Some((column, _)) = columns.get(next)
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

impl Frame<'_> {
    fn cell(&self, row: Rect, column: Column) -> Rect {
        let (x, w) = self.places.iter().find(|(c, ..)| *c == column).map_or((0.0, row.width()), |(_, x, w)| (*x, *w));
        Rect::from_min_size(pos2(row.left() + x, row.top()), vec2(w, row.height()))
    }

    fn column_at(&self, row: Rect, x: f32) -> Option<Column> {
        self.places.iter().find(|(_, from, w)| (*from..from + w).contains(&(x - row.left()))).map(|(c, ..)| *c)
    }
}

/// The risks in the order they are shown in.
fn in_shown_order(rows: &[Row]) -> Vec<RecordRef> {
    rows.iter().filter_map(at).collect()
}

fn heading(ui: &Ui, rect: Rect, label: &str, count: usize, worst: crate::analysis::risk::Band, days: f64) {
    let mut scene = Scene::new(0.0, 0.0, "");
    let y = f64::from(rect.center().y);
    scene.sign(point(f64::from(rect.left()) + 12.0, y), 13.0, sign(worst));
    let room = f64::from(rect.width()).min(f64::from(ui.clip_rect().width()));
    scene.text(
        point(f64::from(rect.left()) + 26.0, y),
        text::elide_end(label, 12.5, Weight::Semibold, room * 0.6),
        12.5,
        Weight::Semibold,
        Align::Left,
        Role::Text,
    );
    let lost = if days > 0.0 { format!(", expected loss {}", words::days(days)) } else { String::new() };
    let right = f64::from(rect.left()) + room - 8.0;
    scene.text(point(right, y), format!("{}{lost}", words::count(count, "risk")), 11.5, Weight::Regular, Align::Right, Role::Muted);
    ui.painter().rect_filled(rect, 0.0, theme::role(ui, Role::Ground));
    paint::scene(ui.painter(), ui, &scene, Place::at(pos2(0.0, 0.0)));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme::role(ui, Role::Line)));
}

/// What a column can be, for those with few values.
fn values(cx: &Cx<'_>, column: Column) -> Vec<String> {
    let levels = || Level::of_scale(cx.analysis.risks.levels).iter().rev().map(|l| l.spoken().to_owned()).collect();
    match column {
        Column::Status => RiskStatus::ALL.iter().map(|s| s.spoken().to_owned()).collect(),
        Column::Response => Response::ALL.iter().map(|s| s.spoken().to_owned()).collect(),
        Column::Probability | Column::Impact => levels(),
        Column::Owner => {
            let mut names: Vec<String> = cx.plan.people.records().map(|p| p.name.clone()).collect();
            names.extend(cx.plan.teams.records().map(|t| t.name.clone()));
            names.extend(cx.plan.risks.records().filter_map(|r| r.owner.clone()));
            names.sort();
            names.dedup();
            names
        }
        Column::Category => {
            let mut names: Vec<String> = cx.plan.risks.records().map(|r| r.category.clone()).filter(|c| !c.is_empty()).collect();
            names.sort();
            names.dedup();
            names
        }
        _ => Vec::new(),
    }
}
