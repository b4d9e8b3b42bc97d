//! An evening conference, from the invitation to the end: who gets which events.
//!
//! Owns the story and how it is printed. Must not do anything but what a host does: apply inputs, and deliver outputs.
//!
//! Ann opens a protected conference and invites Bo and Cy. Bo has two screens, Cy has none yet, and Eve is outside: she
//! knows the alias, and gets the events of the alias, but never those inside.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::Duration;

use tidings::conference::{
    ConferenceEnded, ConferenceId, ConferenceInvitation, Connection, Invitee, NewConference, Participant,
    ParticipantJoined, ParticipantLeft, Token,
};
use tidings::{ClientKey, Conference, Config, Engine, Event, Interest, SessionId, Timestamp};

/// The engine, the sessions by the names that the story gives them, and the time.
struct Evening {
    engine: Engine,
    names: BTreeMap<SessionId, &'static str>,
    now: Timestamp,
    /// What a real host would leave to its clients: the token that each invitee was sent.
    tokens: BTreeMap<&'static str, Token>,
}

fn main() -> Result<(), Box<dyn Error>> {
    // A host that serves people takes 32 random bytes at each start: tokens must not be guessed.
    let engine = Engine::new(Config::default().token_seed(*b"this is an example, not a secret"))?;
    let mut evening = Evening { engine, names: BTreeMap::new(), now: Timestamp::ZERO, tokens: BTreeMap::new() };

    evening.at("19:00:00", "Ann, Bo (with two screens) and Eve are connected. Eve asks about \"evening talk\".");
    let (ann, eve) = (evening.connect("ann", "Ann")?, evening.connect("eve", "Eve")?);
    let bo = evening.connect("bo", "Bo at the desk")?;
    evening.connect("bo", "Bo on the phone")?;
    let requested: [Interest; 3] = [
        ParticipantJoined::interest("evening talk").into(),
        ParticipantLeft::interest("evening talk").into(),
        ConferenceEnded::interest("evening talk").into(),
    ];
    evening.engine.subscribe_all(evening.now, eve, &requested)?;
    evening.receivers_of();

    evening.at("19:01:00", "Ann creates it. That does not put her in, and nobody asked to hear of it.");
    let new = NewConference::new("Evening Talk").protected(true).ttl(Duration::from_secs(60));
    let talk = evening.engine.create_conference(evening.now, ann, new)?;
    evening.receivers_of();

    evening.at("19:01:05", "Ann joins with the owner token. Her connection stands.");
    evening.here(talk.id).join(ann, talk.owner_token.as_ref())?;
    evening.here(talk.id).report(&"ann".into(), Connection::Connected)?;
    evening.receivers_of();

    evening.at("19:02:00", "Ann invites Bo and Cy. Each invitation carries a token that nobody else sees.");
    let people = [Invitee::new("bo").name("Bo"), Invitee::new("cy")];
    for invited in evening.here(talk.id).invite(ann, &people)? {
        println!("          answer: {} - {:?}", invited.user, invited.outcome);
    }
    evening.receivers_of();

    evening.at("19:02:30", "Bo tries without his token, then with it. His phone hears along, but not about himself.");
    let refused = evening.here(talk.id).join(bo, None).expect_err("the conference is protected");
    println!("          refused: {refused}");
    let token = evening.tokens.get("Bo at the desk").cloned();
    evening.here(talk.id).join(bo, token.as_ref())?;
    evening.here(talk.id).report(&"bo".into(), Connection::Connected)?;
    evening.receivers_of();

    evening.at("19:03:00", "Ann's line is poor for a moment. That is told inside; Eve hears nothing.");
    evening.here(talk.id).report(&"ann".into(), Connection::Warning)?;
    evening.here(talk.id).report(&"ann".into(), Connection::Connected)?;
    evening.receivers_of();

    evening.at("19:04:00", "Bo wants to invite Dee. The nine permissions that he was given do not include that.");
    let refused = evening.here(talk.id).invite(bo, &[Invitee::new("dee")]).expect_err("Bo lacks INVITE");
    println!("          refused: {refused}");
    evening.receivers_of();

    evening.at("19:05:00", "Bo misbehaves. Ann kicks him, and he hears so on both screens. His token is void.");
    evening.here(talk.id).kick(ann, &"bo".into())?;
    let refused = evening.here(talk.id).join(bo, token.as_ref()).expect_err("who was kicked does not come back");
    println!("          refused: {refused}");
    evening.receivers_of();

    evening.at("19:06:00", "Ann closes her session. That is leaving, and nobody is in any more: 60 s are left.");
    evening.engine.close_session(evening.now, ann)?;
    evening.names.remove(&ann);
    evening.receivers_of();
    let timeout = evening.engine.poll_timeout().ok_or("an empty conference has a deadline")?;
    println!("          the engine asks to be woken at {}", clock(timeout));

    evening.at("19:06:59", "Not yet.");
    evening.receivers_of();
    evening.at("19:07:00", "The host wakes the engine, and the conference ends. Eve had asked for this.");
    evening.receivers_of();
    Ok(())
}

