//! `discard-result`: a call as a statement of a function that does nothing but give a result.

use pipelua_rules::suggest::shown;
use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::library;
use crate::lint::type_fault::is_caught;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::lower::Expr;
use crate::ty::{Ty, TyData};

pub(crate) static LINT: Lint = Lint {
    code: "discard-result",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/discard-result.md"),
    check: Check::Lua(check),
};

/// Called for its callback, or to see whether it raises.
const CALLED_FOR_MORE: [&str; 2] = ["string.gsub", "select"];

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for statement in tree.of_kind(NodeKind::CallStmt) {
        let call = tree.skip_parens(tree.child(statement, 0));
        // Inside of `pcall` it may be called to see whether it raises.
        let Some(name) = result_of(cx, call).filter(|_| !is_caught(cx, call)) else {
            continue;
        };
        let finding = cx
            .finding(Anchor::Node(call), format!("the result of `{}` is thrown away", shown(&name)))
            .runtime("the call changes nothing")
            .help("use what it gives, or remove the call");
        cx.report(finding);
    }
}

/// The name of a called function that is called for its result.
fn result_of(cx: &LuaContext<'_>, call: NodeId) -> Option<String> {
    let types = &cx.inference.types;
    match cx.tree.expr(call) {
        Expr::Call { callee, .. } => match types.get(cx.inference.type_of(callee)) {
            TyData::Builtin(index) => pure(library::entry(*index)?),
            TyData::Closure(body) => {
                let is_meant = cx.notes.signature(*body).is_some_and(|signature| signature.nodiscard);
                is_meant.then(|| cx.tree.path_text(callee)).flatten()
            }
            _ => None,
        },
        Expr::MethodCall { base, name: Some(name), .. } => {
            let is_text = types.widen(cx.inference.type_of(base)) == Ty::STRING;
            let entry = library::entry_at(&format!("string.{}", cx.tree.text(name))).filter(|_| is_text)?;
            pure(library::entry(entry)?)
        }
        _ => None,
    }
}

fn pure(entry: &library::LibraryEntry) -> Option<String> {
    let is_promise = entry.entry.signature.contains("Promise<");
    let is_meant = entry.entry.pure && !is_promise && !CALLED_FOR_MORE.contains(&entry.path());
    is_meant.then(|| entry.path().to_owned())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["discard-result"];

    #[test]
    fn a_result_that_nobody_takes_is_told() {
        check(
            "local text = context.email\ntext:lower()\nstring.upper(text)\nhelpers.hash(text)\ntostring(1)\n---@nodiscard\nlocal function f() return 1 end\nf()\nreturn { allowed = true }\n",
            CODE,
            expect![[r#"
                2:1-2:13 discard-result: the result of `string.lower` is thrown away | run: the call changes nothing | help: use what it gives, or remove the call
                3:1-3:19 discard-result: the result of `string.upper` is thrown away | run: the call changes nothing | help: use what it gives, or remove the call
                4:1-4:19 discard-result: the result of `helpers.hash` is thrown away | run: the call changes nothing | help: use what it gives, or remove the call
                5:1-5:12 discard-result: the result of `tostring` is thrown away | run: the call changes nothing | help: use what it gives, or remove the call
                8:1-8:4 discard-result: the result of `f` is thrown away | run: the call changes nothing | help: use what it gives, or remove the call
            "#]],
        );
    }

    #[test]
    fn calls_that_do_something_are_fine() {
        for text in [
            "local t = {}\ntable.insert(t, 1)\ntable.remove(t)\ntable.sort(t)\nrawset(t, 1, 2)\nsetmetatable(t, {})",
            "pcall(error, \"x\")\nhelpers.log(1)\nhelpers.trace(\"a\", function() end)",
            "context.email:gsub(\"a\", function(c) helpers.log(c) end)",
            "pcall(function() helpers.json.decode(context.email) end)",
            "assert(context.email)",
            "local function f() return 1 end\nf()",
            "local _ = tostring(1)",
            "helpers.metrics.count(\"a\", 1)",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }
}
