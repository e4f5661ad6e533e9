//! Findings about the schedule. They read the plan as written, not the forecast.

use super::{Breach, Rule, Severity, about_task, threshold};
use crate::analysis::network::to_usize;
use crate::analysis::schedule::TaskDates;
use crate::analysis::{Analysis, words};
use crate::model::value::Date;
use crate::model::{RecordKind, RecordRef};

/// The rules of this family.
pub const RULES: &[Rule] = &[
    Rule {
        id: "SCH-021",
        severity: Severity::Error,
        gate: false,
        summary: "Work that must precede a milestone ends after it. Without links, a milestone gates every task listed before it in its section.",
        source: "Slipway, from the brief",
        remedy: "Move the milestone, or cut the work that overruns it",
        check: milestone_overrun,
    },
    Rule {
        id: "SCH-001",
        severity: Severity::Warning,
        gate: false,
        summary: "More than 5 % of the unfinished tasks lack a predecessor or a successor (threshold in percent). A single first and a single last task are exempt.",
        source: "DCMA 14-point assessment, check 1 (DCMA-EA PAM 200.1)",
        remedy: "Link it, or link it to the start or end of the project on purpose",
        check: open_ends,
    },
    Rule {
        id: "SCH-022",
        severity: Severity::Warning,
        gate: false,
        summary: "The declared critical path does not match the plan: a step has no task, or its task takes another time.",
        source: "GAO-16-89G, best practice 6",
        remedy: "Map each step to a task, or adopt the computed path",
        check: declared_path,
    },
    Rule {
        id: "SCH-029",
        severity: Severity::Warning,
        gate: false,
        summary: "A task starts or ends on a day without work.",
        source: "Slipway, from the brief",
        remedy: "Move it, or staff the day and say so",
        check: non_working_days,
    },
    Rule {
        id: "SCH-032",
        severity: Severity::Warning,
        gate: false,
        summary: "Production deployment on a Friday, at a weekend or on the eve of a holiday.",
        source: "Common practice of release calendars",
        remedy: "Deploy Tuesday to Thursday, or staff the weekend and record an allowance",
        check: risky_day,
    },
];

