//! Findings about dependencies, services, vendors and environments.

mod deploy;

use super::Severity::{Error, Info, Warning};
use super::cx::{Cx, MOST, at, float, is_placeholder, names, share};
use super::rule::Provenance::{Brief, Heuristic, Published, Standard};
use super::rule::{Breach, Rule, Threshold, limit, rule};
use crate::analysis::dependencies::{ServiceResult, TrackedResult, severity, worse};
use crate::analysis::words;
use crate::edit::{Edit, Fix};
use crate::model::records::{Dependency, DependencyStatus, Service, ServiceKind, TaskRole};
use crate::model::value::{Comparator, Date, LooseDate};
use crate::model::{AnyRecord, RecordKind};
use std::collections::BTreeMap;

const SOON: Threshold = limit("DEP-001", 5.0, "working days", "time before it is needed within which a blocked dependency is an error");
const SLACK: Threshold = limit("DEP-002", 3.0, "working days", "least time between promised and needed");
const QUIET: Threshold = limit("DEP-005", 5.0, "working days", "longest time without news");
const QUIET_RISK: Threshold = limit("DEP-005.at-risk", 2.0, "working days", "longest time without news of one that is at risk or worse");
const BLAST: Threshold = limit("DEP-007", 50.0, "%", "share of services that may fail with one that has no fallback");
const CROSS: Threshold = limit("DEP-012", 50.0, "%", "share of links that may cross groups");
const CONTRACT: Threshold = limit("DEP-015", 10.0, "working days", "time before integration testing at which contracts must be frozen");
const SLIP: Threshold = limit("DEP-017", 0.2, "ratio", "days a promise may slip for each day that passes");

const GRAPH: &[RecordKind] = &[RecordKind::Service, RecordKind::ServiceLink, RecordKind::Dependency];
const TRACKER: &[RecordKind] = &[RecordKind::Dependency, RecordKind::Service, RecordKind::ServiceLink];
const DATED: &[RecordKind] =
    &[RecordKind::Dependency, RecordKind::Service, RecordKind::ServiceLink, RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release];

/// The rules of this family.
pub(super) const RULES: &[&[Rule]] = &[OWN, deploy::RULES];

