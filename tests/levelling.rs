//! Levelling: every schedule keeps every wait and every resource; rules and search give what is
//! known of small problems.

use proptest::prelude::*;
use slipway::analysis::levelling::solver::{
    Activity, Flaw, Found, Instance, Limits, Rule, Scheme, Supply, Wait, Wrong, by_rule, check, improved, makespan, priorities, search,
};

/// Numbers from which a problem is made: durations, releases, needs, waits, supplies.
#[derive(Clone, Debug)]
struct Numbers {
    jobs: Vec<(i32, i32, Vec<u16>)>,
    waits: Vec<(usize, usize, i32)>,
    supplies: Vec<(u16, Vec<(i32, u16)>)>,
}

fn numbers(most: usize, resources: usize) -> impl Strategy<Value = Numbers> {
    let job = (0_i32..9, prop_oneof![3 => Just(0_i32), 1 => 0_i32..20], prop::collection::vec(0_u16..6, resources));
    let wait = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), -3_i32..9);
    let supply = (0_u16..7, prop::collection::vec((1_i32..12, 0_u16..7), 0..4));
    (prop::collection::vec(job, 1..most), prop::collection::vec(wait, 0..most * 2), prop::collection::vec(supply, resources)).prop_map(
        |(jobs, waits, supplies)| {
            let waits = waits.iter().map(|(a, b, lag)| (a.index(jobs.len()), b.index(jobs.len()), *lag)).filter(|w| w.0 < w.1).collect();
            Numbers { jobs, waits, supplies }
        },
    )
}

/// The problem; the last step of each supply is what everything fits into.
fn instance(numbers: &Numbers) -> Instance {
    let needs = |n: &[u16]| (0..).zip(n).filter(|(_, n)| **n > 0).map(|(r, n)| (r, *n)).collect();
    let activities = numbers.jobs.iter().map(|(d, r, n)| Activity { duration: *d, release: *r, needs: needs(n) }).collect();
    let index = |i: usize| u32::try_from(i).expect("small");
    let waits = numbers.waits.iter().map(|(b, a, lag)| Wait { before: index(*b), after: index(*a), lag: *lag }).collect();
    let supply = |(first, changes): &(u16, Vec<(i32, u16)>)| {
        if changes.is_empty() {
            return Supply::constant(5 + first % 3);
        }
        let mut at = 0;
        let mut steps: Vec<(i32, u16)> = changes
            .iter()
            .map(|(gap, amount)| {
                at += gap;
                (at, *amount)
            })
            .collect();
        steps.push((at + 1, 5));
        Supply { at_first: *first, steps }
    };
    Instance::new(activities, waits, numbers.supplies.iter().map(supply).collect()).expect("waits lead forward and every need can be met")
}

fn found(instance: &Instance, seed: u64, schedules: u32) -> Found {
    search(instance, Limits { seed, schedules }, &mut |_, _| true)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(10_000) })]

    #[test]
    fn every_schedule_keeps_every_wait_and_every_resource(numbers in numbers(40, 6)) {
        let problem = instance(&numbers);
        for rule in Rule::ALL {
            for scheme in [Scheme::Serial, Scheme::Parallel] {
                let starts = by_rule(&problem, rule, scheme);
                prop_assert_eq!(check(&problem, &starts), Ok(()), "{:?} {:?}", rule, scheme);
                let (better, made) = improved(&problem, &starts, 3);
                prop_assert_eq!(check(&problem, &better), Ok(()), "{:?} {:?}, justified", rule, scheme);
                prop_assert!(makespan(&problem, &better) <= makespan(&problem, &starts) && made % 2 == 0 && made <= 6);
            }
        }
    }

    #[test]
    fn a_search_is_feasible_repeatable_and_no_worse_than_its_rule(numbers in numbers(30, 3), seed in any::<u64>()) {
        let problem = instance(&numbers);
        let one = found(&problem, seed, 300);
        prop_assert_eq!(check(&problem, &one.starts), Ok(()));
        prop_assert_eq!(one.makespan, makespan(&problem, &one.starts));
        prop_assert!(one.makespan <= makespan(&problem, &by_rule(&problem, Rule::LatestFinish, Scheme::Serial)));
        prop_assert!(one.makespan >= problem.lower_bound() && one.schedules <= 300);
        prop_assert_eq!(one.proven, one.makespan == problem.lower_bound());
        prop_assert_eq!(&one, &found(&problem, seed, 300));
    }

    #[test]
    fn a_small_problem_is_solved(numbers in numbers(7, 2), seed in any::<u64>()) {
        let problem = instance(&numbers);
        prop_assert_eq!(found(&problem, seed, 3000).makespan, shortest(&problem));
    }

    #[test]
    fn a_wrong_answer_is_told(numbers in numbers(20, 2), which in any::<prop::sample::Index>()) {
        let problem = instance(&numbers);
        let mut starts = by_rule(&problem, Rule::LatestFinish, Scheme::Serial);
        prop_assert_eq!(check(&problem, &starts[1..]), Err(Wrong::Count));
        // Serial schedules are active: nothing can start a moment earlier by itself.
        let i = which.index(starts.len());
        if numbers.waits.iter().all(|w| w.2 >= 0) {
            starts[i] -= 1;
            prop_assert!(check(&problem, &starts).is_err() || problem.activities()[i].duration == 0 || problem.activities()[i].needs.is_empty());
        }
    }
}

