//! Lines pulled tight: what the net made straight down through ranks takes the shortest way that
//! keeps every line on its side of everything beside it.
//!
//! A line passes two doors in each rank, where the free strips above and below end. In a door it may
//! stand anywhere between its neighbours, so no crossing comes or goes; the shortest way through
//! doors is found with a funnel (Lee and Preparata 1984).

use super::model::{Area, Model};
use super::net::{Kind, Net};
use super::place::Along;

/// Least distance of a line to a line or a box, where there was that much.
const NEAR: f64 = 8.0;
/// How much nearer than that a line may come to lose a bend.
const EASE: f64 = 3.0;
/// Rounds over all lines.
const ROUNDS: usize = 3;
/// More doors than this are left as they are.
const MOST: usize = 150_000;

/// Where a line passes a depth.
#[derive(Clone, Copy, Debug, Default)]
struct Door {
    /// Where it passes now.
    x: f64,
    /// What never moves stands here.
    low: f64,
    high: f64,
    /// The door of the next line on either side.
    left: Option<usize>,
    right: Option<usize>,
}

/// All doors.
pub struct Doors {
    all: Vec<Door>,
    /// The first door of each lane or label; its doors follow from above to below.
    lane: Vec<usize>,
    /// The door of each piece at its upper and at its lower node.
    node: Vec<(usize, usize)>,
}

impl Doors {
    /// Doors for all lines as they stand; none for a graph too large.
    pub fn of(model: &Model, net: &Net, along: &Along) -> Option<Self> {
        let none = usize::MAX;
        let mut all = Self { all: Vec::new(), lane: vec![none; net.units.len()], node: vec![(none, none); net.pieces.len()] };
        let mut rows: Vec<Vec<usize>> = vec![Vec::new(); net.ranks];
        let mut count = 0;
        for (u, unit) in net.units.iter().enumerate() {
            count += unit.last - unit.first + 1;
            if count > MOST {
                return None;
            }
            rows[unit.first..=unit.last].iter_mut().for_each(|row| row.push(u));
            if !matches!(unit.kind, Kind::Node(_) | Kind::Filler) {
                all.lane[u] = all.all.len();
                let door = Door { x: along.unit[u], ..Door::default() };
                all.all.extend(std::iter::repeat_n(door, 2 * (unit.last - unit.first + 1)));
            }
        }
        for (rank, row) in rows.iter_mut().enumerate() {
            row.sort_by(|a, b| along.unit[*a].total_cmp(&along.unit[*b]));
            for (k, u) in row.iter().enumerate() {
                if all.lane[*u] != none {
                    let beside = (k.checked_sub(1).map(|k| row[k]), row.get(k + 1).copied());
                    all.bound(model, net, along, rank, *u, beside);
                }
            }
        }
        all.at_nodes(model, net, along);
        Some(all)
    }

    /// The unit is part of a line and no wider than that.
    fn is_line(&self, net: &Net, unit: usize) -> bool {
        self.lane[unit] != usize::MAX && !matches!(net.units[unit].kind, Kind::Label(_))
    }

    /// Sets what is beside a lane in a rank.
    fn bound(&mut self, model: &Model, net: &Net, along: &Along, rank: usize, u: usize, (left, right): (Option<usize>, Option<usize>)) {
        let unit = net.units[u];
        let (x, home) = (along.unit[u], unit.home);
        let first = self.lane[u] + 2 * (rank - unit.first);
        // The child of the common frame that holds the neighbour, if it is a frame.
        let wall = |other: usize| {
            let common = model.common(home, net.units[other].home);
            let mut at = net.units[other].home;
            while at != common && model.frames[at].parent != common {
                at = model.frames[at].parent;
            }
            (common, (at != common).then_some(at))
        };
        let own = along.frame[home];
        let (mut low, mut high) = match home {
            0 => (f64::NEG_INFINITY, f64::INFINITY),
            _ => (own.0 + model.gaps.before.min(x - own.0), own.1 - model.gaps.after.min(own.1 - x)),
        };
        let mut next = (None, None);
        if let Some(other) = left {
            let (common, frame) = wall(other);
            if home == common && frame.is_none() && self.is_line(net, other) {
                next.0 = Some(self.lane[other] + 2 * (rank - net.units[other].first));
            } else if home == common {
                let end = frame.map_or(along.unit[other] + net.units[other].half, |f| along.frame[f].1);
                low = low.max(end + NEAR.min(x - end));
            }
        }
        if let Some(other) = right {
            let (common, frame) = wall(other);
            if home == common && frame.is_none() && self.is_line(net, other) {
                next.1 = Some(self.lane[other] + 2 * (rank - net.units[other].first));
            } else if home == common {
                let start = frame.map_or(along.unit[other] - net.units[other].half, |f| along.frame[f].0);
                high = high.min(start - NEAR.min(start - x));
            }
        }
        // A line runs through the middle of its label, and turns where there is room.
        if !matches!(unit.kind, Kind::Lane(_)) {
            (low, high) = (x, x);
        }
        for below in 0..2 {
            let door = &mut self.all[first + below];
            (door.low, door.high) = (low, high);
            (door.left, door.right) = (next.0.map(|d| d + below), next.1.map(|d| d + below));
        }
    }

