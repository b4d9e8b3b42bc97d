//! Inputs about what happened (R1 to R8).
//!
//! Owns which events one published event comes to, and when the directory is updated from them. Must not check anything, nor know
//! how an event is matched. Invariant: an event and what follows from it are queued together or not at all (R4).

use super::Engine;
use super::publication::{Audience, Publication};
use super::route::{Destination, Published, Staged};
use super::validate::Target;
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::UserId;
use crate::routing::ResolvedAudience;
use crate::time::Timestamp;
use crate::vocab::{DirectoryUpdate, Event};

/// What the events of a publication say about what exists.
pub(super) type DirectoryUpdates = [Option<DirectoryUpdate>; 2];

impl<D: Directory> Engine<D> {
    /// Routes an event to the subscriptions that match it, among those of the users who may see it; then what follows from it: a
    /// location message is also a message (R8). See [`Publication`] for what converts into one.
    ///
    /// ```
    /// use tidings::conversation::ConversationParticipantAdded;
    /// use tidings::daemon::{Message, MessageReceived};
    /// use tidings::{ClientKey, Config, Engine, Timestamp, UserId};
    /// # let mut engine = Engine::new(Config::default())?;
    /// # let (now, key, alice) = (Timestamp::ZERO, ClientKey::from("alice's key"), UserId::from("alice"));
    /// # engine.register_client(now, &key, &alice)?;
    /// # let session = engine.open_session(now, &key)?;
    /// engine.subscribe(now, session, MessageReceived::interest())?;
    /// let published = engine.publish(now, (&alice, MessageReceived::new(Message::default())))?;
    /// assert_eq!(published.deliveries, 1);
    ///
    /// // An event of another user is not delivered to her.
    /// let bob = UserId::from("bob");
    /// let published = engine.publish(now, (&bob, MessageReceived::new(Message::default())))?;
    /// assert_eq!(published.deliveries, 0);
    ///
    /// // A conversation keeps its members; a new session is subscribed to conversations by default.
    /// let added = ConversationParticipantAdded::new("tea", "alice", "2026-01-02T03:04:05Z", "alice", "owner");
    /// assert_eq!(engine.publish(now, added)?.deliveries, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// An event of the daemon is for the user named. An event of a conversation is for all its members, whoever caused it (V1, V2);
    /// a profile's update for the user whose profile it is (V4). `participantAdded` and `participantRemoved` also change the
    /// members: who is added or removed gets that event, and who is removed gets none after it. A conversation starts with its
    /// first member.
    ///
    /// Membership counts when an event is published: who is removed still gets what was queued before. What the host ends (a
    /// subscription, a session, a client) counts also when the event is polled (R5).
    ///
    /// Cost: one look-up for each attribute of the event that a subscription of this user and kind is indexed by, the checks of the
    /// candidates found, and the deliveries. Adding and removing a member: O(conversation subscriptions of that user *
    /// log subscriptions of the conversation). Allocates nothing once its buffers have grown, but for changes of membership and
    /// profiles.
    ///
    /// # Errors
    ///
    /// In the order of I3:
    /// - of a kind of the host's own: [`Error::KindUndefined`], [`Error::FieldUnknown`], [`Error::ValueUnfit`],
    ///   [`Error::RepeatedName`];
    /// - [`Error::WrongKind`] for an event of the conference family; [`Error::AudienceRefused`] where the kind does not take the
    ///   audience;
    /// - [`Error::Empty`] where the user, the conversation, the member or the profile has no name;
    /// - [`Error::RepeatedName`] where an object of its free-form data has a name twice;
    /// - [`Error::BoundReached`] for names and free-form data;
    /// - [`Error::ConversationUnknown`], [`Error::ConversationDeleted`], [`Error::NotAMember`], [`Error::ConferenceUnknown`];
    /// - [`Error::BoundReached`] where the queue would hold more than
    ///   [`Bound::PendingDeliveries`](crate::Bound::PendingDeliveries).
    #[inline]
    pub fn publish(&mut self, now: Timestamp, publication: impl Into<Publication>) -> Result<Published, Error> {
        let Publication { event, audience, exact } = publication.into();
        self.publish_one(now, &mut Some(event), audience, exact)
    }

