//! Tasks of a project file as tasks of a plan: outline, lengths, links, constraints, progress, who
//! does them. What a plan has no word for is noted.

use super::calendars::Flat;
use super::file::{Assignment, File, Link as FileLink, Task as FileTask};
use super::lengths::{MAX_MINUTES, begin, dur, end, exact, is_known};
use super::people::{Crew, Who};
use super::values::{Format, Shown};
use crate::import::ids::Ids;
use crate::import::notes::Notes;
use crate::model::is_id;
use crate::model::records::{Assignment as Share, Section, Task, TaskKind, TaskStatus};
use crate::model::value::{Constraint, ConstraintKind, Dur, Link, LinkKind, Moment, Money, Period};
use std::collections::{HashMap, HashSet};

/// What tasks are made from.
pub struct Tasks<'a> {
    /// The file.
    pub file: &'a File,
    /// Calendars by number.
    pub flats: &'a HashMap<i64, Flat>,
    /// Ids of the calendars that the plan has, by number.
    pub calendar_ids: &'a HashMap<i64, String>,
    /// Number of the project's calendar.
    pub standard: Option<i64>,
    /// Who the resources became.
    pub crew: &'a Crew,
    /// What is said.
    pub notes: &'a mut Notes,
}

/// Tasks and sections; `places[i]` is the place in the file of `tasks[i]`.
#[derive(Clone, Debug, Default)]
pub struct Made {
    /// Tasks.
    pub tasks: Vec<Task>,
    /// Their places in the file.
    pub places: Vec<usize>,
    /// Sections.
    pub sections: Vec<Section>,
}

/// The outline: which rows are tasks, what they belong to, what each is called.
struct Outline {
    /// Places of the tasks in the file.
    rows: Vec<usize>,
    /// Place of the summary each row belongs to.
    parent: Vec<Option<usize>>,
    /// Has rows below it.
    has_content: Vec<bool>,
    /// Id of each row, empty for rows that are no tasks.
    ids: Vec<String>,
    /// Row by number.
    by_uid: HashMap<i64, usize>,
    /// Ids of the rows that Slipway wrote for sections.
    sections: HashMap<usize, String>,
}

impl Outline {
    fn of(tasks: &[FileTask], notes: &mut Notes) -> Self {
        let mut out = Self {
            rows: Vec::new(),
            parent: vec![None; tasks.len()],
            has_content: vec![false; tasks.len()],
            ids: vec![String::new(); tasks.len()],
            by_uid: HashMap::new(),
            sections: HashMap::new(),
        };
        let mut ids = Ids::default();
        // What has an id already keeps it; others make room.
        for task in tasks {
            if let Some(id) = own_id(task) {
                ids.take(id);
            }
        }
        let mut used: HashSet<&str> = HashSet::new();
        let mut open: Vec<usize> = Vec::new();
        for (i, task) in tasks.iter().enumerate() {
            if task.is_null {
                notes.of("Empty rows are left out", format!("row {}", task.uid));
                continue;
            }
            if task.level == 0 {
                continue;
            }
            if out.by_uid.contains_key(&task.uid) {
                notes.of("Tasks whose number another task has already are left out", title(task));
                continue;
            }
            while open.last().is_some_and(|p| tasks[*p].level >= task.level) {
                open.pop();
            }
            if let Some(parent) = open.last() {
                out.parent[i] = Some(*parent);
                out.has_content[*parent] = true;
            }
            open.push(i);
            if let (Some("Section"), Some(id)) = (task.own.get("kind"), task.own.get("id").filter(|id| is_id(id))) {
                out.sections.insert(i, id.to_owned());
                continue;
            }
            let known = own_id(task).filter(|id| used.insert(id));
            out.ids[i] = known.map_or_else(|| ids.give(&task.name, &format!("t{}", task.uid)), str::to_owned);
            out.by_uid.insert(task.uid, i);
            out.rows.push(i);
        }
        out
    }

