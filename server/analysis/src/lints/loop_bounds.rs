//! `loop-bounds`: a `for` whose bounds cannot be meant: no step, the wrong way, from 0 into an array, up to a table.

use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::FxHashMap;

use crate::finding::Severity;
use crate::lint::{Anchor, Check, Finding, FixData, FixKind, Lint, LuaContext, Proof};
use crate::lower::{BinaryOp, Expr, Lowered, Number, UnaryOp};
use crate::reading::is_target;
use crate::ty::TyData;

pub(crate) static LINT: Lint = Lint {
    code: "loop-bounds",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/loop-bounds.md"),
    check: Check::Lua(check),
};

/// What a loop begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Start {
    Literal(i64),
    /// `#t`, or less.
    Length,
    Other,
}

/// The bounds of a numeric `for`, as far as they are written there.
pub(super) struct Bounds {
    pub(super) start: Start,
    start_node: NodeId,
    pub(super) limit: Option<i64>,
    pub(super) limit_node: NodeId,
    /// Where there is one, with its value if it is a literal.
    pub(super) step: Option<(NodeId, Option<i64>)>,
}

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    // By the counter of `for i = 0, #t`: the loop, and `t`.
    let mut from_zero: FxHashMap<NodeId, (NodeId, NodeId)> = FxHashMap::default();
    for statement in tree.of_kind(NodeKind::NumericForStmt) {
        let bounds = bounds(cx, statement);
        let found = zero_step(cx, &bounds)
            .or_else(|| wrong_way(cx, statement, &bounds))
            .or_else(|| up_to_table(cx, &bounds));
        if let Some(finding) = found {
            cx.report(finding);
        } else if let Some(table) = walked_from_zero(tree, &bounds) {
            from_zero.insert(tree.child(statement, 0), (bounds.start_node, table));
        }
    }
    if from_zero.is_empty() || has_key_zero(tree) {
        return;
    }
    for read in tree.of_kind(NodeKind::IndexExpr) {
        let (base, key) = (tree.child(read, 0), tree.child(read, 1));
        let counter = cx.scopes.local_of(key).map(|local| cx.scopes.local(local).node);
        let Some((start, table)) = counter.and_then(|counter| from_zero.get(&counter).copied()) else {
            continue;
        };
        if tree.is_same(base, table) && !is_target(tree, read) {
            if let Some(counter) = counter {
                from_zero.remove(&counter);
            }
            let finding = begins_at_zero(cx, start, read);
            cx.report(finding);
        }
    }
}

pub(super) fn bounds(cx: &LuaContext<'_>, statement: NodeId) -> Bounds {
    let tree = cx.tree;
    let list = tree.child(statement, 1);
    let (start_node, limit_node) = (tree.child(list, 0), tree.child(list, 1));
    Bounds {
        start: match integer(tree, start_node) {
            Some(value) => Start::Literal(value),
            None if is_length(cx, start_node) => Start::Length,
            None => Start::Other,
        },
        start_node,
        limit: integer(tree, limit_node),
        limit_node,
        step: tree.children(list).nth(2).map(|step| (step, integer(tree, step))),
    }
}

fn zero_step(cx: &LuaContext<'_>, bounds: &Bounds) -> Option<Finding> {
    let (step, value) = bounds.step?;
    (value == Some(0)).then(|| {
        cx.finding(Anchor::Node(step), "the step of this loop is 0")
            .runtime(cx.raises("starting the loop"))
            .help("write `1`, or `-1` to count down")
    })
}

/// `for i = 1, #t, -1`
fn wrong_way(cx: &LuaContext<'_>, statement: NodeId, bounds: &Bounds) -> Option<Finding> {
    let (step, value) = bounds.step?;
    let step_size = value.filter(|step| *step < 0)?.unsigned_abs();
    let runtime = match (bounds.start, bounds.limit) {
        (Start::Literal(start), Some(limit)) if start < limit => "its body never runs",
        (Start::Literal(1), None) if is_length(cx, bounds.limit_node) => {
            "its body runs only where there are fewer than two elements"
        }
        _ => return None,
    };
    let fix = FixData::new(format!("give it the step `{step_size}`"))
        .replace(Anchor::Node(step), step_size.to_string());
    let finding = cx
        .finding(
            Anchor::Node(cx.tree.child(statement, 1)),
            "this loop counts down from below its limit",
        )
        .runtime(runtime)
        .help("exchange the bounds, or remove the step");
    Some(finding.fix(fix))
}

/// `for i = 1, t`
fn up_to_table(cx: &LuaContext<'_>, bounds: &Bounds) -> Option<Finding> {
    let types = &cx.inference.types;
    let limit = cx.inference.type_of(bounds.limit_node);
    let is_table = |data: &TyData| matches!(data, TyData::Table(_) | TyData::Array(_) | TyData::Map(..) | TyData::Class(_) | TyData::AnyTable);
    let members = types.members(&limit);
    if members.is_empty() || !members.iter().all(|member| is_table(types.get(*member))) {
        return None;
    }
    let finding = cx
        .finding(Anchor::Node(bounds.limit_node), "the limit of this loop is a table, not a number")
        .runtime(cx.raises("starting the loop"))
        .help("write `#` in front of it, or walk it with `ipairs`");
    let is_operand = matches!(
        cx.tree.kind(bounds.limit_node),
        NodeKind::NameExpr | NodeKind::FieldExpr | NodeKind::IndexExpr
    );
    Some(if is_operand {
        finding.fix(FixData::new("write `#` in front of it").insert_before(Anchor::Node(bounds.limit_node), "#"))
    } else {
        finding
    })
}

