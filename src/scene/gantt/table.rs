//! The table beside the chart: the same rows, in the columns that somebody chose.

use super::look::Look;
use super::rows::Row;
use super::{Gantt, HEADER, INDENT};
use crate::analysis::hand::{Column, ColumnKind, What};
use crate::scene::{Align, Rect, Role, Scene, Stroke, Weight, at, text};
use std::ops::Range;

/// Least width of the column with the titles.
const LEAST: f64 = 110.0;

/// Where a column lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Which.
    pub column: Column,
    /// Its left edge.
    pub x: f64,
    /// Its width.
    pub width: f64,
}

impl Look {
    /// Where each column lies in a table of a width: those that leave no room for titles give way,
    /// the last first.
    pub fn places(&self, width: f64) -> Vec<Place> {
        let others: Vec<(Column, f64)> = self.columns.iter().copied().filter(|(c, _)| *c != Column::Title).collect();
        let mut shown = others.len();
        let sum = |n: usize| others[..n].iter().map(|(_, w)| w).sum::<f64>();
        while shown > 0 && width - sum(shown) < LEAST {
            shown -= 1;
        }
        let title = width - sum(shown);
        let mut out = vec![Place { column: Column::Title, x: 0.0, width: title }];
        let mut x = title;
        for (column, w) in &others[..shown] {
            out.push(Place { column: *column, x, width: *w });
            x += w;
        }
        out
    }

    /// The width of all columns.
    pub fn table_width(&self) -> f64 {
        self.columns.iter().map(|(_, w)| w).sum()
    }
}