const OWN: &[Rule] = &[
    rule("DEP-001", Error, blocked)
        .gate()
        .says("A dependency is blocked and needed soon, on the critical path, or required by all", "Escalate with a date, and prepare Plan B")
        .limits(&[SOON])
        .from(Brief, "The brief: SSL certificates blocked, required by all services")
        .reads(DATED),
    rule("DEP-002", Error, slack)
        .says("A dependency is promised too late, or only just in time", "Renegotiate the date, or switch to Plan B")
        .formula("Working days between promised and needed; too few is a warning, below zero an error")
        .limits(&[SLACK])
        .from(Heuristic, "Practice")
        .reads(DATED),
    rule("DEP-003", Warning, no_dates)
        .says("Nobody knows when a dependency is needed, or when it comes", "Ask for both dates")
        .from(Brief, "The brief: \"Required By\" says who, never when")
        .reads(DATED),
    rule("DEP-004", Warning, no_fallback)
        .says("An external service has no fallback", "Name an adapter, a mock or the old version that takes over")
        .from(Standard, "Google SRE book, appendix E: external dependencies")
        .reads(GRAPH),
    rule("DEP-005", Warning, no_news)
        .says("Nobody has asked about a dependency for too long", "Ask")
        .formula("Working days since updated; dependencies without that date are left alone")
        .limits(&[QUIET, QUIET_RISK])
        .from(Heuristic, "Practice")
        .reads(TRACKER),
    rule("DEP-006", Error, cycle)
        .says("Services need each other in a circle: there is no order to deploy them in", "Break the circle with a version that works with both")
        .from(Standard, "Google SRE book, appendix E")
        .reads(GRAPH),
    rule("DEP-007", Warning, blast)
        .says("Half of the services fail with one that has no fallback", "Let the others work on without it, in a reduced way")
        .formula("Internal services that need it, directly or through others ÷ internal services")
        .limits(&[BLAST])
        .from(Heuristic, "Google SRE book: graceful degradation")
        .reads(GRAPH),
    rule("DEP-008", Warning, better_than_upstream)
        .says("A service is declared better than what it needs", "Lower the status, or show what decouples the two")
        .formula("Status of a service and of the dependencies bound to it, against those of every service it needs by a link that is not soft")
        .from(Brief, "The brief: API development on track, Payment API v2 delayed")
        .reads(GRAPH),
    rule("DEP-009", Warning, no_mitigation)
        .says("A dependency in trouble has no action against it", "Write who does what by when")
        .formula(
            "At risk, delayed or blocked, and the mitigation is empty, a placeholder or only \"escalate\", \"monitor\" or \"wait\"; a complete Plan B counts",
        )
        .from(Brief, "The brief: \"Escalate to management\"")
        .reads(TRACKER),
    rule("DEP-010", Warning, stranger)
        .says("A dependency is owned by somebody who is not in the plan", "Add the team or a contact")
        .from(Brief, "The brief: owners that are not among the teams involved")
        .reads(&[
            RecordKind::Dependency,
            RecordKind::Team,
            RecordKind::Person,
            RecordKind::Stakeholder,
            RecordKind::Vendor,
            RecordKind::Service,
            RecordKind::ServiceLink,
        ]),
    rule("DEP-011", Info, everybody)
        .says("\"All\" instead of names: nobody can be asked", "Name them")
        .from(Brief, "The brief: \"All teams\", \"All services\"")
        .reads(&[RecordKind::Dependency, RecordKind::Team, RecordKind::Service, RecordKind::ServiceLink]),
    rule("DEP-012", Info, crossing)
        .says("Most links cross groups", "Name an owner of the integration")
        .formula("Links between internal services of different groups ÷ links between internal services that have groups")
        .limits(&[CROSS])
        .from(Heuristic, "Practice")
        .reads(GRAPH),
    rule("DEP-014", Info, untracked)
        .says("An external service is not tracked, or a tracked dependency has no service", "Link the two")
        .formula("External services without a row that names them; rows with neither a service nor a task")
        .from(Brief, "The brief: graph and tracker name different things")
        .reads(GRAPH),
    rule("DEP-015", Warning, contract_open)
        .says("A contract between services is not frozen, and integration testing is near", "Freeze the contract")
        .formula("Working days to the first unfinished test; the contract has a name and no day it was frozen")
        .limits(&[CONTRACT])
        .from(Brief, "The brief: integration delays; prevention: API contracts")
        .reads(DATED),
    rule("DEP-016", Warning, availability)
        .says("A chain of services is available less than the service at its end promises", "Add a cache, a queue or a fallback")
        .formula("Product of the availabilities of all services it needs, those with a fallback left out")
        .from(Published, "Serial availability: the product of the parts")
        .reads(GRAPH),
    rule("DEP-017", Warning, vendor_silent)
        .says("A vendor does not answer, or its promises recede", "Escalate, and set a day to switch")
        .formula("Working days since we wrote without an answer; days a promise moved ÷ days that passed; an error from 1.0 on")
        .limits(&[SLIP])
        .from(Heuristic, "Vendor management practice")
        .reads(&[RecordKind::Vendor]),
    rule("DEP-018", Warning, sla_missed)
        .says("A vendor keeps a guarantee less often than agreed", "Hold a service review")
        .formula("Times met ÷ times measured, in percent")
        .from(Heuristic, "Vendor management practice")
        .reads(&[RecordKind::Vendor]),
    rule("DEP-019", Warning, double_booked)
        .says("An environment is booked twice", "Move one of the two")
        .from(Heuristic, "Practice")
        .reads(&[RecordKind::Environment]),
    rule("DEP-020", Warning, too_long)
        .says("A dependency has been in trouble for so long that it should have gone up a level", "Escalate it, with the day by which you need an answer")
        .formula("Working days since it was raised ÷ 1 when its risk is very high, 2 when high, 5 when medium, 10 when low: one level for each")
        .from(Heuristic, "Escalation practice; ageing as in Vacanti, Actionable Agile Metrics")
        .reads(TRACKER),
];

fn rows<'a>(cx: &Cx<'a>) -> impl Iterator<Item = (&'a Dependency, &'a TrackedResult)> {
    cx.plan.dependencies.records().zip(&cx.a.dependencies.items)
}

