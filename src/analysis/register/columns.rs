//! The columns of the register: what each says about a risk, how it is sorted, and the text that
//! somebody types over.

use super::{due_day, last_switch, next_step};
use crate::analysis::hand::ColumnKind;
use crate::analysis::risk::{AlertState, RiskResult};
use crate::analysis::{Analysis, words};
use crate::model::records::{LevelPair, Risk};
use crate::model::value::{Date, Level};
use std::cmp::Ordering;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Column {
    /// The title; always shown, always first.
    Title,
    /// Probability × impact.
    Score,
    /// How likely, as a level.
    Probability,
    /// How likely, in percent.
    Percent,
    /// How bad, as a level.
    Impact,
    /// How bad, in days.
    Days,
    /// How bad, in money.
    Cost,
    /// Expected loss in days.
    ExposureDays,
    /// Expected loss in money.
    ExposureCost,
    /// What it costs at P80.
    AtP80,
    /// Score once the steps are done.
    Residual,
    /// Score aimed at.
    Target,
    /// Who owns it.
    Owner,
    /// Where it is in its life.
    Status,
    /// What is done about it.
    Response,
    /// The next step.
    Next,
    /// When that is due.
    Due,
    /// Signs seen, and what was done about it.
    Alert,
    /// Last day to switch to Plan B.
    SwitchBy,
    /// What it hits.
    Tasks,
    /// Kind of risk.
    Category,
    /// Days between which it can happen.
    Window,
    /// When it was last looked at.
    Reviewed,
    /// The id.
    Id,
}

/// What a cell is sorted by.
enum Key {
    Number(f64),
    Words(String),
    Nothing,
}

impl Column {
    /// Every column, in the order they are offered.
    pub const ALL: [Self; 24] = [
        Self::Title,
        Self::Score,
        Self::Probability,
        Self::Percent,
        Self::Impact,
        Self::Days,
        Self::Cost,
        Self::ExposureDays,
        Self::ExposureCost,
        Self::AtP80,
        Self::Residual,
        Self::Target,
        Self::Owner,
        Self::Status,
        Self::Response,
        Self::Next,
        Self::Due,
        Self::Alert,
        Self::SwitchBy,
        Self::Tasks,
        Self::Category,
        Self::Window,
        Self::Reviewed,
        Self::Id,
    ];

    /// What is shown until somebody chooses.
    pub const USUAL: [Self; 6] = [Self::Title, Self::Score, Self::ExposureDays, Self::Owner, Self::Status, Self::Next];

