//! `divide-by-zero`: a division whose divisor is zero: an error for integers, else inf or NaN.

use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::lower::{BinaryOp, Expr, Number, UnaryOp};
use crate::ty::{Ty, TyData};

pub(crate) static LINT: Lint = Lint {
    code: "divide-by-zero",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/divide-by-zero.md"),
    check: Check::Lua(check),
};

/// What is known of a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Integer,
    Float,
    Unknown,
}

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for node in tree.of_kind(NodeKind::BinaryExpr) {
        let Expr::Binary { op, lhs, rhs } = tree.expr(node) else {
            continue;
        };
        if !matches!(op, BinaryOp::Div | BinaryOp::IDiv | BinaryOp::Mod) || !is_zero(cx, rhs) {
            continue;
        }
        let Some(dividend) = kind_of(cx, lhs) else { continue };
        let is_integer = kind_of(cx, rhs) == Some(Kind::Integer) && op != BinaryOp::Div;
        // `1/0` and `0/0` are how infinity and NaN are written.
        let is_meant = is_literal(cx, lhs);
        let sign = op.as_str();
        let result = if op == BinaryOp::Mod { "NaN" } else { "inf, -inf, or NaN of 0" };
        let runtime = match dividend {
            _ if !is_integer => format!("`{sign}` by zero gives {result}"),
            Kind::Float => format!("`{sign}` by zero gives {result} for a float"),
            Kind::Integer => cx.raises(&format!("`{sign}` of an integer by zero")),
            Kind::Unknown => format!("{}; of a float it gives {result}", cx.raises(&format!("`{sign}` of an integer by zero"))),
        };
        if is_meant && (!is_integer || dividend == Kind::Float) {
            continue;
        }
        let finding = cx
            .finding(Anchor::Node(node), "this divides by zero")
            .runtime(runtime)
            .help("divide by what was meant, or write `math.huge` for infinity");
        cx.report(finding.by_absence());
    }
}

/// Whether this is a zero, also negated, or a constant that is one.
pub(super) fn is_zero(cx: &LuaContext<'_>, node: NodeId) -> bool {
    let tree = cx.tree;
    let constant = |at: NodeId| {
        let local = cx.scopes.local_of(at).filter(|local| cx.scopes.is_assigned_once(*local));
        local.and_then(|local| cx.scopes.initial_value(tree, local))
    };
    let mut at = tree.skip_parens(node);
    at = tree.skip_parens(constant(at).unwrap_or(at));
    if let Expr::Unary { op: UnaryOp::Neg, operand } = tree.expr(at) {
        at = tree.skip_parens(operand);
    }
    match tree.expr(at) {
        Expr::Number(Number::Integer(value)) => value == 0,
        Expr::Number(Number::Float(value)) => value == 0.0,
        _ => false,
    }
}

fn is_literal(cx: &LuaContext<'_>, node: NodeId) -> bool {
    match cx.tree.expr(cx.tree.skip_parens(node)) {
        Expr::Number(_) => true,
        Expr::Unary { op: UnaryOp::Neg, operand } => matches!(cx.tree.expr(operand), Expr::Number(_)),
        _ => false,
    }
}

/// What an operand is; `None` for what may have operators of its own, or none.
fn kind_of(cx: &LuaContext<'_>, node: NodeId) -> Option<Kind> {
    let types = &cx.inference.types;
    let ty = cx.inference.type_of(node);
    let mut kinds = types.members(&ty).iter().map(|member| match types.get(*member) {
        TyData::Integer(_) => Some(Kind::Integer),
        TyData::Number(Some(_)) => Some(Kind::Float),
        TyData::Number(None) | TyData::String(_) | TyData::Any | TyData::Unknown => Some(Kind::Unknown),
        _ if *member == Ty::NIL => Some(Kind::Unknown),
        _ => None,
    });
    let first = kinds.next()??;
    kinds.try_fold(first, |all, kind| kind.map(|kind| if kind == all { all } else { Kind::Unknown }))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn a_division_by_zero_is_found() {
        check(
            "local n, any, zero = #context.email, context.config, 0\nlocal a = n // 0\nlocal b = n % zero\nlocal c = n / 0\nlocal d = 7.5 % -0.0\nlocal e = any.x // (0)\nlocal f = 7 // 0\nlocal g = n % 0.0\nreturn { allowed = a == b, data = { c, d, e, f, g } }\n",
            &["divide-by-zero"],
            expect![[r#"
                2:11-2:17 divide-by-zero: this divides by zero | run: `//` of an integer by zero raises script.error; before_signup then denies (onError: deny) | help: divide by what was meant, or write `math.huge` for infinity
                3:11-3:19 divide-by-zero: this divides by zero | run: `%` of an integer by zero raises script.error; before_signup then denies (onError: deny) | help: divide by what was meant, or write `math.huge` for infinity
                4:11-4:16 divide-by-zero: this divides by zero | run: `/` by zero gives inf, -inf, or NaN of 0 | help: divide by what was meant, or write `math.huge` for infinity
                6:11-6:23 divide-by-zero: this divides by zero | run: `//` of an integer by zero raises script.error; before_signup then denies (onError: deny); of a float it gives inf, -inf, or NaN of 0 | help: divide by what was meant, or write `math.huge` for infinity
                7:11-7:17 divide-by-zero: this divides by zero | run: `//` of an integer by zero raises script.error; before_signup then denies (onError: deny) | help: divide by what was meant, or write `math.huge` for infinity
                8:11-8:18 divide-by-zero: this divides by zero | run: `%` by zero gives NaN | help: divide by what was meant, or write `math.huge` for infinity
            "#]],
        );
    }

    #[test]
    fn infinity_and_other_divisors_are_fine() {
        check_none(
            "local n = #context.email\nlocal zero = 0\nzero = n\nlocal inf, nan = 1 / 0, 0 / 0\nlocal low = -1 / 0\nlocal a = n // zero + n % 1 + n / 2 + 0 // n\nreturn { allowed = a == inf or nan == low }\n",
            &["divide-by-zero"],
        );
    }
}
