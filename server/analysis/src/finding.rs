//! What the checker says: a finding with its place, its three-part message and its fixes, ready for any edge.

use std::sync::Arc;

use pipelua_syntax::TextRange;

use crate::inputs::SourceFile;

/// How bad a finding is, worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    Error,
    Warning,
    Info,
    Hint,
}

impl Severity {
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Info, Self::Hint];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Hint => "hint",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == text)
    }
}

/// How an editor may draw a finding.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tag {
    /// Faded: the code does nothing.
    Unnecessary,
    /// Struck through.
    Deprecated,
}

/// One report of a lint at a place of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    pub code: &'static str,
    pub severity: Severity,
    /// One sentence of at most 100 characters, true when read alone.
    pub message: String,
    /// What a run will do, with the `onError` in force.
    pub runtime: Option<String>,
    /// What to do, in the imperative.
    pub help: Option<String>,
    pub tag: Option<Tag>,
    /// Byte range of the file's text; `None` for the file as a whole.
    pub range: Option<TextRange>,
    /// JSON pointer of the place, in JSON and TOML files.
    pub pointer: Option<String>,
    /// Dotted name of the function around the place, in Lua files; empty in the chunk itself.
    pub scope: String,
    pub related: Vec<Related>,
    pub fixes: Vec<Fix>,
    /// The placements it holds for, where it does not hold for all.
    pub placements: Vec<PlacementName>,
}

/// A second place that explains a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    pub file: SourceFile,
    pub range: TextRange,
    pub message: String,
}

/// A use of a script, by name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PlacementName {
    pub hook: Arc<str>,
    pub node: Arc<str>,
}

/// Edits that end a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// In the imperative, such as ``rename it to `allowed` ``.
    pub title: String,
    /// Behaviour on a run without findings cannot change.
    pub safe: bool,
    /// The one an editor applies when asked to just fix it.
    pub preferred: bool,
    pub edits: Vec<Edit>,
    /// Files to rename, old path to new path.
    pub renames: Vec<(String, String)>,
}

/// Replaces a range of a file's text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    pub file: SourceFile,
    pub range: TextRange,
    pub new_text: String,
}
