//! Findings about the data: names, units, placeholders, values in two places. What makes the file
//! unusable is for `validate`.

use super::Severity::{Info, Warning};
use super::cx::{Cx, MOST, at, is_placeholder};
use super::roster::Who;
use super::rule::Provenance::{Brief, Heuristic, Known};
use super::rule::{Breach, Rule, Threshold, limit, rule};
use crate::analysis::words;
use crate::edit::{Edit, Fix};
use crate::model::records::{DependencyStatus, ReleaseKind, TaskStatus, WorkstreamStatus};
use crate::model::value::{Comparator, LooseDate};
use crate::model::{AnyRecord, Key, RecordKind, RecordRef};

const APART: Threshold = limit("DAT-014", 5.0, "percentage points", "difference between two places that state the same progress");

const OWNERS: &[RecordKind] = &[
    RecordKind::Dependency,
    RecordKind::Risk,
    RecordKind::Decision,
    RecordKind::Issue,
    RecordKind::Runbook,
    RecordKind::Person,
    RecordKind::Team,
    RecordKind::Stakeholder,
];
const PROGRESS: &[RecordKind] = &[RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release];

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    rule("DAT-001", Warning, close_name)
        .says("A name is close to one that is known, and not the same", "Use the known name")
        .formula("Owners and required_by of dependencies, owners of risks, against people, teams and stakeholders: equal but for case, signs and the word \"team\", or a slip of the keyboard")
        .from(Brief, "The brief: \"Backend Team\" and \"Backend\"")
        .reads(OWNERS),
    rule("DAT-003", Info, no_comparator)
        .says("A target has no comparator: its direction is assumed", "Write >= or <= in front of it, or state the direction")
        .from(Brief, "The brief: targets 95% and 80%")
        .reads(&[RecordKind::Metric]),
    rule("DAT-004", Warning, other_unit)
        .says("A limit on a metric has another unit than the metric", "Use the unit of the metric")
        .formula("Criteria of phases and triggers of the rollback that name a metric by its id")
        .from(Known, "Measurement practice")
        .reads(&[RecordKind::Metric, RecordKind::Phase, RecordKind::Rollback]),
    rule("DAT-005", Info, same_title)
        .says("Two records of one kind have the same title", "Tell them apart")
        .formula("Risks, dependencies, decisions, metrics, services, workstreams; tasks of one section, up to 2,000 tasks")
        .from(Heuristic, "Practice")
        .reads(&[
            RecordKind::Risk,
            RecordKind::Dependency,
            RecordKind::Decision,
            RecordKind::Metric,
            RecordKind::Service,
            RecordKind::Workstream,
            RecordKind::Task,
        ]),
    rule("DAT-006", Warning, words_for_a_date)
        .says("A date is written in words", "Pick a date")
        .from(Brief, "The brief: needed by \"end of week\"")
        .reads(&[RecordKind::Decision, RecordKind::Dependency]),
    rule("DAT-007", Info, placeholder)
        .says("A field holds a placeholder", "Fill it in, or leave it out")
        .formula("Texts such as -, TBD or n/a in owners, mitigations, contexts and reasons")
        .from(Brief, "The brief: mitigation \"-\"")
        .reads(OWNERS),
    rule("DAT-008", Info, odd_percentage)
        .says("Status and percentage of a task contradict each other", "Correct one of the two")
        .formula("Active at 0 % without an actual start; not started above 0 %; done below 100 %")
        .from(Heuristic, "Practice")
        .reads(PROGRESS),
    rule("DAT-009", Warning, blocked_without_issue)
        .says("Something is blocked, and no issue says by what", "Record the issue with its owner and next step")
        .formula("Blocked dependencies, tasks and workstreams that no open issue names in blocks")
        .from(Brief, "The brief: removing blockers")
        .reads(&[
            RecordKind::Issue,
            RecordKind::Dependency,
            RecordKind::Workstream,
            RecordKind::Task,
            RecordKind::Calendar,
            RecordKind::Team,
            RecordKind::Release,
        ]),
    rule("DAT-010", Warning, versions_disagree)
        .says("Version, kind of release and report title disagree", "Align them")
        .formula("Semantic versioning: a major release ends in .0.0, a minor one in .0; a version in the report's title is that of the release")
        .from(Brief, "The brief: 2.4.0 as a major release; \"Customer Portal v2.0\"")
        .reads(&[RecordKind::Release, RecordKind::ReportCfg]),
    rule("DAT-011", Warning, typed_score)
        .says("A typed value differs from the computed one", "Drop it: it is computed")
        .from(Brief, "The brief: score = probability × impact")
        .reads(&[RecordKind::Risk, RecordKind::RiskScale]),
    rule("DAT-012", Info, currencies)
        .says("Amounts of money are in several currencies", "Convert them to one")
        .from(Heuristic, "Practice")
        .reads(&[RecordKind::Finance, RecordKind::Risk, RecordKind::Decision, RecordKind::ChangeRequest]),
    rule("DAT-013", Info, role_as_owner)
        .says("A team or a role owns something a person should", "Name the person")
        .formula("Owners of risks, issues, decisions and runbook steps that are a team or only a role, in a plan that lists people")
        .from(Brief, "The brief: \"Backend Lead\", \"Delivery Manager\"")
        .reads(OWNERS),
    rule("DAT-014", Warning, two_values)
        .says("The same progress is stated differently in two places", "Keep one source")
        .formula("Percentage of a workstream against that of its tasks, weighted by their duration")
        .limits(&[APART])
        .from(Brief, "The brief: development 85 %, frontend 90 %")
        .reads(&[RecordKind::Workstream, RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release]),
    rule("DAT-015", Warning, allowance_expired)
        .says("An allowance has expired", "Renew it, or mend what it allowed")
        .from(Heuristic, "Compilers: allowances with reason and expiry")
        .reads(&[RecordKind::Allow]),
];

