//! How good a schedule is as a schedule: every one of the DCMA 14 points has a plan that fails it
//! and one that passes, in both profiles; the indices are the golden ones; measuring again what did
//! not change gives the same. Findings about the same figures are tried in `findings.rs`.

use slipway::analysis::Analysis;
use slipway::analysis::quality::{Point, Verdict, current_execution};
use slipway::model::{Plan, RecordKind, RecordRef, read_plan};

fn plan(body: &str) -> std::sync::Arc<Plan> {
    let meta = if body.contains("meta:") { "" } else { "meta: (project: \"P\", status_date: \"2024-03-06\"), " };
    let text = format!("({meta}{body})");
    let origin = read_plan(&text).unwrap_or_else(|e| panic!("{e:?}\n{text}"));
    assert_eq!(origin.problems, vec![], "{text}");
    origin.plan
}

fn analysis(body: &str) -> Analysis {
    Analysis::of(&plan(body))
}

/// `n` tasks `t0`, `t1` …, each linked to the one before by `link`, with the given fields.
fn chain(n: usize, link: &str, fields: impl Fn(usize) -> String) -> String {
    let task = |i: usize| {
        let after = if i == 0 { "start: \"2024-03-06\"".to_owned() } else { format!("after: [\"t{}{link}\"]", i - 1) };
        format!("(id: \"t{i}\", title: \"T{i}\", {after}, {})", fields(i))
    };
    format!("tasks: [{}]", (0..n).map(task).collect::<Vec<_>>().join(", "))
}

fn day(_: usize) -> String {
    "duration: \"1d\"".into()
}

/// A baseline of the tasks of [`chain`], `done` of which are finished on the given day.
fn with_baseline(n: usize, done: usize, on: &str) -> String {
    let fields = |i: usize| {
        if i < done { format!("duration: \"1d\", status: Done, actual_start: \"2024-02-01\", actual_finish: \"{on}\"") } else { day(i) }
    };
    let dates = (0..n).map(|i| format!("(id: \"t{i}\", start: \"2024-02-01\", finish: \"2024-02-02\")")).collect::<Vec<_>>().join(", ");
    format!("{}, baseline: (set_on: \"2024-01-10\", tasks: [{dates}])", chain(n, "", fields))
}

/// The verdict, the count and the population of a point.
fn found(body: &str, point: Point) -> (Verdict, usize, usize) {
    let a = analysis(body);
    let c = a.quality.points.iter().find(|c| c.point == point).expect("all 14 are there");
    (c.verdict, c.count, c.of)
}

#[test]
fn a_hammock_is_not_counted_among_the_tasks() {
    let plain = chain(24, "", day);
    let spanned = plain.replacen("tasks: [", "tasks: [(id: \"care\", title: \"Care\", kind: Hammock, after: [\"t0 SS\", \"t23 FF\"]), ", 1);
    for point in [Point::Logic, Point::HighFloat, Point::HighDuration, Point::Resources] {
        let (with, without) = (found(&spanned, point), found(&plain, point));
        assert_eq!(with, without, "{point:?}");
    }
}

