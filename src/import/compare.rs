//! Each date that comes out differently here than the file stored it, with both values and the
//! reason where it is known. Instants with no working time between them are the same: an evening
//! and the next morning.

use super::notes::one_line;
use crate::analysis::Analysis;
use crate::analysis::calendar::WorkCalendar;
use crate::analysis::network::{Progress, Span, to_usize};
use crate::analysis::schedule::Driver;
use crate::model::value::{ConstraintKind, format_minute};

/// What a file stored about a task. Instants are minutes since 1970.
#[derive(Clone, Debug, Default)]
pub struct Stored {
    /// Id of the task in the plan.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its number in the file.
    pub number: i64,
    /// Start.
    pub start: Option<i64>,
    /// Finish.
    pub finish: Option<i64>,
    /// Latest start.
    pub late_start: Option<i64>,
    /// Latest finish.
    pub late_finish: Option<i64>,
    /// Total slack, in minutes of work.
    pub slack: Option<f64>,
    /// Scheduled by hand.
    pub by_hand: bool,
    /// Delayed by levelling.
    pub levelled: bool,
    /// How long it takes, in minutes.
    pub duration: Option<f64>,
    /// When what is left goes on.
    pub resumes: Option<i64>,
    /// Constraints are stronger than links there.
    pub honors: bool,
}

/// What of a task differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Its start.
    Start,
    /// Its finish.
    Finish,
    /// Its latest start; told to programs only, as the slack says it to people.
    LateStart,
    /// Its latest finish; likewise.
    LateFinish,
    /// Its total slack.
    Slack,
}

impl Field {
    /// As programs name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Finish => "finish",
            Self::LateStart => "late_start",
            Self::LateFinish => "late_finish",
            Self::Slack => "total_slack",
        }
    }

    fn spoken(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Finish => "finish",
            Self::LateStart => "latest start",
            Self::LateFinish => "latest finish",
            Self::Slack => "total slack",
        }
    }
}

/// Something that differs: instants in minutes since 1970, slack in minutes of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Id of the task in the plan.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its number in the file.
    pub number: i64,
    /// What differs.
    pub field: Field,
    /// What comes out here.
    pub ours: i64,
    /// What the file stored.
    pub theirs: i64,
    /// Why, where it is known.
    pub reason: Option<String>,
}

impl Difference {
    /// A value in words.
    pub fn value(&self, value: i64) -> String {
        if self.field == Field::Slack { hours(value) } else { format_minute(value) }
    }

    /// A value as programs read it: slack as minutes.
    pub fn told(&self, value: i64) -> String {
        if self.field == Field::Slack { value.to_string() } else { format_minute(value) }
    }

    /// The difference on one line.
    pub fn line(&self) -> String {
        let reason = self.reason.as_ref().map_or_else(|| "the reason is not known".to_owned(), Clone::clone);
        format!("{}: {} {} here, {} in the file ({reason})", one_line(&self.title), self.field.spoken(), self.value(self.ours), self.value(self.theirs))
    }
}

fn hours(minutes: i64) -> String {
    let sign = if minutes < 0 { "-" } else { "" };
    let (h, m) = (minutes.abs() / 60, minutes.abs() % 60);
    if m == 0 { format!("{sign}{h} h") } else { format!("{sign}{h} h {m} min") }
}

/// Compares a plan as analysed here with what its file stored.
pub fn compare(a: &Analysis, stored: &[Stored]) -> Vec<Difference> {
    let net = &a.schedule.net;
    let mut out = Vec::new();
    // Tasks with another start or finish, by position.
    let mut moved = vec![false; net.records.len()];
    let placed: Vec<(usize, &Stored)> = stored.iter().filter_map(|s| Some((net.find(&s.id)?, s))).collect();
    for (i, s) in &placed {
        moved[*i] = [(Field::Start, s.start), (Field::Finish, s.finish)].into_iter().any(|(field, theirs)| differs(a, *i, field, theirs).is_some());
    }
    let any_moved = moved.iter().any(|m| *m);
    for (i, s) in &placed {
        let dates = [(Field::Start, s.start), (Field::Finish, s.finish), (Field::LateStart, s.late_start), (Field::LateFinish, s.late_finish)];
        for (field, theirs) in dates {
            if let Some((ours, theirs)) = differs(a, *i, field, theirs) {
                let reason = if matches!(field, Field::Start | Field::Finish) { why(a, *i, s, &moved) } else { why_slack(a, *i, s, any_moved) };
                out.push(Difference { id: s.id.clone(), title: s.title.clone(), number: s.number, field, ours, theirs, reason });
            }
        }
        if let Some((ours, theirs)) = slack_differs(a, *i, s) {
            let reason = why_slack(a, *i, s, any_moved);
            out.push(Difference { id: s.id.clone(), title: s.title.clone(), number: s.number, field: Field::Slack, ours, theirs, reason });
        }
    }
    out
}

