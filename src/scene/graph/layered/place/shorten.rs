//! Places at which the weighted sum of distances is least, by network simplex (Gansner, Koutsofios,
//! North, Vo 1993, section 4.2): level distances along lines, and distances to where things were.
//!
//! A sum of distances, not of their squares: where something needs room, the fewer move and the
//! others stay exactly where they are.

use super::super::net::Net;
use super::super::rank::simplex::{self, Arc};
use super::solve::Apart;

/// Steps of a pixel.
const STEPS: f64 = 4.0;

/// A line between two units.
#[derive(Clone, Copy, Debug)]
pub struct Pull {
    /// The unit above.
    pub upper: usize,
    /// The unit below.
    pub lower: usize,
    /// How far the end below stands right of the end above when both units have the same place.
    pub shift: f64,
    /// What a pixel costs.
    pub weight: f64,
}

/// What pulls at the numbers: lines, and where each was with what a pixel away costs.
#[derive(Clone, Debug, Default)]
pub struct Pulls {
    /// Lines.
    pub lines: Vec<Pull>,
    /// Number, place, weight.
    pub kept: Vec<(usize, f64, f64)>,
}

/// Better places from places that satisfy all distances. `order` holds every number, each after
/// those it must stand right of.
pub fn shorten(net: &Net, order: &[usize], apart: &[Apart], pulls: &Pulls, places: &[f64], work: usize) -> Vec<f64> {
    let count = places.len();
    let mut rank: Vec<i64> = places.iter().map(|p| steps(p * STEPS)).collect();
    let mut into: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut arcs: Vec<Arc> = Vec::with_capacity(apart.len() + 2 * (pulls.lines.len() + pulls.kept.len()) + 4);
    for (i, a) in apart.iter().enumerate() {
        into[a.right].push(i);
        arcs.push(Arc { from: a.left, to: a.right, length: steps((a.gap * STEPS).ceil()), weight: 0 });
    }
    // Rounding must not bring two things too near.
    for v in order {
        let least = into[*v].iter().map(|i| rank[arcs[*i].from] + arcs[*i].length).max();
        rank[*v] = rank[*v].max(least.unwrap_or(i64::MIN));
    }
    // The sides of the whole are bound to nothing.
    for side in [net.units.len(), net.units.len() + 1] {
        rank[side] = rank.first().copied().unwrap_or(0);
        arcs.push(Arc { from: side, to: 0, length: 0, weight: 0 });
    }
    for f in 1..net.spans.len() {
        let (start, end) = (net.units.len() + 2 * f, net.units.len() + 2 * f + 1);
        arcs.push(Arc { from: start, to: end, length: 0, weight: 1 });
    }
    for pull in &pulls.lines {
        let (shift, weight) = (steps(pull.shift * STEPS), steps(pull.weight));
        let both = rank.len();
        rank.push(rank[pull.upper].min(rank[pull.lower] + shift));
        arcs.push(Arc { from: both, to: pull.upper, length: 0, weight });
        arcs.push(Arc { from: both, to: pull.lower, length: -shift, weight });
    }
    // Places are measured from a ground that all share.
    let ground = rank.len();
    rank.push(0);
    if pulls.kept.is_empty() {
        arcs.push(Arc { from: ground, to: 0, length: steps(-1e9), weight: 0 });
    }
    for (v, at, weight) in &pulls.kept {
        let (at, weight, both) = (steps(at * STEPS), steps(*weight), rank.len());
        rank.push(rank[*v].min(at));
        arcs.push(Arc { from: both, to: *v, length: 0, weight });
        arcs.push(Arc { from: both, to: ground, length: -at, weight });
    }
    let found = simplex::improve(rank, &arcs, work);
    let zero = if pulls.kept.is_empty() { 0 } else { found[ground] };
    found.iter().take(count).map(|r| whole(*r - zero) / STEPS).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to what fits")]
fn steps(x: f64) -> i64 {
    x.clamp(-1e12, 1e12).round() as i64
}

#[expect(clippy::cast_precision_loss, reason = "pixels, far below 2^52")]
fn whole(x: i64) -> f64 {
    x as f64
}
