//! Filters of all types, as they are lowered.
//!
//! Owns [`Filter`], through which filters are lowered, kept and compared, [`FilterTests`], what one tests, and [`Composed`], what
//! is composed with its fields. Must not compile patterns, check bounds or match: that is done for all filters alike, elsewhere.
//! Invariant: a field that is absent tests nothing (F1).

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::any::Any;
use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};

use super::custom::DefinedKind;
use super::macros::filter::yes_no;
use super::wire::{Elements, Fields, View};
use crate::predicate::{Attr, Name, OwnedScalar};

/// The test that one field of a filter makes of its attribute.
#[derive(Clone, Debug)]
pub(crate) enum FieldTest<'f> {
    Equals(OwnedScalar),
    OneOf(Vec<OwnedScalar>),
    AtLeast(u64),
    AtMost(u64),
    Matches(&'f str),
    Present(bool),
    Meets(&'f dyn Filter),
    Some(&'f dyn Filter),
    /// A list of texts of which one is exactly this.
    SomeEquals(OwnedScalar),
    /// A list of texts of which one has the pattern in it; "" matches any element.
    SomeMatches(&'f str),
}

/// One field in use: its name, its position where the field is a list, the attribute, the comparison.
#[derive(Clone, Debug)]
pub(crate) struct Field<'f> {
    pub(crate) name: Name,
    pub(crate) index: Option<usize>,
    pub(crate) attr: Attr,
    pub(crate) test: FieldTest<'f>,
}

/// All tests of a filter, one level deep.
#[derive(Clone, Debug, Default)]
pub(crate) struct FilterTests<'f> {
    pub(crate) fields: Vec<Field<'f>>,
    pub(crate) any_of: Option<Vec<&'f dyn Filter>>,
    pub(crate) all_of: Vec<&'f dyn Filter>,
    pub(crate) not: Option<&'f dyn Filter>,
}

/// What is composed with the fields of a filter (F5).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Composed<F> {
    pub(crate) any_of: Option<Vec<F>>,
    pub(crate) all_of: Vec<F>,
    pub(crate) not: Option<Box<F>>,
}

impl<F> Composed<F> {
    pub(crate) const fn new() -> Self {
        Self { any_of: None, all_of: Vec::new(), not: None }
    }
}

impl<F: Filter> Composed<F> {
    /// The tests of a filter with these fields.
    pub(crate) fn tests<'f>(&'f self, fields: Vec<Field<'f>>) -> FilterTests<'f> {
        FilterTests {
            fields,
            any_of: self.any_of.as_ref().map(|any| any.iter().map(|one| one as _).collect()),
            all_of: self.all_of.iter().map(|one| one as _).collect(),
            not: self.not.as_deref().map(|one| one as _),
        }
    }
}

/// Written after the fields of the filter.
impl<F: Fields> Fields for Composed<F>
where
    Vec<F>: Elements,
{
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        if let Some(any_of) = &self.any_of {
            visit("any_of", View::List(any_of));
        }
        if !self.all_of.is_empty() {
            visit("all_of", View::List(&self.all_of));
        }
        if let Some(not) = &self.not {
            visit("not", View::Object(&**not));
        }
    }
}

impl<F> Default for Composed<F> {
    fn default() -> Self {
        Self::new()
    }
}

/// A filter of whatever type.
pub(crate) trait Filter: AnyFilter + fmt::Debug + Send + Sync + UnwindSafe + RefUnwindSafe {
    /// Its tests. `custom` is the kind of the host's own whose fields it tests.
    fn tests<'f>(&'f self, custom: Option<&'f DefinedKind>) -> FilterTests<'f>;

    /// How it is written.
    fn written(&self) -> View<'_>;
}

/// What can be done with a filter whose type is not known; every type of filter has it.
pub(crate) trait AnyFilter {
    fn boxed(&self) -> Box<dyn Filter>;

    /// Whether both are of one type, and equal.
    fn equals(&self, other: &dyn Filter) -> bool;

    fn as_any(&self) -> &dyn Any;
}

impl<F: Filter + Any + Clone + PartialEq> AnyFilter for F {
    fn boxed(&self) -> Box<dyn Filter> {
        Box::new(self.clone())
    }

    fn equals(&self, other: &dyn Filter) -> bool {
        other.as_any().downcast_ref() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Clone for Box<dyn Filter> {
    fn clone(&self) -> Self {
        (**self).boxed()
    }
}

impl PartialEq for dyn Filter {
    fn eq(&self, other: &Self) -> bool {
        self.equals(other)
    }
}

/// A regular expression on a text that is itself a part of the event (`previous_name_search`).
impl Filter for String {
    fn tests<'f>(&'f self, _: Option<&'f DefinedKind>) -> FilterTests<'f> {
        let test = (!self.is_empty()).then_some(FieldTest::Matches(self));
        let fields = test.into_iter().map(|test| Field { name: Name::ITSELF, index: None, attr: Attr::ITSELF, test });
        FilterTests { fields: fields.collect(), ..FilterTests::default() }
    }

    fn written(&self) -> View<'_> {
        View::Text(self)
    }
}

yes_no! {
    /// A condition on what something is; `true` and `false` convert into it.
    Is { Is = "IS", IsNot = "IS_NOT" }
    /// A condition on what something has; `true` and `false` convert into it.
    Has { Has = "HAS", HasNot = "HAS_NOT" }
    /// A condition on what something has, in the plural of the protocol; `true` and `false` convert into it.
    Have { Have = "HAVE", HaveNot = "HAVE_NOT" }
    /// A condition on what someone may do; `true` and `false` convert into it.
    Can { Can = "CAN", Cannot = "CANNOT" }
    /// A condition on being managed by a directory; `true` and `false` convert into it.
    Managed { Managed = "MANAGED", NotManaged = "NOT_MANAGED" }
}
