//! `missing-parameter`: a function is called without an argument that it refuses to go without: one of the sandbox, or
//! one that says so in `@param`.

use crate::finding::Severity;
use crate::lint::arity::{called, may_be_many};
use crate::lint::mismatch::RUN;
use crate::lint::type_fault::{raises, short};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "missing-parameter",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/missing-parameter.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for call in called(cx) {
        let given = call.arguments.len();
        let Some(missing) = call.takes.required.get(given) else {
            continue;
        };
        if call.arguments.last().is_some_and(|last| may_be_many(cx, *last)) {
            continue;
        }
        let what = format!("`{}` is called without its `{missing}`", short(call.name(cx)));
        let finding = cx
            .finding(Anchor::Node(call.callee), what)
            .runtime(if call.takes.is_declared { RUN.to_owned() } else { raises(cx, call.callee, "the call") })
            .help(format!("pass `{missing}` as argument {}", given + 1));
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["missing-parameter"];

    #[test]
    fn an_argument_that_a_function_needs_is_missed() {
        check(
            "helpers.log(string.rep(\"a\"))
helpers.log(string.gsub(\"a\", \"b\"), math.floor())
local hash = helpers.hash
helpers.log(hash(), table.concat())
return { allowed = true }
",
            CODE,
            expect![[r#"
                1:13-1:23 missing-parameter: `string.rep` is called without its `n` | run: the call raises script.error; before_signup then denies (onError: deny) | help: pass `n` as argument 2
                2:13-2:24 missing-parameter: `string.gsub` is called without its `replacement` | run: the call raises script.error; before_signup then denies (onError: deny) | help: pass `replacement` as argument 3
                2:36-2:46 missing-parameter: `math.floor` is called without its `x` | run: the call raises script.error; before_signup then denies (onError: deny) | help: pass `x` as argument 1
                4:13-4:17 missing-parameter: `helpers.hash` is called without its `text` | run: the call raises script.error; before_signup then denies (onError: deny) | help: pass `text` as argument 1
                4:21-4:33 missing-parameter: `table.concat` is called without its `list` | run: the call raises script.error; before_signup then denies (onError: deny) | help: pass `list` as argument 1
            "#]],
        );
    }

    #[test]
    fn an_argument_that_is_declared_is_missed() {
        check(
            "---@param a string\n---@param b integer\n---@param c? integer\nlocal function f(a, b, c) return a, b, c end\nhelpers.log(f(\"x\"), f(\"x\", 1))\nreturn { allowed = f() ~= nil }\n",
            CODE,
            expect![[r#"
                5:13-5:14 missing-parameter: `f` is called without its `b` | run: it does not look at annotations | help: pass `b` as argument 2
                6:20-6:21 missing-parameter: `f` is called without its `a` | run: it does not look at annotations | help: pass `a` as argument 1
            "#]],
        );
    }

    #[test]
    fn what_may_be_left_out_or_may_be_given_is_not_missed() {
        for text in [
            "local function all(...) return string.rep(...) end\nhelpers.log(all(\"a\", 2))",
            "local function both() return \"a\", 2 end\nhelpers.log(string.rep(both()))",
            "helpers.log(table.concat({}), helpers.hash(\"a\"), math.max(1), helpers.time(), math.random())",
            "local function f(a, b) return a or b end\nhelpers.log(f(), f(1))",
            "---@param a string\n---@param b string|nil\nlocal function f(a, b) return a or b end\nhelpers.log(f(\"x\"))",
            "---@overload fun(): string\n---@param a string\nlocal function f(a) return a end\nhelpers.log(f())",
            "---@param a any\nlocal function f(a) return a end\nhelpers.log(f())",
            "---@generic T\n---@param a T\nlocal function f(a) return a end\nhelpers.log(f())",
            "local string = { rep = function() end }\nhelpers.log(string.rep())",
            "local rep = string.rep\nif context.name then rep = function() end end\nhelpers.log(rep())",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }
}
