//! Findings about people, scope, money and flow.

use super::Severity::{Error, Info, Warning};
use super::cx::{Cx, MOST, at, float, names, share};
use super::rule::Provenance::{Heuristic, Known, Published, Standard};
use super::rule::{Breach, Rule, Threshold, limit, rule};
use crate::analysis::capacity::PersonWeek;
use crate::analysis::words;
use crate::model::Key;
use crate::model::records::{ChangeKind, ChangeState, Finance, MoneyPoint, Task, TaskRole};
use crate::model::value::Date;
use crate::model::{RecordKind, RecordRef};
use std::collections::BTreeMap;

const FULL: Threshold = limit("CAP-001", 100.0, "%", "utilisation of a team in a week from which it is an error");
const NEAR: Threshold = limit("CAP-003", 5.0, "working days", "how long before and after the target key people must be there");
const AT_ONCE: Threshold = limit("CAP-004", 2.0, "tasks", "most tasks of one person at the same time");
const CHANGE_DESIGN: Threshold = limit("CHG-001.design", 40.0, "%", "changed scope before testing begins");
const CHANGE_TEST: Threshold = limit("CHG-001.integration", 20.0, "%", "changed scope once testing has begun");
const CHANGE_LATE: Threshold = limit("CHG-001.candidate", 10.0, "%", "changed scope from the release candidate on");
const CPI: Threshold = limit("FIN-001", 0.95, "ratio", "lowest cost performance index");
const CPI_RED: Threshold = limit("FIN-001.error", 0.90, "ratio", "cost performance index below which it is an error");
const FAILING: Threshold = limit("FLO-001", 20.0, "%", "highest change fail rate");
const FEW: Threshold = limit("FLO-002", 10.0, "deployments", "fewest deployments of which rates say anything");

const TEAMS: &[RecordKind] = &[RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release, RecordKind::Person];
const SCOPE: &[RecordKind] =
    &[RecordKind::ChangeRequest, RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release, RecordKind::DeclaredPath];
const MONEY: &[RecordKind] = &[RecordKind::Finance, RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release, RecordKind::Risk];

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    rule("CAP-001", Warning, overloaded)
        .says("A team or a person has more work in a week than they can do", "Level the work, or cut")
        .formula(
            "Team: effort of its tasks in the week ÷ (people × working days − leave) × focus factor; warned from settings.util_warn_pct on. \
             Person: shares of tasks ÷ (working days − leave) × share of a full week; warned above all of it, once for the first such week",
        )
        .limits(&[FULL])
        .from(Heuristic, "Kingman: waiting grows without limit near full load")
        .reads(TEAMS),
    rule("CAP-002", Warning, one_person)
        .says("Critical work hangs on one person", "Pair, or name a Plan B")
        .formula("Critical unfinished tasks of a day or more with exactly one person and no Plan B")
        .from(Heuristic, "Bus factor")
        .reads(TEAMS),
    rule("CAP-003", Warning, key_person_away)
        .says("A key person is away around the release", "Arrange cover")
        .formula("Leave of people who own steps of the runbook or critical work, within the limit of the target")
        .limits(&[NEAR])
        .from(Heuristic, "The brief: senior developer planned leave during release")
        .reads(&[RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release, RecordKind::Person, RecordKind::Runbook]),
    rule("CAP-004", Info, too_many_at_once)
        .says("A person is on too many tasks at the same time", "Finish one before starting the next")
        .limits(&[AT_ONCE])
        .from(Published, "Little's law; multitasking")
        .reads(TEAMS),
    rule("CHG-001", Warning, volatile)
        .says("The scope changes more than it may at this point", "Freeze the scope")
        .formula("Change requests that are not rejected ÷ scope_baseline; the limit falls with testing and the release candidate")
        .limits(&[CHANGE_DESIGN, CHANGE_TEST, CHANGE_LATE])
        .from(Standard, "NASA software engineering handbook: requirements volatility")
        .reads(SCOPE),
    rule("CHG-002", Error, after_freeze)
        .says("Scope was added after the code freeze without approval", "Reject it, or have it approved")
        .from(Known, "Change control")
        .reads(SCOPE),
    rule("CHG-003", Warning, no_impact)
        .says("A change request has no impact in days or money", "Analyse it before deciding")
        .from(Known, "Change control")
        .reads(SCOPE),
    rule("CHG-004", Warning, eats_buffer)
        .says("The approved changes cost more days than the buffer has left", "Plan again")
        .formula("Sum of the days of approved changes against the buffer after the reported delays")
        .from(Known, "Change control")
        .reads(SCOPE),
    rule("FIN-001", Warning, cost_index)
        .says("The work costs more than it should have by now", "Review what is spent on what")
        .formula("CPI: budget × share of the work done ÷ money spent")
        .limits(&[CPI, CPI_RED])
        .from(Known, "Earned value; ISO 21508")
        .reads(MONEY),
    rule("FIN-002", Warning, over_budget)
        .says("At this rate the money will not do", "Go to the sponsor")
        .formula("Budget ÷ CPI > budget + contingency")
        .from(Known, "Earned value; ISO 21508")
        .reads(MONEY),
    rule("FIN-003", Info, risks_over_contingency)
        .says("The risks cost more on average than the contingency has left", "Adjust the contingency")
        .formula("Sum of probability × cost of active risks > contingency − what is spent beyond the plan")
        .from(Known, "Expected monetary value")
        .reads(MONEY),
    rule("FLO-001", Info, change_fail_rate)
        .says("Many deployments need immediate repair", "Deploy in smaller batches")
        .formula("Failed deployments ÷ deployments; chance of a rollback (failures + 1) ÷ (deployments + 2)")
        .limits(&[FAILING])
        .from(Standard, "DORA: change fail rate")
        .reads(&[RecordKind::Deployment]),
    rule("FLO-002", Info, few_deployments)
        .says("There are too few deployments to say anything about rates", "Take the rates as hints")
        .limits(&[FEW])
        .from(Heuristic, "DORA")
        .reads(&[RecordKind::Deployment]),
    rule("FLO-003", Info, slow_recovery)
        .says("Recovering from a failed deployment took longer than the rollback may", "Rehearse the rollback")
        .formula("Median of recovered_at − at of failed deployments > all stages of the rollback")
        .from(Standard, "DORA: failed deployment recovery time")
        .reads(&[RecordKind::Deployment, RecordKind::Rollback]),
    rule("FLO-004", Warning, aged)
        .says("An issue is open for longer than nearly all that were closed", "Swarm on it")
        .formula("Age in working days > 85th percentile of the ages at which issues were closed, from five on")
        .from(Published, "Vacanti: ageing work in progress")
        .reads(&[RecordKind::Issue]),
];

