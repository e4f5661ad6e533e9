//! The forecast beside the window: a thread draws while people go on editing. A change of the plan ends
//! what is under way and begins anew; the last result stays until the next is there.

use super::App;
use crate::analysis::Analysis;
use crate::analysis::forecast::{Forecast, Model, Scope};
use crate::model::records::Settings;
use crate::storage::threads;
use crate::ui::context::Marks;
use egui::Context;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// What came of a run.
#[derive(Debug)]
enum Found {
    /// The dates; what risks cost follows.
    Dates(Arc<Model>, Arc<Forecast>),
    /// With what risks cost.
    Whole(Arc<Forecast>),
    /// The model draws the same as the one before: its forecast stands.
    Same,
    /// Nothing to forecast.
    Nothing,
}

/// A run under way.
#[derive(Debug)]
pub(super) struct Run {
    stop: Arc<AtomicBool>,
    receive: Receiver<Found>,
}

impl Drop for Run {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Where the forecast of the window stands.
#[derive(Debug, Default)]
pub(super) struct Forecasting {
    run: Option<Run>,
    /// The analysis the last run began with.
    begun: Option<Analysis>,
    model: Option<Arc<Model>>,
}

impl Forecasting {
    /// A result is on its way.
    pub(super) fn is_running(&self) -> bool {
        self.run.is_some()
    }
}

/// The dates and the risks are the same: so is the forecast.
fn same(a: &Analysis, b: &Analysis) -> bool {
    use crate::model::RecordKind as K;
    let kinds = [K::Risk, K::RiskScale, K::Settings, K::Release, K::Meta, K::Scenario, K::Dependency];
    Arc::ptr_eq(&a.schedule, &b.schedule) && kinds.iter().all(|k| k.same(&a.plan, &b.plan))
}

impl App {
    /// The forecast that is shown is that of the plan as it is now.
    pub(super) fn is_forecast_current(&self) -> bool {
        self.forecasting.run.is_none() && self.forecasting.begun.as_ref().is_some_and(|b| same(b, &self.analysis))
    }

    /// Begins a run when the plan is another, and takes what a run has found.
    pub(super) fn follow_forecast(&mut self, ctx: &Context) {
        if !self.surroundings.forecast {
            return;
        }
        if self.forecasting.begun.as_ref().is_none_or(|b| !same(b, &self.analysis)) {
            self.begin_forecast(ctx);
        }
        self.take_results();
        if self.forecasting.run.is_none() {
            self.record_what_waits();
        }
    }

    fn take_results(&mut self) {
        loop {
            let Some(run) = &self.forecasting.run else { return };
            match run.receive.try_recv() {
                Ok(Found::Dates(model, forecast)) => {
                    let whole = model.levers() == 0 || !forecast.is_known();
                    self.forecasting.model = Some(model);
                    self.take_forecast(Some(forecast));
                    if whole {
                        self.forecasting.run = None;
                    }
                }
                Ok(Found::Whole(forecast)) => {
                    self.forecasting.run = None;
                    self.take_forecast(Some(forecast));
                }
                Ok(Found::Nothing) => {
                    self.forecasting.run = None;
                    self.take_forecast(None);
                }
                Err(TryRecvError::Empty) => return,
                Ok(Found::Same) | Err(TryRecvError::Disconnected) => self.forecasting.run = None,
            }
        }
    }

    fn take_forecast(&mut self, forecast: Option<Arc<Forecast>>) {
        if forecast.is_none() && self.analysis.forecast.is_none() {
            return;
        }
        self.analysis = self.analysis.with_forecast(forecast);
        if let Some(stage) = &mut self.stage {
            stage.forecast_came(&self.analysis);
        }
        self.marks = Marks::of(&self.analysis);
    }

    fn begin_forecast(&mut self, ctx: &Context) {
        let (send, receive) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        self.forecasting.run = Some(Run { stop: Arc::clone(&stop), receive });
        self.forecasting.begun = Some(self.analysis.clone());
        // A run that was ended before it knew what risks cost is not whole.
        let whole = |m: &Arc<Model>| self.analysis.forecast.as_ref().is_some_and(|f| !f.gains.is_empty() || m.levers() == 0 || !f.is_known());
        let before = self.forecasting.model.clone().filter(whole);
        let (analysis, ctx) = (self.analysis.clone(), ctx.clone());
        std::thread::spawn(move || {
            let stopped = || stop.load(Ordering::Relaxed);
            // A window that is gone, or a newer run, needs no answer.
            let tell = |found| {
                if !stopped() && send.send(found).is_ok() {
                    ctx.request_repaint();
                }
            };
            let Some(model) = Model::of(&analysis).map(Arc::new) else { return tell(Found::Nothing) };
            if before.is_some_and(|b| b.same(&model)) {
                return tell(Found::Same);
            }
            let usual = analysis.plan.settings.get().map_or_else(|| Settings::default().iterations_live, |s| s.iterations_live);
            // Nothing uncertain: every draw is the same.
            let iterations = if model.basis().is_empty() { 1 } else { usual.clamp(1, 1_000_000) };
            // One processor is the window's.
            let threads = threads::available().saturating_sub(1).max(1);
            let Some(forecast) = threads::forecast(&model, Scope::full(&model, iterations), threads, &stopped) else { return };
            let forecast = Arc::new(forecast);
            tell(Found::Dates(Arc::clone(&model), Arc::clone(&forecast)));
            if forecast.is_known()
                && model.levers() > 0
                && let Some(gains) = threads::gains(&model, &forecast, threads, &stopped)
            {
                tell(Found::Whole(Arc::new(forecast.as_ref().clone().with_gains(gains))));
            }
        });
    }
}
