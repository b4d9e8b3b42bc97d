//! The subscriptions of one channel.
//!
//! Owns those without conditions, and the groups of equal conditions, each found by the values of one attribute, by one pattern or by
//! none. Must not know other channels. Invariants: a group is indexed by exactly one attribute, of which an event has one value, or
//! by exactly one pattern, so it is evaluated at most once per event (R2); a group without recipients is not kept.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use hashbrown::HashMap;
use slab::Slab;

use super::attribute_index::AttributeIndex;
use super::pattern_index::PatternIndex;
use super::patterns::PatternSearch;
use super::postings::Postings;
use super::recipients::Recipients;
use super::screen::Requirements;
use crate::predicate::{Access, Attr, Attributes, Conditions, PatternAccess};
use crate::recipients::{Matched, Subscriber};
use crate::state_hash;

#[derive(Debug, Default)]
pub(super) struct ChannelIndex {
    unconditional: Recipients,
    conditional: Option<Box<Conditional>>,
}

/// The groups of a channel.
#[derive(Debug)]
struct Conditional {
    groups: Slab<Group>,
    by_conditions: HashMap<Arc<Conditions>, usize, ahash::RandomState>,
    attributes: Vec<AttributeIndex>,
    patterns: Vec<PatternIndex>,
    /// Groups that no look-up finds.
    unindexed: Postings,
}

/// Recipients with equal conditions, by age.
#[derive(Debug)]
struct Group {
    conditions: Arc<Conditions>,
    indexed_by: IndexedBy,
    /// The check that looking the group up has answered.
    answered: Option<(usize, usize)>,
    recipients: Recipients,
}

/// How a group is found: by one of its [accesses](Conditions::accesses), one of its
/// [patterns](Conditions::pattern_accesses), or not at all.
#[derive(Clone, Copy, Debug)]
enum IndexedBy {
    Access(usize),
    Pattern(usize),
    Nothing,
}

impl ChannelIndex {
    /// Returns the conditions, shared with all that are equal on this channel.
    pub(super) fn insert(
        &mut self,
        subscriber: Subscriber,
        conditions: &Arc<Conditions>,
        seed: &ahash::RandomState,
        requirements: &Requirements,
    ) -> Arc<Conditions> {
        if conditions.is_empty() {
            self.unconditional.insert(subscriber);
            return Arc::clone(conditions);
        }
        let conditional = self.conditional.get_or_insert_with(|| Box::new(Conditional::new(seed)));
        let group = conditional.group(conditions, seed, requirements);
        let group = &mut conditional.groups[group];
        group.recipients.insert(subscriber);
        Arc::clone(&group.conditions)
    }

    pub(super) fn remove(&mut self, subscriber: Subscriber, conditions: &Conditions, requirements: &Requirements) {
        match &mut self.conditional {
            Some(conditional) if !conditions.is_empty() => {
                conditional.remove(conditions, subscriber, requirements);
                if conditional.groups.is_empty() {
                    self.conditional = None;
                }
            }
            Some(_) | None => self.unconditional.remove(subscriber),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.unconditional.is_empty() && self.conditional.is_none()
    }

    /// Adds the recipients; returns how many groups it evaluated.
    pub(super) fn match_event(
        &self,
        event: &dyn Attributes,
        search: &mut PatternSearch<'_>,
        into: &mut Matched,
    ) -> u64 {
        self.unconditional.add_to(into);
        let Some(conditional) = &self.conditional else { return 0 };

        let mut evaluated = 0;
        let mut evaluate = |group: usize, search: &mut PatternSearch<'_>| {
            let group = &conditional.groups[group];
            evaluated += 1;
            if group.conditions.matches(event, group.answered, search) {
                group.recipients.add_to(into);
            }
        };
        let found = conditional.attributes.iter().filter_map(|index| index.candidates(event)).flat_map(Postings::iter);
        found.chain(conditional.unindexed.iter()).for_each(|group| evaluate(group, search));
        conditional.patterns.iter().for_each(|index| index.for_each_match(event, search, &mut evaluate));
        evaluated
    }

    pub(super) fn state_hash(&self) -> u64 {
        let groups = self.conditional.iter().flat_map(|conditional| &conditional.groups);
        let groups = state_hash::of_all(groups.map(|(_, group)| (&group.conditions, &group.recipients)));
        state_hash::of(&(&self.unconditional, groups))
    }

    pub(super) fn shrink_to_fit(&mut self, requirements: &Requirements) {
        self.unconditional.shrink_to_fit();
        self.conditional.iter_mut().for_each(|conditional| conditional.shrink_to_fit(requirements));
    }
}

impl Conditional {
    fn new(seed: &ahash::RandomState) -> Self {
        let by_conditions = HashMap::with_hasher(seed.clone());
        let (attributes, patterns, unindexed) = (Vec::new(), Vec::new(), Postings::default());
        Self { groups: Slab::new(), by_conditions, attributes, patterns, unindexed }
    }

