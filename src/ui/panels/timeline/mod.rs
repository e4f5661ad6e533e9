//! The timeline: table and chart over the same rows. Bars, links and rows move under the pointer and
//! under the keys; what they do to the other dates shows while they move, and is done when let go.

mod chart;
mod command;
mod compare;
mod drag;
mod find;
mod grid;
mod joint;
mod labels;
mod marks;
mod toolbar;
mod view;

use crate::analysis::hand::{Column, What, task_ref};
use crate::analysis::schedule::Schedule;
use crate::model::value::Date;
use crate::model::{Key, RecordKind, RecordRef};
use crate::report::pictures;
use crate::report::status::answer;
use crate::scene::Role;
use crate::scene::axis::TimeAxis;
use crate::scene::gantt::{Gantt, HEADER, LinkLine, Minimap, ROW, Row};
use crate::ui::action::Action;
use crate::ui::context::Cx;
use crate::ui::paint::{self, Place};
use crate::ui::{theme, widgets};
use compare::Compare;
use drag::Gesture;
use egui::{CursorIcon, Id, Pos2, Rect, Role as Access, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use std::collections::BTreeSet;
use std::sync::Arc;
pub use view::Kept;
use view::View;

/// What the user did to the timeline.
#[derive(Debug, Default)]
pub struct Timeline {
    /// What is remembered between two starts.
    pub kept: Kept,
    view: View,
    axis: Option<TimeAxis>,
    /// The user chose what is in view; until then all of it is.
    moved: bool,
    gesture: Option<Gesture>,
    hovered: Option<usize>,
    /// The selection that was last brought into view.
    shown: Option<RecordRef>,
    cursor: Option<Cursor>,
    editing: Option<grid::Editing>,
    /// A row that was just made: its title wants to be typed once it is there.
    fresh: Option<RecordRef>,
    link: Option<joint::LinkCard>,
    /// The day on which the menu of the axis was opened.
    asked_day: Option<Date>,
    find: Option<find::Find>,
    compare: Compare,
    /// The milestone to which the critical path is shown instead of to the end.
    toward: Option<Key>,
    commands: Vec<Action>,
    /// Height that was scrolled to, and what is asked for next.
    scrolled: f32,
    scroll_to: Option<f32>,
    grab_focus: bool,
}

/// The cell that the keyboard is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cursor {
    at: RecordRef,
    column: Column,
}

/// Where the parts of the view lie.
#[derive(Clone, Copy, Debug)]
struct Areas {
    head: Rect,
    table: Rect,
    chart: Rect,
}

/// What a frame draws, together.
struct Frame<'a> {
    gantt: Gantt<'a>,
    lines: &'a [LinkLine],
    areas: Areas,
    range: std::ops::Range<usize>,
    /// Screen position of the left edge and the top of the first row drawn.
    top: f32,
}

impl Frame<'_> {
    fn row_rect(&self, row: usize, area: Rect) -> Rect {
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let y = self.top + (row as f32 - self.range.start as f32) * ROW_F;
        Rect::from_min_size(pos2(area.left(), y), vec2(area.width(), ROW_F))
    }

    fn place(&self) -> Place {
        Place::at(pos2(self.areas.chart.left(), self.top))
    }

    /// The row at a screen position; the one behind the last for what lies below all.
    fn row_at(&self, p: Pos2) -> usize {
        let y = f64::from(p.y - self.top);
        let first = self.range.start;
        let rows = self.gantt.rows.rows.len();
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        self.gantt.rows.at(y + first as f64 * ROW).unwrap_or(if y < 0.0 { first } else { rows })
    }

    fn minute(&self, x: f32) -> i64 {
        self.gantt.axis.minute(f64::from(x - self.areas.chart.left()))
    }

    fn key(&self, task: usize) -> Key {
        self.gantt.schedule.net.keys[task]
    }

    fn record_of(&self, row: &Row) -> Option<RecordRef> {
        match row.what {
            What::Task(task) => self.gantt.schedule.net.keys.get(task).map(|k| task_ref(*k)),
            What::Section(s) => self.gantt.rows.outline.sections.get(s).map(|key| RecordRef { kind: RecordKind::Section, key: *key }),
        }
    }
}

