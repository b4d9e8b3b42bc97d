//! How words of the protocols are written as text, and kinds read from it.
//!
//! Owns `Display` and `FromStr` of the vocabulary's words. Must not know serialization.
//! Invariant: what `FromStr` reads is what `Display` writes.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use super::conference::{Alias, Permission, Status};
use super::table::Kind;

/// The name on the wire.
///
/// ```
/// # use tidings::Kind;
/// let kind: Kind = "conversation.update".parse()?;
/// assert_eq!(kind, Kind::ConversationUpdate);
/// assert_eq!(kind.to_string(), "conversation.update");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that no kind has. Cost of finding out: O(kinds).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownKind {
    name: String,
}

impl UnknownKind {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "kind: no kind is called {:?}; Kind::ALL has them all", self.name)
    }
}

impl core::error::Error for UnknownKind {}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        let found = Self::ALL.iter().find(|kind| kind.name() == name);
        found.copied().ok_or_else(|| UnknownKind { name: name.into() })
    }
}

/// As it was written.
impl fmt::Display for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_written())
    }
}

/// The word on the wire.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The variants are named by the words.
        fmt::Debug::fmt(self, f)
    }
}

/// The word on the wire.
impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
