//! How a filter of the vocabulary is written down.
//!
//! Owns the macro `filter!` (one row per field: its type, the attribute it is about, what it asks), and [`Asks`], the plain
//! description through which every filter is lowered to a predicate. Must not compile patterns, check bounds or match: that
//! is done for all filters alike, elsewhere. Invariant: a field that is absent asks nothing (F1).

use alloc::string::String;
use alloc::vec::Vec;

use super::macros::entity::{Word, symbols};
use crate::predicate::{Attr, OwnedScalar, Scalar};

/// What one field of a filter asks of its attribute.
#[derive(Clone, Debug)]
pub(crate) enum Ask<'f> {
    Equals(OwnedScalar),
    OneOf(Vec<OwnedScalar>),
    AtLeast(u64),
    AtMost(u64),
    Matches(&'f str),
    Present(bool),
    Meets(&'f dyn Filter),
    Some(&'f dyn Filter),
}

/// One field in use: its name, its position where the field is a list, the attribute, the question.
#[derive(Clone, Debug)]
pub(crate) struct Field<'f> {
    pub(crate) name: &'static str,
    pub(crate) index: Option<usize>,
    pub(crate) attr: Attr,
    pub(crate) ask: Ask<'f>,
}

/// All that a filter asks, one level deep.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asks<'f> {
    pub(crate) fields: Vec<Field<'f>>,
    pub(crate) any_of: Option<Vec<&'f dyn Filter>>,
    pub(crate) all_of: Vec<&'f dyn Filter>,
    pub(crate) not: Option<&'f dyn Filter>,
}

impl<'f> Asks<'f> {
    /// Notes the questions of one field.
    pub(crate) fn field(&mut self, name: &'static str, attr: Attr, asks: Vec<Ask<'f>>, listed: bool) {
        let name = name.trim_start_matches("r#");
        let fields = asks.into_iter().enumerate();
        self.fields.extend(fields.map(|(at, ask)| Field { name, index: listed.then_some(at), attr, ask }));
    }
}

/// A filter that can be lowered.
pub(crate) trait Filter: core::fmt::Debug {
    fn asks(&self) -> Asks<'_>;
}

/// A regular expression on a text that is itself a part of the event (`previous_name_search`).
impl Filter for String {
    fn asks(&self) -> Asks<'_> {
        let mut asks = Asks::default();
        asks.field("", Attr::ITSELF, matches(self), false);
        asks
    }
}

// What a row of `filter!` may ask. Each returns no question where the value is a way of saying "no condition" (F1).

pub(crate) fn equals<T: Clone + Into<OwnedScalar>>(wanted: &T) -> Vec<Ask<'_>> {
    Vec::from([Ask::Equals(wanted.clone().into())])
}

pub(crate) fn is<T: Word>(wanted: &T) -> Vec<Ask<'_>> {
    wanted.chosen().map(|symbol| Ask::Equals(Scalar::Symbol(symbol))).into_iter().collect()
}

pub(crate) fn yes_no_flag<T: Copy + Into<Option<bool>>>(wanted: &T) -> Vec<Ask<'_>> {
    (*wanted).into().map(|flag| Ask::Equals(Scalar::Flag(flag))).into_iter().collect()
}

pub(crate) fn at_least(least: &u64) -> Vec<Ask<'_>> {
    Vec::from([Ask::AtLeast(*least)])
}

pub(crate) fn at_most(most: &u64) -> Vec<Ask<'_>> {
    Vec::from([Ask::AtMost(*most)])
}

pub(crate) fn matches(pattern: &str) -> Vec<Ask<'_>> {
    (!pattern.is_empty()).then_some(Ask::Matches(pattern)).into_iter().collect()
}

pub(crate) fn meets<F: Filter>(filter: &F) -> Vec<Ask<'_>> {
    Vec::from([Ask::Meets(filter)])
}

pub(crate) fn each_met_by_some<F: Filter>(filters: &[F]) -> Vec<Ask<'_>> {
    filters.iter().map(|filter| Ask::Some(filter)).collect()
}

