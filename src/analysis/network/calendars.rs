//! The calendars of a plan by position, with and without its freezes, and which of them a task
//! keeps to.

use super::{to_u32, to_usize};
use crate::analysis::calendar::WorkCalendar;
use crate::model::Plan;
use crate::model::records::{Calendar, Freeze, Task, TaskRole};
use crate::model::value::FreezeScope;

/// The calendars of a plan, by position.
#[derive(Clone, Debug)]
pub struct Calendars {
    /// The first is the plan's default; those that freezes stop come last.
    pub all: Vec<WorkCalendar>,
    ids: Vec<String>,
    /// Calendar without the freezes of a set: calendar, set of freezes, position in `all`.
    frozen: Vec<(u32, u64, u32)>,
    freezes: Vec<Freeze>,
}

impl Calendars {
    /// Builds the tables of every calendar.
    pub fn of(plan: &Plan) -> Self {
        let around = plan.status_date().minute();
        let default = plan.settings.get().and_then(|s| s.calendar.as_deref());
        let usual = plan.calendars.records().find(|c| Some(c.id.as_str()) == default).cloned().unwrap_or_default();
        let mut sources: Vec<Calendar> = vec![usual];
        sources.extend(plan.calendars.records().cloned());
        let mut out = Self {
            all: sources.iter().map(|c| WorkCalendar::around(c, around, &[])).collect(),
            ids: std::iter::once(String::new()).chain(plan.calendars.records().map(|c| c.id.clone())).collect(),
            frozen: Vec::new(),
            // Sixty-four are more than a year has.
            freezes: plan.freezes.records().filter(|f| f.from < f.to && f.from.is_some()).take(64).cloned().collect(),
        };
        if out.freezes.is_empty() {
            return out;
        }
        let keeping = Keeping::of(plan);
        for task in plan.tasks.records() {
            let (calendar, set) = (out.place(keeping.calendar_of(task)), out.freezes_of(task));
            if set == 0 || out.frozen.iter().any(|(c, s, _)| (*c, *s) == (calendar, set)) {
                continue;
            }
            let times: Vec<(i64, i64)> = out.in_set(set).filter_map(|f| Some((f.from?.minute, f.to?.minute))).collect();
            out.frozen.push((calendar, set, to_u32(out.all.len())));
            out.all.push(WorkCalendar::around(&sources[to_usize(calendar)], around, &times));
        }
        out
    }

    fn in_set(&self, set: u64) -> impl Iterator<Item = &Freeze> + '_ {
        self.freezes.iter().enumerate().filter(move |(i, _)| set >> i & 1 == 1).map(|(_, f)| f)
    }

    fn freezes_of(&self, task: &Task) -> u64 {
        self.freezes.iter().enumerate().filter(|(_, f)| stops(f, task)).fold(0, |set, (i, _)| set | 1 << i)
    }

    /// The freezes that stop a task.
    pub fn stopping(&self, task: &Task) -> impl Iterator<Item = &Freeze> + '_ {
        self.in_set(self.freezes_of(task))
    }

    /// The plan's default calendar.
    pub fn standard(&self) -> &WorkCalendar {
        &self.all[0]
    }

    /// The calendar at a position.
    #[inline]
    pub fn at(&self, place: u32) -> &WorkCalendar {
        &self.all[to_usize(place)]
    }

    /// The calendar with an id, else the plan's default.
    pub fn of_id(&self, id: Option<&str>) -> &WorkCalendar {
        self.at(self.place(id))
    }

    /// The position of the calendar with an id, else that of the plan's default.
    pub fn place(&self, id: Option<&str>) -> u32 {
        let found = id.and_then(|id| self.ids.iter().skip(1).position(|c| c == id)).map_or(0, |i| i + 1);
        to_u32(found)
    }

    /// The calendar that another is without its freezes: itself, unless freezes made it.
    pub fn without_freezes(&self, place: u32) -> u32 {
        self.frozen.iter().find(|(_, _, made)| *made == place).map_or(place, |(calendar, _, _)| *calendar)
    }

    /// The calendar at a position without the freezes that stop a task.
    pub(super) fn frozen(&self, calendar: u32, task: &Task) -> u32 {
        if self.freezes.is_empty() {
            return calendar;
        }
        let set = self.freezes_of(task);
        self.frozen.iter().find(|(c, s, _)| (*c, *s) == (calendar, set)).map_or(calendar, |(_, _, place)| *place)
    }
}

/// A freeze stops a task: it changes what the freeze protects, and no exception names it.
fn stops(freeze: &Freeze, task: &Task) -> bool {
    let deploys = matches!(task.role, Some(TaskRole::Staging | TaskRole::ProductionDeploy | TaskRole::Hotfix));
    let covered = match &freeze.scope {
        FreezeScope::All => deploys || task.env.is_some() || task.service.is_some(),
        FreezeScope::Env(env) => task.env.as_ref() == Some(env),
        FreezeScope::Service(service) => task.service.as_ref() == Some(service),
    };
    covered && !freeze.exceptions.contains(&task.id)
}

/// Calendars that teams and people keep to, looked up once.
pub(super) struct Keeping<'a> {
    teams: Vec<(&'a str, &'a str)>,
    people: Vec<(&'a str, &'a str)>,
}

impl<'a> Keeping<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        Self {
            teams: plan.teams.records().filter_map(|t| Some((t.id.as_str(), t.calendar.as_deref()?))).collect(),
            people: plan.people.records().filter_map(|p| Some((p.id.as_str(), p.calendar.as_deref()?))).collect(),
        }
    }

    /// A task's own calendar, else that of the one person on it, else that of its team.
    pub(super) fn calendar_of<'t>(&self, task: &'t Task) -> Option<&'t str>
    where
        'a: 't,
    {
        let find = |all: &[(&str, &'a str)], id: &str| all.iter().find(|(known, _)| *known == id).map(|(_, calendar)| *calendar);
        let alone = match task.people.as_slice() {
            [only] if !self.people.is_empty() => find(&self.people, &only.id),
            _ => None,
        };
        let of_team = || task.team.as_deref().filter(|_| !self.teams.is_empty()).and_then(|team| find(&self.teams, team));
        task.calendar.as_deref().or(alone).or_else(of_team)
    }
}
