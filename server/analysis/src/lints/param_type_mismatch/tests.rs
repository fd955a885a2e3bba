//! What functions of the sandbox are given, and what they do not take.

use expect_test::expect;

use crate::lints::tests::{check, check_none};

const CODE: &[&str] = &["param-type-mismatch"];
const NIL: &[&str] = &["need-check-nil"];

#[test]
fn an_argument_of_another_type_is_told() {
    check(
        "helpers.log(string.rep(\"a\", {}), (\"a\"):rep(\"x\"))
helpers.log((\"a\"):rep(1.5), string.upper({}), math.floor(true))
table.concat(\"a\", \",\")
table.sort({ 1, 2 }, { 3 })
helpers.metrics.count(true)
helpers.fetch(\"https://a.example/\", \"POST\")
helpers.log(helpers.hash(\"a\", \"sha1\"))
helpers.log((\"a\"):find(\".\", true))
helpers.log(setmetatable({}, 1), coroutine.resume(print))
return { allowed = true }
",
        CODE,
        expect![[r#"
            1:29-1:31 param-type-mismatch[error]: `string.rep` takes `integer` for `n`, but this value is `{}` | run: the call raises script.error; before_signup then denies (onError: deny) | help: pass `integer` for `n`
            1:44-1:47 param-type-mismatch[error]: `string.rep` takes `integer` for `n`, but this value is `string` | run: the call raises script.error; before_signup then denies (onError: deny) | help: make it a number with `tonumber`, and test that
            2:23-2:26 param-type-mismatch[error]: `string.rep` takes `integer` for `n`, but this value is `1.5` | run: the call raises script.error; before_signup then denies (onError: deny) | help: round it with `math.floor`, or count in whole numbers
            2:42-2:44 param-type-mismatch[error]: `string.upper` takes `string` for `s`, but this value is `{}` | run: the call raises script.error; before_signup then denies (onError: deny) | help: make it text with `helpers.json.encode` or `table.concat`, or take the part of it that is one
            2:58-2:62 param-type-mismatch[error]: `math.floor` takes `number` for `x`, but this value is `boolean` | run: the call raises script.error; before_signup then denies (onError: deny) | help: pass `number` for `x`
            3:14-3:17 param-type-mismatch[error]: `table.concat` takes `(string|number)[]` for `list`, but this value is `string` | run: the call raises script.error; before_signup then denies (onError: deny) | help: make it a number with `tonumber`, and test that
            4:22-4:27 param-type-mismatch[error]: `table.sort` takes a function for `less`, but this value is `3[]` | run: the call raises script.error; before_signup then denies (onError: deny) | help: pass the function itself, without calling it
            5:23-5:27 param-type-mismatch[error]: `helpers.metrics.count` takes `string` for `name`, but this value is `boolean` | run: the call raises script.error; before_signup then denies (onError: deny) | help: make it text with `tostring`
            6:37-6:43 param-type-mismatch[error]: `helpers.fetch` takes `FetchOptions` for `options`, but this value is `string` | run: the call raises script.error; before_signup then denies (onError: deny) | help: pass `FetchOptions` for `options`
            7:31-7:37 param-type-mismatch[error]: `helpers.hash` takes `"sha256"|"sha512"|"md5"` for `algorithm`, but this value is `"sha1"` | run: the call raises script.error; before_signup then denies (onError: deny) | help: pass `"sha256"|"sha512"|"md5"` for `algorithm`
            8:29-8:33 param-type-mismatch[error]: `string.find` takes `integer` for `init`, but this value is `boolean` | run: the call raises script.error; before_signup then denies (onError: deny) | help: pass `integer` for `init`
            9:30-9:31 param-type-mismatch[error]: `setmetatable` takes a table for `metatable`, but this value is `integer` | run: the call raises script.error; before_signup then denies (onError: deny) | help: pass a table for `metatable`
            9:51-9:56 param-type-mismatch[error]: `coroutine.resume` takes `thread` for `co`, but `print` is `function` | run: the call raises script.error; before_signup then denies (onError: deny) | help: pass `thread` for `co`
        "#]],
    );
}

#[test]
fn where_only_some_values_fail_it_is_a_warning() {
    check(
        "local way = context.name and true or \"x\"
helpers.log(string.upper(way))
pcall(function() helpers.log(string.upper({})) end)
pcall((\"a\"):upper())
helpers.fetch(\"https://a.example/\", { timeoutMs = {} })
return { allowed = true }
",
        CODE,
        expect![[r#"
            2:26-2:29 param-type-mismatch: `string.upper` takes `string` for `s`, but `way` may be `boolean` | run: the call with such a value raises script.error; before_signup then denies (onError: deny) | help: make it text with `tostring`
            3:43-3:45 param-type-mismatch: `string.upper` takes `string` for `s`, but this value is `{}` | run: the call raises an error, which ends the guarded function | help: make it text with `helpers.json.encode` or `table.concat`, or take the part of it that is one
            4:7-4:20 param-type-mismatch: `pcall` takes a function for `f`, but what `upper` gives is `string` | run: `pcall` gives false and an error: it cannot call this value | help: pass the function itself, without calling it
            5:37-5:55 param-type-mismatch: `helpers.fetch` does not take this `options`: `options.timeoutMs`: {} is not integer | run: a call that cannot use the value raises script.error; before_signup then denies (onError: deny) | help: pass `FetchOptions` for `options`
        "#]],
    );
}

#[test]
fn what_lua_makes_of_an_argument_is_fine() {
    for text in [
        "helpers.log(string.rep(\"a\", \"2\"), (\"a\"):rep(2.0), string.upper(12), math.floor(\"1\"))",
        "helpers.log(helpers.hash(1), table.concat({ 1, \"a\" }, 2))",
        "helpers.log((\"a\"):find(\"a\", 1, 1), string.rep(\"a\", tonumber(context.email) or 1))",
        "helpers.log(math.max(1, 2.5), math.floor(7 / 2), (\"a\"):rep(7 / 2))",
        "helpers.log(tostring({}), type(nil), select(\"#\", 1), select(2, 1, 2), tonumber(\"ff\", 16))",
        "local t = {} table.insert(t, 1) table.insert(t, 1, \"a\") table.sort(t) helpers.log(table.unpack(t))",
        "local t = { n = 1 } table.insert(t, 1) helpers.log(#t)",
        "helpers.log(helpers.json.decode(context.email):upper(), (context.config or {}).x)",
        "local body = helpers.json.decode(\"{}\") helpers.log(string.rep(body.a, body.b), table.concat(body))",
        "helpers.metrics.count(\"a\", 1, { a = 1, b = \"x\", c = true })",
        "await(helpers.fetch(\"https://a.example/\", { method = \"POST\", headers = { a = \"b\" }, body = { a = 1 } }))",
        "await(helpers.fetch(\"https://a.example/\", { body = { 1, 2 }, timeoutMs = 100 }))",
        "helpers.trace(\"a\", function() end) helpers.trace(\"a\", { b = 1 }, function() end)",
        "helpers.log((context.email:gsub(\"a\", { a = \"b\" })), (context.email:gsub(\"a\", string.upper)))",
        "local co = coroutine.create(function() end) coroutine.resume(co)",
        "local object = setmetatable({}, { __call = function() end }) pcall(object)",
        "helpers.log(string.byte(\"a\", 1, -1), utf8.char(72, 228), math.random(1, 6), rawlen({}))",
        "local s = context.email if #s > 3 then s = 5 end helpers.log(string.upper(s))",
    ] {
        check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
    }
}

#[test]
fn nil_is_told_as_nil() {
    check(
        "helpers.log(string.upper(context.name), helpers.hash(nil))
local name = context.name
if name then helpers.log(string.upper(name)) end
helpers.log((\"a\"):rep(tonumber(context.email)))
helpers.log(pcall(nil), tostring(context.name), (\"a\"):sub(1, nil))
return { allowed = true }
",
        NIL,
        expect![[r#"
            1:26-1:38 need-check-nil: `context.name` may be nil here | run: passing nil raises script.error; before_signup then denies (onError: deny) | help: guard it, or write `(context.name or "")` | fix: Put `or ""` behind it
            1:54-1:57 need-check-nil[error]: this value is nil here | run: passing nil raises script.error; before_signup then denies (onError: deny) | help: guard it
            4:23-4:46 need-check-nil: what `tonumber` gives may be nil here | run: passing nil raises script.error; before_signup then denies (onError: deny) | help: keep it in a local and guard that, or put `or 0` behind it | fix: Put `or 0` behind it
        "#]],
    );
    check_none("helpers.log(string.upper(context.name))\nreturn { allowed = true }\n", CODE);
}

#[test]
fn a_promise_is_told_by_another_finding() {
    check_none("helpers.log(string.upper(helpers.fetch(\"https://a.example/\")))\nreturn { allowed = true }\n", CODE);
}

#[test]
fn against_what_a_parameter_is_used_as_it_is_information() {
    check(
        "local function shout(text) return text .. \"!\" end
local function twice(f) f() f() end
local others = { shout, twice }
helpers.log(shout(true), shout(1), shout(context.name), shout({}), #others)
twice(\"x\")
twice(print)
return { allowed = true }
",
        CODE,
        expect![[r#"
            4:19-4:23 param-type-mismatch[info]: `text` is used as `string` in the function, but this is `boolean` | run: the use in the function raises script.error; before_signup then denies (onError: deny) | help: pass `string`, or test `text` in the function
            5:7-5:10 param-type-mismatch[info]: `f` is used as `function` in the function, but this is `string` | run: the use in the function raises script.error; before_signup then denies (onError: deny) | help: pass `function`, or test `f` in the function
        "#]],
    );
    check_none(
        "local function shout(text) if text then return text .. \"!\" end end
local other = shout
helpers.log(shout(true), other)
return { allowed = true }
",
        CODE,
    );
}
