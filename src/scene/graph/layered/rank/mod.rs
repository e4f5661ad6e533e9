//! Which rank every node stands in, and from which to which rank every frame reaches.
//!
//! Ranks are one scale for the whole picture, so what needs stands above what it needs, in whatever
//! frames the two are. Frames that depend on each other in one direction only stand one below the
//! other; frames that depend on each other both ways share ranks.

pub mod simplex;

use super::cycles;
use super::model::{Model, real};
use simplex::Arc;
use std::collections::BTreeSet;

/// Ranks of nodes and frames.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Ranks {
    /// Rank of each node.
    pub node: Vec<usize>,
    /// First and last rank of each frame.
    pub frame: Vec<(usize, usize)>,
    /// Number of ranks.
    pub count: usize,
    /// Lines that run against the ranks.
    pub back: Vec<bool>,
}

/// How frames that depend on each other one way stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stacking {
    /// One below the other.
    Boxes,
    /// Wherever their nodes stand, over few ranks.
    Free,
    /// Wherever lines are shortest.
    Loose,
}

/// Work for the network simplex in all.
const WORK: usize = 1_500_000;

/// Finds ranks. `kept` are ranks from before, which stay where they can.
pub fn ranks(model: &Model, stacking: Stacking, kept: Option<&[Option<usize>]>) -> Ranks {
    let count = model.sizes.len();
    let pairs: Vec<(usize, usize)> = model.links.iter().map(|l| (l.from, l.to)).collect();
    let back = match kept {
        Some(kept) => cycles::against_kept(count, &pairs, kept),
        None => cycles::against(count, &pairs),
    };
    let forward: Vec<(usize, usize, i64)> = model
        .links
        .iter()
        .zip(&back)
        .filter(|(l, _)| l.from != l.to)
        .map(|(l, back)| if *back { (l.to, l.from, span(l.label.is_some())) } else { (l.from, l.to, span(l.label.is_some())) })
        .collect();
    let mut arcs = Vec::with_capacity(forward.len() + 2 * count);
    arcs.extend(forward.iter().map(|(from, to, length)| Arc { from: *from, to: *to, length: *length, weight: 4 }));
    let frames = model.frames.len();
    let (top, bottom) = (|f: usize| count + 2 * f, |f: usize| count + 2 * f + 1);
    for (node, home) in model.homes.iter().enumerate() {
        arcs.push(Arc { from: top(*home), to: node, length: 0, weight: 0 });
        arcs.push(Arc { from: node, to: bottom(*home), length: 0, weight: 0 });
    }
    for (f, frame) in model.frames.iter().enumerate().skip(1) {
        arcs.push(Arc { from: top(frame.parent), to: top(f), length: 0, weight: 0 });
        arcs.push(Arc { from: bottom(f), to: bottom(frame.parent), length: 0, weight: 0 });
        arcs.push(Arc { from: top(f), to: bottom(f), length: 0, weight: if stacking == Stacking::Loose { 0 } else { 2 } });
    }
    rows(model, &forward, &mut arcs);
    if stacking == Stacking::Boxes && frames > 1 {
        stack(model, &forward, &mut arcs);
    }
    let total = count + 2 * frames;
    let first = match kept {
        Some(kept) => settle(count, &forward, kept),
        None => simplex::earliest(total, &arcs).map(|start| simplex::improve(start, &arcs, WORK)),
    };
    let rank = first.unwrap_or_else(|| vec![0; total]);
    finish(model, &rank, back)
}

/// A line with a label needs a rank between its ends.
fn span(label: bool) -> i64 {
    if label { 2 } else { 1 }
}

fn finish(model: &Model, rank: &[i64], back: Vec<bool>) -> Ranks {
    let count = model.sizes.len();
    let lowest = rank.iter().take(count).min().copied().unwrap_or(0);
    let mut node: Vec<usize> = rank.iter().take(count).map(|r| usize::try_from(r - lowest).unwrap_or(0)).collect();
    let mut used: Vec<usize> = node.clone();
    // Labels stand in ranks between those of nodes.
    if model.links.iter().any(|l| l.label.is_some()) {
        used.extend(0..=node.iter().max().copied().unwrap_or(0));
    }
    used.sort_unstable();
    used.dedup();
    for rank in &mut node {
        *rank = used.binary_search(rank).unwrap_or(0);
    }
    let count = used.len().max(1);
    let mut frame = vec![(usize::MAX, 0usize); model.frames.len()];
    for (n, home) in model.homes.iter().enumerate() {
        frame[*home] = (frame[*home].0.min(node[n]), frame[*home].1.max(node[n]));
    }
    for f in (1..frame.len()).rev() {
        let parent = model.frames[f].parent;
        frame[parent] = (frame[parent].0.min(frame[f].0), frame[parent].1.max(frame[f].1));
    }
    // A frame without nodes stands at the top of the one around it.
    for f in 0..frame.len() {
        if frame[f].0 > frame[f].1 {
            let above = if f == 0 { 0 } else { frame[model.frames[f].parent].0 };
            frame[f] = (above, above);
        }
    }
    frame[0] = (0, count - 1);
    Ranks { node, frame, count, back }
}

/// Nodes without lines stand in rows, so that many of them make a block and not a line.
fn rows(model: &Model, forward: &[(usize, usize, i64)], arcs: &mut Vec<Arc>) {
    let mut linked = vec![false; model.sizes.len()];
    for (from, to, _) in forward {
        (linked[*from], linked[*to]) = (true, true);
    }
    let mut loose: Vec<Vec<usize>> = vec![Vec::new(); model.frames.len()];
    for (node, home) in model.homes.iter().enumerate().filter(|(n, _)| !linked[*n]) {
        loose[*home].push(node);
    }
    for nodes in loose.iter().filter(|n| n.len() > 3) {
        let wide = nodes.iter().map(|n| model.sizes[*n].wide + model.gaps.node).sum::<f64>() / real(nodes.len());
        let deep = nodes.iter().map(|n| model.sizes[*n].deep + model.gaps.rank).sum::<f64>() / real(nodes.len());
        let columns = columns(nodes.len(), wide, deep * model.gaps.shape);
        for pair in nodes.iter().zip(nodes.iter().skip(columns)) {
            arcs.push(Arc { from: *pair.0, to: *pair.1, length: 1, weight: 1 });
        }
    }
}