    /// The same for every type of publication, so it is compiled once. The event is where the caller has it until somebody gets it.
    #[inline(never)]
    fn publish_one(
        &mut self,
        now: Timestamp,
        event: &mut Option<Event>,
        mut audience: Option<Audience>,
        exact: bool,
    ) -> Result<Published, Error> {
        self.advance(now);
        let mut staged = Staged::default();
        let Some(publish) = event else { return Ok(staged.published()) };
        self.bind_definition(publish)?;
        if let Some(destination) = self.validate_unchanging(publish, audience.as_ref())? {
            return self.publish_in(destination, event, exact, audience.as_ref());
        }
        let mut target = self.validate_publication(publish, &mut audience)?;
        let updates = self.stage_publication(event, exact, &target, &mut staged);
        if let Err(error) = self.check_staged(&staged) {
            self.undo(&target);
            return Err(error);
        }
        self.accept(&mut target, updates);
        Ok(self.commit(&staged))
    }

    /// Publishes an event that changes no conversation, and is checked: that is nearly every event. No target is made for it, and
    /// nothing is moved: what is read right after it was written, in pieces of another size, is waited for.
    #[inline]
    fn publish_in(
        &mut self,
        destination: Destination<'_>,
        event: &mut Option<Event>,
        exact: bool,
        audience: Option<&Audience>,
    ) -> Result<Published, Error> {
        let mut staged = Staged::default();
        let updates = self.stage_with_follow_up(event, exact, destination, &mut staged);
        self.check_staged(&staged)?;
        if let Some(Audience::User(user)) = audience {
            self.update_directory(user, updates);
        }
        Ok(self.commit(&staged))
    }

    /// Matches the events that a publication comes to, and writes them into the queue, as the events staged before have left the
    /// members. What is left to do is to [`accept`](Self::accept) it, or to [`undo`](Self::undo) it.
    pub(super) fn stage_publication(
        &mut self,
        event: &mut Option<Event>,
        exact: bool,
        target: &Target,
        staged: &mut Staged,
    ) -> DirectoryUpdates {
        let destination = target.destination();
        if let Target::Members(step) = target {
            self.attach_joining(step);
            self.stage(event, destination, staged);
            self.detach_leaving(step);
            return [None; 2];
        }
        self.stage_with_follow_up(event, exact, destination, staged)
    }

    /// Stages an event and what follows from it.
    #[inline]
    fn stage_with_follow_up(
        &mut self,
        event: &mut Option<Event>,
        exact: bool,
        destination: Destination<'_>,
        staged: &mut Staged,
    ) -> DirectoryUpdates {
        let mut follow_up = event.as_ref().filter(|_| !exact).and_then(Event::follow_up);
        let mut updates = [event.as_ref().and_then(Event::directory_update), None];
        self.stage(event, destination, staged);
        if follow_up.is_some() {
            updates[1] = follow_up.as_ref().and_then(Event::directory_update);
            self.stage(&mut follow_up, destination, staged);
        }
        updates
    }

    /// Updates the directory and the members from a publication whose events are accepted.
    #[inline]
    pub(super) fn accept(&mut self, target: &mut Target, updates: DirectoryUpdates) {
        match target {
            Target::Members(step) => self.conversations.apply(step.take()),
            Target::User(user, _) | Target::Audience(ResolvedAudience::User(user)) => {
                self.update_directory(user, updates);
            }
            Target::Audience(_) => {}
        }
    }

    #[inline]
    fn update_directory(&mut self, user: &UserId, updates: DirectoryUpdates) {
        updates.into_iter().flatten().for_each(|update| self.directory.apply(user, update));
    }

    /// A publication whose events were rolled back leaves no trace.
    pub(super) fn undo(&mut self, target: &Target) {
        if let Target::Members(step) = target {
            self.undo_membership(step);
        }
    }
}
