//! What can be proven of an interest before anybody subscribes to it (cargo feature `lint`).
//!
//! Owns [`Advice`], [`Cost`], the analysis of one interest, and the proofs about conditions. Must not know sessions, users or
//! the matcher; nothing that routes events imports it. Invariant: what is claimed of events is proven for every event; what is
//! not claimed is not disproven.

mod advice;
mod analysis;
mod budget;
mod cost;
mod domain;
#[cfg(feature = "serde")]
mod form;
mod problem;
mod proof;
mod tableau;
#[cfg(test)]
mod tests;
mod unsat_core;

pub use self::advice::Advice;
pub(crate) use self::analysis::Analysis;
pub(crate) use self::budget::Budget;
pub use self::cost::Cost;
