//! The example workspaces: a believable one without a finding, and one in which everything is wrong once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fixture::{file, render};
use super::manifest::manifest_errors;
use super::{file_findings, workspace_findings};
use crate::db::Database;
use crate::inputs::{FileKind, FileText, files};
use crate::lint::{Anchor, Finding};

/// The files of `tests/workspaces/<name>`.
fn load(name: &str) -> Database {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/workspaces")
        .join(name);
    let mut texts = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let relative = path
                .strip_prefix(&root)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/");
            texts.push((
                Arc::from(relative),
                FileText::from_bytes(std::fs::read(path).unwrap()),
            ));
        }
    }
    let mut db = Database::default();
    db.load(texts);
    db
}

fn all_findings(db: &Database, path: &str) -> Vec<Finding> {
    let file = file(db, path);
    let text = file.text(db).as_str();
    let has_hook_tag = text.contains("---@hook");
    [
        workspace_findings(db, file),
        &file_findings(db, file, has_hook_tag),
    ]
    .concat()
}

/// Bytes as they lie on a disk, which need not be text.
#[test]
fn every_cut_at_every_byte_is_read_without_a_panic() {
    let manifest = "schema = 1\nname = \"é\"\n[secrets]\nA = \"日本\"\n";
    let pipeline = r#"{ "description": "é日", "nodes": { "a": { "script": "é" } } }"#;
    let sample = r#"{ "description": "é日", "context": { "email": "é@example.com", "request": {} } }"#;
    let hook = r#"{ "mode": "blocking", "title": "é日", "input": { "type": "object" } }"#;
    for (path, whole) in [
        ("pipelua.toml", manifest),
        ("pipelines/before_signup.json", pipeline),
        ("samples/before_signup/a.json", sample),
        ("hooks/own.json", hook),
    ] {
        let bytes = whole.as_bytes();
        let mut not_text = 0;
        for at in 0..=bytes.len() {
            for cut in [&bytes[..at], &bytes[at..]] {
                let mut db = Database::default();
                db.load([(Arc::from(path), FileText::from_bytes(cut.to_vec()))]);
                let file = file(&db, path);
                let found = workspace_findings(&db, file);
                render(file.text(&db).as_str(), found);
                if std::str::from_utf8(cut).is_err() {
                    not_text += 1;
                    let found = crate::findings::findings(&db, file).len() + manifest_errors(&db).len();
                    assert_eq!(found, 1, "{path}: {cut:?}");
                }
            }
        }
        assert!(not_text > 5, "{path}");
    }
}

#[test]
fn acme_is_clean() {
    let db = load("acme");
    assert_eq!(manifest_errors(&db), []);
    let mut kinds = std::collections::HashSet::new();
    for (path, file) in files(&db).iter() {
        kinds.insert(FileKind::of(path));
        let mut found = all_findings(&db, path);
        // The manifest names a finding about Lua that is being written elsewhere.
        found.retain(|finding| !finding.message.starts_with("`script-near-limit`"));
        assert!(
            found.is_empty(),
            "{path}:\n{}",
            render(file.text(&db).as_str(), &found)
        );
    }
    for kind in [
        FileKind::Manifest,
        FileKind::Script,
        FileKind::Pipeline,
        FileKind::Sample,
        FileKind::Hook,
    ] {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
}

#[test]
fn faulty_has_each_fault_where_its_authors_put_it() {
    let db = load("faulty");
    let expected = include_str!("../../../../tests/workspaces/faulty/EXPECTED.md");
    let mut seen = 0;
    let mut missing = Vec::new();
    for row in expected.lines().filter_map(|line| line.strip_prefix("| `")) {
        let (code, place) = row.split_once("` | ").unwrap();
        let (path, line) = place.trim_end_matches(" |").split_once(':').unwrap();
        let later = ["pipeline-data-conflict", "pipeline-unread-output"];
        let ours = [
            "hook-",
            "library-",
            "manifest-",
            "pipeline-",
            "sample-",
            "script-bad",
            "script-unattached",
        ];
        if later.contains(&code) || !ours.iter().any(|start| code.starts_with(start)) {
            continue;
        }
        seen += 1;
        let text = file(&db, path).text(&db).as_str();
        let found = all_findings(&db, path);
        let line_of = |finding: &Finding| match finding.anchor {
            Anchor::Range(range) => text[..range.start as usize].matches('\n').count() + 1,
            _ => 1,
        };
        let here = |finding: &Finding| finding.lint.code == code && line_of(finding).to_string() == line;
        if !found.iter().any(here) {
            missing.push(format!(
                "{code} is not at {path}:{line}, but\n{}",
                render(text, &found)
            ));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert!(seen >= 32, "only {seen} places");
}
