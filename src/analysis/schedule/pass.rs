//! The passes over the network: earliest dates forward, latest dates and floats backward. Runs on
//! positions and numbers alone; what a task is has been decided by `cell`.
//!
//! A date is kept in its task's own measure: working minutes of its calendar, or minutes on the
//! clock for what runs through nights (calendar days, elapsed time, milestones). Two tasks of one
//! measure are joined by an addition; a calendar is asked only between measures.

use super::cell::{Cell, Kind, Reason, Special};
use crate::analysis::calendar::WorkCalendar;
use crate::analysis::network::{Calendars, Edge, EdgeKind, Wiring, to_usize};

/// Start and finish in the measure of the task.
pub(super) type Place = [i64; 2];

/// Before everything: a bound that binds nothing.
pub(super) const NEVER: i64 = i64::MIN / 16;
/// Behind everything: a limit that limits nothing.
pub(super) const ALWAYS: i64 = i64::MAX / 16;

/// Longer than any plan: two centuries in minutes.
const LONG: i64 = 200 * 366 * 1440;

/// Nothing limits it.
#[inline]
pub(super) fn is_free(limit: i64) -> bool {
    limit >= ALWAYS / 2
}

/// What drives a start: the position of an edge, or a reason of its own behind this mark.
pub(super) const OWN: u32 = 1 << 31;

/// An edge as the passes read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hot {
    /// How far the start of the successor lies behind the end that the edge leaves.
    pub weight: i64,
    /// Position of the predecessor.
    pub pred: u32,
    /// The end it leaves: 0 for the start, 1 for the finish.
    pub end: u8,
    /// How the bound is found.
    pub way: Way,
}

/// How a bound follows from the predecessor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Both have one measure: by adding the weight.
    Same,
    /// Through the calendars.
    Across,
}

/// Edges as the passes read them.
pub(super) fn hot_edges(wiring: &Wiring, cells: &[Cell]) -> Vec<Hot> {
    let mut out = Vec::with_capacity(wiring.edges.len());
    for position in 0..cells.len() {
        for edge in wiring.edges_into(position) {
            out.push(hot(edge, cells, position));
        }
    }
    out
}

/// One edge as the passes read it.
pub(super) fn hot(edge: &Edge, cells: &[Cell], position: usize) -> Hot {
    let (succ, pred) = (&cells[position], &cells[to_usize(edge.pred)]);
    let same = edge.what == EdgeKind::Link
        && match (pred.clock, succ.clock) {
            (true, true) => edge.on_clock || edge.lag == 0,
            (false, false) => pred.calendar == succ.calendar && (edge.lag == 0 || (!edge.on_clock && edge.lag_calendar == succ.calendar)),
            _ => false,
        };
    let weight = if edge.to_finish() { edge.lag - succ.full() } else { edge.lag };
    Hot { weight, pred: edge.pred, end: u8::from(edge.from_finish()), way: if same { Way::Same } else { Way::Across } }
}

/// The dates of what comes before a position: those of one pass, or of one draw among many.
pub(super) trait Before {
    /// Start and finish of a predecessor, in its measure.
    fn place(&self, pred: usize) -> Place;

    /// How far the start of the successor lies behind the end that an edge leaves.
    #[inline]
    fn weight(&self, _n: usize, hot: &Hot) -> i64 {
        hot.weight
    }
}

impl Before for [Place] {
    #[inline]
    fn place(&self, pred: usize) -> Place {
        self[pred]
    }
}

/// What a pass runs on.
pub(super) struct Pass<'a> {
    pub wiring: &'a Wiring,
    pub calendars: &'a Calendars,
    pub cells: &'a [Cell],
    pub hot: &'a [Hot],
    pub specials: &'a [Special],
    /// Work under way goes on without waiting for its predecessors (progress override).
    pub goes_on: bool,
}

/// Latest start, latest finish, and how far a task may move before it moves another, in the measure
/// of the task: together, because an edge looks at all of them.
pub(super) type Room = [i64; 3];

/// What the forward pass found.
pub(super) struct Forward {
    /// Earliest dates.
    pub places: Vec<Place>,
    /// What drives each start.
    pub drivers: Vec<u32>,
    /// The last finish of what counts.
    pub end: Option<i64>,
}

