//! Lengths and instants of a project file in the words of a plan: the unit people chose where it is
//! exact, and a time of day only where it matters.

use super::calendars::Flat;
use super::values::{Format, Shown};
use crate::model::value::{Date, Dur, Moment, Unit};

/// Longest length that is believed, in minutes: two hundred years.
pub const MAX_MINUTES: f64 = 200.0 * 366.0 * 1440.0;

/// First and last minute that a plan can name.
const SPAN: (i64, i64) = (10_957 * 1440, 47_847 * 1440);

/// A length in the unit it is shown in, or in a finer one where that is not exact to the minute.
/// `None` when it is longer than any plan.
pub fn dur(minutes: f64, format: Format, minutes_per_day: f64) -> Option<Dur> {
    let minutes = minutes.abs().round();
    if minutes > MAX_MINUTES {
        return None;
    }
    let over = |part: f64| (minutes % part).abs() < 1e-9;
    let (day, unit_of_days, unit_of_hours, shown) = match format {
        Format::Elapsed(shown) => (1440.0, Unit::ElapsedDays, Unit::ElapsedHours, shown),
        Format::ElapsedPercent => (1440.0, Unit::ElapsedDays, Unit::ElapsedHours, Shown::Days),
        Format::Working(shown) => (minutes_per_day, Unit::WorkDays, Unit::Hours, shown),
        Format::Percent => (minutes_per_day, Unit::WorkDays, Unit::Hours, Shown::Days),
    };
    // Eighths have three decimals, as many as a length is written with.
    let in_days = over(day / 8.0);
    let (in_hours, can_be_minutes) = (over(7.5), unit_of_hours == Unit::Hours && minutes <= 1e6);
    let amount = |unit: Unit, size: f64| Some(Dur { amount: minutes / size, unit });
    match shown {
        Shown::Minutes if can_be_minutes => Some(Dur::minutes(minutes)),
        Shown::Days | Shown::Weeks | Shown::Months if in_days => amount(unit_of_days, day),
        _ if in_hours || !can_be_minutes => amount(unit_of_hours, 60.0),
        _ => Some(Dur::minutes(minutes)),
    }
}

/// An instant that a plan can name.
pub fn is_known(instant: i64) -> bool {
    (SPAN.0..SPAN.1).contains(&instant)
}

/// An instant with its time, midnight too.
pub fn exact(instant: i64) -> Moment {
    let date = Date::of_minute(instant);
    Moment { date, time: u16::try_from(instant - date.minute()).ok() }
}

/// When something begins: the bare day where no work lies before it.
pub fn begin(instant: i64, calendar: &Flat) -> Moment {
    if calendar.begins_by(instant) { Date::of_minute(instant).into() } else { exact(instant) }
}

/// When something is over: the bare day where no work lies behind it; midnight ends the day before.
pub fn end(instant: i64, calendar: &Flat) -> Moment {
    if instant.rem_euclid(1440) == 0 {
        return Date::of_minute(instant - 1).into();
    }
    if calendar.ends_by(instant) && !calendar.begins_by(instant) { Date::of_minute(instant).into() } else { exact(instant) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::value::{format_minute, parse_date};

    #[test]
    fn lengths_keep_their_unit_where_it_is_exact() {
        use Shown::{Days, Hours, Minutes, Months, Weeks};
        for (minutes, format, expected) in [
            (480.0, Format::Working(Days), "1d"),
            (120.0, Format::Working(Days), "0.25d"),
            (2400.0, Format::Working(Weeks), "5d"),
            (9600.0, Format::Working(Months), "20d"),
            (100.0, Format::Working(Days), "100m"),
            (90.0, Format::Working(Hours), "1.5h"),
            (47.0, Format::Working(Hours), "47m"),
            (480.0, Format::Working(Minutes), "480m"),
            (2880.0, Format::Elapsed(Days), "2ed"),
            (90.0, Format::Elapsed(Hours), "1.5eh"),
            (7.0, Format::Elapsed(Minutes), "0.117eh"),
            (0.0, Format::Working(Days), "0d"),
            (3_000_001.0, Format::Working(Minutes), "50000.017h"),
        ] {
            let dur = dur(minutes, format, 480.0).expect("fits");
            assert_eq!(dur.to_string(), expected);
            let back = Dur::parse(&dur.to_string()).expect("reads");
            let size = if back.unit == Unit::WorkDays { 480.0 } else { back.clock_minutes() / back.amount.max(1e-12) };
            assert!((back.amount * size - minutes).abs() < 0.5, "{expected} stands for {minutes} min");
        }
        assert_eq!(dur(1e12, Format::Working(Days), 480.0), None);
    }

    #[test]
    fn a_time_is_written_where_it_matters() {
        let flat = Flat::standard();
        let at = |text: &str, minute: i64| crate::model::value::days_from_epoch(parse_date(text).expect("a date")) * 1440 + minute;
        for (instant, from, to) in [
            (at("2025-01-06", 480), "2025-01-06", "2025-01-06T08:00"),
            (at("2025-01-06", 600), "2025-01-06T10:00", "2025-01-06T10:00"),
            (at("2025-01-06", 1020), "2025-01-06T17:00", "2025-01-06"),
            (at("2025-01-06", 0), "2025-01-06", "2025-01-05"),
            (at("2025-01-05", 700), "2025-01-05", "2025-01-05T11:40"),
        ] {
            assert_eq!((begin(instant, &flat).to_string().as_str(), end(instant, &flat).to_string().as_str()), (from, to), "{}", format_minute(instant));
        }
    }
}