#[test]
fn each_point_has_a_plan_that_fails_it_and_one_that_passes() {
    let on = |at: usize, fields: &'static str| move |i: usize| if i == at { fields.to_owned() } else { day(i) };
    let loose =
        |n: usize| format!("{}, ", chain(n, "", day)).replace("after: [\"t3\"]", "start: \"2024-03-06\"").replace("after: [\"t7\"]", "start: \"2024-03-06\"");
    let lagged = |links: usize| chain(24, "", day).replacen("\"]", "+1d\"]", links);
    let kinds = |links: usize| chain(24, "", day).replacen("\"]", " SS\"]", links);
    let constrained = |n: usize| chain(24, "", move |i| if i < n { format!("{}, constraint: FinishNoLaterThan(\"2024-06-28\")", day(i)) } else { day(i) });
    // A side chain beside a long one has float.
    let beside = |long: &str| {
        format!(
            "{}, (id: \"long\", start: \"2024-03-06\", duration: \"{long}\"), (id: \"x\", start: \"2024-03-06\", duration: \"1d\")]",
            chain(22, "", day).trim_end_matches(']')
        )
    };
    let target = |on: &str| format!("release: (delivers: \"t23\", target: \"{on}\"), {}", chain(24, "", day));
    let cases: [(Point, String, String); 14] = [
        (Point::Logic, loose(24), chain(24, "", day)),
        (Point::Leads, chain(3, "", day).replacen("\"]", " FS-1d\"]", 1), chain(3, "", day)),
        (Point::Lags, lagged(2), lagged(1)),
        (Point::LinkTypes, kinds(3), kinds(2)),
        (Point::HardConstraints, constrained(2), constrained(1)),
        (Point::HighFloat, beside("100d"), beside("26d")),
        (
            Point::NegativeFloat,
            chain(3, "", on(2, "duration: \"5d\", deadline: \"2024-03-08\"")),
            chain(3, "", on(2, "duration: \"1d\", deadline: \"2024-03-08\"")),
        ),
        (Point::HighDuration, chain(24, "", |i| if i < 2 { "duration: \"11d\"".into() } else { day(i) }), chain(24, "", on(0, "duration: \"11d\""))),
        (Point::InvalidDates, chain(2, "", day).replace("2024-03-06", "2024-03-04"), chain(2, "", day)),
        (Point::Resources, chain(2, "", day), chain(2, "", |_| "duration: \"1d\", people: [(id: \"Ann\")]".into())),
        (Point::MissedTasks, with_baseline(24, 22, "2024-02-02"), with_baseline(24, 23, "2024-02-02")),
        (
            Point::CriticalPathTest,
            format!("release: (delivers: \"t2\"), {}", chain(3, " SS", day)),
            format!("release: (delivers: \"t2\"), {}", chain(3, "", day)),
        ),
        (Point::Cpli, target("2024-04-04"), target("2024-04-08")),
        (Point::Bei, with_baseline(24, 22, "2024-02-05"), with_baseline(24, 23, "2024-02-05")),
    ];
    for (n, (point, fails, passes)) in cases.iter().enumerate() {
        assert_eq!((point.number(), *point), (n + 1, Point::ALL[n]));
        let flagged = if *point == Point::Resources { Verdict::Look } else { Verdict::Fail };
        assert_eq!(found(fails, *point).0, flagged, "{point:?}: {:?} of {fails}", found(fails, *point));
        assert_eq!(found(passes, *point).0, Verdict::Pass, "{point:?}: {:?} of {passes}", found(passes, *point));
    }
}

#[test]
fn a_small_plan_is_never_failed_by_a_percentage_alone() {
    let body = "tasks: [(id: \"a\", start: \"2024-03-06\"), (id: \"b\", start: \"2024-03-06\"), (id: \"c\", start: \"2024-03-06\")]";
    let a = analysis(body);
    let logic = &a.quality.points[0];
    assert_eq!((logic.verdict, logic.count, logic.of), (Verdict::Look, 3, 3));
    assert_eq!(logic.tasks, vec![0, 1, 2], "the tasks are what one looks at");
    assert_eq!(logic.spoken(), "3 of 3 (100 %)");
    assert!(logic.note.contains("look at the tasks"), "{}", logic.note);
    // What must not be there at all is no percentage.
    assert_eq!(found(&chain(3, " FS-1d", |_| "duration: \"4d\"".into()), Point::Leads).0, Verdict::Fail);
}

#[test]
fn the_strict_profile_judges_by_two_months() {
    let of = |profile: &str, fields: &'static str| {
        let body = format!("settings: (profile: {profile}), {}", chain(24, "", move |i| if i == 12 || i == 23 { fields.to_owned() } else { day(i) }));
        found(&body, Point::HighDuration)
    };
    assert_eq!(of("Release", "duration: \"45d\"").1, 1, "only what begins within 30 days");
    assert_eq!(of("DcmaStrict", "duration: \"45d\""), (Verdict::Fail, 2, 24));
    assert_eq!(of("DcmaStrict", "duration: \"44d\""), (Verdict::Pass, 0, 24));
}

#[test]
fn an_empty_plan_has_nothing_to_measure() {
    let a = analysis("tasks: []");
    assert_eq!(a.quality.points.len(), 14);
    assert_eq!(a.quality.count(Verdict::NotApplicable), 14);
    assert!(a.quality.points.iter().all(|c| !c.note.is_empty() && c.value.is_none()), "each says why");
}

#[test]
fn the_length_index_is_the_golden_one() {
    // (21 + 5) ÷ 21 and (21 − 2) ÷ 21 (domain B2, B8).
    let declared = |buffer: &str, slip: &str| {
        let steps = "(title: \"A\", duration: \"10d\"), (title: \"B\", duration: \"5d\"), (title: \"C\", duration: \"3d\"), (title: \"D\", duration: \"2d\")";
        analysis(&format!("critical_path: (steps: [{steps}, (title: \"E\", duration: \"1d\"{slip})], buffer: \"{buffer}\")"))
            .quality
            .cpli
            .expect("an index")
            .index
    };
    assert!((declared("5d", "") - 26.0 / 21.0).abs() < 1e-9);
    assert!((declared("0d", ", slip: \"2d\"") - 19.0 / 21.0).abs() < 1e-9);
}