impl Timeline {
    /// Shows the view.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        widgets::answer(ui, pictures::rag_sign(cx.analysis.status.computed), &answer(cx.analysis));
        if cx.plan.tasks.is_empty() && cx.plan.sections.is_empty() {
            self.empty(ui, cx);
            return;
        }
        self.toolbar(ui, cx);
        self.find_bar(ui, cx);
        self.run_commands(ui, cx);
        let full = ui.available_rect_before_wrap();
        ui.allocate_rect(full, Sense::hover());
        let areas = self.areas(full);
        let width = f64::from(areas.chart.width());
        if !self.moved && self.axis.is_some_and(|a| (a.width - width).abs() > 0.5) {
            self.axis = None;
        }
        let axis = self.axis.get_or_insert_with(|| view::fitted(cx, width)).resized(width);
        self.axis = Some(axis);
        let selected = view::selected_tasks(cx);
        self.follow_comparison(cx);
        self.view.refresh(cx, &self.kept, &self.compare, self.toward, &selected);
        if self.kept.minimap {
            self.view.map(cx, f64::from(full.width()));
        }
        self.follow_selection(cx, areas.chart.height());
        self.follow_gesture(ui, cx, areas);
        let over = ui.input(|i| i.pointer.hover_pos()).is_some_and(|p| areas.table.union(areas.chart).contains(p));
        if !over {
            self.hover(ui, None);
        }
        let axis = self.axis.unwrap_or(axis);
        // Taken out while it is drawn, so that what is drawn and who draws it are two.
        let (view, compare) = (std::mem::take(&mut self.view), std::mem::take(&mut self.compare));
        let ahead: Option<Arc<Schedule>> = self.gesture.as_ref().and_then(Gesture::ahead);
        let gantt = Gantt {
            analysis: cx.analysis,
            schedule: ahead.as_deref().unwrap_or(&cx.analysis.schedule),
            before: ahead.as_ref().map(|_| cx.analysis.schedule.as_ref()),
            rows: &view.rows,
            axis,
            look: &view.look,
            selected: &selected,
            hovered: self.hovered,
            chain: &view.chain,
            toward: view.toward.as_deref(),
            ghosts: compare.ghosts(),
            today: Some(cx.today),
            least: f64::from(areas.chart.height()) + ROW,
        };
        self.body(ui, cx, gantt, areas);
        self.header(ui, cx, &gantt, areas);
        self.minimap(ui, &gantt, &view, full);
        self.splitter(ui, areas);
        (self.view, self.compare) = (view, compare);
        self.link_card(ui, cx);
        self.moved_list(ui, cx);
    }

    fn empty(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if widgets::empty(
            ui,
            "The timeline shows tasks and milestones over time. Type rows, paste them from a spreadsheet, or drag bars.",
            "Add the first task",
        ) {
            self.commands.push(Action::RowBelow);
        }
        ui.vertical_centered(|ui| {
            if ui.button("Add the first section").on_hover_text("A heading, such as Development or Testing").clicked() {
                self.commands.push(Action::SectionBelow);
            }
        });
        self.run_commands(ui, cx);
    }

    /// Something is held, typed or open that Escape ends.
    pub fn is_busy(&self) -> bool {
        self.gesture.is_some() || self.editing.is_some() || self.link.is_some() || self.find.is_some()
    }

    /// A verb of the timeline, done when it is shown next.
    pub fn command(&mut self, action: Action) {
        self.commands.push(action);
    }

    /// The keyboard is in the table.
    pub fn has_focus(ctx: &egui::Context) -> bool {
        ctx.memory(|m| m.has_focus(grid::focus_id()))
    }

    /// What the columns and colours were when the plan changed hands; what was done to the old one
    /// means nothing.
    pub fn forget(&mut self) {
        *self = Self { kept: std::mem::take(&mut self.kept), ..Self::default() };
    }

    /// Compares with another plan.
    pub fn compare_with(&mut self, label: String, other: Box<crate::analysis::Analysis>) {
        let number = if let Compare::Plan { number, .. } = self.compare { number + 1 } else { 0 };
        self.compare = Compare::Plan { label, other, number, open: true, made: None };
    }

    fn areas(&self, full: Rect) -> Areas {
        let most = (full.width() - 120.0).max(150.0);
        let table = self.kept.table_width.min(full.width() * 0.62).clamp(150.0_f32.min(most), most);
        #[expect(clippy::cast_possible_truncation, reason = "a constant in pixels")]
        let strip = if self.kept.minimap && full.height() > 260.0 { Minimap::HEIGHT as f32 } else { 0.0 };
        let below = pos2(full.left(), full.top() + HEADER_F);
        let bottom = full.bottom() - strip;
        Areas {
            head: Rect::from_min_size(full.min, vec2(full.width(), HEADER_F)),
            table: Rect::from_min_max(below, pos2(full.left() + table, bottom)),
            chart: Rect::from_min_max(pos2(full.left() + table, below.y), pos2(full.right(), bottom)),
        }
    }

    /// A task selected elsewhere comes into view once.
    fn follow_selection(&mut self, cx: &Cx<'_>, height: f32) {
        let lead = cx.selection.filter(|s| matches!(s.kind, RecordKind::Task | RecordKind::Section));
        if lead == self.shown || self.gesture.is_some() {
            return;
        }
        self.shown = lead;
        let Some(at) = lead else { return };
        let column = self.cursor.map_or(Column::Title, |c| c.column);
        self.cursor = Some(Cursor { at, column });
        let task = (at.kind == RecordKind::Task).then(|| cx.analysis.schedule.net.position(at.key)).flatten();
        if let (Some(task), Some(axis)) = (task, self.axis) {
            let d = &cx.analysis.schedule.dates[task];
            let (from, to) = (axis.x(d.start), axis.x(d.finish));
            if to < 20.0 || from > axis.width - 20.0 {
                self.axis = Some(axis.panned(axis.width * 0.3 - from));
                self.moved = true;
            }
        }
        let row = self.view.row_of(cx, at);
        self.scroll_into_view(row, height);
    }

    fn scroll_into_view(&mut self, row: Option<usize>, height: f32) {
        let Some(row) = row else { return };
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let y = row as f32 * ROW_F;
        if y < self.scrolled {
            self.scroll_to = Some((y - ROW_F).max(0.0));
        } else if y + ROW_F > self.scrolled + height {
            self.scroll_to = Some(y + 2.0 * ROW_F - height);
        }
    }

    /// The scrolled part: ground, links, bars, table.
    fn body(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, gantt: Gantt<'_>, areas: Areas) {
        let body = areas.table.union(areas.chart);
        let mut inner = ui.new_child(UiBuilder::new().max_rect(body).id_salt("timeline body"));
        inner.set_clip_rect(body.intersect(ui.clip_rect()));
        self.wheel(ui, areas.chart);
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let height = gantt.rows.rows.len() as f32 * ROW_F + 2.0 * ROW_F;
        let mut scroll = egui::ScrollArea::vertical()
            .auto_shrink([false, false])
            .scroll_source(egui::scroll_area::ScrollSource::MOUSE_WHEEL | egui::scroll_area::ScrollSource::SCROLL_BAR);
        if let Some(to) = self.scroll_to.take() {
            scroll = scroll.vertical_scroll_offset(to.clamp(0.0, (height - body.height()).max(0.0)));
        }
        let shown = scroll.show_viewport(&mut inner, |ui, seen| {
            ui.set_height(height);
            let origin = ui.max_rect().min;
            let range = visible(seen, gantt.rows.rows.len());
            #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
            let top = origin.y + range.start as f32 * ROW_F;
            let lines = gantt.link_lines(&range);
            let frame = Frame { gantt, lines: &lines, areas, range, top };
            ui.painter_at(body).rect_filled(body, 0.0, theme::role(ui, Role::Panel));
            let marked = self.link.as_ref().map(|l| l.joint);
            let scene = frame.gantt.chart_with(frame.range.clone(), frame.lines, marked);
            paint::scene(&ui.painter_at(areas.chart), ui, &scene, frame.place());
            self.ground(ui, cx, &frame);
            self.bars(ui, cx, &frame);
            let table = frame.gantt.table(frame.range.clone(), f64::from(areas.table.width()));
            ui.painter_at(areas.table).rect_filled(areas.table, 0.0, theme::role(ui, Role::Panel));
            paint::scene(&ui.painter_at(areas.table), ui, &table, Place::at(pos2(areas.table.left(), top)));
            self.grid(ui, cx, &frame);
            self.over(ui, cx, &frame);
        });
        self.scrolled = shown.state.unclamped_offset().y;
    }

    /// Ctrl+wheel zooms around the pointer, Shift+wheel and sideways scrolling move.
    fn wheel(&mut self, ui: &Ui, chart: Rect) {
        let Some(axis) = self.axis else { return };
        let pointer = ui.input(|i| i.pointer.hover_pos()).filter(|p| chart.contains(*p));
        let Some(pointer) = pointer else { return };
        if ui.ctx().layer_id_at(pointer).is_some_and(|l| l != ui.layer_id()) {
            return;
        }
        let (zoom, scroll) = ui.input(|i| (i.zoom_delta(), i.smooth_scroll_delta()));
        let x = f64::from(pointer.x - chart.left());
        let asked =
            if (zoom - 1.0).abs() > 1e-4 { Some(axis.zoomed(x, f64::from(zoom))) } else { (scroll.x.abs() > 0.01).then(|| axis.panned(f64::from(scroll.x))) };
        if asked.is_some() {
            self.look_at(ui, asked);
        }
    }

    fn look_at(&mut self, ui: &Ui, axis: Option<TimeAxis>) {
        self.axis = axis;
        self.moved = axis.is_some();
        ui.ctx().request_repaint();
    }

    /// The axis is dragged to move through time; headings sort, and are dragged to their width.
    fn header(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, gantt: &Gantt<'_>, areas: Areas) {
        let head = Rect::from_min_max(areas.head.min, pos2(areas.table.right(), areas.head.bottom()));
        let over = Rect::from_min_max(pos2(areas.chart.left(), areas.head.top()), areas.head.max);
        let painter = ui.painter_at(over);
        paint::scene(&painter, ui, &gantt.header(), Place::at(over.min));
        paint::scene(&ui.painter_at(head), ui, &gantt.table_header(f64::from(head.width()), self.kept.sort), Place::at(head.min));
        let response = ui.interact(over, Id::unique("timeline axis"), Sense::click_and_drag()).on_hover_cursor(CursorIcon::AllScroll);
        response.widget_info(|| WidgetInfo::labeled(Access::ScrollBar, true, "Time axis"));
        if response.dragged() {
            let by = f64::from(response.drag_delta().x);
            self.look_at(ui, Some(gantt.axis.panned(by)));
        }
        if response.double_clicked() {
            self.look_at(ui, None);
        }
        self.axis_menu(ui, cx, gantt, over, &response);
        let about = response.hover_pos().map(|p| labels::day_words(gantt, gantt.axis.minute(f64::from(p.x - over.left()))));
        if let Some(words) = about {
            response.on_hover_text_at_pointer(words);
        }
        self.headings(ui, gantt, head);
        self.marks(ui, cx, gantt, over);
    }

    /// The strip with the whole plan: a click or drag brings that time into view.
    fn minimap(&mut self, ui: &mut Ui, gantt: &Gantt<'_>, view: &View, full: Rect) {
        let Some(strip) = view.minimap.as_ref().filter(|_| self.kept.minimap && full.height() > 260.0) else { return };
        #[expect(clippy::cast_possible_truncation, reason = "a constant in pixels")]
        let rect = Rect::from_min_max(pos2(full.left(), full.bottom() - Minimap::HEIGHT as f32), full.max);
        paint::scene(&ui.painter_at(rect), ui, &strip.scene(gantt.axis), Place::at(rect.min));
        let response = ui.interact(rect, Id::unique("timeline overview"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Access::ScrollBar, true, "Overview of the plan"));
        if let Some(p) = response.interact_pointer_pos().filter(|_| response.dragged() || response.clicked()) {
            let axis = strip.centred(gantt.axis, f64::from(p.x - rect.left()));
            self.look_at(ui, Some(axis));
        }
        response.on_hover_text("The whole plan; the frame is what the chart shows. Click or drag to go there");
    }

    fn splitter(&mut self, ui: &mut Ui, areas: Areas) {
        let x = areas.table.right();
        let rect = Rect::from_min_max(pos2(x - 3.0, areas.head.top()), pos2(x + 3.0, areas.chart.bottom()));
        let response = ui.interact(rect, ui.scope_id().with("splitter"), Sense::drag());
        response.widget_info(|| WidgetInfo::labeled(Access::Splitter, true, "Width of the table"));
        if response.hovered() || response.dragged() {
            ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
        }
        if response.dragged() {
            self.kept.table_width = areas.table.width() + response.drag_delta().x;
        }
        let role = if response.hovered() || response.dragged() { Role::Accent } else { Role::Line };
        ui.painter().vline(x, rect.y_range(), egui::Stroke::new(1.0, theme::role(ui, role)));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a constant in pixels")]
const ROW_F: f32 = ROW as f32;
#[expect(clippy::cast_possible_truncation, reason = "a constant in pixels")]
const HEADER_F: f32 = HEADER as f32;

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows in view")]
fn visible(view: Rect, rows: usize) -> std::ops::Range<usize> {
    let first = ((view.top() / ROW_F).floor().max(0.0) as usize).min(rows);
    let last = ((view.bottom() / ROW_F).ceil().max(0.0) as usize + 1).min(rows);
    first..last.max(first)
}

/// The tasks in the order in which they are shown.
fn in_view_order(gantt: &Gantt<'_>) -> Vec<RecordRef> {
    gantt.rows.tasks().filter_map(|t| gantt.schedule.net.keys.get(t)).map(|key| task_ref(*key)).collect()
}

/// The lines of the outline that are selected, for what is done with rows.
fn selected_lines(cx: &Cx<'_>, gantt_rows: &crate::scene::gantt::Rows) -> BTreeSet<usize> {
    let outline = &gantt_rows.outline;
    let line = |at: &RecordRef| match at.kind {
        RecordKind::Task => cx.analysis.schedule.net.position(at.key).and_then(|t| outline.line_of.get(t)).copied(),
        RecordKind::Section => outline.lines.iter().position(|l| matches!(l.what, What::Section(s) if outline.sections.get(s) == Some(&at.key))),
        _ => None,
    };
    cx.selected.records().iter().filter_map(line).filter(|l| *l < outline.lines.len()).collect()
}
