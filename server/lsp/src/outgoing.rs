//! What the server says unasked, sent by one task so that it arrives in the order in which it was said.

use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};
use tower_lsp_server::Client;
use tower_lsp_server::lsp_types as lsp;
use tower_lsp_server::lsp_types::notification::{Notification, Progress};
use tower_lsp_server::lsp_types::request::{RegisterCapability, WorkDoneProgressCreate};

/// One message to the client.
#[derive(Debug)]
pub(crate) enum Outgoing {
    Publish {
        uri: lsp::Uri,
        version: Option<i32>,
        diagnostics: Vec<lsp::Diagnostic>,
    },
    RefreshDiagnostics,
    /// Work begins that may take a moment, and ends when the sender is dropped.
    Busy {
        title: String,
        until: oneshot::Receiver<()>,
    },
    /// A part of an answer that is still being computed.
    Partial {
        token: lsp::ProgressToken,
        value: serde_json::Value,
    },
    Register(lsp::Registration),
    Log(lsp::MessageType, String),
    /// Shown to the person.
    Show(lsp::MessageType, String),
}

/// Where to say it.
pub(crate) type Sender = mpsc::UnboundedSender<Outgoing>;

/// Sends until nobody has anything to say any more. Where the client has to answer, nobody waits for it.
pub(crate) async fn run(client: Client, mut messages: mpsc::UnboundedReceiver<Outgoing>) {
    while let Some(message) = messages.recv().await {
        let client = client.clone();
        match message {
            Outgoing::Publish {
                uri,
                version,
                diagnostics,
            } => client.publish_diagnostics(uri, diagnostics, version).await,
            Outgoing::Partial { token, value } => {
                client
                    .send_notification::<PartialResult>(Partial { token, value })
                    .await;
            }
            Outgoing::Log(kind, message) => client.log_message(kind, message).await,
            Outgoing::Show(kind, message) => client.show_message(kind, message).await,
            Outgoing::RefreshDiagnostics => {
                tokio::spawn(async move { client.workspace_diagnostic_refresh().await });
            }
            Outgoing::Register(registration) => {
                let registrations = vec![registration];
                let params = lsp::RegistrationParams { registrations };
                tokio::spawn(async move { client.send_request::<RegisterCapability>(params).await });
            }
            Outgoing::Busy { title, until } => {
                tokio::spawn(busy(client, title, until));
            }
        }
    }
}

async fn busy(client: Client, title: String, until: oneshot::Receiver<()>) {
    let token = lsp::ProgressToken::String(title.clone());
    let create = lsp::WorkDoneProgressCreateParams { token: token.clone() };
    if client
        .send_request::<WorkDoneProgressCreate>(create)
        .await
        .is_err()
    {
        return;
    }
    let begin = lsp::WorkDoneProgressBegin {
        title,
        ..Default::default()
    };
    report(&client, &token, lsp::WorkDoneProgress::Begin(begin)).await;
    let _ = until.await;
    let end = lsp::WorkDoneProgressEnd::default();
    report(&client, &token, lsp::WorkDoneProgress::End(end)).await;
}

async fn report(client: &Client, token: &lsp::ProgressToken, value: lsp::WorkDoneProgress) {
    let params = lsp::ProgressParams {
        token: token.clone(),
        value: lsp::ProgressParamsValue::WorkDone(value),
    };
    client.send_notification::<Progress>(params).await;
}

/// `$/progress` with a part of an answer, which the protocol's own types leave out.
enum PartialResult {}

#[derive(Serialize, Deserialize)]
struct Partial {
    token: lsp::ProgressToken,
    value: serde_json::Value,
}

impl Notification for PartialResult {
    type Params = Partial;
    const METHOD: &'static str = "$/progress";
}
