//! Several events in one input (R11).
//!
//! Owns that they are accepted all or none, in their order. Must not check anything, nor know what one event comes to. Invariant: a
//! refused call leaves the subscriptions attached as they were, and neither the directory nor a conversation is changed before the
//! last event is accepted (R4).

use alloc::vec::Vec;

use super::Engine;
use super::publication::Publication;
use super::route::{Published, Staged, match_audience};
use super::validate::Target;
use crate::directory::Directory;
use crate::error::Error;
use crate::matcher::WINDOW;
use crate::routing::{Channel, ResolvedAudience, Scope};
use crate::time::Timestamp;

impl<D: Directory> Engine<D> {
    /// Publishes several events in one input: all, in their order, or none (R11). Each is what [`Self::publish`] takes. An event is
    /// checked and routed as if those before it had been published one by one, so a conversation can begin, get its members and
    /// its first message in one call.
    ///
    /// ```
    /// use tidings::conversation::{ConversationParticipantAdded, ConversationUpdate};
    /// use tidings::daemon::{Message, MessageReceived};
    /// use tidings::{ClientKey, Code, Config, Engine, Publication, Timestamp, UserId};
    /// # let mut engine = Engine::new(Config::default())?;
    /// # let (now, key, alice) = (Timestamp::ZERO, ClientKey::from("alice's key"), UserId::from("alice"));
    /// # engine.register_client(now, &key, &alice)?;
    /// # let session = engine.open_session(now, &key)?;
    /// let added = ["alice", "bob"].map(|member| ConversationParticipantAdded::new("tea", "alice", "", member, "member"));
    /// let published = engine.publish_all(now, added.clone())?;
    /// // Alice is told of both, herself first.
    /// assert_eq!(published.iter().map(|one| one.deliveries).collect::<Vec<_>>(), [1, 1]);
    ///
    /// // Events of different families are converted one by one.
    /// engine.subscribe(now, session, MessageReceived::interest())?;
    /// let message = MessageReceived::new(Message::default());
    /// let events = [Publication::from(added[1].clone()), (&alice, message).into()];
    /// assert_eq!(engine.publish_all(now, events)?.len(), 2);
    ///
    /// // All or none: the second one is refused, so Carol is no member.
    /// let carol = ConversationParticipantAdded::new("tea", "alice", "", "carol", "member");
    /// let other = ConversationParticipantAdded::new("tea", "alice", "", "", "member");
    /// let refused = engine.publish_all(now, [carol, other]).unwrap_err();
    /// assert_eq!((refused.code(), refused.field()), (Code::InvalidArgument, Some("events[1].event.profile_id")));
    /// assert_eq!(engine.members("tea").map(Iterator::count), Some(2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Returns what each event came to. No events are accepted as well.
    ///
    /// Cost: that of the publications, and O(log changes) for each that changes a conversation. Allocates a few lists of the length
    /// of the call.
    ///
    /// # Errors
    ///
    /// Those of [`Self::publish`]; each step of the checks is made for all events before the next. What is wrong with one event is
    /// an [`Error::InEvent`], which says which one it is. Where the queue cannot hold all deliveries, it is the
    /// [`Error::BoundReached`] of the call.
    pub fn publish_all(
        &mut self,
        now: Timestamp,
        publications: impl IntoIterator<Item = impl Into<Publication>>,
    ) -> Result<Vec<Published>, Error> {
        self.advance(now);
        let (publications, targets) = self.validate_publications(publications.into_iter().map(Into::into))?;
        let (mut staged, mut pending) = (Staged::default(), Vec::with_capacity(publications.len()));
        let mut published = Vec::with_capacity(publications.len());
        let (mut publications, mut targets) = (publications.into_iter(), targets.into_iter());
        while publications.len() > 0 {
            let window = publications.len().min(WINDOW);
            self.read_ahead(publications.as_slice().iter().zip(targets.as_slice()).take(window));
            for (publication, target) in publications.by_ref().zip(targets.by_ref()).take(window) {
                let mut of_one = Staged::default();
                let Publication { event, exact, .. } = publication;
                let updates = self.stage_publication(event, exact, &target, &mut of_one);
                pending.push((target, updates));
                published.push(of_one.published());
                staged.append(of_one);
                // Asked after each event, so what is staged exceeds the bound by one event at most.
                if let Err(error) = self.check_queue(staged.deliveries()) {
                    self.roll_back();
                    pending.iter().rev().for_each(|(target, _)| self.undo(target));
                    return Err(error);
                }
            }
        }
        pending.into_iter().for_each(|(target, updates)| self.accept(target, updates));
        self.commit(staged);
        Ok(published)
    }

    /// Reads ahead what matching these events will read.
    fn read_ahead<'p>(&mut self, window: impl Iterator<Item = (&'p Publication, &'p Target)>) {
        let Self { sessions, matcher, matched, scopes, .. } = self;
        matched.clear();
        for (Publication { event, .. }, target) in window {
            let Some(kind) = event.kind_id() else { continue };
            let attributes = event.attributes();
            let mut read_in = |scope| matcher.read_ahead(Channel { scope, kind }, attributes);
            match target {
                // Such a list may be long, and there is no window for it.
                Target::Audience(ResolvedAudience::Users(_)) => {}
                Target::Audience(audience) => {
                    match_audience(audience, sessions, scopes, matched, |scope, _| read_in(scope));
                }
                Target::Members(step) => read_in(Scope::Members(step.conversation)),
            }
        }
        matcher.end_window();
    }
}
