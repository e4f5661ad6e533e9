//! Numbers on a line as near to where they wish to be as distances between them allow.
//!
//! Blocks of numbers that touch move as one (the first half of Dwyer, Marriott and Stuckey's VPSC).

/// `right` is at least `gap` after `left`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Apart {
    /// Before.
    pub left: usize,
    /// After.
    pub right: usize,
    /// Distance.
    pub gap: f64,
}

/// A wish and how much it weighs.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Wish {
    /// Where to.
    pub at: f64,
    /// Weight, above zero.
    pub weight: f64,
}

#[derive(Clone, Debug, Default)]
struct Block {
    at: f64,
    weight: f64,
    pull: f64,
    members: Vec<usize>,
    into: Vec<usize>,
    /// No distance to another block is shorter than it may be by more than this.
    slack: f64,
}

/// Distances, by the number on the right.
pub struct Solver<'a> {
    order: &'a [usize],
    apart: &'a [Apart],
    into: Vec<Vec<usize>>,
    out: Vec<Vec<usize>>,
}

impl<'a> Solver<'a> {
    /// `order` holds every number, each after those it must stand right of.
    pub fn new(order: &'a [usize], apart: &'a [Apart]) -> Self {
        let mut into: Vec<Vec<usize>> = vec![Vec::new(); order.len()];
        let mut out: Vec<Vec<usize>> = vec![Vec::new(); order.len()];
        for (i, c) in apart.iter().enumerate() {
            into[c.right].push(i);
            out[c.left].push(i);
        }
        Self { order, apart, into, out }
    }

    /// Places that satisfy all distances, near to the wishes.
    pub fn solve(&self, wishes: &[Wish]) -> Vec<f64> {
        let count = wishes.len();
        let mut block: Vec<usize> = (0..count).collect();
        let mut offset = vec![0.0; count];
        let mut blocks: Vec<Block> = wishes
            .iter()
            .enumerate()
            .map(|(v, w)| Block { at: w.at, weight: w.weight, pull: w.at * w.weight, members: vec![v], into: self.into[v].clone(), slack: -1.0 })
            .collect();
        for v in self.order {
            let mut own = *v;
            while blocks[own].slack < 0.0 {
                let Some(worst) = self.worst(&mut blocks, own, &block, &offset) else { break };
                let c = self.apart[worst];
                let left = block[c.left];
                own = self.merge(&mut blocks, (left, own), offset[c.left] + c.gap - offset[c.right], &mut block, &mut offset);
            }
        }
        (0..count).map(|v| blocks[block[v]].at + offset[v]).collect()
    }

    /// The distance into a block that is violated most; drops those inside.
    fn worst(&self, blocks: &mut [Block], own: usize, block: &[usize], offset: &[f64]) -> Option<usize> {
        let mut into = std::mem::take(&mut blocks[own].into);
        let at = blocks[own].at;
        let mut worst: Option<usize> = None;
        let mut least = f64::INFINITY;
        into.retain(|i| {
            let c = self.apart[*i];
            let left = block[c.left];
            if left == own {
                return false;
            }
            let slack = at + offset[c.right] - c.gap - blocks[left].at - offset[c.left];
            if slack < least {
                (least, worst) = (slack, Some(*i));
            }
            true
        });
        blocks[own].into = into;
        blocks[own].slack = if least < -1e-7 { -1.0 } else { least.max(0.0) };
        worst.filter(|_| least < -1e-7)
    }

    /// Joins two blocks; `apart` is how far the right one's zero lies after the left one's.
    #[expect(clippy::unused_self, reason = "belongs to the solver")]
    fn merge(&self, blocks: &mut [Block], (left, right): (usize, usize), apart: f64, block: &mut [usize], offset: &mut [f64]) -> usize {
        let (keep, gone, by) = if blocks[left].members.len() >= blocks[right].members.len() { (left, right, apart) } else { (right, left, -apart) };
        let old = std::mem::take(&mut blocks[gone]);
        for v in &old.members {
            block[*v] = keep;
            offset[*v] += by;
        }
        let kept = &mut blocks[keep];
        let before = kept.at;
        kept.members.extend(old.members);
        kept.into.extend(old.into);
        kept.weight += old.weight;
        kept.pull += old.pull - by * old.weight;
        kept.at = kept.pull / kept.weight;
        // Moving left by so much takes so much of what was to spare.
        let spare_kept = kept.slack + kept.at - before;
        let spare_old = old.slack + (kept.at + by) - old.at;
        kept.slack = if kept.slack < 0.0 && keep == right || old.slack < 0.0 && gone == right { -1.0 } else { spare_kept.min(spare_old) };
        keep
    }

    /// Moves numbers one by one towards their wishes as far as their neighbours let them.
    pub fn nudge(&self, places: &mut [f64], wish: impl Fn(usize, &[f64]) -> Option<f64>) {
        for v in self.order.iter().rev() {
            if let Some(to) = wish(*v, places)
                && to > places[*v]
            {
                let room = self.out[*v].iter().map(|c| places[self.apart[*c].right] - self.apart[*c].gap).fold(f64::INFINITY, f64::min);
                places[*v] = to.min(room).max(places[*v]);
            }
        }
        for v in self.order {
            if let Some(to) = wish(*v, places)
                && to < places[*v]
            {
                let room = self.into[*v].iter().map(|c| places[self.apart[*c].left] + self.apart[*c].gap).fold(f64::NEG_INFINITY, f64::max);
                places[*v] = to.max(room).min(places[*v]);
            }
        }
    }
}
