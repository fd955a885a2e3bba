//! What the server offers; nothing stands here that does not work.

use tower_lsp_server::lsp_types as lsp;

use crate::handlers::run_sample::COMMAND;
use crate::handlers::semantic_tokens::legend;
use crate::session::Session;

pub(crate) fn capabilities(session: Session) -> lsp::ServerCapabilities {
    lsp::ServerCapabilities {
        position_encoding: Some(session.encoding_kind()),
        text_document_sync: Some(lsp::TextDocumentSyncCapability::Options(
            lsp::TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(lsp::TextDocumentSyncKind::INCREMENTAL),
                // For clients that watch no files: a manifest that is saved may be a new workspace.
                save: Some(lsp::TextDocumentSyncSaveOptions::Supported(true)),
                ..Default::default()
            },
        )),
        diagnostic_provider: session.pulls.then(|| {
            lsp::DiagnosticServerCapabilities::Options(lsp::DiagnosticOptions {
                identifier: Some("pipelua".to_owned()),
                inter_file_dependencies: true,
                workspace_diagnostics: true,
                ..Default::default()
            })
        }),
        hover_provider: Some(lsp::HoverProviderCapability::Simple(true)),
        definition_provider: Some(yes()),
        rename_provider: Some(lsp::OneOf::Right(lsp::RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: lsp::WorkDoneProgressOptions::default(),
        })),
        inlay_hint_provider: Some(lsp::OneOf::Right(lsp::InlayHintServerCapabilities::Options(
            lsp::InlayHintOptions {
                resolve_provider: Some(session.resolves_hints),
                work_done_progress_options: lsp::WorkDoneProgressOptions::default(),
            },
        ))),
        type_definition_provider: Some(lsp::TypeDefinitionProviderCapability::Simple(true)),
        workspace_symbol_provider: Some(yes()),
        call_hierarchy_provider: Some(lsp::CallHierarchyServerCapability::Simple(true)),
        document_link_provider: Some(lsp::DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: lsp::WorkDoneProgressOptions::default(),
        }),
        signature_help_provider: Some(lsp::SignatureHelpOptions {
            trigger_characters: Some(vec!["(".to_owned(), ",".to_owned()]),
            ..Default::default()
        }),
        linked_editing_range_provider: Some(lsp::LinkedEditingRangeServerCapabilities::Simple(true)),
        references_provider: Some(yes()),
        document_highlight_provider: Some(yes()),
        document_symbol_provider: Some(yes()),
        folding_range_provider: Some(lsp::FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: Some(lsp::SelectionRangeProviderCapability::Simple(true)),
        document_formatting_provider: Some(yes()),
        document_range_formatting_provider: Some(yes()),
        completion_provider: Some(lsp::CompletionOptions {
            trigger_characters: Some([".", ":", "\"", "'", "[", "@", "{"].map(str::to_owned).to_vec()),
            resolve_provider: Some(true),
            completion_item: Some(lsp::CompletionOptionsCompletionItem {
                label_details_support: Some(true),
            }),
            ..Default::default()
        }),
        code_action_provider: Some(lsp::CodeActionProviderCapability::Options(
            lsp::CodeActionOptions {
                code_action_kinds: Some(vec![
                    lsp::CodeActionKind::QUICKFIX,
                    lsp::CodeActionKind::REFACTOR_EXTRACT,
                    lsp::CodeActionKind::REFACTOR_INLINE,
                    lsp::CodeActionKind::REFACTOR_REWRITE,
                    lsp::CodeActionKind::SOURCE_FIX_ALL,
                ]),
                resolve_provider: Some(session.resolves_actions),
                ..Default::default()
            },
        )),
        execute_command_provider: Some(lsp::ExecuteCommandOptions {
            commands: vec![COMMAND.to_owned()],
            ..Default::default()
        }),
        semantic_tokens_provider: Some(lsp::SemanticTokensServerCapabilities::SemanticTokensOptions(
            lsp::SemanticTokensOptions {
                legend: legend(),
                range: Some(true),
                full: Some(lsp::SemanticTokensFullOptions::Delta { delta: Some(true) }),
                ..Default::default()
            },
        )),
        workspace: Some(lsp::WorkspaceServerCapabilities {
            workspace_folders: Some(lsp::WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(lsp::OneOf::Left(true)),
            }),
            file_operations: Some(lsp::WorkspaceFileOperationsServerCapabilities {
                will_rename: Some(script_files()),
                ..Default::default()
            }),
        }),
        ..Default::default()
    }
}

fn yes<Options>() -> lsp::OneOf<bool, Options> {
    lsp::OneOf::Left(true)
}

/// The files that pipelines name.
fn script_files() -> lsp::FileOperationRegistrationOptions {
    let pattern = lsp::FileOperationPattern {
        glob: "**/scripts/*.lua".to_owned(),
        matches: Some(lsp::FileOperationPatternKind::File),
        options: None,
    };
    lsp::FileOperationRegistrationOptions {
        filters: vec![lsp::FileOperationFilter {
            scheme: Some("file".to_owned()),
            pattern,
        }],
    }
}

/// The files whose changes on the disk we have to know of.
pub(crate) fn watched_files() -> lsp::Registration {
    let globs = [
        "**/pipelua.toml",
        "**/*baseline*.json",
        "**/{scripts,types,lib}/**/*.lua",
        "**/{pipelines,samples,hooks}/**/*.json",
        "**/{scripts,types,lib,pipelines,samples,hooks}",
    ];
    let watchers = globs
        .into_iter()
        .map(|glob| lsp::FileSystemWatcher {
            glob_pattern: lsp::GlobPattern::String(glob.to_owned()),
            kind: None,
        })
        .collect();
    let options = lsp::DidChangeWatchedFilesRegistrationOptions { watchers };
    lsp::Registration {
        id: "pipelua-files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(options).ok(),
    }
}
