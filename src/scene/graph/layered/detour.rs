//! Lines that cannot reach their end without running through a frame go around it.
//!
//! Such a line turns in a rank below, or above, all that is in its way; everything else keeps the
//! order it had, and only what is new looks for its place.

use super::model::Model;
use super::net::{Detour, Kind, Net};
use super::order::Order;
use super::rank::Ranks;
use super::sift::Effort;

/// Mends what runs through frames; at most a few rounds.
pub fn mend(model: &Model, ranks: Ranks, net: Net, children: Vec<Vec<usize>>, same: &[Option<usize>]) -> (Ranks, Net, Vec<Vec<usize>>) {
    let (mut ranks, mut net, mut children) = (ranks, net, children);
    let mut detours: Vec<Option<Detour>> = vec![None; model.links.len()];
    for round in 0..5 {
        let mut order = Order::new(&net);
        order.children = children;
        order.number();
        let blocked = blocked(model, &order);
        children = std::mem::take(&mut order.children);
        drop(order);
        if blocked.is_empty() {
            break;
        }
        let shift = plan(&mut ranks, &net, &blocked, &mut detours, round);
        let next = Net::of(model, &ranks, same, &detours);
        children = carry(&net, &children, &next, usize::from(shift));
        net = next;
    }
    (ranks, net, children)
}

/// Lines that run through frames: the line, and the first and last rank of what is in its way.
fn blocked(model: &Model, order: &Order<'_>) -> Vec<(usize, (usize, usize))> {
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

/// Decides where blocked lines turn; whether all ranks moved down by one.
fn plan(ranks: &mut Ranks, net: &Net, blocked: &[(usize, (usize, usize))], detours: &mut [Option<Detour>], round: usize) -> bool {
    let mut above = false;
    let mut wishes: Vec<(usize, bool, usize)> = Vec::new();
    for (line, (first, last)) in blocked {
        let chain = &net.chains[*line];
        let ends = chain.first().zip(chain.last()).map(|(a, b)| (net.units[*a].first, net.units[*b].first)).unwrap_or_default();
        let up = (ends.0 - first.min(&ends.0)) + (ends.1 - first.min(&ends.1));
        let down = (last - ends.0.min(*last)) + (last - ends.1.min(*last));
        let up_wins = if round % 2 == 0 { up < down } else { up >= down };
        above |= up_wins && *first == 0;
        wishes.push((*line, up_wins, if up_wins { *first } else { *last + 1 }));
    }
    let shift = usize::from(above);
    if above {
        ranks.count += 1;
        ranks.node.iter_mut().for_each(|r| *r += 1);
        ranks.frame.iter_mut().skip(1).for_each(|f| *f = (f.0 + 1, f.1 + 1));
    }
    detours.iter_mut().flatten().for_each(|d| d.rank += shift);
    for (line, up, rank) in wishes {
        let rank = if up { (rank + shift).saturating_sub(1) } else { rank + shift };
        ranks.count = ranks.count.max(rank + 1);
        detours[line] = Some(Detour { rank });
    }
    ranks.frame[0] = (0, ranks.count - 1);
    above
}

/// The old order for the new units; new ones go where their line's other units are, then sift.
fn carry(old: &Net, children: &[Vec<usize>], next: &Net, shift: usize) -> Vec<Vec<usize>> {
    let key = |net: &Net, u: usize, shift: usize| {
        let unit = net.units[u];
        let (kind, number) = match unit.kind {
            Kind::Node(n) => (0, n),
            Kind::Lane(n) => (1, n),
            Kind::Label(n) => (2, n),
            Kind::Turn(n) => (3, n),
            Kind::Filler => (4, 0),
        };
        (kind, number, unit.home, unit.first + shift)
    };
    let mut order = Order::new(old);
    order.children = children.to_vec();
    order.number();
    let mut known: Vec<((usize, usize, usize, usize), usize)> = (0..old.units.len()).map(|u| (key(old, u, shift), order.pos[u])).collect();
    known.sort_unstable();
    let mut fresh = Order::new(next);
    let mut wish = vec![-1.0f64; next.units.len()];
    let mut new = Vec::new();
    for u in 0..next.units.len() {
        match known.binary_search_by(|k| k.0.cmp(&key(next, u, 0))) {
            Ok(at) => wish[u] = super::model::real(known[at].1),
            Err(_) => new.push(u),
        }
    }
    for _ in 0..3 {
        for u in &new {
            let near: Vec<f64> = fresh.halves[*u].iter().map(|h| wish[h.other]).filter(|w| *w >= 0.0).collect();
            if !near.is_empty() {
                wish[*u] = near.iter().sum::<f64>() / super::model::real(near.len());
            }
        }
    }
    fresh.sort_by(&wish, false);
    let mut effort = Effort { window: usize::MAX / 2, work: 3_000_000 };
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
