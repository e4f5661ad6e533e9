//! The schedule of hand-made networks: each kind of link, task, constraint and calendar with the dates
//! it must give; and the whole analysis after any edits. `properties.rs` holds for any network.

use proptest::prelude::*;
use slipway::analysis::Analysis;
use slipway::model::{AnyRecord, Plan, generate::plan_text, read_plan};
use std::sync::Arc;

fn plan(tasks: usize, seed: u64) -> Arc<Plan> {
    read_plan(&plan_text(tasks, seed)).expect("a generated plan reads").plan
}

fn with(plan: &Plan, task: usize, field: &str, value: &str) -> Plan {
    let (key, record) = plan.tasks.iter().nth(task).map(|(k, t)| (k, t.clone())).expect("the task is there");
    let record = AnyRecord::from(record).with_field(field, Some(value)).expect("a value");
    plan.with_record(key, record).expect("the task is there")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn the_next_analysis_is_the_one_from_scratch(tasks in 2_usize..60, seed in any::<u64>(), edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..6), 1..6)) {
        let mut now = plan(tasks, seed).as_ref().clone();
        let mut analysis = Analysis::of(&now);
        for (which, what) in edits {
            let i = which.index(tasks);
            let (field, value) = [
                ("duration", "\"9d\""), ("start", "\"2024-05-02\""), ("after", "[]"), ("status", "Done"), ("pct", "40"), ("kind", "Milestone"),
            ][what];
            now = with(&now, i, field, value);
            analysis = Analysis::next(&analysis, &now);
        }
        let scratch = Analysis::of(&now);
        prop_assert_eq!(&analysis.schedule.dates, &scratch.schedule.dates);
        prop_assert_eq!(&analysis.invalid, &scratch.invalid);
        let said = |a: &Analysis| a.findings.open.iter().map(|f| f.message.clone()).collect::<Vec<_>>();
        prop_assert_eq!(said(&analysis), said(&scratch));
    }

}

fn small(tasks: &str) -> Analysis {
    let text = format!("(meta: (status_date: \"2024-03-04\"), tasks: [{tasks}])");
    Analysis::of(&read_plan(&text).expect("reads").plan)
}

#[track_caller]
fn check(a: &Analysis, id: &str, start: &str, finish: &str, float: f64) {
    let d = a.schedule.by_id(id).unwrap_or_else(|| panic!("no task {id}"));
    let say = slipway::model::value::format_minute;
    assert_eq!((say(d.start).as_str(), say(d.finish).as_str(), d.total_float_days), (start, finish, float), "{id}");
}

#[test]
fn all_four_links_with_lag_and_lead() {
    let a = small(
        r#"(id: "a", start: "2024-03-04", duration: "4d"), (id: "fs", duration: "1d", after: ["a+1d"]), (id: "ss", duration: "1d", after: ["a SS+2d"]),
           (id: "ff", duration: "1d", after: ["a FF+1d"]), (id: "sf", duration: "2d", after: ["a SF+1d"]), (id: "lead", duration: "1d", after: ["a FS-2d"]),
           (id: "cal", duration: "1d", after: ["a+2cd"])"#,
    );
    check(&a, "a", "2024-03-04T09:00", "2024-03-07T17:00", 0.0);
    check(&a, "fs", "2024-03-11T09:00", "2024-03-11T17:00", 0.0);
    check(&a, "ss", "2024-03-06T09:00", "2024-03-06T17:00", 3.0);
    check(&a, "ff", "2024-03-08T09:00", "2024-03-08T17:00", 1.0);
    // A start-to-finish link never pulls a task before the status date.
    check(&a, "sf", "2024-03-04T09:00", "2024-03-05T17:00", 4.0);
    check(&a, "lead", "2024-03-06T09:00", "2024-03-06T17:00", 3.0);
    // Two calendar days behind Thursday 17:00 is a Saturday: the next working instant is Monday.
    check(&a, "cal", "2024-03-11T09:00", "2024-03-11T17:00", 0.0);
}

#[test]
fn hours_minutes_and_days_of_other_calendars() {
    let text = r#"(meta: (status_date: "2024-03-04"), settings: (calendar: "six"), calendars: [
        (id: "six", weekend: [Sun], holidays: ["2024-03-06"], hours_per_day: 6), (id: "round", weekend: [], hours_per_day: 24)],
        tasks: [(id: "a", start: "2024-03-04", duration: "3d"), (id: "b", duration: "90m", after: ["a"]), (id: "c", duration: "1d", calendar: "round", after: ["a"]),
                (id: "d", duration: "2cd", after: ["b"])])"#;
    let a = Analysis::of(&read_plan(text).expect("reads").plan);
    let say = |id: &str| {
        a.schedule.by_id(id).map(|d| (slipway::model::value::format_minute(d.start), slipway::model::value::format_minute(d.finish))).expect("there")
    };
    assert_eq!(say("a"), ("2024-03-04T09:00".into(), "2024-03-07T15:00".into()), "the holiday is left out");
    assert_eq!(say("b"), ("2024-03-08T09:00".into(), "2024-03-08T10:30".into()));
    assert_eq!(say("c"), ("2024-03-07T15:00".into(), "2024-03-08T15:00".into()), "goes on round the clock");
    assert_eq!(say("d"), ("2024-03-09T00:00".into(), "2024-03-11T00:00".into()), "whole days, weekend or not");
}

