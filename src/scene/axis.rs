//! The time axis as a value: from minutes to pixels and back, and where its ticks stand. Pan and
//! zoom give a new axis.

use crate::analysis::calendar::{iso_week, weekday};
use crate::analysis::hand::Step;
use crate::analysis::words;
use crate::model::value::Date;
use chrono::Datelike;

/// Maps instants (minutes since 1970-01-01) to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeAxis {
    /// Instant at the left edge.
    pub left: f64,
    /// Pixels per minute.
    pub scale: f64,
    /// Width in pixels.
    pub width: f64,
}

/// A mark on the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where the stretch begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// What it is called.
    pub label: String,
}

/// Units of the two lines of the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Quarters of an hour.
    QuarterHour,
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Weeks, from Monday.
    Week,
    /// Months.
    Month,
    /// Quarters.
    Quarter,
    /// Years.
    Year,
    /// Quarters of years that begin in this month.
    FiscalQuarter(u32),
    /// Years that begin in this month.
    FiscalYear(u32),
}

const DAY: f64 = 1440.0;
/// Most pixels per minute: a minute is five pixels wide.
const MAX_SCALE: f64 = 5.0;
/// Fewest: a month is one pixel wide.
const MIN_SCALE: f64 = 1.0 / (30.0 * DAY);

#[expect(clippy::cast_precision_loss, reason = "minutes of a century fit a double exactly")]
fn real(minute: i64) -> f64 {
    minute as f64
}

impl TimeAxis {
    /// An axis that shows a stretch of time with a margin on both sides.
    pub fn fitting(from: i64, to: i64, width: f64) -> Self {
        let span = real((to - from).max(1440)) * 1.08;
        let width = width.max(50.0);
        let scale = (width / span).clamp(MIN_SCALE, MAX_SCALE);
        let middle = f64::midpoint(real(from), real(to));
        Self { left: middle - width / scale / 2.0, scale, width }
    }

    /// Pixel of an instant.
    pub fn x(&self, minute: i64) -> f64 {
        (real(minute) - self.left) * self.scale
    }

    /// Instant of a pixel.
    pub fn minute(&self, x: f64) -> i64 {
        crate::analysis::calendar::whole(self.left + x / self.scale)
    }

    /// Moved by pixels.
    #[must_use]
    pub fn panned(self, pixels: f64) -> Self {
        Self { left: self.left - pixels / self.scale, ..self }
    }

    /// Zoomed around a pixel that stays where it is.
    #[must_use]
    pub fn zoomed(self, at: f64, factor: f64) -> Self {
        let scale = (self.scale * factor).clamp(MIN_SCALE, MAX_SCALE);
        Self { left: self.left + at / self.scale - at / scale, scale, ..self }
    }

    /// With another width; the left edge stays.
    #[must_use]
    pub fn resized(self, width: f64) -> Self {
        Self { width, ..self }
    }

    /// Pixels per day.
    pub fn day_width(&self) -> f64 {
        self.scale * DAY
    }

    /// The units of the upper and lower line at this zoom.
    pub fn units(&self) -> (Unit, Unit) {
        let day = self.day_width();
        if day >= 4_200.0 {
            (Unit::Day, Unit::QuarterHour)
        } else if day >= 480.0 {
            (Unit::Day, Unit::Hour)
        } else if day >= 22.0 {
            (Unit::Week, Unit::Day)
        } else if day >= 5.0 {
            (Unit::Month, Unit::Week)
        } else if day >= 1.2 {
            (Unit::Year, Unit::Month)
        } else if day >= 0.4 {
            (Unit::Year, Unit::Quarter)
        } else {
            (Unit::Year, Unit::Year)
        }
    }

    /// The same, where years begin in this month: 1 for January.
    pub fn units_from(&self, month: u32) -> (Unit, Unit) {
        match self.units() {
            (Unit::Year, Unit::Quarter) if month > 1 => (Unit::FiscalYear(month), Unit::FiscalQuarter(month)),
            (Unit::Year, Unit::Year) if month > 1 => (Unit::FiscalYear(month), Unit::FiscalYear(month)),
            usual => usual,
        }
    }

    /// The unit a hand moves things by at this zoom: the smallest that is wide enough to be hit.
    pub fn step(&self) -> Step {
        const STEPS: [Step; 9] = [
            Step::Minutes(1),
            Step::Minutes(5),
            Step::Minutes(15),
            Step::Minutes(60),
            Step::Days(1),
            Step::Days(7),
            Step::Months(1),
            Step::Months(3),
            Step::Months(12),
        ];
        const WIDE: f64 = 5.0;
        STEPS.into_iter().find(|s| s.minutes() * self.scale >= WIDE).unwrap_or(Step::Months(12))
    }

