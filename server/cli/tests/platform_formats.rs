//! The formats that platforms keep: SARIF against its schema, the others as their readers describe them, paths from everywhere.
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::{Run, Workspace, repository, run};

const MANIFEST: &str = "schema = 1\nname = \"a\"\n";
const PLATFORMS: [&str; 4] = ["sarif", "github", "gitlab", "junit"];

#[track_caller]
fn checked(folder: &Path, format: &str, arguments: &[&str]) -> Run {
    run(
        folder,
        &[&["check", "--format", format], arguments].concat(),
        None,
        &[],
    )
}

/// A SARIF report, held against its schema.
#[track_caller]
fn sarif(folder: &Path, arguments: &[&str]) -> Value {
    let report: Value = serde_json::from_str(&checked(folder, "sarif", arguments).stdout).unwrap();
    let schema = fs::read_to_string(repository().join("tests/schemas/sarif-2.1.0.json")).unwrap();
    // One of its patterns, for languages, is no regular expression as it stands: a `]` too many.
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let problems: Vec<String> = validator
        .iter_errors(&report)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:#?}");
    let runs = report["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 1);
    runs[0].clone()
}

fn gitlab(folder: &Path, arguments: &[&str]) -> Vec<Value> {
    serde_json::from_str(&checked(folder, "gitlab", arguments).stdout).unwrap()
}

fn faulty() -> std::path::PathBuf {
    repository().join("tests/workspaces/faulty")
}

fn uris(run: &Value) -> BTreeSet<&str> {
    let results = run["results"].as_array().unwrap().iter();
    results
        .map(|result| {
            let place = &result["locations"][0]["physicalLocation"];
            assert!(place["region"]["startLine"].as_u64().unwrap() > 0, "{result}");
            place["artifactLocation"]["uri"].as_str().unwrap()
        })
        .collect()
}

/// What `--format json` says, without hints.
fn findings(folder: &Path) -> Vec<Value> {
    let document: Value = serde_json::from_str(&checked(folder, "json", &[]).stdout).unwrap();
    let mut all = document["findings"].as_array().unwrap().clone();
    all.retain(|finding| finding["severity"] != "hint");
    all
}

#[test]
fn sarif_holds_every_finding_with_its_place_rule_and_fingerprint() {
    let run = sarif(&faulty(), &[]);
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    assert_eq!(run["automationDetails"]["id"], "pipelua/tests/workspaces/faulty/");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let results = run["results"].as_array().unwrap();
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let mut found: BTreeMap<&str, Value> = BTreeMap::new();
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(
            rule["help"]["markdown"].as_str().unwrap().contains("## Why"),
            "{rule}"
        );
        let prints = &result["partialFingerprints"];
        assert_eq!(prints["pipelua/v1"], prints["primaryLocationLineHash"]);
        let place = result["locations"][0]["physicalLocation"].clone();
        found.insert(prints["pipelua/v1"].as_str().unwrap(), place);
    }
    let expected = findings(&faulty());
    assert!(expected.len() > 100);
    assert_eq!(results.len(), expected.len());
    for finding in expected {
        let place = &found[finding["fingerprint"].as_str().unwrap()];
        let file = format!("tests/workspaces/faulty/{}", finding["file"].as_str().unwrap());
        assert_eq!(place["artifactLocation"]["uri"], file);
        if let Some(start) = finding["range"].get("start") {
            let one_more = |value: &Value| value.as_u64().unwrap() + 1;
            assert_eq!(place["region"]["startLine"], one_more(&start["line"]));
            assert_eq!(place["region"]["startColumn"], one_more(&start["character"]));
        }
    }
    let levels: Vec<usize> = results
        .iter()
        .map(|result| {
            ["error", "warning", "note"]
                .iter()
                .position(|level| result["level"] == *level)
                .unwrap()
        })
        .collect();
    assert!(levels.is_sorted(), "errors first");
}

