//! Earned value and earned schedule: what was planned by now, what is done of it, what it cost, and
//! when the baseline planned what is done now (Lipke and Henderson; ISO 21508; domain B7). Without a
//! baseline there is nothing to earn: the figures are absent, never zero.

use super::buffer;
use super::execution::share;
use super::ground::Ground;
use crate::analysis::calendar::whole;
use crate::model::records::TaskStatus;
use crate::model::value::Date;

/// What a task is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Worth {
    /// Its budget, in a currency.
    Money(String),
    /// Its effort in person-days.
    Effort,
    /// Its working days in the baseline: neither money nor effort is known. Good for the time, not for
    /// values.
    Days,
}

/// Earned value and earned schedule at the status date. Values are in the unit of `worth`, times in
/// working days from the first day of the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Earned {
    /// What the values count.
    pub worth: Worth,
    /// Tasks of the baseline that have a worth.
    pub tasks: usize,
    /// Tasks of the baseline.
    pub of: usize,
    /// Budget at completion: what all of it is worth.
    pub bac: f64,
    /// Planned value.
    pub pv: f64,
    /// Earned value.
    pub ev: f64,
    /// Actual cost, where money is counted and spending is recorded.
    pub ac: Option<f64>,
    /// Planned duration.
    pub planned_time: f64,
    /// Actual time: from the first day of the baseline to the status date, or to the end of all work.
    pub actual_time: f64,
    /// Earned schedule: the time at which the baseline planned what is done now.
    pub earned_time: f64,
    /// The day on which the work ends at this rate.
    pub forecast: Option<Date>,
}

impl Earned {
    /// Schedule variance, EV − PV.
    pub fn sv(&self) -> f64 {
        self.ev - self.pv
    }

    /// Schedule performance index, EV ÷ PV. It returns to 1 at the end of every late project: see
    /// [`Self::spi_time`].
    pub fn spi(&self) -> Option<f64> {
        (self.pv > 0.0).then(|| self.ev / self.pv)
    }

    /// Cost variance, EV − AC.
    pub fn cv(&self) -> Option<f64> {
        self.ac.map(|ac| self.ev - ac)
    }

    /// Cost performance index, EV ÷ AC.
    pub fn cpi(&self) -> Option<f64> {
        self.ac.filter(|ac| *ac > 0.0).map(|ac| self.ev / ac)
    }

    /// Estimate at completion, BAC ÷ CPI.
    pub fn eac(&self) -> Option<f64> {
        self.cpi().filter(|c| *c > 0.0).map(|c| self.bac / c)
    }

    /// To-complete performance index, (BAC − EV) ÷ (BAC − AC).
    pub fn tcpi(&self) -> Option<f64> {
        self.ac.filter(|ac| *ac < self.bac).map(|ac| (self.bac - self.ev) / (self.bac - ac))
    }

    /// Schedule variance in time, ES − AT, in working days.
    pub fn sv_time(&self) -> f64 {
        self.earned_time - self.actual_time
    }

    /// Schedule performance index in time, ES ÷ AT.
    pub fn spi_time(&self) -> Option<f64> {
        (self.actual_time >= 1.0).then(|| self.earned_time / self.actual_time)
    }

    /// Independent estimate of the duration, PD ÷ SPI(t), in working days.
    pub fn ieac_time(&self) -> Option<f64> {
        self.spi_time().filter(|i| *i > 0.0).map(|i| self.planned_time / i)
    }

    /// To-complete schedule performance index, (PD − ES) ÷ (PD − AT): above 1.10 the plan cannot be
    /// caught up with.
    pub fn tspi(&self) -> Option<f64> {
        (self.planned_time > self.actual_time).then(|| (self.planned_time - self.earned_time) / (self.planned_time - self.actual_time))
    }

    /// Share of the baseline's tasks that have a worth, in percent.
    pub fn coverage_pct(&self) -> f64 {
        share(self.tasks, self.of)
    }

    /// Values are known, not only times.
    pub fn has_values(&self) -> bool {
        self.worth != Worth::Days
    }

