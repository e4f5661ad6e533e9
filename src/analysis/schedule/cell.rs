//! What a pass knows of a task: how it is placed, its floor and its length in its own measure. The
//! plan pass sees neither status date, progress nor freezes; the forecast sees all three.

use super::pass::{ALWAYS, NEVER, Pass, Place, ceil_day, floor_day};
use crate::analysis::calendar::WorkCalendar;
use crate::analysis::network::{Calendars, NetTask, Network, Progress, Span, to_usize};
use crate::model::value::{ConstraintKind, Moment};

/// How a task is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// Work in a calendar.
    Work,
    /// Whole calendar days.
    Days,
    /// On the clock, from a working instant on.
    Elapsed,
    /// A milestone, or where a summary begins.
    Instant,
    /// By hand, or by a constraint that must be kept.
    Held,
    /// It happened.
    Done,
    /// Under way.
    Running,
    /// By its content.
    RollUp,
    /// Between others.
    Hammock,
}

/// What drives a start that no edge drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Reason {
    Start,
    StatusDate,
    ProjectStart,
    Actual,
    Constraint,
    Pinned,
    Late,
    Content,
}

impl Reason {
    const ALL: [Self; 8] = [Self::Start, Self::StatusDate, Self::ProjectStart, Self::Actual, Self::Constraint, Self::Pinned, Self::Late, Self::Content];

    pub fn of(code: u32) -> Self {
        Self::ALL.get(to_usize(code & 0xff)).copied().unwrap_or(Self::Content)
    }
}

/// A task as a pass reads it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// Earliest start of its own; where its dates are fixed, the start.
    pub floor: i64,
    /// Length; of work under way what is left of it.
    pub span: i64,
    /// Whole length: lengths are at most `LONGEST`, and a small cell makes a fast pass.
    full: i32,
    /// Position of what few tasks have, or `Special::ABSENT`.
    pub special: u32,
    /// Calendar.
    pub calendar: u16,
    pub kind: Kind,
    pub reason: Reason,
    /// Measured on the clock, not in working minutes.
    pub clock: bool,
    /// Fills whole days.
    pub of_days: bool,
    /// The end of the plan may hang on it.
    pub counts: bool,
}

/// Longest length in minutes, four thousand years: what is longer counts as this.
const LONGEST: i64 = 2_147_483_647;

impl Cell {
    /// Whole length.
    #[inline]
    pub fn full(&self) -> i64 {
        i64::from(self.full)
    }

    /// Gives it another whole length.
    pub fn size(&mut self, full: i64) {
        self.full = i32::try_from(full.clamp(-LONGEST, LONGEST)).unwrap_or(i32::MAX);
    }
}

/// What few tasks have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Special {
    /// When work under way began.
    pub begun: i64,
    /// Latest start by constraint.
    pub start_by: i64,
    /// Latest finish by constraint or deadline.
    pub finish_by: i64,
}

impl Special {
    pub const ABSENT: u32 = u32::MAX;
    pub const NONE: Self = Self { begun: NEVER, start_by: ALWAYS, finish_by: ALWAYS };
}

/// A day without a time, of an instant: constraints on a start hold for the whole of it.
const DAY: i64 = 1440;

/// Makes cells of tasks.
pub(super) struct Maker<'a> {
    pub net: &'a Network,
    pub calendars: &'a Calendars,
    /// Status date, for the forecast.
    pub status: Option<i64>,
    pub project_start: i64,
    /// The plan as written, for the forecast: what happened without saying when happened as planned.
    pub planned: Option<&'a Pass<'a>>,
    pub planned_places: &'a [Place],
    pub specials: Vec<Special>,
}

impl<'a> Maker<'a> {
    /// For the plan as written.
    pub fn written(net: &'a Network, calendars: &'a Calendars, project_start: i64) -> Self {
        Self { net, calendars, status: None, project_start, planned: None, planned_places: &[], specials: Vec::new() }
    }

    /// The cells of all positions.
    pub fn all(&mut self) -> Vec<Cell> {
        (0..self.net.wiring.nodes.len()).map(|position| self.cell(position)).collect()
    }

