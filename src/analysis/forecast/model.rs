//! What is drawn by lot: the lengths of tasks with a three-point estimate, and risks that happen or do
//! not, each once an iteration with all its tasks (risk drivers: Hulett, AACE 57R-09).

use super::chance::{self, NORMAL, Shape};
use crate::analysis::network::{Span, span_of};
use crate::analysis::scenario;
use crate::analysis::schedule::{LANES, Lane, Many, Schedule};
use crate::analysis::{Analysis, network::Calendars, risk};
use crate::model::records::{Distribution, Response, Risk, TaskKind};
use crate::model::value::{Dur, Level, Range};
use crate::model::{Key, Plan, RecordKind, RecordRef};
use std::sync::Arc;

/// Everything the forecast draws from: plain data, to be sent where there is time to compute.
#[derive(Clone, Debug)]
pub struct Model {
    /// The plan as it is, then its scenarios that have a chance.
    pub(super) worlds: Vec<World>,
    /// Up to which share of the iterations each world comes.
    pub(super) cuts: Vec<f64>,
    branch: u32,
    pub(super) seed: u64,
    /// Task whose finish counts, by position in the plan.
    pub(super) target: usize,
    /// The promised day, as the minute behind it.
    pub(super) due: Option<i64>,
    /// Milestones and what is delivered, with their deadlines.
    pub(super) watched: Vec<Watched>,
    pub(super) basis: Basis,
    /// Steps that are not done and would change a risk: of which risk, its text, what it becomes.
    pub(super) steps: Vec<(usize, String, Driver)>,
}

/// A task whose every finish is kept.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    pub task: usize,
    pub due: Option<i64>,
}

/// What the forecast rests on, and what it lacks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Basis {
    /// Tasks that lead to the delivery and are not finished.
    pub open: usize,
    /// Tasks that are not finished, wherever they lead.
    pub unfinished: usize,
    /// The longest of those that lead to the delivery.
    pub longest: Option<Key>,
    /// Those that lead there and whose length is an estimate with a least and a most.
    pub ranged: usize,
    /// Risks that can still happen.
    pub risks: usize,
    /// Those of them that move a task.
    pub drivers: usize,
    /// Ids of risks without days or a factor.
    pub without_size: Vec<String>,
    /// Ids of risks that name no task which leads anywhere.
    pub without_task: Vec<String>,
    /// Ids of risks whose probability is taken from their level.
    pub by_level: Vec<String>,
    /// Titles of scenarios that are drawn, with their chance in percent.
    pub scenarios: Vec<(String, f64)>,
}

impl Basis {
    /// Nothing is uncertain: there is nothing to forecast.
    pub fn is_empty(&self) -> bool {
        self.ranged == 0 && self.drivers == 0 && self.scenarios.is_empty()
    }
}

/// The plan, or the plan as a scenario has it.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub schedule: Arc<Schedule>,
    pub calendars: Arc<Calendars>,
    /// By position in the network.
    lengths: Vec<Option<Length>>,
    /// Risks on tasks, those of a task together.
    effects: Vec<Effect>,
    pub risks: Vec<Driver>,
    /// Weight of the common cause, and of what is a task's own.
    common: Option<(f32, f32)>,
    cause: u32,
}

/// How the length of a task is drawn.
#[derive(Clone, Debug)]
struct Length {
    stream: u32,
    shape: Shape,
    /// Share of the whole that is left.
    left: f32,
    /// Time set aside: the forecast uses it up before it is late.
    buffer: bool,
    first: u32,
    count: u32,
}

/// A risk on a task.
#[derive(Clone, Copy, Debug)]
struct Effect {
    risk: u32,
    /// Minutes of the task's measure in a working day.
    day: f32,
}

/// A risk as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Driver {
    pub key: Key,
    pub id: String,
    stream: u32,
    size: u32,
    /// Chance in an iteration.
    pub chance: f32,
    /// Working days it adds.
    days: Shape,
    /// Factor it stretches by.
    factor: Shape,
    /// An opportunity saves days.
    saves: bool,
    /// It moves a task that leads to the delivery.
    pub acts: bool,
}

/// What the risks of one batch do: days added and factors, by risk.
pub(super) struct Drawn {
    days: Vec<Lane>,
    factors: Vec<Lane>,
    cause: Lane,
}

