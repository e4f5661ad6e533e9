//! Bars: work, milestones, summaries, buffers; their progress, slip, float, deadline, pin, and the
//! dates they are compared with.

use super::Gantt;
use super::look::Names;
use super::rows::Row;
use crate::analysis::hand::What;
use crate::analysis::network::Progress;
use crate::analysis::quality::Zone;
use crate::analysis::words;
use crate::model::records::{Task, TaskKind, TaskStatus};
use crate::model::value::Date;
use crate::scene::{Align, Point, Rect, Role, Scene, Shape, Sign, Stroke, Weight, at, text};

/// Where a task is drawn in the chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// The forecast.
    pub rect: Rect,
    /// What it is compared with, when that differs: a chosen baseline or version, else the plan.
    pub ghost: Option<Rect>,
    /// A diamond instead of a bar.
    pub milestone: bool,
}

/// What stands beside a bar.
pub(super) struct Label {
    at: Point,
    words: String,
    size: f64,
    weight: Weight,
    align: Align,
    role: Role,
}

impl Label {
    /// From where to where it reaches.
    pub(super) fn span(&self) -> (f64, f64) {
        let width = text::width(&self.words, self.size, self.weight);
        let left = if self.align == Align::Right { self.at.x - width } else { self.at.x };
        (left, left + width)
    }
}

/// Height of a bar, and of a diamond.
const THICK: f64 = 14.0;

