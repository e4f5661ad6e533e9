//! Tasks by themselves: V009, V010, V012 to V016.

use super::{Cx, Invalid, Touched, at, change, name, number, percentage};
use crate::model::records::{SizedBy, Task, TaskKind, TaskStatus};
use crate::model::value::{Date, Dur, Unit};
use crate::model::{Key, RecordKind, RecordRef};
use chrono::{Datelike, NaiveDate};

/// Tasks and links a plan may have.
const MOST_TASKS: usize = 200_000;
const MOST_LINKS: usize = 500_000;

/// How far from the plan a hard constraint may lie, in days.
const FAR: i64 = 2 * 366 * 1440;

pub(super) fn check(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    let first = cx.plan.tasks.iter().next().map(|(key, _)| key);
    let mut span = None;
    for (key, task) in cx.plan.tasks.iter() {
        one(cx, key, task, first, &mut span, out);
    }
    size(cx, first, out);
}

/// What is wrong with one task.
fn one(cx: &Cx<'_>, key: Key, task: &Task, first: Option<Key>, span: &mut Option<(i64, i64)>, out: &mut Vec<Invalid>) {
    let subject = Subject { at: at(RecordKind::Task, key), task };
    length(&subject, out);
    if task.start.is_none() && task.after.is_empty() && Some(key) != first {
        beginning(cx, &subject, out);
    }
    if task.actual_start.is_some() || task.actual_finish.is_some() {
        actual_dates(cx, &subject, out);
    }
    agreement(&subject, out);
    if task.pinned || task.sized_by == SizedBy::Effort {
        scheduled_by(cx, &subject, out);
    }
    if let Some(pct) = task.pct {
        percentage(out, subject.at, name(&task.title, &task.id), "pct", pct, |p| {
            let mut task = task.clone();
            task.pct = Some(p);
            Some(task.into())
        });
    }
    if let Some(date) = task.constraint.and_then(|c| c.date) {
        let (from, to) = *span.get_or_insert_with(|| horizon(cx));
        constraint(&subject, date.date, from, to, out);
    }
}

/// Tasks with new values are in order, and change nothing that others are measured by: where the plan
/// begins and ends, and how many links it has.
pub(super) fn quiet(cx: &Cx<'_>, touched: &Touched<'_>) -> bool {
    let first = cx.plan.tasks.iter().next().map(|(key, _)| key);
    let (mut span, mut out) = (None, Vec::new());
    for (key, old, new) in &touched.0 {
        if old.start != new.start || old.after.len() != new.after.len() {
            return false;
        }
        one(cx, *key, new, first, &mut span, &mut out);
    }
    out.is_empty()
}

struct Subject<'a> {
    at: RecordRef,
    task: &'a Task,
}

impl Subject<'_> {
    fn name(&self) -> &str {
        name(&self.task.title, &self.task.id)
    }

    fn invalid(&self, code: &'static str, field: &'static str, message: String) -> Invalid {
        Invalid::new(code, self.at, &self.task.id, message).field(field)
    }
}

/// V009 and V010: milestones take no time, tasks do, and ranges hold the duration.
fn length(s: &Subject<'_>, out: &mut Vec<Invalid>) {
    let task = s.task;
    // A duration of one day may be the default: nobody wrote it.
    if task.kind == TaskKind::Milestone && task.duration.amount > 0.0 && task.duration != Dur::days(1.0) {
        let message = format!("milestone \"{}\" has duration {}; milestones last 0d. Make it a task?", s.name(), task.duration);
        let fix = change("Set the duration to 0d", s.at, task, |t| t.duration = Dur::days(0.0));
        out.push(s.invalid("V009", "duration", message).fix(fix));
    }
    if task.kind == TaskKind::Task && task.duration.amount == 0.0 {
        let message = format!("task \"{}\" has duration 0d; only milestones take no time. Make it a milestone?", s.name());
        let fix = change("Make it a milestone", s.at, task, |t| t.kind = TaskKind::Milestone);
        out.push(s.invalid("V009", "duration", message).fix(fix));
    }
    let Some(range) = task.range else { return };
    // Working and calendar days cannot be compared without a calendar.
    let is_calendar = |d: Dur| d.unit == Unit::CalendarDays;
    if [range.min, range.likely, range.max].into_iter().any(|d| is_calendar(d) != is_calendar(task.duration)) {
        return;
    }
    let size = |d: Dur| d.in_days(480.0);
    if size(task.duration) < size(range.min) || size(task.duration) > size(range.max) {
        let message = format!("\"{}\": duration {} lies outside its range {range}", s.name(), task.duration);
        let fix = change("Widen the range", s.at, task, |t| {
            if let Some(range) = &mut t.range {
                range.min = if size(task.duration) < size(range.min) { task.duration } else { range.min };
                range.max = if size(task.duration) > size(range.max) { task.duration } else { range.max };
            }
        });
        out.push(s.invalid("V010", "range", message).fix(fix));
    }
}

