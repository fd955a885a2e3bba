//! The one door to analysis: a loaded workspace, its findings as report, and the part of its manifest that `check` obeys.

use std::sync::Arc;

use pipelua_analysis::workspace::manifest::{Manifest, manifest, manifest_errors};
use pipelua_analysis::{Database, Db, FileText, MANIFEST, SourceFile, file_at, files};
use pipelua_ide::Positions;
use pipelua_syntax::Encoding;

use super::codes::Codes;
use crate::report::{Finding, Problem, ProblemKind, Severity};

/// A workspace that can be asked for its findings; a clone lets another thread ask.
#[derive(Clone)]
pub(crate) struct Engine {
    db: Database,
}

impl Engine {
    pub(crate) fn load(texts: Vec<(Arc<str>, FileText)>) -> Self {
        let mut db = Database::default();
        db.load(texts);
        Self { db }
    }

    /// The files whose paths are wanted, in order of their paths.
    pub(crate) fn files(&self, wanted: impl Fn(&str) -> bool) -> Vec<SourceFile> {
        files(&self.db)
            .iter()
            .filter(|(path, _)| wanted(path))
            .map(|(_, file)| *file)
            .collect()
    }

    pub(crate) fn path(&self, file: SourceFile) -> &str {
        file.path(&self.db)
    }

    pub(crate) fn text(&self, file: SourceFile) -> &str {
        file.text(&self.db).as_str()
    }

    /// Lets go of what was cached for files that are done. No clone may be alive.
    pub(crate) fn let_go(&mut self) {
        let_go(&mut self.db);
    }

    /// Why the manifest cannot be used as a whole.
    pub(crate) fn manifest_problems(&self) -> Vec<Problem> {
        let text = file_at(&self.db, MANIFEST).map_or("", |file| self.text(file));
        let mut positions = Positions::new(text, Encoding::Utf16);
        manifest_errors(&self.db)
            .iter()
            .map(|error| Problem {
                file: Some(MANIFEST.to_owned()),
                message: error.message.clone(),
                range: error.range.map(|range| positions.range(range)),
                kind: ProblemKind::Manifest,
            })
            .collect()
    }

    /// What is found in the manifest, for those who do not check the rest.
    pub(crate) fn manifest_findings(&self) -> Vec<(Severity, String)> {
        let Some(file) = file_at(&self.db, MANIFEST) else {
            return Vec::new();
        };
        let found = pipelua_analysis::diagnostics(&self.db, file).list.iter();
        found
            .map(|finding| (finding.severity, finding.message.clone()))
            .collect()
    }

    pub(crate) fn manifest(&self) -> &Manifest {
        manifest(&self.db)
    }

    /// The findings of one file that are reported, and how many a comment silences. Fingerprints, which only
    /// machines read, are left empty unless `for_machines`.
    pub(crate) fn check(&self, file: SourceFile, codes: &Codes, for_machines: bool) -> (Vec<Finding>, u32) {
        pipelua_ide::findings(
            &self.db,
            file,
            Encoding::Utf16,
            |code| codes.contains(code),
            for_machines,
        )
    }
}

fn let_go(db: &mut dyn Db) {
    db.trigger_lru_eviction();
}