/// Those that are not delivered yet.
fn open<'a>(cx: &Cx<'a>) -> impl Iterator<Item = (&'a Dependency, &'a TrackedResult)> {
    rows(cx).filter(|(d, _)| d.status != DependencyStatus::Done)
}

fn services<'a>(cx: &Cx<'a>) -> impl Iterator<Item = (&'a Service, &'a ServiceResult)> {
    cx.plan.services.records().zip(&cx.a.dependencies.services)
}

fn row(d: &Dependency, r: &TrackedResult, message: String) -> Breach {
    Breach::new(at(RecordKind::Dependency, r.key), d.id.clone(), message)
        .due(d.needed_by.as_ref().and_then(LooseDate::date))
        .exposure(f64::from(severity(d.status)))
}

fn node(r: &ServiceResult, message: String) -> Breach {
    Breach::new(at(RecordKind::Service, r.key), r.id.clone(), message).exposure(r.blast_pct)
}

/// "All teams", "All services": a set, not a name.
fn all_of(d: &Dependency) -> Option<&String> {
    d.required_by.iter().find(|r| r.split_whitespace().next().is_some_and(|w| w.eq_ignore_ascii_case("all")))
}

fn blocked(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (d, r) in rows(cx).filter(|(d, _)| d.status == DependencyStatus::Blocked) {
        let mut why = Vec::new();
        if let Some(all) = all_of(d) {
            why.push(format!("required by {}", all.to_lowercase()));
        }
        if let Some(needed) = d.needed_by.as_ref().and_then(LooseDate::date) {
            let left = cx.days_to(needed);
            if left <= cx.limit(&SOON) {
                why.push(format!("needed in {}", words::days(left.max(0.0))));
            }
        }
        let critical = d.task.as_deref().and_then(|id| cx.a.schedule.by_id(id)).is_some_and(|t| t.critical);
        if critical {
            why.push("on the critical path".to_owned());
        }
        if !why.is_empty() {
            let owner = if d.owner.is_empty() { "nobody" } else { &d.owner };
            let mut breach = row(d, r, format!("{} is blocked and {} (owner {owner}, risk {})", d.title, why.join(", "), d.risk.spoken().to_lowercase()));
            breach.critical = critical;
            out.push(breach);
        }
    }
}

fn slack(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (d, r) in open(cx) {
        let Some(slack) = r.slack_days.filter(|s| *s < cx.limit(&SLACK)) else { continue };
        let promised = d.promised.as_ref().map_or(String::new(), ToString::to_string);
        let needed = d.needed_by.as_ref().map_or("its task starts".to_owned(), |n| format!("needed {n}"));
        let (severity, what) = if slack < 0.0 {
            (Error, format!("{} too late", words::days(-slack)))
        } else {
            (Warning, format!("only {} before it is needed", words::days(slack)))
        };
        out.push(row(d, r, format!("{} is promised for {promised}, {what} ({needed})", d.title)).severity(severity).exposure(-slack));
    }
}

fn no_dates(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (d, r) in open(cx) {
        let known = |w: &Option<LooseDate>| w.as_ref().and_then(LooseDate::date).is_some();
        let needed = known(&d.needed_by) || d.task.as_deref().and_then(|id| cx.a.schedule.by_id(id)).is_some();
        let what = match (needed, known(&d.promised)) {
            (true, true) => continue,
            (true, false) => "no promised date",
            (false, true) => "no date it is needed by",
            (false, false) => "neither a needed-by nor a promised date",
        };
        let who = if d.required_by.is_empty() { String::new() } else { format!("; required by {}", words::listing(&d.required_by, 3)) };
        out.push(row(d, r, format!("{} ({}) has {what}{who}", d.title, d.status.spoken().to_lowercase())));
    }
}

/// The service can be done without for a while.
fn has_fallback(cx: &Cx<'_>, s: &Service) -> bool {
    let plan_b = cx.plan.dependencies.records().any(|d| d.service.as_deref() == Some(&s.id) && super::risk::complete(d.plan_b.as_ref()));
    plan_b || s.fallback.as_ref().is_some_and(|f| !f.trim().is_empty() && !is_placeholder(f))
}

fn no_fallback(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (s, r) in services(cx).filter(|(s, _)| s.kind == ServiceKind::External && !has_fallback(cx, s)) {
        out.push(node(
            r,
            format!("{} has no fallback; {} of {} services fail with it ({:.0} %)", s.title, r.blast.len(), cx.a.dependencies.internal, r.blast_pct),
        ));
    }
}

