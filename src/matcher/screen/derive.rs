//! What must occur in a text so that a pattern can match.
//!
//! Owns the derivation from the parsed pattern. Must not know texts, nor what is done with the sets. Invariants: a text in which the
//! pattern matches has a string of each set, at the place of the match; the work is bounded, whatever the pattern, and where the
//! bound is reached less is said.
//!
//! Of each part of a pattern it is found with which strings its matches begin and end, as far as there are few, and, where a
//! match is nothing but one of a few strings, those. The end of one part and the beginning of the next are joined; so `colou?r`
//! gives `color` and `colour`, and `\d+ days` gives `0 days` to `9 days` in one alphabet, and a digit before ` da` in the other.

use alloc::vec::Vec;

use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};
use smallvec::SmallVec;

use super::strings::{Bounds, Strings};
use super::symbol::{Alphabet, EDGE, END, START, members};

/// Copies of a repeated part that are joined; `\d{12}` is as rare as `\d{8}`.
const COPIES: u32 = 8;
/// Sets that are kept of one part.
const SETS: usize = 24;
/// Strings that are made for one pattern and alphabet.
const BUDGET: usize = 20_000;

/// The sets of strings of which each match has one, in this alphabet.
pub(super) fn required_strings(pattern: &Hir, alphabet: Alphabet) -> Vec<Strings> {
    Derivation { alphabet, budget: BUDGET, last_class: None }.part(pattern).into_sets()
}

struct Derivation<'h> {
    alphabet: Alphabet,
    budget: usize,
    /// The class that was read last: most often a pattern repeats one.
    last_class: Option<(&'h Class, Option<Strings>)>,
}

/// What is said of one part of a pattern.
struct Part {
    /// Its matches begin with one of these.
    start: Strings,
    /// Its matches end with one of these; `None` where `start` has its whole matches.
    end: Option<Strings>,
    /// Sets of which each match has one somewhere.
    inside: Vec<Strings>,
}

impl Part {
    fn exact(strings: Strings) -> Self {
        Self { start: strings, end: None, inside: Vec::new() }
    }

    fn anything() -> Self {
        Self { start: Strings::empty(), end: Some(Strings::empty()), inside: Vec::new() }
    }

    fn end(&self) -> &Strings {
        self.end.as_ref().unwrap_or(&self.start)
    }

    fn require(&mut self, strings: Strings) {
        if !strings.says_nothing() && self.inside.len() < SETS {
            self.inside.push(strings);
        }
    }

    fn into_sets(self) -> Vec<Strings> {
        let mut sets = self.inside;
        sets.push(self.start);
        sets.extend(self.end);
        sets.retain(|strings| !strings.says_nothing());
        sets
    }
}

impl<'h> Derivation<'h> {
    fn bounds(&self) -> Bounds {
        match self.alphabet {
            Alphabet::Letters => Bounds::LETTERS,
            Alphabet::Classes => Bounds::CLASSES,
        }
    }

    /// Whether there is budget left for so many strings; takes them from it.
    fn afford(&mut self, strings: usize) -> bool {
        let left = self.budget.checked_sub(strings + 1);
        self.budget = left.unwrap_or(0);
        left.is_some()
    }

    fn part(&mut self, part: &'h Hir) -> Part {
        if !self.afford(0) {
            return Part::anything();
        }
        match part.kind() {
            HirKind::Empty => Part::exact(Strings::empty()),
            HirKind::Look(assertion) => {
                Part::exact(mark(*assertion).map_or_else(Strings::empty, |mark| Strings::one(&[mark])))
            }
            HirKind::Literal(literal) => self.literal(&literal.0),
            HirKind::Class(class) => self.class(class),
            HirKind::Repetition(repetition) => self.repetition(repetition),
            HirKind::Capture(capture) => self.part(&capture.sub),
            HirKind::Concat(parts) => {
                let whole = Part::exact(Strings::empty());
                parts.iter().fold(whole, |whole, part| {
                    let next = self.part(part);
                    self.join(whole, next)
                })
            }
            HirKind::Alternation(parts) => self.alternation(parts),
        }
    }

    fn class(&mut self, class: &'h Class) -> Part {
        if self.last_class.as_ref().is_none_or(|(last, _)| *last != class) {
            let symbols = self.alphabet.of_class(class).filter(|_| self.afford(members(class) as usize));
            self.last_class = Some((class, symbols.map(|symbols| Strings::of_symbols(&symbols))));
        }
        let strings = self.last_class.as_ref().and_then(|(_, strings)| strings.clone());
        strings.map_or_else(Part::anything, Part::exact)
    }

    fn literal(&mut self, literal: &[u8]) -> Part {
        let Ok(literal) = core::str::from_utf8(literal) else { return Part::anything() };
        let symbols: SmallVec<[u8; 64]> = literal.chars().map(|c| self.alphabet.symbol(c)).collect();
        let pieces = symbols.chunks(self.bounds().longest).map(|piece| Part::exact(Strings::one(piece)));
        pieces.fold(Part::exact(Strings::empty()), |whole, piece| self.join(whole, piece))
    }

