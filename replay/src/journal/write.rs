//! The outputs of a journal.
//!
//! Owns the form of an output line. Must not decide what is written. Invariant: an event is encoded once, however many
//! deliveries it has.

use std::io::{self, Write};

use tidings::Dispatch;

use super::answer::Facts;
use super::labels::Labels;
use super::refusal::Refusal;
use super::text::Object;

pub(crate) fn error<W: Write>(to: &mut Option<W>, line: u64, refusal: &Refusal) -> io::Result<()> {
    let Some(to) = to else { return Ok(()) };
    let error = Object::new().with("code", &refusal.code()).with("message", &refusal.to_string()).end();
    write(to, line, "error", &error)
}

pub(crate) fn result<W: Write>(to: &mut Option<W>, line: u64, facts: &Facts) -> io::Result<()> {
    let Some(to) = to else { return Ok(()) };
    write(to, line, "result", &facts.0)
}

/// One line for each delivery, followed by the end of its subscription where it was the last one.
pub(crate) fn dispatch<W: Write>(
    to: &mut Option<W>,
    line: u64,
    dispatch: &Dispatch<'_>,
    labels: &Labels,
) -> io::Result<()> {
    let Some(to) = to else { return Ok(()) };
    let event = dispatch.event().to_json().to_string();
    for delivery in dispatch.deliveries() {
        let (session, subscription) = labels.of(delivery.session(), delivery.subscription());
        let names = || Object::new().with("session", &session).with("subscription", &subscription);
        let delivered = names().with_some("remaining", delivery.remaining().as_ref()).with_text("event", &event);
        write(to, line, "delivery", &delivered.end())?;
        if let Some(reason) = delivery.ended() {
            write(to, line, "ended", &names().with("reason", &reason).end())?;
        }
    }
    Ok(())
}

/// Writes that all outputs of a line have been written.
pub(crate) fn done<W: Write>(to: &mut Option<W>, line: u64) -> io::Result<()> {
    let Some(to) = to else { return Ok(()) };
    write(to, line, "done", "true")
}

pub(super) fn write(to: &mut impl Write, line: u64, name: &str, value: &str) -> io::Result<()> {
    writeln!(to, "{{\"line\":{line},\"{name}\":{value}}}")
}
