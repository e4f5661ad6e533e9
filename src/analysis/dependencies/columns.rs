//! The columns of the tracker: what each says about a dependency, how it sorts, what is typed over.

use super::{TrackedResult, expanded, promise, severity};
use crate::analysis::{Analysis, register, words};
use crate::model::records::{Dependency, EscalationLevel};
use crate::model::value::{Date, LooseDate};
use std::cmp::Ordering;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// What it is.
    Title,
    /// Declared, and what the graph makes of it.
    Status,
    /// Who owes it.
    Owner,
    /// Who needs it.
    RequiredBy,
    /// By when.
    Needed,
    /// When it is promised, and how often that moved.
    Promised,
    /// Working days between the two.
    Slack,
    /// Working days in trouble, and how far up it went.
    Age,
    /// Last news.
    Asked,
    /// How bad it would be.
    Risk,
    /// What is done about it.
    Mitigation,
    /// What happens if it fails, and the last day to switch.
    PlanB,
    /// The service it is about.
    Service,
    /// The task it holds up.
    Task,
    /// The risk it is tracked as.
    RiskRef,
}

impl Column {
    /// In the order in which they are shown; those behind give way in a narrow view.
    pub const ALL: &[Self] = &[
        Self::Title,
        Self::Status,
        Self::Owner,
        Self::RequiredBy,
        Self::Needed,
        Self::Promised,
        Self::Slack,
        Self::Age,
        Self::Asked,
        Self::Risk,
        Self::Mitigation,
        Self::PlanB,
        Self::Service,
        Self::Task,
        Self::RiskRef,
    ];

