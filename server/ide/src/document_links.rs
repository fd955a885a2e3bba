//! What of a file leads elsewhere: scripts and hooks that are named in JSON, codes of findings in comments.

use pipelua_analysis::lower::{doc_lines, lower, parse};
use pipelua_analysis::workspace::json::json;
use pipelua_analysis::workspace::placement::script_of;
use pipelua_analysis::{Db, FileKind, SourceFile, file_at};
use pipelua_syntax::TextRange;
use pipelua_syntax::luacats::{TagKind, parse_comment};

use crate::findings::url;
use crate::shared_name::word;

/// A piece of the text that leads somewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    pub range: TextRange,
    pub target: LinkTarget,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkTarget {
    File(SourceFile),
    Url(String),
}

/// In order of the text.
pub fn document_links(db: &dyn Db, file: SourceFile) -> Vec<Link> {
    match file.kind(db) {
        FileKind::Pipeline => in_pipeline(db, file),
        kind if kind.is_lua() => in_comments(db, file),
        _ => Vec::new(),
    }
}

fn in_pipeline(db: &dyn Db, file: SourceFile) -> Vec<Link> {
    let root = json(db, file).root();
    let link = |range: TextRange, target: SourceFile| Link {
        range: word(db, file, range),
        target: LinkTarget::File(target),
    };
    let hook = root.get("hook").and_then(|hook| {
        let target = file_at(db, &format!("hooks/{}.json", hook.as_str()?))?;
        Some(link(hook.range(), target))
    });
    let nodes = root.get("nodes").and_then(pipelua_syntax::json::Value::as_object);
    let scripts = nodes.into_iter().flatten().filter_map(|node| {
        let script = node.value.get("script")?;
        Some(link(script.range(), script_of(db, script.as_str()?)?))
    });
    let mut links: Vec<Link> = hook.into_iter().chain(scripts).collect();
    links.sort_by_key(|link| link.range);
    links
}

fn in_comments(db: &dyn Db, file: SourceFile) -> Vec<Link> {
    let (parse, tree) = (parse(db, file), lower(db, file));
    if !tree.docs().iter().any(|doc| doc.text.contains("@diagnostic")) {
        return Vec::new();
    }
    let mut links = Vec::new();
    for line in doc_lines(parse).into_iter().flatten() {
        let text = parse.text().get(line.as_usize()).unwrap_or_default();
        for tag in parse_comment(text).tags {
            let TagKind::Diagnostic { codes, .. } = tag.kind else {
                continue;
            };
            for code in codes {
                if let Some(lint) = pipelua_analysis::lint::lint(&code.text) {
                    links.push(Link {
                        range: TextRange::new(line.start + code.range.start, line.start + code.range.end),
                        target: LinkTarget::Url(url(lint.code)),
                    });
                }
            }
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, at) = fixture::position(text);
        let shown: Vec<String> = document_links(&db, at.file)
            .into_iter()
            .map(|link| {
                let target = match link.target {
                    LinkTarget::File(file) => file.path(&db).to_string(),
                    LinkTarget::Url(url) => url,
                };
                format!("{} -> {target}\n", fixture::shown(&db, at.file, link.range))
            })
            .collect();
        expected.assert_eq(&shown.concat());
    }

    #[test]
    fn a_pipeline_leads_to_its_scripts() {
        check(
            "--- file: scripts/geo.lua\nreturn nil\n--- file: hooks/own.json\n{}\n--- file: pipelines/own.json\n$0{ \"hook\": \"own\", \"nodes\": { \"a\": { \"script\": \"geo\" }, \"b\": { \"script\": \"none\" }, \"c\": {} } }\n",
            expect![[r#"
                pipelines/own.json:1:12 own -> hooks/own.json
                pipelines/own.json:1:47 geo -> scripts/geo.lua
            "#]],
        );
    }

    #[test]
    fn a_code_leads_to_its_page() {
        check(
            "$0---@diagnostic disable: unused-local, no-such-code\nlocal a = 1\n",
            expect![[r#"
                scripts/a.lua:1:25 unused-local -> https://github.com/pipelua/pipelua/blob/v0.1.0/docs/lints/unused-local.md
            "#]],
        );
    }

    #[test]
    fn half_typed_files_lead_as_far_as_they_are_typed() {
        check(
            "--- file: scripts/geo.lua\nreturn nil\n--- file: pipelines/own.json\n$0{ \"nodes\": { \"a\": { \"script\": \"geo\" }, \"b\": { \"script\": \"",
            expect![[r#"
                pipelines/own.json:1:32 geo -> scripts/geo.lua
            "#]],
        );
    }
}
