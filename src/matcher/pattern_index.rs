//! The groups of a channel that are found by a pattern in one text attribute.
//!
//! Owns the screen of these patterns, and the groups by pattern. Must not know what else a group requires. Invariant: a pattern
//! without groups is not kept.

use alloc::sync::Arc;

use hashbrown::HashMap;

use super::patterns::PatternSearch;
use super::postings::Postings;
use super::screen::{Requirements, Screen};
use crate::predicate::{Attr, Attributes, Pattern, Scalar, Search, Value};

#[derive(Debug)]
pub(super) struct PatternIndex {
    path: (Attr, Attr),
    screen: Screen,
    patterns: HashMap<usize, Listed, ahash::RandomState>,
}

#[derive(Debug)]
struct Listed {
    pattern: Arc<Pattern>,
    groups: Postings,
}

impl PatternIndex {
    pub(super) fn new(path: (Attr, Attr), seed: &ahash::RandomState) -> Self {
        Self { path, screen: Screen::default(), patterns: HashMap::with_hasher(seed.clone()) }
    }

    /// Where an event has the text.
    pub(super) fn path(&self) -> (Attr, Attr) {
        self.path
    }

    pub(super) fn is_empty(&self) -> bool {
        self.screen.is_empty()
    }

    pub(super) fn insert(&mut self, pattern: &Arc<Pattern>, group: usize, requirements: &Requirements) {
        let number = pattern.number();
        let listed = self.patterns.entry(number).or_insert_with(|| {
            self.screen.insert(number, requirements);
            Listed { pattern: Arc::clone(pattern), groups: Postings::default() }
        });
        listed.groups.insert(group);
    }

    pub(super) fn remove(&mut self, pattern: &Pattern, group: usize, requirements: &Requirements) {
        let number = pattern.number();
        let Some(listed) = self.patterns.get_mut(&number) else { return };
        listed.groups.remove(group);
        if listed.groups.len() == 0 {
            self.patterns.remove(&number);
            self.screen.remove(number, requirements);
        }
    }

    /// Calls `found` for each group whose pattern occurs in the event, each once.
    pub(super) fn for_each_match(
        &self,
        event: &dyn Attributes,
        search: &mut PatternSearch<'_>,
        mut found: impl FnMut(usize, &mut PatternSearch<'_>),
    ) {
        let (field, attr) = self.path;
        let Value::Scalar(Scalar::Text(text)) = event.read(field).read(attr) else { return };
        search.find_candidates(&self.screen, text);
        for at in 0.. {
            let Some(number) = search.candidate(at) else { break };
            let Some(listed) = self.patterns.get(&number) else { continue };
            if search.occurs(&listed.pattern, text) {
                listed.groups.iter().for_each(|group| found(group, search));
            }
        }
    }

    pub(super) fn shrink_to_fit(&mut self, requirements: &Requirements) {
        self.screen.shrink_to_fit(requirements);
        self.patterns.shrink_to_fit();
    }
}
