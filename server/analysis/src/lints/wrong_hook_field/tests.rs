//! Fields that only some placements have.

use expect_test::expect;

use crate::lints::tests::{check, check_none, first_fixed, load, render};

#[test]
fn a_field_of_one_hook_is_told_at_the_others() {
    check(
        r#"local scopes = context.grant.scopes
helpers.log(#scopes, context.action)
--- file: pipelines/client_after_authorize.json
{ "nodes": { "n": { "script": "example" } } }
--- file: pipelines/client_access_change.json
{ "nodes": { "n": { "script": "example" } } }
"#,
        &["wrong-hook-field"],
        expect![[r#"
            1:24-1:29 wrong-hook-field: `context.grant` is not there in hook `client_access_change` | run: it is nil in client_access_change, and indexing nil raises script.error; client_access_change then continues, to be retried (onError: allow) | help: guard it with `if context.hook == "client_after_authorize" then` | fix: Guard it
            2:30-2:36 wrong-hook-field: `context.action` is not there in hook `client_after_authorize` | run: it is nil in client_after_authorize; client_access_change has it | help: guard it with `if context.hook == "client_access_change" then` | fix: Guard it
        "#]],
    );
    check(
        r#"helpers.log(context.name)
return { allowed = #context.name > 3, error = context.name }
--- file: pipelines/before_signup.json
{ "nodes": { "n": { "script": "example" } } }
--- file: pipelines/before_signin.json
{ "nodes": { "n": { "script": "example" } } }
--- file: pipelines/before_signout.json
{ "nodes": { "n": { "script": "example" } } }
"#,
        &["wrong-hook-field"],
        expect![[r#"
            1:21-1:25 wrong-hook-field: `context.name` is not there in hooks `before_signin` and `before_signout` | run: it is nil in before_signin and before_signout; before_signup has it | help: guard it with `if context.hook == "before_signup" then` | fix: Guard it
            2:29-2:33 wrong-hook-field: `context.name` is not there in hooks `before_signin` and `before_signout` | run: it is nil in before_signin and before_signout, and taking the length of nil raises script.error; before_signin and before_signout then deny (onError: deny) | help: guard it with `if context.hook == "before_signup" then`
        "#]],
    );
}

#[test]
fn a_test_of_the_hook_tells_them_apart() {
    check_none(
        r#"local hook = context.hook
if hook == "client_after_authorize" then
  helpers.log(#context.grant.scopes)
else
  helpers.log(context.action)
end
local n = context.hook == "client_after_authorize" and #context.grant.scopes or 0
if context.hook ~= "client_access_change" then helpers.log(context.grant, n) end
--- file: pipelines/client_after_authorize.json
{ "nodes": { "n": { "script": "example" } } }
--- file: pipelines/client_access_change.json
{ "nodes": { "n": { "script": "example" } } }
"#,
        &["wrong-hook-field"],
    );
}

#[test]
fn nodes_of_one_hook_are_told_apart_by_their_names() {
    check(
        r#"return { allowed = context.outputs.geo.country ~= "XX" }
--- file: scripts/geo.lua
return { allowed = true, data = { country = "DE" } }
--- file: pipelines/before_signup.json
{ "nodes": { "geo": { "script": "geo" }, "a": { "script": "example", "needs": ["geo"] }, "b": { "script": "example" } } }
"#,
        &["wrong-hook-field"],
        expect![[r#"
            scripts/example.lua 1:36-1:39 wrong-hook-field: `context.outputs.geo` is not there in node `b` | run: it is nil in b, and indexing nil raises script.error; before_signup then denies (onError: deny) | help: guard it with `if context.node == "a" then`
        "#]],
    );
    check_none(
        r#"if context.node == "a" then
  return { allowed = context.outputs.geo.country ~= "XX" }
end
return { allowed = true }
--- file: scripts/geo.lua
return { allowed = true, data = { country = "DE" } }
--- file: pipelines/before_signup.json
{ "nodes": { "geo": { "script": "geo" }, "a": { "script": "example", "needs": ["geo"] }, "b": { "script": "example" } } }
"#,
        &["wrong-hook-field"],
    );
}

const TWO_HOOKS: &str = r#"
--- file: pipelines/after_signin.json
{ "nodes": { "n": { "script": "example" } } }
--- file: pipelines/after_signup.json
{ "nodes": { "n": { "script": "example" } } }
"#;

#[test]
fn a_read_without_a_test_is_found_whatever_stands_around_it() {
    let text = r#"helpers.log("id " .. context.session.id)
local s = context.session
helpers.log(s.id)
if not s then helpers.log(s.id) end
if context.session then helpers.log("x") end
helpers.log(context.session.id)
if context.user.id ~= "" or context.session then helpers.log(#context.session.id) end
local function log() helpers.log(context.session.id) end
log()
local t = { id = context.session.id, session = context.session }
for k in pairs(context.session) do t[k] = true end
if context.hook == "after_signup" then helpers.log(context.session.id) end"#;
    check(
        &format!("{text}{TWO_HOOKS}"),
        &["wrong-hook-field"],
        expect![[r#"
            1:30-1:37 wrong-hook-field: `context.session` is not there in hook `after_signup` | run: it is nil in after_signup, and indexing nil raises script.error; after_signup then continues, to be retried (onError: allow) | help: guard it with `if context.hook == "after_signin" then` | fix: Guard it
            3:13-3:14 wrong-hook-field: `context.session` is not there in hook `after_signup` | run: it is nil in after_signup, and indexing nil raises script.error; after_signup then continues, to be retried (onError: allow) | help: guard it with `if context.hook == "after_signin" then` | related: `s` stands for it `session` | fix: Guard it
            4:27-4:28 wrong-hook-field: `context.session` is not there in hook `after_signup` | run: it is nil in after_signup, and indexing nil raises script.error; after_signup then continues, to be retried (onError: allow) | help: use it only where it is there, or split the script | related: `s` stands for it `session`
            6:21-6:28 wrong-hook-field: `context.session` is not there in hook `after_signup` | run: it is nil in after_signup, and indexing nil raises script.error; after_signup then continues, to be retried (onError: allow) | help: guard it with `if context.hook == "after_signin" then` | fix: Guard it
            7:71-7:78 wrong-hook-field: `context.session` is not there in hook `after_signup` | run: it is nil in after_signup, and indexing nil raises script.error; after_signup then continues, to be retried (onError: allow) | help: guard it with `if context.hook == "after_signin" then` | fix: Guard it
            8:42-8:49 wrong-hook-field: `context.session` is not there in hook `after_signup` | run: it is nil in after_signup, and indexing nil raises script.error; after_signup then continues, to be retried (onError: allow) | help: guard it with `if context.hook == "after_signin" then` | fix: Guard it
            10:26-10:33 wrong-hook-field: `context.session` is not there in hook `after_signup` | run: it is nil in after_signup, and indexing nil raises script.error; after_signup then continues, to be retried (onError: allow) | help: guard it with `if context.hook == "after_signin" then` | fix: Guard it
            11:24-11:31 wrong-hook-field: `context.session` is not there in hook `after_signup` | run: it is nil in after_signup, and walking nil raises script.error; after_signup then continues, to be retried (onError: allow) | help: guard it with `if context.hook == "after_signin" then`
            12:60-12:67 wrong-hook-field: `context.session` is not there in hook `after_signup` | run: it is nil in after_signup, and indexing nil raises script.error; after_signup then continues, to be retried (onError: allow) | help: use it only where it is there, or split the script
        "#]],
    );
}

#[test]
fn the_fix_is_right_or_there_is_none() {
    for (text, fixed) in [
        (
            "local t = {}\nt.id = context.session.id",
            "local t = {}\nt.id = context.hook == \"after_signin\" and context.session.id or nil\n",
        ),
        (
            "local id\nid = (context.session.id)",
            "local id\nid = (context.hook == \"after_signin\" and context.session.id or nil)\n",
        ),
        (
            "local x = helpers.log\ncontext.session.id:lower()",
            "local x = helpers.log\nif context.hook == \"after_signin\" then context.session.id:lower() end\n",
        ),
        (
            "helpers.log(\n  #context.session.id\n)",
            "if context.hook == \"after_signin\" then helpers.log(\n  #context.session.id\n) end\n",
        ),
        (
            "helpers.log(context.session)",
            "helpers.log(context.hook == \"after_signin\" and context.session or nil)\n",
        ),
    ] {
        assert_eq!(
            first_fixed(&format!("{text}{TWO_HOOKS}"), "wrong-hook-field"),
            fixed
        );
    }
    let unfixed = load(&format!(
        "if #context.session.id > 3 then helpers.log(1) end{TWO_HOOKS}"
    ));
    let found = render(&unfixed, &["wrong-hook-field"]);
    assert!(
        found.contains("taking the length") || found.contains("indexing nil"),
        "{found}"
    );
    assert!(!found.contains("fix: "), "{found}");
}

#[test]
fn an_output_that_is_tested_is_fine_in_nodes_that_lack_it() {
    for script in [
        "local geo = context.outputs.geo\nreturn { allowed = geo == nil or geo.country ~= \"XX\" }\n",
        "if context.outputs.geo then return { allowed = context.outputs.geo.country ~= \"XX\" } end\nreturn { allowed = true }\n",
        "if not context.outputs.geo then return { allowed = true } end\nreturn { allowed = context.outputs.geo.country ~= \"XX\" }\n",
        "local o = context.outputs\nlocal country = o.geo and o.geo.country or \"XX\"\nreturn { allowed = country ~= \"XX\" }\n",
        "return { allowed = (context.outputs.geo or {}).country ~= \"XX\" }\n",
        "return { allowed = context.prev.country == nil or #context.prev.country == 2 }\n",
    ] {
        check_none(
            &format!(
                "{script}{}",
                r#"--- file: scripts/geo.lua
return { allowed = true, data = { country = "DE" } }
--- file: pipelines/before_signup.json
{ "nodes": { "geo": { "script": "geo" }, "a": { "script": "example", "needs": ["geo"] }, "b": { "script": "example" } } }
"#
            ),
            &["wrong-hook-field", "undefined-output", "undefined-field"],
        );
    }
}
