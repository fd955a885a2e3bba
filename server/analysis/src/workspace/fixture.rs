//! Workspaces for tests: files split at lines `--- file: PATH`, findings written out for people.

use std::sync::Arc;

use super::workspace_findings;
use crate::db::{Database, Db};
use crate::inputs::{FileText, SourceFile, file_at};
use crate::lint::{Anchor, Finding};

/// The files of `fixture`. Text before the first `--- file:` is not allowed.
pub(crate) fn world(fixture: &str) -> Database {
    let mut db = Database::default();
    load(&mut db, fixture);
    db
}

/// Puts the files of `fixture` into `db`.
pub(crate) fn load(db: &mut Database, fixture: &str) {
    let files = fixture.split("--- file: ").filter(|part| !part.trim().is_empty());
    db.load(files.map(|part| {
        let (path, text) = part.split_once('\n').expect("a path, then a text");
        (Arc::from(path.trim()), FileText::Utf8(text.into()))
    }));
}

pub(crate) fn file(db: &dyn Db, path: &str) -> SourceFile {
    file_at(db, path).unwrap_or_else(|| panic!("no {path}"))
}

/// The findings of one file, one a line: code, place as `line:column` and text, message.
pub(crate) fn findings(db: &dyn Db, path: &str) -> String {
    let file = file(db, path);
    render(file.text(db).as_str(), workspace_findings(db, file))
}

pub(crate) fn render(text: &str, findings: &[Finding]) -> String {
    findings
        .iter()
        .map(|finding| line(text, finding))
        .collect::<Vec<_>>()
        .concat()
}

fn line(text: &str, finding: &Finding) -> String {
    assert!(
        finding.message.chars().count() <= 100,
        "too long: {}",
        finding.message
    );
    assert!(
        finding.runtime.is_some() && finding.help.is_some(),
        "three parts: {}",
        finding.message
    );
    let place = match finding.anchor {
        Anchor::Range(range) => {
            let before = &text[..range.start as usize];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
            let mut slice = text[range.as_usize()].replace('\n', "\\n");
            if slice.len() > 40 {
                slice = slice.chars().take(40).collect::<String>() + "..";
            }
            format!("{line}:{column} {slice}")
        }
        _ => "file".to_owned(),
    };
    let fixes = if finding.fixes.is_empty() { "" } else { " (fix)" };
    format!("{} [{place}] {}{fixes}\n", finding.lint.code, finding.message)
}
