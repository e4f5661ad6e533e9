//! The task network with indices instead of ids: what the passes of the schedule run on.

use super::calendar::{WorkCalendar, whole};
use crate::model::records::{Task, TaskKind, TaskRole, TaskStatus};
use crate::model::value::{ConstraintKind, Dur, LinkKind, Moment, Unit};
use crate::model::{Key, Plan, is_id};
use std::sync::Arc;

/// How long a task takes, in the measure of its calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Working minutes.
    Work(i64),
    /// Whole calendar days.
    Days(i64),
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
    /// Lag in working minutes of the successor's calendar, or in minutes of whole days.
    pub lag: i64,
    /// The lag runs through weekends.
    pub calendar_lag: bool,
}

/// One task of the network.
#[derive(Clone, Copy, Debug)]
pub struct NetTask {
    /// Calendar.
    pub calendar: u32,
    /// Full duration.
    pub span: Span,
    /// No earlier than; start of a day.
    pub floor: Option<i64>,
    /// Takes no time.
    pub milestone: bool,
    /// Rolled up from its section, not scheduled itself.
    pub summary: bool,
    /// Neither finished nor cancelled.
    pub open: bool,
    /// What it is to the release.
    pub role: Option<TaskRole>,
    /// Declared blocked.
    pub blocked: bool,
    /// What else the findings ask of it.
    pub marks: Marks,
    /// How far it is.
    pub progress: Progress,
    /// What is left of it when it is under way.
    pub left: Span,
    /// Hard constraint: kind and start of the day.
    pub constraint: Option<(ConstraintKind, i64)>,
    /// End of the day it should be finished on.
    pub deadline: Option<i64>,
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
    }
}

/// The network of a plan.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// The tasks as recorded, in the order of the file.
    pub records: Vec<Arc<Task>>,
    /// Their keys.
    pub keys: Vec<Key>,
    /// What the passes need of them.
    pub tasks: Vec<NetTask>,
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
    /// How many links lead out of each task.
    pub successors: Vec<u32>,
    index: IdIndex,
    by_key: Vec<u32>,
}

/// The calendars of a plan, by position.
#[derive(Clone, Debug)]
pub struct Calendars {
    /// The first is the plan's default.
    pub all: Vec<WorkCalendar>,
    ids: Vec<String>,
}

impl Calendars {
    /// Builds the tables of every calendar.
    pub fn of(plan: &Plan) -> Self {
        let default = plan.settings.get().and_then(|s| s.calendar.as_deref());
        let mut all = vec![plan.calendars.records().find(|c| Some(c.id.as_str()) == default).map_or_else(WorkCalendar::default, WorkCalendar::new)];
        let mut ids = vec![String::new()];
        for calendar in plan.calendars.records() {
            all.push(WorkCalendar::new(calendar));
            ids.push(calendar.id.clone());
        }
        Self { all, ids }
    }

    /// The plan's default calendar.
    pub fn standard(&self) -> &WorkCalendar {
        &self.all[0]
    }

    /// The calendar with an id, else the plan's default.
    pub fn of_id(&self, id: Option<&str>) -> &WorkCalendar {
        &self.all[to_usize(self.place(id))]
    }

    fn place(&self, id: Option<&str>) -> u32 {
        let found = id.and_then(|id| self.ids.iter().skip(1).position(|c| c == id)).map_or(0, |i| i + 1);
        u32::try_from(found).unwrap_or(0)
    }
}

/// Finds the position of an id. Keeps the ids in one piece of text: a look-up then stays in the
/// processor's cache instead of visiting a record.
#[derive(Clone, Debug, Default)]
pub struct IdIndex {
    slots: Vec<u32>,
    text: String,
    ends: Vec<u32>,
}

const EMPTY: u32 = u32::MAX;

