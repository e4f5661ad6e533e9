//! The buffer of the declared path: how much of it is used with how much of the chain done, in which
//! zone of the fever chart that lies, and how large the ranges of its tasks ask it to be (critical
//! chain; domain B6). It draws nothing.

use super::ground::Ground;
use crate::analysis::findings::Threshold;
use crate::analysis::network::{Marks, Progress};
use crate::model::records::BufferZones;

const fn limit(key: &'static str, default: f64, doc: &'static str) -> Threshold {
    Threshold { key, default, unit: "%", doc }
}

/// Where the yellow zone begins at the start of the chain, in percent of the buffer.
pub(in crate::analysis) const YELLOW: Threshold =
    limit("SCH-017.yellow", 15.0, "buffer that may be used at the start of the path; rises by 60 points to its end");

/// Where the red zone begins at the start of the chain, in percent of the buffer.
pub(in crate::analysis) const RED: Threshold = limit("SCH-017.red", 30.0, "buffer use at the start of the path that is red; rises by 60 points to its end");

/// By how many points the sloped zones rise from the start of the chain to its end.
const RISE: f64 = 60.0;

/// A zone of the fever chart, and what it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Zone {
    /// Go on.
    Green,
    /// Plan how to recover.
    Yellow,
    /// Carry the recovery out.
    Red,
}

impl Zone {
    /// As people say it, with what it asks for.
    pub fn spoken(self) -> &'static str {
        match self {
            Self::Green => "Green: nothing to do",
            Self::Yellow => "Yellow: plan the recovery",
            Self::Red => "Red: carry out the recovery",
        }
    }
}

/// Where the zones of the chart begin, in percent of the buffer: at the start of the chain and at its
/// end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zones {
    /// Beginning of the yellow zone.
    pub yellow: (f64, f64),
    /// Beginning of the red zone.
    pub red: (f64, f64),
}

impl Zones {
    /// Flat thirds.
    pub const THIRDS: Self = Self { yellow: (100.0 / 3.0, 100.0 / 3.0), red: (200.0 / 3.0, 200.0 / 3.0) };

    /// As the settings have them; corners that contradict each other are set aside.
    pub(in crate::analysis) fn of(g: &Ground<'_>) -> Self {
        if let Some(c) = g.plan.settings.get().and_then(|s| s.buffer_corners.as_ref()).filter(|c| c.is_sound()) {
            return Self { yellow: (c.yellow_start, c.yellow_end), red: (c.red_start, c.red_end) };
        }
        if g.plan.settings.get().is_some_and(|s| s.buffer_zones == BufferZones::Thirds) {
            return Self::THIRDS;
        }
        let sloped = |t: &Threshold| (g.limit(t), g.limit(t) + RISE);
        Self { yellow: sloped(&YELLOW), red: sloped(&RED) }
    }

    /// The zone of a point, both in percent.
    pub fn zone(&self, chain_pct: f64, buffer_pct: f64) -> Zone {
        let at = |(start, end): (f64, f64)| start + (end - start) * chain_pct.clamp(0.0, 100.0) / 100.0;
        if buffer_pct > at(self.red) {
            Zone::Red
        } else if buffer_pct > at(self.yellow) {
            Zone::Yellow
        } else {
            Zone::Green
        }
    }
}

/// Working days between the last work before what is delivered and its start, and from its end to
/// the target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slack {
    /// How many.
    pub days: f64,
    /// The last work before what is delivered.
    pub last: usize,
    /// What is delivered.
    pub delivers: usize,
}

/// The buffer of the declared path.
#[derive(Clone, Debug, PartialEq)]
pub struct Buffer {
    /// Length of the chain, in working days.
    pub chain_days: f64,
    /// How much of it is done, by the work that remains, in working days.
    pub done_days: f64,
    /// The buffer, in working days.
    pub size_days: f64,
    /// Delay reported in words, in working days.
    pub reported_days: f64,
    /// Delay of the chain's last task in the forecast, in working days; none without such a task.
    pub forecast_days: Option<f64>,
    /// Square root of the sum of (most − likely)² over the tasks that have a range (RSEM): the buffer
    /// that they ask for, in working days.
    pub needed_days: Option<f64>,
    /// How many tasks of the chain have a range.
    pub ranges: usize,
    /// The slack that the plan really has.
    pub slack: Option<Slack>,
    /// Where the zones begin.
    pub zones: Zones,
}

impl Buffer {
    /// Measures it; `None` without a declared path.
    pub(super) fn of(g: &Ground<'_>) -> Option<Self> {
        let path = g.plan.critical_path.get().filter(|p| !p.steps.is_empty())?;
        let s = g.schedule;
        let tasks: Vec<Option<usize>> = path.steps.iter().map(|step| step.task.as_deref().and_then(|id| s.net.find(id))).collect();
        let done = |task: &Option<usize>| task.map_or(0.0, |i| done_share(g, i));
        let ranges: Vec<f64> = tasks.iter().flatten().filter_map(|i| s.net.records[*i].range).map(|r| g.work_days(r.max) - g.work_days(r.likely)).collect();
        let last = tasks.iter().rev().flatten().next();
        Some(Self {
            chain_days: g.path.total_days,
            done_days: path.steps.iter().zip(&tasks).map(|(step, task)| g.work_days(step.duration) * done(task)).sum(),
            size_days: g.path.buffer_days,
            reported_days: g.path.slip_days,
            forecast_days: last.map(|i| s.dates[*i].slip_days.max(0.0)),
            needed_days: (!ranges.is_empty()).then(|| rsem(&ranges)),
            ranges: ranges.len(),
            slack: slack(g),
            zones: Zones::of(g),
        })
    }

