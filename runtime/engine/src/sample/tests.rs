//! Samples in, failures out.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use expect_test::{Expect, expect};
use pipelua_rules::pipeline::{GraphLimits, Known, compile};
use pipelua_schemas::builtin;
use pipelua_syntax::json;

use super::{Outside, Sample, SampleRules, compare, run_sample, run_sample_unless};
use crate::graph::Plan;
use crate::sandbox::{Chunk, ScriptLimits, TextLimits};
use crate::worker::Workers;

const PIPELINE: &str = r#"{ "nodes": {
    "geo": { "script": "geo" },
    "decide": { "script": "decide", "needs": ["geo"] } } }"#;
const GEO: &str = "local ok, r = pcall(await, helpers.fetch('https://geo.example/' .. (context.request.ip or 'none')))
if not ok then helpers.log.warn('no geo: ' .. r.message) return { allowed = true, data = { country = 'unknown' } } end
return { allowed = true, data = { country = r.body.country, at = helpers.date() } }";
const DECIDE: &str =
    "if context.prev.country == 'XX' then return { allowed = false, error = 'not from XX' } end
return { allowed = true, data = { decided = true } }";

/// The plan of [`PIPELINE`] with this for its first script.
fn plan(geo: &str) -> Arc<Plan> {
    let compiled = compile(
        "before_signup",
        PIPELINE,
        &json::parse(PIPELINE),
        Known::default(),
        GraphLimits::default(),
    );
    let limits = builtin().limits();
    let scripts = BTreeMap::from([("geo", geo), ("decide", DECIDE)].map(|(name, text)| {
        (
            name.to_owned(),
            Chunk::compile(name, text.as_bytes(), TextLimits::of(limits)),
        )
    }));
    let hook = builtin().hook("before_signup").unwrap();
    Arc::new(Plan::new(compiled.pipeline, hook, &scripts))
}

#[test]
fn a_cancelled_sample_ends_early_with_its_scripts() {
    let hook = builtin().hook("before_signup").unwrap();
    let hour = Duration::from_secs(3600);
    let rules = SampleRules {
        secrets: Vec::new(),
        env: Vec::new(),
        allow_hosts: None,
        fetch_time: builtin().limits().fetch_time(),
        fetch_bytes: 100,
        limits: ScriptLimits {
            instructions: u64::MAX,
            cpu_time: hour,
            wall_time: hour,
            ..ScriptLimits::of(builtin().limits())
        },
        run_time: hour,
    };
    let sample = Sample::parse(r#"{ "context": { "email": "a@b.example", "request": {} } }"#).unwrap();
    let workers = Arc::new(Workers::start(1).unwrap());
    let plan = plan("while true do end");
    let outside = Outside::closed([1; 32]);
    let run = run_sample_unless(&workers, &plan, hook, &sample, &rules, outside, &|| true);
    assert_eq!(run, Ok(None));
    // Ends only when the script has: nothing keeps a thread busy that nobody waits for.
    drop(workers);
}

fn check(sample: &str, expect: Expect) {
    let plan = plan(GEO);
    let hook = builtin().hook("before_signup").unwrap();
    let limits = builtin().limits();
    let rules = SampleRules {
        secrets: Vec::new(),
        env: Vec::new(),
        allow_hosts: None,
        fetch_time: limits.fetch_time(),
        fetch_bytes: 100,
        limits: ScriptLimits::of(limits),
        run_time: Duration::from_secs(10),
    };
    let sample = Sample::parse(sample).unwrap();
    let workers = Arc::new(Workers::start(1).unwrap());
    let told = match run_sample(&workers, &plan, hook, &sample, &rules, Outside::closed([1; 32])) {
        Err(error) => format!("{}: {}", error.class, error.message),
        Ok(run) => {
            let mut told = String::new();
            for failure in compare(&plan, sample.expect.as_ref(), &run) {
                let _ = writeln!(
                    told,
                    "{} is {}, not {}",
                    failure.pointer, failure.actual, failure.expected
                );
            }
            told
        }
    };
    expect.assert_eq(&told);
}

const MOCK: &str = r#""now": "2026-01-31T23:59:59Z", "fetch": [ { "url": "https://geo.example/*", "json": { "country": "DE" }, "times": 1 } ]"#;

#[test]
fn what_is_expected_passes() {
    check(
        &format!(
            r#"{{ "context": {{ "email": "a@b.example", "request": {{ "ip": "::1" }} }}, {MOCK}, "expect": {{
        "verdict": "allowed", "errorClass": null, "data": {{ "country": {{ "contains": "D" }}, "at": {{ "matches": "^2026" }}, "decided": true }},
        "dataMatch": "exact", "nodes": {{ "geo": "allowed", "decide": "allowed" }}, "fetched": 1 }} }}"#
        ),
        expect![""],
    );
}

