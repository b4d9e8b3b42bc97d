//! Sequences of sets of characters, exact in ASCII: for patterns whose grams say little, such as `[K-M]{5,}`.
//!
//! Owns [`Window`], its derivation, and [`Positions`], in which it is searched. Must not know grams. Invariants: each match of a
//! pattern has its window in it, one character for each place; the work is bounded, whatever the pattern, and for a text as well,
//! of which longer ones have every window.
//!
//! Of a text it is written down where each character is: one row of bits for each character of ASCII, one for all others, a bit for
//! each place. The places of a set are the rows of its members, put together with OR. A set five times in a row is wherever its row
//! and the same row moved by one, two, three and four places have a bit; and what follows is at the same place in a row moved
//! further. So a window is searched in all places of a text at once, a word of 64 places with each operation.

use alloc::boxed::Box;
use alloc::vec::Vec;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::symbol::ranges;

/// Runs in a window.
const RUNS: usize = 6;
/// Characters in a run.
const LONGEST_RUN: u32 = 64;
/// A window must have so many bits of information: others are in most texts.
const INFORMATION: u32 = 8;
/// Steps of the derivation: parts, characters and ranges.
const STEPS: usize = 8192;
/// The longest text of which positions are written down.
const LONGEST_TEXT: usize = 4096;

/// A set of characters: those of ASCII, and whether any beyond are in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Set {
    ascii: u128,
    beyond: bool,
}

/// So many characters in a row, all of one set.
#[derive(Clone, Copy, Debug)]
struct Run {
    set: Set,
    count: u32,
}

/// Runs that follow one another directly.
#[derive(Debug)]
pub(super) struct Window {
    runs: Box<[Run]>,
    /// Whether it is at the beginning of a text.
    at_start: bool,
}

impl Set {
    fn of_char(c: char) -> Self {
        if c.is_ascii() { Self { ascii: 1 << u32::from(c), beyond: false } } else { Self { ascii: 0, beyond: true } }
    }

    fn of_class(class: &Class) -> Self {
        ranges(class).fold(Self::default(), |set, (first, last)| {
            let below = |end: u32| u128::MAX.checked_shr(128 - end.min(128)).unwrap_or(0);
            let ascii = below(u32::from(last) + 1) & !below(u32::from(first));
            Self { ascii: set.ascii | ascii, beyond: set.beyond || !last.is_ascii() }
        })
    }

    fn or(self, other: Self) -> Self {
        Self { ascii: self.ascii | other.ascii, beyond: self.beyond || other.beyond }
    }

    /// How rare its members are: about the negated logarithm of their part of a text, to the base 2.
    fn information(self) -> u32 {
        const SMALL: u128 = ((1 << 26) - 1) << b'a';
        const USUAL: u128 = 1 << b' ' | 1 << b'e' | 1 << b't' | 1 << b'a' | 1 << b'o' | 1 << b'i' | 1 << b'n';
        let members = |of: u128| (self.ascii & of).count_ones();
        // Of 1,024 characters.
        let part = 90 * members(USUAL) + 20 * members(SMALL & !USUAL) + 3 * members(!SMALL & !USUAL);
        let part = part + if self.beyond { 30 } else { 0 };
        10_u32.saturating_sub(part.max(1).ilog2())
    }
}

/// A pattern, taken apart.
enum Piece {
    Run(Run),
    /// Anything may come between.
    Gap,
    /// The text begins here.
    Start,
}

