//! The signatures of the call that the cursor is in, with the parameter that is being written.

use pipelua_analysis::infer::{Inference, infer};
use pipelua_analysis::lower::{Expr, Lowered, lower, parse};
use pipelua_analysis::scopes::scopes;
use pipelua_analysis::{Db, TyData, editor_context};
use pipelua_syntax::{NodeId, NodeKind, Parse, TextRange, TokenKind};

use crate::callee::{Callee, callee};
use crate::name_at::FilePosition;

/// All ways to make a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignatureHelp {
    pub signatures: Vec<SignatureShown>,
    /// The way that the arguments so far fit.
    pub active: usize,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignatureShown {
    pub label: String,
    /// Markdown.
    pub docs: String,
    /// Bytes of the label, with docs.
    pub params: Vec<(TextRange, String)>,
    /// The parameter that is being written; `None` where there are too many arguments.
    pub active: Option<usize>,
}

/// `None` where the cursor is in no call, or it is not known what is called.
pub fn signature_help(db: &dyn Db, at: FilePosition) -> Option<SignatureHelp> {
    if !at.file.kind(db).is_lua() {
        return None;
    }
    let (parse, tree, scopes) = (parse(db, at.file), lower(db, at.file), scopes(db, at.file));
    let inference = infer(db, at.file, editor_context(db, at.file));
    let (call, argument) = call_around(parse, at.offset)?;
    let found = callee(tree, scopes, inference, call)?;
    let argument = argument + usize::from(found.takes_self);
    let active = best_way(tree, inference, call, &found, argument);
    let signatures = found.ways.iter().map(|way| SignatureShown {
        label: way.label.clone(),
        docs: found.docs.clone(),
        params: way
            .params
            .iter()
            .map(|param| (param.range, param.docs.clone()))
            .collect(),
        active: way.param_of(argument),
    });
    Some(SignatureHelp {
        signatures: signatures.collect(),
        active,
    })
}

/// The innermost call whose arguments the cursor is among, and how many commas stand before it there. Read from the
/// tokens, because a call that is being written has no end.
fn call_around(parse: &Parse, offset: u32) -> Option<(NodeId, usize)> {
    use TokenKind as T;
    let tokens = parse.tokens();
    let behind = tokens.partition_point(|token| token.end() <= offset);
    let (mut depth, mut commas) = (0usize, 0usize);
    for at in (0..behind).rev() {
        match tokens[at].kind() {
            T::RightParen | T::RightBrace | T::RightBracket | T::End | T::Until => depth += 1,
            T::LeftParen | T::LeftBrace | T::LeftBracket | T::Function | T::If | T::Do | T::Repeat
                if depth > 0 =>
            {
                depth -= 1;
            }
            T::LeftParen => match call_with(parse, at as u32) {
                Some(call) => return Some((call, commas)),
                None => commas = 0,
            },
            T::LeftBrace | T::LeftBracket => commas = 0,
            T::Comma if depth == 0 => commas += 1,
            // A statement begins or ends here: what is before it is around a function, if anything.
            kind if depth == 0 && is_of_statement(kind) => return None,
            _ => {}
        }
    }
    None
}

fn is_of_statement(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(
        kind,
        T::Function
            | T::If
            | T::Do
            | T::Repeat
            | T::Then
            | T::Else
            | T::Elseif
            | T::While
            | T::For
            | T::In
            | T::Local
            | T::Return
            | T::Break
            | T::Goto
            | T::Semicolon
            | T::DoubleColon
    )
}

/// The call whose arguments begin with this token.
fn call_with(parse: &Parse, token: u32) -> Option<NodeId> {
    let is_it = |node: &pipelua_syntax::Node| node.kind == NodeKind::ArgList && node.first == token;
    let list = NodeId(parse.nodes().iter().position(is_it)? as u32);
    parse.ancestors(list).find(|at| {
        matches!(
            parse.node(*at).kind,
            NodeKind::CallExpr | NodeKind::MethodCallExpr
        )
    })
}

/// The first way with room for the arguments, of whose parameters no written argument is surely another kind.
fn best_way(tree: &Lowered, inference: &Inference, call: NodeId, found: &Callee, argument: usize) -> usize {
    let (Expr::Call { args, .. } | Expr::MethodCall { args, .. }) = tree.expr(call) else {
        return 0;
    };
    let written: Vec<Option<&str>> = tree.children(args).map(|at| kind_of(inference, at)).collect();
    let shift = usize::from(found.takes_self);
    let fits = |way: &crate::callee::Way| {
        let has_room = argument == shift || way.param_of(argument).is_some();
        has_room
            && written.iter().enumerate().all(|(at, kind)| {
                let param = way.param_of(at + shift).and_then(|at| way.params.get(at));
                kind.zip(param).is_none_or(|(kind, param)| takes(&param.ty, kind))
            })
    };
    found.ways.iter().position(fits).unwrap_or(0)
}

/// The kind of a value where it is surely one.
fn kind_of(inference: &Inference, node: NodeId) -> Option<&'static str> {
    Some(match inference.types.get(inference.type_of(node)) {
        TyData::String(_) => "string",
        TyData::Integer(_) | TyData::Number(_) => "number",
        TyData::Boolean(_) => "boolean",
        TyData::Closure(_) | TyData::Function(_) | TyData::AnyFunction => "function",
        TyData::Table(_) | TyData::AnyTable | TyData::Array(_) | TyData::Map(..) => "table",
        _ => return None,
    })
}

