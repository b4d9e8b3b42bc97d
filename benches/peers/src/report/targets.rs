//! The targets.
//!
//! Owns the list: what is compared with what, and how much it may be. Must not measure anything. Invariant: a target that was not
//! measured is listed as such, never as met.

use super::numbers::{ratio, short, size as short_size, time};
use crate::results::Results;
use crate::rows::{batch, close, conference, conversation, custom, deliveries, latency, nobody, pairs, patterns};
use crate::scenario::contenders::{HAND_INDEXED, LIMIT, PROTO, REGEX_FILTERED, TIDINGS, TIDINGS_LENT};

const NS: &str = "ns/event";

/// How the value of a target is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Ratio,
    Time,
    Bytes,
    Count,
}

#[derive(Clone, Debug)]
pub(super) struct Target {
    /// What is to be reached.
    pub(super) name: String,
    /// What was measured for it.
    pub(super) measured: String,
    pub(super) value: Option<f64>,
    pub(super) most: f64,
    pub(super) unit: Unit,
}

impl Target {
    pub(super) fn is_met(&self) -> Option<bool> {
        self.value.map(|value| value <= self.most)
    }

    pub(super) fn write(&self, value: f64) -> String {
        match self.unit {
            Unit::Ratio => ratio(value),
            Unit::Time => time(value),
            Unit::Bytes => format!("{} B", short(value)),
            Unit::Count => short(value),
        }
    }
}

/// The targets that are filled in, and what they are filled from.
struct List<'a> {
    results: &'a Results,
    targets: Vec<Target>,
}

/// All targets, in the order of the table.
pub(super) fn all(results: &Results) -> Vec<Target> {
    let mut list = List { results, targets: Vec::new() };
    list.scenarios();
    list.single_calls();
    list.memory();
    list.conversations();
    list.others();
    list.targets
}

