//! The index: subscriptions found by the attributes of the event.
//!
//! Owns, per channel, those without conditions, and the groups of equal conditions, each standing under one attribute, by every
//! value that a passing event can have there: the most selective way of looking it up. Must not decide anything that
//! [`Conditions::hold`] does not. Invariants: a group stands under exactly one attribute, an event has one value there, so a group
//! is met at most once (R2); what is removed leaves nothing behind.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use hashbrown::HashMap;
use slab::Slab;

use super::Recipient;
use super::groups::Groups;
use super::recipients::Recipients;
use crate::ids::SubscriptionId;
use crate::predicate::{Access, Attr, Attributes, Conditions, OwnedScalar, Search, Value};
use crate::routing::Channel;
use crate::state_hash;

type Map<K, V> = HashMap<K, V, ahash::RandomState>;

#[derive(Debug)]
pub(super) struct Index {
    channels: Map<Channel, ChannelIndex>,
    subscriptions: Map<SubscriptionId, Entry>,
    seed: ahash::RandomState,
}

#[derive(Debug)]
struct Entry {
    recipient: Recipient,
    /// Shared with the groups that it stands in, while it is the one that made them.
    conditions: Arc<Conditions>,
}

/// Those who listen on one channel.
#[derive(Debug, Default)]
struct ChannelIndex {
    unconditional: Recipients,
    conditional: Option<Box<Conditional>>,
}

#[derive(Debug)]
struct Conditional {
    groups: Slab<Group>,
    by_conditions: Map<Arc<Conditions>, usize>,
    paths: Vec<Path>,
    /// Groups that no look-up leads to.
    unindexed: Groups,
}

/// Recipients with equal conditions, by age.
#[derive(Debug)]
struct Group {
    conditions: Arc<Conditions>,
    /// Which of the [accesses](Conditions::accesses) leads to the group.
    access: Option<usize>,
    /// The check that looking the group up has answered already.
    known: Option<(usize, usize)>,
    recipients: Recipients,
}

/// The groups that are found by one attribute, by its value.
#[derive(Debug)]
struct Path {
    at: (Attr, Attr),
    postings: Map<OwnedScalar, Groups>,
}

impl Index {
    pub(super) fn new(seed: u64) -> Self {
        let seed = ahash::RandomState::with_seeds(seed, 7, 8, 9);
        let (channels, subscriptions) = (HashMap::with_hasher(seed.clone()), HashMap::with_hasher(seed.clone()));
        Self { channels, subscriptions, seed }
    }

    pub(super) fn insert(&mut self, recipient: Recipient, conditions: Conditions) {
        let entry = Entry { recipient, conditions: Arc::new(conditions) };
        self.subscriptions.insert(recipient.subscription, entry);
    }

    pub(super) fn attach(&mut self, subscription: SubscriptionId, channel: Channel) {
        let Some(entry) = self.subscriptions.get_mut(&subscription) else { return };
        let channel_index = self.channels.entry(channel).or_default();
        if entry.conditions.is_empty() {
            return channel_index.unconditional.insert(entry.recipient);
        }
        let conditional = channel_index.conditional.get_or_insert_with(|| Box::new(Conditional::new(&self.seed)));
        let group = conditional.group(&entry.conditions, &self.seed);
        let group = &mut conditional.groups[group];
        group.recipients.insert(entry.recipient);
        // Equal conditions are stored once.
        entry.conditions = Arc::clone(&group.conditions);
    }

    pub(super) fn detach(&mut self, subscription: SubscriptionId, channel: Channel) {
        let Some(entry) = self.subscriptions.get(&subscription) else { return };
        let Some(channel_index) = self.channels.get_mut(&channel) else { return };
        match &mut channel_index.conditional {
            Some(conditional) if !entry.conditions.is_empty() => {
                conditional.leave(&entry.conditions, subscription);
                if conditional.groups.is_empty() {
                    channel_index.conditional = None;
                }
            }
            Some(_) | None => channel_index.unconditional.remove(subscription),
        }
        if channel_index.unconditional.is_empty() && channel_index.conditional.is_none() {
            self.channels.remove(&channel);
        }
    }

    pub(super) fn conditions(&self, subscription: SubscriptionId) -> Option<&Conditions> {
        self.subscriptions.get(&subscription).map(|entry| &*entry.conditions)
    }

    /// Returns the conditions that the subscription had.
    pub(super) fn remove(&mut self, subscription: SubscriptionId) -> Option<Arc<Conditions>> {
        self.subscriptions.remove(&subscription).map(|entry| entry.conditions)
    }

    pub(super) fn state_hash(&self) -> u64 {
        let channels = self
            .channels
            .iter()
            .map(|(channel, channel_index)| (channel, &channel_index.unconditional, channel_index.groups_hash()));
        state_hash::of_all(channels).wrapping_add(state_hash::of_all(&self.subscriptions))
    }

    pub(super) fn shrink_to_fit(&mut self) {
        for channel_index in self.channels.values_mut() {
            channel_index.unconditional.shrink();
            channel_index.conditional.iter_mut().for_each(|conditional| conditional.shrink_to_fit());
        }
        self.channels.shrink_to_fit();
        self.subscriptions.shrink_to_fit();
    }

