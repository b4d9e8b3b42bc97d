//! The patterns in use, each compiled once and run once per event and text.
//!
//! Owns the compiled patterns, what they require of a text, and their results for the current event. Must not know which conditions
//! use them. Invariants: a pattern is kept as long as some conditions refer to it; a result is used only for the text that it was
//! found for.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::screen::{Requirement, Requirements, Scratch, Screen};
use crate::collections::{Numbered, StepMap};
use crate::predicate::{Pattern, PatternFault, Search};

#[derive(Debug)]
pub(super) struct Patterns {
    by_source: StepMap<Box<str>, u32>,
    results: Results,
    requirements: Requirements,
    /// Compiled for interests that may still be refused.
    fresh: Vec<u32>,
    scratch: Scratch,
    screened: bool,
}

/// The patterns with their results.
#[derive(Debug)]
struct Results {
    in_use: Numbered<InUse>,
    event: u64,
    runs: u64,
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
    /// `screened`: whether patterns that cannot occur are left out.
    pub(super) fn new(seed: u64, screened: bool) -> Self {
        let hasher = ahash::RandomState::with_seeds(seed, 4, 5, 6);
        let requirements = Requirements::new(hasher.hash_one("requirements"));
        let results = Results { in_use: Numbered::default(), event: 0, runs: 0 };
        let by_source = StepMap::with_hasher(hasher);
        Self { by_source, results, requirements, fresh: Vec::new(), scratch: Scratch::default(), screened }
    }

    pub(super) fn len(&self) -> usize {
        self.results.in_use.len()
    }

    /// The compiled pattern of this source, compiled only where it is not in use.
    pub(super) fn obtain(&mut self, source: &str, compiled_bytes: usize) -> Result<Arc<Pattern>, PatternFault> {
        let in_use = self.by_source.get(source).and_then(|number| self.results.in_use.get(*number));
        if let Some(in_use) = in_use {
            return Ok(Arc::clone(&in_use.pattern));
        }
        let number = self.results.in_use.next_number();
        let pattern = Arc::new(Pattern::compile(source, compiled_bytes, number as usize)?);
        self.results.in_use.insert(InUse { pattern: Arc::clone(&pattern), last: None });
        self.by_source.insert_new(source.into(), number);
        self.fresh.push(number);
        self.requirements.insert(number as usize, Requirement::of(source));
        Ok(pattern)
    }

    /// Removes those of the list to which nothing else refers.
    pub(super) fn release(&mut self, patterns: Vec<Arc<Pattern>>) {
        let numbers: Vec<u32> = patterns.iter().map(|pattern| pattern.number() as u32).collect();
        drop(patterns);
        numbers.into_iter().for_each(|number| self.release_unused(number));
    }

    /// Removes those compiled since the last call to which nothing refers.
    pub(super) fn release_fresh(&mut self) {
        while let Some(number) = self.fresh.pop() {
            self.release_unused(number);
        }
    }

    fn release_unused(&mut self, number: u32) {
        let in_use = &mut self.results.in_use;
        let unused = in_use.get(number).is_some_and(|in_use| Arc::strong_count(&in_use.pattern) == 1);
        if let Some(in_use) = unused.then(|| in_use.remove(number)).flatten() {
            self.by_source.remove(in_use.pattern.source());
            self.requirements.remove(number as usize);
        }
    }

    /// How many entries of tables were moved since the beginning.
    pub(super) fn moved(&self) -> u64 {
        self.by_source.moved()
    }

    /// Frees unused capacity.
    pub(super) fn shrink_to_fit(&mut self) {
        self.by_source.shrink_to_fit();
        self.results.in_use.shrink_to_fit();
        self.requirements.shrink_to_fit();
        self.fresh.shrink_to_fit();
    }

    /// How many times a pattern was run on a text since the beginning.
    pub(super) fn runs(&self) -> u64 {
        self.results.runs
    }

    /// What the patterns in use require.
    pub(super) fn requirements(&self) -> &Requirements {
        &self.requirements
    }

    /// Results of the event before are not used any more.
    pub(super) fn next_event(&mut self) {
        self.results.event += 1;
    }

    /// Searching for the event at hand.
    pub(super) fn search(&mut self) -> PatternSearch<'_> {
        let Self { results, requirements, scratch, screened, .. } = self;
        PatternSearch { requirements, scratch, results: ResultsOf::Kept(results), screened: *screened }
    }

    /// As [`Self::search`], but no result is kept and nothing counted.
    pub(super) fn search_unrecorded<'p>(&'p self, scratch: &'p mut Scratch) -> PatternSearch<'p> {
        let results = ResultsOf::NotKept(&self.results);
        PatternSearch { requirements: &self.requirements, scratch, results, screened: self.screened }
    }
}

/// Finding and running patterns for one event.
pub(super) struct PatternSearch<'p> {
    requirements: &'p Requirements,
    scratch: &'p mut Scratch,
    results: ResultsOf<'p>,
    screened: bool,
}

enum ResultsOf<'p> {
    Kept(&'p mut Results),
    NotKept(&'p Results),
}

impl PatternSearch<'_> {
    /// Finds the patterns of a screen that may occur in the text. They are read one by one, as patterns are run in between.
    pub(super) fn find_candidates(&mut self, screen: &Screen, text: &str) {
        if self.screened {
            screen.candidates(text, self.requirements, self.scratch);
        } else {
            let results = match &self.results {
                ResultsOf::Kept(results) => &**results,
                ResultsOf::NotKept(results) => results,
            };
            self.scratch.take_all(results.in_use.iter().map(|(number, _)| number));
        }
    }

    /// The number of one of the candidates.
    pub(super) fn candidate(&self, at: usize) -> Option<usize> {
        self.scratch.candidates().get(at).map(|number| *number as usize)
    }

    /// Whether the pattern of this number occurs in a text.
    pub(super) fn number_occurs(&mut self, pattern: usize, text: &str) -> bool {
        match &mut self.results {
            ResultsOf::Kept(results) => results.occurs(pattern, text).unwrap_or(false),
            ResultsOf::NotKept(results) => {
                results.in_use.get(pattern as u32).is_some_and(|in_use| in_use.pattern.occurs_in(text))
            }
        }
    }
}

impl Search for PatternSearch<'_> {
    fn occurs(&mut self, pattern: &Pattern, text: &str) -> bool {
        let kept = match &mut self.results {
            ResultsOf::Kept(results) => results.occurs(pattern.number(), text),
            ResultsOf::NotKept(_) => None,
        };
        kept.unwrap_or_else(|| pattern.occurs_in(text))
    }
}

impl Results {
    /// Whether a pattern occurs in a text; run once per event and text. `None` where it is not in use.
    fn occurs(&mut self, pattern: usize, text: &str) -> Option<bool> {
        let event = self.event;
        let place = (text.as_ptr().addr(), text.len());
        let in_use = self.in_use.get_mut(pattern as u32)?;
        Some(match in_use.last {
            Some(last) if last.event == event && last.text == place => last.occurs,
            _ => {
                let occurs = in_use.pattern.occurs_in(text);
                self.runs += 1;
                in_use.last = Some(Outcome { event, text: place, occurs });
                occurs
            }
        })
    }
}
