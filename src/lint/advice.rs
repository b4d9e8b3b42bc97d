//! What the lint says of an interest.
//!
//! Owns [`Advice`] and its text. Must not know how anything is proven. Invariant: advice is never an error, and what it says of
//! events is true of every event.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::cost::Cost;
use crate::ids::SubscriptionId;

/// How many paths are shown.
const SHOWN: usize = 8;

/// Something about an interest that is worth knowing before subscribing. `Display` says what, where, and what to do.
///
/// What it says of events is proven: no event is delivered through an interest that [never matches](Self::NeverMatches), and so
/// on. No advice proves nothing. Only the filters are looked at: that contact 5 does not exist is not known. Nor is
///
/// - what a regular expression means: `^a` and `^b` might occur in one text; only a pattern that must and must not occur in the
///   same text contradicts itself;
/// - that an enumeration has no other word: `LINK_PREVIEW` or `NOT_LINK_PREVIEW` might leave one out;
/// - that an id list and a filter are about the same thing, as `message_ids` of outbound messages and `type: INBOUND` are;
/// - what a proof would need more steps for than its bound.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Advice {
    /// No event passes. No other advice is given on such an interest.
    NeverMatches {
        /// The parts that contradict each other, nearly as few as possible, in the order of the interest:
        /// `filter.min_timestamp`, `filter.max_timestamp`. A single one contradicts itself.
        paths: Vec<String>,
    },
    /// Every event passes this part of the interest, so it can be left out: a whole filter where all of it excludes nothing, else
    /// a part of one: a check, an `any_of`, a `not`.
    AlwaysMatches {
        /// Its path: `filter.min_timestamp`.
        path: String,
    },
    /// The oldest subscription of the session that matches exactly the same events; each would be delivered twice.
    DuplicateOf {
        /// Which one; never one with a count, which ends by itself.
        subscription: SubscriptionId,
    },
    /// The oldest subscription of the session that matches every event which this would match; each would be delivered twice.
    CoveredBy {
        /// Which one; never one with a count, which ends by itself.
        subscription: SubscriptionId,
    },
    /// It takes more work per event than most.
    Costly {
        /// Why.
        cost: Cost,
    },
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverMatches { paths } => {
                f.write_str(&paths[..paths.len().min(SHOWN)].join(", "))?;
                match paths.len() {
                    0 | 1 => f.write_str(": no event passes this; change it"),
                    count if count > SHOWN => {
                        write!(f, " and {} more: no event passes all of these; change one", count - SHOWN)
                    }
                    _ => f.write_str(": no event passes all of these; change one"),
                }
            }
            Self::AlwaysMatches { path } => write!(f, "{path}: every event passes this; leave it out"),
            Self::DuplicateOf { subscription } => write!(
                f,
                "subscription {subscription} of the session matches the same events, so each would be delivered twice; keep one of the \
                 two"
            ),
            Self::CoveredBy { subscription } => write!(
                f,
                "subscription {subscription} of the session matches all events that this would, so each would be delivered twice; \
                 leave this one out, or narrow the other"
            ),
            Self::Costly { cost } => cost.fmt(f),
        }
    }
}