impl IdIndex {
    /// Indexes ids; of equal ones the first is found.
    pub fn of<'a>(ids: impl ExactSizeIterator<Item = &'a str>) -> Self {
        Self::with_doubles(ids).0
    }

    /// Indexes ids, and names the positions whose id an earlier position has.
    pub fn with_doubles<'a>(ids: impl ExactSizeIterator<Item = &'a str>) -> (Self, Vec<u32>) {
        let mut doubles = Vec::new();
        let count = ids.len();
        let size = (count * 2).next_power_of_two().max(8);
        let mut index = Self { slots: vec![EMPTY; size], text: String::with_capacity(count * 8), ends: Vec::with_capacity(count) };
        for (i, id) in (0u32..).zip(ids) {
            index.text.push_str(id);
            index.ends.push(to_u32(index.text.len()));
            let mut at = index.start(id);
            loop {
                match index.slots[at] {
                    EMPTY => {
                        index.slots[at] = i;
                        break;
                    }
                    other if index.id(to_usize(other)) == id => {
                        doubles.push(i);
                        break;
                    }
                    _ => at = (at + 1) & (size - 1),
                }
            }
        }
        (index, doubles)
    }

    fn id(&self, i: usize) -> &str {
        let from = i.checked_sub(1).map_or(0, |k| to_usize(self.ends[k]));
        &self.text[from..to_usize(self.ends[i])]
    }

    fn start(&self, id: &str) -> usize {
        // Eight bytes a step, multiplied and folded: short keys, no adversary that gains anything.
        let mut hash = 0x9e37_79b9_7f4a_7c15_u64;
        for chunk in id.as_bytes().chunks(8) {
            let word = chunk.iter().rev().fold(0_u64, |w, b| (w << 8) | u64::from(*b));
            hash = (hash ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd);
            hash ^= hash >> 33;
        }
        usize::try_from(hash & 0x7fff_ffff).unwrap_or(0) & (self.slots.len() - 1)
    }

    /// Position of an id.
    #[inline]
    pub fn find(&self, id: &str) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        let mut at = self.start(id);
        loop {
            match self.slots[at] {
                EMPTY => return None,
                i if self.id(to_usize(i)) == id => return Some(to_usize(i)),
                _ => at = (at + 1) & (self.slots.len() - 1),
            }
        }
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

fn to_u32(i: usize) -> u32 {
    u32::try_from(i).unwrap_or(u32::MAX)
}

/// A duration in the measure of a calendar.
#[inline]
pub fn span_of(dur: Dur, calendar: &WorkCalendar) -> Span {
    #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
    let day = calendar.day_length() as f64;
    match dur.unit {
        Unit::CalendarDays => Span::Days(whole(dur.amount.ceil())),
        Unit::WorkDays => Span::Work(whole(dur.amount * day)),
        Unit::WorkWeeks => Span::Work(whole(dur.amount * 5.0 * day)),
        Unit::Hours => Span::Work(whole(dur.amount * 60.0)),
        Unit::Minutes => Span::Work(whole(dur.amount)),
        Unit::ElapsedDays => Span::Days(whole(dur.amount.ceil())),
        Unit::ElapsedHours => Span::Days(whole((dur.amount / 24.0).ceil())),
    }
}

/// Calendars that teams work by, looked up once.
struct TeamCalendars<'a> {
    all: Vec<(&'a str, &'a str)>,
}

impl<'a> TeamCalendars<'a> {
    fn of(plan: &'a Plan) -> Self {
        Self { all: plan.teams.records().filter_map(|t| Some((t.id.as_str(), t.calendar.as_deref()?))).collect() }
    }

    fn find(&self, team: Option<&str>) -> Option<&'a str> {
        if self.all.is_empty() {
            return None;
        }
        self.all.iter().find(|(id, _)| Some(*id) == team).map(|(_, calendar)| *calendar)
    }
}

/// What the passes need of a task.
fn net_task(task: &Task, calendars: &Calendars, teams: &TeamCalendars<'_>) -> NetTask {
    let calendar = calendars.place(task.calendar.as_deref().or_else(|| teams.find(task.team.as_deref())));
    let milestone = task.kind == TaskKind::Milestone;
    let table = &calendars.all[to_usize(calendar)];
    let span = if milestone { Span::Work(0) } else { span_of(task.duration, table) };
    let progress = progress(task);
    NetTask {
        calendar,
        span,
        floor: task.start.map(Moment::minute),
        milestone,
        summary: task.kind == TaskKind::Summary,
        open: progress != Progress::Finished && task.status != TaskStatus::Cancelled,
        role: task.role,
        blocked: task.status == TaskStatus::Blocked,
        marks: Marks::of(task),
        progress,
        left: if progress == Progress::Running { left_of(task, span, table) } else { span },
        constraint: task.constraint.and_then(|c| c.date.map(|d| (c.kind, d.date.minute()))),
        deadline: task.deadline.map(|d| d.end()),
    }
}

