//! How high everything stands: no overlaps, boxes compact, long edges straight.
//!
//! First each box alone, then all boxes, loose nodes and rows of edges together, then what has room
//! in its box is straightened. The stacking itself is `stack`; the widths are `route`.

use super::GraphInput;
use super::net::Net;
use super::order::{Order, Unit};
use super::stack::{Item, Near, Stack, Tie, median};
use crate::scene::Weight;
use crate::scene::text::width;

/// Height of the row of a long edge.
const ROW: f64 = 8.0;
/// From the top of a box to its first member.
const BOX_HEAD: f64 = 34.0;
/// From the last member of a box to its lower edge.
const BOX_FOOT: f64 = 14.0;

/// Width and height of every node of a graph: the same for all, so that columns are calm.
pub fn node_size(input: &GraphInput) -> (f64, f64) {
    let title = |n: &super::GraphNode| width(&n.title, 13.0, Weight::Semibold);
    let caption = |n: &super::GraphNode| n.caption.as_ref().map_or(0.0, |c| width(c, 11.0, Weight::Regular));
    let widest = input.nodes.iter().map(|n| title(n).max(caption(n))).fold(0.0, f64::max);
    let tall = input.nodes.iter().any(|n| n.caption.is_some());
    ((widest + 58.0).clamp(132.0, 188.0).round(), if tall { 50.0 } else { 40.0 })
}

/// Heights of all leaves (middle) and the boxes around the groups (top and bottom).
#[derive(Clone, Debug)]
pub struct Heights {
    /// Middle of each leaf.
    pub middle: Vec<f64>,
    /// Top and bottom of each group.
    pub boxes: Vec<(f64, f64)>,
}

/// A leaf's place in its unit.
#[derive(Clone, Copy, Debug, Default)]
struct Inside {
    unit: usize,
    slot: usize,
    /// Below the middle of the unit.
    offset: f64,
}

/// Gives heights to everything.
pub fn place(net: &Net, order: &Order, size: (f64, f64)) -> Heights {
    let mut inside = vec![Inside::default(); net.leaves.len()];
    for (unit, slot, leaf) in leaves(order) {
        inside[leaf] = Inside { unit, slot, offset: 0.0 };
    }
    let inner = inner_stacks(net, order, size.1, &inside);
    let mut items = Vec::with_capacity(order.units.len());
    for (unit, (stack, places)) in order.units.iter().zip(&inner) {
        items.push(outer_item(net, unit, stack, places, &mut inside));
    }
    let ties = net.links.iter().zip(weights(net)).filter(|(l, _)| inside[l.left].unit != inside[l.right].unit);
    let ties = ties.map(|(link, weight)| {
        let (a, b) = (inside[link.left], inside[link.right]);
        Tie { left: a.unit, right: b.unit, lower: a.offset - b.offset, weight }
    });
    let tops: Vec<f64> = items.iter().map(|i| i.half).collect();
    let outer = Stack::new(items, ties.collect(), net.layers).solve();
    let mut middle: Vec<f64> = inside.iter().map(|i| (outer[i.unit] + i.offset).round()).collect();
    let mut boxes = vec![(0.0, 0.0); net.groups.len()];
    for (index, unit) in order.units.iter().enumerate() {
        if let Some(group) = unit.group {
            boxes[group] = ((outer[index] - tops[index]).round(), (outer[index] + tops[index]).round());
        }
    }
    straighten(net, order, &inner, &inside, &boxes, &mut middle);
    Heights { middle, boxes }
}

/// All leaves with their unit and their place in it.
fn leaves(order: &Order) -> impl Iterator<Item = (usize, usize, usize)> {
    order.units.iter().enumerate().flat_map(|(u, unit)| unit.leaves.iter().enumerate().map(move |(slot, leaf)| (u, slot, *leaf)))
}

