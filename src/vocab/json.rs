//! Free-form data, carried untouched.
//!
//! Owns [`Json`], the value of `metadata`, `context`, `alert` and `profile`. Must not interpret it. Invariant: what was read is
//! written again, with numbers and the order of names kept.

use alloc::string::String;
use alloc::vec::Vec;

/// Any JSON value. The engine passes it on and looks at nothing in it but `profile.id`.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "JSON has no further kinds of value")]
pub enum Json {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number of 0 or more.
    Unsigned(u64),
    /// A whole number below 0.
    Signed(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object: names in their order, each once.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// The value under `name`, where this is an object that has one. Cost: linear in the object's names.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(entries) = self else { return None };
        entries.iter().find_map(|(key, value)| (key == name).then_some(value))
    }

    /// How many bytes it takes to write, at least; exact but for escapes within strings. Cost: linear, without recursion.
    #[must_use]
    pub fn encoded_bytes(&self) -> u64 {
        let mut waiting = Vec::from([self]);
        let mut bytes = 0;
        while let Some(value) = waiting.pop() {
            bytes += match value {
                Self::Null => 4,
                Self::Bool(flag) => 5 - usize::from(*flag),
                Self::Unsigned(number) => number.checked_ilog10().unwrap_or(0) as usize + 1,
                Self::Signed(number) => number.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 2,
                Self::Float(_) => 3,
                Self::Text(text) => text.len() + 2,
                Self::List(values) => {
                    waiting.extend(values);
                    1 + values.len().max(1)
                }
                Self::Object(entries) => {
                    waiting.extend(entries.iter().map(|(_, value)| value));
                    1 + entries.len().max(1) + entries.iter().map(|(name, _)| name.len() + 3).sum::<usize>()
                }
            } as u64;
        }
        bytes
    }

    /// The text, where this is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

#[cfg(feature = "serde")]
mod form {
    use alloc::collections::BTreeSet;
    use alloc::string::String;
    use alloc::vec::Vec;
    use core::fmt;

    use serde::de::value::{MapDeserializer, SeqDeserializer};
    use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
    use serde::ser::{Serialize, SerializeMap, Serializer};

    use super::Json;

    impl Serialize for Json {
        fn serialize<S: Serializer>(&self, form: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Null => form.serialize_unit(),
                Self::Bool(flag) => form.serialize_bool(*flag),
                Self::Unsigned(number) => form.serialize_u64(*number),
                Self::Signed(number) => form.serialize_i64(*number),
                Self::Float(number) => form.serialize_f64(*number),
                Self::Text(text) => form.serialize_str(text),
                Self::List(values) => form.collect_seq(values),
                Self::Object(entries) => {
                    let mut map = form.serialize_map(Some(entries.len()))?;
                    for (name, value) in entries {
                        map.serialize_entry(name, value)?;
                    }
                    map.end()
                }
            }
        }
    }

    impl<'de> Deserialize<'de> for Json {
        fn deserialize<D: Deserializer<'de>>(form: D) -> Result<Self, D::Error> {
            form.deserialize_any(JsonVisitor)
        }
    }

    struct JsonVisitor;

    impl<'de> Visitor<'de> for JsonVisitor {
        type Value = Json;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any JSON value")
        }

        fn visit_unit<E: Error>(self) -> Result<Json, E> {
            Ok(Json::Null)
        }

        fn visit_none<E: Error>(self) -> Result<Json, E> {
            Ok(Json::Null)
        }

        fn visit_some<D: Deserializer<'de>>(self, form: D) -> Result<Json, D::Error> {
            Json::deserialize(form)
        }

        fn visit_bool<E: Error>(self, flag: bool) -> Result<Json, E> {
            Ok(Json::Bool(flag))
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<Json, E> {
            Ok(Json::Unsigned(number))
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<Json, E> {
            Ok(u64::try_from(number).map_or(Json::Signed(number), Json::Unsigned))
        }

        fn visit_f64<E: Error>(self, number: f64) -> Result<Json, E> {
            Ok(Json::Float(number))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
            Ok(Json::Text(text.into()))
        }

        fn visit_string<E: Error>(self, text: String) -> Result<Json, E> {
            Ok(Json::Text(text))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
            let mut values = Vec::new();
            while let Some(value) = list.next_element()? {
                values.push(value);
            }
            Ok(Json::List(values))
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
            let mut entries: Vec<(String, Json)> = Vec::new();
            let mut names = BTreeSet::new();
            while let Some(name) = map.next_key::<String>()? {
                if !names.insert(name.clone()) {
                    return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
                }
                entries.push((name, map.next_value()?));
            }
            Ok(Json::Object(entries))
        }
    }

    /// Reads a typed value out of a [`Json`].
    impl<'de, E: Error> IntoDeserializer<'de, E> for Json {
        type Deserializer = JsonDeserializer<E>;

        fn into_deserializer(self) -> JsonDeserializer<E> {
            JsonDeserializer { value: self, error: core::marker::PhantomData }
        }
    }

    /// A [`Json`] as something to read from.
    #[derive(Debug)]
    pub struct JsonDeserializer<E> {
        value: Json,
        error: core::marker::PhantomData<E>,
    }

    impl<'de, E: Error> Deserializer<'de> for JsonDeserializer<E> {
        type Error = E;

        fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
            match self.value {
                Json::Null => visitor.visit_unit(),
                Json::Bool(flag) => visitor.visit_bool(flag),
                Json::Unsigned(number) => visitor.visit_u64(number),
                Json::Signed(number) => visitor.visit_i64(number),
                Json::Float(number) => visitor.visit_f64(number),
                Json::Text(text) => visitor.visit_string(text),
                Json::List(values) => {
                    let mut list = SeqDeserializer::new(values.into_iter());
                    let value = visitor.visit_seq(&mut list)?;
                    list.end().map(|()| value)
                }
                Json::Object(entries) => {
                    let mut map = MapDeserializer::new(entries.into_iter());
                    let value = visitor.visit_map(&mut map)?;
                    map.end().map(|()| value)
                }
            }
        }

        fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
            if self.value == Json::Null { visitor.visit_none() } else { visitor.visit_some(self) }
        }

        fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, E> {
            visitor.visit_newtype_struct(self)
        }

        fn deserialize_enum<V: Visitor<'de>>(
            self,
            name: &'static str,
            variants: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, E> {
            match self.value {
                Json::Text(text) => {
                    let text: serde::de::value::StringDeserializer<E> = text.into_deserializer();
                    text.deserialize_enum(name, variants, visitor)
                }
                Json::Null
                | Json::Bool(_)
                | Json::Unsigned(_)
                | Json::Signed(_)
                | Json::Float(_)
                | Json::List(_)
                | Json::Object(_) => self.deserialize_any(visitor),
            }
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
            tuple_struct map struct identifier ignored_any
        }
    }
}

#[cfg(feature = "serde")]
pub use form::JsonDeserializer;
