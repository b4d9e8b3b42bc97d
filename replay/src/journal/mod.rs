//! The journal: the engine's inputs and outputs as lines.
//!
//! Owns the [`Player`], which takes one line at a time to the engine and writes what comes of it. Must not know where lines
//! come from. Invariant: a line that is refused writes one `error` and changes nothing but the time.

#![expect(clippy::wildcard_enum_match_arm, reason = "a host lives with enumerations that may grow")]

mod answer;
mod arguments;
mod command;
mod fields;
mod labels;
mod line;
mod read;
mod refusal;
mod saved;
mod text;
mod why;
mod write;

use std::fmt;
use std::io::{self, Write};
use std::time::Duration;

use tidings::daemon::{Message, MessageReceived};
use tidings::{
    Audience, Config, ConfigError, Engine, Publication, Published, SessionId, Snapshot, SnapshotError, SubscriptionId,
    Timestamp, UserId,
};

use self::answer::{Answer, new_conference};
use self::arguments::Nothing;
use self::command::Command;
use self::labels::Labels;
use self::line::Line;
use self::refusal::Refusal;
pub use self::saved::{SavedError, SavedSettings};
use self::why::Why;
use crate::lines::{MAX_LINE_BYTES, TooLong};

/// A session that is never open. What is wrong with the form of an input is told before that its session is not open (I3), also where
/// the journal does not know the label: the engine is asked with this one.
const NO_SESSION: SessionId = SessionId::from_number(u64::MAX);

/// Plays journals on one engine.
pub struct Player {
    config: Config,
    engine: Engine,
    labels: Labels,
    now: Timestamp,
    counts: Counts,
    why: Option<Why>,
}

/// What it has played so far; the engine holds keys.
impl fmt::Debug for Player {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Player").field("now", &self.now).field("counts", &self.counts).finish_non_exhaustive()
    }
}

/// What was played, for the summary.
#[derive(Debug, Default)]
struct Counts {
    lines: u64,
    events: u64,
    deliveries: u64,
    errors: u64,
}

impl Player {
    /// The settings under which journals are played, where nobody sets others. A journal is to have the same outputs wherever it is
    /// played, so its tokens come from a fixed seed. A host that serves people gives 32 random bytes instead.
    #[must_use]
    pub fn settings() -> Config {
        Config::default().token_seed(*b"replay plays with no real people")
    }

