//! The Lua files that gates run over.

use std::path::Path;

/// Every `.lua` file below `tests/workspaces` that is UTF-8: its path from there, and its text.
///
/// # Panics
/// If there are fewer than 25: a gate over nothing proves nothing.
pub fn example_scripts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("workspaces");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    found.sort();
    assert!(
        found.len() >= 25,
        "only {} scripts under tests/workspaces",
        found.len()
    );
    found
}

/// Those of [`example_scripts`] that are valid Lua.
///
/// # Panics
/// If there are fewer than 25.
pub fn valid_scripts() -> Vec<(String, String)> {
    let judge = crate::judge::Judge::new();
    let mut scripts = example_scripts();
    scripts.retain(|(_, text)| judge.accepts(text).is_ok());
    assert!(
        scripts.len() >= 25,
        "only {} valid scripts under tests/workspaces",
        scripts.len()
    );
    scripts
}

/// Whether the gates are to run in full, as `make gates` asks.
pub fn in_full() -> bool {
    std::env::var("PIPELUA_GATES").is_ok_and(|value| value == "full")
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
    let entries = std::fs::read_dir(folder).expect("folders of tests/workspaces can be listed");
    for entry in entries {
        let path = entry.expect("entries can be read").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "lua")
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            let name = path
                .strip_prefix(root)
                .expect("it lies below the root")
                .display()
                .to_string();
            found.push((name.replace('\\', "/"), text));
        }
    }
}
