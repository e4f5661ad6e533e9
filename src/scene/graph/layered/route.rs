//! Depths of ranks and frames, and the lines: straight down through ranks, slanted between them.
//!
//! Between two ranks lies first the room in which frames end, then a free strip, then the room in
//! which frames begin. Lines slant in the free strip only, so they cut no corner of a frame.

use super::model::{Area, Model, Place, Placed, Size, Way};
use super::net::{Kind, LOOP, Net};
use super::place::Along;
use super::pull;
use super::rank::Ranks;

/// Depths.
#[derive(Clone, Debug, PartialEq, Default)]
struct Deep {
    /// First and last depth of the nodes of each rank.
    rank: Vec<(f64, f64)>,
    /// The free strip below each rank.
    strip: Vec<(f64, f64)>,
    /// First and last depth of each frame.
    frame: Vec<(f64, f64)>,
}

/// Least depth of the free strip.
const STRIP: f64 = 24.0;

/// Everything in its place.
/// `kept` are the middles of ranks from before, which stay where they can.
pub fn finish(model: &Model, ranks: &Ranks, net: &Net, along: &Along, same: &[Option<usize>], kept: Option<&[Option<f64>]>) -> Placed {
    let deep = depths(model, net, kept);
    let mut placed = Placed { ranks: ranks.node.clone(), ..Placed::default() };
    for (n, size) in model.sizes.iter().enumerate() {
        let (top, bottom) = deep.rank[net.units[n].first];
        let middle = f64::midpoint(top, bottom);
        placed.nodes.push(Area { x: along.unit[n] - size.wide / 2.0, y: middle - size.deep / 2.0, w: size.wide, h: size.deep });
    }
    for (f, (start, end)) in along.frame.iter().enumerate() {
        let (top, bottom) = deep.frame[f];
        placed.frames.push(Area { x: *start, y: top, w: end - start, h: bottom - top });
    }
    placed.labels = vec![None; model.links.len()];
    for (u, unit) in net.units.iter().enumerate() {
        if let Kind::Label(line) = unit.kind {
            let size = model.links[line].label.unwrap_or_default();
            let (top, bottom) = deep.rank[unit.first];
            let middle = f64::midpoint(top, bottom);
            placed.labels[line] = Some(Area { x: along.unit[u] - size.wide / 2.0, y: middle - size.deep / 2.0, w: size.wide, h: size.deep });
        }
    }
    let mut lines: Vec<Vec<(f64, f64)>> = Vec::with_capacity(model.links.len());
    let mut next = 0;
    for (i, chain) in net.chains.iter().enumerate() {
        let link = model.links[i];
        if chain.is_empty() {
            let line = match same[i] {
                Some(first) => lines[first].clone(),
                None => circle(&placed.nodes[link.from]),
            };
            lines.push(line);
            continue;
        }
        let mut line = draw(net, along, &deep, &placed.nodes, chain, next);
        next += chain.len() - 1;
        if ranks.back[i] {
            line.reverse();
        }
        lines.push(line);
    }
    placed.ways = lines.iter().map(|line| Way { line: line.clone(), turn: None }).collect();
    for (u, unit) in net.units.iter().enumerate() {
        if let Kind::Turn(line) = unit.kind {
            let (top, bottom) = deep.rank[unit.first];
            placed.ways[line].turn = Some(Place { rank: unit.first, x: along.unit[u], y: f64::midpoint(top, bottom), firm: false });
        }
    }
    if let Some(tight) = pull::pull(model, net, along, &placed.nodes, &deep.strip) {
        for (i, line) in tight.into_iter().enumerate().filter(|(i, _)| !net.chains[*i].is_empty()) {
            lines[i] = straighten(&line);
            if ranks.back[i] {
                lines[i].reverse();
            }
        }
        for (i, first) in same.iter().enumerate().filter_map(|(i, s)| s.map(|s| (i, s))) {
            lines[i] = lines[first].clone();
        }
    }
    placed.lines = lines;
    trim(&mut placed);
    placed
}

/// Where a line from a node to itself goes: beside it.
fn circle(node: &Area) -> Vec<(f64, f64)> {
    let (right, middle) = (node.x + node.w, node.y + node.h / 2.0);
    let up = (node.h / 4.0).min(8.0);
    vec![(right, middle - up), (right + LOOP - 4.0, middle - up), (right + LOOP - 4.0, middle + up), (right, middle + up)]
}