/// The greatest finish of each measure, so that calendars are asked once each.
struct Ends(Vec<i64>);

impl Ends {
    fn of(calendars: &Calendars) -> Self {
        Self(vec![NEVER; calendars.all.len() + 1])
    }

    /// The clock comes behind the calendars.
    #[inline]
    fn note(&mut self, cell: &Cell, place: Place) {
        let clock = self.0.len() - 1;
        let slot = &mut self.0[if cell.clock { clock } else { usize::from(cell.calendar) }];
        *slot = (*slot).max(if cell.counts { place[1] } else { NEVER });
    }

    fn last(&self, calendars: &Calendars) -> Option<i64> {
        let found = self.0.iter().enumerate().filter(|(_, work)| **work > NEVER);
        found.map(|(i, work)| calendars.all.get(i).map_or(*work, |calendar| calendar.finish_at(*work))).max()
    }
}

#[inline]
pub(super) fn ceil_day(minute: i64) -> i64 {
    (minute + 1439).div_euclid(1440) * 1440
}

#[inline]
pub(super) fn floor_day(minute: i64) -> i64 {
    minute.div_euclid(1440) * 1440
}

impl Pass<'_> {
    #[inline]
    pub fn calendar(&self, cell: &Cell) -> &WorkCalendar {
        self.calendars.at(u32::from(cell.calendar))
    }

    #[inline]
    pub fn edges(&self, position: usize) -> std::ops::Range<usize> {
        to_usize(self.wiring.starts[position])..to_usize(self.wiring.starts[position + 1])
    }

    /// Earliest dates of all, each with what drives it, and the last finish.
    pub fn forward(&self) -> Forward {
        let mut places: Vec<Place> = Vec::with_capacity(self.cells.len());
        let mut drivers: Vec<u32> = Vec::with_capacity(self.cells.len());
        let mut ends = Ends::of(self.calendars);
        for (position, cell) in self.cells.iter().enumerate() {
            let (place, driver) = self.earliest(position, cell, places.as_slice());
            ends.note(cell, place);
            places.push(place);
            drivers.push(driver);
        }
        Forward { places, drivers, end: ends.last(self.calendars) }
    }

    /// The last finish of what counts: cancelled tasks have no say.
    pub fn last_finish(&self, places: &[Place]) -> Option<i64> {
        let mut ends = Ends::of(self.calendars);
        for (cell, place) in self.cells.iter().zip(places) {
            ends.note(cell, *place);
        }
        ends.last(self.calendars)
    }

    /// Looks again at what follows from some positions: at each that is `touched` itself or has an
    /// edge from one that is. `look` says whether the position is now another; then what follows from
    /// it is looked at too. What nobody touched is passed by.
    pub fn again(&self, first: usize, touched: &mut [bool], mut look: impl FnMut(usize) -> bool) {
        for k in first..touched.len() {
            if touched[k] || self.hot[self.edges(k)].iter().any(|hot| touched[to_usize(hot.pred)]) {
                touched[k] |= look(k);
            }
        }
    }

    /// Earliest dates of one, from those before it.
    #[inline]
    pub fn earliest<B: Before + ?Sized>(&self, position: usize, cell: &Cell, before: &B) -> (Place, u32) {
        if cell.kind == Kind::Work {
            let (start, driver) = self.behind_edges(position, cell, before);
            return ([start, start + cell.span], driver);
        }
        self.earliest_other(position, cell, before)
    }

    /// The start behind the floor and all edges. An edge wins against the floor when both say the
    /// same, the first edge against later ones.
    #[inline]
    fn behind_edges<B: Before + ?Sized>(&self, position: usize, cell: &Cell, before: &B) -> (i64, u32) {
        // Twice the minute, and one more for an edge: one comparison says who wins, without a branch
        // that nobody can foresee.
        let (mut best, mut driver) = (cell.floor * 2, OWN | u32::from(cell.reason as u8));
        let range = self.edges(position);
        let first = self.wiring.starts[position];
        for (n, hot) in (first..).zip(&self.hot[range]) {
            let from = before.place(to_usize(hot.pred))[usize::from(hot.end)];
            let weight = before.weight(to_usize(n), hot);
            let bound = if hot.way == Way::Same { from + weight } else { self.across(to_usize(n), hot, weight, from, cell) };
            let wins = bound * 2 + 1 > best;
            best = if wins { bound * 2 + 1 } else { best };
            driver = if wins { n } else { driver };
        }
        (best >> 1, driver)
    }

    fn earliest_other<B: Before + ?Sized>(&self, position: usize, cell: &Cell, before: &B) -> (Place, u32) {
        match cell.kind {
            Kind::Work | Kind::Days | Kind::Elapsed | Kind::Instant => {
                let (bound, driver) = self.behind_edges(position, cell, before);
                let start = if bound <= NEVER { bound } else { self.aligned(cell, bound) };
                ([start, start + cell.span], driver)
            }
            Kind::Held | Kind::Done => ([cell.floor, cell.floor + cell.span], OWN | u32::from(cell.reason as u8)),
            Kind::Running => self.resumed(position, cell, before),
            Kind::RollUp => (self.rolled(position, before), OWN | u32::from(Reason::Content as u8)),
            Kind::Hammock => self.slung(position, cell, before),
        }
    }

    /// Where something that runs on the clock begins, at or behind a bound.
    fn aligned(&self, cell: &Cell, bound: i64) -> i64 {
        let calendar = self.calendar(cell);
        let mut start = bound;
        // Every freeze it would run into pushes it behind that freeze, once.
        for step in 0..=calendar.frozen().len() {
            start = match cell.kind {
                Kind::Days => ceil_day(start),
                Kind::Elapsed => calendar.next_start(start),
                _ => start,
            };
            let end = start + cell.span.max(1);
            match calendar.frozen().iter().find(|(from, to)| start < *to && end > *from) {
                Some((_, to)) if step < calendar.frozen().len() => start = *to,
                _ => break,
            }
        }
        start
    }

    /// Work under way: what is left goes on from the status date, behind unfinished predecessors
    /// (retained logic) or at once (progress override).
    fn resumed<B: Before + ?Sized>(&self, position: usize, cell: &Cell, before: &B) -> (Place, u32) {
        let special = self.special(cell);
        let (mut best, mut driver) = (cell.floor, OWN | u32::from(cell.reason as u8));
        for n in self.edges(position) {
            let (hot, edge) = (&self.hot[n], &self.wiring.edges[n]);
            let starts_together = edge.kind == crate::model::value::LinkKind::StartToStart;
            if self.goes_on || starts_together || edge.what != EdgeKind::Link || self.cells[to_usize(hot.pred)].kind == Kind::Done {
                continue;
            }
            let (from, weight) = (before.place(to_usize(hot.pred))[usize::from(hot.end)], before.weight(n, hot));
            let bound = if hot.way == Way::Same { from + weight } else { self.across(n, hot, weight, from, cell) };
            // The weight of a link to the finish takes the whole length off; only the rest is left.
            let bound = if edge.to_finish() { bound + cell.full() - cell.span } else { bound };
            if bound > best {
                best = bound;
                driver = u32::try_from(n).unwrap_or(0);
            }
        }
        let resumes = match cell.of_days {
            true => ceil_day(best),
            false if cell.clock => self.calendar(cell).next_start(best),
            false => best,
        };
        ([special.begun, (resumes + cell.span).max(special.begun)], driver)
    }

    /// From the first start to the last finish of what a summary holds.
    fn rolled<B: Before + ?Sized>(&self, position: usize, before: &B) -> Place {
        let mut out: Option<Place> = None;
        for n in self.edges(position) {
            let child = to_usize(self.hot[n].pred);
            if self.wiring.edges[n].what == EdgeKind::Rolled {
                let [start, finish] = self.instants(child, before.place(child));
                out = Some(out.map_or([start, finish], |[a, b]| [a.min(start), b.max(finish)]));
            }
        }
        out.unwrap_or([self.cells[position].floor; 2])
    }

    /// A hammock hangs from its earliest beginning to its latest end.
    fn slung<B: Before + ?Sized>(&self, position: usize, cell: &Cell, before: &B) -> (Place, u32) {
        let (mut start, mut finish, mut driver) = (ALWAYS, NEVER, OWN | u32::from(cell.reason as u8));
        for n in self.edges(position) {
            let (hot, edge) = (&self.hot[n], &self.wiring.edges[n]);
            let bound = self.across(n, hot, before.weight(n, hot), before.place(to_usize(hot.pred))[usize::from(hot.end)], cell);
            if edge.to_finish() {
                // Its own length is not asked: the weight took it off.
                finish = finish.max(bound + cell.full());
            } else if bound < start {
                (start, driver) = (bound, u32::try_from(n).unwrap_or(0));
            }
        }
        let start = if start == ALWAYS { cell.floor } else { start };
        let calendar = self.calendar(cell);
        let own = || calendar.finish_at(calendar.to_work(start) + cell.full());
        ([start, if finish == NEVER { own() } else { finish.max(start) }], driver)
    }

    #[inline]
    pub fn special(&self, cell: &Cell) -> Special {
        self.specials.get(to_usize(cell.special)).copied().unwrap_or(Special::NONE)
    }

    /// Start and finish as instants.
    #[inline]
    pub fn instants(&self, position: usize, place: Place) -> Place {
        let cell = &self.cells[position];
        if cell.clock {
            return place;
        }
        let calendar = self.calendar(cell);
        let start = calendar.start_at(place[0]);
        [start, if place[1] <= place[0] { start } else { calendar.finish_at(place[1]) }]
    }

    /// The bound that an edge between two measures sets to the start of its successor.
    pub fn across(&self, n: usize, hot: &Hot, weight: i64, from: i64, succ: &Cell) -> i64 {
        if from <= NEVER {
            return NEVER;
        }
        let edge = &self.wiring.edges[n];
        let pred = &self.cells[to_usize(hot.pred)];
        let instant = match (pred.clock, hot.end) {
            (true, _) => from,
            (false, 1) => self.calendar(pred).finish_at(from),
            (false, _) => self.calendar(pred).start_at(from),
        };
        let taken = edge.lag - weight;
        if edge.lag == 0 || edge.on_clock {
            let at = instant + edge.lag;
            return if succ.clock { at - taken } else { self.calendar(succ).to_work(at) - taken };
        }
        let lag_calendar = self.calendars.at(u32::from(edge.lag_calendar));
        let work = lag_calendar.to_work(instant) + edge.lag;
        match (succ.clock, edge.to_finish()) {
            (false, _) if succ.calendar == edge.lag_calendar => work - taken,
            // Whole days and milestones begin where the lag ends, not on the next working morning.
            (true, _) => lag_calendar.finish_at(work) - taken,
            (false, true) => self.calendar(succ).to_work(lag_calendar.finish_at(work)) - taken,
            (false, false) => self.calendar(succ).to_work(lag_calendar.start_at(work)) - taken,
        }
    }

    /// The latest end of a predecessor with which an edge still lets its successor start at
    /// `start`: of all instants with the same work before them (an evening, the next morning) the last.
    pub fn back_across(&self, n: usize, hot: &Hot, weight: i64, start: i64, succ: &Cell) -> i64 {
        if is_free(start) {
            return ALWAYS;
        }
        let edge = &self.wiring.edges[n];
        let pred = &self.cells[to_usize(hot.pred)];
        let at = start + edge.lag - weight;
        let at = if succ.clock { at } else { self.calendar(succ).start_at(at) };
        let at = if edge.lag == 0 {
            at
        } else if edge.on_clock {
            at - edge.lag
        } else {
            let lag_calendar = self.calendars.at(u32::from(edge.lag_calendar));
            lag_calendar.start_at(lag_calendar.to_work(at) - edge.lag)
        };
        if pred.clock { at } else { self.calendar(pred).to_work(at) }
    }

    /// An instant as a finish in each measure: that of the clock last.
    fn in_measures(&self, instant: i64) -> Vec<i64> {
        self.calendars.all.iter().map(|c| c.to_work(instant)).chain([instant]).collect()
    }

    /// Latest dates that do not move `end`, or the finish of one task, and free floats.
    pub fn backward(&self, early: &[Place], end: i64, toward: Option<usize>) -> Vec<Room> {
        let count = self.cells.len();
        let mut room: Vec<Room> = vec![[ALWAYS; 3]; count];
        let ends = self.in_measures(end);
        let clock = ends.len() - 1;
        for position in (0..count).rev() {
            let cell = &self.cells[position];
            // Dates are kept before 2200; what lies behind is still its own end.
            let own_end = ends[if cell.clock { clock } else { usize::from(cell.calendar) }].max(early[position][1]);
            if toward.is_none() || toward == Some(position) {
                room[position][1] = room[position][1].min(own_end);
            }
            let [start, finish, free] = room[position];
            let [start, finish] = self.latest(cell, [start, finish], early[position]);
            room[position] = [start, finish, free.min(own_end - early[position][1])];
            self.hand_on(position, cell, start, early, &mut room);
        }
        room
    }

    /// The latest dates inside the limits that successors set, and its own.
    #[inline]
    fn latest(&self, cell: &Cell, limit: Place, early: Place) -> Place {
        match cell.kind {
            Kind::Work if cell.special == Special::ABSENT => {
                let start = limit[0].min(limit[1] - cell.span);
                [start, start + cell.span]
            }
            Kind::Done | Kind::Held => early,
            Kind::RollUp => limit,
            Kind::Hammock => early,
            _ => self.latest_other(cell, limit, early),
        }
    }

    fn latest_other(&self, cell: &Cell, limit: Place, early: Place) -> Place {
        let special = self.special(cell);
        let finish = limit[1].min(special.finish_by);
        let start = limit[0].min(special.start_by);
        if is_free(finish) && is_free(start) {
            return [ALWAYS, ALWAYS];
        }
        match cell.kind {
            Kind::Running => [early[0], finish],
            Kind::Days => {
                let start = floor_day(start.min(ALWAYS)).min(floor_day(finish) - cell.span);
                [start, start + cell.span]
            }
            _ => {
                let start = start.min(finish - cell.span);
                [start, start + cell.span]
            }
        }
    }

    /// Limits and free floats of what leads into a position.
    #[inline]
    fn hand_on(&self, position: usize, cell: &Cell, start: i64, early: &[Place], room: &mut [Room]) {
        match cell.kind {
            Kind::Done | Kind::Hammock => return,
            Kind::RollUp => return self.hand_in(position, early, room),
            Kind::Running if self.goes_on => return,
            _ => {}
        }
        let range = self.edges(position);
        let first = range.start;
        // What is left of work under way begins this late; its start is past.
        let running = cell.kind == Kind::Running;
        let start = if running { room[position][1] - cell.span } else { start };
        for (n, hot) in self.hot[range].iter().enumerate() {
            let (pred, end) = (to_usize(hot.pred), usize::from(hot.end));
            if hot.way == Way::Same && !running {
                let room = &mut room[pred];
                room[end] = room[end].min(start - hot.weight);
                room[2] = room[2].min(early[position][0] - hot.weight - early[pred][end]);
                continue;
            }
            let edge = &self.wiring.edges[first + n];
            let binds_start = edge.kind == crate::model::value::LinkKind::StartToStart || edge.what != EdgeKind::Link;
            if running && binds_start {
                continue;
            }
            let whole = if running && edge.to_finish() { cell.span - cell.full() } else { 0 };
            let limit = self.back_across(first + n, hot, hot.weight, start + whole, cell);
            room[pred][end] = room[pred][end].min(limit);
            if !running && edge.what == EdgeKind::Link {
                let slack = self.back_across(first + n, hot, hot.weight, early[position][0], cell) - early[pred][end];
                room[pred][2] = room[pred][2].min(slack);
            }
        }
    }

    /// The limits of a summary are those of its content; who begins it holds its start.
    fn hand_in(&self, position: usize, early: &[Place], room: &mut [Room]) {
        let special = self.special(&self.cells[position]);
        let [start, finish, free] = room[position];
        let finish = finish.min(special.finish_by);
        let whole = early[position];
        for n in self.edges(position) {
            let child = to_usize(self.hot[n].pred);
            let cell = &self.cells[child];
            let in_measure = |instant: i64| if cell.clock || is_free(instant) { instant } else { self.calendar(cell).to_work(instant) };
            room[child][1] = room[child][1].min(in_measure(finish));
            let [begins, _] = self.instants(child, early[child]);
            if begins <= whole[0] {
                room[child][0] = room[child][0].min(in_measure(start));
            }
            let slack = in_measure(whole[1] + free.clamp(0, LONG)) - early[child][1];
            room[child][2] = room[child][2].min(slack);
        }
    }
}
