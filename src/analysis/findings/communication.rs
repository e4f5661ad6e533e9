//! Findings about decisions, blockers, stakeholders and what they were told.

use super::Severity::{Error, Info, Warning};
use super::cx::{Cx, at, float, share};
use super::rule::Provenance::{Brief, Heuristic, Published};
use super::rule::{Breach, Rule, Threshold, limit, rule};
use crate::analysis::words;
use crate::model::records::{Decision, Engagement, Issue, Severity as Weight, StepKind};
use crate::model::value::{Date, Dur, LooseDate};
use crate::model::{Key, RecordKind};
use std::collections::BTreeMap;

const URGENT: Threshold = limit("COM-003", 2.0, "working days", "time before it is needed at which an open decision is a warning");
const DRIFT: Threshold = limit("COM-006", 2.0, "working days", "difference between the date told and the forecast");
const ONE_PERSON: Threshold = limit("COM-008", 30.0, "%", "share of deliverables one person may be accountable for");
const CRITICAL_AGE: Threshold = limit("COM-010.critical", 1.0, "working days", "longest life of a critical issue");
const HIGH_AGE: Threshold = limit("COM-010.high", 2.0, "working days", "longest life of a high issue");
const MEDIUM_AGE: Threshold = limit("COM-010.medium", 5.0, "working days", "longest life of a medium issue");
const LOW_AGE: Threshold = limit("COM-010.low", 10.0, "working days", "longest life of a low issue");
const ANSWER: Threshold = limit("COM-012", 1.0, "working days", "longest wait for the answer to an escalation");

const FORECAST: &[RecordKind] = &[RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release, RecordKind::Stakeholder];

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    rule("COM-001", Info, contact_overdue)
        .says("A stakeholder has not heard from us for longer than agreed", "Contact them")
        .from(Heuristic, "Stakeholder management practice")
        .reads(&[RecordKind::Stakeholder]),
    rule("COM-002", Warning, no_notice)
        .says("Nobody is told about the maintenance window in time", "Send the notice by the date")
        .formula("Messages and communication steps before T-0: 24 h ahead for under 30 min, 48 h for under an hour, 72 h from an hour on")
        .from(Published, "Practice of maintenance notices")
        .reads(&[RecordKind::CommsItem, RecordKind::Runbook, RecordKind::Rollback, RecordKind::Release]),
    rule("COM-003", Error, decision_late)
        .says("A decision is needed and not taken", "Escalate it, or take the default")
        .formula("Working days to needed_by; an error behind it, a warning shortly before")
        .limits(&[URGENT])
        .from(Brief, "The brief: decisions required, needed by")
        .reads(&[RecordKind::Decision]),
    rule("COM-004", Warning, decision_incomplete)
        .says("A decision lacks options, a recommendation, a decider or a date", "Complete it, with what happens if nobody answers")
        .from(Brief, "The brief: performance trade-off without options or date")
        .reads(&[RecordKind::Decision]),
    rule("COM-005", Warning, recommendation_contradicts)
        .says("The recommended option costs more time than the target leaves", "Reconcile the two: move the target or change the recommendation")
        .formula("Days of the recommended option > working days between forecast and target")
        .from(Brief, "The brief: \"delay release by 1 week (recommended)\", \"delivery date unchanged\"")
        .reads(&[RecordKind::Decision, RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release]),
    rule("COM-006", Warning, told_another_date)
        .says("Somebody was told a date that is not the forecast", "Tell them again")
        .limits(&[DRIFT])
        .from(Heuristic, "Stakeholder management practice")
        .reads(FORECAST),
    rule("COM-007", Warning, raci_row)
        .says("Not exactly one is accountable for a deliverable, or nobody is responsible", "Name one accountable, and who does it")
        .from(Published, "RACI: exactly one A, at least one R")
        .reads(&[RecordKind::RaciRow]),
    rule("COM-008", Info, one_accountable)
        .says("One person is accountable for too much", "Delegate")
        .formula("Deliverables one person is accountable for ÷ deliverables, from four deliverables on")
        .limits(&[ONE_PERSON])
        .from(Heuristic, "RACI practice")
        .reads(&[RecordKind::RaciRow]),
    rule("COM-009", Info, engagement_gap)
        .says("A powerful stakeholder is less engaged than wanted, and nothing is planned", "Plan what brings them along")
        .formula("Power 4 or 5, engagement now below wanted, and no message that names them is still to be sent")
        .from(Published, "Power and interest grid")
        .reads(&[RecordKind::Stakeholder, RecordKind::CommsItem]),
    rule("COM-010", Warning, blocker_old)
        .says("A blocker is open for longer than its severity allows", "Escalate it to the next level")
        .formula("Working days since raised; an error from twice the limit on")
        .limits(&[CRITICAL_AGE, HIGH_AGE, MEDIUM_AGE, LOW_AGE])
        .from(Heuristic, "Service level expectation and escalation practice")
        .reads(&[RecordKind::Issue]),
    rule("COM-011", Warning, blocker_incomplete)
        .says("A blocker has no owner, no next step or no date", "Fill them in")
        .from(Brief, "The brief: removing blockers")
        .reads(&[RecordKind::Issue]),
    rule("COM-012", Warning, no_answer)
        .says("An escalation was not answered", "Go to the next level")
        .limits(&[ANSWER])
        .from(Heuristic, "Escalation practice")
        .reads(&[RecordKind::Issue]),
];

