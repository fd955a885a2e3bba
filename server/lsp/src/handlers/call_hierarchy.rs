//! `textDocument/prepareCallHierarchy`, `callHierarchy/incomingCalls` and `callHierarchy/outgoingCalls`.

use pipelua_analysis::SourceFile;
use pipelua_ide::{CallItem, Calls, FilePosition};
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::{Lines, Snapshot};

pub(crate) fn prepare(snapshot: &Snapshot, position: lsp::Position) -> Option<Vec<lsp::CallHierarchyItem>> {
    let (lines, at) = place(snapshot, position)?;
    let found = pipelua_ide::call_item(&snapshot.db, at)?;
    Some(vec![item(snapshot, &lines, found)?])
}

pub(crate) fn incoming(
    snapshot: &Snapshot,
    asked: &lsp::CallHierarchyItem,
) -> Option<Vec<lsp::CallHierarchyIncomingCall>> {
    let (lines, at) = place(snapshot, asked.selection_range.start)?;
    let calls = pipelua_ide::incoming_calls(&snapshot.db, at).into_iter();
    let calls = calls.filter_map(|calls| {
        Some(lsp::CallHierarchyIncomingCall {
            from_ranges: ranges(&lines, &calls),
            from: item(snapshot, &lines, calls.item)?,
        })
    });
    Some(calls.collect())
}

pub(crate) fn outgoing(
    snapshot: &Snapshot,
    asked: &lsp::CallHierarchyItem,
) -> Option<Vec<lsp::CallHierarchyOutgoingCall>> {
    let (lines, at) = place(snapshot, asked.selection_range.start)?;
    let calls = pipelua_ide::outgoing_calls(&snapshot.db, at).into_iter();
    let calls = calls.filter_map(|calls| {
        Some(lsp::CallHierarchyOutgoingCall {
            from_ranges: ranges(&lines, &calls),
            to: item(snapshot, &lines, calls.item)?,
        })
    });
    Some(calls.collect())
}

fn place(snapshot: &Snapshot, position: lsp::Position) -> Option<(Lines, FilePosition)> {
    let file: SourceFile = snapshot.file()?;
    let lines = snapshot.lines(file);
    let at = lines.at(file, position);
    Some((lines, at))
}

fn ranges(lines: &Lines, calls: &Calls) -> Vec<lsp::Range> {
    calls.places.iter().map(|place| lines.range(*place)).collect()
}

fn item(snapshot: &Snapshot, lines: &Lines, item: CallItem) -> Option<lsp::CallHierarchyItem> {
    Some(lsp::CallHierarchyItem {
        name: item.name,
        kind: if item.is_script {
            lsp::SymbolKind::FILE
        } else {
            lsp::SymbolKind::FUNCTION
        },
        tags: None,
        detail: Some(item.file.path(&snapshot.db).to_string()),
        uri: snapshot.uri(item.file)?,
        range: lines.range(item.range),
        selection_range: lines.range(item.name_range),
        data: None,
    })
}
