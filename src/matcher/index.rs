//! The index: subscriptions found by the attributes of the event.
//!
//! Owns, per channel, those without conditions, and the groups of equal conditions, each standing under one access path: its
//! most selective check that can be looked up. Must not decide anything that [`Conditions::hold`] does not. Invariants: a group
//! stands under exactly one path, an event has one value there, so a group is met at most once (R2); what is removed
//! leaves nothing behind.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use hashbrown::HashMap;
use slab::Slab;
use smallvec::SmallVec;

use super::{Channels, Listener};
use crate::ids::{Channel, SubscriptionId};
use crate::predicate::{Access, Attr, Attributes, Conditions, OwnedScalar, Pattern, Scalar, Search, Value};

type Map<K, V> = HashMap<K, V, ahash::RandomState>;

#[derive(Debug)]
pub(super) struct Index {
    rooms: Map<Channel, Room>,
    placements: Map<SubscriptionId, Placement>,
    seed: ahash::RandomState,
}

/// Where a subscription stands: the group in each channel's room, none where it has no conditions.
type Placement = SmallVec<[(Channel, Option<usize>); 1]>;

/// Those who listen on one channel.
#[derive(Debug, Default)]
struct Room {
    unconditional: Vec<Listener>,
    conditional: Option<Box<Conditional>>,
}

#[derive(Debug)]
struct Conditional {
    groups: Slab<Group>,
    by_conditions: Map<Arc<Conditions>, usize>,
    paths: Vec<Path>,
    /// Groups with no check that can be looked up.
    unindexed: Vec<usize>,
}

/// Listeners with equal conditions, by age.
#[derive(Debug)]
struct Group {
    conditions: Arc<Conditions>,
    /// The check that looking the group up has answered already.
    known: Option<(usize, usize)>,
    listeners: Vec<Listener>,
}

/// The groups that are found by one attribute, by its value.
#[derive(Debug)]
struct Path {
    at: (Attr, Attr),
    postings: Map<OwnedScalar, SmallVec<[usize; 2]>>,
}

impl Index {
    pub(super) fn new(seed: u64) -> Self {
        let seed = ahash::RandomState::with_seeds(seed, 7, 8, 9);
        let (rooms, placements) = (HashMap::with_hasher(seed.clone()), HashMap::with_hasher(seed.clone()));
        Self { rooms, placements, seed }
    }

    pub(super) fn insert(&mut self, listener: Listener, channels: Channels, conditions: Conditions) {
        let conditions = Arc::new(conditions);
        let mut placement = Placement::new();
        for channel in channels {
            let room = self.rooms.entry(channel).or_default();
            let group = if conditions.is_empty() {
                room.unconditional.push(listener);
                None
            } else {
                let conditional = room.conditional.get_or_insert_with(|| Box::new(Conditional::new(&self.seed)));
                let group = conditional.group(&conditions, &self.seed);
                conditional.groups[group].listeners.push(listener);
                Some(group)
            };
            placement.push((channel, group));
        }
        self.placements.insert(listener.subscription, placement);
    }

    /// Returns the patterns of the conditions that nobody has any more.
    pub(super) fn remove(&mut self, subscription: SubscriptionId) -> Vec<Arc<Pattern>> {
        let mut unused = Vec::new();
        for (channel, group) in self.placements.remove(&subscription).into_iter().flatten() {
            let Some(room) = self.rooms.get_mut(&channel) else { continue };
            match (group, &mut room.conditional) {
                (Some(group), Some(conditional)) => {
                    if let Some(conditions) = conditional.leave(group, subscription) {
                        unused.extend(conditions.patterns());
                    }
                    if conditional.groups.is_empty() {
                        room.conditional = None;
                    }
                }
                _ => remove_listener(&mut room.unconditional, subscription),
            }
            if room.unconditional.is_empty() && room.conditional.is_none() {
                self.rooms.remove(&channel);
            }
        }
        unused
    }

