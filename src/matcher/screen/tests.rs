//! Tests of the screen as a whole.
//!
//! Owns random patterns and texts of what is folded, classed or at an edge in an unusual manner. Must not decide what occurs: the
//! `regex` crate does. Invariant: no match is lost, alone or among many, and what was removed leaves nothing behind.

use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, vec};

use regex::Regex;

use super::{Requirement, Requirements, Scratch, Screen};

const SEED: u64 = 0x5eed_5eed_5eed_5eed;

/// A small generator of numbers (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    fn of<'t>(&mut self, choices: &[&'t str]) -> &'t str {
        choices[self.below(choices.len())]
    }
}

/// Patterns with what they require.
struct Patterns {
    regexes: Vec<Regex>,
    requirements: Requirements,
}

impl Patterns {
    /// Those of the sources that are patterns.
    fn new<S: AsRef<str>>(sources: impl IntoIterator<Item = S>) -> Self {
        let mut patterns = Self { regexes: Vec::new(), requirements: Requirements::new(SEED) };
        for source in sources {
            let Ok(regex) = Regex::new(source.as_ref()) else { continue };
            patterns.requirements.insert(patterns.regexes.len(), Requirement::of(source.as_ref()));
            patterns.regexes.push(regex);
        }
        patterns
    }

    fn screen(&self, numbers: impl IntoIterator<Item = usize>) -> Screen {
        let mut screen = Screen::default();
        numbers.into_iter().for_each(|pattern| screen.insert(pattern, &self.requirements));
        screen
    }

    fn all(&self) -> Screen {
        self.screen(0..self.regexes.len())
    }

    fn candidates<'s>(&self, screen: &Screen, text: &str, scratch: &'s mut Scratch) -> &'s [u32] {
        screen.candidates(text, &self.requirements, scratch);
        scratch.candidates()
    }

    /// Asks that no pattern that occurs in the text is missing, by itself or among all; returns how many occur, and how many of
    /// all are candidates.
    fn check(&self, screen: &Screen, text: &str, scratch: &mut Scratch) -> (usize, usize) {
        let candidates = self.candidates(screen, text, scratch).to_vec();
        assert!(candidates.is_sorted_by(|one, next| one < next), "each once, in order");
        let mut occur = 0;
        for (pattern, regex) in self.regexes.iter().enumerate().filter(|(_, regex)| regex.is_match(text)) {
            occur += 1;
            assert!(candidates.contains(&(pattern as u32)), "{regex:?} occurs in {text:?}");
            let alone = self.screen([pattern]);
            assert_eq!(self.candidates(&alone, text, scratch), [pattern as u32], "{regex:?} alone, in {text:?}");
        }
        (occur, candidates.len())
    }
}

/// What is folded, classed or at an edge in an unusual manner.
const AWKWARD: [&str; 40] = [
    "a",
    "b",
    "s",
    "k",
    "K",
    "S",
    "ſ",
    "\u{212a}",
    "i",
    "I",
    "ı",
    "İ",
    "ß",
    "ẞ",
    "σ",
    "ς",
    "Σ",
    "Å",
    "å",
    "\u{212b}",
    "é",
    "e\u{301}",
    "\u{301}",
    "ǅ",
    "ﬁ",
    "1",
    "0",
    "_",
    "-",
    " ",
    ".",
    "#",
    "\n",
    "\r\n",
    "\u{2028}",
    "\0",
    "日",
    "\u{1f600}",
    "\u{200d}",
    "Ω",
];

fn awkward_text(random: &mut Random, most: usize) -> String {
    (0..random.below(most + 1)).map(|_| random.of(&AWKWARD)).collect()
}

fn awkward_pattern(random: &mut Random, depth: usize) -> String {
    let part = |random: &mut Random| awkward_pattern(random, depth - 1);
    match random.below(if depth == 0 { 4 } else { 12 }) {
        0 | 1 => regex::escape(&awkward_text(random, 3)),
        2 => random
            .of(&[
                r"\d",
                r"\w",
                r"\s",
                r"\W",
                ".",
                r"[a-f]",
                r"[sk]",
                r"[^a]",
                r"[0-1a-c]",
                r"\pL",
                r"\p{Greek}",
                r"[ſß]",
                r"(?-u:\w)",
                r"[\x{1f600}-\x{1f64f}]",
                r"[^\x00-\x7f]",
                r"[[:upper:]]",
                r"[a&&b]",
                r"\x00",
            ])
            .into(),
        3 => random
            .of(&[
                r"\b",
                r"\B",
                "^",
                "$",
                r"(?m:^)",
                r"(?m:$)",
                r"(?-u:\b)",
                r"(?-u:\B)",
                r"\<",
                r"\>",
                r"\b{start-half}",
                r"\b{end-half}",
                r"(?Rm:$)",
                r"(?-u:\b{start})",
                r"\z",
                r"\A",
            ])
            .into(),
        4..=6 => (0..1 + random.below(4)).map(|_| part(random)).collect(),
        7 => {
            let parts: Vec<String> = (0..2 + random.below(3)).map(|_| part(random)).collect();
            format!("(?:{})", parts.join("|"))
        }
        8 => format!("(?i:{})", part(random)),
        9 => format!("(?:{}){}", part(random), random.of(&["{2}", "{1,3}", "{0,2}", "{3,}", "{12}", "{1}"])),
        10 => format!("(?:{}){}", part(random), random.of(&["*", "+", "?", "*?", "+?"])),
        _ => format!("({})", part(random)),
    }
}

