//! The machine formats hold what their schemas say, and every run writes the same bytes.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::Value;
use support::{Run, Workspace, repository, run};

/// Runs `check` on the workspace in which everything is wrong once.
#[track_caller]
fn faulty(arguments: &[&str], threads: &str) -> Run {
    let folder = repository().join("tests/workspaces/faulty");
    let run = run(
        &folder,
        &[&["check"], arguments].concat(),
        None,
        &[("RAYON_NUM_THREADS", threads)],
    );
    assert_eq!(run.code, 1, "{}", run.stderr);
    run
}

#[track_caller]
fn assert_valid(schema: &str, document: &Value) {
    // Strict: what is written and not described fails as well.
    let schema = pipelua_schemas::builtin()
        .file_schema(schema)
        .unwrap()
        .to_strict_value();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let problems: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn json_is_as_its_schema_says() {
    let document: Value = serde_json::from_str(&faulty(&["--format", "json"], "2").stdout).unwrap();
    assert_valid("check", &document);
    let findings = document["findings"].as_array().unwrap();
    assert!(findings.len() > 20, "only {} findings", findings.len());
    let counted: u64 = document["summary"]
        .as_object()
        .unwrap()
        .values()
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(counted, findings.len() as u64);
}

#[test]
fn json_of_a_run_that_could_not_check_all_is_as_its_schema_says() {
    let workspace = Workspace::new(&[("pipelua.toml", "schema = \n"), ("scripts/a.lua", "return {}\n")]);
    let run = workspace.run(&["check", "--format", "json", "nowhere", "scripts"]);
    assert_eq!(run.code, 2);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_valid("check", &document);
    let kinds: Vec<&str> = document["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["usage", "manifest"]);
    assert_eq!(document["files"]["checked"], 1);
}

#[test]
fn without_a_workspace_json_is_written_all_the_same() {
    let run = Workspace::empty().run(&["check", "--format", "json"]);
    assert_eq!(run.code, 2);
    assert_valid("check", &serde_json::from_str(&run.stdout).unwrap());
}

#[test]
fn each_line_of_jsonl_is_as_its_schema_says() {
    let lines: Vec<Value> = faulty(&["--format", "jsonl"], "2")
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for line in &lines {
        assert_valid("check-jsonl", line);
    }
    let (last, findings) = lines.split_last().unwrap();
    assert!(last.get("summary").is_some());
    let document: Value = serde_json::from_str(&faulty(&["--format", "json"], "2").stdout).unwrap();
    assert_eq!(
        document["findings"].as_array().unwrap(),
        findings,
        "both formats hold the same findings"
    );
    assert_eq!(document["summary"], last["summary"]);
}

#[test]
fn findings_are_in_order_and_their_fingerprints_differ() {
    let document: Value = serde_json::from_str(&faulty(&["--format", "json"], "2").stdout).unwrap();
    let findings = document["findings"].as_array().unwrap();
    let order: Vec<_> = findings
        .iter()
        .map(|finding| {
            let start = finding["range"]["start"]["byte"].as_i64().unwrap_or(-1);
            (
                finding["file"].as_str().unwrap(),
                start,
                finding["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(order.is_sorted(), "{order:#?}");
    let mut prints: Vec<_> = findings
        .iter()
        .map(|finding| finding["fingerprint"].as_str().unwrap())
        .collect();
    assert!(prints.iter().all(|print| print.len() == 16));
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), findings.len());
}

#[test]
fn ranges_lie_in_their_files_and_agree_with_bytes() {
    let folder = repository().join("tests/workspaces/faulty");
    let document: Value = serde_json::from_str(&faulty(&["--format", "json"], "2").stdout).unwrap();
    for finding in document["findings"].as_array().unwrap() {
        let bytes = std::fs::read(folder.join(finding["file"].as_str().unwrap())).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for end in ["start", "end"] {
            let place = &finding["range"][end];
            let Some(byte) = place["byte"].as_u64() else {
                continue;
            };
            let before = &text[..usize::try_from(byte).unwrap()];
            let line = before.rfind('\n').map_or(0, |newline| newline + 1);
            assert_eq!(
                place["line"].as_u64().unwrap(),
                before.matches('\n').count() as u64,
                "{finding}"
            );
            let units = before[line..].encode_utf16().count() as u64;
            assert_eq!(place["character"].as_u64().unwrap(), units, "{finding}");
        }
    }
}

#[test]
fn every_format_is_the_same_bytes_on_one_and_on_many_threads() {
    for format in ["text", "concise", "json", "jsonl"] {
        let one = faulty(&["-v", "--format", format], "1").stdout;
        for threads in ["2", "4", "4"] {
            assert_eq!(
                one,
                faulty(&["-v", "--format", format], threads).stdout,
                "{format} on {threads} threads"
            );
        }
    }
}

#[test]
fn formats_are_written_side_by_side() {
    let workspace = Workspace::new(&[(
        "pipelines/before_signup.json",
        "{ \"retries\": 3, \"nodes\": {} }\n",
    )]);
    let run = workspace.run(&[
        "check",
        "--format",
        "concise",
        "--format",
        "json=out.json",
        "--format",
        "jsonl=out.jsonl",
    ]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stdout
            .starts_with("pipelines/before_signup.json:1:3: warning[pipeline-unknown-key]"),
        "{}",
        run.stdout
    );
    let alone = workspace.run(&["check", "--format", "json"]).stdout;
    assert_eq!(workspace.read("out.json"), alone);
    assert_eq!(workspace.read("out.jsonl").lines().count(), 2);
}

#[test]
fn two_formats_cannot_share_a_place() {
    let workspace = Workspace::new(&[]);
    assert_eq!(
        workspace
            .run(&["check", "--format", "text", "--format", "json"])
            .code,
        2
    );
    assert_eq!(
        workspace
            .run(&["check", "--format", "json=a", "--format", "jsonl=a"])
            .code,
        2
    );
    assert_eq!(workspace.run(&["check", "--format", "json="]).code, 2);
}

#[test]
fn hints_are_for_machines_and_for_those_who_ask() {
    let workspace = Workspace::new(&[("scripts/a.lua", "return { allowed = true }\n")]);
    let json: Value = serde_json::from_str(&workspace.run(&["check", "--format", "json"]).stdout).unwrap();
    let hints = json["summary"]["hint"].as_u64().unwrap();
    assert!(hints > 0, "{json}");
    assert_eq!(workspace.run(&["check"]).stdout, "2 files, no findings\n");
    assert!(
        workspace
            .run(&["-v", "check"])
            .stdout
            .contains("hint[script-unattached]")
    );
    let run = workspace.run(&["check", "--fail-on", "hint"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("hint[script-unattached]"), "{}", run.stdout);
}
