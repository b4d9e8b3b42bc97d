//! What is found by one key.
//!
//! Owns [`Content`]: the recipients with nothing left to ask, and the candidates with a question left. Must not know the key. Invariants:
//! few recipients without a count are within the cache line of their key; recipients with equal questions are one candidate, so it is
//! asked once.

use alloc::boxed::Box;
use core::hint::black_box;

use super::quick::QuickCheck;
use super::residuals::ResidualNumber;
use crate::collections::{Entry, SortedList};
use crate::recipients::{CountNumber, CountedList, CountedRecipient, Matched, Recipient, RecipientList, Subscriber};

/// So many recipients fit beside a key.
const FEW: usize = 5;

#[derive(Debug)]
pub(super) enum Content {
    /// By age; nothing else.
    Few {
        len: u8,
        recipients: [Recipient; FEW],
    },
    Lists {
        plain: RecipientList,
        candidates: SortedList<Candidate>,
        counted: Option<Box<CountedList>>,
    },
}

/// The lists of a content that has more than a few.
type Lists<'c> = Option<(&'c mut RecipientList, &'c mut SortedList<Candidate>, &'c mut Option<Box<CountedList>>)>;

/// What is asked of an event that was found by the key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Question {
    pub(super) quick: QuickCheck,
    pub(super) residual: Option<ResidualNumber>,
}

impl Question {
    pub(super) fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// A question, and who wants to know.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Candidate {
    pub(super) question: Question,
    pub(super) who: Who,
}

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

impl Entry for Candidate {
    type Key = Question;

    fn key(&self) -> Question {
        self.question
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Few { len: 0, recipients: [Recipient::default(); FEW] }
    }
}

impl Content {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Few { len, .. } => *len == 0,
            Self::Lists { plain, candidates, counted } => {
                plain.is_empty() && candidates.is_empty() && counted.is_none()
            }
        }
    }

    /// How many recipients and candidates an event with the key meets; more than [`FEW`] are not counted exactly.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Few { len, .. } => usize::from(*len),
            Self::Lists { plain, candidates, counted } => {
                plain.len() + candidates.len() + counted.as_ref().map_or(0, |counted| counted.len())
            }
        }
    }

    /// Adds a recipient with nothing left to ask.
    pub(super) fn insert(&mut self, Subscriber { recipient, count }: Subscriber) {
        if let (Self::Few { len, recipients }, None) = (&mut *self, count) {
            let used = &recipients[..usize::from(*len)];
            let Err(at) = used.binary_search(&recipient) else { return };
            if usize::from(*len) < FEW {
                recipients.copy_within(at..usize::from(*len), at + 1);
                recipients[at] = recipient;
                *len += 1;
                return;
            }
        }
        let Some((plain, _, counted)) = self.lists() else { return };
        match count {
            None => plain.insert(recipient),
            Some(count) => counted.get_or_insert_default().insert(CountedRecipient { recipient, count }),
        };
    }

    /// Removes a recipient with nothing left to ask.
    pub(super) fn remove(&mut self, Subscriber { recipient, count }: Subscriber) {
        match self {
            Self::Few { len, recipients } => {
                if let Ok(at) = recipients[..usize::from(*len)].binary_search(&recipient) {
                    recipients.copy_within(at + 1..usize::from(*len), at);
                    *len -= 1;
                }
            }
            Self::Lists { plain, counted, .. } => {
                match (count, counted.as_mut()) {
                    (None, _) => {
                        plain.remove(recipient);
                    }
                    (Some(_), Some(list)) => {
                        list.remove(recipient);
                        if list.is_empty() {
                            *counted = None;
                        }
                    }
                    (Some(_), None) => {}
                }
                self.become_few();
            }
        }
    }

    pub(super) fn candidate(&self, question: Question) -> Option<Who> {
        match self {
            Self::Few { .. } => None,
            Self::Lists { candidates, .. } => candidates.get(question).map(|candidate| candidate.who),
        }
    }

    /// Adds a candidate, or replaces who asks its question.
    pub(super) fn set_candidate(&mut self, candidate: Candidate) {
        let Some((_, candidates, _)) = self.lists() else { return };
        match candidates.get_mut(candidate.question) {
            Some(there) => there.who = candidate.who,
            None => _ = candidates.insert(candidate),
        }
    }

    pub(super) fn remove_candidate(&mut self, question: Question) {
        if let Self::Lists { candidates, .. } = self {
            candidates.remove(question);
            self.become_few();
        }
    }

    /// Adds those who have nothing left to ask; returns whether there are some, and the candidates.
    #[inline]
    pub(super) fn add_to(&self, matched: &mut Matched) -> (bool, Option<&SortedList<Candidate>>) {
        match self {
            Self::Few { len, recipients } => {
                matched.add_plain(&recipients[..usize::from(*len)]);
                (*len > 0, None)
            }
            Self::Lists { plain, candidates, counted } => {
                matched.add_list(plain);
                counted.iter().for_each(|counted| matched.add_counted(counted));
                (!plain.is_empty() || counted.is_some(), Some(candidates))
            }
        }
    }

    /// Reads the beginning of each list.
    pub(super) fn touch(&self) {
        if let Self::Lists { plain, candidates, .. } = self {
            black_box((
                plain.chunks().next().and_then(<[_]>::first),
                candidates.chunks().next().and_then(<[_]>::first),
            ));
        }
    }

    /// The lists, made of the few where there are none yet.
    fn lists(&mut self) -> Lists<'_> {
        if let Self::Few { len, recipients } = self {
            let plain = RecipientList::from_sorted(&recipients[..usize::from(*len)]);
            *self = Self::Lists { plain, candidates: SortedList::default(), counted: None };
        }
        match self {
            Self::Lists { plain, candidates, counted } => Some((plain, candidates, counted)),
            Self::Few { .. } => None,
        }
    }

    /// Has lists, be there few or many.
    pub(super) fn become_lists(&mut self) {
        self.lists();
    }

    /// Goes back to the few, where it can.
    fn become_few(&mut self) {
        let Self::Lists { plain, candidates, counted } = self else { return };
        if plain.len() > FEW || !candidates.is_empty() || counted.is_some() {
            return;
        }
        let (mut len, mut recipients) = (0, [Recipient::default(); FEW]);
        for recipient in plain.chunks().flatten() {
            recipients[usize::from(len)] = *recipient;
            len += 1;
        }
        *self = Self::Few { len, recipients };
    }

    pub(super) fn shrink_to_fit(&mut self) {
        if let Self::Lists { plain, candidates, counted } = self {
            plain.shrink_to_fit();
            candidates.shrink_to_fit();
            counted.iter_mut().for_each(|counted| counted.shrink_to_fit());
        }
    }
}
