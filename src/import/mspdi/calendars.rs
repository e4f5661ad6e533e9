//! Calendars of a project file, flattened: what a calendar inherits, its weeks and its exceptions
//! become one week and a table of days that differ. Recurring exceptions are expanded within the
//! years of the project.

use super::file::{Calendar, Exception, OFFICE, Position, Rule, Windows};
use crate::import::notes::Notes;
use crate::model::value::days_from_epoch;
use chrono::{Datelike, Days, Months, NaiveDate};
use std::collections::{BTreeMap, HashMap};

/// Longest chain of calendars that are based on each other.
const MAX_CHAIN: usize = 16;
/// Most days that differ, over all calendars.
const MAX_DAYS: usize = 2_000_000;

/// Days for which recurring exceptions are worked out, in days since 1970.
#[derive(Clone, Copy, Debug)]
pub struct Years {
    /// First day.
    pub from: i64,
    /// Last day.
    pub to: i64,
}

impl Years {
    /// Those of a project, with a month before it and two years behind; within what plans can say.
    pub fn around(first: i64, last: i64) -> Self {
        let day = |minute: i64| minute.div_euclid(1440);
        Self { from: (day(first) - 31).clamp(Self::FIRST, Self::LAST), to: (day(last) + 730).clamp(Self::FIRST, Self::LAST) }
    }

    /// 2000-01-01.
    const FIRST: i64 = 10_957;
    /// 2100-12-31.
    const LAST: i64 = 47_846;
}

/// A calendar with everything it inherits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flat {
    /// Hours of each day of the week, Sunday first.
    pub week: [Windows; 7],
    /// Days that differ from the week, in days since 1970: their hours and what they are called.
    pub days: BTreeMap<i64, (Windows, String)>,
}

/// Days in a row that differ in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// First day.
    pub from: i64,
    /// Last day.
    pub to: i64,
    /// Hours; none on days off.
    pub windows: Windows,
    /// What they are called.
    pub name: String,
}

/// Day of the week, Sunday 0.
pub fn weekday(day: i64) -> usize {
    // 1970-01-01 was a Thursday.
    usize::try_from((day + 4).rem_euclid(7)).unwrap_or(0)
}

impl Flat {
    /// The standard week: Monday to Friday from 8 to 12 and from 13 to 17.
    pub fn standard() -> Self {
        let day = |n: usize| if (1..=5).contains(&n) { OFFICE.to_vec() } else { Windows::new() };
        Self { week: std::array::from_fn(day), days: BTreeMap::new() }
    }

    /// Hours of a day.
    pub fn on(&self, day: i64) -> &Windows {
        self.days.get(&day).map_or(&self.week[weekday(day)], |(windows, _)| windows)
    }

    /// No work lies between the start of its day and an instant.
    pub fn begins_by(&self, instant: i64) -> bool {
        let (day, time) = (instant.div_euclid(1440), instant.rem_euclid(1440));
        self.on(day).iter().all(|(from, _)| *from >= time)
    }

    /// No work lies between an instant and the end of its day.
    pub fn ends_by(&self, instant: i64) -> bool {
        let (day, time) = (instant.div_euclid(1440), instant.rem_euclid(1440));
        self.on(day).iter().all(|(_, to)| *to <= time)
    }

    /// It has working time at all.
    pub fn works(&self) -> bool {
        self.week.iter().any(|w| !w.is_empty()) || self.days.values().any(|(w, _)| !w.is_empty())
    }

    /// The days that differ, in runs; runs that say what the week says anyway are left out.
    pub fn runs(&self) -> Vec<Run> {
        let mut all: Vec<Run> = Vec::new();
        for (day, (windows, name)) in &self.days {
            match all.last_mut() {
                Some(run) if run.to + 1 == *day && run.windows == *windows && run.name == *name => run.to = *day,
                _ => all.push(Run { from: *day, to: *day, windows: windows.clone(), name: name.clone() }),
            }
        }
        all.retain(|run| (run.from..=run.to).any(|day| self.week[weekday(day)] != run.windows));
        all
    }
}

