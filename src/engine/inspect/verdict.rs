//! The verdict on one event for one subscription (T5).
//!
//! Owns [`Verdict`] and its text. Must not decide anything: its checks were made by the predicate code.
//! Invariant: the text is made of the checks alone.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write as _};
use core::num::NonZeroU64;

use crate::predicate::Checked;
use crate::vocab::wire::written;

/// How many failed checks make a reason.
const REASONS: usize = 3;

/// Why an event is delivered to a subscription, or why not: every check of R1, the count apart.
///
/// `Display` is what a person reads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verdict {
    /// Whether the subscription matches the event.
    pub matched: bool,
    /// The checks that were made: kind, audience, then id lists and filters. Where the kind differs, there are no further checks.
    pub checks: Vec<Checked>,
    /// How many more deliveries the subscription's count allows; `None` without a count.
    pub remaining: Option<NonZeroU64>,
}

written! { Verdict { matched, checks; remaining [unless Option::is_none] } }

written! { Checked { path, wanted, found, passed; parts [unless Vec::is_empty] } }

impl Verdict {
    /// The checks that would have to pass and do not.
    pub fn failed(&self) -> impl Iterator<Item = &Checked> {
        self.checks.iter().filter(|check| !check.passed)
    }

    /// Why it is a no, in one line: the first few checks that fail. What is composed of choices is one of them, without its
    /// parts; `Display` has those. `None` where it is a yes.
    ///
    /// ```
    /// # use tidings::daemon::{Message, MessageReceived};
    /// # use tidings::filter::MessageFilter;
    /// # use tidings::{ClientKey, Config, Engine, Timestamp, UserId};
    /// # let mut engine = Engine::new(Config::default())?;
    /// # let (now, key, alice) = (Timestamp::ZERO, ClientKey::from("alice's key"), UserId::from("alice"));
    /// # engine.register_client(now, &key, &alice)?;
    /// # let session = engine.open_session(now, &key)?;
    /// let tea = MessageReceived::interest().filter(MessageFilter::new().discussion_id(7));
    /// let subscription = engine.subscribe(now, session, tea)?;
    /// let message = Message { discussion_id: 8, ..Message::default() };
    /// let verdict = engine.explain(session, subscription, (&alice, MessageReceived::new(message)))?;
    /// assert_eq!(verdict.reason().as_deref(), Some("filter.discussion_id: wants exactly 7, found 8"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        let failed: Vec<&Checked> = self.checks.iter().flat_map(Checked::failed).collect();
        let mut reason = String::new();
        for (at, check) in failed.iter().take(REASONS).enumerate() {
            let between = if at > 0 { "; " } else { "" };
            // Writing to a string does not fail.
            let _ = write!(reason, "{between}{}", check.line());
        }
        if failed.len() > REASONS {
            let _ = write!(reason, "; and {} more", failed.len() - REASONS);
        }
        (!self.matched).then_some(reason)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failed = self.failed().count();
        match (self.matched, failed) {
            (true, _) => f.write_str("matched: every check passes")?,
            (false, 1) => f.write_str("not matched: 1 check fails")?,
            (false, failed) => write!(f, "not matched: {failed} checks fail")?,
        }
        match self.remaining.map(NonZeroU64::get) {
            None => {}
            Some(1) => f.write_str("; its count has 1 delivery left")?,
            Some(left) => write!(f, "; its count has {left} deliveries left")?,
        }
        self.checks.iter().try_for_each(|check| check.fmt(f))
    }
}
