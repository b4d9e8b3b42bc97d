//! How an entity of the vocabulary is written down.
//!
//! Owns the macros `symbols!` (an enumeration with the words of the wire) and `entity!` (a plain struct, its serde form and
//! the attributes that filters may read), and the traits that they fill in. Must not know any one entity.
//!
//! Invariant: fields that hold their default are absent on the wire, unknown fields are refused, `null` is never a value.

use alloc::string::String;
use alloc::sync::Arc;

use crate::predicate::{Attributes, Value};

/// A part of an event that a filter can be about.
pub(crate) trait Subject {
    fn subject(&self) -> Value<'_>;
}

impl<T: Attributes> Subject for Arc<T> {
    fn subject(&self) -> Value<'_> {
        Value::Entity(&**self)
    }
}

impl Subject for String {
    fn subject(&self) -> Value<'_> {
        self.as_str().into()
    }
}

/// An enumeration in which no choice can be made.
pub(crate) trait Word: Copy {
    /// The symbol to compare with; `None` for `UNSPECIFIED`.
    fn chosen(self) -> Option<crate::predicate::Symbol>;
}

/// Declares enumerations by their words on the wire. Those that stand in entities say `or Unset`: what was not said is not
/// written either, yet it is compared as `UNSPECIFIED`.
macro_rules! symbols {
    ($(
        $(#[$doc:meta])*
        pub enum $Name:ident $( or $Unset:ident )? { $( $(#[$vdoc:meta])* $Variant:ident = $word:literal ),+ $(,)? }
    )+) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[non_exhaustive]
        pub enum $Name {
            $(
                /// Not said: absent on the wire, and equal to `Unspecified`.
                #[cfg_attr(feature = "serde", serde(rename = "UNSPECIFIED", skip_deserializing))]
                $Unset,
            )?
            /// No choice; as a condition, none at all (F1).
            #[cfg_attr(feature = "serde", serde(rename = "UNSPECIFIED"))]
            Unspecified,
            $(
                $(#[$vdoc])*
                #[cfg_attr(feature = "serde", serde(rename = $word))]
                $Variant,
            )+
        }

        impl $Name {
            /// All words but `UNSPECIFIED`.
            #[allow(dead_code, reason = "not every list is asked for")]
            pub(crate) const WORDS: &[Self] = &[ $( Self::$Variant ),+ ];

            /// The word on the wire.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::$Unset => "UNSPECIFIED", )?
                    Self::Unspecified => "UNSPECIFIED",
                    $( Self::$Variant => $word, )+
                }
            }

            const fn code(self) -> u8 {
                match self {
                    $( Self::$Unset => Self::Unspecified as u8, )?
                    chosen => chosen as u8,
                }
            }
        }

        #[allow(clippy::derivable_impls, reason = "which variant it is depends on the row")]
        impl Default for $Name {
            fn default() -> Self {
                [ $( Self::$Unset, )? Self::Unspecified ][0]
            }
        }

        impl PartialEq for $Name {
            fn eq(&self, other: &Self) -> bool {
                self.code() == other.code()
            }
        }

        impl Eq for $Name {}

        impl PartialOrd for $Name {
            fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $Name {
            fn cmp(&self, other: &Self) -> core::cmp::Ordering {
                self.code().cmp(&other.code())
            }
        }

        impl core::hash::Hash for $Name {
            fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
                self.code().hash(state);
            }
        }

        impl From<$Name> for $crate::predicate::Symbol {
            fn from(word: $Name) -> Self {
                Self::new(word.code(), word.name())
            }
        }

        impl From<$Name> for $crate::predicate::Value<'_> {
            fn from(word: $Name) -> Self {
                $crate::predicate::Symbol::from(word).into()
            }
        }

        impl $crate::vocab::entity::Word for $Name {
            fn chosen(self) -> Option<$crate::predicate::Symbol> {
                (self != Self::Unspecified).then(|| self.into())
            }
        }

        $(
            #[cfg(feature = "serde")]
            impl $crate::vocab::form::SkipDefault for $Name {
                fn skip(&self) -> bool {
                    matches!(self, Self::$Unset)
                }
            }
        )?
    )+ };
}

