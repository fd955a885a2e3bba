//! `unused-vararg`: a function that takes `...` and never reads it.

use pipelua_syntax::{NodeKind, flags};

use crate::finding::{Severity, Tag};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof, FixData};

pub(crate) static LINT: Lint = Lint {
    code: "unused-vararg",
    severity: Severity::Hint,
    fix: FixKind::Safe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/unused-vararg.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for list in tree.of_kind(NodeKind::ParamList) {
        if !tree.has_flag(list, flags::VARARG) || tree.parent(list).is_none_or(|body| tree.uses_vararg(body)) {
            continue;
        }
        // `(`, then a name and a comma for each parameter, then `...`.
        let at = 1 + 2 * tree.children(list).count() as u32;
        let dots = Anchor::Tokens { node: list, from: at, to: at };
        let with_comma = Anchor::Tokens { node: list, from: if at > 1 { at - 1 } else { at }, to: at };
        let finding = cx
            .finding(dots, "`...` is never read in this function")
            .tag(Tag::Unnecessary)
            .by_absence()
            // Arguments behind the last parameter are dropped either way.
            .fix(FixData::new("remove it").safe().replace(with_comma, ""));
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn dots_that_nobody_reads_are_found() {
        let text = "local function f(a , ...)\n  return function(...) return a, ... end\nend\nlocal g = function( ... ) end\nreturn f, g\n";
        check(text, &["unused-vararg"], expect![[r#"
            1:22-1:25 unused-vararg: `...` is never read in this function | safe fix: Remove it
            4:21-4:24 unused-vararg: `...` is never read in this function | safe fix: Remove it
        "#]]);
        check_fix(text, "unused-vararg", expect![[r#"
            local function f(a )
              return function(...) return a, ... end
            end
            local g = function( ... ) end
            return f, g
        "#]]);
    }

    #[test]
    fn dots_that_are_read_are_fine() {
        check_none("local function f(...) return select(\"#\", ...) end\nlocal x = ...\nreturn f, x\n", &["unused-vararg"]);
    }
}
