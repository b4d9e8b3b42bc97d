//! Whether the answers are right.
//!
//! Owns the comparison with `linear`, and the answers that the floor copies. Must not time anything. Invariant: nobody is timed whose
//! answers differ.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::time::{Duration, Instant};

use contenders::{Contender, Event, Limit};
use workload::Scenario;

use super::contenders::{HAND_INDEXED, LIMIT, PROTO};
use super::{Cell, Live, Past};
use crate::guard::guard;
use crate::results::Results;

/// How long one contender is checked, at most.
const LONG_ENOUGH: Duration = Duration::from_secs(5);

/// The answer in order, and how many it counts in the way that is timed.
fn answer(contender: &mut dyn Contender, event: &Event) -> Result<(Vec<u32>, usize), String> {
    guard(|| {
        let mut found = Vec::new();
        contender.match_event(event, &mut found);
        found.sort_unstable();
        let counted = if contender.renews() { found.len() } else { contender.count_event(event, &mut Vec::new()) };
        (found, counted)
    })
}

impl Cell<'_> {
    /// All must find what the first one finds, or they are out.
    pub(super) fn check(&self, live: &mut Vec<Live>, past: &mut HashMap<&'static str, Past>, results: &mut Results) {
        let Some((first, others)) = live.split_first_mut() else { return };
        let events = match self.size {
            0..=1_000 => 300,
            1_001..=10_000 => 60,
            _ => 12,
        };
        let step = (self.world.events.len() / events).max(1);
        let events: Vec<&Event> = self.world.events.iter().step_by(step).take(events).collect();
        let expected: Vec<_> = events.iter().map(|event| answer(&mut *first.contender, event)).collect();
        let mut out = Vec::new();
        for one in others.iter_mut().filter(|one| one.name != LIMIT) {
            let start = Instant::now();
            for (event, expected) in events.iter().zip(&expected) {
                let found = answer(&mut *one.contender, event);
                let why = match &found {
                    Err(panic) => panic.clone(),
                    Ok(_) if found != *expected => "its answers differ from those of linear".into(),
                    Ok(_) => {
                        if start.elapsed() > LONG_ENOUGH {
                            break;
                        }
                        continue;
                    }
                };
                out.push((one.name, why));
                break;
            }
        }
        for (name, why) in out {
            self.leave_out(name, &why, live, past, results);
        }
    }

    pub(super) fn leave_out(
        &self,
        name: &'static str,
        why: &str,
        live: &mut Vec<Live>,
        past: &mut HashMap<&'static str, Past>,
        results: &mut Results,
    ) {
        self.skip(name, why, results);
        live.retain(|one| one.name != name);
        past.entry(name).or_default().is_out = true;
    }

    /// Gives the floor the answers of another contender; without one, there is no floor. Where there are patterns, also counts how
    /// many of them an event matches.
    pub(super) fn give_answers(&self, live: &mut Vec<Live>, results: &mut Results) {
        let place = |name: &str, live: &[Live]| live.iter().position(|one| one.name == name);
        let Some(floor) = place(LIMIT, live) else { return };
        let Some(source) = place(PROTO, live).or_else(|| place(HAND_INDEXED, live)) else {
            live.remove(floor);
            return;
        };
        let mut limit = Limit::default();
        let mut last: Rc<[u32]> = Rc::from([]);
        let mut found = Vec::new();
        let mut patterns = 0;
        for event in &self.world.events {
            // All answers are the same, and too long to be kept for each event.
            if self.scenario != Scenario::Broadcast || last.is_empty() {
                found.clear();
                live[source].contender.match_event(event, &mut found);
                last = Rc::from(&found[..]);
                let distinct: BTreeSet<u32> =
                    found.iter().filter_map(|id| self.world.subs[*id as usize].body).collect();
                patterns += distinct.len();
            }
            limit.answers.push(last.clone());
        }
        live[floor].contender = Box::new(limit);
        if self.scenario == Scenario::Regex {
            self.add(LIMIT, "patterns/event", patterns as f64 / self.world.events.len() as f64, results);
        }
    }
}

#[cfg(test)]
mod tests {
    use contenders::{Filter, Linear};
    use workload::generate;

    use super::*;
    use crate::options::Options;
    use crate::scenario::contenders::Make;
    use crate::scenario::{SEED, shared};

    /// Finds all but one, or panics.
    struct Wrong {
        linear: Linear,
        panics: bool,
    }

    impl Contender for Wrong {
        fn insert(&mut self, id: u32, filter: &Filter) -> Result<(), String> {
            self.linear.insert(id, filter)
        }

        fn remove(&mut self, id: u32) {
            self.linear.remove(id);
        }

        fn match_event(&mut self, event: &Event, out: &mut Vec<u32>) {
            assert!(!self.panics, "no answer");
            self.linear.match_event(event, out);
            out.pop();
        }
    }

    #[test]
    fn who_loses_a_match_or_panics_is_out() {
        let options = Options::parse(["quick".to_owned()], &[]).expect("all words are right");
        let scenario = Scenario::Mixed;
        let world = generate(scenario, 1_000, 300, SEED);
        let shared = shared(&world);
        let cell = Cell { options: &options, scenario, size: 1_000, world, shared };
        let load = |name, make: Make| cell.load(name, make).expect("it inserts");
        let mut live = vec![
            load("linear", |patterns| Box::new(Linear::new(patterns.clone()))),
            load("same", |patterns| Box::new(Linear::new(patterns.clone()))),
            load("loses", |patterns| Box::new(Wrong { linear: Linear::new(patterns.clone()), panics: false })),
            load("panics", |patterns| Box::new(Wrong { linear: Linear::new(patterns.clone()), panics: true })),
        ];
        let mut results = Results::default();
        cell.check(&mut live, &mut HashMap::new(), &mut results);
        assert_eq!(live.iter().map(|one| one.name).collect::<Vec<_>>(), ["linear", "same"]);
        let out: Vec<_> =
            results.skipped().iter().map(|skipped| (skipped.who.as_str(), skipped.why.as_str())).collect();
        assert_eq!(out[0], ("loses", "its answers differ from those of linear"));
        assert!(out[1].0 == "panics" && out[1].1.starts_with("it panics"), "{out:?}");
    }
}
