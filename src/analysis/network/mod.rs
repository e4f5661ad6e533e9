//! The task network with indices instead of ids: what the passes of the schedule run on. What
//! follows from its dates is the schedule's.

mod calendars;
mod chunked;
mod circles;
mod ids;
mod wiring;

pub use calendars::Calendars;
pub use chunked::Chunked;
pub use ids::IdIndex;
pub use wiring::{Edge, EdgeKind, Wiring};

use super::calendar::{WorkCalendar, whole};
use crate::model::records::{LagCalendar, SizedBy, Task, TaskKind, TaskRole, TaskStatus};
use crate::model::value::{ConstraintKind, Dur, LinkKind, Moment, Unit};
use crate::model::{Key, Plan, is_id};
use calendars::Keeping;
use ids::EMPTY;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How long a task takes, in the measure of its calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Working minutes.
    Work(i64),
    /// Whole calendar days.
    Days(i64),
    /// Minutes on the clock, from the working instant at which they begin.
    Elapsed(i64),
}

/// A link that leads into a task.
#[derive(Clone, Copy, Debug)]
pub struct NetLink {
    /// Index of the predecessor.
    pub pred: u32,
    /// Position of the link in the task's `after`.
    pub place: u32,
    /// Which ends it joins.
    pub kind: LinkKind,
    /// Lag in minutes: of work in the calendar `lag_calendar`, or on the clock.
    pub lag: i64,
    /// The lag runs through nights and weekends.
    pub calendar_lag: bool,
    /// Calendar a lag in working time counts in.
    pub lag_calendar: u16,
}

/// One task of the network.
#[derive(Clone, Copy, Debug)]
pub struct NetTask {
    /// Calendar.
    pub calendar: u32,
    /// The same calendar without the freezes that stop the task: the forecast works by it.
    pub working: u32,
    /// Full duration.
    pub span: Span,
    /// What is left of it when it is under way.
    pub left: Span,
    /// No earlier than.
    pub floor: Option<i64>,
    /// Constraint: kind, and the instant it speaks of.
    pub constraint: Option<(ConstraintKind, i64)>,
    /// Instant it should be finished by.
    pub deadline: Option<i64>,
    /// Takes no time.
    pub milestone: bool,
    /// Rolled up from its content, not scheduled itself.
    pub summary: bool,
    /// Spans from its predecessors to its successors.
    pub hammock: bool,
    /// Starts exactly at `floor`.
    pub pinned: bool,
    /// Neither finished nor cancelled.
    pub open: bool,
    /// Will not happen.
    pub cancelled: bool,
    /// Declared blocked.
    pub blocked: bool,
    /// What it is to the release.
    pub role: Option<TaskRole>,
    /// How far it is.
    pub progress: Progress,
    /// What else the findings ask of it.
    pub marks: Marks,
}

/// What the findings ask of many tasks, noted while a record is at hand: visiting ten thousand
/// records once more would cost more than the whole schedule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks(u8);

impl Marks {
    /// Somebody is named for it: a team or a person.
    pub const STAFFED: Self = Self(1);
    /// It has a three-point estimate.
    pub const RANGED: Self = Self(2);
    /// Its estimate is so narrow that it says nothing: most below 1.2 times least.
    pub const NARROW: Self = Self(4);
    /// Status and percentage contradict each other.
    pub const ODD_PCT: Self = Self(8);
    /// A team is named for it.
    pub const TEAM: Self = Self(16);
    /// People are named for it.
    pub const PEOPLE: Self = Self(32);
    /// Time set aside, not work.
    pub const BUFFER: Self = Self(64);
    /// It has really started or finished.
    pub const ACTUAL: Self = Self(128);

