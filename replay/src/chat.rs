//! Real chat logs, as events.
//!
//! Owns the form of a chat log: one JSON object a line. Must not know the journal. A message becomes a message of the daemon:
//! the topic is the discussion, the sender the contact. (A message of the daemon does not say its group; the stream has no
//! place in it.)

use std::io::{BufRead, BufReader};
use std::path::Path;

use serde_json::Value;
use tidings::daemon::{Message, MessageId};

use crate::{Failure, open};

/// Reads a whole chat log, so that replaying it waits for no disk.
pub(crate) fn read(path: &Path) -> Result<Vec<Message>, Failure> {
    let log = BufReader::new(open(path)?);
    let mut messages = Vec::new();
    for (at, line) in log.lines().enumerate() {
        let message = line.map_err(Failure::from).and_then(|line| message(&line));
        messages.push(message.map_err(|failure| format!("{}:{}: {failure}", path.display(), at + 1))?);
    }
    Ok(messages)
}

fn message(line: &str) -> Result<Message, Failure> {
    let entry: Value = serde_json::from_str(line)?;
    let number = |name: &str| entry[name].as_u64().ok_or_else(|| format!("{name}: a whole number is needed"));
    Ok(Message {
        id: Some(MessageId::inbound(number("id")?)),
        discussion_id: number("topic")?,
        sender_id: number("sender")?,
        timestamp: number("timestamp")?,
        body: entry["body"].as_str().ok_or("body: a string is needed")?.into(),
        ..Message::default()
    })
}
