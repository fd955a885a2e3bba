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
            2:21-2:26 undefined-field: `context` has no field `emial`; did you mean `email`? | run: it is nil on every run | help: rename it to `email` | fix: Rename it to `email`
            2:30-2:34 undefined-field: `r` has no field `Ip`; did you mean `ip`? | run: it is nil on every run | help: rename it to `ip` | fix: Rename it to `ip`
            2:45-2:47 undefined-field: `context` has no field `ip` | run: it is nil on every run | help: it is in `context.request.ip` | fix: Write `context.request.ip`
            2:65-2:70 undefined-field: `context.request` has no field `agent` | run: it is nil on every run; indexing nil raises script.error | help: use `ip`, `userAgent` or `origin`
            2:85-2:88 undefined-field: `context` has no field `zzz` | run: it is nil on every run | help: use `email`, `name`, `request`, `hook`, `node`, `config` or one of 2 more
            3:9-3:12 undefined-field: `helpers` has no field `lgo`; did you mean `log`? | run: it is nil on every run; calling nil raises script.error | help: rename it to `log` | fix: Rename it to `log`
            4:14-4:19 undefined-field: `helpers.json` has no field `parse` | run: it is nil on every run; calling nil raises script.error | help: use `encode`, `decode` or `null`
            5:18-5:22 undefined-field: `string` has no field `uper`; did you mean `upper`? | run: it is nil on every run; calling nil raises script.error | help: rename it to `upper` | fix: Rename it to `upper`
            5:36-5:39 undefined-field: `math` has no field `tau`; did you mean `tan`? | run: it is nil on every run; joining nil raises script.error | help: rename it to `tan` | fix: Rename it to `tan`
            6:43-6:47 undefined-field: `string` has no field `uper`; did you mean `upper`? | run: it is nil on every run; calling nil raises script.error | help: rename it to `upper` | fix: Rename it to `upper`
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
            scripts/example.lua 1:28-1:32 undefined-field[warning]: `context.config` has no field `limt`; did you mean `limit`? | run: it is nil on every run | help: rename it to `limit` | fix: Rename it to `limit`
            scripts/example.lua 1:47-1:51 undefined-field: `context.prev` has no field `scor`; did you mean `score`? | run: it is nil on every run | help: rename it to `score` | fix: Rename it to `score`
            scripts/example.lua 1:96-1:103 undefined-field: `context.outputs.a` has no field `country` | run: it is nil on every run | help: use `score`
        "#]],
    );
    check_none(
        r#"---@config { limit: integer, strict?: boolean }
helpers.log(context.config.limit, context.config.strict)
return { allowed = true }
"#,
        &["undefined-field", "pipeline-unknown-key"],
    );
    check(
        r#"---@hook before_signup
---@config { limit: integer, strict?: boolean }
helpers.log(context.config.limt + 1, context.config.other)
return { allowed = true }
"#,
        &["undefined-field"],
        expect![[r#"
            3:28-3:32 undefined-field[warning]: `context.config` has no field `limt`; did you mean `limit`? | run: it is nil on every run; arithmetic on nil raises script.error | help: rename it to `limit` | fix: Rename it to `limit`
            3:53-3:58 undefined-field[warning]: `context.config` has no field `other` | run: it is nil on every run | help: set it in the `config` of a node, or declare it with `---@config`
        "#]],
    );
    check_none(
        r#"---@config { limit: integer
helpers.log(context.config.limt, context.config.other)
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

#[test]
fn what_a_run_does_with_nil_is_told_as_it_is() {
    check(
        r#"local t = {}
local n = context.request.n > 3 or 3 >= context.request.m
local e = context.request.n == 3 or context.request.n ~= nil
local s = "a" .. context.request.n .. "b"
local a = context.request.n + 1, -context.request.n, #context.request.n, context.request.n // 2
t[context.request.n] = 1
t[1] = t[context.request.n]
t.x = (context.request.n)(1)
t.y = (context.request.n).z
for i = 1, context.request.n do t[i] = i end
for _, v in ipairs(context.request.n) do t[v] = 1 end
t.z = string.upper(context.request.n)
if not context.request.n then t.n = context.request.n end
return { allowed = n and e and s and a }
"#,
        &["undefined-field"],
        expect![[r#"
            2:27-2:28 undefined-field: `context.request` has no field `n` | run: it is nil on every run; comparing nil raises script.error | help: use `ip`, `userAgent` or `origin`
            2:57-2:58 undefined-field: `context.request` has no field `m` | run: it is nil on every run; comparing nil raises script.error | help: use `ip`, `userAgent` or `origin`
            3:27-3:28 undefined-field: `context.request` has no field `n` | run: it is nil on every run | help: use `ip`, `userAgent` or `origin`
            3:53-3:54 undefined-field: `context.request` has no field `n` | run: it is nil on every run | help: use `ip`, `userAgent` or `origin`
            4:34-4:35 undefined-field: `context.request` has no field `n` | run: it is nil on every run; joining nil raises script.error | help: use `ip`, `userAgent` or `origin`
            5:27-5:28 undefined-field: `context.request` has no field `n` | run: it is nil on every run; arithmetic on nil raises script.error | help: use `ip`, `userAgent` or `origin`
            5:51-5:52 undefined-field: `context.request` has no field `n` | run: it is nil on every run; arithmetic on nil raises script.error | help: use `ip`, `userAgent` or `origin`
            5:71-5:72 undefined-field: `context.request` has no field `n` | run: it is nil on every run; taking the length of nil raises script.error | help: use `ip`, `userAgent` or `origin`
            5:90-5:91 undefined-field: `context.request` has no field `n` | run: it is nil on every run; arithmetic on nil raises script.error | help: use `ip`, `userAgent` or `origin`
            6:19-6:20 undefined-field: `context.request` has no field `n` | run: it is nil on every run; nil as a key raises script.error | help: use `ip`, `userAgent` or `origin`
            7:26-7:27 undefined-field: `context.request` has no field `n` | run: it is nil on every run | help: use `ip`, `userAgent` or `origin`
            8:24-8:25 undefined-field: `context.request` has no field `n` | run: it is nil on every run; calling nil raises script.error | help: use `ip`, `userAgent` or `origin`
            9:24-9:25 undefined-field: `context.request` has no field `n` | run: it is nil on every run; indexing nil raises script.error | help: use `ip`, `userAgent` or `origin`
            10:28-10:29 undefined-field: `context.request` has no field `n` | run: it is nil on every run; counting with nil raises script.error | help: use `ip`, `userAgent` or `origin`
            11:36-11:37 undefined-field: `context.request` has no field `n` | run: it is nil on every run; walking nil raises script.error | help: use `ip`, `userAgent` or `origin`
            12:36-12:37 undefined-field: `context.request` has no field `n` | run: it is nil on every run; giving nil to this function raises script.error | help: use `ip`, `userAgent` or `origin`
            13:24-13:25 undefined-field: `context.request` has no field `n` | run: it is nil on every run | help: use `ip`, `userAgent` or `origin`
            13:53-13:54 undefined-field: `context.request` has no field `n` | run: it is nil on every run | help: use `ip`, `userAgent` or `origin`
        "#]],
    );
}

#[test]
fn a_field_of_another_table_says_nothing_of_this_one() {
    check(
        r#"local t = { request = {} }
t.emial, t.request.agent = 1, 2
function t.lgo() return t end
local Counter = {}
Counter.__index = Counter
function Counter:add() self.zzz = 1 return self end
setmetatable({}, Counter):add()
context.session = 1
helpers.log(context.emial, context.request.agent, context.zzz, t, context.session)
helpers.lgo("x")
return { allowed = true }
"#,
        &["undefined-field"],
        expect![[r#"
            9:21-9:26 undefined-field: `context` has no field `emial`; did you mean `email`? | run: it is nil on every run | help: rename it to `email` | fix: Rename it to `email`
            9:44-9:49 undefined-field: `context.request` has no field `agent` | run: it is nil on every run | help: use `ip`, `userAgent` or `origin`
            9:59-9:62 undefined-field: `context` has no field `zzz` | run: it is nil on every run | help: use `email`, `name`, `request`, `hook`, `node`, `config` or one of 2 more
            10:9-10:12 undefined-field: `helpers` has no field `lgo`; did you mean `log`? | run: it is nil on every run; calling nil raises script.error | help: rename it to `log` | fix: Rename it to `log`
        "#]],
    );
}

#[test]
fn a_field_that_may_be_written_here_is_not_called_undefined() {
    for script in [
        "local r = context.request\nr.agent = 1\nreturn { allowed = context.request.agent == 1 }",
        "local c = context\nlocal r = c[\"request\"]\nr[\"agent\"] = 1\nreturn { allowed = context.request.agent == 1 }",
        "local function fill(r) r.agent = 1 end\nfill(context.request)\nreturn { allowed = context.request.agent == 1 }",
        "for _, key in ipairs({ \"agent\" }) do context.request[key] = 1 end\nreturn { allowed = context.request.agent == 1 }",
        "local t = { r = context.request }\nfor _, r in pairs(t) do r.agent = 1 end\nreturn { allowed = context.request.agent == 1 }",
        "context.extra = { a = 1 }\nreturn { allowed = context.extra.a == 1 }",
        "function helpers.mine() return true end\nreturn { allowed = helpers.mine() }",
        "local h = helpers\nh.mine = type\nreturn { allowed = helpers.mine(1) == \"number\" }",
        "local function ext(lib) lib.mine = type end\next(helpers)\nreturn { allowed = helpers.mine(1) == \"number\" }",
        "setmetatable(context.request, { __index = { agent = 1 } })\nreturn { allowed = context.request.agent == 1 }",
        "local r = nil\nif context.name then r = context.request end\nif r then r.agent = 1 end\nreturn { allowed = context.request.agent == 1 }",
    ] {
        check_none(script, &["undefined-field"]);
    }
}

#[test]
fn methods_of_text_and_keys_of_exact_classes_are_known() {
    check(
        r#"local e = context.email
e:matc("x")
---@class (exact) Limit
---@field most integer

---@param limit Limit
---@param text string
local function f(limit, text)
  text:nothing()
  return limit.mots, limit.most, limit.other
end
return { allowed = f({ most = 1 }, "a") ~= nil }
"#,
        &["undefined-field"],
        expect![[r#"
            2:3-2:7 undefined-field: `string` has no field `matc`; did you mean `match`? | run: it is nil on every run; calling nil raises script.error | help: rename it to `match` | fix: Rename it to `match`
            10:16-10:20 undefined-field[warning]: `Limit` has no field `mots`; did you mean `most`? | run: it does not look at annotations | help: rename it to `most` | fix: Rename it to `most`
            10:40-10:45 undefined-field[warning]: `Limit` has no field `other` | run: it does not look at annotations | help: declare it with `@field`, or remove `(exact)`
        "#]],
    );
    check_fix(
        "local e = context.email\nreturn { allowed = e:matc(\"x\") ~= nil }\n",
        "undefined-field",
        expect![[r#"
            local e = context.email
            return { allowed = e:match("x") ~= nil }
        "#]],
    );
}
