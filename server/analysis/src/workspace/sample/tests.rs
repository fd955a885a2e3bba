//! What is said about samples: true cases beside near misses.

use expect_test::{Expect, expect};

use crate::db::Database;
use crate::inputs::{FileText, Openness};
use crate::lint::Anchor;
use crate::workspace::fixture::{file, findings, world};
use crate::workspace::workspace_findings;

const WORLD: &str = r#"
--- file: pipelua.toml
schema = 1
[secrets]
GEO_TOKEN = "Token of the geo service"
[env]
RISK_LIMIT = "Score"
[fetch]
allow-hosts = ["geo.example.com", "*.acme.com"]
--- file: pipelines/before_signup.json
{
  "nodes": {
    "geo": { "script": "geo" },
    "email": { "script": "email" },
    "decide": { "script": "decide", "needs": ["geo"] }
  }
}
--- file: pipelines/after_signup.json
{ "nodes": { "crm": { "script": "crm" } } }
"#;

const PATH: &str = "samples/before_signup/a.json";

fn with(path: &str, text: &str) -> Database {
    world(&format!("{WORLD}--- file: {path}\n{text}"))
}

#[track_caller]
fn check_at(path: &str, text: &str, expect: &Expect) {
    expect.assert_eq(&findings(&with(path, text), path));
}

#[track_caller]
fn check(text: &str, expect: &Expect) {
    check_at(PATH, text, expect);
}

/// A sample of `before_signup` with a right context and these members.
#[track_caller]
fn check_members(members: &str, expect: &Expect) {
    let context = r#""context": { "email": "ada@example.com", "request": { "ip": "203.0.113.7" } }"#;
    check(&format!("{{ {context}, {members} }}"), expect);
}

const WHOLE: &str = r#"{
  "$schema": "../../.pipelua/schemas/sample.json",
  "description": "Everything that a sample may say",
  "hook": "before_signup",
  "node": "decide",
  "outputs": { "geo": { "country": "DE" } },
  "context": { "email": "ada@example.com", "name": "Ada", "request": { "ip": "203.0.113.7", "userAgent": "x" } },
  "secrets": { "GEO_TOKEN": "test-key" },
  "env": { "RISK_LIMIT": "70" },
  "now": "2026-01-31T23:59:59Z",
  "seed": 7,
  "fetch": [
    { "method": "GET", "url": "https://geo.example.com/*", "status": 200, "json": { "country": "DE" }, "headers": { "a": "b" }, "delayMs": 0, "times": 1 },
    { "url": "https://x.acme.com:8443/a", "text": "busy", "status": 503 },
    { "url": "https://*.elsewhere.com/", "error": "timeout" }
  ],
  "expect": {
    "verdict": "denied", "reason": { "contains": "country" }, "errorClass": null, "data": { "a": [1, null] }, "dataMatch": "subset",
    "nodes": { "decide": "denied", "geo": "notReached" }, "fetched": 1,
    "logs": [ { "level": "warn", "contains": "no ip" }, { "matches": "^x%d" } ]
  }
}"#;

