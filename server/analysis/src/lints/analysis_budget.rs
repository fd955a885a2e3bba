//! `analysis-budget`: a function takes more work than its budget, so nothing is said of what is in it.

use pipelua_syntax::NodeId;

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "analysis-budget",
    severity: Severity::Hint,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/analysis-budget.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for body in &cx.inference.spent {
        let first = cx.tree.children(*body).next().unwrap_or(*body);
        // Of the chunk the first statement, of a function its parameters.
        let place = match cx.tree.children(first).next() {
            Some(statement) if *body == NodeId::ROOT => statement,
            _ => first,
        };
        let what = if *body == NodeId::ROOT { "the script" } else { "this function" };
        let finding = cx
            .finding(Anchor::Node(place), format!("{what} is too intricate for its types to be followed; none are told in it"))
            .help("take loops in loops, or long chains of tests, into functions of their own");
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["analysis-budget", "invalid-operand"];

    /// Loops in loops around many tests, with many locals to carry along.
    fn intricate(loops: usize) -> String {
        let locals: Vec<String> = (0..40).map(|n| format!("local v{n} = {n}\n")).collect();
        let tests = vec!["v1"; 150].join(" and ");
        format!(
            "{}{}if {tests} then v2 = v3 end\n{}local wrong = {{}} + 1\n",
            locals.concat(),
            "while v1 do\n".repeat(loops),
            "end\n".repeat(loops)
        )
    }

    #[test]
    fn a_function_beyond_its_budget_is_told_once_and_the_others_go_on() {
        let text = format!(
            "local function many()\n{}end\nmany()\nlocal other = {{}} + 1\nreturn {{ allowed = other }}\n",
            intricate(5)
        );
        check(&text, CODE, expect![[r#"
            1:20-1:22 analysis-budget: this function is too intricate for its types to be followed; none are told in it | help: take loops in loops, or long chains of tests, into functions of their own
            56:15-56:17 invalid-operand: this value is of type `table` here, which cannot be used in arithmetic | run: doing so raises script.error; before_signup then denies (onError: deny) | help: make it a number with `tonumber`, or take the part of it that is one
        "#]]);
    }

    #[test]
    fn the_script_is_a_function_too() {
        check(&format!("{}return {{ allowed = true }}\n", intricate(5)), CODE, expect![[r#"
            1:1-1:13 analysis-budget: the script is too intricate for its types to be followed; none are told in it | help: take loops in loops, or long chains of tests, into functions of their own
        "#]]);
    }

    #[test]
    fn what_people_write_is_within_the_budget() {
        check_none(&format!("{}return {{ allowed = true }}\n", intricate(2)), &["analysis-budget"]);
    }
}
