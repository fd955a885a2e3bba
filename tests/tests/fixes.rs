//! Every fix of every finding: the text that it makes is one that Lua reads, if the one before was.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipelua_analysis::{Database, Edit, FileKind, FileText, Fix, diagnostics, file_at, files};
use pipelua_tests::generate::program;
use pipelua_tests::judge::Judge;
use pipelua_tests::random::Random;
use pipelua_tests::scripts::in_full;
use pipelua_tests::workspaces::load;

const SCRIPT: &str = "scripts/example.lua";

/// The texts of the files that a fix changes.
fn apply(db: &Database, fix: &Fix) -> BTreeMap<Arc<str>, String> {
    let mut by_file: BTreeMap<Arc<str>, Vec<&Edit>> = BTreeMap::new();
    for edit in &fix.edits {
        by_file.entry(edit.file.path(db).clone()).or_default().push(edit);
    }
    let mut texts = BTreeMap::new();
    for (path, mut edits) in by_file {
        let file = file_at(db, &path).expect("an edit is of a file of the workspace");
        let mut text = file.text(db).as_str().to_string();
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let overlaps = edits
            .windows(2)
            .any(|pair| pair[0].range.end > pair[1].range.start);
        assert!(
            !overlaps,
            "the edits of `{}` overlap in {path}:\n{text}",
            fix.title
        );
        for edit in edits.into_iter().rev() {
            text.replace_range(edit.range.as_usize(), &edit.new_text);
        }
        texts.insert(path, text);
    }
    texts
}

/// Applies each fix of one workspace by itself; how many there were.
fn check(db: &Database, judge: &Judge) -> usize {
    let mut count = 0;
    for (path, file) in files(db).iter() {
        for found in &diagnostics(db, *file).list {
            for fix in &found.fixes {
                count += 1;
                for (changed, text) in apply(db, fix) {
                    let before = file_at(db, &changed).map(|file| file.text(db).as_str().clone());
                    let was_whole = before.is_some_and(|before| is_whole(judge, &changed, &before));
                    assert!(
                        !was_whole || is_whole(judge, &changed, &text),
                        "{path}: `{}` of {} makes of {changed}:\n{text}",
                        fix.title,
                        found.code
                    );
                }
            }
        }
    }
    count
}

fn is_whole(judge: &Judge, path: &str, text: &str) -> bool {
    !FileKind::of(path).is_lua() || judge.accepts(text).is_ok()
}

#[test]
fn fixes_of_the_examples_leave_whole_texts() {
    let judge = Judge::new();
    let count: usize = ["acme", "correct", "faulty"]
        .map(|name| check(&load(name), &judge))
        .iter()
        .sum();
    assert!(count > 40, "only {count} fixes");
}

#[test]
fn fixes_of_random_programs_leave_whole_texts() {
    let judge = Judge::new();
    let mut random = Random::of_run("fixes_of_random_programs_leave_whole_texts");
    let mut count = 0;
    for _ in 0..if in_full() { 20_000 } else { 1_000 } {
        let text = program(&mut random);
        let mut db = Database::default();
        let pipeline = r#"{ "nodes": { "example": { "script": "example" } } }"#;
        let files = [
            ("pipelua.toml", "schema = 1\nname = \"random\"\n"),
            ("pipelines/before_signup.json", pipeline),
            (SCRIPT, &text),
        ];
        db.load(files.map(|(path, text)| (path.into(), FileText::Utf8(text.into()))));
        count += check(&db, &judge);
    }
    assert!(count > 1_000, "only {count} fixes");
}
