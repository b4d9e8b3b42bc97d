//! Regular expressions as the filters use them (F2).
//!
//! Owns compiling within bounds and searching. Must not know which field a pattern came from: whoever compiles adds that.
//! Invariant: a search is linear in the text, whatever the pattern (the `regex` crate's promise), and a compiled pattern,
//! and what it remembers between searches, is each no larger than the bound that it was compiled with.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;
use core::hash::{Hash, Hasher};

use regex::{Regex, RegexBuilder};

/// A compiled pattern; two are equal when their sources are.
pub(crate) struct Pattern {
    source: Box<str>,
    regex: Regex,
    number: usize,
}

/// Why a pattern was refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PatternFault {
    /// The regular expression's own account of what is wrong with it.
    Syntax(String),
    /// It would compile to more bytes than allowed.
    TooLarge,
}

impl Pattern {
    /// Compiles `source` into at most `compiled_bytes`; `number` is unique among the patterns in use.
    pub(crate) fn compile(source: &str, compiled_bytes: usize, number: usize) -> Result<Self, PatternFault> {
        let regex =
            RegexBuilder::new(source).size_limit(compiled_bytes).dfa_size_limit(compiled_bytes).build().map_err(
                |error| {
                    let too_large = matches!(error, regex::Error::CompiledTooBig(_));
                    if too_large { PatternFault::TooLarge } else { PatternFault::Syntax(reason(&error.to_string())) }
                },
            )?;
        Ok(Self { source: source.into(), regex, number })
    }

    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// Whether the pattern occurs anywhere in `text`.
    pub(crate) fn occurs_in(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

/// What is wrong, without the drawing of where: the last line of the account, whose first lines repeat the pattern.
fn reason(account: &str) -> String {
    let last = account.lines().last().unwrap_or(account);
    last.trim_start_matches("error: ").into()
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Pattern {}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.source.hash(state);
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/", self.source)
    }
}

/// How a check finds out whether a pattern occurs: by searching, or by remembering an earlier search.
pub(crate) trait Search {
    fn occurs(&mut self, pattern: &Pattern, text: &str) -> bool;
}

/// Searches every time.
pub(crate) struct Direct;

impl Search for Direct {
    fn occurs(&mut self, pattern: &Pattern, text: &str) -> bool {
        pattern.occurs_in(text)
    }
}
