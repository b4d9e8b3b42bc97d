//! The serde forms of what a snapshot consists of.
//!
//! Owns the macro `saved!`, which gives a plain record both serde forms. Must not know a record. Invariants: what is written is
//! read back equal; a record is read field by field, without a value tree, for a snapshot may be large.

use core::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

/// Gives a record its serde forms. With braces it is an object: fields before the `;` are always there, each one after it is left
/// out where its condition holds, and then read as its default. With parentheses it is a list of its fields; a single field is
/// written alone. After `words` it is an enumeration, as its words.
///
/// ```text
/// saved! { SavedPerson { user: UserId, status: Status; name: Option<String> [unless Option::is_none] } }
/// saved! { SavedMember(place: Place, user: UserId, role: Box<str>) }
/// saved! { words Sort { Message = "m", Contact = "c" } }
/// ```
macro_rules! saved {
    ($Name:ident {
        $( $must:ident : $mty:ty ),* $(,)? ;
        $( $field:ident : $ty:ty [unless $is_default:path] ),* $(,)?
    }) => {
        $crate::vocab::wire::written! { $Name { $( $must ),* ; $( $field [unless $is_default] ),* } }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                const NAMES: &[&str] = &[ $( stringify!($must), )* $( stringify!($field), )* ];

                struct Visitor;

                impl<'de> serde::de::Visitor<'de> for Visitor {
                    type Value = $Name;

                    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                        f.write_str(concat!("an object of ", stringify!($Name)))
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<$Name, A::Error> {
                        use $crate::vocab::wire::saved;
                        $( let mut $must: Option<$mty> = None; )*
                        $( let mut $field: Option<$ty> = None; )*
                        while let Some(name) = map.next_key_seed(saved::Word(NAMES))? {
                            match name.map(|at| NAMES[at]) {
                                $( Some(name) if name == stringify!($must) => saved::field(&mut map, name, &mut $must)?, )*
                                $( Some(name) if name == stringify!($field) => saved::field(&mut map, name, &mut $field)?, )*
                                _ => drop(map.next_value::<serde::de::IgnoredAny>()?),
                            }
                        }
                        Ok($Name {
                            $( $must: saved::present($must, stringify!($must))?, )*
                            $( $field: $field.unwrap_or_default(), )*
                        })
                    }
                }

                deserializer.deserialize_struct(stringify!($Name), NAMES, Visitor)
            }
        }
    };

    ($Name:ident( $field:ident : $ty:ty )) => {
        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <$ty as serde::Deserialize<'de>>::deserialize(deserializer).map(Self)
            }
        }
    };

    ($Name:ident( $( $field:ident : $ty:ty ),+ $(,)? )) => {
        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let Self($( $field ),+) = self;
                serde::Serialize::serialize(&($( $field, )+), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let ($( $field, )+) = <($( $ty, )+) as serde::Deserialize<'de>>::deserialize(deserializer)?;
                Ok(Self($( $field ),+))
            }
        }
    };

    (words $Name:ident { $( $Variant:ident = $word:literal ),+ $(,)? }) => {
        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(match self { $( Self::$Variant => $word ),+ })
            }
        }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                const WORDS: &[&str] = &[ $( $word ),+ ];
                let at = serde::de::DeserializeSeed::deserialize($crate::vocab::wire::saved::Word(WORDS), deserializer)?;
                let value = at.and_then(|at| [ $( Self::$Variant ),+ ].into_iter().nth(at));
                value.ok_or_else(|| serde::de::Error::custom(concat!("there is no such word of ", stringify!($Name))))
            }
        }
    };
}

pub(crate) use saved;

/// Reads a word, and gives its position among these; `None`, where it is none of them.
pub(crate) struct Word(pub(crate) &'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Word {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Word {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<usize>, E> {
        Ok(self.0.iter().position(|word| *word == text))
    }
}

/// Reads a field, once.
pub(crate) fn field<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    map: &mut A,
    name: &'static str,
    field: &mut Option<T>,
) -> Result<(), A::Error> {
    if field.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *field = Some(map.next_value()?);
    Ok(())
}

/// The value of a field that must be there.
pub(crate) fn present<T, E: Error>(field: Option<T>, name: &'static str) -> Result<T, E> {
    field.ok_or_else(|| E::missing_field(name))
}
