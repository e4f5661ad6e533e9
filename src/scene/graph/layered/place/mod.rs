//! Where everything stands along its rank: no overlaps, boxes whole, lines straight and short.
//!
//! The numbers are the middles of units and the two sides of every frame. Wishes come from the
//! neighbours, downwards, upwards, then both; at the end everything takes what room there is.

mod shorten;
pub mod solve;

use super::model::{Model, real};
use super::net::{Kind, Net, Piece};
use super::order::Order;
use shorten::{Pull, Pulls};
use solve::{Apart, Solver, Wish};

/// Places along the ranks.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Along {
    /// Middle of each unit.
    pub unit: Vec<f64>,
    /// Start and end of each frame.
    pub frame: Vec<(f64, f64)>,
    /// Where each piece meets its upper and its lower unit, from their middles.
    pub ports: Vec<(f64, f64)>,
}

/// Where a unit is joined to another, and how strongly.
#[derive(Clone, Copy, Debug)]
struct Tie {
    other: usize,
    /// The wish for this unit is the other's place plus this.
    shift: f64,
    weight: f64,
    /// The other stands above.
    above: bool,
}

/// Finds places. `kept` are places from before, of units that should stay.
pub fn place(model: &Model, order: &Order<'_>, kept: Option<&[Wish]>) -> Along {
    let net = order.net;
    let ports = ports(model, order);
    let (sequence, apart) = distances(model, order);
    let solver = Solver::new(&sequence, &apart);
    let ties = ties(net, &ports);
    let places = match kept {
        None => settle(net, (&solver, &apart), &ties, &sequence, &ports),
        Some(kept) => stay(net, (&solver, &apart), &ties, &sequence, kept, &ports),
    };
    let units = net.units.len();
    let frame = (0..net.spans.len()).map(|f| if f == 0 { (0.0, 0.0) } else { (places[units + 2 * f], places[units + 2 * f + 1]) }).collect();
    Along { unit: places[..units].to_vec(), frame, ports }
}

/// Line ends spread along the side of their node, in the order of where they go.
fn ports(model: &Model, order: &Order<'_>) -> Vec<(f64, f64)> {
    let net = order.net;
    let mut sides: Vec<[Vec<usize>; 2]> = vec![[Vec::new(), Vec::new()]; model.sizes.len()];
    let mut ports = vec![(0.0, 0.0); net.pieces.len()];
    for (i, piece) in net.pieces.iter().enumerate() {
        if let Some([_, below]) = sides.get_mut(piece.upper) {
            below.push(i);
        }
        if let Some([above, _]) = sides.get_mut(piece.lower) {
            above.push(i);
        }
    }
    for (node, sides) in sides.iter_mut().enumerate() {
        for (side, pieces) in sides.iter_mut().enumerate() {
            let other = |p: &usize| if side == 1 { net.pieces[*p].lower } else { net.pieces[*p].upper };
            pieces.sort_by_key(|p| (order.pos[other(p)], *p));
            let count = pieces.len();
            let room = (model.sizes[node].wide - 16.0).max(0.0);
            let step = if count > 1 { (room / real(count - 1)).min(12.0) } else { 0.0 };
            for (k, piece) in pieces.iter().enumerate() {
                let shift = (real(k) - real(count - 1) / 2.0) * step;
                if side == 1 {
                    ports[*piece].0 = shift;
                } else {
                    ports[*piece].1 = shift;
                }
            }
        }
    }
    ports
}

fn ties(net: &Net, ports: &[(f64, f64)]) -> Vec<Vec<Tie>> {
    let mut ties: Vec<Vec<Tie>> = vec![Vec::new(); net.units.len()];
    for (piece, (a, b)) in net.pieces.iter().zip(ports) {
        let weight = weight(net, piece);
        ties[piece.upper].push(Tie { other: piece.lower, shift: b - a, weight, above: false });
        ties[piece.lower].push(Tie { other: piece.upper, shift: a - b, weight, above: true });
    }
    ties
}

/// How much a piece is worth being straight.
fn weight(net: &Net, piece: &Piece) -> f64 {
    match (net.is_lane(piece.upper), net.is_lane(piece.lower)) {
        (false, false) => 1.0,
        (true, true) => 6.0,
        _ => 2.0,
    }
}