fn contact_overdue(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, s) in cx.plan.stakeholders.iter() {
        let (Some(cadence), Some(last)) = (s.cadence, s.last) else { continue };
        let (age, agreed) = (cx.days_since(last), cx.work_days(cadence));
        if age > agreed {
            let message = format!("{} last heard from us {}, {} ago; every {} is agreed", s.name, cx.day(last), words::days(age), cadence.spoken());
            out.push(Breach::new(at(RecordKind::Stakeholder, key), s.id.clone(), message));
        }
    }
}

fn no_notice(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (Some(runbook), Some(window)) = (cx.plan.runbook.get(), cx.a.runbook.window) else { return };
    let Some(t0) = runbook.t0.map(|t| t.minute) else { return };
    let ahead = if window < 30.0 {
        24
    } else if window < 60.0 {
        48
    } else {
        72
    };
    let by = t0 - ahead * 60;
    let messages = cx.plan.comms.records().filter_map(|c| c.sent.map(Date::minute).or_else(|| cx.instant(c.at?)));
    let tells = |s: &&crate::model::records::Step| s.comms || s.kind == Some(StepKind::Communicate);
    let steps = runbook.steps.iter().filter(tells).filter_map(|s| Some(t0 + crate::analysis::calendar::whole(s.at?.minutes())));
    // A message on a day counts from the end of that day.
    if !messages.chain(steps).any(|i| i <= by) {
        let day = Date::of_minute(by);
        let length = Dur::minutes(window).spoken();
        let message = format!("A window of {length} needs a notice {ahead} h ahead, by {}, and none is planned", cx.day(day));
        out.push(cx.runbook("runbook", message).due(Some(day)));
    }
}

fn open<'a>(cx: &Cx<'a>) -> impl Iterator<Item = (Key, &'a Decision)> {
    cx.plan.decisions.iter().filter(|(_, d)| d.decided.is_none())
}

fn decision(key: Key, d: &Decision, message: String) -> Breach {
    Breach::new(at(RecordKind::Decision, key), d.id.clone(), message).due(d.needed_by.as_ref().and_then(LooseDate::date))
}

fn decision_late(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, d) in open(cx) {
        let Some(day) = d.needed_by.as_ref().and_then(LooseDate::date) else { continue };
        let left = cx.days_to(day) - 1.0;
        let default = d.default_if_silent.as_deref().map_or(String::new(), |k| format!("; without an answer it is {k}"));
        if day < cx.now {
            let late = words::days(cx.days_since(day));
            out.push(decision(key, d, format!("{} was needed {}, {late} ago, and is open{default}", d.title, cx.day(day))));
        } else if left <= cx.limit(&URGENT) {
            let message = format!("{} is needed {}, in {}, and is open{default}", d.title, cx.day(day), words::days(left.max(0.0)));
            out.push(decision(key, d, message).severity(Warning));
        }
    }
}

fn decision_incomplete(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, d) in open(cx) {
        let blank = |t: &Option<String>| t.as_deref().is_none_or(|t| t.trim().is_empty());
        let missing: Vec<&str> = [
            ("options", d.options.len() < 2),
            ("recommendation", blank(&d.recommended)),
            ("decider", blank(&d.decider)),
            ("date", d.needed_by.as_ref().and_then(LooseDate::date).is_none()),
        ]
        .into_iter()
        .filter(|(_, is)| *is)
        .map(|(what, _)| what)
        .collect();
        if !missing.is_empty() {
            out.push(decision(key, d, format!("{} lacks {} of 4: {}", d.title, missing.len(), missing.join(", "))));
        }
    }
}

fn recommendation_contradicts(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let (Some(target), Some(float)) = (cx.target(), cx.a.schedule.target_float_days) else { return };
    for (key, d) in open(cx) {
        let option = d.options.iter().find(|o| Some(o.key.as_str()) == d.recommended.as_deref());
        let Some((option, days)) = option.and_then(|o| Some((o, cx.work_days(o.days?)))) else { continue };
        if days > float.max(0.0) {
            let left = words::days(float.max(0.0));
            let message =
                format!("{}: the recommended option {} costs {}, and the target {} leaves {left}", d.title, option.key, words::days(days), cx.day(target));
            out.push(decision(key, d, message).exposure(days));
        }
    }
}