fn depths(model: &Model, net: &Net, kept: Option<&[Option<f64>]>) -> Deep {
    let mut height = vec![0.0f64; net.ranks];
    for unit in &net.units {
        let own = match unit.kind {
            Kind::Node(n) => model.sizes[n].deep,
            Kind::Label(l) => model.links[l].label.map_or(0.0, |s| s.deep),
            _ => 0.0,
        };
        height[unit.first] = height[unit.first].max(own);
    }
    let net_height = |rank: usize| height.get(rank).copied().unwrap_or(0.0);
    // How far each frame reaches above its first and below its last rank, over the frames in it.
    let mut reach = vec![(0.0f64, 0.0f64); net.spans.len()];
    let (mut above, mut below) = (vec![0.0f64; net.ranks], vec![0.0f64; net.ranks]);
    for f in (1..net.spans.len()).rev() {
        let span = net.spans[f];
        reach[f].0 += model.gaps.above;
        reach[f].1 += model.gaps.below;
        above[span.first] = above[span.first].max(reach[f].0);
        below[span.last] = below[span.last].max(reach[f].1);
        let outer = net.spans[span.parent];
        if outer.first == span.first {
            reach[span.parent].0 = reach[span.parent].0.max(reach[f].0);
        }
        if outer.last == span.last {
            reach[span.parent].1 = reach[span.parent].1.max(reach[f].1);
        }
    }
    let mut deep = Deep::default();
    let mut y = above.first().copied().unwrap_or(0.0);
    // Ranks before the first that is known hang above it.
    if let Some((first, at)) = kept.and_then(|k| k.iter().enumerate().find_map(|(r, at)| at.map(|at| (r, at)))) {
        let before: f64 = (0..first).map(|r| height[r] + model.gaps.rank.max(below[r] + above[r + 1] + STRIP)).sum();
        y = at - height[first] / 2.0 - before;
    }
    for (rank, height) in height.iter().enumerate() {
        let bottom = y + height;
        deep.rank.push((y, bottom));
        let next = above.get(rank + 1).copied().unwrap_or(0.0);
        let was = kept.and_then(|k| k.get(rank + 1).copied().flatten());
        let after = net_height(rank + 1);
        let gap = match was {
            // Closer than usual is better than moving everything below.
            Some(at) => (at - after / 2.0 - bottom).max(model.gaps.rank * 0.6).max(below[rank] + next + STRIP / 2.0),
            None => model.gaps.rank.max(below[rank] + next + STRIP),
        };
        deep.strip.push((bottom + below[rank], bottom + gap - next));
        y = bottom + gap;
    }
    deep.frame = net.spans.iter().zip(&reach).map(|(s, r)| (deep.rank[s.first].0 - r.0, deep.rank[s.last].1 + r.1)).collect();
    deep
}

/// The line through the units of a chain; `piece` is the number of its first piece.
fn draw(net: &Net, along: &Along, deep: &Deep, nodes: &[Area], chain: &[usize], piece: usize) -> Vec<(f64, f64)> {
    let mut line: Vec<(f64, f64)> = Vec::with_capacity(chain.len() * 4);
    for (k, pair) in chain.windows(2).enumerate() {
        let (a, b) = (pair[0], pair[1]);
        let down = net.units[a].last < net.units[b].first;
        let (upper, lower) = if down { (a, b) } else { (b, a) };
        let (port_upper, port_lower) = along.ports[piece + k];
        let (x, to) = (along.unit[upper] + port_upper, along.unit[lower] + port_lower);
        let (start, end) = deep.strip[net.units[upper].last];
        let mut part = vec![(x, start), (to, end)];
        if let Some(node) = nodes.get(upper) {
            part.insert(0, (x, node.y + node.h));
        }
        if let Some(node) = nodes.get(lower) {
            part.push((to, node.y));
        }
        if !down {
            part.reverse();
        }
        line.append(&mut part);
    }
    straighten(&line)
}

/// The line without points that change nothing.
fn straighten(line: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut out: Vec<(f64, f64)> = Vec::with_capacity(line.len());
    for p in line {
        if let Some(last) = out.last()
            && (last.0 - p.0).abs() + (last.1 - p.1).abs() < 1e-6
        {
            continue;
        }
        while let [.., a, b] = out.as_slice()
            && ((b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0)).abs() < 1e-6
            && (b.1 - a.1) * (p.1 - b.1) >= 0.0
        {
            out.pop();
        }
        out.push(*p);
    }
    out
}

/// Moves everything so that it starts at zero, and measures it.
fn trim(placed: &mut Placed) {
    let (mut low, mut high) = ((f64::INFINITY, f64::INFINITY), (f64::NEG_INFINITY, f64::NEG_INFINITY));
    let mut see = |x: f64, y: f64| {
        low = (low.0.min(x), low.1.min(y));
        high = (high.0.max(x), high.1.max(y));
    };
    for area in placed.nodes.iter().chain(placed.frames.iter().skip(1)).chain(placed.labels.iter().flatten()) {
        see(area.x, area.y);
        see(area.x + area.w, area.y + area.h);
    }
    for (x, y) in placed.lines.iter().chain(placed.ways.iter().map(|w| &w.line)).flatten() {
        see(*x, *y);
    }
    if low.0 > high.0 {
        return;
    }
    placed.shift(-low.0, -low.1);
    placed.size = Size { wide: high.0 - low.0, deep: high.1 - low.1 };
}

impl Placed {
    /// Moves everything.
    pub fn shift(&mut self, dx: f64, dy: f64) {
        for area in self.nodes.iter_mut().chain(&mut self.frames).chain(self.labels.iter_mut().flatten()) {
            (area.x, area.y) = (area.x + dx, area.y + dy);
        }
        for turn in self.ways.iter_mut().filter_map(|w| w.turn.as_mut()) {
            (turn.x, turn.y) = (turn.x + dx, turn.y + dy);
        }
        for (x, y) in self.lines.iter_mut().chain(self.ways.iter_mut().map(|w| &mut w.line)).flatten() {
            (*x, *y) = (*x + dx, *y + dy);
        }
    }
}
