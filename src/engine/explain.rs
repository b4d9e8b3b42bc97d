//! Looking without touching (T5).
//!
//! Owns [`Verdict`], and asking who hears an event without publishing it. Must not decide anything by itself: conditions are
//! held by the predicate code, listeners are found by the matcher. Invariants: nothing changes; nothing is told but to the
//! holder of a subscription, or to the host.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{self, Write as _};
use core::num::NonZeroU64;

use super::Engine;
use super::conversations::check_conversation_event;
use crate::conversation::Change;
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{SessionId, SubscriptionId, UserId};
use crate::matcher::Recipient;
use crate::predicate::{Attributes, Checked, Quoted, one_of};
use crate::routing::{Channel, Scope};
use crate::vocab::{Event, Family, Kind, Reach};

/// How many failed checks make a reason.
const REASONS: usize = 3;

/// Why an event is delivered to a subscription, or why not: every check of R1, the count apart.
///
/// `Display` is what a person reads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Verdict {
    /// Whether the subscription matches the event.
    pub matched: bool,
    /// The checks that were made: kind, audience, then id lists and filters. Of a different kind, nothing more can be asked.
    pub checks: Vec<Checked>,
    /// How many more deliveries the subscription's count allows; `None` without a count.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub remaining: Option<NonZeroU64>,
}

impl Verdict {
    /// The checks that would have to pass and do not.
    pub fn failed(&self) -> impl Iterator<Item = &Checked> {
        self.checks.iter().filter(|check| !check.passed)
    }

    /// Why it is a no, in one line: the first few checks that fail. What is composed of choices is one of them, without its
    /// parts; `Display` has those. `None` where it is a yes.
    ///
    /// ```
    /// # use tidings::*;
    /// # let mut engine = Engine::new(Config::default())?;
    /// # let (now, key, alice) = (Timestamp::ZERO, ClientKey::from("alice's key"), UserId::from("alice"));
    /// # engine.register_client(now, &key, &alice)?;
    /// # let session = engine.open_session(now, &key)?;
    /// let tea = MessageReceived::interest().filter(MessageFilter::new().discussion_id(7));
    /// let subscription = engine.subscribe(now, session, tea)?;
    /// let message = Message { discussion_id: 8, ..Message::default() };
    /// let verdict = engine.explain(session, subscription, &alice, &MessageReceived::new(message).into())?;
    /// assert_eq!(verdict.reason().as_deref(), Some("filter.discussion_id: wants exactly 7, found 8"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        let failed: Vec<&Checked> = self.checks.iter().flat_map(Checked::failed).collect();
        let mut reason = String::new();
        for (at, check) in failed.iter().take(REASONS).enumerate() {
            let between = if at > 0 { "; " } else { "" };
            // Writing to a string does not fail.
            let _ = write!(reason, "{between}{}", check.line());
        }
        if failed.len() > REASONS {
            let _ = write!(reason, "; and {} more", failed.len() - REASONS);
        }
        (!self.matched).then_some(reason)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failed = self.failed().count();
        match (self.matched, failed) {
            (true, _) => f.write_str("matched: every check passes")?,
            (false, 1) => f.write_str("not matched: 1 check fails")?,
            (false, failed) => write!(f, "not matched: {failed} checks fail")?,
        }
        match self.remaining.map(NonZeroU64::get) {
            None => {}
            Some(1) => f.write_str("; its count has 1 delivery left")?,
            Some(left) => write!(f, "; its count has {left} deliveries left")?,
        }
        self.checks.iter().try_for_each(|check| check.fmt(f))
    }
}

/// A delivery that publishing would make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DryDelivery {
    /// The kind of the event: the published one's, or that of what follows from it (R8).
    pub kind: Kind,
    /// The session.
    pub session: SessionId,
    /// The subscription.
    pub subscription: SubscriptionId,
}

