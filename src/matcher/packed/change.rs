//! How a row is changed where it is.
//!
//! Owns who comes and who goes. Must not know what questions ask. Invariant: as many words as are used, and a line of the cache more,
//! are unused at most.

use super::{LINE, Packed, QUESTION, counted, question_of, tags};
use crate::matcher::check::Question;
use crate::recipients::Subscriber;

impl Packed {
    /// Adds a recipient, unless it is there. There are at most [`MOST`](super::MOST) entries before that.
    pub(in crate::matcher) fn insert(&mut self, question: Question, subscriber: Subscriber) {
        let Err(at) = self.place(subscriber) else { return };
        let number = self.number_of(question);
        let bits = subscriber.recipient.bits();
        match subscriber.count {
            None => {
                let (start, mut tags) = (self.plain().start, self.tags());
                self.open(start + at, 1);
                self.words[start + at] = bits;
                if self.questions > 0 {
                    if usize::from(self.plain) % tags::IN_WORD == 0 {
                        self.open(start, 1);
                        tags.end += 1;
                    }
                    tags::insert(&mut self.words[tags], at, number);
                }
                self.plain += 1;
            }
            Some(count) => {
                let place = self.counted() + 2 * at;
                self.open(place, 2);
                self.words[place] = bits;
                self.words[place + 1] = u64::from(count.number()) | u64::from(number) << QUESTION;
                self.counted += 1;
            }
        }
        self.asking_nothing += u8::from(number == 0);
    }

    /// Removes a recipient, if it is there, and its question where nobody else asks it.
    pub(in crate::matcher) fn remove(&mut self, subscriber: Subscriber) {
        let Ok(at) = self.place(subscriber) else { return };
        let number = match subscriber.count {
            None => {
                let (place, tags) = (self.plain().start + at, self.tags());
                self.close(place, 1);
                self.plain -= 1;
                let bytes = &mut self.words[tags.clone()];
                let number = if bytes.is_empty() { 0 } else { tags::get(bytes, at) };
                if !bytes.is_empty() {
                    tags::remove(bytes, at);
                    if usize::from(self.plain) % tags::IN_WORD == 0 {
                        self.close(tags.end - 1, 1);
                    }
                }
                number
            }
            Some(_) => {
                let place = self.counted() + 2 * at;
                let number = question_of(self.words[place + 1]);
                self.close(place, 2);
                self.counted -= 1;
                number
            }
        };
        if number == 0 {
            self.asking_nothing -= 1;
        } else if !self.is_in_use(number) {
            self.remove_question(number);
        }
    }

    /// Where a recipient is, or belongs, among those with a count or those without.
    fn place(&self, subscriber: Subscriber) -> Result<usize, usize> {
        let bits = subscriber.recipient.bits();
        match subscriber.count {
            None => self.words[self.plain()].binary_search(&bits),
            Some(_) => {
                let counted = &self.words[self.counted()..];
                // The youngest comes most of the time, so from the back.
                let older = counted.chunks_exact(2).rposition(|two| two[0] <= bits);
                match older {
                    Some(at) if counted[2 * at] == bits => Ok(at),
                    Some(at) => Err(at + 1),
                    None => Err(0),
                }
            }
        }
    }

    /// The number of a question, which is there from now on.
    fn number_of(&mut self, question: Question) -> u8 {
        let wanted = question.words();
        if wanted.is_empty() {
            return 0;
        }
        let mut rest = &*self.words;
        for number in 1..=self.questions {
            let (words, behind) = Question::split(rest);
            if words == wanted {
                return number;
            }
            rest = behind;
        }
        let end = self.words.len() - rest.len();
        let tags = if self.questions == 0 { usize::from(self.plain).div_ceil(tags::IN_WORD) } else { 0 };
        self.open(end, wanted.len() + tags);
        self.words[end..end + wanted.len()].copy_from_slice(wanted);
        self.questions += 1;
        self.questions
    }

    fn is_in_use(&self, number: u8) -> bool {
        tags::contains(&self.words[self.tags()], number)
            || counted(&self.words[self.counted()..]).any(|(_, question)| question == usize::from(number))
    }

    /// Removes a question that nobody asks; those behind it have the number before theirs.
    fn remove_question(&mut self, number: u8) {
        let (tags, counted) = (self.tags(), self.counted());
        tags::lower_above(&mut self.words[tags.clone()], number);
        for two in self.words[counted..].chunks_exact_mut(2) {
            two[1] -= u64::from(question_of(two[1]) > number) << QUESTION;
        }
        let mut rest = &*self.words;
        for _ in 1..number {
            rest = Question::split(rest).1;
        }
        let (start, len) = (self.words.len() - rest.len(), Question::split(rest).0.len());
        self.questions -= 1;
        // With the last question go the bytes behind it.
        self.close(start, len + if self.questions == 0 { tags.len() } else { 0 });
    }

    /// Makes room for some words at a place, all 0.
    fn open(&mut self, at: usize, more: usize) {
        let len = self.words.len();
        if self.words.capacity() < len + more {
            self.words.reserve_exact(more + len / 8);
        }
        self.words.resize(len + more, 0);
        self.words.copy_within(at..len, at + more);
        self.words[at..at + more].fill(0);
    }

    /// Takes some words away at a place.
    fn close(&mut self, at: usize, fewer: usize) {
        self.words.copy_within(at + fewer.., at);
        let len = self.words.len() - fewer;
        self.words.truncate(len);
        if self.words.capacity() > 2 * len + LINE {
            self.words.shrink_to(len + len / 8);
        }
    }

    /// Frees unused capacity.
    pub(in crate::matcher) fn shrink_to_fit(&mut self) {
        self.words.shrink_to_fit();
    }
}
