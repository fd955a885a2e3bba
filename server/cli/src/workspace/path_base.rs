//! Where paths start in the reports that platforms keep: at the root of the git repository, whose files they show.

use std::path::{Path, PathBuf};

use super::find::{absolute, from_here};
use crate::exit::Failure;

/// The folder that such reports name files from.
#[derive(Debug)]
pub(crate) struct PathBase(PathBuf);

impl PathBase {
    /// The folder typed; else the root of the git repository around the workspaces; outside git the working directory,
    /// or, from where it does not hold them, the nearest folder that does.
    ///
    /// # Errors
    /// If a workspace does not lie in the folder typed.
    pub(crate) fn new(roots: &[&Path], typed: Option<&Path>) -> Result<Self, Failure> {
        if let Some(typed) = typed {
            let base = absolute(typed)?;
            if let Some(root) = roots.iter().find(|root| !root.starts_with(&base)) {
                return Err(Failure::new(format!(
                    "the workspace `{}` does not lie in `{}` (--path-base)",
                    from_here(root),
                    typed.display()
                ))
                .help("Name a folder above it: the one that the report's reader starts from."));
            }
            return Ok(Self(base));
        }
        let here = absolute(Path::new("."))?;
        let holds_all = |folder: &&Path| roots.iter().all(|root| root.starts_with(folder));
        let around = roots.first().copied().unwrap_or(&here);
        let git_root = around.ancestors().find(|folder| folder.join(".git").exists());
        let base = git_root
            .filter(holds_all)
            .or_else(|| Some(here.as_path()).filter(holds_all))
            .or_else(|| around.ancestors().find(holds_all));
        Ok(Self(base.unwrap_or(around).to_owned()))
    }

    /// From there to a workspace: empty, or ended by `/`.
    pub(crate) fn prefix(&self, root: &Path) -> String {
        let inside = root.strip_prefix(&self.0).unwrap_or(Path::new(""));
        let mut prefix = String::new();
        for part in inside.components() {
            prefix.push_str(&part.as_os_str().to_string_lossy());
            prefix.push('/');
        }
        prefix
    }
}
