//! Interests as they come in, subscriptions as they are held.
//!
//! Owns the lowering of an interest to conditions, and what is stored of a subscription; beside it, how a snapshot holds that. Must
//! not know sessions' rights, what exists, or how conditions are found again. Invariant: what is stored of a subscription is enough
//! to restore it.

mod count;
#[cfg(feature = "snapshot")]
mod encoded;
mod held;
mod interest;
mod lowering;
#[cfg(feature = "snapshot")]
mod saved;

#[cfg(feature = "snapshot")]
pub(crate) use self::count::Count;
pub use self::held::Subscription;
pub(crate) use self::held::Subscriptions;
pub(crate) use self::interest::CompiledInterest;
#[cfg(feature = "snapshot")]
pub(crate) use self::saved::{SavedSubscription, SavedSubscriptions};
