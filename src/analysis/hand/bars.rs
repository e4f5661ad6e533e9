//! Bars under a hand: moved, stretched at either end, filled to their progress. A bar goes where the
//! hand is, on working days; where links or the status date do not let it, that is said, and a pin
//! holds it there only as long as the hand wants one.

use super::{name, set, short};
use crate::analysis::calendar::{WorkCalendar, whole};
use crate::analysis::network::{Network, Progress, Span, to_usize};
use crate::analysis::schedule::{Change, Driver};
use crate::analysis::{Analysis, words};
use crate::edit::Edit;
use crate::model::records::{SizedBy, Task, TaskStatus};
use crate::model::value::{ConstraintKind, Date, Dur, Moment, Unit};
use std::collections::BTreeSet;

/// Which part of a bar is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grip {
    /// All of it: start and finish move.
    Whole,
    /// Its start: the finish stays.
    Start,
    /// Its end: the start stays.
    End,
    /// How much of it is done.
    Progress,
}

/// One bar as it was when the hand took it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Kept {
    task: usize,
    start: i64,
    finish: i64,
    /// Where it would start by itself: earlier needs a pin.
    natural: i64,
    /// Nothing may start before: the status date.
    now: i64,
}

/// Bars in a hand. Everything is measured from where they were, so that a drag back ends where it
/// began.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    grip: Grip,
    /// The bar under the pointer.
    lead: usize,
    bars: Vec<Kept>,
}

/// What the hand asks for now.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Asked {
    /// The change, as one step; none when everything stays.
    pub edit: Option<Edit>,
    /// What happens to the bar under the pointer, in words.
    pub words: String,
    /// Some bar needs a pin to stay where the hand puts it.
    pub pins: bool,
}

impl Held {
    /// Takes hold of a bar, with the others that are selected. The error says why it does not move.
    pub fn take(analysis: &Analysis, lead: usize, selected: &BTreeSet<usize>, grip: Grip) -> Result<Self, String> {
        let net = &analysis.schedule.net;
        let mut wanted: Vec<usize> = if selected.contains(&lead) { selected.iter().copied().collect() } else { vec![lead] };
        if grip == Grip::Progress {
            wanted = vec![lead];
        }
        if grip == Grip::Whole {
            wanted = inside(net, &wanted);
        }
        wanted.retain(|i| refusal(net, *i, grip).is_none());
        if let Some(why) = refusal(net, lead, grip) {
            return Err(why);
        }
        if wanted.is_empty() {
            return Err(format!("{} holds nothing that can move", short(name(&net.records[lead]))));
        }
        let ask = wanted.len() <= ASKED;
        let bars = wanted.into_iter().map(|task| kept(analysis, task, grip, ask || task == lead)).collect();
        Ok(Self { grip, lead, bars })
    }

    /// Takes hold of everything a section holds.
    pub fn take_all(analysis: &Analysis, tasks: &[usize]) -> Result<Self, String> {
        let selected: BTreeSet<usize> = tasks.iter().copied().collect();
        let movable = tasks.iter().copied().find(|i| refusal(&analysis.schedule.net, *i, Grip::Whole).is_none());
        match movable {
            Some(lead) => Self::take(analysis, lead, &selected, Grip::Whole),
            None => Err("Nothing in it can move: it is done or under way".into()),
        }
    }

    /// Which part is held.
    pub fn grip(&self) -> Grip {
        self.grip
    }

    /// The task under the pointer.
    pub fn lead(&self) -> usize {
        self.lead
    }

    /// The instant of the bar under the pointer that the hand moves.
    pub fn instant(&self) -> i64 {
        let bar = self.bars.iter().find(|b| b.task == self.lead).or(self.bars.first());
        bar.map_or(0, |b| if self.grip == Grip::End { b.finish } else { b.start })
    }

