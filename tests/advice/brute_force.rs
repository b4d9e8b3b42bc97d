//! Random interests, and every event of a small domain.
//!
//! Owns the comparison of what is claimed with what happens. Must not know what an interest asks. Invariant: the interests are
//! the same on every run; `TIDINGS_INTERESTS` sets how many, more begin with the same ones.
#![expect(clippy::wildcard_enum_match_arm, reason = "an enumeration that may grow needs one")]

use std::collections::BTreeSet;
use std::fmt;

use proptest::prelude::RngCore as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use tidings::*;

use super::draw::Draw;
use super::everything::Everything;
use super::themes::{THEMES, Theme};
use super::verbs::ada;
use super::world::World;

/// Interests that are held against the events together.
const BATCH: usize = 250;

/// How often claims about parts of an interest are looked at: once in so many.
const EXPLAINED: usize = 8;

fn interests() -> usize {
    let wanted = std::env::var("TIDINGS_INTERESTS").ok();
    wanted.map_or(100_000, |wanted| wanted.parse().expect("TIDINGS_INTERESTS is a number"))
}

fn rng() -> TestRng {
    TestRng::from_seed(RngAlgorithm::ChaCha, b"advice: a seed of thirty-two by.")
}

fn draw(rng: &mut TestRng, theme: &Theme) -> Interest {
    let mut bytes = [0; 160];
    rng.fill_bytes(&mut bytes);
    (theme.draw)(&mut Draw::new(&bytes))
}

/// How much of what is so was said.
#[derive(Default)]
struct Tally {
    interests: usize,
    never: usize,
    never_said: usize,
    always: usize,
    always_said: usize,
    parts_explained: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { interests, never, never_said, always, always_said, parts_explained } = self;
        write!(f, "{interests} interests; never match: {never_said} of {never} said; ")?;
        write!(f, "always match: {always_said} of {always} said; {parts_explained} claims about parts explained")
    }
}

#[test]
fn what_is_claimed_of_all_events_is_so_of_every_event() {
    let mut rng = rng();
    let each = interests().div_ceil(THEMES.len()).div_ceil(BATCH);
    for theme in THEMES {
        let events = (theme.events)();
        let mut tally = Tally::default();
        for _ in 0..each {
            let batch: Vec<Interest> = (0..BATCH).map(|_| draw(&mut rng, theme)).collect();
            check_against_events(&batch, &events, &mut tally);
        }
        println!("{}: {} events; {tally}", theme.name, events.len());
        assert!(tally.never > 0 && tally.never < tally.interests / 2, "{}: too few of either sort", theme.name);
        if theme.complete {
            let share = |said: usize, of: usize| said * 1_000 >= of * 995;
            assert!(share(tally.never_said, tally.never), "{}: too few that never match are told", theme.name);
            assert!(share(tally.always_said, tally.always), "{}: too few that always match are told", theme.name);
        }
    }
}

/// Holds each event against those that have not failed yet, and those that have not passed yet.
fn check_against_events(batch: &[Interest], events: &[Event], tally: &mut Tally) {
    let (mut unheard, mut unfailing) = (ada(), ada());
    let attached: Vec<SubscriptionId> =
        batch.iter().map(|interest| unheard.subscribe("ada", interest.clone())).collect();
    let failing: Vec<SubscriptionId> =
        batch.iter().map(|interest| unfailing.subscribe("ada", interest.clone())).collect();
    let mut never: BTreeSet<SubscriptionId> = attached.iter().copied().collect();
    let mut always: BTreeSet<SubscriptionId> = failing.iter().copied().collect();
    for event in events {
        for received_by in unheard.reached(event) {
            unheard.unsubscribe("ada", received_by);
            never.remove(&received_by);
        }
        let passed: BTreeSet<SubscriptionId> = unfailing.reached(event).into_iter().collect();
        for failed in always.difference(&passed).copied().collect::<Vec<_>>() {
            unfailing.unsubscribe("ada", failed);
            always.remove(&failed);
        }
    }
    let mut explained = ada();
    for (at, interest) in batch.iter().enumerate() {
        let advice = interest.check(&Config::default()).expect("the interest is acceptable");
        let (never, always) = (never.contains(&attached[at]), always.contains(&failing[at]));
        let never_said = matches!(advice[..], [Advice::NeverMatches { .. }]);
        assert!(never || !never_said, "{advice:?}, but some event passes: {interest:?}");
        let whole = |one: &Advice| matches!(one, Advice::AlwaysMatches { path } if !path.contains('.'));
        let requested = serde_json::to_value(interest).expect("an interest can be written");
        let requested = requested.as_object().expect("an object").iter().filter(|(name, _)| *name != "kind");
        let requested: Vec<bool> =
            requested.map(|(name, value)| name.contains("filter") && *value != serde_json::json!({})).collect();
        let always_said = !requested.is_empty() && advice.iter().filter(|one| whole(one)).count() == requested.len();
        assert!(always || !always_said, "{advice:?}, but some event fails: {interest:?}");
        tally.interests += 1;
        tally.never += usize::from(never);
        tally.never_said += usize::from(never_said);
        // What asks nothing is not told that it always matches; nor are filters of several that ask nothing.
        if always && requested.iter().all(|filter| *filter) && !requested.is_empty() {
            tally.always += 1;
            tally.always_said += usize::from(always_said);
        }
        if tally.interests % EXPLAINED == 0 && !advice.is_empty() {
            tally.parts_explained += explain(&mut explained, interest, &advice, events);
        }
    }
}

