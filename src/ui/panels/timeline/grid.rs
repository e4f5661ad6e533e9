//! The table under pointer and keys: rows are picked, dragged and folded; cells are typed over;
//! headings sort and are dragged to their width.

use super::{Cursor, Frame, Timeline, in_view_order, labels};
use crate::analysis::hand::{self, Column, What};
use crate::edit::Edit;
use crate::model::{RecordKind, RecordRef};
use crate::scene::Role;
use crate::scene::gantt::{Gantt, Row, display_title};
use crate::ui::context::Cx;
use crate::ui::paint::{self, Place};
use crate::ui::widgets::cell::{Draft, Ending, Outcome};
use crate::ui::{menus, records, theme};
use egui::{CursorIcon, EventFilter, Id, PointerButton, Rect, Role as Access, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

/// A cell that is being typed over.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Editing {
    pub at: RecordRef,
    pub column: Column,
    pub draft: Draft,
}

/// Where the keyboard is when it is in the table.
pub(super) fn focus_id() -> Id {
    Id::unique("timeline table")
}

fn field_id() -> Id {
    Id::unique("timeline cell")
}

impl Timeline {
    /// The keyboard comes to a row.
    pub(super) fn take_focus(&mut self, at: RecordRef) {
        let column = self.cursor.map_or(Column::Title, |c| c.column);
        self.cursor = Some(Cursor { at, column });
        self.grab_focus = true;
    }

    /// Headings: a click sorts, a drag of an edge changes the width, the menu chooses columns.
    pub(super) fn headings(&mut self, ui: &mut Ui, gantt: &Gantt<'_>, head: Rect) {
        for place in gantt.look.places(f64::from(head.width())) {
            #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
            let rect = Rect::from_min_size(pos2(head.left() + place.x as f32, head.top()), vec2(place.width as f32, head.height()));
            let response = ui.interact(rect, ui.scope_id().with(("heading", place.column)), Sense::click());
            response.widget_info(|| WidgetInfo::labeled(Access::ColumnHeader, true, format!("Sort by {}", place.column.label())));
            if response.clicked() {
                self.kept.sort = match self.kept.sort {
                    Some((c, false)) if c == place.column => Some((c, true)),
                    Some((c, true)) if c == place.column => None,
                    _ => Some((place.column, false)),
                };
            }
            response.context_menu(|ui| self.column_menu(ui));
            response.on_hover_text(format!("{}. Click to sort; once more for the other way, a third time for the order of the file", place.column.tooltip()));
            if place.column == Column::Title {
                continue;
            }
            let edge = Rect::from_center_size(pos2(rect.left(), rect.bottom() - 14.0), vec2(8.0, 28.0));
            let grip = ui.interact(edge, ui.scope_id().with(("edge", place.column)), Sense::drag());
            grip.widget_info(|| WidgetInfo::labeled(Access::Splitter, true, format!("Width of {}", place.column.label())));
            if grip.hovered() || grip.dragged() {
                ui.set_cursor_icon(CursorIcon::ResizeColumn);
                ui.painter_at(head).vline(rect.left(), edge.y_range(), Stroke::new(1.0, theme::role(ui, Role::Accent)));
            }
            if grip.dragged()
                && let Some((_, width)) = self.kept.columns.iter_mut().find(|(c, _)| *c == place.column)
            {
                *width = (*width - f64::from(grip.drag_delta().x)).clamp(40.0, 600.0);
            }
        }
    }

    /// Which columns are shown.
    pub(super) fn column_menu(&mut self, ui: &mut Ui) {
        ui.set_min_width(160.0);
        for column in Column::ALL.into_iter().filter(|c| *c != Column::Title) {
            let place = self.kept.columns.iter().position(|(c, _)| *c == column);
            let mut on = place.is_some();
            if ui.checkbox(&mut on, column.label()).on_hover_text(column.tooltip()).changed() {
                match place {
                    Some(i) => {
                        self.kept.columns.remove(i);
                        self.kept.table_width -= narrow(column.width());
                    }
                    None => {
                        self.kept.columns.push((column, column.width()));
                        // Columns stand in the order of this menu, and the table grows with them.
                        self.kept.columns.sort_by_key(|(c, _)| Column::ALL.iter().position(|a| a == c));
                        self.kept.table_width += narrow(column.width());
                    }
                }
                self.kept.table_width = self.kept.table_width.max(150.0);
            }
        }
    }

