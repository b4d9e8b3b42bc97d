//! Matching an event by the index.
//!
//! Owns what the recipients of an event are, of what the table has. Must not change the index. Invariants: matching gives what the
//! scan gives, and what was read ahead is what looking it up would find.

use super::check::Check;
use super::content::Content;
use super::found::{Found, Values};
use super::index::Index;
use super::key::{Key, Path};
use super::lists::Candidate;
use super::patterns::PatternSearch;
use super::residuals::Results;
use crate::collections::Slot;
use crate::predicate::{Attributes, Scalar, Value};
use crate::recipients::Matched;
use crate::routing::Channel;

/// What matching one event uses and counts.
pub(super) struct Work<'w> {
    pub(super) search: PatternSearch<'w>,
    /// Where results are kept.
    pub(super) results: Option<&'w mut Results>,
    pub(super) examined: u64,
}

impl Index {
    /// Adds the recipients. `ahead` is what is known of where they are: the slot of the channel, and of the lines.
    pub(super) fn match_event(
        &self,
        channel: Channel,
        ahead: Option<(u32, &[Option<Slot>])>,
        event: &dyn Attributes,
        values: &mut Values,
        work: &mut Work<'_>,
        matched: &mut Matched,
    ) {
        let known = ahead.and_then(|(slot, _)| self.channels.by_slot(slot)).map(|(_, index)| index);
        let Some(index) = known.or_else(|| self.channels.get_again(&channel)) else { return };
        let mut found = Found::new(event, &self.texts, values);
        if !index.unindexed.is_empty() {
            self.add(&index.unindexed, &mut found, work, matched);
        }
        match ahead {
            Some((_, slots)) => {
                for content in slots.iter().flatten().filter_map(|slot| self.content_at(*slot)) {
                    self.add_found(content, &mut found, work, matched);
                }
            }
            None => {
                for path in index.attributes() {
                    let Value::Scalar(scalar) = found.value(path) else { continue };
                    let key = Key::of_found(index.number, path, &scalar, &self.texts);
                    if let Some(content) = key.and_then(|key| self.look_up(key)) {
                        self.add_found(content, &mut found, work, matched);
                    }
                }
            }
        }
        for (path, screen) in index.patterns() {
            let Value::Scalar(Scalar::Text(text)) = found.value(path) else { continue };
            work.search.find_candidates(screen, text);
            for at in 0.. {
                let Some(pattern) = work.search.candidate(at) else { break };
                if work.search.number_occurs(pattern, text) {
                    self.add_pattern(index.number, path, pattern, &mut found, work, matched);
                }
            }
        }
    }

    fn add_pattern(
        &self,
        channel: u32,
        path: Path,
        pattern: usize,
        found: &mut Found<'_>,
        work: &mut Work<'_>,
        matched: &mut Matched,
    ) {
        if let Some(content) = self.look_up(Key::of_pattern(channel, path, pattern)) {
            self.add_found(content, found, work, matched);
        }
    }

    /// As [`Self::add`], of what a look-up found: those with nothing left to ask are one set more.
    #[inline]
    fn add_found(&self, content: &Content, found: &mut Found<'_>, work: &mut Work<'_>, matched: &mut Matched) {
        work.examined += u64::from(self.add(content, found, work, matched));
    }

    /// Adds those of a content who ask nothing, and whose question the event answers with yes. Returns whether some ask nothing.
    #[inline]
    fn add(&self, content: &Content, found: &mut Found<'_>, work: &mut Work<'_>, matched: &mut Matched) -> bool {
        match content {
            Content::Few { len, recipients } => {
                matched.add_plain(&recipients[..usize::from(*len)]);
                *len > 0
            }
            Content::Packed(packed) => {
                let (questions, some_ask_nothing) = packed.add_to(matched, |check| self.passes(check, found, work));
                work.examined += questions;
                some_ask_nothing
            }
            Content::Lists(lists) => {
                let some_ask_nothing = lists.add_to(matched);
                for chunk in lists.candidates() {
                    work.examined += chunk.len() as u64;
                    for Candidate { question, who } in chunk {
                        if question.passes(|check| self.passes(check, found, work)) {
                            self.groups.add_to(*who, matched);
                        }
                    }
                }
                some_ask_nothing
            }
        }
    }

    /// Whether the event passes a check.
    #[inline(always)]
    fn passes(&self, check: Check, found: &mut Found<'_>, work: &mut Work<'_>) -> bool {
        match check.residual() {
            None => found.passes(check),
            Some(residual) => {
                let results = work.results.as_deref_mut();
                self.residuals.passes(residual, found.event(), &mut work.search, results)
            }
        }
    }
}
