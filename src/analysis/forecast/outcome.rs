//! What the iterations tell: percentiles, chances, and which tasks decide.

use super::gains::Gain;
use super::model::{Basis, Model};
use super::run::{Part, Scope};
use crate::analysis::schedule::Schedule;
use crate::model::Key;
use crate::model::value::Date;
use std::sync::Arc;

/// The forecast of a plan.
#[derive(Clone, Debug)]
pub struct Forecast {
    /// The schedule it was drawn on: positions are those of its network.
    pub schedule: Arc<Schedule>,
    /// Iterations it rests on.
    pub iterations: u32,
    /// Seed it was drawn with.
    pub seed: u64,
    /// What is uncertain in the plan, and what is missing.
    pub basis: Basis,
    /// The task that is delivered, by position in the plan.
    pub target: usize,
    /// Minute behind the target day.
    pub due: Option<i64>,
    /// Its finish.
    pub finish: Spread,
    /// Every finish of it, earliest first.
    pub sorted: Vec<i64>,
    /// Chance of the target date.
    pub on_time: Option<Odds>,
    /// Open milestones.
    pub milestones: Vec<Milestone>,
    /// By position of the task in the plan; empty when tasks were not asked.
    pub tasks: Vec<TaskOdds>,
    /// By position of the risk in the plan.
    pub risks: Vec<RiskOdds>,
    /// What each risk costs, and each step that is not done would buy, the most first; empty until
    /// somebody has computed them.
    pub gains: Vec<Gain>,
    /// Every finish, by iteration: what gains are compared with.
    pub(super) ends: Vec<i64>,
}

/// Percentiles of a date: nearest rank. Instants are minutes since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    /// One in ten is earlier.
    pub p10: i64,
    /// Half are earlier.
    pub p50: i64,
    /// Four in five are earlier.
    pub p80: i64,
    /// Nine in ten are earlier.
    pub p90: i64,
    /// Mean.
    pub mean: i64,
    /// What the schedule says without uncertainty.
    pub deterministic: i64,
    /// Where P80 lies with 95 % confidence, by the number of iterations.
    pub p80_between: (i64, i64),
}

/// A chance with its sampling error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Odds {
    /// Percent.
    pub pct: f64,
    /// Standard error, in points of percent.
    pub error: f64,
}

/// The finish of a milestone.
#[derive(Clone, Debug, PartialEq)]
pub struct Milestone {
    /// Position of the task.
    pub task: usize,
    /// Its finish.
    pub spread: Spread,
    /// Chance of its deadline.
    pub on_time: Option<Odds>,
}

/// What the iterations say about a task.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TaskOdds {
    /// Criticality index: share of the iterations in which it has no float towards the delivery, in
    /// percent.
    pub criticality: f64,
    /// Cruciality: rank correlation of its length with the finish (Spearman), 0 to 1.
    pub cruciality: f64,
    /// Schedule sensitivity index: criticality times its standard deviation over that of the finish
    /// (PMBOK; Vanhoucke 2010).
    pub ssi: f64,
    /// Percentiles of its start and finish, where they were kept: P10, P50, P80, P90 of the finish.
    pub finish: Option<[i64; 4]>,
    /// P10 of its start.
    pub start: Option<i64>,
}

/// What the iterations say about a risk.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskOdds {
    /// Its key.
    pub key: Key,
    /// Its id.
    pub id: String,
    /// Share of the iterations in which it happened, in percent.
    pub occurred: f64,
    /// It moves a task that leads to the delivery.
    pub acts: bool,
}

/// Nearest rank in sorted values.
pub(super) fn rank(sorted: &[i64], share: f64) -> i64 {
    let count = real(sorted.len());
    let at = crate::analysis::calendar::whole((share * count).ceil()).max(1) - 1;
    sorted.get(usize::try_from(at).unwrap_or(0).min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "counts and minutes fit a double exactly")]
fn real(count: usize) -> f64 {
    count as f64
}

impl Spread {
    fn of(sorted: &[i64], deterministic: i64) -> Self {
        let count = real(sorted.len().max(1));
        // Ranks between which the true percentile lies: binomial, two standard errors.
        let error = (0.8 * 0.2 / count).sqrt() * 1.96;
        let first = sorted.first().copied().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "minutes since the first finish")]
        let mean = sorted.iter().map(|v| (v - first) as f64).sum::<f64>() / count;
        Self {
            p10: rank(sorted, 0.1),
            p50: rank(sorted, 0.5),
            p80: rank(sorted, 0.8),
            p90: rank(sorted, 0.9),
            mean: first + crate::analysis::calendar::whole(mean),
            deterministic,
            p80_between: (rank(sorted, 0.8 - error), rank(sorted, (0.8 + error).min(1.0))),
        }
    }
}

impl Odds {
    fn of(sorted: &[i64], due: i64) -> Self {
        let count = real(sorted.len().max(1));
        let share = real(sorted.partition_point(|v| *v <= due)) / count;
        Self { pct: share * 100.0, error: (share * (1.0 - share) / count).sqrt() * 100.0 }
    }
}

