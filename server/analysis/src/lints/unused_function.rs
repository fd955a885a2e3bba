//! `unused-function`: a local function that nobody calls, itself aside.

use pipelua_syntax::NodeKind;

use crate::finding::{Severity, Tag};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof, FixData, underscore};

pub(crate) static LINT: Lint = Lint {
    code: "unused-function",
    severity: Severity::Hint,
    fix: FixKind::Safe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/unused-function.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for (id, local) in cx.scopes.locals() {
        let Some(body) = cx.scopes.function_in(cx.tree, id) else {
            continue;
        };
        let is_silent = cx.tree.text(local.name).starts_with('_');
        if is_silent || cx.scopes.is_read_outside(cx.tree, id, body) {
            continue;
        }
        let name = cx.quoted(local.node);
        let message = if cx.scopes.is_read(id) {
            format!("the function {name} is called by nobody but itself")
        } else {
            format!("the function {name} is never used")
        };
        let mut finding = cx.finding(Anchor::Main(local.node), message).tag(Tag::Unnecessary).by_absence();
        finding = match underscore(cx, id) {
            Some(fix) => finding.fix(fix),
            None => finding.help("Remove it, or begin its name with `_`."),
        };
        let statement = cx.tree.statement_of(local.node);
        let declares_one = cx.tree.kind(statement) == NodeKind::LocalFunctionStmt
            || cx.tree.children(cx.tree.child(statement, 0)).nth(1).is_none();
        let writes = cx.scopes.writes(id);
        if declares_one && writes.into_iter().next().is_none() && !cx.tree.calls(statement) {
            finding = finding.fix(FixData::new("remove it").remove(Anchor::Node(statement)));
        }
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn what_nobody_calls_is_found() {
        let text = "local function old(n)\n  return old(n - 1)\nend\nlocal older = function() helpers.log(1) end\nreturn { allowed = true }\n";
        check(text, &["unused-function", "unused-local"], expect![[r#"
            1:16-1:19 unused-function: the function `old` is called by nobody but itself | safe fix: Rename it to `_old` | fix: Remove it
            4:7-4:12 unused-function: the function `older` is never used | safe fix: Rename it to `_older` | fix: Remove it
        "#]]);
        check_fix(text, "unused-function", expect![[r#"
            local function _old(n)
              return _old(n - 1)
            end
            local older = function() helpers.log(1) end
            return { allowed = true }
        "#]]);
    }

    #[test]
    fn what_is_called_or_handed_on_is_fine() {
        check_none(
            "local function a() end\nlocal function b() a() end\nlocal c = function() end\nlocal function _later() end\nreturn { b, f = c }\n",
            &["unused-function"],
        );
    }
}
