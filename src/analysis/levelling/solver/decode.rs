//! Schedule generation: from a wish for each activity to a schedule that keeps every wait and every
//! resource. Serial: the activity with the lowest wish goes to its earliest place. Parallel: at each
//! instant what may start starts, lowest wish first. Where the wishes come from is another question.

use super::instance::{Instance, Lists, to_usize};
use super::profile::{Need, Profile};

/// A problem in one direction of time, laid out for speed.
#[derive(Clone, Debug)]
pub(super) struct Side {
    pub(super) durations: Vec<i32>,
    releases: Vec<i32>,
    /// Activities that wait for it, once for each wait, with the lag.
    out: Lists<(u32, i32)>,
    waiting: Vec<u32>,
    needs: Vec<Vec<Need>>,
    profile: Profile,
}

impl Side {
    /// As time runs.
    pub(super) fn forward(instance: &Instance) -> Self {
        let releases = instance.activities.iter().map(|a| a.release).collect();
        let waits: Vec<(u32, u32, i32)> = instance.waits.iter().map(|w| (w.before, w.after, w.lag)).collect();
        Self::new(instance, releases, &waits, Profile::new(&instance.supplies, None))
    }

    /// Backwards from an instant: what finishes there starts at 0. Releases are not kept.
    pub(super) fn backward(instance: &Instance, from: i32) -> Self {
        let length = |i: u32| instance.activities[to_usize(i)].duration;
        let turned = |w: &super::Wait| (w.after, w.before, w.lag + length(w.after) - length(w.before));
        let waits: Vec<(u32, u32, i32)> = instance.waits.iter().map(turned).collect();
        Self::new(instance, vec![0; instance.len()], &waits, Profile::new(&instance.supplies, Some(from)))
    }

    fn new(instance: &Instance, releases: Vec<i32>, waits: &[(u32, u32, i32)], profile: Profile) -> Self {
        let n = instance.len();
        let mut waiting = vec![0; n];
        for (_, after, _) in waits {
            waiting[to_usize(*after)] += 1;
        }
        Self {
            durations: instance.activities.iter().map(|a| a.duration).collect(),
            releases,
            out: Lists::of(n, waits.iter().map(|(b, a, lag)| (*b, (*a, *lag)))),
            waiting,
            needs: instance.activities.iter().map(super::profile::packed).collect(),
            profile,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.durations.len()
    }
}

/// Makes schedules of one side; keeps its memory between them.
#[derive(Clone, Debug)]
pub(super) struct Decoder {
    side: Side,
    /// Activities by rank of their wishes.
    by_rank: Vec<u32>,
    rank: Vec<u32>,
    /// Ranks of activities all of whose predecessors are placed, a bit each.
    ready: Vec<u64>,
    waiting: Vec<u32>,
    early: Vec<i32>,
    sorting: Vec<u64>,
}

impl Decoder {
    pub(super) fn new(side: Side) -> Self {
        let n = side.len();
        Self {
            by_rank: vec![0; n],
            rank: vec![0; n],
            ready: vec![0; n.div_ceil(64)],
            waiting: vec![0; n],
            early: vec![0; n],
            sorting: Vec::with_capacity(n),
            side,
        }
    }

    pub(super) fn side(&self) -> &Side {
        &self.side
    }

    /// Nothing starts before that instant.
    pub(super) fn release_all(&mut self, at: i32) {
        self.side.releases.fill(at);
    }

    /// Ranks activities by their wishes, equal ones by position, and forgets what was placed.
    fn begin(&mut self, wishes: &[i32]) {
        self.sorting.clear();
        // Shifted into the positive, so that bits sort as numbers do.
        self.sorting.extend((0_u64..).zip(wishes).map(|(i, w)| (u64::from(w.cast_unsigned() ^ 0x8000_0000) << 32) | i));
        self.sorting.sort_unstable();
        self.ready.fill(0);
        self.waiting.copy_from_slice(&self.side.waiting);
        self.early.copy_from_slice(&self.side.releases);
        self.side.profile.clear();
        for (place, key) in (0_u32..).zip(&self.sorting) {
            let i = u32::try_from(key & 0xffff_ffff).unwrap_or(0);
            self.by_rank[to_usize(place)] = i;
            self.rank[to_usize(i)] = place;
            if self.waiting[to_usize(i)] == 0 {
                self.ready[to_usize(place / 64)] |= 1 << (place % 64);
            }
        }
    }

    /// Places an activity; gives its finish.
    #[inline]
    fn place(&mut self, i: usize, start: i32, starts: &mut [i32], lowest: &mut usize) -> i32 {
        starts[i] = start;
        self.side.profile.take(&self.side.needs[i], start, self.side.durations[i]);
        for (after, lag) in self.side.out.of_one(i) {
            let k = to_usize(*after);
            self.early[k] = self.early[k].max(start + lag);
            self.waiting[k] -= 1;
            if self.waiting[k] == 0 {
                let word = to_usize(self.rank[k] / 64);
                self.ready[word] |= 1 << (self.rank[k] % 64);
                *lowest = (*lowest).min(word);
            }
        }
        start + self.side.durations[i]
    }

    /// The serial scheme; gives the makespan.
    pub(super) fn serial(&mut self, wishes: &[i32], starts: &mut [i32]) -> i32 {
        self.begin(wishes);
        let (mut end, mut word) = (0, 0);
        while word < self.ready.len() {
            let bits = self.ready[word];
            if bits == 0 {
                word += 1;
                continue;
            }
            self.ready[word] = bits & (bits - 1);
            let i = to_usize(self.by_rank[word * 64 + to_usize(bits.trailing_zeros())]);
            let start = self.side.profile.earliest(&self.side.needs[i], self.early[i], self.side.durations[i]);
            end = end.max(self.place(i, start, starts, &mut word));
        }
        end
    }

    /// The parallel scheme; gives the makespan.
    pub(super) fn parallel(&mut self, wishes: &[i32], starts: &mut [i32]) -> i32 {
        self.begin(wishes);
        let mut finishes = std::collections::BinaryHeap::new();
        let (mut now, mut end, mut left) = (0, 0, self.side.len());
        let changing = self.side.profile.changing_until();
        while left > 0 {
            let (mut word, mut later) = (0, i32::MAX);
            let mut tried = 0_u64;
            while word < self.ready.len() {
                let bits = self.ready[word] & !tried;
                if bits == 0 {
                    (word, tried) = (word + 1, 0);
                    continue;
                }
                let bit = bits & bits.wrapping_neg();
                let i = to_usize(self.by_rank[word * 64 + to_usize(bits.trailing_zeros())]);
                if self.early[i] > now {
                    later = later.min(self.early[i]);
                    tried |= bit;
                } else if self.side.profile.fits(&self.side.needs[i], now, self.side.durations[i]) {
                    self.ready[word] &= !bit;
                    let mut lowest = word;
                    let finish = self.place(i, now, starts, &mut lowest);
                    end = end.max(finish);
                    left -= 1;
                    if finish > now {
                        finishes.push(std::cmp::Reverse(finish));
                    }
                    if lowest < word || (self.ready[word] & (bit - 1)) & !tried != 0 {
                        (word, tried) = (lowest, 0);
                    }
                } else {
                    tried |= bit;
                }
            }
            let mut next = if now < changing { now + 1 } else { i32::MAX };
            while let Some(std::cmp::Reverse(finish)) = finishes.peek().copied() {
                if finish > now {
                    next = next.min(finish);
                    break;
                }
                finishes.pop();
            }
            now = next.min(later).max(now + 1);
        }
        end
    }
}
