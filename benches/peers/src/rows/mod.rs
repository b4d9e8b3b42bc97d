//! What the scenarios do not show: single calls, memory, conversations, conferences, events of the host's own.
//!
//! Owns the list of rows. Must not know the targets. Invariant: each row stands alone: it makes its own engine and can be measured
//! again without the others.

pub mod batch;
pub mod close;
pub mod conference;
pub mod conversation;
pub mod custom;
pub mod deliveries;
pub mod latency;
mod machine;
pub mod nobody;
pub mod pairs;
pub mod patterns;

use crate::options::Options;
use crate::results::Results;

/// A row by its name.
pub struct Row {
    pub name: &'static str,
    pub measure: fn(&Options, &mut Results),
}

pub const ALL: &[Row] = &[
    Row { name: nobody::NAME, measure: nobody::measure },
    Row { name: deliveries::NAME, measure: deliveries::measure },
    Row { name: batch::NAME, measure: batch::measure },
    Row { name: conversation::NAME, measure: conversation::measure },
    Row { name: conference::NAME, measure: conference::measure },
    Row { name: custom::NAME, measure: custom::measure },
    Row { name: patterns::NAME, measure: patterns::measure },
    Row { name: latency::NAME, measure: latency::measure },
    Row { name: pairs::NAME, measure: pairs::measure },
    Row { name: close::NAME, measure: close::measure },
    Row { name: machine::NAME, measure: machine::measure },
];
