//! The floor: the answer is there before the event is, only the copy is left to do.
//!
//! Owns the answers. Must not match anything. Invariant: what it copies are the answers of another contender.

use crate::{Contender, Event, Filter};
use std::rc::Rc;

#[derive(Default)]
pub struct Limit {
    /// The ids of the subscriptions that match, by index of the event.
    pub answers: Vec<Rc<[u32]>>,
}

impl Contender for Limit {
    fn insert(&mut self, _: u32, _: &Filter) -> Result<(), String> {
        Ok(())
    }
    fn remove(&mut self, _: u32) {}
    #[inline]
    fn match_event(&mut self, e: &Event, out: &mut Vec<u32>) {
        out.extend_from_slice(&self.answers[e.index as usize]);
    }
}
