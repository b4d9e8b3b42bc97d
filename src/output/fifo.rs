//! First in, first out, without ever moving what is in.
//!
//! Owns [`Fifo`] for single values and [`Slices`] for lists of them. Must not know what waits. Invariants: what is in stays where it
//! was written; memory is taken and given back page by page, and one page that was emptied is kept for the next.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

/// Values of a page. They are as large as an event, so a queue that is never long takes little.
const PAGE: usize = 16;

/// What is in a [`Fifo`]. It is made once, as the default, and then used again and again.
pub(super) trait Reusable: Default {
    /// Makes it the default again, as far as it is not.
    fn reset(&mut self);
}

/// Values in the order in which they came, in pages. A value is written in its place, where an earlier one was before.
#[derive(Debug)]
pub(super) struct Fifo<T> {
    /// The first page; nearly always the only one.
    first: Vec<T>,
    /// The pages after it; none is empty.
    later: VecDeque<Vec<T>>,
    spare: Vec<T>,
    /// Where in the first page the first value is.
    start: usize,
    len: usize,
}

impl<T> Default for Fifo<T> {
    fn default() -> Self {
        Self { first: Vec::new(), later: VecDeque::new(), spare: Vec::new(), start: 0, len: 0 }
    }
}

impl<T: Reusable> Fifo<T> {
    /// One more at the end, to be written.
    #[inline]
    pub(super) fn push(&mut self) -> &mut T {
        let place = self.start + self.len;
        if place == self.first.len() + self.later.len() * PAGE {
            self.add_page();
        }
        self.len += 1;
        self.at_mut(place)
    }

    #[cold]
    fn add_page(&mut self) {
        let mut page = core::mem::take(&mut self.spare);
        page.reserve_exact(PAGE - page.len());
        page.resize_with(PAGE, T::default);
        if self.first.is_empty() {
            self.first = page;
        } else {
            self.later.push_back(page);
        }
    }

    #[inline]
    fn at(&self, place: usize) -> &T {
        match place.checked_sub(PAGE) {
            None => &self.first[place],
            Some(after) => &self.later[after / PAGE][after % PAGE],
        }
    }

    #[inline]
    fn at_mut(&mut self, place: usize) -> &mut T {
        match place.checked_sub(PAGE) {
            None => &mut self.first[place],
            Some(after) => &mut self.later[after / PAGE][after % PAGE],
        }
    }

    /// The last so many, oldest first.
    pub(super) fn last(&self, count: usize) -> impl Iterator<Item = &T> {
        (self.len.saturating_sub(count)..self.len).map(|at| self.at(self.start + at))
    }

    /// All, oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.last(self.len)
    }

    #[inline]
    pub(super) fn front(&self) -> Option<&T> {
        (self.len > 0).then(|| &self.first[self.start])
    }

    #[inline]
    pub(super) fn front_mut(&mut self) -> Option<&mut T> {
        (self.len > 0).then(|| &mut self.first[self.start])
    }

    #[inline]
    pub(super) fn back(&self) -> Option<&T> {
        (self.len > 0).then(|| self.at(self.start + self.len - 1))
    }

    #[inline]
    pub(super) fn back_mut(&mut self) -> Option<&mut T> {
        (self.len > 0).then(|| self.at_mut(self.start + self.len - 1))
    }

    /// Drops the first.
    #[inline(always)]
    pub(super) fn drop_front(&mut self) {
        let Some(first) = self.front_mut() else { return };
        first.reset();
        self.len -= 1;
        self.start += 1;
        if self.len == 0 || self.start == PAGE {
            self.leave_page();
        }
    }

    /// Drops the last.
    pub(super) fn drop_back(&mut self) {
        let Some(last) = self.back_mut() else { return };
        last.reset();
        self.len -= 1;
        if (self.start + self.len) % PAGE == 0 {
            self.later.pop_back().into_iter().for_each(|page| self.spare = page);
        }
        if self.len == 0 {
            self.leave_page();
        }
    }

    /// Begins with the next page, if there is one, or with this one again.
    fn leave_page(&mut self) {
        self.start = 0;
        if let Some(page) = self.later.pop_front() {
            self.spare = core::mem::replace(&mut self.first, page);
        }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.spare = Vec::new();
        if self.len == 0 {
            self.first = Vec::new();
        }
        self.later.shrink_to_fit();
    }
}