/// V012: a task has a start or something it waits for.
fn beginning(cx: &Cx<'_>, s: &Subject<'_>, out: &mut Vec<Invalid>) {
    let task = s.task;
    let is_placed = task.actual_start.is_some() || task.actual_finish.is_some() || task.constraint.is_some();
    if is_placed || task.status == TaskStatus::Cancelled || matches!(task.kind, TaskKind::Summary | TaskKind::Hammock) {
        return;
    }
    let message = format!("\"{}\" has neither a start nor a predecessor; its forecast begins on the status date", s.name());
    let fix = cx.today.and_then(|today| change(format!("Start on {today}"), s.at, task, |t| t.start = Some(today.into())));
    out.push(s.invalid("V012", "start", message).fix(fix));
}

/// V052: what a task is scheduled by is given.
fn scheduled_by(cx: &Cx<'_>, s: &Subject<'_>, out: &mut Vec<Invalid>) {
    let task = s.task;
    if task.pinned && task.start.is_none() {
        let message = format!("\"{}\" is scheduled by hand, but has no start; it follows its links until it has one", s.name());
        let fix = cx.today.and_then(|today| change(format!("Start on {today}"), s.at, task, |t| t.start = Some(today.into())));
        out.push(s.invalid("V052", "start", message).fix(fix));
    }
    if task.sized_by != SizedBy::Effort {
        return;
    }
    let fix = || change("Use its duration", s.at, task, |t| t.sized_by = SizedBy::Duration);
    match task.effort_pd {
        None => {
            let message = format!("the length of \"{}\" follows from its effort, but no effort is given; its duration {} is used", s.name(), task.duration);
            out.push(s.invalid("V052", "effort_pd", message).fix(fix()));
        }
        Some(effort) if task.people.iter().map(|p| p.fte).sum::<f64>() <= 0.0 => {
            let message = format!(
                "the length of \"{}\" follows from its effort, but nobody is assigned; {} person-days are taken as days of one person",
                s.name(),
                number(effort)
            );
            out.push(s.invalid("V052", "people", message).fix(fix()));
        }
        Some(_) => {}
    }
}

/// V013: what happened is in order, and not after the status date.
fn actual_dates(cx: &Cx<'_>, s: &Subject<'_>, out: &mut Vec<Invalid>) {
    let task = s.task;
    if let (Some(start), Some(finish)) = (task.actual_start, task.actual_finish)
        && finish.end() < start.minute()
    {
        let message = format!("\"{}\" finished on {finish}, before it started on {start}", s.name());
        let fix = change("Swap the two dates", s.at, task, |t| (t.actual_start, t.actual_finish) = (Some(finish), Some(start)));
        out.push(s.invalid("V013", "actual_finish", message).fix(fix));
    }
    for (field, verb, date) in [("actual_start", "started", task.actual_start), ("actual_finish", "finished", task.actual_finish)] {
        if let (Some(date), Some(today)) = (date, cx.today)
            && date.date > today
        {
            out.push(s.invalid("V013", field, format!("\"{}\" {verb} on {date}, but the status date is {today}", s.name())));
        }
    }
}

