//! What changed in meaning between two plans: records matched by id, dates that moved and why,
//! risks scored anew, findings that came and went. Layout, comments and the order of lists are
//! deliberately nothing that counts. A pure function of two analyses.

mod blocks;
mod fields;
mod matched;

pub use blocks::{blocks, report};
pub use fields::FieldChange;

use crate::analysis::findings::Severity;
use crate::analysis::network::to_usize;
use crate::analysis::schedule::Driver;
use crate::analysis::{Analysis, words};
use crate::model::records::Rag;
use crate::model::value::Date;
use crate::model::{AnyRecord, RecordKind};
use std::collections::BTreeMap;

/// What became of a record.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another id, and all else is equal; the old id.
    Renamed(String),
    /// Some of its fields differ.
    Changed(Vec<FieldChange>),
}

/// One record that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Its type.
    pub kind: RecordKind,
    /// Its id, empty if it has none.
    pub id: String,
    /// By what people know it.
    pub title: String,
    /// What became of it.
    pub what: What,
}

/// A task whose dates moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Forecast first day, before and now.
    pub start: (Date, Date),
    /// Forecast last day, before and now.
    pub finish: (Date, Date),
    /// Working days by which it ends later; negative when earlier.
    pub days: f64,
    /// Why.
    pub cause: String,
}

/// A risk with another score.
#[derive(Clone, Debug, PartialEq)]
pub struct Rescored {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Score and band, before and now.
    pub score: ((u32, &'static str), (u32, &'static str)),
}

/// A finding that only one of the plans has.
#[derive(Clone, Debug, PartialEq)]
pub struct Raised {
    /// Rule.
    pub rule: &'static str,
    /// How bad.
    pub severity: Severity,
    /// What it is about.
    pub subject: String,
    /// What is wrong.
    pub message: String,
}

/// Before and now.
pub type Pair<T> = (T, T);

/// Everything that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Diff {
    /// Name of the project in the new plan.
    pub project: String,
    /// Status dates.
    pub status_date: Pair<Date>,
    /// Forecast of what is delivered.
    pub forecast: Pair<Option<Date>>,
    /// Working days by which that is later.
    pub forecast_days: f64,
    /// The promised day.
    pub target: Pair<Option<Date>>,
    /// Computed status.
    pub computed: Pair<Rag>,
    /// Declared status.
    pub declared: Pair<Rag>,
    /// Records, type by type in the order of the file.
    pub changes: Vec<Change>,
    /// Tasks whose dates moved, in the order of the file.
    pub moved: Vec<Moved>,
    /// Risks whose score moved.
    pub rescored: Vec<Rescored>,
    /// Findings that are new.
    pub raised: Vec<Raised>,
    /// Findings that are gone.
    pub resolved: Vec<Raised>,
}

impl Diff {
    /// Nothing changed in meaning.
    pub fn is_empty(&self) -> bool {
        let same = self.computed.0 == self.computed.1 && self.declared.0 == self.declared.1 && self.status_date.0 == self.status_date.1;
        same && self.changes.is_empty() && self.moved.is_empty() && self.rescored.is_empty() && self.raised.is_empty() && self.resolved.is_empty()
    }
}

/// Compares two plans.
pub fn of(old: &Analysis, new: &Analysis) -> Diff {
    let (renamed_plan, renames) = matched::with_renames(&old.plan, &new.plan);
    let changes = matched::changes(&renamed_plan, &new.plan, &renames);
    // With the new ids in the old plan, what follows from both can be compared by id.
    let renamed_analysis = if renames.is_empty() { None } else { Some(Analysis::of(&renamed_plan)) };
    let before = renamed_analysis.as_ref().unwrap_or(old);
    let target = |a: &Analysis| a.plan.release.get().and_then(|r| r.target);
    let forecast = |a: &Analysis| a.schedule.delivers.and_then(|i| a.schedule.dates.get(i)).map(|d| (d.finish, d.forecast_last_day()));
    let (was, is) = (forecast(before), forecast(new));
    let (raised, resolved) = findings(before, new);
    Diff {
        project: new.plan.meta.get().map_or(String::new(), |m| m.project.clone()),
        status_date: (old.plan.status_date(), new.plan.status_date()),
        forecast: (was.map(|w| w.1), is.map(|i| i.1)),
        forecast_days: was.zip(is).map_or(0.0, |(w, i)| later(new, w.0, i.0)),
        target: (target(old), target(new)),
        computed: (old.status.computed, new.status.computed),
        declared: (old.status.declared, new.status.declared),
        moved: moved(before, new, &changes),
        rescored: rescored(before, new),
        changes,
        raised,
        resolved,
    }
}

