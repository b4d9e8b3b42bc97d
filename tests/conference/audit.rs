//! Who may receive what (R6).
//!
//! Owns the audience of every conference event, written once more from the rule. Must not know what was done to the engine.
//! Invariant: whoever is outside a conference receives nothing of what happens in it.

use std::collections::{BTreeMap, BTreeSet};

use tidings::{conference::*, *};

use super::world::Received;

/// Those in a conference, with their statuses; `None` where it is not live.
pub(crate) fn inside(engine: &Engine, conference: ConferenceId) -> Option<Vec<(String, Status)>> {
    let roster = engine.roster(conference).ok()?;
    Some(roster.inside().map(|entry| (entry.user().to_string(), entry.status())).collect())
}

/// Who may hear an event.
enum Audience {
    /// These users.
    Users(BTreeSet<String>),
    /// Everyone who subscribed to the alias.
    Alias(String),
    /// Whom it is for, its cause says.
    Elsewhere,
}

/// Holds events to R6, after the input that caused them. `open` are the sessions that are open now, with their users.
pub(crate) fn audit(engine: &Engine, open: &BTreeMap<SessionId, String>, received: &[Received]) {
    for Received { event, deliveries } in received {
        assert!(!deliveries.is_empty(), "an event without deliveries is not handed out: {event:?}");
        let by_age = deliveries.windows(2).all(|pair| pair[0].subscription() < pair[1].subscription());
        assert!(by_age, "R2, R3: each subscription once, oldest first: {deliveries:?}");
        let received_by: BTreeSet<SessionId> = deliveries.iter().map(|delivery| delivery.session()).collect();
        assert!(
            received_by.iter().all(|session| open.contains_key(session)),
            "R5: told to a closed session: {event:?}"
        );
        match audience(engine, event) {
            Audience::Users(users) => {
                let outside = received_by.iter().find(|session| !users.contains(&open[session]));
                assert!(outside.is_none(), "R6: {event:?} is not for {outside:?}, only for {users:?}");
                let mut entitled = open.iter().filter(|(_, user)| users.contains(*user)).map(|(session, _)| *session);
                let forgotten =
                    entitled.find(|session| asks(engine, *session, event) && !received_by.contains(session));
                assert_eq!(forgotten, None, "R6: {event:?} was kept from it");
            }
            Audience::Alias(alias) => {
                let folded = alias.to_lowercase();
                let held = |id| engine.subscription(id).and_then(|held| held.alias().map(|it| it.folded().to_owned()));
                // One that has ended with this very delivery can no longer be asked what it was about.
                let mut about = deliveries.iter().filter_map(|delivery| held(delivery.subscription()));
                assert!(about.all(|alias| alias == folded), "R6: {event:?} reached a subscription to another alias");
            }
            Audience::Elsewhere => {}
        }
    }
}

/// Whether a session holds a subscription to everything of this event's kind.
fn asks(engine: &Engine, session: SessionId, event: &Event) -> bool {
    let mut held = engine.subscriptions(session).into_iter().flatten();
    held.any(|(_, held)| held.kind() == event.kind() && held.remaining().is_none())
}

fn audience(engine: &Engine, event: &Event) -> Audience {
    let those_in = |conference, concerned: &Participant, itself| {
        let inside = inside(engine, conference).unwrap_or_default();
        let others = inside.into_iter().map(|(user, _)| user).filter(|user| *user != concerned.id);
        Audience::Users(others.chain(Some(concerned.id.clone()).filter(|_| itself)).collect())
    };
    match event {
        Event::ParticipantAdded(it) => those_in(it.conference_id, &it.participant, false),
        Event::ParticipantUpdated(it) => {
            those_in(it.conference_id, &it.participant, it.participant.status == Some(Status::Kicked))
        }
        Event::ConferenceCreated(it) => Audience::Alias(it.conference_alias.as_written().into()),
        Event::ConferenceEnded(it) => Audience::Alias(it.conference_alias.as_written().into()),
        Event::ParticipantJoined(it) => Audience::Alias(it.conference_alias.as_written().into()),
        Event::ParticipantLeft(it) => Audience::Alias(it.conference_alias.as_written().into()),
        Event::ConferenceActiveParticipants(it) => Audience::Alias(it.conference_alias.as_written().into()),
        _ => Audience::Elsewhere,
    }
}