impl Evening {
    /// A session of a user, with a name for the story.
    fn connect(&mut self, user: &str, name: &'static str) -> Result<SessionId, tidings::Error> {
        let key = ClientKey::from(format!("{user}'s key"));
        if self.engine.authenticate(&key).is_err() {
            self.engine.register_client(self.now, &key, &user.into())?;
        }
        let session = self.engine.open_session(self.now, &key)?;
        self.names.insert(session, name);
        Ok(session)
    }

    /// Advances the time; what is due by then is applied.
    fn at(&mut self, time: &str, what: &str) {
        let seconds = time.split(':').fold(0, |sum, part| sum * 60 + part.parse::<u64>().unwrap_or_default());
        self.now = Timestamp::from_millis(seconds * 1_000);
        println!("\n{time}  {what}");
        self.engine.handle_timeout(self.now);
    }

    fn here(&mut self, conference: ConferenceId) -> Conference<'_> {
        self.engine.conference(self.now, conference)
    }

    /// Delivers all outputs, and prints them.
    fn receivers_of(&mut self) {
        let mut silent: Vec<&str> = self.names.values().copied().collect();
        while let Some(dispatch) = self.engine.poll_output() {
            for delivery in dispatch.deliveries() {
                let name = self.names[&delivery.session()];
                println!("          -> {name}: {}", said(dispatch.event()));
                silent.retain(|other| *other != name);
                if let Event::ConferenceInvitation(ConferenceInvitation { conference_token: Some(token), .. }) =
                    dispatch.event()
                {
                    self.tokens.insert(name, token.clone());
                }
            }
        }
        if !silent.is_empty() {
            println!("          nothing for {}", silent.join(", "));
        }
    }
}

/// An event in words.
#[expect(clippy::wildcard_enum_match_arm, reason = "the story has only these")]
fn said(event: &Event) -> String {
    let who = |it: &Participant| it.info.name.clone().unwrap_or_else(|| it.id.clone());
    match event {
        Event::ConferenceInvitation(it) => {
            format!("{} invites you to {}", who(&it.participant), it.conference_alias)
        }
        Event::ParticipantAdded(it) => {
            format!("{} is {:?}", who(&it.participant), it.participant.status.unwrap_or_default())
        }
        Event::ParticipantUpdated(it) => {
            format!("{} is {:?}", who(&it.participant), it.participant.status.unwrap_or_default())
        }
        Event::ParticipantJoined(it) => format!("{} joined {}", who(&it.participant), it.conference_alias),
        Event::ParticipantLeft(it) => format!("{} left {}", who(&it.participant), it.conference_alias),
        Event::ConferenceEnded(it) => format!("{} has ended", it.conference_alias),
        Event::ConferenceStatus(it) if !it.live => format!("there is no {} yet", it.conference_alias),
        other => other.kind().name().to_string(),
    }
}

/// A moment of the day.
fn clock(time: Timestamp) -> String {
    let seconds = time.as_millis() / 1_000;
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}
