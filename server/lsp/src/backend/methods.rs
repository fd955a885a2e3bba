//! A line for each method of the protocol: what it asks, about what, and how soon.

use std::path::PathBuf;

use tower_lsp_server::LanguageServer;
use tower_lsp_server::jsonrpc::Result;
use tower_lsp_server::lsp_types::request::{GotoTypeDefinitionParams, GotoTypeDefinitionResponse};
use tower_lsp_server::lsp_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem,
    CallHierarchyOutgoingCall, CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams, CodeAction,
    CodeActionParams, CodeActionResponse, CompletionItem, CompletionParams, CompletionResponse,
    DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, DocumentDiagnosticParams, DocumentDiagnosticReportResult,
    DocumentFormattingParams, DocumentHighlight, DocumentHighlightParams, DocumentLink, DocumentLinkParams,
    DocumentRangeFormattingParams, DocumentSymbolParams, DocumentSymbolResponse, ExecuteCommandParams,
    FoldingRange, FoldingRangeParams, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams,
    InitializeParams, InitializeResult, InitializedParams, InlayHint, InlayHintParams, LSPAny,
    LinkedEditingRangeParams, LinkedEditingRanges, Location, OneOf, PrepareRenameResponse, ReferenceParams,
    RenameFilesParams, RenameParams, SelectionRange, SelectionRangeParams, SemanticTokensDeltaParams,
    SemanticTokensFullDeltaResult, SemanticTokensParams, SemanticTokensRangeParams,
    SemanticTokensRangeResult, SemanticTokensResult, SignatureHelp, SignatureHelpParams, SymbolInformation,
    TextDocumentPositionParams, TextEdit, Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReportResult,
    WorkspaceEdit, WorkspaceFolder, WorkspaceSymbol, WorkspaceSymbolParams,
};

