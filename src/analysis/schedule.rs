//! When everything happens: the plan as written and the forecast from the status date, forward
//! and backward (precedence diagramming, GAO-16-89G best practices 6 and 7), with the driver of
//! every date. Levelling and uncertainty are other questions.

use super::network::{Calendars, NetLink, NetTask, Network, Progress, Span, to_usize};
use crate::model::Plan;
use crate::model::value::{ConstraintKind, Date, LinkKind, Moment};

/// Why a date is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver {
    /// A link from a task: its position, and the position of the link in `after`.
    Link(u32, u32),
    /// The task's own "not earlier than".
    Start,
    /// The status date: work that has not begun cannot lie in the past.
    StatusDate,
    /// The first day of the plan.
    ProjectStart,
    /// It happened on that day.
    Actual,
    /// A hard constraint.
    Constraint,
    /// The tasks it spans.
    Content,
}

/// The computed dates of one task. Instants are minutes since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TaskDates {
    /// Start in the plan as written.
    pub planned_start: i64,
    /// Finish in the plan as written.
    pub planned_finish: i64,
    /// Start in the forecast.
    pub start: i64,
    /// Finish in the forecast.
    pub finish: i64,
    /// Latest start that does not move the end.
    pub late_start: i64,
    /// Latest finish that does not move the end.
    pub late_finish: i64,
    /// Total float in working days of the plan's default calendar.
    pub total_float_days: f64,
    /// Free float in working days of the plan's default calendar.
    pub free_float_days: f64,
    /// Forecast finish behind planned finish, in working days.
    pub slip_days: f64,
    /// No total float left, measured in the task's own calendar.
    pub critical: bool,
    /// What drives the forecast.
    pub driver: Driver,
    /// Takes no time.
    pub milestone: bool,
}

impl TaskDates {
    /// First day in the plan.
    pub fn first_day(&self) -> Date {
        if self.milestone { self.last_day() } else { Date::of_minute(self.planned_start) }
    }

    /// Last day in the plan.
    pub fn last_day(&self) -> Date {
        last_day(self.planned_start, self.planned_finish, self.milestone)
    }

    /// First day in the forecast.
    pub fn forecast_first_day(&self) -> Date {
        if self.milestone { self.forecast_last_day() } else { Date::of_minute(self.start) }
    }

    /// Last day in the forecast.
    pub fn forecast_last_day(&self) -> Date {
        last_day(self.start, self.finish, self.milestone)
    }
}

/// The day a stretch of time ends on: midnight belongs to the day before, except for a
/// milestone that starts its own day.
fn last_day(start: i64, finish: i64, milestone: bool) -> Date {
    if milestone && start == finish { Date::of_minute(finish) } else { Date::of_minute(finish.max(start + 1) - 1) }
}

/// The schedule of a plan.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    /// The tasks and links behind it.
    pub net: Network,
    /// Dates of each task, in the order of `net.records`.
    pub dates: Vec<TaskDates>,
    /// First start of the forecast.
    pub start: i64,
    /// Last finish of the forecast.
    pub finish: i64,
    /// Last finish of the plan.
    pub planned_finish: i64,
    /// The status date, start of that day.
    pub status: i64,
    /// The task that is compared with the target.
    pub delivers: Option<usize>,
    /// Working days between the forecast of what is delivered and the target.
    pub target_float_days: Option<f64>,
    /// The chain of driving links to the end of the network, first task first.
    pub critical_path: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Plan,
    Forecast,
}

/// Where a pass put a task. `work` is start and finish in working minutes of the task's own
/// calendar: tasks of one calendar are compared without looking at it.
#[derive(Clone, Copy)]
struct Placed {
    start: i64,
    finish: i64,
    work: (i64, i64),
    driver: Driver,
}

/// Latest dates of a task; `work` is the finish in working minutes of its own calendar.
#[derive(Clone, Copy)]
struct Late {
    start: i64,
    finish: i64,
    work: i64,
}

struct Pass<'a> {
    net: &'a Network,
    calendars: &'a Calendars,
    mode: Mode,
    status: i64,
    project_start: i64,
    planned: &'a [Placed],
}

