//! The hooks that a team has added, in `hooks/`.

use std::path::Path;

use pipelua_analysis::FileText;
use pipelua_schemas::suggest::{did_you_mean, nearest};
use pipelua_schemas::{Hook, builtin, parse_hook};

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

/// A built-in hook or one of the team's.
///
/// # Errors
/// If there is none of this name, or its file describes none.
pub(crate) fn find(root: &Path, name: &str) -> Result<Hook, Failure> {
    if let Some(hook) = builtin().hook(name) {
        return Ok(hook.clone());
    }
    let own = names(root);
    if own.iter().any(|each| each == name) {
        return read(root, name);
    }
    Err(unknown(name, own.iter().map(String::as_str)))
}

/// The failure that there is no such hook, with the nearest one.
pub(crate) fn unknown<'a>(name: &str, own: impl Iterator<Item = &'a str>) -> Failure {
    let builtins = builtin().hooks().iter().map(|hook| hook.name.as_str());
    let near = nearest(name, builtins.chain(own));
    Failure::new(format!("there is no hook `{name}`{}", did_you_mean(near)))
        .help("`pipelua schema hooks` shows the built-in ones, `pipelua new hook NAME` adds one.")
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
