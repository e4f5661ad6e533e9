//! What each team has to do and can do in each week. Levelling and skills are other questions.

use super::calendar::{iso_week, weekday};
use super::network::{Calendars, Marks, to_usize};
use super::schedule::Schedule;
use crate::model::value::Date;
use crate::model::{Key, Plan};
use std::collections::BTreeMap;

/// One team in one week.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamWeek {
    /// The team.
    pub key: Key,
    /// Its id.
    pub team: String,
    /// First day of the week.
    pub monday: Date,
    /// Person-days of work from the status date on.
    pub demand_days: f64,
    /// Person-days the team can give to planned work.
    pub capacity_days: f64,
    /// Tasks of that week, as positions in the network.
    pub tasks: Vec<usize>,
}

impl TeamWeek {
    /// Demand in percent of the capacity; a team without any is loaded without limit.
    pub fn utilisation_pct(&self) -> f64 {
        if self.capacity_days > 0.0 {
            self.demand_days / self.capacity_days * 100.0
        } else if self.demand_days > 0.0 {
            999.0
        } else {
            0.0
        }
    }

    /// `2024-W09`.
    pub fn week(&self) -> String {
        let (year, week) = iso_week(self.monday.minute());
        format!("{year}-W{week:02}")
    }
}

/// Demand and capacity of every team and week with work in it: by week, then in the order of the
/// teams. Only tasks with an effort, or with people, ask for anything.
pub fn of(plan: &Plan, schedule: &Schedule, calendars: &Calendars) -> Vec<TeamWeek> {
    let teams: Vec<(Key, &crate::model::records::Team)> = plan.teams.iter().collect();
    let team_of = |id: &str| teams.iter().position(|(_, t)| t.id == id);
    let member: BTreeMap<&str, usize> = plan.people.records().filter_map(|p| Some((p.id.as_str(), team_of(p.team.as_deref()?)?))).collect();
    let mut demand: BTreeMap<(i64, usize), (f64, Vec<usize>)> = BTreeMap::new();
    for (i, task) in schedule.net.tasks.iter().enumerate() {
        let assigned = task.marks.has(Marks::TEAM) || task.marks.has(Marks::PEOPLE);
        if !assigned || !task.open || task.milestone || task.summary {
            continue;
        }
        let record = &schedule.net.records[i];
        let cal = &calendars.all[to_usize(task.calendar)];
        let (start, finish) = (schedule.dates[i].start.max(schedule.status), schedule.dates[i].finish);
        let days = cal.days_between(start, finish);
        if days <= 0.0 {
            continue;
        }
        let left = 1.0 - record.pct.unwrap_or(0.0).clamp(0.0, 100.0) / 100.0;
        let people: f64 = record.people.iter().map(|p| p.fte).sum();
        // Person-days a day, for each team that takes part.
        let rate = record.effort_pd.map_or(people, |e| e * left / days);
        let mut shares: Vec<(usize, f64)> = record.people.iter().filter_map(|p| Some((*member.get(p.id.as_str())?, p.fte / people.max(1e-9)))).collect();
        if let Some(team) = record.team.as_deref().and_then(team_of) {
            shares = vec![(team, 1.0)];
        }
        let mut week = monday(start);
        while week < finish && rate > 0.0 {
            let here = cal.days_between(start.max(week), finish.min(week + WEEK));
            for (team, share) in &shares {
                let slot = demand.entry((week, *team)).or_default();
                slot.0 += here * rate * share;
                if slot.1.last() != Some(&i) {
                    slot.1.push(i);
                }
            }
            week += WEEK;
        }
    }
    let weeks = demand.into_iter().filter(|(_, (d, _))| *d > 1e-9);
    weeks
        .filter_map(|((week, team), (demand_days, tasks))| {
            let (key, record) = teams.get(team)?;
            let capacity_days = capacity(plan, record, calendars, schedule.status.max(week), week + WEEK);
            Some(TeamWeek { key: *key, team: record.id.clone(), monday: Date::of_minute(week), demand_days, capacity_days, tasks })
        })
        .collect()
}

const WEEK: i64 = 7 * 1440;

fn monday(minute: i64) -> i64 {
    (minute.div_euclid(1440) - i64::from(weekday(minute))) * 1440
}

/// Person-days a team can give to planned work between two instants.
fn capacity(plan: &Plan, team: &crate::model::records::Team, calendars: &Calendars, from: i64, to: i64) -> f64 {
    let cal = calendars.of_id(team.calendar.as_deref());
    let focus = team.focus_factor.unwrap_or_else(|| plan.settings.get().map_or(0.7, |s| s.focus_factor));
    let days = cal.days_between(from, to);
    let members = plan.people.records().filter(|p| p.team.as_deref() == Some(&team.id));
    let away: f64 = members
        .flat_map(|p| p.leave.iter().map(move |l| (p.fte, l)))
        .filter_map(|(fte, l)| {
            let (first, last) = (l.from?.minute(), l.to.or(l.from)?.minute() + 1440);
            Some(fte * cal.days_between(from.max(first), to.min(last)).max(0.0))
        })
        .sum();
    ((f64::from(team.people_count) * days - away) * focus).max(0.0)
}