    /// Measures it; `None` without a baseline, or before its first day.
    pub(super) fn of(g: &Ground<'_>) -> Option<Self> {
        let lines = Line::all(g);
        let (money, effort) = (lines.iter().filter(|l| l.budget.is_some()).count(), lines.iter().filter(|l| l.effort.is_some()).count());
        let worth = match () {
            () if money > 0 && money >= effort => Worth::Money(lines.iter().find_map(|l| l.budget.map(|(_, c)| c.to_owned())).unwrap_or_default()),
            () if effort > 0 => Worth::Effort,
            () => Worth::Days,
        };
        let value = |l: &Line<'_>| match &worth {
            Worth::Money(currency) => l.budget.filter(|(_, c)| c == currency).map(|(amount, _)| amount),
            Worth::Effort => l.effort,
            Worth::Days => Some((l.to - l.from).max(0.0)),
        };
        let first = lines.iter().map(|l| l.from).reduce(f64::min)?;
        let last = lines.iter().map(|l| l.to).reduce(f64::max)?;
        let now = g.calendar().days_between(0, g.now.minute());
        let curve = curve(&lines, value, first, last);
        let (mut bac, mut ev, mut tasks) = (0.0, 0.0, 0);
        for line in &lines {
            let Some(v) = value(line) else { continue };
            tasks += 1;
            bac += v;
            ev += v * line.done;
        }
        // When everything is done, time has stopped.
        let done = lines.iter().all(|l| l.done >= 1.0);
        let ended = lines.iter().filter_map(|l| l.ended).reduce(f64::max).filter(|_| done);
        let actual_time = ended.map_or(now, |e| e.min(now)) - first;
        if actual_time <= 0.0 || bac <= 0.0 {
            return None;
        }
        let ac = matches!(worth, Worth::Money(_)).then(|| spent(g)).flatten();
        let pv = at(&curve, actual_time);
        let mut out = Self {
            worth,
            tasks,
            of: lines.len(),
            bac,
            pv,
            ev,
            ac,
            planned_time: last - first,
            actual_time,
            earned_time: earned_schedule(&curve, ev),
            forecast: None,
        };
        let cal = g.calendar();
        #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
        let day = cal.day_length() as f64;
        out.forecast =
            out.ieac_time().filter(|d| *d < 36_525.0).map(|d| Date::of_minute(cal.finish_at(cal.to_work(0) + whole((first + d) * day)).saturating_sub(1)));
        Some(out)
    }
}

/// One task of the baseline: times in working days since 1970.
struct Line<'a> {
    from: f64,
    to: f64,
    done: f64,
    ended: Option<f64>,
    budget: Option<(f64, &'a str)>,
    effort: Option<f64>,
}

impl<'a> Line<'a> {
    fn all(g: &Ground<'a>) -> Vec<Self> {
        let Some(baseline) = g.plan.baseline.get() else { return Vec::new() };
        let (s, cal) = (g.schedule, g.calendar());
        let known = baseline.tasks.iter().filter_map(|t| Some((s.net.find(&t.id)?, t.start?, t.finish?)));
        known
            .filter(|(i, _, _)| !s.net.tasks[*i].milestone && !s.net.tasks[*i].summary && s.net.records[*i].status != TaskStatus::Cancelled)
            .map(|(i, from, to)| {
                let record = &s.net.records[i];
                let from = cal.days_between(0, from.minute());
                let done = buffer::done_share(g, i);
                Line {
                    from,
                    to: cal.days_between(0, to.minute() + 1440).max(from),
                    done,
                    ended: (done >= 1.0).then(|| cal.days_between(0, s.dates[i].finish)),
                    budget: record.budget.as_ref().map(|m| (m.amount, m.currency.as_str())),
                    effort: record.effort_pd,
                }
            })
            .collect()
    }
}

/// What was spent up to the status date: the last amount recorded.
fn spent(g: &Ground<'_>) -> Option<f64> {
    let points = &g.plan.finance.get()?.actual;
    let known = points.iter().filter_map(|p| Some((p.on.filter(|d| *d <= g.now)?, p.amount)));
    known.max_by_key(|(on, _)| *on).map(|(_, amount)| amount)
}

/// Most working days of a baseline whose curve is kept day by day: a century.
const LONGEST: f64 = 30_000.0;

/// The planned value at the end of each working day since `first`, each task spread evenly over its
/// days.
fn curve(lines: &[Line<'_>], value: impl Fn(&Line<'_>) -> Option<f64>, first: f64, last: f64) -> Vec<f64> {
    let place = |t: f64| usize::try_from(whole((t - first).min(LONGEST))).unwrap_or(0);
    let days = place(last.ceil()).max(1);
    // What the value of a day begins and stops to grow by.
    let mut slope = vec![0.0; days + 1];
    for line in lines {
        let Some(v) = value(line) else { continue };
        // Baseline dates are whole days; a stretch without work is worth its value on one day.
        let (from, to) = (place(line.from.floor()), place(line.to.ceil()));
        let (from, to) = if to > from { (from, to) } else { (from.min(days - 1), from.min(days - 1) + 1) };
        #[expect(clippy::cast_precision_loss, reason = "days of a project")]
        let rate = v / (to - from) as f64;
        slope[from] += rate;
        slope[to.min(days)] -= rate;
    }
    let (mut rate, mut sum) = (0.0, 0.0);
    slope
        .iter()
        .take(days)
        .map(|s| {
            rate += s;
            sum += rate;
            sum
        })
        .collect()
}

