//! Files in, pipelines and problems out.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use pipelua_schemas::{Mode, OnError};
use pipelua_syntax::TextRange;
use pipelua_syntax::json::parse;

use super::{Compiled, Fix, GraphLimits, Known, NODE_KEYS, PIPELINE_KEYS, Pipeline, ProblemKind, compile};

const HOOKS: [&str; 4] = ["before_signup", "after_signup", "before_signin", "token_build"];
const SCRIPTS: [&str; 5] = ["email_check", "geo_check", "final_decision", "a", "b"];

#[track_caller]
#[allow(clippy::needless_pass_by_value)] // `expect![..]` makes a value
fn check(text: &str, expect: Expect) {
    expect.assert_eq(&render("before_signup", text));
}

/// As [`check`], for what stands in `nodes`, one node a line.
#[track_caller]
#[allow(clippy::needless_pass_by_value)]
fn check_nodes(nodes: &[&str], expect: Expect) {
    expect.assert_eq(&render("before_signup", &file(nodes)));
}

fn file(nodes: &[&str]) -> String {
    format!("{{\n  \"nodes\": {{\n    {}\n  }}\n}}\n", nodes.join(",\n    "))
}

fn compiled(stem: &str, text: &str) -> Compiled {
    let known = Known {
        hooks: Some(&HOOKS),
        scripts: Some(&SCRIPTS),
    };
    let compiled = compile(stem, text, &parse(text), known, GraphLimits::default());
    check_promises(text, &compiled);
    compiled
}

/// What holds for every file.
fn check_promises(text: &str, compiled: &Compiled) {
    let Compiled {
        pipeline,
        source,
        problems,
    } = compiled;
    assert_eq!(pipeline.nodes().len(), source.nodes.len());
    assert_eq!(pipeline.graph_order().count(), pipeline.nodes().len());
    for (index, source) in pipeline.indices().zip(&source.nodes) {
        let node = pipeline.node(index);
        assert_eq!(node.needs.len(), source.needs.len());
        for (&need, &range) in node.needs.iter().zip(&source.needs) {
            assert!(
                pipeline.node(need).layer < node.layer,
                "every need lies in an earlier layer"
            );
            let named = parse(slice(text, range));
            assert_eq!(named.root().as_str(), Some(pipeline.node(need).name.as_str()));
        }
        assert!(pipeline.layers()[node.layer as usize].contains(&index));
    }
    let mut before = TextRange::default();
    for problem in problems {
        assert!(problem.range >= before, "problems are in the order of the file");
        before = problem.range;
        slice(text, problem.range);
        assert!(problem.message.chars().count() <= 100, "{}", problem.message);
        for related in &problem.related {
            slice(text, related.range);
            assert!(related.message.chars().count() <= 100);
        }
        for fix in &problem.fixes {
            assert!(!fix.edits.is_empty() || fix.rename_stem.is_some());
            apply(text, fix);
        }
    }
}

fn slice(text: &str, range: TextRange) -> &str {
    text.get(range.as_usize())
        .expect("ranges lie inside the text, on characters")
}

fn apply(text: &str, fix: &Fix) -> String {
    let mut fixed = text.to_owned();
    let mut limit = u32::MAX;
    for (range, new_text) in fix.edits.iter().rev() {
        assert!(range.end <= limit, "edits are in order and do not overlap");
        limit = range.start;
        fixed.replace_range(range.as_usize(), new_text);
    }
    fixed
}

/// The layers, then each problem with help, related places and what its fixes make of the line.
fn render(stem: &str, text: &str) -> String {
    let compiled = compiled(stem, text);
    let mut out = layers(&compiled.pipeline);
    for problem in &compiled.problems {
        let line = text[..problem.range.start as usize].matches('\n').count() + 1;
        let _ = write!(
            out,
            "\n{line} {:?} {}: {}",
            slice(text, problem.range),
            problem.kind.code(),
            problem.message
        );
        let _ = write!(out, "\n    at {:?}", problem.pointer);
        if let Some(help) = &problem.help {
            let _ = write!(out, "\n    help: {help}");
        }
        for related in &problem.related {
            let _ = write!(out, "\n    {:?}: {}", slice(text, related.range), related.message);
        }
        for fix in &problem.fixes {
            let _ = write!(
                out,
                "\n    {}: {}",
                if fix.safe { "safe fix" } else { "fix" },
                fix.title
            );
            let fixed = apply(text, fix);
            for changed in fixed.lines().filter(|line| !text.lines().any(|old| old == *line)) {
                let _ = write!(out, "\n    + {changed}");
            }
            for gone in text.lines().filter(|line| !fixed.lines().any(|new| new == *line)) {
                let _ = write!(out, "\n    - {gone}");
            }
        }
    }
    out
}

fn layers(pipeline: &Pipeline) -> String {
    let name = |&index: &_| pipeline.node(index).name.as_str();
    let layers: Vec<String> = pipeline
        .layers()
        .iter()
        .map(|layer| layer.iter().map(name).collect::<Vec<_>>().join(" "))
        .collect();
    layers.join(" | ")
}

const WHOLE: &str = r#"{
  "$schema": "../.pipelua/schemas/pipeline.json",
  "description": "Keeps throw-away addresses out.",
  "hook": "before_signup",
  "onError": "deny",
  "denyMessage": "This is not possible at the moment.",
  "nodes": {
    "email": { "script": "email_check" },
    "geo": { "script": "geo_check", "config": { "blocked": ["XX"] }, "timeoutMs": 800, "onError": "allow" },
    "decide": { "script": "final_decision", "needs": ["geo", "email"], "enabled": false }
  }
}
"#;

