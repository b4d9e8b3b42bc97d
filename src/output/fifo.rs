//! First in, first out, without ever moving what is in.
//!
//! Owns [`Fifo`] for single values and [`Slices`] for lists of them. Must not know what waits. Invariants: what is in stays where it
//! was written; memory is taken and given back page by page, and one page that was emptied is kept for the next.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

/// Values of a page. They are as large as an event, so a queue that is never long takes little.
const PAGE: usize = 16;

/// Values in the order in which they came.
#[derive(Debug)]
pub(super) struct Fifo<T> {
    /// None is empty; all but the first and the last have [`PAGE`] values, and those not more.
    pages: VecDeque<VecDeque<T>>,
    spare: VecDeque<T>,
    len: usize,
}

impl<T> Default for Fifo<T> {
    fn default() -> Self {
        Self { pages: VecDeque::new(), spare: VecDeque::new(), len: 0 }
    }
}

impl<T> Fifo<T> {
    pub(super) fn push(&mut self, value: T) {
        self.len += 1;
        match self.pages.back_mut() {
            Some(page) if page.len() < PAGE => page.push_back(value),
            Some(_) | None => {
                let mut page = core::mem::take(&mut self.spare);
                page.reserve_exact(PAGE);
                page.push_back(value);
                self.pages.push_back(page);
            }
        }
    }

    pub(super) fn front_mut(&mut self) -> Option<&mut T> {
        self.pages.front_mut()?.front_mut()
    }

    /// The last so many, oldest first.
    pub(super) fn last(&self, count: usize) -> impl Iterator<Item = &T> {
        (self.len.saturating_sub(count)..self.len).filter_map(|at| self.get(at))
    }

    fn get(&self, at: usize) -> Option<&T> {
        let first = self.pages.front()?;
        match at.checked_sub(first.len()) {
            None => first.get(at),
            Some(after) => self.pages.get(1 + after / PAGE)?.get(after % PAGE),
        }
    }

    pub(super) fn front(&self) -> Option<&T> {
        self.pages.front()?.front()
    }

    pub(super) fn back(&self) -> Option<&T> {
        self.pages.back()?.back()
    }

    pub(super) fn back_mut(&mut self) -> Option<&mut T> {
        self.pages.back_mut()?.back_mut()
    }

    /// Drops the first.
    pub(super) fn drop_front(&mut self) {
        let Some(page) = self.pages.front_mut() else { return };
        self.len -= 1;
        page.pop_front();
        if page.is_empty() {
            self.spare = self.pages.pop_front().unwrap_or_default();
        }
    }

    /// Drops the last.
    pub(super) fn drop_back(&mut self) {
        let Some(page) = self.pages.back_mut() else { return };
        self.len -= 1;
        page.pop_back();
        if page.is_empty() {
            self.spare = self.pages.pop_back().unwrap_or_default();
        }
    }

    /// All, oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.pages.iter().flatten()
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.spare = VecDeque::new();
        self.pages.iter_mut().for_each(VecDeque::shrink_to_fit);
        self.pages.shrink_to_fit();
    }
}

/// Lists of values in the order in which they came, each in one slice.
#[derive(Debug)]
pub(super) struct Slices<T> {
    pages: VecDeque<Vec<T>>,
    /// The number of the first page; they are numbered from the beginning.
    first: u64,
    spare: Vec<T>,
}

/// Where a list is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    page: u64,
    at: usize,
    len: usize,
    /// How many of the last are still in it.
    kept: usize,
}

impl<T> Default for Slices<T> {
    fn default() -> Self {
        Self { pages: VecDeque::new(), first: 0, spare: Vec::new() }
    }
}

impl<T: Copy> Slices<T> {
    /// Values of a page, unless one list has more.
    const PAGE: usize = 4096;

    /// Appends a list. Cost: O(values).
    pub(super) fn push(&mut self, values: &[T]) -> Place {
        if values.is_empty() {
            return Place::default();
        }
        let fits = |page: &Vec<T>| page.capacity() - page.len() >= values.len();
        if !self.pages.back().is_some_and(fits) {
            let mut page = core::mem::take(&mut self.spare);
            if !fits(&page) {
                // A small queue stays small.
                let double = self.pages.back().map_or(0, |last| 2 * last.capacity());
                page = Vec::with_capacity(values.len().max(double.clamp(16, Self::PAGE)));
            }
            self.pages.push_back(page);
        }
        let page = self.first + self.pages.len() as u64 - 1;
        let Some(last) = self.pages.back_mut() else { return Place::default() };
        let at = last.len();
        last.extend_from_slice(values);
        Place { page, at, len: values.len(), kept: values.len() }
    }

    pub(super) fn get(&self, place: Place) -> &[T] {
        let page = self.page(place).and_then(|page| self.pages.get(page));
        let end = place.at + place.len;
        page.and_then(|page| page.get(end - place.kept..end)).unwrap_or_default()
    }

    /// Moves the values that are kept to the end of their list, in the same order; returns where they are.
    pub(super) fn retain(&mut self, place: Place, keep: impl Fn(&T) -> bool) -> Place {
        let page = self.page(place).and_then(|page| self.pages.get_mut(page));
        let end = place.at + place.len;
        let list = page.and_then(|page| page.get_mut(end - place.kept..end)).unwrap_or_default();
        let mut kept = 0;
        for at in (0..list.len()).rev() {
            if keep(&list[at]) {
                kept += 1;
                list[list.len() - kept] = list[at];
            }
        }
        Place { kept, ..place }
    }

    fn page(&self, place: Place) -> Option<usize> {
        place.page.checked_sub(self.first).and_then(|page| usize::try_from(page).ok()).filter(|_| place.len > 0)
    }

    /// The list is not used any more, nor is any that came before it.
    pub(super) fn drop_front(&mut self, place: Place) {
        if place.len == 0 {
            return;
        }
        while self.first < place.page {
            self.recycle_first();
        }
        // The last list of the last page: it is used again from its beginning.
        let is_last = |page: &Vec<T>| page.len() == place.at + place.len;
        if self.pages.len() == 1 && self.pages.front().is_some_and(is_last) {
            self.recycle_first();
        }
    }

    fn recycle_first(&mut self) {
        if let Some(mut page) = self.pages.pop_front() {
            self.first += 1;
            page.clear();
            if page.capacity() > self.spare.capacity() {
                self.spare = page;
            }
        }
    }

    /// The list, which came last, was never there.
    pub(super) fn drop_back(&mut self, place: Place) {
        if place.len > 0 {
            if let Some(last) = self.pages.back_mut() {
                last.truncate(place.at);
            }
        }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.spare = Vec::new();
        self.pages.iter_mut().for_each(Vec::shrink_to_fit);
        self.pages.shrink_to_fit();
    }
}
