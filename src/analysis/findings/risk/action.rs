//! Findings about what is done about a risk: triggers, actions, Plan B, owners, reviews.

use super::super::Severity::{Error, Warning};
use super::super::cx::{Cx, MOST, at};
use super::super::roster::Who;
use super::super::rule::Provenance::{Brief, Heuristic, Known};
use super::super::rule::{Breach, Rule, Threshold, limit, rule};
use super::{REGISTER, about, active, complete, name, risks};
use crate::analysis::risk::Band;
use crate::analysis::{register, words};
use crate::edit::{Edit, Fix};
use crate::model::records::{Action, PlanB, Response, RiskStatus};
use crate::model::value::{Date, Level};
use crate::model::{AnyRecord, RecordKind};

const NEAR: Threshold = limit("RSK-004", 2.0, "working days", "time before the last switch at which Plan B must be decided");
const RED_AGE: Threshold = limit("RSK-009.red", 7.0, "days", "longest time between two reviews of a red risk");
const YELLOW_AGE: Threshold = limit("RSK-009.yellow", 14.0, "days", "longest time between two reviews of a yellow risk");
const GREEN_AGE: Threshold = limit("RSK-009.green", 30.0, "days", "longest time between two reviews of a green risk");
const WINDOW: Threshold = limit("RSK-016", 10.0, "working days", "time before its window at which a risk must be worked on");

const PEOPLE: &[RecordKind] = &[RecordKind::Risk, RecordKind::RiskScale, RecordKind::Person, RecordKind::Team, RecordKind::Stakeholder];
const DATED: &[RecordKind] = &[
    RecordKind::Risk,
    RecordKind::RiskScale,
    RecordKind::Dependency,
    RecordKind::Task,
    RecordKind::Calendar,
    RecordKind::Team,
    RecordKind::Release,
    RecordKind::Runbook,
];

/// The rules of this file.
pub(super) const RULES: &[Rule] = &[
    rule("RSK-001", Error, fired_and_high)
        .says("A trigger of a risk that must be escalated has fired", "Escalate it, and do the next mitigation step")
        .formula("Trigger seen by the status date, ticked or shown by its metric, probability × impact above settings.escalate_above, and not escalated since")
        .from(Brief, "The brief: escalation needed when score > 6")
        .reads(REGISTER),
    rule("RSK-002", Warning, fired)
        .says("A trigger of a risk has fired", "Review probability and impact, start the next action")
        .formula("Trigger seen by the status date, ticked or shown by its metric, a score that need not be escalated, and nobody has answered the alert")
        .from(Brief, "The brief: monitor risks")
        .reads(REGISTER),
    rule("RSK-003", Warning, no_plan_b)
        .says("A red risk has no Plan B with what, owner and lead time", "Write down what is done instead, by whom, and how long switching takes")
        .from(Brief, "The brief: always have a Plan B")
        .reads(REGISTER),
    rule("RSK-004", Error, switch_passed)
        .says("The last day to switch to Plan B has passed or is near", "Switch now, or accept in writing that there is no Plan B")
        .formula("switch_by, else the day it is needed − lead. Needed: start of the risk's window or of its first task; needed_by of a dependency")
        .limits(&[NEAR])
        .from(Brief, "The brief: always have a Plan B")
        .reads(DATED),
    rule("RSK-005", Warning, no_owner)
        .says("A risk has no owner, or one who is neither a person nor a team of the plan", "Name a person")
        .from(Known, "Risk management practice")
        .reads(PEOPLE),
    rule("RSK-006", Warning, no_trigger)
        .says("An active risk has no trigger: it can never raise an alert", "Add a sign that can be observed")
        .from(Brief, "The brief: trigger indicators")
        .reads(REGISTER),
    rule("RSK-007", Warning, no_action)
        .says("No step against a risk has an owner and a date", "Turn the prose into actions with an owner and a date")
        .formula("Active risks that are not accepted, without an open action that has both")
        .from(Brief, "The brief: recommended action")
        .reads(REGISTER),
    rule("RSK-008", Warning, overdue)
        .says("An action against a risk is overdue", "Do it, give it a new date, or drop it")
        .from(Known, "Risk management practice")
        .reads(DATED),
    rule("RSK-009", Warning, not_reviewed)
        .says("A risk has not been reviewed for too long", "Review it")
        .formula("Days since the last review that is noted; risks without any noted review are left alone")
        .limits(&[RED_AGE, YELLOW_AGE, GREEN_AGE])
        .from(Heuristic, "Practice")
        .reads(REGISTER),
    rule("RSK-010", Warning, not_rescored)
        .says("All actions are done, but the risk is scored as before", "Score what is left")
        .from(Known, "Risk management practice")
        .reads(REGISTER),
    rule("RSK-016", Warning, window_opens)
        .says("A risk can happen soon and is still only written down", "Start the response")
        .limits(&[WINDOW])
        .from(Heuristic, "Practice")
        .reads(REGISTER),
    rule("RSK-017", Warning, rising)
        .says("A risk has risen in two reviews in a row", "Change the response: this one does not work")
        .from(Heuristic, "Practice")
        .reads(REGISTER),
    rule("RSK-018", Warning, closed_but_fired)
        .says("A closed risk has a trigger that fired", "Open it again")
        .from(Known, "Risk management practice")
        .reads(REGISTER),
    rule("RSK-019", Warning, occurred_without_issue)
        .says("A risk has happened, or is certain, and no issue was made of it", "Make an issue of it: it keeps its history")
        .from(Known, "RAID logs: a risk that occurred is an issue")
        .reads(&[RecordKind::Risk, RecordKind::RiskScale, RecordKind::Issue]),
];