impl Window {
    /// The most promising window of a pattern.
    pub(super) fn of(pattern: &Hir) -> Option<Self> {
        let mut pieces = Vec::new();
        take_apart(pattern, &mut pieces, &mut { STEPS })?;
        let mut best = (INFORMATION - 1, None);
        let (mut runs, mut at_start) = (Vec::<Run>::new(), false);
        pieces.push(Piece::Gap);
        for piece in pieces {
            match piece {
                Piece::Run(run) => match runs.last_mut() {
                    Some(last) if last.set == run.set && last.count + run.count <= LONGEST_RUN => {
                        last.count += run.count
                    }
                    _ => runs.push(run),
                },
                Piece::Gap | Piece::Start => {
                    for (at, window) in runs.windows(RUNS.min(runs.len()).max(1)).enumerate() {
                        let information = window.iter().map(|run| run.set.information() * run.count).sum();
                        if information > best.0 {
                            best = (information, Some(Self { runs: window.into(), at_start: at_start && at == 0 }));
                        }
                    }
                    runs.clear();
                    at_start = matches!(piece, Piece::Start);
                }
            }
        }
        best.1
    }
}

/// Adds the pieces of a part of a pattern; `None` where that takes too many steps.
fn take_apart(part: &Hir, pieces: &mut Vec<Piece>, steps: &mut usize) -> Option<()> {
    let one = |set| Piece::Run(Run { set, count: 1 });
    *steps = steps.checked_sub(1)?;
    match part.kind() {
        HirKind::Look(Look::Start) => pieces.push(Piece::Start),
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => {
            *steps = steps.checked_sub(literal.0.len())?;
            let literal = core::str::from_utf8(&literal.0).ok()?;
            pieces.extend(literal.chars().map(|c| one(Set::of_char(c))));
        }
        HirKind::Class(class) => {
            *steps = steps.checked_sub(ranges(class).count())?;
            pieces.push(one(Set::of_class(class)));
        }
        HirKind::Capture(capture) => take_apart(&capture.sub, pieces, steps)?,
        HirKind::Concat(parts) => {
            for part in parts {
                take_apart(part, pieces, steps)?;
            }
        }
        HirKind::Alternation(parts) => pieces.push(any_of(parts, steps)?.map_or(Piece::Gap, one)),
        HirKind::Repetition(repetition) if repetition.min == 0 => pieces.push(Piece::Gap),
        HirKind::Repetition(repetition) => {
            // The first of them, and, behind any number of others, the last.
            let at = pieces.len();
            take_apart(&repetition.sub, pieces, steps)?;
            let is_exact = repetition.max == Some(repetition.min);
            match &mut pieces[at..] {
                [Piece::Run(run)] => {
                    run.count = run.count.saturating_mul(repetition.min).min(LONGEST_RUN);
                    let run = *run;
                    if !is_exact || run.count == LONGEST_RUN {
                        pieces.extend([Piece::Gap, Piece::Run(run)]);
                    }
                }
                _ if is_exact && repetition.min == 1 => {}
                _ => {
                    pieces.push(Piece::Gap);
                    take_apart(&repetition.sub, pieces, steps)?;
                }
            }
        }
    }
    Some(())
}

/// The union of alternatives of one character each; `Some(None)` where they are others.
fn any_of(parts: &[Hir], steps: &mut usize) -> Option<Option<Set>> {
    let mut union = Set::default();
    for part in parts {
        let mut pieces = Vec::new();
        take_apart(part, &mut pieces, steps)?;
        let [Piece::Run(Run { set, count: 1 })] = &pieces[..] else { return Some(None) };
        union = union.or(*set);
    }
    Some(Some(union))
}

/// Where each character of a text is. Nothing is allocated once the buffers have grown to the longest text.
#[derive(Debug, Default)]
pub(super) struct Positions {
    /// So many words for each character of ASCII, then for all others.
    rows: Vec<u64>,
    /// Words of a row; 0 where no text is written down.
    words: usize,
    run: Vec<u64>,
    found: Vec<u64>,
}

impl Positions {
    /// Forgets the text.
    pub(super) fn clear(&mut self) {
        self.words = 0;
    }

