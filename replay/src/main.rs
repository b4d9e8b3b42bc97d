//! Plays a journal: reads the engine's inputs as lines and writes what the engine answers.
//!
//! Owns the command line, where lines come from and go to, and the summary. Must not know what a line says: that is the
//! library's beside it. Without a journal it plays the tour.

mod chat;

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use replay::{Driver, Player, SavedSettings, lines};
use tidings::{Config, Recorder};

const TOUR: &str = include_str!("../tour.journal");

const USAGE: &str = "\
Plays a journal of engine inputs and writes what the engine answers, one JSON object a line.

usage: replay [OPTIONS] [JOURNAL]

  JOURNAL            a file, or - for standard input; without one, the tour is played
  --chat FILE        then replays a chat log (JSON lines, .gz accepted) as MessageReceived events of user 1
  --why SUBSCRIPTION writes, for each event of its user that was not delivered to the subscription of this label, the
                     reason in one line: LABEL for every session's of that name, or SESSION/LABEL for one; events of
                     conversations and profiles count, conference events (which no line publishes) do not
  --quiet            writes no outputs, only the summary; with --why, the reasons as well
  --echo             writes each input line before its outputs (the tour does)
  --done             writes a line that says done after the outputs of each input line
  --set NAME=VALUE   sets a field of the engine's Config; repeatable
  --snapshot-in FILE   starts from a file that --snapshot-out wrote, under its settings and those of --set
  --snapshot-out FILE  keeps the engine, the labels and the settings in a file at the end; it holds keys, tokens and seeds
  --record FILE      records the inputs in a file as they are played, so that --play-record, or a Replayer of the library, makes the
                     same outputs of them; it holds keys, tokens and seeds
  --play-record FILE plays a record instead of a journal: sessions and subscriptions are called by their numbers, and \"line\" is
                     the number of the input
  --help             this text
";

/// What the command line requests.
#[derive(Default, PartialEq)]
struct Options {
    journal: Option<PathBuf>,
    chat: Option<PathBuf>,
    why: Option<String>,
    quiet: bool,
    echo: bool,
    done: bool,
    settings: Vec<(String, String)>,
    snapshot_in: Option<PathBuf>,
    snapshot_out: Option<PathBuf>,
    record: Option<PathBuf>,
    play_record: Option<PathBuf>,
}

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match options().and_then(|options| options.map_or(Ok(()), run)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("replay: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// `None` where only the usage was requested.
fn options() -> Result<Option<Options>, Failure> {
    use lexopt::prelude::*;

    let mut options = Options::default();
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("chat") => options.chat = Some(arguments.value()?.into()),
            Long("why") => options.why = Some(arguments.value()?.string()?),
            Long("quiet") => options.quiet = true,
            Long("echo") => options.echo = true,
            Long("done") => options.done = true,
            Long("snapshot-in") => options.snapshot_in = Some(arguments.value()?.into()),
            Long("snapshot-out") => options.snapshot_out = Some(arguments.value()?.into()),
            Long("record") => options.record = Some(arguments.value()?.into()),
            Long("play-record") => options.play_record = Some(arguments.value()?.into()),
            Long("set") => {
                let setting = arguments.value()?.string()?;
                let (name, value) = setting.split_once('=').ok_or("--set takes NAME=VALUE")?;
                options.settings.push((name.into(), value.into()));
            }
            Short('h') | Long("help") => {
                print!("{USAGE}");
                return Ok(None);
            }
            Value(path) if options.journal.is_none() => options.journal = Some(path.into()),
            Short(_) | Long(_) | Value(_) => return Err(format!("{}\n\n{USAGE}", argument.unexpected()).into()),
        }
    }
    let Options { play_record, quiet, .. } = &options;
    let alone = Options { play_record: play_record.clone(), quiet: *quiet, ..Options::default() };
    if play_record.is_some() && options != alone {
        return Err("--play-record: a record holds its own settings and inputs; leave out all else but --quiet".into());
    }
    Ok(Some(options))
}

fn run(options: Options) -> Result<(), Failure> {
    if let Some(path) = &options.play_record {
        let record = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut output = BufWriter::new(io::stdout().lock());
        let summary = replay::play_record(&record, (!options.quiet).then_some(&mut output));
        // What is before the end of a record that was cut off has been played.
        output.flush()?;
        eprintln!("{}", summary?);
        return Ok(());
    }
    let player = player(&options)?;
    let Some(path) = options.record.clone() else { return run_with(player, options, |_| Ok(())) };
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let mut file = File::create(&path).map_err(named)?;
    let keep = |recorder: &mut Recorder| file.write_all(&recorder.take_record()).map_err(named);
    run_with(player.with_driver(Recorder::new), options, keep)
}