/// Chance that stands for a level: the middle of its bounds.
pub fn chance_of_level(plan: &Plan, level: Level) -> f64 {
    let scale = plan.risk_scale.get();
    let levels = if scale.is_some_and(|s| s.levels == 5) { 5 } else { 3 };
    let at = level.index(levels);
    let even = |i: u32| f64::from(i) / f64::from(levels) * 100.0;
    let bound = |i: u32| match (i, scale.and_then(|s| s.p_bounds_pct.get(usize::try_from(i).unwrap_or(1).wrapping_sub(1)))) {
        (0, _) => 0.0,
        (_, Some(bound)) if bound.is_finite() => bound.clamp(0.0, 100.0),
        _ => even(i),
    };
    f64::midpoint(bound(at - 1), bound(at))
}

/// Working days of a duration.
fn working_days(dur: Dur) -> f64 {
    match span_of(dur, &crate::analysis::calendar::WorkCalendar::new(&crate::model::records::Calendar::default())) {
        Span::Days(d) => real(d) * 5.0 / 7.0,
        Span::Elapsed(m) => real(m) / 1440.0 * 5.0 / 7.0,
        Span::Work(m) => real(m) / 480.0,
    }
}

#[expect(clippy::cast_precision_loss, reason = "minutes of a project")]
fn real(minutes: i64) -> f64 {
    minutes as f64
}

/// Three numbers in order; none when one is no number.
fn in_order(points: [f64; 3]) -> Option<[f64; 3]> {
    let [a, m, b] = points;
    (points.iter().all(|v| v.is_finite()) && a <= m && m <= b).then_some(points)
}

impl Driver {
    fn of(plan: &Plan, key: Key, risk: &Risk, seed: u64) -> Self {
        let usual = chance_of_level(plan, risk.probability);
        let pct = risk.probability_pct.unwrap_or(usual);
        let today = plan.status_date();
        let over = risk.window.as_ref().and_then(|w| w.to).is_some_and(|to| to < today);
        let can = risk::is_active(risk) && !over && (0.0..=100.0).contains(&pct);
        let days = risk.days.and_then(|r| in_order([r.min, r.likely, r.max].map(working_days)));
        let factor = risk.factor.as_ref().and_then(|f| in_order([f.min, f.likely, f.max]));
        #[expect(clippy::cast_possible_truncation, reason = "a share")]
        Self {
            key,
            id: risk.id.clone(),
            stream: chance::stream(seed, b'r', &risk.id),
            size: chance::stream(seed, b's', &risk.id),
            chance: if can { (pct / 100.0) as f32 } else { 0.0 },
            days: days.map_or(Shape::Fixed, Shape::triangular),
            factor: factor.filter(|f| f[0] >= 0.0).map_or(Shape::Fixed, Shape::triangular),
            saves: matches!(risk.response, Response::Exploit | Response::Enhance | Response::Share),
            acts: false,
        }
    }

    fn has_size(&self) -> bool {
        self.days != Shape::Fixed || self.factor != Shape::Fixed
    }

    /// Whether it happens at a place of its stream.
    pub fn occurs(&self, place: u32) -> bool {
        chance::unit(chance::bits(self.stream, place)) < self.chance
    }

    fn draw(&self, places: &[u32; LANES]) -> (Lane, Lane) {
        let (mut days, mut factor) = ([0.0; LANES], [1.0; LANES]);
        if self.days != Shape::Fixed {
            chance::uniform(self.size, places, &mut days);
            self.days.apply(&mut days);
        }
        if self.factor != Shape::Fixed {
            chance::uniform(self.size, places, &mut factor);
            self.factor.apply(&mut factor);
        }
        for l in 0..LANES {
            if !self.occurs(places[l]) {
                (days[l], factor[l]) = (0.0, 1.0);
            } else if self.saves {
                days[l] = -days[l];
            }
        }
        (days, factor)
    }

