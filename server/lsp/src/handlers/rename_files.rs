//! `workspace/willRenameFiles`: pipelines name a script by its file.

use tower_lsp_server::lsp_types as lsp;

use super::rename::workspace_edit;
use crate::snapshot::Snapshot;
use crate::uri::path_of;

/// What is to be written before the files of one workspace have their new names.
pub(crate) fn will_rename_files(
    snapshot: &Snapshot,
    files: &[lsp::FileRename],
) -> Option<lsp::WorkspaceEdit> {
    let relative = |uri: &str| snapshot.workspace.relative(&path_of(&uri.parse().ok()?)?);
    let mut all = pipelua_ide::Renaming::default();
    for file in files {
        let (Some(from), Some(to)) = (relative(&file.old_uri), relative(&file.new_uri)) else {
            continue;
        };
        all.edits
            .extend(pipelua_ide::rename_file(&snapshot.db, &from, &to).edits);
    }
    if all.edits.is_empty() {
        return None;
    }
    workspace_edit(snapshot, all)
}
