//! The checks of publishing, which are those of `explain` and `dry_run` as well (T5).
//!
//! Owns which audience a kind takes, the bounds of what an event carries, what its conversation must be like, and where it then
//! is routed. Must not find subscriptions. Invariant: the checks are made in the order of I3: the form, the bounds, what exists.

use alloc::vec::Vec;

use crate::config::Bound;
use crate::conversation::{Plan, Planned, Step};
use crate::directory::Directory;
use crate::engine::route::Destination;
use crate::engine::{Audience, Engine, Publication};
use crate::error::Error;
use crate::ids::{UserId, UserNumber};
use crate::routing::{Concerned, ResolvedAudience, Scope};
use crate::vocab::{Event, Family, Membership, free_form_sizes, membership, repeated_name};

/// Where an accepted event is routed.
#[derive(Clone, Debug)]
pub(in crate::engine) enum Target {
    /// To one user, with his number where he has subscriptions.
    User(UserId, Option<UserNumber>),
    /// To an audience, which the event does not change.
    Audience(ResolvedAudience),
    /// To the members of a conversation, which the event may change.
    Members(Step),
}

impl Target {
    pub(in crate::engine) fn destination(&self) -> Destination<'_> {
        match self {
            Self::User(_, None) => Destination::Nowhere,
            Self::User(_, Some(number)) => Destination::Scope(Scope::User(*number)),
            Self::Audience(audience) => Destination::Audience(audience),
            Self::Members(step) => Destination::Scope(Scope::Members(step.conversation)),
        }
    }
}

/// An accepted publication of a call, and where it will be routed.
#[derive(Debug)]
pub(in crate::engine) struct Unrouted {
    /// Until the queue takes it.
    pub(in crate::engine) event: Option<Event>,
    /// Until the target takes it.
    audience: Option<Audience>,
    pub(in crate::engine) exact: bool,
    /// From the last step of the checks on.
    pub(in crate::engine) target: Option<Target>,
}

impl Unrouted {
    /// The number of this user, where the event is for that user.
    fn number_of(&self, user: &UserId) -> Option<Option<UserNumber>> {
        if let Some(Target::User(other, number)) = &self.target { (other == user).then_some(*number) } else { None }
    }
}

impl<D: Directory> Engine<D> {
    /// Every check of a publication but that of the queue: returns where it is routed. The event has the slots of its kind. What is
    /// routed takes the audience.
    #[inline]
    pub(in crate::engine) fn validate_publication(
        &self,
        event: &Event,
        audience: &mut Option<Audience>,
    ) -> Result<Target, Error> {
        Self::check_publication_form(event, audience.as_ref())?;
        self.check_publication_bounds(event, audience.as_ref())?;
        self.target(event, audience)
    }

