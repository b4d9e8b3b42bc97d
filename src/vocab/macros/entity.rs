//! How an entity of the vocabulary is declared.
//!
//! Owns the macros `symbols!` (an enumeration with the words of the wire), `entity!` (a plain struct, its form on the wire and
//! the attributes that filters may read) and `directed_id!`, and the traits that they implement. Must not know any one entity.
//!
//! Invariant: a field that holds its default is absent on the wire, an `Option` that holds one is not (N3). Unknown fields are
//! refused, `null` is no value of a typed field.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

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

/// An absent part is to a filter what its default is (N3).
impl<T: Entity + Subject> Subject for Option<T> {
    fn subject(&self) -> Value<'_> {
        self.as_ref().unwrap_or(T::IF_MISSING).subject()
    }
}

/// An entity that may be absent, and what filters read then.
pub(crate) trait Entity: Sized + 'static {
    const IF_MISSING: &'static Self;
}

/// A type whose default is a constant, as that of an entity must be to be read where the entity is absent.
pub(crate) trait ConstDefault: Sized {
    const DEFAULT: Self;
}

impl ConstDefault for bool {
    const DEFAULT: Self = false;
}

impl ConstDefault for u32 {
    const DEFAULT: Self = 0;
}

impl ConstDefault for u64 {
    const DEFAULT: Self = 0;
}

impl ConstDefault for f64 {
    const DEFAULT: Self = 0.0;
}

impl ConstDefault for String {
    const DEFAULT: Self = Self::new();
}

impl<T> ConstDefault for Vec<T> {
    const DEFAULT: Self = Self::new();
}

impl<T> ConstDefault for Option<T> {
    const DEFAULT: Self = None;
}

/// A field that names an entity. Where it is absent, its default names it (N3).
pub(crate) trait Naming {
    type Id;
    fn id(&self) -> Self::Id;
}

impl Naming for u64 {
    type Id = Self;

    fn id(&self) -> Self {
        *self
    }
}

impl<T: Copy + Default> Naming for Option<T> {
    type Id = T;

    fn id(&self) -> T {
        self.unwrap_or_default()
    }
}

/// An enumeration of words, of which the first is `UNSPECIFIED`.
pub(crate) trait Word: Copy + Into<crate::predicate::Symbol> {
    /// The word with this code.
    fn nth(code: u8) -> Option<Self>;
}

/// Declares enumerations by their words on the wire. `UNSPECIFIED` is the default: in an entity it is left out.
macro_rules! symbols {
    ($(
        $(#[$doc:meta])*
        pub enum $Name:ident { $( $(#[$vdoc:meta])* $Variant:ident = $word:literal ),+ $(,)? }
    )+) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $Name {
            /// No choice; as a condition, none at all (F1).
            #[default]
            Unspecified,
            $( $(#[$vdoc])* $Variant, )+
        }

        impl $Name {
            /// All words but `UNSPECIFIED`.
            #[allow(dead_code, reason = "not every list is asked for")]
            pub(crate) const WORDS: &[Self] = &[ $( Self::$Variant ),+ ];

            /// The word on the wire.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    Self::Unspecified => "UNSPECIFIED",
                    $( Self::$Variant => $word, )+
                }
            }
        }

        impl From<$Name> for $crate::predicate::Symbol {
            fn from(word: $Name) -> Self {
                Self::new(word as u8, word.name())
            }
        }

        impl From<$Name> for $crate::predicate::Value<'_> {
            fn from(word: $Name) -> Self {
                $crate::predicate::Symbol::from(word).into()
            }
        }

        impl $crate::vocab::macros::entity::ConstDefault for $Name {
            const DEFAULT: Self = Self::Unspecified;
        }

        impl $crate::vocab::macros::entity::Word for $Name {
            fn nth(code: u8) -> Option<Self> {
                [ Self::Unspecified, $( Self::$Variant ),+ ].get(usize::from(code)).copied()
            }
        }

        $crate::vocab::wire::words! { $Name or Unspecified { Unspecified = "UNSPECIFIED", $( $Variant = $word ),+ } }
    )+ };
}

/// Declares an enumeration of which every value says something, and the list of all its values.
macro_rules! listed {
    ($(#[$doc:meta])* pub enum $Name:ident { $( $(#[$vdoc:meta])* $Variant:ident $( = $word:literal )? ),+ $(,)? }) => {
        $(#[$doc])*
        #[non_exhaustive]
        pub enum $Name {
            $( $(#[$vdoc])* $Variant, )+
        }

        impl $Name {
            /// All values, in their order.
            pub const ALL: &[Self] = &[ $( Self::$Variant ),+ ];
        }

        $crate::vocab::macros::entity::listed! { @words $Name $( $Variant $( = $word )? ),+ }
    };

    (@words $Name:ident $( $Variant:ident = $word:literal ),+) => {
        impl $Name {
            /// The word on the wire.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$Variant => $word ),+ }
            }
        }

        $crate::vocab::wire::words! { $Name { $( $Variant = $word ),+ } }
    };
    (@words $Name:ident $( $Variant:ident ),+) => {};
}

/// Declares one entity: plain fields (absent means the default; of parts, an `Option`), then optional ones, then the attributes
/// that filters read.
macro_rules! entity {
    (
        $(#[$doc:meta])*
        pub struct $Name:ident { $( $(#[$fdoc:meta])* $field:ident : $ty:ty ),* $(,)? }
        $( optional { $( $(#[$odoc:meta])* $option:ident : $oty:ty ),+ $(,)? } )?
        $( attributes of $this:ident { $( $ATTR:ident $attr:literal => $read:expr $(; implies $implied:expr)? ),+ $(,)? } )?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[expect(clippy::exhaustive_structs, reason = "plain data of the protocol, made with `..Default::default()`")]
        pub struct $Name {
            $( $(#[$fdoc])* pub $field: $ty, )*
            $($( $(#[$odoc])* pub $option: Option<$oty>, )+)?
        }

        impl $crate::vocab::macros::entity::ConstDefault for $Name {
            const DEFAULT: Self = Self {
                $( $field: $crate::vocab::macros::entity::ConstDefault::DEFAULT, )*
                $($( $option: None, )+)?
            };
        }

        impl $crate::vocab::macros::entity::Entity for $Name {
            const IF_MISSING: &'static Self = &<Self as $crate::vocab::macros::entity::ConstDefault>::DEFAULT;
        }

        $crate::vocab::wire::record! { $Name { ; $( $field: $ty, )* $($( $option: Option<$oty> ),+)? } }
        $( $crate::vocab::macros::entity::attributes! { $Name as $this { $( $ATTR $attr => $read $(; implies $implied)? ),+ } } )?
    };
}

/// Declares an id that counts separately for what came in and what went out.
macro_rules! directed_id {
    ($(#[$doc:meta])* pub struct $Id:ident for $what:literal;) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(clippy::exhaustive_structs, reason = "plain data of the protocol")]
        pub struct $Id {
            /// Received or sent.
            pub r#type: $crate::vocab::Direction,
            /// The number, counted separately for each direction.
            pub id: u64,
        }

        $crate::vocab::wire::record! { $Id { ; r#type: $crate::vocab::Direction, id: u64 } }

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

        impl<T> From<$Id> for $crate::predicate::Scalar<T> {
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

            impl $crate::vocab::macros::entity::Subject for $Name {
                fn subject(&self) -> $crate::predicate::Value<'_> {
                    $crate::predicate::Value::Entity(self)
                }
            }
        };
    };
}

pub(crate) use {attributes, directed_id, entity, listed, symbols};
