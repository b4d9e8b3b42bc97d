//! Which patterns are run: those that may occur, and few others.
//!
//! Owns the promise about `Stats::patterns_run`, and that it costs no match. Must not time anything. Invariant: what is delivered
//! is what the `regex` crate says of each pattern and text.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config as Runs, RngAlgorithm, TestRng, TestRunner};
use regex::Regex;
use tidings::{daemon::*, filter::*, *};

use crate::rng::Rng;
use crate::{NOW, connected, filtered};

/// An engine in which one user has a subscription for each pattern.
struct Searches {
    engine: Engine,
    patterns: Vec<(SubscriptionId, Regex)>,
}

impl Searches {
    fn new(sources: &[String]) -> Self {
        let (mut engine, [alice]) = connected(["alice"]);
        let mut patterns = Vec::new();
        for source in sources {
            let filter = MessageFilter::new().body_search(source.as_str());
            match engine.subscribe(NOW, alice, MessageReceived::interest().filter(filter)) {
                Ok(id) => patterns.push((id, Regex::new(source).expect("it is a pattern"))),
                Err(error) => assert!(matches!(error, Error::PatternTooLarge { .. }), "{source}: {error}"),
            }
        }
        Self { engine, patterns }
    }

    /// Publishes a body; asks that the patterns that occur are delivered to. Returns how many occur, and how many were run.
    #[track_caller]
    fn publish(&mut self, body: &str) -> (usize, u64) {
        let before = self.engine.stats().patterns_run;
        let event = MessageReceived::new(Message { body: body.into(), ..Message::default() });
        self.engine.publish(NOW, Publication::new(event, Audience::user(&"alice".into()))).expect("it is an event");
        let mut delivered = Vec::new();
        while let Some(dispatch) = self.engine.poll_output() {
            delivered.extend(dispatch.deliveries().map(|delivery| delivery.subscription()));
        }
        let occurring = self.patterns.iter().filter(|(_, regex)| regex.is_match(body));
        let occurring: Vec<SubscriptionId> = occurring.map(|(id, _)| *id).collect();
        assert_eq!(delivered, occurring, "F2: in {body:?}");
        (occurring.len(), self.engine.stats().patterns_run - before)
    }
}

/// Words of two to four syllables, as those of a language that nobody speaks.
fn words(rng: &mut Rng) -> Vec<String> {
    let syllable = |rng: &mut Rng| {
        let (consonants, vowels) = (b"bcdfghjklmnprstvwz", b"aeiou");
        [consonants[rng.below(consonants.len())], vowels[rng.below(vowels.len())]].map(char::from)
    };
    let mut words: Vec<String> =
        (0..4_000).map(|_| (0..2 + rng.below(3)).flat_map(|_| syllable(rng)).collect()).collect();
    words.sort();
    words.dedup();
    // Not in the order of the alphabet, as the first are the most frequent ones.
    words.sort_by_key(|word| word.bytes().fold(7_u32, |hash, byte| hash.wrapping_mul(16_777_619) ^ u32::from(byte)));
    words
}

/// A search as people write them: four of five have a word in them. With a text in which it occurs.
fn search(rng: &mut Rng, words: &[String]) -> (String, String) {
    let [a, b] = [0; 2].map(|_| &words[rng.below(words.len())]);
    let (number, few, more) = (1_000 + rng.below(9_000), 1 + rng.below(6), 2 + rng.below(6));
    let [from, to] = [b'a' + rng.below(20) as u8, 2 + rng.below(4) as u8];
    let [lower, end, upper] = [from, (from + to).min(b'z'), from.to_ascii_uppercase()].map(char::from);
    let of = |letter: char, count: usize| letter.to_string().repeat(count);
    match rng.below(15) {
        0 | 1 => (format!(r"(?i){a}-\d+ {b}"), format!("{}-{number} {b}", a.to_uppercase())),
        2 | 3 => (format!("{a} #{number}"), format!("{a} #{number}")),
        4 | 5 => (format!(r"(?i)\b{a} {b}\b"), format!("{a} {}", b.to_uppercase())),
        6 | 7 => (format!("{a}{number}: *(?:yes|no)"), format!("{a}{number}: yes")),
        8 | 9 => (format!("{a}.*{b}"), format!("{a} and {b}")),
        10 | 11 => (format!(r"(?i)\b(?:{a}{b}|{b}{a})s?\b"), format!("{b}{a}S")),
        12 => (format!(r"^\d{{{few},{}}}$", few + more), of('7', few)),
        13 => (format!("[{upper}-{}]{{{},}}", (upper as u8 + 2) as char, 2 + more), of(upper, 3 + more)),
        _ => (format!(r"\b[{lower}-{end}]{{{more}}}\d{{{few}}}\b"), of(lower, more) + &of('1', few)),
    }
}

/// 40 to 200 characters of words, few of which make up most of it; some numbers and capitals.
fn body(rng: &mut Rng, words: &[String]) -> String {
    let length = 40 + rng.below(161);
    let mut body = String::new();
    while body.len() < length {
        let rank = (0..2).fold(words.len(), |end, _| 1 + rng.below(end));
        let word = &words[rng.below(rank)];
        body += match rng.below(40) {
            0 => rng.below(10_000).to_string(),
            1 => word.to_uppercase(),
            _ => word.clone(),
        }
        .as_str();
        body += if rng.below(12) == 0 { ", " } else { " " };
    }
    body
}

