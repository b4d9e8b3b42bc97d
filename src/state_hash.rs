//! Hashes of states, for comparing them.
//!
//! Owns hashing what `Debug` shows. Must not be stored or sent: it compares states of one run of a program. Invariant: equal states
//! give equal numbers, whatever the order in which a map iterates.

use core::fmt::{self, Debug, Write};
use core::hash::{BuildHasher, Hasher};

/// The hash of what `Debug` shows of a value.
pub(crate) fn of(value: &dyn Debug) -> u64 {
    struct Shown<H>(H);

    impl<H: Hasher> Write for Shown<H> {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.write(text.as_bytes());
            Ok(())
        }
    }

    let mut shown = Shown(ahash::RandomState::with_seeds(0, 0, 0, 0).build_hasher());
    // Hashing cannot fail, so only a `Debug` that fails by itself could end this early.
    let _ = write!(shown, "{value:?}");
    shown.0.finish()
}

/// The hash of a collection, whatever its order.
pub(crate) fn of_all<T: Debug>(entries: impl IntoIterator<Item = T>) -> u64 {
    entries.into_iter().map(|entry| of(&entry)).fold(0, u64::wrapping_add)
}
