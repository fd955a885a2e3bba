//! `count-down-loop`: a `for` that begins above its limit and has no negative step, so it does not count down.

use pipelua_syntax::{NodeId, NodeKind};

use super::loop_bounds::{Start, bounds};
use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "count-down-loop",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/count-down-loop.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for statement in cx.tree.of_kind(NodeKind::NumericForStmt) {
        let bounds = bounds(cx, statement);
        let Some(limit) = bounds.limit else { continue };
        let runtime = match bounds.start {
            Start::Literal(start) if start > limit => "its body never runs".to_owned(),
            // More than what is there is counted up to: it fills up.
            Start::Length if limit <= 1 => format!("its body runs only where it begins at {limit} or below"),
            _ => continue,
        };
        let step = match bounds.step {
            None => None,
            Some((node, Some(step))) if step > 0 => Some((node, step)),
            Some(_) => continue,
        };
        let title = "give it the step `-1`";
        let (fix, step) = match step {
            None => (FixData::new(title).insert_after(Anchor::Node(bounds.limit_node), ", -1"), 1),
            Some((node, step)) => {
                let title = format!("give it the step `-{step}`");
                (FixData::new(title).replace(Anchor::Node(node), format!("-{step}")), step)
            }
        };
        let list: NodeId = cx.tree.child(statement, 1);
        let finding = cx
            .finding(Anchor::Node(list), "this loop does not count down: its step is not negative")
            .runtime(runtime)
            .help(format!("give it the step `-{step}`"))
            .fix(fix);
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn a_loop_that_begins_above_its_limit_is_found() {
        check(
            "local t, n = { 1 }, 0\nlocal size = #t\nfor i = #t, 1 do n = n + i end\nfor i = size - 1, 0 do n = n + i end\nfor i = 10, 1 do n = n + i end\nfor i = #t, 1, 2 do n = n + i end\nreturn { allowed = n > 0 }\n",
            &["count-down-loop"],
            expect![[r#"
                3:9-3:14 count-down-loop: this loop does not count down: its step is not negative | run: its body runs only where it begins at 1 or below | help: give it the step `-1` | fix: Give it the step `-1`
                4:9-4:20 count-down-loop: this loop does not count down: its step is not negative | run: its body runs only where it begins at 0 or below | help: give it the step `-1` | fix: Give it the step `-1`
                5:9-5:14 count-down-loop: this loop does not count down: its step is not negative | run: its body never runs | help: give it the step `-1` | fix: Give it the step `-1`
                6:9-6:17 count-down-loop: this loop does not count down: its step is not negative | run: its body runs only where it begins at 1 or below | help: give it the step `-2` | fix: Give it the step `-2`
            "#]],
        );
        check_fix(
            "local t, n = { 1 }, 0\nfor i = #t, 1 do\n  n = n + i\nend\nfor i = #t, 1, 2 do n = n + i end\nreturn { allowed = n > 0 }\n",
            "count-down-loop",
            expect![[r#"
                local t, n = { 1 }, 0
                for i = #t, 1, -1 do
                  n = n + i
                end
                for i = #t, 1, 2 do n = n + i end
                return { allowed = n > 0 }
            "#]],
        );
    }

    #[test]
    fn loops_that_count_as_they_say_are_fine() {
        check_none(
            "local t, n, step = { 1 }, 0, -1\nfor i = #t, 1, -1 do n = n + i end\nfor i = #t, 1, step do n = n + i end\nfor i = #t, 8 do t[i] = 0 end\nfor i = #t + 1, 3 do t[i] = 0 end\nfor i = n, 1 do n = n + i end\nfor i = 1, #t do n = n + i end\nfor i = 10, 1, -3 do n = n + i end\nfor i = 1, 1 do n = n + i end\nreturn { allowed = n > 0 }\n",
            &["count-down-loop"],
        );
    }
}
