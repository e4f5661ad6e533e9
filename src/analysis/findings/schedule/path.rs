//! Findings about the declared critical path and its buffer, against what the network says.

use super::super::Severity::{Error, Info, Warning};
use super::super::cx::{Cx, at};
use super::super::rule::Provenance::{Brief, Heuristic, Published, Standard};
use super::super::rule::{Breach, Rule, Threshold, limit, rule};
use super::PATH;
use crate::analysis::network::{Marks, Progress};
use crate::analysis::quality::Cpli;
use crate::analysis::quality::norms::{CPLI, TEST_DAYS};
use crate::analysis::words;
use crate::edit::{Edit, Fix};
use crate::model::records::DeclaredPath;
use crate::model::{AnyRecord, RecordKind};

const BURN: Threshold = limit("SCH-017.rate", 1.5, "ratio", "highest rate of buffer used to path done");
const YELLOW: Threshold = limit("SCH-017.yellow", 15.0, "%", "buffer that may be used at the start of the path; rises by 60 points to its end");
const RED: Threshold = limit("SCH-017.red", 30.0, "%", "buffer use at the start of the path that is red; rises by 60 points to its end");
const GAP: Threshold = limit("SCH-023", 1.0, "working days", "difference between declared buffer and computed slack");

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    rule("SCH-013", Warning, critical_test)
        .says("A delay on the critical path does not move what is delivered", "Link the work to what it is needed for, down to what is delivered")
        .formula("Critical path test: a critical task takes 600 working days longer; what is delivered must move by as much")
        .from(Standard, "DCMA 14-point assessment, check 12; GAO-16-89G, best practice 6")
        .reads(PATH),
    rule("SCH-014", Warning, cpli)
        .says("The critical path is too long for the time that is left", "Win back buffer: cut, split or overlap work on the path")
        .formula("(length + float) ÷ length of the declared path after its reported delays, else of the way to what is delivered; below 1.00 it is a note")
        .limits(&[CPLI])
        .from(Standard, "DCMA 14-point assessment, check 13")
        .reads(PATH),
    rule("SCH-017", Warning, burn)
        .says("The buffer is used up faster than the path gets done", "Carry out the recovery plan")
        .formula("Share of the buffer used ÷ share of the path done. An error in the red zone or above the rate")
        .limits(&[YELLOW, RED, BURN])
        .from(Published, "Critical chain: fever chart; zones are a rule of thumb")
        .reads(PATH),
    rule("SCH-018", Warning, small_buffer)
        .says("The declared buffer is smaller than the uncertainty of the path", "Enlarge the buffer, or promise less")
        .formula("Square root of the sum of (most − likely)² over the tasks of the path that have a range")
        .from(Published, "Critical chain: root of the squared differences (RSEM)")
        .reads(PATH),
    rule("SCH-022", Warning, mismatch)
        .says(
            "The declared critical path does not match the plan: a step has no task, another length or another order",
            "Map each step to a task, or adopt the computed path",
        )
        .from(Standard, "GAO-16-89G, best practice 6")
        .reads(PATH),
    rule("SCH-023", Info, buffer_gap)
        .says("The declared buffer differs from the slack in the plan", "Correct one of the two")
        .formula("Working days between the last work before what is delivered and its start, buffers included, and from its end to the target")
        .limits(&[GAP])
        .from(Heuristic, "GAO-16-89G, best practice 7")
        .reads(PATH),
    rule("SCH-024", Error, delay_eats_buffer)
        .says("The reported delay eats the whole buffer, and the target stands unchanged", "Re-plan, or say how the delay is recovered")
        .formula("Sum of the slips of the declared path ≥ its buffer")
        .from(Brief, "The brief: integration delayed by 1 week, buffer 5 days, delivery date unchanged")
        .reads(PATH),
];

/// A breach about the declared path.
fn about(cx: &Cx<'_>, message: String) -> Breach {
    let mut breach = Breach::new(at(RecordKind::DeclaredPath, cx.plan.critical_path.key()), "critical_path", message).due(cx.target());
    breach.critical = true;
    breach
}

