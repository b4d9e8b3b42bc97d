//! The macros of the vocabulary.
//!
//! Owns how an entity, a filter and a row of the table are declared. Must not know any one entity or kind.
//! Invariant: a row is parsed in one place.

pub(crate) mod entity;
pub(crate) mod filter;
pub(crate) mod row;
