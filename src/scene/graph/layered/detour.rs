//! Lines that cannot reach their end without running through a frame go around it.
//!
//! Such a line turns in a rank below, or above, all that is in its way; everything else keeps the
//! order it had, and only what is new looks for its place.

use super::model::{Model, real};
use super::net::{Detour, Kind, Net};
use super::order::sift::Effort;
use super::order::{FIRM, Order};
use super::rank::Ranks;

/// Finds the order for a graph cut anew, from the graph and order before.
/// In what round of detours and for which lines: the graph and order before, the graph now, how far
/// ranks moved down.
pub type Arrange<'a> = &'a dyn Fn((usize, &[usize]), (&Net, &[Vec<usize>]), &Net, usize) -> Vec<Vec<usize>>;

/// Rounds of detours; the last ones go around everything.
const ROUNDS: usize = 6;

/// Mends what runs through frames.
/// `detours` are those that the graph is cut with already.
pub fn mend(
    model: &Model,
    cut: (Ranks, Net, Vec<Option<Detour>>),
    children: Vec<Vec<usize>>,
    same: &[Option<usize>],
    arrange: Arrange<'_>,
) -> (Ranks, Net, Vec<Vec<usize>>) {
    let ((mut ranks, mut net, mut detours), mut children) = (cut, children);
    let mut ways: Vec<Option<(usize, usize)>> = vec![None; model.links.len()];
    for round in 0..ROUNDS {
        let order = Order::with(&net, FIRM, children);
        let blocked = blocked(model, &order);
        children = order.children;
        if blocked.is_empty() {
            break;
        }
        let mut lines = Vec::with_capacity(blocked.len());
        for (line, way) in blocked {
            let way = ways[line].map_or(way, |w| (w.0.min(way.0), w.1.max(way.1)));
            ways[line] = Some(if round + 2 < ROUNDS { way } else { (0, ranks.count - 1) });
            lines.push(line);
        }
        let shift = plan(&mut ranks, &net, &lines, &mut ways, &mut detours);
        let next = Net::of(model, &ranks, same, &detours);
        children = arrange((round, &lines), (&net, &children), &next, shift);
        net = next;
    }
    (ranks, net, children)
}

/// A last look for crossings that detours brought.
pub fn polish(order: &mut Order<'_>, effort: &mut Effort) {
    for _ in 0..3 {
        if !order.sift_round(effort) {
            break;
        }
    }
}

/// Lines that run through frames: the line, and the first and last rank of what is in its way.
pub fn blocked(model: &Model, order: &Order<'_>) -> Vec<(usize, (usize, usize))> {
    let net = order.net;
    let units = net.units.len();
    let mut walls: Vec<Vec<usize>> = vec![Vec::new(); net.ranks];
    for (f, span) in net.spans.iter().enumerate().skip(1) {
        for list in &mut walls[span.first..span.last] {
            list.push(f);
        }
    }
    let mut found = Vec::new();
    for (line, chain) in net.chains.iter().enumerate() {
        let mut way: Option<(usize, usize)> = None;
        for pair in chain.windows(2) {
            let rank = net.units[pair[0]].last.min(net.units[pair[1]].last);
            let (a, b) = (order.pos[pair[0]].min(order.pos[pair[1]]), order.pos[pair[0]].max(order.pos[pair[1]]));
            for f in &walls[rank] {
                let (start, size) = order.range[units + f];
                if a < start && b >= start + size {
                    let span = net.spans[*f];
                    way = Some(way.map_or((span.first, span.last), |w| (w.0.min(span.first), w.1.max(span.last))));
                }
            }
        }
        if let Some(way) = way {
            let link = model.links[line];
            let common = model.common(model.homes[link.from], model.homes[link.to]);
            let ends = [link.from, link.to].map(|n| outermost(model, net, n, common));
            found.push((line, (way.0.min(ends[0].0).min(ends[1].0), way.1.max(ends[0].1).max(ends[1].1))));
        }
    }
    found
}

/// Ranks of the child of a frame that holds a node.
fn outermost(model: &Model, net: &Net, node: usize, common: usize) -> (usize, usize) {
    let mut at = model.homes[node];
    if at == common {
        return (net.units[node].first, net.units[node].last);
    }
    while model.frames[at].parent != common {
        at = model.frames[at].parent;
    }
    (net.spans[at].first, net.spans[at].last)
}

