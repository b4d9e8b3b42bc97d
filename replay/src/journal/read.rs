//! The answers to questions that change nothing (N5).
//!
//! Owns the forms of these answers. Must not change anything.

use serde::Serialize;
use tidings::{Code, Engine, Json, Subscription};

use super::answer::Facts;
use super::command::Read;
use super::labels::Labels;
use super::refusal::Refusal;
use super::text::{Object, list, text};

impl Read {
    /// What the engine answers, with the labels of the journal.
    pub(crate) fn answer(self, engine: &Engine, labels: &Labels) -> Result<Facts, Refusal> {
        let (name, values) = match self {
            Self::Sessions(user) => {
                ("sessions", texts(engine.sessions(&user).map(|session| labels.of_session(session))))
            }
            Self::Subscriptions { session } => {
                let session = labels.session(engine, &session)?;
                let all = engine.subscriptions(session)?;
                let all = all.map(|(id, subscription)| self::subscription(&labels.of(session, id).1, subscription));
                ("subscriptions", list(all))
            }
            Self::Participants(conference) => return participants(engine, conference),
            Self::Members { conversation_id } => {
                let members = engine.members(&conversation_id).ok_or_else(|| Refusal::Journal {
                    code: Code::NotFound,
                    message: format!("conversation_id: no conversation is called {:?}", conversation_id),
                })?;
                let members = members.map(|(user, role)| {
                    let role = (!role.is_empty()).then_some(role);
                    Object::new().with("user", &user.as_str()).with_some("role", role.as_ref()).end()
                });
                ("members", list(members))
            }
            Self::Conferences => {
                let conferences = engine.conferences().map(|(id, alias)| {
                    Object::new().with("conference", &id.number()).with("alias", &alias.as_written()).end()
                });
                ("conferences", list(conferences))
            }
            Self::Conversations => ("conversations", texts(engine.conversations())),
            Self::Memberships(user) => ("memberships", texts(engine.memberships(&user))),
            Self::Counters => {
                let counters = engine.counters();
                let answer = Object::new().with("events", &counters.events).with("deliveries", &counters.deliveries);
                return Ok(Facts(answer.end()));
            }
        };
        Ok(Facts(Object::new().with_text(name, &values).end()))
    }
}

fn texts(texts: impl Iterator<Item = impl Serialize>) -> String {
    list(texts.map(|one| text(&one)))
}

fn subscription(label: &str, subscription: Subscription<'_>) -> String {
    let answer = Object::new()
        .with("subscription", &label)
        .with("kind", &subscription.kind_name())
        .with_some("remaining", subscription.remaining().as_ref());
    let Json::Object(mut interest) = subscription.interest().to_json() else { return answer.end() };
    interest.retain(|(name, _)| name != "kind" && name != "count");
    if interest.is_empty() {
        return answer.end();
    }
    answer.with_text("interest", &Json::Object(interest).to_string()).end()
}

fn participants(engine: &Engine, conference: tidings::conference::ConferenceName) -> Result<Facts, Refusal> {
    let roster = engine.roster(conference)?;
    let participants = roster.entries().map(|one| {
        let permissions = one.permissions().map(|all| texts(all.iter().map(|permission| permission.to_string())));
        let answer = Object::new()
            .with("user", &one.user().as_str())
            .with_some("name", one.name().as_ref())
            .with("status", &one.status().to_string());
        match permissions {
            Some(permissions) => answer.with_text("permissions", &permissions).end(),
            None => answer.end(),
        }
    });
    let answer = Object::new().with("owner", &roster.owner().as_str());
    Ok(Facts(answer.with_text("participants", &list(participants)).end()))
}
