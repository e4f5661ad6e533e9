//! What a change of one task would move, without changing anything: a pure function of the
//! schedule, fast enough to be asked in every frame of a drag.

use super::cell::{Cell, Kind};
use super::pass::{Hot, Pass, Place, hot};
use super::{Schedule, to_usize};
use crate::analysis::network::{Calendars, Span};
use std::borrow::Cow;

/// A change that is only tried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// Starts so many working minutes later; earlier when negative.
    Later(i64),
    /// Takes so many working minutes more; less when negative.
    Longer(i64),
    /// Starts no earlier than an instant, whatever its start was.
    StartAt(i64),
    /// Its own start, its pin and its constraint are gone.
    Free,
}

/// A task that would move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// Position of the task.
    pub task: usize,
    /// Start and finish as they are.
    pub from: (i64, i64),
    /// Start and finish as they would be.
    pub to: (i64, i64),
    /// How much later it would finish, in working days of the plan's default calendar.
    pub days: f64,
}

/// What a change would move.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Impact {
    /// The tasks that would move, predecessors first.
    pub moved: Vec<Moved>,
    /// Last finish of the plan, as it would be.
    pub finish: i64,
    /// Working days by which what is delivered would finish later.
    pub delivered_days: f64,
}

impl Schedule {
    /// What a change of one task would move. Unknown tasks and what has happened move nothing.
    pub fn impact(&self, calendars: &Calendars, task: usize, change: Change) -> Impact {
        let places = self.places_after(calendars, task, change);
        let pass = self.engine.forecast_pass(&self.net, calendars);
        let standard = calendars.standard();
        let mut out = Impact { finish: self.finish, ..Impact::default() };
        let Some(first) = self.net.wiring.positions.get(task).map(|p| to_usize(*p)) else { return out };
        let tasks = (first..places.len()).filter(|k| !self.net.wiring.is_beginning(*k) && places[*k] != self.engine.early[*k]);
        for k in tasks {
            let i = self.net.wiring.task(k);
            let (old, new) = (&self.dates[i], pass.instants(k, places[k]));
            let moved = Moved { task: i, from: (old.start, old.finish), to: (new[0], new[1]), days: standard.days_between(old.finish, new[1]) };
            if self.delivers == Some(i) {
                out.delivered_days = moved.days;
            }
            out.moved.push(moved);
        }
        out.finish = pass.last_finish(&places).unwrap_or(self.finish);
        out
    }

    /// By how many working days of the plan's default calendar some tasks would finish later.
    pub fn delays(&self, calendars: &Calendars, task: usize, change: Change, asked: &[usize]) -> Vec<f64> {
        let places = self.places_after(calendars, task, change);
        let (pass, standard) = (self.engine.forecast_pass(&self.net, calendars), calendars.standard());
        let days = |i: usize| {
            let k = to_usize(*self.net.wiring.positions.get(i)?);
            let moved = places[k] != self.engine.early[k];
            Some(if moved { standard.days_between(self.dates[i].finish, pass.instants(k, places[k])[1]) } else { 0.0 })
        };
        asked.iter().map(|i| days(*i).unwrap_or(0.0)).collect()
    }

    /// Places of the forecast with one task changed.
    pub(super) fn places_after(&self, calendars: &Calendars, task: usize, change: Change) -> Vec<Place> {
        let mut places = self.engine.early.clone();
        let Some(first) = self.net.wiring.positions.get(task).map(|p| to_usize(*p)) else { return places };
        let Some(changed) = self.changed(calendars, first, task, change) else { return places };
        let wiring = &self.net.wiring;
        // Copied only where a pass would read the difference: most changes leave every edge as it is.
        let was = &self.engine.forecast[first];
        let mut cells = Cow::Borrowed(self.engine.forecast.as_slice());
        if (was.kind, was.full()) != (changed.kind, changed.full()) {
            cells.to_mut()[first] = changed;
        }
        let mut edges: Cow<'_, [Hot]> = Cow::Borrowed(self.engine.frozen_hot.as_ref().unwrap_or(&self.engine.hot));
        for (n, edge) in (to_usize(wiring.starts[first])..).zip(wiring.edges_into(first)) {
            let now = hot(edge, &cells, first);
            if edges[n] != now {
                edges.to_mut()[n] = now;
            }
        }
        let pass = Pass { wiring, calendars, cells: &cells, hot: &edges, specials: &self.engine.specials, goes_on: self.engine.goes_on };
        places[first] = pass.earliest(first, &changed, places.as_slice()).0;
        let mut touched = vec![false; places.len()];
        touched[first] = places[first] != self.engine.early[first];
        pass.again(first + 1, &mut touched, |k| {
            let place = pass.earliest(k, &cells[k], places.as_slice()).0;
            std::mem::replace(&mut places[k], place) != place
        });
        places
    }

    /// The cell of a task after a change.
    fn changed(&self, calendars: &Calendars, position: usize, task: usize, change: Change) -> Option<Cell> {
        let mut cell = *self.engine.forecast.get(position)?;
        if matches!(cell.kind, Kind::Done | Kind::RollUp | Kind::Hammock) {
            return None;
        }
        let calendar = calendars.at(u32::from(cell.calendar));
        // Minutes on the clock for what is measured there: as many days, each of 24 hours.
        let measured = |minutes: i64| if cell.clock { minutes * 1440 / calendar.day_length().max(1) } else { minutes };
        let at = |instant: i64| match (cell.clock, cell.of_days) {
            (true, true) => super::pass::ceil_day(instant),
            (true, false) => instant,
            (false, _) => calendar.to_work(instant),
        };
        match change {
            Change::Later(minutes) => {
                let from = if cell.kind == Kind::Running { cell.floor } else { self.engine.early[position][0] };
                cell.floor = from + measured(minutes);
            }
            Change::Longer(minutes) => {
                let more = measured(minutes).max(-cell.span);
                cell.size(cell.full() + more);
                cell.span += more;
            }
            Change::StartAt(instant) => cell.floor = at(instant),
            Change::Free => {
                cell.floor = at(self.status);
                if cell.kind == Kind::Held {
                    cell.kind = match self.net.tasks[task].span {
                        _ if self.net.tasks[task].milestone => Kind::Instant,
                        Span::Work(_) => Kind::Work,
                        Span::Days(_) => Kind::Days,
                        Span::Elapsed(_) => Kind::Elapsed,
                    };
                }
            }
        }
        Some(cell)
    }
}