impl Pass<'_> {
    fn calendar(&self, task: &NetTask) -> &super::calendar::WorkCalendar {
        &self.calendars.all[to_usize(task.calendar)]
    }

    /// The earliest start at or behind a bound.
    fn start_behind(&self, task: &NetTask, bound: i64) -> i64 {
        match task.span {
            _ if task.milestone => bound,
            Span::Days(_) => ceil_day(bound),
            Span::Work(_) => self.calendar(task).next_start(bound),
        }
    }

    fn finish_of(&self, task: &NetTask, start: i64, span: Span) -> i64 {
        match span {
            Span::Work(0) => start,
            Span::Work(m) => {
                let cal = self.calendar(task);
                cal.finish_at(cal.to_work(start) + m)
            }
            Span::Days(d) => start + d * 1440,
        }
    }

    fn start_before(&self, task: &NetTask, finish: i64, span: Span) -> i64 {
        match span {
            Span::Work(0) => finish,
            Span::Work(m) => {
                let cal = self.calendar(task);
                cal.start_at(cal.to_work(finish) - m)
            }
            Span::Days(d) => floor_day(finish) - d * 1440,
        }
    }

    /// An instant moved by a link's lag, in the successor's calendar.
    fn lagged(&self, link: &NetLink, succ: &NetTask, from: i64) -> i64 {
        if link.lag == 0 {
            from
        } else if link.calendar_lag {
            from + link.lag
        } else {
            let cal = self.calendar(succ);
            let work = cal.to_work(from) + link.lag;
            // Whole days and milestones begin where the work ends, not on the next working morning.
            let by_morning = joins_start(link.kind) && matches!(succ.span, Span::Work(_)) && !succ.milestone;
            if by_morning { cal.start_at(work) } else { cal.finish_at(work) }
        }
    }

    /// The latest instant of a predecessor that still lets a link end at `to`: of all instants
    /// with the same amount of work before them (an evening, the next morning) the last.
    fn unlagged(&self, link: &NetLink, succ: &NetTask, to: i64) -> i64 {
        let cal = self.calendar(succ);
        let works = matches!(succ.span, Span::Work(_)) && !succ.milestone;
        match (link.lag, link.calendar_lag) {
            (0, _) if !works => to,
            (lag, true) => (if works { cal.start_at(cal.to_work(to)) } else { to }) - lag,
            (lag, false) => cal.start_at(cal.to_work(to) - lag),
        }
    }

    /// Starts and finishes of all tasks, each with what drives it.
    fn forward(&self) -> Vec<Placed> {
        let first = Placed { start: self.project_start, finish: self.project_start, work: (0, 0), driver: Driver::ProjectStart };
        let mut dates = vec![first; self.net.tasks.len()];
        let mut placed = vec![false; self.net.tasks.len()];
        for i in &self.net.order {
            let i = to_usize(*i);
            placed[i] = true;
            if self.net.tasks[i].summary {
                continue;
            }
            dates[i] = match (self.mode, self.net.tasks[i].progress) {
                (Mode::Forecast, Progress::Finished) => self.finished(i),
                (Mode::Forecast, Progress::Running) if !self.net.tasks[i].milestone => self.running(i, &dates, &placed),
                _ => self.waiting(i, &dates, &placed),
            };
        }
        dates
    }

    fn at(&self, task: &NetTask, start: i64, finish: i64, driver: Driver) -> Placed {
        let cal = self.calendar(task);
        Placed { start, finish, work: (cal.to_work(start), cal.to_work(finish)), driver }
    }

    fn waiting(&self, i: usize, dates: &[Placed], placed: &[bool]) -> Placed {
        let task = &self.net.tasks[i];
        let now = if self.mode == Mode::Forecast { self.status } else { i64::MIN };
        let (floor, mut driver) = match task.floor {
            Some(own) if own >= now => (own, Driver::Start),
            None if self.net.links_into(i).is_empty() && self.mode == Mode::Plan => (self.project_start, Driver::ProjectStart),
            Some(_) | None if self.mode == Mode::Forecast => (now, Driver::StatusDate),
            _ => (self.project_start, Driver::ProjectStart),
        };
        if let (Span::Work(m), false, None) = (task.span, task.milestone, task.constraint) {
            let work = self.behind_links_in_work(i, m, floor, &mut driver, dates, placed);
            let cal = self.calendar(task);
            let start = cal.start_at(work);
            return Placed { start, finish: if m == 0 { start } else { cal.finish_at(work + m) }, work: (work, work + m), driver };
        }
        let mut start = self.behind_links(i, floor, &mut driver, dates, placed);
        if let Some((kind, day)) = task.constraint {
            let bound = match kind {
                ConstraintKind::MustStartOn => self.start_behind(task, day),
                ConstraintKind::MustFinishOn => self.start_before(task, day + 1440, task.span),
                _ => i64::MIN,
            };
            if bound > start {
                start = bound;
                driver = Driver::Constraint;
            }
        }
        self.at(task, start, self.finish_of(task, start, task.span), driver)
    }

    /// The start behind the floor and all links, counted in working minutes.
    fn behind_links_in_work(&self, i: usize, span: i64, floor: i64, driver: &mut Driver, dates: &[Placed], placed: &[bool]) -> i64 {
        let task = &self.net.tasks[i];
        let cal = self.calendar(task);
        let mut best = cal.to_work(floor);
        for link in self.net.links_into(i) {
            let p = to_usize(link.pred);
            if !placed[p] {
                continue;
            }
            let pred = &dates[p];
            let from_finish = matches!(link.kind, LinkKind::FinishToStart | LinkKind::FinishToFinish);
            let from = if from_finish { pred.finish } else { pred.start };
            let bound = if link.calendar_lag {
                cal.to_work(from + link.lag)
            } else if self.net.tasks[p].calendar == task.calendar {
                (if from_finish { pred.work.1 } else { pred.work.0 }) + link.lag
            } else {
                cal.to_work(from) + link.lag
            };
            let by_link = if joins_start(link.kind) { bound } else { bound - span };
            if by_link > best || (by_link == best && !matches!(driver, Driver::Link(..))) {
                best = by_link;
                *driver = Driver::Link(link.pred, link.place);
            }
        }
        best
    }

    fn behind_links(&self, i: usize, floor: i64, driver: &mut Driver, dates: &[Placed], placed: &[bool]) -> i64 {
        let task = &self.net.tasks[i];
        let mut start = self.start_behind(task, floor);
        for link in self.net.links_into(i) {
            let p = to_usize(link.pred);
            if !placed[p] {
                continue;
            }
            let by_link = self.start_behind(task, self.bound(link, task, task.span, dates[p]));
            if by_link > start || (by_link == start && !matches!(driver, Driver::Link(..))) {
                start = by_link;
                *driver = Driver::Link(link.pred, link.place);
            }
        }
        start
    }

    /// The earliest start a link allows, before rounding to working time.
    fn bound(&self, link: &NetLink, task: &NetTask, span: Span, pred: Placed) -> i64 {
        let from = if matches!(link.kind, LinkKind::FinishToStart | LinkKind::FinishToFinish) { pred.finish } else { pred.start };
        let moved = self.lagged(link, task, from);
        if joins_start(link.kind) {
            moved
        } else {
            let by = if matches!(span, Span::Days(_)) { ceil_day(moved) } else { moved };
            self.start_before(task, by, span)
        }
    }

    fn finished(&self, i: usize) -> Placed {
        let task = &self.net.tasks[i];
        let record = &self.net.records[i];
        let (planned_start, planned_finish) = (self.planned[i].start, self.planned[i].finish);
        let day_end = |m: Moment| {
            let (midnight, d) = (m.end(), m.date);
            let cal = self.calendar(task);
            if matches!(task.span, Span::Work(_)) && cal.works_on(d.minute()) { cal.finish_at(cal.to_work(midnight)) } else { midnight }
        };
        let finish = record.actual_finish.map_or_else(|| planned_finish.min(self.status), day_end);
        let start = record.actual_start.map_or(planned_start, |d| self.start_behind(task, d.minute())).min(finish);
        self.at(task, start, finish, Driver::Actual)
    }

    /// Work under way: what is left goes on from the status date, behind unfinished predecessors
    /// (retained logic).
    fn running(&self, i: usize, dates: &[Placed], placed: &[bool]) -> Placed {
        let task = &self.net.tasks[i];
        let record = &self.net.records[i];
        let start = record.actual_start.map_or(self.planned[i].start, |d| self.start_behind(task, d.minute())).min(self.status);
        let left = task.left;
        let mut from = self.start_behind(task, self.status);
        let mut driver = Driver::StatusDate;
        for link in self.net.links_into(i) {
            let p = to_usize(link.pred);
            if !placed[p] || link.kind == LinkKind::StartToStart {
                continue;
            }
            let by_link = self.start_behind(task, self.bound(link, task, left, dates[p]));
            if by_link > from {
                from = by_link;
                driver = Driver::Link(link.pred, link.place);
            }
        }
        self.at(task, start, self.finish_of(task, from, left).max(start), driver)
    }

    /// Latest starts and finishes that do not move the end.
    fn backward(&self, dates: &[Placed], end: i64) -> Vec<Late> {
        let n = self.net.tasks.len();
        let mut limits = vec![Limits { finish: end, ..Limits::NONE }; n];
        let end_work: Vec<i64> = self.calendars.all.iter().map(|c| c.to_work(end)).collect();
        let mut late = vec![Late { start: end, finish: end, work: 0 }; n];
        let mut placed = vec![false; n];
        for i in self.net.order.iter().rev() {
            let i = to_usize(*i);
            placed[i] = true;
            let task = &self.net.tasks[i];
            if task.summary {
                continue;
            }
            if task.progress == Progress::Finished {
                late[i] = Late { start: dates[i].start, finish: dates[i].finish, work: dates[i].work.1 };
                continue;
            }
            self.own_limits(task, &mut limits[i]);
            let (found, start_work) = self.latest(task, &limits[i], end, &end_work);
            late[i] = found;
            if task.progress == Progress::Running {
                late[i].start = dates[i].start;
            }
            for link in self.net.links_into(i) {
                let p = to_usize(link.pred);
                // A task under way has started: only its finish can still be held up.
                if placed[p] || (task.progress == Progress::Running && link.kind == LinkKind::StartToStart) {
                    continue;
                }
                let to_finish = matches!(link.kind, LinkKind::FinishToStart | LinkKind::FinishToFinish);
                let works = matches!(task.span, Span::Work(_)) && !task.milestone;
                if works && !link.calendar_lag && self.net.tasks[p].calendar == task.calendar {
                    let limit = (if joins_start(link.kind) { start_work } else { found.work }) - link.lag;
                    let slot = if to_finish { &mut limits[p].finish_work } else { &mut limits[p].start_work };
                    *slot = limit.min(*slot);
                } else {
                    let limit = self.unlagged(link, task, if joins_start(link.kind) { found.start } else { found.finish });
                    let slot = if to_finish { &mut limits[p].finish } else { &mut limits[p].start };
                    *slot = limit.min(*slot);
                }
            }
        }
        late
    }

    /// What a task's own deadline and constraint allow.
    fn own_limits(&self, task: &NetTask, limits: &mut Limits) {
        if let Some(deadline) = task.deadline {
            limits.finish = limits.finish.min(deadline);
        }
        match task.constraint {
            Some((ConstraintKind::MustFinishOn | ConstraintKind::FinishNoLaterThan, d)) => limits.finish = limits.finish.min(d + 1440),
            Some((ConstraintKind::MustStartOn | ConstraintKind::StartNoLaterThan, d)) => {
                limits.start = limits.start.min(self.start_behind(task, d).max(d + 1439));
            }
            _ => {}
        }
    }

    /// The latest dates inside the limits, and the start in working minutes.
    fn latest(&self, task: &NetTask, limits: &Limits, end: i64, end_work: &[i64]) -> (Late, i64) {
        let cal = self.calendar(task);
        let span = task.left;
        // Limits in working minutes stand for the last instant with so much work before it.
        let instant = |work: i64, other: i64| if work == i64::MAX { other } else { other.min(cal.start_at(work)) };
        let start_limit = instant(limits.start_work, limits.start);
        if let (Span::Work(m), false) = (span, task.milestone) {
            let by = if limits.finish == end { end_work[to_usize(task.calendar)] } else { cal.to_work(limits.finish) };
            let work = by.min(limits.finish_work);
            let finish = cal.finish_at(work);
            let start = if m == 0 { finish } else { cal.start_at(work - m) };
            if start_limit >= start {
                return (Late { start, finish, work }, work - m);
            }
            let start_work = cal.to_work(start_limit);
            let finish = self.finish_of(task, start_limit, span);
            return (Late { start: start_limit, finish, work: start_work + m }, start_work);
        }
        let by = instant(limits.finish_work, limits.finish);
        let mut finish = if task.milestone { by } else { floor_day(by) };
        let mut start = self.start_before(task, finish, span);
        let start_limit = if task.milestone { start_limit } else { floor_day(start_limit.min(i64::MAX - 1440)) };
        if start_limit < start {
            start = start_limit;
            finish = self.finish_of(task, start, span);
        }
        (Late { start, finish, work: cal.to_work(finish) }, cal.to_work(start))
    }
}

