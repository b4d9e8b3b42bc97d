//! Inputs by value (N1).
//!
//! Owns [`Input`], [`Answer`] and [`Engine::apply`]. Must not do anything but call the method of an input's name. Invariant: every
//! input method of the engine and of a conference has its variant (a test holds it), the passing of time apart.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Ended, Engine, Publication, Published};
use crate::conference::{Connection, Created, Invited, Invitee, NewConference, Permissions};
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{ClientKey, SessionId, SubscriptionId, Token, UserId};
use crate::time::Timestamp;
use crate::vocab::custom::KindDefinition;
#[cfg(feature = "serde")]
use crate::vocab::wire::variants;
use crate::vocab::{ConferenceName, Interest, Kind};

/// An input as a value, for those who record inputs or send them elsewhere. Each is the method of the same name, with what that
/// method takes; the methods themselves remain the shorter call.
///
/// With the feature `serde` it is written and read as an object with one field, the name of the method. **It holds client keys
/// and tokens**; `Debug` shows none of them.
///
/// ```
/// use tidings::{Answer, ClientKey, Config, Engine, Input, Timestamp, UserId};
///
/// let mut engine = Engine::new(Config::default())?;
/// let (key, user) = (ClientKey::from("ann's key"), UserId::from("ann"));
/// assert_eq!(engine.apply(Timestamp::ZERO, Input::RegisterClient { key: key.clone(), user })?, Answer::Done);
/// let answer = engine.apply(Timestamp::ZERO, Input::OpenSession { key })?;
/// assert!(matches!(answer, Answer::Session(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are those of the methods")]
pub enum Input {
    /// [`Engine::register_client`].
    RegisterClient { key: ClientKey, user: UserId },
    /// [`Engine::revoke_client`].
    RevokeClient { key: ClientKey },
    /// [`Engine::open_session`].
    OpenSession { key: ClientKey },
    /// [`Engine::close_session`].
    CloseSession { session: SessionId },
    /// [`Engine::allow_presence`].
    AllowPresence { user: UserId, watchers: Vec<UserId> },
    /// [`Engine::subscribe`].
    Subscribe { session: SessionId, interest: Interest },
    /// [`Engine::subscribe_all`].
    SubscribeAll { session: SessionId, interests: Vec<Interest> },
    /// [`Engine::unsubscribe`].
    Unsubscribe { session: SessionId, subscription: SubscriptionId },
    /// [`Engine::unsubscribe_alias`].
    UnsubscribeAlias { session: SessionId, kind: Kind, conference_alias: String },
    /// [`Engine::define_kind`], and [`Engine::define`] with the kind that a type declares.
    DefineKind(KindDefinition),
    /// [`Engine::publish`].
    Publish(Publication),
    /// [`Engine::publish_all`].
    PublishAll { events: Vec<Publication> },
    /// [`Engine::create_conference`].
    CreateConference { session: SessionId, new: NewConference },
    /// [`Engine::create_conference_as_server`].
    CreateConferenceAsServer { owner: UserId, new: NewConference, participants: Vec<Invitee>, notify: bool },
    /// [`Conference::invite`](crate::Conference::invite).
    Invite { session: SessionId, conference: ConferenceName, participants: Vec<Invitee> },
    /// [`Conference::invite_as_server`](crate::Conference::invite_as_server).
    InviteAsServer { conference: ConferenceName, participants: Vec<Invitee>, notify: bool },
    /// [`Conference::join`](crate::Conference::join).
    Join { session: SessionId, conference: ConferenceName, token: Option<Token> },
    /// [`Conference::leave`](crate::Conference::leave).
    Leave { session: SessionId, conference: ConferenceName },
    /// [`Conference::decline`](crate::Conference::decline).
    Decline { session: SessionId, conference: ConferenceName },
    /// [`Conference::kick`](crate::Conference::kick).
    Kick { session: SessionId, conference: ConferenceName, user: UserId },
    /// [`Conference::update_permissions`](crate::Conference::update_permissions).
    UpdatePermissions { session: SessionId, conference: ConferenceName, permissions: Vec<(UserId, Permissions)> },
    /// [`Conference::report`](crate::Conference::report).
    Report { conference: ConferenceName, user: UserId, connection: Connection },
    /// [`Conference::end`](crate::Conference::end).
    End { session: SessionId, conference: ConferenceName },
    /// [`Conference::end_as_server`](crate::Conference::end_as_server).
    EndAsServer { conference: ConferenceName },
}

