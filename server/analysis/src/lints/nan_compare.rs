//! `nan-compare`: a comparison with `0/0`, which is equal to nothing, not even to itself.

use pipelua_syntax::{NodeId, NodeKind};

use super::divide_by_zero::is_zero;
use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::lower::{BinaryOp, Expr, UnaryOp};

pub(crate) static LINT: Lint = Lint {
    code: "nan-compare",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/nan-compare.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for node in tree.of_kind(NodeKind::BinaryExpr) {
        let Expr::Binary { op, lhs, rhs } = tree.expr(node) else {
            continue;
        };
        if !op.is_comparison() {
            continue;
        }
        let (nan, other) = match (is_nan(cx, lhs), is_nan(cx, rhs)) {
            (_, true) => (rhs, lhs),
            (true, _) => (lhs, rhs),
            _ => continue,
        };
        let sign = op.as_str();
        let answer = op == BinaryOp::Ne;
        let mut finding = cx
            .finding(Anchor::Node(node), "nothing is equal to NaN, or less or more than it")
            .related(cx.file, Anchor::Node(nan), "this is NaN")
            .runtime(format!("`{sign}` gives {answer} for every number"))
            .help("ask `x ~= x`, which holds for NaN alone");
        let test = match op {
            BinaryOp::Eq => "~=",
            BinaryOp::Ne => "==",
            _ => "",
        };
        if let Some(path) = tree.path_text(tree.skip_parens(other)).filter(|_| !test.is_empty() && !is_nan(cx, other)) {
            let question = format!("{path} {test} {path}");
            let fix = FixData::new(format!("write `{question}`")).replace(Anchor::Node(node), &question);
            finding = finding.fix(fix);
        }
        cx.report(finding);
    }
}

/// Whether this is `0/0`, also negated, or a constant that is.
fn is_nan(cx: &LuaContext<'_>, node: NodeId) -> bool {
    let tree = cx.tree;
    let is_division = |at: NodeId| match tree.expr(tree.skip_parens(at)) {
        Expr::Binary { op: BinaryOp::Div, lhs, rhs } => is_zero(cx, lhs) && is_zero(cx, rhs),
        _ => false,
    };
    let is_written = |at: NodeId| match tree.expr(tree.skip_parens(at)) {
        // `-0/0` is `(-0)/0`, which is a division.
        Expr::Unary { op: UnaryOp::Neg, operand } => is_division(operand),
        _ => is_division(at),
    };
    is_written(node) || {
        let constant = cx.scopes.local_of(tree.skip_parens(node)).filter(|local| cx.scopes.is_assigned_once(*local));
        let initial = constant.and_then(|local| cx.scopes.initial_value(tree, local));
        initial.is_some_and(is_written)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn a_comparison_with_nan_is_found() {
        check(
            "local score = #context.email\nlocal nan = -(0/0)\nlocal a = score == 0/0\nlocal b = (0 / 0) ~= score\nlocal c = score < nan\nlocal d = math.sqrt(score) == nan\nreturn { allowed = a and b and c and d }\n",
            &["nan-compare"],
            expect![[r#"
                3:11-3:23 nan-compare: nothing is equal to NaN, or less or more than it | run: `==` gives false for every number | help: ask `x ~= x`, which holds for NaN alone | related: this is NaN `0/0` | fix: Write `score ~= score`
                4:11-4:27 nan-compare: nothing is equal to NaN, or less or more than it | run: `~=` gives true for every number | help: ask `x ~= x`, which holds for NaN alone | related: this is NaN `(0 / 0)` | fix: Write `score == score`
                5:11-5:22 nan-compare: nothing is equal to NaN, or less or more than it | run: `<` gives false for every number | help: ask `x ~= x`, which holds for NaN alone | related: this is NaN `nan`
                6:11-6:34 nan-compare: nothing is equal to NaN, or less or more than it | run: `==` gives false for every number | help: ask `x ~= x`, which holds for NaN alone | related: this is NaN `nan`
            "#]],
        );
        check_fix(
            "local score = #context.email\nlocal a = score == (0/0)\nlocal b = 0/0 ~= score\nreturn { allowed = a and b }\n",
            "nan-compare",
            expect![[r#"
                local score = #context.email
                local a = score ~= score
                local b = 0/0 ~= score
                return { allowed = a and b }
            "#]],
        );
    }

    #[test]
    fn other_comparisons_are_fine() {
        check_none(
            "local score = #context.email\nlocal nan = 0/0\nlocal a = score ~= score\nlocal b = score == 1/0 or score == 0\nlocal c = { nan, -1/0 }\nnan = nil\nreturn { allowed = a and b and c == nan }\n",
            &["nan-compare"],
        );
    }
}
