//! The values of MSPDI: instants, lengths of time and times of day. Each is read to the minute,
//! which is as fine as a plan is.

use crate::model::value::days_from_epoch;
use chrono::NaiveDate;

/// An instant such as `2025-01-06T08:00:00`, in minutes since 1970-01-01, rounded to the minute.
pub fn instant(text: &str) -> Option<i64> {
    let (day, time) = text.split_once('T').unwrap_or((text, "00:00"));
    let mut parts = day.splitn(3, '-');
    let mut number = || parts.next().filter(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    let (year, month, date) = (number()?.parse().ok()?, number()?.parse().ok()?, number()?.parse().ok()?);
    let day = days_from_epoch(NaiveDate::from_ymd_opt(year, month, date)?);
    // A zone, if any, says where the file was written; the plan is in its own time.
    let time = time.split(['Z', '+', '-']).next().unwrap_or("");
    let mut parts = time.split(':');
    let hour: i64 = parts.next()?.parse().ok()?;
    let minute: i64 = parts.next()?.parse().ok()?;
    let second: f64 = parts.next().map_or(Some(0.0), |s| s.parse().ok())?;
    let fits = (0..=24).contains(&hour) && (0..60).contains(&minute) && (0.0..60.0).contains(&second);
    fits.then(|| day * 1440 + hour * 60 + minute + i64::from(second >= 30.0))
}

/// A time of day such as `17:00:00`, in minutes since midnight.
pub fn time_of_day(text: &str) -> Option<i64> {
    // Written as a whole instant by some.
    let time = text.rsplit('T').next().unwrap_or(text);
    instant(&format!("1970-01-01T{time}")).filter(|m| (0..=1440).contains(m))
}

/// A length such as `PT8H30M0S`, in minutes; longer than any plan when it does not fit.
pub fn length(text: &str) -> Option<f64> {
    let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let rest = rest.strip_prefix('P')?;
    let (date, time) = rest.split_once('T').unwrap_or((rest, ""));
    let mut minutes = 0.0;
    for (part, units) in [(date, [('Y', 525_600.0), ('M', 43_200.0), ('D', 1440.0)]), (time, [('H', 60.0), ('M', 1.0), ('S', 1.0 / 60.0)])] {
        let mut number = String::new();
        for c in part.chars() {
            match units.iter().find(|(unit, _)| *unit == c) {
                Some((_, size)) => {
                    minutes += number.parse::<f64>().ok().filter(|n| n.is_finite())? * size;
                    number.clear();
                }
                None if c.is_ascii_digit() || c == '.' => number.push(c),
                None => return None,
            }
        }
        if !number.is_empty() {
            return None;
        }
    }
    (!rest.is_empty()).then_some(if negative { -minutes } else { minutes })
}

/// What a number that says how a length is shown means: whether it runs round the clock, and
/// whether it is a share of another length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Minutes, hours, days, weeks or months of working time.
    Working(Shown),
    /// The same round the clock.
    Elapsed(Shown),
    /// A share of the working time of another task.
    Percent,
    /// A share of another task's length, round the clock.
    ElapsedPercent,
}

/// The unit in which a length is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Weeks.
    Weeks,
    /// Months.
    Months,
}

/// The format of a code of MSPDI; those from 35 on are the same, marked as estimates.
pub fn format(code: i64) -> Format {
    use Shown::{Days, Hours, Minutes, Months, Weeks};
    let code = if (35..=53).contains(&code) { code - 32 } else { code };
    match code {
        3 => Format::Working(Minutes),
        4 => Format::Elapsed(Minutes),
        5 => Format::Working(Hours),
        6 => Format::Elapsed(Hours),
        8 => Format::Elapsed(Days),
        9 => Format::Working(Weeks),
        10 => Format::Elapsed(Weeks),
        11 => Format::Working(Months),
        12 => Format::Elapsed(Months),
        19 => Format::Percent,
        20 => Format::ElapsedPercent,
        _ => Format::Working(Days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::value::format_minute;

    #[test]
    fn instants() {
        for (text, expected) in [
            ("2025-01-06T08:00:00", Some("2025-01-06T08:00")),
            ("2025-01-06T16:59:59", Some("2025-01-06T17:00")),
            ("2025-01-06T08:00:00.500Z", Some("2025-01-06T08:00")),
            ("2025-01-06T08:00:00+02:00", Some("2025-01-06T08:00")),
            ("2025-01-06", Some("2025-01-06T00:00")),
            ("2025-01-06T24:00:00", Some("2025-01-07T00:00")),
            ("2025-02-30T08:00:00", None),
            ("soon", None),
            ("2025-01-06T25:00:00", None),
            ("", None),
        ] {
            assert_eq!(instant(text).map(format_minute).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn lengths() {
        for (text, expected) in [
            ("PT8H0M0S", Some(480.0)),
            ("PT0H0M30S", Some(0.5)),
            ("P1DT1H", Some(1500.0)),
            ("-PT60M", Some(-60.0)),
            ("PT1.5H", Some(90.0)),
            ("PT", Some(0.0)),
            ("8h", None),
            ("P", None),
            ("PT5", None),
            ("PTxH", None),
        ] {
            assert_eq!(length(text), expected, "{text}");
        }
        assert!(length("PT99999999999H0M0S").is_some_and(|m| m > 1e12));
        assert!(length(&format!("PT{}H", "9".repeat(400))).is_none());
    }

    #[test]
    fn codes_of_formats() {
        assert_eq!(
            (format(7), format(8), format(39), format(40)),
            (Format::Working(Shown::Days), Format::Elapsed(Shown::Days), Format::Working(Shown::Days), Format::Elapsed(Shown::Days))
        );
        assert_eq!((format(19), format(20), format(51), format(52)), (Format::Percent, Format::ElapsedPercent, Format::Percent, Format::ElapsedPercent));
        assert_eq!(format(-5), Format::Working(Shown::Days));
    }
}
