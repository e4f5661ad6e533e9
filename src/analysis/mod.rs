//! What follows from a plan: pure functions of it, one file per question. Cannot fail: a broken
//! plan gives results and findings. No clock, no file, no thread, no randomness.

pub mod calendar;
pub mod capacity;
mod delivery;
pub mod dependencies;
pub mod findings;
pub mod forecast;
pub mod hand;
pub mod history;
pub mod levelling;
pub mod metrics;
pub mod moved;
pub mod network;
pub mod path;
pub mod quality;
pub mod register;
pub mod risk;
pub mod scenario;
pub mod schedule;
pub mod status;
pub mod validate;
pub mod words;

pub use delivery::{readiness, rollout, runbook};

use crate::model::Plan;
use std::sync::Arc;

/// Everything computed about a plan. Parts whose records did not change are shared with the
/// analysis before.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The plan it is about.
    pub plan: Plan,
    /// Calendars, ready to compute with.
    pub calendars: Arc<network::Calendars>,
    /// What cannot be trusted until it is mended.
    pub invalid: Arc<Vec<validate::Invalid>>,
    checks: validate::Checks,
    /// Dates.
    pub schedule: Arc<schedule::Schedule>,
    /// The declared critical path.
    pub path: Arc<path::DeclaredPathResult>,
    /// How good the schedule is as a schedule.
    pub quality: quality::Quality,
    /// Scores, matrix, alerts.
    pub risks: Arc<risk::Risks>,
    /// Service graph and tracker.
    pub dependencies: Arc<dependencies::Dependencies>,
    /// Checklists and readiness groups.
    pub readiness: Arc<readiness::Readiness>,
    /// Release night.
    pub runbook: Arc<runbook::RunbookResult>,
    /// Phases.
    pub rollout: Arc<rollout::Rollout>,
    /// Metrics against their targets.
    pub metrics: Arc<Vec<metrics::MetricResult>>,
    /// Demand and capacity of teams and people, week by week.
    pub capacity: Arc<capacity::Capacity>,
    /// When the release will probably be delivered, as it was last computed: it takes longer than a frame,
    /// so somebody else runs it and hangs it in (`with_forecast`). It may be that of an earlier plan.
    pub forecast: Option<Arc<forecast::Forecast>>,
    /// Computed against declared status.
    pub status: status::Status,
    /// What is wrong with the plan as a plan.
    pub findings: findings::Findings,
}

