//! A player as a file, and back.
//!
//! Owns the form of the file: a line of JSON with the settings and the labels, then the engine's snapshot. Must not know what a
//! snapshot holds. Invariant: a label comes back only for a session or a subscription that the engine has.

use std::fmt;

use tidings::{Config, ConfigError, Engine, Json, SessionId, Snapshot, SnapshotError, SubscriptionId};

use super::Player;
use super::driver::Driver;
use super::labels::Labels;
use super::text::{Object, list};

/// The form of the file.
const VERSION: u64 = 1;

/// A file of [`Player::save`] that has been read, and whose settings can still be changed.
#[derive(Debug)]
pub struct SavedSettings {
    /// The settings with which the file was written. It holds the seeds.
    pub config: Config,
    sessions: Vec<SavedSession>,
    snapshot: Snapshot,
}

#[derive(Debug)]
struct SavedSession {
    id: SessionId,
    label: String,
    subscriptions: Vec<(SubscriptionId, String)>,
}

impl<D: Driver> Player<D> {
    /// All that a later run needs to continue: the settings, with the seeds, the labels, and the engine with keys and tokens.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        let settings = self.config.settings().into_iter();
        let settings = settings.fold(Object::new(), |object, (name, value)| object.with(name, &value)).end();
        let sessions = self.labels.open(self.driver.engine()).map(|(id, label, subscriptions)| {
            let subscriptions = subscriptions
                .into_iter()
                .map(|(id, label)| Object::new().with("number", &id.number()).with("label", &label).end());
            let subscriptions = list(subscriptions);
            let session = Object::new().with("number", &id.number()).with("label", &label);
            session.with_text("subscriptions", &subscriptions).end()
        });
        let head = Object::new()
            .with("replay_snapshot", &VERSION)
            .with_text("settings", &settings)
            .with_text("sessions", &list(sessions))
            .end();
        let mut bytes = head.into_bytes();
        bytes.push(b'\n');
        bytes.extend(self.driver.engine().snapshot().to_bytes());
        bytes
    }
}

impl Player {
    /// Continues where the player of a file was; the settings may have been changed.
    ///
    /// # Errors
    ///
    /// [`SavedError::Snapshot`] where the engine cannot continue with these settings.
    pub fn restore(saved: SavedSettings) -> Result<Self, SavedError> {
        let SavedSettings { config, sessions, snapshot } = saved;
        let engine = Engine::restore(config.clone(), snapshot)?;
        let mut labels = Labels::default();
        for session in sessions.into_iter().filter(|session| engine.session_user(session.id).is_ok()) {
            labels.name_session(session.id, session.label);
            let active = session.subscriptions.into_iter().filter(|(id, _)| {
                engine.subscription(*id).is_some_and(|subscription| subscription.session() == session.id)
            });
            active.for_each(|(id, label)| labels.name(session.id, id, label));
        }
        Ok(Self::with_engine(config, engine, labels))
    }
}

impl SavedSettings {
    /// Reads what [`Player::save`] wrote.
    ///
    /// # Errors
    ///
    /// [`SavedError`] where it is something else, or damaged.
    pub fn read(bytes: &[u8]) -> Result<Self, SavedError> {
        let end = bytes.iter().position(|byte| *byte == b'\n').ok_or(SavedError::NoHead)?;
        let head = std::str::from_utf8(&bytes[..end]).ok().and_then(|head| Json::parse(head).ok());
        let head = head.ok_or(SavedError::NoHead)?;
        if head.get("replay_snapshot").and_then(Json::as_u64) != Some(VERSION) {
            return Err(SavedError::NoHead);
        }
        let mut config = Config::default();
        let Some(Json::Object(settings)) = head.get("settings") else { return Err(SavedError::NoHead) };
        for (name, value) in settings {
            config.set(name, value.as_text().ok_or(SavedError::NoHead)?)?;
        }
        let sessions = items(&head, "sessions")?.iter().map(|session| {
            let (id, label) = named(session)?;
            let subscriptions = items(session, "subscriptions")?.iter().map(|one| {
                let (id, label) = named(one)?;
                Ok((SubscriptionId::from_number(id), label))
            });
            let subscriptions = subscriptions.collect::<Result<_, SavedError>>()?;
            Ok(SavedSession { id: SessionId::from_number(id), label, subscriptions })
        });
        let sessions = sessions.collect::<Result<_, SavedError>>()?;
        Ok(Self { config, sessions, snapshot: Snapshot::from_bytes(&bytes[end + 1..])? })
    }
}

