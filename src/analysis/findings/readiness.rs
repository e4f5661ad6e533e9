//! Findings about checklists, production readiness, gates, defects and tests.

use super::Severity::{Error, Info, Warning};
use super::cx::{Cx, at, share};
use super::rule::Provenance::{Brief, Heuristic, Known, Standard};
use super::rule::{Breach, Rule, Threshold, limit, rule};
use crate::analysis::metrics::higher_is_better;
use crate::analysis::readiness::is_done;
use crate::analysis::words;
use crate::model::records::{ChecklistPhase, Gate, Item, ItemState, PrrHeading, Rag, TaskRole, Vote};
use crate::model::value::Date;
use crate::model::{Key, RecordKind, RecordRef};

const STALE: Threshold = limit("RDY-005", 14.0, "days", "oldest evidence");
const SOON: Threshold = limit("RDY-009", 5.0, "working days", "time before it is due at which an item needs an owner");
const EARLY: Threshold = limit("RDY-013.days", 5.0, "working days", "time before T-0 at which readiness is judged");
const SCORE: Threshold = limit("RDY-013", 85.0, "%", "lowest readiness score at that time");
const BEHIND: Threshold = limit("RDY-020.behind", 10.0, "percentage points", "how far test execution may be behind its plan");
const PASSED: Threshold = limit("RDY-020.passed", 95.0, "%", "lowest share of executed tests that pass");
const DROP: Threshold = limit("RDY-021", 2.0, "percentage points", "largest drop of a share that should rise");

const LISTS: &[RecordKind] = &[RecordKind::Checklist, RecordKind::ReadinessGroup, RecordKind::Metric, RecordKind::Runbook, RecordKind::Release];

/// The rules of this family.
pub(super) const RULES: &[Rule] =
    &[
        rule("RDY-001", Error, overdue)
            .gate()
            .says("A mandatory item is open at its due time", "Finish it, waive it formally, or say no-go")
            .from(Standard, "Google SRE book, appendix E: launch-blocking items")
            .reads(LISTS),
        rule("RDY-002", Error, no_time_left)
            .gate()
            .says("A mandatory item takes longer than the time that is left", "Decide now: start it, waive it or move the date")
            .formula("lead > working days to the due time")
            .from(Heuristic, "Practice")
            .reads(LISTS),
        rule("RDY-004", Warning, no_evidence)
            .says("A mandatory item is ticked without evidence", "Attach the evidence")
            .from(Heuristic, "Practice of readiness reviews")
            .reads(LISTS),
        rule("RDY-005", Warning, stale_evidence)
            .says("The evidence of an item is older than the release candidate, or simply old", "Run it again")
            .limits(&[STALE])
            .from(Heuristic, "Practice of readiness reviews")
            .reads(&[
                RecordKind::Checklist,
                RecordKind::ReadinessGroup,
                RecordKind::Metric,
                RecordKind::Runbook,
                RecordKind::Release,
                RecordKind::Task,
                RecordKind::Calendar,
                RecordKind::Team,
            ]),
        rule("RDY-006", Error, metric_fails)
            .gate()
            .says("An item is ticked, but the metric that decides it misses its target", "Untick it")
            .from(Brief, "The brief: performance benchmarks met, at 245 ms against < 200 ms")
            .reads(LISTS),
        rule("RDY-007", Warning, part_open)
            .says("An item is ticked, and a part of it is open", "Leave it to its parts: it is done when they are")
            .from(Brief, "The brief's nested readiness items")
            .reads(LISTS),
        rule("RDY-008", Warning, bad_waiver)
            .says("A waiver is incomplete or has expired", "Renew it with reason, approver and expiry, or do the item")
            .from(Heuristic, "Practice of readiness reviews")
            .reads(LISTS),
        rule("RDY-009", Info, nobody).says("An item is due soon and has no owner", "Assign it").limits(&[SOON]).from(Heuristic, "Practice").reads(LISTS),
        rule("RDY-010", Warning, too_early)
            .says("A release-day item is done while mandatory items before the release are open", "Stop, and close those first")
            .from(Heuristic, "Practice of readiness reviews")
            .reads(LISTS),
        rule("RDY-011", Info, headings)
            .says("Headings of a launch checklist have no item", "Add items for them, or say that they do not apply")
            .formula("Headings of the Google launch checklist that no readiness group with items names as its area")
            .from(Standard, "Google SRE book, appendix E")
            .reads(&[RecordKind::ReadinessGroup]),
        rule("RDY-012", Error, votes)
            .gate()
            .says("A voter of a gate says no-go, or has not voted when it is held", "Resolve it before going on")
            .from(Known, "Go/no-go practice")
            .reads(&[RecordKind::Gate, RecordKind::Runbook, RecordKind::Release]),
        rule("RDY-013", Warning, low_score)
            .says("The readiness score is too low for the time that is left", "Recover, starting with mandatory items")
            .formula("Weighted share of items done in the lists of a gate, shortly before T-0; at the gate, its own minimum")
            .limits(&[SCORE, EARLY])
            .from(Heuristic, "Go/no-go practice")
            .reads(&[
                RecordKind::Gate,
                RecordKind::Checklist,
                RecordKind::ReadinessGroup,
                RecordKind::Metric,
                RecordKind::Runbook,
                RecordKind::Release,
                RecordKind::Calendar,
            ]),
        rule("RDY-017", Warning, defects_grow)
            .says("More defects are found than closed, two weeks in a row", "Stop features, and fix")
            .from(Known, "Defect convergence")
            .reads(&[RecordKind::DefectLog]),
        rule("RDY-018", Warning, projected_miss)
            .says("At its present rate a metric that should fall misses its target at T-0", "Triage, or defer formally")
            .formula("Line through the first and the last value of the history, extended to T-0")
            .from(Known, "Defect convergence")
            .reads(&[RecordKind::Metric, RecordKind::Runbook, RecordKind::Release]),
        rule("RDY-019", Error, critical_defect)
            .gate()
            .says("A critical defect is open at the release candidate", "Fix it")
            .from(Heuristic, "Practice")
            .reads(&[RecordKind::DefectLog, RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release]),
        rule("RDY-020", Warning, tests_behind)
            .says("Test execution is behind its plan, or too few tests pass", "Add people, or cut what is tested")
            .limits(&[BEHIND, PASSED])
            .from(Heuristic, "Practice")
            .reads(&[RecordKind::TestProgress]),
        rule("RDY-021", Info, coverage_drop)
            .says("A share that should rise has dropped", "Find out what changed, and stop merging what lowers it")
            .formula("Last value of the history − actual, for metrics in percent of which more is better")
            .limits(&[DROP])
            .from(Heuristic, "Practice")
            .reads(&[RecordKind::Metric]),
    ];

