//! What each team and each person has to do and can do in each week. Levelling and skills are other
//! questions.
//!
//! Decisions: a team gives its people times the focus factor, a person their whole time, so that above
//! 100 % somebody is asked for more than their own working hours, whatever else is on their desk.
//! A person's demand is the share of each assignment times the working days of the task, on leave too.

use super::calendar::{WorkCalendar, iso_week, weekday};
use super::network::{Calendars, IdIndex, Marks, to_usize};
use super::schedule::Schedule;
use crate::model::records::{Person, Team};
use crate::model::value::Date;
use crate::model::{Key, Plan};

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
        utilisation_pct(self.demand_days, self.capacity_days)
    }

    /// How long work waits for the team, in times of its own length: ρ ÷ (1 − ρ) with ρ the utilisation
    /// (Kingman; domain model B22). None from full load on, where the queue only grows.
    pub fn wait_factor(&self) -> Option<f64> {
        let load = self.utilisation_pct() / 100.0;
        (load < 1.0 - 1e-9).then(|| load / (1.0 - load))
    }

    /// `2024-W09`.
    pub fn week(&self) -> String {
        week_name(self.monday)
    }
}

/// One person in one week.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonWeek {
    /// The person.
    pub key: Key,
    /// Their id.
    pub person: String,
    /// First day of the week.
    pub monday: Date,
    /// Days of work from the status date on: the share of each assignment, of their share of a full
    /// week, times the working days of its task.
    pub demand_days: f64,
    /// Working days of their calendar, else of their team's or the plan's, times their share of a full
    /// week, less leave. No focus factor: it is all of their time.
    pub capacity_days: f64,
    /// Tasks of that week, as positions in the network.
    pub tasks: Vec<usize>,
}

impl PersonWeek {
    /// Demand in percent of their own time; somebody away all week is loaded without limit.
    pub fn utilisation_pct(&self) -> f64 {
        utilisation_pct(self.demand_days, self.capacity_days)
    }

    /// They are asked for more than all of their time.
    pub fn over_allocated(&self) -> bool {
        self.demand_days > self.capacity_days + 1e-6
    }

    /// `2024-W09`.
    pub fn week(&self) -> String {
        week_name(self.monday)
    }
}

/// Demand and capacity by week, then in the order of the plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Capacity {
    /// Of teams.
    pub teams: Vec<TeamWeek>,
    /// Of people.
    pub people: Vec<PersonWeek>,
}

fn utilisation_pct(demand: f64, capacity: f64) -> f64 {
    if capacity > 0.0 {
        demand / capacity * 100.0
    } else if demand > 0.0 {
        999.0
    } else {
        0.0
    }
}

fn week_name(monday: Date) -> String {
    let (year, week) = iso_week(monday.minute());
    format!("{year}-W{week:02}")
}

/// Work of the rows (teams or people) in each week from the first one on.
struct Grid {
    rows: Vec<Vec<(f64, Vec<usize>)>>,
}

impl Grid {
    fn of(rows: usize) -> Self {
        Self { rows: vec![Vec::new(); rows] }
    }

    fn add(&mut self, row: usize, week: usize, days: f64, task: usize) {
        let row = &mut self.rows[row];
        if row.len() <= week {
            row.resize_with(week + 1, Default::default);
        }
        let slot = &mut row[week];
        slot.0 += days;
        if slot.1.last() != Some(&task) {
            slot.1.push(task);
        }
    }

    /// Week, row, days and tasks wherever there is work: by week, then by row.
    fn into_weeks(self, first: i64) -> impl Iterator<Item = (i64, usize, f64, Vec<usize>)> {
        let rows = self.rows.into_iter().enumerate();
        let mut all: Vec<_> = rows
            .flat_map(|(row, weeks)| (0_i64..).zip(weeks).map(move |(w, (days, tasks))| (first + w * WEEK, row, days, tasks)))
            .filter(|w| w.2 > 1e-9)
            .collect();
        all.sort_by_key(|w| (w.0, w.1));
        all.into_iter()
    }
}

/// Somebody, with what is looked up once.
struct Member<'a> {
    key: Key,
    person: &'a Person,
    team: Option<usize>,
    calendar: &'a WorkCalendar,
    /// Absences, first to last, none twice.
    away: Vec<(i64, i64)>,
}

