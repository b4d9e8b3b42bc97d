//! The serde forms of all types, written once.
//!
//! Owns the serde form of [`View`] and of [`Json`], reading typed values out of one, and the delegation by which every other type
//! has its own. Must not know a type. Invariant: a type is read through a [`Json`], so that every error has its path,
//! and so that next to nothing is generated for each type.

use alloc::string::String;
use alloc::vec::{self, Vec};
use core::fmt;

use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;
use serde::ser::{Error as _, Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

use super::fault::Fault;
use super::json::{Json, repeated};
use super::number::Number;
use super::view::View;

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Whole(number) => serializer.serialize_u64(*number),
            Self::Float(number) => serializer.serialize_f64(*number),
            Self::Text(text) | Self::Word(text) => serializer.serialize_str(text),
            Self::Json(json) => json.serialize(serializer),
            Self::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.count()))?;
                let mut done = Ok(());
                list.each(&mut |element| {
                    if done.is_ok() {
                        done = seq.serialize_element(&element);
                    }
                });
                done?;
                seq.end()
            }
            Self::Object(object) => {
                let mut count = 0;
                object.each(&mut |_, _| count += 1);
                let mut map = serializer.serialize_map(Some(count))?;
                let mut done = Ok(());
                object.each(&mut |name, value| {
                    if done.is_ok() {
                        done = map.serialize_entry(name, &value);
                    }
                });
                done?;
                map.end()
            }
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(values) => serializer.collect_seq(values),
            Self::Object(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (name, value) in entries {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

/// Where people read, a number as the format has it; elsewhere one that 64 bits do not represent exactly as the bytes of its text.
impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(number) = self.as_u64() {
            return serializer.serialize_u64(number);
        }
        if let Some(number) = self.as_i64() {
            return serializer.serialize_i64(number);
        }
        if !serializer.is_human_readable() {
            return serializer.serialize_bytes(self.text().as_bytes());
        }
        match self.as_f64() {
            number if number.is_infinite() && self.is_json() => Err(S::Error::custom(format_args!(
                "{self} is too large for this format; write the text of the whole value instead"
            ))),
            number => serializer.serialize_f64(number),
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(FREE_FORM, JsonVisitor)
    }
}

/// Requests numbers as their text from the deserializer below; other deserializers ignore the name.
const FREE_FORM: &str = "$tidings::Json";

/// What `serde_json` calls a number with its feature `arbitrary_precision`: an object with its text in a field of this name.
const NUMBER_TEXT: &str = "$serde_json::private::Number";

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

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Json, E> {
        Ok(flag.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(text.into())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Json, E> {
        Ok(Json::Text(text))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Json, E> {
        let number = core::str::from_utf8(bytes).ok().and_then(number);
        number.ok_or_else(|| E::custom("bytes are not the text of a number"))
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
        while let Some(name) = map.next_key::<String>()? {
            if entries.is_empty() && name == NUMBER_TEXT {
                let text: String = map.next_value()?;
                return number(&text).ok_or_else(|| A::Error::custom("what stands there is no number"));
            }
            entries.push((name, map.next_value()?));
        }
        match repeated(&entries) {
            Some(name) => Err(A::Error::custom(format_args!("duplicate field `{name}`"))),
            None => Ok(Json::Object(entries)),
        }
    }
}

/// The number with this text, where it is one.
pub(super) fn number(text: &str) -> Option<Json> {
    let is_number = text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    is_number.then(|| Json::parse(text).ok()).flatten()
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
            Self::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (_, Some(number)) => visitor.visit_i64(number),
                _ => visitor.visit_f64(number.as_f64()),
            },
            Self::Text(text) => visitor.visit_string(text),
            Self::List(values) => visitor.visit_seq(Elements { rest: values.into_iter(), at: 0 }),
            Self::Object(entries) => visitor.visit_map(Entries { rest: entries.into_iter(), current: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self == Self::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        if name != FREE_FORM {
            return visitor.visit_newtype_struct(self);
        }
        let not_in_64_bits = match &self {
            Self::Number(number) if number.as_u64().is_none() => Some(number.text()),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::List(_) | Self::Object(_) => None,
        };
        if let Some(number) = not_in_64_bits {
            let text = Vec::from([(NUMBER_TEXT.into(), Self::Text(number))]);
            return visitor.visit_map(Entries { rest: text.into_iter(), current: None });
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if matches!(self, Self::List(_)) {
            return Err(Fault::new("invalid type: list, expected an object"));
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
        Err(Fault::new(format_args!("invalid type: expected a word of {name}, as a string")))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

/// The elements of a list, by position.
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
        seed.deserialize(value).map(Some).map_err(|fault| fault.at(at))
    }
}

/// The entries of an object, by name.
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
        let Some((name, value)) = self.current.take() else { return Err(Fault::new("a value without a name")) };
        seed.deserialize(value).map_err(|fault| fault.prefixed(&name))
    }
}
