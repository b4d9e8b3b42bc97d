//! Recipients that ask the same.
//!
//! Owns the lists of those that are more than one. Must not know what they ask. Invariant: a group has two recipients at least, once
//! it was made.

use super::content::Who;
use super::numbers::Numbers;
use crate::collections::Paged;
use crate::recipients::{CountedList, CountedRecipient, Matched, RecipientList, Subscriber};

#[derive(Debug, Default)]
pub(super) struct Groups {
    groups: Paged<Option<Group>>,
    numbers: Numbers,
}

#[derive(Debug, Default)]
struct Group {
    plain: RecipientList,
    counted: CountedList,
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
        let plain = self.plain.chunks().flatten().map(|one| Subscriber { recipient: *one, count: None });
        let counted = self.counted.chunks().flatten();
        let counted = counted.map(|one| Subscriber { recipient: one.recipient, count: Some(one.count) });
        plain.chain(counted).next()
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
            Who::Plain(_) | Who::Counted(..) => (self.add(), who.as_single()),
        };
        if let Some(Some(group)) = self.groups.get_mut(number as usize) {
            first.into_iter().chain([subscriber]).for_each(|one| group.insert(one));
        }
        Who::Group(number)
    }

    fn add(&mut self) -> u32 {
        let number = self.numbers.take();
        while self.groups.len() <= number as usize {
            self.groups.push(None);
        }
        self.groups[number as usize] = Some(Group::default());
        number
    }

    /// Removes one of those who ask the same; `None` where nobody is left.
    pub(super) fn leave(&mut self, who: Who, subscriber: Subscriber) -> Option<Who> {
        let Who::Group(number) = who else { return (who.as_single() != Some(subscriber)).then_some(who) };
        let place = self.groups.get_mut(number as usize)?;
        let group = place.as_mut()?;
        match subscriber.count {
            None => group.plain.remove(subscriber.recipient),
            Some(_) => group.counted.remove(subscriber.recipient),
        };
        let Some(only) = group.only() else { return Some(who) };
        *place = None;
        self.numbers.release(number);
        Some(Who::single(only))
    }

    /// Adds all who ask.
    #[inline]
    pub(super) fn add_to(&self, who: Who, matched: &mut Matched) {
        match who {
            Who::Plain(recipient) => matched.push(recipient),
            Who::Counted(recipient, count) => matched.add(Subscriber { recipient, count: Some(count) }),
            Who::Group(number) => {
                if let Some(Some(group)) = self.groups.get(number as usize) {
                    matched.add_list(&group.plain);
                    matched.add_counted(&group.counted);
                }
            }
        }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.groups.iter_mut().flatten().for_each(|group| {
            group.plain.shrink_to_fit();
            group.counted.shrink_to_fit();
        });
        while self.groups.len() > 0 && matches!(self.groups.get(self.groups.len() - 1), Some(None)) {
            self.groups.pop();
        }
        self.groups.shrink_to_fit();
        self.numbers.shrink_to_fit();
    }
}
