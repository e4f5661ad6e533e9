//! Findings about days: milestones overrun, days without work, freezes, risky days, calendar days.

use super::super::Severity::{Error, Warning};
use super::super::cx::{Cx, MOST};
use super::super::rule::Provenance::{Brief, Published, Standard};
use super::super::rule::{Breach, Rule, rule};
use super::SCHEDULE;
use crate::analysis::network::{Span, to_usize};
use crate::analysis::schedule::TaskDates;
use crate::analysis::words;
use crate::model::RecordKind;
use crate::model::records::{Freeze, TaskRole};
use crate::model::value::{Date, FreezeScope};
use std::collections::BTreeMap;

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    rule("SCH-021", Error, milestone_overrun)
        .says("Work that must precede a milestone ends after it", "Move the milestone, or cut the work that overruns it")
        .formula("Planned finish of the predecessors. Without links, a milestone gates every task listed before it in its section")
        .from(Brief, "The brief: features must be done at code freeze")
        .reads(SCHEDULE),
    rule("SCH-029", Warning, non_working_days)
        .says("A task starts or ends on a day without work", "Move it, or staff the day and say so in an allowance")
        .from(Standard, "GAO-16-89G, best practice 4")
        .reads(SCHEDULE),
    rule("SCH-030", Warning, only_person_away)
        .says("The only person on a task is away while it runs", "Reassign it, or move it")
        .formula("Working days of the forecast on which the person has leave")
        .from(Brief, "The brief: senior developer planned leave during release")
        .reads(&[RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release, RecordKind::Person]),
    rule("SCH-031", Error, in_freeze)
        .gate()
        .says("A deployment or a test lies inside a freeze, without an exception", "Move it, or have the approver grant an exception")
        .formula("Forecast of tasks that test or deploy, and the maintenance window, against the freezes of their environment")
        .from(Published, "Common practice of release calendars")
        .reads(&[RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release, RecordKind::Freeze, RecordKind::Runbook]),
    rule("SCH-032", Warning, risky_day)
        .says(
            "Production deployment on a Friday, on a day without work or on the eve of one",
            "Deploy Tuesday to Thursday, or staff the weekend and record an allowance",
        )
        .from(Published, "Common practice of release calendars")
        .reads(SCHEDULE),
    rule("SCH-035", Warning, calendar_days)
        .says(
            "A duration in calendar days runs through days without work, or meets one in working days",
            "Choose working days (d) or calendar days (cd) for each task on purpose",
        )
        .formula("Both readings of the duration; tasks that watch production or wait for hotfixes may count calendar days")
        .from(Brief, "The brief's timeline, written in Mermaid, counts calendar days")
        .reads(SCHEDULE),
];

