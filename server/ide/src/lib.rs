//! What an editor asks about a place or a file, one file and one public function for each feature, in words of editors.
//!
//! No protocol types, no I/O; nothing here can fail. In reading order: what is wrong, what mends it, what is there.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod annotation;
mod apply_fixes;
mod call_hierarchy;
mod callee;
mod code_actions;
mod completion;
mod data_field;
mod definition;
mod document_links;
mod document_symbols;
mod finding;
mod findings;
#[cfg(test)]
mod fixture;
mod folding;
mod format;
mod highlight;
mod hover;
mod inlay_hints;
mod json;
mod linked_editing;
mod name_at;
mod occurrences;
mod path;
mod positions;
mod refactor;
mod references;
mod rename;
mod selection;
mod semantic_tokens;
mod shared_name;
mod signature_help;
mod type_definition;
mod workspace_symbols;

pub use apply_fixes::{Change, Examined, FixRules, Fixed, TakenBack, apply_fixes, examine};
pub use call_hierarchy::{CallItem, Calls, call_item, incoming_calls, outgoing_calls};
pub use code_actions::{Action, ActionKind, fix_all, fixes, suppressions};
pub use completion::{Completion, CompletionKind, Docs, completion, completion_docs};
pub use definition::{Target, definition};
pub use document_links::{Link, LinkTarget, document_links};
pub use document_symbols::{Symbol, SymbolKind, document_symbols};
pub use finding::{Edit, Finding, Fix, Placement, Position, Range, Related, Rename};
pub use findings::{Told, findings, url};
pub use folding::{Fold, FoldKind, folding};
pub use format::{FormatJob, canonical, format_job};
pub use highlight::{Highlight, HighlightKind, highlight};
pub use hover::{Hover, hover};
pub use inlay_hints::{Hint, HintKind, HintSettings, inlay_hints};
pub use linked_editing::linked_editing;
pub use name_at::FilePosition;
pub use positions::Positions;
pub use refactor::{RefactorKind, Refactoring, refactorings};
pub use references::references;
pub use rename::{Refusal, Renameable, Renaming, Replacement, prepare_rename, rename, rename_file};
pub use selection::selection;
pub use semantic_tokens::{Modifiers, SemanticToken, TokenType, semantic_tokens};
pub use signature_help::{SignatureHelp, SignatureShown, signature_help};
pub use type_definition::type_definition;
pub use workspace_symbols::{WorkspaceSymbol, WorkspaceSymbolKind, workspace_symbols};
