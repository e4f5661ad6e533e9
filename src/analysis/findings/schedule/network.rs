//! Findings about the network: links, constraints, float. They look at the shape of the plan, not
//! at what happened.

use super::super::Severity::{Error, Info, Warning};
use super::super::cx::{Cx, MOST, float, names, share, titles};
use super::super::rule::Provenance::{Brief, Heuristic, Standard};
use super::super::rule::{Breach, Rule, Threshold, limit, rule};
use super::SCHEDULE;
use crate::analysis::network::{Marks, Span, to_usize};
use crate::analysis::quality::TaskLink;
use crate::analysis::quality::norms::{CONSTRAINED, FINISH_START, LAG_SHARE, LONG, LOOSE, SLACK, SLACK_SHARE};
use crate::analysis::words;

const DCMA: &str = "DCMA 14-point assessment (DCMA-EA PAM 200.1)";

const DANGLING: Threshold = limit("SCH-002", 5.0, "%", "share of unfinished tasks whose start or finish may hang free");
const LAG_DAYS: Threshold = limit("SCH-004.days", 5.0, "working days", "longest lag of one link");
const CRITICAL_SHARE: Threshold = limit("SCH-025", 30.0, "%", "share of unfinished tasks that may be critical or nearly so");
const ENOUGH: Threshold = limit("SCH-025.tasks", 20.0, "tasks", "fewest tasks of which a share says anything");
const MERGE: Threshold = limit("SCH-026", 3.0, "working days", "float up to which a predecessor counts at a merge");
const RANGED: Threshold = limit("SCH-033", 80.0, "%", "lowest share of the remaining critical work that has a range");

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    rule("SCH-001", Warning, open_ends)
        .says("Unfinished tasks lack a predecessor or a successor", "Link it, or link it to the start or end of the project on purpose")
        .formula("Tasks without one ÷ unfinished working tasks. A single first and a single last task are exempt")
        .limits(&[LOOSE])
        .from(Standard, DCMA)
        .reads(SCHEDULE),
    rule("SCH-002", Warning, dangling)
        .says("The start or the finish of a task hangs free: no link moves it", "Add a link from finish to start, so that a longer task moves something")
        .formula("Tasks whose links all enter at the finish, or all leave from the start ÷ unfinished working tasks")
        .limits(&[DANGLING])
        .from(Standard, DCMA)
        .reads(SCHEDULE),
    rule("SCH-003", Warning, leads)
        .says("A link has a lead: its successor starts before the predecessor is through", "Split the predecessor at the point the successor can start")
        .from(Standard, DCMA)
        .reads(SCHEDULE),
    rule("SCH-004", Info, lags)
        .says("Waiting hides in lags", "Make the wait a task with a name and an owner")
        .formula("Links with a lag ÷ links, and each lag for itself")
        .limits(&[LAG_SHARE, LAG_DAYS])
        .from(Standard, DCMA)
        .reads(SCHEDULE),
    rule("SCH-005", Info, finish_to_start)
        .says("Too few links go from finish to start", "Replace SS and FF where the work can be split")
        .formula("Finish-to-start links ÷ links")
        .limits(&[FINISH_START])
        .from(Standard, DCMA)
        .reads(SCHEDULE),
    rule("SCH-006", Warning, constrained)
        .says("Hard constraints override the logic of the plan", "Use \"not earlier than\" and a deadline instead")
        .formula("Unfinished tasks that must start or finish on, or no later than, a day ÷ unfinished tasks")
        .limits(&[CONSTRAINED])
        .from(Standard, DCMA)
        .reads(SCHEDULE),
    rule("SCH-007", Info, slack)
        .says("Tasks have so much float that a successor is probably missing", "Look for a missing successor")
        .formula("Tasks with more total float than the limit ÷ unfinished working tasks")
        .limits(&[SLACK, SLACK_SHARE])
        .from(Standard, DCMA)
        .reads(SCHEDULE),
    rule("SCH-008", Error, negative_float)
        .gate()
        .says("The forecast misses the target, a deadline or a constraint", "Cut scope, change the sequence or move the date")
        .formula("Working days between the forecast finish and the date it must keep")
        .from(Standard, DCMA)
        .reads(SCHEDULE),
    rule("SCH-009", Info, long)
        .says("A task of the next weeks is one long bar", "Split it at a result that can be checked")
        .formula("Duration of unfinished work; watching and waiting for hotfixes do not count")
        .limits(&[LONG])
        .from(Heuristic, "GAO-16-89G, best practice 4, and practice")
        .reads(SCHEDULE),
    rule("SCH-025", Warning, mostly_critical)
        .says("So much of the plan is critical that everything must go well", "Watch all of it, and protect the merges with buffers")
        .formula("Unfinished tasks with no more float than settings.near_critical ÷ unfinished tasks")
        .limits(&[CRITICAL_SHARE, ENOUGH])
        .from(Heuristic, "GAO-16-89G, best practice 7")
        .reads(SCHEDULE),
    rule("SCH-026", Warning, merges)
        .says("Three or more chains with little float meet in one task", "Put a feeding buffer in front of it")
        .formula("Unfinished predecessors with total float up to the limit, three or more")
        .limits(&[MERGE])
        .from(Heuristic, "Merge bias; GAO-16-89G, best practice 8")
        .reads(SCHEDULE),
    rule("SCH-033", Warning, no_ranges)
        .says("Too little of the critical work has a three-point estimate", "Ask those who do it for least, likely and most")
        .formula("Remaining days of critical tasks with a range ÷ remaining days of critical tasks. A range with most below 1.2 × least does not count")
        .limits(&[RANGED])
        .from(Brief, "Philosophy of the brief; GAO-16-89G, best practice 8")
        .reads(SCHEDULE),
];