impl<D: Directory> Engine<D> {
    /// Says why an event of the daemon for `user` would be delivered to a subscription of a session, or why not (T5). Nothing
    /// changes, and no count is looked at.
    ///
    /// ```
    /// use tidings::*;
    ///
    /// # let mut engine = Engine::new(Config::default())?;
    /// # let (now, key, alice) = (Timestamp::ZERO, ClientKey::from("alice's key"), UserId::from("alice"));
    /// # engine.register_client(now, &key, &alice)?;
    /// # let session = engine.open_session(now, &key)?;
    /// let tea = MessageReceived::interest().filter(MessageFilter::new().discussion_id(7).body_search("tea"));
    /// let subscription = engine.subscribe(now, session, tea)?;
    ///
    /// let message = Message { discussion_id: 8, body: "Time for tea".into(), ..Message::default() };
    /// let verdict = engine.explain(session, subscription, &alice, &MessageReceived::new(message).into())?;
    /// assert!(!verdict.matched);
    /// assert_eq!(verdict.to_string(), "\
    /// not matched: 1 check fails
    ///   yes kind: wants MessageReceived, found MessageReceived
    ///   yes audience: wants \"alice\", found \"alice\"
    ///   NO  filter.discussion_id: wants exactly 7, found 8
    ///   yes filter.body_search: wants a text in which /tea/ occurs, found \"Time for tea\"");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Cost: the subscription's checks; nothing is looked up by attribute.
    ///
    /// # Errors
    ///
    /// - [`Error::WrongKind`] where the event is not of the daemon family; [`Error::Empty`], [`Error::BoundReached`] for the
    ///   user's name;
    /// - [`Error::SessionNotOpen`];
    /// - [`Error::SubscriptionUnknown`] where it has ended, never was, or is another session's: a verdict takes the same right
    ///   as a delivery.
    pub fn explain(
        &self,
        session: SessionId,
        subscription: SubscriptionId,
        user: &UserId,
        event: &Event,
    ) -> Result<Verdict, Error> {
        check_daemon_event(user, event)?;
        let holder = &self.sessions.get(session)?.user;
        self.check_length("user", user.as_str())?;
        let audience = audience(holder, user.as_str());
        self.verdict(session, subscription, event, audience)
    }

    /// As [`Self::explain`], for an event of a conversation or a profile's update.
    ///
    /// # Errors
    ///
    /// As [`Self::explain`]; and those of [`Self::publish_conversation`], where the event would be refused.
    pub fn explain_conversation(
        &self,
        session: SessionId,
        subscription: SubscriptionId,
        event: &Event,
    ) -> Result<Verdict, Error> {
        check_conversation_event(event)?;
        let holder = &self.sessions.get(session)?.user;
        self.check_free_form(event)?;
        let audience = match event.conversation_id() {
            Some(id) => {
                let step = self.conversations.step(id, event)?;
                let joins = matches!(&step.change, Change::Joins(user) if user == holder);
                let member = joins || self.conversations.of(holder).any(|(one, _)| one == step.conversation);
                let wanted = format!("{} to be a member of {}", Quoted(holder.as_str()), Quoted(id));
                Checked::new("audience", wanted, if member { "a member" } else { "no member" }, member)
            }
            None => {
                let profile = event.concerned().map_or("", |(_, profile)| profile);
                audience(holder, profile)
            }
        };
        self.verdict(session, subscription, event, audience)
    }

    /// Says who would receive an event of the daemon and what follows from it, in the order of delivery (T5). Nothing changes.
    ///
    /// Cost: as [`Self::publish`], but each pattern runs once per distinct filter.
    ///
    /// # Errors
    ///
    /// As [`Self::publish`], the bound of the queue apart.
    pub fn dry_run(&self, user: &UserId, event: &Event) -> Result<Vec<DryDelivery>, Error> {
        check_daemon_event(user, event)?;
        self.check_length("user", user.as_str())?;
        let follow_up = event.follow_up();
        let scope = self.sessions.user_number(user).map(Scope::User);
        let mut deliveries = Vec::new();
        for event in core::iter::once(event).chain(&follow_up) {
            let matched = scope.map(|scope| self.would_match_in(scope, event)).unwrap_or_default();
            deliveries.extend(matched.into_iter().map(|recipient| dry(event, recipient)));
        }
        Ok(deliveries)
    }

