//! `pipelua run`: what a person sees of a run, and what a program does.
#![allow(clippy::unwrap_used)]

mod support;

use expect_test::{Expect, expect};
use serde_json::Value;
use support::{Run, Workspace, assert_valid, repository, run};

const GEO: &str = "local answer = await(helpers.fetch(\"https://geo.example/\" .. context.request.ip, {
  headers = { authorization = helpers.secret(\"KEY\") },
}))
helpers.log.warn(\"country\", answer.body.country)
return { allowed = true, data = { country = answer.body.country } }
";
const DECIDE: &str = "local blocked = context.config.blocked
if context.prev.country == blocked then
  return { allowed = false, error = \"not from here\" }
end
return { allowed = true, data = { limit = helpers.env(\"LIMIT\") } }
";

fn workspace() -> Workspace {
    Workspace::new(&[
        (
            "pipelua.toml",
            "schema = 1\nname = \"test\"\n[secrets]\nKEY = \"Of the geo service\"\n[env]\nLIMIT = \"Of all\"\n",
        ),
        (
            "pipelines/before_signup.json",
            r#"{ "nodes": { "geo": { "script": "geo" }, "off": { "script": "geo", "enabled": false },
              "decide": { "script": "decide", "needs": ["geo"], "config": { "blocked": "XX" } } } }"#,
        ),
        ("scripts/geo.lua", GEO),
        ("scripts/decide.lua", DECIDE),
        (
            "scripts/alone.lua",
            "return {\n  allowed = context.email.x.y\n}\n",
        ),
        (
            "samples/before_signup/abroad.json",
            r#"{ "context": { "email": "a@b.example", "request": { "ip": "192.0.2.1" } }, "secrets": { "KEY": "test-key-0123" },
              "fetch": [{ "url": "https://geo.example/*", "json": { "country": "XX" } }] }"#,
        ),
    ])
}

const CONTEXT: &str = r#"{ "email": "a@b.example", "request": { "ip": "192.0.2.1" } }"#;

/// What is said, without times and what else is measured.
fn timeless(run: &Run) -> String {
    let mut said = String::new();
    for line in run.stdout.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let measured = |index: usize| {
            let is_figure = words[index].replace(',', "").parse::<f64>().is_ok();
            let next = words.get(index + 1).map_or("", |word| word.trim_end_matches(','));
            is_figure
                && (matches!(next, "ms" | "of") || (next == "KiB" && words.get(index + 2) == Some(&"of")))
        };
        let words: Vec<&str> = (0..words.len())
            .map(|index| if measured(index) { "N" } else { words[index] })
            .collect();
        // A time is set to the right.
        let line = words.join(" ");
        let parts: Vec<&str> = line.split(" N ms").map(str::trim_end).collect();
        said.push_str(parts.join(" N ms").trim_end());
        said.push('\n');
    }
    format!("{said}{}code {}", run.stderr, run.code)
}

#[track_caller]
fn check(arguments: &[&str], expect: Expect) {
    let arguments = [&["run"], arguments].concat();
    let run = run(&workspace().path(), &arguments, None, &[("COLUMNS", "56")]);
    expect.assert_eq(&timeless(&run));
}

#[test]
fn a_denial_is_shown_with_its_reason_and_what_happened() {
    check(
        &["before_signup", "--sample", "abroad"],
        expect![[r#"
            before_signup: denied in N ms
              reason: not from here
              at:     scripts/decide.lua:3

              layer 0 N ms
                geo N ms  allowed
                  N of 50,000 instructions, N of N ms CPU,
                  N KiB of 8 MiB
                  GET geo.example… N ms  200
             N ms  warn   country XX
                off                           disabled

              layer 1 N ms
                decide N ms  denied
                  N of 50,000 instructions, N of N ms CPU,
                  N KiB of 8 MiB
            code 1"#]],
    );
}

#[test]
fn quiet_says_the_decision() {
    check(
        &["-q", "before_signup", "--sample", "before_signup/abroad.json"],
        expect![[r#"
            before_signup: denied in N ms
              reason: not from here
              at:     scripts/decide.lua:3
            code 1"#]],
    );
}

#[test]
fn a_fetch_without_a_mock_says_which_mock_to_add() {
    let workspace = workspace();
    workspace.write(
        "pipelua.local.toml",
        "[secrets]\nKEY = \"local-key-0123\"\nOTHER = \"x\"\n",
    );
    let arguments = ["run", "before_signup", "--context", CONTEXT];
    let run = run(&workspace.path(), &arguments, None, &[("COLUMNS", "56")]);
    expect![[r#"
        before_signup: error in N ms
          so:     not allowed (onError: deny)

          layer 0 N ms
            geo N ms  error
              N of 50,000 instructions, N of N ms CPU,
              N KiB of 8 MiB
              GET geo.example… N ms  fetch.unmocked
            off                           disabled

          layer 1
            decide                        not reached

        error[fetch.unmocked]: `geo`: no mock answers GET
            https://geo.example/192.0.2.1; one for `fetch` of
            the sample:
         --> scripts/geo.lua:1:1
        1 | local answer = await(helpers.fetch("https://geo.e...
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            {"method":"GET","url":"https://geo.example/192.0.2.1","status":200,"json":{}}
        note: `OTHER` in `pipelua.local.toml` is not in the manifest and is left out
        note: --network lets it go to the network, and --record FILE writes what comes back as a sample
        code 1"#]]
    .assert_eq(&timeless(&run));
}

#[test]
fn an_error_points_to_its_line() {
    check(
        &[
            "scripts/alone.lua",
            "--hook",
            "before_signup",
            "--context",
            CONTEXT,
        ],
        expect![[r#"
            before_signup: error in N ms
              so:     not allowed (onError: deny)

              layer 0 N ms
                alone N ms  error
                  N of 50,000 instructions, N of N ms CPU,
                  N KiB of 8 MiB

            error[script.error]: `alone`: attempt to index a nil
                value (field 'x')
             --> scripts/alone.lua:2:3
            2 |   allowed = context.email.x.y
              |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^
            code 1"#]],
    );
}

#[test]
fn a_node_alone_has_its_config() {
    check(
        &[
            "scripts/decide.lua",
            "--hook",
            "before_signup",
            "--sample",
            "abroad",
        ],
        expect![[r#"
            before_signup: error in N ms
              so:     not allowed (onError: deny)

              layer 1 N ms
                decide N ms  error
                  N of 50,000 instructions, N of N ms CPU,
                  N KiB of 8 MiB

            error[script.error]: `decide`: `LIMIT` has no value
                here: write it under [env] in pipelua.local.toml, or
                in the sample
             --> scripts/decide.lua:5:1
            5 | return { allowed = true, data = { limit = helpers...
              | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            note: `decide` ran alone, as if `geo` had given nothing; `outputs` of a sample says what they give
            code 1"#]],
    );
}

#[test]
fn an_input_that_does_not_fit_is_an_error_of_the_run() {
    check(
        &["before_signup", "--context", r#"{ "request": {}, "tls": 1 }"#],
        expect![[r#"
            before_signup: error in N ms
              so:     not allowed (onError: deny)

              layer 0
                geo                           not reached
                off                           disabled

              layer 1
                decide                        not reached

            error[input.invalid]: `email` is missing
            code 1"#]],
    );
}

#[test]
fn a_result_that_is_none_points_to_its_return() {
    let workspace = workspace();
    workspace.write(
        "scripts/alone.lua",
        "local function answer()\n  return 5\nend\nif context.email then\n  return answer()\nend\n",
    );
    let arguments = [
        "run",
        "scripts/alone.lua",
        "--hook",
        "before_signup",
        "--context",
        CONTEXT,
    ];
    let run = run(&workspace.path(), &arguments, None, &[("COLUMNS", "56")]);
    expect![[r#"
        before_signup: error in N ms
          so:     not allowed (onError: deny)

          layer 0 N ms
            alone N ms  error
              N of 50,000 instructions, N of N ms CPU,
              N KiB of 8 MiB

        error[result.invalid]: `alone`: the script returned a
            number, not a table
         --> scripts/alone.lua:2:3
        2 |   return 5
          |   ^^^^^^^^
        code 1"#]]
    .assert_eq(&timeless(&run));
}

#[test]
fn a_fetch_that_nobody_awaits_is_told() {
    let workspace = workspace();
    let text = "helpers.fetch(\"https://a.example/\")\nreturn { allowed = true }\n";
    workspace.write("scripts/alone.lua", text);
    let run = workspace.run(&[
        "run",
        "scripts/alone.lua",
        "--hook",
        "before_signup",
        "--context",
        CONTEXT,
    ]);
    assert!(run.stdout.contains("not awaited"), "{}", run.stdout);
}

#[test]
fn metrics_are_shown_among_the_logs() {
    let workspace = workspace();
    workspace.write(
        "scripts/alone.lua",
        "helpers.metrics.count(\"signups\")\nhelpers.log(\"between\")\nhelpers.metrics.gauge(\"score\", 0.5, { country = \"DE\", by = \"ip\" })\nreturn { allowed = true }\n",
    );
    let said = timeless(&workspace.run(&[
        "run",
        "scripts/alone.lua",
        "--hook",
        "before_signup",
        "--context",
        CONTEXT,
    ]));
    let lines: Vec<String> = said
        .lines()
        .filter(|line| ["count", "info", "gauge"].iter().any(|word| line.contains(word)))
        .map(|line| line.split_whitespace().skip(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        lines,
        [
            "count signups 1",
            "info between",
            "gauge score 0.5 by=ip country=DE"
        ],
        "{said}"
    );
}

#[test]
fn a_host_that_is_not_allowed_says_where_to_allow_it() {
    let workspace = workspace();
    let manifest = workspace.read("pipelua.toml");
    workspace.write(
        "pipelua.toml",
        format!("{manifest}[fetch]\nallow-hosts = [\"other.example\"]\n"),
    );
    let said = workspace
        .run(&["run", "before_signup", "--sample", "abroad"])
        .stdout;
    assert!(
        said.contains("error[fetch.refused]") && said.contains("= fix: add the host to `allow-hosts`"),
        "{said}"
    );
}

#[test]
fn a_sample_that_cannot_be_read_keeps_nothing_from_running() {
    let workspace = workspace();
    std::fs::create_dir(workspace.path().join("samples/before_signup/folder.json")).unwrap();
    let run = workspace.run(&["run", "before_signup", "--sample", "abroad"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("folder.json` cannot be read"),
        "{}",
        run.stderr
    );
    // The others are tested, and the whole is not called fine.
    let test = workspace.run(&["test"]);
    assert!(test.stdout.contains("1 passed"), "{}{}", test.stdout, test.stderr);
    assert_eq!(test.code, 2, "{}", test.stderr);
}

#[test]
fn a_script_is_run_for_the_only_hook_that_uses_it() {
    let workspace = workspace();
    let only = workspace.run(&["run", "scripts/decide.lua", "--sample", "abroad", "-q"]);
    assert!(
        only.stdout.starts_with("before_signup: "),
        "{}{}",
        only.stdout,
        only.stderr
    );
    let none = workspace.run(&["run", "scripts/alone.lua", "--context", CONTEXT]);
    assert!(
        none.stderr.contains("no pipeline uses `alone`"),
        "{}",
        none.stderr
    );
    let record = [
        "--hook",
        "before_signup",
        "--context",
        CONTEXT,
        "--network",
        "--record",
        "samples/before_signup/x.json",
    ];
    let lone = workspace.run(&[&["run", "scripts/alone.lua"][..], &record].concat());
    assert_eq!(lone.code, 2, "{}", lone.stdout);
    assert!(
        lone.stderr.contains("no node of `before_signup` uses `alone`"),
        "{}",
        lone.stderr
    );
    workspace.write(
        "scripts/alone.lua",
        "---@hook before_signup\nreturn { allowed = true }\n",
    );
    let declared = workspace.run(&["run", "scripts/alone.lua", "--context", CONTEXT, "-q"]);
    assert!(
        declared.stdout.starts_with("before_signup: allowed"),
        "{}",
        declared.stderr
    );
    workspace.write(
        "pipelines/before_signin.json",
        r#"{ "nodes": { "a": { "script": "decide" } } }"#,
    );
    let two = workspace.run(&["run", "scripts/decide.lua", "--context", CONTEXT]);
    assert!(
        two.stderr
            .contains("`decide` is used at before_signin, before_signup"),
        "{}",
        two.stderr
    );
    let pipeline = workspace.run(&["run", "pipelines/before_signup.json", "--sample", "abroad", "-q"]);
    assert!(
        pipeline.stdout.starts_with("before_signup: denied"),
        "{}",
        pipeline.stderr
    );
    let script = workspace.run(&["run", "decide", "--context", CONTEXT]);
    assert!(
        script.stderr.contains("pipelua run scripts/decide.lua"),
        "{}",
        script.stderr
    );
}

#[test]
fn another_file_of_the_same_name_is_not_run() {
    let workspace = workspace();
    workspace.write("other/decide.lua", "return { allowed = true }\n");
    let run = workspace.run(&["run", "other/decide.lua", "--context", CONTEXT]);
    assert!(
        run.stderr
            .contains("`other/decide.lua` is no script of this workspace"),
        "{}",
        run.stderr
    );
    assert_eq!(run.code, 2);
}

#[test]
fn a_script_whose_node_is_disabled_is_run_all_the_same() {
    let workspace = workspace();
    workspace.write(
        "scripts/off.lua",
        "return { allowed = false, error = \"it ran\" }\n",
    );
    workspace.write(
        "pipelines/before_signup.json",
        r#"{ "nodes": { "off": { "script": "off", "enabled": false } } }"#,
    );
    let run = workspace.run(&[
        "run",
        "scripts/off.lua",
        "--hook",
        "before_signup",
        "--context",
        CONTEXT,
    ]);
    assert!(run.stdout.contains("it ran"), "{}", run.stdout);
}

#[test]
fn mocks_keep_the_limits_of_the_manifest() {
    let workspace = workspace();
    let manifest =
        workspace.read("pipelua.toml") + "[limits]\nfetch-time = \"500ms\"\nfetch-bytes = \"1KiB\"\n";
    workspace.write("pipelua.toml", manifest);
    for (mock, part) in [
        ("\"delayMs\": 600", "no answer within 500 ms"),
        ("\"text\": \"LONG\"", "the answer is too large"),
    ] {
        let sample = format!(
            r#"{{ "context": {CONTEXT}, "secrets": {{ "KEY": "test-key-0123" }}, "fetch": [{{ "url": "https://geo.example/*", {mock} }}] }}"#
        );
        workspace.write(
            "samples/before_signup/slow.json",
            sample.replace("LONG", &"x".repeat(1025)),
        );
        let run = workspace.run(&["run", "before_signup", "--sample", "slow"]);
        assert!(run.stdout.contains(part), "{}", run.stdout);
    }
}

#[test]
fn a_script_cannot_pass_its_spans_off_as_others() {
    let workspace = workspace();
    let text = "helpers.trace('layer 1', { ['pipeline.node'] = 'decide', ['pipeline.verdict'] = 'allowed', kind = 'own' }, function() end)
return { allowed = false }
";
    workspace.write("scripts/geo.lua", text);
    let run = workspace.run(&["run", "before_signup", "--sample", "abroad", "--format", "json"]);
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    let spans = json["spans"].as_array().unwrap();
    let forged = spans.iter().find(|span| span["name"] == "layer 1").unwrap();
    assert_eq!(forged["attributes"], serde_json::json!({ "kind": "own" }));
}

#[test]
fn a_hook_without_a_pipeline_allows() {
    check(
        &["before_signin", "--context", r#"{ "any": "thing" }"#],
        expect![[r#"
            before_signin: allowed in N ms
            note: `before_signin` has no pipeline: everything is allowed, and nothing is checked
            code 0"#]],
    );
}

#[test]
fn what_cannot_be_run_says_what_to_do() {
    for (arguments, expect) in [
        (
            vec!["before_signup"],
            expect![[r#"
            error: a run needs a context: give --sample or --context
            Samples of `before_signup`: abroad
            code 2"#]],
        ),
        (
            vec!["before_sinup", "--context", "{}"],
            expect![[r#"
            error: there is no hook `before_sinup`; did you mean `before_signup`?
            `pipelua schema hooks` shows the built-in ones, `pipelua new hook NAME` adds one.
            code 2"#]],
        ),
        (
            vec!["before_signup", "--sample", "abrod"],
            expect![[r#"
            error: `before_signup` has no sample `abrod`; did you mean `abroad`?
            Samples of `before_signup`: abroad
            code 2"#]],
        ),
        (
            vec!["before_signup", "--context", "{"],
            expect![[r#"
            error: --context is not JSON: EOF while parsing an object at line 1 column 1
            code 2"#]],
        ),
        (
            vec!["before_signup", "--context", "[]"],
            expect![[r#"
            error: --context is not a JSON object
            A context looks like { "email": "a@b.example", "request": {} }; `pipelua schema hooks` shows each.
            code 2"#]],
        ),
        (
            vec!["before_signup", "--context", "@nowhere.json"],
            expect![[r#"
            error: cannot read `nowhere.json`: No such file or directory (os error 2)
            code 2"#]],
        ),
        (
            vec!["scripts/geo.lua", "--context", "{}"],
            expect![[r#"
                before_signup: error in N ms
                  so:     not allowed (onError: deny)

                error[input.invalid]: `email` is missing
                code 1"#]],
        ),
        (
            vec!["scripts/goe.lua", "--hook", "before_signup", "--context", "{}"],
            expect![[r#"
                error: there is no script `goe`; did you mean `geo`?
                Scripts lie in `scripts/`, each a file NAME.lua.
                code 2"#]],
        ),
        (
            vec!["before_signup", "--context", "{}", "--record", "x.json"],
            expect![[r#"
                error: the following required arguments were not provided:
                  --network

                Usage: pipelua run --network --context <JSON|@FILE> --record <FILE> <HOOK|SCRIPT>

                For more information, try '--help'.
                code 2"#]],
        ),
        (
            vec![
                "before_signup",
                "--context",
                "{}",
                "--network",
                "--record",
                "scripts/geo.lua",
            ],
            expect![[r#"
                error: `scripts/geo.lua` is there already
                A recording never overwrites a file: choose another name.
                code 2"#]],
        ),
    ] {
        check(&arguments, expect);
    }
}

#[test]
fn a_context_may_come_from_a_file_or_be_piped_in() {
    let workspace = workspace();
    workspace.write("event.json", r#"{ "any": 1 }"#);
    assert_eq!(
        workspace
            .run(&["run", "before_signin", "--context", "@event.json"])
            .code,
        0
    );
    let piped = workspace.run_with_input(&["run", "before_signin", "--context", "@-"], "{}");
    assert_eq!(piped.code, 0, "{}", piped.stderr);
}

#[test]
fn local_values_are_used_where_a_sample_has_none() {
    let workspace = workspace();
    workspace.write("pipelua.local.toml", "[env]\nLIMIT = \"70\"\n");
    workspace.write(
        "samples/before_signup/home.json",
        r#"{ "context": { "email": "a@b.example", "request": { "ip": "192.0.2.1" } }, "secrets": { "KEY": "test-key-0123" },
          "fetch": [{ "url": "https://geo.example/*", "json": { "country": "DE" } }] }"#,
    );
    let run = workspace.run(&["run", "before_signup", "--sample", "home", "--format", "json"]);
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        json["data"],
        serde_json::json!({ "country": "DE", "limit": "70" })
    );
    assert!(!run.stdout.contains("test-key-0123"));
}

#[test]
fn the_network_is_for_those_who_ask_and_not_for_every_host() {
    let workspace = workspace();
    let inside = "local ok, why = pcall(await, helpers.fetch(\"https://127.0.0.1/\"))
return { allowed = ok, error = why.class .. \": \" .. why.message }
";
    workspace.write("scripts/alone.lua", inside);
    let arguments = [
        "run",
        "scripts/alone.lua",
        "--hook",
        "before_signup",
        "--context",
        CONTEXT,
        "-q",
    ];
    let run = workspace.run(&[&arguments[..], &["--network"]].concat());
    assert!(run.stdout.contains("reason: fetch.refused: "), "{}", run.stdout);
    workspace.write("scripts/alone.lua", inside.replace("127.0.0.1", "nobody.invalid"));
    let run = workspace.run(&[&arguments[..], &["--network"]].concat());
    assert!(run.stdout.contains("reason: fetch.failed: "), "{}", run.stdout);
    let run = workspace.run(&arguments);
    assert!(run.stdout.contains("error in "), "{}", run.stdout);
}

#[test]
fn json_is_as_its_schema_says() {
    let json = |workspace: &Workspace, arguments: &[&str]| -> Value {
        let run = workspace.run(&[&["run", "--format", "json"], arguments].concat());
        let json = serde_json::from_str(&run.stdout).unwrap();
        assert_valid("run", &json);
        json
    };
    let workspace = workspace();
    let denied = json(&workspace, &["before_signup", "--sample", "abroad"]);
    assert_eq!(denied["allowed"], false);
    assert_eq!(denied["nodes"].as_array().unwrap().len(), 3);
    assert_eq!(denied["nodes"][0]["logs"][0]["message"], "country XX");
    let ids: Vec<&Value> = denied["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|span| &span["spanId"])
        .collect();
    for span in denied["spans"].as_array().unwrap() {
        let parent = &span["parentSpanId"];
        assert!(parent.is_null() || ids.contains(&parent), "{span}");
    }
    let again = json(&workspace, &["before_signup", "--sample", "abroad"]);
    assert_ne!(
        denied["traceId"], again["traceId"],
        "each run has a trace of its own"
    );
    let failed = json(&workspace, &["before_signup", "--context", CONTEXT]);
    assert_eq!(failed["error"]["node"], "geo");
    assert_eq!(failed["nodes"][0]["error"]["line"], 2);
    let misfit = json(&workspace, &["before_signup", "--context", "{}"]);
    assert_eq!(misfit["error"]["class"], "input.invalid");
    let nothing = json(&workspace, &["before_signin", "--context", "{}"]);
    assert_eq!(
        (&nothing["allowed"], &nothing["traceId"]),
        (&Value::Bool(true), &Value::Null)
    );
}

#[test]
fn every_sample_of_acme_can_be_run() {
    let acme = repository().join("tests/workspaces/acme");
    let mut count = 0;
    for hook in std::fs::read_dir(acme.join("samples")).unwrap() {
        let hook = hook.unwrap().file_name().into_string().unwrap();
        let file = std::fs::read_dir(acme.join("samples").join(&hook))
            .unwrap()
            .next()
            .unwrap()
            .unwrap();
        let file = file.path().to_string_lossy().into_owned();
        let run = run(
            &acme,
            &["run", &hook, "--sample", &file, "--format", "json"],
            None,
            &[],
        );
        assert_valid("run", &serde_json::from_str(&run.stdout).unwrap());
        count += 1;
    }
    assert!(count >= 17, "{count}");
}
