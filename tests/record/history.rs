//! Histories through a recorder.
#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named is treated alike")]

use tidings::custom::{Condition, CustomEvent, CustomFilter, CustomInterest, FieldType, FieldValue, KindDefinition};
use tidings::{conference::*, conversation::*, *};

use super::support::{self, rng::Rng};

pub(crate) const NOW: Timestamp = Timestamp::ZERO;
const USERS: [&str; 3] = ["ann", "bo", "cy"];

/// What a host sees of an engine.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Seen {
    Answer(Result<Answer, Error>),
    Timeout(Timestamp),
    /// The bytes of the event, and its deliveries.
    Output(String),
}

pub(crate) struct History<D = Ledger> {
    pub(crate) recorder: Recorder<D>,
    pub(crate) seen: Vec<Seen>,
    record: Vec<u8>,
}

pub(crate) fn config() -> Config {
    Config::default().token_seed([7; 32]).hash_seed(3)
}

fn text(dispatch: &Dispatch<'_>) -> String {
    let event = serde_json::to_string(dispatch.event()).expect("every event can be written");
    format!("{event} {:?} {:?}", dispatch.event(), dispatch.deliveries().collect::<Vec<_>>())
}

/// All that a record makes an engine show, and the engine's state at the end.
pub(crate) fn replayed(record: &[u8]) -> Result<(Vec<Seen>, u64), RecordError> {
    let mut replayer = Replayer::new(record)?;
    let mut seen = Vec::new();
    while let Some(step) = replayer.step()? {
        seen.push(match step {
            Replayed::Applied(answer) => Seen::Answer(answer),
            Replayed::Timeout(now) => Seen::Timeout(now),
            Replayed::Polled(Some(dispatch)) => Seen::Output(text(&dispatch)),
            Replayed::Polled(None) => continue,
            other => panic!("{other:?}"),
        });
    }
    Ok((seen, replayer.engine().state_hash()))
}

impl<D: Directory> History<D> {
    pub(crate) fn new(recorder: Recorder<D>) -> Self {
        Self { recorder, seen: Vec::new(), record: Vec::new() }
    }

    pub(crate) fn apply(&mut self, now: Timestamp, input: Input) -> Result<Answer, Error> {
        let answer = self.recorder.apply(now, input);
        self.seen.push(Seen::Answer(answer.clone()));
        answer
    }

    pub(crate) fn poll(&mut self, times: usize) {
        for _ in 0..times {
            if self.poll_one().is_none() {
                return;
            }
        }
    }

    pub(crate) fn poll_one(&mut self) -> Option<Dispatch<'_>> {
        let dispatch = self.recorder.poll_output()?;
        self.seen.push(Seen::Output(text(&dispatch)));
        Some(dispatch)
    }

    pub(crate) fn timeout(&mut self, now: Timestamp) {
        self.recorder.handle_timeout(now);
        self.seen.push(Seen::Timeout(now));
    }

    pub(crate) fn open(&mut self, user: &str) -> SessionId {
        let key = ClientKey::from(user);
        let _ = self.apply(NOW, Input::RegisterClient { key: key.clone(), user: user.into() });
        let answer = self.apply(NOW, Input::OpenSession { key });
        let Ok(Answer::Session(session)) = answer else { panic!("{answer:?}") };
        session
    }

    pub(crate) fn take(&mut self) -> Vec<u8> {
        self.record.extend(self.recorder.take_record());
        self.record.clone()
    }

    /// Plays the record again: the same answers, outputs and state.
    #[track_caller]
    pub(crate) fn check(&mut self) {
        let record = self.take();
        let (seen, state) = replayed(&record).expect("the record is whole");
        for (at, (recorded, replayed)) in self.seen.iter().zip(&seen).enumerate() {
            assert_eq!(recorded, replayed, "step {at}");
        }
        assert_eq!(self.seen.len(), seen.len());
        assert_eq!(self.recorder.engine().state_hash(), state);
        let mut replayer = Replayer::new(&record).expect("the record is whole");
        while replayer.step().expect("the record is whole").is_some() {}
        let [live, again] = [self.recorder.engine().counters(), replayer.engine().counters()];
        assert_eq!(live, again, "N5");
        let waiting = |stats: Stats| stats.pending_deliveries;
        assert_eq!(waiting(self.recorder.engine().stats()), waiting(replayer.engine().stats()));
    }
}

