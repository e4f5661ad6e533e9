//! Named variants of a plan: the fields a scenario changes, applied to the plan as a value, and what
//! follows from it beside the base. The plan itself stays as it is until somebody applies the edits.
//! How likely each outcome is, is another question.

use super::Analysis;
use super::findings::Severity;
use crate::edit::{Edit, Fix};
use crate::model::records::{Decided, Scenario};
use crate::model::syntax::{Val, quote};
use crate::model::value::{Date, Money, Period};
use crate::model::{AnyRecord, Path, Plan, RecordKind, RecordRef, nearest};
use std::collections::BTreeMap;

/// A field that a scenario changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The record.
    pub at: RecordRef,
    /// Its title.
    pub title: String,
    /// The path as written.
    pub path: String,
    /// The field.
    pub field: &'static str,
    /// Its text in the plan, or its default; none when it has neither.
    pub old: Option<String>,
    /// Its text in the scenario.
    pub new: String,
}

/// A line of a scenario that cannot be used.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The scenario it stands in.
    pub at: RecordRef,
    /// What, where, and the nearest that could be meant.
    pub message: String,
    /// A change to the scenario that mends it.
    pub fix: Option<Fix>,
}

/// A scenario, applied.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The plan as it would be.
    pub plan: Plan,
    /// The edits that make it so; records of the plan only.
    pub edits: Vec<Edit>,
    /// Fields that differ.
    pub changes: Vec<Change>,
    /// Lines that lead nowhere; everything else is applied all the same.
    pub problems: Vec<Problem>,
}

impl Applied {
    /// All of it as one step of the history; none when nothing differs.
    pub fn edit(&self, title: &str) -> Option<Edit> {
        (!self.edits.is_empty()).then(|| Edit::Many(format!("apply scenario \"{title}\""), self.edits.clone()))
    }
}

/// Follows a path of a scenario: the record it leads to, and that record with the value. The error says
/// where it ends, and which path was probably meant.
pub fn follow(plan: &Plan, written: &str, value: &str) -> Result<(RecordRef, AnyRecord), (String, Option<String>)> {
    let did_you_mean = |near: Option<&str>| near.map_or(String::new(), |n| format!(". Did you mean \"{n}\"?"));
    let Some(path) = Path::parse(written) else {
        let (head, rest) = written.split_once('/').unwrap_or((written, ""));
        let near = nearest(head, RecordKind::ALL.iter().map(|k| k.field())).filter(|n| *n != head);
        let form = if near.is_some() { did_you_mean(near) } else { "; write it as tasks/ID/FIELD".to_owned() };
        return Err((format!("path \"{written}\" leads nowhere{form}"), near.map(|n| format!("{n}/{rest}"))));
    };
    let (list, slash) = (path.kind.field(), if path.kind.is_list() { format!("{}/", path.id) } else { String::new() });
    let key = if path.kind.is_list() { plan.first_with(path.kind, path.id) } else { path.kind.keys(plan).first().copied() };
    let found = key.and_then(|key| {
        let at = RecordRef { kind: path.kind, key };
        Some((at, plan.record(at)?))
    });
    let Some((at, record)) = found else {
        let near = nearest(path.id, plan.ids(path.kind).into_iter().map(|(_, id, _)| id));
        let meant = near.map(|n| format!("{list}/{n}/{}", path.field));
        return Err((format!("path \"{written}\" is not in the plan{}", did_you_mean(near)), meant));
    };
    if !path.kind.decl().fields.iter().any(|f| f.name == path.field) {
        let near = nearest(path.field, path.kind.decl().fields.iter().map(|f| f.name));
        return Err((format!("path \"{written}\": there is no such field{}", did_you_mean(near)), near.map(|n| format!("{list}/{slash}{n}"))));
    }
    // A text may stand without its quotes.
    match record.with_field(path.field, Some(value)).or_else(|e| record.with_field(path.field, Some(&quote(value))).map_err(|_| e)) {
        Ok(changed) => Ok((at, changed)),
        Err(why) => Err((format!("{written} cannot be \"{value}\": {why}"), None)),
    }
}