    /// As [`Self::validate_publication`], where an event is for one user or for the members of a conversation, and leaves these as they
    /// are: returns where it is matched. `None`, and nothing is checked, for all others.
    #[inline]
    pub(in crate::engine) fn validate_unchanging(
        &self,
        event: &Event,
        audience: Option<&Audience>,
    ) -> Result<Option<Destination<'static>>, Error> {
        if let Some(user) = only_user(event, audience) {
            self.check_user(user)?;
            let number = self.sessions.subscriber_number(user);
            return Ok(Some(number.map_or(Destination::Nowhere, |number| Destination::Scope(Scope::User(number)))));
        }
        let Some((id, Membership::Same)) = conversation(event, audience) else { return Ok(None) };
        Self::check_publication_form(event, audience)?;
        self.check_publication_bounds(event, audience)?;
        let number = self.conversations.live(id)?;
        Ok(Some(Destination::Scope(Scope::Members(number))))
    }

    /// As [`Self::validate_publication`], of the events of a call: each step for all of them before the next, and a later one as
    /// those before will leave the conversations (R11).
    pub(in crate::engine) fn validate_publications(
        &self,
        publications: impl Iterator<Item = Publication>,
    ) -> Result<Vec<Unrouted>, Error> {
        let mut call = Vec::with_capacity(publications.size_hint().0);
        // By the iterator's own loop: its items are large, and are moved once so.
        publications.enumerate().try_for_each(|(at, publication)| {
            let Publication { mut event, mut audience, exact } = publication;
            self.bind_definition(&mut event).map_err(Error::in_event(at))?;
            let target = match only_user(&event, audience.as_ref()) {
                Some(user) if self.check_user(user).is_ok() => {
                    // Events of one call are for one user, as a rule.
                    let known = call.last().and_then(|before: &Unrouted| before.number_of(user));
                    self.target_of_user(&mut audience, known)
                }
                _ => {
                    Self::check_publication_form(&event, audience.as_ref()).map_err(Error::in_event(at))?;
                    None
                }
            };
            call.push(Unrouted { event: Some(event), audience, exact, target });
            Ok::<(), Error>(())
        })?;
        for (at, Unrouted { event, audience, target, .. }) in call.iter().enumerate() {
            let Some(event) = event.as_ref().filter(|_| target.is_none()) else { continue };
            self.check_publication_bounds(event, audience.as_ref()).map_err(Error::in_event(at))?;
        }
        self.find_targets(&mut call)?;
        Ok(call)
    }

    /// Finds the targets of a call that are not yet found, as [`Self::target`] does.
    fn find_targets(&self, call: &mut [Unrouted]) -> Result<(), Error> {
        let mut plan = Plan::new(&self.conversations);
        let mut planned = Vec::new();
        for (at, Unrouted { event, audience, target, .. }) in call.iter_mut().enumerate() {
            let Some(event) = event.as_ref().filter(|_| target.is_none()) else { continue };
            match self.find(&mut plan, event, audience).map_err(Error::in_event(at))? {
                Found::Audience(audience) => *target = Some(Target::Audience(audience)),
                found @ (Found::Members(_) | Found::Chosen(_)) => planned.push((at, found, target)),
            }
        }
        for (at, found, _) in &planned {
            found.check_deleted(&mut plan).map_err(Error::in_event(*at))?;
        }
        for (at, found, target) in planned {
            *target = Some(found.target(&mut plan).map_err(Error::in_event(at))?);
        }
        Ok(())
    }

    /// The name of a user is not empty, and within its bound.
    #[inline]
    fn check_user(&self, user: &UserId) -> Result<(), Error> {
        Error::ensure_not_empty("user", user.as_str())?;
        self.check_length("user", user.as_str())
    }

    /// The form: a kind that can be published, the audience that it takes, no empty name, and none that is repeated in free-form
    /// data.
    pub(in crate::engine) fn check_publication_form(event: &Event, audience: Option<&Audience>) -> Result<(), Error> {
        check_kind_and_audience(event, audience)?;
        if has_no_free_form(event) {
            return Ok(());
        }
        if let Event::Custom(custom) = event {
            return Self::check_custom_names(custom);
        }
        match repeated_name(event) {
            Some((field, name)) => Err(Error::RepeatedName { field: field.into(), name: name.into() }),
            None => Ok(()),
        }
    }

    /// The bounds of names and of free-form data.
    pub(in crate::engine) fn check_publication_bounds(
        &self,
        event: &Event,
        audience: Option<&Audience>,
    ) -> Result<(), Error> {
        match audience {
            Some(Audience::User(user)) => self.check_length("user", user.as_str())?,
            Some(Audience::Users(users)) => {
                for (at, user) in users.iter().enumerate() {
                    self.check_length(format_args!("users[{at}]"), user.as_str())?;
                }
            }
            Some(Audience::Conversation(id)) => self.check_length("conversation_id", id)?,
            Some(Audience::Everyone | Audience::Conference(_)) | None => {}
        }
        if has_no_free_form(event) {
            return Ok(());
        }
        if let Event::Custom(custom) = event {
            return self.check_custom_data(custom);
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

    /// What exists, and the state that it is in. The form has been checked. Takes the audience.
    #[inline]
    pub(in crate::engine) fn target(&self, event: &Event, audience: &mut Option<Audience>) -> Result<Target, Error> {
        match self.target_of_user(audience, None) {
            Some(target) => Ok(target),
            None => self.target_of_several(event, audience),
        }
    }

    /// Takes an audience of one user, whose number may be known.
    #[inline]
    fn target_of_user(&self, audience: &mut Option<Audience>, known: Option<Option<UserNumber>>) -> Option<Target> {
        match audience.take() {
            Some(Audience::User(user)) => {
                let number = known.unwrap_or_else(|| self.sessions.subscriber_number(&user));
                Some(Target::User(user, number))
            }
            other => {
                *audience = other;
                None
            }
        }
    }

    /// As [`Self::target`], where it is not one user.
    fn target_of_several(&self, event: &Event, audience: &mut Option<Audience>) -> Result<Target, Error> {
        let mut plan = Plan::new(&self.conversations);
        let found = self.find(&mut plan, event, audience)?;
        found.check_deleted(&mut plan)?;
        found.target(&mut plan)
    }

    /// What exists for a publication.
    fn find<'e>(
        &self,
        plan: &mut Plan<'e>,
        event: &'e Event,
        audience: &'e mut Option<Audience>,
    ) -> Result<Found<'e>, Error> {
        if conversation(event, audience.as_ref()).is_none() {
            return self.audience(event, audience).map(Found::Audience);
        }
        let is_chosen = audience.is_some();
        let (id, membership) = conversation(event, audience.as_ref()).unwrap_or(("", Membership::Same));
        let planned = plan.find(id, membership)?;
        Ok(if is_chosen { Found::Chosen(planned) } else { Found::Members(planned) })
    }

    /// The audience of a publication that is not for a conversation.
    fn audience(&self, event: &Event, audience: &mut Option<Audience>) -> Result<ResolvedAudience, Error> {
        Ok(match audience.take() {
            Some(Audience::User(user)) => ResolvedAudience::User(user),
            Some(Audience::Users(users)) => ResolvedAudience::Users(users),
            Some(Audience::Everyone) => ResolvedAudience::Everyone,
            Some(Audience::Conference(name)) => {
                ResolvedAudience::Inside(self.conferences.get(&name)?.id, Concerned::Nobody)
            }
            Some(Audience::Conversation(_)) | None => {
                ResolvedAudience::User(event.concerned().map_or("", |(_, profile)| profile).into())
            }
        })
    }
}

