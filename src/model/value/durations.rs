//! Durations, offsets from T-0 and three-point ranges.

use std::fmt;

/// What a duration counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `d`: working days of the task's calendar.
    WorkDays,
    /// `w`: five working days.
    WorkWeeks,
    /// `cd`: whole calendar days.
    CalendarDays,
    /// `ed`: elapsed days, 24 hours each round the clock from the instant they begin.
    ElapsedDays,
    /// `eh`: elapsed hours, round the clock.
    ElapsedHours,
    /// `h`: hours; working time in tasks, clock time in runbooks.
    Hours,
    /// `m`: minutes; working time in tasks, clock time in runbooks.
    Minutes,
}

impl Unit {
    const ALL: [(Self, &'static str); 7] = [
        (Self::CalendarDays, "cd"),
        (Self::ElapsedDays, "ed"),
        (Self::ElapsedHours, "eh"),
        (Self::WorkDays, "d"),
        (Self::WorkWeeks, "w"),
        (Self::Hours, "h"),
        (Self::Minutes, "m"),
    ];

    /// It runs through nights and weekends.
    pub fn is_elapsed(self) -> bool {
        matches!(self, Self::CalendarDays | Self::ElapsedDays | Self::ElapsedHours)
    }

    fn suffix(self) -> &'static str {
        Self::ALL.iter().find(|(u, _)| *u == self).map_or("d", |(_, s)| s)
    }
}

/// A length of time: `"10d"`, `"30cd"`, `"2w"`, `"4h"`, `"15m"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dur {
    /// How many; never negative, at most a million.
    pub amount: f64,
    /// Of what.
    pub unit: Unit,
}

impl Dur {
    /// Working days.
    pub const fn days(amount: f64) -> Self {
        Self { amount, unit: Unit::WorkDays }
    }

    /// Clock minutes.
    pub const fn minutes(amount: f64) -> Self {
        Self { amount, unit: Unit::Minutes }
    }

    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let t = text.trim();
        let split = t.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(t.len());
        let (number, unit) = t.split_at(split);
        let amount: f64 = match number.trim().parse() {
            Ok(a) if f64::is_finite(a) => a,
            _ => return Err(format!("\"{text}\" is not a duration; write it as 10d, 30cd, 2w, 4h or 15m")),
        };
        if amount < 0.0 {
            return Err(format!("duration \"{text}\" is negative{}", did_you_mean(Self::meant(text))));
        }
        if amount > 1e6 {
            return Err(format!("duration \"{text}\" is longer than a million; is there a digit too many?"));
        }
        if unit.is_empty() {
            return if amount == 0.0 { Ok(Self::days(0.0)) } else { Err(format!("duration \"{text}\" has no unit; did you mean \"{t}d\"?")) };
        }
        match Unit::ALL.iter().find(|(_, s)| *s == unit.trim()) {
            Some((u, _)) => Ok(Self { amount, unit: *u }),
            None => {
                let hint = Self::meant(text).map_or_else(|| "; write it as 10d, 30cd, 2w, 4h or 15m".to_owned(), |m| did_you_mean(Some(m)));
                Err(format!("duration \"{text}\" has an unknown unit{hint}"))
            }
        }
    }

    /// Minutes on the clock, for runbooks: a day has 24 hours.
    pub fn clock_minutes(self) -> f64 {
        match self.unit {
            Unit::WorkDays | Unit::CalendarDays | Unit::ElapsedDays => self.amount * 1440.0,
            Unit::WorkWeeks => self.amount * 7.0 * 1440.0,
            Unit::Hours | Unit::ElapsedHours => self.amount * 60.0,
            Unit::Minutes => self.amount,
        }
    }

    /// Days of `minutes_per_day`; calendar and elapsed days count as days.
    pub fn in_days(self, minutes_per_day: f64) -> f64 {
        match self.unit {
            Unit::WorkDays | Unit::CalendarDays | Unit::ElapsedDays => self.amount,
            Unit::ElapsedHours => self.amount / 24.0,
            Unit::WorkWeeks => self.amount * 5.0,
            Unit::Hours => self.amount * 60.0 / minutes_per_day,
            Unit::Minutes => self.amount / minutes_per_day,
        }
    }

    /// As people say it: `3 d`, `30 calendar days`, `2 h 30 min`.
    pub fn spoken(self) -> String {
        match self.unit {
            Unit::WorkDays => format!("{} d", trim(self.amount)),
            Unit::WorkWeeks => format!("{} w", trim(self.amount)),
            Unit::CalendarDays if self.amount == 1.0 => "1 calendar day".into(),
            Unit::CalendarDays => format!("{} calendar days", trim(self.amount)),
            Unit::ElapsedDays => format!("{} elapsed d", trim(self.amount)),
            Unit::ElapsedHours => format!("{} elapsed h", trim(self.amount)),
            Unit::Hours | Unit::Minutes => spoken_minutes(self.clock_minutes()),
        }
    }
}

