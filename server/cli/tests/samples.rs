//! `pipelua test`: samples run in the sandbox, and what differs is told with its place.
#![allow(clippy::unwrap_used)]

mod support;

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use support::{Run, Workspace, repository, run};

const PIPELINE: &str =
    r#"{ "nodes": { "geo": { "script": "geo" }, "decide": { "script": "decide", "needs": ["geo"] } } }"#;
const GEO: &str = "local answer = await(helpers.fetch(\"https://geo.example/\" .. context.request.ip))
return { allowed = true, data = { country = answer.body.country } }
";
const DECIDE: &str = "return { allowed = context.prev.country ~= \"XX\", error = \"not from here\" }\n";
const MOCK: &str = r#""context": { "email": "a@b.example", "request": { "ip": "192.0.2.1" } },
  "fetch": [{ "url": "https://geo.example/*", "json": { "country": "XX" } }]"#;

fn workspace(samples: &[(&str, &str)]) -> Workspace {
    let workspace = Workspace::new(&[
        ("pipelines/before_signup.json", PIPELINE),
        ("scripts/geo.lua", GEO),
        ("scripts/decide.lua", DECIDE),
    ]);
    for (name, text) in samples {
        workspace.write(&format!("samples/before_signup/{name}.json"), text);
    }
    workspace
}

/// What is said, without how long it took.
fn timeless(run: &Run) -> String {
    let lines = run.stdout.lines().map(|line| match line.rsplit_once(" (") {
        Some((said, time)) if time.ends_with(" s)") => said,
        _ => line,
    });
    let mut said: String = lines.flat_map(|line| [line, "\n"]).collect();
    let _ = writeln!(said, "{}code {}", run.stderr, run.code);
    said
}

#[track_caller]
fn check(samples: &[(&str, &str)], arguments: &[&str], expect: Expect) {
    expect.assert_eq(&timeless(&workspace(samples).run(arguments)));
}

#[test]
fn the_samples_of_acme_pass() {
    let acme = repository().join("tests/workspaces/acme");
    let run = run(&acme, &["test"], None, &[]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("78 samples, all passed"), "{}", run.stdout);
}

