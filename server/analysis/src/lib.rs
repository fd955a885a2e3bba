//! Salsa queries from the texts of a workspace to its findings: no LSP types, no I/O, no clock; it cannot fail.
//!
//! In reading order: the database and what is put into it, then what comes out.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod annotated;
mod annotations;
pub mod baseline;
pub mod classes;
mod context;
mod contexts;
mod contract;
mod db;
mod diagnose;
mod finding;
pub mod findings;
mod fingerprint;
pub mod infer;
mod inputs;
mod library;
pub mod lint;
mod lints;
pub mod lower;
pub mod members;
mod names;
pub mod outline;
mod output;
mod reading;
pub mod scopes;
pub mod statistics;
mod suppress;
mod taint;
mod ty;
pub mod workspace;

pub use annotated::function_at;
pub use annotations::declared_hooks;
pub use context::{Context, ContextKey, PlacementContext, PlacementSet, type_of_schema};
pub use contexts::{context_of, editor_context, node_output};
pub use db::{Database, Db, QueryLog};
pub use diagnose::{Diagnostics, diagnostics};
pub use finding::{Diagnostic, Edit, Fix, PlacementName, Related, Severity, Tag};
pub use fingerprint::fingerprints;
pub use inputs::{
    FileKind, FileSet, FileText, MANIFEST, Openness, SourceFile, Workspace, file_at, files, files_of, stem,
};
pub use lint::docs::types_in;

pub use suppress::REASON_PLACEHOLDER;
pub use ty::{Origin, PortableField, PortableTable, PortableType, Ty, TyData, Types};
pub use workspace::manifest::{Manifest, ManifestError, manifest, manifest_errors};
