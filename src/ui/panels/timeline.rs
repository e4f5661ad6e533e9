//! The timeline: table and chart over the same rows. Bars move and stretch under the pointer;
//! what they do to the other dates shows while they move.

use crate::analysis::words;
use crate::edit::Revision;
use crate::model::records::{Task, TaskKind};
use crate::model::value::{Date, Dur, Moment, Unit};
use crate::model::{Key, RecordKind, RecordRef};
use crate::report::pictures;
use crate::report::status::answer;
use crate::scene::axis::TimeAxis;
use crate::scene::gantt::{Bar, Gantt, HEADER, ROW, Row, Rows, display_title};
use crate::scene::{Role, Weight, text};
use crate::ui::action::Action;
use crate::ui::context::Cx;
use crate::ui::paint::{self, Place};
use crate::ui::{menus, records, theme, widgets};
use egui::{CursorIcon, PointerButton, Pos2, Rect, Role as Access, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

/// What the user did to the timeline.
#[derive(Debug)]
pub struct Timeline {
    axis: Option<TimeAxis>,
    table_width: f32,
    rows: Option<(Revision, Rows)>,
    drag: Option<Drag>,
    hovered: Option<usize>,
    shown: Option<Key>,
    /// The user chose what is in view; until then all of it is.
    moved: bool,
}

impl Default for Timeline {
    fn default() -> Self {
        Self { axis: None, table_width: 430.0, rows: None, drag: None, hovered: None, shown: None, moved: false }
    }
}

/// A bar under the pointer.
#[derive(Clone, Copy, Debug)]
struct Drag {
    key: Key,
    stretch: bool,
    /// Minute under the pointer when it began.
    grabbed: i64,
    /// First and last day then.
    first: Date,
    last: Date,
    /// The start it was given then, if any.
    start: Option<Moment>,
    /// How long it took then.
    duration: Dur,
}

/// Width of the zone at a bar's end that stretches it.
const GRIP: f32 = 7.0;

impl Timeline {
    /// Shows the view.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        widgets::answer(ui, pictures::rag_sign(cx.analysis.status.computed), &answer(cx.analysis));
        if cx.plan.tasks.is_empty() {
            if widgets::empty(ui, "The timeline shows tasks and milestones over time.", "Add the first task") {
                cx.inbox.actions.push(Action::AddTask);
            }
            return;
        }
        self.toolbar(ui, cx);
        let rows = self.current_rows(cx);
        let full = ui.available_rect_before_wrap();
        ui.allocate_rect(full, Sense::hover());
        let table = self.table_width.min(full.width() * 0.55).clamp(150.0, (full.width() - 120.0).max(150.0));
        let chart_width = f64::from((full.width() - table).max(50.0));
        if !self.moved && self.axis.is_some_and(|a| (a.width - chart_width).abs() > 0.5) {
            self.axis = None;
        }
        let axis = self.axis.get_or_insert_with(|| fitted(cx, chart_width)).resized(chart_width);
        self.axis = Some(axis);
        self.follow_selection(cx);
        let gantt = Gantt { analysis: cx.analysis, rows: &rows, axis, selected: selected_task(cx), hovered: self.hovered };
        let head = Rect::from_min_size(full.min, vec2(full.width(), HEADER_F));
        Self::header(ui, &gantt, head, table);
        let body = Rect::from_min_max(pos2(full.left(), head.bottom()), full.max);
        let asked = self.body(ui, cx, &gantt, body, table);
        self.splitter(ui, full, table);
        self.rows = Some((cx.revision, rows));
        if let Some(axis) = asked {
            self.axis = Some(axis);
            self.moved = true;
            ui.ctx().request_repaint();
        }
    }

    fn current_rows(&mut self, cx: &Cx<'_>) -> Rows {
        match self.rows.take() {
            Some((revision, rows)) if revision == cx.revision => rows,
            _ => Rows::of(cx.analysis),
        }
    }

    fn toolbar(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.horizontal(|ui| {
            if ui.button("Fit").on_hover_text("Show the whole plan").clicked() {
                (self.axis, self.moved) = (None, false);
            }
            let middle = self.axis.map_or(0.0, |a| a.width / 2.0);
            if ui.button("Zoom in").on_hover_text("Ctrl+wheel zooms around the pointer").clicked() {
                (self.axis, self.moved) = (self.axis.map(|a| a.zoomed(middle, 1.5)), true);
            }
            if ui.button("Zoom out").clicked() {
                (self.axis, self.moved) = (self.axis.map(|a| a.zoomed(middle, 1.0 / 1.5)), true);
            }
            if ui.button("Status date").on_hover_text("Bring the status date into view").clicked()
                && let Some(axis) = self.axis
            {
                (self.axis, self.moved) = (Some(axis.panned(axis.width * 0.3 - axis.x(cx.analysis.schedule.status))), true);
            }
            ui.separator();
            if ui.button("Add task").on_hover_text(Action::AddTask.tooltip()).clicked() {
                cx.inbox.actions.push(Action::AddTask);
            }
            let critical = cx.analysis.schedule.dates.iter().filter(|d| d.critical).count();
            let path = &cx.analysis.path;
            let mut note = format!("{}, {critical} critical", words::count(cx.analysis.schedule.dates.len(), "task"));
            if path.steps > 0 {
                note.push_str(&format!(
                    ". Declared path {}, {} of {} buffer left",
                    words::days(path.total_days),
                    words::number(path.buffer_left()),
                    words::days(path.buffer_days)
                ));
            }
            ui.add(egui::Label::new(theme::small(note).color(theme::role(ui, Role::Muted))).truncate());
        });
        ui.add_space(2.0);
    }

    /// A task selected elsewhere comes into view once.
    fn follow_selection(&mut self, cx: &Cx<'_>) {
        let selected = selected_task(cx);
        let key = selected.map(|i| cx.analysis.schedule.net.keys[i]);
        if key == self.shown || self.drag.is_some() {
            return;
        }
        self.shown = key;
        if let (Some(task), Some(axis)) = (selected, self.axis) {
            let d = &cx.analysis.schedule.dates[task];
            let (from, to) = (axis.x(d.start), axis.x(d.finish));
            if to < 20.0 || from > axis.width - 20.0 {
                self.axis = Some(axis.panned(axis.width * 0.3 - from));
            }
        }
    }

    fn header(ui: &mut Ui, gantt: &Gantt<'_>, head: Rect, table: f32) {
        let painter = ui.painter_at(head);
        paint::scene(&painter, ui, &gantt.table_header(f64::from(table)), Place::at(head.min));
        let chart = Rect::from_min_max(pos2(head.left() + table, head.top()), head.max);
        let painter = ui.painter_at(chart);
        paint::scene(&painter, ui, &gantt.header(), Place::at(chart.min));
    }

    /// The scrolled part. Returns a new axis when the user moved or zoomed it.
    fn body(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, gantt: &Gantt<'_>, body: Rect, table: f32) -> Option<TimeAxis> {
        let mut inner = ui.new_child(UiBuilder::new().max_rect(body).id_salt("timeline body"));
        inner.set_clip_rect(body.intersect(ui.clip_rect()));
        let mut asked = Self::wheel(ui, gantt.axis, body, table);
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let height = gantt.rows.rows.len() as f32 * ROW_F;
        egui::ScrollArea::vertical().auto_shrink([false, false]).show_viewport(&mut inner, |ui, view| {
            ui.set_height(height);
            let origin = ui.max_rect().min;
            let range = visible(view, gantt.rows.rows.len());
            #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
            let top = pos2(body.left(), origin.y + range.start as f32 * ROW_F);
            let table_rect = Rect::from_min_max(pos2(body.left(), body.top()), pos2(body.left() + table, body.bottom()));
            let chart_rect = Rect::from_min_max(pos2(body.left() + table, body.top()), body.max);
            let chart_origin = pos2(chart_rect.left(), top.y);
            ui.painter_at(body).rect_filled(body, 0.0, theme::role(ui, Role::Panel));
            let scene = gantt.chart(range.clone());
            paint::scene(&ui.painter_at(chart_rect), ui, &scene, Place::at(chart_origin));
            paint::scene(&ui.painter_at(table_rect), ui, &gantt.table(range.clone(), f64::from(table)), Place::at(top));
            if let Some(axis) = Self::pan(ui, cx, gantt, chart_rect) {
                asked = Some(axis);
            }
            self.table_rows(ui, cx, gantt, table_rect, top, &range);
            self.bars(ui, cx, gantt, chart_rect, chart_origin, &range);
        });
        asked
    }

    /// Ctrl+wheel zooms around the pointer, Shift+wheel and sideways scrolling move.
    fn wheel(ui: &Ui, axis: TimeAxis, body: Rect, table: f32) -> Option<TimeAxis> {
        let pointer = ui.input(|i| i.pointer.hover_pos()).filter(|p| body.contains(*p) && p.x > body.left() + table)?;
        if ui.ctx().layer_id_at(pointer).is_some_and(|l| l != ui.layer_id()) {
            return None;
        }
        let (zoom, scroll) = ui.input(|i| (i.zoom_delta(), i.smooth_scroll_delta()));
        let x = f64::from(pointer.x - body.left() - table);
        if (zoom - 1.0).abs() > 1e-4 {
            return Some(axis.zoomed(x, f64::from(zoom)));
        }
        (scroll.x.abs() > 0.01).then(|| axis.panned(f64::from(scroll.x)))
    }

    /// Dragging the empty chart moves it.
    fn pan(ui: &mut Ui, cx: &mut Cx<'_>, gantt: &Gantt<'_>, chart: Rect) -> Option<TimeAxis> {
        let response = ui.interact(chart, ui.scope_id().with("chart"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Access::Canvas, true, "Timeline chart"));
        if response.clicked() {
            cx.deselect();
        }
        response.dragged_by(PointerButton::Primary).then(|| gantt.axis.panned(f64::from(response.drag_delta().x)))
    }

    fn table_rows(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, gantt: &Gantt<'_>, table: Rect, top: Pos2, range: &std::ops::Range<usize>) {
        let mut hovered = None;
        for (i, row) in gantt.rows.rows[range.clone()].iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
            let rect = Rect::from_min_size(pos2(top.x, top.y + i as f32 * ROW_F), vec2(table.width(), ROW_F)).intersect(table);
            if !rect.is_positive() {
                continue;
            }
            let task = match row {
                Row::Task(task) => task,
                Row::Section { title, .. } => {
                    section(ui, cx, title, rect, table);
                    continue;
                }
            };
            let key = gantt.analysis.schedule.net.keys[*task];
            let response = ui.interact(rect, ui.scope_id().with(("row", key)), Sense::click());
            let record = &gantt.analysis.schedule.net.records[*task];
            let at = RecordRef { kind: RecordKind::Task, key };
            let selected = cx.is_selected(at);
            response.widget_info(|| WidgetInfo::selected(Access::Row, true, selected, format!("Row {}", display_title(record))));
            if response.hovered() {
                hovered = Some(range.start + i);
            }
            if response.clicked() {
                cx.pick(ui, at, |_| in_view_order(gantt));
            }
            menus::attach(&response, cx, at);
            if selected && cx.selected.len() > 1 {
                let edge = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
                ui.painter_at(table).rect_filled(edge, 0.0, theme::role(ui, Role::Accent));
            }
            mark(ui, cx, at, rect, table);
            if response.hovered() {
                response.on_hover_ui(|ui| tooltip(ui, gantt, *task));
            }
        }
        if hovered != self.hovered {
            self.hovered = hovered;
            ui.ctx().request_repaint();
        }
    }

    fn bars(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, gantt: &Gantt<'_>, chart: Rect, origin: Pos2, range: &std::ops::Range<usize>) {
        let place = Place::at(origin);
        for (i, row) in gantt.rows.rows[range.clone()].iter().enumerate() {
            let Row::Task(task) = row else { continue };
            #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
            let bar = gantt.bar(*task, i as f64 * ROW);
            // A bar that is held is held outside of the chart too.
            let held = self.drag.is_some_and(|d| d.key == gantt.analysis.schedule.net.keys[*task]);
            let whole = place.rect(bar.rect).expand2(vec2(0.0, 2.0));
            let on_screen = if held { whole } else { whole.intersect(chart) };
            if !held && (on_screen.width() < 1.0 || on_screen.height() < 4.0) {
                continue;
            }
            self.bar(ui, cx, gantt, *task, &bar, on_screen, chart);
        }
        if self.drag.is_some() && !ui.input(|i| i.pointer.any_down()) {
            self.drag = None;
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one bar in its chart: what it is and where it is")]
    fn bar(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, gantt: &Gantt<'_>, task: usize, bar: &Bar, rect: Rect, chart: Rect) {
        let net = &gantt.analysis.schedule.net;
        let (key, record) = (net.keys[task], &net.records[task]);
        let at = RecordRef { kind: RecordKind::Task, key };
        let wide = rect.expand2(vec2(if rect.width() < 10.0 { 5.0 } else { 2.0 }, 0.0));
        let wide = if self.drag.is_some_and(|d| d.key == key) { wide } else { wide.intersect(chart) };
        let response = ui.interact(wide, ui.scope_id().with(("bar", key)), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Access::Button, true, spoken(gantt, task)));
        let movable = record.kind != TaskKind::Summary;
        let stretch = !bar.milestone && rect.width() > 16.0;
        let at_grip = |p: Pos2| stretch && p.x > rect.right() - GRIP;
        if movable && let Some(p) = response.hover_pos() {
            ui.set_cursor_icon(if at_grip(p) { CursorIcon::ResizeHorizontal } else { CursorIcon::Grab });
        }
        // Selecting opens the inspector and narrows the chart: not while a bar is held.
        if response.clicked() {
            cx.pick(ui, at, |_| in_view_order(gantt));
        }
        if response.drag_stopped() {
            cx.select(at);
        }
        if response.has_focus() {
            ui.painter_at(chart).rect_stroke(wide.expand(2.0), 3.0, egui::Stroke::new(2.0, theme::role(ui, Role::Accent)), egui::StrokeKind::Outside);
        }
        if response.drag_started_by(PointerButton::Primary) && movable {
            let d = &gantt.analysis.schedule.dates[task];
            let start = ui.input(|i| i.pointer.press_origin()).or(response.interact_pointer_pos());
            if let Some(p) = start {
                let grabbed = gantt.axis.minute(f64::from(p.x - chart.left()));
                let drag = Drag {
                    key,
                    stretch: at_grip(p),
                    grabbed,
                    first: d.forecast_first_day(),
                    last: d.forecast_last_day(),
                    start: record.start,
                    duration: record.duration,
                };
                self.drag = Some(drag);
            }
        }
        if let Some(drag) = self.drag.filter(|d| d.key == key && response.dragged())
            && let Some(p) = response.interact_pointer_pos()
        {
            let days = snapped_days(gantt.axis.minute(f64::from(p.x - chart.left())) - drag.grabbed);
            let changed = if drag.stretch { Some(stretched(gantt, task, record, &drag, days)) } else { moved(record, &drag, days) };
            if let Some(changed) = changed.filter(|c| c != record.as_ref()) {
                cx.set(at, changed);
            }
            ui.set_cursor_icon(if drag.stretch { CursorIcon::ResizeHorizontal } else { CursorIcon::Grabbing });
            label_at(ui, p, &drag_words(gantt, task, &drag, days));
        } else if response.hovered() {
            menus::attach(&response, cx, at);
            response.on_hover_ui(|ui| tooltip(ui, gantt, task));
        } else {
            menus::attach(&response, cx, at);
        }
    }

    fn splitter(&mut self, ui: &mut Ui, full: Rect, table: f32) {
        let x = full.left() + table;
        let rect = Rect::from_min_max(pos2(x - 4.0, full.top()), pos2(x + 4.0, full.bottom()));
        let response = ui.interact(rect, ui.scope_id().with("splitter"), Sense::drag());
        response.widget_info(|| WidgetInfo::labeled(Access::Splitter, true, "Width of the table"));
        if response.hovered() || response.dragged() {
            ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
        }
        if response.dragged() {
            self.table_width = table + response.drag_delta().x;
        }
        let role = if response.hovered() || response.dragged() { Role::Accent } else { Role::Line };
        ui.painter().vline(x, full.y_range(), egui::Stroke::new(1.0, theme::role(ui, role)));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a constant in pixels")]
const ROW_F: f32 = ROW as f32;
#[expect(clippy::cast_possible_truncation, reason = "a constant in pixels")]
const HEADER_F: f32 = HEADER as f32;

/// The heading of a section is a record too: it can be picked and has its menu.
fn section(ui: &Ui, cx: &mut Cx<'_>, title: &str, rect: Rect, table: Rect) {
    let Some((key, _)) = cx.plan.sections.iter().find(|(_, s)| s.title == title) else { return };
    let at = RecordRef { kind: RecordKind::Section, key };
    let response = ui.interact(rect, ui.scope_id().with(("section", key)), Sense::click());
    let selected = cx.is_selected(at);
    response.widget_info(|| WidgetInfo::selected(Access::Row, true, selected, format!("Section {title}")));
    if selected {
        let edge = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        ui.painter_at(table).rect_filled(edge, 0.0, theme::role(ui, Role::Accent));
    }
    if response.clicked() {
        cx.pick(ui, at, |plan| crate::ui::context::in_file_order(plan, RecordKind::Section));
    }
    menus::attach(&response, cx, at);
}

/// The tasks in the order in which they are shown.
fn in_view_order(gantt: &Gantt<'_>) -> Vec<RecordRef> {
    let key = |row: &Row| match row {
        Row::Task(task) => gantt.analysis.schedule.net.keys.get(*task).copied(),
        Row::Section { .. } => None,
    };
    gantt.rows.rows.iter().filter_map(key).map(|key| RecordRef { kind: RecordKind::Task, key }).collect()
}

/// A small sign at the left edge of a row with something wrong.
fn mark(ui: &Ui, cx: &Cx<'_>, at: RecordRef, row: Rect, table: Rect) {
    let Some(sign) = records::mark(cx, at) else { return };
    let mut scene = crate::scene::Scene::new(12.0, 12.0, "");
    scene.sign(crate::scene::Point::default(), 10.0, sign);
    paint::scene(&ui.painter_at(table), ui, &scene, Place::at(pos2(row.left() + 8.0, row.center().y)));
}

fn fitted(cx: &Cx<'_>, width: f64) -> TimeAxis {
    let s = &cx.analysis.schedule;
    let from = s.dates.iter().map(|d| d.planned_start.min(d.start)).min().unwrap_or(s.status);
    let to = s.dates.iter().map(|d| d.planned_finish.max(d.finish)).max().unwrap_or(s.status);
    TimeAxis::fitting(from, to, width)
}

fn selected_task(cx: &Cx<'_>) -> Option<usize> {
    cx.selection.filter(|s| s.kind == RecordKind::Task).and_then(|s| cx.analysis.schedule.net.position(s.key))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows in view")]
fn visible(view: Rect, rows: usize) -> std::ops::Range<usize> {
    let first = ((view.top() / ROW_F).floor().max(0.0) as usize).min(rows);
    let last = ((view.bottom() / ROW_F).ceil().max(0.0) as usize + 1).min(rows);
    first..last.max(first)
}

/// Whole days nearest to a distance in minutes.
fn snapped_days(minutes: i64) -> i64 {
    (minutes + 720).div_euclid(1440)
}

fn shifted(date: Date, days: i64) -> Date {
    Date::of_minute(date.minute() + days * 1440)
}

fn moved(record: &Task, drag: &Drag, days: i64) -> Option<Task> {
    let start = shifted(drag.first, days);
    // The tables of the calendars end; a bar cannot be dragged out of them.
    if Date::parse(&start.to_string()).is_err() {
        return None;
    }
    let mut task = record.clone();
    task.start = if days == 0 { drag.start } else { Some(start.into()) };
    Some(task)
}

fn stretched(gantt: &Gantt<'_>, task: usize, record: &Task, drag: &Drag, days: i64) -> Task {
    let last = shifted(drag.last, days).max(drag.first);
    let net = &gantt.analysis.schedule.net;
    let cal = &gantt.analysis.calendars.all[crate::analysis::network::to_usize(net.tasks[task].calendar)];
    let (from, to) = (gantt.analysis.schedule.dates[task].start, last.minute() + 1440);
    #[expect(clippy::cast_precision_loss, reason = "minutes of a project")]
    let amount = match drag.duration.unit {
        Unit::ElapsedHours => (to - from) as f64 / 60.0,
        Unit::CalendarDays | Unit::ElapsedDays => ((to - from) as f64 / 1440.0).round().max(1.0),
        Unit::WorkDays => cal.days_between(from, to).round().max(1.0),
        Unit::WorkWeeks => (cal.days_between(from, to) / 5.0 * 10.0).round().max(1.0) / 10.0,
        Unit::Hours => (cal.between(from, to) as f64 / 60.0).max(1.0),
        Unit::Minutes => (cal.between(from, to) as f64).max(1.0),
    };
    let mut changed = record.clone();
    changed.duration = if days == 0 { drag.duration } else { Dur { amount, unit: drag.duration.unit } };
    changed
}

fn drag_words(gantt: &Gantt<'_>, task: usize, drag: &Drag, days: i64) -> String {
    let near = gantt.analysis.plan.status_date();
    let sign = if days > 0 { "+" } else { "" };
    if drag.stretch {
        let last = shifted(drag.last, days).max(drag.first);
        return format!("ends {} ({sign}{days} d)", words::day(last, near));
    }
    let wanted = shifted(drag.first, days);
    let real = gantt.analysis.schedule.dates[task].forecast_first_day();
    if real > wanted && days != 0 {
        format!("no earlier than {}; {}", words::day(wanted, near), gantt.analysis.schedule.why(task))
    } else {
        format!("starts {} ({sign}{days} d)", words::day(wanted, near))
    }
}

fn label_at(ui: &Ui, p: Pos2, words: &str) {
    let layer = egui::LayerId::new(egui::Order::Tooltip, egui::Id::unique("drag label"));
    let painter = ui.ctx().layer_painter(layer);
    #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
    let width = text::width(words, 12.0, Weight::Semibold) as f32 + 16.0;
    let screen = ui.ctx().content_rect();
    let left = (p.x + 14.0).min(screen.right() - width - 8.0).max(screen.left() + 4.0);
    let rect = Rect::from_min_size(pos2(left, p.y - 34.0), vec2(width, 24.0));
    painter.rect_filled(rect, 4.0, theme::role(ui, Role::Accent));
    painter.text(rect.center(), egui::Align2::CENTER_CENTER, words, theme::font(12.0, Weight::Semibold), theme::role(ui, Role::OnAccent));
}

fn spoken(gantt: &Gantt<'_>, task: usize) -> String {
    let (d, record) = (&gantt.analysis.schedule.dates[task], &gantt.analysis.schedule.net.records[task]);
    let near = gantt.analysis.plan.status_date();
    let critical = if d.critical { ", critical" } else { "" };
    if d.milestone {
        format!("{}, milestone {}{critical}", display_title(record), words::day(d.forecast_last_day(), near))
    } else {
        let (first, last) = (words::day(d.forecast_first_day(), near), words::day(d.forecast_last_day(), near));
        format!("{}, {first} to {last}{critical}", display_title(record))
    }
}

fn tooltip(ui: &mut Ui, gantt: &Gantt<'_>, task: usize) {
    let (d, record) = (&gantt.analysis.schedule.dates[task], &gantt.analysis.schedule.net.records[task]);
    let near = gantt.analysis.plan.status_date();
    ui.set_max_width(340.0);
    ui.label(theme::strong(display_title(record)));
    let say = |a: Date, b: Date| if a == b { words::day(a, near) } else { format!("{} to {}", words::day(a, near), words::day(b, near)) };
    ui.label(format!("Forecast {}", say(d.forecast_first_day(), d.forecast_last_day())));
    ui.label(format!("Plan {}", say(d.first_day(), d.last_day())));
    if d.slip_days.abs() > 0.05 {
        ui.label(format!("Slip {}", words::days(d.slip_days)));
    }
    if !d.milestone {
        ui.label(format!("Takes {}", record.duration.spoken()));
    }
    ui.label(format!("Total float {}, free float {}", words::days(d.total_float_days), words::days(d.free_float_days)));
    ui.label(theme::small(gantt.analysis.schedule.why(task)).color(theme::role(ui, Role::Muted)));
}
