//! What a row of THE TABLE says of its kind, as data.
//!
//! Owns [`KindSpec`] and [`PartSpec`], and what the row says of a [`Kind`]. Must not know any one kind. Invariant: the slot of a
//! part is its position in the row's list of parts; nothing else numbers them.

use alloc::boxed::Box;
use core::fmt;

use super::directory_update::EntityType;
use super::filter::Filter;
use super::filter_parts::FilterSpec;
use super::spec::{EntitySpec, Family, FieldSpec, FieldType};
use super::wire::{Fault, Json, View, Wire, serde_form, word};
use super::{KIND_WORDS, Kind};
use crate::ids::KindId;
use crate::predicate::Attr;

/// All that is known of a kind: its row in the table. [`Kind::spec`](super::Kind::spec) gives it.
///
/// ```
/// use tidings::Kind;
///
/// let spec = Kind::MessageReactionAdded.spec();
/// let fields: Vec<&str> = spec.event.fields.iter().map(|field| field.name).collect();
/// let parts: Vec<&str> = spec.parts.iter().map(|part| part.name).collect();
/// assert_eq!(fields, ["message", "reaction"]);
/// assert_eq!(parts, ["message_ids", "filter", "reaction_filter"]);
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct KindSpec {
    /// The number; stable across versions.
    pub number: u8,
    /// The name on the wire.
    pub name: &'static str,
    /// The model that it belongs to.
    pub family: Family,
    /// What its events carry, `kind` apart; nothing where it is a group of kinds.
    pub event: &'static EntitySpec,
    /// What an interest in it may say, `kind` apart: `count`, then the parts.
    pub interest: &'static EntitySpec,
    /// The parts of an interest in it, by slot.
    pub parts: &'static [PartSpec],
    /// Where its events name the conference whose people get them, if they are for those in one (R6).
    pub inside: Option<&'static str>,
    /// The kinds of event that an interest in it matches: itself; the members of a group; none where it cannot be subscribed to.
    pub members: &'static [Kind],
    /// What its events say about existence (I4).
    pub directory_update: Option<DirectoryUpdateSpec>,
}

/// A part of an interest: what it is called, and what it is about.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PartSpec {
    /// The name on the wire.
    pub name: &'static str,
    /// The place in the event that it is about: `message.id`.
    pub at: &'static str,
    /// What it says of that place.
    pub part: Part,
}

/// What a part of an interest says.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Part {
    /// The alias of a conference, compared whatever its case; always given (K7).
    Alias,
    /// Names, of which the event has one; never checked for existence.
    Names {
        /// Whether there must be one.
        required: bool,
    },
    /// Ids, of which the event has one (I1).
    Ids(IdsSpec),
    /// A filter.
    Filter(PartFilter),
}

/// An id list.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct IdsSpec {
    /// What the ids name.
    pub entity: EntityType,
    /// What they must be when an interest is subscribed to (I3).
    pub requirement: IdRequirement,
}

/// What the ids of a list must be for an interest to be accepted (I3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdRequirement {
    /// They exist.
    Exists,
    /// They exist and are outbound.
    Outbound,
    /// They exist and are live location sharings.
    LiveSharing,
}

/// The filter that a part of an interest is.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct PartFilter {
    /// What it consists of; `None`: it is a regular expression on a text.
    pub filter: Option<&'static FilterSpec>,
    pub(crate) read: fn(Json) -> Result<Box<dyn Filter>, Fault>,
}

impl fmt::Debug for PartFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartFilter").field("filter", &self.filter).finish_non_exhaustive()
    }
}

/// What an event says about existence.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct DirectoryUpdateSpec {
    /// What it says, as the variant of [`DirectoryUpdate`](super::DirectoryUpdate) is called.
    pub update: &'static str,
    /// What it says it of.
    pub entity: EntityType,
    /// Where the event names that.
    pub at: &'static str,
}

/// Whose subscriptions get the events of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Those of the users in the audience.
    Audience,
    /// Everyone's who subscribed to the alias that the event carries.
    Alias,
    /// Those of the users in the conference that the event names, and of the one concerned.
    Inside,
    /// Those of the members of the conversation that the event names.
    Members,
    /// Any of them, chosen by the audience of the publication (U3).
    Chosen,
}

impl Reach {
    /// Whether a subscription is attached to the conversations that its user is a member of.
    pub(crate) fn includes_members(self) -> bool {
        matches!(self, Self::Members | Self::Chosen)
    }

    /// Whether a subscription is attached to the conferences that its user is in.
    pub(crate) fn includes_inside(self) -> bool {
        matches!(self, Self::Inside | Self::Chosen)
    }
}

