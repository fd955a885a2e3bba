//! Denials that come too late.

use expect_test::expect;

use crate::lints::tests::{check, check_fix, check_none};

#[test]
fn a_denial_behind_the_host_is_told() {
    check(
        r#"---@hook after_signup
local function deny() return { allowed = false } end
local r = {}
if context.user.name then return deny() end
if context.user.role then return deny() end
r.allowed = false
return r
"#,
        &["ignored-denial"],
        expect![[r#"
            2:42-2:47 ignored-denial: `allowed = false` denies nothing in `after_signup` | run: the hook runs when all is done, so the denial is ignored | help: leave out `allowed`, or do the check in a hook that runs before | safe fix: Write `true`
            6:13-6:18 ignored-denial: `allowed = false` denies nothing in `after_signup` | run: the hook runs when all is done, so the denial is ignored | help: leave out `allowed`, or do the check in a hook that runs before | safe fix: Write `true`
        "#]],
    );
    check_fix(
        r#"---@hook after_signup
return { allowed = false, error = "x" }
"#,
        "ignored-denial",
        expect![[r#"
            ---@hook after_signup
            return { allowed = true, error = "x" }
        "#]],
    );
}

#[test]
fn denials_that_count_are_fine() {
    check_none(
        r#"return { allowed = false }
"#,
        &["ignored-denial"],
    );
    check_none(
        r#"---@hook after_signup
return { allowed = context.user.name ~= nil }
"#,
        &["ignored-denial"],
    );
    check_none(
        r#"return { allowed = false }
--- file: pipelines/before_signup.json
{ "nodes": { "n": { "script": "example" } } }
--- file: pipelines/after_signup.json
{ "nodes": { "n": { "script": "example" } } }
"#,
        &["ignored-denial"],
    );
}

#[test]
fn where_hooks_are_told_apart_each_is_judged() {
    check(
        r#"if context.hook == "after_signup" then
  return { allowed = false }
end
return { allowed = false }
--- file: pipelines/before_signup.json
{ "nodes": { "n": { "script": "example" } } }
--- file: pipelines/after_signup.json
{ "nodes": { "n": { "script": "example" } } }
"#,
        &["ignored-denial"],
        expect![[r#"
            2:22-2:27 ignored-denial: `allowed = false` denies nothing in `after_signup` | run: the hook runs when all is done, so the denial is ignored | help: leave out `allowed`, or do the check in a hook that runs before
        "#]],
    );
}

