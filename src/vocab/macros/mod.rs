//! The macros of the vocabulary.
//!
//! Owns how an entity is declared. Must not know any one entity or kind.

pub(crate) mod entity;
