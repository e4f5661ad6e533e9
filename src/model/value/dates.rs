//! Dates and instants of the plan's calendar. No time zones: those belong to the runbook.

use super::durations::Offset;
use chrono::{Datelike, NaiveDate};
use std::fmt;

/// A calendar day, `"2024-03-15"`, from 2000 to 2100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub NaiveDate);

/// Reads `YYYY-MM-DD` between 2000 and 2100; the error says what is wrong.
pub fn parse_date(text: &str) -> Result<NaiveDate, String> {
    let wrong = || format!("\"{}\" is not a date; write it as 2024-03-15", shorten(text));
    let mut parts = text.trim().splitn(3, '-');
    let mut number = |digits: usize| parts.next().filter(|p| p.len() == digits && p.bytes().all(|b| b.is_ascii_digit())).and_then(|p| p.parse::<u32>().ok());
    let (Some(year), Some(month), Some(day)) = (number(4), number(2), number(2)) else { return Err(wrong()) };
    let date = i32::try_from(year).ok().and_then(|y| NaiveDate::from_ymd_opt(y, month, day));
    let Some(date) = date else {
        return Err(format!("\"{text}\" is not a date: there is no such day in the calendar"));
    };
    if (2000..=2100).contains(&date.year()) { Ok(date) } else { Err(format!("{text} lies outside 2000 to 2100")) }
}

/// Days since 1970-01-01.
pub fn days_from_epoch(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - 719_163
}

/// `2024-02-01T09:00` of minutes since 1970-01-01.
pub fn format_minute(minute: i64) -> String {
    match chrono::DateTime::from_timestamp(minute.saturating_mul(60), 0) {
        Some(t) => t.format("%Y-%m-%dT%H:%M").to_string(),
        None => "out of range".into(),
    }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_owned() } else { format!("{}…", text.chars().take(40).collect::<String>()) }
}

impl Date {
    /// Start of the day, in minutes since 1970-01-01.
    pub fn minute(self) -> i64 {
        days_from_epoch(self.0) * 1440
    }

    /// The day a minute lies in.
    pub fn of_minute(minute: i64) -> Self {
        let days = i32::try_from(minute.div_euclid(1440) + 719_163).unwrap_or(719_163);
        Self(NaiveDate::from_num_days_from_ce_opt(days).unwrap_or_default())
    }

    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, String> {
        parse_date(text).map(Self)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

/// A day without work and what it is called, `"2024-12-25 Christmas"`; the name may be left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holiday {
    /// The day.
    pub day: Date,
    /// Its name, empty without one.
    pub name: String,
}

impl Holiday {
    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (day, name) = Self::parts(text);
        Ok(Self { day: Date::parse(day)?, name: name.to_owned() })
    }

    /// The day and what follows it.
    pub(super) fn parts(text: &str) -> (&str, &str) {
        let text = text.trim();
        text.split_once(char::is_whitespace).map_or((text, ""), |(day, name)| (day, name.trim()))
    }
}

impl From<Date> for Holiday {
    fn from(day: Date) -> Self {
        Self { day, name: String::new() }
    }
}

impl fmt::Display for Holiday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.day.fmt(f)?;
        if self.name.is_empty() { Ok(()) } else { write!(f, " {}", self.name) }
    }
}

/// An instant with a fixed offset from UTC, `"2024-03-15T20:00+00:00"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    /// Local minute since 1970-01-01.
    pub minute: i64,
    /// Offset from UTC in minutes.
    pub offset: i32,
}

impl DateTime {
    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{}\" is not a date and time; write it as 2024-03-15T20:00+00:00", shorten(text));
        let (day, rest) = text.trim().split_once(['T', ' ']).ok_or_else(wrong)?;
        let date = parse_date(day)?;
        let time = rest.get(..5).ok_or_else(wrong)?;
        let (h, m) = time.split_once(':').ok_or_else(wrong)?;
        let (h, m): (i64, i64) = (h.parse().map_err(|_| wrong())?, m.parse().map_err(|_| wrong())?);
        if !(0..24).contains(&h) || !(0..60).contains(&m) {
            return Err(wrong());
        }
        let zone = rest.get(5..).unwrap_or("").trim_start_matches(":00");
        let offset = match zone {
            "" => return Err(format!("\"{text}\" has no UTC offset; write {text}+00:00")),
            "Z" => 0,
            z => {
                let sign = match z.as_bytes().first() {
                    Some(b'+') => 1,
                    Some(b'-') => -1,
                    _ => return Err(wrong()),
                };
                let (zh, zm) = z[1..].split_once(':').ok_or_else(wrong)?;
                let (zh, zm): (i32, i32) = (zh.parse().map_err(|_| wrong())?, zm.parse().map_err(|_| wrong())?);
                if !(0..=14).contains(&zh) || !(0..60).contains(&zm) {
                    return Err(wrong());
                }
                sign * (zh * 60 + zm)
            }
        };
        Ok(Self { minute: days_from_epoch(date) * 1440 + h * 60 + m, offset })
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let o = self.offset.abs();
        write!(f, "{}{sign}{:02}:{:02}", format_minute(self.minute), o / 60, o % 60)
    }
}

/// A date, or the words somebody wrote instead of one ("End of week"): kept, and asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LooseDate {
    /// A real date.
    On(Date),
    /// Words.
    Words(String),
}

impl LooseDate {
    /// The date, if it is one.
    pub fn date(&self) -> Option<Date> {
        match self {
            Self::On(d) => Some(*d),
            Self::Words(_) => None,
        }
    }

    /// Reads a date; anything that does not look like one is words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let looks_like_date = text.len() >= 8 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        match Date::parse(text) {
            Ok(d) => Ok(Self::On(d)),
            Err(e) if looks_like_date => Err(e),
            Err(_) => Ok(Self::Words(text.to_owned())),
        }
    }
}

impl fmt::Display for LooseDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(d) => d.fmt(f),
            Self::Words(w) => f.write_str(w),
        }
    }
}

/// A date or an offset from T-0: when something is due.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// On a day.
    On(Date),
    /// Before or after T-0.
    At(Offset),
}

impl When {
    /// Reads either form.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim_start().starts_with('T') { Offset::parse(text).map(Self::At) } else { Date::parse(text).map(Self::On) }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(d) => d.fmt(f),
            Self::At(o) => o.fmt(f),
        }
    }
}