fn open_ends(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (facts, net) = (cx.facts(), &cx.a.schedule.net);
    let all = facts.loose.len();
    if share(all, facts.working) <= cx.limit(&LOOSE) {
        return;
    }
    for (i, no_pred, no_succ) in facts.loose.iter().copied().take(MOST) {
        let what = match (no_pred, no_succ) {
            (true, true) => "neither a predecessor nor a successor",
            (true, false) => "no predecessor",
            _ => "no successor",
        };
        let limit = words::number(cx.limit(&LOOSE));
        out.push(cx.task(i, format!("{} has {what} ({all} of {} unfinished tasks, at most {limit} % expected)", net.records[i].title, facts.working)));
    }
}

fn dangling(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (facts, net) = (cx.facts(), &cx.a.schedule.net);
    let all = facts.dangling.len();
    if share(all, facts.working) <= cx.limit(&DANGLING) {
        return;
    }
    for (i, start_held, finish_held) in facts.dangling.iter().copied().take(MOST) {
        let what = match (start_held, finish_held) {
            (false, false) => "No link moves the start, and nothing waits for the finish,",
            (false, true) => "No link moves the start",
            _ => "Nothing waits for the finish",
        };
        out.push(cx.task(i, format!("{what} of {} ({all} of {} unfinished tasks)", net.records[i].title, facts.working)));
    }
}

/// The titles of both ends of a link, and its lag in words.
fn ends(cx: &Cx<'_>, (task, place): TaskLink) -> (String, String, String) {
    let net = &cx.a.schedule.net;
    let link = net.links_into(task)[place];
    let record = &net.records[task];
    let lag = record.after.get(to_usize(link.place)).map_or(String::new(), |l| l.lag.spoken());
    (net.records[to_usize(link.pred)].title.clone(), record.title.clone(), lag)
}

fn leads(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let facts = cx.facts();
    let all = facts.leads.len();
    for link in facts.leads.iter().copied().take(MOST) {
        let (pred, succ, lag) = ends(cx, link);
        out.push(cx.task(link.0, format!("{succ} is pulled {lag} into {pred} by a lead ({all} of {} links have one)", facts.links)));
    }
}

fn lags(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (facts, net) = (cx.facts(), &cx.a.schedule.net);
    let day = cx.calendar().day_length();
    let days = |l: &TaskLink| {
        let link = net.links_into(l.0)[l.1];
        #[expect(clippy::cast_precision_loss, reason = "minutes of a project")]
        let lag = link.lag as f64;
        if link.calendar_lag { lag / 1440.0 * 5.0 / 7.0 } else { lag / f64::from(u32::try_from(day).unwrap_or(480)) }
    };
    for link in facts.lags.iter().filter(|l| days(l) > cx.limit(&LAG_DAYS)).take(MOST) {
        let (pred, succ, lag) = ends(cx, *link);
        out.push(cx.task(link.0, format!("{succ} waits {lag} behind {pred} in a lag: more than {}", words::days(cx.limit(&LAG_DAYS)))));
    }
    let of = share(facts.lags.len(), facts.links);
    if of > cx.limit(&LAG_SHARE) {
        let limit = words::number(cx.limit(&LAG_SHARE));
        out.push(cx.whole_plan(format!("{} of {} links have a lag ({of:.0} %, at most {limit} % expected)", facts.lags.len(), facts.links)));
    }
}

fn finish_to_start(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let facts = cx.facts();
    let of = share(facts.finish_to_start, facts.links);
    if facts.links > 0 && of < cx.limit(&FINISH_START) {
        let limit = words::number(cx.limit(&FINISH_START));
        out.push(cx.whole_plan(format!("{} of {} links go from finish to start ({of:.0} %, at least {limit} % expected)", facts.finish_to_start, facts.links)));
    }
}

fn constrained(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (facts, net) = (cx.facts(), &cx.a.schedule.net);
    let all = facts.constrained.len();
    if share(all, facts.working) <= cx.limit(&CONSTRAINED) {
        return;
    }
    for i in facts.constrained.iter().copied().take(MOST) {
        let what = net.records[i].constraint.map_or("", |c| c.kind.name());
        let message = format!("{} has a hard constraint ({}; {all} of {} unfinished tasks)", net.records[i].title, crate::model::spaced(what), facts.working);
        out.push(cx.task(i, message));
    }
}