/// The scenarios whose fields make up one: its parents first, the scenario itself last. What names no
/// scenario, or one that stands in a circle, ends the line and is said.
fn line(plan: &Plan, of: RecordRef, first: &Scenario, problems: &mut Vec<Problem>) -> Vec<(RecordRef, Scenario)> {
    let mut out = vec![(of, first.clone())];
    while let Some(parent) = out.last().and_then(|(_, s)| s.parent.clone()) {
        let at = out.last().map_or(of, |(at, _)| *at);
        let found = plan.scenarios.iter().find(|(_, s)| s.id == parent);
        match found {
            Some((key, _)) if out.iter().any(|(at, _)| at.key == key) => {
                problems.push(Problem { at, message: format!("scenario \"{parent}\" is its own parent in the end; what it changes counts once"), fix: None });
                break;
            }
            Some((key, scenario)) => out.push((RecordRef { kind: RecordKind::Scenario, key }, scenario.clone())),
            None => {
                problems.push(Problem { at, message: format!("parent \"{parent}\" is no scenario of this plan"), fix: None });
                break;
            }
        }
    }
    out.reverse();
    out
}

/// Applies a scenario to the plan it stands in. `None` when there is none with this key.
pub fn with_scenario(plan: &Plan, at: RecordRef) -> Option<Applied> {
    let Some(AnyRecord::Scenario(scenario)) = plan.record(at) else { return None };
    let mut problems = Vec::new();
    let mut next = plan.clone();
    let mut places: Vec<(RecordRef, &'static str, String)> = Vec::new();
    for (owner, scenario) in line(plan, at, &scenario, &mut problems) {
        for (n, set) in scenario.set.iter().enumerate() {
            match follow(&next, &set.path, &set.value) {
                Ok((record, _)) if record.kind == RecordKind::Scenario => {
                    problems.push(Problem { at: owner, message: format!("path \"{}\": a scenario cannot change scenarios", set.path), fix: None });
                }
                Ok((record, changed)) => {
                    let Some(field) = Path::parse(&set.path).and_then(|p| record.kind.decl().fields.iter().find(|f| f.name == p.field)).map(|f| f.name) else {
                        continue;
                    };
                    if record.kind.id_field() == Some(field) {
                        let message = format!("path \"{}\": an id is changed with Edit, Change id, so that everything that refers to it follows", set.path);
                        problems.push(Problem { at: owner, message, fix: None });
                        continue;
                    }
                    if let Some(plan) = next.with_record(record.key, changed) {
                        next = plan;
                    }
                    places.retain(|(r, f, _)| (*r, *f) != (record, field));
                    places.push((record, field, set.path.clone()));
                }
                Err((message, meant)) => {
                    let fix = meant.map(|meant| {
                        let mut mended = scenario.clone();
                        if let Some(set) = mended.set.get_mut(n) {
                            set.path.clone_from(&meant);
                        }
                        Fix::new(format!("Change to {meant}"), Edit::Set(owner, AnyRecord::from(mended)))
                    });
                    problems.push(Problem { at: owner, message, fix });
                }
            }
        }
    }
    let (mut changes, mut edits) = (Vec::new(), Vec::<Edit>::new());
    for (at, field, path) in places {
        let (Some(old), Some(new)) = (plan.record(at), next.record(at)) else { continue };
        let (was, is) = (text_of(&old, at.kind, field), text_of(&new, at.kind, field));
        if was == is {
            continue;
        }
        let title = if new.title().is_empty() { new.id().to_owned() } else { new.title().to_owned() };
        changes.push(Change { at, title, path, field, old: was, new: is.unwrap_or_else(|| "not set".to_owned()) });
        if !edits.iter().any(|e| matches!(e, Edit::Set(r, _) if *r == at)) {
            edits.push(Edit::Set(at, new));
        }
    }
    Some(Applied { plan: next, edits, changes, problems })
}

/// The text of a field as the file would have it, a default that says something included.
fn text_of(record: &AnyRecord, kind: RecordKind, field: &str) -> Option<String> {
    let Val::Struct(fields) = record.to_val() else { return None };
    let written = fields.into_iter().find(|(name, _)| *name == field).map(|(_, value)| value);
    let declared = || kind.decl().fields.iter().find(|f| f.name == field).and_then(|f| (f.default_value)()).filter(|v| !v.is_blank());
    written.or_else(declared).map(|value| value.flat())
}

/// Money, by currency.
pub type Sums = BTreeMap<String, f64>;

/// What follows from a plan, in the figures that variants are compared by.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// End of the last task, in minutes since 1970.
    pub finish: i64,
    /// Last day of what is delivered.
    pub delivered: Option<Date>,
    /// Working days between it and the target.
    pub target_float_days: Option<f64>,
    /// Tasks of the critical path, by id.
    pub critical_path: Vec<String>,
    /// Findings: errors, warnings, hints.
    pub findings: [usize; 3],
    /// Expected days of delay over all open risks with a probability and days.
    pub exposure_days: f64,
    /// Expected cost over all open risks with a probability and a cost.
    pub exposure: Sums,
    /// Budgets of the tasks, and the cost of the options that were decided for.
    pub cost: Sums,
}

