//! What the program promises to be fast at, measured: `cargo bench`. Times are of one thread on
//! this machine, best and median of many runs; nothing here passes or fails.

use egui::{Event, PointerButton, pos2};
use egui_kittest::Harness;
use slipway::analysis::Analysis;
use slipway::analysis::network::{Calendars, Network};
use slipway::analysis::schedule::Schedule;
use slipway::app::{App, Start, Surroundings};
use slipway::edit::{Document, Edit};
use slipway::model::generate::plan_text;
use slipway::model::value::Date;
use slipway::model::{AnyRecord, Origin, RecordKind, RecordRef, read_plan, syntax};
use slipway::ui::panels::Panel;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn main() {
    println!("{:<58} {:>10} {:>10} {:>10}", "what", "best", "median", "99 %");
    let only = std::env::args().nth(1).unwrap_or_default();
    let size = std::env::args().nth(2).unwrap_or_default();
    if only == "memory" {
        memory();
        return;
    }
    let tiny = origin(1_000);
    let small = origin(10_000);
    let large = origin(100_000);
    for (name, origin) in [("1,000 tasks", &tiny), ("10,000 tasks", &small), ("100,000 tasks", &large)] {
        if matches!(only.as_str(), "frames" | "many" | "graph") {
            break;
        }
        if !size.is_empty() && origin.plan.tasks.len().to_string() != size {
            continue;
        }
        schedule(name, origin);
        if only == "schedule" {
            continue;
        }
        if only == "stages" {
            stages(name, origin);
            continue;
        }
        let links: usize = origin.plan.tasks.records().map(|t| t.after.len()).sum();
        let runs = if origin.plan.tasks.len() > 50_000 { 12 } else { 100 };
        report(&format!("whole analysis, {name} / {links} links"), times(runs, || drop(black_box(Analysis::of(&origin.plan)))));
        let before = Analysis::of(&origin.plan);
        let mut document = Document::new(origin.clone(), None);
        let mut n = 0;
        let one_edit = times(runs, || {
            n += 1;
            edit(&mut document, n);
            drop(black_box(Analysis::next(&before, document.plan())));
        });
        report(&format!("one edit with its analysis, {name}"), one_edit);
    }
    if matches!(only.as_str(), "analysis" | "schedule" | "stages") {
        return;
    }
    if only == "graph" {
        graph_frames();
        risk_frames();
        return;
    }
    if only == "many" {
        drag_many(&scratch("large.ron", &small.text));
        return;
    }
    if only == "frames" {
        frames(&small);
        large_frames(&large);
        return;
    }
    report("read 10,000 tasks (1.2 MB)", times(20, || drop(black_box(read_plan(&small.text)))));
    let mut document = Document::new(small.clone(), None);
    edit(&mut document, 1);
    report("write 10,000 tasks, one changed", times(20, || drop(black_box(document.text()))));
    report("lay out 10,000 tasks (fmt)", times(10, || drop(black_box(syntax::format_text(&small.text, small.parsed())))));
    let sample = include_str!("../assets/plans/customer-portal.ron");
    report(
        "open the sample: read, analyse, first frame",
        times(10, || {
            black_box(open(sample));
        }),
    );
    frames(&small);
    large_frames(&large);
}

/// Scrolling and zooming a hundred thousand tasks, and zooming from years to hours.
fn large_frames(plan: &Origin) {
    let path = scratch("larger.ron", &plan.text);
    let mut harness = window(&path, Panel::Timeline);
    harness.run_steps(6);
    harness.hover_at(pos2(1100.0, 500.0));
    harness.run_steps(3);
    let mut n = 0_u32;
    let wheel = times(120, || {
        n += 1;
        let delta = if n % 80 < 40 { 3000.0 } else { -3000.0 };
        harness.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, -delta),
            modifiers: egui::Modifiers::NONE,
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
        });
        harness.step();
    });
    report("frame while scrolling, 100,000 tasks", wheel);
    let zoom = times(160, || {
        n += 1;
        harness.event(Event::Zoom(if n % 160 < 80 { 1.15 } else { 1.0 / 1.15 }));
        harness.step();
    });
    report("frame while zooming from years to hours, 100,000 tasks", zoom);
    std::fs::remove_dir_all(path.parent().expect("it has a folder")).expect("the temporary folder goes");
}

