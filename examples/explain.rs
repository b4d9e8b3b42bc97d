//! "Why did I not get this notification?", answered, and acted on.
//!
//! Owns a small scene: Ada follows two reactions, one comes that does not reach her, and she changes what the answer names. Must
//! not publish before it has explained.

use tidings::daemon::{Message, MessageId, MessageReaction, MessageReactionUpdated};
use tidings::filter::{MessageFilter, ReactionFilter};
use tidings::{ClientKey, Config, Engine, Timestamp, UserId};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Answer { verdict, reason, after } = scene()?;
    println!("Why does Ada not get this reaction?\n\n{verdict}\n");
    println!("In one line, as `replay --why` says it:\n\n{reason}\n");
    println!("With these two changed, it reaches {after} of her subscriptions.");
    Ok(())
}

/// The verdict, its one line, and how many subscriptions match after the change.
pub(crate) struct Answer {
    pub(crate) verdict: String,
    pub(crate) reason: String,
    pub(crate) after: usize,
}

pub(crate) fn scene() -> Result<Answer, Box<dyn std::error::Error>> {
    let mut engine = Engine::new(Config::default())?;
    let (now, key, ada) = (Timestamp::ZERO, ClientKey::from("ada's key"), UserId::from("ada"));
    engine.register_client(now, &key, &ada)?;
    let session = engine.open_session(now, &key)?;

    // Reactions with which Bob (contact 5) replaces a heart, in discussion 7.
    let interest = |least: u64, reactions: &[&str]| {
        let any = reactions.iter().map(|reaction| ReactionFilter::new().reaction(*reaction));
        MessageReactionUpdated::interest()
            .message_filter(MessageFilter::new().discussion_id(7).min_timestamp(least))
            .reaction_filter(ReactionFilter::new().reacted_by_contact_id(5).any_of(any))
            .previous_reaction_filter(ReactionFilter::new().reaction("❤"))
    };
    let subscription = engine.subscribe(now, session, interest(1_000, &["👍", "👎"]))?;

    let message = Message { id: Some(MessageId::outbound(2)), discussion_id: 7, timestamp: 900, ..Message::default() };
    let reaction = |reaction: &str| MessageReaction { contact_id: 5, reaction: reaction.into(), timestamp: 950 };
    let event = MessageReactionUpdated::new(message, reaction("🎉"), reaction("❤"));
    let verdict = engine.explain(session, subscription, (&ada, event.clone()))?;

    engine.unsubscribe(now, session, subscription)?;
    engine.subscribe(now, session, interest(900, &["👍", "👎", "🎉"]))?;
    let after = engine.dry_run((&ada, event))?.len();
    Ok(Answer { verdict: verdict.to_string(), reason: verdict.reason().unwrap_or_default(), after })
}
