//! A day that may have a time, and the working hours of a day. In the plan's own time; no zones.

use super::dates::Date;
use std::cmp::Ordering;
use std::fmt;

/// A day, or a minute of it: `"2024-03-15"`, `"2024-03-15T13:00"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// Minute of the day, where it matters; 0 to 1439.
    pub time: Option<u16>,
}

impl Moment {
    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let t = text.trim();
        let Some((day, time)) = t.split_once(['T', ' ']) else { return Ok(Date::parse(t)?.into()) };
        let date = Date::parse(day)?;
        match clock(time).filter(|m| *m < 1440) {
            Some(minute) => Ok(Self { date, time: Some(minute) }),
            None => Err(format!("\"{text}\" has no time of day that can be read; write it as {date}T13:00, or only {date}")),
        }
    }

    /// The instant in minutes since 1970-01-01: the start of the day where no time is given.
    pub fn minute(self) -> i64 {
        self.date.minute() + i64::from(self.time.unwrap_or(0))
    }

    /// The instant by which something is over: the end of the day where no time is given.
    pub fn end(self) -> i64 {
        self.date.minute() + self.time.map_or(1440, i64::from)
    }

    /// The moment of an instant; at midnight a bare day.
    pub fn of_minute(minute: i64) -> Self {
        let date = Date::of_minute(minute);
        let time = u16::try_from(minute - date.minute()).ok().filter(|m| *m > 0);
        Self { date, time }
    }
}

impl From<Date> for Moment {
    fn from(date: Date) -> Self {
        Self { date, time: None }
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.minute(), self.time).cmp(&(other.minute(), other.time))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date.fmt(f)?;
        match self.time {
            Some(m) => write!(f, "T{:02}:{:02}", m / 60, m % 60),
            None => Ok(()),
        }
    }
}

/// Working hours without a break: `"08:00-12:00"`; the end of the day is `24:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours {
    /// Minute of the day work begins.
    pub from: u16,
    /// Minute of the day it ends; later than `from`.
    pub to: u16,
}

impl Hours {
    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" are no working hours; write them as 08:00-12:00");
        let (from, to) = text.trim().split_once(['-', '–']).ok_or_else(wrong)?;
        let (from, to) = (clock(from).ok_or_else(wrong)?, clock(to).ok_or_else(wrong)?);
        if from < to {
            Ok(Self { from, to })
        } else {
            Err(format!("\"{text}\" end before they begin; split hours at midnight, such as 22:00-24:00 and 00:00-06:00"))
        }
    }

    /// How many minutes.
    pub fn minutes(self) -> u16 {
        self.to.saturating_sub(self.from)
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}-{:02}:{:02}", self.from / 60, self.from % 60, self.to / 60, self.to % 60)
    }
}

/// Minutes of `9:30`, `09:30`, `09:30:00` or `24:00`.
fn clock(text: &str) -> Option<u16> {
    let mut parts = text.trim().split(':');
    let mut number = || parts.next().filter(|p| (1..=2).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit())).and_then(|p| p.parse::<u16>().ok());
    let (h, m) = (number()?, number()?);
    let rest_is_zero = parts.all(|p| p == "00");
    (rest_is_zero && m < 60 && h * 60 + m <= 1440).then_some(h * 60 + m)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_hours_keep_their_text() {
        for text in ["2024-03-15", "2024-03-15T13:05", "2024-03-15T00:00"] {
            assert_eq!(Moment::parse(text).expect("reads").to_string(), text);
        }
        assert!(Moment::parse("2024-03-15T24:00").is_err_and(|e| e.contains("or only 2024-03-15")));
        let day = Moment::parse("2024-03-15").expect("reads");
        assert_eq!(day.end() - day.minute(), 1440);
        assert_eq!(Hours::parse("8:00-24:00").map(|h| (h.to_string(), h.minutes())), Ok(("08:00-24:00".into(), 960)));
        assert!(Hours::parse("22:00-06:00").is_err_and(|e| e.contains("split hours at midnight")));
        for bad in ["", "8", "8-12", "08:00-25:00", "08:61-09:00", "999999:00-12:00"] {
            assert!(Hours::parse(bad).is_err(), "{bad}");
        }
    }
}
