//! Running the model, part by part: parts know nothing of each other, so that any number of threads
//! gives the same, and are put together in the order of their iterations.

use super::chance;
use super::model::{Drawn, Driver, Model, World};
use super::outcome::Forecast;
use crate::analysis::schedule::{LANES, Lane, Many, Store};

/// What one part of the iterations found.
#[derive(Clone, Debug)]
pub struct Part {
    /// Finishes of what is watched, iteration after iteration.
    pub(super) ends: Vec<i64>,
    /// Draws in which a task has no float, by task.
    pub(super) critical: Vec<u32>,
    /// Length against the planned one, and its square, summed, by task.
    pub(super) sums: Vec<[f64; 2]>,
    /// Start and finish of every task that is kept, task after task; minutes since the status date.
    pub(super) kept: Vec<[f32; 2]>,
    /// How often each risk happened.
    pub(super) occurred: Vec<u32>,
}

/// What to look at in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Iterations.
    pub iterations: u32,
    /// How many of them keep the dates of every task, for its percentiles.
    pub kept: u32,
    /// Whether tasks are asked for their float.
    pub criticality: bool,
}

/// Most dates that are kept.
const KEEP: usize = 3_000_000;

impl Scope {
    /// Everything: for reports, and while nobody waits.
    pub fn full(model: &Model, iterations: u32) -> Self {
        let tasks = model.worlds[0].schedule.net.tasks.len().max(1);
        let most = u32::try_from(KEEP / tasks).unwrap_or(u32::MAX);
        // Fewer would not tell a ninetieth percentile.
        let kept = if most < 200 { 0 } else { iterations.min(most).min(2_000) };
        Self { iterations, kept, criticality: true }
    }

    /// The delivery and its milestones alone: for every frame of a drag.
    pub fn dates(iterations: u32) -> Self {
        Self { iterations, kept: 0, criticality: false }
    }

    /// The parts of it: first iteration and how many. Enough for eight threads to share, and whole
    /// batches each.
    pub fn parts(self) -> Vec<(u32, u32)> {
        let lanes = u32::try_from(LANES).unwrap_or(32);
        let size = self.iterations.div_ceil(32).div_ceil(lanes).max(1) * lanes;
        (0..self.iterations.div_ceil(size)).map(|i| (i * size, size.min(self.iterations - i * size))).collect()
    }
}

/// A batch: its iterations, and how many of the lanes count.
fn batch(iterations: &[u32]) -> ([u32; LANES], usize) {
    let mut out = [iterations.last().copied().unwrap_or(0); LANES];
    for (slot, i) in out.iter_mut().zip(iterations) {
        *slot = *i;
    }
    (out, iterations.len().min(LANES))
}

/// Room that a thread keeps between parts.
#[derive(Debug, Default)]
pub struct Room {
    stores: Vec<Store>,
}

