//! What a host can see of an engine.
//!
//! Owns [`Seen`]: all that the read methods answer, the work done apart. Must not know what was done to the engine.

use tidings::{conference::*, *};

/// All that can be seen of an engine but its outputs and the work that it did.
#[derive(Debug, PartialEq)]
pub(crate) struct Seen {
    stats: Stats,
    timeout: Option<Timestamp>,
    conferences: Vec<(ConferenceId, String)>,
    rosters: Vec<Option<Vec<Entry>>>,
    members: Vec<(String, Vec<(String, String)>)>,
    subscriptions: Vec<(SessionId, SubscriptionId, Kind, Option<u64>)>,
}

impl Seen {
    /// `sessions`, `conferences`: how many there have been.
    pub(crate) fn of<D: Directory>(engine: &Engine<D>, sessions: u64, conferences: u64) -> Self {
        let mut stats = engine.stats();
        (stats.candidates_examined, stats.patterns_run, stats.entries_moved) = (0, 0, 0);
        let rosters = (1..=conferences).map(|number| roster(engine, ConferenceId::from_number(number))).collect();
        let conferences = engine.conferences().map(|(id, alias)| (id, alias.as_written().into())).collect();
        let members = |conversation| {
            let members = engine.members(conversation).into_iter().flatten();
            members.map(|(user, role)| (user.to_string(), role.to_owned())).collect()
        };
        let members = engine.conversations().map(|id| (id.to_owned(), members(id))).collect();
        let mut subscriptions = Vec::new();
        for session in (1..=sessions).map(SessionId::from_number) {
            for (id, one) in engine.subscriptions(session).into_iter().flatten() {
                subscriptions.push((session, id, one.kind(), one.remaining().map(Into::into)));
            }
        }
        Self { stats, timeout: engine.poll_timeout(), conferences, rosters, members, subscriptions }
    }
}

/// Someone on a roster: user, name, status, permissions.
type Entry = (String, Option<String>, Status, Option<Permissions>);

/// The roster of a conference; `None` where it is not live.
fn roster<D: Directory>(engine: &Engine<D>, conference: ConferenceId) -> Option<Vec<Entry>> {
    let shown =
        |it: RosterEntry<'_>| (it.user().to_string(), it.name().map(str::to_owned), it.status(), it.permissions());
    engine.roster(conference).ok().map(|roster| roster.entries().map(shown).collect())
}
