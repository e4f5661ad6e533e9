//! What the measures and the rules about tasks need, gathered in one pass over tasks and links: a pass
//! for each of them would cost more than the schedule itself. It decides nothing; they do.

use super::ground::Ground;
use crate::analysis::network::{Marks, Progress, Span, to_usize};
use crate::model::records::TaskRole;
use crate::model::value::{ConstraintKind, LinkKind};

/// A task and the position of a link among those into it.
pub type TaskLink = (usize, usize);

/// Positions of tasks in the network, each list in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Tasks and milestones that are not cancelled.
    pub kept: usize,
    /// Unfinished working tasks.
    pub working: usize,
    /// Unfinished tasks and milestones without a predecessor.
    pub starts: usize,
    /// Unfinished tasks and milestones without a successor.
    pub ends: usize,
    /// Unfinished working tasks that lack a predecessor (first) or a successor (second). With several
    /// first or last tasks nobody can tell which is meant: a single one is exempt.
    pub loose: Vec<(usize, bool, bool)>,
    /// Unfinished working tasks whose start or finish no link holds, though they have links.
    pub dangling: Vec<(usize, bool, bool)>,
    /// Links among unfinished tasks.
    pub links: usize,
    /// Those from finish to start.
    pub finish_to_start: usize,
    /// Tasks that another kind of link leads into, each once.
    pub otherwise_linked: Vec<usize>,
    /// Links that pull their successor forward.
    pub leads: Vec<TaskLink>,
    /// Links with a lag.
    pub lags: Vec<TaskLink>,
    /// Links between a task in calendar days and one in working days.
    pub mixed: Vec<TaskLink>,
    /// Unfinished tasks that must start or finish on, or no later than, a day.
    pub constrained: Vec<usize>,
    /// Unfinished tasks that end behind their own deadline or constraint.
    pub overdue: Vec<usize>,
    /// Unfinished tasks with less than no total float.
    pub negative: Vec<usize>,
    /// Unfinished working tasks longer than the limit and not far off.
    pub long: Vec<usize>,
    /// Unfinished working tasks of which more is left than the limit; in the profile for a release,
    /// those that are not far off.
    pub much_left: Vec<usize>,
    /// Unfinished working tasks with more float than the limit.
    pub slack: Vec<usize>,
    /// Unfinished tasks that the plan has in the past.
    pub past: Vec<usize>,
    /// Tasks with an actual date behind the status date.
    pub ahead: Vec<usize>,
    /// Unfinished tasks nobody is named for.
    pub unstaffed: Vec<usize>,
    /// Unfinished working tasks with a usable three-point estimate.
    pub ranged: usize,
    /// Unfinished tasks that start or end on a day without work.
    pub off_days: Vec<(usize, bool, bool)>,
    /// Unfinished tasks in calendar days that run through days without work.
    pub crossing: Vec<usize>,
    /// Unfinished critical working tasks.
    pub critical: Vec<usize>,
    /// Unfinished working tasks that are critical or nearly so.
    pub near: usize,
    /// Unfinished tasks with three predecessors or more.
    pub merges: Vec<usize>,
    /// Tasks begun although a predecessor does not allow it yet.
    pub early: Vec<TaskLink>,
    /// Tasks whose status and percentage contradict each other.
    pub odd_pct: Vec<usize>,
    /// Tasks declared blocked.
    pub blocked: Vec<usize>,
    /// Tasks with a role.
    pub roles: Vec<(usize, TaskRole)>,
    /// Tasks that name a team or people.
    pub assigned: Vec<usize>,
    /// Unfinished milestones.
    pub milestones: Vec<usize>,
}

/// The limits the pass compares with.
struct Limits {
    long_minutes: i64,
    soon: i64,
    strict: bool,
    slack_days: f64,
    near_days: f64,
    day_length: i64,
}

