//! How long the forecast takes: `cargo bench --bench forecast`. With `plan FILE` it writes the measured
//! network for `tests/oracle/forecast.py`, which runs the same model in numpy. With `beside` it measures
//! only the window while a forecast runs beside it, and how long one takes to end when it is given up.

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use slipway::analysis::Analysis;
use slipway::analysis::forecast::{Model, Room, Scope};
use slipway::app::{App, Start, Surroundings};
use slipway::model::read_plan;
use slipway::model::value::Date;
use slipway::storage::threads;
use slipway::ui::panels::Panel;
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
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
    if arguments.iter().any(|a| a == "beside") {
        beside();
        return;
    }
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
    beside();
}

/// The window while a forecast runs, and how soon a forecast ends that nobody needs any more.
fn beside() {
    for tasks in [300, 1_000] {
        for panel in [Panel::Timeline, Panel::Forecast] {
            frames(tasks, panel);
        }
    }
    for tasks in [1_000, 10_000] {
        given_up(tasks);
    }
}

/// Frames of UI code, without a GPU, while a forecast runs: a task is added and taken back again and
/// again, and frames come until the forecast is there, those that take its results among them. The
/// frames in which the plan changes hold its whole analysis.
fn frames(tasks: usize, panel: Panel) {
    let folder = std::env::temp_dir().join(format!("slipway-bench-forecast-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let path = folder.join("plan.ron");
    std::fs::write(&path, plan(tasks, 20, 1, 0.3)).expect("a temporary file");
    let start = Start { plan: Some(path), view: Some(panel), dark: Some(false), ..Start::default() };
    let surroundings = Surroundings { system_dialogs: false, today: Date::parse("2024-01-01").expect("a date"), forecast: true, versions: None, fonts: false };
    let mut harness: Harness<'static, App> =
        Harness::builder().with_size([1600.0, 900.0]).with_max_steps(20).build_eframe(move |cc| App::new(cc, &start, surroundings));
    harness.run_steps(4);
    let ctrl = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };
    harness.key_press_modifiers(Modifiers { shift: true, ..ctrl }, Key::T);
    harness.run_steps(4);
    if panel != Panel::Timeline {
        // Adding a task went to the timeline.
        let line = harness.get_all_by_role(egui::accesskit::Role::Button).find(|n| n.accesskit_node().label().is_some_and(|l| l.starts_with(panel.label())));
        line.expect("its line in the rail").click();
        harness.run_steps(4);
    }
    assert_eq!(harness.state().panel(), panel);
    let (mut changed, mut between) = (Vec::new(), Vec::new());
    let mut revision = harness.state().document().revision();
    for n in 0..80_u32 {
        harness.key_press_modifiers(if n.is_multiple_of(2) { ctrl } else { Modifiers { shift: true, ..ctrl } }, Key::Z);
        for _ in 0..400 {
            let was_running = harness.state().is_forecasting();
            let begun = Instant::now();
            harness.step();
            let took = begun.elapsed();
            let now = harness.state().document().revision();
            if now != revision {
                changed.push(took);
            } else if was_running {
                between.push(took);
                if !harness.state().is_forecasting() {
                    break;
                }
            }
            revision = now;
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    let mut all: Vec<Duration> = changed.iter().chain(&between).copied().collect();
    for times in [&mut changed, &mut between, &mut all] {
        times.sort();
    }
    let of = |what: &str, count: usize| format!("{what}, {tasks} tasks, {} ({count})", panel.label());
    report(&of("frame while a forecast runs", between.len()), &between);
    report(&of("frame with a change and its analysis", changed.len()), &changed);
    report(&of("both together", all.len()), &all);
    std::fs::remove_dir_all(&folder).expect("the temporary folder goes");
}

/// From the wish to give a run up to its end, at moments spread over the whole of it: the model, the
/// draws, what they tell, what risks cost.
fn given_up(tasks: usize) {
    let origin = read_plan(&plan(tasks, 20, 1, 0.3)).expect("a plan");
    let analysis = Analysis::of(&origin.plan);
    let run = |stop: &AtomicBool| {
        let stopped = || stop.load(Ordering::Relaxed);
        let model = Model::of(&analysis)?;
        let forecast = threads::forecast(&model, Scope::full(&model, 2_000), 1, &stopped)?;
        threads::gains(&model, &forecast, 1, &stopped)
    };
    let begun = Instant::now();
    drop(black_box(run(&AtomicBool::new(false))));
    let whole = begun.elapsed();
    report(&format!("a whole run of 2,000, {tasks} tasks, 20 risks, one thread"), &[whole]);
    let mut waits: Vec<Duration> = (0..60_u32)
        .map(|n| {
            let stop = AtomicBool::new(false);
            std::thread::scope(|scope| {
                let worker = scope.spawn(|| drop(black_box(run(&stop))));
                std::thread::sleep(whole * n / 60);
                let asked = Instant::now();
                stop.store(true, Ordering::Relaxed);
                worker.join().expect("it ends");
                asked.elapsed()
            })
        })
        .collect();
    waits.sort();
    report(&format!("given up: from the wish to its end, {tasks} tasks"), &waits);
}
