//! Named cases, each with a twin that is nearly the same and is told nothing.
//!
//! Owns what a developer looks up: which advice an interest gets. Must not test that advice is so in general. Invariant: where
//! something is said of an interest, its twin shows that it is said for the right reason.

mod costs;
mod form;
mod overlap;
mod proofs;

use tidings::filter::MessageFilter;

fn messages() -> MessageFilter {
    MessageFilter::new()
}
