//! `time-budget`: the fetches that a script waits for one after the other may take longer than it has.

use pipelua_schemas::builtin;
use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::library;
use crate::lint::loop_cost::turns;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::lower::TableItem;
use crate::ty::TyData;
use crate::workspace::manifest::limits;

pub(crate) static LINT: Lint = Lint {
    code: "time-budget",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/time-budget.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let waits: Vec<(NodeId, u64)> = cx
        .tree
        .of_kind(NodeKind::CallExpr)
        .filter_map(|call| Some((call, waited_for(cx, call)?)))
        .collect();
    // One alone is never longer than a script.
    if waits.len() < 2 {
        return;
    }
    let limit = in_force(cx, "script-time", builtin().limits().script_time().as_millis() as u64);
    for (function, longest) in longest_ways(cx, &waits) {
        if longest <= limit {
            continue;
        }
        // At the first of them, where the reader begins to wait.
        let first = waits.iter().find(|(call, _)| function_of(cx, *call) == function);
        let Some((first, _)) = first else { continue };
        let finding = cx
            .finding(
                Anchor::Node(*first),
                format!("fetches one after the other may take {longest} ms, and a script has {limit} ms"),
            )
            .runtime("where the servers are that slow, the script ends with limit.time")
            .help("give them a shorter `timeoutMs`, or wait for them together with `await(helpers.all({ .. }))`");
        cx.report(finding);
    }
}

fn in_force(cx: &LuaContext<'_>, name: &str, builtin: u64) -> u64 {
    limits(cx.db).get(name).unwrap_or(builtin)
}

fn function_of(cx: &LuaContext<'_>, node: NodeId) -> NodeId {
    cx.tree.function_of(node)
}

/// How long a call may wait, if it is `await(helpers.fetch(..))` or the same below `pcall`.
fn waited_for(cx: &LuaContext<'_>, call: NodeId) -> Option<u64> {
    let tree = cx.tree;
    let mut arguments = tree.children(tree.child(call, 1));
    let fetch = match path_of(cx, tree.child(call, 0))? {
        "await" => arguments.next()?,
        "pcall" if path_of(cx, arguments.next()?) == Some("await") => arguments.next()?,
        _ => return None,
    };
    let fetch = tree.skip_parens(fetch);
    if tree.kind(fetch) != NodeKind::CallExpr || path_of(cx, tree.child(fetch, 0)) != Some("helpers.fetch") {
        return None;
    }
    let longest = in_force(cx, "fetch-time", builtin().limits().fetch_time().as_millis() as u64);
    let Some(options) = tree.children(tree.child(fetch, 1)).nth(1) else {
        return Some(longest);
    };
    let options = tree.skip_parens(options);
    // Options from elsewhere may say anything.
    if tree.kind(options) != NodeKind::TableExpr {
        return Some(0);
    }
    for (item, kind) in tree.table_items(options) {
        match kind {
            TableItem::Named { value, .. } if tree.name(item) == "timeoutMs" => {
                return Some(match cx.inference.types.get(cx.inference.type_of(value)) {
                    TyData::Integer(Some(ms)) => u64::try_from(*ms).unwrap_or(0).min(longest),
                    _ => 0,
                });
            }
            TableItem::Keyed { .. } => return Some(0),
            _ => {}
        }
    }
    Some(longest)
}

