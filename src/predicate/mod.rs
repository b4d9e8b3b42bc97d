//! The one tongue of filters, matcher and explanation.
//!
//! Owns what can be read of an event ([`Value`] under an [`Attr`]), what can be asked of it ([`Test`]), the only code that
//! decides whether an answer satisfies a question ([`Conditions::hold`]), and the proofs about all events. Must not know any
//! entity, filter or kind: a message is here just something with attributes.
//!
//! Invariant: checking reads and never allocates; its cost is linear in the checks, in the elements of the lists asked
//! about, and in the length of the searched texts.

mod check;
mod explain;
mod pattern;
mod satisfy;
mod value;
mod weight;

pub(crate) use check::{Access, Check, Clause, Conditions, Predicate, Test};
pub use explain::Checked;
pub(crate) use explain::{Quoted, QuotedPattern, one_of};
pub(crate) use pattern::{Direct, Pattern, PatternFault, Search};
pub(crate) use satisfy::Budget;
pub(crate) use value::{Attr, Attributes, Consequence, OwnedScalar, Scalar, Symbol, Value};
pub(crate) use weight::{LookUp, Weight};