impl Facts {
    pub(super) fn of(g: &Ground<'_>) -> Self {
        let net = &g.schedule.net;
        let day_length = g.calendar().day_length();
        let limits = Limits {
            long_minutes: crate::analysis::calendar::whole(g.long_days() * 60.0) * day_length / 60,
            soon: g.now.minute() + 30 * 1440,
            strict: g.strict(),
            slack_days: g.slack_days(),
            near_days: g.plan.settings.get().map_or(2.0, |s| g.work_days(s.near_critical)),
            day_length,
        };
        let mut out = Self::default();
        // Which tasks have a link that holds their start, and which one that holds their finish.
        let mut start_held = vec![true; net.tasks.len()];
        let mut finish_held = vec![false; net.tasks.len()];
        for (i, start) in start_held.iter_mut().enumerate() {
            out.links_into(g, i, &mut finish_held);
            *start = out.task(g, i, &limits);
        }
        let working = |i: &usize| net.tasks[*i].open && !net.tasks[*i].summary && !net.tasks[*i].hammock && !net.tasks[*i].milestone;
        let hangs = |i: &usize| !start_held[*i] || (net.successors[*i] > 0 && !finish_held[*i]);
        out.dangling = (0..net.tasks.len()).filter(hangs).filter(working).map(|i| (i, start_held[i], net.successors[i] == 0 || finish_held[i])).collect();
        let (starts, ends) = (out.starts > 1, out.ends > 1);
        out.loose.retain_mut(|(_, no_pred, no_succ)| {
            (*no_pred, *no_succ) = (*no_pred && starts, *no_succ && ends);
            *no_pred || *no_succ
        });
        out
    }

    fn links_into(&mut self, g: &Ground<'_>, i: usize, finish_held: &mut [bool]) {
        let net = &g.schedule.net;
        let task = &net.tasks[i];
        for (n, link) in net.links_into(i).iter().enumerate() {
            let p = to_usize(link.pred);
            finish_held[p] |= matches!(link.kind, LinkKind::FinishToStart | LinkKind::FinishToFinish);
            let pred = &net.tasks[p];
            if task.progress != Progress::Waiting {
                let allowed = match link.kind {
                    LinkKind::FinishToStart => pred.progress == Progress::Finished,
                    LinkKind::StartToStart => pred.progress != Progress::Waiting,
                    // Only the finish is held: that it has begun says nothing.
                    LinkKind::FinishToFinish => task.progress == Progress::Running || pred.progress == Progress::Finished,
                    LinkKind::StartToFinish => task.progress == Progress::Running || pred.progress != Progress::Waiting,
                };
                if !allowed && !task.summary {
                    self.early.push((i, n));
                }
            }
            if !task.open {
                continue;
            }
            self.links += 1;
            if link.kind == LinkKind::FinishToStart {
                self.finish_to_start += 1;
            } else if self.otherwise_linked.last() != Some(&i) {
                self.otherwise_linked.push(i);
            }
            if link.lag != 0 {
                let list = if link.lag < 0 { &mut self.leads } else { &mut self.lags };
                list.push((i, n));
            }
            let whole_days = |t: &crate::analysis::network::NetTask| matches!(t.span, Span::Days(_));
            if pred.open && !task.milestone && !pred.milestone && whole_days(task) != whole_days(pred) {
                self.mixed.push((i, n));
            }
        }
    }

