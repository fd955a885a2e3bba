//! The same name elsewhere in the file, or the keywords that belong together.

use pipelua_analysis::Db;
use pipelua_analysis::lower::{lower, parse};
use pipelua_analysis::scopes::{Access, scopes};
use pipelua_syntax::{NodeId, NodeKind, Parse, TextRange, TokenIndex};

use crate::name_at::{FilePosition, name_at, token_at};
use crate::occurrences::{field_of_global, fields_of_global, named, occurrences};

/// A place to be marked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Highlight {
    pub range: TextRange,
    pub kind: HighlightKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HighlightKind {
    Read,
    Write,
    /// A keyword.
    Text,
}

/// What is to be marked for the cursor at `at`, in the order of the text.
pub fn highlight(db: &dyn Db, at: FilePosition) -> Vec<Highlight> {
    if !at.file.kind(db).is_lua() {
        return Vec::new();
    }
    let (parse, tree, scopes) = (parse(db, at.file), lower(db, at.file), scopes(db, at.file));
    let Some(name) = name_at(parse, at.offset) else {
        return keywords(parse, at.offset);
    };
    let found = match named(tree, scopes, name.node) {
        Some(named) => occurrences(parse, tree, scopes, named),
        None => match field_of_global(tree, scopes, name.node) {
            Some(path) => fields_of_global(parse, tree, scopes, &path),
            None => Vec::new(),
        },
    };
    found
        .into_iter()
        .map(|occurrence| Highlight {
            range: occurrence.range,
            kind: match occurrence.access {
                Access::Read => HighlightKind::Read,
                Access::Write => HighlightKind::Write,
            },
        })
        .collect()
}

/// The keywords of the statement or function that the keyword at `offset` is part of.
fn keywords(parse: &Parse, offset: u32) -> Vec<Highlight> {
    let Some(token) = token_at(parse, offset).filter(|token| is_bracket(parse, *token)) else {
        return Vec::new();
    };
    let Some(owner) = owner(parse, token) else {
        return Vec::new();
    };
    // The parts of an `if` stand for the whole, and a body for its function.
    let whole = match parse.node(owner).kind {
        NodeKind::IfClause | NodeKind::ElseClause | NodeKind::FunctionBody => parse
            .ancestors(owner)
            .collect::<Vec<_>>()
            .iter()
            .rev()
            .nth(1)
            .copied(),
        _ => Some(owner),
    };
    let Some(whole) = whole else { return Vec::new() };
    let parts = std::iter::once(whole).chain(parse.children(whole).filter(|child| {
        matches!(
            parse.node(*child).kind,
            NodeKind::IfClause | NodeKind::ElseClause | NodeKind::FunctionBody
        )
    }));
    let mut found: Vec<Highlight> = parts
        .flat_map(|part| own_tokens(parse, part))
        .filter(|token| is_bracket(parse, *token))
        .map(|token| Highlight {
            range: parse.token_range(token),
            kind: HighlightKind::Text,
        })
        .collect();
    found.sort_by_key(|highlight| highlight.range);
    found
}

fn is_bracket(parse: &Parse, token: TokenIndex) -> bool {
    use pipelua_syntax::TokenKind as T;
    matches!(
        parse.token_kind(token),
        T::If
            | T::Then
            | T::Elseif
            | T::Else
            | T::End
            | T::Function
            | T::For
            | T::In
            | T::Do
            | T::While
            | T::Repeat
            | T::Until
    )
}

/// The innermost node that has this token for itself.
fn owner(parse: &Parse, token: TokenIndex) -> Option<NodeId> {
    let holds = |node: &pipelua_syntax::Node| node.first <= token && token < node.end;
    let last = parse.nodes().iter().rposition(holds)?;
    Some(NodeId(last as u32))
}

/// The tokens of a node that none of its children has.
fn own_tokens(parse: &Parse, id: NodeId) -> Vec<TokenIndex> {
    let node = parse.node(id);
    let mut own = Vec::new();
    let mut at = node.first;
    for child in parse.children(id) {
        let child = parse.node(child);
        own.extend(at..child.first.max(at));
        at = child.end.max(at);
    }
    own.extend(at..node.end);
    own
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, at) = fixture::position(text);
        let shown: Vec<String> = highlight(&db, at)
            .iter()
            .map(|found| format!("{} {:?}\n", fixture::shown(&db, at.file, found.range), found.kind))
            .collect();
        expected.assert_eq(&shown.concat());
    }

    #[test]
    fn a_local_is_marked_where_it_is_read_and_written() {
        check(
            "local a = 1\na$0 = a + 1\nlocal function f(a) return a end\n",
            expect![[r#"
                scripts/a.lua:1:7 a Write
                scripts/a.lua:2:1 a Write
                scripts/a.lua:2:5 a Read
            "#]],
        );
    }

    #[test]
    fn a_global_and_a_label_are_marked_too() {
        check(
            "print(context)\ncontext$0.x = 1\n",
            expect![[r#"
            scripts/a.lua:1:7 context Read
            scripts/a.lua:2:1 context Read
        "#]],
        );
        check(
            "::top::\ngoto to$0p\n",
            expect![[r#"
            scripts/a.lua:1:3 top Write
            scripts/a.lua:2:6 top Read
        "#]],
        );
    }

    #[test]
    fn keywords_that_belong_together_are_marked() {
        check(
            "if a then\n  f(function() end)\nelseif b then\nel$0se\nend\n",
            expect![[r#"
                scripts/a.lua:1:1 if Text
                scripts/a.lua:1:6 then Text
                scripts/a.lua:3:1 elseif Text
                scripts/a.lua:3:10 then Text
                scripts/a.lua:4:1 else Text
                scripts/a.lua:5:1 end Text
            "#]],
        );
        check(
            "local f = function() if x then end en$0d\n",
            expect![[r#"
            scripts/a.lua:1:11 function Text
            scripts/a.lua:1:36 end Text
        "#]],
        );
        check(
            "for i = 1, 2 do whi$0le x do end end\n",
            expect![[r#"
            scripts/a.lua:1:17 while Text
            scripts/a.lua:1:25 do Text
            scripts/a.lua:1:28 end Text
        "#]],
        );
    }

    #[test]
    fn a_field_of_a_global_is_marked_where_it_is_that_field() {
        check(
            "print(context.email, context.user.em$0ail)\ncontext.user.email = 1\nlocal t = {}\nt.email = 1\n",
            expect![[r#"
                scripts/a.lua:1:35 email Read
                scripts/a.lua:2:14 email Write
            "#]],
        );
        check(
            "helpers.lo$0g.info(1)\nlocal log = helpers.log\nlog.info(helpers.json.log)\n",
            expect![[r#"
                scripts/a.lua:1:9 log Read
                scripts/a.lua:2:21 log Read
            "#]],
        );
    }

    #[test]
    fn fields_and_half_typed_code_have_no_marks() {
        check("local a = {}\nprint(a.x$0)\n", expect![[""]]);
        check("if a then\n  x.$0\n", expect![[""]]);
    }
}
