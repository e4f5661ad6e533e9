//! What one risk costs, and what a step against it buys: the same iterations again without it. Only
//! those in which it happened can differ, so only those are run.

use super::chance;
use super::model::{Driver, Model};
use super::outcome::{Forecast, rank};
use super::run::Room;
use crate::model::Key;

/// Most risks, and most steps, whose worth is asked.
const MOST: usize = 60;

/// A change whose worth is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Lever {
    /// The risk is gone.
    Without,
    /// A step of it is done, by its text.
    Step(String),
}

/// What a change is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Gain {
    /// The risk.
    pub key: Key,
    /// Its id.
    pub id: String,
    /// What is changed.
    pub lever: Lever,
    /// Working days by which P80 is earlier.
    pub p80_days: f64,
    /// Working days by which the mean is earlier.
    pub mean_days: f64,
    /// Chance of the target then, in percent.
    pub on_time: Option<f64>,
}

impl Model {
    /// How many changes there are to ask about.
    pub fn levers(&self) -> usize {
        self.acting().len() + self.steps.len().min(MOST)
    }

    /// The risks that are asked about: of very many the likeliest, since each costs a forecast of its own.
    fn acting(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.worlds[0].risks.len()).filter(|r| self.worlds.iter().any(|w| w.risks[*r].acts)).collect();
        if all.len() > MOST {
            let chance = |r: usize| self.worlds[0].risks[r].chance;
            all.sort_by(|a, b| chance(*b).total_cmp(&chance(*a)).then(a.cmp(b)));
            all.truncate(MOST);
        }
        all
    }

    /// What one of them is worth; none when told to stop.
    pub fn gain(&self, room: &mut Room, forecast: &Forecast, lever: usize, stop: &dyn Fn() -> bool) -> Option<Gain> {
        let acting = self.acting();
        let (risk, becomes, lever) = match acting.get(lever) {
            Some(risk) => (*risk, None, Lever::Without),
            None => {
                let (risk, text, becomes) = self.steps.get(lever - acting.len())?;
                (*risk, Some(becomes), Lever::Step(text.clone()))
            }
        };
        let own = &self.worlds[0].risks[risk];
        let likelier = becomes.is_some_and(|b: &Driver| b.chance > own.chance);
        let happens = |i: &u32| {
            let place = chance::places(&[*i; crate::analysis::schedule::LANES])[0];
            likelier || self.worlds[self.world_of(place)].risks[risk].occurs(place)
        };
        let iterations: Vec<u32> = (0..forecast.iterations).filter(happens).collect();
        let mut ends = forecast.ends.clone();
        for (i, end) in self.finishes(room, &iterations, (risk, becomes), stop)? {
            if let Some(slot) = ends.get_mut(usize::try_from(i).unwrap_or(usize::MAX)) {
                *slot = end;
            }
        }
        let standard = self.worlds[0].calendars.standard();
        let mean = |all: &[i64]| {
            let first = all.first().copied().unwrap_or_default();
            #[expect(clippy::cast_precision_loss, reason = "counts and minutes")]
            let mean = all.iter().map(|v| (v - first) as f64).sum::<f64>() / all.len().max(1) as f64;
            first + crate::analysis::calendar::whole(mean)
        };
        let mean_days = standard.days_between(mean(&ends), forecast.finish.mean);
        ends.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "a count")]
        let on_time = self.due.map(|due| ends.partition_point(|v| *v <= due) as f64 / ends.len().max(1) as f64 * 100.0);
        let p80_days = standard.days_between(rank(&ends, 0.8), forecast.finish.p80);
        Some(Gain { key: own.key, id: own.id.clone(), lever, p80_days, mean_days, on_time })
    }
}

impl Forecast {
    /// Takes what was found, the most first.
    pub fn with_gains(mut self, mut gains: Vec<Gain>) -> Self {
        gains.sort_by(|a, b| b.p80_days.total_cmp(&a.p80_days).then(b.mean_days.total_cmp(&a.mean_days)));
        self.gains = gains;
        self
    }

    /// What it would be worth not to have a risk, in working days at P80.
    pub fn without(&self, key: Key) -> Option<&Gain> {
        self.gains.iter().find(|g| g.key == key && g.lever == Lever::Without)
    }
}
