//! Recipients that ask the same.
//!
//! Owns the lists of those that are more than one. Must not know what they ask. Invariant: a group has two recipients at least, once
//! it was made.

use crate::collections::Numbered;
use crate::recipients::{CountNumber, CountedList, CountedRecipient, Matched, Recipient, RecipientList, Subscriber};

#[derive(Debug, Default)]
pub(super) struct Groups(Numbered<Group>);

#[derive(Debug, Default)]
struct Group {
    plain: RecipientList,
    counted: CountedList,
}

/// Who asks a question.
#[derive(Clone, Copy, Debug)]
pub(super) enum Who {
    Plain(Recipient),
    Counted(Recipient, CountNumber),
    /// Several, in the group of this number.
    Group(u32),
}

impl Default for Who {
    fn default() -> Self {
        Self::Plain(Recipient::default())
    }
}

impl Who {
    fn single(Subscriber { recipient, count }: Subscriber) -> Self {
        count.map_or(Self::Plain(recipient), |count| Self::Counted(recipient, count))
    }

    fn as_single(self) -> Option<Subscriber> {
        match self {
            Self::Plain(recipient) => Some(Subscriber { recipient, count: None }),
            Self::Counted(recipient, count) => Some(Subscriber { recipient, count: Some(count) }),
            Self::Group(_) => None,
        }
    }
}

impl Group {
    fn insert(&mut self, Subscriber { recipient, count }: Subscriber) {
        match count {
            None => self.plain.insert(recipient),
            Some(count) => self.counted.insert(CountedRecipient { recipient, count }),
        };
    }

    /// The only one, where there is only one.
    fn only(&self) -> Option<Subscriber> {
        if self.plain.len() + self.counted.len() != 1 {
            return None;
        }
        self.subscribers().next()
    }

    fn subscribers(&self) -> impl Iterator<Item = Subscriber> {
        let plain = self.plain.chunks().flatten().map(|one| Subscriber { recipient: *one, count: None });
        let counted = self.counted.chunks().flatten();
        let counted = counted.map(|one| Subscriber { recipient: one.recipient, count: Some(one.count) });
        plain.chain(counted)
    }
}

impl Groups {
    /// Adds one to those who ask the same, if any did.
    pub(super) fn join(&mut self, who: Option<Who>, subscriber: Subscriber) -> Who {
        let single = Who::single(subscriber);
        let Some(who) = who else { return single };
        if who.as_single() == Some(subscriber) {
            return single;
        }
        let (number, first) = match who {
            Who::Group(number) => (number, None),
            Who::Plain(_) | Who::Counted(..) => (self.0.insert(Group::default()), who.as_single()),
        };
        if let Some(group) = self.0.get_mut(number) {
            first.into_iter().chain([subscriber]).for_each(|one| group.insert(one));
        }
        Who::Group(number)
    }

    /// Removes one of those who ask the same; `None` where nobody is left.
    pub(super) fn leave(&mut self, who: Who, subscriber: Subscriber) -> Option<Who> {
        let Who::Group(number) = who else { return (who.as_single() != Some(subscriber)).then_some(who) };
        let group = self.0.get_mut(number)?;
        match subscriber.count {
            None => group.plain.remove(subscriber.recipient),
            Some(_) => group.counted.remove(subscriber.recipient),
        };
        let Some(only) = group.only() else { return Some(who) };
        self.0.remove(number);
        Some(Who::single(only))
    }

    /// How many ask.
    pub(super) fn len(&self, who: Who) -> usize {
        match who {
            Who::Plain(_) | Who::Counted(..) => 1,
            Who::Group(number) => self.0.get(number).map_or(0, |group| group.plain.len() + group.counted.len()),
        }
    }

    /// Visits all who ask.
    pub(super) fn each(&self, who: Who, mut visit: impl FnMut(Subscriber)) {
        who.as_single().into_iter().for_each(&mut visit);
        let Who::Group(number) = who else { return };
        self.0.get(number).into_iter().flat_map(Group::subscribers).for_each(visit);
    }

    /// Nobody asks any more.
    pub(super) fn remove(&mut self, who: Who) {
        if let Who::Group(number) = who {
            self.0.remove(number);
        }
    }

    /// Adds all who ask.
    #[inline]
    pub(super) fn add_to(&self, who: Who, matched: &mut Matched) {
        match who {
            Who::Plain(recipient) => matched.push(recipient),
            Who::Counted(recipient, count) => matched.add(Subscriber { recipient, count: Some(count) }),
            Who::Group(number) => {
                if let Some(group) = self.0.get(number) {
                    matched.add_list(&group.plain);
                    matched.add_counted(&group.counted);
                }
            }
        }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        for group in self.0.values_mut() {
            group.plain.shrink_to_fit();
            group.counted.shrink_to_fit();
        }
        self.0.shrink_to_fit();
    }
}
