//! Samples run from an editor: with the texts that it has, answered as `pipelua test` would, and cancelled.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::Workspace;
use support::editor::{Editor, modern};

const SAMPLE: &str =
    r#"{ "context": { "email": "a@b.example", "request": {} }, "expect": { "verdict": "denied" } }"#;
const PATH: &str = "samples/before_signup/denied.json";

fn workspace() -> Workspace {
    Workspace::new(&[
        (
            "pipelines/before_signup.json",
            r#"{ "nodes": { "a": { "script": "a" } } }"#,
        ),
        ("scripts/a.lua", "return { allowed = true }\n"),
        (PATH, SAMPLE),
    ])
}

fn run(editor: &mut Editor, path: &str) -> Value {
    let document = editor.document(path);
    let mut report = editor.ask("pipelua/runSample", json!({ "textDocument": document }));
    if let Some(duration) = report.get_mut("durationNs") {
        assert!(duration.as_u64().unwrap() > 0);
        *duration = json!(0);
    }
    report
}

#[test]
fn a_sample_runs_with_what_is_not_saved() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    let failure = json!({
        "pointer": "/expect/verdict", "expected": "denied", "actual": "allowed", "script": "a", "line": 1,
    });
    let report = json!({
        "file": PATH, "hook": "before_signup", "name": "denied", "durationNs": 0,
        "status": "failed", "failures": [failure],
    });
    assert_eq!(run(&mut editor, PATH), report);
    editor.open("scripts/a.lua", "return { allowed = false }\n");
    assert_eq!(run(&mut editor, PATH)["status"], "passed");
    editor.open(PATH, &SAMPLE.replace("denied", "error"));
    assert_eq!(run(&mut editor, PATH)["status"], "failed");
    // A sample that was never saved.
    editor.open("samples/before_signup/new.json", SAMPLE);
    assert_eq!(
        run(&mut editor, "samples/before_signup/new.json")["status"],
        "passed"
    );
}

#[test]
fn an_error_names_the_line_and_what_cannot_run_says_why() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    editor.open(
        "scripts/a.lua",
        "local user = nil\nreturn { allowed = user.name }\n",
    );
    let report = run(&mut editor, PATH);
    assert_eq!(report["status"], "failed");
    assert_eq!(report["failures"][0]["script"], "a", "{report}");
    assert_eq!(report["failures"][0]["line"], 2);
    editor.open(PATH, "{");
    let report = run(&mut editor, PATH);
    assert_eq!(report["status"], "error");
    assert!(
        report["message"]
            .as_str()
            .unwrap()
            .contains("this `{` is never closed"),
        "{report}"
    );
    // The team's own hook, not saved yet.
    editor.open("samples/after_party/one.json", "{ \"context\": {} }");
    let report = run(&mut editor, "samples/after_party/one.json");
    assert!(report["message"].as_str().unwrap().contains("after_party"));
    editor.open(
        "hooks/after_party.json",
        r#"{ "mode": "async", "description": "When it is over.", "input": { "type": "object", "properties": {} } }"#,
    );
    let report = run(&mut editor, "samples/after_party/one.json");
    assert_eq!(report["status"], "passed", "{report}");
}

#[test]
fn what_is_no_sample_is_not_run() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    assert_eq!(run(&mut editor, "scripts/a.lua"), Value::Null);
    assert_eq!(run(&mut editor, "samples/before_signup/none.json"), Value::Null);
    let untitled = json!({ "textDocument": { "uri": "untitled:x.json" } });
    assert_eq!(editor.ask("pipelua/runSample", untitled), Value::Null);
}

#[test]
fn the_command_answers_the_same_and_shows_it() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    let command = &editor.capabilities["executeCommandProvider"]["commands"];
    assert_eq!(*command, json!(["pipelua.runSample"]));
    let uri = editor.uri(PATH);
    for argument in [json!(uri), json!({ "uri": uri })] {
        let params = json!({ "command": "pipelua.runSample", "arguments": [argument] });
        let report = editor.ask("workspace/executeCommand", params);
        assert_eq!(report["status"], "failed");
        let shown = editor.wait_for("window/showMessage");
        assert_eq!(
            shown["params"]["message"],
            "`before_signup/denied` failed: verdict: expected \"denied\", got \"allowed\""
        );
    }
    for params in [
        json!({ "command": "pipelua.runSample" }),
        json!({ "command": "pipelua.runSample", "arguments": [1] }),
        json!({ "command": "rm", "arguments": [uri] }),
    ] {
        assert_eq!(editor.ask_error("workspace/executeCommand", params), -32602);
    }
}

#[test]
fn a_run_that_waits_is_cancelled_and_an_edit_of_the_sample_ends_it() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    editor.open(PATH, SAMPLE);
    let script = editor.document("scripts/a.lua");
    let stalled: Vec<i64> = (0..8)
        .map(|_| editor.begin("pipelua/test/stall", script.clone()))
        .collect();
    let sample = json!({ "textDocument": editor.document(PATH) });
    let cancelled = editor.begin("pipelua/runSample", sample.clone());
    editor.cancel(cancelled);
    assert_eq!(editor.answer(cancelled)["error"]["code"], -32800);
    let outdated = editor.begin("pipelua/runSample", sample.clone());
    editor.change(PATH, 2, json!([{ "text": SAMPLE.replace("denied", "allowed") }]));
    assert_eq!(editor.answer(outdated)["error"]["code"], -32801);
    for id in stalled {
        editor.cancel(id);
    }
    assert_eq!(editor.ask("pipelua/runSample", sample)["status"], "passed");
}
