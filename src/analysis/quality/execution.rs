//! What happened against the baseline: missed and hit tasks, baseline execution index, and, with an
//! earlier plan beside this one, the current execution index (NDIA, Guide to Managing Programs Using
//! Predictive Measures; DCMA points 11 and 14). Weighing by effort is earned value's question.

use super::ground::Ground;
use crate::analysis::Analysis;
use crate::analysis::network::Progress;
use crate::analysis::schedule::Schedule;
use crate::model::records::TaskStatus;
use crate::model::value::Date;

/// A task the baseline wanted finished by the status date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Position in the network.
    pub task: usize,
    /// Last day in the baseline.
    pub by: Date,
    /// The day it was finished on; the forecast one when nobody wrote it down.
    pub on: Option<Date>,
}

impl Due {
    /// Finished by its own baseline finish.
    pub fn hit(&self) -> bool {
        self.on.is_some_and(|on| on <= self.by)
    }
}

/// What happened against the baseline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Execution {
    /// There is a baseline with dates of tasks the plan knows.
    pub has_baseline: bool,
    /// Tasks of the plan with a finish in the baseline.
    pub held: usize,
    /// Tasks with a baseline finish before the status date, in the order of the baseline.
    pub due: Vec<Due>,
    /// Tasks of the baseline that are finished, early ones too.
    pub finished: usize,
}

impl Execution {
    /// Gathers it.
    pub(super) fn of(g: &Ground<'_>) -> Self {
        let Some(baseline) = g.plan.baseline.get() else { return Self::default() };
        let s = g.schedule;
        let mut out = Self::default();
        for task in &baseline.tasks {
            let Some(i) = s.net.find(&task.id) else { continue };
            if s.net.tasks[i].summary || s.net.records[i].status == TaskStatus::Cancelled {
                continue;
            }
            let Some(by) = task.finish else { continue };
            out.has_baseline = true;
            out.held += 1;
            let on = finished_on(s, i);
            out.finished += usize::from(on.is_some());
            if by < g.now {
                out.due.push(Due { task: i, by, on });
            }
        }
        out
    }

    /// Tasks finished late or not yet (DCMA point 11).
    pub fn missed(&self) -> impl Iterator<Item = &Due> {
        self.due.iter().filter(|d| !d.hit())
    }

    /// Tasks finished on or before their own baseline finish.
    pub fn hits(&self) -> usize {
        self.due.iter().filter(|d| d.hit()).count()
    }

    /// Hit task percentage: hits ÷ tasks due. Early finishers of later tasks do not count.
    pub fn hit_pct(&self) -> Option<f64> {
        (!self.due.is_empty()).then(|| share(self.hits(), self.due.len()))
    }

    /// Baseline execution index: tasks finished ÷ tasks due; early finishers count, so that it may
    /// exceed 1 (DCMA point 14).
    pub fn bei(&self) -> Option<f64> {
        (!self.due.is_empty()).then(|| share(self.finished, self.due.len()) / 100.0)
    }
}

/// The day a finished task was finished on; the forecast one when nobody wrote it down.
pub(super) fn finished_on(s: &Schedule, i: usize) -> Option<Date> {
    let done = s.net.tasks[i].progress == Progress::Finished;
    done.then(|| s.net.records[i].actual_finish.map_or_else(|| s.dates[i].forecast_last_day(), |m| m.date))
}

/// How honest the last forecast was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrentExecution {
    /// Tasks the earlier plan forecast to finish between its status date and this one.
    pub forecast: usize,
    /// Those of them that did.
    pub finished: usize,
}

impl CurrentExecution {
    /// Current execution index: finished ÷ forecast; 0.95 and more is good.
    pub fn index(self) -> Option<f64> {
        (self.forecast > 0).then(|| share(self.finished, self.forecast) / 100.0)
    }
}

/// The current execution index between an earlier plan and this one. `None` when the earlier one is
/// not earlier: the period between their status dates is what is judged.
pub fn current_execution(earlier: &Analysis, now: &Analysis) -> Option<CurrentExecution> {
    let (from, to) = (earlier.plan.status_date(), now.plan.status_date());
    let mut out = CurrentExecution { forecast: 0, finished: 0 };
    if from >= to {
        return None;
    }
    let old = &earlier.schedule;
    for (i, record) in old.net.records.iter().enumerate() {
        let task = &old.net.tasks[i];
        // A period runs from one status date to the eve of the next: both are the start of a day.
        if !task.open || task.summary || old.dates[i].forecast_last_day() >= to {
            continue;
        }
        out.forecast += 1;
        let found = now.schedule.net.find(&record.id);
        out.finished += usize::from(found.and_then(|k| finished_on(&now.schedule, k)).is_some_and(|on| on < to));
    }
    Some(out)
}

/// A share in percent.
#[expect(clippy::cast_precision_loss, reason = "counts of records")]
pub(super) fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64 * 100.0
}
