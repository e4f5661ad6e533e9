//! Sifting: every item tries the places beside its siblings and takes the best.
//!
//! What a swap of two neighbours changes is told by their line ends in the slots they share; the
//! order of everything else stays, so one pass along the siblings tells the cost of every place.

use super::ends::Group;
use super::{Item, Order};
use std::cmp::Ordering;

/// How far and how long to try.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Siblings passed to either side.
    pub window: usize,
    /// Comparisons in all.
    pub work: usize,
}

impl Order<'_> {
    /// One round over all items; whether anything became better.
    pub fn sift_round(&mut self, effort: &mut Effort) -> bool {
        let mut better = false;
        for frame in 0..self.children.len() {
            for item in self.children[frame].clone() {
                if effort.work == 0 {
                    return better;
                }
                if !self.calm[item] {
                    better |= self.sift(frame, item, effort) < 0;
                }
            }
        }
        better
    }

    /// Puts one item where it costs least; the change.
    pub fn sift(&mut self, frame: usize, item: Item, effort: &mut Effort) -> i64 {
        let Some(at) = self.children[frame].iter().position(|i| *i == item) else { return 0 };
        let list = &self.children[frame];
        let (mut best, mut place) = (0, at);
        let mut sum = 0;
        let mut work = 0;
        for to in (at.saturating_sub(effort.window)..at).rev() {
            sum += self.swap(list[to], item, true, &mut work);
            if sum < best {
                (best, place) = (sum, to);
            }
        }
        sum = 0;
        for (to, other) in list.iter().enumerate().take((at + effort.window).min(list.len() - 1) + 1).skip(at + 1) {
            sum += self.swap(*other, item, false, &mut work);
            if sum < best {
                (best, place) = (sum, to);
            }
        }
        effort.work = effort.work.saturating_sub(work + 1);
        self.calm[item] = true;
        if place != at {
            self.shift(frame, at, place);
            self.stir(frame, item, (at.min(place), at.max(place)));
        }
        best
    }

    /// What an item that moved passed or is joined to may find a better place now.
    fn stir(&mut self, frame: usize, item: Item, (first, last): (usize, usize)) {
        let units = self.net.units.len();
        for passed in &self.children[frame][first..=last] {
            self.calm[*passed] = *passed == item;
        }
        for other in self.ends.near(item) {
            self.calm[other] = false;
            let mut at = self.net.units[other].home;
            while at != 0 && self.calm[units + at] {
                self.calm[units + at] = false;
                at = self.net.spans[at].parent;
            }
        }
    }

    /// Moves a child to another place among its siblings.
    pub fn shift(&mut self, frame: usize, at: usize, to: usize) {
        let list = &mut self.children[frame];
        let item = list.remove(at);
        list.insert(to, item);
        let (first, last) = (at.min(to), at.max(to));
        let moved: Vec<Item> = list[first..=last].to_vec();
        let mut next = moved.iter().map(|i| self.range[*i].0).min().unwrap_or(0);
        for item in moved {
            let (start, size) = self.range[item];
            if start != next {
                self.renumber(item, start, next);
            }
            next += size;
        }
    }

    fn renumber(&mut self, item: Item, start: usize, to: usize) {
        let units = self.net.units.len();
        self.range[item].0 = to;
        if item < units {
            self.pos[item] = to;
            return;
        }
        let mut stack = vec![item - units];
        while let Some(frame) = stack.pop() {
            for i in 0..self.children[frame].len() {
                let child = self.children[frame][i];
                let moved = self.range[child].0 + to - start;
                self.range[child].0 = moved;
                if child < units {
                    self.pos[child] = moved;
                } else {
                    stack.push(child - units);
                }
            }
        }
    }

    /// What it changes when `item` passes `other`, which stands just before it, or just after it.
    fn swap(&self, other: Item, item: Item, before: bool, work: &mut usize) -> i64 {
        let (a, b) = (self.reach[other], self.reach[item]);
        if a.1 < b.0 || b.1 < a.0 {
            return 0;
        }
        let there = self.range[other];
        let here = self.range[item];
        // All is computed as if `other` stood first; passing it the other way is the opposite.
        let mut change = self.ends(other, item, there, here, work);
        change += self.covered(self.cover[other], item, there, here, work);
        change -= self.covered(self.cover[item], other, there, here, work);
        if before { change } else { -change }
    }

    /// Line ends of both in the slots they share, `other` first.
    fn ends(&self, other: Item, item: Item, there: (usize, usize), here: (usize, usize), work: &mut usize) -> i64 {
        let (mut a, mut b) = (self.ends.groups(other), self.ends.groups(item));
        let mut change = 0;
        while let (Some(x), Some(y)) = (a.first(), b.first()) {
            match x.slot.cmp(&y.slot) {
                Ordering::Less => a = &a[a.partition_point(|g| g.slot < y.slot)..],
                Ordering::Greater => b = &b[b.partition_point(|g| g.slot < x.slot)..],
                Ordering::Equal => {
                    change += self.meet((x, there), (y, here), work);
                    (a, b) = (&a[1..], &b[1..]);
                }
            }
        }
        change
    }

    /// Line ends of one slot, those of the first item thought to stand before those of the second.
    fn meet(&self, (x, there): (&Group, (usize, usize)), (y, here): (&Group, (usize, usize)), work: &mut usize) -> i64 {
        let (outer, others) = (self.ends.outer(x), self.ends.outer(y));
        let (inner, inners) = (self.ends.inner(x), self.ends.inner(y));
        *work += outer.len() * others.len() + outer.len() + others.len();
        let sign = |before: bool| if before { 1 } else { -1 };
        let whole = |count: usize, before: bool| if before { small(count) } else { -small(count) };
        let mut change = 0;
        for left in outer {
            let p = self.pos[*left];
            if within(p, here) {
                // A line from the first into the second passes what leaves the second, and part of what stays.
                let order = |q: usize| if within(q, there) { 0 } else { sign(q >= there.0) };
                change += others.iter().map(|o| order(self.pos[*o])).sum::<i64>();
                change += inners.iter().map(|q| compare(p, self.pos[*q])).sum::<i64>();
                *work += inners.len();
            } else {
                change += others.iter().map(|q| compare(p, self.pos[*q])).sum::<i64>();
                change += whole(inners.len(), p < there.0);
            }
        }
        for right in others {
            let q = self.pos[*right];
            if within(q, there) {
                change += inner.iter().map(|p| compare(self.pos[*p], q)).sum::<i64>();
                *work += inner.len();
            } else {
                change += whole(inner.len(), q >= there.0);
            }
        }
        change
    }

    /// Line ends of an item that pass a cover of one of the two, the first of which stands at `there`.
    fn covered(&self, (first, last, weight): (usize, usize, i64), item: Item, there: (usize, usize), here: (usize, usize), work: &mut usize) -> i64 {
        if weight == 0 || first == last {
            return 0;
        }
        let groups = self.ends.groups(item);
        let start = groups.partition_point(|g| g.slot < 2 * first + 1);
        let mut change = 0;
        for group in groups[start..].iter().take_while(|g| g.slot <= 2 * last) {
            for other in self.ends.outer(group) {
                *work += 1;
                let q = self.pos[*other];
                if !within(q, there) && !within(q, here) {
                    change += if q < there.0 { -weight } else { weight };
                }
            }
        }
        change
    }
}

fn small(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn within(p: usize, (start, size): (usize, usize)) -> bool {
    p >= start && p < start + size
}

/// The change when the end that goes to `p` and stands first passes the one that goes to `q`: not
/// crossed before, so crossed after; or the other way round.
fn compare(p: usize, q: usize) -> i64 {
    match p.cmp(&q) {
        Ordering::Less => 1,
        Ordering::Equal => 0,
        Ordering::Greater => -1,
    }
}
