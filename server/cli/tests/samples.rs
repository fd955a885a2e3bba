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
                    data/country: expected "DE", got null
                    --> samples/before_signup/allowed.json:4:26

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
                the run: expected "no error", got "no mock answers GET
                https://geo.example/192.0.2.1; add one to `fetch` of the sample, such as
                {\"method\":\"GET\",\"url\":\"https://geo.example/192.0.2.1\",\"status\":200,\"json\":{}}"
                --> samples/before_signup/unmocked.json
                node `geo`: fetch.unmocked: no mock answers GET
                https://geo.example/192.0.2.1; add one to `fetch` of the sample, such as
                {"method":"GET","url":"https://geo.example/192.0.2.1","status":200,"json":{}}

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
                the run: expected "no error", got "attempt to concatenate a nil value
                (field 'ip')"
                --> samples/before_signup/no_ip.json
                node `geo`: script.error: attempt to concatenate a nil value (field
                'ip')
                --> scripts/geo.lua:1

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
        before_signup            1 failed
          error broken
                this is no sample: EOF while parsing an object at line 1 column 1
                --> samples/before_signup/broken.json

        1 sample, 1 failed
        code 1
    "#]],
    );
    check(
        &[("misfit", r#"{ "context": { "request": {} } }"#)],
        &["test"],
        expect![[r#"
            before_signup            1 failed
              fail  misfit
                    context: expected "a context that fits the hook", got "`email` is
                    missing"
                    --> samples/before_signup/misfit.json:1:14

            1 sample, 1 failed
            code 1
        "#]],
    );
    let workspace = workspace(&[("a", "{ \"context\": {} }")]);
    workspace.write(
        "pipelines/before_signup.json",
        r#"{ "nodes": { "a": { "script": "nobody" } } }"#,
    );
    expect![[r#"
        before_signup            1 failed
          error a
                `pipelines/before_signup.json` does not compile: there is no script
                `nobody`
                --> samples/before_signup/a.json

        1 sample, 1 failed
        code 2
    "#]]
    .assert_eq(&timeless(&workspace.run(&["test"])));
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