    /// The finest unit that a pixel still tells apart: for a hand that wants no snapping.
    pub fn fine_step(&self) -> Step {
        [Step::Minutes(1), Step::Minutes(5), Step::Minutes(15), Step::Minutes(60), Step::Days(1), Step::Days(7)]
            .into_iter()
            .find(|s| s.minutes() * self.scale >= 0.5)
            .unwrap_or(Step::Months(1))
    }

    /// How many units an instant has moved when the pointer has moved by so many pixels: the place
    /// it is nearest to.
    pub fn units_moved(&self, step: Step, from: i64, pixels: f64) -> i64 {
        let wanted = real(from) + pixels / self.scale;
        let guess = crate::analysis::calendar::whole((wanted - real(from)) / step.minutes());
        if !matches!(step, Step::Months(_)) {
            return guess;
        }
        // Months differ in length: the nearest of those around.
        let far = |n: i64| (real(step.shift(from, n)) - wanted).abs();
        (guess - 2..=guess + 2).min_by(|a, b| far(*a).total_cmp(&far(*b))).unwrap_or(guess)
    }

    /// The marks of a unit that are in view.
    pub fn ticks(&self, unit: Unit) -> Vec<Tick> {
        let end = self.minute(self.width);
        let mut at = floor(unit, self.minute(0.0));
        let mut out = Vec::new();
        while at < end && out.len() < 2_000 {
            let next = after(unit, at);
            out.push(Tick { from: self.x(at), to: self.x(next), label: label(unit, at, (self.x(next) - self.x(at)).max(0.0)) });
            at = next;
        }
        out
    }

    /// Stretches without work in view, as pixels; none when days are too narrow to tell.
    pub fn idle(&self, works: impl Fn(i64) -> bool) -> Vec<(f64, f64)> {
        if self.day_width() < 3.0 {
            return Vec::new();
        }
        let mut out: Vec<(f64, f64)> = Vec::new();
        let mut at = floor(Unit::Day, self.minute(0.0));
        let end = self.minute(self.width);
        while at < end {
            if !works(at) {
                match out.last_mut() {
                    Some(last) if (last.1 - self.x(at)).abs() < 0.01 => last.1 = self.x(at + 1440),
                    _ => out.push((self.x(at), self.x(at + 1440))),
                }
            }
            at += 1440;
        }
        out
    }
}

fn floor(unit: Unit, minute: i64) -> i64 {
    let day = minute.div_euclid(1440) * 1440;
    let date = Date::of_minute(minute).0;
    let first = |month: u32| Date(chrono::NaiveDate::from_ymd_opt(date.year(), month, 1).unwrap_or(date)).minute();
    match unit {
        Unit::QuarterHour => minute.div_euclid(15) * 15,
        Unit::Hour => minute.div_euclid(60) * 60,
        Unit::Day => day,
        Unit::Week => day - i64::from(weekday(day)) * 1440,
        Unit::Month => first(date.month()),
        Unit::Quarter => first(date.month0() / 3 * 3 + 1),
        Unit::Year => first(1),
        Unit::FiscalQuarter(month) => {
            let back = fiscal_month(Date(date), month) % 3;
            Date(first_of(date, back)).minute()
        }
        Unit::FiscalYear(month) => Date(first_of(date, fiscal_month(Date(date), month))).minute(),
    }
}

/// The month of a fiscal year that a day lies in, from 0.
fn fiscal_month(date: Date, start: u32) -> u32 {
    (date.0.month0() + 13 - start.clamp(1, 12)) % 12
}

/// The first day of the month so many months before.
fn first_of(date: chrono::NaiveDate, back: u32) -> chrono::NaiveDate {
    let first = date.with_day(1).unwrap_or(date);
    first.checked_sub_months(chrono::Months::new(back)).unwrap_or(first)
}

/// The fiscal quarter of a day, in years that begin in a month and are called by the year they end in:
/// `FY25 Q1`.
pub fn fiscal_quarter(date: Date, start: u32) -> String {
    format!("{} Q{}", fiscal_year(date, start), fiscal_month(date, start) / 3 + 1)
}

fn fiscal_year(date: Date, start: u32) -> String {
    let begins = first_of(date.0, fiscal_month(date, start)).year();
    format!("FY{:02}", (begins + i32::from(start > 1)).rem_euclid(100))
}

fn after(unit: Unit, minute: i64) -> i64 {
    match unit {
        Unit::QuarterHour => minute + 15,
        Unit::Hour => minute + 60,
        Unit::Day => minute + 1440,
        Unit::Week => minute + 7 * 1440,
        Unit::Month => floor(unit, minute + 32 * 1440),
        Unit::Quarter | Unit::FiscalQuarter(_) => floor(unit, minute + 95 * 1440),
        Unit::Year | Unit::FiscalYear(_) => floor(unit, minute + 367 * 1440),
    }
}

