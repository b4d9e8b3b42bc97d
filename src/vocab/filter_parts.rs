//! What a filter of the vocabulary consists of.
//!
//! Owns [`FilterParts`], with reading, writing and testing by its [`FilterSpec`]. Must not know any one filter, nor how filters are
//! lowered. Invariants: fields are kept in the order of the description; fields that exclude each other are never both set.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use smallvec::SmallVec;

use super::MessageId;
use super::custom::DefinedKind;
use super::directory_update::EntityId;
use super::filter::{Composed, Field, FieldTest, Filter, FilterPart};
use super::macros::entity::Word;
use super::spec::{EntitySpec, FieldType};
use super::wire::{Elements, Fault, Fields, Json, View, Wire, list, object};
use crate::predicate::{Attr, Name, Scalar, Symbol};

/// A filter by its fields: what a `filter!` says of itself.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FilterSpec {
    /// The name of its type.
    pub name: &'static str,
    /// The name of the type of entity that it is about.
    pub entity: &'static str,
    /// How it is written: the fields, then `any_of`, `all_of` and `not`.
    pub form: &'static EntitySpec,
    /// The fields, in the order in which they are written.
    pub fields: &'static [FilterField],
}

/// A field of a filter.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FilterField {
    /// The name on the wire.
    pub name: &'static str,
    /// What it holds.
    pub r#type: FieldType,
    pub(crate) attr: Attr,
    pub(crate) comparison: Comparison,
    pub(crate) read: fn(Json) -> Result<Given, Fault>,
}

impl FilterField {
    /// Whether it is a regular expression that has to occur (F2).
    #[must_use]
    pub fn is_pattern(&self) -> bool {
        matches!(self.comparison, Comparison::Search)
    }

    /// The filter that an entity must meet, or for each of which there must be an element that meets it (F3).
    #[must_use]
    pub fn filter(&self) -> Option<&'static FilterSpec> {
        match self.comparison {
            Comparison::Meets(filter) | Comparison::EachMetBySome(filter) => Some(filter),
            Comparison::Equals
            | Comparison::AtLeast
            | Comparison::AtMost
            | Comparison::Search
            | Comparison::Is
            | Comparison::IsYes
            | Comparison::By(_) => None,
        }
    }
}

/// How a field is compared with its attribute.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Comparison {
    /// It is equal.
    Equals,
    /// It is at least this.
    AtLeast,
    /// It is at most this.
    AtMost,
    /// The pattern occurs in it.
    Search,
    /// It is this word, unless that is `UNSPECIFIED`.
    Is,
    /// The first word of the pair: it is set; the second: it is not.
    IsYes,
    /// What the function says, if anything.
    By(fn(&Given) -> Option<FieldTest<'static>>),
    /// It meets a filter.
    Meets(&'static FilterSpec),
    /// For each of the filters it has an element that meets it.
    EachMetBySome(&'static FilterSpec),
}

impl Comparison {
    fn test(self, given: &Given) -> Option<FieldTest<'_>> {
        match (self, given) {
            (Self::By(test), given) => test(given),
            (Self::Search, Given::Text(pattern)) => (!pattern.is_empty()).then_some(FieldTest::Matches(pattern)),
            (Self::AtLeast, Given::Number(least)) => Some(FieldTest::AtLeast(*least)),
            (Self::AtMost, Given::Number(most)) => Some(FieldTest::AtMost(*most)),
            (Self::Is, Given::Word(word)) => (word.code() > 0).then_some(FieldTest::Equals(Scalar::Symbol(*word))),
            (Self::IsYes, Given::Word(word)) => {
                (word.code() > 0).then_some(FieldTest::Equals(Scalar::Flag(word.code() == 1)))
            }
            (_, Given::Flag(flag)) => Some(FieldTest::Equals(Scalar::Flag(*flag))),
            (_, Given::Number(number)) => Some(FieldTest::Equals(Scalar::Number(*number))),
            (_, Given::Text(text)) => Some(FieldTest::Equals(Scalar::Text(text))),
            (_, Given::Word(word)) => Some(FieldTest::Equals(Scalar::Symbol(*word))),
            (_, Given::Id(id)) => Some(FieldTest::Equals((*id).into())),
            (_, Given::Filter(filter)) => Some(FieldTest::Meets(&**filter)),
            (_, Given::Filters(_)) => None,
        }
    }
}

/// What is given for a field of a filter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Given {
    Flag(bool),
    Number(u64),
    Text(String),
    Word(Symbol),
    Id(EntityId),
    Filter(Box<FilterParts>),
    Filters(Vec<FilterParts>),
}

impl Given {
    fn view(&self) -> View<'_> {
        match self {
            Self::Flag(flag) => View::Flag(*flag),
            Self::Number(number) => View::Whole(*number),
            Self::Text(text) => View::Text(text),
            Self::Word(word) => View::Word(word.name()),
            Self::Id(id) => id.written(),
            Self::Filter(filter) => View::Object(&**filter),
            Self::Filters(filters) => View::List(filters),
        }
    }
}

