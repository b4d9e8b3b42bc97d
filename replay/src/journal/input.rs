//! The inputs of a journal, as the engine takes them.
//!
//! Owns what the fields of an input are called in a journal. Must not look up a label: until that is done, no session and no
//! subscription are in their places. Invariant: `null` is no value of any field.

use std::time::Duration;

use serde::Deserialize;
use tidings::conference::{Connection, NewConference, Permissions};
use tidings::custom::{FieldType, KindDefinition};
use tidings::{Audience, Event, Family, Input, Json, Publication, UserId};

use super::fields::{Fields, at};
use super::refusal::Refusal;

/// Reads an input whose fields have the same names in the journal. Those after the `;` may be absent.
macro_rules! read {
    ($fields:ident, $Input:ident { $( $field:ident ),+ $(; $( $option:ident ),+ )? }) => {{
        $fields.only(&[$( stringify!($field), )+ $($( stringify!($option) ),+)?])?;
        Input::$Input {
            $( $field: read!(@field $fields $field), )+
            $($( $option: $fields.optional(stringify!($option))?.unwrap_or_default(), )+)?
        }
    }};
    (@field $fields:ident session) => { $fields.session()? };
    (@field $fields:ident subscription) => { $fields.subscription()? };
    (@field $fields:ident $field:ident) => { $fields.required(stringify!($field))? };
}

/// The input of this name; `None` where the command is none.
pub(crate) fn read(name: &str, fields: &mut Fields) -> Result<Option<Input>, Refusal> {
    let by_session = fields.has("session");
    Ok(Some(match name {
        "register_client" => read!(fields, RegisterClient { key, user }),
        "revoke_client" => read!(fields, RevokeClient { key }),
        "close_session" => read!(fields, CloseSession { session }),
        "allow_presence" => read!(fields, AllowPresence { user, watchers }),
        "subscribe" => subscribe(fields)?,
        "subscribe_all" => subscribe_all(fields)?,
        "unsubscribe" if fields.has("kind") => unsubscribe_alias(name, fields)?,
        "unsubscribe" => read!(fields, Unsubscribe { session, subscription }),
        "define_kind" => define_kind(name, fields)?,
        "publish" => {
            fields.only(&with_audience(&["event", "exact"]))?;
            Input::Publish(publication_or_exact(name, "", fields)?)
        }
        "publish_all" => publish_all(fields)?,
        "create_conference" if fields.has("owner") => {
            fields.only(&["owner", "alias", "ttl", "protected", "participants", "notify"])?;
            Input::CreateConferenceAsServer {
                owner: fields.required("owner")?,
                new: new_conference(fields)?,
                participants: fields.optional("participants")?.unwrap_or_default(),
                notify: fields.optional("notify")?.unwrap_or_default(),
            }
        }
        "create_conference" => {
            fields.only(&["session", "alias", "ttl", "protected"])?;
            Input::CreateConference { session: fields.session()?, new: new_conference(fields)? }
        }
        "invite" if by_session => read!(fields, Invite { session, conference, participants }),
        "invite" => read!(fields, InviteAsServer { conference, participants; notify }),
        "join" => {
            fields.only(&["session", "conference", "token"])?;
            let (session, conference) = (fields.session()?, fields.required("conference")?);
            Input::Join { session, conference, token: fields.optional("token")? }
        }
        "leave" => read!(fields, Leave { session, conference }),
        "decline" => read!(fields, Decline { session, conference }),
        "kick" => read!(fields, Kick { session, conference, user }),
        "update_permissions" => update_permissions(name, fields)?,
        "report" => {
            fields.only(&["conference", "user", "status"])?;
            let (conference, user) = (fields.required("conference")?, fields.required("user")?);
            Input::Report { conference, user, connection: fields.required::<Seen>("status")?.0 }
        }
        "end_conference" if by_session => read!(fields, End { session, conference }),
        "end_conference" => read!(fields, EndAsServer { conference }),
        _ => return Ok(None),
    }))
}

fn subscribe(fields: &mut Fields) -> Result<Input, Refusal> {
    Ok(Input::Subscribe { session: fields.session()?, interest: fields.labelled_interest()? })
}

fn subscribe_all(fields: &mut Fields) -> Result<Input, Refusal> {
    fields.only(&["session", "interests"])?;
    let session = fields.session()?;
    let interests = fields.required::<Vec<Json>>("interests")?.into_iter().enumerate().map(|(at, interest)| {
        let mut inner = Fields::new(&format!("interests[{at}]"), interest);
        let interest = inner.labelled_interest();
        fields.given.chosen.append(&mut inner.given.chosen);
        interest
    });
    Ok(Input::SubscribeAll { session, interests: interests.collect::<Result<_, _>>()? })
}

fn publish_all(fields: &mut Fields) -> Result<Input, Refusal> {
    fields.only(&["events"])?;
    let events = fields.required::<Vec<Json>>("events")?.into_iter().enumerate().map(|(at, event)| {
        let name = format!("events[{at}]");
        let mut inner = Fields::new(&name, event);
        inner.only(&with_audience(&["event", "exact"]))?;
        publication_or_exact(&name, &format!("{name}."), &mut inner)
    });
    Ok(Input::PublishAll { events: events.collect::<Result<_, Refusal>>()? })
}

