//! "Will this subscription do what I want?", answered before it is made.
//!
//! Owns a small scene: Ada tidies up what her telephone listens to. Must not subscribe to what she only asks about.

use tidings::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut engine = Engine::new(Config::default())?;
    let (now, key, ada) = (Timestamp::ZERO, ClientKey::from("ada's key"), UserId::from("ada"));
    engine.register_client(now, &key, &ada)?;
    let session = engine.open_session(now, &key)?;

    // Discussion 7 is the choir. Ada hears all that is said there.
    let choir = || MessageFilter::new().discussion_id(7);
    let reactions = || MessageReactionAdded::interest().filter(choir());
    let held = engine.subscribe(now, session, MessageReceived::interest().filter(choir()))?;
    println!("Ada holds subscription {held}: messages of the choir.");

    let by_me = ReactionFilter::new().reacted_by_me(true);
    let by_bob = ReactionFilter::new().reacted_by_contact_id(5);
    let both = ReactionFilter::new().all_of([by_me.clone(), by_bob.clone()]);
    let either = ReactionFilter::new().any_of([by_me, by_bob]);
    let wishes: [(&str, Interest); 6] = [
        ("rehearsals", MessageReceived::interest().filter(choir().body_search("(?i)rehearsal")).into()),
        ("last week", MessageSent::interest().filter(choir().min_timestamp(9_000).max_timestamp(2_000)).into()),
        ("thumbs of mine and Bob's", reactions().reaction_filter(both).into()),
        ("thumbs of mine or Bob's", reactions().reaction_filter(either).into()),
        ("since the beginning of time", MessageSent::interest().filter(choir().min_timestamp(0)).into()),
        (
            "cake, wherever it is mentioned",
            MessageSent::interest().filter(MessageFilter::new().body_search("cake")).into(),
        ),
    ];
    for (wish, interest) in wishes {
        println!("\n{wish}?");
        let advice = engine.check_interest(session, &interest)?;
        if advice.is_empty() {
            println!("  nothing to be said against it");
        }
        for one in advice {
            println!("  {one}");
        }
    }
    Ok(())
}