#[test]
fn progress_moves_the_forecast_and_not_the_plan() {
    let a = small(
        r#"(id: "done", start: "2024-02-26", duration: "3d", status: Done, actual_start: "2024-02-26", actual_finish: "2024-02-29"),
           (id: "half", duration: "4d", status: Active, pct: 50, after: ["done"], actual_start: "2024-03-01"), (id: "next", duration: "1d", after: ["half"])"#,
    );
    check(&a, "half", "2024-03-01T09:00", "2024-03-05T17:00", 0.0);
    check(&a, "next", "2024-03-06T09:00", "2024-03-06T17:00", 0.0);
    let done = a.schedule.by_id("done").expect("there");
    assert_eq!((done.slip_days, done.critical), (1.0, false));
}

#[test]
fn circles_are_named_with_exactly_their_members() {
    let a = small(
        r#"(id: "before", duration: "1d"), (id: "x", duration: "1d", after: ["before", "z"]), (id: "y", duration: "1d", after: ["x"]),
           (id: "z", duration: "1d", after: ["y"]), (id: "behind", duration: "1d", after: ["z"])"#,
    );
    let circle = a.invalid.iter().find(|i| i.code == "V007").expect("the circle is found");
    assert!(circle.message.contains("x → y → z → x"), "{}", circle.message);
    assert_eq!(a.schedule.net.cycles.len(), 1);
    assert!(a.schedule.by_id("behind").is_some_and(|d| d.start > a.schedule.by_id("z").map_or(0, |z| z.start)));
}

/// Start, finish and total float in days of each task, one line each.
#[track_caller]
fn dates(plan: &str, expected: &[(&str, &str, &str, f64)]) -> Analysis {
    let a = Analysis::of(&read_plan(plan).expect("reads").plan);
    for (id, start, finish, float) in expected {
        check(&a, id, start, finish, *float);
    }
    a
}

#[test]
fn links_and_dates_of_a_summary_act_on_its_content() {
    let a = dates(
        r#"(meta: (status_date: "2024-03-04"), tasks: [
            (id: "prep", start: "2024-03-04", duration: "2d"), (id: "build", kind: Summary, start: "2024-03-07", after: ["prep"]),
            (id: "ui", parent: "build", duration: "3d"), (id: "api", parent: "build", duration: "1d", after: ["ui SS+1d"]),
            (id: "inner", kind: Summary, parent: "build"), (id: "db", parent: "inner", duration: "1d", after: ["api"]),
            (id: "ship", duration: "1d", after: ["build"])])"#,
        &[
            ("ui", "2024-03-07T09:00", "2024-03-11T17:00", 0.0),
            ("api", "2024-03-08T09:00", "2024-03-08T17:00", 0.0),
            ("db", "2024-03-11T09:00", "2024-03-11T17:00", 0.0),
            ("build", "2024-03-07T09:00", "2024-03-11T17:00", 0.0),
            ("inner", "2024-03-11T09:00", "2024-03-11T17:00", 0.0),
            ("ship", "2024-03-12T09:00", "2024-03-12T17:00", 0.0),
        ],
    );
    let s = &a.schedule;
    let ids: Vec<&str> = s.critical_path.iter().map(|i| s.net.records[*i].id.as_str()).collect();
    assert_eq!(ids, ["ui", "ship"], "the path runs through what is inside");
    assert_eq!(s.why(s.net.find("ui").expect("there")), "held by its summary build".replace("build", ""), "an untitled summary");
}

#[test]
fn hammocks_hang_between_what_they_join() {
    dates(
        r#"(meta: (status_date: "2024-03-04"), tasks: [
            (id: "a", start: "2024-03-04", duration: "2d"), (id: "b", duration: "4d", after: ["a"]), (id: "c", duration: "1d", after: ["b"]),
            (id: "test", kind: Hammock, after: ["a SS+1d", "b FF"]), (id: "watch", kind: Hammock, after: ["a"]), (id: "end", duration: "1d", after: ["c", "watch"])])"#,
        &[
            ("test", "2024-03-04T17:00", "2024-03-11T17:00", 0.0),
            ("watch", "2024-03-05T17:00", "2024-03-13T09:00", 0.0),
            ("end", "2024-03-13T09:00", "2024-03-13T17:00", 0.0),
        ],
    );
    // Without a beginning it begins with the plan; without an end it has its own length.
    dates(
        r#"(meta: (status_date: "2024-03-04"), tasks: [(id: "a", start: "2024-03-05", duration: "3d"), (id: "open", kind: Hammock, after: ["a FF"]), (id: "own", kind: Hammock, duration: "2d", after: ["a SS"])])"#,
        &[("open", "2024-03-04T09:00", "2024-03-07T17:00", 0.0), ("own", "2024-03-05T09:00", "2024-03-06T17:00", 0.0)],
    );
}

