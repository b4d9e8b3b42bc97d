//! Names are made of plain words.

use std::collections::BTreeMap;

use super::sources::{code, sources, words};

/// Words that once had a meaning of their own here, and name nothing any more: the field has its own terms for them.
const OLD: &[&str] = &[
    "absent",
    "asked",
    "blank",
    "breach",
    "compact",
    "covers",
    "dice",
    "draft",
    "flips",
    "foretell",
    "foretold",
    "go",
    "goes",
    "happen",
    "happens",
    "hear",
    "heard",
    "hearer",
    "hearers",
    "hearing",
    "hears",
    "hold",
    "holds",
    "judged",
    "known",
    "learn",
    "learned",
    "learns",
    "lend",
    "lends",
    "lesson",
    "listen",
    "listener",
    "listeners",
    "listens",
    "lives",
    "look",
    "museum",
    "needs",
    "put",
    "puts",
    "room",
    "rooms",
    "silence",
    "stand",
    "stands",
    "supposed",
    "surroundings",
    "taught",
    "teach",
    "teaches",
    "tell",
    "telling",
    "tells",
    "told",
    "turn",
    "under",
    "way",
    "ways",
    "within",
];

/// Names in which such a word means what it means everywhere.
const ALLOWED: &[(&str, &str)] = &[
    ("look_up", "the usual term for finding a value by its key"),
    ("look_ups", "the same"),
    ("LookUp", "the same"),
    ("copy_within", "the standard library's name"),
    ("Look", "what regex-syntax calls a look-around"),
    ("look_set", "the same"),
    ("absent", "the word of the rules for what is not there (F1)"),
    ("known", "the word of the rules for conversations and users that exist (V1)"),
    ("Known", "the same"),
    ("room", "a chat room or a conference, in tests and examples"),
    ("Room", "the same"),
    ("ROOM", "the same"),
];

/// What the library is compared with stays as it was when it was first measured.
const FROZEN: &[&str] = &["benches/peers/contenders/", "benches/peers/workload/"];

/// The words of an identifier, in lower case: `ParticipantLeft` and `participant_left` have the same.
fn split(identifier: &str) -> Vec<String> {
    let mut split: Vec<String> = Vec::new();
    let mut starts = true;
    let mut before = '_';
    for letter in identifier.chars() {
        if letter == '_' {
            starts = true;
        } else {
            starts |= letter.is_uppercase() && !before.is_uppercase();
            match split.last_mut() {
                Some(word) if !starts => word.extend(letter.to_lowercase()),
                _ => split.push(letter.to_lowercase().collect()),
            }
            starts = false;
        }
        before = letter;
    }
    split
}

fn is_old(identifier: &str) -> bool {
    let plain = ALLOWED.iter().fold(identifier.to_owned(), |name, (allowed, _)| name.replace(allowed, ""));
    split(&plain).iter().any(|word| OLD.contains(&word.as_str()))
}

#[test]
fn no_name_has_an_old_word() {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let all = ["src", "tests", "benches", "examples", "replay", "fuzz"].into_iter().flat_map(sources);
    for source in all.filter(|source| !FROZEN.iter().any(|folder| source.path.starts_with(folder))) {
        let code = code(&source.text);
        let steps = source.path.trim_end_matches(".rs").split('/');
        for name in words(&code).map(|(_, name)| name).chain(steps).filter(|name| is_old(name)) {
            let files = found.entry(name.to_owned()).or_default();
            if files.last() != Some(&source.path) {
                files.push(source.path.clone());
            }
        }
    }
    let found: Vec<String> = found.into_iter().map(|(name, files)| format!("{name}: {}", files.join(", "))).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn names_are_split_at_case_and_underscores() {
    assert_eq!(split("HTTPServer_isUp2"), ["httpserver", "is", "up2"]);
    assert!(
        is_old("let_it_go") && is_old("HoldsAll") && !is_old("look_up_all") && !is_old("output") && !is_old("Golden")
    );
}