/// Flattens every calendar, by its number.
pub fn flatten(calendars: &[Calendar], years: Years, week_start: i64, notes: &mut Notes) -> HashMap<i64, Flat> {
    let by_uid: HashMap<i64, &Calendar> = calendars.iter().rev().map(|c| (c.uid, c)).collect();
    let mut days = 0;
    let mut all = HashMap::with_capacity(calendars.len());
    for calendar in calendars {
        let mut chain = vec![calendar];
        while let Some(base) = chain.last().and_then(|c| c.base) {
            match by_uid.get(&base) {
                Some(base) if chain.len() < MAX_CHAIN && !chain.iter().any(|c| c.uid == base.uid) => chain.push(base),
                Some(_) => {
                    notes.of("Calendars that are based on each other in a circle are cut off", calendar.name.clone());
                    break;
                }
                None => {
                    notes.of("Calendars based on one that is not in the file use the standard week instead", calendar.name.clone());
                    break;
                }
            }
        }
        let mut flat = Flat::standard();
        for layer in chain.iter().rev() {
            apply(&mut flat, layer, years, week_start);
        }
        days += flat.days.len();
        if days > MAX_DAYS {
            notes.of("Exceptions of calendars are left out, because the file holds too many of them", calendar.name.clone());
            flat.days.clear();
        }
        all.insert(calendar.uid, flat);
    }
    all
}

/// Lays what one calendar says over what it is based on.
fn apply(flat: &mut Flat, calendar: &Calendar, years: Years, week_start: i64) {
    for (day, windows) in &calendar.week {
        flat.week[*day] = windows.clone();
    }
    for (from, to, week) in &calendar.weeks {
        for day in (*from).max(years.from)..=(*to).min(years.to) {
            if let Some((_, windows)) = week.iter().find(|(n, _)| *n == weekday(day)) {
                flat.days.insert(day, (windows.clone(), String::new()));
            }
        }
    }
    for exception in &calendar.exceptions {
        for day in days_of(exception, years, week_start) {
            flat.days.insert(day, (exception.windows.clone(), exception.name.clone()));
        }
    }
}

fn date(day: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(day + 719_163).ok()?)
}

/// The days of an exception. Plain ranges are kept whole, recurring ones within the years given.
fn days_of(e: &Exception, years: Years, week_start: i64) -> Vec<i64> {
    let (first, last) = match e.rule {
        Rule::EveryDay => (Years::FIRST, Years::LAST),
        _ => (Years::FIRST, years.to),
    };
    let last = e.to.min(last);
    let most = e.occurrences.and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
    // Counted from the first of all, so that those before the project count too.
    let candidates: Box<dyn Iterator<Item = i64>> = match e.rule {
        Rule::EveryDay => Box::new(e.from.max(first)..=last),
        Rule::Daily(every) => Box::new((e.from..=last).step_by(usize::try_from(every).unwrap_or(1).max(1))),
        Rule::Weekly(every, mask) => {
            let week = |day: i64| (day + 4 - week_start).div_euclid(7);
            let start = week(e.from);
            Box::new((e.from..=last).filter(move |day| (week(*day) - start) % every == 0 && mask >> weekday(*day) & 1 == 1))
        }
        Rule::Monthly(every, on) => Box::new(months(e.from, last, every).filter_map(move |m| in_month(m, on))),
        Rule::MonthlyOn(every, position) => Box::new(months(e.from, last, every).filter_map(move |m| at(m, position))),
        Rule::Yearly(month, on) => Box::new(years_from(e.from, last, month).filter_map(move |m| in_month(m, on))),
        Rule::YearlyOn(month, position) => Box::new(years_from(e.from, last, month).filter_map(move |m| at(m, position))),
    };
    let recurring = e.rule != Rule::EveryDay;
    candidates.filter(|day| (e.from..=last).contains(day)).take(most).filter(|day| !recurring || *day >= years.from).collect()
}

/// Firsts of months from the month of a day on, every so many.
fn months(from: i64, to: i64, every: i64) -> impl Iterator<Item = NaiveDate> {
    let first = date(from).and_then(|d| d.with_day(1));
    let every = Months::new(u32::try_from(every).unwrap_or(1).max(1));
    std::iter::successors(first, move |d| d.checked_add_months(every)).take_while(move |d| days_from_epoch(*d) <= to)
}

/// Firsts of one month (January 0) of every year.
fn years_from(from: i64, to: i64, month: i64) -> impl Iterator<Item = NaiveDate> {
    let month = u32::try_from(month.clamp(0, 11) + 1).unwrap_or(1);
    let first = date(from).and_then(|d| NaiveDate::from_ymd_opt(d.year(), month, 1));
    std::iter::successors(first, |d| d.checked_add_months(Months::new(12))).take_while(move |d| days_from_epoch(*d) <= to)
}

/// A day of a month; none in a month that is too short.
fn in_month(first: NaiveDate, day: i64) -> Option<i64> {
    first.with_day(u32::try_from(day).ok()?).map(days_from_epoch)
}

