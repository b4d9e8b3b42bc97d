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
use replay::{Player, SavedSettings, lines};
use tidings::Config;

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
  --help             this text
";

/// What the command line asks for.
#[derive(Default)]
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

/// `None` where only the usage was asked for.
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
    Ok(Some(options))
}

fn run(options: Options) -> Result<(), Failure> {
    let mut player = player(&options)?;
    if let Some(label) = options.why {
        player = player.ask_why(label);
    }
    let mut output = BufWriter::new(io::stdout().lock());
    let messages = options.chat.as_deref().map(chat::read).transpose()?;

    let started = Instant::now();
    let quiet = options.quiet;
    let echo = options.echo || options.journal.is_none() && !quiet;
    let mode = Mode { echo, quiet, done: options.done, flush: false };
    match options.journal {
        None => play(&mut player, TOUR.as_bytes(), &mut output, mode)?,
        Some(path) if path.as_os_str() == "-" => {
            play(&mut player, io::stdin().lock(), &mut output, Mode { flush: true, ..mode })?;
        }
        Some(path) => {
            let file = File::open(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let bytes = file.metadata().map(|file| file.len()).unwrap_or_default();
            let bar = progress(bytes, "{bar:40} {bytes}/{total_bytes} of the journal, {eta} left");
            play(&mut player, BufReader::new(bar.wrap_read(file)), &mut output, mode)?;
            bar.finish_and_clear();
        }
    }
    if let Some(messages) = messages {
        let bar = progress(messages.len() as u64, "{bar:40} {pos}/{len} messages, {per_sec}, {eta} left");
        for message in messages {
            player.message(message, (!quiet).then_some(&mut output))?;
            player.write_reasons(&mut output)?;
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

/// A player under the settings of the command line, from a file where one is given.
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

fn play(player: &mut Player, mut input: impl BufRead, output: &mut impl Write, mode: Mode) -> io::Result<()> {
    let mut line = Vec::new();
    while let Some(length) = lines::next(&mut input, &mut line)? {
        if mode.echo {
            output.write_all(&line)?;
            output.write_all(b"\n")?;
        }
        player.line(length.map(|()| line.as_slice()), (!mode.quiet).then_some(&mut *output))?;
        player.write_reasons(output)?;
        if mode.done {
            player.write_done((!mode.quiet).then_some(&mut *output))?;
        }
        if mode.flush {
            output.flush()?;
        }
    }
    Ok(())
}

/// A bar where someone looks, none elsewhere.
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
