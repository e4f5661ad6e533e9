//! Working calendars: from instants to working minutes and back in constant time. Windows of work
//! per day of the week, holidays, special days, freezes. Knows no task.
//!
//! Days near the plan, and all that differ from the week, stand in tables; before and behind them
//! the week repeats and is computed. What is in the tables changes the speed, never a result.

use crate::model::records::{Calendar, Weekday};
use crate::model::value::{Hours, days_from_epoch};
use chrono::{Datelike, NaiveDate};

/// First and last day a table may hold: 1999-01-01 and 2130-12-31, in days since 1970.
const TABLES: std::ops::RangeInclusive<i64> = 10_592..=58_803;
/// Instants are kept before 2200-01-01: a plan of a million days still has dates to show.
const LAST_MINUTE: i64 = 84_006 * 1440 - 1;
const FIRST_MINUTE: i64 = -25_567 * 1440;
/// Days of the tables before and behind the day they are made around.
const BEFORE: i64 = 400;
const BEHIND: i64 = 3_000;
/// Width of the buckets that lead from an amount of work to its day, as a power of two of minutes.
const BUCKET: u32 = 8;

/// A stretch of work in a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    from: u32,
    to: u32,
    /// Work of the day before it.
    before: u32,
}

/// The working hours of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shape {
    windows: Vec<Window>,
    total: u32,
}

impl Shape {
    /// Joins hours that touch or overlap.
    fn of(hours: &[(u32, u32)]) -> Self {
        let mut sorted: Vec<(u32, u32)> = hours.iter().copied().filter(|(from, to)| from < to).collect();
        sorted.sort_unstable();
        let mut shape = Self::default();
        for (from, to) in sorted {
            match shape.windows.last_mut() {
                Some(last) if from <= last.to => {
                    shape.total += to.saturating_sub(last.to);
                    last.to = last.to.max(to);
                }
                _ => {
                    shape.windows.push(Window { from, to, before: shape.total });
                    shape.total += to - from;
                }
            }
        }
        shape
    }

    fn of_hours(hours: &[Hours]) -> Self {
        Self::of(&hours.iter().map(|h| (u32::from(h.from), u32::from(h.to))).collect::<Vec<_>>())
    }

    fn hours(&self) -> Vec<(u32, u32)> {
        self.windows.iter().map(|w| (w.from, w.to)).collect()
    }

    /// What is left of the day without a stretch of it.
    fn without(&self, from: u32, to: u32) -> Self {
        let cut = self.windows.iter().flat_map(|w| [(w.from, w.to.min(from)), (w.from.max(to), w.to)]);
        Self::of(&cut.collect::<Vec<_>>())
    }

    /// Work done by a minute of the day.
    #[inline]
    fn done(&self, of_day: u32) -> u32 {
        match self.windows.as_slice() {
            [] => 0,
            [one] => of_day.clamp(one.from, one.to) - one.from,
            many => many.iter().rev().find(|w| of_day > w.from).map_or(0, |w| w.before + of_day.min(w.to) - w.from),
        }
    }

    /// The minute of the day at which so much is done, or at which the next begins.
    #[inline]
    fn minute(&self, done: u32, at_end: bool) -> u32 {
        let holds = |w: &&Window| {
            let end = w.before + w.to - w.from;
            if at_end { done <= end } else { done < end }
        };
        self.windows.iter().find(holds).or(self.windows.last()).map_or(0, |w| w.from + done.saturating_sub(w.before))
    }
}

/// A working calendar, ready to compute with. Instants are minutes since 1970-01-01; work is
/// counted from the first day of the tables.
#[derive(Clone, Debug)]
pub struct WorkCalendar {
    /// First day of the tables, in days since 1970.
    first: i64,
    /// Work before each day of the tables, and behind the last.
    before: Vec<u32>,
    /// Hours of each day of the tables, as a position in `shapes`.
    shape: Vec<u16>,
    /// Day of the tables each working day is, and the work before it.
    working: Vec<(u32, u32)>,
    /// Position in `working` that holds the first minute of each bucket of work.
    buckets: Vec<u32>,
    shapes: Vec<Shape>,
    /// Working minutes of every working day, when all are alike.
    alike: Option<u32>,
    /// Hours of every working day, when all have the same without a break: most questions then need
    /// one table only.
    usual: Option<Window>,
    /// Hours of the days of a week, Monday first, and the work before each of them.
    week: [u16; 7],
    week_before: [i64; 8],
    /// Working minutes that a duration of a day stands for.
    length: u32,
    /// Times taken out, first to last.
    frozen: Vec<(i64, i64)>,
}

