//! When everything happens: the plan as written and the forecast from the status date, forward
//! and backward (precedence diagramming, GAO-16-89G best practices 6 and 7), with the driver of
//! every date. Levelling and uncertainty are other questions.

mod cell;
mod impact;
mod lanes;
mod pass;
mod why;

pub use impact::{Change, Impact, Moved};
pub use lanes::{LANES, Lane, Many, Store};
pub use why::{Gain, Step};

use super::calendar::WorkCalendar;
use super::network::{Calendars, EdgeKind, Network, to_usize};
use crate::model::Plan;
use crate::model::records::OutOfSequence;
use crate::model::value::{ConstraintKind, Date};
use cell::{Cell, Kind, Maker, Reason, Special};
use pass::{Forward, Hot, NEVER, OWN, Pass, Place, Room, hot_edges};
use std::sync::Arc;

/// Why a date is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver {
    /// A link from a task: its position, and the position of the link in `after`.
    Link(u32, u32),
    /// The summary it belongs to: its position.
    Summary(u32),
    /// The task's own "not earlier than".
    Start,
    /// The status date: work that has not begun cannot lie in the past.
    StatusDate,
    /// The first day of the plan.
    ProjectStart,
    /// It happened on that day.
    Actual,
    /// A constraint.
    Constraint,
    /// Scheduled by hand.
    Pinned,
    /// As late as possible.
    Late,
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
    /// Total float in minutes: of work in the task's own calendar, or on the clock where it runs on it.
    pub total_float_minutes: i64,
    /// Free float, likewise.
    pub free_float_minutes: i64,
    /// Total float in working days of the plan's default calendar.
    pub total_float_days: f64,
    /// Free float in working days of the plan's default calendar.
    pub free_float_days: f64,
    /// Forecast finish behind planned finish, in working days.
    pub slip_days: f64,
    /// What drives the forecast.
    pub driver: Driver,
    /// No total float left, measured in the task's own calendar.
    pub critical: bool,
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
    engine: Arc<Engine>,
}

/// What the passes ran on and found: kept for previews, and for the next edit.
#[derive(Clone, Debug, Default)]
struct Engine {
    plan: Vec<Cell>,
    plan_specials: Vec<Special>,
    forecast: Vec<Cell>,
    specials: Vec<Special>,
    /// Edges of the plan; of the forecast too, unless a freeze gives it other calendars. Few edits
    /// change them: they are shared until one does.
    hot: Arc<Vec<Hot>>,
    frozen_hot: Option<Vec<Hot>>,
    planned: Vec<Place>,
    early: Vec<Place>,
    drivers: Vec<u32>,
    latest: Vec<Room>,
    goes_on: bool,
    /// Some task is to be as late as possible.
    has_late: bool,
    status: i64,
    project_start: i64,
}

