//! What stands beside what: one order for the children of every frame, over all ranks together, so
//! that frames are boxes and long lines are straight.
//!
//! Sweeps move units towards their neighbours, then `sift` tries places one by one. Work is counted,
//! not timed, so the same graph is always drawn the same.

pub mod ends;
pub mod sift;
pub mod spread;
pub mod wander;

use super::model::real;
use super::net::{Kind, Net};
use ends::Ends;

/// A child of a frame: a unit, or a frame numbered after the units.
pub type Item = usize;

/// The order and what is needed to improve it.
pub struct Order<'a> {
    /// The graph.
    pub net: &'a Net,
    /// Children of every frame, from start to end.
    pub children: Vec<Vec<Item>>,
    /// Place of every unit, over all frames.
    pub pos: Vec<usize>,
    /// First place and number of units of every item.
    pub range: Vec<(usize, usize)>,
    /// Line ends of every item.
    pub ends: Ends,
    /// Ranks between which an item stands as a whole, and how much a line through it weighs.
    pub cover: Vec<(usize, usize, i64)>,
    /// What a line through a frame weighs.
    pub wall: i64,
    /// Ranks of every item.
    pub reach: Vec<(usize, usize)>,
    /// Items that nothing has changed for since they were sifted without gain.
    calm: Vec<bool>,
}

/// A line through a frame that is not its own weighs as much as this many crossings at first.
pub const WALL: i64 = 12;
/// And as this many once lines may go around.
pub const FIRM: i64 = 500;

impl<'a> Order<'a> {
    /// The order of the input.
    pub fn new(net: &'a Net, wall: i64) -> Self {
        let units = net.units.len();
        let items = units + net.spans.len();
        let mut cover: Vec<(usize, usize, i64)> = net.units.iter().map(|u| (u.first, u.last, i64::from(net_lane(u.kind)))).collect();
        cover.extend(net.spans.iter().map(|s| (s.first, s.last, wall)));
        let mut reach: Vec<(usize, usize)> = net.units.iter().map(|u| (u.first, u.last)).collect();
        reach.extend(net.spans.iter().map(|s| (s.first, s.last)));
        let mut order = Self {
            net,
            children: vec![Vec::new(); net.spans.len()],
            pos: vec![0; units],
            range: vec![(0, 0); items],
            ends: Ends::of(net),
            cover,
            wall,
            reach,
            calm: Vec::new(),
        };
        order.input_order();
        order
    }

    /// An order that is known.
    pub fn with(net: &'a Net, wall: i64, children: Vec<Vec<Item>>) -> Self {
        let mut order = Self::new(net, wall);
        order.children = children;
        order.number();
        order
    }

    /// Children in the order of the input; lanes near the middle of their line's ends.
    fn input_order(&mut self) {
        let net = self.net;
        let mut wish: Vec<f64> = (0..net.units.len()).map(real).collect();
        for chain in &net.chains {
            if let (Some(a), Some(b)) = (chain.first(), chain.last()) {
                let middle = f64::midpoint(wish[*a], wish[*b]);
                for unit in chain.iter().filter(|u| !matches!(net.units[**u].kind, Kind::Node(_))) {
                    wish[*unit] = middle;
                }
            }
        }
        for (i, unit) in net.units.iter().enumerate() {
            self.children[unit.home].push(i);
        }
        for (f, span) in net.spans.iter().enumerate().skip(1) {
            self.children[span.parent].push(net.units.len() + f);
        }
        self.sort_by(&wish, true);
    }

    /// Sorts the children of every frame by a wish for each unit; equals stay as they are.
    /// A frame wishes what its first unit does, or the mean.
    pub fn sort_by(&mut self, wish: &[f64], by_first: bool) {
        let units = self.net.units.len();
        let mut sum: Vec<(f64, usize, f64)> = wish.iter().map(|w| (*w, 1, *w)).collect();
        sum.resize(units + self.net.spans.len(), (0.0, 0, f64::INFINITY));
        for (i, unit) in self.net.units.iter().enumerate() {
            let own = &mut sum[units + unit.home];
            *own = (own.0 + wish[i], own.1 + 1, own.2.min(wish[i]));
        }
        for f in (1..self.net.spans.len()).rev() {
            let (own, parent) = (sum[units + f], &mut sum[units + self.net.spans[f].parent]);
            *parent = (parent.0 + own.0, parent.1 + own.1, parent.2.min(own.2));
        }
        let key: Vec<f64> = sum.iter().map(|(total, count, first)| if by_first { *first } else { total / real((*count).max(1)) }).collect();
        for list in &mut self.children {
            list.sort_by(|a, b| key[*a].total_cmp(&key[*b]));
        }
        self.number();
    }

