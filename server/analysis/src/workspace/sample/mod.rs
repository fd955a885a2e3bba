//! Samples: recorded contexts with what is expected, held against their schema, hook, pipeline and manifest.

mod context;
mod names;
mod personal_data;
mod values;

#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use pipelua_syntax::TextRange;
use pipelua_syntax::json::Value;

use super::json::{json, syntax_findings};
use super::shape::{MisfitKind, misfits};
use crate::db::Db;
use crate::inputs::SourceFile;
use crate::lint::{Anchor, Finding, FixData, Lint};
use crate::lints::{sample_syntax, sample_unknown_key, sample_value};

/// What a run does with a sample that is wrong.
const NOT_RUN: &str = "`pipelua test` and `pipelua run` refuse the sample; a deploy never reads it";

/// What is wrong with a sample. `no_eq`: findings hold places.
#[salsa::tracked(returns(ref), no_eq)]
pub(super) fn sample_findings(db: &dyn Db, file: SourceFile) -> Vec<Finding> {
    let json = json(db, file);
    let mut sample = Sample {
        db,
        file,
        root: json.root(),
        findings: Vec::new(),
    };
    let hook = sample.hook();
    sample
        .findings
        .extend(syntax_findings(db, file, &sample_syntax::LINT, NOT_RUN));
    // A text that cannot be read as a whole says nothing about what is absent, and little about the rest.
    if json.errors().is_empty() {
        sample.shape();
        if let Some(hook) = hook {
            sample.context(hook);
            sample.expected(hook);
            sample.nodes(hook);
        }
        sample.declared_names();
        sample.mocks();
        sample.time();
        sample.personal_data();
    }
    let mut findings = sample.findings;
    findings.sort_by_key(|finding| match finding.anchor {
        Anchor::Range(range) => (range.start, range.end),
        _ => (0, 0),
    });
    findings
}

/// A sample that is being judged.
struct Sample<'db> {
    db: &'db dyn Db,
    file: SourceFile,
    root: Value<'db>,
    findings: Vec<Finding>,
}

impl<'db> Sample<'db> {
    /// The value of a key of the outermost object.
    fn get(&self, key: &str) -> Option<Value<'db>> {
        self.root.get(key)
    }

    fn report(
        &mut self,
        lint: &'static Lint,
        range: TextRange,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> &mut Finding {
        let finding = Finding::new(lint, Anchor::Range(range), message)
            .runtime(NOT_RUN)
            .help(help);
        self.findings.push(finding);
        self.findings.last_mut().expect("it was pushed")
    }

    /// Keys, types and words, as the schema of the file has them.
    fn shape(&mut self) {
        static SCHEMA: OnceLock<serde_json::Value> = OnceLock::new();
        let schema = SCHEMA.get_or_init(|| {
            let schema = pipelua_schemas::builtin().file_schema("sample");
            schema.expect("samples have a schema").to_value()
        });
        for misfit in misfits(schema, self.root, "a sample") {
            match misfit.kind {
                MisfitKind::Value => {
                    self.report(&sample_value::LINT, misfit.range, misfit.message, misfit.help);
                }
                MisfitKind::UnknownKey(near) => {
                    let lint = &sample_unknown_key::LINT;
                    let finding = self.report(lint, misfit.range, misfit.message, misfit.help);
                    finding.runtime = Some("`pipelua test` does not run the sample".to_owned());
                    finding
                        .fixes
                        .extend(near.map(|near| rename_key(misfit.range, &near)));
                }
            }
        }
    }
}

/// The fix that writes another key.
fn rename_key(key: TextRange, name: &str) -> FixData {
    let quoted = pipelua_syntax::json::quote(name);
    FixData::new(format!("Rename it to `{name}`")).replace(Anchor::Range(key), quoted)
}
