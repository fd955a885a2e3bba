//! A local that gets a name nobody has means what it meant: the same scopes, the same findings, and back the same bytes.
//!
//! `PIPELUA_GATES=full` takes every local of the acme scripts; without it, a sample.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use pipelua_analysis::lower::{Lowered, lower, parse};
use pipelua_analysis::scopes::{Scopes, scopes};
use pipelua_analysis::{Database, FileKind, FileText, Openness, SourceFile, diagnostics};
use pipelua_ide::{FilePosition, Renaming, rename};
use pipelua_syntax::{NodeId, NodeKind};

/// As no script of acme has it; short enough to be shown whole in messages.
const FRESH: &str = "nobody_has_this_name";

#[test]
fn every_local_of_acme_is_renamed_and_back() {
    let full = std::env::var("PIPELUA_GATES").is_ok_and(|value| value == "full");
    let step = if full { 1 } else { 5 };
    let mut db = acme();
    let scripts: Vec<SourceFile> = pipelua_analysis::files_of(&db, FileKind::Script).collect();
    let mut renamed = 0;
    for (number, file) in scripts.into_iter().enumerate() {
        let before = file.text(&db).as_str().to_string();
        assert!(!before.contains(FRESH));
        for offset in declarations(&db, file)
            .into_iter()
            .skip(number % step)
            .step_by(step)
        {
            round_trip(&mut db, file, &before, offset);
            renamed += 1;
        }
    }
    assert!(renamed > 50, "only {renamed} locals were renamed");
}

/// A key of data that is handed on has the same readers under another name, or keeps its own.
#[test]
fn every_key_of_data_of_acme_is_renamed_and_back() {
    let mut db = acme();
    let files: Vec<SourceFile> = pipelua_analysis::files(&db).values().copied().collect();
    let scripts: Vec<SourceFile> = pipelua_analysis::files_of(&db, FileKind::Script).collect();
    let before: Vec<String> = files
        .iter()
        .map(|file| file.text(&db).as_str().to_string())
        .collect();
    let told = |db: &Database, name: &str| -> Vec<_> {
        let all = files.iter().filter(|file| file.kind(db) != FileKind::Other);
        all.flat_map(|file| told(db, *file, name)).collect()
    };
    let (mut renamed, mut refused) = (0, Vec::new());
    for file in scripts {
        for (offset, name) in items(&db, file) {
            let expected = told(&db, &name);
            let at = FilePosition { file, offset };
            let Ok(renaming) = rename(&db, at, FRESH) else {
                refused.push(format!("{} {name}", file.path(&db)));
                continue;
            };
            apply(&mut db, &renaming.unwrap());
            assert_eq!(
                told(&db, FRESH),
                expected,
                "{}: `{name}` at {offset}",
                file.path(&db)
            );
            let start = file.text(&db).as_str().find(FRESH).unwrap() as u32;
            let back = rename(&db, FilePosition { file, offset: start }, &name).unwrap();
            apply(&mut db, &back.unwrap());
            let after = files.iter().map(|file| file.text(&db).as_str().to_string());
            assert!(after.eq(before.iter().cloned()), "{}: `{name}`", file.path(&db));
            renamed += 1;
        }
    }
    assert!(
        renamed > 40,
        "only {renamed} keys were renamed; refused were {refused:#?}"
    );
}

/// The keys of constructors that are keys of data.
fn items(db: &Database, file: SourceFile) -> Vec<(u32, String)> {
    let (parse, tree) = (parse(db, file), lower(db, file));
    let items = tree.of_kind(NodeKind::NamedItem).map(|item| {
        let start = parse.token_range(parse.node(item).main).start;
        (start, tree.name(item).to_owned())
    });
    items
        .filter(|(offset, _)| {
            let at = FilePosition {
                file,
                offset: *offset,
            };
            !matches!(rename(db, at, FRESH), Err(refusal) if refusal.message.starts_with("which tables"))
        })
        .collect()
}

