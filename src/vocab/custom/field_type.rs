//! The types of fields, and what can be wrong with a name (U1).
//!
//! Owns [`FieldType`] and [`NameFault`]. Must not know definitions. Invariant: each type has one word in the journal.

use core::fmt;

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldType {
    /// A text.
    Text,
    /// A whole number of 64 bits, not below 0.
    Number,
    /// Yes or no.
    Flag,
    /// A list of texts.
    Texts,
    /// Free-form data: passed on as it came, and never tested.
    Data,
}

impl FieldType {
    /// All types.
    pub const ALL: &[Self] = &[Self::Text, Self::Number, Self::Flag, Self::Texts, Self::Data];

    /// The name, as definitions write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Flag => "flag",
            Self::Texts => "texts",
            Self::Data => "data",
        }
    }

    /// The type of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name)
    }

    /// The conditions that a filter may put on such a field, by their names.
    #[must_use]
    pub const fn conditions(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["equals", "one_of", "search", "present"],
            Self::Number => &["equals", "one_of", "min", "max", "present"],
            Self::Flag => &["equals", "one_of", "present"],
            Self::Texts => &["contains", "contains_search", "present"],
            Self::Data => &[],
        }
    }
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is wrong with the name of a kind or of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameFault {
    /// It is empty.
    Empty,
    /// It has more than 255 bytes.
    TooLong,
    /// It is the name of a kind of ours.
    Taken,
    /// It is a reserved word of filters.
    FilterWord,
    /// Another field of the kind has it.
    Repeated,
}

impl fmt::Display for NameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "it is empty; a name has 1 to 255 bytes",
            Self::TooLong => "it is too long; a name has 1 to 255 bytes",
            Self::Taken => "Tidings has a kind of this name; choose another",
            Self::FilterWord => "any_of, all_of and not have a meaning in filters; choose another",
            Self::Repeated => "another field has this name; name each field once",
        })
    }
}
