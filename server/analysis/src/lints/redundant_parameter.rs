//! `redundant-parameter`: a function is given more arguments than it looks at.

use crate::finding::{Severity, Tag};
use crate::lint::arity::called;
use crate::lint::type_fault::short;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "redundant-parameter",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/redundant-parameter.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for call in called(cx) {
        let extra = call.takes.most.and_then(|most| call.arguments.get(most..));
        let Some((first, last)) = extra.and_then(|extra| extra.first().zip(extra.last())) else {
            continue;
        };
        let is_one = first == last;
        let anchor = Anchor::Through(*first, *last);
        let takes = match call.takes.most {
            Some(0) => "no arguments".to_owned(),
            Some(1) => "one argument".to_owned(),
            most => format!("{} arguments", most.unwrap_or_default()),
        };
        let these = if is_one { "this is one" } else { "these are" };
        let message = format!("`{}` takes {takes}; {these} more", short(&call.shown(cx)));
        let mut finding = cx
            .finding(anchor, message)
            .runtime(if is_one { "it is computed and dropped" } else { "they are computed and dropped" })
            .help("remove it, or give the function a parameter for it")
            .tag(Tag::Unnecessary);
        let has_call = extra.into_iter().flatten().any(|node| cx.tree.calls(*node));
        // The first argument has no separator before it.
        if !has_call && call.takes.most != Some(0) {
            finding = finding.fix(FixData::new("remove it").remove_behind_separator(anchor));
        }
        cx.report(finding.by_absence());
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    const CODE: &[&str] = &["redundant-parameter"];

    #[test]
    fn arguments_that_nobody_looks_at_are_told() {
        check(
            "local function one(a) return a end
local none = function() end
helpers.log(one(1, 2), one(1, 2, helpers.uuid()))
none(1)
helpers.log(helpers.now(\"ms\"), string.lower(\"A\", 1))
return { allowed = true }
",
            CODE,
            expect![[r#"
                3:20-3:21 redundant-parameter: `one(a)` takes one argument; this is one more | run: it is computed and dropped | help: remove it, or give the function a parameter for it | fix: Remove it
                3:31-3:48 redundant-parameter: `one(a)` takes one argument; these are more | run: they are computed and dropped | help: remove it, or give the function a parameter for it
                4:6-4:7 redundant-parameter: `none()` takes no arguments; this is one more | run: it is computed and dropped | help: remove it, or give the function a parameter for it
                5:25-5:29 redundant-parameter: `helpers.now()` takes no arguments; this is one more | run: it is computed and dropped | help: remove it, or give the function a parameter for it
                5:50-5:51 redundant-parameter: `string.lower(s)` takes one argument; this is one more | run: it is computed and dropped | help: remove it, or give the function a parameter for it | fix: Remove it
            "#]],
        );
    }

    #[test]
    fn what_is_taken_or_not_known_is_not_told() {
        for text in [
            "local function all(a, ...) return a, ... end\nhelpers.log(all(1, 2, 3), string.format(\"%d %d\", 1, 2))",
            "local function one(a) return a end\nhelpers.log(one((\"a\"):gsub(\"a\", \"b\")), tostring(select(1, 2, 3)))",
            "local f = function() end\nlocal function set(g) f = g end\nset(print)\nf(1)",
            "local t = { f = function() end }\nt.f = function(a) return a end\nt.f(1)",
            "local t = {}\nfunction t:f(a) return a end\nt:f(1)\nt.f(t, 1)",
            "local list = {}\ntable.insert(list, 1, \"a\")\nhelpers.log(math.random(1, 2))",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }

    #[test]
    fn it_is_removed_unless_something_is_called() {
        check_fix(
            "local function one(a) return a end\nhelpers.log(one(1, 2, 3))\nreturn { allowed = true }\n",
            "redundant-parameter",
            expect![[r#"
                local function one(a) return a end
                helpers.log(one(1))
                return { allowed = true }
            "#]],
        );
    }
}
