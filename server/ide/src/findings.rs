//! The findings of a file, converted once for every edge: `check` and the editor say the same because both ask here.

use pipelua_analysis::baseline::is_accepted;
use pipelua_analysis::{Db, Diagnostic, SourceFile, Tag, fingerprints};
use pipelua_syntax::{Encoding, TextRange};
use rustc_hash::FxHashMap;

use crate::finding::{Edit, Finding, Fix, Placement, Range, Related, Rename};
use crate::positions::Positions;

/// What is told of a file.
#[derive(Debug, Default)]
pub struct Told {
    /// In order of their places.
    pub findings: Vec<Finding>,
    /// How many a comment silences.
    pub suppressed: u32,
    /// How many more the baseline accepts.
    pub baselined: u32,
}

/// The findings of `file` whose code is wanted, but for those that the baseline accepts.
/// Fingerprints, which only machines read, are left empty unless asked for.
pub fn findings(
    db: &dyn Db,
    file: SourceFile,
    encoding: Encoding,
    wanted: impl Fn(&str) -> bool,
    with_fingerprints: bool,
) -> Told {
    let diagnostics = pipelua_analysis::diagnostics(db, file);
    if diagnostics.list.is_empty() {
        return Told {
            suppressed: diagnostics.suppressed,
            ..Told::default()
        };
    }
    let fingerprints = with_fingerprints.then(|| fingerprints(db, file));
    let mut places = Places {
        db,
        encoding,
        files: FxHashMap::default(),
    };
    let mut told = Told {
        suppressed: diagnostics.suppressed,
        ..Told::default()
    };
    for (index, diagnostic) in diagnostics.list.iter().enumerate() {
        if !wanted(diagnostic.code) {
            continue;
        }
        if is_accepted(db, file, index) {
            told.baselined += 1;
            continue;
        }
        let fingerprint = fingerprints.and_then(|all| all.get(index)).cloned();
        told.findings
            .push(places.finding(file, diagnostic, fingerprint.unwrap_or_default()));
    }
    told
}

/// Turns ranges of several files into places, counting the lines of each file once.
struct Places<'a> {
    db: &'a dyn Db,
    encoding: Encoding,
    files: FxHashMap<SourceFile, Positions<'a>>,
}

impl Places<'_> {
    fn range(&mut self, file: SourceFile, range: TextRange) -> Range {
        let (db, encoding) = (self.db, self.encoding);
        self.files
            .entry(file)
            .or_insert_with(|| Positions::new(file.text(db).as_str(), encoding))
            .range(range)
    }

    fn path(&self, file: SourceFile) -> String {
        file.path(self.db).to_string()
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
pub fn url(code: &str) -> String {
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
