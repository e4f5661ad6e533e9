//! The timeline: rows, bars, milestones, links, the status date. Draws any range of rows, so that
//! a screen draws only what is in view and a report draws all of it.

mod bars;
mod ground;
mod header;
mod links;
mod look;
mod markers;
mod minimap;
mod outlook;
mod page;
mod rows;
mod table;

pub use bars::Bar;
pub use links::LinkLine;
pub use look::{ColourBy, Colours, Ghosts, Look, Names};
pub use markers::Mark;
pub use minimap::Minimap;
pub use page::{Fit, Page, PageOptions, Paper, pages};
pub use rows::{Arranged, NOWHERE, Only, Row, Rows};

use super::axis::TimeAxis;
use super::{Rect, Role, Scene, Stroke, at};
use crate::analysis::Analysis;
use crate::analysis::hand::{Joint, What};
use crate::analysis::schedule::Schedule;
use crate::model::records::Task;
use std::collections::BTreeSet;
use std::ops::Range;

/// Height of a row.
pub const ROW: f64 = 26.0;
/// Height of the two lines of the axis and the lane of marks below them.
pub const HEADER: f64 = 62.0;
/// Height of the two lines of the axis.
const AXIS: f64 = 42.0;
/// How far a level is indented.
pub const INDENT: f64 = 14.0;

const BODY: f64 = 13.0;
const SMALL: f64 = 11.5;

/// What is drawn and how.
#[derive(Clone, Copy, Debug)]
pub struct Gantt<'a> {
    /// The plan's analysis.
    pub analysis: &'a Analysis,
    /// The dates that are drawn: the plan's, or what they would be.
    pub schedule: &'a Schedule,
    /// The dates as they are, while others are tried.
    pub before: Option<&'a Schedule>,
    /// Its rows.
    pub rows: &'a Rows,
    /// The time axis.
    pub axis: TimeAxis,
    /// How it looks.
    pub look: &'a Look,
    /// The selected tasks, by position in the network.
    pub selected: &'a BTreeSet<usize>,
    /// The row the pointer is over.
    pub hovered: Option<usize>,
    /// The driving chain of the selected task.
    pub chain: &'a [usize],
    /// Total float towards a chosen milestone instead of the end.
    pub toward: Option<&'a [Option<f64>]>,
    /// What the bars are compared with.
    pub ghosts: Option<&'a Ghosts>,
    /// The day it really is, where somebody looks at it now.
    pub today: Option<crate::model::value::Date>,
    /// The chart is at least so high: its ground goes on below the last row.
    pub least: f64,
}

static NOTHING: BTreeSet<usize> = BTreeSet::new();

impl<'a> Gantt<'a> {
    /// A timeline that nobody touches.
    pub fn still(analysis: &'a Analysis, rows: &'a Rows, axis: TimeAxis, look: &'a Look) -> Self {
        Self {
            analysis,
            schedule: &analysis.schedule,
            before: None,
            rows,
            axis,
            look,
            selected: &NOTHING,
            hovered: None,
            chain: &[],
            toward: None,
            ghosts: None,
            today: None,
            least: 0.0,
        }
    }

    /// The task is on the critical path: to the end, or to the milestone that was chosen.
    pub fn is_critical(&self, task: usize) -> bool {
        match self.toward {
            Some(float) => float.get(task).copied().flatten().is_some_and(|days| days < 0.05),
            None => self.schedule.dates[task].critical,
        }
    }

    /// The chart of a range of rows; the top of the first is at height 0.
    pub fn chart(&self, range: Range<usize>) -> Scene {
        let lines = self.link_lines(&range);
        self.chart_with(range, &lines, None)
    }

