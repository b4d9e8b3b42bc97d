//! Who may import whom.

use std::fmt::Write as _;

use super::sources::sources;

/// The layers, lowest first. Each may import those before it and what is in it by the same name. `folder/file` is a file that has
/// a layer of its own.
const LAYERS: &[&[&str]] = &[
    &["ids", "time", "state_hash"],
    &["collections"],
    &["recipients"],
    &["predicate"],
    &["vocab"],
    &["config", "error"],
    &["subscription"],
    &["routing/audience", "routing/channel"],
    &["session", "directory", "presence", "timers"],
    &["matcher"],
    &["conference", "conversation"],
    &["routing/delivery", "output"],
    &["lint"],
    &["engine"],
    &["engine/inspect"],
    &["snapshot"],
    &["record"],
];

/// What may be imported within a layer: the parts of the foundation, and what is about members.
const SAME_LAYER: &[(&str, &str)] = &[("error", "config")];

/// The layer of a path, and the name by which it is there.
fn layer(path: &[String]) -> Option<(usize, String)> {
    let named = |name: &str| LAYERS.iter().position(|layer| layer.contains(&name)).map(|at| (at, name.to_owned()));
    let two = path.get(..2).and_then(|two| named(&two.join("/")));
    two.or_else(|| path.first().and_then(|first| named(first)))
}

/// The file of `routing` in which an item is, since its `mod.rs` exports them all.
fn in_routing(path: &[String]) -> Vec<String> {
    let file = match path.get(1).map(String::as_str) {
        Some("Channel" | "Scope" | "channel") => "channel",
        Some("audience" | "Concerned" | "ResolvedAudience" | "Emission" | "Emissions") => "audience",
        _ => "delivery",
    };
    Vec::from(["routing".to_owned(), file.to_owned()])
}

#[test]
fn each_layer_imports_only_those_below_it() {
    let mut broken = String::new();
    for source in sources("src") {
        let module: Vec<String> = source.module().into_iter().map(String::from).collect();
        if module.is_empty() || module == ["routing"] {
            continue;
        }
        let Some((own, own_name)) = layer(&module) else {
            writeln!(broken, "{}: has no place in LAYERS", source.path).unwrap();
            continue;
        };
        for path in source.imports() {
            let path = if path.first().is_some_and(|first| first == "routing") { in_routing(&path) } else { path };
            let Some((other, other_name)) = layer(&path) else {
                // A macro is named from the root; everything else is named where it is.
                if path.first().is_some_and(|first| first.starts_with(char::is_uppercase)) {
                    writeln!(broken, "{}: imports {} from the root", source.path, path.join("::")).unwrap();
                }
                continue;
            };
            let same = SAME_LAYER.contains(&(own_name.as_str(), other_name.as_str()));
            if other > own || (other == own && other_name != own_name && !same) {
                writeln!(broken, "{}: may not import {}", source.path, path.join("::")).unwrap();
            }
        }
    }
    assert!(broken.is_empty(), "\n{broken}");
}
