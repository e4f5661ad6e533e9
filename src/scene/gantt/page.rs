//! The timeline on paper: on one page, on sheets side by side, or as a slide. Every sheet carries the
//! axis, the names of its rows, a title block and a legend.

use super::look::{ColourBy, Colours, Look, Names};
use super::rows::{Arranged, Only, Rows};
use super::{Gantt, HEADER, span};
use crate::analysis::calendar::whole;
use crate::analysis::hand::Column;
use crate::analysis::{Analysis, words};
use crate::model::value::Date;
use crate::scene::axis::TimeAxis;
use crate::scene::{Align, Rect, Role, Scene, Stroke, Weight, at, text};
use std::ops::Range;

/// What it is printed on; sizes in pixels, 96 to the inch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Paper {
    /// 297 × 210 mm.
    #[default]
    A4,
    /// 420 × 297 mm.
    A3,
    /// 11 × 8.5 in.
    Letter,
    /// 16 to 9, large type, what matters only.
    Slide,
}

impl Paper {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::A4, Self::A3, Self::Letter, Self::Slide];

    /// As a menu says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::A3 => "A3",
            Self::Letter => "Letter",
            Self::Slide => "Slide 16:9",
        }
    }

    /// Longer and shorter side.
    fn sides(self) -> (f64, f64) {
        const MM: f64 = 96.0 / 25.4;
        match self {
            Self::A4 => (297.0 * MM, 210.0 * MM),
            Self::A3 => (420.0 * MM, 297.0 * MM),
            Self::Letter => (1056.0, 816.0),
            Self::Slide => (1280.0, 720.0),
        }
    }
}

/// How the timeline is put on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Fit {
    /// All of it on one page.
    #[default]
    OnePage,
    /// On as many sheets as its rows and days need.
    Tiles,
}

/// What is printed, and how.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PageOptions {
    /// The paper.
    pub paper: Paper,
    /// One page, or sheets.
    pub fit: Fit,
    /// First and last day; all of the plan otherwise.
    pub range: Option<(Date, Date)>,
    /// Columns beside the titles; the usual ones when there are none.
    pub columns: Vec<Column>,
    /// Which tasks.
    pub only: Only,
    /// What the colours tell.
    pub colour: ColourBy,
}

/// One sheet.
pub type Page = Scene;

const MARGIN: f64 = 30.0;
const TITLE: f64 = 34.0;
const FOOT: f64 = 26.0;
/// The smallest type that is still read on paper: 6 pt.
const SMALLEST: f64 = 8.0;
/// Pixels of a day on sheets, at the least.
const DAY: f64 = 7.0;
/// Most sheets side by side.
const MOST_ACROSS: i64 = 40;

/// The sheets of a plan, row by row.
pub fn pages(analysis: &Analysis, options: &PageOptions) -> Vec<Page> {
    let print = Print::of(analysis, options);
    match (options.paper, options.fit) {
        (Paper::Slide, _) => vec![print.slide()],
        (_, Fit::OnePage) => vec![print.one_page()],
        (_, Fit::Tiles) => print.tiles(),
    }
}

struct Print<'a> {
    analysis: &'a Analysis,
    options: &'a PageOptions,
    rows: Rows,
    colours: Colours,
    /// First and last instant.
    from: i64,
    to: i64,
}

/// One sheet to draw: its size in the units it is laid out in, and what stands on it.
struct Sheet {
    width: f64,
    height: f64,
    rows: Range<usize>,
    axis: TimeAxis,
    table: f64,
    /// What its foot says at the right.
    foot: String,
}

impl<'a> Print<'a> {
    fn of(analysis: &'a Analysis, options: &'a PageOptions) -> Self {
        let arranged = Arranged { only: options.only, ..Arranged::default() };
        let rows = Rows::arranged(analysis, &arranged, &|_| None);
        let (from, to) = options.range.map_or_else(|| span(analysis), |(a, b)| (a.minute(), b.minute().max(a.minute()) + 1440));
        Self { analysis, options, rows, colours: Colours::of(analysis, options.colour), from, to }
    }

    fn look(&self, base: Look) -> Look {
        let mut look = Look { colours: self.colours.clone(), ..base };
        let others: Vec<Column> = if self.options.columns.is_empty() { vec![Column::Start, Column::Finish] } else { self.options.columns.clone() };
        look.columns = std::iter::once(Column::Title).chain(others.into_iter().filter(|c| *c != Column::Title)).map(|c| (c, c.width())).collect();
        look
    }

