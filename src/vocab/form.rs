//! Small pieces of the serde forms.
//!
//! Owns what the derived forms call, and [`Tagged`], which lets `kind` stand anywhere in an object. Must not decide what a
//! value means. Invariant: whatever a field's place, its value is read once and strictly (no `null`, no duplicates).

use alloc::string::String;
use alloc::vec::Vec;

use super::call::CallParticipantId;
use super::conference::Alias;
use super::json::Json;
use crate::ids::ConferenceId;

/// What need not be written because leaving it out says the same.
pub(crate) trait Absent {
    fn is_absent(&self) -> bool;
}

macro_rules! absent {
    ($( $Type:ty => |$it:ident| $absent:expr; )+) => { $(
        impl Absent for $Type {
            fn is_absent(&self) -> bool {
                let $it = self;
                $absent
            }
        }
    )+ };
}

absent! {
    bool => |it| !*it;
    u32 => |it| *it == 0;
    u64 => |it| *it == 0;
    f64 => |it| *it == 0.0;
    String => |it| it.is_empty();
    Json => |it| *it == Json::Null;
    Alias => |it| it.as_str().is_empty();
    ConferenceId => |it| it.number() == 0;
    CallParticipantId => |it| *it == CallParticipantId::Unspecified;
}

impl<T> Absent for Vec<T> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T> Absent for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// Reads a field that, when it is there, has a value: `null` is refused.
pub(crate) fn present<'de, D: serde::Deserializer<'de>, T: serde::Deserialize<'de>>(
    form: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(form).map(Some)
}

pub(crate) use tagged::{Tagged, read_tagged};

mod tagged {
    use alloc::string::String;
    use alloc::vec::Vec;
    use core::fmt;
    use core::marker::PhantomData;

    use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};

    use crate::vocab::Kind;
    use crate::vocab::json::Json;

    /// Something of which the field `kind` says how the other fields are read.
    pub(crate) trait Tagged: Sized {
        /// What it is called in messages.
        const WHAT: &'static str;

        fn read_fields<'de, A: MapAccess<'de>>(kind: Kind, fields: A) -> Result<Self, A::Error>;
    }

    /// Reads a [`Tagged`] object. What stands before `kind` is kept aside and read once the kind is known.
    pub(crate) fn read_tagged<'de, D: Deserializer<'de>, T: Tagged>(form: D) -> Result<T, D::Error> {
        form.deserialize_map(TaggedVisitor(PhantomData))
    }

    struct TaggedVisitor<T>(PhantomData<T>);

    impl<'de, T: Tagged> Visitor<'de> for TaggedVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{} with a `kind`", T::WHAT)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            let mut early = Vec::new();
            while let Some(field) = map.next_key::<String>()? {
                if field == "kind" {
                    let kind = map.next_value()?;
                    early.reverse();
                    return T::read_fields(kind, Fields { early, pending: None, rest: map });
                }
                early.push((field, map.next_value()?));
            }
            Err(A::Error::missing_field("kind"))
        }
    }

    /// The fields kept aside (last one first), then the rest.
    struct Fields<A> {
        early: Vec<(String, Json)>,
        pending: Option<(String, Json)>,
        rest: A,
    }

    impl<'de, A: MapAccess<'de>> MapAccess<'de> for Fields<A> {
        type Error = A::Error;

        fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
            let Some((field, value)) = self.early.pop() else {
                return self.rest.next_key_seed(seed);
            };
            let key = seed.deserialize(field.as_str().into_deserializer())?;
            self.pending = Some((field, value));
            Ok(Some(key))
        }

        fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
            match self.pending.take() {
                Some((field, value)) => seed
                    .deserialize(value.into_deserializer())
                    .map_err(|error: serde::de::value::Error| A::Error::custom(format_args!("{field}: {error}"))),
                None => self.rest.next_value_seed(seed),
            }
        }
    }
}
