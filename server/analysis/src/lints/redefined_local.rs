//! `redefined-local`: an inner local hides an outer one that is read again afterwards.

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof, rename};
use crate::scopes::{Local, LocalId, LocalKind};

pub(crate) static LINT: Lint = Lint {
    code: "redefined-local",
    severity: Severity::Info,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/redefined-local.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for (id, local) in cx.scopes.locals() {
        let Some(outer) = local.shadows.filter(|outer| is_confusing(cx, id, local, *outer)) else {
            continue;
        };
        let name = cx.quoted(local.node);
        let outer = cx.scopes.local(outer);
        let finding = cx
            .finding(Anchor::Main(local.node), format!("this {name} hides the outer one, which is read again later"))
            .runtime("what is assigned here does not reach the outer one")
            .help(format!("Give it another name, or leave `local` out to assign the outer {name}."))
            .related(cx.file, Anchor::Main(outer.node), format!("the outer {name}"));
        let finding = match rename(cx, id, &format!("inner_{}", cx.tree.text(local.name))) {
            Some(fix) => finding.fix(fix),
            None => finding,
        };
        cx.report(finding);
    }
}

fn is_confusing(cx: &LuaContext<'_>, id: LocalId, local: &Local, outer: LocalId) -> bool {
    let tree = cx.tree;
    let name = tree.text(local.name);
    if matches!(name, "ok" | "err") || name.starts_with('_') || local.kind == LocalKind::SelfParameter {
        return false;
    }
    let end = tree.end(local.scope);
    let is_read_again = cx.scopes.reads(outer).any(|read| read >= end);
    // `local x = x` keeps the outer value on purpose.
    let copies = || cx.scopes.initial_value(tree, id).is_some_and(|value| cx.scopes.local_of(value) == Some(outer));
    is_read_again && !copies()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn a_hidden_local_that_is_read_again_is_found() {
        let text = "local longest = 0\nfor word in (\"a b\"):gmatch(\"%S+\") do\n  if #word > longest then\n    local longest = #word\n    helpers.log(longest)\n  end\nend\nreturn { allowed = longest < 40 }\n";
        check(text, &["redefined-local"], expect![[r#"
            4:11-4:18 redefined-local: this `longest` hides the outer one, which is read again later | run: what is assigned here does not reach the outer one | help: Give it another name, or leave `local` out to assign the outer `longest`. | related: the outer `longest` `longest` | fix: Rename it to `inner_longest`
        "#]]);
        check_fix(text, "redefined-local", expect![[r#"
            local longest = 0
            for word in ("a b"):gmatch("%S+") do
              if #word > longest then
                local inner_longest = #word
                helpers.log(inner_longest)
              end
            end
            return { allowed = longest < 40 }
        "#]]);
    }

    #[test]
    fn what_confuses_nobody_is_fine() {
        check_none(
            "local x, ok, y = 1, true, 2\ndo local x = x; helpers.log(x) end\ndo local ok = false; helpers.log(ok) end\ndo local y = 3; helpers.log(y) end\nlocal x = x + 1\nreturn x, ok\n",
            &["redefined-local"],
        );
    }
}