/// Both are equally urgent, and the supply falls: only the larger one first ends in two.
#[test]
fn equally_urgent_activities_change_places() {
    let numbers = Numbers { jobs: vec![(1, 0, vec![1]), (1, 0, vec![3])], waits: vec![], supplies: vec![(3, vec![(1, 1)])] };
    assert_eq!(found(&instance(&numbers), 0, 3000).makespan, 2);
}

/// The shortest makespan there is: the serial scheme over every order of the activities, written anew
/// without any of the tricks.
fn shortest(problem: &Instance) -> i32 {
    fn go(problem: &Instance, starts: &mut Vec<Option<i32>>, best: &mut i32) {
        if starts.iter().all(Option::is_some) {
            *best = (*best).min(makespan(problem, &starts.iter().flatten().copied().collect::<Vec<_>>()));
            return;
        }
        for i in 0..starts.len() {
            if starts[i].is_some() {
                continue;
            }
            let Some(from) = earliest(problem, starts, i) else { continue };
            let fits = |at: &i32| {
                starts[i].is_none() && {
                    let mut trial = starts.clone();
                    trial[i] = Some(*at);
                    keeps_resources(problem, &trial)
                }
            };
            let at = (from..from + 1000).find(fits).expect("in the end there is enough");
            starts[i] = Some(at);
            go(problem, starts, best);
            starts[i] = None;
        }
    }
    let mut best = i32::MAX;
    go(problem, &mut vec![None; problem.len()], &mut best);
    best
}

fn earliest(problem: &Instance, starts: &[Option<i32>], i: usize) -> Option<i32> {
    let mut from = problem.activities()[i].release;
    for wait in problem.waits().iter().filter(|w| usize::try_from(w.after).is_ok_and(|a| a == i)) {
        from = from.max(starts[usize::try_from(wait.before).expect("small")]? + wait.lag);
    }
    Some(from)
}

fn keeps_resources(problem: &Instance, starts: &[Option<i32>]) -> bool {
    let end = starts.iter().zip(problem.activities()).filter_map(|(s, a)| Some((*s)? + a.duration)).max().unwrap_or(0);
    (0..end).all(|t| {
        (0..).zip(problem.supplies()).all(|(r, supply)| {
            let running = starts.iter().zip(problem.activities()).filter(|(s, a)| s.is_some_and(|s| s <= t && t < s + a.duration));
            let used: u16 = running.flat_map(|(_, a)| &a.needs).filter(|n| n.0 == r).map(|n| n.1).sum();
            used <= supply.at(t)
        })
    })
}

/// One machine; a (3) before d (1), b (2) before e (5), c (4) alone.
fn machine() -> Instance {
    let job = |duration| Activity { duration, release: 0, needs: vec![(0, 1)] };
    let waits = vec![Wait { before: 0, after: 3, lag: 3 }, Wait { before: 1, after: 4, lag: 2 }];
    Instance::new([3, 2, 4, 1, 5].map(job).to_vec(), waits, vec![Supply::constant(1)]).expect("a problem")
}