#[cfg(feature = "serde")]
variants! {
    Input {
        RegisterClient = "register_client" { required key: ClientKey, required user: UserId; };
        RevokeClient = "revoke_client" { required key: ClientKey; };
        OpenSession = "open_session" { required key: ClientKey; };
        CloseSession = "close_session" { required session: SessionId; };
        AllowPresence = "allow_presence" { required user: UserId; watchers: Vec<UserId> };
        Subscribe = "subscribe" { required session: SessionId, required interest: Interest; };
        SubscribeAll = "subscribe_all" { required session: SessionId; interests: Vec<Interest> };
        Unsubscribe = "unsubscribe" { required session: SessionId, required subscription: SubscriptionId; };
        UnsubscribeAlias = "unsubscribe_alias" {
            required session: SessionId, required kind: Kind, required conference_alias: String;
        };
        DefineKind = "define_kind" as definition: KindDefinition;
        Publish = "publish" as publication: Publication;
        PublishAll = "publish_all" { ; events: Vec<Publication> };
        CreateConference = "create_conference" { required session: SessionId, required new: NewConference; };
        CreateConferenceAsServer = "create_conference_as_server" {
            required owner: UserId, required new: NewConference; participants: Vec<Invitee>, notify: bool
        };
        Invite = "invite" {
            required session: SessionId, required conference: ConferenceName; participants: Vec<Invitee>
        };
        InviteAsServer = "invite_as_server" {
            required conference: ConferenceName; participants: Vec<Invitee>, notify: bool
        };
        Join = "join" { required session: SessionId, required conference: ConferenceName; token: Option<Token> };
        Leave = "leave" { required session: SessionId, required conference: ConferenceName; };
        Decline = "decline" { required session: SessionId, required conference: ConferenceName; };
        Kick = "kick" { required session: SessionId, required conference: ConferenceName, required user: UserId; };
        UpdatePermissions = "update_permissions" {
            required session: SessionId, required conference: ConferenceName; permissions: Vec<(UserId, Permissions)>
        };
        Report = "report" {
            required conference: ConferenceName, required user: UserId, required connection: Connection;
        };
        End = "end" { required session: SessionId, required conference: ConferenceName; };
        EndAsServer = "end_as_server" { required conference: ConferenceName; };
    }
}

/// What an accepted [`Input`] is answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// The input answers nothing but that it was accepted.
    Done,
    /// The session that was opened.
    Session(SessionId),
    /// The subscriptions that were made, in the order of the interests.
    Subscriptions(Vec<SubscriptionId>),
    /// The subscriptions that the input ended.
    Ended(Vec<Ended>),
    /// What publishing came to.
    Published(Published),
    /// What each event came to, in their order.
    PublishedAll(Vec<Published>),
    /// The conference that was created, or is live.
    Created(Created),
    /// What became of each invitation.
    Invited(Vec<Invited>),
}

#[cfg(feature = "serde")]
variants! {
    Answer {
        Done = "done";
        Session = "session" as session: SessionId;
        Subscriptions = "subscriptions" as subscriptions: Vec<SubscriptionId>;
        Ended = "ended" as ended: Vec<Ended>;
        Published = "published" as published: Published;
        PublishedAll = "published_all" as published: Vec<Published>;
        Created = "created" as created: Created;
        Invited = "invited" as invited: Vec<Invited>;
    }
}

impl<D: Directory> Engine<D> {
    /// Calls the method that an input is named after. Cost: that of the method.
    ///
    /// # Errors
    ///
    /// Those of the method.
    pub fn apply(&mut self, now: Timestamp, input: Input) -> Result<Answer, Error> {
        match input {
            Input::RegisterClient { key, user } => self.register_client(now, &key, &user).map(|()| Answer::Done),
            Input::RevokeClient { key } => self.revoke_client(now, &key).map(Answer::Ended),
            Input::OpenSession { key } => self.open_session(now, &key).map(Answer::Session),
            Input::CloseSession { session } => self.close_session(now, session).map(Answer::Ended),
            Input::AllowPresence { user, watchers } => {
                self.allow_presence(now, &user, &watchers).map(|()| Answer::Done)
            }
            Input::Subscribe { session, interest } => {
                self.subscribe(now, session, interest).map(|id| Answer::Subscriptions(Vec::from([id])))
            }
            Input::SubscribeAll { session, interests } => {
                self.subscribe_all(now, session, &interests).map(Answer::Subscriptions)
            }
            Input::Unsubscribe { session, subscription } => {
                self.unsubscribe(now, session, subscription).map(|ended| Answer::Ended(Vec::from([ended])))
            }
            Input::UnsubscribeAlias { session, kind, conference_alias } => {
                self.unsubscribe_alias(now, session, kind, &conference_alias).map(Answer::Ended)
            }
            Input::DefineKind(definition) => self.define_kind(now, definition).map(|()| Answer::Done),
            Input::Publish(publication) => self.publish(now, publication).map(Answer::Published),
            Input::PublishAll { events } => self.publish_all(now, events).map(Answer::PublishedAll),
            Input::CreateConference { session, new } => self.create_conference(now, session, new).map(Answer::Created),
            Input::CreateConferenceAsServer { owner, new, participants, notify } => {
                self.create_conference_as_server(now, &owner, new, &participants, notify).map(Answer::Created)
            }
            Input::Invite { session, conference, participants } => {
                self.conference(now, conference).invite(session, &participants).map(Answer::Invited)
            }
            Input::InviteAsServer { conference, participants, notify } => {
                self.conference(now, conference).invite_as_server(&participants, notify).map(Answer::Invited)
            }
            Input::Join { session, conference, token } => {
                self.conference(now, conference).join(session, token.as_ref()).map(|()| Answer::Done)
            }
            Input::Leave { session, conference } => {
                self.conference(now, conference).leave(session).map(|()| Answer::Done)
            }
            Input::Decline { session, conference } => {
                self.conference(now, conference).decline(session).map(|()| Answer::Done)
            }
            Input::Kick { session, conference, user } => {
                self.conference(now, conference).kick(session, &user).map(|()| Answer::Done)
            }
            Input::UpdatePermissions { session, conference, permissions } => {
                self.conference(now, conference).update_permissions(session, &permissions).map(|()| Answer::Done)
            }
            Input::Report { conference, user, connection } => {
                self.conference(now, conference).report(&user, connection).map(|()| Answer::Done)
            }
            Input::End { session, conference } => self.conference(now, conference).end(session).map(|()| Answer::Done),
            Input::EndAsServer { conference } => {
                self.conference(now, conference).end_as_server().map(|()| Answer::Done)
            }
        }
    }
}
