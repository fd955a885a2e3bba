//! `endless-loop`: a loop that nothing ends.

use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::library;
use crate::lint::loop_cost::may_raise;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::ty::TyData;

pub(crate) static LINT: Lint = Lint {
    code: "endless-loop",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/endless-loop.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    // Innermost first, so that a loop around an endless one is not told beside it.
    let mut found: Vec<NodeId> = Vec::new();
    for statement in tree.ids().rev() {
        let (condition, body) = match tree.kind(statement) {
            NodeKind::GotoStmt => {
                if jumps_back_for_ever(cx, statement) {
                    found.push(statement);
                }
                continue;
            }
            NodeKind::WhileStmt => (tree.child(statement, 0), tree.child(statement, 1)),
            NodeKind::RepeatStmt => (tree.child(statement, 1), tree.child(statement, 0)),
            _ => continue,
        };
        let condition = tree.kind(tree.skip_parens(condition));
        let goes_on = match tree.kind(statement) {
            NodeKind::WhileStmt => matches!(
                condition,
                NodeKind::TrueExpr | NodeKind::NumberExpr | NodeKind::StringExpr | NodeKind::TableExpr
            ),
            _ => matches!(condition, NodeKind::FalseExpr | NodeKind::NilExpr),
        };
        let is_around_one = found.iter().rev().take(1).any(|inner| tree.contains(statement, *inner));
        if goes_on && !is_around_one && !has_exit(cx, body) {
            // The `goto` behind it never comes.
            found.pop_if(|jump| is_inside_jump(cx, *jump, statement));
            found.push(statement);
        }
    }
    for statement in found.into_iter().rev() {
        let finding = cx
            .finding(Anchor::Main(statement), "nothing ends this loop")
            .runtime("it takes all instructions that the script has, which is limit.instructions")
            .help("leave it with `break` or `return`, or give it a condition that ends it")
            .by_absence();
        cx.report(finding);
    }
}

/// Whether an unconditional `goto` leads back over statements of its own block that nothing leaves.
fn jumps_back_for_ever(cx: &LuaContext<'_>, jump: NodeId) -> bool {
    jumped_over(cx, jump).is_some_and(|mut statements| !statements.any(|statement| has_exit(cx, statement)))
}

fn is_inside_jump(cx: &LuaContext<'_>, jump: NodeId, inner: NodeId) -> bool {
    jumped_over(cx, jump)
        .is_some_and(|mut statements| statements.any(|statement| cx.tree.contains(statement, inner)))
}

/// The statements between a label and a `goto` behind it in the same block.
fn jumped_over<'a>(cx: &'a LuaContext<'_>, jump: NodeId) -> Option<impl Iterator<Item = NodeId> + 'a> {
    let tree = cx.tree;
    let label = cx.scopes.label_of(jump).filter(|label| *label < jump)?;
    let block = tree.parent(jump).filter(|block| tree.parent(label) == Some(*block))?;
    // One `goto` of a block can be the last to run, so that each block is walked once.
    let behind = NodeId(jump.0 + 1);
    let is_followed = behind.index() < tree.len() && tree.parent(behind) == Some(block);
    if is_followed && tree.kind(behind) != NodeKind::ReturnStmt {
        return None;
    }
    Some(tree.children(block).filter(move |at| label < *at && *at < jump))
}

/// Whether something in a body may leave the loop around it. A call may raise.
fn has_exit(cx: &LuaContext<'_>, body: NodeId) -> bool {
    let tree = cx.tree;
    let mut skipped = body;
    for node in tree.subtree(body) {
        if skipped != body && tree.contains(skipped, node) {
            continue;
        }
        match tree.kind(node) {
            NodeKind::FunctionBody => skipped = node,
            NodeKind::ReturnStmt | NodeKind::GotoStmt | NodeKind::MethodCallExpr => return true,
            NodeKind::CallExpr if !only_tells(cx, node) => return true,
            NodeKind::BreakStmt if loop_of(cx, node).is_none_or(|at| at < body) => return true,
            _ if may_raise(cx, node) => return true,
            _ => {}
        }
    }
    false
}

/// Whether a call is one of the sandbox that raises nothing, whatever it is given.
fn only_tells(cx: &LuaContext<'_>, call: NodeId) -> bool {
    let callee = cx.inference.type_of(cx.tree.child(call, 0));
    let TyData::Builtin(entry) = cx.inference.types.get(callee) else {
        return false;
    };
    let path = library::entry(*entry).map_or("", library::LibraryEntry::path);
    matches!(path, "helpers.log" | "helpers.now" | "print") || path.starts_with("helpers.log.")
}

