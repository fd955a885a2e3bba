//! Fixes of results that no hook accepts: none of them allows what a run refuses now, unless the author said so.

use pipelua_syntax::{NodeId, NodeKind};

use crate::contract::{Fault, key_places};
use crate::lint::{Anchor, FixData, LuaContext, decided_by_error};
use crate::lower::{Expr, UnaryOp};
use crate::ty::Kinds;

/// Locals that stand for each other are followed this far.
const MAX_HOPS: u32 = 8;

/// Puts `allowed` into a table that lacks it.
pub(super) fn missing_allowed(cx: &LuaContext<'_>, fault: &Fault) -> Option<FixData> {
    let at = fault.at;
    // Without a constructor there is nothing to put it into.
    if cx.tree.kind(at) != NodeKind::TableExpr {
        return None;
    }
    let is_empty = cx.tree.children(at).next().is_none();
    // One that leaves the script elsewhere may have got keys on the way.
    let is_bare = is_empty && cx.tree.contains(fault.returned, at);
    let has_reason = !key_places(cx.tree, cx.scopes, at, "error").is_empty();
    let allows = match decided_by_error(cx.context.of(fault.fails)) {
        _ if has_reason => false,
        Some(true) => true,
        // Who gives data hardly means to refuse; but that must be said by the author.
        Some(false) if is_bare => false,
        _ => return None,
    };
    let fix = FixData::new(format!("add `allowed = {allows}`"));
    Some(if is_empty {
        fix.replace(Anchor::Node(at), format!("{{ allowed = {allows} }}"))
    } else {
        fix.insert_after(Anchor::First(at), format!(" allowed = {allows},"))
    })
}

/// Makes a result of a returned value that is no table.
pub(super) fn not_a_table(cx: &LuaContext<'_>, fault: &Fault, kinds: Kinds) -> Option<FixData> {
    let at = fault.at;
    if cx.tree.kind(at) == NodeKind::NilExpr {
        let allows = decided_by_error(cx.context.of(fault.fails))?;
        let result = format!("{{ allowed = {allows} }}");
        let fix = FixData::new(format!("say what runs do there now: `return {result}`"));
        return Some(fix.replace(Anchor::Node(at), result));
    }
    match kinds {
        Kinds::BOOLEAN if fault.certain && is_decision(cx, at) => Some(
            FixData::new("return it as `allowed`")
                .insert_before(Anchor::Node(at), "{ allowed = ")
                .insert_after(Anchor::Node(at), " }"),
        ),
        Kinds::STRING if fault.certain => Some(
            FixData::new("deny with it as `error`")
                .insert_before(Anchor::Node(at), "{ allowed = false, error = ")
                .insert_after(Anchor::Node(at), " }"),
        ),
        _ => None,
    }
}

/// Makes a boolean of a value that may be nil.
pub(super) fn nil_is_false(cx: &LuaContext<'_>, at: NodeId) -> FixData {
    let is_operation = matches!(cx.tree.kind(at), NodeKind::BinaryExpr | NodeKind::UnaryExpr);
    let (open, close) = if is_operation { ("(", ")") } else { ("", "") };
    FixData::new("make nil `false`")
        .insert_before(Anchor::Node(at), open)
        .insert_after(Anchor::Node(at), format!("{close} == true"))
}

/// Whether a boolean answers a question that the author asked. That a call came back says nothing of whom to allow.
fn is_decision(cx: &LuaContext<'_>, value: NodeId) -> bool {
    let tree = cx.tree;
    let mut at = tree.skip_parens(value);
    for _ in 0..MAX_HOPS {
        let constant = cx.scopes.local_of(at).filter(|local| cx.scopes.is_assigned_once(*local));
        match constant.and_then(|local| cx.scopes.initial_value(tree, local)) {
            Some(initial) => at = tree.skip_parens(initial),
            None => break,
        }
    }
    match tree.expr(at) {
        Expr::True | Expr::False => true,
        Expr::Binary { op, .. } => op.is_comparison() && !asks_pcall(cx, at),
        Expr::Unary { op: UnaryOp::Not, .. } => !tree.calls(at) && !asks_pcall(cx, at),
        _ => false,
    }
}

/// Whether any name in an expression stands for what `pcall` says, or calls it.
fn asks_pcall(cx: &LuaContext<'_>, at: NodeId) -> bool {
    let names = |text: &str| matches!(text, "pcall" | "xpcall");
    let tree = cx.tree;
    tree.subtree(at).any(|node| {
        if tree.kind(node) != NodeKind::NameExpr {
            return false;
        }
        let initial = cx.scopes.local_of(node).and_then(|local| cx.scopes.initial_value(tree, local));
        match initial.map(|initial| tree.expr(initial)) {
            Some(Expr::Call { callee, .. }) => names(tree.name(callee)),
            _ => names(tree.name(node)),
        }
    })
}
