//! Transcripts: journals with the outputs that they must cause, as people read them.
//!
//! Owns playing `tests/corpus/*.journal` and the tour, and comparing what comes out with what is written there. Must not know
//! the engine: it goes through the same code as `cargo run -p replay`. Invariant: a transcript says the same with
//! either matcher and under any hash seed (R3).
//!
//! In a transcript an expected output is a comment, `#> {...}`, directly below the line that causes it, without its `line`
//! member; so a line can be added without renumbering. `#set NAME=VALUE` is a setting, as `--set` of replay; `#why LABEL` asks as
//! its `--why`. To accept what the engine says now, and review it as a diff: `TIDINGS_REWRITE=1 cargo test --test transcripts`.
#![cfg(feature = "snapshot")]

use std::fs;
use std::path::{Path, PathBuf};

use files::{read, root};
use replay::{Player, lines};
use tidings::Config;

#[path = "support/files.rs"]
mod files;

/// What is played beside the defaults, and must make no difference.
const VARIATIONS: &[Variation] = &[&[], &[("hash_seed", "81985529216486895")], &[("matcher", "scan")]];

type Variation = &'static [(&'static str, &'static str)];

#[test]
fn corpus_says_what_the_rules_say() {
    let files = corpus();
    assert!(files.len() > 15, "the corpus is gone: {files:?}");
    check(files.into_iter().map(|file| {
        let written = read(&file);
        (VARIATIONS.iter().map(|variation| transcript(&written, variation)).collect(), file)
    }));
}

/// The tour as people see it: every line, followed by its outputs with their line numbers.
#[test]
fn tour_is_as_recorded() {
    let tour = read("replay/tour.journal");
    let transcript_with = |variation: &Variation| {
        let answers = play(tour.as_bytes(), settings(&[], variation));
        tour.lines().zip(answers).map(|(line, answer)| format!("{line}\n{answer}")).collect()
    };
    check([(VARIATIONS.iter().map(transcript_with).collect(), root().join("tests/corpus/tour.expected"))]);
}

