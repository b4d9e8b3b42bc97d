//! The checks of inputs about subscriptions, each in the order of I3.
//!
//! Owns that order for the interests of a call: each step is made for all of them before the next. Must not subscribe. Invariant:
//! after a refusal no pattern is held that was not before.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::directory::{Directory, Existence};
use crate::engine::Engine;
use crate::error::Error;
use crate::ids::{SessionId, SubscriptionId, UserId};
use crate::routing::{Channel, Scope};
use crate::session::{Session, SessionPlace};
use crate::subscription::{CompiledInterest, Held};
use crate::vocab::{Alias, EntityId, IdList, IdRequirement, Interest, Kind};

impl<D: Directory> Engine<D> {
    /// The session; patterns and aliases, then the bounds of the interests; the capacity that they require; what exists, and its
    /// sort. `prefix` is where an interest is in the input, "" or ending in a dot. What is lowered is written to `compiled`.
    pub(in crate::engine) fn validate_interests(
        &mut self,
        session: SessionId,
        interests: &[Interest],
        prefix: fn(usize) -> String,
        compiled: &mut [CompiledInterest],
    ) -> Result<SessionPlace, Error> {
        self.check_interest_form(interests, prefix)?;
        let place = self.sessions.place(session)?;
        self.read_ahead_of(place, interests);
        self.compile_and_check((session, place), interests, prefix, compiled).inspect_err(|_| {
            compiled.iter_mut().for_each(|one| one.template = None);
            self.matcher.release_unused_patterns();
        })?;
        Ok(place)
    }

    /// K4: a subscription that the session holds.
    pub(in crate::engine) fn validate_held(
        &self,
        session: SessionId,
        subscription: SubscriptionId,
    ) -> Result<&Held, Error> {
        let held = self.subscriptions.get(subscription).filter(|held| held.session() == session);
        held.ok_or_else(|| self.not_held(session, subscription))
    }

    /// Why a session does not hold a subscription; one that holds any is open.
    pub(in crate::engine) fn not_held(&self, session: SessionId, subscription: SubscriptionId) -> Error {
        self.sessions.get(session).err().unwrap_or(Error::SubscriptionUnknown { subscription })
    }

    /// K6: the subscriptions of a session to a kind and an alias, oldest first; there is one at least.
    pub(in crate::engine) fn validate_alias(
        &self,
        session: SessionId,
        kind: Kind,
        alias: &str,
    ) -> Result<Vec<SubscriptionId>, Error> {
        if !kind.takes_alias() {
            return Err(Error::WrongKind { kind, wanted: "a kind that takes a conference_alias" });
        }
        let wanted = Alias::from(alias);
        let by_alias = |held: &Held| held.kind() == kind && held.alias() == Some(&wanted);
        let held = self.subscriptions.of(&self.sessions.get(session)?.subscriptions);
        let found: Vec<_> = held.filter_map(|(id, held)| by_alias(held).then_some(id)).collect();
        if found.is_empty() {
            return Err(Error::AliasNotSubscribed { kind, alias: alias.into() });
        }
        Ok(found)
    }

    /// Reads what subscribing to the first of the interests will look up and change, while it is lowered.
    fn read_ahead_of(&self, place: SessionPlace, interests: &[Interest]) {
        let Some((holder, interest)) = self.sessions.at(place).zip(interests.first()) else { return };
        self.subscriptions.touch_next(&holder.subscriptions);
        for kind in interest.kind().ids(None).take(1) {
            self.matcher.touch(Channel { scope: Scope::User(holder.number), kind });
        }
    }

