//! What tests of lints share: a fixture goes in, its findings come out as one line each.
//!
//! A fixture is the text of `scripts/example.lua`, used at hook `before_signup`; or several files, each behind a
//! line `--- file: PATH`. What stands before the first such line, if anything, is the example script.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use expect_test::Expect;
use pipelua_syntax::LineIndex;

use crate::finding::{Diagnostic, Edit};
use crate::inputs::{FileKind, FileText, SourceFile, files};
use crate::{Database, Db, diagnostics};

const EXAMPLE: &str = "scripts/example.lua";
const PIPELINE: (&str, &str) = (
    "pipelines/before_signup.json",
    "{ \"nodes\": { \"example\": { \"script\": \"example\" } } }\n",
);

/// Holds the findings of these codes (of all, if none is named) against what is expected:
/// `3:7-3:12 code: message | run: .. | help: .. | fix: title`, a safe fix as `safe fix:`.
#[track_caller]
pub(crate) fn check(fixture: &str, codes: &[&str], expect: Expect) {
    let db = load(fixture);
    expect.assert_eq(&render(&db, codes));
}

/// No finding of these codes.
#[track_caller]
pub(crate) fn check_none(fixture: &str, codes: &[&str]) {
    let db = load(fixture);
    assert_eq!(render(&db, codes), "");
}

/// Applies each fix of each finding of `code`, one at a time, and sees that this finding is gone, that no syntax
/// error came and, of a safe one, no other finding; then holds the text after the first against what is expected.
#[track_caller]
pub(crate) fn check_fix(fixture: &str, code: &str, expect: Expect) {
    expect.assert_eq(&first_fixed(fixture, code));
}

/// The text after the first fix of [`check_fix`], once all of them are seen to be right.
#[track_caller]
pub(crate) fn first_fixed(fixture: &str, code: &str) -> String {
    let db = load(fixture);
    let mut first = None;
    for file in files(&db).values() {
        let before = &diagnostics(&db, *file).list;
        for finding in before.iter().filter(|finding| finding.code == code) {
            for fix in &finding.fixes {
                let fixed = apply(&db, &fix.edits);
                assert_fixed(fixture, file.path(&db), &fixed, before, finding, fix.safe);
                first.get_or_insert(fixed);
            }
        }
    }
    let first = first.expect("a fix");
    let texts: Vec<&str> = first.values().map(String::as_str).collect();
    texts.concat()
}

#[track_caller]
fn assert_fixed(
    fixture: &str,
    path: &str,
    fixed: &BTreeMap<Arc<str>, String>,
    before: &[Diagnostic],
    at: &Diagnostic,
    safe: bool,
) {
    let mut db = load(fixture);
    for (path, text) in fixed {
        db.set_text(path, FileText::Utf8(text.as_str().into()), crate::Openness::Open);
    }
    let file = crate::file_at(&db, path).expect("the file of the finding");
    let after = &diagnostics(&db, file).list;
    let count = |list: &[Diagnostic], code: &str| list.iter().filter(|one| one.code == code).count();
    assert!(
        count(after, at.code) < count(before, at.code),
        "the fix does not end the finding:\n{fixed:#?}"
    );
    assert!(
        count(after, "syntax-error") <= count(before, "syntax-error"),
        "the fix breaks the text:\n{fixed:#?}"
    );
    for other in after.iter().filter(|_| safe) {
        assert!(
            count(after, other.code) <= count(before, other.code),
            "the safe fix brings a finding, {}:\n{fixed:#?}",
            other.message
        );
    }
}

/// The texts of the files that these edits change, by path.
fn apply(db: &dyn Db, edits: &[Edit]) -> BTreeMap<Arc<str>, String> {
    let mut files: BTreeMap<Arc<str>, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        files.entry(edit.file.path(db).clone()).or_default().push(edit);
    }
    files
        .into_iter()
        .map(|(path, mut edits)| {
            let mut text = edits[0].file.text(db).as_str().to_string();
            edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
            for pair in edits.windows(2) {
                assert!(pair[0].range.end <= pair[1].range.start, "edits overlap");
            }
            for edit in edits.into_iter().rev() {
                text.replace_range(edit.range.as_usize(), &edit.new_text);
            }
            (path, text)
        })
        .collect()
}

