//! Questions about what would happen, answered without its happening (T5).
//!
//! Owns `explain`, `dry_run` and `check_interest`. Must not decide anything by itself: what is refused is said by `validate`,
//! conditions are evaluated by the predicate code, subscriptions are found by the matcher. Invariants: nothing changes; nothing is
//! said but to the holder of a subscription, or to the host; no file of the hot path imports this folder.

#[cfg(feature = "lint")]
mod check_interest;
mod dry_run;
mod explain;
mod verdict;

pub use self::dry_run::DryDelivery;
pub use self::verdict::Verdict;
