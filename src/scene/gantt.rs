//! The timeline: rows, bars, milestones, links, the status date. Draws any range of rows, so that
//! a screen draws only what is in view and a report draws all of it.

use super::axis::TimeAxis;
use super::{Align, Point, Rect, Role, Scene, Shape, Sign, Stroke, Weight, at, text};
use crate::analysis::network::to_usize;
use crate::analysis::schedule::Driver;
use crate::analysis::{Analysis, words};
use crate::model::records::{Task, TaskStatus};
use crate::model::value::LinkKind;
use std::ops::Range;

/// Height of a row.
pub const ROW: f64 = 26.0;
/// Height of the two-line axis.
pub const HEADER: f64 = 44.0;
/// Widths of the columns start, finish and float.
pub const COLUMNS: [(&str, f64); 3] = [("Start", 86.0), ("Finish", 86.0), ("Float", 58.0)];

const BODY: f64 = 13.0;
const SMALL: f64 = 11.5;

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// The heading of a section.
    Section {
        /// Its title.
        title: String,
        /// Its tasks as positions in the network.
        tasks: Range<usize>,
        /// First start and last finish of the forecast.
        span: (i64, i64),
    },
    /// A task by its position in the network.
    Task(usize),
}

/// All rows, and where each task's row is.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Top to bottom.
    pub rows: Vec<Row>,
    /// Row of each task, by position in the network.
    pub row_of: Vec<usize>,
}

impl Rows {
    /// Tasks under the headings of their sections, both in the order of the file.
    pub fn of(analysis: &Analysis) -> Self {
        let net = &analysis.schedule.net;
        let sections: Vec<(&str, &str)> = analysis.plan.sections.records().map(|s| (s.id.as_str(), s.title.as_str())).collect();
        let known: std::collections::BTreeMap<&str, usize> = sections.iter().enumerate().map(|(i, (id, _))| (*id, i)).collect();
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); sections.len() + 1];
        for (i, task) in net.records.iter().enumerate() {
            let place = task.section.as_deref().and_then(|s| known.get(s)).map_or(0, |p| p + 1);
            groups[place].push(i);
        }
        let mut out = Self { rows: Vec::with_capacity(net.records.len() + sections.len()), row_of: vec![0; net.records.len()] };
        for (place, tasks) in groups.into_iter().enumerate() {
            if let Some((_, title)) = place.checked_sub(1).and_then(|p| sections.get(p)) {
                let starts = tasks.iter().map(|t| analysis.schedule.dates[*t].start).min();
                let ends = tasks.iter().map(|t| analysis.schedule.dates[*t].finish).max();
                let first = out.rows.len() + 1;
                let span = starts.zip(ends).unwrap_or((0, 0));
                out.rows.push(Row::Section { title: (*title).to_owned(), tasks: first..first + tasks.len(), span });
            }
            for task in tasks {
                out.row_of[task] = out.rows.len();
                out.rows.push(Row::Task(task));
            }
        }
        out
    }

    /// The row at a height, counted from the first row.
    pub fn at(&self, y: f64) -> Option<&Row> {
        if y < 0.0 {
            return None;
        }
        usize::try_from(crate::analysis::calendar::whole((y / ROW).floor())).ok().and_then(|i| self.rows.get(i))
    }
}

/// What is drawn and how.
#[derive(Clone, Copy, Debug)]
pub struct Gantt<'a> {
    /// The plan's analysis.
    pub analysis: &'a Analysis,
    /// Its rows.
    pub rows: &'a Rows,
    /// The time axis.
    pub axis: TimeAxis,
    /// The selected task, by position in the network.
    pub selected: Option<usize>,
    /// The row the pointer is over.
    pub hovered: Option<usize>,
}

/// Where a task is drawn in the chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// The forecast.
    pub rect: Rect,
    /// The plan, when it differs.
    pub ghost: Option<Rect>,
    /// A diamond instead of a bar.
    pub milestone: bool,
}

/// A date marked on the axis.
struct Flag {
    left: f64,
    width: f64,
    label: String,
    role: Role,
}

