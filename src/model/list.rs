//! What a plan is made of: lists of shared records in the order of the file, and records of which
//! there is at most one. Nothing here knows which records there are.

use std::collections::HashMap;
use std::sync::Arc;

/// Names a record inside the program; never saved, so that ids can be wrong, missing or renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u32);

/// What a place in a list holds.
#[derive(Debug, PartialEq)]
pub enum Content<T> {
    /// A record.
    Record(Arc<T>),
    /// The text of something that could not be read; it stays in the file.
    Unread(Arc<str>),
}

impl<T> Clone for Content<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Record(r) => Self::Record(Arc::clone(r)),
            Self::Unread(t) => Self::Unread(Arc::clone(t)),
        }
    }
}

/// A place in a list.
#[derive(Debug, PartialEq)]
pub struct Slot<T> {
    /// Its key.
    pub key: Key,
    /// What it holds.
    pub content: Content<T>,
}

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self { key: self.key, content: self.content.clone() }
    }
}

/// A list of records in the order of the file; cheap to clone.
#[derive(Debug)]
pub struct List<T> {
    slots: Arc<Vec<Slot<T>>>,
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self { slots: Arc::clone(&self.slots) }
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { slots: Arc::new(Vec::new()) }
    }
}

impl<T> List<T> {
    /// A list of these places.
    pub fn from_slots(slots: Vec<Slot<T>>) -> Self {
        Self { slots: Arc::new(slots) }
    }

    /// Every place, unread ones too.
    pub fn slots(&self) -> &[Slot<T>] {
        &self.slots
    }

    /// The records that could be read.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Key, &T)> + '_ {
        self.slots.iter().filter_map(|s| match &s.content {
            Content::Record(r) => Some((s.key, r.as_ref())),
            Content::Unread(_) => None,
        })
    }

    /// The shared records with their keys.
    pub fn arcs(&self) -> impl Iterator<Item = (Key, &Arc<T>)> + '_ {
        self.slots.iter().filter_map(|s| match &s.content {
            Content::Record(r) => Some((s.key, r)),
            Content::Unread(_) => None,
        })
    }

    /// The records without their keys.
    pub fn records(&self) -> impl DoubleEndedIterator<Item = &T> + '_ {
        self.iter().map(|(_, r)| r)
    }

    /// How many records could be read.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// No record at all.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// The record with this key.
    pub fn get(&self, key: Key) -> Option<&Arc<T>> {
        self.slots.iter().find(|s| s.key == key).and_then(|s| match &s.content {
            Content::Record(r) => Some(r),
            Content::Unread(_) => None,
        })
    }

    /// Both are the same list in memory: nothing in it changed.
    pub fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.slots, &other.slots)
    }

    /// The list with the records that `change` gives a new value; `None` when there is none.
    pub(super) fn rewritten(&self, change: impl Fn(&T) -> Option<T>) -> Option<Self> {
        let changed: Vec<(usize, T)> = self
            .slots
            .iter()
            .enumerate()
            .filter_map(|(i, s)| match &s.content {
                Content::Record(r) => change(r).map(|r| (i, r)),
                Content::Unread(_) => None,
            })
            .collect();
        (!changed.is_empty()).then(|| {
            self.with(|slots| {
                for (i, record) in changed {
                    if let Some(slot) = slots.get_mut(i) {
                        slot.content = Content::Record(Arc::new(record));
                    }
                }
            })
        })
    }

    /// This list with the keys of the same records in `old`, and sharing those that are equal. What
    /// stands in the same place is the same record; where places came or went, only what is equal
    /// from the front and from the back is. New keys come from `fresh`; `moved` learns them all.
    pub(super) fn adopting(&self, old: &Self, fresh: &mut dyn FnMut() -> Key, moved: &mut HashMap<Key, Key>) -> Self
    where
        T: PartialEq,
    {
        let (now, was) = (&self.slots, &old.slots);
        let equal = |(a, b): &(&Slot<T>, &Slot<T>)| a.content == b.content;
        let front = now.iter().zip(was.iter()).take_while(equal).count();
        let back = now.iter().rev().zip(was.iter().rev()).take_while(equal).count().min(now.len().min(was.len()) - front);
        let same_length = now.len() == was.len();
        let slots = now.iter().enumerate().map(|(i, slot)| {
            let place = match i {
                _ if same_length || i < front => Some(i),
                _ if i + back >= now.len() => Some(i + was.len() - now.len()),
                _ => None,
            };
            let before = place.and_then(|i| was.get(i));
            let key = before.map_or_else(&mut *fresh, |b| b.key);
            moved.insert(slot.key, key);
            let content = before.filter(|b| b.content == slot.content).map_or(&slot.content, |b| &b.content);
            Slot { key, content: content.clone() }
        });
        let slots: Vec<Slot<T>> = slots.collect();
        if same_length && front == now.len() { old.clone() } else { Self::from_slots(slots) }
    }

    /// The list after a change.
    pub(super) fn with(&self, change: impl FnOnce(&mut Vec<Slot<T>>)) -> Self {
        let mut slots = self.slots.as_ref().clone();
        change(&mut slots);
        Self { slots: Arc::new(slots) }
    }
}

/// A record of which the plan has at most one.
#[derive(Debug)]
pub struct One<T> {
    pub(super) value: Option<Arc<T>>,
    pub(super) key: Key,
}

impl<T> Clone for One<T> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), key: self.key }
    }
}

impl<T> One<T> {
    /// The record, if the plan has it.
    pub fn get(&self) -> Option<&T> {
        self.value.as_deref()
    }

    /// The shared record.
    pub fn arc(&self) -> Option<&Arc<T>> {
        self.value.as_ref()
    }

    /// Its key.
    pub fn key(&self) -> Key {
        self.key
    }

    /// This record, sharing that of `old` when they are equal.
    pub(super) fn adopting(&self, old: &Self) -> Self
    where
        T: PartialEq,
    {
        if self.value == old.value { old.clone() } else { self.clone() }
    }

    /// Both are the same record in memory.
    pub fn same(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        }
    }
}
