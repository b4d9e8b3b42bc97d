//! The events of a conference, each with its audience (R6).
//!
//! Owns making events of what an input changes. Must not change anything. Invariant: an event shows, and its audience is taken
//! from, the conference after the change. A change lets at most the one concerned in or out, so the others are the same before it.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::live::LiveConference;
use super::people::Person;
use super::permission::Permissions;
use crate::ids::{ConferenceId, Token, UserId};
use crate::routing::{Concerned, Emission, ResolvedAudience};
use crate::vocab::{
    Alias, ConferenceActiveParticipants, ConferenceCreated, ConferenceEnded, ConferenceInvitation, Event, Participant,
    ParticipantAdded, ParticipantInfo, ParticipantJoined, ParticipantLeft, ParticipantUpdated, PermissionsUpdated,
};

/// Someone as events show them; `None` for someone not on the roster.
pub(super) fn participant(user: &UserId, person: Option<&Person>) -> Participant {
    let external_id = user.as_str().to_string();
    Participant {
        id: external_id.clone(),
        info: ParticipantInfo { external_id, name: person.and_then(|person| person.name.clone()) },
        status: person.map(|person| person.status),
    }
}

impl LiveConference {
    /// Those in the conference as events show them, in the order first seen.
    pub(super) fn participants(&self) -> Vec<Participant> {
        self.people.inside().map(|(user, person)| participant(user, Some(person))).collect()
    }

    // For everyone who subscribed to the alias ---------------------------------------------------------------------------

    pub(super) fn created(&self) -> Emission {
        self.to_alias(|conference_alias, conference_id| ConferenceCreated { conference_alias, conference_id }.into())
    }

    pub(crate) fn ended(&self) -> Emission {
        self.to_alias(|conference_alias, conference_id| ConferenceEnded { conference_alias, conference_id }.into())
    }

    pub(super) fn joined(&self, user: &UserId, person: &Person) -> Emission {
        let participant = participant(user, Some(person));
        self.to_alias(|conference_alias, conference_id| {
            ParticipantJoined { conference_alias, conference_id, participant }.into()
        })
    }

    pub(super) fn left(&self, user: &UserId, person: &Person) -> Emission {
        let participant = participant(user, Some(person));
        self.to_alias(|conference_alias, conference_id| {
            ParticipantLeft { conference_alias, conference_id, participant }.into()
        })
    }

    /// The list of those inside, once this user, who was inside before, is as given.
    pub(super) fn active_participants(&self, user: &UserId, after: &Person) -> Emission {
        let people = self.people.inside().map(|(one, person)| (one, if one == user { after } else { person }));
        let inside = people.filter(|(_, person)| person.status.is_in());
        let participants: Vec<Participant> = inside.map(|(one, person)| participant(one, Some(person))).collect();
        let participant_count = participants.len() as u64;
        self.to_alias(|conference_alias, conference_id| {
            ConferenceActiveParticipants { conference_alias, conference_id, participants, participant_count }.into()
        })
    }

    fn to_alias(&self, event: impl FnOnce(Alias, ConferenceId) -> Event) -> Emission {
        Emission { event: event(self.alias.clone(), self.id), audience: ResolvedAudience::Everyone }
    }

    // For those in the conference ----------------------------------------------------------------------------------------

    pub(super) fn added(&self, user: &UserId, person: &Person, concerned: Concerned) -> Emission {
        let event = ParticipantAdded {
            conference_alias: self.alias.clone(),
            conference_id: self.id,
            participant: participant(user, Some(person)),
        };
        Emission { event: event.into(), audience: ResolvedAudience::Inside(self.id, concerned) }
    }

    pub(super) fn updated(&self, user: &UserId, person: &Person, concerned: Concerned) -> Emission {
        let event = ParticipantUpdated {
            conference_alias: self.alias.clone(),
            conference_id: self.id,
            participant: participant(user, Some(person)),
        };
        Emission { event: event.into(), audience: ResolvedAudience::Inside(self.id, concerned) }
    }

    // For the one concerned ----------------------------------------------------------------------------------------------

    pub(super) fn invitation(&self, user: &UserId, inviter: Participant, token: Option<Token>) -> Emission {
        let event = ConferenceInvitation {
            conference_alias: self.alias.clone(),
            conference_id: self.id,
            participant: inviter,
            conference_token: token,
        };
        Emission { event: event.into(), audience: ResolvedAudience::User(user.clone()) }
    }

    pub(super) fn permissions_updated(&self, user: &UserId, permissions: Permissions) -> Emission {
        let event = PermissionsUpdated {
            conference_alias: self.alias.clone(),
            conference_id: self.id,
            permissions: permissions.iter().collect(),
        };
        Emission { event: event.into(), audience: ResolvedAudience::User(user.clone()) }
    }
}
