//! The commands of a journal, read strictly.
//!
//! Owns what a command may look like. Must not carry any out. Invariant: whatever is unknown, missing, doubled or of the wrong
//! type is refused with the place where it stands.

use serde::Deserialize;
use serde::de::{DeserializeOwned, IntoDeserializer};
use tidings::{ClientKey, Event, Family, Interest, Json, Kind, UserId};

use super::refusal::Refusal;

/// A command whose form is right.
pub(crate) enum Command {
    RegisterClient { key: ClientKey, user: UserId },
    RevokeClient { key: ClientKey },
    OpenSession { key: ClientKey, session: String },
    CloseSession { session: String },
    Subscribe { session: String, subscription: String, interest: Interest },
    SubscribeAll { session: String, subscriptions: Vec<String>, interests: Vec<Interest> },
    Unsubscribe { session: String, subscription: String },
    UnsubscribeAlias { session: String, kind: Kind, conference_alias: String },
    Publish { user: UserId, event: Box<Event>, exact: bool },
}

impl Command {
    pub(crate) fn read(name: &str, arguments: Json) -> Result<Self, Refusal> {
        match name {
            "register_client" => {
                let Client { key, user } = decode(name, arguments)?;
                Ok(Self::RegisterClient { key, user })
            }
            "revoke_client" => {
                let Key { key } = decode(name, arguments)?;
                Ok(Self::RevokeClient { key })
            }
            "open_session" => {
                let KeyAndSession { key, session } = decode(name, arguments)?;
                Ok(Self::OpenSession { key, session })
            }
            "close_session" => {
                let Session { session } = decode(name, arguments)?;
                Ok(Self::CloseSession { session })
            }
            "subscribe" => Self::subscribe(name, arguments),
            "subscribe_all" => Self::subscribe_all(name, arguments),
            "unsubscribe" if has(&arguments, "kind") => {
                let KindAndAlias { session, kind, conference_alias } = decode(name, arguments)?;
                Ok(Self::UnsubscribeAlias { session, kind, conference_alias })
            }
            "unsubscribe" => {
                let SessionAndSubscription { session, subscription } = decode(name, arguments)?;
                Ok(Self::Unsubscribe { session, subscription })
            }
            "publish" => Self::publish(name, arguments),
            _ => Err(Refusal::invalid(format!("{name}: unknown command"))),
        }
    }

    fn subscribe(name: &str, mut arguments: Json) -> Result<Self, Refusal> {
        let session = take_text(name, &mut arguments, "session")?;
        let subscription = take_text(name, &mut arguments, "subscription")?;
        Ok(Self::Subscribe { session, subscription, interest: decode_tagged(name, arguments)? })
    }

    fn subscribe_all(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let SessionAndInterests { session, interests } = decode(name, arguments)?;
        let (mut subscriptions, mut typed) = (Vec::new(), Vec::new());
        for (at, mut interest) in interests.into_iter().enumerate() {
            let place = format!("interests[{at}]");
            subscriptions.push(take_text(&place, &mut interest, "subscription")?);
            typed.push(decode_tagged(&place, interest)?);
        }
        Ok(Self::SubscribeAll { session, subscriptions, interests: typed })
    }

    /// A daemon event names its user; no other event does.
    fn publish(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let UserAndEvent { user, event, exact } = decode(name, arguments)?;
        let event: Event = decode_tagged("event", event)?;
        match (event.kind().family(), user) {
            (Family::Daemon, Some(user)) => Ok(Self::Publish { user, event: Box::new(event), exact }),
            (Family::Daemon, None) => {
                Err(Refusal::invalid(format!("{name}.user: missing; name the user whose event it is")))
            }
            _ => Err(Refusal::invalid(format!("event.kind: {} is not published", event.kind().name()))),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Client {
    key: ClientKey,
    user: UserId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    key: ClientKey,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyAndSession {
    key: ClientKey,
    session: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Session {
    session: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionAndInterests {
    session: String,
    interests: Vec<Json>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionAndSubscription {
    session: String,
    subscription: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindAndAlias {
    session: String,
    kind: Kind,
    conference_alias: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UserAndEvent {
    #[serde(default, deserialize_with = "present")]
    user: Option<UserId>,
    event: Json,
    #[serde(default)]
    exact: bool,
}

/// A field that, when it is there, has a value: `null` is refused.
fn present<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(form: D) -> Result<Option<T>, D::Error> {
    T::deserialize(form).map(Some)
}

/// Reads a typed value; a mistake is told with its place.
fn decode<T: DeserializeOwned>(place: &str, json: Json) -> Result<T, Refusal> {
    let form: tidings::JsonDeserializer<serde::de::value::Error> = json.into_deserializer();
    serde_path_to_error::deserialize(form).map_err(|error| {
        let path = error.path().to_string();
        let dot = if path.starts_with('[') { "" } else { "." };
        let path = if path == "." { String::new() } else { format!("{dot}{path}") };
        Refusal::invalid(format!("{place}{path}: {}", error.inner()))
    })
}

/// Reads a value whose `kind` says how to read the rest, so the kind comes first.
fn decode_tagged<T: DeserializeOwned>(place: &str, mut json: Json) -> Result<T, Refusal> {
    if let Json::Object(fields) = &mut json {
        fields.sort_by_key(|(name, _)| name != "kind");
    }
    decode(place, json)
}

fn has(json: &Json, field: &str) -> bool {
    json.get(field).is_some()
}

/// Takes a label out of an object, so that the rest can be read by itself.
fn take_text(place: &str, json: &mut Json, field: &str) -> Result<String, Refusal> {
    let Json::Object(fields) = json else {
        return Err(Refusal::invalid(format!("{place}: an object is needed")));
    };
    let Some(position) = fields.iter().position(|(name, _)| name == field) else {
        return Err(Refusal::invalid(format!("{place}.{field}: missing")));
    };
    match fields.remove(position).1 {
        Json::Text(text) => Ok(text),
        _ => Err(Refusal::invalid(format!("{place}.{field}: a string is needed"))),
    }
}
