//! Outputs of nodes that do not come before.

use expect_test::expect;

use crate::lints::tests::{check, check_fix, check_none};

#[test]
fn a_node_beside_is_no_ancestor() {
    check(
        r#"local country = context.outputs.geo.country
return { allowed = country ~= "XX" }
--- file: scripts/geo.lua
return { allowed = true, data = { country = "DE" } }
--- file: pipelines/before_signup.json
{ "nodes": { "geo": { "script": "geo" }, "reputation": { "script": "geo" }, "decide": { "script": "example", "needs": ["reputation"] } } }
"#,
        &["undefined-output"],
        expect![[r#"
            scripts/example.lua 1:33-1:36 undefined-output: node `geo` is not an ancestor of `decide`, so its output is never here | run: indexing nil raises script.error; before_signup then denies (onError: deny) | help: add "geo" to the `needs` of `decide` | related: `decide` needs only ["reputation"] `"decide"` | fix: Add "geo" to the `needs` of `decide`
        "#]],
    );
    check_fix(
        r#"local geo = context.outputs.geo
return { allowed = geo ~= nil }
--- file: scripts/geo.lua
return { allowed = true, data = { country = "DE" } }
--- file: pipelines/before_signup.json
{ "nodes": { "geo": { "script": "geo" }, "first": { "script": "geo" }, "decide": { "script": "example" } } }
"#,
        "undefined-output",
        expect![[r#"
            { "nodes": { "geo": { "script": "geo" }, "first": { "script": "geo" }, "decide": { "script": "example", "needs": ["geo"] } } }
        "#]],
    );
    check_fix(
        r#"local geo = context.outputs.geo
return { allowed = geo ~= nil }
--- file: scripts/geo.lua
return { allowed = true, data = { country = "DE" } }
--- file: pipelines/before_signup.json
{ "nodes": { "geo": { "script": "geo" }, "first": { "script": "geo" }, "decide": { "script": "example", "needs": [] } } }
"#,
        "undefined-output",
        expect![[r#"
            { "nodes": { "geo": { "script": "geo" }, "first": { "script": "geo" }, "decide": { "script": "example", "needs": ["geo"] } } }
        "#]],
    );
    check_fix(
        r#"local geo = context.outputs.geo
return { allowed = geo ~= nil }
--- file: scripts/geo.lua
return { allowed = true, data = { country = "DE" } }
--- file: pipelines/before_signup.json
{ "nodes": { "geo": { "script": "geo" }, "first": { "script": "geo" }, "decide": { "script": "example", "needs": ["first"] } } }
"#,
        "undefined-output",
        expect![[r#"
            { "nodes": { "geo": { "script": "geo" }, "first": { "script": "geo" }, "decide": { "script": "example", "needs": ["first", "geo"] } } }
        "#]],
    );
}

#[test]
fn a_node_that_is_nowhere_is_told_with_the_nearest() {
    check(
        r#"helpers.log(context.outputs.goe, context.outputs["weather"], context.outputs.decide, context.outputs.after)
return { allowed = true }
--- file: scripts/geo.lua
return { allowed = true, data = { country = "DE" } }
--- file: pipelines/before_signup.json
{ "nodes": { "geo": { "script": "geo" }, "decide": { "script": "example", "needs": ["geo"] }, "after": { "script": "geo", "needs": ["decide"] } } }
"#,
        &["undefined-output"],
        expect![[r#"
            scripts/example.lua 1:29-1:32 undefined-output[warning]: no node `goe` comes before this one; did you mean `geo`? | run: it is nil on every run | help: rename it to `geo` | fix: Rename it to `geo`
            scripts/example.lua 1:50-1:59 undefined-output[warning]: no node `weather` comes before this one | run: it is nil on every run | help: read `geo`
            scripts/example.lua 1:78-1:84 undefined-output[warning]: node `decide` is this one, whose output is not made yet | run: it is nil on every run | help: keep the value in a local
            scripts/example.lua 1:102-1:107 undefined-output[warning]: node `after` is not an ancestor of `decide`, so its output is never here | run: it is nil on every run | help: `after` runs after `decide`: read its output there | related: `decide` needs only ["geo"] `"decide"`
        "#]],
    );
    check_fix(
        r#"return { allowed = context.outputs.goe ~= nil }
--- file: scripts/geo.lua
return { allowed = true, data = { country = "DE" } }
--- file: pipelines/before_signup.json
{ "nodes": { "geo": { "script": "geo" }, "decide": { "script": "example", "needs": ["geo"] } } }
"#,
        "undefined-output",
        expect![[r#"
            return { allowed = context.outputs.geo ~= nil }
        "#]],
    );
}

#[test]
fn a_guard_makes_it_a_warning() {
    check(
        r#"if context.outputs.geo and context.outputs.geo.country then
  helpers.log(context.outputs.geo.country)
end
return { allowed = true }
"#,
        &["undefined-output"],
        expect![[r#"
            1:20-1:23 undefined-output[warning]: no node `geo` comes before this one | run: it is nil on every run | help: name a node in the `needs` of this one, and read that
            1:44-1:47 undefined-output[warning]: no node `geo` comes before this one | run: it is nil on every run | help: name a node in the `needs` of this one, and read that
            2:31-2:34 undefined-output[warning]: no node `geo` comes before this one | run: it is nil on every run | help: name a node in the `needs` of this one, and read that
        "#]],
    );
}

#[test]
fn ancestors_are_there() {
    check_none(
        r#"return { allowed = context.outputs.geo.country ~= "XX" and context.outputs.first.country ~= "YY" }
--- file: scripts/geo.lua
return { allowed = true, data = { country = "DE" } }
--- file: pipelines/before_signup.json
{ "nodes": { "first": { "script": "geo" }, "geo": { "script": "geo", "needs": ["first"] }, "decide": { "script": "example", "needs": ["geo"] } } }
"#,
        &["undefined-output"],
    );
}

