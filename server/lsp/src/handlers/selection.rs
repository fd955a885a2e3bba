//! `textDocument/selectionRange`.

use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::Snapshot;

/// A chain for each position, in their order.
pub(crate) fn selection(
    snapshot: &Snapshot,
    positions: &[lsp::Position],
) -> Option<Vec<lsp::SelectionRange>> {
    let file = snapshot.file()?;
    let lines = snapshot.lines(file);
    let chains = positions.iter().map(|position| {
        let ranges = pipelua_ide::selection(&snapshot.db, lines.at(file, *position));
        let mut outer = None;
        for range in ranges.into_iter().rev() {
            outer = Some(Box::new(lsp::SelectionRange {
                range: lines.range(range),
                parent: outer,
            }));
        }
        outer.map_or_else(
            || lsp::SelectionRange {
                range: lsp::Range::new(*position, *position),
                parent: None,
            },
            |chain| *chain,
        )
    });
    Some(chains.collect())
}
