//! `constant-condition`: a condition that comes out the same on every run.

use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::lint::type_fault::subject;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::lower::{BinaryOp, Expr, UnaryOp};
use crate::ty::Kinds;

pub(crate) static LINT: Lint = Lint {
    code: "constant-condition",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/constant-condition.md"),
    check: Check::Lua(check),
};

/// Locals that stand for each other are followed this far.
const MAX_HOPS: usize = 8;

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for clause in tree.ids() {
        match tree.kind(clause) {
            NodeKind::IfClause => condition(cx, tree.child(clause, 0)),
            // `while true` is how a loop without a condition is written, and so is `repeat .. until true` once.
            NodeKind::WhileStmt if truth(cx, tree.skip_parens(tree.child(clause, 0))) != Some(true) => {
                condition(cx, tree.child(clause, 0));
            }
            _ => {}
        }
    }
}

/// Reports the first part of a condition that decides it, or decides nothing.
fn condition(cx: &mut LuaContext<'_>, whole: NodeId) {
    let tree = cx.tree;
    let mut open = vec![whole];
    while let Some(at) = open.pop() {
        match tree.expr(at) {
            Expr::Paren(inner) => open.push(inner),
            Expr::Unary { op: UnaryOp::Not, operand } => open.push(operand),
            Expr::Binary { op: BinaryOp::And | BinaryOp::Or, lhs, rhs } => {
                open.push(rhs);
                open.push(lhs);
            }
            _ => {
                if let Some(told) = constant(cx, at) {
                    cx.report(told);
                    return;
                }
            }
        }
    }
}

/// The finding for a part that comes out the same each time.
fn constant(cx: &LuaContext<'_>, at: NodeId) -> Option<crate::lint::Finding> {
    let tree = cx.tree;
    if let Some(truth) = truth(cx, at) {
        let after_or = behind_comparison(cx, at);
        let help = if after_or {
            "compare with it as well: `a == 1 or a == 2`"
        } else {
            "ask what was meant, or remove the test"
        };
        let finding = cx
            .finding(Anchor::Node(at), format!("this is always {truth} as a condition"))
            .runtime("every run goes the same way here")
            .help(help);
        return Some(finding);
    }
    let Expr::Binary { op: op @ (BinaryOp::Eq | BinaryOp::Ne), lhs, rhs } = tree.expr(at) else {
        return None;
    };
    let (left, right) = (local_kind(cx, lhs)?, local_kind(cx, rhs)?);
    if left == right {
        return None;
    }
    let truth = op == BinaryOp::Ne;
    let what = format!(
        "{} is {} and never equals {}, so this is always {truth}",
        subject(cx, lhs),
        left.words(),
        right.words()
    );
    let finding = cx
        .finding(Anchor::Node(at), what)
        .runtime("every run goes the same way here")
        .help("make both sides of one kind, with `tonumber` or `tostring`");
    Some(finding)
}

/// What a literal is as a condition.
fn truth(cx: &LuaContext<'_>, at: NodeId) -> Option<bool> {
    match cx.tree.expr(at) {
        Expr::True | Expr::Number(_) | Expr::String(_) | Expr::Table | Expr::Function(_) => Some(true),
        Expr::False | Expr::Nil => Some(false),
        _ => None,
    }
}

/// Whether it stands behind `or` and a comparison, as in `a == 1 or 2`.
fn behind_comparison(cx: &LuaContext<'_>, at: NodeId) -> bool {
    let tree = cx.tree;
    let around = tree.parent(at).map(|parent| tree.expr(parent));
    let Some(Expr::Binary { op: BinaryOp::Or, lhs, rhs }) = around else {
        return false;
    };
    rhs == at && matches!(tree.expr(lhs), Expr::Binary { op: BinaryOp::Eq | BinaryOp::Or, .. })
}

/// The kind of a value that this file makes itself, without a call; nothing for what comes from elsewhere.
fn local_kind(cx: &LuaContext<'_>, at: NodeId) -> Option<Kinds> {
    let tree = cx.tree;
    let mut node = tree.skip_parens(at);
    for _ in 0..MAX_HOPS {
        match tree.expr(node) {
            Expr::Name(_) => {
                let local = cx.scopes.local_of(node).filter(|local| cx.scopes.is_assigned_once(*local))?;
                node = tree.skip_parens(cx.scopes.initial_value(tree, local)?);
            }
            Expr::True | Expr::False | Expr::Unary { op: UnaryOp::Not, .. } => return Some(Kinds::BOOLEAN),
            Expr::Number(_) | Expr::Unary { op: UnaryOp::Len, .. } => return Some(Kinds::NUMBER),
            Expr::String(_) => return Some(Kinds::STRING),
            Expr::Binary { op, .. } if op.is_comparison() => return Some(Kinds::BOOLEAN),
            Expr::Binary { op: BinaryOp::Concat, .. } => {
                let ty = cx.inference.type_of(node);
                return cx.inference.types.kind_of(ty).filter(|kind| *kind == Kinds::STRING);
            }
            Expr::Binary { op, .. } if op.is_arithmetic() => {
                let ty = cx.inference.type_of(node);
                return cx.inference.types.kind_of(ty).filter(|kind| *kind == Kinds::NUMBER);
            }
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["constant-condition"];

    #[test]
    fn a_literal_and_kinds_that_never_meet_are_told() {
        check(
            "local role, size = context.name, #context.email
if role == \"admin\" or \"owner\" then helpers.log(1) end
if false then helpers.log(2) end
while nil do helpers.log(3) end
if size == \"3\" then helpers.log(4) elseif not 0 then helpers.log(5) end
if role and (size .. \"\") ~= 3 then helpers.log(6) end
if #context.email == true then helpers.log(7) end
return { allowed = true }
",
            CODE,
            expect![[r#"
                2:23-2:30 constant-condition: this is always true as a condition | run: every run goes the same way here | help: compare with it as well: `a == 1 or a == 2`
                3:4-3:9 constant-condition: this is always false as a condition | run: every run goes the same way here | help: ask what was meant, or remove the test
                4:7-4:10 constant-condition: this is always false as a condition | run: every run goes the same way here | help: ask what was meant, or remove the test
                5:4-5:15 constant-condition: `size` is a number and never equals a string, so this is always false | run: every run goes the same way here | help: make both sides of one kind, with `tonumber` or `tostring`
                5:47-5:48 constant-condition: this is always true as a condition | run: every run goes the same way here | help: ask what was meant, or remove the test
                6:13-6:30 constant-condition: this value is a string and never equals a number, so this is always true | run: every run goes the same way here | help: make both sides of one kind, with `tonumber` or `tostring`
                7:4-7:26 constant-condition: this value is a number and never equals a boolean, so this is always false | run: every run goes the same way here | help: make both sides of one kind, with `tonumber` or `tostring`
            "#]],
        );
    }

    #[test]
    fn what_another_run_may_answer_otherwise_is_not_told() {
        for text in [
            "while true do break end",
            "while 1 do break end",
            "repeat helpers.log(1) until true",
            "if context.email then helpers.log(1) end",
            "if context.email == 3 then helpers.log(1) end",
            "local debug = false\nif debug then helpers.log(1) end",
            "local limit = 10\nif limit > 3 then helpers.log(1) end",
            "if helpers.now() == \"x\" then helpers.log(1) end",
            "local n = 1\nif context.name then n = \"x\" end\nif n == \"x\" then helpers.log(1) end",
            "local label = context.name or \"none\"\nhelpers.log(label)",
            "local t = setmetatable({}, { __len = function() return \"x\" end })\nif t == nil then helpers.log(1) end",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }
}