#[test]
fn of_thousands_of_patterns_those_run_are_hardly_more_than_those_that_occur() {
    const EVENTS: usize = 200;
    let rng = &mut Rng::new(12);
    let words = words(rng);
    let searches: BTreeMap<String, String> = std::iter::repeat_with(|| search(rng, &words)).take(2_500).collect();
    let (sources, samples): (Vec<String>, Vec<String>) = searches.into_iter().unzip();
    assert!(sources.len() >= 2_000, "{} distinct patterns", sources.len());
    let mut searches = Searches::new(&sources);
    let (mut occurrences, mut runs) = (0, 0);
    for event in 0..EVENTS {
        let sample = &samples[rng.below(samples.len())];
        let text = body(rng, &words);
        let (occurring, run) = searches.publish(&match event % 6 {
            0 => format!("{text} {sample}"),
            1 => format!("{sample} {text}"),
            2 => sample.clone(),
            _ => text,
        });
        (occurrences, runs) = (occurrences + occurring, runs + run);
    }
    println!("{occurrences} patterns occurred in {EVENTS} texts, and {runs} were run");
    assert!(occurrences > EVENTS / 2, "{occurrences} patterns occurred");
    assert!(runs <= (occurrences + 5 * EVENTS) as u64, "{runs} patterns were run, {occurrences} occurred");
}

#[test]
fn equal_patterns_are_run_once() {
    let mut searches = Searches::new(&["tea", "tea", "te+a", "coffee"].map(String::from));
    assert_eq!(searches.publish("tea at four"), (3, 2));
    assert_eq!(searches.publish("milk"), (0, 0));
}

#[test]
fn f2_a_pattern_is_looked_up_wherever_all_filters_must_pass() {
    let (mut engine, [alice]) = connected(["alice"]);
    let tea = || MessageFilter::new().body_search("tea");
    let filters = [
        tea().r#type(Direction::Inbound),
        MessageFilter::new().all_of([tea()]),
        tea().all_of([MessageFilter::new().body_search("four")]),
        tea().discussion_id(3),
        MessageFilter::new().any_of([tea(), MessageFilter::new().body_search("milk")]),
        MessageFilter::new().not(tea()),
    ];
    let ids = engine.subscribe_all(NOW, alice, &filtered(filters)).unwrap();
    let mut publish = |body: &str| {
        let message =
            Message { id: Some(MessageId::inbound(1)), discussion_id: 3, body: body.into(), ..Message::default() };
        let before = engine.stats();
        let publication = Publication::new(MessageReceived::new(message), Audience::user(&"alice".into()));
        engine.publish(NOW, publication).expect("it is an event");
        let mut delivered = Vec::new();
        while let Some(dispatch) = engine.poll_output() {
            delivered.extend(dispatch.deliveries().map(|delivery| delivery.subscription()));
        }
        (delivered, engine.stats().candidates_examined - before.candidates_examined)
    };
    assert_eq!(publish("tea at four"), (ids[..5].to_vec(), 6));
    // By its discussion, and two that ask for nothing else.
    assert_eq!(publish("coffee"), (vec![ids[5]], 3));
}

/// Parts of patterns and of texts that fold, class or bound in ways of their own.
const PARTS: [&str; 24] = [
    "straße",
    "STRASSE",
    "ΣΊΣΥΦΟΣ",
    "σίσυφος",
    "\u{212a}elvin",
    "kelvin",
    "miſs",
    "MISS",
    "ı",
    "İ",
    "i",
    "I",
    "e\u{301}",
    "é",
    "\u{301}",
    "a",
    "b1",
    "_",
    " ",
    "-",
    "😀",
    "日本",
    "\n",
    ".",
];

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&PARTS[..]), 0..8).prop_map(|parts| parts.concat())
}

fn pattern() -> impl Strategy<Value = String> {
    let literal = proptest::sample::select(&PARTS[..]).prop_map(regex::escape);
    let other = proptest::sample::select(vec![
        r"\b",
        r"\B",
        "^",
        "$",
        r"(?m:^)",
        r"(?-u:\b)",
        r"\w",
        r"\W",
        r"\d",
        ".",
        r"[^a]",
        r"[a-k]",
        r"\pL",
        r"\p{Emoji}",
        r"[\x{300}-\x{36f}]",
    ]);
    let leaf = prop_oneof![3 => literal, 2 => other.prop_map(String::from)];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let many = proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            4 => many.clone().prop_map(|parts| parts.concat()),
            2 => many.prop_map(|parts| format!("(?:{})", parts.join("|"))),
            2 => inner.clone().prop_map(|one| format!("(?i:{one})")),
            1 => (inner.clone(), 0..4_u8, 0..4_u8).prop_map(|(one, least, more)| format!("(?:{one}){{{least},{}}}", least + more)),
            1 => (inner, proptest::sample::select(vec!["*", "+", "?"])).prop_map(|(one, times)| format!("(?:{one}){times}")),
        ]
    })
}

#[test]
fn f2_screening_loses_no_match_of_random_patterns() {
    let config = Runs { cases: 150, failure_persistence: None, ..Runs::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"patterns: a seed of 32 bytes ...");
    let cases = (proptest::collection::vec(pattern(), 1..40), proptest::collection::vec(text(), 1..12));
    let mut occurrences = 0;
    let occurred = std::cell::RefCell::new(&mut occurrences);
    TestRunner::new_with_rng(config, rng)
        .run(&cases, |(sources, bodies)| {
            let mut searches = Searches::new(&sources);
            for body in bodies {
                **occurred.borrow_mut() += searches.publish(&body).0;
            }
            Ok(())
        })
        .expect("what is delivered is what occurs");
    assert!(occurrences > 1_000, "{occurrences} patterns occurred");
}