#[test]
fn a_whole_pipeline_is_read() {
    check(WHOLE, expect!["email geo | decide"]);
    let Compiled { pipeline, source, .. } = compiled("before_signup", WHOLE);
    assert_eq!(pipeline.hook, "before_signup");
    assert_eq!(
        pipeline.description.as_deref(),
        Some("Keeps throw-away addresses out.")
    );
    assert_eq!(
        pipeline.deny_message.as_deref(),
        Some("This is not possible at the moment.")
    );
    assert!(pipeline.enabled);
    let [email, geo, decide] = pipeline.indices().collect::<Vec<_>>()[..] else {
        panic!("three nodes")
    };
    assert_eq!(pipeline.node(geo).timeout_ms, Some(800));
    assert_eq!(
        pipeline.node(geo).config,
        serde_json::json!({ "blocked": ["XX"] })
    );
    assert_eq!(pipeline.node(email).config, serde_json::json!({}));
    assert!(!pipeline.node(decide).enabled && pipeline.node(email).enabled);
    assert_eq!(
        pipeline.node(decide).needs,
        [geo, email],
        "needs keep the author's order"
    );
    assert_eq!(pipeline.ancestors(decide), [email, geo]);
    assert!(pipeline.is_ancestor(email, decide) && !pipeline.is_ancestor(decide, email));
    assert_eq!(pipeline.dependants(email).collect::<Vec<_>>(), [decide]);
    assert_eq!(pipeline.find("geo"), Some(geo));
    assert_eq!(slice(WHOLE, source.nodes[1].key), "\"geo\"");
    assert_eq!(slice(WHOLE, source.nodes[1].script.unwrap()), "\"geo_check\"");
    assert_eq!(
        slice(WHOLE, source.nodes[1].config.unwrap()),
        r#"{ "blocked": ["XX"] }"#
    );
}

#[test]
fn the_keys_are_those_of_the_schema() {
    let schema = pipelua_schemas::builtin()
        .file_schema("pipeline")
        .unwrap()
        .to_value();
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
    assert_eq!(keys("/properties"), PIPELINE_KEYS);
    assert_eq!(keys("/$defs/node/properties"), NODE_KEYS);
}

