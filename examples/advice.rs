//! "Will this subscription do what I want?", answered before it is made.
//!
//! Owns a small scene: Ada reviews the subscriptions of her telephone. Must not subscribe to what is only checked.

use std::fmt::Write as _;

use tidings::daemon::{MessageReactionAdded, MessageReceived, MessageSent};
use tidings::filter::{MessageFilter, ReactionFilter};
use tidings::{ClientKey, Config, Engine, Interest, Timestamp, UserId};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", scene()?);
    Ok(())
}

/// The questions and the answers.
pub(crate) fn scene() -> Result<String, Box<dyn std::error::Error>> {
    let mut report = String::new();
    let mut engine = Engine::new(Config::default())?;
    let (now, key, ada) = (Timestamp::ZERO, ClientKey::from("ada's key"), UserId::from("ada"));
    engine.register_client(now, &key, &ada)?;
    let session = engine.open_session(now, &key)?;

    // Discussion 7 is the choir. Ada gets all its messages.
    let choir = || MessageFilter::new().discussion_id(7);
    let reactions = || MessageReactionAdded::interest().filter(choir());
    let held = engine.subscribe(now, session, MessageReceived::interest().filter(choir()))?;
    writeln!(
        report,
        "Ada gets all messages of the choir, discussion 7 (subscription {held}). What if she also asks for these?"
    )?;

    let by_me = ReactionFilter::new().reacted_by_me(true);
    let by_bob = ReactionFilter::new().reacted_by_contact_id(5);
    let both = ReactionFilter::new().all_of([by_me.clone(), by_bob.clone()]);
    let either = ReactionFilter::new().any_of([by_me, by_bob]);
    let interests: [(&str, Interest); 6] = [
        (
            "messages about rehearsals in the choir",
            MessageReceived::interest().filter(choir().body_search("(?i)rehearsal")).into(),
        ),
        (
            "what she wrote to the choir, from 9000 to 2000 ms",
            MessageSent::interest().filter(choir().min_timestamp(9_000).max_timestamp(2_000)).into(),
        ),
        ("reactions in the choir that are hers and Bob's", reactions().reaction_filter(both).into()),
        ("reactions in the choir that are hers or Bob's", reactions().reaction_filter(either).into()),
        ("what she wrote to the choir, from 0 ms on", MessageSent::interest().filter(choir().min_timestamp(0)).into()),
        (
            "what she wrote of cake, anywhere",
            MessageSent::interest().filter(MessageFilter::new().body_search("cake")).into(),
        ),
    ];
    for (what, interest) in interests {
        writeln!(report, "\n{what}")?;
        let advice = engine.check_interest(session, &interest)?;
        if advice.is_empty() {
            writeln!(report, "  no advice")?;
        }
        for one in advice {
            writeln!(report, "  {one}")?;
        }
    }
    Ok(report)
}