fn label(unit: Unit, minute: i64, room: f64) -> String {
    let date = Date::of_minute(minute);
    let year = date.0.year();
    match unit {
        Unit::QuarterHour => format!("{:02}:{:02}", minute.rem_euclid(1440) / 60, minute.rem_euclid(60)),
        Unit::Hour if room >= 36.0 => format!("{:02}:00", minute.rem_euclid(1440) / 60),
        Unit::Hour => format!("{}", minute.rem_euclid(1440) / 60),
        Unit::Day if room >= 120.0 => words::day(date, Date::of_minute(0)),
        Unit::Day if room >= 46.0 => words::day(date, date).rsplit_once(' ').map_or_else(String::new, |(day, _)| day.to_owned()),
        Unit::Day => format!("{}", date.0.day()),
        Unit::Week if room >= 150.0 => format!("W{} · {} {year}", iso_week(minute).1, full_month(Date::of_minute(minute + 3 * 1440))),
        Unit::Week if room >= 80.0 => format!("W{} · {}", iso_week(minute).1, words::day_month(date)),
        Unit::Week if room >= 42.0 => words::day_month(date),
        Unit::Week => format!("{}", date.0.day()),
        Unit::Month if room >= 90.0 => format!("{} {year}", full_month(date)),
        Unit::Month => words::month(date).to_owned(),
        Unit::Quarter => format!("Q{}", date.0.month0() / 3 + 1),
        Unit::Year => format!("{year}"),
        Unit::FiscalQuarter(start) if room >= 56.0 => fiscal_quarter(date, start),
        Unit::FiscalQuarter(start) => format!("Q{}", fiscal_month(date, start) / 3 + 1),
        Unit::FiscalYear(start) => fiscal_year(date, start),
    }
}

fn full_month(date: Date) -> &'static str {
    const NAMES: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    usize::try_from(date.0.month0()).ok().and_then(|i| NAMES.get(i)).copied().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_and_minutes_are_inverse_at_every_zoom() {
        let mut axis = TimeAxis::fitting(28_000_000, 28_100_000, 900.0);
        for _ in 0..60 {
            for minute in [28_000_000, 28_050_123, 28_100_000] {
                let back = axis.minute(axis.x(minute));
                assert_eq!(back, minute, "at scale {}", axis.scale);
            }
            axis = axis.zoomed(450.0, 1.3);
        }
    }

    #[test]
    fn zoom_keeps_the_place_under_the_pointer() {
        let axis = TimeAxis::fitting(28_000_000, 28_100_000, 900.0);
        let before = axis.minute(300.0);
        assert_eq!(axis.zoomed(300.0, 1.7).minute(300.0), before);
    }

    #[test]
    fn fiscal_years_begin_where_they_are_told() {
        let day = |text: &str| Date::parse(text).expect("a date");
        for (date, start, said) in [
            ("2024-09-30", 10, "FY24 Q4"),
            ("2024-10-01", 10, "FY25 Q1"),
            ("2024-12-31", 10, "FY25 Q1"),
            ("2025-01-01", 10, "FY25 Q2"),
            ("2024-03-31", 4, "FY24 Q4"),
            ("2024-04-01", 4, "FY25 Q1"),
            ("2024-02-29", 2, "FY25 Q1"),
            ("2024-01-31", 2, "FY24 Q4"),
            ("2024-12-31", 1, "FY24 Q4"),
        ] {
            assert_eq!(fiscal_quarter(day(date), start), said, "{date} of years from month {start}");
        }
        let axis = TimeAxis::fitting(day("2024-01-01").minute(), day("2026-01-01").minute(), 500.0);
        assert_eq!(axis.units_from(1), axis.units());
        let (upper, lower) = axis.units_from(10);
        assert_eq!((upper, lower), (Unit::FiscalYear(10), Unit::FiscalQuarter(10)));
        let quarters: Vec<String> = axis.ticks(lower).into_iter().map(|t| t.label).collect();
        assert!(quarters.windows(2).all(|w| w[0] != w[1]) && quarters.contains(&"FY25 Q1".to_owned()), "{quarters:?}");
        let years = axis.ticks(upper);
        let begins: Vec<i64> = years.iter().map(|t| axis.minute(t.from)).collect();
        assert!(begins.contains(&day("2024-10-01").minute()), "{begins:?}");
        assert!(years.windows(2).all(|w| (w[0].to - w[1].from).abs() < 1e-6), "without gaps");
    }

    #[test]
    fn every_zoom_has_readable_ticks() {
        let mut axis = TimeAxis { left: 28_000_000.0, scale: MIN_SCALE, width: 1000.0 };
        for _ in 0..80 {
            let (upper, lower) = axis.units();
            assert!(!axis.ticks(upper).is_empty());
            assert!(axis.ticks(lower).len() <= 130, "{lower:?} at {}", axis.day_width());
            axis = axis.zoomed(500.0, 1.25);
        }
    }
}
