//! The workspaces under `tests/workspaces`, loaded and checked as `pipelua check` would.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use pipelua_analysis::{Database, Diagnostic, FileText, Severity, SourceFile, diagnostics, files};
use pipelua_syntax::{Encoding, LineIndex};

/// The workspace of this name.
///
/// # Panics
/// If it cannot be read.
pub fn load(name: &str) -> Database {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("workspaces")
        .join(name);
    let mut texts: Vec<(Arc<str>, FileText)> = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("the workspaces are part of the repository") {
            let path = entry.expect("an entry of a readable folder").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let below = path.strip_prefix(&root).expect("it was found below the root");
            let relative = below.to_string_lossy().replace('\\', "/");
            let bytes = std::fs::read(&path).expect("a readable file");
            texts.push((relative.into(), FileText::from_bytes(bytes)));
        }
    }
    let mut db = Database::default();
    db.load(texts);
    db
}

/// Each finding of `severity` or worse as `path:line:column severity[code] message`, in order of the paths.
pub fn findings(db: &Database, severity: Severity) -> String {
    let mut out = String::new();
    for (path, file) in files(db).iter() {
        for found in &diagnostics(db, *file).list {
            if found.severity <= severity {
                let _ = writeln!(out, "{}", line(db, path, *file, found));
            }
        }
    }
    out
}

/// Each finding as `code path:line`; of a file as a whole, line 1.
pub fn places(db: &Database) -> Vec<String> {
    let mut places = Vec::new();
    for (path, file) in files(db).iter() {
        for found in &diagnostics(db, *file).list {
            let line = found.range.map_or(0, |range| {
                let index = LineIndex::new(file.text(db).as_str());
                index.position(range.start, Encoding::Utf32).line
            });
            places.push(format!("{} {path}:{}", found.code, line + 1));
        }
    }
    places
}

fn line(db: &Database, path: &str, file: SourceFile, found: &Diagnostic) -> String {
    let place = found.range.map_or_else(String::new, |range| {
        let at = LineIndex::new(file.text(db).as_str()).position(range.start, Encoding::Utf32);
        format!(":{}:{}", at.line + 1, at.character + 1)
    });
    let mut fixes = String::new();
    for fix in &found.fixes {
        let safe = if fix.safe { "safe " } else { "" };
        let _ = write!(fixes, " ({safe}fix: {})", fix.title);
    }
    format!(
        "{path}{place} {}[{}] {}{fixes}",
        found.severity.as_str(),
        found.code,
        found.message
    )
}