    /// What it is after a step that changes probability and impact.
    fn after(&self, plan: &Plan, risk: &Risk, (p, i): (Level, Level)) -> Self {
        let mut out = self.clone();
        if p != risk.probability {
            #[expect(clippy::cast_possible_truncation, reason = "a share")]
            let chance = (chance_of_level(plan, p) / 100.0) as f32;
            // A step towards less never makes it likelier than it is said to be.
            out.chance = if p < risk.probability { chance.min(self.chance) } else { chance };
        }
        let levels = if plan.risk_scale.get().is_some_and(|s| s.levels == 5) { 5 } else { 3 };
        let ratio = f64::from(i.index(levels)) / f64::from(risk.impact.index(levels));
        if let Some(points) = risk.days.and_then(|r| in_order([r.min, r.likely, r.max].map(|d| working_days(d) * ratio))) {
            out.days = Shape::triangular(points);
        }
        if let Some(points) = risk.factor.as_ref().and_then(|f| in_order([f.min, f.likely, f.max].map(|v| 1.0 + (v - 1.0) * ratio))) {
            out.factor = Shape::triangular(points);
        }
        out
    }
}

impl World {
    fn of(plan: &Plan, schedule: Arc<Schedule>, calendars: Arc<Calendars>, target: usize, seed: u64, basis: Option<&mut Basis>) -> Self {
        let settings = plan.settings.get().cloned().unwrap_or_default();
        let mut risks: Vec<Driver> = plan.risks.iter().map(|(key, risk)| Driver::of(plan, key, risk, seed)).collect();
        let many = schedule.many(&calendars, target);
        let net = &schedule.net;
        // Which risks hit which positions.
        let mut hit: Vec<Vec<u32>> = Vec::new();
        let mut without_task = Vec::new();
        for (r, (risk, driver)) in plan.risks.records().zip(&mut risks).enumerate() {
            if driver.chance <= 0.0 || !driver.has_size() {
                continue;
            }
            let by_dependency = risk.dependencies.iter().filter_map(|id| plan.dependencies.records().find(|d| d.id == *id).and_then(|d| d.task.as_deref()));
            let mut tasks: Vec<usize> = risk.tasks.iter().map(String::as_str).chain(by_dependency).filter_map(|id| net.find(id)).collect();
            tasks.sort_unstable();
            tasks.dedup();
            for task in tasks {
                let position = many.position(task);
                if many.is_open(position) && !net.tasks[task].cancelled {
                    hit.resize_with(net.wiring.nodes.len(), Vec::new);
                    hit[position].push(u32::try_from(r).unwrap_or(0));
                    driver.acts |= many.leads(position);
                }
            }
            if !driver.acts {
                without_task.push(driver.id.clone());
            }
        }
        let mut effects = Vec::new();
        let mut lengths: Vec<Option<Length>> = vec![None; net.wiring.nodes.len()];
        let (mut open, mut ranged, mut unfinished, mut longest) = (0, 0, 0, None::<(f32, Key)>);
        for (position, task) in many.tasks() {
            if !many.is_open(position) || net.tasks[task].cancelled {
                continue;
            }
            let record = &net.records[task];
            let buffer = record.kind == TaskKind::Buffer;
            let shape = record.range.and_then(|range| shape(&many, position, range, record.distribution.unwrap_or(settings.distribution)));
            let shape = shape.filter(|s| !s.is_certain() && !buffer).unwrap_or(Shape::Fixed);
            unfinished += usize::from(!buffer);
            if many.leads(position) && !buffer {
                let days = many.span(position) / many.day(position).max(1.0);
                if longest.is_none_or(|(most, _)| days > most) {
                    longest = Some((days, net.keys[task]));
                }
                open += 1;
                ranged += usize::from(shape != Shape::Fixed);
            }
            let own = hit.get(position).map_or(&[][..], Vec::as_slice);
            if shape == Shape::Fixed && own.is_empty() && !buffer {
                continue;
            }
            let first = u32::try_from(effects.len()).unwrap_or(0);
            effects.extend(own.iter().map(|risk| Effect { risk: *risk, day: many.day(position) }));
            let full = many.full(position);
            let left = if full > 0.0 { many.span(position) / full } else { 1.0 };
            let count = u32::try_from(own.len()).unwrap_or(0);
            lengths[position] = Some(Length { stream: chance::stream(seed, b't', &record.id), shape, left, buffer, first, count });
        }
        if let Some(basis) = basis {
            (basis.open, basis.ranged, basis.without_task) = (open, ranged, without_task);
            (basis.unfinished, basis.longest) = (unfinished, longest.map(|(_, key)| key));
            for (risk, driver) in plan.risks.records().zip(&risks).filter(|(r, _)| risk::is_active(r)) {
                basis.risks += 1;
                basis.drivers += usize::from(driver.acts);
                if !driver.has_size() {
                    basis.without_size.push(driver.id.clone());
                } else if risk.probability_pct.is_none() && driver.acts {
                    basis.by_level.push(driver.id.clone());
                }
            }
        }
        drop(many);
        let rho = if settings.correlation.is_finite() { settings.correlation.clamp(0.0, 1.0) } else { 0.0 };
        #[expect(clippy::cast_possible_truncation, reason = "shares")]
        let common = (rho > 0.0).then(|| (rho.sqrt() as f32, (1.0 - rho).sqrt() as f32));
        Self { schedule, calendars, lengths, effects, risks, common, cause: chance::stream(seed, b'c', "") }
    }

