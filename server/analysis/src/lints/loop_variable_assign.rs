//! `loop-variable-assign`: the control variable of a `for` is assigned and read afterwards, as if that moved the loop.

use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::scopes::{LocalId, LocalKind};

pub(crate) static LINT: Lint = Lint {
    code: "loop-variable-assign",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/loop-variable-assign.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for (id, local) in cx.scopes.locals() {
        // Further variables of a generic `for` are values, not what the loop counts by.
        let is_control = local.kind == LocalKind::Loop && cx.tree.child(local.scope, 0).0 + 1 >= local.node.0;
        if !is_control || cx.scopes.is_assigned_once(id) {
            continue;
        }
        let Some(write) = cx.scopes.writes(id).find(|write| is_read_after(cx, id, *write)) else {
            continue;
        };
        let name = cx.quoted(write);
        let finding = cx
            .finding(Anchor::Node(write), format!("assigning {name} does not move its loop, which counts by itself"))
            .runtime("the next round goes on from where this one began")
            .help("Use a local of its own, or a `while` loop to move freely.")
            .related(cx.file, Anchor::Main(local.node), format!("the loop of {name}"));
        cx.report(finding);
    }
}

/// Whether a read may follow the write: behind it, or anywhere in a loop inside the `for` that comes around again.
fn is_read_after(cx: &LuaContext<'_>, local: LocalId, write: NodeId) -> bool {
    let tree = cx.tree;
    let scope = cx.scopes.local(local).scope;
    let behind = tree.end(tree.statement_of(write));
    let inner_loops = tree.holders(write).take_while(|at| *at != scope).filter(|at| {
        matches!(
            tree.kind(*at),
            NodeKind::WhileStmt | NodeKind::RepeatStmt | NodeKind::NumericForStmt | NodeKind::GenericForStmt
        )
    });
    let outermost = inner_loops.last();
    cx.scopes.reads(local).any(|read| read >= behind || outermost.is_some_and(|around| tree.contains(around, read)))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn a_control_variable_that_is_moved_is_found() {
        check(
            "for i = 1, 9 do\n  i = i + 1\n  helpers.log(i)\nend\nfor k, v in pairs({}) do\n  while k do\n    helpers.log(k, v)\n    k = nil\n  end\nend\n",
            &["loop-variable-assign"],
            expect![[r#"
                2:3-2:4 loop-variable-assign: assigning `i` does not move its loop, which counts by itself | run: the next round goes on from where this one began | help: Use a local of its own, or a `while` loop to move freely. | related: the loop of `i` `i`
                8:5-8:6 loop-variable-assign: assigning `k` does not move its loop, which counts by itself | run: the next round goes on from where this one began | help: Use a local of its own, or a `while` loop to move freely. | related: the loop of `k` `k`
            "#]],
        );
    }

    #[test]
    fn values_and_last_writes_are_fine() {
        check_none(
            "for _, line in ipairs({}) do\n  line = line:lower()\n  helpers.log(line)\nend\nfor i = 1, 2 do\n  helpers.log(i)\n  i = 5\nend\nfor i = 1, 2 do\n  local i = i\n  i = i + 1\n  helpers.log(i)\nend\n",
            &["loop-variable-assign"],
        );
    }
}
