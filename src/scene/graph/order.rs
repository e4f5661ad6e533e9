//! What stands above what, in one order for all layers, so that boxes and long edges stay whole.
//!
//! Units (a box, a loose node, a long edge's row) are sorted against crossings: a few median-like
//! sweeps, then sifting, where each unit tries the places near it. The work is counted, not timed,
//! so the result is always the same. Heights are given later, by `place`.

use super::net::Net;
use super::real;

/// A box is crossed as reluctantly as this many lines.
const BOX: i64 = 4;
/// Comparisons that sifting may make in all, in a large graph and in others, which get more starts.
const BUDGETS: (usize, usize) = (5_000_000, 900_000);
/// Nodes and rows from which on one start has to do.
const LARGE: usize = 1_200;
/// How often sifting starts again from a swept order.
const ATTEMPTS: usize = 4;

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

/// The sides of all units, or of all leaves, sorted by slot, and the first and last slot of each.
struct Table {
    halves: Vec<Vec<Half>>,
    reach: Vec<(usize, usize)>,
}

impl Table {
    fn of(mut halves: Vec<Vec<Half>>) -> Self {
        for own in &mut halves {
            own.sort_by_key(|h| h.slot);
        }
        let reach = |own: &Vec<Half>| own.first().zip(own.last()).map_or((usize::MAX, 0), |(a, b)| (a.slot, b.slot));
        Self { reach: halves.iter().map(reach).collect(), halves }
    }
}

/// Position of a leaf: its unit's, then its own in the unit.
type Key = (usize, usize);

/// An order worth keeping.
#[derive(Clone)]
struct State {
    crossings: i64,
    order: Vec<usize>,
    units: Vec<Unit>,
}

/// Leaves by layer, and the neighbours of each.
struct Sides {
    by_layer: Vec<usize>,
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
}

impl Sides {
    fn of(net: &Net) -> Self {
        let count = net.leaves.len();
        let mut sides = Self { by_layer: (0..count).collect(), left: vec![Vec::new(); count], right: vec![Vec::new(); count] };
        sides.by_layer.sort_by_key(|l| net.leaves[*l].first);
        for link in &net.links {
            sides.right[link.left].push(link.right);
            sides.left[link.right].push(link.left);
        }
        sides
    }
}

/// The state while sorting.
struct Sorter<'a> {
    net: &'a Net,
    units: Vec<Unit>,
    unit_of: Vec<usize>,
    /// Units from top to bottom.
    order: Vec<usize>,
    key: Vec<Key>,
    of_units: Table,
    of_leaves: Table,
}

