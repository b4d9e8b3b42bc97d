//! Messages, and the reactions that they have or get.
//!
//! Owns the interests that are drawn in them, and the events that tell those apart. Must not know advice, nor which themes are
//! complete. Invariant: every value that a filter here may name has an event with it, and one with another.

use tidings::{daemon::*, filter::*, *};

use super::{AROUND, Draw, MOMENTS, composed, levels, lists};

/// Each message, on its arrival.
fn received(messages: impl IntoIterator<Item = Message>) -> Vec<Event> {
    messages.into_iter().map(|message| MessageReceived::new(message).into()).collect()
}

pub(super) fn times(draw: &mut Draw<'_>) -> Interest {
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: MessageFilter, _| match draw.below(5) {
        0 | 1 => filter.min_timestamp(draw.one_of(MOMENTS)),
        2 | 3 => filter.max_timestamp(draw.one_of(MOMENTS)),
        _ => filter.r#type(draw.one_of(&[Direction::Inbound, Direction::Outbound])),
    });
    MessageReceived::interest().filter(filter).into()
}

pub(super) fn time_events() -> Vec<Event> {
    let types = [Direction::Inbound, Direction::Outbound, Direction::Unspecified];
    received(types.into_iter().flat_map(|r#type| {
        let id = MessageId { r#type, id: 1 };
        AROUND.iter().map(move |timestamp| Message { id: Some(id), timestamp: *timestamp, ..Message::default() })
    }))
}

pub(super) fn exact(draw: &mut Draw<'_>) -> Interest {
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: MessageFilter, _| match draw.below(3) {
        0 => filter.discussion_id(draw.one_of(&[1, 2])),
        1 => filter.sender_contact_id(draw.one_of(&[0, 5])),
        _ => filter.attachment(draw.flag()),
    });
    MessageReceived::interest().filter(filter).into()
}

pub(super) fn exact_events() -> Vec<Event> {
    let mut messages = Vec::new();
    for discussion_id in [1, 2, 3] {
        for sender_id in [0, 5, 6] {
            for attachments_count in [0, 2] {
                messages.push(Message { discussion_id, sender_id, attachments_count, ..Message::default() });
            }
        }
    }
    received(messages)
}

pub(super) fn replies(draw: &mut Draw<'_>) -> Interest {
    use MessageLocationCondition::{Have, HaveNot, IsSend, IsSharing, IsSharingFinished};
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: MessageFilter, _| match draw.below(6) {
        0 => filter.reply_to_a_message(true),
        1 => filter.do_not_reply_to_a_message(true),
        2 => filter.replied_message_id(draw.one_of(&[MessageId::inbound(1), MessageId::outbound(1)])),
        _ => filter.location(draw.one_of(&[HaveNot, Have, IsSend, IsSharing, IsSharingFinished])),
    });
    MessageReceived::interest().filter(filter).into()
}

pub(super) fn reply_events() -> Vec<Event> {
    use LocationType::{Send, Sharing, SharingFinished, Unspecified};
    let mut messages = Vec::new();
    for replied in [None, Some(MessageId::inbound(1)), Some(MessageId::outbound(1)), Some(MessageId::inbound(2))] {
        for location in [None, Some(Send), Some(Sharing), Some(SharingFinished), Some(Unspecified)] {
            messages.push(Message {
                replied_message_id: replied,
                message_location: location.map(|r#type| MessageLocation { r#type, ..MessageLocation::default() }),
                ..Message::default()
            });
        }
    }
    received(messages)
}

fn reaction_filter(draw: &mut Draw<'_>, levels: usize) -> ReactionFilter {
    composed(draw, levels, |draw, filter: ReactionFilter, _| match draw.below(4) {
        0 => filter.reacted_by_me(true),
        1 => filter.reacted_by_contact_id(draw.one_of(&[5, 0])),
        _ => filter.reaction(draw.one_of(&["👍", ""])),
    })
}

fn all_reactions() -> Vec<MessageReaction> {
    let mut reactions = Vec::new();
    for contact_id in [0, 5, 6] {
        for reaction in ["👍", "", "❤"] {
            reactions.push(MessageReaction { contact_id, reaction: reaction.into(), timestamp: 0 });
        }
    }
    reactions
}

pub(super) fn reactions(draw: &mut Draw<'_>) -> Interest {
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: MessageFilter, levels| match draw.below(3) {
        0 => filter.has_reaction(draw.flag()),
        _ => {
            filter.reaction_filters((0..=draw.below(2)).map(|_| reaction_filter(draw, levels / 2)).collect::<Vec<_>>())
        }
    });
    MessageReceived::interest().filter(filter).into()
}

pub(super) fn reaction_events() -> Vec<Event> {
    received(lists(&all_reactions(), 3).into_iter().map(|reactions| Message { reactions, ..Message::default() }))
}

pub(super) fn replaced(draw: &mut Draw<'_>) -> Interest {
    let (levels, ids) = (levels(draw), [MessageId::inbound(1), MessageId::outbound(1)]);
    let mut interest = MessageReactionUpdated::interest();
    if draw.one_in(3) {
        interest = interest.message_ids(draw.some(3, |draw| draw.one_of(&ids)));
    }
    if draw.flag() {
        interest = interest.reaction_filter(reaction_filter(draw, levels));
    }
    if draw.flag() {
        interest = interest.previous_reaction_filter(reaction_filter(draw, levels));
    }
    interest.into()
}

pub(super) fn replaced_events() -> Vec<Event> {
    let mut events = Vec::new();
    for id in [MessageId::inbound(1), MessageId::outbound(1), MessageId::inbound(2)] {
        for reaction in all_reactions() {
            for previous in all_reactions() {
                let message = Message { id: Some(id), ..Message::default() };
                events.push(MessageReactionUpdated::new(message, reaction.clone(), previous).into());
            }
        }
    }
    events
}