impl fmt::Display for Dur {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", trim(self.amount), self.unit.suffix())
    }
}

fn did_you_mean(guess: Option<String>) -> String {
    guess.map_or(String::new(), |g| format!("; did you mean \"{g}\"?"))
}

/// A number without a needless fraction, rounded to a thousandth.
fn trim(value: f64) -> String {
    let rounded = (value * 1000.0).round() / 1000.0;
    format!("{rounded}")
}

fn spoken_minutes(minutes: f64) -> String {
    let whole = minutes.round();
    let (h, m) = ((whole / 60.0).floor(), whole % 60.0);
    match (h > 0.0, m > 0.0) {
        (true, true) => format!("{h} h {m} min"),
        (true, false) => format!("{h} h"),
        _ => format!("{m} min"),
    }
}

/// A distance from T-0: `"T-24h"`, `"T-0"`, `"T+5m"`, `"T-5d"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offset {
    /// Before T-0.
    pub before: bool,
    /// How far.
    pub distance: Dur,
}

impl Offset {
    /// An offset in minutes after T-0, negative before it.
    pub fn of_minutes(minutes: f64) -> Self {
        let size = minutes.abs();
        let distance = if size >= 120.0 && size % 60.0 == 0.0 { Dur { amount: size / 60.0, unit: Unit::Hours } } else { Dur::minutes(size) };
        Self { before: minutes < 0.0, distance }
    }

    /// Minutes on the clock after T-0; negative before it.
    pub fn minutes(self) -> f64 {
        let m = self.distance.clock_minutes();
        if self.before { -m } else { m }
    }

    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let t = text.trim();
        let wrong = || format!("\"{text}\" is not a time around the release; write it as T-24h, T-0 or T+5m");
        let rest = t.strip_prefix('T').ok_or_else(wrong)?;
        if rest.is_empty() {
            return Ok(Self { before: false, distance: Dur::minutes(0.0) });
        }
        let before = match rest.as_bytes().first() {
            Some(b'-') => true,
            Some(b'+') => false,
            _ => return Err(wrong()),
        };
        let number = &rest[1..];
        if number == "0" {
            return Ok(Self { before: false, distance: Dur::minutes(0.0) });
        }
        if number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(format!("\"{text}\" has no unit; did you mean \"{t}h\"?"));
        }
        match Dur::parse(number) {
            Ok(distance) => Ok(Self { before: before && distance.amount > 0.0, distance }),
            Err(_) => Err(wrong()),
        }
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.distance.amount == 0.0 {
            return f.write_str("T-0");
        }
        write!(f, "T{}{}", if self.before { '-' } else { '+' }, self.distance)
    }
}

/// A three-point estimate: `"2d..3d..6d"`, least, likely, most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Least.
    pub min: Dur,
    /// Likely.
    pub likely: Dur,
    /// Most.
    pub max: Dur,
}

impl Range {
    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split("..").collect();
        let [min, likely, max] = parts.as_slice() else {
            return Err(format!("\"{text}\" is not a range; write it as 2d..3d..6d (least, likely, most)"));
        };
        let (min, likely, max) = (Dur::parse(min)?, Dur::parse(likely)?, Dur::parse(max)?);
        let size = |d: Dur| d.in_days(480.0);
        if size(min) > size(likely) || size(likely) > size(max) {
            let mut sorted = [min, likely, max];
            sorted.sort_by(|a, b| size(*a).total_cmp(&size(*b)));
            return Err(format!("range {text} is not in order; did you mean {}..{}..{}?", sorted[0], sorted[1], sorted[2]));
        }
        if max.amount <= 0.0 {
            return Err(format!("range {text} is empty; its longest value must be above zero"));
        }
        Ok(Self { min, likely, max })
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}..{}", self.min, self.likely, self.max)
    }
}