impl List<'_> {
    fn add(&mut self, name: String, measured: String, value: Option<f64>, most: f64, unit: Unit) {
        self.targets.push(Target { name, measured, value, most, unit });
    }

    fn value(&self, row: &str, size: usize, who: &str, what: &str) -> Option<f64> {
        self.results.value(row, size, who, what)
    }

    /// The largest size at which `who` was measured; 0 where it was not.
    fn largest(&self, row: &str, who: &str, what: &str) -> usize {
        self.results.sizes(row, who, what).last().copied().unwrap_or(0)
    }

    /// So many times what another one takes.
    fn ratio(&mut self, name: String, row: &str, size: usize, what: &str, (who, other): (&str, &str), most: f64) {
        let values = self.value(row, size, who, what).zip(self.value(row, size, other, what));
        let measured = values.map(|(value, other)| format!("{} against {}", time(value), time(other)));
        let value = values.map(|(value, other)| value / other);
        self.add(name, measured.unwrap_or_default(), value, most, Unit::Ratio);
    }

    /// No more than so much.
    fn at_most(&mut self, name: String, row: &str, size: usize, (who, what): (&str, &str), most: f64, unit: Unit) {
        let value = self.value(row, size, who, what);
        self.add(name, String::new(), value, most, unit);
    }

    fn scenarios(&mut self) {
        let size = self.largest("ids", TIDINGS, NS);
        let s = short_size(size);
        self.ratio(format!("`ids` {s}, of hand_indexed"), "ids", size, NS, (TIDINGS, HAND_INDEXED), 1.0 / 3.0);
        self.ratio(format!("`ids` {s}, of proto"), "ids", size, NS, (TIDINGS, PROTO), 1.5);
        let small = self.value("ids", 1_000, TIDINGS, NS).zip(self.value("ids", size, TIDINGS, NS));
        let measured = small.map(|(small, large)| format!("{} against {}", time(large), time(small)));
        let growth = small.map(|(small, large)| large / small);
        self.add(format!("`ids` {s}, of 1k"), measured.unwrap_or_default(), growth, 6.0, Unit::Ratio);

        let size = self.largest("discussion", TIDINGS, NS);
        let s = short_size(size);
        for (other, most) in [(HAND_INDEXED, 1.0 / 1.5), (PROTO, 1.5), (LIMIT, 10.0)] {
            let name = format!("`discussion` {s}, of {}", other.replace(LIMIT, "the floor"));
            self.ratio(name, "discussion", size, NS, (TIDINGS, other), most);
        }

        let size = self.largest(deliveries::NAME, deliveries::ITERATED, NS);
        let who = (deliveries::ITERATED, deliveries::COPIED);
        let name = format!("`broadcast` {}, iterated, of a copy of the same bytes", short_size(size));
        self.ratio(name, deliveries::NAME, size, NS, who, 1.5);
        let walked = self.value(deliveries::NAME, size, deliveries::WALKED, NS);
        if let (Some(walked), Some(target)) = (walked, self.targets.last_mut()) {
            target.measured += &format!("; walked alone {}", time(walked));
        }
        let sizes = self.results.sizes("broadcast", TIDINGS_LENT, NS);
        let lent: Vec<f64> = sizes.iter().filter_map(|size| self.value("broadcast", *size, TIDINGS_LENT, NS)).collect();
        let measured: Vec<String> = lent.iter().map(|ns| time(*ns)).collect();
        let worst = lent.into_iter().reduce(f64::max);
        self.add("`broadcast` lent, at any size".into(), measured.join(", "), worst, 1_000.0, Unit::Time);

        let size = self.largest("mixed", TIDINGS, NS);
        let name = format!("`mixed` {}, of hand_indexed", short_size(size));
        self.ratio(name, "mixed", size, NS, (TIDINGS, HAND_INDEXED), 1.0 / 80.0);
        let size = self.largest(latency::NAME, TIDINGS, "mean ns");
        for (name, wall, processor, most) in [
            ("p99", "p99 ns", latency::PERCENTILE_99, 100_000.0),
            ("p99.9", "p99.9 ns", latency::PERCENTILE_99_9, 1_000_000.0),
        ] {
            let value = |what| self.value(latency::NAME, size, TIDINGS, what);
            let measured = value(wall).map(|ns| format!("processor time; on the wall clock {}", time(ns)));
            let processor = value(processor);
            let name = format!("one event of `mixed` {}, {name}", short_size(size));
            self.add(name, measured.unwrap_or_default(), processor, most, Unit::Time);
        }

        for size in self.results.sizes("counted", TIDINGS, NS).into_iter().filter(|size| *size >= 10_000) {
            let s = short_size(size);
            self.ratio(
                format!("`counted` {s}, of hand_indexed"),
                "counted",
                size,
                NS,
                (TIDINGS, HAND_INDEXED),
                1.0 / 1.5,
            );
            self.ratio(format!("`counted` {s}, of proto"), "counted", size, NS, (TIDINGS, PROTO), 1.5);
        }

        let size = self.largest("regex", TIDINGS, NS);
        let name = format!("`regex` {}, of regex-filtered", short_size(size));
        self.ratio(name, "regex", size, NS, (TIDINGS, REGEX_FILTERED), 1.0 / 30.0);
        let run = self.value("regex", size, TIDINGS, "regexes/event");
        let hits = self.value("regex", size, LIMIT, "patterns/event");
        let hits_text = hits.map(|hits| format!(", {} match", short(hits))).unwrap_or_default();
        let run_text = run.map_or_else(|| "not reported by the library".into(), |run| format!("{} run", short(run)));
        let misses = run.zip(hits).map(|(run, hits)| run - hits);
        let name = format!("`regex` {}, patterns run for an event in vain", short_size(size));
        self.add(name, run_text + &hits_text, misses, 5.0, Unit::Count);
    }

    fn single_calls(&mut self) {
        let size = self.largest("churn", TIDINGS, "ns/pair");
        let name = format!("`churn` {}, of hand_indexed", short_size(size));
        self.ratio(name, "churn", size, "ns/pair", (TIDINGS, HAND_INDEXED), 0.5);
        let size = self.largest(pairs::NAME, pairs::SUBSCRIBE, "calls");
        for (who, empty) in [
            (pairs::GROWING, pairs::GROWING_EMPTY),
            (pairs::SUBSCRIBE, pairs::EMPTY),
            (pairs::UNSUBSCRIBE, pairs::EMPTY),
        ] {
            let of = |who, what| self.value(pairs::NAME, size, who, what);
            let mut measured = of(who, "calls").map(|calls| format!("of {} calls", short(calls))).unwrap_or_default();
            if let Some(worst) = of(who, "max ns") {
                measured += &format!("; the longest {}", time(worst));
            }
            if let (Some(looping), false) = (of(pairs::LOOP, pairs::OVER), who == pairs::GROWING) {
                measured += &format!("; a loop as long as a call: {}", short(looping));
            }
            let (value, most) = (of(who, pairs::OVER), of(empty, pairs::OVER).unwrap_or(0.0));
            let name = format!("{who}, {}: calls over 100 µs, of an empty call", short_size(size));
            self.add(name, measured, value, most, Unit::Count);
        }
        let size = self.largest(close::NAME, close::WHO, "ns/subscription");
        let name = format!("closing, {}: each subscription, with all cleaning", short_size(size));
        let of = |who| self.value(close::NAME, size, who, "ns/subscription");
        let without = of(close::WITHOUT_PATTERNS);
        let measured = without.map(|each| format!("without patterns {}", time(each))).unwrap_or_default();
        self.add(name, measured, of(close::WHO), 1_000.0, Unit::Time);
    }

    fn memory(&mut self) {
        for (scenario, most) in [("ids", 250.0), ("discussion", 130.0), ("mixed", 350.0)] {
            let size = self.largest(scenario, TIDINGS, "bytes");
            let each = bytes_without_patterns(self.results, scenario, size);
            let measured = each.map(|(_, patterns)| {
                if patterns > 0.0 { format!("patterns beside: {} B", short(patterns)) } else { String::new() }
            });
            let name = format!("`{scenario}` {}, each subscription", short_size(size));
            self.add(name, measured.unwrap_or_default(), each.map(|(bytes, _)| bytes), most, Unit::Bytes);
        }
        let size = self.largest(pairs::NAME, pairs::HEAP, "pairs");
        let count = self.value(pairs::NAME, size, pairs::HEAP, "pairs");
        let measured = count.map(|count| format!("after {} pairs", short(count))).unwrap_or_default();
        let bytes = self.value(pairs::NAME, size, pairs::HEAP, pairs::LEFT);
        let name = format!("`churn` {}, bytes off after shrink_to_fit", short_size(size));
        self.add(name, measured, bytes.map(f64::abs), 0.0, Unit::Bytes);
        for scenario in ["ids", "discussion", "broadcast"] {
            let size = self.largest(scenario, TIDINGS, NS);
            let name = format!("`{scenario}` {}, allocations for an event", short_size(size));
            self.at_most(name, scenario, size, (TIDINGS, "allocations/event"), 0.0, Unit::Count);
        }
    }

    fn conversations(&mut self) {
        use conversation::{COPIED, COUNTED, ITERATED, NAME};
        let values = self.value(NAME, 100, ITERATED, NS).zip(self.value(NAME, 100, COPIED, NS));
        let measured = values.map(|(message, copy)| format!("{} against {}", time(message), time(copy)));
        let more = values.map(|(message, copy)| message - copy);
        self.add("a message to 100, beyond the copy".into(), measured.unwrap_or_default(), more, 150.0, Unit::Time);
        for (who, what, most) in [(ITERATED, "", 1.5), (COUNTED, ", counted", 4.0)] {
            for size in [10_000, 100_000] {
                let members = size as f64;
                let each = self.value(NAME, size, who, NS).zip(self.value(NAME, 100, who, NS));
                let each = each.map(|(large, small)| (large - small) / (members - 100.0));
                let values = each.zip(self.value(NAME, size, COPIED, NS).map(|ns| ns / members));
                let measured = values.map(|(each, copy)| format!("{} against {}", time(each), time(copy)));
                let name = format!("each of {} members more{what}, of the copy", short_size(size));
                let value = values.map(|(each, copy)| each / copy);
                self.add(name, measured.unwrap_or_default(), value, most, Unit::Ratio);
            }
        }
    }

    fn others(&mut self) {
        for size in self.results.sizes(custom::NAME, custom::CUSTOM, NS) {
            let name = format!("an event of the host's own, four conditions, {}, of ours", short_size(size));
            self.ratio(name, custom::NAME, size, NS, (custom::CUSTOM, custom::OURS), 1.2);
        }
        let size = self.largest(custom::NAME, custom::SEARCH_CUSTOM, NS);
        let name = format!("the same with a pattern, {}, of ours", short_size(size));
        self.ratio(name, custom::NAME, size, NS, (custom::SEARCH_CUSTOM, custom::SEARCH_OURS), 1.2);
        let size = self.largest(batch::NAME, batch::TOGETHER, NS);
        let name = format!("`publish_all` of 64 events of `ids` {}, of one by one", short_size(size));
        self.ratio(name, batch::NAME, size, NS, (batch::TOGETHER, batch::ONE_BY_ONE), 0.75);
        let report = (conference::REPORT, "p50 ns");
        self.at_most("a report in a conference of 1,024".into(), conference::NAME, 1_024, report, 5_000.0, Unit::Time);
        let none = (nobody::NOBODY, "ns");
        self.at_most("publishing what nobody gets".into(), nobody::NAME, 0, none, 60.0, Unit::Time);
    }
}

