//! Numbered slots that are reused.
//!
//! Owns [`Slots`]. Must not know what is in them. Invariant: growing moves no more than the first few, as in [`Paged`].

use core::ops::{Index, IndexMut};

use crate::collections::Paged;

pub(super) struct Slots<T> {
    slots: Paged<T>,
    free: Paged<u32>,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self { slots: Paged::default(), free: Paged::default() }
    }
}

impl<T: Copy> Slots<T> {
    pub(super) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    pub(super) fn insert(&mut self, value: T) -> u32 {
        if let Some(slot) = self.free.pop() {
            self[slot] = value;
            return slot;
        }
        self.slots.push(value);
        (self.slots.len() - 1) as u32
    }

    pub(super) fn remove(&mut self, slot: u32) -> T {
        self.free.push(slot);
        self[slot]
    }

    /// All numbers are below.
    pub(super) fn end(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.slots.shrink_to_fit();
        self.free.shrink_to_fit();
    }
}

impl<T> Index<u32> for Slots<T> {
    type Output = T;

    fn index(&self, slot: u32) -> &T {
        &self.slots[slot as usize]
    }
}

impl<T> IndexMut<u32> for Slots<T> {
    fn index_mut(&mut self, slot: u32) -> &mut T {
        &mut self.slots[slot as usize]
    }
}
