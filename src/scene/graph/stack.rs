//! Stacking: items in a fixed order, each in some layers, tied to others they want to be level with.
//!
//! All distances are lower bounds between two items, so pushing everything down as far as wished
//! and pushing everything up as far as wished are both correct, and so is the middle of the two.
//! Knows no graph: `place` says what the items are.

/// Free height between two items.
const GAP: f64 = 18.0;
/// Free height beside a thin item.
const THIN_GAP: f64 = 6.0;

/// What is stacked, from top to bottom.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// First layer.
    pub first: usize,
    /// Last layer.
    pub last: usize,
    /// Half its height.
    pub half: f64,
    /// It needs little room around it.
    pub thin: bool,
}

/// Two items that want to be level.
#[derive(Clone, Copy, Debug)]
pub struct Tie {
    /// The item at the left.
    pub left: usize,
    /// The item at the right.
    pub right: usize,
    /// How much lower the right one wants to be.
    pub lower: f64,
    /// How much.
    pub weight: f64,
}

/// An end of a tie: the other item, how much lower one wants to be than it, how much.
#[derive(Clone, Copy, Debug)]
struct End {
    other: usize,
    lower: f64,
    weight: f64,
    left: bool,
}

/// A stacking problem.
#[derive(Clone, Debug)]
pub struct Stack {
    items: Vec<Item>,
    ends: Vec<Vec<End>>,
    /// For each item what stands directly above, and below, and how far apart the middles are.
    above: Vec<Vec<(usize, f64)>>,
    below: Vec<Vec<(usize, f64)>>,
}

impl Stack {
    /// From items in order.
    pub fn new(items: Vec<Item>, ties: Vec<Tie>, layers: usize) -> Self {
        let count = items.len();
        let mut ends: Vec<Vec<End>> = vec![Vec::new(); count];
        for Tie { left, right, lower, weight } in ties {
            ends[left].push(End { other: right, lower: -lower, weight, left: false });
            ends[right].push(End { other: left, lower, weight, left: true });
        }
        let mut stack = Self { items, ends, above: vec![Vec::new(); count], below: vec![Vec::new(); count] };
        if count > 1 {
            stack.bind(layers);
        }
        stack
    }

    /// Finds what stands directly above what.
    fn bind(&mut self, layers: usize) {
        let mut last: Vec<Option<usize>> = vec![None; layers];
        for (index, item) in self.items.iter().enumerate() {
            let mut before = None;
            for slot in &mut last[item.first..=item.last] {
                let above = slot.replace(index);
                if let Some(other) = above.filter(|_| above != before) {
                    let gap = if item.thin || self.items[other].thin { THIN_GAP } else { GAP };
                    let apart = gap + item.half + self.items[other].half;
                    self.above[index].push((other, apart));
                    self.below[other].push((index, apart));
                }
                before = above;
            }
        }
    }

    /// A middle for each item.
    pub fn solve(&self) -> Vec<f64> {
        let mut y = self.packed();
        let rounds = if self.items.len() > 4_000 { 8 } else { 32 };
        for round in 0..rounds {
            y = self.settle(&self.wishes(&y, round % 4));
        }
        let near = |e: &End, y: &[f64]| Near { place: y[e.other] + e.lower, weight: e.weight, left: e.left };
        let middle = |ends: &[End], y: &[f64]| median(ends.iter().map(|e| near(e, y)).collect());
        for _ in 0..rounds / 4 {
            self.nudge(&mut y, (f64::NEG_INFINITY, f64::INFINITY), |i, y| middle(&self.ends[i], y));
        }
        let top = self.extent(&y).0;
        y.iter().map(|v| v - top).collect()
    }

    /// Top and bottom of all items.
    pub fn extent(&self, y: &[f64]) -> (f64, f64) {
        let both = self.items.iter().zip(y).map(|(item, y)| (y - item.half, y + item.half));
        both.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or((0.0, 0.0))
    }

    /// Moves each item to where it wishes to be, as far as there is room for its upper and lower edge.
    pub fn nudge(&self, y: &mut [f64], room: (f64, f64), wish: impl Fn(usize, &[f64]) -> Option<f64>) {
        let count = self.items.len();
        for index in (0..count).chain((0..count).rev()) {
            let Some(wish) = wish(index, y) else { continue };
            let half = self.items[index].half;
            let low = self.above[index].iter().map(|(a, apart)| y[*a] + apart).fold(room.0 + half, f64::max);
            let high = self.below[index].iter().map(|(b, apart)| y[*b] - apart).fold(room.1 - half, f64::min);
            if low <= high {
                y[index] = wish.clamp(low, high);
            }
        }
    }

    /// Everything as high as it can be.
    fn packed(&self) -> Vec<f64> {
        let mut y = Vec::with_capacity(self.items.len());
        for (item, above) in self.items.iter().zip(&self.above) {
            let place = above.iter().map(|(a, apart)| y[*a] + apart).fold(item.half, f64::max);
            y.push(place);
        }
        y
    }

    /// Where each item would like to be: level with what is at its left, at its right, or both.
    fn wishes(&self, y: &[f64], mode: usize) -> Vec<f64> {
        let wish = |(index, ends): (usize, &Vec<End>)| {
            let near = ends.iter().filter(|e| match mode {
                0 => e.left,
                2 => !e.left,
                _ => true,
            });
            let (sum, weight) = near.fold((0.0, 0.0), |(s, w), e| (s + (y[e.other] + e.lower) * e.weight, w + e.weight));
            if weight > 0.0 { sum / weight } else { y[index] }
        };
        self.ends.iter().enumerate().map(wish).collect()
    }

    /// The middle of pushing down to the wishes and pushing up to them.
    fn settle(&self, wish: &[f64]) -> Vec<f64> {
        let (mut down, mut up) = (wish.to_vec(), wish.to_vec());
        for index in 0..down.len() {
            down[index] = self.above[index].iter().map(|(a, apart)| down[*a] + apart).fold(down[index], f64::max);
        }
        for index in (0..up.len()).rev() {
            up[index] = self.below[index].iter().map(|(b, apart)| up[*b] - apart).fold(up[index], f64::min);
        }
        down.iter().zip(&up).map(|(d, u)| f64::midpoint(*d, *u)).collect()
    }
}

/// A place to be level with.
#[derive(Clone, Copy, Debug)]
pub struct Near {
    /// Where.
    pub place: f64,
    /// How much.
    pub weight: f64,
    /// It is at the left.
    pub left: bool,
}

/// The middle one of places by weight, half way between two; but with one neighbour at each side
/// level with the left one, so that a line through bends once, not twice.
pub fn median(mut near: Vec<Near>) -> Option<f64> {
    near.sort_by(|a, b| a.place.total_cmp(&b.place));
    let half = near.iter().map(|n| n.weight).sum::<f64>() / 2.0;
    let mut seen = 0.0;
    let reached = |n: &Near| {
        seen += n.weight;
        seen >= half
    };
    let index = near.iter().position(reached)?;
    let one = near[index];
    match near.get(index + 1).filter(|_| seen <= half) {
        Some(other) if near.len() > 2 || other.left == one.left => Some(f64::midpoint(one.place, other.place)),
        Some(other) if other.left => Some(other.place),
        _ => Some(one.place),
    }
}
