//! `workspace/diagnostic` over all workspaces: batch after batch, and then waiting until there is news.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::oneshot;
use tower_lsp_server::jsonrpc::Result;
use tower_lsp_server::lsp_types as lsp;

use super::Backend;
use crate::handlers::workspace_diagnostics::{BATCH, Known, batch, paths};
use crate::main_loop::Event;
use crate::outgoing::Outgoing;

impl Backend {
    /// The files whose findings are other than the client knows; held open while there are none, so that nobody polls.
    pub(super) async fn sweep(
        &self,
        params: lsp::WorkspaceDiagnosticParams,
    ) -> Result<lsp::WorkspaceDiagnosticReportResult> {
        let known = Arc::new(Known::new(params.previous_result_ids));
        let partial = params.partial_result_params.partial_result_token;
        loop {
            let (quiet, is_quiet) = oneshot::channel();
            self.send(Event::AwaitQuiet(quiet));
            let mut news = Vec::new();
            let mut is_news = false;
            let mut tell = |items: Vec<lsp::WorkspaceDocumentDiagnosticReport>| {
                is_news |= !items.is_empty();
                match &partial {
                    Some(token) if !items.is_empty() => {
                        let items = lsp::WorkspaceDiagnosticReport { items };
                        let _ = self.outgoing.send(Outgoing::Partial {
                            token: token.clone(),
                            value: serde_json::to_value(items).unwrap_or_default(),
                        });
                    }
                    _ => news.extend(items),
                }
            };
            let mut seen = HashSet::new();
            if self.reports_closed_files.load(Ordering::Relaxed) {
                for workspace in self.workspaces().await {
                    let paths = self
                        .ask_workspace(&workspace, |snapshot| paths(&snapshot))
                        .await?;
                    for paths in paths.chunks(BATCH) {
                        let (paths, known) = (paths.to_vec(), known.clone());
                        let batch = self
                            .ask_workspace(&workspace, move |snapshot| batch(&snapshot, &paths, &known))
                            .await?;
                        seen.extend(batch.seen.iter().map(|uri| uri.as_str().to_owned()));
                        tell(batch.changed);
                        self.send(Event::LetGo(workspace.clone()));
                    }
                }
            }
            tell(known.gone(&seen));
            if is_news {
                let report = lsp::WorkspaceDiagnosticReport { items: news };
                return Ok(lsp::WorkspaceDiagnosticReportResult::Report(report));
            }
            if is_quiet.await.is_err() {
                let report = lsp::WorkspaceDiagnosticReport::default();
                return Ok(lsp::WorkspaceDiagnosticReportResult::Report(report));
            }
        }
    }
}
