//! `unused-local`: a local whose value nobody reads.

use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::{Severity, Tag};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof, FixData, underscore};
use crate::scopes::{LocalId, LocalKind};

pub(crate) static LINT: Lint = Lint {
    code: "unused-local",
    severity: Severity::Hint,
    fix: FixKind::Safe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/unused-local.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for (id, local) in cx.scopes.locals() {
        // A variable to be closed is used by closing it.
        let is_variable = matches!(local.kind, LocalKind::Local | LocalKind::Const | LocalKind::Loop);
        if !is_variable || cx.scopes.is_read(id) || cx.tree.text(local.name).starts_with('_') {
            continue;
        }
        if cx.scopes.function_in(cx.tree, id).is_some() {
            continue;
        }
        let name = cx.quoted(local.node);
        let message = match (local.kind, cx.scopes.is_assigned_once(id)) {
            (LocalKind::Loop, _) => format!("the loop variable {name} is never read"),
            (_, true) => format!("the local {name} is never read"),
            (_, false) => format!("the local {name} is assigned, but never read"),
        };
        let mut finding = cx.finding(Anchor::Main(local.node), message).tag(Tag::Unnecessary).by_absence();
        finding = match underscore(cx, id) {
            Some(fix) => finding.fix(fix),
            None => finding.help("Remove it, or begin its name with `_`."),
        };
        if let Some(statement) = removable(cx, id) {
            finding = finding.fix(FixData::new("remove it").remove(Anchor::Node(statement)));
        }
        cx.report(finding);
    }
}

/// The statement that declares this local and nothing else, if it calls nothing.
fn removable(cx: &LuaContext<'_>, id: LocalId) -> Option<NodeId> {
    let tree = cx.tree;
    let names = tree.parent(cx.scopes.local(id).node)?;
    let statement = tree.parent(names).filter(|at| tree.kind(*at) == NodeKind::LocalStmt)?;
    let is_alone = tree.children(names).nth(1).is_none() && cx.scopes.is_assigned_once(id);
    (is_alone && !tree.calls(statement)).then_some(statement)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn what_is_never_read_is_found() {
        check(
            "local limit = 70\nlocal last\nfor k, v in pairs({}) do last = v end\nlocal LIMIT <const> = 1\nlocal now = helpers.now()\n",
            &["unused-local"],
            expect![[r#"
                1:7-1:12 unused-local: the local `limit` is never read | safe fix: Rename it to `_limit` | fix: Remove it
                2:7-2:11 unused-local: the local `last` is assigned, but never read | safe fix: Rename it to `_last`
                3:5-3:6 unused-local: the loop variable `k` is never read | safe fix: Rename it to `_k`
                4:7-4:12 unused-local: the local `LIMIT` is never read | safe fix: Rename it to `_LIMIT` | fix: Remove it
                5:7-5:10 unused-local: the local `now` is never read | safe fix: Rename it to `_now`
            "#]],
        );
    }

    #[test]
    fn both_fixes_end_it() {
        check_fix("local limit = 70 -- why\nlocal a, b = 1, 2\nb = 3\nreturn a\n", "unused-local", expect![[r#"
            local _limit = 70 -- why
            local a, b = 1, 2
            b = 3
            return a
        "#]]);
    }

    #[test]
    fn a_name_that_is_taken_is_not_offered() {
        check("local _x = 1\nlocal x = 2\nreturn _x\n", &["unused-local"], expect![[r#"
            2:7-2:8 unused-local: the local `x` is never read | help: Remove it, or begin its name with `_`. | fix: Remove it
        "#]]);
    }

    #[test]
    fn what_is_read_somewhere_is_fine() {
        check_none(
            "local a = 1\nlocal _, b = a, 2\nlocal function f() return b end\nfor _, v in ipairs({}) do f(v) end\nlocal lock <close> = nil\nlocal total = 0\ntotal = total + 1\n",
            &["unused-local"],
        );
    }

    #[test]
    fn nothing_is_unused_in_broken_text() {
        check_none("local limit = 70\nif limit then\n", &["unused-local"]);
        check("local used = 1\nlocal function f()\n  return us.\nend\nlocal function g() local x = 1 end\n", &["unused-local"], expect![[r#"
            5:26-5:27 unused-local: the local `x` is never read | safe fix: Rename it to `_x` | fix: Remove it
        "#]]);
    }
}
