//! Parts of a graph that nothing joins, side by side in rows.

use super::model::{Area, Frame, Kept, Link, Model, Placed, Size, Way, real};
use super::rank::columns;

/// A part: its nodes, frames and lines, by their numbers in the whole.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Part {
    /// Nodes.
    pub nodes: Vec<usize>,
    /// Frames, without the whole.
    pub frames: Vec<usize>,
    /// Lines.
    pub links: Vec<usize>,
}

/// Lays every part out alone and puts them together.
pub fn parts(model: &Model, lay: &dyn Fn(&Model, &Part) -> Placed) -> Placed {
    let parts = split(model);
    let mut placed = Placed {
        nodes: vec![Area::default(); model.sizes.len()],
        frames: vec![Area::default(); model.frames.len()],
        lines: vec![Vec::new(); model.links.len()],
        ways: vec![Way::default(); model.links.len()],
        labels: vec![None; model.links.len()],
        ranks: vec![0; model.sizes.len()],
        size: Size::default(),
    };
    let mut pieces: Vec<(Part, Placed)> = Vec::new();
    let mut loose: Vec<usize> = Vec::new();
    for part in parts {
        if part.nodes.len() == 1 && part.frames.is_empty() && part.links.is_empty() {
            loose.extend(part.nodes);
            continue;
        }
        let laid = lay(&cut(model, &part), &part);
        pieces.push((part, laid));
    }
    if !loose.is_empty() {
        pieces.push(grid(model, loose));
    }
    let sizes: Vec<Size> = pieces.iter().map(|p| p.1.size).collect();
    let places = match &model.kept {
        Some(kept) => stay(&pieces, &sizes, kept, model.gaps.part),
        None => shelves(&sizes, model.gaps.part, model.gaps.shape),
    };
    for ((part, mut laid), (x, y)) in pieces.into_iter().zip(places) {
        laid.shift(x, y);
        placed.size.wide = placed.size.wide.max(x + laid.size.wide);
        placed.size.deep = placed.size.deep.max(y + laid.size.deep);
        for (i, node) in part.nodes.iter().enumerate() {
            (placed.nodes[*node], placed.ranks[*node]) = (laid.nodes[i], laid.ranks[i]);
        }
        for (i, frame) in part.frames.iter().enumerate() {
            placed.frames[*frame] = laid.frames[i + 1];
        }
        for (((link, line), way), label) in part.links.iter().zip(laid.lines).zip(laid.ways).zip(laid.labels) {
            (placed.lines[*link], placed.ways[*link], placed.labels[*link]) = (line, way, label);
        }
    }
    placed.frames[0] = Area { x: 0.0, y: 0.0, w: placed.size.wide, h: placed.size.deep };
    placed
}

/// Parts in the order of their first node; a frame and all in it are one part.
fn split(model: &Model) -> Vec<Part> {
    let (count, frames) = (model.sizes.len(), model.frames.len());
    let mut root: Vec<usize> = (0..count + frames).collect();
    fn find(root: &mut [usize], of: usize) -> usize {
        let mut at = of;
        while root[at] != at {
            root[at] = root[root[at]];
            at = root[at];
        }
        at
    }
    let mut join = |a: usize, b: usize| {
        let (a, b) = (find(&mut root, a), find(&mut root, b));
        root[a.max(b)] = a.min(b);
    };
    for (n, home) in model.homes.iter().enumerate().filter(|(_, h)| **h != 0) {
        join(n, count + home);
    }
    for (f, frame) in model.frames.iter().enumerate().skip(1).filter(|(_, f)| f.parent != 0) {
        join(count + f, count + frame.parent);
    }
    for link in &model.links {
        join(link.from, link.to);
    }
    let mut number = vec![usize::MAX; count + frames];
    let mut parts: Vec<Part> = Vec::new();
    let mut part_of = |root: &mut [usize], parts: &mut Vec<Part>, at: usize| {
        let top = find(root, at);
        if number[top] == usize::MAX {
            number[top] = parts.len();
            parts.push(Part::default());
        }
        number[top]
    };
    for n in 0..count {
        let part = part_of(&mut root, &mut parts, n);
        parts[part].nodes.push(n);
    }
    for f in 1..frames {
        let part = part_of(&mut root, &mut parts, count + f);
        parts[part].frames.push(f);
    }
    for (l, link) in model.links.iter().enumerate() {
        let part = part_of(&mut root, &mut parts, link.from);
        parts[part].links.push(l);
    }
    parts
}

/// A part as a graph of its own.
fn cut(model: &Model, part: &Part) -> Model {
    let node = |n: usize| part.nodes.binary_search(&n).unwrap_or(0);
    let frame = |f: usize| part.frames.binary_search(&f).map_or(0, |i| i + 1);
    let mut frames = vec![Frame::default()];
    frames.extend(part.frames.iter().map(|f| Frame { parent: frame(model.frames[*f].parent), title: model.frames[*f].title }));
    Model {
        sizes: part.nodes.iter().map(|n| model.sizes[*n]).collect(),
        homes: part.nodes.iter().map(|n| frame(model.homes[*n])).collect(),
        frames,
        links: part.links.iter().map(|l| Link { from: node(model.links[*l].from), to: node(model.links[*l].to), label: model.links[*l].label }).collect(),
        gaps: model.gaps,
        kept: model.kept.as_ref().map(|kept| Kept {
            nodes: part.nodes.iter().map(|n| kept.nodes[*n]).collect(),
            frames: std::iter::once(None).chain(part.frames.iter().map(|f| kept.frames[*f])).collect(),
            ways: part.links.iter().map(|l| kept.ways[*l].clone()).collect(),
        }),
    }
}

