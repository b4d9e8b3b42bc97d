//! Filters on events of a kind of the host's own (U4).
//!
//! Owns [`Condition`] and [`CustomFilter`], whether a filter fits a kind, and its lowering. Must not match: conditions become
//! the same predicates as those of any other filter. Invariant: a filter that passed [`CustomFilter::check`] tests fields
//! that the kind has, and nothing of a field that its type has no answer to.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::field_type::FieldType;
use super::refusal::Refusal;
use super::registry::DefinedKind;
use super::value::FieldValue;
use crate::predicate::{Attr, Name, Scalar};
use crate::vocab::wire::{View, Wire as _};
use crate::vocab::{Composed, Field, FieldTest, Filter, FilterPart};

/// A condition on one field. None but `present: false` is met by an event in which the field is absent.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Condition {
    /// Exactly this text, number or flag.
    Equals(FieldValue),
    /// One of these texts, numbers or flags; none given: never met.
    OneOf(Vec<FieldValue>),
    /// This number or above.
    Min(u64),
    /// This number or below.
    Max(u64),
    /// A text in which the pattern occurs, as in F2; "" is no condition.
    Search(String),
    /// Texts of which one is exactly this.
    Contains(String),
    /// Texts of which one has the pattern in it; "" matches any text.
    ContainsSearch(String),
    /// There (`true`) or absent (`false`).
    Present(bool),
}

impl Condition {
    /// The name, as filters write it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Equals(_) => "equals",
            Self::OneOf(_) => "one_of",
            Self::Min(_) => "min",
            Self::Max(_) => "max",
            Self::Search(_) => "search",
            Self::Contains(_) => "contains",
            Self::ContainsSearch(_) => "contains_search",
            Self::Present(_) => "present",
        }
    }

    /// Whether the condition applies to a field of this type.
    fn fits(&self, field_type: FieldType) -> bool {
        let same_type = |value: &FieldValue| value.is_of(field_type);
        field_type.conditions().contains(&self.name())
            && match self {
                Self::Equals(wanted) => same_type(wanted),
                Self::OneOf(wanted) => wanted.iter().all(same_type),
                Self::Min(_)
                | Self::Max(_)
                | Self::Search(_)
                | Self::Contains(_)
                | Self::ContainsSearch(_)
                | Self::Present(_) => true,
            }
    }

    fn test(&self) -> Option<FieldTest<'_>> {
        Some(match self {
            Self::Equals(wanted) => FieldTest::Equals(scalar(wanted)?),
            Self::OneOf(wanted) => FieldTest::OneOf(wanted.iter().filter_map(scalar).collect()),
            Self::Min(least) => FieldTest::AtLeast(*least),
            Self::Max(most) => FieldTest::AtMost(*most),
            Self::Search(pattern) => FieldTest::Matches((!pattern.is_empty()).then_some(pattern)?),
            Self::Contains(wanted) => FieldTest::SomeEquals(wanted),
            Self::ContainsSearch(pattern) => FieldTest::SomeMatches(pattern),
            Self::Present(wanted) => FieldTest::Present(*wanted),
        })
    }
}

/// A value that can be compared whole.
fn scalar(value: &FieldValue) -> Option<Scalar<&str>> {
    match value {
        FieldValue::Text(text) => Some(Scalar::Text(text)),
        FieldValue::Number(number) => Some(Scalar::Number(*number)),
        FieldValue::Flag(flag) => Some(Scalar::Flag(*flag)),
        FieldValue::Texts(_) | FieldValue::Data(_) => None,
    }
}

/// A filter on events of a kind of the host's own: conditions on its fields, all of which must be met, and what is composed with
/// them (F5). Nothing set admits everything.
///
/// The filter of a kind that a type declares converts into it. Without a type:
///
/// ```
/// use tidings::custom::{Condition, CustomFilter};
///
/// let core = CustomFilter::new()
///     .condition("repo", Condition::Equals("core".into()))
///     .condition("log", Condition::Search("(?i)panic".into()));
/// assert_eq!(core.conditions().count(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomFilter {
    conditions: Vec<(Cow<'static, str>, Condition)>,
    pub(super) composed: Composed<Self>,
}

impl CustomFilter {
    /// A filter that admits everything.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Also requires this of a field. The same condition on the same field replaces the one before.
    #[must_use]
    pub fn condition(mut self, field: impl Into<Cow<'static, str>>, condition: Condition) -> Self {
        self.set(field.into(), condition);
        self
    }