/// V014: status, percentage and actual dates agree.
fn agreement(s: &Subject<'_>, out: &mut Vec<Invalid>) {
    let task = s.task;
    let milestone = task.kind == TaskKind::Milestone;
    match task.status {
        TaskStatus::Done => {
            if let Some(pct) = task.pct.filter(|p| *p < 100.0) {
                let message = format!("\"{}\" is done with {} %. Set 100 % or Active?", s.name(), number(pct));
                out.push(s.invalid("V014", "pct", message).fix(change("Set to 100 %", s.at, task, |t| t.pct = Some(100.0))));
            }
            if task.actual_finish.is_none() && !milestone {
                let message = format!("\"{}\" is done, but the day it was finished is not given", s.name());
                out.push(s.invalid("V014", "actual_finish", message));
            }
        }
        TaskStatus::NotStarted => {
            let began = task.actual_start.is_some() || task.actual_finish.is_some();
            let pct = task.pct.filter(|p| *p > 0.0);
            let what = match (pct, began) {
                (Some(pct), _) => format!("has {} %", number(pct)),
                (None, true) => "has an actual date".to_owned(),
                (None, false) => return,
            };
            let field = if pct.is_some() { "pct" } else { "status" };
            let done = task.actual_finish.is_some();
            let (status, word) = if done { (TaskStatus::Done, "done") } else { (TaskStatus::Active, "active") };
            let fix = change(format!("Set the status to {word}"), s.at, task, |t| {
                t.status = status;
                t.pct = if done { t.pct.map(|_| 100.0) } else { t.pct };
            });
            out.push(s.invalid("V014", field, format!("\"{}\" is not started but {what}. Set it to {word}?", s.name())).fix(fix));
        }
        TaskStatus::Active | TaskStatus::Blocked | TaskStatus::Cancelled => {}
    }
}

/// First and last instant at which anything of the plan is expected.
fn horizon(cx: &Cx<'_>) -> (i64, i64) {
    let starts = || cx.plan.tasks.records().filter_map(|t| t.start).map(|m| m.date);
    let target = cx.plan.release.get().and_then(|r| r.target);
    let first = starts().chain(cx.today).chain(target).min();
    let last = starts().chain(cx.today).chain(target).max();
    (first.map_or(i64::MIN, |d| d.minute() - FAR), last.map_or(i64::MAX, |d| d.minute() + FAR))
}

/// V016: a hard constraint lies somewhere near the plan.
fn constraint(s: &Subject<'_>, date: Date, from: i64, to: i64, out: &mut Vec<Invalid>) {
    let Some(mut wanted) = s.task.constraint else { return };
    if (from..=to).contains(&date.minute()) {
        return;
    }
    let early = date.minute() < from;
    let edge = Date::of_minute(if early { from.saturating_add(FAR) } else { to.saturating_sub(FAR) });
    let years = (edge.0.year() - date.0.year()).abs();
    let verb = wanted.kind.spoken();
    let side = if early { "before the plan begins" } else { "after the plan ends" };
    let message = format!("\"{}\" {verb} {date}, {years} years {side}. A slip of the keyboard?", s.name());
    // The same day in the year of the plan is what was probably meant.
    let fix = NaiveDate::from_ymd_opt(edge.0.year(), date.0.month(), date.0.day()).and_then(|d| {
        wanted.date = Some(Date(d).into());
        change(format!("Change to {}", Date(d)), s.at, s.task, |t| t.constraint = Some(wanted))
    });
    out.push(s.invalid("V016", "constraint", message).fix(fix));
}

/// V043: a plan of a size that can be computed.
fn size(cx: &Cx<'_>, first: Option<Key>, out: &mut Vec<Invalid>) {
    let tasks = cx.plan.tasks.slots().len();
    let links: usize = if tasks > 10_000 { cx.plan.tasks.records().map(|t| t.after.len()).sum() } else { 0 };
    let Some(key) = first.filter(|_| tasks > MOST_TASKS || links > MOST_LINKS) else { return };
    let message = format!("the plan has {tasks} tasks and {links} links; more than {MOST_TASKS} tasks or {MOST_LINKS} links are too many to plan with");
    out.push(Invalid::new("V043", at(RecordKind::Task, key), "", message));
}
