//! What the world hands in: files with their texts, and the set of them. No query ever reads a disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use salsa::{Durability, Setter};

use crate::db::{Database, Db};

/// One file of the workspace.
#[salsa::input(debug)]
pub struct SourceFile {
    /// Path relative to the workspace root, with `/`.
    pub path: Arc<str>,
    pub text: FileText,
}

/// The text of a file as far as it is text.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub enum FileText {
    Utf8(Arc<str>),
    /// Not UTF-8: `lossy` has U+FFFD where the bytes are bad, the first of which is at byte `at` of the original.
    NotUtf8 {
        lossy: Arc<str>,
        at: u32,
    },
}

impl FileText {
    /// Takes the bytes of a file as they lie on the disk.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::Utf8(text.into()),
            Err(error) => {
                let at = error.utf8_error().valid_up_to() as u32;
                Self::NotUtf8 {
                    lossy: String::from_utf8_lossy(error.as_bytes()).into(),
                    at,
                }
            }
        }
    }

    /// The text that is parsed: lossy where the bytes are bad.
    pub fn as_str(&self) -> &Arc<str> {
        match self {
            Self::Utf8(text) | Self::NotUtf8 { lossy: text, .. } => text,
        }
    }
}

/// What a file is to us, told from its path alone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FileKind {
    /// `pipelua.toml`
    Manifest,
    /// `scripts/<slug>.lua`
    Script,
    /// `types/*.lua`
    Types,
    /// `lib/**`, reserved
    Library,
    /// `pipelines/<hook>.json`
    Pipeline,
    /// `samples/<hook>/<name>.json`
    Sample,
    /// `hooks/<hook>.json`
    Hook,
    /// Not ours.
    Other,
}

/// Name of the manifest, which makes its folder a workspace.
pub const MANIFEST: &str = "pipelua.toml";

impl FileKind {
    pub fn of(path: &str) -> Self {
        let Some((folder, rest)) = path.split_once('/') else {
            return if path == MANIFEST {
                Self::Manifest
            } else {
                Self::Other
            };
        };
        let deep = rest.matches('/').count();
        match (folder, extension(rest), deep) {
            ("scripts", "lua", 0) => Self::Script,
            ("types", "lua", _) => Self::Types,
            ("lib", "lua", _) => Self::Library,
            ("pipelines", "json", 0) => Self::Pipeline,
            ("samples", "json", 1) => Self::Sample,
            ("hooks", "json", 0) => Self::Hook,
            _ => Self::Other,
        }
    }

    /// Whether the text is Lua.
    pub fn is_lua(self) -> bool {
        matches!(self, Self::Script | Self::Types | Self::Library)
    }
}

fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// File name without folder and extension: the slug of a script, the hook of a pipeline.
pub fn stem(path: &str) -> &str {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

impl SourceFile {
    pub fn kind(self, db: &dyn Db) -> FileKind {
        FileKind::of(self.path(db))
    }
}

/// All files of the workspace by path, in order of their paths.
pub type FileSet = BTreeMap<Arc<str>, SourceFile>;

/// The one workspace of a database.
#[salsa::input(singleton, debug)]
pub struct Workspace {
    pub files: Arc<FileSet>,
}

/// All files of the workspace.
pub fn files(db: &dyn Db) -> &Arc<FileSet> {
    static EMPTY: std::sync::OnceLock<Arc<FileSet>> = std::sync::OnceLock::new();
    Workspace::try_get(db).map_or_else(
        || EMPTY.get_or_init(Arc::default),
        |workspace| workspace.files(db),
    )
}

/// The file at `path`, relative to the root.
pub fn file_at(db: &dyn Db, path: &str) -> Option<SourceFile> {
    files(db).get(path).copied()
}

/// The files of one kind, in order of their paths.
pub fn files_of(db: &dyn Db, kind: FileKind) -> impl Iterator<Item = SourceFile> + '_ {
    files(db)
        .iter()
        .filter(move |(path, _)| FileKind::of(path) == kind)
        .map(|(_, file)| *file)
}

/// How often a text is expected to change: an open document with each key, a closed one seldom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Openness {
    Open,
    Closed,
}

impl Openness {
    fn durability(self, path: &str) -> Durability {
        match self {
            Self::Open => Durability::LOW,
            Self::Closed if FileKind::of(path) == FileKind::Manifest => Durability::HIGH,
            Self::Closed => Durability::MEDIUM,
        }
    }
}

impl Database {
    /// Replaces the whole workspace by these closed files.
    pub fn load(&mut self, texts: impl IntoIterator<Item = (Arc<str>, FileText)>) {
        let files: FileSet = texts
            .into_iter()
            .map(|(path, text)| {
                let durability = Openness::Closed.durability(&path);
                let file = SourceFile::builder(path.clone(), text)
                    .text_durability(durability)
                    .path_durability(Durability::HIGH)
                    .new(self);
                (path, file)
            })
            .collect();
        self.set_files(files);
    }

    /// Gives `path` a text; a path not seen before becomes a file of the workspace.
    pub fn set_text(&mut self, path: &str, text: FileText, openness: Openness) -> SourceFile {
        if let Some(file) = file_at(self, path) {
            // An opened document is expected to change from now on, even if its text is still that of the disk.
            if openness == Openness::Open || file.text(self) != &text {
                file.set_text(self)
                    .with_durability(openness.durability(path))
                    .to(text);
            }
            return file;
        }
        let mut all = FileSet::clone(files(self));
        let path: Arc<str> = path.into();
        let file = SourceFile::builder(path.clone(), text)
            .text_durability(openness.durability(&path))
            .path_durability(Durability::HIGH)
            .new(self);
        all.insert(path, file);
        self.set_files(all);
        file
    }

    /// Takes `path` out of the workspace.
    pub fn remove(&mut self, path: &str) {
        if file_at(self, path).is_some() {
            let mut all = FileSet::clone(files(self));
            all.remove(path);
            self.set_files(all);
        }
    }

    fn set_files(&mut self, files: FileSet) {
        let files = Arc::new(files);
        match Workspace::try_get(self) {
            Some(workspace) => {
                workspace
                    .set_files(self)
                    .with_durability(Durability::HIGH)
                    .to(files);
            }
            None => {
                let _ = Workspace::builder(files)
                    .files_durability(Durability::HIGH)
                    .new(self);
            }
        }
    }
}
