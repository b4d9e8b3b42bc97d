//! The names that a journal gives to sessions and subscriptions.
//!
//! Owns which label stands for which id. Must not decide what the engine decides: an id may have ended behind its label.
//! Invariant: a session's label names at most one open session, a subscription's label at most one of its session.

use std::collections::HashMap;

use tidings::{ClientKey, Code, Engine, SessionId, SubscriptionId, Timestamp};

use super::refusal::Refusal;

/// The longest label, in bytes.
const MAX_LABEL_BYTES: usize = 255;

#[derive(Default)]
pub(crate) struct Labels {
    sessions: HashMap<String, SessionId>,
    names: HashMap<SessionId, SessionNames>,
    subscriptions: HashMap<SubscriptionId, String>,
}

#[derive(Default)]
struct SessionNames {
    label: String,
    subscriptions: HashMap<String, SubscriptionId>,
}

impl Labels {
    /// Opens a session under a label. The key is looked at before the label.
    pub(crate) fn open_session(
        &mut self,
        engine: &mut Engine,
        now: Timestamp,
        key: &ClientKey,
        label: String,
    ) -> Result<(), Refusal> {
        engine.authenticate(key)?;
        if self.session(engine, &label).is_ok() {
            return Err(in_use("session", &label));
        }
        is_part_of("session", &label)?;
        let session = engine.open_session(now, key)?;
        if let Some(closed) = self.sessions.insert(label.clone(), session) {
            let names = self.names.remove(&closed).unwrap_or_default();
            names.subscriptions.values().for_each(|id| drop(self.subscriptions.remove(id)));
        }
        self.names.insert(session, SessionNames { label, subscriptions: HashMap::new() });
        let defaults: Vec<_> = engine.subscriptions(session)?.map(|(id, held)| (id, held.kind().name())).collect();
        for (id, kind) in defaults {
            self.name(session, id, kind.into());
        }
        Ok(())
    }

    /// The open session of a label.
    pub(crate) fn session(&self, engine: &Engine, label: &str) -> Result<SessionId, Refusal> {
        let session = self.sessions.get(label).copied().filter(|session| engine.session_user(*session).is_ok());
        session.ok_or_else(|| Refusal::Journal {
            code: Code::Unauthenticated,
            message: format!("session: {label:?} is not open; open it first"),
        })
    }

    /// All labels of sessions, each with the last session that it was given to; in no order.
    pub(crate) fn sessions(&self) -> impl Iterator<Item = (&str, SessionId)> {
        self.sessions.iter().map(|(label, session)| (label.as_str(), *session))
    }

    /// The open session of a label, in which these labels are free to be given.
    pub(crate) fn choose<'l>(
        &self,
        engine: &Engine,
        session: &str,
        labels: impl IntoIterator<Item = &'l String>,
    ) -> Result<SessionId, Refusal> {
        let session = self.session(engine, session)?;
        let mut chosen = std::collections::HashSet::new();
        let labels: Vec<_> = labels.into_iter().collect();
        for label in &labels {
            let live = self.subscription(session, label).is_ok_and(|id| engine.subscription(id).is_some());
            if live || !chosen.insert(label.as_str()) {
                return Err(in_use("subscription", label));
            }
        }
        labels.into_iter().try_for_each(|label| is_part_of("subscription", label))?;
        Ok(session)
    }

    pub(crate) fn name(&mut self, session: SessionId, id: SubscriptionId, label: String) {
        if let Some(names) = self.names.get_mut(&session) {
            names.subscriptions.insert(label.clone(), id);
            self.subscriptions.insert(id, label);
        }
    }

    /// The subscription of a label.
    pub(crate) fn subscription(&self, session: SessionId, label: &str) -> Result<SubscriptionId, Refusal> {
        let id = self.names.get(&session).and_then(|names| names.subscriptions.get(label)).copied();
        id.ok_or_else(|| Refusal::Journal {
            code: Code::NotFound,
            message: format!("subscription: the session has no subscription {label:?}; it may have ended"),
        })
    }

    /// The label of an ended subscription may be given again.
    pub(crate) fn forget(&mut self, session: SessionId, id: SubscriptionId) {
        if let (Some(label), Some(names)) = (self.subscriptions.remove(&id), self.names.get_mut(&session)) {
            names.subscriptions.remove(&label);
        }
    }

    /// The labels of what is open, to be kept beside a snapshot: of each session, and of its subscriptions.
    pub(crate) fn open<'l>(
        &'l self,
        engine: &'l Engine,
    ) -> impl Iterator<Item = (SessionId, &'l str, Vec<(SubscriptionId, &'l str)>)> {
        let mut open: Vec<SessionId> =
            self.names.keys().copied().filter(|id| engine.session_user(*id).is_ok()).collect();
        open.sort_unstable();
        open.into_iter().map(|session| {
            let names = &self.names[&session];
            let active = names.subscriptions.iter().filter(|(_, id)| engine.subscription(**id).is_some());
            let mut subscriptions: Vec<_> = active.map(|(label, id)| (*id, label.as_str())).collect();
            subscriptions.sort_unstable();
            (session, names.label.as_str(), subscriptions)
        })
    }

    /// Gives a session of a restored engine the label that it had.
    pub(crate) fn name_session(&mut self, session: SessionId, label: String) {
        self.sessions.insert(label.clone(), session);
        self.names.insert(session, SessionNames { label, subscriptions: HashMap::new() });
    }

    /// The label of a session.
    pub(crate) fn of_session(&self, session: SessionId) -> &str {
        self.names.get(&session).map_or("", |names| &names.label)
    }

    /// The labels of a session and of one of its subscriptions.
    pub(crate) fn of(&self, session: SessionId, id: SubscriptionId) -> (&str, &str) {
        (self.of_session(session), self.subscriptions.get(&id).map_or("", String::as_str))
    }
}

fn in_use(field: &str, label: &str) -> Refusal {
    Refusal::Journal {
        code: Code::AlreadyExists,
        message: format!("{field}: the label {label:?} is in use; end what has it or choose another"),
    }
}

fn is_part_of(field: &str, label: &str) -> Result<(), Refusal> {
    if label.len() > MAX_LABEL_BYTES {
        return Err(Refusal::exhausted(format!(
            "{field}: a label of {} bytes is longer than the {MAX_LABEL_BYTES} that it may have; choose a shorter one",
            label.len()
        )));
    }
    Ok(())
}
