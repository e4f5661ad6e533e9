//! Scores, bands, alerts and the matrix. Score = probability × impact on the plan's scale, never
//! typed. The schedule forecast by simulation is another question.

use crate::model::records::{Risk, RiskStatus};
use crate::model::value::{Date, Unit};
use crate::model::{Key, Plan};

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
    /// Expected days: probability × mean of the range.
    pub exposure_days: Option<f64>,
    /// It can still happen.
    pub active: bool,
    /// Signs that were seen.
    pub fired: Vec<String>,
    /// A sign was seen and the risk can still happen.
    pub alert: bool,
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
}

impl Default for Risks {
    fn default() -> Self {
        Self { levels: 3, green_max: 3.0, red_min: 9.0, escalate_above: 6.0, items: Vec::new(), any_red_pct: None }
    }
}

impl Risks {
    /// The band of a score.
    pub fn band(&self, score: u32) -> Band {
        let score = f64::from(score);
        if score >= self.red_min {
            Band::Red
        } else if score > self.green_max {
            Band::Yellow
        } else {
            Band::Green
        }
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

/// Computes the register.
pub fn of(plan: &Plan) -> Risks {
    let scale = plan.risk_scale.get();
    let levels = if scale.is_some_and(|s| s.levels == 5) { 5 } else { 3 };
    // The only colouring of 3×3 that passes Cox's axioms (2008), and the widest of 5×5.
    let (green, red) = if levels == 5 { (5.0, 12.0) } else { (3.0, 9.0) };
    let mut out = Risks {
        levels,
        green_max: scale.and_then(|s| s.green_max).unwrap_or(green),
        red_min: scale.and_then(|s| s.red_min).unwrap_or(red),
        escalate_above: plan.settings.get().map_or(6.0, |s| s.escalate_above),
        ..Risks::default()
    };
    let status_date = plan.status_date();
    let items = plan.risks.iter().map(|(key, risk)| one(&out, key, risk, status_date)).collect();
    out.items = items;
    let red: Vec<f64> = plan
        .risks
        .records()
        .zip(&out.items)
        .filter(|(_, r)| r.active && r.band == Band::Red)
        .filter_map(|(risk, _)| risk.probability_pct)
        .map(|p| (p / 100.0).clamp(0.0, 1.0))
        .collect();
    if !red.is_empty() {
        out.any_red_pct = Some((1.0 - red.iter().map(|p| 1.0 - p).product::<f64>()) * 100.0);
    }
    out
}

fn one(scale: &Risks, key: Key, risk: &Risk, status_date: Date) -> RiskResult {
    let (probability, impact) = (risk.probability.index(scale.levels), risk.impact.index(scale.levels));
    let score = probability * impact;
    let active = is_active(risk);
    let fired: Vec<String> = risk.triggers.iter().filter(|t| t.fired_on.is_some_and(|d| d <= status_date)).map(|t| t.text.clone()).collect();
    let alert = active && !fired.is_empty();
    // A range in calendar days counts five working days in seven.
    let in_days = |d: crate::model::value::Dur| if d.unit == Unit::CalendarDays { d.amount * 5.0 / 7.0 } else { d.in_days(480.0) };
    let exposure_days = risk.probability_pct.zip(risk.days).map(|(p, r)| p / 100.0 * (in_days(r.min) + in_days(r.likely) + in_days(r.max)) / 3.0);
    RiskResult {
        key,
        id: risk.id.clone(),
        probability,
        impact,
        score,
        band: scale.band(score),
        residual_score: risk.residual.as_ref().map(|r| r.probability.index(scale.levels) * r.impact.index(scale.levels)),
        exposure_days,
        active,
        alert,
        escalate: active && f64::from(score) > scale.escalate_above,
        fired,
        next_action: risk.actions.iter().find(|a| a.done_on.is_none()).map(|a| a.text.clone()),
    }
}