    /// The marks of a record.
    fn of(task: &Task) -> Self {
        let day = |d: Dur| d.in_days(480.0);
        let pct = task.pct.unwrap_or(0.0);
        let odd = match task.status {
            TaskStatus::Active => pct <= 0.0 && task.remaining.is_none() && task.actual_start.is_none() && task.kind == TaskKind::Task,
            TaskStatus::NotStarted => pct > 0.0,
            TaskStatus::Done => task.pct.is_some_and(|p| p < 100.0),
            _ => false,
        };
        let all = [
            (Self::STAFFED, task.team.is_some() || !task.people.is_empty()),
            (Self::RANGED, task.range.is_some()),
            (Self::NARROW, task.range.is_some_and(|r| day(r.max) < 1.2 * day(r.min))),
            (Self::ODD_PCT, odd),
            (Self::TEAM, task.team.is_some()),
            (Self::PEOPLE, !task.people.is_empty()),
            (Self::BUFFER, task.kind == TaskKind::Buffer),
            (Self::ACTUAL, task.actual_start.is_some() || task.actual_finish.is_some()),
        ];
        Self(all.into_iter().filter(|(_, is)| *is).fold(0, |bits, (mark, _)| bits | mark.0))
    }

    /// It has this mark.
    #[inline]
    pub fn has(self, mark: Self) -> bool {
        self.0 & mark.0 != 0
    }
}

/// How far a task is, as the forecast sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Not begun.
    Waiting,
    /// Under way.
    Running,
    /// Finished.
    Finished,
}

/// How far a task is, by its status, its actual dates and its percentage.
pub fn progress(task: &Task) -> Progress {
    if task.status == TaskStatus::Done || task.actual_finish.is_some() {
        Progress::Finished
    } else if task.status == TaskStatus::Active || task.actual_start.is_some() || task.pct.is_some_and(|p| p > 0.0) {
        Progress::Running
    } else {
        Progress::Waiting
    }
}

/// What is left of a task under way.
fn left_of(task: &Task, span: Span, calendar: &WorkCalendar) -> Span {
    if let Some(left) = task.remaining {
        return span_of(left, calendar);
    }
    let share = 1.0 - task.pct.unwrap_or(0.0).clamp(0.0, 100.0) / 100.0;
    #[expect(clippy::cast_precision_loss, reason = "minutes of a project")]
    match span {
        Span::Work(m) => Span::Work(whole(m as f64 * share)),
        Span::Days(d) => Span::Days(whole((d as f64 * share - 1e-9).ceil())),
        Span::Elapsed(m) => Span::Elapsed(whole(m as f64 * share)),
    }
}

/// The network of a plan. What only links, ids and calendars decide is shared with the network
/// before, as long as they are the same.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// The tasks as recorded, in the order of the file.
    pub records: Chunked<Arc<Task>>,
    /// What the passes need of them.
    pub tasks: Chunked<NetTask>,
    /// Links, ids and order.
    shape: Arc<Structure>,
}

/// What of a network is the same as long as ids, links and calendars are.
#[derive(Debug, Default)]
pub struct Structure {
    /// Keys of the tasks.
    pub keys: Vec<Key>,
    /// Incoming links of all tasks, task after task.
    pub links: Vec<NetLink>,
    /// Where each task's links start in `links`; one more entry than tasks.
    pub link_starts: Vec<u32>,
    /// An order in which predecessors come first. Tasks of a circle stand in file order.
    pub order: Vec<u32>,
    /// Circles of tasks that wait for each other, each with exactly its members.
    pub cycles: Vec<Vec<u32>>,
    /// Links to tasks that do not exist: task and position in its `after`.
    pub missing: Vec<(u32, u32)>,
    /// Tasks whose id an earlier one has.
    pub doubles: Vec<u32>,
    /// Tasks without an id, or with one that is not well formed.
    pub odd_ids: Vec<u32>,
    /// Links from a task to itself, likewise.
    pub selfish: Vec<(u32, u32)>,
    /// Links to a task that an earlier link leads to, likewise; start-to-start with finish-to-finish
    /// is a pair.
    pub repeated: Vec<(u32, u32)>,
    /// Links to the finish of a summary, which follows from its content, likewise.
    pub unheeded: Vec<(u32, u32)>,
    /// How many links lead out of each task.
    pub successors: Vec<u32>,
    /// Content of each summary: the summary, and the tasks and summaries right inside it.
    pub content: Vec<(u32, Vec<u32>)>,
    /// Tasks whose parent does not exist, is no summary, or is inside them.
    pub stray: Vec<u32>,
    /// What the passes run along.
    pub wiring: Wiring,
    index: IdIndex,
    by_key: Vec<u32>,
}

impl std::ops::Deref for Network {
    type Target = Structure;

    fn deref(&self) -> &Structure {
        &self.shape
    }
}