fn declared<'a>(cx: &Cx<'a>) -> Option<&'a DeclaredPath> {
    cx.plan.critical_path.get().filter(|p| !p.steps.is_empty())
}

fn critical_test(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(test) = cx.a.quality.critical_test.as_ref().filter(|t| !t.passed()) else { return };
    let title = |i: usize| &cx.a.schedule.net.records[i].title;
    let (task, end, days) = (title(test.task), title(test.end), words::days(TEST_DAYS));
    let at = test.stops.unwrap_or(test.task);
    let message = if at == test.task {
        format!("If {task} took {days} longer, {end} would not move: no link hands the delay on")
    } else {
        format!("If {task} took {days} longer, {end} would move {} only: the delay stops behind {}", words::days(test.moved_days), title(at))
    };
    out.push(cx.task(at, message));
}

fn cpli(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(Cpli { index, length, float, .. }) = cx.a.quality.cpli.filter(|c| c.index < 1.0) else { return };
    let severity = if index < cx.limit(&CPLI) { Warning } else { Info };
    let message = format!("Critical path length index {index:.2}: {} of path, {} of float", words::days(length), words::days(float));
    let breach = if declared(cx).is_some() { about(cx, message) } else { cx.release(message) };
    out.push(breach.severity(severity).exposure(-float));
}

/// Share of the declared path that is done, in percent.
fn done_pct(cx: &Cx<'_>, path: &DeclaredPath) -> f64 {
    let net = &cx.a.schedule.net;
    let share = |id: Option<&str>| {
        let Some(i) = id.and_then(|id| net.find(id)) else { return 0.0 };
        match net.tasks[i].progress {
            Progress::Finished => 1.0,
            Progress::Running => net.records[i].pct.unwrap_or(0.0).clamp(0.0, 100.0) / 100.0,
            Progress::Waiting => 0.0,
        }
    };
    let done: f64 = path.steps.iter().map(|s| cx.work_days(s.duration) * share(s.task.as_deref())).sum();
    if cx.a.path.total_days > 0.0 { done / cx.a.path.total_days * 100.0 } else { 0.0 }
}

fn burn(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (Some(path), used) = (declared(cx), cx.a.path.consumed_pct()) else { return };
    let done = done_pct(cx, path);
    let rate = used / done.max(1.0);
    let zone = |start: &Threshold| cx.limit(start) + 0.6 * done;
    if used <= zone(&YELLOW) {
        return;
    }
    let severity = if used > zone(&RED) || rate > cx.limit(&BURN) { Error } else { Warning };
    let (left, buffer) = (words::number(cx.a.path.buffer_left()), words::days(cx.a.path.buffer_days));
    let message = format!("{used:.0} % of the buffer is used with {done:.0} % of the path done: {left} of {buffer} left");
    out.push(about(cx, message).severity(severity).exposure(cx.a.path.slip_days));
}

fn small_buffer(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(path) = declared(cx).filter(|_| cx.a.path.buffer_days > 0.0) else { return };
    let net = &cx.a.schedule.net;
    let tasks: Vec<usize> = path.steps.iter().filter_map(|s| net.find(s.task.as_deref()?)).collect();
    let spread = |i: &usize| net.records[*i].range.map(|r| cx.work_days(r.max) - cx.work_days(r.likely));
    let ranges: Vec<f64> = tasks.iter().filter_map(spread).collect();
    let needed = ranges.iter().map(|d| d * d).sum::<f64>().sqrt();
    if needed > cx.a.path.buffer_days + 1e-9 {
        let (has, count) = (words::days(cx.a.path.buffer_days), words::count(ranges.len(), "range"));
        out.push(about(cx, format!("The buffer is {has}, but the {count} of the path ask for {}", words::days(needed))).exposure(needed));
    }
}