/// Finds an order with few crossings.
pub fn arrange(net: &Net) -> Order {
    let mut sorter = Sorter::new(net);
    let sides = Sides::of(net);
    sorter.search(&sides);
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
        let of_leaves = leaf_halves(net);
        let of_units = unit_halves(net, &units, &of_leaves);
        let (of_units, of_leaves) = (Table::of(of_units), Table::of(of_leaves));
        let mut sorter = Self { net, units, unit_of, order, key, of_units, of_leaves };
        sorter.sort_by(&wish, true);
        sorter
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
        self.number_from(0, self.order.len());
    }

    /// Writes the positions of some units down, from a place up to another.
    fn number_from(&mut self, start: usize, end: usize) {
        for (place, unit) in self.order.iter().enumerate().take(end).skip(start) {
            for (inner, leaf) in self.units[*unit].leaves.iter().enumerate() {
                self.key[*leaf] = (place, inner);
            }
        }
    }

    /// Sweeps to the right and to the left; keeps the best order seen.
    fn sweep_all(&mut self, sides: &Sides, share: bool) {
        let rounds = if self.net.leaves.len() > LARGE { 6 } else { 12 };
        let mut best = self.state();
        for round in 0..rounds {
            self.sweep(sides, round % 2 == 0, share);
            if self.crossings() < best.crossings {
                best = self.state();
            }
        }
        self.restore(best);
    }

    /// Moves everything towards its neighbours at one side. With `share`, what begins in a layer
    /// shares out the places it had among itself, so that nothing drifts to the middle.
    fn sweep(&mut self, sides: &Sides, to_right: bool, share: bool) {
        let mut wish = self.positions();
        let near = if to_right { &sides.left } else { &sides.right };
        let columns = sides.by_layer.chunk_by(|a, b| self.net.leaves[*a].first == self.net.leaves[*b].first);
        let columns: Vec<&[usize]> = if to_right { columns.collect() } else { columns.rev().collect() };
        for column in columns {
            let mut places: Vec<f64> = column.iter().map(|l| wish[*l]).collect();
            let mean = |l: &usize| match near[*l].len() {
                0 => wish[*l],
                count => near[*l].iter().map(|n| wish[*n]).sum::<f64>() / real(count),
            };
            let mut sorted: Vec<(f64, f64, usize)> = column.iter().map(|l| (mean(l), wish[*l], *l)).collect();
            sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            places.sort_by(f64::total_cmp);
            for ((mean, _, leaf), place) in sorted.into_iter().zip(places) {
                wish[leaf] = if share { place } else { mean };
            }
        }
        self.sort_by(&wish, false);
    }

    /// Sweeps and sifts from the order of the input, then sweeps and sifts what was found. Another
    /// order must be clearly better to be taken, so that small changes leave the picture alone.
    fn search(&mut self, sides: &Sides) {
        let large = self.net.leaves.len() > LARGE;
        let mut budget = if large { BUDGETS.0 } else { BUDGETS.1 };
        let start = self.state();
        self.sweep_all(sides, false);
        self.sift_round(&mut budget);
        let mut best = self.state();
        for attempt in 0..ATTEMPTS {
            if budget == 0 || best.crossings == 0 || large {
                break;
            }
            if attempt == 0 {
                self.restore(start.clone());
                self.sweep_all(sides, true);
            } else {
                self.sweep(sides, attempt % 2 == 0, attempt % 4 < 2);
            }
            self.sift_round(&mut budget);
            let found = self.state();
            if found.crossings * 20 < best.crossings * 19 {
                best = found;
            }
        }
        self.restore(best);
    }

    fn state(&self) -> State {
        State { crossings: self.crossings(), order: self.order.clone(), units: self.units.clone() }
    }

    fn restore(&mut self, state: State) {
        (self.order, self.units) = (state.order, state.units);
        self.number();
    }

    /// One number per leaf, growing from top to bottom over all units.
    fn positions(&self) -> Vec<f64> {
        let mut positions = vec![0.0; self.key.len()];
        for (place, leaf) in self.order.iter().flat_map(|u| &self.units[*u].leaves).enumerate() {
            positions[*leaf] = real(place);
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
            for gap in &mut by_gap[leaf.first..leaf.last] {
                gap.push((self.key[index], self.key[index], 1));
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
    fn sift_round(&mut self, budget: &mut usize) {
        for _ in 0..6 {
            let mut gain = 0;
            let mut by_ties: Vec<usize> = self.order.clone();
            by_ties.sort_by_key(|u| std::cmp::Reverse(self.of_units.halves[*u].len()));
            for unit in by_ties {
                let at = self.units[unit].leaves.first().map_or(0, |l| self.key[*l].0);
                let key = |leaf: usize| if self.unit_of[leaf] == unit { None } else { Some(self.key[leaf]) };
                let place_of = |v: usize| self.units[v].leaves.first().map_or(0, |l| self.key[*l].0);
                let near = |v: usize| (place_of(v), None);
                let found = sift(&self.order, at, &self.of_units, &key, &near, budget);
                if let Some((to, by)) = found {
                    gain += by;
                    shift(&mut self.order, at, to);
                    self.number_from(at.min(to), at.max(to) + 1);
                }
            }
            gain += self.sift_inside(budget);
            if gain == 0 || *budget == 0 {
                break;
            }
        }
    }

    fn sift_inside(&mut self, budget: &mut usize) -> i64 {
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
                if let Some((to, by)) = sift(leaves, at, &self.of_leaves, &key, &near, budget) {
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

/// Sides of all units: those of their leaves, and of boxes what keeps lines from crossing them.
fn unit_halves(net: &Net, units: &[Unit], of_leaves: &[Vec<Half>]) -> Vec<Vec<Half>> {
    let of_unit = |unit: &Unit| {
        let mut halves: Vec<Half> = unit.leaves.iter().flat_map(|leaf| of_leaves[*leaf].iter().copied()).collect();
        let boxed = unit.group.map(|g| &net.groups[g]).filter(|g| g.title.is_some());
        if let (Some(group), Some(own)) = (boxed, unit.leaves.first()) {
            through(group.first, group.last, *own, BOX, &mut halves);
        }
        halves
    };
    units.iter().map(of_unit).collect()
}

fn leaf_halves(net: &Net) -> Vec<Vec<Half>> {
    let mut halves: Vec<Vec<Half>> = vec![Vec::new(); net.leaves.len()];
    for link in &net.links {
        let gap = net.leaves[link.left].last;
        halves[link.left].push(Half { slot: 2 * gap + 1, to: link.right, weight: 1 });
        halves[link.right].push(Half { slot: 2 * gap + 2, to: link.left, weight: 1 });
    }
    for (index, leaf) in net.leaves.iter().enumerate() {
        through(leaf.first, leaf.last, index, 1, &mut halves[index]);
    }
    halves
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
    table: &Table,
    key: &impl Fn(usize) -> Option<Key>,
    near: &impl Fn(usize) -> Near,
    budget: &mut usize,
) -> Option<(usize, i64)> {
    let own = &table.halves[list[at]];
    let (from, to) = table.reach[list[at]];
    let meets = |other: usize| table.reach[other].0 <= to && table.reach[other].1 >= from;
    if own.is_empty() || *budget == 0 {
        return None;
    }
    let window = (400_000 / list.len()).max(24);
    let (mut best, mut cost) = ((0, at), 0);
    for (place, other) in list[..at].iter().enumerate().rev().take(window) {
        *budget = budget.saturating_sub(1);
        if meets(*other) {
            cost += swap_cost(&table.halves[*other], own, key, near(*other), budget);
            if cost < best.0 {
                best = (cost, place);
            }
        }
    }
    cost = 0;
    for (place, other) in list.iter().enumerate().skip(at + 1).take(window) {
        *budget = budget.saturating_sub(1);
        if meets(*other) {
            cost += swap_cost(own, &table.halves[*other], key, near(*other), budget);
            if cost < best.0 {
                best = (cost, place);
            }
        }
    }
    (best.0 < 0).then_some((best.1, -best.0))
}

/// How many more crossings there are after the upper and the lower of two neighbours change places.
fn swap_cost(upper: &[Half], lower: &[Half], key: &impl Fn(usize) -> Option<Key>, near: Near, budget: &mut usize) -> i64 {
    *budget = budget.saturating_sub(8);
    let (Some(first), Some(low)) = (upper.first(), lower.first()) else { return 0 };
    if *budget == 0 {
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
