//! What was measured, for people: a table of targets, tables of all contenders, a plot.
//!
//! Owns writing them. Must not measure anything. Invariant: each is made of the results alone, so it can be made again later.

mod markdown;
mod numbers;
mod plot;
mod targets;

use std::{fs, io};

use crate::options::{Mode, Options};
use crate::results::Results;

pub fn write(options: &Options, results: &Results) -> io::Result<()> {
    // What the feature costs is said where the runs with and without it are both there.
    let with_snapshot = options.snapshot_results();
    let with_snapshot = with_snapshot.filter(|path| path.exists()).map(|path| Results::read(&path)).transpose()?;
    let title = match options.mode {
        Mode::Quick => "Quick run",
        Mode::Full => "Full run",
    };
    let text = markdown::write(title, results, with_snapshot.as_ref());
    for (ending, content) in [("md", &text), ("svg", &plot::draw(results))] {
        let path = options.file(ending);
        fs::write(&path, content)?;
        println!("written: {}", path.display());
    }
    println!("\n{text}");
    Ok(())
}
