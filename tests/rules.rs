//! `docs/rules.md` has every rule that is named.
//!
//! Owns finding what is named: in comments, in texts, in names of tests and of files. Must not know what a rule says. Invariant:
//! whoever reads a number can look it up, in one entry.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;

use files::{read, root};

#[path = "support/files.rs"]
mod files;

/// What begins the entry of a rule is its number in bold, in a list or in the first column of a table.
#[test]
fn every_rule_that_is_named_is_written_down() {
    let rules = read("docs/rules.md");
    let entries: Vec<&str> = rules.lines().map(|line| line.trim_start_matches(['-', '|', ' '])).collect();
    let named = rules_named();
    for (rule, file) in &named {
        let written = entries.iter().filter(|entry| entry.starts_with(&format!("**{rule}**"))).count();
        assert_eq!(written, 1, "{rule}, which {} names, needs one entry in docs/rules.md", file.display());
    }
    // Nothing else names these: a comment, a text, a test, a document comment.
    for found in ["M07", "M13", "M35", "T3"] {
        assert!(named.contains_key(found), "{found} is named, and was not found");
    }
}

/// Every rule that is named, each with a file that does: in comments, in texts, in names of tests and of files; but not here.
fn rules_named() -> BTreeMap<String, PathBuf> {
    let mut waiting: Vec<PathBuf> = ["src", "tests", "examples", "replay", "benches", "README.md", "CHANGELOG.md"]
        .map(|path| root().join(path))
        .into();
    let mut named = BTreeMap::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("the folder is there");
            waiting.extend(entries.map(|entry| entry.expect("the entry is there").path()));
            continue;
        }
        let part = |part: Option<&OsStr>| part.and_then(OsStr::to_str).unwrap_or_default().to_owned();
        let (stem, extension) = (part(path.file_stem()), part(path.extension()));
        let mut rules = rules_before(&stem);
        if ["rs", "md", "journal"].contains(&&*extension) && !path.ends_with("tests/rules.rs") {
            let text = fs::read_to_string(&path).expect("source is UTF-8");
            let words = |line| prose(line, &extension).split(|char: char| !char.is_ascii_alphanumeric() && char != '_');
            rules.extend(text.lines().flat_map(words).filter_map(rule));
            rules.extend(tests(&text).flat_map(rules_before));
        }
        let file = path.strip_prefix(root()).expect("it stands below the root");
        named.extend(rules.into_iter().map(|rule| (rule, file.to_path_buf())));
    }
    named
}

/// What of a line is written for people. Code may call a type T1, and the data of a journal anything.
fn prose<'l>(line: &'l str, extension: &str) -> &'l str {
    match extension {
        "rs" => line.find("//").into_iter().chain(line.find('"')).min().map_or("", |at| &line[at..]),
        "journal" if !line.starts_with('#') || line.starts_with("#>") => "",
        _ => line,
    }
}

/// The names of the tests in a source.
fn tests(source: &str) -> impl Iterator<Item = &str> {
    let after = source.split("#[test]").skip(1);
    after.filter_map(|after| after.split_once("fn ")?.1.split_once('(').map(|(name, _)| name))
}

/// The rules before the words of a name: M14 and M15 of `m14_m15_after_a_logout`, P7 of `p07_leaving`.
fn rules_before(name: &str) -> Vec<String> {
    let Some((parts, _)) = name.rsplit_once('_') else { return Vec::new() };
    let written = |part: &str| {
        let (letter, number) = part.split_at_checked(1)?;
        let number: u8 = number.parse().ok()?;
        let letter = letter.to_uppercase();
        rule(&if letter == "M" { format!("M{number:02}") } else { format!("{letter}{number}") })
    };
    parts.split('_').map_while(written).collect()
}

/// A word, if it is the number of a rule: one of the letters, and digits; two of them for a failure.
fn rule(word: &str) -> Option<String> {
    let (letter, number) = word.split_at_checked(1)?;
    let digits = if letter == "M" { 2..=2 } else { 1..=2 };
    let is_number = digits.contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    ("CFIKMPRTV".contains(letter) && is_number).then(|| word.to_owned())
}