use super::Backend;
use crate::handlers::{
    call_hierarchy, code_actions, completion, definition, diagnostics, document_links, document_symbols,
    folding, formatting, highlight, hover, inlay_hints, linked_editing, references, rename, rename_files,
    selection, semantic_tokens, signature_help, type_definition, workspace_symbols,
};
use crate::main_loop::{About, Event};
use crate::uri::path_of;
use crate::workers::Lane;

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        Ok(self.begin(&params))
    }

    async fn initialized(&self, _: InitializedParams) {
        self.begun().await;
    }

    async fn shutdown(&self) -> Result<()> {
        self.send(Event::Shutdown);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.send(Event::Open(params.text_document));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.send(Event::Change(params));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.tokens.forget(&params.text_document.uri);
        self.send(Event::Close(params.text_document.uri));
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.send(Event::Watched(
            path_of(&params.text_document.uri).into_iter().collect(),
        ));
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let paths = params.changes.iter().filter_map(|change| path_of(&change.uri));
        self.send(Event::Watched(paths.collect()));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let paths = |folders: &[WorkspaceFolder]| {
            let paths = folders.iter().filter_map(|folder| path_of(&folder.uri));
            paths.collect()
        };
        let added: Vec<PathBuf> = paths(&params.event.added);
        self.send(Event::Folders {
            added: added.clone(),
            removed: paths(&params.event.removed),
        });
        self.look_below(added);
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        // Most clients send null and wait to be asked.
        if let Some(settings) = params.settings.get("pipelua") {
            self.configure(settings);
        }
        self.ask_configuration().await;
        self.send(Event::Configured);
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let about = About::Document(params.text_document.uri.clone());
        let told = self.told.clone();
        let compute = move |snapshot| diagnostics::pull(&snapshot, &params, &told);
        let report = self.question(about, Lane::Editor, None, true, compute).await?;
        Ok(DocumentDiagnosticReportResult::Report(
            report.unwrap_or_else(diagnostics::nothing),
        ))
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        self.sweep(params).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        self.ask(&at.text_document.uri, move |snapshot| {
            hover::hover(&snapshot, at.position)
        })
        .await
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        let at = params.text_document_position_params;
        let compute = move |snapshot| highlight::highlight(&snapshot, at.position);
        self.ask_newest("highlight", &at.text_document.uri, compute).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let at = params.text_document_position_params;
        let compute = move |snapshot| definition::definition(&snapshot, at.position);
        self.ask(&at.text_document.uri, compute).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let at = params.text_document_position;
        let with_declaration = params.context.include_declaration;
        let compute = move |snapshot| references::references(&snapshot, at.position, with_declaration);
        self.ask(&at.text_document.uri, compute).await
    }

    async fn prepare_rename(
        &self,
        params: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        let compute = move |snapshot| rename::prepare_rename(&snapshot, params.position);
        self.ask(&params.text_document.uri, compute)
            .await?
            .unwrap_or(Ok(None))
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let at = params.text_document_position;
        let compute = move |snapshot| rename::rename(&snapshot, at.position, &params.new_name);
        self.ask(&at.text_document.uri, compute)
            .await?
            .unwrap_or(Ok(None))
    }

    async fn goto_type_definition(
        &self,
        params: GotoTypeDefinitionParams,
    ) -> Result<Option<GotoTypeDefinitionResponse>> {
        let at = params.text_document_position_params;
        let compute = move |snapshot| type_definition::type_definition(&snapshot, at.position);
        self.ask(&at.text_document.uri, compute).await
    }

    async fn symbol(
        &self,
        params: WorkspaceSymbolParams,
    ) -> Result<Option<OneOf<Vec<SymbolInformation>, Vec<WorkspaceSymbol>>>> {
        let mut found = Vec::new();
        for workspace in self.workspaces().await {
            let query = params.query.clone();
            let compute = move |snapshot| workspace_symbols::workspace_symbols(&snapshot, &query);
            found.extend(self.ask_workspace(&workspace, compute).await?);
        }
        Ok(Some(OneOf::Left(found)))
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.ask(&params.text_document.uri, |snapshot| {
            document_links::document_links(&snapshot)
        })
        .await
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        let at = params.text_document_position_params;
        let compute = move |snapshot| call_hierarchy::prepare(&snapshot, at.position);
        self.ask(&at.text_document.uri, compute).await
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        let uri = params.item.uri.clone();
        let compute = move |snapshot| call_hierarchy::incoming(&snapshot, &params.item);
        self.ask(&uri, compute).await
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        let uri = params.item.uri.clone();
        let compute = move |snapshot| call_hierarchy::outgoing(&snapshot, &params.item);
        self.ask(&uri, compute).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let (uri, settings) = (params.text_document.uri.clone(), self.hints());
        let compute = move |snapshot| inlay_hints::hints(&snapshot, &params, settings);
        self.ask(&uri, compute).await
    }

    async fn inlay_hint_resolve(&self, params: InlayHint) -> Result<InlayHint> {
        let ticket = params
            .data
            .clone()
            .and_then(|data| serde_json::from_value(data).ok());
        let Some(ticket): Option<inlay_hints::Ticket> = ticket else {
            return Ok(params);
        };
        let (hint, uri, settings) = (params.clone(), ticket.uri.clone(), self.hints());
        let compute = move |snapshot| inlay_hints::resolve(&snapshot, hint.clone(), &ticket, settings);
        Ok(self.ask(&uri, compute).await?.unwrap_or(params))
    }

    async fn signature_help(&self, params: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        let at = params.text_document_position_params;
        let compute = move |snapshot| signature_help::signature_help(&snapshot, at.position);
        self.ask_newest("signature", &at.text_document.uri, compute).await
    }

    async fn linked_editing_range(
        &self,
        params: LinkedEditingRangeParams,
    ) -> Result<Option<LinkedEditingRanges>> {
        let at = params.text_document_position_params;
        let compute = move |snapshot| linked_editing::linked_editing(&snapshot, at.position);
        self.ask(&at.text_document.uri, compute).await
    }

    async fn will_rename_files(&self, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        let first = params.files.first().and_then(|file| file.old_uri.parse().ok());
        let Some(first): Option<Uri> = first else {
            return Ok(None);
        };
        let compute = move |snapshot| rename_files::will_rename_files(&snapshot, &params.files);
        self.ask(&first, compute).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        self.ask(&params.text_document.uri, |snapshot| {
            document_symbols::document_symbols(&snapshot)
        })
        .await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.ask(&params.text_document.uri, |snapshot| folding::folding(&snapshot))
            .await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        let positions = params.positions;
        let compute = move |snapshot| selection::selection(&snapshot, &positions);
        self.ask(&params.text_document.uri, compute).await
    }

    async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        let (uri, sent) = (params.text_document.uri, self.tokens.clone());
        self.ask(&uri.clone(), move |snapshot| {
            semantic_tokens::full(&snapshot, &uri, &sent)
        })
        .await
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let (uri, sent) = (params.text_document.uri, self.tokens.clone());
        let previous = params.previous_result_id;
        self.ask(&uri.clone(), move |snapshot| {
            semantic_tokens::delta(&snapshot, &uri, &previous, &sent)
        })
        .await
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let compute = move |snapshot| semantic_tokens::range(&snapshot, params.range);
        self.ask(&params.text_document.uri, compute).await
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.ask(&params.text_document.uri, |snapshot| {
            formatting::formatting(snapshot, None)
        })
        .await
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let compute = move |snapshot| formatting::formatting(snapshot, Some(params.range));
        self.ask(&params.text_document.uri, compute).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let at = params.text_document_position;
        let compute = move |snapshot| completion::completion(&snapshot, at.position);
        self.ask_newest("completion", &at.text_document.uri, compute)
            .await
    }

    async fn completion_resolve(&self, params: CompletionItem) -> Result<CompletionItem> {
        let ticket = params
            .data
            .clone()
            .and_then(|data| serde_json::from_value(data).ok());
        let Some(ticket): Option<completion::Ticket> = ticket else {
            return Ok(params);
        };
        let item = params.clone();
        let uri = ticket.uri.clone();
        let compute = move |snapshot| completion::resolve(&snapshot, item.clone(), &ticket);
        Ok(self.ask(&uri, compute).await?.unwrap_or(params))
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        self.command(&params).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let uri = params.text_document.uri.clone();
        let compute = move |snapshot| code_actions::code_actions(&snapshot, &params);
        self.ask(&uri, compute).await
    }

    async fn code_action_resolve(&self, params: CodeAction) -> Result<CodeAction> {
        let ticket = params
            .data
            .clone()
            .and_then(|data| serde_json::from_value(data).ok());
        let Some(ticket): Option<code_actions::Ticket> = ticket else {
            return Ok(params);
        };
        let action = params.clone();
        let uri = ticket.uri.clone();
        let compute = move |snapshot| code_actions::resolve(&snapshot, action.clone(), &ticket);
        Ok(self.ask(&uri, compute).await?.unwrap_or(params))
    }
}