#[test]
fn a_sample_that_says_what_happens_passes() {
    let sample = format!(
        r#"{{ {MOCK}, "expect": {{ "verdict": "denied", "reason": "not from here", "fetched": 1 }} }}"#
    );
    check(
        &[("denied", &sample)],
        &["test"],
        expect![[r#"
        before_signup            1 passed

        1 sample, all passed
        code 0
    "#]],
    );
    check(
        &[("denied", &sample)],
        &["test", "--quiet"],
        expect![[r#"
        code 0
    "#]],
    );
}

#[test]
fn what_differs_is_told_with_its_place() {
    let sample = format!(
        "{{ {MOCK},\n  \"expect\": {{ \"verdict\": \"allowed\",\n    \"data\": {{ \"country\": \"DE\" }} }} }}"
    );
    check(
        &[("allowed", &sample), ("fine", &format!("{{ {MOCK} }}"))],
        &["test"],
        expect![[r#"
            before_signup            1 passed, 1 failed
              fail  allowed
                    verdict: expected "allowed", got "denied"
                    --> samples/before_signup/allowed.json:3:26
                    3 |   "expect": { "verdict": "allowed",
                      |                          ^^^^^^^^^
                    --> scripts/decide.lua:1:1
                    1 | return { allowed = context.prev.country ~= "XX", error = "not fro...
                    data/country: expected "DE", got nothing
                    --> samples/before_signup/allowed.json:4:26
                    4 |     "data": { "country": "DE" } } }
                      |                          ^^^^

            2 samples, 1 failed
            code 1
        "#]],
    );
}

#[test]
fn a_fetch_without_a_mock_names_the_mock_to_add() {
    let sample = r#"{ "context": { "email": "a@b.example", "request": { "ip": "192.0.2.1" } } }"#;
    check(
        &[("unmocked", sample)],
        &["test"],
        expect![[r#"
            before_signup            1 failed
              fail  unmocked
                    node `geo`: fetch.unmocked: no mock answers GET
                    https://geo.example/192.0.2.1; one for `fetch` of the sample:
                      {"method":"GET","url":"https://geo.example/192.0.2.1","status":200,"json":{}}
                    --> scripts/geo.lua:1:1
                    1 | local answer = await(helpers.fetch("https://geo.example/" .. cont...

            1 sample, 1 failed
            code 1
        "#]],
    );
}

#[test]
fn an_error_of_a_script_is_told_with_its_line() {
    let sample = r#"{ "context": { "email": "a@b.example", "request": {} } }"#;
    check(
        &[("no_ip", sample)],
        &["test"],
        expect![[r#"
            before_signup            1 failed
              fail  no_ip
                    node `geo`: script.error: attempt to concatenate a nil value (field
                    'ip')
                    --> scripts/geo.lua:1:1
                    1 | local answer = await(helpers.fetch("https://geo.example/" .. cont...

            1 sample, 1 failed
            code 1
        "#]],
    );
}

#[test]
fn what_cannot_be_run_is_an_error() {
    check(
        &[("broken", "{")],
        &["test"],
        expect![[r#"
            before_signup            1 error
              error broken
                    this `{` is never closed
                    --> samples/before_signup/broken.json:1:1
                    1 | {
                      | ^
                    = fix: correct it here; while it is wrong, nothing that rests on it is
                           checked

            1 sample, 1 error
            code 1
        "#]],
    );
    check(
        &[("misfit", r#"{ "context": { "request": {} } }"#)],
        &["test"],
        expect![[r#"
            before_signup            1 error
              error misfit
                    `email` is missing
                    --> samples/before_signup/misfit.json:1:3
                    1 | { "context": { "request": {} } }
                      |   ^^^^^^^^^
                    = fix: add it as the host would send it

            1 sample, 1 error
            code 1
        "#]],
    );
    let workspace = workspace(&[("a", "{ \"context\": {} }"), ("b", "{ \"context\": {} }")]);
    workspace.write(
        "pipelines/before_signup.json",
        r#"{ "nodes": { "a": { "script": "nobody" } } }"#,
    );
    expect![[r#"
        before_signup            2 errors
          error a
                `pipelines/before_signup.json` does not compile: there is no script
                `nobody`
                --> pipelines/before_signup.json:1:31
                1 | { "nodes": { "a": { "script": "nobody" } } }
                  |                               ^^^^^^^^
                = fix: write `scripts/nobody.lua`, or name a script that exists
          error b
                as above: its pipeline does not compile

        2 samples, 2 errors
        code 2
    "#]]
    .assert_eq(&timeless(&workspace.run(&["test"])));
}

#[test]
fn a_sample_that_cannot_be_run_is_told_to_machines_with_its_place() {
    let workspace = workspace(&[("misfit", r#"{ "context": { "request": {} } }"#)]);
    let failures = |workspace: &Workspace| {
        let run = workspace.run(&["test", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let mut failures = report["samples"][0]["failures"].clone();
        for failure in failures.as_array_mut().unwrap() {
            let start = failure["range"]["start"]["character"].take();
            failure["range"] = start;
        }
        failures.to_string()
    };
    expect![[r#"[{"pointer":"/context","expected":"a sample that can be run","actual":"`email` is missing","help":"add it as the host would send it","range":2}]"#]].assert_eq(&failures(&workspace));
    workspace.write(
        "pipelines/before_signup.json",
        r#"{ "nodes": { "a": { "script": "nobody" } } }"#,
    );
    expect![[r#"[{"pointer":"/nodes/a/script","expected":"a pipeline that compiles","actual":"`pipelines/before_signup.json` does not compile: there is no script `nobody`","help":"write `scripts/nobody.lua`, or name a script that exists","file":"pipelines/before_signup.json","range":30}]"#]].assert_eq(&failures(&workspace));
}

#[test]
fn a_filter_chooses_by_hook_and_name() {
    let sample = format!("{{ {MOCK}, \"expect\": {{ \"verdict\": \"denied\" }} }}");
    let samples = [("one", sample.as_str()), ("other", "{")];
    check(
        &samples,
        &["test", "signup/one"],
        expect![[r#"
        before_signup            1 passed

        1 sample, all passed
        code 0
    "#]],
    );
    check(
        &samples,
        &["test", "nothing_like_it"],
        expect![[r#"
        error: no sample has `nothing_like_it` in its `hook/name`
        There are 2; `pipelua test -v` lists them.
        code 2
    "#]],
    );
    check(
        &[],
        &["test"],
        expect![[r#"
        error: there are no samples
        `pipelua new sample NAME --hook HOOK` makes one.
        code 2
    "#]],
    );
}

#[test]
fn samples_that_run_nothing_are_told() {
    let workspace = workspace(&[]);
    workspace.write(
        "samples/before_signin/a.json",
        r#"{ "context": { "email": "a@b.example", "request": {} } }"#,
    );
    let run = workspace.run(&["test"]);
    assert_eq!(
        run.stderr,
        "note: `before_signin` has no pipeline: its samples run nothing\n"
    );
    assert_eq!(run.code, 0);
}

#[test]
fn a_manifest_that_cannot_be_read_stops_it() {
    let workspace = workspace(&[("broken", "{")]);
    workspace.write("pipelua.toml", "schema = \n");
    let run = workspace.run(&["test"]);
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert!(run.stderr.contains("pipelua.toml"), "{}", run.stderr);
}

#[test]
fn tightened_limits_hold() {
    let workspace = workspace(&[]);
    workspace.write(
        "pipelua.toml",
        "schema = 1\nname = \"a\"\n[limits]\ninstructions = 1000\n",
    );
    workspace.write(
        "scripts/geo.lua",
        "for i = 1, 2000 do end\nreturn { allowed = true }\n",
    );
    let sample = r#"{ "context": { "email": "a@b.example", "request": {} }, "expect": { "errorClass": "limit.instructions" } }"#;
    workspace.write("samples/before_signup/long.json", sample);
    let run = workspace.run(&["test"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

const MISMATCH: &str = r#"{ "context": { "email": "a@b.example", "request": { "ip": "192.0.2.1" } },
  "fetch": [{ "url": "https://geo.example/*", "json": { "country": "DE" } }],
  "expect": {"verdict":   "denied", "reason": { "contains": "x" }, "errorClass": null,
    "data": { "country": { "matches": "^X" }, "city": "Ulm" }, "dataMatch": "subset",
    "logs": [ { "level": "warn" } ] } }
"#;

#[test]
fn update_rewrites_the_keys_that_are_there_and_nothing_else() {
    let workspace = workspace(&[
        ("wrong", MISMATCH),
        ("broken", "{"),
        ("fine", &format!("{{ {MOCK} }}")),
    ]);
    // What would check nothing any more is not written.
    let run = workspace.run(&["test", "--update"]);
    assert!(
        run.stdout
            .contains("`logs` would check nothing any more; take it out if that is right"),
        "{}",
        run.stdout
    );
    assert_eq!(workspace.read("samples/before_signup/wrong.json"), MISMATCH);
    let logs = "\"subset\",\n    \"logs\": [ { \"level\": \"warn\" } ] } }";
    workspace.write(
        "samples/before_signup/wrong.json",
        MISMATCH.replace(logs, "\"subset\" } }"),
    );
    let run = workspace.run(&["test", "--update"]);
    expect![[r#"
        before_signup            2 passed, 1 error
          error broken
                this `{` is never closed
                --> samples/before_signup/broken.json:1:1
                1 | {
                  | ^
                = fix: correct it here; while it is wrong, nothing that rests on it is
                       checked
        left samples/before_signup/broken.json
                it cannot be run; mend it first
        updated samples/before_signup/wrong.json
                verdict: "denied" -> "allowed"
                reason: { "contains": "x" } -> removed
                data/country: { "matches": "^X" } -> "DE"
                data/city: "Ulm" -> removed

        3 samples, 1 error
        code 1
    "#]]
    .assert_eq(&timeless(&run));
    expect![[r#"
        { "context": { "email": "a@b.example", "request": { "ip": "192.0.2.1" } },
          "fetch": [{ "url": "https://geo.example/*", "json": { "country": "DE" } }],
          "expect": {"verdict":   "allowed", "errorClass": null,
            "data": { "country": "DE" }, "dataMatch": "subset" } }
    "#]]
    .assert_eq(&workspace.read("samples/before_signup/wrong.json"));
    assert_eq!(workspace.read("samples/before_signup/broken.json"), "{");
    let again = workspace.run(&["test", "--update", "wrong"]);
    assert_eq!(again.code, 0, "{}", again.stdout);
    assert!(!again.stdout.contains("updated"), "{}", again.stdout);
}

#[test]
fn long_values_are_told_as_a_diff_and_logs_with_what_was_logged() {
    let workspace = workspace(&[]);
    workspace.write(
        "scripts/geo.lua",
        "helpers.log('looked up')\nreturn { allowed = true, data = { list = { 'one', 'two', 'three' }, text = ('long '):rep(12) } }\n",
    );
    workspace.write(
        "samples/before_signup/a.json",
        r#"{ "context": { "email": "a@b.example", "request": {} }, "expect": {
  "data": { "list": [ "one", "three", "a text that makes it long" , "more"], "text": "another text of more than forty characters" },
  "logs": [ { "level": "warn", "contains": "looked" } ] } }"#,
    );
    expect![[r#"
        before_signup            1 failed
          fail  a
                data/list:
                  [
                    "one",
                -   "three",
                -   "a text that makes it long",
                -   "more"
                +   "two",
                +   "three"
                  ]
                --> samples/before_signup/a.json:2:21
                2 | ...": [ "one", "three", "a text that makes it long" , "more"], "t...
                  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                --> scripts/geo.lua:2:1
                2 | return { allowed = true, data = { list = { 'one', 'two', 'three' ...
                data/text:
                - "another text of more than forty characters"
                + "long long long long long long long long long long long long "
                --> samples/before_signup/a.json:2:86
                2 | ...ore"], "text": "another text of more than forty characters" },
                  |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                logs/0: expected a line of level warn that contains "looked"; logged was
                + info: looked up
                --> samples/before_signup/a.json:3:13
                3 |   "logs": [ { "level": "warn", "contains": "looked" } ] } }
                  |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

        1 sample, 1 failed
        code 1
    "#]]
    .assert_eq(&timeless(&workspace.run(&["test"])));
}

#[test]
fn samples_that_are_wrong_are_told_with_place_and_way_out() {
    let context = r#""context": { "email": "a@b.example", "request": {} }"#;
    let samples = [
        (
            "both",
            format!(
                r#"{{ {context}, "fetch": [ {{ "url": "https://a.example/", "json": 1, "text": "" }} ] }}"#
            ),
        ),
        (
            "context",
            r#"{ "context": { "email": 1, "request": {} } }"#.to_owned(),
        ),
        (
            "error",
            format!(r#"{{ {context}, "fetch": [ {{ "url": "https://a.example/", "error": "no" }} ] }}"#),
        ),
        (
            "http",
            format!(r#"{{ {context}, "fetch": [ {{ "url": "http://a.example/" }} ] }}"#),
        ),
        ("key", format!(r#"{{ {context}, "expcet": {{}} }}"#)),
        ("node", format!(r#"{{ {context}, "node": "goe" }}"#)),
        (
            "status",
            format!(r#"{{ {context}, "fetch": [ {{ "url": "https://a.example/", "status": 99 }} ] }}"#),
        ),
    ];
    let samples: Vec<(&str, &str)> = samples
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    check(
        &samples,
        &["test"],
        expect![[r#"
            before_signup            7 errors
              error both
                    a mock has `json` or `text`, not both
                    --> samples/before_signup/both.json:1:110
                    1 | ...: [ { "url": "https://a.example/", "json": 1, "text": "" } ] }
                      |                                                  ^^^^^^
                    = fix: remove one of the two
              error context
                    `email` must be a string; this is a number
                    --> samples/before_signup/context.json:1:25
                    1 | { "context": { "email": 1, "request": {} } }
                      |                         ^
                    = fix: write it as the host would send it
              error error
                    `fetch[0].error` cannot be `no`
                    --> samples/before_signup/error.json:1:108
                    1 | ... "fetch": [ { "url": "https://a.example/", "error": "no" } ] }
                      |                                                        ^^^^
                    = fix: write `"refused"`, `"dns"`, `"tls"`, `"timeout"` or `"size"`
              error http
                    no request reaches this mock: `http:` is refused
                    --> samples/before_signup/http.json:1:77
                    1 | ..."request": {} }, "fetch": [ { "url": "http://a.example/" } ] }
                      |                                         ^^^^^^^^^^^^^^^^^^^
                    = fix: mock the URL that the script asks for, or change `[fetch]` in the
                           manifest
              error key
                    `expcet` is not a key of a sample; did you mean `expect`?
                    --> samples/before_signup/key.json:1:57
                    1 | ...xt": { "email": "a@b.example", "request": {} }, "expcet": {} }
                      |                                                    ^^^^^^^^
                    = fix: rename it to `expect`
              error node
                    `before_signup` has no node `goe`; did you mean `geo`?
                    --> samples/before_signup/node.json:1:65
                    1 | ...t": { "email": "a@b.example", "request": {} }, "node": "goe" }
                      |                                                           ^^^^^
                    = fix: write `geo`
              error status
                    `fetch[0].status` cannot be 99
                    --> samples/before_signup/status.json:1:109
                    1 | ..., "fetch": [ { "url": "https://a.example/", "status": 99 } ] }
                      |                                                          ^^
                    = fix: write a whole number from 100 to 599

            7 samples, 7 errors
            code 1
        "#]],
    );
}

#[test]
fn coverage_is_a_table_or_a_tracefile() {
    let workspace = workspace(&[(
        "denied",
        &format!("{{ {MOCK}, \"expect\": {{ \"verdict\": \"denied\" }} }}"),
    )]);
    workspace.write(
        "scripts/never.lua",
        "if context.email then\n  return { allowed = true }\nend\n",
    );
    workspace.write(
        "scripts/decide.lua",
        "local from = context.prev.country\nif from ~= 'XX' then\n  helpers.log('fine')\n  return { allowed = true }\nend\nfor _ = 1, 0 do\n  from = nil\nend\nreturn { allowed = false }\n",
    );
    expect![[r#"
        before_signup            1 passed

        1 sample, all passed

        coverage   lines  branches  not run
        decide    57.1 %    33.3 %  3-4, 7
        geo        100 %         -
        never      0.0 %     0.0 %  1-2
        all       54.5 %    20.0 %
        code 0
    "#]]
    .assert_eq(&timeless(&workspace.run(&["test", "--coverage"])));
    let run = workspace.run(&["test", "-q", "--coverage=lcov:lcov.info"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    expect![[r#"
        TN:
        SF:scripts/decide.lua
        BRDA:2,0,0,0
        BRDA:2,0,1,1
        BRDA:6,1,0,0
        BRF:3
        BRH:1
        DA:1,1
        DA:2,1
        DA:3,0
        DA:4,0
        DA:6,1
        DA:7,0
        DA:9,1
        LF:7
        LH:4
        end_of_record
        TN:
        SF:scripts/geo.lua
        BRF:0
        BRH:0
        DA:1,1
        DA:2,1
        LF:2
        LH:2
        end_of_record
        TN:
        SF:scripts/never.lua
        BRDA:1,0,0,-
        BRDA:1,0,1,-
        BRF:2
        BRH:0
        DA:1,0
        DA:2,0
        LF:2
        LH:0
        end_of_record
    "#]]
    .assert_eq(&workspace.read("lcov.info"));
}

fn of_each_kind() -> Workspace {
    workspace(&[
        ("broken", "{"),
        ("fine", &format!("{{ {MOCK} }}")),
        ("wrong", MISMATCH),
    ])
}

/// The value without times, which differ from run to run.
fn without_times(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.retain(|key, _| !key.ends_with("Ns") && !key.ends_with("_us") && key != "memoryPeakBytes");
            fields.values_mut().for_each(without_times);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_times),
        _ => {}
    }
}

#[test]
fn json_is_as_its_schema_says_and_the_same_each_time() {
    let workspace = of_each_kind();
    let schema = std::fs::read_to_string(repository().join("schemas/files/test.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let report = |threads: &str| {
        let run = workspace.run_with_threads(&["test", "--format", "json"], threads);
        assert_eq!(run.code, 1, "{}", run.stderr);
        let mut report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, Vec::<String>::new());
        without_times(&mut report);
        report
    };
    let first = report("1");
    for threads in ["1", "4", "7"] {
        assert_eq!(
            serde_json::to_string(&report(threads)).unwrap(),
            serde_json::to_string(&first).unwrap()
        );
    }
    assert_eq!(
        first["summary"],
        serde_json::json!({ "passed": 1, "failed": 1, "error": 1 })
    );
    expect![[r#"
        [
          {
            "pointer": "/expect/verdict",
            "expected": "denied",
            "actual": "allowed",
            "script": "decide",
            "line": 1
          },
          {
            "pointer": "/expect/reason",
            "expected": {
              "contains": "x"
            },
            "actual": null,
            "script": "decide",
            "line": 1
          },
          {
            "pointer": "/expect/data/country",
            "expected": {
              "matches": "^X"
            },
            "actual": "DE",
            "script": "geo",
            "line": 2
          },
          {
            "pointer": "/expect/data/city",
            "expected": "Ulm",
            "actual": null,
            "script": "decide",
            "line": 1
          },
          {
            "pointer": "/expect/logs/0",
            "expected": {
              "level": "warn"
            },
            "actual": []
          }
        ]"#]]
    .assert_eq(&serde_json::to_string_pretty(&first["samples"][2]["failures"]).unwrap());
}

/// Whether each element that is opened is closed, and no text has a raw `<` or `&`.
#[track_caller]
fn assert_well_formed(xml: &str) {
    let body = xml
        .strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        .unwrap();
    let mut open: Vec<&str> = Vec::new();
    for piece in body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect(piece);
        assert!(!text.contains('>'), "{piece}");
        for part in text.split('&').skip(1).chain(tag.split('&').skip(1)) {
            let (name, _) = part.split_once(';').expect(part);
            assert!(["amp", "lt", "gt", "quot"].contains(&name), "{part}");
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{xml}");
        } else {
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            let name = tag.split([' ', '/']).next().unwrap();
            let parent = match name {
                "testsuites" => None,
                "testsuite" => Some("testsuites"),
                "testcase" => Some("testsuite"),
                _ => Some("testcase"),
            };
            assert_eq!(open.last().copied(), parent, "{name} stands in the wrong place");
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

#[test]
fn junit_has_a_suite_for_each_hook_and_names_files_from_the_git_root() {
    let workspace = of_each_kind();
    std::fs::create_dir(workspace.path().join(".git")).unwrap();
    let run = workspace.run(&["test", "--format", "text", "--format", "junit=out.xml"]);
    assert_eq!(run.code, 1);
    let xml = workspace.read("out.xml");
    assert_well_formed(&xml);
    let mut timeless = String::new();
    for (index, part) in xml.split(" time=\"").enumerate() {
        timeless.push_str(if index == 0 {
            part
        } else {
            part.split_once('"').unwrap().1
        });
    }
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="pipelua test" tests="3" failures="1" errors="1">
          <testsuite name="before_signup" tests="3" failures="1" errors="1" skipped="0">
            <testcase classname="before_signup" name="broken" file="samples/before_signup/broken.json" line="1">
              <error message="this `{` is never closed" type="sample">this `{` is never closed
        at samples/before_signup/broken.json:1:1
        fix: correct it here; while it is wrong, nothing that rests on it is checked
        </error>
            </testcase>
            <testcase classname="before_signup" name="fine" file="samples/before_signup/fine.json" line="1"/>
            <testcase classname="before_signup" name="wrong" file="samples/before_signup/wrong.json" line="3">
              <failure message="verdict: expected &quot;denied&quot;, got &quot;allowed&quot;" type="verdict">verdict: expected &quot;denied&quot;, got &quot;allowed&quot;
        at samples/before_signup/wrong.json:3:27
        from scripts/decide.lua:1
        reason: expected a text that contains &quot;x&quot;, got nothing
        at samples/before_signup/wrong.json:3:47
        from scripts/decide.lua:1
        data/country: expected a text that matches &quot;^X&quot;, got &quot;DE&quot;
        at samples/before_signup/wrong.json:4:26
        from scripts/geo.lua:2
        data/city: expected &quot;Ulm&quot;, got nothing
        at samples/before_signup/wrong.json:4:55
        from scripts/decide.lua:1
        logs/0: expected a line of level warn; nothing was logged
        at samples/before_signup/wrong.json:5:15
        </failure>
            </testcase>
          </testsuite>
        </testsuites>
    "#]].assert_eq(&timeless);
    let both = workspace.run(&["test", "--format", "json", "--format", "junit"]);
    assert_eq!(both.code, 2, "{}", both.stdout);
    let unknown = workspace.run(&["test", "--format", "junti"]);
    assert!(
        unknown.stderr.contains("did you mean `junit`?"),
        "{}",
        unknown.stderr
    );
}

#[test]
fn the_scenarios_are_clean_and_pass() {
    let scenarios = repository().join("tests/workspaces/scenarios");
    let checked = run(&scenarios, &["check", "--fail-on", "hint"], None, &[]);
    assert_eq!(checked.code, 0, "{}", checked.stdout);
    let tested = run(&scenarios, &["test"], None, &[]);
    assert_eq!(tested.code, 0, "{}{}", tested.stdout, tested.stderr);
}

#[test]
fn a_pipeline_that_is_too_deep_ends_with_2() {
    let workspace = workspace(&[("a", &format!("{{ {MOCK} }}"))]);
    let mut nodes = String::from(r#""n0": { "script": "geo" }"#);
    for layer in 1..11 {
        let _ = write!(
            nodes,
            r#", "n{layer}": {{ "script": "geo", "needs": ["n{}"] }}"#,
            layer - 1
        );
    }
    workspace.write(
        "pipelines/before_signup.json",
        format!("{{ \"nodes\": {{ {nodes} }} }}"),
    );
    let tested = workspace.run(&["test"]);
    assert_eq!(tested.code, 2, "{}", tested.stdout);
    assert!(tested.stdout.contains("at most 10"), "{}", tested.stdout);
    let checked = workspace.run(&["check"]);
    assert!(
        checked.code == 1 && checked.stdout.contains("pipeline-too-deep"),
        "{}",
        checked.stdout
    );
}