    /// The cell of one position.
    pub fn cell(&mut self, position: usize) -> Cell {
        let wiring = &self.net.wiring;
        let i = wiring.task(position);
        let task = self.net.tasks[i];
        if wiring.is_beginning(position) {
            return self.beginning(&task);
        }
        let has_content = task.summary && wiring.edges_into(position).iter().any(|e| e.what == crate::analysis::network::EdgeKind::Rolled);
        let mut cell = self.waiting(&task);
        if has_content {
            (cell.kind, cell.clock, cell.span, cell.of_days) = (Kind::RollUp, true, 0, false);
            cell.size(0);
            self.limits(&task, &mut cell);
            return cell;
        }
        if self.status.is_some() {
            match task.progress {
                Progress::Finished => return self.finished(position, i, &task, cell),
                Progress::Running if !task.milestone && !task.hammock => return self.running(position, i, &task, cell),
                _ => {}
            }
        }
        if task.hammock {
            let calendar = self.calendar(&cell);
            let full = match task.span {
                Span::Work(m) => m,
                Span::Days(d) => calendar.day_length() * d,
                Span::Elapsed(m) => m,
            };
            cell.size(full);
            (cell.kind, cell.clock, cell.span, cell.of_days) = (Kind::Hammock, true, cell.full(), false);
            let (floor, reason) = self.floor(&task);
            (cell.floor, cell.reason) = (self.calendar(&cell).next_start(floor), reason);
            return cell;
        }
        self.limits(&task, &mut cell);
        cell
    }

    fn calendar(&self, cell: &Cell) -> &WorkCalendar {
        self.calendars.at(u32::from(cell.calendar))
    }

    /// A task that has not begun.
    fn waiting(&self, task: &NetTask) -> Cell {
        let place = if self.status.is_some() { task.working } else { task.calendar };
        let (kind, span) = match task.span {
            _ if task.milestone || task.summary => (Kind::Instant, 0),
            Span::Work(m) => (Kind::Work, m),
            Span::Days(d) => (Kind::Days, d * DAY),
            Span::Elapsed(m) => (Kind::Elapsed, m),
        };
        let span = span.min(LONGEST);
        let mut cell = Cell {
            floor: 0,
            span,
            full: 0,
            special: Special::ABSENT,
            calendar: u16::try_from(place).unwrap_or(0),
            kind,
            reason: Reason::Start,
            clock: kind != Kind::Work,
            of_days: kind == Kind::Days,
            counts: !task.cancelled,
        };
        cell.size(span);
        let (floor, reason) = self.floor(task);
        (cell.floor, cell.reason) = (self.start_behind(&cell, floor), reason);
        if task.pinned {
            cell.floor = self.start_behind(&cell, task.floor.unwrap_or(floor));
            (cell.kind, cell.reason) = (Kind::Held, Reason::Pinned);
            return cell;
        }
        self.constrained(task, &mut cell);
        cell
    }

    /// The instant before which a task does not start by itself.
    fn floor(&self, task: &NetTask) -> (i64, Reason) {
        match (task.floor, self.status) {
            (Some(own), None) => (own, Reason::Start),
            (None, None) => (self.project_start, Reason::ProjectStart),
            (Some(own), Some(status)) if own >= status => (own, Reason::Start),
            (_, Some(status)) => (status, Reason::StatusDate),
        }
    }

    /// "Must" overrides what a task waits for, but not the status date; "no earlier" raises its floor.
    fn constrained(&self, task: &NetTask, cell: &mut Cell) {
        let Some((kind, at)) = task.constraint else { return };
        let now = self.status.map_or(NEVER, |s| self.start_behind(cell, s));
        let start = match kind {
            ConstraintKind::MustStartOn => self.start_behind(cell, at),
            ConstraintKind::MustFinishOn | ConstraintKind::FinishNoEarlierThan => self.start_to_finish(cell, at),
            _ => return,
        };
        if kind == ConstraintKind::FinishNoEarlierThan {
            if start > cell.floor {
                (cell.floor, cell.reason) = (start, Reason::Constraint);
            }
            return;
        }
        (cell.floor, cell.kind) = (start.max(now), Kind::Held);
        cell.reason = if start < now { Reason::StatusDate } else { Reason::Constraint };
    }

    /// Start, in the measure of a cell, at or behind an instant.
    fn start_behind(&self, cell: &Cell, at: i64) -> i64 {
        match cell.kind {
            _ if !cell.clock => self.calendar(cell).to_work(at),
            _ if cell.of_days => ceil_day(at),
            Kind::Elapsed => self.calendar(cell).next_start(at),
            _ => at,
        }
    }

    /// Start, in the measure of a cell, with which it finishes by an instant.
    fn start_to_finish(&self, cell: &Cell, by: i64) -> i64 {
        let calendar = self.calendar(cell);
        match cell.kind {
            _ if !cell.clock => calendar.to_work(by) - cell.span,
            _ if cell.of_days => floor_day(by) - cell.span,
            Kind::Instant => self.last_instant(cell, by),
            _ => by - cell.span,
        }
    }

    /// The end of a day as people mean it: the last working instant by then.
    fn last_instant(&self, cell: &Cell, by: i64) -> i64 {
        let calendar = self.calendar(cell);
        if by % DAY == 0 { calendar.finish_at(calendar.to_work(by)).max(by - DAY) } else { by }
    }

