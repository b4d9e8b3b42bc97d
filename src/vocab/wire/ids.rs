//! How names and times are written.
//!
//! Owns the form of ids, secrets and timestamps: their text or their number alone. Must not know what is named.
//! Invariant: what is written is read back equal.

use super::fault::Fault;
use super::json::Json;
use super::view::View;
use super::{Wire, text};
use crate::ids::{ClientKey, ConferenceId, SessionId, SubscriptionId, Token, UserId};
use crate::time::Timestamp;
use crate::vocab::spec::FieldType;

macro_rules! texts {
    ($($Name:ident by $read:ident),+ $(,)?) => { $(
        impl Wire for $Name {
            const TYPE: FieldType = FieldType::Text;

            fn read(json: Json) -> Result<Self, Fault> {
                text(json).map(Self::from)
            }

            fn view(&self) -> View<'_> {
                View::Text(self.$read())
            }

            fn is_default(&self) -> bool {
                self.$read().is_empty()
            }
        }
    )+ };
}

texts!(ClientKey by reveal, Token by reveal, UserId by as_str);

macro_rules! numbers {
    ($($Name:ident: $from:ident, $to:ident;)+) => { $(
        impl Wire for $Name {
            const TYPE: FieldType = <u64 as Wire>::TYPE;

            fn read(json: Json) -> Result<Self, Fault> {
                u64::read(json).map(Self::$from)
            }

            fn view(&self) -> View<'_> {
                View::Whole(self.$to())
            }

            fn is_default(&self) -> bool {
                self.$to() == 0
            }
        }
    )+ };
}

numbers! {
    SessionId: from_number, number;
    SubscriptionId: from_number, number;
    ConferenceId: from_number, number;
    Timestamp: from_millis, as_millis;
}
