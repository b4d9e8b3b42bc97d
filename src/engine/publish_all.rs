//! Several events in one input (R11).
//!
//! Owns that they are accepted all or none, in their order. Must not check anything, nor know what one event comes to. Invariant: a
//! refused call leaves the subscriptions attached as they were, and neither the directory nor a conversation is changed before the
//! last event is accepted (R4).

use alloc::vec::Vec;

use super::Engine;
use super::publication::Publication;
use super::route::{Published, Staged, match_in_each};
use super::validate::{Target, Unrouted};
use crate::directory::Directory;
use crate::error::Error;
use crate::matcher::WINDOW;
use crate::routing::{Channel, ResolvedAudience};
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
        let mut call = self.validate_publications(publications.into_iter().map(Into::into))?;
        let (mut staged, mut published) = (Staged::default(), Vec::with_capacity(call.len()));
        let mut updates = Vec::with_capacity(call.len());
        for start in (0..call.len()).step_by(WINDOW) {
            let end = call.len().min(start + WINDOW);
            self.read_ahead(&call[start..end]);
            for at in start..end {
                let Unrouted { event, exact, target: Some(target), .. } = &mut call[at] else { continue };
                let mut of_one = Staged::default();
                self.matcher.set_current(Some(at - start));
                updates.push(self.stage_publication(event, *exact, target, &mut of_one));
                self.matcher.set_current(None);
                published.push(of_one.published());
                staged.append(of_one);
                // Asked after each event, so what is staged exceeds the bound by one event at most.
                if let Err(error) = self.check_staged(&staged) {
                    call[..=at]
                        .iter()
                        .rev()
                        .filter_map(|routed| routed.target.as_ref())
                        .for_each(|target| self.undo(target));
                    return Err(error);
                }
            }
        }
        let targets = call.iter_mut().filter_map(|routed| routed.target.as_mut());
        targets.zip(updates).for_each(|(target, updates)| self.accept(target, updates));
        self.commit(&staged);
        Ok(published)
    }

    /// Reads ahead what matching these events will read.
    fn read_ahead(&mut self, window: &[Unrouted]) {
        let Self { sessions, matcher, matched, scopes, .. } = self;
        matched.clear();
        matcher.begin_window();
        for (at, Unrouted { event, target, .. }) in window.iter().enumerate() {
            let (Some(event), Some(target)) = (event, target) else { continue };
            let Some(kind) = event.kind_id() else { continue };
            let attributes = event.attributes();
            // A list of users may be long, and there is no window for it.
            if !matches!(target, Target::Audience(ResolvedAudience::Users(_))) {
                let read_in = |scope, _: &mut _| matcher.read_ahead((at, attributes), Channel { scope, kind });
                match_in_each(target.destination(), sessions, scopes, matched, read_in);
            }
        }
        matcher.end_window();
    }
}
