//! Scores, bands, alerts and the matrix. Score = probability × impact on the plan's scale, never
//! typed. The schedule forecast by simulation is another question.

pub mod alerts;
mod bounds;
mod cox;

use crate::model::records::{Risk, RiskScale, RiskStatus};
use crate::model::value::{Date, Range, Unit};
use crate::model::{Key, Plan};
pub use alerts::AlertState;
pub use bounds::Bounds;
pub use cox::{Broken, Colouring};

/// Where a score lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Low.
    Green,
    /// Middle.
    Yellow,
    /// High.
    Red,
}

impl Band {
    /// As in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// As people say it.
    pub fn spoken(self) -> &'static str {
        match self {
            Self::Green => "Low",
            Self::Yellow => "Medium",
            Self::Red => "High",
        }
    }
}

/// What follows from one risk.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskResult {
    /// Its key.
    pub key: Key,
    /// Its id.
    pub id: String,
    /// Probability on the scale, from 1.
    pub probability: u32,
    /// Impact on the scale, from 1.
    pub impact: u32,
    /// Probability × impact.
    pub score: u32,
    /// Where that lies.
    pub band: Band,
    /// Score once the actions are done.
    pub residual_score: Option<u32>,
    /// Probability and impact once the actions are done, on the scale.
    pub residual: Option<(u32, u32)>,
    /// Probability and impact aimed at, on the scale.
    pub target: Option<(u32, u32)>,
    /// Expected days: probability × mean of the range.
    pub exposure_days: Option<f64>,
    /// Expected money: probability × cost.
    pub exposure_cost: Option<f64>,
    /// It can still happen.
    pub active: bool,
    /// Signs that were seen.
    pub fired: Vec<String>,
    /// A sign was seen and the risk can still happen.
    pub alert: bool,
    /// Where that alert stands; none without one.
    pub alert_state: Option<AlertState>,
    /// Since when the first of the signs is seen.
    pub fired_since: Option<Date>,
    /// Somebody above must know.
    pub escalate: bool,
    /// The next step that is not done.
    pub next_action: Option<String>,
}

/// The register.
#[derive(Clone, Debug, PartialEq)]
pub struct Risks {
    /// Levels of the scale, 3 or 5.
    pub levels: u32,
    /// Highest green score.
    pub green_max: f64,
    /// Lowest red score.
    pub red_min: f64,
    /// Score above which a risk must be escalated.
    pub escalate_above: f64,
    /// Each risk, in the order of the file.
    pub items: Vec<RiskResult>,
    /// Chance that at least one red risk happens, in percent; none without red risks.
    pub any_red_pct: Option<f64>,
    /// What the levels mean.
    pub bounds: Bounds,
    /// Highest score that is lived with.
    pub appetite: Option<f64>,
    /// Expected loss in working days that is lived with.
    pub appetite_days: Option<f64>,
}

impl Default for Risks {
    fn default() -> Self {
        Self {
            levels: 3,
            green_max: 3.0,
            red_min: 9.0,
            escalate_above: 6.0,
            items: Vec::new(),
            any_red_pct: None,
            bounds: Bounds::default(),
            appetite: None,
            appetite_days: None,
        }
    }
}

impl RiskResult {
    /// Its alert waits for somebody.
    pub fn is_loud(&self) -> bool {
        self.alert_state == Some(AlertState::New)
    }

    /// It must go up and has not gone up since its signs were seen.
    pub fn must_escalate(&self) -> bool {
        self.alert && self.escalate && !matches!(self.alert_state, Some(AlertState::Escalated(..)))
    }
}

impl Risks {
    /// The colours of the matrix.
    pub fn colouring(&self) -> Colouring {
        Colouring { levels: self.levels, green_max: self.green_max, red_min: self.red_min }
    }

    /// The band of a score.
    pub fn band(&self, score: u32) -> Band {
        self.colouring().band(score)
    }

    /// How many alerts wait for somebody.
    pub fn loud(&self) -> usize {
        self.items.iter().filter(|r| r.is_loud()).count()
    }

    /// Expected loss of all risks that can still happen, in working days.
    pub fn exposure_days(&self) -> f64 {
        self.items.iter().filter(|r| r.active).filter_map(|r| r.exposure_days).sum()
    }

    /// Expected loss of all risks that can still happen, in money.
    pub fn exposure_cost(&self) -> f64 {
        self.items.iter().filter(|r| r.active).filter_map(|r| r.exposure_cost).sum()
    }

    /// Cells of the matrix, lowest probability and impact first: probability, impact, score,
    /// band, ids of the active risks in it.
    pub fn matrix(&self) -> Vec<(u32, u32, u32, Band, Vec<&str>)> {
        let mut cells = Vec::new();
        for p in 1..=self.levels {
            for i in 1..=self.levels {
                let here = self.items.iter().filter(|r| r.active && r.probability == p && r.impact == i).map(|r| r.id.as_str()).collect();
                cells.push((p, i, p * i, self.band(p * i), here));
            }
        }
        cells
    }

