//! The subscriptions of one channel.
//!
//! Owns those without conditions, and the groups of equal conditions, each found by the values of one attribute or by none. Must
//! not know other channels. Invariants: a group is indexed by exactly one attribute, of which an event has one value, so it is
//! evaluated at most once per event (R2); a group without recipients is not kept.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use hashbrown::HashMap;
use slab::Slab;

use super::attribute_index::AttributeIndex;
use super::postings::Postings;
use super::recipients::Recipients;
use crate::predicate::{Access, Attr, Attributes, Conditions, Search};
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
    /// Groups that no look-up finds.
    unindexed: Postings,
}

/// Recipients with equal conditions, by age.
#[derive(Debug)]
struct Group {
    conditions: Arc<Conditions>,
    /// Which of the [accesses](Conditions::accesses) the group is indexed by.
    access: Option<usize>,
    /// The check that looking the group up has answered.
    answered: Option<(usize, usize)>,
    recipients: Recipients,
}

impl ChannelIndex {
    /// Returns the conditions, shared with all that are equal on this channel.
    pub(super) fn insert(
        &mut self,
        subscriber: Subscriber,
        conditions: &Arc<Conditions>,
        seed: &ahash::RandomState,
    ) -> Arc<Conditions> {
        if conditions.is_empty() {
            self.unconditional.insert(subscriber);
            return Arc::clone(conditions);
        }
        let conditional = self.conditional.get_or_insert_with(|| Box::new(Conditional::new(seed)));
        let group = conditional.group(conditions, seed);
        let group = &mut conditional.groups[group];
        group.recipients.insert(subscriber);
        Arc::clone(&group.conditions)
    }

    pub(super) fn remove(&mut self, subscriber: Subscriber, conditions: &Conditions) {
        match &mut self.conditional {
            Some(conditional) if !conditions.is_empty() => {
                conditional.remove(conditions, subscriber);
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
    pub(super) fn match_event(&self, event: &dyn Attributes, search: &mut dyn Search, into: &mut Matched) -> u64 {
        self.unconditional.add_to(into);
        let Some(conditional) = &self.conditional else { return 0 };

        let mut evaluated = 0;
        let found = conditional.attributes.iter().filter_map(|index| index.candidates(event)).flat_map(Postings::iter);
        for group in found.chain(conditional.unindexed.iter()) {
            let group = &conditional.groups[group];
            evaluated += 1;
            if group.conditions.matches(event, group.answered, search) {
                group.recipients.add_to(into);
            }
        }
        evaluated
    }

    pub(super) fn state_hash(&self) -> u64 {
        let groups = self.conditional.iter().flat_map(|conditional| &conditional.groups);
        let groups = state_hash::of_all(groups.map(|(_, group)| (&group.conditions, &group.recipients)));
        state_hash::of(&(&self.unconditional, groups))
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.unconditional.shrink_to_fit();
        self.conditional.iter_mut().for_each(|conditional| conditional.shrink_to_fit());
    }
}

impl Conditional {
    fn new(seed: &ahash::RandomState) -> Self {
        let by_conditions = HashMap::with_hasher(seed.clone());
        Self { groups: Slab::new(), by_conditions, attributes: Vec::new(), unindexed: Postings::default() }
    }

    /// The group with these conditions, made when there is none.
    fn group(&mut self, conditions: &Arc<Conditions>, seed: &ahash::RandomState) -> usize {
        if let Some(group) = self.by_conditions.get(conditions) {
            return *group;
        }
        let accesses = conditions.accesses();
        let access = (0..accesses.len()).min_by_key(|at| self.cost(&accesses[*at]));
        let chosen = access.map(|at| &accesses[at]);
        let (answered, recipients) = (chosen.and_then(|access| access.answers), Recipients::default());
        let group = self.groups.insert(Group { conditions: Arc::clone(conditions), access, answered, recipients });
        match chosen {
            Some(access) => self.attribute(access.path, seed).insert(access, group),
            None => self.unindexed.insert(group),
        }
        self.by_conditions.insert(Arc::clone(conditions), group);
        group
    }

    /// Removes a recipient from the group with these conditions, and the group with its last recipient.
    fn remove(&mut self, conditions: &Conditions, subscriber: Subscriber) {
        let Some(group) = self.by_conditions.get(conditions).copied() else { return };
        let recipients = &mut self.groups[group].recipients;
        recipients.remove(subscriber);
        if !recipients.is_empty() {
            return;
        }
        self.by_conditions.remove(conditions);
        let Group { conditions, access, .. } = self.groups.remove(group);
        let Some(access) = access.and_then(|at| conditions.accesses().into_iter().nth(at)) else {
            return self.unindexed.remove(group);
        };
        if let Some(index) = self.attributes.iter_mut().find(|index| index.path() == access.path) {
            index.remove(&access, group);
        }
        self.attributes.retain(|index| !index.is_empty());
    }

    fn shrink_to_fit(&mut self) {
        self.groups.iter_mut().for_each(|(_, group)| group.recipients.shrink_to_fit());
        self.groups.shrink_to_fit();
        self.by_conditions.shrink_to_fit();
        self.attributes.iter_mut().for_each(AttributeIndex::shrink_to_fit);
        self.attributes.shrink_to_fit();
    }

    /// How selective an access is, as far as can be known when subscribing: flags and words have few values, so all others come
    /// first; then the access whose values have the fewest groups.
    fn cost(&self, access: &Access<'_>) -> (bool, usize) {
        let index = self.attributes.iter().find(|index| index.path() == access.path);
        let groups = |value| index.map_or(0, |index| index.groups(value));
        (access.is_coarse(), access.wanted().map(|value| 1 + groups(value)).sum())
    }

    fn attribute(&mut self, path: (Attr, Attr), seed: &ahash::RandomState) -> &mut AttributeIndex {
        let position = self.attributes.iter().position(|index| index.path() == path).unwrap_or_else(|| {
            self.attributes.push(AttributeIndex::new(path, seed));
            self.attributes.len() - 1
        });
        &mut self.attributes[position]
    }
}
