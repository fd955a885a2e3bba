//! Methods for tests over the real binary, there only if `PIPELUA_TEST_HOOKS` is set: what no client can see otherwise.

use salsa::Database as _;
use serde::Serialize;
use tower_lsp_server::jsonrpc::Result;
use tower_lsp_server::lsp_types::TextDocumentIdentifier;

use super::Backend;
use crate::snapshot::Snapshot;

/// A document as the server has it.
#[derive(Serialize)]
pub(crate) struct Text {
    version: Option<i32>,
    text: String,
}

impl Backend {
    /// Fails on purpose: a panic is an answer and not the end.
    pub(crate) async fn panic(&self, params: TextDocumentIdentifier) -> Result<Option<()>> {
        self.ask(&params.uri, |_| -> Option<()> { panic!("as the test asked for") })
            .await
    }

    /// Keeps a worker busy until it is cancelled.
    pub(crate) async fn stall(&self, params: TextDocumentIdentifier) -> Result<Option<()>> {
        self.ask(&params.uri, |snapshot: Snapshot| -> Option<()> {
            loop {
                snapshot.db.unwind_if_revision_cancelled();
                std::thread::yield_now();
            }
        })
        .await
    }

    /// The text that answers are computed from.
    pub(crate) async fn text(&self, params: TextDocumentIdentifier) -> Result<Option<Text>> {
        self.ask(&params.uri, |snapshot| {
            let file = snapshot.file()?;
            Some(Text {
                version: snapshot.opened(file).map(|open| open.version),
                text: file.text(&snapshot.db).as_str().to_string(),
            })
        })
        .await
    }
}
