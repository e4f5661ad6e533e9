//! Levelling a plan: orders of the tasks from the solver, each placed exactly by `place`; the best is
//! proposed with what it would move, by how much and why. Nothing is changed here.
//!
//! The solver sees working time of the plan's default calendar in half hours and only proposes an
//! order; every date comes from the engine of the schedule.

use super::load::{Load, Resource};
use super::place::{self, Ground, Placed, place};
use super::solver::{self, Activity, Instance, Limits, Rule, Scheme, Supply, Wait};
use crate::analysis::network::{Calendars, to_usize};
use crate::analysis::schedule::Schedule;
use crate::edit::Edit;
use crate::model::value::{Date, Moment};
use crate::model::{AnyRecord, Plan, RecordKind, RecordRef};
use std::collections::BTreeMap;

/// Half an hour, in minutes: what the solver counts in.
const SLOT: i64 = 30;
/// A week in minutes.
const WEEK: i64 = 7 * 1440;
/// Beyond so many tasks only one order is placed: each costs schedules of the whole plan.
const LARGE: usize = 3000;

/// What may be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Tasks move within their float only; what is delivered and the end stay.
    pub within_float: bool,
    /// One rule instead of a search.
    pub rule: Option<Rule>,
    /// Schedules to look at, at most.
    pub schedules: u32,
    /// The same seed gives the same proposal.
    pub seed: u64,
    /// Only these people and teams; all of them otherwise.
    pub only: Option<Vec<RecordRef>>,
}

impl Default for Options {
    fn default() -> Self {
        Self { within_float: false, rule: None, schedules: 2000, seed: 20_240_315, only: None }
    }
}

/// A task that would start later.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The task.
    pub at: RecordRef,
    /// Its title.
    pub title: String,
    /// When it starts now.
    pub from: i64,
    /// When it would start.
    pub to: i64,
    /// Its new "starts no earlier than".
    pub start: Moment,
    /// How much later it would start, in working days of the default calendar.
    pub delay_days: f64,
    /// Who was full when: a sentence.
    pub why: String,
}

/// Somebody with more work than they can do at some time of a week.
#[derive(Clone, Debug, PartialEq)]
pub struct Overload {
    /// The person or the team.
    pub at: RecordRef,
    /// Its name.
    pub name: String,
    /// First day of the week.
    pub monday: Date,
    /// Most that is asked at once, in percent of what there is; 999 of nothing.
    pub worst_pct: f64,
    /// Tasks of that time, as positions in the network.
    pub tasks: Vec<usize>,
}

/// What levelling would do.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Tasks that get another start, earliest first.
    pub moves: Vec<Move>,
    /// Last finish now and then.
    pub finish: (i64, i64),
    /// Finish of what is delivered, now and then.
    pub delivered: Option<(i64, i64)>,
    /// Who has too much now.
    pub before: Vec<Overload>,
    /// Who would still have too much, because those tasks cannot move or ask for more than there is.
    pub after: Vec<Overload>,
    /// The plan with the moves made.
    pub plan: Plan,
    /// Its schedule.
    pub schedule: Schedule,
    /// People or teams are asked for anything at all.
    pub asked: bool,
    /// Schedules the search looked at.
    pub schedules: u32,
}

impl Proposal {
    /// The moves as one step of the history; nothing when there are none.
    pub fn edit(&self) -> Option<Edit> {
        let set = |m: &Move| Some(Edit::Set(m.at, self.plan.record(m.at)?));
        let edits: Vec<Edit> = self.moves.iter().filter_map(set).collect();
        (!edits.is_empty()).then(|| Edit::Many("level resources".to_owned(), edits))
    }
}

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Look at more schedules.
    GoOn,
    /// Take the best one found so far.
    Enough,
    /// Give up, with nothing.
    Stop,
}

