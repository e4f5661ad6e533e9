//! What the forecast says about a bar: from P10 to P90 of its finish, with a dot on P80.

use super::Gantt;
use crate::analysis::hand::spread;
use crate::scene::{Role, Scene, Shape, Stroke, at};

impl Gantt<'_> {
    /// A dashed line over the bar where its finish probably lies.
    pub(super) fn outlook(&self, scene: &mut Scene, task: usize, y: f64) {
        let t = &self.schedule.net.tasks[task];
        if !self.look.outlook || !t.open || t.summary {
            return;
        }
        let Some([p10, _, p80, p90]) = spread(self.analysis, self.schedule, task).filter(|p| p[0] < p[3]) else { return };
        let (from, to, dot) = (self.axis.x(p10), self.axis.x(p90), self.axis.x(p80));
        if to < -6.0 || from > self.axis.width + 6.0 || to - from < 2.0 {
            return;
        }
        let y = y + self.look.of_row(2.5);
        let (left, right) = (from.max(-6.0), to.min(self.axis.width + 6.0));
        scene.line(vec![at(left, y), at(right, y)], Stroke::dashed(Role::Forecast, 1.5));
        for end in [from, to].into_iter().filter(|x| *x >= -6.0 && *x <= self.axis.width + 6.0) {
            scene.line(vec![at(end, y - 2.0), at(end, y + 2.0)], Stroke::solid(Role::Forecast, 1.0));
        }
        if dot >= -6.0 && dot <= self.axis.width + 6.0 {
            scene.shapes.push(Shape::Circle { center: at(dot, y), radius: self.look.of_row(2.4), fill: Some(Role::Forecast), stroke: None });
        }
    }
}
