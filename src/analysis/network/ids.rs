//! Ids to positions, by hash. Knows nothing of tasks.

use super::{to_u32, to_usize};

/// Finds the position of an id. Keeps the ids in one piece of text: a look-up then stays in the
/// processor's cache instead of visiting a record.
#[derive(Clone, Debug, Default)]
pub struct IdIndex {
    slots: Vec<u32>,
    text: String,
    ends: Vec<u32>,
}

/// No position.
pub(super) const EMPTY: u32 = u32::MAX;

impl IdIndex {
    /// Indexes ids; of equal ones the first is found.
    pub fn of<'a>(ids: impl ExactSizeIterator<Item = &'a str>) -> Self {
        Self::with_doubles(ids).0
    }

    /// Indexes ids, and names the positions whose id an earlier position has.
    pub fn with_doubles<'a>(ids: impl ExactSizeIterator<Item = &'a str>) -> (Self, Vec<u32>) {
        let mut doubles = Vec::new();
        let count = ids.len();
        let size = (count * 2).next_power_of_two().max(8);
        let mut index = Self { slots: vec![EMPTY; size], text: String::with_capacity(count * 8), ends: Vec::with_capacity(count) };
        for (i, id) in (0u32..).zip(ids) {
            index.text.push_str(id);
            index.ends.push(to_u32(index.text.len()));
            let mut at = index.start(id);
            loop {
                match index.slots[at] {
                    EMPTY => {
                        index.slots[at] = i;
                        break;
                    }
                    other if index.id(to_usize(other)) == id => {
                        doubles.push(i);
                        break;
                    }
                    _ => at = (at + 1) & (size - 1),
                }
            }
        }
        (index, doubles)
    }

    fn id(&self, i: usize) -> &str {
        let from = i.checked_sub(1).map_or(0, |k| to_usize(self.ends[k]));
        &self.text[from..to_usize(self.ends[i])]
    }

    fn start(&self, id: &str) -> usize {
        // Eight bytes a step, multiplied and folded: short keys, no adversary that gains anything.
        let mut hash = 0x9e37_79b9_7f4a_7c15_u64;
        for chunk in id.as_bytes().chunks(8) {
            let word = chunk.iter().rev().fold(0_u64, |w, b| (w << 8) | u64::from(*b));
            hash = (hash ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd);
            hash ^= hash >> 33;
        }
        usize::try_from(hash & 0x7fff_ffff).unwrap_or(0) & (self.slots.len() - 1)
    }

    /// Position of an id.
    #[inline]
    pub fn find(&self, id: &str) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        let mut at = self.start(id);
        loop {
            match self.slots[at] {
                EMPTY => return None,
                i if self.id(to_usize(i)) == id => return Some(to_usize(i)),
                _ => at = (at + 1) & (self.slots.len() - 1),
            }
        }
    }
}
