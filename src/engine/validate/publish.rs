//! The checks of publishing, which are those of `explain` and `dry_run` as well (T5).
//!
//! Owns which audience a kind takes, the bounds of what an event carries, and what its conversation must be like. Must not find
//! subscriptions. Invariant: the steps are asked in the order of I3: the form, the bounds, what exists.

use crate::config::Bound;
use crate::conversation::Step;
use crate::directory::Directory;
use crate::engine::{Audience, Engine, Publication};
use crate::error::Error;
use crate::ids::UserId;
use crate::vocab::{Event, Family, free_form_sizes, repeated_name};

/// Where an accepted event goes.
#[derive(Clone, Debug)]
pub(in crate::engine) enum Target {
    /// To one user: an event of the daemon, a profile's update.
    User(UserId),
    /// To the members of a conversation, which the event may change.
    Members(Step),
}

impl<D: Directory> Engine<D> {
    /// The form: a kind that can be published, the audience that it takes, and no empty name.
    pub(in crate::engine) fn check_publication_form(publication: &Publication) -> Result<(), Error> {
        let (event, audience) = (&publication.event, publication.audience.as_ref());
        let kind = event.kind();
        match (kind.family(), audience) {
            (Family::Daemon, Some(Audience::User(user))) => Error::ensure_not_empty("user", user.as_str()),
            (Family::Daemon, None) => Error::ensure_not_empty("user", ""),
            (Family::Daemon, Some(_)) => Err(Error::AudienceRefused { kind, wanted: "one user" }),
            (Family::Conversation, None) => {
                required_names(event).try_for_each(|(field, name)| Error::ensure_not_empty(field, name))
            }
            (Family::Conversation, Some(_)) => {
                Err(Error::AudienceRefused { kind, wanted: "none: the event says who gets it" })
            }
            (Family::Conference | Family::Custom, _) => {
                Err(Error::WrongKind { kind, wanted: "an event of the daemon or the conversation family" })
            }
        }
    }

    /// What is wrong with the names and the free-form data, and then the bounds of both.
    pub(in crate::engine) fn check_publication_bounds(&self, publication: &Publication) -> Result<(), Error> {
        let event = &publication.event;
        if let Some((field, name)) = repeated_name(event) {
            return Err(Error::RepeatedName { field: field.into(), name: name.into() });
        }
        if let Some(Audience::User(user)) = &publication.audience {
            self.check_length("user", user.as_str())?;
        }
        for (field, name) in required_names(event) {
            self.check_length(field, name)?;
        }
        for (field, bytes, depth) in free_form_sizes(event) {
            Error::check_bound(&self.config, Bound::FreeFormBytes, field, bytes)?;
            Error::check_bound(&self.config, Bound::FreeFormDepth, field, depth)?;
        }
        Ok(())
    }

    /// What exists, and the state that it is in. The form has been checked.
    pub(in crate::engine) fn target(&self, publication: &Publication) -> Result<Target, Error> {
        let event = &publication.event;
        if let Some(Audience::User(user)) = &publication.audience {
            return Ok(Target::User(user.clone()));
        }
        match event.conversation_id() {
            Some(id) => self.conversations.step(id, event).map(Target::Members),
            None => Ok(Target::User(event.concerned().map_or("", |(_, profile)| profile).into())),
        }
    }
}

/// The names that an event of a conversation cannot do without, each with its field.
fn required_names(event: &Event) -> impl Iterator<Item = (&'static str, &str)> {
    let conversation = event.conversation_id().map(|id| ("event.conversation_id", id));
    conversation.into_iter().chain(event.concerned())
}
