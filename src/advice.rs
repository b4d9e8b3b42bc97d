//! What can be said of an interest before it is subscribed to.
//!
//! Owns [`Advice`] and how an interest by itself is judged. Must not know sessions or who holds what, nor how anything is
//! proven. Invariant: advice is never an error, and what it says of events is so for every event.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use crate::config::Config;
use crate::error::Error;
use crate::ids::SubscriptionId;
use crate::predicate::{Budget, LookUp, Pattern, PatternFault, QuotedPattern, Weight};
use crate::subscription::CompiledInterest;
use crate::vocab::{Event, Interest};

/// More checks than this are much.
const MANY_CHECKS: usize = 64;

/// More distinct patterns than this are many.
const MANY_PATTERNS: usize = 16;

/// A pattern that takes more than this, once compiled, is large; in bytes.
const LARGE_PATTERN: usize = 64 * 1024;

/// How far proofs about one interest by itself may go, each of the two questions for itself.
const STEPS: usize = 1 << 18;

/// How many paths are shown.
const SHOWN: usize = 8;

/// Something about an interest that whoever subscribes may want to know. `Display` says what, where, and what to do.
///
/// What it says of events is proven: no event is delivered through an interest that [never matches](Self::NeverMatches), and so
/// on. Silence proves nothing. The filters are taken as they are, not the world: that contact 5 does not exist is not known.
/// Beyond reach are also
///
/// - what a regular expression says: `^a` and `^b` may occur in one text for all that is known; only a pattern that must and must
///   not occur in the same text contradicts itself;
/// - that an enumeration has no further word: `LINK_PREVIEW` or `NOT_LINK_PREVIEW` might leave one out;
/// - that an id list and a filter speak of the same thing, as `message_ids` of outbound messages and `type: INBOUND` do;
/// - filters that are so entangled that the bounded search for a proof gives up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(tag = "advice", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Advice {
    /// No event whatsoever passes. Nothing else is said of such an interest.
    NeverMatches {
        /// The parts that contradict each other, nearly as few as will do, in the order of the interest:
        /// `filter.min_timestamp`, `filter.max_timestamp`. One alone contradicts itself.
        paths: Vec<String>,
    },
    /// What stands there asks something and excludes nothing, so it can be left out. A whole filter where that is so of all of
    /// it, else a part of one: a check, an `any_of`, a `not`.
    AlwaysMatches {
        /// Where it stands: `filter.min_timestamp`.
        path: String,
    },
    /// A subscription of the session, the oldest such, hears exactly the same events, so each would be delivered twice.
    DuplicateOf {
        /// Which one; it has no count, or it would end by itself.
        subscription: SubscriptionId,
    },
    /// A subscription of the session, the oldest such, hears every event that this would hear, so each would be delivered twice.
    CoveredBy {
        /// Which one; it has no count, or it would end by itself.
        subscription: SubscriptionId,
    },
    /// It takes more work per event than others do.
    Costly {
        /// Why.
        cost: Cost,
    },
}

/// Why an interest takes more work than others.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Cost {
    /// No check can be looked up, so every event of its kind in its scope (for most kinds: of its user) is held against it. An
    /// id list can be looked up, and so can a check for exact values: in the filter itself, within `all_of`, and within `any_of`
    /// where every choice asks for the same field. Nothing within `not` can.
    EveryEvent,
    /// It can be looked up by flags or words only, which many events share.
    FewValues {
        /// The first of them; the filter, where they stand in its `any_of` or `all_of`.
        path: String,
    },
    /// More than 64 checks, nested ones included.
    Checks {
        /// How many.
        count: usize,
    },
    /// More than 16 distinct patterns.
    Patterns {
        /// How many.
        count: usize,
    },
    /// A pattern that takes more than 64 KiB once compiled.
    LargePattern {
        /// The pattern as written.
        pattern: String,
    },
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverMatches { paths } => {
                f.write_str(&paths[..paths.len().min(SHOWN)].join(", "))?;
                match paths.len() {
                    0 | 1 => f.write_str(": no event passes this; change it"),
                    count if count > SHOWN => {
                        write!(f, " and {} more: no event passes all of these; change one", count - SHOWN)
                    }
                    _ => f.write_str(": no event passes all of these; change one"),
                }
            }
            Self::AlwaysMatches { path } => write!(f, "{path}: every event passes this; leave it out"),
            Self::DuplicateOf { subscription } => write!(
                f,
                "subscription {subscription} of the session hears the same events, so each would come twice; do without one"
            ),
            Self::CoveredBy { subscription } => write!(
                f,
                "subscription {subscription} of the session hears all that this would, so each event would come twice; do \
                 without this one, or narrow the other"
            ),
            Self::Costly { cost } => cost.fmt(f),
        }
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EveryEvent => f.write_str(
                "nothing in it can be looked up, so every event of its kind is held against it; list ids, or ask for exactly one \
                 value, such as a discussion",
            ),
            Self::FewValues { path } => write!(
                f,
                "{path}: many events share the value, and nothing better can be looked up; list ids, or ask for exactly one \
                 value, such as a discussion"
            ),
            Self::Checks { count } => {
                write!(
                    f,
                    "it has {count} checks, more than {MANY_CHECKS}; an id list counts as one, whatever its length, so use it in \
                     place of an any_of of ids"
                )
            }
            Self::Patterns { count } => {
                write!(f, "it has {count} patterns, more than {MANY_PATTERNS}; join some: a|b finds either")
            }
            Self::LargePattern { pattern } => {
                let pattern = QuotedPattern(pattern);
                write!(
                    f,
                    "the pattern {pattern} takes more than {LARGE_PATTERN} bytes; shorten its repetitions, or turn Unicode off \
                     with (?-u)"
                )
            }
        }
    }
}

