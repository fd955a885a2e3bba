//! `global-write`: an assignment to a global, which the sandbox refuses.

use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof, FixData};
use crate::lower::Symbol;
use crate::scopes::{Access, GlobalUse};

pub(crate) static LINT: Lint = Lint {
    code: "global-write",
    severity: Severity::Error,
    fix: FixKind::Safe,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/global-write.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let sandbox = pipelua_schemas::builtin().sandbox();
    let mut last = (NodeId::ROOT, false);
    for at in cx.scopes.globals().iter().filter(|at| at.access == Access::Write) {
        let name = cx.tree.text(at.name);
        if name == "_ENV" {
            continue;
        }
        let quoted = cx.quoted(at.node);
        let is_first = cx.scopes.first_write_of_global(at.name) == Some(at.node);
        let finding = if sandbox.get(name).is_some() {
            cx.finding(Anchor::Node(at.node), format!("{quoted} belongs to the sandbox and cannot be assigned"))
                .help("Use a local of another name.")
        } else {
            let message = format!("{quoted} is assigned as a global, and a script cannot have its own");
            let finding = cx.finding(Anchor::Node(at.node), message);
            match is_first.then(|| make_local(cx, *at, &mut last)).flatten() {
                Some(fix) => finding.fix(fix),
                None if is_first => finding.help(format!("Declare it before: `local {name}`.")),
                None => finding.help("Make it local where it is assigned first."),
            }
        };
        let finding = finding.runtime(cx.raises("assigning a global")).unless_declared();
        cx.report(finding);
    }
}

/// Declares the name where it is written first, or before all of its uses. `last` is the statement that was asked of
/// last, which may assign many names, and whether it makes nothing but first writes.
fn make_local(cx: &LuaContext<'_>, first: GlobalUse, last: &mut (NodeId, bool)) -> Option<FixData> {
    let name = cx.tree.text(first.name);
    let title = format!("make {} a local", cx.quoted(first.node));
    let statement = cx.tree.statement_of(first.node);
    if last.0 != statement {
        *last = (statement, first_writes_only(cx, statement));
    }
    if last.1 && sees_all_uses(cx, statement, first.name) {
        // Each read comes behind this write, in the scope that it opens.
        return Some(FixData::new(title).safe().insert_before(Anchor::First(statement), "local "));
    }
    let uses = cx.scopes.uses_of_global(first.name);
    let mut block = cx.tree.block_of(first.node);
    // What is read before it is written is meant to last.
    let lasts = uses.iter().any(|at| at.access == Access::Read && at.node < cx.tree.end(statement));
    while lasts && cx.tree.parent(block) != Some(NodeId::ROOT)
        || uses.iter().any(|at| !cx.tree.contains(block, at.node))
    {
        block = cx.tree.block_of(block);
    }
    let earliest = uses.iter().map(|at| at.node).min()?;
    let before = cx.tree.holders(earliest).find(|at| cx.tree.parent(*at) == Some(block))?;
    let depth = cx.tree.holders(before).filter(|at| cx.tree.kind(*at) == NodeKind::Block).count();
    let indent = "  ".repeat(depth.saturating_sub(1));
    let fix = FixData::new(title);
    Some(fix.insert_before(Anchor::First(before), format!("local {name}\n{indent}")))
}

/// Whether the statement only assigns globals of the script, each for the first time.
fn first_writes_only(cx: &LuaContext<'_>, statement: NodeId) -> bool {
    let tree = cx.tree;
    let is_first_write = |target: NodeId| {
        let Some(name) = tree.symbol(target).filter(|_| tree.kind(target) == NodeKind::NameExpr) else {
            return false;
        };
        let is_known = pipelua_schemas::builtin().sandbox().get(tree.text(name)).is_some();
        !is_known && cx.scopes.local_of(target).is_none() && cx.scopes.first_write_of_global(name) == Some(target)
    };
    match tree.kind(statement) {
        NodeKind::FunctionStmt => is_first_write(tree.child(statement, 0)),
        NodeKind::AssignStmt => tree.children(tree.child(statement, 0)).all(is_first_write),
        _ => false,
    }
}

