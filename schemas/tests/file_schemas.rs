//! Schemas of files: they accept what the design shows, and refuse what is broken.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use pipelua_schemas::{Audience, Unit, builtin};
use serde_json::{Value, json};

fn validator(name: &str) -> jsonschema::Validator {
    let schema = builtin().file_schema(name).unwrap().to_strict_value();
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .build(&schema)
        .unwrap()
}

#[track_caller]
fn accepts(name: &str, value: &Value) {
    let problems: Vec<String> = validator(name)
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{name}: {problems:#?}");
}

/// Sets (or with null removes) what stands under a pointer, and expects that the schema refuses the result.
#[track_caller]
fn refuses(name: &str, good: &Value, pointer: &str, value: Value) {
    let mut broken = good.clone();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match broken.pointer_mut(parent).unwrap() {
        Value::Object(map) if value.is_null() => drop(map.shift_remove(key)),
        Value::Object(map) => drop(map.insert(key.to_owned(), value)),
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        _ => panic!("{pointer} leads to no member"),
    }
    assert_ne!(&broken, good, "{pointer}");
    assert!(!validator(name).is_valid(&broken), "{name} accepts {broken}");
}

#[track_caller]
fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_schema_is_valid_json_schema() {
    for schema in builtin().file_schemas() {
        let value = schema.to_value();
        assert!(jsonschema::draft202012::meta::is_valid(&value), "{}", schema.name);
        assert_eq!(schema.file_name, format!("{}.json", schema.name));
        validator(schema.name);
    }
}

#[test]
fn every_property_is_described() {
    fn each(place: &str, schema: &Value) {
        let Some(map) = schema.as_object() else { return };
        for (name, property) in map
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let place = format!("{place}/{name}");
            let said = property.get("description").is_some() || property.get("$ref").is_some();
            assert!(said, "{place} has no description");
            each(&place, property);
        }
        for (name, value) in map.get("$defs").and_then(Value::as_object).into_iter().flatten() {
            each(&format!("{place}/{name}"), value);
        }
        for key in ["items", "additionalProperties"] {
            map.get(key)
                .into_iter()
                .for_each(|value| each(&format!("{place}/{key}"), value));
        }
    }
    builtin()
        .file_schemas()
        .iter()
        .for_each(|schema| each(schema.name, &schema.to_value()));
}

#[test]
fn what_programs_read_may_grow() {
    for schema in builtin()
        .file_schemas()
        .iter()
        .filter(|schema| schema.audience == Audience::Programs)
    {
        assert!(
            !schema.text.contains("\"additionalProperties\": false"),
            "{}",
            schema.name
        );
    }
}

const MANIFEST: &str = r#"
schema = 1
name = "acme-auth"
required-version = ">=0.1"
[secrets]
STRIPE_KEY = "Stripe, restricted key"
[env]
RISK_LIMIT = "Score above which a sign-up is refused"
[fetch]
allow-hosts = ["api.stripe.com", "*.geo.example"]
[limits]
script-time = "2s"
fetch-bytes = 262144
[check]
fail-on = "warning"
baseline = "pipelua-baseline.json"
[lints]
undefined-field = "error"
[format]
indent-width = 2
[remotes.staging]
url = "https://hooks.staging.acme.example"
default = true
"#;

#[test]
fn the_manifest_of_the_design_is_accepted_and_broken_ones_are_not() {
    let good: Value = toml_edit::de::from_str(MANIFEST).unwrap();
    accepts("manifest", &good);
    accepts("manifest", &json!({ "schema": 1 }));
    for (pointer, value) in [
        ("/schema", json!(2)),
        ("/schema", json!(null)),
        ("/name", json!("")),
        ("/require-version", json!(">=0.1")),
        ("/secrets/STRIPE_KEY", json!(5)),
        ("/secrets/not a name", json!("x")),
        ("/fetch/allow-hosts", json!("api.stripe.com")),
        ("/fetch/allow-hosts/0", json!("https://api.stripe.com")),
        ("/limits/script-time", json!("2 minutes")),
        ("/limits/script-time", json!(2000)),
        ("/limits/layers", json!(11)),
        ("/limits/string-bytes", json!(10)),
        ("/check/fail-on", json!("warn")),
        ("/lints/undefined-field", json!("fatal")),
        ("/format/indent", json!(2)),
        ("/remotes/staging/url", json!(null)),
        ("/remotes/staging/url", json!("hooks.acme.example")),
    ] {
        refuses("manifest", &good, pointer, value);
    }
}

