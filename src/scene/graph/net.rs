//! From a graph to rows: cycles broken, a layer for every node, long edges as rows of their own.
//!
//! Not the order within a layer: that is `order`.

use super::GraphInput;
use std::collections::{BTreeMap, BTreeSet};

/// Long edges may take this many places in layers in all; beyond, the longest are drawn straight.
const MOST_ROWS: usize = 120_000;

/// Something that takes a row in one or more layers: a node, or a stretch of a long edge.
#[derive(Clone, Copy, Debug)]
pub struct Leaf {
    /// First layer.
    pub first: usize,
    /// Last layer; of a node the first.
    pub last: usize,
    /// The group in whose box it runs.
    pub group: Option<usize>,
}

/// A line between a leaf and one that begins in the next layer.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The leaf at the left.
    pub left: usize,
    /// The leaf at the right.
    pub right: usize,
}

/// All edges between two nodes, laid out as one line.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Node at the left, rows in between, node at the right.
    pub leaves: Vec<usize>,
    /// Edges of the input, and whether they run from right to left.
    pub edges: Vec<(usize, bool)>,
}

/// A group of nodes.
#[derive(Clone, Debug)]
pub struct Group {
    /// Title; the loose nodes without any edge share a group that has none and no box.
    pub title: Option<String>,
    /// First layer of a member.
    pub first: usize,
    /// Last layer of a member.
    pub last: usize,
}

/// The graph in layers. The first leaves are the nodes.
#[derive(Debug)]
pub struct Net {
    /// Number of nodes.
    pub nodes: usize,
    /// Number of layers.
    pub layers: usize,
    /// Nodes, then rows of long edges.
    pub leaves: Vec<Leaf>,
    /// Lines between neighbouring layers.
    pub links: Vec<Link>,
    /// Edges by pair of nodes.
    pub chains: Vec<Chain>,
    /// Groups by first appearance.
    pub groups: Vec<Group>,
}

/// Neighbours of every node, by pair once.
struct Ties {
    out: Vec<Vec<usize>>,
    into: Vec<Vec<usize>>,
}

impl Net {
    /// Breaks cycles, ranks and cuts.
    pub fn of(input: &GraphInput) -> Self {
        let nodes = input.nodes.len();
        let (members, mut groups) = groups(input);
        let pairs = pairs(input);
        let forward = break_cycles(nodes, &pairs);
        let ties = Ties::of(nodes, &forward);
        let group_of = with_loose(members, &mut groups, &ties);
        let mut layer = longest_paths(&ties);
        pull_together(&ties, &group_of, groups.len(), &mut layer);
        spread_loose(&ties, &group_of, groups.len(), &mut layer);
        let layers = squeeze(&mut layer);
        for group in &mut groups {
            (group.first, group.last) = (usize::MAX, 0);
        }
        for (node, group) in group_of.iter().enumerate() {
            if let Some(group) = group.map(|g| &mut groups[g]) {
                (group.first, group.last) = (group.first.min(layer[node]), group.last.max(layer[node]));
            }
        }
        let leaves = (0..nodes).map(|n| Leaf { first: layer[n], last: layer[n], group: group_of[n] }).collect();
        let mut net = Self { nodes, layers, leaves, links: Vec::new(), chains: Vec::new(), groups };
        net.chain(input, &layer);
        net
    }

    /// Makes a chain of leaves for each pair of nodes with edges.
    fn chain(&mut self, input: &GraphInput, layer: &[usize]) {
        let mut by_pair: BTreeMap<(usize, usize), Vec<(usize, bool)>> = BTreeMap::new();
        let mut first_edge: Vec<(usize, (usize, usize))> = Vec::new();
        for (index, edge) in input.edges.iter().enumerate() {
            if edge.from == edge.to || edge.from.max(edge.to) >= self.nodes {
                continue;
            }
            let backward = layer[edge.from] > layer[edge.to];
            let pair = if backward { (edge.to, edge.from) } else { (edge.from, edge.to) };
            let edges = by_pair.entry(pair).or_default();
            if edges.is_empty() {
                first_edge.push((index, pair));
            }
            edges.push((index, backward));
        }
        let limit = span_limit(first_edge.iter().map(|(_, (a, b))| layer[*b].saturating_sub(layer[*a])));
        for (_, (left, right)) in first_edge {
            let mut leaves = vec![left];
            if layer[right] - layer[left] <= limit {
                self.cut(left, right, &mut leaves);
                leaves.push(right);
                self.links.extend(leaves.windows(2).map(|w| Link { left: w[0], right: w[1] }));
            } else {
                leaves.push(right);
            }
            let edges = by_pair.remove(&(left, right)).unwrap_or_default();
            self.chains.push(Chain { leaves, edges });
        }
    }

