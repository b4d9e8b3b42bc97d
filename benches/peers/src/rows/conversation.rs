//! One message to all members of a conversation.
//!
//! Owns that row. Must not time joining. Invariants: every member has one session with one subscription, and gets the message once; the
//! copy has the very deliveries that were iterated; messages are made before the time is taken, since that is the host's, and the
//! engine drops them.

use std::hint::black_box;

use tidings::conversation::{
    ConversationMessage, ConversationMessageSent, ConversationParticipantAdded, MessagePart, MessageSentPayload,
};
use tidings::{ClientKey, Delivery, Engine, Event, Publication};

use crate::clock::{Rounds, time};
use crate::contender::{AllExist, NOW, engine};
use crate::options::Options;
use crate::results::Results;

pub const NAME: &str = "conversation";
pub const ITERATED: &str = "each delivery into a list";
pub const COUNTED: &str = "each into a list, with a count";
pub const COPIED: &str = "copy of the same list";

pub const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];
const ROUNDS: usize = 9;
const ROOM: &str = "room";

/// A conversation of so many members.
fn conversation(size: usize, count: u64) -> Engine<AllExist> {
    let mut engine = engine();
    for at in 0..size {
        let (name, key) = (format!("member {at}"), ClientKey::from(format!("key {at}")));
        let added = ConversationParticipantAdded::new(ROOM, "host", "2026-01-02T03:04:05Z", name.as_str(), "member");
        engine.publish(NOW, added).expect("the event is acceptable");
        engine.register_client(NOW, &key, &name.as_str().into()).expect("the key is free");
        let session = engine.open_session(NOW, &key).expect("the key is registered");
        engine.subscribe(NOW, session, ConversationMessage::interest().count(count)).expect("the bounds suffice");
    }
    while engine.poll_output().is_some() {}
    engine
}

fn message() -> Event {
    let part = MessagePart { name: Some("body".into()), data: Some("Time for tea".into()), ..MessagePart::default() };
    let payload =
        MessageSentPayload { message_id: "m1".into(), parts: Some(vec![part]), ..MessageSentPayload::default() };
    ConversationMessageSent::new("e1", ROOM, 1_u64, payload).into()
}

pub fn measure(_: &Options, results: &mut Results) {
    let event = message();
    for size in SIZES {
        for (who, lent, count) in [(ITERATED, "lent", 0), (COUNTED, "lent, with a count", u64::MAX)] {
            let mut engine = conversation(size, count);
            let events = (2_000_000 / size).clamp(16, 4_000);
            let mut list: Vec<Delivery> = Vec::with_capacity(size);
            let mut copy: Vec<Delivery> = Vec::with_capacity(size);
            let messages = || vec![Publication::new(event.clone(), None); events].into_iter();
            let mut publish = |message: Option<Publication>, list: Option<&mut Vec<Delivery>>| {
                let message = message.expect("there is one for each time");
                engine.publish(NOW, message).expect("the event is acceptable");
                let dispatch = engine.poll_output().expect("the members get it");
                match list {
                    Some(list) => dispatch.append_to(list),
                    None => assert_eq!(black_box(&dispatch).len(), size, "every member gets it"),
                }
            };
            let [mut iterated, mut lent_only, mut copied] = [(); 3].map(|()| Rounds::default());
            for _ in 0..ROUNDS {
                let mut made = messages();
                iterated.add(time(events, || {
                    list.clear();
                    publish(made.next(), Some(&mut list));
                    black_box(&list);
                }));
                let mut made = messages();
                lent_only.add(time(events, || publish(made.next(), None)));
                copied.add(time(events, || {
                    copy.clear();
                    copy.extend_from_slice(black_box(&list));
                    black_box(&copy);
                }));
            }
            assert_eq!(list.len(), size, "every member gets it");
            results.show(NAME, size, who, "ns/event", iterated.median());
            results.show(NAME, size, lent, "ns/event", lent_only.median());
            if count == 0 {
                results.show(NAME, size, COPIED, "ns/event", copied.median());
            }
        }
    }
}
