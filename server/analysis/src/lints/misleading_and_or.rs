//! `misleading-and-or`: `a and false or c` is `c`, whatever `a` is.

use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::lower::{BinaryOp, Expr};
use crate::ty::Ty;

pub(crate) static LINT: Lint = Lint {
    code: "misleading-and-or",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/misleading-and-or.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for id in tree.of_kind(NodeKind::BinaryExpr) {
        let Expr::Binary { op: BinaryOp::Or, lhs, .. } = tree.expr(id) else {
            continue;
        };
        let and = tree.skip_parens(lhs);
        let Expr::Binary { op: BinaryOp::And, lhs: test, rhs: middle } = tree.expr(and) else {
            continue;
        };
        let inner = tree.skip_parens(middle);
        let literal = match tree.kind(inner) {
            NodeKind::FalseExpr => Some("`false`"),
            NodeKind::NilExpr => Some("`nil`"),
            _ if is_only_falsy(cx, inner) => None,
            _ => continue,
        };
        let message = match literal {
            Some(word) => format!("{word} between `and` and `or` is never the result"),
            None => "what stands between `and` and `or` is always nil or false here".to_owned(),
        };
        let mut finding = cx
            .finding(Anchor::Node(middle), message)
            .runtime("the result is always what stands behind `or`")
            .help("write `if .. then .. else .. end`");
        if and == lhs && middle == inner && tree.kind(inner) == NodeKind::FalseExpr {
            finding = finding.fix(negated(cx, id, test, middle));
        }
        cx.report(finding);
    }
}

/// `a and false or c` as it was meant: `not a and c`.
fn negated(cx: &LuaContext<'_>, or: NodeId, test: NodeId, middle: NodeId) -> FixData {
    let is_simple = !matches!(cx.tree.kind(test), NodeKind::BinaryExpr);
    let (open, close) = if is_simple { ("not ", "") } else { ("not (", ")") };
    let fix = FixData::new("write `not .. and ..`").insert_before(Anchor::Node(test), open);
    let fix = if close.is_empty() { fix } else { fix.insert_after(Anchor::Node(test), close) };
    fix.remove_inline(Anchor::Node(middle))
        .remove_inline(Anchor::Main(or))
}

/// A field that is not there is another finding.
fn is_only_falsy(cx: &LuaContext<'_>, node: NodeId) -> bool {
    let ty = cx.inference.type_of(node);
    let members = cx.inference.types.members(&ty);
    members.iter().all(|member| matches!(*member, Ty::NIL | Ty::FALSE))
        && cx.inference.problems.binary_search_by_key(&node, |problem| problem.node).is_err()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn a_middle_that_is_never_true_is_found() {
        check(r#"local a = context.name
local no = nil
local x = a and false or true
local y = (a and nil) or 1
local z = a and no or 2
return { allowed = x == y, data = { z = z } }
"#, &["misleading-and-or"], expect![[r#"
    3:17-3:22 misleading-and-or: `false` between `and` and `or` is never the result | run: the result is always what stands behind `or` | help: write `if .. then .. else .. end` | fix: Write `not .. and ..`
    4:18-4:21 misleading-and-or: `nil` between `and` and `or` is never the result | run: the result is always what stands behind `or` | help: write `if .. then .. else .. end`
    5:17-5:19 misleading-and-or: what stands between `and` and `or` is always nil or false here | run: the result is always what stands behind `or` | help: write `if .. then .. else .. end`
"#]]);
        check_fix(r#"local a = context.name
local x = a and false or #a > 2
local y = a == "x" and false or true
return { allowed = x and y }
"#, "misleading-and-or", expect![[r#"
    local a = context.name
    local x = not a and #a > 2
    local y = a == "x" and false or true
    return { allowed = x and y }
"#]]);
    }

    #[test]
    fn a_middle_that_may_be_true_is_fine() {
        check_none(r#"local a = context.name
local x = a and a ~= "" or false
local y = a and context.request.ip or "none"
local z = a or false or true
local w = a and true or false
return { allowed = x and z and w, data = { y = y } }
"#, &["misleading-and-or"]);
    }

}
