//! Fields that are not there.

use expect_test::expect;

use crate::lints::tests::{check, check_fix, check_none};

#[test]
fn fields_of_context_and_helpers_are_known() {
    check(
        r#"local r = context.request
helpers.log(context.emial, r["Ip"], context.ip, context.request.agent.name, context.zzz)
helpers.lgo("x")
helpers.json.parse("x")
local s = string.uper("x") .. math.tau
return { allowed = s == "", error = ("x"):uper() }
"#,
        &["undefined-field"],
        expect![[r#"
            2:21-2:26 undefined-field: `context` has no field `emial`; did you mean `email`? | run: it is nil on every run | help: rename it to `email` | fix: rename it to `email`
            2:30-2:34 undefined-field: `r` has no field `Ip`; did you mean `ip`? | run: it is nil on every run | help: rename it to `ip` | fix: rename it to `ip`
            2:45-2:47 undefined-field: `context` has no field `ip` | run: it is nil on every run | help: it is in `context.request.ip` | fix: write `context.request.ip`
            2:65-2:70 undefined-field: `context.request` has no field `agent` | run: it is nil on every run; indexing nil raises script.error | help: use one of `ip`, `userAgent`, `origin`
            2:85-2:88 undefined-field: `context` has no field `zzz` | run: it is nil on every run | help: use one of `email`, `name`, `request`, `hook`, `node`, `config`, 2 more
            3:9-3:12 undefined-field: `helpers` has no field `lgo`; did you mean `log`? | run: it is nil on every run; calling nil raises script.error | help: rename it to `log` | fix: rename it to `log`
            4:14-4:19 undefined-field: `helpers.json` has no field `parse` | run: it is nil on every run; calling nil raises script.error | help: use one of `encode`, `decode`, `null`
            5:18-5:22 undefined-field: `string` has no field `uper`; did you mean `upper`? | run: it is nil on every run; calling nil raises script.error | help: rename it to `upper` | fix: rename it to `upper`
            5:36-5:39 undefined-field: `math` has no field `tau`; did you mean `tan`? | run: it is nil on every run | help: rename it to `tan` | fix: rename it to `tan`
        "#]],
    );
    check_fix(
        r#"local r = context.request
helpers.log(context.emial, r["Ip"], context.ip)
helpers.lgo("x")
return { allowed = true }
"#,
        "undefined-field",
        expect![[r#"
            local r = context.request
            helpers.log(context.email, r["Ip"], context.ip)
            helpers.lgo("x")
            return { allowed = true }
        "#]],
    );
}

#[test]
fn writes_and_open_tables_are_fine() {
    check_none(
        r#"context.extra = 1
helpers.mine = print
helpers.mine(context.extra)
local context = { a = 1 }
helpers.log(context.b)
return { allowed = true }
"#,
        &["undefined-field"],
    );
    check_none(
        r#"---@hook before_signup
helpers.log(context.prev.any, context.outputs.any, context.config.any)
return { allowed = true }
"#,
        &["undefined-field"],
    );
}

#[test]
fn the_config_and_the_data_of_nodes_are_known() {
    check(
        r#"helpers.log(context.config.limt, context.prev.scor, context.outputs.a.score, context.outputs.a.country)
return { allowed = true }
--- file: scripts/first.lua
local data = {}
data.score = 1
return { allowed = true, data = data }
--- file: pipelines/before_signup.json
{ "nodes": { "a": { "script": "first" }, "b": { "script": "example", "needs": ["a"], "config": { "limit": 5 } } } }
"#,
        &["undefined-field"],
        expect![[r#"
            scripts/example.lua 1:28-1:32 undefined-field[warning]: `context.config` has no field `limt`; did you mean `limit`? | run: it is nil on every run | help: rename it to `limit` | fix: rename it to `limit`
            scripts/example.lua 1:47-1:51 undefined-field: `context.prev` has no field `scor`; did you mean `score`? | run: it is nil on every run | help: rename it to `score` | fix: rename it to `score`
            scripts/example.lua 1:96-1:103 undefined-field: `context.outputs.a` has no field `country` | run: it is nil on every run | help: use one of `score`
        "#]],
    );
    check_none(
        r#"---@config { limit: integer, strict?: boolean }
helpers.log(context.config.limit, context.config.strict)
return { allowed = true }
"#,
        &["undefined-field"],
    );
    check_none(
        r#"helpers.log(context.config.strict, context.config.limit)
return { allowed = true }
--- file: pipelines/before_signup.json
{ "nodes": { "a": { "script": "example", "config": { "limit": 5 } }, "b": { "script": "example", "config": { "strict": true } } } }
"#,
        &["undefined-field"],
    );
}

#[test]
fn half_a_name_is_not_held_against_anybody() {
    check_none(
        r#"local r = context.
return { allowed = true }
"#,
        &["undefined-field"],
    );
    check_none(
        r#"helpers.log(context.emai
return { allowed = true }
"#,
        &["undefined-field"],
    );
}