impl Network {
    /// Builds the network of a plan.
    pub fn of(plan: &Plan, calendars: &Calendars) -> Self {
        let mut net = Self { by_key: vec![EMPTY; plan.key_limit()], ..Self::default() };
        let count = plan.tasks.slots().len();
        net.records.reserve(count);
        net.keys.reserve(count);
        net.tasks.reserve(count);
        net.links.reserve(count * 2);
        for (key, task) in plan.tasks.arcs() {
            if let Some(slot) = net.by_key.get_mut(key.index()) {
                *slot = to_u32(net.records.len());
            }
            net.keys.push(key);
            net.records.push(Arc::clone(task));
        }
        let teams = TeamCalendars::of(plan);
        let (tasks, odd_ids) = (&mut net.tasks, &mut net.odd_ids);
        // Everything a record is asked for at once: fetching it costs more than the asking.
        let ids = net.records.iter().enumerate().map(|(i, task)| {
            if !is_id(&task.id) {
                odd_ids.push(to_u32(i));
            }
            tasks.push(net_task(task, calendars, &teams));
            task.id.as_str()
        });
        (net.index, net.doubles) = IdIndex::with_doubles(ids);
        net.link(calendars);
        net.sort();
        net
    }

    /// The network after some tasks got new values: as long as ids and links are the same, only
    /// what the changed tasks hold is made anew. `None` when the structure changed.
    pub fn next(&self, plan: &Plan, calendars: &Calendars) -> Option<Self> {
        if plan.tasks.len() != self.records.len() || plan.key_limit() != self.by_key.len() {
            return None;
        }
        let mut changed = Vec::new();
        for (i, (key, task)) in plan.tasks.arcs().enumerate() {
            if self.keys[i] != key {
                return None;
            }
            let old = &self.records[i];
            if Arc::ptr_eq(old, task) {
                continue;
            }
            let cancelled = |t: &Task| t.status == TaskStatus::Cancelled;
            // A lag counts in the successor's calendar: another calendar is another link.
            let same_links = old.after == task.after && old.calendar == task.calendar && old.team == task.team;
            if old.id != task.id || !same_links || old.kind != task.kind || cancelled(old) != cancelled(task) {
                return None;
            }
            changed.push((i, Arc::clone(task)));
        }
        let teams = TeamCalendars::of(plan);
        let mut net = self.clone();
        for (i, task) in changed {
            net.tasks[i] = net_task(&task, calendars, &teams);
            net.records[i] = task;
        }
        Some(net)
    }