fn overloaded(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let warn = cx.plan.settings.get().map_or(85.0, |s| s.util_warn_pct);
    for w in cx.a.capacity.teams.iter().filter(|w| w.utilisation_pct() > warn) {
        let pct = w.utilisation_pct();
        let severity = if pct > cx.limit(&FULL) { Error } else { Warning };
        let tasks = names(w.tasks.iter().map(|i| cx.a.schedule.net.records[*i].title.clone()).collect(), 3);
        let title = cx.plan.teams.get(w.key).map_or(w.team.as_str(), |t| t.name.as_str());
        let (has, can) = (words::days(w.demand_days), words::days(w.capacity_days));
        let message = format!("{title} has {has} of work for {can} in {} ({pct:.0} %): {tasks}", w.week());
        out.push(
            Breach::new(at(RecordKind::Team, w.key), w.team.clone(), message).severity(severity).due(Some(w.monday)).exposure(w.demand_days - w.capacity_days),
        );
    }
    over_allocated(cx, out);
}

/// People who are asked for more than all of their time: each once, with the first week.
fn over_allocated(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let mut over: BTreeMap<Key, (&PersonWeek, usize)> = BTreeMap::new();
    for week in cx.a.capacity.people.iter().filter(|w| w.over_allocated()) {
        over.entry(week.key).or_insert((week, 0)).1 += 1;
    }
    let all = over.len();
    let mut weeks: Vec<(&PersonWeek, usize)> = over.into_values().collect();
    weeks.sort_by(|(a, _), (b, _)| a.monday.cmp(&b.monday).then(a.person.cmp(&b.person)));
    for (week, n) in weeks.into_iter().take(MOST) {
        let title = cx.plan.people.get(week.key).map_or(week.person.as_str(), |p| p.name.as_str());
        let (has, can) = (words::days(week.demand_days), words::days(week.capacity_days));
        let tasks = names(week.tasks.iter().map(|i| cx.a.schedule.net.records[*i].title.clone()).collect(), 3);
        let more = if n > 1 { format!(", and too much in {}", words::count(n - 1, "later week")) } else { String::new() };
        let of = if all > MOST { format!(" ({all} people)") } else { String::new() };
        let message = format!("{title} has {has} of work for {can} in {}: {tasks}{more}{of}", week.week());
        let breach = Breach::new(at(RecordKind::Person, week.key), week.person.clone(), message);
        out.push(breach.due(Some(week.monday)).exposure(week.demand_days - week.capacity_days));
    }
}