    /// Returns how many groups it looked at.
    pub(super) fn matches_into(
        &self,
        channel: Channel,
        event: &dyn Attributes,
        search: &mut dyn Search,
        into: &mut Vec<Listener>,
    ) -> u64 {
        let Some(room) = self.rooms.get(&channel) else { return 0 };
        let start = into.len();
        into.extend_from_slice(&room.unconditional);
        let Some(conditional) = &room.conditional else { return 0 };

        let mut sources = usize::from(!room.unconditional.is_empty());
        let mut examined = 0;
        let found = conditional.paths.iter().filter_map(|path| path.candidates(event)).flatten();
        for group in found.chain(&conditional.unindexed) {
            let group = &conditional.groups[*group];
            examined += 1;
            if group.conditions.hold(event, group.known, search) {
                into.extend_from_slice(&group.listeners);
                sources += 1;
            }
        }
        if sources > 1 {
            into[start..].sort_unstable_by_key(|listener| listener.subscription);
        }
        examined
    }
}

impl Conditional {
    fn new(seed: &ahash::RandomState) -> Self {
        let by_conditions = HashMap::with_hasher(seed.clone());
        Self { groups: Slab::new(), by_conditions, paths: Vec::new(), unindexed: Vec::new() }
    }

    /// The group with these conditions, made when there is none.
    fn group(&mut self, conditions: &Arc<Conditions>, seed: &ahash::RandomState) -> usize {
        if let Some(group) = self.by_conditions.get(conditions) {
            return *group;
        }
        let access = conditions.accesses().min_by_key(|access| self.cost(access));
        let known = access.map(|access| access.at);
        let group = self.groups.insert(Group { conditions: Arc::clone(conditions), known, listeners: Vec::new() });
        match access {
            Some(access) => self.path(access.path, seed).add(access.wanted, group),
            None => self.unindexed.push(group),
        }
        self.by_conditions.insert(Arc::clone(conditions), group);
        group
    }

    /// Takes a listener out; returns the conditions when it was the last one that had them.
    fn leave(&mut self, group: usize, subscription: SubscriptionId) -> Option<Arc<Conditions>> {
        let listeners = &mut self.groups[group].listeners;
        remove_listener(listeners, subscription);
        if !listeners.is_empty() {
            return None;
        }
        let Group { conditions, known, .. } = self.groups.remove(group);
        self.by_conditions.remove(&conditions);
        match conditions.accesses().find(|access| Some(access.at) == known) {
            Some(Access { path: at, wanted, .. }) => {
                self.paths.iter_mut().filter(|path| path.at == at).for_each(|path| path.remove(wanted, group));
                self.paths.retain(|path| !path.postings.is_empty());
            }
            None => self.unindexed.retain(|one| *one != group),
        }
        Some(conditions)
    }

    /// How much the groups under this check would have to be looked at, as far as can be told now: words and flags have few
    /// values, so everything else comes first; then the check whose values fewest groups stand under.
    fn cost(&self, access: &Access<'_>) -> (bool, usize) {
        let coarse = access.wanted.iter().any(|wanted| matches!(wanted, Scalar::Flag(_) | Scalar::Symbol(_)));
        let path = self.paths.iter().find(|path| path.at == access.path);
        let load = |wanted| path.and_then(|path| path.postings.get(wanted)).map_or(0, SmallVec::len);
        (coarse, access.wanted.iter().map(|wanted| 1 + load(wanted)).sum())
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
    fn candidates(&self, event: &dyn Attributes) -> Option<&SmallVec<[usize; 2]>> {
        let (field, attr) = self.at;
        match event.read(field).read(attr) {
            Value::Scalar(found) => self.postings.get(&found),
            Value::Absent | Value::Entity(_) | Value::List(_) => None,
        }
    }

    fn add(&mut self, wanted: &[OwnedScalar], group: usize) {
        for value in wanted {
            self.postings.entry(value.clone()).or_default().push(group);
        }
    }

    fn remove(&mut self, wanted: &[OwnedScalar], group: usize) {
        for value in wanted {
            let Some(groups) = self.postings.get_mut(value) else { continue };
            groups.retain(|one| *one != group);
            if groups.is_empty() {
                self.postings.remove(value);
            }
        }
    }
}

/// Takes one out of a list that is in order of age.
fn remove_listener(listeners: &mut Vec<Listener>, subscription: SubscriptionId) {
    if let Ok(at) = listeners.binary_search_by_key(&subscription, |listener| listener.subscription) {
        listeners.remove(at);
    }
}
