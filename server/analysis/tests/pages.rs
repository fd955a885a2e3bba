//! The pages of the lints run: each "Fires" gives its code, each "Use instead" gives no finding that matters.
//!
//! Fences that follow each other without words between them are files of one workspace, named behind the language
//! (or by `--- file: PATH` inside). A fence without a name is `scripts/example.lua` at hook `before_signup`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pipelua_analysis::lint::{Lint, registry};
use pipelua_analysis::{Database, FileText, Severity, diagnostics, files};

type Files = BTreeMap<String, Vec<u8>>;

const SECTIONS: [&str; 4] = ["Why", "Fires", "Use instead", "On a run"];
const EXAMPLE: &str = "scripts/example.lua";

/// The text of a section.
fn section<'a>(lint: &Lint, title: &str) -> &'a str
where
    'static: 'a,
{
    let page = lint.page;
    let start = page.split_once(&format!("\n## {title}\n"));
    let (_, rest) = start.unwrap_or_else(|| panic!("{} has no section {title}", lint.code));
    rest.split("\n## ").next().unwrap_or_default()
}

/// The workspaces of a section, in order.
fn workspaces(section: &str) -> Vec<Files> {
    let mut all: Vec<Files> = Vec::new();
    let mut parts = section.split("```");
    let mut goes_on = false;
    while let Some(words) = parts.next() {
        goes_on &= words.trim().is_empty();
        let Some(fence) = parts.next() else { break };
        let found = files_of_fence(fence);
        let is_new = |last: &&mut Files| found.keys().all(|path| !last.contains_key(path));
        match all.last_mut().filter(|_| goes_on).filter(is_new) {
            Some(last) => last.extend(found),
            None => all.push(found),
        }
        goes_on = true;
    }
    all
}

fn files_of_fence(fence: &str) -> Files {
    let (info, text) = fence.split_once('\n').unwrap_or((fence, ""));
    if let Some((_, path)) = info.split_once(' ') {
        return Files::from([(path.trim().to_owned(), text.into())]);
    }
    if text.starts_with("--- file: ") {
        let parts = text.split("--- file: ").filter(|part| !part.is_empty());
        let file = |part: &str| {
            let (path, text) = part.split_once('\n')?;
            Some((path.trim().to_owned(), text.into()))
        };
        return parts.filter_map(file).collect();
    }
    let hook = if text.contains("---@hook") {
        ""
    } else {
        "---@hook before_signup\n\n"
    };
    let text = format!("{hook}{text}");
    let is_lua = info.trim_matches('`') == "lua";
    let bytes = if is_lua {
        text.into_bytes()
    } else {
        with_bytes(&text)
    };
    Files::from([(EXAMPLE.to_owned(), bytes)])
}

/// A text in which `\xF6` stands for the byte that no page could hold.
fn with_bytes(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut bytes: Vec<u8> = parts.next().unwrap_or_default().into();
    for part in parts {
        let (hex, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(hex, 16).expect("two hex digits"));
        bytes.extend(rest.bytes());
    }
    bytes
}

/// Each finding of a workspace, with its severity.
fn findings(workspace: &Files) -> Vec<(&'static str, Severity, String)> {
    let mut db = Database::default();
    let text = |bytes: &Vec<u8>| FileText::from_bytes(bytes.clone());
    db.load(
        workspace
            .iter()
            .map(|(path, bytes)| (path.as_str().into(), text(bytes))),
    );
    let mut found = Vec::new();
    for (path, file) in files(&db).iter() {
        for one in &diagnostics(&db, *file).list {
            found.push((
                one.code,
                one.severity,
                format!("{path}: [{}] {}", one.code, one.message),
            ));
        }
    }
    found
}

/// The workspace with a script for each that its pipelines name and that the page leaves out.
fn completed(workspace: &Files) -> Files {
    let mut all = workspace.clone();
    for (path, text) in workspace {
        if !path.starts_with("pipelines/") {
            continue;
        }
        let text = String::from_utf8_lossy(text);
        for name in text
            .split("\"script\": \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            let script = b"return { allowed = true }\n".to_vec();
            all.entry(format!("scripts/{name}.lua")).or_insert(script);
        }
    }
    all
}

#[test]
fn every_page_is_called_as_its_code_and_has_its_sections_in_order() {
    for lint in registry() {
        assert!(
            lint.page.starts_with(&format!("# {}\n\n", lint.code)),
            "{}",
            lint.code
        );
        let titles: Vec<&str> = lint
            .page
            .lines()
            .filter_map(|line| line.strip_prefix("## "))
            .collect();
        let ours: Vec<&str> = titles
            .iter()
            .copied()
            .filter(|title| SECTIONS.contains(title))
            .collect();
        assert_eq!(ours, SECTIONS, "{}: {titles:?}", lint.code);
        for title in SECTIONS {
            assert!(
                !section(lint, title).trim().is_empty(),
                "{}: {title} is empty",
                lint.code
            );
        }
    }
}

#[test]
fn every_example_that_fires_fires() {
    let mut wrong = String::new();
    for lint in registry() {
        let examples = workspaces(section(lint, "Fires"));
        assert!(!examples.is_empty(), "{} has no example", lint.code);
        for example in examples {
            let found = findings(&example);
            if !found.iter().any(|(code, ..)| *code == lint.code) {
                let _ = writeln!(wrong, "{}: {found:#?} in {example:#?}", lint.code);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_to_use_instead_deserves_no_finding() {
    let mut wrong = String::new();
    for lint in registry() {
        let examples = workspaces(section(lint, "Use instead"));
        assert!(!examples.is_empty(), "{} has nothing to use instead", lint.code);
        for example in examples {
            let fires = |code: &str, severity: Severity| code == lint.code || severity <= Severity::Warning;
            let found = findings(&completed(&example));
            for (.., text) in found.iter().filter(|(code, severity, _)| fires(code, *severity)) {
                let _ = writeln!(wrong, "{}: {text}", lint.code);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
