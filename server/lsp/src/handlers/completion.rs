//! `textDocument/completion`, `completionItem/resolve`.

use pipelua_ide::{Completion, CompletionKind, Docs};
use serde::{Deserialize, Serialize};
use tower_lsp_server::lsp_types as lsp;

use crate::session::Session;
use crate::snapshot::{Lines, Snapshot};

/// What an item carries until its documentation is asked for.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ticket {
    pub(crate) uri: lsp::Uri,
    docs: String,
    /// Whether `docs` is the text itself.
    #[serde(default)]
    is_text: bool,
}

pub(crate) fn completion(snapshot: &Snapshot, position: lsp::Position) -> Option<lsp::CompletionResponse> {
    let file = snapshot.file()?;
    let lines = snapshot.lines(file);
    let uri = snapshot.uri(file)?;
    let offered = pipelua_ide::completion(&snapshot.db, lines.at(file, position));
    let items = offered.into_iter().enumerate().map(|(at, completion)| {
        let cursor = lsp::Range::new(position, position);
        item(snapshot.session, &lines, &uri, cursor, at, completion)
    });
    Some(lsp::CompletionResponse::Array(items.collect()))
}

pub(crate) fn resolve(
    snapshot: &Snapshot,
    mut item: lsp::CompletionItem,
    ticket: &Ticket,
) -> Option<lsp::CompletionItem> {
    let docs = if ticket.is_text {
        ticket.docs.clone()
    } else {
        pipelua_ide::completion_docs(&snapshot.db, snapshot.file()?, &ticket.docs)?
    };
    item.documentation = Some(lsp::Documentation::MarkupContent(lsp::MarkupContent {
        kind: lsp::MarkupKind::Markdown,
        value: docs,
    }));
    Some(item)
}

fn item(
    session: Session,
    lines: &Lines,
    uri: &lsp::Uri,
    cursor: lsp::Range,
    at: usize,
    completion: Completion,
) -> lsp::CompletionItem {
    let kind = kind(completion.kind);
    let snippet = completion.snippet.filter(|_| session.takes_snippets);
    let is_snippet = snippet.is_some();
    let new_text = snippet.unwrap_or(completion.new_text);
    let replace = lines.range(completion.range);
    let edit = if session.inserts_or_replaces {
        lsp::CompletionTextEdit::InsertAndReplace(lsp::InsertReplaceEdit {
            new_text: new_text.clone(),
            insert: lsp::Range::new(replace.start, cursor.end),
            replace,
        })
    } else {
        lsp::CompletionTextEdit::Edit(lsp::TextEdit {
            range: replace,
            new_text: new_text.clone(),
        })
    };
    let ticket = match completion.docs {
        Docs::None => None,
        Docs::Text(docs) => Some((docs, true)),
        Docs::Path(docs) => Some((docs, false)),
    };
    let ticket = ticket.and_then(|(docs, is_text)| {
        let uri = uri.clone();
        serde_json::to_value(Ticket { uri, docs, is_text }).ok()
    });
    let some = |text: String| (!text.is_empty()).then_some(text);
    let (label_details, detail) = if session.takes_label_details {
        let details = lsp::CompletionItemLabelDetails {
            detail: some(completion.parameters),
            description: some(completion.detail),
        };
        let is_any = details.detail.is_some() || details.description.is_some();
        (is_any.then_some(details), None)
    } else {
        let text = match (completion.parameters, completion.detail) {
            (parameters, detail) if parameters.is_empty() || detail.is_empty() => parameters + &detail,
            (parameters, detail) => format!("{parameters}: {detail}"),
        };
        (None, some(text))
    };
    // In JSON what is typed begins with a quote.
    let filter = completion
        .filter
        .or_else(|| new_text.starts_with('"').then(|| new_text.clone()));
    lsp::CompletionItem {
        label: completion.label,
        kind: Some(kind),
        label_details,
        detail,
        // In our order.
        sort_text: Some(format!("{at:04}")),
        filter_text: filter,
        insert_text_format: is_snippet.then_some(lsp::InsertTextFormat::SNIPPET),
        text_edit: Some(edit),
        tags: completion
            .is_deprecated
            .then(|| vec![lsp::CompletionItemTag::DEPRECATED]),
        commit_characters: (session.takes_commit_characters && !is_snippet && !completion.commit.is_empty())
            .then(|| completion.commit.iter().map(|&c| c.to_owned()).collect()),
        data: ticket,
        ..Default::default()
    }
}

fn kind(kind: CompletionKind) -> lsp::CompletionItemKind {
    match kind {
        CompletionKind::Key | CompletionKind::Field => lsp::CompletionItemKind::FIELD,
        CompletionKind::Value => lsp::CompletionItemKind::ENUM_MEMBER,
        CompletionKind::Script => lsp::CompletionItemKind::FILE,
        CompletionKind::Node | CompletionKind::Type => lsp::CompletionItemKind::CLASS,
        CompletionKind::Hook => lsp::CompletionItemKind::EVENT,
        CompletionKind::Name => lsp::CompletionItemKind::CONSTANT,
        CompletionKind::Lint => lsp::CompletionItemKind::VALUE,
        CompletionKind::Local => lsp::CompletionItemKind::VARIABLE,
        CompletionKind::Function => lsp::CompletionItemKind::FUNCTION,
        CompletionKind::Method => lsp::CompletionItemKind::METHOD,
        CompletionKind::Module => lsp::CompletionItemKind::MODULE,
        CompletionKind::Keyword => lsp::CompletionItemKind::KEYWORD,
        CompletionKind::Snippet => lsp::CompletionItemKind::SNIPPET,
    }
}
