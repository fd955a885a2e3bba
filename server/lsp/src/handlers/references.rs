//! `textDocument/references`.

use pipelua_analysis::SourceFile;
use rustc_hash::FxHashMap;
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::{Lines, Snapshot};

pub(crate) fn references(
    snapshot: &Snapshot,
    position: lsp::Position,
    with_declaration: bool,
) -> Option<Vec<lsp::Location>> {
    let file = snapshot.file()?;
    let at = snapshot.lines(file).at(file, position);
    let found = pipelua_ide::references(&snapshot.db, at, with_declaration);
    // The lines of a file are counted once for all its places.
    let mut known: FxHashMap<SourceFile, Lines> = FxHashMap::default();
    let places = found.into_iter().filter_map(|(file, range)| {
        let lines = known.entry(file).or_insert_with(|| snapshot.lines(file));
        Some(lsp::Location::new(snapshot.uri(file)?, lines.range(range)))
    });
    Some(places.collect())
}
