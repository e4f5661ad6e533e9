//! The columns of the timeline's table: what each says about a task, how it is sorted, and the text
//! that somebody types over.

use super::name;
use crate::analysis::schedule::Schedule;
use crate::analysis::{Analysis, words};
use crate::model::records::{TaskKind, TaskStatus};
use crate::model::value::{Dur, Moment, Unit};
use std::cmp::Ordering;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Column {
    /// The title; always shown, always first.
    Title,
    /// The id that links name.
    Id,
    /// What it is to the schedule.
    Kind,
    /// The section.
    Section,
    /// How far it is.
    Status,
    /// Start in the forecast.
    Start,
    /// Finish in the forecast.
    Finish,
    /// How long it takes.
    Duration,
    /// How much of it is done.
    Progress,
    /// Total float.
    TotalFloat,
    /// Free float.
    FreeFloat,
    /// What it waits for.
    Predecessors,
    /// The team.
    Team,
    /// The people.
    People,
    /// Behind what is compared with.
    Drift,
    /// Deadline.
    Deadline,
    /// P80 of the finish.
    P80,
}

/// How the cells of a column read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words, from the left.
    Words,
    /// Figures and dates, to the right.
    Figures,
}

impl Column {
    /// Every column, in the order they are offered.
    pub const ALL: [Self; 17] = [
        Self::Title,
        Self::Id,
        Self::Kind,
        Self::Section,
        Self::Status,
        Self::Start,
        Self::Finish,
        Self::Duration,
        Self::Progress,
        Self::TotalFloat,
        Self::FreeFloat,
        Self::Predecessors,
        Self::Team,
        Self::People,
        Self::Drift,
        Self::Deadline,
        Self::P80,
    ];

    /// What is shown until somebody chooses.
    pub const USUAL: [Self; 4] = [Self::Title, Self::Start, Self::Finish, Self::TotalFloat];

