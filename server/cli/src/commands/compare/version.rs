//! One of the two versions: a workspace in a folder, or as git has it.

use std::path::Path;

use pipelua_analysis::MANIFEST;
use pipelua_engine::sandbox::ChunkCache;

use crate::exit::Failure;
use crate::runs::Runs;
use crate::workspace::find::{absolute, root_here};
use crate::workspace::git::files_at;
use crate::workspace::read::read;

pub(super) struct Version {
    pub(super) runs: Runs,
}

impl Version {
    /// A folder with a manifest, else a commit of the repository around the working directory.
    ///
    /// # Errors
    /// If there is no such workspace, or it cannot be run.
    pub(super) fn open(named: &str, cache: &ChunkCache) -> Result<Self, Failure> {
        let folder = absolute(Path::new(named))?;
        let texts = if folder.join(MANIFEST).is_file() {
            let files = read(&folder);
            if let Some(problem) = files.problems.first() {
                return Err(Failure::new(problem.message.clone()));
            }
            files.texts
        } else if folder.is_dir() && Path::new(named).components().count() > 1 {
            return Err(Failure::new(format!("`{named}` holds no `{MANIFEST}`")));
        } else {
            files_at(&root_here()?, named)?
        };
        if !texts.iter().any(|(path, _)| &**path == MANIFEST) {
            return Err(Failure::new(format!("`{named}` holds no `{MANIFEST}`"))
                .help("Name a folder with a workspace, or a commit that has this one."));
        }
        let (runs, _) = Runs::of(texts, cache)?;
        Ok(Self { runs })
    }

    /// The hooks that have a pipeline.
    pub(super) fn hooks(&self) -> impl Iterator<Item = &str> {
        self.runs.pipelines()
    }
}
