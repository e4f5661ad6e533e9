//! What stands above what, in one order for all layers, so that boxes and long edges stay whole.
//!
//! Units (a box, a loose node, a long edge's row) are sorted against crossings: a few median-like
//! sweeps, then sifting, where each unit tries the places near it. The work is counted, not timed,
//! so the result is always the same. Heights are given later, by `place`.

use super::net::Net;
use super::real;

/// A box is crossed as reluctantly as this many lines.
const BOX: i64 = 4;
/// Comparisons that sifting may make in all.
const BUDGET: usize = 2_500_000;

/// The order found.
#[derive(Clone, Debug)]
pub struct Order {
    /// Units from top to bottom; each holds its leaves from top to bottom.
    pub units: Vec<Unit>,
}

/// Leaves that stay together.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The group whose leaves these are; otherwise there is one leaf.
    pub group: Option<usize>,
    /// Leaves from top to bottom.
    pub leaves: Vec<usize>,
}

/// One side of a leaf in one layer: where a line from there goes.
#[derive(Clone, Copy, Debug)]
struct Half {
    /// Twice the layer, plus one for the right side.
    slot: usize,
    to: usize,
    weight: i64,
}

/// Position of a leaf: its unit's, then its own in the unit.
type Key = (usize, usize);

/// The state while sorting.
struct Sorter<'a> {
    net: &'a Net,
    units: Vec<Unit>,
    unit_of: Vec<usize>,
    /// Units from top to bottom.
    order: Vec<usize>,
    key: Vec<Key>,
    halves: Vec<Vec<Half>>,
}

/// Finds an order with few crossings.
pub fn arrange(net: &Net) -> Order {
    let mut sorter = Sorter::new(net);
    sorter.sweep_all();
    sorter.sift_all();
    let Sorter { units, order, .. } = sorter;
    Order { units: order.into_iter().map(|u| units[u].clone()).collect() }
}

impl<'a> Sorter<'a> {
    fn new(net: &'a Net) -> Self {
        let mut units: Vec<Unit> = (0..net.groups.len()).map(|g| Unit { group: Some(g), leaves: Vec::new() }).collect();
        let mut unit_of = Vec::with_capacity(net.leaves.len());
        for (index, leaf) in net.leaves.iter().enumerate() {
            let unit = leaf.group.unwrap_or(units.len());
            if leaf.group.is_none() {
                units.push(Unit { group: None, leaves: Vec::new() });
            }
            units[unit].leaves.push(index);
            unit_of.push(unit);
        }
        let mut wish: Vec<f64> = (0..net.leaves.len()).map(real).collect();
        for chain in &net.chains {
            if let (Some(a), Some(b)) = (chain.leaves.first(), chain.leaves.last()) {
                let middle = f64::midpoint(wish[*a], wish[*b]);
                for row in chain.leaves.iter().filter(|l| !net.is_node(**l)) {
                    wish[*row] = middle;
                }
            }
        }
        let order = (0..units.len()).collect();
        let key = vec![(0, 0); net.leaves.len()];
        let mut sorter = Self { net, units, unit_of, order, key, halves: Vec::new() };
        sorter.halves = sorter.halves();
        sorter.sort_by(&wish, true);
        sorter
    }

    /// Sides of all units that hold one leaf or a group.
    fn halves(&self) -> Vec<Vec<Half>> {
        let mut halves: Vec<Vec<Half>> = self.leaf_halves();
        let mut of_units: Vec<Vec<Half>> = self.units.iter().map(|unit| {
            unit.leaves.iter().flat_map(|leaf| std::mem::take(&mut halves[*leaf])).collect()
        }).collect();
        for (unit, halves) in self.units.iter().zip(&mut of_units) {
            let boxed = unit.group.map(|g| &self.net.groups[g]).filter(|g| g.title.is_some());
            if let (Some(group), Some(own)) = (boxed, unit.leaves.first()) {
                through(group.first, group.last, *own, BOX, halves);
            }
            halves.sort_by_key(|h| h.slot);
        }
        of_units
    }

