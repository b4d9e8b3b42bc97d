//! A pair of an interest and an event, and what the engine says of it.
//!
//! Owns [`Pair`]. Must not know what can be changed in one.

use std::fmt;

use serde_json::Value;
use tidings::*;

use super::everything::Everything;

/// Who asks for what, and what happens to whom; as a person would write it down.
#[derive(Clone)]
pub(crate) struct Pair {
    pub(crate) holder: String,
    pub(crate) user: String,
    pub(crate) interest: Value,
    pub(crate) event: Value,
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n  {} asks {}\n  {} gets {}", self.holder, self.interest, self.user, self.event)
    }
}

impl Pair {
    /// Mostly of one kind and for one user. `None` where the bytes make nothing that can be told apart.
    pub(crate) fn draw(bytes: &[u8]) -> Option<Self> {
        let daemon: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| kind.family() == Family::Daemon).collect();
        let (choice, bytes) = bytes.split_first_chunk::<4>()?;
        let kind = daemon[usize::from(choice[0]) % daemon.len()];
        let other = if choice[1] % 32 == 0 { daemon[usize::from(choice[2]) % daemon.len()] } else { kind };
        let (interest, event) = crate::support::pair(bytes, other, kind);
        let asks_something = !other.spec().parts.is_empty();
        if other == kind && !asks_something {
            return None;
        }
        let user = if choice[3] % 32 == 0 { "bo" } else { "ada" };
        Some(Self {
            holder: "ada".into(),
            user: user.into(),
            interest: serde_json::to_value(interest).ok()?,
            event: serde_json::to_value(event).ok()?,
        })
    }
}

/// What a fresh engine says; `None` where it refuses the interest.
pub(crate) fn explain(pair: &Pair) -> Option<Verdict> {
    let config = Config::default().default_subscriptions([]);
    let mut engine = Engine::with_directory(config, Everything).unwrap();
    let (now, key) = (Timestamp::ZERO, ClientKey::from("a key"));
    engine.register_client(now, &key, &pair.holder.as_str().into()).unwrap();
    let session = engine.open_session(now, &key).unwrap();
    let (interest, event): (Interest, Event) = (read(&pair.interest, pair), read(&pair.event, pair));
    let subscription = engine.subscribe(now, session, interest).ok()?;
    Some(
        engine
            .explain(session, subscription, Publication::new(event, Audience::user(&pair.user.as_str().into())))
            .unwrap(),
    )
}

fn read<T: serde::de::DeserializeOwned>(form: &Value, pair: &Pair) -> T {
    serde_json::from_value(form.clone()).unwrap_or_else(|error| panic!("{error}: {pair}"))
}
