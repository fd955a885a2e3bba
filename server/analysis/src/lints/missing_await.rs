//! `missing-await`: a promise is used as the value that it will be, or nobody waits for it.

use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::infer::ProblemKind;
use crate::lint::awaits::is_promise;
use crate::lint::type_fault::{is_caught, lower, subject};
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "missing-await",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/missing-await.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for problem in &cx.inference.problems {
        if let ProblemKind::PromiseUsed { every } = problem.kind {
            used(cx, problem.node, every);
        }
    }
    let tree = cx.tree;
    for statement in tree.of_kind(NodeKind::CallStmt) {
        let call = tree.child(statement, 0);
        let ty = cx.inference.type_of(call);
        let is_function = matches!(tree.kind(call), NodeKind::CallExpr | NodeKind::MethodCallExpr);
        if is_function && is_promise(cx, ty) {
            let finding = cx
                .finding(Anchor::Node(call), "nobody waits for this promise, so the script may end before it is answered")
                .runtime("what is not answered when the script ends is dropped, and no failure is seen")
                .help("wait with `pcall(await, ..)`, or keep it in a local and wait later")
                .fix(awaited(call));
            cx.report(finding);
        }
    }
}

fn used(cx: &mut LuaContext<'_>, node: NodeId, every: bool) {
    let is = if every { "is" } else { "may be" };
    let mut severity = if every { Severity::Error } else { Severity::Warning };
    if is_caught(cx, node) {
        severity = lower(severity);
    }
    let what = subject(cx, node);
    let finding = cx
        .finding(Anchor::Node(node), format!("{what} {is} a promise here, not yet its value"))
        .severity(severity)
        .runtime("a promise is an empty table: its fields are nil, and operators on it raise script.error")
        .help("wait for it with `await`, or with `pcall(await, ..)` where a failure must not end the script")
        .fix(awaited(begins_with(cx, node)));
    cx.report(finding);
}

/// Where a local gets its promise, which is best awaited there; any other expression itself.
fn begins_with(cx: &LuaContext<'_>, node: NodeId) -> NodeId {
    let local = cx.scopes.local_of(node).filter(|local| cx.scopes.is_assigned_once(*local));
    let value = local.and_then(|local| cx.scopes.initial_value(cx.tree, local));
    value.filter(|value| is_promise(cx, cx.inference.type_of(*value))).unwrap_or(node)
}

fn awaited(node: NodeId) -> FixData {
    FixData::new("put `await` around it")
        .insert_before(Anchor::Node(node), "await(")
        .insert_after(Anchor::Node(node), ")")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    const CODE: &[&str] = &["missing-await"];

    #[test]
    fn a_promise_is_no_answer() {
        check(
            "local answer = helpers.fetch(\"https://a.example\")
helpers.fetch(\"https://b.example\")
if answer.status == 200 then helpers.log(answer.body) end
helpers.log(\"got \" .. helpers.fetch(\"https://c.example\"))
helpers.log(helpers.fetch(\"https://d.example\").ok)
pcall(function() helpers.log(#helpers.fetch(\"https://e.example\")) end)
local mixed = context.name and helpers.fetch(\"https://f.example\") or {}
helpers.log(mixed.ok)
return { allowed = true }
",
            CODE,
            expect![[r#"
                2:1-2:35 missing-await: nobody waits for this promise, so the script may end before it is answered | run: what is not answered when the script ends is dropped, and no failure is seen | help: wait with `pcall(await, ..)`, or keep it in a local and wait later | fix: Put `await` around it
                3:4-3:10 missing-await: `answer` is a promise here, not yet its value | run: a promise is an empty table: its fields are nil, and operators on it raise script.error | help: wait for it with `await`, or with `pcall(await, ..)` where a failure must not end the script | fix: Put `await` around it
                4:23-4:57 missing-await: what `helpers.fetch` gives is a promise here, not yet its value | run: a promise is an empty table: its fields are nil, and operators on it raise script.error | help: wait for it with `await`, or with `pcall(await, ..)` where a failure must not end the script | fix: Put `await` around it
                5:13-5:47 missing-await: what `helpers.fetch` gives is a promise here, not yet its value | run: a promise is an empty table: its fields are nil, and operators on it raise script.error | help: wait for it with `await`, or with `pcall(await, ..)` where a failure must not end the script | fix: Put `await` around it
                6:31-6:65 missing-await[warning]: what `helpers.fetch` gives is a promise here, not yet its value | run: a promise is an empty table: its fields are nil, and operators on it raise script.error | help: wait for it with `await`, or with `pcall(await, ..)` where a failure must not end the script | fix: Put `await` around it
                8:13-8:18 missing-await[warning]: `mixed` may be a promise here, not yet its value | run: a promise is an empty table: its fields are nil, and operators on it raise script.error | help: wait for it with `await`, or with `pcall(await, ..)` where a failure must not end the script | fix: Put `await` around it
            "#]],
        );
    }

    #[test]
    fn a_promise_may_be_kept_and_passed_on() {
        for text in [
            "local p = helpers.fetch(\"https://a.example\")\nlocal ok, r = pcall(await, p)\nhelpers.log(ok and r.status)",
            "local list = { helpers.fetch(\"https://a.example\"), helpers.fetch(\"https://b.example\") }\nlocal ok, all = pcall(await, helpers.all(list))\nhelpers.log(ok, all)",
            "local function ask(path) return helpers.fetch(\"https://a.example\" .. path) end\nlocal r = await(ask(\"/x\"))\nhelpers.log(r.status)",
            "local pending = {}\npending.geo = helpers.fetch(\"https://a.example\")\nlocal ok, r = pcall(await, pending.geo)\nhelpers.log(ok, r)",
            "local p\nif context.name then p = helpers.fetch(\"https://a.example\") end\nif p then helpers.log(await(p).status) end",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }

    #[test]
    fn await_is_put_around_it() {
        check_fix(
            "local answer = helpers.fetch(\"https://a.example\")\nhelpers.log(answer.status, answer.ok)\nreturn { allowed = true }\n",
            "missing-await",
            expect![[r#"
                local answer = await(helpers.fetch("https://a.example"))
                helpers.log(answer.status, answer.ok)
                return { allowed = true }
            "#]],
        );
        check_fix("helpers.fetch(\"https://a.example\")\nreturn { allowed = true }\n", "missing-await", expect![[r#"
            await(helpers.fetch("https://a.example"))
            return { allowed = true }
        "#]]);
    }
}
