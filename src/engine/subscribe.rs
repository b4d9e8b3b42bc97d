//! Inputs about who wants what (K4 to K7, I3).
//!
//! Owns the order of the checks of a subscription. Must not know how interests are lowered or found. Invariant: the array of
//! one call stands as a whole or not at all (K5).

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Engine;
use crate::config::Bound;
use crate::conversation::Conversations;
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{SessionId, SubscriptionId, UserId, UserNumber};
use crate::matcher::Recipient;
use crate::routing::{Channel, Scope};
use crate::subscription::{CompiledInterest, Subscription};
use crate::time::Timestamp;
use crate::vocab::{Alias, ConferenceStatus, EntityId, IdRequirement, Interest, Kind, Reach};

impl<D: Directory> Engine<D> {
    /// Subscribes a session to what one interest asks for.
    ///
    /// ```
    /// use tidings::*;
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
    /// tidings::GroupNew::interest().group_ids([3]);
    /// ```
    ///
    /// a group has no reactions,
    ///
    /// ```compile_fail,E0599
    /// tidings::GroupDeleted::interest().reaction_filter(tidings::ReactionFilter::new());
    /// ```
    ///
    /// a reaction that was added has no value before,
    ///
    /// ```compile_fail,E0599
    /// tidings::MessageReactionAdded::interest().previous_reaction_filter(tidings::ReactionFilter::new());
    /// ```
    ///
    /// a filter fits its own entity only,
    ///
    /// ```compile_fail,E0277
    /// tidings::MessageReceived::interest().filter(tidings::GroupFilter::new());
    /// ```
    ///
    /// and calls have neither.
    ///
    /// ```compile_fail,E0599
    /// tidings::CallEnded::interest().filter(tidings::MessageFilter::new());
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
        let ids = self.subscribe_each(session, &[interest.into()], |_| String::new())?;
        ids.first().copied().ok_or(Error::SessionNotOpen { session })
    }

    /// Subscribes a session to what each of the interests asks for, in this order; all or none (K5).
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

    /// Ends a subscription; nothing more is delivered to it (R5). Cost: as [`Self::subscribe`], without compiling.
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`]; [`Error::SubscriptionUnknown`] where it has ended, never was, or is another session's.
    pub fn unsubscribe(
        &mut self,
        now: Timestamp,
        session: SessionId,
        subscription: SubscriptionId,
    ) -> Result<(), Error> {
        self.advance(now);
        self.sessions.get(session)?;
        if !self.end_subscription(session, subscription) {
            return Err(Error::SubscriptionUnknown { subscription });
        }
        self.output.withdraw_subscription(subscription);
        Ok(())
    }

    /// Ends all subscriptions of a session to an alias kind under an alias, whatever its case (K6). Returns which, oldest
    /// first.
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
    ) -> Result<Vec<SubscriptionId>, Error> {
        self.advance(now);
        if !kind.takes_alias() {
            return Err(Error::WrongKind { kind, wanted: "a kind that takes a conference_alias" });
        }
        let wanted = Alias::from(alias);
        let under_alias = |held: &&SubscriptionId| {
            let held = self.subscriptions.get(**held);
            held.is_some_and(|held| held.kind() == kind && held.alias() == Some(&wanted))
        };
        let found: Vec<_> = self.sessions.get(session)?.subscriptions.iter().filter(under_alias).copied().collect();
        if found.is_empty() {
            return Err(Error::AliasNotSubscribed { kind, alias: alias.into() });
        }
        for subscription in &found {
            self.end_subscription(session, *subscription);
            self.output.withdraw_subscription(*subscription);
        }
        Ok(found)
    }

    /// A subscription that has not ended. Cost: one hash look-up.
    #[must_use]
    pub fn subscription(&self, subscription: SubscriptionId) -> Option<&Subscription> {
        self.subscriptions.get(subscription)
    }

    /// The subscriptions of a session, oldest first, the default ones included.
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`].
    pub fn subscriptions(
        &self,
        session: SessionId,
    ) -> Result<impl Iterator<Item = (SubscriptionId, &Subscription)>, Error> {
        let held = self.sessions.get(session)?.subscriptions.iter();
        Ok(held.filter_map(|id| self.subscriptions.get(*id).map(|subscription| (*id, subscription))))
    }

    /// The checks of I3 from the session on, then the subscriptions.
    fn subscribe_each(
        &mut self,
        session: SessionId,
        interests: &[Interest],
        prefix: impl Fn(usize) -> String,
    ) -> Result<Vec<SubscriptionId>, Error> {
        self.sessions.get(session)?;
        let mut compiled_interests = Vec::with_capacity(interests.len());
        let checked = self.check_interests(session, interests, prefix, &mut compiled_interests);
        if let Err(error) = checked {
            drop(compiled_interests);
            self.matcher.release_unused_patterns();
            return Err(error);
        }
        let aliases: Vec<Option<Alias>> = compiled_interests.iter().map(|compiled| compiled.alias.clone()).collect();
        let ids: Vec<_> =
            compiled_interests.into_iter().map(|compiled| self.add_subscription(session, compiled)).collect();
        self.answer_with_status(session, &ids, aliases);
        Ok(ids)
    }

    fn check_interests(
        &mut self,
        session: SessionId,
        interests: &[Interest],
        prefix: impl Fn(usize) -> String,
        compiled_interests: &mut Vec<CompiledInterest>,
    ) -> Result<(), Error> {
        for (at, interest) in interests.iter().enumerate() {
            let matcher = &mut self.matcher;
            let compile = &mut |source: &str, bytes| matcher.pattern(source, bytes);
            compiled_interests.push(CompiledInterest::new(interest, &prefix(at), &self.config, compile)?);
        }
        if let Some(breach) = compiled_interests.iter_mut().find_map(|compiled| compiled.breach.take()) {
            return Err(breach);
        }
        self.check_numbers(session, compiled_interests.len() as u64)?;
        let session = self.sessions.get(session)?;
        let answered: BTreeSet<&str> =
            compiled_interests.iter().filter_map(|compiled| Some(compiled.alias.as_ref()?.folded())).collect();
        let waiting = self.output.pending() as u64 + answered.len() as u64;
        Error::check_bound(&self.config, Bound::PendingDeliveries, "deliveries waiting", waiting)?;

        for check in [Self::check_existence, Self::check_sort] {
            for (at, compiled) in compiled_interests.iter().enumerate() {
                check(self, &session.user, compiled, &prefix(at))?;
            }
        }
        Ok(())
    }

    /// A session and its user may hold so many subscriptions more.
    pub(crate) fn check_numbers(&self, session: SessionId, more: u64) -> Result<(), Error> {
        let session = self.sessions.get(session)?;
        let held = session.subscriptions.len() as u64 + more;
        Error::check_bound(&self.config, Bound::SubscriptionsPerSession, "subscriptions of the session", held)?;
        let held = self.sessions.user_subscriptions(&session.user) + more;
        Error::check_bound(&self.config, Bound::SubscriptionsPerUser, "subscriptions of the user", held)
    }

    fn check_existence(&self, user: &UserId, compiled: &CompiledInterest, prefix: &str) -> Result<(), Error> {
        for list in &compiled.id_lists {
            for (at, entity) in list.ids.iter().enumerate() {
                if !self.directory.exists(user, *entity) {
                    let field = format!("{prefix}{}[{at}]", list.field.name());
                    return Err(Error::NoSuchEntity { field, entity: *entity });
                }
            }
        }
        Ok(())
    }

    fn check_sort(&self, user: &UserId, compiled: &CompiledInterest, prefix: &str) -> Result<(), Error> {
        for list in &compiled.id_lists {
            for (at, entity) in list.ids.iter().enumerate() {
                let EntityId::Message(message) = *entity else { continue };
                let (entity, field) = (*entity, || format!("{prefix}{}[{at}]", list.field.name()));
                match list.requirement {
                    IdRequirement::Outbound if !message.is_outbound() => {
                        return Err(Error::NotOutbound { field: field(), entity });
                    }
                    IdRequirement::LiveSharing if !self.directory.is_live_sharing(user, message) => {
                        return Err(Error::NotLiveSharing { field: field(), entity });
                    }
                    IdRequirement::Exists | IdRequirement::Outbound | IdRequirement::LiveSharing => {}
                }
            }
        }
        Ok(())
    }

    pub(super) fn add_subscription(&mut self, session: SessionId, compiled: CompiledInterest) -> SubscriptionId {
        let subscription = self.subscriptions.next_id();
        self.activate(subscription, session, compiled);
        subscription
    }

    /// From now on something is heard through a subscription.
    pub(crate) fn activate(
        &mut self,
        subscription: SubscriptionId,
        session: SessionId,
        mut compiled: CompiledInterest,
    ) {
        self.subscriptions.add(subscription, session, &mut compiled);
        self.sessions.add_subscription(session, subscription, compiled.kind.deliveries() == Reach::Members);
        let recipient = Recipient { subscription, session, counted: compiled.count.remaining().is_some() };
        self.matcher.insert(recipient, compiled.conditions);
        self.matcher.release_unused_patterns();
        if let (Ok(holder), Some(held)) = (self.sessions.get(session), self.subscriptions.get(subscription)) {
            for channel in channels(&self.conversations, &holder.user, holder.number, held) {
                self.matcher.attach(subscription, channel);
            }
        }
    }

    /// Returns whether the session held it.
    pub(super) fn end_subscription(&mut self, session: SessionId, subscription: SubscriptionId) -> bool {
        if !self.sessions.remove_subscription(session, subscription) {
            return false;
        }
        if let Ok(holder) = self.sessions.get(session) {
            let (user, number) = (holder.user.clone(), holder.number);
            self.deactivate(&user, number, subscription);
        }
        true
    }

    /// Nothing is heard through a subscription any more.
    pub(super) fn deactivate(&mut self, user: &UserId, number: UserNumber, subscription: SubscriptionId) {
        if let Some(held) = self.subscriptions.remove(subscription) {
            for channel in channels(&self.conversations, user, number, &held) {
                self.matcher.detach(subscription, channel);
            }
        }
        self.matcher.remove(subscription);
    }

    /// K7: one status per alias of the call, to the first interest with it; no count is used up, R1 does not apply.
    fn answer_with_status(&mut self, session: SessionId, ids: &[SubscriptionId], aliases: Vec<Option<Alias>>) {
        let mut answered = BTreeSet::new();
        for (subscription, alias) in ids.iter().zip(aliases) {
            let Some(alias) = alias.filter(|alias| answered.insert(String::from(alias.folded()))) else { continue };
            let status = match self.conferences.find_by_alias(&alias) {
                Some(conference) => conference.status(),
                None => ConferenceStatus::new(alias, None, false, Vec::new()),
            };
            self.answer(session, *subscription, status.into());
        }
    }
}

/// Where a subscription of a user listens: to what is the user's own, to everyone's, or to each conversation that it asks for
/// and that the user is a member of.
fn channels(conversations: &Conversations, user: &UserId, number: UserNumber, held: &Subscription) -> Vec<Channel> {
    let scopes = match held.kind().deliveries() {
        Reach::Audience => Vec::from([Scope::User(number)]),
        Reach::Alias => Vec::from([Scope::Everyone]),
        Reach::Members => {
            let asked_for = conversations.of(user).filter(|(_, id)| held.asks_for(id));
            asked_for.map(|(number, _)| Scope::Members(number)).collect()
        }
    };
    let channels = |scope| held.kind().member_kinds().iter().map(move |kind| Channel { scope, kind: kind.number() });
    scopes.into_iter().flat_map(channels).collect()
}