fn items<'j>(json: &'j Json, name: &str) -> Result<&'j [Json], SavedError> {
    let Some(Json::List(items)) = json.get(name) else { return Err(SavedError::NoHead) };
    Ok(items)
}

fn named(json: &Json) -> Result<(u64, String), SavedError> {
    let label = json.get("label").and_then(Json::as_text).ok_or(SavedError::NoHead)?;
    Ok((json.get("number").and_then(Json::as_u64).ok_or(SavedError::NoHead)?, label.to_owned()))
}

/// Why a file is not one to go on from.
#[derive(Debug)]
#[non_exhaustive]
pub enum SavedError {
    /// Its first line is not that of a file of `--snapshot-out`.
    NoHead,
    /// A setting in it is not one of this version.
    Setting(ConfigError),
    /// The engine's snapshot in it.
    Snapshot(SnapshotError),
}

impl From<ConfigError> for SavedError {
    fn from(error: ConfigError) -> Self {
        Self::Setting(error)
    }
}

impl From<SnapshotError> for SavedError {
    fn from(error: SnapshotError) -> Self {
        Self::Snapshot(error)
    }
}

impl fmt::Display for SavedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHead => {
                f.write_str("not a file of --snapshot-out, or one of another version; give one that this version wrote")
            }
            Self::Setting(error) => error.fmt(f),
            Self::Snapshot(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SavedError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn play(player: &mut Player, lines: &[&str]) -> String {
        let mut output = Vec::new();
        for line in lines {
            player.line(Ok(line.as_bytes()), Some(&mut output)).unwrap();
        }
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn player_continues_with_labels_and_settings() {
        let mut config = Player::settings();
        config.set("default_subscriptions", "Invitation").unwrap();
        let mut before = Player::new(config).unwrap();
        play(
            &mut before,
            &[
                r#"{"at":1000,"register_client":{"key":"k","user":"ann"}}"#,
                r#"{"open_session":{"key":"k","session":"phone"}}"#,
                r#"{"subscribe":{"session":"phone","subscription":"calls","kind":"CallEnded","count":2}}"#,
            ],
        );
        let after = [
            r#"{"publish":{"user":"ann","event":{"kind":"CallEnded","call_identifier":"c"}}}"#,
            r#"{"subscriptions":{"session":"phone"}}"#,
            r#"{"open_session":{"key":"k","session":"desk"}}"#,
            r#"{"subscriptions":{"session":"desk"}}"#,
        ];
        let saved = SavedSettings::read(&before.save()).unwrap();
        assert_eq!(saved.config.settings(), before.config.settings());
        let mut restored = Player::restore(saved).unwrap();
        assert_eq!(restored.now, before.now);
        restored.counts.lines = before.counts.lines;
        assert_eq!(play(&mut restored, &after), play(&mut before, &after));
        assert_eq!(restored.save(), before.save());
    }

    #[test]
    fn settings_of_a_file_can_be_changed() {
        let mut saved = SavedSettings::read(&Player::new(Player::settings()).unwrap().save()).unwrap();
        saved.config.set("default_subscriptions", "").unwrap();
        let mut player = Player::restore(saved).unwrap();
        let output = play(
            &mut player,
            &[
                r#"{"register_client":{"key":"k","user":"ann"}}"#,
                r#"{"open_session":{"key":"k","session":"s"}}"#,
                r#"{"subscriptions":{"session":"s"}}"#,
            ],
        );
        assert_eq!(output, "{\"line\":3,\"result\":{\"subscriptions\":[]}}\n");
    }

    #[test]
    fn anything_else_is_refused() {
        let bytes = Player::new(Player::settings()).unwrap().save();
        for end in 0..bytes.len() {
            assert!(SavedSettings::read(&bytes[..end]).is_err(), "cut at {end}");
        }
        for head in ["{}", r#"{"replay_snapshot":2}"#, "[]", ""] {
            assert!(matches!(SavedSettings::read(format!("{head}\n").as_bytes()), Err(SavedError::NoHead)), "{head}");
        }
    }
}
