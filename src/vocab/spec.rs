//! The vocabulary as data: what a kind, an entity, a filter consists of.
//!
//! Owns the descriptions that the rows of [`table`](super::table), the entities and the filters give of themselves. They drive
//! reading, writing and lowering, and they are public, so that a host can generate forms, documents and test data from them.
//! Must not know values. Invariant: what a description says is what is read and written; there is no second list.

use core::fmt;

/// Which model a kind belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Family {
    /// Messages, attachments, discussions, contacts, groups, invitations and calls of one user's daemon.
    Daemon,
    /// Conferences, their participants and invitations.
    Conference,
    /// Conversations, their members and messages, and profiles.
    Conversation,
    /// Whatever the host defines itself.
    Custom,
}

/// What a field of an event or an entity holds, as it is written.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum FieldType {
    /// `true` or `false`.
    Flag,
    /// A whole number from 0 to this one.
    Number(u64),
    /// Any number.
    Float,
    /// A string.
    Text,
    /// One word of an enumeration, as a string.
    Word(&'static WordSpec),
    /// An object with fields of its own.
    Entity(&'static EntitySpec),
    /// A list of these.
    List(&'static Self),
    /// One of these, or absent; empty and absent are distinct (N3).
    Optional(&'static Self),
    /// Any JSON value.
    FreeForm,
}

/// An enumeration by its words.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct WordSpec {
    /// The name of the enumeration's type.
    pub name: &'static str,
    /// The words that may be written.
    pub words: &'static [&'static str],
}

/// An entity by its fields. `Debug` names its type alone.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct EntitySpec {
    /// The name of its type.
    pub name: &'static str,
    /// Its fields, in the order in which they are written.
    pub fields: &'static [FieldSpec],
    /// Fields of which at most one may be given, group by group.
    pub exclusive: &'static [&'static [&'static str]],
}

/// A field of an event or an entity.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FieldSpec {
    /// The name on the wire.
    pub name: &'static str,
    /// What it holds.
    pub r#type: FieldType,
    /// Whether it must be written even if it holds its default.
    pub required: bool,
}

impl WordSpec {
    pub(crate) const fn new(name: &'static str, words: &'static [&'static str]) -> Self {
        Self { name, words }
    }
}

impl EntitySpec {
    pub(crate) const fn new(
        name: &'static str,
        fields: &'static [FieldSpec],
        exclusive: &'static [&'static [&'static str]],
    ) -> Self {
        Self { name, fields, exclusive }
    }

    /// The position of the field with this name.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }
}

impl fmt::Debug for EntitySpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(self.name).finish_non_exhaustive()
    }
}

impl FieldSpec {
    /// A field that is left out where it holds its default, by its name in Rust.
    pub(crate) const fn new(name: &'static str, r#type: FieldType) -> Self {
        Self { name: wire_name(name), r#type, required: false }
    }

    /// A field that is always written, and must be there.
    pub(crate) const fn required(name: &'static str, r#type: FieldType) -> Self {
        Self { name: wire_name(name), r#type, required: true }
    }
}

/// The name of a field as it is written: `r#type` is `type`.
pub(crate) const fn wire_name(name: &'static str) -> &'static str {
    if let [b'r', b'#', plain @ ..] = name.as_bytes() {
        if let Ok(plain) = core::str::from_utf8(plain) {
            return plain;
        }
    }
    name
}

/// The description of an entity's fields.
pub(crate) const fn entity(r#type: FieldType) -> &'static EntitySpec {
    const NO_FIELDS: &EntitySpec = &EntitySpec::new("", &[], &[]);
    if let FieldType::Entity(entity) = r#type { entity } else { NO_FIELDS }
}
