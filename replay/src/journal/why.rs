//! Why events do not reach a subscription.
//!
//! Owns `--why`: which subscriptions have the label, what became of them, and the reason for each event that one of
//! them was not given. Must not judge: it queries the engine before an event is published, and reads what was delivered after.
//! Invariant: nothing is said of an event that was refused, or was delivered, or was another user's.

use std::io::{self, Write};

use tidings::{Audience, Config, Dispatch, Engine, Event, Input, Publication, SubscriptionId, UserId};

use super::driver::restored;
use super::labels::Labels;
use super::text::Object;
use super::write;

/// The question about one label.
pub(crate) struct Why {
    label: String,
    /// Every subscription that ever went by the label, the last one of each session and label; oldest first.
    followed: Vec<Followed>,
    /// What the current line publishes, and is not delivered as far as is known.
    requested: Vec<Reason>,
    answers: u64,
}

/// A subscription with the label.
struct Followed {
    id: SubscriptionId,
    user: UserId,
    session: String,
    subscription: String,
    end: Option<End>,
}

/// How a subscription ended, and in which line.
struct End {
    how: &'static str,
    line: u64,
}

/// A subscription and an event that does not reach it.
struct Reason {
    id: Option<SubscriptionId>,
    /// Absent where no session has such a subscription yet.
    session: Option<String>,
    subscription: String,
    kind: String,
    /// `None` where every check passes, so that it is to be delivered.
    reason: Option<String>,
}

impl Why {
    /// `label` is `LABEL` or `SESSION/LABEL`.
    pub(crate) fn new(label: String) -> Self {
        Self { label, followed: Vec::new(), requested: Vec::new(), answers: 0 }
    }

    /// Explains all that an input publishes, before it does. A later event of a call is explained on an engine to which those before
    /// it have been published.
    pub(crate) fn explain(&mut self, engine: &Engine, config: &Config, labels: &Labels, input: &Input) {
        match input {
            Input::Publish(publication) => self.explain_publication(engine, labels, publication),
            Input::PublishAll { events } => {
                let Ok(mut ahead) = restored(engine, config) else { return };
                for publication in events {
                    self.explain_publication(&ahead, labels, publication);
                    // Where it is refused, so is the call, and nothing of it is explained.
                    let _ = ahead.publish(ahead.now(), publication.clone());
                }
            }
            _ => {}
        }
    }

    /// The event, and what follows from it.
    fn explain_publication(&mut self, engine: &Engine, labels: &Labels, publication: &Publication) {
        self.explain_event(engine, labels, publication.event(), publication.audience());
        if let (false, Some(follow_up)) = (publication.is_exact(), publication.event().follow_up()) {
            self.explain_event(engine, labels, &follow_up, publication.audience());
        }
    }

    fn explain_event(&mut self, engine: &Engine, labels: &Labels, event: &Event, audience: Option<&Audience>) {
        let kind = event.kind_name();
        for one in self.followed.iter().filter(|one| may_concern(&one.user, event, audience)) {
            if let Some(reason) = one.reason(engine, event, audience) {
                let (session, subscription) = (Some(one.session.clone()), one.subscription.clone());
                self.requested.push(Reason { id: Some(one.id), session, subscription, kind: kind.into(), reason });
            }
        }
        if self.followed.is_empty() {
            self.requested.extend(self.not_yet(engine, labels, event, audience));
        }
    }

    /// Before there is such a subscription, an event may have been meant for it if its user has a session that could hold it.
    fn not_yet(&self, engine: &Engine, labels: &Labels, event: &Event, audience: Option<&Audience>) -> Option<Reason> {
        let concerned = |session| engine.session_user(session).is_ok_and(|user| may_concern(user, event, audience));
        let open = || labels.sessions().filter(|(_, session)| concerned(*session));
        let named =
            open().filter_map(|(session, _)| Some((session, self.label.strip_prefix(session)?.strip_prefix('/')?)));
        let (session, subscription) = match named.max_by_key(|(session, _)| session.len()) {
            Some((session, subscription)) => (Some(session.to_owned()), subscription.to_owned()),
            None if self.label.contains('/') => return None,
            None => (open().next().map(|_| None)?, self.label.clone()),
        };
        let reason = format!("no subscription is called {subscription:?} yet");
        Some(Reason { id: None, session, subscription, kind: event.kind_name().into(), reason: Some(reason) })
    }