impl Engine {
    fn plan_pass<'a>(&'a self, net: &'a Network, calendars: &'a Calendars) -> Pass<'a> {
        Pass { wiring: &net.wiring, calendars, cells: &self.plan, hot: &self.hot, specials: &self.plan_specials, goes_on: false }
    }

    fn forecast_pass<'a>(&'a self, net: &'a Network, calendars: &'a Calendars) -> Pass<'a> {
        let hot = self.frozen_hot.as_deref().unwrap_or(&self.hot);
        Pass { wiring: &net.wiring, calendars, cells: &self.forecast, hot, specials: &self.specials, goes_on: self.goes_on }
    }

    /// Runs everything.
    fn of(plan: &Plan, calendars: &Calendars, net: &Network) -> Self {
        let status = plan.status_date().minute();
        let mut out = Self {
            goes_on: plan.settings.get().is_some_and(|s| s.out_of_sequence == OutOfSequence::ProgressOverride),
            project_start: net.tasks.iter().filter_map(|t| t.floor).min().unwrap_or(status),
            status,
            ..Self::default()
        };
        let mut written = Maker::written(net, calendars, out.project_start);
        out.plan = written.all();
        out.plan_specials = written.specials;
        out.hot = Arc::new(hot_edges(&net.wiring, &out.plan));
        let Forward { places, end, .. } = out.plan_pass(net, calendars).forward();
        out.planned = places;
        let late = as_late(net);
        out.has_late = !late.is_empty();
        if !late.is_empty() {
            let pass = out.plan_pass(net, calendars);
            let found = pass.backward(&out.planned, end.unwrap_or(status), None);
            postpone(&mut out.plan, &late, &found);
            out.planned = out.plan_pass(net, calendars).forward().places;
        }
        let pass = out.plan_pass(net, calendars);
        let mut real = Maker { status: Some(status), planned: Some(&pass), planned_places: &out.planned, ..Maker::written(net, calendars, out.project_start) };
        let (cells, specials) = (real.all(), real.specials);
        out.frozen_hot = (0..cells.len()).any(|k| cells[k].calendar != out.plan[k].calendar).then(|| hot_edges(&net.wiring, &cells));
        (out.forecast, out.specials) = (cells, specials);
        out.look_ahead(net, calendars);
        let late: Vec<usize> = late.into_iter().filter(|k| !matches!(out.forecast[*k].kind, Kind::Done | Kind::Running | Kind::Held)).collect();
        if !late.is_empty() {
            let found = std::mem::take(&mut out.latest);
            postpone(&mut out.forecast, &late, &found);
            out.look_ahead(net, calendars);
        }
        out
    }

    /// What changes when some tasks of the same network get new values; `None` when more may change
    /// than the tasks and what follows them.
    fn next(&self, plan: &Plan, calendars: &Calendars, net: &Network, old: &Network, changed: &[u32]) -> Option<Self> {
        let status = plan.status_date().minute();
        let start_of = |net: &Network| net.tasks.iter().filter_map(|t| t.floor).min().unwrap_or(status);
        let starts_move = changed.iter().any(|i| net.tasks[to_usize(*i)].floor != old.tasks[to_usize(*i)].floor);
        let crowded = self.specials.len() + self.plan_specials.len() > 2 * net.tasks.len() + 64;
        let goes_on = plan.settings.get().is_some_and(|s| s.out_of_sequence == OutOfSequence::ProgressOverride);
        let same = self.status == status && self.goes_on == goes_on && !(starts_move && start_of(net) != self.project_start);
        let late = self.has_late || changed.iter().any(|i| is_late(net, to_usize(*i)));
        if !same || crowded || late || self.frozen_hot.is_some() || changed.len() > net.tasks.len() / 8 + 1 {
            return None;
        }
        let mut places: Vec<usize> = changed.iter().map(|i| to_usize(net.wiring.positions[to_usize(*i)])).collect();
        for (j, s) in net.wiring.beginnings.iter().enumerate() {
            if changed.contains(s) {
                places.push(to_usize(net.wiring.positions[net.tasks.len() + j]));
            }
        }
        let mut out = Self {
            plan: self.plan.clone(),
            plan_specials: self.plan_specials.clone(),
            forecast: self.forecast.clone(),
            specials: self.specials.clone(),
            hot: Arc::clone(&self.hot),
            frozen_hot: None,
            planned: self.planned.clone(),
            early: self.early.clone(),
            drivers: self.drivers.clone(),
            // Looked for anew.
            latest: Vec::new(),
            ..*self
        };
        out.rewrite_plan(calendars, net, &places);
        out.rewrite_forecast(self, calendars, net, places);
        let end = out.forecast_pass(net, calendars).last_finish(&out.early);
        out.look_back(net, calendars, end);
        Some(out)
    }

    /// The plan pass again, from the first of some changed positions on.
    fn rewrite_plan(&mut self, calendars: &Calendars, net: &Network, places: &[usize]) {
        let mut maker = Maker { specials: std::mem::take(&mut self.plan_specials), ..Maker::written(net, calendars, self.project_start) };
        for k in places {
            self.plan[*k] = maker.cell(*k);
        }
        self.plan_specials = maker.specials;
        for k in places {
            for (n, edge) in (to_usize(net.wiring.starts[*k])..).zip(net.wiring.edges_into(*k)) {
                let hot = pass::hot(edge, &self.plan, *k);
                if self.hot[n] != hot {
                    Arc::make_mut(&mut self.hot)[n] = hot;
                }
            }
        }
        let mut planned = std::mem::take(&mut self.planned);
        let pass = self.plan_pass(net, calendars);
        let mut touched = touched(places, planned.len());
        pass.again(places.iter().copied().min().unwrap_or(planned.len()), &mut touched, |k| {
            let place = pass.earliest(k, &self.plan[k], planned.as_slice()).0;
            std::mem::replace(&mut planned[k], place) != place
        });
        self.planned = planned;
    }

    /// The forecast again, likewise.
    fn rewrite_forecast(&mut self, before: &Self, calendars: &Calendars, net: &Network, mut places: Vec<usize>) {
        // What happened, or is under way, without saying when it began, began as planned.
        let first = places.iter().copied().min().unwrap_or(self.planned.len());
        let undated = |k: &usize| self.planned[*k] != before.planned[*k] && matches!(self.forecast[*k].kind, Kind::Done | Kind::Running);
        places.extend((first..self.planned.len()).filter(undated));
        let specials = std::mem::take(&mut self.specials);
        let pass = self.plan_pass(net, calendars);
        let mut maker = Maker {
            status: Some(self.status),
            planned: Some(&pass),
            planned_places: &self.planned,
            specials,
            ..Maker::written(net, calendars, self.project_start)
        };
        let cells: Vec<(usize, Cell)> = places.iter().map(|k| (*k, maker.cell(*k))).collect();
        self.specials = maker.specials;
        for (k, cell) in &cells {
            self.forecast[*k] = *cell;
        }
        let (mut early, mut drivers) = (std::mem::take(&mut self.early), std::mem::take(&mut self.drivers));
        let pass = self.forecast_pass(net, calendars);
        let mut touched = touched(&places, early.len());
        pass.again(first, &mut touched, |k| {
            let (place, driver) = pass.earliest(k, &self.forecast[k], early.as_slice());
            drivers[k] = driver;
            std::mem::replace(&mut early[k], place) != place
        });
        (self.early, self.drivers) = (early, drivers);
    }

    /// The forecast, forward and backward.
    fn look_ahead(&mut self, net: &Network, calendars: &Calendars) {
        let Forward { places, drivers, end } = self.forecast_pass(net, calendars).forward();
        (self.early, self.drivers) = (places, drivers);
        self.look_back(net, calendars, end);
    }

    fn look_back(&mut self, net: &Network, calendars: &Calendars, end: Option<i64>) {
        let pass = self.forecast_pass(net, calendars);
        let mut found = pass.backward(&self.early, end.unwrap_or(self.status), None);
        roll_up_late(&pass, &mut found);
        self.latest = found;
    }
}