    /// What is asked for when every held instant goes where `to` says. With `pin`, a bar that links
    /// would not let start so early is pinned there; without, it stays as early as they let it.
    pub fn moved(&self, analysis: &Analysis, to: impl Fn(i64) -> i64, pin: bool) -> Asked {
        let mut out = Asked::default();
        let mut edits = Vec::new();
        let followers = if self.grip == Grip::Whole { self.followers(analysis) } else { BTreeSet::new() };
        for bar in &self.bars {
            let record = &analysis.schedule.net.records[bar.task];
            let changed = match self.grip {
                _ if followers.contains(&bar.task) => follows(record, bar, &to),
                Grip::Whole => Some(self.shifted(analysis, bar, &to, pin, &mut out)),
                Grip::Start => Some(self.begun(analysis, bar, &to, pin, &mut out)),
                Grip::End => Some(self.stretched(analysis, bar, &to, &mut out)),
                Grip::Progress => None,
            };
            if let Some(changed) = changed.filter(|c| c != record.as_ref()) {
                edits.push(set(analysis.schedule.net.keys[bar.task], changed));
            }
        }
        let verb = match self.grip {
            Grip::Whole => "move",
            Grip::Start | Grip::End => "resize",
            Grip::Progress => "set progress of",
        };
        let label = match self.bars.as_slice() {
            [one] => format!("{verb} {}", short(name(&analysis.schedule.net.records[one.task]))),
            many => format!("{verb} {}", words::count(many.len(), "task")),
        };
        out.edit = (!edits.is_empty()).then_some(Edit::Many(label, edits));
        out
    }

    /// What is asked for when the work up to an instant is done; in steps of `of` percent.
    pub fn done_up_to(&self, analysis: &Analysis, instant: i64, of: f64) -> Asked {
        let Some(bar) = self.bars.first() else { return Asked::default() };
        #[expect(clippy::cast_precision_loss, reason = "minutes of a project")]
        let share = (instant - bar.start) as f64 / (bar.finish - bar.start).max(1) as f64;
        let pct = ((share * 100.0 / of).round() * of).clamp(0.0, 100.0);
        let (net, record) = (&analysis.schedule.net, &analysis.schedule.net.records[bar.task]);
        let changed = progressed(record, pct);
        let edit = (changed != **record).then(|| {
            let label = format!("set progress of {} to {pct} %", short(name(record)));
            Edit::Many(label, vec![set(net.keys[bar.task], changed)])
        });
        Asked { edit, words: format!("{pct} % done"), pins: false }
    }

    /// The bars that another held bar drives: they follow it by themselves.
    fn followers(&self, analysis: &Analysis) -> BTreeSet<usize> {
        let held: BTreeSet<usize> = self.bars.iter().map(|b| b.task).collect();
        let follows = |task: &usize| matches!(analysis.schedule.dates[*task].driver, Driver::Link(pred, _) if held.contains(&to_usize(pred)));
        held.iter().copied().filter(follows).collect()
    }

    fn shifted(&self, analysis: &Analysis, bar: &Kept, to: &impl Fn(i64) -> i64, pin: bool, out: &mut Asked) -> Task {
        let record = &analysis.schedule.net.records[bar.task];
        let mut task = record.as_ref().clone();
        if let Some(constraint) = &mut task.constraint
            && let (ConstraintKind::MustStartOn | ConstraintKind::MustFinishOn, Some(date)) = (constraint.kind, constraint.date)
        {
            let net = &analysis.schedule.net.tasks[bar.task];
            let asked = to(bar.start);
            let wanted = if asked == bar.start { asked } else { on_work(calendar_of(analysis, bar.task), &net.span, net.milestone, asked) };
            let moved = date.minute() + (wanted - bar.start);
            constraint.date = Some(if date.time.is_none() { Date::of_minute(moved).into() } else { Moment::of_minute(moved) });
            let verb = if constraint.kind == ConstraintKind::MustStartOn { "start" } else { "finish" };
            self.say(bar, format!("must {verb} on {}", instant(moved, analysis.plan.status_date())), out);
            return task;
        }
        let placed = place(analysis, bar, to(bar.start), pin);
        (task.start, task.pinned) = (placed.start, placed.pinned);
        out.pins |= placed.needs_pin;
        self.say(bar, placed.words, out);
        task
    }

