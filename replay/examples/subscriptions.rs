//! Writes a journal of many subscriptions, to be replayed before a chat log.
//!
//! Owns what people in a large chat subscribe to: topics, senders, words. Must
//! not know the engine: it writes the journal's lines, no more. Invariant: the same arguments give the same journal.
//!
//! ```text
//! cargo run --release -p replay --example subscriptions -- 20000 --chat chat.jsonl.gz > subscriptions.journal
//! cargo run --release -p replay -- --quiet --chat chat.jsonl.gz subscriptions.journal
//! ```

use std::collections::HashSet;
use std::error::Error;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use lexopt::Arg::{Long, Short, Value};
use lexopt::ValueExt as _;
use serde_json::{Value as Json, json};

const HELP: &str = "\
Usage: subscriptions [N] [--chat FILE]

Writes a journal of N subscriptions (20000) of user 1 to standard output: topics and senders followed, and words.

  --chat FILE   take the ids of topics and senders from this chat log (JSON lines, .gz accepted) instead of 1 to N
  -h, --help    show this
";

const DEFAULT_SUBSCRIPTIONS: u64 = 20_000;
const SUBSCRIPTIONS_PER_SESSION: u64 = 200;
/// Of so many subscriptions, these are to topics, those after them to senders, the rest to words.
const ROUND: u64 = 10;
const TOPICS: u64 = 6;
const SENDERS: u64 = 3;

/// Ordinary words; each of them is in several filters, of many people.
const WORDS: &str = "\
    help error question thanks problem example function theorem proof library version update install build \
    test meeting today tomorrow urgent release merge review document server network paper lecture number \
    group graph order limit integral category induction notation import lemma cache linter";

struct Arguments {
    subscriptions: u64,
    chat: Option<PathBuf>,
}

/// Whom and what can be followed.
struct Ids {
    topics: Vec<u64>,
    senders: Vec<u64>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(arguments) = arguments(lexopt::Parser::from_env())? else {
        print!("{HELP}");
        return Ok(());
    };
    let ids = match &arguments.chat {
        Some(path) => Ids::of_chat(path)?,
        None => Ids::counted(arguments.subscriptions),
    };
    write_journal(BufWriter::new(std::io::stdout().lock()), arguments.subscriptions, &ids)
}

fn arguments(mut parser: lexopt::Parser) -> Result<Option<Arguments>, lexopt::Error> {
    let mut arguments = Arguments { subscriptions: DEFAULT_SUBSCRIPTIONS, chat: None };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("chat") => arguments.chat = Some(parser.value()?.into()),
            Value(number) => arguments.subscriptions = number.parse()?,
            Short('h') | Long("help") => return Ok(None),
            Short(_) | Long(_) => return Err(argument.unexpected()),
        }
    }
    Ok(Some(arguments))
}

impl Ids {
    fn counted(subscriptions: u64) -> Self {
        let ids: Vec<u64> = (1..=subscriptions.max(1)).collect();
        Self { topics: ids.clone(), senders: ids }
    }

    /// In the order in which the chat log first shows them.
    fn of_chat(path: &Path) -> Result<Self, Box<dyn Error>> {
        let named = |error: std::io::Error| format!("{}: {error}", path.display());
        let file = File::open(path).map_err(named)?;
        let compressed = path.extension() == Some(OsStr::new("gz"));
        let log: Box<dyn Read> = if compressed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };

        let mut ids = Self { topics: Vec::new(), senders: Vec::new() };
        let mut seen = HashSet::new();
        for (at, line) in BufReader::new(log).lines().enumerate() {
            let entry: Json = serde_json::from_str(&line.map_err(named)?)?;
            for (name, into) in [("topic", &mut ids.topics), ("sender", &mut ids.senders)] {
                let place = || format!("{}:{}: {name}: a whole number is needed", path.display(), at + 1);
                let id = entry[name].as_u64().ok_or_else(place)?;
                if seen.insert((name, id)) {
                    into.push(id);
                }
            }
        }
        if seen.is_empty() {
            return Err(format!("{}: no messages in it", path.display()).into());
        }
        Ok(ids)
    }
}

fn write_journal(mut out: impl Write, subscriptions: u64, ids: &Ids) -> Result<(), Box<dyn Error>> {
    writeln!(out, "# {subscriptions} subscriptions of user 1")?;
    writeln!(out, "{}", json!({"register_client": {"key": "k1", "user": "1"}}))?;
    for at in 0..subscriptions {
        let session = format!("s{}", at / SUBSCRIPTIONS_PER_SESSION + 1);
        if at % SUBSCRIPTIONS_PER_SESSION == 0 {
            writeln!(out, "{}", json!({"open_session": {"key": "k1", "session": session}}))?;
        }
        let (label, filter) = interest(at, ids);
        let subscribe = json!({
            "session": session, "subscription": label, "kind": "MessageReceived", "filter": filter,
        });
        writeln!(out, "{}", json!({"subscribe": subscribe}))?;
    }
    out.flush()?;
    Ok(())
}

/// The label and the filter of a subscription. Labels are of one session, so none may come twice among all of them.
fn interest(at: u64, ids: &Ids) -> (String, Json) {
    let (round, place) = (at / ROUND, at % ROUND);
    let one_of = |all: &[u64], nth: u64| all[(nth % all.len() as u64) as usize];
    if place < TOPICS {
        let topic = one_of(&ids.topics, round * TOPICS + place);
        (format!("t{at}"), json!({"discussion_id": topic}))
    } else if place < TOPICS + SENDERS {
        let sender = one_of(&ids.senders, round * SENDERS + place - TOPICS);
        (format!("c{at}"), json!({"sender_contact_id": sender}))
    } else {
        let words: Vec<&str> = WORDS.split(' ').collect();
        let word = words[round as usize % words.len()];
        let search = match round as usize / words.len() % 3 {
            0 => word.into(),
            1 => format!("(?i){word}"),
            _ => format!(r"(?i)\b{word}s?\b"),
        };
        (format!("w{at}"), json!({"body_search": search}))
    }
}