impl Default for WorkCalendar {
    fn default() -> Self {
        Self::new(&Calendar::default())
    }
}

impl WorkCalendar {
    /// Builds the tables of a calendar around the year 2024.
    pub fn new(calendar: &Calendar) -> Self {
        Self::around(calendar, 19_800 * 1440, &[])
    }

    /// Builds the tables around an instant, with some times taken out. A calendar without any
    /// working time works every day: the finding that names it says so, and dates stay finite.
    pub fn around(calendar: &Calendar, instant: i64, frozen: &[(i64, i64)]) -> Self {
        let per_day = if calendar.hours_per_day.is_finite() { calendar.hours_per_day.clamp(0.25, 24.0) } else { 8.0 };
        let length = u32::try_from(whole(per_day * 60.0)).unwrap_or(480);
        let mut shapes = vec![Shape::default()];
        let opens = 540.min(1440 - length);
        let usual = if calendar.hours.is_empty() { Shape::of(&[(opens, opens + length)]) } else { Shape::of_hours(&calendar.hours) };
        let usual = keep(&mut shapes, usual);
        let mut week = [usual; 7];
        for day in &calendar.weekend {
            week[weekday_index(*day)] = 0;
        }
        for day in &calendar.days {
            week[weekday_index(day.day)] = keep(&mut shapes, Shape::of_hours(&day.hours));
        }
        let total = |week: &[u16; 7], shapes: &[Shape]| week.iter().map(|s| i64::from(shapes[usize::from(*s)].total)).sum::<i64>();
        if total(&week, &shapes) == 0 {
            let all = if shapes[usize::from(usual)].total > 0 { usual } else { keep(&mut shapes, Shape::of(&[(opens, opens + length)])) };
            week = [all; 7];
        }
        let mut odd: Vec<(i64, i64, u16)> = calendar.holidays.iter().map(|h| h.day.minute() / 1440).map(|day| (day, day, 0)).collect();
        for days in &calendar.special {
            let Some(from) = days.from else { continue };
            let to = days.to.unwrap_or(from);
            odd.push((from.minute() / 1440, to.minute() / 1440, keep(&mut shapes, Shape::of_hours(&days.hours))));
        }
        let mut out = Self {
            first: 0,
            before: Vec::new(),
            shape: Vec::new(),
            working: Vec::new(),
            buckets: Vec::new(),
            shapes,
            alike: None,
            usual: None,
            week,
            week_before: [0; 8],
            length,
            frozen: frozen.iter().copied().filter(|(from, to)| from < to).collect(),
        };
        for (day, shape) in week.iter().enumerate() {
            out.week_before[day + 1] = out.week_before[day] + i64::from(out.shapes[usize::from(*shape)].total);
        }
        out.fill(instant.div_euclid(1440), &odd);
        out
    }

    /// Fills the tables: the week, then what differs from it, then what is taken out of both.
    fn fill(&mut self, around: i64, odd: &[(i64, i64, u16)]) {
        let ends = odd.iter().map(|(from, to, _)| (*from, *to)).chain(self.frozen.iter().map(|(from, to)| (from.div_euclid(1440), to.div_euclid(1440))));
        let ends: Vec<(i64, i64)> = ends.collect();
        let first = ends.iter().map(|e| e.0).chain([around - BEFORE]).min().unwrap_or(around).clamp(*TABLES.start(), *TABLES.end());
        let last = ends.iter().map(|e| e.1).chain([around + BEHIND]).max().unwrap_or(around).clamp(first, *TABLES.end());
        self.first = first;
        let day_of = |place: usize| first + i64::try_from(place).unwrap_or(0);
        let days = usize::try_from(last - first + 1).unwrap_or(0);
        self.shape = (0..days).map(|place| self.week[weekday_of(day_of(place))]).collect();
        let range = |from: i64, to: i64| {
            let clip = |day: i64| usize::try_from((day - first).max(0)).unwrap_or(0).min(days);
            clip(from)..clip(to + 1).max(clip(from))
        };
        for (from, to, shape) in odd {
            self.shape[range(*from, *to)].fill(*shape);
        }
        for (from, to) in self.frozen.clone() {
            for place in range(from.div_euclid(1440), to.div_euclid(1440)) {
                let midnight = day_of(place) * 1440;
                let of_day = |minute: i64| u32::try_from((minute - midnight).clamp(0, 1440)).unwrap_or(0);
                let cut = self.shapes[usize::from(self.shape[place])].without(of_day(from), of_day(to));
                self.shape[place] = keep(&mut self.shapes, cut);
            }
        }
        self.sum_up();
    }

