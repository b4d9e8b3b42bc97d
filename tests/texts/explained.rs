//! An explanation as it is kept.
//!
//! Owns asking an engine, and how question and answer are written down. Must not choose what is asked.

use serde_json::Value;
use tidings::{conversation::*, *};

use super::everything::Everything;

const NOW: Timestamp = Timestamp::ZERO;

/// What Ada's subscription says of an event, which is Ada's where the daemon's.
pub(crate) fn verdict(interest: &Value, event: &Value) -> Verdict {
    verdict_for("ada", interest, event)
}

/// The same, of an event of this user. Ada is a member of the conversation "tea", Bo of "cake".
pub(crate) fn verdict_for(user: &str, interest: &Value, event: &Value) -> Verdict {
    let config = Config::default().default_subscriptions([]);
    let mut engine = Engine::with_directory(config, Everything).unwrap();
    let (ada, key) = (UserId::from("ada"), ClientKey::from("ada's key"));
    engine.register_client(NOW, &key, &ada).unwrap();
    let session = engine.open_session(NOW, &key).unwrap();
    for (conversation, member) in [("tea", "ada"), ("cake", "bo")] {
        let joins = ConversationParticipantAdded::new(conversation, "host", "2026-01-02T03:04:05Z", member, "member");
        engine.publish(NOW, joins).unwrap();
    }
    let interest: Interest = serde_json::from_value(interest.clone()).unwrap();
    let subscription = engine.subscribe(NOW, session, interest).unwrap();
    let event: Event = serde_json::from_value(event.clone()).unwrap();
    let audience = (event.kind().family() == Family::Daemon).then(|| Audience::user(&user.into()));
    engine.explain(session, subscription, Publication::new(event, audience)).unwrap()
}

/// A question with its answer.
pub(crate) fn explained(title: &str, interest: Value, event: Value) -> String {
    written(title, &interest, &event, &verdict(&interest, &event))
}

pub(crate) fn written(title: &str, interest: &Value, event: &Value, verdict: &Verdict) -> String {
    format!("-- {title}\nasks {interest}\ngets {event}\n{verdict}\n\n")
}
