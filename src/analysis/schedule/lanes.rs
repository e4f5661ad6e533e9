//! The passes of the forecast on many draws at once: thirty-two lengths of every task side by side, so
//! that one walk over the network dates thirty-two possible futures. The rules are those of `pass`:
//! what joins tasks of one measure is an addition here too, everything else asks `pass`, lane by lane.
//! Where lengths come from is the forecast's.
//!
//! Dates are single-precision minutes since the status date, in the measure of the task: exact for
//! whole minutes within thirty years.

use super::Schedule;
use super::cell::{Cell, Kind};
use super::pass::{ALWAYS, Before, Hot, NEVER, Pass, Place, Way, floor_day};
use crate::analysis::network::{Calendars, EdgeKind, Span, span_of, to_usize};
use crate::model::value::{Dur, LinkKind};

/// Draws that are dated together.
pub const LANES: usize = 32;
/// A number of each draw.
pub type Lane = [f32; LANES];

/// Before everything, in a lane.
const EARLY: f32 = -1e12;
/// Behind everything, in a lane.
const LATE: f32 = 1e12;
/// Float up to which a task is critical, in minutes: what adding up single precision may lose.
const NO_FLOAT: f32 = 0.5;

/// How a position is dated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// Behind its floor and its edges.
    Added,
    /// By hand, by a constraint, or because it happened: always the same.
    Fixed,
    /// As the pass of one draw says: whole days, work under way, summaries, hammocks, freezes.
    Asked,
}

struct Node {
    how: How,
    floor: f32,
    span: f32,
    /// Its measure: a calendar, or the clock behind the last.
    measure: usize,
    /// It leads to where the backward pass begins.
    leads: bool,
}

/// Room for the dates of one batch of draws.
#[derive(Debug, Default)]
pub struct Store {
    start: Vec<Lane>,
    finish: Vec<Lane>,
    span: Vec<Lane>,
    latest_start: Vec<Lane>,
    latest_finish: Vec<Lane>,
}

/// A schedule, ready for many draws.
pub struct Many<'a> {
    schedule: &'a Schedule,
    pass: Pass<'a>,
    nodes: Vec<Node>,
    /// The status date in each measure.
    bases: Vec<i64>,
    /// The position whose finish is asked for.
    target: usize,
}

#[expect(clippy::cast_possible_truncation, reason = "dates are clamped to what a plan can hold")]
fn minutes(value: f32) -> i64 {
    if value <= EARLY / 2.0 {
        NEVER
    } else if value >= LATE / 2.0 {
        ALWAYS
    } else {
        // Rounded by cutting off, which is one instruction; nothing lies a billion minutes back.
        (f64::from(value) + 1_000_000_000.5) as i64 - 1_000_000_000
    }
}

#[expect(clippy::cast_precision_loss, reason = "whole minutes within thirty years are exact, beyond a minute is nothing")]
fn lane(value: i64) -> f32 {
    if value <= NEVER / 2 {
        EARLY
    } else if value >= ALWAYS / 2 {
        LATE
    } else {
        value as f32
    }
}

/// One draw as the pass of one draw sees it.
struct View<'a> {
    many: &'a Many<'a>,
    start: &'a [Lane],
    finish: &'a [Lane],
    draw: usize,
    /// How much longer the successor is than planned.
    longer: i64,
}

impl Before for View<'_> {
    fn place(&self, pred: usize) -> Place {
        [self.many.instant(pred, self.start[pred][self.draw]), self.many.instant(pred, self.finish[pred][self.draw])]
    }

    fn weight(&self, n: usize, hot: &Hot) -> i64 {
        if self.longer != 0 && self.many.pass.wiring.edges[n].to_finish() { hot.weight - self.longer } else { hot.weight }
    }
}

impl Schedule {
    /// Prepares many draws of the forecast, towards the finish of one task.
    pub fn many<'a>(&'a self, calendars: &'a Calendars, target: usize) -> Many<'a> {
        let pass = self.engine.forecast_pass(&self.net, calendars);
        let clock = calendars.all.len();
        let bases: Vec<i64> = calendars.all.iter().map(|c| c.to_work(self.status)).chain([self.status]).collect();
        let target = self.net.wiring.positions.get(target).map_or(0, |p| to_usize(*p));
        let mut nodes: Vec<Node> = pass
            .cells
            .iter()
            .map(|cell| {
                let measure = if cell.clock { clock } else { usize::from(cell.calendar) };
                let free = calendars.at(u32::from(cell.calendar)).frozen().is_empty();
                let how = match cell.kind {
                    Kind::Work => How::Added,
                    Kind::Instant if free => How::Added,
                    Kind::Held | Kind::Done => How::Fixed,
                    _ => How::Asked,
                };
                let floor = if cell.floor <= NEVER / 2 { EARLY } else { lane(cell.floor - bases[measure]) };
                Node { how, floor, span: lane(cell.span), measure, leads: false }
            })
            .collect();
        if let Some(node) = nodes.get_mut(target) {
            node.leads = true;
        }
        for k in (0..nodes.len().min(target + 1)).rev().filter(|k| *k <= target) {
            if nodes[k].leads {
                for hot in &pass.hot[pass.edges(k)] {
                    nodes[to_usize(hot.pred)].leads = true;
                }
            }
        }
        Many { schedule: self, pass, nodes, bases, target }
    }
}

