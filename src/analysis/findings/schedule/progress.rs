//! Findings about progress: what should have happened by the status date, and the baseline.

use super::super::Severity::{Error, Info, Warning};
use super::super::cx::{Cx, MOST, at, share, titles};
use super::super::rule::Provenance::{Heuristic, Published, Standard};
use super::super::rule::{Breach, Rule, Threshold, limit, rule};
use super::{BASELINE, SCHEDULE};
use crate::analysis::network::{Progress, to_usize};
use crate::analysis::quality::norms::{BEI, MISSED};
use crate::analysis::words;
use crate::edit::{Edit, Fix};
use crate::model::records::{Baseline, BaselineTask, TaskStatus};
use crate::model::value::Date;
use crate::model::{AnyRecord, RecordKind};

const HIT: Threshold = limit("SCH-016", 95.0, "%", "lowest share of tasks finished by their baseline finish");
const SPI: Threshold = limit("SCH-036", 0.95, "ratio", "lowest schedule performance index in time");
const SPI_RED: Threshold = limit("SCH-036.error", 0.90, "ratio", "schedule performance index below which it is an error");
const TSPI: Threshold = limit("SCH-036.tspi", 1.10, "ratio", "pace needed from now on above which the baseline cannot be caught up with");
const MOVES: Threshold = limit("SCH-038", 2.0, "moves", "moves of the promised date that are worth showing");

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    rule("SCH-010", Warning, in_the_past)
        .says("Work that is not done lies in the past of the plan, or an actual date in its future", "Update status, actual dates or the plan")
        .formula("Planned start before the status date and not begun; planned finish before it and not finished; actual dates behind it")
        .from(Standard, "DCMA 14-point assessment, check 9")
        .reads(SCHEDULE),
    rule("SCH-011", Info, unstaffed)
        .says("Tasks of a day or more have neither a team nor people", "Assign them")
        .formula("Unfinished tasks without ÷ unfinished working tasks")
        .from(Standard, "DCMA 14-point assessment, check 10; GAO-16-89G, best practice 3")
        .reads(SCHEDULE),
    rule("SCH-012", Warning, missed)
        .says("Tasks missed their baseline finish", "Forecast them anew, and explain")
        .formula("Tasks finished later, or not finished ÷ tasks with a baseline finish by the status date")
        .limits(&[MISSED])
        .from(Standard, "DCMA 14-point assessment, check 11")
        .reads(BASELINE),
    rule("SCH-015", Warning, execution)
        .says("Fewer tasks are finished than the baseline has by now", "Finish before starting")
        .formula("Baseline execution index: tasks finished ÷ tasks with a baseline finish by the status date; early ones count")
        .limits(&[BEI])
        .from(Standard, "DCMA 14-point assessment, check 14")
        .reads(BASELINE),
    rule("SCH-016", Info, hits)
        .says("Few tasks are finished on the day the baseline gave them", "Estimate anew with those who do the work")
        .formula("Hit task percentage: tasks finished on or before their own baseline finish ÷ tasks due by the status date")
        .limits(&[HIT])
        .from(Published, "NDIA, Guide to Managing Programs Using Predictive Measures")
        .reads(BASELINE),
    rule("SCH-027", Warning, out_of_sequence)
        .says("A task has begun although a predecessor does not allow it yet", "Mend the logic, not the actual dates")
        .from(Standard, "GAO-16-89G, best practice 9")
        .reads(SCHEDULE),
    rule("SCH-036", Warning, earned_schedule)
        .says("Less is earned than the baseline planned by now", "Re-plan what is left")
        .formula("SPI(t): time at which the baseline planned what is done now ÷ time since its first day; TSPI: what is left of the planned time ÷ the time left. Tasks weigh their budget or effort, else their days")
        .limits(&[SPI, SPI_RED, TSPI])
        .from(Published, "Lipke and Henderson, earned schedule")
        .reads(BASELINE),
    rule("SCH-037", Info, no_baseline)
        .says("The plan has no baseline, or a later one without a change request", "Freeze the baseline when the plan is approved")
        .from(Standard, "GAO-16-89G, best practice 10")
        .reads(BASELINE),
    rule("SCH-038", Info, target_moves)
        .says("The promised date has moved again and again", "Show the history to the sponsor")
        .formula("Changes of the date among the promises of the release, in the order they were made")
        .limits(&[MOVES])
        .from(Heuristic, "Practice")
        .reads(&[RecordKind::Release]),
];

