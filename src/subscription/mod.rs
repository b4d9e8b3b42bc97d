//! Interests as requested, subscriptions as stored.
//!
//! Owns the lowering of an interest to conditions, and what is stored of a subscription; beside it, how a snapshot holds that. Must
//! not know sessions' rights, what exists, or how conditions are found again. Invariant: what is stored of a subscription is enough
//! to restore it.

mod count;
#[cfg(feature = "snapshot")]
mod encoded;
mod held;
mod interest;
mod list;
mod lowering;
#[cfg(feature = "snapshot")]
mod outline;
#[cfg_attr(not(feature = "snapshot"), path = "no_outlines.rs")]
mod outlines;
mod path;
mod place;
#[cfg(feature = "snapshot")]
mod saved;
mod subscriptions;
mod view;

#[cfg(feature = "snapshot")]
pub(crate) use self::count::Count;
pub(crate) use self::held::Held;
pub(crate) use self::interest::CompiledInterest;
pub(crate) use self::list::SubscriptionList;
#[cfg(feature = "snapshot")]
pub(crate) use self::saved::{SavedSubscription, SavedSubscriptions};
pub(crate) use self::subscriptions::Subscriptions;
pub use self::view::Subscription;