/// Declares an enumeration and the list of all its values, so that the two cannot differ.
macro_rules! listed {
    ($(#[$doc:meta])* pub enum $Name:ident { $( $(#[$vdoc:meta])* $Variant:ident ),+ $(,)? }) => {
        $(#[$doc])*
        #[non_exhaustive]
        pub enum $Name {
            $( $(#[$vdoc])* $Variant, )+
        }

        impl $Name {
            /// All values, in their order.
            pub const ALL: &[Self] = &[ $( Self::$Variant ),+ ];
        }
    };
}

/// Declares one entity: plain fields (absent means the default), then optional ones, then the attributes that filters read.
macro_rules! entity {
    (
        $(#[$doc:meta])*
        pub struct $Name:ident { $( $(#[$fdoc:meta])* $field:ident : $ty:ty ),* $(,)? }
        $( optional { $( $(#[$odoc:meta])* $option:ident : $oty:ty ),+ $(,)? } )?
        $( attributes of $this:ident { $( $ATTR:ident $attr:literal => $read:expr $(; implies $implied:expr)? ),+ $(,)? } )?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields, expecting = "an object"))]
        #[expect(clippy::exhaustive_structs, reason = "plain data of the protocol, made with `..Default::default()`")]
        pub struct $Name {
            $(
                $(#[$fdoc])*
                #[cfg_attr(feature = "serde", serde(skip_serializing_if = "crate::vocab::form::SkipDefault::skip"))]
                pub $field: $ty,
            )*
            $($(
                $(#[$odoc])*
                #[cfg_attr(
                    feature = "serde",
                    serde(deserialize_with = "crate::vocab::form::present", skip_serializing_if = "Option::is_none")
                )]
                pub $option: Option<$oty>,
            )+)?
        }

        #[cfg(feature = "serde")]
        impl $crate::vocab::form::SkipDefault for $Name {
            fn skip(&self) -> bool {
                true
                    $( && $crate::vocab::form::SkipDefault::skip(&self.$field) )*
                    $($( && $crate::vocab::form::SkipDefault::skip(&self.$option) )+)?
            }
        }

        $( $crate::vocab::entity::attributes! { $Name as $this { $( $ATTR $attr => $read $(; implies $implied)? ),+ } } )?
    };
}

/// Declares an id that counts separately for what came in and what went out.
macro_rules! directed_id {
    ($(#[$doc:meta])* pub struct $Id:ident for $what:literal;) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(
            feature = "serde",
            derive(serde::Serialize, serde::Deserialize),
            serde(default, deny_unknown_fields, expecting = "an object")
        )]
        #[expect(clippy::exhaustive_structs, reason = "plain data of the protocol")]
        pub struct $Id {
            /// Received or sent.
            #[cfg_attr(feature = "serde", serde(skip_serializing_if = "crate::vocab::form::SkipDefault::skip"))]
            pub r#type: $crate::vocab::Direction,
            /// The number, counted separately for each direction.
            #[cfg_attr(feature = "serde", serde(skip_serializing_if = "crate::vocab::form::SkipDefault::skip"))]
            pub id: u64,
        }

        impl $Id {
            #[doc = concat!("The ", $what, " received under this number.")]
            #[must_use]
            pub const fn inbound(id: u64) -> Self {
                Self { r#type: $crate::vocab::Direction::Inbound, id }
            }

            #[doc = concat!("The ", $what, " sent under this number.")]
            #[must_use]
            pub const fn outbound(id: u64) -> Self {
                Self { r#type: $crate::vocab::Direction::Outbound, id }
            }

            /// Whether the user sent it.
            #[must_use]
            pub const fn is_outbound(self) -> bool {
                matches!(self.r#type, $crate::vocab::Direction::Outbound)
            }
        }

        #[cfg(feature = "serde")]
        impl $crate::vocab::form::SkipDefault for $Id {
            fn skip(&self) -> bool {
                self.r#type.skip() && self.id == 0
            }
        }

        impl From<$Id> for $crate::predicate::OwnedScalar {
            fn from(id: $Id) -> Self {
                Self::Id(id.r#type.into(), id.id)
            }
        }

        impl From<$Id> for $crate::predicate::Value<'_> {
            fn from(id: $Id) -> Self {
                Self::Scalar($crate::predicate::Scalar::Id(id.r#type.into(), id.id))
            }
        }
    };
}

/// Gives an entity its attributes: a constant to name each by, how it is read, and what it implies for another one (see
/// `implied`): a function of a value, and of whether the attribute is equal to it.
macro_rules! attributes {
    ($Name:ident as $this:ident { $( $ATTR:ident $attr:literal => $read:expr $(; implies $implied:expr)? ),+ $(,)? }) => {
        const _: () = {
            #[expect(clippy::upper_case_acronyms, non_camel_case_types, reason = "named as the constants are")]
            enum Slot { $( $ATTR ),+ }

            impl $Name {
                $( pub(crate) const $ATTR: $crate::predicate::Attr = $crate::predicate::Attr::new(Slot::$ATTR as u8, $attr); )+
            }

            impl $crate::predicate::Attributes for $Name {
                fn read(&self, attr: $crate::predicate::Attr) -> $crate::predicate::Value<'_> {
                    let $this = self;
                    $( if attr == Self::$ATTR { return $read.into(); } )+
                    $crate::predicate::Value::Missing
                }

                #[cfg(feature = "lint")]
                fn implied(
                    &self,
                    attr: $crate::predicate::Attr,
                    value: &$crate::predicate::OwnedScalar,
                    equal: bool,
                ) -> Option<$crate::predicate::Implied> {
                    $( $( if attr == Self::$ATTR { return ($implied)(value, equal); } )? )+
                    let _ = (attr, value, equal);
                    None
                }
            }

            impl $crate::vocab::entity::Subject for $Name {
                fn subject(&self) -> $crate::predicate::Value<'_> {
                    $crate::predicate::Value::Entity(self)
                }
            }
        };
    };
}

pub(crate) use {attributes, directed_id, entity, listed, symbols};
