//! A list of recipients in order of age.
//!
//! Owns inserting and removing anywhere, and copying all. Must not know their conditions. Invariants: sorted by subscription (R3);
//! a long list is stored in chunks, so a change moves at most one chunk, and copying is still copying slices.

use alloc::vec::Vec;
use core::fmt;

use smallvec::SmallVec;

use super::Recipient;
use crate::ids::SubscriptionId;

/// Recipients in one chunk; twice as many are split.
const CHUNK: usize = 256;

pub(super) enum Recipients {
    /// Few: in one slice, a single one without an allocation.
    Few(SmallVec<[Recipient; 1]>),
    /// Many: no chunk is empty; each is younger than the one before.
    Many(Vec<Vec<Recipient>>),
}

/// Shown as one list, however it is stored.
impl fmt::Debug for Recipients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = Vec::new();
        self.copy_into(&mut all);
        f.debug_list().entries(all).finish()
    }
}

impl Default for Recipients {
    fn default() -> Self {
        Self::Few(SmallVec::new())
    }
}

impl Recipients {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Few(few) => few.is_empty(),
            Self::Many(chunks) => chunks.is_empty(),
        }
    }

    /// Cost: O(log recipients), plus at most one chunk moved.
    pub(super) fn insert(&mut self, recipient: Recipient) {
        match self {
            Self::Few(few) => {
                if let Err(at) = position(few, recipient.subscription) {
                    few.insert(at, recipient);
                }
                if few.len() > 2 * CHUNK {
                    *self = Self::Many(few.chunks(CHUNK).map(<[Recipient]>::to_vec).collect());
                }
            }
            Self::Many(chunks) => {
                let at = chunk_of(chunks, recipient.subscription);
                let chunk = &mut chunks[at];
                if let Err(position) = position(chunk, recipient.subscription) {
                    chunk.insert(position, recipient);
                }
                if chunk.len() > 2 * CHUNK {
                    let younger = chunk.split_off(CHUNK);
                    chunks.insert(at + 1, younger);
                }
            }
        }
    }

    /// Cost: O(log recipients), plus at most one chunk moved.
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

    /// Appends all. Cost: O(recipients).
    pub(super) fn copy_into(&self, into: &mut Vec<Recipient>) {
        match self {
            Self::Few(few) => into.extend_from_slice(few),
            Self::Many(chunks) => chunks.iter().for_each(|chunk| into.extend_from_slice(chunk)),
        }
    }

    /// Frees unused capacity.
    pub(super) fn shrink_to_fit(&mut self) {
        match self {
            Self::Few(few) => few.shrink_to_fit(),
            Self::Many(chunks) => {
                let all = chunks.concat();
                *chunks = all.chunks(CHUNK).map(<[Recipient]>::to_vec).collect();
            }
        }
    }
}

fn position(recipients: &[Recipient], subscription: SubscriptionId) -> Result<usize, usize> {
    recipients.binary_search_by_key(&subscription, |recipient| recipient.subscription)
}

/// The chunk in which the subscription is, or belongs.
fn chunk_of(chunks: &[Vec<Recipient>], subscription: SubscriptionId) -> usize {
    chunks.partition_point(|chunk| chunk[0].subscription <= subscription).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SessionId;

    fn recipient(number: u64) -> Recipient {
        let (subscription, session) = (SubscriptionId::from_number(number), SessionId::from_number(number));
        Recipient { subscription, session, counted: false }
    }

    fn numbers(recipients: &Recipients) -> Vec<u64> {
        let mut all = Vec::new();
        recipients.copy_into(&mut all);
        all.iter().map(|recipient| recipient.subscription.number()).collect()
    }

    /// All numbers below `count`, in no order.
    fn shuffled(count: u64) -> impl Iterator<Item = u64> {
        (0..count).map(move |at| at * 7_919 % count)
    }

    #[test]
    fn r3_recipients_stay_in_order_of_age() {
        let count = 5_003;
        let mut recipients = Recipients::default();
        shuffled(count).for_each(|number| recipients.insert(recipient(number)));
        assert_eq!(numbers(&recipients), (0..count).collect::<Vec<_>>());
        shuffled(count)
            .filter(|number| number % 3 != 0)
            .for_each(|number| recipients.remove(recipient(number).subscription));
        assert_eq!(numbers(&recipients), (0..count).filter(|number| number % 3 == 0).collect::<Vec<_>>());
        recipients.shrink_to_fit();
        assert_eq!(numbers(&recipients), (0..count).filter(|number| number % 3 == 0).collect::<Vec<_>>());
        shuffled(count).for_each(|number| recipients.remove(recipient(number).subscription));
        assert!(recipients.is_empty());
        assert!(matches!(recipients, Recipients::Few(_)), "an emptied list is as a new one");
    }

    #[test]
    fn inserting_twice_and_removing_an_unknown_one_change_nothing() {
        let mut recipients = Recipients::default();
        [2, 2, 1].into_iter().for_each(|number| recipients.insert(recipient(number)));
        recipients.remove(recipient(3).subscription);
        assert_eq!(numbers(&recipients), [1, 2]);
    }
}
