//! The places where planning tools disagree: what Slipway does in each, pinned. The reasons stand in
//! `docs/scheduling.md`, "Where planners disagree".

use slipway::analysis::Analysis;
use slipway::model::read_plan;
use slipway::model::value::format_minute;

/// Name of the trap, settings, tasks, and each task's start, finish and total float in days.
type Trap = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// A plan on a week of five days from 8 to 12 and 13 to 17, from Monday 2025-03-03; with the status
/// date on the Wednesday where something is under way.
fn analysed(settings: &str, tasks: &str) -> Analysis {
    let status = if tasks.contains("Active") { "2025-03-05" } else { "2025-03-03" };
    let comma = if settings.is_empty() { "" } else { ", " };
    let text = format!(
        "(meta: (project: \"Trap\", status_date: \"{status}\"), settings: (calendar: \"five\"{comma}{settings}), calendars: [\
         (id: \"five\", hours: [\"08:00-12:00\", \"13:00-17:00\"]), (id: \"seven\", weekend: [], hours: [\"08:00-12:00\", \"13:00-17:00\"]), \
         (id: \"always\", weekend: [], hours: [\"00:00-24:00\"])], tasks: [{tasks}])"
    );
    let origin = read_plan(&text).unwrap_or_else(|problem| panic!("{}", problem.message));
    assert!(origin.problems.is_empty(), "{:?}", origin.problems);
    let analysis = Analysis::of(&origin.plan);
    assert!(analysis.invalid.is_empty(), "{:?}", analysis.invalid);
    analysis
}

