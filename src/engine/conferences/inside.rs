//! What a change of who is in a conference means for subscriptions (R6).
//!
//! Owns attaching and detaching the subscriptions of whoever goes in or out. Must not check anything, nor route. Invariant: between
//! inputs, the subscriptions attached to a conference are those of the users in it whose kinds reach them there, so what happens in
//! it is matched without looking a user up.

use crate::conference::{Change, LiveConference, Movement};
use crate::directory::Directory;
use crate::engine::Engine;
use crate::ids::{ConferenceId, UserId};
use crate::routing::Scope;

impl<D: Directory> Engine<D> {
    /// Attaches or detaches the subscriptions of whom a change lets in or out.
    pub(super) fn attach_moved(&mut self, change: &Change) {
        match &change.movement {
            Movement::None => {}
            Movement::In(user) => self.for_each_inside_subscription(user, change.conference, true),
            Movement::Out(user) => self.for_each_inside_subscription(user, change.conference, false),
        }
    }

    /// Ends a conference, if it is live: nothing is attached to it any more. Cost: O(roster), and the subscriptions of those in it.
    pub(super) fn remove_conference(&mut self, id: ConferenceId) -> Option<LiveConference> {
        let conference = self.conferences.remove(id)?;
        for user in conference.users_inside() {
            self.for_each_inside_subscription(user, id, false);
        }
        Some(conference)
    }

    /// Attaches to a conference all subscriptions of a user that reach those in it, or detaches them.
    fn for_each_inside_subscription(&mut self, user: &UserId, conference: ConferenceId, attach: bool) {
        for subscription in self.sessions.inside_subscriptions(user) {
            self.attach_in(Scope::Inside(conference), subscription, attach);
        }
    }
}