impl Member<'_> {
    /// Days of a calendar between two instants on which they are away.
    fn days_away(&self, calendar: &WorkCalendar, from: i64, to: i64) -> f64 {
        self.away.iter().map(|(first, last)| (from.max(*first), to.min(*last))).filter(|(a, b)| a < b).map(|(a, b)| calendar.days_between(a, b)).sum()
    }

    /// Days they can give between two instants.
    fn capacity(&self, from: i64, to: i64) -> f64 {
        ((self.calendar.days_between(from, to) - self.days_away(self.calendar, from, to)) * self.person.fte).max(0.0)
    }
}

/// Absences of a person as stretches that do not overlap.
fn away(person: &Person) -> Vec<(i64, i64)> {
    let mut all: Vec<(i64, i64)> =
        person.leave.iter().filter_map(|l| Some((l.from?.minute(), l.to.or(l.from)?.minute() + 1440))).filter(|(a, b)| a < b).collect();
    all.sort_unstable();
    let mut out: Vec<(i64, i64)> = Vec::with_capacity(all.len());
    for (from, to) in all {
        match out.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}

/// Demand and capacity of every team and person in every week with work of theirs. Only tasks with
/// an effort, or with people, ask teams for anything; only assignments ask people.
pub fn of(plan: &Plan, schedule: &Schedule, calendars: &Calendars) -> Capacity {
    let teams: Vec<(Key, &Team)> = plan.teams.iter().collect();
    let team_ids = IdIndex::of(teams.iter().map(|(_, t)| t.id.as_str()));
    let team_of = |id: &str| team_ids.find(id);
    let members: Vec<Member<'_>> = plan
        .people
        .iter()
        .map(|(key, person)| {
            let team = person.team.as_deref().and_then(team_of);
            let calendar = person.calendar.as_deref().or_else(|| teams[team?].1.calendar.as_deref());
            Member { key, person, team, calendar: calendars.of_id(calendar), away: away(person) }
        })
        .collect();
    let people_ids = IdIndex::of(members.iter().map(|m| m.person.id.as_str()));
    let first = monday(schedule.status);
    let (mut of_teams, mut of_people) = (Grid::of(teams.len()), Grid::of(members.len()));
    // Rows with their days a day: of people, and of teams.
    let mut named: Vec<(usize, f64)> = Vec::new();
    let mut shares: Vec<(usize, f64)> = Vec::new();
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
        let rate = record.effort_pd.map_or(people, |e| e * left / days).max(0.0);
        named.clear();
        named.extend(record.people.iter().filter_map(|p| Some((people_ids.find(&p.id)?, p.fte))));
        shares.clear();
        match record.team.as_deref().and_then(team_of) {
            Some(team) => shares.push((team, rate)),
            None => shares.extend(named.iter().filter_map(|(m, fte)| Some((members[*m].team?, rate * fte / people.max(1e-9))))),
        }
        let mut week = monday(start);
        while week < finish {
            let here = cal.days_between(start.max(week), finish.min(week + WEEK));
            let place = usize::try_from((week - first) / WEEK).unwrap_or(0);
            if here > 0.0 {
                shares.iter().filter(|s| s.1 > 0.0).for_each(|(team, rate)| of_teams.add(*team, place, here * rate, i));
                // A share of their time: half a person gives half days to it.
                let own = |person: usize, fte: f64| here * fte * members[person].person.fte.max(0.0);
                named.iter().filter(|n| n.1 > 0.0).for_each(|(person, fte)| of_people.add(*person, place, own(*person, *fte), i));
            }
            week += WEEK;
        }
    }
    let focus = plan.settings.get().map_or(0.7, |s| s.focus_factor);
    let teams = of_teams.into_weeks(first).map(|(week, row, demand_days, tasks)| {
        let (key, team) = teams[row];
        let cal = calendars.of_id(team.calendar.as_deref());
        let (from, to) = (schedule.status.max(week), week + WEEK);
        let away: f64 = members.iter().filter(|m| m.team == Some(row)).map(|m| m.person.fte * m.days_away(cal, from, to)).sum();
        let capacity_days = ((f64::from(team.people_count) * cal.days_between(from, to) - away) * team.focus_factor.unwrap_or(focus)).max(0.0);
        TeamWeek { key, team: team.id.clone(), monday: Date::of_minute(week), demand_days, capacity_days, tasks }
    });
    let people = of_people.into_weeks(first).map(|(week, row, demand_days, tasks)| {
        let member = &members[row];
        let capacity_days = member.capacity(schedule.status.max(week), week + WEEK);
        PersonWeek { key: member.key, person: member.person.id.clone(), monday: Date::of_minute(week), demand_days, capacity_days, tasks }
    });
    Capacity { teams: teams.collect(), people: people.collect() }
}

