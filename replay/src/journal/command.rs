//! The commands of a journal, read strictly.
//!
//! Owns what a command may look like. Must not carry any out. Invariant: whatever is unknown, missing, doubled or of the wrong
//! type is refused with the place where it stands.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde_json::value::RawValue;
use tidings::{
    ClientKey, ConferenceName, Connection, Error, Event, Family, Fault, Interest, Invitee, Json, Kind, Permissions,
    Timestamp, Token, UserId,
};

use super::refusal::Refusal;

/// A line: a time, a command, both or neither.
pub(crate) struct Line {
    pub(crate) at: Option<Timestamp>,
    /// The time of a line counts even when its command is refused.
    pub(crate) command: Result<Option<Command>, Refusal>,
}

impl Line {
    /// Empty lines and comments say nothing.
    pub(crate) fn read(line: &[u8]) -> Result<Self, Refusal> {
        let text = std::str::from_utf8(line)
            .map_err(|error| Refusal::invalid(format!("line: not UTF-8 at byte {}", error.valid_up_to() + 1)))?;
        if text.trim().is_empty() || text.starts_with('#') {
            return Ok(Self { at: None, command: Ok(None) });
        }
        // The time counts even when what stands beside it cannot be read, so the line is taken apart before it is read.
        let Outer(mut fields) = serde_json::from_str(text).map_err(|error| broken(&error))?;
        let at = fields.iter().position(|(name, _)| name == "at").map(|position| fields.remove(position).1);
        let at = at
            .map(|at| serde_json::from_str(at.get()).map(Timestamp::from_millis))
            .transpose()
            .map_err(|_| Refusal::invalid("at: milliseconds are needed, a whole number from 0 to 2^64-1".into()))?;
        let mut fields = fields.into_iter();
        let command = match (fields.next(), fields.next()) {
            (None, _) => Ok(None),
            (Some((name, arguments)), None) => serde_json::from_str(arguments.get())
                .map_err(|error| broken(&error))
                .and_then(|arguments| Command::read(&name, arguments))
                .map(Some),
            (Some((first, _)), Some((second, _))) => Err(Refusal::invalid(format!(
                "line: one command at most, this one has {first} and {second}; use two lines"
            ))),
        };
        Ok(Self { at, command })
    }
}

fn broken(error: &serde_json::Error) -> Refusal {
    let what = if error.is_data() { "" } else { "broken JSON: " };
    Refusal::invalid(format!("line: {what}{error}"))
}

/// The names of a line's object, each with what stands under it, not read yet.
struct Outer<'l>(Vec<(String, &'l RawValue)>);

impl<'de> Deserialize<'de> for Outer<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(form: D) -> Result<Self, D::Error> {
        form.deserialize_map(OuterVisitor)
    }
}

struct OuterVisitor;

impl<'de> Visitor<'de> for OuterVisitor {
    type Value = Outer<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outer<'de>, A::Error> {
        let mut fields: Vec<(String, &RawValue)> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if fields.iter().any(|(known, _)| *known == name) {
                return Err(serde::de::Error::custom(format_args!("duplicate field `{name}`")));
            }
            // Two commands are one too many, whatever else there is.
            let value = map.next_value()?;
            if fields.len() < 3 || name == "at" {
                fields.push((name, value));
            }
        }
        Ok(Outer(fields))
    }
}

/// A command whose form is right.
pub(crate) enum Command {
    RegisterClient(Client),
    RevokeClient(Key),
    OpenSession(KeyAndSession),
    CloseSession(Session),
    AllowPresence(Watched),
    Subscribe {
        session: String,
        subscription: String,
        interest: Box<Interest>,
    },
    SubscribeAll {
        session: String,
        subscriptions: Vec<String>,
        interests: Vec<Interest>,
    },
    Unsubscribe(SessionAndSubscription),
    UnsubscribeAlias(KindAndAlias),
    Publish {
        user: UserId,
        event: Box<Event>,
        exact: bool,
    },
    PublishConversation {
        event: Box<Event>,
    },
    /// `user`: for the daemon's events.
    Explain {
        session: String,
        subscription: String,
        user: Option<UserId>,
        event: Box<Event>,
    },
    DryRun {
        user: Option<UserId>,
        event: Box<Event>,
    },
    CreateConference(NewBySession),
    CreateConferenceAsServer(NewByServer),
    Invite(InviteBySession),
    InviteAsServer(InviteByServer),
    Join(Join),
    Leave(SessionAndConference),
    Decline(SessionAndConference),
    Report(Report),
    Kick(Kick),
    UpdatePermissions(UpdatePermissions),
    EndConference(SessionAndConference),
    EndConferenceAsServer(OnlyConference),
    Restore(Nothing),
}