    /// The start goes, the finish stays.
    fn begun(&self, analysis: &Analysis, bar: &Kept, to: &impl Fn(i64) -> i64, pin: bool, out: &mut Asked) -> Task {
        let calendar = calendar_of(analysis, bar.task);
        let last = whole_unit_before(calendar, bar.finish, &analysis.schedule.net.tasks[bar.task].span);
        let placed = place(analysis, bar, to(bar.start).min(last.max(bar.start)), pin);
        let mut task = analysis.schedule.net.records[bar.task].as_ref().clone();
        (task.start, task.pinned) = (placed.start, placed.pinned);
        if placed.at != bar.start {
            sized(&mut task, calendar, placed.at, bar.finish);
        }
        out.pins |= placed.needs_pin;
        self.say(bar, format!("{}, {} long", placed.words, task.duration.spoken()), out);
        task
    }

    /// What happens to the bar under the pointer is what is said.
    fn say(&self, bar: &Kept, words: String, out: &mut Asked) {
        if bar.task == self.lead || out.words.is_empty() {
            out.words = words;
        }
    }

    fn stretched(&self, analysis: &Analysis, bar: &Kept, to: &impl Fn(i64) -> i64, out: &mut Asked) -> Task {
        let net = &analysis.schedule.net;
        let calendar = calendar_of(analysis, bar.task);
        let near = analysis.plan.status_date();
        let mut task = net.records[bar.task].as_ref().clone();
        let days = matches!(net.tasks[bar.task].span, Span::Days(_));
        let running = net.tasks[bar.task].progress == Progress::Running;
        let from = if running { calendar.next_start(bar.start.max(bar.now)) } else { bar.start };
        let asked = to(bar.finish);
        let wanted = if days || asked == bar.finish { asked } else { off_work(calendar, asked) };
        if wanted == bar.finish {
            if bar.task == self.lead {
                out.words = format!("ends {}", ending(wanted, near));
            }
            return task;
        }
        // Something is left of it: no bar is dragged to nothing.
        let least =
            if days { from + 1440 } else { calendar.finish_at(calendar.to_work(from) + calendar.day_length().min(calendar.between(from, bar.finish).max(1))) };
        let wanted = wanted.max(least.min(bar.finish));
        if running {
            let unit = task.remaining.unwrap_or(task.duration).unit;
            task.remaining = Some(length(calendar, unit, from, wanted));
        } else {
            sized(&mut task, calendar, from, wanted);
        }
        if bar.task == self.lead || out.words.is_empty() {
            let takes = if running { task.remaining.unwrap_or(task.duration) } else { task.duration };
            let verb = if running { "left" } else { "long" };
            out.words = format!("ends {}, {} {verb}", ending(wanted, near), takes.spoken());
        }
        task
    }
}

/// Where a start goes.
struct Placed {
    start: Option<Moment>,
    pinned: bool,
    /// Where the task will start.
    at: i64,
    words: String,
    needs_pin: bool,
}