impl Interest {
    /// What is to be said of the interest by itself: whether it never matches, what in it excludes nothing, whether it is costly.
    /// [`Engine::check_interest`](crate::Engine::check_interest) also holds it against what a session has already.
    ///
    /// ```
    /// use tidings::*;
    ///
    /// let config = Config::default();
    /// let morning = MessageFilter::new().discussion_id(7).min_timestamp(900).max_timestamp(600);
    /// let interest = Interest::from(MessageReceived::interest().filter(morning));
    /// let advice = interest.check(&config)?;
    /// assert_eq!(advice[0].to_string(), "filter.min_timestamp, filter.max_timestamp: no event passes all of these; change one");
    ///
    /// let morning = MessageFilter::new().discussion_id(7).min_timestamp(600).max_timestamp(900);
    /// assert_eq!(Interest::from(MessageReceived::interest().filter(morning)).check(&config)?, []);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// Cost: compiling its patterns; for proofs, at most a fixed number of steps, whatever the interest.
    ///
    /// # Errors
    ///
    /// Those of its form, as [`Engine::subscribe`](crate::Engine::subscribe) gives them: [`Error::PatternSyntax`],
    /// [`Error::PatternTooLarge`], [`Error::AliasInvalid`], [`Error::Empty`], then [`Error::BoundReached`].
    pub fn check(&self, config: &Config) -> Result<Vec<Advice>, Error> {
        Analysis::new(self, config).map(|judged| judged.advice)
    }
}

/// An interest of good form, and what is to be said of it by itself.
pub(crate) struct Analysis {
    pub(crate) compiled: CompiledInterest,
    pub(crate) advice: Vec<Advice>,
    /// An event that it might hear; `None` where it never hears any.
    pub(crate) template: Option<Event>,
}

impl Analysis {
    pub(crate) fn new(interest: &Interest, config: &Config) -> Result<Self, Error> {
        let (mut large, mut compiled) = (Vec::new(), BTreeMap::new());
        // Equal patterns are compiled once, as they are where they are subscribed to.
        let mut compile = |source: &str, bytes: usize| {
            if let Some(known) = compiled.get(source) {
                return Ok(Arc::clone(known));
            }
            let pattern = compile(source, bytes, &mut large)?;
            compiled.insert(String::from(source), Arc::clone(&pattern));
            Ok(pattern)
        };
        let compiled = CompiledInterest::new(interest, "", config, &mut compile)?.ensure_bounds()?;
        let Some(template) = Event::template(compiled.kind) else {
            return Ok(Self { compiled, advice: Vec::new(), template: None });
        };
        if let Some(paths) = compiled.conditions.contradiction(&template, &mut Budget::new(STEPS)) {
            return Ok(Self { compiled, advice: Vec::from([Advice::NeverMatches { paths }]), template: None });
        }
        let always = compiled.conditions.without_effect(&template, &mut Budget::new(STEPS));
        let always = always.into_iter().map(|path| Advice::AlwaysMatches { path });
        let costs = costs(compiled.conditions.weight(), large).into_iter().map(|cost| Advice::Costly { cost });
        let advice = always.chain(costs).collect();
        Ok(Self { compiled, advice, template: Some(template) })
    }
}

/// Compiles a pattern, and notes it if it is large. None is shared with subscriptions, so the number tells nothing.
fn compile(source: &str, bytes: usize, large: &mut Vec<String>) -> Result<Arc<Pattern>, PatternFault> {
    let compile = |bytes| Pattern::compile(source, bytes, usize::MAX).map(Arc::new);
    match compile(bytes.min(LARGE_PATTERN)) {
        Err(PatternFault::TooLarge) if bytes > LARGE_PATTERN => {
            let pattern = compile(bytes)?;
            large.push(source.into());
            Ok(pattern)
        }
        compiled => compiled,
    }
}

fn costs(weight: Weight, large: Vec<String>) -> Vec<Cost> {
    let mut costs = Vec::new();
    match weight.look_up {
        LookUp::Impossible => costs.push(Cost::EveryEvent),
        LookUp::Coarse(path) => costs.push(Cost::FewValues { path }),
        LookUp::NotNeeded | LookUp::Fine => {}
    }
    if weight.checks > MANY_CHECKS {
        costs.push(Cost::Checks { count: weight.checks });
    }
    if weight.patterns > MANY_PATTERNS {
        costs.push(Cost::Patterns { count: weight.patterns });
    }
    costs.extend(large.into_iter().map(|pattern| Cost::LargePattern { pattern }));
    costs
}
