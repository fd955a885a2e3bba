//! The one thread that owns workspaces and documents. What arrives is applied in the order of its arrival: a question is
//! handed to a worker only when every edit before it has been written.

mod roots;
mod settle;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Instant;

use pipelua_analysis::{FileKind, FileText, Openness};
use rustc_hash::{FxHashMap, FxHashSet};
use tokio::sync::oneshot;
use tower_lsp_server::lsp_types as lsp;

use crate::cancel::{Cause, Token};
use crate::disk::Disk;
use crate::documents::Document;
use crate::outgoing;
use crate::question::Work;
use crate::session::Session;
use crate::told::Told;
use crate::uri::path_of;
use crate::workers::{Job, Lane, Workers};
use crate::workspace::{OpenFile, Workspace};

/// Something that happened, in the client's order.
pub(crate) enum Event {
    Start {
        session: Session,
        folders: Vec<PathBuf>,
    },
    Initialized,
    Folders {
        added: Vec<PathBuf>,
        removed: Vec<PathBuf>,
    },
    Open(lsp::TextDocumentItem),
    Change(lsp::DidChangeTextDocumentParams),
    Close(lsp::Uri),
    /// Workspaces were looked for below a folder, which may take long and is done elsewhere.
    Found(Vec<PathBuf>),
    /// Paths that were made, changed or deleted on the disk.
    Watched(Vec<PathBuf>),
    Ask(Ask),
    /// All workspaces, for a sweep.
    Workspaces(oneshot::Sender<Vec<Arc<Workspace>>>),
    /// A batch of a sweep is done.
    LetGo(Arc<Workspace>),
    /// The settings may be others now, and with them what a sweep tells.
    Configured,
    /// The client is about to leave: nothing is held open for it any more.
    Shutdown,
    /// To be told when something was written and it is quiet again.
    AwaitQuiet(oneshot::Sender<()>),
}

/// A question.
pub(crate) struct Ask {
    pub(crate) about: About,
    pub(crate) lane: Lane,
    pub(crate) token: Token,
    /// Only the newest question of a kind matters for a document.
    pub(crate) newest_of: Option<&'static str>,
    pub(crate) work: Box<dyn Work>,
}

pub(crate) enum About {
    Document(lsp::Uri),
    Workspace(Arc<Workspace>),
}

pub(crate) struct MainLoop {
    disk: Arc<dyn Disk>,
    workers: Workers,
    outgoing: outgoing::Sender,
    told: Arc<Told>,
    session: Session,
    initialized: bool,
    leaving: bool,
    /// Folders that the client has open.
    folders: Vec<PathBuf>,
    /// Roots that were met below the folders; a manifest may be gone again.
    below: Vec<PathBuf>,
    /// Whether they were looked for.
    has_looked: bool,
    workspaces: Vec<Arc<Workspace>>,
    documents: FxHashMap<PathBuf, Document>,
    /// Documents whose edits are not written yet.
    dirty: FxHashSet<PathBuf>,
    /// Questions that are not answered yet, and maybe some that are.
    live: Vec<Live>,
    await_quiet: Vec<oneshot::Sender<()>>,
    settling: Token,
    settle_at: Option<Instant>,
}

struct Live {
    token: Token,
    workspace: Arc<Workspace>,
    path: Arc<str>,
    newest_of: Option<&'static str>,
}

impl MainLoop {
    pub(crate) fn new(disk: Arc<dyn Disk>, outgoing: outgoing::Sender, told: Arc<Told>) -> Self {
        Self {
            disk,
            workers: Workers::start(),
            outgoing,
            told,
            session: Session::default(),
            initialized: false,
            leaving: false,
            folders: Vec::new(),
            below: Vec::new(),
            has_looked: false,
            workspaces: Vec::new(),
            documents: FxHashMap::default(),
            dirty: FxHashSet::default(),
            live: Vec::new(),
            await_quiet: Vec::new(),
            settling: Token::default(),
            settle_at: None,
        }
    }

    /// Runs until nobody can send events any more.
    pub(crate) fn run(mut self, events: &Receiver<Event>) {
        loop {
            let event = match events.try_recv() {
                Ok(event) => event,
                Err(TryRecvError::Disconnected) => return,
                Err(TryRecvError::Empty) => {
                    self.guarded(Self::flush);
                    match self.wait(events) {
                        Ok(event) => event,
                        Err(RecvTimeoutError::Disconnected) => return,
                        Err(RecvTimeoutError::Timeout) => {
                            self.guarded(Self::settle);
                            continue;
                        }
                    }
                }
            };
            self.guarded(|this| this.handle(event));
        }
    }

    fn wait(&self, events: &Receiver<Event>) -> Result<Event, RecvTimeoutError> {
        match self.settle_at {
            Some(at) => events.recv_timeout(at.saturating_duration_since(Instant::now())),
            None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    /// A panic here is our fault, and still not the end of the session.
    fn guarded(&mut self, act: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| act(self))).is_err() {
            let said = "a change could not be taken, and that is our fault".to_owned();
            let _ = self
                .outgoing
                .send(outgoing::Outgoing::Log(lsp::MessageType::ERROR, said));
        }
    }