fn in_the_past(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let s = &cx.a.schedule;
    let all = cx.facts().past.len();
    for i in cx.facts().past.iter().copied().take(MOST) {
        let (record, dates) = (&s.net.records[i], &s.dates[i]);
        let what = if s.net.tasks[i].milestone {
            format!("was due {} and is not reached", cx.day(dates.last_day()))
        } else if s.net.tasks[i].progress == Progress::Waiting {
            format!("was to start {} and has not", cx.day(dates.first_day()))
        } else {
            format!("was to end {} and has not", cx.day(dates.last_day()))
        };
        out.push(cx.task(i, format!("{} {what} (status date {}, {all} in all)", record.title, cx.day(cx.now))));
    }
    for i in cx.facts().ahead.iter().copied() {
        let record = &s.net.records[i];
        let later = [record.actual_start, record.actual_finish].into_iter().flatten().map(|m| m.date).find(|d| *d > cx.now);
        if let Some(day) = later.filter(|_| out.len() < 2 * MOST) {
            out.push(cx.task(i, format!("{} has an actual date of {}, behind the status date {}", record.title, cx.day(day), cx.day(cx.now))));
        }
    }
}

fn unstaffed(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let facts = cx.facts();
    if !facts.unstaffed.is_empty() {
        let list = titles(cx, &facts.unstaffed);
        out.push(cx.whole_plan(format!("{} of {} unfinished tasks have neither a team nor people{list}", facts.unstaffed.len(), facts.working)));
    }
}

fn missed(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let due = &cx.a.quality.execution.due;
    let late: Vec<_> = cx.a.quality.execution.missed().collect();
    if share(late.len(), due.len()) <= cx.limit(&MISSED) {
        return;
    }
    for d in late.iter().take(MOST) {
        let how = d.on.map_or("is not finished".to_owned(), |on| format!("was finished {}", cx.day(on)));
        let title = &cx.a.schedule.net.records[d.task].title;
        let message = format!("{title} had a baseline finish of {} and {how} ({} of {} due tasks are late)", cx.day(d.by), late.len(), due.len());
        out.push(cx.task(d.task, message));
    }
}

fn execution(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let execution = &cx.a.quality.execution;
    if let Some(index) = execution.bei().filter(|i| *i < cx.limit(&BEI)) {
        let (done, due) = (execution.finished, execution.due.len());
        out.push(about_baseline(cx, format!("Baseline execution index {index:.2}: {done} finished, {due} due by {}", cx.day(cx.now))));
    }
}

fn hits(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let execution = &cx.a.quality.execution;
    if let Some(pct) = execution.hit_pct().filter(|p| *p < cx.limit(&HIT)) {
        let (hit, due, limit) = (execution.hits(), execution.due.len(), words::number(cx.limit(&HIT)));
        out.push(about_baseline(cx, format!("{hit} of {due} tasks were finished by their baseline finish ({pct:.0} %, at least {limit} % expected)")));
    }
}

fn about_baseline(cx: &Cx<'_>, message: String) -> Breach {
    Breach::new(at(RecordKind::Baseline, cx.plan.baseline.key()), "baseline", message)
}

