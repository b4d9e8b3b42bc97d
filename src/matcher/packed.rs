//! Who is found by one key, side by side.
//!
//! Owns [`Packed`]: some questions and recipients in one row of words. Must not know what questions ask, nor larger numbers of
//! recipients. Invariants: recipients are by age, each once; each question has a recipient, and is there once; the row has no unused
//! words.
//!
//! An event reads all of it, from the front to the end, so the processor waits once, where lists in several places would have it
//! wait for one after the other. In the row are:
//!
//! 1. The questions, in the order of their words.
//! 2. Where there are questions: of each recipient without a count a byte that says which one it asks, eight of them in a word. 0 is
//!    none.
//! 3. The recipients without a count.
//! 4. Those with a count, two words each: behind the recipient the number of its count, and in the upper half its question.
//!
//! All questions are answered first, a bit each. Then the recipients whose bit is set are taken, in one go: so they are in the
//! order of age, whichever question they ask.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::hint::black_box;

use smallvec::SmallVec;

use super::check::{Check, Question, all_pass};
use crate::recipients::{CountNumber, Matched, Recipient, Subscriber};

/// The most questions and recipients together.
pub(super) const MOST: usize = 64;

/// Words in a line of the cache.
const LINE: usize = 8;

#[derive(Debug, Default)]
pub(super) struct Packed {
    words: Box<[u64]>,
    questions: u8,
    plain: u8,
    counted: u8,
    /// How many recipients ask nothing.
    asking_nothing: u8,
}

/// What is in a row, for changing it.
#[derive(Debug, Default)]
pub(super) struct Unpacked {
    /// Sorted.
    questions: SmallVec<[Question; 16]>,
    /// By age.
    recipients: SmallVec<[Asking; MOST]>,
}

#[derive(Clone, Copy, Debug)]
struct Asking {
    subscriber: Subscriber,
    /// The number of the question, from 1 on; 0 is none.
    question: usize,
}

impl Packed {
    /// How many recipients and questions there are.
    pub(super) fn entries(&self) -> usize {
        usize::from(self.questions) + usize::from(self.plain) + usize::from(self.counted)
    }

    /// How many recipients ask nothing, and how many different questions there are.
    pub(super) fn len(&self) -> usize {
        usize::from(self.asking_nothing) + usize::from(self.questions)
    }

    /// The recipients, where none of them has a question or a count.
    pub(super) fn all_plain(&self) -> Option<impl Iterator<Item = Recipient>> {
        (self.questions == 0 && self.counted == 0).then(|| self.words.iter().map(|word| Recipient::from_bits(*word)))
    }

    /// Reads a word of each line.
    pub(super) fn touch(&self) {
        black_box(self.words.iter().step_by(LINE).fold(0, |all, word| all ^ word));
    }

    /// Adds those who ask nothing, and whose question has only checks that pass. Returns how many questions were answered, and
    /// whether some ask nothing.
    #[inline]
    pub(super) fn add_to(&self, matched: &mut Matched, mut passes: impl FnMut(Check) -> bool) -> (u64, bool) {
        // The processor waits for all lines together, whatever the questions come to.
        self.touch();
        let (mut words, mut passing) = (&*self.words, 1_u64);
        for number in 1..=self.questions {
            let (all, rest) = all_pass(words, &mut passes);
            passing |= u64::from(all) << number;
            words = rest;
        }
        let plain = usize::from(self.plain);
        if self.questions == 0 {
            matched.add_bits(&words[..plain]);
            words = &words[plain..];
        } else if plain > 0 {
            let (tags, rest) = words.split_at(plain.div_ceil(8));
            matched.add_passing(passing, tags, &rest[..plain]);
            words = &rest[plain..];
        }
        for (recipient, count, question) in counted(words) {
            if passing >> question & 1 == 1 {
                matched.add(Subscriber { recipient, count: Some(count) });
            }
        }
        (u64::from(self.questions), self.asking_nothing > 0)
    }

