//! The chart under the pointer: bars that are taken by their middle, their ends or their progress,
//! dots at their ends to draw links from, links to click, and empty ground to draw new tasks on.

use super::drag::{Drawn, Gesture, Sketch, linked};
use super::{Frame, Timeline, in_view_order, labels};
use crate::analysis::hand::{self, Grip, Held, What};
use crate::model::records::TaskKind;
use crate::scene::gantt::Bar;
use crate::scene::{Point, Role};
use crate::ui::context::Cx;
use crate::ui::{menus, theme};
use egui::{CursorIcon, Id, PointerButton, Pos2, Rect, Role as Access, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use std::collections::BTreeSet;

/// Width of the zone at a bar's end that stretches it.
const GRIP: f32 = 7.0;
/// How far the dots that links are drawn from lie outside of a bar.
const DOT: f32 = 9.0;

impl Timeline {
    /// Empty ground: links are clicked, tasks are drawn, the middle button moves through time.
    pub(super) fn ground(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>) {
        let chart = frame.areas.chart;
        let response = ui.interact(chart, Id::unique("timeline chart"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Access::Canvas, true, "Timeline chart"));
        if response.dragged_by(PointerButton::Middle) {
            let by = f64::from(response.drag_delta().x);
            self.look_at(ui, Some(frame.gantt.axis.panned(by)));
        }
        let under = response.hover_pos().and_then(|p| Self::link_under(frame, p));
        if under.is_some() && self.gesture.is_none() {
            ui.set_cursor_icon(CursorIcon::PointingHand);
        }
        if response.double_clicked()
            && let Some(p) = response.interact_pointer_pos()
        {
            self.new_milestone(cx, frame, p);
            return;
        }
        if response.clicked() {
            self.link = None;
            match (under, response.interact_pointer_pos()) {
                (Some(joint), Some(p)) => self.open_link(cx, joint, p),
                _ => cx.deselect(),
            }
        }
        if response.drag_started_by(PointerButton::Primary)
            && let Some(p) = ui.input(|i| i.pointer.press_origin())
        {
            let step = frame.gantt.axis.step();
            let minute = frame.minute(p.x);
            // A drawn task begins where its unit begins, under the pointer.
            let from = hand::floor_to(step, minute);
            // What is drawn on stays where it is, however wide the inspector makes itself.
            self.moved = true;
            self.gesture = Some(Gesture::New(Sketch { row: frame.row_at(p), from, to: from, at: p }));
        }
        let row = response.hover_pos().map(|p| frame.row_at(p)).filter(|r| *r < frame.gantt.rows.rows.len());
        if response.hovered() {
            self.hover(ui, row);
        }
    }

    pub(super) fn hover(&mut self, ui: &Ui, row: Option<usize>) {
        if self.hovered != row {
            self.hovered = row;
            ui.ctx().request_repaint();
        }
    }

    fn link_under(frame: &Frame<'_>, p: Pos2) -> Option<hand::Joint> {
        let at: Point = frame.place().point(p);
        let near = frame.lines.iter().map(|l| (l.distance(at), l.joint)).filter(|(d, _)| *d < 4.5);
        near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, j)| j)
    }

    fn new_milestone(&mut self, cx: &mut Cx<'_>, frame: &Frame<'_>, p: Pos2) {
        let rows = &frame.gantt.rows;
        let line = rows.rows.get(frame.row_at(p)).map(|r| r.line).or(rows.outline.lines.len().checked_sub(1));
        let at = hand::floor_to(frame.gantt.axis.step(), frame.minute(p.x));
        self.moved = true;
        let (edit, _) = hand::fresh_below(cx.analysis, &rows.outline, line, |task| {
            task.kind = TaskKind::Milestone;
            task.title = "New milestone".into();
            task.duration = crate::model::value::Dur::days(0.0);
            task.start = Some(crate::model::value::Moment::of_minute(at));
        });
        self.add_row(cx, edit);
    }

    /// Every bar in view.
    pub(super) fn bars(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>) {
        let chart = frame.areas.chart;
        let place = frame.place();
        let mut eager = None;
        for (i, row) in frame.gantt.rows.rows[frame.range.clone()].iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
            let top = i as f64 * super::ROW;
            let task = match row.what {
                What::Task(task) => task,
                What::Section(_) => {
                    self.section_bar(ui, cx, frame, row, i);
                    continue;
                }
            };
            let bar = frame.gantt.bar(task, top);
            let whole = place.rect(bar.rect).expand2(vec2(0.0, 2.0));
            let on_screen = whole.intersect(chart);
            let held = matches!(&self.gesture, Some(Gesture::Bars(b)) if b.held.lead() == task);
            if !held && (on_screen.width() < 1.0 || on_screen.height() < 4.0) {
                continue;
            }
            self.bar(ui, cx, frame, task, &bar, (whole, on_screen));
            let lit = self.hovered == Some(frame.range.start + i) || (frame.gantt.selected.contains(&task) && frame.gantt.selected.len() == 1);
            if lit && self.gesture.is_none() {
                eager = Some((task, bar, whole));
            }
        }
        // The dots lie over bars, and over those of neighbours.
        if let Some((task, bar, rect)) = eager.filter(|_| self.gesture.is_none()) {
            self.dots(ui, cx, frame, task, &bar, rect);
        }
    }

    fn bar(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>, task: usize, bar: &Bar, (whole, on_screen): (Rect, Rect)) {
        let (key, record) = (frame.key(task), &frame.gantt.schedule.net.records[task]);
        let at = hand::task_ref(key);
        let wide = on_screen.expand2(vec2(if on_screen.width() < 10.0 { 5.0 } else { 2.0 }, 0.0)).intersect(frame.areas.chart);
        let response = ui.interact(wide, ui.scope_id().with(("bar", key)), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Access::Button, true, labels::spoken(&frame.gantt, task)));
        let ends = !bar.milestone && whole.width() > 18.0 && !matches!(record.kind, TaskKind::Summary | TaskKind::Hammock);
        let grip = |p: Pos2| match () {
            () if ends && p.x > whole.right() - GRIP => Grip::End,
            () if ends && p.x < whole.left() + GRIP && whole.width() > 30.0 => Grip::Start,
            () => Grip::Whole,
        };
        if let Some(p) = response.hover_pos().filter(|_| self.gesture.is_none()) {
            ui.set_cursor_icon(if grip(p) == Grip::Whole { CursorIcon::Grab } else { CursorIcon::ResizeHorizontal });
        }
        if response.hovered() {
            self.hover(ui, Some(frame.row_at(wide.center())));
        }
        if response.clicked() {
            cx.pick(ui, at, |_| in_view_order(&frame.gantt));
            self.take_focus(at);
        }
        if response.double_clicked() {
            self.edit_cell(cx, at, hand::Column::Title);
        }
        if response.has_focus() {
            ui.painter_at(frame.areas.chart).rect_stroke(wide.expand(2.0), 3.0, Stroke::new(2.0, theme::role(ui, Role::Accent)), egui::StrokeKind::Outside);
        }
        if response.drag_started_by(PointerButton::Primary)
            && let Some(p) = ui.input(|i| i.pointer.press_origin()).or(response.interact_pointer_pos())
        {
            self.take_bar(cx, frame, task, grip(p), p);
        }
        menus::attach(&response, cx, at);
        if response.hovered() && self.gesture.is_none() {
            response.on_hover_ui(|ui| labels::tooltip(ui, &frame.gantt, task));
        }
    }

    fn take_bar(&mut self, cx: &mut Cx<'_>, frame: &Frame<'_>, task: usize, grip: Grip, p: Pos2) {
        match Held::take(cx.analysis, task, frame.gantt.selected, grip) {
            Ok(held) => self.gesture = Some(Gesture::bars(held, frame.minute(p.x), p)),
            Err(why) => cx.inbox.notice = Some(why),
        }
    }

    /// The bracket of a section moves what it holds.
    fn section_bar(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>, row: &crate::scene::gantt::Row, i: usize) {
        let outline = &frame.gantt.rows.outline;
        let dates = outline.tasks_in(row.line).map(|t| (frame.gantt.schedule.dates[t].start, frame.gantt.schedule.dates[t].finish));
        let Some((start, finish)) = dates.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else { return };
        let (x, right) = (frame.gantt.axis.x(start), frame.gantt.axis.x(finish));
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let rect = frame.place().rect(crate::scene::Rect::new(x, i as f64 * super::ROW + 5.0, (right - x).max(6.0), 14.0)).intersect(frame.areas.chart);
        let Some(at) = frame.record_of(row).filter(|_| rect.width() > 1.0) else { return };
        let title = cx.plan.record(at).map(|r| r.title().to_owned()).unwrap_or_default();
        let response = ui.interact(rect, ui.scope_id().with(("section bar", at.key)), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Access::Button, true, format!("All of {title}")));
        if response.hovered() && self.gesture.is_none() {
            ui.set_cursor_icon(CursorIcon::Grab);
        }
        if response.clicked() {
            cx.pick(ui, at, |plan| crate::ui::context::in_file_order(plan, at.kind));
            self.take_focus(at);
        }
        if response.drag_started_by(PointerButton::Primary)
            && let Some(p) = ui.input(|i| i.pointer.press_origin())
        {
            let tasks: Vec<usize> = outline.tasks_in(row.line).collect();
            match Held::take_all(cx.analysis, &tasks) {
                Ok(held) => self.gesture = Some(Gesture::bars(held, frame.minute(p.x), p)),
                Err(why) => cx.inbox.notice = Some(why),
            }
        }
        response.on_hover_text(format!("{title}: {}", frame.gantt.held(row.line)));
    }

    /// Dots at the ends of a bar, to draw links from, and the handle of its progress.
    fn dots(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>, task: usize, bar: &Bar, rect: Rect) {
        let record = &frame.gantt.schedule.net.records[task];
        let name = hand::name(record).to_owned();
        let y = rect.center().y;
        let accent = theme::role(ui, Role::Accent);
        for (x, at_end, what) in [(rect.left() - DOT, false, "start"), (rect.right() + DOT, true, "end")] {
            let spot = pos2(x, y);
            if !frame.areas.chart.shrink(2.0).contains(spot) {
                continue;
            }
            let response = ui.interact(Rect::from_center_size(spot, vec2(12.0, 14.0)), ui.scope_id().with(("dot", task, at_end)), Sense::click_and_drag());
            response.widget_info(|| WidgetInfo::labeled(Access::Button, true, format!("Link from the {what} of {name}")));
            let lit = response.hovered() || response.dragged();
            ui.painter_at(frame.areas.chart).circle(spot, if lit { 5.0 } else { 3.5 }, theme::role(ui, Role::Panel), Stroke::new(1.5, accent));
            if response.hovered() {
                ui.set_cursor_icon(CursorIcon::Crosshair);
                self.hover(ui, Some(frame.row_at(spot)));
            }
            if response.drag_started_by(PointerButton::Primary) {
                self.gesture = Some(Gesture::Link(Drawn { fixed: (task, at_end), forward: true, was: None, at: spot }));
            }
            response.on_hover_text("Drag to another bar to link them: onto its start or its end");
        }
        let open = !bar.milestone && rect.width() > 24.0 && record.kind == TaskKind::Task;
        if open {
            self.progress_handle(ui, cx, frame, task, bar);
        }
    }

    fn progress_handle(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>, task: usize, bar: &Bar) {
        let record = &frame.gantt.schedule.net.records[task];
        let share = if record.status == crate::model::records::TaskStatus::Done { 1.0 } else { record.pct.unwrap_or(0.0).clamp(0.0, 100.0) / 100.0 };
        let tip = frame.place().pos(Point { x: bar.rect.x + bar.rect.w * share, y: bar.rect.bottom() });
        if !frame.areas.chart.contains(tip) {
            return;
        }
        let rect = Rect::from_min_max(tip + vec2(-6.0, -3.0), tip + vec2(6.0, 8.0));
        let response = ui.interact(rect, ui.scope_id().with(("progress", task)), Sense::drag());
        response.widget_info(|| WidgetInfo::labeled(Access::Slider, true, format!("Progress of {}", hand::name(record))));
        let fill = theme::role(ui, if response.hovered() { Role::Accent } else { Role::Text });
        let shape = egui::Shape::convex_polygon(vec![tip + vec2(0.0, -1.0), tip + vec2(5.0, 6.0), tip + vec2(-5.0, 6.0)], fill, Stroke::NONE);
        ui.painter_at(frame.areas.chart).add(shape);
        if response.hovered() {
            ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
        }
        if response.drag_started_by(PointerButton::Primary) {
            self.take_bar(cx, frame, task, Grip::Progress, tip);
        }
        response.on_hover_text("Drag to say how much of it is done, in steps of 5 %; with Shift 1 %");
    }

    /// What lies over everything: what is drawn or held, and its words; then what is let go.
    pub(super) fn over(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, frame: &Frame<'_>) {
        self.link_ends(ui, frame);
        match &self.gesture {
            Some(Gesture::Bars(bars)) => {
                ui.set_cursor_icon(if bars.held.grip() == Grip::Whole { CursorIcon::Grabbing } else { CursorIcon::ResizeHorizontal });
                let p = ui.input(|i| i.pointer.latest_pos()).unwrap_or(frame.areas.chart.center());
                let mut lines = vec![bars.asked.words.clone()];
                if bars.asked.pins && bars.pin {
                    lines.push("P: without a pin".into());
                } else if bars.asked.pins {
                    lines.push("P: pin it there".into());
                }
                lines.extend(labels::threat(&frame.gantt));
                lines.extend(bars.odds.clone());
                crate::ui::widgets::beside(ui, p, &lines, false);
            }
            Some(Gesture::Link(drawn)) => {
                let drawn = *drawn;
                Self::rubber(ui, cx, frame, &drawn);
            }
            Some(Gesture::New(sketch)) => {
                let sketch = *sketch;
                Self::sketch(ui, cx, frame, &sketch);
            }
            Some(Gesture::Rows { .. }) | None => {}
        }
        self.drop_gesture(ui, cx, frame);
    }

    fn rubber(ui: &mut Ui, cx: &Cx<'_>, frame: &Frame<'_>, drawn: &Drawn) {
        ui.set_cursor_icon(CursorIcon::Crosshair);
        let (fixed, at_end) = drawn.fixed;
        let Some(row) = frame.gantt.rows.row(fixed) else { return };
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let bar = frame.gantt.bar(fixed, (row as f64 - frame.range.start as f64) * super::ROW);
        let from = frame.place().pos(Point { x: if at_end { bar.rect.right() } else { bar.rect.x }, y: bar.rect.y + bar.rect.h / 2.0 });
        let under = Self::bar_under(frame, drawn.at).filter(|(t, _)| *t != fixed || drawn.was.is_some());
        let said = under.map(|(task, end)| (linked(cx.analysis, drawn, task, end), task, end));
        let refused = matches!(said, Some((Err(_), ..)));
        let role = if refused { Role::Bad } else { Role::Accent };
        let painter = ui.painter_at(frame.areas.chart);
        painter.line_segment([from, drawn.at], Stroke::new(2.0, theme::role(ui, role)));
        painter.circle_filled(drawn.at, 3.5, theme::role(ui, role));
        let near = |i: usize| hand::name(&frame.gantt.schedule.net.records[i]).to_owned();
        let words = match said {
            Some((Err(why), ..)) => why,
            Some((Ok(_), task, end)) => {
                let (pred, from_end, succ, to_start) = if drawn.forward { (fixed, at_end, task, !end) } else { (task, end, fixed, !at_end) };
                labels::link_words(hand::joined(from_end, to_start), &near(pred), &near(succ))
            }
            None if drawn.was.is_some() => "Let go here to take the link away".into(),
            None => "Let go on the start or the end of another bar".into(),
        };
        crate::ui::widgets::beside(ui, drawn.at, &[words], refused);
    }

    fn sketch(ui: &mut Ui, cx: &Cx<'_>, frame: &Frame<'_>, sketch: &Sketch) {
        let (from, to) = (sketch.from.min(sketch.to), sketch.from.max(sketch.to));
        if from == to {
            return;
        }
        let (x, right) = (frame.gantt.axis.x(from), frame.gantt.axis.x(to));
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let top = (sketch.row as f64 - frame.range.start as f64) * super::ROW;
        let rect = frame.place().rect(crate::scene::Rect::new(x, top + 4.0, right - x, 14.0));
        let painter = ui.painter_at(frame.areas.chart);
        painter.rect_filled(rect, 3.0, theme::role(ui, Role::Bar));
        painter.rect_stroke(rect, 3.0, Stroke::new(1.5, theme::role(ui, Role::Accent)), egui::StrokeKind::Inside);
        let mut task = crate::model::records::Task::default();
        hand::sketched(&mut task, cx.analysis.calendars.standard(), from, to);
        crate::ui::widgets::beside(ui, sketch.at, &[labels::sketched(&task, from, to, cx.plan.status_date())], false);
    }

    /// Takes hold of rows.
    pub(super) fn hold_rows(&mut self, lines: BTreeSet<usize>, to: usize) {
        self.gesture = Some(Gesture::Rows { lines, to });
    }
}