    /// Everything on one page, upright or across, whichever lets it be larger; with less room around
    /// the words before they become too small to read.
    fn one_page(&self) -> Page {
        let (long, short) = self.options.paper.sides();
        let count = count(self.rows.rows.len().max(1));
        let fixed = TITLE + HEADER + FOOT;
        let scale = |look: &Look, (w, h): (f64, f64)| {
            let by_height = (h - 2.0 * MARGIN) / (count * look.row + fixed);
            // The table must leave room for the chart.
            let by_width = (w - 2.0 * MARGIN) / (look.table_width() + 320.0);
            by_height.min(by_width).min(1.0)
        };
        let shapes = [(long, short), (short, long)];
        let mut best: Option<(Look, (f64, f64), f64)> = None;
        for base in [Look::default(), Look::compact()] {
            let look = self.look(base);
            let readable = SMALLEST / (look.small - 0.5).min(look.body);
            for shape in shapes {
                let s = scale(&look, shape);
                let better = best.as_ref().is_none_or(|(l, _, b)| {
                    let least = SMALLEST / (l.small - 0.5).min(l.body);
                    // What reads well in the usual rows stays in them.
                    if *b >= least { l.row == look.row && s > b * 1.05 } else { s / readable > b / least * 1.02 }
                });
                if better {
                    best = Some((look.clone(), shape, s));
                }
            }
        }
        let Some((look, (w, h), s)) = best else { return Scene::new(long, short, "Timeline") };
        let (width, height) = (w / s, h / s);
        let table = look.table_width().min((width - 2.0 * MARGIN) * 0.5);
        let axis = TimeAxis::fitting(self.from, self.to, width - 2.0 * MARGIN - table);
        let axis = self.exact(axis);
        let sheet = Sheet { width, height, rows: 0..self.rows.rows.len(), axis, table, foot: self.extent(0..self.rows.rows.len(), None) };
        self.draw(&look, &sheet).scaled(s)
    }

    /// A range that was asked for is shown without a margin.
    fn exact(&self, axis: TimeAxis) -> TimeAxis {
        if self.options.range.is_none() {
            return axis;
        }
        #[expect(clippy::cast_precision_loss, reason = "minutes of a century fit a double exactly")]
        let (from, span) = (self.from as f64, (self.to - self.from).max(60) as f64);
        TimeAxis { left: from, scale: axis.width / span, width: axis.width }
    }

    /// Sheets in rows and columns, at a size that reads well.
    fn tiles(&self) -> Vec<Page> {
        const SCALE: f64 = 0.8;
        let look = self.look(Look::default());
        let (long, short) = self.options.paper.sides();
        let (width, height) = (long / SCALE, short / SCALE);
        let table = look.table_width().min((width - 2.0 * MARGIN) * 0.45);
        let chart = width - 2.0 * MARGIN - table;
        let per_page = usize::try_from(whole(((height - 2.0 * MARGIN - TITLE - HEADER - FOOT) / look.row).floor())).unwrap_or(1).max(1);
        let down = self.rows.rows.len().div_ceil(per_page).max(1);
        #[expect(clippy::cast_precision_loss, reason = "minutes of a century fit a double exactly")]
        let days = (self.to - self.from).max(1440) as f64 / 1440.0;
        let across = whole((days * DAY / chart).ceil()).clamp(1, MOST_ACROSS);
        let margin = if self.options.range.is_some() { 0.0 } else { days * 0.02 };
        #[expect(clippy::cast_precision_loss, reason = "a few sheets")]
        let scale = chart * across as f64 / ((days + 2.0 * margin) * 1440.0);
        #[expect(clippy::cast_precision_loss, reason = "minutes of a century fit a double exactly")]
        let first = self.from as f64 - margin * 1440.0;
        let all = usize::try_from(across).unwrap_or(1) * down;
        let mut out = Vec::new();
        for y in 0..down {
            for x in 0..across {
                #[expect(clippy::cast_precision_loss, reason = "a few sheets")]
                let axis = TimeAxis { left: first + x as f64 * chart / scale, scale, width: chart };
                let rows = y * per_page..((y + 1) * per_page).min(self.rows.rows.len());
                let foot = format!("{} · sheet {} of {all}", self.extent(rows.clone(), Some(axis)), out.len() + 1);
                out.push(self.draw(&look, &Sheet { width, height, rows, axis, table, foot }).scaled(SCALE));
            }
        }
        out
    }

