//! From filters to conditions.
//!
//! Owns [`Lowering`], one walk for filters of all types, with the bounds of the request's form (T2), and [`Compile`], what it asks of
//! the matcher. Must not know any one filter, nor what is made of the conditions. Invariant: it is bounded in depth before it descends.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::sync::Arc;

use smallvec::SmallVec;

use super::path::At;
use crate::config::{Bound, Config};
use crate::error::Error;
use crate::predicate::{Attr, Build, Part, Pattern, PatternFault, Place, PlainTest, Scalar};
use crate::vocab::custom::DefinedKind;
use crate::vocab::{Alias, Field, FieldTest, Filter, FilterPart, IdList, Names};

/// Compiles a pattern into at most so many bytes.
pub(crate) type Compile<'c> = &'c mut dyn FnMut(&str, usize) -> Result<Arc<Pattern>, PatternFault>;

/// The names that an interest lists.
pub(super) type OnlyNames = Arc<BTreeSet<Box<str>>>;

/// The walk over one interest.
pub(super) struct Lowering<'l> {
    config: &'l Config,
    compile: Compile<'l>,
    build: &'l mut dyn Build,
    /// Filters visited so far in the current one.
    nodes: u64,
    /// The first bound that is broken.
    bound_error: &'l mut Option<Error>,
    /// The kind of the host's own whose fields are asked about.
    custom: Option<&'l DefinedKind>,
}

impl<'l> Lowering<'l> {
    pub(super) fn new(
        config: &'l Config,
        custom: Option<&'l DefinedKind>,
        compile: Compile<'l>,
        build: &'l mut dyn Build,
        bound_error: &'l mut Option<Error>,
    ) -> Self {
        Self { config, compile, build, nodes: 0, bound_error, custom }
    }

    /// Lowers one filter of the interest.
    pub(super) fn clause(&mut self, field: Attr, filter: &dyn Filter, at: &At<'_>) -> Result<(), Error> {
        self.nodes = 0;
        self.build.begin(Part::Clause(field));
        self.filter(filter, 1, &at.step(&field.name()))?;
        self.build.end();
        Ok(())
    }

    /// Notes a bound that is broken, unless one was before; returns whether it holds.
    fn admits(&mut self, bound: Bound, value: u64, at: &At<'_>) -> bool {
        if value <= self.config.maximum(bound) {
            return true;
        }
        if self.bound_error.is_none() {
            *self.bound_error = Error::check_bound(self.config, bound, at, value).err();
        }
        false
    }

    pub(super) fn alias(&mut self, field: Attr, alias: &str, at: &At<'_>) -> Result<Alias, Error> {
        let alias = Alias::from(alias);
        if !alias.is_valid() {
            let characters = alias.as_written().chars().count();
            return Err(Error::AliasInvalid { field: at.step(&field.name()).path(), characters });
        }
        self.clause_on_itself(field, PlainTest::Equals(Scalar::Text(alias.folded())));
        Ok(alias)
    }

    /// Names that must be given are looked up in the event, as ids are; those of conversations say where to attach.
    pub(super) fn names(&mut self, list: &Names, at: &At<'_>) -> Result<Option<OnlyNames>, Error> {
        let name = list.field.name();
        let at = at.step(&name);
        if list.required && list.names.is_empty() {
            return Err(Error::Empty { field: at.path() });
        }
        for name in &list.names {
            self.admits(Bound::NameBytes, name.len() as u64, &at);
        }
        if list.required {
            self.list(list.field, list.names.iter().map(|name| Scalar::Text(name.as_str())), &at);
            return Ok(None);
        }
        self.admits(Bound::IdsPerList, list.names.len() as u64, &at);
        let only = || Arc::new(list.names.iter().map(|name| name.as_str().into()).collect());
        Ok((!list.names.is_empty()).then(only))
    }

    pub(super) fn id_list(&mut self, list: &IdList, at: &At<'_>) {
        let name = list.field.name();
        self.list(list.field, list.ids.iter().map(|id| (*id).into()), &at.step(&name));
    }

