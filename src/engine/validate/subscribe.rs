//! The checks of inputs about subscriptions, each in the order of I3.
//!
//! Owns that order for the interests of a call: each step is made for all of them before the next. Must not subscribe. Invariant:
//! after a refusal no pattern is held that was not before.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use smallvec::SmallVec;

use crate::directory::{Directory, Existence};
use crate::engine::Engine;
use crate::error::Error;
use crate::ids::{SessionId, SubscriptionId, UserId};
use crate::subscription::{CompiledInterest, Held};
use crate::vocab::{Alias, EntityId, IdList, IdRequirement, Interest, Kind};

/// Those of one call, of which there is seldom more than one.
pub(in crate::engine) type CompiledInterests = SmallVec<[CompiledInterest; 1]>;

impl<D: Directory> Engine<D> {
    /// The session; patterns and aliases, then the bounds of the interests; the capacity that they require; what exists, and its
    /// sort. `prefix` is where an interest is in the input, "" or ending in a dot.
    pub(in crate::engine) fn validate_interests(
        &mut self,
        session: SessionId,
        interests: &[Interest],
        prefix: fn(usize) -> String,
        compiled: &mut CompiledInterests,
    ) -> Result<(), Error> {
        self.check_interest_form(interests, prefix)?;
        self.sessions.get(session)?;
        self.compile_and_check(session, interests, prefix, compiled).inspect_err(|_| {
            compiled.clear();
            self.matcher.release_unused_patterns();
        })
    }

    /// K4: a subscription that the session holds.
    pub(in crate::engine) fn validate_held(
        &self,
        session: SessionId,
        subscription: SubscriptionId,
    ) -> Result<&Held, Error> {
        let slot = self.sessions.get(session)?.slot;
        let held = self.subscriptions.get(subscription).filter(|held| held.slot() == slot);
        held.ok_or(Error::SubscriptionUnknown { subscription })
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

    fn compile_and_check(
        &mut self,
        session: SessionId,
        interests: &[Interest],
        prefix: fn(usize) -> String,
        compiled: &mut CompiledInterests,
    ) -> Result<(), Error> {
        for (at, interest) in interests.iter().enumerate() {
            compiled.push(self.compile_interest(interest, &prefix(at))?);
        }
        if let Some(bound_error) = compiled.iter_mut().find_map(|one| one.bound_error.take()) {
            return Err(bound_error);
        }
        self.check_numbers(self.sessions.get(session)?, compiled.len() as u64)?;
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
        let user = &sessions.get(session)?.user;
        for check in [check_existence, check_sort] {
            for (at, one) in interests.iter().enumerate() {
                check(directory, existence, user, one, &|| prefix(at))?;
            }
        }
        Ok(())
    }

    /// Checks the form of an interest and lowers it.
    pub(crate) fn compile_interest(&mut self, interest: &Interest, at_path: &str) -> Result<CompiledInterest, Error> {
        let matcher = &mut self.matcher;
        let compile = &mut |source: &str, bytes| matcher.pattern(source, bytes);
        let mut compiled = CompiledInterest::new(interest, at_path, &self.config, &self.kinds, compile)?;
        if compiled.packed.code.is_empty() || compiled.bound_error.is_some() {
            return Ok(compiled);
        }
        compiled.shape = self.matcher.shape(compiled.kind_number(), compiled.packed.code.as_slice());
        if compiled.shape.is_none() {
            let matcher = &mut self.matcher;
            let compile = &mut |source: &str, bytes| matcher.pattern(source, bytes);
            compiled.template = Some(compiled.conditions(interest, &self.config, compile)?.into_template());
        }
        Ok(compiled)
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
