//! Why one event is delivered to one subscription, or why not (T5).
//!
//! Owns the order of the checks in a verdict, those of kind and audience first. Must not evaluate a condition by itself.
//! Invariant: the verdict is that of matching (T5).

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::verdict::Verdict;
use crate::conversation::Change;
use crate::directory::Directory;
use crate::engine::validate::Target;
use crate::engine::{Engine, Publication};
use crate::error::Error;
use crate::ids::{SessionId, SubscriptionId, UserId};
use crate::predicate::{Checked, Quoted, one_of};
use crate::routing::ResolvedAudience;
use crate::subscription::Held;
use crate::vocab::Event;

impl<D: Directory> Engine<D> {
    /// Says why an event would be delivered to a subscription of a session, or why not (T5). Nothing changes, and no count is
    /// looked at. What follows from the event is another event, explained by a call of its own.
    ///
    /// ```
    /// use tidings::daemon::{Message, MessageReceived};
    /// use tidings::filter::MessageFilter;
    /// use tidings::{ClientKey, Config, Engine, Timestamp, UserId};
    ///
    /// # let mut engine = Engine::new(Config::default())?;
    /// # let (now, key, alice) = (Timestamp::ZERO, ClientKey::from("alice's key"), UserId::from("alice"));
    /// # engine.register_client(now, &key, &alice)?;
    /// # let session = engine.open_session(now, &key)?;
    /// let tea = MessageReceived::interest().filter(MessageFilter::new().discussion_id(7).body_search("tea"));
    /// let subscription = engine.subscribe(now, session, tea)?;
    ///
    /// let message = Message { discussion_id: 8, body: "Time for tea".into(), ..Message::default() };
    /// let verdict = engine.explain(session, subscription, (&alice, MessageReceived::new(message)))?;
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
    /// Cost: the subscription's checks; nothing is looked up by attribute. Only where the queue of outputs may be too full for the
    /// event, also that of [`Self::dry_run`].
    ///
    /// # Errors
    ///
    /// Those of [`Self::publish`], where it would be refused; and, in the order of I3:
    /// - [`Error::SessionNotOpen`];
    /// - [`Error::SubscriptionUnknown`] where it has ended, never was, or is another session's: a verdict takes the same right
    ///   as a delivery.
    pub fn explain(
        &self,
        session: SessionId,
        subscription: SubscriptionId,
        publication: impl Into<Publication>,
    ) -> Result<Verdict, Error> {
        let Publication { mut event, mut audience, exact } = publication.into();
        self.bind_definition(&mut event)?;
        Self::check_publication_form(&event, audience.as_ref())?;
        let holder = &self.sessions.get(session)?.user;
        self.check_publication_bounds(&event, audience.as_ref())?;
        let held = self.validate_held(session, subscription)?;
        let target = self.target(&event, &mut audience)?;
        if !self.queue_takes_all() {
            self.would_deliver(&event, exact, &target)?;
        }
        let audience = self.explain_audience(holder, &event, &target);
        Ok(self.verdict(held, &event, audience))
    }

    /// Whether the holder of a subscription may see the event.
    fn explain_audience(&self, holder: &UserId, event: &Event, target: &Target) -> Checked {
        let one = |wanted: &str, found: &str, passed| {
            Checked::new("audience", format!("{} {wanted}", Quoted(holder.as_str())), found, passed)
        };
        match target {
            Target::User(user, _) | Target::Audience(ResolvedAudience::User(user)) => {
                let (wanted, found) = (Quoted(holder.as_str()), Quoted(user.as_str()));
                Checked::new("audience", wanted.to_string(), found.to_string(), holder == user)
            }
            Target::Members(step) => {
                let joins = matches!(&step.change, Change::Joins { user, .. } if user == holder);
                let member = joins || self.conversations.of(holder).any(|(one, _)| one == step.conversation);
                let id = event.conversation_id().unwrap_or_default();
                one(&format!("to be a member of {}", Quoted(id)), if member { "a member" } else { "no member" }, member)
            }
            Target::Audience(ResolvedAudience::Members(number)) => {
                let member = self.conversations.of(holder).any(|(one, _)| one == *number);
                one("to be a member of the conversation", if member { "a member" } else { "no member" }, member)
            }
            Target::Audience(ResolvedAudience::Inside(id, _)) => {
                let conference = self.conferences.find(*id);
                let inside = conference.is_some_and(|conference| conference.is_inside(holder));
                one(&format!("to be in conference {id}"), if inside { "in it" } else { "not in it" }, inside)
            }
            Target::Audience(ResolvedAudience::Users(users)) => {
                let named = users.contains(holder);
                one("to be among the users", if named { "one of them" } else { "none of them" }, named)
            }
            Target::Audience(ResolvedAudience::Everyone) => {
                Checked::new("audience", "anybody", Quoted(holder.as_str()).to_string(), true)
            }
        }
    }

    fn verdict(&self, held: &Held, event: &Event, audience: Checked) -> Verdict {
        let same_kind = held.takes_kind_of(event);
        let mut checks = Vec::from([Checked::new("kind", held.kind_name(), event.kind_name(), same_kind)]);
        if same_kind {
            checks.push(audience);
            if let (Some(listed), Some(id)) = (held.only(), event.conversation_id()) {
                let wanted = one_of(listed.iter().map(|id| Quoted(id)));
                checks.push(Checked::new(
                    "conversation_ids",
                    wanted,
                    Quoted(id).to_string(),
                    held.includes_conversation(id),
                ));
            }
            checks.extend(self.matcher.conditions(held.conditions()).explain(event));
        }
        let matched = checks.iter().all(|check| check.passed);
        Verdict { matched, checks, remaining: self.subscriptions.remaining(held) }
    }
}
