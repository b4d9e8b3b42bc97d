//! What one input moves in memory, while tables grow to their bounds and when they are there.
//!
//! A million entries in a build for speed; fewer in one for debugging, where they would take too long.

use tidings::conference::{ConferenceId, Invitee, NewConference};
use tidings::conversation::{ConversationParticipantAdded, ConversationParticipantRemoved};
use tidings::custom::KindDefinition;
use tidings::daemon::MessageId;
use tidings::*;

use super::NOW;

const MANY: u64 = if cfg!(debug_assertions) { 200_000 } else { 1_000_000 };

/// The most entries that any input may move.
const BOUND: u64 = 64;

/// An engine whose inputs are counted.
struct Counted {
    engine: Engine,
    moved: u64,
}

impl Counted {
    fn new(config: Config) -> Self {
        let config = config.default_subscriptions([]).token_seed([7; 32]);
        Self { engine: Engine::new(config).expect("the settings are valid"), moved: 0 }
    }

    #[track_caller]
    fn input<R>(&mut self, input: impl FnOnce(&mut Engine) -> Result<R, Error>) -> R {
        let result = input(&mut self.engine).expect("the input is in order");
        while self.engine.poll_output().is_some() {}
        let moved = self.engine.stats().entries_moved;
        assert!(moved - self.moved <= BOUND, "{} entries were moved", moved - self.moved);
        self.moved = moved;
        result
    }

    /// Fails where the counter does not count.
    #[track_caller]
    fn moved_many(&self) {
        assert!(self.moved > MANY, "{} entries were moved", self.moved);
    }
}

fn user(at: u64) -> UserId {
    format!("user {at}").into()
}

#[test]
fn i4_the_entries_of_one_user() {
    let (mut ledger, ann) = (Ledger::new(MANY, 1), user(0));
    let message = |id| EntityId::Message(MessageId::inbound(id));
    let mut moved = 0;
    for id in 0..MANY + MANY / 2 {
        let mut updates = vec![DirectoryUpdate::Creates(message(id))];
        updates.extend((id % 8 == 7).then(|| DirectoryUpdate::Deletes(message(id - id / 3))));
        for update in updates {
            ledger.apply(&ann, update);
            assert!(ledger.entries_moved() - moved <= BOUND, "{} at {id}", ledger.entries_moved() - moved);
            moved = ledger.entries_moved();
        }
    }
    assert!(moved > MANY);
    assert!(ledger.entries(&ann) as u64 > MANY / 2);
    assert!(!ledger.exists(&ann, message(1)), "the oldest are gone");
}

#[test]
fn v1_the_members_of_one_conversation() {
    let mut counted = Counted::new(Config::default());
    let added = |at| ConversationParticipantAdded::new("tea", "", "", user(at).as_str(), "");
    let removed = |at| ConversationParticipantRemoved::new("tea", "", "", user(at).as_str());
    for at in 0..MANY {
        counted.input(|engine| engine.publish(NOW, Publication::new(added(at), None)));
    }
    for at in 0..MANY / 4 {
        counted.input(|engine| engine.publish(NOW, Publication::new(removed(at * 3), None)));
        counted.input(|engine| engine.publish(NOW, Publication::new(added(MANY + at), None)));
    }
    counted.moved_many();
}

#[test]
fn v1_the_conversations_of_one_user() {
    let mut counted = Counted::new(Config::default());
    let many = MANY / 5;
    for at in 0..many {
        let added = ConversationParticipantAdded::new(format!("tea {at}"), "", "", "ann", "");
        counted.input(|engine| engine.publish(NOW, Publication::new(added, None)));
    }
    for at in 0..many / 4 {
        let removed = ConversationParticipantRemoved::new(format!("tea {}", at * 3), "", "", "ann");
        counted.input(|engine| engine.publish(NOW, Publication::new(removed, None)));
    }
}

#[test]
fn k1_clients_users_and_sessions() {
    let mut counted = Counted::new(Config::default());
    let key = |at| ClientKey::from(format!("key {at}"));
    let mut sessions = Vec::new();
    for at in 0..MANY {
        counted.input(|engine| engine.register_client(NOW, &key(at), &user(at)));
        sessions.push(counted.input(|engine| engine.open_session(NOW, &key(at))));
    }
    for at in 0..MANY / 4 {
        counted.input(|engine| engine.close_session(NOW, sessions[3 * at as usize]));
        counted.input(|engine| engine.revoke_client(NOW, &key(3 * at + 1)));
    }
    counted.moved_many();
}

#[test]
fn k11_users_and_their_watchers() {
    let mut counted = Counted::new(Config::default());
    for at in 0..MANY {
        counted.input(|engine| engine.allow_presence(NOW, &user(at), &[user(at + 1)]));
    }
    for at in 0..MANY {
        counted.input(|engine| engine.allow_presence(NOW, &user(at), &[]));
    }
    counted.moved_many();
}

#[test]
fn p1_conferences_and_aliases() {
    let mut counted = Counted::new(Config::default());
    let many = MANY / 5;
    for at in 0..many {
        let new = NewConference::new(format!("room {at}"));
        counted.input(|engine| engine.create_conference_as_server(NOW, &user(at), new, &[], false));
    }
    for at in 0..many / 4 {
        counted.input(|engine| engine.conference(NOW, ConferenceId::from_number(1 + 3 * at)).end_as_server());
    }
}

#[test]
fn p3_the_people_of_one_conference() {
    let mut counted = Counted::new(Config::default().max_roster_entries(MANY).max_open_invitations(MANY));
    let new = NewConference::new("room").protected(true);
    let room = counted.input(|engine| engine.create_conference_as_server(NOW, &user(0), new, &[], false)).id;
    for at in 1..MANY / 5 {
        let invited = [Invitee::new(user(at))];
        counted.input(|engine| engine.conference(NOW, room).invite_as_server(&invited, false));
    }
}

#[test]
fn u1_kinds_of_the_hosts_own() {
    let mut counted = Counted::new(Config::default());
    for at in 0..MANY / 20 {
        counted.input(|engine| engine.define_kind(NOW, KindDefinition::new(format!("kind {at}"))));
    }
}