impl Command {
    pub(crate) fn read(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let by_session = arguments.get("session").is_some();
        match name {
            "register_client" => decode(name, arguments).map(Self::RegisterClient),
            "revoke_client" => decode(name, arguments).map(Self::RevokeClient),
            "open_session" => decode(name, arguments).map(Self::OpenSession),
            "close_session" => decode(name, arguments).map(Self::CloseSession),
            "allow_presence" => decode(name, arguments).map(Self::AllowPresence),
            "subscribe" => Self::subscribe(name, arguments),
            "subscribe_all" => Self::subscribe_all(name, arguments),
            "unsubscribe" if arguments.get("kind").is_some() => Self::unsubscribe_alias(name, arguments),
            "unsubscribe" => decode(name, arguments).map(Self::Unsubscribe),
            "publish" => Self::publish(name, arguments),
            "explain" => Self::explain(name, arguments),
            "dry_run" => Self::dry_run(name, arguments),
            "create_conference" if arguments.get("owner").is_none() => {
                decode(name, arguments).map(Self::CreateConference)
            }
            "create_conference" => decode(name, arguments).map(Self::CreateConferenceAsServer),
            "invite" if by_session => {
                let invite: InviteBySession = decode(name, arguments)?;
                each_named_once(invite.participants.iter().map(Invitee::user))?;
                Ok(Self::Invite(invite))
            }
            "invite" => decode(name, arguments).map(Self::InviteAsServer),
            "join" => decode(name, arguments).map(Self::Join),
            "leave" => decode(name, arguments).map(Self::Leave),
            "decline" => decode(name, arguments).map(Self::Decline),
            "report" => decode(name, arguments).map(Self::Report),
            "kick" => {
                let kick: Kick = decode(name, arguments)?;
                each_named_once([&kick.user])?;
                Ok(Self::Kick(kick))
            }
            "update_permissions" => {
                let update: UpdatePermissions = decode(name, arguments)?;
                each_named_once(update.participants.iter().map(|granted| &granted.user))?;
                Ok(Self::UpdatePermissions(update))
            }
            "end_conference" if by_session => decode(name, arguments).map(Self::EndConference),
            "end_conference" => decode(name, arguments).map(Self::EndConferenceAsServer),
            "snapshot" | "restore" => decode(name, arguments).map(Self::Restore),
            _ => Err(Refusal::invalid(format!("{name}: unknown command"))),
        }
    }

    fn subscribe(name: &str, mut arguments: Json) -> Result<Self, Refusal> {
        let session = take_label(name, &mut arguments, "session")?;
        let subscription = take_label(name, &mut arguments, "subscription")?;
        Ok(Self::Subscribe { session, subscription, interest: Box::new(interest(name, arguments)?) })
    }

    fn subscribe_all(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let SessionAndInterests { session, interests } = decode(name, arguments)?;
        let (mut subscriptions, mut typed) = (Vec::new(), Vec::new());
        for (at, mut interest) in interests.into_iter().enumerate() {
            let place = format!("interests[{at}]");
            subscriptions.push(take_label(&place, &mut interest, "subscription")?);
            typed.push(self::interest(&place, interest)?);
        }
        Ok(Self::SubscribeAll { session, subscriptions, interests: typed })
    }

    fn unsubscribe_alias(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let arguments: KindAndAlias = decode(name, arguments)?;
        if !arguments.kind.takes_alias() {
            return Err(Refusal::invalid(format!(
                "{name}.kind: {} takes no conference_alias; name the subscription instead",
                arguments.kind.name()
            )));
        }
        Ok(Self::UnsubscribeAlias(arguments))
    }

    fn publish(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let UserAndEvent { user, event, exact } = decode(name, arguments)?;
        let (user, event) = Self::event(name, user, event)?;
        Ok(match user {
            Some(user) => Self::Publish { user, event, exact },
            None => Self::PublishConversation { event },
        })
    }

    fn explain(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let Explain { session, subscription, user, event } = decode(name, arguments)?;
        let (user, event) = Self::event(name, user, event)?;
        Ok(Self::Explain { session, subscription, user, event })
    }

    fn dry_run(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let DryRun { user, event } = decode(name, arguments)?;
        let (user, event) = Self::event(name, user, event)?;
        Ok(Self::DryRun { user, event })
    }

    /// A daemon event names its user; no other event does.
    fn event(name: &str, user: Option<UserId>, event: Json) -> Result<(Option<UserId>, Box<Event>), Refusal> {
        let event = Box::new(Event::from_json(event).map_err(|fault| at("event", fault))?);
        match (event.kind().family(), user) {
            (Family::Daemon, Some(user)) => Ok((Some(user), event)),
            (Family::Daemon, None) => {
                Err(Refusal::invalid(format!("{name}.user: missing; name the user whose event it is")))
            }
            (Family::Conversation, None) => Ok((None, event)),
            (_, Some(_)) => Err(Refusal::invalid(format!("{name}.user: {} takes no user", event.kind().name()))),
            (_, None) => Err(Refusal::invalid(format!(
                "event.kind: {} is not published; it follows from what happens in conferences",
                event.kind().name()
            ))),
        }
    }
}