fn no_news(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (d, r) in open(cx) {
        let Some(updated) = d.updated else { continue };
        let most = cx.limit(if d.status == DependencyStatus::OnTrack { &QUIET } else { &QUIET_RISK });
        let age = cx.days_since(updated);
        if age > most {
            let status = d.status.spoken().to_lowercase();
            out.push(row(
                d,
                r,
                format!("{} ({status}) was last updated {}, {} ago; at most {} expected", d.title, cx.day(updated), words::days(age), words::days(most)),
            ));
        }
    }
}

fn cycle(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for circle in &cx.a.dependencies.cycles {
        let records: Vec<(&Service, &ServiceResult)> = services(cx).enumerate().filter(|(i, _)| circle.contains(i)).map(|(_, s)| s).collect();
        // The one that comes first by name stands for all, whatever the order of the file.
        let Some((_, r)) = records.iter().min_by_key(|(s, _)| s.id.as_str()) else { continue };
        let list = names(records.iter().map(|(s, _)| s.title.clone()).collect(), 5);
        out.push(node(r, format!("{} need each other in a circle: {list}", words::count(records.len(), "service"))));
    }
}

fn blast(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (s, r) in services(cx).filter(|(s, r)| r.blast_pct >= cx.limit(&BLAST) && !has_fallback(cx, s)).take(MOST) {
        out.push(node(
            r,
            format!("{} of {} services ({:.0} %) fail with {}, which has no fallback", r.blast.len(), cx.a.dependencies.internal, r.blast_pct, s.title),
        ));
    }
}

fn better_than_upstream(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    // Which services somebody declared a status of: few, while the graph may be large.
    let mut bound: BTreeMap<&str, DependencyStatus> = BTreeMap::new();
    for d in cx.plan.dependencies.records() {
        if let Some(service) = d.service.as_deref() {
            let slot = bound.entry(service).or_insert(d.status);
            *slot = worse(*slot, d.status);
        }
    }
    let of = |s: &Service| bound.get(s.id.as_str()).copied().into_iter().chain(s.status).reduce(worse);
    let declared: BTreeMap<usize, DependencyStatus> = services(cx).enumerate().filter_map(|(i, (s, _))| Some((i, of(s)?))).collect();
    for (i, status) in &declared {
        let Some(r) = cx.a.dependencies.services.get(*i) else { continue };
        let worst = r.needs.iter().filter_map(|n| Some((*n, *declared.get(n)?))).max_by_key(|(n, s)| (severity(*s), std::cmp::Reverse(*n)));
        let title = |n: usize| services(cx).nth(n).map_or("", |(s, _)| s.title.as_str());
        if let Some((n, upstream)) = worst.filter(|(_, u)| severity(*u) > severity(*status).max(1)) {
            let bound = cx.a.dependencies.services.get(n).and_then(|u| cx.plan.dependencies.records().find(|d| d.service.as_deref() == Some(&u.id)));
            let by = bound.map_or(String::new(), |d| format!(", bound to {}", d.title));
            let (said, is) = (status.spoken().to_lowercase(), upstream.spoken().to_lowercase());
            let needs = words::count(r.needs.len(), "service");
            out.push(node(r, format!("{} is declared {said}, but {} is {is}{by} (it needs {needs})", title(*i), title(n))));
        }
    }
}

fn no_mitigation(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let idle = |text: &str| {
        let first = text.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty()).unwrap_or("").to_lowercase();
        text.trim().is_empty() || is_placeholder(text) || matches!(first.as_str(), "escalate" | "monitor" | "wait" | "watch" | "chase")
    };
    for (d, r) in open(cx).filter(|(d, _)| d.status != DependencyStatus::OnTrack && !super::risk::complete(d.plan_b.as_ref())) {
        let text = d.mitigation.as_deref().unwrap_or("");
        if idle(text) {
            let what = if text.trim().is_empty() { "no mitigation".to_owned() } else { format!("\"{}\" as its mitigation, which is no action", text.trim()) };
            out.push(row(d, r, format!("{} is {} (risk {}) and has {what}", d.title, d.status.spoken().to_lowercase(), d.risk.spoken().to_lowercase())));
        }
    }
}