    /// Its heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::Title => "Dependency",
            Self::Status => "Status",
            Self::Owner => "Owner",
            Self::RequiredBy => "Required by",
            Self::Needed => "Needed",
            Self::Promised => "Promised",
            Self::Slack => "Slack",
            Self::Age => "In trouble",
            Self::Asked => "Last news",
            Self::Risk => "Risk",
            Self::Mitigation => "Mitigation",
            Self::PlanB => "Plan B",
            Self::Service => "Service",
            Self::Task => "Task",
            Self::RiskRef => "Risk record",
        }
    }

    /// What it means.
    pub fn tooltip(self) -> &'static str {
        match self {
            Self::Title => "What somebody owes",
            Self::Status => "As declared; and the worst of what it needs in the graph, where that is worse",
            Self::Owner => "Who owes it",
            Self::RequiredBy => "Who needs it; \"all teams\" is spelled out",
            Self::Needed => "By when it is needed: as written, else when the task that waits for it begins",
            Self::Promised => "When it is promised, and by how much that moved so far",
            Self::Slack => "Working days from promised to needed",
            Self::Age => {
                "Working days at risk, delayed or blocked, and how far up it went. It goes up after 1 day when the risk is very high, 2 when high, 5 when medium, 10 when low"
            }
            Self::Asked => "When somebody last heard from the owner",
            Self::Risk => "How bad it would be",
            Self::Mitigation => "What is done about it",
            Self::PlanB => "What happens if it fails, and the last day to switch",
            Self::Service => "The service of the graph it is about",
            Self::Task => "The task it holds up",
            Self::RiskRef => "The risk it is tracked as",
        }
    }

    /// The width beyond which it is cut, in pixels.
    pub fn widest(self) -> f64 {
        match self {
            Self::Title => 260.0,
            Self::Mitigation | Self::PlanB => 280.0,
            Self::RequiredBy => 220.0,
            _ => 180.0,
        }
    }

    /// It can be typed over.
    pub fn is_typed(self) -> bool {
        self != Self::Slack && self != Self::Age
    }

    /// What it says about a dependency, for people.
    pub fn cell(self, a: &Analysis, d: &Dependency, r: &TrackedResult) -> String {
        let near = a.plan.status_date();
        let loose = |d: &Option<LooseDate>| d.as_ref().map_or_else(String::new, |l| l.date().map_or_else(|| l.to_string(), |day| words::day(day, near)));
        match self {
            Self::Title => d.title.clone(),
            Self::Status if r.effective != r.status => format!("{}, {} upstream", d.status.spoken(), r.effective.spoken().to_lowercase()),
            Self::Status => d.status.spoken().to_owned(),
            Self::Owner => d.owner.clone(),
            Self::RequiredBy => expanded(&a.plan, &d.required_by).join(", "),
            Self::Needed if d.needed_by.is_none() => r.needed.map_or_else(String::new, |n| words::day(Date::of_minute(n - 1), near)),
            Self::Needed => loose(&d.needed_by),
            Self::Promised => match r.moved {
                promise::Moves { count: 0, .. } => loose(&d.promised),
                promise::Moves { days, .. } => format!("{}, {days:+} d", loose(&d.promised)),
            },
            Self::Slack => r.slack_days.map_or_else(String::new, words::days),
            Self::Age => match (r.age_days, r.escalate_to) {
                (Some(age), Some(to)) => format!("{}, go to {}", words::days(age), to.name()),
                (Some(age), None) if d.level > EscalationLevel::L1 => format!("{}, {} told", words::days(age), d.level.name()),
                (Some(age), None) => words::days(age),
                (None, _) if promise::in_trouble(d.status) => "since when?".to_owned(),
                (None, _) => String::new(),
            },
            Self::Asked => d.updated.map_or_else(|| "never".to_owned(), |u| format!("{} d ago", (near.0 - u.0).num_days().max(0))),
            Self::Risk => d.risk.spoken().to_owned(),
            Self::Mitigation => d.mitigation.clone().unwrap_or_else(|| "none".to_owned()),
            Self::PlanB => d.plan_b.as_ref().filter(|b| !b.what.is_empty()).map_or_else(String::new, |b| {
                let by = register::switch_by(a, b, r.needed);
                format!("{}{}", b.what, by.map_or_else(String::new, |day| format!(", switch by {}", words::day(day, near))))
            }),
            Self::Service => d.service.clone().unwrap_or_default(),
            Self::Task => d.task.clone().unwrap_or_default(),
            Self::RiskRef => d.risk_ref.clone().unwrap_or_default(),
        }
    }

    /// The text that is typed over.
    pub fn written(self, a: &Analysis, d: &Dependency, r: &TrackedResult) -> String {
        let loose = |d: &Option<LooseDate>| d.as_ref().map_or_else(String::new, ToString::to_string);
        match self {
            Self::Status => d.status.spoken().to_owned(),
            Self::RequiredBy => d.required_by.join(", "),
            Self::Needed => loose(&d.needed_by),
            Self::Promised => loose(&d.promised),
            Self::Asked => d.updated.map_or_else(String::new, |u| u.to_string()),
            Self::Mitigation => d.mitigation.clone().unwrap_or_default(),
            Self::PlanB => d.plan_b.as_ref().map_or_else(String::new, |b| b.what.clone()),
            _ => self.cell(a, d, r),
        }
    }

    /// How two stand to each other in it, ascending; what says nothing comes last.
    pub fn order(self, a: &Analysis, (x, rx): (&Dependency, &TrackedResult), (y, ry): (&Dependency, &TrackedResult)) -> Ordering {
        let number = |m: Option<f64>, n: Option<f64>| m.unwrap_or(f64::MAX).total_cmp(&n.unwrap_or(f64::MAX));
        let day = |d: &Option<LooseDate>| d.as_ref().and_then(LooseDate::date).map_or((true, None), |d| (false, Some(d)));
        match self {
            Self::Status => severity(ry.effective).cmp(&severity(rx.effective)),
            Self::Slack => number(rx.slack_days, ry.slack_days),
            Self::Age => number(rx.age_days.map(|d| -d), ry.age_days.map(|d| -d)),
            Self::Risk => y.risk.cmp(&x.risk),
            Self::Needed => (rx.needed.is_none(), rx.needed).cmp(&(ry.needed.is_none(), ry.needed)),
            Self::Promised => day(&x.promised).cmp(&day(&y.promised)),
            Self::Asked => x.updated.cmp(&y.updated),
            _ => {
                let (m, n) = (self.cell(a, x, rx).to_lowercase(), self.cell(a, y, ry).to_lowercase());
                (m.is_empty(), m).cmp(&(n.is_empty(), n))
            }
        }
    }
}