    /// The same with links that are known already, one of them marked.
    pub fn chart_with(&self, range: Range<usize>, lines: &[LinkLine], marked: Option<Joint>) -> Scene {
        let rows = &self.rows.rows[range.clone()];
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let height = (rows.len() as f64 * self.look.row).max(self.least);
        let mut scene = Scene::new(self.axis.width, height, "Timeline");
        self.ground(&mut scene, height);
        for (i, row) in rows.iter().enumerate() {
            if self.is_lit(range.start + i) {
                scene.fill(Rect::new(0.0, self.top(i, 0), self.axis.width, self.look.row), 0.0, Role::Raised);
            } else if matches!(row.what, What::Section(_)) {
                scene.line(
                    vec![at(0.0, self.top(i, 0) + self.look.row - 0.5), at(self.axis.width, self.top(i, 0) + self.look.row - 0.5)],
                    Stroke::solid(Role::Line, 1.0),
                );
            }
        }
        self.marks(&mut scene, height);
        self.draw_links(&mut scene, lines, marked);
        for (i, row) in rows.iter().enumerate() {
            match row.what {
                What::Section(_) => self.section_bar(&mut scene, row, self.top(i, 0)),
                What::Task(task) => self.task_bar(&mut scene, task, self.top(i, 0)),
            }
        }
        scene
    }

    /// The row is selected or under the pointer.
    pub(super) fn is_lit(&self, row: usize) -> bool {
        let selected = match self.rows.rows.get(row).map(|r| r.what) {
            Some(What::Task(task)) => self.selected.contains(&task),
            _ => false,
        };
        selected || self.hovered == Some(row)
    }

    fn in_view(&self, rect: &Rect) -> bool {
        rect.right() >= 0.0 && rect.x <= self.axis.width
    }

    /// A bar may be years long: only what is in view is drawn.
    fn clipped(&self, rect: Rect) -> Rect {
        let x = rect.x.max(-8.0);
        Rect { x, w: (rect.right().min(self.axis.width + 8.0) - x).max(0.5), ..rect }
    }
}

/// A task's title; one without a title goes by its id.
pub fn display_title(task: &Task) -> &str {
    crate::analysis::hand::name(task)
}

/// The first start and the last finish of a plan, in plan and forecast.
pub fn span(analysis: &Analysis) -> (i64, i64) {
    let s = &analysis.schedule;
    if s.dates.is_empty() {
        // Room to draw the first weeks.
        return (s.status, s.status + 56 * 1440);
    }
    let from = s.dates.iter().map(|d| d.planned_start.min(d.start)).min().unwrap_or(s.status);
    let to = s.dates.iter().map(|d| d.planned_finish.max(d.finish)).max().unwrap_or(s.status);
    // As far as nine in ten draws of the forecast go.
    let drawn = analysis.forecast.as_deref().filter(|f| f.is_known()).map(|f| f.tasks.iter().filter_map(|t| Some(t.finish?[3])).max().unwrap_or(to));
    let to = drawn.map_or(to, |d| to.max(d.min(to + (to - from) / 2)));
    let target = analysis.plan.release.get().and_then(|r| r.target).map(|t| t.minute() + 1440);
    // A target far away must not make the plan a dot.
    let reach = to + (to - from) / 2;
    (from, target.filter(|t| *t <= reach).map_or(to, |t| to.max(t)))
}

/// The whole timeline as one picture: table, axis and every row.
pub fn picture(analysis: &Analysis, rows: &Rows, width: f64, table_width: f64, range: Range<usize>) -> Scene {
    let look = Look::default();
    let (from, to) = span(analysis);
    let axis = TimeAxis::fitting(from, to, width - table_width);
    let gantt = Gantt::still(analysis, rows, axis, &look);
    let chart = gantt.chart(range.clone());
    let height = HEADER + chart.height;
    let mut scene = Scene::new(width, height, "Timeline");
    scene.fill(Rect::new(0.0, 0.0, width, height), 0.0, Role::Panel);
    scene.place(&chart, at(table_width, HEADER));
    scene.place(&gantt.header(), at(table_width, 0.0));
    // The table lies over the chart: bars that begin before the axis end behind it.
    scene.fill(Rect::new(0.0, 0.0, table_width, height), 0.0, Role::Panel);
    scene.place(&gantt.table(range, table_width), at(0.0, HEADER));
    scene.place(&gantt.table_header(table_width, None), at(0.0, 0.0));
    scene.line(vec![at(table_width, 0.0), at(table_width, height)], Stroke::solid(Role::Line, 1.0));
    scene
}