#[test]
fn early_finishers_count_for_the_index_and_not_for_hits() {
    // 8 finished, 6 due: 8 ÷ 6 = 1.33 (domain B2); of the six due all were late.
    let mut body = with_baseline(8, 8, "2024-02-05");
    for i in 6..8 {
        body = body.replace(
            &format!("(id: \"t{i}\", start: \"2024-02-01\", finish: \"2024-02-02\")"),
            &format!("(id: \"t{i}\", start: \"2024-03-11\", finish: \"2024-03-12\")"),
        );
    }
    let e = analysis(&body).quality.execution.clone();
    assert_eq!((e.finished, e.due.len(), e.hits()), (8, 6, 0));
    assert!((e.bei().expect("due") - 8.0 / 6.0).abs() < 1e-9);
    assert_eq!(e.hit_pct(), Some(0.0));
}

#[test]
fn the_current_execution_index_compares_two_plans() {
    let earlier = analysis(&chain(4, "", day));
    let done = |i: usize| {
        let actual = ["2024-03-06", "2024-03-08"].get(i).map(|d| format!("status: Done, actual_start: \"2024-03-06\", actual_finish: \"{d}\", "));
        format!("{}duration: \"1d\"", actual.unwrap_or_default())
    };
    let later = analysis(&format!("meta: (project: \"P\", status_date: \"2024-03-11\"), {}", chain(4, "", done)));
    // Three of the four were forecast for 6, 7 and 8 March; two of them happened.
    let index = current_execution(&earlier, &later).expect("a period");
    assert_eq!((index.forecast, index.finished), (3, 2));
    assert_eq!(current_execution(&later, &earlier), None, "the earlier one must be earlier");
}

#[test]
fn the_critical_path_test_names_where_a_delay_stops() {
    let cases = [
        // (tasks, the task made longer, days moved, where it stops)
        ("(id: \"a\", start: \"2024-03-06\", duration: \"2d\"), (id: \"b\", after: [\"a\"]), (id: \"end\", kind: Milestone, after: [\"b\"])", "a", 600.0, None),
        (
            "(id: \"a\", start: \"2024-03-06\", duration: \"2d\"), (id: \"b\", after: [\"a SS\"], duration: \"3d\"), (id: \"end\", after: [\"b\"])",
            "a",
            0.0,
            Some("a"),
        ),
        ("(id: \"a\", start: \"2024-03-06\", duration: \"2d\"), (id: \"end\", start: \"2024-03-20\")", "a", 0.0, Some("a")),
        // A second way with three days of float carries what the first one loses.
        (
            "(id: \"a\", start: \"2024-03-06\", duration: \"2d\"), (id: \"b\", after: [\"a SS\"], duration: \"7d\"), (id: \"c\", after: [\"a\"], duration: \"2d\"), (id: \"end\", after: [\"b\", \"c\"])",
            "a",
            597.0,
            Some("a"),
        ),
        // The same, but that the second way is pinned: it stays, and so does the end.
        (
            "(id: \"a\", start: \"2024-03-06\", duration: \"2d\"), (id: \"b\", after: [\"a SS\"], duration: \"7d\"), (id: \"c\", after: [\"a\"], start: \"2024-03-08\", pinned: true, duration: \"2d\"), (id: \"end\", after: [\"b\", \"c\"])",
            "a",
            0.0,
            Some("a"),
        ),
    ];
    for (tasks, task, moved, stops) in cases {
        let a = analysis(&format!("release: (delivers: \"end\"), tasks: [{tasks}]"));
        let id = |i: usize| a.schedule.net.records[i].id.clone();
        let test = a.quality.critical_test.clone().expect("there is work left");
        assert_eq!((id(test.task).as_str(), test.stops.map(id).as_deref()), (task, stops), "{tasks}");
        assert!((test.moved_days - moved).abs() < 0.01, "{} of {tasks}", test.moved_days);
    }
}

