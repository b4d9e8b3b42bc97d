//! An interest, checked and lowered.
//!
//! Owns [`CompiledInterest`]: what subscribing needs of an interest whose form was checked (I3, T2). Must not know sessions, or
//! what exists. Invariant: a pattern or an alias that is wrong is an error at once; a bound that is broken is kept for later.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::count::Count;
#[cfg(feature = "snapshot")]
use super::encoded::EncodedInterest;
use super::lowering::{Compile, Lowering};
use crate::config::Config;
use crate::error::Error;
use crate::predicate::Conditions;
use crate::vocab::custom::{CustomKinds, DefinedKind};
use crate::vocab::{Alias, IdList, Interest, Kind};

/// An interest whose form was checked, ready to be subscribed to.
#[derive(Debug)]
pub(crate) struct CompiledInterest {
    pub(crate) kind: Kind,
    /// The kind, where it is one of the host's own.
    pub(crate) custom: Option<Arc<DefinedKind>>,
    pub(crate) count: Count,
    pub(crate) alias: Option<Alias>,
    /// The conversations that it lists; `None`: any.
    pub(crate) only: Option<Arc<BTreeSet<Box<str>>>>,
    pub(crate) id_lists: Vec<IdList>,
    pub(crate) conditions: Conditions,
    /// The interest, where it has more than its kind.
    #[cfg(feature = "snapshot")]
    pub(crate) encoded: Option<EncodedInterest>,
    /// The first bound that the form breaks. Patterns and aliases are refused before it, ids after it (I3).
    pub(crate) bound_error: Option<Error>,
}

impl CompiledInterest {
    /// Checks the form of an interest and lowers it. `at_path` is its place in the input, "" or ending in a dot.
    pub(crate) fn new(
        interest: &Interest,
        at_path: &str,
        config: &Config,
        kinds: &CustomKinds,
        compile: Compile<'_>,
    ) -> Result<Self, Error> {
        let id_lists = interest.id_lists();
        let mut clauses = Vec::with_capacity(id_lists.len() + interest.filters().len() + 1);
        let custom = interest.custom_kind().map(|name| kinds.get(name, || format!("{at_path}kind"))).transpose()?;
        let mut lowering = Lowering::new(at_path, config, custom.map(|kind| &**kind), compile);

        let alias = interest.alias().map(|(field, alias)| lowering.alias(field, alias, &mut clauses)).transpose()?;
        let only = interest.names().map(|names| lowering.names(names, &mut clauses)).transpose()?.flatten();
        for list in id_lists {
            lowering.id_list(list, &mut clauses);
        }
        for (field, filter) in interest.filters() {
            clauses.push(lowering.clause(field, filter)?);
        }
        let (bound_error, conditions) = (lowering.bound_error, Conditions::new(clauses));
        #[cfg(feature = "snapshot")]
        let encoded = {
            // What exceeds a bound is refused in the end, and may be deeper than the stack allows.
            let kept = bound_error.is_none() && (custom.is_some() || only.is_some() || !conditions.is_empty());
            kept.then(|| EncodedInterest::new(interest))
        };
        Ok(Self {
            kind: interest.kind(),
            custom: custom.cloned(),
            count: Count::new(interest.count()),
            alias,
            only,
            id_lists: id_lists.to_vec(),
            conditions,
            #[cfg(feature = "snapshot")]
            encoded,
            bound_error,
        })
    }

    /// The same, unless its form breaks a bound.
    #[cfg(any(feature = "lint", feature = "snapshot"))]
    pub(crate) fn ensure_bounds(mut self) -> Result<Self, Error> {
        match self.bound_error.take() {
            Some(bound_error) => Err(bound_error),
            None => Ok(self),
        }
    }
}
