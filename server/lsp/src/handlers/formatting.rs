//! `textDocument/formatting` and `rangeFormatting`: what `pipelua fmt` does, as edits.

use pipelua_ide::format_job;
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::Snapshot;

/// Takes the snapshot: laying out may take long, and writes must not wait for it.
pub(crate) fn formatting(snapshot: Snapshot, range: Option<lsp::Range>) -> Option<Vec<lsp::TextEdit>> {
    let file = snapshot.file()?;
    let lines = snapshot.lines(file);
    let stylua = snapshot.read_beside_manifest("stylua.toml");
    let job = format_job(&snapshot.db, file, stylua.as_deref())?;
    drop(snapshot);
    let edits = match range {
        Some(range) => job.range(lines.bytes(range)),
        None => job.whole(),
    };
    let edits = edits.into_iter().map(|edit| lsp::TextEdit {
        range: lines.range(edit.range),
        new_text: edit.new_text,
    });
    Some(edits.collect())
}