/// Marks some positions. They count as touched whether or not their dates change: what follows from
/// them may ask what they are, too.
fn touched(positions: &[usize], count: usize) -> Vec<bool> {
    let mut out = vec![false; count];
    for k in positions {
        out[*k] = true;
    }
    out
}

fn is_late(net: &Network, i: usize) -> bool {
    net.tasks[i].constraint.is_some_and(|(kind, _)| kind == ConstraintKind::AsLateAsPossible) && !net.tasks[i].summary
}

/// Positions of the tasks that are to be as late as possible.
fn as_late(net: &Network) -> Vec<usize> {
    (0..net.tasks.len()).filter(|i| is_late(net, *i)).map(|i| to_usize(net.wiring.positions[i])).collect()
}

/// Gives tasks the latest start that moves nothing as their earliest.
fn postpone(cells: &mut [Cell], positions: &[usize], found: &[Room]) {
    for k in positions {
        let cell = &mut cells[*k];
        if !matches!(cell.kind, Kind::Held | Kind::Done | Kind::RollUp | Kind::Hammock) && found[*k][0] > cell.floor {
            (cell.floor, cell.reason) = (found[*k][0], Reason::Late);
        }
    }
}

/// The latest dates of a summary are those of its content.
fn roll_up_late(pass: &Pass<'_>, late: &mut [Room]) {
    for k in 0..late.len() {
        if pass.cells[k].kind != Kind::RollUp {
            continue;
        }
        let inside = pass.wiring.edges_into(k).iter().filter(|e| e.what == EdgeKind::Rolled).map(|e| to_usize(e.pred));
        let whole = inside.map(|child| pass.instants(child, [late[child][0], late[child][1]])).reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])]);
        if let Some([start, finish]) = whole {
            (late[k][0], late[k][1]) = (start, finish);
        }
    }
}

