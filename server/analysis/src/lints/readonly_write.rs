//! `readonly-write`: a write into `context`, `helpers` or a library, which only this script will ever see.

use pipelua_schemas::EntryKind;
use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::lower::Expr;
use crate::scopes::Access;

pub(crate) static LINT: Lint = Lint {
    code: "readonly-write",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/readonly-write.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for statement in tree.of_kind(NodeKind::AssignStmt) {
        for target in tree.children(tree.child(statement, 0)) {
            write(cx, target);
        }
    }
    for statement in tree.of_kind(NodeKind::FunctionStmt) {
        write(cx, tree.child(statement, 0));
    }
    for at in cx.scopes.globals() {
        if at.access == Access::Read
            && tree.text(at.name) == "table"
            && let Some(list) = changed_list(cx, at.node)
        {
            changed(cx, list, list);
        }
    }
}

/// A target of an assignment: what it writes into is its base.
fn write(cx: &mut LuaContext<'_>, target: NodeId) {
    if let Expr::Field { base, .. } | Expr::Index { base, .. } = cx.tree.expr(target) {
        changed(cx, target, base);
    }
}

fn changed(cx: &mut LuaContext<'_>, place: NodeId, table: NodeId) {
    let Some(root) = shared_root(cx, table) else { return };
    let (message, help) = match root {
        "context" => (
            "this changes only this script's own copy of `context`".to_owned(),
            "Copy the value into a local and change that; hand it on in `data`.",
        ),
        _ => (
            format!("this changes `{root}` for the rest of this script alone"),
            "Keep what is yours in a local table.",
        ),
    };
    let finding = cx
        .finding(Anchor::Node(place), message)
        .runtime("the host, other nodes and later runs never see it")
        .help(help)
        .unless_declared();
    cx.report(finding);
}

/// The list that `table.insert(list, ..)` or `table.remove(list)` changes, given their `table`.
fn changed_list(cx: &LuaContext<'_>, table: NodeId) -> Option<NodeId> {
    let tree = cx.tree;
    let (function, name) = tree.fields_around(table).next()?;
    let call = tree.parent(function).filter(|_| matches!(name, "insert" | "remove"))?;
    match tree.expr(call) {
        Expr::Call { callee, args } if callee == function => tree.children(args).next(),
        _ => None,
    }
}

/// `context`, `helpers` or the library that this expression is a part of, through locals that stand for a part.
fn shared_root<'a>(cx: &LuaContext<'a>, mut at: NodeId) -> Option<&'a str> {
    let tree = cx.tree;
    loop {
        match tree.expr(at) {
            Expr::Field { base, .. } | Expr::Index { base, .. } => at = base,
            Expr::Paren(inner) => at = inner,
            Expr::Name(name) => match cx.scopes.local_of(at) {
                Some(local) if cx.scopes.is_assigned_once(local) => {
                    // It stands before the local, so this comes to an end.
                    at = cx.scopes.initial_value(tree, local)?;
                }
                Some(_) => return None,
                None => {
                    let name = tree.text(name);
                    let entry = pipelua_schemas::builtin().sandbox().get(name)?;
                    return (name == "context" || entry.kind == EntryKind::Table).then_some(name);
                }
            },
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn writes_into_what_the_host_gave_are_found() {
        check(
            "context.email = \"x\"\ncontext.request[\"ip\"] = nil\nfunction string.trim(s) return s end\nhelpers.answer = 1\nmath.pi, helpers.json.x = 3, 4\ntable.insert(context.permissions, \"x\")\n",
            &["readonly-write"],
            expect![[r#"
                1:1-1:14 readonly-write: this changes only this script's own copy of `context` | run: the host, other nodes and later runs never see it | help: Copy the value into a local and change that; hand it on in `data`.
                2:1-2:22 readonly-write: this changes only this script's own copy of `context` | run: the host, other nodes and later runs never see it | help: Copy the value into a local and change that; hand it on in `data`.
                3:10-3:21 readonly-write: this changes `string` for the rest of this script alone | run: the host, other nodes and later runs never see it | help: Keep what is yours in a local table.
                4:1-4:15 readonly-write: this changes `helpers` for the rest of this script alone | run: the host, other nodes and later runs never see it | help: Keep what is yours in a local table.
                5:1-5:8 readonly-write: this changes `math` for the rest of this script alone | run: the host, other nodes and later runs never see it | help: Keep what is yours in a local table.
                5:10-5:24 readonly-write: this changes `helpers` for the rest of this script alone | run: the host, other nodes and later runs never see it | help: Keep what is yours in a local table.
                6:14-6:33 readonly-write: this changes only this script's own copy of `context` | run: the host, other nodes and later runs never see it | help: Copy the value into a local and change that; hand it on in `data`.
            "#]],
        );
    }

    #[test]
    fn a_local_that_stands_for_a_part_is_seen_through() {
        check(
            "local h, prev = helpers, context.prev\nh.answer = 1\nlocal inner = prev.inner\ninner.x = 1\n",
            &["readonly-write"],
            expect![[r#"
                2:1-2:9 readonly-write: this changes `helpers` for the rest of this script alone | run: the host, other nodes and later runs never see it | help: Keep what is yours in a local table.
                4:1-4:8 readonly-write: this changes only this script's own copy of `context` | run: the host, other nodes and later runs never see it | help: Copy the value into a local and change that; hand it on in `data`.
            "#]],
        );
    }

    #[test]
    fn tables_of_ones_own_are_fine() {
        check_none(
            "local context_ = { email = context.email }\ncontext_.email = \"x\"\nlocal prev = context.prev or {}\nprev.x = 1\nlocal t = { context = {} }\nt.context.x = 1\nlocal words = {}\ntable.insert(words, context.email)\nlocal req = context.request\nreq = {}\nreq.ip = 1\nlocal email = helpers.log\ndo local helpers = {}; helpers.x = email end\n",
            &["readonly-write"],
        );
    }
}