    /// What matters, large: milestones and what is critical.
    fn slide(&self) -> Page {
        const SCALE: f64 = 1.5;
        let (width, height) = (1280.0 / SCALE, 720.0 / SCALE);
        let mut look = self.look(Look::default());
        look.columns = vec![(Column::Title, 210.0), (Column::Finish, 86.0)];
        look.names = Names::Milestones;
        let net = &self.analysis.schedule.net;
        let room = usize::try_from(whole(((height - 2.0 * MARGIN - TITLE - HEADER - FOOT) / look.row).floor())).unwrap_or(1);
        let mut rows = Rows::arranged(self.analysis, &Arranged { only: Only::Open, ..Arranged::default() }, &|_| None);
        let matters = |t: usize| net.tasks[t].milestone || self.analysis.schedule.dates[t].critical;
        let all: Vec<_> = rows.rows.iter().filter(|r| r.what.task().is_some_and(matters)).copied().collect();
        // What ends last is nearest to the release.
        let left_out = all.len().saturating_sub(room);
        let mut by_finish: Vec<usize> = all.iter().filter_map(|r| r.what.task()).collect();
        by_finish.sort_by_key(|t| (!net.tasks[*t].milestone, std::cmp::Reverse(self.analysis.schedule.dates[*t].finish)));
        by_finish.truncate(room);
        rows.rows = all.into_iter().filter(|r| r.what.task().is_some_and(|t| by_finish.contains(&t))).collect();
        rows.row_of.fill(super::NOWHERE);
        for (at, row) in rows.rows.iter_mut().enumerate() {
            (row.level, row.holds) = (0, false);
            if let Some(task) = row.what.task() {
                rows.row_of[task] = at;
            }
        }
        let table: f64 = look.columns.iter().map(|(_, w)| w).sum();
        let axis = TimeAxis::fitting(self.from, self.to, width - 2.0 * MARGIN - table);
        let foot = if left_out == 0 { "Milestones and critical tasks".to_owned() } else { format!("Milestones and critical tasks, {left_out} more not shown") };
        let print = Print { analysis: self.analysis, options: self.options, colours: self.colours.clone(), from: self.from, to: self.to, rows };
        let sheet = Sheet { width, height, rows: 0..print.rows.rows.len(), axis: self.exact(axis), table, foot };
        print.draw(&look, &sheet).scaled(SCALE)
    }

    fn extent(&self, rows: Range<usize>, axis: Option<TimeAxis>) -> String {
        let near = self.analysis.plan.status_date();
        let (from, to) = axis.map_or((self.from, self.to), |a| (a.minute(0.0).max(self.from), a.minute(a.width).min(self.to)));
        let days = format!("{} to {}", words::day(Date::of_minute(from), near), words::day(Date::of_minute(to - 1), near));
        if axis.is_some() { format!("Rows {} to {}, {days}", rows.start + 1, rows.end) } else { days }
    }

    fn draw(&self, look: &Look, sheet: &Sheet) -> Scene {
        let gantt = Gantt::still(self.analysis, &self.rows, sheet.axis, look);
        let mut scene = Scene::new(sheet.width, sheet.height, "Timeline");
        scene.fill(Rect::new(0.0, 0.0, sheet.width, sheet.height), 0.0, Role::Panel);
        let (left, top) = (MARGIN, MARGIN + TITLE);
        let right = sheet.width - MARGIN;
        let chart = gantt.chart(sheet.rows.clone());
        let bottom = top + HEADER + chart.height;
        scene.place(&chart, at(left + sheet.table, top + HEADER));
        scene.place(&gantt.header(), at(left + sheet.table, top));
        // What begins before the axis, or goes on behind it, ends at the edge of the chart.
        scene.fill(Rect::new(0.0, top, left + sheet.table, chart.height + HEADER), 0.0, Role::Panel);
        scene.fill(Rect::new(right, top, MARGIN, chart.height + HEADER), 0.0, Role::Panel);
        scene.place(&gantt.table(sheet.rows.clone(), sheet.table), at(left, top + HEADER));
        scene.place(&gantt.table_header(sheet.table, None), at(left, top));
        scene.line(vec![at(left + sheet.table, top), at(left + sheet.table, bottom)], Stroke::solid(Role::Line, 1.0));
        scene.outline(Rect::new(left, top, right - left, bottom - top), 0.0, Stroke::solid(Role::Line, 1.0));
        self.title(&mut scene, look, (left, right));
        self.foot(&mut scene, look, sheet, (left, right));
        scene
    }