fn open_ends(a: &Analysis, out: &mut Vec<Breach>) {
    let net = &a.schedule.net;
    let network = |i: usize| net.tasks[i].open && !net.tasks[i].summary;
    let has_pred = |i: usize| !net.links_into(i).is_empty();
    let has_succ = |i: usize| net.successors[i] > 0;
    let starts = (0..net.tasks.len()).filter(|i| network(*i) && !has_pred(*i)).count();
    let ends = (0..net.tasks.len()).filter(|i| network(*i) && !has_succ(*i)).count();
    let mut total = 0usize;
    let mut loose: Vec<(usize, &'static str)> = Vec::new();
    for i in 0..net.tasks.len() {
        if !network(i) || net.tasks[i].milestone {
            continue;
        }
        total += 1;
        // With several first or last tasks nobody can tell which is meant: none is exempt.
        let lacks_pred = !has_pred(i) && starts > 1;
        let lacks_succ = !has_succ(i) && ends > 1;
        match (lacks_pred, lacks_succ) {
            (true, true) => loose.push((i, "neither a predecessor nor a successor")),
            (true, false) => loose.push((i, "no predecessor")),
            (false, true) => loose.push((i, "no successor")),
            (false, false) => {}
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of tasks")]
    let share = loose.len() as f64 / total.max(1) as f64 * 100.0;
    if share <= threshold(a, "SCH-001", 5.0) {
        return;
    }
    let all = loose.len();
    // Ten thousand equal messages help nobody: the first hundred are named, the count is in each.
    for (i, what) in loose.into_iter().take(100) {
        out.push(about_task(a, i, format!("{} has {what} ({all} of {total} unfinished tasks, at most 5 % expected)", net.records[i].title)));
    }
}

fn milestone_overrun(a: &Analysis, out: &mut Vec<Breach>) {
    let net = &a.schedule.net;
    // The latest plan finish of the tasks before each milestone in its section, in one sweep.
    let gates = |i: usize| net.tasks[i].milestone && net.tasks[i].open;
    if !(0..net.tasks.len()).any(gates) {
        return;
    }
    let unlinked = (0..net.tasks.len()).any(|i| gates(i) && net.links_into(i).is_empty());
    let mut latest: std::collections::BTreeMap<&str, Vec<usize>> = std::collections::BTreeMap::new();
    for (i, record) in net.records.iter().enumerate() {
        if !net.tasks[i].milestone {
            if unlinked && net.tasks[i].open && !net.tasks[i].summary {
                let section = record.section.as_deref().unwrap_or("");
                keep_latest(latest.entry(section).or_default(), i, &a.schedule.dates);
            }
            continue;
        }
        if !net.tasks[i].open || (net.tasks[i].floor.is_none() && net.links_into(i).is_empty()) {
            continue;
        }
        let section = record.section.as_deref().unwrap_or("");
        let linked: Vec<usize> = net.links_into(i).iter().map(|l| to_usize(l.pred)).collect();
        let before: &[usize] = if linked.is_empty() { latest.get(section).map(Vec::as_slice).unwrap_or_default() } else { &linked };
        let limit = a.schedule.dates[i].planned_finish;
        for t in before {
            let finish = a.schedule.dates[*t].planned_finish;
            if finish > limit {
                let over = words::count(usize::try_from((finish - limit + 1439) / 1440).unwrap_or(0), "calendar day");
                let (title, day) = (&net.records[*t].title, words::day(a.schedule.dates[*t].last_day(), a.plan.status_date()));
                let due = words::day(a.schedule.dates[i].last_day(), a.plan.status_date());
                out.push(about_task(a, i, format!("{title} ends {day}, but {} is {due}: {over} over", record.title)));
            }
        }
    }
}

/// Keeps the few tasks of a section that end last: a milestone names no more than five.
fn keep_latest(kept: &mut Vec<usize>, task: usize, dates: &[TaskDates]) {
    kept.push(task);
    kept.sort_by_key(|i| std::cmp::Reverse(dates[*i].planned_finish));
    kept.truncate(5);
}

fn declared_path(a: &Analysis, out: &mut Vec<Breach>) {
    let path = &a.path;
    if path.steps == 0 || (path.unmapped.is_empty() && path.mismatched.is_empty()) {
        return;
    }
    let at = RecordRef { kind: RecordKind::DeclaredPath, key: a.plan.critical_path.key() };
    let mut parts = Vec::new();
    if !path.unmapped.is_empty() {
        parts.push(format!("{} of {} steps have no task ({})", path.unmapped.len(), path.steps, words::listing(&path.unmapped, 5)));
    }
    for (title, step, task) in &path.mismatched {
        parts.push(format!("{title} takes {} here and {} as a task", words::days(*step), words::days(*task)));
    }
    let message = format!("Declared critical path of {} does not match the plan: {}", words::days(path.total_days), parts.join("; "));
    out.push(Breach { at, subject: "critical_path".into(), message });
}

fn non_working_days(a: &Analysis, out: &mut Vec<Breach>) {
    let net = &a.schedule.net;
    for (i, task) in net.tasks.iter().enumerate() {
        if task.summary || task.milestone || !task.open {
            continue;
        }
        let cal = &a.calendars.all[to_usize(task.calendar)];
        let dates = &a.schedule.dates[i];
        let (first_off, last_off) = (!cal.works_on(dates.planned_start), !cal.works_on(dates.planned_finish.max(dates.planned_start + 1) - 1));
        if !first_off && !last_off {
            continue;
        }
        let (first, last) = (dates.first_day(), dates.last_day());
        let say = |d: Date| words::day(d, a.plan.status_date());
        let what = match (first_off, last_off) {
            (true, true) if first == last => format!("falls on {}", say(first)),
            (true, true) => format!("starts {} and ends {}", say(first), say(last)),
            (true, false) => format!("starts {}", say(first)),
            _ => format!("ends {}", say(last)),
        };
        out.push(about_task(a, i, format!("{} {what}, a day without work", net.records[i].title)));
    }
}

fn risky_day(a: &Analysis, out: &mut Vec<Breach>) {
    let net = &a.schedule.net;
    for i in (0..net.tasks.len()).filter(|i| net.tasks[*i].deploys && net.tasks[*i].open) {
        let record = &net.records[i];
        let day = a.schedule.dates[i].first_day();
        let cal = &a.calendars.all[to_usize(net.tasks[i].calendar)];
        let works = |d: i64| cal.works_on(d);
        let why = if !works(day.minute()) {
            "a day without work"
        } else if crate::analysis::calendar::weekday(day.minute()) == 4 {
            "a Friday: the weekend follows"
        } else if !works(day.minute() + 1440) {
            "the eve of a day without work"
        } else {
            continue;
        };
        out.push(about_task(a, i, format!("{} is on {}, {why}", record.title, words::day(day, a.plan.status_date()))));
    }
}