impl From<bool> for Given {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<u64> for Given {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<String> for Given {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<MessageId> for Given {
    fn from(id: MessageId) -> Self {
        Self::Id(EntityId::Message(id))
    }
}

impl<T: Word> From<T> for Given {
    fn from(word: T) -> Self {
        Self::Word(word.into())
    }
}

impl<T: Into<FilterParts>> From<Vec<T>> for Given {
    fn from(filters: Vec<T>) -> Self {
        Self::Filters(filters.into_iter().map(Into::into).collect())
    }
}

/// Reads what is given for a field of this type.
pub(crate) fn read_given<T: Wire + Into<Given>>(json: Json) -> Result<Given, Fault> {
    T::read(json).map(Into::into)
}

/// What can be taken back out of what is given.
pub(crate) trait FromGiven: Sized {
    fn from_given(given: &Given) -> Option<Self>;
}

impl<T: Word> FromGiven for T {
    fn from_given(given: &Given) -> Option<Self> {
        if let Given::Word(word) = given { Self::nth(word.code()) } else { None }
    }
}

impl FromGiven for bool {
    fn from_given(given: &Given) -> Option<Self> {
        if let Given::Flag(flag) = given { Some(*flag) } else { None }
    }
}

/// Any filter of the vocabulary: the fields that are set, and what is composed with them (F5).
#[derive(Clone)]
pub(crate) struct FilterParts {
    spec: &'static FilterSpec,
    /// By position in the description, in its order.
    fields: SmallVec<[(u8, Given); 2]>,
    composed: Composed<Self>,
}

impl FilterParts {
    pub(crate) const fn new(spec: &'static FilterSpec) -> Self {
        Self { spec, fields: SmallVec::new_const(), composed: Composed::new() }
    }

    /// Sets a field. Those that exclude it are cleared, so that the last one set counts (F1); an empty list is none.
    pub(crate) fn set(&mut self, field: u8, given: Given) {
        let form = self.spec.form;
        let name = |field: u8| form.fields[usize::from(field)].name;
        let excludes =
            |other: u8| form.exclusive.iter().any(|group| group.contains(&name(field)) && group.contains(&name(other)));
        self.fields.retain(|(other, _)| *other != field && !excludes(*other));
        if !matches!(&given, Given::Filters(filters) if filters.is_empty()) {
            let at = self.fields.partition_point(|(other, _)| *other < field);
            self.fields.insert(at, (field, given));
        }
    }

    pub(crate) fn set_any_of(&mut self, filters: Vec<Self>) {
        self.composed.any_of = Some(filters);
    }

    pub(crate) fn set_all_of(&mut self, filters: Vec<Self>) {
        self.composed.all_of = filters;
    }

    pub(crate) fn set_not(&mut self, filter: Self) {
        self.composed.not = Some(Box::new(filter));
    }

    pub(crate) fn read(json: Json, spec: &'static FilterSpec) -> Result<Self, Fault> {
        let mut filter = Self::new(spec);
        object(json, spec.form, &mut |at, value| {
            match (spec.fields.get(at), spec.form.fields[at].name) {
                (Some(field), _) => filter.set(u8::try_from(at).unwrap_or(u8::MAX), (field.read)(value)?),
                (None, "any_of") => filter.set_any_of(Self::read_list(value, spec)?),
                (None, "all_of") => filter.set_all_of(Self::read_list(value, spec)?),
                (None, _) => filter.set_not(Self::read(value, spec)?),
            }
            Ok(())
        })?;
        Ok(filter)
    }

    fn read_list(json: Json, spec: &'static FilterSpec) -> Result<Vec<Self>, Fault> {
        list(json, &mut |value| Self::read(value, spec))
    }
}

impl Filter for FilterParts {
    fn visit<'f>(&'f self, _: Option<&'f DefinedKind>, visit: &mut dyn FnMut(FilterPart<'f>)) {
        for (position, given) in &self.fields {
            let FilterField { name, attr, comparison, .. } = &self.spec.fields[usize::from(*position)];
            let mut field = |index, test| {
                let (name, position, attr) = (Name::Field(name), *position, *attr);
                visit(FilterPart::Field(Field { name, position, index, attr, test }));
            };
            if let Given::Filters(filters) = given {
                filters.iter().enumerate().for_each(|(at, filter)| field(Some(at), FieldTest::Some(filter)));
            } else if let Some(test) = comparison.test(given) {
                field(None, test);
            }
        }
        self.composed.visit(visit);
    }

    fn written(&self) -> View<'_> {
        View::Object(self)
    }
}

impl PartialEq for FilterParts {
    fn eq(&self, other: &Self) -> bool {
        self.spec.name == other.spec.name && self.fields == other.fields && self.composed == other.composed
    }
}

impl fmt::Debug for FilterParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.spec.name, View::Object(self))
    }
}

impl Fields for FilterParts {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        for (at, given) in &self.fields {
            visit(self.spec.fields[usize::from(*at)].name, given.view());
        }
        self.composed.each(visit);
    }
}

impl Elements for Vec<FilterParts> {
    fn count(&self) -> usize {
        self.len()
    }

    fn each(&self, visit: &mut dyn FnMut(View<'_>)) {
        self.iter().for_each(|filter| visit(View::Object(filter)));
    }
}

/// A type of filter that a part of an interest may be.
pub(crate) trait FilterType: Wire {
    /// What it consists of; `None`: it is a regular expression.
    const SPEC: Option<&'static FilterSpec>;

    fn into_filter(self) -> Box<dyn Filter>;
}

/// Reads a filter of this type.
pub(crate) fn read_filter<T: FilterType>(json: Json) -> Result<Box<dyn Filter>, Fault> {
    T::read(json).map(T::into_filter)
}

impl FilterType for String {
    const SPEC: Option<&'static FilterSpec> = None;

    fn into_filter(self) -> Box<dyn Filter> {
        Box::new(self)
    }
}
