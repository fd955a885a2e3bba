//! `workspace/diagnostic`: the findings of all files, in batches that leave room for what a person waits for.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use pipelua_analysis::files;
use tower_lsp_server::lsp_types as lsp;

use super::diagnostics::{hash_of, of_file, result_id};
use crate::snapshot::Snapshot;

/// Files in a batch; a write waits for one file of it at most, and what it needed is let go of behind it.
pub(crate) const BATCH: usize = 64;

/// What the client has of each file.
#[derive(Default)]
pub(crate) struct Known(HashMap<String, String>);

impl Known {
    pub(crate) fn new(previous: Vec<lsp::PreviousResultId>) -> Self {
        Self(
            previous
                .into_iter()
                .map(|id| (id.uri.as_str().to_owned(), id.value))
                .collect(),
        )
    }

    fn has(&self, uri: &lsp::Uri, result_id: &str) -> bool {
        self.0.get(uri.as_str()).is_some_and(|known| known == result_id)
    }

    fn has_any(&self, uri: &lsp::Uri) -> bool {
        self.0.contains_key(uri.as_str())
    }

    /// Files that the client has something of and that are not among `seen`.
    pub(crate) fn gone(&self, seen: &HashSet<String>) -> Vec<lsp::WorkspaceDocumentDiagnosticReport> {
        let empty = result_id(hash_of(&[]));
        let is_gone = |(uri, id): &(&String, &String)| **id != empty && !seen.contains(*uri);
        self.0
            .iter()
            .filter(is_gone)
            .filter_map(|(uri, _)| uri.parse().ok())
            .map(|uri| report(uri, None, empty.clone(), Vec::new()))
            .collect()
    }
}

/// The paths of all files of a workspace.
pub(crate) fn paths(snapshot: &Snapshot) -> Vec<Arc<str>> {
    files(&snapshot.db).keys().cloned().collect()
}

/// The files of one batch that have something else than the client knows, and the URIs of all of them.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) changed: Vec<lsp::WorkspaceDocumentDiagnosticReport>,
    pub(crate) seen: Vec<lsp::Uri>,
}

pub(crate) fn batch(snapshot: &Snapshot, paths: &[Arc<str>], known: &Known) -> Batch {
    let mut batch = Batch::default();
    for path in paths {
        let Some(file) = snapshot.file_at(path) else {
            continue;
        };
        let Some(uri) = snapshot.uri(file) else { continue };
        let items = of_file(snapshot, file);
        let id = result_id(hash_of(&items));
        batch.seen.push(uri.clone());
        let is_news = !known.has(&uri, &id) && (!items.is_empty() || known.has_any(&uri));
        if is_news {
            let version = snapshot.opened(file).map(|open| i64::from(open.version));
            batch.changed.push(report(uri, version, id, items));
        }
    }
    batch
}

fn report(
    uri: lsp::Uri,
    version: Option<i64>,
    result_id: String,
    items: Vec<lsp::Diagnostic>,
) -> lsp::WorkspaceDocumentDiagnosticReport {
    lsp::WorkspaceDocumentDiagnosticReport::Full(lsp::WorkspaceFullDocumentDiagnosticReport {
        uri,
        version,
        full_document_diagnostic_report: lsp::FullDocumentDiagnosticReport {
            result_id: Some(result_id),
            items,
        },
    })
}
