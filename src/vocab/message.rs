//! Messages of the daemon, their reactions and locations.
//!
//! Owns the entities around a message, [`MessageFilter`], [`ReactionFilter`], and what follows from a message with a location
//! (R8). Must not know subscriptions or users. Invariant: what a filter reads is what the event carries (F4).

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::filter::{FieldTest, Has, Have};
#[cfg(feature = "lint")]
use super::implied;
use super::macros::entity::{directed_id, entity, symbols};
use super::macros::filter::filter;
use super::{
    Event, MessageLocationReceived, MessageLocationSent, MessageLocationSharingStart, MessageReceived, MessageSent,
};
use crate::predicate::{Scalar, Value};

symbols! {
    /// Whether something came in or went out. Part of a message's and an attachment's identity.
    pub enum Direction {
        /// Received.
        Inbound = "INBOUND",
        /// Sent.
        Outbound = "OUTBOUND",
    }
    /// What the location of a message is.
    pub enum LocationType {
        /// One static position.
        Send = "SEND",
        /// A position that will be updated for a while.
        Sharing = "SHARING",
        /// A sharing that is over.
        SharingFinished = "SHARING_FINISHED",
    }
    /// A condition on the location of a message.
    pub enum MessageLocationCondition {
        /// There is a location.
        Have = "HAVE",
        /// There is none.
        HaveNot = "HAVE_NOT",
        /// There is one of type [`LocationType::Send`].
        IsSend = "IS_SEND",
        /// There is one of type [`LocationType::Sharing`].
        IsSharing = "IS_SHARING",
        /// There is one of type [`LocationType::SharingFinished`].
        IsSharingFinished = "IS_SHARING_FINISHED",
    }
}

directed_id! {
    /// Names a message of one user: `{INBOUND, 1}` and `{OUTBOUND, 1}` are two messages.
    pub struct MessageId for "message";
}