    pub(super) fn unpack(&self) -> Unpacked {
        let (mut unpacked, mut words) = (Unpacked::default(), &*self.words);
        for _ in 0..self.questions {
            let (question, rest) = Question::read(words);
            unpacked.questions.push(question);
            words = rest;
        }
        let plain = usize::from(self.plain);
        let (tags, words) = words.split_at(if self.questions > 0 { plain.div_ceil(8) } else { 0 });
        let (recipients, rest) = words.split_at(plain);
        let tag = |at: usize| tags.get(at / 8).map_or(0, |tags| (tags >> (at % 8 * 8)) as usize & 0xff);
        let mut plain = recipients.iter().enumerate().map(|(at, bits)| {
            let subscriber = Subscriber { recipient: Recipient::from_bits(*bits), count: None };
            Asking { subscriber, question: tag(at) }
        });
        let mut next = plain.next();
        for (recipient, count, question) in counted(rest) {
            while let Some(older) = next.filter(|one| one.subscriber.recipient < recipient) {
                unpacked.recipients.push(older);
                next = plain.next();
            }
            unpacked.recipients.push(Asking { subscriber: Subscriber { recipient, count: Some(count) }, question });
        }
        unpacked.recipients.extend(next.into_iter().chain(plain));
        unpacked
    }
}

/// Those with a count, each with the number of its question.
fn counted(words: &[u64]) -> impl Iterator<Item = (Recipient, CountNumber, usize)> {
    words
        .chunks_exact(2)
        .map(|two| (Recipient::from_bits(two[0]), CountNumber::of(two[1] as u32), (two[1] >> 32) as usize))
}

impl Unpacked {
    /// How many recipients and questions there are.
    pub(super) fn entries(&self) -> usize {
        self.questions.len() + self.recipients.len()
    }

    /// Adds a recipient, unless it is there.
    pub(super) fn insert(&mut self, question: Question, subscriber: Subscriber) {
        let place = self.recipients.binary_search_by_key(&subscriber.recipient, |one| one.subscriber.recipient);
        let Err(place) = place else { return };
        let question = if question.is_none() {
            0
        } else {
            let at = self.questions.binary_search(&question).unwrap_or_else(|at| {
                self.questions.insert(at, question);
                self.recipients.iter_mut().filter(|one| one.question > at).for_each(|one| one.question += 1);
                at
            });
            at + 1
        };
        self.recipients.insert(place, Asking { subscriber, question });
    }

    /// Removes a recipient that is there, and its question where nobody else asks it.
    pub(super) fn remove(&mut self, recipient: Recipient) {
        let Ok(at) = self.recipients.binary_search_by_key(&recipient, |one| one.subscriber.recipient) else { return };
        let question = self.recipients.remove(at).question;
        if question > 0 && self.recipients.iter().all(|one| one.question != question) {
            self.questions.remove(question - 1);
            self.recipients.iter_mut().filter(|one| one.question > question).for_each(|one| one.question -= 1);
        }
    }

    /// All recipients with their questions, by age.
    pub(super) fn each(&self) -> impl Iterator<Item = (Question, Subscriber)> {
        let question = |number: usize| number.checked_sub(1).map_or_else(Question::default, |at| self.questions[at]);
        self.recipients.iter().map(move |one| (question(one.question), one.subscriber))
    }