#[test]
fn limits_of_the_manifest_are_those_that_may_be_tightened() {
    let schema = builtin().file_schema("manifest").unwrap().to_value();
    let properties = schema
        .pointer("/properties/limits/properties")
        .unwrap()
        .as_object()
        .unwrap();
    let names: Vec<&str> = properties.keys().map(String::as_str).collect();
    let expected: Vec<&str> = builtin()
        .limits()
        .tightenable()
        .map(|limit| limit.name.as_str())
        .collect();
    assert_eq!(names, expected);
    for limit in builtin().limits().tightenable() {
        let text = properties[&limit.name].to_string();
        assert!(
            limit.unit == Unit::Ms || text.contains(&format!("\"maximum\":{}", limit.value)),
            "{text}"
        );
        let docs = properties[&limit.name]["description"].as_str().unwrap();
        assert!(
            docs.starts_with(&limit.docs.replace('\n', " ")),
            "{}: {docs}",
            limit.name
        );
        if limit.unit == Unit::Ms {
            accepts(
                "manifest",
                &json!({ "schema": 1, "limits": { (limit.name.as_str()): "90ms" } }),
            );
        }
    }
}

#[test]
fn the_pipeline_of_the_design_is_accepted_and_broken_ones_are_not() {
    let good = parse(
        r#"{
  "$schema": "../.pipelua/schemas/pipeline.json",
  "description": "Keeps throw-away addresses and embargoed countries out.",
  "onError": "deny",
  "denyMessage": "This is not possible at the moment.",
  "nodes": {
    "email": { "script": "disposable_email" },
    "geo": { "script": "geo_check", "config": { "blocked": ["XX"] }, "timeoutMs": 800, "onError": "allow" },
    "decide": { "script": "final_decision", "needs": ["email", "geo"] }
  }
}"#,
    );
    accepts("pipeline", &good);
    for (pointer, value) in [
        ("/nodes", json!(null)),
        ("/onerror", json!("deny")),
        ("/onError", json!("retry")),
        ("/hook", json!("Before")),
        ("/nodes/email/script", json!(null)),
        ("/nodes/email/script", json!("scripts/a.lua")),
        ("/nodes/Bad Name", json!({ "script": "a" })),
        ("/nodes/geo/timeoutMs", json!(0)),
        ("/nodes/geo/timeoutMs", json!(10_001)),
        ("/nodes/geo/config", json!(["XX"])),
        ("/nodes/decide/needs", json!("email")),
        ("/nodes/decide/needs", json!(["email", "email"])),
        ("/nodes/decide/need", json!(["email"])),
    ] {
        refuses("pipeline", &good, pointer, value);
    }
}

#[test]
fn keys_of_a_pipeline_come_in_the_order_of_the_canonical_form() {
    let schema = builtin().file_schema("pipeline").unwrap().to_value();
    let keys = |pointer: &str| -> Vec<String> {
        schema
            .pointer(pointer)
            .unwrap()
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect()
    };
    let pipeline = "$schema description hook enabled onError denyMessage nodes";
    assert_eq!(keys("/properties").join(" "), pipeline);
    let node = "description script config needs timeoutMs onError enabled";
    assert_eq!(keys("/$defs/node/properties").join(" "), node);
}

const SAMPLE: &str = r#"{
  "description": "IP missing behind the old proxy",
  "context": { "email": "a@b.example", "request": {} },
  "secrets": { "STRIPE_KEY": "test-key" }, "env": {}, "now": "2026-01-31T23:59:59Z",
  "fetch": [ { "method": "GET", "url": "https://geo.example/*", "status": 200, "json": { "country": "DE" }, "delayMs": 0, "times": 1 } ],
  "expect": {
    "verdict": "denied", "reason": { "contains": "country" }, "errorClass": null, "data": {}, "dataMatch": "subset",
    "nodes": { "decide": "denied" }, "fetched": 1, "logs": [ { "level": "warn", "contains": "no ip" } ]
  }
}"#;