    /// The sums over the days of the tables.
    fn sum_up(&mut self) {
        let mut work = 0_u32;
        let mut alike = None;
        self.before.reserve(self.shape.len() + 1);
        self.working.reserve(self.shape.len());
        for (place, shape) in (0_u32..).zip(&self.shape) {
            self.before.push(work);
            let total = self.shapes[usize::from(*shape)].total;
            if total > 0 {
                self.working.push((place, work));
                alike = match alike {
                    None => Some((total, true)),
                    Some((t, same)) => Some((t, same && t == total)),
                };
                work += total;
            }
        }
        self.before.push(work);
        self.alike = alike.filter(|(_, same)| *same).map(|(t, _)| t);
        if self.alike.is_some() {
            let mut shapes = self.shape.iter().map(|s| &self.shapes[usize::from(*s)]).filter(|s| s.total > 0);
            let first = shapes.next().filter(|s| s.windows.len() == 1);
            // Work of a day never counts from anything but its start.
            self.usual = first.filter(|f| shapes.all(|s| s == *f)).and_then(|f| f.windows.first()).copied();
            return;
        }
        let mut at = 0;
        for bucket in 0..=(work >> BUCKET) {
            while self.working.get(at + 1).is_some_and(|w| w.1 <= bucket << BUCKET) {
                at += 1;
            }
            self.buckets.push(u32::try_from(at).unwrap_or(0));
        }
    }

    /// Working minutes that a duration of one day stands for.
    #[inline]
    pub fn day_length(&self) -> i64 {
        i64::from(self.length)
    }

    /// Times taken out of the calendar by freezes.
    pub fn frozen(&self) -> &[(i64, i64)] {
        &self.frozen
    }

    /// The hours of a day.
    #[inline]
    fn hours_of(&self, day: i64) -> &Shape {
        let in_table = usize::try_from(day - self.first).ok().and_then(|place| self.shape.get(place));
        &self.shapes[usize::from(in_table.copied().unwrap_or_else(|| self.week[weekday_of(day)]))]
    }

    /// Work from a Monday long ago to the start of a day, if every week were like the others.
    fn week_work(&self, day: i64) -> i64 {
        let from_monday = day + 3;
        from_monday.div_euclid(7) * self.week_before[7] + self.week_before[usize::try_from(from_monday.rem_euclid(7)).unwrap_or(0)]
    }

    fn total(&self) -> i64 {
        self.before.last().copied().map_or(0, i64::from)
    }

    fn end(&self) -> i64 {
        self.first + i64::try_from(self.shape.len()).unwrap_or(0)
    }

    /// The day a minute lies in has work.
    #[inline]
    pub fn works_on(&self, minute: i64) -> bool {
        self.hours_of(minute.div_euclid(1440)).total > 0
    }

    /// Working hours of the days of a week, Monday first, in minutes since midnight.
    pub fn week(&self) -> [Vec<(u32, u32)>; 7] {
        self.week.map(|shape| self.shapes[usize::from(shape)].hours())
    }