/// Proposes a levelled plan. `usable` is the plan as the schedule was computed from; `pace` is told
/// how many schedules were looked at; when it says `Stop` there is no proposal.
pub fn propose(
    plan: &Plan,
    usable: &Plan,
    schedule: &Schedule,
    calendars: &Calendars,
    options: &Options,
    pace: &mut dyn FnMut(u32) -> Pace,
) -> Option<Proposal> {
    let load = Load::of(usable, schedule, calendars, options.only.as_deref());
    let latest = options.within_float.then(|| latest_starts(usable, schedule, calendars));
    let ground = Ground { plan: usable, calendars, schedule, load: &load, still: place::still(schedule), latest };
    let before = overloads(&load, schedule);
    let mut made = 0;
    let mut best: Option<(Score, Placed)> = None;
    if before.is_empty() {
        let same = Placed { plan: usable.clone(), schedule: schedule.clone(), moved: BTreeMap::new() };
        return Some(told(plan, &ground, same, before, 0));
    }
    for wishes in orders(&ground, options, &mut made, pace)? {
        if pace(made) == Pace::Stop {
            return None;
        }
        let placed = place(&ground, &wishes, &mut || pace(made) != Pace::Stop)?;
        let score = score(&ground, &placed);
        if best.as_ref().is_none_or(|(s, _)| score < *s) {
            best = Some((score, placed));
        }
    }
    Some(told(plan, &ground, best?.1, before, made))
}

/// Overload left in minutes of a hundredth, then the end, then delays: less is better.
type Score = (i64, i64, i64);

fn score(ground: &Ground<'_>, placed: &Placed) -> Score {
    let left = excess(ground.load, &placed.schedule);
    let standard = ground.calendars.standard();
    let delay = placed.schedule.dates.iter().zip(&ground.schedule.dates).map(|(a, b)| standard.between(b.start, a.start).max(0)).sum();
    (left, placed.schedule.finish, delay)
}

/// Latest starts that move neither the end nor what is delivered.
fn latest_starts(plan: &Plan, schedule: &Schedule, calendars: &Calendars) -> Vec<i64> {
    let starts = |s: &Schedule| s.dates.iter().map(|d| d.late_start).collect();
    let Some(i) = schedule.delivers else { return starts(schedule) };
    let key = schedule.net.keys[i];
    let Some(record) = plan.tasks.get(key) else { return starts(schedule) };
    let mut record = record.as_ref().clone();
    let finish = Moment::of_minute(schedule.dates[i].finish);
    // With its own finish as deadline, the floats are those that what is delivered leaves.
    if record.deadline.is_some_and(|d| d.end() <= finish.minute()) {
        return starts(schedule);
    }
    // A bare day means its end: at midnight that is the day before.
    record.deadline = Some(if finish.time.is_none() { Date::of_minute(finish.minute() - 1).into() } else { finish });
    let Some(held) = plan.with_record(key, record.into()) else { return starts(schedule) };
    starts(&place::scheduled(schedule, &held, calendars))
}

/// Orders to try: the wishes of each task, lowest first.
fn orders(ground: &Ground<'_>, options: &Options, made: &mut u32, pace: &mut dyn FnMut(u32) -> Pace) -> Option<Vec<Vec<i64>>> {
    let by_dates: Vec<i64> = ground.schedule.dates.iter().map(|d| d.late_start).collect();
    // Too long or too tangled for the solver: what must start first goes first.
    let Some(instance) = instance(ground) else { return Some(vec![by_dates]) };
    let wiring = &ground.schedule.net.wiring;
    let wishes = |starts: &[i32]| {
        let mut wishes = vec![i64::MAX; by_dates.len()];
        for (k, start) in starts.iter().enumerate().filter(|(k, _)| !wiring.is_beginning(*k)) {
            wishes[wiring.task(k)] = i64::from(*start);
        }
        wishes
    };
    if let Some(rule) = options.rule {
        *made = 1;
        return Some(vec![wishes(&solver::by_rule(&instance, rule, Scheme::Serial))]);
    }
    let large = by_dates.len() > LARGE;
    let mut orders = Vec::new();
    if !large || options.within_float {
        for rule in [Rule::MinimumSlack, Rule::LatestFinish, Rule::LatestStart] {
            orders.push(wishes(&solver::by_rule(&instance, rule, Scheme::Serial)));
        }
        orders.push(by_dates.clone());
    }
    if !options.within_float {
        let mut stopped = false;
        let limits = Limits { seed: options.seed, schedules: options.schedules };
        let found = solver::search(&instance, limits, &mut |n, _| {
            let pace = pace(n);
            stopped = pace == Pace::Stop;
            pace == Pace::GoOn
        });
        *made = found.schedules;
        if stopped {
            return None;
        }
        orders.push(wishes(&found.starts));
    }
    Some(orders)
}

