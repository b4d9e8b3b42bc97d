//! The source files, as the checks read them.
//!
//! Owns finding files, leaving out comments and texts, and reading paths. Must not judge anything.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A source file, with its path from the root of the workspace.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// All Rust files of a folder of the workspace, by path.
pub(crate) fn sources(folder: &str) -> Vec<Source> {
    fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of the workspace") {
            let path = entry.expect("an entry of it").path();
            if path.is_dir() && path.file_name().is_none_or(|name| name != "target") {
                collect(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut paths = Vec::new();
    collect(&root.join(folder), &mut paths);
    paths.sort();
    assert!(!paths.is_empty(), "{folder} has sources");
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a source file").replace("\r\n", "\n");
        let path = path.strip_prefix(&root).expect("it was found there").to_string_lossy().replace('\\', "/");
        Source { path, text }
    };
    paths.into_iter().map(read).collect()
}

impl Source {
    /// The path from `src`, as steps of a module path: `engine/inspect/mod.rs` is `engine`, `inspect`.
    pub(crate) fn module(&self) -> Vec<&str> {
        let path = self.path.strip_prefix("src/").unwrap_or(&self.path).trim_end_matches(".rs");
        let mut steps: Vec<&str> = path.split('/').collect();
        if steps.last().is_some_and(|last| *last == "mod" || *last == "lib") {
            steps.pop();
        }
        steps
    }

    /// The code, without comments and without what is in quotation marks; the unit tests at the end of a file left out.
    pub(crate) fn product_code(&self) -> String {
        code(self.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default())
    }

    /// Every path that names something of the crate, from its root: one for each name in braces.
    pub(crate) fn imports(&self) -> BTreeSet<Vec<String>> {
        let module = self.module();
        let is_folder = self.path.ends_with("/mod.rs") || self.path == "src/lib.rs";
        let code = self.product_code();
        let mut found = BTreeSet::new();
        for (at, word) in words(&code) {
            let before = code[..at].trim_end();
            // A step inside a path, or a module that exports what is in its own files.
            if before.ends_with("::") || word == "self" && before.ends_with("use") && !before.ends_with("\nuse") {
                continue;
            }
            let steps: &[&str] = match word {
                "crate" => &[],
                "super" => &module[..module.len().saturating_sub(1)],
                "self" if is_folder => &module,
                _ => continue,
            };
            let start: Vec<String> = steps.iter().map(|step| (*step).to_owned()).collect();
            if let Some(rest) = code[at + word.len()..].strip_prefix("::") {
                read_tree(rest, &start, &mut found);
            }
        }
        found
    }
}

/// Reads `a::{b, c::d}` after `start`.
fn read_tree(text: &str, start: &[String], found: &mut BTreeSet<Vec<String>>) {
    let text = text.trim_start();
    if let Some(names) = text.strip_prefix('{') {
        let (mut depth, mut from) = (0, 0);
        for (at, letter) in names.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    if !names[from..at].trim().is_empty() {
                        read_tree(&names[from..at], start, found);
                    }
                    from = at + 1;
                    if letter == '}' {
                        return;
                    }
                }
                _ => {}
            }
        }
        return;
    }
    let end = text.find(|letter: char| !is_word(letter)).unwrap_or(text.len());
    let mut path = start.to_vec();
    match &text[..end] {
        "self" | "" => {}
        "super" => drop(path.pop()),
        name => path.push(name.to_owned()),
    }
    match text[end..].trim_start().strip_prefix("::") {
        Some(rest) if end > 0 && rest.starts_with(|letter: char| is_word(letter) || letter == '{') => {
            read_tree(rest, &path, found);
        }
        _ => drop(found.insert(path)),
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The identifiers and key words of code, with their places.
pub(crate) fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + code[at..].find(is_word)?;
        let end = code[start..].find(|letter| !is_word(letter)).map_or(code.len(), |length| start + length);
        at = end;
        Some((start, &code[start..end]))
    })
}

/// Code without comments, texts and characters.
pub(crate) fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("r\"") || rest.starts_with("r#\"") || rest.starts_with("br#\"") {
            let marks =
                rest.chars().skip_while(|letter| *letter != '#' && *letter != '"').take_while(|letter| *letter == '#');
            let end = format!("\"{}", "#".repeat(marks.count()));
            let open = rest.find('"').map_or(rest.len(), |at| at + 1);
            rest[open..].find(&end).map_or(rest.len(), |at| open + at + end.len())
        } else if letter == '"' {
            let mut escaped = false;
            let end = rest.char_indices().skip(1).find(|(_, letter)| {
                let ends = *letter == '"' && !escaped;
                escaped = *letter == '\\' && !escaped;
                ends
            });
            end.map_or(rest.len(), |(at, _)| at + 1)
        } else if letter == '\'' {
            let mut letters = rest.char_indices().skip(1);
            match (letters.next(), letters.next()) {
                (Some((_, '\\')), _) => {
                    rest[2..].char_indices().skip(1).find(|(_, letter)| *letter == '\'').map_or(1, |(at, _)| at + 3)
                }
                (Some(_), Some((at, '\''))) => at + 1,
                _ => 1,
            }
        } else {
            0
        };
        if skipped == 0 {
            code.push(letter);
            rest = &rest[letter.len_utf8()..];
        } else {
            code.push(' ');
            rest = &rest[skipped..];
        }
    }
    code
}

#[test]
fn paths_are_read() {
    let text = "use crate::a::{B, c::{D, E as F}};\n// use crate::no::No;\nlet x = crate::e::f(\"crate::no\", 'a', '\\'', r#\"crate::no\"#);\n\
                use super::g::{\n    H,\n};\n$crate::i::J!{}\nuse super::super::k::L;\nfn m<'a>() -> &'a crate::n::N {}\n";
    let source = Source { path: "src/x/y/z.rs".into(), text: text.into() };
    let found: Vec<String> = source.imports().iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["a::B", "a::c::D", "a::c::E", "e::f", "i::J", "n::N", "x::k::L", "x::y::g::H"]);
}
