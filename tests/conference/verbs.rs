//! Conferences, and one line of text for each thing that anybody receives.
//!
//! Owns the verbs that only conferences have, and what is said of an event. Must not know rules, but for the audit that every
//! output passes. Invariant: whatever is received is read once, so a test that compares all lines also says who receives
//! nothing.

use tidings::{conference::*, *};

use super::audit::audit;
use super::world::World;

pub(crate) const SEED: [u8; 32] = *b"no seed for serving real people!";

impl World {
    /// Subscribes to all five kinds of an alias; what that is answered with is not told.
    pub(crate) fn watch(&mut self, label: &str, alias: &str) {
        let interests: [Interest; 5] = [
            ConferenceCreated::interest(alias).into(),
            ConferenceEnded::interest(alias).into(),
            ParticipantJoined::interest(alias).into(),
            ParticipantLeft::interest(alias).into(),
            ConferenceActiveParticipants::interest(alias).into(),
        ];
        let session = self.session(label);
        self.engine.subscribe_all(self.now, session, &interests).expect("aliases may be subscribed to");
        self.received_by();
    }

    pub(crate) fn create(&mut self, label: &str, new: NewConference) -> Created {
        let session = self.session(label);
        let created = self.engine.create_conference(self.now, session, new).expect("it may be created");
        if let Some(token) = &created.owner_token {
            let owner = self.user_of(session).to_owned();
            self.keep_token(created.id, &owner, token.clone());
        }
        created
    }

    /// The conference that was created last.
    pub(crate) fn here(&mut self) -> Conference<'_> {
        self.engine.conference(self.now, "Room")
    }

    pub(crate) fn invite(&mut self, label: &str, people: &[Invitee]) -> Result<Vec<Invited>, Error> {
        let session = self.session(label);
        self.here().invite(session, people)
    }

    /// Joins with the user's own token, if there is one.
    pub(crate) fn join(&mut self, label: &str) -> Result<(), Error> {
        let session = self.session(label);
        let user = self.user_of(session);
        let token = self.tokens.iter().rev().find(|((_, holder), _)| holder == user).map(|(_, token)| token.clone());
        self.here().join(session, token.as_ref())
    }

    pub(crate) fn leave(&mut self, label: &str) -> Result<(), Error> {
        let session = self.session(label);
        self.here().leave(session)
    }

    pub(crate) fn decline(&mut self, label: &str) -> Result<(), Error> {
        let session = self.session(label);
        self.here().decline(session)
    }

    pub(crate) fn kick(&mut self, label: &str, user: &str) -> Result<(), Error> {
        let session = self.session(label);
        self.here().kick(session, &user.into())
    }

    pub(crate) fn permit(&mut self, label: &str, user: &str, permissions: Permissions) -> Result<(), Error> {
        let session = self.session(label);
        self.here().update_permissions(session, &[(user.into(), permissions)])
    }

    pub(crate) fn report(&mut self, user: &str, connection: Connection) -> Result<(), Error> {
        self.here().report(&user.into(), connection)
    }

    pub(crate) fn end(&mut self, label: &str) -> Result<(), Error> {
        let session = self.session(label);
        self.here().end(session)
    }

    /// Joins, and the connection stands.
    pub(crate) fn enter(&mut self, label: &str) {
        self.join(label).expect("the user may join");
        let user = self.user_of(self.session(label)).to_owned();
        self.report(&user, Connection::Connected).expect("the user is connecting");
    }

    /// Everything that was told since the last time, as `who: alias kind what`, in order; each passes the audit.
    pub(crate) fn received_by(&mut self) -> Vec<String> {
        let received = self.poll();
        audit(&self.engine, &self.open_sessions(), &received);
        let mut lines = Vec::new();
        for received in received {
            for delivery in received.deliveries {
                if let Event::ConferenceInvitation(it) = &received.event {
                    if let Some(token) = &it.conference_token {
                        let invitee = self.user_of(delivery.session()).to_owned();
                        self.keep_token(it.conference_id, &invitee, token.clone());
                    }
                }
                lines.push(format!("{}: {}", self.name_of(delivery.session()), line(&received.event)));
            }
        }
        lines
    }

    /// Asserts that exactly this was told since the last time.
    #[track_caller]
    pub(crate) fn expect(&mut self, lines: &[&str]) {
        assert_eq!(self.received_by(), lines);
    }

    pub(crate) fn token(&self, conference: ConferenceId, user: &str) -> Option<&Token> {
        self.tokens.get(&(conference, user.into()))
    }

    pub(crate) fn keep_token(&mut self, conference: ConferenceId, user: &str, token: Token) {
        self.tokens.insert((conference, user.into()), token);
    }

    /// Those in the conference, as `user status`.
    pub(crate) fn inside(&self) -> Vec<String> {
        let Ok(roster) = self.engine.roster("Room") else { return Vec::new() };
        roster.inside().map(|entry| format!("{} {:?}", entry.user(), entry.status())).collect()
    }
}

/// With tokens, and only the default subscriptions that are about conferences.
pub(crate) fn config() -> Config {
    let about_conferences =
        [Kind::ConferenceInvitation, Kind::ParticipantAdded, Kind::ParticipantUpdated, Kind::PermissionsUpdated];
    Config::default().token_seed(SEED).default_subscriptions(about_conferences)
}

pub(crate) fn room() -> NewConference {
    NewConference::new("Room").protected(true)
}

pub(crate) fn open_room() -> NewConference {
    NewConference::new("Room").protected(false)
}

pub(crate) fn code<T>(result: Result<T, Error>) -> Result<T, Code> {
    result.map_err(|error| error.code())
}

fn shown(participant: &Participant) -> String {
    let status = participant.status.map_or_else(|| "never seen".into(), |status| format!("{status:?}"));
    format!("{} {status}", participant.id)
}

fn names(participants: &[Participant]) -> String {
    participants.iter().map(|participant| participant.id.as_str()).collect::<Vec<_>>().join(" ")
}

/// An event in words, with its alias first.
fn line(event: &Event) -> String {
    let (alias, what) = match event {
        Event::ConferenceInvitation(it) => (&it.conference_alias, format!("from {}", it.participant.id)),
        Event::ConferenceCreated(it) => (&it.conference_alias, format!("#{}", it.conference_id)),
        Event::ConferenceEnded(it) => (&it.conference_alias, format!("#{}", it.conference_id)),
        Event::ParticipantJoined(it) => (&it.conference_alias, it.participant.id.clone()),
        Event::ParticipantLeft(it) => (&it.conference_alias, it.participant.id.clone()),
        Event::ConferenceActiveParticipants(it) => {
            assert_eq!(it.participant_count, it.participants.len() as u64);
            (&it.conference_alias, format!("[{}]", names(&it.participants)))
        }
        Event::ParticipantAdded(it) => (&it.conference_alias, shown(&it.participant)),
        Event::ParticipantUpdated(it) => (&it.conference_alias, shown(&it.participant)),
        Event::PermissionsUpdated(it) => {
            let names: Vec<&str> = it.permissions.iter().map(|permission| permission.name()).collect();
            (&it.conference_alias, format!("[{}]", names.join(" ")))
        }
        Event::ConferenceStatus(it) => {
            let live = if it.live { "live" } else { "not live" };
            (&it.conference_alias, format!("{live} [{}]", names(&it.participants)))
        }
        Event::SessionOpened(it) => return format!("Session.Opened {}", it.user),
        Event::SessionClosed(it) => return format!("Session.Closed {}", it.user),
        other => panic!("{other:?} is not about conferences"),
    };
    format!("{} {} {what}", alias.as_written(), event.kind().name())
}
