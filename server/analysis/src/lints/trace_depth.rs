//! `trace-depth`: spans of a script lie deeper in each other than a trace keeps.

use pipelua_schemas::builtin;
use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::library;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::ty::TyData;

pub(crate) static LINT: Lint = Lint {
    code: "trace-depth",
    severity: Severity::Info,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/trace-depth.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let limit = builtin().limits().span_depth() as usize;
    for call in cx.tree.of_kind(NodeKind::CallExpr) {
        if !is_trace(cx, call) {
            continue;
        }
        let around = cx.tree.ancestors(call).filter(|outer| holds_as_body(cx, *outer, call)).count();
        // One that lies deeper yet is told by the one around it.
        if around != limit {
            continue;
        }
        let finding = cx
            .finding(Anchor::Node(cx.tree.child(call, 0)), format!("this span lies in {around} others; {limit} levels are kept"))
            .runtime("the function runs, and the trace has no span for it")
            .help("trace the steps one behind the other");
        cx.report(finding);
    }
}

/// Whether a call is one of `helpers.trace`.
pub(super) fn is_trace(cx: &LuaContext<'_>, call: NodeId) -> bool {
    match cx.inference.types.get(cx.inference.type_of(cx.tree.child(call, 0))) {
        TyData::Builtin(entry) => library::entry(*entry).is_some_and(|entry| entry.path() == "helpers.trace"),
        _ => false,
    }
}

/// Whether a call of `helpers.trace` is given a function that makes `inner`, itself and not in another function.
fn holds_as_body(cx: &LuaContext<'_>, outer: NodeId, inner: NodeId) -> bool {
    let tree = cx.tree;
    if tree.kind(outer) != NodeKind::CallExpr || !is_trace(cx, outer) {
        return false;
    }
    let arguments = tree.child(outer, 1);
    let mut between = tree
        .ancestors(inner)
        .take_while(|at| *at != arguments)
        .filter(|at| tree.kind(*at) == NodeKind::FunctionExpr);
    // A function that is made there and not called at once may run anywhere, unless it is traced itself.
    between.all(|function| {
        let list = tree.parent(function);
        list.and_then(|list| tree.parent(list)).is_some_and(|call| tree.kind(call) == NodeKind::CallExpr && is_trace(cx, call))
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn spans_below_the_kept_levels_are_found() {
        check(r#"local trace = helpers.trace
local n = helpers.trace("a", function()
  return helpers.trace("b", { x = 1 }, function()
    return trace("c", function() return trace("d", function() return 1 end) end)
  end)
end)
return { allowed = n == 1 }
"#, &["trace-depth"], expect![[r#"
    4:12-4:17 trace-depth: this span lies in 2 others; 2 levels are kept | run: the function runs, and the trace has no span for it | help: trace the steps one behind the other
"#]]);
    }

    #[test]
    fn two_levels_are_fine() {
        check_none(r#"local n = helpers.trace("a", function()
  local function later() return helpers.trace("c", function() return 1 end) end
  helpers.trace("b", function() return 2 end)
  return helpers.trace("d", function() return later() end)
end)
return { allowed = n == 1 }
"#, &["trace-depth"]);
    }
}
