//! One input of a random history of conferences.
//!
//! Owns [`Input`], how it is drawn and put in. Must not judge what comes of it. Invariant: what an input names is drawn from
//! what is there, from what was there, and from what never was; bytes that are missing draw the simplest.

use std::collections::BTreeSet;
use std::time::Duration;

use tidings::{conference::*, *};

use super::draw::Draw;

pub(crate) const USERS: [&str; 3] = ["ann", "bo", "cy"];
/// The clients, by the place of their user.
pub(crate) const KEYS: [(&str, usize); 5] = [("k1", 0), ("k2", 1), ("k3", 2), ("k4", 1), ("k5", 0)];
/// Four conferences, and one alias that is none.
pub(crate) const ALIASES: [&str; 8] = ["Room", "room", "ROOM", "Straße", "STRASSE", "ÄÖ", "äö", "#1"];

/// What a history has brought about so far, as far as inputs name it.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) sessions: Vec<SessionId>,
    pub(crate) open: Vec<(SessionId, String)>,
    pub(crate) subscriptions: Vec<(SessionId, SubscriptionId)>,
    pub(crate) conferences: u64,
    /// Those that have not ended.
    pub(crate) live: Vec<u64>,
    pub(crate) tokens: Vec<(u64, String, Token)>,
    pub(crate) now: u64,
}

