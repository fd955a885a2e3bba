//! `unbalanced-assignments`: fewer values than names, so that the last names become nil.

use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof, quoted_list};
use crate::lower::{Expr, Lowered};

pub(crate) static LINT: Lint = Lint {
    code: "unbalanced-assignments",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/unbalanced-assignments.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for (names, values) in assignments(tree) {
        let Some(last) = tree.children(values).last() else {
            continue;
        };
        let given = tree.children(values).count();
        // A call and `...` give as many as there are names, and a lone nil is meant for all.
        let fills_up = matches!(tree.expr(last), Expr::Call { .. } | Expr::MethodCall { .. } | Expr::Vararg | Expr::Nil | Expr::Hole);
        let without: Vec<NodeId> = tree.children(names).skip(given).collect();
        let (Some(first), Some(end)) = (without.first(), without.last()) else {
            continue;
        };
        if fills_up {
            continue;
        }
        let texts: Vec<String> = without.iter().map(|name| text_of(tree, *name)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (verb, them, s) = if texts.len() == 1 { ("becomes", "it", "") } else { ("become", "them", "s") };
        let is_one_call = matches!(tree.expr(last), Expr::Paren(_)) && tree.calls(last);
        let help = if is_one_call {
            "remove the parentheses, which keep only the first value, or write the missing value"
        } else {
            "write the missing value"
        };
        let fix = FixData::new("write `nil` for what is missing")
            .insert_after(Anchor::Node(last), ", nil".repeat(texts.len()));
        let message = format!("{} {verb} nil: there is no value for {them}", quoted_list(&texts));
        let finding = cx
            .finding(Anchor::Through(*first, *end), message)
            .runtime("what has no value is nil")
            .help(format!("{help}{s}; `nil` if that is meant"))
            .fix(fix);
        cx.report(finding);
    }
}

/// Names and values of each statement that gives names values.
pub(super) fn assignments(tree: &Lowered) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
    let is_assignment = |kind| matches!(kind, NodeKind::LocalStmt | NodeKind::AssignStmt);
    tree.ids()
        .filter(move |at| is_assignment(tree.kind(*at)))
        .map(|at| (tree.child(at, 0), tree.child(at, 1)))
        .filter(|(_, values)| tree.kind(*values) == NodeKind::ExprList)
}

fn text_of(tree: &Lowered, target: NodeId) -> String {
    match tree.kind(target) {
        NodeKind::NameDef => tree.name(target).to_owned(),
        _ => tree.path_text(target).unwrap_or_else(|| "..".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn names_without_a_value_are_found() {
        check(
            "local low, high = 1\nlocal a, b, c = 1, 2\nlow, high = (pcall(error))\nlow, high, a, b = c, 2\nlocal t = {}\nt.x, t[a] = 1\nreturn { allowed = low == high and a == b }\n",
            &["unbalanced-assignments"],
            expect![[r#"
                1:12-1:16 unbalanced-assignments: `high` becomes nil: there is no value for it | run: what has no value is nil | help: write the missing value; `nil` if that is meant | fix: Write `nil` for what is missing
                2:13-2:14 unbalanced-assignments: `c` becomes nil: there is no value for it | run: what has no value is nil | help: write the missing value; `nil` if that is meant | fix: Write `nil` for what is missing
                3:6-3:10 unbalanced-assignments: `high` becomes nil: there is no value for it | run: what has no value is nil | help: remove the parentheses, which keep only the first value, or write the missing value; `nil` if that is meant | fix: Write `nil` for what is missing
                4:12-4:16 unbalanced-assignments: `a` and `b` become nil: there is no value for them | run: what has no value is nil | help: write the missing values; `nil` if that is meant | fix: Write `nil` for what is missing
                6:6-6:10 unbalanced-assignments: `..` becomes nil: there is no value for it | run: what has no value is nil | help: write the missing value; `nil` if that is meant | fix: Write `nil` for what is missing
            "#]],
        );
        check_fix(
            "local low, high, top = 1 -- the bounds\nreturn { allowed = low == high and top == nil }\n",
            "unbalanced-assignments",
            expect![[r#"
                local low, high, top = 1, nil, nil -- the bounds
                return { allowed = low == high and top == nil }
            "#]],
        );
    }

    #[test]
    fn calls_varargs_and_nothing_at_all_are_fine() {
        check_none(
            "local a, b\nlocal c, d = pcall(error)\nlocal e, f, g = 1, pcall(error)\nlocal h, i = ...\nlocal j, k = nil\nlocal l, m = 1, 2\na, b = context.email:find(\"@\")\nreturn { allowed = a == b and c == d and e == f and g == h and i == j and k == l and m == nil }\n",
            &["unbalanced-assignments"],
        );
    }
}