impl Model {
    fn ready(&self) -> Vec<Many<'_>> {
        self.worlds.iter().map(|w| w.schedule.many(&w.calendars, w.schedule.delivers.unwrap_or(self.target))).collect()
    }

    fn rooms(room: &mut Room, many: &[Many<'_>]) {
        if room.stores.len() != many.len() {
            room.stores = many.iter().map(Many::store).collect();
        }
    }

    /// Iterations by the world they come in.
    fn by_world(&self, iterations: impl Iterator<Item = u32>) -> Vec<Vec<u32>> {
        let mut out = vec![Vec::new(); self.worlds.len()];
        for i in iterations {
            out[self.world_of(i.wrapping_mul(0x9e37_79b9))].push(i);
        }
        out
    }

    /// Goes through some iterations world by world and batch by batch; none when told to stop.
    fn each_batch(&self, iterations: impl Iterator<Item = u32>, stop: &dyn Fn() -> bool, mut work: impl FnMut(usize, [u32; LANES], usize)) -> Option<()> {
        for (w, iterations) in self.by_world(iterations).iter().enumerate() {
            for chunk in iterations.chunks(LANES) {
                if stop() {
                    return None;
                }
                let (batch, live) = batch(chunk);
                work(w, batch, live);
            }
        }
        Some(())
    }

    /// The forecast of the delivery alone, in one go: for models small enough.
    pub fn at_once(&self, iterations: u32) -> Option<Forecast> {
        let scope = Scope::dates(iterations);
        let part = self.part(&mut Room::default(), scope, (0, iterations), &|| false)?;
        Forecast::of(self, scope, &[part], &|| false)
    }

    /// Runs some iterations; none when told to stop.
    pub fn part(&self, room: &mut Room, scope: Scope, (from, count): (u32, u32), stop: &dyn Fn() -> bool) -> Option<Part> {
        let many = self.ready();
        Self::rooms(room, &many);
        let tasks = self.worlds[0].schedule.net.tasks.len();
        let size = usize::try_from(count).unwrap_or(0);
        let kept = usize::try_from(scope.kept.saturating_sub(from).min(count)).unwrap_or(0);
        let mut out = Part {
            ends: vec![0; size * self.watched.len()],
            critical: vec![0; if scope.criticality { tasks } else { 0 }],
            sums: vec![[0.0; 2]; if scope.criticality { tasks } else { 0 }],
            kept: vec![[0.0; 2]; kept * tasks],
            occurred: vec![0; self.worlds[0].risks.len()],
        };
        let positions: Vec<Vec<usize>> = many.iter().map(|m| self.watched.iter().map(|w| m.position(w.task)).collect()).collect();
        self.each_batch(from..from + count, stop, |w, batch, live| {
            let (world, many, store) = (&self.worlds[w], &many[w], &mut room.stores[w]);
            let places = chance::places(&batch);
            let drawn = world.draw(&places, None);
            for (r, driver) in world.risks.iter().enumerate() {
                out.occurred[r] += places[..live].iter().map(|p| u32::from(driver.occurs(*p))).sum::<u32>();
            }
            Self::run(world, many, store, (&places, live, &drawn), scope.criticality.then_some(&mut out.sums));
            for (n, position) in positions[w].iter().enumerate() {
                let finishes = many.finishes(store, *position);
                for l in 0..live {
                    let at = usize::try_from(batch[l] - from).unwrap_or(0);
                    out.ends[at * self.watched.len() + n] = many.finish_instant(*position, finishes[l]);
                }
            }
            Self::keep(world, many, store, (&batch[..live], from, kept), &mut out.kept);
            if scope.criticality {
                many.backward(store, |k, none| {
                    let task = world.schedule.net.wiring.task(k);
                    out.critical[task] += none[..live].iter().map(|c| u32::from(*c)).sum::<u32>();
                });
            }
        })?;
        Some(out)
    }

    /// Dates one batch; sums up how lengths differ.
    fn run(world: &World, many: &Many<'_>, store: &mut Store, (places, live, drawn): (&[u32; LANES], usize, &Drawn), sums: Option<&mut Vec<[f64; 2]>>) {
        let Some(sums) = sums else {
            return many.forward(store, false, |k, span| world.length(k, places, drawn, span));
        };
        many.forward(store, false, |k, span| {
            let planned = span[0];
            world.length(k, places, drawn, span);
            if world.is_drawn(k) {
                let [sum, squares] = moments(span, planned, live);
                let slot = &mut sums[world.schedule.net.wiring.task(k)];
                *slot = [slot[0] + sum, slot[1] + squares];
            }
        });
    }

    /// Keeps the dates of every task, on the clock.
    fn keep(world: &World, many: &Many<'_>, store: &Store, (batch, from, kept): (&[u32], u32, usize), out: &mut [[f32; 2]]) {
        if kept == 0 {
            return;
        }
        let status = world.schedule.status;
        #[expect(clippy::cast_precision_loss, reason = "minutes within thirty years of the status date are exact")]
        let since = |instant: i64| (instant - status) as f32;
        for (position, task) in many.tasks() {
            let (starts, finishes) = (many.starts(store, position), many.finishes(store, position));
            for (l, iteration) in batch.iter().enumerate() {
                let at = usize::try_from(iteration - from).unwrap_or(0);
                if at < kept {
                    out[task * kept + at] = [since(many.start_instant(position, starts[l])), since(many.finish_instant(position, finishes[l]))];
                }
            }
        }
    }

    /// Finishes of the delivery in some iterations, when a risk is another or none.
    pub(super) fn finishes(&self, room: &mut Room, iterations: &[u32], instead: (usize, Option<&Driver>), stop: &dyn Fn() -> bool) -> Option<Vec<(u32, i64)>> {
        let many = self.ready();
        Self::rooms(room, &many);
        let mut out = Vec::with_capacity(iterations.len());
        self.each_batch(iterations.iter().copied(), stop, |w, batch, live| {
            let (world, many, store) = (&self.worlds[w], &many[w], &mut room.stores[w]);
            let places = chance::places(&batch);
            let drawn = world.draw(&places, Some(instead));
            many.forward(store, true, |k, span| world.length(k, &places, &drawn, span));
            let ends = many.ends(store);
            out.extend((0..live).map(|l| (batch[l], many.finish_instant(many.target(), ends[l]))));
        })?;
        Some(out)
    }

    /// Lengths of some tasks of the plan as it is, iteration after iteration from the first; none when told
    /// to stop.
    pub(super) fn lengths_of(&self, tasks: &[usize], count: usize, stop: &dyn Fn() -> bool) -> Option<Vec<Vec<f32>>> {
        let world = &self.worlds[0];
        let many = world.schedule.many(&world.calendars, self.target);
        let mut out = vec![Vec::with_capacity(count); tasks.len()];
        let all: Vec<u32> = (0..u32::try_from(count).unwrap_or(0)).collect();
        for chunk in all.chunks(LANES) {
            if stop() {
                return None;
            }
            let (batch, live) = batch(chunk);
            let places = chance::places(&batch);
            let drawn = world.draw(&places, None);
            for (task, lengths) in tasks.iter().zip(&mut out) {
                let position = many.position(*task);
                let mut span: Lane = [many.span(position); LANES];
                world.length(position, &places, &drawn, &mut span);
                lengths.extend_from_slice(&span[..live]);
            }
        }
        Some(out)
    }
}

/// How far lengths are from the planned one, summed, and their squares.
#[inline]
fn moments(span: &Lane, planned: f32, live: usize) -> [f64; 2] {
    if live == LANES {
        // Eight sums side by side: additions of floats are not put in another order by the compiler.
        let (mut sum, mut squares) = ([0.0_f32; 8], [0.0_f32; 8]);
        for eight in span.chunks_exact(8) {
            for i in 0..8 {
                let d = eight[i] - planned;
                sum[i] += d;
                squares[i] += d * d;
            }
        }
        return [f64::from(sum.iter().sum::<f32>()), f64::from(squares.iter().sum::<f32>())];
    }
    span[..live].iter().fold([0.0; 2], |[sum, squares], v| {
        let d = f64::from(v - planned);
        [sum + d, squares + d * d]
    })
}
