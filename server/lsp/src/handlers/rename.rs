//! `textDocument/rename` and `textDocument/prepareRename`; what is refused is an answer that people read.

use pipelua_analysis::SourceFile;
use pipelua_ide::{Refusal, Renaming};
use rustc_hash::FxHashMap;
use tower_lsp_server::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::{Lines, Snapshot};
use crate::workspace_edit::Changes;

/// An answer, or why there is none; `None` outside a workspace.
pub(crate) type Answer<T> = Option<Result<Option<T>>>;

/// **Source**: LSP 3.17, "LSPErrorCodes": a request that was right and could not be done.
const REQUEST_FAILED: i64 = -32803;

/// As many places as a message box has room for.
const MOST_PLACES: usize = 5;

pub(crate) fn prepare_rename(
    snapshot: &Snapshot,
    position: lsp::Position,
) -> Answer<lsp::PrepareRenameResponse> {
    let file = snapshot.file()?;
    let lines = snapshot.lines(file);
    let found = pipelua_ide::prepare_rename(&snapshot.db, lines.at(file, position));
    Some(match found {
        Err(refusal) => Err(failed(snapshot, &refusal)),
        Ok(found) => Ok(found.map(|it| lsp::PrepareRenameResponse::RangeWithPlaceholder {
            range: lines.range(it.range),
            placeholder: it.name,
        })),
    })
}

pub(crate) fn rename(
    snapshot: &Snapshot,
    position: lsp::Position,
    new_name: &str,
) -> Answer<lsp::WorkspaceEdit> {
    let file = snapshot.file()?;
    let at = snapshot.lines(file).at(file, position);
    Some(match pipelua_ide::rename(&snapshot.db, at, new_name) {
        Err(refusal) => Err(failed(snapshot, &refusal)),
        Ok(None) => Ok(None),
        Ok(Some(renaming)) if !renaming.moves.is_empty() && !snapshot.session.renames_files => Err(error(
            "this editor renames no files: rename the script's file, and then where pipelines name it"
                .to_owned(),
        )),
        Ok(Some(renaming)) => Ok(workspace_edit(snapshot, renaming)),
    })
}

pub(crate) fn workspace_edit(snapshot: &Snapshot, renaming: Renaming) -> Option<lsp::WorkspaceEdit> {
    let mut changes = Changes::default();
    changes.asks = renaming.asks;
    changes.elsewhere = Some("Rename in other files".to_owned());
    let mut lines: FxHashMap<SourceFile, Lines> = FxHashMap::default();
    for edit in renaming.edits {
        let lines = lines
            .entry(edit.file)
            .or_insert_with(|| snapshot.lines(edit.file));
        let range = lines.range(edit.range);
        changes.add(edit.file, lsp::TextEdit::new(range, edit.text));
    }
    changes.workspace_edit(snapshot, &renaming.moves)
}

/// The reason, and below it the places where it stands.
fn failed(snapshot: &Snapshot, refusal: &Refusal) -> Error {
    let places = refusal.places.iter().take(MOST_PLACES).map(|place| {
        let start = snapshot.lines(place.file).range(place.range).start;
        let path = place.file.path(&snapshot.db);
        format!("{path}:{}:{}", start.line + 1, start.character + 1)
    });
    let more = refusal.places.len().saturating_sub(MOST_PLACES);
    let more = (more > 0).then(|| format!("and {more} more"));
    let lines = std::iter::once(refusal.message.clone()).chain(places).chain(more);
    error(lines.collect::<Vec<_>>().join("\n"))
}

fn error(message: String) -> Error {
    Error {
        code: ErrorCode::ServerError(REQUEST_FAILED),
        message: message.into(),
        data: None,
    }
}
