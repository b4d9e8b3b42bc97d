//! No clock, no socket, no thread: the library uses `core` and `alloc` alone.

use super::sources::sources;

#[test]
fn the_compiler_proves_that_there_is_no_clock_no_socket_no_thread() {
    let sources = sources("src");
    let root = sources.iter().find(|source| source.path == "src/lib.rs").expect("the root of the library");
    for line in ["#![no_std]", "#![forbid(unsafe_code)]"] {
        assert!(root.text.lines().any(|code| code == line), "src/lib.rs: {line}");
    }
    for source in &sources {
        let standard = source.product_code().split_whitespace().any(|word| word.contains("std::"));
        assert!(!standard, "{}: core and alloc have it, or the library may not use it", source.path);
    }
}
