//! Each source file begins with what it owns.

use super::sources::sources;

#[test]

fn each_source_file_says_what_it_owns() {
    let mut broken = Vec::new();
    for source in sources("src").into_iter().filter(|source| source.path != "src/lib.rs") {
        let header = source.text.lines().map_while(|line| line.strip_prefix("//!"));
        let header = header.collect::<String>().to_lowercase();
        for part in ["owns", "must n", "invariant"] {
            if !header.contains(part) {
                broken.push(format!("{}: its header has no {part:?}", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}
