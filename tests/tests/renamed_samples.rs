//! With other names for its locals, keys of data, nodes, scripts and secrets, a workspace does what it did: all samples of
//! acme come to what they expect.
//!
//! `PIPELUA_GATES=full` renames every local; without it, a third of them.
#![allow(clippy::unwrap_used)]

use std::fs;

use pipelua_analysis::lower::{lower, parse};
use pipelua_analysis::scopes::scopes;
use pipelua_analysis::workspace::json::json;
use pipelua_analysis::workspace::manifest::manifest_places;
use pipelua_analysis::{Database, FileKind, FileText, Openness, SourceFile, file_at, files, files_of};
use pipelua_ide::{FilePosition, rename};
use pipelua_syntax::NodeKind;
use pipelua_tests::samples::Bench;
use pipelua_tests::workspaces::load;

#[test]
fn acme_does_under_other_names_what_its_samples_say() {
    let full = std::env::var("PIPELUA_GATES").is_ok_and(|value| value == "full");
    let mut all = Renamed {
        db: load("acme"),
        count: 0,
    };
    for script in all.files_of(FileKind::Script) {
        all.each(script, if full { 1 } else { 3 }, locals);
        all.each(script, 1, items);
    }
    let keys_and_locals = all.count;
    for pipeline in all.files_of(FileKind::Pipeline) {
        all.each(pipeline, 1, |db, file| of_json(db, file, "/nodes/", true));
        all.each(pipeline, 1, |db, file| of_json(db, file, "/script", false));
    }
    let manifest = file_at(&all.db, "pipelua.toml").unwrap();
    all.each(manifest, 1, secrets);
    assert!(keys_and_locals > 100, "only {keys_and_locals} locals and keys");
    assert!(all.count > keys_and_locals + 100, "only {} names", all.count);

    let folder = tempfile::tempdir().unwrap();
    for (path, file) in files(&all.db).iter() {
        let path = folder.path().join(&**path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file.text(&all.db).as_str().as_bytes()).unwrap();
    }
    let bench = Bench::load(folder.path().to_str().unwrap());
    let cases = bench.cases();
    assert!(cases.len() > 50);
    for case in cases {
        let run = bench.run(&case);
        assert_eq!(
            bench.differences(&case, &run),
            Vec::<String>::new(),
            "{}",
            case.title
        );
    }
}

struct Renamed {
    db: Database,
    /// Names that were given.
    count: usize,
}

impl Renamed {
    fn files_of(&self, kind: FileKind) -> Vec<SourceFile> {
        files_of(&self.db, kind).collect()
    }

    /// Renames each `step`th of the names that `find` finds in a file, as far as they can be.
    fn each(&mut self, file: SourceFile, step: usize, find: impl Fn(&Database, SourceFile) -> Vec<u32>) {
        let count = find(&self.db, file).len();
        for at in (0..count).step_by(step) {
            // What was renamed before has moved the others.
            let Some(offset) = find(&self.db, file).get(at).copied() else {
                continue;
            };
            let new_name = format!("other_{}", self.count);
            let Ok(Some(renaming)) = rename(&self.db, FilePosition { file, offset }, &new_name) else {
                continue;
            };
            self.count += 1;
            for edit in renaming.edits.iter().rev() {
                let mut text = edit.file.text(&self.db).as_str().to_string();
                text.replace_range(edit.range.as_usize(), &edit.text);
                let path = edit.file.path(&self.db).to_string();
                self.db
                    .set_text(&path, FileText::Utf8(text.into()), Openness::Open);
            }
            for moved in renaming.moves {
                let text = file_at(&self.db, &moved.from).unwrap().text(&self.db).clone();
                self.db.remove(&moved.from);
                self.db.set_text(&moved.to, text, Openness::Open);
            }
        }
    }
}

fn locals(db: &Database, file: SourceFile) -> Vec<u32> {
    let (parse, scopes) = (parse(db, file), scopes(db, file));
    let nodes = scopes.locals().map(|(_, local)| local.node);
    let starts = nodes.map(|node| parse.token_range(parse.node(node).main).start);
    starts.collect()
}

fn items(db: &Database, file: SourceFile) -> Vec<u32> {
    let (parse, tree) = (parse(db, file), lower(db, file));
    let items = tree.of_kind(NodeKind::NamedItem);
    items
        .map(|item| parse.token_range(parse.node(item).main).start)
        .collect()
}

/// Keys of an object, or the strings under a key.
fn of_json(db: &Database, file: SourceFile, pointer: &str, is_key: bool) -> Vec<u32> {
    let values = json(db, file).values();
    let wanted = values.filter(|value| {
        let at = value.pointer();
        if is_key {
            at.strip_prefix(pointer).is_some_and(|rest| !rest.contains('/'))
        } else {
            at.ends_with(pointer)
        }
    });
    wanted
        .filter_map(|value| {
            let range = if is_key {
                value.key()?.key_range
            } else {
                value.range()
            };
            Some(range.start + 1)
        })
        .collect()
}

fn secrets(db: &Database, _: SourceFile) -> Vec<u32> {
    let places = manifest_places(db).filter(|(pointer, ..)| pointer.starts_with("/secrets/"));
    places.map(|(_, key, _)| key.start).collect()
}
