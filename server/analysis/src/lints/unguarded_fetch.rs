//! `unguarded-fetch`: a fetch whose failure ends the script, and so decides the sign-in.

use pipelua_schemas::{Mode, OnError};
use pipelua_syntax::NodeKind;

use crate::context::PlacementContext;
use crate::finding::Severity;
use crate::lint::awaits::{Await, awaits, is_promise, may_be_caught};
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof, consequence};

pub(crate) static LINT: Lint = Lint {
    code: "unguarded-fetch",
    severity: Severity::Info,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/unguarded-fetch.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let context = cx.context;
    let deciding: Vec<&PlacementContext> =
        context.of(context.all()).filter(|placement| placement.mode != Mode::Async).collect();
    if deciding.is_empty() {
        return;
    }
    let denies = deciding.iter().any(|placement| placement.on_error == OnError::Deny);
    for found in awaits(cx) {
        if !is_promise(cx, cx.inference.type_of(found.promise)) || may_be_caught(cx, found.call) {
            continue;
        }
        let then = consequence(deciding.iter().copied());
        let mut finding = cx
            .finding(Anchor::Node(found.call), "a failure of this fetch ends the script, and so decides for it")
            .severity(if denies { Severity::Warning } else { Severity::Info })
            .runtime(format!("a timeout or a refused connection raises here; {then}"))
            .help("wait with `local ok, response = pcall(await, ..)` and decide what a failure means");
        if let Some(fix) = guarded(cx, found) {
            finding = finding.fix(fix);
        }
        cx.report(finding);
    }
}

/// `local response = await(..)` with the outcome in front.
fn guarded(cx: &LuaContext<'_>, Await { call, promise }: Await) -> Option<FixData> {
    let tree = cx.tree;
    let list = tree.parent(call)?;
    let statement = tree.parent(list).filter(|at| tree.kind(*at) == NodeKind::LocalStmt)?;
    let names = tree.child(statement, 0);
    let name = tree.children(names).next()?;
    let is_one = tree.children(names).count() == 1 && tree.children(list).count() == 1;
    let ok = ["ok", "fetched", "is_answered"].into_iter().find(|name| tree.symbols().find(name).is_none())?;
    is_one.then(|| {
        FixData::new("use `pcall(await, ..)`")
            .insert_before(Anchor::Node(name), format!("{ok}, "))
            .replace(Anchor::Node(tree.child(call, 0)), "pcall")
            .insert_before(Anchor::Node(promise), "await, ")
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    const CODE: &[&str] = &["unguarded-fetch"];

    #[test]
    fn a_fetch_that_decides_is_told() {
        check(
            "local r = await(helpers.fetch(\"https://a.example\"))
local function ask() return await(helpers.fetch(\"https://b.example\")) end
local span = helpers.trace(\"x\", function() return await(helpers.fetch(\"https://c.example\")) end)
return { allowed = r.ok and ask().ok and span }
",
            CODE,
            expect![[r#"
                1:11-1:52 unguarded-fetch[warning]: a failure of this fetch ends the script, and so decides for it | run: a timeout or a refused connection raises here; before_signup then denies (onError: deny) | help: wait with `local ok, response = pcall(await, ..)` and decide what a failure means | fix: Use `pcall(await, ..)`
                2:29-2:70 unguarded-fetch[warning]: a failure of this fetch ends the script, and so decides for it | run: a timeout or a refused connection raises here; before_signup then denies (onError: deny) | help: wait with `local ok, response = pcall(await, ..)` and decide what a failure means
                3:51-3:92 unguarded-fetch[warning]: a failure of this fetch ends the script, and so decides for it | run: a timeout or a refused connection raises here; before_signup then denies (onError: deny) | help: wait with `local ok, response = pcall(await, ..)` and decide what a failure means
            "#]],
        );
    }

    #[test]
    fn under_allow_it_is_worth_knowing() {
        check(
            "--- file: pipelines/before_signup.json
{ \"nodes\": { \"a\": { \"script\": \"a\", \"onError\": \"allow\" } } }
--- file: scripts/a.lua
return { allowed = await(helpers.fetch(\"https://a.example\")).ok }
",
            CODE,
            expect![[r#"
                1:20-1:61 unguarded-fetch: a failure of this fetch ends the script, and so decides for it | run: a timeout or a refused connection raises here; before_signup then continues as if the node had given nothing (onError: allow) | help: wait with `local ok, response = pcall(await, ..)` and decide what a failure means
            "#]],
        );
    }

    #[test]
    fn what_is_caught_or_decides_nothing_is_not_told() {
        for text in [
            "local ok, r = pcall(await, helpers.fetch(\"https://a.example\"))\nhelpers.log(ok, r)",
            "local ok, r = pcall(function() return await(helpers.fetch(\"https://a.example\")) end)\nhelpers.log(ok, r)",
            "local function ask() return await(helpers.fetch(\"https://a.example\")) end\nlocal ok, r = pcall(ask)\nhelpers.log(ok, r)",
            "local function ask() return await(helpers.fetch(\"https://a.example\")) end\nlocal ok, r = pcall(function() return ask().ok end)\nhelpers.log(ok, r)",
            "local function try(f) local ok, v = pcall(f) return ok and v end\nlocal r = try(function() return await(helpers.fetch(\"https://a.example\")) end)\nhelpers.log(r)",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
        check_none(
            "---@hook after_signin\nlocal r = await(helpers.fetch(\"https://a.example\"))\nhelpers.log(r.ok)\n",
            CODE,
        );
    }

    #[test]
    fn pcall_waits_instead() {
        check_fix(
            "local r = await(helpers.fetch(\"https://a.example\"))\nreturn { allowed = r.ok }\n",
            "unguarded-fetch",
            expect![[r#"
                local fetched, r = pcall(await, helpers.fetch("https://a.example"))
                return { allowed = r.ok }
            "#]],
        );
    }
}
