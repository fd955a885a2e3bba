//! `textDocument/signatureHelp`.

use pipelua_ide::SignatureShown;
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::Snapshot;

pub(crate) fn signature_help(snapshot: &Snapshot, position: lsp::Position) -> Option<lsp::SignatureHelp> {
    let file = snapshot.file()?;
    let at = snapshot.lines(file).at(file, position);
    let help = pipelua_ide::signature_help(&snapshot.db, at)?;
    let active = help.signatures.get(help.active)?.active;
    let signatures = help
        .signatures
        .iter()
        .map(|signature| shown(snapshot, signature))
        .collect();
    Some(lsp::SignatureHelp {
        signatures,
        active_signature: Some(help.active as u32),
        active_parameter: active.map(|at| at as u32),
    })
}

fn shown(snapshot: &Snapshot, signature: &SignatureShown) -> lsp::SignatureInformation {
    let label = &signature.label;
    // **Source**: LSP 3.17, "ParameterInformation": offsets in a label count UTF-16 units, whatever was agreed on.
    let utf16 = |at: u32| {
        let before = label.get(..at as usize).unwrap_or(label);
        before.encode_utf16().count() as u32
    };
    let params = signature
        .params
        .iter()
        .map(|(range, docs)| lsp::ParameterInformation {
            label: if snapshot.session.takes_label_offsets {
                lsp::ParameterLabel::LabelOffsets([utf16(range.start), utf16(range.end)])
            } else {
                lsp::ParameterLabel::Simple(label.get(range.as_usize()).unwrap_or_default().to_owned())
            },
            documentation: documentation(docs),
        });
    lsp::SignatureInformation {
        label: label.clone(),
        documentation: documentation(&signature.docs),
        parameters: Some(params.collect()),
        // With too many arguments none is marked; a number behind the last is how clients understand that.
        active_parameter: Some(signature.active.unwrap_or(signature.params.len()) as u32),
    }
}

fn documentation(markdown: &str) -> Option<lsp::Documentation> {
    (!markdown.is_empty()).then(|| {
        lsp::Documentation::MarkupContent(lsp::MarkupContent {
            kind: lsp::MarkupKind::Markdown,
            value: markdown.to_owned(),
        })
    })
}
