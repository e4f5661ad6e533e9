//! What the rules about tasks need, gathered in one pass over tasks and links: a pass for each rule
//! would cost more than the schedule itself. It decides nothing; the rules do.

use super::cx::Cx;
use crate::analysis::network::{Marks, Progress, Span, to_usize};
use crate::model::records::TaskRole;
use crate::model::value::LinkKind;

/// A task and a link into it.
pub(super) type TaskLink = (usize, usize);

/// Positions of tasks in the network, each list in the order of the file.
#[derive(Default)]
pub(super) struct Facts {
    /// Unfinished working tasks.
    pub working: usize,
    /// Unfinished tasks and milestones without a predecessor.
    pub starts: usize,
    /// Unfinished tasks and milestones without a successor.
    pub ends: usize,
    /// Unfinished working tasks that lack a predecessor or a successor.
    pub loose: Vec<usize>,
    /// Unfinished working tasks whose start or finish no link holds, though they have links.
    pub dangling: Vec<(usize, bool, bool)>,
    /// Links among unfinished tasks.
    pub links: usize,
    /// Those from finish to start.
    pub finish_to_start: usize,
    /// Links that pull their successor forward.
    pub leads: Vec<TaskLink>,
    /// Links with a lag.
    pub lags: Vec<TaskLink>,
    /// Links between a task in calendar days and one in working days.
    pub mixed: Vec<TaskLink>,
    /// Unfinished tasks with a hard constraint.
    pub constrained: Vec<usize>,
    /// Unfinished tasks that end behind their own deadline or constraint.
    pub overdue: Vec<usize>,
    /// Unfinished working tasks longer than the limit and not far off.
    pub long: Vec<usize>,
    /// Unfinished working tasks with more float than the limit.
    pub slack: Vec<usize>,
    /// Unfinished tasks that the plan has in the past.
    pub past: Vec<usize>,
    /// Unfinished tasks nobody is named for.
    pub unstaffed: Vec<usize>,
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
    /// Tasks with an actual date.
    pub acting: Vec<usize>,
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
    slack_days: f64,
    near_days: f64,
    day_length: i64,
}

impl Facts {
    pub fn of(cx: &Cx<'_>) -> Self {
        let net = &cx.a.schedule.net;
        let day_length = cx.calendar().day_length();
        let limits = Limits {
            long_minutes: crate::analysis::calendar::whole(super::schedule::long_days(cx) * 60.0) * day_length / 60,
            soon: cx.now.minute() + 30 * 1440,
            slack_days: super::schedule::slack_days(cx),
            near_days: cx.plan.settings.get().map_or(2.0, |s| cx.work_days(s.near_critical)),
            day_length,
        };
        let mut out = Self::default();
        // Which tasks have a link that holds their start, and which one that holds their finish.
        let mut start_held = vec![true; net.tasks.len()];
        let mut finish_held = vec![false; net.tasks.len()];
        for (i, start) in start_held.iter_mut().enumerate() {
            out.links_into(cx, i, &mut finish_held);
            *start = out.task(cx, i, &limits);
        }
        let working = |i: &usize| net.tasks[*i].open && !net.tasks[*i].summary && !net.tasks[*i].milestone;
        let hangs = |i: &usize| !start_held[*i] || (net.successors[*i] > 0 && !finish_held[*i]);
        out.dangling = (0..net.tasks.len()).filter(hangs).filter(working).map(|i| (i, start_held[i], net.successors[i] == 0 || finish_held[i])).collect();
        out
    }

    fn links_into(&mut self, cx: &Cx<'_>, i: usize, finish_held: &mut [bool]) {
        let net = &cx.a.schedule.net;
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
            self.finish_to_start += usize::from(link.kind == LinkKind::FinishToStart);
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
    fn task(&mut self, cx: &Cx<'_>, i: usize, limits: &Limits) -> bool {
        let net = &cx.a.schedule.net;
        let task = &net.tasks[i];
        if let Some(role) = task.role {
            self.roles.push((i, role));
        }
        if task.marks.has(Marks::ODD_PCT) {
            self.odd_pct.push(i);
        }
        if task.marks.has(Marks::ACTUAL) {
            self.acting.push(i);
        }
        if task.blocked {
            self.blocked.push(i);
        }
        if !task.open || task.summary {
            return true;
        }
        let dates = &cx.a.schedule.dates[i];
        let links = net.links_into(i);
        let (has_pred, has_succ) = (!links.is_empty(), net.successors[i] > 0);
        self.starts += usize::from(!has_pred);
        self.ends += usize::from(!has_succ);
        // Chains that meet in a buffer are protected already.
        if links.len() >= 3 && !task.marks.has(Marks::BUFFER) {
            self.merges.push(i);
        }
        if task.constraint.is_some() {
            self.constrained.push(i);
        }
        if task.deadline.is_some_and(|d| dates.finish > d) || (task.constraint.is_some() && dates.late_finish < dates.finish) {
            self.overdue.push(i);
        }
        // Work that should have begun or ended by now, as written.
        let started = task.progress != Progress::Waiting;
        if if started || task.milestone { dates.planned_finish < cx.now.minute() } else { dates.planned_start < cx.now.minute() } {
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
            self.loose.push(i);
        }
        let length = match task.span {
            Span::Work(m) => m,
            Span::Days(d) => d * limits.day_length * 5 / 7,
        };
        let waits = matches!(task.role, Some(TaskRole::Watch | TaskRole::Hotfix));
        if length > limits.long_minutes && !buffer && !waits && dates.start < limits.soon {
            self.long.push(i);
        }
        if dates.total_float_days > limits.slack_days {
            self.slack.push(i);
        }
        if !task.marks.has(Marks::STAFFED) && !buffer && length >= limits.day_length {
            self.unstaffed.push(i);
        }
        if dates.critical && !buffer {
            self.critical.push(i);
        }
        self.near += usize::from(dates.critical || dates.total_float_days <= limits.near_days);
        let cal = &cx.a.calendars.all[to_usize(task.calendar)];
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
