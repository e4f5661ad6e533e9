//! Widths and lines: columns, the channels between them, and one smooth line per edge.
//!
//! Lines run level through columns and bend only in the channels, so they pass no foreign node.
//! Nothing is ordered here: `order` and `place` have decided.

use super::net::{Chain, Net};
use super::order::Order;
use super::place::Heights;
use super::{GraphInput, GraphLayout, real, worse};
use crate::scene::{Point, Rect, Sign, at};

/// Around the whole picture.
const MARGIN: f64 = 20.0;
/// From a column to the edge of a box around it.
const PAD: f64 = 16.0;
/// Between two lines that leave the same side of a node.
const PITCH: f64 = 10.0;

/// Everything in its place.
pub fn finish(input: &GraphInput, net: &Net, order: &Order, heights: &Heights, size: (f64, f64)) -> GraphLayout {
    let columns = columns(net, heights, size.0);
    let head = if input.edges.iter().any(|e| e.from == e.to) { MARGIN + 10.0 } else { MARGIN };
    let nodes: Vec<Rect> = (0..net.nodes).map(|n| Rect::new(columns[net.leaves[n].first], heights.middle[n] - size.1 / 2.0 + head, size.0, size.1)).collect();
    let groups = boxes(input, net, heights, &columns, size.0, head);
    let lines = Lines { net, heights, columns: &columns, size, head, ports: ports(net, order, heights, size.1) };
    let mut edges: Vec<Vec<Point>> = vec![Vec::new(); input.edges.len()];
    for (index, chain) in net.chains.iter().enumerate() {
        lines.draw(index, chain, &mut edges);
    }
    for (line, edge) in edges.iter_mut().zip(&input.edges) {
        if let (true, Some(node)) = (edge.from == edge.to, nodes.get(edge.from)) {
            *line = own_loop(node);
        }
    }
    let all = nodes.iter().chain(groups.iter().map(|(_, rect, _)| rect));
    let (width, height) = all.fold((0.0, 0.0), |(w, h): (f64, f64), r| (w.max(r.right()), h.max(r.bottom())));
    let low = edges.iter().flatten().map(|p| p.y).fold(height, f64::max);
    GraphLayout { width: width + MARGIN, height: low + MARGIN, nodes, groups, edges }
}

/// Left edge of every column; channels are wider where many lines climb.
fn columns(net: &Net, heights: &Heights, width: f64) -> Vec<f64> {
    let mut climbing = vec![0usize; net.layers];
    for link in &net.links {
        if (heights.middle[link.left] - heights.middle[link.right]).abs() > 12.0 {
            climbing[net.leaves[link.left].last] += 1;
        }
    }
    let boxed = net.groups.iter().any(|g| g.title.is_some());
    let mut x = MARGIN + if boxed { PAD } else { 0.0 };
    let channel = |lines: usize| 2.0 * PAD + (36.0 + 2.5 * real(lines)).min(110.0);
    let mut left = Vec::with_capacity(net.layers);
    for lines in climbing {
        left.push(x);
        x += width + channel(lines);
    }
    left
}

/// The boxes of all groups that have one.
fn boxes(input: &GraphInput, net: &Net, heights: &Heights, columns: &[f64], width: f64, head: f64) -> Vec<(String, Rect, Option<Sign>)> {
    let mut worst: Vec<Option<Sign>> = vec![None; net.groups.len()];
    for (leaf, node) in net.leaves.iter().zip(&input.nodes) {
        if let Some(group) = leaf.group {
            worst[group] = worse(worst[group], node.status);
        }
    }
    let mut out = Vec::new();
    for (group, ((top, bottom), worst)) in net.groups.iter().zip(heights.boxes.iter().zip(worst)) {
        if let Some(title) = &group.title {
            let (left, right) = (columns[group.first] - PAD, columns[group.last] + width + PAD);
            out.push((title.clone(), Rect::new(left, top + head, right - left, bottom - top), worst));
        }
    }
    out
}

/// For each chain how far from the middle of its nodes it leaves and arrives.
fn ports(net: &Net, order: &Order, heights: &Heights, height: f64) -> Vec<(f64, f64)> {
    let mut place = vec![0; net.leaves.len()];
    for (index, leaf) in order.units.iter().flat_map(|u| &u.leaves).enumerate() {
        place[*leaf] = index;
    }
    // Even sides are right sides of nodes, odd ones left sides.
    let mut sides: Vec<Vec<(f64, usize, usize)>> = vec![Vec::new(); 2 * net.nodes];
    for (index, chain) in net.chains.iter().enumerate() {
        if let [first, second, ..] = chain.leaves[..] {
            sides[2 * first].push((heights.middle[second], place[second], index));
        }
        if let [.., before, last] = chain.leaves[..] {
            sides[2 * last + 1].push((heights.middle[before], place[before], index));
        }
    }
    let mut ports = vec![(0.0, 0.0); net.chains.len()];
    for (side, lines) in sides.iter_mut().enumerate() {
        lines.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let between = PITCH.min((height - 16.0) / real(lines.len().saturating_sub(1).max(1)));
        let middle = real(lines.len().saturating_sub(1)) / 2.0;
        for (index, (_, _, chain)) in lines.iter().enumerate() {
            let offset = (real(index) - middle) * between;
            if side % 2 == 0 {
                ports[*chain].0 = offset;
            } else {
                ports[*chain].1 = offset;
            }
        }
    }
    level(net, heights, height / 2.0 - 12.0, &sides, &mut ports);
    ports
}

