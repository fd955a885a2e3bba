//! Results that a run refuses, and those that it accepts.

use expect_test::expect;

use crate::lints::tests::{check, check_fix, check_none, first_fixed, load, render};

#[test]
fn a_misspelt_key_is_told_at_the_key() {
    check(
        r#"if context.email == "" then
  return { alowed = false, error = "Domain not allowed" }
end
return { ["Allowed"] = true }
"#,
        &["return-shape"],
        expect![[r#"
            2:12-2:18 return-shape: `alowed` is not a key of a result; did you mean `allowed`? | run: a result without `allowed` is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: rename it to `allowed` | fix: Rename it to `allowed`
            4:11-4:20 return-shape: `Allowed` is not a key of a result; did you mean `allowed`? | run: a result without `allowed` is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: rename it to `allowed` | fix: Rename it to `allowed`
        "#]],
    );
    check_fix(
        r#"if context.email == "" then
  return { alowed = false, error = "Domain not allowed" }
end
return { allowed = true }
"#,
        "return-shape",
        expect![[r#"
            if context.email == "" then
              return { allowed = false, error = "Domain not allowed" }
            end
            return { allowed = true }
        "#]],
    );
    check_none(
        r#"return { alowed = false, error = "Domain not allowed" }
"#,
        &["unknown-result-key"],
    );
}

#[test]
fn what_is_no_table_is_no_result() {
    check(
        r#"if context.name then return true end
if context.email == "a" then return "no" end
if context.email == "b" then return nil end
if context.email == "c" then return 1 end
if context.email == "d" then return print end
return context.name
"#,
        &["return-shape"],
        expect![[r#"
            1:29-1:33 return-shape: the script returns a boolean here, which is no result | run: what is no table is no result (result.invalid); before_signup then denies (onError: deny) | help: return a table that says it as `allowed`: `{ allowed = .. }` | fix: Return it as `allowed`
            2:37-2:41 return-shape: the script returns a string here, which is no result | run: what is no table is no result (result.invalid); before_signup then denies (onError: deny) | help: return a table that says it as `allowed`: `{ allowed = .. }` | fix: Deny with it as `error`
            3:37-3:40 return-shape: the script returns nil here, which is no result | run: what is no table is no result (result.invalid); before_signup then denies (onError: deny) | help: return a table that says it as `allowed`: `{ allowed = .. }` | fix: Say what runs do there now: `return { allowed = false }`
            4:37-4:38 return-shape: the script returns a number here, which is no result | run: what is no table is no result (result.invalid); before_signup then denies (onError: deny) | help: return a table that says it as `allowed`: `{ allowed = .. }`
            5:37-5:42 return-shape: the script returns a function here, which is no result | run: what is no table is no result (result.invalid); before_signup then denies (onError: deny) | help: return a table that says it as `allowed`: `{ allowed = .. }`
            6:8-6:20 return-shape: the script returns nil here, which is no result | run: what is no table is no result (result.invalid); before_signup then denies (onError: deny) | help: return a table that says it as `allowed`: `{ allowed = .. }`
        "#]],
    );
    check_fix(
        r#"return context.email ~= ""
"#,
        "return-shape",
        expect![[r#"
            return { allowed = context.email ~= "" }
        "#]],
    );
    check_fix(
        r#"return "no, " .. context.email
"#,
        "return-shape",
        expect![[r#"
            return { allowed = false, error = "no, " .. context.email }
        "#]],
    );
    check_fix(
        r#"return nil
"#,
        "return-shape",
        expect![[r#"
            return { allowed = false }
        "#]],
    );
}

#[test]
fn allowed_is_there_and_a_boolean() {
    check(
        r#"if context.name == "a" then return {} end
if context.name == "b" then return { data = {} } end
if context.name == "c" then return { allowed = "true" } end
if context.name == "d" then return { allowed = nil } end
if context.name == "e" then return { allowed = context.request.ip and context.request.ip ~= "x" } end
local flag = 1
if context.name == "f" then flag = true end
return { allowed = flag }
"#,
        &["return-shape"],
        expect![[r#"
            1:36-1:37 return-shape: this result has no `allowed` | run: a result without `allowed` is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: add `allowed = true` or `allowed = false` | fix: Add `allowed = false`
            2:36-2:37 return-shape: this result has no `allowed` | run: a result without `allowed` is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: add `allowed = true` or `allowed = false`
            3:48-3:54 return-shape: `allowed` of a result is a string here; it must be true or false | run: an `allowed` that is no boolean is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: give `allowed` a boolean | fix: Write `true` without quotes
            4:48-4:51 return-shape: `allowed` of a result is nil here; it must be true or false | run: an `allowed` that is no boolean is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: give `allowed` a boolean | fix: Write `false`
            5:48-5:96 return-shape[warning]: `allowed` of a result may be nil here; it must be true or false | run: an `allowed` that is no boolean is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: give `allowed` a boolean | fix: Make nil `false`
            8:20-8:24 return-shape[warning]: `allowed` of a result may be a number here; it must be true or false | run: an `allowed` that is no boolean is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: give `allowed` a boolean
        "#]],
    );
    check_fix(
        r#"return {}
"#,
        "return-shape",
        expect![[r#"
            return { allowed = false }
        "#]],
    );
    check_fix(
        r#"return { allowed = "true" }
"#,
        "return-shape",
        expect![[r#"
            return { allowed = true }
        "#]],
    );
    check_fix(
        r#"return { allowed = nil }
"#,
        "return-shape",
        expect![[r#"
            return { allowed = false }
        "#]],
    );
    check_fix(
        r#"return { allowed = context.name and context.name ~= "x" }
"#,
        "return-shape",
        expect![[r#"
            return { allowed = (context.name and context.name ~= "x") == true }
        "#]],
    );
}

#[test]
fn error_and_data_have_their_types() {
    check(
        r#"if context.name then return { allowed = false, error = 1, data = "x" } end
return { allowed = false, error = { text = "no" }, data = {} }
"#,
        &["return-shape"],
        expect![[r#"
            1:56-1:57 return-shape: `error` of a result is a number here; it must be a string, or left out | run: an `error` that is no string is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: give `error` a string, or leave it out | fix: Make it a string
            1:66-1:69 return-shape: `data` of a result is a string here; it must be a table, or left out | run: a `data` that is no table is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: give `data` a table, or leave it out
            2:35-2:50 return-shape: `error` of a result is a table here; it must be a string, or left out | run: an `error` that is no string is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: give `error` a string, or leave it out
        "#]],
    );
    check_fix(
        r#"return { allowed = false, error = #context.email }
"#,
        "return-shape",
        expect![[r#"
            return { allowed = false, error = tostring(#context.email) }
        "#]],
    );
    check_none(
        r#"return { allowed = false, error = nil, data = nil }
"#,
        &["return-shape"],
    );
    check_none(
        r#"return { allowed = false, error = context.name, data = context.request }
"#,
        &["return-shape"],
    );
}

#[test]
fn results_are_followed_through_locals_and_functions() {
    check(
        r#"local function deny(text)
  return { allowed = "no", error = text }
end
local r = { allowed = true }
r.error = 5
if context.name then
  return deny("a")
elseif context.email == "" then
  return r
end
local s = {}
s.allowed = 1
return s
"#,
        &["return-shape"],
        expect![[r#"
            2:22-2:26 return-shape: `allowed` of a result is a string here; it must be true or false | run: an `allowed` that is no boolean is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: give `allowed` a boolean | related: it is returned here `deny("a")`
            5:11-5:12 return-shape: `error` of a result is a number here; it must be a string, or left out | run: an `error` that is no string is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: give `error` a string, or leave it out | related: it is returned here `r` | fix: Make it a string
            12:13-12:14 return-shape: `allowed` of a result is a number here; it must be true or false | run: an `allowed` that is no boolean is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: give `allowed` a boolean | related: it is returned here `s`
        "#]],
    );
    check(
        r#"local function find(name)
  if name == "x" then
    return { allowed = false }
  end
end
return find(context.name)
"#,
        &["return-shape"],
        expect![[r#"
            6:8-6:26 return-shape[warning]: what is returned here may be nil, which is no result | run: what is no table is no result (result.invalid); before_signup then denies (onError: deny) | help: return a table that says it as `allowed`: `{ allowed = .. }`
        "#]],
    );
    check(
        r#"local function f(x)
  if x then return { allowed = true } end
  return false
end
return f(context.name)
"#,
        &["return-shape"],
        expect![[r#"
            5:8-5:23 return-shape[warning]: what is returned here may be a boolean, which is no result | run: what is no table is no result (result.invalid); before_signup then denies (onError: deny) | help: return a table that says it as `allowed`: `{ allowed = .. }`
        "#]],
    );
}

#[test]
fn what_is_not_known_is_not_told() {
    check_none(
        r#"local function deny(text) return { allowed = false, error = text } end
local r = { allowed = true }
if context.name then r = deny("no") end
return r
"#,
        &["return-shape"],
    );
    check_none(
        r#"local r = {}
local function fill(t) t.allowed = true end
fill(r)
return r
"#,
        &["return-shape"],
    );
    check_none(
        r#"local r = {}
for key, value in pairs({ allowed = true }) do r[key] = value end
return r
"#,
        &["return-shape"],
    );
    check_none(
        r#"local function base() return { data = {} } end
local r = base()
r.allowed = true
return r
"#,
        &["return-shape"],
    );
    check_none(
        r#"return helpers.json.decode(context.email)
"#,
        &["return-shape"],
    );
    check_none(
        r#"return setmetatable({}, { __index = { allowed = true } })
"#,
        &["return-shape"],
    );
    check_none(
        r#"local ok, r = pcall(function() return { allowed = true } end)
if ok then return r end
error("no")
"#,
        &["return-shape"],
    );
}

#[test]
fn an_async_script_may_return_nothing_and_no_allowed() {
    check_none(
        r#"---@hook after_signup
if context.user.name then return end
if context.user.role then return nil end
return { data = { a = 1 } }
"#,
        &["return-shape"],
    );
    check(
        r#"---@hook after_signup
if context.user.name then return true end
return { allowed = true, error = 1, data = 2 }
"#,
        &["return-shape"],
        expect![[r#"
            2:34-2:38 return-shape: the script returns a boolean here, which is no result | run: what is no table is no result (result.invalid); after_signup then continues, to be retried (onError: allow) | help: return a table that says it as `allowed`: `{ allowed = .. }` | fix: Return it as `allowed`
            3:34-3:35 return-shape: `error` of a result is a number here; it must be a string, or left out | run: an `error` that is no string is an error (result.invalid); after_signup then continues, to be retried (onError: allow) | help: give `error` a string, or leave it out | fix: Make it a string
            3:44-3:45 return-shape: `data` of a result is a number here; it must be a table, or left out | run: a `data` that is no table is an error (result.invalid); after_signup then continues, to be retried (onError: allow) | help: give `data` a table, or leave it out
        "#]],
    );
}

#[test]
fn without_a_placement_only_what_no_mode_accepts_is_told() {
    check(
        r#"--- file: scripts/alone.lua
if helpers.now() > 1 then return true end
if helpers.now() > 2 then return {} end
return nil
"#,
        &["return-shape"],
        expect![[r#"
            1:34-1:38 return-shape: the script returns a boolean here, which is no result | run: what is no table is no result (result.invalid); `onError` then decides what happens | help: return a table that says it as `allowed`: `{ allowed = .. }` | fix: Return it as `allowed`
        "#]],
    );
}

#[test]
fn hooks_of_different_modes_are_told_apart() {
    check(
        r#"if context.hook == "before_signup" then
  return { data = {} }
end
if context.node == "x" then return nil end
if context.node == "n" then return {} end
return nil
--- file: pipelines/before_signup.json
{ "nodes": { "n": { "script": "example" } } }
--- file: pipelines/after_signin.json
{ "nodes": { "n": { "script": "example" } } }
"#,
        &["return-shape"],
        expect![[r#"
            2:10-2:11 return-shape: this result has no `allowed` | run: a result without `allowed` is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: add `allowed = true` or `allowed = false`
        "#]],
    );
    check(
        r#"if helpers.now() > 1 then return {} end
if helpers.now() > 2 then return "no" end
return nil
--- file: pipelines/before_signup.json
{ "nodes": { "n": { "script": "example" } } }
--- file: pipelines/after_signin.json
{ "nodes": { "n": { "script": "example" } } }
"#,
        &["return-shape"],
        expect![[r#"
            1:34-1:35 return-shape[warning]: this result has no `allowed` | run: a result without `allowed` is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: add `allowed = true` or `allowed = false`; it matters in before_signup | fix: Add `allowed = false`
            2:34-2:38 return-shape: the script returns a string here, which is no result | run: what is no table is no result (result.invalid); before_signup then denies (onError: deny); after_signin then continues, to be retried (onError: allow) | help: return a table that says it as `allowed`: `{ allowed = .. }` | fix: Deny with it as `error`
            3:8-3:11 return-shape[warning]: the script returns nil here, which is no result | run: what is no table is no result (result.invalid); before_signup then denies (onError: deny) | help: return a table that says it as `allowed`: `{ allowed = .. }`; it matters in before_signup | fix: Say what runs do there now: `return { allowed = false }`
        "#]],
    );
}

#[test]
fn what_a_run_does_depends_on_its_error_rule() {
    check(
        r#"return {}
--- file: pipelines/before_signup.json
{ "onError": "allow", "nodes": { "a": { "script": "example" }, "b": { "script": "example", "onError": "deny" } } }
"#,
        &["return-shape"],
        expect![[r#"
            1:8-1:9 return-shape: this result has no `allowed` | run: a result without `allowed` is an error (result.invalid); before_signup/b then denies, without your reason (onError: deny); before_signup/a then continues as if the node had given nothing (onError: allow) | help: add `allowed = true` or `allowed = false`
        "#]],
    );
}

#[test]
fn broken_text_is_not_held_against_the_contract() {
    check_none(
        r#"local r = { data = {}, }
if context.name then return { = true } end
return r
"#,
        &["return-shape"],
    );
}


#[test]
fn no_fix_allows_what_a_run_refuses() {
    for script in [
        "return pcall(helpers.log)",
        "return (pcall(helpers.log))",
        "local ok = pcall(helpers.log)\nreturn ok",
        "local ok = pcall(helpers.log)\nreturn not not ok",
        "local ok = pcall(helpers.log)\nreturn ok == true",
        "return pcall(helpers.log) == true",
        "return xpcall(helpers.log, print)",
        "local function run() return pcall(helpers.log) end\nreturn run()",
        "return helpers.json == nil or pcall(helpers.log)",
        "return { data = { score = 1 } }",
        "local M = {}\nfunction M.run() return true end\nreturn M",
    ] {
        let found = render(&load(script), &["return-shape"]);
        assert!(found.contains("return-shape"), "{script}");
        assert!(!found.contains("fix: "), "{script}\n{found}");
    }
    for (script, fixed) in [
        ("return { error = \"no\" }", "return { allowed = false, error = \"no\" }"),
        ("local r = {}\nr.error = \"no\"\nreturn r", "local r = { allowed = false }\nr.error = \"no\"\nreturn r"),
        ("return {}", "return { allowed = false }"),
        ("return nil", "return { allowed = false }"),
        ("return { allowed = nil }", "return { allowed = false }"),
        ("local good = context.email ~= \"\"\nreturn good", "local good = context.email ~= \"\"\nreturn { allowed = good }"),
    ] {
        assert_eq!(first_fixed(script, "return-shape"), fixed);
    }
}

#[test]
fn where_an_error_allows_the_fix_does_too() {
    let pipeline = "--- file: pipelines/before_signup.json\n{ \"onError\": \"allow\", \"nodes\": { \"a\": { \"script\": \"example\" } } }\n";
    for (script, fixed) in [
        ("return {}\n", "return { allowed = true }\n"),
        ("return nil\n", "return { allowed = true }\n"),
        ("return { data = {} }\n", "return { allowed = true, data = {} }\n"),
        ("return { error = \"no\" }\n", "return { allowed = false, error = \"no\" }\n"),
    ] {
        assert_eq!(first_fixed(&format!("{script}{pipeline}"), "return-shape"), fixed);
    }
}

#[test]
fn a_table_made_far_away_is_shown_where_it_is_returned() {
    check(
        r#"local M = {}
function M.check(email)
  return email ~= ""
end
return M
"#,
        &["return-shape"],
        expect![[r#"
            1:11-1:12 return-shape: this result has no `allowed` | run: a result without `allowed` is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: add `allowed = true` or `allowed = false` | related: it is returned here `M`
        "#]],
    );
}