/// Unfinished critical tasks somebody is named for.
fn critical_people(cx: &Cx<'_>) -> Vec<usize> {
    let s = &cx.a.schedule;
    cx.facts().assigned.iter().copied().filter(|i| s.dates[*i].critical && !s.net.records[*i].people.is_empty()).collect()
}

fn one_person(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for i in critical_people(cx) {
        let record: &Task = &cx.a.schedule.net.records[i];
        let [only] = record.people.as_slice() else { continue };
        let plan_b = record.plan_b.as_ref().is_some_and(|b| !b.what.trim().is_empty());
        if cx.work_days(record.duration) >= 1.0 && !plan_b && out.len() < MOST {
            let message = format!("{} is critical, takes {}, and only {} can do it", record.title, record.duration.spoken(), only.id);
            out.push(cx.task(i, message));
        }
    }
}

fn key_person_away(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(target) = cx.target() else { return };
    if cx.plan.people.records().all(|p| p.leave.is_empty()) {
        return;
    }
    let around = cx.limit(&NEAR);
    let steps = cx.plan.runbook.get().map(|r| r.steps.as_slice()).unwrap_or_default();
    let critical = critical_people(cx);
    for (key, p) in cx.plan.people.iter() {
        let is = |name: &Option<String>| name.as_deref().is_some_and(|n| n == p.id || n == p.name);
        let owned = steps.iter().filter(|s| is(&s.owner) || is(&s.deputy)).count();
        let tasks = critical.iter().filter(|i| cx.a.schedule.net.records[**i].people.iter().any(|a| a.id == p.id)).count();
        if owned + tasks == 0 {
            continue;
        }
        for leave in &p.leave {
            let (Some(from), Some(to)) = (leave.from, leave.to.or(leave.from)) else { continue };
            let apart = if from > target {
                cx.calendar().days_between(target.minute() + 1440, from.minute())
            } else if to < target {
                cx.calendar().days_between(to.minute() + 1440, target.minute())
            } else {
                -1.0
            };
            if apart < around && to >= cx.now {
                let has = format!("{} and {}", words::count(owned, "step"), words::count(tasks, "critical task"));
                let message = format!("{} is away {} to {}, around the target {}, and has {has}", p.name, cx.day(from), cx.day(to), cx.day(target));
                out.push(Breach::new(at(RecordKind::Person, key), p.id.clone(), message).due(Some(from)));
            }
        }
    }
}

fn too_many_at_once(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let s = &cx.a.schedule;
    let mut of: BTreeMap<&str, Vec<(i64, i64)>> = BTreeMap::new();
    for i in cx.facts().assigned.iter().copied() {
        for p in &s.net.records[i].people {
            of.entry(&p.id).or_default().push((s.dates[i].start.max(s.status), s.dates[i].finish));
        }
    }
    for (key, p) in cx.plan.people.iter() {
        let Some(spans) = of.get(p.id.as_str()) else { continue };
        // The busiest instant is the start of one of the tasks.
        let busiest = spans.iter().map(|(at, _)| (spans.iter().filter(|(from, to)| from <= at && at < to).count(), std::cmp::Reverse(*at))).max();
        if let Some((n, day)) = busiest.filter(|(n, _)| float(*n) > cx.limit(&AT_ONCE)) {
            let day = Date::of_minute(day.0);
            let message = format!("{} is on {n} tasks at the same time from {}", p.name, cx.day(day));
            out.push(Breach::new(at(RecordKind::Person, key), p.id.clone(), message).due(Some(day)));
        }
    }
}

