//! The pages of the findings about workspace files, held against the findings: each example does what it says.

use std::sync::Arc;

use super::workspace_findings;
use crate::db::Database;
use crate::inputs::{FileText, files};
use crate::lint::registry;

/// The files of the fences in the section `title`.
fn files_of_section(page: &str, title: &str) -> Vec<(Arc<str>, FileText)> {
    let section = page.split(&format!("\n## {title}\n")).nth(1).unwrap_or_default();
    let section = section.split("\n## ").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut fences = section.split("```");
    while let (Some(_), Some(fence)) = (fences.next(), fences.next()) {
        let (info, text) = fence.split_once('\n').expect("a fence has a first line");
        match info.split_once(' ') {
            Some((_, path)) => found.push((Arc::from(path), FileText::Utf8(text.into()))),
            None => found.extend(text.split("--- file: ").skip(1).map(|part| {
                let (path, text) = part.split_once('\n').expect("a path, then a text");
                (Arc::from(path), FileText::Utf8(text.into()))
            })),
        }
    }
    found
}

fn codes(texts: Vec<(Arc<str>, FileText)>) -> Vec<&'static str> {
    let mut db = Database::default();
    db.load(texts);
    let all = files(&db)
        .values()
        .flat_map(|file| workspace_findings(&db, *file));
    all.map(|finding| finding.lint.code).collect()
}

#[test]
fn every_example_of_a_page_does_what_it_says() {
    let mut seen = 0;
    for lint in registry() {
        let about_workspace_files = ["manifest-", "pipeline-", "sample-", "hook-", "stale-"];
        if !about_workspace_files
            .iter()
            .any(|start| lint.code.starts_with(start))
        {
            continue;
        }
        seen += 1;
        let fires = codes(files_of_section(lint.page, "Fires"));
        assert!(
            fires.contains(&lint.code),
            "{} does not fire: {fires:?}",
            lint.code
        );
        let instead = files_of_section(lint.page, "Use instead");
        assert!(!instead.is_empty(), "{} has nothing to use instead", lint.code);
        let instead = codes(instead);
        assert!(
            !instead.contains(&lint.code),
            "{} fires on what to use instead",
            lint.code
        );
    }
    assert!(seen > 20, "only {seen} pages");
}
