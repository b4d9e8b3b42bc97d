//! The README says what is so, and `docs/rules.md` has every rule that is named.
//!
//! Owns the comparison of the README with the code: the first example, the explanation, the journals and their outputs, the table
//! of kinds, the map; and which rules are named anywhere. Must not know what is said in prose. Invariant: what stands in a block
//! or a table of the README was produced by this version. `TIDINGS_REWRITE=1 cargo test --test readme` rewrites the table of kinds.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use files::{read, root};
use tidings::{Config, Kind};

#[expect(dead_code, reason = "what it prints is not compared, but what it prints it of")]
#[path = "../examples/explain.rs"]
mod explain;
#[path = "support/files.rs"]
mod files;
#[expect(dead_code, reason = "chat logs and summaries are the example's")]
#[path = "../examples/replay/journal/mod.rs"]
mod journal;
#[expect(dead_code, reason = "the README has no need to cut lines")]
#[path = "../examples/replay/lines.rs"]
mod lines;

#[test]
fn first_example_is_the_same_everywhere() {
    let quickstart = read("examples/quickstart.rs");
    let program = quickstart.split_once("\n\n").expect("a header, then the program").1;
    assert_eq!(blocks("README.md", "rust", "")[0], program, "README.md has another program");
    assert_eq!(blocks("src/lib.rs", "", "//! ")[0], program, "src/lib.rs has another program");

    let body = program.lines().filter(|line| !line.is_empty() && !line.starts_with("fn main") && *line != "}");
    assert!(body.clone().count() <= 15, "{} lines are too many to begin with", body.count());
}

#[test]
fn journal_answers_as_shown() {
    let journals = blocks("README.md", "json", "");
    let [input, outputs] = &journals[..] else { panic!("a journal and its outputs are needed") };
    let mut player = journal::Player::new(Config::default()).expect("the defaults are valid");
    let mut played = Vec::new();
    for line in input.lines() {
        player.line(Ok(line.as_bytes()), Some(&mut played)).expect("memory can be written");
    }
    assert_eq!(&String::from_utf8(played).expect("outputs are UTF-8"), outputs);
}

#[test]
fn explanation_is_as_shown() {
    let told = explain::scene().expect("the example runs");
    let shown = blocks("README.md", "text", "");
    assert!(shown.contains(&format!("{}\n", told.verdict)), "README.md shows another verdict than\n{}", told.verdict);
    assert_eq!(told.after, 1, "what the answer names was all there was to change");
}

#[test]
fn reasons_are_as_shown() {
    let journals = blocks("README.md", "jsonl", "");
    let [input, reasons] = &journals[..] else { panic!("a journal and its reasons are needed") };
    let mut player = journal::Player::new(Config::default()).expect("the defaults are valid").ask_why("tea".into());
    let mut told = Vec::new();
    for line in input.lines() {
        player.line(Ok(line.as_bytes()), None::<Vec<u8>>).expect("nothing is written");
        player.write_reasons(&mut told).expect("memory can be written");
    }
    assert_eq!(&String::from_utf8(told).expect("reasons are UTF-8"), reasons);
}

#[test]
fn table_of_kinds_is_complete() {
    let mut table = String::from("\n| number | name | id lists | filters |\n| --- | --- | --- | --- |\n");
    for kind in Kind::ALL {
        let mut id_lists = kind.id_lists().to_vec();
        if kind.takes_alias() {
            id_lists.push("conference_alias");
        }
        let (id_lists, filters) = (code(id_lists), code(kind.filters().iter().copied()));
        let (number, name) = (kind.number(), kind.name());
        table += &match kind.covers() {
            [] => format!("| {number} | `{name}` | only answers; cannot be subscribed to | |\n"),
            [_] => format!("| {number} | `{name}` | {id_lists} | {filters} |\n"),
            several => {
                format!("| {number} | `{name}` | stands for {} | |\n", code(several.iter().map(|kind| kind.name())))
            }
        };
    }
    let readme = read("README.md");
    let (before, rest) = readme.split_once("<!-- kinds -->").expect("the table begins");
    let (written, after) = rest.split_once("<!-- /kinds -->").expect("the table ends");
    let expected = format!("\n{table}\n");
    if std::env::var_os("TIDINGS_REWRITE").is_some() {
        let readme = format!("{before}<!-- kinds -->{expected}<!-- /kinds -->{after}");
        fs::write(root().join("README.md"), readme).expect("the README can be written");
    } else {
        assert!(written == expected, "the table is old: TIDINGS_REWRITE=1 cargo test --test readme");
    }
}

#[test]
fn map_leads_somewhere() {
    let maps = blocks("README.md", "text", "");
    let map = maps.last().expect("the README has a map");
    for line in map.lines() {
        let entry = line.split_whitespace().next().expect("no line of the map is empty");
        let path = if line.starts_with(' ') { root().join("src").join(entry) } else { root().join(entry) };
        assert!(path.exists(), "{entry} is on the map and nowhere else");
        assert!(line.len() <= 120, "{entry} says too much");
    }
}

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
    let mut waiting: Vec<PathBuf> =
        ["src", "tests", "examples", "benches", "README.md", "CHANGELOG.md"].map(|path| root().join(path)).into();
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
        if ["rs", "md", "journal"].contains(&&*extension) && !path.ends_with("tests/readme.rs") {
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

/// Names, as the README writes them.
fn code<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The blocks of a language in a text, each line without `margin`.
fn blocks(file: &str, language: &str, margin: &str) -> Vec<String> {
    let (text, fence) = (read(file), format!("```{language}"));
    let mut blocks = Vec::new();
    let mut open: Option<(bool, String)> = None;
    for line in text.lines() {
        let line = line.strip_prefix(margin).unwrap_or_else(|| line.strip_prefix(margin.trim_end()).unwrap_or(line));
        open = match open {
            None if line.starts_with("```") => Some((line == fence, String::new())),
            None => None,
            Some((wanted, block)) if line == "```" => {
                if wanted {
                    blocks.push(block);
                }
                None
            }
            Some((wanted, block)) => Some((wanted, block + line + "\n")),
        };
    }
    blocks
}
