//! A record, played again.
//!
//! Owns writing what a record's engine does, in the form of a journal's outputs. Must not know how a record is written. Invariant:
//! an output is what the recorded engine gave; where a journal has labels, a record has numbers.

use std::io::{self, Write};
use std::time::Instant;

use tidings::{Answer, Replayed, Replayer};

use super::labels::Labels;
use super::{Counts, write};

/// Plays what a [`Recorder`](tidings::Recorder) recorded and writes its outputs, if anybody reads them. In `line` is the number of
/// the input that caused an output, or of the one before where time passing did; sessions and subscriptions are called by their numbers, for a record knows no labels. Returns
/// the summary.
///
/// # Errors
///
/// Those of writing, and a [`RecordError`](tidings::RecordError) as one of them.
pub fn play_record<W: Write>(record: &[u8], mut output: Option<W>) -> io::Result<String> {
    let started = Instant::now();
    let (labels, mut counts) = (Labels::default(), Counts::default());
    let mut replayer = Replayer::new(record).map_err(io::Error::other)?;
    while let Some(step) = replayer.step().map_err(io::Error::other)? {
        match step {
            Replayed::Applied(answer) => {
                counts.lines += 1;
                match answer {
                    Ok(Answer::Published(published)) => counts.published(published),
                    Ok(Answer::PublishedAll(published)) => published.into_iter().for_each(|one| counts.published(one)),
                    Ok(Answer::Created(created)) => write::result(&mut output, counts.lines, &created.into())?,
                    Ok(Answer::Invited(invited)) => write::result(&mut output, counts.lines, &invited.into())?,
                    Ok(_) => {}
                    Err(error) => {
                        counts.errors += 1;
                        write::error(&mut output, counts.lines, &error.into())?;
                    }
                }
            }
            Replayed::Polled(Some(dispatch)) => write::dispatch(&mut output, counts.lines, &dispatch, &labels)?,
            _ => {}
        }
    }
    Ok(counts.summary(started.elapsed()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tidings::Recorder;

    use super::*;
    use crate::Player;

    /// Every line is an input, and its labels are the numbers that the engine gives, so both have one form.
    const JOURNAL: &str = r#"{"register_client":{"key":"k","user":"ann"}}
{"open_session":{"key":"k","session":"1"}}
{"open_session":{"key":"wrong","session":"2"}}
{"subscribe":{"session":"1","subscription":"1","kind":"CallEnded","count":2}}
{"subscribe":{"session":"1","subscription":"2","kind":"Conference.Created","conference_alias":"room"}}
{"publish":{"user":"ann","event":{"kind":"CallEnded","call_identifier":"c"}}}
{"publish_all":{"events":[{"user":"ann","event":{"kind":"CallRinging","call_identifier":"c"}},{"user":"","event":{"kind":"CallEnded","call_identifier":"c"}}]}}
{"publish_all":{"events":[{"user":"ann","event":{"kind":"CallRinging","call_identifier":"c"}},{"user":"ann","event":{"kind":"CallBusy","call_identifier":"c"}}]}}
{"create_conference":{"owner":"ann","alias":"Room","participants":[{"user":"ann"}],"notify":true}}
{"publish":{"user":"ann","event":{"kind":"CallEnded","call_identifier":"d"}}}
{"unsubscribe":{"session":"1","subscription":"2"}}
{"invite":{"conference":1,"participants":[{"user":"bo"}]}}
{"invite":{"conference":2,"participants":[{"user":"bo"}]}}
"#;

    #[test]
    fn record_has_the_outputs_of_its_journal() {
        let mut config = Player::settings();
        config.set("default_subscriptions", "").unwrap();
        let mut player = Player::new(config).unwrap().with_driver(Recorder::new);
        let (mut played, mut again) = (Vec::new(), Vec::new());
        for line in JOURNAL.lines() {
            player.line(Ok(line.as_bytes()), Some(&mut played)).unwrap();
        }
        let record = player.driver().take_record();
        let summary = play_record(&record, Some(&mut again)).unwrap();
        let [played, again] = [played, again].map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(again, played);
        assert!(played.contains("\"ended\"") && played.contains("\"result\""), "{played}");
        let counts = |summary: &str| summary.split(" in ").next().map(str::to_owned);
        assert_eq!(counts(&summary), counts(&player.summary(Duration::ZERO)));
        assert!(play_record(&record[..record.len() - 1], Some(Vec::new())).is_err());
    }
}
