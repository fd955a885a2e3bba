//! The hooks that a team has added, in `hooks/`.

use std::path::Path;

use pipelua_analysis::FileText;
use pipelua_schemas::{Hook, parse_hook};

use super::read::{plain, read_file};
use crate::exit::Failure;

/// Their names, sorted.
pub(crate) fn names(root: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(root.join("hooks")) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| {
            entry
                .file_name()
                .to_str()?
                .strip_suffix(".json")
                .map(str::to_owned)
        })
        .collect();
    names.sort();
    names
}

/// # Errors
/// If the file cannot be read or describes no hook.
pub(crate) fn read(root: &Path, name: &str) -> Result<Hook, Failure> {
    let path = format!("hooks/{name}.json");
    let text = read_file(&root.join(&path))
        .map_err(|error| Failure::to(format_args!("read `{path}`"), plain(&error)))?;
    parse(name, &text)
}

/// # Errors
/// If the text describes no hook.
pub(crate) fn parse(name: &str, text: &FileText) -> Result<Hook, Failure> {
    let path = format!("hooks/{name}.json");
    let FileText::Utf8(text) = text else {
        return Err(Failure::new(format!("`{path}` is not UTF-8")));
    };
    parse_hook(name, text).map_err(|problems| {
        let first = problems.first().map(ToString::to_string).unwrap_or_default();
        Failure::new(format!("`{path}` is not a hook: {first}"))
    })
}
