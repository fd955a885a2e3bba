//! `const-assign`: an assignment to a local that was declared `<const>` or `<close>`.

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};

use crate::scopes::{LocalKind, ScopeErrorKind};

pub(crate) static LINT: Lint = Lint {
    code: "const-assign",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/const-assign.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for error in cx.scopes.errors() {
        let ScopeErrorKind::ConstAssign(local) = error.kind else {
            continue;
        };
        let local = cx.scopes.local(local);
        let name = cx.quoted(local.node);
        let attribute = match local.kind {
            LocalKind::Close => "<close>",
            _ => "<const>",
        };
        let finding = cx
            .finding(
                Anchor::Node(error.node),
                format!("{name} is declared `{attribute}`, so it cannot be assigned again"),
            )
            .runtime(cx.does_not_compile())
            .help(format!("Take `{attribute}` off its declaration, or assign a local of another name."))
            .related(cx.file, Anchor::Main(local.node), format!("{name} is declared here"));
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn every_way_to_assign_a_constant_is_found() {
        check(
            "local LIMIT <const> = 5\nlocal lock <close> = nil\nLIMIT = 3\nlocal other\nother, LIMIT = 1, 2\nfunction LIMIT() end\nlock = nil\nlocal function f() LIMIT = 4 end\n",
            &["const-assign"],
            expect![[r#"
                3:1-3:6 const-assign: `LIMIT` is declared `<const>`, so it cannot be assigned again | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | help: Take `<const>` off its declaration, or assign a local of another name. | related: `LIMIT` is declared here `LIMIT`
                5:8-5:13 const-assign: `LIMIT` is declared `<const>`, so it cannot be assigned again | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | help: Take `<const>` off its declaration, or assign a local of another name. | related: `LIMIT` is declared here `LIMIT`
                6:10-6:15 const-assign: `LIMIT` is declared `<const>`, so it cannot be assigned again | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | help: Take `<const>` off its declaration, or assign a local of another name. | related: `LIMIT` is declared here `LIMIT`
                7:1-7:5 const-assign: `lock` is declared `<close>`, so it cannot be assigned again | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | help: Take `<close>` off its declaration, or assign a local of another name. | related: `lock` is declared here `lock`
                8:20-8:25 const-assign: `LIMIT` is declared `<const>`, so it cannot be assigned again | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | help: Take `<const>` off its declaration, or assign a local of another name. | related: `LIMIT` is declared here `LIMIT`
            "#]],
        );
    }

    #[test]
    fn other_writes_are_fine() {
        check_none(
            "local t <const> = {}\nt.x = 1\nt[1] = 2\nlocal x <const> = 1\ndo local x = 2; x = 3; t.y = x end\nfor i = 1, 2 do i = i + x end\n",
            &["const-assign"],
        );
    }
}
