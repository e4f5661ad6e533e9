//! How much of each resource is free at each unit of time. Four resources share one 64-bit word, 16
//! bits each: the highest bit of each stays set as a guard, so that one subtraction compares all four.

use super::instance::{Activity, Supply};

/// Guard bits: one stays set for each resource of which there is enough.
const GUARD: u64 = 0x8000_8000_8000_8000;

/// How much an activity takes of four resources at once: which word of the profile, and how much.
pub(super) type Need = (u32, u64);

/// What an activity needs, four resources to a word.
pub(super) fn packed(activity: &Activity) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    if activity.duration == 0 {
        return needs;
    }
    for (resource, amount) in activity.needs.iter().filter(|n| n.1 > 0) {
        let (word, shift) = (u32::from(resource / 4), resource % 4 * 16);
        let bits = u64::from(*amount) << shift;
        match needs.iter_mut().find(|n| n.0 == word) {
            Some(need) => need.1 |= bits,
            None => needs.push((word, bits)),
        }
    }
    needs
}

/// An instant as a position; instants are never negative.
#[inline]
pub(super) fn slot(time: i32) -> usize {
    usize::try_from(time).unwrap_or(0)
}

#[inline]
fn instant(slot: usize) -> i32 {
    i32::try_from(slot).unwrap_or(i32::MAX)
}

/// What is free.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    /// For each four resources, what is free at each unit of time.
    free: Vec<Vec<u64>>,
    /// What is free before anything is placed, up to where it changes no more.
    base: Vec<Vec<u64>>,
    /// What is free from there on.
    tail: Vec<u64>,
    /// Units of time in use.
    used: usize,
}

impl Profile {
    /// All that there is. With `mirror`, time runs backwards from that instant.
    pub(super) fn new(supplies: &[Supply], mirror: Option<i32>) -> Self {
        let last = supplies.iter().filter_map(|s| s.steps.last()).map(|s| s.0).max().unwrap_or(0).max(0);
        // Behind the instant from which time runs backwards there is nothing to place.
        let length = slot(mirror.map_or(last, |from| if supplies.iter().all(|s| s.steps.is_empty()) { 0 } else { from }));
        let at = |group: &[Supply], time: i32| group.iter().rev().fold(0, |word, s| (word << 16) | u64::from(s.at(time))) | GUARD;
        let base = supplies.chunks(4).map(|group| (0..length).map(|t| at(group, mirror.map_or(instant(t), |from| from - 1 - instant(t)))).collect());
        let end = |s: &Supply| if mirror.is_some() { s.at_first.max(s.at_last()) } else { s.at_last() };
        let tail = supplies.chunks(4).map(|group| group.iter().rev().fold(0, |word, s| (word << 16) | u64::from(end(s))) | GUARD);
        let base: Vec<Vec<u64>> = base.collect();
        Self { free: base.clone(), base, tail: tail.collect(), used: length }
    }

    /// Frees everything again.
    pub(super) fn clear(&mut self) {
        for (free, (base, tail)) in self.free.iter_mut().zip(self.base.iter().zip(&self.tail)) {
            let (changing, constant) = free[..self.used].split_at_mut(base.len());
            changing.copy_from_slice(base);
            constant.fill(*tail);
        }
        self.used = self.base.first().map_or(0, Vec::len);
    }

    /// The first instant from `from` on at which an activity finds all it needs for all its time.
    #[inline]
    pub(super) fn earliest(&mut self, needs: &[Need], from: i32, duration: i32) -> i32 {
        if needs.is_empty() {
            return from;
        }
        let (mut at, length) = (slot(from), slot(duration));
        // Behind everything placed so far nothing is in the way.
        self.reach(self.used.max(at) + length);
        let mut agreed = 0;
        let mut turn = 0;
        while agreed < needs.len() {
            let (word, need) = needs[turn];
            let found = first_fit(&self.free[super::instance::to_usize(word)], need, at, length);
            agreed = if found == at { agreed + 1 } else { 1 };
            at = found;
            turn = if turn + 1 == needs.len() { 0 } else { turn + 1 };
        }
        instant(at)
    }

    /// An activity finds all it needs from an instant on.
    #[inline]
    pub(super) fn fits(&mut self, needs: &[Need], at: i32, duration: i32) -> bool {
        let (from, to) = (slot(at), slot(at) + slot(duration));
        self.reach(to);
        needs.iter().all(|(word, need)| self.free[super::instance::to_usize(*word)][from..to].iter().all(|f| f.wrapping_sub(*need) & GUARD == GUARD))
    }

    /// Takes what an activity needs.
    #[inline]
    pub(super) fn take(&mut self, needs: &[Need], at: i32, duration: i32) {
        let (from, to) = (slot(at), slot(at) + slot(duration));
        if needs.is_empty() {
            return;
        }
        self.used = self.used.max(to);
        for (word, need) in needs {
            for free in &mut self.free[super::instance::to_usize(*word)][from..to] {
                *free -= need;
            }
        }
    }

    /// Instants at which a supply changes have passed by then.
    pub(super) fn changing_until(&self) -> i32 {
        instant(self.base.first().map_or(0, Vec::len))
    }

    #[inline]
    fn reach(&mut self, length: usize) {
        if self.free.first().is_some_and(|f| f.len() < length) {
            for (free, tail) in self.free.iter_mut().zip(&self.tail) {
                free.resize(length + length / 4, *tail);
            }
        }
    }
}

/// The first place from `at` on where `need` is free for `length` units. Looks at a window from its
/// end, so that one unit in the way skips all before it.
#[inline]
fn first_fit(free: &[u64], need: u64, mut at: usize, length: usize) -> usize {
    // Units below this, in the window, are known to be free.
    let mut known = at;
    loop {
        let mut k = at + length;
        loop {
            if k == known {
                return at;
            }
            k -= 1;
            if free[k].wrapping_sub(need) & GUARD != GUARD {
                break;
            }
        }
        known = at + length;
        at = k + 1;
    }
}