/// Two links between the same tasks that belong together: they start one after the other, and
/// finish so too.
fn is_ladder(a: LinkKind, b: LinkKind) -> bool {
    matches!((a, b), (LinkKind::StartToStart, LinkKind::FinishToFinish) | (LinkKind::FinishToFinish, LinkKind::StartToStart))
}

/// An index as `usize`.
#[inline]
pub fn to_usize(i: u32) -> usize {
    usize::try_from(i).unwrap_or(0)
}

/// A position as an index.
#[inline]
pub(super) fn to_u32(i: usize) -> u32 {
    u32::try_from(i).unwrap_or(u32::MAX)
}

/// A duration in the measure of a calendar.
#[inline]
pub fn span_of(dur: Dur, calendar: &WorkCalendar) -> Span {
    #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
    let day = calendar.day_length() as f64;
    match dur.unit {
        Unit::CalendarDays => Span::Days(whole(dur.amount.ceil())),
        Unit::ElapsedDays => Span::Elapsed(whole(dur.amount * 1440.0)),
        Unit::ElapsedHours => Span::Elapsed(whole(dur.amount * 60.0)),
        Unit::WorkDays => Span::Work(whole(dur.amount * day)),
        Unit::WorkWeeks => Span::Work(whole(dur.amount * 5.0 * day)),
        Unit::Hours => Span::Work(whole(dur.amount * 60.0)),
        Unit::Minutes => Span::Work(whole(dur.amount)),
    }
}

/// The length a task asks for: its duration, or its effort divided by the people assigned.
fn full_span(task: &Task, calendar: &WorkCalendar) -> Span {
    if task.kind == TaskKind::Milestone {
        return Span::Work(0);
    }
    match task.effort_pd.filter(|e| task.sized_by == SizedBy::Effort && *e >= 0.0) {
        Some(effort) => {
            let hands: f64 = task.people.iter().map(|p| p.fte.max(0.0)).sum();
            #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
            let minutes = effort.min(1e6) / (if hands > 0.0 { hands.max(0.01) } else { 1.0 }) * calendar.day_length() as f64;
            Span::Work(whole(minutes))
        }
        None => span_of(task.duration, calendar),
    }
}

/// What the passes need of a task.
fn net_task(task: &Task, calendars: &Calendars, keeping: &Keeping<'_>) -> NetTask {
    let calendar = calendars.place(keeping.calendar_of(task));
    let table = calendars.at(calendar);
    let span = full_span(task, table);
    let progress = progress(task);
    let instant = |(kind, m): (ConstraintKind, Moment)| {
        let of_finish = matches!(kind, ConstraintKind::MustFinishOn | ConstraintKind::FinishNoLaterThan | ConstraintKind::FinishNoEarlierThan);
        (kind, if of_finish { m.end() } else { m.minute() })
    };
    let constraint = task.constraint.and_then(|c| match c.date {
        Some(m) => Some(instant((c.kind, m))),
        None => (c.kind == ConstraintKind::AsLateAsPossible).then_some((c.kind, 0)),
    });
    NetTask {
        calendar,
        working: calendars.frozen(calendar, task),
        span,
        left: if progress == Progress::Running { left_of(task, span, table) } else { span },
        floor: task.start.map(Moment::minute),
        constraint,
        deadline: task.deadline.map(Moment::end),
        milestone: task.kind == TaskKind::Milestone,
        summary: task.kind == TaskKind::Summary,
        hammock: task.kind == TaskKind::Hammock,
        pinned: task.pinned && task.start.is_some(),
        open: progress != Progress::Finished && task.status != TaskStatus::Cancelled,
        cancelled: task.status == TaskStatus::Cancelled,
        blocked: task.status == TaskStatus::Blocked,
        role: task.role,
        progress,
        marks: Marks::of(task),
    }
}