/// How many columns make a block about as wide as deep.
pub fn columns(count: usize, wide: f64, deep: f64) -> usize {
    let fits = |c: &usize| real(*c) * wide >= real(count.div_ceil(*c)) * deep;
    (1..=count.max(1)).find(fits).unwrap_or(1)
}

/// Frames, and nodes beside frames, one below the other where lines go one way only.
fn stack(model: &Model, forward: &[(usize, usize, i64)], arcs: &mut Vec<Arc>) {
    let (count, frames) = (model.sizes.len(), model.frames.len());
    // The lines between the children of each frame; a child is a node, or `count` plus a frame.
    let mut between: Vec<BTreeSet<(usize, usize)>> = vec![BTreeSet::new(); frames];
    for (from, to, _) in forward {
        let common = model.common(model.homes[*from], model.homes[*to]);
        between[common].insert((child(model, *from, common), child(model, *to, common)));
    }
    let mut alone = vec![true; frames];
    for (f, between) in between.iter().enumerate() {
        let names: Vec<usize> = between.iter().flat_map(|(a, b)| [*a, *b]).collect::<BTreeSet<_>>().into_iter().collect();
        let at = |name: &usize| names.binary_search(name).unwrap_or(0);
        let lines: Vec<(usize, usize)> = between.iter().map(|(a, b)| (at(a), at(b))).collect();
        let (part, parts) = cycles::parts(names.len(), &lines);
        let mut sizes = vec![0usize; parts];
        for p in &part {
            sizes[*p] += 1;
        }
        for (i, name) in names.iter().enumerate().filter(|(_, name)| **name >= count) {
            alone[*name - count] = sizes[part[i]] == 1;
        }
        if f > 0 {
            alone[f] &= alone[model.frames[f].parent];
        }
        if !alone[f] {
            continue;
        }
        for (a, b) in between {
            if part[at(a)] != part[at(b)] && (*a >= count || *b >= count) {
                let from = if *a >= count { count + 2 * (*a - count) + 1 } else { *a };
                let to = if *b >= count { count + 2 * (*b - count) } else { *b };
                arcs.push(Arc { from, to, length: 1, weight: 0 });
            }
        }
    }
}

/// The child of a frame that holds a node.
fn child(model: &Model, node: usize, frame: usize) -> usize {
    let mut at = model.homes[node];
    if at == frame {
        return node;
    }
    while model.frames[at].parent != frame {
        at = model.frames[at].parent;
    }
    model.sizes.len() + at
}

/// Ranks that move as little as possible from those kept: what must move later does.
fn settle(count: usize, forward: &[(usize, usize, i64)], kept: &[Option<usize>]) -> Option<Vec<i64>> {
    let arcs: Vec<Arc> = forward.iter().map(|(from, to, length)| Arc { from: *from, to: *to, length: *length, weight: 0 }).collect();
    let early = simplex::earliest(count, &arcs)?;
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|n| early[*n]);
    let (mut out, mut into): (Vec<Vec<Arc>>, Vec<Vec<Arc>>) = (vec![Vec::new(); count], vec![Vec::new(); count]);
    for arc in &arcs {
        out[arc.from].push(*arc);
        into[arc.to].push(*arc);
    }
    // What is new stands just above what it needs, unless it is needed itself.
    let mut wish: Vec<Option<i64>> = (0..count).map(|n| kept.get(n).copied().flatten().and_then(|r| i64::try_from(r).ok())).collect();
    for node in order.iter().rev() {
        if wish[*node].is_none() {
            wish[*node] = out[*node].iter().filter_map(|a| wish[a.to].map(|w| w - a.length)).min();
        }
    }
    let mut rank: Vec<Option<i64>> = vec![None; count];
    for node in &order {
        let least = into[*node].iter().filter_map(|a| rank[a.from].map(|r| r + a.length)).max();
        let known = kept.get(*node).copied().flatten().is_some();
        rank[*node] = match (least, wish[*node]) {
            (Some(least), Some(wish)) if known => Some(wish.max(least)),
            (Some(least), _) => Some(least),
            (None, wish) => Some(wish.unwrap_or(0)),
        };
    }
    Some(nearer(rank.into_iter().map(|r| r.unwrap_or(0)).collect(), &arcs, kept))
}

/// Ranks as near to those kept as the lines allow: the fewest steps in all, up or down.
fn nearer(rank: Vec<i64>, arcs: &[Arc], kept: &[Option<usize>]) -> Vec<i64> {
    let (count, ground) = (rank.len(), rank.len());
    let mut all = rank;
    let mut pulls: Vec<Arc> = arcs.iter().map(|a| Arc { weight: 1, ..*a }).collect();
    all.push(0);
    for node in 0..count {
        let Some(was) = kept.get(node).copied().flatten().and_then(|r| i64::try_from(r).ok()) else { continue };
        let both = all.len();
        all.push(all[node].min(was));
        pulls.push(Arc { from: both, to: node, length: 0, weight: 64 });
        pulls.push(Arc { from: both, to: ground, length: -was, weight: 64 });
    }
    let found = simplex::improve(all, &pulls, WORK);
    found.iter().take(count).map(|r| r - found[ground]).collect()
}
