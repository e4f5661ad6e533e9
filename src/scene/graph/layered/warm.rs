//! Starting from a drawing: ranks, order and places stay, only what is new looks for its place.

use super::detour;
use super::model::{Kept, Model, Place, Placed, real};
use super::net::{Detour, Kind, Net};
use super::order::sift::Effort;
use super::order::{FIRM, Order};
use super::place;
use super::place::solve::Wish;
use super::rank::{self, Ranks, Stacking};
use super::route;
use std::collections::BTreeMap;

/// Lays out a graph near to where it was; nothing if a line finds no way around a frame like that.
pub fn lay_out(model: &Model, kept: &Kept, same: &[Option<usize>]) -> Option<Placed> {
    let old: Vec<Option<usize>> = kept.nodes.iter().map(|k| k.map(|k| k.rank)).collect();
    let ranks = rank::ranks(model, Stacking::Free, Some(&old));
    let (ranks, detours) = remembered(model, kept, ranks, same);
    let net = Net::of(model, &ranks, same, &detours);
    let children = arrange(kept, &ranks, &net, &|_| false);
    let again = |(round, _): (usize, &[usize]), _: (&Net, &[Vec<usize>]), next: &Net, _: usize| {
        // Ranks moved with the nodes; depths are read from the nodes.
        let mut moved = ranks.clone();
        for (n, rank) in moved.node.iter_mut().enumerate() {
            *rank = next.units[n].first;
        }
        moved.count = next.ranks;
        // A line that is still in the way is looked for anew.
        arrange(kept, &moved, next, &|line| round > 0 && detours[line].is_none() || round > 1)
    };
    let (ranks, net, children) = detour::mend(model, (ranks.clone(), net, detours.clone()), children, same, &again);
    let wishes = wishes(kept, &ranks, &net);
    let order = Order::with(&net, FIRM, children);
    if !detour::blocked(model, &order).is_empty() {
        return None;
    }
    let along = place::place(model, &order, Some(&wishes));
    Some(route::finish(model, &ranks, &net, &along, same, Some(&middles(kept, &ranks, &net))))
}

/// Lines that went around something still do, where the ranks at which they turned still are.
fn remembered(model: &Model, kept: &Kept, mut ranks: Ranks, same: &[Option<usize>]) -> (Ranks, Vec<Option<Detour>>) {
    let turn = |line: usize| kept.ways.get(line).and_then(Option::as_ref).and_then(|w| w.turn).filter(|_| same[line].is_none());
    // Where the nodes of each old rank are now, and the first and last rank that has nodes.
    let mut now: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, place) in kept.nodes.iter().enumerate() {
        if let Some(place) = place.filter(|p| !p.firm) {
            now.entry(place.rank).or_default().push(ranks.node[n]);
        }
    }
    let ends = now.first_key_value().map(|f| *f.0).zip(now.last_key_value().map(|l| *l.0));
    let Some((first, last)) = ends else { return (ranks, vec![None; same.len()]) };
    let above = (0..same.len()).any(|l| turn(l).is_some_and(|t| t.rank < first));
    let lift = usize::from(above);
    let count = ranks.count;
    let place = |turn: Place| match now.get(&turn.rank) {
        Some(list) => list.get(list.len() / 2).map(|r| r + lift),
        None if turn.rank < first => Some(0),
        None if turn.rank > last => Some(count + lift),
        None => None,
    };
    let beyond = |line: usize, rank: &usize| {
        let ends = [model.links[line].from, model.links[line].to].map(|n| ranks.node[n] + lift);
        ends.iter().all(|end| end < rank) || ends.iter().all(|end| end > rank)
    };
    let detours: Vec<Option<Detour>> = (0..same.len()).map(|l| turn(l).and_then(place).filter(|rank| beyond(l, rank)).map(|rank| Detour { rank })).collect();
    if detours.iter().any(Option::is_some) {
        ranks.node.iter_mut().for_each(|r| *r += lift);
        ranks.frame.iter_mut().for_each(|f| *f = (f.0 + lift, f.1 + lift));
        ranks.count = detours.iter().flatten().map(|d| d.rank + 1).fold(count + lift, usize::max);
        ranks.frame[0] = (0, ranks.count - 1);
    }
    (ranks, detours)
}

/// Known places of units and frames' sides; weight zero for what is new.
fn wishes(kept: &Kept, ranks: &Ranks, net: &Net) -> Vec<Wish> {
    let units = net.units.len();
    let mut wishes = vec![Wish::default(); units + 2 * net.spans.len()];
    for (u, x) in places(kept, ranks, net).into_iter().enumerate() {
        let weight = match net.units[u].kind {
            Kind::Node(n) if kept.nodes[n].is_some_and(|k| k.firm) => 500.0,
            Kind::Node(_) => 1.0,
            _ => 0.1,
        };
        if let Some(at) = x {
            wishes[u] = Wish { at, weight };
        }
    }
    for (f, sides) in kept.frames.iter().enumerate() {
        if let Some((start, end)) = sides {
            wishes[units + 2 * f] = Wish { at: *start, weight: 0.05 };
            wishes[units + 2 * f + 1] = Wish { at: *end, weight: 0.05 };
        }
    }
    wishes
}

