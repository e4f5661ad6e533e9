//! What cannot be trusted in a plan until it is mended: records that contradict themselves, each
//! other or the status date. What cannot be read at all is noted by the reader. Findings are about
//! plans that are poor, not wrong.

mod bindings;
mod codes;
mod delivery;
mod history;
mod ids;
mod links;
mod people;
mod readiness;
mod references;
mod risks;
mod tasks;

pub use bindings::bound_value;
pub use codes::{Code, code, codes};

use super::schedule::Schedule;
use crate::edit::{Edit, Fix};
use crate::model::records::Task;
use crate::model::value::Date;
use crate::model::{AnyRecord, Key, Plan, RecordKind, RecordRef, Weight};
use std::sync::Arc;

/// Something in the file that cannot be trusted until it is mended.
#[derive(Clone, Debug, PartialEq)]
pub struct Invalid {
    /// Stable code (`V006`).
    pub code: &'static str,
    /// Error or warning.
    pub weight: Weight,
    /// The record it is about.
    pub at: RecordRef,
    /// The field of that record it is about, if it is about one.
    pub field: Option<&'static str>,
    /// Its id.
    pub subject: String,
    /// What is wrong and what to do.
    pub message: String,
    /// The change that would mend it, where there is only one thing to do.
    pub fix: Option<Fix>,
}

impl Invalid {
    fn new(code: &'static str, at: RecordRef, subject: &str, message: String) -> Self {
        let weight = codes::code(code).map_or(Weight::Error, |c| c.weight);
        Self { code, weight, at, field: None, subject: subject.to_owned(), message, fix: None }
    }

    fn field(mut self, name: &'static str) -> Self {
        self.field = Some(name);
        self
    }

    fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }
}

/// A list that is checked on its own: it is checked again only when a type it reads has changed.
struct Family<C, Q> {
    reads: &'static [RecordKind],
    check: C,
    /// Tasks with new values bring nothing to a list that was empty: looking at them alone says so.
    quiet: Q,
}

/// Tasks that got new values, as they were and as they are, while ids and order stayed.
pub struct Touched<'a>(Vec<(Key, &'a Task, &'a Task)>);

impl<'a> Touched<'a> {
    /// More than this many are not looked at one by one.
    const MOST: usize = 64;

    /// What differs between two plans, if it is little and no id is other than it was.
    pub fn between(before: &'a Plan, after: &'a Plan) -> Option<Self> {
        let mut out = Vec::new();
        if before.tasks.same(&after.tasks) {
            return Some(Self(out));
        }
        if before.tasks.len() != after.tasks.len() {
            return None;
        }
        for ((was, old), (key, new)) in before.tasks.arcs().zip(after.tasks.arcs()) {
            if was != key {
                return None;
            }
            if Arc::ptr_eq(old, new) {
                continue;
            }
            if old.id != new.id || out.len() == Self::MOST {
                return None;
            }
            out.push((key, old.as_ref(), new.as_ref()));
        }
        Some(Self(out))
    }
}

/// What checks read of the whole plan.
struct Cx<'a> {
    plan: &'a Plan,
    /// The status date, if the plan says one.
    today: Option<Date>,
}

