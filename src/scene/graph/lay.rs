//! From a graph with titles to the numbers of the engine and back.
//!
//! The engine's ranks go down; from left to right both axes are swapped. An edge that ends at a
//! group is laid out to a member and cut at the box.

use super::layered::cycles::circles;
use super::layered::model::{Area, Frame, Gaps, Kept, Link, Model, Place, Placed, Size, Way};
use super::layered::{self, Pair, in_turn};
use super::{Direction, GraphInput, GraphLayout, real};
use crate::scene::text::width;
use crate::scene::{Point, Rect, Weight, at};
use std::collections::BTreeMap;

/// Most nodes, and most edges, that are laid out.
pub const MOST: usize = 12_000;
/// Size of the type of labels on edges.
pub const LABEL: f64 = 11.0;
/// Widest label; longer ones are cut.
const WIDEST_LABEL: f64 = 180.0;
/// Room for the title of a box.
const TITLE: f64 = 20.0;
/// Room between a box and what is in it.
const PAD: f64 = 16.0;

/// What a layout remembers for the next one, in the engine's axes.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Memory {
    down: bool,
    /// Depth of the picture, from which reversed directions count.
    deep: f64,
    nodes: BTreeMap<String, Place>,
    groups: BTreeMap<String, (f64, f64)>,
    ways: BTreeMap<(String, String, usize), Way>,
}

/// Why a graph is not laid out, in words for people; its nodes then stand in rows without edges.
pub fn refusal(input: &GraphInput) -> Option<String> {
    let (nodes, edges) = (input.nodes.len(), input.edges.len());
    if nodes > MOST {
        return Some(format!("{nodes} nodes are too many for one picture; {MOST} are drawn at most"));
    }
    (edges > 4 * MOST).then(|| format!("{edges} edges are too many for one picture; {} are drawn at most", 4 * MOST))
}

/// Lays a graph out. The same input gives the same layout, always.
pub fn layout(input: &GraphInput) -> GraphLayout {
    layout_by(input, &in_turn)
}

/// The same, with two things at a time where `pair` does them so.
pub fn layout_by(input: &GraphInput, pair: Pair<'_>) -> GraphLayout {
    let pinned = input.nodes.iter().any(|n| n.pin.is_some());
    let fresh = lay(input, None, pair);
    if pinned { layout_from(&fresh, input) } else { fresh }
}

/// Lays a graph out near to a layout from before: what is still there moves only where it must.
pub fn layout_from(previous: &GraphLayout, input: &GraphInput) -> GraphLayout {
    let fits = previous.memory.down == input.direction.is_upright() && !previous.memory.nodes.is_empty();
    lay(input, fits.then_some(&previous.memory), &in_turn)
}

/// The members of each circle of edges, by index, in the order of the input.
pub fn cycles(input: &GraphInput) -> Vec<Vec<usize>> {
    let count = input.nodes.len();
    let edges: Vec<(usize, usize)> = input.edges.iter().map(|e| (e.from, e.to)).filter(|(a, b)| *a < count && *b < count).collect();
    circles(count, &edges)
}

fn lay(input: &GraphInput, memory: Option<&Memory>, pair: Pair<'_>) -> GraphLayout {
    if input.nodes.is_empty() && input.groups.is_empty() {
        return GraphLayout { edges: vec![Vec::new(); input.edges.len()], labels: vec![None; input.edges.len()], ..GraphLayout::default() };
    }
    let names = Names::of(input);
    let mut model = model(input, &names);
    if refusal(input).is_some() {
        model.links.clear();
    }
    model.kept = memory.map(|memory| kept(input, &names, memory));
    let placed = layered::lay_out(&model, pair);
    back(input, &names, &placed)
}

