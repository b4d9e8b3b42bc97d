//! "Why did I not get this notification?", answered.
//!
//! Owns a small scene: Ada follows two reactions, one notification comes, one does not. Must not publish what it asks about.

use tidings::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut engine = Engine::new(Config::default())?;
    let (now, key, ada) = (Timestamp::ZERO, ClientKey::from("ada's key"), UserId::from("ada"));
    engine.register_client(now, &key, &ada)?;
    let session = engine.open_session(now, &key)?;

    // Thumbs that Bob (contact 5) puts up or down in discussion 7, or anything that replaces a heart.
    let thumbs = ReactionFilter::new()
        .reacted_by_contact_id(5)
        .any_of([ReactionFilter::new().reaction("👍"), ReactionFilter::new().reaction("👎")]);
    let interest = MessageReactionUpdated::interest()
        .message_filter(MessageFilter::new().discussion_id(7).min_timestamp(1_000))
        .reaction_filter(thumbs)
        .previous_reaction_filter(ReactionFilter::new().reaction("❤"));
    let subscription = engine.subscribe(now, session, interest)?;

    let message = Message { id: MessageId::outbound(2), discussion_id: 7, timestamp: 900, ..Message::default() };
    let reaction = |reaction: &str| MessageReaction { contact_id: 5, reaction: reaction.into(), timestamp: 950 };
    let event = Event::from(MessageReactionUpdated::new(message, reaction("🎉"), reaction("❤")));

    println!("Would anybody get it? {} subscriptions would.\n", engine.dry_run(&ada, &event)?.len());
    println!("Why does Ada not?\n{}", engine.explain(session, subscription, &ada, &event)?);
    Ok(())
}
