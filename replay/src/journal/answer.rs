//! The facts that a command is answered with.
//!
//! Owns the forms of `result`. Must not know the commands. Invariant: a token is written only where the engine gave it out.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use tidings::{Created, InviteOutcome, Invited, NewConference, Token, Verdict};

#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Answer {
    Created(CreatedForm),
    Invited { participants: Vec<InvitedForm> },
    Verdict(Verdict),
    DryRun { matched: bool, deliveries: Vec<Named> },
}

/// A subscription as the journal names it.
#[derive(Serialize)]
pub(crate) struct Named {
    session: String,
    subscription: String,
}

impl Answer {
    pub(crate) fn dry_run(named: Vec<(&str, &str)>) -> Self {
        let name = |(session, subscription): (&str, &str)| Named {
            session: session.to_owned(),
            subscription: subscription.to_owned(),
        };
        let deliveries: Vec<Named> = named.into_iter().map(name).collect();
        Self::DryRun { matched: !deliveries.is_empty(), deliveries }
    }
}

#[derive(Serialize)]
pub(crate) struct CreatedForm {
    conference: u64,
    alias: String,
    is_new: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_token: Option<Token>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    user_tokens: BTreeMap<String, Token>,
}

#[derive(Serialize)]
pub(crate) struct InvitedForm {
    user: String,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sessions: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<Token>,
}

impl From<Created> for Answer {
    fn from(created: Created) -> Self {
        let user_tokens = created.user_tokens.into_iter().map(|(user, token)| (user.as_str().to_owned(), token));
        Self::Created(CreatedForm {
            conference: created.id.number(),
            alias: created.alias.as_written().to_owned(),
            is_new: created.is_new,
            owner_token: created.owner_token,
            user_tokens: user_tokens.collect(),
        })
    }
}

impl From<Vec<Invited>> for Answer {
    fn from(invited: Vec<Invited>) -> Self {
        let participants = invited.into_iter().map(|invited| {
            let (outcome, sessions) = match invited.outcome {
                InviteOutcome::Delivered { sessions } => ("delivered", Some(sessions)),
                InviteOutcome::AlreadyIn => ("already_in", None),
                _ => ("no_session", None),
            };
            InvitedForm { user: invited.user.as_str().to_owned(), outcome, sessions, token: invited.token }
        });
        Self::Invited { participants: participants.collect() }
    }
}

/// A conference as a command describes it.
pub(crate) fn new_conference(alias: String, ttl_s: u32, protected: Option<bool>) -> NewConference {
    let new = NewConference::new(alias).ttl(Duration::from_secs(ttl_s.into()));
    match protected {
        Some(protected) => new.protected(protected),
        None => new,
    }
}
