//! From our words to the protocol's.

use std::str::FromStr as _;

use pipelua_analysis::Severity;
use pipelua_ide::{Finding, Range};
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::Snapshot;

pub(crate) fn range(range: Range) -> lsp::Range {
    lsp::Range::new(
        lsp::Position::new(range.start.line, range.start.character),
        lsp::Position::new(range.end.line, range.end.character),
    )
}

/// A finding; one of the file as a whole stands at its beginning.
pub(crate) fn diagnostic(snapshot: &Snapshot, finding: &Finding) -> lsp::Diagnostic {
    let related = finding.related.iter().filter_map(|related| {
        let uri = snapshot.uri(snapshot.file_at(&related.file)?)?;
        Some(lsp::DiagnosticRelatedInformation {
            location: lsp::Location::new(uri, range(related.range)),
            message: related.message.clone(),
        })
    });
    let related: Vec<_> = related.collect();
    lsp::Diagnostic {
        range: finding.range.map(range).unwrap_or_default(),
        severity: Some(severity(finding.severity)),
        code: Some(lsp::NumberOrString::String(finding.code.to_owned())),
        code_description: lsp::Uri::from_str(&finding.url)
            .ok()
            .map(|href| lsp::CodeDescription { href }),
        source: Some("pipelua".to_owned()),
        message: message(finding),
        related_information: (!related.is_empty()).then_some(related),
        tags: tags(finding),
        data: None,
    }
}

/// The three parts of a message, each on its line, worded as `check` shows them.
fn message(finding: &Finding) -> String {
    let mut text = finding.message.clone();
    for (label, part) in [("run", &finding.runtime), ("fix", &finding.help)] {
        if let Some(part) = part {
            text.push('\n');
            text.push_str(label);
            text.push_str(": ");
            text.push_str(part);
        }
    }
    text
}

fn severity(severity: Severity) -> lsp::DiagnosticSeverity {
    match severity {
        Severity::Error => lsp::DiagnosticSeverity::ERROR,
        Severity::Warning => lsp::DiagnosticSeverity::WARNING,
        Severity::Info => lsp::DiagnosticSeverity::INFORMATION,
        Severity::Hint => lsp::DiagnosticSeverity::HINT,
    }
}

fn tags(finding: &Finding) -> Option<Vec<lsp::DiagnosticTag>> {
    let tags: Vec<_> = finding
        .tags
        .iter()
        .map(|tag| match *tag {
            "deprecated" => lsp::DiagnosticTag::DEPRECATED,
            _ => lsp::DiagnosticTag::UNNECESSARY,
        })
        .collect();
    (!tags.is_empty()).then_some(tags)
}
