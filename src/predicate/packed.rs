//! Conditions in few bytes, as they are kept of a subscription.
//!
//! Owns [`PackedConditions`]. Must not know what its numbers and bytes mean: the packer, the reader and the matcher do. Invariant: few
//! bytes of values take no allocation.

use alloc::boxed::Box;
use core::num::{NonZeroU16, NonZeroU32};

/// So many bytes of values are kept without an allocation.
const INLINE: usize = 23;

/// The values of conditions, in the order of their tests.
#[derive(Debug)]
pub(crate) enum Values {
    /// Zeros follow.
    Few([u8; INLINE]),
    Many(Box<[u8]>),
}

impl Default for Values {
    fn default() -> Self {
        Self::Few([0; INLINE])
    }
}

impl Values {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut few = [0; INLINE];
        match few.get_mut(..bytes.len()) {
            Some(used) => {
                used.copy_from_slice(bytes);
                Self::Few(few)
            }
            None => Self::Many(bytes.into()),
        }
    }

    /// The bytes, and perhaps some more: the forms of the shape say how many are read.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Few(bytes) => bytes,
            Self::Many(bytes) => bytes,
        }
    }
}

/// The number of a shape, from 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShapeNumber(NonZeroU32);

impl ShapeNumber {
    /// Of the shape that has this number among those in use, from 0 on.
    pub(crate) fn of(number: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(number))
    }

    pub(crate) fn number(self) -> u32 {
        self.0.get() - 1
    }
}

/// Which of the look-ups that find conditions of a shape is used: its place among them. The first finds nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chosen(NonZeroU16);

impl Chosen {
    pub(crate) const NOTHING: Self = Self(NonZeroU16::MIN);

    pub(crate) fn of(place: usize) -> Self {
        Self(NonZeroU16::MIN.saturating_add(u16::try_from(place).unwrap_or(u16::MAX)))
    }

    pub(crate) fn place(self) -> usize {
        usize::from(self.0.get() - 1)
    }
}

/// Conditions as they are kept of a subscription, borrowed from there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PackedConditions<'p> {
    /// `None`: no conditions at all.
    pub(crate) shape: Option<ShapeNumber>,
    /// By what they are found, the same on all channels; `None` before they are attached to one.
    pub(crate) chosen: Option<Chosen>,
    pub(crate) values: &'p [u8],
}