/// Decides where blocked lines turn; by how much all ranks moved down for that.
fn plan(ranks: &mut Ranks, net: &Net, lines: &[usize], ways: &mut [Option<(usize, usize)>], detours: &mut [Option<Detour>]) -> usize {
    let mut wishes: Vec<(usize, bool)> = Vec::with_capacity(lines.len());
    let mut shift = 0;
    for line in lines {
        let (first, last) = ways[*line].unwrap_or_default();
        let chain = &net.chains[*line];
        let (a, b) = chain.first().zip(chain.last()).map(|(a, b)| (net.units[*a].first, net.units[*b].first)).unwrap_or_default();
        let up = a.saturating_sub(first) + b.saturating_sub(first);
        let down = last.saturating_sub(a) + last.saturating_sub(b);
        if up < down && first == 0 {
            shift = 1;
        }
        wishes.push((*line, up < down));
    }
    ranks.count += shift;
    ranks.node.iter_mut().for_each(|r| *r += shift);
    ranks.frame.iter_mut().skip(1).for_each(|f| *f = (f.0 + shift, f.1 + shift));
    ways.iter_mut().flatten().for_each(|w| *w = (w.0 + shift, w.1 + shift));
    detours.iter_mut().flatten().for_each(|d| d.rank += shift);
    for (line, up) in wishes {
        let (first, last) = ways[line].unwrap_or_default();
        let rank = if up { first.saturating_sub(1) } else { last + 1 };
        ranks.count = ranks.count.max(rank + 1);
        detours[line] = Some(Detour { rank });
    }
    ranks.frame[0] = (0, ranks.count - 1);
    shift
}

/// Units before (0) or after (1) the turn of their line.
fn legs(net: &Net) -> Vec<usize> {
    let mut legs = vec![0; net.units.len()];
    for chain in &net.chains {
        let turn = chain.iter().position(|u| matches!(net.units[*u].kind, Kind::Turn(_))).unwrap_or(chain.len());
        for unit in chain.iter().skip(turn + 1) {
            legs[*unit] = 1;
        }
    }
    legs
}

/// The old order for the new units; new ones go where their line's other units are, then sift. A line
/// that is still in the way looks for its place anew, each leg from its own end.
pub fn carry((round, lines): (usize, &[usize]), (old, children): (&Net, &[Vec<usize>]), next: &Net, shift: usize) -> Vec<Vec<usize>> {
    let (old_legs, next_legs) = (legs(old), legs(next));
    let key = |net: &Net, legs: &[usize], u: usize, shift: usize| {
        let unit = net.units[u];
        let (kind, number) = match unit.kind {
            Kind::Node(n) => (0, n),
            Kind::Lane(n) => (1 + 4 * legs[u], n),
            Kind::Label(n) => (2, n),
            Kind::Turn(n) => (3, n),
            Kind::Filler => (4, 0),
        };
        (kind, number, unit.home, unit.first + shift)
    };
    let order = Order::with(old, FIRM, children.to_vec());
    let mut known: Vec<((usize, usize, usize, usize), usize)> = (0..old.units.len()).map(|u| (key(old, &old_legs, u, shift), order.pos[u])).collect();
    known.sort_unstable();
    let mut fresh = Order::new(next, FIRM);
    let mut wish = vec![-1.0f64; next.units.len()];
    let mut new = Vec::new();
    for (u, wish) in wish.iter_mut().enumerate() {
        match known.binary_search_by(|k| k.0.cmp(&key(next, &next_legs, u, 0))) {
            Ok(at) => *wish = real(known[at].1),
            Err(_) => new.push(u),
        }
    }
    for line in lines.iter().filter(|_| round > 0) {
        let chain = &next.chains[*line];
        let (Some(a), Some(b)) = (chain.first(), chain.last()) else { continue };
        for u in chain.iter().filter(|u| !matches!(next.units[**u].kind, Kind::Node(_))) {
            wish[*u] = wish[if next_legs[*u] == 0 { *a } else { *b }];
            new.push(*u);
        }
    }
    new.sort_unstable();
    new.dedup();
    for _ in 0..if round > 0 { 0 } else { 3 } {
        for u in &new {
            let near: Vec<f64> = fresh.ends.near(*u).map(|other| wish[other]).filter(|w| *w >= 0.0).collect();
            if !near.is_empty() {
                wish[*u] = near.iter().sum::<f64>() / real(near.len());
            }
        }
    }
    // Frames keep their place exactly: what is new changes no mean.
    let frames = (0..next.spans.len()).map(|f| {
        let (start, size) = order.range[old.units.len() + f];
        real(start) + real(size) / 2.0 - 0.5
    });
    wish.extend(frames);
    for list in &mut fresh.children {
        list.sort_by(|a, b| wish[*a].total_cmp(&wish[*b]));
    }
    fresh.number();
    let mut effort = Effort { window: 150, work: 1_500_000 };
    for _ in 0..3 {
        let mut better = 0;
        for u in &new {
            better += fresh.sift(next.units[*u].home, *u, &mut effort);
        }
        if better == 0 {
            break;
        }
    }
    fresh.children
}
