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
mod sift;
mod simplex;
mod solve;

use model::{Model, Placed};
use net::{Detour, Net};
use order::Order;
use rank::{Ranks, Stacking};
use sift::Effort;

/// Lines between the same two nodes that get a line each; more are drawn with the first.
const PARALLEL: usize = 4;

/// Lays a graph out.
pub fn lay_out(model: &Model) -> Placed {
    pack::parts(model, &|part, _| whole(part))
}

/// Lays out a graph whose parts hang together.
fn whole(model: &Model) -> Placed {
    let same = same(model);
    let ranks = rank::ranks(model, Stacking::Boxes, None);
    let (ranks, net, children) = ordered(model, ranks, &same);
    let mut order = Order::new(&net);
    order.children = children;
    order.number();
    let along = place::place(model, &order, None);
    route::finish(model, &ranks, &net, &along, &same)
}

/// The order found, with the detours it needs.
fn ordered(model: &Model, ranks: Ranks, same: &[Option<usize>]) -> (Ranks, Net, Vec<Vec<usize>>) {
    let detours: Vec<Option<Detour>> = vec![None; model.links.len()];
    let net = Net::of(model, &ranks, same, &detours);
    let mut order = Order::new(&net);
    search(&mut order);
    let children = std::mem::take(&mut order.children);
    drop(order);
    detour::mend(model, ranks, net, children, same)
}

/// Sweeps and sifts from several starts; the best order stays.
fn search(order: &mut Order<'_>) {
    let units = order.net.units.len();
    let large = units > 1_500;
    let mut effort = Effort { window: if large { 60 } else { 400 }, work: if large { 6_000_000 } else { 4_000_000 } };
    let starts = if large { 1 } else { (6_000 / units.max(1)).clamp(2, 12) };
    let first = order.children.clone();
    let mut best: Option<(i64, Vec<Vec<usize>>)> = None;
    for attempt in 0..starts {
        if attempt > 0 {
            order.children = if attempt % 2 == 1 { first.clone() } else { best.as_ref().map(|b| b.1.clone()).unwrap_or_default() };
            order.number();
        }
        sweeps(order, attempt, if large { 6 } else { 8 });
        for _ in 0..if large { 2 } else { 6 } {
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
}

/// Sweeps up and down; the best order seen stays.
fn sweeps(order: &mut Order<'_>, attempt: usize, rounds: usize) {
    let mut best = (order.cost(), order.children.clone());
    for round in 0..rounds {
        order.sweep((round + attempt / 2) % 2 == 0, attempt % 4 == 1);
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