impl Schedule {
    /// Computes the schedule of a plan.
    pub fn of(plan: &Plan, calendars: &Calendars, net: Network) -> Self {
        let engine = Engine::of(plan, calendars, &net);
        let dates = Outcome { net: &net, calendars, engine: &engine }.dates();
        Self::from(plan, calendars, net, engine, dates)
    }

    fn from(plan: &Plan, calendars: &Calendars, net: Network, engine: Engine, dates: Vec<TaskDates>) -> Self {
        let status = plan.status_date().minute();
        // One walk over all dates: each more would cost as much as a pass.
        let mut whole: Option<[i64; 3]> = None;
        let mut last: Option<(i64, usize)> = None;
        for (i, (task, d)) in net.tasks.iter().zip(&dates).enumerate().filter(|(_, (task, _))| !task.cancelled) {
            let [start, finish, planned] = whole.unwrap_or([d.start, d.finish, d.planned_finish]);
            whole = Some([start.min(d.start), finish.max(d.finish), planned.max(d.planned_finish)]);
            if !task.summary && last.is_none_or(|(finish, _)| d.finish > finish) {
                last = Some((d.finish, i));
            }
        }
        let [start, finish, planned_finish] = whole.unwrap_or([status; 3]);
        let last = last.map(|(_, i)| i);
        let delivered = plan.release.get().and_then(|r| r.delivers.as_deref()).and_then(|id| net.find(id)).or(last);
        let target = plan.release.get().and_then(|r| r.target);
        let before = |i: usize| dates[i].finish.max(dates[i].start + 1) - 1;
        let target_float_days = delivered.zip(target).map(|(i, t)| calendars.standard().days_between(before(i), t.minute() + 1440).floor());
        let mut out = Self {
            start,
            finish,
            planned_finish,
            status,
            delivers: delivered,
            target_float_days,
            critical_path: Vec::new(),
            dates,
            net,
            engine: Arc::new(engine),
        };
        out.critical_path = last.map_or_else(Vec::new, |i| out.driving_chain(i));
        out
    }

    /// The schedule after some tasks got new values in the same network: the cells of the others
    /// stand. From scratch it gives the same.
    pub fn next(&self, plan: &Plan, calendars: &Calendars, net: Network, changed: &[u32]) -> Self {
        let engine = self.engine.next(plan, calendars, &net, &self.net, changed);
        match engine {
            Some(engine) => {
                let dates = Outcome { net: &net, calendars, engine: &engine }.dates_after(self, changed);
                Self::from(plan, calendars, net, engine, dates)
            }
            None => Self::of(plan, calendars, net),
        }
    }

    /// The forward and the backward pass of the forecast alone, with drivers and floats: how many
    /// tasks they dated. For measuring what they cost.
    pub fn two_passes(&self, calendars: &Calendars) -> usize {
        let pass = self.engine.forecast_pass(&self.net, calendars);
        let ahead = pass.forward();
        let found = pass.backward(&ahead.places, ahead.end.unwrap_or(self.status), None);
        std::hint::black_box((&found, &ahead.drivers));
        found.len()
    }

    /// Sorting, wiring, cells, edges and the two passes of the forecast: everything between a network of
    /// indices and its dates. For measuring what it costs.
    pub fn from_scratch(&self, calendars: &Calendars) -> usize {
        let wiring = self.net.rewired();
        let written = self.engine.plan_pass(&self.net, calendars);
        let mut maker = Maker {
            status: Some(self.status),
            planned: Some(&written),
            planned_places: &self.engine.planned,
            ..Maker::written(&self.net, calendars, self.engine.project_start)
        };
        let cells = maker.all();
        let hot = hot_edges(&wiring, &cells);
        let pass = Pass { wiring: &wiring, calendars, cells: &cells, hot: &hot, specials: &maker.specials, goes_on: self.engine.goes_on };
        let ahead = pass.forward();
        let found = pass.backward(&ahead.places, ahead.end.unwrap_or(self.status), None);
        std::hint::black_box((&found, &ahead.drivers));
        found.len()
    }

