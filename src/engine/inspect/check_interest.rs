//! Holding an interest against what a session has already.
//!
//! Owns which subscriptions are compared, and when two match the same. Must not prove anything by itself, nor look at what
//! exists. Invariant: nothing changes.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::directory::Directory;
use crate::engine::Engine;
use crate::error::Error;
use crate::ids::{KindId, SessionId, SubscriptionId};
use crate::lint::{Advice, Analysis, Budget};
use crate::predicate::Conditions;
use crate::subscription::{CompiledInterest, Held};
use crate::vocab::{Event, Interest, Kind};

/// How far the proofs about all subscriptions of a session together may go.
const STEPS: usize = 1 << 20;

/// How far the proof about one of them may go, so that one does not take it all.
const STEPS_EACH: usize = 1 << 14;

impl<D: Directory> Engine<D> {
    /// What is to be said of an interest before a session subscribes to it: all that [`Interest::check`] says, and whether a
    /// subscription of the session matches all of it already. Never an error by itself: the session may subscribe regardless.
    ///
    /// ```
    /// use tidings::daemon::MessageReceived;
    /// use tidings::filter::MessageFilter;
    /// use tidings::{Advice, ClientKey, Config, Engine, Interest, Timestamp, UserId};
    ///
    /// # let mut engine = Engine::new(Config::default())?;
    /// # let (now, key, alice) = (Timestamp::ZERO, ClientKey::from("alice's key"), UserId::from("alice"));
    /// # engine.register_client(now, &key, &alice)?;
    /// # let session = engine.open_session(now, &key)?;
    /// let discussion = |id| MessageReceived::interest().filter(MessageFilter::new().discussion_id(id));
    /// let seventh = engine.subscribe(now, session, discussion(7))?;
    ///
    /// let tea = MessageFilter::new().discussion_id(7).body_search("tea");
    /// let tea = Interest::from(MessageReceived::interest().filter(tea));
    /// assert_eq!(engine.check_interest(session, &tea)?, [Advice::CoveredBy { subscription: seventh }]);
    /// assert_eq!(engine.check_interest(session, &discussion(8).into())?, []);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Of several that match the same, or all of it, the oldest is named. Subscriptions with a count are not: they end by
    /// themselves. An interest with a count of its own duplicates none.
    ///
    /// Cost: as [`Interest::check`], plus O(subscriptions of the session), each compared as a whole; for proofs, at most a fixed
    /// number of steps, which go to the oldest subscriptions of the kind first.
    ///
    /// # Errors
    ///
    /// - [`Error::SessionNotOpen`];
    /// - those of [`Interest::check`].
    ///
    /// Whether listed ids exist, and how many subscriptions the session may have, is not looked at.
    pub fn check_interest(&self, session: SessionId, interest: &Interest) -> Result<Vec<Advice>, Error> {
        self.sessions.get(session)?;
        let Analysis { compiled, conditions, mut advice, template } =
            Analysis::new(interest, &self.config, &self.kinds)?;
        if let Some(template) = template {
            let covered_by_held = self.covered_by_held(session, &compiled, &conditions, &template)?;
            let costs = advice.iter().position(|one| matches!(one, Advice::Costly { .. })).unwrap_or(advice.len());
            covered_by_held.into_iter().for_each(|one| advice.insert(costs, one));
        }
        Ok(advice)
    }

    fn covered_by_held(
        &self,
        session: SessionId,
        compiled: &CompiledInterest,
        wanted_conditions: &Conditions,
        template: &Event,
    ) -> Result<Option<Advice>, Error> {
        let wanted = Coverage::of_interest(compiled);
        let wide_enough = |held: &Held| held.count().is_none() && wanted.is_subset(&Coverage::of_held(held));
        let held = self.subscriptions.of(&self.sessions.get(session)?.subscriptions);
        let others: Vec<(SubscriptionId, &Held, Conditions)> = held
            .filter(|(_, held)| wide_enough(held))
            .map(|(id, held)| (id, held, self.matcher.conditions(held.conditions())))
            .collect();
        let may_be_same =
            |held: &Held| compiled.count.remaining().is_none() && Coverage::of_held(held).is_subset(&wanted);

        let equal = others.iter().find(|(_, held, conditions)| may_be_same(held) && conditions == wanted_conditions);
        if let Some((subscription, ..)) = equal {
            return Ok(Some(Advice::DuplicateOf { subscription: *subscription }));
        }
        let mut budget = Budget::new(STEPS);
        for (subscription, held, conditions) in others {
            let mut implies = |one: &Conditions, other: &Conditions| {
                budget.at_most(STEPS_EACH, |budget| one.implies(other, template, budget))
            };
            if implies(wanted_conditions, &conditions) {
                let same = may_be_same(held) && implies(&conditions, wanted_conditions);
                return Ok(Some(match same {
                    true => Advice::DuplicateOf { subscription },
                    false => Advice::CoveredBy { subscription },
                }));
            }
            if budget.is_used_up() {
                break;
            }
        }
        Ok(None)
    }
}

/// The events against which conditions are evaluated.
#[derive(Clone, Copy)]
struct Coverage<'c> {
    kind: Kind,
    /// The number of the kind, where it is one of the host's own.
    custom: Option<KindId>,
    /// The conversations; `None`: any.
    only: Option<&'c BTreeSet<Box<str>>>,
}

impl<'c> Coverage<'c> {
    fn of_interest(compiled: &'c CompiledInterest) -> Self {
        let custom = compiled.custom.as_ref().map(|kind| kind.id());
        Self { kind: compiled.kind, custom, only: compiled.only.as_deref() }
    }

    fn of_held(held: &'c Held) -> Self {
        Self { kind: held.kind(), custom: held.custom_kind(), only: held.only() }
    }

    /// Whether it has no kinds and no conversations that the other does not have.
    fn is_subset(&self, other: &Self) -> bool {
        let is_subset_of_conversations = match (self.only, other.only) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(only), Some(other_only)) => only.is_subset(other_only),
        };
        let mut kinds = self.kind.ids(self.custom);
        is_subset_of_conversations && kinds.all(|kind| other.kind.ids(other.custom).any(|one| one == kind))
    }
}
