//! The patterns in use, each compiled once and run once per event.
//!
//! Owns the compiled patterns and what they answered for the current event. Must not know which conditions use them.
//! Invariant: a pattern stays as long as some conditions hold it, and an answer is used only for the very text it was
//! found for.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use hashbrown::HashMap;
use slab::Slab;

use crate::predicate::{Pattern, PatternFault, Search};

#[derive(Debug)]
pub(crate) struct Patterns {
    by_source: HashMap<Box<str>, usize, ahash::RandomState>,
    in_use: Slab<InUse>,
    /// Compiled for interests that may yet be refused.
    fresh: Vec<usize>,
    event: u64,
}

#[derive(Debug)]
struct InUse {
    pattern: Arc<Pattern>,
    last: Option<Answer>,
}

/// What a pattern answered: for which event, for which text (by place and length), and whether it occurs.
#[derive(Clone, Copy, Debug)]
struct Answer {
    event: u64,
    text: (usize, usize),
    occurs: bool,
}

impl Patterns {
    pub(crate) fn new(seed: u64) -> Self {
        let by_source = HashMap::with_hasher(ahash::RandomState::with_seeds(seed, 4, 5, 6));
        Self { by_source, in_use: Slab::new(), fresh: Vec::new(), event: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.in_use.len()
    }

    pub(crate) fn obtain(&mut self, source: &str, compiled_bytes: usize) -> Result<Arc<Pattern>, PatternFault> {
        if let Some(number) = self.by_source.get(source) {
            return Ok(Arc::clone(&self.in_use[*number].pattern));
        }
        let slot = self.in_use.vacant_entry();
        let pattern = Arc::new(Pattern::compile(source, compiled_bytes, slot.key())?);
        self.by_source.insert(source.into(), slot.key());
        self.fresh.push(slot.key());
        slot.insert(InUse { pattern: Arc::clone(&pattern), last: None });
        Ok(pattern)
    }

    /// Lets go of those in the list that nothing else holds any more.
    pub(crate) fn release(&mut self, patterns: Vec<Arc<Pattern>>) {
        let numbers: Vec<usize> = patterns.iter().map(|pattern| pattern.number()).collect();
        drop(patterns);
        numbers.into_iter().for_each(|number| self.release_unused(number));
    }

    /// Lets go of those compiled since the last call that nothing holds.
    pub(crate) fn release_fresh(&mut self) {
        while let Some(number) = self.fresh.pop() {
            self.release_unused(number);
        }
    }

    fn release_unused(&mut self, number: usize) {
        let unused = self.in_use.get(number).is_some_and(|in_use| Arc::strong_count(&in_use.pattern) == 1);
        if unused {
            let in_use = self.in_use.remove(number);
            self.by_source.remove(in_use.pattern.source());
        }
    }

    /// Gives back what is kept for growth.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.by_source.shrink_to_fit();
        self.in_use.shrink_to_fit();
        self.fresh.shrink_to_fit();
    }

    /// Forgets the answers for the event before.
    pub(crate) fn next_event(&mut self) {
        self.event += 1;
    }
}

impl Search for Patterns {
    fn occurs(&mut self, pattern: &Pattern, text: &str) -> bool {
        let event = self.event;
        let place = (text.as_ptr().addr(), text.len());
        let Some(in_use) = self.in_use.get_mut(pattern.number()) else { return pattern.occurs_in(text) };
        match in_use.last {
            Some(answer) if answer.event == event && answer.text == place => answer.occurs,
            _ => {
                let occurs = pattern.occurs_in(text);
                in_use.last = Some(Answer { event, text: place, occurs });
                occurs
            }
        }
    }
}