#[test]
fn on_error_goes_from_node_to_pipeline_to_mode() {
    for (pipeline, node, mode, expected) in [
        ("", "", Mode::Blocking, OnError::Deny),
        ("", "", Mode::Enrichment, OnError::Allow),
        ("", "", Mode::Async, OnError::Allow),
        (r#""onError": "allow","#, "", Mode::Blocking, OnError::Allow),
        (r#""onError": "deny","#, "", Mode::Async, OnError::Deny),
        (
            r#""onError": "deny","#,
            r#", "onError": "allow""#,
            Mode::Blocking,
            OnError::Allow,
        ),
        ("", r#", "onError": "deny""#, Mode::Enrichment, OnError::Deny),
    ] {
        let text = format!(r#"{{ {pipeline} "nodes": {{ "a": {{ "script": "a"{node} }} }} }}"#);
        let pipeline = compiled("before_signup", &text).pipeline;
        assert_eq!(
            pipeline.on_error(pipeline.find("a").unwrap(), mode),
            expected,
            "{text} {mode:?}"
        );
    }
}

#[test]
fn the_meaning_does_not_depend_on_places() {
    let moved = WHOLE.replace("  ", "\t\t").replace('\n', "\n\n");
    let (one, other) = (
        compiled("before_signup", WHOLE),
        compiled("before_signup", &moved),
    );
    assert_eq!(one.pipeline, other.pipeline);
    assert_ne!(one.source, other.source);
    let changed = WHOLE.replace("800", "900");
    assert_ne!(one.pipeline, compiled("before_signup", &changed).pipeline);
}

#[test]
fn what_is_no_pipeline_says_so() {
    check(
        "",
        expect![[r#"

        1 "" pipeline-syntax: the file is empty; a JSON value is expected
            at """#]],
    );
    check(
        "[]",
        expect![[r#"

        1 "[]" pipeline-value: a pipeline is an object, not an array
            at """#]],
    );
    check(
        "{}",
        expect![[r#"

        1 "{" pipeline-value: a pipeline has `nodes`; this one has none
            at ""
            help: add `"nodes": { "<name>": { "script": "<slug>" } }`"#]],
    );
    check(r#"{ "nodes": {} }"#, expect![[""]]);
    check(
        r#"{ "nodes": [] }"#,
        expect![[r#"

        1 "[]" pipeline-value: `nodes` is an object, not an array
            at "/nodes""#]],
    );
    check(
        r#"{ "nodes": { "a": "email_check", "b": {} } }"#,
        expect![[r#"
        a b
        1 "\"email_check\"" pipeline-value: node `a` is an object, not a string
            at "/nodes/a"
            help: write `{ "script": "<slug>" }`
        1 "\"b\"" pipeline-value: node `b` names no script
            at "/nodes/b"
            help: add `"script": "<slug>"`
            fix: Use script `b`
            + { "nodes": { "a": "email_check", "b": { "script": "b" } } }
            - { "nodes": { "a": "email_check", "b": {} } }"#]],
    );
}

#[test]
fn values_have_their_types() {
    check(
        r#"{
  "$schema": 1,
  "description": ["x"],
  "hook": null,
  "enabled": "yes",
  "onError": "alow",
  "denyMessage": {},
  "nodes": {
    "a": { "script": 1, "config": [], "needs": "b", "timeoutMs": "800", "onError": true, "enabled": 0, "description": 1 },
    "b": { "script": "b", "config": null, "needs": [1, {}], "timeoutMs": 0, "onError": "retry" },
    "c": { "script": "b", "timeoutMs": 1.5, "": 1 },
    "d": { "script": "b", "timeoutMs": 10001 },
    "e": { "script": "b", "timeoutMs": -1 },
    "f": { "script": "b", "timeoutMs": 8e2 }
  }
}"#,
        expect![[r#"
            a b c d e f
            2 "1" pipeline-value: `$schema` is a string, not an integer
                at "/$schema"
            3 "[\"x\"]" pipeline-value: `description` is a string, not an array
                at "/description"
            4 "null" pipeline-value: `hook` is a string, not null
                at "/hook"
            5 "\"yes\"" pipeline-value: `enabled` is `true` or `false`, not a string
                at "/enabled"
            6 "\"alow\"" pipeline-value: `onError` is `deny` or `allow`, not `alow`
                at "/onError"
                fix: Write `allow`
                +   "onError": "allow",
                -   "onError": "alow",
            7 "{}" pipeline-value: `denyMessage` is a string, not an object
                at "/denyMessage"
            9 "1" pipeline-value: `script` is a string, not an integer
                at "/nodes/a/script"
            9 "[]" pipeline-value: `config` is an object, not an array
                at "/nodes/a/config"
            9 "\"b\"" pipeline-value: `needs` is an array of node names, not a string
                at "/nodes/a/needs"
            9 "\"800\"" pipeline-value: `timeoutMs` is a whole number of milliseconds, not a string
                at "/nodes/a/timeoutMs"
            9 "true" pipeline-value: `onError` is `"deny"` or `"allow"`, not a boolean
                at "/nodes/a/onError"
            9 "0" pipeline-value: `enabled` is `true` or `false`, not an integer
                at "/nodes/a/enabled"
            9 "1" pipeline-value: `description` is a string, not an integer
                at "/nodes/a/description"
            10 "null" pipeline-value: `config` is an object, not null
                at "/nodes/b/config"
            10 "1" pipeline-value: `needs` holds names of nodes, not an integer
                at "/nodes/b/needs/0"
            10 "{}" pipeline-value: `needs` holds names of nodes, not an object
                at "/nodes/b/needs/1"
            10 "0" pipeline-value: `timeoutMs` is a whole number from 1, not `0`
                at "/nodes/b/timeoutMs"
            10 "\"retry\"" pipeline-value: `onError` is `deny` or `allow`, not `retry`
                at "/nodes/b/onError"
            11 "1.5" pipeline-value: `timeoutMs` is a whole number from 1, not `1.5`
                at "/nodes/c/timeoutMs"
            11 "\"\"" pipeline-unknown-key: `""` is not a key of a node
                at "/nodes/c/"
                help: remove it; the keys of a node are `description`, `script`, `config`, `needs`, `timeoutMs`, `onError` and `enabled`
            12 "10001" pipeline-value: `timeoutMs` is 10001, but a script has at most 10000 milliseconds
                at "/nodes/d/timeoutMs"
                fix: Write 10000
                +     "d": { "script": "b", "timeoutMs": 10000 },
                -     "d": { "script": "b", "timeoutMs": 10001 },
            13 "-1" pipeline-value: `timeoutMs` is a whole number from 1, not `-1`
                at "/nodes/e/timeoutMs"
            14 "\"f\"" pipeline-too-wide: layer 0 has 6 nodes; at most 5 run side by side
                at "/nodes/f"
                help: let one need another, so that it runs later: `a`, `b`, `c`, `d`, `e` or `f`"#]],
    );
}

#[test]
fn unknown_keys_have_a_nearest_match() {
    check(
        r#"{ "onerror": "deny", "retries": 3, "nodes": { "a": { "script": "a", "timeout": 3, "need": [], "x": 1 } } }"#,
        expect![[r#"
            a
            1 "\"onerror\"" pipeline-unknown-key: `onerror` is not a key of a pipeline; did you mean `onError`?
                at "/onerror"
                help: rename it to `onError`
                fix: Rename it to `onError`
                + { "onError": "deny", "retries": 3, "nodes": { "a": { "script": "a", "timeout": 3, "need": [], "x": 1 } } }
                - { "onerror": "deny", "retries": 3, "nodes": { "a": { "script": "a", "timeout": 3, "need": [], "x": 1 } } }
            1 "\"retries\"" pipeline-unknown-key: `retries` is not a key of a pipeline
                at "/retries"
                help: remove it; the keys of a pipeline are `description`, `hook`, `enabled`, `onError`, `denyMessage` and `nodes`
            1 "\"timeout\"" pipeline-unknown-key: `timeout` is not a key of a node; did you mean `timeoutMs`?
                at "/nodes/a/timeout"
                help: rename it to `timeoutMs`
                fix: Rename it to `timeoutMs`
                + { "onerror": "deny", "retries": 3, "nodes": { "a": { "script": "a", "timeoutMs": 3, "need": [], "x": 1 } } }
                - { "onerror": "deny", "retries": 3, "nodes": { "a": { "script": "a", "timeout": 3, "need": [], "x": 1 } } }
            1 "\"need\"" pipeline-unknown-key: `need` is not a key of a node; did you mean `needs`?
                at "/nodes/a/need"
                help: rename it to `needs`
                fix: Rename it to `needs`
                + { "onerror": "deny", "retries": 3, "nodes": { "a": { "script": "a", "timeout": 3, "needs": [], "x": 1 } } }
                - { "onerror": "deny", "retries": 3, "nodes": { "a": { "script": "a", "timeout": 3, "need": [], "x": 1 } } }
            1 "\"x\"" pipeline-unknown-key: `x` is not a key of a node
                at "/nodes/a/x"
                help: remove it; the keys of a node are `description`, `script`, `config`, `needs`, `timeoutMs`, `onError` and `enabled`"#]],
    );
}

#[test]
fn keys_written_twice_are_found_at_every_depth() {
    check(
        r#"{ "onError": "deny", "onError": "allow", "nodes": { "a": { "script": "a", "config": { "k": 1, "j": 2, "k": 1 } } } }"#,
        expect![[r#"
            a
            1 "\"onError\"" pipeline-value: `onError` is written twice; the last one counts
                at "/onError"
                help: remove one of the two
                "\"onError\"": first written here
                fix: Remove the first one
                + { "onError": "allow", "nodes": { "a": { "script": "a", "config": { "k": 1, "j": 2, "k": 1 } } } }
                - { "onError": "deny", "onError": "allow", "nodes": { "a": { "script": "a", "config": { "k": 1, "j": 2, "k": 1 } } } }
            1 "\"k\"" pipeline-value: `k` is written twice; the last one counts
                at "/nodes/a/config/k"
                help: remove one of the two
                "\"k\"": first written here
                safe fix: Remove the first one
                + { "onError": "deny", "onError": "allow", "nodes": { "a": { "script": "a", "config": { "j": 2, "k": 1 } } } }
                - { "onError": "deny", "onError": "allow", "nodes": { "a": { "script": "a", "config": { "k": 1, "j": 2, "k": 1 } } } }"#]],
    );
}

#[test]
fn nodes_defined_twice_are_found() {
    check_nodes(
        &[
            r#""a": { "script": "a" }"#,
            r#""b": { "script": "b" }"#,
            r#""a": { "script": "b" }"#,
        ],
        expect![[r#"
            a b
            5 "\"a\"" pipeline-duplicate-node: node `a` is already defined; this one is never run
                at "/nodes/a"
                help: give it another name
                "\"a\"": first defined here"#]],
    );
}

#[test]
fn scripts_are_looked_up() {
    check_nodes(
        &[
            r#""x": { "script": "emial_check" }"#,
            r#""y": { "script": "scripts/geo_check.lua" }"#,
            r#""z": { "script": "something" }"#,
            r#""q": { "script": "geo-check" }"#,
            r#""geo_check": {}"#,
            r#""email_check": { "enabled": true }"#,
        ],
        expect![[r#"
            email_check geo_check q x y z
            3 "\"emial_check\"" pipeline-unknown-script: there is no script `emial_check`; did you mean `email_check`?
                at "/nodes/x/script"
                help: write `scripts/emial_check.lua`, or name a script that exists
                fix: Use script `email_check`
                +     "x": { "script": "email_check" },
                -     "x": { "script": "emial_check" },
            4 "\"scripts/geo_check.lua\"" pipeline-unknown-script: there is no script `scripts/geo_check.lua`; did you mean `geo_check`?
                at "/nodes/y/script"
                help: name a script by its file in `scripts/`, without folder and `.lua`
                fix: Use script `geo_check`
                +     "y": { "script": "geo_check" },
                -     "y": { "script": "scripts/geo_check.lua" },
            5 "\"something\"" pipeline-unknown-script: there is no script `something`
                at "/nodes/z/script"
                help: write `scripts/something.lua`, or name a script that exists
            6 "\"geo-check\"" pipeline-unknown-script: there is no script `geo-check`; did you mean `geo_check`?
                at "/nodes/q/script"
                help: name a script by its file in `scripts/`, without folder and `.lua`
                fix: Use script `geo_check`
                +     "q": { "script": "geo_check" },
                -     "q": { "script": "geo-check" },
            7 "\"geo_check\"" pipeline-value: node `geo_check` names no script
                at "/nodes/geo_check"
                help: add `"script": "<slug>"`
                fix: Use script `geo_check`
                +     "geo_check": { "script": "geo_check" },
                -     "geo_check": {},
            8 "\"email_check\"" pipeline-value: node `email_check` names no script
                at "/nodes/email_check"
                help: add `"script": "<slug>"`
                fix: Use script `email_check`
                +     "email_check": { "script": "email_check", "enabled": true }
                -     "email_check": { "enabled": true }
            8 "\"email_check\"" pipeline-too-wide: layer 0 has 6 nodes; at most 5 run side by side
                at "/nodes/email_check"
                help: let one need another, so that it runs later: `x`, `y`, `z`, `q`, `geo_check` or `email_check`"#]],
    );
}

#[test]
fn nothing_is_looked_up_where_nothing_is_known() {
    let text = file(&[r#""x": { "script": "whatever" }"#]);
    let compiled = compile(
        "no_hook",
        &text,
        &parse(&text),
        Known::default(),
        GraphLimits::default(),
    );
    assert_eq!(compiled.problems, []);
    assert!(compiled.may_run());
}

#[test]
fn needs_are_looked_up() {
    check_nodes(
        &[
            r#""email": { "script": "a" }"#,
            r#""decide": { "script": "b", "needs": ["emial", "email", "nobody"] }"#,
        ],
        expect![[r#"
            email | decide
            4 "\"emial\"" pipeline-unknown-need: there is no node `emial`; did you mean `email`?
                at "/nodes/decide/needs/0"
                help: name a node of this pipeline, or remove it
                fix: Write `email`
                +     "decide": { "script": "b", "needs": ["email", "email", "nobody"] }
                -     "decide": { "script": "b", "needs": ["emial", "email", "nobody"] }
            4 "\"nobody\"" pipeline-unknown-need: there is no node `nobody`
                at "/nodes/decide/needs/2"
                help: name a node of this pipeline, or remove it"#]],
    );
}

#[test]
fn needs_named_twice_are_found() {
    check_nodes(
        &[
            r#""a": { "script": "a" }"#,
            r#""b": { "script": "b", "needs": ["a", "a"] }"#,
            r#""c": { "script": "b", "needs": ["a", "a", "b"] }"#,
        ],
        expect![[r#"
            a | b | c
            4 "\"a\"" pipeline-duplicate-need: `a` is already in this list
                at "/nodes/b/needs/1"
                help: remove it
                "\"a\"": first named here
                safe fix: Remove it
                +     "b": { "script": "b", "needs": ["a"] },
                -     "b": { "script": "b", "needs": ["a", "a"] },
            5 "\"a\"" pipeline-duplicate-need: `a` is already in this list
                at "/nodes/c/needs/1"
                help: remove it
                "\"a\"": first named here
                safe fix: Remove it
                +     "c": { "script": "b", "needs": ["a", "b"] }
                -     "c": { "script": "b", "needs": ["a", "a", "b"] }"#]],
    );
}

#[test]
fn cycles_are_told_in_full_and_cut() {
    check_nodes(
        &[r#""a": { "script": "a", "needs": ["a"] }"#],
        expect![[r#"
            a
            3 "\"a\"" pipeline-cycle: node `a` needs itself
                at "/nodes/a/needs/0"
                help: remove one of these needs
                fix: Remove this need
                +     "a": { "script": "a", "needs": [] }
                -     "a": { "script": "a", "needs": ["a"] }"#]],
    );
    check_nodes(
        &[
            r#""a": { "script": "a", "needs": ["c"] }"#,
            r#""b": { "script": "a", "needs": ["a"] }"#,
            r#""c": { "script": "a", "needs": ["d", "b"] }"#,
            r#""d": { "script": "a" }"#,
        ],
        expect![[r#"
            b d | c | a
            4 "\"a\"" pipeline-cycle: these nodes wait for each other: a -> c -> b -> a
                at "/nodes/b/needs/0"
                help: remove one of these needs
                "\"c\"": `a` needs `c`
                "\"b\"": `c` needs `b`
                fix: Remove this need
                +     "b": { "script": "a", "needs": [] },
                -     "b": { "script": "a", "needs": ["a"] },"#]],
    );
    let ring: Vec<String> = (0..40)
        .map(|i| {
            format!(
                r#""node_{i}": {{ "script": "a", "needs": ["node_{}"] }}"#,
                (i + 1) % 40
            )
        })
        .collect();
    let text = file(&ring.iter().map(String::as_str).collect::<Vec<_>>());
    let compiled = compiled("before_signup", &text);
    let messages: Vec<_> = compiled
        .problems
        .iter()
        .filter(|p| p.kind == ProblemKind::Cycle)
        .map(|p| p.message.as_str())
        .collect();
    assert_eq!(
        messages,
        ["40 nodes wait for each other: node_0 -> .. -> node_39 -> node_0"]
    );
}

#[test]
fn two_cycles_through_one_node_are_both_cut() {
    check_nodes(
        &[
            r#""a": { "script": "a", "needs": ["b", "c"] }"#,
            r#""b": { "script": "a", "needs": ["a"] }"#,
            r#""c": { "script": "a", "needs": ["a", "c", "b"] }"#,
        ],
        expect![[r#"
            b | c | a
            4 "\"a\"" pipeline-cycle: these nodes wait for each other: a -> b -> a
                at "/nodes/b/needs/0"
                help: remove one of these needs
                "\"b\"": `a` needs `b`
                fix: Remove this need
                +     "b": { "script": "a", "needs": [] },
                -     "b": { "script": "a", "needs": ["a"] },
            5 "\"a\"" pipeline-cycle: these nodes wait for each other: a -> c -> a
                at "/nodes/c/needs/0"
                help: remove one of these needs
                "\"c\"": `a` needs `c`
                fix: Remove this need
                +     "c": { "script": "a", "needs": ["c", "b"] }
                -     "c": { "script": "a", "needs": ["a", "c", "b"] }
            5 "\"c\"" pipeline-cycle: node `c` needs itself
                at "/nodes/c/needs/1"
                help: remove one of these needs
                fix: Remove this need
                +     "c": { "script": "a", "needs": ["a", "b"] }
                -     "c": { "script": "a", "needs": ["a", "c", "b"] }"#]],
    );
}

#[test]
fn ten_layers_fit_and_eleven_do_not() {
    let chain = |count: usize| -> String {
        let node = |i: usize| {
            let needs = if i == 0 {
                String::new()
            } else {
                format!(r#", "needs": ["n{}"]"#, i - 1)
            };
            format!(r#""n{i}": {{ "script": "a"{needs} }}"#)
        };
        let nodes: Vec<String> = (0..count).map(node).collect();
        file(&nodes.iter().map(String::as_str).collect::<Vec<_>>())
    };
    check(
        &chain(10),
        expect!["n0 | n1 | n2 | n3 | n4 | n5 | n6 | n7 | n8 | n9"],
    );
    check(
        &chain(12),
        expect![[r#"
        n0 | n1 | n2 | n3 | n4 | n5 | n6 | n7 | n8 | n9 | n10 | n11
        13 "\"n10\"" pipeline-too-deep: `n10` lies 11 layers deep; a pipeline has at most 10
            at "/nodes/n10"
            help: let nodes of this chain run side by side, or join their scripts
            "\"n9\"": `n10` needs `n9`
            "\"n8\"": `n9` needs `n8`
            "\"n7\"": `n8` needs `n7`
            "\"n6\"": `n7` needs `n6`
            "\"n5\"": `n6` needs `n5`
            "\"n4\"": `n5` needs `n4`
            "\"n3\"": `n4` needs `n3`
            "\"n2\"": `n3` needs `n2`
            "\"n1\"": `n2` needs `n1`
            "\"n0\"": `n1` needs `n0`"#]],
    );
    let text = chain(3);
    let tight = GraphLimits {
        layers: 2,
        ..GraphLimits::default()
    };
    let compiled = compile("before_signup", &text, &parse(&text), Known::default(), tight);
    assert_eq!(
        compiled
            .problems
            .iter()
            .map(|p| p.message.as_str())
            .collect::<Vec<_>>(),
        ["`n2` lies 3 layers deep; a pipeline has at most 2"]
    );
}

#[test]
fn five_nodes_fit_in_a_layer_and_six_do_not() {
    let wide = |count: usize| -> String {
        let nodes: Vec<String> = (0..count)
            .map(|i| format!(r#""n{i}": {{ "script": "a", "enabled": false }}"#))
            .collect();
        file(&nodes.iter().map(String::as_str).collect::<Vec<_>>())
    };
    check(&wide(5), expect!["n0 n1 n2 n3 n4"]);
    check(
        &wide(6),
        expect![[r#"
            n0 n1 n2 n3 n4 n5
            8 "\"n5\"" pipeline-too-wide: layer 0 has 6 nodes; at most 5 run side by side
                at "/nodes/n5"
                help: let one need another, so that it runs later: `n0`, `n1`, `n2`, `n3`, `n4` or `n5`"#]],
    );
}

#[test]
fn names_of_nodes_are_slugs() {
    check_nodes(
        &[
            r#""Geo-Check": { "script": "a" }"#,
            r#""2fa": { "script": "a", "needs": ["Geo-Check"] }"#,
            r#""日本": { "script": "a", "needs": ["Geo-Check", "2fa"] }"#,
            r#""geo check": { "script": "a" }"#,
            r#""": { "script": "a" }"#,
        ],
        expect![[r#"
             Geo-Check geo check | 2fa | 日本
            3 "\"Geo-Check\"" pipeline-bad-name: `Geo-Check` cannot name a node: a name has no capital letters
                at "/nodes/Geo-Check"
                help: use `a-z`, `0-9` and `_`, starting with a letter, at most 64 characters
                fix: Rename the node to `geo_check`
                +     "geo_check": { "script": "a" },
                +     "2fa": { "script": "a", "needs": ["geo_check"] },
                +     "日本": { "script": "a", "needs": ["geo_check", "2fa"] },
                -     "Geo-Check": { "script": "a" },
                -     "2fa": { "script": "a", "needs": ["Geo-Check"] },
                -     "日本": { "script": "a", "needs": ["Geo-Check", "2fa"] },
            4 "\"2fa\"" pipeline-bad-name: `2fa` cannot name a node: a name starts with a letter
                at "/nodes/2fa"
                help: use `a-z`, `0-9` and `_`, starting with a letter, at most 64 characters
                fix: Rename the node to `fa`
                +     "fa": { "script": "a", "needs": ["Geo-Check"] },
                +     "日本": { "script": "a", "needs": ["Geo-Check", "fa"] },
                -     "2fa": { "script": "a", "needs": ["Geo-Check"] },
                -     "日本": { "script": "a", "needs": ["Geo-Check", "2fa"] },
            5 "\"日本\"" pipeline-bad-name: `日本` cannot name a node: a name has only `a-z`, `0-9` and `_`
                at "/nodes/日本"
                help: use `a-z`, `0-9` and `_`, starting with a letter, at most 64 characters
            6 "\"geo check\"" pipeline-bad-name: `geo check` cannot name a node: a name has no blanks
                at "/nodes/geo check"
                help: use `a-z`, `0-9` and `_`, starting with a letter, at most 64 characters
            7 "\"\"" pipeline-bad-name: `""` cannot name a node: a name cannot be empty
                at "/nodes/"
                help: use `a-z`, `0-9` and `_`, starting with a letter, at most 64 characters"#]],
    );
}

#[test]
fn the_file_names_the_hook() {
    for (stem, text, expected) in [
        (
            "before_singup",
            r#"{ "nodes": {} }"#,
            expect![[r#"

            1 "{" pipeline-unknown-hook: `before_singup` is not a hook; did you mean `before_signup`?
                at ""
                help: name the file after a hook, or add the hook in `hooks/`
                fix: Rename the file to `before_signup.json`"#]],
        ),
        (
            "what",
            r#"{ "nodes": {} }"#,
            expect![[r#"

            1 "{" pipeline-unknown-hook: `what` is not a hook
                at ""
                help: name the file after a hook, or add the hook in `hooks/`"#]],
        ),
        (
            "what",
            r#"{ "hook": "token_build", "nodes": {} }"#,
            expect![[r#"

            1 "{" pipeline-unknown-hook: `what` is not a hook; did you mean `token_build`?
                at ""
                help: name the file after a hook, or add the hook in `hooks/`
                fix: Rename the file to `token_build.json`"#]],
        ),
        (
            "before_signup",
            r#"{ "hook": "after_signup", "nodes": {} }"#,
            expect![[r#"

                1 "\"after_signup\"" pipeline-hook-mismatch: this file is the pipeline of `before_signup`, not of `after_signup`
                    at "/hook"
                    help: write the hook of the file's name, or rename the file
                    fix: Write `before_signup`
                    + { "hook": "before_signup", "nodes": {} }
                    - { "hook": "after_signup", "nodes": {} }
                    fix: Rename the file to `after_signup.json`"#]],
        ),
        (
            "before_signup",
            r#"{ "hook": "signup", "nodes": {} }"#,
            expect![[r#"

                1 "\"signup\"" pipeline-hook-mismatch: this file is the pipeline of `before_signup`, not of `signup`
                    at "/hook"
                    help: write the hook of the file's name, or rename the file
                    fix: Write `before_signup`
                    + { "hook": "before_signup", "nodes": {} }
                    - { "hook": "signup", "nodes": {} }"#]],
        ),
        (
            "what",
            "",
            expect![[r#"

            1 "" pipeline-syntax: the file is empty; a JSON value is expected
                at ""
            1 "" pipeline-unknown-hook: `what` is not a hook
                at ""
                help: name the file after a hook, or add the hook in `hooks/`"#]],
        ),
    ] {
        expected.assert_eq(&render(stem, text));
    }
}

#[test]
fn comments_become_descriptions() {
    check(
        "{\n  // why\n  \"nodes\": {}\n}\n",
        expect![[r#"

        2 "// why" pipeline-comment: JSON has no comments, and formatting cannot keep this one
            at ""
            help: say it in `description`
            safe fix: Make it the `description`
            +   "description": "why",
            -   // why"#]],
    );
    check(
        "// one\n// two\n{ \"description\": \"Old.\", \"nodes\": {} }\n",
        expect![[r#"

            1 "// one\n// two" pipeline-comment: JSON has no comments, and formatting cannot keep this one
                at ""
                help: say it in `description`
                safe fix: Make it the `description`
                + { "description": "Old. one two", "nodes": {} }
                - // one
                - // two
                - { "description": "Old.", "nodes": {} }"#]],
    );
    check(
        "{\n  \"nodes\": {\n    // about a\n    \"a\": { \"script\": \"a\" }, // a, too\n    /* about\n     * b */\n    \"b\": { \"script\": \"b\" /* in b */ },\n    \"c\": {\n      \"script\": \"b\", // why b\n      \"config\": { /* inner */ }\n    }\n    // the end\n  }\n}\n",
        expect![[r#"
            a b c
            3 "// about a" pipeline-comment: JSON has no comments, and formatting cannot keep this one
                at "/nodes/a"
                help: say it in `description`
                safe fix: Make it the `description`
                +     "a": { "description": "about a", "script": "a" }, // a, too
                -     // about a
                -     "a": { "script": "a" }, // a, too
            4 "// a, too" pipeline-comment: JSON has no comments, and formatting cannot keep this one
                at "/nodes/a"
                help: say it in `description`
                safe fix: Make it the `description`
                +     "a": { "description": "a, too", "script": "a" },
                -     "a": { "script": "a" }, // a, too
            5 "/* about\n     * b */" pipeline-comment: JSON has no comments, and formatting cannot keep this one
                at "/nodes/b"
                help: say it in `description`
                safe fix: Make it the `description`
                +     "b": { "description": "about b", "script": "b" /* in b */ },
                -     /* about
                -      * b */
                -     "b": { "script": "b" /* in b */ },
            7 "/* in b */" pipeline-comment: JSON has no comments, and formatting cannot keep this one
                at "/nodes/b"
                help: say it in `description`
                safe fix: Make it the `description`
                +     "b": { "description": "in b", "script": "b" },
                -     "b": { "script": "b" /* in b */ },
            9 "// why b" pipeline-comment: JSON has no comments, and formatting cannot keep this one
                at "/nodes/c"
                help: say it in `description`
                safe fix: Make it the `description`
                +       "description": "why b",
                +       "script": "b",
                -       "script": "b", // why b
            10 "/* inner */" pipeline-comment: JSON has no comments, and formatting cannot keep this one
                at "/nodes/c"
                help: say it in `description`
                safe fix: Make it the `description`
                +       "description": "inner",
                +       "config": { }
                -       "config": { /* inner */ }
            12 "// the end" pipeline-comment: JSON has no comments, and formatting cannot keep this one
                at ""
                help: say it in `description`
                safe fix: Make it the `description`
                +   "description": "the end",
                -     // the end"#]],
    );
    check(
        "{ \"nodes\": {} } //\n",
        expect![[r#"

        1 "//" pipeline-comment: JSON has no comments, and formatting cannot keep this one
            at ""
            help: say it in `description`
            safe fix: Remove the comment
            + { "nodes": {} }
            - { "nodes": {} } //"#]],
    );
}

#[test]
fn broken_text_says_nothing_about_what_is_absent() {
    check(
        "{ \"nodes\": { \"a\": { \"script\": \"a\", } } }",
        expect![[r#"
        a
        1 "," pipeline-syntax: JSON has no comma before a closing bracket
            at "/nodes/a/script"
            help: remove the comma
            safe fix: Remove the comma
            + { "nodes": { "a": { "script": "a" } } }
            - { "nodes": { "a": { "script": "a", } } }"#]],
    );
    check(
        "{ \"nodes\": { \"a\": { \"needs\": [\"b\"], ",
        expect![[r#"
        a
        1 "{" pipeline-syntax: this `{` is never closed
            at "/nodes"
            "": the text ends here"#]],
    );
    check(
        "{ \"nodes\": { \"a\": { \"script\": \"zzz\" \"needs\": [\"nobody\"] }, \"b\": { \"scr",
        expect![[r#"
            a b
            1 "\"zzz\"" pipeline-syntax: a comma is missing behind this
                at "/nodes/a/script"
                safe fix: Insert `,`
                + { "nodes": { "a": { "script": "zzz", "needs": ["nobody"] }, "b": { "scr
                - { "nodes": { "a": { "script": "zzz" "needs": ["nobody"] }, "b": { "scr
            1 "\"zzz\"" pipeline-unknown-script: there is no script `zzz`
                at "/nodes/a/script"
                help: write `scripts/zzz.lua`, or name a script that exists
            1 "{" pipeline-syntax: this `{` is never closed
                at "/nodes"
                "": the text ends here
            1 "\"scr" pipeline-syntax: the closing `"` is missing on this line
                at "/nodes/b/scr"
                fix: Close the string
                + { "nodes": { "a": { "script": "zzz" "needs": ["nobody"] }, "b": { "scr"
                - { "nodes": { "a": { "script": "zzz" "needs": ["nobody"] }, "b": { "scr
            1 "\"scr" pipeline-syntax: the value of `scr` is missing
                at "/nodes/b/scr"
            1 "\"scr" pipeline-unknown-key: `scr` is not a key of a node
                at "/nodes/b/scr"
                help: remove it; the keys of a node are `description`, `script`, `config`, `needs`, `timeoutMs`, `onError` and `enabled`"#]],
    );
    check(
        "{ 'nodes': { \"a\": { script: \"a\" } } ",
        expect![[r#"
        a
        1 "{" pipeline-syntax: this `{` is never closed
            at ""
            "": the text ends here
        1 "'nodes'" pipeline-syntax: strings stand in double quotes, not in single ones
            at "/nodes"
            safe fix: Use double quotes
            + { "nodes": { "a": { script: "a" } } 
            - { 'nodes': { "a": { script: "a" } } 
        1 "script" pipeline-syntax: the key `script` needs double quotes
            at "/nodes/a/script"
            safe fix: Put it in double quotes
            + { 'nodes': { "a": { "script": "a" } } 
            - { 'nodes': { "a": { script: "a" } } "#]],
    );
}

#[test]
fn may_run_follows_from_the_kinds() {
    let warned = file(&[
        r#""a": { "script": "a", "x": 1 }"#,
        r#""b": { "script": "a", "needs": ["a", "a"] } // c"#,
    ]);
    let warned = compiled("before_signup", &warned);
    assert_eq!(warned.problems.len(), 3);
    assert!(warned.may_run());
    assert!(!compiled("before_signup", "{}").may_run());
    let codes: std::collections::BTreeSet<_> = ProblemKind::ALL.map(ProblemKind::code).into_iter().collect();
    assert_eq!(codes.len(), 14);
}

#[test]
fn ten_thousand_nodes_are_fine() {
    let chain: Vec<String> = (0..10_000)
        .map(|i| {
            format!(
                r#""n{i}": {{ "script": "a", "needs": ["n{}", "n{}", "zz{i}"] }}"#,
                (i + 1) % 10_000,
                i / 2
            )
        })
        .collect();
    let text = file(&chain.iter().map(String::as_str).collect::<Vec<_>>());
    let compiled = compile(
        "before_signup",
        &text,
        &parse(&text),
        Known {
            hooks: Some(&HOOKS),
            scripts: Some(&SCRIPTS),
        },
        GraphLimits::default(),
    );
    assert_eq!(compiled.pipeline.nodes().len(), 10_000);
    assert_eq!(compiled.pipeline.graph_order().count(), 10_000);
    let deepest = compiled.pipeline.graph_order().last().unwrap();
    assert!(!compiled.pipeline.ancestors(deepest).is_empty());
}

/// Fails where `work` takes steps by the square: every file here is so large that it would never end.
#[track_caller]
fn ends(work: impl FnOnce() + Send + 'static) {
    let (done, wait) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        work();
        let _ = done.send(());
    });
    let hang_guard = std::time::Duration::from_secs(5);
    assert!(
        wait.recv_timeout(hang_guard).is_ok(),
        "it failed, or runs on and on"
    );
}

#[test]
fn a_node_that_closes_many_cycles_takes_linear_time() {
    ends(|| {
        const COUNT: usize = 50_000;
        let mut nodes: Vec<String> = (0..COUNT)
            .map(|i| format!(r#""n{i}": {{ "script": "a", "needs": ["n{}"] }}"#, i + 1))
            .collect();
        let needs: Vec<String> = (0..COUNT).map(|i| format!(r#""n{i}""#)).collect();
        nodes.push(format!(
            r#""n{COUNT}": {{ "script": "a", "needs": [{}] }}"#,
            needs.join(", ")
        ));
        let text = file(&nodes.iter().map(String::as_str).collect::<Vec<_>>());
        let compiled = compile(
            "before_signup",
            &text,
            &parse(&text),
            Known::default(),
            GraphLimits::default(),
        );
        let cycles = compiled
            .problems
            .iter()
            .filter(|problem| problem.kind == ProblemKind::Cycle);
        assert_eq!(cycles.count(), COUNT);
    });
}

#[test]
fn comments_among_many_keys_take_linear_time() {
    ends(|| {
        let text = format!(
            "{{ \"description\": \"d\"{}, \"nodes\": {{}} }}",
            ", /* c */ \"x\": 1".repeat(100_000)
        );
        let json = parse(&text);
        let compiled = compile("a", &text, &json, Known::default(), GraphLimits::default());
        assert!(compiled.problems.len() > 200_000);
    });
}

#[test]
fn comments_beside_a_long_description_do_not_copy_it() {
    let text = format!(
        "{{ \"description\": \"{}\", \"nodes\": {{}}{} }}",
        "d".repeat(100_000),
        ", /* c */ \"x\": 1".repeat(1_000)
    );
    let compiled = compiled("before_signup", &text);
    let fixes = compiled.problems.iter().flat_map(|problem| &problem.fixes);
    let written: usize = fixes
        .flat_map(|fix| &fix.edits)
        .map(|(_, new_text)| new_text.len())
        .sum();
    assert!(written < 100_000, "{written} bytes");
}

#[test]
fn every_cut_and_many_mutations_compile() {
    for end in 0..=WHOLE.len() {
        compiled("before_signup", &WHOLE[..end]);
    }
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "// x\n",
        "/* y */",
        "\"geo\"",
        "\"needs\": [\"decide\"]",
        "null",
        "é",
        "\n",
    ];
    let mut seed = 11_u64;
    let mut roll = |sides: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % sides
    };
    for _ in 0..5_000 {
        let mut text = WHOLE.to_owned();
        for _ in 0..=roll(3) {
            let mut at = roll(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            if roll(3) == 0 && at < text.len() {
                text.remove(at);
            } else {
                text.insert_str(at, pieces[roll(pieces.len())]);
            }
        }
        compiled("before_signup", &text);
    }
}

#[test]
fn a_comment_with_a_hash_is_one_finding_with_its_fix() {
    check(
        "{ # why\n  \"nodes\": {} }\n",
        expect![[r##"

        1 "# why" pipeline-syntax: JSON has no comments, and `#` begins nothing
            at ""
            help: say it in `description`
            safe fix: Make it the `description`
            + {
            +   "description": "why",
            - { # why"##]],
    );
    check(
        "{\n  // one\n  # two\n  \"nodes\": {} }\n",
        expect![[r#"

        2 "// one\n  # two" pipeline-syntax: JSON has no comments, and `#` begins nothing
            at ""
            help: say it in `description`
            safe fix: Make it the `description`
            +   "description": "one two",
            -   // one
            -   # two"#]],
    );
}

#[test]
fn removing_a_key_written_twice_is_safe_only_if_no_comment_goes_with_it() {
    check(
        "{ \"onError\": \"deny\", /* why */ \"onError\": \"deny\", \"nodes\": {} }",
        expect![[r#"

            1 "/* why */" pipeline-comment: JSON has no comments, and formatting cannot keep this one
                at ""
                help: say it in `description`
                safe fix: Make it the `description`
                + { "description": "why", "onError": "deny", "onError": "deny", "nodes": {} }
                - { "onError": "deny", /* why */ "onError": "deny", "nodes": {} }
            1 "\"onError\"" pipeline-value: `onError` is written twice; the last one counts
                at "/onError"
                help: remove one of the two
                "\"onError\"": first written here
                fix: Remove the first one
                + { "onError": "deny", "nodes": {} }
                - { "onError": "deny", /* why */ "onError": "deny", "nodes": {} }"#]],
    );
}

#[test]
fn a_key_that_is_there_already_is_not_offered_as_a_new_name() {
    check(
        r#"{ "nodes": {}, "node": {} }"#,
        expect![[r#"

        1 "\"node\"" pipeline-unknown-key: `node` is not a key of a pipeline; did you mean `nodes`?
            at "/node"
            help: remove it; `nodes` is there already"#]],
    );
}
