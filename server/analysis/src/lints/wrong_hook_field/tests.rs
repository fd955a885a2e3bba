//! Fields that only some placements have.

use expect_test::expect;

use crate::lints::tests::{check, check_fix, check_none};

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
            1:24-1:29 wrong-hook-field: `context.grant` is not there in hook `client_access_change` | run: it is nil in client_access_change; client_after_authorize has it | help: guard it with `if context.hook == "client_after_authorize" then` | fix: guard it
            2:30-2:36 wrong-hook-field: `context.action` is not there in hook `client_after_authorize` | run: it is nil in client_after_authorize; client_access_change has it | help: guard it with `if context.hook == "client_access_change" then` | fix: guard it
        "#]],
    );
    check_fix(
        r#"local scopes = context.grant.scopes
helpers.log(scopes)
--- file: pipelines/client_after_authorize.json
{ "nodes": { "n": { "script": "example" } } }
--- file: pipelines/client_access_change.json
{ "nodes": { "n": { "script": "example" } } }
"#,
        "wrong-hook-field",
        expect![[r#"
            local scopes = (context.hook == "client_after_authorize" and context.grant.scopes or nil)
            helpers.log(scopes)
        "#]],
    );
    check(
        r#"return { allowed = context.name ~= "x" }
--- file: pipelines/before_signup.json
{ "nodes": { "n": { "script": "example" } } }
--- file: pipelines/before_signin.json
{ "nodes": { "n": { "script": "example" } } }
--- file: pipelines/before_signout.json
{ "nodes": { "n": { "script": "example" } } }
"#,
        &["wrong-hook-field"],
        expect![[r#"
            1:28-1:32 wrong-hook-field: `context.name` is not there in hooks `before_signin` and `before_signout` | run: it is nil in before_signin and before_signout; before_signup has it | help: guard it with `if context.hook == "before_signup" then` | fix: guard it
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
            scripts/example.lua 1:36-1:39 wrong-hook-field: `context.outputs.geo` is not there in node `b` | run: it is nil in b; a has it | help: guard it with `if context.node == "a" then` | fix: guard it
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

