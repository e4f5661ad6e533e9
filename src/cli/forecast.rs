//! `slipway forecast`: the schedule risk analysis.

use super::files::{load, name_invalid, print};
use super::{Failure, Input};
use crate::analysis::forecast::{Forecast, Model, Scope};
use crate::analysis::{Analysis, words};
use crate::export;
use crate::model::nearest;
use crate::model::records::Settings;
use crate::storage::threads;
use std::sync::Arc;

#[derive(Debug, clap::Args)]
pub(super) struct ForecastArgs {
    #[command(flatten)]
    input: Input,
    /// How many times to draw; else as the plan's settings say for exports
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    iterations: Option<u32>,
    /// Seed: the same plan and seed give the same bytes; else as the plan's settings say
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// Only this milestone
    #[arg(long, value_name = "ID")]
    milestone: Option<String>,
    /// Threads to compute on; the result is the same with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
    threads: Option<u32>,
}

/// Computes the forecast of an analysis with what risks cost, and hangs it in. `None` when the plan has
/// nothing to deliver.
pub(super) fn drawn(analysis: &Analysis, iterations: Option<u32>, threads: Option<u32>) -> Option<Arc<Forecast>> {
    let model = Model::of(analysis)?;
    let usual = analysis.plan.settings.get().map_or_else(|| Settings::default().iterations_export, |s| s.iterations_export);
    let scope = Scope::full(&model, iterations.unwrap_or(usual).clamp(1, 1_000_000));
    let threads = threads.map_or_else(threads::available, |t| usize::try_from(t).unwrap_or(1));
    let forecast = threads::forecast(&model, scope, threads, &|| false)?;
    let gains = if forecast.is_known() { threads::gains(&model, &forecast, threads, &|| false)? } else { Vec::new() };
    Some(Arc::new(forecast.with_gains(gains)))
}

/// The analysis with its forecast, when something in the plan is uncertain.
pub(super) fn with_forecast(analysis: Analysis) -> Analysis {
    if Model::of(&analysis).is_none_or(|m| m.basis().is_empty()) {
        return analysis;
    }
    let found = drawn(&analysis, None, None);
    analysis.with_forecast(found)
}

/// Prints the forecast.
pub(super) fn forecast(args: &ForecastArgs) -> Result<u8, Failure> {
    let (origin, mut plan) = load(&args.input)?;
    if let Some(seed) = args.seed {
        plan = plan.with_seed(seed);
    }
    let analysis = Analysis::of(&plan);
    name_invalid(&analysis, &origin);
    let Some(found) = drawn(&analysis, args.iterations, args.threads) else {
        return Err(Failure::new("the plan has no task to forecast; add tasks, and name the one that delivers the release"));
    };
    let milestone = args.milestone.as_deref().map(|id| milestone_of(&analysis, &found, id)).transpose()?;
    print(&format!("{:#}\n", export::json::forecast(&analysis, &found, milestone)))
}

fn milestone_of(a: &Analysis, found: &Forecast, id: &str) -> Result<usize, Failure> {
    let known: Vec<&str> = found.milestones.iter().map(|m| a.schedule.net.records[m.task].id.as_str()).collect();
    a.schedule.net.find(id).filter(|i| found.milestones.iter().any(|m| m.task == *i)).ok_or_else(|| {
        let all: Vec<String> = known.iter().map(|k| (*k).to_owned()).collect();
        let hint = match nearest(id, known.iter().copied()) {
            Some(near) => format!("; did you mean \"{near}\"?"),
            None if known.is_empty() => "; this plan has no open milestone besides what it delivers".to_owned(),
            None => format!("; open milestones: {}", words::listing(&all, 8)),
        };
        Failure::usage(format!("there is no open milestone \"{id}\"{hint}"))
    })
}
