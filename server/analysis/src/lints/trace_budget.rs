//! `trace-budget`: a loop makes more spans than a trace keeps.

use pipelua_schemas::builtin;
use pipelua_syntax::NodeKind;

use super::trace_depth::is_trace;
use crate::finding::Severity;
use crate::lint::loop_cost::turns;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "trace-budget",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/trace-budget.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let limit = builtin().limits().spans();
    for call in cx.tree.of_kind(NodeKind::CallExpr) {
        if !is_trace(cx, call) {
            continue;
        }
        let around = cx.tree.ancestors(call).take_while(|at| cx.tree.kind(*at) != NodeKind::FunctionBody);
        let loops = around.filter(|at| cx.tree.kind(*at) == NodeKind::NumericForStmt);
        let times = loops.fold(1u64, |times, at| times.saturating_mul(turns(cx, at).unwrap_or(1)));
        if times <= limit {
            continue;
        }
        let finding = cx
            .finding(Anchor::Node(cx.tree.child(call, 0)), format!("this makes up to {times} spans; a trace keeps {limit}"))
            .runtime("the functions run, and the trace has no spans for the last of them")
            .help("trace the loop as a whole, and count its turns in an attribute");
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn a_loop_of_too_many_spans_is_found() {
        check(r#"for i = 1, 20 do
  for j = 1, 6 do helpers.trace("a", function() return i + j end) end
end
return { allowed = true }
"#, &["trace-budget"], expect![[r#"
    2:19-2:32 trace-budget: this makes up to 120 spans; a trace keeps 100 | run: the functions run, and the trace has no spans for the last of them | help: trace the loop as a whole, and count its turns in an attribute
"#]]);
    }

    #[test]
    fn a_short_loop_and_one_of_unknown_length_are_fine() {
        check_none(r#"for i = 1, 100 do helpers.trace("a", function() return i end) end
for i = 1, #context.email do helpers.trace("b", function() return i end) end
helpers.trace("c", function() for i = 1, 200 do helpers.log(i) end end)
return { allowed = true }
"#, &["trace-budget"]);
    }
}