impl Gantt<'_> {
    /// Where a task is drawn, its row's top at `top`.
    pub fn bar(&self, task: usize, top: f64) -> Bar {
        let d = &self.analysis.schedule.dates[task];
        let x = self.axis.x(d.start);
        let ghost_differs = (d.planned_start, d.planned_finish) != (d.start, d.finish);
        if d.milestone {
            let size = 14.0;
            let ghost = ghost_differs.then(|| Rect::new(self.axis.x(d.planned_start) - 5.0, top + ROW / 2.0 - 5.0, 10.0, 10.0));
            return Bar { rect: Rect::new(x - size / 2.0, top + (ROW - size) / 2.0, size, size), ghost, milestone: true };
        }
        let width = (self.axis.x(d.finish) - x).max(2.0);
        let ghost = ghost_differs.then(|| {
            let gx = self.axis.x(d.planned_start);
            Rect::new(gx, top + ROW - 7.0, (self.axis.x(d.planned_finish) - gx).max(2.0), 4.0)
        });
        Bar { rect: Rect::new(x, top + 4.0, width, 14.0), ghost, milestone: false }
    }

    /// The two lines of the axis with what stands on it.
    pub fn header(&self) -> Scene {
        let mut scene = Scene::new(self.axis.width, HEADER, "Time axis");
        scene.fill(Rect::new(0.0, 0.0, self.axis.width, HEADER), 0.0, Role::Panel);
        let (upper, lower) = self.axis.units();
        for tick in self.axis.ticks(upper) {
            let from = tick.from.max(0.0);
            let room = tick.to.min(self.axis.width) - from - 12.0;
            if tick.from > 0.0 {
                scene.line(vec![at(tick.from, 0.0), at(tick.from, HEADER / 2.0)], Stroke::solid(Role::Line, 1.0));
            }
            if text::width(&tick.label, SMALL, Weight::Semibold) <= room {
                scene.text(at(from + 6.0, HEADER / 4.0), tick.label, SMALL, Weight::Semibold, Align::Left, Role::Text);
            }
        }
        let flags = self.flags();
        if lower != upper {
            for tick in self.axis.ticks(lower) {
                scene.line(vec![at(tick.from, HEADER / 2.0), at(tick.from, HEADER)], Stroke::solid(Role::Line, 1.0));
                let middle = f64::midpoint(tick.from, tick.to);
                let half = text::width(&tick.label, 11.0, Weight::Regular) / 2.0;
                // A word gives way to the flags, and to the edge of the picture.
                let free = flags.iter().all(|f| middle + half < f.left - 3.0 || middle - half > f.left + f.width + 3.0);
                if 2.0 * half <= tick.to - tick.from - 4.0 && free && middle - half >= 2.0 && middle + half <= self.axis.width - 2.0 {
                    scene.text(at(middle, HEADER * 0.75), tick.label, 11.0, Weight::Regular, Align::Center, Role::Muted);
                }
            }
        }
        scene.line(vec![at(0.0, HEADER - 0.5), at(self.axis.width, HEADER - 0.5)], Stroke::solid(Role::Line, 1.0));
        for Flag { left, width, label, role } in flags {
            scene.fill(Rect::new(left, HEADER - 20.0, width, 16.0), 3.0, role);
            scene.text(at(left + width / 2.0, HEADER - 12.0), label, 11.0, Weight::Semibold, Align::Center, Role::OnAccent);
        }
        scene
    }

    /// The status date and the target on the axis; one that has no room gives way.
    fn flags(&self) -> Vec<Flag> {
        let near = self.analysis.plan.status_date();
        let mut wanted = vec![(self.axis.x(self.analysis.schedule.status), format!("Status {}", words::day_month(near)), Role::Accent)];
        if let Some(target) = self.analysis.plan.release.get().and_then(|r| r.target) {
            wanted.push((self.axis.x(target.minute() + 1440), format!("Target {}", words::day_month(target)), Role::Bad));
        }
        let mut flags: Vec<Flag> = Vec::new();
        for (x, label, role) in wanted {
            let width = text::width(&label, 11.0, Weight::Semibold) + 10.0;
            let left = (x - width / 2.0).clamp(0.0, (self.axis.width - width).max(0.0));
            let free = flags.iter().all(|f| left > f.left + f.width + 4.0 || left + width + 4.0 < f.left);
            if (0.0..=self.axis.width).contains(&x) && free {
                flags.push(Flag { left, width, label, role });
            }
        }
        flags
    }

    /// The chart of a range of rows; the top of the first is at height 0.
    pub fn chart(&self, range: Range<usize>) -> Scene {
        let rows = &self.rows.rows[range.clone()];
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let height = rows.len() as f64 * ROW;
        let mut scene = Scene::new(self.axis.width, height, "Timeline");
        let standard = self.analysis.calendars.standard();
        for (from, to) in self.axis.idle(|minute| standard.works_on(minute)) {
            scene.fill(Rect::new(from, 0.0, to - from, height), 0.0, Role::Weekend);
        }
        let (upper, lower) = self.axis.units();
        let grid = if self.axis.day_width() >= 22.0 { upper } else { lower };
        for tick in self.axis.ticks(grid) {
            scene.line(vec![at(tick.from, 0.0), at(tick.from, height)], Stroke::solid(Role::Line, 1.0));
        }
        for (i, _) in rows.iter().enumerate() {
            if self.hovered == Some(range.start + i) || self.is_selected(range.start + i) {
                let role = Role::Raised;
                scene.fill(Rect::new(0.0, top(i), self.axis.width, ROW), 0.0, role);
            }
        }
        self.marks(&mut scene, height);
        self.links(&mut scene, &range);
        for (i, row) in rows.iter().enumerate() {
            match row {
                Row::Section { span, tasks, .. } if !tasks.is_empty() => self.section_bar(&mut scene, *span, top(i)),
                Row::Section { .. } => {}
                Row::Task(task) => self.task_bar(&mut scene, *task, top(i)),
            }
        }
        scene
    }

    fn is_selected(&self, row: usize) -> bool {
        self.selected.is_some_and(|t| self.rows.row_of.get(t) == Some(&row))
    }

    fn marks(&self, scene: &mut Scene, height: f64) {
        let status = self.axis.x(self.analysis.schedule.status);
        scene.line(vec![at(status, 0.0), at(status, height)], Stroke::solid(Role::Accent, 1.5));
        if let Some(target) = self.analysis.plan.release.get().and_then(|r| r.target) {
            let x = self.axis.x(target.minute() + 1440);
            scene.line(vec![at(x, 0.0), at(x, height)], Stroke::dashed(Role::Bad, 1.5));
        }
    }

    fn section_bar(&self, scene: &mut Scene, span: (i64, i64), y: f64) {
        let (x, right) = (self.axis.x(span.0), self.axis.x(span.1));
        let (from, to) = (x.max(-20.0), right.min(self.axis.width + 20.0));
        if to <= from {
            return;
        }
        scene.fill(Rect::new(from, y + 10.0, to - from, 4.0), 0.0, Role::Muted);
        for edge in [x, right] {
            if edge >= -4.0 && edge <= self.axis.width + 4.0 {
                let inward = if (edge - x).abs() < 0.01 { 6.0 } else { -6.0 };
                scene.polygon(vec![at(edge, y + 10.0), at(edge + inward, y + 10.0), at(edge, y + 18.0)], Some(Role::Muted), None);
            }
        }
    }

    fn task_bar(&self, scene: &mut Scene, task: usize, y: f64) {
        let (d, record) = (&self.analysis.schedule.dates[task], &self.analysis.schedule.net.records[task]);
        let bar = self.bar(task, y);
        if let Some(ghost) = bar.ghost.filter(|g| self.in_view(g)) {
            if bar.milestone {
                scene.polygon(diamond(ghost), None, Some(Stroke::dashed(Role::Muted, 1.0)));
            } else {
                scene.fill(self.clipped(ghost), 2.0, Role::Ghost);
            }
        }
        self.float_tail(scene, task, &bar);
        if !self.in_view(&bar.rect) {
            return;
        }
        let outline = if self.selected == Some(task) {
            Some(Stroke::solid(Role::Accent, 2.0))
        } else if d.critical {
            Some(Stroke::solid(Role::Critical, 1.5))
        } else {
            None
        };
        let done = record.status == TaskStatus::Done;
        if bar.milestone {
            let fill = if done { Role::Good } else { Role::Text };
            scene.polygon(diamond(bar.rect), Some(fill), outline);
            return;
        }
        let rect = self.clipped(bar.rect);
        let radius = if rect.w > 8.0 { 3.0 } else { 0.0 };
        scene.fill(rect, radius, Role::Bar);
        let share = if done { 1.0 } else { record.pct.unwrap_or(0.0).clamp(0.0, 100.0) / 100.0 };
        let done_right = (bar.rect.x + bar.rect.w * share).clamp(rect.x, rect.right());
        if share > 0.0 && done_right - rect.x > 1.0 {
            scene.fill(Rect { w: done_right - rect.x, ..rect }, radius, Role::BarDone);
        }
        let planned_right = self.axis.x(d.planned_finish).clamp(rect.x, rect.right());
        if !done && rect.right() - planned_right > 2.0 {
            scene.shapes.push(Shape::Hatch { rect: Rect { x: planned_right, w: rect.right() - planned_right, ..rect }, role: Role::Forecast });
        }
        if let Some(stroke) = outline {
            scene.outline(rect, radius, stroke);
        }
        Self::bar_marks(scene, record, d.critical, &rect, share);
    }

    fn bar_marks(scene: &mut Scene, record: &Task, critical: bool, rect: &Rect, share: f64) {
        if share > 0.0 && share < 1.0 && rect.w > 46.0 {
            let label = format!("{:.0} %", share * 100.0);
            scene.text(at(rect.x + 8.0, rect.y + rect.h / 2.0), label, 11.0, Weight::Semibold, Align::Left, Role::OnBar);
        }
        if critical && rect.x > 6.0 {
            scene.shapes.push(Shape::Circle { center: at(rect.x - 6.0, rect.y + rect.h / 2.0), radius: 2.5, fill: Some(Role::Critical), stroke: None });
        }
        let sign = match record.status {
            TaskStatus::Done => Some(Sign::Done),
            TaskStatus::Blocked => Some(Sign::Bad),
            _ => None,
        };
        if let Some(sign) = sign.filter(|_| rect.w > 22.0) {
            scene.sign(at(rect.right() - 10.0, rect.y + rect.h / 2.0), 11.0, sign);
        }
    }

    fn float_tail(&self, scene: &mut Scene, task: usize, bar: &Bar) {
        let d = &self.analysis.schedule.dates[task];
        let done = self.analysis.schedule.net.records[task].status == TaskStatus::Done;
        if done || d.total_float_days <= 0.0 || bar.milestone {
            return;
        }
        let from = bar.rect.right().max(0.0);
        let to = self.axis.x(d.late_finish).min(self.axis.width);
        let y = bar.rect.y + bar.rect.h / 2.0;
        if to - from > 3.0 {
            scene.line(vec![at(from, y), at(to, y)], Stroke::dashed(Role::Muted, 1.0));
            scene.line(vec![at(to, y - 3.0), at(to, y + 3.0)], Stroke::solid(Role::Muted, 1.0));
        }
    }

    fn in_view(&self, rect: &Rect) -> bool {
        rect.right() >= 0.0 && rect.x <= self.axis.width
    }

    /// A bar may be years long: only what is in view is drawn.
    fn clipped(&self, rect: Rect) -> Rect {
        let x = rect.x.max(-8.0);
        Rect { x, w: (rect.right().min(self.axis.width + 8.0) - x).max(0.5), ..rect }
    }

    fn links(&self, scene: &mut Scene, range: &Range<usize>) {
        if range.len() > 400 && self.axis.day_width() < 1.0 {
            return;
        }
        let net = &self.analysis.schedule.net;
        for (k, row) in self.rows.rows[range.clone()].iter().enumerate() {
            let Row::Task(task) = row else { continue };
            for link in net.links_into(*task) {
                let pred = to_usize(link.pred);
                let driving = self.analysis.schedule.dates[*task].driver == Driver::Link(link.pred, link.place);
                let critical = driving && self.analysis.schedule.dates[*task].critical && self.analysis.schedule.dates[pred].critical;
                let chosen = self.selected.is_some_and(|s| s == *task || s == pred);
                let stroke = match (chosen, critical) {
                    (true, _) => Stroke::solid(Role::Accent, 2.0),
                    (_, true) => Stroke::solid(Role::Critical, 1.5),
                    _ => Stroke::solid(Role::Muted, 1.0),
                };
                let pred_top = signed_top(self.rows.row_of[pred], range.start);
                let from = self.bar(pred, pred_top);
                let to = self.bar(*task, top(k));
                self.link(scene, link.kind, &from, &to, stroke);
            }
        }
    }

    fn link(&self, scene: &mut Scene, kind: LinkKind, from: &Bar, to: &Bar, stroke: Stroke) {
        let from_end = matches!(kind, LinkKind::FinishToStart | LinkKind::FinishToFinish);
        let to_start = matches!(kind, LinkKind::FinishToStart | LinkKind::StartToStart);
        let (x1, y1) = (if from_end { from.rect.right() } else { from.rect.x }, from.rect.y + from.rect.h / 2.0);
        let (x2, y2) = (if to_start { to.rect.x } else { to.rect.right() }, to.rect.y + to.rect.h / 2.0);
        if (x1.max(x2) < -40.0) || (x1.min(x2) > self.axis.width + 40.0) {
            return;
        }
        let out = x1 + if from_end { 7.0 } else { -7.0 };
        let gap = x2 + if to_start { -9.0 } else { 9.0 };
        let mut points = vec![at(x1, y1)];
        let straight = if to_start { gap >= out } else { gap <= out };
        if from_end == to_start && straight {
            points.extend([at(out, y1), at(out, y2)]);
        } else if from_end != to_start {
            let side = if from_end { out.max(gap) } else { out.min(gap) };
            points.extend([at(side, y1), at(side, y2)]);
        } else {
            // Around: between the rows, where no bar stands.
            let lane = if y2 > y1 { y2 - ROW / 2.0 } else { y2 + ROW / 2.0 };
            points.extend([at(out, y1), at(out, lane), at(gap, lane), at(gap, y2)]);
        }
        points.push(at(x2, y2));
        scene.line(points, stroke);
        let back = if to_start { -5.0 } else { 5.0 };
        scene.polygon(vec![at(x2, y2), at(x2 + back, y2 - 3.5), at(x2 + back, y2 + 3.5)], Some(stroke.role), None);
    }

    /// The table of a range of rows: name, start, finish, float.
    pub fn table(&self, range: Range<usize>, width: f64) -> Scene {
        let rows = &self.rows.rows[range.clone()];
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let mut scene = Scene::new(width, rows.len() as f64 * ROW, "Tasks");
        let name_width = Self::name_width(width);
        for (i, row) in rows.iter().enumerate() {
            let y = top(i) + ROW / 2.0;
            if self.hovered == Some(range.start + i) || self.is_selected(range.start + i) {
                scene.fill(Rect::new(0.0, top(i), width, ROW), 0.0, Role::Raised);
            }
            if self.is_selected(range.start + i) {
                scene.fill(Rect::new(0.0, top(i), 3.0, ROW), 0.0, Role::Accent);
            }
            match row {
                Row::Section { title, .. } => {
                    let label = text::elide(title, BODY, Weight::Semibold, width - 20.0);
                    scene.text(at(10.0, y), label, BODY, Weight::Semibold, Align::Left, Role::Text);
                }
                Row::Task(task) => self.task_cells(&mut scene, *task, y, name_width, Self::columns(width)),
            }
            scene.line(vec![at(0.0, top(i) + ROW - 0.5), at(width, top(i) + ROW - 0.5)], Stroke::solid(Role::Line, 1.0));
        }
        scene
    }

    /// The columns that leave at least a readable name: float goes first, then start.
    fn columns(width: f64) -> &'static [usize] {
        if width >= 340.0 {
            &[0, 1, 2]
        } else if width >= 270.0 {
            &[0, 1]
        } else {
            &[1]
        }
    }

    fn name_width(width: f64) -> f64 {
        width - Self::columns(width).iter().map(|c| COLUMNS[*c].1).sum::<f64>()
    }

    fn task_cells(&self, scene: &mut Scene, task: usize, y: f64, name_width: f64, columns: &[usize]) {
        let (d, record) = (&self.analysis.schedule.dates[task], &self.analysis.schedule.net.records[task]);
        let name = text::elide(display_title(record), BODY, Weight::Regular, name_width - 30.0);
        scene.text(at(22.0, y), name, BODY, Weight::Regular, Align::Left, Role::Text);
        let near = self.analysis.plan.status_date();
        let mut right = name_width;
        let cells = [
            (words::day(d.forecast_first_day(), near), Role::Text),
            (words::day(d.forecast_last_day(), near), if d.slip_days > 0.5 { Role::Warn } else { Role::Text }),
            (float_cell(d.total_float_days, record), if d.critical { Role::Critical } else { Role::Muted }),
        ];
        for column in columns {
            let ((cell, role), width) = (&cells[*column], COLUMNS[*column].1);
            right += width;
            let cell = text::elide(cell, SMALL + 0.5, Weight::Regular, width - 10.0);
            scene.text(at(right - 10.0, y), cell, SMALL + 0.5, Weight::Regular, Align::Right, *role);
        }
    }

    /// The head of the table.
    pub fn table_header(&self, width: f64) -> Scene {
        let mut scene = Scene::new(width, HEADER, "Columns");
        scene.fill(Rect::new(0.0, 0.0, width, HEADER), 0.0, Role::Panel);
        let y = HEADER * 0.75;
        scene.text(at(22.0, y), "Task", SMALL, Weight::Semibold, Align::Left, Role::Muted);
        let mut right = Self::name_width(width);
        for (name, w) in Self::columns(width).iter().map(|c| COLUMNS[*c]) {
            right += w;
            scene.text(at(right - 10.0, y), name, SMALL, Weight::Semibold, Align::Right, Role::Muted);
        }
        scene.line(vec![at(0.0, HEADER - 0.5), at(width, HEADER - 0.5)], Stroke::solid(Role::Line, 1.0));
        scene
    }
}

