//! Properties of the schedule over generated networks with links of all four kinds, lags, leads,
//! working hours and calendar days.

use proptest::prelude::*;
use slipway::analysis::Analysis;
use slipway::model::{AnyRecord, Plan, RecordKind, RecordRef, generate::plan_text, read_plan};
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
    fn float_is_never_negative_without_constraints(tasks in 2_usize..120, seed in any::<u64>()) {
        let a = Analysis::of(&plan(tasks, seed));
        for (d, t) in a.schedule.dates.iter().zip(&a.schedule.net.records) {
            prop_assert!(d.total_float_days >= -1e-9, "{} has float {}", t.id, d.total_float_days);
            prop_assert!(d.free_float_days >= 0.0 && d.free_float_days <= d.total_float_days + 1e-9, "{}", t.id);
            prop_assert!(d.start <= d.finish, "{}", t.id);
        }
        prop_assert!(a.schedule.dates.iter().any(|d| d.critical), "some task drives the end");
    }

    #[test]
    fn a_longer_task_makes_nothing_earlier(tasks in 2_usize..80, seed in any::<u64>(), which in any::<prop::sample::Index>()) {
        // A link to a finish lets a longer task begin earlier: by its nature, in every planner.
        let text = plan_text(tasks, seed).replace(" FF", "").replace(" SF+1d", "");
        let before = read_plan(&text).expect("reads").plan;
        let i = which.index(tasks);
        prop_assume!(before.tasks.records().nth(i).is_some_and(|t| t.duration.unit == slipway::model::value::Unit::WorkDays));
        let after = with(&before, i, "duration", "\"30d\"");
        let (a, b) = (Analysis::of(&before), Analysis::of(&after));
        for (x, y) in a.schedule.dates.iter().zip(&b.schedule.dates) {
            prop_assert!(y.finish >= x.finish && y.start >= x.start);
        }
    }

    #[test]
    fn shifting_everything_by_weeks_shifts_the_result(tasks in 2_usize..60, seed in any::<u64>(), weeks in 1_i64..20) {
        let text = plan_text(tasks, seed);
        let day = |from: &str| slipway::model::value::Date::of_minute(slipway::model::value::Date::parse(from).expect("a date").minute() + weeks * 7 * 1440).to_string();
        let shifted = text.replace("2024-03-11", &day("2024-03-11")).replace("2024-03-06", &day("2024-03-06"));
        let (a, b) = (Analysis::of(&read_plan(&text).expect("reads").plan), Analysis::of(&read_plan(&shifted).expect("reads").plan));
        for (x, y) in a.schedule.dates.iter().zip(&b.schedule.dates) {
            prop_assert_eq!(x.start + weeks * 7 * 1440, y.start);
            prop_assert_eq!(x.late_finish + weeks * 7 * 1440, y.late_finish);
        }
    }

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

    #[test]
    fn record_order_changes_no_date(tasks in 2_usize..60, seed in any::<u64>(), from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let before = plan(tasks, seed);
        let key = before.tasks.iter().nth(from.index(tasks)).map(|(k, _)| k).expect("a task");
        let after = before.with_moved(RecordRef { kind: RecordKind::Task, key }, to.index(tasks)).expect("it moves");
        let (a, b) = (Analysis::of(&before), Analysis::of(&after));
        for (d, t) in a.schedule.dates.iter().zip(&a.schedule.net.records) {
            let other = b.schedule.by_id(&t.id).expect("still there");
            prop_assert_eq!((d.start, d.finish, d.late_start, d.late_finish), (other.start, other.finish, other.late_start, other.late_finish), "{}", t.id);
        }
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
