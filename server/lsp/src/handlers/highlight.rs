//! `textDocument/documentHighlight`.

use pipelua_ide::HighlightKind;
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::Snapshot;

pub(crate) fn highlight(snapshot: &Snapshot, position: lsp::Position) -> Option<Vec<lsp::DocumentHighlight>> {
    let file = snapshot.file()?;
    let lines = snapshot.lines(file);
    let found = pipelua_ide::highlight(&snapshot.db, lines.at(file, position));
    let found = found.into_iter().map(|highlight| lsp::DocumentHighlight {
        range: lines.range(highlight.range),
        kind: Some(match highlight.kind {
            HighlightKind::Read => lsp::DocumentHighlightKind::READ,
            HighlightKind::Write => lsp::DocumentHighlightKind::WRITE,
            HighlightKind::Text => lsp::DocumentHighlightKind::TEXT,
        }),
    });
    Some(found.collect())
}