    /// The risks of a batch. A risk can be another, or none.
    pub fn draw(&self, places: &[u32; LANES], instead: Option<(usize, Option<&Driver>)>) -> Drawn {
        let mut out = Drawn { days: Vec::with_capacity(self.risks.len()), factors: Vec::with_capacity(self.risks.len()), cause: [0.0; LANES] };
        for (r, driver) in self.risks.iter().enumerate() {
            let driver = match instead {
                Some((place, other)) if place == r => other,
                _ => Some(driver),
            };
            let (days, factors) = driver.filter(|d| d.acts || d.has_size()).map_or(([0.0; LANES], [1.0; LANES]), |d| d.draw(places));
            out.days.push(days);
            out.factors.push(factors);
        }
        if self.common.is_some() {
            out.cause = places.map(|place| NORMAL.deviate(chance::bits(self.cause, place)));
        }
        out
    }

    /// The length of a position in a batch.
    #[inline]
    pub fn length(&self, position: usize, places: &[u32; LANES], drawn: &Drawn, span: &mut Lane) {
        let Some(length) = &self.lengths[position] else { return };
        if length.buffer {
            *span = [0.0; LANES];
            return;
        }
        if length.shape != Shape::Fixed {
            match self.common {
                None => chance::uniform(length.stream, places, span),
                Some((all, own)) => {
                    for l in 0..LANES {
                        span[l] = NORMAL.below(all * drawn.cause[l] + own * NORMAL.deviate(chance::bits(length.stream, places[l])));
                    }
                }
            }
            length.shape.apply(span);
            if length.left != 1.0 {
                for v in span.iter_mut() {
                    *v *= length.left;
                }
            }
        }
        let first = usize::try_from(length.first).unwrap_or(0);
        let own = &self.effects[first..first + usize::try_from(length.count).unwrap_or(0)];
        for effect in own {
            let factors = &drawn.factors[usize::try_from(effect.risk).unwrap_or(0)];
            for l in 0..LANES {
                span[l] *= factors[l];
            }
        }
        for effect in own {
            let days = &drawn.days[usize::try_from(effect.risk).unwrap_or(0)];
            for l in 0..LANES {
                span[l] = (span[l] + days[l] * effect.day).max(0.0);
            }
        }
    }

    /// Its length differs from draw to draw.
    pub fn is_drawn(&self, position: usize) -> bool {
        self.lengths[position].as_ref().is_some_and(|l| !l.buffer)
    }
}

/// The estimate of a task in minutes of its measure.
fn shape(many: &Many<'_>, position: usize, range: Range, distribution: Distribution) -> Option<Shape> {
    let points = in_order([range.min, range.likely, range.max].map(|d| many.minutes(position, d))).filter(|p| p[0] >= 0.0)?;
    Some(match distribution {
        Distribution::Triangular => Shape::triangular(points),
        Distribution::Pert => Shape::pert(points),
        Distribution::Uniform => Shape::uniform(points),
    })
}

