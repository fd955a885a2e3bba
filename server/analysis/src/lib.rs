//! Salsa queries from the texts of a workspace to its findings: no LSP types, no I/O, no clock; it cannot fail.
//!
//! In reading order: the database and what is put into it, then what comes out.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod annotations;
mod context;
mod context_of;
mod db;
mod diagnostics;
mod finding;
mod findings;
mod infer;
mod inputs;
mod library;
pub mod lint;
mod lints;
mod lower;
mod names;
mod output;
mod scopes;
mod suppress;
mod ty;
mod workspace;

pub use context::{Context, ContextKey, PlacementContext, PlacementSet};
pub use context_of::{context_of, editor_context, node_output};
pub use db::{Database, Db, QueryLog};
pub use diagnostics::{Diagnostics, diagnostics};
pub use finding::{Diagnostic, Edit, Fix, PlacementName, Related, Severity, Tag};
pub use findings::findings;
pub use infer::{Exit, ExitKind, Inference, Problem, ProblemKind, infer};
pub use inputs::{FileKind, FileSet, FileText, MANIFEST, Openness, SourceFile, Workspace, file_at, files, files_of, stem};
pub use lower::{BinaryOp, Expr, Lowered, Number, Symbol, Symbols, TableItem, UnaryOp, lower, parse};
pub use names::{function_name, function_path};
pub use scopes::{Access, FunctionId, Local, LocalId, LocalKind, ScopeError, ScopeErrorKind, Scopes, scopes};
pub use ty::{PortableTable, PortableType, Ty, TyData, Types};
