//! The files of workspaces, as the binary reads them for all its commands: `check` and the editor see the same ones.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pipelua_analysis::FileText;

/// What the server reads of the world; it writes nothing.
pub trait Disk: Send + Sync {
    /// The folder of the nearest manifest at or above `path`.
    fn workspace_of(&self, path: &Path) -> Option<PathBuf>;

    /// Folders below `folder` that have a manifest.
    fn workspaces_below(&self, folder: &Path) -> Vec<PathBuf>;

    /// All files of the workspace at `root`, by path relative to it, with `/`.
    fn read(&self, root: &Path) -> Vec<(Arc<str>, FileText)>;

    /// The text of one file, if it can be read.
    fn read_file(&self, path: &Path) -> Option<FileText>;
}
