//! `workspace/symbol`.

use pipelua_analysis::SourceFile;
use pipelua_analysis::outline::FileNameKind;
use pipelua_ide::WorkspaceSymbolKind;
use rustc_hash::FxHashMap;
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::{Lines, Snapshot};

#[allow(deprecated)] // the protocol's type has a field that it advises against
pub(crate) fn workspace_symbols(snapshot: &Snapshot, query: &str) -> Vec<lsp::SymbolInformation> {
    let mut lines: FxHashMap<SourceFile, Lines> = FxHashMap::default();
    let found = pipelua_ide::workspace_symbols(&snapshot.db, query);
    let symbols = found.into_iter().filter_map(|symbol| {
        let lines = lines
            .entry(symbol.file)
            .or_insert_with(|| snapshot.lines(symbol.file));
        Some(lsp::SymbolInformation {
            name: symbol.name,
            kind: kind(symbol.kind),
            tags: None,
            deprecated: None,
            location: lsp::Location::new(snapshot.uri(symbol.file)?, lines.range(symbol.range)),
            container_name: Some(symbol.file.path(&snapshot.db).to_string()),
        })
    });
    symbols.collect()
}

fn kind(kind: WorkspaceSymbolKind) -> lsp::SymbolKind {
    match kind {
        WorkspaceSymbolKind::Script => lsp::SymbolKind::FILE,
        WorkspaceSymbolKind::Name(kind) => match kind {
            FileNameKind::Function => lsp::SymbolKind::FUNCTION,
            FileNameKind::Method => lsp::SymbolKind::METHOD,
            FileNameKind::Variable => lsp::SymbolKind::VARIABLE,
            FileNameKind::Type => lsp::SymbolKind::CLASS,
            FileNameKind::Node => lsp::SymbolKind::OBJECT,
            FileNameKind::Secret | FileNameKind::Setting => lsp::SymbolKind::KEY,
        },
    }
}
