//! Inputs about who wants what (K4 to K7, I3).
//!
//! Owns the order of the checks of a subscription. Must not know how interests are lowered or found. Invariant: the array of
//! one call is accepted as a whole or not at all (K5).

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Engine;
use crate::conference::Conferences;
use crate::conversation::Conversations;
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{SessionId, SubscriptionId, UserId, UserNumber};
use crate::recipients::{Recipient, SessionSlot, Subscriber};
use crate::routing::{Channel, Scope};
use crate::subscription::{CompiledInterest, Held};
use crate::time::Timestamp;
use crate::vocab::{Alias, ConferenceStatus, Interest, Kind, Reach};

/// A subscription that the host's call has ended (C1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ended {
    /// The session that held it.
    pub session: SessionId,
    /// The subscription.
    pub subscription: SubscriptionId,
}

impl<D: Directory> Engine<D> {
    /// Subscribes a session to one interest.
    ///
    /// ```
    /// use tidings::daemon::MessageReceived;
    /// use tidings::filter::MessageFilter;
    /// use tidings::{ClientKey, Config, Engine, Kind, Timestamp, UserId};
    ///
    /// let mut engine = Engine::new(Config::default())?;
    /// let (now, key, alice) = (Timestamp::ZERO, ClientKey::from("alice's key"), UserId::from("alice"));
    /// engine.register_client(now, &key, &alice)?;
    /// let session = engine.open_session(now, &key)?;
    ///
    /// // The next two messages in discussion 7 that mention tea.
    /// let tea = MessageReceived::interest()
    ///     .filter(MessageFilter::new().discussion_id(7).body_search("(?i)\\btea\\b"))
    ///     .count(2);
    /// let subscription = engine.subscribe(now, session, tea)?;
    /// assert_eq!(engine.subscription(subscription).map(|held| held.kind()), Some(Kind::MessageReceived));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// An id list or a filter that the kind does not have does not compile: a new group cannot be chosen by id,
    ///
    /// ```compile_fail,E0599
    /// tidings::daemon::GroupNew::interest().group_ids([3]);
    /// ```
    ///
    /// a group has no reactions,
    ///
    /// ```compile_fail,E0599
    /// tidings::daemon::GroupDeleted::interest().reaction_filter(tidings::filter::ReactionFilter::new());
    /// ```
    ///
    /// a reaction that was added has no value before,
    ///
    /// ```compile_fail,E0599
    /// tidings::daemon::MessageReactionAdded::interest().previous_reaction_filter(tidings::filter::ReactionFilter::new());
    /// ```
    ///
    /// a filter fits its own entity only,
    ///
    /// ```compile_fail,E0277
    /// tidings::daemon::MessageReceived::interest().filter(tidings::filter::GroupFilter::new());
    /// ```
    ///
    /// and calls have neither.
    ///
    /// ```compile_fail,E0599
    /// tidings::daemon::CallEnded::interest().filter(tidings::filter::MessageFilter::new());
    /// ```
    ///
    /// Cost: O(checks + ids), and compiling each pattern that no live subscription has yet.
    ///
    /// # Errors
    ///
    /// In the order of I3; the first that applies:
    /// - [`Error::SessionNotOpen`];
    /// - [`Error::PatternSyntax`], [`Error::PatternTooLarge`], [`Error::AliasInvalid`];
    /// - [`Error::BoundReached`];
    /// - [`Error::NoSuchEntity`] where a listed id does not exist for the user;
    /// - [`Error::NotOutbound`], [`Error::NotLiveSharing`] where it is of the wrong sort.
    pub fn subscribe(
        &mut self,
        now: Timestamp,
        session: SessionId,
        interest: impl Into<Interest>,
    ) -> Result<SubscriptionId, Error> {
        self.advance(now);
        self.subscribe_each(session, &[interest.into()], |_| String::new())?;
        Ok(self.subscriptions.last_id())
    }

    /// Subscribes a session to each of the interests, in this order; all or none (K5).
    ///
    /// Subscribing to alias kinds is answered, once per alias, with a `conferenceStatus` (K7).
    ///
    /// # Errors
    ///
    /// As [`Self::subscribe`]; each step of the checks is made for all interests before the next step.
    pub fn subscribe_all(
        &mut self,
        now: Timestamp,
        session: SessionId,
        interests: &[Interest],
    ) -> Result<Vec<SubscriptionId>, Error> {
        self.advance(now);
        self.subscribe_each(session, interests, |at| format!("interests[{at}]."))
    }