    fn leaf_halves(&self) -> Vec<Vec<Half>> {
        let mut halves: Vec<Vec<Half>> = vec![Vec::new(); self.net.leaves.len()];
        for link in &self.net.links {
            let gap = self.net.leaves[link.left].last;
            halves[link.left].push(Half { slot: 2 * gap + 1, to: link.right, weight: 1 });
            halves[link.right].push(Half { slot: 2 * gap + 2, to: link.left, weight: 1 });
        }
        for (index, leaf) in self.net.leaves.iter().enumerate() {
            through(leaf.first, leaf.last, index, 1, &mut halves[index]);
            halves[index].sort_by_key(|h| h.slot);
        }
        halves
    }

    /// Sorts leaves in their units, and units, by a wish for each leaf; ties stay as they are.
    fn sort_by(&mut self, wish: &[f64], first_node_counts: bool) {
        let mut unit_wish = Vec::with_capacity(self.units.len());
        for unit in &mut self.units {
            unit.leaves.sort_by(|a, b| wish[*a].total_cmp(&wish[*b]));
            let sum: f64 = unit.leaves.iter().map(|l| wish[*l]).sum();
            let first = unit.leaves.first().map_or(0.0, |l| wish[*l]);
            unit_wish.push(if first_node_counts { first } else { sum / real(unit.leaves.len().max(1)) });
        }
        self.order.sort_by(|a, b| unit_wish[*a].total_cmp(&unit_wish[*b]));
        self.number();
    }

    /// Writes the positions down.
    fn number(&mut self) {
        for (place, unit) in self.order.iter().enumerate() {
            for (inner, leaf) in self.units[*unit].leaves.iter().enumerate() {
                self.key[*leaf] = (place, inner);
            }
        }
    }

