//! Workspaces written as one text: `--- file: scripts/a.lua` opens a file, `$0` is the cursor.

use pipelua_analysis::{Database, FileText, MANIFEST, SourceFile, file_at};

use crate::FilePosition;

/// Without a `--- file:` line, the text is that of `scripts/a.lua`.
pub(crate) fn workspace(text: &str) -> (Database, Option<FilePosition>) {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix("--- file: ") {
            files.push((path.trim().to_owned(), String::new()));
            continue;
        }
        if files.is_empty() {
            files.push(("scripts/a.lua".to_owned(), String::new()));
        }
        let (_, text) = files.last_mut().unwrap();
        text.push_str(line);
    }
    if files.iter().all(|(path, _)| path != MANIFEST) {
        files.push((MANIFEST.to_owned(), "schema = 1\nname = \"test\"\n".to_owned()));
    }
    let mut cursor = None;
    let texts: Vec<_> = files
        .into_iter()
        .map(|(path, text)| {
            if let Some(at) = text.find("$0") {
                cursor = Some((path.clone(), at as u32));
            }
            let text = text.replace("$0", "");
            (path.as_str().into(), FileText::Utf8(text.into()))
        })
        .collect();
    let mut db = Database::default();
    db.load(texts);
    let at = cursor.map(|(path, offset)| FilePosition {
        file: file_at(&db, &path).unwrap(),
        offset,
    });
    (db, at)
}

/// A workspace and the cursor in it.
#[track_caller]
pub(crate) fn position(text: &str) -> (Database, FilePosition) {
    let (db, at) = workspace(text);
    (db, at.expect("a cursor in the text"))
}

/// A workspace of which one Lua file matters.
pub(crate) fn file(text: &str) -> (Database, SourceFile) {
    let (db, at) = workspace(text);
    let file = at.map_or_else(|| file_at(&db, "scripts/a.lua"), |at| Some(at.file));
    (db, file.unwrap())
}

/// `path:line:column text`, lines and columns from 1.
pub(crate) fn shown(db: &Database, file: SourceFile, range: pipelua_syntax::TextRange) -> String {
    let text = file.text(db).as_str();
    let before = &text[..range.start as usize];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    let slice = text[range.as_usize()].replace('\n', "\\n");
    format!("{}:{line}:{column} {slice}", file.path(db))
}