/// How late a task may start and finish; in instants, and in working minutes of its calendar.
#[derive(Clone, Copy)]
struct Limits {
    start: i64,
    finish: i64,
    start_work: i64,
    finish_work: i64,
}

impl Limits {
    const NONE: Self = Self { start: i64::MAX, finish: i64::MAX, start_work: i64::MAX, finish_work: i64::MAX };
}

fn joins_start(kind: LinkKind) -> bool {
    matches!(kind, LinkKind::FinishToStart | LinkKind::StartToStart)
}

fn ceil_day(minute: i64) -> i64 {
    (minute + 1439).div_euclid(1440) * 1440
}

fn floor_day(minute: i64) -> i64 {
    minute.div_euclid(1440) * 1440
}

impl Schedule {
    /// Computes the schedule of a plan.
    pub fn of(plan: &Plan, calendars: &Calendars, net: Network) -> Self {
        let status = plan.status_date().minute();
        let project_start = net.records.iter().filter_map(|t| t.start).map(Moment::minute).min().unwrap_or(status);
        let mut pass = Pass { net: &net, calendars, mode: Mode::Plan, status, project_start, planned: &[] };
        let mut planned = pass.forward();
        roll_up(&net, calendars, &mut planned);
        pass.mode = Mode::Forecast;
        pass.planned = &planned;
        let mut forecast = pass.forward();
        roll_up(&net, calendars, &mut forecast);
        let end = forecast.iter().map(|d| d.finish).max().unwrap_or(status);
        let late = pass.backward(&forecast, end);
        let dates = pass.dates(&planned, &forecast, &late, end);
        let last = (0..dates.len()).max_by_key(|i| (dates[*i].finish, std::cmp::Reverse(*i)));
        let delivered = plan.release.get().and_then(|r| r.delivers.as_deref()).and_then(|id| net.find(id)).or(last);
        let target = plan.release.get().and_then(|r| r.target);
        let target_float_days =
            delivered.zip(target).map(|(i, t)| calendars.standard().days_between(dates[i].finish.max(dates[i].start + 1) - 1, t.minute() + 1440).floor());
        let critical_path = last.map_or_else(Vec::new, |i| driving_chain(&dates, i));
        Self {
            start: forecast.iter().map(|d| d.start).min().unwrap_or(status),
            finish: end,
            planned_finish: planned.iter().map(|d| d.finish).max().unwrap_or(status),
            status,
            delivers: delivered,
            target_float_days,
            critical_path,
            dates,
            net,
        }
    }