    /// The days whose hours differ from those of their day of the week, in days since 1970, with
    /// their hours; in order. Holidays, special days and freezes are among them.
    pub fn odd_days(&self) -> impl Iterator<Item = (i64, Vec<(u32, u32)>)> + '_ {
        let days = (self.first..).zip(&self.shape);
        days.filter(|(day, shape)| self.week[weekday_of(*day)] != **shape).map(|(day, shape)| (day, self.shapes[usize::from(*shape)].hours()))
    }

    /// Working minutes from the first day of the tables to an instant; negative before it.
    #[inline]
    pub fn to_work(&self, minute: i64) -> i64 {
        let from_first = minute - self.first * 1440;
        if let Ok(from_first) = u32::try_from(from_first) {
            let place = usize::try_from(from_first / 1440).unwrap_or(usize::MAX);
            if let Some(hours) = self.usual
                && let Some([before, after]) = self.before.get(place..).and_then(|rest| rest.first_chunk::<2>())
            {
                // A day off has nothing between the two.
                let done = (from_first % 1440).clamp(hours.from, hours.to) - hours.from;
                return i64::from(before + done.min(after - before));
            }
            if let (Some(before), Some(shape)) = (self.before.get(place), self.shape.get(place)) {
                return i64::from(before + self.shapes[usize::from(*shape)].done(from_first % 1440));
            }
        }
        self.to_work_far(minute)
    }

    #[cold]
    fn to_work_far(&self, minute: i64) -> i64 {
        let minute = minute.clamp(FIRST_MINUTE, LAST_MINUTE);
        let day = minute.div_euclid(1440);
        let of_day = u32::try_from(minute.rem_euclid(1440)).unwrap_or(0);
        let done = i64::from(self.shapes[usize::from(self.week[weekday_of(day)])].done(of_day));
        let (edge, work) = if day < self.first { (self.first, 0) } else { (self.end(), self.total()) };
        work + self.week_work(day) - self.week_work(edge) + done
    }

    /// Day since 1970, hours and work of the day by then, of an amount of work; at the end of a
    /// day rather than at the start of the next, or the other way round.
    #[inline]
    fn day_of(&self, work: i64, at_end: bool) -> (i64, &Shape, u32) {
        let inside = if at_end { work > 0 && work <= self.total() } else { work >= 0 && work < self.total() };
        if !inside {
            return self.day_of_far(work, at_end);
        }
        let work = u32::try_from(work).unwrap_or(0);
        let looked = if at_end { work - 1 } else { work };
        let at = match self.alike {
            Some(length) => usize::try_from(looked / length).unwrap_or(0),
            None => {
                let mut at = usize::try_from(self.buckets.get(usize::try_from(looked >> BUCKET).unwrap_or(0)).copied().unwrap_or(0)).unwrap_or(0);
                while self.working.get(at + 1).is_some_and(|w| w.1 <= looked) {
                    at += 1;
                }
                at
            }
        };
        let (place, before) = self.working.get(at).copied().unwrap_or_default();
        let shape = self.shape.get(usize::try_from(place).unwrap_or(0)).copied().unwrap_or(0);
        (self.first + i64::from(place), &self.shapes[usize::from(shape)], work - before)
    }

    #[cold]
    fn day_of_far(&self, work: i64, at_end: bool) -> (i64, &Shape, u32) {
        let (edge, known) = if work <= 0 { (self.first, 0) } else { (self.end(), self.total()) };
        // Far beyond any date that is shown; the week is at least a minute of work.
        let far = (work - known).clamp(-1_000_000_000, 1_000_000_000) + self.week_work(edge);
        let looked = if at_end { far - 1 } else { far };
        let (week, rest) = (looked.div_euclid(self.week_before[7].max(1)), looked.rem_euclid(self.week_before[7].max(1)));
        let day = (0..7).rev().find(|d| self.week_before[*d] <= rest && self.week_before[*d + 1] > rest).unwrap_or(0);
        let done = u32::try_from(rest - self.week_before[day] + i64::from(at_end)).unwrap_or(0);
        let number = week * 7 + i64::try_from(day).unwrap_or(0) - 3;
        (number, &self.shapes[usize::from(self.week[day])], done)
    }

    /// Where the hours of the day begin in which a minute of work lies, and the work before that day,
    /// when all working days are the same and in the tables.
    #[inline]
    fn usual_day(&self, work: i64) -> Option<(i64, i64)> {
        let hours = self.usual?;
        let looked = u32::try_from(work).ok()?;
        let at = looked / (hours.to - hours.from);
        let (place, before) = self.working.get(usize::try_from(at).ok()?)?;
        Some(((self.first + i64::from(*place)) * 1440 + i64::from(hours.from), i64::from(*before)))
    }

    /// The instant at which the work minute `work` begins.
    #[inline]
    pub fn start_at(&self, work: i64) -> i64 {
        if let Some((opens, before)) = self.usual_day(work) {
            return opens + work - before;
        }
        let (day, shape, done) = self.day_of(work, false);
        (day * 1440 + i64::from(shape.minute(done, false))).clamp(FIRST_MINUTE, LAST_MINUTE)
    }

    /// The instant at which `work` minutes are done: at the end of a day, not at the start of the next.
    #[inline]
    pub fn finish_at(&self, work: i64) -> i64 {
        if let Some((opens, before)) = self.usual_day(work - 1) {
            return opens + work - before;
        }
        let (day, shape, done) = self.day_of(work, true);
        (day * 1440 + i64::from(shape.minute(done, true))).clamp(FIRST_MINUTE, LAST_MINUTE)
    }

    /// The working instant at or behind an instant.
    pub fn next_start(&self, minute: i64) -> i64 {
        self.start_at(self.to_work(minute))
    }

    /// Working minutes between two instants; negative when `to` lies before `from`.
    pub fn between(&self, from: i64, to: i64) -> i64 {
        self.to_work(to) - self.to_work(from)
    }

    /// Working days between two instants.
    #[expect(clippy::cast_precision_loss, reason = "minutes of a century fit a double exactly")]
    pub fn days_between(&self, from: i64, to: i64) -> f64 {
        self.between(from, to) as f64 / f64::from(self.length)
    }
}

