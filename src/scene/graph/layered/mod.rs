//! The layered engine: ranks, order, places, lines; parts that nothing joins are laid out alone and
//! packed beside each other.
//!
//! Works on numbers only (`model`), ranks going down. The steps: `cycles` turns lines that close
//! circles, `rank` finds ranks with `simplex`, `net` cuts long lines at the ranks, `order` sorts
//! against crossings from `spread` by `sift` and `wander`, `detour` sends lines around frames that are
//! in their way, `place` gives places with `solve` and `shorten`, `route` depths and lines, `pull`
//! makes lines short, `pack` puts the parts together; `warm` does it all near to a drawing before.

pub mod cycles;
mod detour;
pub mod model;
mod net;
mod order;
mod pack;
mod place;
mod pull;
mod rank;
mod route;
mod warm;

use model::{Model, Placed, real};
use net::Net;
use order::sift::Effort;
use order::{FIRM, Order, WALL, wander};
use rank::{Ranks, Stacking};

/// Lines between the same two nodes that get a line each; more are drawn with the first.
const PARALLEL: usize = 4;

/// Lays a graph out.
pub fn lay_out(model: &Model, pair: Pair<'_>) -> Placed {
    pack::parts(model, &|part, _| whole(part, pair))
}

/// Lays out a graph whose parts hang together.
fn whole(model: &Model, pair: Pair<'_>) -> Placed {
    // Handing work to another costs more than a small graph.
    let pair = if model.sizes.len() < TINY { &in_turn } else { pair };
    let same = same(model);
    let kept = model.kept.as_ref().filter(|k| k.nodes.iter().any(Option::is_some));
    if let Some(placed) = kept.and_then(|kept| warm::lay_out(model, kept, &same)) {
        return placed;
    }
    let nets = nets(model, &same);
    let starts = [Start::Input, Start::Spread];
    if let [(ranks, net)] = nets.as_slice()
        && net.units.len() > LARGE
    {
        // One drawing of the better of two orders.
        let mut found = both(&starts, &|start| search(net, *start), pair);
        found.sort_by_key(|f| f.0);
        let mut drawings = found.into_iter().map(|f| drawn(model, ranks, net, f.1, &same));
        let first = drawings.next().unwrap_or_default();
        let other = if first.through > 0 { drawings.next() } else { None };
        return other.filter(|o| o.through < first.through).unwrap_or(first).placed;
    }
    let tries: Vec<(usize, Start)> = starts.iter().flat_map(|s| (0..nets.len()).map(|n| (n, *s))).collect();
    let mut found = both(
        &tries,
        &|(n, start)| {
            let (ranks, net) = &nets[*n];
            let order = search(net, *start).1;
            (drawn(model, ranks, net, order.clone(), &same), *n, order)
        },
        pair,
    );
    // The two best are worth a longer look.
    let score = |d: &Drawing| score(d, model.links.len());
    found.sort_by(|a, b| score(&a.0).total_cmp(&score(&b.0)));
    found.truncate(2);
    let better = both(
        &found,
        &|(drawing, n, order)| {
            let (ranks, net) = &nets[*n];
            (drawing.crossings > 0 && net.units.len() <= SMALL).then(|| wandered(net, order)).flatten().map(|order| drawn(model, ranks, net, order, &same))
        },
        pair,
    );
    let all = found.into_iter().map(|f| f.0).chain(better.into_iter().flatten());
    all.min_by(|a, b| score(a).total_cmp(&score(b))).map(|d| d.placed).unwrap_or_default()
}

/// One after the other.
pub fn in_turn(one: &mut (dyn FnMut() + Send), other: &mut (dyn FnMut() + Send)) {
    one();
    other();
}

/// Up to how many nodes a graph is laid out by one alone.
const TINY: usize = 20;
/// From how many units on a graph is large.
const LARGE: usize = 1_000;
/// Up to how many lines other ranks are tried too.
const FEW: usize = 200;

/// Ranks worth trying, and the graph cut at them.
fn nets(model: &Model, same: &[Option<usize>]) -> Vec<(Ranks, Net)> {
    let mut ranks = vec![rank::ranks(model, Stacking::Boxes, None)];
    if model.frames.len() > 1 && model.links.len() < FEW && model.links.len() <= 3 * model.sizes.len() {
        for stacking in [Stacking::Free, Stacking::Loose] {
            let other = rank::ranks(model, stacking, None);
            if ranks.iter().all(|r| r.node != other.node) {
                ranks.push(other);
            }
        }
    }
    let none = vec![None; model.links.len()];
    ranks
        .into_iter()
        .map(|ranks| {
            let net = Net::of(model, &ranks, same, &none);
            (ranks, net)
        })
        .collect()
}