impl Many<'_> {
    /// Room for a batch.
    pub fn store(&self) -> Store {
        let lanes = || vec![[0.0; LANES]; self.nodes.len()];
        Store { start: lanes(), finish: lanes(), span: lanes(), latest_start: lanes(), latest_finish: lanes() }
    }

    /// Tasks in the order in which they are dated: position and task.
    pub fn tasks(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        (0..self.nodes.len()).filter(|k| !self.pass.wiring.is_beginning(*k)).map(|k| (k, self.pass.wiring.task(k)))
    }

    /// The position of a task.
    pub fn position(&self, task: usize) -> usize {
        self.schedule.net.wiring.positions.get(task).map_or(0, |p| to_usize(*p))
    }

    /// Whether the length of a position can differ: it is work that is not finished.
    pub fn is_open(&self, position: usize) -> bool {
        matches!(self.pass.cells[position].kind, Kind::Work | Kind::Days | Kind::Elapsed | Kind::Running)
    }

    /// It leads to the task whose finish is asked for.
    pub fn leads(&self, position: usize) -> bool {
        self.nodes[position].leads
    }

    /// Length that is left of a position, in minutes of its measure.
    pub fn span(&self, position: usize) -> f32 {
        self.nodes[position].span
    }

    /// Minutes in its measure that one working day takes: of work in its calendar, or on the clock five
    /// days in seven.
    pub fn day(&self, position: usize) -> f32 {
        let cell = &self.pass.cells[position];
        if cell.clock { 1440.0 * 7.0 / 5.0 } else { lane(self.pass.calendar(cell).day_length()) }
    }

    /// A duration in minutes of the measure of a position.
    pub fn minutes(&self, position: usize, dur: Dur) -> f64 {
        let cell = &self.pass.cells[position];
        let calendar = self.pass.calendar(cell);
        #[expect(clippy::cast_precision_loss, reason = "minutes of a project")]
        let (real, day) = (|m: i64| m as f64, calendar.day_length() as f64);
        match (span_of(dur, calendar), cell.clock) {
            (Span::Work(m), false) | (Span::Elapsed(m), true) => real(m),
            (Span::Days(d), true) => real(d) * 1440.0,
            (Span::Work(m), true) => real(m) / day * f64::from(self.day(position)),
            (Span::Days(d), false) => real(d) * 5.0 / 7.0 * day,
            (Span::Elapsed(m), false) => real(m) / 1440.0 * 5.0 / 7.0 * day,
        }
    }

    /// Whole length of a position, in minutes of its measure.
    pub fn full(&self, position: usize) -> f32 {
        lane(self.pass.cells[position].full())
    }

    /// A minute of a lane as a place in the measure of a position.
    fn instant(&self, position: usize, value: f32) -> i64 {
        let at = minutes(value);
        if at == NEVER || at == ALWAYS { at } else { at + self.bases[self.nodes[position].measure] }
    }

    /// An instant after which a finish is too late, as a number of the lane of a position.
    pub fn limit(&self, position: usize, instant: i64) -> f32 {
        let cell = &self.pass.cells[position];
        let at = if cell.clock { instant } else { self.pass.calendar(cell).to_work(instant) };
        lane(at - self.bases[self.nodes[position].measure])
    }

    /// A finish of the lane of a position as an instant.
    pub fn finish_instant(&self, position: usize, value: f32) -> i64 {
        let cell = &self.pass.cells[position];
        let at = self.instant(position, value);
        if cell.clock { at } else { self.pass.calendar(cell).finish_at(at) }
    }

    /// A start of the lane of a position as an instant.
    pub fn start_instant(&self, position: usize, value: f32) -> i64 {
        let cell = &self.pass.cells[position];
        let at = self.instant(position, value);
        if cell.clock { at } else { self.pass.calendar(cell).start_at(at) }
    }

    /// Finishes of a position.
    pub fn finishes<'s>(&self, store: &'s Store, position: usize) -> &'s Lane {
        &store.finish[position]
    }

    /// Starts of a position.
    pub fn starts<'s>(&self, store: &'s Store, position: usize) -> &'s Lane {
        &store.start[position]
    }

    /// Finishes of the task that is asked for.
    pub fn ends<'s>(&self, store: &'s Store) -> &'s Lane {
        &store.finish[self.target]
    }

    /// The position whose finish is asked for.
    pub fn target(&self) -> usize {
        self.target
    }

    /// Dates a batch. `length` gives the lengths of a position that is open; without one it is as
    /// planned. `only_leading` leaves out what does not lead to the target.
    pub fn forward(&self, store: &mut Store, only_leading: bool, mut length: impl FnMut(usize, &mut Lane)) {
        for (k, node) in self.nodes.iter().enumerate() {
            if only_leading && !node.leads {
                continue;
            }
            let (start_before, start) = store.start.split_at_mut(k);
            let (finish_before, finish) = store.finish.split_at_mut(k);
            let (start, finish, span) = (&mut start[0], &mut finish[0], &mut store.span[k]);
            if node.how == How::Fixed {
                *start = [node.floor; LANES];
                *finish = [node.floor + node.span; LANES];
                continue;
            }
            *span = [node.span; LANES];
            if self.is_open(k) {
                length(k, span);
            }
            if node.how == How::Added {
                self.add(k, (start_before, finish_before), start, span);
                for l in 0..LANES {
                    finish[l] = start[l] + span[l];
                }
            } else {
                self.ask(k, (start_before, finish_before), span, (start, finish));
            }
        }
    }

    /// Behind the floor and all edges.
    #[inline]
    fn add(&self, k: usize, (starts, finishes): (&[Lane], &[Lane]), start: &mut Lane, span: &Lane) {
        let node = &self.nodes[k];
        *start = [node.floor; LANES];
        for n in self.pass.edges(k) {
            let hot = &self.pass.hot[n];
            let pred = to_usize(hot.pred);
            let from = if hot.end == 1 { &finishes[pred] } else { &starts[pred] };
            let to_finish = self.pass.wiring.edges[n].to_finish();
            match (hot.way, to_finish) {
                (Way::Same, false) => {
                    let weight = lane(hot.weight);
                    for l in 0..LANES {
                        let bound = from[l] + weight;
                        start[l] = if bound > start[l] { bound } else { start[l] };
                    }
                }
                (Way::Same, true) => {
                    let weight = lane(hot.weight) + node.span;
                    for l in 0..LANES {
                        let bound = from[l] + weight - span[l];
                        start[l] = if bound > start[l] { bound } else { start[l] };
                    }
                }
                (Way::Across, _) => {
                    let cell = &self.pass.cells[k];
                    let base = self.bases[node.measure];
                    for l in 0..LANES {
                        let longer = if to_finish { minutes(span[l] - node.span) } else { 0 };
                        let bound = self.pass.across(n, hot, hot.weight - longer, self.instant(pred, from[l]), cell);
                        let bound = if bound <= NEVER / 2 { EARLY } else { lane(bound - base) };
                        start[l] = if bound > start[l] { bound } else { start[l] };
                    }
                }
            }
        }
    }

    /// As the pass of one draw says, draw by draw.
    fn ask(&self, k: usize, (starts, finishes): (&[Lane], &[Lane]), span: &mut Lane, (start, finish): (&mut Lane, &mut Lane)) {
        let (cell, base) = (&self.pass.cells[k], self.bases[self.nodes[k].measure]);
        for l in 0..LANES {
            let drawn = drawn(cell, span[l]);
            span[l] = lane(drawn.span);
            let view = View { many: self, start: starts, finish: finishes, draw: l, longer: drawn.span - cell.span };
            let [from, to] = self.pass.earliest(k, &drawn, &view).0;
            (start[l], finish[l]) = if from <= NEVER / 2 { (EARLY, EARLY) } else { (lane(from - base), lane(to - base)) };
        }
    }

    /// Goes back from the target: `critical` is told, for every position that leads there and whose
    /// dates could differ, in which draws it has no float.
    pub fn backward(&self, store: &mut Store, mut critical: impl FnMut(usize, &[bool; LANES])) {
        let Store { start, finish, span, latest_start, latest_finish } = store;
        for k in 0..=self.target {
            if self.nodes[k].leads {
                latest_start[k] = [LATE; LANES];
                latest_finish[k] = [LATE; LANES];
            }
        }
        latest_finish[self.target] = finish[self.target];
        for k in (0..=self.target).rev() {
            if !self.nodes[k].leads {
                continue;
            }
            let cell = &self.pass.cells[k];
            let mut late: Lane = [0.0; LANES];
            match cell.kind {
                Kind::Done | Kind::Hammock => continue,
                Kind::Held => late = start[k],
                Kind::Running => {
                    for l in 0..LANES {
                        late[l] = latest_finish[k][l] - span[k][l];
                    }
                }
                Kind::RollUp => {
                    self.hand_in(k, (start, finish), (latest_start, latest_finish));
                    continue;
                }
                Kind::Days => {
                    for l in 0..LANES {
                        let by_finish = whole_day(latest_finish[k][l], self.bases[self.nodes[k].measure]) - span[k][l];
                        let by_start = whole_day(latest_start[k][l], self.bases[self.nodes[k].measure]);
                        late[l] = by_start.min(by_finish);
                    }
                }
                _ => {
                    for l in 0..LANES {
                        let by_finish = latest_finish[k][l] - span[k][l];
                        late[l] = if by_finish < latest_start[k][l] { by_finish } else { latest_start[k][l] };
                    }
                }
            }
            if cell.kind != Kind::Held {
                let mut none = [false; LANES];
                for l in 0..LANES {
                    none[l] = late[l] + span[k][l] - finish[k][l] <= NO_FLOAT;
                }
                critical(k, &none);
            }
            self.hand_on(k, &late, &span[k], (latest_start, latest_finish));
        }
    }

    /// Limits of what leads into a position.
    fn hand_on(&self, k: usize, late: &Lane, span: &Lane, (starts, finishes): (&mut [Lane], &mut [Lane])) {
        let (cell, node) = (&self.pass.cells[k], &self.nodes[k]);
        let running = cell.kind == Kind::Running;
        if running && self.pass.goes_on {
            return;
        }
        for n in self.pass.edges(k) {
            let (hot, edge) = (&self.pass.hot[n], &self.pass.wiring.edges[n]);
            let binds_start = edge.kind == LinkKind::StartToStart || edge.what != EdgeKind::Link;
            if running && binds_start {
                continue;
            }
            let pred = to_usize(hot.pred);
            let limits = if hot.end == 1 { &mut finishes[pred] } else { &mut starts[pred] };
            let to_finish = edge.to_finish();
            if hot.way == Way::Same && !running {
                let weight = lane(hot.weight);
                for l in 0..LANES {
                    let longer = if to_finish { span[l] - node.span } else { 0.0 };
                    let limit = late[l] - weight + longer;
                    limits[l] = if limit < limits[l] { limit } else { limits[l] };
                }
                continue;
            }
            let whole = if running && to_finish { cell.span - cell.full() } else { 0 };
            let base = self.bases[self.nodes[pred].measure];
            for l in 0..LANES {
                let longer = if to_finish && !running { minutes(span[l] - node.span) } else { 0 };
                let limit = self.pass.back_across(n, hot, hot.weight - longer, self.instant(k, late[l]) + whole, cell);
                let limit = if limit >= ALWAYS / 2 { LATE } else { lane(limit - base) };
                limits[l] = if limit < limits[l] { limit } else { limits[l] };
            }
        }
    }

    /// The limits of a summary are those of its content.
    fn hand_in(&self, k: usize, (start, finish): (&[Lane], &[Lane]), (starts, finishes): (&mut [Lane], &mut [Lane])) {
        for n in self.pass.edges(k) {
            let child = to_usize(self.pass.hot[n].pred);
            let cell = &self.pass.cells[child];
            let base = self.bases[self.nodes[child].measure];
            let measured = |at: i64| if cell.clock { at } else { self.pass.calendar(cell).to_work(at) };
            for l in 0..LANES {
                let (by, from) = (self.instant(k, finishes[k][l]), self.instant(k, starts[k][l]));
                if by < ALWAYS / 2 {
                    finishes[child][l] = finishes[child][l].min(lane(measured(by) - base));
                }
                let begins = self.pass.instants(child, [self.instant(child, start[child][l]), self.instant(child, finish[child][l])])[0];
                if from < ALWAYS / 2 && begins <= self.instant(k, start[k][l]) {
                    starts[child][l] = starts[child][l].min(lane(measured(from) - base));
                }
            }
        }
    }
}

/// A cell with the length of a draw.
fn drawn(cell: &Cell, span: f32) -> Cell {
    let mut drawn = *cell;
    let span = minutes(span);
    drawn.span = if cell.of_days { floor_day(span + 720) } else { span };
    drawn.size(cell.full() + drawn.span - cell.span);
    drawn
}

/// The start of the day of a number of the clock's lane.
fn whole_day(value: f32, base: i64) -> f32 {
    let at = minutes(value);
    if at == NEVER || at == ALWAYS { value } else { lane(floor_day(at + base) - base) }
}
