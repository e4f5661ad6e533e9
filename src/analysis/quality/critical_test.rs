//! The critical path test (DCMA point 12): one critical task becomes 600 working days longer; unless
//! what is delivered moves by as much, the network is not what the dates come from. The engine of the
//! schedule itself is asked what would move, unless the driving chain alone already answers: pins,
//! constraints, summaries and calendars count here as they do in the dates.

use super::ground::Ground;
use super::norms::TEST_DAYS;
use crate::analysis::calendar::whole;
use crate::analysis::network::{Marks, NetLink, NetTask, Progress, Span, to_usize};
use crate::analysis::schedule::{Change, Driver, Schedule};
use crate::model::value::{ConstraintKind, LinkKind};

/// How the test went.
#[derive(Clone, Debug, PartialEq)]
pub struct CriticalTest {
    /// The task that became longer.
    pub task: usize,
    /// What is delivered.
    pub end: usize,
    /// By how many working days it moved.
    pub moved_days: f64,
    /// The last task that moved with it, when it did not reach the end.
    pub stops: Option<usize>,
}

impl CriticalTest {
    /// The end moved by as much, but for the day that rounding may take.
    pub fn passed(&self) -> bool {
        self.moved_days >= TEST_DAYS - 1.0
    }

    /// Makes the test; `None` when nothing is left to do before the end.
    pub(super) fn of(g: &Ground<'_>) -> Option<Self> {
        let s = g.schedule;
        let end = s.delivers.filter(|i| s.net.tasks[*i].open)?;
        let chain = s.driving_chain(end);
        let works = |i: usize| {
            let t = &s.net.tasks[i];
            t.open && !t.milestone && !t.summary && !t.marks.has(Marks::BUFFER)
        };
        let first = chain.iter().copied().find(|i| works(*i));
        if first.is_none_or(|i| i == end) {
            // Nothing drives the end but its own date. That is right only when nothing precedes it.
            let before = (0..s.dates.len()).filter(|i| *i != end && works(*i) && s.dates[*i].finish <= s.dates[end].start);
            return match before.max_by_key(|i| (s.dates[*i].finish, std::cmp::Reverse(*i))) {
                Some(task) => Some(Self { task, end, moved_days: 0.0, stops: Some(task) }),
                None => first.map(|task| Self { task, end, moved_days: TEST_DAYS, stops: None }),
            };
        }
        let task = first?;
        if passes_along(s, &chain, task) {
            return Some(Self { task, end, moved_days: TEST_DAYS, stops: None });
        }
        let along: Vec<usize> = chain.iter().copied().skip_while(|i| *i != task).collect();
        // The end itself last: the chain of a summary ends with what it holds.
        let asked: Vec<usize> = along.iter().copied().chain([end]).collect();
        let days = s.delays(g.calendars, task, Change::Longer(longer(g, task)), &asked);
        let moved_days = days.last().copied().unwrap_or(0.0).max(0.0);
        let reached = along.into_iter().zip(days).take_while(|(_, days)| *days >= TEST_DAYS - 1.0).last().map(|(i, _)| i);
        Some(Self { task, end, moved_days, stops: reached.filter(|i| *i != end) })
    }
}

/// The driving chain alone hands the delay on: every link of it leaves from an end that moves.
fn passes_along(s: &Schedule, chain: &[usize], task: usize) -> bool {
    let moved = chain.iter().copied().skip_while(|i| *i != task);
    let mut start_moves = false;
    for (n, i) in moved.enumerate() {
        if n > 0 {
            let Driver::Link(_, place) = s.dates[i].driver else { return false };
            let link = s.net.links_into(i).iter().find(|l| l.place == place);
            if !link.is_some_and(|l| start_moves || from_finish(l)) || is_held(&s.net.tasks[i]) {
                return false;
            }
            start_moves = s.net.tasks[i].progress == Progress::Waiting;
        }
    }
    true
}

fn from_finish(link: &NetLink) -> bool {
    matches!(link.kind, LinkKind::FinishToStart | LinkKind::FinishToFinish)
}

/// Its constraint overrides its links.
fn is_held(task: &NetTask) -> bool {
    task.constraint.is_some_and(|(kind, _)| matches!(kind, ConstraintKind::MustStartOn | ConstraintKind::MustFinishOn))
}

/// By how many minutes a task must become longer for its finish to move by the days of the test, each a
/// working day of the plan's default calendar, whatever its own calendar is.
fn longer(g: &Ground<'_>, task: usize) -> i64 {
    let (standard, finish) = (g.calendar(), g.schedule.dates[task].finish);
    let to = standard.finish_at(standard.to_work(finish) + whole(TEST_DAYS) * standard.day_length());
    let net = &g.schedule.net.tasks[task];
    let own = &g.calendars.all[to_usize(net.calendar)];
    match net.span {
        Span::Work(_) => own.between(finish, to),
        // Measured on the clock: `Change::Longer` takes a working day for 24 hours.
        Span::Days(_) | Span::Elapsed(_) => (to - finish) * own.day_length() / 1440,
    }
}