/// Everybody who owns something: where, its id, what it is called, the owner's text.
fn owners<'a>(cx: &Cx<'a>) -> Vec<(RecordRef, &'a str, &'a str, &'a str)> {
    let plan = cx.plan;
    let mut out: Vec<(RecordRef, &str, &str, &str)> = Vec::new();
    out.extend(plan.risks.iter().filter_map(|(k, r)| Some((at(RecordKind::Risk, k), r.id.as_str(), r.id.as_str(), r.owner.as_deref()?))));
    out.extend(plan.issues.iter().filter_map(|(k, r)| Some((at(RecordKind::Issue, k), r.id.as_str(), r.title.as_str(), r.owner.as_deref()?))));
    out.extend(plan.decisions.iter().filter_map(|(k, r)| Some((at(RecordKind::Decision, k), r.id.as_str(), r.title.as_str(), r.decider.as_deref()?))));
    let steps = plan.runbook.get().map(|r| r.steps.as_slice()).unwrap_or_default();
    let runbook = at(RecordKind::Runbook, plan.runbook.key());
    out.extend(steps.iter().filter_map(|s| Some((runbook, s.id.as_str(), s.action.as_str(), s.owner.as_deref()?))));
    out
}

fn close_name(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let of_dependencies = cx.plan.dependencies.iter().flat_map(|(k, d)| {
        let place = at(RecordKind::Dependency, k);
        std::iter::once(&d.owner).chain(&d.required_by).map(move |name| (place, d.id.as_str(), d.title.as_str(), name.as_str()))
    });
    for (place, id, title, name) in of_dependencies.chain(owners(cx)) {
        if let Some(known) = cx.roster().close(name) {
            out.push(Breach::new(place, id, format!("{title} names \"{name}\"; did you mean \"{known}\"?")));
        }
    }
}

fn no_comparator(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, m) in cx.plan.metrics.iter() {
        let Some(target) = m.target.as_ref().filter(|t| t.comparator == Comparator::Unstated && m.direction.is_none()) else { continue };
        let mut mended = m.clone();
        mended.target = Some(crate::model::value::Target { comparator: Comparator::AtLeast, ..target.clone() });
        let fix = Fix::new(format!("Write it as >={target}"), Edit::Set(at(RecordKind::Metric, key), AnyRecord::from(mended)));
        let message = format!("{}: the target {target} has no comparator; more is assumed to be better", m.title);
        out.push(Breach::new(at(RecordKind::Metric, key), m.id.clone(), message).fix(Some(fix)));
    }
}

