//! A levelling problem as numbers, and the exact check of an answer. Not how an answer is found.

use std::fmt;

/// The most of a resource there can be, and the most an activity can ask for.
pub const MOST: u16 = 0x7fff;

/// Times are kept below this, so that sums of them cannot overflow.
const HORIZON: i64 = 1 << 22;

/// Something to be done without a break.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// How long it takes, in units of time.
    pub duration: i32,
    /// Starts no earlier.
    pub release: i32,
    /// Resources it needs while it runs, by position, and how much of each.
    pub needs: Vec<(u16, u16)>,
}

/// One activity starts no earlier than another one's start plus a lag; with the other's duration as
/// lag it waits for its finish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Position of the activity that comes first.
    pub before: u32,
    /// Position of the activity that waits.
    pub after: u32,
    /// Least time between the two starts; may be negative.
    pub lag: i32,
}

/// How much of a resource there is over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supply {
    /// How much there is before the first step.
    pub at_first: u16,
    /// From an instant on there is so much; in the order of the instants.
    pub steps: Vec<(i32, u16)>,
}

impl Supply {
    /// The same at all times.
    pub fn constant(amount: u16) -> Self {
        Self { at_first: amount, steps: Vec::new() }
    }

    /// How much there is at an instant.
    pub fn at(&self, time: i32) -> u16 {
        self.steps.iter().rev().find(|(from, _)| *from <= time).map_or(self.at_first, |s| s.1)
    }

    /// How much there is once nothing changes any more.
    pub fn at_last(&self) -> u16 {
        self.steps.last().map_or(self.at_first, |s| s.1)
    }
}

/// Why numbers are no levelling problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// An activity has a negative duration or release.
    Negative(u32),
    /// An activity needs a resource that does not exist, or more of it than there will ever be again.
    Unmet(u32, u16),
    /// A wait names an activity that does not exist.
    Unknown(u32),
    /// Activities wait for each other; one of them.
    Circle(u32),
    /// The instants of a supply are not in order, or it exceeds `MOST`.
    Supply(u16),
    /// Durations, lags or instants are too large to add up.
    TooLong,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Negative(a) => write!(f, "activity {a} has a negative duration or release"),
            Self::Unmet(a, r) => write!(f, "activity {a} needs more of resource {r} than there is in the end"),
            Self::Unknown(w) => write!(f, "wait {w} names an activity that does not exist"),
            Self::Circle(a) => write!(f, "activity {a} waits for itself in a circle"),
            Self::Supply(r) => write!(f, "the supply of resource {r} is out of order or too large"),
            Self::TooLong => write!(f, "durations, lags or instants are too large"),
        }
    }
}

impl std::error::Error for Flaw {}

/// A levelling problem that can be solved: no circles, and every need can be met in the end.
#[derive(Clone, Debug)]
pub struct Instance {
    pub(super) activities: Vec<Activity>,
    pub(super) waits: Vec<Wait>,
    pub(super) supplies: Vec<Supply>,
    /// Predecessors first.
    pub(super) order: Vec<u32>,
    /// Earliest start of each activity if there were enough of everything.
    pub(super) earliest: Vec<i32>,
    /// Longest time from each activity's start to the end of everything behind it.
    pub(super) tail: Vec<i32>,
}