impl From<u64> for OwnedScalar {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<String> for OwnedScalar {
    fn from(text: String) -> Self {
        Self::Text(text.into_boxed_str())
    }
}

/// Declares a pair of words that stand for yes and no.
macro_rules! yes_no {
    ($( $(#[$doc:meta])* $Name:ident { $Yes:ident = $yes:literal, $No:ident = $no:literal } )+) => {
        symbols! { $(
            $(#[$doc])*
            pub enum $Name {
                /// Yes.
                $Yes = $yes,
                /// No.
                $No = $no,
            }
        )+ }
        $(
            impl From<bool> for $Name {
                fn from(yes: bool) -> Self {
                    if yes { Self::$Yes } else { Self::$No }
                }
            }

            impl From<$Name> for Option<bool> {
                fn from(word: $Name) -> Self {
                    match word {
                        $Name::Unspecified => None,
                        $Name::$Yes => Some(true),
                        $Name::$No => Some(false),
                    }
                }
            }
        )+
    };
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

/// Declares one filter. A row is `field: Type => ATTRIBUTE, question;` with `[Type]` for a list; `oneof` names fields that
/// exclude each other.
macro_rules! filter {
    (
        $(#[$doc:meta])*
        pub struct $Name:ident on $Entity:ident {
            $( $(#[$fdoc:meta])* $field:ident : $ty:tt => $ATTR:ident, $ask:expr; )+
        }
        $( oneof $group:ident { $( $member:ident ),+ } )*
    ) => {
        $(#[$doc])*
        ///
        /// All fields that are set must hold, and so must what is composed with them (I2, F5). Nothing set admits
        /// everything.
        #[derive(Clone, Debug, Default, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize), serde(default))]
        pub struct $Name {
            $(
                #[cfg_attr(feature = "serde", serde(skip_serializing_if = "crate::vocab::form::SkipDefault::skip"))]
                $field: $crate::vocab::filter::filter!(@stored $ty),
            )+
            #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
            any_of: Option<Vec<Self>>,
            #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
            all_of: Vec<Self>,
            #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
            not: Option<Box<Self>>,
        }

        impl $Name {
            /// A filter that admits everything.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            $( $crate::vocab::filter::filter! { @setter $(#[$fdoc])* $field $ty } )+

            /// Also asks that at least one of these admits; none given, nothing passes (F5).
            #[must_use]
            pub fn any_of(mut self, filters: impl IntoIterator<Item = Self>) -> Self {
                self.any_of = Some(filters.into_iter().collect());
                self
            }

            /// Also asks that each of these admits (F5).
            #[must_use]
            pub fn all_of(mut self, filters: impl IntoIterator<Item = Self>) -> Self {
                self.all_of = filters.into_iter().collect();
                self
            }

            /// Also asks that this one does not admit (F5).
            #[must_use]
            pub fn not(mut self, filter: Self) -> Self {
                self.not = Some(Box::new(filter));
                self
            }

            /// Clears the fields that cannot stand beside `field`, so that the last one set stands (F1).
            fn exclude_others(&mut self, field: &str) {
                let _ = field;
                $( if [$( stringify!($member) ),+].contains(&field) { $( self.$member = None; )+ } )*
            }
        }

        impl $crate::vocab::filter::Filter for $Name {
            fn asks(&self) -> $crate::vocab::filter::Asks<'_> {
                let mut asks = $crate::vocab::filter::Asks::default();
                $( $crate::vocab::filter::filter! { @ask asks, self, $Entity, $field $ty, $ATTR, $ask } )+
                asks.any_of = self.any_of.as_ref().map(|any| any.iter().map(|one| one as _).collect());
                asks.all_of = self.all_of.iter().map(|one| one as _).collect();
                asks.not = self.not.as_deref().map(|one| one as _);
                asks
            }
        }

        #[cfg(feature = "serde")]
        const _: () = {
            // The wire could name fields that exclude each other, so it is read into a form of its own first.
            #[derive(Default, serde::Deserialize)]
            #[serde(default, deny_unknown_fields, expecting = "an object")]
            struct InterestParts {
                $(
                    #[serde(deserialize_with = "crate::vocab::form::present")]
                    $field: Option<$crate::vocab::filter::filter!(@read $ty)>,
                )+
                #[serde(deserialize_with = "crate::vocab::form::present")]
                any_of: Option<Vec<$Name>>,
                all_of: Vec<$Name>,
                #[serde(deserialize_with = "crate::vocab::form::present")]
                not: Option<Box<$Name>>,
            }

            impl<'de> serde::Deserialize<'de> for $Name {
                fn deserialize<D: serde::Deserializer<'de>>(form: D) -> Result<Self, D::Error> {
                    let form = InterestParts::deserialize(form)?;
                    $(
                        let set = [$( (stringify!($member), form.$member.is_some()) ),+];
                        let set: Vec<&str> = set.into_iter().filter_map(|(name, set)| set.then_some(name)).collect();
                        if let [first, second, ..] = set[..] {
                            return Err(serde::de::Error::custom(format_args!(
                                "{first} and {second} exclude each other: give one of them"
                            )));
                        }
                    )*
                    Ok(Self {
                        $( $field: $crate::vocab::filter::filter!(@from_form form.$field, $ty), )+
                        any_of: form.any_of,
                        all_of: form.all_of,
                        not: form.not,
                    })
                }
            }
        };
    };

    (@stored [$ty:ident]) => { Vec<$ty> };
    (@stored $ty:ident) => { Option<$ty> };
    (@read [$ty:ident]) => { Vec<$ty> };
    (@read $ty:ident) => { $ty };
    (@from_form $value:expr, [$ty:ident]) => { $value.unwrap_or_default() };
    (@from_form $value:expr, $ty:ident) => { $value };

    (@setter $(#[$fdoc:meta])* $field:ident [$ty:ident]) => {
        $(#[$fdoc])*
        #[must_use]
        pub fn $field(mut self, filters: impl IntoIterator<Item = $ty>) -> Self {
            self.$field = filters.into_iter().collect();
            self
        }
    };
    // Numbers are taken as they are, so that literals need no suffix; everything else is converted.
    (@setter $(#[$fdoc:meta])* $field:ident u64) => {
        $(#[$fdoc])*
        #[must_use]
        pub fn $field(mut self, wanted: u64) -> Self {
            self.exclude_others(stringify!($field));
            self.$field = Some(wanted);
            self
        }
    };
    (@setter $(#[$fdoc:meta])* $field:ident $ty:ident) => {
        $(#[$fdoc])*
        #[must_use]
        pub fn $field(mut self, wanted: impl Into<$ty>) -> Self {
            self.exclude_others(stringify!($field));
            self.$field = Some(wanted.into());
            self
        }
    };

    (@ask $asks:ident, $this:ident, $Entity:ident, $field:ident [$ty:ident], $ATTR:ident, $ask:expr) => {
        $asks.field(stringify!($field), $Entity::$ATTR, $ask(&$this.$field), true);
    };
    (@ask $asks:ident, $this:ident, $Entity:ident, $field:ident $ty:ident, $ATTR:ident, $ask:expr) => {
        if let Some(wanted) = &$this.$field {
            $asks.field(stringify!($field), $Entity::$ATTR, $ask(wanted), false);
        }
    };
}

pub(crate) use filter;