/// Position of a shape, which is kept once.
fn keep(shapes: &mut Vec<Shape>, shape: Shape) -> u16 {
    let at = shapes.iter().position(|s| *s == shape).unwrap_or_else(|| {
        shapes.push(shape);
        shapes.len() - 1
    });
    u16::try_from(at).unwrap_or(0)
}

/// Monday 0 to Sunday 6 of a day since 1970.
#[inline]
fn weekday_of(day: i64) -> usize {
    usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0)
}

/// A float as whole minutes; the callers keep it within a century.
#[expect(clippy::cast_possible_truncation, reason = "clamped to a range that fits")]
#[inline]
pub fn whole(value: f64) -> i64 {
    value.round().clamp(-1e15, 1e15) as i64
}

fn weekday_index(day: Weekday) -> usize {
    match day {
        Weekday::Mon => 0,
        Weekday::Tue => 1,
        Weekday::Wed => 2,
        Weekday::Thu => 3,
        Weekday::Fri => 4,
        Weekday::Sat => 5,
        Weekday::Sun => 6,
    }
}

/// Monday 0 to Sunday 6 of an instant.
pub fn weekday(minute: i64) -> u32 {
    u32::try_from((minute.div_euclid(1440) + 3).rem_euclid(7)).unwrap_or(0)
}

/// ISO week of an instant, as year and week.
pub fn iso_week(minute: i64) -> (i32, u32) {
    let day = crate::model::value::Date::of_minute(minute).0;
    (day.iso_week().year(), day.iso_week().week())
}

