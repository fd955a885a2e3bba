//! `textDocument/inlayHint` and `inlayHint/resolve`.

use pipelua_analysis::SourceFile;
use pipelua_ide::{Hint, HintKind, HintSettings, inlay_hints};
use pipelua_syntax::TextRange;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::{Lines, Snapshot};

/// What a client sends back to have the rest of a hint.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ticket {
    pub(crate) uri: lsp::Uri,
    offset: u32,
    label: String,
}

pub(crate) fn hints(
    snapshot: &Snapshot,
    params: &lsp::InlayHintParams,
    settings: HintSettings,
) -> Option<Vec<lsp::InlayHint>> {
    let file = snapshot.file()?;
    let lines = snapshot.lines(file);
    let found = inlay_hints(&snapshot.db, file, lines.bytes(params.range), settings);
    let uri = &params.text_document.uri;
    let resolves = snapshot.session.resolves_hints;
    let shown = found.into_iter().map(|hint| {
        let ticket = resolves.then(|| Ticket {
            uri: uri.clone(),
            offset: hint.offset,
            label: hint.label.clone(),
        });
        let mut shown = bare(&lines, &hint);
        match ticket {
            Some(ticket) => shown.data = serde_json::to_value(ticket).ok(),
            None => complete(&lines, &hint, &mut shown),
        }
        shown
    });
    Some(shown.collect())
}

/// The hint with its docs and what it inserts; as it was where the text is another one by now.
pub(crate) fn resolve(
    snapshot: &Snapshot,
    mut shown: lsp::InlayHint,
    ticket: &Ticket,
    settings: HintSettings,
) -> Option<lsp::InlayHint> {
    let file: SourceFile = snapshot.file()?;
    let around = TextRange::empty(ticket.offset);
    let found = inlay_hints(&snapshot.db, file, around, settings);
    let hint = found
        .into_iter()
        .find(|hint| hint.offset == ticket.offset && hint.label == ticket.label);
    if let Some(hint) = hint {
        complete(&snapshot.lines(file), &hint, &mut shown);
    }
    Some(shown)
}

fn bare(lines: &Lines, hint: &Hint) -> lsp::InlayHint {
    lsp::InlayHint {
        position: lines.range(TextRange::empty(hint.offset)).start,
        label: lsp::InlayHintLabel::String(hint.label.clone()),
        kind: match hint.kind {
            HintKind::Parameter => Some(lsp::InlayHintKind::PARAMETER),
            HintKind::Type => Some(lsp::InlayHintKind::TYPE),
            HintKind::Wait => None,
        },
        text_edits: None,
        tooltip: None,
        padding_left: None,
        padding_right: (hint.kind != HintKind::Type).then_some(true),
        data: None,
    }
}

fn complete(lines: &Lines, hint: &Hint, shown: &mut lsp::InlayHint) {
    shown.text_edits = hint.insert.as_ref().map(|(offset, text)| {
        let range = lines.range(TextRange::empty(*offset));
        vec![lsp::TextEdit::new(range, text.clone())]
    });
    shown.tooltip = (!hint.docs.is_empty()).then(|| {
        lsp::InlayHintTooltip::MarkupContent(lsp::MarkupContent {
            kind: lsp::MarkupKind::Markdown,
            value: hint.docs.clone(),
        })
    });
}

/// Takes `{ "inlayHints": { .. } }`; what is not there is as it was.
pub(crate) fn configured(mut settings: HintSettings, asked: &Value) -> HintSettings {
    let Some(asked) = asked.get("inlayHints") else {
        return settings;
    };
    let switch = |name: &str, now: bool| asked.get(name).and_then(Value::as_bool).unwrap_or(now);
    settings.enable = switch("enable", settings.enable);
    settings.parameter_names = switch("parameterNames", settings.parameter_names);
    settings.awaits = switch("awaits", settings.awaits);
    settings.local_types = switch("localTypes", settings.local_types);
    settings.return_types = switch("returnTypes", settings.return_types);
    if let Some(most) = asked.get("maxLength").and_then(Value::as_u64) {
        settings.max_length = most.clamp(3, 200) as usize;
    }
    settings
}
