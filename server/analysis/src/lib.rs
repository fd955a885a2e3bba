//! Salsa queries from the texts of a workspace to its findings: no LSP types, no I/O, no clock; it cannot fail.
//!
//! In reading order: the database and what is put into it, then what comes out.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod db;
mod finding;
mod inputs;
pub mod lint;
mod lints;
pub mod workspace;

pub use db::{Database, Db, QueryLog};
pub use finding::{Diagnostic, Edit, Fix, PlacementName, Related, Severity, Tag};
pub use inputs::{
    FileKind, FileSet, FileText, MANIFEST, Openness, SourceFile, Workspace, file_at, files, files_of, stem,
};
