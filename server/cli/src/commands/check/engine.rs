//! The one door to analysis: a loaded workspace, its findings as report, and the part of its manifest that `check` obeys.

use std::sync::Arc;

use pipelua_analysis::baseline::{Baseline, baseline, baseline_file};
use pipelua_analysis::statistics::{KnownTypes, Step, known_types, steps};
use pipelua_analysis::workspace::manifest::{Manifest, manifest, manifest_errors, manifest_place};
use pipelua_analysis::{
    Database, Db, FileKind, FileText, MANIFEST, Openness, PlacementContext, SourceFile, diagnostics,
    editor_context, file_at, files, fingerprints,
};
use pipelua_ide::{Change, Examined, FixRules, Fixed, Positions, Told};
use pipelua_syntax::Encoding;

use super::codes::Codes;
use crate::report::{Problem, ProblemKind, Range, Severity};

/// Asks a workspace what its files offer to be fixed.
type Ask<'a> = dyn FnMut(&mut Engine, &[SourceFile]) -> Vec<Examined> + 'a;

/// A finding as a baseline names it: free of its place.
#[derive(Clone, Debug)]
pub(crate) struct Print {
    pub(crate) file: String,
    pub(crate) code: String,
    pub(crate) fingerprint: String,
    pub(crate) message: Option<String>,
    pub(crate) severity: Severity,
}

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

    /// The text of the file at `path`, if it is one of ours.
    pub(crate) fn text_at(&self, path: &str) -> Option<&str> {
        file_at(&self.db, path).map(|file| self.text(file))
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
        let found = diagnostics(&self.db, file).list.iter();
        found
            .map(|finding| (finding.severity, finding.message.clone()))
            .collect()
    }

    pub(crate) fn manifest(&self) -> &Manifest {
        manifest(&self.db)
    }

    /// What is told of one file. Fingerprints are left empty unless they are asked for.
    pub(crate) fn check(&self, file: SourceFile, codes: &Codes, with_fingerprints: bool) -> Told {
        pipelua_ide::findings(
            &self.db,
            file,
            Encoding::Utf16,
            |code| codes.contains(code),
            with_fingerprints,
        )
    }

    /// Every finding of a file, those included that the baseline accepts, as a baseline names them.
    pub(crate) fn prints(&self, file: SourceFile) -> Vec<Print> {
        let fingerprints = fingerprints(&self.db, file);
        let list = &diagnostics(&self.db, file).list;
        let prints = list.iter().zip(fingerprints);
        prints
            .map(|(found, fingerprint)| Print {
                file: self.path(file).to_owned(),
                code: found.code.to_owned(),
                fingerprint: fingerprint.clone(),
                message: Some(found.message.clone()),
                severity: found.severity,
            })
            .collect()
    }

    /// The baseline as it is read.
    pub(crate) fn baseline(&self) -> &Baseline {
        baseline(&self.db)
    }

    /// Why the baseline cannot be used.
    pub(crate) fn baseline_problem(&self) -> Option<Problem> {
        let (message, range) = self.baseline().error.as_ref()?;
        let file = baseline_file(&self.db)?;
        let path = self.path(file).to_owned();
        let mut positions = Positions::new(self.text(file), Encoding::Utf16);
        Some(Problem {
            message: format!("the baseline `{path}` cannot be used: {message}"),
            file: Some(path),
            range: Some(positions.range(*range)),
            kind: ProblemKind::Manifest,
        })
    }

    /// Gives a file another text. No clone may be alive.
    pub(crate) fn set_text(&mut self, path: &str, text: &str) {
        self.db
            .set_text(path, FileText::Utf8(text.into()), Openness::Closed);
    }

    /// How much is known of the types in a script.
    pub(crate) fn known_types(&self, file: SourceFile) -> Option<KnownTypes> {
        known_types(&self.db, file)
    }

    /// Hands the steps of the check of these files to `run` one by one.
    pub(crate) fn steps(&self, files: &[SourceFile], run: &mut dyn FnMut(Step, &mut dyn FnMut())) {
        steps(&self.db, files, run);
    }

    /// Where the manifest says something, such as `/lints/undefined-field`.
    pub(crate) fn manifest_range(&self, pointer: &str) -> Option<Range> {
        let (file, range) = manifest_place(&self.db, pointer)?;
        Some(Positions::new(self.text(file), Encoding::Utf16).range(range))
    }

    /// What a file is, and the placements that a script is checked for.
    pub(crate) fn placements(&self, file: SourceFile) -> (FileKind, &[PlacementContext]) {
        let kind = file.kind(&self.db);
        let placements = match kind {
            FileKind::Script => &editor_context(&self.db, file).context(&self.db).placements[..],
            _ => &[],
        };
        (kind, placements)
    }

    /// Fixes the texts in memory. No clone may be alive.
    pub(crate) fn apply_fixes(
        &mut self,
        rules: &FixRules<'_>,
        mut ask: impl FnMut(&mut Self, &[SourceFile]) -> Vec<Examined>,
    ) -> Fixed {
        let ask: &mut Ask<'_> = &mut ask;
        pipelua_ide::apply_fixes(&mut self.db, rules, &mut |db, files| {
            // Moved, not cloned: what was cached cannot be let go of while there is a clone.
            let mut engine = Self {
                db: std::mem::take(db),
            };
            let examined = ask(&mut engine, files);
            *db = engine.db;
            examined
        })
    }

    /// What one file offers to be fixed.
    pub(crate) fn examine(&self, file: SourceFile, rules: &FixRules<'_>) -> Examined {
        pipelua_ide::examine(&self.db, file, rules)
    }

    /// Makes a text what it was before it was fixed.
    pub(crate) fn put_back(&mut self, change: &Change) {
        if change.path != change.old_path {
            self.db.remove(&change.path);
        }
        let old = FileText::Utf8(change.old.clone());
        self.db.set_text(&change.old_path, old, Openness::Closed);
    }
}

fn let_go(db: &mut dyn Db) {
    db.trigger_lru_eviction();
}
