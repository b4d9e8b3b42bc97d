//! Discussions of the daemon.
//!
//! Owns [`Discussion`], its settings and [`DiscussionFilter`]. Must not know subscriptions or users.
//! Invariant: what a filter reads is what the event carries (F4).

use alloc::string::String;
#[cfg(feature = "lint")]
use alloc::vec::Vec;

#[cfg(feature = "lint")]
use super::implied;
use super::macros::entity::{attributes, entity, symbols};
use super::macros::filter::filter;
use super::spec::{EntitySpec, FieldSpec, FieldType};
use super::wire::{Fault, Fields, Json, View, Wire, object, serde_form};
#[cfg(feature = "lint")]
use crate::predicate::{Fact, Implied, OwnedScalar, Scalar};

symbols! {
    /// A condition on whom a discussion is with (F6).
    pub enum DiscussionType {
        /// With one contact: its contact is not 0.
        Oto = "OTO",
        /// With a group: its group is not 0.
        Group = "GROUP",
    }
}

/// Whom a discussion is with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a oneof of the protocol")]
pub enum DiscussionIdentifier {
    /// Nobody any more: the discussion is locked.
    #[default]
    Nobody,
    /// A contact.
    Contact(u64),
    /// A group.
    Group(u64),
}

/// A discussion with one contact or with a group.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "plain data of the protocol, made with `..Default::default()`")]
pub struct Discussion {
    /// Which discussion it is.
    pub id: u64,
    /// The title: the contact's or the group's name.
    pub title: String,
    /// Whom it is with.
    pub identifier: DiscussionIdentifier,
}

impl Discussion {
    fn contact_id(&self) -> u64 {
        if let DiscussionIdentifier::Contact(id) = self.identifier { id } else { 0 }
    }

    fn group_id(&self) -> u64 {
        if let DiscussionIdentifier::Group(id) = self.identifier { id } else { 0 }
    }

    fn r#type(&self) -> DiscussionType {
        match self.identifier {
            DiscussionIdentifier::Contact(1..) => DiscussionType::Oto,
            DiscussionIdentifier::Group(1..) => DiscussionType::Group,
            DiscussionIdentifier::Nobody | DiscussionIdentifier::Contact(0) | DiscussionIdentifier::Group(0) => {
                DiscussionType::Unspecified
            }
        }
    }
}

static SPEC: EntitySpec = EntitySpec::new(
    "Discussion",
    &[
        FieldSpec::new("id", u64::TYPE),
        FieldSpec::new("title", String::TYPE),
        FieldSpec::new("contact_id", <Option<u64> as Wire>::TYPE),
        FieldSpec::new("group_id", <Option<u64> as Wire>::TYPE),
    ],
    &[&["contact_id", "group_id"]],
);

impl Fields for Discussion {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        if !self.id.is_default() {
            visit("id", self.id.view());
        }
        if !self.title.is_default() {
            visit("title", self.title.view());
        }
        match &self.identifier {
            DiscussionIdentifier::Nobody => {}
            DiscussionIdentifier::Contact(id) => visit("contact_id", id.view()),
            DiscussionIdentifier::Group(id) => visit("group_id", id.view()),
        }
    }
}

impl Wire for Discussion {
    const TYPE: FieldType = FieldType::Entity(&SPEC);

    fn read(json: Json) -> Result<Self, Fault> {
        let mut discussion = Self::default();
        object(json, &SPEC, &mut |at, value| {
            match at {
                0 => discussion.id = Wire::read(value)?,
                1 => discussion.title = Wire::read(value)?,
                2 => discussion.identifier = DiscussionIdentifier::Contact(Wire::read(value)?),
                _ => discussion.identifier = DiscussionIdentifier::Group(Wire::read(value)?),
            }
            Ok(())
        })?;
        Ok(discussion)
    }

    fn view(&self) -> View<'_> {
        View::Object(self)
    }

    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

serde_form!(Discussion);

attributes! {
    Discussion as it {
        TYPE "identifier" => it.r#type(); implies partner,
        CONTACT_ID "contact_id" => it.contact_id(); implies r#type(DiscussionType::Oto),
        GROUP_ID "group_id" => it.group_id(); implies r#type(DiscussionType::Group),
        TITLE "title" => it.title.as_str(),
    }
}

/// Each type implies that there is a contact, a group, or neither.
#[cfg(feature = "lint")]
fn partner(r#type: &OwnedScalar, equal: bool) -> Option<Implied> {
    let is = |one: DiscussionType| *r#type == Scalar::Symbol(one.into());
    if is(DiscussionType::Oto) {
        Some(implied::is_zero(Discussion::CONTACT_ID, !equal))
    } else if is(DiscussionType::Group) {
        Some(implied::is_zero(Discussion::GROUP_ID, !equal))
    } else {
        None
    }
}

/// A contact or a group implies the type.
#[cfg(feature = "lint")]
fn r#type(r#type: DiscussionType) -> impl Fn(&OwnedScalar, bool) -> Option<Implied> {
    move |id, equal| {
        let is_true = match (id, equal) {
            (Scalar::Number(0), _) => !equal,
            (_, true) => true,
            (_, false) => return None,
        };
        let fact = Fact::OneOf(Vec::from([Scalar::Symbol(r#type.into())]));
        Some(Implied { attr: Discussion::TYPE, fact, is_true })
    }
}

entity! {
    /// What the participants of a discussion agreed on.
    pub struct DiscussionSettings {
        /// Which discussion it is about.
        discussion_id: u64,
        /// Whether messages vanish once read.
        read_once: bool,
        /// How long messages exist, in s; 0: for ever.
        existence_duration: u64,
        /// How long messages are shown once opened, in s; 0: for ever.
        visibility_duration: u64,
    }
}

filter! {
    /// What a [`Discussion`] must look like.
    pub struct DiscussionFilter on Discussion {
        /// With a contact or with a group.
        r#type: DiscussionType => TYPE, Is;
        /// With this contact; 0: with none (F1: 0 is compared).
        contact_id: u64 => CONTACT_ID, Equals;
        /// With this group; 0: with none (F1: 0 is compared).
        group_id: u64 => GROUP_ID, Equals;
        /// A regular expression that occurs in the title; "" is no condition (F2).
        title_search: String => TITLE, Search;
    }
    oneof identifier { contact_id, group_id }
}
