//! One workspace: its database, and which of its files are open. The main loop writes, everybody else takes clones.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pipelua_analysis::{Database, Db, FileText, Openness, files, manifest};
use rustc_hash::{FxHashMap, FxHashSet};
use tower_lsp_server::lsp_types::Uri;

use crate::disk::Disk;

/// Open documents by their path in the workspace.
pub(crate) type OpenFiles = FxHashMap<Arc<str>, OpenFile>;

/// What is known of an open document beside its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct OpenFile {
    /// As the client writes it.
    pub(crate) uri: Uri,
    pub(crate) version: i32,
}

pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) disk: Arc<dyn Disk>,
    state: Mutex<State>,
}

/// The lock is held for a moment by those who take a clone, and by the main loop while it writes: it then waits until
/// the clones that are out have noticed and are gone. Whoever holds a clone must not ask for the lock.
pub(crate) struct State {
    pub(crate) db: Database,
    pub(crate) open: Arc<OpenFiles>,
}

impl Workspace {
    pub(crate) fn new(root: PathBuf, disk: Arc<dyn Disk>) -> Self {
        let state = Mutex::new(State {
            db: Database::default(),
            open: Arc::default(),
        });
        Self { root, disk, state }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the manifest names this file as the baseline.
    pub(crate) fn is_baseline(&self, relative: &str) -> bool {
        manifest(&self.lock().db).baseline.as_deref() == Some(relative)
    }

    /// The path of a file relative to the root, with `/`.
    pub(crate) fn relative(&self, path: &Path) -> Option<Arc<str>> {
        let parts: Option<Vec<&str>> = path
            .strip_prefix(&self.root)
            .ok()?
            .components()
            .map(|part| part.as_os_str().to_str())
            .collect();
        parts.map(|parts| parts.join("/").into())
    }
}

impl State {
    /// Takes the disk's files: open documents stay as they are in the editor.
    pub(crate) fn take_disk(&mut self, texts: Vec<(Arc<str>, FileText)>) {
        if files(&self.db).is_empty() {
            self.db.load(texts);
            return;
        }
        let there: FxHashSet<Arc<str>> = texts.iter().map(|(path, _)| path.clone()).collect();
        let gone: Vec<Arc<str>> = files(&self.db)
            .keys()
            .filter(|path| !there.contains(*path) && !self.open.contains_key(*path))
            .cloned()
            .collect();
        for path in gone {
            self.db.remove(&path);
        }
        for (path, text) in texts {
            if !self.open.contains_key(&path) {
                self.db.set_text(&path, text, Openness::Closed);
            }
        }
    }

    /// Takes what the disk has at `path`, unless it is open.
    pub(crate) fn take_file(&mut self, path: &str, text: Option<FileText>) {
        if self.open.contains_key(path) {
            return;
        }
        match text {
            Some(text) => {
                self.db.set_text(path, text, Openness::Closed);
            }
            None => self.db.remove(path),
        }
    }

    pub(crate) fn set_open(&mut self, path: &Arc<str>, file: OpenFile) {
        Arc::make_mut(&mut self.open).insert(path.clone(), file);
    }

    pub(crate) fn set_closed(&mut self, path: &str) {
        Arc::make_mut(&mut self.open).remove(path);
    }

    /// Lets go of what was cached for files that nobody asks for any more.
    pub(crate) fn let_go(&mut self) {
        fn evict(db: &mut dyn Db) {
            db.trigger_lru_eviction();
        }
        evict(&mut self.db);
    }
}
