//! Records: what was recorded, played again, gives the same answers and outputs (N1).
//!
//! Owns the histories that are recorded, and comparing them with their records. Must not know how a record is written.
#![cfg(feature = "snapshot")]

#[path = "record/history.rs"]
mod history;
#[allow(dead_code, unused_imports, reason = "only events, interests and numbers are drawn here")]
mod support;
#[path = "support/files.rs"]
mod support_files;
#[path = "record/tour.rs"]
mod tour;

use std::cell::Cell;

use tidings::{conference::*, daemon::*, *};

use self::history::{History, NOW, Seen, config, replayed};

/// One session of ann, subscribed to messages, through a recorder.
fn ann() -> (History<Ledger>, SessionId, SubscriptionId) {
    let mut history = History::new(Recorder::new(Engine::new(config()).expect("the settings are valid")));
    let session = history.open("ann");
    let Answer::Subscriptions(ids) = history
        .apply(NOW, Input::Subscribe { session, interest: MessageReceived::interest().into() })
        .expect("within the bounds")
    else {
        panic!("a subscription is answered with its id")
    };
    (history, session, ids[0])
}

fn received() -> Input {
    Input::Publish((&UserId::from("ann"), MessageReceived::new(Message::default())).into())
}

#[test]
fn n1_withdrawals_before_polling_are_played_again() {
    let (mut history, session, subscription) = ann();
    let _ = history.apply(NOW, Input::Subscribe { session, interest: MessageReceived::interest().count(2).into() });
    for _ in 0..3 {
        history.apply(NOW, received()).unwrap();
    }
    history.poll(1);
    history.apply(NOW, Input::Unsubscribe { session, subscription }).unwrap();
    history.poll(1);
    history.apply(NOW, received()).unwrap();
    history.apply(NOW, Input::CloseSession { session }).unwrap();
    history.poll(9);
    let outputs = history.seen.iter().filter(|seen| matches!(seen, Seen::Output(_))).count();
    assert_eq!(outputs, 2, "R5: what was withdrawn does not come");
    history.check();
}

#[test]
fn n1_queue_at_its_bound_refuses_the_same_inputs_again() {
    let engine = Engine::new(config().max_pending_deliveries(2)).unwrap();
    let mut history = History::new(Recorder::new(engine));
    let session = history.open("ann");
    history.apply(NOW, Input::Subscribe { session, interest: MessageReceived::interest().into() }).unwrap();
    let mut refused = 0;
    for round in 0..8 {
        refused += usize::from(history.apply(NOW, received()).is_err());
        if round % 3 == 2 {
            history.poll(1);
        }
    }
    assert!(refused > 0, "T2: the queue was full");
    history.check();
}

/// Says now yes, now no, whatever is asked.
#[derive(Debug, Default)]
struct Liar(Cell<u64>);

impl Directory for Liar {
    fn exists(&self, _: &UserId, _: EntityId) -> bool {
        self.0.set(self.0.get() + 1);
        self.0.get() % 3 != 0
    }

    fn is_live_sharing(&self, _: &UserId, _: MessageId) -> bool {
        self.0.set(self.0.get() + 1);
        self.0.get() % 2 == 0
    }
}

#[test]
fn n1_answers_of_a_directory_that_lies_are_used_again() {
    let engine = Engine::with_directory(config(), Liar::default()).unwrap();
    let mut history = History::new(Recorder::with_directory(engine));
    let session = history.open("ann");
    let (mut accepted, mut refused) = (0, 0);
    for ids in 1..5 {
        for kind in 0..3 {
            let ids = (1..=ids).map(MessageId::outbound);
            let interest: Interest = match kind {
                0 => MessageDeleted::interest().message_ids(ids).into(),
                1 => MessageUploaded::interest().message_ids(ids).into(),
                _ => MessageLocationSharingEnd::interest().message_ids(ids).into(),
            };
            match history.apply(NOW, Input::Subscribe { session, interest }) {
                Ok(_) => accepted += 1,
                Err(_) => refused += 1,
            }
        }
    }
    assert!(accepted > 0 && refused > 0, "{accepted} accepted, {refused} refused");
    history.check();
}

#[test]
fn n1_record_may_begin_in_the_middle() {
    let (mut before, _, _) = ann();
    for _ in 0..3 {
        before.apply(NOW, received()).unwrap();
    }
    before.poll(1);
    let (engine, _) = before.recorder.finish();
    let mut history = History::new(Recorder::new(engine));
    history.poll(1);
    history.apply(NOW, received()).unwrap();
    history.poll(9);
    assert_eq!(history.seen.iter().filter(|seen| matches!(seen, Seen::Output(_))).count(), 3);
    history.check();
}

#[test]
fn n1_random_histories_are_played_again() {
    let mut outputs = 0;
    for seed in 0..1_000 {
        let mut history = history::random(seed, 60);
        outputs += history.seen.iter().filter(|seen| matches!(seen, Seen::Output(_))).count();
        history.check();
    }
    assert!(outputs > 5_000, "too few outputs to compare: {outputs}");
}

