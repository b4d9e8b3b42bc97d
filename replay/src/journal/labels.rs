//! The names that a journal gives to sessions and subscriptions.
//!
//! Owns which label names which id. Must not decide what the engine decides: an id may have ended while its label is kept.
//! Invariant: a session's label names at most one open session, a subscription's label at most one of its session.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use tidings::{Code, Engine, SessionId, SubscriptionId};

use super::refusal::Refusal;

/// The longest label, in bytes.
const MAX_LABEL_BYTES: usize = 255;

/// A session that is never open, and a subscription that it does not have. They are in the places of labels that are not looked up
/// yet, or that name nothing.
pub(crate) const UNRESOLVED: (SessionId, SubscriptionId) =
    (SessionId::from_number(u64::MAX), SubscriptionId::from_number(0));

/// The labels that a command gives.
#[derive(Default)]
pub(crate) struct Given {
    pub(crate) session: Option<String>,
    /// Of a subscription that the session has.
    pub(crate) subscription: Option<String>,
    /// Those that subscriptions of the session are to have.
    pub(crate) chosen: Vec<String>,
}

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
    /// The ids of the given labels; refuses chosen labels that cannot be given. Where none is given, there is no id.
    pub(crate) fn look_up(&self, engine: &Engine, given: &Given) -> Result<(SessionId, SubscriptionId), Refusal> {
        let Some(label) = &given.session else { return Ok(UNRESOLVED) };
        let session = self.session(engine, label)?;
        self.check_chosen(engine, session, &given.chosen)?;
        let subscription = given.subscription.as_ref().map(|label| self.subscription(session, label)).transpose()?;
        Ok((session, subscription.unwrap_or(UNRESOLVED.1)))
    }

    /// A session can be opened with this label.
    pub(crate) fn check_new_session(&self, engine: &Engine, label: &str) -> Result<(), Refusal> {
        if self.session(engine, label).is_ok() {
            return Err(in_use("session", label));
        }
        check_length("session", label)
    }

    /// Gives a label to a session that was just opened, and to each of its default subscriptions.
    pub(crate) fn name_opened(&mut self, engine: &Engine, session: SessionId, label: String) {
        if let Some(closed) = self.sessions.get(&label) {
            let names = self.names.remove(closed).unwrap_or_default();
            names.subscriptions.values().for_each(|id| drop(self.subscriptions.remove(id)));
        }
        self.name_session(session, label);
        for (id, held) in engine.subscriptions(session).into_iter().flatten() {
            self.name(session, id, held.kind_name().into());
        }
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

    /// These labels are free to be given in a session.
    fn check_chosen(&self, engine: &Engine, session: SessionId, chosen: &[String]) -> Result<(), Refusal> {
        let mut seen = HashSet::new();
        for label in chosen {
            let live = self.subscription(session, label).is_ok_and(|id| engine.subscription(id).is_some());
            if live || !seen.insert(label) {
                return Err(in_use("subscription", label));
            }
        }
        chosen.iter().try_for_each(|label| check_length("subscription", label))
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

    /// Gives a label to a session whose subscriptions have none.
    pub(crate) fn name_session(&mut self, session: SessionId, label: String) {
        self.sessions.insert(label.clone(), session);
        self.names.insert(session, SessionNames { label, subscriptions: HashMap::new() });
    }

    /// The label of a session, or its number where it has none.
    pub(crate) fn of_session(&self, session: SessionId) -> Cow<'_, str> {
        self.names.get(&session).map_or_else(|| session.number().to_string().into(), |names| (&*names.label).into())
    }

    /// The labels of a session and of one of its subscriptions, or their numbers.
    pub(crate) fn of(&self, session: SessionId, id: SubscriptionId) -> (Cow<'_, str>, Cow<'_, str>) {
        let label =
            self.subscriptions.get(&id).map_or_else(|| id.number().to_string().into(), |label| (&**label).into());
        (self.of_session(session), label)
    }
}

fn in_use(field: &str, label: &str) -> Refusal {
    Refusal::Journal {
        code: Code::AlreadyExists,
        message: format!("{field}: the label {label:?} is in use; end what has it or choose another"),
    }
}

fn check_length(field: &str, label: &str) -> Result<(), Refusal> {
    if label.len() > MAX_LABEL_BYTES {
        return Err(Refusal::exhausted(format!(
            "{field}: a label of {} bytes is longer than the {MAX_LABEL_BYTES} that it may have; choose a shorter one",
            label.len()
        )));
    }
    Ok(())
}
