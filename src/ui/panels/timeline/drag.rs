//! What is held: bars, a link, a new bar, rows. While something is held the dates that would follow
//! are computed and shown; letting go makes one edit; Escape lets go of it without any.

use super::{Areas, Frame, Timeline};
use crate::analysis::Analysis;
use crate::analysis::hand::{self, Asked, Grip, Held, Joint, Step};
use crate::analysis::schedule::Schedule;
use crate::scene::axis::TimeAxis;
use crate::ui::context::Cx;
use egui::{Key, Modifiers, PointerButton, Pos2, Ui};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is held.
#[derive(Debug)]
pub(super) enum Gesture {
    /// Bars.
    Bars(Bars),
    /// A link, drawn from a bar or taken off one.
    Link(Drawn),
    /// A task that is drawn on empty ground.
    New(Sketch),
    /// Rows, by their lines in the outline; where they would go, as a row.
    Rows { lines: BTreeSet<usize>, to: usize },
}

/// Bars that are held.
#[derive(Debug)]
pub(super) struct Bars {
    pub held: Held,
    /// The instant under the pointer when it began.
    grabbed: i64,
    /// A bar that links would not let start so early is pinned.
    pub pin: bool,
    at: Pos2,
    free: bool,
    /// What is asked for now, and how many units of what that is.
    pub asked: Asked,
    tried: Option<(i64, Step, bool)>,
    ahead: Option<Arc<Schedule>>,
    /// What it would do to the chance of the date.
    pub odds: Option<String>,
}

/// A link that is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drawn {
    /// The task it stays on, and whether at its end.
    pub fixed: (usize, bool),
    /// The fixed one is the predecessor.
    pub forward: bool,
    /// The link that is taken off, if there was one.
    pub was: Option<Joint>,
    pub at: Pos2,
}

/// A task that is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sketch {
    pub row: usize,
    pub from: i64,
    pub to: i64,
    pub at: Pos2,
}

impl Gesture {
    /// The dates that would follow.
    pub fn ahead(&self) -> Option<Arc<Schedule>> {
        match self {
            Self::Bars(bars) => bars.ahead.clone(),
            _ => None,
        }
    }

    /// Takes hold of bars at a screen position.
    pub fn bars(held: Held, grabbed: i64, at: Pos2) -> Self {
        Self::Bars(Bars { held, grabbed, pin: true, at, free: false, asked: Asked::default(), tried: None, ahead: None, odds: None })
    }
}

impl Bars {
    /// Tries where the pointer is.
    fn follow(&mut self, analysis: &Analysis, axis: TimeAxis, minute: i64) {
        let step = if self.free { axis.fine_step() } else { axis.step() };
        if self.held.grip() == Grip::Progress {
            let of = if self.free { 1.0 } else { 5.0 };
            self.asked = self.held.done_up_to(analysis, minute, of);
            let key = (minute, step, self.pin);
            self.foresee(analysis, key);
            return;
        }
        let from = self.held.instant();
        #[expect(clippy::cast_precision_loss, reason = "minutes of a century fit a double exactly")]
        let n = axis.units_moved(step, from, (minute - self.grabbed) as f64 * axis.scale);
        if self.tried == Some((n, step, self.pin)) {
            return;
        }
        self.asked = self.held.moved(analysis, |at| step.shift(at, n), self.pin);
        self.foresee(analysis, (n, step, self.pin));
    }

    fn foresee(&mut self, analysis: &Analysis, tried: (i64, Step, bool)) {
        if self.tried == Some(tried) {
            return;
        }
        self.tried = Some(tried);
        let found = self.asked.edit.clone().and_then(|e| analysis.foresee(e));
        self.odds = found.as_ref().and_then(|(plan, schedule)| super::labels::odds(analysis, plan, schedule));
        self.ahead = found.map(|(_, schedule)| schedule);
    }
}

/// How near to the edge of the chart a held thing scrolls it, and how fast.
const EDGE: f32 = 4.0;
const SPEED: f32 = 9.0;

