//! wip
#![no_std]
#![forbid(unsafe_code)]
extern crate alloc;
#[cfg(test)]
extern crate std;

mod audience;
mod conference;
mod config;
mod directory;
mod engine;
mod error;
mod ids;
mod matcher;
mod output;
mod predicate;
mod presence;
mod session;
mod subscription;
mod time;
mod timers;
mod vocab;

pub use conference::{ConferenceName, Invitee, Permissions, Signal};
pub use config::{Bound, Config, ConfigError, MatcherKind};
pub use directory::{Directory, Ledger};
pub use engine::{Conference, Connection, Created, Engine, InviteOutcome, Invited, NewConference, Published, Stats};
pub use error::{Code, Error};
pub use ids::{ClientKey, ConferenceId, SessionId, SubscriptionId, Token, UserId};
pub use output::{Delivery, Dispatch, EndReason};
pub use subscription::Subscription;
pub use time::Timestamp;
pub use vocab::*;