/// Told the name of each stage when it ends; the caller has the clock.
pub type Progress<'a> = &'a mut dyn FnMut(&'static str);

impl Analysis {
    /// Analyses a plan from scratch.
    pub fn of(plan: &Plan) -> Self {
        Self::run(None, plan, &mut |_| {})
    }

    /// Analyses a plan, keeping what the changed records do not touch. From scratch it gives the same.
    pub fn next(previous: &Self, plan: &Plan) -> Self {
        if plan.same(&previous.plan) { previous.clone() } else { Self::run(Some(previous), plan, &mut |_| {}) }
    }

    /// The forecast of what is delivered as an edit would make it, and as it is, from the same draws; for
    /// plans small enough that a drag stays smooth.
    pub fn outlook(&self, plan: &Plan, schedule: &Arc<schedule::Schedule>) -> Option<[forecast::Forecast; 2]> {
        let tasks = u32::try_from(schedule.net.tasks.len()).ok().filter(|n| (1..=1_000).contains(n))?;
        let iterations = (300_000 / tasks).clamp(256, 2_000);
        let before = forecast::Model::foreseen(&self.plan, &self.schedule, &self.calendars)?.at_once(iterations)?;
        let after = forecast::Model::foreseen(plan, schedule, &self.calendars)?.at_once(iterations)?;
        Some([before, after])
    }

    /// Working days left of the buffer of the declared path: after the delay that was reported or the one
    /// that the schedule shows, whichever is greater.
    pub fn buffer_left(&self) -> f64 {
        self.quality.buffer.as_ref().map_or_else(|| self.path.buffer_left(), |b| b.left_days())
    }

    /// The same analysis with a forecast, and what follows from that.
    pub fn with_forecast(&self, forecast: Option<Arc<forecast::Forecast>>) -> Self {
        let mut next = Self { forecast, ..self.clone() };
        next.quality.know_of(next.forecast.as_deref(), next.plan.status_date());
        next.status = status::of(&next);
        next.findings = findings::of(&next, Some(self));
        next
    }

    /// The plan after an edit and its dates, without anything else that follows: what would move, in
    /// every frame of a drag. `None` when the edit cannot be made.
    pub fn foresee(&self, edit: crate::edit::Edit) -> Option<(Plan, Arc<schedule::Schedule>)> {
        let (plan, _) = edit.made(&self.plan)?;
        if plan.same(&self.plan) {
            return Some((plan, Arc::clone(&self.schedule)));
        }
        let touched = validate::Touched::between(&self.plan, &plan);
        let dated = Dated::of(Some(self), &plan, touched.as_ref(), &mut |_| {});
        Some((plan, dated.schedule))
    }

    /// Proposes who should start later for nobody to have too much; `None` when told to stop.
    pub fn levelled(&self, options: &levelling::Options, pace: &mut dyn FnMut(u32) -> levelling::Pace) -> Option<levelling::Proposal> {
        let usable = self.checks.usable(&self.plan);
        levelling::propose(&self.plan, &usable, &self.schedule, &self.calendars, options, pace)
    }

    /// Analyses a plan and tells about each stage.
    pub fn run(previous: Option<&Self>, plan: &Plan, stage: Progress<'_>) -> Self {
        let p = previous;
        let same = |kinds: &[crate::model::RecordKind]| p.filter(|a| kinds.iter().all(|k| k.same(&a.plan, plan)));
        use crate::model::RecordKind as K;

        let known = |kinds: &[K]| same(kinds).is_some();
        let touched = p.and_then(|a| validate::Touched::between(&a.plan, plan));
        let Dated { mut checks, used, calendars, schedule } = Dated::of(p, plan, touched.as_ref(), stage);
        checks.of_network(plan, &schedule, p.map(|a| &a.checks), touched.as_ref(), &known);
        let invalid = Arc::new(checks.all());
        stage("validate");
        let path = Arc::new(path::of(plan, &schedule, &calendars));
        let judged = [K::DeclaredPath, K::Baseline, K::Finance];
        let ground = quality::Ground { plan, schedule: &schedule, calendars: &calendars, path: &path, now: plan.status_date() };
        let mut quality = match same(&judged).filter(|a| Arc::ptr_eq(&a.schedule, &schedule)) {
            Some(a) => a.quality.clone(),
            None => quality::Quality::of(&ground),
        };
        stage("quality");
        let risks = same(&[K::Risk, K::RiskScale, K::Settings, K::Meta, K::Metric, K::DeclaredPath, K::Finance]);
        let risks = risks.map_or_else(|| Arc::new(risk::of(plan)), |a| Arc::clone(&a.risks));
        stage("risk");
        let graph = [K::Service, K::ServiceLink, K::Dependency];
        let dependencies = match same(&graph).filter(|a| Arc::ptr_eq(&a.schedule, &schedule)) {
            Some(a) => Arc::clone(&a.dependencies),
            None => Arc::new(dependencies::of(plan, &schedule, &calendars)),
        };
        stage("dependencies");
        let metrics = same(&[K::Metric, K::Settings]).map_or_else(|| Arc::new(metrics::of(plan)), |a| Arc::clone(&a.metrics));
        stage("metrics");
        let readiness = Arc::new(readiness::of(plan, &metrics));
        stage("readiness");
        let runbook = same(&[K::Runbook, K::Rollback]).map_or_else(|| Arc::new(runbook::of(plan)), |a| Arc::clone(&a.runbook));
        stage("runbook");
        let rollout = same(&[K::Phase, K::Runbook]).map_or_else(|| Arc::new(rollout::of(&used)), |a| Arc::clone(&a.rollout));
        stage("rollout");
        let people = same(&[K::Team, K::Person, K::Settings]).filter(|a| Arc::ptr_eq(&a.schedule, &schedule));
        let capacity = people.map_or_else(|| Arc::new(capacity::of(plan, &schedule, &calendars)), |a| Arc::clone(&a.capacity));
        stage("capacity");
        quality.judge(&ground, &capacity.teams);
        stage("practices");
        let mut analysis = Self {
            plan: plan.clone(),
            calendars,
            invalid,
            checks,
            schedule,
            path,
            quality,
            risks,
            dependencies,
            readiness,
            runbook,
            rollout,
            metrics,
            capacity,
            forecast: p.and_then(|a| a.forecast.clone()),
            status: status::Status::default(),
            findings: findings::Findings::default(),
        };
        analysis.status = status::of(&analysis);
        stage("status");
        analysis.findings = findings::of(&analysis, p);
        stage("findings");
        analysis
    }
}

/// A plan's dates with what they stand on: the first half of an analysis.
struct Dated {
    checks: validate::Checks,
    used: Plan,
    calendars: Arc<network::Calendars>,
    schedule: Arc<schedule::Schedule>,
}

impl Dated {
    fn of(p: Option<&Analysis>, plan: &Plan, touched: Option<&validate::Touched>, stage: Progress<'_>) -> Self {
        use crate::model::RecordKind as K;
        let same = |kinds: &[K]| p.filter(|a| kinds.iter().all(|k| k.same(&a.plan, plan)));
        let known = |kinds: &[K]| same(kinds).is_some();
        let checks = validate::Checks::of_records(plan, p.map(|a| &a.checks), touched, &known);
        // What would mislead is set aside: dates are computed as if it were not there.
        let used = checks.usable(plan);
        stage("validate-records");
        // Freezes make calendars for the tasks they stop.
        let kept = [K::Calendar, K::Settings, K::Freeze];
        let stopped = [K::Calendar, K::Settings, K::Freeze, K::Task, K::Team, K::Person];
        let calendars =
            same(if plan.freezes.is_empty() { &kept } else { &stopped }).map_or_else(|| Arc::new(network::Calendars::of(plan)), |a| Arc::clone(&a.calendars));
        let dated = [K::Task, K::Calendar, K::Settings, K::Team, K::Person, K::Freeze, K::Meta, K::Release];
        let schedule = match same(&dated) {
            Some(a) => Arc::clone(&a.schedule),
            None => {
                let reusable = p.filter(|a| Arc::ptr_eq(&a.calendars, &calendars)).and(same(&[K::Team, K::Person]));
                let next = reusable.and_then(|a| a.schedule.net.next(&used, &calendars).map(|(net, changed)| (a, net, changed)));
                let net = next.map_or_else(|| Err(network::Network::of(&used, &calendars)), Ok);
                stage("network");
                Arc::new(match net {
                    Ok((a, net, changed)) => a.schedule.next(&used, &calendars, net, &changed),
                    Err(net) => schedule::Schedule::of(&used, &calendars, net),
                })
            }
        };
        stage("schedule");
        Self { checks, used, calendars, schedule }
    }
}
