//! Dates as people type them.

use super::dates::Date;
use chrono::{Datelike, Days, Months, NaiveDate};

/// The day that was meant: `2024-03-15`, `15 Mar`, `Mar 15 2024`, `fri`, `today`, `+3d`, `+2w`.
/// Days without a year and names of days lie on or after `near`, the status date.
pub fn understood(text: &str, near: Date) -> Option<Date> {
    let t = text.trim().to_lowercase();
    if let Ok(date) = Date::parse(&t) {
        return Some(date);
    }
    if matches!(t.as_str(), "today" | "status date" | "now") {
        return Some(near);
    }
    if let Some(date) = relative(&t, near) {
        return in_range(date);
    }
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    if t.len() >= 3
        && let Some(wanted) = days.iter().position(|d| d.starts_with(&t))
    {
        let today = near.0.weekday().num_days_from_monday() as usize;
        let ahead = (wanted + 7 - today) % 7;
        return in_range(near.0.checked_add_days(Days::new(ahead as u64))?);
    }
    spelled(&t, near).and_then(in_range)
}

fn in_range(date: NaiveDate) -> Option<Date> {
    Date::parse(&date.to_string()).ok()
}

fn relative(t: &str, near: Date) -> Option<NaiveDate> {
    let (sign, rest) = (t.chars().next()?, t.get(1..)?);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let count: u64 = digits.parse().ok().filter(|n| *n < 40_000)?;
    let days = match rest.get(digits.len()..)?.trim() {
        "" | "d" | "cd" | "day" | "days" => count,
        "w" | "week" | "weeks" => count * 7,
        _ => return None,
    };
    match sign {
        '+' => near.0.checked_add_days(Days::new(days)),
        '-' => near.0.checked_sub_days(Days::new(days)),
        _ => None,
    }
}

/// `15 mar`, `mar 15`, `15. march 2024`.
fn spelled(t: &str, near: Date) -> Option<NaiveDate> {
    let parts: Vec<&str> = t.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).collect();
    let months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let month = parts.iter().find_map(|p| (p.len() >= 3).then(|| months.iter().position(|m| m.starts_with(p)))?)?;
    let month = u32::try_from(month).ok()? + 1;
    let numbers: Vec<i32> = parts.iter().filter_map(|p| p.trim_end_matches(|c: char| c.is_alphabetic()).parse().ok()).collect();
    let day = u32::try_from(*numbers.first()?).ok()?;
    if parts.len() != numbers.len() + 1 {
        return None;
    }
    match numbers.get(1) {
        Some(year) => NaiveDate::from_ymd_opt(*year, month, day),
        None => {
            let date = NaiveDate::from_ymd_opt(near.0.year(), month, day)?;
            // A day long past is meant for next year; one of last month is not.
            let limit = near.0.checked_sub_months(Months::new(6))?;
            if date < limit { NaiveDate::from_ymd_opt(near.0.year() + 1, month, day) } else { Some(date) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_understood_as_people_type_them() {
        let near = Date::parse("2024-03-06").expect("a Wednesday");
        for (text, day) in [
            ("2024-03-15", "2024-03-15"),
            ("15 Mar", "2024-03-15"),
            ("Mar 15", "2024-03-15"),
            ("15. March 2025", "2025-03-15"),
            ("15th march", "2024-03-15"),
            ("today", "2024-03-06"),
            ("fri", "2024-03-08"),
            ("Wednesday", "2024-03-06"),
            ("tue", "2024-03-12"),
            ("+3d", "2024-03-09"),
            ("+2w", "2024-03-20"),
            ("-1w", "2024-02-28"),
            ("2 jan", "2024-01-02"),
            ("1 aug", "2024-08-01"),
        ] {
            assert_eq!(understood(text, near).map(|d| d.to_string()).as_deref(), Some(day), "{text}");
        }
        for text in ["", "End of week", "30 feb", "soon", "+", "+99999d", "15", "march", "5 5 mar 6 7"] {
            assert_eq!(understood(text, near), None, "{text}");
        }
        let december = Date::parse("2024-12-20").expect("a day");
        assert_eq!(understood("5 Jan", december).map(|d| d.to_string()).as_deref(), Some("2025-01-05"), "the next one");
    }
}
