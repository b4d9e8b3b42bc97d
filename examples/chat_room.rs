//! A small chat in memory: people with inboxes, and a room where they join, talk, type, read and leave.
//!
//! Owns a host as small as it can be: its transport is a list of texts for each session. Must not decide who gets what: the
//! engine does. Invariant: after each input everything that waits is sent, so an inbox is always complete.
//!
//! ```text
//! cargo run --example chat_room
//! ```

use std::collections::BTreeMap;
use std::error::Error;

use tidings::conversation::{
    ConversationEvent, ConversationMessageRead, ConversationMessageSent, ConversationParticipantAdded,
    ConversationParticipantRemoved, ConversationParticipantTyping, MessagePart, MessageSentPayload,
    StatusUpdatePayload,
};
use tidings::{ClientKey, Config, ConfigError, Engine, Event, SessionId, SubscriptionId, Timestamp};

const ROOM: &str = "kitchen";

/// One screen of someone, and what it has shown so far.
struct Screen {
    name: String,
    inbox: Vec<String>,
}

struct Chat {
    engine: Engine,
    screens: BTreeMap<SessionId, Screen>,
    /// The chat's own clock and counters; the engine has none.
    minute: u64,
    events: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut chat = Chat::new()?;
    chat.open("ann", "ann's phone")?;
    chat.open("bob", "bob's phone")?;
    let laptop = chat.open("bob", "bob's laptop")?;
    chat.open("eve", "eve's phone")?;

    // Ann opens the room and adds bob. Eve is connected all the time, and gets nothing of it.
    chat.join("ann", "owner")?;
    chat.join("bob", "participant")?;
    chat.typing("ann")?;
    let milk = chat.say("ann", "Is there any milk left?")?;
    chat.read("bob", &milk)?;

    // The laptop wants the next two messages and nothing else.
    let unwanted: Vec<SubscriptionId> = chat.engine.subscriptions(laptop)?.map(|(id, _)| id).collect();
    for subscription in unwanted {
        chat.engine.unsubscribe(chat.now(), laptop, subscription)?;
    }
    let next_two = ConversationMessageSent::interest().conversation_ids([ROOM]).count(2);
    chat.engine.subscribe(chat.now(), laptop, next_two)?;
    for text in ["A drop.", "I will buy some.", "And biscuits."] {
        chat.say("bob", text)?;
    }

    // Who leaves is notified of that, and of nothing after it.
    chat.leave("bob")?;
    chat.say("ann", "Has he gone? There was milk behind the jam.")?;

    for Screen { name, inbox } in chat.screens.values() {
        println!("{name}");
        inbox.iter().for_each(|line| println!("    {line}"));
    }
    Ok(())
}

impl Chat {
    fn new() -> Result<Self, ConfigError> {
        let engine = Engine::new(Config::default())?;
        Ok(Self { engine, screens: BTreeMap::new(), minute: 0, events: 0 })
    }

    /// Opens a session; it has the default subscriptions, to conversations.
    fn open(&mut self, user: &str, name: &str) -> Result<SessionId, tidings::Error> {
        let key = ClientKey::from(format!("the secret of {name}"));
        self.engine.register_client(self.now(), &key, &user.into())?;
        let session = self.engine.open_session(self.now(), &key)?;
        self.screens.insert(session, Screen { name: name.into(), inbox: Vec::new() });
        Ok(session)
    }

    fn join(&mut self, user: &str, role: &str) -> Result<(), tidings::Error> {
        self.occurs(|minute| ConversationParticipantAdded::new(ROOM, user, minute, user, role))
    }

    fn leave(&mut self, user: &str) -> Result<(), tidings::Error> {
        self.occurs(|minute| ConversationParticipantRemoved::new(ROOM, user, minute, user))
    }

    fn typing(&mut self, user: &str) -> Result<(), tidings::Error> {
        self.occurs(|minute| ConversationParticipantTyping::new(ROOM, user, minute, user))
    }

    /// Sends a message; returns its name.
    fn say(&mut self, user: &str, text: &str) -> Result<String, tidings::Error> {
        self.events += 1;
        let (number, message_id) = (self.events, format!("message {}", self.events));
        let part = MessagePart { name: Some(user.into()), data: Some(text.into()), ..MessagePart::default() };
        let payload =
            MessageSentPayload { message_id: message_id.clone(), parts: Some(vec![part]), ..Default::default() };
        self.occurs(|_| ConversationMessageSent::new(format!("event {number}"), ROOM, number, payload))?;
        Ok(message_id)
    }

    fn read(&mut self, user: &str, message_id: &str) -> Result<(), tidings::Error> {
        self.events += 1;
        let number = self.events;
        self.occurs(|minute| {
            let (message_id, profile_id) = (message_id.into(), user.into());
            let payload =
                StatusUpdatePayload { message_id, conversation_id: ROOM.into(), profile_id, timestamp: minute };
            ConversationMessageRead::new(format!("event {number}"), ROOM, number, payload)
        })
    }

    /// Publishes what happens in the next minute, and sends it to the screens that the engine names.
    fn occurs<E: ConversationEvent>(&mut self, event: impl FnOnce(String) -> E) -> Result<(), tidings::Error> {
        self.minute += 1;
        let now = self.now();
        self.engine.publish(now, event(format!("16:{:02}", self.minute)))?;
        while let Some(dispatch) = self.engine.poll_output() {
            let line = format!("16:{:02}  {}", self.minute, shown(dispatch.event()));
            for delivery in dispatch.deliveries() {
                let Some(screen) = self.screens.get_mut(&delivery.session()) else { continue };
                screen.inbox.push(line.clone());
                if delivery.ended().is_some() {
                    screen.inbox.push("       that was the last one asked for".into());
                }
            }
        }
        Ok(())
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.minute * 60_000)
    }
}

/// An event as people read it.
#[expect(clippy::wildcard_enum_match_arm, reason = "what else happens is shown by its name")]
fn shown(event: &Event) -> String {
    match event {
        Event::ConversationParticipantAdded(added) => format!("{} joins as {}", added.profile_id, added.role),
        Event::ConversationParticipantRemoved(removed) => format!("{} leaves", removed.profile_id),
        Event::ConversationParticipantTyping(typing) => format!("{} types ...", typing.profile_id),
        Event::ConversationMessageSent(sent) => {
            let parts = sent.payload.parts.iter().flatten();
            let said = parts.filter_map(|part| Some(format!("{}: {}", part.name.as_ref()?, part.data.as_ref()?)));
            said.collect::<Vec<_>>().join("; ")
        }
        Event::ConversationMessageRead(read) => {
            format!("{} has read {}", read.payload.profile_id, read.payload.message_id)
        }
        other => other.kind().name().into(),
    }
}
