//! Units of time that a hand moves things by: minutes, days, months. A shift by whole units keeps
//! the time of day, and in months the day of the month as far as the month has it.

use crate::model::value::Date;
use chrono::{Datelike, Months, NaiveDate};

/// A unit of time to move by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many minutes.
    Minutes(i64),
    /// So many days.
    Days(i64),
    /// So many months.
    Months(u32),
}

/// First and last instant that a hand can reach: dates lie in 2000 to 2100.
const FIRST: i64 = 10_957 * 1440;
const LAST: i64 = 47_846 * 1440;

impl Step {
    /// An instant, so many units later; earlier when negative. Stays within 2000 to 2100.
    pub fn shift(self, from: i64, n: i64) -> i64 {
        let to = match self {
            Self::Minutes(m) => from.saturating_add(m.saturating_mul(n)),
            Self::Days(d) => from.saturating_add((1440 * d).saturating_mul(n)),
            Self::Months(m) => return months(from, n.saturating_mul(i64::from(m))).clamp(FIRST, LAST),
        };
        to.clamp(FIRST, LAST)
    }

    /// Its length in minutes; that of months on average.
    #[expect(clippy::cast_precision_loss, reason = "minutes of a few years")]
    pub fn minutes(self) -> f64 {
        match self {
            Self::Minutes(m) => m as f64,
            Self::Days(d) => (d * 1440) as f64,
            Self::Months(m) => f64::from(m) * 30.436_875 * 1440.0,
        }
    }

    /// It is at least a day long.
    pub fn is_of_days(self) -> bool {
        !matches!(self, Self::Minutes(_))
    }

    /// As people say it: `15 min`, `day`, `week`.
    pub fn spoken(self) -> String {
        match self {
            Self::Minutes(60) => "hour".into(),
            Self::Minutes(1) => "minute".into(),
            Self::Minutes(m) => format!("{m} min"),
            Self::Days(1) => "day".into(),
            Self::Days(7) => "week".into(),
            Self::Days(d) => format!("{d} days"),
            Self::Months(1) => "month".into(),
            Self::Months(3) => "quarter".into(),
            Self::Months(12) => "year".into(),
            Self::Months(m) => format!("{m} months"),
        }
    }
}

fn months(from: i64, n: i64) -> i64 {
    let date = Date::of_minute(from);
    let of_day = from - date.minute();
    let count = Months::new(u32::try_from(n.unsigned_abs()).unwrap_or(u32::MAX).min(2400));
    let moved = if n < 0 { date.0.checked_sub_months(count) } else { date.0.checked_add_months(count) };
    let edge = NaiveDate::from_ymd_opt(if n < 0 { 2000 } else { 2100 }, 1, 1).unwrap_or(date.0);
    let moved = moved.filter(|d| (1900..2200).contains(&d.year())).unwrap_or(edge);
    Date(moved).minute() + of_day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_keep_the_day_as_far_as_the_month_has_it() {
        let at = |text: &str| Date::parse(text).expect("a date").minute() + 600;
        for (from, n, to) in [("2024-01-31", 1, "2024-02-29"), ("2024-03-15", -3, "2023-12-15"), ("2024-12-01", 13, "2026-01-01")] {
            assert_eq!(Step::Months(1).shift(at(from), n), at(to), "{from} {n}");
        }
        assert_eq!(Step::Days(7).shift(at("2024-03-01"), 2), at("2024-03-15"));
        assert_eq!(Step::Days(1).shift(at("2024-03-01"), i64::MAX), LAST, "no further than the calendar");
    }
}
