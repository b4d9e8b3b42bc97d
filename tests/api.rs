//! What the crate promises by its types and its shape.
//!
//! Owns the auto traits, the ceilings of sizes, what `Debug` must not show, and the house: who may import whom, and how long
//! a file may be. Must not test behaviour. Invariant: a new module of `src/` has a row in the table of imports, or fails.

use std::fmt::Write as _;
use std::fs;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::path::{Path, PathBuf};

use tidings::*;

#[test]
fn an_engine_can_be_moved_and_shared_between_threads() {
    fn holds<T: Send + Sync + UnwindSafe + RefUnwindSafe + Unpin>() {}
    holds::<Engine>();
    holds::<Event>();
    holds::<Interest>();
    holds::<Subscription>();
    holds::<Delivery>();
    holds::<Error>();
    holds::<ConfigError>();
    holds::<Ledger>();
    #[cfg(feature = "snapshot")]
    holds::<Snapshot>();
    #[cfg(feature = "snapshot")]
    holds::<SnapshotError>();
}

#[test]
fn errors_are_errors() {
    fn holds<T: std::error::Error + Clone + PartialEq>() {}
    holds::<Error>();
    holds::<ConfigError>();
    #[cfg(feature = "snapshot")]
    holds::<SnapshotError>();
}

#[test]
fn what_is_held_many_times_is_small() {
    assert!(size_of::<Delivery>() <= 32, "{}", size_of::<Delivery>());
    assert!(size_of::<Subscription>() <= 72, "{}", size_of::<Subscription>());
    assert!(size_of::<Event>() <= 256, "{}", size_of::<Event>());
    assert!(size_of::<Error>() <= 80, "{}", size_of::<Error>());
    #[cfg(feature = "snapshot")]
    assert!(size_of::<SnapshotError>() <= 104, "{}", size_of::<SnapshotError>());
}

#[test]
fn secrets_are_never_shown() {
    const SECRET: &str = "correct horse battery staple";
    let (key, token) = (ClientKey::from(SECRET), Token::from(SECRET));
    let mut engine = Engine::new(Config::default().token_seed([7; 32])).unwrap();
    let (now, user) = (Timestamp::ZERO, UserId::from("alice"));
    engine.register_client(now, &key, &user).unwrap();
    let session = engine.open_session(now, &key).unwrap();
    assert_eq!(engine.session_user(session), Ok(&user));
    let refused = engine.register_client(now, &key, &user).unwrap_err();
    let unknown = engine.open_session(now, &ClientKey::from(format!("{SECRET}!"))).unwrap_err();
    let who = Participant::default();
    let invitation = ConferenceInvitation::new("Room", ConferenceId::from_number(1), who, Some(token.clone()));

    let mut shown = format!("{key:?} {token:?} {engine:?} {refused:?} {unknown:?} {invitation:?}");
    write!(shown, " {refused} {unknown} {:#?}", Event::from(invitation)).unwrap();
    #[cfg(feature = "snapshot")]
    {
        let created = engine.create_conference(now, session, NewConference::new("Room").protected(true)).unwrap();
        let made = created.owner_token.unwrap();
        let snapshot = engine.snapshot();
        let shown = format!("{snapshot:?} {snapshot:#?} {engine:?}");
        assert!(!shown.contains(made.reveal()) && !shown.contains("horse"), "{shown}");
        assert_eq!(format!("{snapshot:?}"), "Snapshot(version 1, taken at 0 ms)");
        let secrets = String::from_utf8_lossy(&snapshot.to_bytes()).into_owned();
        assert!(secrets.contains(made.reveal()) && secrets.contains("horse"), "it holds what it must not show");
    }
    assert!(shown.contains("ClientKey(..)") && shown.contains("Token(..)"));
    assert!(!shown.contains("horse"), "{shown}");
    assert_eq!((key.reveal(), token.reveal()), (SECRET, SECRET));
}

/// A file of `src/`, with its path from there.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The topmost module that it belongs to; `lib` for the root.
    fn module(&self) -> &str {
        self.path.split('/').next().map_or("", |first| first.trim_end_matches(".rs"))
    }

    /// The code without its comments, line by line.
    fn code(&self) -> impl Iterator<Item = &str> {
        self.text.lines().map(|line| line.split("//").next().unwrap_or_default())
    }
}

