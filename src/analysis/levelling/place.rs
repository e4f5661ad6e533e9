//! Puts the tasks of a plan one after the other where their people are free, each no earlier than the
//! engine of the schedule allows. Which task goes first is somebody else's choice; links, calendars,
//! constraints and freezes are the engine's.

use super::load::{Free, Load};
use crate::analysis::network::{Calendars, NetTask, Network, Progress, Span, to_usize};
use crate::analysis::schedule::Schedule;
use crate::model::Plan;
use crate::model::value::{ConstraintKind, Moment};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// What stands still while a plan is levelled.
pub(super) struct Ground<'a> {
    pub plan: &'a Plan,
    pub calendars: &'a Calendars,
    pub schedule: &'a Schedule,
    pub load: &'a Load,
    /// Tasks that never move: under way, pinned, held by a constraint, or awaited by such.
    pub still: Vec<bool>,
    /// Latest start of each task, when the end must not move.
    pub latest: Option<Vec<i64>>,
}

/// Why a task could not start earlier: which resource was full, and from when.
pub(super) type Full = (usize, i64);

/// A plan in which tasks were put somewhere.
pub(super) struct Placed {
    pub plan: Plan,
    pub schedule: Schedule,
    /// Tasks that got another start, with what was in the way.
    pub moved: BTreeMap<usize, Vec<Full>>,
}

/// The schedule of a plan that differs from an earlier one in a few starts.
pub(super) fn scheduled(before: &Schedule, plan: &Plan, calendars: &Calendars) -> Schedule {
    let net = before.net.next(plan, calendars).map_or_else(|| Network::of(plan, calendars), |(net, _)| net);
    Schedule::of(plan, calendars, net)
}

/// Tasks that levelling never moves. What is under way stays with all it still waits for, so that
/// nobody's delay moves it either.
pub(super) fn still(schedule: &Schedule) -> Vec<bool> {
    let held = |t: &NetTask| {
        let fixed = matches!(t.constraint, Some((ConstraintKind::MustStartOn | ConstraintKind::MustFinishOn | ConstraintKind::AsLateAsPossible, _)));
        t.progress != Progress::Waiting || t.pinned || fixed || t.summary || t.hammock || !t.open
    };
    let mut still: Vec<bool> = schedule.net.tasks.iter().map(held).collect();
    let wiring = &schedule.net.wiring;
    let mut awaited = vec![false; wiring.nodes.len()];
    for k in (0..awaited.len()).rev() {
        let i = wiring.task(k);
        awaited[k] |= schedule.net.tasks[i].progress == Progress::Running;
        if awaited[k] {
            still[i] = true;
            for edge in wiring.edges_into(k).iter().filter(|e| to_usize(e.pred) < k) {
                awaited[to_usize(edge.pred)] = true;
            }
        }
    }
    still
}

/// Where a task ends that starts at an instant, and where it can start at or behind one.
fn fitted(task: &NetTask, calendars: &Calendars, from: i64) -> (i64, i64) {
    let calendar = calendars.at(task.working);
    match task.span {
        Span::Work(minutes) => {
            let work = calendar.to_work(from);
            (calendar.start_at(work), calendar.finish_at(work + minutes))
        }
        Span::Days(days) => {
            let start = (from + 1439).div_euclid(1440) * 1440;
            (start, start + days * 1440)
        }
        Span::Elapsed(minutes) => {
            let start = calendar.next_start(from);
            (start, start + minutes)
        }
    }
}

/// The start as it is written: the bare day where work begins with the day.
pub(super) fn written(task: &NetTask, calendars: &Calendars, start: i64) -> Moment {
    let day = crate::model::value::Date::of_minute(start);
    if fitted(task, calendars, day.minute()).0 == start { day.into() } else { Moment::of_minute(start) }
}

