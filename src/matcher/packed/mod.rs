//! Who is found by one key, side by side.
//!
//! Owns [`Packed`]: some questions and recipients in one row of words. Must not know what questions ask, nor larger numbers of
//! recipients. Invariants: recipients are by age, each once; each question has a recipient, and is there once.
//!
//! An event reads all of it, from the front to the end, so the processor waits once, where lists in several places would have it
//! wait for one after the other. In the row are:
//!
//! 1. The questions, in the order in which they came.
//! 2. Where there are questions: of each recipient without a count a byte that says which one it asks, eight of them in a word. 0 is
//!    none.
//! 3. The recipients without a count.
//! 4. Those with a count, two words each: behind the recipient the number of its count, and in the upper half its question.
//!
//! All questions are answered first, a bit each. Then the recipients whose bit is set are taken, in one go: so they are in the
//! order of age, whichever question they ask.

mod change;
mod tags;

use alloc::vec::Vec;
use core::hint::black_box;
use core::ops::Range;

use smallvec::SmallVec;

use super::check::{Check, Question, all_pass};
use crate::recipients::{CountNumber, Matched, Recipient, Subscriber};

/// The most questions and recipients together.
pub(super) const MOST: usize = 64;

/// Words in a line of the cache.
const LINE: usize = 8;

#[derive(Debug, Default)]
pub(super) struct Packed {
    words: Vec<u64>,
    questions: u8,
    plain: u8,
    counted: u8,
    /// How many recipients ask nothing.
    asking_nothing: u8,
}

impl Packed {
    /// Recipients that ask nothing and have no count, by age.
    pub(super) fn of_plain(recipients: &[Recipient]) -> Self {
        let words = recipients.iter().map(|recipient| recipient.bits()).collect();
        let len = recipients.len() as u8;
        Self { words, plain: len, asking_nothing: len, ..Self::default() }
    }

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
            let (tags, rest) = words.split_at(plain.div_ceil(tags::IN_WORD));
            matched.add_passing(passing, tags, &rest[..plain]);
            words = &rest[plain..];
        }
        for (subscriber, question) in counted(words) {
            if passing >> question & 1 == 1 {
                matched.add(subscriber);
            }
        }
        (u64::from(self.questions), self.asking_nothing > 0)
    }

    /// All recipients with their questions: those without a count by age, then those with one.
    pub(super) fn each(&self) -> impl Iterator<Item = (Question, Subscriber)> {
        let (mut questions, mut words) = (SmallVec::<[Question; 16]>::new(), &*self.words);
        questions.push(Question::default());
        for _ in 0..self.questions {
            let (question, rest) = Question::read(words);
            questions.push(question);
            words = rest;
        }
        let (tags, recipients) = (&self.words[self.tags()], &self.words[self.plain()]);
        let plain = recipients.iter().enumerate().map(|(at, bits)| {
            let subscriber = Subscriber { recipient: Recipient::from_bits(*bits), count: None };
            (subscriber, if tags.is_empty() { 0 } else { usize::from(tags::get(tags, at)) })
        });
        let all = plain.chain(counted(&self.words[self.counted()..]));
        all.map(move |(subscriber, question)| (questions[question], subscriber))
    }

    /// Where those with a count begin.
    fn counted(&self) -> usize {
        self.words.len() - 2 * usize::from(self.counted)
    }

    /// Where those without a count are.
    fn plain(&self) -> Range<usize> {
        let end = self.counted();
        end - usize::from(self.plain)..end
    }

    /// Where the bytes are that say which question those without a count ask.
    fn tags(&self) -> Range<usize> {
        let end = self.plain().start;
        let len = if self.questions > 0 { usize::from(self.plain).div_ceil(tags::IN_WORD) } else { 0 };
        end - len..end
    }
}

/// Where in the second word of one with a count the number of its question is; below is that of the count.
const QUESTION: u32 = 32;

/// The number of the question, in the second word of one with a count.
fn question_of(word: u64) -> u8 {
    (word >> QUESTION) as u8
}

/// Those with a count, each with the number of its question.
fn counted(words: &[u64]) -> impl Iterator<Item = (Subscriber, usize)> {
    words.chunks_exact(2).map(|two| {
        let (recipient, count) = (Recipient::from_bits(two[0]), CountNumber::of(two[1] as u32));
        (Subscriber { recipient, count: Some(count) }, usize::from(question_of(two[1])))
    })
}

#[cfg(test)]
mod tests {
    use alloc::collections::{BTreeMap, BTreeSet};

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
        let mut counted = Vec::new();
        matched.take_counted(|some| counted.extend_from_slice(some));
        (matched.plain, counted)
    }

    #[test]
    fn it_is_a_map_of_recipients_to_questions() {
        let (mut packed, mut expected, mut state) = (Packed::default(), BTreeMap::new(), 7);
        for step in 0..6_000 {
            let (number, asks) = (next(&mut state) % 50, next(&mut state) % 9);
            // It fills up, and is emptied again.
            if next(&mut state) % 100 < if step % 600 < 300 { 70 } else { 20 } {
                packed.insert(question(asks), subscriber(number));
                expected.entry(number).or_insert(asks);
            } else if expected.remove(&number).is_some() {
                packed.remove(subscriber(number));
            }
            let pairs = expected.iter().map(|(number, asks)| (question(*asks), subscriber(*number)));
            let (counted, plain): (Vec<_>, Vec<_>) = pairs.partition(|(_, one)| one.count.is_some());
            assert!(packed.each().eq(plain.into_iter().chain(counted)), "step {step}");
            let questions: BTreeSet<_> = expected.values().map(|asks| question(*asks)).collect();
            let questions = questions.iter().filter(|question| !question.is_none()).count();
            let asking_nothing = expected.values().filter(|asks| question(**asks).is_none()).count();
            assert_eq!(packed.entries(), expected.len() + questions);
            assert_eq!(packed.len(), asking_nothing + questions);

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