impl Network {
    /// Builds the network of a plan.
    pub fn of(plan: &Plan, calendars: &Calendars) -> Self {
        let mut shape = Structure { by_key: vec![EMPTY; plan.key_limit()], ..Structure::default() };
        let count = plan.tasks.slots().len();
        let mut records: Vec<Arc<Task>> = Vec::with_capacity(count);
        shape.keys.reserve(count);
        for (key, task) in plan.tasks.arcs() {
            if let Some(slot) = shape.by_key.get_mut(key.index()) {
                *slot = to_u32(records.len());
            }
            shape.keys.push(key);
            records.push(Arc::clone(task));
        }
        let keeping = Keeping::of(plan);
        let mut tasks: Vec<NetTask> = Vec::with_capacity(count);
        let odd_ids = &mut shape.odd_ids;
        // Everything a record is asked for at once: fetching it costs more than the asking.
        let ids = records.iter().enumerate().map(|(i, task)| {
            if !is_id(&task.id) {
                odd_ids.push(to_u32(i));
            }
            tasks.push(net_task(task, calendars, &keeping));
            task.id.as_str()
        });
        let (index, doubles) = IdIndex::with_doubles(ids);
        (shape.index, shape.doubles) = (index, doubles);
        shape.link(&records, &tasks, calendars, plan);
        shape.nest(&records, &tasks);
        let wiring::Arranged { order, wiring, cycles } = shape.arranged(&tasks);
        (shape.order, shape.wiring, shape.cycles) = (order, wiring, cycles);
        Self { records: records.into_iter().collect(), tasks: tasks.into_iter().collect(), shape: Arc::new(shape) }
    }

    /// The network after some tasks got new values, and which: as long as ids, links and content
    /// are the same, only what the changed tasks hold is made anew. `None` when the structure changed.
    pub fn next(&self, plan: &Plan, calendars: &Calendars) -> Option<(Self, Vec<u32>)> {
        if plan.tasks.len() != self.records.len() || plan.key_limit() != self.by_key.len() {
            return None;
        }
        let mut changed = Vec::new();
        for ((i, (key, task)), (old, was)) in plan.tasks.arcs().enumerate().zip(self.records.iter().zip(&self.shape.keys)) {
            if *was != key {
                return None;
            }
            if Arc::ptr_eq(old, task) {
                continue;
            }
            if !same_structure(old, task) {
                return None;
            }
            changed.push((to_u32(i), Arc::clone(task)));
        }
        let keeping = Keeping::of(plan);
        let mut net = self.clone();
        let places = changed.iter().map(|(i, _)| *i).collect();
        for (i, task) in changed {
            let made = net_task(&task, calendars, &keeping);
            let old = &net.tasks[to_usize(i)];
            // Another calendar is another measure for every link of the task.
            if (made.calendar, made.working, form(made.span)) != (old.calendar, old.working, form(old.span)) {
                return None;
            }
            net.tasks.set(to_usize(i), made);
            net.records.set(to_usize(i), task);
        }
        Some((net, places))
    }

    /// Links that lead into a task.
    #[inline]
    pub fn links_into(&self, task: usize) -> &[NetLink] {
        self.shape.links_into(task)
    }

    /// What the passes run along, put in order anew. For measuring.
    pub fn rewired(&self) -> Wiring {
        self.shape.arranged(&self.tasks).wiring
    }
}

fn form(span: Span) -> u8 {
    match span {
        Span::Work(_) => 0,
        Span::Days(_) => 1,
        Span::Elapsed(_) => 2,
    }
}

/// Two values of a task stand in the network in the same way.
fn same_structure(old: &Task, new: &Task) -> bool {
    let cancelled = |t: &Task| t.status == TaskStatus::Cancelled;
    let place = |t: &Task| (t.kind, cancelled(t));
    // The content of a summary without tasks of its own is its section.
    old.id == new.id && old.after == new.after && place(old) == place(new) && old.parent == new.parent && old.section == new.section
}