#[test]
fn a_whole_sample_is_read_without_a_finding() {
    check(WHOLE, &expect![]);
    check(
        &WHOLE.replace(r#"{ "contains": "country" }"#, r#""exactly""#),
        &expect![],
    );
    check(
        &WHOLE.replace(r#"{ "contains": "country" }"#, r#"{ "matches": "^no" }"#),
        &expect![],
    );
    check(
        r#"{ "context": { "email": "a@b.example", "request": {} } }"#,
        &expect![],
    );
}

#[test]
fn what_is_no_json_is_told_alone() {
    check(
        "{ \"context\": { \"email\": \"a@gmail.com\" }, \"nodes\": 1",
        &expect![[r#"
            sample-syntax [1:1 {] this `{` is never closed
        "#]],
    );
    check(
        "",
        &expect![[r#"
        sample-syntax [1:1 ] the file is empty; a JSON value is expected
    "#]],
    );
    check(
        "[]",
        &expect![[r#"
        sample-value [1:1 []] a sample cannot be an array
    "#]],
    );
    check(
        "{ \"context\": { \"email\": \"a@b.example\", \"request\": {}, }, // why\n }",
        &expect![[r#"
            sample-syntax [1:53 ,] JSON has no comma before a closing bracket (fix)
            sample-syntax [1:56 ,] JSON has no comma before a closing bracket (fix)
            sample-syntax [1:58 // why] JSON has no comments (fix)
        "#]],
    );
    check(
        "# why\n{ \"context\": { \"email\": \"a@b.example\", \"request\": {} } }",
        &expect![[r#"
            sample-syntax [1:1 # why] JSON has no comments; use `description`
        "#]],
    );
}

#[test]
fn the_folder_is_the_hook() {
    let text = r#"{ "context": {} }"#;
    check_at(
        "samples/before_sign_up/a.json",
        text,
        &expect![[r#"
        sample-unknown-hook [file] the folder `before_sign_up` is named after no hook; did you mean `before_signup`? (fix)
    "#]],
    );
    check_at(
        "samples/elsewhere/a.json",
        text,
        &expect![[r#"
        sample-unknown-hook [file] the folder `elsewhere` is named after no hook
    "#]],
    );
    check_at(
        "samples/before_signup/a.json",
        r#"{ "hook": "after_signup", "context": { "email": "a@b.example", "request": {} } }"#,
        &expect![[r#"
            sample-value [1:11 "after_signup"] `hook` is `after_signup`, but the folder says `before_signup` (fix)
        "#]],
    );
}

#[test]
fn the_context_is_what_the_hook_is_given() {
    check(
        r#"{ "context": {} }"#,
        &expect![[r#"
        sample-context [1:3 "context"] `email` is missing
        sample-context [1:3 "context"] `request` is missing
    "#]],
    );
    check(
        r#"{ "context": { "email": 7, "name": null, "request": { "ip": ["203.0.113.7"], "agent": "x" }, "emial": "a@b.example", "prev": {} } }"#,
        &expect![[r#"
            sample-context [1:25 7] `email` must be a string; this is a number
            sample-context [1:61 ["203.0.113.7"]] `request.ip` must be a string; this is a list
            sample-context [1:78 "agent"] `request.agent` is not known here
            sample-context [1:94 "emial"] `emial` is not known here
            sample-context [1:118 "prev"] `prev` is not known here
        "#]],
    );
    check(
        r#"{ "context": [] }"#,
        &expect![[r#"
        sample-value [1:14 []] `context` cannot be an array
    "#]],
    );
    check(
        "{ }",
        &expect![[r#"
        sample-value [1:1 {] a sample has no `context`, which it needs
    "#]],
    );
    check_at(
        "samples/client_access_change/a.json",
        r#"{ "context": { "user": { "id": "u" }, "client": { "clientId": "c", "type": "secret" }, "action": "take" } }"#,
        &expect![[r#"
            sample-context [1:76 "secret"] `client.type` must be "public" or "confidential"; this is "secret"
            sample-context [1:98 "take"] `action` must be "grant" or "revoke"; this is "take"
        "#]],
    );
}

#[test]
fn nodes_are_those_of_the_pipeline() {
    check_members(
        r#""node": "decision""#,
        &expect![[r#"
        sample-unknown-node [1:90 "decision"] `before_signup` has no node `decision`
    "#]],
    );
    check_members(
        r#""node": "zzz", "expect": { "nodes": { "geos": "allowed", "geo": "allowed" } }"#,
        &expect![[r#"
            sample-unknown-node [1:90 "zzz"] `before_signup` has no node `zzz`
            sample-unknown-node [1:120 "geos"] `before_signup` has no node `geos`; did you mean `geo`? (fix)
        "#]],
    );
    check_members(
        r#""node": "decide", "outputs": { "geo": {}, "email": {}, "emial": {}, "decide": {} }"#,
        &expect![[r#"
            sample-unknown-node [1:124 "email"] `email` is not needed by `decide`, which never sees its output
            sample-unknown-node [1:137 "emial"] `before_signup` has no node `emial`; did you mean `email`? (fix)
            sample-unknown-node [1:150 "decide"] `decide` is not needed by `decide`, which never sees its output
        "#]],
    );
    check_members(
        r#""outputs": { "geo": {} }"#,
        &expect![[r#"
        sample-value [1:82 "outputs"] `outputs` stands in for other nodes, so it needs a `node` that is run alone
    "#]],
    );
    check_members(
        r#""node": 7, "outputs": { "geo": 7 }"#,
        &expect![[r#"
        sample-value [1:90 7] `node` cannot be 7
        sample-value [1:93 "outputs"] `outputs` stands in for other nodes, so it needs a `node` that is run alone
        sample-value [1:113 7] `outputs.geo` cannot be 7
    "#]],
    );
    check_at(
        "samples/before_signout/a.json",
        r#"{ "node": "x", "context": { "user": { "id": "u" }, "session": { "id": "s", "userId": "u" } } }"#,
        &expect![[r#"
            sample-unknown-node [1:3 "node"] `before_signout` has no pipeline, so it has no nodes
        "#]],
    );
}

#[test]
fn nodes_of_a_broken_pipeline_are_not_judged() {
    let mut db = with(PATH, &WHOLE.replace("decide", "decision"));
    assert_ne!(findings(&db, PATH), "");
    let broken = FileText::Utf8("{ \"nodes\": { \"geo\": { \"script\": \"geo\" }".into());
    db.set_text("pipelines/before_signup.json", broken, Openness::Open);
    assert_eq!(findings(&db, PATH), "");
}

#[test]
fn a_key_that_is_written_twice_is_told() {
    check_members(
        r#""seed": 1, "seed": 1, "env": { "RISK_LIMIT": "1", "RISK_LIMIT": "2" }"#,
        &expect![[r#"
            sample-value [1:93 "seed"] `seed` is written twice; the last one counts
            sample-value [1:132 "RISK_LIMIT"] `RISK_LIMIT` is written twice; the last one counts
        "#]],
    );
}

#[test]
fn secrets_and_settings_are_declared() {
    check_members(
        r#""secrets": { "GEO_TOKENS": "x", "OTHER": "y", "GEO_TOKEN": "z" }, "env": { "GEO_TOKEN": "x", "RISK_LIMITS": "y" }"#,
        &expect![[r#"
            sample-unknown-secret [1:95 "GEO_TOKENS"] `GEO_TOKENS` is not in `[secrets]` of the manifest; did you mean `GEO_TOKEN`? (fix)
            sample-unknown-secret [1:114 "OTHER"] `OTHER` is not in `[secrets]` of the manifest
            sample-unknown-secret [1:157 "GEO_TOKEN"] `GEO_TOKEN` is not in `[env]` of the manifest
            sample-unknown-secret [1:175 "RISK_LIMITS"] `RISK_LIMITS` is not in `[env]` of the manifest; did you mean `RISK_LIMIT`? (fix)
        "#]],
    );
    // Without a manifest that can be read nothing is known about them.
    let db = world(&format!(
        "--- file: {PATH}\n{{ \"context\": {{ \"email\": \"a@b.example\", \"request\": {{}} }}, \"secrets\": {{ \"A\": \"b\" }} }}"
    ));
    assert_eq!(findings(&db, PATH), "");
}

#[test]
fn unknown_keys_are_told_with_the_nearest_name() {
    check_members(
        r#""expects": {}, "Now": "x", "retries": 1, "notes": """#,
        &expect![[r#"
            sample-unknown-key [1:82 "expects"] `expects` is not a key of a sample; did you mean `expect`? (fix)
            sample-unknown-key [1:97 "Now"] `Now` is not a key of a sample; did you mean `now`? (fix)
            sample-unknown-key [1:109 "retries"] `retries` is not a key of a sample
            sample-unknown-key [1:123 "notes"] `notes` is not a key of a sample
        "#]],
    );
    check_members(
        r#""fetch": [ { "url": "https://geo.example.com/", "delay": 3, "body": "x" } ], "expect": { "verdikt": "denied", "logs": [ { "text": "x" } ] }"#,
        &expect![[r#"
            sample-unknown-key [1:130 "delay"] `delay` is not a key of `fetch[0]`
            sample-unknown-key [1:142 "body"] `body` is not a key of `fetch[0]`
            sample-unknown-key [1:171 "verdikt"] `verdikt` is not a key of `expect`; did you mean `verdict`? (fix)
            sample-unknown-key [1:204 "text"] `text` is not a key of `expect.logs[0]`
        "#]],
    );
}

#[test]
fn values_are_of_their_type() {
    check_members(
        r#""description": 1, "seed": 1.5, "now": 7, "secrets": [], "env": { "RISK_LIMIT": 70 }, "fetch": { "url": "x" }, "expect": "denied""#,
        &expect![[r#"
            sample-value [1:97 1] `description` cannot be 1
            sample-value [1:108 1.5] `seed` cannot be 1.5
            sample-value [1:120 7] `now` cannot be 7
            sample-value [1:134 []] `secrets` cannot be an array
            sample-value [1:161 70] `env.RISK_LIMIT` cannot be 70
            sample-value [1:176 { "url": "x" }] `fetch` cannot be an object
            sample-value [1:202 "denied"] `expect` cannot be `denied`
        "#]],
    );
    check_members(
        r#""fetch": [ 1, { "status": 200 }, { "url": "https://geo.example.com/", "status": 99, "times": 0, "method": "get", "delayMs": "1", "headers": { "a": 1 } }, { "url": "https://geo.example.com/", "error": "slow" } ]"#,
        &expect![[r#"
            sample-value [1:93 1] `fetch[0]` cannot be 1
            sample-value [1:96 {] `fetch[1]` has no `url`, which it needs
            sample-value [1:162 99] `fetch[2].status` cannot be 99
            sample-value [1:175 0] `fetch[2].times` cannot be 0
            sample-value [1:188 "get"] `fetch[2].method` cannot be `get`
            sample-value [1:206 "1"] `fetch[2].delayMs` cannot be `1`
            sample-value [1:229 1] `fetch[2].headers.a` cannot be 1
            sample-value [1:282 "slow"] `fetch[3].error` cannot be `slow`
        "#]],
    );
    check_members(
        r#""expect": { "verdict": "refused", "reason": 7, "errorClass": "script.err", "dataMatch": "part", "nodes": { "geo": "ok" }, "fetched": -1, "logs": [ { "level": "debug" }, "x" ], "data": [] }"#,
        &expect![[r#"
            sample-value [1:105 "refused"] `expect.verdict` cannot be `refused`
            sample-value [1:126 7] `expect.reason` cannot be 7
            sample-value [1:143 "script.err"] `expect.errorClass` cannot be `script.err`
            sample-value [1:170 "part"] `expect.dataMatch` cannot be `part`
            sample-value [1:196 "ok"] `expect.nodes.geo` cannot be `ok`
            sample-value [1:215 -1] `expect.fetched` cannot be -1
            sample-value [1:240 "debug"] `expect.logs[0].level` cannot be `debug`
            sample-value [1:251 "x"] `expect.logs[1]` cannot be `x`
            sample-value [1:266 []] `expect.data` cannot be an array
        "#]],
    );
    check_members(
        r#""expect": { "reason": { "contain": "x" } }"#,
        &expect![[r#"
        sample-value [1:104 { "contain": "x" }] `expect.reason` cannot be an object
    "#]],
    );
    check_members(
        r#""expect": { "reason": { "contains": "x", "matches": "y" } }"#,
        &expect![[r#"
            sample-value [1:104 { "contains": "x", "matches": "y" }] `expect.reason` cannot be an object
        "#]],
    );
}

#[test]
fn mocks_are_such_as_a_request_can_reach() {
    check_members(
        r#""fetch": [
  { "url": "https://geo.example.com/", "error": "dns", "status": 200, "json": {} },
  { "url": "https://geo.example.com/", "text": "x", "json": {} },
  { "url": "http://geo.example.com/" },
  { "url": "https://other.example.com/*" },
  { "url": "https://10.0.0.1/" },
  { "url": "" },
  { "url": "*" },
  { "url": "geo.example.com" },
  { "url": "https://geo*/" },
  { "url": "https://geo.example.com:8443/" },
  { "url": "https://a.b.acme.com" }
]"#,
        &expect![[r#"
            sample-value [2:56 "status"] a mock has `error` or `status`, not both
            sample-value [3:53 "json"] a mock has `json` or `text`, not both
            sample-value [4:12 "http://geo.example.com/"] no request reaches this mock: `http:` is refused
            sample-value [5:12 "https://other.example.com/*"] no request reaches this mock: `other.example.com` is not in `allow-hosts`
            sample-value [6:12 "https://10.0.0.1/"] no request reaches this mock: `10.0.0.1` is not a public address
            sample-value [7:12 ""] a mock of an empty URL is never used
        "#]],
    );
}

#[test]
fn the_time_is_a_time() {
    for time in [
        "2026-01-31T23:59:59Z",
        "2024-02-29T00:00:00.5Z",
        "2026-01-31T23:59:59.123+01:30",
        "2026-01-31T00:00:00-05:00",
    ] {
        check_members(&format!(r#""now": "{time}""#), &expect![]);
    }
    for wrong in [
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-01-31T24:00:00Z",
        "2026-01-31T23:60:00Z",
        "2026-01-31 23:59:59Z",
        "2026-01-31T23:59:59",
        "2026-01-31T23:59Z",
        "2026-1-31T23:59:59Z",
        "2026-01-31T23:59:59.1234Z",
        "2026-01-31T23:59:59.Z",
        "2026-01-31T23:59:59+1:00",
        "2026-01-31",
        "now",
        "",
        "éééééééééééé",
    ] {
        let db = with(
            PATH,
            &format!(r#"{{ "context": {{ "email": "a@b.example", "request": {{}} }}, "now": "{wrong}" }}"#),
        );
        assert!(findings(&db, PATH).starts_with("sample-value [1:"), "{wrong}");
    }
}

#[test]
fn expectations_do_not_contradict_each_other() {
    check_members(
        r#""expect": { "verdict": "allowed", "reason": "x" }"#,
        &expect![[r#"
        sample-value [1:116 "reason"] there is a reason only where the answer is no, but `allowed` is expected
    "#]],
    );
    check_members(
        r#""expect": { "verdict": "error", "errorClass": null }"#,
        &expect![[r#"
            sample-value [1:114 "errorClass"] a run that ends in an error has one, but `errorClass` is null
        "#]],
    );
    check_members(
        r#""expect": { "verdict": "error", "reason": "x", "errorClass": "script.error" }"#,
        &expect![],
    );
    check_members(
        r#""expect": { "verdict": "allowed", "errorClass": "fetch.failed" }"#,
        &expect![],
    );
    check_at(
        "samples/after_signup/a.json",
        r#"{ "context": { "user": { "id": "u" }, "request": {} }, "expect": { "verdict": "denied" } }"#,
        &expect![[r#"
            sample-value [1:79 "denied"] `after_signup` is async, so a run of it is never denied
        "#]],
    );
}

#[test]
fn real_people_stay_out_of_samples() {
    check(
        r#"{
  "description": "from bob@gmail.com, key xK9fQ2mZ7bT4wR8vY1nL",
  "context": { "email": "jane@gmail.com", "request": { "ip": "8.8.4.4", "userAgent": "xK9fQ2mZ7bT4wR8vY1nL" } },
  "secrets": { "GEO_TOKEN": "xK9fQ2mZ7bT4wR8vY1nL" },
  "fetch": [ { "url": "https://geo.example.com/xK9fQ2mZ7bT4wR8vY1nL", "json": { "who": "joe@web.de" } } ],
  "expect": { "data": { "hash": "xK9fQ2mZ7bT4wR8vY1nL", "ip": "8.8.4.4" } }
}"#,
        &expect![[r#"
            sample-personal-data [2:18 "from bob@gmail.com, key xK9fQ2mZ7bT4wR8..] this is an address at `gmail.com`, so it may be a real person's
            sample-personal-data [3:25 "jane@gmail.com"] this is an address at `gmail.com`, so it may be a real person's
            sample-personal-data [3:62 "8.8.4.4"] this is an address of the public internet, so it may be a real person's
            sample-personal-data [3:86 "xK9fQ2mZ7bT4wR8vY1nL"] this looks like a real key or token: long, and without a pattern
            sample-personal-data [4:29 "xK9fQ2mZ7bT4wR8vY1nL"] this looks like a real key or token: long, and without a pattern
            sample-personal-data [5:88 "joe@web.de"] this is an address at `web.de`, so it may be a real person's
            sample-personal-data [6:63 "8.8.4.4"] this is an address of the public internet, so it may be a real person's
        "#]],
    );
}

#[test]
fn every_cut_of_a_sample_is_read_without_a_panic() {
    for at in (0..=WHOLE.len()).filter(|at| WHOLE.is_char_boundary(*at)) {
        for cut in [&WHOLE[..at], &WHOLE[at..]] {
            let db = with(PATH, cut);
            for finding in workspace_findings(&db, file(&db, PATH)) {
                if let Anchor::Range(range) = finding.anchor {
                    // The fixture ends no text of its own.
                    assert!(cut.get(range.as_usize()).is_some(), "{cut}");
                }
                assert!(finding.message.chars().count() <= 100, "{}", finding.message);
            }
        }
    }
}

#[test]
fn where_there_are_no_nodes_none_is_offered() {
    let pipeline = "--- file: pipelines/before_signup.json\n{ \"nodes\": {} }\n";
    let db = world(&format!(
        "{pipeline}--- file: samples/before_signup/a.json\n{{ \"node\": \"decide\", \"context\": {{ \"email\": \"a@example.com\", \"request\": {{}} }} }}\n"
    ));
    let sample = file(&db, "samples/before_signup/a.json");
    let found = &workspace_findings(&db, sample)[0];
    assert_eq!(
        found.message,
        "the pipeline of `before_signup` has no nodes, so none is `decide`"
    );
    assert_eq!(
        found.help.as_deref(),
        Some("add it to `pipelines/before_signup.json`, or remove it here")
    );
}

#[test]
fn the_nearest_key_is_named_even_if_it_is_there_already() {
    let text = r#"{ "context": { "email": "a@example.com", "request": {} }, "expects": {}, "expect": {} }"#;
    let db = world(&format!("--- file: samples/before_signup/a.json\n{text}\n"));
    let sample = file(&db, "samples/before_signup/a.json");
    let found = &workspace_findings(&db, sample)[0];
    assert_eq!(
        found.message,
        "`expects` is not a key of a sample; did you mean `expect`?"
    );
    assert_eq!(
        found.help.as_deref(),
        Some("remove it; `expect` is there already")
    );
    assert!(found.fixes.is_empty());
}
