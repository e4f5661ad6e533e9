//! How computed values are said: days, dates, shares. One place, so that screen, report and
//! messages never disagree.

use super::calendar::weekday;
use crate::model::value::Date;
use chrono::Datelike;

/// A count of days without a needless fraction: `3 d`, `-1.5 d`.
pub fn days(value: f64) -> String {
    format!("{} d", number(value))
}

/// A number with at most one decimal.
pub fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    // Most are whole, and whole numbers are written much faster.
    #[expect(clippy::cast_possible_truncation, reason = "checked to be a small whole number")]
    if rounded.fract() == 0.0 && rounded.abs() < 1e15 { format!("{}", rounded as i64) } else { format!("{rounded}") }
}

/// `Fri 15 Mar`, with the year when it is not that of `near`.
pub fn day(date: Date, near: Date) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let name = usize::try_from(weekday(date.minute())).ok().and_then(|i| DAYS.get(i)).copied().unwrap_or("");
    let (day, month) = (date.0.day(), month(date));
    if date.0.year() == near.0.year() { format!("{name} {day} {month}") } else { format!("{name} {day} {month} {}", date.0.year()) }
}

/// `15 Mar`.
pub fn day_month(date: Date) -> String {
    format!("{} {}", date.0.day(), month(date))
}

/// Short name of a month.
pub fn month(date: Date) -> &'static str {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(date.0.month0()).ok().and_then(|i| MONTHS.get(i)).copied().unwrap_or("")
}

/// `a`, `a and b`, `a, b and 3 more`.
pub fn listing(names: &[String], most: usize) -> String {
    match names {
        [] => "none".into(),
        [one] => one.clone(),
        _ if names.len() <= most => {
            let (last, rest) = names.split_last().map_or(("", &[][..]), |(l, r)| (l.as_str(), r));
            format!("{} and {last}", rest.join(", "))
        }
        _ => format!("{} and {} more", names[..most].join(", "), names.len() - most),
    }
}

/// `1 task`, `3 tasks`.
pub fn count(n: usize, one: &str) -> String {
    let many = match one.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{one}s"),
    };
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}