/// The day on which a finish lies: midnight belongs to the day before.
pub fn day(minute: i64) -> Date {
    Date::of_minute(minute - 1)
}

impl Forecast {
    /// Puts the parts of a run together; they are in order of their iterations. None when told to stop:
    /// the percentiles of ten thousand tasks take longer than somebody who types waits.
    pub fn of(model: &Model, scope: Scope, parts: &[Part], stop: &dyn Fn() -> bool) -> Option<Self> {
        let count = usize::try_from(scope.iterations).unwrap_or(0);
        let wide = model.watched.len();
        let mut ends: Vec<Vec<i64>> = vec![Vec::with_capacity(count); wide];
        for part in parts {
            for iteration in part.ends.chunks(wide.max(1)) {
                for (n, end) in iteration.iter().enumerate() {
                    ends[n].push(*end);
                }
            }
        }
        let schedule = &model.worlds[0].schedule;
        let spreads: Vec<(Spread, Vec<i64>)> = model
            .watched
            .iter()
            .zip(&ends)
            .map(|(w, ends)| {
                let mut sorted = ends.clone();
                sorted.sort_unstable();
                (Spread::of(&sorted, schedule.dates[w.task].finish), sorted)
            })
            .collect();
        let milestones = model.watched.iter().zip(&spreads).skip(1).map(|(w, (spread, sorted))| Milestone {
            task: w.task,
            spread: *spread,
            on_time: w.due.map(|due| Odds::of(sorted, due)),
        });
        let milestones = milestones.collect();
        let occurred = |r: usize| parts.iter().map(|p| p.occurred[r]).sum::<u32>();
        let risks = model.worlds[0].risks.iter().enumerate().map(|(r, d)| RiskOdds {
            key: d.key,
            id: d.id.clone(),
            occurred: f64::from(occurred(r)) / real(count.max(1)) * 100.0,
            acts: d.acts,
        });
        let (finish, sorted) = spreads.into_iter().next().unwrap_or_default();
        let own = ends.into_iter().next().unwrap_or_default();
        let known = !model.basis.is_empty();
        let mut out = Self {
            schedule: Arc::clone(schedule),
            iterations: scope.iterations,
            seed: model.seed,
            basis: model.basis.clone(),
            target: model.target,
            due: model.due,
            finish,
            on_time: model.due.filter(|_| known).map(|due| Odds::of(&sorted, due)),
            sorted,
            milestones,
            tasks: Vec::new(),
            risks: risks.collect(),
            gains: Vec::new(),
            ends: own,
        };
        if scope.criticality {
            out.tasks = out.odds(model, scope, parts, stop)?;
        }
        Some(out)
    }

    /// Nothing in the plan is uncertain: dates are those of the schedule, and there is no chance to tell.
    pub fn is_known(&self) -> bool {
        !self.basis.is_empty()
    }

    fn odds(&self, model: &Model, scope: Scope, parts: &[Part], stop: &dyn Fn() -> bool) -> Option<Vec<TaskOdds>> {
        let tasks = model.worlds[0].schedule.net.tasks.len();
        let count = real(self.ends.len().max(1));
        let standard = model.worlds[0].calendars.standard();
        let first = self.sorted.first().copied().unwrap_or_default();
        let spread = deviation(self.ends.iter().map(|end| standard.days_between(first, *end)));
        let mut out = vec![TaskOdds::default(); tasks];
        for (task, odds) in out.iter_mut().enumerate() {
            let critical: u32 = parts.iter().map(|p| p.critical[task]).sum();
            odds.criticality = f64::from(critical) / count * 100.0;
            let [sum, squares] = parts.iter().fold([0.0; 2], |[a, b], p| [a + p.sums[task][0], b + p.sums[task][1]]);
            let own = (squares / count - (sum / count).powi(2)).max(0.0).sqrt();
            odds.ssi = if spread > 0.0 { odds.criticality / 100.0 * Self::in_days(model, task, own) / spread } else { 0.0 };
        }
        self.correlate(model, &mut out, stop)?;
        let kept: usize = parts.iter().map(|p| if p.kept.is_empty() { 0 } else { p.kept.len() / tasks.max(1) }).sum();
        if kept > 0 && scope.kept > 0 {
            let status = model.worlds[0].schedule.status;
            let mut dates = Vec::with_capacity(kept);
            for (task, odds) in out.iter_mut().enumerate() {
                if task.is_multiple_of(64) && stop() {
                    return None;
                }
                let each = |end: usize, dates: &mut Vec<f32>| {
                    dates.clear();
                    for part in parts {
                        let own = part.kept.len() / tasks.max(1);
                        dates.extend(part.kept[task * own..(task + 1) * own].iter().map(|d| d[end]));
                    }
                };
                each(1, &mut dates);
                let at = |dates: &mut Vec<f32>, share: f64| {
                    let place = usize::try_from(crate::analysis::calendar::whole((share * real(kept)).ceil()).max(1) - 1).unwrap_or(0);
                    let (_, value, _) = dates.select_nth_unstable_by(place.min(kept - 1), f32::total_cmp);
                    status + crate::analysis::calendar::whole(f64::from(*value))
                };
                odds.finish = Some([0.1, 0.5, 0.8, 0.9].map(|p| at(&mut dates, p)));
                each(0, &mut dates);
                odds.start = Some(at(&mut dates, 0.1));
            }
        }
        Some(out)
    }

