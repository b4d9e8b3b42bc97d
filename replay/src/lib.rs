//! The journal of [`tidings`]: the engine's inputs and outputs as lines.
//!
//! Owns what the program `replay` and the tests share: cutting an input into lines ([`lines`]) and playing them ([`Player`]).
//! Must not know where lines come from or go to.

mod journal;
pub mod lines;

pub use journal::{Driver, Player, SavedError, SavedSettings, play_record};
