//! Discussions of the daemon.
//!
//! Owns [`Discussion`], its settings and [`DiscussionFilter`]. Must not know subscriptions or users.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::entity::{attributes, entity, symbols};
use super::filter::{equals, filter, is, matches};
#[cfg(feature = "lint")]
use super::implied;
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
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "form::WireFields", into = "form::WireFields")
)]
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
        r#type: DiscussionType => TYPE, is;
        /// With this contact; 0: with none (F1: 0 is compared).
        contact_id: u64 => CONTACT_ID, equals;
        /// With this group; 0: with none (F1: 0 is compared).
        group_id: u64 => GROUP_ID, equals;
        /// A regular expression that occurs in the title; "" is no condition (F2).
        title_search: String => TITLE, matches;
    }
    oneof identifier { contact_id, group_id }
}

#[cfg(feature = "serde")]
mod form {
    use alloc::string::String;

    use super::{Discussion, DiscussionIdentifier};

    #[derive(Default, serde::Serialize, serde::Deserialize)]
    #[serde(default, deny_unknown_fields, expecting = "an object")]
    pub(super) struct WireFields {
        #[serde(skip_serializing_if = "crate::vocab::form::SkipDefault::skip")]
        id: u64,
        #[serde(skip_serializing_if = "crate::vocab::form::SkipDefault::skip")]
        title: String,
        #[serde(deserialize_with = "crate::vocab::form::present", skip_serializing_if = "Option::is_none")]
        contact_id: Option<u64>,
        #[serde(deserialize_with = "crate::vocab::form::present", skip_serializing_if = "Option::is_none")]
        group_id: Option<u64>,
    }

    impl TryFrom<WireFields> for Discussion {
        type Error = &'static str;

        fn try_from(form: WireFields) -> Result<Self, Self::Error> {
            let identifier = match (form.contact_id, form.group_id) {
                (None, None) => DiscussionIdentifier::Nobody,
                (Some(id), None) => DiscussionIdentifier::Contact(id),
                (None, Some(id)) => DiscussionIdentifier::Group(id),
                (Some(_), Some(_)) => return Err("contact_id and group_id exclude each other: give one of them"),
            };
            Ok(Self { id: form.id, title: form.title, identifier })
        }
    }

    impl From<Discussion> for WireFields {
        fn from(discussion: Discussion) -> Self {
            let (contact_id, group_id) = match discussion.identifier {
                DiscussionIdentifier::Nobody => (None, None),
                DiscussionIdentifier::Contact(id) => (Some(id), None),
                DiscussionIdentifier::Group(id) => (None, Some(id)),
            };
            Self { id: discussion.id, title: discussion.title, contact_id, group_id }
        }
    }
}