#[test]
fn the_sample_of_the_design_is_accepted_and_broken_ones_are_not() {
    let good = parse(SAMPLE);
    accepts("sample", &good);
    accepts(
        "sample",
        &json!({ "node": "decide", "outputs": { "geo": { "country": "DE" } }, "context": {}, "seed": 7 }),
    );
    accepts(
        "sample",
        &json!({ "context": {}, "fetch": [{ "url": "https://x.example/", "error": "timeout" }] }),
    );
    for (pointer, value) in [
        ("/context", json!(null)),
        ("/expects", json!({})),
        ("/now", json!("yesterday")),
        ("/secrets/STRIPE_KEY", json!(5)),
        ("/fetch/0/url", json!(null)),
        ("/fetch/0/status", json!(42)),
        ("/fetch/0/error", json!("timeout")),
        ("/fetch/0/times", json!(0)),
        ("/fetch/0/method", json!("get")),
        ("/expect/verdict", json!("refused")),
        ("/expect/reason", json!({ "contains": "a", "matches": "b" })),
        ("/expect/errorClass", json!("limit.cpu")),
        ("/expect/dataMatch", json!("some")),
        ("/expect/nodes/decide", json!("skipped")),
        ("/expect/logs/0/level", json!("warning")),
        ("/expect/fetched", json!(-1)),
    ] {
        refuses("sample", &good, pointer, value);
    }
}

#[test]
fn a_hook_file_is_accepted_and_broken_ones_are_not() {
    let good = parse(include_str!("../hooks/client_before_register.json"));
    for hook in builtin().hooks() {
        let path = format!("{}/hooks/{}.json", env!("CARGO_MANIFEST_DIR"), hook.name);
        accepts("hook", &parse(&std::fs::read_to_string(path).unwrap()));
    }
    for (pointer, value) in [
        ("/mode", json!("sync")),
        ("/mode", json!(null)),
        ("/input", json!(null)),
        ("/onError", json!("deny")),
        ("/order", json!(0)),
        ("/input/properties/name/type", json!("str")),
        ("/input/properties/name/pattern", json!("^a")),
        ("/input/allOf", json!([])),
    ] {
        refuses("hook", &good, pointer, value);
    }
}

#[test]
fn error_classes_of_the_schemas_are_those_of_the_data() {
    let classes: Vec<Value> = builtin()
        .error_classes()
        .iter()
        .map(|class| Value::from(class.name.as_str()))
        .collect();
    for (schema, pointer) in [
        ("run", "/$defs/error/properties/class/enum"),
        ("run", "/$defs/nodeError/properties/class/enum"),
        ("test", "/$defs/error/properties/class/enum"),
    ] {
        let schema = builtin().file_schema(schema).unwrap().to_value();
        assert_eq!(
            schema.pointer(pointer).unwrap().as_array().unwrap(),
            &classes,
            "{pointer}"
        );
    }
    let sample = builtin().file_schema("sample").unwrap().to_value();
    let with_null = sample
        .pointer("/$defs/expect/properties/errorClass/enum")
        .unwrap()
        .as_array()
        .unwrap();
    assert_eq!(
        with_null.split_first().unwrap(),
        (&Value::Null, classes.as_slice())
    );
}

fn finding() -> Value {
    let range = json!({ "start": { "line": 13, "character": 11, "byte": 240 }, "end": { "line": 13, "character": 17, "byte": 246 } });
    json!({
        "file": "scripts/block_domains.lua", "code": "return-shape", "severity": "error",
        "message": "`alowed` is not a key of a result; did you mean `allowed`?",
        "runtime": "a result without `allowed` is an error (result.invalid)", "help": "rename it to `allowed`",
        "url": "https://example.org/return-shape.md", "tags": ["deprecated"], "fingerprint": "0123456789abcdef",
        "placements": [{ "hook": "before_signup", "node": "email" }],
        "range": range, "pointer": "/nodes/a",
        "related": [{ "file": "pipelines/a.json", "range": range, "message": "here" }],
        "fixes": [{ "id": "rename", "title": "Rename to `allowed`", "safe": false, "preferred": true,
            "edits": [{ "file": "scripts/block_domains.lua", "range": range, "newText": "allowed" }],
            "renames": [{ "from": "scripts/A.lua", "to": "scripts/a.lua" }] }]
    })
}

#[test]
fn the_output_of_check_is_described() {
    let summary = json!({ "error": 1, "warning": 0, "info": 0, "hint": 0 });
    let good = json!({
        "version": 1, "tool": { "name": "pipelua", "version": "0.1.0" }, "root": ".",
        "files": { "checked": 1, "skipped": 0 },
        "errors": [{ "file": "pipelua.toml", "message": "no schema", "kind": "manifest" }],
        "findings": [finding()], "suppressed": 0, "baselined": 0, "summary": summary
    });
    accepts("check", &good);
    for (pointer, value) in [
        ("/version", json!(2)),
        ("/errors/0/kind", json!("parse")),
        ("/findings/0/severity", json!("fatal")),
        ("/findings/0/fingerprint", json!("abc")),
        ("/findings/0/range", json!({ "start": {} })),
        ("/findings/0/fixes/0/safe", json!(null)),
        ("/findings/0/fix", json!([])),
        ("/findings/0/tags/0", json!("faded")),
        ("/summary/hint", json!(null)),
    ] {
        refuses("check", &good, pointer, value);
    }
    let mut whole_file = finding();
    whole_file["range"] = Value::Null;
    accepts("check-jsonl", &whole_file);
    accepts("check-jsonl", &json!({ "summary": summary }));
    refuses("check-jsonl", &finding(), "/code", json!(null));
}

