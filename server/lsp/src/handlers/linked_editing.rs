//! `textDocument/linkedEditingRange`.

use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::Snapshot;

/// What clients take for one word while it is typed.
const WORD: &str = "[A-Za-z_][A-Za-z0-9_]*";

pub(crate) fn linked_editing(
    snapshot: &Snapshot,
    position: lsp::Position,
) -> Option<lsp::LinkedEditingRanges> {
    let file = snapshot.file()?;
    let lines = snapshot.lines(file);
    let found = pipelua_ide::linked_editing(&snapshot.db, lines.at(file, position));
    let ranges: Vec<lsp::Range> = found.into_iter().map(|range| lines.range(range)).collect();
    (!ranges.is_empty()).then(|| lsp::LinkedEditingRanges {
        ranges,
        word_pattern: Some(WORD.to_owned()),
    })
}
