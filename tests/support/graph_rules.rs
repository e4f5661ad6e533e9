//! What must hold for every layout of a graph.

use slipway::scene::graph::{Direction, GraphInput, GraphLayout, cycles};
use slipway::scene::{Point, Rect};

fn overlap(a: &Rect, b: &Rect, by: f64) -> bool {
    a.x < b.right() - by && b.x < a.right() - by && a.y < b.bottom() - by && b.y < a.bottom() - by
}

fn holds(outer: &Rect, inner: &Rect) -> bool {
    outer.x <= inner.x + 0.01 && outer.y <= inner.y + 0.01 && outer.right() >= inner.right() - 0.01 && outer.bottom() >= inner.bottom() - 0.01
}

/// The part of a line runs through the inside of a box.
fn through(a: Point, b: Point, rect: &Rect) -> bool {
    let rect = rect.grown(-1.0);
    let (mut low, mut high) = (0.0f64, 1.0f64);
    for (p, d, min, max) in [(a.x, b.x - a.x, rect.x, rect.right()), (a.y, b.y - a.y, rect.y, rect.bottom())] {
        if d.abs() < 1e-9 {
            if p <= min || p >= max {
                return false;
            }
            continue;
        }
        let (t0, t1) = ((min - p) / d, (max - p) / d);
        low = low.max(t0.min(t1));
        high = high.min(t0.max(t1));
    }
    low < high
}

/// Every group around a group or node.
fn around(input: &GraphInput, group: Option<usize>) -> Vec<usize> {
    let mut list = Vec::new();
    let mut at = group;
    while let Some(g) = at {
        list.push(g);
        at = input.groups[g].parent;
    }
    list
}

/// What must hold for every layout; all that does not, in words.
pub fn faults(input: &GraphInput, layout: &GraphLayout) -> Vec<String> {
    let mut faults = Vec::new();
    for (i, a) in layout.nodes.iter().enumerate() {
        for (j, b) in layout.nodes.iter().enumerate().take(i) {
            if overlap(a, b, 0.01) {
                faults.push(format!("nodes {j} and {i} overlap"));
            }
        }
    }
    let above: Vec<Vec<usize>> = (0..input.groups.len()).map(|g| around(input, Some(g))).collect();
    let homes: Vec<Vec<usize>> = input.nodes.iter().map(|n| around(input, n.group)).collect();
    for (g, rect) in layout.groups.iter().enumerate() {
        for (h, other) in layout.groups.iter().enumerate().take(g) {
            if !above[g].contains(&h) && !above[h].contains(&g) && overlap(rect, other, 0.01) {
                faults.push(format!("groups {h} and {g} overlap"));
            }
        }
        if above[g].iter().any(|h| !holds(&layout.groups[*h], rect)) {
            faults.push(format!("group {g} lies outside its own"));
        }
        for (n, node) in layout.nodes.iter().enumerate() {
            if homes[n].contains(&g) && !holds(rect, node) {
                faults.push(format!("node {n} lies outside group {g}"));
            }
            if !homes[n].contains(&g) && overlap(rect, node, 0.01) {
                faults.push(format!("node {n} lies in group {g}, which is not its own"));
            }
        }
    }
    lines(input, layout, &homes, &mut faults);
    faults
}

fn lines(input: &GraphInput, layout: &GraphLayout, homes: &[Vec<usize>], faults: &mut Vec<String>) {
    let circles = cycles(input);
    for (e, (edge, line)) in input.edges.iter().zip(&layout.edges).enumerate() {
        if line.len() < 2 {
            faults.push(format!("edge {e} has no line"));
            continue;
        }
        let ends = [edge.from, edge.to];
        for (end, p) in ends.iter().zip([line[0], line[line.len() - 1]]) {
            if !layout.nodes[*end].grown(0.01).contains(p) {
                faults.push(format!("edge {e} does not touch node {end}"));
            }
        }
        for w in line.windows(2) {
            for (n, node) in layout.nodes.iter().enumerate().filter(|(n, _)| !ends.contains(n)) {
                if through(w[0], w[1], node) {
                    faults.push(format!("edge {e} runs through node {n}"));
                }
            }
            for (g, group) in layout.groups.iter().enumerate() {
                if !homes[edge.from].contains(&g) && !homes[edge.to].contains(&g) && through(w[0], w[1], group) {
                    faults.push(format!("edge {e} runs through group {g}"));
                }
            }
        }
        let (a, b) = (layout.nodes[edge.from].center(), layout.nodes[edge.to].center());
        let forward = match input.direction {
            Direction::Right => b.x > a.x + 0.5,
            Direction::Down => b.y > a.y + 0.5,
            Direction::Left => b.x < a.x - 0.5,
            Direction::Up => b.y < a.y - 0.5,
        };
        if !forward && !circles.iter().any(|c| c.contains(&edge.from) && c.contains(&edge.to)) {
            faults.push(format!("edge {e} runs backward"));
        }
    }
    for (e, line) in layout.edges.iter().enumerate() {
        for (f, other) in layout.edges.iter().enumerate().take(e) {
            let (a, b) = (&input.edges[e], &input.edges[f]);
            let related = [a.from, a.to].iter().any(|n| [b.from, b.to].contains(n));
            if !related && line.windows(2).any(|v| other.windows(2).any(|w| on_top(v, w))) {
                faults.push(format!("edges {f} and {e} lie on each other"));
            }
        }
    }
}

/// Two upright, or two level, parts lie on each other.
fn on_top(v: &[Point], w: &[Point]) -> bool {
    let along = |a: f64, b: f64, c: f64, d: f64| a.max(b).min(c.max(d)) - a.min(b).max(c.min(d)) > 0.5;
    let upright = |p: &[Point]| (p[0].x - p[1].x).abs() < 1e-6;
    let level = |p: &[Point]| (p[0].y - p[1].y).abs() < 1e-6;
    (upright(v) && upright(w) && (v[0].x - w[0].x).abs() < 0.75 && along(v[0].y, v[1].y, w[0].y, w[1].y))
        || (level(v) && level(w) && (v[0].y - w[0].y).abs() < 0.75 && along(v[0].x, v[1].x, w[0].x, w[1].x))
}