impl Structure {
    fn link(&mut self, records: &[Arc<Task>], tasks: &[NetTask], calendars: &Calendars, plan: &Plan) {
        let rule = plan.settings.get().map_or(LagCalendar::Successor, |s| s.lag_calendar);
        self.successors = vec![0; records.len()];
        self.link_starts = Vec::with_capacity(records.len() + 1);
        self.links.reserve(records.len() * 2);
        for (i, task) in records.iter().enumerate() {
            self.link_starts.push(to_u32(self.links.len()));
            if task.status == TaskStatus::Cancelled {
                continue;
            }
            for (place, link) in task.after.iter().enumerate() {
                let at = (to_u32(i), to_u32(place));
                let Some(pred) = self.index.find(&link.pred) else {
                    self.missing.push(at);
                    continue;
                };
                if pred == i {
                    self.selfish.push(at);
                    continue;
                }
                if task.after[..place].iter().any(|l| l.pred == link.pred && !is_ladder(l.kind, link.kind)) {
                    self.repeated.push(at);
                }
                if tasks[i].summary && matches!(link.kind, LinkKind::FinishToFinish | LinkKind::StartToFinish) {
                    self.unheeded.push(at);
                    continue;
                }
                if records[pred].status == TaskStatus::Cancelled {
                    continue;
                }
                let lag_calendar = match rule {
                    LagCalendar::Successor | LagCalendar::RoundTheClock => tasks[i].calendar,
                    LagCalendar::Predecessor => tasks[pred].calendar,
                    LagCalendar::Standard => 0,
                };
                let (size, on_clock) = match span_of(link.lag, calendars.at(lag_calendar)) {
                    _ if link.lag.amount == 0.0 => (0, false),
                    Span::Work(m) => (m, rule == LagCalendar::RoundTheClock),
                    Span::Days(d) => (d * 1440, true),
                    Span::Elapsed(m) => (m, true),
                };
                self.successors[pred] += 1;
                self.links.push(NetLink {
                    pred: to_u32(pred),
                    place: at.1,
                    kind: link.kind,
                    lag: if link.lead { -size } else { size },
                    calendar_lag: on_clock,
                    lag_calendar: u16::try_from(lag_calendar).unwrap_or(0),
                });
            }
        }
        self.link_starts.push(to_u32(self.links.len()));
    }

    /// What each summary holds: the tasks that name it, else the tasks of its section that name none.
    fn nest(&mut self, records: &[Arc<Task>], tasks: &[NetTask]) {
        if tasks.iter().all(|t| !t.summary) && records.iter().all(|r| r.parent.is_none()) {
            return;
        }
        let mut inside: Vec<Vec<u32>> = vec![Vec::new(); records.len()];
        let named = |r: &Arc<Task>| r.parent.as_deref().and_then(|id| self.index.find(id)).filter(|p| tasks[*p].summary);
        let parent: Vec<Option<usize>> = records.iter().map(named).collect();
        let circular = in_themselves(&parent);
        let mut sections: BTreeMap<Option<&str>, Vec<u32>> = BTreeMap::new();
        for (i, record) in records.iter().enumerate() {
            match parent[i].filter(|_| !circular[i]) {
                Some(p) => inside[p].push(to_u32(i)),
                None if record.parent.is_some() => self.stray.push(to_u32(i)),
                None if !tasks[i].summary => sections.entry(record.section.as_deref()).or_default().push(to_u32(i)),
                None => {}
            }
        }
        for (s, own) in inside.into_iter().enumerate().filter(|(s, _)| tasks[*s].summary) {
            let by_section = own.is_empty() && records[s].parent.is_none();
            let own = if by_section { sections.get(&records[s].section.as_deref()).cloned().unwrap_or_default() } else { own };
            if !own.is_empty() {
                self.content.push((to_u32(s), own));
            }
        }
    }

    /// Links that lead into a task.
    #[inline]
    pub fn links_into(&self, task: usize) -> &[NetLink] {
        &self.links[to_usize(self.link_starts[task])..to_usize(self.link_starts[task + 1])]
    }

    /// Position of the task with an id.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.index.find(id)
    }

    /// Position of the task with a key.
    pub fn position(&self, key: Key) -> Option<usize> {
        self.by_key.get(key.index()).copied().filter(|i| *i != EMPTY).map(to_usize)
    }
}

/// Which tasks are, by their parents, inside themselves.
fn in_themselves(parent: &[Option<usize>]) -> Vec<bool> {
    let mut seen = vec![usize::MAX; parent.len()];
    let mut out = vec![false; parent.len()];
    for start in 0..parent.len() {
        let mut at = Some(start);
        while let Some(i) = at.filter(|i| seen[*i] == usize::MAX) {
            seen[i] = start;
            at = parent[i];
        }
        // A walk that meets itself has found a circle: everything on it is inside itself.
        let mut on = at.filter(|i| seen[*i] == start && !out[*i]);
        while let Some(i) = on.filter(|i| !out[*i]) {
            out[i] = true;
            on = parent[i];
        }
    }
    out
}
