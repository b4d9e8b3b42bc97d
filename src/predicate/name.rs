//! What a check is called where people read.
//!
//! Owns [`Name`]. Must not be read in matching: attributes are identified by their slots. Invariant: a name costs no allocation
//! of its own, for it is written in the program or shared with the definition of a kind.

use alloc::sync::Arc;
use core::fmt;

/// The name of a check in its filter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Name {
    /// The field of a filter of ours; "" where the subject itself is asked about.
    Field(&'static str),
    /// A condition on a field of a kind of the host's own.
    Condition(Arc<str>, &'static str),
}

impl Name {
    /// Of a check on the subject itself.
    pub(crate) const ITSELF: Self = Self::Field("");

    /// A condition on a field.
    pub(crate) fn condition(field: &Arc<str>, condition: &'static str) -> Self {
        Self::Condition(Arc::clone(field), condition)
    }

    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Field(""))
    }

    /// The field alone, where a condition on it is named; what is asked about.
    pub(crate) fn subject(&self) -> Option<&str> {
        match self {
            Self::Field(_) => None,
            Self::Condition(field, _) => Some(field),
        }
    }

    /// Whether the name says what the attribute is called already.
    pub(crate) fn contains(&self, attribute: &str) -> bool {
        match self {
            Self::Field(field) => field.contains(attribute),
            Self::Condition(..) => true,
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(field) => f.write_str(field),
            Self::Condition(field, condition) => write!(f, "{field}.{condition}"),
        }
    }
}
