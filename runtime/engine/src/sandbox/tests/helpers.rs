//! Each helper does what its documentation says.

use std::collections::BTreeMap;

use expect_test::expect;
use pipelua_schemas::Mode;

use super::super::{MetricKind, Outcome};
use super::{check, check_value, run, run_with, told};
use crate::error::ErrorClass;
use crate::fetch::{FetchAnswer, FetchError, FetchErrorKind, FetchRequest, FetchResponse};

#[test]
fn time_is_what_the_sample_says() {
    check_value("helpers.now()", expect![[r#"allowed {"v":1769903999000}"#]]);
    check_value(
        "helpers.date()",
        expect![[r#"allowed {"v":"2026-01-31T23:59:59Z"}"#]],
    );
    check_value(
        "helpers.date(0, '%Y-%m-%d %H:%M')",
        expect![[r#"allowed {"v":"1970-01-01 00:00"}"#]],
    );
    check_value(
        "{ helpers.date.parse('2026-01-31T23:59:59Z'), helpers.date.parse('2026-01-31T23:59:59.250+02:00'), helpers.date.parse('2026-01-31') }",
        expect![[r#"allowed {"v":[1769903999000,1769896799250,1769817600000]}"#]],
    );
    check_value(
        "{ helpers.date.parse('yesterday') == nil, helpers.date.parse('2026-02-30') == nil, helpers.date.parse('') == nil }",
        expect![[r#"allowed {"v":[true,true,true]}"#]],
    );
    check(
        "\nreturn helpers.date(0, '%!')",
        expect![
            "script.error: the date format cannot be used: strftime formatting failed: found unrecognized specifier directive `!`"
        ],
    );
}

#[test]
fn digests_are_hexadecimal() {
    check_value(
        "helpers.hash('abc')",
        expect![[r#"allowed {"v":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}"#]],
    );
    check_value(
        "helpers.hash('abc', 'md5')",
        expect![[r#"allowed {"v":"900150983cd24fb0d6963f7d28e17f72"}"#]],
    );
    check_value(
        "#helpers.hash('abc', 'sha512')",
        expect![[r#"allowed {"v":128}"#]],
    );
    check_value(
        "helpers.hmac('key', 'The quick brown fox jumps over the lazy dog')",
        expect![[r#"allowed {"v":"f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"}"#]],
    );
    check(
        "return helpers.hash('a', 'crc')",
        expect!["script.error: there is no algorithm `crc`; there are `sha256`, `sha512` and `md5`"],
    );
    check_value(
        "{ helpers.equal('a', 'a'), helpers.equal('a', 'b'), helpers.equal('a', 'ab') }",
        expect![[r#"allowed {"v":[true,false,false]}"#]],
    );
}

#[test]
fn texts_are_matched_encoded_and_decoded() {
    check_value(
        "{ helpers.matches('a@mailinator.com', '@mailinator%.com$'), helpers.matches('x', '%d') }",
        expect![[r#"allowed {"v":[true,false]}"#]],
    );
    check_value(
        "{ helpers.base64.encode('a:b\\0'), helpers.base64.decode('YTpi'), helpers.base64.decode('-_8'), helpers.base64.decode('!') == nil }",
        expect!["result.invalid: `data.v[3]` is not UTF-8"],
    );
    check_value(
        "{ helpers.json.encode({ b = 1, a = { 1, helpers.json.null } }), helpers.json.encode({}), helpers.json.encode('x') }",
        expect![[r#"allowed {"v":["{\"a\":[1,null],\"b\":1}","{}","\"x\""]}"#]],
    );
    check_value(
        "helpers.json.decode('{\"a\":[1,null,2.5],\"b\":null,\"c\":12345678901234567890}')",
        expect![[r#"allowed {"v":{"a":[1,null,2.5],"c":1.2345678901234567e+19}}"#]],
    );
    check(
        "\nreturn helpers.json.decode('{')",
        expect!["script.error: the text is not JSON: EOF while parsing an object at line 1 column 1"],
    );
    check(
        "\nreturn helpers.json.encode({ f = print })",
        expect!["script.error: no JSON can hold this: `value.f` is a function"],
    );
    check_value(
        "context.tags[2] == helpers.json.null",
        expect![[r#"allowed {"v":true}"#]],
    );
}

#[test]
fn addresses_lie_in_networks() {
    check_value(
        "{ helpers.ip.within('10.1.2.3', '10.0.0.0/8'), helpers.ip.within('::ffff:10.1.2.3', '10.0.0.0/8'), helpers.ip.within('10.1.2.3', '::ffff:10.0.0.0/104'), helpers.ip.within('11.0.0.1', '10.0.0.0/8') }",
        expect![[r#"allowed {"v":[true,true,true,false]}"#]],
    );
    check_value(
        "{ helpers.ip.within('2001:db8::1', '2001:db8::/32'), helpers.ip.within('no', '10.0.0.0/8'), helpers.ip.within('10.0.0.1', '2001:db8::/32') }",
        expect![[r#"allowed {"v":[true,false,false]}"#]],
    );
    check(
        "return helpers.ip.within('10.0.0.1', '10.0.0.0/99')",
        expect![
            "script.error: `10.0.0.0/99` is no network; write one such as `10.0.0.0/8` or `2001:db8::/32`"
        ],
    );
}

#[test]
fn settings_are_those_of_the_manifest() {
    check_value(
        "{ helpers.env('RISK_LIMIT'), helpers.env('OTHER') == nil, #helpers.secret('STRIPE_KEY') }",
        expect![[r#"allowed {"v":["50",true,12]}"#]],
    );
    check(
        "\nreturn helpers.secret('UNSET')",
        expect![
            "script.error: `UNSET` has no value here: write it under [secrets] in pipelua.local.toml, or in the sample"
        ],
    );
}

#[test]
fn a_secret_leaves_in_no_way() {
    check(
        "return { allowed = false, error = 'key ' .. helpers.secret('STRIPE_KEY') }",
        expect!["result.invalid: `error` holds the secret `STRIPE_KEY`"],
    );
    check(
        "return { allowed = true, data = { a = { { k = helpers.secret('STRIPE_KEY') } } } }",
        expect!["result.invalid: `data.a[1].k` holds the secret `STRIPE_KEY`"],
    );
    check(
        "return { allowed = true, data = { [helpers.secret('STRIPE_KEY')] = 1 } }",
        expect!["result.invalid: `data` holds the secret `STRIPE_KEY`"],
    );
    check(
        "error('with ' .. helpers.secret('STRIPE_KEY'))",
        expect!["script.error line 1: with ***"],
    );
    let outcome = run("local k = helpers.secret('STRIPE_KEY')
        helpers.log('a', k, { k = k }) print(k) helpers.metrics.count('m' .. k, 1, { t = k, [k] = { k } })
        helpers.trace('s' .. k, { a = k, [k] = 1 }, function() end)
        return { allowed = true, [k] = 1 }")
    .unwrap();
    assert!(!format!("{outcome:?}").contains("sk_live_4242"), "{outcome:?}");
    assert_eq!(outcome.journal.lines[0].message, r#"a *** {"k":"***"}"#);
}

#[test]
fn a_secret_in_another_form_is_no_result_either() {
    for form in [
        "k:upper()",
        "('?k=%%73k_live_4242'):format()",
        "'x' .. k:gsub('_', '%%5f')",
    ] {
        let text = format!(
            "local k = helpers.secret('STRIPE_KEY') return {{ allowed = false, error = 'key ' .. ({form}) }}"
        );
        assert_eq!(
            told(&text),
            "result.invalid: `error` holds the secret `STRIPE_KEY`",
            "{form}"
        );
    }
    for number in ["-pin", "pin + 0.0", "pin * 1.0"] {
        let text = format!(
            "local pin = tonumber(helpers.secret('PIN')) return {{ allowed = true, data = {{ n = {number} }} }}"
        );
        assert_eq!(
            told(&text),
            "result.invalid: `data.n` holds the secret `PIN`",
            "{number}"
        );
    }
}

#[test]
fn a_secret_leaves_in_no_part_and_no_escape() {
    let error = run("error(('x'):rep(8186) .. helpers.secret('STRIPE_KEY'), 0)")
        .unwrap()
        .result
        .unwrap_err();
    assert!(!error.message.contains("sk_"), "{}", &error.message[8180..]);
    let outcome = run(
        "helpers.log({ [helpers.secret('QUOTED')] = helpers.secret('QUOTED') }) return { allowed = true }",
    );
    assert_eq!(outcome.unwrap().journal.lines[0].message, r#"{"***":"***"}"#);
}

#[test]
fn a_metric_whose_value_is_a_secret_is_not_kept() {
    let outcome = run("local pin = tonumber(helpers.secret('PIN'))
        helpers.metrics.gauge('a', pin) helpers.metrics.count('b', -pin) helpers.metrics.gauge('c', 3)
        helpers.metrics.gauge('d', 0 / 0) helpers.metrics.gauge('e', -1 / 0)
        return { allowed = true }")
    .unwrap();
    let kept: Vec<_> = outcome
        .journal
        .metrics
        .iter()
        .map(|metric| metric.name.as_str())
        .collect();
    assert_eq!(kept, ["c"]);
    let lines: Vec<_> = outcome
        .journal
        .lines
        .iter()
        .map(|line| (line.level, line.message.as_str()))
        .collect();
    assert_eq!(
        lines,
        [
            (
                "warn",
                "the metric `a` is not kept: its value is the secret `PIN`"
            ),
            (
                "warn",
                "the metric `b` is not kept: its value is the secret `PIN`"
            ),
            ("warn", "the metric `d` is not kept: its value is NaN"),
            ("warn", "the metric `e` is not kept: its value is -inf"),
        ]
    );
}

#[test]
fn what_a_script_tells_is_kept() {
    let outcome = run(
        "helpers.log('a', 1, 2.5, true, nil, { x = 1 }) helpers.log.warn('w') helpers.log.error('e')
        helpers.metrics.count('c') helpers.metrics.gauge('g', 3, { t = 'x' })
        local n = helpers.trace('outer', { rules = 3 }, function()
            return helpers.trace('inner', function() helpers.trace('third', function() end) return 7 end)
        end)
        pcall(helpers.trace, 'failing', function() error('x') end)
        return { allowed = n == 7 }",
    )
    .unwrap();
    let lines: Vec<_> = outcome
        .journal
        .lines
        .iter()
        .map(|line| (line.level, line.message.as_str()))
        .collect();
    assert_eq!(
        lines,
        [
            ("info", r#"a 1 2.5 true nil {"x":1}"#),
            ("warn", "w"),
            ("error", "e")
        ]
    );
    let metrics: Vec<_> = outcome
        .journal
        .metrics
        .iter()
        .map(|metric| (metric.name.as_str(), metric.kind, metric.value))
        .collect();
    assert_eq!(
        metrics,
        [("c", MetricKind::Count, 1.0), ("g", MetricKind::Gauge, 3.0)]
    );
    let spans: Vec<_> = outcome
        .journal
        .spans
        .iter()
        .map(|span| (span.name.as_str(), span.parent, span.failed))
        .collect();
    assert_eq!(
        spans,
        [
            ("outer", None, false),
            ("inner", Some(0), false),
            ("failing", None, true)
        ]
    );
    assert_eq!(outcome.journal.dropped, 1);
    assert!(outcome.result.unwrap().allowed);
}

#[test]
fn a_span_ends_in_the_coroutine_that_began_it() {
    let outcome = run(
        "local co = coroutine.wrap(function() helpers.trace('a', function() coroutine.yield() error('x') end) end)
        co()
        helpers.trace('b', function()
            pcall(co)
            helpers.trace('c', function() end)
            helpers.fetch('https://a.example/')
            coroutine.wrap(function() helpers.trace('d', function() end) end)()
        end)
        return { allowed = true }",
    )
    .unwrap();
    let spans: Vec<_> = outcome
        .journal
        .spans
        .iter()
        .map(|span| {
            (
                span.name.as_str(),
                span.parent,
                span.failed,
                span.duration.is_some(),
            )
        })
        .collect();
    assert_eq!(
        spans,
        [
            ("a", None, true, true),
            ("b", None, false, true),
            ("c", Some(1), false, true),
            ("d", Some(1), false, true)
        ]
    );
    assert_eq!(outcome.journal.fetches[0].span, Some(1));
}

#[test]
fn a_secret_in_base64_is_still_a_secret() {
    let encoded = "helpers.base64.encode('user:' .. helpers.secret('STRIPE_KEY'))";
    check(
        &format!("return {{ allowed = true, data = {{ auth = 'Basic ' .. {encoded} }} }}"),
        expect!["result.invalid: `data.auth` holds the secret `STRIPE_KEY`"],
    );
    let outcome = run(&format!(
        "helpers.log('Basic ' .. {encoded}, 'x/' .. {encoded}) return {{ allowed = true }}"
    ));
    let line = &outcome.unwrap().journal.lines[0].message;
    assert!(
        !line.contains("c2tfbGl2ZV80MjQy") && line.matches("***").count() == 2,
        "{line}"
    );
}

#[test]
fn logs_beyond_their_limit_are_dropped_and_counted() {
    let journal = run("for i = 1, 150 do helpers.log(i) end return { allowed = true }")
        .unwrap()
        .journal;
    assert_eq!((journal.lines.len(), journal.dropped), (100, 50));
}

fn answered(text: &str) -> (Outcome, Vec<FetchRequest>) {
    let mut seen = Vec::new();
    let outcome = run_with(Mode::Blocking, text, |request| {
        seen.push(request.clone());
        answer(request)
    });
    (outcome.unwrap(), seen)
}

fn answer(request: &FetchRequest) -> FetchAnswer {
    let refused = |kind, message: &str| {
        Err(FetchError {
            kind,
            message: message.to_owned(),
        })
    };
    let (kind, body) = match request.url.as_str() {
        "https://json.example" => (
            "application/json; charset=utf-8",
            r#"{"country":"DE","n":[1,null]}"#,
        ),
        "https://text.example" => ("text/plain", "hello"),
        "https://broken.example" => ("application/json", "{"),
        "http://refused.example" => return refused(FetchErrorKind::Refused, "only https is fetched"),
        "https://down.example" => return refused(FetchErrorKind::Failed, "no answer within 3000 ms"),
        _ => return super::no_mock(request),
    };
    Ok(FetchResponse {
        status: 201,
        headers: BTreeMap::from([("content-type".to_owned(), kind.to_owned())]),
        body: body.as_bytes().to_vec(),
    })
}

fn long_answer(length: usize) -> FetchResponse {
    FetchResponse {
        status: 200,
        headers: BTreeMap::new(),
        body: vec![b'x'; length],
    }
}

#[test]
fn the_longest_body_costs_no_more_than_what_is_done_with_it() {
    let longest = pipelua_schemas::builtin().limits().fetch_bytes() as usize;
    let outcome = run_with(
        Mode::Blocking,
        "local r = await(helpers.fetch('https://a.example')) return { allowed = #r.body == 1048576 }",
        |_| Ok(long_answer(longest)),
    );
    let outcome = outcome.unwrap();
    assert!(outcome.usage.instructions < 1000, "{:?}", outcome.usage);
    assert!(outcome.usage.memory_peak >= longest as u64, "{:?}", outcome.usage);
    assert!(outcome.result.unwrap().allowed);
}

#[test]
fn bodies_that_nobody_awaits_count_as_memory() {
    let most = pipelua_schemas::builtin().limits().memory() as usize / (1 << 20);
    for (fetches, ends) in [(most - 1, "allowed {}"), (most + 1, "limit.memory line 2: ")] {
        let text = format!(
            "for i = 1, {fetches} do helpers.fetch('https://a.example') end
            await(helpers.fetch('https://a.example/last')) return {{ allowed = true }}"
        );
        let told = super::told_of(run_with(Mode::Blocking, &text, |request| {
            let is_last = request.url.ends_with("last");
            Ok(long_answer(if is_last { 1 } else { 1 << 20 }))
        }));
        assert!(told.contains(ends), "{told}");
    }
}

fn value_of(text: &str) -> String {
    match answered(text).0.result {
        Ok(result) => serde_json::Value::Object(result.data).to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn await_gives_the_answer() {
    expect![[r#"{"c":"DE","j":true,"ok":true,"s":201,"t":"application/json; charset=utf-8"}"#]].assert_eq(&value_of("local r = await(helpers.fetch('https://json.example')) return { allowed = true, data = { r.status, r.ok, r.json, r.body, r.headers['content-type'] } and { s = r.status, ok = r.ok, j = r.json, c = r.body.country, t = r.headers['content-type'] } }"));
    expect![[r#"{"b":"hello","j":false}"#]].assert_eq(&value_of("local r = await(helpers.fetch('https://text.example')) return { allowed = true, data = { b = r.body, j = r.json } }"));
    expect![[r#"{"b":"{","j":false}"#]].assert_eq(&value_of("local r = await(helpers.fetch('https://broken.example')) return { allowed = true, data = { b = r.body, j = r.json } }"));
    expect![[r#"{"again":true,"plain":7,"x":"hello","y":"DE"}"#]].assert_eq(&value_of("local a, b = helpers.fetch('https://json.example'), helpers.fetch('https://text.example') local r = await(helpers.all({ b, a })) return { allowed = true, data = { r[1].body, r[2].body.country } and { x = r[1].body, y = r[2].body.country, again = await(a) == r[2], plain = await(7) } }"));
}

#[test]
fn await_works_wherever_lua_can_yield() {
    for place in [
        "local ok, r = pcall(await, helpers.fetch('https://text.example')) v = r.body",
        "v = helpers.trace('t', function() return await(helpers.fetch('https://text.example')).body end)",
        "local f = coroutine.wrap(function() coroutine.yield(1) return await(helpers.fetch('https://text.example')).body end) f() v = f()",
        "v = ('x'):gsub('x', function() return await(helpers.fetch('https://text.example')).body end)",
        "table.sort({ 2, 1 }, function(a, b) v = await(helpers.fetch('https://text.example')).body return a < b end)",
        "v = setmetatable({}, { __index = function() return await(helpers.fetch('https://text.example')).body end }).x",
        "v = tostring(setmetatable({}, { __tostring = function() return await(helpers.fetch('https://text.example')).body end }))",
        "xpcall(error, function() v = await(helpers.fetch('https://text.example')).body end)",
    ] {
        assert_eq!(
            value_of(&format!(
                "local v {place} return {{ allowed = true, data = {{ v = v }} }}"
            )),
            r#"{"v":"hello"}"#,
            "{place}"
        );
    }
}

#[test]
fn a_fetch_without_an_answer_has_its_class() {
    expect!["fetch.refused: only https is fetched"]
        .assert_eq(&value_of("await(helpers.fetch('http://refused.example'))"));
    expect!["fetch.failed: no answer within 3000 ms"]
        .assert_eq(&value_of("await(helpers.fetch('https://down.example'))"));
    expect![[r#"{"class":"fetch.failed","message":"no answer within 3000 ms","ok":false}"#]].assert_eq(&value_of("local ok, e = pcall(await, helpers.fetch('https://down.example')) return { allowed = true, data = { ok = ok, class = e.class, message = e.message } }"));
    expect!["fetch.failed: no answer within 3000 ms"].assert_eq(&value_of(
        "local ok, e = pcall(await, helpers.fetch('https://down.example')) error(e)",
    ));
    expect![[
        r#"script.error: the script raised a table, not a text: {"class":"fetch.failed","message":"mine"}"#
    ]]
    .assert_eq(&value_of("error({ class = 'fetch.failed', message = 'mine' })"));
    expect!["fetch.unmocked: no mock answers GET https://other.example"].assert_eq(&value_of(
        "pcall(await, helpers.fetch('https://other.example')) return { allowed = true }",
    ));
    let (outcome, seen) = answered("helpers.fetch('https://text.example') return { allowed = true }");
    assert!(outcome.result.unwrap().allowed);
    assert_eq!(seen.len(), 1);
}

#[test]
fn a_request_is_what_the_script_wrote() {
    let (_, seen) = answered(
        "await(helpers.fetch('https://text.example', { method = 'post', body = { b = 1, a = 2 }, headers = { authorization = 'x' }, timeoutMs = 800 }))",
    );
    expect![[r#"POST https://text.example [("authorization", "x"), ("content-type", "application/json")] {"a":2,"b":1} 800ms"#]].assert_eq(&format!(
        "{} {} {:?} {} {:?}",
        seen[0].method,
        seen[0].url,
        seen[0].headers,
        String::from_utf8_lossy(seen[0].body.as_ref().unwrap()),
        seen[0].timeout
    ));
    for (options, expect) in [
        (
            "1",
            expect!["script.error line 2: the options of a fetch are a table, not a number"],
        ),
        (
            "{ method = 'STEAL' }",
            expect![
                "script.error line 2: `method` of a fetch is one of GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS"
            ],
        ),
        (
            "{ headers = { a = 1 } }",
            expect!["script.error line 2: `headers` of a fetch has strings as keys and values"],
        ),
        (
            "{ body = 1 }",
            expect!["script.error line 2: `body` of a fetch is a string or a table, not a number"],
        ),
        (
            "{ body = { f = print } }",
            expect!["script.error line 2: no JSON can hold the body of a fetch: `body.f` is a function"],
        ),
        (
            "{ timeoutMs = 0 }",
            expect!["script.error line 2: `timeoutMs` of a fetch is an integer over 0, not a number"],
        ),
    ] {
        expect.assert_eq(&told(&format!(
            "\nhelpers.fetch('https://text.example', {options})"
        )));
    }
    assert!(told("helpers.all({ 1 })").contains("a promise expected at index 1"));
}

#[test]
fn a_run_can_be_told_apart_from_its_error() {
    let outcome = run("error('x')").unwrap();
    assert_eq!(outcome.result.unwrap_err().class, ErrorClass::ScriptError);
    assert_eq!(outcome.trip, None);
}