/// Clients, daemon, conferences, conversations and time, as the seed has them.
pub(crate) fn random(seed: u64, steps: usize) -> History {
    let mut rng = Rng::new(seed);
    let bound = [1_000_000, 6][rng.below(2)];
    let engine = Engine::new(config().max_pending_deliveries(bound)).expect("the settings are valid");
    let mut history = History::new(Recorder::new(engine));
    let mut sessions: Vec<SessionId> = USERS.iter().map(|user| history.open(user)).collect();
    let mut now = 0;
    for _ in 0..steps {
        now += rng.below(9_000) as u64;
        let session = sessions[rng.below(sessions.len())];
        let (user, at) = (UserId::from(USERS[rng.below(3)]), Timestamp::from_millis(now));
        let input = input(&mut rng, session, &user);
        if let Ok(Answer::Session(opened)) = history.apply(at, input) {
            sessions.push(opened);
        }
        if rng.below(5) == 0 {
            history.timeout(Timestamp::from_millis(now + 1));
        }
        if rng.below(3) == 0 {
            let times = rng.below(5);
            history.poll(times);
        }
        if rng.below(8) == 0 {
            history.take();
        }
    }
    history
}

fn input(rng: &mut Rng, session: SessionId, user: &UserId) -> Input {
    let kinds = [Kind::MessageReceived, Kind::MessageSent, Kind::MessageDeleted, Kind::ConferenceEnded];
    let (kind, bytes) = (kinds[rng.below(4)], rng.bytes(64));
    let conference = || ConferenceName::from("Room");
    let profile = user.as_str();
    let participants = vec![Invitee::new(USERS[rng.below(3)])];
    match rng.below(35) {
        0 => Input::OpenSession { key: profile.into() },
        1 => Input::CloseSession { session },
        2 => Input::RevokeClient { key: profile.into() },
        3 => Input::RegisterClient { key: profile.into(), user: user.clone() },
        4 => Input::AllowPresence { user: user.clone(), watchers: vec!["bo".into()] },
        5..=7 => Input::Subscribe { session, interest: support::interest(&bytes, kind) },
        8 => Input::SubscribeAll { session, interests: vec![support::interest(&bytes, kind); 2] },
        9 => Input::Unsubscribe { session, subscription: SubscriptionId::from_number(rng.below(90) as u64) },
        10..=14 => {
            let kind = [Kind::MessageReceived, Kind::MessageSent, Kind::MessageDeleted][rng.below(3)];
            Input::Publish(support::for_user(profile, support::event(&bytes, kind)))
        }
        15 => Input::Publish(ConversationParticipantAdded::new("tea", "ann", "", profile, "guest").into()),
        16 => Input::Publish(ConversationParticipantRemoved::new("tea", "ann", "", profile).into()),
        17 => Input::Publish(ConversationParticipantTyping::new("tea", profile, "", profile).into()),
        18 => {
            let new = NewConference::new("Room").protected(rng.below(2) == 0);
            Input::CreateConferenceAsServer { owner: user.clone(), new, participants, notify: true }
        }
        19 => Input::Join { session, conference: conference(), token: None },
        20 => Input::Invite { session, conference: conference(), participants },
        21 => Input::Report { conference: conference(), user: user.clone(), connection: Connection::Connected },
        22 => Input::Leave { session, conference: conference() },
        23 => Input::Kick { session, conference: conference(), user: user.clone() },
        24 => Input::Decline { session, conference: conference() },
        25 => {
            let permissions = vec![(USERS[rng.below(3)].into(), [Permission::Invite].into_iter().collect())];
            Input::UpdatePermissions { session, conference: conference(), permissions }
        }
        26 => Input::InviteAsServer { conference: conference(), participants, notify: rng.below(2) == 0 },
        27 => Input::CreateConference { session, new: NewConference::new("Room") },
        28 if rng.below(3) == 0 => Input::EndAsServer { conference: conference() },
        28 => Input::End { session, conference: conference() },
        29 => Input::Subscribe { session, interest: ConferenceCreated::interest("room").into() },
        30 => {
            let (kind, conference_alias) = (Kind::ConferenceCreated, "ROOM".into());
            Input::UnsubscribeAlias { session, kind, conference_alias }
        }
        31 => Input::DefineKind(KindDefinition::new("Built").field("repo", FieldType::Text)),
        32 => {
            let filter = CustomFilter::new().condition("repo", Condition::Equals("core".into()));
            Input::Subscribe { session, interest: CustomInterest::new("Built").filter(filter).into() }
        }
        33 => {
            let added = ConversationParticipantAdded::new("jam", "ann", "", profile, "guest").into();
            let removed = ConversationParticipantRemoved::new("jam", "ann", "", USERS[rng.below(3)]).into();
            let message = support::for_user(profile, support::event(&bytes, Kind::MessageReceived));
            Input::PublishAll { events: vec![added, message, removed] }
        }
        _ => {
            let audience = match rng.below(4) {
                0 => Audience::Everyone,
                1 => Audience::conversation("tea"),
                2 => Audience::conference("Room"),
                _ => Audience::users([user]),
            };
            Input::Publish((audience, CustomEvent::new("Built", [("repo", FieldValue::from("core"))])).into())
        }
    }
}
