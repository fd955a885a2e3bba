//! What loops cost at least, in instructions of the runtime: of those that count between known numbers and are not left early.

use pipelua_syntax::{NodeId, NodeKind};

use super::LuaContext;
use crate::library;
use crate::lower::{BinaryOp, Expr, UnaryOp};
use crate::ty::{Ty, TyData};

/// A loop with what it costs at least, the loops in it included.
pub(crate) struct LoopCost {
    pub(crate) statement: NodeId,
    /// How often its body runs.
    pub(crate) turns: u64,
    pub(crate) instructions: u64,
}

#[derive(Clone, Copy, Default)]
struct Part {
    /// At least.
    instructions: u64,
    /// May leave the function or the loops around it.
    leaves: bool,
    /// May leave the loop around it.
    breaks: bool,
}

/// The outermost loops of the file whose cost is over `least`, as far as no loop in them is so alone.
pub(crate) fn loops_over(cx: &LuaContext<'_>, least: u64) -> Vec<LoopCost> {
    let tree = cx.tree;
    let mut parts: Vec<Part> = vec![Part::default(); tree.len()];
    let mut found: Vec<LoopCost> = Vec::new();
    // Children stand behind their parents, so backwards each part is complete when it is met.
    for node in tree.ids().rev() {
        let mut part = parts[node.index()];
        let own: u64 = match tree.kind(node) {
            NodeKind::ReturnStmt | NodeKind::GotoStmt => {
                part.leaves = true;
                0
            }
            NodeKind::BreakStmt => {
                part.breaks = true;
                0
            }
            NodeKind::CallExpr | NodeKind::MethodCallExpr => {
                part.leaves |= !comes_back(cx, node);
                0
            }
            NodeKind::CallStmt => 1,
            // Copies and constants may cost nothing.
            NodeKind::LocalStmt | NodeKind::AssignStmt => u64::from(computes(cx, node)),
            _ => {
                part.leaves |= may_raise(cx, node);
                0
            }
        };
        part.instructions = part.instructions.saturating_add(own);
        match tree.kind(node) {
            // What runs elsewhere, or not for sure.
            NodeKind::FunctionBody => part = Part::default(),
            NodeKind::IfStmt => part.instructions = 0,
            NodeKind::WhileStmt | NodeKind::RepeatStmt | NodeKind::GenericForStmt => {
                part.instructions = 0;
                part.breaks = false;
            }
            NodeKind::NumericForStmt => {
                let turns = if part.breaks || part.leaves {
                    None
                } else {
                    turns(cx, node)
                };
                part.instructions = turns
                    .unwrap_or(0)
                    .saturating_mul(part.instructions.saturating_add(1));
                part.breaks = false;
                if let Some(turns) = turns.filter(|_| part.instructions > least) {
                    found.retain(|inner| !tree.contains(node, inner.statement) || inner.instructions > least);
                    if !found.iter().any(|inner| tree.contains(node, inner.statement)) {
                        found.push(LoopCost {
                            statement: node,
                            turns,
                            instructions: part.instructions,
                        });
                    }
                }
            }
            _ => {}
        }
        if let Some(parent) = tree.parent(node) {
            let above = &mut parts[parent.index()];
            above.instructions = above.instructions.saturating_add(part.instructions);
            above.leaves |= part.leaves;
            above.breaks |= part.breaks;
        }
    }
    found.reverse();
    found
}

/// Whether the first value of a statement takes an instruction of its own.
fn computes(cx: &LuaContext<'_>, statement: NodeId) -> bool {
    let tree = cx.tree;
    let value = tree
        .children(statement)
        .nth(1)
        .and_then(|values| tree.children(values).next());
    value.is_some_and(|value| match tree.kind(tree.skip_parens(value)) {
        NodeKind::CallExpr | NodeKind::MethodCallExpr | NodeKind::TableExpr => true,
        NodeKind::BinaryExpr => tree
            .subtree(value)
            .any(|part| tree.kind(part) == NodeKind::NameExpr),
        _ => false,
    })
}

/// Whether what an expression does may raise, as far as types tell: then nothing behind it is sure.
pub(crate) fn may_raise(cx: &LuaContext<'_>, node: NodeId) -> bool {
    let types = &cx.inference.types;
    let is_unsure = |at: NodeId| {
        let ty = cx.inference.type_of(at);
        types.is_dynamic(ty) || types.may_be_nil(ty)
    };
    match cx.tree.kind(node) {
        NodeKind::FieldExpr | NodeKind::IndexExpr => is_unsure(cx.tree.child(node, 0)),
        NodeKind::UnaryExpr => {
            !matches!(cx.tree.expr(node), Expr::Unary { op: UnaryOp::Not, .. })
                && is_unsure(cx.tree.child(node, 0))
        }
        NodeKind::BinaryExpr => match cx.tree.expr(node) {
            Expr::Binary {
                op: BinaryOp::And | BinaryOp::Or | BinaryOp::Eq | BinaryOp::Ne,
                ..
            } => false,
            _ => is_unsure(cx.tree.child(node, 0)) || is_unsure(cx.tree.child(node, 1)),
        },
        _ => false,
    }
}

/// Whether a call is one of the sandbox that does not end anything.
fn comes_back(cx: &LuaContext<'_>, call: NodeId) -> bool {
    let types = &cx.inference.types;
    let callee = cx.inference.type_of(cx.tree.child(call, 0));
    if cx.tree.kind(call) == NodeKind::MethodCallExpr {
        return types.widen(callee) == Ty::STRING;
    }
    match types.get(callee) {
        TyData::Builtin(entry) => library::entry(*entry)
            .is_some_and(|entry| !matches!(entry.path(), "error" | "assert" | "await" | "coroutine.yield")),
        _ => false,
    }
}

/// How often the body of a numeric `for` runs, where all its numbers are known.
pub(crate) fn turns(cx: &LuaContext<'_>, statement: NodeId) -> Option<u64> {
    let tree = cx.tree;
    let mut bounds = tree.children(tree.child(statement, 1)).map(|bound| {
        let types = &cx.inference.types;
        match types.get(cx.inference.type_of(bound)) {
            TyData::Integer(Some(value)) => Some(*value),
            TyData::Number(Some(bits)) => {
                let value = f64::from_bits(*bits);
                (value.fract() == 0.0 && value.abs() < 1e15).then_some(value as i64)
            }
            _ => None,
        }
    });
    let (start, limit) = (bounds.next()??, bounds.next()??);
    let step = bounds.next().unwrap_or(Some(1))?;
    let distance = if step > 0 {
        limit.checked_sub(start)?
    } else {
        start.checked_sub(limit)?
    };
    if step == 0 || distance < 0 {
        return Some(0);
    }
    Some(distance.unsigned_abs() / step.unsigned_abs() + 1)
}
