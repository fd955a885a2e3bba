//! `textDocument/completion`.

use pipelua_ide::{Completion, CompletionKind};
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::{Lines, Snapshot};

pub(crate) fn completion(snapshot: &Snapshot, position: lsp::Position) -> Option<lsp::CompletionResponse> {
    let file = snapshot.file()?;
    let lines = snapshot.lines(file);
    let offered = pipelua_ide::completion(&snapshot.db, lines.at(file, position));
    let items = offered
        .into_iter()
        .enumerate()
        .map(|(at, completion)| item(&lines, at, completion));
    Some(lsp::CompletionResponse::Array(items.collect()))
}

fn item(lines: &Lines, at: usize, completion: Completion) -> lsp::CompletionItem {
    lsp::CompletionItem {
        label: completion.label,
        kind: Some(kind(completion.kind)),
        detail: (!completion.detail.is_empty()).then_some(completion.detail),
        documentation: Some(completion.docs)
            .filter(|docs| !docs.is_empty())
            .map(markdown),
        // In our order, and found by what is typed: in JSON that begins with a quote.
        sort_text: Some(format!("{at:04}")),
        filter_text: Some(completion.new_text.clone()),
        text_edit: Some(lsp::CompletionTextEdit::Edit(lsp::TextEdit {
            range: lines.range(completion.range),
            new_text: completion.new_text,
        })),
        ..Default::default()
    }
}

fn markdown(value: String) -> lsp::Documentation {
    lsp::Documentation::MarkupContent(lsp::MarkupContent {
        kind: lsp::MarkupKind::Markdown,
        value,
    })
}

fn kind(kind: CompletionKind) -> lsp::CompletionItemKind {
    match kind {
        CompletionKind::Key => lsp::CompletionItemKind::PROPERTY,
        CompletionKind::Value => lsp::CompletionItemKind::ENUM_MEMBER,
        CompletionKind::Script => lsp::CompletionItemKind::FILE,
        CompletionKind::Node => lsp::CompletionItemKind::CLASS,
        CompletionKind::Hook => lsp::CompletionItemKind::EVENT,
        CompletionKind::Name => lsp::CompletionItemKind::CONSTANT,
        CompletionKind::Lint => lsp::CompletionItemKind::VALUE,
    }
}