#[test]
fn long_line_is_refused_and_the_next_one_works() {
    let mut input = b"{\"register_client\":{\"key\":\"".to_vec();
    input.resize(16 * 1024 * 1024, b'x');
    input.extend(b"\",\"user\":\"ada\"}}\n");
    input.extend(ALIVE);
    let answers = play(&input, Player::settings());
    assert!(answers[0].starts_with(r#"{"line":1,"error":{"code":"RESOURCE_EXHAUSTED","message":"line: longer than"#));
    assert_eq!(answers[0].lines().count(), 1);
    assert_alive(&answers[1..]);
}

#[test]
fn invalid_utf8_is_refused_and_the_next_line_works() {
    let broken: [&[u8]; 4] =
        [b"\xff", b"{\"register_client\":{\"key\":\"\xc3\x28\",\"user\":\"ada\"}}", b"\xed\xa0\x80", b"# \x80"];
    for line in broken {
        let answers = play(&[line, b"\n", ALIVE].concat(), Player::settings());
        assert!(answers[0].contains("INVALID_ARGUMENT") && answers[0].contains("not UTF-8"), "{line:?}: {answers:?}");
        assert_alive(&answers[1..]);
    }
}

#[test]
fn deep_json_is_refused_and_the_next_line_works() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"not\":", "}")] {
        for depth in [100, 10_000, 1_000_000] {
            let deep = [&open.repeat(depth), "{}", &close.repeat(depth)].concat();
            for line in [
                deep.clone(),
                format!(r#"{{"subscribe":{{"session":"s","subscription":"x","kind":"ContactNew","filter":{deep}}}}}"#),
                format!(r#"{{"publish":{{"user":"ada","event":{{"kind":"profile.update","profile":{deep}}}}}}}"#),
                open.repeat(depth),
            ] {
                let answers = play(&[line.as_bytes(), b"\n", ALIVE].concat(), Player::settings());
                assert!(answers[0].contains("\"error\""), "{open} {depth} deep: {answers:?}");
                assert_alive(&answers[1..]);
            }
        }
    }
}

#[test]
fn every_line_cut_anywhere_is_answered() {
    for file in corpus() {
        let written = read(&file);
        for line in written.lines().filter(|line| line.starts_with("{\"") && line.len() < 400) {
            let cuts = (1..line.len()).filter(|at| line.is_char_boundary(*at));
            let cut: Vec<u8> = cuts.flat_map(|at| [&line.as_bytes()[..at], b"\n"].concat()).collect();
            let answers = play(&cut, Player::settings());
            assert!(answers.iter().all(|answer| answer.contains("INVALID_ARGUMENT")), "{line}");
        }
    }
}

/// Lines that show that the engine is well, and what they are answered with.
const ALIVE: &[u8] = br#"{"register_client":{"key":"k","user":"u"}}
{"open_session":{"key":"k","session":"s"}}
{"subscribe":{"session":"s","subscription":"x","kind":"CallEnded"}}
{"publish":{"user":"u","event":{"kind":"CallEnded","call_identifier":"c"}}}
"#;

fn assert_alive(answers: &[String]) {
    assert_eq!(answers.len(), 4);
    assert!(answers[..3].iter().all(String::is_empty), "{answers:?}");
    assert!(answers[3].contains(r#""delivery":{"session":"s","subscription":"x""#), "{answers:?}");
}

/// Plays a journal; the outputs of each line, as replay writes them.
fn play(input: &[u8], config: Config) -> Vec<String> {
    play_on(Player::new(config).expect("the settings of a transcript are valid"), input)
}

fn play_on(mut player: Player, mut input: &[u8]) -> Vec<String> {
    let (mut line, mut answers) = (Vec::new(), Vec::new());
    while let Some(length) = lines::next(&mut input, &mut line).expect("memory can be read") {
        let mut answer = Vec::new();
        player.line(length.map(|()| line.as_slice()), Some(&mut answer)).expect("memory can be written");
        player.write_reasons(&mut answer).expect("memory can be written");
        answers.push(String::from_utf8(answer).expect("outputs are UTF-8"));
    }
    answers
}

/// What a transcript must say: its own lines, each followed by what comes of it.
fn transcript(written: &str, variation: Variation) -> String {
    let own: Vec<&str> = written.lines().filter(|line| !line.starts_with("#>")).collect();
    let mut player = Player::new(settings(&own, variation)).expect("the settings of a transcript are valid");
    if let Some(label) = own.iter().find_map(|line| line.strip_prefix("#why ")) {
        player = player.ask_why(label.into());
    }
    let answers = play_on(player, (own.join("\n") + "\n").as_bytes());
    assert_eq!(own.len(), answers.len(), "each line is answered once, if only with nothing");
    let mut played = String::new();
    for (at, (line, answer)) in own.iter().zip(&answers).enumerate() {
        played += &format!("{line}\n");
        for output in answer.lines() {
            let number = format!("{{\"line\":{},", at + 1);
            let output = output.strip_prefix(&number).expect("an output carries the number of the line that caused it");
            played += &format!("#> {{{output}\n");
        }
    }
    played
}

fn settings(lines: &[&str], variation: Variation) -> Config {
    let written = lines.iter().filter_map(|line| line.strip_prefix("#set ").and_then(|set| set.split_once('=')));
    let mut config = Player::settings();
    for (name, value) in written.chain(variation.iter().copied()) {
        config.set(name, value).expect("a setting of a transcript is one of the engine's");
    }
    config
}

/// Compares what was told, once per variation, with what the file says; or rewrites the file.
fn check(files: impl IntoIterator<Item = (Vec<String>, PathBuf)>) {
    let rewrite = std::env::var_os("TIDINGS_REWRITE").is_some();
    let mut differences = String::new();
    for (played, file) in files {
        if rewrite {
            fs::write(&file, &played[0]).expect("the corpus can be written");
        }
        differences += &difference(&file, "the file", &read(&file), &played[0]);
        for (other, variation) in played.iter().zip(VARIATIONS).skip(1) {
            differences += &difference(&file, &format!("the engine with {variation:?}"), other, &played[0]);
        }
    }
    assert!(
        differences.is_empty(),
        "{differences}\n\
         Where the engine is right: TIDINGS_REWRITE=1 cargo test --test transcripts, then review the diff.\n"
    );
}

/// The first lines that differ, for people; nothing when all is well.
fn difference(file: &Path, who: &str, expected: &str, found: &str) -> String {
    let (expected, found): (Vec<_>, Vec<_>) = (expected.lines().collect(), found.lines().collect());
    let is_same = |(expected, found): (&&str, &&str)| without_names(expected) == without_names(found);
    let same = expected.iter().zip(&found).take_while(|(expected, found)| is_same((expected, found))).count();
    if same == expected.len() && same == found.len() {
        return String::new();
    }
    let cause = found[..same.min(found.len())].iter().rposition(|line| !line.starts_with("#>")).unwrap_or_default();
    let shown = |lines: &[&str]| {
        let lines = lines.iter().skip(same).take(3);
        lines.map(|line| format!("    {line}\n")).collect::<String>()
    };
    format!(
        "\n{}:{}\n  after\n    {}\n  {who} says\n{}  the engine says\n{}",
        file.display(),
        same + 1,
        found.get(cause).unwrap_or(&""),
        shown(&expected),
        shown(&found),
    )
}

/// A line up to a list of the names that were expected, which grows with the table and with the filters.
fn without_names(line: &str) -> &str {
    line.split_once("expected one of").map_or(line, |(before, _)| before)
}

fn corpus() -> Vec<PathBuf> {
    let files = fs::read_dir(root().join("tests/corpus")).expect("the corpus is there");
    let files = files.map(|file| file.expect("the corpus can be listed").path());
    let mut journals: Vec<_> = files.filter(|file| file.extension().is_some_and(|end| end == "journal")).collect();
    journals.sort();
    journals
}