impl Instance {
    /// Checks and prepares a problem.
    pub fn new(activities: Vec<Activity>, waits: Vec<Wait>, supplies: Vec<Supply>) -> Result<Self, Flaw> {
        for (r, supply) in supplies.iter().enumerate() {
            let amounts = || supply.steps.iter().map(|s| s.1).chain([supply.at_first]);
            if supply.steps.windows(2).any(|w| w[0].0 >= w[1].0) || amounts().any(|a| a > MOST) {
                return Err(Flaw::Supply(u16::try_from(r).unwrap_or(u16::MAX)));
            }
        }
        let mut sum = 0_i64;
        for (i, activity) in (0_u32..).zip(&activities) {
            if activity.duration < 0 || activity.release < 0 {
                return Err(Flaw::Negative(i));
            }
            sum = (sum + i64::from(activity.duration)).max(i64::from(activity.release) + i64::from(activity.duration));
            for (k, (r, amount)) in activity.needs.iter().enumerate() {
                let twice = activity.needs[..k].iter().any(|n| n.0 == *r);
                if twice || supplies.get(usize::from(*r)).is_none_or(|s| s.at_last() < *amount) {
                    return Err(Flaw::Unmet(i, *r));
                }
            }
        }
        let last_release = activities.iter().map(|a| i64::from(a.release)).max().unwrap_or(0);
        let last_step = supplies.iter().filter_map(|s| s.steps.last()).map(|s| i64::from(s.0.saturating_abs())).max().unwrap_or(0);
        for (k, wait) in (0_u32..).zip(&waits) {
            if to_usize(wait.before) >= activities.len() || to_usize(wait.after) >= activities.len() {
                return Err(Flaw::Unknown(k));
            }
            sum += i64::from(wait.lag).abs();
        }
        if sum + last_release + last_step >= HORIZON {
            return Err(Flaw::TooLong);
        }
        let order = sorted(activities.len(), &waits)?;
        let mut instance = Self { activities, waits, supplies, order, earliest: Vec::new(), tail: Vec::new() };
        instance.earliest = instance.earliest_starts();
        instance.tail = instance.tails();
        Ok(instance)
    }

    /// How many activities there are.
    pub fn len(&self) -> usize {
        self.activities.len()
    }

    /// There is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.activities.is_empty()
    }

    /// What is to be done.
    pub fn activities(&self) -> &[Activity] {
        &self.activities
    }

    /// What waits for what.
    pub fn waits(&self) -> &[Wait] {
        &self.waits
    }

    /// What there is.
    pub fn supplies(&self) -> &[Supply] {
        &self.supplies
    }

    /// Earliest start of each activity if there were enough of everything.
    pub fn earliest(&self) -> &[i32] {
        &self.earliest
    }

    /// No schedule ends earlier: the longest chain, and for each resource all its work spread over
    /// all there is of it.
    pub fn lower_bound(&self) -> i32 {
        let chain = self.critical_path();
        let work = (0_u16..).zip(&self.supplies).map(|(r, supply)| {
            let need = |a: &Activity| a.needs.iter().find(|n| n.0 == r).map_or(0, |n| i64::from(n.1) * i64::from(a.duration));
            let work: i64 = self.activities.iter().map(need).sum();
            earliest_end(supply, work)
        });
        work.fold(chain, i32::max)
    }

    /// The end of everything if there were enough of all resources.
    pub fn critical_path(&self) -> i32 {
        self.earliest.iter().zip(&self.activities).map(|(s, a)| s + a.duration).max().unwrap_or(0)
    }

    fn earliest_starts(&self) -> Vec<i32> {
        let mut starts: Vec<i32> = self.activities.iter().map(|a| a.release).collect();
        let into = Lists::of(self.len(), self.waits.iter().map(|w| (w.after, (w.before, w.lag))));
        for i in &self.order {
            let i = to_usize(*i);
            for (before, lag) in into.of_one(i) {
                starts[i] = starts[i].max(starts[to_usize(*before)] + lag);
            }
        }
        starts
    }

    fn tails(&self) -> Vec<i32> {
        let mut tails: Vec<i32> = self.activities.iter().map(|a| a.duration).collect();
        let out = Lists::of(self.len(), self.waits.iter().map(|w| (w.before, (w.after, w.lag))));
        for i in self.order.iter().rev() {
            let i = to_usize(*i);
            for (after, lag) in out.of_one(i) {
                tails[i] = tails[i].max(tails[to_usize(*after)] + lag);
            }
        }
        tails
    }
}

/// The first instant by which a resource can have done an amount of work from instant 0.
fn earliest_end(supply: &Supply, mut work: i64) -> i32 {
    let mut now = 0_i64;
    let mut amount = i64::from(supply.at(0));
    for (from, next) in supply.steps.iter().filter(|s| s.0 > 0) {
        let given = (i64::from(*from) - now) * amount;
        if given >= work {
            break;
        }
        work -= given;
        (now, amount) = (i64::from(*from), i64::from(*next));
    }
    let more = if work <= 0 || amount == 0 { 0 } else { (work + amount - 1) / amount };
    i32::try_from(now + more).unwrap_or(i32::MAX)
}