/// Where the time of an analysis goes: from scratch, and after an edit.
fn stages(name: &str, origin: &Origin) {
    let runs = if origin.plan.tasks.len() > 50_000 { 12 } else { 100 };
    let before = Analysis::of(&origin.plan);
    let mut document = Document::new(origin.clone(), None);
    for (what, previous) in [("from scratch", None), ("one edit", Some(&before))] {
        let mut all: Vec<(&'static str, Vec<Duration>)> = Vec::new();
        for n in 0..runs {
            edit(&mut document, n);
            let mut last = Instant::now();
            let mut place = 0;
            let analysis = Analysis::run(previous, document.plan(), &mut |stage| {
                if all.len() <= place {
                    all.push((stage, Vec::new()));
                }
                all[place].1.push(last.elapsed());
                place += 1;
                last = Instant::now();
            });
            drop(black_box(analysis));
        }
        for (stage, times) in all {
            report(&format!("  {what}, {name}: {stage}"), times);
        }
    }
}

/// The schedule by itself: the limit that everything else stands on.
fn schedule(name: &str, origin: &Origin) {
    let runs = if origin.plan.tasks.len() > 50_000 { 30 } else { 300 };
    let calendars = Calendars::of(&origin.plan);
    let net = Network::of(&origin.plan, &calendars);
    let whole = Schedule::of(&origin.plan, &calendars, net.clone());
    report(&format!("two passes, order cached, {name}"), times(runs, || _ = black_box(whole.two_passes(&calendars))));
    report(&format!("from scratch: sorting and two passes, {name}"), times(runs, || _ = black_box(whole.from_scratch(&calendars))));
    let backwards = read_plan(&upside_down(&origin.text)).expect("a generated plan reads");
    let turned = Schedule::of(&backwards.plan, &calendars, Network::of(&backwards.plan, &calendars));
    report(&format!("the same, last task first in the file, {name}"), times(runs, || _ = black_box(turned.from_scratch(&calendars))));
    report(&format!("schedule: plan, forecast and all dates, {name}"), times(runs, || drop(black_box(Schedule::of(&origin.plan, &calendars, net.clone())))));
    println!("{:<58} {:>10}", format!("bytes a task in the network of the passes, {name}"), whole.pass_bytes() / net.tasks.len());
    report(&format!("network from the records, {name}"), times(runs, || drop(black_box(Network::of(&origin.plan, &calendars)))));
    let mut document = Document::new(origin.clone(), None);
    edit(&mut document, 3);
    let next = times(runs, || {
        if let Some((net, changed)) = net.next(document.plan(), &calendars) {
            drop(black_box(whole.next(document.plan(), &calendars, net, &changed)));
        }
    });
    report(&format!("one edit, schedule alone, {name}"), next);
}

/// A generated plan with its tasks in the opposite order, so that all of them must be sorted.
fn upside_down(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let is_task = |l: &&str| l.trim_start().starts_with("(id: \"t");
    let places: Vec<usize> = (0..lines.len()).filter(|i| is_task(&lines[*i])).collect();
    let tasks: Vec<&str> = places.iter().rev().map(|i| lines[*i]).collect();
    for (place, task) in places.into_iter().zip(tasks) {
        lines[place] = task;
    }
    lines.join("\n")
}

fn origin(tasks: usize) -> Origin {
    read_plan(&plan_text(tasks, 42)).expect("a generated plan reads")
}

fn edit(document: &mut Document, n: u32) {
    let (key, task) = document.plan().tasks.iter().nth(document.plan().tasks.len() / 2).map(|(k, t)| (k, t.clone())).expect("there are that many");
    let record = AnyRecord::from(task).with_field("duration", Some(&format!("\"{}d\"", 1 + n % 9))).expect("a duration");
    document.apply(Edit::Set(RecordRef { kind: RecordKind::Task, key }, record), false);
}

fn times(runs: usize, mut f: impl FnMut()) -> Vec<Duration> {
    f();
    (0..runs)
        .map(|_| {
            let start = Instant::now();
            f();
            start.elapsed()
        })
        .collect()
}

fn report(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let ms = |d: Duration| format!("{:.3} ms", d.as_secs_f64() * 1e3);
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!("{name:<58} {:>10} {:>10} {:>10}", ms(at(0)), ms(at(50)), ms(at(99)));
}

fn open(text: &str) -> usize {
    let path = scratch("sample.ron", text);
    let mut harness = window(&path, Panel::Overview);
    harness.step();
    harness.state().analysis().schedule.dates.len()
}

fn scratch(name: &str, text: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("slipway-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a temporary file");
    path
}

fn window(path: &std::path::Path, panel: Panel) -> Harness<'static, App> {
    let start = Start { plan: Some(path.to_owned()), view: Some(panel), dark: Some(false), ..Start::default() };
    let surroundings = Surroundings { system_dialogs: false, today: Date::parse("2024-03-06").expect("a date"), forecast: false, versions: None, fonts: false };
    Harness::builder().with_size([1600.0, 900.0]).with_max_steps(20).build_eframe(move |cc| App::new(cc, &start, surroundings))
}