fn run() -> Value {
    json!({
        "version": 1, "hook": "before_signup", "allowed": false, "verdict": "error", "reason": "This is not possible at the moment.",
        "error": { "class": "script.error", "message": "attempt to index nil", "node": "geo", "line": 3 },
        "nodeErrors": 1, "traceId": "0123456789abcdef0123456789abcdef", "durationNs": 5,
        "nodes": [{
            "node": "geo", "script": "geo_check", "layer": 0, "status": "error", "onError": "deny",
            "error": { "class": "script.error", "message": "attempt to index nil", "line": 3 }, "data": {},
            "startNs": 0, "durationNs": 4, "instructions": 120, "memoryPeakBytes": 4096,
            "logs": [{ "level": "warn", "message": "no ip", "atNs": 2 }],
            "metrics": [{ "name": "risk", "kind": "gauge", "value": 0.5, "tags": {}, "atNs": 3 }]
        }],
        "spans": [{ "spanId": "0123456789abcdef", "parentSpanId": "fedcba9876543210", "name": "script geo_check",
            "kind": "internal", "startNs": 0, "durationNs": 4, "status": "error", "attributes": { "pipeline.node": "geo" } }]
    })
}

#[test]
fn the_output_of_run_is_described() {
    let good = run();
    accepts("run", &good);
    for (pointer, value) in [
        ("/allowed", json!("no")),
        ("/verdict", json!("refused")),
        ("/error/class", json!("oops")),
        ("/error/stack", json!("..")),
        ("/nodes/0/status", json!("skipped")),
        ("/nodes/0/startNs", json!(-1)),
        ("/nodes/0/error/node", json!("geo")),
        ("/nodes/0/metrics/0/kind", json!("timer")),
        ("/spans/0/spanId", json!("0123456789ABCDEF")),
        ("/spans/0/status", json!("unset")),
    ] {
        refuses("run", &good, pointer, value);
    }
}

#[test]
fn the_output_of_test_is_described() {
    let good = json!({
        "version": 1,
        "samples": [{ "file": "samples/before_signup/a.json", "hook": "before_signup", "name": "a", "status": "failed", "durationNs": 5,
            "failures": [{ "pointer": "/verdict", "expected": "allowed", "actual": "error", "script": "geo_check", "line": 3 }],
            "run": run() }],
        "summary": { "passed": 0, "failed": 1, "error": 0 }
    });
    accepts("test", &good);
    for (pointer, value) in [
        ("/samples/0/status", json!("skipped")),
        ("/samples/0/failures/0/pointer", json!(null)),
        ("/samples/0/run/verdict", json!("refused")),
        ("/summary/error", json!(null)),
    ] {
        refuses("test", &good, pointer, value);
    }
}

#[test]
fn a_baseline_is_accepted_and_broken_ones_are_not() {
    let good = json!({ "version": 1, "findings": [{ "file": "scripts/a.lua", "code": "unused-local", "fingerprint": "0123456789abcdef" }] });
    accepts("baseline", &good);
    refuses("baseline", &good, "/version", json!(0));
    refuses("baseline", &good, "/findings/0/fingerprint", json!("xyz"));
    refuses("baseline", &good, "/findings/0/line", json!(3));
}

#[test]
fn the_files_of_the_example_workspace_are_accepted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/workspaces/acme");
    let manifest = std::fs::read_to_string(root.join("pipelua.toml")).unwrap();
    accepts("manifest", &toml_edit::de::from_str(&manifest).unwrap());
    let mut count = 0;
    for (folder, schema) in [
        ("pipelines", "pipeline"),
        ("hooks", "hook"),
        ("samples", "sample"),
    ] {
        let mut folders = vec![root.join(folder)];
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
            {
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "json") {
                    accepts(schema, &parse(&std::fs::read_to_string(&path).unwrap()));
                    count += 1;
                }
            }
        }
    }
    assert!(count > 30, "only {count} files");
}