    fn title(&self, scene: &mut Scene, look: &Look, (left, right): (f64, f64)) {
        let plan = &self.analysis.plan;
        let near = plan.status_date();
        let project = plan.meta.get().map_or("", |m| m.project.as_str());
        let release = plan.release.get().map_or(String::new(), |r| {
            [r.version.as_str(), r.name.as_deref().unwrap_or("")].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ")
        });
        let title = [project, release.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ");
        let title = if title.is_empty() { "Timeline".to_owned() } else { title };
        let schedule = &self.analysis.schedule;
        let end = schedule.delivers.map_or(schedule.finish, |i| schedule.dates[i].finish);
        let mut note = format!("Status date {}. Forecast {}", words::day(near, near), words::day(Date::of_minute(end.max(1) - 1), near));
        if let Some(target) = plan.release.get().and_then(|r| r.target) {
            note.push_str(&format!(", target {}", words::day(target, near)));
        }
        let size = look.small;
        let wide = text::width(&note, size, Weight::Regular);
        let room = (right - left - wide - 20.0).max(80.0);
        scene.text(at(left, MARGIN + TITLE / 2.0 - 4.0), text::elide(&title, 16.0, Weight::Semibold, room), 16.0, Weight::Semibold, Align::Left, Role::Text);
        scene.text(at(right, MARGIN + TITLE / 2.0 - 4.0), note, size, Weight::Regular, Align::Right, Role::Muted);
    }

    /// What the signs and colours mean, and which part of the plan this is.
    fn foot(&self, scene: &mut Scene, look: &Look, sheet: &Sheet, (left, right): (f64, f64)) {
        let size = look.small - 0.5;
        let y = sheet.height - MARGIN - FOOT / 2.0 + 6.0;
        scene.text(at(right, y), sheet.foot.clone(), size, Weight::Regular, Align::Right, Role::Muted);
        let limit = right - text::width(&sheet.foot, size, Weight::Regular) - 16.0;
        let mut x = left;
        let mut entries: Vec<(Mark, String)> = vec![
            (Mark::Fill(Role::BarDone), "Done".into()),
            (Mark::Outline, "Critical".into()),
            (Mark::Slip, "Later than planned".into()),
            (Mark::Fill(Role::Ghost), "Plan".into()),
            (Mark::Diamond, "Milestone".into()),
            (Mark::Status, "Status date".into()),
        ];
        if !self.colours.legend.is_empty() {
            entries.remove(0);
            entries.splice(0..0, self.colours.legend.iter().map(|(role, label)| (Mark::Fill(*role), label.clone())));
        }
        for (mark, label) in entries {
            let wide = 22.0 + text::width(&label, size, Weight::Regular) + 14.0;
            if x + wide > limit {
                break;
            }
            mark.draw(scene, x, y);
            scene.text(at(x + 22.0, y), label, size, Weight::Regular, Align::Left, Role::Text);
            x += wide;
        }
    }
}

/// A mark of the legend.
enum Mark {
    Fill(Role),
    Outline,
    Slip,
    Diamond,
    Status,
}

impl Mark {
    fn draw(&self, scene: &mut Scene, x: f64, y: f64) {
        let rect = Rect::new(x, y - 4.0, 16.0, 8.0);
        match self {
            Self::Fill(role) => scene.fill(rect, 2.0, *role),
            Self::Outline => {
                scene.fill(rect, 2.0, Role::Bar);
                scene.outline(rect, 2.0, Stroke::solid(Role::Critical, 1.5));
            }
            Self::Slip => {
                scene.fill(rect, 2.0, Role::Bar);
                scene.shapes.push(crate::scene::Shape::Hatch { rect, role: Role::Forecast });
            }
            Self::Diamond => scene.polygon(super::bars::diamond(Rect::new(x + 3.0, y - 5.0, 10.0, 10.0)), Some(Role::Text), None),
            Self::Status => scene.line(vec![at(x + 8.0, y - 6.0), at(x + 8.0, y + 6.0)], Stroke::solid(Role::Accent, 1.5)),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of rows")]
fn count(n: usize) -> f64 {
    n as f64
}
