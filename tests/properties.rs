//! Properties of the schedule engine, ten thousand networks each: links of all four kinds with lag
//! and lead, milestones, hours, calendar days. The reasons of a start are counted again here, by a
//! calendar of its own that shares nothing with the engine's.

use proptest::prelude::*;
use slipway::analysis::network::{Calendars, Network};
use slipway::analysis::schedule::Schedule;
use slipway::edit::{Document, Edit};
use slipway::model::records::{Task, TaskKind};
use slipway::model::value::{Date, LinkKind, Unit};
use slipway::model::{AnyRecord, Plan, RecordKind, RecordRef, generate::plan_text, read_plan};
use std::sync::Arc;

fn plan(tasks: usize, seed: u64) -> Arc<Plan> {
    read_plan(&plan_text(tasks, seed)).expect("a generated plan reads").plan
}

/// A plan whose longer tasks can only push: links to a finish let a longer task begin earlier, by
/// their nature, in every planner.
fn pushing(tasks: usize, seed: u64) -> Arc<Plan> {
    read_plan(&plan_text(tasks, seed).replace(" FF", "").replace(" SF+1d", "")).expect("a generated plan reads").plan
}

fn schedule(plan: &Plan) -> Schedule {
    let calendars = Calendars::of(plan);
    Schedule::of(plan, &calendars, Network::of(plan, &calendars))
}

fn with(plan: &Plan, task: usize, field: &str, value: &str) -> Plan {
    let (key, record) = plan.tasks.iter().nth(task).map(|(k, t)| (k, t.clone())).expect("the task is there");
    let record = AnyRecord::from(record).with_field(field, Some(value)).expect("a value");
    plan.with_record(key, record).expect("the task is there")
}

/// Working minutes of Monday to Friday, 09:00 to 17:00, from a Monday long ago to an instant.
fn work(minute: i64) -> i64 {
    let from_monday = minute + 3 * 1440;
    let (week, day) = (from_monday.div_euclid(7 * 1440), from_monday.rem_euclid(7 * 1440));
    let in_week: i64 = (0..5).map(|d| (day - d * 1440 - 540).clamp(0, 480)).sum();
    week * 2400 + in_week
}

/// The working instant at which a minute of work begins.
fn begins(done: i64) -> i64 {
    let (week, rest) = (done.div_euclid(2400), done.rem_euclid(2400));
    week * 7 * 1440 - 3 * 1440 + rest / 480 * 1440 + 540 + rest % 480
}

/// The instant by which so much is done, at the end of a day rather than on the next morning.
fn ends(done: i64) -> i64 {
    begins(done - 1) + 1
}

/// Lag of a link in working minutes, or on the clock.
fn lag(link: &slipway::model::value::Link) -> (i64, bool) {
    let sign = if link.lead { -1.0 } else { 1.0 };
    let (minutes, clock) = match link.lag.unit {
        Unit::WorkDays => (480.0, false),
        Unit::WorkWeeks => (2400.0, false),
        Unit::Hours => (60.0, false),
        Unit::Minutes => (1.0, false),
        Unit::CalendarDays | Unit::ElapsedDays => (1440.0, true),
        Unit::ElapsedHours => (60.0, true),
    };
    let size = sign * link.lag.amount * minutes;
    (format!("{size:.0}").parse().expect("whole minutes"), clock)
}

/// The earliest start that one link allows, as the task itself counts: working minutes, or minutes
/// on the clock for milestones and calendar days.
fn allowed(task: &Task, span: i64, link: &slipway::model::value::Link, pred: (i64, i64)) -> i64 {
    let from = if matches!(link.kind, LinkKind::FinishToStart | LinkKind::FinishToFinish) { pred.1 } else { pred.0 };
    let to_finish = matches!(link.kind, LinkKind::FinishToFinish | LinkKind::StartToFinish);
    let on_clock = task.kind == TaskKind::Milestone || task.duration.unit == Unit::CalendarDays;
    let (size, clock) = lag(link);
    let at = match (size, clock) {
        (0, _) => from,
        (size, true) => from + size,
        (size, false) if on_clock => ends(work(from) + size),
        (size, false) => return work(from) + size - if to_finish { span } else { 0 },
    };
    if on_clock { at - if to_finish { span } else { 0 } } else { work(at) - if to_finish { span } else { 0 } }
}