/// Plays what is requested. `keep` keeps what was recorded since it was last called.
fn run_with<D: Driver>(
    mut player: Player<D>,
    options: Options,
    mut keep: impl FnMut(&mut D) -> io::Result<()>,
) -> Result<(), Failure> {
    if let Some(label) = options.why {
        player = player.ask_why(label);
    }
    // A record has a beginning, also of a journal without lines.
    keep(player.driver())?;
    let mut output = BufWriter::new(io::stdout().lock());
    let messages = options.chat.as_deref().map(chat::read).transpose()?;

    let started = Instant::now();
    let quiet = options.quiet;
    let echo = options.echo || options.journal.is_none() && !quiet;
    let mode = Mode { echo, quiet, done: options.done, flush: false };
    match options.journal {
        None => play(&mut player, TOUR.as_bytes(), &mut output, mode, &mut keep)?,
        Some(path) if path.as_os_str() == "-" => {
            play(&mut player, io::stdin().lock(), &mut output, Mode { flush: true, ..mode }, &mut keep)?;
        }
        Some(path) => {
            let file = File::open(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let bytes = file.metadata().map(|file| file.len()).unwrap_or_default();
            let bar = progress(bytes, "{bar:40} {bytes}/{total_bytes} of the journal, {eta} left");
            play(&mut player, BufReader::new(bar.wrap_read(file)), &mut output, mode, &mut keep)?;
            bar.finish_and_clear();
        }
    }
    if let Some(messages) = messages {
        let bar = progress(messages.len() as u64, "{bar:40} {pos}/{len} messages, {per_sec}, {eta} left");
        for message in messages {
            player.message(message, (!quiet).then_some(&mut output))?;
            player.write_reasons(&mut output)?;
            keep(player.driver())?;
            bar.inc(1);
        }
        bar.finish_and_clear();
    }
    output.flush()?;
    if let Some(path) = options.snapshot_out {
        fs::write(&path, player.save()).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    eprintln!("{}", player.summary(started.elapsed()));
    Ok(())
}

/// A player with the settings of the command line, from a file where one is given.
fn player(options: &Options) -> Result<Player, Failure> {
    let changed = |mut config: Config| -> Result<Config, Failure> {
        for (name, value) in &options.settings {
            config.set(name, value)?;
        }
        Ok(config)
    };
    let Some(path) = &options.snapshot_in else { return Ok(Player::new(changed(Player::settings())?)?) };
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut saved = SavedSettings::read(&bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    saved.config = changed(saved.config)?;
    Ok(Player::restore(saved).map_err(|error| format!("{}: {error}", path.display()))?)
}

/// How lines are played.
#[derive(Clone, Copy)]
struct Mode {
    echo: bool,
    quiet: bool,
    /// Whether the end of each line's outputs is written, too.
    done: bool,
    /// Whether someone waits for the outputs of a line before writing the next.
    flush: bool,
}

fn play<D: Driver>(
    player: &mut Player<D>,
    mut input: impl BufRead,
    output: &mut impl Write,
    mode: Mode,
    keep: &mut impl FnMut(&mut D) -> io::Result<()>,
) -> io::Result<()> {
    let mut line = Vec::new();
    while let Some(length) = lines::next(&mut input, &mut line)? {
        if mode.echo {
            output.write_all(&line)?;
            output.write_all(b"\n")?;
        }
        player.line(length.map(|()| line.as_slice()), (!mode.quiet).then_some(&mut *output))?;
        player.write_reasons(output)?;
        keep(player.driver())?;
        if mode.done {
            player.write_done((!mode.quiet).then_some(&mut *output))?;
        }
        if mode.flush {
            output.flush()?;
        }
    }
    Ok(())
}

/// A progress bar on a terminal, none elsewhere.
fn progress(length: u64, template: &str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length).with_style(style)
}

/// Opens a file that may be compressed.
fn open(path: &std::path::Path) -> Result<Box<dyn Read>, Failure> {
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let compressed = path.extension().is_some_and(|extension| extension == "gz");
    Ok(if compressed { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) })
}
