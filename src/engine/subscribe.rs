//! Inputs about who wants what (K4 to K7, I3).
//!
//! Owns the order of the checks of a subscription. Must not know how interests are lowered or found. Invariant: the array of
//! one call is accepted as a whole or not at all (K5).

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::Engine;
use crate::conference::Conferences;
use crate::conversation::Conversations;
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{SessionId, SubscriptionId};
use crate::matcher::Matcher;
use crate::recipients::{Recipient, Subscriber};
use crate::routing::{Channel, Scope};
use crate::session::{Session, SessionPlace};
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
        self.subscribe_one(now, session, &interest.into())
    }

    /// The same for every type of interest, so it is compiled once.
    fn subscribe_one(
        &mut self,
        now: Timestamp,
        session: SessionId,
        interest: &Interest,
    ) -> Result<SubscriptionId, Error> {
        self.advance(now);
        let (interests, mut compiled) = (core::slice::from_ref(interest), [CompiledInterest::new(interest)]);
        self.subscribe_each(session, interests, |_| String::new(), &mut compiled, &mut |_| {})?;
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
        let mut ids = Vec::with_capacity(interests.len());
        let mut compiled: Vec<_> = interests.iter().map(CompiledInterest::new).collect();
        let prefix = |at| format!("interests[{at}].");
        self.subscribe_each(session, interests, prefix, &mut compiled, &mut |id| ids.push(id))?;
        Ok(ids)
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
        let removed = self.subscriptions.remove(subscription, |held| held.session() == session);
        let held = removed.ok_or_else(|| self.not_held(session, subscription))?;
        self.end_removed(subscription, &held);
        self.output.withdraw_subscription(subscription);
        Ok(Ended { session, subscription })
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
        let end = |subscription| {
            self.end_subscription(subscription);
            self.output.withdraw_subscription(subscription);
            Ended { session, subscription }
        };
        Ok(found.into_iter().map(end).collect())
    }

    /// `compiled` is the interests, not lowered yet: they are large, so they stay where they are.
    fn subscribe_each(
        &mut self,
        session: SessionId,
        interests: &[Interest],
        prefix: fn(usize) -> String,
        compiled: &mut [CompiledInterest],
        added: &mut dyn FnMut(SubscriptionId),
    ) -> Result<(), Error> {
        let place = self.validate_interests(session, interests, prefix, compiled)?;
        let mut with_alias: SmallVec<[(SubscriptionId, Alias); 1]> = SmallVec::new();
        for compiled in compiled {
            let alias = compiled.alias.clone();
            let subscription = self.add_subscription(place, compiled);
            if let Some(alias) = alias {
                with_alias.push((subscription, alias));
            }
            added(subscription);
        }
        self.answer_with_status(session, &with_alias);
        Ok(())
    }

    pub(super) fn add_subscription(&mut self, place: SessionPlace, compiled: &mut CompiledInterest) -> SubscriptionId {
        let subscription = self.subscriptions.next_id();
        self.activate(subscription, place, compiled);
        subscription
    }

    /// From now on events are matched against a subscription.
    pub(crate) fn activate(
        &mut self,
        subscription: SubscriptionId,
        place: SessionPlace,
        compiled: &mut CompiledInterest,
    ) {
        let reach = compiled.kind.reach();
        let Some(holder) = self.sessions.add_subscription(place, subscription, reach) else { return };
        let shape = self.matcher.store(compiled);
        let mut held = self.subscriptions.make((holder.id, holder.slot), compiled, shape);
        let subscriber = Subscriber { recipient: Recipient::new(subscription, holder.slot), count: held.count() };
        let (mut conditions, mut channel_slot) = (held.conditions(), 0);
        each_channel(&self.conferences, &self.conversations, holder, &held, reach, |channel| {
            let (chosen, slot) = self.matcher.attach(subscriber, conditions, channel);
            (conditions.chosen, channel_slot) = (Some(chosen), slot);
        });
        (held.chosen, held.channel_slot) = (conditions.chosen, channel_slot);
        self.subscriptions.add(subscription, held, &mut holder.subscriptions);
        self.matcher.release_unused_patterns();
    }

    /// Ends a subscription.
    pub(super) fn end_subscription(&mut self, subscription: SubscriptionId) {
        if let Some(held) = self.subscriptions.remove(subscription, |_| true) {
            self.end_removed(subscription, &held);
        }
    }

    /// What is left to do for a subscription that was removed, of a session that is open.
    fn end_removed(&mut self, subscription: SubscriptionId, held: &Held) {
        let reach = held.kind().reach();
        let Some(holder) = self.sessions.remove_subscription(held.slot(), subscription, reach) else { return };
        self.subscriptions.unlink(held, &mut holder.subscriptions);
        detach_all(&mut self.matcher, &self.conferences, &self.conversations, subscription, held, reach, holder);
    }

    /// Ends all subscriptions of a session that is closed, oldest first. Several at a time are read before the first of them ends, so
    /// that the processor waits for all of them together.
    pub(super) fn end_all(&mut self, closed: &mut Session, mut ended: impl FnMut(SubscriptionId)) {
        let Self { subscriptions, matcher, conferences, conversations, .. } = self;
        loop {
            let oldest = subscriptions.take_oldest(&mut closed.subscriptions);
            if oldest.is_empty() {
                return;
            }
            let all = || oldest.iter().filter_map(|(id, place)| Some((*id, subscriptions.at(*place)?)));
            all().for_each(|(_, held)| matcher.touch_slot(held.channel_slot));
            matcher.begin_window();
            for (id, held) in all() {
                let recipient = Recipient::new(id, closed.slot);
                each_channel(conferences, conversations, closed, held, held.kind().reach(), |channel| {
                    matcher.read_ahead_of(recipient, held.conditions(), (channel, held.channel_slot));
                });
            }
            matcher.end_window();
            for (id, place) in oldest {
                let Some(held) = subscriptions.remove_at(id, place) else { continue };
                detach_all(matcher, conferences, conversations, id, &held, held.kind().reach(), closed);
                ended(id);
            }
        }
    }

    /// Attaches a subscription to the channels of its kinds in a scope, or detaches it.
    pub(super) fn attach_in(&mut self, scope: Scope, subscription: SubscriptionId, attach: bool) {
        let Some(held) = self.subscriptions.get_mut(subscription) else { return };
        let subscriber = Subscriber { recipient: Recipient::new(subscription, held.slot()), count: held.count() };
        for kind in held.kind().ids(held.custom_kind()) {
            let channel = Channel { scope, kind };
            if attach {
                let (chosen, slot) = self.matcher.attach(subscriber, held.conditions(), channel);
                (held.chosen, held.channel_slot) = (Some(chosen), slot);
            } else {
                self.matcher.detach(subscriber, held.conditions(), (channel, held.channel_slot));
            }
        }
    }

    /// K7: one status per alias of the call, to the first interest with it; no count is used up, R1 does not apply.
    fn answer_with_status(&mut self, session: SessionId, with_alias: &[(SubscriptionId, Alias)]) {
        let mut answered = BTreeSet::new();
        for (subscription, alias) in with_alias {
            if !answered.insert(alias.folded()) {
                continue;
            }
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
fn each_channel(
    conferences: &Conferences,
    conversations: &Conversations,
    Session { user, number, .. }: &Session,
    held: &Held,
    reach: Reach,
    mut visit: impl FnMut(Channel),
) {
    let mut each_kind = |scope| held.kind_ids().for_each(|kind| visit(Channel { scope, kind }));
    if matches!(reach, Reach::Audience | Reach::Inside | Reach::Chosen) {
        each_kind(Scope::User(*number));
    }
    if matches!(reach, Reach::Alias | Reach::Chosen) {
        each_kind(Scope::Everyone);
    }
    if reach.includes_inside() {
        conferences.with_inside(user).into_iter().for_each(|id| each_kind(Scope::Inside(id)));
    }
    if reach.includes_members() {
        let listed = conversations.of(user).filter(|(_, id)| held.includes_conversation(id));
        listed.for_each(|(number, _)| each_kind(Scope::Members(number)));
    }
}

/// Nothing matches a subscription any more.
fn detach_all(
    matcher: &mut Matcher,
    conferences: &Conferences,
    conversations: &Conversations,
    subscription: SubscriptionId,
    held: &Held,
    reach: Reach,
    holder: &Session,
) {
    let subscriber = Subscriber { recipient: Recipient::new(subscription, holder.slot), count: held.count() };
    each_channel(conferences, conversations, holder, held, reach, |channel| {
        matcher.detach(subscriber, held.conditions(), (channel, held.channel_slot));
    });
    matcher.release(held.conditions());
}
