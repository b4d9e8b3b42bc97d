//! The journal: the engine's inputs and outputs as lines.
//!
//! Owns the [`Player`], which applies one line at a time to the engine and writes the outputs. Must not know where lines
//! come from. Invariant: a line that is refused writes one `error` and changes nothing but the time.

#![expect(clippy::wildcard_enum_match_arm, reason = "a host lives with enumerations that may grow")]

mod answer;
mod command;
mod driver;
mod fields;
mod input;
mod labels;
mod line;
mod read;
mod record;
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
    Answer, Config, ConfigError, Engine, Input, Publication, Published, SessionId, SubscriptionId, Timestamp, UserId,
};

use self::answer::Facts;
use self::command::Command;
pub use self::driver::Driver;
use self::labels::{Given, Labels, UNRESOLVED};
use self::line::Line;
pub use self::record::play_record;
use self::refusal::Refusal;
pub use self::saved::{SavedError, SavedSettings};
use self::why::Why;
use crate::lines::{MAX_LINE_BYTES, TooLong};

/// Plays journals on one engine.
pub struct Player<D = Engine> {
    config: Config,
    driver: D,
    labels: Labels,
    now: Timestamp,
    counts: Counts,
    why: Option<Why>,
}

/// What it has played so far; the engine holds keys.
impl<D> fmt::Debug for Player<D> {
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

impl Counts {
    fn published(&mut self, published: Published) {
        self.events += published.events as u64;
        self.deliveries += published.deliveries as u64;
    }

    fn summary(&self, took: Duration) -> String {
        let Self { lines, events, deliveries, errors } = self;
        let per_second = |count: &u64| *count as f64 / took.as_secs_f64().max(1e-9);
        format!(
            "{lines} lines, {events} events, {deliveries} deliveries, {errors} errors in {:.3} s: {:.0} events/s, {:.0} deliveries/s",
            took.as_secs_f64(),
            per_second(events),
            per_second(deliveries),
        )
    }
}

impl Player {
    /// The settings with which journals are played, where nobody sets others. A journal is to have the same outputs wherever it is
    /// played, so its tokens come from a fixed seed. A host that serves people gives 32 random bytes instead.
    #[must_use]
    pub fn settings() -> Config {
        Config::default().token_seed(*b"replay plays with no real people")
    }

    /// A player of an engine in which nothing has happened.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] where no engine can run with these settings.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        let engine = Engine::new(config.clone())?;
        Ok(Self::with_engine(config, engine, Labels::default()))
    }

    fn with_engine(config: Config, engine: Engine, labels: Labels) -> Self {
        let now = engine.now();
        Self { config, driver: engine, labels, now, counts: Counts::default(), why: None }
    }
}

impl<D: Driver> Player<D> {
    /// Plays on with another driver, made of the one there is: with a [`Recorder`](tidings::Recorder), say.
    #[must_use]
    pub fn with_driver<T>(self, make: impl FnOnce(D) -> T) -> Player<T> {
        let Self { config, driver, labels, now, counts, why } = self;
        Player { config, driver: make(driver), labels, now, counts, why }
    }

    /// What carries out the inputs.
    pub fn driver(&mut self) -> &mut D {
        &mut self.driver
    }

    /// Explains for every event why it does not reach the subscription of this label; [`Self::write_reasons`] writes it.
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
                    self.driver.handle_timeout(self.now);
                    self.write_outputs(&mut output)?;
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
        let publication = Publication::from((&UserId::from("1"), MessageReceived::new(message)));
        let answer = self.input(Input::Publish(publication), Given::default());
        self.write_answer(answer, &mut output)?;
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

