//! Scripts in, outcomes out.

mod helpers;
pub(crate) mod hostile;
mod signatures;
mod surface;

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use expect_test::{Expect, expect};
use pipelua_schemas::{Mode, builtin};
use serde_json::json;

use super::*;
use crate::error::{ErrorClass, ScriptError};
use crate::fetch::{FetchAnswer, FetchError, FetchErrorKind, FetchRequest};

fn run_in(mode: Mode, text: &str) -> Result<Outcome, ScriptError> {
    run_with(mode, text, no_mock)
}

fn no_mock(request: &FetchRequest) -> FetchAnswer {
    Err(FetchError {
        kind: FetchErrorKind::Unmocked,
        message: format!("no mock answers {} {}", request.method, request.url),
    })
}

fn run_with(
    mode: Mode,
    text: &str,
    answer: impl FnMut(&FetchRequest) -> FetchAnswer,
) -> Result<Outcome, ScriptError> {
    let limits = builtin().limits();
    let chunk = Chunk::compile("script", text.as_bytes(), TextLimits::of(limits))?;
    let context = json!({ "hook": "before_signup", "email": "a@b.example", "tags": ["x", null, "y"], "name": null, "config": {} });
    let named = |name: &str, value: Option<&str>| (name.to_owned(), value.map(str::to_owned));
    let input = ScriptInput {
        context: Cow::Borrowed(&context),
        mode,
        settings: Arc::new(Settings {
            secrets: [
                named("STRIPE_KEY", Some("sk_live_4242")),
                named("PIN", Some("48151623")),
                named("UNSET", None),
                named("QUOTED", Some("a\"b\nc")),
            ]
            .into(),
            env: [named("RISK_LIMIT", Some("50"))].into(),
        }),
        clock: Arc::new(FixedClock(1_769_903_999_000)),
        chance: Chance::Seed(1),
    };
    let cancelled = Arc::new(AtomicBool::new(false));
    let running = State::new()
        .unwrap()
        .start(&chunk, &input, ScriptLimits::of(limits), cancelled);
    Ok(running.run(answer))
}

fn run(text: &str) -> Result<Outcome, ScriptError> {
    run_in(Mode::Blocking, text)
}

/// The outcome in one line.
fn told(text: &str) -> String {
    told_of(run(text))
}

fn told_of(outcome: Result<Outcome, ScriptError>) -> String {
    match outcome.and_then(|outcome| outcome.result) {
        Ok(result) => {
            let error = result
                .error
                .map(|error| format!(", {error:?}"))
                .unwrap_or_default();
            let data = serde_json::Value::Object(result.data);
            format!(
                "{}{error} {data}",
                if result.allowed { "allowed" } else { "denied" }
            )
        }
        Err(ScriptError { class, message, line }) => {
            let line = line.map(|line| format!(" line {line}")).unwrap_or_default();
            format!("{class}{line}: {message}")
        }
    }
}

#[track_caller]
fn check(text: &str, expect: Expect) {
    expect.assert_eq(&told(text));
}

/// What an expression is.
#[track_caller]
fn check_value(expression: &str, expect: Expect) {
    expect.assert_eq(&told(&format!(
        "return {{ allowed = true, data = {{ v = {expression} }} }}"
    )));
}

