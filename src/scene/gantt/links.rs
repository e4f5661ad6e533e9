//! Links at right angles: between the rows and past bars and brackets, never through one; through the
//! words beside a bar only where the way around them is long.

use super::{Bar, Gantt, Row};
use crate::analysis::hand::{Joint, What};
use crate::analysis::network::to_usize;
use crate::analysis::schedule::Driver;
use crate::model::value::LinkKind;
use crate::scene::{Point, Role, Scene, Stroke, at};
use std::ops::Range;

/// How far a line leaves a bar before it turns, and how far before one it turns in.
const OUT: f64 = 7.0;
const INTO: f64 = 9.0;
/// Room between a line and a bar that it passes.
const PAST: f64 = 5.0;
/// Most rows that a line is led past one by one.
const FAR: usize = 400;
/// How long a way around words may be.
const DETOUR: f64 = 90.0;

/// What a line has to pass in a row: from where to where.
#[derive(Clone, Copy, Debug, Default)]
struct InTheWay {
    /// A bar, a diamond or a bracket.
    solid: Option<(f64, f64)>,
    /// Words.
    words: Option<(f64, f64)>,
}

/// What is in the way in the rows that are drawn, and a few around them.
struct Ways {
    first: usize,
    rows: Vec<InTheWay>,
}

impl Ways {
    fn of(gantt: &Gantt<'_>, range: &Range<usize>) -> Self {
        let (first, last) = (range.start.saturating_sub(2), (range.end + 2).min(gantt.rows.rows.len()));
        let way = |row: &Row| match row.what {
            What::Section(_) => InTheWay { solid: gantt.section_span(row), words: None },
            What::Task(task) => {
                let bar = gantt.bar(task, 0.0);
                InTheWay { solid: Some((bar.rect.x, bar.rect.right())), words: gantt.label_of(task, &bar).map(|l| l.span()) }
            }
        };
        Self { first, rows: gantt.rows.rows.get(first..last).unwrap_or(&[]).iter().map(way).collect() }
    }

    fn at(&self, row: usize) -> InTheWay {
        row.checked_sub(self.first).and_then(|i| self.rows.get(i)).copied().unwrap_or_default()
    }
}

impl InTheWay {
    fn is_solid(&self, x: f64) -> bool {
        self.solid.is_some_and(|(left, right)| x > left - PAST + 0.4 && x < right + PAST - 0.4)
    }

    /// Words stand between two places.
    fn has_words(&self, x: f64, other: f64) -> bool {
        self.words.is_some_and(|(left, right)| left < x.max(other) && right > x.min(other))
    }

    fn is_words(&self, x: f64) -> bool {
        self.words.is_some_and(|(left, right)| x > left - 1.0 && x < right + 1.0)
    }

    /// Where a line must pass, if it would run through what is here: the nearest track to where it is
    /// and where it goes.
    fn past(&self, x: f64, toward: f64) -> Option<f64> {
        if !self.is_solid(x) && !self.is_words(x) {
            return None;
        }
        let sides = |span: Option<(f64, f64)>, room: f64| span.into_iter().flat_map(move |(left, right)| [left - room, right + room]);
        let tracks = sides(self.solid, PAST).chain(sides(self.words, 3.0)).chain([x]).filter(|t| !self.is_solid(*t));
        let cost = |t: f64| (t - x).abs() + (t - toward).abs() + if self.is_words(t) { DETOUR } else { 0.0 };
        let best = tracks.min_by(|a, b| cost(*a).total_cmp(&cost(*b)))?;
        (best != x).then_some(best)
    }
}

/// A link as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkLine {
    /// The link.
    pub joint: Joint,
    /// The predecessor.
    pub pred: usize,
    /// Which ends it joins.
    pub kind: LinkKind,
    /// Its corners, from the predecessor to the successor.
    pub points: Vec<Point>,
}

impl LinkLine {
    /// How far a point lies from it.
    pub fn distance(&self, p: Point) -> f64 {
        let mut best = f64::MAX;
        for ends in self.points.windows(2) {
            let (a, b) = (ends[0], ends[1]);
            let x = p.x.clamp(a.x.min(b.x), a.x.max(b.x));
            let y = p.y.clamp(a.y.min(b.y), a.y.max(b.y));
            best = best.min((p.x - x).hypot(p.y - y));
        }
        best
    }
}

