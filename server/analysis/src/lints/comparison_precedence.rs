//! `comparison-precedence`: `not a == b` compares `not a` with `b`.

use pipelua_syntax::NodeKind;

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::lower::{BinaryOp, Expr, UnaryOp};

pub(crate) static LINT: Lint = Lint {
    code: "comparison-precedence",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/comparison-precedence.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for id in tree.of_kind(NodeKind::BinaryExpr) {
        let Expr::Binary { op, lhs, rhs } = tree.expr(id) else {
            continue;
        };
        let Expr::Unary { op: UnaryOp::Not, operand } = tree.expr(lhs) else {
            continue;
        };
        let is_negated = matches!(tree.expr(rhs), Expr::Unary { op: UnaryOp::Not, .. });
        if !op.is_comparison() || is_negated {
            continue;
        }
        let sign = op.as_str();
        let runtime = match op {
            BinaryOp::Eq | BinaryOp::Ne => format!("a boolean is compared with what stands behind `{sign}`"),
            _ => format!("`{sign}` on a boolean raises script.error"),
        };
        let fix = FixData::new("negate the whole comparison")
            .insert_before(Anchor::Node(operand), "(")
            .insert_after(Anchor::Node(rhs), ")");
        let finding = cx
            .finding(Anchor::Node(id), format!("`not` binds before `{sign}`, so only its left side is negated"))
            .runtime(runtime)
            .help(format!("write `not (.. {sign} ..)`{}", opposite(op)))
            .fix(fix);
        cx.report(finding);
    }
}

/// The operator that needs no `not`, where there is one for all values.
fn opposite(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Eq => ", or `~=` without `not`",
        BinaryOp::Ne => ", or `==` without `not`",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn a_negated_left_side_is_found() {
        check(r#"local name = context.name
if not name == "root" then
  helpers.log(not #name < 3, not name ~= nil)
end
return { allowed = true }
"#, &["comparison-precedence"], expect![[r#"
    2:4-2:22 comparison-precedence: `not` binds before `==`, so only its left side is negated | run: a boolean is compared with what stands behind `==` | help: write `not (.. == ..)`, or `~=` without `not` | fix: Negate the whole comparison
    3:15-3:28 comparison-precedence: `not` binds before `<`, so only its left side is negated | run: `<` on a boolean raises script.error | help: write `not (.. < ..)` | fix: Negate the whole comparison
    3:30-3:45 comparison-precedence: `not` binds before `~=`, so only its left side is negated | run: a boolean is compared with what stands behind `~=` | help: write `not (.. ~= ..)`, or `==` without `not` | fix: Negate the whole comparison
"#]]);
        check_fix(r#"local name = context.name or ""
local is = not name == "root"
local short = not #name < 3 and name
return { allowed = is and short }
"#, "comparison-precedence", expect![[r#"
    local name = context.name or ""
    local is = not (name == "root")
    local short = not #name < 3 and name
    return { allowed = is and short }
"#]]);
    }

    #[test]
    fn parentheses_and_two_negations_are_fine() {
        check_none(r#"local a, b = context.name, context.email
return { allowed = not (a == b) or (not a) == b or not a == not b or not a and b == "x" or b == not a }
"#, &["comparison-precedence"]);
    }

}