/// Places every task in the order of the wishes, lowest first, predecessors before their successors.
/// `None` when told to stop.
pub(super) fn place(ground: &Ground<'_>, wishes: &[i64], keep_going: &mut dyn FnMut() -> bool) -> Option<Placed> {
    let mut out = Placed { plan: ground.plan.clone(), schedule: ground.schedule.clone(), moved: BTreeMap::new() };
    let mut free = ground.load.free();
    let span = |s: &Schedule, i: usize| (s.dates[i].start.max(s.status), s.dates[i].finish);
    // What never moves has what it takes before anybody asks.
    for i in (0..wishes.len()).filter(|i| ground.still[*i]) {
        let (from, to) = span(ground.schedule, i);
        take(&mut free, ground.load, i, from, to);
    }
    let wiring = &ground.schedule.net.wiring;
    let count = wiring.nodes.len();
    let mut waiting: Vec<usize> = (0..count).map(|k| wiring.edges_into(k).iter().filter(|e| to_usize(e.pred) < k).count()).collect();
    let mut out_of: Vec<Vec<usize>> = vec![Vec::new(); count];
    for k in 0..count {
        for edge in wiring.edges_into(k).iter().filter(|e| to_usize(e.pred) < k) {
            out_of[to_usize(edge.pred)].push(k);
        }
    }
    // What somebody's new start may have moved since the schedule was last computed.
    let mut stale = vec![false; count];
    let mut ready: BinaryHeap<Reverse<(i64, usize)>> = BinaryHeap::new();
    let wish = |k: usize| wishes[wiring.task(k)];
    ready.extend((0..count).filter(|k| waiting[*k] == 0).map(|k| Reverse((wish(k), k))));
    while let Some(Reverse((_, k))) = ready.pop() {
        let i = wiring.task(k);
        let works = !wiring.is_beginning(k) && !ground.still[i] && !ground.load.takes[i].is_empty();
        if works {
            if stale[k] {
                if !keep_going() {
                    return None;
                }
                out.schedule = scheduled(&out.schedule, &out.plan, ground.calendars);
                stale.fill(false);
            }
            if put(ground, &mut out, &mut free, i) {
                stale[k] = true;
            }
        }
        for after in &out_of[k] {
            stale[*after] |= stale[k];
            waiting[*after] -= 1;
            if waiting[*after] == 0 {
                ready.push(Reverse((wish(*after), *after)));
            }
        }
    }
    out.schedule = scheduled(&out.schedule, &out.plan, ground.calendars);
    Some(out)
}

/// Puts one task to its earliest place; whether it got another start.
fn put(ground: &Ground<'_>, out: &mut Placed, free: &mut [Free], i: usize) -> bool {
    let dates = &out.schedule.dates[i];
    let (earliest, finish) = (dates.start, dates.finish);
    let task = ground.schedule.net.tasks[i];
    let (mut at, mut full) = ((earliest, finish), Vec::new());
    while let Some((resource, (from, to))) = short(ground.load, free, i, at) {
        full.push((resource, from));
        let next = fitted(&task, ground.calendars, to.max(at.0 + 1));
        let too_late = ground.latest.as_ref().is_some_and(|l| next.0 > l[i]);
        if to == i64::MAX || next.0 <= at.0 || too_late {
            // Nowhere to go: it stays where it is, and is told as left over.
            at = (earliest, finish);
            full.clear();
            break;
        }
        at = next;
    }
    take(free, ground.load, i, at.0, at.1);
    if at.0 <= earliest {
        return false;
    }
    let key = ground.schedule.net.keys[i];
    let Some(record) = out.plan.tasks.get(key) else { return false };
    let mut record = record.as_ref().clone();
    record.start = Some(written(&task, ground.calendars, at.0));
    if let Some(plan) = out.plan.with_record(key, record.into()) {
        out.plan = plan;
    }
    out.moved.insert(i, full);
    true
}

/// The first resource of which a task finds too little, and where.
fn short(load: &Load, free: &[Free], i: usize, at: (i64, i64)) -> Option<(usize, (i64, i64))> {
    load.takes[i].iter().find_map(|t| Some((t.resource, free[t.resource].first_short(at.0, at.1, t.amount)?)))
}

fn take(free: &mut [Free], load: &Load, i: usize, from: i64, to: i64) {
    for t in &load.takes[i] {
        free[t.resource].take(from, to, t.amount);
    }
}