fn stranger(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (d, r) in open(cx) {
        let vendor = cx.plan.vendors.records().any(|v| v.id == d.owner || v.name.eq_ignore_ascii_case(&d.owner));
        if vendor || cx.roster().find(&d.owner).is_some() || cx.roster().close(&d.owner).is_some() {
            continue;
        }
        let teams = words::count(cx.plan.teams.len(), "team");
        let who = if d.owner.trim().is_empty() { "nobody".to_owned() } else { format!("\"{}\", who is not", d.owner) };
        let tail = if d.owner.trim().is_empty() { String::new() } else { format!(" among the {teams} and people of the plan") };
        out.push(row(d, r, format!("{} is owned by {who}{tail}", d.title)));
    }
}

fn everybody(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (d, r) in rows(cx) {
        let Some(all) = all_of(d) else { continue };
        let of_services = all.to_lowercase().contains("service");
        let list: Vec<String> = if of_services {
            cx.plan.services.records().filter(|s| s.kind != ServiceKind::External).map(|s| s.id.clone()).collect()
        } else {
            cx.plan.teams.records().map(|t| t.name.clone()).collect()
        };
        let what = if of_services { "service" } else { "team" };
        let fix = (!list.is_empty()).then(|| {
            let mut mended = d.clone();
            mended.required_by = d.required_by.iter().filter(|x| *x != all).cloned().chain(list.iter().cloned()).collect();
            Fix::new(format!("Name the {}", words::count(list.len(), what)), Edit::Set(at(RecordKind::Dependency, r.key), AnyRecord::from(mended)))
        });
        out.push(row(d, r, format!("{} is required by \"{all}\": {} to name", d.title, words::count(list.len(), what))).fix(fix));
    }
}

fn crossing(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let group: Vec<Option<&str>> = services(cx).map(|(s, _)| s.group.as_deref().filter(|_| s.kind != ServiceKind::External)).collect();
    let grouped = cx.a.dependencies.links.iter().filter_map(|(f, t, _)| Some(((*group.get(*f)?)?, (*group.get(*t)?)?)));
    let (all, cross) = grouped.fold((0, 0), |(n, c), (f, t)| (n + 1, c + usize::from(f != t)));
    let of = share(cross, all);
    if all > 0 && of > cx.limit(&CROSS) {
        let limit = words::number(cx.limit(&CROSS));
        out.push(cx.whole_plan(format!("{cross} of {all} links between services cross groups ({of:.0} %, at most {limit} % expected)")));
    }
}

fn untracked(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (s, r) in services(cx).filter(|(s, _)| s.kind == ServiceKind::External) {
        if !cx.plan.dependencies.records().any(|d| d.service.as_deref() == Some(&s.id)) {
            let hit = words::count(r.blast.len(), "service");
            out.push(node(r, format!("{} is external, {hit} need it, and no tracked dependency names it", s.title)));
        }
    }
    for (d, r) in open(cx).filter(|(d, _)| d.service.is_none() && d.task.is_none()) {
        out.push(row(d, r, format!("{} (risk {}) is tracked, but names neither a service nor a task", d.title, d.risk.spoken().to_lowercase())));
    }
}

fn contract_open(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let s = &cx.a.schedule;
    let first = cx.facts().with_role(TaskRole::Test).filter(|i| s.net.tasks[*i].open).map(|i| s.dates[i].start).min();
    let Some(first) = first else { return };
    let left = cx.calendar().days_between(s.status, first);
    if left > cx.limit(&CONTRACT) {
        return;
    }
    for (key, link) in cx.plan.service_links.iter() {
        let Some(contract) = link.contract.as_deref().filter(|_| link.contract_frozen_on.is_none_or(|d| d > cx.now)) else { continue };
        let when = if left <= 0.0 { "has begun".to_owned() } else { format!("begins in {}", words::days(left)) };
        let message = format!("The contract \"{contract}\" between {} and {} is not frozen, and testing {when}", link.from, link.to);
        out.push(Breach::new(at(RecordKind::ServiceLink, key), link.from.clone(), message).due(Some(Date::of_minute(first))));
    }
}

