//! The subscriptions and events of the workload in the vocabulary of Tidings.
//!
//! Owns the translation. Must not know the engine. Invariant: a translated event matches a translated interest exactly where the
//! plain ones match.

use contenders::{Event as PlainEvent, Filter, Patterns};
use tidings::daemon::{
    Message, MessageBodyUpdated, MessageDeleted, MessageDelivered, MessageId, MessageLocationReceived,
    MessageLocationSent, MessageReaction, MessageReactionAdded, MessageReactionRemoved, MessageReactionUpdated,
    MessageRead, MessageReceived, MessageSent, MessageUploaded,
};
use tidings::filter::{MessageFilter, ReactionFilter};
use tidings::{Event, Interest};

/// Emojis by number.
const FIRST_EMOJI: u32 = 0x1F600;

fn emoji(number: u16) -> String {
    char::from_u32(FIRST_EMOJI + u32::from(number)).expect("there are enough emojis").to_string()
}

/// What a plain filter asks of the message; `None` where that is nothing.
fn message_filter(filter: &Filter, patterns: &Patterns) -> Option<MessageFilter> {
    let mut message = MessageFilter::new();
    let mut empty = true;
    macro_rules! set {
        ($field:expr, $value:ident, $method:ident($argument:expr)) => {
            if let Some($value) = $field {
                message = message.$method($argument);
                empty = false;
            }
        };
    }
    set!(filter.discussion, id, discussion_id(id));
    set!(filter.sender, id, sender_contact_id(id));
    set!(filter.attachment, has, attachment(has));
    set!(filter.min_ts, timestamp, min_timestamp(timestamp));
    set!(filter.emoji, number, reaction_filters([ReactionFilter::new().reaction(emoji(number))]));
    set!(filter.body, pattern, body_search(patterns.source[pattern as usize].rust.as_str()));
    (!empty).then_some(message)
}

/// The interest of a plain filter; 0 is no count.
pub fn interest(filter: &Filter, patterns: &Patterns, count: u64) -> Interest {
    let message = message_filter(filter, patterns);
    let ids = || filter.ids.iter().map(|id| MessageId::outbound(*id));
    macro_rules! interest {
        ($Kind:ident, $filter:ident $(, $ids:ident)?) => {{
            let mut interest = $Kind::interest().count(count);
            $( if !filter.ids.is_empty() { interest = interest.$ids(ids()); } )?
            if let Some(message) = message { interest = interest.$filter(message); }
            interest.into()
        }};
    }
    match filter.kind {
        0 => interest!(MessageReceived, filter),
        1 => interest!(MessageReactionAdded, filter, message_ids),
        2 => interest!(MessageDeleted, filter, message_ids),
        3 => interest!(MessageBodyUpdated, filter, message_ids),
        4 => interest!(MessageRead, filter, message_ids),
        5 => interest!(MessageDelivered, filter, message_ids),
        6 => interest!(MessageUploaded, filter, message_ids),
        7 => interest!(MessageSent, filter),
        8 => interest!(MessageReactionRemoved, filter, message_ids),
        9 => interest!(MessageReactionUpdated, message_filter, message_ids),
        10 => interest!(MessageLocationReceived, filter),
        _ => interest!(MessageLocationSent, filter),
    }
}

/// The event of a plain one.
pub fn event(plain: &PlainEvent) -> Event {
    let message = Message {
        id: Some(MessageId::outbound(plain.message)),
        discussion_id: plain.discussion,
        sender_id: plain.sender,
        body: plain.body.clone(),
        timestamp: plain.ts,
        attachments_count: u64::from(plain.attachment),
        reactions: vec![MessageReaction { contact_id: 1, reaction: emoji(plain.emoji), timestamp: plain.ts }],
        ..Message::default()
    };
    let reaction = MessageReaction::default;
    match plain.kind {
        0 => MessageReceived::new(message).into(),
        1 => MessageReactionAdded::new(message, reaction()).into(),
        2 => MessageDeleted::new(message).into(),
        3 => MessageBodyUpdated::new(message, "").into(),
        4 => MessageRead::new(message).into(),
        5 => MessageDelivered::new(message).into(),
        6 => MessageUploaded::new(message).into(),
        7 => MessageSent::new(message).into(),
        8 => MessageReactionRemoved::new(message, reaction()).into(),
        9 => MessageReactionUpdated::new(message, reaction(), reaction()).into(),
        10 => MessageLocationReceived::new(message).into(),
        _ => MessageLocationSent::new(message).into(),
    }
}