    /// Working days of it that are used: by the delay that was reported or by the one that the
    /// forecast shows, whichever is greater.
    pub fn used_days(&self) -> f64 {
        self.reported_days.max(self.forecast_days.unwrap_or(0.0))
    }

    /// What is left of it, in working days.
    pub fn left_days(&self) -> f64 {
        (self.size_days - self.used_days()).max(0.0)
    }

    /// Share of it that is used, in percent; none without a buffer.
    pub fn used_pct(&self) -> Option<f64> {
        (self.size_days > 0.0).then(|| (self.used_days() / self.size_days * 100.0).min(999.0))
    }

    /// Share of the chain that is done, in percent.
    pub fn chain_pct(&self) -> f64 {
        if self.chain_days > 0.0 { (self.done_days / self.chain_days * 100.0).clamp(0.0, 100.0) } else { 0.0 }
    }

    /// Burn rate: share of the buffer used ÷ share of the chain done; 1 is neutral. None before any of
    /// the chain is done: nothing can be divided by it.
    pub fn rate(&self) -> Option<f64> {
        let done = self.chain_pct();
        self.used_pct().filter(|_| done > 0.0).map(|used| used / done)
    }

    /// The zone of the fever chart; none without a buffer.
    pub fn zone(&self) -> Option<Zone> {
        self.used_pct().map(|used| self.zones.zone(self.chain_pct(), used))
    }
}

/// Root of the sum of the squared differences between a safe and an aggressive estimate: the size of
/// a buffer behind tasks that are late independently of each other.
pub fn rsem(differences: &[f64]) -> f64 {
    differences.iter().map(|d| d * d).sum::<f64>().sqrt()
}

/// Share of a task that is done, 0 to 1, by the work that remains.
pub(super) fn done_share(g: &Ground<'_>, i: usize) -> f64 {
    let (net, record) = (&g.schedule.net, &g.schedule.net.records[i]);
    match (net.tasks[i].progress, record.remaining) {
        (Progress::Finished, _) => 1.0,
        (Progress::Waiting, _) => 0.0,
        (Progress::Running, Some(left)) => {
            let (left, whole) = (g.work_days(left), g.work_days(record.duration));
            if whole > 0.0 { (1.0 - left / whole).clamp(0.0, 1.0) } else { 0.0 }
        }
        (Progress::Running, None) => record.pct.unwrap_or(0.0).clamp(0.0, 100.0) / 100.0,
    }
}

fn slack(g: &Ground<'_>) -> Option<Slack> {
    let s = g.schedule;
    let delivers = s.delivers?;
    let own = &s.dates[delivers];
    let works = |i: usize| i != delivers && !s.net.tasks[i].milestone && !s.net.tasks[i].summary && !s.net.tasks[i].marks.has(Marks::BUFFER);
    let before = (0..s.dates.len()).filter(|i| works(*i) && s.dates[*i].planned_finish <= own.planned_start);
    let last = before.max_by_key(|i| s.dates[*i].planned_finish)?;
    let target = g.plan.release.get().and_then(|r| r.target);
    let end = own.planned_finish.max(own.planned_start + 1) - 1;
    let tail = target.map_or(0.0, |t| g.calendar().days_between(end, t.minute() + 1440).floor().max(0.0));
    Some(Slack { days: g.calendar().days_between(s.dates[last].planned_finish, own.planned_start) + tail, last, delivers })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buffer_is_the_golden_one() {
        // Safe and aggressive estimates (9, 6), (6, 4), (3, 2); feeders √2 and √6 (domain B6).
        let cases: [(&[f64], f64); 4] = [(&[3.0, 2.0, 1.0], 3.742), (&[1.0, 1.0], 1.414), (&[1.0, 2.0, 1.0], 2.449), (&[], 0.0)];
        for (differences, expected) in cases {
            assert!((rsem(differences) - expected).abs() < 5e-4, "{differences:?}: {}", rsem(differences));
        }
    }

    #[test]
    fn the_burn_rate_is_the_golden_one() {
        let buffer = Buffer {
            chain_days: 52.0,
            done_days: 14.0,
            size_days: 30.0,
            reported_days: 10.0,
            forecast_days: Some(4.0),
            needed_days: None,
            ranges: 0,
            slack: None,
            zones: Zones { yellow: (15.0, 75.0), red: (30.0, 90.0) },
        };
        assert!((buffer.rate().expect("some of it is done") - 1.238).abs() < 5e-4);
        assert_eq!(buffer.zone(), Some(Zone::Yellow));
        assert_eq!(Buffer { done_days: 0.0, ..buffer.clone() }.rate(), None);
        assert_eq!(Buffer { size_days: 0.0, ..buffer }.zone(), None);
    }

    #[test]
    fn zones_are_sloped_or_thirds() {
        let sloped = Zones { yellow: (15.0, 75.0), red: (30.0, 90.0) };
        let cases = [
            (0.0, 15.0, Zone::Green, Zone::Green),
            (0.0, 31.0, Zone::Red, Zone::Green),
            (50.0, 44.0, Zone::Green, Zone::Yellow),
            (50.0, 46.0, Zone::Yellow, Zone::Yellow),
            (50.0, 61.0, Zone::Red, Zone::Yellow),
            (100.0, 74.0, Zone::Green, Zone::Red),
            (100.0, 91.0, Zone::Red, Zone::Red),
        ];
        for (chain, used, slope, flat) in cases {
            assert_eq!((sloped.zone(chain, used), Zones::THIRDS.zone(chain, used)), (slope, flat), "{chain} % done, {used} % used");
        }
    }
}