impl KindSpec {
    /// Its id lists, in slot order.
    pub fn id_lists(&self) -> impl Iterator<Item = &'static PartSpec> {
        self.parts.iter().filter(|part| matches!(part.part, Part::Ids(_)))
    }

    /// Its filters, in slot order.
    pub fn filters(&self) -> impl Iterator<Item = &'static PartSpec> {
        self.parts.iter().filter(|part| matches!(part.part, Part::Filter(_)))
    }

    /// Whether an interest in it names a conference by its alias (K7).
    #[must_use]
    pub fn takes_alias(&self) -> bool {
        self.parts.iter().any(|part| matches!(part.part, Part::Alias))
    }

    /// Whether an interest in it must list names.
    #[must_use]
    pub fn requires_names(&self) -> bool {
        self.parts.iter().any(|part| matches!(part.part, Part::Names { required: true }))
    }

    pub(crate) fn reach(&self) -> Reach {
        if matches!(self.family, Family::Custom) {
            Reach::Chosen
        } else if self.takes_alias() {
            Reach::Alias
        } else if self.inside.is_some() {
            Reach::Inside
        } else if self.parts.iter().any(|part| matches!(part.part, Part::Names { required: false })) {
            Reach::Members
        } else {
            Reach::Audience
        }
    }

    /// The name by which conditions find a part.
    pub(crate) fn attr(&self, slot: usize) -> Attr {
        Attr::new(u8::try_from(slot).unwrap_or(u8::MAX), self.parts[slot].name)
    }
}

/// What is known of the kinds of the host's own, whatever their definition says.
pub(super) static CUSTOM: KindSpec = KindSpec {
    number: 0,
    name: "custom",
    family: Family::Custom,
    event: &EntitySpec::new("custom", &[], &[]),
    interest: &EntitySpec::new("custom", &[FieldSpec::new("count", u64::TYPE)], &[]),
    parts: &[],
    inside: None,
    members: &[],
    directory_update: None,
};

impl Kind {
    /// The name on the wire, as the protocols give it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.spec().name
    }

    /// The number; stable across versions.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The kind of the table with this name. Cost: O(kinds).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The kind of the table with this number. Cost: O(kinds).
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.number() == number)
    }

    /// Which of the models the kind belongs to.
    #[must_use]
    pub const fn family(self) -> Family {
        self.spec().family
    }

    /// The kinds of event that an interest in this one matches: itself; the members of a group; none where the kind cannot be
    /// subscribed to, or is the host's own.
    #[must_use]
    pub const fn member_kinds(self) -> &'static [Self] {
        self.spec().members
    }

    /// Whether an interest in this kind names a conference by its alias (K7).
    #[must_use]
    pub fn takes_alias(self) -> bool {
        self.spec().takes_alias()
    }

    /// Whether an interest in this kind must list names: whose sessions to watch.
    #[must_use]
    pub fn requires_names(self) -> bool {
        self.spec().requires_names()
    }

    /// Whose subscriptions get its events.
    pub(crate) fn reach(self) -> Reach {
        self.spec().reach()
    }

    /// The numbers of the kinds of event that an interest in this one matches; `custom`: the number of one of the host's own.
    pub(crate) fn ids(self, custom: Option<KindId>) -> impl Iterator<Item = KindId> {
        let members = self.member_kinds().iter().map(|kind| KindId::of_table(kind.number()));
        custom.into_iter().chain(members)
    }
}

impl Wire for Kind {
    const TYPE: FieldType = FieldType::Word(&KIND_WORDS);

    fn read(json: Json) -> Result<Self, Fault> {
        word(&json, &KIND_WORDS).map(|at| Self::ALL[at])
    }

    fn view(&self) -> View<'_> {
        View::Word(self.name())
    }
}

serde_form!(Kind);

/// A kind as a snapshot holds it: its name where people read, its number elsewhere.
#[cfg(feature = "snapshot")]
#[derive(Clone, Copy)]
pub(crate) struct SavedKind(pub(crate) Kind);

#[cfg(feature = "snapshot")]
impl serde::Serialize for SavedKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(self.0.name())
        } else {
            serializer.serialize_u8(self.0.number())
        }
    }
}

#[cfg(feature = "snapshot")]
impl<'de> serde::Deserialize<'de> for SavedKind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::{Error, Unexpected};

        if deserializer.is_human_readable() {
            let name = alloc::string::String::deserialize(deserializer)?;
            let kind = (name == Kind::Custom.name()).then_some(Kind::Custom).or_else(|| Kind::from_name(&name));
            let kind = kind.ok_or_else(|| D::Error::invalid_value(Unexpected::Str(&name), &"the name of a kind"));
            return kind.map(Self);
        }
        let number = u8::deserialize(deserializer)?;
        let kind = (number == 0).then_some(Kind::Custom).or_else(|| Kind::from_number(number));
        let kind =
            kind.ok_or_else(|| D::Error::invalid_value(Unexpected::Unsigned(number.into()), &"the number of a kind"));
        kind.map(Self)
    }
}