/// Whether all other uses stand behind the statement in its block, so that a local declared by it is what they mean.
fn sees_all_uses(cx: &LuaContext<'_>, statement: NodeId, name: Symbol) -> bool {
    let tree = cx.tree;
    let block = tree.block_of(statement);
    let names_itself = tree.kind(statement) == NodeKind::FunctionStmt;
    let is_target = |node: NodeId| tree.parent(node) == Some(tree.child(statement, 0)) || node == tree.child(statement, 0);
    cx.scopes.uses_of_global(name).iter().all(|at| {
        let inside = tree.contains(statement, at.node);
        if inside {
            names_itself || is_target(at.node)
        } else {
            at.node >= tree.end(statement) && tree.contains(block, at.node)
        }
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn the_first_write_becomes_the_declaration() {
        let text = "total = 0\nfor _, n in ipairs({ 1, 2 }) do\n  total = total + n\nend\nreturn { allowed = total > 2 }\n";
        check(text, &["global-write"], expect![[r#"
            1:1-1:6 global-write: `total` is assigned as a global, and a script cannot have its own | run: assigning a global raises script.error; before_signup then denies (onError: deny) | safe fix: Make `total` a local
            3:3-3:8 global-write: `total` is assigned as a global, and a script cannot have its own | run: assigning a global raises script.error; before_signup then denies (onError: deny) | help: Make it local where it is assigned first.
        "#]]);
        check_fix(text, "global-write", expect![[r#"
            local total = 0
            for _, n in ipairs({ 1, 2 }) do
              total = total + n
            end
            return { allowed = total > 2 }
        "#]]);
    }

    #[test]
    fn a_write_that_does_not_reach_its_reads_is_declared_before_them() {
        let text = "if context.name then\n  greeting = context.name\nend\nreturn { allowed = greeting ~= nil }\n";
        check(text, &["global-write"], expect![[r#"
            2:3-2:11 global-write: `greeting` is assigned as a global, and a script cannot have its own | run: assigning a global raises script.error; before_signup then denies (onError: deny) | fix: Make `greeting` a local
        "#]]);
        check_fix(text, "global-write", expect![[r#"
            local greeting
            if context.name then
              greeting = context.name
            end
            return { allowed = greeting ~= nil }
        "#]]);
        check_fix(
            "local function next_id()\n  id = (id or 0) + 1\n  return id\nend\nhelpers.log(next_id())\n",
            "global-write",
            expect![[r#"
                local id
                local function next_id()
                  id = (id or 0) + 1
                  return id
                end
                helpers.log(next_id())
            "#]],
        );
    }

    #[test]
    fn a_function_may_name_itself() {
        check_fix(
            "function fact(n)\n  return n < 2 and 1 or n * fact(n - 1)\nend\nhelpers.log(fact(3))\n",
            "global-write",
            expect![[r#"
                local function fact(n)
                  return n < 2 and 1 or n * fact(n - 1)
                end
                helpers.log(fact(3))
            "#]],
        );
    }

    #[test]
    fn the_sandbox_cannot_be_changed() {
        check(
            "context = {}\nfunction print() end\nlocal t = {}\nt.a, print, x = 1, 2, 3\n",
            &["global-write"],
            expect![[r#"
                1:1-1:8 global-write: `context` belongs to the sandbox and cannot be assigned | run: assigning a global raises script.error; before_signup then denies (onError: deny) | help: Use a local of another name.
                2:10-2:15 global-write: `print` belongs to the sandbox and cannot be assigned | run: assigning a global raises script.error; before_signup then denies (onError: deny) | help: Use a local of another name.
                4:6-4:11 global-write: `print` belongs to the sandbox and cannot be assigned | run: assigning a global raises script.error; before_signup then denies (onError: deny) | help: Use a local of another name.
                4:13-4:14 global-write: `x` is assigned as a global, and a script cannot have its own | run: assigning a global raises script.error; before_signup then denies (onError: deny) | fix: Make `x` a local
            "#]],
        );
    }

    #[test]
    fn locals_and_fields_are_fine() {
        check_none(
            "local a, t = 1, {}\na = 2\nt.x = 3\nlocal f\nfunction f() end\nfunction t.g() end\nfor i = 1, 2 do i = a end\n",
            &["global-write"],
        );
    }
}
