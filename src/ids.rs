//! The names of things: given by the host (keys, users) or made by the engine (sessions, subscriptions, conferences).
//!
//! Owns one type per kind of name, so that mixing them does not compile. Must not know what is named. Invariant: a secret is
//! compared in constant time and never shown.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use core::borrow::Borrow;
use core::fmt;
use core::hash::{Hash, Hasher};

use subtle::ConstantTimeEq as _;

/// Names a client and the user it acts for; a secret (K1). `Debug` does not show it.
#[derive(Clone)]
pub struct ClientKey(Box<str>);

/// Proves that a user may join a protected conference; a secret (P10). `Debug` does not show it.
#[derive(Clone)]
pub struct Token(Box<str>);

macro_rules! secrets {
    ($($Secret:ident),+) => { $(
        impl $Secret {
            /// The secret, for handing it to the one whom it belongs to.
            #[must_use]
            pub fn reveal(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $Secret {
            fn from(secret: &str) -> Self {
                Self(secret.into())
            }
        }

        impl From<String> for $Secret {
            fn from(secret: String) -> Self {
                Self(secret.into_boxed_str())
            }
        }

        impl PartialEq for $Secret {
            fn eq(&self, other: &Self) -> bool {
                self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
            }
        }

        impl Eq for $Secret {}

        impl Hash for $Secret {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.hash(state);
            }
        }

        impl fmt::Debug for $Secret {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($Secret), "(..)"))
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $Secret {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $Secret {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }
    )+ };
}

secrets!(ClientKey, Token);

/// Whom events belong to: an identity, a profile, an external id. A number is written in decimal. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(Arc<str>);

impl UserId {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for UserId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for UserId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <String as serde::Deserialize>::deserialize(deserializer).map(Self::from)
    }
}

impl From<&str> for UserId {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl From<String> for UserId {
    fn from(name: String) -> Self {
        Self(name.into())
    }
}

impl AsRef<str> for UserId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for UserId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! numbers {
    ($( $(#[$doc:meta])* $vis:vis $Number:ident; )+) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis struct $Number(u64);

        #[cfg(feature = "serde")]
        impl serde::Serialize for $Number {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_u64(self.0)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $Number {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <u64 as serde::Deserialize>::deserialize(deserializer).map(Self)
            }
        }

        impl $Number {
            /// The one with this number; whether it exists is another question.
            #[must_use]
            $vis const fn from_number(number: u64) -> Self {
                Self(number)
            }

            /// The number: 1 for the first one that the engine makes, never reused.
            #[must_use]
            $vis const fn number(self) -> u64 {
                self.0
            }
        }

        impl fmt::Display for $Number {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+ };
}

numbers! {
    /// One open connection of a client.
    pub SessionId;
    /// An interest held by a session. The order of these ids is the age of the subscriptions, oldest first (R3).
    pub SubscriptionId;
    /// The number of a conference (P1).
    pub ConferenceId;
    /// A user who is known to the engine, for as long as the engine keeps anything of that user.
    pub(crate) UserNumber;
    /// A conversation, in the order in which they began.
    pub(crate) ConversationNumber;
}

/// The number of a kind: those of THE TABLE, then those of the host's own in the order in which they were defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct KindId(u32);

impl KindId {
    /// A kind of THE TABLE by its number.
    pub(crate) const fn of_table(number: u8) -> Self {
        Self(number as u32)
    }

    pub(crate) const fn number(self) -> u32 {
        self.0
    }

    /// The kind of the host's own that was defined after so many others.
    pub(crate) fn defined(before: usize) -> Self {
        Self(u32::try_from(before).unwrap_or(u32::MAX).saturating_add(u32::from(u8::MAX) + 1))
    }
}
