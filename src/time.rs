//! Time as the host gives it.
//!
//! Owns [`Timestamp`]. Must not know any clock: the engine never reads the time.
//! Invariant: adding to a timestamp saturates.

use core::fmt;
use core::ops::Add;
use core::time::Duration;

/// A moment, in milliseconds since an origin that the host chooses (the Unix epoch, or its own start).
///
/// The host passes one with every input; inside the engine time never runs back (T1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

#[cfg(feature = "serde")]
impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <u64 as serde::Deserialize>::deserialize(deserializer).map(Self)
    }
}

impl Timestamp {
    /// The origin: 0 ms.
    pub const ZERO: Self = Self(0);

    /// The moment `ms` milliseconds after the origin.
    #[must_use]
    pub const fn from_millis(ms: u64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the origin.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }
}

/// A moment later by a span, rounded up to ms; at most the last moment that there is.
///
/// ```
/// use std::time::Duration;
/// use tidings::Timestamp;
///
/// let later = Timestamp::from_millis(5) + Duration::from_micros(1_500);
/// assert_eq!(later, Timestamp::from_millis(7));
/// assert_eq!(later + Duration::MAX, Timestamp::from_millis(u64::MAX));
/// ```
impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(millis(span)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.0)
    }
}

/// A span in ms, rounded up. One too long for 64 bits counts as the longest.
pub(crate) fn millis(span: Duration) -> u64 {
    let up = u128::from(span.subsec_nanos() % 1_000_000 > 0);
    u64::try_from(span.as_millis() + up).unwrap_or(u64::MAX)
}