    /// Takes note of what was delivered.
    pub(crate) fn received_by(&mut self, dispatch: &Dispatch<'_>, line: u64) {
        let kind = dispatch.event().kind_name();
        for delivery in dispatch.deliveries() {
            // Of several events of the kind it is the first one that was expected to be delivered.
            let delivered =
                |one: &Reason| one.id == Some(delivery.subscription()) && one.kind == kind && one.reason.is_none();
            if let Some(at) = self.requested.iter().position(delivered) {
                self.requested.remove(at);
            }
            if delivery.ended().is_some() {
                let followed = self.followed.iter_mut().find(|one| one.id == delivery.subscription());
                followed.into_iter().for_each(|one| one.end = Some(End { how: "its count was used up", line }));
            }
        }
    }

    /// A line that was refused publishes nothing.
    pub(crate) fn refused(&mut self) {
        self.requested.clear();
    }

    /// Reads how the line changed the subscriptions, then writes its reasons.
    pub(crate) fn answer<W: Write>(
        &mut self,
        engine: &Engine,
        labels: &Labels,
        line: u64,
        to: &mut W,
    ) -> io::Result<()> {
        for one in self.followed.iter_mut().filter(|one| one.end.is_none() && engine.subscription(one.id).is_none()) {
            let open = labels.session(engine, &one.session).is_ok();
            one.end = Some(End { how: if open { "it was ended" } else { "its session was closed" }, line });
        }
        self.follow(engine, labels);
        for not_delivered in self.requested.drain(..) {
            self.answers += 1;
            let Reason { session, subscription, kind, reason, .. } = not_delivered;
            let passes = || "every check passes, and yet it was not delivered: please report this".to_owned();
            let reason = reason.unwrap_or_else(passes);
            let reason = Object::new()
                .with_some("session", session.as_ref())
                .with("subscription", &subscription)
                .with("kind", &kind)
                .with("reason", &reason);
            write::write(to, line, "not_delivered", &reason.end())?;
        }
        Ok(())
    }

    /// Finds subscriptions that go by the label since the last line.
    fn follow(&mut self, engine: &Engine, labels: &Labels) {
        let before = self.followed.len();
        for (session, number) in labels.sessions() {
            let is_part_of = self.label.strip_prefix(session).and_then(|rest| rest.strip_prefix('/'));
            for subscription in [Some(self.label.as_str()), is_part_of].into_iter().flatten() {
                let Ok(id) = labels.subscription(number, subscription) else { continue };
                let Ok(user) = engine.session_user(number) else { continue };
                if engine.subscription(id).is_none() || self.followed.iter().any(|one| one.id == id) {
                    continue;
                }
                let (session, subscription) = (session.to_owned(), subscription.to_owned());
                self.followed.push(Followed { id, user: user.clone(), session, subscription, end: None });
            }
        }
        if self.followed.len() > before {
            // A label that was given again is the new subscription's.
            self.followed.sort_by_key(|one| one.id);
            let again = |at: usize| {
                let one = &self.followed[at];
                let same =
                    |later: &Followed| (&later.session, &later.subscription) == (&one.session, &one.subscription);
                self.followed[at + 1..].iter().any(same)
            };
            let again: Vec<bool> = (0..self.followed.len()).map(again).collect();
            let mut again = again.into_iter();
            self.followed.retain(|_| !again.next().unwrap_or_default());
        }
    }

    /// What came of it, for the summary.
    pub(crate) fn summary(&self) -> String {
        let Self { label, answers, followed, .. } = self;
        match followed.len() {
            0 => format!("--why {label}: no subscription was called that"),
            1 => format!("--why {label}: {answers} events not delivered to it"),
            several => format!("--why {label}: {answers} events not delivered to one of {several} subscriptions"),
        }
    }
}

impl Followed {
    /// Why an event will not reach it, or nothing where it will; `None` where it is not one to explain.
    fn reason(&self, engine: &Engine, event: &Event, audience: Option<&Audience>) -> Option<Option<String>> {
        if let Some(End { how, line }) = &self.end {
            return Some(Some(format!("{how} in line {line}")));
        }
        let Some(subscription) = engine.subscription(self.id) else {
            return Some(Some("its count was used up by an event before this one of the same line".into()));
        };
        let publication = Publication::new(event.clone(), audience.cloned());
        let verdict = engine.explain(subscription.session(), self.id, publication);
        Some(verdict.ok()?.reason())
    }
}

/// Whether an event may be one of this user's. It is not where the input names others; who is a member or in a conference, the
/// engine says.
fn may_concern(user: &UserId, event: &Event, audience: Option<&Audience>) -> bool {
    match (audience, event) {
        (Some(Audience::User(named)), _) => named == user,
        (Some(Audience::Users(named)), _) => named.contains(user),
        (None, Event::ProfileUpdate(update)) => {
            update.profile.get("id").and_then(tidings::Json::as_text).is_none_or(|profile| profile == user.as_str())
        }
        _ => true,
    }
}