#[test]
fn each_trap_is_decided() {
    #[rustfmt::skip]
    let traps: &[Trap] = &[
        ("lag_in_the_successors_calendar_of_seven_days", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "3d"), (id: "b", title: "B", duration: "2d", calendar: "seven", after: ["a+4d"])"#, &["a 03-03T08:00 03-05T17:00 0.0", "b 03-10T08:00 03-11T17:00 0.0"]),
        ("lag_in_the_successors_calendar_of_five_days", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "5d", calendar: "seven"), (id: "b", title: "B", duration: "2d", after: ["a+4d"])"#, &["a 03-03T08:00 03-07T17:00 0.0", "b 03-14T08:00 03-17T17:00 0.0"]),
        ("lag_in_the_predecessors_calendar_when_the_plan_says_so", "lag_calendar: Predecessor", r#"(id: "a", title: "A", start: "2025-03-03", duration: "3d"), (id: "b", title: "B", duration: "2d", calendar: "seven", after: ["a+4d"])"#, &["a 03-03T08:00 03-05T17:00 0.0", "b 03-12T08:00 03-13T17:00 0.0"]),
        ("elapsed_lag_runs_through_the_weekend", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "5d"), (id: "b", title: "B", after: ["a+2ed"])"#, &["a 03-03T08:00 03-07T17:00 0.0", "b 03-10T08:00 03-10T17:00 0.0"]),
        ("a_lead_never_reaches_back_before_the_plan", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "5d"), (id: "b", title: "B", after: ["a FS-2d"]), (id: "c", title: "C", after: ["a FS-10d"])"#, &["a 03-03T08:00 03-07T17:00 0.0", "b 03-06T08:00 03-06T17:00 1.0", "c 03-03T08:00 03-03T17:00 4.0"]),
        ("a_milestone_stands_where_its_work_ends", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "5d"), (id: "m", title: "M", kind: Milestone, after: ["a"]), (id: "b", title: "B", after: ["m"])"#, &["a 03-03T08:00 03-07T17:00 0.0", "m 03-07T17:00 03-07T17:00 0.0", "b 03-10T08:00 03-10T17:00 0.0"]),
        ("a_milestone_without_predecessor_opens_its_day", "", r#"(id: "m", title: "M", kind: Milestone, start: "2025-03-03"), (id: "a", title: "A", after: ["m"])"#, &["m 03-03T00:00 03-03T00:00 0.0", "a 03-03T08:00 03-03T17:00 0.0"]),
        ("a_milestone_on_a_weekend_waits_for_no_work", "", r#"(id: "m", title: "M", kind: Milestone, start: "2025-03-08"), (id: "a", title: "A", after: ["m"])"#, &["m 03-08T00:00 03-08T00:00 0.0", "a 03-10T08:00 03-10T17:00 0.0"]),
        ("a_deadline_gives_negative_float_along_the_chain", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "5d"), (id: "b", title: "B", duration: "5d", after: ["a"], deadline: "2025-03-12"), (id: "c", title: "C", after: ["a"])"#, &["a 03-03T08:00 03-07T17:00 -2.0", "b 03-10T08:00 03-14T17:00 -2.0", "c 03-10T08:00 03-10T17:00 4.0"]),
        ("finish_no_later_than_moves_nothing", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "5d"), (id: "b", title: "B", duration: "5d", after: ["a"], constraint: FinishNoLaterThan("2025-03-12"))"#, &["a 03-03T08:00 03-07T17:00 -2.0", "b 03-10T08:00 03-14T17:00 -2.0"]),
        ("finish_no_later_than_behind_the_end_gives_no_more_float", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "5d", constraint: FinishNoLaterThan("2025-03-21"))"#, &["a 03-03T08:00 03-07T17:00 0.0"]),
        ("start_no_later_than_moves_nothing", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "5d"), (id: "b", title: "B", duration: "2d", after: ["a"], constraint: StartNoLaterThan("2025-03-07T08:00"))"#, &["a 03-03T08:00 03-07T17:00 -1.0", "b 03-10T08:00 03-11T17:00 -1.0"]),
        ("must_start_on_is_stronger_than_links", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "5d"), (id: "b", title: "B", duration: "2d", after: ["a"], constraint: MustStartOn("2025-03-05T08:00"))"#, &["a 03-03T08:00 03-07T17:00 -3.0", "b 03-05T08:00 03-06T17:00 0.0"]),
        ("must_finish_on_is_stronger_than_links", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "5d"), (id: "b", title: "B", duration: "2d", after: ["a"], constraint: MustFinishOn("2025-03-21")), (id: "c", title: "C", after: ["b"])"#, &["a 03-03T08:00 03-07T17:00 8.0", "b 03-20T08:00 03-21T17:00 0.0", "c 03-24T08:00 03-24T17:00 0.0"]),
        ("a_ladder_pulls_the_start_behind_the_finish", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "10d"), (id: "b", title: "B", duration: "4d", after: ["a SS+1d", "a FF+1d"])"#, &["a 03-03T08:00 03-14T17:00 0.0", "b 03-12T08:00 03-17T17:00 0.0"]),
        ("an_open_start_to_start_leaves_float_to_the_end", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "10d"), (id: "b", title: "B", duration: "2d", after: ["a SS"])"#, &["a 03-03T08:00 03-14T17:00 0.0", "b 03-03T08:00 03-04T17:00 8.0"]),
        ("finish_to_finish_cannot_begin_before_the_plan", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "2d"), (id: "b", title: "B", duration: "5d", after: ["a FF"])"#, &["a 03-03T08:00 03-04T17:00 3.0", "b 03-03T08:00 03-07T17:00 0.0"]),
        ("start_to_finish_cannot_begin_before_the_plan", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "5d"), (id: "b", title: "B", duration: "2d", after: ["a SF"])"#, &["a 03-03T08:00 03-07T17:00 0.0", "b 03-03T08:00 03-04T17:00 3.0"]),
        ("elapsed_work_runs_round_the_clock", "", r#"(id: "a", title: "A", start: "2025-03-06", duration: "1d"), (id: "b", title: "B", duration: "3ed", after: ["a"]), (id: "c", title: "C", after: ["b"])"#, &["a 03-06T08:00 03-06T17:00 0.0", "b 03-07T08:00 03-10T08:00 0.0", "c 03-10T08:00 03-10T17:00 0.0"]),
        ("float_of_elapsed_work_runs_round_the_clock", "", r#"(id: "a", title: "A", start: "2025-03-07", duration: "9eh"), (id: "b", title: "B", start: "2025-03-10", duration: "1d"), (id: "c", title: "C", after: ["a", "b"])"#, &["a 03-07T08:00 03-07T17:00 1.0", "b 03-10T08:00 03-10T17:00 0.0", "c 03-11T08:00 03-11T17:00 0.0"]),
        ("as_late_as_possible_takes_the_float_of_its_chain", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "2d", constraint: AsLateAsPossible), (id: "b", title: "B", duration: "2d", after: ["a"]), (id: "c", title: "C", start: "2025-03-03", duration: "10d")"#, &["a 03-11T08:00 03-12T17:00 0.0", "b 03-13T08:00 03-14T17:00 0.0", "c 03-03T08:00 03-14T17:00 0.0"]),
        ("float_in_days_counts_the_days_of_the_plan", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "10d"), (id: "b", title: "B", start: "2025-03-03", duration: "2d", calendar: "seven")"#, &["a 03-03T08:00 03-14T17:00 0.0", "b 03-03T08:00 03-04T17:00 8.0"]),
        ("a_task_round_the_clock_uses_its_day_length", "", r#"(id: "a", title: "A", start: "2025-03-07", duration: "24h", calendar: "always"), (id: "b", title: "B", after: ["a"])"#, &["a 03-07T00:00 03-08T00:00 0.0", "b 03-10T08:00 03-10T17:00 0.0"]),
        ("half_days_meet_at_noon", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "0.5d"), (id: "b", title: "B", duration: "0.5d", after: ["a"]), (id: "c", title: "C", after: ["b"])"#, &["a 03-03T08:00 03-03T12:00 0.0", "b 03-03T13:00 03-03T17:00 0.0", "c 03-04T08:00 03-04T17:00 0.0"]),
        ("retained_logic_waits_for_the_predecessor", "", r#"(id: "a", title: "A", status: Active, start: "2025-03-03", duration: "5d", remaining: "3d", actual_start: "2025-03-03"), (id: "b", title: "B", status: Active, duration: "5d", remaining: "4d", actual_start: "2025-03-04", after: ["a"])"#, &["a 03-03T08:00 03-07T17:00 0.0", "b 03-04T08:00 03-13T17:00 0.0"]),
        ("progress_override_goes_on_at_once", "out_of_sequence: ProgressOverride", r#"(id: "a", title: "A", status: Active, start: "2025-03-03", duration: "5d", remaining: "3d", actual_start: "2025-03-03"), (id: "b", title: "B", status: Active, duration: "5d", remaining: "4d", actual_start: "2025-03-04", after: ["a"])"#, &["a 03-03T08:00 03-07T17:00 1.0", "b 03-04T08:00 03-10T17:00 0.0"]),
        ("nothing_is_planned_behind_the_status_date", "", r#"(id: "a", title: "A", start: "2025-02-24", duration: "2d"), (id: "b", title: "B", after: ["a"])"#, &["a 03-03T08:00 03-04T17:00 0.0", "b 03-05T08:00 03-05T17:00 0.0"]),
        ("a_pinned_task_ignores_its_links", "", r#"(id: "a", title: "A", start: "2025-03-03", duration: "5d"), (id: "b", title: "B", start: "2025-03-05", pinned: true, after: ["a"]), (id: "c", title: "C", after: ["b"])"#, &["a 03-03T08:00 03-07T17:00 -3.0", "b 03-05T08:00 03-05T17:00 0.0", "c 03-06T08:00 03-06T17:00 1.0"]),
    ];
    for (name, settings, tasks, expected) in traps {
        let schedule = analysed(settings, tasks).schedule;
        let found: Vec<String> = schedule
            .dates
            .iter()
            .zip(&schedule.net.records)
            .map(|(d, task)| format!("{} {} {} {:.1}", task.id, &format_minute(d.start)[5..], &format_minute(d.finish)[5..], d.total_float_days))
            .collect();
        assert_eq!(found, *expected, "{name}");
    }
}

#[test]
fn float_counts_in_a_tasks_own_measure() {
    let seven = r#"(id: "a", title: "A", start: "2025-03-03", duration: "10d"), (id: "b", title: "B", start: "2025-03-03", duration: "2d", calendar: "seven")"#;
    // From Tuesday evening to Friday evening of the next week: ten days of a week of seven.
    assert_eq!(analysed("", seven).schedule.dates[1].total_float_minutes, 10 * 480);
    let elapsed =
        r#"(id: "a", title: "A", start: "2025-03-07", duration: "9eh"), (id: "b", title: "B", start: "2025-03-10"), (id: "c", title: "C", after: ["a", "b"])"#;
    // From Friday 17:00 to Tuesday 08:00, when C begins.
    assert_eq!(analysed("", elapsed).schedule.dates[0].total_float_minutes, 87 * 60);
}
