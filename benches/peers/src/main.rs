//! Tidings beside its peers: every scenario of the workload, every target, in one run.
//!
//! Owns the order of a run. Must not measure anything itself. Invariant: a scenario or a row is written as one run measured it, whole.

mod clock;
mod contender;
mod guard;
mod heap;
mod options;
mod report;
mod results;
mod rows;
mod scenario;
mod vocabulary;

use std::error::Error;
use std::fs;

use workload::Scenario;

use crate::options::Options;
use crate::results::Results;

fn main() -> Result<(), Box<dyn Error>> {
    let scenarios = Scenario::ALL.iter().map(|scenario| scenario.name());
    let names: Vec<&str> = scenarios.chain(rows::ALL.iter().map(|row| row.name)).collect();
    let options = Options::parse(std::env::args().skip(1), &names)?;
    let file = options.file("tsv");
    let is_whole = options.names.is_empty();
    let mut results = if file.exists() && !is_whole { Results::read(&file)? } else { Results::default() };
    names.iter().filter(|name| options.measures(name)).for_each(|name| results.remove(name));
    for scenario in Scenario::ALL.into_iter().filter(|scenario| options.measures(scenario.name())) {
        scenario::measure(&options, scenario, &mut results);
    }
    for row in rows::ALL.iter().filter(|row| options.measures(row.name)) {
        (row.measure)(&options, &mut results);
    }
    if options.is_partial() {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    results.write(&file)?;
    report::write(&options, &results)?;
    Ok(())
}
