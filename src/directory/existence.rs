//! Where answers about existence come from.
//!
//! Owns [`Existence`]: the directory itself, unless a record is made of its answers, or one is played again (N1). Must not know why
//! something is asked. Invariant: answers are kept, and given again, in the order in which they were asked for.

#[cfg(feature = "snapshot")]
use alloc::{collections::VecDeque, vec::Vec};

#[derive(Debug, Default)]
pub(crate) enum Existence {
    /// From the directory.
    #[default]
    Current,
    /// From the directory; they are kept until they are taken.
    #[cfg(feature = "snapshot")]
    Recorded(Vec<bool>),
    /// From a record, which may hold too few: what it does not hold does not exist, and is counted.
    #[cfg(feature = "snapshot")]
    Replayed { answers: VecDeque<bool>, missing: usize },
}

impl Existence {
    #[cfg_attr(
        not(feature = "snapshot"),
        expect(clippy::needless_pass_by_ref_mut, reason = "records need it, and they come with snapshots")
    )]
    pub(crate) fn answer(&mut self, query: impl FnOnce() -> bool) -> bool {
        match self {
            Self::Current => query(),
            #[cfg(feature = "snapshot")]
            Self::Recorded(answers) => {
                let answer = query();
                answers.push(answer);
                answer
            }
            #[cfg(feature = "snapshot")]
            Self::Replayed { answers, missing } => answers.pop_front().unwrap_or_else(|| {
                *missing += 1;
                false
            }),
        }
    }

    /// Whether something else was asked for than the record holds answers to.
    #[cfg(feature = "snapshot")]
    pub(crate) fn has_diverged(&self) -> bool {
        match self {
            Self::Replayed { answers, missing } => !answers.is_empty() || *missing > 0,
            Self::Current | Self::Recorded(_) => false,
        }
    }

    /// The answers kept since the last time.
    #[cfg(feature = "snapshot")]
    pub(crate) fn take(&mut self) -> Vec<bool> {
        match self {
            Self::Recorded(answers) => core::mem::take(answers),
            Self::Current | Self::Replayed { .. } => Vec::new(),
        }
    }
}
