//! The layered engine: ranks, order, places, lines; parts that nothing joins are laid out alone and
//! packed beside each other.
//!
//! Works on numbers only (`model`), ranks going down. The steps: `cycles` turns lines that close
//! circles, `rank` finds ranks with `simplex`, `net` cuts long lines at the ranks, `order` and
//! `sift` sort against crossings, `detour` sends lines around frames that are in their way, `place`
//! gives places with `solve`, `route` depths and lines, `pack` puts the parts together.

pub mod cycles;
mod detour;
pub mod model;
mod net;
mod order;
mod pack;
mod place;
mod rank;
mod route;
mod warm;

use model::{Model, Placed};
use net::Net;
use order::sift::Effort;
use order::{FIRM, Order, WALL, wander};
use rank::{Ranks, Stacking};

/// Lines between the same two nodes that get a line each; more are drawn with the first.
const PARALLEL: usize = 4;

/// Lays a graph out.
pub fn lay_out(model: &Model) -> Placed {
    pack::parts(model, &|part, _| whole(part))
}

/// Lays out a graph whose parts hang together.
fn whole(model: &Model) -> Placed {
    let same = same(model);
    if let Some(kept) = model.kept.as_ref().filter(|k| k.nodes.iter().any(Option::is_some)) {
        return warm::lay_out(model, kept, &same);
    }
    let boxes = rank::ranks(model, Stacking::Boxes, None);
    let free = (model.frames.len() > 1 && model.links.len() < 400 && model.links.len() <= 3 * model.sizes.len())
        .then(|| rank::ranks(model, Stacking::Free, None))
        .filter(|free| free.node != boxes.node);
    let (crossings, placed) = drawn(model, boxes, &same);
    let Some(free) = free else { return placed };
    // Frames side by side are shorter; they are taken where that costs no crossing.
    let (others, other) = drawn(model, free, &same);
    if others <= crossings && length(&other) < length(&placed) { other } else { placed }
}

/// The drawing for some ranks, and its crossings.
fn drawn(model: &Model, ranks: Ranks, same: &[Option<usize>]) -> (i64, Placed) {
    let net = Net::of(model, &ranks, same, &vec![None; model.links.len()]);
    let children = search(&net);
    let (ranks, net, children) = detour::mend(model, ranks, net, children, same, &detour::carry);
    let mut effort = Effort { window: 40, work: 1_000_000 };
    let children = detour::polish(&net, children, &mut effort);
    let order = Order::with(&net, FIRM, children);
    let along = place::place(model, &order, None);
    (order.cost(), route::finish(model, &ranks, &net, &along, same, None))
}

/// How long all lines are together.
fn length(placed: &Placed) -> f64 {
    placed.lines.iter().flat_map(|l| l.windows(2)).map(|w| (w[1].0 - w[0].0).hypot(w[1].1 - w[0].1)).sum()
}

/// Sweeps and sifts from a few starts, then tries small changes; the best order stays.
fn search(net: &Net) -> Vec<Vec<usize>> {
    let mut order = Order::new(net, WALL);
    let (large, flat) = (net.units.len() > 1_000, net.spans.len() == 1);
    let mut effort = Effort { window: if large && !flat { 60 } else { 300 }, work: if large && flat { 4_000_000 } else { 1_500_000 } };
    let starts = if large {
        1
    } else if net.units.len() > 400 {
        2
    } else {
        3
    };
    let first = order.children.clone();
    let mut best: Option<(i64, Vec<Vec<usize>>)> = None;
    for attempt in 0..starts {
        if attempt > 0 {
            order.children = if attempt % 2 == 1 { first.clone() } else { best.as_ref().map(|b| b.1.clone()).unwrap_or_default() };
            order.number();
        }
        sweeps(&mut order, attempt, if large { 6 } else { 8 });
        for _ in 0..if large { 3 } else { 5 } {
            if !order.sift_round(&mut effort) {
                break;
            }
        }
        let cost = order.cost();
        if best.as_ref().is_none_or(|b| cost < b.0) {
            best = Some((cost, order.children.clone()));
        }
        if cost == 0 || effort.work == 0 {
            break;
        }
    }
    if let Some((_, children)) = best {
        order.children = children;
        order.number();
    }
    if !large {
        let trials = (40_000 / net.units.len().max(1)).clamp(12, 300);
        wander::wander(&mut order, trials, &mut effort);
    }
    order.children
}

/// Sweeps up and down; the best order seen stays.
fn sweeps(order: &mut Order<'_>, attempt: usize, rounds: usize) {
    let mut best = (order.cost(), order.children.clone());
    for round in 0..rounds {
        order.sweep((round + attempt / 2).is_multiple_of(2), attempt % 4 == 1);
        let cost = order.cost();
        if cost < best.0 || round == 0 && attempt > 0 {
            best = (cost, order.children.clone());
        }
    }
    order.children = best.1;
    order.number();
}

/// For each line the earlier one that it is drawn with, if there are too many between its ends.
fn same(model: &Model) -> Vec<Option<usize>> {
    let mut keys: Vec<(usize, usize, usize)> = model.links.iter().enumerate().map(|(i, l)| (l.from, l.to, i)).collect();
    keys.sort_unstable();
    let mut same = vec![None; model.links.len()];
    for run in keys.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let own = if run.first().is_some_and(|k| k.0 == k.1) { 1 } else { PARALLEL };
        for key in run.iter().skip(own) {
            same[key.2] = run.first().map(|k| k.2);
        }
    }
    same
}
