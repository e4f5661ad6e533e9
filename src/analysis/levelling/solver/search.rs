//! Looking for a shorter schedule within a number of schedules: a genetic search with two
//! populations, one of schedules pushed to the left and one of schedules pushed to the right (after
//! Debels and Vanhoucke 2007). Children of the one live in the other, so that every generation is
//! also a justification. Which schedule to take when there is no time to search, the rules say.

use super::chance::Chance;
use super::decode::{Decoder, Side};
use super::instance::{Instance, makespan};
use super::profile::slot;
use super::rules::{Rule, priorities};

/// Of ten windows so many lie anywhere; the others lie where the resources are used most.
const ANYWHERE: usize = 7;
/// Children of each parent; the best one lives.
const CHILDREN: usize = 2;
/// Wishes of the first schedules differ from the latest finishes by up to so many sixteenths of the
/// whole time.
const NOISE: usize = 32;
/// Of so many wishes one is exchanged where the parents are alike.
const EXCHANGED: usize = 10;
/// Further apart than all else.
const FAR: i32 = 1 << 26;

/// How long to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The same seed gives the same result.
    pub seed: u64,
    /// Schedules to make at most; each push to one side counts one.
    pub schedules: u32,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Start of each activity.
    pub starts: Vec<i32>,
    /// End of the last one.
    pub makespan: i32,
    /// Schedules made.
    pub schedules: u32,
    /// There is no shorter one.
    pub proven: bool,
}

/// Searches from the schedule of the latest finish rule on. After each schedule `keep_going` is told
/// how many were made and the makespan of the best; it ends the search by saying no.
pub fn search(instance: &Instance, limits: Limits, keep_going: &mut dyn FnMut(u32, i32) -> bool) -> Found {
    let mut run = Run::new(instance, limits, keep_going);
    if orders(instance.len()).is_some_and(|n| n < limits.schedules) {
        run.every_order();
        return run.found();
    }
    let wishes = priorities(instance, Rule::LatestFinish);
    let mut populations = run.begin(&wishes, size_for(limits.schedules));
    let mut to_the_right = false;
    while !run.over() {
        let [lefts, rights] = &mut populations;
        let (parents, children) = if to_the_right { (&*lefts, rights) } else { (&*rights, lefts) };
        run.generation(parents, children, to_the_right);
        to_the_right = !to_the_right;
    }
    run.found()
}

/// In how many orders so many activities can be taken, where that is a number at all.
fn orders(activities: usize) -> Option<u32> {
    (1..=u32::try_from(activities).ok()?).try_fold(1_u32, u32::checked_mul)
}

/// How many schedules live at once: more when there is time for more generations.
fn size_for(schedules: u32) -> usize {
    slot(i32::try_from((schedules / 3).isqrt()).unwrap_or(i32::MAX)).clamp(10, 120)
}

/// A schedule of one population.
#[derive(Clone, Debug, Default)]
struct One {
    starts: Vec<i32>,
    end: i32,
}

struct Run<'a> {
    left: Decoder,
    right: Decoder,
    /// In time that runs backwards nothing starts before: where the shortest schedule ends.
    from: i32,
    durations: Vec<i32>,
    /// What each activity uses while it runs, in thousandths of each resource.
    weights: Vec<i64>,
    chance: Chance,
    /// Of a thousand children so many stray from their parents: more when there is much time for each
    /// activity.
    stray: usize,
    wishes: Vec<i32>,
    usage: Vec<i64>,
    best: Vec<i32>,
    best_end: i32,
    lower: i32,
    made: u32,
    limit: u32,
    stopped: bool,
    keep_going: &'a mut dyn FnMut(u32, i32) -> bool,
}

impl<'a> Run<'a> {
    fn new(instance: &Instance, limits: Limits, keep_going: &'a mut dyn FnMut(u32, i32) -> bool) -> Self {
        let mut left = Decoder::new(Side::forward(instance));
        let mut best = vec![0; instance.len()];
        left.serial(&priorities(instance, Rule::LatestFinish), &mut best);
        let best_end = makespan(instance, &best);
        let share = |(r, amount): &(u16, u16)| i64::from(*amount) * 1000 / i64::from(instance.supplies[usize::from(*r)].at_last().max(1));
        Self {
            left,
            right: Decoder::new(Side::backward(instance, best_end)),
            from: best_end,
            durations: instance.activities.iter().map(|a| a.duration).collect(),
            weights: instance.activities.iter().map(|a| a.needs.iter().map(share).sum()).collect(),
            chance: Chance::new(limits.seed),
            stray: (usize::try_from(limits.schedules).unwrap_or(usize::MAX) / instance.len().max(1)).saturating_mul(3).min(600),
            wishes: vec![0; instance.len()],
            usage: Vec::new(),
            best,
            best_end,
            lower: instance.lower_bound(),
            made: 1,
            limit: limits.schedules,
            stopped: false,
            keep_going,
        }
    }

    fn found(self) -> Found {
        Found { makespan: self.best_end, proven: self.best_end <= self.lower, schedules: self.made, starts: self.best }
    }

    /// Tries every order there is (Heap 1963): of a handful of activities there are fewer than the search
    /// would look at, and then the shortest schedule is certain.
    fn every_order(&mut self) {
        let n = self.wishes.len();
        for (wish, at) in self.wishes.iter_mut().zip(0..) {
            *wish = at;
        }
        let (mut one, mut turns, mut at) = (One::default(), vec![0; n], 0);
        self.make(false, &mut one);
        while at < n && !self.over() {
            if turns[at] < at {
                let other = if at % 2 == 0 { 0 } else { turns[at] };
                self.wishes.swap(other, at);
                self.make(false, &mut one);
                turns[at] += 1;
                at = 0;
            } else {
                turns[at] = 0;
                at += 1;
            }
        }
    }