    /// The group with these conditions, made when there is none.
    fn group(&mut self, conditions: &Arc<Conditions>, seed: &ahash::RandomState, requirements: &Requirements) -> usize {
        if let Some(group) = self.by_conditions.get(conditions) {
            return *group;
        }
        let (accesses, patterns) = (conditions.accesses(), conditions.pattern_accesses());
        let by_access = (0..accesses.len()).map(|at| (self.cost(&accesses[at]), IndexedBy::Access(at)));
        let by_pattern =
            (0..patterns.len()).map(|at| (Self::pattern_cost(&patterns[at], requirements), IndexedBy::Pattern(at)));
        let cheapest = by_access.chain(by_pattern).min_by_key(|(cost, _)| *cost);
        let indexed_by = cheapest.map_or(IndexedBy::Nothing, |(_, indexed_by)| indexed_by);
        let answered = match indexed_by {
            IndexedBy::Access(at) => accesses[at].answers,
            IndexedBy::Pattern(at) => patterns[at].answers,
            IndexedBy::Nothing => None,
        };
        let recipients = Recipients::default();
        let group = self.groups.insert(Group { conditions: Arc::clone(conditions), indexed_by, answered, recipients });
        match indexed_by {
            IndexedBy::Access(at) => self.attribute(accesses[at].path, seed).insert(&accesses[at], group),
            IndexedBy::Pattern(at) => {
                self.pattern_index(patterns[at].path, seed).insert(patterns[at].pattern, group, requirements);
            }
            IndexedBy::Nothing => self.unindexed.insert(group),
        }
        self.by_conditions.insert(Arc::clone(conditions), group);
        group
    }

    /// Removes a recipient from the group with these conditions, and the group with its last recipient.
    fn remove(&mut self, conditions: &Conditions, subscriber: Subscriber, requirements: &Requirements) {
        let Some(group) = self.by_conditions.get(conditions).copied() else { return };
        let recipients = &mut self.groups[group].recipients;
        recipients.remove(subscriber);
        if !recipients.is_empty() {
            return;
        }
        self.by_conditions.remove(conditions);
        let Group { conditions, indexed_by, .. } = self.groups.remove(group);
        match indexed_by {
            IndexedBy::Access(at) => {
                let access = &conditions.accesses()[at];
                if let Some(index) = self.attributes.iter_mut().find(|index| index.path() == access.path) {
                    index.remove(access, group);
                }
                self.attributes.retain(|index| !index.is_empty());
            }
            IndexedBy::Pattern(at) => {
                let PatternAccess { path, pattern, .. } = conditions.pattern_accesses()[at];
                if let Some(index) = self.patterns.iter_mut().find(|index| index.path() == path) {
                    index.remove(pattern, group, requirements);
                }
                self.patterns.retain(|index| !index.is_empty());
            }
            IndexedBy::Nothing => self.unindexed.remove(group),
        }
    }

    fn shrink_to_fit(&mut self, requirements: &Requirements) {
        self.groups.iter_mut().for_each(|(_, group)| group.recipients.shrink_to_fit());
        self.groups.shrink_to_fit();
        self.by_conditions.shrink_to_fit();
        self.attributes.iter_mut().for_each(AttributeIndex::shrink_to_fit);
        self.attributes.shrink_to_fit();
        self.patterns.iter_mut().for_each(|index| index.shrink_to_fit(requirements));
        self.patterns.shrink_to_fit();
    }

    /// How selective an access is, as far as can be known when subscribing: ids, numbers and texts come first, then patterns that
    /// most texts do not have, then flags and words, which have few values, then other patterns. Among accesses by value, the one
    /// whose values have the fewest groups.
    fn cost(&self, access: &Access<'_>) -> (u8, usize) {
        let index = self.attributes.iter().find(|index| index.path() == access.path);
        let groups = |value| index.map_or(0, |index| index.groups(value));
        (if access.is_coarse() { 2 } else { 0 }, access.wanted().map(|value| 1 + groups(value)).sum())
    }

    fn pattern_cost(access: &PatternAccess<'_>, requirements: &Requirements) -> (u8, usize) {
        let requirement = requirements.get(access.pattern.number());
        (if requirement.is_selective() { 1 } else { 3 }, requirement.weight())
    }

    fn attribute(&mut self, path: (Attr, Attr), seed: &ahash::RandomState) -> &mut AttributeIndex {
        let position = self.attributes.iter().position(|index| index.path() == path).unwrap_or_else(|| {
            self.attributes.push(AttributeIndex::new(path, seed));
            self.attributes.len() - 1
        });
        &mut self.attributes[position]
    }

    fn pattern_index(&mut self, path: (Attr, Attr), seed: &ahash::RandomState) -> &mut PatternIndex {
        let position = self.patterns.iter().position(|index| index.path() == path).unwrap_or_else(|| {
            self.patterns.push(PatternIndex::new(path, seed));
            self.patterns.len() - 1
        });
        &mut self.patterns[position]
    }
}
