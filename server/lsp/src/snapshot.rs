//! What a question sees: one version of a workspace, for as long as it computes and no longer.

use std::sync::Arc;

use pipelua_analysis::{Database, SourceFile, file_at};
use pipelua_ide::FilePosition;
use pipelua_syntax::{LineIndex, TextRange};
use tower_lsp_server::lsp_types as lsp;

use crate::cancel::Token;
use crate::session::Session;
use crate::uri;
use crate::workspace::{OpenFile, OpenFiles, Workspace};

/// A clone of a workspace. While it lives, the next write waits.
pub(crate) struct Snapshot {
    pub(crate) db: Database,
    pub(crate) workspace: Arc<Workspace>,
    pub(crate) open: Arc<OpenFiles>,
    pub(crate) session: Session,
    /// Of the question that is answered.
    pub(crate) token: Token,
    /// The path of the document that is asked about.
    pub(crate) path: Option<Arc<str>>,
}

impl Snapshot {
    /// The file that is asked about, if it is one of ours.
    pub(crate) fn file(&self) -> Option<SourceFile> {
        self.file_at(self.path.as_deref()?)
    }

    pub(crate) fn file_at(&self, path: &str) -> Option<SourceFile> {
        file_at(&self.db, path)
    }

    pub(crate) fn opened(&self, file: SourceFile) -> Option<&OpenFile> {
        self.open.get(file.path(&self.db))
    }

    /// The client's own URI where the file is open.
    pub(crate) fn uri(&self, file: SourceFile) -> Option<lsp::Uri> {
        match self.opened(file) {
            Some(open) => Some(open.uri.clone()),
            None => uri::uri_of(&self.workspace.root.join(&**file.path(&self.db))),
        }
    }

    /// A place as the protocol names it.
    pub(crate) fn location(&self, file: SourceFile, range: TextRange) -> Option<lsp::Location> {
        Some(lsp::Location::new(self.uri(file)?, self.lines(file).range(range)))
    }

    /// The text of a file that is none of ours, in the folder of the manifest.
    pub(crate) fn read_beside_manifest(&self, name: &str) -> Option<Arc<str>> {
        let text = self.workspace.disk.read_file(&self.workspace.root.join(name))?;
        Some(text.as_str().clone())
    }

    pub(crate) fn lines(&self, file: SourceFile) -> Lines {
        let text = file.text(&self.db).as_str().clone();
        Lines {
            index: LineIndex::new(&text),
            text,
            session: self.session,
        }
    }
}

/// The lines of one text, between offsets and places of the protocol.
pub(crate) struct Lines {
    text: Arc<str>,
    index: LineIndex,
    session: Session,
}

impl Lines {
    fn offset(&self, position: lsp::Position) -> u32 {
        let position = pipelua_syntax::Position {
            line: position.line,
            character: position.character,
        };
        self.index.offset(position, self.session.encoding)
    }

    /// The place of a cursor in `file`, whose lines these are.
    pub(crate) fn at(&self, file: SourceFile, position: lsp::Position) -> FilePosition {
        FilePosition {
            file,
            offset: self.offset(position),
        }
    }

    pub(crate) fn bytes(&self, range: lsp::Range) -> TextRange {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        TextRange::new(start.min(end), start.max(end))
    }

    fn position(&self, offset: u32) -> lsp::Position {
        let at = self
            .index
            .position(offset.min(self.text.len() as u32), self.session.encoding);
        lsp::Position::new(at.line, at.character)
    }

    pub(crate) fn range(&self, range: TextRange) -> lsp::Range {
        lsp::Range::new(self.position(range.start), self.position(range.end))
    }
}