    fn compile_and_check(
        &mut self,
        (session, place): (SessionId, SessionPlace),
        interests: &[Interest],
        prefix: fn(usize) -> String,
        compiled: &mut [CompiledInterest],
    ) -> Result<(), Error> {
        for (at, (interest, one)) in interests.iter().zip(&mut *compiled).enumerate() {
            self.compile_into(one, interest, &prefix(at))?;
        }
        if let Some(bound_error) = compiled.iter_mut().find_map(|one| one.bound_error.take()) {
            return Err(bound_error);
        }
        let open = || self.sessions.at(place).ok_or(Error::SessionNotOpen { session });
        self.check_numbers(open()?, compiled.len() as u64)?;
        self.check_subscriptions_ever(compiled.len() as u64)?;
        // K7: each alias is answered once.
        let mut answered = BTreeSet::new();
        for alias in compiled.iter().filter_map(|one| one.alias.as_ref()) {
            answered.insert(alias.folded());
        }
        self.check_queue(answered.len())?;

        if interests.iter().all(|interest| interest.id_lists().is_empty()) {
            return Ok(());
        }
        let Self { sessions, directory, existence, .. } = self;
        let Some(Session { user, .. }) = sessions.at(place) else { return Ok(()) };
        for check in [check_existence, check_sort] {
            for (at, one) in interests.iter().enumerate() {
                check(directory, existence, user, one, &|| prefix(at))?;
            }
        }
        Ok(())
    }

    /// Checks the form of an interest and lowers it.
    pub(crate) fn compile_interest(&mut self, interest: &Interest, at_path: &str) -> Result<CompiledInterest, Error> {
        let mut compiled = CompiledInterest::new(interest);
        self.compile_into(&mut compiled, interest, at_path)?;
        Ok(compiled)
    }

    /// The same, where it is: it is large.
    fn compile_into(
        &mut self,
        compiled: &mut CompiledInterest,
        interest: &Interest,
        at_path: &str,
    ) -> Result<(), Error> {
        let matcher = &mut self.matcher;
        let compile = &mut |source: &str, bytes| matcher.pattern(source, bytes);
        compiled.lower(interest, at_path, &self.config, &self.kinds, compile)?;
        if compiled.packed.code.is_empty() || compiled.bound_error.is_some() {
            return Ok(());
        }
        compiled.shape = self.matcher.shape(compiled.kind_number(), compiled.packed.code.as_slice());
        if compiled.shape.is_none() {
            let matcher = &mut self.matcher;
            let compile = &mut |source: &str, bytes| matcher.pattern(source, bytes);
            compiled.template = Some(compiled.conditions(interest, &self.config, compile)?.into_template());
        }
        Ok(())
    }
}

/// All that an interest lists by id: the list, the place there, the id.
fn listed(interest: &Interest) -> impl Iterator<Item = (&IdList, usize, EntityId)> {
    let lists = interest.id_lists().iter();
    lists.flat_map(|list| list.ids.iter().enumerate().map(move |(at, entity)| (list, at, *entity)))
}

fn check_existence<D: Directory>(
    directory: &D,
    existence: &mut Existence,
    user: &UserId,
    interest: &Interest,
    prefix: &dyn Fn() -> String,
) -> Result<(), Error> {
    for (list, at, entity) in listed(interest) {
        if !existence.answer(|| directory.exists(user, entity)) {
            let field = format!("{}{}[{at}]", prefix(), list.field.name());
            return Err(Error::NoSuchEntity { field, entity });
        }
    }
    Ok(())
}

fn check_sort<D: Directory>(
    directory: &D,
    existence: &mut Existence,
    user: &UserId,
    interest: &Interest,
    prefix: &dyn Fn() -> String,
) -> Result<(), Error> {
    if interest.id_lists().iter().all(|list| list.requirement == IdRequirement::Exists) {
        return Ok(());
    }
    for (list, at, entity) in listed(interest) {
        let EntityId::Message(message) = entity else { continue };
        let mut is_live = || existence.answer(|| directory.is_live_sharing(user, message));
        let field = || format!("{}{}[{at}]", prefix(), list.field.name());
        match list.requirement {
            IdRequirement::Outbound if !message.is_outbound() => {
                return Err(Error::NotOutbound { field: field(), entity });
            }
            IdRequirement::LiveSharing if !is_live() => {
                return Err(Error::NotLiveSharing { field: field(), entity });
            }
            IdRequirement::Exists | IdRequirement::Outbound | IdRequirement::LiveSharing => {}
        }
    }
    Ok(())
}