#[test]
fn n1_record_that_is_cut_off_or_damaged_is_a_typed_error() {
    let mut history = history::random(7, 30);
    let record = history.take();
    let whole = replayed(&record).expect("it is whole").0.len();
    for end in (0..record.len()).step_by(11) {
        match replayed(&record[..end]) {
            Ok((seen, _)) => assert!(seen.len() < whole, "cut off at {end}"),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    for at in (0..record.len()).step_by(61) {
        let mut damaged = record.clone();
        damaged[at] ^= 0x55;
        // Whatever comes of it, it is no panic.
        let _ = replayed(&damaged);
    }
    let later = [b"tidings-record".as_slice(), &[2]].concat();
    assert_eq!(Replayer::new(&later).unwrap_err(), RecordError::Version { version: 2, newest: 1 });
    assert_eq!(Replayer::new(b"something else").unwrap_err(), RecordError::NotARecord);
}

#[test]
fn n1_k1_p10_debug_of_inputs_and_recorders_shows_no_secret() {
    let key = ClientKey::from("a secret key");
    let mut recorder = Recorder::new(Engine::new(config()).unwrap());
    let input = Input::RegisterClient { key, user: "ann".into() };
    let token = Some(Token::from("a secret token"));
    let join = Input::Join { session: SessionId::from_number(1), conference: "Room".into(), token };
    let shown = format!("{input:?} {join:?}");
    recorder.apply(NOW, input).unwrap();
    let shown = format!("{shown} {recorder:?}");
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn n1_inputs_and_answers_have_serde_forms() {
    let forms = [
        r#"{"open_session":{"key":"k"}}"#,
        r#"{"allow_presence":{"user":"ann","watchers":["bo"]}}"#,
        r#"{"subscribe":{"session":3,"interest":{"kind":"MessageReceived","count":2,"filter":{"discussion_id":7}}}}"#,
        r#"{"define_kind":{"name":"BuildFinished","fields":{"repo":"text","ok":"flag"}}}"#,
        r#"{"publish":{"event":{"kind":"CallEnded","call_identifier":"c"},"audience":{"user":"ann"},"exact":true}}"#,
        r#"{"create_conference":{"session":3,"new":{"alias":"Room","ttl_ms":5,"protected":true}}}"#,
        r#"{"update_permissions":{"session":3,"conference":"Room","permissions":[["bo",["KICK","JOIN"]]]}}"#,
        r#"{"report":{"conference":4,"user":"bo","connection":"Connected"}}"#,
        r#"{"end_as_server":{"conference":4}}"#,
    ];
    for form in forms {
        let input: Input = serde_json::from_str(form).unwrap_or_else(|error| panic!("{form}: {error}"));
        assert_eq!(serde_json::to_string(&input).unwrap(), form);
    }
    let answers = [
        r#""done""#,
        r#"{"session":7}"#,
        r#"{"subscriptions":[1,2]}"#,
        r#"{"ended":[{"session":1,"subscription":2}]}"#,
        r#"{"published":{"events":1,"deliveries":0}}"#,
        r#"{"created":{"id":1,"alias":"Room","is_new":true,"owner_token":"t","user_tokens":[["bo","u"]]}}"#,
        r#"{"invited":[{"user":"bo","outcome":{"delivered":{"sessions":2}}},{"user":"cy","outcome":"no_session"}]}"#,
    ];
    for form in answers {
        let answer: Answer = serde_json::from_str(form).unwrap_or_else(|error| panic!("{form}: {error}"));
        assert_eq!(serde_json::to_string(&answer).unwrap(), form);
    }
    let refused = Error::Empty { field: "key".into() };
    assert_eq!(
        serde_json::to_string(&refused).unwrap(),
        r#"{"code":"INVALID_ARGUMENT","field":"key","message":"key: is missing or empty; give it"}"#
    );
    for wrong in [r#"{"open":{}}"#, r#"{"open_session":{}}"#, r#"{"open_session":{"key":"k","more":1}}"#] {
        assert!(serde_json::from_str::<Input>(wrong).is_err(), "{wrong}");
    }
}

/// `Engine::apply` calls every input method of the engine and of a conference.
#[test]
fn n1_no_input_method_is_missing() {
    let root = support_files::root().join("src/engine");
    let apply = support_files::read("src/engine/apply.rs");
    let mut folders = vec![root];
    let mut methods = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let words: Vec<String> =
                std::fs::read_to_string(&path).unwrap().split_whitespace().map(Into::into).collect();
            let code = words.join(" ").replace("( ", "(");
            for (at, _) in code.match_indices("pub fn ") {
                let signature = &code[at + "pub fn ".len()..];
                let name: String = signature.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let takes_now =
                    signature.split_once('{').is_some_and(|(head, _)| head.contains("(&mut self, now: Timestamp"));
                let of_a_conference = path.ends_with("conferences/handle.rs") && signature.contains("(self");
                // Time and the handle are no inputs by themselves, `define` is `define_kind`, and `apply` is not its own.
                let is_input = (takes_now || of_a_conference)
                    && !["handle_timeout", "conference", "define", "apply"].contains(&&*name);
                if is_input {
                    methods += 1;
                    assert!(apply.contains(&format!(".{name}(")), "{name} has no input: {}", path.display());
                }
            }
        }
    }
    assert!(methods > 18, "only {methods} input methods were found");
}
