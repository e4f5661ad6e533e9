//! The forecast on several threads. Which thread does what does not show in the result.

use crate::analysis::forecast::{Forecast, Gain, Model, Part, Room, Scope};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Threads that this machine has for computing, at most eight.
pub fn available() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(8)
}

/// Does numbered pieces of work on some threads; the results are in order of their numbers. None when a
/// piece was stopped.
fn spread<T: Send>(count: usize, threads: usize, work: impl Fn(&mut Room, usize) -> Option<T> + Sync) -> Option<Vec<T>> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(count)));
    let labour = || {
        let mut room = Room::default();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            if i >= count {
                return;
            }
            let result = work(&mut room, i);
            let stopped = result.is_none();
            if let Ok(mut done) = done.lock() {
                done.push((i, result));
            }
            if stopped {
                // Nobody needs the rest.
                next.store(count, Ordering::Relaxed);
                return;
            }
        }
    };
    if threads <= 1 || count <= 1 {
        labour();
    } else {
        std::thread::scope(|scope| {
            for _ in 1..threads.min(count) {
                scope.spawn(labour);
            }
            labour();
        });
    }
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(i, _)| *i);
    let found: Vec<T> = done.into_iter().filter_map(|(_, result)| result).collect();
    (found.len() == count).then_some(found)
}

/// Runs the forecast; none when told to stop.
pub fn forecast(model: &Model, scope: Scope, threads: usize, stop: &(dyn Fn() -> bool + Sync)) -> Option<Forecast> {
    let parts = scope.parts();
    let found: Vec<Part> = spread(parts.len(), threads, |room, i| model.part(room, scope, parts[i], stop))?;
    Forecast::of(model, scope, &found, stop)
}

/// What every risk costs, and every step would buy.
pub fn gains(model: &Model, forecast: &Forecast, threads: usize, stop: &(dyn Fn() -> bool + Sync)) -> Option<Vec<Gain>> {
    spread(model.levers(), threads, |room, i| model.gain(room, forecast, i, stop))
}
