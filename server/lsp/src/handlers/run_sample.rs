//! `pipelua/runSample` and the command of that name: one sample, run with the texts that the editor has.

use pipelua_analysis::{FileKind, files};
use serde::Deserialize;
use serde_json::Value;
use tower_lsp_server::lsp_types as lsp;

use crate::runner::{Runner, SampleReport, SampleRequest, SampleStatus};
use crate::snapshot::Snapshot;

/// The command for clients that have no request of their own for it. Its one argument is the URI of the sample.
pub(crate) const COMMAND: &str = "pipelua.runSample";

/// What `pipelua/runSample` is asked with.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunSampleParams {
    pub(crate) text_document: lsp::TextDocumentIdentifier,
}

/// The URI that the command is given: as text, or as a text document.
pub(crate) fn argument(arguments: &[Value]) -> Option<lsp::Uri> {
    let first = arguments.first()?;
    let uri = first
        .as_str()
        .or_else(|| first.get("uri")?.as_str())
        .or_else(|| first.pointer("/textDocument/uri")?.as_str())?;
    uri.parse().ok()
}

/// `None` for a file that is no sample. Takes the snapshot: a run may take long, and writes must not wait for it.
pub(crate) fn run_sample(snapshot: Snapshot, runner: &dyn Runner) -> Option<SampleReport> {
    let sample = snapshot.path.clone()?;
    let file = snapshot.file()?;
    if file.kind(&snapshot.db) != FileKind::Sample {
        return None;
    }
    let texts = files(&snapshot.db)
        .iter()
        .map(|(path, file)| (path.clone(), file.text(&snapshot.db).clone()))
        .collect();
    let token = snapshot.token.clone();
    drop(snapshot);
    runner.run_sample(SampleRequest {
        texts,
        sample: &sample,
        is_cancelled: &|| token.cause().is_some(),
    })
}

/// What came of it in one line, for clients that show nothing of an answer.
pub(crate) fn summary(report: &SampleReport) -> (lsp::MessageType, String) {
    let name = format!("{}/{}", report.hook, report.name);
    let difference = report.failures.first().map(|failure| {
        let place = failure
            .pointer
            .trim_start_matches("/expect")
            .trim_start_matches('/');
        let place = if place.is_empty() { "the run" } else { place };
        format!("{place}: expected {}, got {}", failure.expected, failure.actual)
    });
    match (report.status, difference) {
        (SampleStatus::Passed, _) => (lsp::MessageType::INFO, format!("`{name}` passed")),
        (SampleStatus::Failed, Some(first)) => {
            let more = match report.failures.len() {
                0 | 1 => String::new(),
                count => format!(" (and {} more)", count - 1),
            };
            (
                lsp::MessageType::WARNING,
                format!("`{name}` failed: {first}{more}"),
            )
        }
        (SampleStatus::Failed, None) => (lsp::MessageType::WARNING, format!("`{name}` failed")),
        (SampleStatus::Error, _) => {
            let why = report.message.as_deref().unwrap_or("no reason is known");
            (
                lsp::MessageType::ERROR,
                format!("`{name}` could not be run: {why}"),
            )
        }
    }
}
