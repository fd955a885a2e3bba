//! Ways out without a result.

use expect_test::expect;

use crate::lints::tests::{check, check_fix, check_none};

#[test]
fn the_end_and_a_bare_return_are_told() {
    check(
        r#"if context.name then
  return
end
if context.email == "" then
  return { allowed = false }
end -- done
"#,
        &["missing-return"],
        expect![[r#"
            2:3-2:9 missing-return: this `return` gives no result | run: no result is an error (result.invalid); before_signup then denies (onError: deny) | help: return a result on every path: `{ allowed = .. }` | fix: Say what runs do there now: `return { allowed = false }`
            6:1-6:4 missing-return: the script can end here without a result | run: no result is an error (result.invalid); before_signup then denies (onError: deny) | help: return a result on every path: `{ allowed = .. }` | fix: Say what runs do there now: `return { allowed = false }`
        "#]],
    );
    check_fix(
        r#"if context.email == "" then
  return { allowed = false }
end -- done
"#,
        "missing-return",
        expect![[r#"
            if context.email == "" then
              return { allowed = false }
            end -- done

            return { allowed = false }
        "#]],
    );
    check_fix(
        r#"if context.name then
  return
end
return { allowed = true }
"#,
        "missing-return",
        expect![[r#"
            if context.name then
              return { allowed = false }
            end
            return { allowed = true }
        "#]],
    );
    check(
        r#"-- nothing at all
"#,
        &["missing-return"],
        expect![[r#"
            1:1-1:1 missing-return: the script can end here without a result | run: no result is an error (result.invalid); before_signup then denies (onError: deny) | help: return a result on every path: `{ allowed = .. }` | fix: Say what runs do there now: `return { allowed = false }`
        "#]],
    );
}

#[test]
fn ways_that_never_end_there_are_fine() {
    check_none(
        r#"if context.name then
  return { allowed = true }
else
  error("no name")
end
"#,
        &["missing-return"],
    );
    check_none(
        r#"while true do
  if context.name then return { allowed = true } end
end
"#,
        &["missing-return"],
    );
    check_none(
        r#"local function fail() error("no") end
if context.name then return { allowed = true } end
fail()
"#,
        &["missing-return"],
    );
    check_none(
        r#"---@hook after_signup
if context.user.name then
  return
end
helpers.log("x")
"#,
        &["missing-return"],
    );
    check_none(
        r#"--- file: scripts/alone.lua
helpers.log("x")
"#,
        &["missing-return"],
    );
    check_none(
        r#"if context.name then
  return { allowed = true }
"#,
        &["missing-return"],
    );
}

#[test]
fn of_several_hooks_those_that_need_a_result_are_named() {
    check(
        r#"helpers.log(context.hook)
--- file: pipelines/before_signup.json
{ "nodes": { "n": { "script": "example" } } }
--- file: pipelines/after_signup.json
{ "nodes": { "n": { "script": "example" } } }
"#,
        &["missing-return"],
        expect![[r#"
            1:25-1:26 missing-return[warning]: the script can end here without a result | run: no result is an error (result.invalid); before_signup then denies (onError: deny) | help: return a result on every path; before_signup cannot do without | fix: Say what runs do there now: `return { allowed = false }`
        "#]],
    );
    check_none(
        r#"if context.hook == "before_signup" then
  return { allowed = true }
end
--- file: pipelines/before_signup.json
{ "nodes": { "n": { "script": "example" } } }
--- file: pipelines/after_signup.json
{ "nodes": { "n": { "script": "example" } } }
"#,
        &["missing-return"],
    );
}

