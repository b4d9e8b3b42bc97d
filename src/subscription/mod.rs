//! Interests as they come in, subscriptions as they are held.
//!
//! Owns the lowering of an interest to conditions, with the bounds of the request's form (I3, T2), and what is stored of a
//! subscription; beside it, how a snapshot holds that. Must not know sessions' rights, what exists, or how conditions are found
//! again. Invariant: lowering one filter is one walk for all filter types, bounded in depth before it descends.

#[cfg(feature = "snapshot")]
mod encoded;
#[cfg(feature = "snapshot")]
mod saved;

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::num::NonZeroU64;

use hashbrown::HashMap;

#[cfg(feature = "snapshot")]
pub(crate) use self::encoded::EncodedInterest;
#[cfg(feature = "snapshot")]
pub(crate) use self::saved::{SavedSubscription, SavedSubscriptions};
use crate::config::{Bound, Config};
use crate::error::Error;
use crate::ids::{SessionId, SubscriptionId};
use crate::predicate::{Attr, Check, Clause, Conditions, OwnedScalar, Pattern, PatternFault, Predicate, Scalar, Test};
use crate::state_hash;
use crate::vocab::{Alias, Ask, Filter, IdList, Interest, InterestParts, Kind, Names};

/// An interest held by a session.
#[derive(Clone, Debug)]
pub struct Subscription {
    session: SessionId,
    kind: Kind,
    alias: Option<Box<Alias>>,
    /// The conversations that it asks for; `None`: any.
    only: Option<Arc<BTreeSet<Box<str>>>>,
    remaining: Option<NonZeroU64>,
    /// The interest, where it asks for more than its kind.
    #[cfg(feature = "snapshot")]
    encoded: Option<EncodedInterest>,
}

impl Subscription {
    /// The session that holds it.
    #[must_use]
    pub fn session(&self) -> SessionId {
        self.session
    }

    /// The kind that it asks for.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The conference alias that it asks for, where its kind takes one (K7).
    #[must_use]
    pub fn alias(&self) -> Option<&Alias> {
        self.alias.as_deref()
    }

    /// The conversations that it asks for, where its interest lists some: it listens in no others.
    #[must_use]
    pub fn conversation_ids(&self) -> Option<impl ExactSizeIterator<Item = &str>> {
        self.only.as_ref().map(|only| only.iter().map(|id| &**id))
    }

    #[cfg(feature = "lint")]
    pub(crate) fn only(&self) -> Option<&BTreeSet<Box<str>>> {
        self.only.as_deref()
    }

    /// Whether it asks for the events of this conversation.
    pub(crate) fn asks_for(&self, conversation_id: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(conversation_id))
    }

    /// How many more deliveries its count allows; `None` without a count.
    #[must_use]
    pub fn remaining(&self) -> Option<NonZeroU64> {
        self.remaining
    }
}

/// All subscriptions, in one line of ages for the whole engine (R3).
#[derive(Debug)]
pub(crate) struct Subscriptions {
    held: HashMap<SubscriptionId, Subscription, ahash::RandomState>,
    last: SubscriptionId,
}

impl Subscriptions {
    pub(crate) fn new(seed: u64) -> Self {
        let held = HashMap::with_hasher(ahash::RandomState::with_seeds(seed, 10, 11, 12));
        Self { held, last: SubscriptionId::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.held.len()
    }

    pub(crate) fn get(&self, id: SubscriptionId) -> Option<&Subscription> {
        self.held.get(&id)
    }

    /// The id of the next one, the youngest. Ids are never reused (K5).
    pub(crate) fn next_id(&mut self) -> SubscriptionId {
        self.last = SubscriptionId::from_number(self.last.number() + 1);
        self.last
    }

    /// The youngest that there ever was.
    #[cfg(feature = "snapshot")]
    pub(crate) fn last_id(&self) -> SubscriptionId {
        self.last
    }

    /// Ids go on after this one.
    #[cfg(feature = "snapshot")]
    pub(crate) fn go_on_after(&mut self, last: SubscriptionId) {
        self.last = last;
    }

    pub(crate) fn add(&mut self, id: SubscriptionId, session: SessionId, compiled: &mut CompiledInterest) {
        let subscription = Subscription {
            session,
            kind: compiled.kind,
            alias: compiled.alias.clone().map(Box::new),
            only: compiled.only.take(),
            remaining: compiled.count,
            #[cfg(feature = "snapshot")]
            encoded: compiled.encoded.take(),
        };
        self.held.insert(id, subscription);
    }

    pub(crate) fn remove(&mut self, id: SubscriptionId) -> Option<Subscription> {
        self.held.remove(&id)
    }

    /// Takes one delivery off the count of a subscription that has one; returns what remains (C1). `None`: used up.
    pub(crate) fn take_one(&mut self, id: SubscriptionId) -> Option<u64> {
        let remaining = &mut self.held.get_mut(&id)?.remaining;
        let left = (*remaining)?.get() - 1;
        *remaining = NonZeroU64::new(left);
        Some(left)
    }

    pub(crate) fn state_hash(&self) -> u64 {
        state_hash::of_all(&self.held).wrapping_add(state_hash::of(&self.last))
    }

    /// Gives back what is kept for growth.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.held.shrink_to_fit();
    }

