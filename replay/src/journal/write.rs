//! The outputs of a journal.
//!
//! Owns the form of an output line. Must not decide what is written. Invariant: an event is encoded once, however many
//! deliveries it has.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use tidings::{Code, Dispatch, EndReason};

use super::answer::Answer;
use super::labels::Labels;
use super::refusal::Refusal;

/// One output line; exactly one of the options is there.
#[derive(Default, Serialize)]
struct Line<'o> {
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<Delivered<'o>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<Ended<'o>>,
}

#[derive(Serialize)]
struct Failed {
    code: Code,
    message: String,
}

#[derive(Serialize)]
struct Delivered<'o> {
    session: &'o str,
    subscription: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining: Option<u64>,
    event: &'o RawValue,
}

#[derive(Serialize)]
struct Ended<'o> {
    session: &'o str,
    subscription: &'o str,
    reason: EndReason,
}

pub(crate) fn error<W: Write>(to: &mut Option<W>, line: u64, refusal: &Refusal) -> io::Result<()> {
    let Some(to) = to else { return Ok(()) };
    let error = Some(Failed { code: refusal.code(), message: refusal.to_string() });
    write(to, &Line { line, error, ..Line::default() })
}

pub(crate) fn answer<W: Write>(to: &mut Option<W>, line: u64, answer: Answer) -> io::Result<()> {
    let Some(to) = to else { return Ok(()) };
    write(to, &Line { line, result: Some(answer), ..Line::default() })
}

/// One line for each delivery, followed by the end of its subscription where it was the last one.
pub(crate) fn dispatch<W: Write>(
    to: &mut Option<W>,
    line: u64,
    dispatch: &Dispatch<'_>,
    labels: &Labels,
) -> io::Result<()> {
    let Some(to) = to else { return Ok(()) };
    let event = to_raw_value(dispatch.event())?;
    for delivery in dispatch.deliveries() {
        let (session, subscription) = labels.of(delivery.session(), delivery.subscription());
        let remaining = delivery.remaining();
        let delivered = Delivered { session, subscription, remaining, event: &event };
        write(to, &Line { line, delivery: Some(delivered), ..Line::default() })?;
        if let Some(reason) = delivery.ended() {
            let ended = Some(Ended { session, subscription, reason });
            write(to, &Line { line, ended, ..Line::default() })?;
        }
    }
    Ok(())
}

pub(super) fn write(to: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *to, line)?;
    to.write_all(b"\n")
}