    /// Bytes that the passes of the forecast run on and fill: cells, edges, order, dates in their
    /// measure, drivers and floats. For measuring.
    pub fn pass_bytes(&self) -> usize {
        let (wiring, engine) = (&self.net.wiring, &self.engine);
        let per_edge = size_of::<super::network::Edge>() + size_of::<Hot>();
        let per_node = size_of::<Cell>() + size_of::<Place>() + size_of::<Room>() + 4 * size_of::<u32>();
        wiring.edges.len() * per_edge + engine.forecast.len() * per_node + engine.specials.len() * size_of::<Special>()
    }

    /// The dates of a task by its id.
    pub fn by_id(&self, id: &str) -> Option<&TaskDates> {
        self.net.find(id).map(|i| &self.dates[i])
    }

    /// Total float of every task towards one of them, in working days of the plan's default
    /// calendar; `None` for what does not lead there. The critical path to a milestone has none left.
    pub fn float_toward(&self, calendars: &Calendars, task: usize) -> Vec<Option<f64>> {
        let pass = self.engine.forecast_pass(&self.net, calendars);
        let positions = &self.net.wiring.positions;
        let Some(target) = positions.get(task).map(|p| to_usize(*p)) else { return Vec::new() };
        let end = pass.instants(target, self.engine.early[target])[1];
        let found = pass.backward(&self.engine.early, end, Some(target));
        let standard = calendars.standard();
        let float = |k: usize| {
            let ([start, finish, _], early) = (found[k], self.engine.early[k]);
            let counts = !pass::is_free(finish) && !matches!(self.engine.forecast[k].kind, Kind::Done | Kind::RollUp | Kind::Hammock);
            counts.then(|| standard.days_between(pass.instants(k, early)[1], pass.instants(k, [start, finish])[1]))
        };
        positions.iter().take(self.net.tasks.len()).map(|p| float(to_usize(*p))).collect()
    }
}

/// From places to dates.
struct Outcome<'a> {
    net: &'a Network,
    calendars: &'a Calendars,
    engine: &'a Engine,
}