/// An item with where it stands.
struct Place<'a> {
    item: &'a Item,
    at: RecordRef,
    list: &'a str,
    phase: Option<ChecklistPhase>,
}

impl Place<'_> {
    fn breach(&self, cx: &Cx<'_>, message: String) -> Breach {
        let subject = self.item.id.as_deref().unwrap_or(self.list);
        Breach::new(self.at, subject, message).due(self.item.due.and_then(|d| cx.day_of(d))).exposure(self.item.weight)
    }

    /// Not done, not waived, and it applies.
    fn open(&self, cx: &Cx<'_>) -> bool {
        self.item.state != ItemState::NA && !is_done(self.item, &cx.a.metrics)
    }
}

fn walk<'a>(items: &'a [Item], at: RecordRef, list: &'a str, phase: Option<ChecklistPhase>, out: &mut Vec<Place<'a>>) {
    for item in items {
        out.push(Place { item, at, list, phase });
        walk(&item.sub, at, list, phase, out);
    }
}

/// Every item of every list, parts behind what they belong to.
fn items<'a>(cx: &Cx<'a>) -> Vec<Place<'a>> {
    let mut out = Vec::new();
    for (key, c) in cx.plan.checklists.iter() {
        walk(&c.items, at(RecordKind::Checklist, key), &c.id, Some(c.phase), &mut out);
    }
    for (key, g) in cx.plan.readiness.iter() {
        walk(&g.items, at(RecordKind::ReadinessGroup, key), &g.id, None, &mut out);
    }
    out
}

fn overdue(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for p in items(cx).iter().filter(|p| p.item.mandatory && p.open(cx)) {
        let Some(due) = p.item.due.filter(|d| cx.is_past(*d)) else { continue };
        let day = cx.day_of(due).map_or(String::new(), |d| cx.day(d));
        out.push(p.breach(cx, format!("\"{}\" is mandatory, was due {due} ({day}) and is open", p.item.text)));
    }
}