    fn over(&self) -> bool {
        self.stopped || self.made >= self.limit || self.best_end <= self.lower
    }

    /// Makes a schedule from the wishes.
    fn make(&mut self, to_the_right: bool, into: &mut One) {
        into.starts.resize(self.wishes.len(), 0);
        self.made += 1;
        if to_the_right {
            into.end = self.right.serial(&self.wishes, &mut into.starts);
        } else {
            into.end = self.left.serial(&self.wishes, &mut into.starts);
            if into.end < self.best_end {
                self.best_end = into.end;
                self.best.copy_from_slice(&into.starts);
                self.right.release_all(self.from - into.end);
            }
        }
        self.stopped = !(self.keep_going)(self.made, self.best_end);
    }

    /// The first schedules: wishes near those of a rule, and each pushed to the right.
    fn begin(&mut self, rule: &[i32], size: usize) -> [Vec<One>; 2] {
        let (mut lefts, mut rights) = (Vec::with_capacity(size), Vec::with_capacity(size));
        // Where all are equally urgent, chance alone decides who goes first.
        let span = slot(rule.iter().max().unwrap_or(&0) - rule.iter().min().unwrap_or(&0)).max(1);
        let mut left = One { starts: self.best.clone(), end: self.best_end };
        while lefts.len() < size && !self.over() {
            if !lefts.is_empty() {
                let reach = self.chance.below(NOISE + 1) * span + 1;
                for (wish, at) in self.wishes.iter_mut().zip(rule) {
                    *wish = at * 16 + i32::try_from(self.chance.below(reach)).unwrap_or(0);
                }
                self.make(false, &mut left);
            }
            for ((wish, start), duration) in self.wishes.iter_mut().zip(&left.starts).zip(&self.durations) {
                *wish = -start - duration;
            }
            let mut right = One::default();
            self.make(true, &mut right);
            lefts.push(left.clone());
            rights.push(right);
        }
        [lefts, rights]
    }

    /// Every parent has children on the other side; the best of them takes the place there, except
    /// that the best schedule of a population is lost to none that is worse.
    fn generation(&mut self, parents: &[One], places: &mut [One], to_the_right: bool) {
        let record = (0..places.len()).min_by_key(|k| places[*k].end);
        let (mut child, mut best) = (One::default(), One::default());
        for (k, place) in places.iter_mut().enumerate() {
            for c in 0..CHILDREN {
                if self.over() {
                    return;
                }
                let other = self.mate(parents, k);
                let (father, mother) = if self.chance.below(2) == 0 { (k, other) } else { (other, k) };
                self.cross(&parents[father], &parents[mother]);
                self.make(to_the_right, &mut child);
                if c == 0 || child.end < best.end {
                    std::mem::swap(&mut child, &mut best);
                }
            }
            if record != Some(k) || best.end <= place.end {
                std::mem::swap(&mut best, place);
            }
        }
    }

    /// The shorter one of two others by chance.
    fn mate(&mut self, parents: &[One], of: usize) -> usize {
        let mut other = || (of + 1 + self.chance.below(parents.len() - 1)) % parents.len();
        let (a, b) = (other(), other());
        if parents[a].end < parents[b].end { a } else { b }
    }

    /// Wishes of a child: within a window of time as the father has it, before and behind as the
    /// mother. Parents live in time that runs the other way, so that what finishes last is wished first.
    fn cross(&mut self, father: &One, mother: &One) {
        let (from, to) = self.window(father);
        let near = (father.end / 100).max(1);
        let mut alike = 0;
        for (i, duration) in self.durations.iter().enumerate() {
            let (f, m) = (father.starts[i], mother.starts[i]);
            let middle = f + duration / 2;
            let key = if (from..to).contains(&middle) {
                f + duration
            } else if m + duration < from {
                m + duration - FAR
            } else if m >= to {
                m + duration + FAR
            } else {
                m + duration
            };
            self.wishes[i] = -key;
            alike += usize::from((f - m).abs() <= near);
        }
        let n = self.wishes.len();
        if alike * 10 > n * 9 {
            for i in 0..n {
                if self.chance.below(EXCHANGED) == 0 {
                    let k = self.chance.below(n);
                    self.wishes.swap(i, k);
                }
            }
        } else if self.chance.below(1000) < self.stray {
            let (i, k) = (self.chance.below(n), self.chance.below(n));
            self.wishes.swap(i, k);
        }
    }

    /// A window of a tenth to half of the time: anywhere, or where the resources are used most.
    fn window(&mut self, of: &One) -> (i32, i32) {
        let end = of.end.max(1);
        let length = (end / 10 + self.below(end / 2 - end / 10 + 1)).max(1);
        if self.chance.below(10) < ANYWHERE {
            let from = self.below(end - length + 1);
            return (from, from + length);
        }
        self.usage.clear();
        self.usage.resize(slot(end) + 1, 0);
        for (i, start) in of.starts.iter().enumerate() {
            self.usage[slot(*start)] += self.weights[i];
            self.usage[slot(start + self.durations[i])] -= self.weights[i];
        }
        // From changes to use, and on to all the use up to each instant.
        let (mut now, mut sum) = (0, 0);
        for usage in &mut self.usage {
            now += *usage;
            sum += now;
            *usage = sum;
        }
        let before = |t: i32| if t == 0 { 0 } else { self.usage[slot(t - 1)] };
        let from = (0..=end - length).max_by_key(|t| (before(t + length) - before(*t), -t)).unwrap_or(0);
        (from, from + length)
    }

    fn below(&mut self, bound: i32) -> i32 {
        i32::try_from(self.chance.below(slot(bound))).unwrap_or(0)
    }
}
