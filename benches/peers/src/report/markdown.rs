//! The tables.
//!
//! Owns their layout. Must not know what a target is made of. Invariant: whoever was left out is listed with the reason.

use std::fmt::Write as _;

use workload::Scenario;

use super::numbers::{short, size as short_size, time};
use super::targets::{self, Target};
use crate::results::Results;

const INTRODUCTION: &str = "\
Ratios within one run count: the machine does other things as well. The columns say how much of the other one it is, or how much it is
by itself; `1/3` is a third. `README.md` says what each contender is, and how to run this.";

pub(super) fn write(title: &str, results: &Results, with_snapshot: Option<&Results>) -> String {
    let variant = if cfg!(feature = "snapshot") { ", with the feature `snapshot`" } else { "" };
    let mut text = format!("# {title}{variant}\n\n{INTRODUCTION}\n\n## Targets\n\n");
    let mut list = targets::all(results);
    list.extend(with_snapshot.into_iter().flat_map(|with| targets::of_snapshot(results, with)));
    text.push_str("| target | measured | is | at most | met |\n|---|---|---:|---:|---|\n");
    for target in &list {
        let value = target.value.map_or_else(|| "not measured".into(), |value| target.write(value));
        let met = target.is_met().map_or("", |met| if met { "yes" } else { "**no**" });
        let Target { name, measured, .. } = target;
        let _ = writeln!(text, "| {name} | {measured} | {value} | {} | {met} |", target.write(target.most));
    }
    for scenario in Scenario::ALL {
        let what = if scenario == Scenario::Churn { "ns/pair" } else { "ns/event" };
        scenario_table(&mut text, results, scenario.name(), what);
    }
    if !results.skipped().is_empty() {
        text.push_str("\n## Left out\n\n");
        for skipped in results.skipped() {
            let _ =
                writeln!(text, "- `{}` {}, {}: {}", skipped.row, short_size(skipped.size), skipped.who, skipped.why);
        }
    }
    text
}

/// Times of all contenders by size; at the largest size, also inserting, bytes and allocations.
fn scenario_table(text: &mut String, results: &Results, name: &str, what: &str) {
    let contenders = results.contenders(name, what);
    let mut sizes: Vec<usize> = contenders.iter().flat_map(|who| results.sizes(name, who, what)).collect();
    sizes.sort_unstable();
    sizes.dedup();
    if sizes.is_empty() {
        return;
    }
    let _ = write!(text, "\n## {name}\n\n| time for each {} |", if what == "ns/pair" { "pair" } else { "event" });
    for size in &sizes {
        let _ = write!(text, " {} |", short_size(*size));
    }
    text.push_str(" inserting one | bytes each | allocations |\n|---|");
    text.push_str(&"---:|".repeat(sizes.len() + 3));
    text.push('\n');
    for who in contenders {
        let _ = write!(text, "| {who} |");
        for size in &sizes {
            let ns = results.value(name, *size, who, what).map_or_else(String::new, time);
            let _ = write!(text, " {ns} |");
        }
        let largest = results.sizes(name, who, what).last().copied().unwrap_or(0);
        let last = |what| results.value(name, largest, who, what);
        let allocations = last(if what == "ns/pair" { "allocations/pair" } else { "allocations/event" });
        let insert = last("insert ns").map_or_else(String::new, time);
        let [bytes, allocations] = [last("bytes"), allocations].map(|value| value.map_or_else(String::new, short));
        let _ = writeln!(text, " {insert} | {bytes} | {allocations} |");
    }
    let matches: Vec<String> = sizes
        .iter()
        .filter_map(|size| {
            results
                .contenders(name, "matches/event")
                .iter()
                .find_map(|who| results.value(name, *size, who, "matches/event"))
        })
        .map(short)
        .collect();
    if !matches.is_empty() {
        let _ = writeln!(text, "\nMatches of an event, by size: {}.", matches.join(", "));
    }
}