/// Does two things, one after the other or at the same time.
pub type Pair<'a> = &'a dyn Fn(&mut (dyn FnMut() + Send), &mut (dyn FnMut() + Send));

/// Does all of it in two halves; results come in the order of the input, so the same graph is always
/// drawn the same.
fn both<T: Sync, R: Send>(of: &[T], work: &(dyn Fn(&T) -> R + Sync), pair: Pair<'_>) -> Vec<R> {
    let every_other = |from: usize| -> Vec<R> { of.iter().skip(from).step_by(2).map(work).collect() };
    let (mut mine, mut others) = (Vec::new(), Vec::new());
    pair(&mut || mine = every_other(0), &mut || others = every_other(1));
    let mut others = others.into_iter();
    mine.into_iter().flat_map(|one| std::iter::once(one).chain(others.next())).collect()
}

/// A drawing and how good it is.
#[derive(Default)]
struct Drawing {
    placed: Placed,
    /// Lines through frames that are not theirs, where no way around was found.
    through: usize,
    crossings: i64,
    length: f64,
}

/// The drawing for some ranks and an order.
fn drawn(model: &Model, ranks: &Ranks, net: &Net, children: Vec<Vec<usize>>, same: &[Option<usize>]) -> Drawing {
    let (ranks, net, children) = detour::mend(model, (ranks.clone(), net.clone(), vec![None; model.links.len()]), children, same, &detour::carry);
    let mut effort = Effort { window: 40, work: 1_000_000 };
    let mut order = Order::with(&net, FIRM, children);
    let mended = order.children.clone();
    detour::polish(&mut order, &mut effort);
    let mut through = detour::blocked(model, &order).len();
    // A sift does not see what becomes of lines deep in a frame that it moves.
    if through > 0 {
        order.children = mended;
        order.number();
        through = detour::blocked(model, &order).len();
    }
    let along = place::place(model, &order, None);
    let placed = route::finish(model, &ranks, &net, &along, same, None);
    Drawing { through, crossings: order.cost(), length: length(&placed), placed }
}

/// How good a drawing is, less is better: few crossings, short lines, little room. A crossing more is
/// taken where it makes the whole much shorter.
fn score(drawing: &Drawing, links: usize) -> f64 {
    let room = drawing.placed.size.wide * drawing.placed.size.deep;
    (crossings_of(drawing) + real(links) / 16.0) * (1.0 + 1e6 * real(drawing.through)) * drawing.length * room.powf(0.2)
}

fn crossings_of(drawing: &Drawing) -> f64 {
    u32::try_from(drawing.crossings).map_or(f64::from(u32::MAX), f64::from)
}

/// How long all lines are together.
fn length(placed: &Placed) -> f64 {
    placed.lines.iter().flat_map(|l| l.windows(2)).map(|w| (w[1].0 - w[0].0).hypot(w[1].1 - w[0].1)).sum()
}

/// What order a search starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    /// That of the input.
    Input,
    /// Near to what each is joined to, over the whole graph.
    Spread,
}

/// Sweeps and sifts from a start, then tries small changes; the best order and its cost.
fn search(net: &Net, start: Start) -> (i64, Vec<Vec<usize>>) {
    let mut order = Order::new(net, WALL);
    if start == Start::Spread {
        order.sort_by(&order::spread::wishes(net), false);
    }
    let (large, flat) = (net.units.len() > LARGE, net.spans.len() == 1);
    let mut effort = Effort { window: if large && !flat { 60 } else { 300 }, work: if large && flat { 4_000_000 } else { 1_500_000 } };
    let tries = if net.units.len() > 400 { 1 } else { 2 };
    let first = order.children.clone();
    let mut best: Option<(i64, Vec<Vec<usize>>)> = None;
    for attempt in 0..tries {
        if attempt > 0 {
            order.children.clone_from(&first);
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
    (order.cost(), order.children)
}

/// What small changes make of an order, if it becomes better.
fn wandered(net: &Net, children: &[Vec<usize>]) -> Option<Vec<Vec<usize>>> {
    let mut order = Order::with(net, WALL, children.to_vec());
    let cost = order.cost();
    let trials = (TRIALS / net.units.len().max(1)).min(150);
    let mut effort = Effort { window: 300, work: 1_500_000 };
    wander::wander(&mut order, trials, &mut effort);
    (order.cost() < cost).then_some(order.children)
}

/// Up to how many units small changes are tried.
const SMALL: usize = 250;
/// Units looked at for small changes, over all that are tried.
const TRIALS: usize = 20_000;

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
