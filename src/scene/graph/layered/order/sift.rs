//! Sifting: every item tries the places beside its siblings and takes the best.
//!
//! What a swap of two neighbours changes is told by their line ends in the slots they share; the
//! order of everything else stays, so one pass along the siblings tells the cost of every place.

use super::{Half, Item, Order};

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
                better |= self.sift(frame, item, effort) < 0;
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
        if place != at {
            self.shift(frame, at, place);
        }
        best
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
        change += self.covered(self.cover[other], &self.halves[item], there, there, here, work);
        change -= self.covered(self.cover[item], &self.halves[other], there, there, here, work);
        if before { change } else { -change }
    }

    /// Line ends of both in the slots they share, `other` first.
    fn ends(&self, other: Item, item: Item, there: (usize, usize), here: (usize, usize), work: &mut usize) -> i64 {
        let (mut a, mut b) = (self.halves[other].as_slice(), self.halves[item].as_slice());
        let mut change = 0;
        while let (Some(x), Some(y)) = (a.first(), b.first()) {
            if x.slot < y.slot {
                let step = a.partition_point(|h| h.slot < y.slot);
                a = &a[step..];
                continue;
            }
            if y.slot < x.slot {
                let step = b.partition_point(|h| h.slot < x.slot);
                b = &b[step..];
                continue;
            }
            let slot = x.slot;
            let (n, m) = (a.iter().take_while(|h| h.slot == slot).count(), b.iter().take_while(|h| h.slot == slot).count());
            *work += n * m;
            for left in &a[..n] {
                let p = self.pos[left.other];
                for right in &b[..m] {
                    let q = self.pos[right.other];
                    change += compare(p, q, there, here);
                }
            }
            (a, b) = (&a[n..], &b[m..]);
        }
        change
    }

    /// Line ends that pass a cover of the first, which stands at `there`.
    fn covered(
        &self,
        (first, last, weight): (usize, usize, i64),
        ends: &[Half],
        at: (usize, usize),
        there: (usize, usize),
        here: (usize, usize),
        work: &mut usize,
    ) -> i64 {
        if weight == 0 || first == last {
            return 0;
        }
        let start = ends.partition_point(|h| h.slot < 2 * first + 1);
        let mut change = 0;
        for half in &ends[start..] {
            if half.slot > 2 * last {
                break;
            }
            *work += 1;
            let q = self.pos[half.other];
            if within(q, there) || within(q, here) {
                continue;
            }
            change += if q < at.0 { -weight } else { weight };
        }
        change
    }
}

fn within(p: usize, (start, size): (usize, usize)) -> bool {
    p >= start && p < start + size
}

/// The change when the end that goes to `p` and stands first passes the one that goes to `q`.
/// `here` is where the item was that is now thought to stand beside `there`.
fn compare(p: usize, q: usize, there: (usize, usize), here: (usize, usize)) -> i64 {
    if p == q {
        return 0;
    }
    let (p_there, q_there) = (within(p, there), within(q, there));
    let (p_here, q_here) = (within(p, here), within(q, here));
    let before = if (p_there && q_here) || (p_here && q_there) {
        return 0;
    } else if q_here && !p_here {
        p < there.0
    } else if p_here && !q_here {
        q >= there.0
    } else {
        p < q
    };
    // Not crossed before, so crossed after; or the other way round.
    if before { 1 } else { -1 }
}
