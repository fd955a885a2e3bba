//! Ever larger pieces of the text around a place.

use pipelua_analysis::lower::parse;
use pipelua_analysis::workspace::json::json;
use pipelua_analysis::{Db, FileKind};
use pipelua_syntax::TextRange;

use crate::name_at::{FilePosition, token_at};

/// From the smallest to the whole text; each holds the one before it.
pub fn selection(db: &dyn Db, at: FilePosition) -> Vec<TextRange> {
    let text = at.file.text(db).as_str();
    let offset = at.offset.min(text.len() as u32);
    let mut ranges = vec![TextRange::empty(offset)];
    match at.file.kind(db) {
        kind if kind.is_lua() => {
            let parse = parse(db, at.file);
            ranges.extend(token_at(parse, offset).map(|token| parse.token_range(token)));
            let comment = parse
                .comments()
                .iter()
                .find(|comment| comment.range.touches(offset));
            ranges.extend(comment.map(|comment| comment.range));
            let around: Vec<_> = parse.ancestors(parse.node_at(offset)).collect();
            ranges.extend(around.into_iter().rev().map(|node| parse.node_range(node)));
        }
        FileKind::Pipeline | FileKind::Sample | FileKind::Hook => {
            let mut next = Some(json(db, at.file).place_at(offset).value);
            while let Some(value) = next {
                if let Some(member) = value.key() {
                    if member.key_range.touches(offset) {
                        ranges.push(member.key_range);
                    } else {
                        ranges.push(value.range());
                    }
                    ranges.push(member.range());
                } else {
                    ranges.push(value.range());
                }
                next = value.parent();
            }
        }
        _ => {
            let before = text.get(..offset as usize).unwrap_or_default();
            let behind = text.get(offset as usize..).unwrap_or_default();
            let start = before.rfind('\n').map_or(0, |at| at + 1) as u32;
            let end = offset + behind.find('\n').unwrap_or(behind.len()) as u32;
            ranges.push(TextRange::new(start, end));
        }
    }
    ranges.push(TextRange::new(0, text.len() as u32));
    let mut nested: Vec<TextRange> = Vec::new();
    for range in ranges {
        let grows = nested
            .last()
            .is_none_or(|last| range.contains_range(*last) && range != *last);
        if grows {
            nested.push(range);
        }
    }
    nested
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, at) = fixture::position(text);
        let shown: String = selection(&db, at)
            .iter()
            .map(|range| at.file.text(&db).as_str()[range.as_usize()].replace('\n', "\\n") + "\n")
            .collect();
        expected.assert_eq(&shown);
    }

    #[test]
    fn a_selection_grows_along_the_tree() {
        check(
            "local x = f(a.b$0 + 1)\nreturn x\n",
            expect![[r#"

            b
            a.b
            a.b + 1
            (a.b + 1)
            f(a.b + 1)
            local x = f(a.b + 1)
            local x = f(a.b + 1)\nreturn x
            local x = f(a.b + 1)\nreturn x\n
        "#]],
        );
    }

    #[test]
    fn it_grows_in_json_and_toml() {
        check(
            "--- file: pipelines/x.json\n{ \"nodes\": { \"a\": { \"needs\": [\"b$0\"] } } }\n",
            expect![[r#"

                "b"
                ["b"]
                "needs": ["b"]
                { "needs": ["b"] }
                "a": { "needs": ["b"] }
                { "a": { "needs": ["b"] } }
                "nodes": { "a": { "needs": ["b"] } }
                { "nodes": { "a": { "needs": ["b"] } } }
                { "nodes": { "a": { "needs": ["b"] } } }\n
            "#]],
        );
        check(
            "--- file: pipelua.toml\nschema = 1\nna$0me = \"x\"\n",
            expect![[r#"

                name = "x"
                schema = 1\nname = "x"\n
            "#]],
        );
    }

    #[test]
    fn a_broken_text_has_selections_too() {
        check(
            "local function f(a, $0\n",
            expect![[r#"

            local function f(a, \n
        "#]],
        );
    }
}
