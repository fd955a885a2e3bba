//! A small function for each kind of question: convert, ask, convert.

pub(crate) mod call_hierarchy;
pub(crate) mod code_actions;
pub(crate) mod completion;
pub(crate) mod definition;
pub(crate) mod diagnostics;
pub(crate) mod document_links;
pub(crate) mod document_symbols;
pub(crate) mod folding;
pub(crate) mod formatting;
pub(crate) mod highlight;
pub(crate) mod hover;
pub(crate) mod inlay_hints;
pub(crate) mod linked_editing;
pub(crate) mod references;
pub(crate) mod rename;
pub(crate) mod rename_files;
pub(crate) mod run_sample;
pub(crate) mod selection;
pub(crate) mod semantic_tokens;
pub(crate) mod signature_help;
pub(crate) mod type_definition;
pub(crate) mod workspace_diagnostics;
pub(crate) mod workspace_symbols;