fn fired_and_high(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    alerts(cx, true, out);
}

fn fired(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    alerts(cx, false, out);
}

fn alerts(cx: &Cx<'_>, escalate: bool, out: &mut Vec<Breach>) {
    for r in cx.a.risks.items.iter().filter(|r| if escalate { r.must_escalate() } else { r.is_loud() && !r.escalate }) {
        let next = r.next_action.as_deref().map_or(String::new(), |n| format!(". Next step: {n}"));
        let must = if escalate { format!(", above {}: escalate", words::number(cx.a.risks.escalate_above)) } else { String::new() };
        out.push(about(r, format!("{} scores {}{must}; seen: {}{next}", r.id, r.score, words::listing(&r.fired, 3))));
    }
}

fn no_plan_b(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (risk, r) in active(cx).filter(|(risk, r)| r.band == Band::Red && !complete(risk.plan_b.as_ref())) {
        let what = if risk.plan_b.is_some() { "a Plan B without what, owner or lead time" } else { "no Plan B" };
        out.push(about(r, format!("{} scores {} (red) and has {what}", name(risk), r.score)));
    }
}

fn switch_passed(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let says = |what: &str, b: &PlanB, by: Date| {
        let left = cx.days_to(by) - 1.0;
        let when = if by < cx.now { format!("passed {} ago", words::days(cx.days_since(by))) } else { format!("is in {}", words::days(left.max(0.0))) };
        (left < cx.limit(&NEAR)).then(|| format!("{what}: the last day to switch to Plan B (\"{}\"), {}, {when}", b.what, cx.day(by)))
    };
    for (risk, r) in active(cx).filter(|(risk, _)| risk.status != RiskStatus::Accepted) {
        let Some(b) = &risk.plan_b else { continue };
        if let Some(by) = register::last_switch(cx.a, risk)
            && let Some(message) = says(&name(risk), b, by)
        {
            out.push(about(r, message).due(Some(by)));
        }
    }
    use crate::model::records::DependencyStatus::{Done, OnTrack};
    for (key, d) in cx.plan.dependencies.iter().filter(|(_, d)| !matches!(d.status, Done | OnTrack)) {
        let Some(b) = &d.plan_b else { continue };
        let needed = d.needed_by.as_ref().and_then(crate::model::value::LooseDate::date).map(Date::minute);
        if let Some(by) = register::switch_by(cx.a, b, needed)
            && let Some(message) = says(&d.title, b, by)
        {
            out.push(Breach::new(at(RecordKind::Dependency, key), d.id.clone(), message).due(Some(by)));
        }
    }
}

fn no_owner(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (risk, r) in active(cx) {
        if out.len() >= MOST {
            return;
        }
        let score = r.score;
        let message = match risk.owner.as_deref().filter(|o| !o.trim().is_empty()) {
            None => format!("{} (score {score}) has no owner", name(risk)),
            Some(owner) if matches!(cx.roster().find(owner), Some(Who::Person | Who::Team | Who::Stakeholder)) => continue,
            Some(owner) => format!("{} (score {score}) is owned by \"{owner}\", who is neither a person nor a team of the plan", name(risk)),
        };
        out.push(about(r, message));
    }
}

fn no_trigger(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (risk, r) in risks(cx).filter(|(risk, _)| matches!(risk.status, RiskStatus::Active | RiskStatus::Mitigating) && risk.triggers.is_empty()).take(MOST) {
        let status = risk.status.spoken().to_lowercase();
        out.push(about(r, format!("{} (score {}) is {status} but has no trigger indicator, so it can never raise an alert", name(risk), r.score)));
    }
}

fn no_action(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for ((key, risk), r) in cx.plan.risks.iter().zip(&cx.a.risks.items) {
        let accepted = risk.status == RiskStatus::Accepted || risk.response == Response::Accept;
        let open: Vec<&Action> = risk.actions.iter().filter(|a| a.done_on.is_none()).collect();
        let all_done = open.is_empty() && !risk.actions.is_empty();
        if out.len() >= MOST || !r.active || accepted || all_done || open.iter().any(|a| a.owner.is_some() && a.due.is_some()) {
            continue;
        }
        let what = match open.len() {
            0 => "no action".to_owned(),
            1 => "1 action, without owner or date".to_owned(),
            n => format!("{n} actions, none with owner and date"),
        };
        let fix = register::split_prose(risk).map(|mended| {
            let label = format!("Turn the {} of {} into actions", words::count(mended.actions.len() - risk.actions.len(), "numbered step"), risk.id);
            Fix::new(label, Edit::Set(at(RecordKind::Risk, key), AnyRecord::from(mended)))
        });
        out.push(about(r, format!("{} (score {}) has {what}", name(risk), r.score)).fix(fix));
    }
}

