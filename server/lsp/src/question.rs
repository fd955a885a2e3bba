//! A question on its way: what is computed, and where the answer goes. Asked again where a write to another file came
//! between.

use tokio::sync::oneshot;
use tower_lsp_server::jsonrpc::{Error, ErrorCode, Result};

use crate::cancel::Cause;
use crate::snapshot::Snapshot;

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Failure {
    Cancelled(Cause),
    /// The work panicked, which is our fault, and said this.
    Panicked(String),
}

/// Work on a snapshot, without the type of its answer.
pub(crate) trait Work: Send {
    /// Answers. May be called again if it was interrupted.
    fn compute(&mut self, snapshot: Snapshot);
    /// Answers as for a document that is in no workspace.
    fn outside(&mut self);
    fn refuse(&mut self, failure: Failure);
}

/// A question with an answer of type `T`.
pub(crate) struct Question<T, F> {
    compute: F,
    answer: Option<oneshot::Sender<Result<T>>>,
    /// `textDocument/diagnostic` has an error of its own for answers that came too late.
    is_pull: bool,
}

impl<T, F> Question<T, F>
where
    T: Default + Send + 'static,
    F: Fn(Snapshot) -> T + Send + 'static,
{
    pub(crate) fn new(compute: F, is_pull: bool) -> (Box<Self>, oneshot::Receiver<Result<T>>) {
        let (answer, receiver) = oneshot::channel();
        let question = Self {
            compute,
            answer: Some(answer),
            is_pull,
        };
        (Box::new(question), receiver)
    }

    fn send(&mut self, answer: Result<T>) {
        if let Some(sender) = self.answer.take() {
            // Whoever asked may be gone.
            let _ = sender.send(answer);
        }
    }
}

impl<T, F> Work for Question<T, F>
where
    T: Default + Send + 'static,
    F: Fn(Snapshot) -> T + Send + 'static,
{
    fn compute(&mut self, snapshot: Snapshot) {
        let answer = (self.compute)(snapshot);
        self.send(Ok(answer));
    }

    fn outside(&mut self) {
        self.send(Ok(T::default()));
    }

    fn refuse(&mut self, failure: Failure) {
        let error = error(failure, self.is_pull);
        self.send(Err(error));
    }
}

/// **Source**: LSP 3.17, "LSPErrorCodes": the server cancels a request that the client may send again.
const SERVER_CANCELLED: i64 = -32802;

pub(crate) fn error(failure: Failure, is_pull: bool) -> Error {
    match failure {
        Failure::Cancelled(Cause::Modified) if is_pull => Error {
            code: ErrorCode::ServerError(SERVER_CANCELLED),
            message: "the document changed meanwhile".into(),
            data: Some(serde_json::json!({ "retriggerRequest": true })),
        },
        Failure::Cancelled(Cause::Modified) => Error::content_modified(),
        Failure::Cancelled(Cause::Dropped | Cause::Superseded) => Error::request_cancelled(),
        Failure::Panicked(said) => Error {
            code: ErrorCode::InternalError,
            message: format!("this failed, and that is our fault; please report it: {said}").into(),
            data: None,
        },
    }
}

/// Work that nobody waits for.
pub(crate) struct Errand<F>(pub(crate) F);

impl<F: Fn(Snapshot) + Send> Work for Errand<F> {
    fn compute(&mut self, snapshot: Snapshot) {
        (self.0)(snapshot);
    }

    fn outside(&mut self) {}

    fn refuse(&mut self, _: Failure) {}
}