impl Gantt<'_> {
    /// The links that lead into or out of a range of rows, with their corners; the top of the first
    /// row is at height 0.
    pub fn link_lines(&self, range: &Range<usize>) -> Vec<LinkLine> {
        let too_fine = range.len() > 400 && self.axis.day_width() < 1.0;
        if !self.look.links || too_fine {
            return Vec::new();
        }
        let net = &self.schedule.net;
        let ways = Ways::of(self, range);
        let mut out = Vec::new();
        for row in &self.rows.rows[range.clone()] {
            let What::Task(succ) = row.what else { continue };
            for link in net.links_into(succ) {
                if let Some(line) = self.line(succ, to_usize(link.pred), link.place, link.kind, range, &ways) {
                    out.push(line);
                }
            }
        }
        // Links of the selection are drawn out of sight too: they are what one looks for.
        for task in self.selected.iter().take(8) {
            for succ in self.followers(*task) {
                let outside = self.rows.row(succ).is_none_or(|r| !range.contains(&r));
                for link in net.links_into(succ).iter().filter(|l| outside && to_usize(l.pred) == *task) {
                    out.extend(self.line(succ, *task, link.place, link.kind, range, &ways));
                }
            }
        }
        out
    }

    /// Tasks that wait for a task.
    fn followers(&self, task: usize) -> Vec<usize> {
        let net = &self.schedule.net;
        if net.successors.get(task).is_none_or(|n| *n == 0) {
            return Vec::new();
        }
        (0..net.records.len()).filter(|s| net.links_into(*s).iter().any(|l| to_usize(l.pred) == task)).collect()
    }

    fn line(&self, succ: usize, pred: usize, place: u32, kind: LinkKind, range: &Range<usize>, ways: &Ways) -> Option<LinkLine> {
        let (from_row, to_row) = (self.rows.row(pred)?, self.rows.row(succ)?);
        let (from, to) = (self.bar(pred, self.top(from_row, range.start)), self.bar(succ, self.top(to_row, range.start)));
        let points = self.route(kind, (&from, from_row), (&to, to_row), range, ways)?;
        Some(LinkLine { joint: Joint { succ, place }, pred, kind, points })
    }

    /// The corners of a line from one bar to another.
    fn route(&self, kind: LinkKind, (from, from_row): (&Bar, usize), (to, to_row): (&Bar, usize), range: &Range<usize>, ways: &Ways) -> Option<Vec<Point>> {
        let from_end = matches!(kind, LinkKind::FinishToStart | LinkKind::FinishToFinish);
        let to_start = matches!(kind, LinkKind::FinishToStart | LinkKind::StartToStart);
        let (x1, y1) = (if from_end { from.rect.right() } else { from.rect.x }, from.rect.y + from.rect.h / 2.0);
        let (x2, y2) = (if to_start { to.rect.x } else { to.rect.right() }, to.rect.y + to.rect.h / 2.0);
        if x1.max(x2) < -40.0 || x1.min(x2) > self.axis.width + 40.0 {
            return None;
        }
        let out = x1 + if from_end { OUT } else { -OUT };
        let gap = x2 + if to_start { -INTO } else { INTO };
        let mut points = vec![at(x1, y1)];
        let down = to_row > from_row;
        // The line may turn in the row it goes to only on the side it comes in on.
        let straight = if to_start { gap >= out } else { gap <= out };
        let far = match (from_end, to_start) {
            (true, false) => out.max(gap),
            (false, true) => out.min(gap),
            _ => out,
        };
        // Through the words beside its own bar it does not go: it turns before them.
        let mut x = if ways.at(from_row).has_words(out, far) { out } else { far };
        points.push(at(x, y1));
        let between = if down { from_row + 1..to_row } else { to_row + 1..from_row };
        let near = between.start.max(range.start.saturating_sub(2))..between.end.min(range.end + 2).max(between.start.max(range.start.saturating_sub(2)));
        if near.len() <= FAR {
            let rows: Box<dyn Iterator<Item = usize>> = if down { Box::new(near) } else { Box::new(near.rev()) };
            for row in rows {
                let Some(free) = ways.at(row).past(x, gap) else { continue };
                let lane = self.top(row, range.start) + if down { 0.5 } else { self.look.row - 0.5 };
                points.push(at(x, lane));
                points.push(at(free, lane));
                x = free;
            }
        }
        let fits = if to_start { x <= gap + 0.5 } else { x >= gap - 0.5 };
        let same_side = from_end != to_start;
        let through = ways.at(to_row).has_words(x, x2);
        if fits && !through && (straight || x != out || same_side) {
            points.push(at(x, y2));
        } else {
            // Around: between the rows, where no bar stands.
            let lane = self.top(to_row, range.start) + if down { 0.5 } else { self.look.row - 0.5 };
            points.extend([at(x, lane), at(gap, lane), at(gap, y2)]);
        }
        points.push(at(x2, y2));
        Some(points)
    }

    /// Draws lines: those of the selection in full strength, the critical ones red, the others faint.
    pub(super) fn draw_links(&self, scene: &mut Scene, lines: &[LinkLine], marked: Option<Joint>) {
        let rank = |line: &LinkLine| {
            let chosen = self.selected.contains(&line.joint.succ) || self.selected.contains(&line.pred);
            let driving = self.schedule.dates[line.joint.succ].driver == Driver::Link(u32::try_from(line.pred).unwrap_or(u32::MAX), line.joint.place);
            let on_chain = driving && self.chain.contains(&line.joint.succ) && self.chain.contains(&line.pred);
            let critical = self.look.critical && driving && self.is_critical(line.joint.succ) && self.is_critical(line.pred);
            if marked == Some(line.joint) {
                4
            } else if chosen || on_chain {
                3
            } else if critical {
                2
            } else {
                0
            }
        };
        let mut order: Vec<(u8, &LinkLine)> = lines.iter().map(|l| (rank(l), l)).collect();
        order.sort_by_key(|(r, _)| *r);
        for (rank, line) in order {
            let stroke = match rank {
                4 => Stroke::solid(Role::Accent, 3.0),
                3 => Stroke::solid(Role::Accent, 1.8),
                2 => Stroke::solid(Role::Critical, 1.4),
                _ => Stroke::solid(Role::Ghost, 0.8),
            };
            let (Some(end), Some(turn)) = (line.points.last().copied(), line.points.len().checked_sub(2).and_then(|i| line.points.get(i))) else { continue };
            let back = if turn.x <= end.x { -5.0 } else { 5.0 };
            scene.line(self.clipped_line(&line.points), stroke);
            scene.polygon(vec![end, at(end.x + back, end.y - 3.5), at(end.x + back, end.y + 3.5)], Some(stroke.role), None);
        }
    }

    /// The top of a row, when the top of another is at 0.
    #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
    pub(super) fn top(&self, row: usize, first: usize) -> f64 {
        (row as f64 - first as f64) * self.look.row
    }

    /// A line may lead to a bar years away: only its way through the picture is drawn.
    fn clipped_line(&self, points: &[Point]) -> Vec<Point> {
        points.iter().map(|p| at(p.x.clamp(-60.0, self.axis.width + 60.0), p.y)).collect()
    }
}