/// How the engine numbers groups and edges.
struct Names {
    /// The engine's frame of each group.
    frame: Vec<usize>,
    /// The group of each frame after the first.
    group: Vec<usize>,
    /// The ends of each edge that is laid out, and which edge it is.
    links: Vec<(usize, usize, usize)>,
    /// From id, to id and count of each edge that is laid out.
    keys: Vec<(String, String, usize)>,
}

impl Names {
    fn of(input: &GraphInput) -> Self {
        let group = parents_first(input);
        let mut frame = vec![0; input.groups.len()];
        for (i, g) in group.iter().enumerate() {
            frame[*g] = i + 1;
        }
        let ends = Ends::of(input);
        let mut links = Vec::with_capacity(input.edges.len());
        let mut keys = Vec::with_capacity(input.edges.len());
        let mut count: BTreeMap<(String, String), usize> = BTreeMap::new();
        for (i, edge) in input.edges.iter().enumerate() {
            let (Some(from), Some(to)) = (ends.node(edge.from, false), ends.node(edge.to, true)) else { continue };
            if from == to && edge.from != edge.to {
                continue;
            }
            links.push((from, to, i));
            let pair = (ends.id(input, edge.from), ends.id(input, edge.to));
            let nth = count.entry(pair.clone()).or_insert(0);
            keys.push((pair.0, pair.1, *nth));
            *nth += 1;
        }
        Self { frame, group, links, keys }
    }
}

/// Groups with each parent before its children; a group in itself stands in nothing.
fn parents_first(input: &GraphInput) -> Vec<usize> {
    let depth = |g: usize| {
        let (mut at, mut depth) = (g, 0);
        while let Some(parent) = input.groups[at].parent.filter(|p| *p < input.groups.len()) {
            (at, depth) = (parent, depth + 1);
            if depth > input.groups.len() {
                return 0;
            }
        }
        depth
    };
    let mut order: Vec<usize> = (0..input.groups.len()).collect();
    order.sort_by_key(|g| depth(*g));
    order
}

/// The nodes that stand for groups as ends of edges.
struct Ends {
    count: usize,
    first: Vec<Option<usize>>,
    last: Vec<Option<usize>>,
}

impl Ends {
    fn of(input: &GraphInput) -> Self {
        let count = input.nodes.len();
        let (mut fed, mut feeds) = (vec![false; count], vec![false; count]);
        for edge in input.edges.iter().filter(|e| e.from < count && e.to < count && e.from != e.to) {
            (feeds[edge.from], fed[edge.to]) = (true, true);
        }
        let groups = input.groups.len();
        let (mut first, mut last) = (vec![None; groups], vec![None; groups]);
        for (n, node) in input.nodes.iter().enumerate() {
            let mut at = node.group;
            for _ in 0..=groups {
                let Some(g) = at.filter(|g| *g < groups) else { break };
                if first[g].is_none_or(|old: usize| fed[old] && !fed[n]) {
                    first[g] = Some(n);
                }
                if last[g].is_none_or(|old: usize| feeds[old] && !feeds[n]) {
                    last[g] = Some(n);
                }
                at = input.groups[g].parent;
            }
        }
        Self { count, first, last }
    }

    /// The node for an end: itself, or a member of the group.
    fn node(&self, end: usize, to: bool) -> Option<usize> {
        if end < self.count {
            return Some(end);
        }
        let list = if to { &self.first } else { &self.last };
        list.get(end - self.count).copied().flatten()
    }

    fn id(&self, input: &GraphInput, end: usize) -> String {
        let node = input.nodes.get(end).map(|n| &n.id);
        node.or_else(|| input.groups.get(end.checked_sub(self.count)?).map(|g| &g.id)).cloned().unwrap_or_default()
    }
}

