//! What can be folded: blocks, tables, long texts, runs of comments; objects and arrays of JSON.

use pipelua_analysis::lower::parse;
use pipelua_analysis::workspace::json::json;
use pipelua_analysis::workspace::manifest::manifest_places;
use pipelua_analysis::{Db, FileKind, SourceFile};
use pipelua_syntax::{LineIndex, NodeId, NodeKind, Parse, TokenKind};

/// Lines that can be hidden behind the first of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fold {
    /// From 0; the line that stays.
    pub first_line: u32,
    pub last_line: u32,
    pub kind: FoldKind,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FoldKind {
    Code,
    Comment,
}

/// In the order of the text.
pub fn folding(db: &dyn Db, file: SourceFile) -> Vec<Fold> {
    let text = file.text(db).as_str();
    let lines = LineIndex::new(text);
    let line = |offset: u32| lines.position(offset, pipelua_syntax::Encoding::Utf8).line;
    let mut folds = match file.kind(db) {
        kind if kind.is_lua() => lua(parse(db, file), &line),
        FileKind::Manifest => toml(db, text, &line),
        FileKind::Pipeline | FileKind::Sample | FileKind::Hook => json(db, file)
            .values()
            .filter(|value| value.as_object().is_some() || value.as_array().is_some())
            .filter_map(|value| code(line(value.range().start), line(value.range().end).checked_sub(1)?))
            .collect(),
        _ => Vec::new(),
    };
    folds.sort_unstable();
    folds.dedup();
    folds
}

fn code(first_line: u32, last_line: u32) -> Option<Fold> {
    (first_line < last_line).then_some(Fold {
        first_line,
        last_line,
        kind: FoldKind::Code,
    })
}

fn lua(parse: &Parse, line: &dyn Fn(u32) -> u32) -> Vec<Fold> {
    use NodeKind as K;
    let mut folds = Vec::new();
    for (id, node) in (0..).map(NodeId).zip(parse.nodes()) {
        if node.first >= node.end {
            continue;
        }
        let range = parse.node_range(id);
        let (first, last) = (line(range.start), line(range.end));
        let fold = match node.kind {
            // What closes stays in sight.
            K::FunctionBody
            | K::DoStmt
            | K::WhileStmt
            | K::RepeatStmt
            | K::NumericForStmt
            | K::GenericForStmt
            | K::TableExpr
            | K::ArgList => {
                let closes = line(parse.token_range(node.end - 1).start);
                code(first, closes.saturating_sub(1))
            }
            // The keyword behind a clause stands on a line of its own.
            K::IfClause | K::ElseClause => {
                let next = line(parse.token_range(node.end).start);
                code(first, if next > last { next - 1 } else { last })
            }
            K::StringExpr => code(first, last),
            _ => None,
        };
        folds.extend(fold);
    }
    comments(parse, line, &mut folds);
    folds
}

/// Comments on lines that follow each other, and comments of several lines.
fn comments(parse: &Parse, line: &dyn Fn(u32) -> u32, folds: &mut Vec<Fold>) {
    let mut run: Option<(u32, u32)> = None;
    let mut end = |run: Option<(u32, u32)>| {
        if let Some((first_line, last_line)) = run.filter(|(first, last)| first < last) {
            folds.push(Fold {
                first_line,
                last_line,
                kind: FoldKind::Comment,
            });
        }
    };
    for comment in parse.comments() {
        let (first, last) = (line(comment.range.start), line(comment.range.end));
        let before = comment
            .token
            .checked_sub(1)
            .map(|token| parse.token_range(token).end);
        let stands_alone = before
            .is_none_or(|end| line(end) < first || parse.token_kind(comment.token - 1) == TokenKind::Eof);
        run = match run {
            Some((start, at)) if stands_alone && at + 1 == first => Some((start, last)),
            other => {
                end(other);
                stands_alone.then_some((first, last))
            }
        };
    }
    end(run);
}

/// A table of the manifest reaches to the next one.
fn toml(db: &dyn Db, text: &str, line: &dyn Fn(u32) -> u32) -> Vec<Fold> {
    let is_header = |start: u32| {
        let before = text.get(..start as usize).unwrap_or_default();
        before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .trim_start()
            .starts_with('[')
    };
    let headers: Vec<u32> = manifest_places(db)
        .filter(|(_, key, _)| is_header(key.start))
        .map(|(_, key, _)| line(key.start))
        .collect();
    let end = line(text.trim_end().len() as u32) + 1;
    let lines: Vec<&str> = text.lines().collect();
    headers
        .iter()
        .zip(headers.iter().skip(1).copied().chain([end]))
        .filter_map(|(first, next)| {
            let is_blank = |at: u32| lines.get(at as usize).is_none_or(|line| line.trim().is_empty());
            let last = (*first..next).rev().find(|at| !is_blank(*at))?;
            code(*first, last)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, file) = fixture::file(text);
        let shown: Vec<String> = folding(&db, file)
            .iter()
            .map(|fold| format!("{}-{} {:?}\n", fold.first_line, fold.last_line, fold.kind))
            .collect();
        expected.assert_eq(&shown.concat());
    }

    #[test]
    fn blocks_fold_and_what_closes_them_stays() {
        check(
            "local function f()\n  if a then\n    b()\n  elseif c then\n    d()\n  else\n    e()\n  end\nend\n",
            expect![[r#"
                0-7 Code
                1-2 Code
                3-4 Code
                5-6 Code
            "#]],
        );
    }

    #[test]
    fn tables_texts_and_comments_fold() {
        check(
            "-- one\n-- two\nlocal t = {\n  1,\n  2,\n}\nlocal s = [[\na\nb]]\n-- lonely\nf() -- a\n-- b\n",
            expect![[r#"
                0-1 Comment
                2-4 Code
                6-8 Code
            "#]],
        );
    }

    #[test]
    fn json_and_toml_fold() {
        check(
            "--- file: pipelines/x.json\n$0{\n  \"nodes\": {\n    \"a\": {}\n  }\n}\n",
            expect![[r#"
                0-3 Code
                1-2 Code
            "#]],
        );
        check(
            "--- file: pipelua.toml\n$0schema = 1\n\n[secrets]\nA = \"\"\n\n[env]\nB = \"\"\n",
            expect![[r#"
                2-3 Code
                5-6 Code
            "#]],
        );
    }

    #[test]
    fn half_typed_code_folds_as_far_as_it_goes() {
        check("while x do\n  a(\n", expect![[""]]);
        check("\n", expect![[""]]);
    }
}
