//! The README says what is so.
//!
//! Owns the comparison of the README with the code: the first example, what the other examples print, the journals and their
//! outputs, the table of kinds, the map. Must not know what is said in prose. Invariant: what stands in a block, or in the table of
//! kinds, was produced by this version; the figures under Speed are copied from a run. `TIDINGS_REWRITE=1 cargo test -p tidings-tests --test readme`
//! rewrites the table of kinds.
#![cfg(feature = "snapshot")]

use std::fs;

use files::{read, root};
use replay::Player;
use tidings::Kind;
use tidings::spec::{Part, PartSpec};

#[expect(dead_code, reason = "its own main is not run")]
#[path = "../examples/advice.rs"]
mod advice;
#[expect(dead_code, reason = "what it prints is not compared, but what it prints it of")]
#[path = "../examples/explain.rs"]
mod explain;
#[path = "support/files.rs"]
mod files;
#[expect(dead_code, reason = "its own main is not run")]
#[path = "../examples/restart.rs"]
mod restart;

#[test]
fn first_example_is_the_same_everywhere() {
    let quickstart = read("examples/quickstart.rs");
    let program = quickstart.split_once("\n\n").expect("a header, then the program").1;
    assert_eq!(blocks("README.md", "rust", "")[0], program, "README.md has another program");
    assert_eq!(blocks("src/lib.rs", "", "//! ")[0], program, "src/lib.rs has another program");

    let body = program
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("use ") && !line.starts_with("fn main") && *line != "}");
    assert!(body.clone().count() <= 15, "{} lines are too many to begin with", body.count());
}

#[test]
fn journal_answers_as_shown() {
    let journals = blocks("README.md", "json", "");
    let [input, outputs] = &journals[..] else { panic!("a journal and its outputs are needed") };
    let mut player = Player::new(Player::settings()).expect("the defaults are valid");
    let mut played = Vec::new();
    for line in input.lines() {
        player.line(Ok(line.as_bytes()), Some(&mut played)).expect("memory can be written");
    }
    assert_eq!(&String::from_utf8(played).expect("outputs are UTF-8"), outputs);
}

#[test]
fn explanation_is_as_shown() {
    let scene = explain::scene().expect("the example runs");
    let shown = blocks("README.md", "text", "");
    assert!(shown.contains(&format!("{}\n", scene.verdict)), "README.md shows another verdict than\n{}", scene.verdict);
    assert_eq!(scene.after, 1, "what the answer names was all there was to change");
}

#[test]
fn advice_and_restart_are_as_shown() {
    let shown = blocks("README.md", "text", "");
    for text in [advice::scene().expect("the example runs"), restart::scene().expect("the example runs")] {
        assert!(shown.contains(&text), "README.md shows something else than\n{text}");
    }
}

#[test]
fn reasons_are_as_shown() {
    let journals = blocks("README.md", "jsonl", "");
    let [input, reasons] = &journals[..] else { panic!("a journal and its reasons are needed") };
    let mut player = Player::new(Player::settings()).expect("the defaults are valid").ask_why("tea".into());
    let mut written = Vec::new();
    for line in input.lines() {
        player.line(Ok(line.as_bytes()), None::<Vec<u8>>).expect("nothing is written");
        player.write_reasons(&mut written).expect("memory can be written");
    }
    assert_eq!(&String::from_utf8(written).expect("reasons are UTF-8"), reasons);
}

#[test]
fn table_of_kinds_is_complete() {
    let mut table = String::from("\n| number | name | ids and names | filters |\n| --- | --- | --- | --- |\n");
    for kind in Kind::ALL {
        let (filters, others): (Vec<_>, Vec<_>) =
            kind.spec().parts.iter().partition(|part| matches!(part.part, Part::Filter(_)));
        let (id_lists, filters) = (names(others), names(filters));
        let (number, name) = (kind.number(), kind.name());
        table += &match kind.member_kinds() {
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
        assert!(written == expected, "the table is old: TIDINGS_REWRITE=1 cargo test -p tidings-tests --test readme");
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
    for (folder, margin) in [("src", "  "), ("examples", "examples/")] {
        for entry in fs::read_dir(root().join(folder)).expect("the folder is there") {
            let name = entry.expect("the entry is there").file_name().into_string().expect("names are ASCII");
            let named = [format!("{margin}{name} "), format!("{margin}{name}/ ")];
            let on_map = map.lines().any(|line| named.iter().any(|named| line.starts_with(named)));
            assert!(on_map, "{folder}/{name} is not on the map");
        }
    }
}

fn names(parts: Vec<&PartSpec>) -> String {
    code(parts.into_iter().map(|part| part.name))
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
