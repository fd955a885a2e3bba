//! Diagnostics that the server speaks of by itself: those of clients that do not ask, and those of open documents that a
//! write to another file has changed.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tower_lsp_server::lsp_types as lsp;

use super::MainLoop;
use crate::cancel::{Cause, Token};
use crate::handlers::diagnostics::{hash_of, of_file};
use crate::outgoing::Outgoing;
use crate::question::Errand;
use crate::snapshot::Snapshot;
use crate::told::Telling;
use crate::workers::Lane;
use crate::workspace::Workspace;

/// How long after the last write other documents are looked at.
const QUIET: Duration = Duration::from_millis(120);

impl MainLoop {
    pub(super) fn settle_soon(&mut self) {
        self.settle_at = Some(Instant::now() + QUIET);
    }

    /// Compares what each open document has with what the client was told.
    pub(super) fn settle(&mut self) {
        self.settle_at = None;
        for waiting in self.await_quiet.drain(..) {
            let _ = waiting.send(());
        }
        self.settling.trip(Cause::Superseded);
        self.settling = Token::default();
        for workspace in &self.workspaces {
            if workspace.lock().open.is_empty() {
                continue;
            }
            let (told, outgoing) = (self.told.clone(), self.outgoing.clone());
            let compare = move |snapshot: Snapshot| {
                // All of it is computed before any of it is told: a write may interrupt, and it is asked again.
                let found: Vec<_> = snapshot
                    .open
                    .iter()
                    .filter_map(|(path, open)| {
                        let diagnostics = of_file(&snapshot, snapshot.file_at(path)?);
                        Some((open, hash_of(&diagnostics), diagnostics))
                    })
                    .collect();
                let mut is_stale = false;
                for (open, hash, diagnostics) in found {
                    let version = open.version;
                    let before = told.get(&open.uri);
                    if before.is_some_and(|told| told.hash == hash) {
                        continue;
                    }
                    if !snapshot.session.pulls {
                        told.set(&open.uri, Telling { version, hash });
                        let _ = outgoing.send(Outgoing::Publish {
                            uri: open.uri.clone(),
                            version: Some(version),
                            diagnostics,
                        });
                    } else if before.is_some_and(|told| told.version == version) {
                        // The client has asked about this very version and would not ask again.
                        told.set(&open.uri, Telling { version, hash });
                        is_stale = true;
                    }
                }
                if is_stale && snapshot.session.refreshes_diagnostics {
                    let _ = outgoing.send(Outgoing::RefreshDiagnostics);
                }
            };
            let work = Box::new(Errand(compare));
            self.send(
                Lane::Background,
                self.settling.clone(),
                workspace.clone(),
                None,
                work,
            );
        }
    }

    /// Tells a client that does not ask what a document has that was just written.
    pub(super) fn publish(&mut self, workspace: &Arc<Workspace>, path: &Arc<str>) {
        if self.session.pulls {
            return;
        }
        let (told, outgoing) = (self.told.clone(), self.outgoing.clone());
        let publish = move |snapshot: Snapshot| {
            let Some(file) = snapshot.file() else { return };
            let Some(open) = snapshot.opened(file).cloned() else {
                return;
            };
            let diagnostics = of_file(&snapshot, file);
            let telling = Telling {
                version: open.version,
                hash: hash_of(&diagnostics),
            };
            told.set(&open.uri, telling);
            let _ = outgoing.send(Outgoing::Publish {
                uri: open.uri,
                version: Some(open.version),
                diagnostics,
            });
        };
        let token = Token::default();
        self.live.push(super::Live {
            token: token.clone(),
            workspace: workspace.clone(),
            path: path.clone(),
            newest_of: None,
        });
        let work = Box::new(Errand(publish));
        self.send(Lane::Editor, token, workspace.clone(), Some(path.clone()), work);
    }

    /// A document that is closed, or in no workspace any more, has no diagnostics.
    pub(super) fn publish_nothing(&self, uri: lsp::Uri) {
        if !self.session.pulls {
            let _ = self.outgoing.send(Outgoing::Publish {
                uri,
                version: None,
                diagnostics: Vec::new(),
            });
        }
    }

    pub(super) fn publish_nothing_at(&self, path: &Path) {
        if let Some(document) = self.documents.get(path) {
            self.publish_nothing(document.uri.clone());
        }
    }
}
