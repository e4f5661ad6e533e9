//! Working calendars: from instants to working minutes and back in constant time. One window of
//! work a day; hours and special days per weekday come with the engine that needs them.

use crate::model::records::{Calendar, Weekday};
use crate::model::value::days_from_epoch;
use chrono::{Datelike, NaiveDate};

/// First day of the tables, 1999-01-01, in days since 1970: a year before the first valid date.
const FIRST_DAY: i64 = 10_592;
/// Days the tables cover: to the end of 2130, thirty years behind the last valid date.
const DAYS: usize = 48_212;

/// A working calendar, ready to compute with. Instants are minutes since 1970-01-01.
#[derive(Clone, Debug)]
pub struct WorkCalendar {
    /// Working days before each day of the table.
    before: Vec<u32>,
    /// Day of the table each working day is.
    nth: Vec<u32>,
    /// Minute of the day work starts.
    opens: u32,
    /// Working minutes a day; 32 bits, because dividing by it is the dearest step of all.
    length: u32,
}

impl Default for WorkCalendar {
    fn default() -> Self {
        Self::new(&Calendar::default())
    }
}

impl WorkCalendar {
    /// Builds the tables. A calendar without any working day works every day: the finding that
    /// names it says so, and dates stay finite.
    pub fn new(calendar: &Calendar) -> Self {
        let mut works = [true; 7];
        for day in &calendar.weekend {
            works[weekday_index(*day)] = false;
        }
        if works == [false; 7] {
            works = [true; 7];
        }
        let mut holiday = vec![false; DAYS];
        for day in &calendar.holidays {
            if let Some(h) = usize::try_from(day.minute() / 1440 - FIRST_DAY).ok().and_then(|i| holiday.get_mut(i)) {
                *h = true;
            }
        }
        // 1999-01-01 was a Friday.
        let mut weekday = 4;
        let mut before = Vec::with_capacity(DAYS + 1);
        let mut nth = Vec::with_capacity(DAYS);
        for (day, is_holiday) in (0u32..).zip(&holiday) {
            before.push(u32::try_from(nth.len()).unwrap_or(u32::MAX));
            if works[weekday] && !is_holiday {
                nth.push(day);
            }
            weekday = (weekday + 1) % 7;
        }
        before.push(u32::try_from(nth.len()).unwrap_or(u32::MAX));
        let hours = if calendar.hours_per_day.is_finite() { calendar.hours_per_day.clamp(0.25, 24.0) } else { 8.0 };
        let length = u32::try_from(whole(hours * 60.0)).unwrap_or(480);
        Self { before, nth, opens: (9 * 60).min(1440 - length), length }
    }

    /// Working minutes of a full day.
    #[inline]
    pub fn day_length(&self) -> i64 {
        i64::from(self.length)
    }

    /// Day of the table and minute of that day; none before the tables.
    #[inline]
    fn place(minute: i64) -> Option<(usize, u32)> {
        let from_first = u32::try_from(minute - FIRST_DAY * 1440).ok()?;
        Some((usize::try_from(from_first / 1440).unwrap_or(usize::MAX), from_first % 1440))
    }

    /// The day a minute lies in has work.
    #[inline]
    pub fn works_on(&self, minute: i64) -> bool {
        match Self::place(minute).and_then(|(day, _)| self.before.get(day..day + 2)) {
            Some([a, b]) => b > a,
            _ => true,
        }
    }

    /// Working minutes from the start of the tables to an instant.
    #[inline]
    pub fn to_work(&self, minute: i64) -> i64 {
        let Some((day, of_day)) = Self::place(minute) else { return if minute < FIRST_DAY * 1440 { 0 } else { self.total() } };
        let Some([before, next]) = self.before.get(day..day + 2) else { return self.total() };
        let worked = if next > before { of_day.saturating_sub(self.opens).min(self.length) } else { 0 };
        i64::from(*before * self.length + worked)
    }

    #[inline]
    fn total(&self) -> i64 {
        i64::try_from(self.nth.len()).unwrap_or(0) * self.day_length()
    }

    #[inline]
    fn day_start(&self, index: u32) -> i64 {
        let at = usize::try_from(index).unwrap_or(0).min(self.nth.len().saturating_sub(1));
        (i64::from(self.nth.get(at).copied().unwrap_or(0)) + FIRST_DAY) * 1440
    }

    /// Full days and minutes over of an amount of work.
    #[inline]
    fn split(&self, work: i64) -> (u32, u32) {
        let work = u32::try_from(work.clamp(0, self.total())).unwrap_or(0);
        (work / self.length, work % self.length)
    }

    /// The instant at which the work minute `work` begins.
    #[inline]
    pub fn start_at(&self, work: i64) -> i64 {
        let (days, over) = self.split(work);
        self.day_start(days) + i64::from(self.opens + over)
    }

    /// The instant at which `work` minutes are done: at the end of a day, not at the start of the next.
    #[inline]
    pub fn finish_at(&self, work: i64) -> i64 {
        match self.split(work) {
            (0, 0) => self.start_at(0),
            (days, 0) => self.day_start(days - 1) + i64::from(self.opens + self.length),
            (days, over) => self.day_start(days) + i64::from(self.opens + over),
        }
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
    use crate::model::value::Date;

    fn minute(text: &str) -> i64 {
        Date::parse(text).expect("a date").minute()
    }

    #[test]
    fn tables_start_and_end_where_they_say() {
        assert_eq!(Date::of_minute(FIRST_DAY * 1440).to_string(), "1999-01-01");
        assert_eq!(Date::of_minute((FIRST_DAY + i64::try_from(DAYS).expect("fits") - 1) * 1440).to_string(), "2130-12-31");
        assert_eq!(weekday(minute("2024-03-15")), 4);
    }

    #[test]
    fn working_days_of_the_brief() {
        let cal = WorkCalendar::default();
        // 2024-02-01 … 2024-03-14 inclusive, and one day more.
        assert!((cal.days_between(minute("2024-02-01"), minute("2024-03-15")) - 31.0).abs() < 1e-9);
        assert!((cal.days_between(minute("2024-02-01"), minute("2024-03-16")) - 32.0).abs() < 1e-9);
    }

    #[test]
    fn finish_stays_on_its_day() {
        let cal = WorkCalendar::default();
        let start = cal.next_start(minute("2024-03-02"));
        assert_eq!(start, minute("2024-03-04") + 9 * 60);
        assert_eq!(cal.finish_at(cal.to_work(start) + 480), minute("2024-03-04") + 17 * 60);
        assert_eq!(cal.start_at(cal.to_work(start) + 480), minute("2024-03-05") + 9 * 60);
    }
}
