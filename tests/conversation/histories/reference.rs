//! The rules once more, as plainly as they can be said: sets of members, lists of interests, and a look at all of them.
//!
//! Owns what must come of each input. Must not share anything with the engine but its public types. Invariant: nothing is found
//! otherwise than by going through everything.

use std::collections::{BTreeMap, BTreeSet};

use proptest::sample::Index;
use tidings::*;

/// An event and everyone who hears it, with what remains of the count.
#[derive(Debug, PartialEq)]
pub(super) struct Received {
    pub(super) event: String,
    pub(super) received_by: Vec<(SessionId, SubscriptionId, Option<u64>)>,
}

struct Held {
    id: SubscriptionId,
    kind: Kind,
    conversations: BTreeSet<&'static str>,
    remaining: Option<u64>,
}

struct Session {
    id: SessionId,
    user: &'static str,
    permitted: Vec<Held>,
}

struct Waiting {
    kind: Kind,
    received: Received,
    /// With those that were withdrawn since: they keep their room until polling comes to them.
    room: usize,
}

pub(super) struct Reference {
    members: BTreeMap<&'static str, Vec<&'static str>>,
    deleted: BTreeSet<&'static str>,
    clients: BTreeSet<&'static str>,
    sessions: Vec<Session>,
    waiting: Vec<Waiting>,
    maximum: usize,
}

impl Reference {
    pub(super) fn new(maximum: usize) -> Self {
        let (members, deleted, clients) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        Self { members, deleted, clients, sessions: Vec::new(), waiting: Vec::new(), maximum }
    }

    /// Whether the client is a new one.
    pub(super) fn register(&mut self, user: &'static str) -> bool {
        self.clients.insert(user)
    }

    /// Whether there was such a client.
    pub(super) fn revoke(&mut self, user: &'static str) -> bool {
        let ended: Vec<_> = self.sessions.iter().filter(|it| it.user == user).map(|it| it.id).collect();
        ended.into_iter().for_each(|session| self.close(session));
        self.clients.remove(user)
    }

    pub(super) fn open(&mut self, id: SessionId, user: &'static str) {
        self.sessions.push(Session { id, user, permitted: Vec::new() });
    }

    pub(super) fn close(&mut self, session: SessionId) {
        self.sessions.retain(|it| it.id != session);
        self.withdraw(|(received_by, ..)| *received_by == session);
    }

    pub(super) fn subscribe(
        &mut self,
        session: SessionId,
        id: SubscriptionId,
        kind: Kind,
        conversations: BTreeSet<&'static str>,
        count: u64,
    ) {
        let remaining = (count > 0).then_some(count);
        let found = self.sessions.iter_mut().find(|it| it.id == session);
        found.expect("it is open").permitted.push(Held { id, kind, conversations, remaining });
    }

    pub(super) fn unsubscribe(&mut self, session: SessionId, subscription: SubscriptionId) {
        let found = self.sessions.iter_mut().find(|it| it.id == session);
        found.expect("it is open").permitted.retain(|held| held.id != subscription);
        self.withdraw(|(_, received_by, _)| *received_by == subscription);
    }

    fn withdraw(&mut self, gone: impl Fn(&(SessionId, SubscriptionId, Option<u64>)) -> bool) {
        self.waiting.iter_mut().for_each(|it| it.received.received_by.retain(|received_by| !gone(received_by)));
    }

