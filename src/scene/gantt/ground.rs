//! What lies behind the bars: days without work, freezes, the grid, the status date, today's target.

use super::Gantt;
use crate::model::records::fiscal_start;
use crate::scene::axis::Unit;
use crate::scene::{Rect, Role, Scene, Shape, Stroke, at};

/// A freeze as it lies on the axis.
pub(super) struct Frozen<'a> {
    pub from: f64,
    pub to: f64,
    pub reason: &'a str,
}

impl Gantt<'_> {
    /// Days without work, freezes and the grid.
    pub(super) fn ground(&self, scene: &mut Scene, height: f64) {
        let standard = self.analysis.calendars.standard();
        for (from, to) in self.axis.idle(|minute| standard.works_on(minute)) {
            scene.fill(Rect::new(from, 0.0, to - from, height), 0.0, Role::Weekend);
        }
        for frozen in self.freezes() {
            let rect = Rect::new(frozen.from, 0.0, frozen.to - frozen.from, height);
            scene.fill(rect, 0.0, Role::Weekend);
            if rect.w > 3.0 {
                scene.shapes.push(Shape::Hatch { rect, role: Role::Line });
            }
        }
        let (upper, lower) = self.units();
        let day = self.axis.day_width();
        let grid = if (22.0..480.0).contains(&day) { upper } else { lower };
        for tick in self.axis.ticks(grid) {
            scene.line(vec![at(tick.from, 0.0), at(tick.from, height)], Stroke::solid(Role::Line, 1.0));
        }
    }

    /// The units of the two lines of the axis: fiscal ones where the plan's year begins in another month.
    pub(super) fn units(&self) -> (Unit, Unit) {
        self.axis.units_from(fiscal_start(&self.analysis.plan))
    }

    /// The freezes in view.
    pub(super) fn freezes(&self) -> Vec<Frozen<'_>> {
        let all = self.analysis.plan.freezes.records().filter_map(|f| Some((f.from?, f.to?, f)));
        let placed = all.map(|(from, to, f)| Frozen {
            from: self.axis.x(from.minute).max(-1.0),
            to: self.axis.x(to.minute).min(self.axis.width + 1.0),
            reason: if f.reason.is_empty() { &f.id } else { &f.reason },
        });
        placed.filter(|f| f.to > f.from && f.from <= self.axis.width && f.to >= 0.0).collect()
    }

    /// The status date and the target, across the rows.
    pub(super) fn marks(&self, scene: &mut Scene, height: f64) {
        self.marker_lines(scene, height);
        if let Some(today) = self.today.filter(|t| *t != self.analysis.plan.status_date()) {
            let x = self.axis.x(today.minute());
            if x >= 0.0 && x <= self.axis.width {
                scene.line(vec![at(x, 0.0), at(x, height)], Stroke::dashed(Role::Muted, 1.0));
            }
        }
        let status = self.axis.x(self.schedule.status);
        scene.line(vec![at(status, 0.0), at(status, height)], Stroke::solid(Role::Accent, 1.5));
        if let Some(target) = self.analysis.plan.release.get().and_then(|r| r.target) {
            let x = self.axis.x(target.minute() + 1440);
            scene.line(vec![at(x, 0.0), at(x, height)], Stroke::dashed(Role::Bad, 1.5));
        }
    }
}