impl Gantt<'_> {
    /// The table of a range of rows.
    pub fn table(&self, range: Range<usize>, width: f64) -> Scene {
        let rows = &self.rows.rows[range.clone()];
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let mut scene = Scene::new(width, rows.len() as f64 * self.look.row, "Tasks");
        let places = self.look.places(width);
        for (i, row) in rows.iter().enumerate() {
            let top = self.top(i, 0);
            if self.is_lit(range.start + i) {
                scene.fill(Rect::new(0.0, top, width, self.look.row), 0.0, Role::Raised);
            }
            if let What::Task(task) = row.what
                && self.selected.contains(&task)
            {
                scene.fill(Rect::new(0.0, top, 3.0, self.look.row), 0.0, Role::Accent);
            }
            for place in &places {
                self.cell(&mut scene, row, place, top);
            }
            scene.line(vec![at(0.0, top + self.look.row - 0.5), at(width, top + self.look.row - 0.5)], Stroke::solid(Role::Line, 1.0));
        }
        scene
    }

    /// Where the words of a title begin.
    pub fn indent(row: &Row) -> f64 {
        22.0 + INDENT * f64::from(row.level.min(12).saturating_sub(u16::from(row.level > 0 && row.level <= 1)))
    }

    fn cell(&self, scene: &mut Scene, row: &Row, place: &Place, top: f64) {
        let y = top + self.look.row / 2.0;
        if place.column == Column::Title {
            let indent = Self::indent(row);
            if row.holds {
                fold(scene, at(indent - 9.0, y), row.open);
            }
            let (title, weight) = match row.what {
                What::Section(s) => {
                    let title = self.analysis.plan.sections.records().nth(s).map_or("", |s| if s.title.is_empty() { &s.id } else { &s.title });
                    (title, Weight::Semibold)
                }
                What::Task(task) => (super::display_title(&self.schedule.net.records[task]), if row.holds { Weight::Semibold } else { Weight::Regular }),
            };
            let mut room = place.width - indent - 8.0;
            if !row.open
                && let Some(sign) = self.worst(row.line)
            {
                room -= 18.0;
                scene.sign(at(place.width - 14.0, y), 12.0, sign);
            }
            scene.text(at(indent, y), text::elide(title, self.look.body, weight, room), self.look.body, weight, Align::Left, Role::Text);
            return;
        }
        let What::Task(task) = row.what else { return };
        let drift = if place.column == Column::Drift { self.drift(task) } else { None };
        let cell = place.column.cell(self.analysis, self.schedule, task, drift);
        if cell.is_empty() {
            return;
        }
        let size = (self.look.small + 0.5).min(self.look.body);
        let cell = text::elide(&cell, size, Weight::Regular, place.width - 12.0);
        let role = self.tone(task, place.column, drift);
        match place.column.kind() {
            ColumnKind::Figures => scene.text(at(place.x + place.width - 8.0, y), cell, size, Weight::Regular, Align::Right, role),
            ColumnKind::Words => scene.text(at(place.x + 6.0, y), cell, size, Weight::Regular, Align::Left, role),
        }
    }

    /// Working days behind what the bars are compared with; the plan, when nothing was chosen.
    pub fn drift(&self, task: usize) -> Option<f64> {
        match self.ghosts {
            Some(ghosts) => ghosts.drift(self.analysis, task),
            None => self.schedule.dates.get(task).map(|d| d.slip_days),
        }
    }

    fn tone(&self, task: usize, column: Column, drift: Option<f64>) -> Role {
        let d = &self.schedule.dates[task];
        let moved = self.before.and_then(|b| b.dates.get(task)).is_some_and(|o| (o.start, o.finish) != (d.start, d.finish));
        match column {
            Column::Start | Column::Finish if moved => Role::Accent,
            Column::Finish if d.slip_days > 0.5 => Role::Warn,
            Column::TotalFloat if d.critical => Role::Critical,
            Column::Drift if drift.is_some_and(|x| x > 0.05) => Role::Warn,
            Column::Drift if drift.is_some_and(|x| x < -0.05) => Role::Good,
            Column::Deadline if self.schedule.net.tasks[task].deadline.is_some_and(|by| d.finish > by) => Role::Bad,
            Column::TotalFloat | Column::FreeFloat | Column::Id | Column::Predecessors => Role::Muted,
            _ => Role::Text,
        }
    }

    /// The head of the table; an arrow stands at the column it is sorted by.
    pub fn table_header(&self, width: f64, sort: Option<(Column, bool)>) -> Scene {
        let mut scene = Scene::new(width, HEADER, "Columns");
        scene.fill(Rect::new(0.0, 0.0, width, HEADER), 0.0, Role::Panel);
        let y = HEADER - 16.0;
        for place in self.look.places(width) {
            let (align, x) = match place.column.kind() {
                _ if place.column == Column::Title => (Align::Left, 22.0),
                ColumnKind::Figures => (Align::Right, place.x + place.width - 8.0),
                ColumnKind::Words => (Align::Left, place.x + 6.0),
            };
            let label = text::elide_end(place.column.label(), self.look.small, Weight::Semibold, place.width - 10.0);
            let wide = text::width(&label, self.look.small, Weight::Semibold);
            scene.text(at(x, y), label, self.look.small, Weight::Semibold, align, Role::Muted);
            if let Some((_, backwards)) = sort.filter(|(c, _)| *c == place.column) {
                let tip = if align == Align::Right { x - wide - 8.0 } else { x + wide + 8.0 };
                let (base, point) = if backwards { (y - 2.5, y + 2.5) } else { (y + 2.5, y - 2.5) };
                scene.polygon(vec![at(tip - 3.5, base), at(tip + 3.5, base), at(tip, point)], Some(Role::Accent), None);
            }
        }
        scene.line(vec![at(0.0, HEADER - 0.5), at(width, HEADER - 0.5)], Stroke::solid(Role::Line, 1.0));
        scene
    }
}

/// The triangle of something that can be folded.
fn fold(scene: &mut Scene, c: crate::scene::Point, open: bool) {
    let points = if open {
        vec![at(c.x - 4.0, c.y - 2.5), at(c.x + 4.0, c.y - 2.5), at(c.x, c.y + 3.0)]
    } else {
        vec![at(c.x - 2.5, c.y - 4.0), at(c.x + 3.0, c.y), at(c.x - 2.5, c.y + 4.0)]
    };
    scene.polygon(points, Some(Role::Muted), None);
}