fn mismatch(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (path, s) = (&cx.a.path, &cx.a.schedule);
    let Some(record) = declared(cx) else { return };
    let mut parts = Vec::new();
    if !path.unmapped.is_empty() {
        parts.push(format!("{} of {} steps have no task ({})", path.unmapped.len(), path.steps, words::listing(&path.unmapped, 5)));
    }
    for (title, step, task) in &path.mismatched {
        parts.push(format!("{title} takes {} here and {} as a task", words::days(*step), words::days(*task)));
    }
    let mapped: Vec<usize> = record.steps.iter().filter_map(|step| s.net.find(step.task.as_deref()?)).collect();
    for pair in mapped.windows(2) {
        if let [before, behind] = pair
            && s.dates[*behind].planned_start < s.dates[*before].planned_start
        {
            parts.push(format!("{} starts before {}", s.net.records[*behind].title, s.net.records[*before].title));
        }
    }
    if !parts.is_empty() {
        let message = format!("Declared critical path of {} does not match the plan: {}", words::days(path.total_days), parts.join("; "));
        out.push(about(cx, message).fix(map_steps(cx, record)));
    }
}

/// Maps each step to the task of the same title, where there is exactly one.
fn map_steps(cx: &Cx<'_>, path: &DeclaredPath) -> Option<Fix> {
    let net = &cx.a.schedule.net;
    let mut mended = path.clone();
    for step in &mut mended.steps {
        if step.task.as_deref().and_then(|id| net.find(id)).is_some() {
            continue;
        }
        let mut same = net.records.iter().filter(|t| t.title.trim().eq_ignore_ascii_case(step.title.trim()));
        if let (Some(task), None) = (same.next(), same.next()) {
            step.task = Some(task.id.clone());
        }
    }
    let found = mended.steps.iter().zip(&path.steps).filter(|(a, b)| a.task != b.task).count();
    let edit = Edit::Set(at(RecordKind::DeclaredPath, cx.plan.critical_path.key()), AnyRecord::from(mended));
    (found > 0).then(|| Fix::new(format!("Map {} to the tasks of the same title", words::count(found, "step")), edit))
}

fn buffer_gap(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (s, buffer) = (&cx.a.schedule, cx.a.path.buffer_days);
    let (Some(_), Some(delivers)) = (declared(cx), s.delivers) else { return };
    let start = s.dates[delivers].planned_start;
    let works = |i: usize| i != delivers && !s.net.tasks[i].milestone && !s.net.tasks[i].summary && !s.net.tasks[i].marks.has(Marks::BUFFER);
    let last = (0..s.dates.len()).filter(|i| works(*i) && s.dates[*i].planned_finish <= start).max_by_key(|i| s.dates[*i].planned_finish);
    let Some(last) = last else { return };
    let own = &s.dates[delivers];
    let tail = cx.target().map_or(0.0, |t| cx.calendar().days_between(own.planned_finish.max(own.planned_start + 1) - 1, t.minute() + 1440).floor().max(0.0));
    let slack = cx.calendar().days_between(s.dates[last].planned_finish, start) + tail;
    if (slack - buffer).abs() >= cx.limit(&GAP) {
        let (a, b) = (&s.net.records[last].title, &s.net.records[delivers].title);
        out.push(about(cx, format!("Declared buffer {}, but the plan has {} between {a} and {b}", words::days(buffer), words::days(slack))));
    }
}

fn delay_eats_buffer(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (s, path) = (&cx.a.schedule, &cx.a.path);
    if path.slip_days <= 0.0 || path.slip_days < path.buffer_days {
        return;
    }
    // The target is unchanged as long as what is delivered is still planned for it.
    let unchanged = s.delivers.zip(cx.target()).is_none_or(|(i, t)| s.dates[i].last_day() <= t);
    if unchanged {
        let target = cx.target().map_or(String::new(), |t| format!(", and the target is still {}", cx.day(t)));
        let message = format!("{} of reported delay against a buffer of {}{target}", words::days(path.slip_days), words::days(path.buffer_days));
        out.push(about(cx, message).exposure(path.slip_days));
    }
}