    /// As [`Self::dry_run`], for an event of a conversation or a profile's update. Who would be added by it is counted in.
    ///
    /// # Errors
    ///
    /// As [`Self::publish_conversation`], the bound of the queue apart.
    pub fn dry_run_conversation(&self, event: &Event) -> Result<Vec<DryDelivery>, Error> {
        check_conversation_event(event)?;
        self.check_free_form(event)?;
        let Some(id) = event.conversation_id() else {
            let user = UserId::from(event.concerned().map_or("", |(_, profile)| profile));
            let scope = self.sessions.user_number(&user).map(Scope::User);
            let deliveries = scope.map(|scope| self.would_match_in(scope, event)).unwrap_or_default();
            return Ok(deliveries.into_iter().map(|recipient| dry(event, recipient)).collect());
        };
        let step = self.conversations.step(id, event)?;
        let mut deliveries = self.would_match_in(Scope::Members(step.conversation), event);
        if let Change::Joins(user) = &step.change {
            let joining = self.sessions.member_subscriptions(user).into_iter();
            deliveries.extend(joining.filter_map(|subscription| self.would_match(subscription, event)));
            deliveries.sort_unstable_by_key(|recipient| recipient.subscription);
        }
        Ok(deliveries.into_iter().map(|recipient| dry(event, recipient)).collect())
    }

    fn verdict(
        &self,
        session: SessionId,
        subscription: SubscriptionId,
        event: &Event,
        audience: Checked,
    ) -> Result<Verdict, Error> {
        let held = self.subscriptions.get(subscription).filter(|held| held.session() == session);
        let held = held.ok_or(Error::SubscriptionUnknown { subscription })?;
        let (wanted, found) = (held.kind(), event.kind());
        let same_kind = wanted.member_kinds().contains(&found);
        let mut checks = Vec::from([Checked::new("kind", wanted.name(), found.name(), same_kind)]);
        if same_kind {
            checks.push(audience);
            if let (Some(listed), Some(id)) = (held.conversation_ids(), event.conversation_id()) {
                let wanted = one_of(listed.map(Quoted));
                checks.push(Checked::new("conversation_ids", wanted, Quoted(id).to_string(), held.asks_for(id)));
            }
            let conditions = self.matcher.conditions(subscription);
            checks.extend(conditions.into_iter().flat_map(|conditions| conditions.explain(event)));
        }
        let matched = checks.iter().all(|check| check.passed);
        Ok(Verdict { matched, checks, remaining: held.remaining() })
    }

    fn would_match_in(&self, scope: Scope, event: &Event) -> Vec<Recipient> {
        let mut deliveries = Vec::new();
        self.matcher.match_event_unrecorded(Channel { scope, kind: event.kind().number() }, event, &mut deliveries);
        deliveries
    }

    /// A subscription that hears conversations, if it would hear this event of one.
    fn would_match(&self, subscription: SubscriptionId, event: &Event) -> Option<Recipient> {
        let held = self.subscriptions.get(subscription)?;
        let asked_for = event.conversation_id().is_some_and(|id| held.asks_for(id));
        let hears = asked_for
            && held.kind().deliveries() == Reach::Members
            && held.kind().member_kinds().contains(&event.kind());
        let conditions = self.matcher.conditions(subscription).filter(|_| hears)?;
        let matches = conditions.matches(event as &dyn Attributes, None, &mut crate::predicate::Direct);
        matches.then_some(Recipient { subscription, session: held.session(), counted: held.remaining().is_some() })
    }
}

pub(super) fn check_daemon_event(user: &UserId, event: &Event) -> Result<(), Error> {
    if event.kind().family() != Family::Daemon {
        return Err(Error::WrongKind { kind: event.kind(), wanted: "an event of the daemon family" });
    }
    Error::ensure_not_empty("user", user.as_str())
}

/// Whether an event for one user is for the holder of a subscription.
fn audience(holder: &UserId, user: &str) -> Checked {
    let (wanted, found) = (Quoted(holder.as_str()), Quoted(user));
    Checked::new("audience", wanted.to_string(), found.to_string(), holder.as_str() == user)
}

fn dry(event: &Event, recipient: Recipient) -> DryDelivery {
    DryDelivery { kind: event.kind(), session: recipient.session, subscription: recipient.subscription }
}
