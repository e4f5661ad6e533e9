//! How long the forecast takes: `cargo bench --bench forecast`. With `plan FILE` it writes the measured
//! network for `tests/oracle/forecast.py`, which runs the same model in numpy.

use slipway::analysis::Analysis;
use slipway::analysis::forecast::{Model, Room, Scope};
use slipway::model::read_plan;
use slipway::storage::threads;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Numbers by a linear congruence: the same network every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % n.max(1)
    }
}

/// Tasks with two predecessors each among the fifty before, triangular ranges, some risks, and calendars
/// among which tasks are spread.
fn plan(tasks: usize, risks: usize, calendars: usize, correlation: f64) -> String {
    let mut rng = Numbers(7);
    let mut out = format!("(\n    meta: (project: \"Forecast\", status_date: \"2024-01-01\"),\n    settings: (correlation: {correlation:?}),\n");
    let names = ["(id: \"five\")", "(id: \"six\", weekend: [Sun])", "(id: \"early\", hours: [\"07:00-15:00\"])", "(id: \"four\", weekend: [Fri, Sat, Sun])"];
    if calendars > 1 {
        out += &format!("    calendars: [{}],\n", names[..calendars].join(", "));
    }
    out += "    release: (version: \"1\", target: \"2026-01-01\"),\n    tasks: [\n";
    for i in 0..tasks {
        let days = 1 + u32::try_from(rng.below(10)).expect("small");
        let mut after: Vec<usize> = (0..2.min(i)).map(|_| i - 1 - rng.below(i.min(50))).collect();
        after.dedup();
        let links: Vec<String> = after.iter().map(|p| format!("\"t{p}\"")).collect();
        let calendar = if calendars > 1 { format!(", calendar: \"{}\"", ["five", "six", "early", "four"][rng.below(calendars)]) } else { String::new() };
        let (least, most) = (f64::from(days) * 0.75, f64::from(days) * 1.75);
        out += &format!(
            "        (id: \"t{i}\", title: \"T{i}\", start: \"2024-01-01\", duration: \"{days}d\", range: \"{least}d..{days}d..{most}d\", after: [{}]{calendar}),\n",
            links.join(", ")
        );
    }
    out += "    ],\n    risks: [\n";
    for r in 0..risks {
        let hit: Vec<String> = (0..3).map(|_| format!("\"t{}\"", rng.below(tasks))).collect();
        out += &format!(
            "        (id: \"R{r}\", title: \"R\", probability_pct: {}, days: \"3d..5d..10d\", tasks: [{}], status: Active),\n",
            10 + rng.below(60),
            hit.join(", ")
        );
    }
    out + "    ],\n)\n"
}

fn times(runs: usize, mut work: impl FnMut()) -> Vec<Duration> {
    work();
    let mut out: Vec<Duration> = (0..runs)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed()
        })
        .collect();
    out.sort();
    out
}

fn report(what: &str, times: &[Duration]) {
    let ms = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    println!("{what:<66} {:>10.3} {:>10.3} {:>10.3}", ms(0), ms(50), ms(99));
}

fn model(text: &str) -> (Analysis, Model) {
    let origin = read_plan(text).expect("a plan");
    assert!(origin.problems.is_empty(), "{:?}", origin.problems);
    let analysis = Analysis::of(&origin.plan);
    let model = Model::of(&analysis).expect("something to deliver");
    (analysis, model)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, what, file, ..] = arguments.as_slice()
        && what == "plan"
    {
        std::fs::write(file, plan(1_000, 0, 1, 0.0)).expect("a file");
        return;
    }
    println!("{:<66} {:>10} {:>10} {:>10}", "what (ms)", "best", "median", "99 %");
    let never = || false;
    let two = threads::available().min(2);
    let (analysis, plain) = model(&plan(1_000, 0, 1, 0.0));
    let bare = Scope { iterations: 10_000, kept: 0, criticality: true };
    for threads in [1, two] {
        let run = || drop(black_box(threads::forecast(&plain, bare, threads, &never)));
        report(&format!("10,000 × 1,000 tasks, P50, P80, criticality, {threads} threads"), &times(20, run));
        let run = || drop(black_box(threads::forecast(&plain, Scope::dates(10_000), threads, &never)));
        report(&format!("10,000 × 1,000 tasks, P50 and P80 alone, {threads} threads"), &times(20, run));
    }
    let (_, full) = model(&plan(1_000, 20, 4, 0.0));
    report("10,000 × 1,000 tasks, 4 calendars, 20 risks, criticality", &times(10, || drop(black_box(threads::forecast(&full, bare, two, &never)))));
    let (_, common) = model(&plan(1_000, 20, 1, 0.3));
    report("10,000 × 1,000 tasks, common cause 0.3, 20 risks, criticality", &times(10, || drop(black_box(threads::forecast(&common, bare, two, &never)))));
    let every = Scope::full(&common, 10_000);
    report("the same with percentiles of every task", &times(5, || drop(black_box(threads::forecast(&common, every, two, &never)))));
    let (_, small) = model(&plan(300, 20, 1, 0.3));
    report(
        "2,000 × 300 tasks, 20 risks, common cause, P50 and P80",
        &times(50, || drop(black_box(threads::forecast(&small, Scope::dates(2_000), two, &never)))),
    );
    let (_, small_plain) = model(&plan(300, 0, 1, 0.0));
    report("2,000 × 300 tasks, P50 and P80", &times(50, || drop(black_box(threads::forecast(&small_plain, Scope::dates(2_000), two, &never)))));
    let base = threads::forecast(&common, Scope::dates(10_000), two, &never).expect("not stopped");
    report("leave one out, 20 risks, 10,000 × 1,000 tasks", &times(3, || drop(black_box(threads::gains(&common, &base, two, &never)))));
    report("the model of a plan of 1,000 tasks", &times(20, || drop(black_box(Model::of(&analysis)))));
    // From the wish to stop to the end of the part at hand.
    let mut room = Room::default();
    let stopped = times(20, || {
        let asked = std::cell::Cell::new(0);
        let stop = || {
            asked.set(asked.get() + 1);
            asked.get() > 1
        };
        black_box(plain.part(&mut room, bare, (0, 320), &stop));
    });
    report("one batch of 32, after which a run can be stopped", &stopped);
}