fn calendar(a: &Analysis, i: usize) -> &WorkCalendar {
    &a.calendars.all[to_usize(a.schedule.net.tasks[i].calendar)]
}

/// Ours and theirs, where work lies between them.
fn differs(a: &Analysis, i: usize, field: Field, theirs: Option<i64>) -> Option<(i64, i64)> {
    let theirs = theirs?;
    let dates = &a.schedule.dates[i];
    let ours = match field {
        Field::Start => dates.start,
        Field::Finish => dates.finish,
        Field::LateStart => dates.late_start,
        Field::LateFinish => dates.late_finish,
        Field::Slack => return None,
    };
    (calendar(a, i).between(ours, theirs) != 0).then_some((ours, theirs))
}

/// Total slack in minutes, ours and theirs, where they differ. What is finished has none.
fn slack_differs(a: &Analysis, i: usize, s: &Stored) -> Option<(i64, i64)> {
    let task = &a.schedule.net.tasks[i];
    if task.progress == Progress::Finished || task.summary || !task.open {
        return None;
    }
    let theirs = crate::analysis::calendar::whole(s.slack?);
    let ours = a.schedule.dates[i].total_float_minutes;
    (ours != theirs).then_some((ours, theirs))
}

/// Why a task lies elsewhere here.
fn why(a: &Analysis, i: usize, s: &Stored, moved: &[bool]) -> Option<String> {
    let schedule = &a.schedule;
    let task = &schedule.net.tasks[i];
    let known = |text: &str| Some(text.to_owned());
    if task.summary {
        return known("a summary spans its tasks");
    }
    if !task.open {
        return known(if task.progress == Progress::Finished { "what really happened counts" } else { "cancelled tasks are not scheduled" });
    }
    if s.by_hand {
        return known("scheduled by hand in the file");
    }
    if s.levelled {
        return known("delayed in the file by levelling");
    }
    if task.progress == Progress::Running {
        return known("what is left goes on from the status date here");
    }
    if s.start.is_some_and(|start| start < schedule.status) && schedule.dates[i].start >= schedule.status {
        return known("what has not begun cannot start before the status date here");
    }
    if let Driver::Link(pred, _) = schedule.dates[i].driver
        && moved.get(to_usize(pred)).copied().unwrap_or(false)
    {
        return Some(format!("it follows \"{}\", which differs", one_line(&schedule.net.records[to_usize(pred)].title)));
    }
    if let (Some(start), Some(finish), Some(duration)) = (s.start, s.finish, s.duration)
        && matches!(task.span, Span::Work(_))
        && calendar(a, i).between(start, finish) != crate::analysis::calendar::whole(duration)
    {
        return known("in the file it is interrupted, or done by somebody's own hours");
    }
    match schedule.net.records[i].constraint.map(|c| c.kind) {
        Some(ConstraintKind::StartNoLaterThan | ConstraintKind::FinishNoLaterThan) if s.honors => {
            return known("the file moves the task before what it waits for to keep its constraint; here that shows as negative slack");
        }
        Some(ConstraintKind::AsLateAsPossible) => return known("how late \"as late as possible\" is depends on the dates behind it"),
        _ => {}
    }
    let pred_moved = schedule.net.links_into(i).iter().any(|l| moved[to_usize(l.pred)]);
    pred_moved.then(|| "it waits for a task that differs".to_owned())
}

/// Why a task has other slack here.
fn why_slack(a: &Analysis, i: usize, s: &Stored, any_moved: bool) -> Option<String> {
    let task = &a.schedule.net.tasks[i];
    if task.summary {
        return Some("a summary spans its tasks".to_owned());
    }
    if s.by_hand {
        return Some("scheduled by hand in the file".to_owned());
    }
    any_moved.then(|| "it follows from the dates that differ".to_owned())
}