    /// Ends a subscription; nothing more is delivered to it (R5). Answers which. Cost: as [`Self::subscribe`], without compiling.
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`]; [`Error::SubscriptionUnknown`] where it has ended, never was, or is another session's.
    pub fn unsubscribe(
        &mut self,
        now: Timestamp,
        session: SessionId,
        subscription: SubscriptionId,
    ) -> Result<Ended, Error> {
        self.advance(now);
        self.validate_held(session, subscription)?;
        Ok(self.unsubscribe_held(session, subscription))
    }

    /// Ends all subscriptions of a session to an alias kind and an alias, whatever its case (K6). Answers which, oldest first.
    ///
    /// Cost: O(subscriptions of the session).
    ///
    /// # Errors
    ///
    /// - [`Error::WrongKind`] where the kind takes no alias;
    /// - [`Error::SessionNotOpen`];
    /// - [`Error::AliasNotSubscribed`] where there is none.
    pub fn unsubscribe_alias(
        &mut self,
        now: Timestamp,
        session: SessionId,
        kind: Kind,
        alias: &str,
    ) -> Result<Vec<Ended>, Error> {
        self.advance(now);
        let found = self.validate_alias(session, kind, alias)?;
        Ok(found.into_iter().map(|subscription| self.unsubscribe_held(session, subscription)).collect())
    }

    fn subscribe_each(
        &mut self,
        session: SessionId,
        interests: &[Interest],
        prefix: fn(usize) -> String,
    ) -> Result<Vec<SubscriptionId>, Error> {
        let compiled_interests = self.validate_interests(session, interests, prefix)?;
        let aliases: Vec<Option<Alias>> = compiled_interests.iter().map(|compiled| compiled.alias.clone()).collect();
        let ids: Vec<_> =
            compiled_interests.into_iter().map(|compiled| self.add_subscription(session, compiled)).collect();
        self.answer_with_status(session, &ids, aliases);
        Ok(ids)
    }

    pub(super) fn add_subscription(&mut self, session: SessionId, compiled: CompiledInterest) -> SubscriptionId {
        let subscription = self.subscriptions.next_id();
        self.activate(subscription, session, compiled);
        subscription
    }

    /// From now on events are matched against a subscription.
    pub(crate) fn activate(
        &mut self,
        subscription: SubscriptionId,
        session: SessionId,
        mut compiled: CompiledInterest,
    ) {
        let Ok(holder) = self.sessions.get(session) else { return };
        let conditions = self.matcher.store(&mut compiled);
        let held = self.subscriptions.add(subscription, session, compiled, conditions);
        let subscriber = Subscriber { recipient: Recipient::new(subscription, holder.slot), count: held.count() };
        for channel in channels(&self.conferences, &self.conversations, &holder.user, holder.number, held) {
            held.conditions.chosen = Some(self.matcher.attach(subscriber, &held.conditions, channel));
        }
        self.sessions.add_subscription(session, subscription, held.kind().reach());
        self.matcher.release_unused_patterns();
    }

    /// Ends a subscription that a session holds, at the host's call: also what waits for it does not come any more.
    fn unsubscribe_held(&mut self, session: SessionId, subscription: SubscriptionId) -> Ended {
        self.end_subscription(session, subscription);
        self.output.withdraw_subscription(subscription);
        Ended { session, subscription }
    }

    /// Ends a subscription that a session holds.
    pub(super) fn end_subscription(&mut self, session: SessionId, subscription: SubscriptionId) {
        self.sessions.remove_subscription(session, subscription);
        if let Ok(holder) = self.sessions.get(session) {
            let (user, number, slot) = (holder.user.clone(), holder.number, holder.slot);
            self.deactivate(&user, number, slot, subscription);
        }
    }

    /// Attaches a subscription to the channels of its kinds in a scope, or detaches it.
    pub(super) fn attach_in(&mut self, scope: Scope, subscription: SubscriptionId, attach: bool) {
        let Some(held) = self.subscriptions.get_mut(subscription) else { return };
        let Ok(open) = self.sessions.get(held.session()) else { return };
        let subscriber = Subscriber { recipient: Recipient::new(subscription, open.slot), count: held.count() };
        for kind in held.kind().ids(held.custom_kind()) {
            let channel = Channel { scope, kind };
            if attach {
                held.conditions.chosen = Some(self.matcher.attach(subscriber, &held.conditions, channel));
            } else {
                self.matcher.detach(subscriber, &held.conditions, channel);
            }
        }
    }

    /// Nothing matches a subscription any more.
    pub(super) fn deactivate(
        &mut self,
        user: &UserId,
        number: UserNumber,
        slot: SessionSlot,
        subscription: SubscriptionId,
    ) {
        let Some(held) = self.subscriptions.remove(subscription) else { return };
        let subscriber = Subscriber { recipient: Recipient::new(subscription, slot), count: held.count() };
        for channel in channels(&self.conferences, &self.conversations, user, number, &held) {
            self.matcher.detach(subscriber, &held.conditions, channel);
        }
        self.matcher.release(&held.conditions);
    }

    /// K7: one status per alias of the call, to the first interest with it; no count is used up, R1 does not apply.
    fn answer_with_status(&mut self, session: SessionId, ids: &[SubscriptionId], aliases: Vec<Option<Alias>>) {
        let mut answered = BTreeSet::new();
        for (subscription, alias) in ids.iter().zip(&aliases) {
            let Some(alias) = alias.as_ref().filter(|alias| answered.insert(alias.folded())) else { continue };
            let status = match self.conferences.find_by_alias(alias) {
                Some(conference) => conference.status(),
                None => ConferenceStatus::new(alias.clone(), None, false, Vec::new()),
            };
            self.answer(session, *subscription, status.into());
        }
    }
}

/// The channels to which a subscription of a user is attached: that of the user, that of everyone, that of each conference that the
/// user is in, or that of each conversation that it includes and that the user is a member of; for a kind of the host's own all of
/// them.
fn channels(
    conferences: &Conferences,
    conversations: &Conversations,
    user: &UserId,
    number: UserNumber,
    held: &Held,
) -> Vec<Channel> {
    let inside = || conferences.with_inside(user).into_iter().map(Scope::Inside);
    let members = || {
        let listed = conversations.of(user).filter(|(_, id)| held.includes_conversation(id));
        listed.map(|(number, _)| Scope::Members(number))
    };
    let scopes: Vec<Scope> = match held.kind().reach() {
        Reach::Audience => Vec::from([Scope::User(number)]),
        Reach::Alias => Vec::from([Scope::Everyone]),
        Reach::Members => members().collect(),
        Reach::Inside => [Scope::User(number)].into_iter().chain(inside()).collect(),
        Reach::Chosen => [Scope::User(number), Scope::Everyone].into_iter().chain(inside()).chain(members()).collect(),
    };
    let channels = |scope| held.kind_ids().map(move |kind| Channel { scope, kind });
    scopes.into_iter().flat_map(channels).collect()
}
