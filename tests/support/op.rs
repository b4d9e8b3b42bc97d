//! One input of a random history.
//!
//! Owns [`Op`] and how it is drawn and put in. Must not judge what comes of it. Invariant: what an op names is drawn from
//! what is there, from what was there, and from what never was.

use tidings::*;

use super::{Compared, Draw};

pub(super) const KEYS: &[&str] = &["k1", "k2", "k3", "k4"];
pub(super) const USERS: &[&str] = &["alice", "bob", "1"];

/// What is done to the engines, and when.
#[derive(Clone, Debug)]
pub(crate) struct Op {
    pub(super) at: Timestamp,
    pub(super) input: Input,
}

#[derive(Clone, Debug)]
pub(super) enum Input {
    RegisterClient { key: &'static str, user: UserId },
    RevokeClient { key: &'static str },
    OpenSession { key: &'static str },
    CloseSession { session: SessionId },
    Subscribe { session: SessionId, interest: Interest },
    SubscribeAll { session: SessionId, interests: Vec<Interest> },
    Unsubscribe { session: SessionId, subscription: SubscriptionId },
    UnsubscribeAlias { session: SessionId, kind: Kind, alias: &'static str },
    Publish { user: UserId, event: Event },
    PublishExact { user: UserId, event: Event },
    HandleTimeout,
}

/// What an engine answers to an input that it accepts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    Done,
    Opened(SessionId),
    Subscribed(Vec<SubscriptionId>),
    Ended(Vec<Ended>),
    Published(Published),
}

impl Op {
    pub(crate) fn draw(draw: &mut Draw<'_>, engines: &Compared) -> Self {
        let input = match draw.below(64) {
            0..=28 => Self::publish(draw, engines),
            29..=44 => {
                let kind = draw.kind(engines);
                Input::Subscribe { session: draw.session(engines), interest: draw.interest(kind) }
            }
            45 | 46 => {
                let kind = draw.kind(engines);
                let session = draw.session(engines);
                Input::SubscribeAll { session, interests: draw.some(6, |draw| draw.interest(kind)) }
            }
            47 => {
                let session = draw.session(engines);
                let interests = draw.some(6, |draw| {
                    let kind = draw.kind(engines);
                    draw.interest(kind)
                });
                Input::SubscribeAll { session, interests }
            }
            48..=51 => {
                let (session, subscription) = draw.subscription(engines);
                Input::Unsubscribe { session, subscription }
            }
            52 | 53 => {
                let kinds = [Kind::ConferenceCreated, Kind::ParticipantLeft, Kind::CallEnded];
                let (session, kind) = (draw.session(engines), draw.one_of(&kinds));
                Input::UnsubscribeAlias { session, kind, alias: draw.alias() }
            }
            54 => Input::CloseSession { session: draw.session(engines) },
            55..=59 => Input::OpenSession { key: draw.one_of(KEYS) },
            60 => Input::RegisterClient { key: draw.one_of(&["k1", "k2", "k3", "k4", ""]), user: draw.user() },
            61 => Input::RevokeClient { key: draw.one_of(KEYS) },
            _ => Input::HandleTimeout,
        };
        Self { at: Timestamp::from_millis(draw.below(256) as u64), input }
    }

    fn publish(draw: &mut Draw<'_>, engines: &Compared) -> Input {
        let (exact, kind) = (draw.one_in(4), draw.kind(engines));
        let (user, event) = (draw.user(), draw.event(kind));
        if exact { Input::PublishExact { user, event } } else { Input::Publish { user, event } }
    }

    /// Does to an engine what the op says.
    pub(super) fn bring_into(&self, engine: &mut Engine) -> Result<Answer, Error> {
        let now = self.at;
        match self.input.clone() {
            Input::RegisterClient { key, user } => {
                engine.register_client(now, &key.into(), &user).map(|()| Answer::Done)
            }
            Input::RevokeClient { key } => engine.revoke_client(now, &key.into()).map(Answer::Ended),
            Input::OpenSession { key } => engine.open_session(now, &key.into()).map(Answer::Opened),
            Input::CloseSession { session } => engine.close_session(now, session).map(Answer::Ended),
            Input::Subscribe { session, interest } => {
                engine.subscribe(now, session, interest).map(|id| Answer::Subscribed(vec![id]))
            }
            Input::SubscribeAll { session, interests } => {
                engine.subscribe_all(now, session, &interests).map(Answer::Subscribed)
            }
            Input::Unsubscribe { session, subscription } => {
                engine.unsubscribe(now, session, subscription).map(|ended| Answer::Ended(vec![ended]))
            }
            Input::UnsubscribeAlias { session, kind, alias } => {
                engine.unsubscribe_alias(now, session, kind, alias).map(Answer::Ended)
            }
            Input::Publish { user, event } => {
                engine.publish(now, Publication::new(event, Audience::user(&user))).map(Answer::Published)
            }
            Input::PublishExact { user, event } => {
                engine.publish(now, Publication::new(event, Audience::user(&user)).exact()).map(Answer::Published)
            }
            Input::HandleTimeout => {
                engine.handle_timeout(now);
                Ok(Answer::Done)
            }
        }
    }
}

impl Draw<'_> {
    /// Mostly one of the few that the history is about, so that events meet subscriptions; all kinds come.
    fn kind(&mut self, engines: &Compared) -> Kind {
        match self.below(8) {
            0..=4 => self.one_of(engines.about()),
            5 => self.one_of(&[Kind::MessageReceived, Kind::MessageSent, Kind::ConferenceCreated]),
            _ => self.one_of(Kind::ALL),
        }
    }

    /// Mostly someone whom clients act for.
    fn user(&mut self) -> UserId {
        match self.below(24) {
            22 => "".into(),
            23 => "nobody, and too long for a name".into(),
            21 => USERS[2].into(),
            at => USERS[at % 2].into(),
        }
    }

    /// Mostly an open session.
    fn session(&mut self, engines: &Compared) -> SessionId {
        let open: Vec<SessionId> = engines.model().sessions().collect();
        if open.is_empty() || self.one_in(8) {
            SessionId::from_number(self.below(40) as u64)
        } else {
            self.one_of(&open)
        }
    }

    /// Mostly one that the session holds.
    fn subscription(&mut self, engines: &Compared) -> (SessionId, SubscriptionId) {
        let session = self.session(engines);
        let held: Vec<SubscriptionId> = engines.model().subscriptions_of(session).collect();
        if held.is_empty() || self.one_in(4) {
            return (session, SubscriptionId::from_number(self.below(256) as u64));
        }
        (session, self.one_of(&held))
    }
}