    /// V1 to V4, R1 to R4, C1, I1: how many deliveries it comes to, or why none.
    pub(super) fn publish(
        &mut self,
        event: &Event,
        conversation: &'static str,
        user: &'static str,
    ) -> Result<usize, Code> {
        let kind = event.kind();
        let mut members = self.members.get(conversation).cloned();
        let audience = if kind == Kind::ProfileUpdate {
            Vec::from([user])
        } else {
            let known = members.is_some();
            if !known && kind != Kind::ConversationParticipantAdded {
                return Err(Code::NotFound);
            }
            if self.deleted.contains(conversation) != (kind == Kind::ConversationUndelete) {
                return Err(Code::FailedPrecondition);
            }
            let now = members.get_or_insert_default();
            if kind == Kind::ConversationParticipantAdded && !now.contains(&user) {
                now.push(user);
            }
            let audience = now.clone();
            if kind == Kind::ConversationParticipantRemoved {
                let place = now.iter().position(|member| *member == user).ok_or(Code::NotFound)?;
                now.remove(place);
            }
            audience
        };

        let receives = |session: &Session, held: &Held| {
            held.kind.member_kinds().contains(&kind)
                && audience.contains(&session.user)
                && (held.conversations.is_empty()
                    || kind == Kind::ProfileUpdate
                    || held.conversations.contains(conversation))
        };
        let mut received_by: Vec<_> = Vec::new();
        for session in &self.sessions {
            for held in session.permitted.iter().filter(|held| receives(session, held)) {
                received_by.push((session.id, held.id, held.remaining.map(|left| left - 1)));
            }
        }
        received_by.sort_by_key(|(_, subscription, _)| *subscription);
        if self.pending() + received_by.len() > self.maximum {
            return Err(Code::ResourceExhausted);
        }

        for held in self.sessions.iter_mut().flat_map(|session| &mut session.permitted) {
            if let Some((.., remaining)) = received_by.iter().find(|(_, id, _)| *id == held.id) {
                held.remaining = *remaining;
            }
        }
        self.sessions.iter_mut().for_each(|session| session.permitted.retain(|held| held.remaining != Some(0)));
        if let Some(members) = members {
            self.members.insert(conversation, members);
        }
        if kind == Kind::ConversationDelete {
            self.deleted.insert(conversation);
        } else if kind == Kind::ConversationUndelete {
            self.deleted.remove(conversation);
        }
        let room = received_by.len();
        if room > 0 {
            self.waiting.push(Waiting { kind, received: Received { event: format!("{event:?}"), received_by }, room });
        }
        Ok(room)
    }

    pub(super) fn poll(&mut self) -> Vec<Received> {
        let waiting = std::mem::take(&mut self.waiting).into_iter().map(|it| it.received);
        waiting.filter(|received| !received.received_by.is_empty()).collect()
    }

    /// Who receives the event that was published last, where anybody does.
    pub(super) fn last_receivers(&self) -> impl Iterator<Item = (SessionId, SubscriptionId)> {
        let received_by = self.waiting.last().into_iter().flat_map(|it| &it.received.received_by);
        received_by.map(|(session, subscription, _)| (*session, *subscription))
    }

    pub(super) fn waiting_kinds(&self) -> impl Iterator<Item = Kind> {
        self.waiting.iter().filter(|it| !it.received.received_by.is_empty()).map(|it| it.kind)
    }

    pub(super) fn pending(&self) -> usize {
        self.waiting.iter().map(|it| it.room).sum()
    }

    /// One of the open sessions.
    pub(super) fn session(&self, index: Index) -> Option<SessionId> {
        (!self.sessions.is_empty()).then(|| index.get(&self.sessions).id)
    }

    /// One of the subscriptions of one of the open sessions.
    pub(super) fn subscription(&self, session: Index, held: Index) -> Option<(SessionId, SubscriptionId)> {
        let session = self.session(session).and_then(|id| self.sessions.iter().find(|it| it.id == id))?;
        (!session.permitted.is_empty()).then(|| (session.id, held.get(&session.permitted).id))
    }

    pub(super) fn sessions(&self) -> impl Iterator<Item = SessionId> {
        self.sessions.iter().map(|it| it.id)
    }

    pub(super) fn members(&self, conversation: &str) -> Option<Vec<String>> {
        self.members.get(conversation).map(|members| members.iter().map(|it| (*it).to_owned()).collect())
    }

    pub(super) fn held(&self, session: SessionId) -> Vec<(SubscriptionId, Kind, Option<u64>)> {
        let found = self.sessions.iter().find(|it| it.id == session);
        found.into_iter().flat_map(|it| &it.permitted).map(|held| (held.id, held.kind, held.remaining)).collect()
    }

    /// How many sessions, clients and conversations there are.
    pub(super) fn facts(&self) -> (usize, usize, usize) {
        (self.sessions.len(), self.clients.len(), self.members.len())
    }
}
