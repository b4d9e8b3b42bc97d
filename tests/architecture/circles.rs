//! Files of one folder do not import each other in circles.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::sources;

type Folder = Vec<String>;

/// For each folder, which of its files and folders (its `mod.rs` apart) imports which.
fn imports_by_folder() -> BTreeMap<Folder, BTreeMap<String, BTreeSet<String>>> {
    let mut folders: BTreeMap<Folder, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for source in sources("src") {
        let module: Vec<String> = source.module().into_iter().map(String::from).collect();
        for depth in 1..module.len() {
            let of_folder = folders.entry(module[..depth].to_vec()).or_default();
            let imported = source.imports().into_iter();
            let imported =
                imported.filter(|path| path.starts_with(&module[..depth])).filter_map(|path| path.get(depth).cloned());
            let own = module[depth].clone();
            let others = imported.filter(|name| *name != own && name.starts_with(char::is_lowercase));
            of_folder.entry(own.clone()).or_default().extend(others);
        }
    }
    folders
}

#[test]
fn files_of_a_folder_form_no_circle() {
    let mut broken = Vec::new();
    for (folder, mut files) in imports_by_folder() {
        // Whatever imports nothing that is left is in no circle.
        loop {
            let free: Vec<String> = files
                .iter()
                .filter(|(_, imported)| !imported.iter().any(|name| files.contains_key(name)))
                .map(|(name, _)| name.clone())
                .collect();
            if free.is_empty() {
                break;
            }
            free.iter().for_each(|name| drop(files.remove(name)));
        }
        if !files.is_empty() {
            let names: BTreeSet<_> = files.keys().cloned().collect();
            files.values_mut().for_each(|imported| imported.retain(|name| names.contains(name)));
            broken.push(format!("{}: {files:?}", folder.join("/")));
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}