impl Outcome<'_> {
    fn dates(&self) -> Vec<TaskDates> {
        let standard = self.calendars.standard();
        #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
        let per_day = 1.0 / standard.day_length() as f64;
        let (written, real) = (self.engine.plan_pass(self.net, self.calendars), self.engine.forecast_pass(self.net, self.calendars));
        (0..self.net.tasks.len()).map(|i| self.one(i, standard, per_day, &written, &real)).collect()
    }

    /// The dates after some tasks changed: those of places that stay are kept.
    fn dates_after(&self, before: &Schedule, changed: &[u32]) -> Vec<TaskDates> {
        let standard = self.calendars.standard();
        #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
        let per_day = 1.0 / standard.day_length() as f64;
        let (written, real) = (self.engine.plan_pass(self.net, self.calendars), self.engine.forecast_pass(self.net, self.calendars));
        let (now, old) = (self.engine, &before.engine);
        let stays = |k: usize| {
            let places = now.planned[k] == old.planned[k] && now.early[k] == old.early[k] && now.latest[k] == old.latest[k];
            places && now.drivers[k] == old.drivers[k] && now.forecast[k].kind == old.forecast[k].kind && now.forecast[k].kind != Kind::RollUp
        };
        let mut dates = before.dates.clone();
        for (i, slot) in dates.iter_mut().enumerate() {
            if !stays(to_usize(self.net.wiring.positions[i])) {
                *slot = self.one(i, standard, per_day, &written, &real);
            }
        }
        for i in changed.iter().map(|i| to_usize(*i)) {
            dates[i] = self.one(i, standard, per_day, &written, &real);
        }
        dates
    }

    #[inline]
    fn one(&self, i: usize, standard: &WorkCalendar, per_day: f64, written: &Pass<'_>, real: &Pass<'_>) -> TaskDates {
        let engine = self.engine;
        let k = to_usize(self.net.wiring.positions[i]);
        let (planned, early, [late_from, late_to, room]) = (engine.planned[k], engine.early[k], engine.latest[k]);
        let (cell, task) = (&engine.forecast[k], &self.net.tasks[i]);
        let [start, finish] = real.instants(k, early);
        let as_planned = planned == early && cell.calendar == engine.plan[k].calendar;
        let [planned_start, planned_finish] = if as_planned { [start, finish] } else { written.instants(k, planned) };
        let [late_start, late_finish] = real.instants(k, [late_from, late_to]);
        #[expect(clippy::cast_precision_loss, reason = "minutes of a century fit a double exactly")]
        let in_days = |minutes: i64| minutes as f64 * per_day;
        let plain = !cell.clock && cell.calendar == 0;
        let done = cell.kind == Kind::Done;
        let exempt = done || task.summary || task.hammock;
        let calendar = self.calendars.at(u32::from(cell.calendar));
        // A milestone at the end of a day and one on the next morning are one: measured in work.
        let own = |from: i64, to: i64| if cell.kind == Kind::Instant || task.milestone { calendar.between(from, to) } else { to - from };
        let total = if exempt { 0 } else { own(early[1], late_to) };
        let free_raw = room.min(pass::ALWAYS / 2);
        let free = if exempt { 0 } else { own(early[1], early[1] + free_raw).clamp(0, total.max(0)) };
        let days = |from: i64, to: i64| if plain { in_days(to - from) } else { in_days(standard.between(from, to)) };
        let total_days = if exempt {
            0.0
        } else if plain {
            in_days(total)
        } else {
            days(finish, late_finish)
        };
        let free_days = if exempt {
            0.0
        } else if plain {
            in_days(free)
        } else {
            let moved = if cell.clock { early[1] + free } else { calendar.finish_at(early[1] + free) };
            days(finish, moved).clamp(0.0, total_days.max(0.0))
        };
        let slip = if as_planned {
            0.0
        } else if plain && engine.plan[k].calendar == 0 {
            in_days(early[1] - planned[1])
        } else {
            in_days(standard.between(planned_finish, finish))
        };
        TaskDates {
            planned_start,
            planned_finish,
            start,
            finish,
            late_start,
            late_finish,
            total_float_minutes: total,
            free_float_minutes: free,
            total_float_days: total_days,
            free_float_days: free_days,
            slip_days: slip,
            critical: !exempt && total <= 0,
            driver: self.driver(i, k),
            milestone: task.milestone,
        }
    }

    fn driver(&self, i: usize, k: usize) -> Driver {
        let code = self.engine.drivers[k];
        let wiring = &self.net.wiring;
        if self.net.tasks[i].summary && self.engine.forecast[k].kind == Kind::RollUp {
            return self.begun_by(k).unwrap_or(Driver::Content);
        }
        if code < OWN {
            let edge = &wiring.edges[to_usize(code)];
            let pred = wiring.task(to_usize(edge.pred));
            let pred = u32::try_from(pred).unwrap_or(u32::MAX);
            return if edge.what == EdgeKind::Inside { Driver::Summary(pred) } else { Driver::Link(pred, u32::from(edge.place)) };
        }
        match Reason::of(code) {
            Reason::Start => Driver::Start,
            Reason::StatusDate => Driver::StatusDate,
            Reason::ProjectStart => Driver::ProjectStart,
            Reason::Actual => Driver::Actual,
            Reason::Constraint => Driver::Constraint,
            Reason::Pinned => Driver::Pinned,
            Reason::Late => Driver::Late,
            Reason::Content => Driver::Content,
        }
    }

    /// The link that holds the beginning of a summary, when it holds its content.
    fn begun_by(&self, k: usize) -> Option<Driver> {
        let wiring = &self.net.wiring;
        let tasks = self.net.tasks.len();
        // Summaries begin in the order of the file.
        let place = wiring.beginnings.binary_search_by_key(&wiring.task(k), |s| to_usize(*s)).ok()?;
        let beginning = to_usize(*wiring.positions.get(tasks + place)?);
        let code = self.engine.drivers[beginning];
        let begins = self.engine.early[beginning][0];
        // It holds its content when that begins as soon as it may.
        let calendar = self.calendars.at(self.net.tasks[wiring.task(k)].working);
        if code >= OWN || begins <= NEVER || ![begins, calendar.next_start(begins)].contains(&self.engine.early[k][0]) {
            return None;
        }
        let edge = &wiring.edges[to_usize(code)];
        let pred = u32::try_from(wiring.task(to_usize(edge.pred))).unwrap_or(u32::MAX);
        Some(if edge.what == EdgeKind::Inside { Driver::Summary(pred) } else { Driver::Link(pred, u32::from(edge.place)) })
    }
}