    /// Doors at nodes: the lines at one side of a node stay in their order and in its width.
    fn at_nodes(&mut self, model: &Model, net: &Net, along: &Along) {
        let mut sides: Vec<[Vec<usize>; 2]> = vec![[Vec::new(), Vec::new()]; model.sizes.len()];
        for (i, piece) in net.pieces.iter().enumerate() {
            for (unit, port, side) in [(piece.upper, along.ports[i].0, 1), (piece.lower, along.ports[i].1, 0)] {
                let Some(size) = model.sizes.get(unit) else { continue };
                let (x, half) = (along.unit[unit], (size.wide / 2.0 - 2.0).max(0.0));
                sides[unit][side].push(self.all.len());
                let end = if side == 1 { &mut self.node[i].0 } else { &mut self.node[i].1 };
                *end = self.all.len();
                self.all.push(Door { x: x + port, low: x - half, high: x + half, ..Door::default() });
            }
        }
        for side in sides.iter_mut().flatten() {
            side.sort_by(|a, b| self.all[*a].x.total_cmp(&self.all[*b].x));
            for pair in side.windows(2) {
                (self.all[pair[0]].right, self.all[pair[1]].left) = (Some(pair[1]), Some(pair[0]));
            }
        }
    }

    /// Where a door may be passed, by as much as `spare` nearer to other lines than usual.
    fn open(&self, door: usize, spare: f64) -> (f64, f64) {
        let own = self.all[door];
        let low = own.left.map_or(own.low, |d| {
            let at = self.all[d].x;
            own.low.max(at + (NEAR - spare).min(own.x - at))
        });
        let high = own.right.map_or(own.high, |d| {
            let at = self.all[d].x;
            own.high.min(at - (NEAR - spare).min(at - own.x))
        });
        (low.min(own.x), high.max(own.x))
    }
}

/// A line between two points, and the doors in between with their depths.
struct Strand {
    line: usize,
    start: (f64, f64),
    end: (f64, f64),
    doors: Vec<(usize, f64)>,
}

/// Pulls all lines tight. `strip` holds the free strip below each rank.
pub fn pull(model: &Model, net: &Net, along: &Along, nodes: &[Area], strip: &[(f64, f64)]) -> Option<Vec<Vec<(f64, f64)>>> {
    let mut doors = Doors::of(model, net, along)?;
    let strands = strands(net, along, &doors, nodes, strip);
    let mut paths: Vec<Vec<(f64, f64)>> = Vec::new();
    for round in 0..ROUNDS {
        paths.clear();
        for strand in &strands {
            let mut path = tight(&doors, strand);
            if round + 1 == ROUNDS {
                path = eased(&doors, strand, path);
            }
            // Everything else keeps its side of where this line passes now.
            let mut at = 0;
            for (door, y) in &strand.doors {
                doors.all[*door].x = passes(&path, *y, &mut at);
            }
            paths.push(path);
        }
    }
    let mut lines = vec![Vec::new(); net.chains.len()];
    for (strand, path) in strands.iter().zip(paths) {
        lines[strand.line].extend(path);
    }
    Some(lines)
}

/// Where a path passes a depth; depths are asked for in the order of the path.
fn passes(path: &[(f64, f64)], y: f64, from: &mut usize) -> f64 {
    let down = path.first().zip(path.last()).is_none_or(|(a, b)| a.1 <= b.1);
    while let Some(next) = path.get(*from + 1)
        && if down { next.1 < y } else { next.1 > y }
    {
        *from += 1;
    }
    let Some((a, b)) = path.get(*from).zip(path.get(*from + 1)) else { return path.last().map_or(0.0, |p| p.0) };
    if (b.1 - a.1).abs() < 1e-9 { b.0 } else { a.0 + (b.0 - a.0) * (y - a.1) / (b.1 - a.1) }
}

