//! `unreachable-code`: statements that no run comes to.

use pipelua_syntax::NodeId;

use crate::finding::{Severity, Tag};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "unreachable-code",
    severity: Severity::Hint,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/unreachable-code.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for first in &cx.inference.unreachable {
        let is_jumped_to = |at: &NodeId| cx.scopes.label(*at).is_some_and(|label| !label.gotos.is_empty());
        let behind = tree.from_sibling(*first).take_while(|at| !is_jumped_to(at));
        let last = behind.last().unwrap_or(*first);
        let finding = cx
            .finding(Anchor::Through(*first, last), "no run comes to this code")
            .help("Remove it, or the `return`, `break`, `goto` or `error` before it.")
            .tag(Tag::Unnecessary)
            .by_absence();
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn what_stands_behind_the_end_is_found() {
        check(
            "do\n  return { allowed = true }\nend\nhelpers.log(1)\nhelpers.log(2)\n",
            &["unreachable-code"],
            expect![[r#"
                4:1-5:15 unreachable-code: no run comes to this code | help: Remove it, or the `return`, `break`, `goto` or `error` before it.
            "#]],
        );
        check(
            "for i = 1, 3 do\n  if i > 1 then goto out else error(\"x\") end\n  helpers.log(i)\nend\n::out::\nreturn { allowed = true }\n",
            &["unreachable-code"],
            expect![[r#"
                3:3-3:17 unreachable-code: no run comes to this code | help: Remove it, or the `return`, `break`, `goto` or `error` before it.
            "#]],
        );
    }

    #[test]
    fn it_ends_at_a_label_that_is_jumped_to() {
        check(
            "if context.name then goto known end\ngoto out\nhelpers.log(1)\n::known::\nhelpers.log(2)\n::out::\nreturn { allowed = true }\n",
            &["unreachable-code"],
            expect![[r#"
                3:1-3:15 unreachable-code: no run comes to this code | help: Remove it, or the `return`, `break`, `goto` or `error` before it.
            "#]],
        );
    }

    #[test]
    fn what_a_run_may_come_to_is_fine() {
        check_none(
            "while context.email do\n  if helpers.now() > 5 then break end\nend\nif context.name then return { allowed = true } end\ngoto out\n::out::\nreturn { allowed = pcall(error) }\n",
            &["unreachable-code"],
        );
    }
}
