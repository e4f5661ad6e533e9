//! Priority rules: which activity goes first when two want the same resource. A rule with a
//! scheme gives one schedule at once; searching for a better one is another question.

use super::decode::{Decoder, Side};
use super::instance::{Instance, Lists, to_usize};

/// Which activity goes first (Kolisch 1996; Davis and Patterson 1975; Bedworth 1973).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// That must be finished first if nothing is to move.
    LatestFinish,
    /// That must start first if nothing is to move.
    LatestStart,
    /// With the least slack.
    MinimumSlack,
    /// Behind which most activities wait, directly or not.
    MostSuccessors,
    /// The shortest.
    Shortest,
    /// With the greatest rank positional weight: its duration and those directly behind it.
    PositionalWeight,
    /// With most work of resources on the way to the end, the chain that has most of it (ACTRES).
    MostResourceWork,
    /// In the order given.
    First,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 8] = [
        Self::LatestFinish,
        Self::LatestStart,
        Self::MinimumSlack,
        Self::MostSuccessors,
        Self::Shortest,
        Self::PositionalWeight,
        Self::MostResourceWork,
        Self::First,
    ];
}

/// How a schedule is generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// One activity after the other to its earliest place.
    Serial,
    /// One instant after the other, with what can start there.
    Parallel,
}

/// The wish of each activity under a rule: lower goes first.
pub fn priorities(instance: &Instance, rule: Rule) -> Vec<i32> {
    let n = instance.len();
    let end = instance.critical_path();
    let of = |value: &dyn Fn(usize) -> i32| (0..n).map(value).collect::<Vec<i32>>();
    let late_start = |i: usize| end - instance.tail[i];
    let out = || Lists::of(n, instance.waits.iter().map(|w| (w.before, w.after)));
    match rule {
        Rule::LatestFinish => of(&|i| late_start(i) + instance.activities[i].duration),
        Rule::LatestStart => of(&late_start),
        Rule::MinimumSlack => of(&|i| late_start(i) - instance.earliest[i]),
        Rule::MostSuccessors => successors(instance, &out()).iter().map(|s| -s).collect(),
        Rule::Shortest => of(&|i| instance.activities[i].duration),
        Rule::PositionalWeight => {
            let out = out();
            of(&|i| -out.of_one(i).iter().map(|k| instance.activities[to_usize(*k)].duration).sum::<i32>() - instance.activities[i].duration)
        }
        Rule::MostResourceWork => resource_work(instance, &out()),
        Rule::First => (0..).take(n).collect(),
    }
}

/// How many activities wait for each one, directly or not. A set of bits for each activity; beyond
/// some thousands only direct ones are counted, for the sets would fill the memory.
fn successors(instance: &Instance, out: &Lists<u32>) -> Vec<i32> {
    let n = instance.len();
    let count = |m: usize| i32::try_from(m).unwrap_or(i32::MAX);
    if n > 8192 {
        return (0..n).map(|i| count(out.of_one(i).len())).collect();
    }
    let words = n.div_ceil(64);
    let mut sets = vec![0_u64; n * words];
    let mut counts = vec![0; n];
    for i in instance.order.iter().rev().map(|i| to_usize(*i)) {
        for k in out.of_one(i).iter().map(|k| to_usize(*k)) {
            sets[i * words + k / 64] |= 1 << (k % 64);
            for w in 0..words {
                sets[i * words + w] |= sets[k * words + w];
            }
        }
        counts[i] = sets[i * words..(i + 1) * words].iter().map(|w| i32::try_from(w.count_ones()).unwrap_or(0)).sum();
    }
    counts
}

/// Work of resources in thousandths of all there is, along the chain that has most of it.
fn resource_work(instance: &Instance, out: &Lists<u32>) -> Vec<i32> {
    let mut work = vec![0_i64; instance.len()];
    for i in instance.order.iter().rev().map(|i| to_usize(*i)) {
        let behind = out.of_one(i).iter().map(|k| work[to_usize(*k)]).max().unwrap_or(0);
        let activity = &instance.activities[i];
        let own: i64 =
            activity.needs.iter().map(|(r, amount)| i64::from(*amount) * 1000 / i64::from(instance.supplies[usize::from(*r)].at_last().max(1))).sum();
        work[i] = behind + own * i64::from(activity.duration);
    }
    work.iter().map(|w| i32::try_from(-w).unwrap_or(i32::MIN)).collect()
}

/// The schedule of a rule.
pub fn by_rule(instance: &Instance, rule: Rule, scheme: Scheme) -> Vec<i32> {
    let mut decoder = Decoder::new(Side::forward(instance));
    let mut starts = vec![0; instance.len()];
    let wishes = priorities(instance, rule);
    match scheme {
        Scheme::Serial => decoder.serial(&wishes, &mut starts),
        Scheme::Parallel => decoder.parallel(&wishes, &mut starts),
    };
    starts
}