    /// An empty list restricts nothing (I1).
    fn list<'s>(&mut self, field: Attr, wanted: impl ExactSizeIterator<Item = Scalar<&'s str>>, at: &At<'_>) {
        let length = wanted.len() as u64;
        if self.admits(Bound::IdsPerList, length, at) && length > 0 {
            let wanted: SmallVec<[_; 8]> = sorted(wanted);
            self.clause_on_itself(field, PlainTest::OneOf(&wanted));
        }
    }

    /// A clause on a part of the event that is a scalar.
    fn clause_on_itself(&mut self, field: Attr, test: PlainTest<'_>) {
        self.build.begin(Part::Clause(field));
        self.build.test(&Place::ITSELF, test);
        self.build.end();
    }

    /// Lowers one filter. Beyond a bound it does not descend: the error is kept, and the result never used.
    fn filter(&mut self, filter: &dyn Filter, depth: u64, at: &At<'_>) -> Result<(), Error> {
        self.nodes += 1;
        let nodes = self.nodes;
        if !(self.admits(Bound::FilterDepth, depth, at) && self.admits(Bound::FilterNodes, nodes, at)) {
            return Ok(());
        }
        let mut result = Ok(());
        filter.visit(self.custom, &mut |part| {
            if result.is_ok() {
                result = self.part(part, depth, at);
            }
        });
        result
    }

    fn part(&mut self, part: FilterPart<'_>, depth: u64, at: &At<'_>) -> Result<(), Error> {
        match part {
            FilterPart::Field(Field { name, position, index, attr, test }) => {
                let place = Place { name, position, index, attr };
                self.test(&place, test, depth, &at.element(&place.name, index))
            }
            FilterPart::AnyOf => {
                self.build.any_of();
                Ok(())
            }
            FilterPart::Choice(index, one) => {
                self.nested(Part::Choice, one, depth, &at.element(&"any_of", Some(index)))
            }
            FilterPart::AllOf(index, one) => self.nested(Part::AllOf, one, depth, &at.element(&"all_of", Some(index))),
            FilterPart::Not(one) => self.nested(Part::Not, one, depth, &at.step(&"not")),
        }
    }

    /// Lowers a filter in another one.
    fn nested(&mut self, part: Part<'_>, filter: &dyn Filter, depth: u64, at: &At<'_>) -> Result<(), Error> {
        self.build.begin(part);
        self.filter(filter, depth + 1, at)?;
        self.build.end();
        Ok(())
    }

    fn test(&mut self, place: &Place, test: FieldTest<'_>, depth: u64, at: &At<'_>) -> Result<(), Error> {
        match test {
            FieldTest::Equals(wanted) => {
                if let Scalar::Text(text) = wanted {
                    self.admits(Bound::NameBytes, text.len() as u64, at);
                }
                self.build.test(place, PlainTest::Equals(wanted));
            }
            FieldTest::OneOf(wanted) => {
                let wanted: SmallVec<[_; 8]> = sorted(wanted.into_iter());
                self.build.test(place, PlainTest::OneOf(&wanted));
            }
            FieldTest::AtLeast(least) => self.build.test(place, PlainTest::AtLeast(least)),
            FieldTest::AtMost(most) => self.build.test(place, PlainTest::AtMost(most)),
            FieldTest::Matches(source) => {
                let pattern = self.pattern(source, at)?;
                self.build.test(place, PlainTest::Matches(&pattern));
            }
            FieldTest::Present(wanted) => self.build.test(place, PlainTest::Present(wanted)),
            FieldTest::Meets(filter) => self.nested(Part::Meets(place), filter, depth, at)?,
            FieldTest::Some(filter) => self.nested(Part::Some(place), filter, depth, at)?,
            FieldTest::SomeEquals(wanted) => {
                self.admits(Bound::NameBytes, wanted.len() as u64, at);
                self.some_itself(place, Some(PlainTest::Equals(Scalar::Text(wanted))));
            }
            FieldTest::SomeMatches("") => self.some_itself(place, None),
            FieldTest::SomeMatches(source) => {
                let pattern = self.pattern(source, at)?;
                self.some_itself(place, Some(PlainTest::Matches(&pattern)));
            }
        }
        Ok(())
    }

    /// A list of scalars with one that passes the test, if there is one.
    fn some_itself(&mut self, place: &Place, test: Option<PlainTest<'_>>) {
        self.build.begin(Part::Some(place));
        test.into_iter().for_each(|test| self.build.test(&Place::ITSELF, test));
        self.build.end();
    }

    fn pattern(&mut self, source: &str, at: &At<'_>) -> Result<Arc<Pattern>, Error> {
        let too_large = |bound| {
            let maximum = self.config.maximum(bound);
            Error::PatternTooLarge { field: at.path(), bound, maximum }
        };
        if source.len() as u64 > self.config.maximum(Bound::PatternBytes) {
            return Err(too_large(Bound::PatternBytes));
        }
        let compiled_bytes = self.config.maximum(Bound::CompiledPatternBytes);
        (self.compile)(source, usize::try_from(compiled_bytes).unwrap_or(usize::MAX)).map_err(|fault| match fault {
            PatternFault::TooLarge => too_large(Bound::CompiledPatternBytes),
            PatternFault::Syntax(reason) => Error::PatternSyntax { field: at.path(), reason },
        })
    }
}

/// In order; repeated ones count once (I1).
fn sorted<'s>(wanted: impl Iterator<Item = Scalar<&'s str>>) -> SmallVec<[Scalar<&'s str>; 8]> {
    let mut wanted: SmallVec<[_; 8]> = wanted.collect();
    // As a rule they are given in order.
    if !wanted.is_sorted_by(|one, next| one < next) {
        wanted.sort_unstable();
        wanted.dedup();
    }
    wanted
}