#[test]
fn deep_nests_and_endless_plans_are_computed() {
    let deep: String =
        (0..20_000).map(|i| format!("(id: \"s{i}\", kind: Summary{}),", if i > 0 { format!(", parent: \"s{}\"", i - 1) } else { String::new() })).collect();
    let a = small(&format!(
        "{deep} (id: \"leaf\", parent: \"s19999\", start: \"2024-03-06\", duration: \"2d\"), (id: \"next\", duration: \"1d\", after: [\"s0\"])"
    ));
    check(&a, "next", "2024-03-08T09:00", "2024-03-08T17:00", 0.0);
    let endless: String = (0..300)
        .map(|i| {
            format!(
                "(id: \"t{i}\", duration: \"1000000w\"{}),",
                if i > 0 { format!(", after: [\"t{}+1000000w\"]", i - 1) } else { ", start: \"2024-03-04\"".into() }
            )
        })
        .collect();
    let a = small(&endless);
    assert!(a.schedule.dates.iter().all(|d| d.total_float_days.abs() < 1e-9 && d.finish < 84_006 * 1440), "they end before 2200, without float");
}

#[test]
fn constraints_pins_and_as_late_as_possible() {
    let a = dates(
        r#"(meta: (status_date: "2024-03-04"), tasks: [
            (id: "a", start: "2024-03-04", duration: "5d"), (id: "must", duration: "1d", after: ["a"], constraint: MustStartOn("2024-03-06")),
            (id: "by", duration: "1d", after: ["a"], constraint: FinishNoLaterThan("2024-03-08")), (id: "later", start: "2024-03-04", duration: "1d", constraint: FinishNoEarlierThan("2024-03-13")),
            (id: "hand", start: "2024-03-05T13:00", pinned: true, duration: "4h", after: ["a"]), (id: "lazy", start: "2024-03-04", duration: "2d", constraint: AsLateAsPossible),
            (id: "next", duration: "1d", after: ["lazy"]), (id: "end", duration: "3d", after: ["a"])])"#,
        &[
            // What must start on Wednesday does, and what it waits for is three days late for it.
            ("must", "2024-03-06T09:00", "2024-03-06T17:00", 0.0),
            ("a", "2024-03-04T09:00", "2024-03-08T17:00", -3.5),
            // "No later than" never moves a task: it takes its float.
            ("by", "2024-03-11T09:00", "2024-03-11T17:00", -1.0),
            ("later", "2024-03-13T09:00", "2024-03-13T17:00", 0.0),
            ("hand", "2024-03-05T13:00", "2024-03-05T17:00", 0.0),
            ("lazy", "2024-03-11T09:00", "2024-03-12T17:00", 0.0),
            ("next", "2024-03-13T09:00", "2024-03-13T17:00", 0.0),
            ("end", "2024-03-11T09:00", "2024-03-13T17:00", 0.0),
        ],
    );
    let s = &a.schedule;
    assert_eq!(s.why(s.net.find("hand").expect("there")), "scheduled by hand");
}

#[test]
fn elapsed_time_effort_and_minutes() {
    dates(
        r#"(meta: (status_date: "2024-03-04"), people: [(id: "ann", name: "Ann"), (id: "bob", name: "Bob")], tasks: [
            (id: "a", start: "2024-03-08", duration: "90m"), (id: "cure", duration: "3ed", after: ["a"]), (id: "cool", duration: "36eh", after: ["a+2eh"]),
            (id: "work", duration: "1d", sized_by: Effort, effort_pd: 6, people: [(id: "ann"), (id: "bob", fte: 0.5)], start: "2024-03-04")])"#,
        &[
            ("a", "2024-03-08T09:00", "2024-03-08T10:30", 0.0),
            ("cure", "2024-03-08T10:30", "2024-03-11T10:30", 0.0),
            ("cool", "2024-03-08T12:30", "2024-03-10T00:30", 0.1875),
            ("work", "2024-03-04T09:00", "2024-03-07T17:00", 1.1875),
        ],
    );
}