fn loop_of(cx: &LuaContext<'_>, node: NodeId) -> Option<NodeId> {
    let is_loop = |at: &NodeId| {
        matches!(
            cx.tree.kind(*at),
            NodeKind::WhileStmt | NodeKind::RepeatStmt | NodeKind::NumericForStmt | NodeKind::GenericForStmt
        )
    };
    cx.tree.ancestors(node).find(is_loop)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn loops_that_nothing_ends_are_found() {
        check(r#"local n = 0
if n == 1 then while true do n = n + 1 end end
if n == 2 then repeat n = n - 1 until false end
if n == 3 then
  while 1 do
    for i = 1, 3 do if i == 2 then break end end
  end
end
if n == 4 then
  while true do
    local function f() return 1 end
    repeat n = 1 until nil
  end
end
return { allowed = n > 0 }
"#, &["endless-loop"], expect![[r#"
    2:16-2:21 endless-loop: nothing ends this loop | run: it takes all instructions that the script has, which is limit.instructions | help: leave it with `break` or `return`, or give it a condition that ends it
    3:16-3:22 endless-loop: nothing ends this loop | run: it takes all instructions that the script has, which is limit.instructions | help: leave it with `break` or `return`, or give it a condition that ends it
    5:3-5:8 endless-loop: nothing ends this loop | run: it takes all instructions that the script has, which is limit.instructions | help: leave it with `break` or `return`, or give it a condition that ends it
    12:5-12:11 endless-loop: nothing ends this loop | run: it takes all instructions that the script has, which is limit.instructions | help: leave it with `break` or `return`, or give it a condition that ends it
"#]]);
    }

    #[test]
    fn loops_that_only_log_or_jump_are_endless() {
        check(r#"local n = 0
if n == 1 then while true do helpers.log(n) print("x") end end
if n == 2 then ::again:: n = 1 helpers.log.warn("again") goto again end
if n == 3 then
  ::outer::
  while true do for i = 1, 3 do if i == 2 then break end end end
  goto outer
end
if n == 4 then ::here:: goto here end
return { allowed = n > 0 }
"#, &["endless-loop"], expect![[r#"
    2:16-2:21 endless-loop: nothing ends this loop | run: it takes all instructions that the script has, which is limit.instructions | help: leave it with `break` or `return`, or give it a condition that ends it
    3:63-3:68 endless-loop: nothing ends this loop | run: it takes all instructions that the script has, which is limit.instructions | help: leave it with `break` or `return`, or give it a condition that ends it
    6:3-6:8 endless-loop: nothing ends this loop | run: it takes all instructions that the script has, which is limit.instructions | help: leave it with `break` or `return`, or give it a condition that ends it
    9:30-9:34 endless-loop: nothing ends this loop | run: it takes all instructions that the script has, which is limit.instructions | help: leave it with `break` or `return`, or give it a condition that ends it
"#]]);
    }

    #[test]
    fn jumps_with_a_way_out_are_fine() {
        check_none(r#"local n = 0
::again::
n = n + 1
if n < 3 then goto again end
::more::
n = n + 1
if n > 9 then return { allowed = true } end
goto more
"#, &["endless-loop"]);
        check_none(r#"local n = 0
while n < 3 do
  ::more::
  n = n + 1
  if n == 2 then break end
  goto more
end
for _, part in ipairs({ "a" }) do
  if part == "" then goto continue end
  n = n + 1
  ::continue::
end
do
  ::once::
  helpers.log(tostring(n))
  goto once
end
return { allowed = n > 0 }
"#, &["endless-loop"]);
    }

    #[test]
    fn loops_with_a_way_out_are_fine() {
        check_none(r#"local n = 0
while true do n = n + 1 if n > 3 then break end end
while true do n = n + 1 if n > 9 then return { allowed = true } end end
repeat n = n + 1 until n > 20
while true do helpers.log(tostring(n)) end
while true do helpers.json.decode("[]") end
while true do goto out end
::out::
while n > 3 do n = n - 1 end
while false do n = 0 end
local rows = helpers.json.decode("[]")
pcall(function() while true do n = n + rows[n].count end end)
return { allowed = n > 0 }
"#, &["endless-loop"]);
    }
}