/// The start of a bar that the hand wants at an instant.
fn place(analysis: &Analysis, bar: &Kept, wanted: i64, pin: bool) -> Placed {
    let schedule = &analysis.schedule;
    let (net, record) = (&schedule.net.tasks[bar.task], &schedule.net.records[bar.task]);
    let (calendar, near) = (calendar_of(analysis, bar.task), analysis.plan.status_date());
    // Held where it is it stays there, on a day off too.
    let mut wanted = if wanted == bar.start { wanted } else { on_work(calendar, &net.span, net.milestone, wanted) };
    let driver = schedule.dates[bar.task].driver;
    let was_pinned = record.pinned && record.start.is_some();
    if wanted == bar.start {
        return Placed { start: record.start, pinned: record.pinned, at: wanted, words: format!("starts {}", instant(wanted, near)), needs_pin: false };
    }
    let past = wanted < bar.now && !was_pinned;
    if past {
        wanted = bar.now;
    }
    let own = Some(moment(calendar, wanted));
    if was_pinned && pin {
        return Placed { start: own, pinned: true, at: wanted, words: format!("pinned to {}", instant(wanted, near)), needs_pin: true };
    }
    if wanted < bar.natural {
        let why = if matches!(driver, Driver::Link(..) | Driver::Summary(_)) { schedule.why(bar.task) } else { "links do not let it start so early".into() };
        if pin {
            return Placed { start: own, pinned: true, at: wanted, words: format!("pins start to {}: {why}", instant(wanted, near)), needs_pin: true };
        }
        let start = record.start.filter(|m| !was_pinned && m.minute() <= bar.natural && driver != Driver::Start);
        return Placed { start, pinned: false, at: bar.natural, words: format!("starts {}: {why}", instant(bar.natural, near)), needs_pin: true };
    }
    // Where its links let it start it needs no start of its own.
    let free = wanted == bar.natural && !record.after.is_empty();
    let words = if past {
        format!("not before the status date, {}", words::day(near, near))
    } else if free {
        format!("starts {}, as early as its links let it", instant(wanted, near))
    } else {
        format!("starts no earlier than {}", instant(wanted, near))
    };
    Placed { start: own.filter(|_| !free), pinned: false, at: wanted, words, needs_pin: false }
}

/// Tasks in place of the summaries among them.
fn inside(net: &Network, tasks: &[usize]) -> Vec<usize> {
    let mut out = BTreeSet::new();
    let mut open: Vec<usize> = tasks.to_vec();
    let mut seen = BTreeSet::new();
    while let Some(i) = open.pop() {
        if !seen.insert(i) {
            continue;
        }
        let content = net.content.binary_search_by_key(&i, |(s, _)| to_usize(*s)).ok().and_then(|p| net.content.get(p));
        match content {
            Some((_, held)) if net.tasks[i].summary => open.extend(held.iter().map(|c| to_usize(*c))),
            _ => _ = out.insert(i),
        }
    }
    out.into_iter().collect()
}

/// Why a bar does not move, if it does not.
fn refusal(net: &Network, i: usize, grip: Grip) -> Option<String> {
    let (task, title) = (&net.tasks[i], short(name(&net.records[i])));
    if task.cancelled {
        return Some(format!("{title} is cancelled"));
    }
    match (grip, task.progress) {
        (Grip::Progress, _) if task.summary || task.hammock => Some(format!("The progress of {title} follows from what it holds")),
        (Grip::Progress, _) if task.milestone => Some(format!("{title} is a milestone: it happened or it did not")),
        (Grip::Progress, _) => None,
        (Grip::Whole, _) if task.summary => None,
        (_, _) if task.summary => Some(format!("{title} is as long as what it holds")),
        (_, _) if task.hammock => Some(format!("{title} spans from what it follows to what follows it")),
        (_, Progress::Finished) => Some(format!("{title} is done: what happened does not move. Its dates are in the inspector")),
        (Grip::Whole | Grip::Start, Progress::Running) => Some(format!("{title} has begun: drag its end for what is left of it")),
        (Grip::Start | Grip::End, _) if task.milestone => Some(format!("{title} is a milestone: it takes no time")),
        _ => None,
    }
}

/// Of so many bars each is asked where it would start by itself; of more only the one under the
/// pointer, for each answer costs a pass.
const ASKED: usize = 50;

