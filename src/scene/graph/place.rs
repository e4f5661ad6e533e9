//! How high everything stands: no overlaps, long edges straight, neighbours near each other.
//!
//! All distances are lower bounds between two rows of the order found, so pushing everything down
//! as far as wished and pushing everything up as far as wished are both correct, and so is the
//! middle of the two. What is left is moved row by row within its room. Not the widths: `route`.

use super::net::Net;
use super::order::Order;
use super::GraphInput;
use crate::scene::Weight;
use crate::scene::text::width;

/// Height of the row of a long edge.
const ROW: f64 = 10.0;
/// Free height between two nodes, and around boxes.
const GAP: f64 = 18.0;
/// Free height between a row of a long edge and what is next to it.
const ROW_GAP: f64 = 6.0;
/// From the top of a box to its first member.
pub const BOX_HEAD: f64 = 34.0;
/// From the last member of a box to its lower edge.
pub const BOX_FOOT: f64 = 14.0;

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

/// Rows are leaves, then tops of groups, then bottoms of groups.
struct Rows<'a> {
    net: &'a Net,
    node_height: f64,
    /// Rows from top to bottom.
    order: Vec<usize>,
    /// For each row what stands directly above, and below.
    above: Vec<Vec<(usize, f64)>>,
    below: Vec<Vec<(usize, f64)>>,
}

/// Gives heights to everything.
pub fn place(net: &Net, order: &Order, size: (f64, f64)) -> Heights {
    let rows = Rows::of(net, order, size.1);
    let mut ties: Vec<Vec<(usize, f64)>> = vec![Vec::new(); net.leaves.len()];
    for link in &net.links {
        let weight = match (net.is_node(link.left), net.is_node(link.right)) {
            (true, true) => 1.0,
            (false, false) => 6.0,
            _ => 2.5,
        };
        ties[link.left].push((link.right, weight));
        ties[link.right].push((link.left, weight));
    }
    let mut y = rows.packed();
    let rounds = if net.leaves.len() > 6_000 { 10 } else { 40 };
    for round in 0..rounds {
        let wish = wishes(net, &ties, &y, round % 4);
        y = rows.settle(&wish);
    }
    for _ in 0..(rounds / 3) {
        rows.straighten(&ties, &mut y);
    }
    rows.heights(y)
}

/// Where each leaf would like to be: among its neighbours at the left, at the right, or both.
fn wishes(net: &Net, ties: &[Vec<(usize, f64)>], y: &[f64], mode: usize) -> Vec<f64> {
    let wish = |leaf: usize| {
        let counts = |other: usize| match mode {
            0 => net.leaves[other].first < net.leaves[leaf].first,
            2 => net.leaves[other].first > net.leaves[leaf].first,
            _ => true,
        };
        let near = ties[leaf].iter().filter(|(other, _)| counts(*other));
        let (sum, weight) = near.fold((0.0, 0.0), |(s, w), (other, weight)| (s + y[*other] * weight, w + weight));
        if weight > 0.0 { sum / weight } else { y[leaf] }
    };
    (0..ties.len()).map(wish).collect()
}

impl<'a> Rows<'a> {
    fn of(net: &'a Net, order: &Order, node_height: f64) -> Self {
        let count = net.leaves.len() + 2 * net.groups.len();
        let mut rows = Self { net, node_height, order: Vec::with_capacity(count), above: vec![Vec::new(); count], below: vec![Vec::new(); count] };
        let mut last: Vec<Option<usize>> = vec![None; net.layers];
        for unit in &order.units {
            match unit.group.filter(|g| net.groups[*g].title.is_some()) {
                Some(group) => rows.add_box(group, &unit.leaves, &mut last),
                None => {
                    for leaf in &unit.leaves {
                        let span = net.leaves[*leaf].first..=net.leaves[*leaf].last;
                        rows.add(*leaf, *leaf, &mut last[span]);
                    }
                }
            }
        }
        rows
    }

    /// Puts a row, or all rows from an entry to an exit, below what is there.
    fn add(&mut self, entry: usize, exit: usize, last: &mut [Option<usize>]) {
        self.order.push(entry);
        for below in last {
            if let Some(above) = below.replace(exit) {
                self.bound(above, entry);
            }
        }
    }

    fn add_box(&mut self, group: usize, leaves: &[usize], last: &mut [Option<usize>]) {
        let Self { net, .. } = *self;
        let (top, bottom) = (net.leaves.len() + group, net.leaves.len() + net.groups.len() + group);
        let (first, end) = (net.groups[group].first, net.groups[group].last);
        self.add(top, bottom, &mut last[first..=end]);
        let mut inner: Vec<Option<usize>> = vec![Some(top); end - first + 1];
        for leaf in leaves {
            let (from, to) = (net.leaves[*leaf].first - first, net.leaves[*leaf].last - first);
            self.add(*leaf, *leaf, &mut inner[from..=to]);
        }
        self.add(bottom, bottom, &mut inner);
    }

    fn bound(&mut self, above: usize, below: usize) {
        if self.above[below].last().is_some_and(|(row, _)| *row == above) {
            return;
        }
        let apart = self.apart(above, below);
        self.above[below].push((above, apart));
        self.below[above].push((below, apart));
    }

    /// Half the height of a leaf; a box's edges have none.
    fn half(&self, row: usize) -> f64 {
        match row {
            r if self.net.is_node(r) => self.node_height / 2.0,
            r if r < self.net.leaves.len() => ROW / 2.0,
            _ => 0.0,
        }
    }