fn begins_at_zero(cx: &LuaContext<'_>, start: NodeId, read: NodeId) -> Finding {
    cx.finding(Anchor::Node(start), "this loop begins at 0, and arrays begin at 1")
        .related(cx.file, Anchor::Node(read), "element 0 is read here")
        .runtime("the first round reads element 0, which is nil")
        .help("begin at 1")
        .fix(FixData::new("begin at 1").replace(Anchor::Node(start), "1"))
}

/// The `t` of `for i = 0, #t`.
fn walked_from_zero(tree: &Lowered, bounds: &Bounds) -> Option<NodeId> {
    match tree.expr(bounds.limit_node) {
        Expr::Unary {
            op: UnaryOp::Len,
            operand,
        } => (bounds.start == Start::Literal(0) && bounds.step.is_none() && tree.is_path(operand))
            .then_some(operand),
        _ => None,
    }
}

/// Whether the file has something under the key 0: its tables may begin there.
fn has_key_zero(tree: &Lowered) -> bool {
    tree.ids().any(|at| {
        let key = match tree.kind(at) {
            NodeKind::IndexExpr => tree.child(at, 1),
            NodeKind::KeyedItem => tree.child(at, 0),
            _ => return false,
        };
        integer(tree, key) == Some(0)
    })
}

/// The value of an integer literal, with or without a minus.
fn integer(tree: &Lowered, node: NodeId) -> Option<i64> {
    match tree.expr(tree.skip_parens(node)) {
        Expr::Number(Number::Integer(value)) => Some(value),
        Expr::Unary { op: UnaryOp::Neg, operand } => match tree.expr(operand) {
            Expr::Number(Number::Integer(value)) => value.checked_neg(),
            _ => None,
        },
        _ => None,
    }
}

/// Whether this is `#t`, or a literal less, or a constant that is.
fn is_length(cx: &LuaContext<'_>, node: NodeId) -> bool {
    let mut at = node;
    // A constant may be made of another; two are enough for what people write.
    for _ in 0..4 {
        at = match cx.tree.expr(cx.tree.skip_parens(at)) {
            Expr::Unary { op: UnaryOp::Len, .. } => return true,
            Expr::Binary { op: BinaryOp::Sub, lhs, rhs } if integer(cx.tree, rhs).is_some_and(|less| less >= 0) => lhs,
            Expr::Name(_) => {
                let constant = cx.scopes.local_of(at).filter(|local| cx.scopes.is_assigned_once(*local));
                match constant.and_then(|local| cx.scopes.initial_value(cx.tree, local)) {
                    Some(initial) => initial,
                    None => return false,
                }
            }
            _ => return false,
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn bounds_that_cannot_be_meant_are_found() {
        check(
            "local t, n = { 1, 2 }, 0\nfor i = 1, #t, 0 do n = n + i end\nfor i = 1, #t, -1 do n = n + i end\nfor i = 1, 9, -2 do n = n + i end\nfor i = 1, t do n = n + i end\nfor i = 0, #t do\n  n = n + (t[i] or 0)\nend\nreturn { allowed = n > 0 }\n",
            &["loop-bounds"],
            expect![[r#"
                2:16-2:17 loop-bounds: the step of this loop is 0 | run: starting the loop raises script.error; before_signup then denies (onError: deny) | help: write `1`, or `-1` to count down
                3:9-3:18 loop-bounds: this loop counts down from below its limit | run: its body runs only where there are fewer than two elements | help: exchange the bounds, or remove the step | fix: Give it the step `1`
                4:9-4:17 loop-bounds: this loop counts down from below its limit | run: its body never runs | help: exchange the bounds, or remove the step | fix: Give it the step `2`
                5:12-5:13 loop-bounds: the limit of this loop is a table, not a number | run: starting the loop raises script.error; before_signup then denies (onError: deny) | help: write `#` in front of it, or walk it with `ipairs` | fix: Write `#` in front of it
                6:9-6:10 loop-bounds: this loop begins at 0, and arrays begin at 1 | run: the first round reads element 0, which is nil | help: begin at 1 | related: element 0 is read here `t[i]` | fix: Begin at 1
            "#]],
        );
        check_fix(
            "local t, n = { 1, 2 }, 0\nfor i = 0, #t do n = n + t[i] end\nfor i = 1, t do n = n + i end\nfor i = 1, #t, -1 do n = n + i end\nreturn { allowed = n > 0 }\n",
            "loop-bounds",
            expect![[r#"
                local t, n = { 1, 2 }, 0
                for i = 1, #t do n = n + t[i] end
                for i = 1, t do n = n + i end
                for i = 1, #t, -1 do n = n + i end
                return { allowed = n > 0 }
            "#]],
        );
    }

    #[test]
    fn bounds_that_may_be_meant_are_fine() {
        check_none(
            "local t, n = { 1, 2 }, 0\nfor i = 0, #t do n = n + t[i + 1] end\nfor i = 0, #t do t[i] = n end\nfor i = 0, #t, 2 do n = n + t[i] end\nfor i = 1, #t, n do n = n + i end\nfor i = 9, 1, -2 do n = n + i end\nfor i = 1, context.config do n = n + i end\nfor i = n, #t, -1 do n = n + i end\nfor i = 2, #t, -1 do n = n + i end\nreturn { allowed = n > 0 }\n",
            &["loop-bounds"],
        );
        check_none(
            "local t, n = { [0] = 5, 1, 2 }, 0\nfor i = 0, #t do n = n + t[i] end\nreturn { allowed = n > 0 }\n",
            &["loop-bounds"],
        );
    }
}
