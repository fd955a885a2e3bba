//! All findings of a file, anchored to ids, before suppressions and severities.

use crate::annotations::has_hook_tag;
use crate::contexts::editor_context;
use crate::db::Db;
use crate::infer::infer;
use crate::inputs::{FileKind, FileText, SourceFile};
use crate::lint::docs::DocContext;
use crate::lint::{Check, Finding, LuaContext, registry};
use crate::lints::{not_utf8, syntax_error};
use crate::lower::lower;
use crate::workspace;

/// The findings of `file`, but for [`text_findings`]. Holds no offsets for Lua, so that white space does not make
/// them again.
#[salsa::tracked(lru = 64)]
pub fn findings(db: &dyn Db, file: SourceFile) -> Vec<Finding> {
    if let Some(at) = bad_byte(db, file) {
        // What the rest of it says is not known.
        return vec![not_utf8::finding(at)];
    }
    match file.kind(db) {
        FileKind::Script => script_findings(db, file),
        FileKind::Library => workspace::file_findings(db, file, false),
        FileKind::Types => syntax_error::refused_text(db, file),
        _ => workspace::workspace_findings(db, file).to_vec(),
    }
}

/// Where the file stops being text. Asks a Lua file's tree, so that findings do not depend on its text.
fn bad_byte(db: &dyn Db, file: SourceFile) -> Option<u32> {
    let kind = file.kind(db);
    if kind.is_lua() && lower(db, file).is_text() {
        return None;
    }
    match file.text(db) {
        // Of the manifest it is told as what stops all that depends on it.
        FileText::NotUtf8 { at, .. } if !matches!(kind, FileKind::Other | FileKind::Manifest) => Some(*at),
        _ => None,
    }
}

/// What is found in the text of a script as it is written. No query: whoever asks has read that text anyhow.
pub fn text_findings(db: &dyn Db, file: SourceFile) -> Vec<Finding> {
    let kind = file.kind(db);
    if !matches!(kind, FileKind::Script | FileKind::Types) || !lower(db, file).is_text() {
        return Vec::new();
    }
    let docs = DocContext::new(db, file);
    let checks = registry().iter().filter_map(|lint| match lint.check {
        Check::Text(check) if kind == FileKind::Script => Some(check(db, file)),
        Check::Docs(check) if !docs.docs.is_empty() => Some(check(&docs)),
        _ => None,
    });
    checks.flatten().collect()
}

fn script_findings(db: &dyn Db, file: SourceFile) -> Vec<Finding> {
    let key = editor_context(db, file);
    let mut context = LuaContext::new(db, file, key.context(db), infer(db, file, key));
    for lint in registry() {
        if let Check::Lua(check) = lint.check {
            context.run(lint, check);
        }
    }
    let mut findings = context.finish();
    let has_hook_tag = has_hook_tag(lower(db, file));
    findings.extend(workspace::file_findings(db, file, has_hook_tag));
    findings
}
