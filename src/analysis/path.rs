//! The critical path people declared: its length, its buffer, and which steps the plan knows.

use super::network::Calendars;
use super::schedule::Schedule;
use crate::model::Plan;
use crate::model::value::Date;

/// One step of the declared path beside the task that stands for it.
#[derive(Clone, Debug, PartialEq)]
pub struct PathLine {
    /// Title of the step.
    pub title: String,
    /// Its length in working days.
    pub days: f64,
    /// Delay reported in words, in working days.
    pub slip_days: f64,
    /// The task that stands for it, by position in the network.
    pub task: Option<usize>,
    /// Length of that task in working days.
    pub task_days: Option<f64>,
    /// The task of an earlier step that starts later than this one's: the order does not hold.
    pub before: Option<usize>,
}

/// What follows from the declared critical path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeclaredPathResult {
    /// How many steps it has; zero when none is declared.
    pub steps: usize,
    /// Sum of the steps in working days.
    pub total_days: f64,
    /// Declared buffer in working days.
    pub buffer_days: f64,
    /// Delay reported in words, in working days.
    pub slip_days: f64,
    /// Step by step.
    pub lines: Vec<PathLine>,
    /// Steps no task stands for.
    pub unmapped: Vec<String>,
    /// Steps whose task takes another time than the step says: title, step days, task days.
    pub mismatched: Vec<(String, f64, f64)>,
    /// Latest day to start for the target, without and with the buffer.
    pub latest_start: Option<(Date, Date)>,
}

impl DeclaredPathResult {
    /// Buffer left after the reported delay.
    pub fn buffer_left(&self) -> f64 {
        (self.buffer_days - self.slip_days).max(0.0)
    }

    /// Share of the buffer that the reported delay eats, in percent.
    pub fn consumed_pct(&self) -> f64 {
        if self.buffer_days > 0.0 { (self.slip_days / self.buffer_days * 100.0).min(999.0) } else { 0.0 }
    }

    /// Critical path length index: (length + float) / length (DCMA 13).
    pub fn cpli(&self) -> Option<f64> {
        (self.total_days > 0.0).then(|| (self.total_days + self.buffer_days - self.slip_days) / self.total_days)
    }
}

/// Computes the declared path.
pub fn of(plan: &Plan, schedule: &Schedule, calendars: &Calendars) -> DeclaredPathResult {
    let Some(path) = plan.critical_path.get() else { return DeclaredPathResult::default() };
    let cal = calendars.standard();
    #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
    let day = cal.day_length() as f64;
    let mut out = DeclaredPathResult { steps: path.steps.len(), buffer_days: path.buffer.in_days(day), ..DeclaredPathResult::default() };
    let mut last: Option<usize> = None;
    for step in &path.steps {
        let days = step.duration.in_days(day);
        let slip_days = step.slip.map_or(0.0, |s| s.in_days(day));
        out.total_days += days;
        out.slip_days += slip_days;
        let task = step.task.as_deref().and_then(|id| schedule.net.find(id));
        let task_days = task.map(|i| schedule.net.records[i].duration.in_days(day));
        match task_days {
            None => out.unmapped.push(step.title.clone()),
            Some(task) if (task - days).abs() > 1e-6 => out.mismatched.push((step.title.clone(), days, task)),
            Some(_) => {}
        }
        let before = last.zip(task).filter(|(l, t)| schedule.dates[*t].planned_start < schedule.dates[*l].planned_start).map(|(l, _)| l);
        last = task.or(last);
        out.lines.push(PathLine { title: step.title.clone(), days, slip_days, task, task_days, before });
    }
    out.latest_start = plan.release.get().and_then(|r| r.target).map(|target| {
        let end = cal.to_work(target.minute() + 1440);
        let back = |days: f64| Date::of_minute(cal.start_at(end - super::calendar::whole(days * day)));
        (back(out.total_days), back(out.total_days + out.buffer_days))
    });
    out
}
