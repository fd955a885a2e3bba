//! Which workspaces there are, and which one owns a path: the one with the nearest manifest above it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pipelua_analysis::{FileKind, FileText, MANIFEST};
use tokio::sync::oneshot;
use tower_lsp_server::lsp_types as lsp;

use super::MainLoop;
use crate::outgoing::Outgoing;
use crate::workspace::Workspace;

impl MainLoop {
    /// The workspace that owns `path`, and the path in it.
    pub(super) fn owner(&self, path: &Path) -> Option<(Arc<Workspace>, Arc<str>)> {
        let nearest = self
            .workspaces
            .iter()
            .filter(|workspace| path.starts_with(&workspace.root))
            .max_by_key(|workspace| workspace.root.as_os_str().len())?;
        Some((nearest.clone(), nearest.relative(path)?))
    }

    /// Loads the workspace that a document which was just opened lies in, if it is not yet.
    pub(super) fn adopt(&mut self, path: &Path) {
        let Some(root) = self.disk.workspace_of(path) else {
            return;
        };
        if self.workspaces.iter().all(|workspace| workspace.root != root) {
            self.find_workspaces();
        }
    }

    /// Looks for manifests again: loads what is new, lets go of what is gone, and gives each open document to its owner.
    pub(super) fn find_workspaces(&mut self) {
        let mut roots: Vec<PathBuf> = Vec::new();
        for folder in &self.folders {
            roots.extend(self.disk.workspace_of(folder));
        }
        self.below.sort();
        self.below.dedup();
        let is_there = |root: &PathBuf| self.disk.workspace_of(root).as_ref() == Some(root);
        let is_open = |root: &PathBuf| self.folders.iter().any(|folder| root.starts_with(folder));
        let below = self.below.iter().filter(|root| is_open(root) && is_there(root));
        roots.extend(below.cloned());
        let documents: Vec<PathBuf> = self.documents.keys().cloned().collect();
        roots.extend(documents.iter().filter_map(|path| self.disk.workspace_of(path)));
        roots.sort();
        roots.dedup();

        let owners: Vec<_> = documents.iter().map(|path| self.owner(path)).collect();
        let before = self.workspaces.len();
        self.workspaces
            .retain(|workspace| roots.contains(&workspace.root));
        if self.workspaces.len() < before {
            self.settle_soon();
        }
        for root in roots {
            if self.workspaces.iter().all(|workspace| workspace.root != root) {
                self.load(root);
            }
        }
        for (path, before) in documents.iter().zip(owners) {
            let now = self.owner(path);
            let is_same = match (&before, &now) {
                (Some((before, _)), Some((now, _))) => Arc::ptr_eq(before, now),
                (None, None) => true,
                _ => false,
            };
            if is_same {
                continue;
            }
            if let Some((workspace, relative)) = before {
                self.leave(&workspace, path, &relative);
            }
            match now {
                Some(_) => self.write(path),
                None => self.publish_nothing_at(path),
            }
        }
    }

    /// Whether the client has a folder open that a workspace lies in, or that lies in it.
    pub(super) fn is_in_folders(&self, workspace: &Workspace) -> bool {
        let root = &workspace.root;
        let mut folders = self.folders.iter();
        folders.any(|folder| root.starts_with(folder) || folder.starts_with(root))
    }

    fn load(&mut self, root: PathBuf) {
        let (done, until) = oneshot::channel::<()>();
        if self.initialized && self.session.shows_progress {
            let title = format!("Loading {}", root.display());
            let _ = self.outgoing.send(Outgoing::Busy { title, until });
        }
        let texts = self.disk.read(&root);
        let workspace = Arc::new(Workspace::new(root, self.disk.clone()));
        workspace.lock().take_disk(texts);
        self.workspaces.push(workspace);
        self.settle_soon();
        drop(done);
    }

    /// Says in the client's log what is served, for those who wonder why nothing is.
    pub(super) fn tell_workspaces(&self) {
        if !self.initialized || !self.has_looked {
            return;
        }
        let said = if self.workspaces.is_empty() {
            format!("no `{MANIFEST}` in what is open: nothing is offered until there is one")
        } else {
            let roots: Vec<String> = self
                .workspaces
                .iter()
                .map(|workspace| workspace.root.display().to_string())
                .collect();
            format!("serving {}", roots.join(", "))
        };
        let _ = self.outgoing.send(Outgoing::Log(lsp::MessageType::INFO, said));
    }

    /// Takes what changed on the disk. Open documents are not touched by it.
    pub(super) fn watched(&mut self, paths: &[PathBuf]) {
        let manifests = paths.iter().filter(|path| path.ends_with(MANIFEST));
        let before = self.below.len();
        self.below
            .extend(manifests.filter_map(|path| path.parent()).map(Path::to_owned));
        // Of a folder that has come or gone nothing else may be told, not even its manifest.
        let is_around = |path: &PathBuf| {
            let mut roots = self.workspaces.iter().map(|workspace| &workspace.root);
            let mut open = self.documents.keys().filter(|open| *open != path);
            roots.any(|root| root.starts_with(path)) || open.any(|open| open.starts_with(path))
        };
        if self.below.len() > before || paths.iter().any(is_around) {
            self.find_workspaces();
        }
        let mut reread: Vec<Arc<Workspace>> = Vec::new();
        for path in paths {
            let Some((workspace, relative)) = self.owner(path) else {
                // A folder around workspaces may have come or gone.
                continue;
            };
            if workspace.is_baseline(&relative) {
                let text = self.disk.read_file(path);
                workspace.lock().take_file(&relative, text);
                continue;
            }
            if FileKind::of(&relative) == FileKind::Other {
                // A folder, maybe: whatever was in it has changed too.
                let is_known = reread.iter().any(|known| Arc::ptr_eq(known, &workspace));
                if !is_known && !relative.contains('.') {
                    reread.push(workspace);
                }
                continue;
            }
            let text = self.read(path, &relative);
            self.trip_if_closed(&workspace, &relative);
            workspace.lock().take_file(&relative, text);
            if &*relative == MANIFEST && reread.iter().all(|known| !Arc::ptr_eq(known, &workspace)) {
                // It may name another baseline.
                reread.push(workspace);
            }
        }
        for workspace in reread {
            let texts = self.disk.read(&workspace.root);
            workspace.lock().take_disk(texts);
        }
        self.settle_soon();
    }

    fn trip_if_closed(&mut self, workspace: &Arc<Workspace>, relative: &Arc<str>) {
        if !workspace.lock().open.contains_key(relative) {
            self.trip(workspace, relative);
        }
    }

    pub(super) fn read(&self, path: &Path, relative: &str) -> Option<FileText> {
        if FileKind::of(relative) == FileKind::Other {
            return None;
        }
        self.disk.read_file(path)
    }
}
