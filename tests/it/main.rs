//! The integration tests: one binary, one module per subject.
//!
//! Owns the list of modules. Must not contain a test. Invariant: everything is tested through the public interface.

#![allow(clippy::unwrap_used, reason = "tests may unwrap, in their helpers too")]

mod entities;
mod filters;
#[cfg(feature = "serde")]
mod forms;
mod regressions;
mod rows;
mod verbs;
mod vocabulary;
#[path = "../support/world/mod.rs"]
mod world;
