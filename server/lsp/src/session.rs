//! What was agreed with the client when the session began: how characters are counted, and what the client can do.

use pipelua_syntax::Encoding;
use tower_lsp_server::lsp_types as lsp;
use tower_lsp_server::lsp_types::{ClientCapabilities, PositionEncodingKind};

/// Fixed from `initialize` on.
#[allow(clippy::struct_excessive_bools)] // each is a question that the protocol answers with yes or no
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Session {
    pub(crate) encoding: Encoding,
    /// The client asks for diagnostics; one that does not is sent them.
    pub(crate) pulls: bool,
    pub(crate) takes_related: bool,
    pub(crate) refreshes_diagnostics: bool,
    pub(crate) watches_files: bool,
    pub(crate) gives_configuration: bool,
    pub(crate) shows_progress: bool,
    pub(crate) resolves_actions: bool,
    pub(crate) nests_symbols: bool,
    pub(crate) takes_markdown: bool,
    /// Parameters may be named by their place in a signature.
    pub(crate) takes_label_offsets: bool,
    /// The rest of a hint is asked for when it is looked at.
    pub(crate) resolves_hints: bool,
    /// What is completed may have places to fill in.
    pub(crate) takes_snippets: bool,
    /// The client knows whether to replace the rest of a word.
    pub(crate) inserts_or_replaces: bool,
    pub(crate) takes_label_details: bool,
    pub(crate) takes_commit_characters: bool,
    /// Edits may rename files.
    pub(crate) renames_files: bool,
    /// Edits may say what they are for, and ask before they are made.
    pub(crate) annotates_edits: bool,
    /// Edits may name the version of the document that they are for.
    pub(crate) versions_edits: bool,
}

impl Default for Session {
    fn default() -> Self {
        Self::of(&ClientCapabilities::default())
    }
}

impl Session {
    pub(crate) fn of(client: &ClientCapabilities) -> Self {
        let workspace = client.workspace.as_ref();
        let document = client.text_document.as_ref();
        let window = client.window.as_ref();
        let item = document
            .and_then(|it| it.completion.as_ref())
            .and_then(|it| it.completion_item.as_ref());
        Self {
            encoding: encoding(client),
            takes_snippets: item.and_then(|it| it.snippet_support).unwrap_or(false),
            inserts_or_replaces: item.and_then(|it| it.insert_replace_support).unwrap_or(false),
            takes_label_details: item.and_then(|it| it.label_details_support).unwrap_or(false),
            takes_commit_characters: item.and_then(|it| it.commit_characters_support).unwrap_or(false),
            pulls: document.is_some_and(|it| it.diagnostic.is_some()),
            takes_related: document
                .and_then(|it| it.diagnostic.as_ref())
                .and_then(|it| it.related_document_support)
                .unwrap_or(false),
            refreshes_diagnostics: workspace
                .and_then(|it| it.diagnostic.as_ref())
                .and_then(|it| it.refresh_support)
                .unwrap_or(false),
            watches_files: workspace
                .and_then(|it| it.did_change_watched_files)
                .and_then(|it| it.dynamic_registration)
                .unwrap_or(false),
            gives_configuration: workspace.and_then(|it| it.configuration).unwrap_or(false),
            shows_progress: window.and_then(|it| it.work_done_progress).unwrap_or(false),
            resolves_actions: document
                .and_then(|it| it.code_action.as_ref())
                .and_then(|it| it.resolve_support.as_ref())
                .is_some_and(|it| it.properties.iter().any(|name| name == "edit")),
            nests_symbols: document
                .and_then(|it| it.document_symbol.as_ref())
                .and_then(|it| it.hierarchical_document_symbol_support)
                .unwrap_or(false),
            takes_markdown: document
                .and_then(|it| it.hover.as_ref())
                .and_then(|it| it.content_format.as_ref())
                .is_none_or(|formats| formats.contains(&lsp::MarkupKind::Markdown)),
            takes_label_offsets: document
                .and_then(|it| it.signature_help.as_ref())
                .and_then(|it| it.signature_information.as_ref())
                .and_then(|it| it.parameter_information.as_ref())
                .and_then(|it| it.label_offset_support)
                .unwrap_or(false),
            resolves_hints: document
                .and_then(|it| it.inlay_hint.as_ref())
                .is_some_and(|it| it.resolve_support.is_some()),
            renames_files: workspace
                .and_then(|it| it.workspace_edit.as_ref())
                .filter(|it| it.document_changes == Some(true))
                .and_then(|it| it.resource_operations.as_ref())
                .is_some_and(|it| it.contains(&lsp::ResourceOperationKind::Rename)),
            annotates_edits: workspace
                .and_then(|it| it.workspace_edit.as_ref())
                .is_some_and(|it| it.change_annotation_support.is_some()),
            versions_edits: workspace
                .and_then(|it| it.workspace_edit.as_ref())
                .and_then(|it| it.document_changes)
                .unwrap_or(false),
        }
    }

    pub(crate) fn encoding_kind(self) -> PositionEncodingKind {
        match self.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }
}

/// The first that the client offers and we know, which is all three; UTF-16 where it offers none.
fn encoding(client: &ClientCapabilities) -> Encoding {
    let offered = client
        .general
        .as_ref()
        .and_then(|it| it.position_encodings.as_deref())
        .unwrap_or_default();
    let known = |kind: &PositionEncodingKind| match kind.as_str() {
        "utf-8" => Some(Encoding::Utf8),
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    };
    offered.iter().find_map(known).unwrap_or(Encoding::Utf16)
}