/// Bytes of a subscription, and bytes of compiled patterns for each, which are not in the first.
fn bytes_without_patterns(results: &Results, scenario: &str, size: usize) -> Option<(f64, f64)> {
    let all = results.value(scenario, size, TIDINGS, "bytes")?;
    // A distinct pattern for each hundred subscriptions.
    let distinct = if scenario == "mixed" { size as f64 / 100.0 } else { 0.0 };
    let sizes = results.sizes(patterns::NAME, patterns::WHO, "bytes");
    let pattern = sizes.first().and_then(|size| results.value(patterns::NAME, *size, patterns::WHO, "bytes"));
    let patterns = if distinct == 0.0 { 0.0 } else { pattern? * distinct / size as f64 };
    Some((all - patterns, patterns))
}

/// What the feature `snapshot` costs: bytes of a subscription and time, each against the run without it.
pub(super) fn of_snapshot(plain: &Results, with: &Results) -> Vec<Target> {
    let mut targets = Vec::new();
    for scenario in ["ids", "discussion", "mixed"] {
        let size = with.sizes(scenario, TIDINGS, "bytes").last().copied().unwrap_or(0);
        let values = with.value(scenario, size, TIDINGS, "bytes").zip(plain.value(scenario, size, TIDINGS, "bytes"));
        let measured = values.map(|(with, plain)| format!("{} B against {} B", short(with), short(plain)));
        targets.push(Target {
            name: format!("with `snapshot`: `{scenario}` {}, each subscription more", short_size(size)),
            measured: measured.unwrap_or_default(),
            value: values.map(|(with, plain)| with - plain),
            most: 60.0,
            unit: Unit::Bytes,
        });
    }
    for scenario in ["ids", "discussion", "mixed", "counted"] {
        let size = with.sizes(scenario, TIDINGS, NS).last().copied().unwrap_or(0);
        // Runs differ in what else the machine did, so the best round is taken, as a multiple of the same peer's.
        let multiple = |run: &Results| {
            let least = |who| run.value(scenario, size, who, "least ns/event");
            Some(least(TIDINGS)? / least(HAND_INDEXED)?)
        };
        let values = multiple(with).zip(multiple(plain));
        let measured = values.map(|(with, plain)| format!("{} against {} of hand_indexed", ratio(with), ratio(plain)));
        targets.push(Target {
            name: format!("with `snapshot`: `{scenario}` {}, of the same without", short_size(size)),
            measured: measured.unwrap_or_default(),
            value: values.map(|(with, plain)| with / plain),
            most: 1.1,
            unit: Unit::Ratio,
        });
    }
    targets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named<'a>(targets: &'a [Target], name: &str) -> &'a Target {
        targets.iter().find(|target| target.name.starts_with(name)).expect("it is in the list")
    }

    #[test]
    fn a_target_is_met_up_to_its_limit_and_never_unmeasured() {
        let mut results = Results::default();
        results.add("ids", 1_000, TIDINGS, NS, 50.0);
        results.add("ids", 1_000, HAND_INDEXED, NS, 150.0);
        let targets = all(&results);
        assert_eq!(named(&targets, "`ids` 1k, of hand_indexed").is_met(), Some(true));
        assert_eq!(named(&targets, "`ids` 1k, of proto").is_met(), None);
        assert!(targets.iter().filter(|target| target.name.starts_with("`discussion`")).all(|t| t.is_met().is_none()));
        results.add("ids", 1_000, TIDINGS, NS, 50.1);
        assert_eq!(named(&all(&results), "`ids` 1k, of hand_indexed").is_met(), Some(false), "the last one counts");
    }

    #[test]
    fn patterns_are_not_bytes_of_a_subscription() {
        let mut results = Results::default();
        results.add("mixed", 1_000, TIDINGS, "bytes", 500.0);
        assert_eq!(bytes_without_patterns(&results, "mixed", 1_000), None, "not without knowing what they take");
        results.add(patterns::NAME, 1_000, patterns::WHO, "bytes", 20_000.0);
        assert_eq!(bytes_without_patterns(&results, "mixed", 1_000), Some((300.0, 200.0)));
        results.add("ids", 1_000, TIDINGS, "bytes", 500.0);
        assert_eq!(bytes_without_patterns(&results, "ids", 1_000), Some((500.0, 0.0)));
    }
}