    /// Undoes [`Self::take_one`].
    pub(crate) fn give_back(&mut self, id: SubscriptionId) {
        if let Some(subscription) = self.held.get_mut(&id) {
            subscription.remaining = match subscription.remaining {
                Some(left) => left.checked_add(1),
                None => Some(NonZeroU64::MIN),
            };
        }
    }
}

/// An interest whose form was checked, ready to be subscribed to.
#[derive(Debug)]
pub(crate) struct CompiledInterest {
    pub(crate) kind: Kind,
    pub(crate) count: Option<NonZeroU64>,
    pub(crate) alias: Option<Alias>,
    /// The conversations to listen in; `None`: any.
    pub(crate) only: Option<Arc<BTreeSet<Box<str>>>>,
    pub(crate) id_lists: Vec<IdList>,
    pub(crate) conditions: Conditions,
    /// The interest, where it asks for more than its kind.
    #[cfg(feature = "snapshot")]
    pub(crate) encoded: Option<EncodedInterest>,
    /// The first bound that the form breaks. Patterns and aliases are refused before it, ids after it (I3).
    pub(crate) breach: Option<Error>,
}

/// Compiles a pattern into at most so many bytes.
pub(crate) type Compile<'c> = &'c mut dyn FnMut(&str, usize) -> Result<Arc<Pattern>, PatternFault>;

impl CompiledInterest {
    /// Checks the form of an interest and lowers it. `within` is where it stands in the input, "" or ending in a dot.
    pub(crate) fn new(
        interest: &Interest,
        at_path: &str,
        config: &Config,
        compile: Compile<'_>,
    ) -> Result<Self, Error> {
        let InterestParts { kind, count, alias, names, id_lists, filters } = interest.form();
        let mut clauses = Vec::with_capacity(id_lists.len() + filters.len() + 1);
        let mut lowering = Lowering { config, compile, path: at_path.to_string(), nodes: 0, breach: None };

        let alias = alias.map(|(field, alias)| lowering.alias(field, alias, &mut clauses)).transpose()?;
        let only = names.map(|names| lowering.names(names, &mut clauses)).transpose()?.flatten();
        for list in &id_lists {
            lowering.id_list(list, &mut clauses);
        }
        for (field, filter) in filters {
            lowering.nodes = 0;
            let predicate = lowering.at_path(field.name(), |lowering| lowering.filter(filter, 1))?;
            clauses.push(Clause { field, predicate });
        }
        let (count, breach, conditions) = (NonZeroU64::new(count), lowering.breach, Conditions::new(clauses));
        #[cfg(feature = "snapshot")]
        let encoded = {
            // What breaches a bound is refused in the end, and may be deeper than a stack goes.
            let kept = breach.is_none() && (only.is_some() || !conditions.is_empty());
            kept.then(|| EncodedInterest::new(interest))
        };
        Ok(Self {
            kind,
            count,
            alias,
            only,
            id_lists,
            conditions,
            #[cfg(feature = "snapshot")]
            encoded,
            breach,
        })
    }

    /// The compiled interest, unless its form breaks a bound.
    #[cfg(feature = "lint")]
    pub(crate) fn ensure_bounds(mut self) -> Result<Self, Error> {
        match self.breach.take() {
            Some(breach) => Err(breach),
            None => Ok(self),
        }
    }
}

/// The walk over one interest.
struct Lowering<'l> {
    config: &'l Config,
    compile: Compile<'l>,
    /// Where the walk is.
    path: String,
    /// Filters met so far within the current one.
    nodes: u64,
    breach: Option<Error>,
}