    /// Its heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::Title => "Risk",
            Self::Score => "Score",
            Self::Probability => "Probability",
            Self::Percent => "Percent",
            Self::Impact => "Impact",
            Self::Days => "Days",
            Self::Cost => "Cost",
            Self::ExposureDays => "Days lost",
            Self::ExposureCost => "Money lost",
            Self::AtP80 => "At P80",
            Self::Residual => "Residual",
            Self::Target => "Target",
            Self::Owner => "Owner",
            Self::Status => "Status",
            Self::Response => "Response",
            Self::Next => "Next step",
            Self::Due => "Due",
            Self::Alert => "Alert",
            Self::SwitchBy => "Switch by",
            Self::Tasks => "Hits",
            Self::Category => "Category",
            Self::Window => "Window",
            Self::Reviewed => "Reviewed",
            Self::Id => "Id",
        }
    }

    /// What it says, and how it is typed.
    pub fn tooltip(self) -> &'static str {
        match self {
            Self::Title => "What may happen, with its id",
            Self::Score => "Probability × impact, always computed. Type high x medium, or 3x2, to score again",
            Self::Probability => "How likely, as a level of the scale",
            Self::Percent => "How likely, in percent; exposure and forecast use it before the level",
            Self::Impact => "How bad, as a level of the scale",
            Self::Days => "Working days it would cost, least, likely, most: 3d..5d..10d, or one length",
            Self::Cost => "Money it would cost: 15000 EUR",
            Self::ExposureDays => "Days lost on average: percent × mean of the days",
            Self::ExposureCost => "Money lost on average: percent × cost",
            Self::AtP80 => "How much earlier the delivery would be at P80 without this risk, from the forecast",
            Self::Residual => "Score once the steps are done; type medium x low",
            Self::Target => "Score aimed at; type low x low",
            Self::Owner => "Who owns it: a person or team of the plan",
            Self::Status => "Identified, active, mitigating, accepted, occurred or closed",
            Self::Response => "Reduce, avoid, transfer, accept; exploit, enhance, share for opportunities",
            Self::Next => "The first step that is not done. Typing changes it; a list with several lines becomes steps",
            Self::Due => "When the next step is due: 15 mar, fri, +2w",
            Self::Alert => "Signs that were seen, and what was done about the alert",
            Self::SwitchBy => "Last day on which Plan B can still be switched to: as written, else when it is needed less its lead time",
            Self::Tasks => "Tasks and dependencies it would hit; type ids with commas between",
            Self::Category => "Kind of risk: technical, resource, external",
            Self::Window => "Days between which it can happen: 1 mar .. 15 mar",
            Self::Reviewed => "Day it was last looked at",
            Self::Id => "Short name that other records use; renaming it rewrites them",
        }
    }

    /// Its width until somebody drags it, in pixels.
    pub fn width(self) -> f64 {
        match self {
            Self::Title | Self::Next => 190.0,
            Self::Score | Self::Percent | Self::Id => 64.0,
            Self::Probability | Self::Impact | Self::Residual | Self::Target | Self::Due | Self::SwitchBy | Self::Reviewed | Self::AtP80 => 86.0,
            Self::ExposureDays => 72.0,
            Self::Cost | Self::ExposureCost | Self::Days | Self::Status | Self::Response | Self::Category => 100.0,
            Self::Owner | Self::Alert | Self::Tasks | Self::Window => 116.0,
        }
    }

    /// How its cells read.
    pub fn kind(self) -> ColumnKind {
        match self {
            Self::Score
            | Self::Percent
            | Self::Days
            | Self::Cost
            | Self::ExposureDays
            | Self::ExposureCost
            | Self::AtP80
            | Self::Residual
            | Self::Target
            | Self::Due
            | Self::SwitchBy
            | Self::Reviewed => ColumnKind::Figures,
            _ => ColumnKind::Words,
        }
    }

    /// It can be typed over.
    pub fn is_typed(self) -> bool {
        !matches!(self, Self::ExposureDays | Self::ExposureCost | Self::AtP80 | Self::Alert)
    }

    /// What it says about a risk, for people.
    pub fn cell(self, a: &Analysis, risk: &Risk, result: &RiskResult) -> String {
        let near = a.plan.status_date();
        let day = |d: Option<Date>| d.map_or_else(String::new, |d| words::day(d, near));
        match self {
            Self::Title => risk.title.clone(),
            Self::Score => result.score.to_string(),
            Self::Probability => risk.probability.spoken().to_owned(),
            Self::Percent => risk.probability_pct.map_or_else(String::new, |p| format!("{} %", words::number(p))),
            Self::Impact => risk.impact.spoken().to_owned(),
            Self::Days => risk.days.map_or_else(String::new, |r| if r.min == r.max { r.likely.spoken() } else { format!("{} to {}", r.min, r.max) }),
            Self::Cost => risk.cost.as_ref().map_or_else(String::new, ToString::to_string),
            Self::ExposureDays => result.exposure_days.map_or_else(String::new, words::days),
            Self::ExposureCost => {
                result.exposure_cost.map_or_else(String::new, |c| format!("{c:.0} {}", risk.cost.as_ref().map_or("", |m| m.currency.as_str())))
            }
            Self::AtP80 => a.forecast.as_deref().and_then(|f| f.without(result.key)).map_or_else(String::new, |g| words::days(g.p80_days)),
            Self::Residual => pair(result.residual),
            Self::Target => pair(result.target),
            Self::Owner => risk.owner.clone().unwrap_or_default(),
            Self::Status => risk.status.spoken().to_owned(),
            Self::Response => risk.response.spoken().to_owned(),
            Self::Next => next_step(a, risk).map_or_else(String::new, |(s, _)| s.text.clone()),
            Self::Due => day(next_step(a, risk).and_then(|(_, d)| d)),
            Self::Alert => alert(result, near),
            Self::SwitchBy => day(last_switch(a, risk)),
            Self::Tasks => risk.tasks.iter().chain(&risk.dependencies).cloned().collect::<Vec<_>>().join(", "),
            Self::Category => risk.category.clone(),
            Self::Window => risk.window.as_ref().map_or_else(String::new, |w| {
                let end = |d: Option<Date>| d.map_or_else(|| "…".to_owned(), words::day_month);
                format!("{} to {}", end(w.from), end(w.to))
            }),
            Self::Reviewed => day(last_review(risk)),
            Self::Id => risk.id.clone(),
        }
    }

    /// The text that is typed over.
    pub fn written(self, a: &Analysis, risk: &Risk, result: &RiskResult) -> String {
        let date = |d: Option<Date>| d.map_or_else(String::new, |d| d.to_string());
        let levels = |l: Option<&LevelPair>| l.map_or_else(String::new, |l| both(l.probability, l.impact));
        match self {
            Self::Score => both(risk.probability, risk.impact),
            Self::Percent => risk.probability_pct.map_or_else(String::new, words::number),
            Self::Days => risk.days.map_or_else(String::new, |r| if r.min == r.max { r.likely.to_string() } else { r.to_string() }),
            Self::Residual => levels(risk.residual.as_ref()),
            Self::Target => levels(risk.target.as_ref()),
            Self::Due => next_step(a, risk).and_then(|(s, _)| s.due).map_or_else(String::new, |d| d.to_string()),
            Self::SwitchBy => date(risk.plan_b.as_ref().and_then(|b| b.switch_by)),
            Self::Window => risk.window.as_ref().map_or_else(String::new, |w| format!("{} .. {}", date(w.from), date(w.to))),
            Self::Reviewed => date(risk.reviewed),
            _ => self.cell(a, risk, result),
        }
    }

    fn key(self, a: &Analysis, risk: &Risk, result: &RiskResult) -> Key {
        let number = |v: Option<f64>| v.map_or(Key::Nothing, Key::Number);
        #[expect(clippy::cast_precision_loss, reason = "minutes of a date")]
        let day = |d: Option<Date>| d.map_or(Key::Nothing, |d| Key::Number(d.minute() as f64));
        let score = |s: Option<(u32, u32)>| s.map_or(Key::Nothing, |(p, i)| Key::Number(f64::from(p * i)));
        match self {
            Self::Score => Key::Number(f64::from(result.score)),
            Self::Probability => Key::Number(f64::from(result.probability)),
            Self::Impact => Key::Number(f64::from(result.impact)),
            Self::Percent => number(risk.probability_pct),
            Self::Days => number(risk.days.map(crate::analysis::risk::mean_days)),
            Self::Cost => number(risk.cost.as_ref().map(|c| c.amount)),
            Self::ExposureDays => number(result.exposure_days),
            Self::ExposureCost => number(result.exposure_cost),
            Self::AtP80 => number(a.forecast.as_deref().and_then(|f| f.without(result.key)).map(|g| g.p80_days)),
            Self::Residual => score(result.residual),
            Self::Target => score(result.target),
            Self::Due => day(risk.actions.iter().find(|s| s.done_on.is_none()).and_then(|s| due_day(a, s.due?))),
            Self::SwitchBy => day(last_switch(a, risk)),
            Self::Window => day(risk.window.as_ref().and_then(|w| w.from)),
            Self::Reviewed => day(last_review(risk)),
            Self::Status => Key::Number(f64::from(risk.status as u8)),
            Self::Alert => match result.alert_state {
                None => Key::Nothing,
                Some(AlertState::New) => Key::Number(0.0),
                Some(AlertState::Escalated(..)) => Key::Number(1.0),
                Some(AlertState::Acknowledged(_)) => Key::Number(2.0),
                Some(AlertState::Snoozed(_)) => Key::Number(3.0),
            },
            _ => {
                let text = self.cell(a, risk, result).to_lowercase();
                if text.is_empty() { Key::Nothing } else { Key::Words(text) }
            }
        }
    }

    /// How two risks stand to each other in it, ascending; what says nothing comes last either way.
    pub fn order(self, a: &Analysis, (x, rx): (&Risk, &RiskResult), (y, ry): (&Risk, &RiskResult), descending: bool) -> Ordering {
        let turned = |o: Ordering| if descending { o.reverse() } else { o };
        match (self.key(a, x, rx), self.key(a, y, ry)) {
            (Key::Nothing, Key::Nothing) => Ordering::Equal,
            (Key::Nothing, _) => Ordering::Greater,
            (_, Key::Nothing) => Ordering::Less,
            (Key::Number(m), Key::Number(n)) => turned(m.total_cmp(&n)),
            (Key::Words(m), Key::Words(n)) => turned(m.cmp(&n)),
            (Key::Number(_), Key::Words(_)) => Ordering::Less,
            (Key::Words(_), Key::Number(_)) => Ordering::Greater,
        }
    }
}

/// When a risk was last looked at.
pub(super) fn last_review(risk: &Risk) -> Option<Date> {
    risk.reviewed.max(risk.reviews.iter().filter_map(|r| r.on).max())
}

fn pair(levels: Option<(u32, u32)>) -> String {
    levels.map_or_else(String::new, |(p, i)| (p * i).to_string())
}

/// `High x Medium`, as it is typed.
fn both(probability: Level, impact: Level) -> String {
    format!("{} x {}", probability.spoken(), impact.spoken())
}

/// The alert of a risk in a few words.
pub(super) fn alert(result: &RiskResult, near: Date) -> String {
    let signs = words::count(result.fired.len(), "sign");
    match result.alert_state {
        None => String::new(),
        Some(AlertState::New) if result.escalate => format!("Escalate, {signs}"),
        Some(AlertState::New) => format!("New, {signs}"),
        Some(AlertState::Acknowledged(on)) => format!("Acknowledged {}", words::day(on, near)),
        Some(AlertState::Snoozed(until)) => format!("Until {}", words::day(until, near)),
        Some(AlertState::Escalated(level, on)) => format!("{} told {}", level.name(), words::day(on, near)),
    }
}