/// Frames of UI code, without a GPU: still, zooming, scrolling, and dragging a bar while the
/// whole plan is analysed in the same frame.
fn frames(plan: &Origin) {
    let path = scratch("large.ron", &plan.text);
    for panel in [Panel::Overview, Panel::Timeline, Panel::Plan, Panel::Findings] {
        let mut harness = window(&path, panel);
        harness.run_steps(4);
        report(&format!("frame, 10,000 tasks, {}", panel.label()), times(60, || harness.step()));
    }
    let mut harness = window(&path, Panel::Timeline);
    harness.run_steps(4);
    harness.hover_at(pos2(1100.0, 500.0));
    let mut n = 0_u32;
    let wheel = times(60, || {
        n += 1;
        let delta = if n % 40 < 20 { 60.0 } else { -60.0 };
        harness.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, -delta),
            modifiers: egui::Modifiers::NONE,
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
        });
        harness.step();
    });
    report("frame while scrolling, 10,000 tasks", wheel);
    let zoom = times(60, || {
        n += 1;
        harness.event(Event::Zoom(if n % 30 < 15 { 1.2 } else { 1.0 / 1.2 }));
        harness.step();
    });
    report("frame while zooming, 10,000 tasks", zoom);
    drag(&path);
    drag_many(&path);
    idle(&path);
    graph_frames();
    risk_frames();
}

/// A thousand services in 96 groups, all in view: still, and while the pointer goes over them.
fn graph_frames() {
    let services: String = (0..1_000).map(|i| format!("(id: \"s{i}\", title: \"Service {i}\", group: \"Group {}\"),", i / 11)).collect();
    let links: String = (1..1_000).flat_map(|i| [(i, i * 7 / 11), (i, i / 2)]).map(|(a, b)| format!("(from: \"s{a}\", to: \"s{b}\"),")).take(1_400).collect();
    let path = scratch("graph.ron", &format!("(services: [{services}], service_links: [{links}])"));
    let mut harness = window(&path, Panel::Dependencies);
    // It is laid out beside the frame.
    for _ in 0..100 {
        harness.step();
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    report("frame, 1,000 services in view", times(60, || harness.step()));
    let mut x = 0.0_f32;
    let hover = times(120, || {
        x += 9.0;
        harness.event(Event::PointerMoved(pos2(200.0 + x.min(1300.0), 200.0 + x % 400.0)));
        harness.step();
    });
    report("frame while the pointer goes over them", hover);
}

/// Two thousand risks: the register beside the heat map.
fn risk_frames() {
    let levels = ["VeryLow", "Low", "Medium", "High", "VeryHigh"];
    let risk = |i: usize| {
        format!(
            "(id: \"R{i}\", title: \"Risk {i}\", probability: {}, impact: {}, probability_pct: 40, days: \"1d..2d..4d\"),",
            levels[i % 5],
            levels[i / 5 % 5]
        )
    };
    let path = scratch("risks.ron", &format!("(risk_scale: (levels: 5), risks: [{}])", (0..2_000).map(risk).collect::<String>()));
    let mut harness = window(&path, Panel::Risks);
    harness.run_steps(4);
    report("frame, 2,000 risks, register and heat map", times(60, || harness.step()));
}

/// Zooms in until a bar is wide enough to be held, and gives its middle.
fn bar_to_hold(harness: &mut Harness<'static, App>) -> Option<egui::Pos2> {
    harness.hover_at(pos2(660.0, 300.0));
    for _ in 0..24 {
        harness.event(Event::Zoom(1.3));
        harness.step();
        let bar = bars(harness).into_iter().find(|r| r.width() > 24.0);
        if bar.is_some() {
            return bar.map(|r| r.center());
        }
    }
    None
}

/// The bars of tasks in view.
fn bars(harness: &Harness<'static, App>) -> Vec<egui::Rect> {
    use egui_kittest::kittest::{NodeT as _, Queryable as _};
    let buttons = harness.query_all_by_role(egui::accesskit::Role::Button);
    buttons.filter(|n| n.accesskit_node().label().is_some_and(|l| l.starts_with("Task "))).map(|n| n.rect()).collect()
}

/// Presses or lets go of the button of the mouse.
fn button(harness: &mut Harness<'static, App>, at: egui::Pos2, pressed: bool, modifiers: egui::Modifiers) {
    harness.event(Event::PointerMoved(at));
    harness.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers });
    harness.step();
}