#[test]
fn rules_put_first_what_they_say() {
    let problem = machine();
    assert_eq!(problem.critical_path(), 7);
    assert_eq!(problem.lower_bound(), 15, "one machine: the sum of all");
    assert_eq!(priorities(&problem, Rule::LatestFinish), [6, 2, 7, 7, 7]);
    assert_eq!(priorities(&problem, Rule::LatestStart), [3, 0, 3, 6, 2]);
    assert_eq!(priorities(&problem, Rule::MinimumSlack), [3, 0, 3, 3, 0]);
    assert_eq!(priorities(&problem, Rule::MostSuccessors), [-1, -1, 0, 0, 0]);
    assert_eq!(priorities(&problem, Rule::Shortest), [3, 2, 4, 1, 5]);
    assert_eq!(priorities(&problem, Rule::PositionalWeight), [-4, -7, -4, -1, -5]);
    assert_eq!(priorities(&problem, Rule::MostResourceWork), [-4000, -7000, -4000, -1000, -5000]);
    assert_eq!(by_rule(&problem, Rule::LatestFinish, Scheme::Serial), [2, 0, 5, 9, 10], "b, a, then c, d, e as they stand");
    assert_eq!(by_rule(&problem, Rule::Shortest, Scheme::Serial), [2, 0, 6, 5, 10], "b, a, d, c, e");
    assert_eq!(by_rule(&problem, Rule::PositionalWeight, Scheme::Serial), [7, 0, 10, 14, 2], "b, e, a, c, d");
    assert_eq!(by_rule(&problem, Rule::First, Scheme::Parallel), [0, 3, 5, 9, 10], "a, b, c, d, e");
}

#[test]
fn justification_closes_a_gap() {
    // Two machines: the short ones first leave the long one for the end.
    let job = |duration| Activity { duration, release: 0, needs: vec![(0, 1)] };
    let problem = Instance::new([2, 2, 6].map(job).to_vec(), Vec::new(), vec![Supply::constant(2)]).expect("a problem");
    let starts = by_rule(&problem, Rule::Shortest, Scheme::Serial);
    assert_eq!((starts.as_slice(), makespan(&problem, &starts)), ([0, 0, 2].as_slice(), 8));
    let (better, _) = improved(&problem, &starts, 1);
    assert_eq!(makespan(&problem, &better), 6);
}

#[test]
fn what_is_no_problem_is_said() {
    let job = |duration, need| Activity { duration, release: 0, needs: vec![(0, need)] };
    let one = |jobs: Vec<Activity>, waits: Vec<Wait>| Instance::new(jobs, waits, vec![Supply::constant(2)]).map(|_| ());
    let wait = |before, after| Wait { before, after, lag: 1 };
    assert_eq!(one(vec![job(1, 3)], vec![]), Err(Flaw::Unmet(0, 0)));
    assert_eq!(one(vec![job(-1, 1)], vec![]), Err(Flaw::Negative(0)));
    assert_eq!(one(vec![job(1, 1)], vec![wait(0, 1)]), Err(Flaw::Unknown(0)));
    assert_eq!(one(vec![job(1, 1); 3], vec![wait(0, 1), wait(1, 2), wait(2, 1)]), Err(Flaw::Circle(1)));
    assert_eq!(one(vec![job(i32::MAX, 1); 3], vec![]), Err(Flaw::TooLong));
    assert_eq!(Instance::new(vec![], vec![], vec![Supply { at_first: 1, steps: vec![(3, 1), (3, 2)] }]).map(|_| ()), Err(Flaw::Supply(0)));
    assert_eq!(one(vec![], vec![]), Ok(()));
    let nothing = Instance::new(vec![], vec![], vec![]).expect("nothing to do is a problem");
    assert_eq!(found(&nothing, 1, 10).makespan, 0);
}

#[test]
fn a_search_ends_when_told_to() {
    let numbers = Numbers {
        jobs: (0..30).map(|i| (1 + i % 5, 0, vec![1 + u16::try_from(i % 3).expect("small")])).collect(),
        waits: vec![(0, 9, 40), (3, 8, 20)],
        supplies: vec![(0, vec![])],
    };
    let problem = instance(&numbers);
    let mut told = Vec::new();
    let found = search(&problem, Limits { seed: 1, schedules: 5000 }, &mut |made, best| {
        told.push((made, best));
        made < 7
    });
    assert!(found.schedules <= 7 && told.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 >= w[1].1), "{told:?}");
    assert_eq!(check(&problem, &found.starts), Ok(()));
}
