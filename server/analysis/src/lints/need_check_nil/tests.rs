//! What may be nil, in each use; and what is not said to be.

use expect_test::expect;

use crate::lints::tests::{check, check_fix, check_none};

const CODE: &[&str] = &["need-check-nil"];

#[test]
fn each_use_that_nil_does_not_survive_is_told_once() {
    check(
        "local function f() return tonumber(context.email) end
local a, b, c, d, e, g, h, i = f(), f(), f(), f(), f(), f(), f(), f()
helpers.log(a + 1, a + 2)
helpers.log(1 - b, -b)
helpers.log(c .. \"x\")
helpers.log(d < 3, d > 3)
for n = 1, e do helpers.log(n, e + 1) end
local s = context.email:match(\"x\")
helpers.log(#s, s:upper())
local t = {}
t[g] = 1
helpers.log(t, ~h, 2 ^ i)
helpers.log(context.name:lower())
return { allowed = #context.name > 3 }
",
        CODE,
        expect![[r#"
            3:13-3:14 need-check-nil: `a` may be nil here | run: arithmetic on nil raises script.error; before_signup then denies (onError: deny) | help: guard it, or write `(a or 0)` | fix: Put `or 0` behind it
            4:17-4:18 need-check-nil: `b` may be nil here | run: arithmetic on nil raises script.error; before_signup then denies (onError: deny) | help: guard it, or write `(b or 0)` | fix: Put `or 0` behind it
            5:13-5:14 need-check-nil: `c` may be nil here | run: joining nil raises script.error; before_signup then denies (onError: deny) | help: guard it, or write `(c or 0)` | fix: Put `or 0` behind it
            6:13-6:14 need-check-nil: `d` may be nil here | run: comparing nil raises script.error; before_signup then denies (onError: deny) | help: guard it, or write `(d or 0)` | fix: Put `or 0` behind it
            7:12-7:13 need-check-nil: `e` may be nil here | run: counting with nil raises script.error; before_signup then denies (onError: deny) | help: guard it, or write `(e or 0)` | fix: Put `or 0` behind it
            9:14-9:15 need-check-nil: `s` may be nil here | run: taking the length of nil raises script.error; before_signup then denies (onError: deny) | help: guard it, or write `(s or "")` | fix: Put `or ""` behind it
            11:3-11:4 need-check-nil: `g` may be nil here | run: nil as a key raises script.error; before_signup then denies (onError: deny) | help: guard it | fix: Guard it
            12:17-12:18 need-check-nil: `h` may be nil here | run: arithmetic on nil raises script.error; before_signup then denies (onError: deny) | help: guard it, or write `(h or 0)` | fix: Put `or 0` behind it
            12:24-12:25 need-check-nil: `i` may be nil here | run: arithmetic on nil raises script.error; before_signup then denies (onError: deny) | help: guard it, or write `(i or 0)` | fix: Put `or 0` behind it
            13:13-13:25 need-check-nil: `context.name` may be nil here | run: indexing nil raises script.error; before_signup then denies (onError: deny) | help: guard it, or write `(context.name or "")` | fix: Guard it
        "#]],
    );
}

#[test]
fn what_is_nil_on_every_run_is_an_error() {
    check(
        "local nothing
helpers.log(nothing.x)
local found = context.name
if not found then helpers.log(#found) end
for k in pairs(nothing) do helpers.log(k) end
nothing()
return { allowed = true }
",
        CODE,
        expect![[r#"
            2:13-2:20 need-check-nil[error]: `nothing` is nil here | run: indexing nil raises script.error; before_signup then denies (onError: deny) | help: guard it
            4:32-4:37 need-check-nil[error]: `found` is nil here | run: taking the length of nil raises script.error; before_signup then denies (onError: deny) | help: guard it
            5:16-5:23 need-check-nil[error]: `nothing` is nil here | run: walking nil raises script.error; before_signup then denies (onError: deny) | help: guard it
            6:1-6:8 need-check-nil[error]: `nothing` is nil here | run: calling nil raises script.error; before_signup then denies (onError: deny) | help: guard it
        "#]],
    );
}

#[test]
fn inside_a_guarded_call_it_is_less_bad() {
    check(
        "local ok = pcall(function() helpers.log(#context.name) end)
local function walk() local x; helpers.log(x.y) end
local fine = pcall(walk)
return { allowed = ok and fine }
",
        CODE,
        expect![[r#"
            1:42-1:54 need-check-nil[info]: `context.name` may be nil here | run: taking the length of nil raises an error, which ends the guarded function | help: guard it, or write `(context.name or "")` | fix: Put `or ""` behind it
            2:44-2:45 need-check-nil: `x` is nil here | run: indexing nil raises an error, which ends the guarded function | help: guard it
        "#]],
    );
}

#[test]
fn a_node_that_may_fail_is_no_reason_for_a_warning() {
    check(
        "--- file: pipelines/before_signup.json
{ \"nodes\": {
  \"score\": { \"script\": \"score\", \"onError\": \"allow\" },
  \"maybe\": { \"script\": \"maybe\" },
  \"decide\": { \"script\": \"decide\", \"needs\": [\"score\", \"maybe\"] }
} }
--- file: scripts/score.lua
return { allowed = true, data = { score = #context.email } }
--- file: scripts/maybe.lua
local data = {}
if context.name then data.name = context.name end
return { allowed = true, data = data }
--- file: scripts/decide.lua
local high = context.outputs.score.score > 3
local also = context.prev.score > 3
local name = context.prev.name:lower()
return { allowed = high and also, data = { name = name } }
",
        CODE,
        expect![[r#"
            scripts/decide.lua 1:14-1:41 need-check-nil[info]: `context.outputs.score.score` may be nil here | run: comparing nil raises script.error; before_signup then denies (onError: deny) | help: guard it, or write `(context.outputs.score.score or 0)` | fix: Put `or 0` behind it
            scripts/decide.lua 2:14-2:32 need-check-nil[info]: `context.prev.score` may be nil here | run: comparing nil raises script.error; before_signup then denies (onError: deny) | help: guard it, or write `(context.prev.score or 0)` | fix: Put `or 0` behind it
            scripts/decide.lua 3:14-3:31 need-check-nil: `context.prev.name` may be nil here | run: indexing nil raises script.error; before_signup then denies (onError: deny) | help: guard it, or write `(context.prev.name or "")` | fix: Put `or ""` behind it
        "#]],
    );
}

#[test]
fn nothing_is_said_where_it_was_tested_or_where_nobody_knows() {
    for text in [
        "local n = tonumber(context.email)\nif n then helpers.log(n + 1) end",
        "local n = tonumber(context.email) or 0\nhelpers.log(n + 1)",
        "local body = helpers.json.decode(\"{}\")\nhelpers.log(body.a.b.c + 1)",
        "local list = { 1, 2 }\nhelpers.log(list[3] + 1)",
        "local handler\nlocal function call() handler() end\nhandler = function() end\ncall()",
        "local last\nfor _, word in ipairs({ \"a\" }) do last = word end\nif last then helpers.log(#last) end",
        "local config = {}\nconfig.on = nil\nlocal function f(c) c.on = {} end\nf(config)\nhelpers.log(config.on.x)",
        "local a = context.name\nlocal b = a\nif a then helpers.log(#b) end",
        "local ok, text = pcall(helpers.json.decode, \"\")\nif not ok then helpers.log(text.x) end",
        "local state = { next = nil }\nstate.next = { 1 }\nhelpers.log(#state.next)",
        "local t = setmetatable({}, { __index = function() return 1 end })\nhelpers.log(t.x + 1)",
    ] {
        check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
    }
}

#[test]
fn a_default_stands_in_or_the_statement_is_guarded() {
    check_fix(
        "local size = #context.name\nreturn { allowed = size > 1 }\n",
        "need-check-nil",
        expect![[r#"
            local size = #(context.name or "")
            return { allowed = size > 1 }
        "#]],
    );
    check_fix(
        "local n = tonumber(context.email)\nhelpers.log(\"n\", 1 + n)\nreturn { allowed = true }\n",
        "need-check-nil",
        expect![[r#"
            local n = tonumber(context.email)
            helpers.log("n", 1 + (n or 0))
            return { allowed = true }
        "#]],
    );
    check_fix(
        "local domain = context.email:match(\"@(.+)$\")\nhelpers.log(domain:lower())\nreturn { allowed = true }\n",
        "need-check-nil",
        expect![[r#"
            local domain = context.email:match("@(.+)$")
            if domain then helpers.log(domain:lower()) end
            return { allowed = true }
        "#]],
    );
}

#[test]
fn as_many_values_as_were_asked_for_are_there() {
    check_none(
        "local sum = 0\nfor i = 1, #context.email do sum = sum + context.email:byte(i) end\nlocal first = context.email:byte(1)\nlocal a, b = string.unpack(\"BB\", context.email)\nlocal c, d = table.unpack({ 1, 2 })\nreturn { allowed = sum + first + a + b + c + d > 0 and utf8.codepoint(context.email, 1) < 128 }\n",
        &["need-check-nil", "invalid-operand", "invalid-comparison"],
    );
}

#[test]
fn what_is_taken_from_a_list_is_there() {
    check_none(
        "---@type string[]\nlocal queue = { context.email }\nwhile #queue > 0 do\n  local head = table.remove(queue, 1)\n  helpers.log(head:upper())\nend\nreturn { allowed = true }\n",
        CODE,
    );
}