#[test]
fn measuring_again_gives_what_measuring_from_scratch_does() {
    let before = plan(&format!("release: (delivers: \"t23\", target: \"2024-04-08\"), {}", with_baseline(24, 22, "2024-02-05")));
    let analysis = Analysis::of(&before);
    for kind in RecordKind::ALL {
        for key in kind.keys(&before) {
            let Some(after) = before.without(RecordRef { kind: *kind, key }) else { continue };
            let (next, scratch) = (Analysis::next(&analysis, &after), Analysis::of(&after));
            assert_eq!(next.quality.points, scratch.quality.points, "without a {kind:?}");
        }
    }
}

/// Four tasks of five days each, one after the other from 1 January 2024, with the given fields.
fn baselined(fields: [&str; 4], more: &str) -> String {
    let weeks = [("2024-01-01", "2024-01-05"), ("2024-01-08", "2024-01-12"), ("2024-01-15", "2024-01-19"), ("2024-01-22", "2024-01-26")];
    let tasks: String =
        fields.iter().zip(weeks).enumerate().map(|(i, (f, (from, _)))| format!("(id: \"t{i}\", start: \"{from}\", duration: \"5d\", {f}), ")).collect();
    let dates: String = weeks.iter().enumerate().map(|(i, (from, to))| format!("(id: \"t{i}\", start: \"{from}\", finish: \"{to}\"), ")).collect();
    format!("meta: (project: \"P\", status_date: \"2024-01-22\"), tasks: [{tasks}], baseline: (set_on: \"2023-12-20\", tasks: [{dates}]), {more}")
}

const DONE: &str = "status: Done, actual_start: \"2024-01-01\", actual_finish: \"2024-01-05\", ";

#[test]
fn earned_value_follows_from_budgets_and_spending() {
    let fields = [
        &format!("budget: \"100 EUR\", {DONE}"),
        "budget: \"200 EUR\", status: Active, actual_start: \"2024-01-08\", pct: 50",
        "budget: \"100 EUR\"",
        "budget: \"100 EUR\"",
    ];
    let finance =
        "finance: (currency: \"EUR\", actual: [(on: \"2024-01-12\", amount: 150), (on: \"2024-01-22\", amount: 250), (on: \"2024-02-01\", amount: 900)])";
    let a = analysis(&baselined(fields, finance));
    let e = a.quality.earned_value().expect("budgets and a baseline");
    assert_eq!((e.bac, e.pv, e.ev, e.ac), (500.0, 400.0, 200.0, Some(250.0)));
    let close = |value: Option<f64>, expected: f64| assert!(value.is_some_and(|v| (v - expected).abs() < 1e-9), "{value:?} is not {expected}");
    close(Some(e.sv()), -200.0);
    close(e.spi(), 0.5);
    close(e.cv(), -50.0);
    close(e.cpi(), 0.8);
    close(e.eac(), 625.0);
    close(e.tcpi(), 300.0 / 250.0);
    // 200 of value were planned for the middle of the second week: day 7.5 of 15.
    assert_eq!((e.planned_time, e.actual_time, e.earned_time), (20.0, 15.0, 7.5));
    close(e.spi_time(), 0.5);
    close(e.ieac_time(), 40.0);
    close(e.tspi(), 12.5 / 5.0);
    assert_eq!(e.forecast.map(|d| d.to_string()).as_deref(), Some("2024-02-23"), "forty working days from 1 January");
}

#[test]
fn without_effort_or_budget_there_is_no_value() {
    let bare = ["", "", "", ""];
    let with = ["effort_pd: 4", "effort_pd: 4", "effort_pd: 4", ""];
    let without_baseline = "tasks: [(id: \"a\", start: \"2024-03-01\", effort_pd: 3)]";
    assert_eq!(analysis(&baselined(bare, "")).quality.earned_value(), None);
    assert_eq!(analysis(without_baseline).quality.earned_value(), None);
    let a = analysis(&baselined(with, ""));
    let e = a.quality.earned_value().expect("an effort");
    assert_eq!((e.tasks, e.of, e.bac, e.ac, e.cpi()), (3, 4, 12.0, None, None), "no money, no cost");
}

#[test]
fn when_all_is_done_time_has_stopped() {
    let done = [DONE; 4].map(|d| format!("effort_pd: 1, {d}"));
    let a = analysis(&baselined([&done[0], &done[1], &done[2], &done[3]], "").replace("status_date: \"2024-01-22\"", "status_date: \"2024-06-03\""));
    let e = a.quality.earned_value().expect("an effort");
    assert_eq!((e.ev, e.actual_time, e.earned_time), (4.0, 5.0, 20.0));
}