/// The workspace of a fixture.
pub(crate) fn load(fixture: &str) -> Database {
    let mut texts: Vec<(Arc<str>, FileText)> = Vec::new();
    let mut parts = fixture.split("--- file: ");
    let example = parts.next().unwrap_or_default();
    for part in parts {
        let (path, text) = part.split_once('\n').expect("a path, then a text");
        texts.push((path.trim().into(), FileText::Utf8(text.into())));
    }
    if texts.is_empty() || !example.trim().is_empty() {
        texts.push((EXAMPLE.into(), FileText::Utf8(example.into())));
    }
    let has_pipeline = texts
        .iter()
        .any(|(path, _)| FileKind::of(path) == FileKind::Pipeline);
    let has_hook = texts.iter().any(|(_, text)| text.as_str().contains("---@hook"));
    if !has_pipeline && !has_hook {
        texts.push((PIPELINE.0.into(), FileText::Utf8(PIPELINE.1.into())));
    }
    let mut db = Database::default();
    db.load(texts);
    db
}

/// The findings of the files of a workspace; with the path where there is more than one script.
pub(crate) fn render(db: &dyn Db, codes: &[&str]) -> String {
    let mut out = String::new();
    let scripts = files(db)
        .keys()
        .filter(|path| FileKind::of(path).is_lua())
        .count();
    for (path, file) in files(db).iter() {
        for found in &diagnostics(db, *file).list {
            if codes.is_empty() || codes.contains(&found.code) {
                let path = if scripts > 1 || !FileKind::of(path).is_lua() {
                    path
                } else {
                    ""
                };
                line(db, *file, path, found, &mut out);
            }
        }
    }
    out
}

fn line(db: &dyn Db, file: SourceFile, path: &str, found: &Diagnostic, out: &mut String) {
    assert!(
        found.message.chars().count() <= 100,
        "too long: {}",
        found.message
    );
    if !path.is_empty() {
        let _ = write!(out, "{path} ");
    }
    match found.range {
        Some(range) => {
            let index = LineIndex::new(file.text(db).as_str());
            let place = |offset| {
                let at = index.position(offset, pipelua_syntax::Encoding::Utf32);
                format!("{}:{}", at.line + 1, at.character + 1)
            };
            let _ = write!(out, "{}-{} ", place(range.start), place(range.end));
        }
        None => out.push_str("file "),
    }
    let lint = crate::lint::lint(found.code).expect("codes of findings are registered");
    let _ = write!(out, "{}", found.code);
    if found.severity != lint.severity {
        let _ = write!(out, "[{}]", found.severity.as_str());
    }
    let _ = write!(out, ": {}", found.message);
    if let Some(runtime) = &found.runtime {
        let _ = write!(out, " | run: {runtime}");
    }
    if let Some(help) = &found.help {
        let _ = write!(out, " | help: {help}");
    }
    for related in &found.related {
        let text = &related.file.text(db).as_str()[related.range.as_usize()];
        let _ = write!(out, " | related: {} `{text}`", related.message);
    }
    for fix in &found.fixes {
        let _ = write!(
            out,
            " | {}: {}",
            if fix.safe { "safe fix" } else { "fix" },
            fix.title
        );
    }
    out.push('\n');
}

#[test]
fn messages_stay_short_whatever_the_names() {
    let long = "x".repeat(500);
    let texts = [
        "NAME = NAME2.y + context.NAME",
        "local NAME <const> = 1\nNAME = 2",
        "goto NAME\n::NAME2::",
        "::NAME::\n::NAME::",
        "do goto NAME end\nlocal NAME2\n::NAME::\nhelpers.log(1)",
        "local NAME\nlocal function NAME2(NAME) end",
        "local NAME\ndo local NAME = 1 end\nreturn NAME",
        "for NAME = 1, 2 do NAME = 2; helpers.log(NAME) end",
        "local NAME2\nreturn NAME",
        "local function NAME(a, NAME2) end\nNAME()",
        "NAME NAME2",
        "os.NAME()",
    ];
    for text in texts {
        let text = text.replace("NAME", &long);
        assert_ne!(render(&load(&text), &[]), "", "{text}");
    }
}
