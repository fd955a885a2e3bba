//! Which workspace a path belongs to: the nearest `pipelua.toml` above it.

use std::path::{Component, Path, PathBuf};

use pipelua_analysis::MANIFEST;

use crate::exit::Failure;

/// Folders that never hold a workspace or scripts of one.
pub(crate) const SKIPPED_FOLDERS: [&str; 4] = [".git", ".pipelua", "node_modules", "target"];

/// How deep below a folder workspaces are looked for, and how many are listed.
const DEPTH: usize = 6;
const LISTED: usize = 20;

/// The folder of the nearest manifest at or above `path`, which is absolute and need not exist. Whatever has its name
/// counts: reading it tells what is wrong with it.
pub(crate) fn root_above(path: &Path) -> Option<PathBuf> {
    path.ancestors()
        .find(|folder| folder.join(MANIFEST).symlink_metadata().is_ok())
        .map(Path::to_owned)
}

/// The workspace at or above the working directory.
///
/// # Errors
/// If there is none; tells those found below.
pub(crate) fn root_here() -> Result<PathBuf, Failure> {
    let here = absolute(Path::new("."))?;
    root_above(&here).ok_or_else(|| no_workspace(&here))
}

/// An absolute path without `.` and `..`, with its symbolic links left as they are.
///
/// # Errors
/// If the working directory is gone.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let path = std::path::absolute(path).map_err(|error| Failure::to("find the working directory", error))?;
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                clean.pop();
            }
            Component::CurDir => {}
            other => clean.push(other),
        }
    }
    Ok(clean)
}

/// The folder's name, made fit for a manifest.
pub(crate) fn workspace_name(root: &Path) -> String {
    let name: String = root
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let name = name.trim_matches('-');
    if name.is_empty() {
        "hooks".to_owned()
    } else {
        name.to_owned()
    }
}

/// The failure that no workspace holds `path`, with the ones below it.
pub(crate) fn no_workspace(path: &Path) -> Failure {
    let failure = Failure::new(format!("no `{MANIFEST}` at or above `{}`", path.display()));
    let found = workspaces_below(path);
    if found.is_empty() {
        return failure.help("`pipelua init` makes a workspace here.");
    }
    let more = if found.len() > LISTED { "\n  ..." } else { "" };
    let list: Vec<String> = found
        .iter()
        .take(LISTED)
        .map(|root| format!("  {}", root.strip_prefix(path).unwrap_or(root).display()))
        .collect();
    failure.help(format!(
        "Workspaces below it, to be named as a path or with -C:\n{}{more}",
        list.join("\n")
    ))
}

/// Workspaces in folders below `folder`, sorted; only the first that are met.
pub(crate) fn workspaces_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    roots_below(folder, 0, &mut found);
    found.sort();
    found
}

/// From the working directory to `path`, for people: with `/`, empty for the working directory itself.
pub(crate) fn from_here(path: &Path) -> String {
    let Ok(here) = absolute(Path::new(".")) else {
        return path.display().to_string();
    };
    let shared = here
        .components()
        .zip(path.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = here.components().count() - shared;
    let mut parts: Vec<String> = vec!["..".to_owned(); up];
    parts.extend(
        path.components()
            .skip(shared)
            .map(|part| part.as_os_str().to_string_lossy().into_owned()),
    );
    if shared <= 1 && up > 0 {
        // Nothing in common but `/`: the absolute path is shorter and clearer.
        return path.display().to_string();
    }
    parts.join("/")
}

/// Paths of one workspace as they can be opened from the working directory.
#[derive(Clone, Debug, Default)]
pub(crate) struct FromHere {
    /// From the working directory to the workspace: empty, or ended by `/`.
    prefix: String,
    /// From the workspace to the working directory, if that lies inside.
    inside: Vec<String>,
}

impl FromHere {
    pub(crate) fn new(root: &Path) -> Self {
        let here = absolute(Path::new(".")).unwrap_or_default();
        let parts = |path: &Path| -> Vec<String> {
            path.components()
                .map(|part| part.as_os_str().to_string_lossy().into_owned())
                .collect()
        };
        if let Ok(inside) = here.strip_prefix(root) {
            return Self {
                prefix: String::new(),
                inside: parts(inside),
            };
        }
        Self {
            prefix: format!("{}/", from_here(root)),
            inside: Vec::new(),
        }
    }

    /// `file` is relative to the workspace.
    pub(crate) fn path(&self, file: &str) -> String {
        let shared = file
            .split('/')
            .zip(&self.inside)
            .take_while(|(part, above)| part == above)
            .count();
        let up = "../".repeat(self.inside.len() - shared);
        let rest = file.split('/').skip(shared).collect::<Vec<_>>().join("/");
        format!("{}{up}{rest}", self.prefix)
    }
}

fn roots_below(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut folders = Vec::new();
    for entry in entries.flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir()
            && !SKIPPED_FOLDERS
                .iter()
                .any(|skipped| entry.file_name() == *skipped)
        {
            folders.push(entry.path());
        }
    }
    for below in folders {
        if found.len() > LISTED {
            return;
        }
        if below.join(MANIFEST).is_file() {
            found.push(below);
        } else if depth + 1 < DEPTH {
            roots_below(&below, depth + 1, found);
        }
    }
}
