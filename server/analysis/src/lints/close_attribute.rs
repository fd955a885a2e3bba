//! `close-attribute`: a local declared `<close>`, which the sandbox refuses.

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};

use crate::scopes::LocalKind;

pub(crate) static LINT: Lint = Lint {
    code: "close-attribute",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/close-attribute.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for (_, local) in cx.scopes.locals() {
        if local.kind == LocalKind::Close {
            let finding = cx
                .finding(Anchor::Node(local.node), "the sandbox refuses `<close>`")
                .runtime(cx.does_not_compile())
                .help("Release it by hand at the end; use `pcall` around what may fail in between.");
            cx.report(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn each_is_reported() {
        check(
            "local a <close>, b <const> = nil, 1\nlocal function f() local c <close> = nil end\nreturn f, a, b\n",
            &["close-attribute"],
            expect![[r#"
                1:7-1:16 close-attribute: the sandbox refuses `<close>` | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | help: Release it by hand at the end; use `pcall` around what may fail in between.
                2:26-2:35 close-attribute: the sandbox refuses `<close>` | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | help: Release it by hand at the end; use `pcall` around what may fail in between.
            "#]],
        );
    }

    #[test]
    fn const_is_fine() {
        check_none("local close <const> = 1\nreturn close\n", &["close-attribute"]);
    }
}
