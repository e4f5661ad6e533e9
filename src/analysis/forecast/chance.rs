//! Numbers drawn by lot, the same on every machine: one stream per seed and id, in which the number of
//! the iteration is the place. A task that is added draws from a stream of its own and disturbs none.

use crate::analysis::schedule::{LANES, Lane};
use std::sync::LazyLock;

/// The stream of an id: FNV-1a over the seed and the id, folded.
pub(super) fn stream(seed: u64, kind: u8, id: &str) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in seed.to_le_bytes().into_iter().chain([kind]).chain(id.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash ^= hash >> 32;
    u32::try_from(hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32).unwrap_or(0)
}

/// Iterations as places in a stream, spread far apart.
pub(super) fn places(iterations: &[u32; LANES]) -> [u32; LANES] {
    iterations.map(|i| i.wrapping_mul(0x9e37_79b9))
}

/// Thirty-two bits at a place of a stream: an avalanche in two multiplications, whose bias (Wellons'
/// measure) lies below that of the common finalisers.
#[inline]
pub(super) fn bits(stream: u32, place: u32) -> u32 {
    let mut x = place.wrapping_add(stream);
    x ^= x >> 16;
    x = x.wrapping_mul(0x7feb_352d);
    x ^= x >> 15;
    x = x.wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

/// A number between 0 and 1, never either.
#[inline]
#[expect(clippy::cast_precision_loss, clippy::cast_possible_wrap, reason = "twenty-three bits fit a float exactly; the sign bit is empty")]
pub(super) fn unit(bits: u32) -> f32 {
    ((bits >> 9) as i32 as f32 + 0.5) * (1.0 / 8_388_608.0)
}

/// Uniform numbers of a stream.
#[inline]
pub(super) fn uniform(stream: u32, places: &[u32; LANES], out: &mut Lane) {
    for l in 0..LANES {
        out[l] = unit(bits(stream, places[l]));
    }
}

/// Where the table of the normal distribution ends, and its steps per unit.
const REACH: f32 = 6.0;
const STEPS: f32 = 64.0;

/// The normal distribution: its cumulative function and the middles of 1,024 equal shares.
pub(super) struct Normal {
    below: Vec<f32>,
    shares: Vec<f32>,
}

/// Built once; from sums alone, so that every machine has the same.
pub(super) static NORMAL: LazyLock<Normal> = LazyLock::new(Normal::build);

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small tables")]
impl Normal {
    fn build() -> Self {
        let (half, fine) = (f64::from(REACH), 16.0 * f64::from(STEPS));
        let steps = (2.0 * half * fine) as usize;
        let density = |i: usize| {
            let z = i as f64 / fine - half;
            (-z * z / 2.0).exp()
        };
        let mut sums = vec![0.0_f64; steps + 1];
        for i in 0..steps {
            sums[i + 1] = sums[i] + f64::midpoint(density(i), density(i + 1));
        }
        let whole = sums[steps];
        let below: Vec<f32> = sums.iter().step_by(16).map(|s| (s / whole) as f32).collect();
        let mut shares = Vec::with_capacity(1024);
        let mut at = 0;
        for share in 0..1024 {
            let wanted = (f64::from(share) + 0.5) / 1024.0 * whole;
            while sums[at + 1] < wanted {
                at += 1;
            }
            let part = (wanted - sums[at]) / (sums[at + 1] - sums[at]);
            shares.push(((at as f64 + part) / fine - half) as f32);
        }
        Self { below, shares }
    }

    /// A normal number of some bits.
    #[inline]
    pub fn deviate(&self, bits: u32) -> f32 {
        self.shares[(bits >> 22) as usize]
    }

    /// The share of the normal distribution below a number.
    #[inline]
    pub fn below(&self, z: f32) -> f32 {
        let at = (z.clamp(-5.98, 5.98) + REACH) * STEPS;
        let i = at as usize;
        let (low, high) = (self.below[i], self.below[i + 1]);
        (low + (high - low) * (at - i as f32)).clamp(1e-7, 1.0 - 1e-7)
    }
}

/// How lengths are spread, in minutes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// Always the same.
    Fixed,
    /// Triangular: least, most, share below the likely, and the factors of its two halves.
    Triangular { least: f32, most: f32, below: f32, up: f32, down: f32 },
    /// Between two numbers.
    Uniform { least: f32, width: f32 },
    /// Quantiles at equal steps.
    Table(Vec<f32>),
}

/// Steps of a table of quantiles.
const QUANTILES: usize = 512;

impl Shape {
    /// Triangular (x80 = b − √(0.2·(b − a)·(b − m))).
    #[expect(clippy::cast_possible_truncation, reason = "minutes of a project")]
    pub fn triangular([a, m, b]: [f64; 3]) -> Self {
        if b <= a {
            return Self::Uniform { least: a as f32, width: 0.0 };
        }
        let m = m.clamp(a, b);
        Self::Triangular {
            least: a as f32,
            most: b as f32,
            below: ((m - a) / (b - a)) as f32,
            up: ((b - a) * (m - a)) as f32,
            down: ((b - a) * (b - m)) as f32,
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "minutes of a project")]
    pub fn uniform([a, _, b]: [f64; 3]) -> Self {
        Self::Uniform { least: a as f32, width: (b - a).max(0.0) as f32 }
    }