    /// Adds the rows of a long edge: in the box it leaves, outside, in the box it enters.
    fn cut(&mut self, left: usize, right: usize, chain: &mut Vec<usize>) {
        let (a, b) = (self.leaves[left], self.leaves[right]);
        let (first, last) = (a.first + 1, b.first.saturating_sub(1));
        if first > last {
            return;
        }
        if a.group == b.group {
            self.row(first, last, a.group, chain);
            return;
        }
        // Exclusive end of the stretch in the left box, start of the stretch in the right one.
        let enter = b.group.map_or(last + 1, |g| self.groups[g].first.clamp(first, last + 1));
        let leave = a.group.map_or(first, |g| (self.groups[g].last + 1).clamp(first, last + 1)).min(enter);
        for (from, to, group) in [(first, leave, a.group), (leave, enter, None), (enter, last + 1, b.group)] {
            if from < to {
                self.row(from, to - 1, group, chain);
            }
        }
    }

    fn row(&mut self, first: usize, last: usize, group: Option<usize>, chain: &mut Vec<usize>) {
        chain.push(self.leaves.len());
        self.leaves.push(Leaf { first, last, group });
    }

    /// A leaf is a node, not a row of an edge.
    pub fn is_node(&self, leaf: usize) -> bool {
        leaf < self.nodes
    }
}

/// The longest span for which all edges up to it fit into the allowed number of rows.
fn span_limit(spans: impl Iterator<Item = usize>) -> usize {
    let mut spans: Vec<usize> = spans.filter(|s| *s > 1).collect();
    spans.sort_unstable();
    let mut total = 0;
    for span in spans {
        total += span;
        if total > MOST_ROWS {
            return span - 1;
        }
    }
    usize::MAX
}

/// The group of each node, and the groups by first appearance.
fn groups(input: &GraphInput) -> (Vec<Option<usize>>, Vec<Group>) {
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    let mut groups = Vec::new();
    let mut members = Vec::with_capacity(input.nodes.len());
    for node in &input.nodes {
        members.push(node.group.as_deref().map(|title| {
            *index.entry(title).or_insert_with(|| {
                groups.push(Group { title: Some(title.to_owned()), first: 0, last: 0 });
                groups.len() - 1
            })
        }));
    }
    (members, groups)
}

/// Nodes with neither group nor edge become a group without a box.
fn with_loose(mut members: Vec<Option<usize>>, groups: &mut Vec<Group>, ties: &Ties) -> Vec<Option<usize>> {
    let loose: Vec<usize> = (0..members.len()).filter(|n| members[*n].is_none() && ties.alone(*n)).collect();
    if loose.len() > 1 {
        for node in loose {
            members[node] = Some(groups.len());
        }
        groups.push(Group { title: None, first: 0, last: 0 });
    }
    members
}

/// Each pair of different nodes once, by first appearance.
fn pairs(input: &GraphInput) -> Vec<(usize, usize)> {
    let mut seen = BTreeSet::new();
    let ends = input.edges.iter().map(|e| (e.from, e.to));
    ends.filter(|(a, b)| a != b && *a.max(b) < input.nodes.len() && seen.insert((*a, *b))).collect()
}

/// The pairs with those reversed that close a cycle when walking depth first in input order.
fn break_cycles(nodes: usize, pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut out: Vec<Vec<(usize, usize)>> = vec![Vec::new(); nodes];
    let mut needed = vec![false; nodes];
    for (index, (from, to)) in pairs.iter().enumerate() {
        out[*from].push((*to, index));
        needed[*to] = true;
    }
    let mut forward = pairs.to_vec();
    // 0: not seen, 1: on the path, 2: done.
    let mut state = vec![0u8; nodes];
    let roots = (0..nodes).filter(|n| !needed[*n]).chain((0..nodes).filter(|n| needed[*n]));
    for root in roots {
        if state[root] != 0 {
            continue;
        }
        state[root] = 1;
        let mut path = vec![(root, 0)];
        while let Some((node, next)) = path.last_mut() {
            let Some((to, index)) = out[*node].get(*next).copied() else {
                state[*node] = 2;
                path.pop();
                continue;
            };
            *next += 1;
            match state[to] {
                0 => {
                    state[to] = 1;
                    path.push((to, 0));
                }
                1 => forward[index] = (pairs[index].1, pairs[index].0),
                _ => {}
            }
        }
    }
    forward
}

impl Ties {
    fn of(nodes: usize, forward: &[(usize, usize)]) -> Self {
        let mut ties = Self { out: vec![Vec::new(); nodes], into: vec![Vec::new(); nodes] };
        let mut seen = BTreeSet::new();
        for (from, to) in forward.iter().filter(|pair| seen.insert(**pair)) {
            ties.out[*from].push(*to);
            ties.into[*to].push(*from);
        }
        ties
    }

