//! `textDocument/documentLink`.

use std::str::FromStr as _;

use pipelua_ide::LinkTarget;
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::Snapshot;

pub(crate) fn document_links(snapshot: &Snapshot) -> Option<Vec<lsp::DocumentLink>> {
    let file = snapshot.file()?;
    let lines = snapshot.lines(file);
    let links = pipelua_ide::document_links(&snapshot.db, file);
    let links = links.into_iter().filter_map(|link| {
        let target = match link.target {
            LinkTarget::File(target) => snapshot.uri(target)?,
            LinkTarget::Url(url) => lsp::Uri::from_str(&url).ok()?,
        };
        Some(lsp::DocumentLink {
            range: lines.range(link.range),
            target: Some(target),
            tooltip: None,
            data: None,
        })
    });
    Some(links.collect())
}
