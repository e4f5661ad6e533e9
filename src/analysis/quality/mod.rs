//! How good the schedule is as a schedule: the DCMA 14 points, execution against the baseline, the
//! critical path test. It changes no date and says nothing about people; findings read from here what
//! they count.

mod buffer;
mod critical_test;
mod dcma;
mod earned;
mod execution;
mod facts;
mod gao;
mod ground;
pub mod norms;

pub use buffer::{Buffer, Slack, Zone, Zones, rsem};
pub(super) use buffer::{RED, YELLOW};
pub use critical_test::CriticalTest;
pub use dcma::{Check, Norm, Point, Verdict};
pub use earned::{Earned, FloatConsumption, Worth, earned_schedule};
pub use execution::{CurrentExecution, Due, Execution, current_execution};
pub use facts::{Facts, TaskLink};
pub use gao::{Practice, Rating};
pub(super) use ground::Ground;

use super::capacity::TeamWeek;
use std::sync::Arc;

/// The measures of a schedule.
#[derive(Clone, Debug)]
pub struct Quality {
    /// What one pass over tasks and links found.
    pub facts: Arc<Facts>,
    /// What happened against the baseline.
    pub execution: Arc<Execution>,
    /// The critical path length index.
    pub cpli: Option<Cpli>,
    /// The critical path test.
    pub critical_test: Option<CriticalTest>,
    /// Earned value and earned schedule.
    pub earned: Option<Arc<Earned>>,
    /// How the float is used up.
    pub float_consumption: Option<FloatConsumption>,
    /// The buffer of the declared path.
    pub buffer: Option<Arc<Buffer>>,
    /// The 14 points, in their order.
    pub points: Arc<Vec<Check>>,
    /// The ten practices of the GAO, in their order.
    pub practices: Arc<Vec<Practice>>,
}

impl Quality {
    /// Measures a schedule. The practices look at more than the schedule: [`Self::judge`].
    pub(super) fn of(g: &Ground<'_>) -> Self {
        let facts = Facts::of(g);
        let execution = Execution::of(g);
        let cpli = Cpli::of(g);
        let critical_test = CriticalTest::of(g);
        let points = dcma::of(g, &facts, &execution, cpli.as_ref(), critical_test.as_ref());
        Self {
            facts: Arc::new(facts),
            execution: Arc::new(execution),
            cpli,
            critical_test,
            earned: Earned::of(g).map(Arc::new),
            float_consumption: FloatConsumption::of(g),
            buffer: Buffer::of(g).map(Arc::new),
            points: Arc::new(points),
            practices: Arc::default(),
        }
    }

    /// Judges the practices, when everything else is known.
    pub(super) fn judge(&mut self, g: &Ground<'_>, weeks: &[TeamWeek]) {
        let practices = gao::of(g, self, weeks);
        if *self.practices != practices {
            self.practices = Arc::new(practices);
        }
    }

    /// The practice of risk analysis, once there is a forecast.
    pub(super) fn know_of(&mut self, forecast: Option<&crate::analysis::forecast::Forecast>, status: crate::model::value::Date) {
        let Some(forecast) = forecast.filter(|f| f.is_known()) else { return };
        let mut practices = self.practices.as_ref().clone();
        if gao::analysed(&mut practices, forecast, status, self.facts.ranged, self.facts.working) {
            self.practices = Arc::new(practices);
        }
    }

    /// Earned value where effort or budget is known; without them there is none.
    pub fn earned_value(&self) -> Option<&Earned> {
        self.earned.as_deref().filter(|e| e.has_values())
    }

    /// How many practices have a rating.
    pub fn rated(&self, rating: Rating) -> usize {
        self.practices.iter().filter(|p| p.rating == rating).count()
    }

    /// How many points have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.points.iter().filter(|c| c.verdict == verdict).count()
    }
}

/// Critical path length index (DCMA point 13): (length + float) ÷ length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cpli {
    /// The index; 1 and more means that the time left suffices.
    pub index: f64,
    /// Working days of the path.
    pub length: f64,
    /// Working days of float on it.
    pub float: f64,
    /// The declared path is meant, else the way from the status date to what is delivered.
    pub declared: bool,
}

impl Cpli {
    fn of(g: &Ground<'_>) -> Option<Self> {
        if let Some(index) = g.path.cpli() {
            return Some(Self { index, length: g.path.total_days, float: g.path.buffer_days - g.path.slip_days, declared: true });
        }
        let s = g.schedule;
        let (i, float) = s.delivers.zip(s.target_float_days)?;
        let length = g.calendar().days_between(s.status, s.dates[i].finish);
        (length > 0.0).then(|| Self { index: (length + float) / length, length, float, declared: false })
    }
}