fn slack(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let facts = cx.facts();
    let of = share(facts.slack.len(), facts.working);
    if of <= cx.limit(&SLACK_SHARE) || facts.slack.is_empty() {
        return;
    }
    let above = words::days(cx.ground().slack_days());
    let all = facts.slack.len();
    for i in facts.slack.iter().copied().take(MOST) {
        let float = words::days(cx.a.schedule.dates[i].total_float_days);
        let title = &cx.a.schedule.net.records[i].title;
        out.push(cx.task(i, format!("{title} has {float} of float, above {above} ({all} of {} unfinished tasks)", facts.working)));
    }
}

fn negative_float(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let s = &cx.a.schedule;
    if let (Some(target), Some(i), Some(gap)) = (cx.target(), s.delivers, s.target_float_days.filter(|f| *f < 0.0)) {
        let (title, day) = (&s.net.records[i].title, cx.day(s.dates[i].forecast_last_day()));
        let message = format!("{title} is forecast for {day}, {} behind the target {}", words::days(-gap), cx.day(target));
        let mut breach = cx.task(i, message).due(Some(target)).exposure(-gap);
        breach.critical = true;
        out.push(breach);
    }
    for i in cx.facts().overdue.iter().copied().take(MOST) {
        let (record, dates) = (&s.net.records[i], &s.dates[i]);
        let must = match (record.deadline, record.constraint.and_then(|c| c.date)) {
            (Some(d), _) if dates.finish > d.end() => format!("its deadline {}", cx.day(d.date)),
            (_, Some(d)) => format!("its constraint {}", cx.day(d.date)),
            _ => continue,
        };
        let late = -cx.calendar().days_between(dates.finish, dates.late_finish.max(i64::MIN / 2));
        let message = format!("{} is forecast for {}, {} behind {must}", record.title, cx.day(dates.forecast_last_day()), words::days(late.max(0.0)));
        out.push(cx.task(i, message).exposure(late));
    }
}

fn long(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (facts, net) = (cx.facts(), &cx.a.schedule.net);
    let limit = words::days(cx.ground().long_days());
    let all = facts.long.len();
    let count = if all > 1 { format!(" ({all} tasks)") } else { String::new() };
    for i in facts.long.iter().copied().take(MOST) {
        out.push(cx.task(i, format!("{} takes {} in one piece, above {limit}{count}", net.records[i].title, net.records[i].duration.spoken())));
    }
}

fn mostly_critical(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let facts = cx.facts();
    let of = share(facts.near, facts.working);
    if float(facts.working) >= cx.limit(&ENOUGH) && of > cx.limit(&CRITICAL_SHARE) {
        let limit = words::number(cx.limit(&CRITICAL_SHARE));
        out.push(cx.whole_plan(format!("{} of {} unfinished tasks are critical or nearly so ({of:.0} %, at most {limit} %)", facts.near, facts.working)));
    }
}

fn merges(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (s, limit) = (&cx.a.schedule, cx.limit(&MERGE));
    let tight = |i: usize| {
        let preds = s.net.links_into(i).iter().map(|l| to_usize(l.pred));
        preds.filter(|p| s.net.tasks[*p].open && !s.net.tasks[*p].marks.has(Marks::BUFFER) && s.dates[*p].total_float_days <= limit).collect::<Vec<_>>()
    };
    for i in cx.facts().merges.iter().copied().filter(|i| tight(*i).len() >= 3).take(MOST) {
        let preds = tight(i);
        let list = names(preds.iter().map(|p| s.net.records[*p].title.clone()).collect(), 4);
        let message = format!("{} chains with at most {} of float meet in {}: {list}", preds.len(), words::days(limit), s.net.records[i].title);
        out.push(cx.task(i, message));
    }
}

fn no_ranges(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (s, facts) = (&cx.a.schedule, cx.facts());
    let days = |i: usize| match s.net.tasks[i].left {
        #[expect(clippy::cast_precision_loss, reason = "minutes of a project")]
        Span::Work(m) => m as f64 / cx.calendar().day_length() as f64,
        #[expect(clippy::cast_precision_loss, reason = "days of a project")]
        Span::Days(d) => d as f64 * 5.0 / 7.0,
        #[expect(clippy::cast_precision_loss, reason = "minutes of a project")]
        Span::Elapsed(m) => m as f64 / 1440.0 * 5.0 / 7.0,
    };
    let ranged = |i: usize| s.net.tasks[i].marks.has(Marks::RANGED) && !s.net.tasks[i].marks.has(Marks::NARROW);
    let all: f64 = facts.critical.iter().map(|i| days(*i)).sum();
    let known: f64 = facts.critical.iter().filter(|i| ranged(**i)).map(|i| days(*i)).sum();
    let of = known / all * 100.0 + 0.0;
    if all > 0.0 && of < cx.limit(&RANGED) {
        let missing: Vec<usize> = facts.critical.iter().copied().filter(|i| !ranged(*i)).collect();
        let (count, list) = (words::count(missing.len(), "critical task"), titles(cx, &missing));
        let (all, limit) = (words::days(all), words::number(cx.limit(&RANGED)));
        let message = format!("{of:.0} % of {all} of critical work have a usable range, at least {limit} % expected; {count} without{list}");
        out.push(cx.whole_plan(message));
    }
}
