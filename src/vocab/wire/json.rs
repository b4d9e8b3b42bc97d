//! Free-form data, carried untouched.
//!
//! Owns [`Json`], the value of `metadata`, `context`, `alert`, `profile` and of whatever else is free-form. Must not interpret it.
//! Invariant: what was read is written again verbatim, white space and the escapes of texts apart (N2).

use alloc::string::String;
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::fault::Fault;
use super::number::Number;
use crate::collections;

/// Any JSON value. The engine passes it on and looks at nothing in it but `profile.id`.
///
/// [`Json::parse`] and [`Display`](core::fmt::Display) keep the text of numbers, `null`, what is empty, and the order of names
/// (N2):
///
/// ```
/// use tidings::Json;
///
/// let text = r#"{"price":1.10,"id":12345678901234567890123,"note":null}"#;
/// assert_eq!(Json::parse(text)?.to_string(), text);
/// # Ok::<(), tidings::Fault>(())
/// ```
///
/// Its serde form keeps what the format gives. `serde_json` gives a number as 64 bits, and writes it so: `1.10` becomes `1.1`.
/// Whoever passes numbers on verbatim reads and writes the text instead, with the feature `raw_value` of `serde_json`:
///
/// - in: `Json::parse(raw.get())` of a `&serde_json::value::RawValue`;
/// - out: `serde_json::value::RawValue::from_string(json.to_string())`.
///
/// With its feature `arbitrary_precision` numbers are read verbatim, but not written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "JSON has no further kinds of value")]
pub enum Json {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it was written.
    Number(Number),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object: names in their order, each once.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// The value of `name`, where this is an object that has one. Cost: linear in the object's names.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(entries) = self else { return None };
        entries.iter().find_map(|(key, value)| (key == name).then_some(value))
    }

    /// The text, where this is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, where this is one that is written as a whole number from 0 to 2^64-1.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        if let Self::Number(number) = self { number.as_u64() } else { None }
    }

    /// Takes the value of `name` out of an object.
    ///
    /// # Errors
    ///
    /// [`Fault`] where this is no object, or has no such name.
    pub fn take(&mut self, name: &str) -> Result<Self, Fault> {
        let Self::Object(entries) = self else { return Err(Fault::new("expected an object")) };
        match entries.iter().position(|(entry, _)| entry == name) {
            Some(at) => Ok(entries.remove(at).1),
            None => Err(Fault::new(format_args!("missing field `{name}`"))),
        }
    }

    /// How many bytes it takes to write. Cost: linear, without recursion.
    #[must_use]
    pub fn encoded_bytes(&self) -> u64 {
        self.measure().0
    }

    /// How many lists and objects are nested at most; 0 for anything else. Cost: linear, without recursion.
    #[must_use]
    pub fn depth(&self) -> u64 {
        self.measure().1
    }

    /// Bytes and depth.
    pub(crate) fn measure(&self) -> (u64, u64) {
        let (mut bytes, mut deepest) = (0, 0);
        for (value, depth) in self.walk(|value| matches!(value, Self::List(_) | Self::Object(_))) {
            deepest = deepest.max(depth);
            bytes += match value {
                Self::Null => 4,
                Self::Bool(flag) => 5 - usize::from(*flag),
                Self::Number(number) => number.text_bytes(),
                Self::Text(text) => quoted_bytes(text),
                Self::List(values) => 1 + values.len().max(1),
                Self::Object(entries) => {
                    1 + entries.len().max(1) + entries.iter().map(|(name, _)| quoted_bytes(name) + 1).sum::<usize>()
                }
            } as u64;
        }
        (bytes, deepest)
    }

    /// A name that occurs twice in one of the objects; the engine takes none. Cost: O(n * log n), without recursion.
    pub(crate) fn repeated_name(&self) -> Option<&str> {
        self.walk(|_| false).find_map(|(value, _)| {
            let Self::Object(entries) = value else { return None };
            repeated(entries)
        })
    }

    /// How many objects are nested at most, lists between them apart. Cost: linear, without recursion.
    #[cfg(feature = "snapshot")]
    pub(crate) fn nested_objects(&self) -> u64 {
        let depths = self.walk(|value| matches!(value, Self::Object(_))).map(|(_, depth)| depth);
        depths.max().unwrap_or(0)
    }

    /// Every value in this one, itself included, each with its depth: the levels around it, and itself where it is one.
    /// The caller says what a level is. Without recursion: data may be nested deeper than the stack allows.
    fn walk(&self, is_level: fn(&Self) -> bool) -> impl Iterator<Item = (&Self, u64)> {
        let mut waiting: SmallVec<[(&Self, u64); 16]> = SmallVec::from_iter([(self, 0)]);
        core::iter::from_fn(move || {
            let (value, around) = waiting.pop()?;
            let depth = around + u64::from(is_level(value));
            match value {
                Self::List(values) => waiting.extend(values.iter().map(|value| (value, depth))),
                Self::Object(entries) => waiting.extend(entries.iter().map(|(_, value)| (value, depth))),
                Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => {}
            }
            Some((value, depth))
        })
    }
}

/// A name that occurs twice among these.
pub(crate) fn repeated(entries: &[(String, Json)]) -> Option<&str> {
    if entries.len() < 2 {
        return None;
    }
    let mut names: SmallVec<[&str; 16]> = entries.iter().map(|(name, _)| name.as_str()).collect();
    collections::sort(&mut names);
    names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

/// The bytes of a string in quotation marks, with what has to be escaped.
fn quoted_bytes(text: &str) -> usize {
    let escaped = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0C => 1,
        0..0x20 => 5,
        _ => 0,
    };
    2 + text.len() + text.bytes().map(escaped).sum::<usize>()
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Json {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Self {
        Self::Number(number.into())
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<f64> for Json {
    fn from(number: f64) -> Self {
        Self::Number(number.into())
    }
}
