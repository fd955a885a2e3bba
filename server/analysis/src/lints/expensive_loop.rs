//! `expensive-loop`: a loop takes a good part of the instructions that a script has.

use pipelua_syntax::NodeKind;

use super::instruction_budget::limit_in_force;
use crate::finding::Severity;
use crate::lint::loop_cost::loops_over;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "expensive-loop",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/expensive-loop.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    if cx.tree.of_kind(NodeKind::NumericForStmt).next().is_none() {
        return;
    }
    let limit = limit_in_force(cx.db);
    for found in loops_over(cx, limit / 2) {
        // Beyond the limit it is another finding.
        if found.instructions > limit {
            continue;
        }
        let message = format!("this loop takes more than half of the {limit} instructions that a script has");
        let finding = cx
            .finding(Anchor::Main(found.statement), message)
            .runtime(format!(
                "its {} turns take at least {} instructions",
                found.turns, found.instructions
            ))
            .help("do less in it, or split the work between nodes");
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn loops_near_the_limit_are_found() {
        check(r#"local n = 0
for i = 1, 13000 do n = n + i end
for i = 1, 200 do for j = 1, 200 do end end
return { allowed = n > 0 }
"#, &["expensive-loop"], expect![[r#"
    2:1-2:4 expensive-loop: this loop takes more than half of the 50000 instructions that a script has | run: its 13000 turns take at least 26000 instructions | help: do less in it, or split the work between nodes
    3:1-3:4 expensive-loop: this loop takes more than half of the 50000 instructions that a script has | run: its 200 turns take at least 40200 instructions | help: do less in it, or split the work between nodes
"#]]);
    }

    #[test]
    fn short_loops_and_those_beyond_the_limit_are_not() {
        check_none(r#"local n = 0
for i = 1, 12000 do n = n + i end
for i = 1, 60000 do n = n + i end
return { allowed = n > 0 }
"#, &["expensive-loop"]);
    }
}
