//! A line of a journal, taken apart.
//!
//! Owns the time and the one command that a line may have, and what is said of broken JSON. Must not know the commands.
//! Invariant: the time of a line counts, whatever is wrong with the rest of the line.

use std::fmt;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use tidings::{Json, Timestamp};

use super::command::Command;
use super::refusal::Refusal;

/// A line: a time, a command, both or neither.
pub(crate) struct Line {
    pub(crate) at: Option<Timestamp>,
    /// The time of a line counts even when its command is refused.
    pub(crate) command: Result<Option<Command>, Refusal>,
}

impl Line {
    /// Empty lines and comments have neither.
    pub(crate) fn read(line: &[u8]) -> Result<Self, Refusal> {
        let text = std::str::from_utf8(line)
            .map_err(|error| Refusal::invalid(format!("line: not UTF-8 at byte {}", error.valid_up_to() + 1)))?;
        if text.trim().is_empty() || text.starts_with('#') {
            return Ok(Self { at: None, command: Ok(None) });
        }
        let Outer(mut fields) = serde_json::from_str(text).map_err(|_| broken(text))?;
        let at = fields.iter().position(|(name, _)| name == "at").map(|position| fields.remove(position).1);
        let at = at
            .map(|at| serde_json::from_str(at.get()).map(Timestamp::from_millis))
            .transpose()
            .map_err(|_| Refusal::invalid("at: milliseconds are needed, a whole number from 0 to 2^64-1".into()))?;
        let mut fields = fields.into_iter();
        let command = match (fields.next(), fields.next()) {
            (None, _) => Ok(None),
            (Some((name, arguments)), None) => {
                let arguments = Json::parse(arguments.get()).map_err(|_| broken(text));
                arguments.and_then(|arguments| Command::read(&name, arguments)).map(Some)
            }
            (Some((first, _)), Some((second, _))) => Err(Refusal::invalid(format!(
                "line: one command at most, this one has {first} and {second}; use two lines"
            ))),
        };
        Ok(Self { at, command })
    }
}

/// What is wrong with the JSON, and in which column of the journal's line.
fn broken(line: &str) -> Refusal {
    Refusal::invalid(match Json::parse(line) {
        Err(fault) => format!("line: {fault}"),
        Ok(_) => "line: one JSON object is needed".into(),
    })
}

/// The names of a line's object, each with the text of its value.
struct Outer<'l>(Vec<(String, &'l RawValue)>);

impl<'de> Deserialize<'de> for Outer<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OuterVisitor)
    }
}

struct OuterVisitor;

impl<'de> Visitor<'de> for OuterVisitor {
    type Value = Outer<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outer<'de>, A::Error> {
        let mut fields: Vec<(String, &RawValue)> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if fields.iter().any(|(known, _)| *known == name) {
                return Err(serde::de::Error::custom(format_args!("duplicate field `{name}`")));
            }
            // Two commands are one too many, whatever else there is.
            let value = map.next_value()?;
            if fields.len() < 3 || name == "at" {
                fields.push((name, value));
            }
        }
        Ok(Outer(fields))
    }
}