#[test]
fn f2_no_match_of_a_random_pattern_is_lost() {
    let random = &mut Random(1);
    let (mut occurrences, mut screened) = (0, 0);
    for _ in 0..150 {
        let patterns = Patterns::new((0..40).map(|_| awkward_pattern(random, 3)));
        let (screen, scratch) = (patterns.all(), &mut Scratch::default());
        for most in [0, 2, 5, 12, 40].into_iter().cycle().take(30) {
            let (occur, candidates) = patterns.check(&screen, &awkward_text(random, most), scratch);
            occurrences += occur;
            screened += patterns.regexes.len() - candidates;
        }
    }
    assert!(occurrences > 10_000 && screened > 10_000, "{occurrences} occurrences, {screened} not run");
}

/// A text that a pattern was made for has much of it, so that most patterns occur.
#[test]
fn f2_no_match_of_a_pattern_made_from_a_text_is_lost() {
    let random = &mut Random(2);
    let mut occurrences = 0;
    for _ in 0..4_000 {
        let text = awkward_text(random, 30);
        let characters: Vec<char> = text.chars().collect();
        if characters.is_empty() {
            continue;
        }
        let first = random.below(characters.len());
        let last = first + random.below(characters.len() - first);
        let mut source: String = String::from(random.of(&["", "(?i)", "(?i)", r"\b", r"(?i)\b", "^", r"(?-u:\b)"]));
        for c in &characters[first..=last] {
            let literal = regex::escape(&String::from(*c));
            source += &match random.below(9) {
                0 => ".".into(),
                1 => format!("[{literal}xyz]"),
                2 => format!("(?:{literal}|nothing)"),
                3 => format!("{literal}+"),
                4 => "(?s:.){1}".into(),
                _ => literal,
            };
        }
        source += random.of(&["", "", r"\b", "$", r"(?-u:\b)", r"\w*", ".*"]);
        let patterns = Patterns::new([source]);
        let scratch = &mut Scratch::default();
        for text in [&text, &text.to_uppercase(), &text.to_lowercase(), &format!("x{text}"), &format!("é{text}é")] {
            occurrences += patterns.check(&patterns.all(), text, scratch).0;
        }
    }
    assert!(occurrences > 5_000, "{occurrences} occurrences");
}

#[test]
fn f2_unicode_folds_alike_in_patterns_and_texts() {
    let cases = [
        (r"(?i)straße", vec!["Straße", "STRAẞE", "straſſe straße"]),
        (r"(?i)ΣΊΣΥΦΟΣ", vec!["σίσυφος", "ΣΊΣΥΦΟΣ", "σίσυφοσ", "ςίςυφος"]),
        (r"(?i)kelvin", vec!["\u{212a}elvin", "KELVIN"]),
        (r"(?i)\bmiss\b", vec!["miſs", "a MIſſ!", "mis\u{17f}", "日 miss"]),
        ("\u{212a}", vec!["273 \u{212a}"]),
        ("ſ", vec!["ſ"]),
        (r"(?i)[ſ]x", vec!["sX", "Sx", "ſx"]),
        ("ı", vec!["ı"]),
        ("İstanbul", vec!["İstanbul"]),
        (r"(?i)i\u{307}stanbul", vec!["i\u{307}stanbul", "I\u{307}STANBUL"]),
        (r"cafe\x{301}", vec!["un cafe\u{301}"]),
        (r"\bcaf", vec!["écaf? -caf", "\u{301} caf", "😀caf", "caf"]),
        (r"caf\b", vec!["caf😀", "caf日 caf", "caf-", "caf"]),
        (r"(?-u:\b)caf(?-u:\b)", vec!["écafé", "ſcafſ"]),
        (r"(?i)(?-u:\b)stop", vec!["ſstop", "é STOP"]),
        (r"\b日本\b", vec!["日本", "x 日本."]),
        (r"😀{2}", vec!["😀😀"]),
        (r"[😀-😎]+!", vec!["😃!"]),
        (r"(?i)å", vec!["Å", "\u{212b}", "å"]),
        (r"(?i)ǆ", vec!["ǅ", "Ǆ", "ǆ"]),
        (r"(?x) te a # a comment", vec!["tea"]),
        (r"(?s)a.b", vec!["a\nb"]),
        (r"(?m)^tea$", vec!["milk\ntea\nsugar", "tea"]),
        (r"(?Rm)^tea$", vec!["milk\r\ntea\r\nsugar"]),
        (r"^$", vec![""]),
        (r"$^", vec![""]),
        (r"\b^tea$\b", vec!["tea"]),
        (r"(?:^|,)tea(?:,|$)", vec!["tea", "milk,tea", "tea,milk"]),
        (r"(?U)te+a", vec!["teeea"]),
        (r"\x00\x01", vec!["\0\u{1}"]),
    ];
    for (source, texts) in cases {
        let patterns = Patterns::new([source]);
        assert_eq!(patterns.regexes.len(), 1, "{source} is a pattern");
        for text in texts {
            let (occur, _) = patterns.check(&patterns.all(), text, &mut Scratch::default());
            assert_eq!(occur, 1, "{source} occurs in {text:?}");
        }
    }
}

