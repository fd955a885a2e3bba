//! One thing that is wrong with a pipeline, with its place and, where known, the edit that ends it.

use pipelua_syntax::TextRange;

/// What the validator found at one place of the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Problem {
    pub kind: ProblemKind,
    /// JSON pointer of the place; empty for the file as a whole.
    pub pointer: String,
    pub range: TextRange,
    /// One sentence of at most 100 characters, true when read alone.
    pub message: String,
    /// What to do, in the imperative.
    pub help: Option<String>,
    /// Other places of this file that explain it.
    pub related: Vec<Related>,
    pub fixes: Vec<Fix>,
}

/// A second place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Related {
    pub range: TextRange,
    pub message: String,
}

/// An edit of this file, or a new name for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fix {
    /// In the imperative.
    pub title: String,
    /// Whether what runs today without findings cannot change by it.
    pub safe: bool,
    /// Ranges and the texts that replace them, in the order of the file, none overlapping.
    pub edits: Vec<(TextRange, String)>,
    /// The stem that the file is to be renamed to.
    pub rename_stem: Option<String>,
}

/// The kinds, one for each code of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    Syntax,
    Value,
    DuplicateNode,
    Cycle,
    UnknownNeed,
    UnknownScript,
    UnknownHook,
    TooDeep,
    TooWide,
    BadName,
    HookMismatch,
    UnknownKey,
    DuplicateNeed,
    Comment,
}

impl ProblemKind {
    pub const ALL: [Self; 14] = [
        Self::Syntax,
        Self::Value,
        Self::DuplicateNode,
        Self::Cycle,
        Self::UnknownNeed,
        Self::UnknownScript,
        Self::UnknownHook,
        Self::TooDeep,
        Self::TooWide,
        Self::BadName,
        Self::HookMismatch,
        Self::UnknownKey,
        Self::DuplicateNeed,
        Self::Comment,
    ];

    /// The code of the finding.
    pub fn code(self) -> &'static str {
        match self {
            Self::Syntax => "pipeline-syntax",
            Self::Value => "pipeline-value",
            Self::DuplicateNode => "pipeline-duplicate-node",
            Self::Cycle => "pipeline-cycle",
            Self::UnknownNeed => "pipeline-unknown-need",
            Self::UnknownScript => "pipeline-unknown-script",
            Self::UnknownHook => "pipeline-unknown-hook",
            Self::TooDeep => "pipeline-too-deep",
            Self::TooWide => "pipeline-too-wide",
            Self::BadName => "pipeline-bad-name",
            Self::HookMismatch => "pipeline-hook-mismatch",
            Self::UnknownKey => "pipeline-unknown-key",
            Self::DuplicateNeed => "pipeline-duplicate-need",
            Self::Comment => "pipeline-comment",
        }
    }

    /// Whether a pipeline with it is not run: refused by a deploy, exit 2 of a local run.
    pub fn forbids_running(self) -> bool {
        !matches!(self, Self::UnknownKey | Self::DuplicateNeed | Self::Comment)
    }
}

impl Problem {
    pub(super) fn new(
        kind: ProblemKind,
        pointer: impl Into<String>,
        range: TextRange,
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            pointer: pointer.into(),
            range,
            message: message.into(),
            help: None,
            related: Vec::new(),
            fixes: Vec::new(),
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn related(mut self, range: TextRange, message: impl Into<String>) -> Self {
        self.related.push(Related {
            range,
            message: message.into(),
        });
        self
    }

    pub(super) fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }
}

impl Fix {
    pub(super) fn edit(
        title: impl Into<String>,
        safe: bool,
        range: TextRange,
        new_text: impl Into<String>,
    ) -> Self {
        Self::edits(title, safe, vec![(range, new_text.into())])
    }

    pub(super) fn edits(title: impl Into<String>, safe: bool, edits: Vec<(TextRange, String)>) -> Self {
        Self {
            title: title.into(),
            safe,
            edits,
            rename_stem: None,
        }
    }

    pub(super) fn rename_file(stem: &str) -> Self {
        Self {
            title: format!("Rename the file to `{stem}.json`"),
            safe: false,
            edits: Vec::new(),
            rename_stem: Some(stem.to_owned()),
        }
    }
}