    /// Its heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::Title => "Task",
            Self::Id => "Id",
            Self::Kind => "Kind",
            Self::Section => "Section",
            Self::Status => "Status",
            Self::Start => "Start",
            Self::Finish => "Finish",
            Self::Duration => "Duration",
            Self::Progress => "Progress",
            Self::TotalFloat => "Float",
            Self::FreeFloat => "Free float",
            Self::Predecessors => "Predecessors",
            Self::Team => "Team",
            Self::People => "People",
            Self::Drift => "Drift",
            Self::Deadline => "Deadline",
            Self::P80 => "P80",
        }
    }

    /// What it says, and how it is typed.
    pub fn tooltip(self) -> &'static str {
        match self {
            Self::Title => "What the task is called",
            Self::Id => "Short name that links use; renaming it rewrites them",
            Self::Kind => "Task, milestone, summary, hammock or buffer",
            Self::Section => "The heading it stands under; type its title or id",
            Self::Status => "Not started, active, done, blocked or cancelled",
            Self::Start => "Forecast start. Typing a date sets \"starts no earlier than\": 15 mar, fri, +2w; with ! behind it the start is pinned",
            Self::Finish => "Forecast finish. Typing a date changes the duration",
            Self::Duration => "How long it takes: 5d, 2w, 4h, 30cd (calendar days)",
            Self::Progress => "How much of it is done, in percent",
            Self::TotalFloat => "Total float: days it can slip before the end moves",
            Self::FreeFloat => "Free float: days it can slip before any other task moves",
            Self::Predecessors => "What it waits for: dev, dev SS+2d; several with commas",
            Self::Team => "The team that does it; type its name or id",
            Self::People => "Who does it: Ana, Ben 50 %",
            Self::Drift => "Working days behind what is compared with: the baseline, or another version",
            Self::Deadline => "Should be finished by the end of this day; does not move it",
            Self::P80 => "Finished by this day in four of five draws of the forecast",
        }
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Id => "id",
            Self::Kind => "kind",
            Self::Section => "section",
            Self::Status => "status",
            Self::Start => "start",
            Self::Finish => "finish",
            Self::Duration => "duration",
            Self::Progress => "progress",
            Self::TotalFloat => "total-float",
            Self::FreeFloat => "free-float",
            Self::Predecessors => "predecessors",
            Self::Team => "team",
            Self::People => "people",
            Self::Drift => "drift",
            Self::Deadline => "deadline",
            Self::P80 => "p80",
        }
    }

    /// The column that a name or a heading means.
    pub fn by_name(text: &str) -> Option<Self> {
        let t = text.trim().to_lowercase().replace(['_', ' '], "-");
        let found = Self::ALL.into_iter().find(|c| c.name() == t || c.label().to_lowercase().replace(' ', "-") == t);
        found.or(match t.as_str() {
            "task" | "name" | "task-name" | "titel" => Some(Self::Title),
            "float" | "slack" | "total-slack" => Some(Self::TotalFloat),
            "free-slack" => Some(Self::FreeFloat),
            "begin" | "start-date" | "from" => Some(Self::Start),
            "end" | "end-date" | "finish-date" | "due" | "to" => Some(Self::Finish),
            "length" | "days" => Some(Self::Duration),
            "%" | "%-complete" | "percent" | "done" => Some(Self::Progress),
            "after" | "predecessor" | "depends-on" => Some(Self::Predecessors),
            "resources" | "resource-names" | "assignee" | "who" => Some(Self::People),
            _ => None,
        })
    }

    /// Width until somebody changes it.
    pub fn width(self) -> f64 {
        match self {
            Self::Title => 190.0,
            Self::Start | Self::Finish | Self::Deadline | Self::P80 => 86.0,
            Self::TotalFloat | Self::Progress | Self::Drift => 62.0,
            Self::FreeFloat | Self::Duration => 74.0,
            Self::Predecessors | Self::People | Self::Section => 130.0,
            Self::Id | Self::Status | Self::Team | Self::Kind => 96.0,
        }
    }

    /// How its cells read.
    pub fn kind(self) -> Kind {
        match self {
            Self::Start | Self::Finish | Self::Deadline | Self::P80 | Self::TotalFloat | Self::FreeFloat | Self::Progress | Self::Drift | Self::Duration => {
                Kind::Figures
            }
            _ => Kind::Words,
        }
    }

    /// What is shown can be typed over.
    pub fn is_typed(self) -> bool {
        !matches!(self, Self::TotalFloat | Self::FreeFloat | Self::Drift | Self::P80)
    }

    /// What it says about a task. `schedule` is of the same tasks, maybe as they would be; `drift` in
    /// working days behind what is compared with.
    pub fn cell(self, analysis: &Analysis, schedule: &Schedule, task: usize, drift: Option<f64>) -> String {
        let (Some(d), Some(record)) = (schedule.dates.get(task), schedule.net.records.get(task)) else { return String::new() };
        let near = analysis.plan.status_date();
        let done = record.status == TaskStatus::Done;
        let is_sum = matches!(record.kind, TaskKind::Summary | TaskKind::Hammock);
        match self {
            Self::Title => name(record).to_owned(),
            Self::Id => record.id.clone(),
            Self::Kind => kind_word(record.kind).to_owned(),
            Self::Section => section_title(analysis, record.section.as_deref()),
            Self::Status => status_word(record.status).to_owned(),
            Self::Start => words::day(d.forecast_first_day(), near),
            Self::Finish => words::day(d.forecast_last_day(), near),
            Self::Duration if is_sum => {
                let calendar = analysis.calendars.standard();
                words::days((calendar.days_between(d.start, d.finish) * 10.0).round() / 10.0)
            }
            Self::Duration if d.milestone => String::new(),
            Self::Duration => length(record.duration),
            Self::Progress if done => "100 %".into(),
            Self::Progress => record.pct.map_or_else(String::new, |p| format!("{} %", words::number(p))),
            Self::TotalFloat | Self::FreeFloat if done => "done".into(),
            Self::TotalFloat | Self::FreeFloat if is_sum => String::new(),
            Self::TotalFloat => words::days(d.total_float_days),
            Self::FreeFloat => words::days(d.free_float_days),
            Self::Predecessors => record.after.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            Self::Team => record.team.as_deref().map_or_else(String::new, |id| team_name(analysis, id)),
            Self::People => people(analysis, task, schedule),
            Self::Drift => match drift {
                Some(days) if days.abs() < 0.05 => "0 d".into(),
                Some(days) if days > 0.0 => format!("+{}", words::days(days)),
                Some(days) => words::days(days),
                None => String::new(),
            },
            Self::Deadline => record.deadline.map_or_else(String::new, |m| words::day(m.date, near)),
            Self::P80 if done => "done".into(),
            Self::P80 => spread(analysis, schedule, task).map_or_else(String::new, |p| words::day(crate::analysis::forecast::day(p[2]), near)),
        }
    }

    /// The text that somebody types over.
    pub fn written(self, analysis: &Analysis, task: usize) -> String {
        let schedule = &analysis.schedule;
        let (Some(d), Some(record)) = (schedule.dates.get(task), schedule.net.records.get(task)) else { return String::new() };
        let moment = |m: Option<Moment>| m.map_or_else(String::new, |m| m.to_string());
        match self {
            Self::Title => record.title.clone(),
            Self::Start if record.pinned && record.start.is_some() => format!("{}!", moment(record.start)),
            Self::Start => record.start.map_or_else(|| d.forecast_first_day().to_string(), |m| m.to_string()),
            Self::Finish => d.forecast_last_day().to_string(),
            Self::Duration => record.duration.to_string(),
            Self::Progress => record.pct.map_or_else(String::new, words::number),
            Self::Deadline => moment(record.deadline),
            _ => self.cell(analysis, schedule, task, None),
        }
    }

    /// Which of two tasks comes first when the table is sorted by it; empty cells come last.
    pub fn compare(self, analysis: &Analysis, a: usize, b: usize, drift: &dyn Fn(usize) -> Option<f64>) -> Ordering {
        let schedule = &analysis.schedule;
        let (da, db) = (&schedule.dates[a], &schedule.dates[b]);
        let (ra, rb) = (&schedule.net.records[a], &schedule.net.records[b]);
        let number = |x: Option<f64>, y: Option<f64>| match (x, y) {
            (Some(x), Some(y)) => x.total_cmp(&y),
            (x, y) => y.is_some().cmp(&x.is_some()),
        };
        let float = |t: usize, value: f64| (schedule.net.records[t].status != TaskStatus::Done).then_some(value);
        match self {
            Self::Start => da.start.cmp(&db.start),
            Self::Finish => da.finish.cmp(&db.finish),
            Self::Duration => (da.finish - da.start).cmp(&(db.finish - db.start)),
            Self::TotalFloat => number(float(a, da.total_float_days), float(b, db.total_float_days)),
            Self::FreeFloat => number(float(a, da.free_float_days), float(b, db.free_float_days)),
            Self::Progress => number(ra.pct, rb.pct),
            Self::Drift => number(drift(a), drift(b)),
            Self::Deadline => (ra.deadline.is_none(), ra.deadline).cmp(&(rb.deadline.is_none(), rb.deadline)),
            Self::P80 => {
                let p80 = |t: usize| spread(analysis, schedule, t).map(|p| p[2]);
                (p80(a).is_none(), p80(a)).cmp(&(p80(b).is_none(), p80(b)))
            }
            Self::Status => (ra.status as u8).cmp(&(rb.status as u8)),
            Self::Kind => (ra.kind as u8).cmp(&(rb.kind as u8)),
            _ => {
                let (x, y) = (self.cell(analysis, schedule, a, None), self.cell(analysis, schedule, b, None));
                (x.is_empty(), x.to_lowercase()).cmp(&(y.is_empty(), y.to_lowercase()))
            }
        }
    }
}