const WEEK: i64 = 7 * 1440;

fn monday(minute: i64) -> i64 {
    (minute.div_euclid(1440) - i64::from(weekday(minute))) * 1440
}

#[cfg(test)]
mod tests {
    use crate::analysis::Analysis;
    use crate::model::read_plan;

    /// Two weeks from Monday 3 June 2024: Ann has two tasks at once, half time; Bob is away on
    /// Thursday and Friday, said twice.
    const PLAN: &str = r#"(
        schema_version: 1,
        meta: (project: "P", status_date: "2024-06-03"),
        calendars: [(id: "four", hours_per_day: 8, weekend: [Fri, Sat, Sun])],
        teams: [(id: "dev", name: "Dev", people_count: 4, focus_factor: 0.5)],
        people: [
            (id: "ann", name: "Ann", team: "dev"),
            (id: "bob", name: "Bob", team: "dev", fte: 0.5, leave: [(from: "2024-06-06", to: "2024-06-07"), (from: "2024-06-07", to: "2024-06-07")]),
            (id: "cy", name: "Cy", calendar: "four"),
        ],
        tasks: [
            (id: "a", title: "A", duration: "10d", people: [(id: "ann", fte: 0.5)]),
            (id: "b", title: "B", duration: "5d", people: [(id: "ann", fte: 0.75), (id: "bob", fte: 0.25)]),
            (id: "c", title: "C", duration: "8d", people: [(id: "cy")]),
        ],
    )"#;

    fn analysed(text: &str) -> Analysis {
        let origin = read_plan(text).expect("a plan");
        assert_eq!(origin.problems, vec![]);
        Analysis::of(&origin.plan)
    }

    #[test]
    fn people_are_weighed_against_their_own_time() {
        let a = analysed(PLAN);
        let rows: Vec<(&str, String, f64, f64, usize, bool)> =
            a.capacity.people.iter().map(|p| (p.person.as_str(), p.week(), p.demand_days, p.capacity_days, p.tasks.len(), p.over_allocated())).collect();
        let w = |week: &str| format!("2024-W{week}");
        let expected = [
            ("ann", w("23"), 6.25, 5.0, 2, true),
            ("bob", w("23"), 0.625, 1.5, 1, false),
            ("cy", w("23"), 4.0, 4.0, 1, false),
            ("ann", w("24"), 2.5, 5.0, 1, false),
            ("cy", w("24"), 4.0, 4.0, 1, false),
        ];
        assert_eq!(rows, expected);
        assert_eq!(a.capacity.people[0].utilisation_pct(), 125.0);
    }

    #[test]
    fn teams_wait_the_longer_the_fuller_they_are() {
        let a = analysed(PLAN);
        let weeks: Vec<(f64, f64, Option<f64>)> = a.capacity.teams.iter().map(|t| (t.demand_days, t.capacity_days, t.wait_factor())).collect();
        // Four people for five days, less one day of half a person twice, half of it in focus: 9.5.
        assert_eq!(weeks[0].0, 7.5);
        assert_eq!(weeks[0].1, 9.5);
        assert!(weeks[0].2.is_some_and(|w| (w - 3.75).abs() < 1e-9), "{weeks:?}");
        assert_eq!((weeks[1].0, weeks[1].1, weeks[1].2), (2.5, 10.0, Some(1.0 / 3.0)));
        let full = analysed(&PLAN.replace("people_count: 4", "people_count: 1"));
        assert_eq!(full.capacity.teams[0].wait_factor(), None);
    }

    #[test]
    fn a_week_on_leave_has_no_capacity() {
        let a = analysed(&PLAN.replace("from: \"2024-06-06\"", "from: \"2024-06-01\""));
        let bob = a.capacity.people.iter().find(|p| p.person == "bob").expect("Bob has work");
        assert_eq!((bob.capacity_days, bob.over_allocated(), bob.tasks.len()), (0.0, true, 1));
    }
}
