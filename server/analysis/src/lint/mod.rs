//! What a lint is, and what it may look at. Each lint is a file in `lints/`, a page in `docs/lints/` and a line
//! in the registry.

pub(crate) mod arity;
pub(crate) mod awaits;
mod consequence;
mod context;
mod declared_name;
pub(crate) mod docs;
pub(crate) mod fetched_url;
mod finding;
pub(crate) mod library_call;
pub(crate) mod loop_cost;
pub(crate) mod mismatch;
mod registry;
mod renames;
pub(crate) mod type_fault;

pub use finding::{Anchor, EditData, Finding, FixData, Part};
pub use registry::{lint, registry};

pub(crate) use consequence::{
    consequence, consequence_without_reason, decided_by_error, distinct, list, quoted_list,
};
pub(crate) use context::LuaContext;
pub(crate) use declared_name::{Declared, check_declared};
pub(crate) use docs::DocContext;
pub(crate) use renames::{rename, underscore};

use crate::db::Db;
use crate::finding::Severity;
use crate::inputs::SourceFile;

/// One rule of the checker.
#[derive(Debug)]
pub struct Lint {
    /// Its name for people: in messages, the manifest, suppressions and addresses.
    pub code: &'static str,
    /// How bad its findings are unless the manifest says otherwise.
    pub severity: Severity,
    pub fix: FixKind,
    pub proof: Proof,
    /// The page that explains it, Markdown; its examples run as tests.
    pub page: &'static str,
    pub(crate) check: Check,
}

/// Where the findings of a lint are made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// In each Lua script.
    Lua(fn(&mut LuaContext<'_>)),
    /// In the text of each script, where comments and white space count.
    Text(fn(&dyn Db, SourceFile) -> Vec<Finding>),
    /// In the annotations of each script and of each file of `types/`.
    Docs(fn(&DocContext<'_>) -> Vec<Finding>),
    /// While the file is read: a pipeline, a sample, a hook, the manifest, suppressions.
    Reader,
}

/// Whether a lint offers fixes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FixKind {
    None,
    /// At least some of its findings have a fix that cannot change a run without findings.
    Safe,
    /// It has fixes, all of them to be looked at.
    Unsafe,
}

/// What a run does where a lint reports.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Proof {
    /// The run ends in an error there.
    RuntimeError,
    /// The run denies there.
    RuntimeDenies,
    /// A run does not show it.
    StaticOnly,
}

impl FixKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

impl Proof {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RuntimeError => "runtime-error",
            Self::RuntimeDenies => "runtime-denies",
            Self::StaticOnly => "static-only",
        }
    }
}

impl PartialEq for Lint {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Lint {}