/// Every number in its order, and the distances between those that meet in a rank.
fn distances(model: &Model, order: &Order<'_>) -> (Vec<usize>, Vec<Apart>) {
    let net = order.net;
    let units = net.units.len();
    let (start, end) = (|f: usize| units + 2 * f, |f: usize| units + 2 * f + 1);
    let mut sequence = Vec::with_capacity(units + 2 * net.spans.len());
    let mut stack = vec![(0usize, 0usize)];
    let mut sorted = Vec::with_capacity(units);
    while let Some((frame, at)) = stack.pop() {
        if at == 0 {
            sequence.push(start(frame));
        }
        let Some(item) = order.children[frame].get(at).copied() else {
            sequence.push(end(frame));
            continue;
        };
        stack.push((frame, at + 1));
        if item < units {
            sequence.push(item);
            sorted.push(item);
        } else {
            stack.push((item - units, 0));
        }
    }
    let mut apart: Vec<Apart> = Vec::with_capacity(units * 3);
    let mut last: Vec<Option<usize>> = vec![None; net.ranks];
    for unit in &sorted {
        let u = net.units[*unit];
        let mut met: Option<Option<usize>> = None;
        for before in &mut last[u.first..=u.last] {
            // A long line meets the same neighbour in many ranks.
            if met != Some(*before) {
                meet(model, net, *before, Some(*unit), &mut apart);
            }
            met = Some(*before);
            *before = Some(*unit);
        }
    }
    for before in last {
        meet(model, net, before, None, &mut apart);
    }
    for (f, frame) in model.frames.iter().enumerate().skip(1) {
        apart.push(Apart { left: start(f), right: end(f), gap: frame.title.max(1.0) });
    }
    apart.sort_by(|a, b| (a.left, a.right).cmp(&(b.left, b.right)).then(b.gap.total_cmp(&a.gap)));
    apart.dedup_by(|a, b| (a.left, a.right) == (b.left, b.right));
    (sequence, apart)
}

/// The distances where two neighbours of a rank meet, with the sides of the frames between them.
fn meet(model: &Model, net: &Net, left: Option<usize>, right: Option<usize>, apart: &mut Vec<Apart>) {
    let (a, b) = (left.map_or(0, |u| net.units[u].home), right.map_or(0, |u| net.units[u].home));
    let common = match (left, right) {
        (Some(_), Some(_)) => model.common(a, b),
        _ => 0,
    };
    let units = net.units.len();
    let (mut from, mut to) = (left, right);
    let (mut room_from, mut room_to) = (left.map_or(0.0, |u| net.units[u].half), right.map_or(0.0, |u| net.units[u].half));
    let mut frame = a;
    while frame != common {
        let end = units + 2 * frame + 1;
        if let Some(from) = from {
            apart.push(Apart { left: from, right: end, gap: room_from + model.gaps.after });
        }
        (from, room_from) = (Some(end), 0.0);
        frame = model.frames[frame].parent;
    }
    frame = b;
    while frame != common {
        let start = units + 2 * frame;
        if let Some(to) = to {
            apart.push(Apart { left: start, right: to, gap: room_to + model.gaps.before });
        }
        (to, room_to) = (Some(start), 0.0);
        frame = model.frames[frame].parent;
    }
    if let (Some(from), Some(to)) = (from, to) {
        let thin = |u: usize| u < units && (net.is_lane(u) || net.units[u].kind == Kind::Filler);
        let gap = if thin(from) || thin(to) { model.gaps.lane } else { model.gaps.node };
        apart.push(Apart { left: from, right: to, gap: room_from + room_to + gap });
    }
}