impl Timeline {
    /// What is held follows the pointer; Escape lets go of it, P changes whether it is pinned, and
    /// the chart scrolls when it is held against an edge.
    pub(super) fn follow_gesture(&mut self, ui: &Ui, cx: &mut Cx<'_>, areas: Areas) {
        if self.gesture.is_none() {
            return;
        }
        let (pointer, down, shift) = ui.input(|i| (i.pointer.latest_pos(), i.pointer.button_down(PointerButton::Primary), i.modifiers.shift));
        if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            self.gesture = None;
            cx.inbox.notice = Some("Let go: nothing changed".into());
            ui.ctx().request_repaint();
            return;
        }
        let toggles = ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::P) || i.consume_key(Modifiers::SHIFT, Key::P));
        if let Some(p) = pointer
            && down
        {
            self.scroll_at_edges(ui, areas, p);
        }
        let (Some(axis), Some(p)) = (self.axis, pointer) else { return };
        let minute = axis.minute(f64::from(p.x - areas.chart.left()));
        match &mut self.gesture {
            Some(Gesture::Bars(bars)) => {
                (bars.at, bars.free) = (p, shift);
                bars.pin ^= toggles;
                bars.follow(cx.analysis, axis, minute);
            }
            Some(Gesture::Link(drawn)) => drawn.at = p,
            Some(Gesture::New(sketch)) => {
                let step = if shift { axis.fine_step() } else { axis.step() };
                #[expect(clippy::cast_precision_loss, reason = "minutes of a century fit a double exactly")]
                let n = axis.units_moved(step, sketch.from, (minute - sketch.from) as f64 * axis.scale);
                (sketch.to, sketch.at) = (step.shift(sketch.from, n), p);
            }
            Some(Gesture::Rows { .. }) | None => {}
        }
    }

    fn scroll_at_edges(&mut self, ui: &Ui, areas: Areas, p: Pos2) {
        let sideways = !matches!(self.gesture, Some(Gesture::Rows { .. }));
        let chart = areas.chart;
        let push = |near: f32, far: f32, at: f32| {
            let inside = |d: f32| ((EDGE - d) / EDGE).clamp(0.0, 6.0) * SPEED;
            if at - near < EDGE {
                -inside(at - near)
            } else if far - at < EDGE {
                inside(far - at)
            } else {
                0.0
            }
        };
        let x = if sideways { push(chart.left(), chart.right(), p.x) } else { 0.0 };
        let y = push(chart.top(), chart.bottom(), p.y);
        if x != 0.0
            && let Some(axis) = self.axis
        {
            self.axis = Some(axis.panned(f64::from(-x)));
            self.moved = true;
        }
        if y != 0.0 {
            self.scroll_to = Some((self.scrolled + y).max(0.0));
        }
        if x != 0.0 || y != 0.0 {
            ui.ctx().request_repaint();
        }
    }

    /// What is held is let go: one edit, or the reason why not.
    pub(super) fn drop_gesture(&mut self, ui: &Ui, cx: &mut Cx<'_>, frame: &Frame<'_>) {
        if self.gesture.is_none() || ui.input(|i| i.pointer.any_down()) {
            return;
        }
        match self.gesture.take() {
            Some(Gesture::Bars(bars)) => {
                let at = hand::task_ref(frame.key(bars.held.lead()));
                let pinned = bars.pin && bars.asked.pins;
                if let Some(edit) = bars.asked.edit {
                    cx.inbox.edits.push(edit);
                    if pinned {
                        cx.inbox.said = Some("Pinned: P takes the pin away".into());
                    }
                }
                if !cx.is_selected(at) {
                    cx.select(at);
                }
            }
            Some(Gesture::Link(drawn)) => Self::drop_link(cx, frame, drawn),
            Some(Gesture::New(sketch)) => self.drop_sketch(cx, frame, sketch),
            Some(Gesture::Rows { lines, to }) => {
                let outline = &frame.gantt.rows.outline;
                let before = frame.gantt.rows.rows.get(to).map_or(outline.lines.len(), |r| r.line);
                match hand::placed(cx.analysis, outline, &lines, before) {
                    Ok(edit) => cx.inbox.edits.extend(edit),
                    Err(why) => cx.inbox.notice = Some(why),
                }
            }
            None => {}
        }
        ui.ctx().request_repaint();
    }

    fn drop_link(cx: &mut Cx<'_>, frame: &Frame<'_>, drawn: Drawn) {
        let Some((task, at_end)) = Self::bar_under(frame, drawn.at) else {
            if let Some(was) = drawn.was {
                cx.inbox.edits.extend(hand::unlinked(cx.analysis, was));
            }
            return;
        };
        match linked(cx.analysis, &drawn, task, at_end) {
            Ok(edit) => cx.inbox.edits.push(edit),
            Err(why) => cx.inbox.notice = Some(why),
        }
    }

    fn drop_sketch(&mut self, cx: &mut Cx<'_>, frame: &Frame<'_>, sketch: Sketch) {
        let (from, to) = (sketch.from.min(sketch.to), sketch.from.max(sketch.to));
        if from == to {
            return;
        }
        let standard = cx.analysis.calendars.standard();
        let outline = &frame.gantt.rows.outline;
        let line = frame.gantt.rows.rows.get(sketch.row).map(|r| r.line).or(outline.lines.len().checked_sub(1));
        let (edit, _) = hand::fresh_below(cx.analysis, outline, line, |task| hand::sketched(task, standard, from, to));
        self.add_row(cx, edit);
    }

    /// Makes a row and lets its title be typed.
    pub(super) fn add_row(&mut self, cx: &mut Cx<'_>, edit: crate::edit::Edit) {
        let at = hand::task_ref(cx.plan.coming_key(0));
        cx.inbox.edits.push(edit);
        cx.inbox.select_coming = Some(at);
        self.fresh = Some(at);
    }

    /// The bar at a screen position, and whether its end is nearer than its start.
    pub(super) fn bar_under(frame: &Frame<'_>, p: Pos2) -> Option<(usize, bool)> {
        if !frame.areas.chart.contains(p) {
            return None;
        }
        let at = frame.row_at(p);
        let hand::What::Task(task) = frame.gantt.rows.rows.get(at)?.what else { return None };
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let bar = frame.gantt.bar(task, (at as f64 - frame.range.start as f64) * super::ROW);
        let rect = frame.place().rect(bar.rect).expand2(egui::vec2(12.0, 8.0));
        rect.contains(p).then(|| (task, p.x > rect.center().x))
    }
}

/// The edit that a drawn link comes to when it is let go on a bar.
pub(super) fn linked(analysis: &Analysis, drawn: &Drawn, task: usize, at_end: bool) -> Result<crate::edit::Edit, String> {
    let (fixed, fixed_end) = drawn.fixed;
    let (pred, from_end, succ, to_start) = if drawn.forward { (fixed, fixed_end, task, !at_end) } else { (task, at_end, fixed, !fixed_end) };
    let kind = hand::joined(from_end, to_start);
    match drawn.was {
        Some(was) => hand::relinked(analysis, was, pred, succ, kind),
        None => hand::with_link(analysis, pred, succ, kind),
    }
}