/// Nodes that nothing joins, in rows of equal columns.
fn grid(model: &Model, nodes: Vec<usize>) -> (Part, Placed) {
    let gaps = model.gaps;
    let wide = nodes.iter().map(|n| model.sizes[*n].wide).fold(0.0, f64::max) + gaps.node;
    let deep = nodes.iter().map(|n| model.sizes[*n].deep).fold(0.0, f64::max) + gaps.node;
    let columns = columns(nodes.len(), wide, deep * gaps.shape);
    let mut placed = Placed { frames: vec![Area::default()], ranks: vec![0; nodes.len()], ..Placed::default() };
    for (i, node) in nodes.iter().enumerate() {
        let size = model.sizes[*node];
        placed.nodes.push(Area { x: real(i % columns) * wide, y: real(i / columns) * deep, w: size.wide, h: size.deep });
        placed.ranks[i] = i / columns;
    }
    let far = |f: fn(&Area) -> f64| placed.nodes.iter().map(f).fold(0.0, f64::max);
    placed.size = Size { wide: far(|a| a.x + a.w), deep: far(|a| a.y + a.h) };
    (Part { nodes, ..Part::default() }, placed)
}

/// Places for boxes in rows that together have about the shape wished for.
fn shelves(sizes: &[Size], gap: f64, shape: f64) -> Vec<(f64, f64)> {
    let area: f64 = sizes.iter().map(|s| (s.wide + gap) * (s.deep + gap)).sum();
    let widest = sizes.iter().map(|s| s.wide).fold(0.0, f64::max);
    let limit = widest.max((area * shape).sqrt());
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|a, b| sizes[*b].deep.total_cmp(&sizes[*a].deep).then(a.cmp(b)));
    let mut places = vec![(0.0, 0.0); sizes.len()];
    let mut rows: Vec<(f64, f64, f64)> = Vec::new();
    let mut bottom = 0.0;
    for i in order {
        let size = sizes[i];
        let row = rows.iter_mut().find(|(end, _, deep)| end + gap + size.wide <= limit + 0.5 && size.deep <= *deep + 0.5);
        match row {
            Some((end, y, _)) => {
                places[i] = (*end + gap, *y);
                *end += gap + size.wide;
            }
            None => {
                let y = if rows.is_empty() { 0.0 } else { bottom + gap };
                places[i] = (0.0, y);
                bottom = y + size.deep;
                rows.push((size.wide, y, size.deep));
            }
        }
    }
    places
}

/// Places for parts where they were; what is new goes below, what would overlap moves aside.
fn stay(pieces: &[(Part, Placed)], sizes: &[Size], kept: &Kept, gap: f64) -> Vec<(f64, f64)> {
    let was: Vec<Option<(f64, f64)>> = pieces
        .iter()
        .map(|(part, laid)| {
            let moved = part.nodes.iter().zip(&laid.nodes).filter_map(|(n, a)| kept.nodes[*n].map(|k| (k.x - a.x - a.w / 2.0, k.y - a.y - a.h / 2.0)));
            let (x, y): (Vec<f64>, Vec<f64>) = moved.unzip();
            middle(x).zip(middle(y))
        })
        .collect();
    let mut order: Vec<usize> = (0..pieces.len()).filter(|i| was[*i].is_some()).collect();
    order.sort_by(|a, b| was[*a].partial_cmp(&was[*b]).unwrap_or(std::cmp::Ordering::Equal).then(a.cmp(b)));
    let mut places = vec![(0.0, 0.0); pieces.len()];
    let mut done: Vec<Area> = Vec::new();
    for i in order {
        let (x, y) = was[i].unwrap_or_default();
        let mut area = Area { x, y, w: sizes[i].wide, h: sizes[i].deep };
        // Each step clears one of those placed; there are only so many.
        for _ in 0..=done.len() {
            let Some(hit) = done.iter().find(|d| {
                d.x < area.x + area.w + gap / 2.0 && area.x < d.x + d.w + gap / 2.0 && d.y < area.y + area.h + gap / 2.0 && area.y < d.y + d.h + gap / 2.0
            }) else {
                break;
            };
            let (right, down) = (hit.x + hit.w + gap - area.x, hit.y + hit.h + gap - area.y);
            if right <= down {
                area.x += right;
            } else {
                area.y += down;
            }
        }
        places[i] = (area.x, area.y);
        done.push(area);
    }
    let left = done.iter().map(|a| a.x).fold(f64::INFINITY, f64::min);
    let mut bottom = done.iter().map(|a| a.y + a.h + gap).fold(f64::NEG_INFINITY, f64::max);
    for i in (0..pieces.len()).filter(|i| was[*i].is_none()) {
        places[i] = if done.is_empty() { (0.0, bottom.max(0.0)) } else { (left, bottom) };
        bottom = bottom.max(0.0f64.min(bottom)) + sizes[i].deep + gap;
    }
    let (x, y) = places.iter().fold((f64::INFINITY, f64::INFINITY), |m, p| (m.0.min(p.0), m.1.min(p.1)));
    places.iter().map(|p| (p.0 - x, p.1 - y)).collect()
}

/// The middle one.
fn middle(mut of: Vec<f64>) -> Option<f64> {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied()
}
