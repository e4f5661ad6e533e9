//! Chance from a seed: the same numbers on every machine and at every time. Not for secrets.

/// A stream of numbers (`SplitMix64`, Steele, Lea and Flood 2014).
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number below a bound; 0 when the bound is.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let product = u128::from(self.next()) * u128::try_from(bound).unwrap_or(0);
        usize::try_from(product >> 64).unwrap_or(0)
    }
}
