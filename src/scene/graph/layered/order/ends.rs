//! Where the lines of every item go, by slot: twice the rank, plus one on the lower side.
//!
//! Of a frame, lines that stay in it are kept apart from those that leave it: beside another item
//! they all count alike, unless a line comes from there.

use super::super::net::Net;

/// Line ends of an item in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// The slot.
    pub slot: usize,
    outer: (usize, usize),
    inner: (usize, usize),
}

/// Line ends of all items.
#[derive(Clone, Debug, Default)]
pub struct Ends {
    groups: Vec<Group>,
    /// The first group of each item, and the end.
    first: Vec<usize>,
    /// The units at the other end, of lines that leave the item.
    outer: Vec<usize>,
    /// The units at the other end, of lines that stay in the item.
    inner: Vec<usize>,
}

/// A line end at a unit: its slot, the unit, the unit at the other end.
type End = (usize, usize, usize);

impl Ends {
    /// All line ends of a graph.
    pub fn of(net: &Net) -> Self {
        let units = net.units.len();
        let ends = sorted(net);
        let mut counts = vec![(0usize, 0usize); units + net.spans.len()];
        each(net, &ends, |item, _, inner, _| if inner { counts[item].1 += 1 } else { counts[item].0 += 1 });
        let mut next = Vec::with_capacity(counts.len());
        let mut sum = (0, 0);
        for (outer, inner) in &counts {
            next.push(sum);
            sum = (sum.0 + outer, sum.1 + inner);
        }
        let start = next.clone();
        let (mut outer, mut inner) = (vec![(0usize, 0usize); sum.0], vec![(0usize, 0usize); sum.1]);
        each(net, &ends, |item, slot, within, other| {
            let (list, at) = if within { (&mut inner, &mut next[item].1) } else { (&mut outer, &mut next[item].0) };
            list[*at] = (slot, other);
            *at += 1;
        });
        let mut all = Self { outer: outer.iter().map(|e| e.1).collect(), inner: inner.iter().map(|e| e.1).collect(), ..Self::default() };
        for ((mut a, mut b), (end_a, end_b)) in start.into_iter().zip(next) {
            all.first.push(all.groups.len());
            while a < end_a || b < end_b {
                let slot = outer[a..end_a].first().into_iter().chain(inner[b..end_b].first()).map(|e| e.0).min().unwrap_or(0);
                let run = |list: &[(usize, usize)]| list.iter().take_while(|e| e.0 == slot).count();
                let (n, m) = (run(&outer[a..end_a]), run(&inner[b..end_b]));
                all.groups.push(Group { slot, outer: (a, a + n), inner: (b, b + m) });
                (a, b) = (a + n, b + m);
            }
        }
        all.first.push(all.groups.len());
        all
    }

    /// The line ends of an item, by slot.
    pub fn groups(&self, item: usize) -> &[Group] {
        &self.groups[self.first[item]..self.first[item + 1]]
    }

    /// Units at the other end of lines that leave the item.
    pub fn outer(&self, group: &Group) -> &[usize] {
        &self.outer[group.outer.0..group.outer.1]
    }

    /// Units at the other end of lines that stay in the item.
    pub fn inner(&self, group: &Group) -> &[usize] {
        &self.inner[group.inner.0..group.inner.1]
    }

    /// Units joined to an item from outside it.
    pub fn near(&self, item: usize) -> impl Iterator<Item = usize> + '_ {
        self.groups(item).iter().flat_map(|g| self.outer(g)).copied()
    }
}

/// Line ends by slot. A long unit in a frame has ends in its own ranks too, which stand for it when
/// the frame meets lines there.
fn sorted(net: &Net) -> Vec<End> {
    let mut slots: Vec<Vec<(usize, usize)>> = vec![Vec::new(); 2 * net.ranks + 2];
    for piece in &net.pieces {
        let rank = net.units[piece.upper].last;
        slots[2 * rank + 1].push((piece.upper, piece.lower));
        slots[2 * rank + 2].push((piece.lower, piece.upper));
    }
    if !net.is_vast() {
        for (i, unit) in net.units.iter().enumerate().filter(|(_, u)| u.home != 0) {
            for rank in unit.first..unit.last {
                slots[2 * rank + 1].push((i, i));
                slots[2 * rank + 2].push((i, i));
            }
        }
    }
    slots.into_iter().enumerate().flat_map(|(slot, ends)| ends.into_iter().map(move |(unit, other)| (slot, unit, other))).collect()
}

/// Every line end at its unit and at the frames around: the item, the slot, whether the line stays in
/// the item, the unit at the other end.
fn each(net: &Net, ends: &[End], mut see: impl FnMut(usize, usize, bool, usize)) {
    let units = net.units.len();
    for (slot, unit, other) in ends {
        if unit != other {
            see(*unit, *slot, false, *other);
        }
        let mut frame = net.units[*unit].home;
        while frame != 0 {
            // Parents have smaller numbers, so the other end is in the frame if its way up meets it.
            let mut at = net.units[*other].home;
            while at > frame {
                at = net.spans[at].parent;
            }
            see(units + frame, *slot, at == frame, *other);
            frame = net.spans[frame].parent;
        }
    }
}
