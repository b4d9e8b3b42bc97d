//! The journal: the engine's inputs and outputs as lines.
//!
//! Owns the [`Player`], which takes one line at a time to the engine and writes what comes of it. Must not know where lines
//! come from. Invariant: a line that is refused writes one `error` and changes nothing but the time.

mod command;
mod labels;
mod refusal;
mod write;

use std::io::{self, Write};
use std::time::Duration;

use tidings::{Engine, Json, Message, MessageReceived, Published, Timestamp, UserId};

use self::command::Command;
use self::labels::Labels;
use self::refusal::Refusal;
use crate::lines::{MAX_LINE_BYTES, TooLong};

/// Plays journals on one engine.
pub(crate) struct Player {
    engine: Engine,
    labels: Labels,
    now: Timestamp,
    counts: Counts,
}

/// What was played, for the summary.
#[derive(Default)]
struct Counts {
    lines: u64,
    events: u64,
    deliveries: u64,
    errors: u64,
}

impl Player {
    pub(crate) fn new(engine: Engine) -> Self {
        Self { engine, labels: Labels::default(), now: Timestamp::ZERO, counts: Counts::default() }
    }

    /// Plays one line and writes its outputs, if anybody reads them.
    pub(crate) fn line<W: Write>(&mut self, line: Result<&[u8], TooLong>, mut output: Option<W>) -> io::Result<()> {
        self.counts.lines += 1;
        let played = match line {
            Ok(line) => self.play(line),
            Err(TooLong) => Err(Refusal::exhausted(format!(
                "line: longer than the {MAX_LINE_BYTES} bytes that a line may have; split what it says"
            ))),
        };
        if let Err(refusal) = played {
            self.counts.errors += 1;
            write::error(&mut output, self.counts.lines, &refusal)?;
        }
        self.write_outputs(output)
    }

    /// Plays one message of a chat log, as an event of user 1.
    pub(crate) fn message<W: Write>(&mut self, message: Message, mut output: Option<W>) -> io::Result<()> {
        self.counts.lines += 1;
        self.now = self.now.max(Timestamp::from_millis(message.timestamp));
        match self.engine.publish(self.now, &UserId::from("1"), MessageReceived::new(message)) {
            Ok(published) => self.count(published),
            Err(error) => {
                self.counts.errors += 1;
                write::error(&mut output, self.counts.lines, &error.into())?;
            }
        }
        self.write_outputs(output)
    }

    /// What was played, and how fast.
    pub(crate) fn summary(&self, took: Duration) -> String {
        let Counts { lines, events, deliveries, errors } = self.counts;
        let per_second = |count: u64| count as f64 / took.as_secs_f64().max(1e-9);
        format!(
            "{lines} lines, {events} events, {deliveries} deliveries, {errors} errors in {:.3} s: {:.0} events/s, {:.0} deliveries/s",
            took.as_secs_f64(),
            per_second(events),
            per_second(deliveries),
        )
    }

    /// Empty lines and comments are skipped; the time of a line counts even when its command is refused.
    fn play(&mut self, line: &[u8]) -> Result<(), Refusal> {
        let text = std::str::from_utf8(line)
            .map_err(|error| Refusal::invalid(format!("line: not UTF-8 at byte {}", error.valid_up_to() + 1)))?;
        if text.trim().is_empty() || text.starts_with('#') {
            return Ok(());
        }
        let json =
            serde_json::from_str(text).map_err(|error| Refusal::invalid(format!("line: broken JSON: {error}")))?;
        let Json::Object(mut fields) = json else {
            return Err(Refusal::invalid("line: a line is one JSON object".into()));
        };
        if let Some(position) = fields.iter().position(|(name, _)| name == "at") {
            let (_, at) = fields.remove(position);
            let Json::Unsigned(at) = at else {
                return Err(Refusal::invalid("at: milliseconds are needed, a whole number from 0 to 2^64-1".into()));
            };
            self.now = self.now.max(Timestamp::from_millis(at));
            self.engine.handle_timeout(self.now);
        }
        let mut fields = fields.into_iter();
        match (fields.next(), fields.next()) {
            (None, _) => Ok(()),
            (Some((name, arguments)), None) => self.command(Command::read(&name, arguments)?),
            (Some((first, _)), Some((second, _))) => Err(Refusal::invalid(format!(
                "line: one command at most, this one has {first} and {second}; use two lines"
            ))),
        }
    }

    fn command(&mut self, command: Command) -> Result<(), Refusal> {
        let (engine, labels, now) = (&mut self.engine, &mut self.labels, self.now);
        match command {
            Command::RegisterClient { key, user } => engine.register_client(now, &key, &user)?,
            Command::RevokeClient { key } => engine.revoke_client(now, &key)?,
            Command::OpenSession { key, session } => labels.open_session(engine, now, &key, session)?,
            Command::CloseSession { session } => {
                let session = labels.session(engine, &session)?;
                engine.close_session(now, session)?;
            }
            Command::Subscribe { session, subscription, interest } => {
                let session = labels.session(engine, &session)?;
                labels.choose(engine, session, [&subscription])?;
                let id = engine.subscribe(now, session, interest)?;
                labels.name(session, id, subscription);
            }
            Command::SubscribeAll { session, subscriptions, interests } => {
                let session = labels.session(engine, &session)?;
                labels.choose(engine, session, &subscriptions)?;
                let ids = engine.subscribe_all(now, session, &interests)?;
                for (id, subscription) in ids.into_iter().zip(subscriptions) {
                    labels.name(session, id, subscription);
                }
            }
            Command::Unsubscribe { session, subscription } => {
                let session = labels.session(engine, &session)?;
                let id = labels.subscription(session, &subscription)?;
                engine.unsubscribe(now, session, id)?;
                labels.forget(session, id);
            }
            Command::UnsubscribeAlias { session, kind, conference_alias } => {
                let session = labels.session(engine, &session)?;
                for id in engine.unsubscribe_alias(now, session, kind, &conference_alias)? {
                    labels.forget(session, id);
                }
            }
            Command::Publish { user, event, exact } => {
                let published = if exact {
                    engine.publish_exact(now, &user, *event)?
                } else {
                    engine.publish(now, &user, *event)?
                };
                self.count(published);
            }
        }
        Ok(())
    }

    fn count(&mut self, published: Published) {
        self.counts.events += published.events as u64;
        self.counts.deliveries += published.deliveries as u64;
    }

    fn write_outputs<W: Write>(&mut self, mut output: Option<W>) -> io::Result<()> {
        while let Some(dispatch) = self.engine.poll_output() {
            write::dispatch(&mut output, self.counts.lines, dispatch, &self.labels)?;
            for delivery in dispatch.deliveries.iter().filter(|delivery| delivery.ended().is_some()) {
                self.labels.forget(delivery.session, delivery.subscription);
            }
        }
        Ok(())
    }
}
