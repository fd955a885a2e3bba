//! `pipelua/runSample`, and `workspace/executeCommand` for clients that know only what the protocol has.

use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::lsp_types::{ExecuteCommandParams, LSPAny, Uri};

use super::Backend;
use crate::handlers::run_sample::{COMMAND, RunSampleParams, argument, run_sample, summary};
use crate::main_loop::About;
use crate::outgoing::Outgoing;
use crate::runner::SampleReport;
use crate::workers::Lane;

impl Backend {
    /// `null` for a document that is no sample of a workspace.
    pub(crate) async fn run_sample(&self, params: RunSampleParams) -> Result<Option<SampleReport>> {
        self.sample(params.text_document.uri).await
    }

    /// As [`Self::run_sample`]; what came of it is also shown, because most clients show nothing of an answer.
    pub(super) async fn command(&self, params: &ExecuteCommandParams) -> Result<Option<LSPAny>> {
        if params.command != COMMAND {
            return Err(Error::invalid_params(format!(
                "there is no command `{}`",
                params.command
            )));
        }
        let Some(uri) = argument(&params.arguments) else {
            let takes = format!("`{COMMAND}` takes the URI of a sample");
            return Err(Error::invalid_params(takes));
        };
        let report = self.sample(uri).await?;
        if let Some(report) = &report {
            let (kind, said) = summary(report);
            let _ = self.outgoing.send(Outgoing::Show(kind, said));
        }
        Ok(report.and_then(|report| serde_json::to_value(report).ok()))
    }

    async fn sample(&self, uri: Uri) -> Result<Option<SampleReport>> {
        let runner = self.runner.clone();
        let compute = move |snapshot| run_sample(snapshot, &*runner);
        self.question(About::Document(uri), Lane::Background, None, false, compute)
            .await
    }
}