/// The start that a task must have, from the dates of what it waits for.
fn must_start(task: &Task, floor: i64, preds: &[(i64, i64)]) -> i64 {
    let span = match (task.kind, task.duration.unit) {
        (TaskKind::Milestone, _) => 0,
        (_, Unit::CalendarDays) => format!("{:.0}", task.duration.amount * 1440.0).parse().expect("whole minutes"),
        (_, Unit::WorkDays) => format!("{:.0}", task.duration.amount * 480.0).parse().expect("whole minutes"),
        (_, _) => format!("{:.0}", task.duration.amount * 60.0).parse().expect("whole minutes"),
    };
    let bounds = task.after.iter().zip(preds).map(|(link, pred)| allowed(task, span, link, *pred));
    if task.kind == TaskKind::Milestone {
        bounds.fold(floor, i64::max)
    } else if task.duration.unit == Unit::CalendarDays {
        (bounds.fold(floor, i64::max) + 1439).div_euclid(1440) * 1440
    } else {
        begins(bounds.fold(work(floor), i64::max))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(10_000) })]

    #[test]
    fn floats_are_in_order_without_constraints(tasks in 2_usize..40, seed in any::<u64>()) {
        let s = schedule(&plan(tasks, seed));
        for (d, t) in s.dates.iter().zip(&s.net.records) {
            prop_assert!(d.total_float_minutes >= d.free_float_minutes && d.free_float_minutes >= 0, "{} has floats {} and {}", t.id, d.total_float_minutes, d.free_float_minutes);
            prop_assert!(d.total_float_days >= d.free_float_days - 1e-9 && d.free_float_days >= 0.0, "{}", t.id);
            prop_assert!(d.start <= d.finish, "{}", t.id);
        }
        prop_assert!(s.dates.iter().any(|d| d.critical), "some task drives the end");
    }

    #[test]
    fn a_longer_task_or_another_link_makes_no_start_earlier(tasks in 2_usize..40, seed in any::<u64>(), which in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(), kind in 0_usize..3) {
        let before = pushing(tasks, seed);
        let i = which.index(tasks);
        let task = before.tasks.records().nth(i).expect("it is there").clone();
        // Generated links lead backwards: so does this one, and closes no circle.
        let pred = format!("t{}", other.index(i.max(1)));
        let after = if i == 0 || (kind == 0 && task.duration.unit == Unit::WorkDays && task.kind == TaskKind::Task) {
            with(&before, i, "duration", "\"30d\"")
        } else {
            let links: Vec<String> = task.after.iter().map(|l| format!("\"{l}\"")).chain([format!("\"{pred}{}\"", ["", " SS+1d", " FF"][kind])]).collect();
            with(&before, i, "after", &format!("[{}]", links.join(", ")))
        };
        let (a, b) = (schedule(&before), schedule(&after));
        prop_assert!(b.net.cycles.is_empty() && b.net.selfish.is_empty());
        for ((x, y), t) in a.dates.iter().zip(&b.dates).zip(&a.net.records) {
            prop_assert!(y.start >= x.start && y.finish >= x.finish, "{}", t.id);
        }
    }

    #[test]
    fn every_start_is_the_maximum_of_its_reasons(tasks in 2_usize..40, seed in any::<u64>()) {
        let plan = plan(tasks, seed);
        let s = schedule(&plan);
        let first = plan.tasks.records().filter_map(|t| t.start).map(slipway::model::value::Moment::minute).min().unwrap_or(s.status);
        for (i, task) in s.net.records.iter().enumerate() {
            let dates = |of: fn(&slipway::analysis::schedule::TaskDates) -> (i64, i64)| -> Vec<(i64, i64)> {
                task.after.iter().map(|l| of(&s.dates[s.net.find(&l.pred).expect("generated links lead somewhere")])).collect()
            };
            let (planned, forecast) = (dates(|d| (d.planned_start, d.planned_finish)), dates(|d| (d.start, d.finish)));
            let own = task.start.map(slipway::model::value::Moment::minute);
            let d = &s.dates[i];
            prop_assert_eq!(d.planned_start, must_start(task, own.unwrap_or(first), &planned), "plan of {}", task.id);
            prop_assert_eq!(d.start, must_start(task, own.unwrap_or(s.status).max(s.status), &forecast), "forecast of {}", task.id);
        }
    }

    #[test]
    fn the_order_of_records_changes_no_date(tasks in 2_usize..40, seed in any::<u64>(), from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let before = plan(tasks, seed);
        let key = before.tasks.iter().nth(from.index(tasks)).map(|(k, _)| k).expect("a task");
        let after = before.with_moved(RecordRef { kind: RecordKind::Task, key }, to.index(tasks)).expect("it moves");
        let (a, b) = (schedule(&before), schedule(&after));
        for (d, t) in a.dates.iter().zip(&a.net.records) {
            let other = b.by_id(&t.id).expect("still there");
            prop_assert_eq!((d.start, d.finish, d.late_start, d.late_finish), (other.start, other.finish, other.late_start, other.late_finish), "{}", t.id);
            prop_assert_eq!((d.total_float_minutes, d.free_float_minutes), (other.total_float_minutes, other.free_float_minutes), "{}", t.id);
        }
    }

    #[test]
    fn shifting_everything_by_weeks_shifts_the_result(tasks in 2_usize..40, seed in any::<u64>(), weeks in 1_i64..200) {
        let text = plan_text(tasks, seed);
        let day = |from: &str| Date::of_minute(Date::parse(from).expect("a date").minute() + weeks * 7 * 1440).to_string();
        let shifted = text.replace("2024-03-11", &day("2024-03-11")).replace("2024-03-06", &day("2024-03-06"));
        let (a, b) = (schedule(&read_plan(&text).expect("reads").plan), schedule(&read_plan(&shifted).expect("reads").plan));
        for (x, y) in a.dates.iter().zip(&b.dates) {
            prop_assert_eq!((x.start + weeks * 7 * 1440, x.finish + weeks * 7 * 1440), (y.start, y.finish));
            prop_assert_eq!((x.late_start + weeks * 7 * 1440, x.late_finish + weeks * 7 * 1440), (y.late_start, y.late_finish));
        }
    }

    #[test]
    fn edit_after_edit_gives_what_scratch_gives(tasks in 2_usize..40, seed in any::<u64>(), edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..FIELDS.len()), 1..8)) {
        let mut now = plan(tasks, seed).as_ref().clone();
        let calendars = Calendars::of(&now);
        let mut kept = schedule(&now);
        for (which, what) in edits {
            let (field, value) = FIELDS[what];
            now = with(&now, which.index(tasks), field, value);
            kept = match kept.net.next(&now, &calendars) {
                Some((net, changed)) => kept.next(&now, &calendars, net, &changed),
                None => Schedule::of(&now, &calendars, Network::of(&now, &calendars)),
            };
        }
        let scratch = schedule(&now);
        prop_assert_eq!(&kept.dates, &scratch.dates);
        prop_assert_eq!((kept.start, kept.finish, kept.planned_finish, &kept.critical_path), (scratch.start, scratch.finish, scratch.planned_finish, &scratch.critical_path));
    }

    #[test]
    fn undo_brings_every_date_back(tasks in 2_usize..16, seed in any::<u64>(), edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..FIELDS.len()), 1..4)) {
        let mut document = Document::new(read_plan(&plan_text(tasks, seed)).expect("reads"), None);
        let (text, before) = (document.text(), schedule(document.plan()));
        let mut done = 0;
        for (which, what) in edits {
            let (field, value) = FIELDS[what];
            let (key, task) = document.plan().tasks.iter().nth(which.index(tasks)).map(|(k, t)| (k, t.clone())).expect("it is there");
            let record = AnyRecord::from(task).with_field(field, Some(value)).expect("a value");
            done += usize::from(document.apply(Edit::Set(RecordRef { kind: RecordKind::Task, key }, record), false).is_some());
        }
        for _ in 0..done {
            document.undo();
        }
        prop_assert_eq!(document.text(), text);
        prop_assert_eq!(schedule(document.plan()).dates, before.dates);
    }
}

/// Changes of a task, as fields and their text.
const FIELDS: [(&str, &str); 14] = [
    ("duration", "\"9d\""),
    ("duration", "\"3cd\""),
    ("duration", "\"30eh\""),
    ("start", "\"2024-05-02\""),
    ("start", "\"2024-02-01\""),
    ("start", "\"2024-04-01T13:15\""),
    ("after", "[]"),
    ("status", "Done"),
    ("pct", "40"),
    ("kind", "Milestone"),
    ("pinned", "true"),
    ("deadline", "\"2024-03-20\""),
    ("constraint", "AsLateAsPossible"),
    ("constraint", "MustFinishOn(\"2024-04-10\")"),
];
