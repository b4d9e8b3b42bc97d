//! How [`Json`] is written, read, and read from.
//!
//! Owns the serde form of free-form data, and reading typed values out of it. Must not know a kind or an entity. Invariants:
//! reading is strict: an object is an object, a word is a string, no name stands twice; and whatever is wrong is told with
//! its place.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::{self, Vec};
use core::fmt;

use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::json::Json;

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

/// What is wrong with a value that was read, and where it stands: `message.id.type: unknown variant ..`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    path: String,
    message: String,
}

impl Fault {
    /// The place: names and positions on the way to it; empty for the value as a whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The same, seen from one step further out.
    #[must_use]
    pub fn prefixed(mut self, step: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{step}{dot}{}", self.path);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colon = if self.path.is_empty() { "" } else { ": " };
        write!(f, "{}{colon}{}", self.path, self.message)
    }
}

impl core::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { path: String::new(), message: message.to_string() }
    }

    /// `null` is called what it is.
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = if found == Unexpected::Unit { "null".to_string() } else { found.to_string() };
        Self::custom(format_args!("invalid type: {found}, expected {}", in_words(expected)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("invalid value: {found}, expected {}", in_words(expected)))
    }
}

/// Numbers are not called what Rust calls them: people who write JSON read this.
fn in_words(expected: &dyn Expected) -> String {
    match expected.to_string().as_str() {
        "u64" => "a whole number from 0 to 2^64-1".into(),
        "u32" => "a whole number from 0 to 2^32-1".into(),
        "f64" => "a number".into(),
        other => other.into(),
    }
}

impl Json {
    /// Reads a typed value out of this one, strictly: objects from objects, words from strings.
    ///
    /// # Errors
    ///
    /// [`Fault`] says what is wrong and where.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, Fault> {
        T::deserialize(self)
    }

    /// Takes the value under `name` out of an object.
    ///
    /// # Errors
    ///
    /// [`Fault`] where this is no object, or has no such name.
    pub fn take(&mut self, name: &str) -> Result<Self, Fault> {
        let Self::Object(entries) = self else { return Err(Fault::custom("expected an object")) };
        match entries.iter().position(|(entry, _)| entry == name) {
            Some(at) => Ok(entries.remove(at).1),
            None => Err(Fault::custom(format_args!("missing field `{name}`"))),
        }
    }
}

impl<'de> IntoDeserializer<'de, Fault> for Json {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Json {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(flag) => visitor.visit_bool(flag),
            Self::Unsigned(number) => visitor.visit_u64(number),
            Self::Signed(number) => visitor.visit_i64(number),
            Self::Float(number) => visitor.visit_f64(number),
            Self::Text(text) => visitor.visit_string(text),
            Self::List(values) => visitor.visit_seq(Elements { rest: values.into_iter(), at: 0 }),
            Self::Object(entries) => visitor.visit_map(Entries { rest: entries.into_iter(), current: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self == Self::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if matches!(self, Self::List(_)) {
            return Err(Fault::custom("invalid type: list, expected an object"));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if let Self::Text(word) = self {
            return visitor.visit_enum(word.into_deserializer());
        }
        Err(Fault::custom(format_args!("invalid type: expected a word of {name}, as a string")))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

/// The elements of a list, told apart by position.
struct Elements {
    rest: vec::IntoIter<Json>,
    at: usize,
}

impl<'de> SeqAccess<'de> for Elements {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some(value) = self.rest.next() else { return Ok(None) };
        let at = self.at;
        self.at += 1;
        seed.deserialize(value).map(Some).map_err(|fault| fault.prefixed(&format!("[{at}]")))
    }
}

/// The entries of an object, told apart by name.
struct Entries {
    rest: vec::IntoIter<(String, Json)>,
    current: Option<(String, Json)>,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.current = self.rest.next();
        let Some((name, _)) = &self.current else { return Ok(None) };
        seed.deserialize(IntoDeserializer::<Fault>::into_deserializer(name.as_str())).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let Some((name, value)) = self.current.take() else { return Err(Fault::custom("a value without a name")) };
        seed.deserialize(value).map_err(|fault| fault.prefixed(&name))
    }
}