    /// The dates of a task by its id.
    pub fn by_id(&self, id: &str) -> Option<&TaskDates> {
        self.net.find(id).map(|i| &self.dates[i])
    }

    /// The chain of driving links that ends in a task, first task first.
    pub fn driving_chain(&self, task: usize) -> Vec<usize> {
        driving_chain(&self.dates, task)
    }

    /// The driver of a task in words.
    pub fn why(&self, task: usize) -> String {
        match self.dates[task].driver {
            Driver::Link(pred, place) => {
                let from = &self.net.records[to_usize(pred)].title;
                let link = self.net.records[task].after.get(to_usize(place));
                let (kind, lag) = link.map_or(("FS", String::new()), |l| (l.kind.short(), l.spoken_lag()));
                format!("driven by {from} ({kind}{}{lag})", if lag.is_empty() { "" } else { " " })
            }
            Driver::Start => "starts no earlier than its own start date".into(),
            Driver::StatusDate => "not begun: starts at the status date".into(),
            Driver::ProjectStart => "starts with the plan".into(),
            Driver::Actual => "happened on these days".into(),
            Driver::Constraint => "held by its constraint".into(),
            Driver::Content => "spans the tasks of its section".into(),
        }
    }
}

impl Pass<'_> {
    fn dates(&self, planned: &[Placed], forecast: &[Placed], late: &[Late], end: i64) -> Vec<TaskDates> {
        let standard = self.calendars.standard();
        #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
        let day = standard.day_length() as f64;
        #[expect(clippy::cast_precision_loss, reason = "minutes of a century fit a double exactly")]
        let in_days = |minutes: i64| minutes as f64 / day;
        // A finish in working minutes of the default calendar, which most tasks have anyway.
        let finish_work = |i: usize, p: &Placed| if self.net.tasks[i].calendar == 0 { p.work.1 } else { standard.to_work(p.finish) };
        let finishes: Vec<i64> = forecast.iter().enumerate().map(|(i, p)| finish_work(i, p)).collect();
        let free = self.free(forecast, &finishes, standard.to_work(end));
        (0..forecast.len())
            .map(|i| {
                let (task, placed, late) = (&self.net.tasks[i], &forecast[i], &late[i]);
                let done = task.progress == Progress::Finished;
                let own_float = match task.span {
                    Span::Work(_) => late.work - placed.work.1,
                    Span::Days(_) => late.finish - placed.finish,
                };
                let late_work = if task.calendar == 0 { late.work } else { standard.to_work(late.finish) };
                let total = if done || task.summary { 0.0 } else { in_days(late_work - finishes[i]) };
                TaskDates {
                    planned_start: planned[i].start,
                    planned_finish: planned[i].finish,
                    start: placed.start,
                    finish: placed.finish,
                    late_start: late.start,
                    late_finish: late.finish,
                    total_float_days: total,
                    free_float_days: if done { 0.0 } else { in_days(free[i]).clamp(0.0, total.max(0.0)) },
                    slip_days: in_days(finishes[i] - finish_work(i, &planned[i])),
                    critical: !done && !task.summary && own_float <= 0,
                    driver: placed.driver,
                    milestone: task.milestone,
                }
            })
            .collect()
    }

    /// How far each task may move before it moves another, in working minutes.
    fn free(&self, forecast: &[Placed], finishes: &[i64], end_work: i64) -> Vec<i64> {
        let standard = self.calendars.standard();
        let mut free: Vec<i64> = finishes.iter().map(|w| end_work - w).collect();
        for i in 0..forecast.len() {
            let task = &self.net.tasks[i];
            if task.progress != Progress::Waiting {
                continue;
            }
            let start_work = if task.calendar == 0 { forecast[i].work.0 } else { standard.to_work(forecast[i].start) };
            for link in self.net.links_into(i) {
                let p = to_usize(link.pred);
                let from_finish = matches!(link.kind, LinkKind::FinishToStart | LinkKind::FinishToFinish);
                let from = if from_finish && (link.lag == 0 || (task.calendar == 0 && !link.calendar_lag)) {
                    finishes[p] + link.lag
                } else {
                    standard.to_work(self.lagged(link, task, if from_finish { forecast[p].finish } else { forecast[p].start }))
                };
                let to = if joins_start(link.kind) { start_work } else { finishes[i] };
                free[p] = free[p].min(to - from);
            }
        }
        free
    }
}

/// A summary spans the tasks of its section.
fn roll_up(net: &Network, calendars: &Calendars, dates: &mut [Placed]) {
    for i in 0..net.tasks.len() {
        if !net.tasks[i].summary {
            continue;
        }
        let section = &net.records[i].section;
        let content = (0..net.tasks.len()).filter(|k| !net.tasks[*k].summary && net.records[*k].section == *section);
        let span = content.map(|k| (dates[k].start, dates[k].finish)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        if let Some((start, finish)) = span {
            let cal = &calendars.all[to_usize(net.tasks[i].calendar)];
            dates[i] = Placed { start, finish, work: (cal.to_work(start), cal.to_work(finish)), driver: Driver::Content };
        }
    }
}

fn driving_chain(dates: &[TaskDates], last: usize) -> Vec<usize> {
    let mut chain = vec![last];
    let mut at = last;
    while let Driver::Link(pred, _) = dates[at].driver {
        // A driver always stands earlier in the order, in circles too: this ends.
        at = to_usize(pred);
        chain.push(at);
    }
    chain.reverse();
    chain
}
