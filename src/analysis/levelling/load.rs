//! What people and teams can give at each instant, and what each task takes of them. Counted in
//! hundredths of a person; weeks are the question of `analysis::capacity`.
//!
//! Decisions: a person gives their whole time, whatever share of a week that is, for an assignment says
//! a share of *their* time; nothing while on leave. A team gives its people, times the focus factor, less
//! those on leave. Named people belong to the people their team counts: their work is counted once
//! with them and once with the team, which limit it each for itself. A team of which it is not said
//! how many people it has limits nothing. Work is not split: a task runs where it fits in one piece.

use crate::analysis::network::{Calendars, Marks, Progress, to_usize};
use crate::analysis::schedule::Schedule;
use crate::model::records::Person;
use crate::model::{Plan, RecordKind, RecordRef};
use std::collections::BTreeMap;

/// Somebody whose time is limited.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// The person or the team.
    pub at: RecordRef,
    /// Its name.
    pub name: String,
    /// Hundredths of a person it gives when nobody is away.
    pub full: i64,
    /// Times in which it gives less: from, to, and how much less.
    pub(super) away: Vec<(i64, i64, i64)>,
}

/// What a task takes: of which resource, and hundredths of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Take {
    /// Position of the resource.
    pub resource: usize,
    /// Hundredths of a person while it runs; never more than the resource has when nobody is away.
    pub amount: i64,
    /// What it really asks for, which may be more than there is at any time.
    pub asked: i64,
}

/// Who is there, and what each task takes.
#[derive(Clone, Debug, Default)]
pub struct Load {
    /// People and teams of whom something is asked.
    pub resources: Vec<Resource>,
    /// What each task takes, in the order of the network.
    pub takes: Vec<Vec<Take>>,
}

impl Load {
    /// The load of a schedule. `only` limits it to some people and teams.
    pub fn of(plan: &Plan, schedule: &Schedule, calendars: &Calendars, only: Option<&[RecordRef]>) -> Self {
        let mut load = Self { resources: Vec::new(), takes: vec![Vec::new(); schedule.net.tasks.len()] };
        let wanted = |at: RecordRef| only.is_none_or(|list| list.contains(&at));
        let mut places: BTreeMap<(RecordKind, &str), usize> = BTreeMap::new();
        for (key, person) in plan.people.iter() {
            let at = RecordRef { kind: RecordKind::Person, key };
            if wanted(at) && !places.contains_key(&(at.kind, person.id.as_str())) {
                places.insert((at.kind, &person.id), load.resources.len());
                load.resources.push(Resource { at, name: named(&person.name, &person.id), full: 100, away: leave_of(person, 100) });
            }
        }
        let focus = plan.settings.get().map_or(0.7, |s| s.focus_factor);
        for (key, team) in plan.teams.iter() {
            let at = RecordRef { kind: RecordKind::Team, key };
            let share = team.focus_factor.unwrap_or(focus) * 100.0;
            let full = hundredths(f64::from(team.people_count) * share);
            if wanted(at) && full > 0 && !places.contains_key(&(at.kind, team.id.as_str())) {
                let members = plan.people.records().filter(|p| p.team.as_deref() == Some(&team.id));
                let away = members.flat_map(|p| leave_of(p, hundredths(p.fte * share))).collect();
                places.insert((at.kind, &team.id), load.resources.len());
                load.resources.push(Resource { at, name: named(&team.name, &team.id), full, away });
            }
        }
        let teams: BTreeMap<&str, &str> = plan.people.records().filter_map(|p| Some((p.id.as_str(), p.team.as_deref()?))).collect();
        for i in 0..load.takes.len() {
            load.takes[i] = takes(schedule, calendars, i, &places, &teams, &load.resources);
        }
        load
    }

    /// How much of each resource is free when no task takes any.
    pub(super) fn free(&self) -> Vec<Free> {
        self.resources
            .iter()
            .map(|r| {
                let mut free = Free { steps: vec![(i64::MIN, r.full)] };
                for (from, to, less) in &r.away {
                    free.take(*from, *to, *less);
                }
                // Two who are away at once cannot take more than there is.
                for step in &mut free.steps {
                    step.1 = step.1.max(0);
                }
                free
            })
            .collect()
    }
}