#[derive(Clone, Debug)]
pub(crate) enum Input {
    Register { key: &'static str, user: &'static str },
    Revoke { key: &'static str },
    Open { key: &'static str },
    Close { session: SessionId },
    Allow { user: &'static str, watchers: Vec<&'static str> },
    Subscribe { session: SessionId, interest: Box<Interest> },
    Unsubscribe { session: SessionId, subscription: SubscriptionId },
    UnsubscribeAlias { session: SessionId, kind: Kind, alias: &'static str },
    Create { session: SessionId, new: NewConference },
    CreateAsServer { owner: &'static str, new: NewConference, people: Vec<Invitee>, notify: bool },
    Invite { session: SessionId, name: ConferenceName, people: Vec<Invitee> },
    InviteAsServer { name: ConferenceName, people: Vec<Invitee>, notify: bool },
    Join { session: SessionId, name: ConferenceName, token: Option<Token> },
    Leave { session: SessionId, name: ConferenceName },
    Decline { session: SessionId, name: ConferenceName },
    Report { name: ConferenceName, user: &'static str, connection: Connection },
    Kick { session: SessionId, name: ConferenceName, user: &'static str },
    Update { session: SessionId, name: ConferenceName, people: Vec<(UserId, Permissions)> },
    End { session: SessionId, name: ConferenceName },
    EndAsServer { name: ConferenceName },
    Timeout,
}

/// What an engine answers to an input that it accepts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Done,
    Opened(SessionId),
    Subscribed(SubscriptionId),
    Ended(Vec<Ended>),
    Created(Created),
    Invited(Vec<Invited>),
}

impl Input {
    pub(crate) fn bring_into(&self, engine: &mut Engine, now: Timestamp) -> Result<Answer, Error> {
        match self.clone() {
            Self::Register { key, user } => engine.register_client(now, &key.into(), &user.into())?,
            Self::Revoke { key } => return engine.revoke_client(now, &key.into()).map(Answer::Ended),
            Self::Open { key } => return engine.open_session(now, &key.into()).map(Answer::Opened),
            Self::Close { session } => return engine.close_session(now, session).map(Answer::Ended),
            Self::Allow { user, watchers } => {
                let watchers: Vec<UserId> = watchers.into_iter().map(UserId::from).collect();
                engine.allow_presence(now, &user.into(), &watchers)?;
            }
            Self::Subscribe { session, interest } => {
                return engine.subscribe(now, session, *interest).map(Answer::Subscribed);
            }
            Self::Unsubscribe { session, subscription } => {
                return engine.unsubscribe(now, session, subscription).map(|ended| Answer::Ended(vec![ended]));
            }
            Self::UnsubscribeAlias { session, kind, alias } => {
                return engine.unsubscribe_alias(now, session, kind, alias).map(Answer::Ended);
            }
            Self::Create { session, new } => return engine.create_conference(now, session, new).map(Answer::Created),
            Self::CreateAsServer { owner, new, people, notify } => {
                let created = engine.create_conference_as_server(now, &owner.into(), new, &people, notify);
                return created.map(Answer::Created);
            }
            Self::Invite { session, name, people } => {
                return engine.conference(now, name).invite(session, &people).map(Answer::Invited);
            }
            Self::InviteAsServer { name, people, notify } => {
                return engine.conference(now, name).invite_as_server(&people, notify).map(Answer::Invited);
            }
            Self::Join { session, name, token } => engine.conference(now, name).join(session, token.as_ref())?,
            Self::Leave { session, name } => engine.conference(now, name).leave(session)?,
            Self::Decline { session, name } => engine.conference(now, name).decline(session)?,
            Self::Report { name, user, connection } => {
                engine.conference(now, name).report(&user.into(), connection)?;
            }
            Self::Kick { session, name, user } => engine.conference(now, name).kick(session, &user.into())?,
            Self::Update { session, name, people } => {
                engine.conference(now, name).update_permissions(session, &people)?;
            }
            Self::End { session, name } => engine.conference(now, name).end(session)?,
            Self::EndAsServer { name } => engine.conference(now, name).end_as_server()?,
            Self::Timeout => engine.handle_timeout(now),
        }
        Ok(Answer::Done)
    }

    /// The name of what is done.
    pub(crate) fn verb(&self) -> String {
        let shown = format!("{self:?}");
        shown.split([' ', '{']).next().unwrap_or_default().to_string()
    }

    pub(crate) fn draw(draw: &mut Draw<'_>, known: &Known) -> Self {
        if known.open.len() < 2 && draw.flag() {
            return Self::Open { key: draw.one_of(&KEYS).0 };
        }
        let session = draw.session(known);
        if known.live.is_empty() && draw.flag() {
            return Self::Create { session, new: draw.new_conference() };
        }
        match draw.below(64) {
            0..=11 => {
                let name = draw.name(known);
                Self::Join { session, token: draw.token(known, session, &name), name }
            }
            12..=20 => Self::Report { name: draw.name(known), user: draw.user(), connection: draw.connection() },
            21..=28 => Self::Invite { session, name: draw.name(known), people: draw.people() },
            29..=31 => Self::InviteAsServer { name: draw.name(known), people: draw.people(), notify: draw.flag() },
            32 | 33 => Self::Create { session, new: draw.new_conference() },
            34 => {
                let (owner, new) = (draw.user(), draw.new_conference());
                Self::CreateAsServer { owner, new, people: draw.people(), notify: draw.flag() }
            }
            35..=37 => Self::Leave { session, name: draw.name(known) },
            38..=41 => Self::Decline { session, name: draw.name(known) },
            42..=44 => Self::Kick { session, name: draw.name(known), user: draw.user() },
            45..=48 => {
                let name = draw.name(known);
                let count = draw.one_of(&[1, 1, 1, 2]);
                let people = (0..count).map(|_| (draw.user().into(), draw.permissions())).collect();
                Self::Update { session, name, people }
            }
            49 => Self::End { session, name: draw.name(known) },
            50 => match draw.one_in(3) {
                true => Self::EndAsServer { name: draw.name(known) },
                false => Self::Timeout,
            },
            51..=54 => Self::Subscribe { session, interest: Box::new(draw.interest()) },
            55 => {
                // One of the latest eight; the oldest ones have ended.
                let back = draw.below(8) + 1;
                let none = (session, SubscriptionId::from_number(draw.below(256) as u64));
                let held = known.subscriptions.len().checked_sub(back).map(|at| known.subscriptions[at]);
                let (session, subscription) = held.unwrap_or(none);
                Self::Unsubscribe { session, subscription }
            }
            56 | 57 => {
                let kinds =
                    [Kind::ConferenceCreated, Kind::ConferenceEnded, Kind::ParticipantLeft, Kind::ParticipantAdded];
                Self::UnsubscribeAlias { session, kind: draw.one_of(&kinds), alias: draw.one_of(&ALIASES) }
            }
            58 => Self::Open { key: draw.one_of(&KEYS).0 },
            59 => Self::Allow { user: draw.user(), watchers: draw.some(4, Draw::user) },
            60 | 61 => Self::Close { session },
            62 if draw.flag() => Self::Revoke { key: draw.one_of(&KEYS).0 },
            _ => {
                let (key, user) = draw.one_of(&KEYS);
                Self::Register { key, user: USERS[user] }
            }
        }
    }
}

impl Draw<'_> {
    /// Mostly a little later; sometimes now, rarely earlier, very rarely at the end of time.
    pub(crate) fn time(&mut self, known: &Known) -> u64 {
        let later = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 700, 700, 5_000, 29_999, 61_000];
        match self.below(128) {
            127 if self.one_in(6) => self.one_of(&[u64::MAX, u64::MAX - 20_000, u64::MAX / 2]),
            120..=126 => known.now / 2,
            _ => known.now.saturating_add(self.one_of(&later)),
        }
    }

    fn user(&mut self) -> &'static str {
        self.one_of(&["ann", "bo", "cy", "ann", "bo", "cy", "bo", "dee"])
    }

    fn session(&mut self, known: &Known) -> SessionId {
        let open: Vec<SessionId> = known.open.iter().map(|(session, _)| *session).collect();
        match (open.is_empty(), self.one_in(32)) {
            (false, false) => self.one_of(&open),
            // 1 is the observer.
            _ => SessionId::from_number(self.below(40) as u64 + 2),
        }
    }

    /// Mostly a conference that is live; by number or alias.
    fn name(&mut self, known: &Known) -> ConferenceName {
        match self.below(12) {
            0..=8 if !known.live.is_empty() => ConferenceId::from_number(self.one_of(&known.live)).into(),
            9 | 10 => self.one_of(&ALIASES).into(),
            _ => ConferenceId::from_number(known.conferences.saturating_sub(self.below(4) as u64)).into(),
        }
    }

    /// Mostly the right one; else none, somebody else's, a void one, or one that never was.
    fn token(&mut self, known: &Known, session: SessionId, name: &ConferenceName) -> Option<Token> {
        let user = known.open.iter().find(|(open, _)| *open == session).map(|(_, user)| user.as_str());
        let named = |conference: u64| *name == ConferenceId::from_number(conference).into();
        let mut latest = known.tokens.iter().rev();
        let own = latest.find(|(at, owner, _)| named(*at) && Some(owner.as_str()) == user);
        match self.below(8) {
            0..=5 => own.map(|(_, _, token)| token.clone()),
            6 if known.tokens.is_empty() => Some("0".repeat(32).into()),
            6 => Some(known.tokens[self.below(256) % known.tokens.len()].2.clone()),
            _ => None,
        }
    }

    fn connection(&mut self) -> Connection {
        use Connection::{Connected, Error, Inactive, Lost, Warning};
        self.one_of(&[Connected, Connected, Connected, Inactive, Warning, Error, Lost])
    }

    fn permissions(&mut self) -> Permissions {
        let (low, high) = (self.below(256), self.below(16));
        let bits = if self.flag() { low | high << 8 } else { 0xFFF };
        let all = Permission::ALL.iter().enumerate();
        all.filter(|(at, _)| bits >> at & 1 == 1).map(|(_, permission)| *permission).collect()
    }

    /// Mostly each of them once.
    fn people(&mut self) -> Vec<Invitee> {
        let (count, twice) = (self.one_of(&[1, 1, 1, 2, 2, 3, 0]), self.one_in(16));
        let (mut people, mut named) = (Vec::new(), BTreeSet::new());
        for _ in 0..count {
            let user = self.user();
            if !named.insert(user) && !twice {
                continue;
            }
            let mut person = Invitee::new(user);
            if let Some(name) = self.maybe(4, |draw| draw.one_of(&["B.", ""])) {
                person = person.name(name);
            }
            if self.one_in(3) {
                person = person.permissions(self.permissions().iter());
            }
            people.push(person);
        }
        people
    }

    fn new_conference(&mut self) -> NewConference {
        let new = NewConference::new(self.one_of(&ALIASES))
            .ttl(Duration::from_secs(self.one_of(&[60, 60, 600, 0, u32::MAX]).into()));
        if self.one_in(4) { new } else { new.protected(self.flag()) }
    }

    fn interest(&mut self) -> Interest {
        let (alias, count) = (self.one_of(&ALIASES), self.one_of(&[0, 1, 2, 3]));
        let users = self.one_of(&[&USERS[..], &USERS[..1], &USERS[1..], &[]]).to_vec();
        match self.below(11) {
            0 => ConferenceCreated::interest(alias).count(count).into(),
            1 => ConferenceEnded::interest(alias).count(count).into(),
            2 => ParticipantJoined::interest(alias).count(count).into(),
            3 => ParticipantLeft::interest(alias).count(count).into(),
            4 => ConferenceActiveParticipants::interest(alias).count(count).into(),
            5 => ParticipantAdded::interest().count(count).into(),
            6 => ParticipantUpdated::interest().count(count).into(),
            7 => PermissionsUpdated::interest().count(count).into(),
            8 => ConferenceInvitation::interest().count(count).into(),
            9 => SessionOpened::interest(users).count(count).into(),
            _ => SessionClosed::interest(users).count(count).into(),
        }
    }
}