    /// Every row in view.
    pub(super) fn grid(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>) {
        let table = frame.areas.table;
        self.keyboard(ui, cx, frame);
        for (i, row) in frame.gantt.rows.rows[frame.range.clone()].iter().enumerate() {
            let at_row = frame.range.start + i;
            let rect = frame.row_rect(at_row, table).intersect(table);
            if rect.is_positive() {
                self.row(ui, cx, frame, (row, at_row), rect);
            }
        }
        self.cursor_ring(ui, frame);
        self.edit_field(ui, cx, frame);
        self.landing(ui, frame);
    }

    fn row(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>, (row, at_row): (&Row, usize), rect: Rect) {
        let Some(at) = frame.record_of(row) else { return };
        let (kind, title) = match row.what {
            What::Task(task) => ("row", display_title(&frame.gantt.schedule.net.records[task]).to_owned()),
            What::Section(_) => ("section", cx.plan.record(at).map(|r| r.title().to_owned()).unwrap_or_default()),
        };
        let response = ui.interact(rect, ui.scope_id().with((kind, at.key)), Sense::click_and_drag());
        let selected = cx.is_selected(at);
        let spoken = if kind == "row" { format!("Row {title}") } else { format!("Section {title}") };
        response.widget_info(|| WidgetInfo::selected(Access::Row, true, selected, spoken.clone()));
        if response.hovered() {
            self.hover(ui, Some(at_row));
        }
        if at.kind == RecordKind::Section && selected {
            let edge = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
            ui.painter_at(frame.areas.table).rect_filled(edge, 0.0, theme::role(ui, Role::Accent));
        }
        Self::cells(ui, frame, row, rect);
        let column = response.interact_pointer_pos().map(|p| column_at(frame, p.x));
        if response.double_clicked() {
            self.edit_cell(cx, at, column.unwrap_or(Column::Title));
        } else if response.clicked() {
            self.click_row(ui, cx, frame, (row, at), column.unwrap_or(Column::Title), &response);
        }
        if response.drag_started_by(PointerButton::Primary) {
            self.grab_rows(cx, frame, row, at);
        }
        if let Some(super::drag::Gesture::Rows { to, .. }) = &mut self.gesture
            && let Some(p) = ui.input(|i| i.pointer.latest_pos())
        {
            // Between the rows: above the middle of one goes before it.
            let over = frame.row_at(p + vec2(0.0, super::ROW_F / 2.0));
            *to = over.min(frame.gantt.rows.rows.len());
        }
        menus::attach(&response, cx, at);
        mark(ui, cx, at, rect, frame.areas.table);
        if response.hovered() && self.gesture.is_none() && self.editing.is_none() {
            match row.what {
                What::Task(task) => _ = response.on_hover_ui(|ui| labels::tooltip(ui, &frame.gantt, task)),
                What::Section(_) => _ = response.on_hover_text(frame.gantt.held(row.line)),
            }
        }
    }

    fn click_row(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>, (row, at): (&Row, RecordRef), column: Column, response: &egui::Response) {
        let x = response.interact_pointer_pos().map_or(0.0, |p| f64::from(p.x - frame.areas.table.left()));
        let fold = Gantt::indent(row);
        if row.holds && column == Column::Title && x < fold && x > fold - 20.0 {
            self.fold(at);
            return;
        }
        match at.kind {
            RecordKind::Section => cx.pick(ui, at, |plan| crate::ui::context::in_file_order(plan, RecordKind::Section)),
            _ => cx.pick(ui, at, |_| in_view_order(&frame.gantt)),
        }
        self.take_focus(at);
        self.shown = Some(at);
        if let Some(cursor) = &mut self.cursor {
            cursor.column = column;
        }
    }

    /// Folds what a row holds away, or shows it.
    pub(super) fn fold(&mut self, at: RecordRef) {
        if !self.kept.folded.remove(&at.key) {
            self.kept.folded.insert(at.key);
        }
    }