    /// A player of an engine in which nothing has happened.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] where no engine can run under these settings.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        let engine = Engine::new(config.clone())?;
        Ok(Self::with_engine(config, engine, Labels::default()))
    }

    fn with_engine(config: Config, engine: Engine, labels: Labels) -> Self {
        let now = engine.now();
        Self { config, engine, labels, now, counts: Counts::default(), why: None }
    }

    /// Asks of every event why it does not reach the subscription of this label; [`Self::write_reasons`] tells.
    #[must_use]
    pub fn ask_why(mut self, label: String) -> Self {
        self.why = Some(Why::new(label));
        self
    }

    /// Plays one line and writes its outputs, if anybody reads them.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn line<W: Write>(&mut self, line: Result<&[u8], TooLong>, mut output: Option<W>) -> io::Result<()> {
        self.counts.lines += 1;
        let line = line.map_err(|TooLong| {
            Refusal::exhausted(format!(
                "line: longer than the {MAX_LINE_BYTES} bytes that a line may have; split what it says"
            ))
        });
        match line.and_then(Line::read) {
            Ok(Line { at, command }) => {
                if let Some(at) = at {
                    self.now = self.now.max(at);
                    self.engine.handle_timeout(self.now);
                    self.write_outputs(&mut output)?;
                }
                if let (Some(why), Ok(Some(command))) = (&mut self.why, &command) {
                    why.ask(&self.engine, &self.labels, command);
                }
                let answer = command.and_then(|command| command.map_or(Ok(None), |command| self.command(command)));
                self.write_answer(answer, &mut output)?;
            }
            Err(refusal) => self.write_answer(Err(refusal), &mut output)?,
        }
        self.write_outputs(&mut output)
    }

    /// Plays one message of a chat log, as an event of user 1.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn message<W: Write>(&mut self, message: Message, mut output: Option<W>) -> io::Result<()> {
        self.counts.lines += 1;
        self.now = self.now.max(Timestamp::from_millis(message.timestamp));
        let (user, event) = (UserId::from("1"), MessageReceived::new(message).into());
        if let Some(why) = &mut self.why {
            why.ask_about(&self.engine, &self.labels, &user, &event);
        }
        let published = self.engine.publish(self.now, Publication::new(event, Audience::user(&user)));
        let answer = published.map(|published| self.count(published)).map_err(Refusal::from);
        self.write_answer(answer.map(|()| None), &mut output)?;
        self.write_outputs(&mut output)
    }

    /// Writes that all outputs of the last line have been written.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn write_done<W: Write>(&self, mut output: Option<W>) -> io::Result<()> {
        write::done(&mut output, self.counts.lines)
    }

    /// Writes why the last line's events did not reach the subscription that is asked about, if one is.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn write_reasons<W: Write>(&mut self, output: &mut W) -> io::Result<()> {
        let Some(why) = &mut self.why else { return Ok(()) };
        why.answer(&self.engine, &self.labels, self.counts.lines, output)
    }

    /// What was played, and how fast.
    #[must_use]
    pub fn summary(&self, took: Duration) -> String {
        let Counts { lines, events, deliveries, errors } = self.counts;
        let per_second = |count: u64| count as f64 / took.as_secs_f64().max(1e-9);
        let why = self.why.as_ref().map(|why| format!("\n{}", why.summary())).unwrap_or_default();
        format!(
            "{lines} lines, {events} events, {deliveries} deliveries, {errors} errors in {:.3} s: {:.0} events/s, {:.0} deliveries/s{why}",
            took.as_secs_f64(),
            per_second(events),
            per_second(deliveries),
        )
    }

    /// Carries out a command; one that answers with facts gives them, to be written before any delivery.
    fn command(&mut self, command: Command) -> Result<Option<Answer>, Refusal> {
        let (engine, labels, now) = (&mut self.engine, &mut self.labels, self.now);
        match command {
            Command::Read(read) => return read.answer(engine, labels).map(Some),
            Command::Restore(Nothing {}) => *engine = restored(engine, &self.config)?,
            Command::RegisterClient(it) => engine.register_client(now, &it.key, &it.user)?,
            Command::RevokeClient(it) => drop(engine.revoke_client(now, &it.key)?),
            Command::OpenSession(it) => labels.open_session(engine, now, &it.key, it.session)?,
            Command::CloseSession(it) => drop(engine.close_session(now, labels.session(engine, &it.session)?)?),
            Command::AllowPresence(it) => engine.allow_presence(now, &it.user, &it.watchers)?,
            Command::DefineKind(definition) => engine.define_kind(now, definition)?,
            Command::Subscribe { session, subscription, interest } => {
                let chosen = labels.choose(engine, &session, [&subscription]);
                let session =
                    chosen.map_err(|refusal| match engine.subscribe(now, NO_SESSION, (*interest).clone()) {
                        Err(error) => refusal.unless(error),
                        Ok(_) => refusal,
                    })?;
                let id = engine.subscribe(now, session, *interest)?;
                labels.name(session, id, subscription);
            }
            Command::SubscribeAll { session, subscriptions, interests } => {
                let chosen = labels.choose(engine, &session, &subscriptions);
                let session = chosen.map_err(|refusal| match engine.subscribe_all(now, NO_SESSION, &interests) {
                    Err(error) => refusal.unless(error),
                    Ok(_) => refusal,
                })?;
                let ids = engine.subscribe_all(now, session, &interests)?;
                for (id, subscription) in ids.into_iter().zip(subscriptions) {
                    labels.name(session, id, subscription);
                }
            }
            Command::Unsubscribe(it) => {
                let session = labels.session(engine, &it.session)?;
                let id = labels.subscription(session, &it.subscription)?;
                engine.unsubscribe(now, session, id)?;
                labels.forget(session, id);
            }
            Command::UnsubscribeAlias(it) => {
                let session = labels.session(engine, &it.session)?;
                for ended in engine.unsubscribe_alias(now, session, it.kind, &it.conference_alias)? {
                    labels.forget(ended.session, ended.subscription);
                }
            }
            Command::Publish(publication) => {
                let published = engine.publish(now, *publication)?;
                self.count(published);
            }
            Command::Explain { session, subscription, publication } => {
                let found = labels.session(engine, &session);
                let found = found.and_then(|session| Ok((session, labels.subscription(session, &subscription)?)));
                let (session, id) = found.map_err(|refusal| {
                    match engine.explain(NO_SESSION, SubscriptionId::default(), (*publication).clone()) {
                        Err(error) => refusal.unless(error),
                        Ok(_) => refusal,
                    }
                })?;
                return Ok(Some(engine.explain(session, id, *publication)?.into()));
            }
            Command::DryRun(publication) => {
                let dry = engine.dry_run(*publication)?;
                let named = dry.iter().map(|one| labels.of(one.session, one.subscription)).collect();
                return Ok(Some(Answer::dry_run(named)));
            }
            Command::CreateConference(it) => {
                let session = labels.session(engine, &it.session)?;
                let new = new_conference(it.alias, it.ttl, it.protected);
                return Ok(Some(engine.create_conference(now, session, new)?.into()));
            }
            Command::CreateConferenceAsServer(it) => {
                let (people, notify) = (it.participants.unwrap_or_default(), it.notify.unwrap_or_default());
                let new = new_conference(it.alias, it.ttl, it.protected);
                let created = engine.create_conference_as_server(now, &it.owner, new, &people, notify)?;
                return Ok(Some(created.into()));
            }
            Command::Invite(it) => {
                let session = labels.session(engine, &it.session)?;
                let invited = engine.conference(now, it.conference.0).invite(session, &it.participants)?;
                return Ok(Some(invited.into()));
            }
            Command::InviteAsServer(it) => {
                let conference = engine.conference(now, it.conference.0);
                return Ok(Some(conference.invite_as_server(&it.participants, it.notify.unwrap_or_default())?.into()));
            }
            Command::Join(it) => {
                let session = labels.session(engine, &it.session)?;
                engine.conference(now, it.conference.0).join(session, it.token.as_ref())?;
            }
            Command::Leave(it) => {
                let session = labels.session(engine, &it.session)?;
                engine.conference(now, it.conference.0).leave(session)?;
            }
            Command::Decline(it) => {
                let session = labels.session(engine, &it.session)?;
                engine.conference(now, it.conference.0).decline(session)?;
            }
            Command::Report(it) => engine.conference(now, it.conference.0).report(&it.user, it.status.0)?,
            Command::Kick(it) => {
                let session = labels.session(engine, &it.session)?;
                engine.conference(now, it.conference.0).kick(session, &it.user)?;
            }
            Command::UpdatePermissions(it) => {
                let session = labels.session(engine, &it.session)?;
                engine.conference(now, it.conference.0).update_permissions(session, &it.participants)?;
            }
            Command::EndConference(it) => {
                let session = labels.session(engine, &it.session)?;
                engine.conference(now, it.conference.0).end(session)?;
            }
            Command::EndConferenceAsServer(it) => engine.conference(now, it.conference.0).end_as_server()?,
        }
        Ok(None)
    }

    fn count(&mut self, published: Published) {
        self.counts.events += published.events as u64;
        self.counts.deliveries += published.deliveries as u64;
    }

    fn write_answer<W: Write>(
        &mut self,
        answer: Result<Option<Answer>, Refusal>,
        output: &mut Option<W>,
    ) -> io::Result<()> {
        match answer {
            Ok(None) => Ok(()),
            Ok(Some(answer)) => write::answer(output, self.counts.lines, &answer),
            Err(refusal) => {
                self.counts.errors += 1;
                self.why.iter_mut().for_each(Why::refused);
                write::error(output, self.counts.lines, &refusal)
            }
        }
    }

    fn write_outputs<W: Write>(&mut self, output: &mut Option<W>) -> io::Result<()> {
        while let Some(dispatch) = self.engine.poll_output() {
            write::dispatch(output, self.counts.lines, &dispatch, &self.labels)?;
            if let Some(why) = &mut self.why {
                why.received_by(&dispatch, self.counts.lines);
            }
            for delivery in dispatch.deliveries().filter(|delivery| delivery.ended().is_some()) {
                self.labels.forget(delivery.session(), delivery.subscription());
            }
        }
        Ok(())
    }
}

/// What the engine is after a restart: the one that its own snapshot gives.
fn restored(engine: &Engine, config: &Config) -> Result<Engine, SnapshotError> {
    Engine::restore(config.clone(), Snapshot::from_bytes(&engine.snapshot().to_bytes())?)
}