impl Gantt<'_> {
    /// Where a task is drawn, its row's top at `top`.
    pub fn bar(&self, task: usize, top: f64) -> Bar {
        let d = &self.schedule.dates[task];
        let x = self.axis.x(d.start);
        let (row, thick) = (self.look.row, self.look.of_row(THICK));
        let other = match self.ghosts {
            Some(ghosts) => ghosts.dates.get(task).copied().flatten(),
            None => Some((d.planned_start, d.planned_finish)),
        };
        let ghost = other.filter(|o| *o != (d.start, d.finish));
        if d.milestone {
            let ghost = ghost.map(|(_, finish)| Rect::new(self.axis.x(finish) - thick * 0.36, top + row / 2.0 - thick * 0.36, thick * 0.72, thick * 0.72));
            return Bar { rect: Rect::new(x - thick / 2.0, top + (row - thick) / 2.0, thick, thick), ghost, milestone: true };
        }
        let width = (self.axis.x(d.finish) - x).max(2.0);
        let ghost = ghost.map(|(start, finish)| {
            let gx = self.axis.x(start);
            Rect::new(gx, top + row - self.look.of_row(6.0), (self.axis.x(finish) - gx).max(2.0), self.look.of_row(4.0))
        });
        Bar { rect: Rect::new(x, top + self.look.of_row(4.0), width, thick), ghost, milestone: false }
    }

    /// The bracket over what a section holds, with its worst status when it is folded.
    pub(super) fn section_bar(&self, scene: &mut Scene, row: &Row, y: f64) {
        let Some((from, to)) = self.section_span(row) else { return };
        self.bracket(scene, from, to, y, Role::Muted);
        if !row.open {
            self.held_milestones(scene, row.line, y);
        }
    }

    /// From where to where the bracket of a section reaches.
    pub(super) fn section_span(&self, row: &Row) -> Option<(f64, f64)> {
        let dates = self.rows.outline.tasks_in(row.line).map(|t| (self.schedule.dates[t].start, self.schedule.dates[t].finish));
        let (start, finish) = dates.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        Some((self.axis.x(start), self.axis.x(finish)))
    }

    fn bracket(&self, scene: &mut Scene, x: f64, right: f64, y: f64, role: Role) {
        let (from, to) = (x.max(-20.0), right.min(self.axis.width + 20.0));
        if to <= from {
            return;
        }
        let (high, low) = (y + self.look.of_row(9.0), y + self.look.of_row(18.0));
        scene.fill(Rect::new(from, high, to - from, self.look.of_row(4.0)), 0.0, role);
        let wide = (right - x).min(12.0) / 2.0;
        for (edge, inward) in [(x, wide), (right, -wide)] {
            if edge >= -4.0 && edge <= self.axis.width + 4.0 {
                scene.polygon(vec![at(edge, high), at(edge + inward, high), at(edge, low)], Some(role), None);
            }
        }
    }

    /// What is folded away shows its milestones on the bracket: they are what others wait for.
    fn held_milestones(&self, scene: &mut Scene, line: usize, y: f64) {
        for task in self.rows.outline.tasks_in(line).take(400) {
            let d = &self.schedule.dates[task];
            let x = self.axis.x(d.finish);
            if d.milestone && x > -6.0 && x < self.axis.width + 6.0 {
                let role = if self.is_critical(task) && self.look.critical { Role::Critical } else { Role::Text };
                let size = self.look.of_row(10.0);
                scene.polygon(diamond(Rect::new(x - size / 2.0, y + self.look.of_row(8.0), size, size)), Some(role), Some(Stroke::solid(Role::Panel, 1.0)));
            }
        }
    }

    pub(super) fn task_bar(&self, scene: &mut Scene, task: usize, y: f64) {
        let record = &self.schedule.net.records[task];
        let bar = self.bar(task, y);
        if let Some(ghost) = bar.ghost.filter(|g| self.in_view(g)) {
            if bar.milestone {
                scene.polygon(diamond(ghost), None, Some(Stroke::dashed(Role::Muted, 1.0)));
            } else {
                scene.fill(self.clipped(ghost), 2.0, Role::Ghost);
            }
        }
        self.before(scene, task, y);
        self.float_tail(scene, task, &bar);
        self.deadline(scene, task, y);
        self.outlook(scene, task, y);
        if self.in_view(&bar.rect) {
            match record.kind {
                TaskKind::Summary if self.schedule.net.tasks[task].summary => {
                    let role = if self.selected.contains(&task) { Role::Accent } else { Role::Text };
                    self.bracket(scene, bar.rect.x, bar.rect.right(), y, role);
                    let folded = self.rows.row(task).and_then(|r| self.rows.rows.get(r)).is_some_and(|r| r.holds && !r.open);
                    if folded && let Some(line) = self.rows.outline.line_of.get(task) {
                        self.held_milestones(scene, *line, y);
                    }
                }
                _ if bar.milestone => self.milestone(scene, task, record, &bar),
                _ => self.work(scene, task, record, &bar),
            }
        }
        self.label(scene, task, &bar);
    }

    fn outline_of(&self, task: usize) -> Option<Stroke> {
        if self.selected.contains(&task) {
            Some(Stroke::solid(Role::Accent, 2.0))
        } else if self.look.critical && self.is_critical(task) {
            Some(Stroke::solid(Role::Critical, 1.5))
        } else if self.chain.contains(&task) {
            Some(Stroke::solid(Role::Accent, 1.2))
        } else {
            None
        }
    }

    fn milestone(&self, scene: &mut Scene, task: usize, record: &Task, bar: &Bar) {
        let fill = if record.status == TaskStatus::Done { Role::Good } else { Role::Text };
        scene.polygon(diamond(bar.rect), Some(fill), self.outline_of(task));
        if record.pinned && record.start.is_some() {
            pin(scene, at(bar.rect.x - 5.0, bar.rect.center().y));
        }
    }

    fn work(&self, scene: &mut Scene, task: usize, record: &Task, bar: &Bar) {
        let d = &self.schedule.dates[task];
        let rect = self.clipped(bar.rect);
        let radius = if rect.w > 8.0 { 3.0 } else { 0.0 };
        let done = record.status == TaskStatus::Done;
        let colour = self.look.colours.of.get(task).copied().flatten();
        let buffer = (record.kind == TaskKind::Buffer).then(|| self.fever());
        scene.fill(rect, radius, buffer.or(colour).unwrap_or(Role::Bar));
        let share = if done { 1.0 } else { record.pct.unwrap_or(0.0).clamp(0.0, 100.0) / 100.0 };
        let done_right = (bar.rect.x + bar.rect.w * share).clamp(rect.x, rect.right());
        if share > 0.0 && done_right - rect.x > 1.0 && buffer.is_none() {
            let part = Rect { w: done_right - rect.x, ..rect };
            match colour {
                None => scene.fill(part, radius, Role::BarDone),
                // On a colour that tells something else progress is a line along the foot.
                Some(_) => scene.fill(Rect { y: rect.bottom() - 3.0, h: 3.0, ..part }, 0.0, Role::Text),
            }
        }
        let planned_right = self.axis.x(d.planned_finish).clamp(rect.x, rect.right());
        if !done && rect.right() - planned_right > 2.0 && d.slip_days > 0.05 {
            scene.shapes.push(Shape::Hatch { rect: Rect { x: planned_right, w: rect.right() - planned_right, ..rect }, role: Role::Forecast });
        }
        if record.kind == TaskKind::Hammock {
            scene.outline(rect, radius, Stroke::dashed(Role::Muted, 1.0));
        }
        if record.kind == TaskKind::Buffer {
            scene.shapes.push(Shape::Hatch { rect, role: Role::Panel });
        }
        self.leave(scene, record, &rect);
        if let Some(stroke) = self.outline_of(task) {
            scene.outline(rect, radius, stroke);
        }
        self.bar_marks(scene, task, record, &rect, share);
    }

    /// The colour of the release buffer: how much of it is used against how far the path is.
    fn fever(&self) -> Role {
        let zone = self.analysis.quality.buffer.as_ref().and_then(|b| b.zone());
        match zone {
            Some(Zone::Red) => Role::HeatHigh,
            Some(Zone::Yellow) => Role::HeatMid,
            Some(Zone::Green) => Role::Hue2,
            None => Role::HeatLow,
        }
    }

    /// Days off of the people who do it, hatched where they meet its bar.
    fn leave(&self, scene: &mut Scene, record: &Task, rect: &Rect) {
        if record.people.is_empty() || self.axis.day_width() < 2.0 {
            return;
        }
        for person in self.analysis.plan.people.records().filter(|p| !p.leave.is_empty() && record.people.iter().any(|a| a.id == p.id)) {
            for leave in &person.leave {
                let Some(from) = leave.from else { continue };
                let to = leave.to.unwrap_or(from);
                let (x, right) = (self.axis.x(from.minute()).max(rect.x), self.axis.x(to.minute() + 1440).min(rect.right()));
                if right - x > 1.0 {
                    scene.shapes.push(Shape::Hatch { rect: Rect { x, w: right - x, ..*rect }, role: Role::Warn });
                }
            }
        }
    }

    fn bar_marks(&self, scene: &mut Scene, task: usize, record: &Task, rect: &Rect, share: f64) {
        let middle = rect.y + rect.h / 2.0;
        if share > 0.0 && share < 1.0 && rect.w > 46.0 && rect.h > 10.0 && self.look.colours.of.is_empty() {
            let label = format!("{:.0} %", share * 100.0);
            scene.text(at(rect.x.max(0.0) + 8.0, middle), label, (self.look.small - 0.5).min(rect.h), Weight::Semibold, Align::Left, Role::OnBar);
        }
        let pinned = record.pinned && record.start.is_some();
        if pinned || record.constraint.is_some_and(|c| c.kind.is_hard()) {
            pin(scene, at(rect.x - 5.0, middle));
        } else if self.look.critical && self.is_critical(task) && rect.x > 6.0 {
            scene.shapes.push(Shape::Circle { center: at(rect.x - 6.0, middle), radius: 2.5, fill: Some(Role::Critical), stroke: None });
        }
        let sign = match record.status {
            TaskStatus::Done => Some(Sign::Done),
            TaskStatus::Blocked => Some(Sign::Bad),
            _ => None,
        };
        if let Some(sign) = sign.filter(|_| rect.w > 22.0) {
            scene.sign(at(rect.right().min(self.axis.width) - 10.0, middle), rect.h.min(14.0) - 3.0, sign);
        }
    }

    /// The bar as it is, while another is tried.
    fn before(&self, scene: &mut Scene, task: usize, y: f64) {
        let Some(old) = self.before.and_then(|b| b.dates.get(task)) else { return };
        let d = &self.schedule.dates[task];
        if (old.start, old.finish) == (d.start, d.finish) {
            return;
        }
        let (x, right) = (self.axis.x(old.start), self.axis.x(old.finish));
        let (row, thick) = (self.look.row, self.look.of_row(THICK));
        let rect = if old.milestone {
            Rect::new(x - thick / 2.0, y + (row - thick) / 2.0, thick, thick)
        } else {
            Rect::new(x, y + self.look.of_row(4.0), (right - x).max(2.0), thick)
        };
        if !self.in_view(&rect) {
            return;
        }
        if old.milestone {
            scene.polygon(diamond(rect), None, Some(Stroke::dashed(Role::Muted, 1.0)));
        } else {
            scene.outline(self.clipped(rect), 3.0, Stroke::dashed(Role::Muted, 1.0));
        }
    }

    fn label(&self, scene: &mut Scene, task: usize, bar: &Bar) {
        if let Some(label) = self.label_of(task, bar) {
            scene.text(label.at, label.words, label.size, label.weight, label.align, label.role);
        }
    }

    /// What stands behind a bar: by how much it moves while it is tried, its date, or its title.
    pub(super) fn label_of(&self, task: usize, bar: &Bar) -> Option<Label> {
        let d = &self.schedule.dates[task];
        let middle = bar.rect.y + bar.rect.h / 2.0;
        // Behind the corner of a link that leaves the bar.
        let right = bar.rect.right() + 12.0;
        if right < 0.0 || right > self.axis.width {
            return None;
        }
        if let Some(old) = self.before.and_then(|b| b.dates.get(task)) {
            let days = self.analysis.calendars.standard().days_between(old.finish, d.finish);
            if days.abs() >= 0.05 {
                let late = days > 0.0;
                let words = if late { format!("+{}", words::days(days)) } else { words::days(days) };
                let role = if late { Role::Bad } else { Role::Good };
                return Some(Label { at: at(right, middle), words, size: self.look.small, weight: Weight::Semibold, align: Align::Left, role });
            }
        }
        let near = self.analysis.plan.status_date();
        let words = match self.look.names {
            Names::None => return None,
            Names::Milestones if d.milestone => words::day_month(d.forecast_last_day()),
            Names::Milestones => return None,
            Names::Titles if d.milestone => {
                format!("{}, {}", super::display_title(&self.schedule.net.records[task]), words::day(d.forecast_last_day(), near))
            }
            Names::Titles => super::display_title(&self.schedule.net.records[task]).to_owned(),
        };
        let size = self.look.small - 0.5;
        let plain = |at: Point, words: String, align: Align| Label { at, words, size, weight: Weight::Regular, align, role: Role::Muted };
        let room = (self.axis.width - right - 4.0).clamp(0.0, 320.0);
        if self.look.names == Names::Milestones && text::width(&words, size, Weight::Regular) > room {
            // A date is never cut: at the right edge it stands on the other side.
            return Some(plain(at(bar.rect.x - 8.0, middle), words, Align::Right));
        }
        (room > 24.0).then(|| plain(at(right, middle), text::elide(&words, size, Weight::Regular, room), Align::Left))
    }

    fn float_tail(&self, scene: &mut Scene, task: usize, bar: &Bar) {
        let d = &self.schedule.dates[task];
        let t = &self.schedule.net.tasks[task];
        if !self.look.float || t.progress == Progress::Finished || d.total_float_days <= 0.0 || bar.milestone || t.summary {
            return;
        }
        let from = bar.rect.right().max(0.0);
        let to = self.axis.x(d.late_finish).min(self.axis.width);
        let y = bar.rect.y + bar.rect.h / 2.0;
        if to - from > 3.0 {
            scene.line(vec![at(from, y), at(to, y)], Stroke::dashed(Role::Ghost, 1.0));
            scene.line(vec![at(to, y - 3.0), at(to, y + 3.0)], Stroke::solid(Role::Ghost, 1.0));
        }
    }

    /// An arrow down at the end of the day it should be finished by; red when the forecast is later.
    fn deadline(&self, scene: &mut Scene, task: usize, y: f64) {
        let Some(by) = self.schedule.net.tasks[task].deadline else { return };
        let x = self.axis.x(by);
        if x < -6.0 || x > self.axis.width + 6.0 {
            return;
        }
        let late = self.schedule.dates[task].finish > by && self.schedule.net.tasks[task].progress != Progress::Finished;
        let role = if late { Role::Bad } else { Role::Muted };
        let (high, low) = (y + self.look.of_row(15.0), y + self.look.of_row(22.0));
        scene.line(vec![at(x, y + self.look.of_row(2.0)), at(x, high)], Stroke::solid(role, 1.5));
        scene.polygon(vec![at(x - 4.5, high), at(x + 4.5, high), at(x, low)], Some(role), None);
    }

    /// The worst status of what a row holds: blocked, late for its deadline, slipping, or fine.
    pub fn worst(&self, line: usize) -> Option<Sign> {
        let mut tasks = 0;
        let mut done = 0;
        let mut worst = Sign::Good;
        for task in self.rows.outline.tasks_in(line) {
            let (t, d) = (&self.schedule.net.tasks[task], &self.schedule.dates[task]);
            if t.cancelled || t.summary {
                continue;
            }
            tasks += 1;
            if t.progress == Progress::Finished {
                done += 1;
                continue;
            }
            let late = t.deadline.is_some_and(|by| d.finish > by) || d.total_float_days < -0.05;
            if t.blocked || late {
                return Some(Sign::Bad);
            }
            if d.slip_days > 0.05 {
                worst = Sign::Warn;
            }
        }
        match tasks {
            0 => None,
            n if n == done => Some(Sign::Done),
            _ => Some(worst),
        }
    }

    /// What a row's dates say, for tooltips of folded rows.
    pub fn held(&self, line: usize) -> String {
        let near = self.analysis.plan.status_date();
        let dates = self.rows.outline.tasks_in(line).map(|t| (self.schedule.dates[t].start, self.schedule.dates[t].finish));
        let count =
            self.rows.outline.lines.get(line).map_or(0, |l| self.rows.outline.lines[line..l.end].iter().filter(|x| matches!(x.what, What::Task(_))).count());
        match dates.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) {
            Some((a, b)) => {
                format!("{}, {} to {}", words::count(count, "task"), words::day(Date::of_minute(a), near), words::day(Date::of_minute(b.max(a + 1) - 1), near))
            }
            None => "No tasks yet".into(),
        }
    }
}

fn pin(scene: &mut Scene, head: Point) {
    scene.line(vec![at(head.x, head.y), at(head.x + 5.0, head.y)], Stroke::solid(Role::Text, 1.5));
    scene.shapes.push(Shape::Circle { center: at(head.x - 1.5, head.y), radius: 3.0, fill: Some(Role::Text), stroke: None });
}

pub(super) fn diamond(r: Rect) -> Vec<Point> {
    let c = r.center();
    vec![at(c.x, r.y), at(r.right(), c.y), at(c.x, r.bottom()), at(r.x, c.y)]
}