/// Working days from one instant to another, negative when it is earlier.
fn later(a: &Analysis, from: i64, to: i64) -> f64 {
    let calendar = a.calendars.standard();
    if to >= from { calendar.days_between(from, to) } else { -calendar.days_between(to, from) }
}

/// Fields of a task that decide its dates.
const DATING: [&str; 11] = ["start", "duration", "after", "constraint", "status", "pct", "remaining", "actual_start", "actual_finish", "calendar", "kind"];

fn moved(old: &Analysis, new: &Analysis, changes: &[Change]) -> Vec<Moved> {
    let own: BTreeMap<&str, &Vec<FieldChange>> = changes
        .iter()
        .filter(|c| c.kind == RecordKind::Task)
        .filter_map(|c| if let What::Changed(fields) = &c.what { Some((c.id.as_str(), fields)) } else { None })
        .collect();
    let before = |id: &str| old.schedule.by_id(id);
    let mut out = Vec::new();
    for (is, task) in new.schedule.dates.iter().zip(&new.schedule.net.records) {
        let Some(was) = before(&task.id).filter(|w| (w.start, w.finish) != (is.start, is.finish)) else { continue };
        let start = (was.forecast_first_day(), is.forecast_first_day());
        let finish = (was.forecast_last_day(), is.forecast_last_day());
        if start.0 == start.1 && finish.0 == finish.1 {
            continue;
        }
        let dating = own.get(task.id.as_str()).and_then(|fields| fields.iter().find(|f| DATING.contains(&f.field)));
        let cause = match (dating, is.driver) {
            (Some(field), _) => format!("{} {}", field.label, field.sentence()),
            (None, Driver::Link(pred, _)) => new.schedule.net.records.get(to_usize(pred)).map_or(String::new(), |p| format!("follows {}", p.title)),
            (None, Driver::StatusDate) => "the status date moved on".to_owned(),
            (None, Driver::Content) => "spans the tasks of its section".to_owned(),
            (None, _) => "calendar, settings or the start of the plan".to_owned(),
        };
        out.push(Moved { id: task.id.clone(), title: task.title.clone(), start, finish, days: later(new, was.finish, is.finish), cause });
    }
    out
}

fn rescored(old: &Analysis, new: &Analysis) -> Vec<Rescored> {
    let titles: BTreeMap<&str, &str> = new.plan.risks.records().map(|r| (r.id.as_str(), r.title.as_str())).collect();
    let score = |r: &crate::analysis::risk::RiskResult| (r.score, r.band.spoken());
    new.risks
        .items
        .iter()
        .filter_map(|is| old.risks.items.iter().find(|was| was.id == is.id).map(|was| (was, is)))
        .filter(|(was, is)| score(was) != score(is))
        .map(|(was, is)| Rescored {
            id: is.id.clone(),
            title: titles.get(is.id.as_str()).copied().unwrap_or_default().to_owned(),
            score: (score(was), score(is)),
        })
        .collect()
}

/// Findings by rule and subject: another number in the message is no new finding.
fn findings(old: &Analysis, new: &Analysis) -> (Vec<Raised>, Vec<Raised>) {
    let only_in = |one: &Analysis, other: &Analysis| {
        let mut there: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for f in &other.findings.open {
            *there.entry((f.rule.id, f.subject.as_str())).or_default() += 1;
        }
        let mut out = Vec::new();
        for f in &one.findings.open {
            match there.get_mut(&(f.rule.id, f.subject.as_str())).filter(|n| **n > 0) {
                Some(n) => *n -= 1,
                None => out.push(Raised { rule: f.rule.id, severity: f.severity, subject: f.subject.clone(), message: f.message.clone() }),
            }
        }
        out
    };
    (only_in(new, old), only_in(old, new))
}

/// What people call a record.
fn title_of(record: &AnyRecord) -> String {
    match record {
        AnyRecord::ServiceLink(l) => format!("{} → {}", l.from, l.to),
        AnyRecord::Snapshot(s) => s.on.map_or_else(String::new, |on| words::day(on, crate::model::value::Date::of_minute(0))),
        other => other.title().to_owned(),
    }
}

/// `5 d later`, `2 d earlier`.
pub fn spoken_days(days: f64) -> String {
    if days.abs() < 0.05 { "less than a day".to_owned() } else { format!("{} {}", words::days(days.abs()), if days > 0.0 { "later" } else { "earlier" }) }
}

#[cfg(test)]
mod tests;
