//! `cast-type-mismatch`: `@cast` or `@as` says that a value is of a type that it cannot be of.

use pipelua_rules::suggest::shown;

use crate::finding::Severity;
use crate::infer::{Place, ProblemKind};
use crate::lint::mismatch::RUN;
use crate::lint::type_fault::short;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "cast-type-mismatch",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/cast-type-mismatch.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for problem in &cx.inference.problems {
        let ProblemKind::Mismatch(mismatch) = &problem.kind else {
            continue;
        };
        let Place::Cast(name) = &mismatch.place else {
            continue;
        };
        let (found, declared) = (short(&mismatch.found), short(&mismatch.declared));
        let (anchor, message) = if name.is_empty() {
            let message = format!("this is `{found}`, which is never `{declared}`");
            (Anchor::Node(problem.node), message)
        } else {
            let message = format!("`{}` is `{found}` here, which is never `{declared}`", shown(name));
            (Anchor::First(problem.node), message)
        };
        let finding = cx
            .finding(anchor, message)
            .runtime(RUN)
            .help("correct the type, or remove the cast");
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["cast-type-mismatch"];

    #[test]
    fn a_type_that_the_value_cannot_have_is_told() {
        check(
            "local a = \"x\"\n---@cast a integer\nlocal b = #a --[[@as string]]\nreturn { allowed = b ~= a }\n",
            CODE,
            expect![[r#"
                3:1-3:6 cast-type-mismatch: `a` is `string` here, which is never `integer` | run: it does not look at annotations | help: correct the type, or remove the cast
                3:11-3:13 cast-type-mismatch: this is `integer`, which is never `string` | run: it does not look at annotations | help: correct the type, or remove the cast
            "#]],
        );
    }

    #[test]
    fn what_may_be_is_fine() {
        for text in [
            "local a = context.name\n---@cast a string",
            "local a = context.name\n---@cast a -nil",
            "local a = context.name\n---@cast a -?",
            "local a = \"x\"\n---@cast a +integer",
            "local a = helpers.json.decode(context.email)\n---@cast a string[]",
            "local a = {}\n---@cast a table<string, integer>",
            "local a = tonumber(context.email) --[[@as integer]]",
            "local a = context.email --[[@as \"a\" | \"b\"]]",
            "---@class P\n---@class Q: P\n---@type P\nlocal p = {}\nlocal a = p --[[@as Q]]",
            "local a = nil\n---@cast a string",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = a ~= nil }}\n"), CODE);
        }
    }
}