fn no_time_left(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for p in items(cx).iter().filter(|p| p.item.mandatory && p.open(cx)) {
        let (Some(due), Some(lead)) = (p.item.due.filter(|d| !cx.is_past(*d)), p.item.lead) else { continue };
        let Some(instant) = cx.instant(due) else { continue };
        let (left, needed) = (cx.calendar().days_between(cx.now.minute(), instant), cx.work_days(lead));
        if needed > left {
            let message = format!("\"{}\" takes {}, and {} are left until {due}", p.item.text, words::days(needed), words::days(left));
            out.push(p.breach(cx, message).exposure(needed - left));
        }
    }
}

fn no_evidence(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for p in items(cx).iter().filter(|p| p.item.mandatory && p.item.state == ItemState::Done) {
        if p.item.metric.is_none() && p.item.sub.is_empty() && p.item.evidence.as_ref().is_none_or(|e| e.url.trim().is_empty()) {
            out.push(p.breach(cx, format!("\"{}\" is ticked and mandatory, with 0 pieces of evidence", p.item.text)));
        }
    }
}

fn stale_evidence(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let s = &cx.a.schedule;
    let candidate = cx.facts().with_role(TaskRole::ReleaseCandidate).map(|i| s.dates[i].forecast_last_day()).filter(|d| *d <= cx.now).max();
    for p in items(cx).iter().filter(|p| p.item.state == ItemState::Done) {
        let Some(on) = p.item.evidence.as_ref().and_then(|e| e.on) else { continue };
        let age = (cx.now.0 - on.0).num_days();
        let old = super::cx::float(usize::try_from(age).unwrap_or(0)) > cx.limit(&STALE);
        let why = match candidate.filter(|c| *c > on) {
            Some(c) => format!("the release candidate is of {}", cx.day(c)),
            None if old => format!("it is {age} days old"),
            None => continue,
        };
        out.push(p.breach(cx, format!("The evidence for \"{}\" is of {}, and {why}", p.item.text, cx.day(on))));
    }
}

fn metric_fails(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for p in items(cx).iter().filter(|p| p.item.state == ItemState::Done) {
        let bound = cx.plan.metrics.records().zip(cx.a.metrics.iter()).find(|(r, _)| Some(r.id.as_str()) == p.item.metric.as_deref());
        if let Some((record, m)) = bound
            && matches!(m.rag, Rag::Amber | Rag::Red)
            && let (Some(target), Some(actual)) = (&record.target, record.actual)
        {
            out.push(p.breach(cx, format!("\"{}\" is ticked, but {} is {} against {target}", p.item.text, record.title, words::number(actual))));
        }
    }
}

fn part_open(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for p in items(cx).iter().filter(|p| p.item.state == ItemState::Done && !p.item.sub.is_empty()) {
        let open: Vec<String> = p.item.sub.iter().filter(|s| s.state != ItemState::NA && !is_done(s, &cx.a.metrics)).map(|s| s.text.clone()).collect();
        if !open.is_empty() {
            let message = format!("\"{}\" is ticked, but {} of {} parts are open: {}", p.item.text, open.len(), p.item.sub.len(), words::listing(&open, 3));
            out.push(p.breach(cx, message));
        }
    }
}

fn bad_waiver(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for p in items(cx).iter().filter(|p| p.item.state == ItemState::Waived) {
        let waiver = p.item.waiver.as_ref();
        let mut wrong = Vec::new();
        for (what, is) in [
            ("no reason", waiver.is_none_or(|w| w.reason.trim().is_empty())),
            ("no approver", waiver.is_none_or(|w| w.by.trim().is_empty())),
            ("no expiry", waiver.is_none_or(|w| w.until.is_none())),
        ] {
            if is {
                wrong.push(what.to_owned());
            }
        }
        if let Some(until) = waiver.and_then(|w| w.until).filter(|u| *u < cx.now) {
            wrong.push(format!("expired {}", cx.day(until)));
        }
        if !wrong.is_empty() {
            out.push(p.breach(cx, format!("\"{}\" is waived with {} of 3 wrong: {}", p.item.text, wrong.len(), wrong.join(", "))));
        }
    }
}

