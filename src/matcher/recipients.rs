//! The recipients with equal conditions.
//!
//! Owns which of the two lists a recipient is in. Must not know the conditions. Invariant: recipients with a count are apart, so that
//! nobody looks at each of the others.

use crate::recipients::{CountedRecipient, Matched, Recipient, RecipientList, Subscriber};

#[derive(Debug, Default)]
pub(super) struct Recipients {
    plain: RecipientList<Recipient>,
    counted: RecipientList<CountedRecipient>,
}

impl Recipients {
    pub(super) fn is_empty(&self) -> bool {
        self.plain.is_empty() && self.counted.is_empty()
    }

    pub(super) fn insert(&mut self, Subscriber { recipient, count }: Subscriber) {
        match count {
            None => self.plain.insert(recipient),
            Some(count) => self.counted.insert(CountedRecipient { recipient, count }),
        };
    }

    pub(super) fn remove(&mut self, subscriber: Subscriber) {
        match subscriber.count {
            None => self.plain.remove(subscriber.recipient),
            Some(_) => self.counted.remove(subscriber.recipient),
        };
    }

    /// Appends or shares all. Cost: O(recipients), but for a long list without counts, of any length: O(1).
    pub(super) fn add_to(&self, matched: &mut Matched) {
        matched.add_list(&self.plain);
        matched.add_counted(&self.counted);
    }

    /// Frees unused capacity.
    pub(super) fn shrink_to_fit(&mut self) {
        self.plain.shrink_to_fit();
        self.counted.shrink_to_fit();
    }
}
