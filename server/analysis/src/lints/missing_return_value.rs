//! `missing-return-value`: a `return` gives fewer values than its function is declared to return, or there is none.

use pipelua_syntax::{NodeId, NodeKind, flags};

use crate::annotated::Signature;
use crate::finding::Severity;
use crate::lint::arity::may_be_many;
use crate::lint::mismatch::{RUN, nth};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "missing-return-value",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/missing-return-value.md"),
    check: Check::Lua(check),
};

/// A `return` of a function that says what it returns.
pub(super) struct DeclaredReturn<'a> {
    pub(super) statement: NodeId,
    pub(super) values: Vec<NodeId>,
    pub(super) signature: &'a Signature,
}

/// The `return`s of functions of which one row of values is declared.
pub(super) fn declared_returns<'a>(cx: &LuaContext<'a>) -> Vec<DeclaredReturn<'a>> {
    let tree = cx.tree;
    if cx.notes.has_no_signatures() {
        return Vec::new();
    }
    let all = tree.of_kind(NodeKind::ReturnStmt).filter_map(|statement| {
        let signature = cx.notes.signature(tree.function_of(statement))?;
        let is_one = signature.rows.is_empty() && signature.overloads.is_empty();
        if signature.returns.is_empty() || !is_one || tree.has_flag(statement, flags::CONTAINS_ERROR) {
            return None;
        }
        Some(DeclaredReturn {
            statement,
            values: tree.children(tree.child(statement, 0)).collect(),
            signature,
        })
    });
    all.collect()
}

fn check(cx: &mut LuaContext<'_>) {
    falls_off(cx);
    for DeclaredReturn { statement, values, signature } in declared_returns(cx) {
        if values.last().is_some_and(|last| may_be_many(cx, *last)) {
            continue;
        }
        let needed = signature.returns.iter().rposition(|ty| cx.notes.refuses_nil(signature, ty));
        let Some(needed) = needed.filter(|needed| *needed >= values.len()) else {
            continue;
        };
        let given = match values.len() {
            0 => "no value".to_owned(),
            1 => "one value".to_owned(),
            count => format!("{count} values"),
        };
        let message = format!("the {} value is declared, but this returns {given}", nth(needed));
        let finding = cx
            .finding(Anchor::Node(statement), message)
            .runtime(RUN)
            .help("return it as well, or put `?` behind its type in `@return`");
        cx.report(finding);
    }
}

/// Functions that may end without a `return`.
fn falls_off(cx: &mut LuaContext<'_>) {
    for body in &cx.inference.falls_off {
        let Some(signature) = cx.notes.signature(*body) else {
            continue;
        };
        let is_one = signature.rows.is_empty() && signature.overloads.is_empty();
        let needed = signature
            .returns
            .iter()
            .position(|ty| cx.notes.refuses_nil(signature, ty));
        let is_spent = cx.inference.spent.contains(body);
        let Some(needed) = needed.filter(|_| is_one && !is_spent) else {
            continue;
        };
        let message = format!("the {} value is declared, but the function can end without it", nth(needed));
        let finding = cx
            .finding(Anchor::Last(*body), message)
            .runtime(RUN)
            .help("return it here, or put `?` behind its type in `@return`")
            .by_absence();
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["missing-return-value"];

    #[test]
    fn a_value_that_is_declared_and_not_returned_is_told() {
        check(
            "---@return boolean ok\n---@return string why\nlocal function f(x)\n  if x == 1 then return end\n  if x == 2 then return true end\n  return false, \"no\"\nend\nreturn { allowed = f(1) }\n",
            CODE,
            expect![[r#"
                4:18-4:24 missing-return-value: the second value is declared, but this returns no value | run: it does not look at annotations | help: return it as well, or put `?` behind its type in `@return`
                5:18-5:29 missing-return-value: the second value is declared, but this returns one value | run: it does not look at annotations | help: return it as well, or put `?` behind its type in `@return`
            "#]],
        );
    }

    #[test]
    fn a_function_that_can_end_without_its_value_is_told_at_its_end() {
        check(
            "---@return string\nlocal function f(x)\n  if x then return \"a\" end\nend\n---@return integer\nlocal function g() end\nreturn { allowed = f(1) == g() }\n",
            CODE,
            expect![[r#"
                4:1-4:4 missing-return-value: the first value is declared, but the function can end without it | run: it does not look at annotations | help: return it here, or put `?` behind its type in `@return`
                6:20-6:23 missing-return-value: the first value is declared, but the function can end without it | run: it does not look at annotations | help: return it here, or put `?` behind its type in `@return`
            "#]],
        );
    }

    #[test]
    fn a_function_that_never_gets_to_its_end_is_fine() {
        for text in [
            "---@return string\nlocal function f(x) if x then return \"a\" else error(\"no\") end end",
            "---@return string\nlocal function f(x) while true do if x then return \"a\" end end end",
            "---@return string?\nlocal function f(x) if x then return \"a\" end end",
            "---@return any\nlocal function f(x) end",
            "---@return string ...\nlocal function f(x) end",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = f(1) }}\n"), CODE);
        }
    }

    #[test]
    fn what_may_be_nil_or_be_many_is_fine() {
        for text in [
            "---@return boolean\n---@return string?\nlocal function f() return true end",
            "---@return boolean, string|nil\nlocal function f() return true end",
            "---@return boolean, any\nlocal function f() return true end",
            "---@return boolean, string\nlocal function f(...) return select(1, ...) end",
            "---@return string ...\nlocal function f() return end",
            "---@alias Maybe string|nil\n---@return Maybe\nlocal function f() return end",
            "---@return_overload true, string\n---@return_overload false\nlocal function f() return false end",
            "---@generic T\n---@param x T\n---@return integer, T\nlocal function f(x) return 1 end",
            "local function f() return end",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = f(1) }}\n"), CODE);
        }
    }
}
