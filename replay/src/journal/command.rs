//! The commands of a journal, read strictly.
//!
//! Owns which commands there are. Must not carry any out. Invariant: whatever is unknown, missing, doubled or of the wrong type is
//! refused with its path.

use tidings::conference::ConferenceName;
use tidings::{ClientKey, Input, Json, Publication, UserId};

use super::fields::Fields;
use super::input::{self, publication, with_audience};
use super::labels::Given;
use super::refusal::Refusal;

/// A command whose form is right.
pub(crate) enum Command {
    /// An input of the engine, with the labels that are to be looked up for it.
    Input(Input, Given),
    /// The input that gives a label to a session.
    OpenSession {
        key: ClientKey,
        label: String,
    },
    Explain(Publication, Given),
    DryRun(Publication),
    Restore,
    Read(Read),
}

/// A question that changes nothing.
pub(crate) enum Read {
    Sessions(UserId),
    Subscriptions { session: String },
    Participants(ConferenceName),
    Members { conversation_id: String },
    Conferences,
    Conversations,
    Memberships(UserId),
    Counters,
}

impl Command {
    pub(crate) fn read(name: &str, arguments: Json) -> Result<Self, Refusal> {
        let mut fields = Fields::new(name, arguments);
        if let Some(input) = input::read(name, &mut fields)? {
            return Ok(Self::Input(input, fields.given));
        }
        Ok(match name {
            "open_session" => {
                fields.only(&["key", "session"])?;
                Self::OpenSession { key: fields.required("key")?, label: fields.required("session")? }
            }
            "explain" => {
                fields.only(&with_audience(&["session", "subscription", "event"]))?;
                fields.session()?;
                fields.subscription()?;
                Self::Explain(publication(name, "", &mut fields)?, fields.given)
            }
            "dry_run" => {
                fields.only(&with_audience(&["event"]))?;
                Self::DryRun(publication(name, "", &mut fields)?)
            }
            "snapshot" | "restore" => {
                fields.only(&[])?;
                Self::Restore
            }
            _ => Self::Read(Read::of(name, &mut fields)?),
        })
    }
}

impl Read {
    fn of(name: &str, fields: &mut Fields) -> Result<Self, Refusal> {
        let without_fields = |read: Self| fields.only(&[]).map(|()| read);
        Ok(match name {
            "sessions" => Self::Sessions(fields.sole("user")?),
            "subscriptions" => Self::Subscriptions { session: fields.sole("session")? },
            "participants" => Self::Participants(fields.sole("conference")?),
            "members" => Self::Members { conversation_id: fields.sole("conversation_id")? },
            "conferences" => without_fields(Self::Conferences)?,
            "conversations" => without_fields(Self::Conversations)?,
            "memberships" => Self::Memberships(fields.sole("user")?),
            "counters" => without_fields(Self::Counters)?,
            _ => return Err(Refusal::invalid(format!("{name}: unknown command"))),
        })
    }
}