    /// Sweeps to the right and to the left; keeps the best order seen.
    fn sweep_all(&mut self) {
        let rounds = if self.net.leaves.len() > 20_000 { 4 } else { 12 };
        let mut by_layer: Vec<usize> = (0..self.net.leaves.len()).collect();
        by_layer.sort_by_key(|l| self.net.leaves[*l].first);
        let (mut left, mut right) = (vec![Vec::new(); self.net.leaves.len()], vec![Vec::new(); self.net.leaves.len()]);
        for link in &self.net.links {
            right[link.left].push(link.right);
            left[link.right].push(link.left);
        }
        let mut best = (self.crossings(), self.order.clone(), self.units.clone());
        for round in 0..rounds {
            let mut wish = self.positions();
            let step = |leaf: usize, sides: &[Vec<usize>], wish: &mut [f64]| {
                if !sides[leaf].is_empty() {
                    wish[leaf] = sides[leaf].iter().map(|l| wish[*l]).sum::<f64>() / real(sides[leaf].len());
                }
            };
            if round % 2 == 0 {
                by_layer.iter().for_each(|l| step(*l, &left, &mut wish));
            } else {
                by_layer.iter().rev().for_each(|l| step(*l, &right, &mut wish));
            }
            self.sort_by(&wish, false);
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.order.clone(), self.units.clone());
            }
        }
        (_, self.order, self.units) = best;
        self.number();
    }

    /// One number per leaf, growing from top to bottom over all units.
    fn positions(&self) -> Vec<f64> {
        let mut positions = vec![0.0; self.key.len()];
        let mut count = 0;
        for leaf in self.order.iter().flat_map(|u| &self.units[*u].leaves) {
            positions[*leaf] = real(count);
            count += 1;
        }
        positions
    }

    /// Crossings of lines with lines and, more heavily, with boxes.
    fn crossings(&self) -> i64 {
        let mut by_gap: Vec<Vec<(Key, Key, i64)>> = vec![Vec::new(); self.net.layers];
        for link in &self.net.links {
            by_gap[self.net.leaves[link.left].last].push((self.key[link.left], self.key[link.right], 1));
        }
        for (index, leaf) in self.net.leaves.iter().enumerate() {
            for gap in leaf.first..leaf.last {
                by_gap[gap].push((self.key[index], self.key[index], 1));
            }
        }
        for (place, unit) in self.order.iter().enumerate() {
            let boxed = self.units[*unit].group.map(|g| &self.net.groups[g]).filter(|g| g.title.is_some());
            for gap in boxed.map_or(0..0, |g| g.first..g.last) {
                let (top, bottom) = ((place, 0), (place, usize::MAX));
                by_gap[gap].extend([(top, top, BOX / 2), (bottom, bottom, BOX / 2)]);
            }
        }
        by_gap.into_iter().map(inversions).sum()
    }

    /// Lets units, and leaves in their boxes, try other places until nothing improves.
    fn sift_all(&mut self) {
        let mut budget = BUDGET;
        let leaf_halves = self.leaf_halves();
        for _ in 0..6 {
            let mut gain = 0;
            let mut by_ties: Vec<usize> = self.order.clone();
            by_ties.sort_by_key(|u| std::cmp::Reverse(self.halves[*u].len()));
            for unit in by_ties {
                let at = self.order.iter().position(|u| *u == unit).unwrap_or(0);
                let key = |leaf: usize| if self.unit_of[leaf] == unit { None } else { Some(self.key[leaf]) };
                let place_of = |v: usize| self.units[v].leaves.first().map_or(0, |l| self.key[*l].0);
                let near = |v: usize| (place_of(v), None);
                let found = sift(&self.order, at, &self.halves, &key, &near, &mut budget);
                if let Some((to, by)) = found {
                    gain += by;
                    shift(&mut self.order, at, to);
                    self.number();
                }
            }
            gain += self.sift_inside(&leaf_halves, &mut budget);
            if gain == 0 || budget == 0 {
                break;
            }
        }
    }

    fn sift_inside(&mut self, halves: &[Vec<Half>], budget: &mut usize) -> i64 {
        let mut gain = 0;
        for unit in 0..self.units.len() {
            if self.units[unit].leaves.len() < 2 {
                continue;
            }
            for leaf in self.units[unit].leaves.clone() {
                let leaves = &self.units[unit].leaves;
                let at = leaves.iter().position(|l| *l == leaf).unwrap_or(0);
                let key = |l: usize| if l == leaf { None } else { Some(self.key[l]) };
                let near = |l: usize| (self.key[l].0, Some(self.key[l].1));
                if let Some((to, by)) = sift(leaves, at, halves, &key, &near, budget) {
                    gain += by;
                    shift(&mut self.units[unit].leaves, at, to);
                    let place = self.key[leaf].0;
                    for (inner, l) in self.units[unit].leaves.iter().enumerate() {
                        self.key[*l] = (place, inner);
                    }
                }
            }
        }
        gain
    }
}

/// Adds what runs straight through from one layer to another.
fn through(first: usize, last: usize, own: usize, weight: i64, halves: &mut Vec<Half>) {
    for gap in first..last {
        halves.push(Half { slot: 2 * gap + 1, to: own, weight });
        halves.push(Half { slot: 2 * gap + 2, to: own, weight });
    }
}

/// Moves one item of a list.
fn shift(list: &mut [usize], from: usize, to: usize) {
    if from < to {
        list[from..=to].rotate_left(1);
    } else {
        list[to..=from].rotate_right(1);
    }
}

/// Where the item being moved stands for the moment: beside a unit, or beside a leaf of its unit.
type Near = (usize, Option<usize>);

