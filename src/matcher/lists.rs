//! Many who are found by one key.
//!
//! Owns [`Lists`]: the recipients that ask nothing, those of them with a count, and the candidates, each in a list of its own. Must not
//! know what questions ask. Invariants: recipients with equal questions are one candidate; a candidate has a recipient.

use alloc::boxed::Box;
use core::hint::black_box;

use super::check::Question;
use super::groups::{Groups, Who};
use super::packed::Packed;
use crate::collections::{Entry, SortedList};
use crate::recipients::{CountedList, CountedRecipient, Matched, RecipientList, Subscriber};

#[derive(Debug, Default)]
pub(super) struct Lists {
    plain: RecipientList,
    candidates: SortedList<Candidate>,
    counted: Option<Box<CountedList>>,
}

/// A question, and who wants to know.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Candidate {
    pub(super) question: Question,
    pub(super) who: Who,
}

impl Entry for Candidate {
    type Key = Question;

    fn key(&self) -> Question {
        self.question
    }
}

impl Lists {
    /// Lists of what was in one row.
    pub(super) fn of(packed: &Packed, groups: &mut Groups) -> Self {
        let mut lists = Self::default();
        packed.each().for_each(|(question, subscriber)| lists.insert(question, subscriber, groups));
        lists
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many recipients ask nothing, and how many candidates there are.
    pub(super) fn len(&self) -> usize {
        self.plain.len() + self.candidates.len() + self.counted.as_ref().map_or(0, |counted| counted.len())
    }

    pub(super) fn insert(&mut self, question: Question, subscriber: Subscriber, groups: &mut Groups) {
        let Subscriber { recipient, count } = subscriber;
        match count {
            _ if !question.is_none() => {
                let candidate = self.candidates.get_mut(question);
                let who = groups.join(candidate.as_ref().map(|candidate| candidate.who), subscriber);
                match candidate {
                    Some(candidate) => candidate.who = who,
                    None => _ = self.candidates.insert(Candidate { question, who }),
                }
            }
            None => _ = self.plain.insert(recipient),
            Some(count) => {
                let counted = self.counted.get_or_insert_default();
                counted.insert(CountedRecipient { recipient, count });
            }
        }
    }

    pub(super) fn remove(&mut self, question: Question, subscriber: Subscriber, groups: &mut Groups) {
        if !question.is_none() {
            let Some(candidate) = self.candidates.get_mut(question) else { return };
            match groups.leave(candidate.who, subscriber) {
                Some(who) => candidate.who = who,
                None => _ = self.candidates.remove(question),
            }
        } else if subscriber.count.is_none() {
            self.plain.remove(subscriber.recipient);
        } else if let Some(counted) = &mut self.counted {
            counted.remove(subscriber.recipient);
            if counted.is_empty() {
                self.counted = None;
            }
        }
    }

    /// All of it in one row, where there are at most so many recipients and questions. Cost: O(`most`), each a move of that row.
    pub(super) fn pack(&self, most: usize, groups: &Groups) -> Option<Packed> {
        if self.len() > most {
            return None;
        }
        let asking = self.candidates.chunks().flatten().map(|candidate| groups.len(candidate.who)).sum::<usize>();
        if self.len() + asking > most {
            return None;
        }
        let mut packed = Packed::default();
        self.each(groups, |question, subscriber| packed.insert(question, subscriber));
        Some(packed)
    }

    /// Visits all recipients with their questions.
    pub(super) fn each(&self, groups: &Groups, mut visit: impl FnMut(Question, Subscriber)) {
        for recipient in self.plain.chunks().flatten() {
            visit(Question::default(), Subscriber { recipient: *recipient, count: None });
        }
        for CountedRecipient { recipient, count } in self.counted.iter().flat_map(|list| list.chunks()).flatten() {
            visit(Question::default(), Subscriber { recipient: *recipient, count: Some(*count) });
        }
        for Candidate { question, who } in self.candidates.chunks().flatten() {
            groups.each(*who, |subscriber| visit(*question, subscriber));
        }
    }

    /// Removes all.
    pub(super) fn clear(&mut self, groups: &mut Groups) {
        self.candidates.chunks().flatten().for_each(|candidate| groups.remove(candidate.who));
        *self = Self::default();
    }

    /// Adds those who have nothing left to ask; returns whether there are some.
    pub(super) fn add_to(&self, matched: &mut Matched) -> bool {
        matched.add_list(&self.plain);
        self.counted.iter().for_each(|counted| matched.add_counted(counted));
        !self.plain.is_empty() || self.counted.is_some()
    }

    /// The candidates, in slices.
    pub(super) fn candidates(&self) -> impl Iterator<Item = &[Candidate]> {
        self.candidates.chunks()
    }

    /// Reads the beginning of each list.
    pub(super) fn touch(&self) {
        black_box((
            self.plain.chunks().next().and_then(<[_]>::first),
            self.candidates.chunks().next().and_then(<[_]>::first),
        ));
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.plain.shrink_to_fit();
        self.candidates.shrink_to_fit();
        self.counted.iter_mut().for_each(|counted| counted.shrink_to_fit());
    }
}
