//! Free-form data, carried untouched.
//!
//! Owns [`Json`], the value of `metadata`, `context`, `alert` and `profile`. Must not interpret it. Invariant: what was read is
//! written again, in its order and with every number that 64 bits hold, whole or not.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use smallvec::SmallVec;

/// Any JSON value. The engine passes it on and looks at nothing in it but `profile.id`.
#[derive(Clone, Default)]
#[expect(clippy::exhaustive_enums, reason = "JSON has no further kinds of value")]
pub enum Json {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number of 0 or more.
    Unsigned(u64),
    /// A whole number below 0; any other is the same as [`Unsigned`](Self::Unsigned).
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

    /// How many bytes it takes to write. Cost: linear, without recursion.
    #[must_use]
    pub fn encoded_bytes(&self) -> u64 {
        self.measure().0
    }

    /// How many lists and objects stand within each other at most; 0 for anything else. Cost: linear, without recursion.
    #[must_use]
    pub fn depth(&self) -> u64 {
        self.measure().1
    }

    /// Bytes and depth.
    pub(super) fn measure(&self) -> (u64, u64) {
        let (mut bytes, mut deepest) = (0, 0);
        for (value, depth) in self.walk(|value| matches!(value, Self::List(_) | Self::Object(_))) {
            deepest = deepest.max(depth);
            bytes += match value {
                Self::Null => 4,
                Self::Bool(flag) => 5 - usize::from(*flag),
                Self::Unsigned(number) => number.checked_ilog10().unwrap_or(0) as usize + 1,
                Self::Signed(number) => number.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 2,
                Self::Float(number) => written(*number),
                Self::Text(text) => quoted(text),
                Self::List(values) => 1 + values.len().max(1),
                Self::Object(entries) => {
                    1 + entries.len().max(1) + entries.iter().map(|(name, _)| quoted(name) + 1).sum::<usize>()
                }
            } as u64;
        }
        (bytes, deepest)
    }

    /// A name that stands twice in one of the objects; the engine takes none. Cost: O(n * log n), without recursion.
    pub(super) fn repeated_name(&self) -> Option<&str> {
        let mut names: SmallVec<[&str; 16]> = SmallVec::new();
        self.walk(|_| false).find_map(|(value, _)| {
            let Self::Object(entries) = value else { return None };
            names.clear();
            names.extend(entries.iter().map(|(name, _)| name.as_str()));
            names.sort_unstable();
            names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
        })
    }

    /// How many objects stand within each other at most, lists between them apart. Cost: linear, without recursion.
    #[cfg(feature = "snapshot")]
    pub(crate) fn nested_objects(&self) -> u64 {
        let depths = self.walk(|value| matches!(value, Self::Object(_))).map(|(_, depth)| depth);
        depths.max().unwrap_or(0)
    }

    /// Every value in this one, itself included, each with how deep it stands: the levels around it, and itself where it is one.
    /// The caller says what a level is. Without recursion, for data may be nested deeper than a stack goes.
    fn walk(&self, is_level: fn(&Self) -> bool) -> impl Iterator<Item = (&Self, u64)> {
        let mut waiting: SmallVec<[(&Self, u64); 16]> = SmallVec::from_iter([(self, 0)]);
        core::iter::from_fn(move || {
            let (value, around) = waiting.pop()?;
            let depth = around + u64::from(is_level(value));
            match value {
                Self::List(values) => waiting.extend(values.iter().map(|value| (value, depth))),
                Self::Object(entries) => waiting.extend(entries.iter().map(|(_, value)| (value, depth))),
                Self::Null | Self::Bool(_) | Self::Unsigned(_) | Self::Signed(_) | Self::Float(_) | Self::Text(_) => {}
            }
            Some((value, depth))
        })
    }

    /// The text, where this is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// The bytes of a number that is not whole.
fn written(number: f64) -> usize {
    struct Count(usize);

    impl fmt::Write for Count {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0 += text.len();
            Ok(())
        }
    }

    let mut count = Count(0);
    // Counting cannot fail.
    let _ = write!(count, "{number:?}");
    count.0
}

/// The bytes of a string in quotation marks, with what has to be escaped.
fn quoted(text: &str) -> usize {
    let escaped = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0C => 1,
        0..0x20 => 5,
        _ => 0,
    };
    2 + text.len() + text.bytes().map(escaped).sum::<usize>()
}

/// One number is one number, in whichever way it was given.
impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(other)) => one == other,
            (Self::Unsigned(one), Self::Unsigned(other)) => one == other,
            (Self::Signed(one), Self::Signed(other)) => one == other,
            (Self::Unsigned(one), Self::Signed(other)) | (Self::Signed(other), Self::Unsigned(one)) => {
                u64::try_from(*other).is_ok_and(|other| *one == other)
            }
            (Self::Float(one), Self::Float(other)) => one == other,
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::List(one), Self::List(other)) => one == other,
            (Self::Object(one), Self::Object(other)) => one == other,
            _ => false,
        }
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Bool(flag) => f.debug_tuple("Bool").field(flag).finish(),
            Self::Unsigned(number) => f.debug_tuple("Unsigned").field(number).finish(),
            Self::Signed(number @ 0..) => f.debug_tuple("Unsigned").field(number).finish(),
            Self::Signed(number) => f.debug_tuple("Signed").field(number).finish(),
            Self::Float(number) => f.debug_tuple("Float").field(number).finish(),
            Self::Text(text) => f.debug_tuple("Text").field(text).finish(),
            Self::List(values) => f.debug_tuple("List").field(values).finish(),
            Self::Object(entries) => f.debug_tuple("Object").field(entries).finish(),
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}