#[test]
fn freezes_stop_the_tasks_they_cover() {
    let plan = |exceptions: &str| {
        format!(
            r#"(meta: (status_date: "2024-03-04"), environments: [(id: "prod", title: "Production")],
            freezes: [(id: "audit", from: "2024-03-05T00:00+00:00", to: "2024-03-07T12:00+00:00", scope: Env("prod"), reason: "Audit"{exceptions})],
            tasks: [(id: "deploy", start: "2024-03-04", duration: "2d", env: "prod"), (id: "docs", start: "2024-03-04", duration: "2d"),
                    (id: "live", kind: Milestone, env: "prod", after: ["docs"])])"#
        )
    };
    let a = dates(
        &plan(""),
        &[
            ("deploy", "2024-03-04T09:00", "2024-03-08T12:00", 0.0),
            ("docs", "2024-03-04T09:00", "2024-03-05T17:00", 2.375),
            ("live", "2024-03-07T12:00", "2024-03-07T12:00", 1.0),
        ],
    );
    let deploy = a.schedule.net.find("deploy").expect("there");
    assert_eq!(a.schedule.dates[deploy].slip_days, 3.0 - 0.625, "the plan as written knows no freeze");
    let steps = a.schedule.explain(&a.calendars, deploy);
    assert!(steps[0].notes.iter().any(|n| n.contains("Freeze \"audit\" stops it")), "{steps:?}");
    let spared = Analysis::of(&read_plan(&plan(", exceptions: [\"deploy\"]")).expect("reads").plan);
    assert_eq!(spared.schedule.by_id("deploy").map(|d| d.slip_days), Some(0.0));
}

#[test]
fn progress_out_of_sequence() {
    let plan = |rule: &str| {
        format!(
            r#"(meta: (status_date: "2024-03-06"), settings: (out_of_sequence: {rule}), tasks: [
            (id: "a", start: "2024-03-04", duration: "5d", status: Active, pct: 20, actual_start: "2024-03-04"),
            (id: "b", duration: "4d", after: ["a"], status: Active, pct: 50, actual_start: "2024-03-05")])"#
        )
    };
    // Four days of a are left from Wednesday on: to Monday. Then two of b, or at once.
    dates(&plan("RetainedLogic"), &[("a", "2024-03-04T09:00", "2024-03-11T17:00", 0.0), ("b", "2024-03-05T09:00", "2024-03-13T17:00", 0.0)]);
    dates(&plan("ProgressOverride"), &[("a", "2024-03-04T09:00", "2024-03-11T17:00", 0.0), ("b", "2024-03-05T09:00", "2024-03-07T17:00", 2.0)]);
}

#[test]
fn what_a_change_would_move_and_what_gains_a_day() {
    use slipway::analysis::schedule::Change;
    let a = small(
        r#"(id: "a", title: "Build", start: "2024-03-06", duration: "4d"), (id: "b", title: "Test", duration: "2d", after: ["a"]), (id: "c", title: "Docs", start: "2024-03-04", duration: "3d"),
           (id: "ship", title: "Ship", kind: Milestone, after: ["b", "c"])"#,
    );
    let s = &a.schedule;
    let find = |id: &str| s.net.find(id).expect("there");
    let impact = s.impact(&a.calendars, find("a"), Change::Longer(2 * 480));
    let moved: Vec<(usize, f64)> = impact.moved.iter().map(|m| (m.task, m.days)).collect();
    assert_eq!(moved, [(find("a"), 2.0), (find("b"), 2.0), (find("ship"), 2.0)]);
    assert_eq!(impact.delivered_days, 2.0);
    assert!(s.impact(&a.calendars, find("c"), Change::Later(480)).moved.iter().all(|m| m.task == find("c")), "float takes it");
    let gains: Vec<(String, f64)> = s.gains(&a.calendars, find("ship")).into_iter().map(|g| (g.what, g.days)).collect();
    let expected = [("Drop the start date of Build", 2.0), ("Shorten Build by 1 d", 1.0), ("Shorten Test by 1 d", 1.0)];
    assert_eq!(gains, expected.map(|(w, d)| (w.to_owned(), d)));
    // A preview is the plan that it previews.
    let longer = small(
        r#"(id: "a", title: "Build", start: "2024-03-06", duration: "6d"), (id: "b", title: "Test", duration: "2d", after: ["a"]), (id: "c", title: "Docs", start: "2024-03-04", duration: "3d"),
           (id: "ship", title: "Ship", kind: Milestone, after: ["b", "c"])"#,
    );
    for m in &impact.moved {
        assert_eq!(m.to, (longer.schedule.dates[m.task].start, longer.schedule.dates[m.task].finish));
    }
    assert_eq!(s.float_toward(&a.calendars, find("b"))[find("a")], Some(0.0));
    assert_eq!(s.float_toward(&a.calendars, find("b"))[find("c")], None, "it does not lead there");
}