#[test]
fn github_tells_errors_first_and_escapes_what_ends_a_command() {
    let text = checked(&faulty(), "github", &[]).stdout;
    let mut rank = 0;
    for line in text.lines() {
        let level = ["::error ", "::warning ", "::notice "]
            .iter()
            .position(|level| line.starts_with(level));
        let level = level.unwrap_or_else(|| panic!("{line}"));
        assert!(level >= rank, "{line}");
        rank = level;
        let (head, message) = line[2..].split_once("::").unwrap();
        let properties: BTreeMap<&str, &str> = head
            .split_once(' ')
            .unwrap()
            .1
            .split(',')
            .map(|property| property.split_once('=').unwrap())
            .collect();
        assert!(
            properties["file"].starts_with("tests/workspaces/faulty/"),
            "{line}"
        );
        assert!(properties["line"].parse::<u32>().unwrap() > 0);
        assert!(
            !properties.contains_key("col") || properties["line"] == properties["endLine"],
            "{line}"
        );
        assert!(!properties["title"].is_empty() && !message.is_empty(), "{line}");
    }
    assert_eq!(rank, 2);
    assert_eq!(text.lines().count(), findings(&faulty()).len());

    let workspace = Workspace::new(&[("scripts/a.lua", "return 'a%b' ..\n x::y\n")]);
    let text = workspace.run(&["check", "--format", "github"]).stdout;
    assert!(text.lines().all(|line| line.starts_with("::")), "{text}");
}

#[test]
fn gitlab_issues_have_places_and_fingerprints_of_their_own() {
    let issues = gitlab(&faulty(), &[]);
    let expected = findings(&faulty());
    assert_eq!(issues.len(), expected.len());
    let prints: BTreeSet<&str> = issues
        .iter()
        .map(|issue| issue["fingerprint"].as_str().unwrap())
        .collect();
    let same: BTreeSet<&str> = expected
        .iter()
        .map(|finding| finding["fingerprint"].as_str().unwrap())
        .collect();
    assert_eq!(prints, same);
    for issue in &issues {
        assert!(!issue["description"].as_str().unwrap().is_empty());
        assert!(!issue["check_name"].as_str().unwrap().is_empty());
        assert!(["info", "minor", "major"].contains(&issue["severity"].as_str().unwrap()));
        assert!(
            issue["location"]["path"]
                .as_str()
                .unwrap()
                .starts_with("tests/workspaces/faulty/")
        );
        assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0);
    }
}

