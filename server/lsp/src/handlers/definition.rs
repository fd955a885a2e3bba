//! `textDocument/definition`.

use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::Snapshot;

pub(crate) fn definition(
    snapshot: &Snapshot,
    position: lsp::Position,
) -> Option<lsp::GotoDefinitionResponse> {
    let file = snapshot.file()?;
    let at = snapshot.lines(file).at(file, position);
    let targets = pipelua_ide::definition(&snapshot.db, at);
    let places = targets
        .into_iter()
        .filter_map(|target| snapshot.location(target.file, target.range));
    Some(lsp::GotoDefinitionResponse::Array(places.collect()))
}
