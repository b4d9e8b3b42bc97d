//! Filters of all types, as they are lowered.
//!
//! Owns [`Filter`], through which filters are lowered, kept and compared, [`FilterPart`], what one consists of, and [`Composed`],
//! what is composed with its fields. Must not compile patterns, check bounds or match: that is done for all filters alike, elsewhere.
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
use crate::predicate::{Attr, Name, Scalar};

/// The test that one field of a filter makes of its attribute.
#[derive(Clone, Debug)]
pub(crate) enum FieldTest<'f> {
    Equals(Scalar<&'f str>),
    OneOf(Vec<Scalar<&'f str>>),
    AtLeast(u64),
    AtMost(u64),
    Matches(&'f str),
    Present(bool),
    Meets(&'f dyn Filter),
    Some(&'f dyn Filter),
    /// A list of texts of which one is exactly this.
    SomeEquals(&'f str),
    /// A list of texts of which one has the pattern in it; "" matches any element.
    SomeMatches(&'f str),
}

/// One field in use.
#[derive(Clone, Debug)]
pub(crate) struct Field<'f> {
    pub(crate) name: Name,
    /// Tells fields of one filter apart that test the same attribute in the same form.
    pub(crate) position: u8,
    /// The position of the element, where the field is a list.
    pub(crate) index: Option<usize>,
    pub(crate) attr: Attr,
    pub(crate) test: FieldTest<'f>,
}

/// What a filter consists of, one level deep.
#[derive(Clone, Debug)]
pub(crate) enum FilterPart<'f> {
    Field(Field<'f>),
    /// There are choices, or there is an empty list of them.
    AnyOf,
    /// One of the choices, by its position.
    Choice(usize, &'f dyn Filter),
    /// One that must pass as well, by its position.
    AllOf(usize, &'f dyn Filter),
    Not(&'f dyn Filter),
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
    /// Visits what is composed with the fields, which come before.
    pub(crate) fn visit<'f>(&'f self, visit: &mut dyn FnMut(FilterPart<'f>)) {
        if let Some(any_of) = &self.any_of {
            visit(FilterPart::AnyOf);
            any_of.iter().enumerate().for_each(|(at, one)| visit(FilterPart::Choice(at, one)));
        }
        self.all_of.iter().enumerate().for_each(|(at, one)| visit(FilterPart::AllOf(at, one)));
        self.not.iter().for_each(|one| visit(FilterPart::Not(&**one)));
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
    /// Visits its parts, always in the same order. `custom` is the kind of the host's own whose fields it tests.
    fn visit<'f>(&'f self, custom: Option<&'f DefinedKind>, visit: &mut dyn FnMut(FilterPart<'f>));

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
    fn visit<'f>(&'f self, _: Option<&'f DefinedKind>, visit: &mut dyn FnMut(FilterPart<'f>)) {
        if !self.is_empty() {
            let test = FieldTest::Matches(self);
            visit(FilterPart::Field(Field { name: Name::ITSELF, position: 0, index: None, attr: Attr::ITSELF, test }));
        }
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
