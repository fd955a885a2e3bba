//! `needless-await`: `await` of a value that is there already.

use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::lint::awaits::{Await, awaits};
use crate::lint::type_fault::subject;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::ty::{Kinds, Ty};

pub(crate) static LINT: Lint = Lint {
    code: "needless-await",
    severity: Severity::Info,
    fix: FixKind::Safe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/needless-await.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for found in awaits(cx) {
        let types = &cx.inference.types;
        let ty = cx.inference.type_of(found.promise);
        // A table may be a promise under another name.
        let is_plain = |member: &Ty| {
            let kind = types.kind_of(*member);
            kind.is_some_and(|kind| !Kinds::TABLE.or(Kinds::THREAD).contains(kind))
        };
        if ty == Ty::NIL || !types.members(&ty).iter().all(is_plain) {
            continue;
        }
        let what = subject(cx, found.promise);
        let mut finding = cx
            .finding(Anchor::Node(found.call), format!("{what} is no promise, so there is nothing to wait for"))
            .runtime("`await` gives a plain value back at once")
            .help("leave `await` out");
        if let Some(fix) = without_await(cx, found) {
            finding = finding.fix(fix);
        }
        cx.report(finding);
    }
}

/// Takes the name away and leaves the parentheses, which keep one value of many as `await` does.
fn without_await(cx: &LuaContext<'_>, Await { call, .. }: Await) -> Option<FixData> {
    let tree = cx.tree;
    let is_alone = tree.children(tree.child(call, 1)).count() == 1;
    let is_statement = |node: NodeId| matches!(tree.kind(node), NodeKind::CallStmt | NodeKind::AssignStmt);
    // A line that begins with a parenthesis would continue the one above.
    let begins_statement = is_statement(tree.statement_of(call));
    let callee = tree.child(call, 0);
    let begins = begins_statement && callee.index() <= tree.statement_of(call).index() + 4;
    (is_alone && !begins).then(|| FixData::new("remove `await`").remove_inline(Anchor::Node(callee)).safe())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    const CODE: &[&str] = &["needless-await"];

    #[test]
    fn a_plain_value_needs_no_waiting() {
        check(
            "local a = await(context.email)\nlocal b = await(tostring(1)) .. a\nawait(print(1))\nreturn { allowed = await(#b > 2) }\n",
            CODE,
            expect![[r#"
                1:11-1:31 needless-await: `context.email` is no promise, so there is nothing to wait for | run: `await` gives a plain value back at once | help: leave `await` out | safe fix: Remove `await`
                2:11-2:29 needless-await: what `tostring` gives is no promise, so there is nothing to wait for | run: `await` gives a plain value back at once | help: leave `await` out | safe fix: Remove `await`
                4:20-4:33 needless-await: this value is no promise, so there is nothing to wait for | run: `await` gives a plain value back at once | help: leave `await` out | safe fix: Remove `await`
            "#]],
        );
    }

    #[test]
    fn what_may_be_a_promise_is_waited_for() {
        for text in [
            "local r = await(helpers.fetch(\"https://a.example\"))\nhelpers.log(r.ok)",
            "local function f(p) return await(p) end\nlocal g = f\nhelpers.log(g(1))",
            "local list = { helpers.fetch(\"https://a.example\") }\nhelpers.log(await(list[1]).ok, await(helpers.all(list)))",
            "local p = context.name and helpers.fetch(\"https://a.example\") or nil\nhelpers.log(await(p))",
            "local t = { p = helpers.fetch(\"https://a.example\") }\nhelpers.log(await(t.p))",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }

    #[test]
    fn the_name_is_taken_away() {
        check_fix(
            "local a = await(context.email)\nreturn { allowed = #a > 2 }\n",
            "needless-await",
            expect![[r#"
                local a = (context.email)
                return { allowed = #a > 2 }
            "#]],
        );
    }
}
