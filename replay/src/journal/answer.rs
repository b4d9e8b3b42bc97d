//! The facts that a command is answered with.
//!
//! Owns the forms of `result`. Must not know the commands. Invariant: a token is written only where the engine returned it.

use std::borrow::Cow;

use tidings::Verdict;
use tidings::conference::{Created, InviteOutcome, Invited};

use super::text::{Object, list};

/// The value of `result`, as text.
pub(crate) struct Facts(pub(crate) String);

impl Facts {
    pub(crate) fn dry_run(named: Vec<(Cow<'_, str>, Cow<'_, str>)>) -> Self {
        let deliveries = named.iter().map(|(session, subscription)| {
            Object::new().with("session", session).with("subscription", subscription).end()
        });
        Self(Object::new().with("matched", &!named.is_empty()).with_text("deliveries", &list(deliveries)).end())
    }
}

impl From<Verdict> for Facts {
    fn from(verdict: Verdict) -> Self {
        Self(super::text::text(&verdict))
    }
}

impl From<Created> for Facts {
    fn from(created: Created) -> Self {
        let answer = Object::new()
            .with("conference", &created.id.number())
            .with("alias", &created.alias.as_written())
            .with("is_new", &created.is_new)
            .with_some("owner_token", created.owner_token.as_ref());
        let mut tokens: Vec<_> = created.user_tokens.iter().collect();
        if tokens.is_empty() {
            return Self(answer.end());
        }
        tokens.sort_by_key(|(user, _)| user.as_str());
        let tokens = tokens.iter().fold(Object::new(), |tokens, (user, token)| tokens.with(user.as_str(), token));
        Self(answer.with_text("user_tokens", &tokens.end()).end())
    }
}

impl From<Vec<Invited>> for Facts {
    fn from(invited: Vec<Invited>) -> Self {
        let participants = invited.iter().map(|invited| {
            let (outcome, sessions) = match invited.outcome {
                InviteOutcome::Delivered { sessions } => ("delivered", Some(sessions)),
                InviteOutcome::AlreadyIn => ("already_in", None),
                _ => ("no_session", None),
            };
            Object::new()
                .with("user", &invited.user.as_str())
                .with("outcome", &outcome)
                .with_some("sessions", sessions.as_ref())
                .with_some("token", invited.token.as_ref())
                .end()
        });
        Self(Object::new().with_text("participants", &list(participants)).end())
    }
}