fn out_of_sequence(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (facts, net) = (cx.facts(), &cx.a.schedule.net);
    let all = facts.early.len();
    for (i, n) in facts.early.iter().copied().take(MOST) {
        let link = net.links_into(i)[n];
        let pred = &net.records[to_usize(link.pred)].title;
        let what = if net.tasks[i].progress == Progress::Finished { "is finished" } else { "has begun" };
        let missing = match link.kind {
            crate::model::value::LinkKind::StartToStart | crate::model::value::LinkKind::StartToFinish => "has not begun",
            _ => "is not finished",
        };
        out.push(cx.task(i, format!("{} {what}, but {pred} {missing} ({all} in all)", net.records[i].title)));
    }
}

fn earned_schedule(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(e) = &cx.a.quality.earned else { return };
    let Some(index) = e.spi_time() else { return };
    let hopeless = e.tspi().is_some_and(|t| t > cx.limit(&TSPI)) && index < 1.0;
    if index >= cx.limit(&SPI) && !hopeless {
        return;
    }
    let severity = if index < cx.limit(&SPI_RED) || hopeless { Error } else { Warning };
    let pace = e.tspi().filter(|_| hopeless).map_or(String::new(), |t| format!("; the rest would have to go {t:.2} times as fast as planned"));
    let (time, earned) = (words::days(e.actual_time), words::number(e.earned_time));
    let message = format!("{time} into the baseline, what is done was planned for day {earned}: SPI(t) {index:.2}{pace}");
    out.push(about_baseline(cx, message).severity(severity).exposure(-e.sv_time()));
}

fn no_baseline(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    if cx.plan.tasks.is_empty() {
        return;
    }
    let Some(baseline) = cx.plan.baseline.get().filter(|b| !b.tasks.is_empty()) else {
        let count = words::count(cx.plan.tasks.len(), "task");
        out.push(cx.whole_plan(format!("No baseline: nothing says what the dates of the {count} were when the plan was approved")).fix(freeze(cx)));
        return;
    };
    let begun = cx.plan.tasks.records().filter_map(|t| t.actual_start).min().map(|m| m.date);
    if let (Some(set), Some(begun), None) = (baseline.set_on, begun, &baseline.change_ref)
        && set > begun
    {
        out.push(about_baseline(cx, format!("The baseline was set {}, after work began {}, without a change request", cx.day(set), cx.day(begun))));
    }
}

/// Most tasks for which freezing is offered: beyond, preparing it would slow down every analysis.
const FREEZABLE: usize = 1_000;

/// Freezes the plan as written.
fn freeze(cx: &Cx<'_>) -> Option<Fix> {
    let s = &cx.a.schedule;
    if s.net.records.len() > FREEZABLE {
        return None;
    }
    let live = (0..s.net.records.len()).filter(|i| s.net.records[*i].status != TaskStatus::Cancelled && !s.net.records[*i].id.is_empty());
    let tasks: Vec<BaselineTask> =
        live.map(|i| BaselineTask { id: s.net.records[i].id.clone(), start: Some(s.dates[i].first_day()), finish: Some(s.dates[i].last_day()) }).collect();
    let label = format!("Freeze the dates of {} as the baseline", words::count(tasks.len(), "task"));
    let baseline = Baseline { set_on: Some(cx.now), tasks, ..Baseline::default() };
    Some(Fix::new(label, Edit::Add(AnyRecord::from(baseline), None)))
}

fn target_moves(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(release) = cx.plan.release.get() else { return };
    let mut said: Vec<(Date, Date)> = release.promises.iter().filter_map(|p| Some((p.said_on?, p.date?))).collect();
    said.sort();
    let dates: Vec<Date> = said.iter().map(|(_, d)| *d).collect();
    let moves = dates.windows(2).filter(|w| w.first() != w.last()).count();
    if let (true, Some(first), Some(last)) = (super::super::cx::float(moves) >= cx.limit(&MOVES), dates.first(), dates.last()) {
        out.push(cx.release(format!("The promised date has moved {}: from {} to {}", words::count(moves, "time"), cx.day(*first), cx.day(*last))));
    }
}