fn kept(analysis: &Analysis, task: usize, grip: Grip, ask: bool) -> Kept {
    let schedule = &analysis.schedule;
    let d = &schedule.dates[task];
    let own = matches!(d.driver, Driver::Start | Driver::Pinned | Driver::Constraint | Driver::Late);
    // By itself it starts where its links let it; asked only where something of its own holds it.
    let natural = if ask && own && matches!(grip, Grip::Whole | Grip::Start) {
        let moved = schedule.impact(&analysis.calendars, task, Change::Free).moved;
        moved.iter().find(|m| m.task == task).map_or(d.start, |m| m.to.0)
    } else {
        d.start
    };
    let tracked = &schedule.net.tasks[task];
    let now =
        if tracked.milestone || !matches!(tracked.span, Span::Work(_)) { schedule.status } else { calendar_of(analysis, task).next_start(schedule.status) };
    Kept { task, start: d.start, finish: d.finish, natural, now }
}

fn calendar_of(analysis: &Analysis, task: usize) -> &WorkCalendar {
    analysis.calendars.at(analysis.schedule.net.tasks[task].working)
}

/// A bar that another held bar drives goes along; only a start of its own is moved too.
fn follows(record: &Task, bar: &Kept, to: &impl Fn(i64) -> i64) -> Option<Task> {
    let start = record.start?;
    let moved = start.minute() + (to(bar.start) - bar.start);
    let mut task = record.clone();
    task.start = Some(if start.time.is_none() { Date::of_minute(moved).into() } else { Moment::of_minute(moved) });
    Some(task)
}

/// The working instant nearest to an instant: a day off gives way to the nearer working day, at the
/// same time of day.
fn on_work(calendar: &WorkCalendar, span: &Span, milestone: bool, at: i64) -> i64 {
    match span {
        _ if milestone => nearest_day(calendar, at),
        // Calendar days run through weekends, and may begin in one.
        Span::Days(_) => at.div_euclid(1440) * 1440,
        _ => calendar.next_start(nearest_day(calendar, at)),
    }
}

/// The instant on the nearest working day, where work that ends by then ends.
fn off_work(calendar: &WorkCalendar, at: i64) -> i64 {
    // Midnight belongs to the day before.
    let at = nearest_day(calendar, at - 1) + 1;
    calendar.finish_at(calendar.to_work(at))
}

fn nearest_day(calendar: &WorkCalendar, at: i64) -> i64 {
    if calendar.works_on(at) {
        return at;
    }
    for days in 1..=14 {
        if calendar.works_on(at + days * 1440) {
            return at + days * 1440;
        }
        if calendar.works_on(at - days * 1440) {
            return at - days * 1440;
        }
    }
    at
}

/// The latest start that leaves something of a bar that ends at an instant.
fn whole_unit_before(calendar: &WorkCalendar, finish: i64, span: &Span) -> i64 {
    match span {
        Span::Days(_) => finish - 1440,
        Span::Elapsed(m) => finish - (*m).min(1440),
        Span::Work(m) => calendar.start_at(calendar.to_work(finish) - (*m).min(calendar.day_length())),
    }
}

/// A bare day where work begins at the day's first working minute, else the minute.
fn moment(calendar: &WorkCalendar, at: i64) -> Moment {
    let day = Date::of_minute(at);
    if at == day.minute() || calendar.next_start(day.minute()) == at { day.into() } else { Moment::of_minute(at) }
}

/// Gives a task the length from one instant to another, in the unit it is kept in.
fn sized(task: &mut Task, calendar: &WorkCalendar, from: i64, to: i64) {
    if task.sized_by == SizedBy::Effort && task.effort_pd.is_some() {
        let hands: f64 = task.people.iter().map(|p| p.fte.max(0.0)).sum();
        let days = calendar.days_between(from, to);
        task.effort_pd = Some((days * if hands > 0.0 { hands } else { 1.0 } * 1e4).round() / 1e4);
        return;
    }
    task.duration = length(calendar, task.duration.unit, from, to);
}

