//! The facts that every part of Pipelua shares: hooks, sandbox, limits and file formats, as data with typed access.
//!
//! The data stands in JSON files beside `src/`; each kind is read at its first use, so that nobody pays for what
//! they do not ask. A team's own hooks go through exactly the same code as the built-in ones.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod annotation;
mod error_class;
pub mod figures;
mod file_schema;
pub mod generate;
mod hook;
mod lane;
mod limits;
mod lines;
pub mod listing;
mod locate;
mod mode;
pub mod names;
mod problem;
mod sandbox;
mod schema;
mod signature;
pub mod suggest;

use std::sync::OnceLock;

pub use annotation::Annotation;
pub use error_class::ErrorClass;
pub use file_schema::{Audience, FileSchema};
pub use hook::{CONTEXT_FIELDS, HOOK_FILE_BYTES, Hook, parse_hook};
pub use lane::{Lane, Step};
pub use limits::{Effect, Limit, Limits, Unit};
pub use mode::{Mode, OnError};
pub use problem::{SchemaProblem, SchemaProblemKind};
pub use sandbox::{Deprecated, Entry, EntryKind, Holds, Param, Removed, Sandbox, SecretFlow};
pub use schema::{Bounds, Field, Problem, ProblemKind, Schema, SchemaKind};
pub use signature::{Signature, SignatureParam};

/// Everything that is built in.
pub fn builtin() -> &'static Schemas {
    static BUILTIN: Schemas = Schemas::new();
    &BUILTIN
}

/// Typed access to the data; each part is read once, when it is first asked for.
#[derive(Debug)]
pub struct Schemas {
    hooks: OnceLock<Vec<Hook>>,
    lanes: OnceLock<Vec<Lane>>,
    sandbox: OnceLock<Sandbox>,
    limits: OnceLock<Limits>,
    error_classes: OnceLock<Vec<ErrorClass>>,
    annotations: OnceLock<Vec<Annotation>>,
}

impl Schemas {
    const fn new() -> Self {
        Self {
            hooks: OnceLock::new(),
            lanes: OnceLock::new(),
            sandbox: OnceLock::new(),
            limits: OnceLock::new(),
            error_classes: OnceLock::new(),
            annotations: OnceLock::new(),
        }
    }

    /// The built-in hooks, by lane and by their order in it.
    pub fn hooks(&self) -> &[Hook] {
        self.hooks.get_or_init(|| hook::builtin(self.lanes()))
    }

    /// The built-in hook of this name.
    pub fn hook(&self, name: &str) -> Option<&Hook> {
        self.hooks().iter().find(|hook| hook.name == name)
    }

    /// The types that every hook may refer to, each with its `type_name`.
    pub fn shared_types(&self) -> &[Schema] {
        hook::shared_types()
    }

    /// The lifecycle: lanes in order, each with its hooks and the host's own steps between them.
    pub fn lanes(&self) -> &[Lane] {
        self.lanes.get_or_init(lane::builtin)
    }

    /// What a script can reach, and what it cannot, with the reason.
    pub fn sandbox(&self) -> &Sandbox {
        self.sandbox.get_or_init(sandbox::builtin)
    }

    /// Schemas of the workspace's own files and of the machine formats.
    pub fn file_schemas(&self) -> &'static [FileSchema] {
        file_schema::ALL
    }

    /// The schema of this name, such as `pipeline`.
    pub fn file_schema(&self, name: &str) -> Option<&'static FileSchema> {
        self.file_schemas().iter().find(|schema| schema.name == name)
    }

    /// All limits of a run.
    pub fn limits(&self) -> &Limits {
        self.limits.get_or_init(limits::builtin)
    }

    /// The classes of errors that a run can end with.
    pub fn error_classes(&self) -> &[ErrorClass] {
        self.error_classes.get_or_init(error_class::builtin)
    }

    /// The annotations that are ours, beside those of LuaCATS.
    pub fn annotations(&self) -> &[Annotation] {
        self.annotations.get_or_init(annotation::builtin)
    }
}
