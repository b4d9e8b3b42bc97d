//! Bytes that are written once, seldom many.
//!
//! Owns [`Bytes`]. Must not know what is written. Invariant: few bytes take no allocation.

use alloc::vec::Vec;

/// Bytes of which the first `FEW` take no allocation.
#[derive(Debug)]
pub(crate) struct Bytes<const FEW: usize = 72> {
    few: [u8; FEW],
    len: usize,
    /// All of them, where they are more than few.
    many: Vec<u8>,
}

impl<const FEW: usize> Default for Bytes<FEW> {
    fn default() -> Self {
        Self { few: [0; FEW], len: 0, many: Vec::new() }
    }
}

impl<const FEW: usize> Bytes<FEW> {
    #[inline]
    pub(crate) fn as_slice(&self) -> &[u8] {
        if self.many.is_empty() { &self.few[..self.len] } else { &self.many }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }

    #[cfg(feature = "snapshot")]
    pub(crate) fn as_mut_slice(&mut self) -> &mut [u8] {
        if self.many.is_empty() { &mut self.few[..self.len] } else { &mut self.many }
    }

    pub(crate) fn len(&self) -> usize {
        self.as_slice().len()
    }

    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        self.extend(&[byte]);
    }

    #[inline]
    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        match self.few.get_mut(self.len..self.len + bytes.len()) {
            Some(free) if self.many.is_empty() => {
                free.copy_from_slice(bytes);
                self.len += bytes.len();
            }
            _ => self.extend_many(bytes),
        }
    }

    fn extend_many(&mut self, bytes: &[u8]) {
        if self.many.is_empty() {
            self.many.extend_from_slice(&self.few[..self.len]);
        }
        self.many.extend_from_slice(bytes);
    }

    /// Writes how many bytes a number has, then these, the lowest first.
    #[inline]
    pub(crate) fn number(&mut self, number: u64) {
        let len = 8 - number.leading_zeros() as usize / 8;
        let mut bytes = [0; 9];
        bytes[0] = len as u8;
        bytes[1..].copy_from_slice(&number.to_le_bytes());
        // The bytes behind are written over, so that as many are moved for each number.
        match self.few.get_mut(self.len..self.len + bytes.len()) {
            Some(free) if self.many.is_empty() => {
                free.copy_from_slice(&bytes);
                self.len += 1 + len;
            }
            _ => self.extend_many(&bytes[..=len]),
        }
    }

    /// Writes bytes behind how many they are.
    #[inline]
    pub(crate) fn sized(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.extend(bytes);
    }

    /// Leaves the first so many; there are more.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
        self.many.truncate(len);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_those_that_were_written_few_or_many() {
        let (mut bytes, mut expected) = (<Bytes>::default(), Vec::new());
        for at in 0..60_u64 {
            let number = u64::MAX >> (at % 9 * 8).min(63) >> (at % 9 / 8);
            bytes.number(number);
            let len = 8 - number.leading_zeros() as usize / 8;
            expected.push(len as u8);
            expected.extend_from_slice(&number.to_le_bytes()[..len]);
            bytes.push(at as u8);
            bytes.extend(&[1, 2, 3]);
            expected.extend_from_slice(&[at as u8, 1, 2, 3]);
            assert_eq!(bytes.as_slice(), expected);
            assert_eq!((bytes.len(), bytes.is_empty()), (expected.len(), false));
            bytes.truncate(expected.len() - 2);
            expected.truncate(expected.len() - 2);
        }
    }
}
