//! What the commands of a journal take.
//!
//! Owns the fields of each command and their types. Must not carry any command out. Invariant: `null` is no value of any field.

use std::collections::BTreeSet;

use serde::Deserialize;
use tidings::conference::{ConferenceName, Connection, Invitee, Permissions, Token};
use tidings::{ClientKey, Error, Json, Kind, UserId};

use super::fields::Fields;
use super::refusal::Refusal;

/// Declares what the commands take. Fields behind `optional` may be absent.
macro_rules! arguments {
    ($( $Name:ident { $( $field:ident : $ty:ty ),* $(; optional $( $option:ident : $oty:ty ),+ )? } )+) => { $(
        pub(crate) struct $Name {
            $( pub(crate) $field: $ty, )*
            $($( pub(crate) $option: Option<$oty>, )+)?
        }

        impl $Name {
            pub(crate) fn read(path: &str, json: Json) -> Result<Self, Refusal> {
                #[allow(unused_mut, unused_variables, reason = "one command has no fields")]
                let mut fields = Fields::of(path, json, &[$( stringify!($field), )* $($( stringify!($option) ),+)?])?;
                Ok(Self {
                    $( $field: fields.required(stringify!($field))?, )*
                    $($( $option: fields.optional(stringify!($option))?, )+)?
                })
            }
        }
    )+ };
}

arguments! {
    Client { key: ClientKey, user: UserId }
    Key { key: ClientKey }
    KeyAndSession { key: ClientKey, session: String }
    Session { session: String }
    User { user: UserId }
    Conversation { conversation_id: String }
    Watched { user: UserId, watchers: Vec<UserId> }
    SessionAndInterests { session: String, interests: Vec<Json> }
    SessionAndSubscription { session: String, subscription: String }
    KindAndAlias { session: String, kind: Kind, conference_alias: String }
    NewBySession { session: String, alias: String; optional ttl: u32, protected: bool }
    NewByServer {
        owner: UserId, alias: String; optional ttl: u32, protected: bool, participants: Vec<Invitee>, notify: bool
    }
    InviteBySession { session: String, conference: Name, participants: Vec<Invitee> }
    InviteByServer { conference: Name, participants: Vec<Invitee>; optional notify: bool }
    Join { session: String, conference: Name; optional token: Token }
    SessionAndConference { session: String, conference: Name }
    OnlyConference { conference: Name }
    Nothing { }
    Report { conference: Name, user: UserId, status: Seen }
    Kick { session: String, conference: Name, user: UserId }
    Granted { user: UserId, permissions: Permissions }
    GrantedByName { session: String, conference: Name, participants: Vec<Json> }
}

/// Permissions of several people.
pub(crate) struct UpdatePermissions {
    pub(crate) session: String,
    pub(crate) conference: Name,
    pub(crate) participants: Vec<(UserId, Permissions)>,
}

impl UpdatePermissions {
    pub(crate) fn read(path: &str, json: Json) -> Result<Self, Refusal> {
        let GrantedByName { session, conference, participants } = GrantedByName::read(path, json)?;
        let granted = participants.into_iter().enumerate().map(|(index, one)| {
            let one = Granted::read(&format!("{path}.participants[{index}]"), one)?;
            Ok((one.user, one.permissions))
        });
        let participants = granted.collect::<Result<Vec<_>, Refusal>>()?;
        each_named_once(participants.iter().map(|(user, _)| user))?;
        Ok(Self { session, conference, participants })
    }
}

/// A conference is named by its number, or by its alias as a string.
pub(crate) struct Name(pub(crate) ConferenceName);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: serde::Deserializer<'de>>(form: D) -> Result<Self, D::Error> {
        ConferenceName::deserialize(form).map(Self)
    }
}

/// What the media layer saw.
pub(crate) struct Seen(pub(crate) Connection);

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: serde::Deserializer<'de>>(form: D) -> Result<Self, D::Error> {
        const WORDS: &[&str] = &["Connected", "Inactive", "Warning", "Error", "Left"];
        let word = String::deserialize(form)?;
        Ok(Self(match &*word {
            "Connected" => Connection::Connected,
            "Inactive" => Connection::Inactive,
            "Warning" => Connection::Warning,
            "Error" => Connection::Error,
            "Left" => Connection::Lost,
            _ => return Err(serde::de::Error::unknown_variant(&word, WORDS)),
        }))
    }
}

/// The form of people comes before the session, whose label the journal looks up (I3).
pub(crate) fn each_named_once<'p>(people: impl IntoIterator<Item = &'p UserId>) -> Result<(), Refusal> {
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