/// P10, P50, P80 and P90 of the finish of a task, as far as they are known.
pub fn spread(analysis: &Analysis, schedule: &Schedule, task: usize) -> Option<[i64; 4]> {
    let forecast = analysis.forecast.as_deref().filter(|f| f.is_known())?;
    forecast.task(*schedule.net.keys.get(task)?)?.finish
}

/// A length as a narrow cell says it: calendar days as `30 cd`, as they are typed.
fn length(dur: Dur) -> String {
    match dur.unit {
        Unit::CalendarDays | Unit::ElapsedDays | Unit::ElapsedHours => {
            let text = dur.to_string();
            let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
            format!("{} {}", &text[..split], &text[split..])
        }
        _ => dur.spoken(),
    }
}

/// A kind in words.
pub(super) fn kind_word(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::Task => "Task",
        TaskKind::Milestone => "Milestone",
        TaskKind::Summary => "Summary",
        TaskKind::Hammock => "Hammock",
        TaskKind::Buffer => "Buffer",
    }
}

/// A status in words.
pub(super) fn status_word(status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::NotStarted => "Not started",
        TaskStatus::Active => "Active",
        TaskStatus::Done => "Done",
        TaskStatus::Blocked => "Blocked",
        TaskStatus::Cancelled => "Cancelled",
    }
}

fn section_title(analysis: &Analysis, id: Option<&str>) -> String {
    let Some(id) = id else { return String::new() };
    let found = analysis.plan.sections.records().find(|s| s.id == id).map(|s| s.title.as_str()).filter(|t| !t.is_empty());
    found.unwrap_or(id).to_owned()
}

fn team_name(analysis: &Analysis, id: &str) -> String {
    let found = analysis.plan.teams.records().find(|t| t.id == id).map(|t| t.name.as_str()).filter(|t| !t.is_empty());
    found.unwrap_or(id).to_owned()
}

fn people(analysis: &Analysis, task: usize, schedule: &Schedule) -> String {
    let said = schedule.net.records[task].people.iter().map(|p| {
        let found = analysis.plan.people.records().find(|r| r.id == p.id).map(|r| r.name.as_str()).filter(|n| !n.is_empty());
        let who = found.unwrap_or(&p.id);
        if (p.fte - 1.0).abs() < 1e-9 { who.to_owned() } else { format!("{who} {} %", words::number(p.fte * 100.0)) }
    });
    said.collect::<Vec<_>>().join(", ")
}
