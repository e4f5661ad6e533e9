//! Records that contradict each other: ids used twice, references to nothing, circles. What is
//! wrong inside one record is noted when it is read.

use super::network::{IdIndex, to_usize};
use super::schedule::Schedule;
use crate::model::{AnyRecord, Key, List, Named, Plan, RecordKind, RecordRef, Weight, is_id, nearest};
use std::collections::HashSet;

/// Something in the file that cannot be trusted until it is mended.
#[derive(Clone, Debug, PartialEq)]
pub struct Invalid {
    /// Stable code (`V006`).
    pub code: &'static str,
    /// Error or warning.
    pub weight: Weight,
    /// The record it is about.
    pub at: RecordRef,
    /// Its id.
    pub subject: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// Checks the plan as a whole.
pub fn check(plan: &Plan, schedule: &Schedule) -> Vec<Invalid> {
    let mut out = Vec::new();
    task_ids(schedule, &mut out);
    ids(RecordKind::Risk, &plan.risks, &mut out);
    ids(RecordKind::Service, &plan.services, &mut out);
    ids(RecordKind::Dependency, &plan.dependencies, &mut out);
    ids(RecordKind::Section, &plan.sections, &mut out);
    ids(RecordKind::Metric, &plan.metrics, &mut out);
    ids(RecordKind::Team, &plan.teams, &mut out);
    ids(RecordKind::Person, &plan.people, &mut out);
    ids(RecordKind::Calendar, &plan.calendars, &mut out);
    ids(RecordKind::Checklist, &plan.checklists, &mut out);
    ids(RecordKind::Gate, &plan.gates, &mut out);
    links(schedule, &mut out);
    circles(schedule, &mut out);
    references(plan, schedule, &mut out);
    out
}

fn push(out: &mut Vec<Invalid>, code: &'static str, weight: Weight, at: RecordRef, subject: &str, message: String) {
    out.push(Invalid { code, weight, at, subject: subject.to_owned(), message });
}

/// V005 for tasks: the network knows already which ids stand twice.
fn task_ids(schedule: &Schedule, out: &mut Vec<Invalid>) {
    let net = &schedule.net;
    for i in net.odd_ids.iter().map(|i| to_usize(*i)) {
        let task = &net.records[i];
        wrong_id(RecordRef { kind: RecordKind::Task, key: net.keys[i] }, &task.id, &task.title, out);
    }
    for i in net.doubles.iter().map(|i| to_usize(*i)).filter(|i| !net.records[*i].id.is_empty()) {
        double_id(RecordRef { kind: RecordKind::Task, key: net.keys[i] }, &net.records[i].id, out);
    }
}

fn wrong_id(at: RecordRef, id: &str, title: &str, out: &mut Vec<Invalid>) {
    let message = if id.is_empty() {
        format!("{} \"{title}\" has no id; other records cannot refer to it", at.kind.label())
    } else {
        format!("id \"{id}\" may hold only letters, digits, dot, underscore and hyphen")
    };
    push(out, "V005", Weight::Error, at, id, message);
}

fn double_id(at: RecordRef, id: &str, out: &mut Vec<Invalid>) {
    push(out, "V005", Weight::Error, at, id, format!("two {}s have id \"{id}\"; rename one. Links to \"{id}\" go to the first", at.kind.label()));
}

/// V005: ids are there, well formed, and unique.
fn ids<T: Named>(kind: RecordKind, list: &List<T>, out: &mut Vec<Invalid>) {
    let all: Vec<(Key, &T)> = list.iter().collect();
    let (_, doubles) = IdIndex::with_doubles(all.iter().map(|(_, r)| r.id()));
    for (key, record) in all.iter().filter(|(_, r)| !is_id(r.id())) {
        wrong_id(RecordRef { kind, key: *key }, record.id(), record.title(), out);
    }
    for (key, record) in doubles.iter().filter_map(|i| all.get(to_usize(*i))).filter(|(_, r)| !r.id().is_empty()) {
        double_id(RecordRef { kind, key: *key }, record.id(), out);
    }
}

/// V006 and V008: what a task waits for exists, is not itself, and is named once.
fn links(schedule: &Schedule, out: &mut Vec<Invalid>) {
    let net = &schedule.net;
    let reference = |i: usize| RecordRef { kind: RecordKind::Task, key: net.keys[i] };
    for (task, place) in &net.missing {
        let i = to_usize(*task);
        let record = &net.records[i];
        let Some(link) = record.after.get(to_usize(*place)) else { continue };
        // Suggestions are dear in a plan of many tasks with many wrong links.
        let near = if net.missing.len() <= 50 { nearest(&link.pred, net.records.iter().map(|t| t.id.as_str())) } else { None };
        let hint = near.map_or(String::new(), |n| format!(". Did you mean \"{n}\"?"));
        push(out, "V006", Weight::Error, reference(i), &record.id, format!("task \"{}\" waits for \"{}\", which does not exist{hint}", record.id, link.pred));
    }
    for (task, _) in &net.selfish {
        let record = &net.records[to_usize(*task)];
        push(out, "V008", Weight::Error, reference(to_usize(*task)), &record.id, format!("task \"{}\" waits for itself; the link is left out", record.id));
    }
    for (task, place) in &net.repeated {
        let record = &net.records[to_usize(*task)];
        let Some(link) = record.after.get(to_usize(*place)) else { continue };
        let message = format!("task \"{}\" lists \"{}\" twice; keep both only if intended", record.id, link.pred);
        push(out, "V008", Weight::Warning, reference(to_usize(*task)), &record.id, message);
    }
}

/// V007: nothing waits for itself through others.
fn circles(schedule: &Schedule, out: &mut Vec<Invalid>) {
    let net = &schedule.net;
    for circle in &schedule.net.cycles {
        let mut names: Vec<&str> = circle.iter().take(12).map(|i| net.records[to_usize(*i)].id.as_str()).collect();
        let more = circle.len().saturating_sub(names.len());
        let rest = if more > 0 { format!(" → … ({more} more)") } else { String::new() };
        let first = to_usize(circle[0]);
        names.extend(if more == 0 { names.first().copied() } else { None });
        let at = RecordRef { kind: RecordKind::Task, key: net.keys[first] };
        let message =
            format!("tasks wait for each other in a circle: {}{rest}. Remove one of these links; until then the dates ignore one of them", names.join(" → "));
        push(out, "V007", Weight::Error, at, &net.records[first].id, message);
    }
}

/// V006 for everything else that names a record.
fn references(plan: &Plan, schedule: &Schedule, out: &mut Vec<Invalid>) {
    let services: HashSet<&str> = plan.services.records().map(|s| s.id.as_str()).collect();
    let dependencies: HashSet<&str> = plan.dependencies.records().map(|d| d.id.as_str()).collect();
    let mut wrong = |at: RecordRef, subject: &str, label: &str, id: &str, near: Option<&str>| {
        let hint = near.map_or(String::new(), |n| format!(". Did you mean \"{n}\"?"));
        push(out, "V006", Weight::Error, at, subject, format!("{} \"{subject}\" refers to {label} \"{id}\", which does not exist{hint}", at.kind.label()));
    };
    let near_task = |id: &str| nearest(id, schedule.net.records.iter().map(|t| t.id.as_str()));
    let near_service = |id: &str| nearest(id, services.iter().copied().collect::<std::collections::BTreeSet<_>>());
    if let Some(release) = plan.release.get()
        && let Some(id) = release.delivers.as_deref().filter(|id| schedule.net.find(id).is_none())
    {
        wrong(RecordRef { kind: RecordKind::Release, key: plan.release.key() }, "release", "task", id, near_task(id));
    }
    let sections: Vec<&str> = plan.sections.records().map(|s| s.id.as_str()).collect();
    let index = IdIndex::of(sections.iter().copied());
    // Neighbours mostly share a section: one look-up for all of them.
    let mut known = "";
    for (key, task) in plan.tasks.iter() {
        let Some(id) = task.section.as_deref().filter(|id| *id != known && !sections.is_empty()) else { continue };
        if index.find(id).is_some() {
            known = id;
        } else {
            wrong(RecordRef { kind: RecordKind::Task, key }, &task.id, "section", id, nearest(id, sections.iter().copied()));
        }
    }
    for (key, link) in plan.service_links.iter() {
        for id in [&link.from, &link.to] {
            if !services.contains(id.as_str()) {
                wrong(RecordRef { kind: RecordKind::ServiceLink, key }, &format!("{} → {}", link.from, link.to), "service", id, near_service(id));
            }
        }
    }
    for (key, dep) in plan.dependencies.iter() {
        let at = RecordRef { kind: RecordKind::Dependency, key };
        if let Some(id) = dep.service.as_deref().filter(|id| !services.contains(id)) {
            wrong(at, &dep.id, "service", id, near_service(id));
        }
        if let Some(id) = dep.task.as_deref().filter(|id| schedule.net.find(id).is_none()) {
            wrong(at, &dep.id, "task", id, near_task(id));
        }
    }
    for (key, risk) in plan.risks.iter() {
        let at = RecordRef { kind: RecordKind::Risk, key };
        for id in risk.tasks.iter().filter(|id| schedule.net.find(id).is_none()) {
            wrong(at, &risk.id, "task", id, near_task(id));
        }
        for id in risk.dependencies.iter().filter(|id| !dependencies.contains(id.as_str())) {
            wrong(at, &risk.id, "dependency", id, nearest(id, plan.dependencies.records().map(|d| d.id.as_str())));
        }
    }
}

/// The id by which messages name a record.
pub fn subject_of(plan: &Plan, at: RecordRef) -> String {
    plan.record(at).map_or_else(|| at.kind.label().to_owned(), |r: AnyRecord| if r.id().is_empty() { r.title().to_owned() } else { r.id().to_owned() })
}
