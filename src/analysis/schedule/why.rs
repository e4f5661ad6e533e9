//! Why a date is what it is, and what would have to change to gain a day: the driving chain in
//! words, for people. Nothing is computed here that the passes have not found.

use super::impact::Change;
use super::{Driver, Schedule, to_usize};
use crate::analysis::network::{Calendars, Progress, Span};
use crate::analysis::words;
use crate::model::value::{Date, Link, LinkKind, Moment};

/// One step of a driving chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Position of the task.
    pub task: usize,
    /// What drives its start.
    pub driver: Driver,
    /// What drives its start, in words.
    pub start: String,
    /// What stretches it or holds it up besides: days without work, a freeze, hours of its calendar.
    pub notes: Vec<String>,
}

/// A change that would bring a task forward.
#[derive(Clone, Debug, PartialEq)]
pub struct Gain {
    /// Position of the task to change.
    pub task: usize,
    /// What to change.
    pub change: Change,
    /// What to change, in words.
    pub what: String,
    /// Working days gained, of the plan's default calendar.
    pub days: f64,
}

/// Links of a chain whose shortening is tried: the longest first.
const TRIED: usize = 40;

impl Schedule {
    /// The chain of drivers that ends in a task, first task first. Summaries on the way stand for
    /// the part of their content that ends last.
    pub fn driving_chain(&self, task: usize) -> Vec<usize> {
        let mut chain = Vec::new();
        let mut at = Some(task);
        // A driver stands earlier in the order, in circles too; summaries go to their content, which
        // stands earlier as well: this ends.
        while let Some(i) = at.filter(|_| chain.len() <= 2 * self.dates.len()) {
            if self.net.tasks[i].summary
                && let Some(last) = self.last_inside(i)
            {
                at = Some(last);
                continue;
            }
            chain.push(i);
            at = self.before(i);
        }
        chain.reverse();
        chain
    }

    /// What a task's start hangs on.
    fn before(&self, task: usize) -> Option<usize> {
        let mut driver = self.dates[task].driver;
        // A summary that holds its content passes on what holds it.
        for _ in 0..self.dates.len() {
            match driver {
                Driver::Link(pred, _) => return Some(to_usize(pred)),
                Driver::Summary(above) => driver = self.dates[to_usize(above)].driver,
                _ => return None,
            }
        }
        None
    }

    /// The part of a summary that ends last.
    fn last_inside(&self, summary: usize) -> Option<usize> {
        let place = self.net.content.binary_search_by_key(&summary, |(s, _)| to_usize(*s)).ok()?;
        let (_, inside) = self.net.content.get(place)?;
        inside.iter().map(|i| to_usize(*i)).max_by_key(|i| (self.dates[*i].finish, std::cmp::Reverse(*i)))
    }

    /// The driver of a task in words.
    pub fn why(&self, task: usize) -> String {
        let title = |i: u32| self.net.records.get(to_usize(i)).map_or("", |r| r.title.as_str()).to_owned();
        match self.dates[task].driver {
            Driver::Link(pred, place) => {
                let link = self.net.records[task].after.get(to_usize(place));
                let (kind, lag) = link.map_or(("FS", String::new()), |l| (l.kind.short(), l.spoken_lag()));
                format!("driven by {} ({kind}{}{lag})", title(pred), if lag.is_empty() { "" } else { " " })
            }
            Driver::Summary(above) => format!("held by its summary {}", title(above)),
            Driver::Start => "starts no earlier than its own start date".into(),
            Driver::StatusDate => "not begun: starts at the status date".into(),
            Driver::ProjectStart => "starts with the plan".into(),
            Driver::Actual => "happened on these days".into(),
            Driver::Constraint => "held by its constraint".into(),
            Driver::Pinned => "scheduled by hand".into(),
            Driver::Late => "as late as it can be without moving the end".into(),
            Driver::Content => "spans the tasks inside it".into(),
        }
    }

    /// The whole driving chain of a task in words, first task first.
    pub fn explain(&self, calendars: &Calendars, task: usize) -> Vec<Step> {
        let chain = self.driving_chain(task);
        chain.into_iter().map(|i| Step { task: i, driver: self.dates[i].driver, start: self.starts_because(i), notes: self.notes(calendars, i) }).collect()
    }