fn publication_or_exact(name: &str, prefix: &str, fields: &mut Fields) -> Result<Publication, Refusal> {
    let exact = fields.optional("exact")?.unwrap_or(false);
    let publication = publication(name, prefix, fields)?;
    Ok(if exact { publication.exact() } else { publication })
}

fn unsubscribe_alias(name: &str, fields: &mut Fields) -> Result<Input, Refusal> {
    let input = read!(fields, UnsubscribeAlias { session, kind, conference_alias });
    match &input {
        Input::UnsubscribeAlias { kind, .. } if !kind.takes_alias() => Err(Refusal::invalid(format!(
            "{name}.kind: {} takes no conference_alias; name the subscription instead",
            kind.name()
        ))),
        _ => Ok(input),
    }
}

fn define_kind(name: &str, fields: &mut Fields) -> Result<Input, Refusal> {
    fields.only(&["name", "fields"])?;
    let kind: String = fields.required("name")?;
    let Json::Object(types) = fields.required("fields")? else {
        return Err(Refusal::invalid(format!("{name}.fields: an object is needed, of names with their types")));
    };
    let mut definition = KindDefinition::new(kind);
    for (field, word) in types {
        let found = word.as_text().and_then(FieldType::from_name).ok_or_else(|| {
            Refusal::invalid(format!("{name}.fields.{field}: text, number, flag, texts or data is needed"))
        })?;
        definition = definition.field(field, found);
    }
    Ok(Input::DefineKind(definition))
}

/// Times to live are in seconds.
fn new_conference(fields: &mut Fields) -> Result<NewConference, Refusal> {
    let alias: String = fields.required("alias")?;
    let ttl_s: u32 = fields.optional("ttl")?.unwrap_or_default();
    let new = NewConference::new(alias).ttl(Duration::from_secs(ttl_s.into()));
    Ok(match fields.optional("protected")? {
        Some(protected) => new.protected(protected),
        None => new,
    })
}

fn update_permissions(name: &str, fields: &mut Fields) -> Result<Input, Refusal> {
    fields.only(&["session", "conference", "participants"])?;
    let (session, conference) = (fields.session()?, fields.required("conference")?);
    let permissions = fields.required::<Vec<Json>>("participants")?.into_iter().enumerate().map(|(at, one)| {
        let mut one = Fields::new(&format!("{name}.participants[{at}]"), one);
        one.only(&["user", "permissions"])?;
        Ok((one.required::<UserId>("user")?, one.required::<Permissions>("permissions")?))
    });
    Ok(Input::UpdatePermissions { session, conference, permissions: permissions.collect::<Result<_, Refusal>>()? })
}

/// What the media layer saw.
struct Seen(Connection);

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const WORDS: &[&str] = &["Connected", "Inactive", "Warning", "Error", "Left"];
        let word = String::deserialize(deserializer)?;
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

/// The fields that say who may see an event.
const AUDIENCE: &[&str] = &["user", "users", "everyone", "conversation_id", "conference"];

pub(crate) fn with_audience(fields: &[&'static str]) -> Vec<&'static str> {
    [AUDIENCE, fields].concat()
}

/// What is published. An event of the daemon names its user, one of the host's own its audience; no other event does (U3).
/// `prefix` is where the fields are in the command, "" or ending in a dot.
pub(crate) fn publication(name: &str, prefix: &str, fields: &mut Fields) -> Result<Publication, Refusal> {
    let audiences = [
        fields.optional("user")?.map(Audience::User),
        fields.optional("users")?.map(|users: Vec<UserId>| Audience::users(&users)),
        match fields.optional("everyone")? {
            Some(true) => Some(Audience::Everyone),
            Some(false) => return Err(Refusal::invalid(format!("{name}.everyone: true is needed, or nothing"))),
            None => None,
        },
        fields.optional("conversation_id")?.map(Audience::Conversation),
        fields.optional("conference")?.map(Audience::Conference),
    ];
    let event = Event::from_json(fields.required("event")?).map_err(|fault| at(&format!("{prefix}event"), fault))?;
    let kind = event.kind_name();
    let mut given = audiences.into_iter().flatten();
    let (audience, is_one) = (given.next(), given.next().is_none());
    if !is_one {
        return Err(Refusal::invalid(format!("{name}: at most one of {}; name one", AUDIENCE.join(", "))));
    }
    let is_custom = matches!(event, Event::Custom(_));
    let wrong = match (event.kind().family(), audience) {
        (_, Some(audience)) if is_custom => return Ok(Publication::new(event, audience)),
        (_, None) if is_custom => format!("{name}: who may see it is missing; name one of {}", AUDIENCE.join(", ")),
        (Family::Daemon, Some(audience @ Audience::User(_))) => return Ok(Publication::new(event, audience)),
        (Family::Conversation, None) => return Ok(Publication::new(event, None)),
        (Family::Daemon, _) => format!("{name}.user: missing; name the user whose event it is"),
        (_, Some(_)) => format!("{name}.user: {kind} takes no user"),
        (_, None) => {
            format!("{prefix}event.kind: {kind} is not published; it follows from what happens in conferences")
        }
    };
    Err(Refusal::invalid(wrong))
}