type OfRecords = Family<fn(&Cx<'_>, &mut Vec<Invalid>), fn(&Cx<'_>, &Touched<'_>) -> bool>;
type OfNetwork = Family<fn(&references::Resolver<'_>, &mut Vec<Invalid>), fn(&references::Resolver<'_>, &Touched<'_>) -> bool>;

/// What is wrong inside records.
const RECORDS: [OfRecords; 10] = {
    use RecordKind as K;
    [
        Family { reads: &[K::Task, K::Meta, K::Release], check: tasks::check, quiet: tasks::quiet },
        Family { reads: &[K::Release, K::Meta, K::Calendar, K::Freeze, K::Marker, K::Environment, K::Baseline], check: people::calendars, quiet: |_, _| false },
        Family { reads: &[K::Team, K::Person, K::Workstream, K::Service, K::Settings], check: people::check, quiet: |_, _| false },
        Family { reads: &[K::Risk, K::RiskScale, K::Meta], check: risks::check, quiet: |_, _| false },
        Family { reads: &[K::Task, K::Risk, K::Decision, K::ChangeRequest, K::Finance], check: risks::money, quiet: |_, touched| risks::same_money(touched) },
        Family { reads: &[K::Decision, K::Allow], check: risks::decisions, quiet: |_, _| false },
        Family { reads: &[K::Checklist, K::ReadinessGroup, K::Gate, K::Metric, K::Meta], check: readiness::check, quiet: |_, _| false },
        Family { reads: &[K::Runbook, K::Rollback, K::Deployment, K::Phase, K::Flag, K::Stage], check: delivery::check, quiet: |_, _| false },
        Family { reads: &[K::Service, K::ServiceLink], check: delivery::services, quiet: |_, _| false },
        Family { reads: &[K::Snapshot, K::Settings, K::Meta], check: history::check, quiet: |_, _| false },
    ]
};

/// What is wrong between records.
const NETWORK: [OfNetwork; 4] = {
    use RecordKind as K;
    [
        Family { reads: &[K::Task, K::Meta, K::Release, K::Calendar, K::Settings, K::Team], check: links::check, quiet: |_, _| false },
        Family { reads: references::TASKS_READ, check: references::of_tasks, quiet: references::quiet },
        Family { reads: RecordKind::ALL, check: references::of_others, quiet: |_, _| false },
        Family { reads: RecordKind::ALL, check: ids::check, quiet: |_, _| true },
    ]
};

/// Most mistakes of one family that are listed; after that nobody reads on.
const MOST_LISTED: usize = 1000;

/// What the checks found, kept apart so that an unchanged part need not be checked again.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    records: Vec<Arc<Vec<Invalid>>>,
    network: Vec<Arc<Vec<Invalid>>>,
}

impl Checks {
    /// Checks every record by itself. `same` tells that nothing of these types has changed since
    /// `before` was found.
    pub fn of_records(plan: &Plan, before: Option<&Self>, touched: Option<&Touched<'_>>, same: &dyn Fn(&[RecordKind]) -> bool) -> Self {
        let cx = Cx { plan, today: plan.meta.get().and_then(|m| m.status_date) };
        let records = RECORDS.iter().enumerate().map(|(i, family)| {
            let quiet = || touched.is_some_and(|t| others_same(family.reads, same) && (family.quiet)(&cx, t));
            let kept = before.and_then(|b| b.records.get(i)).filter(|list| same(family.reads) || (list.is_empty() && quiet()));
            kept.map_or_else(|| Arc::new(found(|out| (family.check)(&cx, out))), Arc::clone)
        });
        Self { records: records.collect(), network: Vec::new() }
    }

    /// Checks what records say about each other.
    pub fn of_network(&mut self, plan: &Plan, schedule: &Schedule, before: Option<&Self>, touched: Option<&Touched<'_>>, same: &dyn Fn(&[RecordKind]) -> bool) {
        let resolver = references::Resolver::new(plan, &schedule.net);
        let network = NETWORK.iter().enumerate().map(|(i, family)| {
            let quiet = || touched.is_some_and(|t| others_same(family.reads, same) && (family.quiet)(&resolver, t));
            let kept = before.and_then(|b| b.network.get(i)).filter(|list| same(family.reads) || (list.is_empty() && quiet()));
            kept.map_or_else(|| Arc::new(found(|out| (family.check)(&resolver, out))), Arc::clone)
        });
        self.network = network.collect();
    }

    /// Everything that was found: what contradicts others first. Of very many of one family only the
    /// first are listed.
    pub fn all(&self) -> Vec<Invalid> {
        let mut out = Vec::new();
        for list in self.network.iter().chain(&self.records) {
            out.extend(list.iter().take(MOST_LISTED).cloned());
            if let Some(next) = list.get(MOST_LISTED) {
                let message = format!("{} more problems like this follow; they are listed once these are mended", list.len() - MOST_LISTED);
                out.push(Invalid { message, field: None, fix: None, ..next.clone() });
            }
        }
        out
    }

    /// The plan as the analysis uses it: without the data that would mislead, such as 150 %. The
    /// same plan when there are none.
    pub fn usable(&self, plan: &Plan) -> Plan {
        const MISLEAD: [&str; 3] = ["V013", "V015", "V016"];
        let mut plan = plan.clone();
        for i in self.records.iter().flat_map(|list| list.iter()).filter(|i| MISLEAD.contains(&i.code)) {
            let cleared = i.field.and_then(|field| plan.record(i.at)?.with_field(field, None).ok());
            if let Some(next) = cleared.and_then(|record| plan.with_record(i.at.key, record)) {
                plan = next;
            }
        }
        plan
    }
}

/// What is read beside tasks has not changed.
fn others_same(reads: &[RecordKind], same: &dyn Fn(&[RecordKind]) -> bool) -> bool {
    reads.iter().all(|kind| *kind == RecordKind::Task || same(&[*kind]))
}

fn found(check: impl FnOnce(&mut Vec<Invalid>)) -> Vec<Invalid> {
    let mut out = Vec::new();
    check(&mut out);
    out
}

/// A fix that changes one record.
#[expect(clippy::unnecessary_wraps, reason = "most callers offer a fix only under a condition")]
fn change<T: Clone + Into<AnyRecord>>(label: impl Into<String>, at: RecordRef, record: &T, change: impl FnOnce(&mut T)) -> Option<Fix> {
    let mut record = record.clone();
    change(&mut record);
    Some(Fix::new(label, Edit::Set(at, record.into())))
}

fn at(kind: RecordKind, key: Key) -> RecordRef {
    RecordRef { kind, key }
}

/// What people call a record: its title, else its id.
fn name<'a>(title: &'a str, id: &'a str) -> &'a str {
    if title.is_empty() { id } else { title }
}

/// A number as people write it, for messages.
fn number(value: f64) -> String {
    super::words::number(value)
}

/// A percentage outside 0 to 100.
fn percentage(out: &mut Vec<Invalid>, at: RecordRef, subject: &str, field: &'static str, value: f64, set: impl FnOnce(f64) -> Option<AnyRecord>) {
    if (0.0..=100.0).contains(&value) {
        return;
    }
    let nearest = value.clamp(0.0, 100.0);
    let message = format!("{} \"{subject}\": {field} is {} %; it lies from 0 to 100", at.kind.label(), number(value));
    let fix = set(nearest).map(|record| Fix::new(format!("Set to {} %", number(nearest)), Edit::Set(at, record)));
    out.push(Invalid::new("V015", at, subject, message).field(field).fix(fix));
}
