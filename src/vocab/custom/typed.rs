//! What a type that declares a kind can do (U6).
//!
//! Owns the interest in such a kind, and the builders of interests and conditions that do not compile where they do not fit. Must
//! not know how the macro is written. Invariant: what is built here is built of the dynamic forms, so a type adds nothing at run
//! time.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use core::marker::PhantomData;

use super::event::{CustomEvent, CustomKind};
use super::filter::{Condition, CustomFilter};
use super::value::{FieldValue, PlainField};
use crate::vocab::{Event, Filter, Interest};

/// An interest in a kind of the host's own: the name of the kind, a count, a filter.
///
/// ```
/// use tidings::custom::{Condition, CustomFilter, CustomInterest};
///
/// let failed = CustomFilter::new().condition("ok", Condition::Equals(false.into()));
/// let interest = CustomInterest::new("BuildFinished").filter(failed).count(3);
/// assert_eq!(interest.kind_name(), "BuildFinished");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "an interest does nothing until it is subscribed to"]
pub struct CustomInterest {
    kind: Cow<'static, str>,
    count: u64,
    filter: Option<CustomFilter>,
}

impl CustomInterest {
    /// An interest in all events of the kind with this name. Whether there is such a kind is checked when it is subscribed to.
    pub fn new(kind: impl Into<Cow<'static, str>>) -> Self {
        Self { kind: kind.into(), count: 0, filter: None }
    }

    /// Ends the subscription with its `deliveries`-th delivery; 0: never (C1).
    pub fn count(mut self, deliveries: u64) -> Self {
        self.count = deliveries;
        self
    }

    /// Only events that pass this.
    pub fn filter(mut self, filter: impl Into<CustomFilter>) -> Self {
        self.filter = Some(filter.into());
        self
    }

    /// The name of the kind.
    #[must_use]
    pub fn kind_name(&self) -> &str {
        &self.kind
    }

    /// The count; 0: none.
    pub(super) fn deliveries(&self) -> u64 {
        self.count
    }

    /// The filter, where there is one.
    pub(super) fn filter_part(&self) -> Option<&CustomFilter> {
        self.filter.as_ref()
    }
}

/// As [`CustomInterest`], in a kind that the type `T` declares, so that only a filter of that kind fits.
#[must_use = "an interest does nothing until it is subscribed to"]
pub struct TypedInterest<T> {
    interest: CustomInterest,
    kind: PhantomData<fn() -> T>,
}

impl<T: CustomKind> TypedInterest<T> {
    #[doc(hidden)]
    pub fn new() -> Self {
        Self { interest: CustomInterest::new(T::SPEC.name()), kind: PhantomData }
    }

    /// Ends the subscription with its `deliveries`-th delivery; 0: never (C1).
    pub fn count(mut self, deliveries: u64) -> Self {
        self.interest = self.interest.count(deliveries);
        self
    }

    /// Only events that pass this.
    pub fn filter(mut self, filter: T::Filter) -> Self {
        self.interest = self.interest.filter(filter);
        self
    }
}

impl<T: CustomKind> Default for TypedInterest<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for TypedInterest<T> {
    fn clone(&self) -> Self {
        Self { interest: self.interest.clone(), kind: PhantomData }
    }
}

impl<T> fmt::Debug for TypedInterest<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.interest.fmt(f)
    }
}

impl<T> From<TypedInterest<T>> for CustomInterest {
    fn from(typed: TypedInterest<T>) -> Self {
        typed.interest
    }
}

impl From<CustomInterest> for Interest {
    fn from(CustomInterest { kind, count, filter }: CustomInterest) -> Self {
        Self::in_custom(kind, count, filter.map(|filter| Box::new(filter) as Box<dyn Filter>))
    }
}

impl<T> From<TypedInterest<T>> for Interest {
    fn from(typed: TypedInterest<T>) -> Self {
        typed.interest.into()
    }
}

impl From<CustomEvent> for Event {
    fn from(event: CustomEvent) -> Self {
        Self::Custom(event)
    }
}

macro_rules! conditions {
    ($( $(#[$doc:meta])* $Name:ident { $( $(#[$cdoc:meta])* $condition:ident($( $arg:ident: $Type:ty ),+) => $made:expr; )+ } )+) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        #[must_use = "it asks nothing until a condition is named"]
        pub struct $Name<F> {
            filter: F,
            field: &'static str,
        }

        impl<F: AsMut<CustomFilter>> $Name<F> {
            #[doc(hidden)]
            pub fn new(filter: F, field: &'static str) -> Self {
                Self { filter, field }
            }

            $(
                $(#[$cdoc])*
                #[must_use]
                pub fn $condition(self, $( $arg: $Type ),+) -> F {
                    self.add($made)
                }
            )+

            /// There (`true`) or absent (`false`).
            #[must_use]
            pub fn present(self, wanted: bool) -> F {
                self.add(Condition::Present(wanted))
            }

            fn add(mut self, condition: Condition) -> F {
                self.filter.as_mut().set(self.field.into(), condition);
                self.filter
            }
        }
    )+ };
}

fn one_of<T: PlainField>(wanted: impl IntoIterator<Item = impl Into<T>>) -> Condition {
    let value = |one| -> FieldValue { Into::<T>::into(one).into() };
    Condition::OneOf(wanted.into_iter().map(value).collect())
}

conditions! {
    /// The conditions on a field of type `text`. Each method gives the filter back.
    TextField {
        /// Exactly this text.
        equals(wanted: impl Into<String>) => Condition::Equals(wanted.into().into());
        /// One of these texts; none given: never met.
        one_of(wanted: impl IntoIterator<Item = impl Into<String>>) => one_of::<String>(wanted);
        /// The pattern occurs in it, as in F2; "" is no condition.
        search(pattern: impl Into<String>) => Condition::Search(pattern.into());
    }

    /// The conditions on a field of type `number`. Each method gives the filter back.
    NumberField {
        /// Exactly this number.
        equals(wanted: u64) => Condition::Equals(wanted.into());
        /// One of these numbers; none given: never met.
        one_of(wanted: impl IntoIterator<Item = u64>) => one_of::<u64>(wanted);
        /// This number or above.
        min(least: u64) => Condition::Min(least);
        /// This number or below.
        max(most: u64) => Condition::Max(most);
    }

    /// The conditions on a field of type `flag`. Each method gives the filter back.
    FlagField {
        /// Exactly this.
        equals(wanted: bool) => Condition::Equals(wanted.into());
        /// One of these; none given: never met.
        one_of(wanted: impl IntoIterator<Item = bool>) => one_of::<bool>(wanted);
    }

    /// The conditions on a field of type `texts`. Each method gives the filter back.
    TextsField {
        /// One of its texts is exactly this.
        contains(wanted: impl Into<String>) => Condition::Contains(wanted.into());
        /// One of its texts has the pattern in it; "" matches any text.
        contains_search(pattern: impl Into<String>) => Condition::ContainsSearch(pattern.into());
    }
}