/// A task's title; one without a title goes by its id.
pub fn display_title(task: &Task) -> &str {
    if task.title.is_empty() { &task.id } else { &task.title }
}

fn float_cell(days: f64, task: &Task) -> String {
    if task.status == TaskStatus::Done { "done".into() } else { words::days(days) }
}

#[expect(clippy::cast_precision_loss, reason = "a count of rows")]
fn top(row: usize) -> f64 {
    row as f64 * ROW
}

fn signed_top(row: usize, first: usize) -> f64 {
    top(row) - top(first)
}

fn diamond(r: Rect) -> Vec<Point> {
    let c = r.center();
    vec![at(c.x, r.y), at(r.right(), c.y), at(c.x, r.bottom()), at(r.x, c.y)]
}

/// The whole timeline as one picture: table, axis and every row.
pub fn picture(analysis: &Analysis, rows: &Rows, width: f64, table_width: f64, range: Range<usize>) -> Scene {
    let s = &analysis.schedule;
    let from = s.dates.iter().map(|d| d.planned_start.min(d.start)).min().unwrap_or(s.status);
    let to = s.dates.iter().map(|d| d.planned_finish.max(d.finish)).max().unwrap_or(s.status);
    let axis = TimeAxis::fitting(from, to, width - table_width);
    let gantt = Gantt { analysis, rows, axis, selected: None, hovered: None };
    let chart = gantt.chart(range.clone());
    let height = HEADER + chart.height;
    let mut scene = Scene::new(width, height, "Timeline");
    scene.fill(Rect::new(0.0, 0.0, width, height), 0.0, Role::Panel);
    scene.place(&chart, at(table_width, HEADER));
    scene.place(&gantt.header(), at(table_width, 0.0));
    // The table lies over the chart: bars that begin before the axis end behind it.
    scene.fill(Rect::new(0.0, 0.0, table_width, height), 0.0, Role::Panel);
    scene.place(&gantt.table(range, table_width), at(0.0, HEADER));
    scene.place(&gantt.table_header(table_width), at(0.0, 0.0));
    scene.line(vec![at(table_width, 0.0), at(table_width, height)], Stroke::solid(Role::Line, 1.0));
    scene
}