#[test]
fn a_result_is_plain_data() {
    check("return { allowed = true }", expect!["allowed {}"]);
    check(
        "return { allowed = false, error = 'no', data = { b = 1, a = { 1, 2.5, 'x', true }, c = {} } }",
        expect![[r#"denied, "no" {"a":[1,2.5,"x",true],"b":1,"c":{}}"#]],
    );
    check(
        "return { allowed = context.email == 'a@b.example', data = { n = #context.tags, m = context.name } }",
        expect![[r#"allowed {"n":3}"#]],
    );
}

#[test]
fn what_is_no_result_is_an_error_with_its_place() {
    for (text, expect) in [
        (
            "",
            expect!["result.invalid: the script returned nothing; a result is a table"],
        ),
        (
            "return false",
            expect!["result.invalid: the script returned a boolean, not a table"],
        ),
        (
            "return {}",
            expect!["result.invalid: the result has no `allowed`"],
        ),
        (
            "return { allowed = 'false' }",
            expect!["result.invalid: `allowed` is a string, not a boolean"],
        ),
        (
            "return { allowed = true, error = 1 }",
            expect!["result.invalid: `error` is a number, not a string"],
        ),
        (
            "return setmetatable({ allowed = true }, {})",
            expect!["result.invalid: the result has a metatable"],
        ),
        (
            "return { allowed = true, data = { a = { [1] = 1, x = 2 } } }",
            expect!["result.invalid: `data.a` mixes a list with the key `x`"],
        ),
        (
            "return { allowed = true, data = { a = 0/0 } }",
            expect!["result.invalid: `data.a` is not a number"],
        ),
        (
            "return { allowed = true, data = { a = { math.huge } } }",
            expect!["result.invalid: `data.a[1]` is infinite"],
        ),
        (
            "return { allowed = true, data = { a = print } }",
            expect!["result.invalid: `data.a` is a function"],
        ),
        (
            "local t = {} t.t = t return { allowed = true, data = t }",
            expect!["result.invalid: `data.t` contains itself"],
        ),
        (
            "return { allowed = true, data = { a = '\\xff' } }",
            expect!["result.invalid: `data.a` is not UTF-8"],
        ),
        (
            "return { allowed = true, data = { s = string.rep('x', 70000) } }",
            expect!["result.invalid: `data.s` is where it grows over 65536 bytes"],
        ),
        (
            "return { allowed = true, data = { 1, 2 } }",
            expect!["result.invalid: `data` is a list, not an object"],
        ),
    ] {
        check(text, expect);
    }
    let deep = told("local t = {} for i = 1, 100 do t = { t = t } end return { allowed = true, data = t }");
    assert!(deep.ends_with("is nested more than 32 deep"), "{deep}");
}

#[test]
fn an_async_script_may_return_nothing_and_deny_nothing() {
    let told = |text: &str| {
        run_in(Mode::Async, text)
            .unwrap()
            .result
            .map(|result| (result.allowed, result.ignored_denial))
    };
    assert_eq!(told(""), Ok((true, false)));
    assert_eq!(told("return { allowed = false }"), Ok((true, true)));
    assert_eq!(told("return 1").unwrap_err().class, ErrorClass::ResultInvalid);
}

#[test]
fn errors_have_the_line_of_the_script() {
    check(
        "local x\nreturn x.y",
        expect!["script.error line 2: attempt to index a nil value (local 'x')"],
    );
    check("\nerror('no')", expect!["script.error line 2: no"]);
    check(
        "error({})",
        expect!["script.error line 1: the script raised a table, not a text: {}"],
    );
    check(
        "error(nil)",
        expect!["script.error line 1: the script raised a nil, not a text"],
    );
    check(
        "\n\nlocal x = string.rep()",
        expect!["script.error line 3: bad argument #1 to 'rep' (string expected, got no value)"],
    );
    check(
        "\nlocal x = ('x'):find('[')",
        expect!["script.error line 2: malformed pattern (missing ']')"],
    );
    check(
        "\nlocal x = (''):upper():nope()",
        expect!["script.error line 2: attempt to call a nil value (method 'nope')"],
    );
    check(
        "return {",
        expect!["script.error line 1: unexpected symbol near <eof>"],
    );
    check(
        "local x <close> = nil",
        expect!["script.error line 1: the sandbox refuses `<close>`"],
    );
    check(
        "\nlocal _ENV = {}",
        expect!["script.error line 2: the sandbox refuses `_ENV`"],
    );
    check(
        "\nlocal t = { _ENV = 1 } return { allowed = t._ENV == 1 }",
        expect!["allowed {}"],
    );
}

#[test]
fn globals_are_those_of_the_sandbox() {
    check(
        "return { allowed = alowed }",
        expect!["script.error line 1: the sandbox has no `alowed`, and no local is called so here"],
    );
    check(
        "\nreturn os.time()",
        expect!["script.error line 2: `os` does not exist in the sandbox: scripts reach no operating system"],
    );
    check(
        "total = 1",
        expect!["script.error line 1: `total` is assigned as a global, and a script cannot have its own"],
    );
    check(
        "context = 1",
        expect!["script.error line 1: `context` belongs to the sandbox and cannot be assigned"],
    );
    check(
        "string.upper = function() return 'mine' end return { allowed = ('x'):upper() == 'mine' }",
        expect!["allowed {}"],
    );
    check_value("('x'):upper()", expect![[r#"allowed {"v":"X"}"#]]);
    check(
        "getmetatable('').__index = nil",
        expect!["script.error line 1: attempt to index a nil value"],
    );
}

#[test]
fn libraries_are_those_of_lua() {
    check_value(
        "table.concat({ 1, 'a', 2.5 }, '-')",
        expect![[r#"allowed {"v":"1-a-2.5"}"#]],
    );
    check_value("('abc'):rep(3, '.')", expect![[r#"allowed {"v":"abc.abc.abc"}"#]]);
    check_value(
        "{ ('a=1, b=2'):gsub('(%w)=(%w)', '%2=%1') }",
        expect![[r#"allowed {"v":["1=a, 2=b",2]}"#]],
    );
    check_value(
        "{ ('a=1, b=2'):gsub('%w', { a = 'x', b = false }) }",
        expect![[r#"allowed {"v":["x=1, b=2",4]}"#]],
    );
    check_value(
        "{ ('abc'):gsub('', '-') }",
        expect![[r#"allowed {"v":["-a-b-c-",4]}"#]],
    );
    check_value(
        "{ ('abc'):gsub('%w', function(c) return c:upper() .. '.' end, 2) }",
        expect![[r#"allowed {"v":["A.B.c",2]}"#]],
    );
    check_value("{ ('hello'):find('l+') }", expect![[r#"allowed {"v":[3,4]}"#]]);
    check_value(
        "{ ('a.b'):find('.', 2, true) }",
        expect![[r#"allowed {"v":[2,2]}"#]],
    );
    check_value(
        "(function() local t = {} for k, v in ('a=1,b=2'):gmatch('(%w)=(%w)') do t[k] = v end return t end)()",
        expect![[r#"allowed {"v":{"a":"1","b":"2"}}"#]],
    );
    check_value(
        "(function() local t = { 3, 1, 2 } table.sort(t, function(a, b) return a > b end) return t end)()",
        expect![[r#"allowed {"v":[3,2,1]}"#]],
    );
    check_value(
        "(function() local t = { 'b', 'c', 'a' } table.sort(t) return t end)()",
        expect![[r#"allowed {"v":["a","b","c"]}"#]],
    );
    check_value(
        "(function() local t = { 1, 2, 3 } table.insert(t, 2, 9) table.insert(t, 8) return { t, table.remove(t, 1), table.remove(t) } end)()",
        expect![[r#"allowed {"v":[[9,2,3],1,8]}"#]],
    );
    check_value(
        "string.format('%5.1f|%s|%q|%d', 2.25, 'x', 'y', 7)",
        expect![[r#"allowed {"v":"  2.2|x|\"y\"|7"}"#]],
    );
    check_value(
        "string.format('%s %s %%', true, nil)",
        expect![[r#"allowed {"v":"true nil %"}"#]],
    );
    check_value(
        "{ tostring(print) == tostring(print), tostring({}) ~= tostring({}), tostring({}):find('0x') == nil }",
        expect![[r#"allowed {"v":[true,true,true]}"#]],
    );
    check_value(
        "tostring(setmetatable({}, { __tostring = function() return 'me' end }))",
        expect![[r#"allowed {"v":"me"}"#]],
    );
    check_value(
        "{ pcall(error, 'x', 0) }",
        expect![[r#"allowed {"v":[false,"x"]}"#]],
    );
    check_value(
        "{ xpcall(function() error('x', 0) end, function(e) return e .. '!' end) }",
        expect![[r#"allowed {"v":[false,"x!"]}"#]],
    );
    check_value("{ select(-1, 1, 2, 3) }", expect![[r#"allowed {"v":[3]}"#]]);
    check_value(
        "{ math.random(1, 1000), math.random(1, 1000) }",
        expect![[r#"allowed {"v":[414,488]}"#]],
    );
}

#[test]
fn coroutines_are_those_of_lua() {
    check_value(
        "(function() local t = {} local next = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return b * 2 end) t[1] = next(1) t[2] = next(10) return t end)()",
        expect![[r#"allowed {"v":[2,20]}"#]],
    );
    check_value(
        "(function() local co = coroutine.create(function() coroutine.yield() end) local a = coroutine.status(co) coroutine.resume(co) local b = coroutine.status(co) coroutine.resume(co) return { a, b, coroutine.status(co), coroutine.close(co) } end)()",
        expect![[r#"allowed {"v":["suspended","suspended","dead",true]}"#]],
    );
    check_value(
        "{ coroutine.resume(coroutine.create(function() error('x', 0) end)) }",
        expect![[r#"allowed {"v":[false,"x"]}"#]],
    );
    check_value(
        "{ pcall(coroutine.yield) }",
        expect![[r#"allowed {"v":[false,"attempt to yield from outside a coroutine"]}"#]],
    );
    check_value(
        "(function() local t = {} for x in coroutine.wrap(function() for i = 1, 3 do table.sort({ 2, 1 }, function(a, b) coroutine.yield(i) return a < b end) end end) do t[#t + 1] = x end return t end)()",
        expect![[r#"allowed {"v":[1,2,3]}"#]],
    );
}

#[test]
fn a_script_has_random_numbers_of_its_seed() {
    assert_eq!(
        told("return { allowed = true, data = { v = math.random(1 << 30) } }"),
        told("return { allowed = true, data = { v = math.random(1 << 30) } }")
    );
}

#[test]
fn metering_is_what_the_limits_say() {
    let limits = builtin().limits();
    assert_eq!(limits.call_instructions(), budget::CALL);
    assert_eq!(limits.bytes_per_instruction(), budget::BYTES);
    let used = |text: &str| run(text).unwrap().usage.instructions;
    let sum = used("local s = 0 for i = 1, 10000 do s = s + i end return { allowed = true }");
    assert!((20_000..21_000).contains(&sum), "{sum}");
    let calls = used("local x for i = 1, 100 do x = ('x'):upper() end return { allowed = true }");
    assert!((1500..3000).contains(&calls), "{calls}");
}

#[test]
fn a_long_pattern_is_not_kept_for_the_next_script() {
    let script = "for i = 1, 30 do (''):find('a?' .. i); (''):find(('a?'):rep(200) .. i) end return { allowed = true }";
    assert_eq!(told(script), "allowed {}");
    let bytes = patterns::kept_bytes();
    assert!((1..128 * 256).contains(&bytes), "{bytes}");
}

#[test]
fn pairs_goes_through_the_keys_in_order() {
    let listed = "local o = {} for k, v in pairs(t) do o[#o + 1] = tostring(k) .. '=' .. tostring(v) end";
    for (table, expected) in [
        (
            "{ b = 1, a = 2, [3] = 3, 'x', [-1] = 4, [true] = 5, [1.5] = 6 }",
            "-1=4 1=x 1.5=6 3=3 a=2 b=1 true=5",
        ),
        (
            "{ zeta = 1, alpha = false, eps = 3, beta = 4, delta = 5 }",
            "alpha=false beta=4 delta=5 eps=3 zeta=1",
        ),
        ("{ 'a', 'b' }", "1=a 2=b"),
        ("{}", ""),
        (
            "setmetatable({ 1 }, { __pairs = function(t) return next, { 7 }, nil end })",
            "1=7",
        ),
    ] {
        let text =
            format!("local t = {table} {listed} return {{ allowed = true, error = table.concat(o, ' ') }}");
        assert_eq!(told(&text), format!("allowed, {expected:?} {{}}"), "{table}");
    }
    check(
        "local t, n = { a = 1, b = 2, c = 3 }, 0 for k in pairs(t) do t.c = nil t[k] = 5 n = n + 1 end return { allowed = n == 2 and next(t) ~= nil }",
        expect!["allowed {}"],
    );
    check(
        "local t, o = { a = 1, b = 2, c = 3 }, {} local n, s = pairs(t) for _, k in ipairs({ 'c', 'a', 'b' }) do o[#o + 1] = n(s, k) or '-' end o[#o + 1] = n(s) o[#o + 1] = n(s) return { allowed = pcall(n, s, 'd'), error = table.concat(o, ' ') }",
        expect![[r#"denied, "- b c a a" {}"#]],
    );
    check(
        "for k in pairs(nil) do end",
        expect!["script.error line 1: bad argument #1 to 'for iterator' (table expected, got nil)"],
    );
    check(
        "pairs()",
        expect!["script.error line 1: bad argument #1 to 'pairs' (table expected, got no value)"],
    );
}

#[test]
fn a_yield_passes_through_pcall() {
    check_value(
        "(function() local f = coroutine.wrap(function() return pcall(function() return coroutine.yield(1) + 1 end) end) return { f(), f(41) } end)()",
        expect![[r#"allowed {"v":[1,true,42]}"#]],
    );
    check_value(
        "#{ table.unpack({}, 1, 4000) } == 0",
        expect![[r#"allowed {"v":true}"#]],
    );
}

#[test]
fn a_call_gives_as_many_values_as_in_stock_lua() {
    check_value(
        "(function() local none = function() end return { select('#', pcall(none)), select('#', xpcall(none, none)), select('#', table.unpack({})), select('#', pcall(error)), select('#', pcall(table.unpack, { 1, nil, 3 }, 1, 3)) } end)()",
        expect![[r#"allowed {"v":[1,1,0,2,4]}"#]],
    );
}

#[test]
fn what_ends_a_script_is_told_with_its_line() {
    for (text, expect) in [
        (
            "local x = 1\nwhile true do\n  x = x + 1\nend",
            expect!["Some(3) limit.instructions: the script did more than 50000 instructions"],
        ),
        (
            "\nlocal ok = pcall(function()\n  while true do end\nend)\nreturn { allowed = true }",
            expect!["Some(3) limit.instructions: the script did more than 50000 instructions"],
        ),
        (
            "local function f() return f() + 1 end\n\nreturn f()",
            expect!["Some(1) limit.instructions: the script did more than 50000 instructions"],
        ),
        (
            "\n\nlocal s = string.rep('a', 1e9)",
            expect!["Some(3) limit.memory: the script made a string of more than 1048576 bytes"],
        ),
        (
            "\n\nlocal s = ('a?'):rep(28) .. ('a'):rep(28)\nlocal found = ('a'):rep(28):find(s)",
            expect!["Some(4) limit.instructions: the script did more than 50000 instructions"],
        ),
        (
            "\nlocal wait = helpers.fetch('https://a.example/')\nreturn await(wait)",
            expect!["Some(2) fetch.unmocked: https://a.example/"],
        ),
        (
            "\nlocal wait = helpers.fetch('https://a.example/refused')\n\nawait(wait)",
            expect!["Some(2) fetch.refused: https://a.example/refused"],
        ),
        (
            "\nlocal wait = helpers.all({\n  helpers.fetch('https://a.example/failed') })\n\nawait(wait)",
            expect!["Some(3) fetch.failed: https://a.example/failed"],
        ),
        (
            "\nerror({ code = 1 })",
            expect![[r#"Some(2) script.error: the script raised a table, not a text: {"code":1}"#]],
        ),
        (
            "\nlocal function f()\n  error('no place', 0)\nend\nf()",
            expect!["Some(3) script.error: no place"],
        ),
        (
            "\n\ntable.unpack(nil)",
            expect!["Some(3) script.error: attempt to get length of a nil value"],
        ),
        (
            "\nlocal t = { 1, 'a' }\ntable.sort(t)",
            expect!["Some(3) script.error: attempt to compare string with number"],
        ),
        (
            "\nlocal t = setmetatable({}, { __tostring = 1 })\nprint(t)",
            expect!["Some(3) script.error: attempt to call a number value"],
        ),
        (
            "\nlocal k = string.rep('k', 70000)\nfor i = 1, 40 do\n  helpers.log(k)\nend",
            expect!["Some(4) limit.instructions: the script did more than 50000 instructions"],
        ),
        (
            "local t = setmetatable({}, { __tostring = function(t) return tostring(t) end })\n\ntostring(t)",
            expect!["Some(3) limit.instructions: the script did more than 50000 instructions"],
        ),
    ] {
        let outcome = run_with(Mode::Blocking, text, |request| {
            let kind = match request.url.rsplit('/').next().unwrap() {
                "refused" => FetchErrorKind::Refused,
                "failed" => FetchErrorKind::Failed,
                _ => FetchErrorKind::Unmocked,
            };
            Err(FetchError {
                kind,
                message: request.url.clone(),
            })
        });
        let error = outcome.unwrap().result.unwrap_err();
        expect.assert_eq(&format!("{:?} {}: {}", error.line, error.class, error.message));
    }
}

#[test]
fn an_error_that_reads_like_a_limit_is_caught_like_any_other() {
    check(
        "local ok, problem = pcall(error, 'not enough memory', 0) return { allowed = ok, error = problem }",
        expect![[r#"denied, "not enough memory" {}"#]],
    );
    check(
        "error('not enough memory', 0)",
        expect!["script.error: not enough memory"],
    );
}

#[test]
fn an_error_inside_a_library_names_no_place_of_ours() {
    check(
        "local _, problem = pcall(table.sort, { 1, 'a' }) return { allowed = false, error = problem }",
        expect![[r#"denied, "attempt to compare string with number" {}"#]],
    );
}

#[test]
fn metatables_are_set_and_told_as_in_stock_lua() {
    check(
        "setmetatable({})",
        expect![
            "script.error line 1: bad argument #2 to 'setmetatable' (nil or table expected, got no value)"
        ],
    );
    check(
        "getmetatable()",
        expect!["script.error line 1: bad argument #1 to 'getmetatable' (value expected)"],
    );
    check_value(
        "getmetatable(helpers.json.null)",
        expect![[r#"allowed {"v":false}"#]],
    );
    check_value(
        "tostring(helpers.json.null)",
        expect![[r#"allowed {"v":"null"}"#]],
    );
    check(
        "setmetatable(helpers.json.null, {})",
        expect!["script.error line 1: cannot change a protected metatable"],
    );
}

#[test]
fn a_number_that_is_a_secret_is_no_data() {
    check(
        "return { allowed = true, data = { list = { tonumber(helpers.secret('PIN')) } } }",
        expect![[r#"result.invalid: `data.list[1]` holds the secret `PIN`"#]],
    );
    check(
        "return { allowed = true, data = { at = 14815162399 } }",
        expect![[r#"allowed {"at":14815162399}"#]],
    );
}