#[test]
fn junit_has_a_suite_for_each_file_and_a_case_for_each_code() {
    let text = checked(&faulty(), "junit", &[]).stdout;
    let expected = findings(&faulty());
    let files: BTreeSet<&str> = expected
        .iter()
        .map(|finding| finding["file"].as_str().unwrap())
        .collect();
    let cases: BTreeSet<(&str, &str)> = expected
        .iter()
        .map(|finding| {
            (
                finding["file"].as_str().unwrap(),
                finding["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(text.matches("<testsuite ").count(), files.len());
    assert_eq!(text.matches("<testcase ").count(), cases.len());
    let failing: BTreeSet<(&str, &str)> = expected
        .iter()
        .filter(|finding| finding["severity"] != "info")
        .map(|finding| {
            (
                finding["file"].as_str().unwrap(),
                finding["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        text.matches("<failure ").count(),
        failing.len(),
        "infos fail no check"
    );
    for element in ["testsuites", "testsuite", "testcase", "failure", "system-out"] {
        let (open, close) = (format!("<{element}"), format!("</{element}>"));
        let opened = text.matches(&format!("{open} ")).count() + text.matches(&format!("{open}>")).count();
        assert_eq!(opened, text.matches(&close).count(), "{element}");
    }
    assert!(text.contains(&format!(
        "<testsuites name=\"pipelua check\" tests=\"{}\" failures=\"{}\" errors=\"0\">",
        cases.len(),
        failing.len()
    )));
}

/// A repository with two workspaces in folders, each with the same script.
fn monorepo(in_git: bool) -> Workspace {
    let workspace = Workspace::empty();
    for folder in ["hooks/eu", "hooks/us"] {
        workspace.write(&format!("{folder}/pipelua.toml"), MANIFEST);
        workspace.write(&format!("{folder}/scripts/a.lua"), "return x\n");
    }
    if in_git {
        fs::create_dir(workspace.path().join(".git")).unwrap();
    }
    workspace
}

#[track_caller]
fn paths(folder: &Path, arguments: &[&str], expected: &[&str]) {
    let expected: BTreeSet<&str> = expected.iter().copied().collect();
    assert_eq!(uris(&sarif(folder, arguments)), expected);
    let issues = gitlab(folder, arguments);
    let found: BTreeSet<&str> = issues
        .iter()
        .map(|issue| issue["location"]["path"].as_str().unwrap())
        .collect();
    assert_eq!(found, expected);
    let (github, junit) = (
        checked(folder, "github", arguments).stdout,
        checked(folder, "junit", arguments).stdout,
    );
    for path in expected {
        assert!(github.contains(&format!(" file={path},")), "{github}");
        assert!(junit.contains(&format!("<testsuite name=\"{path}\"")), "{junit}");
    }
}

#[test]
fn paths_start_at_the_git_root_wherever_it_is_asked_from() {
    let workspace = monorepo(true);
    let root = workspace.path();
    let eu = "hooks/eu/scripts/a.lua";
    paths(&root, &["hooks/eu"], &[eu]);
    paths(&root.join("hooks/eu"), &[], &[eu]);
    paths(&root.join("hooks/eu/scripts"), &["a.lua"], &[eu]);
    paths(&root.join("hooks/us"), &["../eu/scripts"], &[eu]);
    paths(&root, &["hooks/eu", "hooks/us"], &[eu, "hooks/us/scripts/a.lua"]);
    paths(
        &root.join("hooks/us"),
        &["--path-base", ".."],
        &["us/scripts/a.lua"],
    );
}

#[test]
fn outside_git_paths_start_where_it_is_asked_from_or_at_the_workspace() {
    let workspace = monorepo(false);
    let root = workspace.path();
    paths(
        &root,
        &["hooks/eu", "hooks/us"],
        &["hooks/eu/scripts/a.lua", "hooks/us/scripts/a.lua"],
    );
    paths(&root.join("hooks/eu/scripts"), &[], &["scripts/a.lua"]);
    paths(&root.join("hooks/us"), &["../eu"], &["scripts/a.lua"]);
    paths(
        &root.join("hooks/us"),
        &["../eu", "."],
        &["eu/scripts/a.lua", "us/scripts/a.lua"],
    );
    paths(
        &root.join("hooks/us"),
        &["--path-base", "../.."],
        &["hooks/us/scripts/a.lua"],
    );
    let wrong = checked(&root.join("hooks/us"), "sarif", &["--path-base", "scripts"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("(--path-base)"), "{}", wrong.stderr);
}

#[test]
fn several_workspaces_are_told_apart() {
    let workspace = monorepo(true);
    let arguments = ["hooks/eu", "hooks/us"];
    let issues = gitlab(&workspace.path(), &arguments);
    let prints: BTreeSet<&str> = issues
        .iter()
        .map(|issue| issue["fingerprint"].as_str().unwrap())
        .collect();
    assert_eq!(prints.len(), issues.len(), "{issues:#?}");
    let id = |arguments: &[&str]| sarif(&workspace.path(), arguments)["automationDetails"]["id"].clone();
    assert_eq!(id(&["hooks/eu"]), "pipelua/hooks/eu/");
    assert_eq!(id(&arguments), "pipelua/hooks/eu+hooks/us/");
    assert_eq!(checked(&workspace.path(), "json", &arguments).code, 2);
}

#[test]
fn a_clean_run_writes_reports_with_nothing_in_them() {
    let workspace = Workspace::new(&[]);
    let files = PLATFORMS.map(|format| format!("{format}={format}.out"));
    let mut arguments = vec!["check"];
    for file in &files {
        arguments.extend(["--format", file]);
    }
    let run = workspace.run(&arguments);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stdout, "");
    let report = sarif(&workspace.path(), &[]);
    assert_eq!(report["results"], json!([]));
    assert_eq!(report["automationDetails"]["id"], "pipelua/");
    assert_eq!(workspace.read("github.out"), "");
    assert_eq!(workspace.read("gitlab.out"), "[]\n");
    assert!(
        workspace
            .read("junit.out")
            .contains("tests=\"0\" failures=\"0\" errors=\"0\"")
    );
    assert!(
        workspace
            .read("sarif.out")
            .contains("\"executionSuccessful\":true")
    );
}

#[test]
fn what_could_not_be_checked_is_in_every_report() {
    let broken = [("pipelua.toml", "schema = \n"), ("scripts/a.lua", "return x\n")];
    let manifest = Workspace::new(&broken);
    let nowhere = Workspace::empty();
    let plain = Workspace::new(&[]);
    for (workspace, arguments, place) in [
        (&manifest, &[][..], "pipelua.toml"),
        (&plain, &["scripts/gone.lua"], "scripts/gone.lua"),
        (&plain, &["--select", "no-such-code"], ""),
        (&nowhere, &[], ""),
    ] {
        let folder = workspace.path();
        for format in PLATFORMS {
            assert_eq!(
                checked(&folder, format, arguments).code,
                2,
                "{format} {arguments:?}"
            );
        }
        let report = sarif(&folder, arguments);
        let invocation = &report["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], false);
        let told = &invocation["toolConfigurationNotifications"][0];
        assert!(!told["message"]["text"].as_str().unwrap().is_empty());
        let github = checked(&folder, "github", arguments).stdout;
        assert!(
            github.starts_with("::error ") && github.contains("title=pipelua "),
            "{github}"
        );
        let issues = gitlab(&folder, arguments);
        assert_eq!(issues[0]["severity"], "blocker");
        let junit = checked(&folder, "junit", arguments).stdout;
        assert!(
            junit.contains("errors=\"1\"") && junit.contains("<error message="),
            "{junit}"
        );
        if !place.is_empty() {
            let location = &told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            assert_eq!(location, place);
            assert!(github.starts_with(&format!("::error file={place},")), "{github}");
            assert_eq!(issues[0]["location"]["path"], place);
            assert!(junit.contains(&format!("file=\"{place}\"")), "{junit}");
        }
    }
}

#[test]
fn no_report_holds_more_than_platforms_take() {
    let workspace = Workspace::new(&[]);
    // An error for each name, and a milder finding that must not crowd one out.
    let mut script = String::from("local unused = 1\n");
    for index in 0..5_100 {
        writeln!(script, "print(u{index})").unwrap();
    }
    workspace.write("scripts/a.lua", script);
    let report = sarif(&workspace.path(), &[]);
    let results = report["results"].as_array().unwrap();
    assert_eq!(results.len(), 5_000);
    assert!(results.iter().all(|result| result["level"] == "error"));
    let note = &report["invocations"][0]["toolExecutionNotifications"][0];
    assert!(
        note["message"]["text"]
            .as_str()
            .unwrap()
            .contains("more findings"),
        "{note}"
    );
    assert_eq!(gitlab(&workspace.path(), &[]).len(), 5_000);
    let github = workspace.run(&["check", "--format", "github"]).stdout;
    assert_eq!(github.lines().count(), 5_001);
    assert!(
        github
            .lines()
            .last()
            .unwrap()
            .starts_with("::notice title=pipelua::")
    );
}

#[test]
fn the_same_bytes_on_one_and_on_many_threads() {
    for format in PLATFORMS {
        let on = |threads| {
            run(
                &faulty(),
                &["check", "--format", format],
                None,
                &[("RAYON_NUM_THREADS", threads)],
            )
            .stdout
        };
        assert_eq!(on("1"), on("4"), "{format}");
    }
}
