//! A list of listeners in order of age.
//!
//! Owns adding and taking out anywhere, and copying all. Must not know why anyone listens. Invariants: sorted by subscription
//! (R3); a long list stands in chunks, so a change moves no more than a chunk, and copying is still copying slices.

use alloc::vec::Vec;
use core::fmt;

use smallvec::SmallVec;

use super::Listener;
use crate::ids::SubscriptionId;

/// Listeners in one chunk; twice as many are split.
const CHUNK: usize = 256;

pub(super) enum Listeners {
    /// Few: in one piece, and a single one without an allocation.
    Few(SmallVec<[Listener; 1]>),
    /// Many: no chunk is empty, and each is behind the one before.
    Many(Vec<Vec<Listener>>),
}

/// Shown as the list that it is, in however many chunks it stands.
impl fmt::Debug for Listeners {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = Vec::new();
        self.copy_into(&mut all);
        f.debug_list().entries(all).finish()
    }
}

impl Default for Listeners {
    fn default() -> Self {
        Self::Few(SmallVec::new())
    }
}

impl Listeners {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Few(few) => few.is_empty(),
            Self::Many(chunks) => chunks.is_empty(),
        }
    }

    /// Cost: O(log listeners), plus at most a chunk moved.
    pub(super) fn insert(&mut self, listener: Listener) {
        match self {
            Self::Few(few) => {
                if let Err(at) = position(few, listener.subscription) {
                    few.insert(at, listener);
                }
                if few.len() > 2 * CHUNK {
                    *self = Self::Many(few.chunks(CHUNK).map(<[Listener]>::to_vec).collect());
                }
            }
            Self::Many(chunks) => {
                let at = chunk_of(chunks, listener.subscription);
                let chunk = &mut chunks[at];
                if let Err(position) = position(chunk, listener.subscription) {
                    chunk.insert(position, listener);
                }
                if chunk.len() > 2 * CHUNK {
                    let younger = chunk.split_off(CHUNK);
                    chunks.insert(at + 1, younger);
                }
            }
        }
    }

    /// Cost: O(log listeners), plus at most a chunk moved.
    pub(super) fn remove(&mut self, subscription: SubscriptionId) {
        match self {
            Self::Few(few) => {
                if let Ok(at) = position(few, subscription) {
                    few.remove(at);
                }
            }
            Self::Many(chunks) => {
                let at = chunk_of(chunks, subscription);
                if let Ok(position) = position(&chunks[at], subscription) {
                    chunks[at].remove(position);
                }
                if chunks[at].is_empty() {
                    chunks.remove(at);
                }
                if chunks.is_empty() {
                    *self = Self::default();
                }
            }
        }
    }

    /// Cost: that of copying.
    pub(super) fn copy_into(&self, into: &mut Vec<Listener>) {
        match self {
            Self::Few(few) => into.extend_from_slice(few),
            Self::Many(chunks) => chunks.iter().for_each(|chunk| into.extend_from_slice(chunk)),
        }
    }

    /// Gives back what is kept for growth.
    pub(super) fn shrink(&mut self) {
        match self {
            Self::Few(few) => few.shrink_to_fit(),
            Self::Many(chunks) => {
                let all = chunks.concat();
                *chunks = all.chunks(CHUNK).map(<[Listener]>::to_vec).collect();
            }
        }
    }
}

fn position(listeners: &[Listener], subscription: SubscriptionId) -> Result<usize, usize> {
    listeners.binary_search_by_key(&subscription, |listener| listener.subscription)
}

/// The chunk that holds the subscription, or that it belongs into.
fn chunk_of(chunks: &[Vec<Listener>], subscription: SubscriptionId) -> usize {
    chunks.partition_point(|chunk| chunk[0].subscription <= subscription).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SessionId;

    fn listener(number: u64) -> Listener {
        let (subscription, session) = (SubscriptionId::from_number(number), SessionId::from_number(number));
        Listener { subscription, session, counted: false }
    }

    fn numbers(listeners: &Listeners) -> Vec<u64> {
        let mut all = Vec::new();
        listeners.copy_into(&mut all);
        all.iter().map(|listener| listener.subscription.number()).collect()
    }

    /// A walk over all residues, so that additions and removals come in no order.
    fn shuffled(count: u64) -> impl Iterator<Item = u64> {
        (0..count).map(move |at| at * 7_919 % count)
    }

    #[test]
    fn r3_any_order_of_additions_and_removals_keeps_the_order_of_age() {
        let count = 5_003;
        let mut listeners = Listeners::default();
        shuffled(count).for_each(|number| listeners.insert(listener(number)));
        assert_eq!(numbers(&listeners), (0..count).collect::<Vec<_>>());
        shuffled(count)
            .filter(|number| number % 3 != 0)
            .for_each(|number| listeners.remove(listener(number).subscription));
        assert_eq!(numbers(&listeners), (0..count).filter(|number| number % 3 == 0).collect::<Vec<_>>());
        listeners.shrink();
        assert_eq!(numbers(&listeners), (0..count).filter(|number| number % 3 == 0).collect::<Vec<_>>());
        shuffled(count).for_each(|number| listeners.remove(listener(number).subscription));
        assert!(listeners.is_empty());
        assert!(matches!(listeners, Listeners::Few(_)), "an empty list is as it began");
    }

    #[test]
    fn adding_twice_and_removing_what_is_not_there_changes_nothing() {
        let mut listeners = Listeners::default();
        [2, 2, 1].into_iter().for_each(|number| listeners.insert(listener(number)));
        listeners.remove(listener(3).subscription);
        assert_eq!(numbers(&listeners), [1, 2]);
    }
}