/// Lists of values in the order in which they came, each in one slice.
#[derive(Debug)]
pub(super) struct Slices<T> {
    first: Vec<T>,
    /// The pages after the first.
    pages: VecDeque<Vec<T>>,
    /// The number of the first page; they are numbered from the beginning.
    number: u64,
    spare: Vec<T>,
}

/// Where a list is; an empty one is nowhere.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    page: u64,
    start: usize,
    end: usize,
}

impl Place {
    pub(super) fn is_empty(self) -> bool {
        self.end == 0
    }
}

impl<T> Default for Slices<T> {
    fn default() -> Self {
        Self { first: Vec::new(), pages: VecDeque::new(), number: 0, spare: Vec::new() }
    }
}

impl<T: Copy> Slices<T> {
    /// Values of a page, unless one list has more.
    const PAGE: usize = 4096;

    /// Appends a list. Cost: O(values).
    #[inline]
    pub(super) fn push(&mut self, values: &[T]) -> Place {
        if values.is_empty() {
            return Place::default();
        }
        self.push_with(values.len(), |page| page.extend_from_slice(values))
    }

    /// Appends a list that `append` makes, of at most so many values.
    #[inline]
    pub(super) fn push_with(&mut self, most: usize, append: impl FnOnce(&mut Vec<T>)) -> Place {
        let last = self.pages.back().unwrap_or(&self.first);
        if last.capacity() - last.len() < most {
            self.add_page(most);
        }
        let page = self.number + self.pages.len() as u64;
        let last = self.pages.back_mut().unwrap_or(&mut self.first);
        let start = last.len();
        append(last);
        let end = last.len();
        if start == end { Place::default() } else { Place { page, start, end } }
    }

    /// A page for so many values, and for others after them.
    #[cold]
    fn add_page(&mut self, values: usize) {
        let mut page = core::mem::take(&mut self.spare);
        if page.capacity() < values {
            // A small queue stays small.
            let double = 2 * self.pages.back().unwrap_or(&self.first).capacity();
            page = Vec::with_capacity(values.max(double.clamp(16, Self::PAGE)));
        }
        if self.pages.is_empty() && self.first.is_empty() {
            self.first = page;
        } else {
            self.pages.push_back(page);
        }
    }

    #[inline]
    pub(super) fn get(&self, place: Place) -> &[T] {
        if place.is_empty() {
            return &[];
        }
        let page = match place.page.wrapping_sub(self.number) {
            0 => Some(&self.first),
            after => self.pages.get(after as usize - 1),
        };
        page.and_then(|page| page.get(place.start..place.end)).unwrap_or_default()
    }

    /// Moves the values that are kept to the end of their list, in the same order; returns where they are.
    pub(super) fn retain(&mut self, place: Place, keep: impl Fn(&T) -> bool) -> Place {
        if place.is_empty() {
            return place;
        }
        let page = match place.page.wrapping_sub(self.number) {
            0 => Some(&mut self.first),
            after => self.pages.get_mut(after as usize - 1),
        };
        let list = page.and_then(|page| page.get_mut(place.start..place.end)).unwrap_or_default();
        let mut kept = 0;
        for at in (0..list.len()).rev() {
            if keep(&list[at]) {
                kept += 1;
                list[list.len() - kept] = list[at];
            }
        }
        Place { start: place.end - kept, ..place }
    }

    /// The list is not used any more, nor is any that came before it.
    #[inline]
    pub(super) fn drop_front(&mut self, place: Place) {
        if place.is_empty() {
            return;
        }
        while self.number < place.page {
            self.drop_first();
        }
        // The last list of the last page: it is used again from its beginning.
        if self.pages.is_empty() && self.first.len() == place.end {
            self.first.clear();
        }
    }

    fn drop_first(&mut self) {
        self.number += 1;
        let mut page = core::mem::replace(&mut self.first, self.pages.pop_front().unwrap_or_default());
        page.clear();
        if page.capacity() > self.spare.capacity() {
            self.spare = page;
        }
    }

    /// The list, which came last, was never there.
    pub(super) fn drop_back(&mut self, place: Place) {
        if !place.is_empty() {
            self.pages.back_mut().unwrap_or(&mut self.first).truncate(place.start);
        }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.spare = Vec::new();
        self.first.shrink_to_fit();
        self.pages.iter_mut().for_each(Vec::shrink_to_fit);
        self.pages.shrink_to_fit();
    }
}
