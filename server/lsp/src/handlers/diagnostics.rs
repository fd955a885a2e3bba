//! `textDocument/diagnostic`: the findings of one document, and of open documents that changed with it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher as _};

use pipelua_analysis::{FileKind, SourceFile, manifest_errors};
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::Snapshot;
use crate::to_proto;
use crate::told::{Telling, Told};

/// The findings of a file; of the manifest also why it cannot be used, which `check` reports apart.
pub(crate) fn of_file(snapshot: &Snapshot, file: SourceFile) -> Vec<lsp::Diagnostic> {
    let encoding = snapshot.session.encoding;
    let findings = pipelua_ide::findings(&snapshot.db, file, encoding, |_| true, false).findings;
    let mut diagnostics: Vec<_> = findings
        .iter()
        .map(|finding| to_proto::diagnostic(snapshot, finding))
        .collect();
    if file.kind(&snapshot.db) == FileKind::Manifest {
        let lines = snapshot.lines(file);
        diagnostics.extend(manifest_errors(&snapshot.db).iter().map(|error| lsp::Diagnostic {
            range: error.range.map(|range| lines.range(range)).unwrap_or_default(),
            severity: Some(lsp::DiagnosticSeverity::ERROR),
            source: Some("pipelua".to_owned()),
            message: error.message.clone(),
            ..Default::default()
        }));
    }
    diagnostics
}

/// Equal for equal diagnostics.
pub(crate) fn hash_of(diagnostics: &[lsp::Diagnostic]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(&serde_json::to_vec(diagnostics).unwrap_or_default());
    hasher.finish()
}

pub(crate) fn result_id(hash: u64) -> String {
    format!("{hash:016x}")
}

/// The report of one document; `None` for one that is none of ours.
#[allow(clippy::mutable_key_type)] // the protocol's type; nobody changes a URI in it
pub(crate) fn pull(
    snapshot: &Snapshot,
    params: &lsp::DocumentDiagnosticParams,
    told: &Told,
) -> Option<lsp::DocumentDiagnosticReport> {
    let file = snapshot.file()?;
    let items = of_file(snapshot, file);
    let hash = hash_of(&items);
    let related = related(snapshot, file, told);
    let opened = snapshot.opened(file);
    let version = opened.map_or(0, |open| open.version);
    let uri = opened.map_or(&params.text_document.uri, |open| &open.uri);
    told.set(uri, Telling { version, hash });
    let related_documents = (!related.is_empty()).then_some(related);
    let result_id = result_id(hash);
    Some(if params.previous_result_id.as_ref() == Some(&result_id) {
        lsp::DocumentDiagnosticReport::Unchanged(lsp::RelatedUnchangedDocumentDiagnosticReport {
            related_documents,
            unchanged_document_diagnostic_report: lsp::UnchangedDocumentDiagnosticReport { result_id },
        })
    } else {
        lsp::DocumentDiagnosticReport::Full(lsp::RelatedFullDocumentDiagnosticReport {
            related_documents,
            full_document_diagnostic_report: lsp::FullDocumentDiagnosticReport {
                result_id: Some(result_id),
                items,
            },
        })
    })
}

/// An empty report, for what is in no workspace.
pub(crate) fn nothing() -> lsp::DocumentDiagnosticReport {
    lsp::DocumentDiagnosticReport::Full(lsp::RelatedFullDocumentDiagnosticReport::default())
}

/// Other open documents that no longer have what the client was told.
#[allow(clippy::mutable_key_type)] // as above
fn related(
    snapshot: &Snapshot,
    file: SourceFile,
    told: &Told,
) -> HashMap<lsp::Uri, lsp::DocumentDiagnosticReportKind> {
    let mut reports = HashMap::new();
    if !snapshot.session.takes_related {
        return reports;
    }
    for (path, open) in snapshot.open.iter() {
        let Some(other) = snapshot.file_at(path).filter(|other| *other != file) else {
            continue;
        };
        let Some(before) = told.get(&open.uri).filter(|told| told.version == open.version) else {
            continue;
        };
        let items = of_file(snapshot, other);
        let hash = hash_of(&items);
        if hash == before.hash {
            continue;
        }
        let version = open.version;
        told.set(&open.uri, Telling { version, hash });
        let report = lsp::FullDocumentDiagnosticReport {
            result_id: Some(result_id(hash)),
            items,
        };
        reports.insert(open.uri.clone(), lsp::DocumentDiagnosticReportKind::Full(report));
    }
    reports
}