fn nobody(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for p in items(cx).iter().filter(|p| p.item.owner.is_none() && p.open(cx)) {
        let Some(due) = p.item.due.filter(|d| !cx.is_past(*d)) else { continue };
        let Some(instant) = cx.instant(due) else { continue };
        let left = cx.calendar().days_between(cx.now.minute(), instant);
        if left <= cx.limit(&SOON) {
            out.push(p.breach(cx, format!("\"{}\" is due {due}, in {}, and has no owner", p.item.text, words::days(left))));
        }
    }
}

fn too_early(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let all = items(cx);
    let open = all.iter().filter(|p| p.item.mandatory && p.open(cx) && matches!(p.phase, Some(ChecklistPhase::PreRelease))).count();
    let done = all.iter().filter(|p| p.item.state == ItemState::Done && matches!(p.phase, Some(ChecklistPhase::ReleaseDay)));
    for p in done.filter(|_| open > 0) {
        let count = words::count(open, "mandatory item");
        out.push(p.breach(cx, format!("\"{}\" of the release day is done, and {count} before the release are open", p.item.text)));
    }
}

fn headings(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    if cx.plan.readiness.is_empty() {
        return;
    }
    let all = [
        PrrHeading::Architecture,
        PrrHeading::Machines,
        PrrHeading::Capacity,
        PrrHeading::Reliability,
        PrrHeading::Monitoring,
        PrrHeading::Security,
        PrrHeading::Automation,
        PrrHeading::Growth,
        PrrHeading::ExternalDependencies,
        PrrHeading::Rollout,
    ];
    let covered = |h: PrrHeading| cx.plan.readiness.records().any(|g| g.area == Some(h) && !g.items.is_empty());
    let missing: Vec<String> = all.iter().filter(|h| !covered(**h)).map(|h| h.spoken().to_lowercase()).collect();
    if !missing.is_empty() {
        out.push(cx.whole_plan(format!("{} of {} headings of a launch checklist have no items: {}", missing.len(), all.len(), words::listing(&missing, 4))));
    }
}

fn gate(key: Key, g: &Gate, message: String) -> Breach {
    Breach::new(at(RecordKind::Gate, key), g.id.clone(), message)
}

fn votes(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, g) in cx.plan.gates.iter() {
        let held = g.when.is_some_and(|w| cx.instant(w).is_some_and(|i| i <= cx.now.minute()));
        for v in &g.voters {
            let what = match v.vote {
                Some(Vote::NoGo) => "says no-go",
                None if held => "has not voted, and the gate is due",
                _ => continue,
            };
            out.push(
                gate(key, g, format!("{} {what} in {} ({})", v.role, g.title, words::count(g.voters.len(), "voter"))).due(g.when.and_then(|w| cx.day_of(w))),
            );
        }
    }
}

fn low_score(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(t0) = cx.t0() else { return };
    let left = cx.calendar().days_between(cx.now.minute(), t0);
    if left < 0.0 || left > cx.limit(&EARLY) {
        return;
    }
    for (key, g) in cx.plan.gates.iter() {
        let asked: Vec<_> = cx.a.readiness.groups.iter().filter(|r| g.checklists.is_empty() || g.checklists.contains(&r.id)).collect();
        let of: usize = asked.iter().map(|r| r.of).sum();
        // Groups weigh as much as they have items.
        let score: f64 = asked.iter().map(|r| r.score_pct * super::cx::float(r.of)).sum::<f64>() / super::cx::float(of.max(1));
        let held = g.when.is_some_and(|w| cx.is_past(w));
        let least = if held { g.min_score_pct } else { cx.limit(&SCORE) };
        if of > 0 && score < least {
            // A sum over nothing is minus zero.
            let score = score + 0.0;
            let message = format!("Readiness for {} is {score:.0} %, {} before T-0; at least {least} % are expected", g.title, words::days(left));
            out.push(gate(key, g, message).exposure(least - score));
        }
    }
}

fn defects_grow(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(log) = cx.plan.defects.get() else { return };
    let mut weeks: Vec<_> = log.weekly.iter().filter_map(|w| Some((w.week?, w.found, w.closed))).filter(|(d, _, _)| *d <= cx.now).collect();
    weeks.sort_unstable();
    if let [.., (_, f1, c1), (_, f2, c2)] = weeks.as_slice()
        && f1 >= c1
        && f2 >= c2
        && f1 + f2 > 0
    {
        let message = format!("In the last 2 weeks {} defects were found and {} closed", f1 + f2, c1 + c2);
        out.push(Breach::new(at(RecordKind::DefectLog, cx.plan.defects.key()), "defects", message));
    }
}