impl Model {
    /// The model of a plan; none when the plan has nothing to date.
    pub fn of(a: &Analysis) -> Option<Self> {
        let plan = &a.plan;
        let target = a.schedule.delivers?;
        let settings = plan.settings.get().cloned().unwrap_or_default();
        let mut basis = Basis::default();
        let base = World::of(plan, Arc::clone(&a.schedule), Arc::clone(&a.calendars), target, settings.seed, Some(&mut basis));
        let (mut worlds, mut cuts, mut taken) = (vec![base], Vec::new(), 0.0);
        for (key, scenario) in plan.scenarios.iter() {
            let Some(pct) = scenario.probability_pct.filter(|p| *p > 0.0 && *p <= 100.0) else { continue };
            let share = (pct / 100.0).min(1.0 - taken);
            let Some(applied) = scenario::with_scenario(plan, RecordRef { kind: RecordKind::Scenario, key }).filter(|_| share > 0.0) else { continue };
            let other = Analysis::next(a, &applied.plan);
            let Some(target) = other.schedule.delivers.filter(|_| other.schedule.net.keys == a.schedule.net.keys) else { continue };
            taken += share;
            cuts.push(taken);
            worlds.push(World::of(&other.plan, Arc::clone(&other.schedule), Arc::clone(&other.calendars), target, settings.seed, None));
            basis.scenarios.push((scenario.title.clone(), share * 100.0));
        }
        let net = &a.schedule.net;
        let due_of = |task: usize| net.tasks[task].deadline;
        let due = plan.release.get().and_then(|r| r.target).map(|t| t.minute() + 1440);
        let mut watched = vec![Watched { task: target, due }];
        let milestones = (0..net.tasks.len()).filter(|i| net.tasks[*i].milestone && net.tasks[*i].open && *i != target);
        // More than a plan has; what is beyond them is in the spread of its task.
        watched.extend(milestones.take(256).map(|task| Watched { task, due: due_of(task) }));
        let mut steps = Vec::new();
        for (r, (risk, driver)) in plan.risks.records().zip(&worlds[0].risks).enumerate().filter(|(_, (_, d))| d.acts) {
            for action in risk.actions.iter().filter(|a| a.done_on.is_none()) {
                if let Some(effect) = &action.effect {
                    steps.push((r, action.text.clone(), driver.after(plan, risk, (effect.probability, effect.impact))));
                }
            }
        }
        Some(Self { worlds, cuts, branch: chance::stream(settings.seed, b'b', ""), seed: settings.seed, target, due, watched, basis, steps })
    }

    /// The model of dates that are only foreseen, of what is delivered alone and without scenarios: small
    /// enough to be drawn in the frame of a drag. None where calendars may be others.
    pub fn foreseen(plan: &Plan, schedule: &Arc<Schedule>, calendars: &Arc<Calendars>) -> Option<Self> {
        if !plan.freezes.is_empty() || plan.scenarios.records().any(|s| s.probability_pct.is_some()) {
            return None;
        }
        let target = schedule.delivers?;
        let seed = plan.settings.get().cloned().unwrap_or_default().seed;
        let mut basis = Basis::default();
        let world = World::of(plan, Arc::clone(schedule), Arc::clone(calendars), target, seed, Some(&mut basis));
        let due = plan.release.get().and_then(|r| r.target).map(|t| t.minute() + 1440);
        let watched = vec![Watched { task: target, due }];
        let known = !basis.is_empty();
        known.then(|| Self { worlds: vec![world], cuts: Vec::new(), branch: 0, seed, target, due, watched, basis, steps: Vec::new() })
    }

    /// What it rests on.
    pub fn basis(&self) -> &Basis {
        &self.basis
    }

    /// The world of an iteration.
    pub(super) fn world_of(&self, place: u32) -> usize {
        if self.cuts.is_empty() {
            return 0;
        }
        let u = f64::from(chance::unit(chance::bits(self.branch, place)));
        self.cuts.iter().position(|cut| u < *cut).map_or(0, |i| i + 1)
    }

    /// Two models draw the same, so that one forecast is that of both.
    pub fn same(&self, other: &Self) -> bool {
        let like = |(a, b): (&World, &World)| Arc::ptr_eq(&a.schedule, &b.schedule) && a.risks == b.risks && a.common == b.common;
        // Scenarios are schedules of their own, made anew each time: with them it is never the same.
        let alone = matches!((&self.worlds[..], &other.worlds[..]), ([a], [b]) if like((a, b)));
        alone && self.seed == other.seed && self.due == other.due && self.basis == other.basis && self.steps == other.steps
    }
}
