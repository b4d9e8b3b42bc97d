//! Choices made from bytes.
//!
//! Owns [`Draw`]. Must not know what is chosen. Invariant: bytes that are missing read as 0, and 0 is the simplest choice, so
//! whoever shortens the bytes simplifies what is drawn from them.

/// Bytes that are used up choice by choice.
pub(crate) struct Draw<'b> {
    bytes: &'b [u8],
}

impl<'b> Draw<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    /// A number below `end`, which is 1 to 256.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        usize::from(*first) % end
    }

    /// True once in `times`, which is 2 or more.
    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }

    pub(crate) fn flag(&mut self) -> bool {
        self.one_in(2)
    }

    pub(crate) fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    /// Nothing, or once in `times` something.
    pub(crate) fn maybe<T>(&mut self, times: usize, draw: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.one_in(times).then(|| draw(self))
    }

    /// Fewer than `end` things.
    pub(crate) fn some<T>(&mut self, end: usize, mut draw: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(end)).map(|_| draw(self)).collect()
    }
}
