//! The one door to analysis: a loaded workspace, its findings as report, and the part of its manifest that `check` obeys.

use std::collections::HashMap;
use std::sync::Arc;

use pipelua_analysis::workspace::manifest::{Manifest, manifest, manifest_errors};
use pipelua_analysis::{Database, Db, Diagnostic, FileText, MANIFEST, SourceFile, Tag, file_at, files};
use pipelua_syntax::TextRange;

use super::codes::Codes;
use super::positions::Positions;
use crate::report::{Edit, Finding, Fix, Placement, Problem, ProblemKind, Range, Related, Rename, Severity};

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
        let mut positions = Positions::new(text);
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
        let diagnostics = pipelua_analysis::diagnostics(&self.db, file);
        if diagnostics.list.is_empty() {
            return (Vec::new(), diagnostics.suppressed);
        }
        let fingerprints = if for_machines {
            pipelua_analysis::fingerprints(&self.db, file)
        } else {
            vec![String::new(); diagnostics.list.len()]
        };
        let mut places = Places {
            engine: self,
            files: HashMap::new(),
        };
        let findings = diagnostics
            .list
            .iter()
            .zip(fingerprints)
            .filter(|(diagnostic, _)| codes.contains(diagnostic.code))
            .map(|(diagnostic, fingerprint)| places.finding(file, diagnostic, fingerprint.clone()))
            .collect();
        (findings, diagnostics.suppressed)
    }
}

fn let_go(db: &mut dyn Db) {
    db.trigger_lru_eviction();
}

/// Turns ranges of several files into places, counting the lines of each file once.
struct Places<'a> {
    engine: &'a Engine,
    files: HashMap<SourceFile, Positions<'a>>,
}

impl Places<'_> {
    fn range(&mut self, file: SourceFile, range: TextRange) -> Range {
        let engine = self.engine;
        self.files
            .entry(file)
            .or_insert_with(|| Positions::new(engine.text(file)))
            .range(range)
    }

    fn path(&self, file: SourceFile) -> String {
        self.engine.path(file).to_owned()
    }

    fn finding(&mut self, file: SourceFile, diagnostic: &Diagnostic, fingerprint: String) -> Finding {
        Finding {
            file: self.path(file),
            code: diagnostic.code,
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            runtime: diagnostic.runtime.clone(),
            help: diagnostic.help.clone(),
            url: url(diagnostic.code),
            tags: diagnostic.tag.map(tag).into_iter().collect(),
            placements: diagnostic
                .placements
                .iter()
                .map(|placement| Placement {
                    hook: placement.hook.to_string(),
                    node: placement.node.to_string(),
                })
                .collect(),
            range: diagnostic.range.map(|range| self.range(file, range)),
            pointer: diagnostic.pointer.clone(),
            related: diagnostic
                .related
                .iter()
                .map(|related| Related {
                    file: self.path(related.file),
                    range: self.range(related.file, related.range),
                    message: related.message.clone(),
                })
                .collect(),
            fixes: diagnostic
                .fixes
                .iter()
                .enumerate()
                .map(|(index, fix)| self.fix(fix, &fingerprint, index))
                .collect(),
            fingerprint,
        }
    }

    fn fix(&mut self, fix: &pipelua_analysis::Fix, fingerprint: &str, index: usize) -> Fix {
        Fix {
            id: format!("{fingerprint}-{index}"),
            title: fix.title.clone(),
            safe: fix.safe,
            preferred: fix.preferred,
            edits: fix
                .edits
                .iter()
                .map(|edit| Edit {
                    file: self.path(edit.file),
                    range: self.range(edit.file, edit.range),
                    new_text: edit.new_text.clone(),
                })
                .collect(),
            renames: fix
                .renames
                .iter()
                .map(|(from, to)| Rename {
                    from: from.clone(),
                    to: to.clone(),
                })
                .collect(),
        }
    }
}

/// The page of a lint, for this version.
fn url(code: &str) -> String {
    concat!(
        env!("CARGO_PKG_REPOSITORY"),
        "/blob/v",
        env!("CARGO_PKG_VERSION"),
        "/docs/lints/"
    )
    .to_owned()
        + code
        + ".md"
}

fn tag(tag: Tag) -> &'static str {
    match tag {
        Tag::Unnecessary => "unnecessary",
        Tag::Deprecated => "deprecated",
    }
}