#[test]
fn what_lacks_a_requirement_is_not_run() {
    let cases = [
        (r"tea", "coffee, at ease"),
        (r"(?i)\btea\b", "steam, teapot"),
        (r"^tea", "no tea"),
        (r"tea$", "tea, no"),
        (r"milk.*tea", "tea with lemon"),
        (r"(?:green|black) tea", "white tea"),
        (r"\d{4}", "123 and 45"),
        (r"\b[c-f]{3}\d{2}\b", "fed 12, fed123x"),
        (r"^[0-9]{3,6}$", "1234567"),
        (r"^[a-h]+$", "fade away"),
        (r"[K-M]{5,}", "KLM"),
        (r"#\w+", "no tag"),
        (r"\$", "12 EUR"),
        (r"\p{Cyrillic}", "latin"),
        (r"x{20}", "xxxxx"),
        (r"colou?r", "colon"),
    ];
    for (source, text) in cases {
        let patterns = Patterns::new([source]);
        assert_eq!(patterns.regexes.len(), 1, "{source} is a pattern");
        let candidates = patterns.candidates(&patterns.all(), text, &mut Scratch::default()).len();
        assert_eq!(candidates, 0, "{source} does not run on {text:?}");
    }
}

#[test]
fn what_is_left_is_as_if_the_others_had_never_come() {
    let random = &mut Random(3);
    let patterns = Patterns::new((0..400).map(|_| awkward_pattern(random, 3)));
    let count = patterns.regexes.len();
    let (mut screen, mut present) = (Screen::default(), vec![false; count]);
    let scratch = &mut Scratch::default();
    for step in 0..6_000 {
        // Times of many and times of few.
        let pattern = random.below(if step / 1_500 % 2 == 0 { count } else { count / 20 });
        let pattern = if step / 750 % 2 == 1 && !present[pattern] { random.below(count) } else { pattern };
        if present[pattern] {
            screen.remove(pattern, &patterns.requirements);
        } else if step / 750 % 2 == 0 {
            screen.insert(pattern, &patterns.requirements);
        } else {
            continue;
        }
        present[pattern] ^= true;
        if step % 50 == 0 {
            if step % 100 == 0 {
                screen.shrink_to_fit(&patterns.requirements);
            }
            let left = patterns.screen((0..count).filter(|pattern| present[*pattern]));
            let text = awkward_text(random, 40);
            let expected = patterns.candidates(&left, &text, scratch).to_vec();
            let candidates = patterns.candidates(&screen, &text, scratch);
            let occur = (0..count).filter(|pattern| present[*pattern] && patterns.regexes[*pattern].is_match(&text));
            assert!(occur.into_iter().all(|pattern| candidates.contains(&(pattern as u32))));
            // Which gram is a pattern's key depends on the order in which they came, and with it whether a run is spared.
            let differing = candidates.iter().filter(|pattern| !expected.contains(pattern)).count();
            assert!(
                candidates.iter().all(|pattern| present[*pattern as usize]) && differing <= 3,
                "{differing} differ"
            );
        }
    }
    for pattern in (0..count).filter(|pattern| present[*pattern]) {
        screen.remove(pattern, &patterns.requirements);
    }
    assert!(screen.is_empty());
}

/// R7: whatever a pattern is, deriving takes a bounded number of steps, so these end at once.
#[test]
fn r7_hostile_patterns_are_derived_soon() {
    let alternation = (0..3_000).map(|at| format!("word{at}")).collect::<Vec<_>>().join("|");
    let nested =
        (0..60).fold(String::from("[ab]"), |inner, _| format!("(?:{inner}c|d{inner}?)").chars().take(4_000).collect());
    let sources = [
        format!("(?i)(?:{alternation})"),
        format!("{}a{}", "(".repeat(240), ")".repeat(240)),
        format!("{}[ab]{}", "(?:".repeat(60), "{1,9}x?)".repeat(60)),
        "[abcd]".repeat(600),
        "(?:ab|cd|ef|gh)".repeat(250),
        "(?:[ab]?[cd]?)*x".repeat(200),
        r"\w{20}\W{20}".repeat(100),
        r"^\pL*\PL*\p{Greek}*$".repeat(50),
        nested,
    ];
    for source in sources {
        let requirement = Requirement::of(&source);
        assert!(requirement.weight() <= 256);
    }
}