/// The best place for one item in the list, and what it gains; none if it stands best. `key` has
/// no answer for what moves.
fn sift(
    list: &[usize],
    at: usize,
    halves: &[Vec<Half>],
    key: &impl Fn(usize) -> Option<Key>,
    near: &impl Fn(usize) -> Near,
    budget: &mut usize,
) -> Option<(usize, i64)> {
    let own = &halves[list[at]];
    if own.is_empty() {
        return None;
    }
    let window = (400_000 / list.len()).max(24);
    let (mut best, mut cost) = ((0, at), 0);
    for (place, other) in list[..at].iter().enumerate().rev().take(window) {
        cost += swap_cost(&halves[*other], own, key, near(*other), budget);
        if cost < best.0 {
            best = (cost, place);
        }
    }
    cost = 0;
    for (place, other) in list.iter().enumerate().skip(at + 1).take(window) {
        cost += swap_cost(own, &halves[*other], key, near(*other), budget);
        if cost < best.0 {
            best = (cost, place);
        }
    }
    (best.0 < 0).then_some((best.1, -best.0))
}

/// How many more crossings there are after the upper and the lower of two neighbours change places.
fn swap_cost(upper: &[Half], lower: &[Half], key: &impl Fn(usize) -> Option<Key>, near: Near, budget: &mut usize) -> i64 {
    *budget = budget.saturating_sub(1);
    let (Some(first), Some(low)) = (upper.first(), lower.first()) else { return 0 };
    if *budget == 0 || upper[upper.len() - 1].slot < low.slot || lower[lower.len() - 1].slot < first.slot {
        return 0;
    }
    let mut cost = 0;
    let mut i = upper.partition_point(|h| h.slot < low.slot);
    let mut j = lower.partition_point(|h| h.slot < first.slot);
    while i < upper.len() && j < lower.len() {
        let (a, b) = (upper[i].slot, lower[j].slot);
        let (i_end, j_end) = (run_end(upper, i), run_end(lower, j));
        if a == b {
            *budget = budget.saturating_sub((i_end - i) * (j_end - j));
            for x in &upper[i..i_end] {
                for y in &lower[j..j_end] {
                    cost += compare(key(x.to), key(y.to), near) * x.weight * y.weight;
                }
            }
        }
        if a <= b {
            i = i_end;
        }
        if b <= a {
            j = j_end;
        }
    }
    cost
}

fn run_end(halves: &[Half], start: usize) -> usize {
    start + halves[start..].iter().take_while(|h| h.slot == halves[start].slot).count()
}

/// One if the first stands above the second, minus one if below, zero if at the same place.
fn compare(one: Option<Key>, other: Option<Key>, near: Near) -> i64 {
    let beside = |key: Key| match near {
        (place, None) => key.0.cmp(&place),
        (place, Some(inner)) => key.cmp(&(place, inner)),
    };
    let order = match (one, other) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(a), None) => beside(a),
        (None, Some(b)) => beside(b).reverse(),
        (None, None) => return 0,
    };
    match order {
        std::cmp::Ordering::Less => 1,
        std::cmp::Ordering::Equal => 0,
        std::cmp::Ordering::Greater => -1,
    }
}

/// Weighted count of pairs of lines that cross.
fn inversions(mut lines: Vec<(Key, Key, i64)>) -> i64 {
    lines.sort_unstable();
    let mut rights: Vec<Key> = lines.iter().map(|l| l.1).collect();
    rights.sort_unstable();
    rights.dedup();
    let mut tree = vec![0i64; rights.len() + 1];
    let (mut total, mut crossings, mut start) = (0, 0, 0);
    // Lines from the same place do not cross: ask for all of them before adding any.
    while start < lines.len() {
        let end = start + lines[start..].partition_point(|l| l.0 == lines[start].0);
        for (_, right, weight) in &lines[start..end] {
            let mut i = rights.partition_point(|r| r <= right);
            let mut above = 0;
            while i > 0 {
                above += tree[i];
                i &= i - 1;
            }
            crossings += weight * (total - above);
        }
        for (_, right, weight) in &lines[start..end] {
            let mut i = rights.partition_point(|r| r < right) + 1;
            while i < tree.len() {
                tree[i] += weight;
                i += i & i.wrapping_neg();
            }
            total += weight;
        }
        start = end;
    }
    crossings
}