    /// The result for a key.
    pub fn by_key(&self, key: Key) -> Option<&RiskResult> {
        self.items.iter().find(|r| r.key == key)
    }

    /// Highest band among risks that can still happen.
    pub fn worst(&self) -> Option<Band> {
        self.items.iter().filter(|r| r.active).map(|r| r.band).max()
    }
}

/// A risk that can still happen: neither closed nor occurred. `Mitigating` is active.
pub fn is_active(risk: &Risk) -> bool {
    !matches!(risk.status, RiskStatus::Closed | RiskStatus::Occurred)
}

/// Mean of a range in working days; calendar days count five in seven.
pub fn mean_days(range: Range) -> f64 {
    let in_days = |d: crate::model::value::Dur| if d.unit == Unit::CalendarDays { d.amount * 5.0 / 7.0 } else { d.in_days(480.0) };
    (in_days(range.min) + in_days(range.likely) + in_days(range.max)) / 3.0
}

/// Levels and default bands of a scale: the only colouring of 3×3 that passes Cox's conditions, and
/// the widest red of those of 5×5.
fn scale_of(scale: Option<&RiskScale>) -> Colouring {
    let levels = if scale.is_some_and(|s| s.levels == 5) { 5 } else { 3 };
    let (green, red) = if levels == 5 { (5.0, 12.0) } else { (3.0, 9.0) };
    Colouring { levels, green_max: scale.and_then(|s| s.green_max).unwrap_or(green), red_min: scale.and_then(|s| s.red_min).unwrap_or(red) }
}

/// Computes the register.
pub fn of(plan: &Plan) -> Risks {
    let scale = plan.risk_scale.get();
    let colouring = scale_of(scale);
    let mut out = Risks {
        levels: colouring.levels,
        green_max: colouring.green_max,
        red_min: colouring.red_min,
        escalate_above: plan.settings.get().map_or(6.0, |s| s.escalate_above),
        bounds: Bounds::of(plan, scale, colouring.levels),
        appetite: scale.and_then(|s| s.appetite),
        appetite_days: scale.and_then(|s| s.appetite_days).map(|d| d.in_days(480.0)),
        ..Risks::default()
    };
    let (metrics, status_date) = (alerts::metrics(plan), plan.status_date());
    out.items = plan.risks.iter().map(|(key, risk)| one(&out, key, risk, &metrics, status_date)).collect();
    let red: Vec<f64> = plan.risks.records().zip(&out.items).filter(|(_, r)| r.active && r.band == Band::Red).filter_map(|(risk, _)| share(risk)).collect();
    if !red.is_empty() {
        out.any_red_pct = Some((1.0 - red.iter().map(|p| 1.0 - p).product::<f64>()) * 100.0);
    }
    out
}

/// Probability of a risk as a share, when it is given in percent.
fn share(risk: &Risk) -> Option<f64> {
    risk.probability_pct.filter(|p| p.is_finite()).map(|p| (p / 100.0).clamp(0.0, 1.0))
}

fn one(scale: &Risks, key: Key, risk: &Risk, metrics: &alerts::Metrics<'_>, status_date: Date) -> RiskResult {
    let on_scale = |l: &crate::model::records::LevelPair| (l.probability.index(scale.levels), l.impact.index(scale.levels));
    let (probability, impact) = (risk.probability.index(scale.levels), risk.impact.index(scale.levels));
    let score = probability * impact;
    let active = is_active(risk);
    let seen: Vec<(&str, alerts::Seen)> = risk.triggers.iter().filter_map(|t| Some((t.text.as_str(), alerts::seen(t, metrics, status_date)?))).collect();
    let fired: Vec<String> = seen.iter().map(|(text, _)| (*text).to_owned()).collect();
    let signs: Vec<alerts::Seen> = seen.into_iter().map(|(_, s)| s).collect();
    let alert = active && !fired.is_empty();
    let residual = risk.residual.as_ref().map(on_scale);
    RiskResult {
        key,
        id: risk.id.clone(),
        probability,
        impact,
        score,
        band: scale.band(score),
        residual_score: residual.map(|(p, i)| p * i),
        residual,
        target: risk.target.as_ref().map(on_scale),
        exposure_days: share(risk).zip(risk.days).map(|(p, r)| p * mean_days(r)),
        exposure_cost: share(risk).zip(risk.cost.as_ref()).map(|(p, c)| p * c.amount),
        active,
        alert,
        alert_state: alert.then(|| alerts::state(risk, &signs, status_date)),
        fired_since: signs.iter().map(|s| s.on).min(),
        escalate: active && f64::from(score) > scale.escalate_above,
        fired,
        next_action: risk.actions.iter().find(|a| a.done_on.is_none()).map(|a| a.text.clone()),
    }
}