    fn link(&mut self, calendars: &Calendars) {
        self.successors = vec![0; self.records.len()];
        self.link_starts = Vec::with_capacity(self.records.len() + 1);
        for (i, task) in self.records.iter().enumerate() {
            self.link_starts.push(to_u32(self.links.len()));
            let own = self.tasks[i];
            if own.summary || task.status == TaskStatus::Cancelled {
                continue;
            }
            for (place, link) in task.after.iter().enumerate() {
                let Some(pred) = self.index.find(&link.pred) else {
                    self.missing.push((to_u32(i), to_u32(place)));
                    continue;
                };
                if pred == i {
                    self.selfish.push((to_u32(i), to_u32(place)));
                    continue;
                }
                if task.after[..place].iter().any(|l| l.pred == link.pred && !is_ladder(l.kind, link.kind)) {
                    self.repeated.push((to_u32(i), to_u32(place)));
                }
                if self.tasks[pred].summary || self.records[pred].status == TaskStatus::Cancelled {
                    continue;
                }
                let size = match span_of(link.lag, &calendars.all[to_usize(own.calendar)]) {
                    _ if link.lag.amount == 0.0 => 0,
                    Span::Work(m) => m,
                    Span::Days(d) => d * 1440,
                };
                self.successors[pred] += 1;
                self.links.push(NetLink {
                    pred: to_u32(pred),
                    place: to_u32(place),
                    kind: link.kind,
                    lag: if link.lead { -size } else { size },
                    calendar_lag: link.lag_is_calendar(),
                });
            }
        }
        self.link_starts.push(to_u32(self.links.len()));
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

    /// Predecessors first (Kahn); what is left over waits in circles.
    fn sort(&mut self) {
        let n = self.records.len();
        let mut waiting: Vec<u32> = (0..n).map(|i| self.link_starts[i + 1] - self.link_starts[i]).collect();
        let mut starts = vec![0u32; n + 1];
        for link in &self.links {
            starts[to_usize(link.pred) + 1] += 1;
        }
        for i in 0..n {
            starts[i + 1] += starts[i];
        }
        let mut out = vec![0u32; self.links.len()];
        let mut fill = starts.clone();
        for task in 0..n {
            for link in self.links_into(task) {
                let slot = &mut fill[to_usize(link.pred)];
                out[to_usize(*slot)] = to_u32(task);
                *slot += 1;
            }
        }
        let mut order: Vec<u32> = (0..to_u32(n)).filter(|i| waiting[to_usize(*i)] == 0).collect();
        let mut next = 0;
        while next < order.len() {
            let task = to_usize(order[next]);
            next += 1;
            for succ in &out[to_usize(starts[task])..to_usize(starts[task + 1])] {
                let w = &mut waiting[to_usize(*succ)];
                *w -= 1;
                if *w == 0 {
                    order.push(*succ);
                }
            }
        }
        if order.len() < n {
            let mut placed = vec![false; n];
            for i in &order {
                placed[to_usize(*i)] = true;
            }
            let left: Vec<u32> = (0..to_u32(n)).filter(|i| !placed[to_usize(*i)]).collect();
            self.cycles = circles(&left, &starts, &out, n);
            order.extend(left);
        }
        self.order = order;
    }
}

/// Strongly connected components with more than one member (Tarjan, without recursion), each
/// in the direction of the links, starting with its first task in the file.
fn circles(nodes: &[u32], starts: &[u32], out: &[u32], n: usize) -> Vec<Vec<u32>> {
    const NONE: u32 = u32::MAX;
    let mut number = vec![NONE; n];
    let mut low = vec![0u32; n];
    let mut on_stack = vec![false; n];
    let mut stack: Vec<u32> = Vec::new();
    let mut found: Vec<Vec<u32>> = Vec::new();
    let mut counter = 0u32;
    for root in nodes {
        if number[to_usize(*root)] != NONE {
            continue;
        }
        let mut work: Vec<(u32, u32)> = vec![(*root, starts[to_usize(*root)])];
        while let Some((v, edge)) = work.pop() {
            let vi = to_usize(v);
            if number[vi] == NONE {
                number[vi] = counter;
                low[vi] = counter;
                counter += 1;
                stack.push(v);
                on_stack[vi] = true;
            }
            if edge < starts[vi + 1] {
                let w = out[to_usize(edge)];
                work.push((v, edge + 1));
                let wi = to_usize(w);
                if number[wi] == NONE {
                    work.push((w, starts[wi]));
                } else if on_stack[wi] {
                    low[vi] = low[vi].min(number[wi]);
                }
                continue;
            }
            if let Some((parent, _)) = work.last() {
                let p = to_usize(*parent);
                low[p] = low[p].min(low[vi]);
            }
            if low[vi] == number[vi] {
                let mut members = Vec::new();
                while let Some(w) = stack.pop() {
                    on_stack[to_usize(w)] = false;
                    members.push(w);
                    if w == v {
                        break;
                    }
                }
                if members.len() > 1 {
                    members.sort_unstable();
                    found.push(walk(&members, starts, out));
                }
            }
        }
    }
    found.sort();
    found
}

/// The members of a circle in the order of the links where one walk passes them all, else in file order.
fn walk(members: &[u32], starts: &[u32], out: &[u32]) -> Vec<u32> {
    let mut path = vec![members[0]];
    let mut used: std::collections::BTreeSet<u32> = path.iter().copied().collect();
    while let Some(last) = path.last().copied() {
        let edges = &out[to_usize(starts[to_usize(last)])..to_usize(starts[to_usize(last) + 1])];
        match edges.iter().find(|w| members.binary_search(w).is_ok() && !used.contains(w)) {
            Some(w) => {
                used.insert(*w);
                path.push(*w);
            }
            None => break,
        }
    }
    if path.len() == members.len() { path } else { members.to_vec() }
}