fn apply(db: &mut Database, renaming: &Renaming) {
    for edit in renaming.edits.iter().rev() {
        let mut text = edit.file.text(db).as_str().to_string();
        text.replace_range(edit.range.as_usize(), &edit.text);
        let path = edit.file.path(db).to_string();
        db.set_text(&path, FileText::Utf8(text.into()), Openness::Open);
    }
}

fn round_trip(db: &mut Database, file: SourceFile, before: &str, offset: u32) {
    let old_name = word_at(before, offset);
    let path = file.path(db).to_string();
    // A line before the name says that it is not used on purpose.
    let fresh = if old_name.starts_with('_') {
        format!("_{FRESH}")
    } else {
        FRESH.to_owned()
    };
    let (meaning, told) = (meaning(db, file), told(db, file, &old_name));
    let moved = write(db, file, offset, &fresh);
    assert_eq!(
        self::meaning(db, file),
        meaning,
        "{path}: `{old_name}` at {offset}"
    );
    assert_eq!(
        self::told(db, file, &fresh),
        told,
        "{path}: `{old_name}` at {offset}"
    );
    write(db, file, moved, &old_name);
    assert_eq!(
        &**file.text(db).as_str(),
        before,
        "{path}: `{old_name}` at {offset}"
    );
}

/// Renames what is declared at `offset`; where its declaration stands then.
fn write(db: &mut Database, file: SourceFile, offset: u32, new_name: &str) -> u32 {
    let at = FilePosition { file, offset };
    let Renaming { edits, moves, .. } = rename(db, at, new_name).unwrap().unwrap();
    assert!(moves.is_empty());
    let mut text = file.text(db).as_str().to_string();
    for edit in edits.iter().rev() {
        assert!(edit.file == file);
        text.replace_range(edit.range.as_usize(), &edit.text);
    }
    let path = file.path(db).to_string();
    db.set_text(&path, FileText::Utf8(text.into()), Openness::Open);
    let before = edits.iter().filter(|edit| edit.range.end <= offset);
    before.fold(offset, |at, edit| {
        at + new_name.len() as u32 - (edit.range.end - edit.range.start)
    })
}

/// Where locals, parameters and labels are declared; `self` is declared by a colon.
fn declarations(db: &Database, file: SourceFile) -> Vec<u32> {
    let (parse, scopes) = (parse(db, file), scopes(db, file));
    let locals = scopes
        .locals()
        .map(|(_, local)| local.node)
        .filter(|node| parse.main_text(*node) != "function" && parse.main_text(*node) != "(");
    let labels = scopes.labels().iter().map(|label| label.node);
    let mut starts: Vec<u32> = locals
        .chain(labels)
        .map(|node| parse.token_range(parse.node(node).main).start)
        .collect();
    starts.sort_unstable();
    starts
}

/// What each name of a file stands for.
fn meaning(db: &Database, file: SourceFile) -> Vec<(NodeId, Option<NodeId>)> {
    let (tree, scopes): (&Lowered, &Scopes) = (lower(db, file), scopes(db, file));
    let locals = tree
        .ids()
        .map(|id| (id, scopes.local_of(id).map(|local| scopes.local(local).node)));
    let jumps = tree.ids().map(|id| (id, scopes.label_of(id)));
    locals.chain(jumps).collect()
}

/// The findings of a file, with what is renamed called the same in all of them.
fn told(db: &Database, file: SourceFile, name: &str) -> Vec<(&'static str, String)> {
    let quoted = format!("`{name}`");
    diagnostics(db, file)
        .list
        .iter()
        .map(|finding| (finding.code, finding.message.replace(&quoted, "`it`")))
        .collect()
}

fn word_at(text: &str, offset: u32) -> String {
    let word = text[offset as usize..].chars();
    word.take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn acme() -> Database {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/workspaces/acme");
    let mut open = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let relative = path.strip_prefix(&root).unwrap().to_str().unwrap();
                files.push((relative.into(), FileText::Utf8(text.into())));
            }
        }
    }
    let mut db = Database::default();
    db.load(files);
    db
}