    /// The product of two sets, where it is small enough and can be afforded.
    fn product(&mut self, first: &Strings, second: &Strings) -> Option<Strings> {
        self.afford(first.len() * second.len()).then(|| first.followed_by(second, self.bounds())).flatten()
    }

    /// One part followed by another.
    fn join(&mut self, first: Part, second: Part) -> Part {
        let joint = self.product(first.end(), &second.start);
        let mut whole = Part { start: first.start, end: first.end, inside: first.inside };
        match (joint, whole.end.take(), second.end) {
            // Both exact: so is the whole.
            (Some(joint), None, None) => whole.start = joint,
            // The beginning ends here.
            (Some(joint), None, Some(end)) => {
                whole.start = joint;
                whole.end = Some(end);
            }
            // The end goes on.
            (Some(joint), Some(_), None) => whole.end = Some(joint),
            (Some(joint), Some(_), Some(end)) => {
                whole.require(joint);
                whole.end = Some(end);
            }
            // Too much to join: each for itself, and what is on both sides of the seam.
            (None, first_end, second_end) => {
                let first_end = first_end.unwrap_or_else(|| whole.start.clone());
                match second_end {
                    Some(end) => {
                        let seam = self.product(&first_end.last(2), &second.start.first(2));
                        seam.into_iter().for_each(|seam| whole.require(seam));
                        whole.require(second.start);
                        whole.end = Some(end);
                    }
                    None => {
                        let longer = (1..=3).rev().find_map(|kept| self.product(&first_end.last(kept), &second.start));
                        whole.end = Some(longer.unwrap_or(second.start));
                    }
                }
                whole.require(first_end);
            }
        }
        second.inside.into_iter().for_each(|strings| whole.require(strings));
        whole
    }

    fn repetition(&mut self, repetition: &'h Repetition) -> Part {
        if repetition.max == Some(0) {
            return Part::exact(Strings::empty());
        }
        let once = self.part(&repetition.sub);
        if repetition.min == 0 {
            let strings = once.end.is_none().then_some(once.start).filter(|_| repetition.max == Some(1));
            return strings
                .and_then(|once| Strings::union([&once, &Strings::empty()].into_iter(), self.bounds()))
                .map_or_else(Part::anything, Part::exact);
        }
        let copies = repetition.min.min(COPIES);
        let mut whole = once;
        if copies > 1 {
            let (start, end) = (whole.start.clone(), whole.end.clone());
            for _ in 1..copies {
                let copy = Part { start: start.clone(), end: end.clone(), inside: Vec::new() };
                whole = self.join(whole, copy);
            }
        }
        if repetition.max != Some(copies) {
            // There may be more in between: a match begins and ends as before.
            whole.end.get_or_insert_with(|| whole.start.clone());
        }
        whole
    }

    /// The strings of all the sets, where they are few enough and can be afforded.
    fn union<'s>(&mut self, sets: impl Iterator<Item = &'s Strings> + Clone) -> Option<Strings> {
        self.afford(sets.clone().map(Strings::len).sum()).then(|| Strings::union(sets, self.bounds())).flatten()
    }

    /// Any of the parts. One set is made that has, for each part, its most promising one.
    fn alternation(&mut self, parts: &'h [Hir]) -> Part {
        let parts: Vec<Part> = parts.iter().map(|part| self.part(part)).collect();
        let start = self.union(parts.iter().map(|part| &part.start));
        if let (Some(start), true) = (&start, parts.iter().all(|part| part.end.is_none())) {
            return Part::exact(start.clone());
        }
        let end = self.union(parts.iter().map(Part::end));
        let mut whole = Part {
            start: start.unwrap_or_else(Strings::empty),
            end: Some(end.unwrap_or_else(Strings::empty)),
            inside: Vec::new(),
        };
        let best = |part: Part| part.into_sets().into_iter().min_by_key(Strings::frequency);
        let each: Option<Vec<Strings>> = parts.into_iter().map(best).collect();
        if let Some(strings) = each.and_then(|each| self.union(each.iter())) {
            whole.require(strings);
        }
        whole
    }
}

/// The mark that a text has where a look-around holds, if it has one.
fn mark(assertion: Look) -> Option<u8> {
    match assertion {
        Look::Start => Some(START),
        Look::End => Some(END),
        // Those of ASCII also hold between a word character and a character beyond ASCII that the screen reads as one of ASCII.
        Look::WordUnicode | Look::WordStartUnicode | Look::WordEndUnicode => Some(EDGE),
        Look::StartLF
        | Look::EndLF
        | Look::StartCRLF
        | Look::EndCRLF
        | Look::WordAscii
        | Look::WordAsciiNegate
        | Look::WordUnicodeNegate
        | Look::WordStartAscii
        | Look::WordEndAscii
        | Look::WordStartHalfAscii
        | Look::WordEndHalfAscii
        | Look::WordStartHalfUnicode
        | Look::WordEndHalfUnicode => None,
    }
}