    /// Notes what a task asks for; whether a link holds its start, or none could.
    fn task(&mut self, g: &Ground<'_>, i: usize, limits: &Limits) -> bool {
        let net = &g.schedule.net;
        let task = &net.tasks[i];
        if let Some(role) = task.role {
            self.roles.push((i, role));
        }
        if task.marks.has(Marks::ODD_PCT) {
            self.odd_pct.push(i);
        }
        if task.marks.has(Marks::ACTUAL) && later_than(g, i) {
            self.ahead.push(i);
        }
        if task.blocked {
            self.blocked.push(i);
        }
        // A hammock is as long as what it spans: level of effort, which the points leave out.
        let spans = task.summary || task.hammock;
        self.kept += usize::from(!spans && (task.open || task.progress == Progress::Finished));
        if !task.open || spans {
            return true;
        }
        let dates = &g.schedule.dates[i];
        let links = net.links_into(i);
        let (has_pred, has_succ) = (!links.is_empty(), net.successors[i] > 0);
        self.starts += usize::from(!has_pred);
        self.ends += usize::from(!has_succ);
        // Chains that meet in a buffer are protected already.
        if links.len() >= 3 && !task.marks.has(Marks::BUFFER) {
            self.merges.push(i);
        }
        if task.constraint.is_some_and(|(kind, _)| is_hard(kind)) {
            self.constrained.push(i);
        }
        if dates.total_float_days < -1e-6 {
            self.negative.push(i);
        }
        if task.deadline.is_some_and(|d| dates.finish > d) || (task.constraint.is_some() && dates.late_finish < dates.finish) {
            self.overdue.push(i);
        }
        // Work that should have begun or ended by now, as written.
        let started = task.progress != Progress::Waiting;
        if if started || task.milestone { dates.planned_finish < g.now.minute() } else { dates.planned_start < g.now.minute() } {
            self.past.push(i);
        }
        if task.milestone {
            self.milestones.push(i);
            return true;
        }
        if task.marks.has(Marks::TEAM) || task.marks.has(Marks::PEOPLE) {
            self.assigned.push(i);
        }
        let buffer = task.marks.has(Marks::BUFFER);
        self.working += 1;
        if !has_pred || !has_succ {
            self.loose.push((i, !has_pred, !has_succ));
        }
        self.ranged += usize::from(task.marks.has(Marks::RANGED) && !task.marks.has(Marks::NARROW));
        let minutes = |span: Span| match span {
            Span::Work(m) => m,
            Span::Days(d) => d * limits.day_length * 5 / 7,
            Span::Elapsed(m) => m / 1440 * limits.day_length * 5 / 7,
        };
        let waits = matches!(task.role, Some(TaskRole::Watch | TaskRole::Hotfix));
        let soon = dates.start < limits.soon;
        if minutes(task.span) > limits.long_minutes && !buffer && !waits && soon {
            self.long.push(i);
        }
        if minutes(task.left) > limits.long_minutes && !buffer && !waits && (soon || limits.strict) {
            self.much_left.push(i);
        }
        if dates.total_float_days > limits.slack_days {
            self.slack.push(i);
        }
        if !task.marks.has(Marks::STAFFED) && !buffer && minutes(task.span) >= limits.day_length {
            self.unstaffed.push(i);
        }
        if dates.critical && !buffer {
            self.critical.push(i);
        }
        self.near += usize::from(dates.critical || dates.total_float_days <= limits.near_days);
        let cal = &g.calendars.all[to_usize(task.calendar)];
        // Only whole days can lie on days without work: what counts working time begins and ends in it.
        let by_days = matches!(task.span, Span::Days(_));
        let first_off = by_days && !cal.works_on(dates.planned_start);
        let last_off = by_days && !cal.works_on(dates.planned_finish.max(dates.planned_start + 1) - 1);
        if first_off || last_off {
            self.off_days.push((i, first_off, last_off));
        }
        if let Span::Days(d) = task.span
            && !waits
            && (first_off || last_off || cal.between(dates.planned_start, dates.planned_finish) < d * cal.day_length())
        {
            self.crossing.push(i);
        }
        !has_pred || links.iter().any(|l| matches!(l.kind, LinkKind::FinishToStart | LinkKind::StartToStart))
    }

    /// Tasks with a role, in the order of the file.
    pub fn with_role(&self, role: TaskRole) -> impl Iterator<Item = usize> + '_ {
        self.roles.iter().filter(move |(_, r)| *r == role).map(|(i, _)| *i)
    }
}

/// One of the kinds that the DCMA calls hard: they override the logic, or hold a float down.
fn is_hard(kind: ConstraintKind) -> bool {
    matches!(kind, ConstraintKind::MustStartOn | ConstraintKind::MustFinishOn | ConstraintKind::StartNoLaterThan | ConstraintKind::FinishNoLaterThan)
}

/// The task has an actual date behind the status date.
fn later_than(g: &Ground<'_>, i: usize) -> bool {
    let record = &g.schedule.net.records[i];
    [record.actual_start, record.actual_finish].into_iter().flatten().any(|d| d.date > g.now)
}