fn volatile(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(scope) = cx.plan.release.get().and_then(|r| r.scope_baseline).filter(|s| *s > 0) else { return };
    let s = &cx.a.schedule;
    let begun = |role: TaskRole| cx.facts().with_role(role).any(|i| s.dates[i].planned_start < cx.now.minute() + 1440);
    let (when, most) = if begun(TaskRole::ReleaseCandidate) {
        ("from the release candidate on", cx.limit(&CHANGE_LATE))
    } else if begun(TaskRole::Test) {
        ("once testing has begun", cx.limit(&CHANGE_TEST))
    } else {
        ("before testing", cx.limit(&CHANGE_DESIGN))
    };
    let changed = cx.plan.changes.records().filter(|c| c.state != ChangeState::Rejected).count();
    let index = share(changed, usize::try_from(scope).unwrap_or(1));
    if index > most {
        out.push(cx.release(format!("{changed} changes to a scope of {scope} features are {index:.1} %; {when} at most {most} % are expected")));
    }
}

fn change(key: crate::model::Key, id: &str, message: String) -> Breach {
    Breach::new(at(RecordKind::ChangeRequest, key), id, message)
}

fn after_freeze(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let s = &cx.a.schedule;
    let Some(freeze) = cx.facts().with_role(TaskRole::Freeze).map(|i| s.dates[i].last_day()).min() else { return };
    for (key, c) in cx.plan.changes.iter().filter(|(_, c)| c.kind == ChangeKind::Add && c.state == ChangeState::Open) {
        if let Some(raised) = c.raised.filter(|r| *r > freeze) {
            out.push(change(key, &c.id, format!("{} was added {}, after the freeze of {}, and is not approved", c.title, cx.day(raised), cx.day(freeze))));
        }
    }
}

fn no_impact(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, c) in cx.plan.changes.iter().filter(|(_, c)| c.state != ChangeState::Rejected) {
        let missing: Vec<&str> =
            [("days", c.impact_days.is_none()), ("cost", c.impact_cost.is_none())].into_iter().filter(|(_, is)| *is).map(|(w, _)| w).collect();
        if !missing.is_empty() {
            out.push(change(key, &c.id, format!("{} lacks {} of 2 impacts: {}", c.title, missing.len(), missing.join(", "))));
        }
    }
}

fn eats_buffer(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    if cx.a.path.steps == 0 {
        return;
    }
    let approved: Vec<f64> =
        cx.plan.changes.records().filter(|c| c.state == ChangeState::Approved).filter_map(|c| Some(cx.work_days(c.impact_days?))).collect();
    let (sum, left) = (approved.iter().sum::<f64>(), cx.a.buffer_left());
    if sum > left {
        let count = words::count(approved.len(), "approved change");
        out.push(cx.release(format!("{count} cost {}, and {} of buffer are left", words::days(sum), words::days(left))).exposure(sum - left));
    }
}

/// Money up to the status date.
fn so_far(cx: &Cx<'_>, points: &[MoneyPoint]) -> Option<f64> {
    points.iter().filter_map(|p| Some((p.on?, p.amount))).filter(|(d, _)| *d <= cx.now).max_by_key(|(d, _)| *d).map(|(_, a)| a)
}

fn finance<'a>(cx: &Cx<'a>) -> Option<(&'a Finance, RecordRef)> {
    Some((cx.plan.finance.get()?, at(RecordKind::Finance, cx.plan.finance.key())))
}

/// Budget, money spent, and cost performance index.
fn index(cx: &Cx<'_>) -> Option<(f64, f64, f64)> {
    let (f, _) = finance(cx)?;
    let (bac, spent) = (f.bac.filter(|b| *b > 0.0)?, so_far(cx, &f.actual).filter(|s| *s > 0.0)?);
    let s = &cx.a.schedule;
    let (mut all, mut done) = (0.0, 0.0);
    for (i, t) in s.net.tasks.iter().enumerate().filter(|(_, t)| !t.milestone && !t.summary) {
        let record = &s.net.records[i];
        let weight = record.effort_pd.unwrap_or_else(|| cx.work_days(record.duration));
        all += weight;
        done += weight
            * match t.progress {
                crate::analysis::network::Progress::Finished => 1.0,
                crate::analysis::network::Progress::Running => record.pct.unwrap_or(0.0).clamp(0.0, 100.0) / 100.0,
                crate::analysis::network::Progress::Waiting => 0.0,
            };
    }
    (all > 0.0 && done > 0.0).then(|| (bac, spent, bac * done / all / spent))
}