/// Width and height of the nodes of a graph that are given none: the same for all, so that ranks are calm.
fn node_size(input: &GraphInput) -> (f64, f64) {
    let title = |n: &super::GraphNode| width(&n.title, 13.0, Weight::Semibold);
    let caption = |n: &super::GraphNode| n.caption.as_ref().map_or(0.0, |c| width(c, 11.0, Weight::Regular));
    let free = || input.nodes.iter().filter(|n| n.size.is_none());
    let widest = free().map(|n| title(n).max(caption(n))).fold(0.0, f64::max);
    let tall = free().any(|n| n.caption.is_some());
    ((widest + 58.0).clamp(132.0, 188.0).round(), if tall { 50.0 } else { 40.0 })
}

fn size(down: bool, (w, h): (f64, f64)) -> Size {
    if down { Size { wide: w, deep: h } } else { Size { wide: h, deep: w } }
}

fn model(input: &GraphInput, names: &Names) -> Model {
    let down = input.direction.is_upright();
    let common = node_size(input);
    let sane = |(w, h): (f64, f64)| (w.is_finite() && h.is_finite()).then(|| (w.clamp(8.0, 2_000.0), h.clamp(8.0, 2_000.0)));
    let frame = |g: Option<usize>| g.and_then(|g| names.frame.get(g).copied()).unwrap_or(0);
    let mut frames = vec![Frame::default()];
    for (i, g) in names.group.iter().enumerate() {
        let group = &input.groups[*g];
        let parent = frame(group.parent);
        let title = width(&group.title, 12.0, Weight::Semibold).min(240.0) + 28.0;
        // Parents come first; one that does not is a circle.
        frames.push(Frame { parent: if parent <= i { parent } else { 0 }, title: if down { title } else { 60.0 } });
    }
    let label = |edge: usize| {
        let text = input.edges[edge].label.as_deref().filter(|t| !t.trim().is_empty())?;
        Some(size(down, (width(text, LABEL, Weight::Regular).min(WIDEST_LABEL) + 8.0, 16.0)))
    };
    Model {
        sizes: input.nodes.iter().map(|n| size(down, n.size.and_then(sane).unwrap_or(common))).collect(),
        homes: input.nodes.iter().map(|n| frame(n.group)).collect(),
        frames,
        links: names.links.iter().map(|(from, to, edge)| Link { from: *from, to: *to, label: label(*edge) }).collect(),
        gaps: Gaps {
            before: if down { PAD } else { PAD + TITLE },
            after: PAD,
            // The title stands at the top of the picture, wherever ranks begin.
            above: if input.direction == Direction::Down { PAD + TITLE } else { PAD },
            below: if input.direction == Direction::Up { PAD + TITLE } else { PAD },
            node: if down { 24.0 } else { 20.0 },
            lane: 12.0,
            rank: if down { 48.0 } else { 64.0 },
            part: 40.0,
            shape: if down { 1.4 } else { 0.7 },
        },
        kept: None,
    }
}

fn kept(input: &GraphInput, names: &Names, memory: &Memory) -> Kept {
    let down = input.direction.is_upright();
    // Where each rank was, for what was put somewhere by hand.
    let mut ranks: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for place in memory.nodes.values() {
        ranks.entry(place.rank).or_default().push(place.y);
    }
    let depth = |ys: &Vec<f64>| ys.iter().sum::<f64>() / real(ys.len().max(1));
    let nearest = |y: f64| ranks.iter().min_by(|a, b| (depth(a.1) - y).abs().total_cmp(&(depth(b.1) - y).abs())).map_or(0, |(r, _)| *r);
    Kept {
        nodes: input
            .nodes
            .iter()
            .map(|n| {
                let old = memory.nodes.get(&n.id).copied();
                let pin = n.pin.filter(|p| p.x.is_finite() && p.y.is_finite()).map(|p| if down { (p.x, p.y) } else { (p.y, p.x) });
                let pin = pin.map(|(x, y)| (x, if input.direction.is_reversed() { memory.deep - y } else { y }));
                match pin {
                    Some((x, y)) => Some(Place { rank: nearest(y), x, y, firm: true }),
                    None => old.map(|old| Place { firm: false, ..old }),
                }
            })
            .collect(),
        frames: std::iter::once(None).chain(names.group.iter().map(|g| memory.groups.get(&input.groups[*g].id).copied())).collect(),
        ways: names.keys.iter().map(|key| memory.ways.get(key).cloned()).collect(),
    }
}

