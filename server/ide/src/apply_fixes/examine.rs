//! What a file offers to be fixed, and the errors that fixes of others must not add to.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipelua_analysis::baseline::is_accepted;
use pipelua_analysis::{
    Db, Diagnostic, FileKind, FileText, Fix, Severity, SourceFile, diagnostics, file_at, manifest_errors,
};
use pipelua_syntax::TextRange;

use super::FixRules;

/// The code under which a manifest counts that cannot be read at all.
const NO_MANIFEST: &str = "manifest";

/// One file in one round.
#[derive(Clone, Debug, Default)]
pub struct Examined {
    pub(super) candidates: Vec<Candidate>,
    /// How many errors there are of each code.
    pub(super) errors: BTreeMap<&'static str, usize>,
}

/// A fix that may be applied, free of its database.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) file: Arc<str>,
    pub(super) code: &'static str,
    message: String,
    pub(super) title: String,
    pub(super) safe: bool,
    pub(super) edits: Vec<Replacement>,
    pub(super) renames: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub(super) struct Replacement {
    pub(super) path: Arc<str>,
    pub(super) range: TextRange,
    pub(super) new_text: String,
}

/// What `file` offers under these rules, and its errors.
pub fn examine(db: &dyn Db, file: SourceFile, rules: &FixRules<'_>) -> Examined {
    let mut examined = Examined::default();
    let is_reported = (rules.reported)(file.path(db));
    for (index, found) in diagnostics(db, file).list.iter().enumerate() {
        if found.severity == Severity::Error || is_broken(found.code) {
            *examined.errors.entry(found.code).or_default() += 1;
        }
        if is_reported && (rules.wanted)(found.code) && !is_accepted(db, file, index) {
            examined.candidates.extend(candidate(db, file, found, rules));
        }
    }
    if file.kind(db) == FileKind::Manifest && !manifest_errors(db).is_empty() {
        examined.errors.insert(NO_MANIFEST, manifest_errors(db).len());
    }
    examined
}

/// The fix of a finding that is applied unasked: a safe one, else the one that is preferred.
fn candidate(db: &dyn Db, file: SourceFile, found: &Diagnostic, rules: &FixRules<'_>) -> Option<Candidate> {
    let may = |fix: &&Fix| (fix.safe || rules.unsafe_too) && can_be_applied(db, file, fix, rules);
    let fixes = || found.fixes.iter().filter(may);
    let fix = fixes()
        .find(|fix| fix.safe)
        .or_else(|| fixes().find(|fix| fix.preferred))?;
    Some(Candidate {
        file: file.path(db).clone(),
        code: found.code,
        message: found.message.clone(),
        title: fix.title.clone(),
        safe: fix.safe,
        edits: fix
            .edits
            .iter()
            .map(|edit| Replacement {
                path: edit.file.path(db).clone(),
                range: edit.range,
                new_text: edit.new_text.clone(),
            })
            .collect(),
        renames: fix.renames.clone(),
    })
}

/// Whether all that it changes are files of ours whose bytes we know, and none is overwritten.
fn can_be_applied(db: &dyn Db, file: SourceFile, fix: &Fix, rules: &FixRules<'_>) -> bool {
    let is_text =
        |file: SourceFile| matches!(file.text(db), FileText::Utf8(_)) && file.kind(db) != FileKind::Other;
    let is_allowed = |path: &str| rules.only.is_none_or(|only| only == path);
    let mut edits = fix.edits.iter();
    let mut renames = fix.renames.iter();
    (!fix.edits.is_empty() || !fix.renames.is_empty())
        && edits.all(|edit| is_text(edit.file) && is_allowed(edit.file.path(db)))
        && renames.all(|(from, to)| {
            rules.only.is_none()
                && **file.path(db) == **from
                && is_text(file)
                && FileKind::of(to) == file.kind(db)
                && file_at(db, to).is_none()
        })
}

fn is_broken(code: &str) -> bool {
    code == NO_MANIFEST || code == "syntax-error" || code.ends_with("-syntax") && code != "doc-syntax"
}

impl Examined {
    /// Whether nothing is left to apply.
    pub fn is_done(&self) -> bool {
        self.candidates.is_empty()
    }

    /// How many errors say that the text cannot be read.
    pub(super) fn broken(&self) -> usize {
        let broken = self.errors.iter().filter(|(code, _)| is_broken(code));
        broken.map(|(_, count)| count).sum()
    }

    pub(super) fn first_broken(&self) -> Option<&'static str> {
        self.errors.keys().copied().find(|code| is_broken(code))
    }
}

impl Candidate {
    /// What it is known by from round to round.
    pub(super) fn key(&self) -> (Arc<str>, &'static str, String) {
        (
            self.file.clone(),
            self.code,
            format!("{}\n{}", self.title, self.message),
        )
    }

    /// Whether it is for a text that cannot be read.
    pub(super) fn mends(&self) -> bool {
        is_broken(self.code)
    }

    /// The files that it changes, as they are called before.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        let edited = self.edits.iter().map(|edit| &*edit.path);
        edited.chain(self.renames.iter().map(|(from, _)| from.as_str()))
    }

    /// The same, as they are called afterwards.
    pub(super) fn paths_after(&self) -> impl Iterator<Item = &str> {
        self.paths().map(|path| {
            let renamed = self.renames.iter().find(|(from, _)| from == path);
            renamed.map_or(path, |(_, to)| to.as_str())
        })
    }
}