    pub(super) fn set(&mut self, field: Cow<'static, str>, condition: Condition) {
        let same =
            |(known, one): &&mut (Cow<'static, str>, Condition)| *known == field && one.name() == condition.name();
        match self.conditions.iter_mut().find(same) {
            Some((_, known)) => *known = condition,
            None => self.conditions.push((field, condition)),
        }
    }

    /// The conditions, each with its field, in the order in which they were set.
    pub fn conditions(&self) -> impl ExactSizeIterator<Item = (&str, &Condition)> {
        self.conditions.iter().map(|(field, condition)| (&**field, condition))
    }

    /// Also requires that at least one of these admits; none given, nothing passes (F5).
    #[must_use]
    pub fn any_of(mut self, filters: impl IntoIterator<Item = Self>) -> Self {
        self.composed.any_of = Some(filters.into_iter().collect());
        self
    }

    /// Also requires that each of these admits (F5).
    #[must_use]
    pub fn all_of(mut self, filters: impl IntoIterator<Item = Self>) -> Self {
        self.composed.all_of = filters.into_iter().collect();
        self
    }

    /// Also requires that this one does not admit (F5).
    #[must_use]
    pub fn not(mut self, filter: Self) -> Self {
        self.composed.not = Some(Box::new(filter));
        self
    }

    /// Whether all conditions, nested ones included, are on fields that the kind has and fit their types (U4). `path` is where
    /// the filter is. Without recursion: filters may be nested deeper than the stack allows.
    pub(crate) fn check(&self, kind: &DefinedKind, path: impl FnOnce() -> String) -> Result<(), Refusal> {
        // Each filter with the one around it and its place there, of which a path is made only where there is something to say.
        let mut filters: Vec<(&Self, usize, Place)> = Vec::from([(self, 0, Place::Not)]);
        let mut at = 0;
        while let Some((filter, ..)) = filters.get(at).copied() {
            for (name, condition) in &filter.conditions {
                let field = kind.field(name);
                let fits = field.is_some_and(|(_, _, field_type)| condition.fits(field_type));
                if !fits {
                    let filter_path = path_of(path(), &filters, at);
                    return Err(match field {
                        None => Refusal::UnknownField {
                            field: alloc::format!("{filter_path}.{name}"),
                            kind: String::from(&**kind.name()),
                        },
                        Some((_, _, field_type)) => Refusal::Condition {
                            field: alloc::format!("{filter_path}.{name}.{}", condition.name()),
                            field_type,
                        },
                    });
                }
            }
            let Composed { any_of, all_of, not } = &filter.composed;
            let any_of = any_of.iter().flatten().enumerate();
            filters.extend(any_of.map(|(place, one)| (one, at, Place::AnyOf(place))));
            filters.extend(all_of.iter().enumerate().map(|(place, one)| (one, at, Place::AllOf(place))));
            filters.extend(not.as_deref().map(|one| (one, at, Place::Not)));
            at += 1;
        }
        Ok(())
    }
}

/// The position of a filter in the one around it.
#[derive(Clone, Copy)]
enum Place {
    AnyOf(usize),
    AllOf(usize),
    Not,
}

/// The path of one of the filters, of which the first is at `path`.
fn path_of(path: String, filters: &[(&CustomFilter, usize, Place)], mut at: usize) -> String {
    let mut steps = Vec::new();
    while at > 0 {
        let (_, around, place) = filters[at];
        steps.push(match place {
            Place::AnyOf(place) => alloc::format!(".any_of[{place}]"),
            Place::AllOf(place) => alloc::format!(".all_of[{place}]"),
            Place::Not => ".not".into(),
        });
        at = around;
    }
    steps.into_iter().rev().fold(path, |path, step| path + &step)
}

impl Filter for CustomFilter {
    fn visit<'f>(&'f self, kind: Option<&'f DefinedKind>, visit: &mut dyn FnMut(FilterPart<'f>)) {
        for (name, condition) in &self.conditions {
            let field = kind.and_then(|kind| kind.field(name));
            if let (Some((slot, field, _)), Some(test)) = (field, condition.test()) {
                // The attribute and the form of the test say which condition it is.
                let (name, position, attr) = (Name::condition(field, condition.name()), 0, Attr::new(slot, ""));
                visit(FilterPart::Field(Field { name, position, index: None, attr, test }));
            }
        }
        self.composed.visit(visit);
    }

    fn written(&self) -> View<'_> {
        self.view()
    }
}