fn cost_index(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    if let (Some((bac, spent, cpi)), Some((f, at))) = (index(cx), finance(cx))
        && cpi < cx.limit(&CPI)
    {
        let severity = if cpi < cx.limit(&CPI_RED) { Error } else { Warning };
        let (earned, currency) = (cpi * spent, &f.currency);
        let message = format!("Work worth {earned:.0} {currency} of {bac:.0} is done and {spent:.0} is spent: CPI {cpi:.2}");
        out.push(Breach::new(at, "finance", message).severity(severity).exposure(spent - earned));
    }
}

fn over_budget(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    if let (Some((bac, _, cpi)), Some((f, at))) = (index(cx), finance(cx)) {
        let (eac, most) = (bac / cpi, bac + f.contingency.unwrap_or(0.0));
        if eac > most {
            let message = format!("At CPI {cpi:.2} it ends at {eac:.0} {}, above budget and contingency of {most:.0}", f.currency);
            out.push(Breach::new(at, "finance", message).exposure(eac - most));
        }
    }
}

fn risks_over_contingency(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some((f, at)) = finance(cx) else { return };
    let Some(contingency) = f.contingency else { return };
    let beyond = so_far(cx, &f.actual).zip(so_far(cx, &f.planned)).map_or(0.0, |(a, p)| (a - p).max(0.0));
    let left = (contingency - beyond).max(0.0);
    let active = cx.plan.risks.records().filter(|r| crate::analysis::risk::is_active(r));
    let emv: f64 = active.filter_map(|r| Some(r.probability_pct? / 100.0 * r.cost.as_ref()?.amount)).sum();
    if emv > left {
        let message = format!("The risks cost {emv:.0} {c} on average, and {left:.0} {c} of contingency are left", c = f.currency);
        out.push(Breach::new(at, "finance", message).exposure(emv - left));
    }
}

/// Deployments, and failed ones.
fn deployments(cx: &Cx<'_>) -> (usize, usize) {
    (cx.plan.deployments.len(), cx.plan.deployments.records().filter(|d| d.failed).count())
}

fn change_fail_rate(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (all, failed) = deployments(cx);
    let rate = share(failed, all);
    if all > 0 && rate > cx.limit(&FAILING) {
        let chance = (float(failed) + 1.0) / (float(all) + 2.0) * 100.0;
        out.push(cx.whole_plan(format!("{failed} of {all} deployments failed ({rate:.0} %): the chance that this one is rolled back is about {chance:.0} %")));
    }
}

fn few_deployments(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (all, _) = deployments(cx);
    if all > 0 && float(all) < cx.limit(&FEW) {
        let few = words::count(all, "deployment");
        out.push(cx.whole_plan(format!("{few} on record: rates say little below {}", words::number(cx.limit(&FEW)))));
    }
}

fn slow_recovery(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let budget = cx.a.runbook.rollback;
    let failed = cx.plan.deployments.records().filter(|d| d.failed);
    let mut took: Vec<i64> =
        failed.filter_map(|d| Some((d.recovered_at?, d.at?))).map(|(r, at)| (r.minute - i64::from(r.offset)) - (at.minute - i64::from(at.offset))).collect();
    took.sort_unstable();
    if let Some(median) = took.get(took.len() / 2).copied() {
        #[expect(clippy::cast_precision_loss, reason = "minutes of a night")]
        let median = median as f64;
        if budget > 0.0 && median > budget {
            let count = words::count(took.len(), "failed deployment");
            out.push(cx.whole_plan(format!("{count} took {median:.0} min to recover (median), and the rollback has {budget:.0} min")));
        }
    }
}

fn aged(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let cal = cx.calendar();
    let mut closed: Vec<f64> = cx.plan.issues.records().filter_map(|i| Some(cal.days_between(i.raised?.minute() + 1440, i.closed?.minute() + 1440))).collect();
    closed.sort_by(f64::total_cmp);
    if closed.len() < 5 {
        return;
    }
    let place = (closed.len() * 85).div_ceil(100).max(1) - 1;
    let Some(most) = closed.get(place).copied() else { return };
    for (key, i) in cx.plan.issues.iter().filter(|(_, i)| i.closed.is_none()) {
        let Some(raised) = i.raised else { continue };
        let age = cx.days_since(raised);
        if age > most {
            let message = format!("{} is open for {}; 85 % of {} closed issues took at most {}", i.title, words::days(age), closed.len(), words::days(most));
            out.push(Breach::new(at(RecordKind::Issue, key), i.id.clone(), message).exposure(age));
        }
    }
}