    fn handle(&mut self, event: Event) {
        if let Event::Change(params) = event {
            self.change(params);
            return;
        }
        self.flush();
        match event {
            Event::Start { session, folders } => {
                self.session = session;
                self.folders = folders;
                self.find_workspaces();
            }
            Event::Initialized => {
                self.initialized = true;
                self.tell_workspaces();
            }
            Event::Folders { added, removed } => {
                self.folders.retain(|folder| !removed.contains(folder));
                self.folders.extend(added);
                self.find_workspaces();
            }
            Event::Found(roots) => {
                self.below.extend(roots);
                self.find_workspaces();
                self.has_looked = true;
                self.tell_workspaces();
            }
            Event::Open(item) => self.open(item),
            Event::Change(_) => {}
            Event::Close(uri) => self.close(&uri),
            Event::Watched(paths) => self.watched(&paths),
            Event::Ask(ask) => self.ask(ask),
            Event::Workspaces(answer) => {
                let _ = answer.send(self.workspaces.clone());
            }
            Event::LetGo(workspace) => workspace.lock().let_go(),
            Event::Configured => self.settle_soon(),
            Event::Shutdown => self.is_leaving(),
            Event::AwaitQuiet(waiting) if self.leaving => drop(waiting),
            Event::AwaitQuiet(waiting) => self.await_quiet.push(waiting),
        }
    }

    fn is_leaving(&mut self) {
        self.leaving = true;
        self.await_quiet.clear();
    }

    fn open(&mut self, item: lsp::TextDocumentItem) {
        let Some(path) = path_of(&item.uri) else { return };
        let document = Document::new(item.uri, item.version, &item.text);
        self.documents.insert(path.clone(), document);
        self.adopt(&path);
        self.write(&path);
    }

    fn change(&mut self, params: lsp::DidChangeTextDocumentParams) {
        let Some(path) = path_of(&params.text_document.uri) else {
            return;
        };
        // A change of a document that is not open has no text to change.
        if let Some(document) = self.documents.get_mut(&path) {
            document.apply(
                params.text_document.version,
                params.content_changes,
                self.session.encoding,
            );
            self.dirty.insert(path);
        }
    }

    fn close(&mut self, uri: &lsp::Uri) {
        let Some(path) = path_of(uri) else { return };
        let Some(document) = self.documents.remove(&path) else {
            return;
        };
        if let Some((workspace, relative)) = self.owner(&path) {
            self.leave(&workspace, &path, &relative);
            // One that was served for this document only is let go of.
            if !self.is_in_folders(&workspace) {
                self.find_workspaces();
            }
        }
        self.told.forget(&document.uri);
        self.publish_nothing(document.uri);
    }

    /// The document at `path` is the disk's again, in this workspace.
    fn leave(&mut self, workspace: &Arc<Workspace>, path: &Path, relative: &Arc<str>) {
        let text = self.read(path, relative);
        self.trip(workspace, relative);
        let mut state = workspace.lock();
        if state.open.contains_key(relative) {
            state.set_closed(relative);
            state.take_file(relative, text);
        }
        drop(state);
        self.settle_soon();
    }

    /// Writes the edits of all documents that have some.
    fn flush(&mut self) {
        for path in std::mem::take(&mut self.dirty) {
            self.write(&path);
        }
    }

    /// Gives the text of an open document to its workspace.
    fn write(&mut self, path: &Path) {
        let Some((workspace, relative)) = self.owner(path) else {
            return;
        };
        let Some(document) = self.documents.get(path) else {
            return;
        };
        if FileKind::of(&relative) == FileKind::Other {
            return;
        }
        let text = FileText::Utf8(document.text().into());
        let file = OpenFile {
            uri: document.uri.clone(),
            version: document.version,
        };
        self.trip(&workspace, &relative);
        let mut state = workspace.lock();
        state.set_open(&relative, file);
        state.db.set_text(&relative, text, Openness::Open);
        drop(state);
        self.settle_soon();
        self.publish(&workspace, &relative);
    }

    /// Questions about a text that is about to change are not answered.
    fn trip(&mut self, workspace: &Arc<Workspace>, relative: &str) {
        self.live.retain(|live| {
            if Arc::ptr_eq(&live.workspace, workspace) && &*live.path == relative {
                live.token.trip(Cause::Modified);
            }
            live.token.is_waited_for()
        });
    }

    fn ask(&mut self, mut ask: Ask) {
        let (workspace, path) = match &ask.about {
            About::Document(uri) => match path_of(uri).and_then(|path| self.owner(&path)) {
                Some((workspace, path)) => (workspace, Some(path)),
                None => return ask.work.outside(),
            },
            About::Workspace(workspace) => (workspace.clone(), None),
        };
        if let Some(path) = &path {
            self.live.retain(|live| {
                let is_older = ask.newest_of.is_some()
                    && live.newest_of == ask.newest_of
                    && Arc::ptr_eq(&live.workspace, &workspace)
                    && live.path == *path;
                if is_older {
                    live.token.trip(Cause::Superseded);
                }
                live.token.is_waited_for()
            });
            self.live.push(Live {
                token: ask.token.clone(),
                workspace: workspace.clone(),
                path: path.clone(),
                newest_of: ask.newest_of,
            });
        }
        self.send(ask.lane, ask.token, workspace, path, ask.work);
    }

    fn send(
        &self,
        lane: Lane,
        token: Token,
        workspace: Arc<Workspace>,
        path: Option<Arc<str>>,
        work: Box<dyn Work>,
    ) {
        self.workers.add(Job {
            lane,
            token,
            workspace,
            path,
            session: self.session,
            work,
            tries: 0,
        });
    }
}
