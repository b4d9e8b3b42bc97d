//! What was measured.
//!
//! Owns the list of measurements and its file, one line for each. Must not know what they mean. Invariant: a row is measured in one
//! run as a whole: measuring it again replaces all of it.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

/// One measurement: of `who` in the row `row` at `size`, so much of `what`.
#[derive(Clone, Debug)]
pub struct Measure {
    pub row: String,
    pub size: usize,
    pub who: String,
    pub what: String,
    pub value: f64,
}

/// A contender that could not be measured, and why.
#[derive(Clone, Debug)]
pub struct Skipped {
    pub row: String,
    pub size: usize,
    pub who: String,
    pub why: String,
}

#[derive(Debug, Default)]
pub struct Results {
    measures: Vec<Measure>,
    skipped: Vec<Skipped>,
}

/// In the place of a value, where the line is about what could not be measured.
const SKIPPED: &str = "skipped";

impl Results {
    pub fn add(&mut self, row: &str, size: usize, who: &str, what: &str, value: f64) {
        self.measures.push(Measure { row: row.into(), size, who: who.into(), what: what.into(), value });
    }

    /// The same, and prints it.
    pub fn show(&mut self, row: &str, size: usize, who: &str, what: &str, value: f64) {
        println!("{row:<14} {size:>8}  {who:<34} {value:>14.1} {what}");
        self.add(row, size, who, what, value);
    }

    pub fn skip(&mut self, row: &str, size: usize, who: &str, why: &str) {
        println!("{row:<14} {size:>8}  {who:<34} skipped: {why}");
        self.skipped.push(Skipped { row: row.into(), size, who: who.into(), why: why.into() });
    }

    pub fn value(&self, row: &str, size: usize, who: &str, what: &str) -> Option<f64> {
        let mut found = self.measures.iter().rev();
        found.find(|m| m.row == row && m.size == size && m.who == who && m.what == what).map(|m| m.value)
    }

    /// The sizes at which `who` was measured, ascending.
    pub fn sizes(&self, row: &str, who: &str, what: &str) -> Vec<usize> {
        let measures = self.measures.iter().filter(|m| m.row == row && m.who == who && m.what == what);
        let mut sizes: Vec<usize> = measures.map(|m| m.size).collect();
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }

    /// Who was measured in a row, in the order of the first measurement.
    pub fn contenders(&self, row: &str, what: &str) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for measure in self.measures.iter().filter(|m| m.row == row && m.what == what) {
            if !names.contains(&measure.who.as_str()) {
                names.push(&measure.who);
            }
        }
        names
    }

    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    pub fn remove(&mut self, row: &str) {
        self.measures.retain(|measure| measure.row != row);
        self.skipped.retain(|skipped| skipped.row != row);
    }

    /// Reads what [`Results::write`] wrote; lines that are none of its are an error.
    pub fn read(path: &Path) -> io::Result<Self> {
        let mut results = Self::default();
        for line in fs::read_to_string(path)?.lines().skip(1) {
            let columns: Vec<&str> = line.split('\t').collect();
            let bad = || io::Error::other(format!("{}: {line:?}", path.display()));
            let [row, size, who, what, value] = columns[..] else { return Err(bad()) };
            let size = size.parse().map_err(|_| bad())?;
            if value == SKIPPED {
                results.skipped.push(Skipped { row: row.into(), size, who: who.into(), why: what.into() });
            } else {
                results.add(row, size, who, what, value.parse().map_err(|_| bad())?);
            }
        }
        Ok(results)
    }

    pub fn write(&self, path: &Path) -> io::Result<()> {
        let mut text = String::from("row\tsize\twho\twhat\tvalue\n");
        for Measure { row, size, who, what, value } in &self.measures {
            let _ = writeln!(text, "{row}\t{size}\t{who}\t{what}\t{value}");
        }
        for Skipped { row, size, who, why } in &self.skipped {
            let _ = writeln!(text, "{row}\t{size}\t{who}\t{}\t{SKIPPED}", why.replace(['\t', '\n'], " "));
        }
        fs::write(path, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut results = Results::default();
        results.add("ids", 1_000, "tidings", "ns/event", 62.5);
        results.add("close", 10, "close_session", "ns/subscription", 0.1);
        results.skip("ids", 1_000, "quamina", "a tab\tand a line\nmore");
        let path = std::env::temp_dir().join(format!("tidings-peers-{}.tsv", std::process::id()));
        results.write(&path).expect("the folder is there");
        let mut read = Results::read(&path).expect("it was written");
        fs::remove_file(&path).expect("it was written");
        assert_eq!(read.value("ids", 1_000, "tidings", "ns/event"), Some(62.5));
        assert_eq!(read.skipped()[0].why, "a tab and a line more");
        read.remove("ids");
        assert!(read.value("ids", 1_000, "tidings", "ns/event").is_none() && read.skipped().is_empty());
        assert_eq!(read.value("close", 10, "close_session", "ns/subscription"), Some(0.1));
    }
}