/// Drags what is at a place to the right and reports the frames.
fn dragged(harness: &mut Harness<'static, App>, from: egui::Pos2, name: &str) {
    harness.event(Event::PointerMoved(from));
    harness.step();
    button(harness, from, true, egui::Modifiers::NONE);
    let mut x = 0.0_f32;
    let frames = times(120, || {
        x += 7.0;
        harness.event(Event::PointerMoved(pos2(from.x + x.min(700.0), from.y)));
        harness.step();
    });
    report(name, frames);
}

fn drag(path: &std::path::Path) {
    let mut harness = window(path, Panel::Timeline);
    harness.run_steps(4);
    let fit = harness.state().analysis().schedule.net.records.len();
    assert!(fit >= 10_000);
    let Some(from) = bar_to_hold(&mut harness) else {
        println!("frame while dragging: no bar in view");
        return;
    };
    dragged(&mut harness, from, "frame while dragging a bar, all dates foreseen, 10,000 tasks");
}

/// Some hundred bars are selected with Shift and dragged by one of them.
fn drag_many(path: &std::path::Path) {
    use egui_kittest::kittest::Queryable as _;
    let mut harness = window(path, Panel::Timeline);
    harness.run_steps(4);
    let Some(first) = bar_to_hold(&mut harness) else { return println!("frame while dragging many: no bar in view") };
    for pressed in [true, false] {
        button(&mut harness, first, pressed, egui::Modifiers::NONE);
    }
    harness.run_steps(3);
    let delta = egui::vec2(0.0, -500.0 * 26.0);
    let phase = egui::TouchPhase::Move;
    let wheel = Event::MouseWheel { unit: egui::MouseWheelUnit::Point, delta, modifiers: egui::Modifiers::NONE, phase, source: egui::MouseWheelSource::Wheel };
    harness.hover_at(pos2(660.0, 500.0));
    harness.step();
    harness.event(wheel);
    harness.run_steps(90);
    let row = harness.query_all_by_role(egui::accesskit::Role::Row).map(|n| n.rect()).find(|r| r.top() > 400.0 && r.bottom() < 700.0);
    let Some(row) = row else { return println!("frame while dragging many: no row in view") };
    harness.event(Event::ModifiersChanged(egui::Modifiers::SHIFT));
    harness.step();
    for pressed in [true, false] {
        button(&mut harness, pos2(row.left() + 60.0, row.center().y), pressed, egui::Modifiers::SHIFT);
    }
    harness.event(Event::ModifiersChanged(egui::Modifiers::NONE));
    harness.run_steps(10);
    let selected = harness.state().selection().len();
    report(&format!("frame with {selected} bars selected, 10,000 tasks"), times(60, || harness.step()));
    let held = bars(&harness).into_iter().find(|r| r.width() > 12.0 && r.center().y > 200.0 && r.center().y <= row.bottom());
    let Some(held) = held else { return println!("frame while dragging many: no bar to hold, {selected} selected") };
    dragged(&mut harness, held.center(), &format!("frame while dragging {selected} bars at once, 10,000 tasks"));
}

/// What a window with ten thousand tasks holds in memory, above what one with none does.
fn memory() {
    let held = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap_or("");
        line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
    };
    let empty = scratch("empty.ron", "()");
    let mut none = window(&empty, Panel::Timeline);
    none.run_steps(4);
    let before = held();
    let path = scratch("large.ron", &plan_text(10_000, 42));
    let mut harness = window(&path, Panel::Timeline);
    harness.run_steps(6);
    println!("{:<58} {:>7.1} MB, of it {:.1} MB without a plan", "memory of a window with 10,000 tasks", held(), before);
    std::fs::remove_dir_all(path.parent().expect("it has a folder")).expect("the temporary folder goes");
}

fn idle(path: &std::path::Path) {
    let mut harness = window(path, Panel::Plan);
    harness.run_steps(6);
    harness.step();
    let delay = harness.output().viewport_output.values().map(|v| v.repaint_delay).min();
    println!("{:<58} {}", "idle window asks to be repainted", if delay == Some(Duration::MAX) { "never".to_owned() } else { format!("after {delay:?}") });
    std::fs::remove_dir_all(path.parent().expect("it has a folder")).expect("the temporary folder goes");
}