fn back(input: &GraphInput, names: &Names, placed: &Placed) -> GraphLayout {
    let down = input.direction.is_upright();
    let deep = placed.size.deep;
    let turned = |a: &Area| if input.direction.is_reversed() { deep - a.y - a.h } else { a.y };
    let rect = |a: &Area| if down { Rect::new(a.x, turned(a), a.w, a.h) } else { Rect::new(turned(a), a.x, a.h, a.w) };
    let y = |p: &(f64, f64)| if input.direction.is_reversed() { deep - p.1 } else { p.1 };
    let point = |p: &(f64, f64)| if down { at(p.0, y(p)) } else { at(y(p), p.0) };
    let mut layout = GraphLayout {
        width: if down { placed.size.wide } else { placed.size.deep },
        height: if down { placed.size.deep } else { placed.size.wide },
        nodes: placed.nodes.iter().map(&rect).collect(),
        groups: names.frame.iter().map(|f| rect(&placed.frames[*f])).collect(),
        edges: vec![Vec::new(); input.edges.len()],
        labels: vec![None; input.edges.len()],
        memory: Memory { down, deep, ..Memory::default() },
    };
    for (((_, _, edge), line), label) in names.links.iter().zip(&placed.lines).zip(&placed.labels) {
        let ends = [input.edges[*edge].from, input.edges[*edge].to];
        let boxes = ends.map(|end| end.checked_sub(input.nodes.len()).and_then(|g| layout.groups.get(g)));
        layout.edges[*edge] = cut(line.iter().map(point).collect(), boxes);
        layout.labels[*edge] = label.as_ref().map(rect);
    }
    let memory = &mut layout.memory;
    for (n, (node, area)) in input.nodes.iter().zip(&placed.nodes).enumerate() {
        let place = Place { rank: placed.ranks[n], x: area.x + area.w / 2.0, y: area.y + area.h / 2.0, firm: false };
        memory.nodes.insert(node.id.clone(), place);
    }
    for (i, g) in names.group.iter().enumerate() {
        let area = placed.frames[i + 1];
        memory.groups.insert(input.groups[*g].id.clone(), (area.x, area.x + area.w));
    }
    for (key, way) in names.keys.iter().zip(&placed.ways) {
        memory.ways.insert(key.clone(), way.clone());
    }
    layout
}

/// A line without what lies inside the boxes it ends at.
fn cut(mut line: Vec<Point>, [from, to]: [Option<&Rect>; 2]) -> Vec<Point> {
    if let Some(rect) = to {
        line = until(line, rect);
    }
    if let Some(rect) = from {
        line.reverse();
        line = until(line, rect);
        line.reverse();
    }
    line
}

/// A line up to where it enters a box; the whole of it if it begins inside.
fn until(line: Vec<Point>, rect: &Rect) -> Vec<Point> {
    if line.first().is_none_or(|p| rect.contains(*p)) {
        return line;
    }
    let Some(entry) = line.iter().position(|p| rect.contains(*p)) else { return line };
    let (a, b) = (line[entry - 1], line[entry]);
    let mut part = 1.0f64;
    for (edge, start, end) in [(rect.x, a.x, b.x), (rect.right(), a.x, b.x), (rect.y, a.y, b.y), (rect.bottom(), a.y, b.y)] {
        let t = if start == end { 2.0 } else { (edge - start) / (end - start) };
        let p = at(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t);
        if (0.0..=1.0).contains(&t) && rect.grown(1e-6).contains(p) {
            part = part.min(t);
        }
    }
    let mut line = line;
    line.truncate(entry);
    line.push(at(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part));
    line
}