/// Where the middle of each rank was.
fn middles(kept: &Kept, ranks: &Ranks, net: &Net) -> Vec<Option<f64>> {
    let mut depths: Vec<Vec<f64>> = vec![Vec::new(); net.ranks];
    for (n, place) in kept.nodes.iter().enumerate() {
        if let Some(place) = place
            && !place.firm
        {
            depths[ranks.node[n]].push(place.y);
        }
    }
    // Ranks in which lines only turn.
    let empty: Vec<bool> = depths.iter().map(Vec::is_empty).collect();
    for unit in &net.units {
        if let Kind::Turn(line) = unit.kind
            && empty[unit.first]
            && let Some(turn) = kept.ways.get(line).and_then(Option::as_ref).and_then(|w| w.turn)
        {
            depths[unit.first].push(turn.y);
        }
    }
    let middle = |mut d: Vec<f64>| {
        d.sort_by(f64::total_cmp);
        d.get(d.len() / 2).copied()
    };
    depths.into_iter().map(middle).collect()
}

/// Where each unit was along its rank.
fn places(kept: &Kept, ranks: &Ranks, net: &Net) -> Vec<Option<f64>> {
    let depth = middles(kept, ranks, net);
    let mut places: Vec<Option<f64>> = vec![None; net.units.len()];
    for (n, place) in kept.nodes.iter().enumerate() {
        places[n] = place.map(|p| p.x);
    }
    for (line, chain) in net.chains.iter().enumerate() {
        let Some(way) = kept.ways.get(line).and_then(Option::as_ref) else { continue };
        let old = &way.line;
        let turn = chain.iter().position(|u| matches!(net.units[*u].kind, Kind::Turn(_)));
        for (k, u) in chain.iter().enumerate().filter(|(_, u)| **u >= kept.nodes.len()) {
            let unit = net.units[*u];
            if let (Kind::Turn(_), Some(turn)) = (unit.kind, way.turn) {
                places[*u] = Some(turn.x);
                continue;
            }
            let at = (unit.first..=unit.last).find_map(|r| depth[r].and_then(|y| crossing(old, y, turn.is_some_and(|t| k > t), ranks.back[line])));
            places[*u] = at;
        }
    }
    places
}

/// Where a line passes a depth, the first or the last time seen from its upper end.
fn crossing(line: &[(f64, f64)], y: f64, last: bool, back: bool) -> Option<f64> {
    let pass = |w: &[(f64, f64)]| {
        let (a, b) = (w[0], w[1]);
        let inside = (a.1 <= y && y <= b.1) || (b.1 <= y && y <= a.1);
        (inside && a.1 != b.1).then(|| a.0 + (b.0 - a.0) * (y - a.1) / (b.1 - a.1))
    };
    if last == back { line.windows(2).find_map(pass) } else { line.windows(2).rev().find_map(pass) }
}

/// The order of what was there, and the best places for what is new.
fn arrange(kept: &Kept, ranks: &Ranks, net: &Net, anew: &dyn Fn(usize) -> bool) -> Vec<Vec<usize>> {
    let mut places = places(kept, ranks, net);
    for (_, chain) in net.chains.iter().enumerate().filter(|(line, _)| anew(*line)) {
        if chain.iter().any(|u| matches!(net.units[*u].kind, Kind::Turn(_))) {
            chain.iter().filter(|u| **u >= kept.nodes.len()).for_each(|u| places[*u] = None);
        }
    }
    let mut order = Order::new(net, FIRM);
    let mut wish: Vec<Option<f64>> = places.clone();
    let new: Vec<usize> = (0..net.units.len()).filter(|u| places[*u].is_none() && net.units[*u].kind != Kind::Filler).collect();
    for _ in 0..4 {
        for u in &new {
            let near: Vec<f64> = order.ends.near(*u).filter_map(|other| wish[other]).collect();
            if !near.is_empty() {
                wish[*u] = Some(near.iter().sum::<f64>() / real(near.len()));
            }
        }
    }
    // Frames stand where they were; new ones among what is in them.
    let mut sums = vec![(0.0, 0usize); net.spans.len()];
    for (u, x) in wish.iter().enumerate() {
        if let Some(x) = x {
            let mut frame = net.units[u].home;
            while frame != 0 {
                sums[frame] = (sums[frame].0 + x, sums[frame].1 + 1);
                frame = net.spans[frame].parent;
            }
        }
    }
    let frame = |f: usize| kept.frames.get(f).copied().flatten().map_or_else(|| sums[f].0 / real(sums[f].1.max(1)), |(a, b)| f64::midpoint(a, b));
    let mut key: Vec<f64> = wish.iter().map(|w| w.unwrap_or(0.0)).collect();
    key.extend((0..net.spans.len()).map(frame));
    for list in &mut order.children {
        list.sort_by(|a, b| key[*a].total_cmp(&key[*b]));
    }
    order.number();
    let mut effort = Effort { window: 200, work: 1_500_000 };
    for _ in 0..3 {
        let mut change = 0;
        for u in &new {
            change += order.sift(net.units[*u].home, *u, &mut effort);
        }
        if change == 0 {
            break;
        }
    }
    order.children
}