/// A length between two instants, exact to the minute; in another unit where the wanted one would
/// have to round.
#[expect(clippy::cast_precision_loss, reason = "minutes of a project")]
fn length(calendar: &WorkCalendar, unit: Unit, from: i64, to: i64) -> Dur {
    let work = calendar.between(from, to).max(1);
    let clock = (to - from).max(1);
    let exact = |amount: f64, per: f64, minutes: i64| {
        let amount = (amount * 1e3).round() / 1e3;
        (whole(amount * per) == minutes).then_some(amount)
    };
    let day = calendar.day_length() as f64;
    let amount = match unit {
        Unit::CalendarDays => Some((clock as f64 / 1440.0).ceil()),
        Unit::ElapsedDays => exact(clock as f64 / 1440.0, 1440.0, clock),
        Unit::ElapsedHours => exact(clock as f64 / 60.0, 60.0, clock),
        Unit::WorkDays => exact(work as f64 / day, day, work),
        Unit::WorkWeeks => exact(work as f64 / day / 5.0, 5.0 * day, work),
        Unit::Hours => exact(work as f64 / 60.0, 60.0, work),
        Unit::Minutes => Some(work as f64),
    };
    match amount {
        Some(amount) => Dur { amount, unit },
        None if unit.is_elapsed() => Dur { amount: clock as f64 / 60.0, unit: Unit::ElapsedHours },
        None => exact(work as f64 / 60.0, 60.0, work).map_or(Dur { amount: work as f64, unit: Unit::Minutes }, |amount| Dur { amount, unit: Unit::Hours }),
    }
}

/// A task with so much of it done.
pub(super) fn progressed(record: &Task, pct: f64) -> Task {
    let mut task = record.clone();
    task.pct = Some(pct);
    // What is left was known for the progress before.
    task.remaining = None;
    task.status = match record.status {
        _ if pct >= 100.0 => TaskStatus::Done,
        TaskStatus::NotStarted | TaskStatus::Done if pct > 0.0 => TaskStatus::Active,
        TaskStatus::Active | TaskStatus::Done if pct <= 0.0 && record.actual_start.is_none() => TaskStatus::NotStarted,
        other => other,
    };
    if task.status == TaskStatus::NotStarted {
        task.pct = None;
    }
    if record.status == TaskStatus::Done && task.status != TaskStatus::Done {
        task.actual_finish = None;
    }
    task
}

fn instant(at: i64, near: Date) -> String {
    let day = Date::of_minute(at);
    let minutes = at - day.minute();
    if minutes % 1440 == 0 || minutes == 540 || minutes == 480 {
        words::day(day, near)
    } else {
        format!("{} {:02}:{:02}", words::day(day, near), minutes / 60, minutes % 60)
    }
}

fn ending(at: i64, near: Date) -> String {
    words::day(Date::of_minute(at - 1), near)
}

/// Gives a new task the start and the length that were drawn.
pub fn sketched(task: &mut Task, calendar: &WorkCalendar, from: i64, to: i64) {
    let start = calendar.next_start(from);
    let work = calendar.between(from, to);
    if work <= 0 {
        // Drawn on days without work only: it lasts on the clock.
        task.start = Some(Moment::of_minute(from));
        task.duration = length(calendar, if (to - from) % 1440 == 0 { Unit::CalendarDays } else { Unit::ElapsedHours }, from, to);
        return;
    }
    task.start = Some(moment(calendar, start));
    task.duration = length(calendar, Unit::WorkDays, from, to);
}

/// The beginning of the unit that an instant lies in.
pub fn floor_to(step: super::Step, at: i64) -> i64 {
    match step {
        super::Step::Minutes(m) => at.div_euclid(m.max(1)) * m.max(1),
        super::Step::Days(7) => (at.div_euclid(1440) - i64::from(crate::analysis::calendar::weekday(at))) * 1440,
        _ => at.div_euclid(1440) * 1440,
    }
}
