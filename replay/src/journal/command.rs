//! The commands of a journal, read strictly.
//!
//! Owns what a command may look like. Must not carry any out. Invariant: whatever is unknown, missing, doubled or of the wrong
//! type is refused with the place where it stands.

use tidings::conference::Invitee;
use tidings::custom::{FieldType, KindDefinition};
use tidings::{Audience, Event, Family, Interest, Json, Publication, UserId};

use super::arguments::{
    Client, Conversation, InviteByServer, InviteBySession, Join, Key, KeyAndSession, Kick, KindAndAlias, Name,
    NewByServer, NewBySession, Nothing, OnlyConference, Report, Session, SessionAndConference, SessionAndInterests,
    SessionAndSubscription, UpdatePermissions, User, Watched, each_named_once,
};
use super::fields::{Fields, at, take};
use super::refusal::Refusal;

/// A command whose form is right.
pub(crate) enum Command {
    RegisterClient(Client),
    RevokeClient(Key),
    OpenSession(KeyAndSession),
    CloseSession(Session),
    AllowPresence(Watched),
    Subscribe { session: String, subscription: String, interest: Box<Interest> },
    SubscribeAll { session: String, subscriptions: Vec<String>, interests: Vec<Interest> },
    Unsubscribe(SessionAndSubscription),
    UnsubscribeAlias(KindAndAlias),
    Publish(Box<Publication>),
    Explain { session: String, subscription: String, publication: Box<Publication> },
    DryRun(Box<Publication>),
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
    DefineKind(KindDefinition),
    Restore(Nothing),
    Read(Read),
}

/// A question that changes nothing.
pub(crate) enum Read {
    Sessions(User),
    Subscriptions(Session),
    Participants(OnlyConference),
    Members(Conversation),
    Conferences(Nothing),
    Conversations(Nothing),
    Memberships(User),
    Counters(Nothing),
}

impl Command {
    pub(crate) fn read(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let by_session = arguments.get("session").is_some();
        match name {
            "register_client" => Client::read(name, arguments).map(Self::RegisterClient),
            "revoke_client" => Key::read(name, arguments).map(Self::RevokeClient),
            "open_session" => KeyAndSession::read(name, arguments).map(Self::OpenSession),
            "close_session" => Session::read(name, arguments).map(Self::CloseSession),
            "allow_presence" => Watched::read(name, arguments).map(Self::AllowPresence),
            "subscribe" => Self::subscribe(name, arguments),
            "subscribe_all" => Self::subscribe_all(name, arguments),
            "unsubscribe" if arguments.get("kind").is_some() => Self::unsubscribe_alias(name, arguments),
            "unsubscribe" => SessionAndSubscription::read(name, arguments).map(Self::Unsubscribe),
            "publish" => Self::publish(name, arguments),
            "explain" => Self::explain(name, arguments),
            "dry_run" => Self::dry_run(name, arguments),
            "create_conference" if arguments.get("owner").is_none() => {
                NewBySession::read(name, arguments).map(Self::CreateConference)
            }
            "create_conference" => NewByServer::read(name, arguments).map(Self::CreateConferenceAsServer),
            "invite" if by_session => {
                let invite = InviteBySession::read(name, arguments)?;
                each_named_once(invite.participants.iter().map(Invitee::user))?;
                Ok(Self::Invite(invite))
            }
            "invite" => InviteByServer::read(name, arguments).map(Self::InviteAsServer),
            "join" => Join::read(name, arguments).map(Self::Join),
            "leave" => SessionAndConference::read(name, arguments).map(Self::Leave),
            "decline" => SessionAndConference::read(name, arguments).map(Self::Decline),
            "report" => Report::read(name, arguments).map(Self::Report),
            "kick" => {
                let kick = Kick::read(name, arguments)?;
                each_named_once([&kick.user])?;
                Ok(Self::Kick(kick))
            }
            "update_permissions" => UpdatePermissions::read(name, arguments).map(Self::UpdatePermissions),
            "end_conference" if by_session => SessionAndConference::read(name, arguments).map(Self::EndConference),
            "end_conference" => OnlyConference::read(name, arguments).map(Self::EndConferenceAsServer),
            "define_kind" => Self::define_kind(name, arguments),
            "snapshot" | "restore" => Nothing::read(name, arguments).map(Self::Restore),
            _ => Read::of(name, arguments).map(Self::Read),
        }
    }

