//! Contenders that panic.
//!
//! Owns catching a panic and what it said. Must not know who panicked. Invariant: outside of [`guard`], a panic is reported as usual.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

thread_local! {
    /// What the last panic said, while one is caught; `None` outside of [`guard`].
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Makes panics silent inside of [`guard`].
fn install() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let describe = |said: &mut String| *said = describe(info);
        if SAID.with_borrow_mut(|said| said.as_mut().map(describe)).is_none() {
            usual(info);
        }
    }));
}

/// What a panic says, and where it is: the package and the file in it, wherever that is stored.
fn describe(info: &PanicHookInfo<'_>) -> String {
    let said = info.payload_as_str().unwrap_or("nothing");
    let Some(place) = info.location() else { return format!("it panics: {said}") };
    let folders = place.file().rfind("/src/").map_or("", |at| &place.file()[..at]);
    let package = folders.rsplit('/').next().unwrap_or_default();
    let file = place.file()[folders.len()..].trim_start_matches('/');
    format!("it panics: {said} ({package}, {file}, line {})", place.line()).replace('\n', " ")
}

/// Runs what may panic; the error says how it did.
pub fn guard<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(install);
    SAID.set(Some(String::new()));
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    let said = SAID.take().unwrap_or_default();
    result.map_err(|_| said)
}