    fn alone(&self, node: usize) -> bool {
        self.out[node].is_empty() && self.into[node].is_empty()
    }
}

/// Longest path from a node nobody needs.
fn longest_paths(ties: &Ties) -> Vec<usize> {
    let nodes = ties.out.len();
    let mut open: Vec<usize> = ties.into.iter().map(Vec::len).collect();
    let mut ready: Vec<usize> = (0..nodes).filter(|n| open[*n] == 0).collect();
    let mut layer = vec![0; nodes];
    let mut done = 0;
    while let Some(node) = ready.get(done).copied() {
        done += 1;
        for to in &ties.out[node] {
            layer[*to] = layer[*to].max(layer[node] + 1);
            open[*to] -= 1;
            if open[*to] == 0 {
                ready.push(*to);
            }
        }
    }
    layer
}

/// Moves nodes within their freedom towards what they are tied to and towards their group.
fn pull_together(ties: &Ties, group_of: &[Option<usize>], groups: usize, layer: &mut [usize]) {
    let nodes = layer.len();
    let mut by_layer: Vec<usize> = (0..nodes).filter(|n| !ties.alone(*n)).collect();
    by_layer.sort_by_key(|n| layer[*n]);
    for round in 0..8 {
        let home = group_medians(ties, group_of, groups, layer);
        let mut moved = false;
        let sweep = |node: usize, layer: &mut [usize], moved: &mut bool| {
            let home = group_of[node].and_then(|g| home[g]);
            let low = ties.into[node].iter().map(|n| layer[*n] + 1).max().unwrap_or(0);
            let high = ties.out[node].iter().map(|n| layer[*n].saturating_sub(1)).min();
            let high = high.or(home).unwrap_or(low).max(low);
            let (needs, needed) = (ties.out[node].len(), ties.into[node].len());
            let target = match (home, needs.abs_diff(needed)) {
                (Some(home), 0..=2) => home.clamp(low, high),
                (None, 0) => layer[node],
                _ if needs > needed => high,
                _ => low,
            };
            if target != layer[node] {
                layer[node] = target;
                *moved = true;
            }
        };
        if round % 2 == 0 {
            for node in by_layer.iter().rev() {
                sweep(*node, layer, &mut moved);
            }
        } else {
            for node in &by_layer {
                sweep(*node, layer, &mut moved);
            }
        }
        if !moved && round > 0 {
            break;
        }
    }
}

/// The middle layer of the tied members of each group.
fn group_medians(ties: &Ties, group_of: &[Option<usize>], groups: usize, layer: &[usize]) -> Vec<Option<usize>> {
    let mut layers: Vec<Vec<usize>> = vec![Vec::new(); groups];
    for (node, group) in group_of.iter().enumerate() {
        if let (Some(group), false) = (group, ties.alone(node)) {
            layers[*group].push(layer[node]);
        }
    }
    let median = |mut all: Vec<usize>| {
        all.sort_unstable();
        all.get(all.len().saturating_sub(1) / 2).copied()
    };
    layers.into_iter().map(median).collect()
}

/// Nodes without edges fill the columns of their group evenly, or make a block of columns.
fn spread_loose(ties: &Ties, group_of: &[Option<usize>], groups: usize, layer: &mut [usize]) {
    let mut loose: Vec<Vec<usize>> = vec![Vec::new(); groups];
    let mut count: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); groups];
    for (node, group) in group_of.iter().enumerate() {
        match group {
            Some(group) if ties.alone(node) => loose[*group].push(node),
            Some(group) => *count[*group].entry(layer[node]).or_default() += 1,
            None => {}
        }
    }
    for (group, nodes) in loose.iter().enumerate() {
        let count = &mut count[group];
        if let (Some(first), Some(last)) = (count.keys().next().copied(), count.keys().next_back().copied()) {
            for column in first..=last {
                count.entry(column).or_default();
            }
        } else {
            let columns = (1..40).find(|c| c * c * 2 >= nodes.len()).unwrap_or(40);
            count.extend((0..columns).map(|c| (c, 0)));
        }
        for node in nodes {
            if let Some((column, taken)) = count.iter_mut().min_by_key(|(column, taken)| (**taken, **column)) {
                layer[*node] = *column;
                *taken += 1;
            }
        }
    }
}

/// Takes empty layers out and returns how many are left.
fn squeeze(layer: &mut [usize]) -> usize {
    let used: BTreeSet<usize> = layer.iter().copied().collect();
    let place: BTreeMap<usize, usize> = used.iter().enumerate().map(|(i, l)| (*l, i)).collect();
    for l in layer {
        *l = place.get(l).copied().unwrap_or(0);
    }
    used.len()
}