/// The conversation that a publication is for, and what the event does to its members.
fn conversation<'e>(event: &'e Event, audience: Option<&'e Audience>) -> Option<(&'e str, Membership<'e>)> {
    match audience {
        Some(Audience::Conversation(id)) => Some((id, Membership::Same)),
        Some(_) => None,
        None => event.conversation_id().map(|id| (id, membership(event))),
    }
}

/// What a publication is for, found to exist.
enum Found<'e> {
    /// The members of a conversation, as the event's kind has it.
    Members(Planned<'e>),
    /// The members of a conversation, as the host chose for an event of its own.
    Chosen(Planned<'e>),
    Audience(ResolvedAudience),
}

impl<'e> Found<'e> {
    fn check_deleted(&self, plan: &mut Plan<'e>) -> Result<(), Error> {
        match self {
            Self::Members(planned) | Self::Chosen(planned) => plan.check_deleted(planned),
            Self::Audience(_) => Ok(()),
        }
    }

    fn target(self, plan: &mut Plan<'e>) -> Result<Target, Error> {
        Ok(match self {
            Self::Members(planned) => Target::Members(plan.step(&planned)?),
            Self::Chosen(planned) => Target::Audience(ResolvedAudience::Members(plan.step(&planned)?.conversation)),
            Self::Audience(audience) => Target::Audience(audience),
        })
    }
}

/// Whether an event carries no free-form data and no name that it cannot do without: those of the daemon do not, nor those of the
/// host's own whose kind has no field for data.
#[inline]
fn has_no_free_form(event: &Event) -> bool {
    if let Event::Custom(custom) = event {
        return !custom.may_have_data();
    }
    event.kind().family() == Family::Daemon
}

/// The user whom alone an event is for that needs no other check.
#[inline]
fn only_user<'a>(event: &Event, audience: Option<&'a Audience>) -> Option<&'a UserId> {
    match audience {
        Some(Audience::User(user)) if has_no_free_form(event) => Some(user),
        _ => None,
    }
}

/// A kind that can be published, the audience that it takes, and no empty name.
fn check_kind_and_audience(event: &Event, audience: Option<&Audience>) -> Result<(), Error> {
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
        (Family::Custom, Some(audience)) => check_audience(audience),
        (Family::Custom, None) => {
            Err(Error::AudienceRefused { kind, wanted: "one of user, users, everyone, conversation, conference" })
        }
        (Family::Conference, _) => Err(Error::WrongKind {
            kind,
            wanted: "an event of the daemon or the conversation family, or of a kind of the host's own",
        }),
    }
}

/// The audience of an event of the host's own has no empty name in it (U3).
fn check_audience(audience: &Audience) -> Result<(), Error> {
    match audience {
        Audience::User(user) => Error::ensure_not_empty("user", user.as_str()),
        Audience::Users(users) => {
            let mut users = users.iter().enumerate();
            users.try_for_each(|(at, user)| Error::ensure_not_empty(format_args!("users[{at}]"), user.as_str()))
        }
        Audience::Conversation(id) => Error::ensure_not_empty("conversation_id", id),
        Audience::Everyone | Audience::Conference(_) => Ok(()),
    }
}

/// The names that an event of a conversation cannot do without, each with its field.
fn required_names(event: &Event) -> impl Iterator<Item = (&'static str, &str)> {
    let conversation = event.conversation_id().map(|id| ("event.conversation_id", id));
    conversation.into_iter().chain(event.concerned())
}
