//! How a session begins, and its settings.

use std::path::PathBuf;

use tower_lsp_server::lsp_types::{ConfigurationItem, InitializeParams, InitializeResult, ServerInfo};

use super::Backend;
use crate::capabilities::{capabilities, watched_files};
use crate::from_proto;
use crate::main_loop::Event;
use crate::outgoing::Outgoing;
use crate::session::Session;

impl Backend {
    pub(super) fn begin(&self, params: &InitializeParams) -> InitializeResult {
        let session = *self.session.get_or_init(|| Session::of(&params.capabilities));
        if let Some(options) = &params.initialization_options {
            self.configure(options);
        }
        let folders = from_proto::folders(params);
        self.send(Event::Start {
            session,
            folders: folders.clone(),
        });
        self.look_below(folders);
        InitializeResult {
            capabilities: capabilities(session),
            server_info: Some(ServerInfo {
                name: "pipelua".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        }
    }

    pub(super) async fn begun(&self) {
        self.send(Event::Initialized);
        if self.session().watches_files {
            let _ = self.outgoing.send(Outgoing::Register(watched_files()));
        }
        self.ask_configuration().await;
    }

    /// Looks for workspaces below folders on a thread of its own: a repository may be large, and the workspace that a
    /// document lies in is found without it.
    pub(super) fn look_below(&self, folders: Vec<PathBuf>) {
        let (disk, events) = (self.disk.clone(), self.events.clone());
        let look = move || {
            let roots = folders.iter().flat_map(|folder| disk.workspaces_below(folder));
            let _ = events.send(Event::Found(roots.collect()));
        };
        // Without a thread to spare, what is opened is served all the same.
        let _ = std::thread::Builder::new()
            .name("look-below".to_owned())
            .spawn(look);
    }

    /// Asks the client for its settings; one that does not answer keeps the defaults.
    pub(super) async fn ask_configuration(&self) {
        if !self.session().gives_configuration {
            return;
        }
        let item = ConfigurationItem {
            scope_uri: None,
            section: Some("pipelua".to_owned()),
        };
        if let Ok(answers) = self.client.configuration(vec![item]).await
            && let Some(settings) = answers.first()
        {
            self.configure(settings);
        }
    }
}