    /// Limits by deadline and "no later than": they never move a task, they take its float.
    fn limits(&mut self, task: &NetTask, cell: &mut Cell) {
        let mut special = Special::NONE;
        let measure = |at: i64| if cell.clock { at } else { self.calendar(cell).to_work(at) };
        if let Some(by) = task.deadline {
            special.finish_by = measure(by);
        }
        match task.constraint {
            Some((ConstraintKind::FinishNoLaterThan, by)) => special.finish_by = special.finish_by.min(measure(by)),
            // On a bare day any minute of it will do.
            Some((ConstraintKind::StartNoLaterThan, by)) if by % DAY == 0 => special.start_by = measure(by + DAY) - i64::from(!cell.clock),
            Some((ConstraintKind::StartNoLaterThan, by)) => special.start_by = measure(by),
            _ => {}
        }
        if special.finish_by != ALWAYS || special.start_by != ALWAYS {
            cell.special = self.keep(special);
        }
    }

    fn keep(&mut self, special: Special) -> u32 {
        self.specials.push(special);
        u32::try_from(self.specials.len() - 1).unwrap_or(Special::ABSENT)
    }

    /// Where the content of a summary may begin.
    fn beginning(&mut self, task: &NetTask) -> Cell {
        let mut cell = self.waiting(&NetTask { pinned: false, milestone: true, ..*task });
        cell.floor = task.floor.unwrap_or(NEVER);
        cell.reason = Reason::Start;
        cell.kind = Kind::Instant;
        cell.counts = false;
        if let Some((ConstraintKind::MustStartOn | ConstraintKind::StartNoLaterThan, at)) = task.constraint {
            if matches!(task.constraint, Some((ConstraintKind::MustStartOn, _))) && at > cell.floor {
                (cell.floor, cell.reason) = (at, Reason::Constraint);
            }
            let by = if at % DAY == 0 { at + DAY } else { at };
            cell.special = self.keep(Special { start_by: by, ..Special::NONE });
        }
        cell
    }

    /// What happened, on the days it is said to have; else as planned, and not after the status date.
    fn finished(&mut self, position: usize, i: usize, task: &NetTask, mut cell: Cell) -> Cell {
        let record = &self.net.records[i];
        let [planned_start, planned_finish] = self.as_planned(position);
        let status = self.status.unwrap_or(planned_finish);
        let works = !cell.clock;
        let day_end = |m: Moment| {
            let calendar = self.calendar(&cell);
            if m.time.is_none() && works && calendar.works_on(m.minute()) { calendar.finish_at(calendar.to_work(m.end())) } else { m.end() }
        };
        let finish =
            record.actual_finish.map_or_else(|| planned_finish.min(status), |m| if task.milestone { self.last_instant(&cell, m.end()) } else { day_end(m) });
        let start = record.actual_start.map_or(planned_start, |m| if works { self.calendar(&cell).next_start(m.minute()) } else { m.minute() }).min(finish);
        let measure = |at: i64| if works { self.calendar(&cell).to_work(at) } else { at };
        let (from, to) = (measure(start), measure(finish));
        let from = if task.milestone { to } else { from };
        (cell.floor, cell.span) = (from, (to - from).max(0));
        (cell.kind, cell.reason) = (Kind::Done, Reason::Actual);
        cell
    }

    /// What is under way: what is left of it starts at the status date.
    fn running(&mut self, position: usize, i: usize, task: &NetTask, mut cell: Cell) -> Cell {
        let record = &self.net.records[i];
        let status = self.status.unwrap_or(self.project_start);
        let began = record.actual_start.map_or_else(|| self.as_planned(position)[0], Moment::minute).min(status);
        // In whole minutes of its own work, so that a start of this morning is this morning.
        let began = if cell.clock { began } else { self.calendar(&cell).to_work(began) };
        self.limits(task, &mut cell);
        let limits = if cell.special == Special::ABSENT { Special::NONE } else { self.specials.pop().unwrap_or(Special::NONE) };
        cell.special = self.keep(Special { begun: began, ..limits });
        cell.floor = if cell.clock { status } else { self.calendar(&cell).to_work(status) };
        cell.span = match task.left {
            Span::Work(m) | Span::Elapsed(m) => m,
            Span::Days(d) => d * DAY,
        };
        // What is left may be known in another measure than the whole.
        cell.span = match (task.left, cell.clock) {
            (Span::Work(m), true) => m * DAY / self.calendar(&cell).day_length().max(1),
            (Span::Days(d), false) => d * self.calendar(&cell).day_length(),
            (Span::Elapsed(m), false) => m * self.calendar(&cell).day_length() / DAY,
            _ => cell.span,
        };
        (cell.kind, cell.reason) = (Kind::Running, Reason::StatusDate);
        cell
    }

    fn as_planned(&self, position: usize) -> Place {
        match (self.planned, self.planned_places.get(position)) {
            (Some(pass), Some(place)) => pass.instants(position, *place),
            _ => [self.project_start; 2],
        }
    }
}
