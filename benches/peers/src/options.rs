//! What the command line asks for.
//!
//! Owns the options and their defaults in both modes. Must not run anything. Invariant: an unknown word is an error, so that nothing
//! is measured by mistake.

use std::path::PathBuf;

pub const USAGE: &str = "\
usage: tidings-peers quick|full [NAME]... [--only CONTENDER]... [--max SIZE] [--rounds N] [--pairs N]

quick   up to 100,000 subscriptions
full    up to 1,000,000
NAME    a scenario or a row; without one, all of them. `table` measures nothing: it writes table and plot from what is there
--only  these contenders alone, in scenarios; only printed, not written";

/// Words that are no scenario and no row: render what was measured before.
pub const TABLE: &str = "table";

/// Whether Tidings is built with the feature of that name.
const SNAPSHOT: bool = cfg!(feature = "snapshot");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Quick,
    Full,
}

#[derive(Clone, Debug)]
pub struct Options {
    pub mode: Mode,
    /// Scenarios and rows; empty: all.
    pub names: Vec<String>,
    /// Contenders; empty: all.
    pub only: Vec<String>,
    /// The largest number of subscriptions.
    pub max: usize,
    pub rounds: usize,
    /// How many subscriptions are replaced one by one, for single calls and for the heap.
    pub pairs: usize,
}

impl Options {
    /// Reads the words after the program's name; `names` are all that can be measured.
    pub fn parse(words: impl IntoIterator<Item = String>, names: &[&str]) -> Result<Self, String> {
        let mut words = words.into_iter();
        let mut options = match words.next().as_deref() {
            Some("quick") => Self::of(Mode::Quick),
            Some("full") => Self::of(Mode::Full),
            _ => return Err(USAGE.into()),
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} takes a value\n{USAGE}"));
            let mut number = || value()?.parse().map_err(|_| format!("{word} takes a number\n{USAGE}"));
            match word.as_str() {
                "--only" => options.only.push(value()?),
                "--max" => options.max = number()?,
                "--rounds" => options.rounds = number()?,
                "--pairs" => options.pairs = number()?,
                name if name == TABLE || names.contains(&name) => options.names.push(word),
                _ => return Err(format!("{word:?} is none of {}\n{USAGE}", names.join(", "))),
            }
        }
        Ok(options)
    }

    fn of(mode: Mode) -> Self {
        let (max, rounds, pairs) = match mode {
            Mode::Quick => (100_000, 3, 300_000),
            Mode::Full => (1_000_000, 5, 10_000_000),
        };
        Self { mode, names: Vec::new(), only: Vec::new(), max, rounds, pairs }
    }

    /// Whether a scenario or row is to be measured.
    pub fn measures(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|name_given| name_given == name)
    }

    pub fn includes(&self, contender: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == contender)
    }

    /// How long a contender may take to insert all subscriptions, in seconds.
    pub fn insert_limit(&self) -> f64 {
        match self.mode {
            Mode::Quick => 10.0,
            Mode::Full => 60.0,
        }
    }

    /// How long one round of a contender may take, in seconds.
    pub fn round_limit(&self) -> f64 {
        match self.mode {
            Mode::Quick => 2.0,
            Mode::Full => 20.0,
        }
    }

    /// Whether the results are no whole rows, and so must not replace any.
    pub fn is_partial(&self) -> bool {
        !self.only.is_empty()
    }

    /// The results of the run with the feature `snapshot`, where this is the one without.
    pub fn snapshot_results(&self) -> Option<PathBuf> {
        (!SNAPSHOT).then(|| self.path("tsv", true))
    }

    /// Where a file of this run is written: `full.tsv`, or `full-snapshot.tsv` where Tidings is built with that feature.
    pub fn file(&self, ending: &str) -> PathBuf {
        self.path(ending, SNAPSHOT)
    }

    fn path(&self, ending: &str, snapshot: bool) -> PathBuf {
        let mode = match self.mode {
            Mode::Quick => "quick",
            Mode::Full => "full",
        };
        let variant = if snapshot { "-snapshot" } else { "" };
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("results").join(format!("{mode}{variant}.{ending}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(line.split(' ').map(String::from), &["ids", "close"])
    }

    #[test]
    fn an_unknown_word_is_an_error() {
        for line in ["", "fast", "quick idz", "quick --max", "quick --max many", "quick --all"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn names_choose_what_is_measured() {
        let options = parse("full close --max 5000").expect("all words are right");
        assert!(options.measures("close") && !options.measures("ids") && options.max == 5_000);
        assert!(parse("quick").is_ok_and(|options| options.measures("ids") && options.measures("close")));
        assert!(parse("quick table").is_ok_and(|options| !options.measures("ids")), "renders what is there");
        assert!(parse("quick --only tidings").is_ok_and(|options| options.is_partial() && !options.includes("proto")));
    }
}