    /// Writes why the last line's events did not reach the subscription that is explained, if one is.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn write_reasons<W: Write>(&mut self, output: &mut W) -> io::Result<()> {
        let Some(why) = &mut self.why else { return Ok(()) };
        why.answer(self.driver.engine(), &self.labels, self.counts.lines, output)
    }

    /// What was played, and how fast.
    #[must_use]
    pub fn summary(&self, took: Duration) -> String {
        let why = self.why.as_ref().map(|why| format!("\n{}", why.summary())).unwrap_or_default();
        self.counts.summary(took) + &why
    }

    /// Carries out a command; one that answers with facts gives them, to be written before any delivery.
    fn command(&mut self, command: Command) -> Result<Option<Facts>, Refusal> {
        let engine = self.driver.engine();
        Ok(match command {
            Command::Input(input, given) => self.input(input, given)?,
            Command::OpenSession { key, label } => {
                // A key that opens nothing is reported before the label.
                if engine.authenticate(&key).is_ok() {
                    self.labels.check_new_session(engine, &label)?;
                }
                if let Answer::Session(session) = self.driver.apply(self.now, Input::OpenSession { key })? {
                    self.labels.name_opened(self.driver.engine(), session, label);
                }
                None
            }
            Command::Explain(publication, given) => {
                let found = self.labels.look_up(engine, &given);
                let (session, subscription) = *found.as_ref().unwrap_or(&UNRESOLVED);
                let verdict = engine.explain(session, subscription, publication);
                match found {
                    Ok(_) => Some(verdict?.into()),
                    Err(refusal) => return Err(refusal.unless(verdict)),
                }
            }
            Command::DryRun(publication) => {
                let dry = engine.dry_run(publication)?;
                let named = dry.iter().map(|one| self.labels.of(one.session, one.subscription)).collect();
                Some(Facts::dry_run(named))
            }
            Command::Restore => {
                self.driver.restart(&self.config)?;
                None
            }
            Command::Read(read) => Some(read.answer(engine, &self.labels)?),
        })
    }

    /// Applies an input. What is wrong with its form is reported before what is wrong with its labels (I3), and the engine knows
    /// it: where a label names nothing, its place in the input holds an id that never exists, and the engine refuses it.
    fn input(&mut self, mut input: Input, given: Given) -> Result<Option<Facts>, Refusal> {
        let found = self.labels.look_up(self.driver.engine(), &given);
        if let Ok((session, subscription)) = &found {
            fill(&mut input, *session, *subscription);
        }
        if let Some(why) = &mut self.why {
            why.explain(self.driver.engine(), &self.config, &self.labels, &input);
        }
        let answer = self.driver.apply(self.now, input);
        let (session, _) = match found {
            Ok(found) => found,
            Err(refusal) => return Err(refusal.unless(answer)),
        };
        match answer? {
            Answer::Subscriptions(ids) => {
                for (id, label) in ids.into_iter().zip(given.chosen) {
                    self.labels.name(session, id, label);
                }
            }
            Answer::Ended(ended) => {
                ended.iter().for_each(|ended| self.labels.forget(ended.session, ended.subscription));
            }
            Answer::Published(published) => self.counts.published(published),
            Answer::PublishedAll(published) => published.into_iter().for_each(|one| self.counts.published(one)),
            Answer::Created(created) => return Ok(Some(created.into())),
            Answer::Invited(invited) => return Ok(Some(invited.into())),
            _ => {}
        }
        Ok(None)
    }

    fn write_answer<W: Write>(
        &mut self,
        answer: Result<Option<Facts>, Refusal>,
        output: &mut Option<W>,
    ) -> io::Result<()> {
        match answer {
            Ok(None) => Ok(()),
            Ok(Some(facts)) => write::result(output, self.counts.lines, &facts),
            Err(refusal) => {
                self.counts.errors += 1;
                self.why.iter_mut().for_each(Why::refused);
                write::error(output, self.counts.lines, &refusal)
            }
        }
    }

    fn write_outputs<W: Write>(&mut self, output: &mut Option<W>) -> io::Result<()> {
        while let Some(dispatch) = self.driver.poll_output() {
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

/// Puts ids where an input has labels.
fn fill(input: &mut Input, open: SessionId, held: SubscriptionId) {
    match input {
        Input::Unsubscribe { session, subscription } => (*session, *subscription) = (open, held),
        Input::CloseSession { session }
        | Input::Subscribe { session, .. }
        | Input::SubscribeAll { session, .. }
        | Input::UnsubscribeAlias { session, .. }
        | Input::CreateConference { session, .. }
        | Input::Invite { session, .. }
        | Input::Join { session, .. }
        | Input::Leave { session, .. }
        | Input::Decline { session, .. }
        | Input::Kick { session, .. }
        | Input::UpdatePermissions { session, .. }
        | Input::End { session, .. } => *session = open,
        _ => {}
    }
}
