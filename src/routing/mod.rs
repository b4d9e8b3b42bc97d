//! From an event to its deliveries.
//!
//! Owns who may see an event ([`audience`]) and where it is matched ([`channel`]). Must not know subscriptions. Invariant: an
//! audience names users, never sessions.

mod audience;
mod channel;

pub(crate) use self::audience::{Concerned, Emission, Emissions, ResolvedAudience};
pub(crate) use self::channel::{Channel, Scope};
