//! `await-across-c`: `await` in a metamethod that a function of Lua itself calls, where nothing can wait.

use pipelua_rules::suggest::shown;
use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::library;
use crate::lint::awaits::{awaits, is_promise};
use crate::lint::type_fault::{is_caught, lower, raises};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::lower::TableItem;
use crate::scopes::LocalId;

pub(crate) static LINT: Lint = Lint {
    code: "await-across-c",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/await-across-c.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for found in awaits(cx) {
        if !is_promise(cx, cx.inference.type_of(found.promise)) {
            continue;
        }
        let Some(Waiting { from, function, name }) = called_from_c(cx, found.call) else {
            continue;
        };
        let (function, name) = (shown(function), shown(name));
        let message = format!("`{function}` calls `{name}` where `await` cannot wait");
        let caught = is_caught(cx, from);
        let finding = cx
            .finding(Anchor::Node(from), message)
            .related(cx.file, Anchor::Node(found.call), "it waits here".to_owned())
            .severity(if caught { lower(Severity::Error) } else { Severity::Error })
            .runtime(raises(cx, from, "waiting there"))
            .help("wait before, and hand the value in");
        cx.report(finding);
    }
}

/// A metamethod that waits, and the function of the sandbox that calls it from C.
struct Waiting<'a> {
    /// The call of the function.
    from: NodeId,
    function: &'a str,
    /// The metamethod.
    name: &'a str,
}

/// Who calls the metamethod around `node` from C.
fn called_from_c<'a>(cx: &LuaContext<'a>, node: NodeId) -> Option<Waiting<'a>> {
    let tree = cx.tree;
    let function = tree.parent(tree.function_of(node))?;
    let metatable = tree.ancestors(function).find(|at| tree.kind(*at) == NodeKind::TableExpr)?;
    let name = tree.table_items(metatable).find_map(|(_, item)| match item {
        TableItem::Named { name, value } if value == function => Some(tree.text(name)),
        _ => None,
    })?;
    let arguments = tree.parent(metatable).filter(|list| tree.kind(*list) == NodeKind::ArgList)?;
    let call = tree.parent(arguments)?;
    if tree.path_text(tree.child(call, 0)).as_deref() != Some("setmetatable") {
        return None;
    }
    let given_to = |at: NodeId| is_given_to(cx, at, name);
    if let Some((from, function)) = given_to(call) {
        return Some(Waiting { from, function, name });
    }
    // The local that holds the table, before or after.
    let table = tree.children(arguments).next()?;
    let holder = cx.scopes.local_of(table).or_else(|| holder_of(cx, call))?;
    let (from, function) = cx.scopes.reads(holder).find_map(given_to)?;
    Some(Waiting { from, function, name })
}

/// The local that begins with what a call gives.
fn holder_of(cx: &LuaContext<'_>, call: NodeId) -> Option<LocalId> {
    let tree = cx.tree;
    let list = tree.parent(call)?;
    let statement = tree.parent(list).filter(|at| tree.kind(*at) == NodeKind::LocalStmt)?;
    let at = tree.position_in(list, call)?;
    cx.scopes.local_of(tree.children(tree.child(statement, 0)).nth(at)?)
}

/// The function that gets the value of `node` and calls this metamethod of it from C.
fn is_given_to<'a>(cx: &LuaContext<'a>, node: NodeId, metamethod: &str) -> Option<(NodeId, &'a str)> {
    let tree = cx.tree;
    let list = tree.parent(node).filter(|list| tree.kind(*list) == NodeKind::ArgList)?;
    let call = tree.parent(list)?;
    let callee = tree.path_text(tree.child(call, 0))?;
    let entry = library::entry_at(&callee).and_then(library::entry)?;
    let calls_it = entry.entry.no_await_in.iter().any(|name| name == metamethod);
    calls_it.then(|| (call, entry.path()))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["await-across-c"];

    #[test]
    fn a_metamethod_that_c_calls_cannot_wait() {
        check(
            "local lazy = setmetatable({}, { __index = function(_, i)
  return await(helpers.fetch(\"https://a.example/\" .. i)).ok
end })
helpers.log(table.unpack(lazy, 1, 2))
helpers.log(table.unpack(setmetatable({}, { __index = function() return await(helpers.fetch(\"https://b.example\")) end }), 1, 2))
return { allowed = true }
",
            CODE,
            expect![[r#"
                4:13-4:37 await-across-c: `table.unpack` calls `__index` where `await` cannot wait | run: waiting there raises script.error; before_signup then denies (onError: deny) | help: wait before, and hand the value in | related: it waits here `await(helpers.fetch("https://a.example/" .. i))`
                5:13-5:128 await-across-c: `table.unpack` calls `__index` where `await` cannot wait | run: waiting there raises script.error; before_signup then denies (onError: deny) | help: wait before, and hand the value in | related: it waits here `await(helpers.fetch("https://b.example"))`
            "#]],
        );
    }

    #[test]
    fn where_lua_calls_it_may_wait() {
        for text in [
            "local lazy = setmetatable({}, { __index = function() return await(helpers.fetch(\"https://a.example\")).ok end })\nhelpers.log(lazy[1])",
            "table.sort({ 2, 1 }, function(a, b) return await(helpers.fetch(\"https://a.example\")).ok and a < b end)",
            "local s = (\"a\"):gsub(\".\", function() return await(helpers.fetch(\"https://a.example\")).body end)\nhelpers.log(s)",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }
}
