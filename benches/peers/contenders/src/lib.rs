//! One small trait, many ways to match.
//!
//! Owns the trait, the patterns that contenders share, and every contender but Tidings. Must not know how they are timed.
//! Invariant: `linear`, `hand` and `proto` stay byte for byte as they were when the targets were set.

use std::rc::Rc;

pub use workload::{Event, Filter, Pattern, World};

mod atree;
mod hand;
mod lent;
mod limit;
mod linear;
mod memo;
mod proto;
mod psm;
mod quam;
mod sets;

pub use atree::ATreeMatcher;
pub use hand::HandIndexed;
pub use lent::ProtoLent;
pub use limit::Limit;
pub use linear::Linear;
pub use memo::Memo;
pub use proto::Proto;
pub use psm::PsMatcher;
pub use quam::{QuaminaDedup, QuaminaMatcher};
pub use sets::{FilteredSet, LibrarySet};

/// Patterns compiled once, for every contender that has no regular expressions of its own.
pub struct Patterns {
    pub source: Vec<Pattern>,
    pub compiled: Vec<regex::Regex>,
}

pub type SharedPatterns = Rc<Patterns>;

pub trait Contender {
    /// Adds subscription `id`; an error says why this contender cannot.
    fn insert(&mut self, id: u32, f: &Filter) -> Result<(), String>;
    fn remove(&mut self, id: u32);
    /// Appends the ids of the subscriptions that match.
    fn match_event(&mut self, e: &Event, out: &mut Vec<u32>);
    /// Counts those that match, in the way that is timed: by default, each id is written to `out`.
    #[inline]
    fn count_event(&mut self, e: &Event, out: &mut Vec<u32>) -> usize {
        self.match_event(e, out);
        out.len()
    }
    /// Does now what the contender would otherwise defer.
    fn settle(&mut self) -> Result<(), String> {
        Ok(())
    }
    /// Whether `remove`, and inserting after the first match, are supported.
    fn dynamic(&self) -> bool {
        true
    }
    /// Whether it counts deliveries itself and subscribes anew within `match_event` what has ended.
    fn renews(&self) -> bool {
        false
    }
    /// Builds the events in the contender's own form, after the insertions.
    fn prepare(&mut self, _: &World) {}
    fn as_proto(&mut self) -> Option<&mut Proto> {
        None
    }
    /// Regular expressions run so far, where counted.
    fn regex_runs(&self) -> Option<u64> {
        None
    }
    /// Sets of conditions evaluated against an event so far, where counted.
    fn examined(&self) -> Option<u64> {
        None
    }
    /// Parses one event and matches nothing, where the contender takes text.
    fn parse_only(&mut self, _e: &Event) -> Option<usize> {
        None
    }
}
