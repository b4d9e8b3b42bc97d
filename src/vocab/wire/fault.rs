//! What is wrong with a value that was read.
//!
//! Owns [`Fault`]: the place, and what is wrong there. Must not read anything. Invariant: the place is a path from the value
//! that was read: names and positions, `message.id.type` or `message_ids[1]`.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

/// What is wrong with a value that was read, and at which place: `message.id.type: unknown variant ..`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    path: String,
    message: String,
}

impl Fault {
    /// Something wrong with the value as a whole.
    #[must_use]
    pub fn new(message: impl fmt::Display) -> Self {
        Self { path: String::new(), message: message.to_string() }
    }

    /// The place: the names and positions that lead to it; empty for the value as a whole.
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

    /// The same, seen from the list that has the value.
    pub(super) fn at(self, position: usize) -> Self {
        self.prefixed(&format!("[{position}]"))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colon = if self.path.is_empty() { "" } else { ": " };
        write!(f, "{}{colon}{}", self.path, self.message)
    }
}

impl core::error::Error for Fault {}

#[cfg(feature = "serde")]
impl serde::de::Error for Fault {
    /// A path that a type of ours wrote in front of its message is taken as one, so that it can be prefixed.
    fn custom<T: fmt::Display>(message: T) -> Self {
        let mut message = message.to_string();
        let is_path = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.[]".contains(&byte));
        let path = message.split_once(": ").map(|(path, _)| path).filter(|path| is_path(path)).map(String::from);
        if let Some(path) = &path {
            message.drain(..path.len() + 2);
        }
        Self { path: path.unwrap_or_default(), message }
    }

    /// Says `null` where serde says "unit".
    fn invalid_type(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        let found = if found == serde::de::Unexpected::Unit { "null".to_string() } else { found.to_string() };
        Self::new(format_args!("invalid type: {found}, expected {}", in_words(expected)))
    }

    fn invalid_value(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::new(format_args!("invalid value: {found}, expected {}", in_words(expected)))
    }
}

/// Numbers are not called what Rust calls them: people who write JSON read this.
#[cfg(feature = "serde")]
fn in_words(expected: &dyn serde::de::Expected) -> String {
    match expected.to_string().as_str() {
        "u64" => "a whole number from 0 to 2^64-1".into(),
        "u32" => "a whole number from 0 to 2^32-1".into(),
        "f64" => "a number".into(),
        other => other.into(),
    }
}