/// An order with predecessors first.
fn sorted(n: usize, waits: &[Wait]) -> Result<Vec<u32>, Flaw> {
    let out = Lists::of(n, waits.iter().map(|w| (w.before, w.after)));
    let mut waiting = vec![0_u32; n];
    for wait in waits {
        waiting[to_usize(wait.after)] += 1;
    }
    let mut order: Vec<u32> = (0_u32..).take(n).filter(|i| waiting[to_usize(*i)] == 0).collect();
    let mut next = 0;
    while let Some(i) = order.get(next).copied() {
        next += 1;
        for after in out.of_one(to_usize(i)) {
            let w = &mut waiting[to_usize(*after)];
            *w -= 1;
            if *w == 0 {
                order.push(*after);
            }
        }
    }
    match waiting.iter().position(|w| *w > 0) {
        Some(i) => Err(Flaw::Circle(u32::try_from(i).unwrap_or(u32::MAX))),
        None => Ok(order),
    }
}

/// Lists of things, one list for each activity, in one piece of memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy + Default> Lists<T> {
    pub(super) fn of(n: usize, pairs: impl Iterator<Item = (u32, T)> + Clone) -> Self {
        let mut starts = vec![0_u32; n + 1];
        for (i, _) in pairs.clone() {
            starts[to_usize(i) + 1] += 1;
        }
        for i in 0..n {
            starts[i + 1] += starts[i];
        }
        let mut fill = starts.clone();
        let mut items = vec![T::default(); starts.last().map_or(0, |n| to_usize(*n))];
        for (i, item) in pairs {
            let at = &mut fill[to_usize(i)];
            items[to_usize(*at)] = item;
            *at += 1;
        }
        Self { starts, items }
    }

    #[inline]
    pub(super) fn of_one(&self, i: usize) -> &[T] {
        &self.items[to_usize(self.starts[i])..to_usize(self.starts[i + 1])]
    }
}

/// An index as `usize`.
#[inline]
pub(super) fn to_usize(i: u32) -> usize {
    usize::try_from(i).unwrap_or(0)
}

/// The end of the last activity.
pub fn makespan(instance: &Instance, starts: &[i32]) -> i32 {
    starts.iter().zip(&instance.activities).map(|(s, a)| s + a.duration).max().unwrap_or(0)
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It has not one start for each activity.
    Count,
    /// An activity starts before its release.
    Early(u32),
    /// A wait is not kept.
    Wait(Wait),
    /// More of a resource is used than there is: resource and instant.
    Overload(u16, i32),
}

/// Checks an answer exactly: releases, waits, and every resource at every instant where its use can grow
/// or its supply can shrink.
pub fn check(instance: &Instance, starts: &[i32]) -> Result<(), Wrong> {
    if starts.len() != instance.len() {
        return Err(Wrong::Count);
    }
    for ((i, start), activity) in (0_u32..).zip(starts).zip(&instance.activities) {
        if *start < activity.release {
            return Err(Wrong::Early(i));
        }
    }
    for wait in &instance.waits {
        if i64::from(starts[to_usize(wait.after)]) < i64::from(starts[to_usize(wait.before)]) + i64::from(wait.lag) {
            return Err(Wrong::Wait(*wait));
        }
    }
    for (r, supply) in (0_u16..).zip(&instance.supplies) {
        let mut changes: Vec<(i32, i64)> = Vec::new();
        for (start, activity) in starts.iter().zip(&instance.activities).filter(|(_, a)| a.duration > 0) {
            for (_, amount) in activity.needs.iter().filter(|n| n.0 == r) {
                changes.push((*start, i64::from(*amount)));
                changes.push((start + activity.duration, -i64::from(*amount)));
            }
        }
        changes.extend(supply.steps.iter().map(|s| (s.0, 0)));
        changes.sort_unstable();
        let mut used = 0;
        for group in changes.chunk_by(|a, b| a.0 == b.0) {
            used += group.iter().map(|c| c.1).sum::<i64>();
            if used > i64::from(supply.at(group[0].0)) {
                return Err(Wrong::Overload(r, group[0].0));
            }
        }
    }
    Ok(())
}
