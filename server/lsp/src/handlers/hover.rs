//! `textDocument/hover`.

use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::Snapshot;

pub(crate) fn hover(snapshot: &Snapshot, position: lsp::Position) -> Option<lsp::Hover> {
    let file = snapshot.file()?;
    let lines = snapshot.lines(file);
    let hover = pipelua_ide::hover(&snapshot.db, lines.at(file, position))?;
    let kind = if snapshot.session.takes_markdown {
        lsp::MarkupKind::Markdown
    } else {
        lsp::MarkupKind::PlainText
    };
    Some(lsp::Hover {
        contents: lsp::HoverContents::Markup(lsp::MarkupContent {
            kind,
            value: hover.markdown,
        }),
        range: Some(lines.range(hover.range)),
    })
}
