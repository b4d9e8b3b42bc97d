//! What is found by one key.
//!
//! Owns [`Content`]: the recipients with nothing left to ask, and the candidates with a question left, few of them beside the key,
//! some side by side, and many in lists. Must not know the key. Invariants: few recipients without a count are within the cache line
//! of their key; recipients with equal questions are one candidate, so it is asked once; after [`Content::shrink_to_fit`] the form
//! follows from what is in it.

use super::check::Question;
use super::groups::Groups;
use super::lists::Lists;
use super::packed::{MOST, Packed};
use crate::config::{FastPath, FastPaths};
use crate::recipients::{Recipient, Subscriber};

/// So many recipients fit beside a key.
const FEW: usize = 5;

#[derive(Debug)]
pub(super) enum Content {
    /// By age; nothing else.
    Few {
        len: u8,
        recipients: [Recipient; FEW],
    },
    Packed(Packed),
    Lists(Lists),
}

impl Default for Content {
    fn default() -> Self {
        Self::Few { len: 0, recipients: [Recipient::default(); FEW] }
    }
}

impl Content {
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many recipients and candidates an event with the key meets; those with a count in lists are not counted exactly.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Few { len, .. } => usize::from(*len),
            Self::Packed(packed) => packed.len(),
            Self::Lists(lists) => lists.len(),
        }
    }

    /// Adds a recipient, unless it is there: of a list of conditions that is found by one key, several may have the same value.
    /// `fast_paths`: the forms that it may have.
    pub(super) fn insert(
        &mut self,
        question: Question,
        subscriber: Subscriber,
        groups: &mut Groups,
        fast_paths: FastPaths,
    ) {
        if let Self::Few { len, recipients } = self {
            let used = usize::from(*len);
            let fits = used < FEW && question.is_none() && subscriber.count.is_none();
            if fits && fast_paths.take(FastPath::Beside) {
                let Err(at) = recipients[..used].binary_search(&subscriber.recipient) else { return };
                recipients.copy_within(at..used, at + 1);
                recipients[at] = subscriber.recipient;
                *len += 1;
                return;
            }
            *self = Self::Packed(Packed::of_plain(&recipients[..used]));
        }
        match self {
            Self::Packed(packed) => {
                packed.insert(question, subscriber);
                if packed.entries() > MOST || !fast_paths.take(FastPath::Packed) {
                    *self = Self::Lists(Lists::of(packed, groups));
                }
            }
            Self::Lists(lists) => lists.insert(question, subscriber, groups),
            Self::Few { .. } => {}
        }
    }

    /// Removes a recipient with its question.
    pub(super) fn remove(
        &mut self,
        question: Question,
        subscriber: Subscriber,
        groups: &mut Groups,
        fast_paths: FastPaths,
    ) {
        match self {
            Self::Few { len, recipients } => {
                let used = usize::from(*len);
                if let Ok(at) = recipients[..used].binary_search(&subscriber.recipient) {
                    recipients.copy_within(at + 1..used, at);
                    *len -= 1;
                }
            }
            Self::Packed(packed) => packed.remove(subscriber),
            // Well below what makes lists of it, so that it does not change its form back and forth.
            Self::Lists(lists) => {
                lists.remove(question, subscriber, groups);
                self.pack(MOST / 2, groups, fast_paths);
            }
        }
        self.become_few(fast_paths);
    }

    /// Goes from lists to one row, where there are at most so many entries.
    fn pack(&mut self, most: usize, groups: &mut Groups, fast_paths: FastPaths) {
        let Self::Lists(lists) = self else { return };
        if fast_paths.take(FastPath::Packed) {
            if let Some(packed) = lists.pack(most, groups) {
                lists.clear(groups);
                *self = Self::Packed(packed);
            }
        }
    }

    /// Goes back to the few, where it can.
    fn become_few(&mut self, fast_paths: FastPaths) {
        let all = match self {
            Self::Packed(packed) if packed.entries() <= FEW => packed.all_plain(),
            Self::Lists(lists) if lists.is_empty() => {
                *self = Self::default();
                return;
            }
            Self::Few { .. } | Self::Packed(_) | Self::Lists(_) => None,
        };
        let Some(all) = all.filter(|_| fast_paths.take(FastPath::Beside)) else { return };
        let (mut len, mut recipients) = (0, [Recipient::default(); FEW]);
        for recipient in all {
            recipients[usize::from(len)] = recipient;
            len += 1;
        }
        *self = Self::Few { len, recipients };
    }

    /// Reads where its recipients begin, and each line of the cache that is read whole.
    pub(super) fn touch(&self) {
        match self {
            Self::Few { .. } => {}
            Self::Packed(packed) => packed.touch(),
            Self::Lists(lists) => lists.touch(),
        }
    }

    /// Frees unused capacity.
    pub(super) fn shrink_to_fit(&mut self, groups: &mut Groups, fast_paths: FastPaths) {
        self.pack(MOST, groups, fast_paths);
        self.become_few(fast_paths);
        match self {
            Self::Few { .. } => {}
            Self::Packed(packed) => packed.shrink_to_fit(),
            Self::Lists(lists) => lists.shrink_to_fit(),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::{BTreeMap, BTreeSet};
    use alloc::vec::Vec;
    use core::mem;

    use super::super::check::ResidualNumber;
    use super::*;
    use crate::config::Config;
    use crate::ids::SubscriptionId;
    use crate::recipients::{CountNumber, SessionSlot};

    /// A number that depends on nothing but the one before.
    fn next(state: &mut u64) -> u64 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *state >> 33
    }

    fn question(number: u64) -> Question {
        let mut question = Question::default();
        // Most ask nothing.
        if let Some(residual) = number.checked_sub(20) {
            question.push_residual(ResidualNumber(residual as u32));
        }
        question
    }

    fn subscriber(number: u64) -> Subscriber {
        let recipient = Recipient::new(SubscriptionId::from_number(number + 1), SessionSlot::default());
        Subscriber { recipient, count: (number % 5 == 0).then(|| CountNumber::of(number as u32)) }
    }

    /// By age.
    fn all(content: &Content, groups: &Groups) -> Vec<(Question, Subscriber)> {
        let mut all = Vec::new();
        match content {
            Content::Few { len, recipients } => all.extend(Packed::of_plain(&recipients[..usize::from(*len)]).each()),
            Content::Packed(packed) => all.extend(packed.each()),
            Content::Lists(lists) => lists.each(groups, |question, subscriber| all.push((question, subscriber))),
        }
        all.sort_unstable_by_key(|(_, subscriber)| subscriber.recipient);
        all
    }

    #[test]
    fn it_is_a_map_of_recipients_to_questions_in_whatever_form() {
        let without = |path| Config::default().without(path).fast_paths();
        let switches = [Config::default().fast_paths(), without(FastPath::Beside), without(FastPath::Packed)];
        for fast_paths in switches {
            let (mut content, mut groups, mut state) = (Content::default(), Groups::default(), 7);
            let mut expected = BTreeMap::new();
            let mut forms = Vec::new();
            for step in 0..6_000 {
                let (number, asks) = (next(&mut state) % 200, next(&mut state) % 32);
                // It fills up, and is emptied again.
                if next(&mut state) % 100 < if step % 2_000 < 1_000 { 70 } else { 20 } {
                    let asks = *expected.entry(number).or_insert(asks);
                    content.insert(question(asks), subscriber(number), &mut groups, fast_paths);
                } else if let Some(asks) = expected.remove(&number) {
                    content.remove(question(asks), subscriber(number), &mut groups, fast_paths);
                }
                let pairs = expected.iter().map(|(number, asks)| (question(*asks), subscriber(*number)));
                assert!(pairs.eq(all(&content, &groups)), "step {step}");
                let questions: BTreeSet<u64> = expected.values().copied().filter(|asks| *asks >= 20).collect();
                let ask_nothing = expected.values().filter(|asks| **asks < 20).count();
                assert_eq!(content.len(), ask_nothing + questions.len());
                forms.push(mem::discriminant(&content));
                if step % 97 == 0 && fast_paths.take(FastPath::Packed) {
                    content.shrink_to_fit(&mut groups, fast_paths);
                    let (mut other, mut others) = (Content::default(), Groups::default());
                    for (number, asks) in &expected {
                        other.insert(question(*asks), subscriber(*number), &mut others, fast_paths);
                    }
                    other.shrink_to_fit(&mut others, fast_paths);
                    assert_eq!(mem::discriminant(&content), mem::discriminant(&other), "the form follows from it");
                }
            }
            forms.dedup();
            assert!(forms.len() > 1 || !fast_paths.take(FastPath::Packed), "it changes its form");
        }
    }
}