    /// Returns how many groups it looked at.
    pub(super) fn match_event(
        &self,
        channel: Channel,
        event: &dyn Attributes,
        search: &mut dyn Search,
        into: &mut Vec<Recipient>,
    ) -> u64 {
        let Some(channel_index) = self.channels.get(&channel) else { return 0 };
        let start = into.len();
        channel_index.unconditional.copy_into(into);
        let Some(conditional) = &channel_index.conditional else { return 0 };

        let mut sources = usize::from(!channel_index.unconditional.is_empty());
        let mut examined = 0;
        let found = conditional.paths.iter().filter_map(|path| path.candidates(event)).flat_map(Groups::iter);
        for group in found.chain(conditional.unindexed.iter()) {
            let group = &conditional.groups[group];
            examined += 1;
            if group.conditions.matches(event, group.known, search) {
                group.recipients.copy_into(into);
                sources += 1;
            }
        }
        if sources > 1 {
            into[start..].sort_unstable_by_key(|recipient| recipient.subscription);
        }
        examined
    }
}

impl ChannelIndex {
    fn groups_hash(&self) -> u64 {
        let groups = self.conditional.iter().flat_map(|conditional| &conditional.groups);
        state_hash::of_all(groups.map(|(_, group)| (&group.conditions, &group.recipients)))
    }
}

impl Conditional {
    fn new(seed: &ahash::RandomState) -> Self {
        let by_conditions = HashMap::with_hasher(seed.clone());
        Self { groups: Slab::new(), by_conditions, paths: Vec::new(), unindexed: Groups::default() }
    }

    /// The group with these conditions, made when there is none.
    fn group(&mut self, conditions: &Arc<Conditions>, seed: &ahash::RandomState) -> usize {
        if let Some(group) = self.by_conditions.get(conditions) {
            return *group;
        }
        let accesses = conditions.accesses();
        let access = (0..accesses.len()).min_by_key(|at| self.cost(&accesses[*at]));
        let chosen = access.map(|at| &accesses[at]);
        let (known, recipients) = (chosen.and_then(|access| access.answers), Recipients::default());
        let group = self.groups.insert(Group { conditions: Arc::clone(conditions), access, known, recipients });
        match chosen {
            Some(access) => self.path(access.path, seed).add(access, group),
            None => self.unindexed.insert(group),
        }
        self.by_conditions.insert(Arc::clone(conditions), group);
        group
    }

    /// Takes a listener out of the group with these conditions, and the group with its last listener.
    fn leave(&mut self, conditions: &Arc<Conditions>, subscription: SubscriptionId) {
        let Some(group) = self.by_conditions.get(conditions).copied() else { return };
        let recipients = &mut self.groups[group].recipients;
        recipients.remove(subscription);
        if !recipients.is_empty() {
            return;
        }
        self.by_conditions.remove(conditions);
        let Group { conditions, access, .. } = self.groups.remove(group);
        match access.and_then(|at| conditions.accesses().into_iter().nth(at)) {
            Some(access) => {
                self.paths
                    .iter_mut()
                    .filter(|path| path.at == access.path)
                    .for_each(|path| path.remove(&access, group));
                self.paths.retain(|path| !path.postings.is_empty());
            }
            None => self.unindexed.remove(group),
        }
    }

    fn shrink_to_fit(&mut self) {
        self.groups.iter_mut().for_each(|(_, group)| group.recipients.shrink());
        self.groups.shrink_to_fit();
        self.by_conditions.shrink_to_fit();
        self.paths.iter_mut().for_each(|path| path.postings.shrink_to_fit());
        self.paths.shrink_to_fit();
    }

    /// How much the groups under this access would have to be looked at, as far as can be told now: words and flags have few
    /// values, so everything else comes first; then the access whose values fewest groups stand under.
    fn cost(&self, access: &Access<'_>) -> (bool, usize) {
        let path = self.paths.iter().find(|path| path.at == access.path);
        let load = |wanted| path.and_then(|path| path.postings.get(wanted)).map_or(0, Groups::len);
        (access.is_coarse(), access.wanted().map(|wanted| 1 + load(wanted)).sum())
    }

    fn path(&mut self, at: (Attr, Attr), seed: &ahash::RandomState) -> &mut Path {
        let known = self.paths.iter().position(|path| path.at == at);
        let position = known.unwrap_or_else(|| {
            self.paths.push(Path { at, postings: HashMap::with_hasher(seed.clone()) });
            self.paths.len() - 1
        });
        &mut self.paths[position]
    }
}

impl Path {
    /// The groups under the value that the event has here.
    fn candidates(&self, event: &dyn Attributes) -> Option<&Groups> {
        let (field, attr) = self.at;
        match event.read(field).read(attr) {
            Value::Scalar(found) => self.postings.get(&found),
            Value::Missing | Value::Entity(_) | Value::List(_) => None,
        }
    }

    fn add(&mut self, access: &Access<'_>, group: usize) {
        for value in access.wanted() {
            self.postings.entry(value.clone()).or_default().insert(group);
        }
    }

    fn remove(&mut self, access: &Access<'_>, group: usize) {
        for value in access.wanted() {
            let Some(groups) = self.postings.get_mut(value) else { continue };
            groups.remove(group);
            if groups.len() == 0 {
                self.postings.remove(value);
            }
        }
    }
}