fn availability(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let of: Vec<(Option<f64>, bool)> = services(cx).map(|(s, _)| (s.availability_pct, s.fallback.is_some())).collect();
    if of.iter().all(|(a, _)| a.is_none()) {
        return;
    }
    for (s, r) in services(cx) {
        let Some(promised) = s.availability_pct else { continue };
        let parts: Vec<f64> = r.needs.iter().filter_map(|n| of.get(*n)).filter(|(_, fallback)| !fallback).filter_map(|(a, _)| *a).collect();
        let chain = parts.iter().map(|a| a / 100.0).product::<f64>() * 100.0;
        if !parts.is_empty() && chain + 1e-9 < promised {
            out.push(node(
                r,
                format!("{} promises {promised} %, but the {} it needs give {chain:.2} % together", s.title, words::count(parts.len(), "service")),
            ));
        }
    }
}

fn vendor_silent(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, v) in cx.plan.vendors.iter() {
        let about = |message: String| Breach::new(at(RecordKind::Vendor, key), v.id.clone(), message);
        let waiting = v.last_contact.filter(|c| v.last_response.is_none_or(|r| r < *c));
        if let (Some(since), Some(sla)) = (waiting, v.response_sla) {
            let (age, agreed) = (cx.days_since(since), cx.work_days(sla));
            if age > agreed {
                out.push(about(format!("{} has not answered for {} (agreed {}), since {}", v.name, words::days(age), sla.spoken(), cx.day(since))));
            }
        }
        let mut by_what: BTreeMap<&str, Vec<(Date, Date)>> = BTreeMap::new();
        for p in v.promises.iter().filter(|p| p.actual.is_none()) {
            if let (Some(on), Some(promised)) = (p.said_on, p.promised) {
                by_what.entry(&p.what).or_default().push((on, promised));
            }
        }
        for (what, mut said) in by_what {
            said.sort();
            let (Some(first), Some(last)) = (said.first(), said.last()) else { continue };
            let (passed, moved) = ((last.0.0 - first.0.0).num_days(), (last.1.0 - first.1.0).num_days());
            let days = |n: i64| float(usize::try_from(n).unwrap_or(0));
            if passed > 0 && days(moved) / days(passed) > cx.limit(&SLIP) {
                let rate = days(moved) / days(passed);
                let severity = if rate >= 1.0 { Error } else { Warning };
                out.push(
                    about(format!("{}: \"{what}\" moved by {moved} days in {passed} days, to {}", v.name, cx.day(last.1))).severity(severity).exposure(rate),
                );
            }
        }
    }
}

fn sla_missed(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, v) in cx.plan.vendors.iter() {
        for sla in v.sla.iter().filter(|s| s.total > 0) {
            let Some(target) = sla.target.as_ref().filter(|t| !matches!(t.comparator, Comparator::Less | Comparator::AtMost)) else { continue };
            let kept = f64::from(sla.met) / f64::from(sla.total) * 100.0;
            if kept < target.value {
                let message = format!("{} kept \"{}\" {} of {} times ({kept:.1} %), agreed is {target}", v.name, sla.what, sla.met, sla.total);
                out.push(Breach::new(at(RecordKind::Vendor, key), v.id.clone(), message));
            }
        }
    }
}

fn too_long(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (d, r) in open(cx) {
        let Some((age, to)) = r.age_days.zip(r.escalate_to) else { continue };
        let (status, risk) = (d.status.spoken().to_lowercase(), d.risk.spoken().to_lowercase());
        let now = d.level.name();
        out.push(row(d, r, format!("{} is {status} for {} (risk {risk}) and has gone to {now}; it belongs to {}", d.title, words::days(age), to.spoken())));
    }
}

fn double_booked(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, env) in cx.plan.environments.iter() {
        let mut all: Vec<(Date, Date, &str)> = env.bookings.iter().filter_map(|b| Some((b.from?, b.to.or(b.from)?, b.by.as_str()))).collect();
        all.sort();
        for (i, a) in all.iter().enumerate() {
            for b in all.iter().skip(i + 1).filter(|b| b.0 <= a.1 && b.2 != a.2).take(5) {
                let message = format!("{} is booked by {} and by {} from {} to {}", env.title, a.2, b.2, cx.day(b.0), cx.day(a.1.min(b.1)));
                out.push(Breach::new(at(RecordKind::Environment, key), env.id.clone(), message).due(Some(b.0)));
            }
        }
    }
}