impl Outcome {
    /// The figures of an analysis.
    pub fn of(a: &Analysis) -> Self {
        let s = &a.schedule;
        let mut exposure = Sums::new();
        for (risk, _) in a.plan.risks.records().zip(&a.risks.items).filter(|(_, r)| r.active) {
            if let (Some(p), Some(cost)) = (risk.probability_pct, &risk.cost) {
                add(&mut exposure, cost, p / 100.0);
            }
        }
        let mut cost = Sums::new();
        for budget in s.net.records.iter().filter_map(|t| t.budget.as_ref()) {
            add(&mut cost, budget, 1.0);
        }
        for decision in a.plan.decisions.records() {
            let Some(Decided { key, .. }) = &decision.decided else { continue };
            if let Some(price) = decision.options.iter().find(|o| o.key == *key).and_then(|o| o.cost.as_ref()) {
                add(&mut cost, price, 1.0);
            }
        }
        Self {
            finish: s.finish,
            delivered: s.delivers.map(|i| s.dates[i].forecast_last_day()),
            target_float_days: s.target_float_days,
            critical_path: s.critical_path.iter().map(|i| s.net.records[*i].id.clone()).collect(),
            findings: [Severity::Error, Severity::Warning, Severity::Info].map(|x| a.findings.count(x)),
            exposure_days: a.risks.items.iter().filter(|r| r.active).filter_map(|r| r.exposure_days).sum(),
            exposure,
            cost,
        }
    }
}

/// Adds an amount that is paid once; a rate has no sum.
fn add(sums: &mut Sums, money: &Money, share: f64) {
    if money.period == Period::Once {
        *sums.entry(money.currency.clone()).or_insert(0.0) += money.amount * share;
    }
}

/// A task whose dates differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The task.
    pub at: RecordRef,
    /// Its title.
    pub title: String,
    /// First and last day in the base.
    pub base: (Date, Date),
    /// First and last day in the scenario.
    pub variant: (Date, Date),
    /// Working days by which its end moves; negative is earlier.
    pub days: f64,
}

/// A scenario beside the base.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The scenario.
    pub at: RecordRef,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it changes.
    pub applied: Applied,
    /// What follows.
    pub outcome: Outcome,
    /// Working days by which what is delivered moves; negative is earlier.
    pub delivered_later: Option<f64>,
    /// Tasks whose dates differ, in the order of the file.
    pub moved: Vec<Moved>,
    /// Options of decisions that name it: decision and option.
    pub options: Vec<(String, String)>,
}

/// Computes one scenario beside the base.
pub fn variant(base: &Analysis, at: RecordRef) -> Option<(Variant, Analysis)> {
    let Some(AnyRecord::Scenario(scenario)) = base.plan.record(at) else { return None };
    let applied = with_scenario(&base.plan, at)?;
    let analysis = Analysis::next(base, &applied.plan);
    let (old, new) = (&base.schedule, &analysis.schedule);
    let cal = base.calendars.standard();
    let mut moved = Vec::new();
    for (i, key) in new.net.keys.iter().enumerate() {
        let Some(k) = old.net.position(*key) else { continue };
        let (was, is) = (&old.dates[k], &new.dates[i]);
        if (was.start, was.finish) != (is.start, is.finish) {
            moved.push(Moved {
                at: RecordRef { kind: RecordKind::Task, key: *key },
                title: new.net.records[i].title.clone(),
                base: (was.forecast_first_day(), was.forecast_last_day()),
                variant: (is.forecast_first_day(), is.forecast_last_day()),
                days: cal.days_between(was.finish, is.finish),
            });
        }
    }
    let delivered_later = old.delivers.zip(new.delivers).map(|(o, n)| cal.days_between(old.dates[o].finish, new.dates[n].finish));
    let named = base.plan.decisions.records().flat_map(|d| d.options.iter().map(move |o| (d, o)));
    let options = named.filter(|(_, o)| o.scenario.as_deref() == Some(&scenario.id)).map(|(d, o)| (d.title.clone(), format!("{} {}", o.key, o.text))).collect();
    let title = if scenario.title.is_empty() { scenario.id.clone() } else { scenario.title.clone() };
    let outcome = Outcome::of(&analysis);
    Some((Variant { at, id: scenario.id.clone(), title, applied, outcome, delivered_later, moved, options }, analysis))
}

/// Computes every scenario beside the base, in the order of the file. Costs an analysis each: only for
/// those who look at it.
pub fn compare(base: &Analysis) -> Vec<Variant> {
    base.plan.scenarios.iter().filter_map(|(key, _)| variant(base, RecordRef { kind: RecordKind::Scenario, key })).map(|(v, _)| v).collect()
}
