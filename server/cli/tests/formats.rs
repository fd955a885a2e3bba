//! The machine formats hold what their schemas say, and every run writes the same bytes.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::Value;
use support::{Run, Workspace, assert_valid, repository, run};

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
fn paths_in_machine_formats_start_at_the_workspace_wherever_it_is_asked_from() {
    let workspace = Workspace::new(&[("README.md", ""), ("scripts/a.lua", "return x\n")]);
    let json = |arguments: &[&str]| -> Value {
        let arguments = [&["check", "--format", "json"], arguments].concat();
        let run = run(&workspace.path().join("scripts"), &arguments, None, &[]);
        serde_json::from_str(&run.stdout).unwrap()
    };
    let document = json(&["nowhere.lua", "../README.md"]);
    assert_eq!(document["errors"][0]["file"], "scripts/nowhere.lua");
    assert_eq!(document["errors"][1]["file"], "README.md");
    assert_eq!(json(&["a.lua"])["findings"][0]["file"], "scripts/a.lua");
}

/// Every way in which a run cannot check all, and the kinds of its errors.
#[test]
fn what_kept_files_from_being_checked_is_as_the_schemas_say() {
    let broken = ("pipelua.toml", "schema = \n");
    let script = ("scripts/a.lua", "return {}\n");
    let folder = ("scripts/b.lua/c", "");
    for (files, arguments, kinds, checked) in [
        (
            &[broken, script][..],
            &["nowhere", "scripts"][..],
            &["usage", "manifest"][..],
            1,
        ),
        (&[script, folder], &[], &["io"], 2),
        (&[script, ("README.md", "")], &["README.md"], &["usage"], 0),
        (&[("pipelua.toml/a", "")], &[], &["io"], 0),
    ] {
        let workspace = Workspace::empty();
        if files.iter().all(|(path, _)| !path.starts_with("pipelua.toml")) {
            workspace.write("pipelua.toml", "schema = 1\nname = \"a\"\n");
        }
        for (path, text) in files {
            workspace.write(path, text);
        }
        let run = |format| workspace.run(&[&["check", "--format", format], arguments].concat());
        let json = run("json");
        assert_eq!(json.code, 2, "{arguments:?}");
        let document: Value = serde_json::from_str(&json.stdout).unwrap();
        assert_valid("check", &document);
        let found: Vec<&str> = document["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["kind"].as_str().unwrap())
            .collect();
        assert_eq!(found, kinds, "{document}");
        assert_eq!(document["files"]["checked"], checked, "{document}");

        let jsonl = run("jsonl");
        assert_eq!(jsonl.code, 2, "{arguments:?}");
        let lines: Vec<Value> = jsonl
            .stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        for line in &lines {
            assert_valid("check-jsonl", line);
        }
        assert_eq!(lines.last().unwrap()["errors"], document["errors"]);
    }
}

#[test]
fn without_a_workspace_machine_formats_are_written_all_the_same() {
    for (format, schema) in [("json", "check"), ("jsonl", "check-jsonl")] {
        let run = Workspace::empty().run(&["check", "--format", format]);
        assert_eq!(run.code, 2);
        assert_valid(schema, &serde_json::from_str(&run.stdout).unwrap());
    }
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