    /// The section that Slipway wrote and that a row stands below.
    fn section_over(&self, row: usize) -> Option<&String> {
        let mut at = self.parent[row];
        while let Some(i) = at {
            if let Some(id) = self.sections.get(&i) {
                return Some(id);
            }
            at = self.parent[i];
        }
        None
    }

    /// The level whose summaries become sections: the first that has more than one row.
    fn section_level(&self, tasks: &[FileTask]) -> i64 {
        let mut counts: HashMap<i64, usize> = HashMap::new();
        for i in &self.rows {
            *counts.entry(tasks[*i].level).or_default() += 1;
        }
        let mut levels: Vec<(i64, usize)> = counts.into_iter().collect();
        levels.sort_unstable();
        levels.iter().find(|(_, n)| *n > 1).map_or(1, |(level, _)| *level)
    }
}

/// The id that Slipway wrote for a task.
fn own_id(task: &FileTask) -> Option<&str> {
    task.own.get("id").filter(|id| is_id(id) && task.own.get("kind") != Some("Section"))
}

fn title(task: &FileTask) -> String {
    if task.name.is_empty() { format!("task {}", task.uid) } else { task.name.clone() }
}

impl Tasks<'_> {
    /// Makes the tasks and the sections.
    pub fn make(mut self) -> Made {
        let outline = Outline::of(&self.file.tasks, self.notes);
        let ours = self.file.is_ours();
        let level = if ours { i64::MIN } else { outline.section_level(&self.file.tasks) };
        let mut made = Made::default();
        let mut sections: HashMap<usize, String> = HashMap::new();
        let mut section_ids = Ids::default();
        let mut assigned: HashMap<i64, Vec<Assignment>> = HashMap::new();
        for a in &self.file.assignments {
            assigned.entry(a.task).or_default().push(*a);
        }
        for (i, row) in self.file.tasks.iter().enumerate() {
            if let Some(id) = outline.sections.get(&i).filter(|id| !made.sections.iter().any(|s| s.id == **id)) {
                made.sections.push(Section { id: id.clone(), title: title(row), ..Section::default() });
            }
        }
        for i in outline.rows.iter().copied() {
            let row = &self.file.tasks[i];
            let over = outline.parent[i].filter(|p| !outline.sections.contains_key(p));
            // A summary of the level opens a section, and everything below it stands in it.
            let section = if row.level == level && outline.has_content[i] {
                let id = section_ids.give(&row.name, &format!("s{}", row.uid));
                made.sections.push(Section { id: id.clone(), title: title(row), ..Section::default() });
                Some(id)
            } else {
                over.and_then(|p| sections.get(&p).cloned()).or_else(|| outline.section_over(i).cloned().filter(|_| own_id(row).is_none()))
            };
            if let Some(id) = &section {
                sections.insert(i, id.clone());
            }
            let mut task = self.task(row, outline.has_content[i], assigned.get(&row.uid).map_or(&[], Vec::as_slice));
            task.id = outline.ids[i].clone();
            task.section = section;
            task.parent = over.map(|p| outline.ids[p].clone());
            task.after = row.links.iter().filter_map(|l| self.link(row, l, &outline)).collect();
            if own_id(row).is_some() {
                task = row.own.give(task, self.notes);
            } else if task.kind != TaskKind::Summary && task.after.is_empty() && task.start.is_none() {
                // Where the project starts has no other place.
                task.start = self.file.start.filter(|m| is_known(*m)).map(|m| begin(m, self.flat_of(row)));
            }
            made.tasks.push(task);
            made.places.push(i);
        }
        made
    }

    /// The calendar that a task is scheduled by, as far as the file says.
    fn flat_of(&self, row: &FileTask) -> &Flat {
        let uid = row.calendar.filter(|uid| self.flats.contains_key(uid)).or(self.standard);
        uid.and_then(|uid| self.flats.get(&uid)).unwrap_or(&STANDARD)
    }

    fn task(&mut self, row: &FileTask, summary: bool, assigned: &[Assignment]) -> Task {
        let mut task = Task { title: title(row), note: row.notes.clone(), ..Task::default() };
        if summary {
            task.kind = TaskKind::Summary;
            task.duration = Task::default().duration;
        } else {
            self.length(row, &mut task);
        }
        self.who(row, assigned, summary, &mut task);
        if let Some(uid) = row.calendar {
            task.calendar = self.calendar_ids.get(&uid).cloned();
            if task.calendar.is_none() {
                self.notes.of("Tasks whose calendar is not in the file keep to the plan's", title(row));
            }
        }
        self.constraint(row, summary, &mut task);
        if let Some(deadline) = row.deadline {
            // What runs through the night is not over with the working day.
            let round_the_clock = summary || matches!(row.format, Some(Format::Elapsed(_)));
            let until = |m: i64, flat: &Flat| if round_the_clock && m.rem_euclid(1440) != 0 { exact(m) } else { end(m, flat) };
            task.deadline = self.moment(row, "Deadline", deadline, until);
        }
        if !summary {
            self.progress(row, &mut task);
            self.money(row, &mut task);
        }
        if !row.active {
            task.status = TaskStatus::Cancelled;
            self.notes.of("Inactive tasks are carried over as cancelled", title(row));
        }
        self.say_what_is_lost(row, summary);
        task
    }

    fn moment(&mut self, row: &FileTask, what: &str, instant: i64, form: impl Fn(i64, &Flat) -> Moment) -> Option<Moment> {
        if is_known(instant) {
            return Some(form(instant, self.flat_of(row)));
        }
        self.notes.of("Dates before 2000 or after 2100 are left out", format!("{}: {what}", title(row)));
        None
    }

    /// How long it takes, and whether it is an event.
    fn length(&mut self, row: &FileTask, task: &mut Task) {
        let format = row.format.unwrap_or(Format::Working(Shown::Days));
        let manual = if row.manual { row.manual_duration } else { None };
        let Some(minutes) = manual.or(row.duration) else {
            self.notes.of("Tasks without a duration are given one day", title(row));
            return;
        };
        if minutes.abs().round() == 0.0 {
            task.kind = TaskKind::Milestone;
            return;
        }
        if row.milestone {
            self.notes.of("Milestones that take time are carried over as tasks", title(row));
        }
        task.duration = self.dur(row, "duration", minutes, format).unwrap_or(task.duration);
    }

    fn dur(&mut self, row: &FileTask, what: &str, minutes: f64, format: Format) -> Option<Dur> {
        if minutes < 0.0 {
            self.notes.of("Negative lengths are taken as positive", format!("{}: {what}", title(row)));
        }
        if (minutes - minutes.round()).abs() > 1e-6 {
            self.notes.of("Lengths are rounded to the minute", format!("{}: {what}", title(row)));
        }
        let dur = dur(minutes, format, self.file.minutes_per_day);
        if dur.is_none() {
            self.notes.of("Lengths of more than two hundred years are left out", format!("{}: {what}", title(row)));
        }
        dur
    }

    /// People, a team, and how much work it is.
    fn who(&mut self, row: &FileTask, assigned: &[Assignment], summary: bool, task: &mut Task) {
        let mut working = false;
        for a in assigned {
            match self.crew.by_uid.get(&a.resource) {
                Some(_) if summary => self.notes.of("People assigned to summaries are left out", title(row)),
                Some(Who::Person(id)) => {
                    working = true;
                    let fte = if a.units > 0.0 { a.units.min(100.0) } else { 1.0 };
                    if !task.people.iter().any(|p| p.id == *id) {
                        task.people.push(Share { id: id.clone(), fte });
                    }
                }
                Some(Who::Team(id, _)) if task.team.as_ref().is_none_or(|team| team == id) => {
                    working = true;
                    task.team = Some(id.clone());
                }
                Some(Who::Team(..)) => self.notes.of("A task has one team: further teams are left out", title(row)),
                None => {
                    let known = self.file.resources.iter().any(|r| r.uid == a.resource);
                    if !known && a.resource >= 0 {
                        self.notes.of("Assignments of people who are not in the file are left out", title(row));
                    }
                }
            }
        }
        let effort = row.work.filter(|w| working && *w > 0.0 && *w <= MAX_MINUTES * 1000.0);
        task.effort_pd = effort.map(|w| (w / self.file.minutes_per_day * 1000.0).round() / 1000.0);
        // Whoever works alone on a task gives it their hours, unless the file says otherwise.
        if row.ignores_resources && row.calendar.is_none() && task.people.len() == 1 {
            task.calendar = self.standard.and_then(|uid| self.calendar_ids.get(&uid).cloned());
        }
    }

    fn constraint(&mut self, row: &FileTask, summary: bool, task: &mut Task) {
        if (row.manual || row.external) && !summary {
            match row.manual_start.or(row.start) {
                Some(start) => {
                    task.start = self.moment(row, "Start", start, begin);
                    task.pinned = task.start.is_some();
                }
                None => self.notes.of("Tasks scheduled by hand without a start are scheduled by their links", title(row)),
            }
            return;
        }
        let kind = match row.constraint {
            0 => return,
            1 => {
                task.constraint = Some(Constraint { kind: ConstraintKind::AsLateAsPossible, date: None });
                return;
            }
            2 => ConstraintKind::MustStartOn,
            3 => ConstraintKind::MustFinishOn,
            4 => {
                match row.constraint_date {
                    Some(date) => task.start = self.moment(row, "Start no earlier than", date, begin),
                    None => self.notes.of("Constraints without a date are left out", title(row)),
                }
                return;
            }
            5 => ConstraintKind::StartNoLaterThan,
            6 => ConstraintKind::FinishNoEarlierThan,
            7 => ConstraintKind::FinishNoLaterThan,
            other => {
                self.notes.of("Constraints of an unknown kind are left out", format!("{}: kind {other}", title(row)));
                return;
            }
        };
        let Some(date) = row.constraint_date else {
            self.notes.of("Constraints without a date are left out", title(row));
            return;
        };
        task.constraint = self.moment(row, "Constraint", date, |m, _| exact(m)).map(|date| Constraint { kind, date: Some(date) });
    }

    /// How far it is.
    fn progress(&mut self, row: &FileTask, task: &mut Task) {
        let done = row.actual_finish.is_some() || row.percent >= 100.0;
        let began = row.actual_start.is_some() || row.percent > 0.0;
        if !done && !began {
            return;
        }
        let started = row.actual_start.or(row.start);
        task.actual_start = started.and_then(|m| self.moment(row, "Actual start", m, begin));
        if done {
            task.status = TaskStatus::Done;
            let finished = row.actual_finish.or(row.finish);
            task.actual_finish = finished.and_then(|m| self.moment(row, "Actual finish", m, end));
            // Both with their times or both without: a day against an hour of it is hard to read.
            let times = |m: Option<Moment>| m.is_some_and(|m| m.time.is_some());
            if times(task.actual_start) || times(task.actual_finish) {
                task.actual_start = started.filter(|m| is_known(*m)).map(exact);
                task.actual_finish = finished.filter(|m| is_known(*m)).map(exact);
            }
            return;
        }
        task.status = TaskStatus::Active;
        task.pct = Some(row.percent.clamp(0.0, 100.0));
        let format = row.format.unwrap_or(Format::Working(Shown::Days));
        task.remaining = row.remaining.and_then(|left| self.dur(row, "remaining duration", left, format));
    }

    fn money(&mut self, row: &FileTask, task: &mut Task) {
        let Some(cost) = row.cost.filter(|c| *c != 0.0) else { return };
        let currency = self.file.currency.clone().filter(|c| c.len() == 3 && c.bytes().all(|b| b.is_ascii_uppercase()));
        match currency {
            Some(currency) if (0.0..1e12).contains(&cost) => task.budget = Some(Money { amount: cost, currency, period: Period::Once }),
            _ => self.notes.of("Costs are left out where the file names no currency or no sensible amount", title(row)),
        }
    }

    fn say_what_is_lost(&mut self, row: &FileTask, summary: bool) {
        let notes = &mut *self.notes;
        if row.manual && summary {
            notes.of("Summaries scheduled by hand span their tasks instead", title(row));
        }
        if row.external {
            notes.of("Tasks of other projects are carried over with their dates fixed", title(row));
        }
        if row.subproject {
            notes.of("Inserted projects are carried over as one task each; import their files too", title(row));
        }
        if row.levelling > 0.0 {
            notes.of("Delays by levelling are left out; level the plan here instead", title(row));
        }
        if row.custom && self.file.custom_fields.is_empty() {
            notes.of("Values in custom fields are left out", title(row));
        }
        if row.hyperlink {
            notes.of("Hyperlinks are left out", title(row));
        }
        if row.recurring {
            notes.of("Tasks of a series are carried over one by one, without the rule behind them", title(row));
        }
    }

    /// A link, if both ends are in the plan.
    fn link(&mut self, row: &FileTask, link: &FileLink, outline: &Outline) -> Option<Link> {
        if link.elsewhere {
            self.notes.of("Links to other projects are left out", title(row));
            return None;
        }
        let Some(pred) = outline.by_uid.get(&link.pred).copied() else {
            self.notes.of("Links from tasks that are not in the file are left out", format!("{} after task {}", title(row), link.pred));
            return None;
        };
        if link.pred == row.uid {
            self.notes.of("Links from a task to itself are left out", title(row));
            return None;
        }
        let kind = match link.kind {
            0 => LinkKind::FinishToFinish,
            1 => LinkKind::FinishToStart,
            2 => LinkKind::StartToFinish,
            3 => LinkKind::StartToStart,
            other => {
                self.notes.of("Links of an unknown kind are taken as finish to start", format!("{}: kind {other}", title(row)));
                LinkKind::FinishToStart
            }
        };
        let (minutes, format) = self.lag(row, link, &self.file.tasks[pred]);
        let lag = if minutes == 0.0 { Some(Dur::days(0.0)) } else { self.dur(row, "lag", minutes.abs(), format) };
        let lag = lag.unwrap_or(Dur::days(0.0));
        Some(Link { pred: outline.ids[pred].clone(), kind, lag, lead: minutes < 0.0 && lag.amount > 0.0 })
    }

    /// A lag in minutes, and how it counts. A share is of the predecessor's length.
    fn lag(&mut self, row: &FileTask, link: &FileLink, pred: &FileTask) -> (f64, Format) {
        let format = link.format.unwrap_or(Format::Working(Shown::Days));
        let share = match format {
            Format::Percent | Format::ElapsedPercent if link.lag != 0.0 => link.lag / 100.0,
            _ => return (link.lag, format),
        };
        let of_pred = pred.format.unwrap_or(Format::Working(Shown::Days));
        let round_the_clock = format == Format::ElapsedPercent || matches!(of_pred, Format::Elapsed(_));
        let format = if round_the_clock { Format::Elapsed(Shown::Days) } else { Format::Working(Shown::Days) };
        let minutes = (pred.duration.unwrap_or(0.0) * share).round();
        let words = dur(minutes, format, self.file.minutes_per_day).map_or_else(|| "too long".to_owned(), |d| d.to_string());
        self.notes.of(
            "Lags in percent are carried over as the length they stand for now",
            format!("{} after {}: {} % is {}{words}", title(row), title(pred), link.lag, if minutes < 0.0 { "-" } else { "" }),
        );
        (minutes, format)
    }
}

/// The standard week, for files without a calendar.
static STANDARD: std::sync::LazyLock<Flat> = std::sync::LazyLock::new(Flat::standard);