fn sources() -> Vec<Source> {
    fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of the crate") {
            let path = entry.expect("an entry of it").path();
            if path.is_dir() {
                collect(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    assert!(paths.len() > 20, "the sources are here");
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a source file");
        let path = path.strip_prefix(&root).expect("it was found there").to_string_lossy().replace('\\', "/");
        Source { path, text }
    };
    paths.into_iter().map(read).collect()
}

/// Who may import whom: a module, and what it may name of the crate. `*` is everything; `vocab::Kind` is that name alone.
/// Everyone may import [`FOUNDATION`].
const IMPORTS: &[(&str, &[&str])] = &[
    ("ids", &[]),
    ("time", &[]),
    // K3: the default subscriptions are kinds, and have to be interests.
    ("config", &["vocab::Interest", "vocab::Kind"]),
    (
        "error",
        &[
            "vocab::EntityId",
            "vocab::ConferenceName",
            "vocab::Kind",
            "vocab::Permission",
            "vocab::Signal",
            "vocab::Status",
        ],
    ),
    ("predicate", &[]),
    ("vocab", &["predicate"]),
    ("subscription", &["vocab", "predicate"]),
    ("advice", &["vocab", "predicate", "subscription"]),
    ("session", &[]),
    ("directory", &["vocab"]),
    ("matcher", &["predicate"]),
    ("output", &["vocab"]),
    ("audience", &["vocab"]),
    ("presence", &["audience"]),
    // P8: it ends by a timer.
    ("conference", &["vocab", "audience", "timers"]),
    ("conversation", &["vocab", "audience"]),
    ("timers", &[]),
    ("state_hash", &[]),
    // The parts' forms, and nothing else of them.
    (
        "snapshot",
        &[
            "conference::SavedConferences",
            "conversation::SavedConversations",
            "directory::SavedLedger",
            "output::SavedQueue",
            "presence::SavedPresence",
            "session::SavedSessions",
            "subscription::SavedSubscriptions",
        ],
    ),
    ("engine", &["*"]),
    ("lib", &["*"]),
];

const FOUNDATION: &[&str] = &["ids", "time", "config", "error", "state_hash"];

/// The foundation itself stands on less: what each of it may import of the foundation.
const WITHIN_FOUNDATION: &[(&str, &[&str])] =
    &[("ids", &[]), ("time", &[]), ("config", &[]), ("error", &["config", "ids"]), ("predicate", &[])];

#[test]
fn who_may_import_whom() {
    let mut broken = String::new();
    for source in sources() {
        let module = source.module();
        let (_, allowed) = IMPORTS.iter().find(|(name, _)| *name == module).unwrap_or_else(|| {
            panic!("{}: give the module a row in IMPORTS", source.path);
        });
        let within = WITHIN_FOUNDATION.iter().find(|(name, _)| *name == module);
        let foundation = within.map_or(FOUNDATION, |(_, foundation)| foundation);
        for path in imports(&source) {
            let first = path.split("::").next().unwrap_or_default();
            let admits = |rule: &&str| *rule == "*" || *rule == first || *rule == path;
            if first != module && !foundation.contains(&first) && !allowed.iter().any(admits) {
                writeln!(broken, "{}: may not import crate::{path}", source.path).unwrap();
            }
        }
    }
    assert!(broken.is_empty(), "{broken}");
}

/// Every path into the crate that a file names, to the second step; one for each name in braces.
fn imports(source: &Source) -> Vec<String> {
    let code: String = source.code().flat_map(|line| [line, " "]).collect();
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|before| before.is_alphanumeric() || before == '_') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        let first = word(rest);
        match rest[first.len()..].strip_prefix("::") {
            Some(names) if names.starts_with('{') => {
                let names = names[1..].split('}').next().unwrap_or_default();
                let names = names.split(',').map(|name| word(name.trim())).filter(|name| !name.is_empty());
                found.extend(names.map(|name| format!("{first}::{name}")));
            }
            Some(name) => found.push(format!("{first}::{}", word(name))),
            None => found.push(first.into()),
        }
    }
    found
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    &text[..end]
}

#[test]
fn nobody_climbs_out_of_a_module() {
    for source in sources() {
        assert!(!source.code().any(|line| line.contains("super::super")), "{}: name it from the crate", source.path);
        // In a file right under `src/`, `super` is the root, unless it stands in a module within the file.
        if !source.path.contains('/') {
            let climbs = source.code().any(|line| line.starts_with("use super") || line.starts_with("pub use super"));
            assert!(!climbs, "{}: name it from the crate", source.path);
        }
    }
}

#[test]
fn the_reader_of_imports_reads() {
    let text = "use crate::a::{B, C as D};\n// use crate::no::No;\nlet x = crate::e::f();\nuse crate::g::{\n    H,\n};\ncrate::I\n";
    let source = Source { path: "matcher/x.rs".into(), text: text.into() };
    assert_eq!(imports(&source), ["a::B", "a::C", "e::f", "g::H", "I"]);
    assert_eq!(source.module(), "matcher");
}

#[test]
fn the_compiler_proves_that_there_is_no_clock_no_socket_no_thread() {
    let sources = sources();
    let root = sources.iter().find(|source| source.path == "lib.rs").unwrap();
    for line in ["#![no_std]", "#![forbid(unsafe_code)]"] {
        assert!(root.code().any(|code| code.trim() == line), "lib.rs: {line}");
    }
    for source in &sources {
        let product = source.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let product = Source { path: source.path.clone(), text: product.into() };
        let standard = product.code().any(|line| line.contains("std::") && !line.contains("serde"));
        assert!(!standard, "{}: core and alloc have it, or it is not for us", source.path);
    }
}

#[test]
fn every_file_says_what_it_owns_and_stays_short() {
    const LONG: &[&str] = &["vocab/table.rs", "vocab/rows.rs"];
    let mut broken = String::new();
    for source in sources() {
        let lines = source.text.lines().count();
        if !source.text.starts_with("//! ") {
            writeln!(broken, "{}: does not begin with what it owns", source.path).unwrap();
        }
        if lines > 400 && !LONG.contains(&source.path.as_str()) {
            writeln!(broken, "{}: {lines} lines", source.path).unwrap();
        }
    }
    assert!(broken.is_empty(), "{broken}");
}