/// "The second Monday", "the last weekday" of a month.
fn at(first: NaiveDate, position: Position) -> Option<i64> {
    let start = days_from_epoch(first);
    let end = days_from_epoch(first.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1))?);
    let fits = |day: &i64| match position.item {
        0 => true,
        1 => (1..=5).contains(&weekday(*day)),
        2 => matches!(weekday(*day), 0 | 6),
        n => i64::try_from(weekday(*day)).is_ok_and(|w| w == n - 3),
    };
    match position.nth {
        4 => (start..=end).rev().find(fits),
        n => (start..=end).filter(fits).nth(usize::try_from(n).ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i64 {
        days_from_epoch(text.parse().expect("a date"))
    }

    fn shown(days: &[i64]) -> Vec<String> {
        days.iter().filter_map(|d| date(*d)).map(|d| d.to_string()).collect()
    }

    #[test]
    fn recurring_exceptions_fall_on_their_days() {
        let years = Years { from: day("2024-01-01"), to: day("2026-12-31") };
        let last = |nth: i64, item: i64| Position { nth, item };
        for (rule, from, to, most, expected) in [
            (Rule::EveryDay, "2024-12-30", "2025-01-01", None, vec!["2024-12-30", "2024-12-31", "2025-01-01"]),
            (Rule::Daily(3), "2024-02-01", "2024-02-10", Some(4), vec!["2024-02-01", "2024-02-04", "2024-02-07", "2024-02-10"]),
            (Rule::Daily(3), "2024-02-01", "2024-02-28", Some(2), vec!["2024-02-01", "2024-02-04"]),
            // Every second Tuesday and Thursday.
            (Rule::Weekly(2, 0b1_0100), "2024-01-02", "2024-01-25", None, vec!["2024-01-02", "2024-01-04", "2024-01-16", "2024-01-18"]),
            (Rule::Monthly(1, 31), "2024-01-01", "2024-05-31", None, vec!["2024-01-31", "2024-03-31", "2024-05-31"]),
            (Rule::MonthlyOn(2, last(0, 4)), "2024-01-01", "2024-06-01", None, vec!["2024-01-01", "2024-03-04", "2024-05-06"]),
            (Rule::Yearly(11, 25), "2022-01-01", "2025-12-31", Some(4), vec!["2024-12-25", "2025-12-25"]),
            (Rule::YearlyOn(4, last(4, 4)), "2024-01-01", "2025-12-31", None, vec!["2024-05-27", "2025-05-26"]),
            (Rule::MonthlyOn(1, last(4, 1)), "2024-03-01", "2024-04-30", None, vec!["2024-03-29", "2024-04-30"]),
        ] {
            let e = Exception { from: day(from), to: day(to), rule, occurrences: most, ..Exception::default() };
            assert_eq!(shown(&days_of(&e, years, 1)), expected, "{rule:?}");
        }
    }

    #[test]
    fn what_is_inherited_stands_in_the_flat_calendar() {
        let base = Calendar {
            uid: 1,
            week: vec![(6, vec![(480, 720)])],
            exceptions: vec![Exception { name: "Fair".into(), from: day("2025-03-08"), to: day("2025-03-10"), ..Exception::default() }],
            ..Calendar::default()
        };
        let own = Calendar { uid: 2, base: Some(1), week: vec![(1, Windows::new())], ..Calendar::default() };
        let ring = Calendar { uid: 3, base: Some(3), ..Calendar::default() };
        let mut notes = Notes::default();
        let all = flatten(&[base, own, ring], Years::around(0, 0), 1, &mut notes);
        let flat = &all[&2];
        assert!(flat.on(day("2025-03-15")) == &vec![(480, 720)] && flat.on(day("2025-03-17")).is_empty() && flat.on(day("2025-03-08")).is_empty());
        assert_eq!(flat.runs(), [Run { from: day("2025-03-08"), to: day("2025-03-10"), windows: Windows::new(), name: "Fair".into() }]);
        assert_eq!(notes.all().len(), 1);
        assert_eq!(all[&3], Flat::standard());
    }

    #[test]
    fn work_before_and_behind_an_instant() {
        let flat = Flat::standard();
        let monday = day("2025-01-06") * 1440;
        assert!(flat.begins_by(monday + 480) && !flat.begins_by(monday + 481));
        assert!(flat.ends_by(monday + 1020) && !flat.ends_by(monday + 1019));
        assert!(flat.begins_by(monday - 1440 + 900));
    }
}