    fn is_top(&self, row: usize) -> bool {
        let leaves = self.net.leaves.len();
        row >= leaves && row < leaves + self.net.groups.len()
    }

    fn is_bottom(&self, row: usize) -> bool {
        row >= self.net.leaves.len() + self.net.groups.len()
    }

    fn apart(&self, above: usize, below: usize) -> f64 {
        let edge = |row: usize| !self.net.is_node(row) && row < self.net.leaves.len();
        let free = match (above, below) {
            (a, _) if self.is_top(a) => BOX_HEAD,
            (_, b) if self.is_bottom(b) => BOX_FOOT,
            (a, b) if edge(a) || edge(b) => ROW_GAP,
            _ => GAP,
        };
        free + self.half(above) + self.half(below)
    }

    /// Everything as high as it can be.
    fn packed(&self) -> Vec<f64> {
        let mut y = vec![0.0; self.above.len()];
        for row in &self.order {
            y[*row] = self.above[*row].iter().map(|(a, apart)| y[*a] + apart).fold(0.0, f64::max);
        }
        y
    }

    /// The middle of pushing down to the wishes and pushing up to them.
    fn settle(&self, wish: &[f64]) -> Vec<f64> {
        let mut down = vec![f64::NEG_INFINITY; self.above.len()];
        let mut up = vec![f64::INFINITY; self.above.len()];
        for row in &self.order {
            let start = wish.get(*row).copied().unwrap_or(f64::NEG_INFINITY);
            down[*row] = self.above[*row].iter().map(|(a, apart)| down[*a] + apart).fold(start, f64::max);
        }
        for row in self.order.iter().rev() {
            let start = wish.get(*row).copied().unwrap_or(f64::INFINITY);
            up[*row] = self.below[*row].iter().map(|(b, apart)| up[*b] - apart).fold(start, f64::min);
        }
        let mut y: Vec<f64> = down.iter().zip(&up).map(|(d, u)| f64::midpoint(*d, *u)).collect();
        for group in 0..self.net.groups.len() {
            self.tighten(group, &mut y);
        }
        y
    }

    /// Pulls a box close around its members.
    fn tighten(&self, group: usize, y: &mut [f64]) {
        let top = self.net.leaves.len() + group;
        let bottom = top + self.net.groups.len();
        y[top] = self.below[top].iter().map(|(b, apart)| y[*b] - apart).fold(f64::INFINITY, f64::min);
        y[bottom] = self.above[bottom].iter().map(|(a, apart)| y[*a] + apart).fold(f64::NEG_INFINITY, f64::max);
    }

    /// Moves each leaf to the middle one of its neighbours, as far as there is room.
    fn straighten(&self, ties: &[Vec<(usize, f64)>], y: &mut [f64]) {
        let leaves = ties.len();
        let boxed = |leaf: usize| self.net.leaves[leaf].group.filter(|g| self.net.groups[*g].title.is_some());
        for leaf in self.order.iter().copied().filter(|r| *r < leaves).chain(self.order.iter().rev().copied().filter(|r| *r < leaves)) {
            let Some(wish) = median(&ties[leaf], y) else { continue };
            let limit = |row: usize, apart: f64, side: &[Vec<(usize, f64)>], sign: f64| {
                // The edge of the own box gives way, up to what is beyond it.
                let own = if sign > 0.0 { self.is_top(row) } else { self.is_bottom(row) };
                let beyond = side[row].iter().filter(|_| own).map(|(next, more)| y[*next] * sign + more);
                beyond.fold(if own { f64::NEG_INFINITY } else { y[row] * sign }, f64::max) + apart
            };
            let own = |side: &[Vec<(usize, f64)>], sign: f64| {
                side[leaf].iter().map(|(row, apart)| limit(*row, *apart, side, sign)).fold(f64::NEG_INFINITY, f64::max)
            };
            let (low, high) = (own(&self.above, 1.0), -own(&self.below, -1.0));
            if low <= high {
                y[leaf] = wish.clamp(low, high);
                if let Some(group) = boxed(leaf) {
                    self.tighten(group, y);
                }
            }
        }
    }

    /// Whole pixels, from zero.
    fn heights(&self, y: Vec<f64>) -> Heights {
        let leaves = self.net.leaves.len();
        let mut y: Vec<f64> = y.into_iter().map(f64::round).collect();
        for group in 0..self.net.groups.len() {
            self.tighten(group, &mut y);
        }
        let tops = (0..y.len()).map(|row| y[row] - self.half(row)).filter(|t| t.is_finite());
        let least = tops.fold(f64::INFINITY, f64::min);
        let move_up = |v: f64| v - least;
        let groups = self.net.groups.len();
        let boxes = (0..groups).map(|g| (move_up(y[leaves + g]), move_up(y[leaves + groups + g]))).collect();
        Heights { middle: y[..leaves].iter().copied().map(move_up).collect(), boxes }
    }
}

/// The middle one of the neighbours by weight, the upper of two.
fn median(ties: &[(usize, f64)], y: &[f64]) -> Option<f64> {
    let mut near: Vec<(f64, f64)> = ties.iter().map(|(other, weight)| (y[*other], *weight)).collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half: f64 = near.iter().map(|(_, weight)| weight).sum::<f64>() / 2.0;
    let mut seen = 0.0;
    near.iter().find(|(_, weight)| {
        seen += weight;
        seen >= half
    }).map(|(place, _)| *place)
}