/// Whether a written type may take a value of this kind; of what is not plain that is not asked.
fn takes(ty: &str, kind: &str) -> bool {
    match ty.trim_end_matches('?') {
        "string" => matches!(kind, "string" | "number"),
        "integer" | "number" => kind == "number",
        "boolean" => kind == "boolean",
        ty if ty.starts_with("fun(") => kind == "function",
        ty if ty.starts_with("table<") || ty.ends_with("[]") => kind == "table",
        ty if ty.starts_with('"') => kind == "string",
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    /// Each signature, the one that fits behind `>`, with the parameter that is being written in `[]`.
    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, at) = fixture::position(text);
        let mut shown = String::new();
        if let Some(help) = signature_help(&db, at) {
            for (number, signature) in help.signatures.into_iter().enumerate() {
                let mut label = signature.label.clone();
                if let Some((range, docs)) = signature.active.and_then(|at| signature.params.get(at)) {
                    label.insert(range.end as usize, ']');
                    label.insert(range.start as usize, '[');
                    write!(label, " -- {docs}").unwrap();
                }
                let mark = if number == help.active { '>' } else { ' ' };
                writeln!(shown, "{mark} {label}").unwrap();
            }
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn functions_of_the_sandbox_show_what_is_being_written() {
        check(
            "string.find($0",
            expect![[r#"
            > string.find([s: string], pattern: string, init?: integer, plain?: boolean): integer?, integer?, string... -- The text to search.
        "#]],
        );
        check(
            "string.find(\"a\", $0)\n",
            expect![[r#"
            > string.find(s: string, [pattern: string], init?: integer, plain?: boolean): integer?, integer?, string... -- A Lua pattern, or plain text when `plain` is true.
        "#]],
        );
        check(
            "local s = \"a\"\ns:find(\"b\", $0",
            expect![[r#"
            > string.find(s: string, pattern: string, [init?: integer], plain?: boolean): integer?, integer?, string... -- Where to start, 1 by default; negative counts from the end.
        "#]],
        );
        check(
            "local log = helpers.log\nlog(\"a\", \"b\", $0)",
            expect![[r#"
            > helpers.log(value: any, [...: any]) -- More values, joined by blanks.
        "#]],
        );
    }

    #[test]
    fn the_way_follows_the_arguments_so_far() {
        check(
            "math.random($0)",
            expect![[r#"
            > math.random(): number
              math.random([high: integer]): integer -- Greatest integer.
              math.random([low: integer], high: integer): integer -- Least integer.
        "#]],
        );
        check(
            "math.random(1, $0)",
            expect![[r#"
              math.random(): number
              math.random(high: integer): integer
            > math.random(low: integer, [high: integer]): integer -- Greatest integer.
        "#]],
        );
        check(
            "helpers.trace(\"a\", { k = 1 }, $0)",
            expect![[r#"
              helpers.trace<R>(name: string, fn: fun(): R...): R...
            > helpers.trace<R>(name: string, attributes: table<string, string | number | boolean>, [fn: fun(): R...]): R... -- The work to measure.
        "#]],
        );
        check(
            "helpers.trace(\"a\", function() end, $0)",
            expect![[r#"
            > helpers.trace<R>(name: string, fn: fun(): R...): R...
              helpers.trace<R>(name: string, attributes: table<string, string | number | boolean>, [fn: fun(): R...]): R... -- The work to measure.
        "#]],
        );
    }

    #[test]
    fn functions_of_the_script_show_their_annotations() {
        check(
            "--- Adds.\n---@param a integer the first\n---@param b? integer\n---@return integer\nlocal function add(a, b) return a + b end\nadd(1, $0)\n",
            expect![[r#"
                > add(a: integer, [b?: integer]): integer -- 
            "#]],
        );
        check(
            "local f = function(a, ...) end\nf(1, 2, $0)\n",
            expect![[r#"
            > f(a, [...]) -- 
        "#]],
        );
        check(
            "local t = {}\nfunction t.m(a, b) end\nt.m(1, $0)\n",
            expect![[r#"
                > m(a, [b]) -- 
            "#]],
        );
        check(
            "local t = {}\nfunction t:m(a, b) end\nt:m(1, $0)\n",
            expect![[r#"
                > m(a, [b]) -- 
            "#]],
        );
        check(
            "---@param f fun(x: string, y: integer): boolean\nlocal function g(f) f(\"\", $0) end\n",
            expect![[r#"
                > f(x: string, [y: integer]): boolean -- 
            "#]],
        );
    }

    #[test]
    fn the_innermost_call_is_meant() {
        check(
            "string.find(string.rep(\"a\", $0), 1)\n",
            expect![[r#"
            > string.find(s: string, [pattern: string], init?: integer, plain?: boolean): integer?, integer?, string... -- A Lua pattern, or plain text when `plain` is true.
        "#]],
        );
        check(
            "string.find(string.rep(\"a\", 2), $0)\n",
            expect![[r#"
            > string.find(s: string, [pattern: string], init?: integer, plain?: boolean): integer?, integer?, string... -- A Lua pattern, or plain text when `plain` is true.
        "#]],
        );
        check(
            "string.find(({ 1, 2, $0 })[1])\n",
            expect![[r#"
            > string.find([s: string], pattern: string, init?: integer, plain?: boolean): integer?, integer?, string... -- The text to search.
        "#]],
        );
        check("pcall(function() local x = 1, $0 end)\n", expect![[""]]);
        check(
            "pcall(function() if a then b() end end, $0)\n",
            expect![[r#"
            > pcall<A, R>(f: (fun(...: A...): R...), [...: A...]): boolean, R... -- Its arguments.
        "#]],
        );
    }

    #[test]
    fn outside_of_calls_there_is_nothing() {
        for text in [
            "local x = (1 + $0)\n",
            "string.find()$0\n",
            "unknown_function($0)\n",
            "local x = \"f($0\"\n",
        ] {
            check(text, expect![[""]]);
        }
    }
}
