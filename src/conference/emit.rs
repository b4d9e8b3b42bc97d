//! What a conference tells, and to whom (R6).
//!
//! Owns making events of what happened, with their audiences. Must not change anything but make a token that an invitation
//! needs. Invariant: the audience is taken after the change.

use alloc::sync::Arc;

use super::LiveConference;
use crate::ids::{ConferenceId, UserId};
use crate::routing::{Emission, Emissions, ResolvedAudience};
use crate::vocab::{
    Alias, ConferenceActiveParticipants, ConferenceCreated, ConferenceEnded, ConferenceInvitation, Event,
    ParticipantAdded, ParticipantUpdated,
};

impl LiveConference {
    pub(crate) fn emit_created(&self, events: &mut Emissions) {
        self.to_alias(events, |conference_alias, conference_id| {
            ConferenceCreated { conference_alias, conference_id }.into()
        });
    }

    pub(crate) fn emit_ended(&self, events: &mut Emissions) {
        self.to_alias(events, |conference_alias, conference_id| {
            ConferenceEnded { conference_alias, conference_id }.into()
        });
    }

    pub(super) fn emit_active(&self, events: &mut Emissions) {
        let participants = self.roster.shown_inside();
        let participant_count = participants.len() as u64;
        self.to_alias(events, |conference_alias, conference_id| {
            ConferenceActiveParticipants { conference_alias, conference_id, participants, participant_count }.into()
        });
    }

    pub(super) fn to_alias(&self, events: &mut Emissions, event: impl FnOnce(Alias, ConferenceId) -> Event) {
        events.push(Emission { event: event(self.alias.clone(), self.id), audience: ResolvedAudience::Everyone });
    }

    pub(super) fn added(&self, user: &UserId, audience: Arc<[UserId]>) -> Emission {
        let event = ParticipantAdded {
            conference_alias: self.alias.clone(),
            conference_id: self.id,
            participant: self.roster.shown(user),
        };
        Emission { event: event.into(), audience: ResolvedAudience::Users(audience) }
    }

    pub(super) fn updated(&self, user: &UserId, audience: Arc<[UserId]>) -> Emission {
        let event = ParticipantUpdated {
            conference_alias: self.alias.clone(),
            conference_id: self.id,
            participant: self.roster.shown(user),
        };
        Emission { event: event.into(), audience: ResolvedAudience::Users(audience) }
    }

    /// R6: those in the conference without the one concerned.
    pub(super) fn others(&self, concerned: &UserId) -> Arc<[UserId]> {
        self.roster.users_inside().filter(|user| *user != concerned).cloned().collect()
    }

    /// R6: those in the conference, and the one concerned.
    pub(super) fn others_and(&self, concerned: &UserId) -> Arc<[UserId]> {
        let others = self.roster.users_inside().filter(|user| *user != concerned);
        others.chain([concerned]).cloned().collect()
    }

    /// The invitation of one person, as the event that tells of it.
    pub(crate) fn invitation(&mut self, user: &UserId, inviter: &UserId) -> Emission {
        let event = ConferenceInvitation {
            conference_alias: self.alias.clone(),
            conference_id: self.id,
            participant: self.roster.shown(inviter),
            conference_token: self.token(user),
        };
        Emission { event: event.into(), audience: ResolvedAudience::User(user.clone()) }
    }
}