    fn grab_rows(&mut self, cx: &mut Cx<'_>, frame: &Frame<'_>, row: &Row, at: RecordRef) {
        if self.kept.sort.is_some() || self.kept.only != crate::scene::gantt::Only::All || !self.kept.words.trim().is_empty() {
            cx.inbox.notice = Some("Sorted or filtered rows stand where they stand: show all rows in the order of the file to move them".into());
            return;
        }
        let mut lines = super::selected_lines(cx, frame.gantt.rows);
        if !cx.is_selected(at) || !lines.contains(&row.line) {
            lines = [row.line].into();
        }
        self.hold_rows(lines, frame.gantt.rows.rows.iter().position(|r| r.line == row.line).unwrap_or(0));
    }

    /// Every cell has a name that a screen reader finds.
    fn cells(ui: &mut Ui, frame: &Frame<'_>, row: &Row, rect: Rect) {
        let What::Task(task) = row.what else { return };
        let title = display_title(&frame.gantt.schedule.net.records[task]);
        let key = frame.key(task);
        for place in frame.gantt.look.places(f64::from(frame.areas.table.width())).iter().filter(|p| p.column != Column::Title) {
            let cell = cell_rect(rect, place.x, place.width);
            let response = ui.interact(cell, ui.scope_id().with(("cell", key, place.column)), Sense::hover());
            response.widget_info(|| {
                let drift = frame.gantt.drift(task);
                let words = place.column.cell(frame.gantt.analysis, frame.gantt.schedule, task, drift);
                WidgetInfo::labeled(Access::Cell, true, format!("{} of {title}: {words}", place.column.label()))
            });
        }
    }

