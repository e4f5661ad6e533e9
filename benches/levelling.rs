//! How good and how fast levelling is, on the instances of PSPLIB (Kolisch and Sprecher 1996) that lie in
//! `../shared/data/psplib`, or in the folder named as argument: `cargo bench --bench levelling`. Nothing
//! here passes or fails but the check of every schedule; without instances it says so.

use slipway::analysis::levelling::solver::{Activity, Instance, Limits, Rule, Scheme, Supply, Wait, by_rule, check, improved, makespan, search};
use std::path::{Path, PathBuf};
use std::time::Instant;

const SEED: u64 = 20_240_315;

/// An instance and the makespan that deviations are measured from.
struct Case {
    instance: Instance,
    from: f64,
}

fn main() {
    let folder = std::env::args().skip(1).find(|a| !a.starts_with('-')).map_or_else(|| PathBuf::from("../shared/data/psplib"), PathBuf::from);
    println!("{:<6} {:>9}  {:<22} {:>11} {:>14} {:>11}", "set", "instances", "method", "deviation", "s / instance", "schedules");
    for (set, column, from) in [("j30", 2, "optimum"), ("j60", 1, "critical path"), ("j120", 1, "critical path")] {
        match cases(&folder.join(set), column) {
            Ok(cases) if !cases.is_empty() => measure(set, from, &cases),
            Ok(_) => println!("{set}: no instances in {}", folder.join(set).display()),
            Err(why) => println!("{set}: not measured, {}: {why}", folder.join(set).display()),
        }
    }
}

/// A method: starts and schedules made.
type Method = Box<dyn Fn(&Instance) -> (Vec<i32>, u32)>;

fn measure(set: &str, from: &str, cases: &[Case]) {
    let first = |i: &Instance| by_rule(i, Rule::LatestFinish, Scheme::Serial);
    let mut methods: Vec<(String, Method)> = vec![
        ("LFT, serial".into(), Box::new(move |i| (first(i), 1))),
        ("LFT, parallel".into(), Box::new(|i| (by_rule(i, Rule::LatestFinish, Scheme::Parallel), 1))),
        (
            "LFT and justification".into(),
            Box::new(move |i| {
                let (starts, made) = improved(i, &first(i), 1);
                (starts, made + 1)
            }),
        ),
    ];
    for schedules in [1_000, 5_000] {
        let found = move |i: &Instance| {
            let found = search(i, Limits { seed: SEED, schedules }, &mut |_, _| true);
            (found.starts, found.schedules)
        };
        methods.push((format!("search, {schedules} schedules"), Box::new(found)));
    }
    for (name, method) in methods {
        let (mut deviation, mut seconds, mut made) = (0.0, 0.0, 0);
        for case in cases {
            let clock = Instant::now();
            let (starts, schedules) = method(&case.instance);
            seconds += clock.elapsed().as_secs_f64();
            made += u64::from(schedules);
            assert_eq!(check(&case.instance, &starts), Ok(()), "{set}, {name}");
            deviation += (f64::from(makespan(&case.instance, &starts)) - case.from) / case.from * 100.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a few hundred instances")]
        let n = cases.len() as f64;
        println!("{set:<6} {:>9}  {name:<22} {:>9.3} % {:>14.6} {:>11}   from {from}", cases.len(), deviation / n, seconds / n, made);
    }
}

/// Every instance that the list of best known makespans names and that is there.
fn cases(folder: &Path, column: usize) -> std::io::Result<Vec<Case>> {
    let list = std::fs::read_to_string(folder.join("best_known.csv"))?;
    let mut cases = Vec::new();
    for line in list.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (Some(name), Some(from)) = (cells.first(), cells.get(column).and_then(|c| c.trim().parse().ok())) else { continue };
        let Ok(text) = std::fs::read_to_string(folder.join(name)) else { continue };
        match read(&text) {
            Some(instance) => cases.push(Case { instance, from }),
            None => println!("{name}: not a PSPLIB instance, left out"),
        }
    }
    Ok(cases)
}

/// Reads an instance in PSPLIB's own `.sm` format.
fn read(text: &str) -> Option<Instance> {
    let lines: Vec<&str> = text.lines().collect();
    let behind = |title: &str, skipped: usize| lines.iter().position(|l| l.starts_with(title)).map(|at| at + skipped);
    let rows = |from: usize| lines[from..].iter().take_while(|l| !l.starts_with('*')).map(|l| l.split_whitespace().filter_map(|n| n.parse().ok()).collect());
    let links: Vec<Vec<u32>> = rows(behind("PRECEDENCE RELATIONS", 2)?).collect();
    let jobs: Vec<Vec<u32>> = rows(behind("REQUESTS/DURATIONS", 3)?).collect();
    let supplies: Vec<Vec<u32>> = rows(behind("RESOURCEAVAILABILITIES", 2)?).collect();
    let amount = |n: &u32| u16::try_from(*n).ok();
    let mut activities = Vec::new();
    for job in &jobs {
        let [_, _, duration, needs @ ..] = job.as_slice() else { return None };
        let needs = (0..).zip(needs).filter(|(_, n)| **n > 0).map(|(r, n)| Some((r, amount(n)?))).collect::<Option<Vec<_>>>()?;
        activities.push(Activity { duration: i32::try_from(*duration).ok()?, release: 0, needs });
    }
    let mut waits = Vec::new();
    for link in &links {
        let [job, _, _, after @ ..] = link.as_slice() else { return None };
        let before = job.checked_sub(1)?;
        let lag = activities.get(usize::try_from(before).ok()?)?.duration;
        for after in after {
            waits.push(Wait { before, after: after.checked_sub(1)?, lag });
        }
    }
    let supplies = supplies.first()?.iter().map(|n| Some(Supply::constant(amount(n)?))).collect::<Option<Vec<_>>>()?;
    Instance::new(activities, waits, supplies).ok()
}
