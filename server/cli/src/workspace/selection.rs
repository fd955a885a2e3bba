//! Which files of which workspaces a command line names.

use std::path::{Path, PathBuf};

use super::find::{absolute, from_here, no_workspace, root_above, root_here};
use crate::exit::Failure;
use crate::report::{Problem, ProblemKind};

/// The files of one workspace that are reported.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) root: PathBuf,
    /// Relative to the root, with `/`; empty for the root itself.
    paths: Vec<String>,
    /// Paths that do not exist.
    pub(crate) problems: Vec<Problem>,
}

impl Selection {
    /// Everything in the workspace at `root`.
    pub(crate) fn all(root: PathBuf) -> Self {
        Self {
            root,
            paths: vec![String::new()],
            problems: Vec::new(),
        }
    }

    /// Whether the file at `path`, relative to the root, was named, itself or by a folder above it.
    pub(crate) fn contains(&self, path: &str) -> bool {
        self.paths
            .iter()
            .any(|named| named.is_empty() || is_at_or_below(path, named))
    }

    /// The paths that were named, relative to the root; an empty one is the root itself.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    /// A file that is named goes on to be, under its new name.
    pub(crate) fn follow(&mut self, from: &str, to: &str) {
        if self.contains(from) && !self.contains(to) {
            self.paths.push(to.to_owned());
        }
    }

    fn add(&mut self, path: &Path, exists: bool) {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        let relative: Vec<_> = relative
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        let relative = relative.join("/");
        if exists {
            self.paths.push(relative);
        } else {
            self.problems.push(missing(path, Some(relative)));
        }
    }
}

/// Sorts `paths` into workspaces, in the order they are named; without paths, the one around the working directory.
///
/// # Errors
/// If a path belongs to no workspace, or there is none here.
pub(crate) fn select(paths: &[PathBuf]) -> Result<Vec<Selection>, Failure> {
    if paths.is_empty() {
        return Ok(vec![Selection::all(root_here()?)]);
    }
    let mut selections: Vec<Selection> = Vec::new();
    for path in paths {
        let path = absolute(path)?;
        // A link that leads nowhere is there, and reading it says what is wrong.
        let exists = path.symlink_metadata().is_ok();
        let Some(root) = root_above(&path) else {
            if exists {
                return Err(no_workspace(&path));
            }
            return Err(Failure::new(missing(&path, None).message));
        };
        let known = selections.iter().position(|selection| selection.root == root);
        let index = known.unwrap_or_else(|| {
            selections.push(Selection {
                root,
                paths: Vec::new(),
                problems: Vec::new(),
            });
            selections.len() - 1
        });
        selections[index].add(&path, exists);
    }
    Ok(selections)
}

/// The one file at `path`, which need not be written yet.
///
/// # Errors
/// If it belongs to no workspace.
pub(crate) fn select_unwritten(path: &Path) -> Result<Vec<Selection>, Failure> {
    let path = absolute(path)?;
    let root = root_above(&path).ok_or_else(|| no_workspace(path.parent().unwrap_or(&path)))?;
    let mut selection = Selection {
        root,
        paths: Vec::new(),
        problems: Vec::new(),
    };
    selection.add(&path, true);
    Ok(vec![selection])
}

/// Whether `path` is `folder` or lies in it.
pub(crate) fn is_at_or_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// `file` is the same path relative to its workspace.
fn missing(path: &Path, file: Option<String>) -> Problem {
    Problem {
        message: format!("`{}` does not exist", from_here(path)),
        file,
        range: None,
        kind: ProblemKind::Usage,
    }
}