/// Minutes since 1970 of the start of a day.
pub fn day_minute(date: NaiveDate) -> i64 {
    days_from_epoch(date) * 1440
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::records::{DayHours, SpecialDays};
    use crate::model::value::{Date, format_minute};

    fn minute(text: &str) -> i64 {
        Date::parse(text).expect("a date").minute()
    }

    #[test]
    fn working_days_of_the_brief() {
        let cal = WorkCalendar::default();
        // 2024-02-01 … 2024-03-14 inclusive, and one day more.
        assert!((cal.days_between(minute("2024-02-01"), minute("2024-03-15")) - 31.0).abs() < 1e-9);
        assert!((cal.days_between(minute("2024-02-01"), minute("2024-03-16")) - 32.0).abs() < 1e-9);
        assert_eq!(weekday(minute("2024-03-15")), 4);
    }

    #[test]
    fn finish_stays_on_its_day() {
        let cal = WorkCalendar::default();
        let start = cal.next_start(minute("2024-03-02"));
        assert_eq!(start, minute("2024-03-04") + 9 * 60);
        assert_eq!(cal.finish_at(cal.to_work(start) + 480), minute("2024-03-04") + 17 * 60);
        assert_eq!(cal.start_at(cal.to_work(start) + 480), minute("2024-03-05") + 9 * 60);
    }

    /// A calendar with a lunch break, short Fridays, a working Saturday, a shutdown and a freeze.
    fn odd() -> (Calendar, Vec<(i64, i64)>) {
        let hours = |list: &[&str]| list.iter().map(|h| Hours::parse(h).expect("hours")).collect::<Vec<_>>();
        let day = |text: &str| Some(Date::parse(text).expect("a date"));
        let calendar = Calendar {
            hours: hours(&["13:00-17:00", "08:00-12:00"]),
            days: vec![DayHours { day: Weekday::Fri, hours: hours(&["08:00-12:00"]) }],
            special: vec![
                SpecialDays { from: day("2024-03-16"), to: None, hours: hours(&["10:00-11:30"]), title: String::new() },
                SpecialDays { from: day("2024-12-23"), to: day("2025-01-03"), hours: Vec::new(), title: String::new() },
            ],
            holidays: vec![Date::parse("2024-05-01").expect("a date").into()],
            ..Calendar::default()
        };
        (calendar, vec![(minute("2024-04-02") + 600, minute("2024-04-04") + 660)])
    }

    #[test]
    fn hours_breaks_and_special_days() {
        let (calendar, frozen) = odd();
        let cal = WorkCalendar::around(&calendar, minute("2024-03-06"), &frozen);
        let done = |from: &str, to: &str| cal.between(minute(from), minute(to));
        assert_eq!(done("2024-03-04", "2024-03-09"), 4 * 480 + 240, "Friday is short");
        assert_eq!(done("2024-03-16", "2024-03-17"), 90, "a working Saturday");
        assert_eq!(done("2024-12-20", "2025-01-06"), 240, "nobody works between the years");
        assert_eq!(done("2024-04-02", "2024-04-05"), 120 + 60 + 240, "the freeze takes its hours");
        let lunch = minute("2024-03-05") + 12 * 60;
        assert_eq!((cal.finish_at(cal.to_work(lunch)), cal.start_at(cal.to_work(lunch))), (lunch, lunch + 60));
    }

    #[test]
    fn counting_minute_by_minute_gives_the_same() {
        let (odd, frozen) = odd();
        // Every working day the same, without a break: most questions take a short cut.
        let plain = Calendar { holidays: odd.holidays.clone(), weekend: vec![Weekday::Sun, Weekday::Tue], ..Calendar::default() };
        let early = Calendar { hours: vec![Hours { from: 0, to: 1440 }], ..plain.clone() };
        let all = ["2024-03-06", "2000-01-01", "2060-01-01"].map(|around| [(&odd, &frozen[..], around), (&plain, &[], around), (&early, &[], around)]);
        for (calendar, frozen, around) in all.into_iter().flatten() {
            let cal = WorkCalendar::around(calendar, minute(around), frozen);
            assert_eq!(cal.usual.is_some(), frozen.is_empty());
            for from in ["2024-03-01", "2024-12-19", "2000-01-03", "2090-05-30"] {
                let mut work = cal.to_work(minute(from));
                for m in minute(from)..minute(from) + 9 * 1440 {
                    assert_eq!(cal.to_work(m), work, "{} around {around}", format_minute(m));
                    if cal.to_work(m + 1) > work {
                        assert_eq!((cal.start_at(work), cal.finish_at(work + 1)), (m, m + 1), "{} around {around}", format_minute(m));
                        work += 1;
                    }
                }
            }
        }
    }

    #[test]
    fn nobody_works_and_dates_stay_finite() {
        let none = Calendar { weekend: Weekday::ALL.to_vec(), ..Calendar::default() };
        let empty = Calendar { hours: Vec::new(), days: Weekday::ALL.iter().map(|d| DayHours { day: *d, hours: Vec::new() }).collect(), ..Calendar::default() };
        for calendar in [none, empty, Calendar { hours_per_day: f64::NAN, ..Calendar::default() }] {
            let cal = WorkCalendar::new(&calendar);
            assert_eq!(cal.between(minute("2024-03-04"), minute("2024-03-05")), 480);
            for work in [i64::MIN / 4, -1, 0, 1, 1 << 40, i64::MAX / 4] {
                assert!((FIRST_MINUTE..=LAST_MINUTE).contains(&cal.start_at(work)) && cal.finish_at(work) <= LAST_MINUTE);
            }
        }
    }
}