    /// A length in the measure of a task in working days of the plan's default calendar.
    fn in_days(model: &Model, task: usize, minutes: f64) -> f64 {
        let world = &model.worlds[0];
        let net_task = &world.schedule.net.tasks[task];
        #[expect(clippy::cast_precision_loss, reason = "minutes of a month")]
        let real = |m: i64| m as f64;
        match net_task.span {
            crate::analysis::network::Span::Work(_) => minutes / real(world.calendars.at(net_task.working).day_length().max(1)),
            _ => {
                let (standard, status) = (world.calendars.standard(), world.schedule.status);
                minutes / 1440.0 * standard.days_between(status, status + 28 * 1440) / 28.0
            }
        }
    }

    /// Spearman's rank correlation of lengths with the finish, over the first thousand iterations and
    /// for tasks that are ever critical: the others decide nothing.
    fn correlate(&self, model: &Model, out: &mut [TaskOdds], stop: &dyn Fn() -> bool) -> Option<()> {
        let count = self.ends.len().min(1_000);
        let position = |task: usize| model.worlds[0].schedule.net.wiring.positions.get(task).copied();
        let drawn = |task: &usize| position(*task).is_some_and(|k| model.worlds[0].is_drawn(crate::analysis::network::to_usize(k)));
        let tasks: Vec<usize> = (0..out.len()).filter(|t| out[*t].criticality >= 1.0).filter(drawn).collect();
        if count < 10 || tasks.is_empty() {
            return Some(());
        }
        #[expect(clippy::cast_precision_loss, reason = "minutes")]
        let ends: Vec<f64> = self.ends[..count].iter().map(|e| *e as f64).collect();
        let ends = ranks(&ends);
        for (task, lengths) in tasks.iter().zip(model.lengths_of(&tasks, count, stop)?) {
            if stop() {
                return None;
            }
            let lengths: Vec<f64> = lengths.into_iter().map(f64::from).collect();
            out[*task].cruciality = correlation(&ranks(&lengths), &ends).abs();
        }
        Some(())
    }

    /// Share of the finishes on each day, first day first.
    pub fn histogram(&self) -> Vec<(Date, f64)> {
        let mut out: Vec<(Date, f64)> = Vec::new();
        let one = 1.0 / real(self.sorted.len().max(1));
        for end in &self.sorted {
            let day = day(*end);
            match out.last_mut() {
                Some((last, share)) if *last == day => *share += one,
                _ => out.push((day, one)),
            }
        }
        out
    }

    /// What the iterations say about a task.
    pub fn task(&self, key: Key) -> Option<&TaskOdds> {
        self.schedule.net.position(key).and_then(|i| self.tasks.get(i))
    }

    /// What the iterations say about a risk.
    pub fn risk(&self, key: Key) -> Option<&RiskOdds> {
        self.risks.iter().find(|r| r.key == key)
    }

    /// How much later the mean is than the schedule without uncertainty, in minutes: merge bias and what
    /// ranges and risks add.
    pub fn bias_minutes(&self) -> i64 {
        self.finish.mean - self.finish.deterministic
    }

    /// The finish that a share of the iterations does not pass.
    pub fn at(&self, share: f64) -> i64 {
        rank(&self.sorted, share)
    }
}

fn deviation(values: impl Iterator<Item = f64>) -> f64 {
    let (count, sum, squares) = values.fold((0.0, 0.0, 0.0), |(n, s, q), v| (n + 1.0, s + v, q + v * v));
    if count > 0.0 { (squares / count - (sum / count) * (sum / count)).max(0.0).sqrt() } else { 0.0 }
}

/// Ranks, equal values sharing the middle of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut out = vec![0.0; values.len()];
    let mut i = 0;
    while i < order.len() {
        let mut j = i;
        while j + 1 < order.len() && values[order[j + 1]] == values[order[i]] {
            j += 1;
        }
        for k in &order[i..=j] {
            out[*k] = f64::midpoint(real(i), real(j));
        }
        i = j + 1;
    }
    out
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let count = real(a.len().max(1));
    let mean = |v: &[f64]| v.iter().sum::<f64>() / count;
    let (ma, mb) = (mean(a), mean(b));
    let (mut both, mut one, mut two) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        both += (x - ma) * (y - mb);
        one += (x - ma).powi(2);
        two += (y - mb).powi(2);
    }
    if one > 0.0 && two > 0.0 { both / (one * two).sqrt() } else { 0.0 }
}