fn settle(net: &Net, (solver, apart): (&Solver<'_>, &[Apart]), ties: &[Vec<Tie>], sequence: &[usize], ports: &[(f64, f64)]) -> Vec<f64> {
    let count = sequence.len();
    let mut places = solver.solve(&vec![Wish { at: 0.0, weight: 1.0 }; count]);
    let mut by_rank: Vec<usize> = (0..net.units.len()).collect();
    by_rank.sort_by_key(|u| net.units[*u].first);
    // What is made best afterwards needs only a start.
    let exact = net.units.len() <= SMALL;
    let rounds = if exact { 6 } else { 10 };
    for round in 0..rounds {
        let side = match round {
            r if r + 2 >= rounds => None,
            r => Some(r % 2 == 0),
        };
        let mut wishes: Vec<Wish> = places.iter().map(|p| Wish { at: *p, weight: 0.01 }).collect();
        let mut wish = |u: usize| {
            let (mut sum, mut weight) = (0.0, 0.0);
            for tie in ties[u].iter().filter(|t| side.is_none_or(|above| above == t.above)) {
                sum += tie.weight * (wishes[tie.other].at + tie.shift);
                weight += tie.weight;
            }
            if weight > 0.0 {
                wishes[u] = Wish { at: sum / weight, weight };
            }
        };
        if side == Some(true) {
            for u in &by_rank {
                wish(*u);
            }
        } else {
            for u in by_rank.iter().rev() {
                wish(*u);
            }
        }
        places = solver.solve(&wishes);
    }
    // Frames first give all the room there is to what is in them, then to what is beside them.
    for round in 0..if exact { 2 } else { 8 } {
        let wide = round % 2 == 0;
        solver.nudge(&mut places, |v, places| side(net, v, wide).or_else(|| nearest(net, ties, v, places)));
    }
    if exact {
        let pull = |(piece, (a, b)): (&Piece, &(f64, f64))| Pull { upper: piece.upper, lower: piece.lower, shift: b - a, weight: weight(net, piece) };
        let pulls = Pulls { lines: net.pieces.iter().zip(ports).map(pull).collect(), kept: Vec::new() };
        places = shorten::shorten(net, sequence, apart, &pulls, &places, WORK);
        for round in 0..6 {
            let wide = round % 2 == 0;
            solver.nudge(&mut places, |v, places| side(net, v, wide).or_else(|| amid(net, ties, v, places)));
        }
    }
    solver.nudge(&mut places, |v, _| side(net, v, false));
    places
}

/// Up to how many units places are made the best there are.
const SMALL: usize = 5000;
/// How long to look for them.
const WORK: usize = 400_000;

/// What is new takes room; what was there moves only as far as that pushes it.
fn stay(net: &Net, (solver, apart): (&Solver<'_>, &[Apart]), ties: &[Vec<Tie>], sequence: &[usize], kept: &[Wish], ports: &[(f64, f64)]) -> Vec<f64> {
    let units = net.units.len();
    let mut wishes = kept.to_vec();
    // New units stand among their neighbours; a few rounds carry places along new lanes.
    for _ in 0..4 {
        for u in (0..units).filter(|u| kept[*u].weight == 0.0) {
            let weight: f64 = ties[u].iter().map(|t| t.weight).sum();
            if weight > 0.0 {
                let at = ties[u].iter().map(|t| t.weight * (wishes[t.other].at + t.shift)).sum::<f64>() / weight;
                wishes[u] = Wish { at, weight: 0.0 };
            }
        }
    }
    // A new frame begins and ends about where its members are.
    for f in (1..net.spans.len()).filter(|f| kept[units + 2 * f].weight == 0.0) {
        let own: Vec<f64> = (0..units).filter(|u| net.units[*u].home == f).map(|u| wishes[u].at).collect();
        if !own.is_empty() {
            let at = own.iter().sum::<f64>() / real(own.len());
            (wishes[units + 2 * f].at, wishes[units + 2 * f + 1].at) = (at, at);
        }
    }
    for wish in &mut wishes {
        wish.weight = wish.weight.max(0.02);
    }
    let mut places = solver.solve(&wishes);
    if units <= SMALL {
        let new = |u: usize| kept[u].weight == 0.0;
        let lines = net.pieces.iter().zip(ports).filter(|(p, _)| new(p.upper) || new(p.lower));
        let pulls = Pulls {
            lines: lines.map(|(p, (a, b))| Pull { upper: p.upper, lower: p.lower, shift: b - a, weight: 1.0 }).collect(),
            kept: (0..kept.len()).filter(|v| kept[*v].weight > 0.0).map(|v| (v, kept[v].at, (kept[v].weight * 40.0).max(1.0))).collect(),
        };
        places = shorten::shorten(net, sequence, apart, &pulls, &places, WORK);
    }
    // What is new straightens in the room there is.
    for _ in 0..4 {
        solver.nudge(&mut places, |v, places| if v < units && kept[v].weight == 0.0 { nearest(net, ties, v, places) } else { None });
    }
    solver.nudge(&mut places, |v, _| side(net, v, false));
    places
}

/// How far apart the two sides of a frame may get.
const FAR: f64 = 1e6;

/// Where the side of a frame wishes to be: far out, or close to what is in the frame.
fn side(net: &Net, v: usize, wide: bool) -> Option<f64> {
    let side = v.checked_sub(net.units.len() + 2)?;
    // Starts and ends follow each other.
    Some(if (side % 2 == 0) == wide { -FAR } else { FAR })
}

/// The middle of the places a number is drawn to; where it stands, if anything between two is as good.
fn nearest(net: &Net, ties: &[Vec<Tie>], v: usize, places: &[f64]) -> Option<f64> {
    best(net, ties, v, places).map(|(low, high)| places[v].clamp(low, high))
}

/// The middle of the places a number is drawn to; halfway, if anything between two is as good.
fn amid(net: &Net, ties: &[Vec<Tie>], v: usize, places: &[f64]) -> Option<f64> {
    best(net, ties, v, places).map(|(low, high)| f64::midpoint(low, high))
}

/// Between which places a number makes its lines shortest.
fn best(net: &Net, ties: &[Vec<Tie>], v: usize, places: &[f64]) -> Option<(f64, f64)> {
    if v >= net.units.len() || ties[v].is_empty() {
        return None;
    }
    let mut wishes: Vec<(f64, f64)> = ties[v].iter().map(|t| (places[t.other] + t.shift, t.weight)).collect();
    wishes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = wishes.iter().map(|w| w.1).sum::<f64>() / 2.0;
    let mut sum = 0.0;
    for (at, weight) in &wishes {
        sum += weight;
        if sum > half {
            return Some((*at, *at));
        }
        if sum == half {
            let next = wishes.iter().find(|w| w.0 > *at).map_or(*at, |w| w.0);
            return Some((*at, next));
        }
    }
    None
}
