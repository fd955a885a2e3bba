//! What stands behind the protocol's methods: how a question is asked, and what the session has agreed on.

mod lifecycle;
mod methods;
mod run_sample;
mod sweep;
mod test_hooks;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, mpsc};

use pipelua_ide::HintSettings;
use serde_json::Value;
use tokio::sync::oneshot;
use tower_lsp_server::Client;
use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::lsp_types as lsp;

use crate::cancel::Token;
use crate::disk::Disk;
use crate::handlers::inlay_hints;
use crate::handlers::semantic_tokens::SentTokens;
use crate::main_loop::{About, Ask, Event};
use crate::outgoing;
use crate::question::{Failure, Question, error};
use crate::runner::Runner;
use crate::session::Session;
use crate::snapshot::Snapshot;
use crate::told::Told;
use crate::workers::Lane;
use crate::workspace::Workspace;

pub(crate) struct Backend {
    client: Client,
    disk: Arc<dyn Disk>,
    runner: Arc<dyn Runner>,
    events: mpsc::Sender<Event>,
    outgoing: outgoing::Sender,
    told: Arc<Told>,
    tokens: Arc<SentTokens>,
    session: OnceLock<Session>,
    /// The client's setting `pipelua.diagnostics.workspace`.
    reports_closed_files: AtomicBool,
    /// The client's settings below `pipelua.inlayHints`.
    hints: Mutex<HintSettings>,
}

impl Backend {
    pub(crate) fn new(
        client: Client,
        disk: Arc<dyn Disk>,
        runner: Arc<dyn Runner>,
        events: mpsc::Sender<Event>,
        outgoing: outgoing::Sender,
        told: Arc<Told>,
    ) -> Self {
        Self {
            client,
            disk,
            runner,
            events,
            outgoing,
            told,
            tokens: Arc::default(),
            session: OnceLock::new(),
            reports_closed_files: AtomicBool::new(true),
            hints: Mutex::default(),
        }
    }

    fn session(&self) -> Session {
        self.session.get().copied().unwrap_or_default()
    }

    /// Hands an event to the main loop. Called before anything is awaited, so that the client's order is kept.
    fn send(&self, event: Event) {
        // It fails when the session ends, and then nothing matters any more.
        let _ = self.events.send(event);
    }

    /// Asks about a document; the default answer for one that is in no workspace.
    async fn ask<T, F>(&self, uri: &lsp::Uri, compute: F) -> Result<T>
    where
        T: Default + Send + 'static,
        F: Fn(Snapshot) -> T + Send + 'static,
    {
        self.question(About::Document(uri.clone()), Lane::Editor, None, false, compute)
            .await
    }

    /// Asks, and ends older questions of the same kind about the same document.
    async fn ask_newest<T, F>(&self, kind: &'static str, uri: &lsp::Uri, compute: F) -> Result<T>
    where
        T: Default + Send + 'static,
        F: Fn(Snapshot) -> T + Send + 'static,
    {
        self.question(
            About::Document(uri.clone()),
            Lane::Editor,
            Some(kind),
            false,
            compute,
        )
        .await
    }

    /// Asks about a whole workspace, in the background.
    async fn ask_workspace<T, F>(&self, workspace: &Arc<Workspace>, compute: F) -> Result<T>
    where
        T: Default + Send + 'static,
        F: Fn(Snapshot) -> T + Send + 'static,
    {
        let about = About::Workspace(workspace.clone());
        self.question(about, Lane::Background, None, false, compute).await
    }

    async fn question<T, F>(
        &self,
        about: About,
        lane: Lane,
        newest_of: Option<&'static str>,
        is_pull: bool,
        compute: F,
    ) -> Result<T>
    where
        T: Default + Send + 'static,
        F: Fn(Snapshot) -> T + Send + 'static,
    {
        let token = Token::default();
        let guard = token.guard();
        let (work, answer) = Question::new(compute, is_pull);
        self.send(Event::Ask(Ask {
            about,
            lane,
            token: token.clone(),
            newest_of,
            work,
        }));
        let answer = tokio::select! {
            biased;
            answer = answer => answer.unwrap_or_else(|_| Err(Error::internal_error())),
            // What no longer matters is answered at once, however long the queue is.
            cause = token.tripped() => Err(error(Failure::Cancelled(cause), is_pull)),
        };
        drop(guard);
        answer
    }

    /// All workspaces that are loaded.
    async fn workspaces(&self) -> Vec<Arc<Workspace>> {
        let (answer, workspaces) = oneshot::channel();
        self.send(Event::Workspaces(answer));
        workspaces.await.unwrap_or_default()
    }

    fn hints(&self) -> HintSettings {
        *self.hints.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what `docs/editors.md` lists; what is not there is as it was.
    fn configure(&self, settings: &Value) {
        if let Some(reports) = settings
            .pointer("/diagnostics/workspace")
            .and_then(Value::as_bool)
        {
            self.reports_closed_files.store(reports, Ordering::Relaxed);
        }
        let mut hints = self.hints.lock().unwrap_or_else(PoisonError::into_inner);
        *hints = inlay_hints::configured(*hints, settings);
    }
}