/// The problem as the solver sees it, one activity for each node of the network.
fn instance(ground: &Ground<'_>) -> Option<Instance> {
    let (schedule, load) = (ground.schedule, ground.load);
    let (wiring, standard) = (&schedule.net.wiring, ground.calendars.standard());
    let begin = standard.to_work(schedule.status);
    let slots = |work: i64| i32::try_from((work + SLOT - 1).div_euclid(SLOT)).ok();
    let at = |instant: i64| slots((standard.to_work(instant) - begin).max(0));
    let work = |k: usize| !wiring.is_beginning(k) && !schedule.net.tasks[wiring.task(k)].summary;
    let mut free = load.free();
    for i in (0..load.takes.len()).filter(|i| ground.still[*i]) {
        for t in &load.takes[i] {
            free[t.resource].take(schedule.dates[i].start.max(schedule.status), schedule.dates[i].finish, t.amount);
        }
    }
    let mut activities = Vec::with_capacity(wiring.nodes.len());
    let mut waits = Vec::with_capacity(wiring.edges.len());
    for k in 0..wiring.nodes.len() {
        let (i, mut activity) = (wiring.task(k), Activity::default());
        let dates = &schedule.dates[i];
        if work(k) && schedule.net.tasks[i].open {
            activity.duration = slots(standard.between(dates.start.max(schedule.status), dates.finish).max(0))?;
            // Nothing lies before what its own start, the status date or its fixed place allow.
            let floor = schedule.net.tasks[i].floor.unwrap_or(i64::MIN);
            activity.release = at(if ground.still[i] { dates.start } else { floor.max(schedule.status) })?;
            if !ground.still[i] {
                activity.needs = load.takes[i].iter().filter_map(|t| Some((u16::try_from(t.resource).ok()?, u16::try_from(t.amount).ok()?))).collect();
            }
        }
        for edge in wiring.edges_into(k).iter().filter(|e| to_usize(e.pred) < k && !ground.still[i]) {
            let before: &Activity = &activities[to_usize(edge.pred)];
            let lag = if edge.on_clock { edge.lag * standard.day_length() / 1440 } else { edge.lag };
            let from = if edge.from_finish() { before.duration } else { 0 };
            let to = if edge.to_finish() { activity.duration } else { 0 };
            waits.push(Wait { before: edge.pred, after: u32::try_from(k).ok()?, lag: (from - to).checked_add(slots(lag)?)? });
        }
        activities.push(activity);
    }
    let supply = |(resource, free): (&Resource, &super::load::Free)| {
        let mut steps: BTreeMap<i32, u16> = BTreeMap::new();
        let amount = |a: i64| u16::try_from(a.clamp(0, resource.full)).ok();
        for (from, _, left) in free.stretches() {
            steps.insert(at(from.max(schedule.status))?, amount(left)?);
        }
        Some(Supply { at_first: steps.first_key_value().map_or(0, |s| *s.1), steps: steps.into_iter().collect() })
    };
    let supplies = load.resources.iter().zip(&free).map(supply).collect::<Option<Vec<_>>>()?;
    Instance::new(activities, waits, supplies).ok()
}

/// Stretches in which a resource has too much: from, to, how much is free (less than nothing).
fn overloaded(load: &Load, schedule: &Schedule) -> Vec<(usize, i64, i64, i64)> {
    let mut free = load.free();
    for (i, takes) in load.takes.iter().enumerate() {
        for t in takes {
            free[t.resource].take(schedule.dates[i].start.max(schedule.status), schedule.dates[i].finish, t.asked);
        }
    }
    let each = free.iter().enumerate();
    each.flat_map(|(r, f)| f.stretches().filter(|s| s.2 < 0).map(move |(from, to, left)| (r, from, to, left)).collect::<Vec<_>>()).collect()
}