/// A line that is alone at the side of a node shifts a little where that makes it level.
fn level(net: &Net, heights: &Heights, most: f64, sides: &[Vec<(f64, usize, usize)>], ports: &mut [(f64, f64)]) {
    for (side, lines) in sides.iter().enumerate() {
        let [(_, _, chain)] = lines[..] else { continue };
        let (leaves, port) = (&net.chains[chain].leaves, ports[chain]);
        let short = leaves.len() == 2;
        let [first, second, ..] = leaves[..] else { continue };
        let [.., before, last] = leaves[..] else { continue };
        let (own, beside, far) = if side % 2 == 0 { (first, second, port.1) } else { (last, before, port.0) };
        let wish = heights.middle[beside] + if short { far } else { 0.0 } - heights.middle[own];
        match (wish.abs() <= most, side % 2 == 0) {
            (true, true) => ports[chain].0 = wish,
            (true, false) => ports[chain].1 = wish,
            _ => {}
        }
    }
}

/// What it takes to draw a line.
struct Lines<'a> {
    net: &'a Net,
    heights: &'a Heights,
    columns: &'a [f64],
    size: (f64, f64),
    head: f64,
    ports: Vec<(f64, f64)>,
}

impl Lines<'_> {
    /// Draws all edges of a chain, a few of them side by side.
    fn draw(&self, index: usize, chain: &Chain, edges: &mut [Vec<Point>]) {
        let line = self.line(index, chain);
        let lanes = chain.edges.len().min(4);
        for (lane, (edge, backward)) in chain.edges.iter().enumerate() {
            let offset = (real(lane.min(3)) - real(lanes - 1) / 2.0) * 5.0;
            let moved = line.iter().map(|p| at(p.x, p.y + offset));
            edges[*edge] = if *backward { moved.rev().collect() } else { moved.collect() };
        }
    }

    /// From the node at the left to the node at the right.
    fn line(&self, index: usize, chain: &Chain) -> Vec<Point> {
        let last = chain.leaves.len().saturating_sub(1);
        let (leave, arrive) = self.ports[index];
        let mut points: Vec<Point> = Vec::with_capacity(16);
        for (i, leaf) in chain.leaves.iter().enumerate() {
            let row = self.net.leaves[*leaf];
            let offset = if i == 0 {
                leave
            } else if i == last {
                arrive
            } else {
                0.0
            };
            let y = self.heights.middle[*leaf] + self.head + offset;
            let left = self.columns[row.first] - if i == 0 { 0.0 } else { PAD };
            let right = self.columns[row.last] + self.size.0 + if i == last { 0.0 } else { PAD };
            if i > 0 {
                climb(&mut points, at(left, y));
            }
            match i {
                0 => points.extend([at(right - PAD, y), at(right, y)]),
                _ if i == last => points.push(at(left + PAD, y)),
                _ => points.push(at(right, y)),
            }
        }
        straight(points)
    }
}

/// A smooth step through a channel, from the last point to another.
fn climb(points: &mut Vec<Point>, to: Point) {
    let Some(from) = points.last().copied() else { return };
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    if dy.abs() > 0.5 {
        for step in 1..12u32 {
            let t = f64::from(step) / 12.0;
            // A cubic with level ends, its handles half way across.
            let across = 1.5 * t * (1.0 - t) + t * t * t;
            points.push(at(from.x + dx * across, from.y + dy * t * t * (3.0 - 2.0 * t)));
        }
    }
    points.push(to);
}

/// The line without points that lie on the way.
fn straight(points: Vec<Point>) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::with_capacity(points.len());
    for p in points {
        if let [.., a, b] = out[..]
            && ((b.x - a.x) * (p.y - b.y) - (b.y - a.y) * (p.x - b.x)).abs() < 1e-6
        {
            out.pop();
        }
        out.push(p);
    }
    out
}

/// A small loop on top of a node, at its right.
fn own_loop(node: &Rect) -> Vec<Point> {
    let (left, width, height) = (node.right() - 42.0, 22.0, 14.0);
    let bend = |i: u32| {
        let t = f64::from(i) / 12.0;
        // A cubic that leaves upwards and comes back downwards.
        let (x, y) = (left + width * t * t * (3.0 - 2.0 * t), 3.0 * t * (1.0 - t) * height / 0.75);
        at(x, node.y - y)
    };
    (0..=12).map(bend).collect()
}