/// What a task takes, once for each resource.
fn takes(
    schedule: &Schedule,
    calendars: &Calendars,
    i: usize,
    places: &BTreeMap<(RecordKind, &str), usize>,
    teams: &BTreeMap<&str, &str>,
    resources: &[Resource],
) -> Vec<Take> {
    let task = &schedule.net.tasks[i];
    let assigned = task.marks.has(Marks::TEAM) || task.marks.has(Marks::PEOPLE);
    if !assigned || !task.open || task.milestone || task.summary {
        return Vec::new();
    }
    let record = &schedule.net.records[i];
    let dates = &schedule.dates[i];
    let days = calendars.all[to_usize(task.calendar)].days_between(dates.start.max(schedule.status), dates.finish);
    if days <= 0.0 {
        return Vec::new();
    }
    let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
    let mut add = |kind: RecordKind, id: &str, share: f64| {
        if let Some(place) = places.get(&(kind, id)).filter(|_| share > 0.0) {
            *sums.entry(*place).or_default() += share * 100.0;
        }
    };
    for person in &record.people {
        add(RecordKind::Person, &person.id, person.fte);
    }
    let people: f64 = record.people.iter().map(|p| p.fte).sum();
    let done = if task.progress == Progress::Running { record.pct.unwrap_or(0.0).clamp(0.0, 100.0) / 100.0 } else { 0.0 };
    let rate = record.effort_pd.map_or(people, |e| e * (1.0 - done) / days);
    match record.team.as_deref() {
        Some(team) => add(RecordKind::Team, team, rate),
        None => {
            for person in &record.people {
                if let Some(team) = teams.get(person.id.as_str()) {
                    add(RecordKind::Team, team, rate * person.fte / people.max(1e-9));
                }
            }
        }
    }
    let clipped = |(resource, sum): (usize, f64)| {
        let (asked, full) = (hundredths(sum), resources[resource].full);
        Take { resource, amount: asked.min(full), asked }
    };
    sums.into_iter().map(clipped).filter(|t| t.amount > 0).collect()
}

fn named(name: &str, id: &str) -> String {
    if name.trim().is_empty() { id.to_owned() } else { name.to_owned() }
}

/// Hundredths, not more than the solver counts.
fn hundredths(value: f64) -> i64 {
    crate::analysis::calendar::whole(if value.is_finite() { value } else { 0.0 }).clamp(0, i64::from(super::solver::MOST))
}

/// When a person is away, and how much that takes.
fn leave_of(person: &Person, less: i64) -> Vec<(i64, i64, i64)> {
    let span = |l: &crate::model::records::Leave| Some((l.from?.minute(), l.to.or(l.from)?.minute() + 1440));
    person.leave.iter().filter_map(span).filter(|(from, to)| from < to).map(|(from, to)| (from, to, less)).collect()
}

/// How much of a resource is free from each instant on. May be below nothing: then it is overloaded.
#[derive(Clone, Debug)]
pub(super) struct Free {
    steps: Vec<(i64, i64)>,
}

impl Free {
    /// Where a task cannot have its amount: the first stretch between two instants.
    pub(super) fn first_short(&self, from: i64, to: i64, amount: i64) -> Option<(i64, i64)> {
        let first = self.steps.partition_point(|s| s.0 <= from).saturating_sub(1);
        let at = (first..self.steps.len()).take_while(|k| self.steps[*k].0 < to).find(|k| self.steps[*k].1 < amount)?;
        Some((self.steps[at].0.max(from), self.steps.get(at + 1).map_or(i64::MAX, |s| s.0)))
    }

    /// Takes an amount between two instants.
    pub(super) fn take(&mut self, from: i64, to: i64, amount: i64) {
        if from >= to {
            return;
        }
        let (first, last) = (self.split(from), self.split(to));
        // The second split can lie only behind the first.
        for step in &mut self.steps[first..last] {
            step.1 -= amount;
        }
    }

    /// Makes a step at an instant; gives its position.
    fn split(&mut self, at: i64) -> usize {
        let place = self.steps.partition_point(|s| s.0 < at);
        if self.steps.get(place).is_none_or(|s| s.0 != at) {
            let free = place.checked_sub(1).map_or(0, |k| self.steps[k].1);
            self.steps.insert(place, (at, free));
        }
        place
    }

    /// Stretches with how much is free.
    pub(super) fn stretches(&self) -> impl Iterator<Item = (i64, i64, i64)> + '_ {
        self.steps.iter().enumerate().map(|(k, s)| (s.0, self.steps.get(k + 1).map_or(i64::MAX, |n| n.0), s.1))
    }
}