fn overdue(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (risk, r) in active(cx) {
        for action in risk.actions.iter().filter(|a| a.done_on.is_none()) {
            let Some(due) = action.due.filter(|d| cx.is_past(*d)) else { continue };
            let Some(day) = cx.day_of(due) else { continue };
            let who = action.owner.as_deref().unwrap_or("nobody");
            let late = words::days(cx.days_since(day));
            out.push(about(r, format!("{}: \"{}\" was due {}, {late} ago (owner {who})", r.id, action.text, cx.day(day))).due(Some(day)));
        }
    }
}

fn not_reviewed(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (risk, r) in active(cx) {
        let noted = risk.reviews.iter().filter_map(|v| v.on).max();
        let Some(last) = risk.reviewed.max(noted) else { continue };
        let most = cx.limit(match r.band {
            Band::Red => &RED_AGE,
            Band::Yellow => &YELLOW_AGE,
            Band::Green => &GREEN_AGE,
        });
        let days = (cx.now.0 - last.0).num_days();
        if days > crate::analysis::calendar::whole(most) {
            let limit = words::number(most);
            out.push(about(
                r,
                format!("{} (score {}) was last reviewed {}, {days} days ago; every {limit} days is expected", name(risk), r.score, cx.day(last)),
            ));
        }
    }
}

fn not_rescored(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (risk, r) in active(cx) {
        let done = !risk.actions.is_empty() && risk.actions.iter().all(|a| a.done_on.is_some());
        if done && r.residual_score.is_none_or(|s| s >= r.score) {
            let count = words::count(risk.actions.len(), "action");
            let left = r.residual_score.map_or("no residual score".to_owned(), |s| format!("a residual score of {s}"));
            out.push(about(r, format!("{}: {count} done, but it scores {} and has {left}", name(risk), r.score)));
        }
    }
}

fn window_opens(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (risk, r) in active(cx).filter(|(risk, _)| risk.status == RiskStatus::Identified) {
        let Some(from) = risk.window.as_ref().and_then(|w| w.from) else { continue };
        let over = risk.window.as_ref().and_then(|w| w.to).is_some_and(|to| to < cx.now);
        let left = (cx.days_to(from) - 1.0).max(0.0);
        if left <= cx.limit(&WINDOW) && !over {
            let when = if from <= cx.now { "is open".to_owned() } else { format!("opens in {}", words::days(left)) };
            out.push(about(r, format!("{} is still only identified, and its window {when} ({})", name(risk), cx.day(from))).due(Some(from)));
        }
    }
}

fn rising(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let levels = cx.a.risks.levels;
    let score = |p: Level, i: Level| p.index(levels) * i.index(levels);
    for (risk, r) in active(cx) {
        let mut past: Vec<_> = risk.reviews.iter().filter_map(|v| Some((v.on?, score(v.probability, v.impact)))).collect();
        past.sort_unstable();
        let mut scores: Vec<u32> = past.into_iter().map(|(_, s)| s).collect();
        // The score as it stands is the last review when it differs from it.
        if scores.last().is_some_and(|s| *s != r.score) {
            scores.push(r.score);
        }
        if let [.., a, b, c] = scores.as_slice()
            && a < b
            && b < c
        {
            out.push(about(r, format!("{} has risen twice in a row: {a}, {b}, {c}", name(risk))));
        }
    }
}

fn closed_but_fired(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (risk, r) in risks(cx).filter(|(risk, r)| risk.status == RiskStatus::Closed && !r.fired.is_empty()) {
        out.push(about(r, format!("{} (score {}) is closed, but a sign of it was seen: {}", name(risk), r.score, words::listing(&r.fired, 3))));
    }
}

fn occurred_without_issue(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (risk, r) in risks(cx) {
        let certain = risk.probability_pct.is_some_and(|p| p >= 100.0) && risk.status != RiskStatus::Closed;
        let known = cx.plan.issues.records().any(|i| i.from_risk.as_deref() == Some(&risk.id));
        if (certain || risk.status == RiskStatus::Occurred) && !known {
            let what = if certain { "is 100 % likely" } else { "has occurred" };
            let fix = register::issue_of(cx.a, r.key).map(|edit| Fix::new("Make it an issue", edit));
            out.push(about(r, format!("{} (score {}) {what}, but no issue stands for it", name(risk), r.score)).fix(fix));
        }
    }
}
