//! Small changes tried one after another, each followed by a little sifting; what is no worse stays.

use super::sift::Effort;
use super::{Item, Order};

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).unwrap_or(0);
        high % below.max(1)
    }
}

/// Tries changes as long as there is something to gain and work left.
pub fn wander(order: &mut Order<'_>, trials: usize, effort: &mut Effort) {
    let mut dice = Dice(17);
    let mut cost = order.cost();
    let frames: Vec<usize> = (0..order.children.len()).filter(|f| order.children[*f].len() > 1).collect();
    if frames.is_empty() {
        return;
    }
    for trial in 0..trials {
        if cost == 0 || effort.work == 0 {
            return;
        }
        let frame = if trial % 4 == 3 { frames[dice.roll(frames.len())] } else { populous(order, &mut dice) };
        if order.children[frame].len() < 2 {
            continue;
        }
        let before = order.children.clone();
        change(order, frame, trial, &mut dice);
        order.number();
        let own = order.children[frame].clone();
        let mut local = Effort { window: 24, work: effort.work.min(20_000) };
        let given = local.work;
        let start = dice.roll(own.len());
        for item in own.iter().cycle().skip(start).take(own.len().min(40)) {
            order.sift(frame, *item, &mut local);
        }
        effort.work = effort.work.saturating_sub(given - local.work + 200);
        let now = order.cost();
        if now <= cost {
            cost = now;
        } else {
            order.children = before;
            order.number();
        }
    }
}

/// The frame of some unit: frames with more in them come up more often.
fn populous(order: &Order<'_>, dice: &mut Dice) -> usize {
    order.net.units[dice.roll(order.net.units.len())].home
}

fn change(order: &mut Order<'_>, frame: usize, trial: usize, dice: &mut Dice) {
    let count = order.children[frame].len();
    match trial % 3 {
        0 => {
            let size = (2 + dice.roll(9)).min(count);
            let start = dice.roll(count - size + 1);
            order.children[frame][start..start + size].reverse();
        }
        1 => {
            let item = order.children[frame].remove(dice.roll(count));
            order.children[frame].insert(dice.roll(count), item);
        }
        _ => mirror(order, frame),
    }
}

/// Turns the order of a frame and all in it around.
fn mirror(order: &mut Order<'_>, frame: usize) {
    let units = order.net.units.len();
    let mut stack: Vec<Item> = vec![frame];
    while let Some(at) = stack.pop() {
        order.children[at].reverse();
        stack.extend(order.children[at].iter().filter(|i| **i >= units).map(|i| *i - units));
    }
}