/// Holds what is claimed of parts against the checks that are made of every event; returns how many claims.
fn explain(world: &mut World<Everything>, interest: &Interest, advice: &[Advice], events: &[Event]) -> usize {
    let subscription = world.subscribe("ada", interest.clone());
    let mut claims = 0;
    for one in advice {
        let (paths, passes): (&[String], bool) = match one {
            Advice::NeverMatches { paths } => (paths, false),
            Advice::AlwaysMatches { path } => (std::slice::from_ref(path), true),
            _ => continue,
        };
        claims += 1;
        for event in events {
            let verdict = world.explain(subscription, event);
            let outcomes: Vec<bool> = paths.iter().flat_map(|path| outcomes(path, &verdict.checks)).collect();
            // A filter may consist of filters that ask nothing.
            assert!(!outcomes.is_empty() || !paths[0].contains('.'), "{one}: there is no such path in {verdict}");
            let so = outcomes.iter().all(|passed| *passed);
            assert_eq!(so, passes, "{one}: {verdict}");
        }
    }
    world.unsubscribe("ada", subscription);
    claims
}

/// The outcomes of the checks at a path; where it leads into the elements of a list, or is that of a filter, of the check or
/// checks that it belongs to.
fn outcomes(path: &str, checks: &[Checked]) -> Vec<bool> {
    fn all<'c>(checks: &'c [Checked], into: &mut Vec<&'c Checked>) {
        for check in checks {
            into.push(check);
            all(&check.parts, into);
        }
    }
    let mut flat = Vec::new();
    all(checks, &mut flat);
    let is_part_of = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    // The checks of a whole filter are those that are not parts of others.
    let below: Vec<bool> =
        checks.iter().filter(|check| is_part_of(&check.path, path)).map(|check| check.passed).collect();
    if !below.is_empty() {
        return below;
    }
    // Of two at one path, the outer one is meant: the other says that it asks nothing.
    let above = flat.iter().rev().filter(|check| is_part_of(path, &check.path)).max_by_key(|check| check.path.len());
    above.map(|check| check.passed).into_iter().collect()
}

#[test]
fn whoever_is_included_receives_nothing_that_the_other_does_not() {
    let mut rng = rng();
    let each = interests().div_ceil(THEMES.len() * 5);
    let (mut covered, mut duplicates, mut said, mut so) = (0, 0, 0, 0);
    for theme in THEMES {
        let events = (theme.events)();
        let mut world = ada();
        for at in 0..each {
            let older = [draw(&mut rng, theme), draw(&mut rng, theme)].map(|interest| world.subscribe("ada", interest));
            let interest = draw(&mut rng, theme);
            let advice = world.check(interest.clone());
            let subscription = world.subscribe("ada", interest.clone());
            let claim = advice.iter().find_map(|one| match one {
                Advice::CoveredBy { subscription } => Some((*subscription, false)),
                Advice::DuplicateOf { subscription } => Some((*subscription, true)),
                _ => None,
            });
            // Without a claim a few are enough to see how many are missed.
            if claim.is_some() || at % 20 == 0 {
                let mut is_part_of = older.map(|_| true);
                let mut received_once = false;
                for event in &events {
                    let reached = world.reached(event);
                    let received_by = reached.contains(&subscription);
                    received_once |= received_by;
                    for (is_part_of, older) in is_part_of.iter_mut().zip(older) {
                        *is_part_of &= !received_by || reached.contains(&older);
                    }
                    if let Some((other, same)) = claim {
                        let by_other = reached.contains(&other);
                        assert!(!received_by || by_other, "{advice:?}: {interest:?}, {event:?}");
                        assert!(!same || received_by == by_other, "{advice:?}: {interest:?}, {event:?}");
                    }
                }
                if at % 20 == 0 && theme.complete && received_once {
                    so += usize::from(is_part_of.contains(&true));
                    said += usize::from(claim.is_some());
                }
            }
            covered += usize::from(matches!(claim, Some((_, false))));
            duplicates += usize::from(matches!(claim, Some((_, true))));
            older.into_iter().chain([subscription]).for_each(|one| world.unsubscribe("ada", one));
        }
    }
    println!("{covered} covered, {duplicates} duplicates; in a sample {said} of {so} said");
    assert!(covered > each && duplicates > each / 10, "too few of either sort");
    assert!(said * 100 >= so * 95, "too few that are covered are told");
}
