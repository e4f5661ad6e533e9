//! A list in pieces that are shared until one of them changes: copying a list of ten thousand to
//! change one entry copies one piece.

use std::ops::Index;
use std::sync::Arc;

/// Entries of a piece, as a power of two.
const SIZE: usize = 7;
const MASK: usize = (1 << SIZE) - 1;

/// A list in shared pieces.
#[derive(Clone, Debug)]
pub struct Chunked<T> {
    pieces: Vec<Arc<Vec<T>>>,
    len: usize,
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self { pieces: Vec::new(), len: 0 }
    }
}

impl<T: Clone> Chunked<T> {
    /// How many entries.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// No entry at all.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The entry at a position.
    #[inline]
    pub fn get(&self, i: usize) -> Option<&T> {
        self.pieces.get(i >> SIZE).and_then(|piece| piece.get(i & MASK))
    }

    /// Every entry in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + '_ {
        self.pieces.iter().flat_map(|piece| piece.iter())
    }

    /// Gives an entry another value; the piece it stands in is copied if others share it.
    pub fn set(&mut self, i: usize, value: T) {
        if let Some(slot) = self.pieces.get_mut(i >> SIZE).and_then(|piece| Arc::make_mut(piece).get_mut(i & MASK)) {
            *slot = value;
        }
    }
}

impl<T> FromIterator<T> for Chunked<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        let mut out = Self::default();
        let mut entries = entries.into_iter();
        loop {
            let mut piece = Vec::with_capacity(MASK + 1);
            piece.extend(entries.by_ref().take(MASK + 1));
            out.len += piece.len();
            if piece.is_empty() {
                return out;
            }
            out.pieces.push(Arc::new(piece));
        }
    }
}

impl<T> Index<usize> for Chunked<T> {
    type Output = T;

    #[inline]
    fn index(&self, i: usize) -> &T {
        &self.pieces[i >> SIZE][i & MASK]
    }
}

impl<T: PartialEq> PartialEq for Chunked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.pieces.iter().zip(&other.pieces).all(|(a, b)| Arc::ptr_eq(a, b) || a == b)
    }
}

impl<'a, T> IntoIterator for &'a Chunked<T> {
    type Item = &'a T;
    type IntoIter = std::iter::FlatMap<std::slice::Iter<'a, Arc<Vec<T>>>, std::slice::Iter<'a, T>, fn(&'a Arc<Vec<T>>) -> std::slice::Iter<'a, T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.pieces.iter().flat_map(|piece| piece.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_copies_one_piece() {
        let before: Chunked<usize> = (0..1000).collect();
        let mut after = before.clone();
        after.set(500, 7);
        assert_eq!((before[500], after[500], after.len()), (500, 7, 1000));
        assert_eq!(before.pieces.iter().zip(&after.pieces).filter(|(a, b)| !Arc::ptr_eq(a, b)).count(), 1);
        assert_eq!(after.iter().copied().filter(|x| *x == 7).count(), 2);
        assert!(before != after && after.get(1000).is_none() && Chunked::<u8>::default().is_empty());
    }
}
