//! From filters to conditions.
//!
//! Owns [`Lowering`], one walk for filters of all types, with the bounds of the request's form (T2). Must not know any one filter.
//! Invariant: it is bounded in depth before it descends.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::config::{Bound, Config};
use crate::error::Error;
use crate::predicate::{Attr, Check, Clause, Name, OwnedScalar, Pattern, PatternFault, Predicate, Scalar, Test};
use crate::vocab::custom::DefinedKind;
use crate::vocab::{Alias, FieldTest, Filter, IdList, Names};

/// Compiles a pattern into at most so many bytes.
pub(crate) type Compile<'c> = &'c mut dyn FnMut(&str, usize) -> Result<Arc<Pattern>, PatternFault>;

/// The walk over one interest.
pub(super) struct Lowering<'l> {
    config: &'l Config,
    compile: Compile<'l>,
    /// Where the walk is.
    path: String,
    /// Filters visited so far in the current one.
    nodes: u64,
    /// The first bound that is broken.
    pub(super) bound_error: Option<Error>,
    /// The kind of the host's own whose fields are asked about.
    custom: Option<&'l DefinedKind>,
}

impl<'l> Lowering<'l> {
    pub(super) fn new(
        at_path: &str,
        config: &'l Config,
        custom: Option<&'l DefinedKind>,
        compile: Compile<'l>,
    ) -> Self {
        Self { config, compile, path: at_path.to_string(), nodes: 0, bound_error: None, custom }
    }

    /// Lowers one filter of the interest.
    pub(super) fn clause(&mut self, field: Attr, filter: &dyn Filter) -> Result<Clause, Error> {
        self.nodes = 0;
        let predicate = self.at_path(field.name(), |lowering| lowering.filter(filter, 1))?;
        Ok(Clause { field, predicate })
    }

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
        self.bound_error = self.bound_error.take().or(refused);
        admits
    }

    pub(super) fn alias(&mut self, field: Attr, alias: &str, clauses: &mut Vec<Clause>) -> Result<Alias, Error> {
        let alias = Alias::from(alias);
        if !alias.is_valid() {
            let characters = alias.as_written().chars().count();
            return Err(self.at_path(field.name(), |at| Error::AliasInvalid { field: at.path.clone(), characters }));
        }
        let wanted = Test::Equals(Scalar::Text(alias.folded().into()));
        clauses.push(clause_on_itself(field, wanted));
        Ok(alias)
    }

    /// Names that must be given are looked up in the event, as ids are; those of conversations say where to attach.
    pub(super) fn names(
        &mut self,
        list: &Names,
        clauses: &mut Vec<Clause>,
    ) -> Result<Option<Arc<BTreeSet<Box<str>>>>, Error> {
        if list.required && list.names.is_empty() {
            return Err(self.at_path(list.field.name(), |at| Error::Empty { field: at.path.clone() }));
        }
        for name in &list.names {
            self.at_path(list.field.name(), |at| at.admits(Bound::NameBytes, name.len() as u64));
        }
        if list.required {
            self.list(list.field, list.names.iter().map(|name| Scalar::Text(name.as_str().into())), clauses);
            return Ok(None);
        }
        self.at_path(list.field.name(), |at| at.admits(Bound::IdsPerList, list.names.len() as u64));
        let only = || Arc::new(list.names.iter().map(|name| name.as_str().into()).collect());
        Ok((!list.names.is_empty()).then(only))
    }

    pub(super) fn id_list(&mut self, list: &IdList, clauses: &mut Vec<Clause>) {
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

    /// Lowers one filter. Beyond a bound it does not descend: the error is kept, and the result never used.
    fn filter(&mut self, filter: &dyn Filter, depth: u64) -> Result<Predicate, Error> {
        self.nodes += 1;
        let nodes = self.nodes;
        let mut predicate = Predicate::default();
        if !(self.admits(Bound::FilterDepth, depth) && self.admits(Bound::FilterNodes, nodes)) {
            return Ok(predicate);
        }
        let tests = filter.tests(self.custom);
        for field in tests.fields {
            let name = field.name;
            let step = field.index.map_or_else(|| name.to_string(), |at| format!("{name}[{at}]"));
            let test = self.at_path(&step, |lowering| lowering.test(field.test, depth))?;
            predicate.checks.push(Check { name, index: field.index, attr: field.attr, test });
        }
        if let Some(any_of) = tests.any_of {
            predicate.any_of = Some(self.each("any_of", &any_of, depth)?);
        }
        predicate.all_of = self.each("all_of", &tests.all_of, depth)?;
        if let Some(not) = tests.not {
            let not = self.at_path("not", |lowering| lowering.filter(not, depth + 1))?;
            predicate.not = Some(Box::new(not));
        }
        Ok(predicate)
    }

    fn each(&mut self, name: &str, filters: &[&dyn Filter], depth: u64) -> Result<Vec<Predicate>, Error> {
        let lowered = filters.iter().enumerate();
        lowered.map(|(at, one)| self.at_path(&format!("{name}[{at}]"), |walk| walk.filter(*one, depth + 1))).collect()
    }

    fn test(&mut self, test: FieldTest<'_>, depth: u64) -> Result<Test, Error> {
        Ok(match test {
            FieldTest::Equals(wanted) => {
                if let Scalar::Text(text) = &wanted {
                    self.admits(Bound::NameBytes, text.len() as u64);
                }
                Test::Equals(wanted)
            }
            FieldTest::OneOf(wanted) => Test::one_of(wanted),
            FieldTest::AtLeast(least) => Test::AtLeast(least),
            FieldTest::AtMost(most) => Test::AtMost(most),
            FieldTest::Matches(source) => Test::Matches(self.pattern(source)?),
            FieldTest::Present(wanted) => Test::Present(wanted),
            FieldTest::Meets(filter) => Test::Meets(Box::new(self.filter(filter, depth + 1)?)),
            FieldTest::Some(filter) => Test::Some(Box::new(self.filter(filter, depth + 1)?)),
            FieldTest::SomeEquals(wanted) => {
                if let Scalar::Text(text) = &wanted {
                    self.admits(Bound::NameBytes, text.len() as u64);
                }
                Test::Some(Box::new(on_itself(Test::Equals(wanted))))
            }
            FieldTest::SomeMatches("") => Test::Some(Box::default()),
            FieldTest::SomeMatches(source) => Test::Some(Box::new(on_itself(Test::Matches(self.pattern(source)?)))),
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
    Clause { field, predicate: on_itself(test) }
}

/// A predicate with this test of the subject itself.
fn on_itself(test: Test) -> Predicate {
    let check = Check { name: Name::ITSELF, index: None, attr: Attr::ITSELF, test };
    Predicate { checks: Vec::from([check]), ..Predicate::default() }
}
