//! An interest, compiled and analysed by itself.
//!
//! Owns [`Interest::check`] and the order of the advice. Must not know sessions or subscriptions. Invariant: the form of the
//! interest is checked exactly as `subscribe` does.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::advice::Advice;
use super::budget::Budget;
use super::cost::{LARGE_PATTERN, costs};
use crate::config::Config;
use crate::error::Error;
use crate::predicate::{Conditions, Pattern, PatternFault};
use crate::subscription::CompiledInterest;
use crate::vocab::custom::CustomKinds;
use crate::vocab::{Event, Interest};

/// How many steps each of the two proofs about one interest may take.
const STEPS: usize = 1 << 18;

impl Interest {
    /// Advice on the interest by itself: whether it never matches, which parts of it exclude nothing, whether it is costly.
    /// [`Engine::check_interest`](crate::Engine::check_interest) also compares it with the subscriptions of a session.
    ///
    /// ```
    /// use tidings::daemon::MessageReceived;
    /// use tidings::filter::MessageFilter;
    /// use tidings::{Config, Error, Interest};
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
    /// Cost: O(bytes of its patterns) to compile them, O(checks + ids), and for proofs at most a fixed number of steps.
    ///
    /// # Errors
    ///
    /// Those of its form, as [`Engine::subscribe`](crate::Engine::subscribe) gives them: [`Error::PatternSyntax`],
    /// [`Error::PatternTooLarge`], [`Error::AliasInvalid`], [`Error::Empty`], then [`Error::BoundReached`]. A kind of
    /// the host's own is known to an engine alone: [`Error::KindUndefined`]; ask
    /// [`Engine::check_interest`](crate::Engine::check_interest).
    pub fn check(&self, config: &Config) -> Result<Vec<Advice>, Error> {
        Analysis::new(self, config, &CustomKinds::new(config.seed())).map(|analysis| analysis.advice)
    }
}

/// A valid interest, compiled, and the advice on it by itself.
pub(crate) struct Analysis {
    pub(crate) compiled: CompiledInterest,
    pub(crate) conditions: Conditions,
    pub(crate) advice: Vec<Advice>,
    /// An event of its kind with its defaults; `None` where no event passes.
    pub(crate) template: Option<Event>,
}

impl Analysis {
    pub(crate) fn new(interest: &Interest, config: &Config, kinds: &CustomKinds) -> Result<Self, Error> {
        let (mut large, mut compiled) = (Vec::new(), Vec::<Arc<Pattern>>::new());
        // Equal patterns are compiled once, as in `subscribe`.
        let mut compile = |source: &str, bytes: usize| {
            if let Some(pattern) = compiled.iter().find(|pattern| pattern.source() == source) {
                return Ok(Arc::clone(pattern));
            }
            let pattern = compile(source, bytes, &mut large)?;
            compiled.push(Arc::clone(&pattern));
            Ok(pattern)
        };
        let mut compiled = CompiledInterest::new(interest);
        compiled.lower(interest, "", config, kinds, &mut compile)?;
        let compiled = compiled.ensure_bounds()?;
        let conditions = compiled.conditions(interest, config, &mut compile)?;
        let Some(template) = Event::template(compiled.kind) else {
            return Ok(Self { compiled, conditions, advice: Vec::new(), template: None });
        };
        if let Some(paths) = conditions.contradiction(&template, &mut Budget::new(STEPS)) {
            let advice = Vec::from([Advice::NeverMatches { paths }]);
            return Ok(Self { compiled, conditions, advice, template: None });
        }
        let always = conditions.without_effect(&template, &mut Budget::new(STEPS));
        let always = always.into_iter().map(|path| Advice::AlwaysMatches { path });
        let costs = costs(&conditions, large).into_iter().map(|cost| Advice::Costly { cost });
        let advice = always.chain(costs).collect();
        Ok(Self { compiled, conditions, advice, template: Some(template) })
    }
}

/// Compiles a pattern, and adds its source to `large` if it is. It is not shared with subscriptions, so its number is unused.
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
