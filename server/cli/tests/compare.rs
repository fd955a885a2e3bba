//! `pipelua compare`: a change of a policy is found, with the smallest input first; what does not matter is not.
#![allow(clippy::unwrap_used)]

mod support;

use std::process::Command;

use serde_json::Value;
use support::{Run, Workspace, assert_valid};

const PIPELINE: &str = r#"{ "nodes": { "decide": { "script": "decide" } } }"#;
const DECIDE: &str = r#"local domain = context.email:match("@(.+)$") or ""
if domain == "mailinator.com" then
  return { allowed = false, error = "No throw-away addresses." }
end
return { allowed = true, data = { domain = domain } }
"#;
const SAMPLE: &str = r#"{ "context": { "email": "ada@acme.example", "request": {} } }"#;

/// Two versions of one workspace in `old` and `new`; the second has another script.
fn versions(script: &str) -> Workspace {
    let workspace = Workspace::empty();
    for (folder, script) in [("old", DECIDE), ("new", script)] {
        workspace.write(&format!("{folder}/pipelua.toml"), "schema = 1\nname = \"a\"\n");
        workspace.write(&format!("{folder}/pipelines/before_signup.json"), PIPELINE);
        workspace.write(&format!("{folder}/scripts/decide.lua"), script);
        workspace.write(&format!("{folder}/samples/before_signup/ada.json"), SAMPLE);
    }
    workspace
}

#[track_caller]
fn compared(script: &str, code: i32) -> (Run, Value) {
    let workspace = versions(script);
    let run = workspace.run(&[
        "compare",
        "old",
        "new",
        "--format",
        "text",
        "--format",
        "json=out.json",
        "--format",
        "markdown=out.md",
    ]);
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
    let document: Value = serde_json::from_str(&workspace.read("out.json")).unwrap();
    assert_valid("compare", &document);
    let found = document["summary"]["changed"].as_u64().unwrap() > 0;
    assert_eq!(workspace.read("out.md").contains("### `before_signup`"), found);
    (run, document)
}

#[test]
fn without_a_change_it_says_only_that_none_was_found() {
    for script in [
        DECIDE.to_owned(),
        format!(
            "-- why\n{}",
            DECIDE
                .replace("domain", "host")
                .replace("host = host", "domain = host")
        ),
    ] {
        let (run, document) = compared(&script, 0);
        assert!(
            run.stdout.starts_with("no input found that changes ("),
            "{}",
            run.stdout
        );
        assert!(document["summary"]["inputs"].as_u64().unwrap() > 10);
    }
}

#[test]
fn what_a_new_condition_turns_away_is_found_though_no_sample_has_it() {
    let script = DECIDE.replace(
        "domain == \"mailinator.com\"",
        "domain == \"mailinator.com\" or domain == \"guerrilla.example\"",
    );
    let (run, document) = compared(&script, 1);
    assert!(
        run.stdout
            .contains("allowed -> denied \"No throw-away addresses.\""),
        "{}",
        run.stdout
    );
    let changes = document["hooks"][0]["changes"].as_array().unwrap();
    assert_eq!(changes[0]["context"]["email"], "a@guerrilla.example");
    assert!(changes[0].get("file").is_none());
    let sizes: Vec<usize> = changes
        .iter()
        .map(|change| change["context"].to_string().len())
        .collect();
    assert!(sizes.is_sorted(), "the smallest first");
}

#[test]
fn what_is_new_is_tried_before_what_both_versions_hold() {
    let mut many = String::from("local other = {");
    for index in 0..150 {
        many.push_str("\"a");
        many.push_str(&index.to_string());
        many.push_str(".example\", ");
    }
    many.push_str("}\nlocal count = #other\n");
    let old = format!("{many}{DECIDE}");
    let workspace = versions(&old.replace("mailinator.com", "zzz.example"));
    workspace.write("old/scripts/decide.lua", &old);
    let run = workspace.run(&["compare", "old", "new"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
}

#[test]
fn other_data_is_a_change_and_so_is_another_reason() {
    let (run, document) = compared(
        &DECIDE.replace("{ domain = domain }", "{ domain = domain:upper() }"),
        1,
    );
    assert!(run.stdout.contains("allowed, with other data"), "{}", run.stdout);
    let changes = document["hooks"][0]["changes"].as_array().unwrap();
    assert!(
        changes
            .iter()
            .any(|change| change["file"] == "samples/before_signup/ada.json")
    );
    assert!(
        changes
            .iter()
            .all(|change| change["old"]["allowed"] == change["new"]["allowed"])
    );
    let (run, _) = compared(
        &DECIDE.replace("No throw-away addresses.", "Use another address."),
        1,
    );
    assert!(
        run.stdout
            .contains("denied \"No throw-away addresses.\" -> denied \"Use another address.\""),
        "{}",
        run.stdout
    );
}

#[test]
fn a_hook_that_loses_its_pipeline_lets_in_what_was_turned_away() {
    let workspace = versions(DECIDE);
    std::fs::remove_file(workspace.path().join("new/pipelines/before_signup.json")).unwrap();
    let run = workspace.run(&["compare", "old", "new"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stdout
            .contains("denied \"No throw-away addresses.\" -> allowed"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_commit_of_git_is_a_version() {
    let workspace = versions(DECIDE);
    let new = workspace.path().join("new");
    let git =
        "git init -q -b main && git add . && git -c user.name=a -c user.email=a@b.example commit -q -m one";
    assert!(
        Command::new("sh")
            .args(["-c", git])
            .current_dir(&new)
            .status()
            .unwrap()
            .success()
    );
    let same = support::run(&new, &["compare", "main", "."], None, &[]);
    assert_eq!(same.code, 0, "{}{}", same.stdout, same.stderr);
    workspace.write("new/scripts/decide.lua", "return { allowed = false }\n");
    assert_eq!(support::run(&new, &["compare", "main", "."], None, &[]).code, 1);
    assert_eq!(
        support::run(&new, &["compare", "HEAD", "main"], None, &[]).code,
        0
    );
}

#[test]
fn a_version_that_is_none_or_cannot_run_is_a_wrong_call() {
    let workspace = versions(DECIDE);
    workspace.write(
        "new/pipelines/before_signup.json",
        r#"{ "nodes": { "a": { "script": "gone" } } }"#,
    );
    for arguments in [
        &["old", "new"][..],
        &["old", "./nowhere"],
        &["old", "old", "--hook", "token_build"],
    ] {
        let run = workspace.run(&[&["compare"], arguments].concat());
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stdout);
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    }
}