fn other_unit(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let unit = |metric: &str| {
        let m = cx.plan.metrics.records().find(|m| m.id == metric)?;
        Some((m.title.clone(), m.target.as_ref()?.bare_unit().to_owned()))
    };
    let mut check = |place: RecordRef, subject: &str, metric: &str, target: Option<&crate::model::value::Target>| {
        if let (Some((title, unit)), Some(target)) = (unit(metric), target)
            && unit != target.bare_unit()
        {
            let said = |u: &str| if u.is_empty() { "no unit".to_owned() } else { format!("\"{u}\"") };
            out.push(Breach::new(place, subject, format!("The limit {target} on {title} has {}, the metric {}", said(target.bare_unit()), said(&unit))));
        }
    };
    for (key, p) in cx.plan.rollout.iter() {
        for c in p.exit.iter().chain(&p.abort) {
            check(at(RecordKind::Phase, key), &p.id, &c.metric, c.target.as_ref());
        }
    }
    for t in cx.plan.rollback.get().map(|r| r.triggers.as_slice()).unwrap_or_default() {
        check(at(RecordKind::Rollback, cx.plan.rollback.key()), "rollback", &t.metric, t.target.as_ref());
    }
}

/// Most tasks among which equal titles are looked for: beyond, reading them all would slow down
/// every analysis.
const TITLES: usize = 2_000;

