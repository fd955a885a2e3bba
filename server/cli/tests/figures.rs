//! `check --statistics` and `check --print-config`: what is known, what it costs, what holds and who says so.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::{Workspace, assert_valid};

const MANIFEST: &str = "schema = 1\nname = \"a\"\n\n[check]\nfail-on = \"error\"\n\n[limits]\nscript-time = \"2s\"\n\n[lints]\nunused-local = \"off\"\nself-assign = \"error\"\n";
const PIPELINE: &str = "{ \"nodes\": { \"first\": { \"script\": \"a\", \"onError\": \"allow\" } } }\n";

fn workspace() -> Workspace {
    Workspace::new(&[
        ("pipelua.toml", MANIFEST),
        ("pipelines/before_signup.json", PIPELINE),
        (
            "scripts/a.lua",
            "local name = context.name\nname = name\nlocal body = helpers.json.decode(context.email)\nreturn { allowed = body.a == name }\n",
        ),
        (
            "scripts/b.lua",
            "---@hook before_signin\nlocal a, b = 1\nreturn { allowed = a == b }\n",
        ),
    ])
}

#[track_caller]
fn document(arguments: &[&str], schema: &str, code: i32) -> Value {
    let run = workspace().run(arguments);
    assert_eq!(run.code, code, "{}", run.stderr);
    let document = serde_json::from_str(&run.stdout).unwrap();
    assert_valid(schema, &document);
    document
}

fn named<'a>(list: &'a Value, key: &str, name: &str) -> &'a Value {
    let mut items = list.as_array().unwrap().iter();
    items
        .find(|item| item[key] == name)
        .unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn figures_are_as_their_schema_says() {
    let figures = document(
        &["check", "--statistics", "--format", "json"],
        "check-statistics",
        1,
    );
    assert_eq!(
        figures["summary"],
        json!({ "error": 1, "warning": 1, "info": 0, "hint": 0 })
    );
    let types = &figures["types"];
    let sum = |key: &str| {
        let scripts = figures["scripts"].as_array().unwrap().iter();
        scripts.map(|script| script[key].as_u64().unwrap()).sum::<u64>()
    };
    for key in ["expressions", "known", "any"] {
        assert_eq!(types[key], sum(key), "{key}");
    }
    assert!(types["any"].as_u64() >= Some(1) && types["known"].as_u64() > types["any"].as_u64());
    let lint = named(&figures["lints"], "code", "unbalanced-assignments");
    assert_eq!(lint["findings"], 1);
    assert!(lint["timeNs"].as_u64().is_some());
    assert!(
        named(&figures["lints"], "code", "pipeline-cycle")
            .get("timeNs")
            .is_none()
    );
}

#[test]
fn figures_are_of_what_is_named_and_selected() {
    let arguments = [
        "check",
        "--statistics",
        "--format",
        "json",
        "scripts/b.lua",
        "--select",
        "unbalanced-assignments",
    ];
    let figures = document(&arguments, "check-statistics", 0);
    assert_eq!(figures["files"], 1);
    assert_eq!(figures["scripts"][0]["file"], "scripts/b.lua");
    assert_eq!(figures["lints"].as_array().unwrap().len(), 1);
    assert_eq!(figures["summary"]["warning"], 1);
}

#[test]
fn figures_for_people_are_short_unless_more_is_asked_for() {
    let run = workspace().run(&["check", "--statistics"]);
    assert_eq!(run.code, 1);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(
        lines[0].starts_with("types: ") && lines[0].ends_with("known"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("\n  scripts/a.lua "), "{}", run.stdout);
    assert!(run.stdout.contains("lints more (-v shows all)"), "{}", run.stdout);
    assert_eq!(lines.last(), Some(&"4 files, 2 findings"));
    let all = workspace().run(&["check", "--statistics", "-v"]);
    assert!(
        all.stdout.contains("pipeline-cycle") && !all.stdout.contains("-v shows all"),
        "{}",
        all.stdout
    );
}

#[test]
fn what_holds_for_a_file_is_told_with_what_sets_it() {
    let config = document(
        &["check", "--print-config", "scripts/a.lua", "--format", "json"],
        "check-config",
        0,
    );
    assert_eq!(config["kind"], "script");
    assert_eq!(
        config["placements"],
        json!([{ "hook": "before_signup", "node": "first", "mode": "blocking", "onError": "allow" }])
    );
    assert_eq!(config["failOn"]["value"], "error");
    let limit = named(&config["limits"], "name", "script-time");
    assert_eq!(
        (&limit["value"], &limit["source"]["range"]["start"]["line"]),
        (&json!(2000), &json!(7))
    );
    let lint = named(&config["lints"], "code", "self-assign");
    assert_eq!(
        (&lint["severity"], &lint["source"]["range"]["start"]["line"]),
        (&json!("error"), &json!(11))
    );
    let lint = named(&config["lints"], "code", "almost-swapped");
    assert_eq!(
        (&lint["severity"], &lint["source"]),
        (&json!("warning"), &json!({ "from": "default" }))
    );
}

#[test]
fn what_holds_is_told_to_people_too() {
    let run = workspace().run(&[
        "check",
        "--print-config",
        "scripts/b.lua",
        "--ignore",
        "almost-swapped",
        "--fail-on",
        "hint",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let row = |name: &str| {
        let line = run
            .stdout
            .lines()
            .find(|line| line.trim_start().starts_with(name));
        line.unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(run.stdout.lines().next(), Some("scripts/b.lua: script"));
    assert_eq!(row("hook"), "hook before_signin: blocking, onError: deny");
    assert_eq!(row("hint "), "hint command line");
    assert_eq!(row("unused-local"), "unused-local off pipelua.toml:11");
    assert_eq!(row("almost-swapped"), "almost-swapped off command line");
    assert_eq!(row("script-time"), "script-time 2000 ms pipelua.toml:8");
    assert_eq!(row("return-shape"), "return-shape error default");
}

#[test]
fn wrong_calls_are_told() {
    for (arguments, part) in [
        (
            &["check", "--print-config", "scripts/nowhere.lua"][..],
            "does not exist",
        ),
        (&["check", "--print-config", "."], "is no file that is checked"),
        (
            &["check", "--statistics", "--format", "concise"],
            "has the formats text and json",
        ),
        (&["check", "--statistics", "--fix"], "cannot be used with"),
        (
            &["check", "--print-config", "scripts/a.lua", "--statistics"],
            "cannot be used with",
        ),
    ] {
        let run = workspace().run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.stderr.contains(part), "{arguments:?}: {}", run.stderr);
        assert_eq!(run.stdout, "");
    }
}