    /// In one row. There are at most [`MOST`] entries.
    pub(super) fn pack(&self) -> Packed {
        let plain = || self.recipients.iter().filter(|one| one.subscriber.count.is_none());
        let plain_len = plain().count();
        let counted_len = self.recipients.len() - plain_len;
        let tags_len = if self.questions.is_empty() { 0 } else { plain_len.div_ceil(8) };
        let questions_len = self.questions.iter().map(|question| question.words().len()).sum::<usize>();
        let mut words = Vec::with_capacity(questions_len + tags_len + plain_len + 2 * counted_len);
        self.questions.iter().for_each(|question| words.extend_from_slice(question.words()));
        words.resize(questions_len + tags_len, 0);
        for (at, one) in plain().enumerate() {
            words.push(one.subscriber.recipient.bits());
            if tags_len > 0 {
                words[questions_len + at / 8] |= (one.question as u64) << (at % 8 * 8);
            }
        }
        for one in &self.recipients {
            if let Some(count) = one.subscriber.count {
                words
                    .extend([one.subscriber.recipient.bits(), u64::from(count.number()) | (one.question as u64) << 32]);
            }
        }
        let asking_nothing = self.recipients.iter().filter(|one| one.question == 0).count();
        let [questions, plain, counted, asking_nothing] =
            [self.questions.len(), plain_len, counted_len, asking_nothing].map(|len| len as u8);
        Packed { words: words.into_boxed_slice(), questions, plain, counted, asking_nothing }
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;

    use super::super::check::{Comparison, Word};
    use super::*;
    use crate::ids::SubscriptionId;
    use crate::predicate::Scalar;
    use crate::recipients::{CountedRecipient, SessionSlot};

    /// A number that depends on nothing but the one before.
    fn next(state: &mut u64) -> u64 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *state >> 33
    }

    /// None, or one or two checks of these numbers.
    fn question(number: u64) -> Question {
        let mut question = Question::default();
        let words = [Scalar::Flag(number % 2 == 0), Scalar::Number(number)].map(|one| Word::of(&one, |_| None));
        for word in words.into_iter().flatten().take(number as usize % 3) {
            question.push(Check::new(Comparison::Equals, [0, 0, 0], word));
        }
        question
    }

    fn subscriber(number: u64) -> Subscriber {
        let recipient = Recipient::new(SubscriptionId::from_number(number + 1), SessionSlot::default());
        Subscriber { recipient, count: (number % 4 == 0).then(|| CountNumber::of(number as u32)) }
    }

    /// Those of whose question all checks are among `passing`.
    fn matched(packed: &Packed, passing: &[Check]) -> (Vec<Recipient>, Vec<CountedRecipient>) {
        let mut matched = Matched::default();
        packed.add_to(&mut matched, |check| passing.contains(&check));
        (matched.plain, matched.counted)
    }

    #[test]
    fn it_is_a_map_of_recipients_to_questions() {
        let (mut packed, mut expected, mut state) = (Packed::default(), BTreeMap::new(), 7);
        for step in 0..6_000 {
            let (number, asks) = (next(&mut state) % 50, next(&mut state) % 9);
            let mut unpacked = packed.unpack();
            // It fills up, and is emptied again.
            if next(&mut state) % 100 < if step % 600 < 300 { 70 } else { 20 } {
                unpacked.insert(question(asks), subscriber(number));
                expected.entry(number).or_insert(asks);
            } else if expected.remove(&number).is_some() {
                unpacked.remove(subscriber(number).recipient);
            }
            packed = unpacked.pack();
            let all = packed.unpack();
            let pairs = expected.iter().map(|(number, asks)| (question(*asks), subscriber(*number)));
            assert!(all.each().eq(pairs), "step {step}");
            assert_eq!((all.entries(), unpacked.entries()), (packed.entries(), packed.entries()));

            let mut passing = Vec::new();
            let some = next(&mut state) % 9;
            question(some).passes(|check| {
                passing.push(check);
                true
            });
            let passes =
                |asks: u64| question(asks).is_none() || question(asks).passes(|check| passing.contains(&check));
            let taken = expected.iter().filter(|(_, asks)| passes(**asks)).map(|(number, _)| subscriber(*number));
            let (counted, plain): (Vec<_>, Vec<_>) = taken.partition(|one| one.count.is_some());
            let plain = plain.into_iter().map(|one| one.recipient).collect();
            let counted = counted.into_iter().filter_map(|one| {
                let recipient = one.recipient;
                one.count.map(|count| CountedRecipient { recipient, count })
            });
            assert_eq!(matched(&packed, &passing), (plain, counted.collect()), "step {step}");
        }
    }
}
