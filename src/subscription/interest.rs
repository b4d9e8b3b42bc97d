//! An interest, checked and lowered.
//!
//! Owns [`CompiledInterest`]: what subscribing needs of an interest whose form was checked (I3, T2). Must not know sessions, or
//! what exists. Invariant: a pattern or an alias that is wrong is an error at once; a bound that is broken is kept for later.

use alloc::format;
use alloc::sync::Arc;

use super::count::Count;
use super::lowering::{Compile, Lowering, OnlyNames};
use super::outlines::Written;
use super::path::At;
use crate::config::Config;
use crate::error::Error;
use crate::ids::KindId;
use crate::predicate::{Build, Conditions, Packer, ShapeNumber, TreeBuilder};
use crate::vocab::custom::{CustomKinds, DefinedKind};
use crate::vocab::{Alias, Interest, Kind};

/// An interest whose form was checked, ready to be subscribed to.
#[derive(Debug)]
pub(crate) struct CompiledInterest {
    pub(crate) kind: Kind,
    /// The kind, where it is one of the host's own.
    pub(crate) custom: Option<Arc<DefinedKind>>,
    pub(crate) count: Count,
    pub(crate) alias: Option<Alias>,
    /// The conversations that it lists; `None`: any.
    pub(crate) only: Option<OnlyNames>,
    /// What it requires of an event.
    pub(crate) packed: Packer,
    /// The number of the shape of that, where a subscription has conditions of this shape.
    pub(crate) shape: Option<ShapeNumber>,
    /// The conditions without the values, where none has.
    pub(crate) template: Option<Conditions>,
    /// The interest, to be kept for snapshots.
    pub(super) written: Written,
    /// The first bound that the form breaks. Patterns and aliases are refused before it, ids after it (I3).
    pub(crate) bound_error: Option<Error>,
}

impl CompiledInterest {
    /// An interest before it is lowered.
    pub(crate) fn new(interest: &Interest) -> Self {
        Self {
            kind: interest.kind(),
            custom: None,
            count: Count::new(interest.count()),
            alias: None,
            only: None,
            packed: Packer::default(),
            shape: None,
            template: None,
            written: Written::default(),
            bound_error: None,
        }
    }

    /// Checks the form of the interest and lowers it. `at_path` is its place in the input, "" or ending in a dot. After an error it
    /// is not to be used.
    pub(crate) fn lower(
        &mut self,
        interest: &Interest,
        at_path: &str,
        config: &Config,
        kinds: &CustomKinds,
        compile: Compile<'_>,
    ) -> Result<(), Error> {
        if let Some(name) = interest.custom_kind() {
            self.custom = Some(kinds.get(name, || format!("{at_path}kind"))?.clone());
        }
        let Self { custom, packed, bound_error, .. } = self;
        let mut lowering = Lowering::new(config, custom.as_deref(), compile, packed, bound_error);
        (self.alias, self.only) = walk(interest, at_path, &mut lowering)?;
        // What exceeds a bound is refused in the end, and may be deeper than the stack allows.
        if self.bound_error.is_none() {
            self.written.write(interest);
        }
        Ok(())
    }

    /// What the same interest requires of an event, as a tree.
    pub(crate) fn conditions(
        &self,
        interest: &Interest,
        config: &Config,
        compile: Compile<'_>,
    ) -> Result<Conditions, Error> {
        let mut tree = TreeBuilder::default();
        let (build, mut bound_error): (&mut dyn Build, _) = (&mut tree, None);
        walk(interest, "", &mut Lowering::new(config, self.custom.as_deref(), compile, build, &mut bound_error))?;
        Ok(tree.conditions())
    }

    /// The number of its kind, which tells equal codes of different kinds apart.
    pub(crate) fn kind_number(&self) -> u32 {
        self.custom.as_ref().map_or_else(|| self.kind.number().into(), |kind| KindId::number(kind.id()))
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

/// Lowers the parts of an interest in their order. Returns its alias, and the conversations that it lists.
fn walk(
    interest: &Interest,
    at_path: &str,
    lowering: &mut Lowering<'_>,
) -> Result<(Option<Alias>, Option<OnlyNames>), Error> {
    let at = At::beginning(&at_path);
    let alias = interest.alias().map(|(field, alias)| lowering.alias(field, alias, &at)).transpose()?;
    let only = interest.names().map(|names| lowering.names(names, &at)).transpose()?.flatten();
    interest.id_lists().iter().for_each(|list| lowering.id_list(list, &at));
    for (field, filter) in interest.filters() {
        lowering.clause(field, filter, &at)?;
    }
    Ok((alias, only))
}