#[test]
fn the_buffer_is_used_by_the_worse_of_report_and_forecast() {
    let of = |slip: &str, zones: &str| {
        let body = format!(
            "settings: ({zones}), critical_path: (steps: [(title: \"A\", duration: \"10d\", task: \"a\"{slip}), (title: \"B\", duration: \"10d\", task: \"b\")], buffer: \"10d\"), \
             tasks: [(id: \"a\", start: \"2024-02-19\", duration: \"10d\", status: Active, actual_start: \"2024-02-19\", remaining: \"2d\", range: \"8d..10d..13d\"), \
             (id: \"b\", duration: \"10d\", after: [\"a\"], range: \"8d..10d..14d\")]"
        );
        analysis(&body).quality.buffer.as_deref().cloned().expect("a declared path")
    };
    // The forecast ends on 7 March instead of 1 March: four working days.
    let b = of("", "");
    assert_eq!((b.chain_days, b.done_days, b.reported_days, b.forecast_days), (20.0, 8.0, 0.0, Some(4.0)));
    assert_eq!((b.used_pct(), b.chain_pct(), b.rate(), b.needed_days, b.ranges), (Some(40.0), 40.0, Some(1.0), Some(5.0), 2));
    assert_eq!(b.zone(), Some(slipway::analysis::quality::Zone::Yellow));
    assert_eq!(of(", slip: \"7d\"", "").used_days(), 7.0);
    assert_eq!(of(", slip: \"6d\"", "").zone(), Some(slipway::analysis::quality::Zone::Red));
    assert_eq!(of(", slip: \"6d\"", "buffer_zones: Thirds").zone(), Some(slipway::analysis::quality::Zone::Yellow));
    let zones = |settings: &str| (of("", settings).zones.yellow, of("", settings).zones.red);
    assert_eq!(zones("buffer_zones: Thirds, buffer_corners: (yellow_start: 10, red_end: 80)"), ((10.0, 75.0), (30.0, 80.0)), "corners win");
    for wrong in ["(yellow_start: 40)", "(red_end: 140)", "(yellow_end: -1)", "(red_start: 15)"] {
        assert_eq!(zones(&format!("buffer_corners: {wrong}")), ((15.0, 75.0), (30.0, 90.0)), "{wrong}: the usual zones");
    }
}

#[test]
fn every_practice_is_rated_by_what_the_plan_holds() {
    let rating = |body: &str, n: usize| {
        let a = analysis(body);
        let p = a.quality.practices.get(n - 1).cloned().expect("ten practices");
        assert!(!p.evidence.is_empty() && !p.evidence.ends_with('.'), "{p:?}");
        (p.number == n).then_some(p.rating.name()).expect("in order")
    };
    let good = "duration: \"1d\", people: [(id: \"Ann\")], range: \"1d..1d..2d\"";
    let sound = format!("release: (delivers: \"t23\"), {}", chain(24, "", |_| good.into()));
    let loose = "tasks: [(id: \"a\", start: \"2024-03-01\", duration: \"60d\"), (id: \"b\", start: \"2024-03-06\", duration: \"1d\"), (id: \"c\", start: \"2024-06-06\", duration: \"1d\")], release: (delivers: \"c\")";
    let path = |task: &str| format!("critical_path: (steps: [(title: \"A\", duration: \"1d\"{task})], buffer: \"1d\"), {sound}");
    let held = |n: usize| {
        let dates: String = (0..n).map(|i| format!("(id: \"t{i}\", start: \"2024-03-06\", finish: \"2024-03-06\"), ")).collect();
        format!("baseline: (approved_by: \"Ann\", tasks: [{dates}]), {sound}")
    };
    let cases: Vec<(usize, &str, String)> = vec![
        (1, "met", path(", task: \"t0\"")),
        (1, "not", path("")),
        (2, "met", sound.clone()),
        (2, "not", loose.into()),
        (3, "met", sound.clone()),
        (3, "not", loose.into()),
        (4, "met", sound.clone()),
        (4, "not", loose.into()),
        (5, "met", sound.clone()),
        (5, "partly", loose.into()),
        (6, "met", path(", task: \"t0\"")),
        (6, "partly", path("")),
        (6, "not", loose.into()),
        (7, "met", sound.clone()),
        (8, "no-data", sound.clone()),
        (9, "met", sound.clone()),
        (9, "partly", loose.into()),
        (10, "not", sound.clone()),
        (10, "met", held(24)),
        (10, "partly", held(12)),
    ];
    for (n, expected, body) in cases {
        assert_eq!(rating(&body, n), expected, "practice {n} of {body}");
    }
    assert!(analysis("tasks: []").quality.practices.iter().all(|p| p.rating.name() == "no-data"));
}
