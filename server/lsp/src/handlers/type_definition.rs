//! `textDocument/typeDefinition`.

use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::Snapshot;

pub(crate) fn type_definition(
    snapshot: &Snapshot,
    position: lsp::Position,
) -> Option<lsp::GotoDefinitionResponse> {
    let file = snapshot.file()?;
    let at = snapshot.lines(file).at(file, position);
    let places = pipelua_ide::type_definition(&snapshot.db, at)
        .into_iter()
        .filter_map(|target| snapshot.location(target.file, target.range));
    Some(lsp::GotoDefinitionResponse::Array(places.collect()))
}