entity! {
    /// A message of the daemon.
    pub struct Message {
        /// Which message it is.
        id: Option<MessageId>,
        /// The discussion that it belongs to.
        discussion_id: u64,
        /// The contact who sent it; 0 when the user did.
        sender_id: u64,
        /// The text.
        body: String,
        /// Its place among the messages of the discussion.
        sort_index: f64,
        /// When it was received, in ms.
        timestamp: u64,
        /// How many attachments it has.
        attachments_count: u64,
        /// The reactions to it.
        reactions: Vec<MessageReaction>,
        /// Whether it was forwarded.
        forwarded: bool,
        /// Whether its text was edited.
        edited_body: bool,
    }
    optional {
        /// The message that it replies to.
        replied_message_id: MessageId,
        /// The location that it carries.
        message_location: MessageLocation,
    }
    attributes of it {
        TYPE "id.type" => it.id.unwrap_or_default().r#type,
        DISCUSSION_ID "discussion_id" => it.discussion_id,
        SENDER_ID "sender_id" => it.sender_id,
        BODY "body" => it.body.as_str(),
        TIMESTAMP "timestamp" => it.timestamp,
        HAS_ATTACHMENTS "attachments_count above 0" => it.attachments_count > 0,
        LOCATION_TYPE "message_location.type" => it.message_location.as_ref().map(|location| location.r#type.into()),
        HAS_REACTIONS "reactions not empty" => !it.reactions.is_empty(); implies implied::filled(Self::REACTIONS),
        REACTIONS "reactions" => Value::List(&it.reactions),
        REPLIED_MESSAGE_ID "replied_message_id" => it.replied_message_id.map(Value::from),
    }
}

entity! {
    /// A reaction to a message.
    pub struct MessageReaction {
        /// The contact who reacted; 0 when the user did (F3).
        contact_id: u64,
        /// The reaction, usually one emoji.
        reaction: String,
        /// When, in ms.
        timestamp: u64,
    }
    attributes of it {
        CONTACT_ID "contact_id" => it.contact_id,
        REACTION "reaction" => it.reaction.as_str(),
    }
}

entity! {
    /// The location that a message carries.
    pub struct MessageLocation {
        /// Static, shared for a while, or over.
        r#type: LocationType,
        /// When, in ms.
        timestamp: u64,
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
    }
    optional {
        /// Metres above sea level.
        altitude: f64,
        /// Metres of uncertainty.
        precision: f64,
        /// A postal address.
        address: String,
    }
}

entity! {
    /// How long a message is kept.
    pub struct MessageEphemerality {
        /// Whether it vanishes once read.
        read_once: bool,
        /// How long it exists, in s; 0: for ever.
        existence_duration: u64,
        /// How long it is shown once opened, in s; 0: for ever.
        visibility_duration: u64,
    }
}

filter! {
    /// What a [`Message`] must look like.
    pub struct MessageFilter on Message {
        /// Received or sent: `message.id.type`.
        r#type: Direction => TYPE, Is;
        /// In this discussion.
        discussion_id: u64 => DISCUSSION_ID, Equals;
        /// From this contact; 0: one's own (F1: 0 is compared).
        sender_contact_id: u64 => SENDER_ID, Equals;
        /// A regular expression that occurs in the text; "" is no condition (F2).
        body_search: String => BODY, Search;
        /// With or without attachments.
        attachment: Have => HAS_ATTACHMENTS, IsYes;
        /// With or without a location, or with one of that type.
        location: MessageLocationCondition => LOCATION_TYPE, by location;
        /// Received at this time or later, in ms.
        min_timestamp: u64 => TIMESTAMP, AtLeast;
        /// Received at this time or earlier, in ms.
        max_timestamp: u64 => TIMESTAMP, AtMost;
        /// With or without reactions.
        has_reaction: Has => HAS_REACTIONS, IsYes;
        /// Each of these is met by some reaction; one reaction may meet several (F3).
        reaction_filters: [ReactionFilter] => REACTIONS, EachMetBySome;
        /// `true`: a reply. `false` is no condition.
        reply_to_a_message: bool => REPLIED_MESSAGE_ID, by present;
        /// `true`: no reply. `false` is no condition.
        do_not_reply_to_a_message: bool => REPLIED_MESSAGE_ID, by absent;
        /// A reply to this message.
        replied_message_id: MessageId => REPLIED_MESSAGE_ID, Equals;
    }
    oneof reply { reply_to_a_message, do_not_reply_to_a_message, replied_message_id }
}

filter! {
    /// What a [`MessageReaction`] must look like.
    pub struct ReactionFilter on MessageReaction {
        /// `true`: the user's own. `false` is no condition.
        reacted_by_me: bool => CONTACT_ID, by own;
        /// By this contact; 0: one's own.
        reacted_by_contact_id: u64 => CONTACT_ID, Equals;
        /// Exactly this reaction; "" is compared, too (F1).
        reaction: String => REACTION, Equals;
    }
    oneof reacted_by { reacted_by_me, reacted_by_contact_id }
}

fn location(wanted: MessageLocationCondition) -> Option<FieldTest<'static>> {
    let is = |r#type: LocationType| Some(FieldTest::Equals(Scalar::Symbol(r#type.into())));
    match wanted {
        MessageLocationCondition::Unspecified => None,
        MessageLocationCondition::Have => Some(FieldTest::Present(true)),
        MessageLocationCondition::HaveNot => Some(FieldTest::Present(false)),
        MessageLocationCondition::IsSend => is(LocationType::Send),
        MessageLocationCondition::IsSharing => is(LocationType::Sharing),
        MessageLocationCondition::IsSharingFinished => is(LocationType::SharingFinished),
    }
}

fn present(wanted: bool) -> Option<FieldTest<'static>> {
    wanted.then_some(FieldTest::Present(true))
}

fn absent(wanted: bool) -> Option<FieldTest<'static>> {
    wanted.then_some(FieldTest::Present(false))
}

fn own(wanted: bool) -> Option<FieldTest<'static>> {
    wanted.then_some(FieldTest::Equals(Scalar::Number(0)))
}

impl Event {
    /// The event that follows from this one when it is published, sharing its message (R8): a message with a location is also
    /// a location message.
    ///
    /// ```
    /// use tidings::daemon::{LocationType, Message, MessageLocation, MessageReceived};
    /// use tidings::{Event, Kind};
    ///
    /// let location = MessageLocation { r#type: LocationType::Send, ..MessageLocation::default() };
    /// let message = Message { message_location: Some(location), ..Message::default() };
    /// let follow_up = Event::from(MessageReceived::new(message)).follow_up();
    /// assert_eq!(follow_up.map(|event| event.kind()), Some(Kind::MessageLocationReceived));
    /// ```
    #[must_use]
    pub fn follow_up(&self) -> Option<Self> {
        let (message, sent) = if let Self::MessageReceived(MessageReceived { message }) = self {
            (message, false)
        } else if let Self::MessageSent(MessageSent { message }) = self {
            (message, true)
        } else {
            return None;
        };
        let message_location = message.message_location.as_ref()?;
        let message = Arc::clone(message);
        match message_location.r#type {
            LocationType::Send if sent => Some(MessageLocationSent { message }.into()),
            LocationType::Send => Some(MessageLocationReceived { message }.into()),
            LocationType::Sharing => Some(MessageLocationSharingStart { message }.into()),
            LocationType::SharingFinished | LocationType::Unspecified => None,
        }
    }
}
