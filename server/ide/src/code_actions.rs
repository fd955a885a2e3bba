//! What mends or silences a finding: its fixes, all safe fixes at once, and a comment with room for a reason.

use pipelua_analysis::lower::parse;
use pipelua_analysis::{Database, Db, REASON_PLACEHOLDER, SourceFile, files};
use pipelua_format::edits_between;
use pipelua_syntax::{Encoding, LineIndex, TextRange};

use crate::apply_fixes::{FixRules, apply_fixes, examine};
use crate::finding::{Edit, Finding, Range, Rename};
use crate::findings::findings;
use crate::positions::Positions;

/// Edits that a person may choose.
#[derive(Debug)]
pub struct Action {
    /// Stays the same while the finding does.
    pub id: String,
    pub title: String,
    pub kind: ActionKind,
    /// The one an editor applies when asked to just fix it.
    pub preferred: bool,
    /// The finding that it ends.
    pub finding: usize,
    pub edits: Vec<Edit>,
    pub renames: Vec<Rename>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ActionKind {
    Fix,
    Suppress,
}

/// The fixes of findings that touch `range`, and these findings.
pub fn fixes(
    db: &dyn Db,
    file: SourceFile,
    range: TextRange,
    encoding: Encoding,
) -> (Vec<Finding>, Vec<Action>) {
    let found = findings(db, file, encoding, |_| true, true).findings;
    let mut found: Vec<Finding> = found
        .into_iter()
        .filter(|finding| touches(finding.range, range))
        .collect();
    let mut actions = Vec::new();
    for (at, finding) in found.iter_mut().enumerate() {
        for fix in std::mem::take(&mut finding.fixes) {
            actions.push(Action {
                id: fix.id,
                title: capitalised(&fix.title),
                kind: ActionKind::Fix,
                preferred: fix.preferred && fix.safe,
                finding: at,
                edits: fix.edits,
                renames: fix.renames,
            });
        }
    }
    (found, actions)
}

/// Comments that silence these findings of a Lua file, each with room for a reason.
pub fn suppressions(db: &dyn Db, file: SourceFile, found: &[Finding], encoding: Encoding) -> Vec<Action> {
    if !file.kind(db).is_lua() {
        return Vec::new();
    }
    let text = file.text(db).as_str();
    let mut positions = Positions::new(text, encoding);
    let mut actions: Vec<Action> = Vec::new();
    for (at, finding) in found.iter().enumerate() {
        let cannot =
            matches!(finding.code, "syntax-error" | "not-utf8") || finding.code.contains("suppression");
        let offset = finding.range.map_or(0, |range| range.start.byte);
        let Some((offset, comment)) = (!cannot)
            .then(|| comment(db, file, offset, finding.code))
            .flatten()
        else {
            continue;
        };
        actions.push(Action {
            id: format!("{}-suppress", finding.fingerprint),
            title: format!("Suppress `{}` here, with a reason", finding.code),
            kind: ActionKind::Suppress,
            preferred: false,
            finding: at,
            edits: vec![Edit {
                file: finding.file.clone(),
                range: positions.range(TextRange::empty(offset)),
                new_text: comment,
            }],
            renames: Vec::new(),
        });
    }
    actions
}

/// What all safe fixes of a file come to, as `check --fix` would write it: edits in the order of their places.
pub fn fix_all(db: &dyn Db, file: SourceFile, encoding: Encoding) -> Vec<Edit> {
    let path: &str = file.path(db);
    let rules = FixRules {
        wanted: &|_| true,
        reported: &|reported| reported == path,
        unsafe_too: false,
        only: Some(path),
    };
    if examine(db, file, &rules).is_done() {
        return Vec::new();
    }
    // The texts change from round to round, and those of the editor are not ours to change.
    let mut scratch = Database::default();
    scratch.load(
        files(db)
            .iter()
            .map(|(path, file)| (path.clone(), file.text(db).clone())),
    );
    let fixed = apply_fixes(&mut scratch, &rules, &mut |db, files| {
        files.iter().map(|file| examine(db, *file, &rules)).collect()
    });
    let mut positions = Positions::new(file.text(db).as_str(), encoding);
    let changes = fixed.changes.iter();
    changes
        .flat_map(|change| edits_between(&change.old, &change.new))
        .map(|edit| Edit {
            file: path.to_owned(),
            range: positions.range(edit.range),
            new_text: edit.new_text,
        })
        .collect()
}

/// Where a comment goes that silences what is found at `offset`, and the comment.
fn comment(db: &dyn Db, file: SourceFile, offset: u32, code: &str) -> Option<(u32, String)> {
    let text = file.text(db).as_str();
    let parse = parse(db, file);
    let lines = LineIndex::new(text);
    let line = lines.line_range(lines.position(offset, Encoding::Utf8).line);
    let token = |at: u32| {
        let index = parse.tokens().partition_point(|token| token.start() <= at);
        index.checked_sub(1).map(|index| parse.token_range(index as u32))
    };
    let is_in_text = |at: u32| token(at).is_some_and(|range| range.start < at && at < range.end);
    let in_comment = |at: u32| {
        let mut comments = parse.comments().iter();
        comments.any(|comment| comment.range.start < at && at < comment.range.end)
    };
    if !is_in_text(line.start) && !in_comment(line.start) && begins_what_holds(db, file, line.start, offset) {
        let indent: String = text[line.as_usize()]
            .chars()
            .take_while(|c| matches!(c, ' ' | '\t'))
            .collect();
        let comment = format!("{indent}---@diagnostic disable-next-line: {code} -- {REASON_PLACEHOLDER}\n");
        return Some((line.start, comment));
    }
    let has_comment = parse
        .comments()
        .iter()
        .any(|comment| comment.range.touches(line.end) && comment.range.start < line.end);
    if is_in_text(line.end) || has_comment {
        return None;
    }
    Some((
        line.end,
        format!(" ---@diagnostic disable-line: {code} -- {REASON_PLACEHOLDER}"),
    ))
}

/// Whether what begins on this line reaches over `offset`: that is how far a comment above the line reaches.
fn begins_what_holds(db: &dyn Db, file: SourceFile, line_start: u32, offset: u32) -> bool {
    let parse = parse(db, file);
    let first = parse.tokens().partition_point(|token| token.start() < line_start) as u32;
    let begins = parse
        .nodes()
        .iter()
        .filter(|node| node.first == first && node.end > first)
        .find(|node| {
            use pipelua_syntax::NodeKind as K;
            matches!(node.kind, K::NamedItem | K::KeyedItem | K::PositionalItem)
                || node.kind.is_statement()
                || node.kind.is_expression()
        });
    match begins {
        Some(node) => parse
            .token_range(node.first)
            .cover(parse.token_range(node.end - 1))
            .touches(offset),
        None => true,
    }
}

fn touches(found: Option<Range>, range: TextRange) -> bool {
    let found = found.map_or(TextRange::empty(0), bytes);
    found.start <= range.end && range.start <= found.end
}

fn bytes(range: Range) -> TextRange {
    TextRange::new(range.start.byte, range.end.byte)
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    fn applied(text: &str, edits: &[Edit]) -> String {
        let mut text = text.to_owned();
        for edit in edits.iter().rev() {
            text.replace_range(bytes(edit.range).as_usize(), &edit.new_text);
        }
        text
    }

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, at) = fixture::position(text);
        let text = at.file.text(&db).as_str();
        let (found, mut actions) = fixes(&db, at.file, TextRange::empty(at.offset), Encoding::Utf16);
        actions.extend(suppressions(&db, at.file, &found, Encoding::Utf16));
        let shown: Vec<String> = actions
            .iter()
            .map(|action| {
                let star = if action.preferred { "*" } else { "" };
                format!("== {star}{}\n{}", action.title, applied(text, &action.edits))
            })
            .collect();
        expected.assert_eq(&shown.concat());
    }

    #[test]
    fn a_finding_offers_its_fixes_and_a_comment() {
        check(
            "local x = string.len$0n(\"a\")\nreturn { allowed = x }\n",
            expect![[r#"
                == Rename it to `len`
                local x = string.len("a")
                return { allowed = x }
                == Suppress `undefined-field` here, with a reason
                ---@diagnostic disable-next-line: undefined-field -- say why
                local x = string.lenn("a")
                return { allowed = x }
            "#]],
        );
        check(
            "prin$0(1)\n",
            expect![[r#"
            == Write `print`
            print(1)
            == Suppress `undefined-global` here, with a reason
            ---@diagnostic disable-next-line: undefined-global -- say why
            prin(1)
        "#]],
        );
    }

    #[test]
    fn a_comment_goes_where_it_reaches() {
        check(
            "local t = {\n  a = prin$0,\n}\nprint(t)\n",
            expect![[r#"
            == Write `print`
            local t = {
              a = print,
            }
            print(t)
            == Suppress `undefined-global` here, with a reason
            local t = {
              ---@diagnostic disable-next-line: undefined-global -- say why
              a = prin,
            }
            print(t)
        "#]],
        );
        check(
            "local s = [[\na]] .. prin$0\nprint(s)\n",
            expect![[r#"
            == Write `print`
            local s = [[
            a]] .. print
            print(s)
            == Suppress `undefined-global` here, with a reason
            local s = [[
            a]] .. prin ---@diagnostic disable-line: undefined-global -- say why
            print(s)
        "#]],
        );
    }

    #[test]
    fn syntax_errors_are_not_silenced() {
        check("local = 1$0\n", expect![[""]]);
    }

    #[test]
    fn all_safe_fixes_are_applied_at_once() {
        let (db, file) = fixture::file("local a, b = 1, 2\nlocal function f(x) local c = 1 end\nf(a)\n");
        let edits = fix_all(&db, file, Encoding::Utf16);
        expect![[r#"
            local a, _b = 1, 2
            local function f(_x) local _c = 1 end
            f(a)
        "#]]
        .assert_eq(&applied(file.text(&db).as_str(), &edits));
    }
}
