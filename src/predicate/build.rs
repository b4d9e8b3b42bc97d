//! How conditions are said, one test after the other.
//!
//! Owns [`Build`], what a walk over filters calls, and [`TreeBuilder`], which makes [`Conditions`] of the calls. Must not know any one
//! filter. Invariant: each `begin` has its `end`; what is begun within something is a part of it.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::name::Name;
use super::pattern::Pattern;
use super::test::{Check, Clause, Conditions, Predicate, Test};
use super::value::{Attr, OwnedScalar, Scalar};

/// Which check of a filter it is.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The name of the filter's field.
    pub(crate) name: Name,
    /// Tells fields of one filter apart that test the same attribute in the same form.
    pub(crate) position: u8,
    /// The position of the element, where the field is a list.
    pub(crate) index: Option<usize>,
    pub(crate) attr: Attr,
}

impl Place {
    /// Of a check on the subject itself.
    pub(crate) const ITSELF: Self = Self { name: Name::ITSELF, position: 0, index: None, attr: Attr::ITSELF };
}

/// A question to one value, which it does not own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PlainTest<'t> {
    Equals(Scalar<&'t str>),
    /// Equal to one of these; sorted, without repeats.
    OneOf(&'t [Scalar<&'t str>]),
    AtLeast(u64),
    AtMost(u64),
    Matches(&'t Arc<Pattern>),
    Present(bool),
}

/// What may have parts of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'p> {
    /// The conditions on one part of the event.
    Clause(Attr),
    /// A check that an entity meets the parts.
    Meets(&'p Place),
    /// A check that a list has an element which meets the parts.
    Some(&'p Place),
    /// One of the choices.
    Choice,
    /// One of those that must all pass.
    AllOf,
    Not,
}

/// What is made of conditions, as they are said.
pub(crate) trait Build {
    /// A test of one value.
    fn test(&mut self, place: &Place, test: PlainTest<'_>);

    /// There are choices, or there is an empty list of them.
    fn any_of(&mut self);

    fn begin(&mut self, part: Part<'_>);

    fn end(&mut self);
}

/// Makes conditions as a tree.
#[derive(Debug, Default)]
pub(crate) struct TreeBuilder {
    clauses: Vec<Clause>,
    /// What has begun, the innermost last.
    begun: Vec<(Owner, Predicate)>,
}

/// What the parts that have begun belong to.
#[derive(Debug)]
enum Owner {
    Clause(Attr),
    Meets(Place),
    Some(Place),
    Choice,
    AllOf,
    Not,
}

impl TreeBuilder {
    pub(crate) fn conditions(self) -> Conditions {
        Conditions::new(self.clauses)
    }

    /// The innermost that has begun.
    fn current(&mut self) -> Option<&mut Predicate> {
        self.begun.last_mut().map(|(_, predicate)| predicate)
    }

    fn check(&mut self, place: &Place, test: Test) {
        let Place { name, index, attr, .. } = place;
        let check = Check { name: name.clone(), index: *index, attr: *attr, test };
        if let Some(predicate) = self.current() {
            predicate.checks.push(check);
        }
    }
}

impl Build for TreeBuilder {
    fn test(&mut self, place: &Place, test: PlainTest<'_>) {
        let test = match test {
            PlainTest::Equals(wanted) => Test::Equals(wanted.to_owned()),
            PlainTest::OneOf(wanted) => Test::OneOf(wanted.iter().map(|one| one.to_owned()).collect()),
            PlainTest::AtLeast(least) => Test::AtLeast(least),
            PlainTest::AtMost(most) => Test::AtMost(most),
            PlainTest::Matches(pattern) => Test::Matches(Arc::clone(pattern)),
            PlainTest::Present(wanted) => Test::Present(wanted),
        };
        self.check(place, test);
    }

    fn any_of(&mut self) {
        self.current().into_iter().for_each(|predicate| predicate.any_of = Some(Vec::new()));
    }

    fn begin(&mut self, part: Part<'_>) {
        let owner = match part {
            Part::Clause(field) => Owner::Clause(field),
            Part::Meets(place) => Owner::Meets(place.clone()),
            Part::Some(place) => Owner::Some(place.clone()),
            Part::Choice => Owner::Choice,
            Part::AllOf => Owner::AllOf,
            Part::Not => Owner::Not,
        };
        self.begun.push((owner, Predicate::default()));
    }

    fn end(&mut self) {
        let Some((owner, predicate)) = self.begun.pop() else { return };
        match (owner, self.current()) {
            (Owner::Clause(field), _) => self.clauses.push(Clause { field, predicate }),
            (Owner::Meets(place), _) => self.check(&place, Test::Meets(Box::new(predicate))),
            (Owner::Some(place), _) => self.check(&place, Test::Some(Box::new(predicate))),
            (Owner::Choice, Some(outer)) => outer.any_of.get_or_insert_default().push(predicate),
            (Owner::AllOf, Some(outer)) => outer.all_of.push(predicate),
            (Owner::Not, Some(outer)) => outer.not = Some(Box::new(predicate)),
            (Owner::Choice | Owner::AllOf | Owner::Not, None) => {}
        }
    }
}

impl Scalar<&str> {
    /// The wanted side of a comparison with it.
    pub(crate) fn to_owned(self) -> OwnedScalar {
        match self {
            Self::Flag(flag) => Scalar::Flag(flag),
            Self::Number(number) => Scalar::Number(number),
            Self::Symbol(symbol) => Scalar::Symbol(symbol),
            Self::Id(direction, number) => Scalar::Id(direction, number),
            Self::Text(text) => Scalar::Text(text.into()),
        }
    }
}
