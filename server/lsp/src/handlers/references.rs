//! `textDocument/references`.

use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::Snapshot;

pub(crate) fn references(
    snapshot: &Snapshot,
    position: lsp::Position,
    with_declaration: bool,
) -> Option<Vec<lsp::Location>> {
    let file = snapshot.file()?;
    let at = snapshot.lines(file).at(file, position);
    let found = pipelua_ide::references(&snapshot.db, at, with_declaration);
    let places = found
        .into_iter()
        .filter_map(|(file, range)| snapshot.location(file, range));
    Some(places.collect())
}
