//! What a kind of the host's own consists of (U1).
//!
//! Owns [`KindDefinition`] (made at run time) and [`KindSpec`] (made by a type), and which names are valid.
//! Must not know which kinds are defined: that is the [registry](super::registry)'s. Invariant: a definition that passed
//! [`KindDefinition::validate`] names each field once, and none by a word that filters use.

use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::field_type::{FieldType, NameFault};
use super::refusal::Refusal;
use crate::collections;
use crate::vocab::Kind;

/// How many fields a kind may have.
pub const MAX_FIELDS: usize = 64;

/// How many bytes the name of a kind, or of a field, may have.
const MAX_NAME_BYTES: usize = 255;

/// Reserved words of filters (F5), so that no field can have them as its name.
const FILTER_WORDS: [&str; 3] = ["any_of", "all_of", "not"];

/// Names of kinds that are reserved for notifications still to come.
const RESERVED_KINDS: [&str; 2] = ["Invitation.Ended", "Conference.Switched"];

/// A kind of the host's own, made at run time. For one that is known when the host is compiled, see
/// [`custom_events!`](crate::custom_events).
///
/// ```
/// use tidings::custom::{FieldType, KindDefinition};
///
/// let build = KindDefinition::new("BuildFinished")
///     .field("repo", FieldType::Text)
///     .field("ok", FieldType::Flag)
///     .field("duration_ms", FieldType::Number);
/// assert_eq!(build.fields().count(), 3);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindDefinition {
    name: Arc<str>,
    fields: Vec<(Arc<str>, FieldType)>,
}

impl KindDefinition {
    /// A kind of this name, without fields yet.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), fields: Vec::new() }
    }

    /// Adds a field. Events carry any of them; the order means nothing.
    #[must_use]
    pub fn field(mut self, name: impl Into<Arc<str>>, field_type: FieldType) -> Self {
        self.fields.push((name.into(), field_type));
        self
    }

    /// The name of the kind.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The fields with their types, in the order in which they were added.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = (&str, FieldType)> {
        self.fields.iter().map(|(name, field_type)| (&**name, *field_type))
    }

    /// The definition again of what it was taken apart into.
    #[cfg(feature = "snapshot")]
    pub(super) fn from_parts(name: &Arc<str>, fields: &[(Arc<str>, FieldType)]) -> Self {
        Self { name: Arc::clone(name), fields: fields.to_vec() }
    }

    /// The names that were checked, to be shared by all that refer to them.
    pub(super) fn into_parts(self) -> (Arc<str>, Vec<(Arc<str>, FieldType)>) {
        (self.name, self.fields)
    }

    /// Whether a kind of the host's own may have this name.
    pub(crate) fn is_name(name: &str) -> bool {
        name_fault(name).is_none()
    }

    /// Whether the names are valid; how many fields there are is checked later (I3).
    pub(super) fn validate(&self) -> Result<(), Refusal> {
        let refuse = |field: String, name: &str, fault| Err(Refusal::Name { field, name: name.into(), fault });
        if let Some(fault) = name_fault(&self.name) {
            return refuse("name".to_string(), &self.name, fault);
        }
        let mut names: Vec<&str> = Vec::with_capacity(self.fields.len());
        for (name, _) in &self.fields {
            let filter_word = || FILTER_WORDS.contains(&&**name).then_some(NameFault::FilterWord);
            if let Some(fault) = length_fault(name).or_else(filter_word) {
                return refuse(alloc::format!("fields.{name}"), name, fault);
            }
            names.push(name);
        }
        collections::sort(&mut names);
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => refuse(alloc::format!("fields.{}", pair[0]), pair[0], NameFault::Repeated),
            None => Ok(()),
        }
    }
}

/// What is wrong with the name of a kind.
fn name_fault(name: &str) -> Option<NameFault> {
    let mut ours = RESERVED_KINDS.iter().copied().chain(Kind::ALL.iter().map(|kind| kind.name()));
    length_fault(name).or_else(|| ours.any(|ours| ours == name).then_some(NameFault::Taken))
}

fn length_fault(name: &str) -> Option<NameFault> {
    match name.len() {
        0 => Some(NameFault::Empty),
        1..=MAX_NAME_BYTES => None,
        _ => Some(NameFault::TooLong),
    }
}

/// A kind as a type declares it; [`custom_events!`](crate::custom_events) makes one for each.
#[derive(Clone, Copy, Debug)]
pub struct KindSpec {
    pub(super) name: &'static str,
    pub(super) fields: &'static [FieldSpec],
}

/// A field as a type declares it.
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    pub(super) name: &'static str,
    pub(super) field_type: FieldType,
}

impl KindSpec {
    /// A kind with this name on the wire and these fields.
    #[must_use]
    pub const fn new(name: &'static str, fields: &'static [FieldSpec]) -> Self {
        Self { name, fields }
    }

    /// The name on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Where it is: what tells it from others without reading names.
    pub(super) fn address(&'static self) -> usize {
        core::ptr::from_ref(self).addr()
    }
}

impl FieldSpec {
    /// A field with this name on the wire.
    #[must_use]
    pub const fn new(name: &'static str, field_type: FieldType) -> Self {
        Self { name, field_type }
    }

    /// The name on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// A field that has on the wire the name that it has in Rust; of `r#type` that is `type`.
    #[must_use]
    pub const fn of_identifier(identifier: &'static str, field_type: FieldType) -> Self {
        let name = match identifier.as_bytes() {
            [b'r', b'#', rest @ ..] => match core::str::from_utf8(rest) {
                Ok(rest) => rest,
                Err(_) => identifier,
            },
            _ => identifier,
        };
        Self { name, field_type }
    }
}

impl From<&KindSpec> for KindDefinition {
    fn from(spec: &KindSpec) -> Self {
        let fields = spec.fields.iter().map(|field| (Arc::from(field.name), field.field_type));
        Self { name: spec.name.into(), fields: fields.collect() }
    }
}