impl Lowering<'_> {
    /// Does something one step further down the path.
    fn at_path<T>(&mut self, step: &str, walk: impl FnOnce(&mut Self) -> T) -> T {
        let above = self.path.len();
        if !step.is_empty() && !self.path.is_empty() && !self.path.ends_with('.') {
            self.path.push('.');
        }
        self.path.push_str(step);
        let result = walk(self);
        self.path.truncate(above);
        result
    }

    /// Notes a bound that is broken, unless one was before; returns whether it holds.
    fn admits(&mut self, bound: Bound, value: u64) -> bool {
        let refused = Error::check_bound(self.config, bound, self.path.as_str(), value).err();
        let admits = refused.is_none();
        self.breach = self.breach.take().or(refused);
        admits
    }

    fn alias(&mut self, field: Attr, alias: &str, clauses: &mut Vec<Clause>) -> Result<Alias, Error> {
        let alias = Alias::from(alias);
        if !alias.is_valid() {
            let characters = alias.as_written().chars().count();
            return Err(self.at_path(field.name(), |at| Error::AliasInvalid { field: at.path.clone(), characters }));
        }
        let wanted = Test::Equals(Scalar::Text(alias.folded().into()));
        clauses.push(clause_on_itself(field, wanted));
        Ok(alias)
    }

    /// Names that must be given are looked up in the event, as ids are; those of conversations say where to listen.
    fn names(&mut self, list: Names<'_>, clauses: &mut Vec<Clause>) -> Result<Option<Arc<BTreeSet<Box<str>>>>, Error> {
        if list.required && list.names.is_empty() {
            return Err(self.at_path(list.field.name(), |at| Error::Empty { field: at.path.clone() }));
        }
        for name in list.names {
            self.at_path(list.field.name(), |at| at.admits(Bound::NameBytes, name.len() as u64));
        }
        if list.required {
            self.list(list.field, list.names.iter().map(|name| name.clone().into()), clauses);
            return Ok(None);
        }
        self.at_path(list.field.name(), |at| at.admits(Bound::IdsPerList, list.names.len() as u64));
        let only = || Arc::new(list.names.iter().map(|name| name.as_str().into()).collect());
        Ok((!list.names.is_empty()).then(only))
    }

    fn id_list(&mut self, list: &IdList, clauses: &mut Vec<Clause>) {
        self.list(list.field, list.ids.iter().map(|id| (*id).into()), clauses);
    }

    /// An empty list restricts nothing (I1).
    fn list(&mut self, field: Attr, wanted: impl ExactSizeIterator<Item = OwnedScalar>, clauses: &mut Vec<Clause>) {
        let length = wanted.len() as u64;
        let admits = self.at_path(field.name(), |at| at.admits(Bound::IdsPerList, length));
        if admits && length > 0 {
            clauses.push(clause_on_itself(field, Test::one_of(wanted.collect())));
        }
    }

    /// Lowers one filter. Beyond a bound it does not descend: the breach is noted, and the result never used.
    fn filter(&mut self, filter: &dyn Filter, depth: u64) -> Result<Predicate, Error> {
        self.nodes += 1;
        let nodes = self.nodes;
        let mut predicate = Predicate::default();
        if !(self.admits(Bound::FilterDepth, depth) && self.admits(Bound::FilterNodes, nodes)) {
            return Ok(predicate);
        }
        let asks = filter.asks();
        for field in asks.fields {
            let step = field.index.map_or_else(|| field.name.to_string(), |at| format!("{}[{at}]", field.name));
            let test = self.at_path(&step, |lowering| lowering.test(field.ask, depth))?;
            predicate.checks.push(Check { field: field.name, index: field.index, attr: field.attr, test });
        }
        if let Some(any_of) = asks.any_of {
            predicate.any_of = Some(self.each("any_of", &any_of, depth)?);
        }
        predicate.all_of = self.each("all_of", &asks.all_of, depth)?;
        if let Some(not) = asks.not {
            let not = self.at_path("not", |lowering| lowering.filter(not, depth + 1))?;
            predicate.not = Some(Box::new(not));
        }
        Ok(predicate)
    }

    fn each(&mut self, name: &str, filters: &[&dyn Filter], depth: u64) -> Result<Vec<Predicate>, Error> {
        let lowered = filters.iter().enumerate();
        lowered.map(|(at, one)| self.at_path(&format!("{name}[{at}]"), |walk| walk.filter(*one, depth + 1))).collect()
    }

    fn test(&mut self, ask: Ask<'_>, depth: u64) -> Result<Test, Error> {
        Ok(match ask {
            Ask::Equals(wanted) => {
                if let Scalar::Text(text) = &wanted {
                    self.admits(Bound::NameBytes, text.len() as u64);
                }
                Test::Equals(wanted)
            }
            Ask::OneOf(wanted) => Test::one_of(wanted),
            Ask::AtLeast(least) => Test::AtLeast(least),
            Ask::AtMost(most) => Test::AtMost(most),
            Ask::Matches(source) => Test::Matches(self.pattern(source)?),
            Ask::Present(wanted) => Test::Present(wanted),
            Ask::Meets(filter) => Test::Meets(Box::new(self.filter(filter, depth + 1)?)),
            Ask::Some(filter) => Test::Some(Box::new(self.filter(filter, depth + 1)?)),
        })
    }

    fn pattern(&mut self, source: &str) -> Result<Arc<Pattern>, Error> {
        let too_large = |bound| {
            let maximum = self.config.maximum(bound);
            Error::PatternTooLarge { field: self.path.clone(), bound, maximum }
        };
        if source.len() as u64 > self.config.maximum(Bound::PatternBytes) {
            return Err(too_large(Bound::PatternBytes));
        }
        let compiled_bytes = self.config.maximum(Bound::CompiledPatternBytes);
        (self.compile)(source, usize::try_from(compiled_bytes).unwrap_or(usize::MAX)).map_err(|fault| match fault {
            PatternFault::TooLarge => too_large(Bound::CompiledPatternBytes),
            PatternFault::Syntax(reason) => Error::PatternSyntax { field: self.path.clone(), reason },
        })
    }
}

/// A clause on a part of the event that is a scalar.
fn clause_on_itself(field: Attr, test: Test) -> Clause {
    let check = Check { field: "", index: None, attr: Attr::ITSELF, test };
    Clause { field, predicate: Predicate { checks: Vec::from([check]), ..Predicate::default() } }
}
