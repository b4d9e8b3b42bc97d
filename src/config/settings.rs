//! Settings by name and as text.
//!
//! Owns [`Config::set`] and [`Config::settings`], its reverse. Must not know what a setting does. Invariant: what `settings` gives,
//! `set` takes, and makes equal settings of.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Bound, Config, ConfigError, Hidden, MatcherKind};
use crate::vocab::{Json, Kind};

impl Config {
    /// Sets one setting by its name, as a command line does: a bound (a whole number), `keep_invitations_ms`, `hash_seed`,
    /// `token_seed` (64 hex digits), `matcher` (`indexed`, `scan`), `default_subscriptions` (names of kinds with commas
    /// between them; nothing for none), or `default_custom_subscriptions` (a JSON list of names, for they may hold commas).
    ///
    /// ```
    /// # use tidings::{Bound, Config};
    /// let mut config = Config::default();
    /// config.set("max_ids_per_list", "100")?;
    /// config.set("default_subscriptions", "Invitation,profile.update")?;
    /// assert_eq!(config.maximum(Bound::IdsPerList), 100);
    /// # Ok::<(), tidings::ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ConfigError`] where there is no such setting, or the value is not one for it; nothing is changed then.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), ConfigError> {
        let wrong = |wanted| ConfigError::Value {
            name: name.to_string(),
            value: if name.ends_with("_seed") { "..".to_string() } else { value.to_string() },
            wanted,
        };
        let number = || value.parse().map_err(|_| wrong("a whole number from 0 to 2^64-1"));
        match name {
            "matcher" => self.matcher = matcher(value).ok_or_else(|| wrong("indexed or scan"))?,
            "hash_seed" => self.hash_seed = Hidden(number()?),
            "keep_invitations_ms" => self.keep_invitations_ms = number()?,
            "token_seed" => self.token_seed = Some(Hidden(seed(value).ok_or_else(|| wrong("64 hex digits"))?)),
            "default_subscriptions" => {
                let names = value.split(',').filter(|_| !value.is_empty());
                let kinds: Option<Vec<Kind>> = names.map(kind).collect();
                self.default_subscriptions = kinds.ok_or_else(|| wrong("names of kinds with commas between them"))?;
            }
            "default_custom_subscriptions" => {
                self.default_custom_subscriptions = names(value).ok_or_else(|| wrong("a JSON list of names"))?;
            }
            _ => {
                let bound = Bound::ALL.iter().find(|bound| bound.name() == name);
                let bound = bound.ok_or_else(|| ConfigError::UnknownName { name: name.to_string() })?;
                *self.maximum_mut(*bound) = number()?;
            }
        }
        Ok(())
    }

    /// All settings, each with its name and its value as [`Config::set`] takes them; a token seed that was never set is left
    /// out, and so is an empty `default_custom_subscriptions`. **They include the seeds**: keep them as you keep a snapshot.
    ///
    /// ```
    /// # use tidings::{Bound, Config};
    /// let mut copy = Config::default();
    /// for (name, value) in Config::default().max_ids_per_list(100).settings() {
    ///     copy.set(name, &value)?;
    /// }
    /// assert_eq!(copy.maximum(Bound::IdsPerList), 100);
    /// # Ok::<(), tidings::ConfigError>(())
    /// ```
    #[must_use]
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let matcher = match self.matcher {
            MatcherKind::Indexed => "indexed",
            MatcherKind::Scan => "scan",
        };
        let kinds: Vec<&str> = self.default_subscriptions.iter().map(|kind| kind.name()).collect();
        let mut settings: Vec<(&'static str, String)> =
            Bound::ALL.iter().map(|bound| (bound.name(), self.maximum(*bound).to_string())).collect();
        settings.push(("keep_invitations_ms", self.keep_invitations_ms.to_string()));
        settings.push(("hash_seed", self.hash_seed.0.to_string()));
        settings.push(("matcher", matcher.to_string()));
        settings.push(("default_subscriptions", kinds.join(",")));
        if !self.default_custom_subscriptions.is_empty() {
            let names = self.default_custom_subscriptions.iter().map(|name| Json::from(name.as_str())).collect();
            settings.push(("default_custom_subscriptions", Json::List(names).to_string()));
        }
        if let Some(Hidden(seed)) = &self.token_seed {
            settings.push(("token_seed", seed.iter().map(|byte| format!("{byte:02x}")).collect()));
        }
        settings
    }
}

fn kind(name: &str) -> Option<Kind> {
    Kind::ALL.iter().copied().find(|kind| kind.name() == name)
}

/// The texts of a JSON list.
fn names(list: &str) -> Option<Vec<String>> {
    let Ok(Json::List(names)) = Json::parse(list) else { return None };
    names.iter().map(|name| name.as_text().map(String::from)).collect()
}

fn matcher(name: &str) -> Option<MatcherKind> {
    match name {
        "indexed" => Some(MatcherKind::Indexed),
        "scan" => Some(MatcherKind::Scan),
        _ => None,
    }
}

/// 32 bytes, written as 64 hex digits.
fn seed(digits: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if digits.len() != 2 * bytes.len() || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_they_are_written() {
        let config = Config::default()
            .max_ids_per_list(7)
            .keep_invitations(core::time::Duration::from_millis(9))
            .hash_seed(u64::MAX)
            .token_seed([0xA5; 32])
            .matcher(MatcherKind::Scan)
            .default_subscriptions([Kind::ProfileUpdate, Kind::ConversationMessage])
            .default_custom_subscriptions(["build, \"finished\"", "Deployed"]);
        let mut copy = Config::default();
        for (name, value) in config.settings() {
            copy.set(name, &value).unwrap();
        }
        assert_eq!(copy.settings(), config.settings());
        assert_eq!(copy.tokens(), Some([0xA5; 32]));
        assert_eq!(config.settings().len(), Bound::ALL.len() + 6, "a setting is missing");

        copy.set("default_subscriptions", "").unwrap();
        assert!(copy.defaults().is_empty());
    }

    #[test]
    fn wrong_value_changes_nothing_and_shows_no_seed() {
        let mut config = Config::default();
        let before = config.settings();
        let bad = "g".repeat(64);
        for (name, value) in [
            ("token_seed", "00"),
            ("token_seed", &*bad),
            ("token_seed", "ä23456789012345678901234567890123456789012345678901234567890123"),
            ("hash_seed", "-7"),
            ("matcher", "fast"),
            ("default_subscriptions", "Invitation,,profile.update"),
            ("default_subscriptions", "NoSuchKind"),
            ("default_custom_subscriptions", "BuildFinished"),
            ("default_custom_subscriptions", "[7]"),
            ("keep_invitations_ms", "1.5"),
            ("max_speed", "1"),
        ] {
            let error = config.set(name, value).unwrap_err().to_string();
            assert!(!name.ends_with("_seed") || !error.contains(value), "{error}");
            assert_eq!(config.settings(), before, "{name}");
        }
    }
}