    /// The table as one thing that has the keyboard: where it is, and which keys belong to it.
    fn keyboard(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>) {
        let rect = self.cursor_rect(frame).unwrap_or(Rect::from_min_size(frame.areas.table.min, vec2(frame.areas.table.width(), super::ROW_F)));
        let id = focus_id();
        let response = ui.interact(rect.intersect(frame.areas.table), id, Sense::click());
        let words = self.cursor.and_then(|c| cx.plan.record(c.at).map(|r| format!("Timeline table, {} of {}", c.column.label(), r.title())));
        response.widget_info(|| WidgetInfo::labeled(Access::Table, true, words.clone().unwrap_or_else(|| "Timeline table".into())));
        if std::mem::take(&mut self.grab_focus) {
            ui.memory_mut(|m| m.request_focus(id));
        }
        if ui.memory(|m| m.has_focus(id)) {
            ui.memory_mut(|m| {
                m.set_focus_lock_filter(id, EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: false });
            });
            if self.cursor.is_none()
                && let Some(at) = frame.gantt.rows.rows.first().and_then(|r| frame.record_of(r))
            {
                self.cursor = Some(Cursor { at, column: Column::Title });
            }
        }
    }

    fn cursor_rect(&self, frame: &Frame<'_>) -> Option<Rect> {
        let cursor = self.cursor?;
        let row = Self::cursor_row(frame, cursor)?;
        if !frame.range.contains(&row) {
            return None;
        }
        let rect = frame.row_rect(row, frame.areas.table);
        let places = frame.gantt.look.places(f64::from(frame.areas.table.width()));
        let place = places.iter().find(|p| p.column == cursor.column).or(places.first())?;
        Some(cell_rect(rect, place.x, place.width))
    }

    fn cursor_row(frame: &Frame<'_>, cursor: Cursor) -> Option<usize> {
        match cursor.at.kind {
            RecordKind::Task => frame.gantt.schedule.net.position(cursor.at.key).and_then(|t| frame.gantt.rows.row(t)),
            _ => frame.gantt.rows.rows.iter().position(|r| frame.record_of(r) == Some(cursor.at)),
        }
    }

    fn cursor_ring(&self, ui: &Ui, frame: &Frame<'_>) {
        if ui.memory(|m| m.has_focus(focus_id()))
            && let Some(rect) = self.cursor_rect(frame)
        {
            ui.painter_at(frame.areas.table).rect_stroke(rect.shrink(1.0), 3.0, Stroke::new(2.0, theme::role(ui, Role::Accent)), StrokeKind::Inside);
        }
    }

    /// Where rows that are held would go.
    fn landing(&self, ui: &Ui, frame: &Frame<'_>) {
        let Some(super::drag::Gesture::Rows { to, .. }) = &self.gesture else { return };
        let rect = frame.row_rect(*to, frame.areas.table);
        let row = frame.gantt.rows.rows.get(*to).or_else(|| frame.gantt.rows.rows.last());
        #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
        let indent = row.map_or(0.0, |r| Gantt::indent(r) as f32);
        let accent = theme::role(ui, Role::Accent);
        let painter = ui.painter_at(frame.areas.table.union(frame.areas.chart));
        painter.hline(rect.left() + indent..=rect.right(), rect.top(), Stroke::new(2.0, accent));
        painter.circle_filled(pos2(rect.left() + indent, rect.top()), 3.0, accent);
    }

    /// A cell opens to be typed over.
    pub(super) fn edit_cell(&mut self, cx: &Cx<'_>, at: RecordRef, column: Column) {
        let text = match at.kind {
            RecordKind::Task => match cx.analysis.schedule.net.position(at.key) {
                Some(task) if column.is_typed() => column.written(cx.analysis, task),
                _ => return,
            },
            _ => cx.plan.record(at).map(|r| r.title().to_owned()).unwrap_or_default(),
        };
        let column = if at.kind == RecordKind::Section { Column::Title } else { column };
        self.cursor = Some(Cursor { at, column });
        self.editing = Some(Editing { at, column, draft: Draft::over(text) });
    }

    /// A letter typed on a cell takes the place of what it holds.
    pub(super) fn begin_typing(&mut self, cx: &Cx<'_>, letter: &str) {
        let Some(cursor) = self.cursor else { return };
        self.edit_cell(cx, cursor.at, cursor.column);
        if let Some(editing) = &mut self.editing {
            letter.clone_into(&mut editing.draft.text);
            editing.draft.begun = true;
        }
    }

    fn edit_field(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>) {
        let Some(mut editing) = self.editing.take() else { return };
        if cx.plan.record(editing.at).is_none() {
            return;
        }
        let cursor = Cursor { at: editing.at, column: editing.column };
        let Some(rect) = self.cursor.filter(|c| *c == cursor).and_then(|_| self.cursor_rect(frame)) else {
            // Scrolled out of sight: it waits.
            self.editing = Some(editing);
            return;
        };
        let title = cx.plan.record(editing.at).map(|r| r.title().to_owned()).unwrap_or_default();
        let name = if editing.at.kind == RecordKind::Section { format!("Title of section {title}") } else { format!("{} of {title}", editing.column.label()) };
        match editing.draft.show(ui, (rect, frame.areas.chart.right()), field_id(), &name) {
            Outcome::Open => self.editing = Some(editing),
            Outcome::GivenUp => self.grab_focus = true,
            Outcome::Done(ending) => self.finish(ui, cx, frame, editing, ending),
        }
    }

    /// What was typed becomes an edit, or stays with the reason why it cannot.
    fn finish(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>, mut editing: Editing, ending: Ending) {
        let made = match editing.at.kind {
            RecordKind::Section => Ok(hand::Typed { edit: hand::section_titled(cx.analysis, editing.at.key, &editing.draft.text), note: None }),
            _ => match cx.analysis.schedule.net.position(editing.at.key) {
                Some(task) => hand::typed(cx.analysis, task, editing.column, &editing.draft.text),
                None => Ok(hand::Typed::default()),
            },
        };
        match made {
            Ok(typed) => {
                cx.inbox.edits.extend(typed.edit);
                cx.inbox.said = typed.note;
                if ending != Ending::Away {
                    self.grab_focus = true;
                    ui.memory_mut(|m| m.surrender_focus(field_id()));
                }
                if let Ending::Tab(on) = ending {
                    self.step_cell(frame, on);
                    if let Some(cursor) = self.cursor {
                        self.edit_cell(cx, cursor.at, cursor.column);
                    }
                }
            }
            Err(why) => {
                editing.draft.refuse(why, ending);
                self.editing = Some(editing);
            }
        }
        ui.ctx().request_repaint();
    }

    /// The next cell that can be typed, or the one before.
    fn step_cell(&mut self, frame: &Frame<'_>, on: bool) {
        let Some(cursor) = self.cursor else { return };
        let places = frame.gantt.look.places(f64::from(frame.areas.table.width()));
        let typed: Vec<Column> = places.iter().map(|p| p.column).filter(|c| c.is_typed()).collect();
        let here = typed.iter().position(|c| *c == cursor.column).unwrap_or(0);
        let (next, row_step): (usize, i64) = match (on, here) {
            (true, h) if h + 1 < typed.len() => (h + 1, 0),
            (true, _) => (0, 1),
            (false, 0) => (typed.len().saturating_sub(1), -1),
            (false, h) => (h - 1, 0),
        };
        let column = typed.get(next).copied().unwrap_or(Column::Title);
        let at = match row_step {
            0 => cursor.at,
            step => Self::cursor_row(frame, cursor)
                .and_then(|r| usize::try_from(i64::try_from(r).unwrap_or(0) + step).ok())
                .and_then(|r| frame.gantt.rows.rows.get(r))
                .and_then(|r| frame.record_of(r))
                .unwrap_or(cursor.at),
        };
        self.cursor = Some(Cursor { at, column });
    }

    /// A title is asked for as soon as the row that was made is there.
    pub(super) fn open_fresh(&mut self, cx: &Cx<'_>) {
        let Some(at) = self.fresh.filter(|at| cx.plan.record(*at).is_some()) else { return };
        self.fresh = None;
        if self.view.row_of(cx, at).is_some() || self.kept.sort.is_none() {
            self.edit_cell(cx, at, Column::Title);
        }
    }

    /// Gives a value to every selected task: that of the cell the keyboard is in.
    pub(super) fn fill_down(&self, cx: &mut Cx<'_>) {
        let Some(cursor) = self.cursor.filter(|c| c.column.is_typed() && c.column != Column::Title && c.column != Column::Id) else {
            cx.inbox.notice = Some("Put the keyboard into the cell to fill down from: not a title, an id or a computed column".into());
            return;
        };
        let net = &cx.analysis.schedule.net;
        let mut tasks: Vec<usize> = cx.selected.records().iter().filter(|r| r.kind == RecordKind::Task).filter_map(|r| net.position(r.key)).collect();
        tasks.sort_by_key(|t| self.view.rows.row(*t));
        let Some((first, others)) = tasks.split_first().filter(|(_, others)| !others.is_empty()) else {
            cx.inbox.notice = Some("Select the rows to fill: the first gives its value to the others".into());
            return;
        };
        let text = cursor.column.written(cx.analysis, *first);
        let mut edits = Vec::new();
        for task in others {
            match hand::typed(cx.analysis, *task, cursor.column, &text) {
                Ok(hand::Typed { edit: Some(Edit::Many(_, parts)), .. }) => edits.extend(parts),
                Ok(hand::Typed { edit, .. }) => edits.extend(edit),
                Err(why) => {
                    cx.inbox.notice = Some(format!("{}: {why}", hand::name(&net.records[*task])));
                    return;
                }
            }
        }
        if edits.is_empty() {
            cx.inbox.notice = Some("They have that value already".into());
            return;
        }
        cx.inbox.edits.push(Edit::Many(format!("fill {} down", cursor.column.label().to_lowercase()), edits));
    }
}

fn cell_rect(row: Rect, x: f64, width: f64) -> Rect {
    #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
    Rect::from_min_size(pos2(row.left() + x as f32, row.top()), vec2(width as f32, row.height()))
}

fn column_at(frame: &Frame<'_>, x: f32) -> Column {
    let x = f64::from(x - frame.areas.table.left());
    let places = frame.gantt.look.places(f64::from(frame.areas.table.width()));
    places.iter().find(|p| x >= p.x && x < p.x + p.width).map_or(Column::Title, |p| p.column)
}

fn narrow(width: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "a width in pixels")]
    {
        width as f32
    }
}

/// A small sign at the left edge of a row with something wrong.
fn mark(ui: &Ui, cx: &Cx<'_>, at: RecordRef, row: Rect, table: Rect) {
    let Some(sign) = records::mark(cx, at) else { return };
    let mut scene = crate::scene::Scene::new(12.0, 12.0, "");
    scene.sign(crate::scene::Point::default(), 10.0, sign);
    paint::scene(&ui.painter_at(table), ui, &scene, Place::at(pos2(row.left() + 8.0, row.center().y)));
}
