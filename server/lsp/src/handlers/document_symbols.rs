//! `textDocument/documentSymbol`.

use pipelua_ide::{Symbol, SymbolKind};
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::{Lines, Snapshot};

pub(crate) fn document_symbols(snapshot: &Snapshot) -> Option<lsp::DocumentSymbolResponse> {
    let file = snapshot.file()?;
    let lines = snapshot.lines(file);
    let symbols = pipelua_ide::document_symbols(&snapshot.db, file);
    if snapshot.session.nests_symbols {
        let nested = symbols.into_iter().map(|symbol| nested(&lines, symbol));
        return Some(lsp::DocumentSymbolResponse::Nested(nested.collect()));
    }
    let uri = snapshot.uri(file)?;
    let mut list = Vec::new();
    flatten(&lines, &uri, symbols, None, &mut list);
    Some(lsp::DocumentSymbolResponse::Flat(list))
}

#[allow(deprecated)] // the protocol's type has a field that it advises against
fn nested(lines: &Lines, symbol: Symbol) -> lsp::DocumentSymbol {
    let children = symbol.children.into_iter().map(|child| nested(lines, child));
    let children: Vec<_> = children.collect();
    lsp::DocumentSymbol {
        name: symbol.name,
        detail: (!symbol.detail.is_empty()).then_some(symbol.detail),
        kind: kind(symbol.kind),
        tags: None,
        deprecated: None,
        range: lines.range(symbol.range),
        selection_range: lines.range(symbol.name_range),
        children: (!children.is_empty()).then_some(children),
    }
}

#[allow(deprecated)] // as above
fn flatten(
    lines: &Lines,
    uri: &lsp::Uri,
    symbols: Vec<Symbol>,
    container: Option<&str>,
    list: &mut Vec<lsp::SymbolInformation>,
) {
    for symbol in symbols {
        list.push(lsp::SymbolInformation {
            name: symbol.name.clone(),
            kind: kind(symbol.kind),
            tags: None,
            deprecated: None,
            location: lsp::Location::new(uri.clone(), lines.range(symbol.range)),
            container_name: container.map(str::to_owned),
        });
        flatten(lines, uri, symbol.children, Some(&symbol.name), list);
    }
}

fn kind(kind: SymbolKind) -> lsp::SymbolKind {
    match kind {
        SymbolKind::Function => lsp::SymbolKind::FUNCTION,
        SymbolKind::Method => lsp::SymbolKind::METHOD,
        SymbolKind::Variable => lsp::SymbolKind::VARIABLE,
        SymbolKind::Constant => lsp::SymbolKind::CONSTANT,
        SymbolKind::Field => lsp::SymbolKind::FIELD,
        SymbolKind::Object => lsp::SymbolKind::OBJECT,
        SymbolKind::Array => lsp::SymbolKind::ARRAY,
        SymbolKind::String => lsp::SymbolKind::STRING,
        SymbolKind::Number => lsp::SymbolKind::NUMBER,
        SymbolKind::Boolean => lsp::SymbolKind::BOOLEAN,
        SymbolKind::Null => lsp::SymbolKind::NULL,
        SymbolKind::Node => lsp::SymbolKind::CLASS,
    }
}