/// Drops what no other title can equal: of each title a number is made, and those that stand once
/// are told without sorting the texts. Two titles with one number stay, and are compared in full.
fn keep_alike(all: &mut Vec<(RecordRef, &str, &str, &str)>) {
    // FNV-1a: the same number everywhere.
    let number = |text: &str| text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |n, b| (n ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
    let numbers: Vec<u64> = all.iter().map(|(_, _, title, _)| number(title.trim())).collect();
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    let twice: Vec<u64> = sorted.windows(2).filter(|w| w.first() == w.last()).filter_map(|w| w.first().copied()).collect();
    let mut numbers = numbers.into_iter();
    all.retain(|_| numbers.next().is_some_and(|n| twice.binary_search(&n).is_ok()));
}

fn same_title(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let plan = cx.plan;
    let mut all: Vec<(RecordRef, &str, &str, &str)> = Vec::new();
    all.extend(plan.risks.iter().map(|(k, r)| (at(RecordKind::Risk, k), r.id.as_str(), r.title.as_str(), "")));
    all.extend(plan.dependencies.iter().map(|(k, r)| (at(RecordKind::Dependency, k), r.id.as_str(), r.title.as_str(), "")));
    all.extend(plan.decisions.iter().map(|(k, r)| (at(RecordKind::Decision, k), r.id.as_str(), r.title.as_str(), "")));
    all.extend(plan.metrics.iter().map(|(k, r)| (at(RecordKind::Metric, k), r.id.as_str(), r.title.as_str(), "")));
    all.extend(plan.services.iter().map(|(k, r)| (at(RecordKind::Service, k), r.id.as_str(), r.title.as_str(), "")));
    all.extend(plan.workstreams.iter().map(|(k, r)| (at(RecordKind::Workstream, k), r.id.as_str(), r.title.as_str(), "")));
    if plan.tasks.slots().len() <= TITLES {
        all.extend(plan.tasks.iter().map(|(k, t)| (at(RecordKind::Task, k), t.id.as_str(), t.title.as_str(), t.section.as_deref().unwrap_or(""))));
    }
    all.retain(|(_, _, title, _)| !title.trim().is_empty());
    keep_alike(&mut all);
    // Sorted by kind, section, title and id: equal titles lie together, in an order that does not
    // depend on that of the file.
    all.sort_unstable_by(|a, b| (a.0.kind, a.3, a.2.trim(), a.1).cmp(&(b.0.kind, b.3, b.2.trim(), b.1)));
    for same in all.chunk_by(|a, b| a.0.kind == b.0.kind && a.3 == b.3 && a.2.trim() == b.2.trim()).filter(|s| s.len() > 1).take(MOST) {
        let ids: Vec<String> = same.iter().map(|(_, id, _, _)| (*id).to_owned()).collect();
        if let Some((place, id, title, _)) = same.first() {
            let message = format!("{} have the title \"{title}\": {}", words::count(same.len(), place.kind.label()), words::listing(&ids, 4));
            out.push(Breach::new(*place, *id, message));
        }
    }
}

fn words_for_a_date(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let dated = |d: Option<&LooseDate>| match d {
        Some(LooseDate::Words(w)) => Some(w.clone()),
        _ => None,
    };
    let mut say = |place: RecordRef, id: &str, title: &str, field: &str, text: String| {
        out.push(Breach::new(place, id, format!("{title} is {field} \"{text}\": words, no date to compute with")));
    };
    for (key, d) in cx.plan.decisions.iter().filter(|(_, d)| d.decided.is_none()) {
        if let Some(text) = dated(d.needed_by.as_ref()) {
            say(at(RecordKind::Decision, key), &d.id, &d.title, "needed by", text);
        }
    }
    for (key, d) in cx.plan.dependencies.iter() {
        for (field, value) in [("needed by", &d.needed_by), ("promised for", &d.promised)] {
            if let Some(text) = dated(value.as_ref()) {
                say(at(RecordKind::Dependency, key), &d.id, &d.title, field, text);
            }
        }
    }
}

fn placeholder(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let mut say = |place: RecordRef, id: &str, title: &str, field: &str, text: &str| {
        if is_placeholder(text) {
            out.push(Breach::new(place, id, format!("{title} has \"{}\" as its {field}", text.trim())));
        }
    };
    for (key, d) in cx.plan.dependencies.iter() {
        let place = at(RecordKind::Dependency, key);
        say(place, &d.id, &d.title, "mitigation", d.mitigation.as_deref().unwrap_or(""));
        say(place, &d.id, &d.title, "owner", &d.owner);
    }
    for (key, r) in cx.plan.risks.iter() {
        say(at(RecordKind::Risk, key), &r.id, &r.id, "description", r.description.as_deref().unwrap_or(""));
    }
    for (key, d) in cx.plan.decisions.iter() {
        say(at(RecordKind::Decision, key), &d.id, &d.title, "context", &d.context);
    }
    for (place, id, title, owner) in owners(cx) {
        say(place, id, title, "owner", owner);
    }
}

fn odd_percentage(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for i in cx.facts().odd_pct.iter().copied().take(MOST) {
        let record = &cx.a.schedule.net.records[i];
        let pct = words::number(record.pct.unwrap_or(0.0));
        let status = record.status.spoken().to_lowercase();
        out.push(cx.task(i, format!("{} is {status} at {pct} %", record.title)));
    }
}

fn blocked_without_issue(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let open = cx.plan.issues.records().filter(|i| i.closed.is_none()).count();
    let known = |id: &str| cx.plan.issues.records().any(|i| i.closed.is_none() && i.blocks.iter().any(|b| b == id));
    let message = |title: &str| match open {
        0 => format!("{title} is blocked, and there is no open issue"),
        n => format!("{title} is blocked, and none of the {} says by what", words::count(n, "open issue")),
    };
    for (key, d) in cx.plan.dependencies.iter().filter(|(_, d)| d.status == DependencyStatus::Blocked && !known(&d.id)) {
        out.push(Breach::new(at(RecordKind::Dependency, key), d.id.clone(), message(&d.title)));
    }
    for (key, w) in cx.plan.workstreams.iter().filter(|(_, w)| w.declared == WorkstreamStatus::Blocked && !known(&w.id)) {
        // What blocks it may be known one level below.
        if !w.tasks.iter().chain(&w.deps).chain(&w.items).any(|id| known(id)) {
            out.push(Breach::new(at(RecordKind::Workstream, key), w.id.clone(), message(&w.title)));
        }
    }
    let s = &cx.a.schedule;
    for i in cx.facts().blocked.iter().copied() {
        if !known(&s.net.records[i].id) && out.len() < MOST {
            out.push(cx.task(i, message(&s.net.records[i].title)));
        }
    }
}

/// The numbers of a version, when it looks like one.
fn numbers(version: &str) -> Option<Vec<u32>> {
    let parts: Option<Vec<u32>> = version.trim().split('.').map(|p| p.parse().ok()).collect();
    parts.filter(|p| (2..=3).contains(&p.len()))
}

fn versions_disagree(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(release) = cx.plan.release.get() else { return };
    let Some(own) = numbers(&release.version) else { return };
    let rest = own.get(1..).unwrap_or_default();
    let said = release.kind.spoken().to_lowercase();
    let is = match (release.kind, rest) {
        (ReleaseKind::Major, [minor, ..]) if *minor != 0 => "minor",
        (ReleaseKind::Major | ReleaseKind::Minor, [_, patch]) if *patch != 0 => "patch",
        _ => "",
    };
    if !is.is_empty() {
        out.push(cx.release(format!("{} is declared a {said} release, and its number says {is}", release.version)));
    }
    let title = cx.plan.reports.get().and_then(|r| r.project_title.as_deref()).unwrap_or("");
    for word in title.split_whitespace() {
        let Some(other) = word.strip_prefix(['v', 'V']).and_then(numbers) else { continue };
        if !own.starts_with(&other) {
            let message = format!("The report's title says {word}, and the release is {}", release.version);
            out.push(Breach::new(at(RecordKind::ReportCfg, cx.plan.reports.key()), "reports", message));
        }
    }
}

fn typed_score(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for ((key, risk), r) in cx.plan.risks.iter().zip(&cx.a.risks.items) {
        if let Some(typed) = risk.score.filter(|s| (s - f64::from(r.score)).abs() > 1e-9) {
            let mut mended = risk.clone();
            mended.score = None;
            let fix = Fix::new("Drop the typed score", Edit::Set(at(RecordKind::Risk, key), AnyRecord::from(mended)));
            let message = format!("{}: the file says score {}, {} × {} is {}", risk.id, words::number(typed), r.probability, r.impact, r.score);
            out.push(Breach::new(at(RecordKind::Risk, key), risk.id.clone(), message).fix(Some(fix)));
        }
    }
}

fn currencies(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let plan = cx.plan;
    let of_risks = plan.risks.records().filter_map(|r| Some(r.cost.as_ref()?.currency.as_str()));
    let of_options = plan.decisions.records().flat_map(|d| d.options.iter().filter_map(|o| o.cost.as_ref()).chain(&d.cost)).map(|m| m.currency.as_str());
    let of_changes = plan.changes.records().filter_map(|c| Some(c.impact_cost.as_ref()?.currency.as_str()));
    let of_finance = plan.finance.get().map(|f| f.currency.as_str()).filter(|c| !c.is_empty());
    let all: std::collections::BTreeSet<&str> = of_risks.chain(of_options).chain(of_changes).chain(of_finance).collect();
    if all.len() > 1 {
        let list: Vec<String> = all.into_iter().map(str::to_owned).collect();
        out.push(cx.whole_plan(format!("Money is in {} currencies: {}", list.len(), words::listing(&list, 5))));
    }
}

fn role_as_owner(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let people = cx.plan.people.len();
    if people == 0 || cx.roster().is_empty() {
        return;
    }
    for (place, id, title, owner) in owners(cx) {
        let what = match cx.roster().find(owner) {
            Some(Who::Team) => "a team",
            Some(Who::Role) => "a role",
            _ => continue,
        };
        out.push(Breach::new(
            place,
            id,
            format!("{title} is owned by \"{owner}\", {what}; the plan lists {}", if people == 1 { "1 person".to_owned() } else { format!("{people} people") }),
        ));
    }
}

fn two_values(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let s = &cx.a.schedule;
    for (key, w) in cx.plan.workstreams.iter() {
        let Some(said) = w.pct else { continue };
        let (mut all, mut done) = (0.0, 0.0);
        for record in w.tasks.iter().filter_map(|id| s.net.find(id)).map(|i| &s.net.records[i]).filter(|t| t.status != TaskStatus::Cancelled) {
            let weight = cx.work_days(record.duration);
            all += weight;
            done += weight * if record.status == TaskStatus::Done { 100.0 } else { record.pct.unwrap_or(0.0) };
        }
        if all > 0.0 && (done / all - said).abs() > cx.limit(&APART) {
            let message = format!("{} is stated at {} %, its tasks make it {} %", w.title, words::number(said), words::number(done / all));
            out.push(Breach::new(at(RecordKind::Workstream, key), w.id.clone(), message));
        }
    }
}

fn allowance_expired(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, a) in cx.plan.allow.iter() {
        if let Some(until) = a.until.filter(|u| *u < cx.now) {
            let about = a.subject.as_deref().map_or(String::new(), |s| format!(" for {s}"));
            let message = format!("The allowance of {}{about} expired {}, {} days ago (by {})", a.rule, cx.day(until), (cx.now.0 - until.0).num_days(), a.by);
            out.push(allow(key, a.rule.clone(), message).due(Some(until)));
        }
    }
}

fn allow(key: Key, subject: String, message: String) -> Breach {
    Breach::new(at(RecordKind::Allow, key), subject, message)
}