    /// Writes down where everything is.
    pub fn number(&mut self) {
        let units = self.net.units.len();
        self.calm.clear();
        self.calm.resize(self.range.len(), false);
        let mut next = 0;
        let mut stack: Vec<(usize, usize)> = vec![(0, 0)];
        while let Some((frame, at)) = stack.pop() {
            if at == 0 {
                self.range[units + frame].0 = next;
            }
            let Some(item) = self.children[frame].get(at).copied() else {
                self.range[units + frame].1 = next - self.range[units + frame].0;
                continue;
            };
            stack.push((frame, at + 1));
            if item < units {
                (self.pos[item], self.range[item]) = (next, (next, 1));
                next += 1;
            } else {
                stack.push((item - units, 0));
            }
        }
    }

    /// Moves everything towards its neighbours above, or below. With `share`, what begins in a rank
    /// shares out the places it had.
    pub fn sweep(&mut self, down: bool, share: bool) {
        let net = self.net;
        let mut wish: Vec<f64> = self.pos.iter().map(|p| real(*p)).collect();
        let mut by_rank: Vec<usize> = (0..net.units.len()).collect();
        by_rank.sort_by_key(|u| if down { net.units[*u].first } else { net.ranks - net.units[*u].last.min(net.ranks) });
        let rank = |u: usize| if down { net.units[u].first } else { net.units[u].last };
        for column in by_rank.chunk_by(|a, b| rank(*a) == rank(*b)) {
            let mean = |u: usize| {
                let near = self.ends.groups(u).iter().filter(|g| (g.slot % 2 == 0) == down).flat_map(|g| self.ends.outer(g));
                let (total, count) = near.fold((0.0, 0), |(t, c), other| (t + wish[*other], c + 1));
                if count == 0 { wish[u] } else { total / real(count) }
            };
            let mut sorted: Vec<(f64, f64, usize)> = column.iter().map(|u| (mean(*u), wish[*u], *u)).collect();
            sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            let mut places: Vec<f64> = column.iter().map(|u| wish[*u]).collect();
            places.sort_by(f64::total_cmp);
            for ((mean, _, unit), place) in sorted.into_iter().zip(places) {
                wish[unit] = if share { place } else { mean };
            }
        }
        self.sort_by(&wish, false);
    }

    /// Crossings of lines, and lines that run through frames that are not theirs.
    pub fn crossings(&self) -> (i64, i64) {
        let net = self.net;
        let mut gaps: Vec<Vec<(usize, usize)>> = vec![Vec::new(); net.ranks];
        for piece in &net.pieces {
            gaps[net.units[piece.upper].last].push((self.pos[piece.upper], self.pos[piece.lower]));
        }
        let mut through = 0;
        let units = net.units.len();
        for (f, span) in net.spans.iter().enumerate().skip(1) {
            let (start, size) = self.range[units + f];
            for gap in &gaps[span.first..span.last] {
                through += gap.iter().filter(|(a, b)| a.min(b) < &start && *a.max(b) >= start + size).count();
            }
        }
        for (i, unit) in net.units.iter().enumerate() {
            for gap in &mut gaps[unit.first..unit.last] {
                gap.push((self.pos[i], self.pos[i]));
            }
        }
        let mut tree = vec![0i64; units + 2];
        let mut total = 0;
        for gap in &mut gaps {
            gap.sort_unstable();
            total += inversions(gap, &mut tree);
        }
        (total, i64::try_from(through).unwrap_or(i64::MAX))
    }

    /// Crossings and heavier lines through frames, in one number.
    pub fn cost(&self) -> i64 {
        if self.net.is_vast() {
            return i64::MAX;
        }
        let (crossings, through) = self.crossings();
        crossings + through * self.wall
    }
}

fn net_lane(kind: Kind) -> bool {
    matches!(kind, Kind::Lane(_))
}

/// Pairs whose ends are in the other order; `tree` is empty before and after.
fn inversions(gap: &[(usize, usize)], tree: &mut [i64]) -> i64 {
    let (mut total, mut seen) = (0, 0);
    for same in gap.chunk_by(|a, b| a.0 == b.0) {
        for (_, end) in same {
            let mut at = end + 1;
            let mut below = 0;
            while at > 0 {
                below += tree[at];
                at &= at - 1;
            }
            total += seen - below;
        }
        for (_, end) in same {
            seen += 1;
            let mut at = end + 1;
            while at < tree.len() {
                tree[at] += 1;
                at += at & at.wrapping_neg();
            }
        }
    }
    for (_, end) in gap {
        let mut at = end + 1;
        while at < tree.len() {
            tree[at] = 0;
            at += at & at.wrapping_neg();
        }
    }
    total
}