fn excess(load: &Load, schedule: &Schedule) -> i64 {
    overloaded(load, schedule).iter().map(|(_, from, to, left)| (to - from).saturating_mul(-left)).fold(0, i64::saturating_add)
}

/// Who has more than they can do, week by week.
pub fn overloads(load: &Load, schedule: &Schedule) -> Vec<Overload> {
    let mut found: BTreeMap<(i64, usize), Overload> = BTreeMap::new();
    let capacity = load.free();
    for (r, from, to, left) in overloaded(load, schedule) {
        let resource = &load.resources[r];
        let mut week = monday(from);
        while week < to {
            let (a, b) = (from.max(week), to.min(week + WEEK));
            let there = capacity[r].stretches().filter(|s| s.0 < b && s.1 > a).map(|s| s.2).min().unwrap_or(0);
            #[expect(clippy::cast_precision_loss, reason = "hundredths of people")]
            let pct = if there > 0 { (there - left) as f64 / there as f64 * 100.0 } else { 999.0 };
            let inside = |i: &usize| {
                let d = &schedule.dates[*i];
                load.takes[*i].iter().any(|t| t.resource == r) && d.start.max(schedule.status) < b && d.finish > a
            };
            let tasks: Vec<usize> = (0..load.takes.len()).filter(inside).collect();
            let entry = found.entry((week, r)).or_insert_with(|| Overload {
                at: resource.at,
                name: resource.name.clone(),
                monday: Date::of_minute(week),
                worst_pct: 0.0,
                tasks: Vec::new(),
            });
            entry.worst_pct = entry.worst_pct.max(pct);
            entry.tasks.extend(tasks);
            entry.tasks.sort_unstable();
            entry.tasks.dedup();
            week += WEEK;
        }
    }
    found.into_values().collect()
}

fn monday(minute: i64) -> i64 {
    (minute.div_euclid(1440) - i64::from(crate::analysis::calendar::weekday(minute))) * 1440
}

/// What a placing means, in the words of the plan it was asked for.
fn told(plan: &Plan, ground: &Ground<'_>, placed: Placed, before: Vec<Overload>, schedules: u32) -> Proposal {
    let (now, then) = (ground.schedule, &placed.schedule);
    let mut levelled = plan.clone();
    let mut moves = Vec::new();
    for (i, full) in &placed.moved {
        let key = now.net.keys[*i];
        let at = RecordRef { kind: RecordKind::Task, key };
        let Some(AnyRecord::Task(record)) = plan.record(at) else { continue };
        let Some(start) = placed.plan.tasks.get(key).and_then(|t| t.start) else { continue };
        let (from, to) = (now.dates[*i].start, then.dates[*i].start);
        let mut changed = record.as_ref().clone();
        changed.start = Some(start);
        levelled = levelled.with_record(key, changed.into()).unwrap_or(levelled);
        let delay_days = ground.calendars.standard().days_between(from, to);
        moves.push(Move { at, title: record.title.clone(), from, to, start, delay_days, why: why(ground.load, full) });
    }
    moves.sort_by_key(|m| (m.from, m.to));
    Proposal {
        finish: (now.finish, then.finish),
        delivered: now.delivers.map(|i| (now.dates[i].finish, then.dates[i].finish)),
        after: overloads(ground.load, then),
        asked: ground.load.takes.iter().any(|t| !t.is_empty()),
        before,
        moves,
        plan: levelled,
        schedules,
        schedule: placed.schedule,
    }
}

/// Who was full when, each named once with the first week.
fn why(load: &Load, full: &[(usize, i64)]) -> String {
    let mut seen: Vec<usize> = Vec::new();
    let mut parts = Vec::new();
    for (resource, at) in full {
        if !seen.contains(resource) {
            seen.push(*resource);
            let (year, week) = crate::analysis::calendar::iso_week(*at);
            parts.push(format!("{} is full in {year}-W{week:02}", load.resources[*resource].name));
        }
    }
    parts.join(", ")
}