/// Every line from end to end, cut where it turns.
fn strands(net: &Net, along: &Along, doors: &Doors, nodes: &[Area], strip: &[(f64, f64)]) -> Vec<Strand> {
    let mut strands = Vec::with_capacity(net.chains.len());
    let mut piece = 0;
    for (line, chain) in net.chains.iter().enumerate().filter(|(_, c)| !c.is_empty()) {
        let mut start: Option<(f64, f64)> = None;
        let mut own: Vec<(usize, f64)> = Vec::new();
        for (k, pair) in chain.windows(2).enumerate() {
            let (a, b) = (pair[0], pair[1]);
            let down = net.units[a].last < net.units[b].first;
            let (upper, lower) = if down { (a, b) } else { (b, a) };
            let (ys, ye) = strip[net.units[upper].last];
            let ports = along.ports[piece + k];
            let top = match nodes.get(upper) {
                Some(node) => ((along.unit[upper] + ports.0, node.y + node.h), doors.node[piece + k].0),
                None => ((along.unit[upper], ys), doors.lane[upper] + 2 * (net.units[upper].last - net.units[upper].first) + 1),
            };
            let bottom = match nodes.get(lower) {
                Some(node) => ((along.unit[lower] + ports.1, node.y), doors.node[piece + k].1),
                None => ((along.unit[lower], ye), doors.lane[lower]),
            };
            let ((from, near, y0), (to, far, y1)) =
                if down { ((top.0, top.1, ys), (bottom.0, bottom.1, ye)) } else { ((bottom.0, bottom.1, ye), (top.0, top.1, ys)) };
            let begin = *start.get_or_insert(from);
            let turning = matches!(net.units[a].kind, Kind::Turn(_));
            if !turning && (y0 - begin.1).abs() > 1e-6 {
                own.push((near, y0));
            }
            let ends = matches!(net.units[b].kind, Kind::Turn(_)) || k + 2 == chain.len();
            if ends {
                if (y1 - to.1).abs() > 1e-6 {
                    own.push((far, y1));
                }
                strands.push(Strand { line, start: begin, end: to, doors: std::mem::take(&mut own) });
                start = matches!(net.units[b].kind, Kind::Turn(_)).then_some(to);
                continue;
            }
            own.push((far, y1));
            // The other doors of a lane, on to where it ends.
            let unit = net.units[b];
            let rest = 2 * (unit.last - unit.first);
            for step in 0..rest {
                let index = if down { step + 1 } else { rest - step };
                let rank = unit.first + index / 2;
                let y = if index % 2 == 1 { strip[rank].0 } else { strip[rank - 1].1 };
                own.push((doors.lane[b] + index, y));
            }
        }
        piece += chain.len() - 1;
    }
    strands
}

/// The shortest way through the doors.
fn tight(doors: &Doors, strand: &Strand) -> Vec<(f64, f64)> {
    let open = |(door, y): &(usize, f64)| {
        let (low, high) = doors.open(*door, 0.0);
        (low, high, *y)
    };
    let mut portals: Vec<(f64, f64, f64)> = strand.doors.iter().map(open).collect();
    portals.push((strand.end.0, strand.end.0, strand.end.1));
    let mut path = vec![strand.start];
    let mut at = 0;
    let mut apex = strand.start;
    // Slopes along the way; depth always grows from the apex, downwards or upwards.
    let slope = |a: (f64, f64), x: f64, y: f64| (x - a.0) / (y - a.1).abs().max(1e-9);
    while at < portals.len() {
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        let (mut low_at, mut high_at) = (at, at);
        let mut turned = None;
        for (i, (a, b, y)) in portals.iter().enumerate().skip(at) {
            let (s, t) = (slope(apex, *a, *y), slope(apex, *b, *y));
            if s > high {
                turned = Some((portals[high_at].1, high_at));
                break;
            }
            if t < low {
                turned = Some((portals[low_at].0, low_at));
                break;
            }
            if s >= low {
                (low, low_at) = (s, i);
            }
            if t <= high {
                (high, high_at) = (t, i);
            }
        }
        let Some((x, i)) = turned else { break };
        apex = (x, portals[i].2);
        path.push(apex);
        at = i + 1;
    }
    path.push(strand.end);
    path
}

/// The path without bends that a little less distance makes needless.
fn eased(doors: &Doors, strand: &Strand, mut path: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let mut k = 1;
    while k + 1 < path.len() {
        let (a, b) = (path[k - 1], path[k + 1]);
        let between = |y: f64| (a.1 < y && y < b.1) || (b.1 < y && y < a.1);
        let fits = strand.doors.iter().filter(|(_, y)| between(*y)).all(|(d, y)| {
            let x = a.0 + (b.0 - a.0) * (y - a.1) / (b.1 - a.1);
            let (low, high) = doors.open(*d, EASE);
            let own = doors.all[*d];
            own.low < own.high && low - EASE <= x && x <= high + EASE
        });
        if fits {
            path.remove(k);
            k = k.saturating_sub(1).max(1);
        } else {
            k += 1;
        }
    }
    path
}
