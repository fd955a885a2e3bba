//! `duplicate-condition`: a condition that was asked before in the same chain, so that asking again changes nothing.

use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::FxHashMap;

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::lower::{BinaryOp, Expr, Lowered, UnaryOp};

pub(crate) static LINT: Lint = Lint {
    code: "duplicate-condition",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/duplicate-condition.md"),
    check: Check::Lua(check),
};

/// Operands with more nodes are not compared: chains lie in each other, and each is looked at for itself.
const MOST_NODES: u32 = 64;

/// The first of each condition that is alike, by a hash of what it says.
type Seen = FxHashMap<u64, NodeId>;

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    let mut seen = Seen::default();
    for statement in tree.of_kind(NodeKind::IfStmt) {
        if tree.kind(tree.child(statement, 1)) != NodeKind::IfClause {
            continue;
        }
        seen.clear();
        for clause in tree.children(statement).filter(|part| tree.kind(*part) == NodeKind::IfClause) {
            let condition = tree.skip_parens(tree.child(clause, 0));
            if let Some(first) = repeated(tree, condition, &mut seen) {
                let message = "this condition was false already when it is asked again";
                let runtime = "no run comes to the code behind it";
                report(cx, condition, first, message, runtime);
            }
        }
    }
    let mut operands = Vec::new();
    for node in tree.of_kind(NodeKind::BinaryExpr) {
        let Some(op) = chain_operator(tree, node) else {
            continue;
        };
        let goes_on = |around: NodeId| chain_operator(tree, around) == Some(op) && tree.child(around, 0) == node;
        if tree.parent(node).is_some_and(goes_on) {
            continue;
        }
        operands_of(tree, node, op, &mut operands);
        seen.clear();
        for operand in operands.iter().rev().map(|operand| tree.skip_parens(*operand)) {
            if tree.size(operand) > MOST_NODES {
                seen.clear();
            } else if let Some(first) = repeated(tree, operand, &mut seen) {
                // The last value between `and` is what it gives: `a and #a > 0 and a`.
                let is_result = op == BinaryOp::And && tree.contains(tree.child(node, 1), operand);
                if is_result && !is_tested(tree, node) {
                    continue;
                }
                let message = format!("this stands twice between the `{}`", op.as_str());
                report(cx, operand, first, &message, "asking it again changes nothing");
            }
        }
    }
}

fn report(cx: &mut LuaContext<'_>, again: NodeId, first: NodeId, message: &str, runtime: &str) {
    let finding = cx
        .finding(Anchor::Node(again), message)
        .related(cx.file, Anchor::Node(first), "here it is asked first")
        .runtime(runtime)
        .help("ask what was meant, or remove it");
    cx.report(finding);
}

fn chain_operator(tree: &Lowered, node: NodeId) -> Option<BinaryOp> {
    match tree.expr(node) {
        Expr::Binary { op: op @ (BinaryOp::And | BinaryOp::Or), .. } => Some(op),
        _ => None,
    }
}

/// Whether only the truth of a value counts.
fn is_tested(tree: &Lowered, node: NodeId) -> bool {
    let mut around = tree.parent(node);
    while let Some(at) = around.filter(|at| tree.kind(*at) == NodeKind::ParenExpr) {
        around = tree.parent(at);
    }
    around.is_some_and(|at| {
        matches!(tree.kind(at), NodeKind::IfClause | NodeKind::WhileStmt | NodeKind::RepeatStmt)
            || matches!(tree.expr(at), Expr::Unary { op: UnaryOp::Not, .. })
    })
}

/// The operands of a chain of one operator, last first.
fn operands_of(tree: &Lowered, node: NodeId, op: BinaryOp, operands: &mut Vec<NodeId>) {
    operands.clear();
    let mut at = node;
    while let Expr::Binary { op: here, lhs, rhs } = tree.expr(at) {
        if here != op {
            break;
        }
        operands.push(rhs);
        at = lhs;
    }
    operands.push(at);
}

/// The condition before that says the same. A call in between may change what was asked.
fn repeated(tree: &Lowered, condition: NodeId, seen: &mut Seen) -> Option<NodeId> {
    if !tree.calls_nothing(condition) {
        seen.clear();
        return None;
    }
    let first = *seen.entry(tree.hash_of(condition)).or_insert(condition);
    (first != condition && tree.is_same(first, condition)).then_some(first)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn a_condition_that_was_asked_before_is_found() {
        check(
            r#"local name, tier = context.name, 0
if name == "a" then
  tier = 1
elseif name == "b" then
  tier = 2
elseif (name == "a") then
  tier = 3
end
local is = tier == 1 or tier == 2 or tier == 2 or name
local both = (is and name) and #name > 2 and (name and is)
if is and is then tier = 1 end
return { allowed = is and both }
"#,
            &["duplicate-condition"],
            expect![[r#"
                6:9-6:20 duplicate-condition: this condition was false already when it is asked again | run: no run comes to the code behind it | help: ask what was meant, or remove it | related: here it is asked first `name == "a"`
                9:38-9:47 duplicate-condition: this stands twice between the `or` | run: asking it again changes nothing | help: ask what was meant, or remove it | related: here it is asked first `tier == 2`
                11:11-11:13 duplicate-condition: this stands twice between the `and` | run: asking it again changes nothing | help: ask what was meant, or remove it | related: here it is asked first `is`
            "#]],
        );
    }

    #[test]
    fn other_conditions_and_what_a_call_may_change_are_fine() {
        check_none(
            r#"local name, tier = context.name, 0
local function next_tier() tier = tier + 1 return tier > 3 end
if tier == 1 then
  tier = 2
elseif next_tier() then
  tier = 3
elseif tier == 1 then
  tier = 4
elseif next_tier() then
  tier = 5
end
if tier == 1 then tier = 1.5 end
if tier == 1 then if tier == 1 then tier = 0 end end
local is = tier == 1 or tier == 1.5 or tier == "1" or next_tier() or tier == 1
local ok = (name and tier == 1) or (name and tier == 2)
return { allowed = is and ok and name ~= "x" and name ~= "y", data = { name = name and #name > 2 and name or "" } }
"#,
            &["duplicate-condition"],
        );
    }
}