fn milestone_overrun(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let s = &cx.a.schedule;
    let milestones = &cx.facts().milestones;
    let unlinked = |i: usize| s.net.links_into(i).is_empty();
    // The tasks before each milestone in its section that end last, in one sweep, if anybody asks.
    let mut latest: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut gated: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    if milestones.iter().any(|i| unlinked(*i)) {
        for (i, record) in s.net.records.iter().enumerate() {
            let section = record.section.as_deref().unwrap_or("");
            if s.net.tasks[i].milestone {
                gated.insert(i, latest.get(section).cloned().unwrap_or_default());
            } else if s.net.tasks[i].open && !s.net.tasks[i].summary {
                keep_latest(latest.entry(section).or_default(), i, &s.dates);
            }
        }
    }
    for i in milestones.iter().copied() {
        let linked: Vec<usize> = s.net.links_into(i).iter().map(|l| to_usize(l.pred)).collect();
        // A milestone with neither links nor a day of its own says nothing about when.
        let before = if !linked.is_empty() {
            linked
        } else if s.net.tasks[i].floor.is_some() {
            gated.remove(&i).unwrap_or_default()
        } else {
            continue;
        };
        let limit = s.dates[i].planned_finish;
        for t in before {
            let finish = s.dates[t].planned_finish;
            if finish > limit {
                let over = words::count(usize::try_from((finish - limit + 1439) / 1440).unwrap_or(0), "calendar day");
                let (title, milestone) = (&s.net.records[t].title, &s.net.records[i].title);
                let message = format!("{title} ends {}, but {milestone} is {}: {over} over", cx.day(s.dates[t].last_day()), cx.day(s.dates[i].last_day()));
                out.push(cx.task(i, message));
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

fn non_working_days(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let s = &cx.a.schedule;
    let all = cx.facts().off_days.len();
    let count = if all > MOST { format!(" ({all} tasks)") } else { String::new() };
    for (i, first_off, last_off) in cx.facts().off_days.iter().copied().take(MOST) {
        let (first, last) = (s.dates[i].first_day(), s.dates[i].last_day());
        let what = match (first_off, last_off) {
            (true, true) if first == last => format!("falls on {}", cx.day(first)),
            (true, true) => format!("starts {} and ends {}", cx.day(first), cx.day(last)),
            (true, false) => format!("starts {}", cx.day(first)),
            _ => format!("ends {}", cx.day(last)),
        };
        out.push(cx.task(i, format!("{} {what}, a day without work{count}", s.net.records[i].title)));
    }
}

fn only_person_away(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let away: BTreeMap<&str, Vec<(i64, i64)>> = cx
        .plan
        .people
        .records()
        .map(|p| {
            let leave = p.leave.iter().filter_map(|l| Some((l.from?.minute(), l.to.or(l.from)?.minute() + 1440))).collect::<Vec<_>>();
            (p.id.as_str(), leave)
        })
        .filter(|(_, l)| !l.is_empty())
        .collect();
    if away.is_empty() {
        return;
    }
    let s = &cx.a.schedule;
    for i in cx.facts().assigned.iter().copied() {
        let [only] = s.net.records[i].people.as_slice() else { continue };
        let Some(leave) = away.get(only.id.as_str()) else { continue };
        let cal = &cx.a.calendars.all[to_usize(s.net.tasks[i].calendar)];
        let (start, finish) = (s.dates[i].start.max(s.status), s.dates[i].finish);
        let lost: f64 = leave.iter().map(|(from, to)| cal.days_between(start.max(*from), finish.min(*to)).max(0.0)).sum();
        if lost > 0.0 && out.len() < MOST {
            let title = &s.net.records[i].title;
            let (first, last) = (cx.day(s.dates[i].forecast_first_day()), cx.day(s.dates[i].forecast_last_day()));
            let message = format!("{} is alone on {title} ({first} to {last}) and away for {} of it", only.id, words::days(lost));
            out.push(cx.task(i, message).exposure(lost));
        }
    }
}

/// A freeze covers something that names this environment.
fn covers(freeze: &Freeze, env: Option<&str>) -> bool {
    match &freeze.scope {
        FreezeScope::All => true,
        FreezeScope::Env(e) => env == Some(e.as_str()),
        FreezeScope::Service(_) => false,
    }
}

fn in_freeze(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let s = &cx.a.schedule;
    for freeze in cx.plan.freezes.records() {
        let (Some(from), Some(to)) = (freeze.from, freeze.to) else { continue };
        let days = format!("{} to {}", cx.day(Date::of_minute(from.minute)), cx.day(Date::of_minute(to.minute)));
        let spared = |id: &str| freeze.exceptions.iter().any(|e| e == id);
        let moving = [TaskRole::Test, TaskRole::Staging, TaskRole::ProductionDeploy, TaskRole::Hotfix];
        for (i, _) in cx.facts().roles.iter().filter(|(i, r)| moving.contains(r) && s.net.tasks[*i].open) {
            let record = &s.net.records[*i];
            let d = &s.dates[*i];
            // The forecast keeps clear of freezes by itself: what was planned inside one is said.
            let overlaps = (d.planned_start < to.minute && d.planned_finish > from.minute) || (d.start < to.minute && d.finish > from.minute);
            if overlaps && covers(freeze, record.env.as_deref()) && !spared(&record.id) {
                out.push(cx.task(*i, format!("{} ({}) lies in the freeze \"{}\", {days}", record.title, cx.day(s.dates[*i].first_day()), freeze.id)));
            }
        }
        let night = cx.plan.runbook.get().and_then(|r| r.t0).zip(cx.a.runbook.window);
        if let Some((t0, window)) = night {
            let end = t0.minute + crate::analysis::calendar::whole(window);
            if t0.minute < to.minute && end > from.minute && freeze.scope == FreezeScope::All && !spared("runbook") {
                let message = format!("The maintenance window ({}) lies in the freeze \"{}\", {days}", cx.day(Date::of_minute(t0.minute)), freeze.id);
                out.push(cx.runbook("runbook", message));
            }
        }
    }
}

fn risky_day(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let s = &cx.a.schedule;
    for i in cx.facts().with_role(TaskRole::ProductionDeploy).filter(|i| s.net.tasks[*i].open) {
        let day = s.dates[i].first_day();
        let cal = &cx.a.calendars.all[to_usize(s.net.tasks[i].calendar)];
        let why = if !cal.works_on(day.minute()) {
            "a day without work"
        } else if crate::analysis::calendar::weekday(day.minute()) == 4 {
            "a Friday: the weekend follows"
        } else if !cal.works_on(day.minute() + 1440) {
            "the eve of a day without work"
        } else {
            continue;
        };
        out.push(cx.task(i, format!("{} is on {}, {why}", s.net.records[i].title, cx.day(day))));
    }
}

fn calendar_days(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (s, facts) = (&cx.a.schedule, cx.facts());
    let all = facts.crossing.len();
    let count = if all > MOST { format!(" ({all} tasks)") } else { String::new() };
    for i in facts.crossing.iter().copied().take(MOST) {
        let cal = &cx.a.calendars.all[to_usize(s.net.tasks[i].calendar)];
        let Span::Days(d) = s.net.tasks[i].span else { continue };
        let begin = cal.to_work(s.dates[i].planned_start);
        let other = Date::of_minute(cal.finish_at(begin + d * cal.day_length()));
        let message = format!(
            "{} takes {} and ends {}; read as working days it would end {}{count}",
            s.net.records[i].title,
            s.net.records[i].duration.spoken(),
            cx.day(s.dates[i].last_day()),
            cx.day(other)
        );
        out.push(cx.task(i, message));
    }
    let all = facts.mixed.len();
    // Named already when one end runs through days without work.
    let quiet = facts.mixed.iter().filter(|l| facts.crossing.binary_search(&l.0).is_err());
    for (i, n) in quiet.copied().take(MOST) {
        let pred = to_usize(s.net.links_into(i)[n].pred);
        if facts.crossing.binary_search(&pred).is_ok() || [i, pred].iter().any(|t| matches!(s.net.tasks[*t].role, Some(TaskRole::Watch | TaskRole::Hotfix))) {
            continue;
        }
        let say = |t: usize| format!("{} ({})", s.net.records[t].title, s.net.records[t].duration);
        out.push(
            cx.task(i, format!("{} follows {}: one counts calendar days, the other working days ({})", say(i), say(pred), words::count(all, "such link"))),
        );
    }
}