fn told_another_date(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let s = &cx.a.schedule;
    let Some(forecast) = s.delivers.map(|i| s.dates[i].forecast_last_day()) else { return };
    let off = |day: Date| cx.calendar().days_between(day.minute(), forecast.minute());
    let says =
        |who: &str, day: Date| format!("{who} was told {}, and the forecast is {}: {} apart", cx.day(day), cx.day(forecast), words::days(off(day).abs()));
    for (key, x) in cx.plan.stakeholders.iter() {
        if let Some(day) = x.told_date.filter(|d| off(*d).abs() > cx.limit(&DRIFT)) {
            out.push(Breach::new(at(RecordKind::Stakeholder, key), x.id.clone(), says(&x.name, day)).exposure(off(day).abs()));
        }
    }
    let mut last: BTreeMap<&str, (Option<Date>, Date)> = BTreeMap::new();
    for p in cx.plan.release.get().map(|r| r.promises.as_slice()).unwrap_or_default() {
        let Some(day) = p.date else { continue };
        let slot = last.entry(&p.to).or_insert((p.said_on, day));
        *slot = (*slot).max((p.said_on, day));
    }
    for (who, (_, day)) in last.into_iter().filter(|(_, (_, d))| off(*d) > cx.limit(&DRIFT)) {
        out.push(cx.release(says(who, day)).exposure(off(day)));
    }
}

fn raci_row(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, row) in cx.plan.raci.iter() {
        let mut parts = Vec::new();
        if row.a.len() != 1 {
            parts.push(format!("{} accountable", row.a.len()));
        }
        if row.r.is_empty() {
            parts.push("0 responsible".to_owned());
        }
        if !parts.is_empty() {
            let message = format!("{} has {}; it takes exactly 1 accountable and at least 1 responsible", row.deliverable, parts.join(" and "));
            out.push(Breach::new(at(RecordKind::RaciRow, key), row.deliverable.clone(), message));
        }
    }
}

fn one_accountable(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let all = cx.plan.raci.len();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for who in cx.plan.raci.records().flat_map(|r| &r.a) {
        *counts.entry(who).or_default() += 1;
    }
    for (who, n) in counts.into_iter().filter(|(_, n)| all >= 4 && share(*n, all) > cx.limit(&ONE_PERSON)) {
        out.push(cx.whole_plan(format!("{who} is accountable for {n} of {all} deliverables")));
    }
}

fn engagement_gap(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let rank = |e: Engagement| match e {
        Engagement::Resistant => 0,
        Engagement::Unaware => 1,
        Engagement::Neutral => 2,
        Engagement::Supportive => 3,
        Engagement::Leading => 4,
    };
    for (key, s) in cx.plan.stakeholders.iter().filter(|(_, s)| s.power >= 4 && rank(s.now) < rank(s.want)) {
        let named = |c: &crate::model::records::CommsItem| c.audience.iter().any(|a| *a == s.id || *a == s.name);
        if !cx.plan.comms.records().any(|c| c.sent.is_none() && named(c)) {
            let (now, want) = (s.now.spoken().to_lowercase(), s.want.spoken().to_lowercase());
            let message = format!("{} (power {} of 5) is {now}, should be {want}, and no message to them is planned", s.name, s.power);
            out.push(Breach::new(at(RecordKind::Stakeholder, key), s.id.clone(), message));
        }
    }
}

fn blockers<'a>(cx: &Cx<'a>) -> impl Iterator<Item = (Key, &'a Issue)> {
    cx.plan.issues.iter().filter(|(_, i)| i.closed.is_none())
}

fn issue(key: Key, i: &Issue, message: String) -> Breach {
    Breach::new(at(RecordKind::Issue, key), i.id.clone(), message).due(i.next_date)
}

fn blocker_old(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, i) in blockers(cx) {
        let Some(raised) = i.raised else { continue };
        let most = cx.limit(match i.severity {
            Weight::Critical => &CRITICAL_AGE,
            Weight::High => &HIGH_AGE,
            Weight::Medium => &MEDIUM_AGE,
            Weight::Low => &LOW_AGE,
        });
        let age = cx.days_since(raised);
        if age > most {
            let severity = if age > 2.0 * most { Error } else { Warning };
            let level = i.severity.spoken().to_lowercase();
            let message =
                format!("{} ({level}) is open for {}, and {} is the limit; it stands at {}", i.title, words::days(age), words::days(most), i.level.spoken());
            out.push(issue(key, i, message).severity(severity).exposure(age * float(i.blocks.len().max(1))));
        }
    }
}

fn blocker_incomplete(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, i) in blockers(cx) {
        let missing: Vec<&str> = [("owner", i.owner.is_none()), ("next step", i.next_step.is_none()), ("date", i.next_date.is_none())]
            .into_iter()
            .filter(|(_, is)| *is)
            .map(|(what, _)| what)
            .collect();
        if !missing.is_empty() {
            out.push(issue(key, i, format!("{} lacks {} of 3: {}", i.title, missing.len(), missing.join(", "))));
        }
    }
}

fn no_answer(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, i) in blockers(cx) {
        for e in i.escalated.iter().filter(|e| e.answered.is_none()) {
            let Some(on) = e.on else { continue };
            let age = cx.days_since(on);
            if age > cx.limit(&ANSWER) {
                let message = format!("{} went to {} {}, {} ago, without an answer", i.title, e.level.spoken(), cx.day(on), words::days(age));
                out.push(issue(key, i, message).exposure(age));
            }
        }
    }
}