    fn subscribe(name: &str, mut arguments: Json) -> Result<Self, Refusal> {
        let session = take(name, &mut arguments, "session")?;
        let subscription = take(name, &mut arguments, "subscription")?;
        Ok(Self::Subscribe { session, subscription, interest: Box::new(interest(name, arguments)?) })
    }

    fn subscribe_all(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let SessionAndInterests { session, interests } = SessionAndInterests::read(name, arguments)?;
        let (mut subscriptions, mut typed) = (Vec::new(), Vec::new());
        for (at, mut interest) in interests.into_iter().enumerate() {
            let place = format!("interests[{at}]");
            subscriptions.push(take(&place, &mut interest, "subscription")?);
            typed.push(self::interest(&place, interest)?);
        }
        Ok(Self::SubscribeAll { session, subscriptions, interests: typed })
    }

    fn unsubscribe_alias(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let arguments = KindAndAlias::read(name, arguments)?;
        if !arguments.kind.takes_alias() {
            return Err(Refusal::invalid(format!(
                "{name}.kind: {} takes no conference_alias; name the subscription instead",
                arguments.kind.name()
            )));
        }
        Ok(Self::UnsubscribeAlias(arguments))
    }

    fn define_kind(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let mut fields = Fields::of(name, arguments, &["name", "fields"])?;
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
        Ok(Self::DefineKind(definition))
    }

    fn publish(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let mut fields = Fields::of(name, arguments, &with_audience(&["event", "exact"]))?;
        let exact = fields.optional("exact")?.unwrap_or(false);
        let publication = publication(name, fields)?;
        Ok(Self::Publish(Box::new(if exact { publication.exact() } else { publication })))
    }

    fn explain(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let mut fields = Fields::of(name, arguments, &with_audience(&["session", "subscription", "event"]))?;
        let (session, subscription) = (fields.required("session")?, fields.required("subscription")?);
        Ok(Self::Explain { session, subscription, publication: Box::new(publication(name, fields)?) })
    }

    fn dry_run(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let fields = Fields::of(name, arguments, &with_audience(&["event"]))?;
        Ok(Self::DryRun(Box::new(publication(name, fields)?)))
    }
}

impl Read {
    fn of(name: &str, arguments: Json) -> Result<Self, Refusal> {
        match name {
            "sessions" => User::read(name, arguments).map(Self::Sessions),
            "subscriptions" => Session::read(name, arguments).map(Self::Subscriptions),
            "participants" => OnlyConference::read(name, arguments).map(Self::Participants),
            "members" => Conversation::read(name, arguments).map(Self::Members),
            "conferences" => Nothing::read(name, arguments).map(Self::Conferences),
            "conversations" => Nothing::read(name, arguments).map(Self::Conversations),
            "memberships" => User::read(name, arguments).map(Self::Memberships),
            "counters" => Nothing::read(name, arguments).map(Self::Counters),
            _ => Err(Refusal::invalid(format!("{name}: unknown command"))),
        }
    }
}

/// The fields that say who may see an event.
const AUDIENCE: &[&str] = &["user", "users", "everyone", "conversation_id", "conference"];

fn with_audience(fields: &[&'static str]) -> Vec<&'static str> {
    [AUDIENCE, fields].concat()
}

/// What is published. An event of the daemon names its user, one of the host's own its audience; no other event does (U3).
fn publication(name: &str, mut fields: Fields) -> Result<Publication, Refusal> {
    let audiences = [
        fields.optional("user")?.map(Audience::User),
        fields.optional("users")?.map(|users: Vec<UserId>| Audience::users(&users)),
        match fields.optional("everyone")? {
            Some(true) => Some(Audience::Everyone),
            Some(false) => return Err(Refusal::invalid(format!("{name}.everyone: true is needed, or nothing"))),
            None => None,
        },
        fields.optional("conversation_id")?.map(Audience::Conversation),
        fields.optional("conference")?.map(|conference: Name| Audience::Conference(conference.0)),
    ];
    let event = Event::from_json(fields.required("event")?).map_err(|fault| at("event", fault))?;
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
        (_, None) => format!("event.kind: {kind} is not published; it follows from what happens in conferences"),
    };
    Err(Refusal::invalid(wrong))
}

fn interest(path: &str, json: Json) -> Result<Interest, Refusal> {
    Interest::from_json(json).map_err(|fault| at(path, fault))
}
