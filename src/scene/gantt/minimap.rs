//! The whole plan as a strip: where there is work, and which part of it is in view.

use super::rows::Rows;
use crate::analysis::Analysis;
use crate::analysis::calendar::whole;
use crate::scene::axis::TimeAxis;
use crate::scene::{Rect, Role, Scene, Stroke, at};

/// Height of the strip.
const HEIGHT: f64 = 34.0;
/// Lines that the rows are put into.
const LANES: usize = 9;
const MARGIN: f64 = 4.0;

/// The strip, laid out for a width: kept until plan or width change.
#[derive(Clone, Debug)]
pub struct Minimap {
    /// Its axis: all of the plan.
    pub axis: TimeAxis,
    /// What does not depend on the part in view.
    scene: Scene,
}

impl Minimap {
    /// Height of the strip.
    pub const HEIGHT: f64 = HEIGHT;

    /// Lays out the strip.
    pub fn of(analysis: &Analysis, rows: &Rows, width: f64) -> Self {
        let (from, to) = super::span(analysis);
        let axis = TimeAxis::fitting(from, to, width);
        let mut scene = Scene::new(width, HEIGHT, "Overview of the plan");
        scene.fill(Rect::new(0.0, 0.0, width, HEIGHT), 0.0, Role::Panel);
        let cells = usize::try_from(whole(width.ceil().clamp(1.0, 8192.0))).unwrap_or(1);
        let count = rows.shown.max(1);
        let mut filled = vec![0_u8; cells * LANES];
        let place = |x: f64| usize::try_from(whole(x.clamp(0.0, width - 1.0).floor())).unwrap_or(0).min(cells - 1);
        for (i, task) in rows.tasks().enumerate() {
            let d = &analysis.schedule.dates[task];
            if analysis.schedule.net.tasks[task].summary {
                continue;
            }
            let lane = (i * LANES / count).min(LANES - 1);
            let (from, to) = (place(axis.x(d.start)), place(axis.x(d.finish)));
            let level = if d.critical { 2 } else { 1 };
            for cell in &mut filled[lane * cells + from..=lane * cells + to] {
                *cell = (*cell).max(level);
            }
        }
        let high = (HEIGHT - 2.0 * MARGIN) / usize_f(LANES);
        for lane in 0..LANES {
            let row = &filled[lane * cells..(lane + 1) * cells];
            let mut at = 0;
            while at < cells {
                let level = row[at];
                let end = row[at..].iter().position(|c| *c != level).map_or(cells, |n| at + n);
                if level > 0 {
                    let rect = Rect::new(usize_f(at), MARGIN + usize_f(lane) * high, usize_f(end - at), (high - 0.6).max(0.6));
                    scene.fill(rect, 0.0, if level == 2 { Role::Critical } else { Role::BarDone });
                }
                at = end;
            }
        }
        let status = axis.x(analysis.schedule.status);
        scene.line(vec![self::at(status, 0.0), self::at(status, HEIGHT)], Stroke::solid(Role::Accent, 1.0));
        Self { axis, scene }
    }

    /// The strip with a frame around what is in view.
    pub fn scene(&self, view: TimeAxis) -> Scene {
        let mut scene = self.scene.clone();
        let width = scene.width;
        let (from, to) = (self.axis.x(view.minute(0.0)).clamp(0.0, width), self.axis.x(view.minute(view.width)).clamp(0.0, width));
        // Never so narrow that it cannot be seen or held.
        let wide = (to - from).max(6.0);
        let from = from.min(width - wide);
        scene.outline(Rect::new(from + 1.0, 1.0, wide - 2.0, HEIGHT - 2.0), 3.0, Stroke::solid(Role::Accent, 1.5));
        scene.line(vec![at(0.0, 0.5), at(width, 0.5)], Stroke::solid(Role::Line, 1.0));
        scene
    }

    /// The static part alone, for painting without copying it.
    pub fn ground(&self) -> &Scene {
        &self.scene
    }

    /// The axis that shows the same length of time around an instant of the strip.
    pub fn centred(&self, view: TimeAxis, x: f64) -> TimeAxis {
        let middle = self.axis.minute(x);
        view.panned(view.width / 2.0 - view.x(middle))
    }
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn usize_f(n: usize) -> f64 {
    n as f64
}