fn path_of(cx: &LuaContext<'_>, callee: NodeId) -> Option<&'static str> {
    match cx.inference.types.get(cx.inference.type_of(callee)) {
        TyData::Builtin(entry) => library::entry(*entry).map(library::LibraryEntry::path),
        _ => None,
    }
}

/// How long the ways through a part of a function wait.
#[derive(Clone, Copy, Default)]
struct Ways {
    /// Of those that go on behind it; `None` if none does.
    through: Option<u64>,
    /// Of those that leave the function in it.
    out: u64,
    /// In its own expressions, nested statements apart.
    own: u64,
}

/// For each function that waits: the longest of its ways.
fn longest_ways(cx: &LuaContext<'_>, waits: &[(NodeId, u64)]) -> Vec<(NodeId, u64)> {
    let tree = cx.tree;
    let mut ways: Vec<Ways> = vec![Ways::default(); tree.len()];
    let mut found = Vec::new();
    for (call, ms) in waits {
        ways[call.index()].own = *ms;
    }
    // Backwards, children come before what they are in.
    for node in tree.ids().rev() {
        let kind = tree.kind(node);
        let own = ways[node.index()].own;
        let of = |at: NodeId| ways[at.index()];
        let way = match kind {
            NodeKind::Block => in_order(tree.children(node).map(of)),
            NodeKind::IfStmt => either(tree.children(node).map(|clause| (tree.kind(clause), of(clause)))),
            NodeKind::IfClause => with_own(own, of(tree.child(node, 1))),
            NodeKind::ElseClause | NodeKind::DoStmt => of(tree.child(node, 0)),
            NodeKind::NumericForStmt => repeated(own, of(tree.child(node, 2)), turns(cx, node).unwrap_or(1)),
            NodeKind::GenericForStmt => repeated(own, of(tree.child(node, 2)), 1),
            NodeKind::WhileStmt => repeated(own, of(tree.child(node, 1)), 1),
            NodeKind::RepeatStmt => repeated(own, of(tree.child(node, 0)), 1),
            NodeKind::ReturnStmt => Ways { through: None, out: own, own: 0 },
            NodeKind::BreakStmt | NodeKind::GotoStmt => Ways::through(0),
            NodeKind::FunctionBody | NodeKind::Chunk => {
                let block = tree.children(node).last().map_or_else(Ways::default, of);
                let longest = block.through.unwrap_or(0).max(block.out);
                if longest > 0 {
                    found.push((node, longest));
                }
                Ways::default()
            }
            _ => Ways { own, ..Ways::through(own) },
        };
        ways[node.index()] = way;
        // Expressions add up in the statement or the condition that they are a part of.
        if !is_path(kind)
            && let Some(parent) = tree.parent(node)
        {
            ways[parent.index()].own = ways[parent.index()].own.saturating_add(way.own);
        }
    }
    found
}

/// Whether a node is a way of its own, and no part of an expression.
fn is_path(kind: NodeKind) -> bool {
    use NodeKind as K;
    matches!(
        kind,
        K::Block | K::IfStmt | K::IfClause | K::ElseClause | K::DoStmt | K::WhileStmt | K::RepeatStmt
            | K::NumericForStmt | K::GenericForStmt | K::ReturnStmt | K::FunctionBody | K::LocalStmt
            | K::AssignStmt | K::CallStmt
    )
}

impl Ways {
    fn through(ms: u64) -> Self {
        Self {
            through: Some(ms),
            ..Self::default()
        }
    }
}

fn in_order(statements: impl Iterator<Item = Ways>) -> Ways {
    let mut all = Ways::through(0);
    for next in statements {
        let Some(before) = all.through else { break };
        all.out = all.out.max(if next.out > 0 { before.saturating_add(next.out) } else { 0 });
        all.out = all.out.max(if next.through.is_none() { before } else { 0 });
        all.through = next.through.map(|ms| ms.saturating_add(before));
    }
    all
}

/// The clauses of an `if`: the conditions before one are waited for too.
fn either(clauses: impl Iterator<Item = (NodeKind, Ways)>) -> Ways {
    let (mut all, mut has_else) = (Ways::default(), false);
    for (kind, clause) in clauses {
        has_else |= kind == NodeKind::ElseClause;
        all.through = all.through.max(clause.through);
        all.out = all.out.max(clause.out);
    }
    if !has_else {
        all.through = all.through.max(Some(0));
    }
    all
}

fn with_own(own: u64, way: Ways) -> Ways {
    Ways {
        through: way.through.map(|ms| ms.saturating_add(own)),
        out: if way.out > 0 || way.through.is_none() { way.out.saturating_add(own) } else { 0 },
        own: 0,
    }
}

fn repeated(own: u64, body: Ways, turns: u64) -> Ways {
    Ways {
        through: Some(own.saturating_add(body.through.unwrap_or(0).saturating_mul(turns))),
        out: if body.out > 0 { own.saturating_add(body.out) } else { 0 },
        own: 0,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn ways_that_wait_longer_than_a_script_has_are_found() {
        check(r#"local a = await(helpers.fetch("https://a.example"))
local ok, b = pcall(await, helpers.fetch("https://b.example"))
if ok then
  local c = await(helpers.fetch("https://c.example", { timeoutMs = 5000 }))
  if c.ok then
    return { allowed = await(helpers.fetch("https://d.example")).ok }
  end
end
local function f()
  for i = 1, 5 do
    await(helpers.fetch("https://e.example", { timeoutMs = 2500 }))
  end
end
return { allowed = a.ok and b ~= nil and f() == nil and await(helpers.fetch("https://x.example")).ok }
"#, &["time-budget"], expect![[r#"
    1:11-1:52 time-budget: fetches one after the other may take 12000 ms, and a script has 10000 ms | run: where the servers are that slow, the script ends with limit.time | help: give them a shorter `timeoutMs`, or wait for them together with `await(helpers.all({ .. }))`
    11:5-11:68 time-budget: fetches one after the other may take 12500 ms, and a script has 10000 ms | run: where the servers are that slow, the script ends with limit.time | help: give them a shorter `timeoutMs`, or wait for them together with `await(helpers.all({ .. }))`
"#]]);
        check(r#"await(helpers.fetch("https://a.example"))
await(helpers.fetch("https://b.example"))
return { allowed = true }
--- file: pipelua.toml
schema = 1
[limits]
script-time = "5s"
"#, &["time-budget"], expect![[r#"
    1:1-1:42 time-budget: fetches one after the other may take 6000 ms, and a script has 5000 ms | run: where the servers are that slow, the script ends with limit.time | help: give them a shorter `timeoutMs`, or wait for them together with `await(helpers.all({ .. }))`
"#]]);
    }

    #[test]
    fn ways_apart_and_fetches_together_are_fine() {
        check_none(r#"local url = "https://a.example"
if context.name == "a" then
  await(helpers.fetch(url)) await(helpers.fetch(url)) await(helpers.fetch(url))
  return { allowed = true }
elseif context.name == "b" then
  await(helpers.fetch(url)) await(helpers.fetch(url)) await(helpers.fetch(url))
else
  await(helpers.fetch(url, { timeoutMs = 100 }))
end
local p, q = helpers.fetch(url), helpers.fetch(url)
await(p) await(q) await(helpers.all({ p, q }))
local function f() return await(helpers.fetch(url)) end
local options = { timeoutMs = 50 }
for i = 1, 100 do await(helpers.fetch(url, options)) end
return { allowed = f().ok }
"#, &["time-budget"]);
    }
}
