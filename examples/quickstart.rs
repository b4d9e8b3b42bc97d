//! From nothing to the first delivery. The same lines are in the README and on the front page of the documentation; a test
//! keeps them equal.

use tidings::daemon::{Message, MessageReceived};
use tidings::filter::MessageFilter;
use tidings::{ClientKey, Config, Engine, Timestamp, UserId};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut engine = Engine::new(Config::default())?;
    let (now, key, alice) = (Timestamp::ZERO, ClientKey::from("alice's key"), UserId::from("alice"));
    engine.register_client(now, &key, &alice)?;
    let session = engine.open_session(now, &key)?;
    let tea = MessageReceived::interest().filter(MessageFilter::new().body_search("(?i)tea"));
    engine.subscribe(now, session, tea)?;

    let message = Message { body: "Time for tea".into(), ..Message::default() };
    engine.publish(now, (&alice, MessageReceived::new(message)))?;
    while let Some(dispatch) = engine.poll_output() {
        for delivery in dispatch.deliveries() {
            println!("session {} gets {}", delivery.session(), dispatch.event().kind().name());
        }
    }
    Ok(())
}