fn projected_miss(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(t0) = cx.t0().map(Date::of_minute).filter(|d| *d > cx.now) else { return };
    for (key, m) in cx.plan.metrics.iter() {
        let (Some(target), Some(actual)) = (&m.target, m.actual) else { continue };
        let mut past: Vec<(Date, f64)> = m.history.iter().filter_map(|p| Some((p.on?, p.value))).filter(|(d, _)| *d < cx.now).collect();
        past.sort_by_key(|(d, _)| *d);
        let today = m.as_of.filter(|d| *d <= cx.now).unwrap_or(cx.now);
        let Some((first, value)) = past.first().filter(|(d, _)| *d < today) else { continue };
        if higher_is_better(m, target) {
            continue;
        }
        let days = |from: Date, to: Date| super::cx::float(usize::try_from((to.0 - from.0).num_days()).unwrap_or(0));
        let rate = (actual - value) / days(*first, today);
        let then = (actual + rate * days(today, t0)).max(0.0);
        if !crate::analysis::metrics::meets(target, false, then) {
            let message = format!(
                "{} goes from {} to {} since {}: {} on {}, against {target}",
                m.title,
                words::number(*value),
                words::number(actual),
                cx.day(*first),
                words::number(then),
                cx.day(t0)
            );
            out.push(Breach::new(at(RecordKind::Metric, key), m.id.clone(), message).due(Some(t0)));
        }
    }
}

fn critical_defect(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let s = &cx.a.schedule;
    let critical = cx.plan.defects.get().and_then(|d| d.open_by_severity.as_ref()).map_or(0, |o| o.critical);
    let candidate = cx.facts().with_role(TaskRole::ReleaseCandidate).map(|i| s.dates[i].last_day()).filter(|d| *d <= cx.now).max();
    if let Some(day) = candidate.filter(|_| critical > 0) {
        let count = words::count(usize::try_from(critical).unwrap_or(0), "critical defect");
        let message = format!("{count} open, and the release candidate was due {}", cx.day(day));
        out.push(Breach::new(at(RecordKind::DefectLog, cx.plan.defects.key()), "defects", message).exposure(f64::from(critical)));
    }
}

fn tests_behind(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(t) = cx.plan.tests.get().filter(|t| t.total > 0) else { return };
    let about = |message: String| Breach::new(at(RecordKind::TestProgress, cx.plan.tests.key()), "tests", message);
    let mut planned: Vec<(Date, f64)> = t.planned.iter().filter_map(|p| Some((p.on?, p.value))).filter(|(d, _)| *d <= cx.now).collect();
    planned.sort_by_key(|(d, _)| *d);
    if let Some((_, should)) = planned.last() {
        let behind = (should - f64::from(t.executed)) / f64::from(t.total) * 100.0;
        if behind > cx.limit(&BEHIND) {
            out.push(about(format!("{} of {} tests are executed, {should} were planned by now: {behind:.0} points behind", t.executed, t.total)));
        }
    }
    let pass = share(usize::try_from(t.passed).unwrap_or(0), usize::try_from(t.executed).unwrap_or(0));
    if t.executed > 0 && pass < cx.limit(&PASSED) {
        let limit = words::number(cx.limit(&PASSED));
        out.push(about(format!("{} of {} executed tests pass ({pass:.0} %, at least {limit} % expected)", t.passed, t.executed)));
    }
}

fn coverage_drop(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, m) in cx.plan.metrics.iter() {
        let (Some(target), Some(actual)) = (&m.target, m.actual) else { continue };
        if target.bare_unit() != "%" || !higher_is_better(m, target) {
            continue;
        }
        let today = m.as_of.unwrap_or(cx.now);
        let before = m.history.iter().filter_map(|p| Some((p.on?, p.value))).filter(|(d, _)| *d < today).max_by_key(|(d, _)| *d);
        if let Some((day, value)) = before.filter(|(_, v)| v - actual > cx.limit(&DROP)) {
            let message = format!("{} dropped from {} % on {} to {} %", m.title, words::number(value), cx.day(day), words::number(actual));
            out.push(Breach::new(at(RecordKind::Metric, key), m.id.clone(), message).exposure(value - actual));
        }
    }
}