    /// Whether the text has the window. It is written down for the first window that is searched in it. Cost: O(members of the
    /// window's sets) for each 64 characters.
    pub(super) fn have(&mut self, window: &Window, text: &str) -> bool {
        if text.len() > LONGEST_TEXT {
            return true;
        }
        if self.words == 0 {
            self.write_down(text);
        }
        self.found.fill(u64::MAX);
        let mut offset = 0;
        for run in &window.runs {
            self.find_run(*run);
            for at in 0..self.words {
                self.found[at] &= moved(&self.run, at, offset);
            }
            offset += run.count as usize;
        }
        if window.at_start { self.found[0] & 1 == 1 } else { self.found.iter().any(|word| *word != 0) }
    }

    fn write_down(&mut self, text: &str) {
        self.words = text.len() / 64 + 1;
        self.rows.clear();
        self.rows.resize(129 * self.words, 0);
        for buffer in [&mut self.run, &mut self.found] {
            buffer.clear();
            buffer.resize(self.words, 0);
        }
        for (at, c) in text.chars().enumerate() {
            let row = (c as usize).min(128) * self.words;
            self.rows[row + at / 64] |= 1 << (at % 64);
        }
    }

    /// Notes where the run begins.
    fn find_run(&mut self, Run { set, count }: Run) {
        self.run.fill(0);
        let mut members = set.ascii;
        while members != 0 {
            self.add_row(members.trailing_zeros() as usize);
            members &= members - 1;
        }
        if set.beyond {
            self.add_row(128);
        }
        let (count, mut length) = (count as usize, 1);
        while length < count {
            let by = length.min(count - length);
            for at in 0..self.words {
                self.run[at] &= moved(&self.run, at, by);
            }
            length += by;
        }
    }

    fn add_row(&mut self, row: usize) {
        let row = &self.rows[row * self.words..][..self.words];
        self.run.iter_mut().zip(row).for_each(|(word, row)| *word |= row);
    }
}

/// A word of a row of bits of which each is moved `by` places to the front.
fn moved(row: &[u64], at: usize, by: usize) -> u64 {
    let word = |at: usize| row.get(at).copied().unwrap_or(0);
    let (at, by) = (at + by / 64, by % 64);
    if by == 0 { word(at) } else { word(at) >> by | word(at + 1) << (64 - by) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(source: &str, text: &str) -> bool {
        let pattern = regex_syntax::parse(source).expect("it is a pattern");
        let window = Window::of(&pattern).expect("it has a window");
        Positions::default().have(&window, text)
    }

    #[test]
    fn a_window_is_found_at_any_place_and_only_there() {
        for before in 0..200 {
            let text = |middle: &str| alloc::format!("{}{middle} and more", ".".repeat(before));
            assert!(has(r"[K-M]{5,}", &text("KLMLK")) && !has(r"[K-M]{5,}", &text("KLMLN")));
            assert!(has(r"\b[c-f]{3}\d{2}\b", &text("fed42")) && !has(r"\b[c-f]{3}\d{2}\b", &text("feg42")));
            assert!(has(r"x{64}", &text(&"x".repeat(64))) && !has(r"x{64}", &text(&"x".repeat(63))));
            assert!(has(r"é[ab]{2}!", &text("öba!")) && !has(r"é[ab]{2}!", &text("öbc!")));
            assert_eq!(has(r"^[ab]{2}\d{3}", &text("ab123")), before == 0);
        }
        assert!(has("ax{40}x{40}y", &alloc::format!("a{}y", "x".repeat(80))), "runs of one set are not cut");
        assert!(has(r"[0-9]{90}", &"1".repeat(90)), "a run is not longer than it is searched for");
        assert!(has("Q{9}", &"-".repeat(LONGEST_TEXT + 1)), "a longer text has every window");
    }

    #[test]
    fn a_hostile_pattern_has_no_window() {
        let hostile = "(?:[a-c][x-z]){2,3}".repeat(2_000);
        let pattern = regex_syntax::parse(&hostile).expect("it is a pattern");
        assert!(Window::of(&pattern).is_none());
    }
}