#[test]
fn what_differs_is_told_with_its_place() {
    check(
        &format!(
            r#"{{ "context": {{ "email": "a@b.example", "request": {{}} }}, {MOCK}, "expect": {{
        "verdict": "denied", "reason": {{ "contains": "x" }}, "errorClass": "limit.time", "data": {{ "country": "FR", "n": [1] }},
        "dataMatch": "exact", "nodes": {{ "geo": "denied", "nobody": "allowed" }}, "fetched": 2, "logs": [ {{ "level": "warn" }} ] }} }}"#
        ),
        expect![[r#"
            /expect/verdict is "allowed", not "denied"
            /expect/reason is null, not {"contains":"x"}
            /expect/errorClass is null, not "limit.time"
            /expect/data/country is "DE", not "FR"
            /expect/data/n is null, not [1]
            /expect/data/at is "2026-01-31T23:59:59Z", not null
            /expect/data/decided is true, not null
            /expect/nodes/geo is "allowed", not "denied"
            /expect/nodes/nobody is null, not "allowed"
            /expect/fetched is 1, not 2
            /expect/logs/0 is [], not {"level":"warn"}
        "#]],
    );
}

#[test]
fn a_node_is_run_alone_with_the_outputs_before_it() {
    check(
        r#"{ "context": { "email": "a@b.example", "request": {} }, "node": "decide", "outputs": { "geo": { "country": "XX" } },
        "expect": { "verdict": "denied", "reason": "not from XX", "nodes": { "geo": "notReached", "decide": "denied" } } }"#,
        expect![""],
    );
    check(
        r#"{ "context": { "email": "a@b.example", "request": {} }, "node": "decide",
        "expect": { "verdict": "allowed", "data": { "decided": true }, "dataMatch": "exact" } }"#,
        expect![""],
    );
    check(
        r#"{ "context": { "email": "a@b.example", "request": {} }, "node": "nobody" }"#,
        expect!["input.invalid: the pipeline has no node `nobody`"],
    );
}

#[test]
fn mocks_fail_in_each_way_and_are_missed() {
    for error in ["refused", "dns", "tls", "timeout", "size"] {
        check(
            &format!(
                r#"{{ "context": {{ "email": "a@b.example", "request": {{}} }}, "fetch": [ {{ "url": "*", "error": "{error}" }} ],
            "expect": {{ "verdict": "allowed", "data": {{ "country": "unknown" }}, "logs": [ {{ "contains": "no geo: ", "matches": "^no" }} ] }} }}"#
            ),
            expect![""],
        );
    }
    check(
        r#"{ "context": { "email": "a@b.example", "request": {} }, "fetch": [ { "url": "*", "delayMs": 9999 } ], "expect": { "data": { "country": "unknown" } } }"#,
        expect![""],
    );
    check(
        r#"{ "context": { "email": "a@b.example", "request": {} }, "expect": { "errorClass": "fetch.unmocked", "verdict": "error" } }"#,
        expect![""],
    );
    check(
        r#"{ "context": { "email": "a@b.example", "request": {} } }"#,
        expect![[r#"
            /expect is "no mock answers GET https://geo.example/none; one for `fetch` of the sample:\n{\"method\":\"GET\",\"url\":\"https://geo.example/none\",\"status\":200,\"json\":{}}", not "no error"
        "#]],
    );
    check(
        r#"{ "context": { "request": {} } }"#,
        expect![[r#"
            /context is "`email` is missing", not "a context that fits the hook"
        "#]],
    );
    check(
        r#"{ "context": { "email": "a@b.example", "request": {} }, "now": "soon" }"#,
        expect!["input.invalid: `now` is no time in ISO 8601: soon"],
    );
}

#[test]
fn a_sample_without_a_time_stands_where_its_schema_says() {
    let schema = builtin().file_schema("sample").unwrap();
    let schema: serde_json::Value = serde_json::from_str(schema.text).unwrap();
    assert_eq!(schema["properties"]["now"]["default"], super::NOW);
}

#[test]
fn null_is_an_absent_key_and_integers_are_compared_as_such() {
    let expecting = |data: &str| {
        format!(
            r#"{{ "context": {{ "email": "a@b.example", "request": {{ "ip": "::1" }} }}, "fetch": [ {{ "url": "https://geo.example/*",
        "json": {{ "country": 9007199254740993 }} }} ], "expect": {{ "data": {data} }} }}"#
        )
    };
    check(
        &expecting(r#"{ "gone": null, "country": 9007199254740993 }"#),
        expect![""],
    );
    check(
        &expecting(r#"{ "country": 9007199254740992 }"#),
        expect![[r#"
        /expect/data/country is 9007199254740993, not 9007199254740992
    "#]],
    );
}
