//! Outputs, time, and what operators read.
//!
//! Owns what a host calls after its inputs. Must not change who is connected or subscribed.
//! Invariant: reads change nothing; what was withdrawn is not delivered (R5).

use super::Engine;
use crate::directory::Directory;
use crate::output::Dispatch;
use crate::time::Timestamp;

/// What an engine holds and has done; for operators, and for tests that count work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Registered clients.
    pub clients: usize,
    /// Open sessions.
    pub sessions: usize,
    /// Subscriptions that have not ended.
    pub subscriptions: usize,
    /// Live conferences.
    pub conferences: usize,
    /// Conversations that have begun.
    pub conversations: usize,
    /// Distinct regular expressions in use.
    pub compiled_patterns: usize,
    /// Deliveries waiting to be polled.
    pub pending_deliveries: usize,
    /// Sets of conditions evaluated against an event since the beginning. Equal filters of one user and kind count once, and so do all
    /// that one look-up answers.
    pub candidates_examined: u64,
    /// Entries of tables that were moved in memory since the beginning: tables grow and close gaps in steps. No input moves more than 64,
    /// however many there are.
    pub entries_moved: u64,
    /// Regular expressions run on a text since the beginning, each once for all equal filters. Those of which the text lacks a
    /// required part are not run. [`MatcherKind::Scan`](crate::MatcherKind::Scan) does not count.
    pub patterns_run: u64,
}

impl<D: Directory> Engine<D> {
    /// The next event and everyone who gets it, in the order of R3; `None` when the queue is empty. Call it after every input until
    /// then. Cost: O(1).
    ///
    /// What was withdrawn in the meantime, by [`unsubscribe`](Self::unsubscribe), [`close_session`](Self::close_session) or
    /// [`revoke_client`](Self::revoke_client), does not come any more (R5).
    #[must_use]
    pub fn poll_output(&mut self) -> Option<Dispatch<'_>> {
        self.output.poll(&mut self.sessions.slots)
    }

    /// When [`handle_timeout`](Self::handle_timeout) has something to do, if ever. A pure read. Cost: O(1).
    ///
    /// Only empty conferences make the engine wait for a time (P8).
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        self.conferences.next_deadline()
    }

    /// Lets time pass. It may be called early, late or twice; an earlier `now` counts as the last one (T1).
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.advance(now);
    }

    /// The directory, for a host that keeps its own and changes it.
    pub fn directory_mut(&mut self) -> &mut D {
        &mut self.directory
    }

    /// Gives back the memory that is kept for growth, the directory's apart. Answers nothing and changes nothing else. Cost:
    /// O(everything held).
    ///
    /// Memory is reused without it; after a peak that will not come back, it is returned.
    pub fn shrink_to_fit(&mut self) {
        self.subscriptions.shrink_to_fit(self.sessions.lists_mut());
        self.matcher.shrink_to_fit();
        self.conferences.shrink_to_fit();
        self.conversations.shrink_to_fit();
        self.presence.shrink_to_fit();
        self.kinds.shrink_to_fit();
        self.output.shrink_to_fit(&mut self.sessions.slots);
        self.sessions.shrink_to_fit();
        self.matched.shrink_to_fit();
        self.scopes.shrink_to_fit();
    }

    /// A hash that distinguishes this state from any other of the engine, the time and the counters of work apart. A
    /// refused input leaves it as it was (R4). For tests and for finding out whether two engines agree, within one run of the
    /// program: it is not stable across builds. Cost: O(everything held).
    ///
    /// ```
    /// use tidings::{ClientKey, Config, ConfigError, Engine, Timestamp};
    ///
    /// let mut engine = Engine::new(Config::default())?;
    /// let before = engine.state_hash();
    /// assert!(engine.open_session(Timestamp::ZERO, &ClientKey::from("nobody's key")).is_err());
    /// assert_eq!(engine.state_hash(), before);
    /// # Ok::<(), ConfigError>(())
    /// ```
    #[must_use]
    pub fn state_hash(&self) -> u64 {
        [
            self.sessions.state_hash(),
            self.subscriptions.state_hash(|held| self.matcher.conditions(held.conditions())),
            self.matcher.state_hash(),
            self.directory.state_hash(),
            self.conferences.state_hash(),
            self.conversations.state_hash(),
            self.presence.state_hash(),
            self.kinds.state_hash(),
            self.output.state_hash(&self.sessions.slots),
        ]
        .into_iter()
        .fold(0, |hash, part| hash.rotate_left(7) ^ part)
    }

    /// What the engine holds and has done. Cost: O(1).
    #[must_use]
    pub fn stats(&self) -> Stats {
        Stats {
            clients: self.sessions.clients(),
            sessions: self.sessions.len(),
            subscriptions: self.subscriptions.len(),
            conferences: self.conferences.len(),
            conversations: self.conversations.len(),
            compiled_patterns: self.matcher.compiled_patterns(),
            pending_deliveries: self.output.pending(),
            candidates_examined: self.matcher.examined(),
            entries_moved: self.entries_moved(),
            patterns_run: self.matcher.patterns_run(),
        }
    }

    fn entries_moved(&self) -> u64 {
        [
            self.sessions.entries_moved(),
            self.subscriptions.entries_moved(),
            self.matcher.entries_moved(),
            self.directory.entries_moved(),
            self.conferences.entries_moved(),
            self.conversations.entries_moved(),
            self.presence.entries_moved(),
            self.kinds.entries_moved(),
        ]
        .into_iter()
        .sum()
    }
}