    /// What drives the start of a task, as a sentence.
    fn starts_because(&self, i: usize) -> String {
        let near = Date::of_minute(self.status);
        let day = |minute: i64| words::day(Date::of_minute(minute), near);
        let dates = &self.dates[i];
        let record = &self.net.records[i];
        match dates.driver {
            Driver::Link(pred, place) => {
                let before = &self.dates[to_usize(pred)];
                let title = &self.net.records[to_usize(pred)].title;
                let link = record.after.get(to_usize(place));
                let kind = link.map_or(LinkKind::FinishToStart, |l| l.kind);
                let lag = link.map_or(String::new(), Link::spoken_lag);
                let lag = if lag.is_empty() { String::new() } else { format!(", {lag}") };
                let (own, theirs) = match kind {
                    LinkKind::FinishToStart => ("Starts", format!("{title} finishes {}", day(before.finish.max(before.start + 1) - 1))),
                    LinkKind::StartToStart => ("Starts", format!("{title} starts {}", day(before.start))),
                    LinkKind::FinishToFinish => ("Finishes", format!("{title} finishes {}", day(before.finish.max(before.start + 1) - 1))),
                    LinkKind::StartToFinish => ("Finishes", format!("{title} starts {}", day(before.start))),
                };
                format!("{own} when {theirs} ({}{lag})", kind.short())
            }
            Driver::Summary(above) => format!("Its summary {} starts no earlier", self.net.records[to_usize(above)].title),
            Driver::Start => format!("Its own start: no earlier than {}", record.start.map_or_else(|| day(dates.start), |m: Moment| words::day(m.date, near))),
            Driver::StatusDate if self.net.tasks[i].progress == Progress::Running => {
                format!("Under way; what is left goes on from the status date {}", day(self.status))
            }
            Driver::StatusDate => format!("Not begun: no earlier than the status date {}", day(self.status)),
            Driver::ProjectStart => format!("Waits for nothing: starts with the plan on {}", day(dates.start)),
            Driver::Actual => format!("It happened: {} to {}", day(dates.start), day(dates.finish.max(dates.start + 1) - 1)),
            Driver::Constraint => match record.constraint.and_then(|c| Some((c.kind, c.date?))) {
                Some((kind, m)) => format!("Its constraint: {} {}", kind.spoken(), words::day(m.date, near)),
                None => "Its constraint".to_owned(),
            },
            Driver::Pinned => format!("Scheduled by hand for {}", day(dates.start)),
            Driver::Late => "As late as it can be without moving the end".to_owned(),
            Driver::Content => "Spans the tasks inside it".to_owned(),
        }
    }

    /// What stretches a task or holds it up besides its driver.
    fn notes(&self, calendars: &Calendars, i: usize) -> Vec<String> {
        let (dates, task) = (&self.dates[i], &self.net.tasks[i]);
        let near = Date::of_minute(self.status);
        let day = |minute: i64| words::day(Date::of_minute(minute), near);
        let mut out = Vec::new();
        for freeze in calendars.stopping(&self.net.records[i]) {
            let (Some(from), Some(to)) = (freeze.from, freeze.to) else { continue };
            let began = self.before(i).map_or(dates.start, |p| self.dates[p].finish).min(dates.start);
            if began < to.minute && dates.finish > from.minute {
                out.push(format!("Freeze \"{}\" stops it from {} to {}", freeze.id, day(from.minute), day(to.minute)));
            }
        }
        if matches!(task.span, Span::Work(m) if m > 0) && task.progress != Progress::Finished {
            let (first, last) = (dates.start.div_euclid(1440), (dates.finish - 1).div_euclid(1440));
            let calendar = calendars.at(task.calendar);
            // Counting day by day is for people's plans; a task of years says nothing by its weekends.
            let idle = if last - first <= 400 { (first..=last).filter(|d| !calendar.works_on(d * 1440)).count() } else { 0 };
            if idle > 0 {
                out.push(format!("{} without work in between", words::count(idle, "day")));
            }
        }
        out
    }

    /// What would bring a task forward by up to a day each: shortening a link of its driving chain,
    /// or letting go of what holds its first. The greatest gain first; empty when no single change
    /// helps, because two chains end together.
    pub fn gains(&self, calendars: &Calendars, task: usize) -> Vec<Gain> {
        let standard = calendars.standard();
        let position = |i: usize| to_usize(self.net.wiring.positions[i]);
        let length = standard.day_length();
        let mut chain = self.driving_chain(task);
        let head = chain.first().copied();
        chain.sort_by_key(|i| (std::cmp::Reverse(self.dates[*i].finish - self.dates[*i].start), *i));
        let pass = self.engine.forecast_pass(&self.net, calendars);
        let finish = self.dates[task].finish;
        let gained = |i: usize, change: Change| {
            let places = self.places_after(calendars, i, change);
            standard.days_between(pass.instants(position(task), places[position(task)])[1], finish)
        };
        let mut out = Vec::new();
        for i in chain.iter().copied().take(TRIED) {
            let t = &self.net.tasks[i];
            if t.milestone || t.progress == Progress::Finished || self.dates[i].finish - self.dates[i].start < length {
                continue;
            }
            let change = Change::Longer(-length);
            let days = gained(i, change);
            if days > 0.0 {
                out.push(Gain { task: i, change, what: format!("Shorten {} by 1 d", self.net.records[i].title), days });
            }
        }
        if let Some(i) = head.filter(|i| matches!(self.dates[*i].driver, Driver::Start | Driver::Constraint | Driver::Pinned)) {
            let change = Change::Free;
            let days = gained(i, change);
            let what = match self.dates[i].driver {
                Driver::Start => "start date",
                Driver::Pinned => "pin",
                _ => "constraint",
            };
            if days > 0.0 {
                out.push(Gain { task: i, change, what: format!("Drop the {what} of {}", self.net.records[i].title), days });
            }
        }
        out.sort_by(|a, b| b.days.total_cmp(&a.days).then(position(a.task).cmp(&position(b.task))));
        out
    }
}
