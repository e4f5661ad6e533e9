//! The critical path test (DCMA point 12): one critical task becomes 600 working days longer; unless
//! what is delivered moves by as much, the network is not what the dates come from. Nothing is
//! scheduled anew: a delay is walked along the links, in working time of the plan's default calendar.

use super::ground::Ground;
use super::norms::TEST_DAYS;
use crate::analysis::calendar::whole;
use crate::analysis::network::{Marks, NetLink, NetTask, Progress, to_usize};
use crate::analysis::schedule::{Driver, Schedule};
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
        let walk = Walk::of(g, task);
        let moved_days = walk.days(end);
        let reached = chain.iter().copied().skip_while(|i| *i != task).take_while(|i| walk.days(*i) >= TEST_DAYS - 1.0).last();
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

/// Delays of all tasks, in working minutes.
struct Walk {
    start: Vec<i64>,
    finish: Vec<i64>,
    day: i64,
}

impl Walk {
    fn of(g: &Ground<'_>, task: usize) -> Self {
        let (s, cal) = (g.schedule, g.calendar());
        let day = cal.day_length();
        let n = s.dates.len();
        let mut walk = Self { start: vec![0; n], finish: vec![0; n], day };
        walk.finish[task] = whole(TEST_DAYS) * day;
        for i in s.net.order.iter().map(|i| to_usize(*i)) {
            let net = &s.net.tasks[i];
            if i == task || net.summary || net.progress == Progress::Finished || is_held(net) {
                continue;
            }
            let mut delay = 0;
            for link in s.net.links_into(i) {
                let p = to_usize(link.pred);
                let (by, from) = if from_finish(link) { (walk.finish[p], s.dates[p].finish) } else { (walk.start[p], s.dates[p].start) };
                if by <= 0 {
                    continue;
                }
                let bound = if link.calendar_lag { cal.to_work(from + link.lag) } else { cal.to_work(from) + link.lag };
                let joins_start = matches!(link.kind, LinkKind::FinishToStart | LinkKind::StartToStart);
                let at = cal.to_work(if joins_start { s.dates[i].start } else { s.dates[i].finish });
                // Work under way has started: a link to its start holds what is left of it.
                let slack = if net.progress == Progress::Running && joins_start { cal.to_work(s.dates[i].finish) - bound } else { at - bound };
                delay = delay.max(by - slack.max(0));
            }
            walk.start[i] = if net.progress == Progress::Running { 0 } else { delay };
            walk.finish[i] = delay;
        }
        walk
    }

    #[expect(clippy::cast_precision_loss, reason = "minutes of a project")]
    fn days(&self, i: usize) -> f64 {
        self.finish[i] as f64 / self.day.max(1) as f64
    }
}
