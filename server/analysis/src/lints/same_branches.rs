//! `same-branches`: both ways out of a condition do the same, so it decides nothing.

use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::lower::{BinaryOp, Expr};

pub(crate) static LINT: Lint = Lint {
    code: "same-branches",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/same-branches.md"),
    check: Check::Lua(check),
};

const RUNTIME: &str = "the condition decides nothing";

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for statement in tree.of_kind(NodeKind::IfStmt) {
        let mut before = NodeId::ROOT;
        let mut last = NodeId::ROOT;
        for part in tree.children(statement) {
            (before, last) = (last, part);
        }
        if tree.kind(last) != NodeKind::ElseClause || tree.kind(before) != NodeKind::IfClause {
            continue;
        }
        let (condition, block) = (tree.child(before, 0), tree.child(before, 1));
        let other = tree.child(last, 0);
        if tree.size(block) > 1 && tree.is_same(block, other) && !tree.calls(condition) {
            let keyword = if tree.child(statement, 0) == before { "if" } else { "elseif" };
            let finding = cx
                .finding(Anchor::Node(condition), format!("this `{keyword}` and its `else` do the same"))
                .related(cx.file, Anchor::Main(last), "the same code again")
                .runtime(RUNTIME)
                .help("change one of them, or keep the code without the condition");
            cx.report(finding);
        }
    }
    for node in tree.of_kind(NodeKind::BinaryExpr) {
        let Some((condition, middle, last)) = choice(cx, node) else {
            continue;
        };
        // `a and a or a` is told by what repeats in it.
        let repeats = tree.is_same(condition, middle);
        if !repeats && tree.is_same(middle, tree.skip_parens(last)) && !tree.calls(node) {
            let finding = cx
                .finding(Anchor::Node(node), "this gives the same value in both cases")
                .runtime(RUNTIME)
                .help("change one of the two values, or write the value alone");
            cx.report(finding);
        }
    }
}

/// The parts of `condition and middle or last`.
fn choice(cx: &LuaContext<'_>, node: NodeId) -> Option<(NodeId, NodeId, NodeId)> {
    let Expr::Binary { op: BinaryOp::Or, lhs, rhs } = cx.tree.expr(node) else {
        return None;
    };
    match cx.tree.expr(cx.tree.skip_parens(lhs)) {
        Expr::Binary { op: BinaryOp::And, lhs: condition, rhs: middle } => {
            Some((condition, cx.tree.skip_parens(middle), rhs))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn branches_that_do_the_same_are_found() {
        check(
            r#"local name, limit = context.name, 1
if name then
  limit = limit + 1
else
  -- nobody
  limit = limit + 1
end
if name == "a" then
  limit = 2
elseif name == "b" then
  helpers.log("x", { a = 1 })
else
  helpers.log("x", { a = 1 })
end
local tier = name and "free" or "free"
return { allowed = limit == 1, data = { tier = tier } }
"#,
            &["same-branches"],
            expect![[r#"
                2:4-2:8 same-branches: this `if` and its `else` do the same | run: the condition decides nothing | help: change one of them, or keep the code without the condition | related: the same code again `else`
                10:8-10:19 same-branches: this `elseif` and its `else` do the same | run: the condition decides nothing | help: change one of them, or keep the code without the condition | related: the same code again `else`
                15:14-15:39 same-branches: this gives the same value in both cases | run: the condition decides nothing | help: change one of the two values, or write the value alone
            "#]],
        );
    }

    #[test]
    fn branches_that_differ_and_conditions_that_call_are_fine() {
        check_none(
            r#"local name, limit = context.name, 1
if name then limit = 1 else limit = 2 end
if name == "a" then limit = 1 elseif name == "b" then limit = 2 elseif name == "c" then limit = 1 end
if name == "a" then limit = 1 elseif name == "b" then limit = 2 else limit = 1 end
if name then else end
if pcall(error) then limit = 3 else limit = 3 end
local tier = name and "free" or "paid"
local same = name and helpers.uuid() or helpers.uuid()
local first = name and name or tier
local mark = name and "\255\0" or "\0\255"
return { allowed = limit == 1, data = { tier = tier, same = same, first = first, mark = #mark } }
"#,
            &["same-branches"],
        );
    }
}
