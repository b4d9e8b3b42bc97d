//! The patterns in use, each compiled once and run once per event and text.
//!
//! Owns the compiled patterns and their results for the current event. Must not know which conditions use them. Invariants: a
//! pattern is kept as long as some conditions refer to it; a result is used only for the text that it was found for.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use hashbrown::HashMap;
use slab::Slab;

use crate::predicate::{Pattern, PatternFault, Search};

#[derive(Debug)]
pub(super) struct Patterns {
    by_source: HashMap<Box<str>, usize, ahash::RandomState>,
    in_use: Slab<InUse>,
    /// Compiled for interests that may still be refused.
    fresh: Vec<usize>,
    event: u64,
}

#[derive(Debug)]
struct InUse {
    pattern: Arc<Pattern>,
    last: Option<Outcome>,
}

/// The last result of a pattern: for which event, for which text (by address and length), and whether it occurs.
#[derive(Clone, Copy, Debug)]
struct Outcome {
    event: u64,
    text: (usize, usize),
    occurs: bool,
}

impl Patterns {
    pub(super) fn new(seed: u64) -> Self {
        let by_source = HashMap::with_hasher(ahash::RandomState::with_seeds(seed, 4, 5, 6));
        Self { by_source, in_use: Slab::new(), fresh: Vec::new(), event: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.in_use.len()
    }

    /// The compiled pattern of this source, compiled only where it is not in use.
    pub(super) fn obtain(&mut self, source: &str, compiled_bytes: usize) -> Result<Arc<Pattern>, PatternFault> {
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

    /// Removes those of the list to which nothing else refers.
    pub(super) fn release(&mut self, patterns: Vec<Arc<Pattern>>) {
        let numbers: Vec<usize> = patterns.iter().map(|pattern| pattern.number()).collect();
        drop(patterns);
        numbers.into_iter().for_each(|number| self.release_unused(number));
    }

    /// Removes those compiled since the last call to which nothing refers.
    pub(super) fn release_fresh(&mut self) {
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

    /// Frees unused capacity.
    pub(super) fn shrink_to_fit(&mut self) {
        self.by_source.shrink_to_fit();
        self.in_use.shrink_to_fit();
        self.fresh.shrink_to_fit();
    }

    /// Results of the event before are not used any more.
    pub(super) fn next_event(&mut self) {
        self.event += 1;
    }
}

impl Search for Patterns {
    fn occurs(&mut self, pattern: &Pattern, text: &str) -> bool {
        let event = self.event;
        let place = (text.as_ptr().addr(), text.len());
        let Some(in_use) = self.in_use.get_mut(pattern.number()) else { return pattern.occurs_in(text) };
        match in_use.last {
            Some(last) if last.event == event && last.text == place => last.occurs,
            _ => {
                let occurs = pattern.occurs_in(text);
                in_use.last = Some(Outcome { event, text: place, occurs });
                occurs
            }
        }
    }
}
