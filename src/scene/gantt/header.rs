//! The axis above the chart: two lines of time, and a lane for what stands on it.

use super::{AXIS, Gantt, HEADER};
use crate::analysis::words;
use crate::scene::axis::Tick;
use crate::scene::{Align, Rect, Role, Scene, Stroke, Weight, at, text};

/// Something marked in the lane.
struct Flag {
    left: f64,
    width: f64,
    label: String,
    role: Role,
}

impl Gantt<'_> {
    /// The two lines of the axis with what stands on it.
    pub fn header(&self) -> Scene {
        let width = self.axis.width;
        let mut scene = Scene::new(width, HEADER, "Time axis");
        scene.fill(Rect::new(0.0, 0.0, width, HEADER), 0.0, Role::Panel);
        let (upper, lower) = self.units();
        let half = AXIS / 2.0;
        for tick in self.axis.ticks(upper) {
            let from = tick.from.max(0.0);
            let room = tick.to.min(width) - from - 12.0;
            if tick.from > 0.0 {
                scene.line(vec![at(tick.from, 0.0), at(tick.from, half)], Stroke::solid(Role::Line, 1.0));
            }
            if text::width(&tick.label, self.look.small, Weight::Semibold) <= room {
                scene.text(at(from + 6.0, half / 2.0), tick.label, self.look.small, Weight::Semibold, Align::Left, Role::Text);
            }
        }
        if lower != upper {
            for tick in self.axis.ticks(lower) {
                self.lower(&mut scene, tick);
            }
        }
        scene.line(vec![at(0.0, AXIS - 0.5), at(width, AXIS - 0.5)], Stroke::solid(Role::Line, 1.0));
        self.lane(&mut scene);
        scene.line(vec![at(0.0, HEADER - 0.5), at(width, HEADER - 0.5)], Stroke::solid(Role::Line, 1.0));
        scene
    }

    fn lower(&self, scene: &mut Scene, tick: Tick) {
        scene.line(vec![at(tick.from, AXIS / 2.0), at(tick.from, AXIS)], Stroke::solid(Role::Line, 1.0));
        let middle = f64::midpoint(tick.from, tick.to);
        let half = text::width(&tick.label, self.look.small - 0.5, Weight::Regular) / 2.0;
        let fits = 2.0 * half <= tick.to - tick.from - 4.0 && middle - half >= 2.0 && middle + half <= self.axis.width - 2.0;
        if fits {
            scene.text(at(middle, AXIS * 0.75), tick.label, self.look.small - 0.5, Weight::Regular, Align::Center, Role::Muted);
        }
    }

    /// Status date and target as flags, markers, freezes with their reason, names of days off; what has no room
    /// gives way.
    fn lane(&self, scene: &mut Scene) {
        let (top, high) = (AXIS + 2.0, HEADER - AXIS - 4.0);
        for Flag { left, width, label, role } in self.flags() {
            scene.fill(Rect::new(left, top, width, high), 3.0, role);
            scene.text(at(left + width / 2.0, top + high / 2.0), label, self.look.small - 0.5, Weight::Semibold, Align::Center, Role::OnAccent);
        }
        let mut taken = self.flagged();
        let marks = self.marks_beside(&mut taken);
        self.draw_marks(scene, &marks);
        for frozen in self.freezes() {
            let (from, to) = (frozen.from.max(0.0), frozen.to.min(self.axis.width));
            scene.fill(Rect::new(from, HEADER - 3.0, to - from, 2.5), 0.0, Role::Muted);
            // Its reason may reach beyond it, up to the next flag.
            let wide = text::width(frozen.reason, self.look.small - 0.5, Weight::Regular);
            let limit = taken.iter().map(|t| t.0).filter(|l| *l >= from).fold(self.axis.width, f64::min);
            let blocked = taken.iter().any(|t| t.0 < from + 4.0 && t.1 > from + 4.0);
            let room = (limit - from - 8.0).min(wide + 4.0);
            if !blocked && room > 30.0 {
                let shown = text::elide_end(frozen.reason, self.look.small - 0.5, Weight::Regular, room);
                scene.text(at(from + 4.0, top + high / 2.0), shown, self.look.small - 0.5, Weight::Regular, Align::Left, Role::Muted);
                taken.push((from, from + room + 8.0));
            }
        }
        self.draw_day_names(scene, &mut taken);
    }

    /// The stretches of the lane that flags stand on.
    pub(super) fn flagged(&self) -> Vec<(f64, f64)> {
        self.flags().iter().map(|f| (f.left - 4.0, f.left + f.width + 4.0)).collect()
    }

    fn flags(&self) -> Vec<Flag> {
        let near = self.analysis.plan.status_date();
        let mut wanted = vec![(self.axis.x(self.schedule.status), format!("Status {}", words::day_month(near)), Role::Accent)];
        if let Some(target) = self.analysis.plan.release.get().and_then(|r| r.target) {
            wanted.push((self.axis.x(target.minute() + 1440), format!("Target {}", words::day_month(target)), Role::Bad));
        }
        if let Some(today) = self.today.filter(|t| *t != near) {
            wanted.push((self.axis.x(today.minute()), format!("Today {}", words::day_month(today)), Role::Muted));
        }
        let mut flags: Vec<Flag> = Vec::new();
        for (x, label, role) in wanted {
            let width = text::width(&label, self.look.small - 0.5, Weight::Semibold) + 10.0;
            let left = (x - width / 2.0).clamp(0.0, (self.axis.width - width).max(0.0));
            let free = flags.iter().all(|f| left > f.left + f.width + 4.0 || left + width + 4.0 < f.left);
            if (0.0..=self.axis.width).contains(&x) && free {
                flags.push(Flag { left, width, label, role });
            }
        }
        flags
    }
}
