//! `textDocument/foldingRange`.

use pipelua_ide::FoldKind;
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::Snapshot;

pub(crate) fn folding(snapshot: &Snapshot) -> Option<Vec<lsp::FoldingRange>> {
    let file = snapshot.file()?;
    let folds = pipelua_ide::folding(&snapshot.db, file);
    let folds = folds.into_iter().map(|fold| lsp::FoldingRange {
        start_line: fold.first_line,
        end_line: fold.last_line,
        kind: (fold.kind == FoldKind::Comment).then_some(lsp::FoldingRangeKind::Comment),
        ..Default::default()
    });
    Some(folds.collect())
}
