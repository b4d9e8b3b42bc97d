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