/// How much each link wants to be level: edges along their rows most.
fn weights(net: &Net) -> impl Iterator<Item = f64> {
    net.links.iter().map(|link| match (net.is_node(link.left), net.is_node(link.right)) {
        (true, true) => 1.0,
        (false, false) => 6.0,
        _ => 2.5,
    })
}

/// Every unit stacked on its own.
fn inner_stacks(net: &Net, order: &Order, node_height: f64, inside: &[Inside]) -> Vec<(Stack, Vec<f64>)> {
    let mut ties: Vec<Vec<Tie>> = vec![Vec::new(); order.units.len()];
    for (link, weight) in net.links.iter().zip(weights(net)) {
        let (a, b) = (inside[link.left], inside[link.right]);
        if a.unit == b.unit {
            ties[a.unit].push(Tie { left: a.slot, right: b.slot, lower: 0.0, weight });
        }
    }
    let item = |leaf: usize| {
        let row = net.leaves[leaf];
        let node = net.is_node(leaf);
        Item { first: row.first, last: row.last, half: if node { node_height } else { ROW } / 2.0, thin: !node }
    };
    let stacks = order.units.iter().zip(ties).map(|(unit, ties)| {
        let items = unit.leaves.iter().map(|l| item(*l)).collect();
        let stack = Stack::new(items, ties, net.layers);
        let places = if unit.leaves.len() > 1 { stack.solve() } else { vec![0.0; unit.leaves.len()] };
        (stack, places)
    });
    stacks.collect()
}

/// The unit as one piece; its leaves learn how far they are from its middle.
fn outer_item(net: &Net, unit: &Unit, stack: &Stack, places: &[f64], inside: &mut [Inside]) -> Item {
    let (top, bottom) = stack.extent(places);
    let boxed = unit.group.is_some_and(|g| net.groups[g].title.is_some());
    let (top, bottom) = if boxed { (top - BOX_HEAD, bottom + BOX_FOOT) } else { (top, bottom) };
    let middle = f64::midpoint(top, bottom);
    for (leaf, place) in unit.leaves.iter().zip(places) {
        inside[*leaf].offset = place - middle;
    }
    let spans = unit.leaves.iter().map(|l| net.leaves[*l]);
    let (first, last) = spans.fold((usize::MAX, 0), |(a, b), leaf| (a.min(leaf.first), b.max(leaf.last)));
    let thin = unit.group.is_none() && unit.leaves.iter().all(|l| !net.is_node(*l));
    Item { first: first.min(last), last, half: (bottom - top) / 2.0, thin }
}

/// Moves leaves within their boxes to be level with what they are tied to outside.
fn straighten(net: &Net, order: &Order, inner: &[(Stack, Vec<f64>)], inside: &[Inside], boxes: &[(f64, f64)], middle: &mut [f64]) {
    let mut ties: Vec<Vec<(usize, f64, bool)>> = vec![Vec::new(); net.leaves.len()];
    for (link, weight) in net.links.iter().zip(weights(net)) {
        ties[link.left].push((link.right, weight, false));
        ties[link.right].push((link.left, weight, true));
    }
    for _ in 0..4 {
        for (index, (unit, (stack, _))) in order.units.iter().zip(inner).enumerate() {
            let Some(group) = unit.group.filter(|g| net.groups[*g].title.is_some()) else { continue };
            let room = (boxes[group].0 + BOX_HEAD, boxes[group].1 - BOX_FOOT);
            let mut places: Vec<f64> = unit.leaves.iter().map(|l| middle[*l]).collect();
            let now = |leaf: usize, places: &[f64]| if inside[leaf].unit == index { places[inside[leaf].slot] } else { middle[leaf] };
            let wish = |slot: usize, places: &[f64]| {
                let ties = ties[unit.leaves[slot]].iter();
                median(ties.map(|(other, weight, left)| Near { place: now(*other, places), weight: *weight, left: *left }).collect())
            };
            stack.nudge(&mut places, room, wish);
            for (leaf, place) in unit.leaves.iter().zip(places) {
                middle[*leaf] = place.round();
            }
        }
    }
}