    /// Beta-PERT with the usual weight of four on the likely value (Malcolm et al. 1959; Vose 2008).
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "small tables")]
    pub fn pert([a, m, b]: [f64; 3]) -> Self {
        if b <= a {
            return Self::Uniform { least: a as f32, width: 0.0 };
        }
        let mode = ((m - a) / (b - a)).clamp(0.0, 1.0);
        let (alpha, beta) = (4.0 * mode, 4.0 * (1.0 - mode));
        let steps = 2048;
        let density = |i: usize| {
            let x = i as f64 / steps as f64;
            x.powf(alpha) * (1.0 - x).powf(beta)
        };
        let mut sums = vec![0.0; steps + 1];
        for i in 0..steps {
            sums[i + 1] = sums[i] + f64::midpoint(density(i), density(i + 1));
        }
        let whole = sums[steps];
        let mut at = 0;
        let quantile = |q: usize| {
            let wanted = q as f64 / QUANTILES as f64 * whole;
            while at + 1 < steps && sums[at + 1] < wanted {
                at += 1;
            }
            let part = ((wanted - sums[at]) / (sums[at + 1] - sums[at]).max(1e-300)).clamp(0.0, 1.0);
            (a + (b - a) * (at as f64 + part) / steps as f64) as f32
        };
        Self::Table((0..=QUANTILES).map(quantile).collect())
    }

    /// Uniform numbers made lengths.
    #[inline]
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places in a small table")]
    pub fn apply(&self, lane: &mut Lane) {
        match self {
            Self::Fixed => {}
            Self::Triangular { least, most, below, up, down } => {
                for u in lane {
                    let early = *u < *below;
                    let root = (if early { *u * *up } else { (1.0 - *u) * *down }).sqrt();
                    *u = if early { *least + root } else { *most - root };
                }
            }
            Self::Uniform { least, width } => {
                for u in lane {
                    *u = *least + *u * *width;
                }
            }
            Self::Table(quantiles) => {
                for u in lane {
                    let at = *u * QUANTILES as f32;
                    let i = (at as usize).min(QUANTILES - 1);
                    *u = quantiles[i] + (quantiles[i + 1] - quantiles[i]) * (at - i as f32);
                }
            }
        }
    }

    /// It never differs.
    pub fn is_certain(&self) -> bool {
        match self {
            Self::Fixed => true,
            Self::Triangular { least, most, .. } => most <= least,
            Self::Uniform { width, .. } => *width <= 0.0,
            Self::Table(q) => q.first() == q.last(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantile(shape: &Shape, u: f32) -> f32 {
        let mut lane = [u; LANES];
        shape.apply(&mut lane);
        lane[0]
    }

    #[test]
    fn the_triangle_of_the_brief_has_its_p80() {
        let shape = Shape::triangular([8.0, 10.0, 16.0]);
        assert!((quantile(&shape, 0.8) - 12.90).abs() < 0.005);
        assert!((quantile(&shape, 0.25) - 10.0).abs() < 1e-4);
    }

    #[test]
    fn means_of_the_distributions() {
        let mean = |shape: &Shape| {
            let count = 40_000;
            (0..count).map(|i| f64::from(quantile(shape, (f32::from(u16::try_from(i % 40_000).unwrap()) + 0.5) / 40_000.0))).sum::<f64>() / f64::from(count)
        };
        assert!((mean(&Shape::triangular([8.0, 10.0, 16.0])) - 34.0 / 3.0).abs() < 0.01);
        assert!((mean(&Shape::pert([8.0, 10.0, 16.0])) - 64.0 / 6.0).abs() < 0.01);
        assert!((mean(&Shape::uniform([8.0, 10.0, 16.0])) - 12.0).abs() < 0.01);
    }

    #[test]
    fn the_normal_table_is_the_normal_distribution() {
        for (z, p) in [(-1.959_964, 0.025), (0.0, 0.5), (1.281_552, 0.9), (2.575_829, 0.995)] {
            assert!((NORMAL.below(z) - p).abs() < 2e-5, "{z}: {}", NORMAL.below(z));
        }
        let spread: f32 = (0..1024u32).map(|i| NORMAL.deviate(i << 22).powi(2)).sum::<f32>() / 1024.0;
        assert!((spread - 1.0).abs() < 0.005, "{spread}");
    }

    #[test]
    fn streams_are_even_and_do_not_follow_each_other() {
        let draw = |id: &str, i: u32| f64::from(unit(bits(stream(1, 0, id), i.wrapping_mul(0x9e37_79b9))));
        for id in ["a", "b", "dev", "t1", "t2", "t3"] {
            let mean = (0..10_000).map(|i| draw(id, i)).sum::<f64>() / 1e4;
            assert!((mean - 0.5).abs() < 0.012, "{id}: {mean}");
            let with = |other: &str| (0..10_000).map(|i| (draw(id, i) - 0.5) * (draw(other, i) - 0.5)).sum::<f64>() / 1e4 * 12.0;
            let next = (0..10_000).map(|i| (draw(id, i) - 0.5) * (draw(id, i + 1) - 0.5)).sum::<f64>() / 1e4 * 12.0;
            assert!(with("other").abs() < 0.04 && next.abs() < 0.04, "{id}");
        }
    }
}