/// The value of a cumulative curve at a time in periods.
fn at(curve: &[f64], time: f64) -> f64 {
    let end = |n: i64| if n <= 0 { 0.0 } else { usize::try_from(n - 1).ok().and_then(|i| curve.get(i).or(curve.last())).copied().unwrap_or(0.0) };
    let before = whole(time.max(0.0).floor());
    end(before) + (end(before + 1) - end(before)) * time.max(0.0).fract()
}

/// Earned schedule: the time, in periods, at which a cumulative plan reached a value.
/// `ES = C + (EV − PV_C) ÷ (PV_C+1 − PV_C)`, with C the last period whose planned value is earned.
pub fn earned_schedule(planned: &[f64], earned: f64) -> f64 {
    let full = planned.iter().take_while(|pv| earned >= **pv - 1e-9).count();
    let before = if full == 0 { 0.0 } else { planned[full - 1] };
    #[expect(clippy::cast_precision_loss, reason = "periods of a project")]
    let whole_periods = full as f64;
    match planned.get(full) {
        Some(next) if *next > before => whole_periods + ((earned - before) / (next - before)).clamp(0.0, 1.0),
        _ => whole_periods,
    }
}

/// Total float consumption index: (actual duration + float of the critical path) ÷ actual duration
/// (NDIA predictive measures).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FloatConsumption {
    /// Working days since the plan began.
    pub actual_days: f64,
    /// Working days the plan takes.
    pub planned_days: f64,
    /// Working days of float to the target.
    pub float_days: f64,
}

impl FloatConsumption {
    /// The index; 1 and more means that the float lasts.
    pub fn index(self) -> f64 {
        (self.actual_days + self.float_days) / self.actual_days
    }

    /// Float at the end if it goes on like this, in working days: PD × (TFCI − 1).
    pub fn predicted_float(self) -> f64 {
        self.planned_days * (self.index() - 1.0)
    }

    /// Measures it; `None` without a target, or before the plan has begun.
    pub(super) fn of(g: &Ground<'_>) -> Option<Self> {
        let s = g.schedule;
        let (i, float_days) = s.delivers.zip(s.target_float_days).filter(|(i, _)| s.net.tasks[*i].open)?;
        let first = s.dates.iter().map(|d| d.planned_start).min()?;
        let actual_days = g.calendar().days_between(first, s.status);
        let planned_days = g.calendar().days_between(first, s.dates[i].planned_finish);
        (actual_days >= 1.0).then_some(Self { actual_days, planned_days, float_days })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earned_schedule_is_the_golden_one() {
        let planned = [10.0, 25.0, 45.0, 70.0, 90.0, 100.0];
        let es = earned_schedule(&planned, 50.0);
        assert!((es - 3.2).abs() < 1e-9, "{es}");
        let e = Earned {
            worth: Worth::Effort,
            tasks: 1,
            of: 1,
            bac: 100.0,
            pv: at(&planned, 4.0),
            ev: 50.0,
            ac: Some(60.0),
            planned_time: 6.0,
            actual_time: 4.0,
            earned_time: es,
            forecast: None,
        };
        let close = |value: Option<f64>, expected: f64| assert!(value.is_some_and(|v| (v - expected).abs() < 1e-9), "{value:?} is not {expected}");
        close(e.spi_time(), 0.80);
        close(e.ieac_time(), 7.5);
        close(e.tspi(), 1.40);
        close(Some(e.sv_time()), -0.8);
        close(e.spi(), 50.0 / 70.0);
        close(e.cpi(), 50.0 / 60.0);
        close(e.eac(), 120.0);
        close(e.tcpi(), 50.0 / 40.0);
        close(e.cv(), -10.0);
    }

    #[test]
    fn earned_schedule_at_the_ends() {
        let cases: [(&[f64], f64, f64); 6] = [
            (&[], 5.0, 0.0),
            (&[10.0, 20.0], 0.0, 0.0),
            (&[10.0, 20.0], 20.0, 2.0),
            (&[10.0, 20.0], 30.0, 2.0),
            (&[10.0, 10.0, 20.0], 10.0, 2.0),
            (&[0.0, 10.0], 5.0, 1.5),
        ];
        for (planned, earned, expected) in cases {
            assert!((earned_schedule(planned, earned) - expected).abs() < 1e-9, "{planned:?} at {earned}: {}", earned_schedule(planned, earned));
        }
    }

    #[test]
    fn float_consumption_predicts_the_float_at_the_end() {
        let f = FloatConsumption { actual_days: 40.0, planned_days: 100.0, float_days: -4.0 };
        assert!((f.index() - 0.9).abs() < 1e-9 && (f.predicted_float() + 10.0).abs() < 1e-9);
    }
}
