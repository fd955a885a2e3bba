//! The baseline: findings that a team accepts for now, told by their fingerprints; and entries that match nothing any more.

use std::sync::Arc;

use pipelua_syntax::TextRange;
use pipelua_syntax::json::Value;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::db::Db;
use crate::fingerprint::fingerprints;
use crate::inputs::{SourceFile, file_at};
use crate::lint::{Anchor, Finding};
use crate::lints::stale_baseline;
use crate::workspace::json::json;
use crate::workspace::manifest::manifest;

/// What the file that `baseline` of the manifest names says. Empty without one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Baseline {
    /// In the order of the text.
    pub entries: Vec<BaselineEntry>,
    /// Why the file cannot be used; then nothing is accepted.
    pub error: Option<(String, TextRange)>,
    prints: FxHashSet<Box<str>>,
}

/// A finding that is accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BaselineEntry {
    pub file: Arc<str>,
    pub code: Box<str>,
    pub fingerprint: Box<str>,
    /// What it said when it was accepted.
    pub message: Option<Box<str>>,
    pub range: TextRange,
}

/// The file of the baseline, if it is there.
pub fn baseline_file(db: &dyn Db) -> Option<SourceFile> {
    file_at(db, manifest(db).baseline.as_deref()?)
}

/// The baseline of the workspace.
#[salsa::tracked(returns(ref))]
pub fn baseline(db: &dyn Db) -> Baseline {
    let Some(file) = baseline_file(db) else {
        return Baseline::default();
    };
    let json = json(db, file);
    if let Some(error) = json.errors().first() {
        return Baseline::broken(error.message.clone(), error.range);
    }
    let root = json.root();
    if root.get("version").and_then(Value::as_i64) != Some(1) {
        return Baseline::broken("its `version` is not 1".to_owned(), root.range());
    }
    let Some(list) = root.get("findings").and_then(Value::as_array) else {
        return Baseline::broken("it has no list of `findings`".to_owned(), root.range());
    };
    let mut entries = Vec::new();
    for value in list {
        let text = |key| value.get(key).and_then(Value::as_str);
        let (Some(path), Some(code), Some(fingerprint)) = (text("file"), text("code"), text("fingerprint"))
        else {
            let message = "an entry needs `file`, `code` and `fingerprint`";
            return Baseline::broken(message.to_owned(), value.range());
        };
        entries.push(BaselineEntry {
            file: path.into(),
            code: code.into(),
            fingerprint: fingerprint.into(),
            message: text("message").map(Box::from),
            range: value.range(),
        });
    }
    let prints = entries.iter().map(|entry| entry.fingerprint.clone()).collect();
    Baseline {
        entries,
        error: None,
        prints,
    }
}

impl Baseline {
    fn broken(message: String, range: TextRange) -> Self {
        Self {
            error: Some((message, range)),
            ..Self::default()
        }
    }
}

/// Whether the diagnostic of `file` at `index` is accepted.
pub fn is_accepted(db: &dyn Db, file: SourceFile, index: usize) -> bool {
    let baseline = baseline(db);
    // Fingerprints are made of texts: nobody makes them for nothing.
    !baseline.prints.is_empty()
        && fingerprints(db, file)
            .get(index)
            .is_some_and(|print| baseline.prints.contains(print.as_str()))
}

/// Entries of the baseline that match nothing, if `file` is the baseline.
#[salsa::tracked(returns(ref))]
pub(crate) fn baseline_findings(db: &dyn Db, file: SourceFile) -> Vec<Finding> {
    if baseline_file(db) != Some(file) {
        return Vec::new();
    }
    let mut there: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
    let entries = baseline(db).entries.iter();
    let stale = entries.filter(|entry| {
        let prints = there.entry(&entry.file).or_insert_with(|| {
            // What is found in the baseline itself follows from this: it is not asked for.
            match file_at(db, &entry.file).filter(|other| *other != file) {
                Some(other) => fingerprints(db, other).iter().map(String::as_str).collect(),
                None => FxHashSet::default(),
            }
        });
        !prints.contains(&*entry.fingerprint)
    });
    stale
        .map(|entry| stale_baseline::finding(&entry.code, Anchor::Range(entry.range)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Database, FileText, diagnostics};

    const SCRIPT: &str = "scripts/a.lua";
    const BASELINE: &str = "ci/accepted.json";

    fn load(script: &str, baseline: &str) -> Database {
        let mut db = Database::default();
        let texts = [
            (
                "pipelua.toml",
                "schema = 1\nname = \"a\"\n[check]\nbaseline = \"ci/accepted.json\"\n",
            ),
            (SCRIPT, script),
            (BASELINE, baseline),
        ];
        db.load(texts.map(|(path, text)| (path.into(), FileText::Utf8(text.into()))));
        db
    }

    fn text(entries: &[String]) -> String {
        format!("{{ \"version\": 1, \"findings\": [{}] }}", entries.join(", "))
    }

    fn entry(code: &str, fingerprint: &str) -> String {
        format!(r#"{{ "file": "{SCRIPT}", "code": "{code}", "fingerprint": "{fingerprint}" }}"#)
    }

    /// Which diagnostics of a script are accepted once the first one is.
    fn accepted(before: &str, after: &str) -> Vec<bool> {
        let db = load(before, "");
        let print = fingerprints(&db, file_at(&db, SCRIPT).unwrap())[0].clone();
        let db = load(after, &text(&[entry("undefined-global", &print)]));
        let file = file_at(&db, SCRIPT).unwrap();
        let list = &diagnostics(&db, file).list;
        (0..list.len())
            .map(|index| is_accepted(&db, file, index))
            .collect()
    }

    #[test]
    fn what_is_accepted_stays_so_when_it_moves_and_nothing_else_is() {
        let before = "---@hook before_signup\nreturn x\n";
        let moved = accepted(before, "---@hook before_signup\n-- why\n\nprint(y)\nreturn x\n");
        assert_eq!(moved.iter().filter(|accepted| **accepted).count(), 1, "{moved:?}");
        assert!(moved.len() > 1);
    }

    #[test]
    fn a_broken_baseline_accepts_nothing_and_says_why() {
        for (baseline_text, why) in [
            ("{", "`{`"),
            ("{ \"findings\": [] }", "version"),
            ("{ \"version\": 1 }", "findings"),
            ("{ \"version\": 1, \"findings\": [{}] }", "fingerprint"),
        ] {
            let db = load("return x\n", baseline_text);
            let (message, _) = baseline(&db).error.clone().unwrap();
            assert!(message.contains(why), "{message}");
            assert!(baseline(&db).entries.is_empty());
        }
    }

    #[test]
    fn an_entry_of_the_baseline_itself_is_stale_and_ends() {
        let own = format!(r#"{{ "file": "{BASELINE}", "code": "stale-baseline", "fingerprint": "0" }}"#);
        let db = load("return {}\n", &text(&[own, entry("undefined-global", "0")]));
        let file = file_at(&db, BASELINE).unwrap();
        assert_eq!(diagnostics(&db, file).list.len(), 2);
    }
}