/// Declares what the commands take. Fields behind `default` may be absent.
macro_rules! arguments {
    ($( $Name:ident { $( $field:ident : $ty:ty ),* $(; default $( $option:ident : $oty:ty = $how:literal ),+ )? } )+) => { $(
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, expecting = "an object")]
        pub(crate) struct $Name {
            $( pub(crate) $field: $ty, )*
            $($( #[serde(default, deserialize_with = $how)] pub(crate) $option: $oty, )+)?
        }
    )+ };
}

arguments! {
    Client { key: ClientKey, user: UserId }
    Key { key: ClientKey }
    KeyAndSession { key: ClientKey, session: String }
    Session { session: String }
    Watched { user: UserId, watchers: Vec<UserId> }
    SessionAndInterests { session: String, interests: Vec<Json> }
    SessionAndSubscription { session: String, subscription: String }
    KindAndAlias { session: String, kind: Kind, conference_alias: String }
    UserAndEvent { event: Json; default user: Option<UserId> = "present", exact: bool = "plain" }
    Explain { session: String, subscription: String, event: Json; default user: Option<UserId> = "present" }
    DryRun { event: Json; default user: Option<UserId> = "present" }
    NewBySession { session: String, alias: String; default ttl: u32 = "plain", protected: Option<bool> = "present" }
    NewByServer {
        owner: UserId, alias: String;
        default ttl: u32 = "plain", protected: Option<bool> = "present", participants: Vec<Invitee> = "plain",
        notify: bool = "plain"
    }
    InviteBySession { session: String, conference: Name, participants: Vec<Invitee> }
    InviteByServer { conference: Name, participants: Vec<Invitee>; default notify: bool = "plain" }
    Join { session: String, conference: Name; default token: Option<Token> = "present" }
    SessionAndConference { session: String, conference: Name }
    OnlyConference { conference: Name }
    Nothing { }
    Report { conference: Name, user: UserId, status: Seen }
    Kick { session: String, conference: Name, user: UserId }
    Granted { user: UserId, permissions: Permissions }
    UpdatePermissions { session: String, conference: Name, participants: Vec<Granted> }
}

/// A conference is named by its number, or by its alias as a string.
pub(crate) struct Name(pub(crate) ConferenceName);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: serde::Deserializer<'de>>(form: D) -> Result<Self, D::Error> {
        ConferenceName::deserialize(form).map(Self)
    }
}

/// What the media layer saw.
#[derive(Deserialize)]
pub(crate) enum Seen {
    Connected,
    Inactive,
    Warning,
    Error,
    Left,
}

impl From<Seen> for Connection {
    fn from(seen: Seen) -> Self {
        match seen {
            Seen::Connected => Self::Connected,
            Seen::Inactive => Self::Inactive,
            Seen::Warning => Self::Warning,
            Seen::Error => Self::Error,
            Seen::Left => Self::Lost,
        }
    }
}

/// The form of people comes before the session, whose label the journal looks up (I3).
fn each_named_once<'p>(people: impl IntoIterator<Item = &'p UserId>) -> Result<(), Refusal> {
    let mut named = BTreeSet::new();
    for (at, user) in people.into_iter().enumerate() {
        if user.as_str().is_empty() {
            return Err(Error::Empty { field: format!("participants[{at}].user") }.into());
        }
        if !named.insert(user) {
            return Err(Error::NamedTwice { field: format!("participants[{at}].user"), user: user.clone() }.into());
        }
    }
    Ok(())
}

/// A field that, when it is there, has a value: `null` is refused.
fn present<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(form: D) -> Result<Option<T>, D::Error> {
    T::deserialize(form).map(Some)
}

/// A field that may be absent and is read as it is.
fn plain<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(form: D) -> Result<T, D::Error> {
    T::deserialize(form)
}

/// Reads a typed value; a mistake is told with its place.
fn decode<T: DeserializeOwned>(place: &str, json: Json) -> Result<T, Refusal> {
    json.read().map_err(|fault| at(place, fault))
}

fn interest(place: &str, json: Json) -> Result<Interest, Refusal> {
    Interest::from_json(json).map_err(|fault| at(place, fault))
}

fn at(place: &str, fault: Fault) -> Refusal {
    Refusal::invalid(fault.prefixed(place).to_string())
}

/// Takes a label out of an object, so that the rest can be read by itself.
fn take_label(place: &str, json: &mut Json, field: &str) -> Result<String, Refusal> {
    let label = json.take(field).map_err(|fault| at(place, fault))?;
    label.read().map_err(|fault| at(place, fault.prefixed(field)))
}
