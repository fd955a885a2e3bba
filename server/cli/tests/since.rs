//! `--since REF`: what was not found at a commit, dependants included; and what to type where the commit is not there.
#![allow(clippy::unwrap_used)]

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::{Run, Workspace, run};

const PIPELINE: &str =
    r#"{ "nodes": { "geo": { "script": "geo" }, "decide": { "script": "decide", "needs": ["geo"] } } }"#;
const GEO: &str = "return { allowed = true, data = { country = \"DE\" } }\n";
/// What a renamed key does to files that were not touched.
const BROKEN: [&str; 2] = [
    "pipelines/before_signup.json pipeline-unread-output",
    "scripts/decide.lua undefined-field",
];
const DECIDE: &str = "print(old)\nreturn { allowed = context.prev.country == \"DE\" }\n";

#[track_caller]
fn shell(folder: &Path, line: &str) {
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .envs([
            ("GIT_AUTHOR_NAME", "a"),
            ("GIT_AUTHOR_EMAIL", "a@b.example"),
            ("GIT_COMMITTER_NAME", "a"),
            ("GIT_COMMITTER_EMAIL", "a@b.example"),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{line}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A workspace in a folder of a repository, with an old finding and a branch `work` that has come a commit further.
fn repository() -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("hooks/pipelua.toml", "schema = 1\nname = \"a\"\n");
    workspace.write("hooks/pipelines/before_signup.json", PIPELINE);
    workspace.write("hooks/scripts/geo.lua", GEO);
    workspace.write("hooks/scripts/decide.lua", DECIDE);
    let root = workspace.path();
    shell(&root, "git init -q -b main && git add . && git commit -q -m one");
    shell(&root, "git checkout -q -b work");
    workspace.write("README.md", "more\n");
    shell(&root, "git add . && git commit -q -m two");
    workspace
}

/// `file code` of what is told in `hooks`, hints excepted.
#[track_caller]
fn told(root: &Path, since: &str) -> Vec<String> {
    let run = since_run(root, since);
    let document: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    let findings = document["findings"].as_array().unwrap().iter();
    findings
        .filter(|finding| finding["severity"] != "hint")
        .map(|finding| {
            format!(
                "{} {}",
                finding["file"].as_str().unwrap(),
                finding["code"].as_str().unwrap()
            )
        })
        .collect()
}

fn since_run(root: &Path, since: &str) -> Run {
    run(
        &root.join("hooks"),
        &["check", "--format", "json", "--since", since],
        None,
        &[],
    )
}

#[test]
fn what_was_there_is_not_told_and_a_dependant_that_broke_is() {
    let workspace = repository();
    let root = workspace.path();
    assert_eq!(told(&root, "main"), Vec::<String>::new());
    assert_eq!(since_run(&root, "main").code, 0);
    workspace.write("hooks/scripts/geo.lua", GEO.replace("country", "land"));
    assert_eq!(told(&root, "main"), BROKEN);
    assert_eq!(since_run(&root, "main").code, 1);
    shell(&root, "git commit -q -a -m three");
    assert_eq!(told(&root, "main"), BROKEN);
    assert_eq!(told(&root, "HEAD"), Vec::<String>::new());
    assert_eq!(told(&root, "HEAD~1"), BROKEN);
}

#[test]
fn nothing_of_the_working_folder_is_touched() {
    let workspace = repository();
    workspace.write("hooks/scripts/decide.lua", "return y\n");
    told(&workspace.path(), "main");
    assert_eq!(workspace.read("hooks/scripts/decide.lua"), "return y\n");
    let status = Command::new("git")
        .args(["status", "--porcelain"])
        .current_dir(workspace.path())
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(status.stdout).unwrap(),
        " M hooks/scripts/decide.lua\n"
    );
}

/// Where a hook of git calls us, its environment names the repository from another folder.
#[test]
fn a_hook_of_git_may_ask() {
    let workspace = repository();
    let hooks = workspace.path().join("hooks");
    let environment = [("GIT_DIR", ".git"), ("GIT_INDEX_FILE", ".git/index")];
    let run = run(&hooks, &["check", "--since", "main"], None, &environment);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn of_a_workspace_that_was_not_there_all_is_new() {
    let workspace = repository();
    let root = workspace.path();
    shell(&root, "git mv hooks moved && git commit -q -m moved");
    let moved = run(
        &root.join("moved"),
        &["check", "--format", "concise", "--since", "main"],
        None,
        &[],
    );
    assert!(moved.stdout.contains("undefined-global"), "{}", moved.stdout);
}

/// A shallow clone of one branch, as CI services make it, and the command that is told there.
#[test]
fn the_command_that_is_told_fetches_what_is_missing() {
    let workspace = repository();
    let root = workspace.path();
    let commit = Command::new("git")
        .args(["rev-parse", "main"])
        .current_dir(&root)
        .output()
        .unwrap();
    let commit = String::from_utf8(commit.stdout).unwrap().trim().to_owned();
    shell(&root, "git config uploadpack.allowAnySHA1InWant true");
    for since in ["origin/main", "main", &commit, "HEAD~1"] {
        let folder = Workspace::empty();
        let url = format!("file://{}", root.display());
        shell(
            &folder.path(),
            &format!("git clone -q --depth=1 --single-branch --branch work {url} clone"),
        );
        let clone = folder.path().join("clone");
        let missing = since_run(&clone, since);
        assert_eq!(missing.code, 2, "{since}: {}", missing.stdout);
        let document: Value = serde_json::from_str(&missing.stdout).unwrap();
        assert_eq!(document["errors"][0]["kind"], "usage");
        let command = missing
            .stderr
            .lines()
            .find_map(|line| line.strip_prefix("  git "))
            .unwrap_or_else(|| panic!("{}", missing.stderr));
        shell(&clone, &format!("git {command}"));
        assert_eq!(told(&clone, since), Vec::<String>::new(), "{since}");
    }
}

#[test]
fn without_git_or_a_commit_it_is_a_wrong_call() {
    let workspace = repository();
    for since in ["nowhere", "--help", ""] {
        let run = run(
            &workspace.path().join("hooks"),
            &["check", &format!("--since={since}")],
            None,
            &[],
        );
        assert_eq!(run.code, 2, "{since}: {}", run.stderr);
        assert!(
            run.stderr.contains("not in this clone") && !run.stderr.contains("git fetch"),
            "{}",
            run.stderr
        );
    }
    let outside = Workspace::new(&[]);
    let run = run(
        &outside.path(),
        &["check", "--since", "main"],
        None,
        &[("GIT_CEILING_DIRECTORIES", "/")],
    );
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("git"), "{}", run.stderr);
}
