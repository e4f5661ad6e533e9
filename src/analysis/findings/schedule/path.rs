//! Findings about the declared critical path and its buffer, against what the network says.

use super::super::Severity::{Error, Info, Warning};
use super::super::cx::{Cx, at};
use super::super::rule::Provenance::{Brief, Heuristic, Published, Standard};
use super::super::rule::{Breach, Rule, Threshold, limit, rule};
use super::PATH;
use crate::analysis::quality::norms::{CPLI, TEST_DAYS};
use crate::analysis::quality::{Cpli, RED, YELLOW, Zone};
use crate::analysis::words;
use crate::edit::{Edit, Fix};
use crate::model::records::DeclaredPath;
use crate::model::{AnyRecord, RecordKind};

const BURN: Threshold = limit("SCH-017.rate", 1.5, "ratio", "highest rate of buffer used to path done");
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
        .formula("Square root of the sum of (most − likely)² over the tasks of the path that have a range; and P80 − P50 of the forecast")
        .from(Published, "Critical chain: root of the squared differences (RSEM); GAO-16-89G, best practice 8")
        .drawn()
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

fn burn(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(b) = &cx.a.quality.buffer else { return };
    let (Some(used), Some(zone)) = (b.used_pct(), b.zone()) else { return };
    // Before anything of the path is done, a hundredth of it stands for it.
    let rate = used / b.chain_pct().max(1.0);
    if zone == Zone::Green {
        return;
    }
    let severity = if zone == Zone::Red || rate > cx.limit(&BURN) { Error } else { Warning };
    let (left, buffer) = (words::number(b.left_days()), words::days(b.size_days));
    let message = format!("{used:.0} % of the buffer is used with {:.0} % of the path done: {left} of {buffer} left", b.chain_pct());
    out.push(about(cx, message).severity(severity).exposure(b.used_days()));
}

fn small_buffer(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(b) = cx.a.quality.buffer.as_ref().filter(|b| b.size_days > 0.0) else { return };
    if let Some(needed) = b.needed_days.filter(|n| *n > b.size_days + 1e-9) {
        let (has, count) = (words::days(b.size_days), words::count(b.ranges, "range"));
        out.push(about(cx, format!("The buffer is {has}, but the {count} of the path ask for {}", words::days(needed))).exposure(needed));
        return;
    }
    let Some(finish) = cx.a.forecast.as_ref().filter(|f| f.is_known()).map(|f| f.finish) else { return };
    let needed = cx.calendar().days_between(finish.p50, finish.p80);
    if needed > b.size_days + 1e-9 {
        let message = format!("The buffer is {}, but from P50 to P80 of the forecast it is {}", words::days(b.size_days), words::days(needed));
        out.push(about(cx, message).exposure(needed));
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
    for line in &path.lines {
        if let Some((before, task)) = line.before.zip(line.task) {
            parts.push(format!("{} starts before {}", s.net.records[task].title, s.net.records[before].title));
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
    let Some(b) = &cx.a.quality.buffer else { return };
    let Some(slack) = b.slack.filter(|s| (s.days - b.size_days).abs() >= cx.limit(&GAP)) else { return };
    let title = |i: usize| &cx.a.schedule.net.records[i].title;
    let (first, second) = (title(slack.last), title(slack.delivers));
    let message = format!("Declared buffer {}, but the plan has {} between {first} and {second}", words::days(b.size_days), words::days(slack.days));
    out.push(about(cx, message));
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
