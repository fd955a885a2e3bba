//! `redundant-value`: more values than names, so that the last ones go nowhere.

use pipelua_syntax::{NodeId, NodeKind};

use super::unbalanced_assignments::assignments;
use crate::finding::{Severity, Tag};
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "redundant-value",
    severity: Severity::Warning,
    fix: FixKind::Safe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/redundant-value.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for (names, values) in assignments(tree) {
        let taken = tree.children(names).count();
        let extra: Vec<NodeId> = tree.children(values).skip(taken).collect();
        let (Some(first), Some(last)) = (extra.first(), extra.last()) else {
            continue;
        };
        // `local _ = a, b` marks names as used.
        if tree.children(names).all(|name| tree.name(name).starts_with('_')) {
            continue;
        }
        let anchor = Anchor::Through(*first, *last);
        let (message, runtime) = if extra.len() == 1 {
            ("no name takes this value", "it is computed and dropped")
        } else {
            ("no name takes these values", "they are computed and dropped")
        };
        let mut finding = cx
            .finding(anchor, message)
            .runtime(runtime)
            .help("remove it, or add a name that takes it; a call may stand as a statement of its own")
            .tag(Tag::Unnecessary);
        if !extra.iter().any(|value| tree.calls(*value)) {
            let fix = FixData::new(if extra.len() == 1 { "remove the value" } else { "remove the values" });
            let fix = fix.remove_behind_separator(anchor);
            let cannot_fail = extra.iter().all(|value| is_inert(cx, *value));
            finding = finding.fix(if cannot_fail { fix.safe() } else { fix });
        }
        cx.report(finding);
    }
}

/// Whether computing a value can neither fail nor be seen.
fn is_inert(cx: &LuaContext<'_>, value: NodeId) -> bool {
    cx.tree.subtree(value).all(|at| match cx.tree.kind(at) {
        NodeKind::NameExpr => cx.scopes.local_of(at).is_some(),
        kind => matches!(
            kind,
            NodeKind::NilExpr
                | NodeKind::TrueExpr
                | NodeKind::FalseExpr
                | NodeKind::NumberExpr
                | NodeKind::StringExpr
                | NodeKind::VarargExpr
                | NodeKind::ParenExpr
        ),
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn values_that_nobody_takes_are_found() {
        check(
            "local a = 1, 2\nlocal b, c = a, \"x\", context.name.x, nil\na = c, helpers.uuid()\nreturn { allowed = a == b }\n",
            &["redundant-value"],
            expect![[r#"
                1:14-1:15 redundant-value: no name takes this value | run: it is computed and dropped | help: remove it, or add a name that takes it; a call may stand as a statement of its own | safe fix: Remove the value
                2:22-2:41 redundant-value: no name takes these values | run: they are computed and dropped | help: remove it, or add a name that takes it; a call may stand as a statement of its own | fix: Remove the values
                3:8-3:22 redundant-value: no name takes this value | run: it is computed and dropped | help: remove it, or add a name that takes it; a call may stand as a statement of its own
            "#]],
        );
        check_fix(
            "local a, b = 1, 2 , -- two\n  3, a -- end\nreturn { allowed = a == b }\n",
            "redundant-value",
            expect![[r#"
                local a, b = 1, 2 -- end
                return { allowed = a == b }
            "#]],
        );
    }

    #[test]
    fn balanced_and_marked_values_are_fine() {
        check_none(
            "local a, b = 1, 2\nlocal c, d = 1, pcall(error)\nlocal _ = a, b\na, b = b, a\nlocal e\nfor i, v in next, { 1 }, nil do e = i + v end\nreturn { allowed = a == c and d == e }\n",
            &["redundant-value"],
        );
    }
}
